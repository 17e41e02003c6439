
/*
 * Copyright (C) the ngx_http_posts_module authors
 *
 * A value as a host gives it that makes members when they are asked for:
 * each array and each map in it is an object.
 */


#ifndef _POSTS_LAZY_H_INCLUDED_
#define _POSTS_LAZY_H_INCLUDED_


#include "posts_value.h"


typedef struct {
    posts_object_t   object;
    posts_arena_t   *arena;
    posts_value_t    value;
} lazy_t;


static int lazy_find(posts_object_t *o, posts_str_t key, posts_value_t *out);
static int lazy_pair(posts_object_t *o, size_t i, posts_str_t *key,
    posts_value_t *value);
static size_t lazy_len(posts_object_t *o);
static posts_value_t lazy_at(posts_object_t *o, size_t i);


static const posts_object_class_t  lazy_map = {
    posts_string("Hash"), POSTS_OBJECT_MAP, lazy_find, lazy_pair, lazy_len,
    NULL, NULL
};


static const posts_object_class_t  lazy_array = {
    posts_string("Array"), POSTS_OBJECT_ARRAY, NULL, NULL, lazy_len, lazy_at,
    NULL
};


/* The arena must have room, or the value is nil. */

static inline posts_value_t
lazy_value(posts_arena_t *arena, posts_value_t v)
{
    lazy_t  *lazy;

    if (v.type != POSTS_ARRAY && v.type != POSTS_MAP) {
        return v;
    }

    lazy = posts_arena_zalloc(arena, sizeof(lazy_t));

    if (lazy == NULL) {
        return posts_value_nil();
    }

    lazy->object.class = (v.type == POSTS_MAP) ? &lazy_map : &lazy_array;
    lazy->arena = arena;
    lazy->value = v;

    return posts_value_object(&lazy->object);
}


static int
lazy_find(posts_object_t *o, posts_str_t key, posts_value_t *out)
{
    lazy_t  *lazy;

    lazy = (lazy_t *) o;

    if (!posts_value_find(lazy->value, key, out)) {
        return 0;
    }

    *out = lazy_value(lazy->arena, *out);

    return 1;
}


static int
lazy_pair(posts_object_t *o, size_t i, posts_str_t *key, posts_value_t *value)
{
    lazy_t  *lazy;

    lazy = (lazy_t *) o;

    if (!posts_value_pair(lazy->value, i, key, value)) {
        return 0;
    }

    *value = lazy_value(lazy->arena, *value);

    return 1;
}


static size_t
lazy_len(posts_object_t *o)
{
    return posts_value_len(((lazy_t *) o)->value);
}


static posts_value_t
lazy_at(posts_object_t *o, size_t i)
{
    lazy_t  *lazy;

    lazy = (lazy_t *) o;

    return lazy_value(lazy->arena, posts_value_at(lazy->value, i));
}


#endif /* _POSTS_LAZY_H_INCLUDED_ */
