
/*
 * Copyright (C) the authors of this project
 *
 * Floating-point numbers as text and back, exactly, whatever the locale of
 * the process is.
 */


#ifndef _POSTS_FLOAT_H_INCLUDED_
#define _POSTS_FLOAT_H_INCLUDED_


#include "posts_buf.h"


/*
 * The nearest number to a decimal one: [+-] digits [. digits] [(e|E) [+-]
 * digits], with a digit before or behind the point.  One that is too large
 * becomes infinite.  POSTS_INVALID: anything else is in the text.
 */

posts_rc_t posts_float_parse(double *out, posts_str_t text);

/*
 * Appends the shortest decimal number that reads back as "f", as Ruby's
 * Float#to_s writes it: 100.0, 0.0001, 1.0e-05, 1.0e+20, NaN, -Infinity.
 */

void posts_float_write(posts_buf_t *b, double f);


#endif /* _POSTS_FLOAT_H_INCLUDED_ */
