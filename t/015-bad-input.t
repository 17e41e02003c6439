# Input that is wrong: a line in the log that says where and what, the right
# status, and the rest of the site goes on.

use FindBin;
use lib $FindBin::Bin;

use Site;
use Test::Nginx::Socket 'no_plan';

no_long_string();
no_root_location();

$ENV{TEST_NGINX_HTML_DIR} ||= html_dir();

our $Good = <<'_EOC_';
>>> s/_posts/2020-08-15-good.md
---
title: Good
tags: [ red ]
---
Good text.
_EOC_

our $Bomb = "---\na: &a [x,x,x,x,x,x,x,x,x,x]\n"
            . join('', map { my $x = chr($_); my $y = chr($_ - 1);
                             "$x: &$x [" . join(',', ("*$y") x 10) . "]\n" }
                       98 .. 110)
            . "---\nbomb\n";

# Front matter that can not be understood: name, text, what the log says.  The
# document is there under its file's name, as in Jekyll.

our @Bad = (
    ['yaml', "---\ntitle: Bad\ntags: [ a\n---\ntext\n",
        qr{2020-01-01-yaml\.md:\d+:\d+: }],
    ['tab', "---\ntitle: X\n\tfoo: bar\n---\ntext\n",
        qr{2020-01-01-tab\.md:3:1: }],
    ['cut', "---\ntitle: Cut\n", qr{2020-01-01-cut\.md:1:1: .*no closing line}],
    ['bomb', $Bomb, qr{2020-01-01-bomb\.md:\d+:\d+: .*alias}],
    ['deep', "---\na: " . ('[' x 5000) . (']' x 5000) . "\n---\ntext\n",
        qr{2020-01-01-deep\.md:2:\d+: .*depth}],
    ['list', "---\n- a\n- b\n---\ntext\n",
        qr{2020-01-01-list\.md:}],
    ['date', "---\ndate: never\n---\ntext\n",
        qr{2020-01-01-date\.md:2:\d+: .*date}],
    ['month', "---\ndate: 2020-13-45 10:00\n---\ntext\n",
        qr{2020-01-01-month\.md:2:\d+: .*date}],
    ['utf8front', "---\ntitle: \xff\xfe\n---\ntext\n",
        qr{2020-01-01-utf8front\.md:2:\d+: .*UTF-8}],
    ['nulfront', "---\ntitle: a\0b\n---\ntext\n",
        qr{2020-01-01-nulfront\.md:2:\d+: }],
);

# what is odd, but has to be served: name, text, what is to be seen

our @Odd = (
    ['empty', "---\n---\n", qr{<h1[^>]*>Empty</h1>}],
    ['crlf', "---\r\ntitle: Windows\r\n---\r\nOne\r\ntwo\r\n",
        qr{Windows.*<p>One\r?\ntwo</p>}s],
    ['bom', "\xef\xbb\xbf---\ntitle: Marked\n---\ntext\n", qr{Marked.*<p>text}s],
    ['dots', "---\ntitle: Dots\n...\ntext\n", qr{Dots.*<p>text}s],
    ['utf8', "---\ntitle: Bytes\n---\na\xffb \xc3\xa4\n",
        qr{a\xef\xbf\xbdb \xc3\xa4}],
    ['nul', "---\ntitle: Nul\n---\na\0b\n", qr{Nul.*a\xef\xbf\xbdb}s],
    ['brackets', "---\ntitle: Brackets\n---\n" . ('[' x 100000) . "\n",
        qr{Brackets}],
    ['stars', "---\ntitle: Stars\n---\n" . ('*a ' x 50000) . "\n", qr{Stars}],
    ['ticks', "---\ntitle: Ticks\n---\n"
              . join(' ', map { '`' x $_ } 1 .. 400) . "\n", qr{Ticks}],
    ['line', "---\ntitle: Line\n---\n" . ('x' x 1000000) . "\n", qr{Line}],
    ['table', "---\ntitle: Table\n---\n" . ('|a' x 500) . "|\n"
              . ('|-' x 500) . "|\n" . ("|\n" x 500), qr{Table}],
    ['tags', "---\ntitle: Tags\ntags: [" . join(',', 1 .. 2000) . "]\n---\n",
        qr{Tags}],
    ['script', "---\ntitle: \"<script>alert(1)</script>\"\n---\ntext\n",
        qr{<title>&lt;script&gt;}],
);

our $Large = "---\ntitle: Large\n---\n" . "Words of it.\n" x (50 * 1024 * 1024 / 13);

add_block_preprocessor(sub {
    my $block = shift;

    own_folder($block, $Good);
    default_config($block);
});

add_response_body_check(sub { run_change($_[0], $_[2]) });
log_level('info');

run_tests();

__DATA__

=== TEST 1: what can not be understood is there by its file's name
--- user_files eval
[['s/_posts/2020-08-15-good.md', "---\ntitle: Good\n---\nGood text.\n"],
 map { ["s/_posts/2020-01-01-$_->[0].md", $_->[1]] } @::Bad]
--- request eval
["GET /2020/08/15/good.html", "GET /index.json",
 map { "GET /2020/01/01/$_->[0].html" } @::Bad]
--- error_code eval
[(200) x (2 + @::Bad)]
--- response_body_like eval
[qr/Good text/, qr/"title":"Good"/,
 map { my $title = ucfirst $_->[0]; qr{<title>$title} } @::Bad]
--- no_error_log
[crit]
[alert]



=== TEST 2: and the log says where and why
--- user_files eval
[['s/_posts/2020-08-15-good.md', "---\ntitle: Good\n---\nGood text.\n"],
 map { ["s/_posts/2020-01-01-$_->[0].md", $_->[1]] } @::Bad]
--- request
GET /2020/08/15/good.html
--- response_body_like: Good text\.
--- error_log eval
[map { $_->[2] } @::Bad]



=== TEST 3: what is odd is served
--- user_files eval
[map { ["s/_posts/2020-01-01-$_->[0].md", $_->[1]] } @::Odd]
--- request eval
[map { "GET /2020/01/01/$_->[0].html" } @::Odd]
--- response_body_like eval
[map { $_->[2] } @::Odd]
--- timeout: 20
--- no_error_log
[crit]
[alert]



=== TEST 4: in JSON, too, and valid
--- user_files eval
[map { ["s/_posts/2020-01-01-$_->[0].md", $_->[1]] } @::Odd]
--- request eval
[map { "GET /2020/01/01/$_->[0].json" } @::Odd]
--- response_body_like eval
[map { qr/^\{"id":"[^"]+".*\}\s*$/s } @::Odd]
--- response_body_filters eval
sub { my $s = shift; utf8::decode($s) or return 'not UTF-8'; $s =~ /[\0-\x09\x0b-\x1f]/ ? 'control characters' : $s  }
--- timeout: 20



=== TEST 5: a post without front matter is served under its file's name
--- user_files eval
$::Good . ">>> s/_posts/2020-01-02-no-front-matter.md\nJust *text*.\n"
--- request eval
["GET /2020/01/02/no-front-matter.html", "GET /2020/08/15/good.html",
 "GET /index.json"]
--- response_body_like eval
[qr{No Front Matter.*<p>Just <em>text</em>}s, qr/Good text/,
 qr/"title":"No Front Matter"/]



=== TEST 6: and reported
--- user_files eval
$::Good . ">>> s/_posts/2020-01-02-no-front-matter.md\nJust *text*.\n"
--- request
GET /2020/08/15/good.html
--- error_log eval
qr{\[warn\].*_posts/2020-01-02-no-front-matter\.md:1.*front matter}



=== TEST 7: names in _posts that are no dates
--- user_files eval
$::Good . join '', map { ">>> s/_posts/$_.md\n---\ntitle: X\n---\nBad date.\n" }
    '2020-13-01-x', '2020-00-00-x', 'undated', '20200101-x',
    '2020-01-01', '-x', '99999-01-01-x'
--- request eval
["GET /2020/08/15/good.html", "GET /index.json", "GET /undated.html",
 "GET /2020/13/01/x.html", "GET /_posts/undated.md"]
--- error_code eval
[200, 200, 404, 404, 404]
--- response_body_unlike eval
[(qr/Bad date/) x 5]



=== TEST 8: 100,000 quotes in each other
--- user_files eval
[['s/_posts/2020-01-01-quotes.md',
  "---\ntitle: Quotes\n---\n" . ('>' x 100000) . " x\n"]]
--- request
GET /2020/01/01/quotes.html
--- error_code: 500
--- error_log eval
qr{_posts/2020-01-01-quotes\.md:\d+: quotes and lists are nested deeper}



=== TEST 9: a file of 50 MB
--- init
Site::at('s9');
Site::put('_posts/2020-01-01-large.md', $::Large);
select undef, undef, undef, 0.3;
--- request
GET /2020/01/01/large.html
--- error_code: 404
--- timeout: 20
--- error_log
_posts/2020-01-01-large.md
limit "source"



=== TEST 10: a file of 50 MB, when the limit allows it: the answer's limit
--- options: posts_limit source=64m;
--- init
Site::at('s10');
Site::put('_posts/2020-01-01-large.md', $::Large);
select undef, undef, undef, 0.5;
--- request
GET /2020/01/01/large.html
--- error_code: 500
--- timeout: 30
--- error_log
2020-01-01-large.md
limit



=== TEST 11: the rest of the site goes on beside it
--- init
Site::at('s11');
Site::put('_posts/2020-01-01-large.md', $::Large);
--- request eval
["GET /2020/08/15/good.html", "GET /2020/01/01/large.html", "GET /index.json"]
--- error_code eval
[200, 404, 200]
--- timeout: 20



=== TEST 12: a file that vanishes between the index and the reading
--- options: posts_watch off;
--- request eval
["GET /index.json", "GET /2020/08/15/good.html", "GET /index.json"]
--- change eval
[sub { gone('_posts/2020-08-15-good.md'); quiet }]
--- error_code eval
[200, 404, 200]



=== TEST 13: a file that becomes a folder, and one that grows, the same way
--- options: posts_watch off;
--- user_files eval
$::Good . ">>> s/_posts/2020-08-16-grows.md\n---\ntitle: Grows\n---\nFirst.\n"
--- request eval
["GET /index.json", "GET /2020/08/15/good.html", "GET /2020/08/16/grows.html",
 "GET /index.json"]
--- change eval
[sub { gone('_posts/2020-08-15-good.md');
       put('_posts/2020-08-15-good.md/x', 'x');
       put('_posts/2020-08-16-grows.md', "---\ntitle: Grows\n---\n"
                                         . "More words.\n" x 10000);
       quiet }]
--- error_code_like eval
["200", "^(404|500)\$", "^(200|500)\$", "200"]
--- no_error_log
[alert]



=== TEST 14: a folder that can not be read
--- skip_eval
3: $> == 0
--- user_files eval
$::Good . ">>> s/notes/_posts/2020-01-01-x.md\n---\ntitle: X\n---\ntext\n"
--- init
Site::at('s14');
chmod 0, Site::site('notes');
select undef, undef, undef, 0.3;
--- request
GET /2020/08/15/good.html
--- error_log
notes
Permission denied



=== TEST 15: a zone that is too small for the page
--- http_config
    posts_zone tiny:64k;
--- options: posts_cache tiny;
--- user_files eval
$::Good . ">>> s/_posts/2020-01-01-large.md\n---\ntitle: Large\n---\n"
        . "Words of a large page. " x 5000 . "\n"
--- request eval
["GET /2020/01/01/large.html", "GET /2020/01/01/large.html",
 "GET /2020/08/15/good.html"]
--- error_code eval
[200, 200, 200]
--- response_headers eval
["X-Status: MISS", "X-Status: MISS", ""]



=== TEST 16: two sources with one URL
--- user_files
>>> s/a.md
---
permalink: /same.html
---
From a.
>>> s/b.md
---
permalink: /same.html
---
From b.
--- request
GET /same.html
--- response_body_like: From b
--- error_log eval
[qr{/same\.html}, qr{a\.md}, qr{b\.md}]



=== TEST 17: a _config.yml that can not be understood, from the start
--- user_files eval
$::Good . ">>> s/_config.yml\ntitle: [\n"
--- request
GET /2020/08/15/good.html
--- error_code: 503
--- response_headers
Retry-After: 5
--- error_log eval
qr{_config\.yml:\d+:\d+: }



=== TEST 18: and mended
--- user_files eval
$::Good . ">>> s/_config.yml\ntitle: [\n"
--- request eval
["GET /2020/08/15/good.html", "GET /2020/08/15/good.html"]
--- change eval
[sub { put('_config.yml', "title: Mended\n") }]
--- error_code eval
[503, 200]



=== TEST 19: front matter of the wrong types
--- user_files
>>> s/_posts/2020-01-01-a.md
---
title: [ a, b ]
tags: { x: 1, y: [ 2 ] }
categories: 2020-01-01
author: { name: Ann }
layout: 7
permalink: 12
excerpt_separator: [ x ]
---
Odd types.
>>> s/_posts/2020-01-02-b.md
---
title:
tags:
categories:
author:
permalink:
date:
---
Nothing.
>>> s/_posts/2020-01-03-c.md
---
title: 2020-01-01
tags: [ 1, 2.5, true, null, [ nested ], { a: b } ]
---
Scalars.
--- request eval
["GET /index.json", "GET /", "GET /2020/01/02/b.html", "GET /2020/01/02/b.json"]
--- error_code eval
[(200) x 4]
--- no_error_log
[alert]



=== TEST 20: permalinks that lead out or nowhere
--- user_files eval
my $i = 0;
$::Good . join '', map { $i++; ">>> s/p$i.md\n---\npermalink: \"$_\"\n---\nPage $i.\n" }
    '/../../etc/passwd', '/a/../b.html', '//evil.example/x', '/x\ny',
    'http://evil.example/', '/a\\\\b', '/%2e%2e/x', '', '/' . 'x' x 3000
--- request eval
["GET /2020/08/15/good.html", "GET /b.html", "GET /a/b", "GET /x%0ay",
 "GET /index.json", "GET //evil.example/x", "GET /"]
--- error_code_like eval
["^200\$", ("^(200|301|404)\$") x 3, "^200\$", "^(200|301|404)\$", "^200\$"]
--- no_error_log
[alert]



=== TEST 21: front matter that is too long
--- user_files eval
$::Good . ">>> s/_posts/2020-01-01-long.md\n---\ntitle: " . ('x' x 1100000)
        . "\n---\ntext\n"
--- request
GET /2020/01/01/long.html
--- error_log eval
qr{2020-01-01-long\.md.*limit "front_matter"}



=== TEST 22: the memory of one render
--- options: posts_limit memory=64k;
--- user_files eval
$::Good . ">>> s/_posts/2020-01-01-words.md\n---\ntitle: Words\n---\n"
        . "*Words* of [it](x). " x 20000 . "\n"
--- request
GET /2020/01/01/words.html
--- error_code: 500
--- error_log eval
qr{2020-01-01-words\.md.*limit "memory"}



=== TEST 23: folders nested deeply
--- init
Site::at('s23');
Site::put(join('/', ('d') x 200) . '/x.md', "---\n---\ntext\n");
--- request eval
["GET /2020/08/15/good.html", "GET /" . ("d/" x 200) . "x.html"]
--- error_code_like eval
["^200\$", "^(200|404)\$"]
--- no_error_log
[alert]



=== TEST 24: names that are not UTF-8
--- init
Site::at('s24');
Site::put("caf\xe9.txt", "x\n");
Site::put("_posts/2020-01-01-caf\xe9.md", "---\ntitle: Cafe\n---\nx\n");
--- request eval
["GET /2020/08/15/good.html", "GET /caf%e9.txt", "GET /index.json"]
--- error_code_like eval
["^200\$", "^(200|404)\$", "^200\$"]
--- response_body_filters eval
sub { my $s = shift; utf8::decode($s) ? $s : 'not UTF-8' }
--- response_body_unlike eval
[(qr/not UTF-8/) x 3]



=== TEST 25: posts that are left out for their names are told of
--- user_files eval
$::Good . join '', map { ">>> s/_posts/$_.md\n---\ntitle: X\n---\nX.\n" }
    'undated', '20200101-x'
--- request
GET /2020/08/15/good.html
--- error_log eval
[qr{\[warn\].*_posts/undated\.md: .*YYYY-MM-DD-undated\.md},
 qr{\[warn\].*_posts/20200101-x\.md: }]
