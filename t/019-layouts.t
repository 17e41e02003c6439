# Layouts, includes and data: what pages are made with, and what a change of
# any of them does to what was kept.

use FindBin;
use lib $FindBin::Bin;

use Site;
use Test::Nginx::Socket 'no_plan';

no_long_string();
no_root_location();

$ENV{TEST_NGINX_HTML_DIR} ||= html_dir();

our $Site = <<'_EOC_';
>>> s/_config.yml
title: Example
>>> s/_layouts/default.html
---
tone: calm
---
<html {{ layout.tone }}><title>{{ page.title }} | {{ site.title }}</title>
{% include head.html color="red" %}{{ content }}</html>
>>> s/_layouts/post.html
---
layout: default
tone: loud
---
<article>{{ content }}</article>
>>> s/_includes/head.html
<meta {{ include.color }} {{ site.data.people[0].name }}>
>>> s/_data/people.yml
- name: Ann
>>> s/_posts/2020-08-01-one.md
---
layout: post
title: One
tags: [ red ]
---
Text *one* of {{ page.date | date: "%Y" }}, {{ 1 | plus: 1 }}.
>>> s/_posts/2020-08-02-two.md
---
title: Two
---
Bare, {{ site.posts.size }}.
>>> s/list.html
---
layout: default
title: List
---
{% for p in site.posts %}{{ p.title }}={{ p.url }};{% endfor %}
>>> s/alone.html
---
title: Alone
---
{{ page.title }}
_EOC_

our $One = '/2020/08/01/one.html';
our $Two = '/2020/08/02/two.html';

add_block_preprocessor(sub {
    my $block = shift;

    own_folder($block, $Site);
    default_config($block);
});

add_response_body_check(sub { run_change($_[0], $_[2]) });

run_tests();

__DATA__

=== TEST 1: the document's Liquid, its Markdown, its layouts
--- request eval
["GET $::One", "GET $::Two", "GET /list.html"]
--- response_body_like eval
[qr{^<html\ loud><title>One\ \|\ Example</title>\n<meta\ red\ Ann>\n
    <article><p>Text\ <em>one</em>\ of\ 2020,\ 2\.</p>}x,
 qr{^<p>Bare, 2\.</p>$},
 qr{^<html calm>.*Two=$::Two;One=$::One;}s]



=== TEST 2: JSON has the content without layouts, Markdown the source
--- request eval
["GET /2020/08/01/one.json", "GET /2020/08/01/one.md"]
--- response_body_like eval
[qr{"content":"<p>Text <em>one</em> of 2020, 2\.</p>\\n"},
 qr{Text \*one\* of \{\{ page\.date}]



=== TEST 3: a layout changes: the pages that it is in, and no other
--- request eval
["GET $::One", "GET $::Two", "GET /list.html",
 "GET $::One", "GET $::Two", "GET /list.html"]
--- change eval
[undef, undef, sub { put('_layouts/post.html',
                         "---\nlayout: default\n---\n<main>{{ content }}\n") }]
--- response_headers eval
[("X-Status: MISS") x 3, "X-Status: EXPIRED", ("X-Status: HIT") x 2]
--- response_body_like eval
[(qr//) x 3, qr/<html calm>.*<main>/s, qr//, qr//]



=== TEST 4: an include changes, a data file does
--- request eval
["GET $::One", "GET /alone.html", "GET $::One", "GET /alone.html",
 "GET $::One", "GET /alone.html"]
--- change eval
[undef, sub { put('_includes/head.html', "<link {{ site.data.people[0].name }}>") },
 undef, sub { put('_data/people.yml', "- name: Bob\n") }]
--- response_headers eval
["X-Status: MISS", "X-Status: MISS", "X-Status: EXPIRED", "X-Status: HIT",
 "X-Status: EXPIRED", "X-Status: HIT"]
--- response_body_like eval
[qr/red Ann/, qr/Alone/, qr/<link Ann>/, qr/Alone/, qr/<link Bob>/, qr/Alone/]



=== TEST 5: a broken layout: what was good is served
--- request eval
["GET $::One", "GET $::One"]
--- change eval
[sub { put('_layouts/post.html', "---\nlayout: default\n---\n\n{% if x %}\n") }]
--- response_body_like eval
[qr/<article>/, qr/<article>/]
--- error_code eval
[200, 200]



=== TEST 6: an include that is not there, and then is
--- request eval
["GET $::One", "GET /alone.html", "GET $::One"]
--- change eval
[undef, sub { put('_includes/new.html', "new") }]
--- user_files eval
$::Site . <<'_EOC_'
>>> s/_layouts/post.html
---
---
a
{% include new.html %}
_EOC_
--- error_code eval
[500, 200, 200]
--- response_body_like eval
[qr/./, qr/Alone/, qr/new/]



=== TEST 7: a data file with a mistake leaves the last good one
--- request eval
["GET $::One", "GET $::One"]
--- change eval
[sub { put('_data/people.yml', "- name: [Bob\n"); quiet }]
--- response_body_like eval
[qr/red Ann/, qr/red Ann/]



=== TEST 8: an include that includes itself, a layout that is its own
--- request eval
["GET /self.html", "GET /loop.html", "GET /alone.html"]
--- user_files eval
$::Site . <<'_EOC_'
>>> s/_includes/self.html
{% include self.html %}
>>> s/self.html
---
---
{% include self.html %}
>>> s/_layouts/loop.html
---
layout: loop
---
({{ content }})
>>> s/loop.html
---
layout: loop
---
x
_EOC_
--- error_code eval
[500, 200, 200]
--- response_body_like eval
[qr/./, qr/^\(x\n\)$/, qr/Alone/]



=== TEST 9: the log names the file and the line
--- user_files eval
$::Site . <<'_EOC_'
>>> s/_layouts/post.html
---
---

{% if x %}
>>> s/_data/broken.yml
- a
- [b
_EOC_
--- request eval
"GET $::One"
--- error_code: 500
--- error_log eval
[qr{_layouts/post\.html:5:\d+: 'if' tag was never closed},
 qr{_data/broken\.yml:3}]
