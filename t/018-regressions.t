# Errors that were found once: each is named by what went wrong.

use Test::Nginx::Socket 'no_plan';

no_long_string();
no_root_location();

$ENV{TEST_NGINX_HTML_DIR} ||= html_dir();

our $Site = <<'_EOC_';
>>> s/_posts/2020-08-15-first.md
---
title: First
---
First text.
_EOC_

our $Large = $Site . <<'_EOC_' . ("All of it has to come.\n\n" x 10000);
>>> s/_posts/2020-08-16-large.md
---
title: Large
---
_EOC_

our $Config = <<'_EOC_';
    location / {
        posts $TEST_NGINX_HTML_DIR/s;
        add_header X-Status $posts_cache_status always;
    }
_EOC_

add_block_preprocessor(sub {
    my $block = shift;

    my $http = $block->http_config // '';

    $block->set_value('user_files', $Site) unless defined $block->user_files;
    $block->set_value('http_config', "posts_index_path posts_temp;\n$http");
    $block->set_value('config', $Config) unless defined $block->config;
});

run_tests();

__DATA__

=== TEST 1: a client that takes its time gets all of a large answer
A filter's NGX_AGAIN was taken for "not ready yet", and the answer was begun
once more: what the socket had not taken at once never came.
--- user_files eval: $::Large
--- config
    location / {
        posts $TEST_NGINX_HTML_DIR/s;
        limit_rate 200k;
        add_header X-Status $posts_cache_status always;
    }

    location /off/ {
        posts $TEST_NGINX_HTML_DIR/s;
        posts_cache off;
        limit_rate 200k;
        add_header X-Status $posts_cache_status always;
    }
--- request eval
["GET /2020/08/16/large.html", "GET /2020/08/16/large.html",
 "GET /off/2020/08/16/large.html"]
--- response_headers eval
["X-Status: MISS", "X-Status: HIT", "X-Status: BYPASS"]
--- response_body_like eval
[(qr/<\/html>\s*\z/) x 3]
--- timeout: 10
--- no_error_log
[alert]



=== TEST 2: the body of a request that is refused is not the next request
A site that is not there was answered before the body was read away: with
keep-alive, what a client had sent as a body was run as a request.
--- config
    keepalive_timeout 300ms;

    location ~ ^/(?<folder>[a-z]+)/ {
        posts $TEST_NGINX_HTML_DIR/$folder;
    }
--- raw_request eval
"GET /none/ HTTP/1.1\r
Host: localhost\r
Content-Length: 46\r
\r
GET /body HTTP/1.1\r
Host: localhost\r
x: 12\r
\r
"
--- ignore_response
--- error_log: /none" not found
--- no_error_log
[alert]
GET /body



=== TEST 3: a folder of a variable has one spelling
Each of "/s", "//s" and "/./s" took one of the 256 sites there can be, with
an index of its own.
--- config
    location / {
        posts $TEST_NGINX_HTML_DIR/$arg_site;
        add_header X-Status $posts_cache_status always;
    }
--- request eval
["GET /2020/08/15/first.html?site=s", "GET /2020/08/15/first.html?site=//s",
 "GET /2020/08/15/first.html?site=./s/.//",
 "GET /2020/08/15/first.html?site=s/../s",
 "GET /2020/08/15/first.html?site=.."]
--- error_code eval
[200, 200, 200, 404, 404]
--- response_headers eval
["X-Status: MISS", "X-Status: HIT", "X-Status: HIT", "X-Status:",
 "X-Status:"]
--- no_error_log
[alert]



=== TEST 4: the type of a file is that of its name, not of the path
"/folder/" and "/about" are files with a suffix that the path has not: they
went out as what default_type says.
--- user_files
>>> s/_posts/2020-08-15-first.md
---
title: First
---
First text.
>>> s/folder/index.html
<p>a folder
>>> s/about.html
<p>about
>>> s/plain
no suffix
--- config
    default_type text/x-none;

    location / {
        posts $TEST_NGINX_HTML_DIR/s;
    }
--- request eval
["GET /folder/", "GET /about", "GET /about.html", "GET /plain"]
--- response_headers eval
[("Content-Type: text/html") x 3, "Content-Type: text/x-none"]
--- no_error_log
[alert]



=== TEST 5: a slip in the front matter does not publish what was not to be
--- config
    location / { posts $TEST_NGINX_HTML_DIR/w; }
--- user_files
>>> w/_posts/2020-01-01-slip.md
---
title: Secret: plan
published: false
---
secret
>>> w/_posts/2020-01-02-open.md
---
title: Secret
published:   No
secret
>>> w/_posts/2020-01-03-shown.md
---
title: Shown: plan
---
shown
--- request eval
["GET /2020/01/01/slip.html", "GET /2020/01/02/open.html",
 "GET /2020/01/03/shown.html", "GET /index.json"]
--- error_code eval
[404, 404, 200, 200]
--- response_body_unlike eval
[qr/secret/, qr/secret/, qr/secret/, qr/Secret|Slip|Open/]
