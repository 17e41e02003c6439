# What is broken in a site takes down no more than its own pages: layouts in
# a circle, parts that are not there, templates with errors, a configuration
# and data that are no YAML, two pages with one URL.

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
<main>{{ site.title }} {{ site.data.people[0].name }} {{ content }}</main>
>>> s/_layouts/a.html
---
layout: b
---
<a>{{ content }}</a>
>>> s/_layouts/b.html
---
layout: a
---
<b>{{ content }}</b>
>>> s/_layouts/faulty.html
{{ content }}
{% include gone.html %}
>>> s/_layouts/broken.html
{{ content }}
{% if %}
>>> s/_includes/self.html
x{% include self.html %}
>>> s/_data/people.yml
- name: Ann
>>> s/good.html
---
layout: default
---
good
>>> s/circle.html
---
layout: a
---
circle
>>> s/lost.html
---
layout: nowhere
---
lost
>>> s/faulty.html
---
layout: faulty
---
faulty
>>> s/broken.html
---
layout: broken
---
broken
>>> s/self.html
---
layout: default
---
{% include self.html %}
>>> s/one.html
---
layout: default
permalink: /same/
---
one
>>> s/two.html
---
layout: default
permalink: /same/
---
two
_EOC_

add_block_preprocessor(sub {
    my $block = shift;

    own_folder($block, $Site);
    default_config($block);
});

add_response_body_check(sub { run_change($_[0], $_[2]) });

run_tests();

__DATA__

=== TEST 1: a circle of layouts ends where it began
--- request eval
["GET /circle.html", "GET /good.html"]
--- response_body_like eval
[qr{^<b><a>circle\s*</a>\s*</b>}, qr/Example Ann good/]



=== TEST 2: a layout that is not there: the page goes without
--- request eval
["GET /lost.html", "GET /good.html"]
--- response_body_like eval
[qr/^lost/, qr/Example Ann good/]



=== TEST 3: an include that is not there, a layout with a syntax error
--- request eval
["GET /faulty.html", "GET /broken.html", "GET /good.html"]
--- error_code eval
[500, 500, 200]



=== TEST 4: and the log says where: /faulty.html
--- request
GET /faulty.html
--- error_code: 500
--- error_log
gone.html



=== TEST 5: and the log says where: /broken.html
--- request
GET /broken.html
--- error_code: 500
--- error_log
broken.html:2



=== TEST 6: an include that includes itself
--- request eval
["GET /self.html", "GET /good.html"]
--- error_code eval
[500, 200]



=== TEST 7: and the log says where: /self.html
--- request
GET /self.html
--- error_code: 500
--- error_log
self.html:1



=== TEST 8: a configuration that is no YAML: the last good one stays
--- request eval
["GET /good.html", "GET /good.html"]
--- change eval
[sub { put('_config.yml', "title: [Other\nx: y: z\n");
       put('good.html', "---\nlayout: default\n---\nbetter\n") }]
--- response_body_like eval
[qr/Example Ann good/, qr/Example Ann better/]



=== TEST 9: a data file that is no YAML: the last good one stays
--- request eval
["GET /good.html", "GET /good.html"]
--- change eval
[sub { put('_data/people.yml', "- name: [Bob\n");
       put('good.html', "---\nlayout: default\n---\nbetter\n") }]
--- response_body_like eval
[qr/Example Ann good/, qr/Example Ann better/]



=== TEST 10: two pages with one URL: one of them is served, both are named
--- request eval
["GET /same/", "GET /good.html"]
--- response_body_like eval
[qr/Example Ann (one|two)/, qr/Example Ann good/]



=== TEST 11: and the log says where: /same/
--- request
GET /same/
--- error_code: 200
--- error_log
one.html



=== TEST 12: a layout of all pages that breaks: what was good is served
--- request eval
["GET /good.html", "GET /good.html", "GET /good.html"]
--- change eval
[sub { put('_layouts/default.html', "{% for %}{{ content }}\n") },
 sub { put('_layouts/default.html', "<p>{{ content }}</p>\n") }]
--- response_body_like eval
[qr/Ann good/, qr/Ann good/, qr/^<p>good/]
