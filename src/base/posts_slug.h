
/*
 * Copyright (C) the authors of this project
 *
 * Slugs: Jekyll's Utils.slugify and Utils.titleize_slug (lib/jekyll/
 * utils.rb).
 */


#ifndef _POSTS_SLUG_H_INCLUDED_
#define _POSTS_SLUG_H_INCLUDED_


#include "posts_utf8.h"


typedef enum {
    POSTS_SLUG_DEFAULT = 0,
    POSTS_SLUG_RAW,
    POSTS_SLUG_PRETTY,
    POSTS_SLUG_ASCII,
    POSTS_SLUG_LATIN,
    POSTS_SLUG_NONE          /* an unknown mode: only lower case */
} posts_slug_mode_e;


/* The mode called "name" ("" is default); POSTS_SLUG_NONE if unknown. */

posts_slug_mode_e posts_slug_mode(posts_str_t name);

/* Appends the slug of "text"; "cased" keeps upper case. */

void posts_slug(posts_buf_t *b, posts_str_t text, posts_slug_mode_e mode,
    int cased);

/*
 * Appends what a tag or category is called in URLs: its raw slug.  Components
 * that a URL can not have ("", "." and "..", which browsers and servers take
 * away) are of dashes.
 */

void posts_slug_term(posts_buf_t *b, posts_str_t name);

/* Appends a title made of a slug: "my-first-post" to "My First Post". */

void posts_slug_title(posts_buf_t *b, posts_str_t slug);


#endif /* _POSTS_SLUG_H_INCLUDED_ */
