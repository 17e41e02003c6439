
/*
 * Copyright (C) the ngx_http_posts_module authors
 *
 * Runs templates, one a line, for tests/liquid/compare.rb: JSON {"template",
 * "data", "templates", "strict", "form"} in, {"output", "errors", "warnings"}
 * or {"refused"} or {"limit"} out.  "form" is what the data is to the engine:
 * plain values, objects of a host ("lazy"), a block ("packed").
 */


#include <stdio.h>
#include <stdlib.h>

#include "lazy.h"
#include "template.h"

#include "posts_json.h"
#include "posts_pack.h"




static int batch_line(template_run_t *run, posts_arena_t *arena,
    posts_str_t line);
static posts_value_t batch_form(posts_arena_t *arena, posts_value_t data,
    posts_str_t form);
static void batch_site(posts_arena_t *arena, posts_value_t data);
static void batch_answer(template_run_t *run, posts_buf_t *b);
static void batch_text(posts_buf_t *b, const char *name, posts_str_t text);
static void batch_error(posts_buf_t *b, const char *name,
    const posts_error_t *error);


int
main(void)
{
    int              rc;
    char            *line;
    ssize_t          len;
    size_t           size;
    posts_arena_t   *arena;
    posts_limits_t   limits;
    template_run_t   run;

    posts_limits_default(&limits);

    limits.time = 5000;
    line = NULL;
    size = 0;
    rc = 0;

    arena = posts_arena_create(64 * 1024 * 1024);

    if (arena == NULL || !template_init(&run, &limits)) {
        return 1;
    }

    for ( ;; ) {
        len = getline(&line, &size, stdin);

        if (len == -1) {
            break;
        }

        posts_arena_reset(arena, 1024 * 1024);

        if (batch_line(&run, arena, posts_str_from(line, (size_t) len)) != 0)
        {
            rc = 1;
            break;
        }
    }

    free(line);
    template_done(&run);
    posts_arena_destroy(arena);

    return rc;
}


static int
batch_line(template_run_t *run, posts_arena_t *arena, posts_str_t line)
{
    posts_buf_t       b;
    posts_error_t     error;
    posts_value_t     root;
    template_input_t  input;

    posts_error_clear(&error);

    if (posts_json_parse(&root, arena, line, run->limits, &error)
        != POSTS_OK)
    {
        fprintf(stderr, "batch: %s\n", error.message);
        return 1;
    }

    input.text = posts_value_string(posts_value_get(root,
                                                    posts_str("template")));
    input.data = posts_value_get(root, posts_str("data"));
    input.partials = posts_value_get(root, posts_str("templates"));
    input.strict = posts_value_true(posts_value_get(root,
                                                    posts_str("strict")));

    batch_site(arena, input.data);

    input.data = batch_form(arena, input.data,
                            posts_value_string(posts_value_get(root,
                                                       posts_str("form"))));

    template_run(run, &input);

    posts_buf_init(&b, arena, 0);
    batch_answer(run, &b);

    if (b.rc != POSTS_OK
        || fwrite(b.data, 1, b.len, stdout) != b.len
        || fflush(stdout) != 0)
    {
        fprintf(stderr, "batch: the answer can not be written\n");
        return 1;
    }

    return 0;
}


static posts_value_t
batch_form(posts_arena_t *arena, posts_value_t data, posts_str_t form)
{
    posts_buf_t    block;
    posts_value_t  packed;

    if (posts_str_eq(form, posts_str("lazy"))) {
        return lazy_value(arena, data);
    }

    if (!posts_str_eq(form, posts_str("packed"))) {
        return data;
    }

    posts_buf_init(&block, arena, 0);

    if (posts_pack(&block, data, 64) != POSTS_OK
        || posts_pack_open(&packed, posts_buf_str(&block), 64) != POSTS_OK)
    {
        return posts_value_nil();
    }

    return packed;
}


/* relative_url and absolute_url look for the site's address there */

static void
batch_site(posts_arena_t *arena, posts_value_t data)
{
    posts_map_t  *site;

    if (data.type != POSTS_MAP
        || posts_value_find(data, posts_str("site"), NULL))
    {
        return;
    }

    site = posts_map_create(arena, 2);

    (void) posts_map_set(site, posts_str("url"),
                         posts_value_str(posts_str("http://example.com")));
    (void) posts_map_set(site, posts_str("baseurl"),
                         posts_value_str(posts_str("/base")));
    (void) posts_map_set(data.u.map, posts_str("site"),
                         posts_value_map(site));
}


static void
batch_answer(template_run_t *run, posts_buf_t *b)
{
    posts_buf_lit(b, "{");

    if (run->rc == POSTS_OK) {
        batch_text(b, "output", posts_buf_str(&run->out));
        posts_buf_fmt(b, ",\"errors\":%zu,\"warnings\":%zu", run->faults,
                      run->warnings);

        if (run->warnings != 0) {
            posts_buf_lit(b, ",");
            batch_error(b, "warning", &run->warning);
        }

    } else {
        batch_error(b, run->rc == POSTS_INVALID ? "refused" : "limit",
                    &run->error);
    }

    posts_buf_lit(b, "}\n");
}


static void
batch_text(posts_buf_t *b, const char *name, posts_str_t text)
{
    posts_buf_fmt(b, "\"%s\":", name);
    posts_json_string(b, text);
}


static void
batch_error(posts_buf_t *b, const char *name, const posts_error_t *error)
{
    char  text[1024];

    (void) posts_error_text(error, text, sizeof(text));
    batch_text(b, name, posts_str_c(text));
}
