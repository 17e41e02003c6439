
/*
 * Copyright (C) the authors of this project
 *
 * CSV and TSV as Ruby's CSV reads them, with its defaults: quotes are double
 * quotes, doubled inside; the first end of a line tells what all of them
 * are; nothing is mended.
 */


#ifndef _POSTS_CSV_H_INCLUDED_
#define _POSTS_CSV_H_INCLUDED_


#include "posts_limits.h"
#include "posts_value.h"


/*
 * An ARRAY of the rows.  With "headers" the first line names the columns and
 * a row is a MAP: a column without a value is nil, of two with one name the
 * first counts, and a value without a column has the key "".  Without, a row
 * is an ARRAY.  Values are strings, or nil where there is nothing between
 * two separators.  Strings without quotes in them point into "text".
 *
 * POSTS_INVALID: bytes that are not UTF-8, quotes that do not fit, an end of
 * line of another kind; POSTS_LIMIT: no memory.  Both say where.
 */

posts_rc_t posts_csv_parse(posts_value_t *out, posts_arena_t *arena,
    posts_str_t text, u_char separator, int headers, posts_error_t *error);


#endif /* _POSTS_CSV_H_INCLUDED_ */
