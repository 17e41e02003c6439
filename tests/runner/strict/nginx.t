# 8 failures: an nginx that is not well.

use Test::Nginx::Socket 'no_plan';

our $Log = server_root() . '/logs/error.log';

run_tests();

__DATA__

=== TEST 1: it does not start
--- config
    no_such_directive;
--- request
GET /index.html
=== TEST 2: it starts, but should not
--- config
--- must_die
=== TEST 3: a line that must not be
--- config
--- request
GET /no-such-file
--- error_code: 404
--- no_error_log
No such file
=== TEST 4: an alert
--- config
--- init
system("echo '2026/01/01 00:00:00 [alert] 1#0: open socket #3 left' >> $::Log");
--- request
GET /index.html
=== TEST 5: a sanitizer's report
--- config
--- init
system("echo '==1==ERROR: AddressSanitizer: heap-use-after-free' >> $::Log");
--- request
GET /index.html
=== TEST 6: a worker that died
--- config
--- init
system("echo '[notice] 1#1: worker process 7 exited on signal 11' >> $::Log");
--- request
GET /index.html
=== TEST 7: no answer in time
--- config
    location = /slow { limit_rate 1; root html; }
--- user_files eval
[["slow", "x" x 10]]
--- request
GET /slow
--- timeout: 100ms
=== TEST 8: an alert that was expected
--- config
--- init
system("echo '2026/01/01 00:00:00 [alert] 1#0: open socket #3 left' >> $::Log");
--- request
GET /index.html
--- error_log
open socket
