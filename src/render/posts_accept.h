
/*
 * Copyright (C) the authors of this project
 *
 * Proactive negotiation by Accept: RFC 9110, sections 12.4 and 12.5.1.
 */


#ifndef _POSTS_ACCEPT_H_INCLUDED_
#define _POSTS_ACCEPT_H_INCLUDED_


#include "posts_str.h"


/* Representations, in the order of the server's preference. */

typedef enum {
    POSTS_FORMAT_HTML = 0,
    POSTS_FORMAT_JSON,
    POSTS_FORMAT_MARKDOWN,
    POSTS_FORMAT_NONE        /* also their number */
} posts_format_e;


#define posts_format_bit(f)  (1u << (f))


typedef struct {
    posts_str_t  name;       /* as in directives: "html" */
    posts_str_t  type;       /* "text/html" */
    posts_str_t  content_type;  /* "text/html; charset=utf-8" */
    posts_str_t  suffix;     /* of the twin's URL: ".html", ".json", ".md" */
} posts_format_t;


extern const posts_format_t  posts_formats[POSTS_FORMAT_NONE];


/*
 * The representation of those in the mask "offered" that an Accept field
 * asks for: the highest quality, the most specific range deciding for each
 * type; of equal ones that which a closer range names (scripts send
 * "application/json" beside the range of all types, both without a weight),
 * then the server's first.  An absent or empty field accepts all; a malformed
 * element is skipped, a field with no valid element accepts all.  Several
 * field lines are joined with ", " by the caller.
 * POSTS_FORMAT_NONE: nothing offered is acceptable.
 */

posts_format_e posts_accept(posts_str_t field, unsigned offered);

/*
 * The same among any media types ("text/html", without parameters), which
 * stand in the order of the server's preference: the place of the chosen
 * one, or n.  At most POSTS_ACCEPT_MAX of them count.
 */

#define POSTS_ACCEPT_MAX  8

size_t posts_accept_choose(posts_str_t field, const posts_str_t *types,
    size_t n);


#endif /* _POSTS_ACCEPT_H_INCLUDED_ */
