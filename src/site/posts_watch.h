
/*
 * Copyright (C) the authors of this project
 *
 * The folders of a site that have been walked, and the inotify watches on
 * them.  One watch stands for an inode: a folder that is reached by two
 * paths has two entries with one watch.  Private to src/site.
 */


#ifndef _POSTS_WATCH_H_INCLUDED_
#define _POSTS_WATCH_H_INCLUDED_


#include <sys/stat.h>

#include "posts_arena.h"
#include "posts_error.h"


#define POSTS_WATCH_NONE   UINT32_MAX
#define POSTS_WATCH_DEPTH  64


typedef struct {
    posts_str_t  path;       /* in the site; "" is the site itself */
    uint64_t     dev;
    uint64_t     ino;
    uint64_t     mark;       /* of the last walk that came by */
    uint32_t     parent;     /* POSTS_WATCH_NONE: the site itself */
    uint32_t     depth;
    uint32_t     same;       /* next folder of this watch */
    int          wd;         /* -1: no watch */
} posts_watch_folder_t;


typedef struct {
    int                    fd;       /* -1: no inotify */
    posts_arena_t         *arena;
    posts_watch_folder_t  *items;
    uint32_t               n;
    uint32_t               size;
    uint32_t              *paths;    /* hash tables over items: place + 1 */
    uint32_t              *wds;
    uint32_t               nslots;   /* of each */
    unsigned               on:1;     /* folders get watches */
    unsigned               full:1;   /* the system has no more watches */
} posts_watch_t;


/* What a host of the watches is told; "name" is "" for the folder itself. */

typedef void (*posts_watch_event_pt)(void *payload, uint32_t folder,
    uint32_t mask, posts_str_t name);


/* POSTS_IO: no inotify here; the table of folders works all the same. */

posts_rc_t posts_watch_init(posts_watch_t *watch, int inotify,
    posts_error_t *error);
void posts_watch_destroy(posts_watch_t *watch);

/* Ends all watching; the descriptor stays open and silent. */

void posts_watch_stop(posts_watch_t *watch);

/* The folder with this path, or POSTS_WATCH_NONE. */

uint32_t posts_watch_find(const posts_watch_t *watch, posts_str_t path);

/*
 * Notes a folder that is open as "fd" ("st" is its fstat) and watches it.
 * "site" is the path of the site's folder.  POSTS_LIMIT: nested too deeply,
 * or no memory; POSTS_INVALID: it contains itself, by links.
 */

posts_rc_t posts_watch_add(posts_watch_t *watch, const char *site, int fd,
    const struct stat *st, posts_str_t path, uint32_t parent, uint64_t mark,
    uint32_t *out);

/* Forgets "path" and what is below it, unless it has the mark. */

posts_rc_t posts_watch_sweep(posts_watch_t *watch, posts_str_t path,
    uint64_t mark);

/*
 * Hands on the events that wait, at most "max" reads; 0: there are no more.
 * -1: events were lost.
 */

int posts_watch_read(posts_watch_t *watch, unsigned max,
    posts_watch_event_pt handler, void *payload);

/* "path" is "scope" or below it. */

static inline int
posts_watch_below(posts_str_t path, posts_str_t scope)
{
    return scope.len == 0
           || (posts_str_starts(path, scope)
               && (path.len == scope.len || path.data[scope.len] == '/'));
}


#endif /* _POSTS_WATCH_H_INCLUDED_ */
