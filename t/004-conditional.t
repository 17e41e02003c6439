# Conditional requests, ranges, HEAD and other methods.

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
---
First text.
>>> s/style.css
body { color: black }
_EOC_

# the Markdown's bytes are known, and so is their ETag: XXH3 of the content

our $Etag;

add_block_preprocessor(sub {
    my $block = shift;

    $block->set_value('config',
        'location / { posts $TEST_NGINX_HTML_DIR/s; }')
        unless defined $block->config;

    own_folder($block, $Site);
});

run_tests();

__DATA__

=== TEST 1: a strong ETag of 32 digits, a date, and ranges
--- request eval
["GET /2020/08/15/first.md", "GET /2020/08/15/first.md"]
--- response_headers_like eval
[("ETag: \"[0-9a-f]{32}\"\nLast-Modified: .* GMT\nAccept-Ranges: bytes") x 2]



=== TEST 2: the ETag is made of the content alone
--- request
GET /2020/08/15/first.md
--- response_headers
ETag: "e5c41c851eb37c09c3bbf4171aade268"



=== TEST 3: If-None-Match with the same, several, weak, any, and another
--- request eval
[("GET /2020/08/15/first.md") x 5]
--- more_headers eval
['If-None-Match: "e5c41c851eb37c09c3bbf4171aade268"',
 'If-None-Match: "x", "e5c41c851eb37c09c3bbf4171aade268"',
 'If-None-Match: W/"e5c41c851eb37c09c3bbf4171aade268"',
 'If-None-Match: *',
 'If-None-Match: "e5c41c851eb37c09c3bbf4171aade269"']
--- error_code eval
[304, 304, 304, 304, 200]



=== TEST 4: a 304 has what a cache needs, and no body
--- request
GET /2020/08/15/first.md
--- more_headers
If-None-Match: *
--- error_code: 304
--- response_headers_like
ETag: "[0-9a-f]{32}"
--- response_headers
!Content-Length
!Content-Type
--- response_body:



=== TEST 5: a 304 of a negotiated resource varies, too
--- request
GET /2020/08/15/first.html
--- more_headers
If-None-Match: *
--- error_code: 304
--- response_headers
Vary: Accept



=== TEST 6: If-Match
--- request eval
[("GET /2020/08/15/first.md") x 3]
--- more_headers eval
['If-Match: "e5c41c851eb37c09c3bbf4171aade268"', 'If-Match: "x"',
 'If-Match: *']
--- error_code eval
[200, 412, 200]



=== TEST 7: If-Modified-Since in the past
--- request
GET /2020/08/15/first.md
--- more_headers
If-Modified-Since: Thu, 01 Jan 1970 00:00:01 GMT
--- error_code: 200



=== TEST 8: If-Modified-Since later, where nginx compares so
--- config
    location / { posts $TEST_NGINX_HTML_DIR/s; if_modified_since before; }
--- request
GET /2020/08/15/first.md
--- more_headers
If-Modified-Since: Fri, 01 Jan 2100 00:00:00 GMT
--- error_code: 304



=== TEST 9: If-Unmodified-Since
--- request eval
[("GET /2020/08/15/first.md") x 2]
--- more_headers eval
["If-Unmodified-Since: Thu, 01 Jan 1970 00:00:01 GMT",
 "If-Unmodified-Since: Fri, 01 Jan 2100 00:00:00 GMT"]
--- error_code eval
[412, 200]



=== TEST 10: a range from the beginning, in the middle, to the end, of the end
--- request eval
[("GET /2020/08/15/first.md") x 4]
--- more_headers eval
["Range: bytes=0-2", "Range: bytes=4-8", "Range: bytes=21-",
 "Range: bytes=-6"]
--- error_code eval
[206, 206, 206, 206]
--- response_body eval
["---", "title", "First text.\n", "text.\n"]



=== TEST 11: a range's headers
--- request
GET /2020/08/15/first.md
--- more_headers
Range: bytes=4-8
--- error_code: 206
--- response_headers
Content-Range: bytes 4-8/33
Content-Length: 5



=== TEST 12: several ranges
--- request
GET /2020/08/15/first.md
--- more_headers
Range: bytes=0-2,4-8
--- error_code: 206
--- response_body_like: (?s)Content-Range: bytes 0-2/33\r\n\r\n---\r\n.*Content-Range: bytes 4-8/33\r\n\r\ntitle\r\n
--- response_headers_like
Content-Type: multipart/byteranges; boundary=.*



=== TEST 13: a range that is not there
--- request
GET /2020/08/15/first.md
--- more_headers
Range: bytes=1000-
--- error_code: 416
--- response_headers
Content-Range: bytes */33



=== TEST 14: If-Range with the same ETag, and with another
--- request eval
[("GET /2020/08/15/first.md") x 2]
--- more_headers eval
["Range: bytes=0-2\nIf-Range: \"e5c41c851eb37c09c3bbf4171aade268\"",
 "Range: bytes=0-2\nIf-Range: \"x\""]
--- error_code eval
[206, 200]



=== TEST 15: no ETag where nginx is told so
--- config
    location / { posts $TEST_NGINX_HTML_DIR/s; etag off; }
--- request
GET /2020/08/15/first.md
--- response_headers
!ETag



=== TEST 16: HEAD has GET's headers and no body
--- request eval
["HEAD /2020/08/15/first.md", "HEAD /2020/08/15/first.md", "HEAD /style.css"]
--- response_headers eval
["Content-Length: 33", "Content-Length: 33", "Content-Length: 22"]
--- response_body eval
["", "", ""]



=== TEST 17: HEAD of what is not there
--- request
HEAD /nothing.html
--- error_code: 404
--- response_body:



=== TEST 18: other methods
--- request eval
["POST /2020/08/15/first.html\nbody", "PUT /2020/08/15/first.html\nbody",
 "DELETE /2020/08/15/first.html", "OPTIONS /", "PATCH /nothing\nbody"]
--- error_code eval
[405, 405, 405, 405, 405]
--- response_headers eval
[("Allow: GET, HEAD") x 5]



=== TEST 19: a 405 in the asked-for type
--- request
DELETE /2020/08/15/first.html
--- more_headers
Accept: application/json
--- error_code: 405
--- response_headers
Content-Type: application/problem+json
Allow: GET, HEAD
--- response_body_like: "status":405



=== TEST 20: a static file's conditions and ranges
--- request eval
["GET /style.css", "GET /style.css"]
--- more_headers eval
["Range: bytes=0-3", "If-None-Match: *"]
--- error_code eval
[206, 304]
--- response_body eval
["body", ""]



=== TEST 21: a hit has the length and the time of the miss, once
--- http_config
posts_zone lengths:4m;
--- config
location / {
    posts $TEST_NGINX_HTML_DIR/s;
    add_header X-Status $posts_cache_status always;
}
--- request eval
["GET /2020/08/15/first.md", "GET /2020/08/15/first.md",
 "HEAD /2020/08/15/first.md", "GET /2020/08/15/first.md"]
--- more_headers eval
["", "", "", "Range: bytes=0-1,4-5"]
--- error_code eval
[200, 200, 200, 206]
--- response_headers_like eval
[(map { "Content-Length: 33\nLast-Modified: \\w+, [\\w :]+ GMT\nX-Status: $_" }
  "MISS", "HIT", "HIT"),
 "Content-Length: 2\\d\\d\nX-Status: HIT"]



=== TEST 22: a hit that is a 304 has no length
--- http_config
posts_zone lengths:4m;
--- config
location / {
    posts $TEST_NGINX_HTML_DIR/s;
    add_header X-Status $posts_cache_status always;
}
--- request eval
["GET /2020/08/15/first.md", "GET /2020/08/15/first.md"]
--- more_headers eval
["", 'If-None-Match: "e5c41c851eb37c09c3bbf4171aade268"']
--- error_code eval
[200, 304]
--- response_headers eval
["X-Status: MISS", "!Content-Length\nX-Status: HIT"]
