
/*
 * Copyright (C) the ngx_http_posts_module authors
 *
 * What is read can be written, and that is read as the same again.
 */


#include <stdlib.h>

#include "posts_json.h"


#define FUZZ_MEMORY  (64 * 1024 * 1024)


int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void fuzz_text(posts_buf_t *b, posts_arena_t *arena, posts_str_t text,
    posts_value_t *v, posts_rc_t *rc);


int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    posts_rc_t      rc;
    posts_buf_t     first, second;
    posts_arena_t  *arena;
    posts_value_t   v, w;

    arena = posts_arena_create(FUZZ_MEMORY);

    fuzz_text(&first, arena, posts_str_from(data, size), &v, &rc);

    if (rc == POSTS_OK) {
        fuzz_text(&second, arena, posts_buf_str(&first), &w, &rc);

        if (rc != POSTS_OK
            || !posts_str_eq(posts_buf_str(&first), posts_buf_str(&second)))
        {
            abort();
        }
    }

    posts_arena_destroy(arena);

    return 0;
}


static void
fuzz_text(posts_buf_t *b, posts_arena_t *arena, posts_str_t text,
    posts_value_t *v, posts_rc_t *rc)
{
    posts_error_t   error;
    posts_limits_t  limits;

    posts_limits_default(&limits);
    posts_error_clear(&error);

    *rc = posts_json_parse(v, arena, text, &limits, &error);

    if (*rc != POSTS_OK) {

        if (error.rc != *rc || error.line == 0 || error.column == 0
            || error.message[0] == '\0')
        {
            abort();
        }

        return;
    }

    posts_buf_init(b, arena, 0);
    posts_json_write(b, *v, limits.depth);

    if (b->rc != POSTS_OK) {
        abort();
    }
}
