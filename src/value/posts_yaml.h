
/*
 * Copyright (C) the ngx_http_posts_module authors
 *
 * YAML, by libyaml's events, typed as Jekyll's loader (SafeYAML) types it:
 * see docs/yaml.md for the table of scalars.
 */


#ifndef _POSTS_YAML_H_INCLUDED_
#define _POSTS_YAML_H_INCLUDED_


#include "posts_limits.h"
#include "posts_value.h"


typedef struct {
    const posts_limits_t    *limits;
    const posts_timezone_t  *timezone;  /* in which times are shown */
    unsigned                 line;      /* of the text's first line in its
                                           file; 0 counts as 1 */
} posts_yaml_options_t;


/*
 * Parses the first document of "text" (an empty one is nil).  Aliases are
 * expanded, merge keys ("<<") too; limits->aliases bounds the expansions,
 * limits->depth the nesting.  Keys that are not strings become what Ruby's
 * to_s makes of them.  All bytes are copied into the arena.
 *
 * POSTS_INVALID: a syntax error, or bytes that are not UTF-8; POSTS_LIMIT.
 * The error's line counts from options->line, so that it is the file's.
 */

posts_rc_t posts_yaml_parse(posts_value_t *out, posts_arena_t *arena,
    posts_str_t text, const posts_yaml_options_t *options,
    posts_error_t *error);


#endif /* _POSTS_YAML_H_INCLUDED_ */
