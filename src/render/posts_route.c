
/*
 * Copyright (C) the authors of this project
 *
 * A path is tried as one thing after the other, in an order that is this
 * file: what has exactly this URL comes before what only may be called so.
 * A step returns 1 when the way has ended, with something found or with an
 * error, and 0 to let the next one try.
 *
 *     /a/x        document, file, /a/x.html, file x.html, twin; moved to
 *                 /a/x/ if that is something
 *     /a/x/       document, /a/x/index.html, file x/index.html, list
 *
 * Every question to the index becomes a dependency: who had no answer to it
 * today may have one tomorrow.
 */


#include <sys/stat.h>
#include <unistd.h>

#include "posts_media.h"
#include "posts_place.h"
#include "posts_route.h"
#include "posts_search.h"
#include "posts_slug.h"
#include "posts_source.h"
#include "posts_static.h"
#include "posts_twin.h"


typedef struct {
    posts_route_t                 *route;
    posts_arena_t                 *arena;
    posts_snapshot_t              *snapshot;
    const posts_config_t          *config;
    const posts_render_options_t  *options;
    posts_deps_t                  *deps;
    posts_error_t                 *error;
    posts_rc_t                     rc;
    unsigned                       unclaimed:1;  /* nothing answers "/" */
} posts_router_t;


static int posts_route_name(posts_router_t *r, posts_str_t path);
static int posts_route_folder(posts_router_t *r, posts_str_t path);
static int posts_route_index(posts_router_t *r, posts_str_t path);
static int posts_route_spelling(posts_router_t *r, posts_str_t path);
static int posts_route_extension(posts_router_t *r, posts_str_t path);
static int posts_route_twin(posts_router_t *r, posts_str_t path);
static int posts_route_twin_document(posts_router_t *r, posts_str_t url,
    posts_format_e format);
static int posts_route_slash(posts_router_t *r, posts_str_t path);
static int posts_route_document(posts_router_t *r, posts_str_t url);
static int posts_route_file(posts_router_t *r, posts_str_t path);
static int posts_route_listed(posts_router_t *r, posts_str_t url);
static int posts_route_list(posts_router_t *r, posts_str_t path);
static int posts_route_listing(posts_router_t *r,
    const posts_listing_path_t *lp);
static int posts_route_term(posts_router_t *r,
    const posts_listing_path_t *lp, int *moved);
static int posts_route_claimed(posts_router_t *r);
static int posts_route_move(posts_router_t *r, posts_str_t url);
static int posts_route_none(posts_router_t *r);
static int posts_route_damaged(posts_router_t *r, posts_rc_t rc);
static int posts_route_memory(posts_router_t *r);
static posts_str_t posts_route_join(posts_router_t *r, posts_str_t a,
    posts_str_t b);


posts_rc_t
posts_route(posts_route_t *route, posts_arena_t *arena,
    posts_snapshot_t *snapshot, const posts_config_t *config,
    const posts_render_options_t *options, posts_str_t path,
    posts_deps_t *deps, posts_error_t *error)
{
    posts_router_t  r;

    route->kind = POSTS_ROUTE_NONE;
    route->format = POSTS_FORMAT_NONE;
    route->url = posts_str("");

    r.route = route;
    r.arena = arena;
    r.snapshot = snapshot;
    r.config = config;
    r.options = options;
    r.deps = deps;
    r.error = error;
    r.rc = POSTS_OK;
    r.unclaimed = 0;

    if (path.len == 0 || path.len >= POSTS_SOURCE_PATH
        || path.data[0] != '/')
    {
        return POSTS_OK;
    }

    if (posts_str_ends(path, posts_str("/"))) {
        (void) posts_route_folder(&r, path);

    } else {
        (void) posts_route_name(&r, path);
    }

    return r.rc;
}


static int
posts_route_name(posts_router_t *r, posts_str_t path)
{
    return posts_route_document(r, path)
           || posts_route_file(r, path)
           || posts_route_index(r, path)
           || posts_route_spelling(r, path)
           || posts_route_twin(r, path)
           || posts_route_slash(r, path);
}


static int
posts_route_folder(posts_router_t *r, posts_str_t path)
{
    posts_str_t  index;

    if (posts_route_document(r, path)) {
        return 1;
    }

    index = posts_route_join(r, path, posts_str("index.html"));

    if (posts_route_document(r, index) || posts_route_file(r, index)
        || posts_route_extension(r, index))
    {
        return 1;
    }

    r->unclaimed = (path.len == 1);

    return posts_route_list(r, path);
}


/* "/x/index.html" for "/x/" */

static int
posts_route_index(posts_router_t *r, posts_str_t path)
{
    posts_str_t  folder;

    if (!posts_str_ends(path, posts_str("/index.html"))) {
        return 0;
    }

    folder = posts_str_slice(path, 0, path.len - (sizeof("index.html") - 1));

    return posts_route_document(r, folder)
           || posts_route_list(r, folder);
}


/* "/x" for "/x.html" and the other way round, as other hosts have it */

static int
posts_route_spelling(posts_router_t *r, posts_str_t path)
{
    posts_str_t  html, base;

    html = posts_formats[POSTS_FORMAT_HTML].suffix;

    if (posts_route_extension(r, path)) {
        return 1;
    }

    if (posts_str_ends(path, html)) {
        return 0;
    }

    /* a path that looks like a twin's is no other's spelling */

    if (posts_twin_format(path, (unsigned) -1, &base) != POSTS_FORMAT_NONE) {
        return 0;
    }

    html = posts_route_join(r, path, html);

    if (posts_route_document(r, html) || posts_route_file(r, html)) {
        return 1;
    }

    /* "/x/index" for "/x/", if that is a document */

    return posts_str_ends(path, posts_str("/index"))
           && posts_route_document(r, posts_str_slice(path, 0, path.len
                                                   - (sizeof("index") - 1)));
}


/*
 * "/x.txt" for "/x", if that is of such a kind: the name of the file that
 * Jekyll writes for a permalink without an extension.
 */

static int
posts_route_extension(posts_router_t *r, posts_str_t path)
{
    ssize_t      dot;
    posts_str_t  ext;

    dot = posts_str_rchr(path, '.');

    if (dot < 1 || path.data[dot - 1] == '/') {
        return 0;
    }

    ext = posts_str_slice(path, (size_t) dot, path.len);

    if (posts_str_chr(ext, '/') >= 0
        || !posts_route_document(r, posts_str_slice(path, 0, (size_t) dot)))
    {
        return 0;
    }

    if (r->rc != POSTS_OK
        || posts_str_eq(r->route->document.output_ext, ext))
    {
        return 1;
    }

    r->route->kind = POSTS_ROUTE_NONE;
    r->route->url = posts_str("");

    return 0;
}


static int
posts_route_twin(posts_router_t *r, posts_str_t path)
{
    posts_str_t     base, folder;
    posts_format_e  format;

    format = posts_twin_format(path, r->options->formats, &base);

    if (format == POSTS_FORMAT_NONE) {
        return 0;
    }

    folder = posts_route_join(r, base, posts_str("/"));

    if (posts_route_twin_document(r, posts_route_join(r, base,
                                  posts_formats[POSTS_FORMAT_HTML].suffix),
                                  format)
        || posts_route_twin_document(r, base, format)
        || posts_route_twin_document(r, folder, format)
        || posts_route_twin_document(r, posts_route_join(r, folder,
                                     posts_str("index.html")), format))
    {
        return 1;
    }

    if (posts_str_ends(base, posts_str("/index"))) {
        base.len -= sizeof("index") - 1;

        if (posts_route_twin_document(r, base, format)) {
            return 1;
        }

    } else {
        base = folder;
    }

    if (format != POSTS_FORMAT_JSON) {
        return 0;
    }

    r->route->format = format;

    if (posts_route_list(r, base)) {
        return 1;
    }

    r->route->format = POSTS_FORMAT_NONE;

    return 0;
}


static int
posts_route_twin_document(posts_router_t *r, posts_str_t url,
    posts_format_e format)
{
    posts_document_t  *doc;

    if (!posts_route_document(r, url)) {
        return 0;
    }

    if (r->rc != POSTS_OK) {
        return 1;
    }

    doc = &r->route->document;

    if (!posts_media_html(doc->output_ext)
        || (format == POSTS_FORMAT_MARKDOWN && !doc->markdown))
    {
        return posts_route_none(r);
    }

    r->route->format = format;

    return 1;
}


/* A folder without its slash. */

static int
posts_route_slash(posts_router_t *r, posts_str_t path)
{
    posts_str_t  folder;

    folder = posts_route_join(r, path, posts_str("/"));

    if (!posts_route_folder(r, folder)) {
        return 0;
    }

    if (r->rc != POSTS_OK || r->route->kind == POSTS_ROUTE_REDIRECT) {
        return 1;
    }

    return posts_route_move(r, folder);
}


static int
posts_route_document(posts_router_t *r, posts_str_t url)
{
    posts_rc_t  rc;

    if (r->rc != POSTS_OK) {
        return 1;
    }

    posts_deps_add(r->deps, POSTS_DEP_URL, url);

    rc = posts_snapshot_url(r->snapshot, url, &r->route->document);

    if (rc == POSTS_NOTFOUND) {
        return 0;
    }

    if (rc != POSTS_OK) {
        return posts_route_damaged(r, rc);
    }

    r->route->kind = POSTS_ROUTE_DOCUMENT;
    r->route->url = r->route->document.url;

    return 1;
}


static int
posts_route_file(posts_router_t *r, posts_str_t path)
{
    posts_rc_t   rc;
    posts_str_t  file;

    if (r->rc != POSTS_OK) {
        return 1;
    }

    file = posts_str_slice(path, 1, path.len);

    posts_deps_add(r->deps, POSTS_DEP_FILE, file);

    rc = posts_static_find(r->config, r->options->site, r->options->dir,
                           file, r->error);

    if (rc == POSTS_NOTFOUND) {
        return posts_route_listed(r, path);
    }

    r->route->kind = POSTS_ROUTE_FILE;
    r->route->url = file;
    r->rc = rc;

    return 1;
}


/*
 * A file of a collection or of the theme: its URL does not tell where it is,
 * so it takes the index.  What else the index lists was looked for already,
 * and by rules that may be younger.
 */

static int
posts_route_listed(posts_router_t *r, posts_str_t url)
{
    int                fd, dir;
    posts_rc_t         rc;
    posts_str_t        path;
    const char        *site;
    struct stat        st;
    posts_document_t   file;

    rc = posts_snapshot_file(r->snapshot, url, &file);

    if (rc == POSTS_NOTFOUND) {
        return 0;
    }

    if (rc != POSTS_OK) {
        return posts_route_damaged(r, rc);
    }

    path = file.path;

    if (path.len == 0
        || (file.collection.len == 0 && !posts_place_is_theme(path)))
    {
        return 0;
    }

    if (posts_search(path, 1, posts_str("/.")) != -1) {

        /* Jekyll copies what is hidden in a theme; no server should */

        return 0;
    }

    site = r->options->site;
    dir = r->options->dir;

    posts_source_folder(&site, &dir, &path, r->options->theme,
                        r->options->theme_dir);

    if (posts_source_open(&fd, site, dir, path) != 0) {
        return 0;
    }

    rc = (fstat(fd, &st) == 0 && S_ISREG(st.st_mode)) ? POSTS_OK
                                                      : POSTS_NOTFOUND;
    (void) close(fd);

    if (rc != POSTS_OK) {
        return 0;
    }

    /* the snapshot may end before the file is sent */

    path = posts_arena_str(r->arena, file.path);

    if (path.data == NULL) {
        return posts_route_memory(r);
    }

    r->route->kind = POSTS_ROUTE_FILE;
    r->route->url = path;

    return 1;
}


static int
posts_route_list(posts_router_t *r, posts_str_t path)
{
    posts_listing_path_t  lp;

    if (r->rc != POSTS_OK) {
        return 1;
    }

    if (posts_listing_parse(&lp, path, 1) && posts_route_listing(r, &lp)) {
        return 1;
    }

    return posts_listing_parse(&lp, path, 0) && lp.numbered
           && posts_route_listing(r, &lp);
}


static int
posts_route_listing(posts_router_t *r, const posts_listing_path_t *lp)
{
    int               moved;
    posts_buf_t       url;
    posts_listing_t  *list;

    list = &r->route->listing;
    moved = 0;

    list->kind = lp->kind;
    list->page = lp->page;
    list->limit = posts_listing_limit(r->config);
    list->claimed = 0;
    list->term.name = posts_str("");
    list->term.slug = posts_str("");

    if (lp->kind == POSTS_LIST_ALL) {
        posts_listing_depend(r->deps, lp->kind, list->term.slug);

        list->claimed = (posts_route_claimed(r) != 0);

        if (r->rc != POSTS_OK) {
            return 1;
        }

        if (list->claimed && !lp->numbered) {
            return 0;
        }

        list->total = posts_snapshot_count(r->snapshot, lp->kind,
                                           list->term.slug);

    } else {

        if (!posts_route_term(r, lp, &moved)) {
            return 0;
        }

        if (r->rc != POSTS_OK) {
            return 1;
        }

        list->total = list->term.count;
    }

    list->pages = posts_listing_pages(list->total, list->limit);

    if (list->page > list->pages) {
        return 0;
    }

    posts_buf_init(&url, r->arena, 0);
    posts_listing_url(&url, list, list->page);

    if (url.rc != POSTS_OK) {
        return posts_route_memory(r);
    }

    r->route->kind = POSTS_ROUTE_LIST;
    r->route->url = posts_buf_str(&url);

    if (moved || (lp->numbered && lp->page == 1 && !list->claimed)) {
        return posts_route_move(r, posts_buf_str(&url));
    }

    return 1;
}


/* The tag or category that is called so, or (moved) that the name means. */

static int
posts_route_term(posts_router_t *r, const posts_listing_path_t *lp,
    int *moved)
{
    posts_rc_t        rc;
    posts_buf_t       slug;
    posts_listing_t  *list;

    list = &r->route->listing;

    posts_listing_depend(r->deps, lp->kind, lp->name);

    rc = posts_snapshot_term(r->snapshot, lp->kind, lp->name, &list->term);

    if (rc == POSTS_NOTFOUND) {
        posts_buf_init(&slug, r->arena, 0);
        posts_slug_term(&slug, lp->name);

        if (slug.rc != POSTS_OK) {
            return posts_route_memory(r);
        }

        if (slug.len == 0 || posts_str_eq(posts_buf_str(&slug), lp->name)) {
            return 0;
        }

        *moved = 1;
        rc = posts_snapshot_term(r->snapshot, lp->kind, posts_buf_str(&slug),
                                 &list->term);

        if (rc == POSTS_NOTFOUND) {
            return 0;
        }
    }

    if (rc != POSTS_OK) {
        return posts_route_damaged(r, rc);
    }

    return 1;
}


/* 1: "/" is a document's or a file's, so that no list is there. */

static int
posts_route_claimed(posts_router_t *r)
{
    posts_format_e  format;

    if (r->unclaimed) {
        return 0;
    }

    if (!posts_route_document(r, posts_str("/"))
        && !posts_route_document(r, posts_str("/index.html"))
        && !posts_route_file(r, posts_str("/index.html")))
    {
        return 0;
    }

    format = r->route->format;
    (void) posts_route_none(r);
    r->route->format = format;

    return 1;
}


/* "url" is decoded and the HTML's; a twin is moved to a twin. */

static int
posts_route_move(posts_router_t *r, posts_str_t url)
{
    posts_buf_t  b;

    r->route->kind = POSTS_ROUTE_REDIRECT;
    r->route->url = url;

    if (r->route->format != POSTS_FORMAT_NONE) {
        posts_buf_init(&b, r->arena, 0);
        posts_twin_url(&b, url, r->route->format);

        if (b.rc != POSTS_OK) {
            return posts_route_memory(r);
        }

        r->route->url = posts_buf_str(&b);
    }

    return 1;
}


static int
posts_route_none(posts_router_t *r)
{
    r->route->kind = POSTS_ROUTE_NONE;
    r->route->format = POSTS_FORMAT_NONE;
    r->route->url = posts_str("");

    return 0;
}


static int
posts_route_damaged(posts_router_t *r, posts_rc_t rc)
{
    r->rc = posts_error_set(r->error, rc, 0, 0,
                            "the index of the site is damaged");

    return 1;
}


static int
posts_route_memory(posts_router_t *r)
{
    r->rc = posts_error_set(r->error, POSTS_LIMIT, 0, 0,
                            "finding a path takes more memory than the limit "
                            "\"memory\"");

    return 1;
}


/* With no memory the steps after it see r->rc. */

static posts_str_t
posts_route_join(posts_router_t *r, posts_str_t a, posts_str_t b)
{
    u_char  *p;

    p = posts_arena_alloc(r->arena, a.len + b.len);

    if (p == NULL) {
        (void) posts_route_memory(r);
        return posts_str("");
    }

    memcpy(p, a.data, a.len);
    memcpy(p + a.len, b.data, b.len);

    return posts_str_from(p, a.len + b.len);
}
