
/*
 * Copyright (C) the authors of this project
 *
 * References to a site's own URLs.  What comes in is decoded and below the
 * prefix under which the host serves the site.
 */


#ifndef _POSTS_HREF_H_INCLUDED_
#define _POSTS_HREF_H_INCLUDED_


#include "posts_config.h"


/* Appends prefix and URL, %-encoded: for header fields and for JSON. */

void posts_href(posts_buf_t *b, posts_str_t prefix, posts_str_t url);

/* The same for an HTML attribute within quotes. */

void posts_href_html(posts_buf_t *b, posts_str_t prefix, posts_str_t url);

/*
 * Writes the reference that stands in the buffer from "from" on as an
 * attribute within quotes wants it.
 */

void posts_href_escape(posts_buf_t *b, size_t from);

/*
 * Appends the absolute URL by the site's "url" and "baseurl" (the prefix, if
 * the latter is not set), or nothing if the site does not say its "url".
 */

void posts_href_canonical(posts_buf_t *b, const posts_config_t *config,
    posts_str_t prefix, posts_str_t url);


#endif /* _POSTS_HREF_H_INCLUDED_ */
