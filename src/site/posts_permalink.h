
/*
 * Copyright (C) the authors of this project
 *
 * URLs from templates: Jekyll's lib/jekyll/url.rb, drops/url_drop.rb and
 * utils.rb (add_permalink_suffix).
 */


#ifndef _POSTS_PERMALINK_H_INCLUDED_
#define _POSTS_PERMALINK_H_INCLUDED_


#include "posts_document.h"


/* Bytes of a URL as it is written; a longer one is POSTS_LIMIT. */

#define POSTS_PERMALINK_MAX  8192


/* The template of a style ("pretty", "date", ...), or "style" itself. */

posts_str_t posts_permalink_style(posts_str_t style);

/*
 * Appends the decoded URL of a document whose other members are set, by the
 * template (the front matter's "permalink", or the site's).  A page has
 * Jekyll's own rules for pages.  POSTS_INVALID: an unknown placeholder (the
 * message names it), or a URL that no request can have: a zero byte, a dot
 * segment.
 */

posts_rc_t posts_permalink(posts_buf_t *b, const posts_document_t *doc,
    posts_str_t template, const posts_config_t *config, posts_error_t *error);

/*
 * The two steps of it.  _raw appends the URL as Jekyll's page.url has it:
 * what a placeholder stands for is %-encoded, what the author wrote is not
 * touched.  _decode makes a path of that.
 */

posts_rc_t posts_permalink_raw(posts_buf_t *b, const posts_document_t *doc,
    posts_str_t template, const posts_config_t *config, posts_error_t *error);
posts_rc_t posts_permalink_decode(posts_buf_t *b, posts_str_t raw,
    posts_error_t *error);

/*
 * Appends the URL of a static file of a collection (path, collection and ext
 * are read): the template without what only documents have, and the file's
 * own extension.
 */

posts_rc_t posts_permalink_static(posts_buf_t *b,
    const posts_document_t *doc, posts_str_t template,
    const posts_config_t *config, posts_error_t *error);

/* What the site's style puts behind the name in the URL of a page. */

posts_str_t posts_permalink_suffix(const posts_config_t *config);

/* POSTS_INVALID: the template has a placeholder that no post has. */

posts_rc_t posts_permalink_check(posts_str_t template, posts_error_t *error);


#endif /* _POSTS_PERMALINK_H_INCLUDED_ */
