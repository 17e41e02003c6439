# How changes are noticed: by inotify, by polling, or not before a reload.

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
>>> s/about.md
---
title: About
---
About us.
_EOC_

our $First = '/2020/08/15/first.html';

sub post {
    my ($title, $text) = @_;

    return "---\ntitle: $title\n---\n$text\n";
}

# After a reload the new cache manager looks at all of a site when the old one
# has left.

sub handover { select undef, undef, undef, 1 }

add_block_preprocessor(sub {
    my $block = shift;

    own_folder($block, $Site);
    default_config($block);
});

add_response_body_check(sub { run_change($_[0], $_[2]) });

run_tests();

__DATA__

=== TEST 1: inotify: a file comes, changes, and goes
--- request eval
[("GET /2020/01/01/new.html") x 4]
--- change eval
[sub { put('_posts/2020-01-01-new.md', ::post('New', 'One.')) },
 sub { put('_posts/2020-01-01-new.md', ::post('New', 'Two.')) },
 sub { gone('_posts/2020-01-01-new.md') }]
--- error_code eval
[404, 200, 200, 404]
--- response_body_like eval
[qr/404/, qr/One\./, qr/Two\./, qr/404/]



=== TEST 2: polling: a file comes, changes, and goes
--- options: posts_watch poll=100ms;
--- request eval
[("GET /2020/01/01/new.html") x 4]
--- change eval
[sub { put('_posts/2020-01-01-new.md', ::post('New', 'One.')) },
 sub { put('_posts/2020-01-01-new.md', ::post('New', 'Two.')) },
 sub { gone('_posts/2020-01-01-new.md') }]
--- error_code eval
[404, 200, 200, 404]
--- response_body_like eval
[qr/404/, qr/One\./, qr/Two\./, qr/404/]



=== TEST 3: polling sees the configuration, too
--- options: posts_watch poll=100ms;
--- request eval
[("GET /") x 2]
--- change eval
[sub { put('_config.yml', "title: The name\n") }]
--- response_body_like eval
[qr/^(?!.*The name)/s, qr/The name/]



=== TEST 4: off: nothing is noticed
--- options: posts_watch off;
--- request eval
["GET /2020/01/01/new.html", "GET /2020/01/01/new.html", "GET /index.json"]
--- change eval
[sub { ::handover();
       put('_posts/2020-01-01-new.md', ::post('New', 'One.')); quiet }]
--- error_code eval
[404, 404, 200]
--- response_body_like eval
[qr/404/, qr/404/, qr/^(?!.*New)/s]



=== TEST 5: a new folder, and one below it
--- request eval
[("GET /notes/2020/01/01/new.html") x 2, "GET /a/b/c/x.html"]
--- change eval
[sub { put('notes/_posts/2020-01-01-new.md', ::post('New', 'One.')) },
 sub { put('a/b/c/x.md', ::post('X', 'Deep.')) }]
--- error_code eval
[404, 200, 200]



=== TEST 6: a folder is moved within the site
--- user_files eval
$::Site . ">>> s/notes/_posts/2020-01-01-new.md\n" . ::post('New', 'One.')
--- request eval
["GET /notes/2020/01/01/new.html", "GET /notes/2020/01/01/new.html",
 "GET /other/2020/01/01/new.html", "GET /other/2020/01/01/new.html"]
--- change eval
[sub { moved('notes', 'other') }, undef,
 sub { put('other/_posts/2020-01-01-new.md', ::post('New', 'Two.')) }]
--- error_code eval
[200, 404, 200, 200]
--- response_body_like eval
[qr/One\./, qr/404/, qr/One\./, qr/Two\./]



=== TEST 7: a folder is moved out of the site, and in again
--- user_files eval
$::Site . ">>> s/notes/_posts/2020-01-01-new.md\n" . ::post('New', 'One.')
--- request eval
[("GET /notes/2020/01/01/new.html") x 4]
--- change eval
[sub { moved('notes', "$ENV{TEST_NGINX_HTML_DIR}/away7") },
 sub { moved("$ENV{TEST_NGINX_HTML_DIR}/away7", 'notes') },
 sub { put('notes/_posts/2020-01-01-new.md', ::post('New', 'Two.')) }]
--- error_code eval
[200, 404, 200, 200]
--- response_body_like eval
[qr/One\./, qr/404/, qr/One\./, qr/Two\./]



=== TEST 8: a folder is deleted
--- user_files eval
$::Site . join '', map { ">>> s/notes/_posts/2020-01-0$_-x.md\n"
                         . ::post("X$_", 'text') } 1 .. 5
--- request eval
["GET /notes/2020/01/01/x.html", "GET /notes/2020/01/05/x.html",
 "GET /notes/2020/01/05/x.html", "GET /index.json"]
--- change eval
[undef, sub { gone('notes') }]
--- error_code eval
[200, 200, 404, 200]
--- response_body_like eval
[qr/X1/, qr/X5/, qr/404/, qr/^(?!.*X\d)/s]



=== TEST 9: a burst of changes is one
--- request eval
["GET /index.json", "GET /index.json", "GET /2020/01/01/p300.html"]
--- change eval
[sub { put("_posts/2020-01-01-p$_.md", ::post("P$_", 'text')) for 1 .. 300;
       quiet }]
--- error_code eval
[200, 200, 200]
--- response_body_like eval
[qr/"total":1,/, qr/"total":301,/, qr/P300/]



=== TEST 10: a burst, with polling
--- options: posts_watch poll=100ms;
--- request eval
["GET /index.json", "GET /index.json", "GET /2020/01/01/p300.html"]
--- change eval
[sub { put("_posts/2020-01-01-p$_.md", ::post("P$_", 'text')) for 1 .. 300;
       quiet }]
--- error_code eval
[200, 200, 200]
--- response_body_like eval
[qr/"total":1,/, qr/"total":301,/, qr/P300/]



=== TEST 11: written in place, in two halves
--- request eval
[("GET /about.html") x 2]
--- change eval
[sub {
    ::handover();

    open my $out, '>', site('about.md') or die "$!";
    select((select($out), $| = 1)[0]);
    print $out "---\ntitle: Ab";
    select undef, undef, undef, 0.1;
    print $out "out\n---\nWhole text.\n";
    close $out;
    quiet;
}]
--- response_body_like eval
[qr/About us/, qr/Whole text/]
--- no_error_log
closing line



=== TEST 12: an editor that moves the old file aside
--- request eval
["GET $::First", "GET $::First", "GET /index.json"]
--- change eval
[sub {
    moved('_posts/2020-08-15-first.md', '_posts/2020-08-15-first.md~');
    put('_posts/2020-08-15-first.md', ::post('First', 'Second text.'), 1);
    gone('_posts/2020-08-15-first.md~');
}]
--- response_body_like eval
[qr/First text/, qr/Second text/, qr/"total":1,/]



=== TEST 13: the site's folder is replaced by another
--- config
    location / {
        posts $TEST_NGINX_HTML_DIR/s/current;
        add_header X-Status $posts_cache_status;
    }
    location = /-generation {
        posts $TEST_NGINX_HTML_DIR/s/current;
        posts_cache off;
        add_header X-Generation $posts_generation always;
    }
--- user_files
>>> s/current/about.md
---
title: About
---
The old one.
>>> s/next/about.md
---
title: About
---
The new one.
--- request eval
[("GET /about.html") x 2]
--- change eval
[sub { moved('current', 'old'); moved('next', 'current') }]
--- response_body_like eval
[qr/The old one/, qr/The new one/]



=== TEST 14: a deployment changes the link to the site
--- config
    location / { posts $TEST_NGINX_HTML_DIR/s/current; }
    location = /-generation {
        posts $TEST_NGINX_HTML_DIR/s/current;
        posts_cache off;
        add_header X-Generation $posts_generation always;
    }
--- user_files
>>> s/r1/about.md
---
title: About
---
The old one.
>>> s/r2/about.md
---
title: About
---
The new one.
--- init
Site::at('s14');
Site::linked('r1', 'current');
select undef, undef, undef, 1.5;
--- request eval
[("GET /about.html") x 2]
--- change eval
[sub { linked('r2', 'new'); moved('new', 'current') }]
--- response_body_like eval
[qr/The old one/, qr/The new one/]
--- timeout: 15



=== TEST 15: the site's folder comes later
--- config
    location / { posts $TEST_NGINX_HTML_DIR/s/late; }
--- request eval
["GET /about.html", "GET /about.html"]
--- change eval
[sub { put('late/about.md', ::post('About', 'It came.'));
       select undef, undef, undef, 4; quiet }]
--- error_code eval
[404, 200]
--- response_body_like eval
[qr/404/, qr/It came/]



=== TEST 16: two ways to look at one site, each by its own means
--- config
    location / { posts $TEST_NGINX_HTML_DIR/s; }
    location /off/ { posts $TEST_NGINX_HTML_DIR/s; posts_watch off; }
    location = /-generation {
        posts $TEST_NGINX_HTML_DIR/s;
        posts_cache off;
        add_header X-Generation $posts_generation always;
    }
--- request eval
["GET /2020/01/01/new.html", "GET /off/2020/01/01/new.html",
 "GET /2020/01/01/new.html", "GET /off/2020/01/01/new.html"]
--- change eval
[undef, sub { ::handover();
              put('_posts/2020-01-01-new.md', ::post('New', 'One.')) }]
--- error_code eval
[404, 404, 200, 404]



=== TEST 17: what only seems a change, a thousand times
--- request eval
["GET $::First", "GET $::First"]
--- change eval
[sub { for (1 .. 1000) { put("file$_.tmp~", 'x'); gone("file$_.tmp~") }
       quiet }]
--- response_headers eval
["X-Status: MISS", "X-Status: HIT"]
--- no_error_log eval
qr/\[(?:warn|error)\].*s17/
