
/*
 * Copyright (C) the authors of this project
 *
 * The one writer of an index: finds out what has changed in a site's folder
 * and brings the index up to date, a burst of changes as one transaction.
 * It never blocks for long: a host calls posts_indexer_step() until it is
 * told to wait, then waits for the descriptor or for the time.
 *
 *     for ( ;; ) {
 *         rc = posts_indexer_step(ix, deadline, &error);
 *         if (rc != POSTS_AGAIN) { wait posts_indexer_wait(ix) ms, or for
 *                                  posts_indexer_fd(ix) to be readable }
 *     }
 */


#ifndef _POSTS_INDEXER_H_INCLUDED_
#define _POSTS_INDEXER_H_INCLUDED_


#include "posts_index.h"


typedef enum {
    POSTS_WATCH_INOTIFY = 0, /* polls where inotify can not serve */
    POSTS_WATCH_POLL,
    POSTS_WATCH_OFF          /* looks once, at the start */
} posts_watch_e;


typedef struct posts_indexer_s  posts_indexer_t;


typedef struct {
    const char            *site;      /* the folder, zero-terminated */
    const char            *dir;       /* of the index; made if need be */
    const char            *theme;     /* a folder with _layouts, _includes,
                                         _data, assets, _config.yml to fall
                                         back on, or NULL */
    const posts_limits_t  *limits;
    posts_watch_e          watch;
    unsigned               poll;      /* ms between two looks, at least 100 */
    unsigned               settle;    /* ms without an event that end a burst
                                         (at most 10 times that in all) */
    size_t                 map;       /* bytes that the index may have at
                                         first, 0: the default; it grows */
    unsigned               drafts:1;  /* shown, whatever the config says */
    unsigned               future:1;
    unsigned               unpublished:1;
    posts_report_pt        report;    /* may be NULL */
    int64_t              (*now)(void *payload);  /* ns since the epoch */
    void                  *payload;   /* of report and now */
} posts_indexer_options_t;


/*
 * Starts an indexer: opens the index (a damaged one, or one of another
 * format, is thrown away and reported), and plans a first look at the whole
 * site.  What "options" points to must live as long as the indexer.
 * POSTS_AGAIN: another process holds the index for writing; try later.
 */

posts_rc_t posts_indexer_create(posts_indexer_t **out,
    const posts_indexer_options_t *options, posts_error_t *error);

/* Ends it; what was not committed is forgotten. */

void posts_indexer_destroy(posts_indexer_t *ix);

/*
 * Works until there is nothing more to do or the clock passes "deadline"
 * (ns since the epoch, as options->now).
 *
 *   POSTS_OK     nothing to do until posts_indexer_wait() or the descriptor
 *   POSTS_AGAIN  more to do: call again
 *   other        this round failed (the disk is full, the folder is gone):
 *                the index is as it was, the next try is after the wait
 */

posts_rc_t posts_indexer_step(posts_indexer_t *ix, int64_t deadline,
    posts_error_t *error);

/* ms until the next step is due; -1: only the descriptor can tell. */

int64_t posts_indexer_wait(const posts_indexer_t *ix);

/*
 * 1: changes have been noticed that the index does not show yet: they are
 * collected, or being written.
 */

int posts_indexer_pending(const posts_indexer_t *ix);

/* The inotify descriptor to wait for, or -1 (polling, or off). */

int posts_indexer_fd(const posts_indexer_t *ix);

/*
 * 1: the index shows a complete site (perhaps of before the last changes);
 * the generation and the incarnation that readers see.
 */

int posts_indexer_ready(const posts_indexer_t *ix);
uint64_t posts_indexer_generation(const posts_indexer_t *ix);
uint64_t posts_indexer_incarnation(const posts_indexer_t *ix);

/* The indexer's own index, for a host that reads in the same process. */

posts_index_t *posts_indexer_index(posts_indexer_t *ix);


#endif /* _POSTS_INDEXER_H_INCLUDED_ */
