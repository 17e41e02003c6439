# From the URL to what it names: documents, their other spellings, lists and
# their pages, tags and categories.

use FindBin;
use lib $FindBin::Bin;

use Site;
use Test::Nginx::Socket 'no_plan';

no_long_string();
no_root_location();

$ENV{TEST_NGINX_HTML_DIR} ||= html_dir();

our $Site = <<'_EOC_';
>>> s/_config.yml
title: The site
>>> s/_posts/2020-08-15-first.md
---
title: First
tags: [ red, "C++", "C#", "a/b", "Straße", "日本 語", "two words" ]
categories: [ News, "Küche" ]
---
First text.
>>> s/_posts/2020-08-16-Second-Post.markdown
---
title: Second
tags: red
---
Second text.
>>> s/notes/_posts/2020-08-17-third.md
---
title: Third
---
Third text.
>>> s/about.md
---
title: About
---
About us.
>>> s/team/index.md
---
title: Team
---
The team.
>>> s/plain.html
---
title: Plain
---
<p>Plain page.</p>
>>> s/pretty.md
---
title: Pretty
permalink: /pretty/
---
Pretty page.
>>> s/bare.md
---
title: Bare
permalink: /bare
---
Bare page.
>>> s/straße.md
---
title: Street
---
The street.
>>> s/feed.txt
---
---
A text page.
_EOC_

# posts p1 .. pN, one a day

sub posts {
    return join '', map { sprintf ">>> s/_posts/2020-01-%02d-p%d.md\n"
                                  . "---\ntitle: P%d\ntags: all\n---\ntext\n",
                                  $_, $_, $_ } 1 .. shift;
}

# the front matter's permalink, what it becomes, and another spelling

our @Styles = (
    ['date',    '/news/2020/08/15/first.html'],
    ['pretty',  '/news/2020/08/15/first/'],
    ['ordinal', '/news/2020/228/first.html'],
    ['weekdate', '/news/2020/W33/Sat/first.html'],
    ['none',    '/news/first.html'],
    ['/:year/:month/:day/:title:output_ext', '/2020/08/15/first.html'],
    ['/:categories/:title/', '/news/first/'],
    ['/:short_year/:i_month/:i_day/:slug', '/20/8/15/first'],
    ['/blog/:title.html', '/blog/first.html'],
    ['/:year/:y_day/:hour-:minute-:second/:title/',
        '/2020/228/13-24-05/first/'],
    ['/:short_month/:long_month/:short_day/:long_day/:title',
        '/Aug/August/Sat/Saturday/first'],
);

add_block_preprocessor(sub {
    my $block = shift;

    own_folder($block, $Site);
    default_config($block);
});

run_tests();

__DATA__

=== TEST 1: documents at their own URLs
--- request eval
["GET /news/k%C3%BCche/2020/08/15/first.html",
 "GET /2020/08/16/Second-Post.html",
 "GET /notes/2020/08/17/third.html", "GET /about.html", "GET /team/",
 "GET /plain.html", "GET /pretty/", "GET /bare", "GET /feed.txt"]
--- error_code eval
[(200) x 9]
--- response_headers eval
[("X-Resource: post") x 3, ("X-Resource: page") x 6]
--- response_body_like eval
[qr/First text/, qr/Second text/, qr/Third text/, qr/About us/, qr/The team/,
 qr/<p>Plain page/, qr/Pretty page/, qr/Bare page/, qr/^A text page\.$/]



=== TEST 2: without the suffix
--- request eval
["GET /2020/08/16/Second-Post", "GET /about", "GET /plain",
 "GET /team/index.html", "GET /bare.html", "GET /index.html"]
--- error_code eval
[(200) x 6]
--- response_body_like eval
[qr/Second text/, qr/About us/, qr/Plain page/, qr/The team/, qr/Bare page/,
 qr/Third/]



=== TEST 3: the URL that counts is named, whatever was asked for
--- request eval
["GET /about", "GET /about.html", "GET /team/index.html", "GET /index.html"]
--- response_headers eval
["Content-Location: /about.html", "Content-Location: /about.html",
 "Content-Location: /team/", "Content-Location: /"]



=== TEST 4: a folder without its slash
--- request eval
["GET /team", "GET /pretty", "GET /tag/red", "GET /category/news",
 "GET /page/2"]
--- user_files eval
$::Site . ::posts(20)
--- error_code eval
[(301) x 5]
--- response_headers_like eval
["Location: http://localhost:\\d+/team/", "Location: http://localhost:\\d+/pretty/",
 "Location: http://localhost:\\d+/tag/red/",
 "Location: http://localhost:\\d+/category/news/",
 "Location: http://localhost:\\d+/page/2/"]



=== TEST 5: the query stays
--- request eval
["GET /team?a=b&c=%20d", "GET /tag/red?x", "GET /about?x=1", "GET /team?"]
--- error_code eval
[301, 301, 200, 301]
--- response_headers_like eval
["Location: http://localhost:\\d+/team/\\?a=b&c=%20d",
 "Location: http://localhost:\\d+/tag/red/\\?x",
 "Content-Location: /about\\.html",
 "Location: http://localhost:\\d+/team/"]



=== TEST 6: absolute_redirect off
--- options: absolute_redirect off;
--- request eval
["GET /team", "GET /team?a=b"]
--- error_code eval
[301, 301]
--- response_headers eval
["Location: /team/", "Location: /team/?a=b"]



=== TEST 7: what is not there
--- request eval
["GET /nothing", "GET /nothing.html", "GET /nothing/", "GET /about/",
 "GET /about.html/", "GET /2020/08/15/first.html", "GET /2020/08/16/",
 "GET /2020", "GET /About.html", "GET /news/", "GET /notes/",
 "GET /2020-08-16-Second-Post.html", "GET /2020/08/16/second-post.html"]
--- error_code eval
[(404) x 13]



=== TEST 8: every placeholder of a permalink in front matter
--- user_files eval
my $i = 0;
join '', map { $i++; ">>> s/$i/_posts/2020-08-15-first.md\n"
               . "---\ntitle: First\ndate: 2020-08-15 13:24:05\n"
               . "category: c$i\npermalink: $_->[0]\n---\nText $i.\n" }
         grep { $_->[0] =~ /:/ } @::Styles
--- request eval
my $i = 0;
[map { $i++; my $url = $_->[1]; $url =~ s{^/news/}{/$i/c$i/}; "GET $url" }
     grep { $_->[0] =~ /:/ } @::Styles]
--- error_code eval
[(200) x grep { $_->[0] =~ /:/ } @::Styles]
--- response_body_like eval
[map { qr/Text $_\./ } 1 .. grep { $_->[0] =~ /:/ } @::Styles]



=== TEST 9: every style of permalinks, from the configuration
--- user_files eval
my $i = 0;
">>> s/x\nx\n" . join '', map { $i++; ">>> s/$i/_config.yml\npermalink: $_->[0]\n"
               . ">>> s/$i/_posts/2020-08-15-first.md\n"
               . "---\ntitle: First\ndate: 2020-08-15 13:24:05\n"
               . "category: news\n---\nText $i.\n" }
         @::Styles
--- config eval
my $i = 0;
join '', map { $i++; "location /$i/ { posts \$TEST_NGINX_HTML_DIR/s/$i; }\n" }
         @::Styles
--- request eval
my $i = 0;
[map { $i++; "GET /$i$_->[1]" } @::Styles]
--- error_code eval
[(200) x @::Styles]
--- response_body_like eval
[map { qr/Text $_\./ } 1 .. @::Styles]



=== TEST 10: pages of a list
--- user_files eval
::posts(31)
--- request eval
["GET /", "GET /page/2/", "GET /page/3/"]
--- error_code eval
[200, 200, 200]
--- response_headers eval
[("X-Resource: index") x 3]
--- response_body_like eval
[qr/^(?!.*\/p16\.html).*\/p31\.html.*\/p17\.html.*\/page\/2\//s,
 qr/^(?!.*\/p17\.html)(?!.*\/p1\.html).*\/p16\.html.*\/p2\.html/s,
 qr/^(?!.*\/p2\.html).*\/p1\.html/s]



=== TEST 11: pages of a list that are not there
--- user_files eval
::posts(31)
--- request eval
["GET /page/4/", "GET /page/0/", "GET /page/-1/", "GET /page/02/",
 "GET /page/x/", "GET /page/99999999999999999999/", "GET /page/",
 "GET /page/2/x", "GET /page/4/index.json", "GET /page/4"]
--- error_code eval
[(404) x 10]



=== TEST 12: the first page has one URL
--- user_files eval
::posts(31)
--- request eval
["GET /page/1/", "GET /page/1", "GET /tag/all/page/1/", "GET /page/1/index.json"]
--- error_code eval
[(301) x 4]
--- response_headers_like eval
["Location: http://localhost:\\d+/", "Location: http://localhost:\\d+/",
 "Location: http://localhost:\\d+/tag/all/",
 "Location: http://localhost:\\d+/index\\.json"]



=== TEST 13: pages of a list in JSON
--- user_files eval
::posts(31)
--- request eval
["GET /index.json", "GET /page/2/index.json", "GET /page/3.json",
 "GET /tag/all/page/2/index.json", "GET /tag/all.json"]
--- error_code eval
[(200) x 5]
--- response_body_like eval
[qr/"pagination":\{"page":1,"limit":15,"pages":3,"total":31,"next":2,"prev":null\}/,
 qr/"pagination":\{"page":2,"limit":15,"pages":3,"total":31,"next":3,"prev":1\}/,
 qr/"pagination":\{"page":3,"limit":15,"pages":3,"total":31,"next":null,"prev":2\}/,
 qr/"pagination":\{"page":2,.*"total":31/, qr/"pagination":\{"page":1,.*"total":31/]



=== TEST 14: paginate in _config.yml
--- user_files eval
">>> s/_config.yml\npaginate: 2\n" . ::posts(5)
--- request eval
["GET /index.json", "GET /page/3/index.json", "GET /page/4/"]
--- error_code eval
[200, 200, 404]
--- response_body_like eval
[qr/"limit":2,"pages":3,"total":5/, qr/"page":3,"limit":2/, qr/404/]



=== TEST 15: an empty site has a list, too
--- user_files
>>> s/robots.txt
User-agent: *
--- request eval
["GET /", "GET /index.json", "GET /page/2/", "GET /page/1/"]
--- error_code eval
[200, 200, 404, 301]
--- response_body_like eval
[qr/<html/, qr/^\{"posts":\[\],"meta":\{"pagination":\{"page":1,"limit":15,"pages":1,"total":0,"next":null,"prev":null\}\}\}/,
 qr/404/, qr/301/]



=== TEST 16: a page of the site takes the list's place
--- user_files eval
$::Site . ::posts(20) . ">>> s/index.md\n---\ntitle: Home\n---\nWelcome.\n"
--- request eval
["GET /", "GET /page/1/", "GET /page/2/", "GET /index.html"]
--- error_code eval
[200, 200, 200, 200]
--- response_headers eval
["X-Resource: page", "X-Resource: index", "X-Resource: index",
 "X-Resource: page"]
--- response_body_like eval
[qr/Welcome/, qr/Third/, qr/P/, qr/Welcome/]



=== TEST 17: tags by their names in the URL
--- request eval
["GET /tag/red/", "GET /tag/stra%C3%9Fe/",
 "GET /tag/%E6%97%A5%E6%9C%AC-%E8%AA%9E/", "GET /tag/two-words/",
 "GET /category/news/", "GET /category/k%C3%BCche/", "GET /category/notes/"]
--- error_code eval
[(200) x 7]
--- response_headers eval
[("X-Resource: tag") x 4, ("X-Resource: category") x 3]
--- response_body_like eval
[qr/Second.*First/s, qr/First/, qr/First/, qr/First/, qr/First/, qr/First/,
 qr/Third/]



=== TEST 18: each tag's own link leads to it
--- request eval
["GET /news/k%C3%BCche/2020/08/15/first.html"]
--- response_body_like eval
[qr{(?=.*href="/tag/red/")(?=.*href="/tag/stra%C3%9Fe/")(?=.*href="/tag/two-words/")(?=.*href="/category/k%C3%BCche/")}s]



=== TEST 19: other spellings of a tag are sent on
--- request eval
["GET /tag/Red/", "GET /tag/two%20words/", "GET /tag/Stra%C3%9Fe/",
 "GET /tag/RED", "GET /category/News/", "GET /tag/Red.json",
 "GET /tag/%E6%97%A5%E6%9C%AC%20%E8%AA%9E/", "GET /tag/Red/?a=b"]
--- error_code eval
[(301) x 8]
--- response_headers_like eval
["Location: http://localhost:\\d+/tag/red/",
 "Location: http://localhost:\\d+/tag/two-words/",
 "Location: http://localhost:\\d+/tag/stra%C3%9Fe/",
 "Location: http://localhost:\\d+/tag/red/",
 "Location: http://localhost:\\d+/category/news/",
 "Location: http://localhost:\\d+/tag/red/index\\.json",
 "Location: http://localhost:\\d+/tag/%E6%97%A5%E6%9C%AC-%E8%AA%9E/",
 "Location: http://localhost:\\d+/tag/red/\\?a=b"]



=== TEST 20: tags that nobody has
--- request eval
["GET /tag/", "GET /tag/green/", "GET /category/green/", "GET /tag",
 "GET /tag/red/x/", "GET /tags/red/", "GET /category/red/", "GET /tag/news/",
 "GET /tag/%20/", "GET /tag/-/"]
--- error_code eval
[(404) x 10]



=== TEST 21: encoded spellings of a path are the same resource
--- request eval
["GET /%61bout.html", "GET /about%2Ehtml", "GET //about.html",
 "GET /x/../about.html", "GET /./about.html", "GET /te%61m/",
 "GET /stra%C3%9Fe.html", "GET /stra%c3%9fe.html"]
--- error_code eval
[(200) x 8]
--- response_body_like eval
[(qr/About us/) x 5, qr/The team/, (qr/The street/) x 2]



=== TEST 22: links to what is not ASCII are encoded
--- request eval
["GET /stra%C3%9Fe.html", "GET /stra%C3%9Fe.json"]
--- response_headers_like eval
["Content-Location: /stra%C3%9Fe\\.html",
 "Link: </stra%C3%9Fe\\.html>; rel=\"canonical\".*"]



=== TEST 23: a redirect to what is not ASCII is encoded
--- user_files
>>> s/stra.md
---
permalink: /straße und "Weg"/
---
text
--- request eval
["GET /stra%C3%9Fe%20und%20%22Weg%22"]
--- error_code eval
[301]
--- response_headers_like eval
["Location: http://localhost:\\d+/stra%C3%9Fe%20und%20%22Weg%22/"]



=== TEST 24: no header can be put into a redirect
--- request eval
["GET /tag/Red%0d%0aX-Evil:%20yes/", "GET /team%0d%0aX-Evil:%20yes"]
--- error_code_like eval
["^(404|400|301)\$", "^(404|400)\$"]
--- response_headers eval
["!X-Evil", "!X-Evil"]



=== TEST 25: names with a percent sign, a question mark, a plus
--- user_files
>>> s/a.md
---
permalink: /100%/a?b/c+d.html
---
Odd name.
--- request eval
["GET /100%25/a%3Fb/c+d.html", "GET /100%25/a%3Fb/c%2Bd.html",
 "GET /100%25/a?b/c+d.html"]
--- error_code eval
[200, 200, 404]
--- response_headers eval
["Content-Location: /100%25/a%3Fb/c+d.html",
 "Content-Location: /100%25/a%3Fb/c+d.html", ""]



=== TEST 26: a long path
--- request eval
["GET /" . ("a" x 4000), "GET /" . ("a/" x 2000), "GET /tag/" . ("b" x 3000) . "/"]
--- error_code eval
[404, 404, 404]



=== TEST 27: HEAD of a redirect and of a list
--- request eval
["HEAD /team", "HEAD /"]
--- error_code eval
[301, 200]
--- response_body eval
["", ""]
