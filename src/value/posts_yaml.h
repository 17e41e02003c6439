
/*
 * Copyright (C) the authors of this project
 *
 * YAML, by libyaml's events, typed as Jekyll's loader types it: Ruby's own
 * in Debian's Jekyll.  See docs/yaml.md for the forms of scalars, and for
 * what the SafeYAML of other Jekylls makes of them.
 */


#ifndef _POSTS_YAML_H_INCLUDED_
#define _POSTS_YAML_H_INCLUDED_


#include "posts_limits.h"
#include "posts_value.h"


typedef struct {
    const posts_limits_t    *limits;
    const posts_timezone_t  *timezone;  /* in which a time without an offset
                                           is shown; NULL: UTC */
    unsigned                 line;      /* of the text's first line in its
                                           file; 0 counts as 1 */
} posts_yaml_options_t;


/*
 * Parses the first document of "text" (an empty one is nil).  Aliases are
 * expanded, merge keys ("<<") too; limits->aliases bounds the expansions,
 * limits->depth the nesting.  Keys that are not strings become what Ruby's
 * to_s makes of them.  All bytes are copied into the arena.  Values that
 * are aliases of one anchor share their arrays and maps.  A time without an
 * offset is one in UTC; with an offset it keeps that (posts_time_in() shows
 * it elsewhere).
 *
 * POSTS_INVALID: a syntax error, or bytes that are not UTF-8; POSTS_LIMIT.
 * The error's line counts from options->line, so that it is the file's.
 */

posts_rc_t posts_yaml_parse(posts_value_t *out, posts_arena_t *arena,
    posts_str_t text, const posts_yaml_options_t *options,
    posts_error_t *error);


#endif /* _POSTS_YAML_H_INCLUDED_ */
