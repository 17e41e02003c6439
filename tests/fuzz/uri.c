
/*
 * Copyright (C) the ngx_http_posts_module authors
 *
 * Any bytes: what is in its normal form is a URI, is ASCII, and stays as it
 * is, with few exceptions.  A component is ASCII, too.
 */


#include <stdlib.h>

#include "posts_uri.h"
#include "posts_utf8.h"


#define FUZZ_MEMORY  (16 * 1024 * 1024)


int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void fuzz_ascii(posts_str_t s);


int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    posts_buf_t     a, b;
    posts_arena_t  *arena;

    arena = posts_arena_create(FUZZ_MEMORY);

    if (arena == NULL) {
        abort();
    }

    posts_buf_init(&a, arena, 0);
    posts_buf_init(&b, arena, 0);

    if (posts_uri_normalize(&a, posts_str_from(data, size)) == POSTS_OK
        && a.rc == POSTS_OK)
    {
        fuzz_ascii(posts_buf_str(&a));

        /*
         * as in Ruby what was encoded may be decoded once more, and a host
         * with colons lose one after the other
         */

        if (posts_str_chr(posts_str_from(data, size), '%') < 0
            && posts_str_chr(posts_str_from(data, size), ':') < 0
            && posts_uri_normalize(&b, posts_buf_str(&a)) == POSTS_OK
            && b.rc == POSTS_OK
            && !posts_str_eq(posts_buf_str(&a), posts_buf_str(&b)))
        {
            abort();
        }
    }

    posts_buf_init(&a, arena, 0);
    posts_uri_escape(&a, posts_str_from(data, size));
    fuzz_ascii(posts_buf_str(&a));

    posts_arena_destroy(arena);

    return 0;
}


static void
fuzz_ascii(posts_str_t s)
{
    size_t  i;

    for (i = 0; i < s.len; i++) {
        if (s.data[i] <= ' ' || s.data[i] >= 0x7f) {
            abort();
        }
    }
}
