
/*
 * Copyright (C) the authors of this project
 *
 * The layouts and includes of a site, compiled: made when a page first needs
 * one, and kept by a process for the pages after it, for as long as the part
 * in the index is the same.
 */


#ifndef _POSTS_TEMPLATE_H_INCLUDED_
#define _POSTS_TEMPLATE_H_INCLUDED_


#include "posts_liquid.h"
#include "posts_part.h"


typedef struct posts_templates_s  posts_templates_t;


/*
 * An empty set for the parts of one site, which takes about "memory" bytes
 * at most; NULL: the system has no memory.
 */

posts_templates_t *posts_templates_create(size_t memory);
void posts_templates_destroy(posts_templates_t *templates);

/*
 * Between two pages: forgets everything if the set has grown too large, or
 * if "incarnation" (of the index) is another than before.
 */

void posts_templates_tidy(posts_templates_t *templates, uint64_t incarnation);

/*
 * The part's content as a template, compiled with "options", of which name
 * and line are set here; good until the next posts_templates_tidy().
 * POSTS_INVALID, POSTS_LIMIT: *error names the part's file.
 */

posts_rc_t posts_templates_get(posts_templates_t *templates,
    const posts_part_t *part, const posts_liquid_options_t *options,
    const posts_liquid_template_t **out, posts_error_t *error);


#endif /* _POSTS_TEMPLATE_H_INCLUDED_ */
