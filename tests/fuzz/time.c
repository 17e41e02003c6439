
/*
 * Copyright (C) the ngx_http_posts_module authors
 *
 * The input is read as a time, and is the format of one: twelve bytes of it
 * say which.  What has been parsed is a time that can be written and read.
 */


#include <stdlib.h>

#include "posts_time.h"


#define MEMORY  (1024 * 1024)


int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);


int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    posts_buf_t     b;
    posts_time_t    again, t;
    posts_arena_t  *arena;

    arena = posts_arena_create(MEMORY);

    if (arena == NULL) {
        return 0;
    }

    if (posts_time_parse(&t, posts_str_from(data, size), &posts_timezone_utc,
                         1597497840)
        == POSTS_OK)
    {
        posts_buf_init(&b, arena, 0);
        posts_time_xmlschema(&b, t);

        /* four digits are all that a year has in this form */

        if (b.len == 25 && b.data[0] != '-' && t.offset % 60 == 0
            && (posts_time_parse(&again, posts_buf_str(&b),
                                 &posts_timezone_utc, 0)
                != POSTS_OK
                || again.sec != t.sec || again.offset != t.offset))
        {
            abort();
        }
    }

    t.sec = 1597497840;
    t.nsec = 5;
    t.offset = 3600;

    if (size >= 12) {
        memcpy(&t.sec, data, 8);
        memcpy(&t.offset, data + 8, 4);
        data += 12;
        size -= 12;
    }

    posts_buf_init(&b, arena, 0);
    posts_time_format(&b, t, &posts_timezone_utc, posts_str_from(data, size));

    posts_arena_destroy(arena);

    return 0;
}
