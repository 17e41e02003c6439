
/*
 * Copyright (C) the ngx_http_posts_module authors
 *
 * One run of a Liquid template, for tests, fuzzers and comparisons: the
 * template, its data and its partials in, the output and what was reported
 * out.  The site's address is http://example.com/base, its zone UTC.
 *
 *     template_init(&run, &limits);
 *     template_run(&run, &input);
 *     ... run.rc, run.out, run.error, run.warnings, run.faults
 *     template_done(&run);
 */


#ifndef _POSTS_TEMPLATE_H_INCLUDED_
#define _POSTS_TEMPLATE_H_INCLUDED_


#include <time.h>

#include "posts_liquid.h"
#include "posts_markdown.h"


#define TEMPLATE_PARTIALS  128


typedef struct {
    posts_str_t    text;
    posts_value_t  data;         /* a MAP; or nil */
    posts_value_t  partials;     /* a MAP of texts by their names; or nil */
    unsigned       strict:1;
} template_input_t;


typedef struct {
    posts_str_t                     name;
    const posts_liquid_template_t  *compiled;
} template_partial_t;


typedef struct {
    posts_arena_t          *compiled;    /* what templates live in */
    posts_arena_t          *rendered;
    const posts_limits_t   *limits;
    posts_value_t           texts;
    template_partial_t      partials[TEMPLATE_PARTIALS];
    size_t                  npartials;
    unsigned                strict:1;

    /* a request for memory that fails: the how-manieth, of which arena */

    posts_arena_t          *fail;
    size_t                  fail_at;

    posts_rc_t              rc;
    unsigned                parsed:1;    /* rc is that of the render */
    posts_buf_t             out;
    posts_error_t           error;
    posts_error_t           warning;     /* the first one */
    posts_error_t           fault;
    size_t                  warnings;
    size_t                  faults;
} template_run_t;


static inline int
template_init(template_run_t *run, const posts_limits_t *limits)
{
    memset(run, 0, sizeof(template_run_t));

    run->limits = limits;
    run->compiled = posts_arena_create(limits->memory);
    run->rendered = posts_arena_create(limits->memory);

    return run->compiled != NULL && run->rendered != NULL;
}


static inline void
template_done(template_run_t *run)
{
    posts_arena_destroy(run->compiled);
    posts_arena_destroy(run->rendered);
}


static inline void
template_report(void *payload, posts_severity_t severity,
    const posts_error_t *error)
{
    template_run_t  *run;

    run = payload;

    if (severity == POSTS_WARNING) {
        if (run->warnings++ == 0) {
            run->warning = *error;
        }

        return;
    }

    if (run->faults++ == 0) {
        run->fault = *error;
    }
}


static inline int64_t
template_clock(void *payload)
{
    struct timespec  now;

    (void) payload;

    (void) clock_gettime(CLOCK_MONOTONIC, &now);

    return (int64_t) now.tv_sec * 1000 + now.tv_nsec / 1000000;
}


static inline posts_rc_t
template_markdown(void *payload, posts_buf_t *html, posts_str_t text,
    posts_error_t *error)
{
    posts_markdown_options_t  options;

    (void) payload;

    memset(&options, 0, sizeof(options));

    options.dialect = POSTS_MARKDOWN_GFM;
    options.raw_html = 1;

    return posts_markdown_render(html, text, &options, error);
}


static inline posts_rc_t
template_compile(template_run_t *run, posts_liquid_template_t **out,
    posts_str_t name, posts_str_t text, posts_error_t *error)
{
    posts_liquid_options_t  options;

    memset(&options, 0, sizeof(options));

    options.name = name;
    options.strict = run->strict;
    options.limits = run->limits;
    options.report = template_report;
    options.payload = run;

    return posts_liquid_compile(out, run->compiled, text, &options, error);
}


static inline posts_rc_t
template_load(void *payload, const posts_liquid_template_t **partial,
    posts_str_t name, posts_liquid_partial_e how, posts_error_t *error)
{
    size_t                    i;
    posts_rc_t                rc;
    posts_value_t             text;
    template_run_t           *run;
    posts_liquid_template_t  *compiled;

    (void) how;

    run = payload;

    for (i = 0; i < run->npartials; i++) {
        if (posts_str_eq(run->partials[i].name, name)) {
            *partial = run->partials[i].compiled;
            return POSTS_OK;
        }
    }

    if (!posts_value_find(run->texts, name, &text)
        || text.type != POSTS_STRING)
    {
        return POSTS_NOTFOUND;
    }

    rc = template_compile(run, &compiled, name, posts_value_string(text),
                          error);

    if (rc != POSTS_OK) {
        return rc;
    }

    /* the name that was asked for may be the render's own */

    if (run->npartials < TEMPLATE_PARTIALS) {
        run->partials[run->npartials].name
            = posts_arena_str(run->compiled, name);
        run->partials[run->npartials].compiled = compiled;
        run->npartials++;
    }

    *partial = compiled;

    return POSTS_OK;
}


static inline void
template_run(template_run_t *run, const template_input_t *input)
{
    posts_liquid_host_t       host;
    posts_liquid_template_t  *compiled;

    posts_arena_reset(run->compiled, 1024 * 1024);
    posts_arena_reset(run->rendered, 1024 * 1024);

    if (run->fail != NULL) {
        posts_arena_fail_at(run->fail, run->fail_at);
    }

    posts_error_clear(&run->error);

    run->texts = input->partials;
    run->strict = input->strict;
    run->npartials = 0;
    run->warnings = 0;
    run->faults = 0;
    run->parsed = 0;

    posts_buf_init(&run->out, run->rendered, 0);

    run->rc = template_compile(run, &compiled, posts_str("-"), input->text,
                               &run->error);

    if (run->rc != POSTS_OK) {
        return;
    }

    run->parsed = 1;

    memset(&host, 0, sizeof(host));

    host.globals = input->data;
    host.load = template_load;
    host.markdown = template_markdown;
    host.report = template_report;
    host.clock = template_clock;
    host.payload = run;
    host.now.sec = 1597497840;
    host.timezone = &posts_timezone_utc;
    host.limits = run->limits;
    host.strict = input->strict;
    host.strict_filters = input->strict;

    run->rc = posts_liquid_render(&run->out, compiled, &host, &run->error);
}


#endif /* _POSTS_TEMPLATE_H_INCLUDED_ */
