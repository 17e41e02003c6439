
/*
 * Copyright (C) the authors of this project
 *
 * The excerpt of a document, as Markdown source: what stands before the
 * first separator.  Jekyll's rules: lib/jekyll/excerpt.rb.
 */


#ifndef _POSTS_EXCERPT_H_INCLUDED_
#define _POSTS_EXCERPT_H_INCLUDED_


#include "posts_buf.h"


/*
 * Gives the part of "content" before the first "separator"; if that part
 * uses link references that the rest defines, a copy in the arena with those
 * definitions appended, else a piece of "content" itself.  An empty
 * separator: an empty excerpt.  POSTS_LIMIT: no memory.
 */

posts_rc_t posts_excerpt(posts_str_t *out, posts_arena_t *arena,
    posts_str_t content, posts_str_t separator);


#endif /* _POSTS_EXCERPT_H_INCLUDED_ */
