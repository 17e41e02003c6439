
/*
 * Copyright (C) the authors of this project
 *
 * The ends of blocks that an excerpt has lost.
 */


#ifndef _POSTS_CLOSING_H_INCLUDED_
#define _POSTS_CLOSING_H_INCLUDED_


#include "posts_buf.h"


/*
 * Appends an end to the excerpt *text, which becomes a copy, for each tag
 * in it that begins a block and whose end it does not have.  POSTS_LIMIT: no
 * memory.
 */

posts_rc_t posts_closing(posts_str_t *text, posts_arena_t *arena);


#endif /* _POSTS_CLOSING_H_INCLUDED_ */
