
/*
 * Copyright (C) the ngx_http_posts_module authors
 *
 * A part's bytes; the first byte says of what kind.  What is made of them
 * comes back from its block the same, and a block of any bytes is refused or
 * stays within itself.
 */


#include <stdlib.h>

#include "posts_part.h"


int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);


#define FUZZ_DEPTH  1026


int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    posts_rc_t       rc;
    posts_buf_t      b;
    posts_str_t      source;
    posts_part_t     part, back;
    posts_arena_t   *arena;
    posts_error_t    error;
    posts_config_t   config;
    posts_limits_t   limits;

    static const posts_str_t  paths[] = {
        posts_string("_data/a b.csv"),
        posts_string("_data/c/d.tsv"),
        posts_string("_data/e.json"),
        posts_string("_data/f.yml"),
        posts_string("_layouts/g.html"),
        posts_string("_includes/h")
    };

    if (size == 0) {
        return 0;
    }

    posts_limits_default(&limits);
    posts_error_clear(&error);

    arena = posts_arena_create((size_t) 64 * 1024 * 1024);

    if (arena == NULL) {
        abort();
    }

    source = posts_str_from(data + 1, size - 1);

    if (posts_config_parse(&config, arena, posts_str(""),
                           posts_str("_config.yml"), &limits, NULL, NULL,
                           NULL)
        != POSTS_OK)
    {
        abort();
    }

    memset(&part, 0, sizeof(part));

    part.path = paths[data[0] % 6];
    part.kind = (data[0] % 6 < 4) ? POSTS_PART_DATA
                : (data[0] % 6 == 4) ? POSTS_PART_LAYOUT
                                     : POSTS_PART_INCLUDE;

    /* a name is made of any text */

    part.name = posts_part_name(arena, &config, part.kind, source);

    if (part.name.data == NULL || part.name.len > source.len) {
        abort();
    }

    rc = posts_part_parse(&part, arena, &config, source, &limits, &error);

    if (rc != error.rc || (rc != POSTS_OK && error.message[0] == '\0')) {
        abort();
    }

    if (rc == POSTS_OK) {
        posts_buf_init(&b, arena, 0);

        if (posts_part_pack(&b, &part) == POSTS_OK) {

            if (posts_part_unpack(&back, posts_buf_str(&b)) != POSTS_OK
                || !posts_str_eq(back.name, part.name)
                || !posts_str_eq(back.content, part.content)
                || (!posts_value_eq(back.data, part.data, FUZZ_DEPTH)
                    && posts_value_eq(part.data, part.data, FUZZ_DEPTH)))
            {
                abort();
            }
        }
    }

    if (posts_part_unpack(&back, source) == POSTS_OK) {
        posts_buf_init(&b, arena, 0);
        (void) posts_part_pack(&b, &back);
    }

    posts_arena_destroy(arena);

    return 0;
}
