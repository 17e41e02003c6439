# Ruby's Liquid for bench/liquid/run: ruby.rb FOLDER PAGE DATA [times]
#
# With "times" the dates of the data are Time objects, as they are in Jekyll.
# Answers the commands of standard input, a line each:
#
#   render SECONDS  ns a render of FOLDER/PAGE, over at least that long
#   parse SECONDS   ns a parse of it and, for post.html, its includes
#   save FILE       writes what it renders to
#   version

require "json"
require "liquid"
require "time"

folder, page, data, times = ARGV

class Includes
  def initialize(folder)
    @folder = folder
  end

  def read_template_file(name)
    File.read(File.join(@folder, "includes", name))
  end
end

Liquid::Template.file_system = Includes.new(folder)

includes = page == "post.html" ? Dir[File.join(folder, "includes", "*")] : []
sources = [File.join(folder, page), *includes.sort].map { |f| File.read(f) }

data = JSON.parse(File.read(data))

if times
  [data["page"], *data["site"]["posts"]].each do |post|
    %w(date updated).each do |key|
      post[key] = Time.parse(post[key]) if post[key]
    end
  end
end

template = Liquid::Template.parse(sources[0], error_mode: :lax)

# the includes, too, are parsed once: what a render would forget

partials = {}

render = lambda do
  template.render(data, registers: { cached_partials: partials })
end

parse = lambda do
  sources.each { |text| Liquid::Template.parse(text, error_mode: :lax) }
end

def now
  Process.clock_gettime(Process::CLOCK_PROCESS_CPUTIME_ID)
end

def measure(seconds, what)
  began = now
  times = 0

  loop do
    what.call
    times += 1
    took = now - began
    return took * 1e9 / times if took >= seconds
  end
end

$stdout.sync = true

while (line = $stdin.gets)
  command, argument = line.split

  case command
  when "render"
    puts measure(argument.to_f, render)
  when "parse"
    puts measure(argument.to_f, parse)
  when "save"
    File.binwrite(argument, render.call)
    abort template.errors.join("\n") unless template.errors.empty?
    puts "saved"
  when "version"
    jit = defined?(RubyVM::YJIT) && RubyVM::YJIT.enabled? ? ", YJIT" : ""
    puts "Liquid #{Liquid::VERSION}, Ruby #{RUBY_VERSION}#{jit}"
  end
end
