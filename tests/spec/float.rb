# Writes float.txt: the bits of floating-point numbers and how Ruby shows them.
#
#     ruby tests/spec/float.rb > tests/spec/float.txt

srand(1)

numbers = [1e14, 1e15, 1e16, 1e17, 123456789012345.0, 1234567890123456.0,
           1151450203773890.8, 9999999999999998.0, 9007199254740993.0, 0.1,
           0.2, 0.1 + 0.2, 0.001, 0.0001, 0.00001, 0.00012345, 0.000099,
           100.0, -0.0, 5e-324, 1e23, 2.2250738585072014e-308,
           2.225073858507201e-308, 1.7976931348623157e+308, 0.5, 1.0 / 3]
numbers += (-1074..1023).step(11).map { |e| 2.0**e }
numbers += [-790, -777, -489, -44, 863].map { |e| 2.0**e }
numbers += (-323..308).step(13).map { |e| "1e#{e}".to_f }
numbers += Array.new(100) { [rand(2**63)].pack("Q").unpack1("D") }
numbers += Array.new(50) { (rand * 10**rand(1..8)).round(rand(0..6)).to_f }

numbers.reject(&:nan?).each do |f|
  puts format("%016x %s", [f].pack("D").unpack1("Q"), f)
end
