
/*
 * Copyright (C) the authors of this project
 *
 * Strings that grow piece by piece: {% assign s = s | append: x %} in a loop.
 * A string never changes, yet the room behind (or before) the newest one is
 * nobody's: the longer string is made there, and the shorter ones are parts
 * of it.  So n pieces cost n copies of a piece, not of the string.
 */


#ifndef _POSTS_LIQUID_GROWING_H_INCLUDED_
#define _POSTS_LIQUID_GROWING_H_INCLUDED_


#include "posts_liquid_expression.h"


/* How many a render remembers; the one that was used last is kept longest. */

#define POSTS_LIQUID_GROWING  8


typedef struct {
    u_char    *base;
    size_t     size;     /* bytes that base has room for */
    size_t     from;     /* the newest string is base[from] ... */
    size_t     len;
    uint64_t   used;     /* when; 0: never */
} posts_liquid_growing_t;


/*
 * "a" and "b" as one string in lc->arena.  One of them being empty, it is
 * the other one.  POSTS_LIMIT: no memory, or 4 GiB and more.
 */

posts_rc_t posts_liquid_growing_join(posts_liquid_context_t *lc,
    posts_str_t a, posts_str_t b, posts_str_t *out);


#endif /* _POSTS_LIQUID_GROWING_H_INCLUDED_ */
