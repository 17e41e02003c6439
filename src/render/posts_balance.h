
/*
 * Copyright (C) the authors of this project
 *
 * Balanced HTML: a fragment that leaves nothing open and closes nothing but
 * its own, so that it can stand beside others in one page.
 */


#ifndef _POSTS_BALANCE_H_INCLUDED_
#define _POSTS_BALANCE_H_INCLUDED_


#include "posts_buf.h"


/*
 * Appends the fragment with end tags for what it leaves open, without end
 * tags that have no start in it, and without what has no end: a comment, a
 * tag.  All else is as it was.  Elements nested deeper than any sane page's
 * end it early.  Linear in its length.
 */

void posts_balance(posts_buf_t *b, posts_str_t html);


#endif /* _POSTS_BALANCE_H_INCLUDED_ */
