
/*
 * Copyright (C) the authors of this project
 *
 * {"id", "url", "type", "title", "date", "author", "tags", "categories",
 * "excerpt", "content", "previous", "next", "data"}, in this order.  "data"
 * has what the front matter has beyond that, as it is typed in the YAML.
 */


#include "posts_href.h"
#include "posts_json.h"
#include "posts_record.h"


static void posts_record_head(posts_buf_t *b, const posts_article_t *article,
    const posts_view_t *view);
static void posts_record_tail(posts_buf_t *b, const posts_article_t *article,
    const posts_view_t *view);
static void posts_record_neighbor(posts_buf_t *b,
    const posts_document_t *doc, const posts_view_t *view);
static void posts_record_data(posts_buf_t *b, const posts_document_t *doc,
    const posts_view_t *view);
static int posts_record_shown(posts_str_t key, posts_value_t v);
static void posts_record_list_value(posts_buf_t *b, posts_value_t v,
    const posts_view_t *view);
static void posts_record_number(posts_buf_t *b, size_t n);
static posts_rc_t posts_record_end(const posts_buf_t *b,
    posts_error_t *error);


/* What has a place of its own. */

static const posts_str_t  posts_record_keys[] = {
    posts_string("title"),
    posts_string("date"),
    posts_string("author"),
    posts_string("tags"),
    posts_string("categories"),
    posts_string("excerpt"),
    posts_null_string
};


posts_rc_t
posts_record_document(posts_buf_t *b, const posts_article_t *article,
    const posts_view_t *view, posts_error_t *error)
{
    size_t       size;
    posts_rc_t   rc;
    posts_buf_t  html;

    /* one piece of memory in the usual case; at a limit it grows by need */

    size = article->content.len + article->content.len / 4 + 1024;

    posts_buf_init(&html, view->arena, view->options->limits->output);

    if (size < html.limit && posts_buf_reserve(&html, size) != POSTS_OK) {
        html.rc = POSTS_OK;
    }

    posts_record_head(b, article, view);

    posts_buf_lit(b, ",\"excerpt\":");

    rc = posts_article_excerpt(&html, article, view, error);
    if (rc != POSTS_OK) {
        return rc;
    }

    posts_json_string(b, posts_buf_str(&html));

    posts_buf_lit(b, ",\"content\":");

    html.len = 0;

    rc = posts_article_content(&html, article, view, error);
    if (rc != POSTS_OK) {
        return rc;
    }

    posts_json_string(b, posts_buf_str(&html));

    posts_record_tail(b, article, view);
    posts_buf_lit(b, "\n");

    return posts_record_end(b, error);
}


posts_rc_t
posts_record_list(posts_buf_t *b, const posts_listing_t *list,
    const posts_document_t *docs, size_t n, posts_view_t *view,
    posts_arena_t *scratch, posts_error_t *error)
{
    size_t         i;
    posts_rc_t     rc;
    posts_article_t  article;

    posts_buf_lit(b, "{\"posts\":[");

    for (i = 0; i < n; i++) {

        rc = posts_article_init(&article, view, &docs[i], 1, error);
        if (rc != POSTS_OK) {
            return rc;
        }

        if (i != 0) {
            posts_buf_lit(b, ",");
        }

        posts_record_head(b, &article, view);
        posts_buf_lit(b, ",\"excerpt\":");
        posts_json_string(b, posts_article_summary(&article, view, scratch));
        posts_record_tail(b, &article, view);
    }

    posts_buf_lit(b, "],\"meta\":{\"pagination\":{\"page\":");
    posts_buf_int(b, (int64_t) list->page);
    posts_buf_lit(b, ",\"limit\":");
    posts_buf_int(b, (int64_t) list->limit);
    posts_buf_lit(b, ",\"pages\":");
    posts_buf_int(b, (int64_t) list->pages);
    posts_buf_lit(b, ",\"total\":");
    posts_buf_int(b, (int64_t) list->total);
    posts_buf_lit(b, ",\"next\":");
    posts_record_number(b, list->page < list->pages ? list->page + 1 : 0);
    posts_buf_lit(b, ",\"prev\":");
    posts_record_number(b, list->page - 1);
    posts_buf_lit(b, "}}}\n");

    return posts_record_end(b, error);
}


static void
posts_record_head(posts_buf_t *b, const posts_article_t *article,
    const posts_view_t *view)
{
    posts_str_t              author;
    posts_time_t             date;
    const posts_document_t  *doc;

    doc = article->document;

    posts_buf_lit(b, "{\"id\":");

    if (doc->id.len != 0) {
        posts_json_string(b, doc->id);

    } else {
        /* a page has none of its own: its URL is as good as one */

        posts_buf_lit(b, "\"");
        posts_buf_path(b, doc->url);
        posts_buf_lit(b, "\"");
    }

    posts_buf_lit(b, ",\"url\":\"");
    posts_href(b, view->options->prefix, doc->url);
    posts_buf_lit(b, "\",\"type\":\"");
    posts_buf_add(b, posts_article_type(doc));
    posts_buf_lit(b, "\",\"title\":");
    posts_json_string(b, doc->title);
    posts_buf_lit(b, ",\"date\":");

    if (posts_article_date(article, view, &date)) {
        posts_buf_lit(b, "\"");
        posts_time_xmlschema(b, date);
        posts_buf_lit(b, "\"");

    } else {
        posts_buf_lit(b, "null");
    }

    posts_buf_lit(b, ",\"author\":");
    author = posts_article_author(article, view);

    if (author.len != 0) {
        posts_json_string(b, author);

    } else {
        posts_buf_lit(b, "null");
    }

    posts_buf_lit(b, ",\"tags\":");
    posts_record_list_value(b, doc->tags, view);
    posts_buf_lit(b, ",\"categories\":");
    posts_record_list_value(b, doc->categories, view);
}


static void
posts_record_tail(posts_buf_t *b, const posts_article_t *article,
    const posts_view_t *view)
{
    posts_buf_lit(b, ",\"previous\":");
    posts_record_neighbor(b, article->has_previous ? &article->previous : NULL,
                          view);
    posts_buf_lit(b, ",\"next\":");
    posts_record_neighbor(b, article->has_next ? &article->next : NULL, view);
    posts_buf_lit(b, ",\"data\":");
    posts_record_data(b, article->document, view);
    posts_buf_lit(b, "}");
}


static void
posts_record_neighbor(posts_buf_t *b, const posts_document_t *doc,
    const posts_view_t *view)
{
    if (doc == NULL) {
        posts_buf_lit(b, "null");
        return;
    }

    posts_buf_lit(b, "{\"url\":\"");
    posts_href(b, view->options->prefix, doc->url);
    posts_buf_lit(b, "\",\"title\":");
    posts_json_string(b, doc->title);
    posts_buf_lit(b, "}");
}


static void
posts_record_data(posts_buf_t *b, const posts_document_t *doc,
    const posts_view_t *view)
{
    size_t         i, n;
    posts_str_t    key;
    posts_value_t  v;

    posts_buf_lit(b, "{");

    n = 0;

    for (i = 0; posts_value_pair(doc->data, i, &key, &v); i++) {

        if (posts_record_shown(key, v)) {
            continue;
        }

        if (n++ != 0) {
            posts_buf_lit(b, ",");
        }

        posts_json_string(b, key);
        posts_buf_lit(b, ":");
        posts_json_write(b, v, view->options->limits->depth + 1);
    }

    posts_buf_lit(b, "}");
}


static int
posts_record_shown(posts_str_t key, posts_value_t v)
{
    const posts_str_t  *k;

    for (k = posts_record_keys; k->len != 0; k++) {

        if (posts_str_eq(key, *k)) {

            /* of an author with more than a name only that is shown */

            return !((v.type == POSTS_MAP || v.type == POSTS_ARRAY)
                     && posts_str_eq(key, posts_str("author")));
        }
    }

    return 0;
}


static void
posts_record_list_value(posts_buf_t *b, posts_value_t v,
    const posts_view_t *view)
{
    if (v.type == POSTS_ARRAY) {
        posts_json_write(b, v, view->options->limits->depth + 1);

    } else {
        posts_buf_lit(b, "[]");
    }
}


static void
posts_record_number(posts_buf_t *b, size_t n)
{
    if (n == 0) {
        posts_buf_lit(b, "null");

    } else {
        posts_buf_int(b, (int64_t) n);
    }
}


static posts_rc_t
posts_record_end(const posts_buf_t *b, posts_error_t *error)
{
    if (b->rc == POSTS_OK) {
        return POSTS_OK;
    }

    return posts_error_set(error, b->rc, 0, 0,
                           "the output is larger than the limit \"output\" "
                           "or \"memory\"");
}
