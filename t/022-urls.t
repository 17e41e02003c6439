# What answers which URL of a Jekyll site, as GitHub Pages has it.

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
collections: { recipes: { output: true } }
>>> s/_layouts/bare.html
<bare>{{ content }}</bare>
>>> s/index.html
---
layout: bare
---
front
>>> s/one.html
---
---
one
>>> s/two/index.md
---
layout: bare
---
two
>>> s/three.md
---
permalink: /three/
---
three
>>> s/four.md
---
permalink: /four
---
four
>>> s/Größe.html
---
---
size
>>> s/static.html
plain
>>> s/folder/index.html
plain folder
>>> s/empty/file.txt
text
>>> s/_recipes/soup.md
---
layout: bare
---
soup
>>> s/_recipes/pic.png
PNG
>>> s/_recipes/in/pic.png
PNG 2
>>> s/_recipes/_hidden.png
hidden
>>> s/_recipes/.hidden.png
hidden
>>> s/404.md
---
layout: bare
permalink: /404.html
---
Nothing at {{ site.title }}.
_EOC_

# from path to status and Location or body

our @Table = (
    '/'                     => [200, '<bare>front'],
    '/index.html'           => [200, '<bare>front'],
    '/index'                => [200, '<bare>front'],
    '/one.html'             => [200, '^one'],
    '/one'                  => [200, '^one'],
    '/one/'                 => [404, 'Nothing at Example'],
    '/one.html/'            => [404, 'Nothing at Example'],
    '/one/index.html'       => [404, 'Nothing at Example'],
    '/One.html'             => [404, 'Nothing at Example'],
    '/ONE'                  => [404, 'Nothing at Example'],
    '/two/'                 => [200, 'two'],
    '/two/index.html'       => [200, 'two'],
    '/two'                  => [301, '/two/'],
    '/two?a=b&c'            => [301, '/two/?a=b&c'],
    '/two.html'             => [404, 'Nothing at Example'],
    '/three/'               => [200, 'three'],
    '/three/index.html'     => [200, 'three'],
    '/three'                => [301, '/three/'],
    '/three.html'           => [404, 'Nothing at Example'],
    '/four'                 => [200, 'four'],
    '/four.html'            => [200, 'four'],
    '/four/'                => [404, 'Nothing at Example'],
    '/Gr%C3%B6%C3%9Fe.html' => [200, 'size'],
    '/Gr%c3%b6%c3%9fe'  => [200, 'size'],
    '/gr%C3%B6%C3%9Fe'  => [404, 'Nothing at Example'],
    '/%6fne.html'           => [200, '^one'],
    '/static.html'          => [200, 'plain'],
    '/static'               => [200, 'plain'],
    '/folder'               => [301, '/folder/'],
    '/folder/'              => [200, 'plain folder'],
    '/folder/index.html'    => [200, 'plain folder'],
    '/empty'                => [404, 'Nothing at Example'],
    '/empty/'               => [404, 'Nothing at Example'],
    '/empty/file.txt'       => [200, 'text'],
    '/recipes/soup.html'    => [200, 'soup'],
    '/recipes/soup'         => [200, 'soup'],
    '/recipes/pic.png'      => [200, '^PNG'],
    '/recipes/in/pic.png'   => [200, '^PNG 2'],
    '/recipes/in'           => [404, 'Nothing at Example'],
    '/recipes/_hidden.png'  => [404, 'Nothing at Example'],
    '/recipes/.hidden.png'  => [404, 'Nothing at Example'],
    '/_recipes/pic.png'     => [404, 'Nothing at Example'],
    '/recipes//pic.png'     => [200, '^PNG'],
    '/./recipes/pic.png'    => [200, '^PNG'],
    '/x/..%2f_config.yml'   => [404, 'Nothing at Example'],
    '/404.html'             => [200, 'Nothing at Example'],
    '/404'                  => [200, 'Nothing at Example'],
    '/none'                 => [404, 'Nothing at Example'],
    '/tag/x/'               => [404, 'Nothing at Example'],
    '/page/1/'              => [404, 'Nothing at Example'],
);

our (@Paths, @Want);

while (my ($path, $want) = splice @Table, 0, 2) {
    push @Paths, $path;
    push @Want, $want;
}

our $Last;

add_block_preprocessor(sub {
    my $block = shift;

    own_folder($block, $Site);
    default_config($block);
});

add_response_body_check(sub { run_change($_[0], $_[2]) });

# "at": the prefix of the table's paths in this block

sub requests {
    my ($prefix, $method) = @_;

    return [ map { ($method // 'GET') . " $prefix$_" } @Paths ];
}

sub codes { return [ map { $_->[0] } @Want ] }

sub locations {
    my ($prefix) = @_;

    return [ map { $_->[0] == 301
                   ? "Location: http://localhost:\$ServerPort$prefix$_->[1]"
                     =~ s/http:..localhost:.ServerPort//r
                   : '!Location' } @Want ];
}

sub bodies {
    return [ map { $_->[0] == 301 ? qr/301/ : qr/$_->[1]/ } @Want ];
}

run_tests();

__DATA__

=== TEST 1: the table
--- options: absolute_redirect off;
--- request eval
::requests('')
--- error_code eval
::codes()
--- response_headers eval
::locations('')
--- response_body_like eval
::bodies()



=== TEST 2: the table below a prefix
--- config
    location /blog/ {
        posts $TEST_NGINX_HTML_DIR/s;
        absolute_redirect off;
    }
--- request eval
::requests('/blog')
--- error_code eval
::codes()
--- response_headers eval
::locations('/blog')
--- response_body_like eval
::bodies()



=== TEST 3: HEAD has the same status and no body
--- options: absolute_redirect off;
--- request eval
::requests('', 'HEAD')
--- error_code eval
::codes()
--- response_headers eval
::locations('')
--- response_body eval
[('') x @::Paths]



=== TEST 4: what asks for JSON gets a problem
--- more_headers
Accept: application/json
--- request
GET /none
--- error_code: 404
--- response_headers
Content-Type: application/problem+json
Vary: Accept
--- response_body_like: "status":404



=== TEST 5: the page for what is not there is not cached, nor has it an ETag
--- request eval
["GET /none", "GET /none"]
--- error_code eval
[404, 404]
--- response_headers eval
["Vary: Accept\n!ETag\n!Last-Modified\nX-Resource: error\n!X-Status",
 "Vary: Accept\n!ETag\n!Last-Modified\nX-Resource: error\n!X-Status"]



=== TEST 6: it changes, comes and goes
--- request eval
["GET /none", "GET /none", "GET /none"]
--- change eval
[sub { put('404.md', "---\npermalink: /404.html\n---\nGone for good.\n") },
 sub { gone('404.md') }]
--- error_code eval
[404, 404, 404]
--- response_body_like eval
['Nothing at', '^<p>Gone for good', '404 Not Found']



=== TEST 7: a static one
--- options: posts_theme auto;
--- user_files
>>> s/_config.yml
title: x
>>> s/404.html
static nothing
--- request
GET /none
--- error_code: 404
--- response_headers
Content-Type: text/html; charset=utf-8
--- response_body
static nothing



=== TEST 8: one with an error does not hide what was asked for
--- options: posts_theme auto;
--- user_files
>>> s/_config.yml
title: x
>>> s/404.html
---
---
{% if %}
--- request
GET /none
--- error_code: 404
--- response_body_like: 404 Not Found
--- error_log
404.html



=== TEST 9: the user's own error_page goes before it
--- config
    error_page 404 /own.txt;
    location / { posts $TEST_NGINX_HTML_DIR/s; }
    location = /own.txt { return 200 "own"; }
--- request
GET /none
--- error_code: 404
--- response_body: own



=== TEST 10: a theme's files: its own, the site's before it, no link out
--- init
Site::at('s10');
Site::linked('../../secret/x.txt', 'theme/t/assets/out.css');
select undef, undef, undef, 0.5;
--- user_files
>>> s/_config.yml
title: x
exclude: [theme]
>>> s/assets/b.css
site b
>>> s/theme/secret/x.txt
outside
>>> s/theme/t/assets/a.css
theme a
>>> s/theme/t/assets/b.css
theme b
>>> s/theme/t/assets/.hidden.css
hidden
>>> s/theme/t/_layouts/x.html
x
>>> s/theme/t/other.css
not of a theme
--- options
    posts_theme $TEST_NGINX_HTML_DIR/s10/theme/t;
--- request eval
["GET /assets/a.css", "GET /assets/b.css", "GET /assets/out.css",
 "GET /other.css", "GET /assets/.hidden.css", "GET /_layouts/x.html",
 "GET /./assets/a.css", "GET /theme/t/assets/a.css"]
--- error_code eval
[200, 200, 404, 404, 404, 404, 200, 404]
--- response_body_like eval
['^theme a', '^site b', '404', '404', '404', '404', '^theme a', '404']
