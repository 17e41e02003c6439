
/*
 * Copyright (C) the authors of this project
 *
 * What is noticed of a site and its theme: events become paths to look at,
 * or folders to walk, and these a burst that is over at some time.  Private
 * to src/site.
 */


#ifndef _POSTS_NOTICE_H_INCLUDED_
#define _POSTS_NOTICE_H_INCLUDED_


#include "posts_scan.h"
#include "posts_theme.h"


typedef struct {
    posts_watch_t         *watch;
    posts_scan_t          *scan;
    const posts_config_t  *config;   /* NULL: none is known yet */
    int64_t              (*now)(void *payload);
    void                  *payload;

    int                    root;     /* the site's folder, or -1 */
    posts_theme_t          theme;
    posts_plan_t           plan;     /* fills */
    posts_plan_t           links;    /* no event tells of these */
    posts_plan_t           undated;
    int64_t                settle;   /* ns */
    int64_t                first_event;
    int64_t                last_event;
    int64_t                next_root;
    unsigned               removed:1;   /* in this burst */
    unsigned               check_config:1;
} posts_notice_t;


/* Takes the events that wait. */

void posts_notice_drain(posts_notice_t *notice);

/* Notes a path, with flags of its plan; a folder that is to be walked. */

void posts_notice_path(posts_notice_t *notice, posts_str_t path,
    unsigned flags);
void posts_notice_rescan(posts_notice_t *notice, posts_str_t scope);

/*
 * A file behind a symbolic link may change where nothing is watched: notes
 * some of them, others at each call.
 */

void posts_notice_links(posts_notice_t *notice);

/* When the burst is over, or INT64_MAX. */

int64_t posts_notice_burst(const posts_notice_t *notice);


#endif /* _POSTS_NOTICE_H_INCLUDED_ */
