
/*
 * Copyright (C) the authors of this project
 *
 * What a plain scalar of YAML is: nothing, a truth value, a number, a day, a
 * moment, or else a string.
 */


#ifndef _POSTS_YAML_SCALAR_H_INCLUDED_
#define _POSTS_YAML_SCALAR_H_INCLUDED_


#include "posts_value.h"


/*
 * Sets *out to what the text of a plain scalar means and returns 1; returns
 * 0 if it is a string.  A time without an offset is one in UTC and is shown
 * in the zone (NULL: UTC), one with an offset keeps it, as in Ruby.  Linear
 * in the text's length.
 */

int posts_yaml_scalar(posts_value_t *out, posts_str_t text,
    const posts_timezone_t *timezone);

/* The text as a number, integers too, for the tag !!float; else 0. */

int posts_yaml_scalar_float(posts_value_t *out, posts_str_t text);

/*
 * Appends the bytes that the text has in base 64, passing over whatever is
 * not of its alphabet, as the tag !!binary wants it.
 */

void posts_yaml_scalar_binary(posts_buf_t *b, posts_str_t text);


#endif /* _POSTS_YAML_SCALAR_H_INCLUDED_ */
