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


# --- Time.local

ZONES = %w[Asia/Shanghai America/New_York Europe/Berlin Europe/Dublin
           Europe/Amsterdam Australia/Lord_Howe America/Sao_Paulo
           Africa/Casablanca Pacific/Apia Asia/Kathmandu Antarctica/Troll
           America/St_Johns Asia/Tehran Etc/GMT+5 EST5EDT <+0330>-3:30
           AAA3BBB,J60/2,J300/2 AAA-3:30BBB,59/-1,299/26
           AAA3BBB,M1.1.0/0,M12.5.6/24 <-02>2<-01>,M3.5.0/-1,M10.5.0/0]

WALLS = [
  [1800, 7, 1, 0, 0, 0], [1883, 11, 18, 12, 3, 57], [1883, 11, 18, 12, 3, 58],
  [1891, 3, 15, 0, 1], [1900, 12, 31, 23, 54, 17], [1900, 12, 31, 23, 57],
  [1916, 5, 1, 0, 0], [1919, 4, 13, 0, 30], [1937, 7, 1, 0, 0, 10],
  [1940, 6, 1, 0, 30], [1945, 8, 14, 18], [1947, 5, 11, 3, 30],
  [1968, 10, 27, 0, 30], [1970, 1, 1], [1986, 1, 1, 0, 7], [1991, 4, 14, 2, 30],
  [2000, 2, 29, 23, 59, 59], [2011, 12, 29, 23, 59, 59], [2011, 12, 30, 12],
  [2018, 11, 4, 0, 30], [2018, 2, 17, 23, 30], [2020, 3, 8, 2, 30],
  [2020, 3, 29, 1, 30], [2020, 3, 29, 2, 30], [2020, 4, 5, 1, 45],
  [2020, 4, 19, 2, 30], [2020, 5, 31, 2, 30], [2020, 7, 1, 12],
  [2020, 8, 15, 13, 24], [2020, 10, 4, 2, 15], [2020, 10, 25, 1, 30],
  [2020, 10, 25, 2, 30], [2020, 11, 1, 1, 30], [2020, 11, 1, 2],
  [2021, 3, 21, 23, 59, 60], [2022, 9, 22, 0, 30], [2037, 7, 1],
  [2038, 1, 19, 3, 14, 8], [2050, 1, 1], [2050, 3, 13, 2, 30],
  [2050, 3, 27, 2, 30], [2050, 10, 2, 2, 15], [2050, 11, 6, 1, 30],
  [2050, 12, 31, 23], [2400, 2, 29], [9999, 12, 31, 23, 59, 59], [54321, 7, 1]
]

table('time_local.txt', 'TZ, wall clock, seconds, offset, abbreviation') do |row|
  ZONES.each do |zone|
    ENV['TZ'] = zone
    WALLS.each do |wall|

      # glibc knows no daylight time before 1970 but from a file

      next if wall[0] < 1971 && !File.exist?("/usr/share/zoneinfo/#{zone}")

      t = Time.local(*wall)
      row[zone, format('%d-%d-%d %d:%d:%d', *wall, *[0] * (6 - wall.size)),
          t.to_i, t.utc_offset, t.zone]
    end
  end
end


# --- Time.parse

PARSE = [
  '2020-08-15', '2020-08-15 13:24', '2020-08-15 13:24:05', '2020-8-5 3:4:5',
  '2020-08-15 13:24 +0800', '2020-08-15 13:24:00 +08:00',
  '2020-08-15T13:24:00Z', '2020-08-15T13:24:00+02:00', '2020-08-15T13:24',
  '2020-08-15t13:24:00.123456789z', '2020-08-15 13:24:00,5 -0330',
  '2020-08-15 13:24:00.1234567890123', '2020-08-15 13:24:00 UTC',
  '20200815', '20200815T132400', '20200815T132400Z', '20200815132400',
  '20200815T1324', '20200815 13', '20200815T132400.25+0800', '200815',
  '2020228', '20228', '228', '0815', '15', '132400.5', '2400.5', '00.5',
  '20200815132400.5', '20200815[+8:CST]', '20200815132400[-5]', '123',
  'Sat, 15 Aug 2020 13:24:00 GMT', 'Sat, 15 Aug 2020 13:24:00 +0800',
  'Saturday, 15-Aug-20 13:24:00 GMT', 'Sat Aug 15 13:24:00 2020',
  'Sat Aug 15 13:24:00 CST 2020', 'Mon, 15 Aug 2020 13:24 EST',
  '15 August 2020', '15 August 2020 3pm', '15 August 2020 3:30 p.m.',
  '15th of August 2020', '15 Aug', 'Aug 15', 'Aug 15, 2020',
  'August 15th, 2020 at 5:30 p.m.', 'Aug 15 2020 13:24 PDT', 'August 2020',
  'August', '15th', "15 Aug '20", "Aug 15 '98", "'98", 'Aug-15-2020',
  'Aug-15', '15-Aug-2020', '15-Aug-98 10h', '2020 Aug 15', '15aug2020',
  '1staug2020', '15 Aug 44 BC', '15 Aug BC 44', 'Aug 15, AD 44', '15 aug b.c. 44',
  '2020/08/15', '2020/8/15 1:02', '8/15', '8/15/2020', '15/8/2020', '8/9/10',
  '2020.08.15', '15.8.2020', '15.8.20', '1.2.3', 'h30.08.15', 'S63.1.7',
  '20-08-15', '68-08-15', '69-08-15', '0020-08-15', '-0020-08-15',
  '12020-08-15', '+2020-08-15', "'20-08-15", '15-08-2020', '08-15', '--08-15',
  '---15', '--0815', '--08', '-w-6', '2020-W33-6', '2020-W33', 'W33-6',
  '2020-228', '20-228', '-228', '2020-366', '2021-366', '2021-000', '2021-367',
  '1.2020-228', '2020-08', '2020', '99',
  '13:24', '13:24:05', '1:2:3.5', '3pm', '3 am', '12am', '12pm', '0pm', '13pm',
  '3p', '3 p.m', '13h', '13h24', '13h24m5s', '13 h 24', '13:24 pm', '10 o',
  '13 : 24 : 05', '24:00', '24:00:01', '25:00', '13:60', '13:24:60', '13:24:61',
  '13:24 Z', '13:24 utc', '13:24 UT', '13:24 A', '13:24 J', '13:24 Y',
  '13:24 EDT', '13:24 MST', '13:24 CET', '13:24 CEST', '13:24 JST', '13:24 LMT',
  '13:24 CET DST', '13:24 Central European Standard Time', '13:24 +8',
  '13:24 +08', '13:24 +080', '13:24 +08:00:30', '13:24 +080030',
  '13:24 +08:0030', '13:24 -00:00', '13:24 +23:59', '13:24 +24:00',
  '13:24 -99:99', '13:24 GMT+8', '13:24 UTC-03:30', '13:24 +5.5', '25:00 EST',
  '13:24 15', '15 13:24', '40 13:24', '13:24 +0800 2020-01-02', '23:30 -1200',
  '00:30 +1400', '2020-12-31 23:30 -1200', '2021-01-01 00:30 +1400',
  '2020-01-31 23:30 -0800', '2020-03-01 00:30 +0800', '2020-02-30',
  '2021-02-29', '2020-02-31 23:00 +0000', '2020-04-31', '2020-08-32',
  '2020-08-00', '2020-13-01', '2020-00-01', '2020-0-1 12am +0800',
  '2020-13-1 12am +0800', '2020-08-15 24:00', '2020-08-15 24:00 +0000',
  '2020-08-15 00:00:60 UTC', '1597497845', '1e9', '2020-08-15 foo 13:24 bar',
  '  2020-08-15  ', "2020-08-15\t13:24\n", "2020-08-15 13:24 \u{4e0b}\u{5348}",
  "2020\u{5e74}8\u{6708}15\u{65e5}", "\u{e9}t\u{e9} 2020-08-15",
  '', ' ', 'x', 'now', 'today', 'Sat', 'Saturday', 'noon', '-', ':', '::', '+',
  "'", '1', '0', '32', '[', '2020-', '-2020', '2020--08', 'T', 'Z', '+08:00',
  'augaug', 'maybe', 'second', 'sunny', 'mars 5', 'monday 9:00', 'dec', 'May 5',
  '99999999999-01-01', "2020-08-15#{' ' * 118}", "2020-08-15#{' ' * 119}",
  '1.1.1.1', '2020-08-15-13-24', '13:24:05:06', '2020:08:15', '3/4/5/6',
  '2020-08-15 13:24:00 +08:00 BC', '15 Aug 2020 BCE', '10000000000pm EST'
]

PLACES = [['Asia/Shanghai', 1597497845], ['America/New_York', 1609459199],
          ['Europe/Berlin', 951782400]]

table('time_parse.txt', 'TZ, now, text, seconds and offset') do |row|
  PLACES.each_with_index do |(zone, now), i|
    ENV['TZ'] = zone
    PARSE.each_with_index do |text, n|
      next if i > 0 && n % 3 != i

      begin
        t = Time.parse(text, Time.at(now))
        result = [format(t.nsec == 0 ? '%d' : '%d.%09d', t.to_i, t.nsec),
                  t.utc_offset]
      rescue ArgumentError, RangeError
        result = ['-', '-']
      end

      row[zone, now, text, *result]
    end
  end
end
