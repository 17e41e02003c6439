# Copyright (C) the ngx_http_posts_module authors
#
# Makes Liquid templates, data and partials at random from a seed: the same
# seed gives the same cases.  Most are well formed, some hold the mistakes
# that people make, some are only noise.  For compare.rb.

class Generate
  WORDS = ['a', 'b', 'Hello', 'foo bar', 'x-y', 'é', 'ÀÉ', '日本', '', ' ', '1',
           '2.5', '-3', '10', '007', 'true', 'nil', 'z,y,x', 'a b c d',
           "l1\nl2", "\t t ", '<b>x</b>', '&amp; & <', '"q"', "it's", '%41+%',
           'a/b/c.html', '/p?q=1#r', 'http://h.org/x y', '2020-08-15',
           'Aug 3 2019 10:20', '1597497840', 'b25l', '%Y-%m', '😀x',
           'word ' * 20, 'a.b', 'empty', 'AbC', 'ß', 'i', "\u00a0x\u00a0",
           'p.n > 1', '-', '0', '1e3', '.5', '3 ', ' 4', '1_0', '-0', '5x'].freeze
  NAMES = %w[a b c n f s t no nil_v list nums mixed nested h posts e_s e_a e_h
             i item x y nosuch page k].freeze
  KEYS = %w[title n tags k x size first last draft a b cat date url].freeze
  STRINGS = %w[upcase downcase capitalize escape h escape_once url_encode
               url_decode strip lstrip rstrip strip_html strip_newlines
               newline_to_br size base64_encode base64_url_safe_encode
               base64_decode base64_url_safe_decode xml_escape cgi_escape
               uri_escape normalize_whitespace slugify number_of_words jsonify
               inspect abs ceil floor round first last reverse uniq compact
               sort sort_natural join to_integer date_to_string
               date_to_long_string date_to_xmlschema date_to_rfc822
               relative_url absolute_url strip_index array_to_sentence_string
               pop shift sum truncate truncatewords default smartify].freeze
  ONE = %w[append prepend plus minus times divided_by modulo at_least at_most
           split join remove remove_first remove_last replace replace_first
           slice truncate truncatewords default concat map sort sort_natural
           uniq compact where group_by push pop shift unshift round date
           slugify number_of_words array_to_sentence_string date_to_string sum
           has reject find_index find to_integer upcase size first].freeze
  TWO = %w[replace replace_first replace_last slice truncate truncatewords
           where find default sort date_to_string date_to_long_string where_exp
           find_exp group_by_exp date append has reject find_index].freeze
  JUNK = ['|', ',', ':', '.', '"', "'", '(', ')', '[', ']', '?', '!', '@', '-',
          '=', '==', '<', '>', '&', '&&', ' ', '  ', 'and', 'or', 'contains',
          'in', 'nil', '..', '...', "\n", '#', '/', '\\', '%', '+', '*', ';',
          'é', '1', 'a', '_', '$', '{', '}', '[0]', '["k"]', '<>', '!='].freeze
  RICH = %w[append prepend split remove remove_first remove_last replace
            replace_first slice truncate truncatewords join plus minus times
            divided_by modulo at_least at_most slugify number_of_words
            date_to_string array_to_sentence_string default push concat
            date].freeze
  RICH_TWO = %w[replace replace_first replace_last slice truncate truncatewords
                date_to_string date_to_long_string].freeze
  PIECES = ['a', 'Bc', 'word', ' ', '  ', "\n", "\r\n", "\t", 'é', 'Ä', 'ß', 'ſ',
            '日本', '語。', 'はい', 'カナ', '한국', '😀', '👩‍👧', "e\u0301",
            "\u00a0", "\u2003", "\u200b", 'ǅ', 'İ', 'ı', 'Σ', 'ﬁ', '<p>', '</p>',
            '<br/>', '<a href="x">', '<!-- c -->', '<script>', '</script>',
            '<style>', '</style>', '<', '>', '&', '&amp;', '&lt', '&#39;', '&x;',
            '"', "'", '--', '---', '...', '..', '/', '//', 'http://', 'h.org',
            '?q=1', '&r=%20', '%41', '%zz', '%', '#f', ':', '@', '+', '=', '_',
            '~', '!', '*', '(', ')', '[', ']', '{', '|', '\\', '\\0', '^', '`', ',',
            ';', '.', '-', '1', '23', '4.5', '-6', 'index.html', '.md', '0',
            "\u0001", "\u007f", "\u0600", '١', '½', '…', '—', '“', '’'].freeze
  MONTHS = %w[January February March April May June July August September
              October November December].freeze
  DATE_FORMATS = %w[%Y %C %y %m %B %b %^b %-m %d %-d %e %j %H %-H %I %l %k %P %p
                    %M %S %L %N %3N %z %:z %::z %Z %A %a %u %w %G %V %U %W %s %n %t
                    %% %c %D %F %T %R %r %x %X %v %10Y %^A %-I %03d %_m %Ex %Q
                    %+].freeze
  NODES = { text: 18, output: 30, assign: 10, if: 8, unless: 2, case: 4, for: 9,
            capture: 3, cycle: 3, counter: 3, ifchanged: 2, comment: 2, raw: 2,
            liquid: 3, echo: 2, tablerow: 3, partial: 3, note: 1,
            misplaced: 1 }.freeze
  OPERATORS = ['==', '!=', '<>', '<', '>', '<=', '>=', 'contains'].freeze

  def initialize(seed)
    @random = Random.new(seed)
    @nodes = NODES.flat_map { |name, weight| [name] * weight }
  end

  # One case: {"template", "data", "templates", "include", "form", "strict"}.
  def next_case
    any_case.merge('form' => one(%w[plain plain lazy packed]),
                   'strict' => chance(0.15))
  end

  private

  def any_case
    @lax = chance(0.45) ? [0.05, 0.15, 0.4].sample(random: @random) : 0
    @partials = {}
    @jekyll = chance(0.1)
    if @jekyll || chance(0.15)
      (1 + pick(2)).times { |i| @partials["p#{i}"] = body(1 + pick(3), 1) }
    end

    return filters_case if chance(0.3)

    text = body(1 + pick(4), 0)
    text = damage(text) if chance(0.06)
    data = {}
    NAMES.each { |name| data[name] = value(name) if chance(0.75) }
    data.delete('nosuch')

    { 'template' => text, 'data' => data, 'templates' => @partials,
      'include' => @jekyll ? 'jekyll' : 'liquid' }
  end

  def pick(limit) = @random.rand(limit)
  def chance(part) = @random.rand < part
  def one(list) = list[@random.rand(list.size)]

  # Only filters, over texts and numbers of all kinds.

  def filters_case
    data = { 'a' => rich, 'b' => rich, 'n' => number, 'f' => number,
             'd' => date, 'list' => Array.new(pick(5)) { one([rich, number]) } }
    text = Array.new(1 + pick(4)) do
      chain = Array.new(1 + pick(2)) { rich_filter }.join(' | ')
      "{{ #{one(%w[a a a b n f d list])} | #{chain} }}"
    end.join('|')

    { 'template' => text, 'data' => data, 'templates' => {} }
  end

  def rich_filter
    case pick(9)
    when 0..3 then one(STRINGS)
    when 8 then "round: #{one(%w[0 1 2 3 -1 -2 '1' 1.5 12])}"
    when 4, 5 then "#{one(RICH)}: #{rich_argument}"
    when 6 then "#{one(RICH_TWO)}: #{rich_argument}, #{rich_argument}"
    else "date: '#{Array.new(1 + pick(4)) { one(DATE_FORMATS) }.join(one([' ', '', '-']))}'"
    end
  end

  def rich_argument
    return one(%w[a b n f d list nosuch]) if chance(0.25)
    return one(%w[0 1 2 3 5 10 -1 -2 0.5 2.5 -1.5 100 0.1 7]) if chance(0.5)

    "'#{one(PIECES + WORDS).delete("'")}'"
  end

  def rich = Array.new(pick(7)) { one(PIECES) }.join

  def number
    case pick(6)
    when 0 then pick(200) - 100
    when 1 then (pick(2_000_000) - 1_000_000) / 1000.0
    when 2 then one([0, 0.0, 1, -1, 0.1, 0.2, 0.3, 1e-5, 123_456_789.125, 1e15, 2.675])
    when 3 then @random.rand
    when 4 then "#{pick(100) - 50}.#{pick(1000)}"
    else pick(1000) / 8.0
    end
  end

  def date
    day = 1 + pick(31)
    month = 1 + pick(12)
    year = one([1999, 2020, 2024, 70, 1, 2000 + pick(50)])
    time = format('%02d:%02d:%02d', pick(25), pick(61), pick(61))
    case pick(9)
    when 0 then format('%04d-%02d-%02d', year, month, day)
    when 1 then format('%04d-%02d-%02d %s', year, month, day, time)
    when 2 then format('%04d-%02d-%02dT%sZ', year, month, day, time)
    when 3 then format('%04d-%02d-%02d %s %s', year, month, day, time,
                       one(['+0100', '-08:00', 'UTC', 'EST', '+5', 'Z', 'PDT']))
    when 4 then "#{day} #{MONTHS[month - 1]} #{year}"
    when 5 then "#{MONTHS[month - 1][0, 3]} #{day}, #{year} #{time}"
    when 6 then "#{month}/#{day}/#{year}"
    when 7 then one(['Mon', 'Tuesday, ', '3rd Feb 2001 04:05:06 PM', '20200815',
                     '20200815T132400', 'H31.04.30', '2020-W33-6', '2020-228',
                     '10:20', '3pm', 'Sat Aug 28 02:55:00 +09:99 1999', '12',
                     '2020-08', "'20-08-15", 'Aug 2020'])
    else pick(2_000_000_000)
    end
  end

  # -- data

  def value(name)
    case name
    when 't' then true
    when 'no' then false
    when 'nil_v' then nil
    when 'e_s' then ''
    when 'e_a' then []
    when 'e_h' then {}
    when 'n', 'i', 'k' then one([0, 1, 2, 3, -1, 10])
    when 'f' then one([0.5, 1.0, -2.25, 3.14159, 1e10, 0.1])
    when 's' then one(WORDS)
    when 'list' then Array.new(pick(5)) { one(WORDS) }
    when 'nums' then Array.new(pick(6)) { one([1, 2, 3, 10, -4, 2.5, 2, 0]) }
    when 'mixed' then Array.new(pick(5)) { scalar }
    when 'nested' then Array.new(pick(3)) { Array.new(pick(3)) { scalar } }
    when 'h', 'page' then map
    when 'posts' then Array.new(pick(5)) { map }
    else chance(0.7) ? scalar : anything
    end
  end

  def scalar
    case pick(8)
    when 0 then nil
    when 1 then chance(0.5)
    when 2, 3 then one([0, 1, 2, 3, 7, -5, 100, 42])
    when 4 then one([0.5, 1.5, -2.0, 1e20, 12.34])
    else one(WORDS)
    end
  end

  def map
    KEYS.sample(pick(6), random: @random).to_h do |key|
      [key, key == 'tags' ? Array.new(pick(3)) { one(WORDS) } : scalar]
    end
  end

  def anything
    [scalar, map, Array.new(pick(3)) { scalar }, [map, map]].sample(random: @random)
  end

  # -- expressions

  def expression
    text = case pick(12)
           when 0, 1 then string
           when 2 then one(%w[0 1 2 3 -1 10 1.5 -2.0 0.1 100])
           when 3 then one(%w[true false nil null])
           when 4 then range
           else lookup
           end
    lax(text)
  end

  def string
    word = one(WORDS)
    return "\"#{word}\"" if !word.include?('"') && (word.include?("'") || chance(0.4))

    "'#{word.delete("'")}'"
  end

  def range
    "(#{one(%w[1 0 n i -1 2 nums.size x])}..#{one(%w[3 n i 5 1 list.size 0 y])})"
  end

  def lookup
    text = one(NAMES).dup
    text = "[#{string}]" if chance(0.02)
    text = loop_member if chance(0.08)
    text = one(%w[include.x include.y include]) if @jekyll && chance(0.3)
    pick(3).times { text << step } if chance(0.45)
    text
  end

  def loop_member
    return "tablerowloop.#{one(%w[index col row last col_last x])}" if chance(0.3)

    "forloop.#{'parentloop.' if chance(0.2)}" +
      one(%w[index index0 first last length rindex rindex0 name x])
  end

  def step
    case pick(6)
    when 0 then "[#{one(%w[0 1 -1 i n "k" 'x' x 5 nil 'size'])}]"
    when 1 then "[#{string}]"
    else ".#{one(KEYS)}"
    end
  end

  def filtered
    text = expression
    n = chance(0.5) ? 0 : 1 + pick(3)
    n.times { text = "#{text} | #{filter}" }
    text
  end

  def filter
    call = case pick(10)
           when 0..4 then one(STRINGS)
           when 5..7 then "#{one(ONE)}: #{argument}"
           when 8 then two
           else "#{one(STRINGS + ONE)}: #{arguments}"
           end
    lax(call)
  end

  def two
    name = one(TWO)
    return "#{name}: #{argument}, #{argument}" if !name.end_with?('_exp')

    inner = name.start_with?('group') ? filtered_in : condition_in
    inner = lax(inner).delete('"')
    "#{name}: 'p', \"#{inner}\""
  end

  def condition_in
    text = "p.#{one(KEYS)} #{one(OPERATORS)} #{one(%w[1 2 'a' true nil n p.n])}"
    text = "#{text} #{one(%w[and or])} p.#{one(KEYS)}" if chance(0.3)
    text = one(%w[p p.n p.draft]) if chance(0.2)
    text
  end

  def filtered_in
    "p.#{one(KEYS)}#{one(['', ' | upcase', " | append: 'z'", ' | times: 2'])}"
  end

  def argument
    return "'#{one(KEYS)}'" if chance(0.3)
    return one(%w[allow_false x]) + ": #{expression}" if chance(0.04)

    expression
  end

  def arguments = Array.new(1 + pick(3)) { argument }.join(one([', ', ',', ' , ']))

  def condition
    text = comparison
    pick(3).times { text = "#{text} #{one(%w[and or])} #{comparison}" } if chance(0.3)
    lax(text)
  end

  def comparison
    return expression if chance(0.35)

    space = chance(0.9) ? ' ' : ''
    "#{side} #{one(OPERATORS)}#{space}#{side}"
  end

  def side = chance(0.1) ? one(%w[empty blank]) : expression

  # What people write wrong: a word or a sign too many, or one too few.

  def lax(text)
    return text if !chance(@lax)

    place = pick(text.size + 1)
    case pick(5)
    when 0 then text.dup.tap { |t| t[place, 1] = '' if place < t.size }
    when 1 then text[0, place] + one(JUNK) + text[place..]
    when 2 then "#{text} #{one(JUNK)} #{one(NAMES)}"
    when 3 then "#{text} #{one(JUNK)}"
    else "#{one(JUNK)} #{text}"
    end
  end

  def damage(text)
    place = pick(text.size + 1)
    signs = ['{{', '}}', '{%', '%}', '-', '{', '}', '%', '{% endif %}', '-%}',
             '{%-', "\n", '{% raw %}', '{% comment %}', '{% else %}',
             '{% endfor %}', '}', '{{-', '-}}']
    case pick(3)
    when 0 then text[0, place] + one(signs) + text[place..]
    when 1 then text[0, place] + text[(place + 1 + pick(4))..].to_s
    else text[0, place]
    end
  end

  # -- nodes

  def body(n, depth) = Array.new(n) { node(depth) }.join

  def block(depth) = depth > 3 ? text : body(pick(3), depth + 1)

  def tag(markup)
    left = one(['{% '] * 8 + ['{%- ', '{%', "{%\n"])
    right = one([' %}'] * 8 + [' -%}', '%}', "\n%}"])
    "#{left}#{markup}#{right}"
  end

  def node(depth)
    name = one(@nodes)
    send("make_#{name}", depth)
  end

  def text
    one(['x', ' ', ' y ', "\n", "a\nb", '  ', '', ' - ', "\n\n", '{', '}', 'é'])
  end

  def make_text(_depth) = text

  def make_output(_depth)
    left = one(['{{ '] * 8 + ['{{- ', '{{', "{{\n"])
    right = one([' }}'] * 8 + [' -}}', '}}', "\n}}"])
    "#{left}#{filtered}#{right}"
  end

  def make_assign(_depth) = tag(lax("assign #{one(NAMES)} = #{filtered}"))

  def make_if(depth)
    out = tag("if #{condition}") + block(depth)
    pick(2).times { out += tag("elsif #{condition}") + block(depth) } if chance(0.3)
    out += tag('else') + block(depth) if chance(0.5)
    out + tag('endif')
  end

  def make_unless(depth)
    out = tag("unless #{condition}") + block(depth)
    out += tag('else') + block(depth) if chance(0.4)
    out + tag('endunless')
  end

  def make_case(depth)
    out = tag("case #{expression}")
    out += one([' ', "\n", '']) if chance(0.3)
    (1 + pick(3)).times do
      values = Array.new(1 + pick(3)) { expression }.join(one([', ', ' or ', ',']))
      out += tag(lax("when #{values}")) + block(depth)
    end
    out += tag('else') + block(depth) if chance(0.5)
    out + tag('endcase')
  end

  def make_for(depth)
    text = "#{one(%w[i item x a])} in #{one(%w[list nums mixed nested h posts
                                               (1..3) e_a s list])}"
    text = "#{one(%w[i item])} in #{expression}" if chance(0.3)
    text += ' reversed' if chance(0.15)
    text += one([' ', ', ']) + "limit: #{one(%w[1 2 3 0 n i])}" if chance(0.2)
    text += one([' ', ', ']) + "offset:#{one(%w[1 2 0 continue continue n])}" if chance(0.2)
    out = tag("for #{lax(text)}") + loop_body(depth)
    out += tag('else') + block(depth) if chance(0.2)
    out + tag('endfor')
  end

  def loop_body(depth)
    out = block(depth)
    out += tag(one(%w[break continue])) if chance(0.08)
    out += tag("if #{condition}") + tag(one(%w[break continue])) + tag('endif') if chance(0.08)
    out += "{{ #{one(%w[i item x forloop.index forloop.last i[0] item.title])} }}" if chance(0.6)
    out
  end

  def make_tablerow(depth)
    text = "i in #{one(%w[list nums posts h (1..4) e_a s nosuch])}"
    text += " cols:#{one(%w[1 2 3 n i 0 nil_v])}" if chance(0.7)
    text += " limit: #{one(%w[1 2 n s])}" if chance(0.2)
    text += " offset: #{one(%w[1 0 n])}" if chance(0.2)
    tag("tablerow #{lax(text)}") + loop_body(depth) +
      one(['', '{{ tablerowloop.col }}', '{{ i }}']) + tag('endtablerow')
  end

  def make_capture(depth) = tag("capture #{lax(one(NAMES))}") + block(depth) + tag('endcapture')

  def make_cycle(_depth)
    text = Array.new(1 + pick(3)) { expression }.join(', ')
    text = "#{one(["'g'", 'a', 'n', '1'])}: #{text}" if chance(0.3)
    tag("cycle #{lax(text)}") * (1 + pick(2))
  end

  def make_counter(_depth) = tag("#{one(%w[increment decrement])} #{one(%w[cnt d0 n i])}")
  def make_ifchanged(depth) = tag('ifchanged') + block(depth) + tag('endifchanged')
  def make_comment(depth) = tag('comment') + block(depth) + tag('endcomment')
  def make_raw(depth) = tag('raw') + block(depth) + tag('endraw')
  def make_echo(_depth) = tag("echo #{filtered}")
  def make_note(_depth) = tag("# #{one(WORDS).delete("\n")}")

  def make_liquid(_depth)
    lines = Array.new(1 + pick(3)) do
      case pick(5)
      when 0 then "assign #{one(NAMES)} = #{filtered}".delete("\n")
      when 1 then "if #{condition}\necho 'y'\nendif"
      when 2 then "for i in #{one(%w[list nums h])}\n  echo i\nendfor"
      when 3 then ''
      else "echo #{filtered}".delete("\n")
      end
    end
    "{% liquid\n#{lines.join("\n")}\n%}"
  end

  def make_partial(_depth)
    return jekyll_partial if @jekyll

    name = one(%w[p0 p1 p0 p1 nosuch])
    text = "'#{name}'"
    if chance(0.4)
      text += " #{one(%w[with for])} #{one(%w[list h posts n nosuch nums])}"
      text += ' as x' if chance(0.5)
    end
    (1 + pick(2)).times { text += ", #{one(NAMES)}: #{expression}" } if chance(0.4)
    tag("#{one(%w[include render])} #{lax(text)}")
  end

  def jekyll_partial
    text = one(['p0', 'p1', '{{ x }}', 'p{{ n }}', 'p0', "{{ 'p' | append: '0' }}"])
    pick(3).times do
      value = one(["'#{one(WORDS).delete("'\n")}'", "\"#{one(WORDS).delete("\"\n")}\"",
                   one(NAMES), 'h.k', 'forloop.index', '1', 'include.x', 'true'])
      text += "#{one([' ', ' ', "\n  "])}#{one(%w[x y k x-y])}#{one(['=', ' = '])}#{value}"
    end
    tag("include #{lax(text)}")
  end

  def make_misplaced(_depth)
    tag(one(['else', 'endif', 'when 1', 'break', 'continue', 'endfor', 'elsif a',
             'assign', 'for', 'if', 'case', 'capture', 'cycle', 'endraw',
             'include', 'render', 'raw x', 'increment', 'echo', 'liquid',
             'tablerow', 'comment', 'endcomment', 'unless']))
  end
end
