
/*
 * Copyright (C) the authors of this project
 *
 * link and post_url: the URL of a source file, below the site's baseurl.
 * One that is not there is an error, so that no link breaks in silence.
 * Jekyll: lib/jekyll/tags/link.rb, post_url.rb.
 */


#include <unistd.h>

#include "posts_liquid_filter.h"
#include "posts_liquid_lax.h"
#include "posts_source.h"
#include "posts_tag.h"


#define POSTS_TAG_BATCH  16


typedef struct {
    posts_liquid_node_t        node;
    posts_str_t                text;
    posts_liquid_template_t   *template;   /* {{ }} in the text; or NULL */
} posts_tag_link_t;


/* "dir/2020-08-15-slug", taken apart. */

typedef struct {
    posts_str_t                dir;        /* "" or "dir/" */
    posts_str_t                name;       /* "2020-08-15-slug" */
} posts_tag_post_t;


static posts_rc_t posts_tag_link_document(posts_document_t *doc,
    posts_view_t *view, posts_str_t path);
static posts_rc_t posts_tag_link_render(posts_liquid_context_t *lc,
    const posts_liquid_node_t *node);
static posts_rc_t posts_tag_post_url_render(posts_liquid_context_t *lc,
    const posts_liquid_node_t *node);
static int posts_tag_post_parse(posts_tag_post_t *post, posts_str_t text);
static size_t posts_tag_digits(posts_str_t s, size_t pos);
static posts_rc_t posts_tag_post_find(posts_jekyll_t *jekyll,
    const char *const *order, const posts_tag_post_t *post,
    posts_document_t *doc);
static posts_rc_t posts_tag_below(posts_jekyll_t *jekyll, posts_str_t prefix,
    posts_document_t *doc);
static posts_rc_t posts_tag_write_url(posts_liquid_context_t *lc,
    posts_str_t url);


posts_rc_t
posts_tag_link(posts_liquid_parser_t *p, const posts_liquid_piece_t *piece,
    posts_liquid_node_t **out)
{
    posts_rc_t         rc;
    posts_tag_link_t  *node;

    node = posts_liquid_node(p, sizeof(posts_tag_link_t),
                             posts_tag_link_render);
    if (node == NULL) {
        return posts_liquid_parser_memory(p);
    }

    node->text = posts_str_trim(piece->markup);
    *out = &node->node;

    if (!posts_jekyll_construct(node->text)) {
        return POSTS_OK;
    }

    rc = posts_liquid_compile(&node->template, p->arena, node->text,
                              p->options, p->error);

    return rc;
}


posts_rc_t
posts_tag_post_url(posts_liquid_parser_t *p,
    const posts_liquid_piece_t *piece, posts_liquid_node_t **out)
{
    posts_tag_link_t  *node;
    posts_tag_post_t   post;

    node = posts_liquid_node(p, sizeof(posts_tag_link_t),
                             posts_tag_post_url_render);
    if (node == NULL) {
        return posts_liquid_parser_memory(p);
    }

    node->text = posts_str_trim(piece->markup);
    *out = &node->node;

    if (!posts_tag_post_parse(&post, node->text)) {
        return posts_liquid_syntax(p, posts_str(""),
                   "Could not parse name of post \"%.*s\" in tag 'post_url'. "
                   "Make sure the post exists and the name is correct.",
                   posts_str_arg(node->text));
    }

    return POSTS_OK;
}


static posts_rc_t
posts_tag_link_render(posts_liquid_context_t *lc,
    const posts_liquid_node_t *node)
{
    int                      fd;
    posts_rc_t               rc;
    posts_buf_t              b;
    posts_str_t              path;
    posts_view_t            *view;
    posts_jekyll_t          *jekyll;
    posts_document_t         doc;
    const posts_tag_link_t  *tag;

    tag = (const posts_tag_link_t *) node;
    jekyll = lc->host->payload;
    view = jekyll->view;
    path = tag->text;

    if (tag->template != NULL) {
        rc = posts_liquid_render_string(lc, &tag->template->root, &path);

        if (rc != POSTS_OK) {
            return rc;
        }
    }

    if (path.len != 0 && path.data[0] == '/') {
        path = posts_str_slice(path, 1, path.len);
    }

    rc = posts_tag_link_document(&doc, view, path);

    if (rc == POSTS_NOTFOUND && path.len != 0 && path.data[0] == '_'
        && view->config->collections_dir.len != 0)
    {
        /* Jekyll's paths begin below that folder */

        posts_buf_init(&b, lc->arena, 0);
        posts_buf_add(&b, view->config->collections_dir);
        posts_buf_add(&b, path);

        if (b.rc != POSTS_OK) {
            return posts_liquid_memory(lc);
        }

        rc = posts_tag_link_document(&doc, view, posts_buf_str(&b));
    }

    if (rc == POSTS_OK) {
        return posts_tag_write_url(lc, doc.url);
    }

    /* a static file, then */

    posts_deps_add(view->deps, POSTS_DEP_FILE, path);

    if (path.len != 0
        && posts_source_open(&fd, view->options->site, view->options->dir,
                             path) == 0)
    {
        (void) close(fd);

        posts_buf_init(&b, lc->arena, 0);
        posts_buf_addc(&b, '/');
        posts_buf_add(&b, path);

        return (b.rc == POSTS_OK) ? posts_tag_write_url(lc, posts_buf_str(&b))
                                  : posts_liquid_memory(lc);
    }

    return posts_liquid_fail(lc, "Could not find document '%.*s' in tag "
                             "'link'. Make sure the document exists and the "
                             "path is correct.",
                             posts_str_arg(path));
}


static posts_rc_t
posts_tag_link_document(posts_document_t *doc, posts_view_t *view,
    posts_str_t path)
{
    posts_deps_add(view->deps, POSTS_DEP_DOCUMENT, path);

    return posts_snapshot_path(view->snapshot, path, doc);
}


static posts_rc_t
posts_tag_post_url_render(posts_liquid_context_t *lc,
    const posts_liquid_node_t *node)
{
    posts_rc_t               rc;
    posts_jekyll_t          *jekyll;
    posts_tag_post_t         post;
    posts_document_t         doc;
    const posts_tag_link_t  *tag;

    /* where the folder of posts may stand in the path */

    static const char *const  orders[2][2] = { { "_posts/", NULL },
                                               { NULL, "_posts/" } };

    tag = (const posts_tag_link_t *) node;
    jekyll = lc->host->payload;

    (void) posts_tag_post_parse(&post, tag->text);

    rc = posts_tag_post_find(jekyll, orders[0], &post, &doc);

    if (rc == POSTS_NOTFOUND) {
        rc = posts_tag_post_find(jekyll, orders[1], &post, &doc);
    }

    if (rc == POSTS_OK) {
        posts_deps_add(jekyll->view->deps, POSTS_DEP_DOCUMENT, doc.path);

        return posts_tag_write_url(lc, doc.url);
    }

    posts_deps_add(jekyll->view->deps, POSTS_DEP_POSTS, posts_str(""));

    if (rc != POSTS_NOTFOUND) {
        return posts_error_set(lc->error, rc, 0, 0, "the index of the site "
                               "is damaged, or there is no memory");
    }

    return posts_liquid_fail(lc, "Could not find post \"%.*s\" in tag "
                             "'post_url'. Make sure the post exists and the "
                             "name is correct.",
                             posts_str_arg(tag->text));
}


/* (dir/)*digits-digits-digits-slug */

static int
posts_tag_post_parse(posts_tag_post_t *post, posts_str_t text)
{
    size_t   pos, part;
    ssize_t  slash;

    if (text.len != 0 && text.data[0] == '/') {
        text = posts_str_slice(text, 1, text.len);
    }

    slash = posts_str_rchr(text, '/');

    post->dir = posts_str_slice(text, 0, (size_t) (slash + 1));
    post->name = posts_str_slice(text, (size_t) (slash + 1), text.len);

    pos = 0;

    for (part = 0; part < 3; part++) {
        slash = (ssize_t) pos;
        pos = posts_tag_digits(post->name, pos);

        if (pos == (size_t) slash || pos >= post->name.len
            || post->name.data[pos] != '-')
        {
            return 0;
        }

        pos++;
    }

    return 1;
}


static size_t
posts_tag_digits(posts_str_t s, size_t pos)
{
    while (pos < s.len && s.data[pos] >= '0' && s.data[pos] <= '9') {
        pos++;
    }

    return pos;
}


static posts_rc_t
posts_tag_post_find(posts_jekyll_t *jekyll, const char *const *order,
    const posts_tag_post_t *post, posts_document_t *doc)
{
    posts_buf_t  b;

    posts_buf_init(&b, jekyll->view->arena, 0);
    posts_buf_add(&b, jekyll->view->config->collections_dir);
    posts_buf_add(&b, posts_str_c(order[0]));
    posts_buf_add(&b, post->dir);
    posts_buf_add(&b, posts_str_c(order[1]));
    posts_buf_add(&b, post->name);
    posts_buf_addc(&b, '.');

    if (b.rc != POSTS_OK) {
        return b.rc;
    }

    return posts_tag_below(jekyll, posts_buf_str(&b), doc);
}


/* The first post whose path begins so, whatever its extension is. */

static posts_rc_t
posts_tag_below(posts_jekyll_t *jekyll, posts_str_t prefix,
    posts_document_t *doc)
{
    size_t            i, got;
    posts_rc_t        rc;
    posts_str_t       after;
    posts_document_t  docs[POSTS_TAG_BATCH];

    after = prefix;

    do {
        rc = posts_snapshot_documents(jekyll->view->snapshot, after,
                                      POSTS_TAG_BATCH, docs, &got);

        for (i = 0; i < got && rc == POSTS_OK; i++) {
            after = docs[i].path;

            if (!posts_str_starts(after, prefix)) {
                return POSTS_NOTFOUND;
            }

            if (docs[i].type == POSTS_DOCUMENT_POST
                || docs[i].type == POSTS_DOCUMENT_DRAFT)
            {
                *doc = docs[i];
                return POSTS_OK;
            }
        }

    } while (rc == POSTS_OK && got == POSTS_TAG_BATCH);

    return (rc == POSTS_OK) ? POSTS_NOTFOUND : rc;
}


/* As the filter relative_url makes it, of the %-encoded URL. */

static posts_rc_t
posts_tag_write_url(posts_liquid_context_t *lc, posts_str_t url)
{
    posts_rc_t                    rc;
    posts_buf_t                   b;
    posts_value_t                 v;
    posts_liquid_args_t           args;
    const posts_liquid_filter_t  *filter;

    posts_buf_init(&b, lc->arena, 0);
    posts_buf_path(&b, url);

    if (b.rc != POSTS_OK) {
        return posts_liquid_memory(lc);
    }

    memset(&args, 0, sizeof(posts_liquid_args_t));

    v = posts_value_str(posts_buf_str(&b));
    filter = posts_liquid_filter(posts_str("relative_url"));

    rc = filter->handler(lc, &v, &args);

    return (rc == POSTS_OK) ? posts_liquid_write(lc, lc->out, v) : rc;
}
