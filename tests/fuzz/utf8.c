
/*
 * Copyright (C) the ngx_http_posts_module authors
 *
 * Counting, decoding and validating agree, and case mapping keeps valid
 * text valid.
 */


#include <stdlib.h>

#include "posts_utf8.h"


#define MEMORY  (64 * 1024 * 1024)


int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);


int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    size_t          bad, n, pos;
    unsigned        column, line;
    uint32_t        c;
    posts_buf_t     b;
    posts_str_t     s;
    posts_arena_t  *arena;

    s = posts_str_from(data, size);
    n = 0;
    bad = size;

    for (pos = 0; pos < size; n++) {
        c = posts_utf8_next(s, &pos);

        if (c == POSTS_UTF8_BAD && bad == size
            && (pos < 3 || memcmp(data + pos - 3, "\xef\xbf\xbd", 3) != 0))
        {
            bad = pos - 1;
        }
    }

    if (pos != size || posts_utf8_count(s) != n
        || posts_utf8_valid(s) != bad)
    {
        abort();
    }

    posts_utf8_position(s, size / 2, &line, &column);

    if (line == 0 || column == 0 || line > size / 2 + 1
        || column > size / 2 + 1)
    {
        abort();
    }

    arena = posts_arena_create(MEMORY);

    if (arena == NULL) {
        return 0;
    }

    posts_buf_init(&b, arena, 0);
    posts_utf8_upcase(&b, s);
    posts_utf8_downcase(&b, s);
    posts_utf8_capitalize(&b, s);

    if (b.rc == POSTS_OK && bad == size
        && posts_utf8_valid(posts_buf_str(&b)) != b.len)
    {
        abort();
    }

    posts_arena_destroy(arena);

    return 0;
}
