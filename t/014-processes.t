# A master with several workers that share a cache and an index.

use Test::Nginx::Socket 'no_plan';

no_long_string();
no_root_location();
master_on();
workers(3);
repeat_each(2);

$ENV{TEST_NGINX_HTML_DIR} ||= html_dir();

our $Site = <<'_EOC_';
>>> SITE/_posts/2020-08-15-first.md
---
title: First
---
First text.
>>> SITE/style.css
body { color: black }
_EOC_

our $First = "---\ntitle: First\n---\nFirst text.\n";

# Each block has a site of its own: an index is of a folder.

our $Number = 0;

add_block_preprocessor(sub {
    my $block = shift;

    my $site = 'processes' . ++$Number;
    my $files = $Site;
    my $http = $block->http_config // '';
    my $config = $block->config
                 // 'location / { posts $TEST_NGINX_HTML_DIR/SITE; }';

    s/\bSITE\b/$site/g for $config, $files;

    $block->set_value('user_files', $files);
    $block->set_value('config', $config);
    $block->set_value('http_config', "posts_index_path posts_temp;\n$http");
});

run_tests();

__DATA__

=== TEST 1: every worker serves the site
--- request eval
[("GET /2020/08/15/first.md", "GET /style.css", "GET /nothing") x 10]
--- error_code eval
[(200, 200, 404) x 10]
--- response_body_like eval
[(qr/\A\Q$::First\E\z/, qr/\Abody/, qr/404/) x 10]
--- no_error_log
[error]
[alert]



=== TEST 2: what one worker made is a hit for all
--- http_config
    map $posts_cache_status $once { MISS "made"; HIT "kept"; }
--- config
    location / {
        posts $TEST_NGINX_HTML_DIR/SITE;
        posts_watch off;
        add_header X-Once $once;
    }
--- request eval
[("GET /2020/08/15/first.html") x 30]
--- response_headers_like eval
["X-Once: made|kept", ("X-Once: kept") x 29]
--- no_error_log
[alert]



=== TEST 3: the same without a cache
--- config
    location / { posts $TEST_NGINX_HTML_DIR/SITE; posts_cache off; }
--- request eval
[("GET /2020/08/15/first.md") x 20]
--- response_body eval
[($::First) x 20]
--- no_error_log
[error]
