#!/usr/bin/ruby

# Copyright (C) the ngx_http_posts_module authors
#
# Writes uri.txt beside it: texts, what Ruby's Addressable makes of them as
# URIs (or "!" where it refuses them) and as encoded components, parted by
# tabs.

require 'addressable/uri'

URIS = ['', '/', '//', '///', '/a', 'a', 'a/b', './a', '../a', '.a', '..', '.',
        '/.', '/..', '/./', '/../', '/a/.', '/a/..', '/a/./b', '/a/../b',
        '/a/b/../../c', '/a/b/../../../c', '/a//../b', '/a/.../b', '/a/..b',
        '/a/.b/..c/d.', '/../../a', '/././.', '/a/./../b/..',
        'http://x.org', 'http://x.org/', 'HTTP://X.Org/A', 'http://x.org:80',
        'http://x.org:80/', 'https://x.org:443/a', 'https://x.org:80/a',
        'http://x.org:0080', 'http://x.org:', 'http://x.org:0/',
        'http://x.org:8o/', 'http://u@x.org', 'http://u:p@x.org/a',
        'http://@x.org', 'http://:@x.org', 'http://:p@x.org',
        'http://u:@x.org', 'http://a@b@c/', 'http://U%41 :p%2F@x.org',
        'ftp://@x.org', 'ftp://:@x.org/', 'ftp://x.org:21', 'svn+ssh://x:22',
        'ssh+svn://x', 'http://', 'http:', 'http:a', 'http:/a', 'http:///a',
        'http://?a', 'mailto:a@b.org', 'a:b', 'a:', ':a', ':', '1:a', 'a b:c',
        'a/b:c', '/a:b', '/:a', './a:b', 'é:a', 'a-b+c.d:e', '//x.org/a',
        '//X.ORG:80', '//x y/a', "//x\u00a0y", '//a"b', '//a<b', '//a\\b',
        '//a%20b/', '//a%2Fb/', '//[::1]:80/', '//[::1', '//[::1]x/', '//[]/',
        '//[a[b]', '//[a/b]', '//a..b', '//a.', '//a..', '//a::', '//a:0:',
        '//a:080:', '//a:b:', '//a:80:90', '//u@a::/', '//::', '//[a]::',
        '//.', '//..',
        'http://a./', 'http://bücher.example/', 'http://BÜCHER.de.',
        'http://日本語.jp/', 'http://ﬁx.org', "http://e\u0301.fr",
        'http://ex.ample.ελ', 'http://%C3%A9.fr', 'http://%ff.fr/',
        'http://xn--bcher-kva.de', 'http://münchen-ost.a.ß.de',
        'http://他们为什么不说中文.cn', 'http://Pročprostěnemluvíčesky.cz',
        'http://почемужеонинеговорятпорусски.ru', 'http://例え.テスト/é?ü#ö',
        '/é', '/%C3%A9', '/%c3%a9', "/e\u0301", "/\u212b", '/ﬁ', '/%ff',
        '/é%ff', '/%C3', '/%41', '/%2F', '/%2f%3F%23%25', '/%', '/%4', '/%zz',
        '/100%', '/a b', ' /a ', "/a\tb", "/a\nb", "/a\nb:c", '/a%20b',
        '/a+b', '/a%2Bb', '/[a]', '/{a}', '/a|b', '/a^b', '/a`b', '/"a"',
        "/'a'", '/<a>', '/a\\b', '/~a', '/%7Ea', '/a;b=c,d', '/a@b', '/a&b',
        '/!$*()', '?', '?a', '?a=b&c=d', '?&', '?a&&b', '?a=b+c', '?a=b%2Bc',
        '?a=b%2bc', '?a=b%252Bc', '?a=%26', '?a;b', '?a?b/c', '?a[]=b',
        '?é=%C3%A9', '?a b', '?%zz', '?%ff', '?a#', '#', '#a', '#a#b', '#é',
        '#a b', '#a/b?c', '#[a]', '#%2F', "#a\nb", 'a?b#c', '/a?b#c',
        'feeds:x', 'x:/a/../b', 'x:a/../b', 'x://h/../b', 'x:?q', 'x:#f',
        "/a\u0323\u0307", "/a\u0307\u0323", "/\u0307\u0323\u0327",
        '/한글', "/\u1112\u1161\u11ab", "/\u1100\u1161", '/½', '/²', '/ａ',
        "/\u3000x", "/x\u00a0", "/\u{1f600}", "/\u2260", "/=\u0338"].freeze

PIECES = %w[a B é %20 %2F %2e . .. / // : @ ? # & = + % ; [ ] x.org http:
            http:// https:// /./ /../ :80 :443 ~ ! ü %C3%A9 %ff %41 日].freeze

random = Random.new(7)

texts = URIS + (1..600).map do
  (0..random.rand(7)).map { PIECES[random.rand(PIECES.size)] }.join
end

def escape(text)
  text.gsub('\\', '\\\\\\\\').gsub("\n", '\n').gsub("\t", '\t')
end

File.open(File.join(__dir__, 'uri.txt'), 'w') do |f|
  f.puts '# text, URI, component; written by uri.rb'

  texts.uniq.each do |text|
    uri = begin
            Addressable::URI.parse(text).normalize.to_s
          rescue StandardError
            '!'
          end

    f.puts [text, uri, Addressable::URI.normalize_component(text)]
      .map { |s| escape(s) }.join("\t")
  end
end
