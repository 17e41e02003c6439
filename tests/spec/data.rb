# Copyright (C) the ngx_http_posts_module authors
#
# Fills in what the real Jekyll makes of data files:
#
#     LANG=C.UTF-8 ruby tests/spec/data.rb tests/spec/data.txt
#
# A row: the file below _data, its text, the configuration, site.data as
# Ruby's inspect has it, or "error".  A fifth field is what the module makes
# of it on purpose, if that is another thing; this program leaves it alone.

require "jekyll"
require "tmpdir"
require "fileutils"

Jekyll.logger.log_level = :error
$stderr.reopen(File::NULL) unless ENV["VERBOSE"]
ENV["TZ"] = "UTC"

def unescape(s)
  s.b.gsub(/\\(x\h\h|.)/m) do
    c = $1

    case c[0]
    when "n" then "\n"
    when "t" then "\t"
    when "r" then "\r"
    when "x" then c.size == 3 ? [c[1..2].hex].pack("C") : c
    else c
    end
  end
end

def show(s)
  s.gsub("\\", "\\\\\\\\").gsub("\n", "\\n").gsub("\t", "\\t")
   .gsub("\r", "\\r")
end

def ask(file, text, config)
  dir = Dir.mktmpdir("posts-data")
  path = File.join(dir, "_data", unescape(file).force_encoding("UTF-8"))

  Jekyll::PathManager.instance_variable_set(:@join, {})
  Jekyll::PathManager.instance_variable_set(:@sanitized_path, {})

  FileUtils.mkdir_p(File.dirname(path))
  File.binwrite(path, unescape(text))
  File.write(File.join(dir, "_config.yml"),
             "timezone: UTC\n" + unescape(config))

  site = Jekyll::Site.new(Jekyll.configuration(
    "source" => dir, "destination" => File.join(dir, "_site"),
    "config" => File.join(dir, "_config.yml"), "quiet" => true,
    "disable_disk_cache" => true, "plugins" => []
  ))

  site.reader.read_data
  show(site.data.inspect)
rescue StandardError, Jekyll::Errors::FatalException
  "error"
ensure
  FileUtils.rm_rf(dir) if dir
end

ARGV.each do |name|
  lines = File.read(name).split("\n").map do |l|
    next l if l.start_with?("#") || l.empty?

    file, text, config, _, ours = l.split("\t", -1)
    row = [file, text, config, ask(file, text, config)]
    row << (ours || "")
    row.join("\t")
  end

  File.write(name, lines.join("\n") + "\n")
end
