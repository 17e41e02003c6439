
/*
 * Copyright (C) the ngx_http_posts_module authors
 *
 * Answers of a small site: status, fields, and what has to be in the body or
 * must not be.
 */


#include "site.h"

#include <errno.h>

#include "check.h"
#include "posts_json.h"
#include "posts_render.h"


#define RENDER_HTML  "text/html; charset=utf-8"
#define RENDER_JSON  "application/json"
#define RENDER_MARK  "text/markdown; charset=utf-8"
#define RENDER_PROB  "application/problem+json"


typedef struct {
    const char  *path;
    const char  *accept;
    unsigned     status;
    const char  *type;
    const char  *resource;
    const char  *location;   /* Content-Location, or a redirect's */
    const char  *has;        /* in the body */
    const char  *lacks;
} render_case_t;


static const site_file_t  render_files[] = {

    { "_config.yml",
      "title: Tom & Jerry\n"
      "description: A <b>site</b>\n"
      "url: https://example.org\n"
      "permalink: /:title:output_ext\n"
      "paginate: 2\n" },

    { "_posts/2020-01-01-one.md",
      "---\n"
      "title: \"One <1> & \\\"'\"\n"
      "tags: [\"C & C++\", \"it's\"]\n"
      "categories: [News]\n"
      "author: {name: Ada, mail: a@example.org}\n"
      "rating: 4.0\n"
      "draft: false\n"
      "nested: {b: [1, null], a: 2020-05-06}\n"
      "---\n"
      "First *paragraph*.\n\nSecond <b>raw</b>.\n" },

    { "_posts/2020-01-02-two.md",
      "---\ntitle: Two\nexcerpt: As <i>is</i>\nlang: de\n---\n"
      "# Two itself\n\nText.\n" },

    { "_posts/2020-01-03-three.md", "---\ntitle: Three\n---\n" },

    { "about.md",
      "---\ntitle: About\ndescription: \"a \\\"b\\\"\"\n---\nabout\n" },
    { "dated.md", "---\ntitle: Dated\ndate: 2021-02-03\n---\ndated\n" },
    { "feed.md", "---\npermalink: /feed.json\n---\n{}\n" },
    { "main.css", "---\n---\nbody { color: red }\n" },
    { "robots.txt", "---\n---\nUser-agent: *\n" },
    { "odd.weird", "---\n---\nodd\n" },
    { "whole.html", "---\n---\n\n<!DOCTYPE html>\n<p>whole\n" },
    { "part.html", "---\ntitle: Part\n---\n<p>part\n" },
    { "none.md", "---\nlayout: none\n---\nbare *text*\n" },
    { "folder/index.md", "---\ntitle: Folder\n---\nin a folder\n" },
    { "q&a's.md", "---\ntitle: Q\n---\nq\n" },
    { "x.json.md", "---\ntitle: X\npermalink: /x.json/\n---\nx\n" },
    { "logo.png", "PNG" },

    { NULL, NULL }
};


static const render_case_t  render_cases[] = {

    /* negotiation, and where the chosen one really is */

    { "/one.html", "", 200, RENDER_HTML, "post", "/b/one.html",
      "<h1>One &lt;1&gt; &amp; &quot;&#39;</h1>", "First <em>p</em>" },
    { "/one.html", "application/json", 200, RENDER_JSON, "post",
      "/b/one.json", "\"title\":\"One <1> & \\\"'\"", "<html" },
    { "/one.html", "text/markdown", 200, RENDER_MARK, "post", "/b/one.md",
      "---\ntitle: \"One <1>", "<html" },
    { "/one", "", 200, RENDER_HTML, "post", "/b/one.html", "<h1>", NULL },
    { "/one.json", "text/html", 200, RENDER_JSON, "post", "", "\"id\":",
      NULL },
    { "/one.md", "text/html", 200, RENDER_MARK, "post", "", "---\n", NULL },
    { "/one.html.json", "", 200, RENDER_JSON, "post", "/b/one.json",
      "\"id\":", NULL },
    { "/folder/", "application/json", 200, RENDER_JSON, "page",
      "/b/folder/index.json", "\"url\":\"/b/folder/\"", NULL },
    { "/folder.json", "", 200, RENDER_JSON, "page", "/b/folder/index.json",
      "\"url\":\"/b/folder/\"", NULL },
    { "/folder/index.json", "", 200, RENDER_JSON, "page", "",
      "\"url\":\"/b/folder/\"", NULL },
    { "/folder/index.html", "", 200, RENDER_HTML, "page", "/b/folder/",
      "<h1>Folder</h1>", NULL },

    /* what JSON has */

    { "/one.json", "", 200, RENDER_JSON, "post", "",
      "{\"id\":\"/one\",\"url\":\"/b/one.html\",\"type\":\"post\",\"title\":",
      NULL },
    { "/one.json", "", 200, RENDER_JSON, "post", "",
      ",\"date\":\"2020-01-01T00:00:00+00:00\",\"author\":\"Ada\","
      "\"tags\":[\"C & C++\",\"it's\"],\"categories\":[\"News\"],"
      "\"excerpt\":\"<p>First <em>paragraph</em>.</p>\\n\",\"content\":\"<p>",
      NULL },
    { "/one.json", "", 200, RENDER_JSON, "post", "",
      "\"previous\":null,\"next\":{\"url\":\"/b/two.html\","
      "\"title\":\"Two\"},\"data\":{\"author\":{\"name\":\"Ada\","
      "\"mail\":\"a@example.org\"},\"rating\":4.0,\"draft\":false,"
      "\"nested\":{\"b\":[1,null],\"a\":\"2020-05-06\"}}}\n", NULL },
    { "/two.json", "", 200, RENDER_JSON, "post", "",
      "\"excerpt\":\"As <i>is</i>\",\"content\":\"<h1 id=",
      "\"excerpt\":\"<p>" },
    { "/three.json", "", 200, RENDER_JSON, "post", "",
      "\"author\":null,\"tags\":[],\"categories\":[],\"excerpt\":\"\","
      "\"content\":\"\",\"previous\":{\"url\":\"/b/two.html\",", NULL },
    { "/about.json", "", 200, RENDER_JSON, "page", "",
      "\"type\":\"page\",\"title\":\"About\",\"date\":null,", NULL },
    { "/about.json", "", 200, RENDER_JSON, "page", "",
      "\"previous\":null,\"next\":null,\"data\":{\"description\":", NULL },
    { "/dated.json", "", 200, RENDER_JSON, "page", "",
      "\"date\":\"2021-02-03T00:00:00+00:00\"", NULL },

    /* what HTML has */

    { "/one.html", "", 200, RENDER_HTML, "post", "/b/one.html",
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">",
      NULL },
    { "/one.html", "", 200, RENDER_HTML, "post", "/b/one.html",
      "<title>One &lt;1&gt; &amp; &quot;&#39; — Tom &amp; Jerry</title>",
      NULL },
    { "/one.html", "", 200, RENDER_HTML, "post", "/b/one.html",
      "<link rel=\"canonical\" href=\"https://example.org/b/one.html\">",
      NULL },
    { "/one.html", "", 200, RENDER_HTML, "post", "/b/one.html",
      "<link rel=\"alternate\" type=\"application/json\" "
      "href=\"/b/one.json\">\n<link rel=\"alternate\" "
      "type=\"text/markdown\" href=\"/b/one.md\">\n"
      "<link rel=\"next\" href=\"/b/two.html\">", "rel=\"prev\"" },
    { "/one.html", "", 200, RENDER_HTML, "post", "/b/one.html",
      "<time datetime=\"2020-01-01T00:00:00+00:00\">2020-01-01</time>",
      NULL },
    { "/one.html", "", 200, RENDER_HTML, "post", "/b/one.html",
      "<p>First <em>paragraph</em>.</p>\n<p>Second <b>raw</b>.</p>\n", NULL },
    { "/one.html", "", 200, RENDER_HTML, "post", "/b/one.html",
      "<li><a rel=\"tag\" href=\"/b/category/news/\">News</a></li>\n"
      "<li><a rel=\"tag\" href=\"/b/tag/c-&amp;-c++/\">#C &amp; C++</a></li>"
      "\n<li><a rel=\"tag\" href=\"/b/tag/it&#39;s/\">#it&#39;s</a></li>\n",
      NULL },
    { "/two.html", "", 200, RENDER_HTML, "post", "/b/two.html",
      "<html lang=\"de\">", "<h1>Two</h1>" },
    { "/two.html", "", 200, RENDER_HTML, "post", "/b/two.html",
      "<a rel=\"prev\" href=\"/b/one.html\">← One &lt;1&gt;", NULL },
    { "/two.html", "", 200, RENDER_HTML, "post", "/b/two.html",
      "<a rel=\"next\" href=\"/b/three.html\">Three →</a>", NULL },
    { "/about.html", "", 200, RENDER_HTML, "page", "/b/about.html",
      "<meta name=\"description\" content=\"a &quot;b&quot;\">", "<time" },
    { "/part.html", "", 200, RENDER_HTML, "page", "/b/part.html",
      "<h1>Part</h1>\n</header>\n<div class=\"text\">\n<p>part\n</div>",
      "text/markdown" },
    { "/whole.html", "", 200, RENDER_HTML, "page", "/b/whole.html",
      "<!DOCTYPE html>\n<p>whole\n", "<title>" },
    { "/none.html", "", 200, RENDER_HTML, "page", "/b/none.html",
      "<p>bare <em>text</em></p>\n", "<html" },
    { "/q&a's", "", 200, RENDER_HTML, "page", "/b/q&a's.html",
      "href=\"/b/q&amp;a&#39;s.json\"", "q&a's" },

    /* documents that are not made into HTML */

    { "/feed.json", "text/html", 200, RENDER_JSON, "page", "", "<p>{}</p>",
      "<html" },
    { "/main.css", "application/json", 200, "text/css; charset=utf-8",
      "page", "", "body { color: red }\n", "---" },
    { "/robots.txt", "image/png", 200, "text/plain; charset=utf-8", "page",
      "", "User-agent: *\n", NULL },
    { "/odd.weird", "", 200, "text/plain; charset=utf-8", "page", "",
      "odd\n", NULL },

    /* lists */

    { "/", "", 200, RENDER_HTML, "index", "/b/",
      "<h1>Tom &amp; Jerry</h1>\n<p class=\"about\">A &lt;b&gt;site&lt;/b&gt;"
      "</p>", "one.html" },
    { "/", "", 200, RENDER_HTML, "index", "/b/",
      "<article>\n<h2><a href=\"/b/three.html\">Three</a></h2>\n", NULL },
    { "/", "", 200, RENDER_HTML, "index", "/b/",
      "<article lang=\"de\">\n<h2><a href=\"/b/two.html\">Two</a></h2>\n"
      "<p class=\"meta\"><time datetime=\"2020-01-02T00:00:00+00:00\">"
      "2020-01-02</time></p>\n<div class=\"text\">\nAs <i>is</i></div>",
      NULL },
    { "/", "", 200, RENDER_HTML, "index", "/b/",
      "<link rel=\"next\" href=\"/b/page/2/\">", "rel=\"prev\"" },
    { "/page/2/", "", 200, RENDER_HTML, "index", "/b/page/2/",
      "<a rel=\"prev\" href=\"/b/\">← 1</a>\n<span>2 / 2</span>",
      "rel=\"next\"" },
    { "/", "application/json", 200, RENDER_JSON, "index", "/b/index.json",
      "{\"posts\":[{\"id\":\"/three\",", "\"content\":" },
    { "/index.json", "", 200, RENDER_JSON, "index", "",
      "],\"meta\":{\"pagination\":{\"page\":1,\"limit\":2,\"pages\":2,"
      "\"total\":3,\"next\":2,\"prev\":null}}}\n", NULL },
    { "/page/2/index.json", "", 200, RENDER_JSON, "index", "",
      "\"total\":3,\"next\":null,\"prev\":1}}}\n", NULL },
    { "/page/2.json", "", 200, RENDER_JSON, "index", "/b/page/2/index.json",
      "\"excerpt\":\"<p>First <em>paragraph</em>.</p>\\n\",\"previous\":null,"
      "\"next\":{\"url\":\"/b/two.html\",", NULL },
    { "/tag/c-&-c++/", "", 200, RENDER_HTML, "tag", "/b/tag/c-&-c++/",
      "<h1>#C &amp; C++</h1>", "two.html" },
    { "/tag/c-&-c++/", "", 200, RENDER_HTML, "tag", "/b/tag/c-&-c++/",
      "<p class=\"home\"><a href=\"/b/\">Tom &amp; Jerry</a></p>",
      "class=\"pages\"" },
    { "/category/news/index.json", "", 200, RENDER_JSON, "category", "",
      "\"total\":1,", NULL },

    /* the rest */

    { "/folder", "", 301, "", "redirect", "/b/folder/", NULL, NULL },
    { "/page/2", "", 301, "", "redirect", "/b/page/2/", NULL, NULL },
    { "/tag/C & C++/", "", 301, "", "redirect", "/b/tag/c-&-c++/", NULL,
      NULL },
    { "/logo.png", "application/json", 200, "", "file", "", NULL, NULL },

    { "/no\"<where>", "", 404, RENDER_HTML, "error", "",
      "<h1>404 Not Found</h1>", "<where>" },
    { "/nowhere", "application/json", 404, RENDER_PROB, "error", "",
      "{\"type\":\"about:blank\",\"title\":\"Not Found\",\"status\":404,"
      "\"detail\":\"There is nothing at this address.\","
      "\"instance\":\"/b/nowhere\"}\n", NULL },
    { "/nowhere", "application/problem+json", 404, RENDER_PROB, "error", "",
      "\"status\":404", NULL },
    { "/nowhere.json", "text/html", 404, RENDER_HTML, "error", "",
      "<h1>404 Not Found</h1>", NULL },
    { "/nowhere.json", "*/*", 404, RENDER_PROB, "error", "",
      "\"instance\":\"/b/nowhere.json\"", NULL },
    { "/nowhere.md", "", 404, RENDER_MARK, "error", "", "# 404 Not Found\n",
      NULL },
    { "/nowhere", "image/png", 404, RENDER_HTML, "error", "", "404", NULL },
    { "/one.html", "image/png", 406, RENDER_HTML, "error", "",
      "<li><a type=\"application/json\" href=\"/b/one.json\">"
      "application/json</a></li>", "First" },
    { "/", "text/markdown", 406, RENDER_MARK, "error", "",
      "- [text/html](</b/>)\n- [application/json](</b/index.json>)\n",
      "text/markdown" },
    { "/one.html", "application/problem+json", 406, RENDER_PROB, "error",
      "", "\"alternatives\":[{\"type\":\"text/html\","
      "\"url\":\"/b/one.html\"},{\"type\":\"application/json\","
      "\"url\":\"/b/one.json\"},{\"type\":\"text/markdown\","
      "\"url\":\"/b/one.md\"}]", NULL },

    { NULL, NULL, 0, NULL, NULL, NULL, NULL, NULL }
};


static void render_options(posts_render_options_t *options, site_t *site);
static int render_has(posts_str_t text, const char *part);
static void render_run(site_t *site, posts_arena_t *arena);
static void render_invariant(posts_answer_t *answer,
    const posts_request_t *request);
static void render_memory(site_t *site, posts_arena_t *arena);
static void render_links(site_t *site, posts_arena_t *arena);
static void render_deps(site_t *site, posts_arena_t *arena);
static int render_depends(const posts_answer_t *answer, posts_dep_e kind,
    const char *name);
static void render_formats(site_t *site, posts_arena_t *arena);
static void render_small(site_t *site);
static void render_changed(site_t *site, posts_arena_t *arena);
static void render_unreadable(site_t *site, posts_arena_t *arena);
static void render_limits(site_t *site, posts_arena_t *arena);
static void render_ids(posts_arena_t *arena);
static void render_fragments(posts_arena_t *arena);
static void render_rules(posts_arena_t *arena);
static void render_seed(posts_arena_t *arena);


int
main(void)
{
    site_t          site;
    posts_arena_t  *arena;

    arena = posts_arena_create(64 * 1024 * 1024);

    if (CHECK(site_create(&site, render_files)) && CHECK(site_index(&site))) {
        render_run(&site, arena);
        render_links(&site, arena);
        render_deps(&site, arena);
        render_formats(&site, arena);
        render_memory(&site, arena);
        render_limits(&site, arena);
        render_small(&site);

        /* the last one: it changes the site */

        render_changed(&site, arena);
    }

    site_destroy(&site);

    render_ids(arena);
    render_fragments(arena);
    render_rules(arena);
    render_seed(arena);

    posts_arena_destroy(arena);

    return CHECK_END("render");
}


static void
render_options(posts_render_options_t *options, site_t *site)
{
    memset(options, 0, sizeof(posts_render_options_t));

    options->site = site->root;
    options->dir = site->fd;
    options->prefix = posts_str("/b");
    options->formats = 7;
    options->theming = POSTS_THEME_BUILTIN;
    options->limits = &site->limits;
    options->dialect = -1;
    options->raw_html = 1;
}


static int
render_has(posts_str_t text, const char *part)
{
    return memmem(text.data, text.len, part, strlen(part)) != NULL;
}


static void
render_run(site_t *site, posts_arena_t *arena)
{
    int                      ok;
    posts_str_t              location;
    posts_error_t            error;
    posts_answer_t           answer;
    posts_value_t            value;
    posts_request_t          request;
    const render_case_t     *c;
    posts_render_options_t   options;

    render_options(&options, site);

    for (c = render_cases; c->path != NULL; c++) {
        posts_arena_reset(arena, 65536);
        posts_error_clear(&error);

        request.path = posts_str_c(c->path);
        request.accept = posts_str_c(c->accept);

        ok = CHECK_INT(posts_render(&answer, arena, site->snapshot, &options,
                                    &request, &error), POSTS_OK);
        ok &= CHECK_INT(answer.status, c->status);
        ok &= CHECK_STR_EQ(answer.content_type, posts_str_c(c->type));
        ok &= CHECK_STR_EQ(answer.resource, posts_str_c(c->resource));

        location = (answer.kind == POSTS_ANSWER_REDIRECT)
                   ? answer.location : answer.content_location;
        ok &= CHECK_STR_EQ(location, posts_str_c(c->location));

        ok &= CHECK(c->has == NULL || render_has(answer.body, c->has));
        ok &= CHECK(c->lacks == NULL || !render_has(answer.body, c->lacks));
        ok &= CHECK_INT(answer.cacheable, c->status == 200
                                          && answer.kind
                                             == POSTS_ANSWER_BODY);
        ok &= CHECK_INT(answer.generation,
                        posts_snapshot_generation(site->snapshot));

        if (answer.kind == POSTS_ANSWER_BODY) {
            render_invariant(&answer, &request);
        }

        /* of JSON, all that is not a site's own */

        if (answer.kind == POSTS_ANSWER_BODY
            && strcmp(c->path, "/feed.json") != 0
            && (posts_str_eq(answer.content_type, posts_str(RENDER_JSON))
                || posts_str_eq(answer.content_type,
                                posts_str(RENDER_PROB))))
        {
            ok &= CHECK_INT(posts_json_parse(&value, arena, answer.body,
                                             &site->limits, &error),
                            POSTS_OK);
        }

        if (!ok) {
            printf("    path: %s, accept: %s, error: %s\n    %.*s\n",
                   c->path, c->accept, error.message,
                   posts_str_arg(answer.body));
        }
    }
}


/* What a cache relies on to find the answer again. */

static void
render_invariant(posts_answer_t *answer, const posts_request_t *request)
{
    int             negotiated;
    u_char          hex[POSTS_HASH_HEX];
    posts_format_e  format;

    if (answer->status != 200) {
        return;
    }

    format = posts_render_format(request, answer->offered, &negotiated);

    if (posts_str_eq(request->path, posts_str("/odd.weird"))) {

        /* an extension that nobody knows looks like a part of a title */

        return;
    }

    CHECK_INT(format, answer->format);
    CHECK_INT(negotiated, answer->negotiated);
    CHECK(answer->offered & posts_format_bit(answer->format));

    posts_hash_hex(posts_hash128(answer->body), hex);

    CHECK(answer->etag[0] == '"');
    CHECK(answer->etag[POSTS_HASH_HEX + 1] == '"');
    CHECK(memcmp(answer->etag + 1, hex, POSTS_HASH_HEX) == 0);
    CHECK(answer->last_modified > 0);
    CHECK_INT(answer->deps.rc, POSTS_OK);
    CHECK(answer->deps.n > 0);
}


static void
render_links(site_t *site, posts_arena_t *arena)
{
    size_t                   i;
    posts_error_t            error;
    posts_answer_t           answer;
    posts_request_t          request;
    posts_render_options_t   options;

    static const char *const  cases[][2] = {
        { "/one.html",
          "</b/one.json>; rel=\"alternate\"; type=\"application/json\", "
          "</b/one.md>; rel=\"alternate\"; type=\"text/markdown\"" },
        { "/one.json",
          "</b/one.html>; rel=\"canonical\", "
          "</b/one.html>; rel=\"alternate\"; type=\"text/html\", "
          "</b/one.md>; rel=\"alternate\"; type=\"text/markdown\"" },
        { "/one.md",
          "</b/one.html>; rel=\"canonical\", "
          "</b/one.html>; rel=\"alternate\"; type=\"text/html\", "
          "</b/one.json>; rel=\"alternate\"; type=\"application/json\"" },
        { "/page/2/",
          "</b/page/2/index.json>; rel=\"alternate\"; "
          "type=\"application/json\", </b/>; rel=\"prev\"" },
        { "/index.json",
          "</b/>; rel=\"canonical\", "
          "</b/>; rel=\"alternate\"; type=\"text/html\", "
          "</b/page/2/index.json>; rel=\"next\"" },
        { "/part.html",
          "</b/part.json>; rel=\"alternate\"; type=\"application/json\"" },
        { "/main.css", "" },
        { "/nowhere", "" }
    };

    render_options(&options, site);

    for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        posts_arena_reset(arena, 65536);
        posts_error_clear(&error);

        request.path = posts_str_c(cases[i][0]);
        request.accept = posts_str("");

        CHECK_INT(posts_render(&answer, arena, site->snapshot, &options,
                               &request, &error), POSTS_OK);
        CHECK_STR_EQ(answer.link, posts_str_c(cases[i][1]));
    }
}


static void
render_deps(site_t *site, posts_arena_t *arena)
{
    posts_error_t            error;
    posts_answer_t           answer;
    posts_request_t          request;
    posts_render_options_t   options;

    render_options(&options, site);
    posts_arena_reset(arena, 65536);
    posts_error_clear(&error);

    request.path = posts_str("/one.html");
    request.accept = posts_str("");

    CHECK_INT(posts_render(&answer, arena, site->snapshot, &options,
                           &request, &error), POSTS_OK);
    CHECK_INT(answer.deps.n, 4);
    CHECK(render_depends(&answer, POSTS_DEP_CONFIG, ""));
    CHECK(render_depends(&answer, POSTS_DEP_URL, "/one.html"));
    CHECK(render_depends(&answer, POSTS_DEP_DOCUMENT,
                         "_posts/2020-01-01-one.md"));
    CHECK(render_depends(&answer, POSTS_DEP_NEAR,
                         "_posts/2020-01-01-one.md"));

    request.accept = posts_str("text/markdown");

    CHECK_INT(posts_render(&answer, arena, site->snapshot, &options,
                           &request, &error), POSTS_OK);
    CHECK(!render_depends(&answer, POSTS_DEP_NEAR,
                          "_posts/2020-01-01-one.md"));

    request.path = posts_str("/one.json");

    CHECK_INT(posts_render(&answer, arena, site->snapshot, &options,
                           &request, &error), POSTS_OK);
    CHECK(render_depends(&answer, POSTS_DEP_URL, "/one.json"));
    CHECK(render_depends(&answer, POSTS_DEP_FILE, "one.json"));

    request.path = posts_str("/");
    request.accept = posts_str("");

    CHECK_INT(posts_render(&answer, arena, site->snapshot, &options,
                           &request, &error), POSTS_OK);
    CHECK(render_depends(&answer, POSTS_DEP_POSTS, ""));
    CHECK(render_depends(&answer, POSTS_DEP_URL, "/"));
    CHECK(render_depends(&answer, POSTS_DEP_DOCUMENT,
                         "_posts/2020-01-03-three.md"));
    CHECK(!render_depends(&answer, POSTS_DEP_DOCUMENT,
                          "_posts/2020-01-01-one.md"));
    CHECK(!render_depends(&answer, POSTS_DEP_NEAR,
                          "_posts/2020-01-03-three.md"));

    request.accept = posts_str("application/json");

    CHECK_INT(posts_render(&answer, arena, site->snapshot, &options,
                           &request, &error), POSTS_OK);
    CHECK(render_depends(&answer, POSTS_DEP_NEAR,
                         "_posts/2020-01-03-three.md"));

    request.path = posts_str("/tag/it's/");

    CHECK_INT(posts_render(&answer, arena, site->snapshot, &options,
                           &request, &error), POSTS_OK);
    CHECK(render_depends(&answer, POSTS_DEP_TAG, "it's"));
    CHECK(!render_depends(&answer, POSTS_DEP_POSTS, ""));
}


static int
render_depends(const posts_answer_t *answer, posts_dep_e kind,
    const char *name)
{
    size_t       i;
    posts_dep_t  dep;

    dep = posts_dep(kind, posts_str_c(name));

    for (i = 0; i < answer->deps.n; i++) {
        if (answer->deps.items[i] == dep) {
            return 1;
        }
    }

    return 0;
}


/* Formats that a host does not offer are not there. */

static void
render_formats(site_t *site, posts_arena_t *arena)
{
    posts_error_t            error;
    posts_answer_t           answer;
    posts_request_t          request;
    posts_render_options_t   options;

    render_options(&options, site);
    posts_arena_reset(arena, 65536);
    posts_error_clear(&error);

    options.formats = posts_format_bit(POSTS_FORMAT_HTML);

    request.path = posts_str("/one.json");
    request.accept = posts_str("");

    CHECK_INT(posts_render(&answer, arena, site->snapshot, &options,
                           &request, &error), POSTS_OK);
    CHECK_INT(answer.status, 404);

    request.path = posts_str("/one.html");

    CHECK_INT(posts_render(&answer, arena, site->snapshot, &options,
                           &request, &error), POSTS_OK);
    CHECK_INT(answer.status, 200);
    CHECK_STR(answer.link, "");
    CHECK(!render_has(answer.body, "rel=\"alternate\""));

    request.accept = posts_str("application/json");

    CHECK_INT(posts_render(&answer, arena, site->snapshot, &options,
                           &request, &error), POSTS_OK);
    CHECK_INT(answer.status, 406);

    options.formats = posts_format_bit(POSTS_FORMAT_MARKDOWN);
    options.raw_html = 0;

    request.path = posts_str("/");
    request.accept = posts_str("");

    CHECK_INT(posts_render(&answer, arena, site->snapshot, &options,
                           &request, &error), POSTS_OK);
    CHECK_INT(answer.status, 406);

    options.formats = 7;
    request.path = posts_str("/one.html");

    CHECK_INT(posts_render(&answer, arena, site->snapshot, &options,
                           &request, &error), POSTS_OK);
    CHECK_INT(answer.status, 200);
    CHECK(!render_has(answer.body, "<b>raw</b>"));
}


/* Each request of memory fails once: never half an answer. */

static void
render_memory(site_t *site, posts_arena_t *arena)
{
    size_t                   i, n, requests;
    posts_rc_t               rc;
    posts_hash_t             hash, whole;
    posts_error_t            error;
    posts_answer_t           answer;
    posts_request_t          request;
    posts_render_options_t   options;

    static const char *const  cases[][2] = {
        { "/one.html", "" },
        { "/one.html", "application/json" },
        { "/one.md", "" },
        { "/one.html", "image/png" },
        { "/", "" },
        { "/page/2.json", "" },
        { "/tag/C & C++", "" },
        { "/main.css", "" },
        { "/nowhere", "application/json" },
        { "/nowhere", "" }
    };

    render_options(&options, site);
    memset(&whole, 0, sizeof(posts_hash_t));

    for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {

        request.path = posts_str_c(cases[i][0]);
        request.accept = posts_str_c(cases[i][1]);
        requests = 1;

        for (n = 0; n <= requests; n++) {
            posts_arena_reset(arena, 65536);
            posts_arena_fail_at(arena, n);
            posts_error_clear(&error);

            rc = posts_render(&answer, arena, site->snapshot, &options,
                              &request, &error);

            if (n == 0) {
                CHECK_INT(rc, POSTS_OK);
                requests = posts_arena_requests(arena);
                whole = posts_hash128(answer.body);
                continue;
            }

            hash = posts_hash128(answer.body);

            if (rc == POSTS_OK && answer.status != 0) {
                CHECK(hash.low == whole.low && hash.high == whole.high);

            } else {
                CHECK(answer.status == 0 || answer.status == 500);
                CHECK_INT(answer.cacheable, 0);
                CHECK_INT(error.rc, POSTS_LIMIT);
                CHECK(error.message[0] != '\0');
            }
        }
    }
}


static void
render_limits(site_t *site, posts_arena_t *arena)
{
    posts_limits_t           limits;
    posts_error_t            error;
    posts_answer_t           answer;
    posts_request_t          request;
    posts_render_options_t   options;

    render_options(&options, site);
    posts_arena_reset(arena, 65536);
    posts_error_clear(&error);

    limits = site->limits;
    options.limits = &limits;

    request.path = posts_str("/one.html");
    request.accept = posts_str("application/json");

    limits.source = 20;

    CHECK_INT(posts_render(&answer, arena, site->snapshot, &options,
                           &request, &error), POSTS_LIMIT);
    CHECK_INT(answer.status, 500);
    CHECK_STR(answer.content_type, RENDER_PROB);
    CHECK_STR(posts_str_c(error.file), "_posts/2020-01-01-one.md");
    CHECK(render_has(posts_str_c(error.message), "\"source\""));
    CHECK(!render_has(answer.body, "one.md"));

    /* one post too large does not take the list down */

    posts_error_clear(&error);
    limits.source = 90;
    request.path = posts_str("/page/2/");
    request.accept = posts_str("");

    CHECK_INT(posts_render(&answer, arena, site->snapshot, &options,
                           &request, &error), POSTS_LIMIT);
    CHECK_INT(answer.status, 200);
    CHECK_INT(answer.cacheable, 1);
    CHECK(render_has(answer.body, "one.html"));
    CHECK_STR(posts_str_c(error.file), "_posts/2020-01-01-one.md");

    limits = site->limits;
    limits.output = 1024;
    request.path = posts_str("/one.html");

    posts_error_clear(&error);

    CHECK_INT(posts_render(&answer, arena, site->snapshot, &options,
                           &request, &error), POSTS_LIMIT);
    CHECK_INT(answer.status, 500);
    CHECK_STR(posts_str_c(error.file), "_posts/2020-01-01-one.md");
}


/* What a render took is given back before its error's page is made. */

static void
render_small(site_t *site)
{
    char                    *text;
    size_t                   limit;
    posts_error_t            error;
    posts_arena_t           *arena;
    posts_answer_t           answer;
    posts_request_t          request;
    posts_render_options_t   options;

    render_options(&options, site);

    text = malloc(50001);
    memset(text, 'x', 50000);
    text[50000] = '\0';

    CHECK(site_write(site, "about.md", text));
    free(text);

    request.path = posts_str("/about.html");
    request.accept = posts_str("");

    for (limit = 64 * 1024; limit < 512 * 1024; limit += 1024) {
        arena = posts_arena_create(limit);
        posts_error_clear(&error);

        if (posts_render(&answer, arena, site->snapshot, &options, &request,
                         &error)
            == POSTS_OK)
        {
            CHECK_INT(answer.status, 200);
            CHECK(limit > 100 * 1024);

        } else {
            CHECK_INT(answer.status, 500);
            CHECK(render_has(answer.body,
                             "<h1>500 Internal Server Error</h1>"));
            CHECK_INT(error.rc, POSTS_LIMIT);
            CHECK_STR(posts_str_c(error.file), "about.md");
            CHECK(error.message[0] != '\0');
        }

        posts_arena_destroy(arena);
    }
}


/* Files that are no longer what was indexed. */

static void
render_changed(site_t *site, posts_arena_t *arena)
{
    char                     full[256];
    posts_error_t            error;
    posts_answer_t           answer;
    posts_request_t          request;
    posts_render_options_t   options;

    render_options(&options, site);
    posts_arena_reset(arena, 65536);

    /* longer front matter: nothing of it shows */

    CHECK(site_write(site, "about.md",
                     "---\ntitle: About\nsecret: 1234567890\n"
                     "secret2: 1234567890\nsecret3: 1234567890\nmore: x\n"
                     "---\nnew *text*\n"));

    request.path = posts_str("/about.html");
    request.accept = posts_str("");
    posts_error_clear(&error);

    CHECK_INT(posts_render(&answer, arena, site->snapshot, &options,
                           &request, &error), POSTS_OK);
    CHECK_INT(answer.status, 200);
    CHECK(render_has(answer.body, "new <em>text</em>"));
    CHECK(!render_has(answer.body, "more: x"));

    /* seen half-written */

    CHECK(site_write(site, "about.md", "---\ntitle: About\nsecret: 12345"));

    CHECK_INT(posts_render(&answer, arena, site->snapshot, &options,
                           &request, &error), POSTS_OK);
    CHECK(!render_has(answer.body, "secret"));

    /* shorter than where the content began */

    CHECK(site_write(site, "about.md", "x"));

    CHECK_INT(posts_render(&answer, arena, site->snapshot, &options,
                           &request, &error), POSTS_OK);
    CHECK(render_has(answer.body, "<p>x</p>"));

    CHECK(site_write(site, "about.md", ""));

    CHECK_INT(posts_render(&answer, arena, site->snapshot, &options,
                           &request, &error), POSTS_OK);
    CHECK_INT(answer.status, 200);

    /* gone */

    CHECK(remove(site_path(site, "about.md", full, sizeof(full))) == 0);

    CHECK_INT(posts_render(&answer, arena, site->snapshot, &options,
                           &request, &error), POSTS_NOTFOUND);
    CHECK_INT(answer.status, 404);
    CHECK_INT(answer.cacheable, 0);
    CHECK_STR(posts_str_c(error.file), "about.md");

    /* a folder now */

    posts_error_clear(&error);
    CHECK(mkdir(full, 0755) == 0);

    CHECK_INT(posts_render(&answer, arena, site->snapshot, &options,
                           &request, &error), POSTS_NOTFOUND);
    CHECK_INT(answer.status, 404);

    /* a link out of the site */

    posts_error_clear(&error);
    CHECK(rmdir(full) == 0);
    CHECK(symlink("/etc/passwd", full) == 0);

    CHECK_INT(posts_render(&answer, arena, site->snapshot, &options,
                           &request, &error), POSTS_NOTFOUND);
    CHECK_INT(answer.status, 404);
    CHECK(!render_has(answer.body, "root:"));

    render_unreadable(site, arena);

    /* a list shows what there is */

    posts_error_clear(&error);
    CHECK(remove(site_path(site, "_posts/2020-01-03-three.md", full,
                           sizeof(full))) == 0);

    request.path = posts_str("/");

    CHECK_INT(posts_render(&answer, arena, site->snapshot, &options,
                           &request, &error), POSTS_NOTFOUND);
    CHECK_INT(answer.status, 200);
    CHECK_INT(answer.cacheable, 0);
    CHECK(render_has(answer.body, "As <i>is</i>"));
}


/* Root reads everything: the test does it as nobody. */

static void
render_unreadable(site_t *site, posts_arena_t *arena)
{
    int                      root;
    char                     full[256];
    posts_error_t            error;
    posts_answer_t           answer;
    posts_request_t          request;
    posts_render_options_t   options;

    render_options(&options, site);
    request.accept = posts_str("");

    CHECK(chmod(site_path(site, "dated.md", full, sizeof(full)), 0) == 0);
    CHECK(chmod(site_path(site, "logo.png", full, sizeof(full)), 0) == 0);

    root = (geteuid() == 0);

    if (root) {
        CHECK(seteuid(65534) == 0);
    }

    request.path = posts_str("/dated.html");
    posts_error_clear(&error);

    CHECK_INT(posts_render(&answer, arena, site->snapshot, &options,
                           &request, &error), POSTS_IO);
    CHECK_INT(answer.status, 500);
    CHECK_STR(posts_str_c(error.file), "dated.md");
    CHECK_INT(error.err, EACCES);

    request.path = posts_str("/logo.png");
    posts_error_clear(&error);

    CHECK_INT(posts_render(&answer, arena, site->snapshot, &options,
                           &request, &error), POSTS_IO);
    CHECK_INT(answer.status, 403);
    CHECK_STR(posts_str_c(error.file), "logo.png");

    if (root) {
        CHECK(seteuid(0) == 0);
    }
}


/*
 * An id is Jekyll's: encoded as far as it is the URL's, but for the slug,
 * which may have any character.
 */

static void
render_ids(posts_arena_t *arena)
{
    site_t                   site;
    posts_error_t            error;
    posts_answer_t           answer;
    posts_request_t          request;
    posts_render_options_t   options;

    static const site_file_t  files[] = {
        { "_posts/2019-01-01-x.md",
          "---\nslug: 'a\"b'\ncategories: 语\n---\n" },
        { "语.md", "---\n---\n" },
        { NULL, NULL }
    };

    if (CHECK(site_create(&site, files)) && CHECK(site_index(&site))) {
        render_options(&options, &site);
        posts_arena_reset(arena, 65536);
        posts_error_clear(&error);

        request.accept = posts_str("");
        request.path = posts_str("/category/语.json");

        CHECK_INT(posts_render(&answer, arena, site.snapshot, &options,
                               &request, &error), POSTS_OK);
        CHECK(render_has(answer.body,
                         "{\"id\":\"/%E8%AF%AD/2019/01/01/a\\\"b\","
                         "\"url\":\"/b/%E8%AF%AD/2019/01/01/a-b.html\","));

        request.path = posts_str("/语.json");

        CHECK_INT(posts_render(&answer, arena, site.snapshot, &options,
                               &request, &error), POSTS_OK);
        CHECK(render_has(answer.body, "{\"id\":\"/%E8%AF%AD.html\","
                         "\"url\":\"/b/%E8%AF%AD.html\","));
    }

    site_destroy(&site);
}


/* An excerpt that ends amid an author's HTML stays within its place. */

static void
render_fragments(posts_arena_t *arena)
{
    char                    *text;
    site_t                   site;
    posts_error_t            error;
    posts_answer_t           answer;
    posts_request_t          request;
    posts_render_options_t   options;

    static const site_file_t  files[] = {
        { "_posts/2020-01-01-a.md", "---\n---\n</div>a\n\nmore\n" },
        { "_posts/2020-01-02-b.md", "---\n---\n<div><b>b\n\nmore\n" },
        { "_posts/2020-01-03-c.md", "---\n---\n# Same\n\nmore\n" },
        { "_posts/2020-01-04-d.md",
          "---\nlang: ar\n---\n<!-- d\n\nmore -->\n" },
        { NULL, NULL }
    };

    if (CHECK(site_create(&site, files)) && CHECK(site_index(&site))) {
        render_options(&options, &site);
        posts_arena_reset(arena, 65536);
        posts_error_clear(&error);

        request.accept = posts_str("");
        request.path = posts_str("/");

        CHECK_INT(posts_render(&answer, arena, site.snapshot, &options,
                               &request, &error), POSTS_OK);
        CHECK(render_has(answer.body, "<div class=\"text\">\na\n</div>\n"));
        CHECK(render_has(answer.body, "<div class=\"text\">\n<div><b>b\n"
                                      "</b></div></div>\n"));
        CHECK(render_has(answer.body, "<h1>Same</h1>"));
        CHECK(!render_has(answer.body, "<!--"));
        CHECK(render_has(answer.body, "<article lang=\"ar\" dir=\"rtl\">"));

        /* without a separator all is the excerpt: too long for a list */

        text = malloc(80001);
        memset(text, 'x', 80000);
        text[80000] = '\0';

        CHECK(site_write(&site, "_posts/2020-01-03-c.md", text));

        CHECK_INT(posts_render(&answer, arena, site.snapshot, &options,
                               &request, &error), POSTS_OK);
        CHECK_INT(answer.status, 200);
        CHECK(!render_has(answer.body, "xxxx"));
        CHECK(render_has(answer.body, "/2020/01/03/c.html"));

        text[60000] = '\0';

        CHECK(site_write(&site, "_posts/2020-01-03-c.md", text));

        CHECK_INT(posts_render(&answer, arena, site.snapshot, &options,
                               &request, &error), POSTS_OK);
        CHECK(render_has(answer.body, "xxxx"));

        free(text);
    }

    site_destroy(&site);
}


/* What the configuration and the front matter say of excerpts and dates. */

static void
render_rules(posts_arena_t *arena)
{
    char                     full[256];
    size_t                   i;
    site_t                   site;
    struct stat              st;
    posts_error_t            error;
    posts_answer_t           answer;
    posts_request_t          request;
    posts_render_options_t   options;

    static const site_file_t  files[] = {
        { "_config.yml",
          "excerpt_separator: <!--more-->\ntimezone: Asia/Shanghai\n" },
        { "a.md", "---\n---\na\n\nb<!--more-->c\n" },
        { "b.md", "---\nexcerpt_separator: '***'\n---\na\n\nb\n\n***\nc\n" },
        { "c.md", "---\nexcerpt_separator: ''\n---\na\n" },
        { "d.md", "---\ndate: 2021-02-03\n---\n" },
        { "e.md", "---\ndate: '2021-02-03 10:00 +0100'\n---\n" },
        { "f.md", "---\ndate: never\n---\n" },
        { "g.md", "---\ndate: 2021-02-03 10:00:00\n---\n" },
        { NULL, NULL }
    };

    static const char *const  cases[][2] = {
        { "/a.json", "\"excerpt\":\"<p>a</p>\\n<p>b</p>\\n\"," },
        { "/b.json", "\"excerpt\":\"<p>a</p>\\n<p>b</p>\\n\"," },
        { "/c.json", "\"excerpt\":\"\"," },
        { "/d.json", "\"date\":\"2021-02-03T00:00:00+08:00\"," },
        { "/e.json", "\"date\":\"2021-02-03T17:00:00+08:00\"," },
        { "/f.json", "\"date\":null," },
        { "/g.json", "\"date\":\"2021-02-03T18:00:00+08:00\"," }
    };

    if (CHECK(site_create(&site, files)) && CHECK(site_index(&site))) {
        render_options(&options, &site);
        request.accept = posts_str("");

        for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
            posts_arena_reset(arena, 65536);
            posts_error_clear(&error);

            request.path = posts_str_c(cases[i][0]);

            CHECK_INT(posts_render(&answer, arena, site.snapshot, &options,
                                   &request, &error), POSTS_OK);

            if (!CHECK(render_has(answer.body, cases[i][1]))) {
                printf("    %s: %.*s", cases[i][0],
                       posts_str_arg(answer.body));
            }
        }

        /* a file is younger than the clock of the test's index */

        CHECK(stat(site_path(&site, "g.md", full, sizeof(full)), &st) == 0);
        CHECK_INT(answer.last_modified, st.st_mtim.tv_sec);
    }

    site_destroy(&site);
}


/* The seed post, where it is there: the shape, not every byte. */

static void
render_seed(posts_arena_t *arena)
{
    char                    *text;
    FILE                    *file;
    size_t                   n, i;
    site_t                   site;
    posts_str_t              key;
    posts_value_t            value, member;
    posts_error_t            error;
    posts_answer_t           answer;
    posts_request_t          request;
    posts_render_options_t   options;

    static const char *const  keys[] = {
        "id", "url", "type", "title", "date", "author", "tags", "categories",
        "excerpt", "content", "previous", "next", "data"
    };

    static const site_file_t  files[] = {
        { "_config.yml", "permalink: /:year/:month/:day/:title:output_ext" },
        { NULL, NULL }
    };

    text = malloc(65536 + 256);
    file = fopen("../shared/seeds/2020-08-15-alibaba-international-station.md",
                 "rb");

    if (file == NULL || text == NULL) {
        printf("# no seed post here\n");
        free(text);
        return;
    }

    n = fread(text, 1, 65536, file);
    fclose(file);

    if (CHECK(site_create(&site, files))
        && CHECK(mkdir(site_path(&site, "_posts", text + n, 256), 0755) == 0)
        && CHECK(site_write_bytes(&site, "_posts/"
                                  "2020-08-15-alibaba-international-station"
                                  ".md", text, n))
        && CHECK(site_index(&site)))
    {
        render_options(&options, &site);
        options.prefix = posts_str("");
        posts_arena_reset(arena, 65536);
        posts_error_clear(&error);

        request.path =
                   posts_str("/2020/08/15/alibaba-international-station.json");
        request.accept = posts_str("");

        CHECK_INT(posts_render(&answer, arena, site.snapshot, &options,
                               &request, &error), POSTS_OK);
        CHECK_INT(answer.status, 200);
        CHECK_INT(posts_json_parse(&value, arena, answer.body, &site.limits,
                                   &error), POSTS_OK);
        CHECK_INT(posts_value_len(value), 13);

        for (i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
            CHECK(posts_value_pair(value, i, &key, &member));
            CHECK_STR_EQ(key, posts_str_c(keys[i]));
        }

        CHECK_STR(posts_value_string(posts_value_get(value,
                                                     posts_str("id"))),
                  "/2020/08/15/alibaba-international-station");
        CHECK_STR(posts_value_string(posts_value_get(value,
                                                     posts_str("url"))),
                  "/2020/08/15/alibaba-international-station.html");
        CHECK_STR(posts_value_string(posts_value_get(value,
                                                     posts_str("date"))),
                  "2020-08-15T13:24:00+00:00");

        member = posts_value_get(value, posts_str("data"));

        CHECK_INT(posts_value_len(member), 2);
        CHECK_STR(posts_value_string(posts_value_get(member,
                                                     posts_str("layout"))),
                  "post");

        request.accept = posts_str("");
        request.path = posts_str("/2020/08/15/"
                                 "alibaba-international-station.md");

        CHECK_INT(posts_render(&answer, arena, site.snapshot, &options,
                               &request, &error), POSTS_OK);
        CHECK_STR_EQ(answer.body, posts_str_from(text, n));

        request.path = posts_str("/2020/08/15/"
                                 "alibaba-international-station.html");

        CHECK_INT(posts_render(&answer, arena, site.snapshot, &options,
                               &request, &error), POSTS_OK);
        CHECK(render_has(answer.body, "<title>"));
        CHECK(render_has(answer.body, "<time datetime=\""
                         "2020-08-15T13:24:00+00:00\">2020-08-15</time>"));
        CHECK(!render_has(answer.body, "layout: post"));
    }

    site_destroy(&site);
    free(text);
}
