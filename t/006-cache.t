# The cache: what is kept, for how long, and what $posts_cache_status says.

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
First text.
>>> s/_posts/2020-08-16-second.md
---
title: Second
---
Second text.
>>> s/_posts/2020-08-17-third.md
---
title: Third
---
Third text.
>>> s/style.css
body { color: black }
_EOC_

our $Config = <<'_EOC_';
    location / {
        posts $TEST_NGINX_HTML_DIR/s;
        add_header X-Status $posts_cache_status always;
        add_header X-Resource $posts_resource always;
        add_header X-Format $posts_format always;
    }
_EOC_

add_block_preprocessor(sub {
    my $block = shift;

    $block->set_value('config', $Config) unless defined $block->config;

    own_folder($block, $Site);
});

run_tests();

__DATA__

=== TEST 1: made once, then kept
--- request eval
[("GET /2020/08/15/first.html") x 3]
--- response_headers eval
["X-Status: MISS", "X-Status: HIT", "X-Status: HIT"]



=== TEST 2: each representation by itself
--- request eval
["GET /2020/08/15/first.html", "GET /2020/08/15/first.json",
 "GET /2020/08/15/first.html", "GET /2020/08/15/first.json",
 "GET /2020/08/15/first.md", "GET /2020/08/15/first.md"]
--- response_headers eval
["X-Status: MISS\nX-Format: html", "X-Status: MISS\nX-Format: json",
 "X-Status: HIT\nX-Format: html", "X-Status: HIT\nX-Format: json",
 "X-Status: MISS\nX-Format: markdown", "X-Status: HIT\nX-Format: markdown"]



=== TEST 3: hits of a list that is not there in the first format asked for
--- request eval
[("GET /") x 3]
--- more_headers
Accept: text/markdown, text/html;q=0.5
--- response_headers eval
["X-Status: MISS", "X-Status: HIT", "X-Status: HIT"]



=== TEST 4: what the resources are called
--- request eval
["GET /", "GET /2020/08/15/first.html", "GET /tag/red/", "GET /style.css",
 "GET /nothing"]
--- response_headers eval
["X-Resource: index", "X-Resource: post", "X-Resource: tag",
 "X-Resource: file", "X-Resource: error"]
--- error_code eval
[200, 200, 200, 200, 404]



=== TEST 5: HEAD and ranges are answered from the same entry
--- request eval
["HEAD /2020/08/15/first.html", "GET /2020/08/15/first.html",
 "GET /2020/08/15/first.html"]
--- more_headers eval
["", "", "Range: bytes=0-4"]
--- response_headers eval
["X-Status: MISS", "X-Status: HIT", "X-Status: HIT"]
--- error_code eval
[200, 200, 206]



=== TEST 6: without a cache
--- config
    location / {
        posts $TEST_NGINX_HTML_DIR/s;
        posts_cache off;
        add_header X-Status $posts_cache_status always;
    }
--- request eval
[("GET /2020/08/15/first.html") x 2]
--- response_headers eval
["X-Status: BYPASS", "X-Status: BYPASS"]



=== TEST 7: a zone of one's own, and two locations that share it
--- http_config
    posts_zone mine:1m;
--- config
    location / {
        posts $TEST_NGINX_HTML_DIR/s;
        posts_cache mine;
        add_header X-Status $posts_cache_status always;
    }
    location ~ \.json$ {
        posts $TEST_NGINX_HTML_DIR/s;
        posts_cache mine;
        add_header X-Status $posts_cache_status always;
    }
--- request eval
["GET /2020/08/15/first.html", "GET /2020/08/15/first.json",
 "GET /2020/08/15/first.json", "GET /2020/08/15/first.html"]
--- response_headers eval
["X-Status: MISS", "X-Status: MISS", "X-Status: HIT", "X-Status: HIT"]



=== TEST 8: a page that is larger than the zone allows
--- http_config
    posts_zone tiny:64k;
--- config
    location / {
        posts $TEST_NGINX_HTML_DIR/s;
        posts_cache tiny;
        add_header X-Status $posts_cache_status always;
    }
--- user_files eval
">>> s/_posts/2020-01-01-large.md
---
title: Large
---
" . ("All the words of a large page. " x 2000) . "
>>> s/_posts/2020-01-02-small.md
---
title: Small
---
Small text.
"
--- request eval
["GET /2020/01/01/large.html", "GET /2020/01/01/large.html",
 "GET /2020/01/02/small.md", "GET /2020/01/02/small.md"]
--- response_headers eval
["X-Status: MISS", "X-Status: MISS", "X-Status: MISS", "X-Status: HIT"]
--- no_error_log
[alert]



=== TEST 9: and what the log says of it
--- http_config
    posts_zone tiny:64k;
--- config
    location / { posts $TEST_NGINX_HTML_DIR/s; posts_cache tiny; }
--- user_files eval
">>> s/_posts/2020-01-01-large.md
---
title: Large
---
" . ("All the words of a large page. " x 2000) . "\n"
--- request
GET /2020/01/01/large.html
--- error_log
posts zone "tiny" is too small to keep



=== TEST 10: a zone that is full forgets what was not used for longest
--- http_config
    posts_zone tiny:64k;
--- config
    location / {
        posts $TEST_NGINX_HTML_DIR/s;
        posts_cache tiny;
        add_header X-Status $posts_cache_status always;
    }
--- user_files eval
join '', map { ">>> s/_posts/2020-01-01-p$_.md
---
title: P$_
---
" . ("Words. " x 500) . "\n" } 1 .. 30
--- request eval
["GET /2020/01/01/p1.md", "GET /2020/01/01/p1.md",
 (map { "GET /2020/01/01/p$_.md" } 2 .. 30), "GET /2020/01/01/p30.md",
 "GET /2020/01/01/p1.md"]
--- response_headers eval
["X-Status: MISS", "X-Status: HIT", (map { "X-Status: MISS" } 2 .. 30),
 "X-Status: HIT", "X-Status: MISS"]
--- no_error_log
[warn]
[alert]



=== TEST 11: locations with other options do not share entries
--- config
    location / {
        posts $TEST_NGINX_HTML_DIR/r;
        add_header X-Status $posts_cache_status always;
    }
    location /safe/ {
        posts $TEST_NGINX_HTML_DIR/r;
        posts_raw_html off;
        add_header X-Status $posts_cache_status always;
    }
--- user_files
>>> r/_posts/2020-01-01-x.md
---
title: X
---
<b>bold</b>
--- request eval
["GET /2020/01/01/x.html", "GET /safe/2020/01/01/x.html",
 "GET /2020/01/01/x.html", "GET /safe/2020/01/01/x.html"]
--- response_headers eval
["X-Status: MISS", "X-Status: MISS", "X-Status: HIT", "X-Status: HIT"]
--- response_body_like eval
[qr/<b>bold<\/b>/, qr/&lt;b&gt;/, qr/<b>bold<\/b>/, qr/&lt;b&gt;/]
