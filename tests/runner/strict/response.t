# 13 failures: an answer that is not what was expected.

use Test::Nginx::Socket 'no_plan';

add_block_preprocessor(sub {
    my $block = shift;

    $block->set_value('config', <<'END');
        location = /a { add_header X y; return 200 "a\n"; }
END
    $block->set_value('request', 'GET /a') if !defined $block->request;
});

run_tests();

__DATA__

=== TEST 1: status
--- error_code: 201
=== TEST 2: body
--- response_body
b
=== TEST 3: body, and its newline
--- response_body chomp
a
=== TEST 4: body pattern
--- response_body_like: ^b
=== TEST 5: body that must not be
--- response_body_unlike: a
=== TEST 6: header
--- response_headers
X: z
=== TEST 7: header that is not there
--- response_headers
Y: z
=== TEST 8: header that must not be there
--- response_headers
!x
=== TEST 9: header pattern is for all of it
--- response_headers_like
X: [^y]*
=== TEST 10: raw headers
--- raw_response_headers_like: Y:
=== TEST 11: raw headers that must not be
--- raw_response_headers_unlike: X: y
=== TEST 12: several requests, one of which is wrong
--- request eval
["GET /a", "GET /b"]
--- error_code eval
[200, 200]
=== TEST 13: lines of a log
--- error_log
no such line
=== TEST 14: all is well
--- response_body
a
