
/*
 * Copyright (C) the ngx_http_posts_module authors
 *
 * The first byte is the length of the separator.  What comes out is the text
 * before it, and nothing or definitions behind.
 */


#include <stdlib.h>

#include "posts_excerpt.h"


int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);


int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    size_t          n;
    posts_str_t     out, content, separator;
    posts_arena_t  *arena;

    if (size == 0) {
        return 0;
    }

    n = data[0] % 8;
    separator = posts_str_slice(posts_str_from(data, size), 1, 1 + n);
    content = posts_str_slice(posts_str_from(data, size), 1 + n, size);

    arena = posts_arena_create(16 * 1024 * 1024);

    if (arena == NULL) {
        return 0;
    }

    if (posts_excerpt(&out, arena, content, separator) != POSTS_OK) {
        abort();
    }

    if (out.len > content.len + 2
        || (out.data == content.data && out.len > content.len))
    {
        abort();
    }

    posts_arena_destroy(arena);

    return 0;
}
