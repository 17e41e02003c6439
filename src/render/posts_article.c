
/*
 * Copyright (C) the authors of this project
 *
 * The source is read at the last moment, so that the index never holds
 * content.  What was indexed and what is read may be of two moments: then
 * the metadata is of the first, the content of the second, and the
 * indexer, which is about to see the change, makes them one again.
 */


#include "posts_article.h"
#include "posts_excerpt.h"
#include "posts_front.h"
#include "posts_jekyll.h"
#include "posts_source.h"


#define POSTS_ARTICLE_KEEP     ((size_t) 256 * 1024)
#define POSTS_ARTICLE_SECOND   1000000000

/* a list leaves out an excerpt with a longer source: that is no summary */

#define POSTS_ARTICLE_SUMMARY  ((size_t) 64 * 1024)


static posts_rc_t posts_article_neighbor(posts_rc_t rc, unsigned *found,
    posts_error_t *error);
static posts_rc_t posts_article_full(const posts_article_t *article,
    const posts_buf_t *b, posts_error_t *error);


posts_rc_t
posts_article_init(posts_article_t *article, posts_view_t *view,
    const posts_document_t *document, int near, posts_error_t *error)
{
    unsigned    found;
    posts_rc_t  rc;

    article->document = document;
    article->source = posts_str("");
    article->content = posts_str("");
    article->mtime = document->mtime / POSTS_ARTICLE_SECOND;
    article->has_previous = 0;
    article->has_next = 0;
    article->indexed = 0;

    posts_deps_add(view->deps, POSTS_DEP_DOCUMENT, document->path);

    if (!near || document->type == POSTS_DOCUMENT_PAGE) {
        return POSTS_OK;
    }

    posts_deps_add(view->deps, POSTS_DEP_NEAR, document->path);

    rc = posts_article_neighbor(posts_snapshot_previous(view->snapshot,
                                                      document,
                                                      &article->previous),
                              &found, error);
    if (rc != POSTS_OK) {
        return rc;
    }

    article->has_previous = (found != 0);

    rc = posts_article_neighbor(posts_snapshot_next(view->snapshot, document,
                                                  &article->next),
                              &found, error);
    if (rc != POSTS_OK) {
        return rc;
    }

    article->has_next = (found != 0);

    return POSTS_OK;
}


static posts_rc_t
posts_article_neighbor(posts_rc_t rc, unsigned *found, posts_error_t *error)
{
    *found = (rc == POSTS_OK);

    if (rc == POSTS_OK || rc == POSTS_NOTFOUND) {
        return POSTS_OK;
    }

    return posts_error_set(error, rc, 0, 0,
                           "the index of the site is damaged");
}


posts_rc_t
posts_article_read(posts_article_t *article, posts_arena_t *arena,
    posts_view_t *view, posts_error_t *error)
{
    int                      dir;
    posts_rc_t               rc;
    const char              *site;
    posts_str_t              path;
    posts_front_t            front;
    posts_source_t           source;
    const posts_document_t  *doc;

    doc = article->document;

    site = view->options->site;
    dir = view->options->dir;
    path = doc->path;

    posts_source_folder(&site, &dir, &path, view->options->theme,
                        view->options->theme_dir);

    rc = posts_source_read(&source, arena, site, dir, path,
                           view->options->limits, error);
    if (rc != POSTS_OK) {
        return rc;
    }

    article->source = source.bytes;
    article->mtime = source.mtime / POSTS_ARTICLE_SECOND;

    if (source.size == doc->size && source.mtime == doc->mtime
        && source.inode == doc->inode && source.bytes.len == doc->size
        && doc->content <= source.bytes.len)
    {
        article->content = posts_str_slice(source.bytes, doc->content,
                                         source.bytes.len);
        article->indexed = !doc->broken;

        return POSTS_OK;
    }

    posts_front_split(&front, source.bytes);

    article->content = front.content;
    article->indexed = 0;

    if (doc->front && front.opened && !front.closed) {

        /* seen while it is written: all that is there is front matter */

        article->content = posts_str("");
    }

    return POSTS_OK;
}


posts_rc_t
posts_article_content(posts_buf_t *b, const posts_article_t *article,
    const posts_view_t *view, posts_error_t *error)
{
    if (view->jekyll != NULL) {
        return posts_jekyll_content(b, view->jekyll, article, error);
    }

    return posts_article_text(b, article, view, article->content, error);
}


posts_rc_t
posts_article_excerpt(posts_buf_t *b, const posts_article_t *article,
    const posts_view_t *view, posts_error_t *error)
{
    posts_rc_t   rc;
    posts_str_t  text;

    if (view->jekyll != NULL) {
        return posts_jekyll_excerpt(b, view->jekyll, article, error);
    }

    if (posts_article_quoted(article, &text)) {
        posts_buf_add(b, text);
        return posts_article_full(article, b, error);
    }

    rc = posts_article_head(&text, b->arena, article, view, error);
    if (rc != POSTS_OK) {
        return rc;
    }

    return posts_article_text(b, article, view, text, error);
}


/* The excerpt's source. */

posts_rc_t
posts_article_head(posts_str_t *text, posts_arena_t *arena,
    const posts_article_t *article, const posts_view_t *view,
    posts_error_t *error)
{
    posts_rc_t     rc;
    posts_str_t    separator;
    posts_value_t  own;

    separator = view->config->excerpt_separator;

    if (posts_value_find(article->document->data,
                         posts_str("excerpt_separator"), &own)
        && own.type == POSTS_STRING)
    {
        separator = posts_value_string(own);
    }

    rc = posts_excerpt(text, arena, article->content, separator);

    if (rc != POSTS_OK) {
        (void) posts_error_set(error, rc, 0, 0,
                               "the excerpt takes more memory than the limit "
                               "\"memory\"");
        posts_error_file(error, article->document->path);
    }

    return rc;
}


posts_rc_t
posts_article_text(posts_buf_t *b, const posts_article_t *article,
    const posts_view_t *view, posts_str_t text, posts_error_t *error)
{
    posts_rc_t                rc;
    posts_markdown_options_t  options;

    if (!article->document->markdown) {
        posts_buf_add(b, text);
        return posts_article_full(article, b, error);
    }

    options = view->markdown;

    /*
     * what is not UTF-8 has an error in the index; a text that was made of
     * it by a template can be anything
     */

    options.utf8 = article->indexed && view->jekyll == NULL;

    rc = posts_markdown_render(b, text, &options, error);

    if (rc != POSTS_OK) {
        posts_error_file(error, article->document->path);
    }

    return rc;
}


static posts_rc_t
posts_article_full(const posts_article_t *article, const posts_buf_t *b,
    posts_error_t *error)
{
    if (b->rc == POSTS_OK) {
        return POSTS_OK;
    }

    (void) posts_error_set(error, b->rc, 0, 0,
                           "the output is larger than the limit \"output\" "
                           "or \"memory\"");
    posts_error_file(error, article->document->path);

    return b->rc;
}


posts_str_t
posts_article_summary(posts_article_t *article, posts_view_t *view,
    posts_arena_t *scratch)
{
    posts_rc_t   rc;
    posts_buf_t  b;
    posts_str_t  text;

    if (posts_article_quoted(article, &text)) {
        return text;
    }

    posts_arena_reset(scratch, POSTS_ARTICLE_KEEP);
    posts_buf_init(&b, scratch, view->options->limits->output);

    rc = posts_article_read(article, scratch, view, view->error);

    if (rc == POSTS_OK) {
        rc = posts_article_head(&text, scratch, article, view, view->error);
    }

    if (rc == POSTS_OK && text.len <= POSTS_ARTICLE_SUMMARY) {
        rc = posts_article_text(&b, article, view, text, view->error);
    }

    article->source = posts_str("");
    article->content = posts_str("");

    if (rc != POSTS_OK) {
        if (view->rc == POSTS_OK || rc == POSTS_IO || rc == POSTS_NOTFOUND) {
            view->rc = rc;
        }

        return posts_str("");
    }

    return posts_buf_str(&b);
}


int
posts_article_quoted(const posts_article_t *article, posts_str_t *excerpt)
{
    posts_value_t  v;

    if (!posts_value_find(article->document->data, posts_str("excerpt"), &v)
        || v.type != POSTS_STRING)
    {
        return 0;
    }

    *excerpt = posts_value_string(v);

    return 1;
}


/* A post always has one; a page's is in its front matter, or nowhere. */

int
posts_article_date(const posts_article_t *article, const posts_view_t *view,
    posts_time_t *date)
{
    posts_civil_t            civil;
    posts_value_t            v;
    const posts_timezone_t  *tz;

    if (article->document->type != POSTS_DOCUMENT_PAGE) {
        *date = article->document->date;
        return 1;
    }

    tz = view->config->timezone;
    v = posts_value_get(article->document->data, posts_str("date"));

    switch (v.type) {

    case POSTS_TIME:
        *date = posts_time_in(posts_value_moment(v), tz);
        return 1;

    case POSTS_DATE:
        posts_time_civil(posts_value_moment(v), &civil);
        *date = posts_time_local(tz, &civil, 0);
        return 1;

    case POSTS_STRING:

        /* the same bytes at any time: a text with a time of day only has
           the epoch's date, not today's */

        if (posts_time_parse(date, posts_value_string(v), tz, 0)
            != POSTS_OK)
        {
            return 0;
        }

        *date = posts_time_in(*date, tz);
        return 1;

    default:
        return 0;
    }
}


posts_str_t
posts_article_author(const posts_article_t *article, const posts_view_t *view)
{
    posts_value_t  v;

    v = posts_value_get(article->document->data, posts_str("author"));

    if (v.type == POSTS_MAP) {
        v = posts_value_get(v, posts_str("name"));
    }

    if (v.type == POSTS_STRING) {
        return posts_value_string(v);
    }

    return view->config->author;
}


posts_str_t
posts_article_type(const posts_document_t *document)
{
    /* ORDER posts_document_type_e */

    static const posts_str_t  types[] = {
        posts_string("post"),
        posts_string("draft"),
        posts_string("page"),
        posts_string("document")
    };

    return types[document->type];
}
