# Copyright (C) the ngx_http_posts_module authors
#
# compare.rb POSTS SITES...: builds each site with Jekyll and compares every
# page, and the set of URLs, with what POSTS ("build/posts") has.

require "fileutils"
require "open3"
require "time"
require "tmpdir"
require "yaml"

HERE = __dir__
CORPUS = ENV["CORPUS"] || File.expand_path("../../../shared/corpus", HERE)

def normal(html)
  html = html.dup.force_encoding("UTF-8").scrub
  html = html.gsub(%r{<pre.*?</pre>}m) { |pre| pre.gsub(%r{</?span[^>]*>}, "").gsub("&quot;", %q(")) }

  html = html.gsub(/<([a-zA-Z][\w-]*)((?:\s+[\w:-]+(?:="[^"]*")?)+)\s*>/) do
    "<#{$1} #{$2.scan(/[\w:-]+(?:="[^"]*")?/).sort.join(' ')}>"
  end

  html.gsub(/\s+/, " ").strip
end

# The time of the build is not that of the index.
def masked(html, from, to)
  html.gsub(/\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d ?(?:Z|UTC|[+-]\d\d:?\d\d)/) do |text|
    Time.parse(text).between?(from, to) ? "NOW" : text
  end
end

def differences
  File.readlines("#{HERE}/differences.txt", chomp: true)
      .reject { |line| line.empty? || line.start_with?("#") }
      .to_h { |line| [line.split("\t")[0, 2], line.split("\t")[2]] }
end

def first_difference(a, b)
  at = (0...[a.size, b.size].max).find { |i| a[i] != b[i] }
  from = [at - 60, 0].max

  "    jekyll: #{a[from, 160].inspect}\n    posts:  #{b[from, 160].inspect}"
end

# A path as a URL has it.
def escape(path)
  path.b.gsub(%r{[^A-Za-z0-9._~!$&'()*+,;=:@/-]}n) { |c| format("%%%02X", c.ord) }
end

# A site, and each of its variants: its _config.yml with another one's text
# behind it.
def cases(site)
  name = File.basename(site)
  variants = Dir.glob("#{HERE}/variants/#{name}/*.yml").sort

  [[name, site, nil]] +
    variants.map { |v| ["#{name}:#{File.basename(v, '.yml')}", site, v] }
end

# Where the gem of the theme is.
def theme(setup)
  name = File.exist?(setup) ? File.read(setup)[/^theme: *([\w-]+)/, 1] : nil
  return [] unless name

  ["--theme=#{Gem::Specification.find_by_name(name).gem_dir}"]
end

def compare(posts, name, site, variant, known)
  out = []
  counts = { passed: 0, failed: 0 }
  began = Time.now - 2
  fail = lambda { |text| out << text; counts[:failed] += 1 }

  Dir.mktmpdir do |dir|
    FileUtils.cp_r(site, "#{dir}/site")
    setup = "#{dir}/site/_config.yml"

    if variant
      data = File.exist?(setup) ? YAML.load_file(setup) : {}
      File.write(setup, YAML.dump(data.merge(YAML.load_file(variant))))
    end

    links = "#{dir}/site/CORPUS"

    if File.exist?(links)
      unless File.directory?(CORPUS)
        out << "#{name}: no #{CORPUS}, left out"
        return [out, counts]
      end

      File.readlines(links, chomp: true).each do |line|
        FileUtils.cp_r("#{CORPUS}/#{line}", "#{dir}/site/")
      end

      FileUtils.chmod_R("u+w", "#{dir}/site")
      FileUtils.rm(links)
    end

    begin
      folder = theme(setup)
    rescue Gem::MissingSpecError => e
      out << "#{name}: #{e.message.lines[0].chomp}, left out"
      known.delete_if { |key, _| key[0] == name }
      return [out, counts]
    end

    log, status = Open3.capture2e({ "JEKYLL_ENV" => "production" }, "jekyll", "build",
                                  "-q", "--disable-disk-cache",
                                  "-s", "#{dir}/site", "-d", "#{dir}/out")
    unless status.success?
      fail.call("#{name}: jekyll: #{log}")
      return [out, counts]
    end

    urls = Dir.glob("#{dir}/out/**/*", File::FNM_DOTMATCH).select { |f| File.file?(f) }.sort
              .to_h { |f| [escape(f.delete_prefix("#{dir}/out").sub(%r{/index\.html\z}, "/")), f] }

    options = ["--index=#{dir}/index", *folder]
    routes, err, status = Open3.capture3(posts, "routes", "#{dir}/site", *options)
    fail.call("#{name}: posts routes: #{err}") unless status.success?
    routes = routes.lines(chomp: true).map { |line| line.split("\t") }

    urls.each do |url, file|
      got, err, status = Open3.capture3(posts, "render", "#{dir}/site", url,
                                        *options)
      want = masked(normal(File.binread(file)), began, Time.now)
      got = masked(normal(got), began, Time.now)
      same = status.success? && got == want
      reason = known.delete([name, url])

      if same == reason.nil?
        counts[:passed] += 1
      elsif same
        fail.call("#{name} #{url}: is the same now: take it off differences.txt")
      else
        fail.call("#{name} #{url}: differs\n#{err}#{first_difference(want, got) if want != got}")
      end
    end

    # lists that Jekyll does not have: docs/urls.md

    extra = routes.reject { |url, source| source == "-" && url.match?(%r{\A/(page|tag|category)/}) }
                  .map { |url, _| url.sub(%r{/index(\.html)?\z}, "/") }
                  .reject { |url| urls.key?(url) || urls.any? { |u, _| u.start_with?("#{url}.") } }

    extra.each do |url|
      next counts[:passed] += 1 if known.delete([name, url])

      fail.call("#{name} #{url}: Jekyll has no such URL")
    end
  end

  [out, counts]
end

posts, *sites = ARGV
known = differences
work = sites.flat_map { |site| cases(site) }
known.delete_if { |key, _| work.none? { |name, _| name == key[0] } } if ENV["SOME"]
results = {}
queue = Queue.new
work.each { |w| queue << w }

Array.new(2) do
  Thread.new do
    while (w = (queue.pop(true) rescue nil))
      results[w[0]] = compare(posts, *w, known)
    end
  end
end.each(&:join)

failed = passed = 0

work.each do |name, *|
  out, counts = results[name]
  puts out
  passed += counts[:passed]
  failed += counts[:failed]
end

known.each_key { |key| puts "#{key.join(' ')}: no such page in differences.txt" }

puts "compat: #{passed} passed, #{failed + known.size} failed"
exit(failed + known.size == 0)
