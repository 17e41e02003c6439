#!/usr/bin/ruby

# Copyright (C) the ngx_http_posts_module authors
#
# Runs random templates through Ruby's Liquid and through ours, and shows
# where the two differ: the smallest template that still does.
#
#     compare.rb [--warnings] BATCH N SEED
#
# BATCH is the program of batch.c.  It ends after SECONDS (in the
# environment, 600) at the latest.  What differs on purpose is in
# differences.txt: the field that a regular expression is held against
# (template, ruby, ours), the expression, the reason, with tabs between.
# A case that matches one of them is counted, not shown.

require_relative 'oracle'
require_relative 'generate'
require 'open3'

$stdout.sync = true

# The batch's "now" is this moment, too.
class << Time
  def now(*) = at(1_597_497_840)
end

class Ours
  def initialize(program)
    @program = program
    start
  end

  def run(kase)
    @in.puts(JSON.generate(kase))
    @in.flush
    line = Timeout.timeout(20) { @out.gets }
    return JSON.parse(line) if line

    crashed
  rescue Errno::EPIPE
    crashed
  rescue Timeout::Error
    Process.kill('KILL', @thread.pid)
    crashed
  end

  private

  def start
    @in, @out, @err, @thread = Open3.popen3(@program)
    reader = @err
    @noise = []
    Thread.new { reader.each_line { |line| @noise << line if @noise.size < 40 } }
  end

  def crashed
    status = @thread.value
    noise = @noise.join
    start
    { 'crash' => "#{status}\n#{noise}" }
  end
end

class Compare
  SHRINK = 400             # runs to make one template smaller
  SHOW = 40

  Known = Struct.new(:field, :pattern, :reason, :count)

  def initialize(program, warnings)
    @ruby = Oracle.new
    @ours = Ours.new(program)
    @warnings = warnings
    @known = File.readlines(File.join(__dir__, 'differences.txt'), chomp: true)
                 .reject { |line| line.empty? || line.start_with?('#') }
                 .map do |line|
      field, pattern, reason = line.split("\t")
      Known.new(field, Regexp.new(pattern, Regexp::MULTILINE), reason, 0)
    end
  end

  def go(number, seed, seconds)
    generate = Generate.new(seed)
    start = Process.clock_gettime(Process::CLOCK_MONOTONIC)
    @found = {}
    done = skipped = 0

    number.times do
      break if Process.clock_gettime(Process::CLOCK_MONOTONIC) - start > seconds

      kase = generate.next_case
      done += 1
      ruby, ours = both(kase)
      next skipped += 1 if ruby['timeout'] || ruby['binary']
      next if same?(kase, ruby, ours)
      next if known(kase, ruby, ours, true)

      remember(kase)
      break if @found.size >= SHOW
    end

    finish(done, skipped)
  end

  private

  def both(kase)
    ruby = Marshal.load(Marshal.dump(kase))
    ruby['data']['site'] ||= { 'url' => 'http://example.com', 'baseurl' => '/base' }
    [@ruby.run(ruby), @ours.run(kase)]
  end

  def same?(kase, ruby, ours)
    return false if ours['crash'] || ours['limit']

    # in the strict mode any error is a refusal

    if kase['strict'] && (ours['refused'] || !ruby['errors'].to_a.empty?)
      return ours['refused'] && (ruby['refused'] || !ruby['errors'].empty?)
    end

    if ruby['refused'] || ours['refused']
      return false unless ruby['refused'] && ours['refused']

      # ours is the line on which the tag begins

      line = ruby['refused'][/\(line (\d+)\)/, 1]
      return line.nil? || ruby['refused'].match?(/never closed|not a valid delim/) ||
             kase['template'].include?('liquid') || ours['refused'][/\A-:(\d+):/, 1].to_i <= line.to_i
    end

    same_output?(kase, ruby['output'], ours['output']) &&
      (!@warnings || ruby['warnings'].empty? == ours['warnings'].zero? ||
       ours['warning'].to_s.include?('Unknown'))
  end

  # Where a filter of Ruby's falls over, the page says "internal"; ours says
  # what is wrong.  Debian's Ruby loses count of lines behind {% liquid %}.

  def same_output?(kase, ruby, ours)
    return true if ruby == ours

    if kase['template'].match?(/\{%-?\s*liquid/)
      ruby = ruby.gsub(/line \d+\)/, 'line)')
      ours = ours.gsub(/line \d+\)/, 'line)')
    end

    return ruby == ours if !ruby.include?(': internal')

    ours = ours.gsub('Liquid syntax error', 'Liquid error')
    parts = ruby.split(/(?<=\)): internal/, -1).map { |part| Regexp.escape(part) }
    ours.match?(/\A#{parts.join(': [^\n]+?')}\z/m)
  end

  def known(kase, ruby, ours, count)
    return if ours['crash']

    found = @known.find do |one|
      text = { 'include' => (filters(kase, {}) if kase['include'] != 'jekyll'),
               'jekyll' => (filters(kase, ruby) if kase['include'] == 'jekyll'),
               'template' => ([kase['template']] + kase['templates'].values).join("\n"),
               'ruby' => said(kase, ruby),
               'filter' => filters(kase, ruby),
               'ours' => ours['refused'] || ours['limit'] || ours['output'] }[one.field]
      text&.match?(one.pattern)
    end
    found.count += 1 if found && count
    found
  end

  def said(kase, ruby)
    return ruby['refused'] if ruby['refused']

    errors = kase['strict'] ? ruby['errors'].to_a : []
    (errors + [ruby['output']]).join("\n")
  end

  # The template and what Ruby makes of it, for expressions that want both.

  def filters(kase, ruby)
    ([kase['template']] + kase['templates'].values + ['=>',
                                                    said(kase, ruby)]).join("\n")
  end

  def differ?(kase)
    @runs += 1
    ruby, ours = both(kase)
    return if ruby['timeout'] || ruby['binary'] || same?(kase, ruby, ours)

    !known(kase, ruby, ours, false)
  end

  def remember(kase)
    @runs = 0
    kase = shrink(kase)
    ruby, ours = both(kase)
    key = kase['template']
    return if @found[key]

    @found[key] = true
    puts "--- #{kase['template'].inspect}"
    puts '    strict' if kase['strict']
    puts "    form #{kase['form']}" unless kase['form'] == 'plain'
    puts "    data #{JSON.generate(kase['data'])}" unless kase['data'].empty?
    kase['templates'].each { |name, text| puts "    partial #{name} #{text.inspect}" }
    puts "    Ruby #{show(ruby)}", "    ours #{show(ours)}"
    $stdout.flush
  end

  def show(answer)
    return "crash: #{answer['crash']}" if answer['crash']
    return "limit: #{answer['limit']}" if answer['limit']
    return "refused: #{answer['refused']}" if answer['refused']

    text = answer['output'].inspect
    @warnings ? "#{text} warnings: #{answer['warnings']} #{answer['warning']}" : text
  end

  # Leaves out whatever can be left out: pieces, then words, then data.

  def shrink(kase)
    plain = kase.merge('form' => 'plain')
    kase = plain if differ?(plain)

    [/(\{%.*?%\}|\{\{.*?\}\})/m, /(\w+|\s+|[^\w\s])/].each do |pattern|
      kase = shrink_text(kase, kase['template'].split(pattern).reject(&:empty?)) do |text|
        kase.merge('template' => text)
      end
      kase['templates'].each_key do |name|
        parts = kase['templates'][name].split(pattern).reject(&:empty?)
        kase = shrink_text(kase, parts) do |text|
          kase.merge('templates' => kase['templates'].merge(name => text))
        end
      end
    end
    kase['templates'].keys.each do |name|
      without = kase.merge('templates' => kase['templates'].reject { |k| k == name })
      kase = without if differ?(without)
    end
    kase['data'].keys.each do |name|
      without = kase.merge('data' => kase['data'].reject { |k| k == name })
      kase = without if differ?(without)
    end
    kase
  end

  def shrink_text(kase, parts)
    size = [parts.size / 2, 1].max
    loop do
      at = 0
      while at < parts.size
        return kase if @runs > SHRINK

        fewer = parts[0, at] + parts[(at + size)..].to_a
        smaller = yield(fewer.join)
        if differ?(smaller)
          kase = smaller
          parts = fewer
        else
          at += size
        end
      end
      break if size == 1

      size /= 2
    end
    kase
  end

  def finish(done, skipped)
    @known.each { |one| puts "#{one.count} on purpose: #{one.reason}" if one.count > 0 }
    puts "#{skipped} not judged" if skipped > 0
    puts "liquid diff: #{done - @found.size} passed, #{@found.size} failed"
    exit(@found.empty? ? 0 : 1)
  end
end

warnings = ARGV.delete('--warnings')
program, number, seed = ARGV
Compare.new(program, warnings).go(number.to_i, seed.to_i, (ENV['SECONDS'] || 600).to_i)
