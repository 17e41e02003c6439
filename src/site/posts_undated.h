
/*
 * Copyright (C) the authors of this project
 *
 * Posts that are left out since their names have no date: Jekyll does so
 * without a word, here each is told of once.  Private to src/site.
 */


#ifndef _POSTS_UNDATED_H_INCLUDED_
#define _POSTS_UNDATED_H_INCLUDED_


#include "posts_document.h"
#include "posts_plan.h"


/* NULL arena afterwards: no memory. */

void posts_undated_init(posts_plan_t *undated);

/* Remembers the path, if it is of such a post, and if there is room. */

void posts_undated_note(posts_plan_t *undated, const posts_config_t *config,
    posts_str_t path);

/* Warns of those that were noted since the last time. */

void posts_undated_tell(posts_plan_t *undated, posts_report_pt report,
    void *payload);


#endif /* _POSTS_UNDATED_H_INCLUDED_ */
