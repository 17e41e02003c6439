
/*
 * Copyright (C) the authors of this project
 *
 * The folder of an index, as its writer sees it: held by a lock, with the
 * environment that counts, which is made anew when the one that is there can
 * not be used.  Private to src/site.
 */


#ifndef _POSTS_HOME_H_INCLUDED_
#define _POSTS_HOME_H_INCLUDED_


#include "posts_store.h"


typedef struct {
    const char     *dir;
    int             lock;        /* -1: not held */
    size_t          map;         /* bytes of a new store, 0: the default */
    posts_state_t   state;
    posts_store_t   store;
    unsigned        fresh:1;     /* the last open has made it */
} posts_home_t;


/*
 * Makes the folder if need be, and takes the lock, which ends with the
 * process.  POSTS_AGAIN: another process has it.
 */

posts_rc_t posts_home_lock(posts_home_t *home, posts_error_t *error);

/*
 * Opens the index that is there, or makes a new one; why the old one is
 * thrown away goes to "report".  "bad": one that was found wrong at work is
 * thrown away in any case.  "now": ns since the epoch.
 */

posts_rc_t posts_home_open(posts_home_t *home, int bad, int64_t now,
    posts_store_meta_t *meta, posts_report_pt report, void *payload,
    posts_error_t *error);

/* Now and then: frees killed readers' places, and is the file whole? */

posts_rc_t posts_home_check(posts_home_t *home, posts_error_t *error);

/* The first build is committed: readers may come. */

posts_rc_t posts_home_complete(posts_home_t *home, uint64_t generation,
    posts_error_t *error);

/* Waits until the disk has what was committed, and notes it. */

void posts_home_sync(posts_home_t *home, uint64_t generation);

void posts_home_close(posts_home_t *home);


#endif /* _POSTS_HOME_H_INCLUDED_ */
