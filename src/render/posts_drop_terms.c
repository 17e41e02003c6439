
/*
 * Copyright (C) the authors of this project
 *
 * site.tags and site.categories: maps of names to posts.  One name is looked
 * up as it is; only a template that walks over all of them has them read and
 * put into Jekyll's order, that of their first use.
 */


#include <stdlib.h>

#include "posts_jekyll.h"
#include "posts_listing.h"
#include "posts_slug.h"


#define POSTS_DROP_TERMS  64


typedef struct {
    posts_str_t       name;
    posts_str_t       first;         /* orders them as Jekyll does */
    posts_value_t     posts;         /* nil: not made yet */
} posts_drop_term_t;


typedef struct {
    posts_object_t      object;
    posts_jekyll_t     *jekyll;
    posts_list_e        kind;
    posts_drop_term_t  *terms;
    size_t              n;
    unsigned            read:1;
} posts_drop_terms_t;


static int posts_drop_terms_find(posts_object_t *o, posts_str_t key,
    posts_value_t *out);
static int posts_drop_terms_pair(posts_object_t *o, size_t i,
    posts_str_t *key, posts_value_t *value);
static size_t posts_drop_terms_len(posts_object_t *o);
static posts_rc_t posts_drop_terms_read(posts_drop_terms_t *d);
static int posts_drop_terms_order(const void *a, const void *b);


static const posts_object_class_t  posts_drop_terms_class = {
    posts_string("Hash"), POSTS_OBJECT_MAP,
    posts_drop_terms_find, posts_drop_terms_pair, posts_drop_terms_len,
    NULL, NULL
};


posts_value_t
posts_drop_terms(posts_jekyll_t *jekyll, posts_list_e kind)
{
    posts_drop_terms_t  *d;

    d = posts_arena_zalloc(jekyll->view->arena, sizeof(posts_drop_terms_t));
    if (d == NULL) {
        return posts_drop_failed(jekyll, POSTS_LIMIT);
    }

    d->object.class = &posts_drop_terms_class;
    d->jekyll = jekyll;
    d->kind = kind;

    return posts_value_object(&d->object);
}


static int
posts_drop_terms_find(posts_object_t *o, posts_str_t key, posts_value_t *out)
{
    size_t               i;
    posts_buf_t          slug;
    posts_view_t        *view;
    posts_drop_terms_t  *d;

    d = (posts_drop_terms_t *) o;
    view = d->jekyll->view;

    posts_buf_init(&slug, view->arena, 0);
    posts_slug(&slug, key, POSTS_SLUG_RAW, 0);

    if (slug.rc != POSTS_OK) {
        *out = posts_drop_failed(d->jekyll, slug.rc);
        return 1;
    }

    posts_listing_depend(view->deps,
                         (d->kind == POSTS_LIST_TAG_NAME)
                         ? POSTS_LIST_TAG : POSTS_LIST_CATEGORY,
                         posts_buf_str(&slug));

    for (i = 0; d->read && i < d->n; i++) {
        if (posts_str_eq(d->terms[i].name, key)) {
            return posts_drop_terms_pair(o, i, &key, out);
        }
    }

    if (posts_snapshot_count(view->snapshot, d->kind, key) == 0) {
        return 0;
    }

    /* the key may be of a variable that goes before the list does */

    key = posts_arena_str(view->arena, key);

    *out = (key.data == NULL)
           ? posts_drop_failed(d->jekyll, POSTS_LIMIT)
           : posts_drop_list(d->jekyll, d->kind, key, 0, NULL);

    return 1;
}


static size_t
posts_drop_terms_len(posts_object_t *o)
{
    posts_rc_t           rc;
    posts_drop_terms_t  *d;

    d = (posts_drop_terms_t *) o;

    if (!d->read) {
        rc = posts_drop_terms_read(d);

        if (rc != POSTS_OK) {
            (void) posts_drop_failed(d->jekyll, rc);
            d->n = 0;
        }

        d->read = 1;
    }

    return d->n;
}


static int
posts_drop_terms_pair(posts_object_t *o, size_t i, posts_str_t *key,
    posts_value_t *value)
{
    posts_drop_term_t   *term;
    posts_drop_terms_t  *d;

    d = (posts_drop_terms_t *) o;

    if (i >= posts_drop_terms_len(o)) {
        return 0;
    }

    term = &d->terms[i];

    if (term->posts.type == POSTS_NIL) {
        term->posts = posts_drop_list(d->jekyll, d->kind, term->name, 0,
                                      NULL);
    }

    *key = term->name;
    *value = term->posts;

    return 1;
}


static posts_rc_t
posts_drop_terms_read(posts_drop_terms_t *d)
{
    size_t              i, got, size;
    posts_rc_t          rc;
    posts_view_t       *view;
    posts_term_t        batch[POSTS_DROP_TERMS];
    posts_drop_term_t  *terms;

    view = d->jekyll->view;

    posts_deps_add(view->deps, POSTS_DEP_POSTS, posts_str(""));

    size = 0;

    do {
        rc = posts_snapshot_terms(view->snapshot, d->kind, d->n,
                                  POSTS_DROP_TERMS, batch, &got);

        if (rc != POSTS_OK) {
            return rc;
        }

        for (i = 0; i < got; i++) {

            if (d->n == size) {
                terms = posts_arena_realloc(view->arena, d->terms,
                            size * sizeof(posts_drop_term_t),
                            (2 * size + POSTS_DROP_TERMS)
                            * sizeof(posts_drop_term_t));
                if (terms == NULL) {
                    return POSTS_LIMIT;
                }

                d->terms = terms;
                size = 2 * size + POSTS_DROP_TERMS;
            }

            memset(&d->terms[d->n], 0, sizeof(posts_drop_term_t));
            d->terms[d->n].name = batch[i].name;
            d->terms[d->n].first = batch[i].first;
            d->n++;
        }

    } while (got == POSTS_DROP_TERMS);

    if (d->n > 1) {
        qsort(d->terms, d->n, sizeof(posts_drop_term_t),
              posts_drop_terms_order);
    }

    return POSTS_OK;
}


static int
posts_drop_terms_order(const void *a, const void *b)
{
    return posts_str_cmp(((const posts_drop_term_t *) a)->first,
                         ((const posts_drop_term_t *) b)->first);
}
