
/*
 * Copyright (C) the authors of this project
 *
 * Walks a site, or a part of it, and plans what differs from the index: a
 * path that is new, one whose file has another time, size or inode, one that
 * is not there any more.  Reads no file.  Private to src/site.
 *
 * The walk goes on from where it was at each call, and holds no transaction
 * in between: what it plans is looked at again before it counts.
 */


#ifndef _POSTS_SCAN_H_INCLUDED_
#define _POSTS_SCAN_H_INCLUDED_


#include "posts_plan.h"
#include "posts_store.h"
#include "posts_theme.h"
#include "posts_watch.h"


typedef struct {
    const char            *site;
    int                    root;     /* the site's folder, open */
    const posts_theme_t   *theme;
    const posts_config_t  *config;
    posts_store_t         *store;
    posts_watch_t         *watch;
    posts_plan_t          *plan;
    posts_plan_t          *links;    /* gets files behind symbolic links */
    posts_plan_t          *undated;  /* gets posts without a date */
    int64_t              (*now)(void *payload);
    void                  *payload;
    uint64_t               skip_dev; /* a folder that is not walked: that */
    uint64_t               skip_ino; /* of the index, wherever it lies */
    unsigned               force:1;  /* plans all there is */

    posts_arena_t         *arena;    /* of one scan */
    posts_arena_t         *names_arena;  /* of one folder */
    posts_str_t           *scopes;   /* that wait; in a queue_arena */
    size_t                 nscopes;
    size_t                 scopes_size;
    posts_arena_t         *queue_arena;

    unsigned               active:1;
    unsigned               sweeping:1;
    posts_str_t            scope;    /* that is walked */
    uint64_t               mark;
    posts_str_t           *folders;  /* to be walked: a stack */
    size_t                 nfolders;
    size_t                 folders_size;
    u_char                *seen;     /* a bit for each number */
    uint32_t               nseen;

    int                    dir;      /* the folder that is walked, or -1 */
    uint32_t               folder;   /* in the watch */
    posts_str_t           *names;    /* sorted; the first byte is the type */
    size_t                 nnames;
    size_t                 names_size;
    size_t                 next;
    posts_store_key_t      after;    /* in paths, while sweeping */

    MDB_txn               *txn;
} posts_scan_t;


posts_rc_t posts_scan_init(posts_scan_t *scan, posts_error_t *error);
void posts_scan_destroy(posts_scan_t *scan);

/* Queues a folder ("" is the whole site), or a path that may be one. */

posts_rc_t posts_scan_add(posts_scan_t *scan, posts_str_t scope);

/* Something is queued or under way. */

int posts_scan_pending(const posts_scan_t *scan);

/* POSTS_AGAIN: the clock has passed "deadline"; POSTS_OK: all is planned. */

posts_rc_t posts_scan_step(posts_scan_t *scan, int64_t deadline,
    posts_error_t *error);

/* Forgets what is under way and queued. */

void posts_scan_stop(posts_scan_t *scan);

/* 1: nothing of the path is served, by its name. */

int posts_scan_hidden(const posts_config_t *config, posts_str_t path,
    int folder);


#endif /* _POSTS_SCAN_H_INCLUDED_ */
