
/*
 * Copyright (C) the authors of this project
 *
 * Which of many values are equal (Ruby's eql?), by a hash table: what uniq
 * and group_by need.
 */


#ifndef _POSTS_LIQUID_GROUP_H_INCLUDED_
#define _POSTS_LIQUID_GROUP_H_INCLUDED_


#include "posts_liquid_context.h"


typedef struct {
    posts_value_t   value;
    uint64_t        hash;
} posts_liquid_group_t;


typedef struct {
    posts_liquid_group_t  *groups;    /* in the order of their first values */
    uint32_t              *index;     /* a group's number + 1, by hash */
    size_t                 n;
    size_t                 size;      /* of groups; half of index */
} posts_liquid_groups_t;


/* None; takes no memory. */

void posts_liquid_groups_init(posts_liquid_groups_t *g);

/* The number of the value's group; POSTS_NOTFOUND: it has none. */

posts_rc_t posts_liquid_groups_look_up(posts_liquid_context_t *lc,
    const posts_liquid_groups_t *g, posts_value_t v, size_t *number);

/*
 * The number of the value's group.  A value that is new gets a group of its
 * own: *number is then what g->n was.  Memory is lc->arena's.
 */

posts_rc_t posts_liquid_groups_find(posts_liquid_context_t *lc,
    posts_liquid_groups_t *g, posts_value_t v, size_t *number);


#endif /* _POSTS_LIQUID_GROUP_H_INCLUDED_ */
