# The directives: contexts, inheritance, and what is said of a wrong use.

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
>>> s/_drafts/idea.md
---
title: Idea
---
Draft text.
_EOC_

add_block_preprocessor(sub { own_folder($_[0], $Site) });

run_tests();

__DATA__

=== TEST 1: one directive in a location
--- config
    location / { posts $TEST_NGINX_HTML_DIR/s; }
--- request
GET /2020/08/15/first.html
--- response_body_like: <p>First text\.</p>
--- no_error_log
[error]



=== TEST 2: a path below nginx's prefix
--- config
    location / { posts html/s; }
--- request
GET /2020/08/15/first.html
--- response_body_like: <p>First text\.</p>



=== TEST 3: slashes at the end of the path
--- config
    location / { posts $TEST_NGINX_HTML_DIR/s//; }
--- request
GET /2020/08/15/first.html
--- response_body_like: <p>First text\.</p>



=== TEST 4: inherited from the server
--- config
    posts $TEST_NGINX_HTML_DIR/s;
    location / { }
--- request
GET /2020/08/15/first.html
--- response_body_like: <p>First text\.</p>



=== TEST 5: off in a location
--- config
    posts $TEST_NGINX_HTML_DIR/s;
    location /off/ { posts off; return 200 "none\n"; }
--- request
GET /off/
--- response_body
none



=== TEST 6: off lets nginx go on
--- config
    posts $TEST_NGINX_HTML_DIR/s;
    location /s/ { posts off; alias $TEST_NGINX_HTML_DIR/s/; }
--- request
GET /s/_posts/2020-08-15-first.md
--- response_body
---
title: First
---
First text.



=== TEST 7: posts twice
--- config
    location / { posts /a; posts /b; }
--- must_die
--- error_log
"posts" directive is duplicate



=== TEST 8: an empty path
--- config
    location / { posts ""; }
--- must_die
--- error_log
"posts" directive has an empty path



=== TEST 9: posts without a path
--- config
    location / { posts; }
--- must_die
--- error_log
invalid number of arguments in "posts" directive



=== TEST 10: a path that is too long
--- config eval
"location / { posts /" . ("a" x 2000) . "; }"
--- must_die
--- error_log
"posts" directive has a path that is too long



=== TEST 11: a zone without a size
--- http_config
    posts_zone posts;
--- config
--- must_die
--- error_log
invalid zone "posts", it must be name:size



=== TEST 12: a zone with a wrong size
--- http_config
    posts_zone posts:many;
--- config
--- must_die
--- error_log
invalid zone "posts:many", it must be name:size



=== TEST 13: a zone that is too small
--- http_config
    posts_zone posts:8k;
--- config
--- must_die
--- error_log
zone "posts:8k" is too small, the least is



=== TEST 14: a zone twice
--- http_config
    posts_zone a:1m;
    posts_zone a:1m;
--- config
--- must_die
--- error_log
posts zone "a" is already defined



=== TEST 15: a zone that nobody defines
--- config
    location / { posts /srv/blog; posts_cache nowhere; }
--- must_die
--- error_log
unknown posts zone "nowhere": define it with "posts_zone nowhere:size"



=== TEST 16: posts_cache twice
--- config
    location / { posts_cache off; posts_cache off; }
--- must_die
--- error_log
"posts_cache" directive is duplicate



=== TEST 17: posts_watch with an unknown value
--- config
    location / { posts_watch always; }
--- must_die
--- error_log
invalid value "always", it must be "inotify", "poll=time" or "off"



=== TEST 18: posts_watch with a time that is too short
--- config
    location / { posts_watch poll=5ms; }
--- must_die
--- error_log
invalid poll time "5ms", the least is 100ms



=== TEST 19: posts_watch twice
--- config
    location / { posts_watch off; posts_watch inotify; }
--- must_die
--- error_log
"posts_watch" directive is duplicate



=== TEST 20: posts_formats with an unknown one
--- config
    location / { posts_formats html pdf; }
--- must_die
--- error_log
invalid value "pdf"



=== TEST 21: posts_markdown with an unknown dialect
--- config
    location / { posts_markdown textile; }
--- must_die
--- error_log
invalid value "textile"



=== TEST 22: posts_raw_html is a flag
--- config
    location / { posts_raw_html maybe; }
--- must_die
--- error_log
invalid value "maybe" in "posts_raw_html" directive, it must be "on" or "off"



=== TEST 23: posts_drafts is a flag
--- config
    location / { posts_drafts 1; }
--- must_die
--- error_log
invalid value "1" in "posts_drafts" directive



=== TEST 24: posts_future is a flag
--- config
    location / { posts_future 1; }
--- must_die
--- error_log
invalid value "1" in "posts_future" directive



=== TEST 25: posts_limit without a value
--- config
    location / { posts_limit source; }
--- must_die
--- error_log
invalid limit "source", it must be name=value



=== TEST 26: posts_limit with an unknown name
--- config
    location / { posts_limit pages=3; }
--- must_die
--- error_log
unknown limit "pages"



=== TEST 27: posts_limit out of bounds
--- config
    location / { posts_limit depth=100000; }
--- must_die
--- error_log
limit "depth" must be between 4 and 1000



=== TEST 28: posts_index_path twice
--- http_config
    posts_index_path a;
    posts_index_path b;
--- config
--- must_die
--- error_log
"posts_index_path" directive is duplicate



=== TEST 29: posts_index_path is for http only
--- config
    posts_index_path a;
--- must_die
--- error_log
"posts_index_path" directive is not allowed here



=== TEST 30: posts_zone is for http only
--- config
    posts_zone posts:1m;
--- must_die
--- error_log
"posts_zone" directive is not allowed here



=== TEST 31: posts_stale with an unknown value
--- config
    location / { posts_stale never; }
--- must_die
--- error_log
invalid value "never"



=== TEST 32: drafts are there when asked for
--- config
    location / { posts $TEST_NGINX_HTML_DIR/s; posts_drafts on; }
--- request
GET /index.json
--- response_body_like: "title":"Idea"



=== TEST 33: and only then
--- config
    location / { posts $TEST_NGINX_HTML_DIR/s; }
--- request
GET /index.json
--- response_body_unlike: Idea



=== TEST 34: the same site with and without drafts, at the same time
--- config
    location / { posts $TEST_NGINX_HTML_DIR/s; }
    location /preview/ { posts $TEST_NGINX_HTML_DIR/s; posts_drafts on; }
--- request eval
["GET /index.json", "GET /preview/index.json", "GET /index.json"]
--- response_body_like eval
[qr/^(?!.*Idea)/s, qr/Idea/, qr/^(?!.*Idea)/s]



=== TEST 35: posts_formats takes a representation away
--- config
    location / { posts $TEST_NGINX_HTML_DIR/s; posts_formats html json; }
--- request eval
["GET /2020/08/15/first.json", "GET /2020/08/15/first.md"]
--- error_code eval
[200, 404]



=== TEST 36: posts_markdown commonmark
--- config
    location / { posts $TEST_NGINX_HTML_DIR/t; posts_markdown commonmark; }
    location /gfm/ { posts $TEST_NGINX_HTML_DIR/t; posts_markdown gfm; }
--- user_files
>>> t/_posts/2020-01-01-x.md
---
title: X
---
~~gone~~
--- request eval
["GET /2020/01/01/x.html", "GET /gfm/2020/01/01/x.html"]
--- response_body_like eval
[qr/<p>~~gone~~<\/p>/, qr/<p><del>gone<\/del><\/p>/]



=== TEST 37: posts_raw_html off
--- config
    location / { posts $TEST_NGINX_HTML_DIR/r; }
    location /safe/ { posts $TEST_NGINX_HTML_DIR/r; posts_raw_html off; }
--- user_files
>>> r/_posts/2020-01-01-x.md
---
title: X
---
<b id="raw">bold</b>
--- request eval
["GET /2020/01/01/x.html", "GET /safe/2020/01/01/x.html"]
--- response_body_like eval
[qr/<b id="raw">bold<\/b>/, qr/^(?!.*<b id).*&lt;b id=/s]



=== TEST 38: posts_limit source
--- config
    location / { posts $TEST_NGINX_HTML_DIR/l; posts_limit source=1k; }
--- user_files eval
">>> l/_posts/2020-01-01-big.md
---
title: Big
---
" . ("text " x 1000) . "
>>> l/_posts/2020-01-02-small.md
---
title: Small
---
Small text.
"
--- request
GET /2020/01/02/small.html
--- response_body_like: <p>Small text\.</p>
--- error_log
2020-01-01-big.md



=== TEST 39: an index within a site would be served with it
--- http_config
    posts_index_path $TEST_NGINX_HTML_DIR/s/index;
--- config
    location / { posts $TEST_NGINX_HTML_DIR/s; }
--- must_die
--- error_log
is within the site



=== TEST 40: and is not, where the site has a variable
--- http_config
    posts_index_path $TEST_NGINX_HTML_DIR/v/index_temp;
--- config
    location / { posts $TEST_NGINX_HTML_DIR/$arg_site; }
--- user_files
>>> v/_posts/2020-01-01-x.md
---
title: X
---
text
>>> v/index_temp/file.txt
secret
>>> v/other/file.txt
public
--- request eval
["GET /index_temp/file.txt?site=v", "GET /other/file.txt?site=v"]
--- error_code eval
[404, 200]
