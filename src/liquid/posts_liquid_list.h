
/*
 * Copyright (C) the authors of this project
 *
 * Longer and shorter arrays out of others.  A value never changes, so that
 * "assign a = a | push: x" in a loop would copy the array at each turn.
 * Instead the new array has the old one's members, and its own behind them,
 * where the memory has room and nobody else has taken it.
 */


#ifndef _POSTS_LIQUID_LIST_H_INCLUDED_
#define _POSTS_LIQUID_LIST_H_INCLUDED_


#include "posts_liquid_context.h"


/* In the flags of an ARRAY: it is the array of a posts_liquid_list_t. */

#define POSTS_LIQUID_LIST  4


/* The memory that several arrays are parts of. */

typedef struct {
    posts_arena_t         *arena;
    posts_value_t         *items;
    size_t                 size;
    size_t                 from;      /* taken: from "from" to before "to" */
    size_t                 to;
} posts_liquid_room_t;


typedef struct {
    posts_array_t          array;
    posts_liquid_room_t   *room;
} posts_liquid_list_t;


/*
 * The array (or the OBJECT of that kind) with the members of "more" behind
 * it, or before it.  The number of copied members is counted as steps.
 */

posts_rc_t posts_liquid_list_append(posts_liquid_context_t *lc,
    posts_value_t array, posts_value_t more, posts_value_t *out);
posts_rc_t posts_liquid_list_prepend(posts_liquid_context_t *lc,
    posts_value_t array, posts_value_t more, posts_value_t *out);

/* The members from "from" to before "to", which are there. */

posts_rc_t posts_liquid_list_part(posts_liquid_context_t *lc,
    posts_value_t array, size_t from, size_t to, posts_value_t *out);


#endif /* _POSTS_LIQUID_LIST_H_INCLUDED_ */
