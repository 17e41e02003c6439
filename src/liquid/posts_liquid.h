
/*
 * Copyright (C) the authors of this project
 *
 * Liquid, the template language: https://shopify.github.io/liquid/, with the
 * filters that Jekyll adds.  A template is compiled once and rendered many
 * times, by several threads at the same time if need be: the compiled form
 * does not change, all that a render needs is in its context.
 *
 *     rc = posts_liquid_compile(&t, arena, source, &options, &error);
 *     rc = posts_liquid_render(&out, t, &host, &error);
 *
 * How to read this folder: lexer (text, tags, outputs; the tokens in them),
 * expression (values and look-ups, filters, conditions; lax: what Ruby still
 * makes of wrong markup), parser (tags to nodes), context (variables, the
 * render's state), then the tags and the filters, a file for each family.
 */


#ifndef _POSTS_LIQUID_H_INCLUDED_
#define _POSTS_LIQUID_H_INCLUDED_


#include "posts_limits.h"
#include "posts_value.h"


typedef struct posts_liquid_template_s  posts_liquid_template_t;
typedef struct posts_liquid_tag_s       posts_liquid_tag_t;


typedef struct {
    posts_str_t                name;      /* for messages: the file */
    unsigned                   line;      /* of the source's first line in
                                             the file; 0 counts as 1 */
    unsigned                   strict:1;  /* what Ruby's lax parser would
                                             guess is an error */

    /* the host's own tags, to an empty name; they go before ours; or NULL */

    const posts_liquid_tag_t  *tags;

    const posts_limits_t      *limits;    /* NULL: the default ones */

    posts_report_pt            report;    /* warnings; or NULL */
    void                      *payload;
} posts_liquid_options_t;


/*
 * Compiles "source", which must stay as long as the template: its text is
 * rendered from there.  The template is in the arena.  POSTS_INVALID: a
 * syntax error, with file, line, column and the markup; POSTS_LIMIT: blocks
 * nested deeper than limits->includes, or no memory.
 */

posts_rc_t posts_liquid_compile(posts_liquid_template_t **template,
    posts_arena_t *arena, posts_str_t source,
    const posts_liquid_options_t *options, posts_error_t *error);

/* The name that it was compiled with. */

posts_str_t posts_liquid_template_name(const posts_liquid_template_t *t);


/* How a partial is asked for: the rules for its name differ. */

typedef enum {
    POSTS_LIQUID_INCLUDE = 0,
    POSTS_LIQUID_RENDER
} posts_liquid_partial_e;


/* What a render can use, from the host; all of it may be 0 but "limits". */

typedef struct {
    /* the variables: a MAP, or an OBJECT of that kind */

    posts_value_t            globals;

    /*
     * Gives a partial, compiled; the host keeps it for the next time.
     * It must live until the render ends: the render may point into it.
     * POSTS_NOTFOUND: the engine makes the message.
     */

    posts_rc_t             (*load)(void *payload,
                                   const posts_liquid_template_t **partial,
                                   posts_str_t name,
                                   posts_liquid_partial_e how,
                                   posts_error_t *error);

    /* Appends the Markdown text as HTML: the filter markdownify. */

    posts_rc_t             (*markdown)(void *payload, posts_buf_t *html,
                                       posts_str_t text,
                                       posts_error_t *error);

    /* Warnings and, where they do not end the render, errors. */

    posts_report_pt          report;

    /* Milliseconds by a clock that never goes back, for limits->time. */

    int64_t                (*clock)(void *payload);

    void                    *payload;

    posts_time_t             now;        /* of "now" in the filter date */
    const posts_timezone_t  *timezone;   /* of the site; NULL: UTC */
    const posts_limits_t    *limits;

    /* an error ends the render, and is not written into its output */

    unsigned                 strict:1;

    /* a variable, a filter that is not there is an error */

    unsigned                 strict_variables:1;
    unsigned                 strict_filters:1;
} posts_liquid_host_t;


/*
 * Renders into "out", whose arena the render shares: limits->memory bounds
 * what the render takes of its own, limits->output what it writes.  What
 * Ruby writes into the page ("Liquid error (line 3): ...") is there, and is
 * reported as a fault; POSTS_INVALID with host->strict.  POSTS_LIMIT: steps,
 * output, memory, depth or time.  An object of the host that cannot make a
 * member sets "error" of its own accord, and the render ends with it.
 */

posts_rc_t posts_liquid_render(posts_buf_t *out,
    const posts_liquid_template_t *t, const posts_liquid_host_t *host,
    posts_error_t *error);


#endif /* _POSTS_LIQUID_H_INCLUDED_ */
