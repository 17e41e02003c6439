
/*
 * Copyright (C) the authors of this project
 *
 * Where a key of the outermost map stands in a YAML text: for messages, once
 * the values have been parsed and their places forgotten.
 */


#ifndef _POSTS_KEY_H_INCLUDED_
#define _POSTS_KEY_H_INCLUDED_


#include "posts_str.h"


/*
 * The line of "key" in "yaml", whose first line is "line"; 0 if no line
 * begins with it.  Of several the last one, whose value counts.
 */

unsigned posts_key_line(posts_str_t yaml, unsigned line, posts_str_t key);


#endif /* _POSTS_KEY_H_INCLUDED_ */
