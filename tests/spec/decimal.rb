# Writes decimal.txt: sums, products, ... of decimal numbers as floats.
#
#     ruby tests/spec/decimal.rb > tests/spec/decimal.txt

require 'bigdecimal'

srand 7

OPS = %i[+ - * / %]

def number
  case rand(6)
  when 0 then format("%d.%d", rand(-9..9), rand(10))
  when 1 then format("%d.%03d", rand(-1000..1000), rand(1000))
  when 2 then format("%d.%09d", rand(-99999..99999), rand(10**9))
  when 3 then format("0.%018d", rand(10**9))
  when 4 then format("%d.0", rand(-10**15..10**15))
  else format("-0.%d", rand(100))
  end
end

rows = [
  %w[0.1 0.2], %w[0.0 0.0], %w[-0.0 0.0], %w[-0.0 -0.0], %w[1.5 -1.5],
  %w[-1.5 1.5], %w[0.0 -5.0], %w[7.5 -2.0], %w[-7.5 2.0], %w[-7.5 2.5],
  %w[7.5 -2.5], %w[1.0 3.0], %w[2.0 3.0],
  %w[999999999999999999.0 0.000000000000000001],
  %w[0.000000000000000001 999999999999999999.0],
  %w[-0.000000000000000001 999999999999999999.0],
  %w[123456789012345678901234567890.5 0.1],
  %w[0.1 123456789012345678901234567890.5],
  %w[-0.1 123456789012345678901234567890.5]
]

200.times { rows << [number, number] }

puts "# two numbers, what Ruby's BigDecimal gives for + - * / %, and <=>; no"
puts "# division by zero; written by decimal.rb"

rows.each do |a, b|
  x = BigDecimal(a)
  y = BigDecimal(b)
  results = OPS.map { |o| y == 0 && %i[/ %].include?(o) ? "" : x.send(o, y).to_f }
  puts [a, b, *results, x <=> y].join("\t")
end
