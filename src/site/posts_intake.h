
/*
 * Copyright (C) the authors of this project
 *
 * Takes one path of a site into a change of the index: whatever is there
 * now, a document, a static file, nothing, or something that is not to be
 * had.  Private to src/site.
 */


#ifndef _POSTS_INTAKE_H_INCLUDED_
#define _POSTS_INTAKE_H_INCLUDED_


#include "posts_plan.h"
#include "posts_theme.h"
#include "posts_watch.h"
#include "posts_writer.h"


typedef struct {
    int                    root;     /* the site's folder, open */
    const posts_theme_t   *theme;
    const posts_config_t  *config;
    const posts_limits_t  *limits;
    posts_writer_t        *writer;
    const posts_watch_t   *watch;
    posts_plan_t          *links;    /* gets files behind symbolic links */
    posts_report_pt        report;   /* may be NULL */
    void                  *payload;
    int64_t                now;      /* ns */
    int64_t                young;    /* ns a file must have been at rest */
    unsigned               force:1;  /* reads what has not changed too */

    uint64_t               reads;    /* files whose bytes were read */
    posts_str_t            path;     /* that is taken */
    posts_path_e           kind;
    int                    dir;      /* the last folder, or -1 */
    posts_arena_t         *arena;    /* of its path */
    posts_str_t            folder;
} posts_intake_t;


/*
 * POSTS_OK: the index knows; POSTS_AGAIN: the file is being written, look
 * again in in->young ns; other: the system is out of something.  The entry
 * is from the plan; its memory of the last look is used and set.
 */

posts_rc_t posts_intake(posts_intake_t *in, posts_plan_entry_t *entry,
    posts_error_t *error);

/* Lets go of the folder that was open last. */

void posts_intake_end(posts_intake_t *in);


#endif /* _POSTS_INTAKE_H_INCLUDED_ */
