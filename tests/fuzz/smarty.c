
/*
 * Copyright (C) the ngx_http_posts_module authors
 *
 * Any bytes: every < of what comes out is a tag's, a comment's or an
 * instruction's; what was UTF-8 still is.
 */


#include <stdlib.h>

#include "posts_liquid_smarty.h"
#include "posts_utf8.h"


#define FUZZ_MEMORY  (64 * 1024 * 1024)


int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);


int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    size_t          i;
    u_char          c;
    posts_buf_t     b;
    posts_str_t     text;
    posts_arena_t  *arena;

    arena = posts_arena_create(FUZZ_MEMORY);

    if (arena == NULL) {
        abort();
    }

    text = posts_str_from(data, size);

    posts_buf_init(&b, arena, 0);
    posts_liquid_smarty(&b, text);

    if (b.rc == POSTS_OK) {

        if (posts_utf8_valid(text) == size
            && posts_utf8_valid(posts_buf_str(&b)) != b.len)
        {
            abort();
        }

        for (i = 0; i < b.len; i++) {
            c = (i + 1 < b.len) ? posts_lower(b.data[i + 1]) : 0;

            if (b.data[i] == '<'
                && !((c >= 'a' && c <= 'z') || c == '_' || c == '/'
                     || c == '!' || c == '?' || c >= 0x80))
            {
                /* within a comment or a script anything may be */

                if (posts_str_chr(text, '!') < 0 && posts_str_chr(text, '?') < 0
                    && posts_str_chr(text, 's') < 0
                    && posts_str_chr(text, 'S') < 0)
                {
                    abort();
                }
            }
        }
    }

    posts_arena_destroy(arena);

    return 0;
}
