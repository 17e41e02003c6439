#!/usr/bin/ruby

# Copyright (C) the ngx_http_posts_module authors
#
# What Ruby's Liquid with Jekyll's filters makes of a template: the oracle of
# the tests in this folder.  Debian's ruby-liquid and jekyll are asked.
#
#     oracle.rb FILE...     writes what Ruby says into files of cases
#     oracle.rb --check FILE...   only says which lines would change
#     oracle.rb --lines     JSON lines {"template", "data", "templates",
#                           "strict", "include"} in, {"output", "errors",
#                           "warnings"} or {"refused"} out
#
# A file of cases: see cases/README.

ENV['TZ'] = 'UTC'
Encoding.default_external = Encoding::UTF_8

require 'json'
require 'timeout'
require 'jekyll'

# Liquid's own include; Jekyll has put another one in its place.
LIQUID_INCLUDE = Liquid::Include
JEKYLL_INCLUDE = Jekyll::Tags::OptimizedIncludeTag

# Ruby's Liquid asks "blank?" of a value, which only Rails defines.  The
# Liquid that the engine follows has it without Rails.
class Object; def blank?; false; end; end
class NilClass; def blank?; true; end; end
class FalseClass; def blank?; true; end; end
class Array; alias blank? empty?; end
class Hash; alias blank? empty?; end
class String; def blank?; match?(/\A[[:space:]]*\z/); end; end

# Filters of a later Liquid 5 than Debian's, put together of Debian's parts.
module LaterFilters
  def reject(input, property, value = nil)
    later_pick(input, property, value, []) { |list, test| list.reject(&test) }
  end

  def has(input, property, value = nil)
    later_pick(input, property, value, false) { |list, test| list.any?(&test) }
  end

  def find_index(input, property, value = nil)
    later_pick(input, property, value, nil) do |list, test|
      list.find_index(&test)
    end
  end

  def sum(input, property = nil)
    list = Liquid::StandardFilters::InputIterator.new(input, @context)
    if !property.nil?
      list = list.map { |item| later_member(item, property) }
    end
    list = Liquid::StandardFilters::InputIterator.new(list, @context)
    total = list.reduce(0) { |n, item| n + Liquid::Utils.to_number(item) }
    total.is_a?(BigDecimal) ? total.to_f : total
  end

  private

  def later_pick(input, property, value, none)
    list = Liquid::StandardFilters::InputIterator.new(input, @context)
    return none if list.empty?

    catch(:none) do
      yield list.to_a, lambda { |item|
        throw :none if !item.respond_to?(:[])

        member = later_get(item, property)
        value.nil? ? member : member == value
      }
    end
  end

  def later_member(item, property)
    item.respond_to?(:[]) ? later_get(item, property) : 0
  end

  def later_get(item, property)
    item[property]
  rescue TypeError
    raise Liquid::ArgumentError, "cannot select the property '#{property}'"
  end
end

Liquid::Template.register_filter(LaterFilters)

# An include whose text is in the case, not in a file.
class CaseInclusion < Jekyll::Inclusion
  attr_reader :content

  def initialize(site, name, content)
    super(site, '', name)
    @path = name
    @content = content
  end
end

class CasePartials
  def initialize(texts)
    @texts = texts || {}
  end

  def read_template_file(name)
    @texts.fetch(name) do
      raise Liquid::FileSystemError, "No such template '#{name}'"
    end
  end
end

class Oracle
  SECONDS = 2

  def initialize
    Jekyll.logger.log_level = :error
    config = Jekyll.configuration(
      'source' => __dir__, 'destination' => '/nonexistent',
      'disable_disk_cache' => true, 'quiet' => true,
      'url' => 'http://example.com', 'baseurl' => '/base',
      'config' => []
    )
    @site = Jekyll::Site.new(config)
  end

  def run(kase)
    Timeout.timeout(SECONDS) { judge(kase) }
  rescue Timeout::Error
    { 'timeout' => true }
  end

  private

  def judge(kase)
    strict = kase['strict']
    Liquid::Template.register_tag(
      'include', kase['include'] == 'jekyll' ? JEKYLL_INCLUDE : LIQUID_INCLUDE
    )
    fill(kase['templates'] || {})

    template = Liquid::Template.parse(
      kase['template'], line_numbers: true,
                        error_mode: strict ? :strict : :warn
    )
    output = template.render(
      kase['data'] || {},
      registers: { site: @site, page: nil,
                   file_system: CasePartials.new(kase['templates']) },
      strict_filters: strict
    )
    answer(output, template)
  rescue Timeout::Error
    raise
  rescue Liquid::Error => e
    { 'refused' => e.message.scrub }
  rescue StandardError => e
    { 'refused' => "Liquid error: #{e.message.scrub}" }
  end

  def fill(texts)
    @site.liquid_renderer.reset
    @site.filter_cache.clear
    @site.inclusions.clear
    texts.each do |name, text|
      @site.inclusions[name] = CaseInclusion.new(@site, name, text)
    end
  end

  def answer(output, template)
    output = output.dup.force_encoding('UTF-8')
    return { 'binary' => true } unless output.valid_encoding?

    { 'output' => output, 'errors' => template.errors.map(&:message),
      'warnings' => template.warnings.map(&:message) }
  end
end

# A file of cases, which keeps what people wrote and fills in what Ruby says.
class Cases
  ESCAPES = { "\n" => '\n', "\t" => '\t', "\r" => '\r', '\\' => '\\\\' }.freeze

  def initialize(oracle)
    @oracle = oracle
  end

  def self.unescape(text)
    text.gsub(/\\(.)/) { { 'n' => "\n", 't' => "\t", 'r' => "\r" }[$1] || $1 }
  end

  def self.escape(text)
    text.gsub(/[\n\t\r\\]/, ESCAPES)
  end

  # The file's lines with the second column as Ruby has it.
  def lines(file)
    @kase = { 'data' => {}, 'templates' => {} }
    File.readlines(file, chomp: true).map { |line| one(line) }
  end

  private

  def one(line)
    case line
    when '', /\A# ?/ then return line
    when /\A@data (.*)\z/ then @kase['data'] = JSON.parse($1)
    when /\A@partial (\S+)(?: (.*))?\z/
      @kase['templates'][$1] = Cases.unescape($2.to_s)
    when '@none' then @kase['templates'] = {}
    when /\A@include (\w+)\z/ then @kase['include'] = $1
    when /\A@strict (on|off)\z/ then @kase['strict'] = $1 == 'on'
    when /\A@/ then raise "what is #{line}"
    else return fill(line.split("\t", -1))
    end

    line
  end

  def fill(columns)
    kase = Marshal.load(Marshal.dump(@kase))
    kase['template'] = Cases.unescape(columns[0])
    columns[1] = verdict(kase, @oracle.run(kase))
    columns.join("\t")
  end

  def verdict(kase, got)
    raise "Ruby cannot say: #{kase['template']}" if got['timeout'] || got['binary']

    if got['refused'] || (kase['strict'] && !got['errors'].empty?)
      "! #{Cases.escape(got['refused'] || got['errors'].first)}"
    else
      text = Cases.escape(got['output'])
      text.start_with?('! ') ? "\\#{text}" : text
    end
  end
end

if __FILE__ == $PROGRAM_NAME
  oracle = Oracle.new

  if ARGV == ['--lines']
    $stdout.sync = true
    $stdin.each_line { |line| puts JSON.generate(oracle.run(JSON.parse(line))) }
  else
    check = ARGV.delete('--check')
    differ = ARGV.count do |file|
      text = Cases.new(oracle).lines(file).map { |line| "#{line}\n" }.join
      next if text == File.read(file)

      puts "#{file}: Ruby says something else" if check
      File.write(file, text) unless check
      true
    end
    exit(check && differ > 0 ? 1 : 0)
  end
end
