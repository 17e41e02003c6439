#!/usr/bin/ruby

# Copyright (C) the ngx_http_posts_module authors
#
# Writes case.txt beside it: texts and what Ruby's downcase, upcase and
# capitalize make of them, parted by tabs.

WORDS = ['', 'a', 'A', 'hello World', 'HELLO wORLD', '123abc', '-x',
         "stra\u00dfe", "\u00dfx", "STRA\u1e9eE", "\u00e9t\u00c9",
         "\u0130stanbul", "DI\u0130", "\u0131x", "\u03a3\u03a3",
         "\u039f\u0394\u039f\u03a3 \u03bf\u03b4\u03cc\u03c2", "\u0149x",
         "\u01c4\u01c6\u01c5", "\u01c6a", "\u01c5", "\u01f0b", "\u0390",
         "\u03b0", "\u0587\u0565", "\u1e96\u1e9a", "\u1f50\u1f52", "\u1f80x",
         "\u1f88", "\u1faf", "\u1fb2\u1fb3\u1fbc", "\u1fb7z", "\u1fd3\u1fe4",
         "\u1fff\u1ffc", "\ufb00x", "\ufb03y", "\ufb06", "\ufb13\ufb17",
         "\u10d0\u10d1", "\u1c90\u1c91", "\u1c90\u10d1", "\u10a0\u2d00",
         "\u13a0\uab70\u13f8", "\u{10400}\u{10428}", "\u{1e900}\u{1e922}",
         "\u0345\u1fbe", "\u212a\u212b", "\u2160\u2170", "\u24b6\u24d0",
         "\u4e2d\u6587Abc", "\u0416\u0436", "\u0531\u0561", "\ua64a\u1c88",
         "\u{1f600}A", 'x' * 40 + "\u00c9" + 'Y' * 40]

File.open(File.join(__dir__, 'case.txt'), 'w') do |f|
  f.puts '# text, downcase, upcase, capitalize; written by case.rb'
  WORDS.each { |w| f.puts [w, w.downcase, w.upcase, w.capitalize].join("\t") }
end
