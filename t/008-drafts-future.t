# What is not public yet, or not at all: drafts, posts of the future, what is
# not published; and what comes at its time.

use FindBin;
use lib $FindBin::Bin;

use POSIX ();
use Site;
use Test::Nginx::Socket 'no_plan';

no_long_string();
no_root_location();

$ENV{TEST_NGINX_HTML_DIR} ||= html_dir();

our $Site = <<'_EOC_';
>>> s/_posts/2020-08-15-first.md
---
title: First
tags: [ red ]
---
First text.
>>> s/_posts/2998-01-01-later.md
---
title: Later
tags: [ red, late ]
---
Later text.
>>> s/_posts/2020-08-16-off.md
---
title: Off
published: false
tags: [ red, hush ]
---
Off text.
>>> s/_drafts/idea.md 202103040506
---
title: Idea
tags: [ red, early ]
---
Idea text.
>>> s/notes/_drafts/2020-09-01-dated.md
---
title: Dated
date: 2020-09-01
---
Dated text.
>>> s/page-off.md
---
title: Page off
published: false
---
Page off text.
>>> s/page.md
---
title: Page
---
Page text.
_EOC_

our @Hidden = ('/2998/01/01/later.html', '/2020/08/16/off.html',
    '/2021/03/04/idea.html', '/notes/2020/09/01/dated.html',
    '/page-off.html', '/tag/late/', '/tag/hush/', '/tag/early/');

# What each block has to see, by its options

sub seen {
    my %seen = map { $_ => 1 } @_;

    return [map { $seen{$_} ? 200 : 404 } @Hidden];
}

# A date that is so many seconds ahead, in a zone.

sub ahead {
    my ($seconds, $zone) = @_;

    my $minutes = defined $zone ? $zone : 0;
    my $sign = $minutes < 0 ? '-' : '+';

    return POSIX::strftime('%Y-%m-%d %H:%M:%S', gmtime(time + $seconds
                                                       + $minutes * 60))
           . sprintf(' %s%02d%02d', $sign, abs($minutes) / 60,
                     abs($minutes) % 60);
}

sub later {
    my ($path, $delay) = @_;

    return ['GET ', { value => $path, delay_before => $delay }];
}

add_block_preprocessor(sub {
    my $block = shift;

    own_folder($block, $Site);
    default_config($block);

    # the clock of the block, not of the start of all

    my $files = $block->user_files;

    $files =~ s/\@ahead\((-?\d+)(?:, (-?\d+))?\)/ahead($1, $2)/ge;

    $block->set_value('user_files', $files);
});

add_response_body_check(sub { run_change($_[0], $_[2]) });

run_tests();

__DATA__

=== TEST 1: nothing of it is there
--- request eval
[map { "GET $_" } @::Hidden, "/page.html"]
--- error_code eval
[@{ ::seen() }, 200]



=== TEST 2: nor is it named
--- request eval
["GET /", "GET /index.json", "GET /tag/red/", "GET /tag/red.json",
 "GET /2020/08/15/first.html", "GET /2020/08/15/first.json"]
--- response_body_unlike eval
[(qr/Later|Off|Idea|Dated|late|early/) x 6]



=== TEST 3: posts_drafts on
--- options: posts_drafts on;
--- request eval
[map { "GET $_" } @::Hidden]
--- error_code eval
::seen('/2021/03/04/idea.html', '/notes/2020/09/01/dated.html', '/tag/early/')



=== TEST 4: drafts in lists
--- options: posts_drafts on;
--- request eval
["GET /index.json", "GET /tag/red.json", "GET /2021/03/04/idea.html"]
--- response_body_like eval
[qr/"title":"Idea".*"title":"Dated".*"title":"First"/,
 qr/"title":"Idea".*"title":"First"/, qr/Idea text/]
--- response_headers eval
["", "", "X-Resource: draft"]



=== TEST 5: posts_future on
--- options: posts_future on;
--- request eval
[map { "GET $_" } @::Hidden]
--- error_code eval
::seen('/2998/01/01/later.html', '/tag/late/')



=== TEST 6: posts of the future in lists and as neighbors
--- options: posts_future on;
--- request eval
["GET /index.json", "GET /2020/08/15/first.json"]
--- response_body_like eval
[qr/"title":"Later".*"title":"First"/,
 qr{"next":\{"url":"/2998/01/01/later\.html"}]



=== TEST 7: future: true in _config.yml
--- user_files eval
">>> s/_config.yml\nfuture: true\n" . $::Site
--- request eval
[map { "GET $_" } @::Hidden]
--- error_code eval
::seen('/2998/01/01/later.html', '/tag/late/')



=== TEST 8: posts_unpublished on
--- options: posts_unpublished on;
--- request eval
[map { "GET $_" } @::Hidden]
--- error_code eval
::seen('/2020/08/16/off.html', '/page-off.html', '/tag/hush/')



=== TEST 9: all of them
--- options: posts_unpublished on; posts_drafts on; posts_future on;
--- request eval
[map { "GET $_" } @::Hidden]
--- error_code eval
::seen(@::Hidden)



=== TEST 10: a preview beside the public site, in one cache
--- config
    location / {
        posts $TEST_NGINX_HTML_DIR/s;
        add_header X-Status $posts_cache_status;
    }
    location /preview/ {
        posts $TEST_NGINX_HTML_DIR/s;
        posts_drafts on;
        posts_future on;
        posts_unpublished on;
        add_header X-Status $posts_cache_status;
    }
--- request eval
[("GET /index.json", "GET /preview/index.json") x 2,
 (map { ("GET /preview$_", "GET $_") } @::Hidden)]
--- error_code eval
[(200) x 4, (200, 404) x @::Hidden]
--- response_body_like eval
[(qr/^(?!.*(?:Later|Idea|Off))/s, qr/Later.*Idea.*Off/s) x 2,
 (qr//) x (2 * @::Hidden)]



=== TEST 11: values of published
--- user_files
>>> s/a.md
---
published: "false"
---
>>> s/b.md
---
published: no
---
>>> s/c.md
---
published:
---
>>> s/d.md
---
published: 0
---
>>> s/e.md
---
published: true
---
--- request eval
[map { "GET /$_.html" } qw( a b c d e )]
--- error_code eval
[200, 404, 404, 200, 200]



=== TEST 12: a post appears at its second, everywhere
--- user_files eval
$::Site . '>>> s/_posts/2020-09-09-soon.md
---
title: Soon
date: @ahead(4)
permalink: /soon.html
tags: [ red, soon ]
---
Soon text.
'
--- request eval
["GET /soon.html", "GET /index.json", "GET /", "GET /tag/red/",
 "GET /tag/soon/", "GET /2020/08/15/first.html", "GET /page.html",
 ::later("/soon.html", 4.6), "GET /index.json", "GET /", "GET /tag/red/",
 "GET /tag/soon/", "GET /2020/08/15/first.html", "GET /page.html",
 "GET /soon.html"]
--- error_code eval
[404, 200, 200, 200, 404, 200, 200, (200) x 8]
--- timeout: 12
--- response_body_like eval
[qr/404/, (qr/^(?!.*Soon)/s) x 3, qr/404/, qr/^(?!.*Soon)/s, qr/Page/,
 qr/Soon text/, (qr/Soon/) x 5, qr/Page/, qr/Soon text/]



=== TEST 13: without a cache
--- options: posts_cache off;
--- user_files eval
$::Site . '>>> s/_posts/2020-09-09-soon.md
---
title: Soon
date: @ahead(4)
permalink: /soon.html
---
Soon text.
'
--- request eval
["GET /soon.html", "GET /index.json", ::later("/soon.html", 4.6),
 "GET /index.json"]
--- timeout: 12
--- error_code eval
[404, 200, 200, 200]
--- response_body_like eval
[qr/404/, qr/^(?!.*Soon)/s, qr/Soon text/, qr/"title":"Soon"/]



=== TEST 14: when nothing is watched
--- options: posts_watch off;
--- user_files eval
$::Site . '>>> s/_posts/2020-09-09-soon.md
---
title: Soon
date: @ahead(4)
permalink: /soon.html
---
Soon text.
'
--- request eval
["GET /index.json", ::later("/index.json", 4.6), "GET /soon.html"]
--- timeout: 12
--- error_code eval
[200, 200, 200]
--- response_body_like eval
[qr/^(?!.*Soon)/s, qr/"title":"Soon"/, qr/Soon text/]



=== TEST 15: dates with zones: the instant counts, not the digits
--- user_files eval
join '', map { ">>> s/_posts/2020-09-09-$_->[0].md
---
title: $_->[0]
date: \@ahead($_->[1])
permalink: /$_->[0].html
---
text
" } ['past', '-60, 600'], ['west', '600, -600'], ['east', '600, 600'],
    ['old', '-60, -600']
--- request eval
[map { "GET /$_.html" } qw( past west east old )]
--- error_code eval
[200, 404, 404, 200]



=== TEST 16: the site's timezone: of a date without seconds, as in Jekyll
--- user_files eval
">>> s/_config.yml
timezone: Pacific/Kiritimati
>>> s/_posts/2020-09-09-here.md
---
title: Here
date: " . substr(::ahead(-120, 840), 0, 16) . "
permalink: /here.html
---
text
>>> s/_posts/2020-09-09-there.md
---
title: There
date: " . substr(::ahead(1800, 840), 0, 16) . "
permalink: /there.html
---
text
"
--- request eval
["GET /here.html", "GET /there.html", "GET /here.json"]
--- error_code eval
[200, 404, 200]
--- response_body_like eval
[qr/Here/, qr/404/, qr/"date":"[^"]*\+14:00"/]



=== TEST 17: drafts come and go
--- options: posts_drafts on;
--- request eval
["GET /index.json", "GET /index.json", "GET /index.json"]
--- change eval
[sub { put('_drafts/new-idea.md', "---\ntitle: New idea\n---\ntext\n") },
 sub { gone('_drafts/new-idea.md') }]
--- response_body_like eval
[qr/^(?!.*New idea)/s, qr/"title":"New idea"/, qr/^(?!.*New idea)/s]



=== TEST 18: a draft becomes a post
--- request eval
["GET /index.json", "GET /index.json", "GET /2020/10/01/idea.html"]
--- change eval
[sub { moved('_drafts/idea.md', '_posts/2020-10-01-idea.md') }]
--- response_body_like eval
[qr/^(?!.*Idea)/s, qr/"title":"Idea"/, qr/Idea text/]
--- error_code eval
[200, 200, 200]



=== TEST 19: a post that is put off vanishes
--- request eval
["GET /2020/08/15/first.html", "GET /2020/08/15/first.html",
 "GET /2998/08/15/first.html", "GET /index.json"]
--- change eval
[sub { put('_posts/2020-08-15-first.md',
           "---\ntitle: First\ndate: 2998-08-15\n---\ntext\n") }]
--- error_code eval
[200, 404, 404, 200]
--- response_body_like eval
[qr/First/, qr/404/, qr/404/, qr/"posts":\[\]/]
