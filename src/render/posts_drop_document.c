
/*
 * Copyright (C) the authors of this project
 *
 * Documents, pages and static files.  A document's content is made when a
 * template asks for it; one that asks for its own, or for one that is being
 * made, gets the source, as it does in Jekyll where the order of rendering
 * has not come to it yet.
 */


#include "posts_jekyll.h"
#include "posts_media.h"


#define POSTS_DROP_NESTING  4


static posts_value_t posts_drop_with(posts_jekyll_t *jekyll,
    const posts_document_t *document, const posts_drop_member_t *members);
static posts_value_t posts_drop_document_collection(posts_drop_t *drop);
static posts_value_t posts_drop_document_content(posts_drop_t *drop);
static posts_value_t posts_drop_document_date(posts_drop_t *drop);
static posts_value_t posts_drop_document_excerpt(posts_drop_t *drop);
static posts_value_t posts_drop_document_id(posts_drop_t *drop);
static posts_value_t posts_drop_document_name(posts_drop_t *drop);
static posts_value_t posts_drop_document_next(posts_drop_t *drop);
static posts_value_t posts_drop_document_path(posts_drop_t *drop);
static posts_value_t posts_drop_document_previous(posts_drop_t *drop);
static posts_value_t posts_drop_document_url(posts_drop_t *drop);
static posts_value_t posts_drop_document_title(posts_drop_t *drop);
static posts_value_t posts_drop_document_categories(posts_drop_t *drop);
static posts_value_t posts_drop_document_tags(posts_drop_t *drop);
static posts_value_t posts_drop_document_slug(posts_drop_t *drop);
static posts_value_t posts_drop_document_ext(posts_drop_t *drop);
static posts_value_t posts_drop_document_draft(posts_drop_t *drop);
static posts_value_t posts_drop_page_dir(posts_drop_t *drop);
static posts_value_t posts_drop_page_excerpt(posts_drop_t *drop);
static posts_value_t posts_drop_page_path(posts_drop_t *drop);
static posts_value_t posts_drop_page_date(posts_drop_t *drop);
static posts_value_t posts_drop_file_basename(posts_drop_t *drop);
static posts_value_t posts_drop_file_collection(posts_drop_t *drop);
static posts_value_t posts_drop_file_modified(posts_drop_t *drop);
static posts_value_t posts_drop_file_path(posts_drop_t *drop);
static posts_value_t posts_drop_neighbor(posts_drop_t *drop, posts_rc_t rc,
    const posts_document_t *document);
static posts_str_t posts_drop_basename(posts_str_t path);
static posts_value_t posts_drop_made(posts_drop_t *drop, int excerpt);


static const posts_drop_member_t  posts_drop_document_members[] = {
    { posts_string("title"), posts_drop_document_title, 0 },
    { posts_string("url"), posts_drop_document_url, 0 },
    { posts_string("date"), posts_drop_document_date, 0 },
    { posts_string("categories"), posts_drop_document_categories, 0 },
    { posts_string("tags"), posts_drop_document_tags, 0 },
    { posts_string("id"), posts_drop_document_id, 0 },
    { posts_string("content"), posts_drop_document_content, 0 },
    { posts_string("excerpt"), posts_drop_document_excerpt, 0 },
    { posts_string("collection"), posts_drop_document_collection, 0 },
    { posts_string("name"), posts_drop_document_name, 0 },
    { posts_string("path"), posts_drop_document_path, 0 },
    { posts_string("relative_path"), posts_drop_document_path, 0 },
    { posts_string("next"), posts_drop_document_next, 1 },
    { posts_string("previous"), posts_drop_document_previous, 1 },
    { posts_string("slug"), posts_drop_document_slug, 0 },
    { posts_string("ext"), posts_drop_document_ext, 0 },
    { posts_string("draft"), posts_drop_document_draft, 0 },
    { posts_null_string, NULL, 0 }
};

static const posts_drop_member_t  posts_drop_page_members[] = {
    { posts_string("url"), posts_drop_document_url, 0 },
    { posts_string("name"), posts_drop_document_name, 0 },
    { posts_string("path"), posts_drop_page_path, 0 },
    { posts_string("dir"), posts_drop_page_dir, 0 },
    { posts_string("content"), posts_drop_document_content, 0 },
    { posts_string("excerpt"), posts_drop_page_excerpt, 0 },
    { posts_string("date"), posts_drop_page_date, 0 },
    { posts_null_string, NULL, 0 }
};

static const posts_drop_member_t  posts_drop_file_members[] = {
    { posts_string("path"), posts_drop_file_path, 0 },
    { posts_string("modified_time"), posts_drop_file_modified, 0 },
    { posts_string("name"), posts_drop_document_name, 0 },
    { posts_string("basename"), posts_drop_file_basename, 0 },
    { posts_string("extname"), posts_drop_document_ext, 0 },
    { posts_string("collection"), posts_drop_file_collection, 0 },
    { posts_null_string, NULL, 0 }
};


posts_value_t
posts_drop_document(posts_jekyll_t *jekyll, const posts_document_t *document)
{
    return posts_drop_with(jekyll, document,
                           (document->type == POSTS_DOCUMENT_PAGE)
                           ? posts_drop_page_members
                           : posts_drop_document_members);
}


posts_value_t
posts_drop_file(posts_jekyll_t *jekyll, const posts_document_t *file)
{
    return posts_drop_with(jekyll, file, posts_drop_file_members);
}


static posts_value_t
posts_drop_with(posts_jekyll_t *jekyll, const posts_document_t *document,
    const posts_drop_member_t *members)
{
    posts_drop_document_t  *drop;

    drop = posts_drop_new(jekyll, sizeof(posts_drop_document_t), members,
                          document->data);
    if (drop == NULL) {
        return posts_value_nil();
    }

    drop->document = *document;

    return posts_value_object(&drop->drop.object);
}


#define posts_drop_doc(drop)  (&((posts_drop_document_t *) (drop))->document)


static posts_value_t
posts_drop_document_title(posts_drop_t *drop)
{
    /* the front matter's may be a number, and stays one */

    posts_value_t  v;

    if (posts_value_find(drop->rest, posts_str("title"), &v)
        && v.type != POSTS_NIL)
    {
        return v;
    }

    return posts_value_str(posts_drop_doc(drop)->title);
}


static posts_value_t
posts_drop_document_url(posts_drop_t *drop)
{
    posts_buf_t     b;
    posts_arena_t  *arena;

    arena = drop->jekyll->view->arena;

    posts_buf_init(&b, arena, 0);
    posts_buf_path(&b, posts_drop_doc(drop)->url);

    if (b.rc != POSTS_OK) {
        return posts_drop_failed(drop->jekyll, b.rc);
    }

    return posts_value_str(posts_buf_str(&b));
}


static posts_value_t
posts_drop_document_date(posts_drop_t *drop)
{
    /* a member of a collection without a date has the site's time */

    if (!posts_drop_doc(drop)->dated) {
        return posts_value_get(drop->jekyll->site, posts_str("time"));
    }

    return posts_value_time(posts_drop_doc(drop)->date);
}


static posts_value_t
posts_drop_page_date(posts_drop_t *drop)
{
    return posts_value_get(drop->rest, posts_str("date"));
}


static posts_value_t
posts_drop_document_categories(posts_drop_t *drop)
{
    return posts_drop_doc(drop)->categories;
}


static posts_value_t
posts_drop_document_tags(posts_drop_t *drop)
{
    return posts_drop_doc(drop)->tags;
}


static posts_value_t
posts_drop_document_id(posts_drop_t *drop)
{
    return posts_value_str(posts_drop_doc(drop)->id);
}


static posts_value_t
posts_drop_document_collection(posts_drop_t *drop)
{
    return posts_value_str(posts_drop_doc(drop)->collection);
}


static posts_value_t
posts_drop_document_slug(posts_drop_t *drop)
{
    posts_value_t  v;

    if (posts_value_find(drop->rest, posts_str("slug"), &v)) {
        return v;
    }

    return posts_value_str(posts_drop_doc(drop)->slug);
}


static posts_value_t
posts_drop_document_ext(posts_drop_t *drop)
{
    return posts_value_str(posts_drop_doc(drop)->ext);
}


static posts_value_t
posts_drop_document_draft(posts_drop_t *drop)
{
    return posts_value_bool(posts_drop_doc(drop)->type
                            == POSTS_DOCUMENT_DRAFT);
}


static posts_value_t
posts_drop_document_name(posts_drop_t *drop)
{
    posts_value_t  v;

    if (posts_value_find(drop->rest, posts_str("name"), &v)) {
        return v;
    }

    return posts_value_str(posts_drop_basename(posts_drop_doc(drop)->path));
}


static posts_value_t
posts_drop_document_path(posts_drop_t *drop)
{
    posts_str_t  path, dir;

    /* Jekyll's paths begin below the folder of collections */

    path = posts_drop_doc(drop)->path;
    dir = drop->jekyll->view->config->collections_dir;

    if (dir.len != 0 && posts_str_starts(path, dir)) {
        path = posts_str_slice(path, dir.len, path.len);
    }

    return posts_value_str(path);
}


static posts_value_t
posts_drop_page_path(posts_drop_t *drop)
{
    posts_value_t  v;

    if (posts_value_find(drop->rest, posts_str("path"), &v)) {
        return v;
    }

    return posts_value_str(posts_drop_doc(drop)->path);
}


/* The URL's folder, "/" at its end. */

static posts_value_t
posts_drop_page_dir(posts_drop_t *drop)
{
    posts_str_t  url;

    url = posts_value_string(posts_drop_document_url(drop));

    return posts_value_str(posts_str_slice(url, 0,
                               (size_t) (posts_str_rchr(url, '/') + 1)));
}


static posts_value_t
posts_drop_document_next(posts_drop_t *drop)
{
    posts_rc_t        rc;
    posts_view_t     *view;
    posts_document_t  document;

    view = drop->jekyll->view;

    posts_deps_add(view->deps, POSTS_DEP_NEAR, posts_drop_doc(drop)->path);

    rc = posts_snapshot_next(view->snapshot, posts_drop_doc(drop), &document);

    return posts_drop_neighbor(drop, rc, &document);
}


static posts_value_t
posts_drop_document_previous(posts_drop_t *drop)
{
    posts_rc_t        rc;
    posts_view_t     *view;
    posts_document_t  document;

    view = drop->jekyll->view;

    posts_deps_add(view->deps, POSTS_DEP_NEAR, posts_drop_doc(drop)->path);

    rc = posts_snapshot_previous(view->snapshot, posts_drop_doc(drop),
                                 &document);

    return posts_drop_neighbor(drop, rc, &document);
}


static posts_value_t
posts_drop_neighbor(posts_drop_t *drop, posts_rc_t rc,
    const posts_document_t *document)
{
    if (rc == POSTS_NOTFOUND) {
        return posts_value_nil();
    }

    if (rc != POSTS_OK) {
        return posts_drop_failed(drop->jekyll, rc);
    }

    return posts_drop_document(drop->jekyll, document);
}


static posts_value_t
posts_drop_document_content(posts_drop_t *drop)
{
    return posts_drop_made(drop, 0);
}


static posts_value_t
posts_drop_document_excerpt(posts_drop_t *drop)
{
    posts_value_t  v;

    /* what the front matter has is taken as it is */

    if (posts_value_find(drop->rest, posts_str("excerpt"), &v)) {
        return v;
    }

    return posts_drop_made(drop, 1);
}


static posts_value_t
posts_drop_page_excerpt(posts_drop_t *drop)
{
    posts_value_t  v, on;

    if (posts_value_find(drop->rest, posts_str("excerpt"), &v)) {
        return v;
    }

    on = posts_value_get(drop->jekyll->view->config->data,
                         posts_str("page_excerpts"));

    return posts_value_true(on) ? posts_drop_made(drop, 1)
                                : posts_value_nil();
}


/* The content or the excerpt as HTML, once. */

static posts_value_t
posts_drop_made(posts_drop_t *drop, int excerpt)
{
    posts_rc_t              rc;
    posts_buf_t             b;
    posts_view_t           *view;
    posts_value_t          *made;
    posts_article_t         article;
    posts_jekyll_t         *jekyll;
    posts_drop_document_t  *d;

    d = (posts_drop_document_t *) drop;
    made = excerpt ? &d->excerpt : &d->content;
    jekyll = drop->jekyll;
    view = jekyll->view;

    if (made->type != POSTS_NIL) {
        return *made;
    }

    rc = posts_article_init(&article, view, &d->document, 0, view->error);

    if (rc == POSTS_OK) {
        rc = posts_article_read(&article, view->arena, view, view->error);
    }

    if (rc != POSTS_OK) {
        return posts_value_nil();
    }

    if (d->busy || jekyll->nesting >= POSTS_DROP_NESTING) {
        return posts_value_str(article.content);
    }

    posts_buf_init(&b, view->arena, view->options->limits->output);

    d->busy = 1;
    jekyll->nesting++;

    rc = excerpt ? posts_jekyll_excerpt(&b, jekyll, &article, view->error)
                 : posts_jekyll_content(&b, jekyll, &article, view->error);

    jekyll->nesting--;
    d->busy = 0;

    if (rc != POSTS_OK) {
        return posts_value_nil();
    }

    *made = posts_value_str(posts_buf_str(&b));

    return *made;
}


static posts_value_t
posts_drop_file_path(posts_drop_t *drop)
{
    posts_buf_t  b;

    /* that of a collection has no slash in Jekyll */

    if (posts_drop_doc(drop)->collection.len != 0) {
        return posts_value_str(posts_drop_doc(drop)->path);
    }

    posts_buf_init(&b, drop->jekyll->view->arena, 0);
    posts_buf_addc(&b, '/');
    posts_buf_add(&b, posts_drop_doc(drop)->path);

    if (b.rc != POSTS_OK) {
        return posts_drop_failed(drop->jekyll, b.rc);
    }

    return posts_value_str(posts_buf_str(&b));
}


static posts_value_t
posts_drop_file_modified(posts_drop_t *drop)
{
    posts_time_t  t;

    t.sec = posts_drop_doc(drop)->mtime / 1000000000;
    t.nsec = (uint32_t) (posts_drop_doc(drop)->mtime % 1000000000);
    t.offset = 0;

    return posts_value_time(posts_time_in(t,
                                     drop->jekyll->view->config->timezone));
}


static posts_value_t
posts_drop_file_basename(posts_drop_t *drop)
{
    posts_str_t  name, ext;

    name = posts_drop_basename(posts_drop_doc(drop)->path);
    ext = posts_drop_doc(drop)->ext;

    if (posts_str_ends(name, ext)) {
        name.len -= ext.len;
    }

    while (name.len > 0 && name.data[name.len - 1] == '.') {
        name.len--;
    }

    return posts_value_str(name);
}


static posts_value_t
posts_drop_file_collection(posts_drop_t *drop)
{
    if (posts_drop_doc(drop)->collection.len == 0) {
        return posts_value_nil();
    }

    return posts_value_str(posts_drop_doc(drop)->collection);
}


static posts_str_t
posts_drop_basename(posts_str_t path)
{
    return posts_str_slice(path, (size_t) (posts_str_rchr(path, '/') + 1),
                           path.len);
}
