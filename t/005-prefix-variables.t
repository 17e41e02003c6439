# Sites below a prefix, in all kinds of locations, by variables, and several
# of them in one nginx.

use FindBin;
use lib $FindBin::Bin;

use Site;
use Test::Nginx::Socket 'no_plan';

no_long_string();
no_root_location();

$ENV{TEST_NGINX_HTML_DIR} ||= html_dir();

our $Site = <<'_EOC_';
>>> s/a/_posts/2020-08-15-first.md
---
title: First
tags: [ red ]
---
First of A. [about](/about.html)
>>> s/a/_posts/2020-08-16-second.md
---
title: Second
tags: [ red ]
---
Second of A.
>>> s/a/about.md
---
title: About
---
About A.
>>> s/a/team/index.md
---
title: Team
---
Team A.
>>> s/a/style.css
a {}
>>> s/b/_posts/2020-08-15-first.md
---
title: First
---
First of B.
>>> s/b/about.md
---
title: About
---
About B.
>>> outside/_posts/2020-08-15-first.md
---
title: First
---
First of the outside.
_EOC_

our $First = '2020/08/15/first';

add_block_preprocessor(sub {
    my $block = shift;

    own_folder($block, $Site);
});

run_tests();

__DATA__

=== TEST 1: below a prefix
--- config
    location /blog/ { posts $TEST_NGINX_HTML_DIR/s/a; }
--- request eval
["GET /blog/$::First.html", "GET /blog/", "GET /blog/about", "GET /blog/style.css",
 "GET /blog/tag/red/", "GET /blog/index.json", "GET /$::First.html",
 "GET /blog/blog/$::First.html"]
--- error_code eval
[(200) x 6, 404, 404]
--- response_body_like eval
[qr/First of A/, qr/Second.*First/s, qr/About A/, qr/^a \{\}$/,
 qr/Second.*First/s, qr/First/, qr/404/, qr/404/]



=== TEST 2: links are below the prefix
--- config
    location /blog/ { posts $TEST_NGINX_HTML_DIR/s/a; }
--- request eval
["GET /blog/", "GET /blog/$::First.html", "GET /blog/$::First.json",
 "GET /blog/index.json", "GET /blog/nothing"]
--- error_code eval
[200, 200, 200, 200, 404]
--- response_body_like eval
[qr{^(?!.*href="/(?!blog/|about\.html)).*href="/blog/2020/08/15/first\.html"}s,
 qr{^(?!.*href="/(?!blog/|about\.html)).*href="/blog/2020/08/16/second\.html".*}s,
 qr{"url":"/blog/2020/08/15/first\.html".*"next":\{"url":"/blog/2020/08/16/second\.html"},
 qr{"url":"/blog/2020/08/16/second\.html"},
 qr{href="/blog/"}]



=== TEST 3: the prefix without its slash
--- config
    location /blog/ { posts $TEST_NGINX_HTML_DIR/s/a; }
--- request eval
["GET /blog", "GET /blog?a=b", "GET /blogger"]
--- error_code eval
[301, 301, 404]
--- response_headers_like eval
["Location: http://localhost:\\d+/blog/",
 "Location: http://localhost:\\d+/blog/\\?a=b", ""]



=== TEST 4: redirects below a prefix
--- config
    location /blog/ { posts $TEST_NGINX_HTML_DIR/s/a; }
--- request eval
["GET /blog/team", "GET /blog/tag/Red/", "GET /blog/page/1/",
 "GET /blog/team?x=y"]
--- error_code eval
[301, 301, 301, 301]
--- response_headers_like eval
["Location: http://localhost:\\d+/blog/team/",
 "Location: http://localhost:\\d+/blog/tag/red/",
 "Location: http://localhost:\\d+/blog/",
 "Location: http://localhost:\\d+/blog/team/\\?x=y"]



=== TEST 5: a location without its slash
--- config
    location /blog { posts $TEST_NGINX_HTML_DIR/s/a; }
--- request eval
["GET /blog/$::First.html", "GET /blog/", "GET /blog", "GET /blogger",
 "GET /blog/team", "GET /blog?q=1", "GET /blog.json"]
--- error_code eval
[200, 200, 301, 404, 301, 301, 404]
--- response_headers_like eval
["", "", "Location: http://localhost:\\d+/blog/", "",
 "Location: http://localhost:\\d+/blog/team/",
 "Location: http://localhost:\\d+/blog/\\?q=1", ""]



=== TEST 6: a prefix with what has to be encoded
--- config
    location "/my blog/" { posts $TEST_NGINX_HTML_DIR/s/a; }
--- request eval
["GET /my%20blog/$::First.html", "GET /my%20blog", "GET /my%20blog/team",
 "GET /my%20blog/"]
--- error_code eval
[200, 301, 301, 200]
--- response_headers_like eval
["Content-Location: /my%20blog/$::First\\.html",
 "Location: http://localhost:\\d+/my%20blog/",
 "Location: http://localhost:\\d+/my%20blog/team/",
 "Content-Location: /my%20blog/"]



=== TEST 7: ^~ and a regular expression beside it
--- config
    location ^~ /blog/ { posts $TEST_NGINX_HTML_DIR/s/a; }
    location ~ \.html$ { return 204; }
--- request eval
["GET /blog/$::First.html", "GET /x.html"]
--- error_code eval
[200, 204]



=== TEST 8: nested locations
--- config
    location /blog/ {
        posts $TEST_NGINX_HTML_DIR/s/a;
        location /blog/2020/ { add_header X-Nested yes; }
        location ~ \.css$ { add_header X-Nested css; }
    }
--- request eval
["GET /blog/$::First.html", "GET /blog/about.html", "GET /blog/style.css"]
--- error_code eval
[200, 200, 200]
--- response_headers eval
["X-Nested: yes", "!X-Nested", "X-Nested: css"]
--- response_body_like eval
[qr{First of A.*href="/blog/2020/08/16/second\.html"}s, qr/About A/, qr/a \{\}/]



=== TEST 9: a nested location with a site of its own
--- config
    location /blog/ {
        posts $TEST_NGINX_HTML_DIR/s/a;
        location /blog/b/ { posts $TEST_NGINX_HTML_DIR/s/b; }
        location /blog/off/ { posts off; return 204; }
    }
--- request eval
["GET /blog/$::First.html", "GET /blog/b/$::First.html", "GET /blog/off/"]
--- error_code eval
[200, 200, 204]
--- response_body_like eval
[qr/First of A/, qr/First of B/, qr//]



=== TEST 10: a regular expression: the whole path counts
--- config
    location ~ ^/20 { posts $TEST_NGINX_HTML_DIR/s/a; }
    location ~* \.CSS$ { posts $TEST_NGINX_HTML_DIR/s/a; }
--- request eval
["GET /$::First.html", "GET /style.css", "GET /about.html"]
--- error_code eval
[200, 200, 404]
--- response_body_like eval
[qr/First of A/, qr/^a \{\}$/, qr/404/]



=== TEST 11: an exact location: the whole path counts
--- config
    location = /about.html { posts $TEST_NGINX_HTML_DIR/s/a; }
--- request eval
["GET /about.html", "GET /about.json"]
--- error_code eval
[200, 404]
--- response_body_like eval
[qr/About A/, qr/404/]



=== TEST 12: a named location, from try_files and from an error
--- config
    location / { root $TEST_NGINX_HTML_DIR/s/b; try_files $uri @site; }
    location /old/ { error_page 404 = @site; return 404; }
    location @site { posts $TEST_NGINX_HTML_DIR/s/a; }
--- request eval
["GET /$::First.html", "GET /about.md", "GET /old/x"]
--- error_code eval
[200, 200, 404]
--- response_body_like eval
[qr/First of A/, qr/About B/, qr/404/]



=== TEST 13: if
--- config
    location / {
        posts $TEST_NGINX_HTML_DIR/s/a;
        if ($arg_b) { posts $TEST_NGINX_HTML_DIR/s/b; }
    }
--- request eval
["GET /$::First.html", "GET /$::First.html?b=1", "GET /$::First.html"]
--- response_body_like eval
[qr/First of A/, qr/First of B/, qr/First of A/]



=== TEST 14: if below a prefix
--- config
    location /blog/ {
        posts $TEST_NGINX_HTML_DIR/s/a;
        if ($arg_b) { posts $TEST_NGINX_HTML_DIR/s/b; }
        if ($arg_c) { add_header X-C yes; }
    }
--- request eval
["GET /blog/$::First.html", "GET /blog/$::First.html?b=1",
 "GET /blog/$::First.html?c=1"]
--- error_code eval
[200, 200, 200]
--- response_body_like eval
[qr/First of A/, qr/First of B/, qr/First of A/]
--- response_headers eval
["!X-C", "!X-C", "X-C: yes"]



=== TEST 15: an internal redirect and rewrite into a site
--- config
    location /blog/ { posts $TEST_NGINX_HTML_DIR/s/a; }
    location /r/ { rewrite ^/r/(.*)$ /blog/$1 last; }
    location /moved/ { rewrite ^/moved/(.*)$ /blog/$1 permanent; }
--- request eval
["GET /r/$::First.html", "GET /moved/about.html", "GET /r/%61bout.html"]
--- error_code eval
[200, 301, 200]
--- response_body_like eval
[qr/First of A/, qr/301/, qr/About A/]



=== TEST 16: rewrite within a location
--- config
    location /blog/ {
        rewrite ^/blog/old/(.*)$ /blog/$1 break;
        rewrite ^/blog/bare$ /about.html break;
        posts $TEST_NGINX_HTML_DIR/s/a;
    }
--- request eval
["GET /blog/old/$::First.html", "GET /blog/bare"]
--- error_code eval
[200, 200]
--- response_body_like eval
[qr/First of A/, qr/About A/]



=== TEST 17: two sites
--- config
    location / { posts $TEST_NGINX_HTML_DIR/s/a; }
    location /b/ { posts $TEST_NGINX_HTML_DIR/s/b; }
--- request eval
[("GET /$::First.html", "GET /b/$::First.html") x 2]
--- response_body_like eval
[(qr/First of A/, qr/First of B/) x 2]



=== TEST 18: one site at two places: each has its own links
--- config
    location / {
        posts $TEST_NGINX_HTML_DIR/s/a;
        add_header X-Status $posts_cache_status;
    }
    location /copy/ {
        posts $TEST_NGINX_HTML_DIR/s/a;
        add_header X-Status $posts_cache_status;
    }
--- request eval
[("GET /$::First.html", "GET /copy/$::First.html") x 2]
--- response_headers eval
["X-Status: MISS\nContent-Location: /$::First.html",
 "X-Status: MISS\nContent-Location: /copy/$::First.html",
 "X-Status: HIT\nContent-Location: /$::First.html",
 "X-Status: HIT\nContent-Location: /copy/$::First.html"]



=== TEST 19: two servers
--- http_config
    server {
        listen $TEST_NGINX_SERVER_PORT;
        server_name b.example.org;
        posts $TEST_NGINX_HTML_DIR/s/b;
    }
--- config
    posts $TEST_NGINX_HTML_DIR/s/a;
--- request eval
[("GET /$::First.html") x 4]
--- more_headers eval
["", "Host: b.example.org", "", "Host: b.example.org"]
--- response_body_like eval
[qr/First of A/, qr/First of B/, qr/First of A/, qr/First of B/]



=== TEST 20: a variable in the path
--- config
    location / {
        posts $TEST_NGINX_HTML_DIR/s/$arg_site;
        add_header X-Status $posts_cache_status;
    }
--- request eval
[("GET /$::First.html?site=a", "GET /$::First.html?site=b") x 2]
--- response_body_like eval
[(qr/First of A/, qr/First of B/) x 2]
--- response_headers eval
[("X-Status: MISS") x 2, ("X-Status: HIT") x 2]



=== TEST 21: a variable from the host's name
--- http_config
    map $host $site {
        default       a;
        ~^(?<x>\w+)\.example\.org$  $x;
    }
--- config
    location / { posts $TEST_NGINX_HTML_DIR/s/$site; }
--- request eval
[("GET /$::First.html") x 3]
--- more_headers eval
["", "Host: b.example.org", "Host: nosuch.example.org"]
--- error_code eval
[200, 200, 404]
--- response_body_like eval
[qr/First of A/, qr/First of B/, qr/404/]



=== TEST 22: a variable for all of the path, also relative
--- config
    location / { posts $arg_site; }
--- request eval
["GET /$::First.html?site=html/s22/a", "GET /$::First.html?site=html/s22/b/"]
--- response_body_like eval
[qr/First of A/, qr/First of B/]



=== TEST 23: an empty value, and "off": nginx goes on
--- config
    location / {
        posts $arg_site;
        root $TEST_NGINX_HTML_DIR/s/a;
    }
--- request eval
["GET /style.css", "GET /style.css?site=off", "GET /style.css?site=",
 "GET /$::First.html"]
--- error_code eval
[200, 200, 200, 404]
--- response_body_like eval
[(qr/^a \{\}$/) x 3, qr/404/]



=== TEST 24: a value that leads up
--- config
    location / { posts $TEST_NGINX_HTML_DIR/s/$arg_site; }
--- request eval
[map { "GET /$::First.html?site=$_" } "../outside", "a/../../outside", "..",
 "a/..", "../../html/outside", "/../outside", "./../outside"]
--- error_code eval
[(404) x 7]
--- response_body_unlike eval
[(qr/outside/) x 7]
--- no_error_log
[crit]



=== TEST 25: a value that only looks like that
--- user_files
>>> s/..a/about.md
---
---
About dots.
>>> s/b../about.md
---
---
About dots.
--- config
    location / { posts $TEST_NGINX_HTML_DIR/s/$arg_site; }
--- request eval
["GET /about.html?site=..a", "GET /about.html?site=b.."]
--- error_code eval
[200, 200]
--- response_body_like eval
[(qr/About dots/) x 2]



=== TEST 26: a value that names no folder
--- config
    location / { posts $TEST_NGINX_HTML_DIR/s/$arg_site; }
--- request eval
["GET /$::First.html?site=nosuch", "GET /about.html?site=a/about.md",
 "GET /$::First.html?site=a%00b", "GET /$::First.html?site=a"]
--- error_code eval
[404, 404, 404, 200]



=== TEST 27: a value that is too long
--- config
    location / { posts $TEST_NGINX_HTML_DIR/s/$arg_site; }
--- request eval
["GET /?site=" . ("a" x 2000), "GET /?site=" . ("a" x 300), "GET /$::First.html?site=a"]
--- error_code eval
[404, 404, 200]



=== TEST 28: a folder that is not there, by a fixed path
--- config
    location / { posts $TEST_NGINX_HTML_DIR/s/nosuch; }
    location /a/ { posts $TEST_NGINX_HTML_DIR/s/a; }
--- request eval
["GET /$::First.html", "GET /a/$::First.html", "GET /index.json"]
--- error_code eval
[404, 200, 404]



=== TEST 29: and what the log says of it
--- config
    location / { posts $TEST_NGINX_HTML_DIR/s/nosuch; }
--- request
GET /
--- error_code: 404
--- error_log eval
qr{\[error\].*the site's folder ".*/s29/nosuch".*No such file or directory}



=== TEST 30: many sites
--- user_files eval
join '', map { ">>> s/n$_/about.md\n---\n---\nAbout number $_.\n" } 1 .. 20
--- config
    location / { posts $TEST_NGINX_HTML_DIR/s/n$arg_n; }
--- request eval
[map { "GET /about.html?n=$_" } 1 .. 20]
--- response_body_like eval
[map { qr/About number $_\./ } 1 .. 20]



=== TEST 31: error_page for the module's errors
--- config
    location / {
        posts $TEST_NGINX_HTML_DIR/s/a;
        error_page 404 /about.html;
        error_page 406 =200 /own.txt;
    }
    location = /own.txt { return 200 "own\n"; }
--- request eval
["GET /nothing", "GET /about.html"]
--- more_headers eval
["", "Accept: image/png"]
--- error_code eval
[404, 200]
--- response_body_like eval
[qr/About A/, qr/^own$/]
