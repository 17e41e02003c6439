
/*
 * Copyright (C) the authors of this project
 *
 * What a loop goes over, member by member and without making a copy, and the
 * objects that tell a template where in the loop it is.
 */


#ifndef _POSTS_LIQUID_LOOP_H_INCLUDED_
#define _POSTS_LIQUID_LOOP_H_INCLUDED_


#include "posts_liquid_context.h"


/* The members of a value, as Ruby's "each" gives them. */

typedef struct {
    size_t                n;
    posts_value_t         value;
    const posts_value_t  *items;     /* of an array in memory; or NULL */
    int64_t               first;     /* of a range */
    unsigned              range:1;
    unsigned              single:1;  /* a string is its own only member */
} posts_liquid_series_t;


/*
 * An array's members, a map's pairs as [key, value], a range's numbers;
 * of a string itself, if it is not empty.  Of anything else: none.
 */

void posts_liquid_series(posts_liquid_series_t *s, posts_value_t v);

/* Member i, which is there; a pair is made in lc->kept. */

posts_rc_t posts_liquid_series_at(posts_liquid_context_t *lc,
    const posts_liquid_series_t *s, size_t i, posts_value_t *out);


/* forloop and tablerowloop: one object for a loop, moved on at each turn. */

typedef struct posts_liquid_loop_s  posts_liquid_loop_t;

struct posts_liquid_loop_s {
    posts_object_t                  object;
    size_t                          length;
    size_t                          index;     /* from 0 */

    union {
        struct {
            const posts_str_t      *name;
            posts_liquid_loop_t    *parent;    /* or NULL */
        } forloop;

        struct {
            int64_t                 cols;
            int64_t                 col;
            int64_t                 row;
        } tablerow;
    } u;
};


/*
 * In lc->kept; NULL: no memory.  The name stays where it is; the loop around
 * it is lc->forloop.
 */

posts_liquid_loop_t *posts_liquid_forloop(posts_liquid_context_t *lc,
    const posts_str_t *name, size_t length);
posts_liquid_loop_t *posts_liquid_tablerowloop(posts_liquid_context_t *lc,
    size_t length, int64_t cols);

/* Its value. */

static inline posts_value_t
posts_liquid_loop_value(posts_liquid_loop_t *loop)
{
    return posts_value_object(&loop->object);
}


#endif /* _POSTS_LIQUID_LOOP_H_INCLUDED_ */
