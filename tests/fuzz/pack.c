
/*
 * Copyright (C) the ngx_http_posts_module authors
 *
 * Any bytes as a block, in a piece of memory of just their size: what opens
 * can be walked and searched, and packs to the same bytes.  The header is
 * made right, or nearly no input would get behind it.
 */


#include <stdlib.h>

#include "posts_pack.h"


#define FUZZ_MEMORY  (64 * 1024 * 1024)
#define FUZZ_DEPTH   64


int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void fuzz_block(const u_char *data, size_t size);
static uint64_t fuzz_walk(posts_value_t v);


int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    u_char         *block;
    uint32_t        length;
    posts_buf_t     b;
    posts_arena_t  *arena;

    fuzz_block(data, size);

    if (size < 8) {
        return 0;
    }

    arena = posts_arena_create(FUZZ_MEMORY);

    posts_buf_init(&b, arena, 0);

    if (posts_pack(&b, posts_value_nil(), 0) != POSTS_OK) {
        abort();
    }

    block = malloc(size);

    if (block == NULL) {
        abort();
    }

    length = (uint32_t) size;

    memcpy(block, data, size);
    memcpy(block, b.data, 4);
    memcpy(block + 4, &length, 4);

    fuzz_block(block, size);

    free(block);
    posts_arena_destroy(arena);

    return 0;
}


static void
fuzz_block(const u_char *data, size_t size)
{
    u_char         *block;
    uint32_t        length;
    posts_buf_t     b;
    posts_arena_t  *arena;
    posts_value_t   v;

    block = malloc(size + 1);

    if (block == NULL) {
        abort();
    }

    /* at an odd address, and nothing behind it */

    memcpy(block + 1, data, size);

    if (posts_pack_open(&v, posts_str_from(block + 1, size), FUZZ_DEPTH)
        == POSTS_OK)
    {
        (void) fuzz_walk(v);

        arena = posts_arena_create(FUZZ_MEMORY);
        posts_buf_init(&b, arena, 0);

        memcpy(&length, block + 5, sizeof(length));

        if (posts_pack(&b, v, FUZZ_DEPTH) != POSTS_OK
            || b.len != length || memcmp(b.data, block + 1, length) != 0)
        {
            abort();
        }

        posts_arena_destroy(arena);
    }

    free(block);
}


static uint64_t
fuzz_walk(posts_value_t v)
{
    size_t         i, n;
    uint64_t       sum;
    posts_str_t    key, s;
    posts_value_t  member;

    sum = v.type;
    s = posts_value_string(v);

    for (i = 0; i < s.len; i++) {
        sum += s.data[i];
    }

    n = posts_value_len(v);

    for (i = 0; v.type == POSTS_ARRAY && i < n; i++) {
        sum += fuzz_walk(posts_value_at(v, i));
    }

    for (i = 0; posts_value_pair(v, i, &key, &member); i++) {

        if (!posts_value_find(v, key, NULL)) {
            abort();
        }

        sum += fuzz_walk(member);
    }

    return sum;
}
