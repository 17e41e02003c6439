
/*
 * Copyright (C) the authors of this project
 *
 * Errors as representations: a page, problem+json (RFC 9457), Markdown.
 */


#ifndef _POSTS_PROBLEM_H_INCLUDED_
#define _POSTS_PROBLEM_H_INCLUDED_


#include "posts_render.h"


/*
 * As posts_render_error(), with what there is instead: the references of
 * the formats, %-encoded with the prefix, "" where there is none; or NULL.
 */

posts_rc_t posts_problem(posts_answer_t *answer, posts_arena_t *arena,
    const posts_render_options_t *options, const posts_request_t *request,
    unsigned status, posts_str_t detail,
    const posts_str_t alternatives[POSTS_FORMAT_NONE]);

/* The format that an error has for this request. */

posts_format_e posts_problem_format(const posts_request_t *request);


#endif /* _POSTS_PROBLEM_H_INCLUDED_ */
