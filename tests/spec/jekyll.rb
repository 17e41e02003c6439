# Copyright (C) the ngx_http_posts_module authors
#
# Fills in what the real Jekyll says in the tables of this folder:
#
#     LANG=C.UTF-8 ruby tests/spec/jekyll.rb tests/spec/permalink.txt ...
#
# A table is made of records, an empty line between them, "#" begins a
# comment.  A record's input:
#
#     file     the path of a source file in a site of its own
#     config   _config.yml; "\n" is a line's end ("timezone: UTC" is added)
#     front    the front matter without its dashes; "-" for none at all
#     source   the whole file instead of a front matter; "\xEF" is a byte
#
# and what Jekyll makes of it:
#
#     skip     yes: not a document of the site
#     error    Jekyll ends the build
#     url id title slug date categories tags output_ext published
#
# "why: reason" and "ours-KEY: value" note where the module differs on
# purpose; this program leaves them alone.
#
# slug.txt is simpler: mode, cased, text, slug, with tabs between.

require "jekyll"
require "tmpdir"
require "fileutils"
require "set"

Jekyll.logger.log_level = :error
$stderr.reopen(File::NULL) unless ENV["VERBOSE"]

MTIME = 1_600_000_000
KEYS = %w(skip error url id title slug date categories tags output_ext
          published).freeze

def unescape(s)
  s.b.gsub(/\\(x\h\h|.)/m) do
    c = $1

    case c[0]
    when "n" then "\n"
    when "r" then "\r"
    when "t" then "\t"
    when "x" then c.size == 3 ? [c[1..2].hex].pack("C") : c
    else c
    end
  end
end

def show(s)
  s.to_s.gsub("\\", "\\\\\\\\").gsub("\n", "\\n").gsub("\t", "\\t")
   .gsub("\r", "\\r")
end

def ask(input)
  dir = Dir.mktmpdir("posts-spec")
  file = unescape(input["file"]).force_encoding("UTF-8")
  config = unescape(input["config"] || "").force_encoding("UTF-8")
  config = "timezone: UTC\n" + config unless config =~ /^timezone:/

  Jekyll::Utils.instance_variable_set(:@parse_date_cache, {})
  Jekyll::PathManager.instance_variable_set(:@join, {})
  Jekyll::PathManager.instance_variable_set(:@sanitized_path, {})
  Jekyll::Configuration::DEFAULTS["exclude"].clear rescue nil

  File.write(File.join(dir, "_config.yml"), config)
  path = File.join(dir, file)
  FileUtils.mkdir_p(File.dirname(path))

  source =
    if input["source"]
      unescape(input["source"])
    elsif input["front"] == "-"
      "text\n"
    else
      "---\n#{unescape(input["front"] || "").force_encoding("UTF-8")}\n" \
        "---\ntext\n"
    end

  File.binwrite(path, source)
  File.utime(MTIME, MTIME, path)

  options = {
    "source" => dir, "destination" => File.join(dir, "_site"),
    "config" => File.join(dir, "_config.yml"), "quiet" => true,
    "disable_disk_cache" => true, "show_drafts" => true, "future" => true,
    "unpublished" => true, "plugins" => []
  }

  site = Jekyll::Site.new(Jekyll.configuration(options))
  site.read

  doc = (site.documents.grep(Jekyll::Document) + site.pages).find do |d|
    d.relative_path == file || d.path == path || d.path == file
  end

  return { "skip" => "yes" } if doc.nil?

  out = { "url" => Jekyll::URL.unescape_path(doc.url),
          "title" => show(doc.data["title"]),
          "output_ext" => doc.output_ext }

  unless doc.data.fetch("published", true)
    out["published"] = "no"
  end

  if doc.is_a?(Jekyll::Document)
    out["id"] = doc.id
    out["slug"] = show(doc.data["slug"])

    # one without a date has that of the build

    if doc.data["date"] && doc.data["date"] != site.time
      out["date"] = doc.date.strftime("%Y-%m-%dT%H:%M:%S%:z")
    end

    out["categories"] = (doc.data["categories"] || [])
                        .map { |c| show(c) }.join("|")
    out["tags"] = (doc.data["tags"] || []).map { |t| show(t) }.join("|")
  end

  out
rescue StandardError, Jekyll::Errors::FatalException => e
  { "error" => e.class.to_s }
ensure
  FileUtils.rm_rf(dir) if dir
end

def records(file)
  out = []

  File.read(file).split(/\n{2,}/).each do |block|
    lines = block.split("\n")
    input = {}

    lines.each do |l|
      input[$1] = $2 if l =~ /\A([a-z_-]+): ?(.*)\z/
    end

    unless input["file"]
      out << block.chomp
      next
    end

    got = ask(input)
    kept = lines.reject { |l| l =~ /\A([a-z_]+):/ && KEYS.include?($1) }
    extra = kept.select { |l| l =~ /\A(ours-|why:)/ }
    kept -= extra

    KEYS.each do |k|
      kept << "#{k}: #{got[k]}".rstrip if got.key?(k)
    end

    out << (kept + extra).join("\n")
  end

  File.write(file, out.join("\n\n") + "\n")
end

def slugs(file)
  lines = File.read(file).split("\n", -1).map do |l|
    next l if l.start_with?("#") || l.empty?

    mode, cased, text, = l.split("\t", -1)
    s = unescape(text).force_encoding("UTF-8")

    slug =
      if mode == "title"
        Jekyll::Utils.titleize_slug(s)
      else
        Jekyll::Utils.slugify(s, :mode => mode, :cased => cased == "cased")
      end

    [mode, cased, text, show(slug)].join("\t")
  end

  File.write(file, lines.join("\n"))
end

ARGV.each do |file|
  ENV["TZ"] = "UTC"

  if File.basename(file) == "slug.txt"
    slugs(file)
  else
    records(file)
  end
end
