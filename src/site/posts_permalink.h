
/*
 * Copyright (C) the ngx_http_posts_module authors
 *
 * URLs from templates: Jekyll's lib/jekyll/url.rb, drops/url_drop.rb and
 * utils.rb (add_permalink_suffix).
 */


#ifndef _POSTS_PERMALINK_H_INCLUDED_
#define _POSTS_PERMALINK_H_INCLUDED_


#include "posts_document.h"


/* The template of a style ("pretty", "date", ...), or "style" itself. */

posts_str_t posts_permalink_style(posts_str_t style);

/*
 * Appends the decoded URL of a document whose other members are set, by the
 * template (the front matter's "permalink", or the site's).  A page has
 * Jekyll's own rules for pages.  POSTS_INVALID: an unknown placeholder; the
 * message names it.
 */

posts_rc_t posts_permalink(posts_buf_t *b, const posts_document_t *doc,
    posts_str_t template, const posts_config_t *config, posts_error_t *error);


#endif /* _POSTS_PERMALINK_H_INCLUDED_ */
