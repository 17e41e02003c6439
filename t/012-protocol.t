# HTTP as clients speak it: old versions, pipelines, bodies, long lines.

use Test::Nginx::Socket 'no_plan';

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
>>> SITE/style.css
body { color: black }
_EOC_

our $First = "---\ntitle: First\n---\nFirst text.\n";
our $Second = "---\ntitle: Second\n---\nSecond text.\n";
our $Large = join '', map { "Line $_ of a large text.\n" } 1 .. 20000;

# Each block has a site of its own: an index is of a folder.

our $Number = 0;

add_block_preprocessor(sub {
    my $block = shift;

    my $site = 'protocol' . ++$Number;
    my $http = $block->http_config // '';
    my $files = $Site . ($block->user_files // '');
    my $config = $block->config
                 // 'location / { posts $TEST_NGINX_HTML_DIR/SITE; }';

    s/\bSITE\b/$site/g for $config, $files;

    $block->set_value('user_files', $files);
    $block->set_value('config', $config);
    $block->set_value('http_config', "posts_index_path posts_temp;\n$http");
});

run_tests();

__DATA__

=== TEST 1: HTTP/1.0
--- raw_request eval
"GET /2020/08/15/first.md HTTP/1.0\r\n\r\n"
--- response_headers
Connection: close
Content-Length: 33
--- response_body eval: $::First



=== TEST 2: HTTP/1.0 that stays
--- pipelined_requests eval
["GET /2020/08/15/first.md HTTP/1.0", "GET /2020/08/16/second.md HTTP/1.0"]
--- response_headers eval
["Connection: keep-alive\nContent-Length: 33", "Connection: close"]
--- response_body eval
[$::First, $::Second]



=== TEST 3: HTTP/0.9
--- raw_request eval
"GET /2020/08/15/first.md\r\n"
--- http09
--- response_body eval: $::First



=== TEST 4: many in a pipeline
--- pipelined_requests eval
[("GET /2020/08/15/first.md", "GET /style.css", "GET /nothing.json",
  "GET /2020/08/16/second.md") x 10]
--- error_code eval
[(200, 200, 404, 200) x 10]
--- response_body_like eval
[(qr/\A\Q$::First\E\z/, qr/\Abody/, qr/"status":404/,
  qr/\A\Q$::Second\E\z/) x 10]



=== TEST 5: ranges and conditions in a pipeline
--- pipelined_requests eval
[("GET /2020/08/15/first.md") x 4]
--- more_headers eval
["Range: bytes=4-8", "", "Range: bytes=1000-", "Range: bytes=0-2"]
--- error_code eval
[206, 200, 416, 206]
--- response_body_like eval
[qr/\Atitle\z/, qr/\A\Q$::First\E\z/, qr/416/, qr/\A---\z/]



=== TEST 6: a body, and a request behind it
--- pipelined_requests eval
["POST /2020/08/15/first.md\nGET / HTTP/1.1 is what the body says",
 "GET /2020/08/15/first.md"]
--- error_code eval
[405, 200]
--- response_body_like eval
[qr/405/, qr/\A\Q$::First\E\z/]



=== TEST 7: a GET with a body, and a request behind it
--- pipelined_requests eval
["GET /2020/08/16/second.md\nsome bytes", "GET /2020/08/15/first.md"]
--- response_body eval
[$::Second, $::First]



=== TEST 8: a body in chunks
--- request eval
"POST /2020/08/15/first.md\n5\r\nhello\r\n0\r\n\r\n"
--- more_headers
Transfer-Encoding: chunked
--- error_code: 405
--- response_headers
Allow: GET, HEAD



=== TEST 9: a body that comes late
--- raw_request eval
["POST /2020/08/15/first.md HTTP/1.1\r\nHost: localhost\r\n"
 . "Content-Length: 5\r\nConnection: close\r\n\r\n", "hello"]
--- raw_request_middle_delay: 0.2
--- error_code: 405



=== TEST 10: Expect
--- raw_request eval
"GET /2020/08/15/first.md HTTP/1.1\r\nHost: localhost\r\n"
. "Expect: 100-continue\r\nConnection: close\r\n\r\n"
--- error_code: 100
--- response_body_like eval
qr/\AHTTP\/1\.1 200 OK\r\n.*\r\n\r\n\Q$::First\E\z/s



=== TEST 11: an absolute URI
--- raw_request eval
"GET http://localhost/2020/08/15/first.md HTTP/1.1\r\nHost: localhost\r\n"
. "Connection: close\r\n\r\n"
--- response_body eval: $::First



=== TEST 12: a very long path
--- request eval
["GET /" . "a" x 6000, "GET /" . "a/" x 3000, "GET /" . "%2e%2e%2f" x 600]
--- error_code_like eval
["404", "404", "400|404"]



=== TEST 13: a path that is longer than nginx takes
--- request eval
"GET /" . "a" x 40000
--- error_code: 414



=== TEST 14: a query, which is not looked at
--- request eval
["GET /2020/08/15/first.md?a=b", "GET /2020/08/15/first.md?" . "a" x 5000]
--- response_body eval
[$::First, $::First]



=== TEST 15: an Accept field of thousands of types
--- request eval
["GET /2020/08/15/first.html", "GET /2020/08/15/first.html"]
--- more_headers eval
[("Accept: " . CORE::join(', ', map { "x/y$_;q=0.5" } 1 .. 500)
  . ', application/json') x 2]
--- response_headers eval
[("Content-Type: application/json") x 2]



=== TEST 16: many Accept fields
--- request
GET /2020/08/15/first.html
--- more_headers eval
CORE::join '', map { "Accept: x/y$_\n" } 1 .. 60
--- error_code: 406



=== TEST 17: a client that closes its side after asking
--- raw_request eval
"GET /2020/08/15/first.md HTTP/1.0\r\n\r\n"
--- shutdown: 1
--- ignore_response
--- no_error_log
[error]
[alert]



=== TEST 18: a client that leaves in the middle of a large answer
--- user_files eval
">>> SITE/_posts/2020-01-01-large.md\n---\ntitle: Large\n---\n$::Large"
--- config
    location / {
        posts $TEST_NGINX_HTML_DIR/SITE;
        limit_rate 20k;
    }
--- request
GET /2020/01/01/large.md
--- timeout: 0.3
--- abort
--- ignore_response
--- no_error_log
[error]
[alert]



=== TEST 19: HEAD of everything, without a body
--- request eval
["HEAD /", "HEAD /2020/08/15/first.html", "HEAD /style.css",
 "HEAD /nothing", "HEAD /2020/08/15/first.json"]
--- error_code eval
[200, 200, 200, 404, 200]
--- response_body eval
["", "", "", "", ""]
