
/*
 * Copyright (C) the authors of this project
 *
 * site: its documents, its data, every key of its configuration.
 */


#include "posts_jekyll.h"
#include "posts_media.h"


#define POSTS_DROP_RELATED  10


static int posts_drop_site_find(posts_object_t *o, posts_str_t key,
    posts_value_t *out);
static int posts_drop_site_pair(posts_object_t *o, size_t i, posts_str_t *key,
    posts_value_t *value);
static size_t posts_drop_site_len(posts_object_t *o);
static posts_value_t posts_drop_site_categories(posts_drop_t *drop);
static posts_value_t posts_drop_site_collections(posts_drop_t *drop);
static posts_value_t posts_drop_site_data(posts_drop_t *drop);
static posts_value_t posts_drop_site_documents(posts_drop_t *drop);
static posts_value_t posts_drop_site_html_pages(posts_drop_t *drop);
static posts_value_t posts_drop_site_pages(posts_drop_t *drop);
static posts_value_t posts_drop_site_posts(posts_drop_t *drop);
static posts_value_t posts_drop_site_related(posts_drop_t *drop);
static posts_value_t posts_drop_site_files(posts_drop_t *drop);
static posts_value_t posts_drop_site_tags(posts_drop_t *drop);
static posts_value_t posts_drop_site_time(posts_drop_t *drop);
static posts_value_t posts_drop_site_members(posts_drop_t *drop,
    const posts_collection_t *collection);
static posts_value_t posts_drop_files_of(posts_drop_t *drop,
    const posts_collection_t *collection);
static posts_rc_t posts_drop_append(posts_array_t *array,
    posts_value_t list);
static int posts_drop_html(const posts_document_t *document);

static posts_value_t posts_drop_collection_docs(posts_drop_t *drop);
static posts_value_t posts_drop_collection_label(posts_drop_t *drop);
static posts_value_t posts_drop_collection_output(posts_drop_t *drop);
static posts_value_t posts_drop_collection_relative(posts_drop_t *drop);
static posts_value_t posts_drop_collection_directory(posts_drop_t *drop);
static posts_value_t posts_drop_collection_files(posts_drop_t *drop);


typedef struct {
    posts_drop_t               drop;
    const posts_collection_t  *collection;
} posts_drop_collection_t;


/* A member that has been made stays: lists are long. */

typedef struct {
    posts_drop_t               drop;
    posts_value_t             *made;         /* by the member's place */
    posts_value_t             *collections;  /* by the collection's place */
    size_t                     nmembers;
} posts_drop_site_t;


static const posts_object_class_t  posts_drop_site_class = {
    posts_string("Jekyll::Drops::SiteDrop"), POSTS_OBJECT_MAP,
    posts_drop_site_find, posts_drop_site_pair, posts_drop_site_len,
    NULL, NULL
};

static const posts_drop_member_t  posts_drop_site_table[] = {
    { posts_string("posts"), posts_drop_site_posts, 0 },
    { posts_string("data"), posts_drop_site_data, 0 },
    { posts_string("time"), posts_drop_site_time, 0 },
    { posts_string("pages"), posts_drop_site_pages, 0 },
    { posts_string("html_pages"), posts_drop_site_html_pages, 0 },
    { posts_string("static_files"), posts_drop_site_files, 0 },
    { posts_string("collections"), posts_drop_site_collections, 0 },
    { posts_string("documents"), posts_drop_site_documents, 0 },
    { posts_string("tags"), posts_drop_site_tags, 0 },
    { posts_string("categories"), posts_drop_site_categories, 0 },
    { posts_string("related_posts"), posts_drop_site_related, 0 },
    { posts_null_string, NULL, 0 }
};

static const posts_drop_member_t  posts_drop_collection_table[] = {
    { posts_string("label"), posts_drop_collection_label, 0 },
    { posts_string("docs"), posts_drop_collection_docs, 0 },
    { posts_string("files"), posts_drop_collection_files, 0 },
    { posts_string("output"), posts_drop_collection_output, 0 },
    { posts_string("relative_directory"), posts_drop_collection_relative, 0 },
    { posts_string("directory"), posts_drop_collection_directory, 0 },
    { posts_null_string, NULL, 0 }
};


posts_value_t
posts_drop_site(posts_jekyll_t *jekyll)
{
    size_t                 n;
    posts_arena_t         *arena;
    const posts_config_t  *config;
    posts_drop_site_t     *site;

    config = jekyll->view->config;
    arena = jekyll->view->arena;

    n = sizeof(posts_drop_site_table) / sizeof(posts_drop_site_table[0]);

    site = posts_drop_new(jekyll, sizeof(posts_drop_site_t),
                          posts_drop_site_table, config->data);
    if (site == NULL) {
        return posts_value_nil();
    }

    site->drop.object.class = &posts_drop_site_class;
    site->nmembers = n - 1;
    site->made = posts_arena_array(arena, n, sizeof(posts_value_t));
    site->collections = posts_arena_array(arena, config->ncollections + 1,
                                          sizeof(posts_value_t));

    if (site->made == NULL || site->collections == NULL) {
        return posts_drop_failed(jekyll, POSTS_LIMIT);
    }

    return posts_value_object(&site->drop.object);
}


static int
posts_drop_site_find(posts_object_t *o, posts_str_t key, posts_value_t *out)
{
    size_t                 i;
    posts_drop_site_t     *site;
    const posts_config_t  *config;

    site = (posts_drop_site_t *) o;
    config = site->drop.jekyll->view->config;

    /* a collection comes before anything else of its name, but posts */

    for (i = 0; i < config->ncollections; i++) {

        if (!posts_str_eq(config->collections[i].label, key)
            || posts_str_eq(key, posts_str("posts")))
        {
            continue;
        }

        if (site->collections[i].type == POSTS_NIL) {
            site->collections[i] =
                posts_drop_site_members(&site->drop, &config->collections[i]);
        }

        *out = site->collections[i];
        return 1;
    }

    for (i = 0; i < site->nmembers; i++) {

        if (!posts_str_eq(posts_drop_site_table[i].name, key)) {
            continue;
        }

        if (site->made[i].type == POSTS_NIL) {
            site->made[i] = posts_drop_site_table[i].make(&site->drop);
        }

        *out = site->made[i];
        return 1;
    }

    return posts_value_find(config->data, key, out);
}


static size_t
posts_drop_site_len(posts_object_t *o)
{
    return posts_drop_class.len(o);
}


static int
posts_drop_site_pair(posts_object_t *o, size_t i, posts_str_t *key,
    posts_value_t *value)
{
    return posts_drop_class.pair(o, i, key, value);
}


static posts_value_t
posts_drop_site_posts(posts_drop_t *drop)
{
    posts_deps_add(drop->jekyll->view->deps, POSTS_DEP_POSTS, posts_str(""));

    return posts_drop_list(drop->jekyll, POSTS_LIST_ALL, posts_str(""), 0,
                           NULL);
}


static posts_value_t
posts_drop_site_pages(posts_drop_t *drop)
{
    posts_deps_add(drop->jekyll->view->deps, POSTS_DEP_PAGES, posts_str(""));

    return posts_drop_list(drop->jekyll, POSTS_LIST_PAGES, posts_str(""), 0,
                           NULL);
}


static posts_value_t
posts_drop_site_html_pages(posts_drop_t *drop)
{
    posts_deps_add(drop->jekyll->view->deps, POSTS_DEP_PAGES, posts_str(""));

    return posts_drop_list(drop->jekyll, POSTS_LIST_PAGES, posts_str(""), 0,
                           posts_drop_html);
}


static int
posts_drop_html(const posts_document_t *document)
{
    return posts_media_html(document->output_ext)
           || posts_str_ends(document->url, posts_str("/"));
}


/* The list has files, not numbers of documents: all are read at once. */

static posts_value_t
posts_drop_site_files(posts_drop_t *drop)
{
    size_t             i, n, got;
    posts_rc_t         rc;
    posts_view_t      *view;
    posts_array_t     *array;
    posts_document_t  *docs;

    view = drop->jekyll->view;

    posts_deps_add(view->deps, POSTS_DEP_FILES, posts_str(""));

    n = posts_snapshot_count(view->snapshot, POSTS_LIST_FILES, posts_str(""));

    array = posts_array_create(view->arena, n);
    docs = posts_arena_array(view->arena, n + 1, sizeof(posts_document_t));

    if (array == NULL || docs == NULL) {
        return posts_drop_failed(drop->jekyll, POSTS_LIMIT);
    }

    rc = posts_snapshot_list(view->snapshot, POSTS_LIST_FILES, posts_str(""),
                             0, n, docs, &got);

    for (i = 0; i < got && rc == POSTS_OK; i++) {
        rc = posts_array_push(array, posts_drop_file(drop->jekyll, &docs[i]));
    }

    if (rc != POSTS_OK) {
        return posts_drop_failed(drop->jekyll, rc);
    }

    return posts_value_array(array);
}


/* When the site last changed: a page that shows it can be cached. */

static posts_value_t
posts_drop_site_time(posts_drop_t *drop)
{
    posts_view_t  *view;
    posts_time_t   t;

    view = drop->jekyll->view;

    posts_deps_add(view->deps, POSTS_DEP_ANY, posts_str(""));

    t.sec = posts_snapshot_changed(view->snapshot,
                                   posts_dep(POSTS_DEP_ANY, posts_str("")));
    t.nsec = 0;
    t.offset = 0;

    return posts_value_time(posts_time_in(t, view->config->timezone));
}


static posts_value_t
posts_drop_site_data(posts_drop_t *drop)
{
    return posts_drop_data(drop->jekyll);
}


static posts_value_t
posts_drop_site_tags(posts_drop_t *drop)
{
    return posts_drop_terms(drop->jekyll, POSTS_LIST_TAG_NAME);
}


static posts_value_t
posts_drop_site_categories(posts_drop_t *drop)
{
    return posts_drop_terms(drop->jekyll, POSTS_LIST_CATEGORY_NAME);
}


/* The ten newest posts but for the page itself. */

static posts_value_t
posts_drop_site_related(posts_drop_t *drop)
{
    size_t           i, got;
    uint32_t         numbers[POSTS_DROP_RELATED + 1];
    posts_rc_t       rc;
    posts_view_t    *view;
    posts_array_t   *array;
    posts_value_t    v;
    posts_jekyll_t  *jekyll;
    posts_document_t document;

    jekyll = drop->jekyll;
    view = jekyll->view;

    if (jekyll->document == NULL
        || jekyll->document->type == POSTS_DOCUMENT_PAGE)
    {
        return posts_value_nil();
    }

    posts_deps_add(view->deps, POSTS_DEP_POSTS, posts_str(""));

    array = posts_array_create(view->arena, POSTS_DROP_RELATED);
    if (array == NULL) {
        return posts_drop_failed(jekyll, POSTS_LIMIT);
    }

    rc = posts_snapshot_numbers(view->snapshot, POSTS_LIST_ALL, posts_str(""),
                                0, POSTS_DROP_RELATED + 1, numbers, &got);

    for (i = 0; i < got && rc == POSTS_OK && array->n < POSTS_DROP_RELATED;
         i++)
    {
        if (numbers[i] == jekyll->document->number) {
            continue;
        }

        rc = posts_snapshot_document(view->snapshot, numbers[i], &document);

        if (rc == POSTS_OK) {
            v = posts_drop_document(jekyll, &document);
            rc = posts_array_push(array, v);
        }
    }

    if (rc != POSTS_OK) {
        return posts_drop_failed(jekyll, rc);
    }

    return posts_value_array(array);
}


/* Of all collections the documents, and then the files. */

static posts_value_t
posts_drop_site_documents(posts_drop_t *drop)
{
    size_t                 i;
    posts_array_t         *array;
    posts_jekyll_t        *jekyll;
    const posts_config_t  *config;

    jekyll = drop->jekyll;
    config = jekyll->view->config;

    array = posts_array_create(jekyll->view->arena, 0);
    if (array == NULL) {
        return posts_drop_failed(jekyll, POSTS_LIMIT);
    }

    for (i = 0; i < config->ncollections; i++) {

        if (posts_drop_append(array,
                              posts_drop_site_members(drop,
                                                      &config->collections[i]))
            != POSTS_OK
            || posts_drop_append(array,
                                 posts_drop_files_of(drop,
                                               &config->collections[i]))
               != POSTS_OK)
        {
            return posts_drop_failed(jekyll, POSTS_LIMIT);
        }
    }

    return posts_value_array(array);
}


/* A collection's documents in Jekyll's order; posts are newest first. */

static posts_value_t
posts_drop_site_members(posts_drop_t *drop,
    const posts_collection_t *collection)
{
    posts_view_t  *view;

    view = drop->jekyll->view;

    if (posts_str_eq(collection->label, posts_str("posts"))) {
        posts_deps_add(view->deps, POSTS_DEP_POSTS, posts_str(""));

        return posts_drop_list(drop->jekyll, POSTS_LIST_ALL, posts_str(""),
                               1, NULL);
    }

    posts_deps_add(view->deps, POSTS_DEP_COLLECTION, collection->label);

    return posts_drop_list(drop->jekyll, POSTS_LIST_COLLECTION,
                           collection->label, 0, NULL);
}


static posts_value_t
posts_drop_site_collections(posts_drop_t *drop)
{
    size_t                     i, j;
    posts_array_t             *array;
    posts_jekyll_t            *jekyll;
    const posts_config_t      *config;
    posts_drop_collection_t   *c;
    const posts_collection_t **sorted;

    jekyll = drop->jekyll;
    config = jekyll->view->config;

    array = posts_array_create(jekyll->view->arena, config->ncollections);
    sorted = posts_arena_array(jekyll->view->arena, config->ncollections + 1,
                               sizeof(posts_collection_t *));

    if (array == NULL || sorted == NULL) {
        return posts_drop_failed(jekyll, POSTS_LIMIT);
    }

    /* by label, as Jekyll sorts them; there are few */

    for (i = 0; i < config->ncollections; i++) {

        for (j = i; j > 0; j--) {
            if (posts_str_cmp(sorted[j - 1]->label,
                              config->collections[i].label)
                <= 0)
            {
                break;
            }

            sorted[j] = sorted[j - 1];
        }

        sorted[j] = &config->collections[i];
    }

    for (i = 0; i < config->ncollections; i++) {
        c = posts_drop_new(jekyll, sizeof(posts_drop_collection_t),
                           posts_drop_collection_table,
                           sorted[i]->metadata);

        if (c == NULL) {
            return posts_value_nil();
        }

        c->collection = sorted[i];

        if (posts_array_push(array, posts_value_object(&c->drop.object))
            != POSTS_OK)
        {
            return posts_drop_failed(jekyll, POSTS_LIMIT);
        }
    }

    return posts_value_array(array);
}


static posts_value_t
posts_drop_collection_label(posts_drop_t *drop)
{
    return posts_value_str(((posts_drop_collection_t *) drop)
                           ->collection->label);
}


static posts_value_t
posts_drop_collection_docs(posts_drop_t *drop)
{
    return posts_drop_site_members(drop, ((posts_drop_collection_t *) drop)
                                         ->collection);
}


static posts_value_t
posts_drop_collection_output(posts_drop_t *drop)
{
    return posts_value_bool(((posts_drop_collection_t *) drop)
                            ->collection->output);
}


static posts_value_t
posts_drop_collection_relative(posts_drop_t *drop)
{
    posts_buf_t  b;

    posts_buf_init(&b, drop->jekyll->view->arena, 0);
    posts_buf_addc(&b, '_');
    posts_buf_add(&b, ((posts_drop_collection_t *) drop)->collection->label);

    if (b.rc != POSTS_OK) {
        return posts_drop_failed(drop->jekyll, b.rc);
    }

    return posts_value_str(posts_buf_str(&b));
}


/* The folder's full path, as Jekyll has it: of this machine. */

static posts_value_t
posts_drop_collection_directory(posts_drop_t *drop)
{
    posts_buf_t    b;
    posts_view_t  *view;

    view = drop->jekyll->view;

    posts_buf_init(&b, view->arena, 0);
    posts_buf_add(&b, posts_str_c(view->options->site));
    posts_buf_addc(&b, '/');
    posts_buf_add(&b, view->config->collections_dir);
    posts_buf_addc(&b, '_');
    posts_buf_add(&b, ((posts_drop_collection_t *) drop)->collection->label);

    if (b.rc != POSTS_OK) {
        return posts_drop_failed(drop->jekyll, b.rc);
    }

    return posts_value_str(posts_buf_str(&b));
}


static posts_value_t
posts_drop_collection_files(posts_drop_t *drop)
{
    return posts_drop_files_of(drop, ((posts_drop_collection_t *) drop)
                                     ->collection);
}


/* The static files in a collection's folder. */

static posts_value_t
posts_drop_files_of(posts_drop_t *drop, const posts_collection_t *collection)
{
    size_t                  i, n;
    posts_value_t           files, v;
    posts_array_t          *array;
    posts_drop_document_t  *file;

    array = posts_array_create(drop->jekyll->view->arena, 0);
    if (array == NULL) {
        return posts_drop_failed(drop->jekyll, POSTS_LIMIT);
    }

    files = posts_value_get(drop->jekyll->site, posts_str("static_files"));
    n = posts_value_len(files);

    for (i = 0; i < n; i++) {
        v = posts_value_at(files, i);

        if (v.type != POSTS_OBJECT) {
            continue;
        }

        file = (posts_drop_document_t *) v.u.object;

        if (posts_str_eq(file->document.collection, collection->label)
            && posts_array_push(array, v) != POSTS_OK)
        {
            return posts_drop_failed(drop->jekyll, POSTS_LIMIT);
        }
    }

    return posts_value_array(array);
}


static posts_rc_t
posts_drop_append(posts_array_t *array, posts_value_t list)
{
    size_t  i, n;

    n = posts_value_len(list);

    for (i = 0; i < n; i++) {
        if (posts_array_push(array, posts_value_at(list, i)) != POSTS_OK) {
            return POSTS_LIMIT;
        }
    }

    return POSTS_OK;
}
