
/*
 * Copyright (C) the authors of this project
 *
 * JSON (RFC 8259) in and out.
 */


#ifndef _POSTS_JSON_H_INCLUDED_
#define _POSTS_JSON_H_INCLUDED_


#include "posts_limits.h"
#include "posts_value.h"


/*
 * Parses one JSON text, strictly; numbers with neither fraction nor exponent
 * become integers where they fit.  Of equal keys the last one counts.
 * Strings without escapes point into "text", which must stay.  Errors carry
 * line and column in "text".  POSTS_LIMIT: limits->depth, or no memory.
 */

posts_rc_t posts_json_parse(posts_value_t *out, posts_arena_t *arena,
    posts_str_t text, const posts_limits_t *limits, posts_error_t *error);

/*
 * Appends the value as JSON without white space: pairs in their order, UTF-8
 * as it is (bytes that are not UTF-8 become U+FFFD), TIME as XML Schema's
 * dateTime, DATE as YYYY-MM-DD, floats in the shortest form that reads back
 * the same and always with a fraction or an exponent, NaN and infinities as
 * null.  Beyond "depth" the buffer's error becomes POSTS_LIMIT.
 */

void posts_json_write(posts_buf_t *b, posts_value_t v, size_t depth);

/* A string with its quotes. */

void posts_json_string(posts_buf_t *b, posts_str_t s);


#endif /* _POSTS_JSON_H_INCLUDED_ */
