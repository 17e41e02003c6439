# Answers of several megabytes: from the cache, past it, and as files.

use Test::Nginx::Socket 'no_plan';

use Digest::MD5 ();

no_long_string();
no_root_location();

$ENV{TEST_NGINX_HTML_DIR} ||= html_dir();

our $Text = join '', map { "Line $_ of a large text, number @{[$_ * 7919]}.\n" }
                     1 .. 60000;
our $Post = "---\ntitle: Large\n---\n$Text";
our $Sum = length($Post) . ' ' . Digest::MD5::md5_hex($Post);
our $FileSum = length($Text) . ' ' . Digest::MD5::md5_hex($Text);

sub sum {
    return length($_[0]) . ' ' . Digest::MD5::md5_hex($_[0]);
}

# Each block has a site of its own: an index is of a folder.

our $Number = 0;

add_block_preprocessor(sub {
    my $block = shift;

    my $site = 'large' . ++$Number;
    my $http = $block->http_config // '';
    my $config = $block->config;

    $config =~ s/\bSITE\b/$site/g;

    $block->set_value('config', $config);
    $block->set_value('http_config', "posts_index_path posts_temp;\n$http");
    $block->set_value('user_files',
                      ">>> $site/_posts/2020-01-01-large.md\n$Post"
                      . ">>> $site/large.txt\n$Text");

    if (!defined $block->request) {
        $block->set_value('request',
                          [("GET /2020/01/01/large.md", "GET /large.txt") x 2]);
        $block->set_value('response_body_filters', [([\&sum]) x 4]);
        $block->set_value('response_body', [($Sum, $FileSum) x 2]);
    }
});

run_tests();

__DATA__

=== TEST 1: from the cache
--- config
    location / { posts $TEST_NGINX_HTML_DIR/SITE; }



=== TEST 2: with sendfile
--- config
    location / { posts $TEST_NGINX_HTML_DIR/SITE; sendfile on; }



=== TEST 3: with sendfile in pieces and tcp_nopush
--- config
    location / {
        posts $TEST_NGINX_HTML_DIR/SITE;
        sendfile on;
        sendfile_max_chunk 64k;
        tcp_nopush on;
    }



=== TEST 4: past the cache
--- config
    location / { posts $TEST_NGINX_HTML_DIR/SITE; posts_cache off; }



=== TEST 5: a zone that is too small
--- http_config
    posts_zone posts:1m;
--- config
    location / { posts $TEST_NGINX_HTML_DIR/SITE; }
--- error_log
is too small to keep
--- request eval
["GET /2020/01/01/large.md", "GET /2020/01/01/large.md"]
--- response_body_filters eval
[([\&::sum]) x 2]
--- response_body eval
[($::Sum) x 2]



=== TEST 6: output_buffers and limit_rate
--- config
    location / {
        posts $TEST_NGINX_HTML_DIR/SITE;
        output_buffers 1 4k;
        limit_rate 8m;
    }



=== TEST 7: aio and threads are for files
--- config
    location / {
        posts $TEST_NGINX_HTML_DIR/SITE;
        aio threads;
        sendfile on;
    }



=== TEST 8: ranges
--- config
    location / { posts $TEST_NGINX_HTML_DIR/SITE; }
--- request eval
[("GET /2020/01/01/large.md") x 4]
--- more_headers eval
["Range: bytes=1000000-1999999", "Range: bytes=-100",
 "Range: bytes=1000000-1999999", "Range: bytes=2000000-"]
--- error_code eval
[206, 206, 206, 206]
--- response_body eval
[substr($::Post, 1000000, 1000000), substr($::Post, -100),
 substr($::Post, 1000000, 1000000), substr($::Post, 2000000)]



=== TEST 9: a page, by its ends
--- config
    location / { posts $TEST_NGINX_HTML_DIR/SITE; posts_cache off; }
--- request eval
["GET /2020/01/01/large.html"]
--- response_body_like eval
[qr/\A<!DOCTYPE.*Line 1 of.*Line 60000 of a large text.*<\/html>\s*\z/s]
