# What t/lib finds in logs, and how an nginx ends or does not start.

use Test::Nginx::Socket 'no_plan';

no_long_string();

our $File = html_dir() . '/made-by-init';

$ENV{TEST_NGINX_OF_THIS_FILE} = 'forty-two';

run_tests();

__DATA__

=== TEST 1: a line in the error log, and lines that are not
--- config
    location = /a { return 200 "a\n"; }
--- request
GET /no-such-file
--- error_code: 404
--- error_log
open()
No such file or directory
--- no_error_log
[alert]
not even this



=== TEST 2: patterns of a list
--- config
--- request
GET /no-such-file
--- error_code: 404
--- error_log eval
[qr/open\(\) ".*no-such-file" failed/, "no-such-file"]
--- no_error_log eval
qr/\[emerg\]/



=== TEST 3: parts of the error log
--- config
--- request
GET /no-such-file
--- error_code: 404
--- grep_error_log eval
qr/open\(\) "[^"]*html\/no-such-file" failed/
--- grep_error_log_out eval
qr/\Aopen\(\) ".*" failed\n\z/



=== TEST 4: the access log
--- config
--- request
GET /index.html?here
--- access_log
GET /index.html?here
--- no_access_log
not here



=== TEST 5: an nginx that must not start
--- config
    no_such_directive;
--- must_die
--- error_log
unknown directive "no_such_directive"



=== TEST 6: its exit code
--- http_config
    no_such_directive;
--- config
--- must_die: 1
--- error_log
[emerg]



=== TEST 7: names of the environment
--- main_config
    env TEST_NGINX_OF_THIS_FILE;
--- http_config
    map $uri $answer { default "$TEST_NGINX_OF_THIS_FILE"; }
--- config
    location = /a { return 200 "$answer $TEST_NGINX_OF_THIS_FILE\n"; }
--- request
GET /a
--- response_body
forty-two forty-two



=== TEST 8: code before the requests
--- config
    location = /made-by-init { root html; }
--- init
open my $out, '>', $::File or die "$::File: $!";
print $out "made\n";
close $out;
--- request
GET /made-by-init
--- response_body
made



=== TEST 9: a version that there is not
--- config
--- skip_nginx: 2: > 0.0.1
--- request
GET /no-such-file



=== TEST 10: a condition
--- config
--- skip_eval: 1: 1 + 1 == 2
--- request
GET /no-such-file



=== TEST 11: a server that does not answer in time
--- config
    location = /slow { limit_rate 1; root html; }
--- user_files eval
[["slow", "x" x 100]]
--- request
GET /slow
--- timeout: 200ms
--- abort
--- response_headers
Content-Length: 100
--- response_body chop
xx
--- SKIP



=== TEST 12: HTTP/0.9
--- config
    location = /a { return 200 "a\n"; }
--- raw_request eval
"GET /a\r\n"
--- http09
--- response_body
a



=== TEST 13: the client closes its side
--- config
    location = /a { return 200 "a\n"; }
--- request
GET /a
--- shutdown: 1
--- ignore_response
--- no_error_log
[error]



=== TEST 14: a log level of its own
--- config
--- log_level: error
--- request
GET /index.html
--- response_body_like: works
--- no_error_log
http uri: "/index.html"
