
/*
 * Copyright (C) the authors of this project
 */


#include "posts_jekyll.h"


static int posts_drop_find(posts_object_t *o, posts_str_t key,
    posts_value_t *out);
static int posts_drop_pair(posts_object_t *o, size_t i, posts_str_t *key,
    posts_value_t *value);
static size_t posts_drop_len(posts_object_t *o);
static size_t posts_drop_members(const posts_drop_t *drop);
static const posts_drop_member_t *posts_drop_member(const posts_drop_t *drop,
    posts_str_t key);


const posts_object_class_t  posts_drop_class = {
    posts_string("Jekyll::Drops::Drop"), POSTS_OBJECT_MAP,
    posts_drop_find, posts_drop_pair, posts_drop_len, NULL, NULL
};


void *
posts_drop_new(posts_jekyll_t *jekyll, size_t size,
    const posts_drop_member_t *members, posts_value_t rest)
{
    posts_drop_t  *drop;

    drop = posts_arena_zalloc(jekyll->view->arena, size);

    if (drop == NULL) {
        (void) posts_drop_failed(jekyll, POSTS_LIMIT);
        return NULL;
    }

    drop->object.class = &posts_drop_class;
    drop->jekyll = jekyll;
    drop->members = members;
    drop->rest = rest;

    return drop;
}


posts_value_t
posts_drop_failed(posts_jekyll_t *jekyll, posts_rc_t rc)
{
    (void) posts_error_set(jekyll->view->error, rc, 0, 0, "%s",
                           (rc == POSTS_LIMIT)
                           ? "the page takes more memory than the limit "
                             "\"memory\""
                           : "the index of the site is damaged");

    return posts_value_nil();
}


static int
posts_drop_find(posts_object_t *o, posts_str_t key, posts_value_t *out)
{
    posts_drop_t               *drop;
    const posts_drop_member_t  *m;

    drop = (posts_drop_t *) o;
    m = posts_drop_member(drop, key);

    if (m != NULL) {
        *out = m->make(drop);
        return 1;
    }

    return posts_value_find(drop->rest, key, out);
}


static const posts_drop_member_t *
posts_drop_member(const posts_drop_t *drop, posts_str_t key)
{
    const posts_drop_member_t  *m;

    for (m = drop->members; m->name.len != 0; m++) {
        if (posts_str_eq(m->name, key)) {
            return m;
        }
    }

    return NULL;
}


static size_t
posts_drop_members(const posts_drop_t *drop)
{
    size_t                      n;
    const posts_drop_member_t  *m;

    n = 0;

    for (m = drop->members; m->name.len != 0; m++) {
        n += !m->hidden;
    }

    return n;
}


static size_t
posts_drop_len(posts_object_t *o)
{
    size_t         i, n;
    posts_str_t    key;
    posts_drop_t  *drop;
    posts_value_t  value;

    drop = (posts_drop_t *) o;
    n = posts_drop_members(drop);

    for (i = 0; posts_value_pair(drop->rest, i, &key, &value); i++) {
        if (posts_drop_member(drop, key) == NULL) {
            n++;
        }
    }

    return n;
}


/* The members first; of the rest those that no member stands before. */

static int
posts_drop_pair(posts_object_t *o, size_t i, posts_str_t *key,
    posts_value_t *value)
{
    size_t                      n, j;
    posts_drop_t               *drop;
    const posts_drop_member_t  *m;

    drop = (posts_drop_t *) o;
    n = 0;

    for (m = drop->members; m->name.len != 0; m++) {

        if (m->hidden) {
            continue;
        }

        if (n++ == i) {
            *key = m->name;
            *value = m->make(drop);
            return 1;
        }
    }

    for (j = 0; posts_value_pair(drop->rest, j, key, value); j++) {

        if (posts_drop_member(drop, *key) != NULL) {
            continue;
        }

        if (n++ == i) {
            return 1;
        }
    }

    return 0;
}
