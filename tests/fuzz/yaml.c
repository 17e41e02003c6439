
/*
 * Copyright (C) the ngx_http_posts_module authors
 *
 * What is read stays within the bounds: its depth, and the number of values
 * that a walk meets.  It can be packed, and is the same then.
 */


#include <stdlib.h>

#include "posts_json.h"
#include "posts_pack.h"
#include "posts_yaml.h"


#define FUZZ_MEMORY  (64 * 1024 * 1024)


int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static size_t fuzz_count(posts_value_t v, size_t depth);


int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    posts_rc_t             rc;
    posts_buf_t            first, second, block;
    posts_arena_t         *arena;
    posts_error_t          error;
    posts_value_t          v, w;
    posts_limits_t         limits;
    posts_yaml_options_t   options;

    arena = posts_arena_create(FUZZ_MEMORY);

    posts_limits_default(&limits);
    posts_error_clear(&error);

    options.limits = &limits;
    options.timezone = &posts_timezone_utc;
    options.line = 1;

    rc = posts_yaml_parse(&v, arena, posts_str_from(data, size), &options,
                          &error);

    if (rc != POSTS_OK) {

        if (error.rc != rc || error.message[0] == '\0' || error.line == 0
            || error.column == 0)
        {
            abort();
        }

        goto done;
    }

    /* a key and a value need two bytes at least */

    if (fuzz_count(v, limits.depth) > size + 1 + limits.aliases) {
        abort();
    }

    posts_buf_init(&first, arena, 0);
    posts_buf_init(&second, arena, 0);
    posts_buf_init(&block, arena, 0);

    posts_json_write(&first, v, limits.depth);

    if (first.rc != POSTS_OK
        || posts_pack(&block, v, limits.depth) != POSTS_OK)
    {
        /* aliases of a large string may well need more than there is */

        goto done;
    }

    if (posts_pack_open(&w, posts_buf_str(&block), limits.depth)
        != POSTS_OK)
    {
        abort();
    }

    posts_json_write(&second, w, limits.depth);

    if (second.rc == POSTS_OK
        && !posts_str_eq(posts_buf_str(&first), posts_buf_str(&second)))
    {
        abort();
    }

done:

    posts_arena_destroy(arena);

    return 0;
}


static size_t
fuzz_count(posts_value_t v, size_t depth)
{
    size_t         i, n, count;
    posts_str_t    key;
    posts_value_t  member;

    count = 1;
    n = posts_value_len(v);

    if (v.type != POSTS_ARRAY && v.type != POSTS_MAP) {
        return count;
    }

    if (depth == 0) {
        abort();
    }

    for (i = 0; i < n; i++) {

        if (v.type == POSTS_ARRAY) {
            member = posts_value_at(v, i);

        } else if (!posts_value_pair(v, i, &key, &member)) {
            abort();
        }

        count += fuzz_count(member, depth - 1);
    }

    return count;
}
