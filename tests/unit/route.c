
/*
 * Copyright (C) the ngx_http_posts_module authors
 *
 * What each spelling of a path leads to, in a site that has two of a kind
 * wherever that is possible; and what must lead nowhere.
 */


#include "site.h"

#include "check.h"
#include "posts_route.h"


typedef struct {
    const char     *path;
    posts_route_e   kind;
    const char     *url;     /* of FILE: the path */
    char            format;  /* of a twin: 'j', 'm' */
} route_case_t;


static const site_file_t  route_files[] = {

    { "_config.yml",
      "permalink: /:year/:title:output_ext\n"
      "paginate: 2\n"
      "include: [_pages, .well-known, .htaccess, .git, _drafts, _posts]\n"
      "exclude: [secret, private.txt]\n" },

    { "_posts/2020-01-01-one.md",
      "---\ntitle: One\ntags: [Red Wine, a/b]\ncategories: [News]\n---\n1" },
    { "_posts/2020-01-02-two.md",
      "---\ntitle: Two\ntags: [Red Wine, \u8bed]\ncategories: [News]\n---\n" },
    { "_posts/2020-01-03-three.md",
      "---\ntitle: Three\ntags: [Red Wine, b/page/2]\n---\n3" },
    { "_posts/2020-01-04-hidden.md",
      "---\ntitle: Hidden\npublished: false\ntags: [shy]\n---\nno" },
    { "_posts/2030-01-04-later.md", "---\ntitle: Later\n---\nno" },
    { "_posts/picture.png", "PNG" },
    { "_drafts/draft.md", "---\ntitle: Draft\n---\nno" },
    { "_drafts/notes.txt", "no" },

    { "about.md", "---\ntitle: About\n---\ntext" },
    { "moved.md", "---\npermalink: /elsewhere/\n---\ntext" },
    { "folder.md", "---\npermalink: /folder/\n---\ntext" },
    { "inner.md", "---\npermalink: /inner/index.html\n---\ntext" },
    { "bare.md", "---\npermalink: /bare\n---\ntext" },
    { "style.css", "---\npermalink: /style\n---\ntext" },
    { "in.md", "---\npermalink: /in/index\n---\ntext" },
    { "feed.md", "---\npermalink: /feed.json\n---\n{}" },
    { "feed.html", "---\n---\n<p>feed" },
    { "plain.html", "---\n---\n<p>plain" },
    { "hidden.md", "---\npublished: false\n---\nno" },
    { "hidden-crlf.md", "---  \r\npublished: false\r\n---\r\nno" },
    { "hidden-bom.md", "\xef\xbb\xbf---\npublished: false\n---\nno" },
    { "_pages/extra.md", "---\ntitle: Extra\n---\ntext" },

    { "logo.png", "PNG" },
    { "about.json", "{}" },
    { "readme.md", "no front matter" },
    { "rule.md", "----\nno front matter" },
    { "empty.txt", "" },
    { "static.html", "<p>static" },
    { "dir/index.html", "<p>dir" },
    { "dir/x.css", "x{}" },
    { "img/caf\xc3\xa9 1.png", "PNG" },
    { "secret/x.txt", "no" },
    { "private.txt", "no" },
    { "_private/x.txt", "no" },
    { ".hidden", "no" },
    { ".git/config", "no" },
    { ".htaccess", "no" },
    { ".well-known/x.txt", "yes" },
    { "back\\slash.txt", "no" },
    { "backup~", "no" },
    { "#x.txt", "no" },

    { NULL, NULL }
};


static const route_case_t  route_cases[] = {

    /* documents */

    { "/2020/one.html", POSTS_ROUTE_DOCUMENT, "/2020/one.html", 0 },
    { "/2020/one", POSTS_ROUTE_DOCUMENT, "/2020/one.html", 0 },
    { "/2020/one.json", POSTS_ROUTE_DOCUMENT, "/2020/one.html", 'j' },
    { "/2020/one.md", POSTS_ROUTE_DOCUMENT, "/2020/one.html", 'm' },
    { "/2020/one.html.json", POSTS_ROUTE_DOCUMENT, "/2020/one.html", 'j' },
    { "/2020/one.html.md", POSTS_ROUTE_DOCUMENT, "/2020/one.html", 'm' },
    { "/2020/one/", POSTS_ROUTE_NONE, "", 0 },
    { "/2020/One.html", POSTS_ROUTE_NONE, "", 0 },
    { "/2020/one.html/", POSTS_ROUTE_NONE, "", 0 },
    { "/2020/one.json.json", POSTS_ROUTE_NONE, "", 0 },
    { "/2020/.json", POSTS_ROUTE_NONE, "", 0 },
    { "/about", POSTS_ROUTE_DOCUMENT, "/about.html", 0 },
    { "/about.html", POSTS_ROUTE_DOCUMENT, "/about.html", 0 },

    /* a folder's style */

    { "/folder/", POSTS_ROUTE_DOCUMENT, "/folder/", 0 },
    { "/folder", POSTS_ROUTE_REDIRECT, "/folder/", 0 },
    { "/folder/index.html", POSTS_ROUTE_DOCUMENT, "/folder/", 0 },
    { "/folder/index.json", POSTS_ROUTE_DOCUMENT, "/folder/", 'j' },
    { "/folder/index.md", POSTS_ROUTE_DOCUMENT, "/folder/", 'm' },
    { "/folder.json", POSTS_ROUTE_DOCUMENT, "/folder/", 'j' },
    { "/folder.html", POSTS_ROUTE_NONE, "", 0 },
    { "/inner/", POSTS_ROUTE_DOCUMENT, "/inner/index.html", 0 },
    { "/inner", POSTS_ROUTE_REDIRECT, "/inner/", 0 },
    { "/inner/index.html", POSTS_ROUTE_DOCUMENT, "/inner/index.html", 0 },
    { "/inner/index.json", POSTS_ROUTE_DOCUMENT, "/inner/index.html", 'j' },
    { "/inner.json", POSTS_ROUTE_DOCUMENT, "/inner/index.html", 'j' },
    { "/bare", POSTS_ROUTE_DOCUMENT, "/bare", 0 },
    { "/bare.html", POSTS_ROUTE_DOCUMENT, "/bare", 0 },
    { "/style", POSTS_ROUTE_DOCUMENT, "/style", 0 },
    { "/style.css", POSTS_ROUTE_DOCUMENT, "/style", 0 },
    { "/style.html", POSTS_ROUTE_NONE, "", 0 },
    { "/style.txt", POSTS_ROUTE_NONE, "", 0 },
    { "/in/", POSTS_ROUTE_DOCUMENT, "/in/index", 0 },
    { "/in/index.html", POSTS_ROUTE_DOCUMENT, "/in/index", 0 },
    { "/bare.json", POSTS_ROUTE_DOCUMENT, "/bare", 'j' },

    /* a source with a twin's URL wins */

    { "/about.json", POSTS_ROUTE_FILE, "about.json", 0 },
    { "/about.html.json", POSTS_ROUTE_DOCUMENT, "/about.html", 'j' },
    { "/feed.json", POSTS_ROUTE_DOCUMENT, "/feed.json", 0 },
    { "/feed.html.json", POSTS_ROUTE_DOCUMENT, "/feed.html", 'j' },
    { "/feed.json.md", POSTS_ROUTE_NONE, "", 0 },
    { "/about.md", POSTS_ROUTE_DOCUMENT, "/about.html", 'm' },

    /* of a source that is no Markdown there is none */

    { "/plain.json", POSTS_ROUTE_DOCUMENT, "/plain.html", 'j' },
    { "/plain.md", POSTS_ROUTE_NONE, "", 0 },

    /* lists */

    { "/", POSTS_ROUTE_LIST, "/", 0 },
    { "/index.html", POSTS_ROUTE_LIST, "/", 0 },
    { "/index.json", POSTS_ROUTE_LIST, "/", 'j' },
    { "/index.md", POSTS_ROUTE_NONE, "", 0 },
    { "/index", POSTS_ROUTE_NONE, "", 0 },
    { "/page/2/", POSTS_ROUTE_LIST, "/page/2/", 0 },
    { "/page/2", POSTS_ROUTE_REDIRECT, "/page/2/", 0 },
    { "/page/2/index.html", POSTS_ROUTE_LIST, "/page/2/", 0 },
    { "/page/2/index.json", POSTS_ROUTE_LIST, "/page/2/", 'j' },
    { "/page/2.json", POSTS_ROUTE_LIST, "/page/2/", 'j' },
    { "/page/1/", POSTS_ROUTE_REDIRECT, "/", 0 },
    { "/page/1", POSTS_ROUTE_REDIRECT, "/", 0 },
    { "/page/1/index.json", POSTS_ROUTE_REDIRECT, "/index.json", 0 },
    { "/page/3/", POSTS_ROUTE_NONE, "", 0 },
    { "/page/0/", POSTS_ROUTE_NONE, "", 0 },
    { "/page/02/", POSTS_ROUTE_NONE, "", 0 },
    { "/page/-1/", POSTS_ROUTE_NONE, "", 0 },
    { "/page/2x/", POSTS_ROUTE_NONE, "", 0 },
    { "/page//", POSTS_ROUTE_NONE, "", 0 },
    { "/page/", POSTS_ROUTE_NONE, "", 0 },
    { "/page/4294967298/", POSTS_ROUTE_NONE, "", 0 },
    { "/page/18446744073709551618/", POSTS_ROUTE_NONE, "", 0 },
    { "/x/page/2/", POSTS_ROUTE_NONE, "", 0 },

    { "/tag/red-wine/", POSTS_ROUTE_LIST, "/tag/red-wine/", 0 },
    { "/tag/red-wine", POSTS_ROUTE_REDIRECT, "/tag/red-wine/", 0 },
    { "/tag/red-wine.json", POSTS_ROUTE_LIST, "/tag/red-wine/", 'j' },
    { "/tag/red-wine/index.json", POSTS_ROUTE_LIST, "/tag/red-wine/", 'j' },
    { "/tag/red-wine.md", POSTS_ROUTE_NONE, "", 0 },
    { "/tag/red-wine/page/2/", POSTS_ROUTE_LIST, "/tag/red-wine/page/2/",
      0 },
    { "/tag/red-wine/page/1/", POSTS_ROUTE_REDIRECT, "/tag/red-wine/", 0 },
    { "/tag/red-wine/page/3/", POSTS_ROUTE_NONE, "", 0 },
    { "/tag/Red Wine/", POSTS_ROUTE_REDIRECT, "/tag/red-wine/", 0 },
    { "/tag/Red Wine", POSTS_ROUTE_REDIRECT, "/tag/red-wine/", 0 },
    { "/tag/RED WINE/page/2/", POSTS_ROUTE_REDIRECT,
      "/tag/red-wine/page/2/", 0 },
    { "/tag/Red Wine.json", POSTS_ROUTE_REDIRECT,
      "/tag/red-wine/index.json", 0 },
    { "/tag/a/b/", POSTS_ROUTE_LIST, "/tag/a/b/", 0 },
    { "/tag/\u8bed/", POSTS_ROUTE_LIST, "/tag/\u8bed/", 0 },
    { "/tag/b/page/2/", POSTS_ROUTE_LIST, "/tag/b/page/2/", 0 },
    { "/tag/b/page/2/page/1/", POSTS_ROUTE_REDIRECT, "/tag/b/page/2/", 0 },
    { "/tag/shy/", POSTS_ROUTE_NONE, "", 0 },
    { "/tag/none/", POSTS_ROUTE_NONE, "", 0 },
    { "/tag/", POSTS_ROUTE_NONE, "", 0 },
    { "/tag", POSTS_ROUTE_NONE, "", 0 },
    { "/tag//", POSTS_ROUTE_NONE, "", 0 },
    { "/category/news/", POSTS_ROUTE_LIST, "/category/news/", 0 },
    { "/category/News/", POSTS_ROUTE_REDIRECT, "/category/news/", 0 },
    { "/category/red-wine/", POSTS_ROUTE_NONE, "", 0 },

    /* static files */

    { "/logo.png", POSTS_ROUTE_FILE, "logo.png", 0 },
    { "/readme.md", POSTS_ROUTE_FILE, "readme.md", 0 },
    { "/rule.md", POSTS_ROUTE_FILE, "rule.md", 0 },
    { "/empty.txt", POSTS_ROUTE_FILE, "empty.txt", 0 },
    { "/static.html", POSTS_ROUTE_FILE, "static.html", 0 },
    { "/static", POSTS_ROUTE_FILE, "static.html", 0 },
    { "/dir/", POSTS_ROUTE_FILE, "dir/index.html", 0 },
    { "/dir", POSTS_ROUTE_REDIRECT, "/dir/", 0 },
    { "/dir/index.html", POSTS_ROUTE_FILE, "dir/index.html", 0 },
    { "/dir/x.css", POSTS_ROUTE_FILE, "dir/x.css", 0 },
    { "/dir/x.css/", POSTS_ROUTE_NONE, "", 0 },
    { "/img/caf\xc3\xa9 1.png", POSTS_ROUTE_FILE, "img/caf\xc3\xa9 1.png",
      0 },
    { "/img", POSTS_ROUTE_NONE, "", 0 },
    { "/img/", POSTS_ROUTE_NONE, "", 0 },
    { "/.well-known/x.txt", POSTS_ROUTE_FILE, ".well-known/x.txt", 0 },
    { "/logo.png.json", POSTS_ROUTE_NONE, "", 0 },
    { "/static.json", POSTS_ROUTE_NONE, "", 0 },

    /* what never leaves, by any spelling */

    { "/_posts/2020-01-01-one.md", POSTS_ROUTE_NONE, "", 0 },
    { "/_posts/2020-01-04-hidden.md", POSTS_ROUTE_NONE, "", 0 },
    { "/_posts/2030-01-04-later.md", POSTS_ROUTE_NONE, "", 0 },
    { "/_posts/picture.png", POSTS_ROUTE_NONE, "", 0 },
    { "/_posts/", POSTS_ROUTE_NONE, "", 0 },
    { "/_posts", POSTS_ROUTE_NONE, "", 0 },
    { "/_drafts/draft.md", POSTS_ROUTE_NONE, "", 0 },
    { "/_drafts/notes.txt", POSTS_ROUTE_NONE, "", 0 },
    { "/_pages/extra.md", POSTS_ROUTE_DOCUMENT, "/_pages/extra.html", 'm' },
    { "/_config.yml", POSTS_ROUTE_NONE, "", 0 },
    { "/_private/x.txt", POSTS_ROUTE_NONE, "", 0 },
    { "/2020/hidden.html", POSTS_ROUTE_NONE, "", 0 },
    { "/2030/later.html", POSTS_ROUTE_NONE, "", 0 },
    { "/hidden.md", POSTS_ROUTE_NONE, "", 0 },
    { "/hidden-crlf.md", POSTS_ROUTE_NONE, "", 0 },
    { "/hidden-bom.md", POSTS_ROUTE_NONE, "", 0 },
    { "/hidden.html", POSTS_ROUTE_NONE, "", 0 },
    { "/moved.md", POSTS_ROUTE_NONE, "", 0 },
    { "/feed.md", POSTS_ROUTE_NONE, "", 0 },
    { "/plain.html/../_config.yml", POSTS_ROUTE_NONE, "", 0 },
    { "/secret/x.txt", POSTS_ROUTE_NONE, "", 0 },
    { "/private.txt", POSTS_ROUTE_NONE, "", 0 },
    { "/.hidden", POSTS_ROUTE_NONE, "", 0 },
    { "/.git/config", POSTS_ROUTE_NONE, "", 0 },
    { "/.htaccess", POSTS_ROUTE_NONE, "", 0 },
    { "/backup~", POSTS_ROUTE_NONE, "", 0 },
    { "/#x.txt", POSTS_ROUTE_NONE, "", 0 },
    { "/back\\slash.txt", POSTS_ROUTE_NONE, "", 0 },
    { "/dir\\x.css", POSTS_ROUTE_NONE, "", 0 },
    { "/../etc/passwd", POSTS_ROUTE_NONE, "", 0 },
    { "/dir/../logo.png", POSTS_ROUTE_NONE, "", 0 },
    { "/./logo.png", POSTS_ROUTE_NONE, "", 0 },
    { "/dir/./x.css", POSTS_ROUTE_NONE, "", 0 },
    { "//logo.png", POSTS_ROUTE_NONE, "", 0 },
    { "/dir//x.css", POSTS_ROUTE_NONE, "", 0 },
    { "/logo.png.", POSTS_ROUTE_NONE, "", 0 },
    { "/logo.png ", POSTS_ROUTE_NONE, "", 0 },
    { "/LOGO.PNG", POSTS_ROUTE_NONE, "", 0 },
    { "/logo.png\x01", POSTS_ROUTE_NONE, "", 0 },
    { "/img/caf\xe9 1.png", POSTS_ROUTE_NONE, "", 0 },
    { "/out.txt", POSTS_ROUTE_NONE, "", 0 },
    { "/absolute.txt", POSTS_ROUTE_NONE, "", 0 },
    { "/outside/passwd", POSTS_ROUTE_NONE, "", 0 },
    { "/loop", POSTS_ROUTE_NONE, "", 0 },
    { "/fifo", POSTS_ROUTE_NONE, "", 0 },
    { "/inside.png", POSTS_ROUTE_FILE, "inside.png", 0 },
    { "logo.png", POSTS_ROUTE_NONE, "", 0 },
    { "", POSTS_ROUTE_NONE, "", 0 },

    { NULL, POSTS_ROUTE_NONE, "", 0 }
};


static void route_links(site_t *site);
static void route_run(site_t *site, posts_arena_t *arena, int dir);
static void route_one(site_t *site, posts_arena_t *arena,
    const posts_render_options_t *options, const route_case_t *rc);
static void route_bytes(site_t *site, posts_arena_t *arena);
static void route_memory(site_t *site, posts_arena_t *arena);
static void route_claimed(posts_arena_t *arena);


int
main(void)
{
    site_t          site;
    posts_arena_t  *arena;

    arena = posts_arena_create(16 * 1024 * 1024);

    if (CHECK(site_create(&site, route_files))) {
        route_links(&site);

        if (CHECK(site_index(&site))) {
            route_run(&site, arena, site.fd);
            route_run(&site, arena, AT_FDCWD);
            route_bytes(&site, arena);
            route_memory(&site, arena);
        }
    }

    site_destroy(&site);

    route_claimed(arena);

    posts_arena_destroy(arena);

    return CHECK_END("route");
}


/* What can not be written as a file. */

static void
route_links(site_t *site)
{
    size_t  i;
    char    full[256];

    static const char *const  links[][2] = {
        { "../out.txt", "out.txt" },
        { "/etc/passwd", "absolute.txt" },
        { "/etc", "outside" },
        { "loop", "loop" },
        { "img/../logo.png", "inside.png" }
    };

    (void) snprintf(full, sizeof(full), "%s/out.txt", site->base);
    CHECK(close(open(full, O_CREAT|O_WRONLY, 0644)) == 0);

    for (i = 0; i < sizeof(links) / sizeof(links[0]); i++) {
        CHECK(symlink(links[i][0], site_path(site, links[i][1], full,
                                             sizeof(full))) == 0);
    }

    /* a name that no URL has in UTF-8 */

    CHECK(site_write(site, "img/caf\xe9 1.png", "PNG"));

    CHECK(mkfifo(site_path(site, "fifo", full, sizeof(full)), 0644) == 0);
}


static void
route_run(site_t *site, posts_arena_t *arena, int dir)
{
    const route_case_t      *rc;
    posts_render_options_t   options;

    memset(&options, 0, sizeof(posts_render_options_t));
    options.site = site->root;
    options.dir = dir;
    options.formats = 7;
    options.limits = &site->limits;

    for (rc = route_cases; rc->path != NULL; rc++) {
        route_one(site, arena, &options, rc);
    }
}


static void
route_one(site_t *site, posts_arena_t *arena,
    const posts_render_options_t *options, const route_case_t *rc)
{
    int             ok;
    posts_deps_t    deps;
    posts_error_t   error;
    posts_route_t   route;
    posts_format_e  format;

    posts_arena_reset(arena, 65536);
    posts_deps_init(&deps, arena);
    posts_error_clear(&error);

    ok = CHECK_INT(posts_route(&route, arena, site->snapshot,
                               posts_snapshot_config(site->snapshot),
                               options, posts_str_c(rc->path), &deps,
                               &error), POSTS_OK);

    format = rc->format == 'j' ? POSTS_FORMAT_JSON
             : rc->format == 'm' ? POSTS_FORMAT_MARKDOWN : POSTS_FORMAT_NONE;

    ok &= CHECK_INT(route.kind, rc->kind);
    ok &= CHECK_STR_EQ(route.url, posts_str_c(rc->url));

    if (route.kind == POSTS_ROUTE_DOCUMENT
        || route.kind == POSTS_ROUTE_LIST)
    {
        ok &= CHECK_INT(route.format, format);
        ok &= CHECK(deps.n > 0);
    }

    if (!ok) {
        printf("    path: %s\n", rc->path);
    }
}


/* Paths that are no C strings, and long ones. */

static void
route_bytes(site_t *site, posts_arena_t *arena)
{
    char                    *longest;
    size_t                   n;
    posts_str_t              path;
    posts_deps_t             deps;
    posts_error_t            error;
    posts_route_t            route;
    posts_render_options_t   options;

    memset(&options, 0, sizeof(posts_render_options_t));
    options.site = site->root;
    options.dir = site->fd;
    options.formats = 7;
    options.limits = &site->limits;

    posts_deps_init(&deps, arena);
    posts_error_clear(&error);

    path = posts_str("/logo.png\0.html");

    CHECK_INT(posts_route(&route, arena, site->snapshot,
                          posts_snapshot_config(site->snapshot), &options,
                          path, &deps, &error), POSTS_OK);
    CHECK_INT(route.kind, POSTS_ROUTE_NONE);

    longest = malloc(70000);
    memset(longest, 'a', 70000);
    longest[0] = '/';

    for (n = 250; n < 70000; n = n * 3 / 2) {
        path = posts_str_from(longest, n);

        CHECK_INT(posts_route(&route, arena, site->snapshot,
                              posts_snapshot_config(site->snapshot),
                              &options, path, &deps, &error), POSTS_OK);
        CHECK_INT(route.kind, POSTS_ROUTE_NONE);

        longest[n - 1] = '/';

        CHECK_INT(posts_route(&route, arena, site->snapshot,
                              posts_snapshot_config(site->snapshot),
                              &options, path, &deps, &error), POSTS_OK);
        CHECK_INT(route.kind, POSTS_ROUTE_NONE);

        longest[n - 1] = 'a';
    }

    free(longest);
}


/* Without memory a path is never something else than it is. */

static void
route_memory(site_t *site, posts_arena_t *arena)
{
    size_t                   n, requests;
    posts_rc_t               rc;
    posts_deps_t             deps;
    posts_error_t            error;
    posts_route_t            route;
    const route_case_t      *c;
    posts_render_options_t   options;

    memset(&options, 0, sizeof(posts_render_options_t));
    options.site = site->root;
    options.dir = site->fd;
    options.formats = 7;
    options.limits = &site->limits;

    for (c = route_cases; c->path != NULL; c++) {

        requests = 1;

        for (n = 0; n <= requests; n++) {
            posts_arena_reset(arena, 65536);
            posts_arena_fail_at(arena, n);
            posts_deps_init(&deps, arena);
            posts_error_clear(&error);

            rc = posts_route(&route, arena, site->snapshot,
                             posts_snapshot_config(site->snapshot), &options,
                             posts_str_c(c->path), &deps, &error);

            if (n == 0) {
                CHECK_INT(rc, POSTS_OK);
                requests = posts_arena_requests(arena);

            } else if (rc == POSTS_OK) {
                CHECK_INT(route.kind, c->kind);

            } else {
                CHECK_INT(rc, POSTS_LIMIT);
                CHECK_INT(error.rc, POSTS_LIMIT);
                CHECK(error.message[0] != '\0');
            }
        }
    }
}


/* "/" is a page's or a file's: the list of posts begins at /page/1/. */

static void
route_claimed(posts_arena_t *arena)
{
    size_t                   i;
    site_t                   site;
    const route_case_t      *c;
    posts_render_options_t   options;

    static const site_file_t  sites[][4] = {
        { { "index.md", "---\ntitle: Home\n---\nhome" },
          { "_posts/2020-01-01-one.md", "---\n---\n1" },
          { "_config.yml", "paginate: 1\n" },
          { NULL, NULL } },
        { { "index.html", "<p>static" },
          { "_posts/2020-01-01-one.md", "---\n---\n1" },
          { "_config.yml", "paginate: 1\n" },
          { NULL, NULL } },
    };

    static const route_case_t  cases[][8] = {
        { { "/", POSTS_ROUTE_DOCUMENT, "/", 0 },
          { "/index.html", POSTS_ROUTE_DOCUMENT, "/", 0 },
          { "/index.json", POSTS_ROUTE_DOCUMENT, "/", 'j' },
          { "/index.md", POSTS_ROUTE_DOCUMENT, "/", 'm' },
          { "/page/1/", POSTS_ROUTE_LIST, "/page/1/", 0 },
          { "/page/1/index.json", POSTS_ROUTE_LIST, "/page/1/", 'j' },
          { "/page/2/", POSTS_ROUTE_NONE, "", 0 },
          { NULL, POSTS_ROUTE_NONE, "", 0 } },
        { { "/", POSTS_ROUTE_FILE, "index.html", 0 },
          { "/index.html", POSTS_ROUTE_FILE, "index.html", 0 },
          { "/index.json", POSTS_ROUTE_NONE, "", 0 },
          { "/page/1/", POSTS_ROUTE_LIST, "/page/1/", 0 },
          { "/page/1", POSTS_ROUTE_REDIRECT, "/page/1/", 0 },
          { "/page/1.json", POSTS_ROUTE_LIST, "/page/1/", 'j' },
          { "/page/2/", POSTS_ROUTE_NONE, "", 0 },
          { NULL, POSTS_ROUTE_NONE, "", 0 } },
    };

    for (i = 0; i < sizeof(sites) / sizeof(sites[0]); i++) {

        if (CHECK(site_create(&site, sites[i]))
            && CHECK(site_index(&site)))
        {
            memset(&options, 0, sizeof(posts_render_options_t));
            options.site = site.root;
            options.dir = site.fd;
            options.formats = 7;
            options.limits = &site.limits;

            for (c = cases[i]; c->path != NULL; c++) {
                route_one(&site, arena, &options, c);
            }
        }

        site_destroy(&site);
    }
}
