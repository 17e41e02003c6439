# Files of the site that are sent as they are.

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
>>> s/style.css 202001020304.05
a {}
>>> s/assets/deep/er/script.js
f();
>>> s/notes/index.html
<p>static index</p>
>>> s/notes/page.html
<p>static page</p>
>>> s/LICENSE
Take it.
>>> s/README.md
# No front matter
>>> s/empty.txt
>>> s/dashes.txt
----
not front matter
>>> s/almost.txt
--- x
not front matter
_EOC_

our $Config = <<'_EOC_';
    types { text/css css; application/javascript js; text/html html;
            image/png png; text/plain txt; }
    default_type application/octet-stream;
    location / {
        posts $TEST_NGINX_HTML_DIR/s;
        add_header X-Status $posts_cache_status always;
        add_header X-Resource $posts_resource always;
        OPTIONS
    }
_EOC_

our $Large = join '', map { sprintf "%07d\n", $_ } 1 .. 131072;

add_block_preprocessor(sub {
    my $block = shift;

    if (!defined $block->config) {
        my $options = defined $block->options ? $block->options : '';
        my $config = $Config;

        $config =~ s/OPTIONS/$options/;
        $block->set_value('config', $config);
    }

    own_folder($block, $Site);
});

add_response_body_check(sub { run_change($_[0], $_[2]) });

run_tests();

__DATA__

=== TEST 1: types
--- request eval
["GET /style.css", "GET /assets/deep/er/script.js", "GET /LICENSE",
 "GET /empty.txt", "GET /notes/page.html"]
--- response_headers eval
["Content-Type: text/css\nX-Resource: file\nContent-Length: 5",
 "Content-Type: application/javascript", "Content-Type: application/octet-stream",
 "Content-Type: text/plain\nContent-Length: 0", "Content-Type: text/html"]
--- response_body eval
["a {}\n", "f();\n", "Take it.\n", "", "<p>static page</p>\n"]
--- no_error_log
[error]



=== TEST 2: validators of nginx's files
--- request eval
[("GET /style.css") x 4]
--- more_headers eval
["", "If-Modified-Since: Thu, 02 Jan 2020 03:04:05 GMT",
 "If-Modified-Since: Thu, 02 Jan 2020 03:04:06 GMT\nIf-None-Match: \"x\"",
 "If-None-Match: \"5e0d5da5-5\""]
--- error_code eval
[200, 304, 200, 304]
--- response_headers eval
["Last-Modified: Thu, 02 Jan 2020 03:04:05 GMT\nETag: \"5e0d5da5-5\"\n!Vary",
 "", "", ""]



=== TEST 3: HEAD, ranges, methods
--- request eval
["HEAD /style.css", "GET /style.css", "GET /style.css", "POST /style.css\nx",
 "DELETE /style.css"]
--- more_headers eval
["", "Range: bytes=0-1", "Range: bytes=99-", "", ""]
--- error_code eval
[200, 206, 416, 405, 405]
--- response_headers eval
["Content-Length: 5", "Content-Range: bytes 0-1/5",
 "Content-Range: bytes */5", "Allow: GET, HEAD", "Allow: GET, HEAD"]



=== TEST 4: a file is sent whatever is accepted
--- request eval
["GET /style.css", "GET /notes/"]
--- more_headers
Accept: image/webp
--- error_code eval
[200, 200]



=== TEST 5: a folder's index.html
--- request eval
["GET /notes/", "GET /notes", "GET /notes?a", "GET /notes/index.html",
 "GET /notes/page", "GET /assets/", "GET /assets", "GET /notes/index"]
--- error_code eval
[200, 301, 301, 200, 200, 404, 404, 200]
--- response_headers_like eval
["", "Location: http://localhost:\\d+/notes/",
 "Location: http://localhost:\\d+/notes/\\?a", "", "", "", "", ""]
--- response_body_like eval
[qr/static index/, qr/301/, qr/301/, qr/static index/, qr/static page/,
 qr/404/, qr/404/, qr/static index/]



=== TEST 6: a file with a slash behind it, and below a file
--- request eval
["GET /style.css/", "GET /style.css/x", "GET /LICENSE/", "GET /LICENSE/index.html"]
--- error_code eval
[(404) x 4]
--- no_error_log
[crit]



=== TEST 7: .md without front matter is a file, in Jekyll too
--- request eval
["GET /README.md", "GET /README.html", "GET /README"]
--- error_code eval
[200, 404, 404]
--- response_body_like eval
[qr/^# No front matter$/, qr/404/, qr/404/]



=== TEST 8: what looks a little like front matter
--- request eval
["GET /dashes.txt", "GET /almost.txt"]
--- error_code eval
[200, 200]
--- response_body_like eval
[qr/^----/, qr/^--- x/]



=== TEST 9: names to be encoded
--- init
Site::at('s9');
Site::put("with space & \xc3\xbc.txt", "odd name\n");
Site::put('a+b,c;d=e.txt', "plus\n");
Site::put('50%.txt', "percent\n");
--- request eval
["GET /with%20space%20&%20%C3%BC.txt", "GET /a+b,c;d=e.txt", "GET /50%25.txt",
 "GET /a%2Bb%2Cc%3Bd%3De.txt"]
--- response_body eval
["odd name\n", "plus\n", "percent\n", "plus\n"]



=== TEST 10: a large file, with sendfile
--- options: sendfile on;
--- init
Site::at('s10');
Site::put('large.txt', $::Large);
--- request eval
["GET /large.txt", "GET /large.txt"]
--- more_headers eval
["", "Range: bytes=524288-524295"]
--- error_code eval
[200, 206]
--- response_body eval
[$::Large, "0065537\n"]



=== TEST 11: a large file, without sendfile
--- options: sendfile off; output_buffers 2 8k;
--- init
Site::at('s11');
Site::put('large.txt', $::Large);
--- request
GET /large.txt
--- response_body eval
$::Large



=== TEST 12: a large file, with directio
--- options: directio 512; output_buffers 1 128k;
--- init
Site::at('s12');
Site::put('large.txt', $::Large);
--- request eval
["GET /large.txt", "GET /large.txt"]
--- more_headers eval
["", "Range: bytes=524289-524295"]
--- error_code eval
[200, 206]
--- response_body eval
[$::Large, "065537\n"]



=== TEST 13: open_file_cache
--- options: open_file_cache max=10; open_file_cache_valid 1h; open_file_cache_min_uses 1; open_file_cache_errors on;
--- request eval
["GET /style.css", "GET /style.css", "GET /LICENSE", "GET /style.css", "GET /nosuch"]
--- error_code eval
[200, 200, 200, 200, 404]
--- response_body_like eval
[qr/^a \{\}$/, qr/^a \{\}$/, qr/^Take it/, qr/^a \{\}$/, qr/404/]



=== TEST 14: open_file_cache does not serve what has become hidden
--- options: open_file_cache max=10; open_file_cache_valid 1h;
--- request eval
["GET /style.css", "GET /style.css"]
--- change eval
[sub { put('_config.yml', "exclude: [style.css]\n") }]
--- error_code eval
[200, 404]



=== TEST 15: a changed file, at once
--- request eval
["GET /style.css", "GET /style.css", "GET /style.css"]
--- change eval
[sub { put('style.css', "b {}\n"); quiet }, sub { gone('style.css'); quiet }]
--- error_code eval
[200, 200, 404]
--- response_body_like eval
[qr/^a \{\}$/, qr/^b \{\}$/, qr/404/]



=== TEST 16: a FIFO, a socket's place, a device: none is opened for long
--- init
require POSIX;
Site::at('s16');
POSIX::mkfifo(Site::site('fifo.txt'), 0644) or die "mkfifo: $!";
Site::linked('/dev/zero', 'zero.txt');
Site::linked('fifo.txt', 'link.txt');
--- request eval
["GET /fifo.txt", "GET /zero.txt", "GET /link.txt", "GET /style.css"]
--- error_code eval
[404, 404, 404, 200]
--- no_error_log
[crit]



=== TEST 17: a FIFO among the sources stops nobody
--- init
require POSIX;
Site::at('s17');
POSIX::mkfifo(Site::site('_posts/2020-01-01-fifo.md'), 0644)
    or die "mkfifo: $!";
POSIX::mkfifo(Site::site('page.md'), 0644) or die "mkfifo: $!";
--- request eval
["GET /2020/08/15/first.html", "GET /2020/01/01/fifo.html", "GET /page.html"]
--- error_code eval
[200, 404, 404]



=== TEST 18: a file that must not be read
--- skip_eval
2: $> == 0
--- init
Site::at('s18');
chmod 0, Site::site('style.css');
--- request
GET /style.css
--- error_code: 403
--- error_log
Permission denied



=== TEST 19: without a cache
--- options: posts_cache off;
--- request eval
["GET /style.css", "GET /notes/"]
--- error_code eval
[200, 200]
--- response_headers eval
["!X-Status\nX-Resource: file", "!X-Status"]



=== TEST 20: two sources of one URL: in Jekyll's order, page, file, post
--- user_files eval
$::Site . ">>> s/x.html\n<p>file</p>\n>>> s/x.md\n---\n---\npage\n"
        . ">>> s/y.html\n<p>file</p>\n"
        . ">>> s/_posts/2020-01-01-y.md\n---\npermalink: /y.html\n---\npost\n"
--- request eval
["GET /x.html", "GET /y.html"]
--- response_body_like eval
[qr/^<p>file<\/p>$/, qr/post/]



=== TEST 21: headers and types of the configuration hold
--- options: expires 1h; charset utf-8; charset_types text/css;
--- request
GET /style.css
--- response_headers
Cache-Control: max-age=3600
Content-Type: text/css; charset=utf-8



=== TEST 22: disable_symlinks
--- options: disable_symlinks on from=$document_root;
--- init
Site::at('s22');
Site::linked('style.css', 'link.css');
--- request eval
["GET /style.css", "GET /link.css"]
--- error_code eval
[200, 403]



=== TEST 23: pictures beside a post
--- user_files eval
$::Site . ">>> s/_posts/picture.png\nPNG\n>>> s/assets/a.png\nPNG\n"
--- request eval
["GET /assets/a.png", "GET /_posts/picture.png"]
--- error_code eval
[200, 404]



=== TEST 24: links within the site, with open_file_cache
--- options: open_file_cache max=10; open_file_cache_valid 1h; open_file_cache_min_uses 1; open_file_cache_errors on;
--- init
Site::at('s24');
Site::linked('style.css', 'link.css');
Site::linked('link.css', 'twice.css');
Site::linked('assets', 'pub');
Site::linked('../pub/../style.css', 'assets/up.css');
--- request eval
["GET /link.css", "GET /link.css", "GET /twice.css", "GET /style.css",
 "GET /pub/deep/er/script.js", "GET /pub/deep/er/script.js", "GET /pub/up.css"]
--- error_code eval
[(200) x 7]
--- response_headers eval
["Content-Type: text/css", "Content-Type: text/css",
 "Content-Type: text/css", "Content-Type: text/css",
 "Content-Type: application/javascript",
 "Content-Type: application/javascript", "Content-Type: text/css"]
--- no_error_log
[crit]
[error]
