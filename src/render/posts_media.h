
/*
 * Copyright (C) the authors of this project
 *
 * Media types of what a site's documents may be made into beside HTML: a
 * page "feed.xml" or "search.json" with front matter is a document, too.
 */


#ifndef _POSTS_MEDIA_H_INCLUDED_
#define _POSTS_MEDIA_H_INCLUDED_


#include "posts_str.h"


/*
 * The media type, with charset where it has one, of an extension with its
 * dot; "" if it is not known.  ASCII case does not count.
 */

posts_str_t posts_media_type(posts_str_t ext);

/* 1: the extension is one of HTML, or none at all. */

int posts_media_html(posts_str_t ext);

/* The extension of a path's last component, with its dot, or "". */

posts_str_t posts_media_ext(posts_str_t path);


#endif /* _POSTS_MEDIA_H_INCLUDED_ */
