# Copyright (C) the ngx_http_posts_module authors
#
# compare.rb POSTS SITES...: builds each site with Jekyll and compares every
# page with what POSTS ("build/posts") renders for its URL.

require "fileutils"
require "open3"
require "tmpdir"

HERE = __dir__

def normal(html)
  html = html.gsub(%r{<pre.*?</pre>}m) { |pre| pre.gsub(%r{</?span[^>]*>}, "") }

  html = html.gsub(/<([a-zA-Z][\w-]*)((?:\s+[\w:-]+(?:="[^"]*")?)+)\s*>/) do
    "<#{$1} #{$2.scan(/[\w:-]+(?:="[^"]*")?/).sort.join(' ')}>"
  end

  html.gsub(/\s+/, " ").strip
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

posts, *sites = ARGV
known = differences
failed = passed = 0

sites.each do |site|
  Dir.mktmpdir do |dir|
    name = File.basename(site)
    FileUtils.cp_r(site, "#{dir}/site")

    log, status = Open3.capture2e({ "JEKYLL_ENV" => "production" }, "jekyll", "build",
                                  "-q", "-s", "#{dir}/site", "-d", "#{dir}/out")
    unless status.success?
      puts "#{name}: jekyll: #{log}"
      failed += 1
      next
    end

    Dir.glob("#{dir}/out/**/*").select { |f| File.file?(f) }.sort.each do |file|
      url = file.delete_prefix("#{dir}/out").sub(%r{/index\.html\z}, "/")

      got, err, status = Open3.capture3(posts, "render", "#{dir}/site", url)
      want = File.read(file)
      same = status.success? && normal(got) == normal(want)
      reason = known.delete([name, url])

      if same == reason.nil?
        passed += 1
        next
      end

      failed += 1
      puts "#{name} #{url}: " + (same ? "is the same now: take it off differences.txt" : "differs")
      puts err unless err.empty?
      puts first_difference(normal(want), normal(got)) unless same
    end
  end
end

known.each_key { |key| puts "#{key.join(' ')}: no such page in differences.txt" }

puts "compat: #{passed} passed, #{failed + known.size} failed"
exit(failed + known.size == 0)
