
/*
 * Copyright (C) the ngx_http_posts_module authors
 *
 * The input is a TZif file, or a POSIX string; a zone that comes of it gives
 * an answer for every moment, and a wall clock's time is near that moment.
 */


#include <stdlib.h>

#include "posts_timezone.h"


#define MEMORY  (8 * 1024 * 1024)


int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void ask(const posts_timezone_t *tz);


int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    posts_arena_t     *arena;
    posts_error_t      error;
    posts_timezone_t  *tz;

    arena = posts_arena_create(MEMORY);

    if (arena == NULL) {
        return 0;
    }

    posts_error_clear(&error);

    if (posts_timezone_tzif(&tz, arena, posts_str_from(data, size), &error)
        == POSTS_OK)
    {
        ask(tz);
    }

    if (posts_timezone_posix(&tz, arena, posts_str_from(data, size), NULL)
        == POSTS_OK)
    {
        ask(tz);
    }

    posts_arena_destroy(arena);

    return 0;
}


static void
ask(const posts_timezone_t *tz)
{
    size_t         i;
    posts_str_t    abbr;
    posts_time_t   local, t;
    posts_civil_t  civil;

    static const int64_t  moments[] = {
        INT64_MIN, -2208988800, -1, 0, 951782400, 1597497840, 2145916800,
        4102444800, INT64_MAX
    };

    for (i = 0; i < sizeof(moments) / sizeof(moments[0]); i++) {
        t.sec = moments[i];
        t.nsec = 0;
        t.offset = posts_timezone_offset(tz, t.sec, &abbr);

        if (t.offset < -POSTS_TIMEZONE_OFFSET
            || t.offset > POSTS_TIMEZONE_OFFSET
            || (abbr.len > 0 && abbr.data[abbr.len - 1] == '\0'))
        {
            abort();
        }

        posts_time_civil(t, &civil);
        local = posts_time_local(tz, &civil, 0);

        if (i > 0 && i < 8
            && llabs(local.sec - t.sec) > 2 * POSTS_TIMEZONE_OFFSET)
        {
            abort();
        }
    }
}
