
/*
 * Copyright (C) the authors of this project
 *
 * Route, negotiate, read, write.  The body grows in one buffer that begins
 * with room for all of it.  On failure what was made is forgotten as a whole
 * and the same arena holds an error's page.
 */


#include <errno.h>

#include "posts_href.h"
#include "posts_jekyll.h"
#include "posts_media.h"
#include "posts_page.h"
#include "posts_problem.h"
#include "posts_record.h"
#include "posts_route.h"
#include "posts_source.h"
#include "posts_static.h"
#include "posts_twin.h"


#define POSTS_RENDER_ROOM  8192

/* the page that a site may have for what is not there */
#define POSTS_RENDER_ABSENT  "/404.html"


typedef struct {
    posts_view_t            view;
    posts_jekyll_t          jekyll;
    posts_route_t           route;
    posts_answer_t         *answer;
    const posts_request_t  *request;
    posts_error_t          *error;
    int64_t                 modified;  /* of files, in seconds */
} posts_render_t;


typedef posts_rc_t (*posts_render_pt)(posts_render_t *rn);


static posts_rc_t posts_render_none(posts_render_t *rn);
static posts_rc_t posts_render_absent(posts_render_t *rn);
static posts_rc_t posts_render_absent_file(posts_render_t *rn);
static posts_rc_t posts_render_document(posts_render_t *rn);
static posts_rc_t posts_render_list(posts_render_t *rn);
static posts_rc_t posts_render_file(posts_render_t *rn);
static posts_rc_t posts_render_redirect(posts_render_t *rn);
static posts_rc_t posts_render_hide(posts_render_t *rn);
static posts_rc_t posts_render_choose(posts_render_t *rn, unsigned offered);
static posts_rc_t posts_render_unacceptable(posts_render_t *rn);
static int posts_render_plain(const posts_render_t *rn);
static posts_rc_t posts_render_article(posts_render_t *rn,
    posts_article_t *article, int plain);
static posts_rc_t posts_render_end(posts_render_t *rn, posts_str_t body);
static posts_rc_t posts_render_location(posts_render_t *rn);
static posts_rc_t posts_render_links(posts_render_t *rn);
static void posts_render_link(posts_buf_t *b, posts_str_t href,
    posts_format_e format, const char *parameters, posts_str_t type);
static void posts_render_page_link(posts_render_t *rn, posts_buf_t *b,
    size_t page, const char *parameters);
static posts_rc_t posts_render_href(posts_str_t *href, posts_render_t *rn,
    posts_str_t url);
static posts_rc_t posts_render_twin(posts_str_t *twin, posts_render_t *rn,
    posts_str_t url, posts_format_e format);
static void posts_render_buffer(posts_render_t *rn, posts_buf_t *b,
    size_t content);
static posts_rc_t posts_render_memory(posts_render_t *rn);
static posts_rc_t posts_render_failed(posts_answer_t *answer,
    posts_arena_t *arena, const posts_render_options_t *options,
    const posts_request_t *request, posts_route_e kind, posts_rc_t rc,
    posts_error_t *error);


/* ORDER posts_route_e */

static const posts_render_pt  posts_render_routes[] = {
    posts_render_none,
    posts_render_document,
    posts_render_list,
    posts_render_file,
    posts_render_redirect
};


posts_rc_t
posts_render(posts_answer_t *answer, posts_arena_t *arena,
    posts_snapshot_t *snapshot, const posts_render_options_t *options,
    const posts_request_t *request, posts_error_t *error)
{
    int                   jekyll;
    uint64_t              generation;
    posts_rc_t            rc;
    posts_error_t         unheard;
    posts_render_t        rn;
    posts_arena_mark_t    mark;
    const posts_config_t  *config;

    if (error == NULL) {
        error = &unheard;
        posts_error_clear(error);
    }

    mark = posts_arena_mark(arena);
    generation = posts_snapshot_generation(snapshot);

    memset(answer, 0, sizeof(posts_answer_t));
    posts_deps_init(&answer->deps, arena);

    rn.route.kind = POSTS_ROUTE_NONE;

    config = posts_snapshot_config(snapshot);

    if (config == NULL) {
        rc = posts_error_set(error, POSTS_LIMIT, 0, 0,
                             "no memory for the site's configuration");
        goto failed;
    }

    rn.answer = answer;
    rn.request = request;
    rn.error = error;
    rn.modified = 0;

    rn.view.arena = arena;
    rn.view.snapshot = snapshot;
    rn.view.config = config;
    rn.view.options = options;
    rn.view.deps = &answer->deps;
    rn.view.offered = 0;
    rn.view.jekyll = NULL;
    rn.view.rc = POSTS_OK;
    rn.view.error = error;
    rn.view.markdown = config->markdown;
    rn.view.markdown.dialect = config->dialect;

    if (options->dialect != -1) {
        memset(&rn.view.markdown, 0, sizeof(posts_markdown_options_t));
        rn.view.markdown.dialect = (posts_markdown_dialect_e) options->dialect;
        rn.view.markdown.raw_html = 1;
    }

    if (!options->raw_html) {
        rn.view.markdown.raw_html = 0;
        rn.view.markdown.omit = 0;
    }

    rn.view.markdown.header_ids =
                          (rn.view.markdown.dialect == POSTS_MARKDOWN_GFM
                           && !rn.view.markdown.commonmark);
    rn.view.markdown.utf8 = 0;

    posts_deps_add(&answer->deps, POSTS_DEP_CONFIG, posts_str(""));

    rc = posts_route(&rn.route, arena, snapshot, config, options,
                     request->path, &answer->deps, error);
    if (rc != POSTS_OK) {
        goto failed;
    }

    jekyll = posts_jekyll_site(snapshot, options);

    if (jekyll) {
        rc = posts_render_hide(&rn);
        if (rc != POSTS_OK) {
            goto failed;
        }
    }

    rn.view.url = rn.route.url;
    rn.view.href = posts_str("");

    if (rn.route.kind == POSTS_ROUTE_DOCUMENT
        || rn.route.kind == POSTS_ROUTE_LIST)
    {
        rc = posts_render_href(&rn.view.href, &rn, rn.view.url);
        if (rc != POSTS_OK) {
            goto failed;
        }
    }

    if (jekyll) {
        rc = posts_jekyll_begin(&rn.jekyll, &rn.view, error);
        if (rc != POSTS_OK) {
            goto failed;
        }

        rn.view.jekyll = &rn.jekyll;
    }

    rc = posts_render_routes[rn.route.kind](&rn);

    if (rn.view.jekyll != NULL) {
        posts_jekyll_end(rn.view.jekyll);
    }

    if (rc != POSTS_OK) {
        goto failed;
    }

    answer->generation = generation;

    return rn.view.rc;

failed:

    posts_arena_rewind(arena, mark);

    rc = posts_render_failed(answer, arena, options, request, rn.route.kind,
                             rc, error);

    answer->generation = generation;

    return rc;
}


posts_format_e
posts_render_format(const posts_request_t *request, unsigned offered,
    int *negotiated)
{
    posts_str_t     base, ext;
    posts_format_e  format;

    ext = posts_media_ext(request->path);

    if (!posts_media_html(ext)) {
        *negotiated = 0;

        format = posts_twin_format(request->path, offered, &base);

        if (format != POSTS_FORMAT_NONE) {
            return format;
        }

        if ((offered & posts_format_bit(POSTS_FORMAT_HTML))
            && posts_media_type(ext).len != 0)
        {
            return POSTS_FORMAT_HTML;
        }
    }

    *negotiated = 1;

    return posts_accept(request->accept, offered);
}


static posts_rc_t
posts_render_none(posts_render_t *rn)
{
    posts_rc_t  rc;

    if (posts_problem_format(rn->request) == POSTS_FORMAT_HTML
        && (rn->view.options->formats & posts_format_bit(POSTS_FORMAT_HTML)))
    {
        rc = posts_render_absent(rn);

        if (rc == POSTS_OK) {
            return rc;
        }

        if (rc != POSTS_NOTFOUND) {

            /* what is wrong with that page must not hide what is asked for */

            rn->view.rc = rc;
        }
    }

    rc = posts_problem(rn->answer, rn->view.arena, rn->view.options,
                       rn->request, 404,
                       posts_str("There is nothing at this address."), NULL);

    return rc == POSTS_OK ? POSTS_OK : posts_render_memory(rn);
}


/*
 * The site's own page, with the status of what was asked for.  It is made
 * each time, like any error: a cache of what is not there would have no end.
 */

static posts_rc_t
posts_render_absent(posts_render_t *rn)
{
    posts_rc_t        rc;
    posts_answer_t   *answer;
    posts_article_t   article;

    answer = rn->answer;

    rc = posts_snapshot_url(rn->view.snapshot, posts_str(POSTS_RENDER_ABSENT),
                            &rn->route.document);

    if (rc == POSTS_NOTFOUND) {
        rc = posts_render_absent_file(rn);
        if (rc != POSTS_OK) {
            return rc;
        }

        goto made;
    }

    if (rc != POSTS_OK) {
        return rc;
    }

    rn->route.kind = POSTS_ROUTE_DOCUMENT;
    rn->route.url = rn->route.document.url;
    rn->view.url = rn->route.url;
    rn->view.offered = posts_format_bit(POSTS_FORMAT_HTML);

    answer->format = POSTS_FORMAT_HTML;

    rc = posts_render_href(&rn->view.href, rn, rn->view.url);
    if (rc != POSTS_OK) {
        return rc;
    }

    rc = posts_article_init(&article, &rn->view, &rn->route.document, 1,
                            rn->error);
    if (rc != POSTS_OK) {
        return rc;
    }

    rc = posts_article_read(&article, rn->view.arena, &rn->view, rn->error);
    if (rc != POSTS_OK) {
        return rc;
    }

    rc = posts_render_article(rn, &article, 0);
    if (rc != POSTS_OK) {
        return rc;
    }

made:

    answer->kind = POSTS_ANSWER_BODY;
    answer->status = 404;
    answer->format = POSTS_FORMAT_HTML;
    answer->offered = posts_format_bit(POSTS_FORMAT_NONE) - 1;
    answer->negotiated = 1;
    answer->cacheable = 0;
    answer->resource = posts_str("error");
    answer->content_type = posts_formats[POSTS_FORMAT_HTML].content_type;
    answer->content_location = posts_str("");
    answer->link = posts_str("");
    answer->last_modified = 0;
    answer->etag[0] = '\0';

    return POSTS_OK;
}


/* The same, of a file without front matter. */

static posts_rc_t
posts_render_absent_file(posts_render_t *rn)
{
    posts_rc_t                     rc;
    posts_str_t                    path;
    posts_source_t                 source;
    const posts_render_options_t  *options;

    options = rn->view.options;
    path = posts_str_slice(posts_str(POSTS_RENDER_ABSENT), 1,
                           sizeof(POSTS_RENDER_ABSENT) - 1);

    rc = posts_static_find(rn->view.config, options->site, options->dir, path,
                           rn->error);
    if (rc != POSTS_OK) {
        return rc;
    }

    rc = posts_source_read(&source, rn->view.arena, options->site,
                           options->dir, path, options->limits, rn->error);
    if (rc != POSTS_OK) {
        return rc;
    }

    rn->answer->body = source.bytes;

    return POSTS_OK;
}


static posts_rc_t
posts_render_document(posts_render_t *rn)
{
    int                plain;
    unsigned           offered;
    posts_rc_t         rc;
    posts_str_t        base;
    posts_article_t      article;
    posts_format_e     slot;
    posts_document_t  *doc;

    doc = &rn->route.document;
    plain = posts_render_plain(rn);

    if (plain) {

        /* one representation, in the place of what the path looks like */

        slot = posts_twin_format(doc->url, (unsigned) -1, &base);
        slot = (slot == POSTS_FORMAT_NONE) ? POSTS_FORMAT_HTML : slot;

        rn->answer->format = slot;
        rn->view.offered = posts_format_bit(slot);

    } else {
        offered = posts_format_bit(POSTS_FORMAT_HTML)
                  | posts_format_bit(POSTS_FORMAT_JSON);

        if (doc->markdown) {
            offered |= posts_format_bit(POSTS_FORMAT_MARKDOWN);
        }

        rc = posts_render_choose(rn, offered);

        if (rc != POSTS_OK || rn->answer->status != 0) {
            return rc;
        }
    }

    rn->answer->resource = posts_article_type(doc);

    rc = posts_article_init(&article, &rn->view, doc,
                          !plain
                          && rn->answer->format != POSTS_FORMAT_MARKDOWN,
                          rn->error);
    if (rc != POSTS_OK) {
        return rc;
    }

    rc = posts_article_read(&article, rn->view.arena, &rn->view, rn->error);
    if (rc != POSTS_OK) {
        return rc;
    }

    rn->modified = article.mtime;

    return posts_render_article(rn, &article, plain);
}


/*
 * A document that is not made into HTML ("permalink: /feed.json"), or whose
 * own URL looks like a twin's, is served as it is.
 */

static int
posts_render_plain(const posts_render_t *rn)
{
    posts_str_t              base;
    const posts_document_t  *doc;

    doc = &rn->route.document;

    if (rn->route.kind != POSTS_ROUTE_DOCUMENT
        || rn->route.format != POSTS_FORMAT_NONE)
    {
        return 0;
    }

    return !posts_media_html(doc->output_ext)
           || (posts_twin_format(doc->url, (unsigned) -1, &base)
               != POSTS_FORMAT_NONE);
}


static posts_rc_t
posts_render_article(posts_render_t *rn, posts_article_t *article, int plain)
{
    posts_rc_t       rc;
    posts_buf_t      b;
    posts_str_t      type;
    posts_answer_t  *answer;

    answer = rn->answer;

    if (!plain && answer->format == POSTS_FORMAT_MARKDOWN) {
        answer->content_type = posts_formats[answer->format].content_type;
        return posts_render_end(rn, article->source);
    }

    posts_render_buffer(rn, &b, article->content.len);

    if (!plain && answer->format == POSTS_FORMAT_JSON) {
        answer->content_type = posts_formats[answer->format].content_type;
        rc = posts_record_document(&b, article, &rn->view, rn->error);

    } else if (posts_media_html(article->document->output_ext)) {
        answer->content_type = posts_formats[POSTS_FORMAT_HTML].content_type;
        rc = (rn->view.jekyll != NULL)
             ? posts_jekyll_document(&b, rn->view.jekyll, article, rn->error)
             : posts_page_document(&b, article, &rn->view, rn->error);

    } else {
        type = posts_media_type(article->document->output_ext);
        answer->content_type = (type.len != 0)
                               ? type
                               : posts_str("text/plain; charset=utf-8");
        rc = (rn->view.jekyll != NULL)
             ? posts_jekyll_document(&b, rn->view.jekyll, article, rn->error)
             : posts_article_content(&b, article, &rn->view, rn->error);
    }

    if (rc != POSTS_OK) {
        posts_error_file(rn->error, article->document->path);
        return rc;
    }

    return posts_render_end(rn, posts_buf_str(&b));
}


static posts_rc_t
posts_render_list(posts_render_t *rn)
{
    size_t             n, got, offset;
    posts_rc_t         rc;
    posts_buf_t        b;
    posts_arena_t     *scratch;
    posts_answer_t    *answer;
    posts_listing_t   *list;
    posts_document_t  *docs;

    answer = rn->answer;
    list = &rn->route.listing;

    rc = posts_render_choose(rn, posts_format_bit(POSTS_FORMAT_HTML)
                                 | posts_format_bit(POSTS_FORMAT_JSON));

    if (rc != POSTS_OK || answer->status != 0) {
        return rc;
    }

    answer->resource = posts_listing_name(list->kind);
    answer->content_type = posts_formats[answer->format].content_type;

    posts_listing_depend(&answer->deps, list->kind, list->term.slug);

    offset = (list->page - 1) * list->limit;
    n = list->total > offset ? list->total - offset : 0;

    if (n > list->limit) {
        n = list->limit;
    }

    docs = posts_arena_array(rn->view.arena, n + 1,
                             sizeof(posts_document_t));
    if (docs == NULL) {
        return posts_render_memory(rn);
    }

    got = 0;

    if (n != 0) {
        rc = posts_snapshot_list(rn->view.snapshot, list->kind,
                                 list->term.slug, offset, n, docs, &got);

        if (rc != POSTS_OK && rc != POSTS_NOTFOUND) {
            return posts_error_set(rn->error, rc, 0, 0,
                                   "the index of the site is damaged");
        }
    }

    scratch = posts_arena_create(rn->view.options->limits->memory);
    if (scratch == NULL) {
        return posts_render_memory(rn);
    }

    posts_render_buffer(rn, &b, got * 1024);

    rc = (answer->format == POSTS_FORMAT_JSON)
         ? posts_record_list(&b, list, docs, got, &rn->view, scratch,
                             rn->error)
         : posts_page_list(&b, list, docs, got, &rn->view, scratch,
                           rn->error);

    posts_arena_destroy(scratch);

    if (rc != POSTS_OK) {
        return rc;
    }

    return posts_render_end(rn, posts_buf_str(&b));
}


static posts_rc_t
posts_render_file(posts_render_t *rn)
{
    rn->answer->kind = POSTS_ANSWER_FILE;
    rn->answer->status = 200;
    rn->answer->format = POSTS_FORMAT_HTML;
    rn->answer->resource = posts_str("file");
    rn->answer->file = rn->route.url;

    return POSTS_OK;
}


static posts_rc_t
posts_render_redirect(posts_render_t *rn)
{
    rn->answer->kind = POSTS_ANSWER_REDIRECT;
    rn->answer->status = 301;
    rn->answer->format = POSTS_FORMAT_HTML;
    rn->answer->resource = posts_str("redirect");

    return posts_render_href(&rn->answer->location, rn, rn->route.url);
}


/*
 * A Jekyll site has the lists that it makes itself: the built-in ones are
 * there for JSON alone, and so is what leads to them.
 */

static posts_rc_t
posts_render_hide(posts_render_t *rn)
{
    int                            negotiated;
    unsigned                       formats;
    posts_rc_t                     rc;
    posts_route_t                  target;
    const posts_render_options_t  *options;

    options = rn->view.options;

    if (rn->route.kind != POSTS_ROUTE_LIST
        && rn->route.kind != POSTS_ROUTE_REDIRECT)
    {
        return POSTS_OK;
    }

    formats = posts_format_bit(POSTS_FORMAT_HTML)
              | posts_format_bit(POSTS_FORMAT_JSON);

    if (posts_render_format(rn->request, options->formats & formats,
                            &negotiated)
        == POSTS_FORMAT_JSON)
    {
        return POSTS_OK;
    }

    if (rn->route.kind == POSTS_ROUTE_REDIRECT) {
        rc = posts_route(&target, rn->view.arena, rn->view.snapshot,
                         rn->view.config, options, rn->route.url,
                         &rn->answer->deps, rn->error);

        if (rc != POSTS_OK || target.kind != POSTS_ROUTE_LIST) {
            return rc;
        }
    }

    rn->route.kind = POSTS_ROUTE_NONE;
    rn->route.url = posts_str("");

    return POSTS_OK;
}


/* Sets the format, or makes the answer a 406. */

static posts_rc_t
posts_render_choose(posts_render_t *rn, unsigned offered)
{
    int  negotiated;

    offered &= rn->view.options->formats;

    rn->view.offered = offered;

    rn->answer->format = posts_render_format(rn->request, offered,
                                             &negotiated);
    rn->answer->negotiated = (negotiated != 0);

    if (rn->answer->format == POSTS_FORMAT_NONE) {
        return posts_render_unacceptable(rn);
    }

    return POSTS_OK;
}


static posts_rc_t
posts_render_unacceptable(posts_render_t *rn)
{
    posts_rc_t      rc;
    posts_buf_t     link;
    posts_str_t     hrefs[POSTS_FORMAT_NONE];
    posts_format_e  f;

    posts_buf_init(&link, rn->view.arena, 0);

    for (f = POSTS_FORMAT_HTML; f < POSTS_FORMAT_NONE; f++) {
        hrefs[f] = posts_str("");

        if (!(rn->view.offered & posts_format_bit(f))) {
            continue;
        }

        rc = posts_render_twin(&hrefs[f], rn, rn->view.href, f);

        if (rc != POSTS_OK) {
            return rc;
        }

        posts_render_link(&link, rn->view.href, f, "rel=\"alternate\"",
                          posts_formats[f].type);
    }

    rc = posts_problem(rn->answer, rn->view.arena, rn->view.options,
                       rn->request, 406,
                       posts_str("What is here is of none of the media types "
                                 "that were asked for."), hrefs);

    if (rc != POSTS_OK || link.rc != POSTS_OK) {
        return posts_render_memory(rn);
    }

    rn->answer->negotiated = 1;
    rn->answer->link = posts_buf_str(&link);

    return POSTS_OK;
}


/* All that follows from the body and from what was noted on the way. */

static posts_rc_t
posts_render_end(posts_render_t *rn, posts_str_t body)
{
    size_t           i;
    int64_t          changed;
    posts_rc_t       rc;
    posts_deps_t    *deps;
    posts_answer_t  *answer;

    answer = rn->answer;
    deps = &answer->deps;

    if (deps->rc != POSTS_OK) {
        return posts_render_memory(rn);
    }

    rc = posts_render_location(rn);
    if (rc != POSTS_OK) {
        return rc;
    }

    rc = posts_render_links(rn);
    if (rc != POSTS_OK) {
        return rc;
    }

    answer->kind = POSTS_ANSWER_BODY;
    answer->status = 200;
    answer->offered = rn->view.offered;

    /* what is wrong with a list's post stays so until the post changes, but
       for a file that could not be read just now */

    answer->cacheable = (rn->view.rc != POSTS_IO
                         && rn->view.rc != POSTS_NOTFOUND);

    answer->body = body;

    answer->etag[0] = '"';
    posts_hash_hex(posts_hash128(body), answer->etag + 1);
    answer->etag[POSTS_HASH_HEX + 1] = '"';

    answer->last_modified = rn->modified;

    for (i = 0; i < deps->n; i++) {
        changed = posts_snapshot_changed(rn->view.snapshot, deps->items[i]);

        if (changed > answer->last_modified) {
            answer->last_modified = changed;
        }
    }

    return POSTS_OK;
}


static posts_rc_t
posts_render_location(posts_render_t *rn)
{
    posts_rc_t      rc;
    posts_str_t     own;
    posts_format_e  format;

    format = posts_render_plain(rn) ? POSTS_FORMAT_HTML : rn->answer->format;

    if (!rn->answer->negotiated) {
        rc = posts_render_twin(&own, rn, rn->view.url, format);

        if (rc != POSTS_OK || posts_str_eq(rn->request->path, own)) {
            return rc;
        }
    }

    return posts_render_twin(&rn->answer->content_location, rn,
                             rn->view.href, format);
}


static posts_rc_t
posts_render_links(posts_render_t *rn)
{
    posts_buf_t       b;
    posts_answer_t   *answer;
    posts_format_e    f;
    posts_listing_t  *list;

    answer = rn->answer;

    posts_buf_init(&b, rn->view.arena, 0);

    for (f = POSTS_FORMAT_HTML; f < POSTS_FORMAT_NONE; f++) {

        if (f == answer->format
            || !(rn->view.offered & posts_format_bit(f)))
        {
            continue;
        }

        if (f == POSTS_FORMAT_HTML) {
            posts_render_link(&b, rn->view.href, f, "rel=\"canonical\"",
                              posts_str(""));
        }

        posts_render_link(&b, rn->view.href, f, "rel=\"alternate\"",
                          posts_formats[f].type);
    }

    if (rn->route.kind == POSTS_ROUTE_LIST) {
        list = &rn->route.listing;

        if (list->page > 1) {
            posts_render_page_link(rn, &b, list->page - 1, "rel=\"prev\"");
        }

        if (list->page < list->pages) {
            posts_render_page_link(rn, &b, list->page + 1, "rel=\"next\"");
        }
    }

    if (b.rc != POSTS_OK) {
        return posts_render_memory(rn);
    }

    answer->link = posts_buf_str(&b);

    return POSTS_OK;
}


/* A link to the representation of a reference's resource. */

static void
posts_render_link(posts_buf_t *b, posts_str_t href, posts_format_e format,
    const char *parameters, posts_str_t type)
{
    if (b->len != 0) {
        posts_buf_lit(b, ", ");
    }

    posts_buf_lit(b, "<");
    posts_twin_url(b, href, format);
    posts_buf_lit(b, ">; ");
    posts_buf_add(b, posts_str_c(parameters));

    if (type.len != 0) {
        posts_buf_lit(b, "; type=\"");
        posts_buf_add(b, type);
        posts_buf_lit(b, "\"");
    }
}


/* The neighbour of a list's page, in the same format. */

static void
posts_render_page_link(posts_render_t *rn, posts_buf_t *b, size_t page,
    const char *parameters)
{
    posts_rc_t   rc;
    posts_buf_t  url;
    posts_str_t  href;

    posts_buf_init(&url, rn->view.arena, 0);
    posts_listing_url(&url, &rn->route.listing, page);

    rc = url.rc;

    if (rc == POSTS_OK) {
        rc = posts_render_href(&href, rn, posts_buf_str(&url));
    }

    if (rc != POSTS_OK) {
        b->rc = rc;
        return;
    }

    posts_render_link(b, href, rn->answer->format, parameters,
                      posts_str(""));
}


/* The reference to a URL of the site. */

static posts_rc_t
posts_render_href(posts_str_t *href, posts_render_t *rn, posts_str_t url)
{
    posts_buf_t  b;

    posts_buf_init(&b, rn->view.arena, 0);
    posts_href(&b, rn->view.options->prefix, url);

    *href = posts_buf_str(&b);

    return b.rc == POSTS_OK ? POSTS_OK : posts_render_memory(rn);
}


/* The URL, or the reference, of one of the representations of another. */

static posts_rc_t
posts_render_twin(posts_str_t *twin, posts_render_t *rn, posts_str_t url,
    posts_format_e format)
{
    posts_buf_t  b;

    posts_buf_init(&b, rn->view.arena, 0);
    posts_twin_url(&b, url, format);

    *twin = posts_buf_str(&b);

    return b.rc == POSTS_OK ? POSTS_OK : posts_render_memory(rn);
}


/* A buffer with room for what is made of so much content as a rule. */

static void
posts_render_buffer(posts_render_t *rn, posts_buf_t *b, size_t content)
{
    size_t  size;

    posts_buf_init(b, rn->view.arena, rn->view.options->limits->output);

    size = content + content / 4 + POSTS_RENDER_ROOM;

    if (rn->answer->format == POSTS_FORMAT_JSON) {
        size += content / 4;
    }

    if (size < b->limit && posts_buf_reserve(b, size) != POSTS_OK) {

        /* less may be enough */

        b->rc = POSTS_OK;
    }
}


static posts_rc_t
posts_render_memory(posts_render_t *rn)
{
    return posts_error_set(rn->error, POSTS_LIMIT, 0, 0,
                           "answering takes more memory than the limit "
                           "\"memory\"");
}


static posts_rc_t
posts_render_failed(posts_answer_t *answer, posts_arena_t *arena,
    const posts_render_options_t *options, const posts_request_t *request,
    posts_route_e kind, posts_rc_t rc, posts_error_t *error)
{
    unsigned     status;
    posts_str_t  detail;

    (void) posts_error_set(error, rc, 0, 0, "the request failed");

    if (rc == POSTS_NOTFOUND) {

        /* the source went away, and the index will hear of it soon */

        status = 404;
        detail = posts_str("There is nothing at this address any more.");

    } else if (kind == POSTS_ROUTE_FILE && error->err == EACCES) {

        /* as a server says of any file */

        status = 403;
        detail = posts_str("The server may not read this file.");

    } else {
        status = 500;
        detail = posts_str("The server could not make this page.  Its log "
                           "says why.");
    }

    (void) posts_problem(answer, arena, options, request, status, detail,
                         NULL);

    return rc;
}
