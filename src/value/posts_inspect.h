
/*
 * Copyright (C) the authors of this project
 *
 * A value as Ruby 3.1's inspect writes it: what a template shows of an array
 * or a map.
 */


#ifndef _POSTS_INSPECT_H_INCLUDED_
#define _POSTS_INSPECT_H_INCLUDED_


#include "posts_value.h"


/*
 * Appends the value: nil, "a\nb", {"a"=>[1, nil]}, #<Date: 2020-08-15 ...>.
 * Nested deeper than "depth": the buffer's error becomes POSTS_LIMIT.
 */

void posts_inspect_value(posts_buf_t *b, posts_value_t v, size_t depth);

/* Appends a string in its quotes, escaped as Ruby does. */

void posts_inspect_string(posts_buf_t *b, posts_str_t s);


#endif /* _POSTS_INSPECT_H_INCLUDED_ */
