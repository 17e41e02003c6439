
/*
 * Copyright (C) the authors of this project
 *
 * URIs in their normal form, as Ruby's Addressable makes it and so Jekyll.
 */


#ifndef _POSTS_URI_H_INCLUDED_
#define _POSTS_URI_H_INCLUDED_


#include "posts_buf.h"


/* Parts of a URI; .data is NULL for one that is not there. */

typedef struct {
    posts_str_t  scheme;
    posts_str_t  user;
    posts_str_t  password;
    posts_str_t  host;
    posts_str_t  port;       /* without zeros before it */
    posts_str_t  path;
    posts_str_t  query;
    posts_str_t  fragment;
} posts_uri_t;


/* Parts of "text", which are within it.  POSTS_INVALID: not a URI. */

posts_rc_t posts_uri_parse(posts_uri_t *uri, posts_str_t text);

/*
 * Appends the URI in its normal form: scheme and host in lower case (a host
 * beyond ASCII in Punycode), no default port, no dot segments, each part
 * encoded where it must be and nowhere else.  POSTS_INVALID: not a URI.
 * Memory, as always, is the buffer's matter.
 */

posts_rc_t posts_uri_normalize(posts_buf_t *b, posts_str_t text);

/*
 * Appends the text with its %-encoding undone, in Unicode's form KC, and
 * encoded again but for the characters that have a place in a URI.
 */

void posts_uri_escape(posts_buf_t *b, posts_str_t text);


#endif /* _POSTS_URI_H_INCLUDED_ */
