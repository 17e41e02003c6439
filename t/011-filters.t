# Other modules around a post: filters, sub-requests, redirections.

use Test::Nginx::Socket 'no_plan';

use IO::Uncompress::Gunzip ();

no_long_string();
no_root_location();

$ENV{TEST_NGINX_HTML_DIR} ||= html_dir();

our $Site = <<'_EOC_';
>>> SITE/_posts/2020-08-15-first.md
---
title: First
---
First text.
>>> SITE/_posts/2020-08-16-second.md
---
title: Second
---
Second text.
>>> SITE/about.md
---
title: About
permalink: /about.html
---
About text.
>>> SITE/style.css
body { color: black }
>>> SITE/404.html
Nothing, says a file.
_EOC_

our $Files = '';

# a post that is long enough to be compressed

our $Long = ">>> SITE/_posts/2020-01-01-long.md\n---\ntitle: Long\n---\n"
            . join '', map { "Line $_ of a long text.\n" } 1 .. 2000;

our $Gzip = <<'_EOC_';
    gzip on;
    gzip_types application/json text/markdown;
    gzip_min_length 0;
    location / {
        posts $TEST_NGINX_HTML_DIR/SITE;
        add_header X-Status $posts_cache_status;
    }
_EOC_

# the Markdown of the first post, as the client sees it

our $First = "---\ntitle: First\n---\nFirst text.\n";
our $Etag = 'e5c41c851eb37c09c3bbf4171aade268';

sub gunzip {
    my ($bytes) = @_;

    IO::Uncompress::Gunzip::gunzip(\$bytes => \my $plain);

    return $plain;
}

# Each block has a site of its own: an index is of a folder.

our $Number = 0;

add_block_preprocessor(sub {
    my $block = shift;

    my $site = 'site' . ++$Number;
    my $http = $block->http_config // '';
    my $files = $block->user_files // '';
    my $config = $block->config
                 // 'location / { posts $TEST_NGINX_HTML_DIR/SITE; }';

    $files = $Site . $files;

    s/\bSITE\b/$site/g for $config, $files, $http;

    $block->set_value('user_files', $files);
    $block->set_value('config', $config);
    $block->set_value('http_config', "posts_index_path posts_temp;\n$http");
});

run_tests();

__DATA__

=== TEST 1: gzip of each representation, made and from the cache
--- config eval: $::Gzip
--- request eval
[("GET /2020/08/15/first.html", "GET /2020/08/15/first.json",
  "GET /2020/08/15/first.md") x 2]
--- more_headers
Accept-Encoding: gzip
--- response_headers eval
[("Content-Encoding: gzip\nX-Status: MISS") x 3,
 ("Content-Encoding: gzip\nX-Status: HIT") x 3]
--- response_body_filters eval
[([\&::gunzip]) x 6]
--- response_body_like eval
[(qr/<p>First text\.<\/p>/, qr/"title":"First"/, qr/\A\Q$::First\E\z/) x 2]



=== TEST 2: an answer varies by both fields
--- config eval: $::Gzip . 'gzip_vary on;'
--- request eval
[("GET /2020/08/15/first.html") x 2]
--- more_headers eval
["Accept-Encoding: gzip", ""]
--- response_headers_like eval
[("Vary: (?:Accept-Encoding, Accept|Accept, Accept-Encoding)") x 2]



=== TEST 3: a suffix leaves only the coding to vary by
--- config eval: $::Gzip . 'gzip_vary on;'
--- request
GET /2020/08/15/first.md
--- more_headers
Accept-Encoding: gzip
--- response_headers
Vary: Accept-Encoding



=== TEST 4: the ETag of what is compressed is weak, in the cache it is not
--- config eval: $::Gzip
--- request eval
[("GET /2020/08/15/first.md") x 4]
--- more_headers eval
["Accept-Encoding: gzip", "Accept-Encoding: gzip", "", ""]
--- response_headers eval
["ETag: W/\"$::Etag\"\nX-Status: MISS", "ETag: W/\"$::Etag\"\nX-Status: HIT",
 "ETag: \"$::Etag\"\nX-Status: HIT", "ETag: \"$::Etag\"\nX-Status: HIT"]



=== TEST 5: If-None-Match with the weak ETag, with and without gzip
--- config eval: $::Gzip
--- request eval
[("GET /2020/08/15/first.md") x 4]
--- more_headers eval
["Accept-Encoding: gzip\nIf-None-Match: W/\"$::Etag\"",
 "If-None-Match: W/\"$::Etag\"",
 "Accept-Encoding: gzip\nIf-None-Match: \"$::Etag\"",
 "Accept-Encoding: gzip\nIf-None-Match: W/\"other\""]
--- error_code eval
[304, 304, 304, 200]



=== TEST 6: a type that is not compressed
--- config
    gzip on;
    gzip_min_length 0;
    location / { posts $TEST_NGINX_HTML_DIR/SITE; }
--- request eval
["GET /2020/08/15/first.json", "GET /2020/08/15/first.html"]
--- more_headers
Accept-Encoding: gzip
--- response_headers eval
["!Content-Encoding", "Content-Encoding: gzip"]



=== TEST 7: gzip takes no ranges
--- config eval: $::Gzip
--- request eval
["GET /2020/08/15/first.md", "GET /2020/08/15/first.md",
 "GET /2020/08/15/first.md"]
--- more_headers eval
["Accept-Encoding: gzip\nRange: bytes=4-8", "Range: bytes=4-8",
 "Accept-Encoding: gzip\nRange: bytes=4-8"]
--- error_code eval
[200, 206, 200]
--- response_headers eval
["Content-Encoding: gzip\n!Accept-Ranges", "Content-Range: bytes 4-8/33",
 "Content-Encoding: gzip\n!Accept-Ranges"]



=== TEST 8: HEAD, compressed
--- config eval: $::Gzip
--- request eval
["HEAD /2020/08/15/first.html", "HEAD /2020/08/15/first.html"]
--- more_headers
Accept-Encoding: gzip
--- response_headers eval
["Content-Encoding: gzip\n!Content-Length\nX-Status: MISS",
 "Content-Encoding: gzip\n!Content-Length\nX-Status: HIT"]
--- response_body eval
["", ""]



=== TEST 9: a long page, compressed
--- config eval: $::Gzip
--- user_files eval: $::Long
--- request eval
["GET /2020/01/01/long.md", "GET /2020/01/01/long.md",
 "GET /2020/01/01/long.md"]
--- more_headers eval
["Accept-Encoding: gzip", "Accept-Encoding: gzip", ""]
--- response_body_filters eval
[[\&::gunzip], [\&::gunzip], []]
--- response_body eval
my $text = $::Long;
$text =~ s/\A.*\n//;
[($text) x 3]



=== TEST 10: errors are compressed, too
--- config eval: $::Gzip
--- request
GET /nothing.json
--- more_headers
Accept-Encoding: gzip
--- response_body_filters eval
[\&::gunzip]
--- response_body_like: "status":404
--- error_code: 404



=== TEST 11: gunzip has nothing to do
--- config
    gunzip on;
    location / { posts $TEST_NGINX_HTML_DIR/SITE; }
--- request
GET /2020/08/15/first.md
--- response_headers eval
"ETag: \"$::Etag\"\nContent-Length: 33\n!Content-Encoding"
--- response_body eval: $::First



=== TEST 12: sub_filter, which leaves the cache as it is
--- config
    location / {
        posts $TEST_NGINX_HTML_DIR/SITE;
        sub_filter text word;
        sub_filter_once off;
        sub_filter_types *;
    }
    location /plain/ { posts $TEST_NGINX_HTML_DIR/SITE; }
    location ~ \.md$ { posts $TEST_NGINX_HTML_DIR/SITE; }
--- request eval
[("GET /2020/08/15/first.html") x 2, "GET /plain/2020/08/15/first.html",
 "GET /2020/08/15/first.md"]
--- response_body_like eval
[(qr/<p>First word\.<\/p>/) x 2, qr/<p>First text\.<\/p>/,
 qr/\A\Q$::First\E\z/]



=== TEST 13: sub_filter keeps no ETag that is strong
--- config
    location / {
        posts $TEST_NGINX_HTML_DIR/SITE;
        sub_filter text word;
        sub_filter_types *;
    }
--- request
GET /2020/08/15/first.md
--- response_headers
!ETag
!Last-Modified
!Content-Length



=== TEST 14: a charset for what has none, recoded; the cache stays as it is
--- http_config
    charset_map windows-1251 koi8-r {
        66 67;
        69 6A;
    }
--- config
    location ~ ^/recoded {
        rewrite ^/recoded(.*) $1 break;
        posts $TEST_NGINX_HTML_DIR/SITE;
        source_charset windows-1251;
        charset koi8-r;
        charset_types application/json;
        add_header X-Status $posts_cache_status;
    }
    location ~ ^/plain {
        rewrite ^/plain(.*) $1 break;
        posts $TEST_NGINX_HTML_DIR/SITE;
        add_header X-Status $posts_cache_status;
    }
--- request eval
["GET /recoded/2020/08/15/first.json", "GET /plain/2020/08/15/first.json",
 "GET /recoded/2020/08/15/first.json", "GET /plain/2020/08/15/first.json"]
--- response_headers eval
["Content-Type: application/json; charset=koi8-r\nX-Status: MISS",
 "Content-Type: application/json\nX-Status: HIT",
 "Content-Type: application/json; charset=koi8-r\nX-Status: HIT",
 "Content-Type: application/json\nX-Status: HIT"]
--- response_body_like eval
[(qr/Fjrst text/, qr/First text/) x 2]



=== TEST 15: the charset of what has one
--- config
    location / {
        posts $TEST_NGINX_HTML_DIR/SITE;
        charset koi8-r;
    }
--- request eval
["GET /2020/08/15/first.html", "GET /2020/08/15/first.md"]
--- response_headers eval
["Content-Type: text/html; charset=utf-8",
 "Content-Type: text/markdown; charset=utf-8"]



=== TEST 16: expires and add_header
--- config
    location / {
        posts $TEST_NGINX_HTML_DIR/SITE;
        expires 1h;
        add_header X-Here yes;
    }
--- request eval
[("GET /2020/08/15/first.html") x 2, "GET /style.css", "GET /nothing"]
--- response_headers eval
[("Cache-Control: max-age=3600\nX-Here: yes") x 3,
 "!Cache-Control\n!X-Here"]
--- error_code eval
[200, 200, 200, 404]



=== TEST 17: expires and add_header on a 304
--- config
    location / {
        posts $TEST_NGINX_HTML_DIR/SITE;
        expires 1h;
        add_header X-Here yes;
    }
--- request
GET /2020/08/15/first.html
--- more_headers
If-None-Match: *
--- error_code: 304
--- response_headers
Cache-Control: max-age=3600
X-Here: yes



=== TEST 18: other modules' answers before and after a post
--- config
    location / {
        posts $TEST_NGINX_HTML_DIR/SITE;
        add_before_body /before;
        add_after_body /style.css;
        addition_types text/markdown;
    }
    location = /before { return 200 "before\n"; }
--- request eval
[("GET /2020/08/15/first.md") x 2]
--- response_body eval
[("before\n${main::First}body { color: black }\n") x 2]



=== TEST 19: a post before another module's answer, and after it
--- config
    location /x {
        default_type text/html;
        add_before_body /2020/08/15/first.md;
        add_after_body /2020/08/15/first.md;
        return 200 "between\n";
    }
    location / { posts $TEST_NGINX_HTML_DIR/SITE; }
--- request eval
["GET /x", "GET /x"]
--- response_body eval
[("${main::First}between\n$::First") x 2]



=== TEST 20: SSI: posts, a list, a file as sub-requests, made and from the cache
--- config
    location / {
        posts $TEST_NGINX_HTML_DIR/SITE;
        posts_formats html json markdown;
    }
    location = /page {
        alias $TEST_NGINX_HTML_DIR/SITE-page;
        default_type text/html;
        ssi on;
    }
--- user_files
>>> SITE-page
[<!--# include virtual="/2020/08/15/first.md" -->]
[<!--# include virtual="/2020/08/15/first.md" -->]
[<!--# include virtual="/index.json" -->]
[<!--# include virtual="/style.css" -->]
[<!--# include virtual="/2020/08/16/second.html" -->]
--- request eval
["GET /page", "GET /page"]
--- response_body_like eval
[(qr/\A\[\Q$::First\E\]\n\[\Q$::First\E\]
     \n\[\{"posts":.*\}\n?\]\n\[body\ \{\ color:\ black\ \}\n\]
     \n\[<!DOCTYPE.*<p>Second\ text\.<\/p>.*<\/html>\n?\]\n\z/sx) x 2]



=== TEST 21: SSI: one after the other, by "wait" and by "set"
--- config
    location / { posts $TEST_NGINX_HTML_DIR/SITE; }
    location = /page {
        alias $TEST_NGINX_HTML_DIR/SITE-page;
        default_type text/html;
        ssi on;
        ssi_value_length 4096;
    }
--- user_files
>>> SITE-page
[<!--# include virtual="/2020/08/15/first.md" wait="yes" -->]
[<!--# include virtual="/2020/08/16/second.md" wait="yes" -->]
--- request eval
["GET /page", "GET /page"]
--- response_body eval
my $second = $::First;
$second =~ s/First/Second/g;
[("[$::First]\n[$second]\n") x 2]



=== TEST 22: SSI: what is not there
--- config
    location / { posts $TEST_NGINX_HTML_DIR/SITE; }
    location = /page {
        alias $TEST_NGINX_HTML_DIR/SITE-page;
        default_type text/html;
        ssi on;
    }
--- user_files
>>> SITE-page
[<!--# include virtual="/nothing.json" -->]
[<!--# include virtual="/2020/08/15/first.md" -->]
--- request
GET /page
--- response_body_like eval
qr/\A\[\{.*"status":404.*\}\n?\]\n\[\Q$::First\E\]\n\z/
--- error_code: 200



=== TEST 23: SSI: in a post itself
--- config
    location / {
        posts $TEST_NGINX_HTML_DIR/SITE;
        ssi on;
    }
--- user_files
>>> SITE/_posts/2020-02-02-ssi.md
---
title: With commands
---
<!--# include virtual="/style.css" -->

<!--# include virtual="/2020/08/15/first.md" -->

<!--# echo var="uri" -->
--- request eval
[("GET /2020/02/02/ssi.html") x 2]
--- response_body_like eval
[(qr/body \{ color: black \}.*\Q$::First\E.*\/2020\/02\/02\/ssi\.html/s) x 2]



=== TEST 24: SSI: a post that is made in many sub-requests at once
--- config
    location / { posts $TEST_NGINX_HTML_DIR/SITE; }
    location = /page {
        alias $TEST_NGINX_HTML_DIR/SITE-page;
        default_type text/html;
        ssi on;
    }
--- user_files eval
">>> SITE-page\n" . ('<!--# include virtual="/2020/08/15/first.md" -->' x 40)
--- request
GET /page
--- response_body eval
$::First x 40



=== TEST 25: error_page: a file of nginx's own
--- config
    error_page 404 /lost;
    location = /lost { return 200 "lost\n"; }
    location / { posts $TEST_NGINX_HTML_DIR/SITE; }
--- request eval
["GET /nothing", "GET /nothing.json", "GET /2020/08/15/first.md"]
--- error_code eval
[404, 404, 200]
--- response_body eval
["lost\n", "lost\n", $::First]



=== TEST 26: error_page: a file of the site
--- config
    error_page 404 /404.html;
    location / { posts $TEST_NGINX_HTML_DIR/SITE; }
--- request eval
["GET /nothing", "GET /nothing"]
--- error_code eval
[404, 404]
--- response_body eval
[("Nothing, says a file.\n") x 2]



=== TEST 27: error_page: a named location
--- config
    location / {
        posts $TEST_NGINX_HTML_DIR/SITE;
        error_page 404 = @other;
    }
    location @other { return 200 "other $uri\n"; }
--- request
GET /nothing
--- response_body
other /nothing



=== TEST 28: error_page: a post, made and from the cache
--- config
    error_page 404 /about.html;
    location / {
        posts $TEST_NGINX_HTML_DIR/SITE;
        add_header X-Status $posts_cache_status always;
    }
--- request eval
["GET /nothing", "GET /nothing", "GET /nothing"]
--- more_headers eval
["", "", "If-None-Match: *"]
--- error_code eval
[404, 404, 404]
--- response_headers eval
["X-Status: MISS", "X-Status: HIT", "X-Status: HIT"]
--- response_body_like eval
[(qr/<p>About text\.<\/p>/) x 3]



=== TEST 29: error_page: what is not there either
--- config
    error_page 404 /neither.html;
    location / { posts $TEST_NGINX_HTML_DIR/SITE; }
--- request eval
["GET /nothing", "GET /nothing"]
--- more_headers eval
["", "Accept: application/json"]
--- error_code eval
[404, 404]
--- response_body_like eval
[qr/Nothing, says a file/, qr/"status":404/]



=== TEST 30: error_page: recursive
--- config
    recursive_error_pages on;
    location / {
        posts $TEST_NGINX_HTML_DIR/SITE;
        error_page 404 /next/nothing;
    }
    location /next/ {
        posts $TEST_NGINX_HTML_DIR/SITE;
        error_page 404 /last;
    }
    location = /last { return 200 "the last\n"; }
--- request
GET /nothing
--- response_body
the last
--- error_code: 404



=== TEST 31: error_page: for a method, and for what is not acceptable
--- config
    error_page 405 /method;
    error_page 406 =200 /plain;
    location = /plain { return 200 "plain\n"; }
    location = /method { return 200 "method\n"; }
    location / { posts $TEST_NGINX_HTML_DIR/SITE; }
--- request eval
["POST /2020/08/15/first.html\nbody", "GET /2020/08/15/first.html"]
--- more_headers eval
["", "Accept: image/png"]
--- error_code eval
[405, 200]
--- response_body eval
["method\n", "plain\n"]



=== TEST 32: auth_request: a post behind it, and a post as its judge
--- config
    location / {
        posts $TEST_NGINX_HTML_DIR/SITE;
        auth_request /judge;
    }
    location = /judge { return 204; }
    location = /no { return 403; }
    location /closed/ {
        posts $TEST_NGINX_HTML_DIR/SITE;
        auth_request /no;
    }
    location /open/ { posts $TEST_NGINX_HTML_DIR/SITE; }
    location /judged-away/ {
        posts $TEST_NGINX_HTML_DIR/SITE;
        auth_request /open/nothing.html;
    }
--- request eval
["GET /2020/08/15/first.md", "GET /closed/2020/08/15/first.md",
 "GET /open/2020/08/15/first.md", "GET /judged-away/2020/08/15/first.md",
 "GET /2020/08/15/first.md"]
--- error_code eval
[200, 403, 200, 500, 200]



=== TEST 33: auth_request by a post, which is made for it
--- config
    location / {
        posts $TEST_NGINX_HTML_DIR/SITE;
        auth_request /open/2020/08/16/second.html;
    }
    location /open/ { posts $TEST_NGINX_HTML_DIR/SITE; }
--- request eval
[("GET /2020/08/15/first.md") x 3]
--- response_body eval
[($::First) x 3]



=== TEST 34: limit_rate
--- config
    location / {
        posts $TEST_NGINX_HTML_DIR/SITE;
        limit_rate 200k;
        limit_rate_after 1k;
    }
--- user_files eval: $::Long
--- request eval
["GET /2020/01/01/long.md", "GET /2020/01/01/long.md"]
--- response_body eval
my $text = $::Long;
$text =~ s/\A.*\n//;
[($text) x 2]



=== TEST 35: rewritten to a post, and in the location itself
--- config
    location / { posts $TEST_NGINX_HTML_DIR/SITE; }
    location /old/ { rewrite ^/old/(.*)$ /2020/08/15/$1.md last; }
    location /here/ {
        rewrite ^ /here/2020/08/15/first.md break;
        posts $TEST_NGINX_HTML_DIR/SITE;
    }
--- request eval
["GET /old/first", "GET /here/x", "GET /old/nothing"]
--- error_code eval
[200, 200, 404]
--- response_body_like eval
[(qr/\A\Q$::First\E\z/) x 2, qr/404/]



=== TEST 36: try_files that falls back on a named location with posts
--- config
    location / {
        root $TEST_NGINX_HTML_DIR/SITE-root;
        try_files $uri @posts;
    }
    location @posts { posts $TEST_NGINX_HTML_DIR/SITE; }
--- user_files
>>> SITE-root/here.txt
here
--- request eval
["GET /here.txt", "GET /2020/08/15/first.md", "GET /nothing"]
--- error_code eval
[200, 200, 404]
--- response_body_like eval
[qr/\Ahere\n\z/, qr/\A\Q$::First\E\z/, qr/Nothing, says a file/]



=== TEST 37: try_files that falls back on a path below a prefix
--- config
    location / {
        root $TEST_NGINX_HTML_DIR/SITE-root;
        try_files $uri /blog$uri;
    }
    location /blog/ { posts $TEST_NGINX_HTML_DIR/SITE; }
--- request eval
["GET /2020/08/15/first.md", "GET /2020/08/15/first.html"]
--- response_headers_like eval
["Link: </blog/2020/08/15/first.html>; rel=\"canonical\".*",
 "Content-Location: /blog/2020/08/15/first.html"]



=== TEST 38: return, deny and limit_except come before
--- config
    location / {
        posts $TEST_NGINX_HTML_DIR/SITE;
        if ($arg_gone) { return 410; }
        limit_except GET { deny all; }
    }
    location /denied/ {
        posts $TEST_NGINX_HTML_DIR/SITE;
        deny all;
    }
--- request eval
["GET /2020/08/15/first.md", "GET /2020/08/15/first.md?gone=1",
 "POST /2020/08/15/first.md\nx", "GET /denied/2020/08/15/first.md"]
--- error_code eval
[200, 410, 403, 403]



=== TEST 39: mirror
--- config
    location / {
        posts $TEST_NGINX_HTML_DIR/SITE;
        mirror /mirrored/2020/08/15/first.html;
    }
    location /mirrored/ {
        internal;
        posts $TEST_NGINX_HTML_DIR/SITE;
    }
--- request eval
[("GET /2020/08/15/first.md") x 2]
--- response_body eval
[($::First) x 2]



=== TEST 40: rewritten to a path that does not begin with a slash
--- config
    location ~ ^/x/ {
        rewrite ^/x/(.*) $1 break;
        posts $TEST_NGINX_HTML_DIR/SITE;
    }
    location /blog/ {
        rewrite ^/blog/(.*) $1 break;
        posts $TEST_NGINX_HTML_DIR/SITE;
    }
--- request eval
["GET /x/2020/08/15/first.md", "GET /blog/2020/08/15/first.md",
 "GET /x/style.css"]
--- error_code eval
[404, 404, 404]



=== TEST 41: posts in "if": a prefix, a regular expression, an exact name
--- config
    location /blog/ { if ($arg_posts) { posts $TEST_NGINX_HTML_DIR/SITE; } }
    location ~ ^/2020/ { if ($arg_posts) { posts $TEST_NGINX_HTML_DIR/SITE; } }
    location = /about.html {
        if ($arg_posts) { posts $TEST_NGINX_HTML_DIR/SITE; }
    }
    location / { return 200 "none\n"; }
--- request eval
["GET /blog/2020/08/15/first.md?posts=1", "GET /2020/08/15/first.md?posts=1",
 "GET /about.html?posts=1", "GET /blog/2020/08/15/first.md"]
--- error_code eval
[200, 200, 200, 404]



=== TEST 42: SSI: many posts that no cache keeps
--- config
    location / {
        posts $TEST_NGINX_HTML_DIR/SITE;
        posts_cache off;
    }
    location = /page {
        alias $TEST_NGINX_HTML_DIR/SITE-page;
        default_type text/html;
        ssi on;
    }
--- user_files eval
join '', (map { ">>> SITE/_posts/2020-01-02-p$_.md\n---\ntitle: P$_\n---\n"
                . "Text $_.\n" } 1 .. 20),
         ">>> SITE-page\n",
         (map { "<!--# include virtual=\"/2020/01/02/p$_.md\" -->" } 1 .. 20)
--- request eval
[("GET /page") x 2]
--- response_body eval
[(join '', map { "---\ntitle: P$_\n---\nText $_.\n" } 1 .. 20) x 2]
