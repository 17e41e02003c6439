# The directive posts_theme: whose pages a folder gets.

use FindBin;
use lib $FindBin::Bin;

use Site;
use Test::Nginx::Socket 'no_plan';

no_long_string();
no_root_location();

$ENV{TEST_NGINX_HTML_DIR} ||= html_dir();

our $Site = <<'_EOC_';
>>> s/_config.yml
title: Example
>>> s/_posts/2020-08-01-one.md
---
title: One
layout: post
tags: [ red ]
---
Text {{ site.title }}.
>>> s/theme/_layouts/post.html
<theme>{% include word.html %}{{ content }}</theme>
>>> s/theme/_includes/word.html
word
>>> s/theme/assets/site.css
---
---
a { color: {{ site.title }} }
_EOC_

our $One = '/2020/08/01/one.html';

add_block_preprocessor(sub {
    my $block = shift;

    own_folder($block, $Site);
    default_config($block);
});

add_response_body_check(sub { run_change($_[0], $_[2]) });

run_tests();

__DATA__

=== TEST 1: auto: a folder with a _config.yml has Jekyll's rules
--- options
    posts_theme auto;
--- request eval
["GET $::One", "GET /", "GET /tag/red/", "GET /tag/red", "GET /page/1/",
 "GET /index.json", "GET /tag/red.json"]
--- error_code eval
[200, 404, 404, 404, 404, 200, 200]
--- response_body_like eval
[qr{^<p>Text Example\.</p>\n$}, '404', '404', '404', '404', '"posts":',
 '"posts":']



=== TEST 2: auto: a folder with neither has the built-in pages
--- options
    posts_theme auto;
--- user_files
>>> s/_posts/2020-08-01-one.md
---
title: One
---
Text.
--- request eval
["GET $::One", "GET /"]
--- response_body_like eval
['<!DOCTYPE html>.*<h1>One</h1>', '<!DOCTYPE html>.*One']



=== TEST 3: builtin, whatever is there
--- options
    posts_theme builtin;
--- request eval
["GET $::One", "GET /tag/red/"]
--- response_body_like eval
['<!DOCTYPE html>', '<!DOCTYPE html>']



=== TEST 4: off: Jekyll's rules without a _config.yml
--- options
    posts_theme off;
--- user_files
>>> s/_posts/2020-08-01-one.md
---
title: One
---
Text.
--- request eval
["GET $::One", "GET /"]
--- error_code eval
[200, 404]
--- response_body_like eval
[qr{^<p>Text\.</p>\n$}, '404']



=== TEST 5: a folder: its layouts, its includes, its pages
--- options
    posts_theme $TEST_NGINX_HTML_DIR/s5/theme/;
--- request eval
["GET $::One", "GET /assets/site.css"]
--- response_body_like eval
[qr{^<theme>word\n<p>Text Example\.</p>}, 'a \{ color: Example \}']



=== TEST 6: two locations, two themes, two indexes
--- http_config
    posts_theme $TEST_NGINX_HTML_DIR/s6/theme;
--- config
    location /a/ { posts $TEST_NGINX_HTML_DIR/s6; }
    location /b/ { posts $TEST_NGINX_HTML_DIR/s6; posts_theme off; }
    location /c/ { posts $TEST_NGINX_HTML_DIR/s6; posts_theme builtin; }
--- request eval
["GET /a$::One", "GET /b$::One", "GET /c$::One", "GET /a$::One"]
--- response_body_like eval
['^<theme>', '^<p>Text', '^<!DOCTYPE', '^<theme>']



=== TEST 7: a theme's folder that is gone: its last version stays
--- options
    posts_theme $TEST_NGINX_HTML_DIR/s7/theme;
--- request eval
["GET $::One", "GET $::One", "GET /other.html"]
--- change eval
[sub { moved('theme', '../away'); put('other.md', "---\n---\nx"); }]
--- error_code eval
[200, 200, 200]
--- response_body_like eval
['^<theme>', '^<theme>', '<p>x</p>']



=== TEST 8: a theme's folder that never was: a message, and no dead site
--- options
    posts_theme $TEST_NGINX_HTML_DIR/s8/none;
--- request eval
"GET $::One"
--- response_body_like: ^<p>Text Example
--- error_log
the theme's folder can not be read



=== TEST 9: twice
--- config
    location / { posts html/s; posts_theme off; posts_theme auto; }
--- must_die
--- error_log
"posts_theme" directive is duplicate



=== TEST 10: an empty path
--- config
    location / { posts html/s; posts_theme ""; }
--- must_die
--- error_log
"posts_theme" directive has an empty path



=== TEST 11: variables
--- config
    location / { posts html/s; posts_theme /srv/$host; }
--- must_die
--- error_log
"posts_theme" directive cannot have variables



=== TEST 12: a path that is too long
--- config eval
"location / { posts html/s; posts_theme /" . ('x' x 600) . "; }"
--- must_die
--- error_log
"posts_theme" directive has a path that is too long



=== TEST 13: a theme that is a gem, and no folder named
--- options
    posts_theme auto;
--- user_files
>>> s/_config.yml
theme: minima
>>> s/_posts/2020-08-01-one.md
---
title: One
---
Text.
--- request eval
"GET $::One"
--- response_body_like: ^<p>Text
--- error_log
the theme "minima" is not used
