# A master with several workers, and what belongs to it.

use Test::Nginx::Socket 'no_plan';

master_on();
workers(3);
repeat_each(3);

add_block_preprocessor(sub {
    my $block = shift;

    $block->set_value("http_config",
                      q{limit_req_zone $uri zone=z:64k rate=1r/m;})
        if !defined $block->http_config;
});

run_tests();

__DATA__

=== TEST 1: several workers
--- config
    location = /a { return 200 "$pid\n"; }
--- request
GET /a
--- response_body_like chop
^\d+$
--- no_error_log
[alert]



=== TEST 2: they share memory
--- config
    location = /a { limit_req zone=z; return 200 "a\n"; }
    location = /b { limit_req zone=z; root html; }
--- user_files
>>> b
b
--- request eval
["GET /b", "GET /b"]
--- error_code_like eval
["200|503", "503"]
