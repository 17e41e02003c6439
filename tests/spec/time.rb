#!/usr/bin/ruby

# Copyright (C) the ngx_http_posts_module authors
#
# Writes the tables of times beside it by asking Ruby.  The tables are checked
# in; run this again, with Debian's ruby and tzdata, to add a case.
#
#     strftime.txt     seconds[.nanoseconds], TZ, format, what strftime gives
#     time_local.txt   TZ, wall clock's time, seconds, offset, abbreviation
#     time_parse.txt   TZ, now, text, seconds[.nanoseconds] and offset, or "-"
#
# Fields are parted by a tab; \n, \t and \\ in a field stand for themselves.

require 'time'

HERE = __dir__

def field(s)
  s.gsub(/[\\\n\t]/) { |c| { "\\" => "\\\\", "\n" => "\\n", "\t" => "\\t" }[c] }
end

def table(name, about)
  File.open(File.join(HERE, name), 'w') do |f|
    f.puts "# #{about}; written by time.rb"
    yield lambda { |*row| f.puts row.map { |c| field(c.to_s) }.join("\t") }
  end
end


# --- strftime

MOMENTS = [
  [1597497845, 123456789, '<+08>-8'],
  [1596611045, 0,         'EST5EDT,M3.2.0,M11.1.0'],
  [1577836800, 1,         'UTC'],
  [1546300799, 999999999, 'CET-1CEST,M3.5.0,M10.5.0/3'],
  [951782400,  5000000,   '<+0545>-5:45'],
  [-62135596800, 0,       'UTC'],
  [-62324888155, 0,       'UTC'],
  [327403468800, 0,       'NST3:30'],
  [-5, 0,                 'LMT-8:05:43'],
  [-7, 0,                 '<-003>0:0:45'],
  [1609372800, 0,         'AAA11'],
  [1230768000, 0,         'BBB-14']
]

PLAIN = %w[%Y %C %y %m %B %b %h %d %e %j %H %k %I %l %M %S %L %N %z %:z %::z
           %:::z %Z %A %a %P %p %u %w %G %g %V %U %W %s %n %t %% %c %D %F %T
           %R %r %x %X %v %+]

FLAGGED = %w[%-d %-m %-H %-I %-l %-e %-k %-j %-y %-Y %-S %-M %-s %-C %-G %-V
             %-U %-W %-u %-N %-L %-z %-:z %-A %-p %-c %-F %-% %-n %-Z
             %0e %0k %0l %0A %0d %0z %0:z %_d %_m %_H %_M %_S %_Y %_C %_y %_j
             %_I %_U %_z %_:z %_::z %_s %_G %_e %_N %^a %^A %^b %^B %^h %^p
             %^P %^c %^v %^Z %^z %^r %^% %#a %#A %#b %#B %#h %#p %#P %#Z %#c
             %#v %#z %^#p %#^P %#^A %-^A %^-A
             %1N %3N %6N %9N %12N %20N %1L %6L %15L %03N %_3N
             %1Y %5Y %10Y %010Y %_10Y %-10Y %6C %5y %3d %5d %03d %_3d %5e %05e
             %4j %5j %_5j %3H %3k %3l %04I %12s %012s %_12s %3u %3w %6G %4V
             %5A %10A %-10A %_10A %010A %^10A %12B %4b %10p %010p %10P %10Z
             %-10Z %010Z %#10Z %^12B
             %10z %_10z %-10z %010z %10:z %_10:z %_10::z %010::z %9:::z
             %_9:::z %1z %5z %6z %7:z
             %30c %030c %_30c %-30c %^30c %12D %012D %15F %015F %_15F %-15F
             %10T %9R %20r %15v %^15v %5n %5t %5% %05% %_5%
             %Ec %EC %Ex %EX %Ey %EY %Od %Oe %OH %Ok %OI %Ol %Om %OM %OS %Ou
             %OU %OV %Ow %OW %Oy %5EY %10OS %_OS
             %0_5d %_05d %-05d %0-5d %_-5d]

TEXT = ['', 'no directive', '%Y-%m-%dT%H:%M:%S%:z', "%d \u{3042}%B", '%i %f %q',
        '%J%K', '%E', '%Ed', '%EA', '%OY', '%Oc', '%EOd', '%E5Y', '%O3d',
        '%O_S', '%5q', '%5-d', '%05-d', '%5^A', '%:', '%::', '%:Y', '%::::z',
        '%:10z', '%::_z', "%\u{e9}", "%5\u{e9}", '%10%F', '%%Y', '%%%%d',
        '%+ %10+', '%99999999999999999999d', 'a%Yb%mc%dd', '%N%L%%%n']

def formatted(t, format)
  t.strftime(format)
rescue ArgumentError
  nil
end

table('strftime.txt', 'seconds, TZ, format, result of strftime') do |row|
  MOMENTS.each_with_index do |(sec, nsec, zone), i|
    ENV['TZ'] = zone
    t = Time.at(sec, nsec, :nsec)
    moment = nsec == 0 ? sec.to_s : format('%d.%09d', sec, nsec)

    formats = PLAIN + FLAGGED.select.with_index { |_, n| i < 2 || n % 6 == i % 6 }
    formats += TEXT if i == 0

    formats.each do |f|
      text = formatted(t, f)
      row[moment, zone, f, text] if text
    end
  end

  # week numbers at all turns of the year

  ENV['TZ'] = 'UTC'
  (1998..2011).each do |year|
    [[1, 1], [1, 3], [12, 29], [12, 31]].each do |month, day|
      t = Time.local(year, month, day)
      row[t.to_i, 'UTC', '%G-%V-%u %g %U %W %j', t.strftime('%G-%V-%u %g %U %W %j')]
    end
  end

  [0, -1, -4, -99, -100, -101, -400, 1, 99, 4, 100, 10000, 123456789].each do |year|
    t = Time.utc(year, 3, 1)
    f = '%Y %C %y %G %V %j %a %F'
    row[t.to_i, 'UTC', f, t.strftime(f)]
  end
end
