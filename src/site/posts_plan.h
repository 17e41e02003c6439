
/*
 * Copyright (C) the authors of this project
 *
 * The paths that have to be looked at: a set, in the order in which they
 * were noticed.  Private to src/site.
 */


#ifndef _POSTS_PLAN_H_INCLUDED_
#define _POSTS_PLAN_H_INCLUDED_


#include "posts_arena.h"
#include "posts_error.h"


#define POSTS_PLAN_SURE     0x01  /* closed or renamed into place: whole */
#define POSTS_PLAN_REMOVED  0x02  /* was seen to go; it may be back */
#define POSTS_PLAN_UNSEEN   0x04  /* a walk did not come by it */


typedef struct {
    posts_str_t  path;
    unsigned     flags;
    int          kind;       /* posts_path_e, or -1: not classified */
    uint64_t     size;       /* at the last look at a file that is young: */
    int64_t      mtime;
    int64_t      looked;     /* when, 0: never */
} posts_plan_entry_t;


typedef struct {
    posts_arena_t       *arena;
    posts_plan_entry_t  *items;
    size_t               n;
    size_t               size;
    uint32_t            *slots;  /* hash table over items: place + 1 */
    size_t               nslots;
    size_t               next;   /* the first one that is not done */
} posts_plan_t;


/* NULL arena afterwards: no memory. */

void posts_plan_init(posts_plan_t *plan, size_t limit);
void posts_plan_destroy(posts_plan_t *plan);

/* Forgets all. */

void posts_plan_reset(posts_plan_t *plan);

/* Adds a path; what is newer counts.  NULL: no memory.  Sets kind to -1. */

posts_plan_entry_t *posts_plan_add(posts_plan_t *plan, posts_str_t path,
    unsigned flags);


#endif /* _POSTS_PLAN_H_INCLUDED_ */
