
/*
 * Copyright (C) the authors of this project
 *
 * Texts in texts.
 */


#ifndef _POSTS_SEARCH_H_INCLUDED_
#define _POSTS_SEARCH_H_INCLUDED_


#include "posts_str.h"


/*
 * The place of the first "pattern" in "text" from "from" (at most text.len)
 * on, or -1; the empty one is at "from".  Linear in the text's length.
 */

ssize_t posts_search(posts_str_t text, size_t from, posts_str_t pattern);


#endif /* _POSTS_SEARCH_H_INCLUDED_ */
