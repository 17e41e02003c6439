# What t/lib makes of requests and of answers.  The blocks use nginx alone,
# and run under the upstream framework too.

use Test::Nginx::Socket 'no_plan';

repeat_each(2);
no_long_string();

run_tests();

__DATA__

=== TEST 1: a request line, a body, a status
--- config
    location = /a {
        return 200 "hello $request_method $host\n";
    }
--- request
GET /a
--- response_body
hello GET localhost



=== TEST 2: no version, no method but the URL's default
--- config
--- request
GET
--- response_body_like: It works!
--- response_headers
Content-Type: text/html
!X-None



=== TEST 3: a status that is asked for
--- config
    location = /a { return 403; }
--- request
GET /a
--- error_code: 403
--- response_body_like: 403 Forbidden
--- no_error_log
[error]



=== TEST 4: several requests, several answers
--- config
    location /n0 { return 200 "0:$http_x\n"; }
    location /n1 { return 201 "1:$http_x\n"; }
    location /n2 { return 202 "2:$http_x\n"; }
--- request eval
["GET /n0", "GET /n1", "GET /n2"]
--- more_headers eval
["X: a", "X: b\nY: c", ""]
--- error_code eval
[200, 201, 202]
--- response_body eval
["0:a\n", "1:b\n", "2:\n"]



=== TEST 5: pipelined requests
--- config
    location /n { return 200 "$arg_n $connection_requests\n"; }
--- pipelined_requests eval
["GET /n?n=0", "GET /n?n=1", "GET /n?n=2"]
--- response_body eval
["0 1\n", "1 2\n", "2 3\n"]



=== TEST 6: a body gets its length
--- config
    location /b {
        client_body_in_single_buffer on;
        return 200 "$http_content_length\n";
    }
--- request
POST /b
abcde
--- response_body
5



=== TEST 7: a request in packets, with a delay between
--- config
    location /b { return 200 "$request_uri $http_content_length\n"; }
--- request eval
[["POST /b?", {value => "x=1\nab", delay_before => 0.02}, "cd"]]
--- response_body
/b?x=1 4



=== TEST 8: a raw request
--- config
    location /b { return 200 "$http_x\n"; }
--- raw_request eval
["GET /b HTTP/1.1\r\nHost: localhost\r\nConn",
 "ection: close\r\nX: y\r\n\r\n"]
--- raw_request_middle_delay: 10ms
--- response_body
y



=== TEST 9: a chunked answer is put together
--- config
    location = /s.html { ssi on; root html; }
--- user_files
>>> s.html
<!--# echo var="arg_a" default="none" -->, then
more
--- request
GET /s.html?a=b
--- response_headers
Transfer-Encoding: chunked
--- response_body
b, then
more



=== TEST 10: HEAD has headers only
--- config
--- request
HEAD /index.html
--- response_headers
Content-Length: 72
--- response_body



=== TEST 11: user files, with a time, and by a list
--- config
    location /d/ { root html; }
--- user_files
>>> d/a.txt 202001021314.15
first
>>> d/b.txt
second
--- request eval
["GET /d/a.txt", "GET /d/b.txt"]
--- response_headers eval
["Last-Modified: Thu, 02 Jan 2020 13:14:15 GMT", "Content-Length: 7"]
--- response_body eval
["first\n", "second\n"]



=== TEST 12: user files by a list
--- config
    location /d/ { root html; }
--- user_files eval
[["d/x.bin", "a\0b"], ["d/y.bin", "y" x 100000]]
--- request eval
["GET /d/x.bin", "GET /d/y.bin"]
--- response_body eval
["a\0b", "y" x 100000]



=== TEST 13: patterns of headers and of bodies
--- config
    location = /a { return 200 "abc 123 def\n"; }
--- request
GET /a
--- response_headers_like
Server: nginx/.*
--- response_body_like chomp
\Aabc \d+ def$



=== TEST 14: raw headers
--- config
    location = /a { add_header X a; add_header X b; return 204; }
--- request
GET /a
--- raw_response_headers_like: X: a\r\nX: b\r\n
--- raw_response_headers_unlike: X: c
--- response_headers
X: a, b
--- error_code: 204



=== TEST 15: HTTP/1.0 and a URL that is only escaped
--- config
    location ~ ^/a { return 200 "$server_protocol $uri\n"; }
--- request
GET /a%20b HTTP/1.0
--- response_body
HTTP/1.0 /a b



=== TEST 16: comments and blank lines before a request
--- config
    location = /a { return 200 "a\n"; }
--- request

# this one
   GET /a
--- response_body
a



=== TEST 17: body filters
--- config
    location = /a { return 200 "abc"; }
--- request
GET /a
--- response_body_filters
uc md5_hex
--- response_body chop
902fbdd2b1df0c4f70b4a5d23525e932
