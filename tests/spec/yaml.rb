# Fills the ">" lines of yaml.txt with what Ruby's YAML loader says, called as
# Debian's Jekyll calls it (lib/jekyll/utils.rb, safe_load_yaml), with the
# time zone Asia/Shanghai.  Run it with LANG=C.UTF-8 after adding cases:
#
#     ruby tests/spec/yaml.rb
#
# Three things are written as the module has them: keys as strings, a moment
# in UTC with +0000, a missing document as nil.

ENV["TZ"] = "Asia/Shanghai"

require "date"
require "psych"
require "time"

def plain(value)
  case value
  when Hash
    value.each_with_object({}) do |(k, v), h|
      k = k.getlocal("+00:00") if k.is_a?(Time) && k.utc?
      h[k.to_s] = plain(v)
    end
  when Array then value.map { |v| plain(v) }
  when Time then value.utc? ? value.getlocal("+00:00") : value
  when String then value.dup.force_encoding("UTF-8")
  else value
  end
end

def ask(text)
  value = Psych.safe_load(text, :permitted_classes => [Date, Time],
                                :aliases => true, :fallback => nil)
  name = value.class.to_s.sub(/(True|False)Class/, "Boolean")
  name = "Nil" if value.nil?
  "> #{name} #{plain(value).inspect}"
rescue Psych::Exception, ArgumentError, NoMethodError, SystemStackError
  "> error"
end

path = File.join(__dir__, "yaml.txt")
out = []
input = []

File.readlines(path, :chomp => true).each do |line|
  next if line.start_with?("> ")

  if line.start_with?("<")
    input << line[2..].to_s
  elsif !input.empty?
    out << ask(input.join("\n"))
    input = []
  end

  out << line
end

out << ask(input.join("\n")) unless input.empty?

File.write(path, out.join("\n") + "\n")
