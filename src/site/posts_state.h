
/*
 * Copyright (C) the authors of this project
 *
 * The file "state" in the folder of an index: which environment counts, and
 * whether its bytes can be trusted.  Private to src/site.
 *
 * The index is committed without waiting for the disk.  As long as the
 * machine runs, what was written is there, whatever process was killed.
 * After a crash of the machine only a transaction that had been synced is
 * whole: its number is kept here, with the boot in which it was written.
 */


#ifndef _POSTS_STATE_H_INCLUDED_
#define _POSTS_STATE_H_INCLUDED_


#include "posts_error.h"


#define POSTS_STATE_BOOT      40
#define POSTS_STATE_COMPLETE  0x01    /* the first build is done */


typedef struct {
    u_char    magic[8];
    uint32_t  format;
    uint32_t  flags;
    uint64_t  incarnation;
    uint64_t  generation;        /* at the last write: never go below it */
    uint64_t  synced;            /* transaction that is on the disk */
    u_char    boot[POSTS_STATE_BOOT];  /* in which it was written */
    uint64_t  checksum;
} posts_state_t;



/*
 * Reads dir/state.  POSTS_NOTFOUND: there is none; POSTS_INVALID: garbage or
 * another format.
 */

posts_rc_t posts_state_read(posts_state_t *state, const char *dir,
    posts_error_t *error);

/* Writes it as a whole: atomic for readers; "boot" and checksum are set. */

posts_rc_t posts_state_write(posts_state_t *state, const char *dir,
    posts_error_t *error);

/*
 * 1: an environment whose last transaction is "last" is as it was written:
 * this boot has written it, or it had reached the disk.
 */

int posts_state_trusted(const posts_state_t *state, uint64_t last);


#endif /* _POSTS_STATE_H_INCLUDED_ */
