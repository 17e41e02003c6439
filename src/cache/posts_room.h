
/*
 * Copyright (C) the authors of this project
 *
 * The cache's own: a block for a new entry, made by evicting others.
 */


#ifndef _POSTS_ROOM_H_INCLUDED_
#define _POSTS_ROOM_H_INCLUDED_


#include "posts_entry.h"


typedef struct {
    uint32_t  units;
    uint32_t  evicted;
    uint32_t  stuck;     /* entries in use that were passed over */
    uint32_t  rounds;    /* that are left */
} posts_room_t;


void posts_room_init(posts_room_t *room, uint32_t units);

/*
 * Does some of the work, with the lock.  POSTS_OK: the block is what the
 * slot is filling; POSTS_AGAIN: there is more to do, others may have the
 * lock in the meantime; POSTS_LIMIT: there is no room.
 */

posts_rc_t posts_room_find(posts_cache_shared_t *sh, unsigned slot,
    posts_room_t *room);


#endif /* _POSTS_ROOM_H_INCLUDED_ */
