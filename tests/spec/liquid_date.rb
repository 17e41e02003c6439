# Writes liquid_date.txt: Liquid's date and Jekyll's filters of dates, in
# several zones.
#
#     ruby tests/spec/liquid_date.rb > tests/spec/liquid_date.txt
#
# "moment" is a time of +08:00, "day" a Date; now is 2020-08-15 13:24:05 UTC.

require "jekyll"

NOW = 1597497845

class Time
  class << self
    def now
      at(NOW)
    end
  end
end

class Filters
  include Liquid::StandardFilters
  include Jekyll::Filters::DateFilters
end

ZONES = %w[UTC Asia/Shanghai America/New_York Asia/Kolkata].freeze

INPUTS = [
  "moment", "day", "'now'", "'today'", "'Today'", "'NOW'", "0", "1152098955",
  "-1", "'1152098955'", "'0'", "'-5'", "''", "nil", "true", "1.5", "'abc'",
  "'2020-08-15'", "'2020-08-15 13:24'", "'2020-08-15 13:24:00 +0530'",
  "'2020-08-15T13:24:00Z'", "'March 14, 2016'", "'14 Mar 2016 5pm'",
  "'2020-03-08 02:30'", "'2020-11-01 01:30'", "'Sat, 15 Aug 2020 13:24:00 GMT'",
  "'2011-11-11'", "'2020-01-01'", "'2020-01-02'", "'2020-01-03'", "'2020-01-04'",
  "'2020-01-12'", "'2020-01-13'", "'2020-01-21'", "'2020-01-22'", "'2020-01-31'",
  "'10:15'", "'  2020-08-15  '"
].freeze

CALLS = [
  ["date", "'%Y-%m-%d %H:%M:%S %z'"],
  ["date", "'%b %-d, %Y'"],
  ["date", "''"],
  ["date", "nil"],
  ["date_to_string"],
  ["date_to_string", "'ordinal'"],
  ["date_to_string", "'ordinal'", "'US'"],
  ["date_to_string", "'US'"],
  ["date_to_long_string"],
  ["date_to_long_string", "'ordinal'"],
  ["date_to_long_string", "'ordinal'", "'US'"],
  ["date_to_xmlschema"],
  ["date_to_rfc822"]
].freeze

def value(text)
  case text
  when "moment" then Time.new(2020, 8, 15, 23, 30, 5, "+08:00")
  when "day" then Date.new(2020, 8, 15)
  else eval(text)
  end
end

filters = Filters.new

puts "# zone, input, filter, what it gives; \"!\" is an error"

ZONES.each do |zone|
  ENV["TZ"] = zone

  INPUTS.each do |input|
    CALLS.each do |name, *args|
      result = begin
        filters.send(name, value(input), *args.map { |a| eval(a) }).to_s
      rescue Jekyll::Errors::InvalidDateError => e
        "! #{e.message}"
      end

      call = args.empty? ? name : "#{name}: #{args.join(', ')}"
      puts [zone, input, call, result].join("\t")
    end
  end
end
