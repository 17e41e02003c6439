
/*
 * Copyright (C) the authors of this project
 *
 * Twins: each representation of a resource has a URL of its own, made from
 * the resource's URL, which is that of its HTML.
 *
 *     /a/x.html   /a/x.json         /a/x.md
 *     /a/x        /a/x.json         /a/x.md
 *     /a/x/       /a/x/index.json   /a/x/index.md
 */


#ifndef _POSTS_TWIN_H_INCLUDED_
#define _POSTS_TWIN_H_INCLUDED_


#include "posts_accept.h"
#include "posts_buf.h"


/*
 * Appends the URL of the representation "format" of "url": decoded, or a
 * reference, as "url" is.
 */

void posts_twin_url(posts_buf_t *b, posts_str_t url, posts_format_e format);

/*
 * The format among those in the mask whose suffix the path ends with, never
 * HTML; *base gets what stands before it.  POSTS_FORMAT_NONE: no twin's URL.
 */

posts_format_e posts_twin_format(posts_str_t path, unsigned mask,
    posts_str_t *base);


#endif /* _POSTS_TWIN_H_INCLUDED_ */
