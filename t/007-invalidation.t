# What a change of the site does to what was kept: each answer that is made
# of what has changed is made anew, and no other.

use FindBin;
use lib $FindBin::Bin;

use Site;
use Test::Nginx::Socket 'no_plan';

no_long_string();
no_root_location();

$ENV{TEST_NGINX_HTML_DIR} ||= html_dir();

our $Site = <<'_EOC_';
>>> s/_posts/2020-08-01-one.md
---
title: One
tags: [ red ]
---
Text one.
>>> s/_posts/2020-08-02-two.md
---
title: Two
tags: [ blue ]
---
Text two.
>>> s/_posts/2020-08-03-three.md
---
title: Three
tags: [ blue ]
---
Text three.
>>> s/_posts/2020-08-04-four.md
---
title: Four
tags: [ green ]
---
Text four.
>>> s/about.md
---
title: About
---
About us.
_EOC_

our $One = '/2020/08/01/one.html';
our $Two = '/2020/08/02/two.html';
our $Three = '/2020/08/03/three.html';
our $Four = '/2020/08/04/four.html';

sub post {
    my ($title, $text, $tags) = @_;

    $tags = defined $tags ? "tags: [ $tags ]\n" : '';

    return "---\ntitle: $title\n$tags---\n$text\n";
}

add_block_preprocessor(sub {
    my $block = shift;

    own_folder($block, $Site);
    default_config($block);
});

add_response_body_check(sub { run_change($_[0], $_[2]) });

run_tests();

__DATA__

=== TEST 1: the text of a post: the page, but not its neighbors
--- request eval
["GET $::Two", "GET $::Three", "GET $::One", "GET $::Four",
 "GET $::Two", "GET $::Three", "GET $::One", "GET $::Four", "GET $::Two"]
--- change eval
[(undef) x 3, sub { put('_posts/2020-08-02-two.md',
                        ::post('Two', 'Text new.', 'blue')) }]
--- response_headers eval
[("X-Status: MISS") x 4, "X-Status: EXPIRED", ("X-Status: HIT") x 4]
--- response_body_like eval
[qr/Text two\./, (qr//) x 3, qr/^(?!.*Text two).*Text new\./s, (qr//) x 3,
 qr/Text new\./]



=== TEST 2: the title of a post: its neighbors name it
--- request eval
["GET $::Two", "GET $::Three", "GET $::One", "GET $::Four",
 "GET $::Two", "GET $::Three", "GET $::One", "GET $::Four"]
--- change eval
[(undef) x 3, sub { put('_posts/2020-08-02-two.md',
                        ::post('Renamed', 'Text two.', 'blue')) }]
--- response_headers eval
[("X-Status: MISS") x 4, ("X-Status: EXPIRED") x 3, "X-Status: HIT"]
--- response_body_like eval
[(qr//) x 4, qr/Renamed/, qr/Renamed/, qr/Renamed/, qr/Text four/]



=== TEST 3: the title of a post: the lists it is in, and no other
--- request eval
["GET /", "GET /tag/blue/", "GET /tag/red/", "GET /about.html",
 "GET /", "GET /tag/blue/", "GET /tag/red/", "GET /about.html"]
--- change eval
[(undef) x 3, sub { put('_posts/2020-08-02-two.md',
                        ::post('Renamed', 'Text two.', 'blue')) }]
--- response_headers eval
[("X-Status: MISS") x 4, "X-Status: EXPIRED", "X-Status: EXPIRED",
 "X-Status: HIT", "X-Status: HIT"]
--- response_body_like eval
[(qr//) x 4, qr/Renamed/, qr/Renamed/, qr/One/, qr/About us/]



=== TEST 4: each representation
--- request eval
["GET /2020/08/02/two.json", "GET /2020/08/02/two.md", "GET /index.json",
 "GET /2020/08/02/two.json", "GET /2020/08/02/two.md", "GET /index.json"]
--- change eval
[undef, undef, sub { put('_posts/2020-08-02-two.md',
                         ::post('Renamed', 'Text new.', 'blue')) }]
--- response_headers eval
[("X-Status: MISS") x 3, ("X-Status: EXPIRED") x 3]
--- response_body_like eval
[qr/"title":"Two"/, qr/title: Two/, qr/"title":"Two"/,
 qr/"title":"Renamed".*Text new/, qr/title: Renamed.*Text new/s,
 qr/^(?!.*"title":"Two").*"title":"Renamed"/s]



=== TEST 5: a post is deleted
--- request eval
["GET $::Two", "GET $::One", "GET $::Three", "GET /", "GET /tag/blue/",
 "GET $::Four", "GET /about.html",
 "GET $::Two", "GET $::One", "GET $::Three", "GET /", "GET /tag/blue/",
 "GET $::Four", "GET /about.html"]
--- change eval
[(undef) x 6, sub { gone('_posts/2020-08-02-two.md') }]
--- error_code eval
[(200) x 7, 404, (200) x 6]
--- response_headers eval
[("X-Status: MISS") x 7, "!X-Status", ("X-Status: EXPIRED") x 4,
 ("X-Status: HIT") x 2]
--- response_body_like eval
[qr/Two/, qr/Two/, qr/Two/, qr/Two/, qr/Two/, qr//, qr//,
 qr/404/, qr/^(?!.*Two).*Three/s, qr/^(?!.*Two).*One/s, qr/^(?!.*Two)/s,
 qr/^(?!.*Two).*Three/s, qr//, qr//]



=== TEST 6: the last post of a tag goes, and the tag with it
--- request eval
["GET /tag/red/", "GET /tag/red/"]
--- change eval
[sub { gone('_posts/2020-08-01-one.md') }]
--- error_code eval
[200, 404]



=== TEST 7: a new post between two others
--- request eval
["GET /2020/08/02/new.html", "GET $::Two", "GET $::Three", "GET /",
 "GET /tag/new/", "GET $::One", "GET /about.html",
 "GET /2020/08/02/new.html", "GET $::Two", "GET $::Three", "GET /",
 "GET /tag/new/", "GET $::One", "GET /about.html"]
--- change eval
[(undef) x 6, sub { put('_posts/2020-08-02-new.md',
                        "---\ntitle: New\ndate: 2020-08-02 12:00\n"
                        . "tags: [ new ]\n---\nText of the new one.\n") }]
--- error_code eval
[404, 200, 200, 200, 404, (200) x 9]
--- response_headers eval
["!X-Status", ("X-Status: MISS") x 3, "!X-Status", ("X-Status: MISS") x 2,
 "X-Status: MISS", ("X-Status: EXPIRED") x 3, "X-Status: MISS",
 ("X-Status: HIT") x 2]
--- response_body_like eval
[(qr//) x 7, qr/Text of the new one/, (qr/New/) x 4, (qr//) x 2]



=== TEST 8: a post is renamed
--- request eval
["GET $::Two", "GET /2020/08/02/other.html", "GET /", "GET $::One",
 "GET $::Two", "GET /2020/08/02/other.html", "GET /", "GET $::One"]
--- change eval
[(undef) x 3, sub { moved('_posts/2020-08-02-two.md',
                          '_posts/2020-08-02-other.md') }]
--- error_code eval
[200, 404, 200, 200, 404, 200, 200, 200]
--- response_body_like eval
[qr/Text two/, qr/404/, qr/two\.html/, qr/two\.html/, qr/404/,
 qr/Text two/, qr/^(?!.*two\.html).*other\.html/s,
 qr/^(?!.*two\.html).*other\.html/s]



=== TEST 9: a page is changed: no post and no list is
--- request eval
["GET /about.html", "GET /", "GET $::One",
 "GET /about.html", "GET /", "GET $::One"]
--- change eval
[undef, undef, sub { put('about.md', ::post('About', 'New words.')) }]
--- response_headers eval
[("X-Status: MISS") x 3, "X-Status: EXPIRED", ("X-Status: HIT") x 2]
--- response_body_like eval
[qr/About us/, qr//, qr//, qr/New words/, qr//, qr//]



=== TEST 10: _config.yml is changed: all of it
--- user_files eval
$::Site . ">>> s/_config.yml\ntitle: Old name\n"
--- request eval
["GET /", "GET $::One", "GET /2020-one/", "GET /", "GET $::One",
 "GET /2020-one/"]
--- change eval
[undef, undef, sub { put('_config.yml',
                "title: New name\npermalink: /:year-:title/\n") }]
--- error_code eval
[200, 200, 404, 200, 404, 200]
--- response_body_like eval
[qr/Old name/, qr/One/, qr/404/, qr/New name.*2020-one/s, qr/404/,
 qr/New name/]



=== TEST 11: _config.yml comes, is broken, and goes
--- request eval
[("GET /") x 4]
--- change eval
[sub { put('_config.yml', "title: The name\n") },
 sub { put('_config.yml', "title: [\n"); quiet },
 sub { gone('_config.yml') }]
--- response_body_like eval
[qr/^(?!.*The name)/s, qr/The name/, qr/The name/, qr/^(?!.*The name)/s]



=== TEST 12: a file is saved as it was: nothing is made anew
--- request eval
[("GET $::Two", "GET /") x 2]
--- change eval
[undef, sub { put('_posts/2020-08-02-two.md',
                  ::post('Two', 'Text two.', 'blue'));
              quiet }]
--- response_headers eval
[("X-Status: MISS") x 2, ("X-Status: HIT") x 2]



=== TEST 13: what has changed is not seen on the page: it is REVALIDATED
--- request eval
["GET /2020/08/02/two.md", "GET $::Two", "GET /2020/08/02/two.md",
 "GET $::Two", "GET $::Two"]
--- change eval
[undef, sub { put('_posts/2020-08-02-two.md',
                  "---\n# a comment\ntitle: Two\ntags: [ blue ]\n---\n"
                  . "Text two.\n") }]
--- response_headers eval
["X-Status: MISS", "X-Status: MISS", "X-Status: EXPIRED",
 "X-Status: REVALIDATED", "X-Status: HIT"]



=== TEST 14: broken front matter: the last good version stays
--- request eval
["GET $::Two", "GET $::Two", "GET /index.json"]
--- change eval
[sub { put('_posts/2020-08-02-two.md', "---\ntitle: [\n---\nBroken.\n");
       quiet }]
--- error_code eval
[200, 200, 200]
--- response_body_like eval
[qr/Two/, qr/Two/, qr/"title":"Two"/]



=== TEST 15: and what is mended is shown
--- request eval
[("GET $::Two") x 3]
--- change eval
[sub { put('_posts/2020-08-02-two.md', "---\ntitle: [\n---\nBroken.\n");
       quiet },
 sub { put('_posts/2020-08-02-two.md', ::post('Two', 'Mended.', 'blue')) }]
--- response_body_like eval
[qr/Text two/, qr/Two/, qr/Mended/]



=== TEST 16: a post that was broken from the start is mended
--- user_files eval
$::Site . ">>> s/_posts/2020-08-05-five.md\n---\ntitle: [\n---\ntext\n"
--- request eval
["GET /", "GET /2020/08/05/five.html"]
--- change eval
[sub { put('_posts/2020-08-05-five.md', ::post('Five', 'Mended.')) }]
--- response_body_like eval
[qr/Four/, qr/Mended/]



=== TEST 17: written in place
--- request eval
[("GET $::Two") x 2]
--- change eval
[sub { put('_posts/2020-08-02-two.md', ::post('Two', 'In place.', 'blue'), 1) }]
--- response_body_like eval
[qr/Text two/, qr/In place/]



=== TEST 18: a page takes the URL of the list, and gives it back
--- request eval
[("GET /") x 3]
--- change eval
[sub { put('index.md', ::post('Home', 'Welcome.')) },
 sub { gone('index.md') }]
--- response_headers eval
["X-Resource: index", "X-Resource: page", "X-Resource: index"]
--- response_body_like eval
[qr/Text one|One/, qr/Welcome/, qr/One/]



=== TEST 19: a static file comes and goes under a post's twin
--- request eval
[("GET /2020/08/02/two.json") x 3]
--- change eval
[sub { put('2020/08/02/two.json', '{"a": "file"}') },
 sub { gone('2020/08/02/two.json') }]
--- response_body_like eval
[qr/"title":"Two"/, qr/^\{"a": "file"\}$/, qr/"title":"Two"/]



=== TEST 20: ETag and Last-Modified
--- request eval
[("GET $::Two") x 2]
--- more_headers eval
["", "If-Modified-Since: Thu, 01 Jan 2037 00:00:00 GMT"]
--- change eval
[sub { put('_posts/2020-08-02-two.md', ::post('Two', 'Newer.', 'blue')) }]
--- response_body_like eval
[qr/Text two/, qr/Newer/]



=== TEST 21: unpublished by an edit
--- request eval
["GET $::Two", "GET $::Two", "GET /index.json"]
--- change eval
[sub { put('_posts/2020-08-02-two.md',
           "---\ntitle: Two\npublished: false\n---\ntext\n") }]
--- error_code eval
[200, 404, 200]
--- response_body_like eval
[qr/Two/, qr/404/, qr/^(?!.*"title":"Two")/s]



=== TEST 22: another date moves it
--- request eval
["GET $::Two", "GET $::Two", "GET /2021/01/01/two.html", "GET /index.json"]
--- change eval
[sub { put('_posts/2020-08-02-two.md',
           "---\ntitle: Two\ndate: 2021-01-01\n---\ntext\n") }]
--- error_code eval
[200, 404, 200, 200]
--- response_body_like eval
[qr/Two/, qr/404/, qr/Two/, qr/^\{"posts":\[\{"id":"\/2021\/01\/01\/two"/]



=== TEST 23: two sources with one URL: the other one is there when one goes
--- user_files eval
$::Site . ">>> s/a.md\n---\npermalink: /x.html\n---\nFrom a.\n"
        . ">>> s/b.md\n---\npermalink: /x.html\n---\nFrom b.\n"
--- request eval
[("GET /x.html") x 2]
--- change eval
[sub { gone('b.md') }]
--- response_body_like eval
[qr/From b/, qr/From a/]
