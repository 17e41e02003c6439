
/*
 * Copyright (C) the ngx_http_posts_module authors
 *
 * What is balanced once is balanced: a second time changes nothing, and what
 * stands behind it is not part of it.
 */


#include <stdlib.h>

#include "posts_balance.h"


int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);


int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    posts_buf_t     once, twice;
    posts_arena_t  *arena;

    arena = posts_arena_create(16 * 1024 * 1024);

    posts_buf_init(&once, arena, 0);
    posts_balance(&once, posts_str_from(data, size));

    posts_buf_init(&twice, arena, 0);
    posts_balance(&twice, posts_buf_str(&once));

    if (once.rc != POSTS_OK || twice.rc != POSTS_OK
        || !posts_str_eq(posts_buf_str(&once), posts_buf_str(&twice)))
    {
        abort();
    }

    /* an element around it holds it, and holds nothing else */

    posts_buf_init(&twice, arena, 0);
    posts_buf_lit(&once, "</q><!-- -->");
    posts_balance(&twice, posts_buf_str(&once));

    if (!posts_str_ends(posts_buf_str(&twice), posts_str("<!-- -->"))) {
        abort();
    }

    posts_arena_destroy(arena);

    return 0;
}
