# What must never leave the server, by any spelling of its path: sources,
# drafts, what is hidden or excluded, and what is out of the site's folder.

use FindBin;
use lib $FindBin::Bin;

use Site;
use Test::Nginx::Socket 'no_plan';

no_long_string();
no_root_location();

$ENV{TEST_NGINX_HTML_DIR} ||= html_dir();

our $Site = <<'_EOC_';
>>> s/_config.yml
# SECRET
title: The site
exclude: [ excluded.txt, private, "*.key" ]
>>> s/_posts/2020-08-15-first.md
---
title: First
---
First text. SECRET only by the path of its file.
>>> s/_posts/2020-08-16-unpublished.md
---
title: Unpublished
published: false
---
SECRET
>>> s/_posts/2999-01-01-future.md
---
title: Future
---
SECRET
>>> s/_drafts/idea.md
---
title: Idea
---
SECRET
>>> s/notes/_posts/2020-08-17-note.md
---
title: Note
---
SECRET only by the path of its file.
>>> s/hidden.md
---
title: Hidden
published: false
---
SECRET
>>> s/hidden.txt
---
published: false
---
SECRET
>>> s/.git/config
SECRET
>>> s/.htpasswd
SECRET
>>> s/.env
SECRET
>>> s/notes/.hidden/x.txt
SECRET
>>> s/_includes/head.html
SECRET
>>> s/_layouts/post.html
SECRET
>>> s/_data/members.yml
SECRET
>>> s/_site/index.html
SECRET
>>> s/excluded.txt
SECRET
>>> s/private/x.txt
SECRET
>>> s/notes/server.key
SECRET
>>> s/Gemfile
SECRET
>>> s/node_modules/x.js
SECRET
>>> s/backup.txt~
SECRET
>>> s/public.txt
public
>>> outside.txt
SECRET
>>> s-other/x.txt
SECRET
_EOC_

our @Secrets = qw(
    /_config.yml /_posts/2020-08-15-first.md /_posts/2020-08-15-first.html
    /_posts/2020-08-16-unpublished.md /_posts /_posts/ /_drafts/idea.md
    /_drafts/idea /notes/_posts/2020-08-17-note.md /.git/config /.htpasswd
    /.env /notes/.hidden/x.txt /_includes/head.html /_layouts/post.html
    /_data/members.yml /_site/index.html /_site/ /excluded.txt /private/x.txt
    /notes/server.key /Gemfile /node_modules/x.js /backup.txt~
    /hidden.md /hidden.html /hidden.json /hidden /hidden.txt
    /2020/08/16/unpublished.html /2020/08/16/unpublished.json
    /2020/08/16/unpublished.md /2020/08/16/unpublished
    /2999/01/01/future.html /2999/01/01/future.json /2999/01/01/future.md
    /../outside.txt /../s-other/x.txt /x/../../outside.txt
    /notes/../../outside.txt
);

sub all_encoded {
    my $path = shift;

    $path =~ s/([^\/])/sprintf '%%%02X', ord $1/ge;

    return $path;
}

our @Spellings = (
    sub { $_ },
    sub { "/$_" },
    sub { "//$_" },
    sub { "/.$_" },
    sub { "/x/..$_" },
    sub { "/public.txt/..$_" },
    sub { s{\./}{%2e/}gr =~ s{/\.}{/%2e}gr },
    sub { s{_}{%5f}gr =~ s{\.}{%2E}gr },
    sub { all_encoded($_) },
    sub { s{(?<=.)/}{%2f}gr },
    sub { s{(?<=.)/}{\\}gr },
    sub { s{(?<=.)/}{%5c}gr },
    sub { s{(?<=.)/}{//}gr },
    sub { s{(?<=.)/}{/./}gr },
    sub { "$_/" },
    sub { "$_/." },
    sub { "$_." },
    sub { "$_%20" },
    sub { "$_%00" },
    sub { "$_%00.html" },
    sub { "$_;x" },
    sub { "$_%3fx" },
    sub { "$_\%23x" },
    sub { "$_.html" },
    sub { "$_.json" },
    sub { "$_.md" },
    sub { "$_~" },
    sub { "$_/index.html" },
    sub { "$_/index.json" },
    sub { s{\.}{%252e}gr =~ s{_}{%255f}gr },
    sub { s{\.}{%c0%ae}gr },
    sub { s{(?<=.)/}{%c0%af}gr },
    sub { s{\.}{%ef%bc%8e}gr =~ s{_}{%ef%bc%bf}gr },
    sub { "/%E2%80%8B" . substr($_, 1) },
    sub { uc },
);

our @Paths = do {
    my %seen;
    grep { !$seen{$_}++ }
    map { my $secret = $_; map { my $to = $_; local $_ = $secret; $to->() }
                           @Spellings }
    @Secrets;
};

# A section "walk" has more paths, asked for when the first request has been
# answered: there are too many for blocks of their own.

sub walk {
    my ($block, $body, $i) = @_;

    my $paths = $block->walk;
    return if !defined $paths || $i != 0;

    my @wrong = grep {
        my $answer = Site::get($_);

        $answer !~ m{\AHTTP/1\.1 40[034] } || $answer =~ /SECRET/;
    } @$paths;

    Test::More::is(join("\n", @wrong), '',
                   $block->name . ' - ' . @$paths . ' paths');
}

add_block_preprocessor(sub {
    my $block = shift;

    $block->set_value('http_config', join "\n", 'posts_theme builtin;',
                      $block->http_config // ());
    own_folder($block, $Site);
    default_config($block);
});

add_response_body_check(sub { run_change($_[0], $_[2]) });
add_response_body_check(\&walk);
log_level('info');

run_tests();

__DATA__

=== TEST 1: what may be seen, by these means
--- request eval
["GET /public.txt", "GET //public.txt", "GET /x/../public.txt",
 "GET /2020/08/15/first.html", "GET /2020/08/15/first.md", "GET /%70ublic.txt"]
--- error_code eval
[(200) x 6]
--- response_body_like eval
[qr/^public$/, qr/^public$/, qr/^public$/, qr/First text/, qr/First text/,
 qr/^public$/]



=== TEST 2: every spelling
--- request
GET /public.txt
--- walk eval
\@::Paths
--- response_body
public
--- no_error_log
[crit]
[alert]



=== TEST 3: every spelling, without a cache and with merge_slashes off
--- config
    merge_slashes off;
    location / {
        posts $TEST_NGINX_HTML_DIR/s;
        posts_cache off;
    }
--- request
GET /public.txt
--- walk eval
\@::Paths
--- response_body
public
--- no_error_log
[crit]
[alert]



=== TEST 4: below a prefix
--- config
    location /blog/ { posts $TEST_NGINX_HTML_DIR/s; }
    location /bare { posts $TEST_NGINX_HTML_DIR/s; }
    location / { return 404; }
--- request
GET /bare/public.txt
--- walk eval
[map { ("/blog$_", "/bare$_") } @::Paths, "../_config.yml", "_config.yml",
 "..%2f_config.yml", "/..%2f_config.yml"]
--- response_body
public
--- no_error_log
[crit]
[alert]



=== TEST 5: after what may be seen has been asked for
--- request eval
[map { ("GET /2020/08/15/first.html", "GET $_", "GET $_") }
 grep { !m{\.\.} } @::Secrets]
--- error_code_like eval
[map { ("^200\$", "^404\$", "^404\$") } grep { !m{\.\.} } @::Secrets]
--- response_body_unlike eval
[map { (qr/^SECRET/m) x 3 } grep { !m{\.\.} } @::Secrets]



=== TEST 6: no list, feed or neighbor names them
--- request eval
["GET /", "GET /index.json", "GET /2020/08/15/first.html",
 "GET /2020/08/15/first.json", "GET /nothing"]
--- error_code eval
[200, 200, 200, 200, 404]
--- response_body_unlike eval
[(qr/Unpublished|Future|Idea|Hidden/) x 5]



=== TEST 7: symbolic links out of the site
--- init
Site::at('s7');
Site::linked('/etc/hostname', 'hostname.txt');
Site::linked('../outside.txt', 'up.txt');
Site::linked("$ENV{TEST_NGINX_HTML_DIR}/outside.txt", 'absolute.txt');
Site::linked('../s-other', 'folder');
Site::linked('/', 'rootfolder');
Site::linked('public.txt/../../outside.txt', 'odd.txt');
Site::linked('hostname.txt', 'twice.txt');
Site::linked('loop.txt', 'loop.txt');
Site::linked('/proc/self/environ', 'proc.txt');
--- request eval
["GET /hostname.txt", "GET /up.txt", "GET /absolute.txt", "GET /folder/x.txt",
 "GET /rootfolder/etc/passwd", "GET /odd.txt", "GET /twice.txt",
 "GET /loop.txt", "GET /proc.txt", "GET /folder/", "GET /folder"]
--- error_code_like eval
[("^(403|404)\$") x 11]
--- response_body_unlike eval
[(qr/SECRET|root:/) x 11]



=== TEST 8: symbolic links inside the site are followed, but hide no less
--- init
Site::at('s8');
Site::linked('public.txt', 'alias.txt');
Site::linked('notes', 'other');
Site::put('notes/n.txt', "note\n");
Site::linked('_posts', 'sources');
Site::linked('_drafts', '_posts/drafts');
--- request eval
["GET /alias.txt", "GET /other/n.txt", "GET /other/server.key",
 "GET /other/.hidden/x.txt", "GET /sources/2020-08-16-unpublished.md",
 "GET /sources/2020-08-16-unpublished.html"]
--- error_code eval
[200, 200, (404) x 4]
--- response_body_unlike eval
[(qr/SECRET/) x 6]



=== TEST 9: a post that is a link: inside the site it is one, out of it not
--- user_files eval
$::Site . ">>> s/shared/post.md\n---\ntitle: Linked\n---\nLinked text.\n"
        . ">>> outside.md\n---\ntitle: Out\n---\nSECRET\n"
--- request eval
["GET /2020/01/01/in.html", "GET /2020/01/01/in.html",
 "GET /2020/01/02/out.html", "GET /2020/01/03/out.html", "GET /index.json"]
--- change eval
[sub { linked('../shared/post.md', '_posts/2020-01-01-in.md') },
 sub { linked('../../outside.md', '_posts/2020-01-02-out.md');
       linked('/etc/passwd', '_posts/2020-01-03-out.md'); quiet }]
--- error_code eval
[404, 200, 404, 404, 200]
--- response_body_unlike eval
[(qr/^SECRET|root:|"title":"Out"/m) x 5]



=== TEST 10: and the log names such a link
--- user_files eval
$::Site . ">>> outside.md\n---\ntitle: Out\n---\nSECRET\n"
--- init
Site::at('s10');
Site::linked('../../outside.md', '_posts/2020-01-02-out.md');
select undef, undef, undef, 0.3;
--- request
GET /2020/01/02/out.html
--- error_code: 404
--- error_log
_posts/2020-01-02-out.md
this symbolic link leads out of the site



=== TEST 11: the site's folder is a link itself
--- config
    location / { posts $TEST_NGINX_HTML_DIR/s/link; }
--- user_files
>>> s/real/public.txt
public
>>> s/real/_posts/2020-08-15-first.md
---
title: First
---
First text.
--- init
Site::at('s11');
Site::linked('real', 'link');
select undef, undef, undef, 1.5;
--- request eval
["GET /nothing", "GET /public.txt", "GET /2020/08/15/first.html",
 "GET /_posts/2020-08-15-first.md"]
--- error_code_like eval
["404", "^200\$", "^200\$", "^404\$"]



=== TEST 12: a file takes the place of a folder that was judged
--- request eval
["GET /private/x.txt", "GET /private", "GET /private/x.txt", "GET /a/x.txt",
 "GET /a/x.txt"]
--- change eval
[sub { gone('private'); put('private', "SECRET\n"); quiet }, undef, undef,
 sub { linked('../_drafts', 'a'); quiet }]
--- error_code eval
[(404) x 5]
--- response_body_unlike eval
[(qr/SECRET/) x 5]



=== TEST 13: a draft under the name of a static file
--- user_files
>>> s/_drafts/notes.txt
---
title: Notes
---
SECRET
>>> s/_drafts/2020-01-01-dated.md
---
title: Dated
---
SECRET
--- request eval
["GET /notes.txt", "GET /notes.html", "GET /2020/01/01/dated.html",
 "GET /drafts/notes.txt", "GET /_drafts/notes.txt", "GET /_drafts/"]
--- error_code eval
[(404) x 6]



=== TEST 14: a request line as a proxy gets it, and with odd bytes
--- raw_request eval
"GET http://localhost/../_config.yml HTTP/1.0\r\n\r\n"
--- error_code: 400
--- response_body_unlike: SECRET



=== TEST 15: raw bytes
--- request eval
["GET /\xff_config.yml", "GET /_config\xff.yml", "GET /\xc0\xae\xc0\xae/outside.txt",
 "GET /_posts/2020-08-15-first.md\xe2\x80\x8b", "GET /\x01/_config.yml"]
--- error_code_like eval
[("^(400|404)\$") x 5]
--- response_body_unlike eval
[(qr/SECRET/) x 5]
