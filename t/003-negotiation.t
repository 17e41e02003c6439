# Accept fields and suffixes: which representation is sent, and what is said
# of the others.

use FindBin;
use lib $FindBin::Bin;

use Site;
use Test::Nginx::Socket 'no_plan';

no_long_string();
no_root_location();

$ENV{TEST_NGINX_HTML_DIR} ||= html_dir();

our $Site = <<'_EOC_';
>>> s/_posts/2020-08-15-first.md
---
title: First
tags: [ red ]
---
First *text*.
>>> s/_posts/2020-08-16-second.md
---
title: Second
---
Second text.
_EOC_

our @Html = ('text/html; charset=utf-8');
our @Json = ('application/json');
our @Markdown = ('text/markdown; charset=utf-8');

# what a post's URL is asked for with, and what comes

our @Post = (
    ['text/html', @Html],
    ['*/*', @Html],
    ['text/*', @Html],
    ['', @Html],
    ['application/json', @Json],
    ['application/*', @Json],
    ['text/markdown', @Markdown],
    ['text/html, application/json', @Html],
    ['application/json, text/html', @Html],
    ['text/html;q=0.5, application/json', @Json],
    ['text/html;q=0.5, application/json;q=0.4', @Html],
    ['text/html;q=0, */*', @Json],
    ['*/*, text/html;q=0, application/json;q=0', @Markdown],
    ['text/*;q=0.9, text/html;q=0.1', @Markdown],
    ['text/*, application/json;q=0.9', @Html],
    ['TEXT/HTML;Q=0.1, APPLICATION/JSON', @Json],
    ['application/json;q=1.000, text/html;q=0.999', @Json],
    ['text/markdown;q=0.5, */*;q=0.1', @Markdown],
    ['text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,'
        . 'image/webp,*/*;q=0.8', @Html],
    ['image/*, */*;q=0.1', @Html],
    ['application/json , text/html ; q=0.2', @Json],
);

our @Unacceptable = ('image/png', 'text/html;q=0, image/*',
    'application/xml, text/plain', '*/*;q=0');

# what a list's URL is asked for with: it is not there as Markdown

our @List = (
    ['text/html', @Html],
    ['application/json', @Json],
    ['text/markdown, text/html;q=0.5', @Html],
    ['text/markdown, application/json;q=0.5', @Json],
    ['text/markdown, */*;q=0.1', @Html],
);

add_block_preprocessor(sub {
    my $block = shift;

    $block->set_value('config',
        'location / { posts $TEST_NGINX_HTML_DIR/s; }')
        unless defined $block->config;

    own_folder($block, $Site);
});

run_tests();

__DATA__

=== TEST 1: a post by Accept, made and from the cache
--- request eval
[("GET /2020/08/15/first.html") x (2 * @::Post)]
--- more_headers eval
[map { "Accept: $_->[0]" } @::Post, @::Post]
--- response_headers eval
[map { "Content-Type: $_->[1]\nVary: Accept" } @::Post, @::Post]
--- error_code eval
[(200) x (2 * @::Post)]



=== TEST 2: nothing that is acceptable
--- request eval
[("GET /2020/08/15/first.html") x (2 * @::Unacceptable)]
--- more_headers eval
[map { "Accept: $_" } @::Unacceptable, @::Unacceptable]
--- response_headers eval
[("Vary: Accept") x (2 * @::Unacceptable)]
--- error_code eval
[(406) x (2 * @::Unacceptable)]



=== TEST 3: a 406 lists what there is
--- request
GET /2020/08/15/first.html
--- more_headers
Accept: image/png
--- response_body_like: (?s)first\.html.*first\.json.*first\.md
--- error_code: 406



=== TEST 4: a list by Accept
--- request eval
[("GET /") x (2 * @::List)]
--- more_headers eval
[map { "Accept: $_->[0]" } @::List, @::List]
--- response_headers eval
[map { "Content-Type: $_->[1]\nVary: Accept" } @::List, @::List]
--- error_code eval
[(200) x (2 * @::List)]



=== TEST 5: a list is not there as Markdown alone, after others were asked
--- request eval
["GET /", "GET /", "GET /", "GET /"]
--- more_headers eval
["Accept: text/markdown", "Accept: text/markdown, text/html;q=0.5",
 "Accept: text/markdown", "Accept: application/json"]
--- error_code eval
[406, 200, 406, 200]



=== TEST 6: several Accept lines are one
--- request
GET /2020/08/15/first.html
--- more_headers
Accept: text/html;q=0.1
Accept: application/json
--- response_headers
Content-Type: application/json



=== TEST 7: without an Accept field
--- raw_request eval
"GET /2020/08/15/first.html HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
--- response_headers
Content-Type: text/html; charset=utf-8



=== TEST 8: the suffix decides, whatever is accepted
--- request eval
["GET /2020/08/15/first.json", "GET /2020/08/15/first.md",
 "GET /2020/08/15/first.json"]
--- more_headers eval
["Accept: text/html", "Accept: image/png", ""]
--- response_headers eval
["Content-Type: application/json", "Content-Type: text/markdown; charset=utf-8",
 "Content-Type: application/json"]
--- error_code eval
[200, 200, 200]



=== TEST 9: the Markdown is the source, byte by byte
--- request
GET /2020/08/15/first.md
--- response_body
---
title: First
tags: [ red ]
---
First *text*.



=== TEST 10: the JSON of a post
--- request
GET /2020/08/15/first.json
--- response_body
{"id":"/2020/08/15/first","url":"/2020/08/15/first.html","type":"post","title":"First","date":"2020-08-15T00:00:00+00:00","author":null,"tags":["red"],"categories":[],"excerpt":"<p>First <em>text</em>.</p>\n","content":"<p>First <em>text</em>.</p>\n","previous":null,"next":{"url":"/2020/08/16/second.html","title":"Second"},"data":{}}



=== TEST 11: the JSON of a list
--- request
GET /index.json
--- response_body_like: ^\{"posts":\[\{"id":"/2020/08/16/second".*"title":"First".*\],"meta":\{"pagination":\{"page":1,"limit":15,"pages":1,"total":2,"next":null,"prev":null\}\}\}\s*$
--- response_headers
Content-Type: application/json



=== TEST 12: the other representations are named
--- request
GET /2020/08/15/first.html
--- response_headers_like
Link: .*</2020/08/15/first\.json>; rel="alternate"; type="application/json".*</2020/08/15/first\.md>; rel="alternate"; type="text/markdown".*
Content-Location: /2020/08/15/first\.html



=== TEST 13: a twin names the HTML as canonical
--- request
GET /2020/08/15/first.json
--- response_headers_like
Link: </2020/08/15/first\.html>; rel="canonical".*



=== TEST 14: a negotiated JSON says where it is
--- request
GET /2020/08/15/first.html
--- more_headers
Accept: application/json
--- response_headers
Content-Location: /2020/08/15/first.json
Vary: Accept



=== TEST 15: a file of the site goes before the twin of its URL
--- user_files
>>> s/_posts/2020-08-15-first.md
---
title: First
permalink: /x.html
---
text
>>> s/x.json
{"really": "a file"}
--- request eval
["GET /x.json", "GET /x.html"]
--- more_headers eval
["", "Accept: application/json"]
--- response_body_like eval
[qr/^\{"really": "a file"\}$/, qr/"title":"First"/]



=== TEST 16: errors in the type that is asked for
--- request eval
["GET /nothing.html", "GET /nothing.html", "GET /nothing.json",
 "GET /nothing.html", "GET /nothing.md", "GET /nothing.md",
 "POST /nothing.json"]
--- more_headers eval
["Accept: text/html", "Accept: application/json", "",
 "Accept: application/problem+json",
 "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
 "Accept: */*", "Accept: text/html"]
--- response_headers eval
["Content-Type: text/html; charset=utf-8\nVary: Accept",
 "Content-Type: application/problem+json\nVary: Accept",
 "Content-Type: application/problem+json\nVary: Accept",
 "Content-Type: application/problem+json\nVary: Accept",
 "Content-Type: text/html; charset=utf-8\nVary: Accept",
 "Content-Type: text/markdown; charset=utf-8\nVary: Accept",
 "Content-Type: text/html; charset=utf-8\nVary: Accept"]
--- error_code eval
[404, 404, 404, 404, 404, 404, 405]



=== TEST 17: a problem's members
--- request
GET /nothing.json
--- response_body_like: "type":"about:blank","title":"Not Found","status":404,.*"instance":"/nothing\.json"
--- error_code: 404



=== TEST 18: below a prefix
--- config
    location /blog/ { posts $TEST_NGINX_HTML_DIR/s; }
--- request eval
["GET /blog/2020/08/15/first.html", "GET /blog/2020/08/15/first.json"]
--- response_headers_like eval
["Link: </blog/2020/08/15/first\\.json>.*",
 "Link: </blog/2020/08/15/first\\.html>; rel=\"canonical\".*"]



=== TEST 19: an id is encoded once, as Jekyll's page.id
--- config
    location / { posts $TEST_NGINX_HTML_DIR/i; }
--- user_files
>>> i/_posts/2020-08-15-first.md
---
title: First
categories: [ "\u00e9t\u00e9 1" ]
---
text
--- request
GET /%C3%A9t%C3%A9%201/2020/08/15/first.json
--- response_body_like: ^\{"id":"/%C3%A9t%C3%A9%201/2020/08/15/first","url":"/%C3%A9t%C3%A9%201/2020/08/15/first\.html"
