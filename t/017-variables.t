# The variables, wherever nginx can ask for them.

use Test::Nginx::Socket 'no_plan';

no_long_string();
no_root_location();

$ENV{TEST_NGINX_HTML_DIR} ||= html_dir();

our $Site = <<'_EOC_';
>>> SITE/_posts/2020-08-15-first.md
---
title: First
tags: [ red ]
categories: [ notes ]
---
First text.
>>> SITE/_drafts/idea.md
---
title: Idea
---
Draft text.
>>> SITE/about.md
---
title: About
permalink: /about.html
---
About text.
>>> SITE/style.css
body { color: black }
_EOC_

our $Log = <<'_EOC_';
    log_format posts '$uri [$posts_cache_status] [$posts_resource] '
                     '[$posts_format] [$posts_generation]';
_EOC_

# Each block has a site of its own: an index is of a folder.

our $Number = 0;

add_block_preprocessor(sub {
    my $block = shift;

    my $site = 'variables' . ++$Number;
    my $http = $block->http_config // $Log;
    my $config = $block->config;
    my $files = $Site . ($block->user_files // '');

    s/\bSITE\b/$site/g for $config, $files;

    $block->set_value('user_files', $files);
    $block->set_value('config', $config);
    $block->set_value('http_config', "posts_index_path posts_temp;\n$http");
});

run_tests();

__DATA__

=== TEST 1: what the log says of an answer that is made
--- config
    access_log logs/access.log posts;
    location / { posts $TEST_NGINX_HTML_DIR/SITE; }
--- request
GET /notes/2020/08/15/first.html
--- access_log eval
qr/^\/notes\/2020\/08\/15\/first\.html \[MISS\] \[post\] \[html\] \[[1-9]\d*\]$/



=== TEST 2: of a hit
--- config
    access_log logs/access.log posts;
    location / { posts $TEST_NGINX_HTML_DIR/SITE; }
--- pipelined_requests eval
["GET /notes/2020/08/15/first.html", "GET /notes/2020/08/15/first.html"]
--- access_log eval
[qr/^\/notes\/2020\/08\/15\/first\.html \[HIT\] \[post\] \[html\] \[[1-9]\d*\]$/]



=== TEST 3: of a file, which has no status
--- config
    access_log logs/access.log posts;
    location / { posts $TEST_NGINX_HTML_DIR/SITE; }
--- request
GET /style.css
--- access_log eval
qr/^\/style\.css \[-\] \[file\] \[-\] \[[1-9]\d*\]$/



=== TEST 4: of an error
--- config
    access_log logs/access.log posts;
    location / { posts $TEST_NGINX_HTML_DIR/SITE; }
--- request
GET /nothing.json
--- error_code: 404
--- access_log eval
qr/^\/nothing\.json \[-\] \[error\] \[json\] \[[1-9]\d*\]$/



=== TEST 5: of a method that is not allowed
--- config
    access_log logs/access.log posts;
    location / { posts $TEST_NGINX_HTML_DIR/SITE; }
--- request
DELETE /about.html
--- error_code: 405
--- access_log eval
qr/^\/about\.html \[-\] \[error\] \[html\] /



=== TEST 6: of a 304 and of a HEAD
--- config
    access_log logs/access.log posts;
    location / { posts $TEST_NGINX_HTML_DIR/SITE; }
--- request
HEAD /notes/2020/08/15/first.json
--- more_headers
If-None-Match: *
--- error_code: 304
--- access_log eval
qr/^\/notes\/2020\/08\/15\/first\.json \[MISS\] \[post\] \[json\] \[[1-9]\d*\]$/



=== TEST 7: of a location without posts
--- config
    access_log logs/access.log posts;
    location / { posts $TEST_NGINX_HTML_DIR/SITE; }
    location = /other { return 200 "other\n"; }
--- request
GET /other
--- access_log
/other [-] [-] [-] [-]



=== TEST 8: of a server without posts
--- config
    access_log logs/access.log posts;
    location = /other { return 200 "other\n"; }
--- request
GET /other
--- access_log
/other [-] [-] [-] [-]



=== TEST 9: of a request that nginx does not understand
--- config
    access_log logs/access.log posts;
    location / { posts $TEST_NGINX_HTML_DIR/SITE; }
--- raw_request eval
"GET\r\n\r\n"
--- error_code: 400
--- access_log eval
qr/\[-\] \[-\] \[-\] \[-\]$/



=== TEST 10: every resource and format, in a field
--- config
    location / {
        posts $TEST_NGINX_HTML_DIR/SITE;
        add_header X "[$posts_resource][$posts_format][$posts_cache_status]"
                   always;
    }
    location /preview/ {
        posts $TEST_NGINX_HTML_DIR/SITE;
        posts_drafts on;
        add_header X "[$posts_resource][$posts_format][$posts_cache_status]"
                   always;
    }
--- request eval
["GET /", "GET /index.json", "GET /2020/08/15/first.html",
 "GET /notes/2020/08/15/first.md", "GET /tag/red/", "GET /category/notes/",
 "GET /about.html", "GET /style.css", "GET /nothing", "GET /nothing.json"]
--- error_code eval
[200, 200, 404, 200, 200, 200, 200, 200, 404, 404]
--- response_headers eval
["X: [index][html][MISS]", "X: [index][json][MISS]", "X: [error][html][]",
 "X: [post][markdown][MISS]", "X: [tag][html][MISS]",
 "X: [category][html][MISS]", "X: [page][html][MISS]", "X: [file][][]",
 "X: [error][html][]", "X: [error][json][]"]



=== TEST 11: in a map
--- http_config
    map $posts_cache_status $how {
        HIT      kept;
        MISS     made;
        default  other;
    }
    map $posts_resource:$posts_format $what {
        post:html  "a post's page";
        ~json$     data;
        default    other;
    }
--- config
    location / {
        posts $TEST_NGINX_HTML_DIR/SITE;
        add_header X "$how, $what" always;
    }
--- request eval
["GET /notes/2020/08/15/first.html", "GET /notes/2020/08/15/first.html",
 "GET /index.json", "GET /style.css", "GET /nothing"]
--- error_code eval
[200, 200, 200, 200, 404]
--- response_headers eval
["X: made, a post's page", "X: kept, a post's page", "X: made, data",
 "X: other, other", "X: other, other"]



=== TEST 12: in "if" and "set", which come before the answer
--- config
    location / {
        set $before "[$posts_cache_status]";
        if ($posts_resource) { return 500; }
        if ($posts_generation) { return 500; }
        posts $TEST_NGINX_HTML_DIR/SITE;
        add_header X "$before $posts_cache_status";
    }
--- request eval
[("GET /about.html") x 2]
--- response_headers eval
["X: [] MISS", "X: [] HIT"]



=== TEST 13: in "return", where there is no post
--- config
    location / { posts $TEST_NGINX_HTML_DIR/SITE; }
    location = /other {
        return 200 "[$posts_cache_status$posts_resource$posts_format]\n";
    }
--- request eval
["GET /about.html", "GET /other"]
--- response_body_like eval
[qr/<p>About text/, qr/^\[\]\n\z/]



=== TEST 14: without a cache
--- config
    location / {
        posts $TEST_NGINX_HTML_DIR/SITE;
        posts_cache off;
        add_header X "[$posts_cache_status][$posts_resource]" always;
    }
--- request eval
["GET /about.html", "GET /about.html", "GET /style.css", "GET /nothing"]
--- error_code eval
[200, 200, 200, 404]
--- response_headers eval
["X: [BYPASS][page]", "X: [BYPASS][page]", "X: [][file]", "X: [][error]"]



=== TEST 15: after a redirection inside nginx they are those of the answer
--- config
    location / {
        posts $TEST_NGINX_HTML_DIR/SITE;
        error_page 404 /about.html;
        add_header X "[$posts_cache_status][$posts_resource]" always;
    }
    location /away/ {
        posts $TEST_NGINX_HTML_DIR/SITE;
        error_page 404 /other;
    }
    location = /other {
        add_header X "[$posts_cache_status$posts_resource]" always;
        return 200 "other\n";
    }
--- request eval
["GET /nothing", "GET /nothing", "GET /away/nothing"]
--- error_code eval
[404, 404, 404]
--- response_headers eval
["X: [MISS][page]", "X: [HIT][page]", "X: []"]



=== TEST 16: each sub-request has its own
--- http_config
    log_format posts '$uri [$posts_cache_status] [$posts_resource]';
--- config
    access_log logs/access.log posts;
    log_subrequest on;
    location / { posts $TEST_NGINX_HTML_DIR/SITE; }
    location = /page {
        alias $TEST_NGINX_HTML_DIR/SITE-page;
        default_type text/html;
        ssi on;
    }
--- user_files
>>> SITE-page
<!--# include virtual="/about.html" wait="yes" -->
<!--# include virtual="/notes/2020/08/15/first.md" wait="yes" -->
<!--# include virtual="/about.html" wait="yes" -->
--- request
GET /page
--- access_log
/about.html [MISS] [page]
/about.html [HIT] [page]
/notes/2020/08/15/first.md [MISS] [post]
/page [-] [-]



=== TEST 17: the generation stays while nothing changes
--- config
    location / {
        posts $TEST_NGINX_HTML_DIR/SITE;
        add_header X "$posts_generation" always;
    }
--- request eval
["GET /about.html", "GET /about.html", "GET /style.css", "GET /nothing"]
--- error_code eval
[200, 200, 200, 404]
--- response_headers_like eval
[("X: [1-9]\\d*") x 4]



=== TEST 18: a misspelled one is an error of the configuration
--- config
    location / { return 200 $posts_status; }
--- must_die
--- error_log
unknown "posts_status" variable
