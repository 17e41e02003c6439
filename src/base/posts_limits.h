
/*
 * Copyright (C) the authors of this project
 *
 * The bounds of the core.  A host starts from posts_limits_default() and
 * sets what its user names; every function that can run away takes them.
 */


#ifndef _POSTS_LIMITS_H_INCLUDED_
#define _POSTS_LIMITS_H_INCLUDED_


#include "posts_error.h"


typedef struct {
    size_t  source;          /* bytes of one source file */
    size_t  front_matter;    /* bytes of one front matter */
    size_t  depth;           /* nesting of YAML, JSON and values */
    size_t  aliases;         /* alias expansions in one YAML stream */
    size_t  memory;          /* bytes of arena for one render */
    size_t  output;          /* bytes of one representation */
    size_t  steps;           /* of templates in one render: nodes, turns of
                                loops, elements that a filter looks at, each
                                4 KiB of a long text */
    size_t  includes;        /* nesting of includes, and of blocks */
    size_t  time;            /* milliseconds of one render */
} posts_limits_t;


/* One settable limit, for directives, options and documentation. */

typedef struct {
    posts_str_t  name;
    size_t       offset;     /* in posts_limits_t */
    size_t       value;      /* the default */
    size_t       min;
    size_t       max;
    unsigned     bytes:1;    /* accepts k and m */
} posts_limit_t;


/* All limits; the last one has an empty name. */

extern const posts_limit_t  posts_limits[];

void posts_limits_default(posts_limits_t *limits);

/*
 * Sets the limit "name" to "value", a decimal number with k, m or g behind
 * it where it counts bytes.  POSTS_NOTFOUND: no such limit; POSTS_INVALID:
 * not a number or out of bounds (the message says which bounds).
 */

posts_rc_t posts_limits_set(posts_limits_t *limits, posts_str_t name,
    posts_str_t value, posts_error_t *error);


#endif /* _POSTS_LIMITS_H_INCLUDED_ */
