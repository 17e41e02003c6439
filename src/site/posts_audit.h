
/*
 * Copyright (C) the authors of this project
 *
 * Reads every record of an index that was found on the disk, once: that it
 * is one, and that what it names is there.  The pages being sound, LMDB
 * would serve garbage in them without a word.  Private to src/site.
 */


#ifndef _POSTS_AUDIT_H_INCLUDED_
#define _POSTS_AUDIT_H_INCLUDED_


#include "posts_store.h"


typedef struct {
    const posts_store_t   *store;
    posts_arena_t         *arena;
    int64_t              (*now)(void *payload);
    void                  *payload;

    unsigned               part;
    posts_store_key_t      after;
    u_char                *known;    /* a bit for each number of a document */
    uint32_t               n;
} posts_audit_t;


/* Begins; "arena" is the audit's own.  POSTS_LIMIT: no memory. */

posts_rc_t posts_audit_begin(posts_audit_t *audit);

/*
 * POSTS_AGAIN: the clock has passed "deadline"; POSTS_OK: all is well;
 * POSTS_INVALID: it is not.  The index may change between two calls.
 */

posts_rc_t posts_audit_step(posts_audit_t *audit, int64_t deadline,
    posts_error_t *error);


#endif /* _POSTS_AUDIT_H_INCLUDED_ */
