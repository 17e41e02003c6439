
/*
 * Copyright (C) the ngx_http_posts_module authors
 *
 * Generated values go into a block and come out the same; damaged blocks do
 * not come out at all, or are then safe to walk.  Each block is read from a
 * piece of memory of its exact size and at an odd address.
 */


#include <stdlib.h>

#include "check.h"
#include "posts_json.h"
#include "posts_pack.h"


#define VALUES    1000
#define DEPTH     8
#define STRINGS   24


static posts_arena_t  *arena;
static uint64_t        state = 88172645463325252u;


static uint32_t
roll(uint32_t n)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;

    return (uint32_t) (state >> 33) % n;
}


static posts_str_t
random_string(void)
{
    size_t  i, n;
    u_char  text[STRINGS];

    n = roll(STRINGS);

    for (i = 0; i < n; i++) {
        text[i] = (u_char) (roll(8) == 0 ? roll(256) : 'a' + roll(4));
    }

    return posts_arena_str(arena, posts_str_from(text, n));
}


static posts_value_t
random_value(unsigned depth)
{
    size_t          i, n;
    uint64_t        bits;
    posts_map_t    *map;
    posts_time_t    t;
    posts_array_t  *array;
    posts_value_t   v;

    switch (roll(depth == 0 ? 7 : 11)) {

    case 0:
        return posts_value_nil();

    case 1:
        return posts_value_bool((int) roll(2));

    case 2:
        return posts_value_int((int64_t) roll(UINT32_MAX) - roll(UINT32_MAX));

    case 3:
        bits = ((uint64_t) roll(UINT32_MAX) << 33) ^ roll(UINT32_MAX);
        v = posts_value_float(0);
        memcpy(&v.u.number, &bits, sizeof(double));

        return v;

    case 4:
        return posts_value_str(random_string());

    case 5:
        t.sec = (int64_t) roll(UINT32_MAX) - 1000000000;
        t.nsec = roll(1000000000);
        t.offset = ((int32_t) roll(2 * 840) - 840) * 60;

        return posts_value_time(t);

    case 6:
        return posts_value_date(((int64_t) roll(60000) - 20000) * 86400);

    case 7:
    case 8:
        array = posts_array_create(arena, 0);
        n = roll(12);

        for (i = 0; i < n; i++) {
            (void) posts_array_push(array, random_value(depth - 1));
        }

        return posts_value_array(array);

    default:
        map = posts_map_create(arena, 0);
        n = roll(roll(4) == 0 ? 40 : 10);

        for (i = 0; i < n; i++) {
            (void) posts_map_set(map, random_string(),
                                 random_value(depth - 1));
        }

        return posts_value_map(map);
    }
}


/* Passes over all of a value, by all ways of reading. */

static uint64_t
walk(posts_value_t v)
{
    size_t         i, n;
    uint64_t       sum;
    posts_str_t    key, s;
    posts_value_t  member, found;

    sum = v.type;
    s = posts_value_string(v);

    for (i = 0; i < s.len; i++) {
        sum += s.data[i];
    }

    n = posts_value_len(v);

    if (v.type == POSTS_ARRAY) {
        for (i = 0; i < n; i++) {
            sum += walk(posts_value_at(v, i));
        }
    }

    for (i = 0; posts_value_pair(v, i, &key, &member); i++) {
        if (!posts_value_find(v, key, &found)) {
            CHECK(0);
        }

        sum += walk(member) + key.len;
    }

    return sum;
}


static posts_str_t
json(posts_value_t v)
{
    posts_buf_t  b;

    posts_buf_init(&b, arena, 0);
    posts_json_write(&b, v, DEPTH);
    CHECK_INT(b.rc, POSTS_OK);

    return posts_buf_str(&b);
}


static void
generated(void)
{
    u_char         *block, *p;
    size_t          i, k, at, offset;
    posts_rc_t      rc;
    posts_buf_t     b;
    posts_value_t   v, w, copy, repacked;
    posts_buf_t     b2;

    for (i = 0; i < VALUES; i++) {
        posts_arena_reset(arena, 1024 * 1024);

        v = random_value(4);
        offset = i % 8;

        /* behind what is there already */

        posts_buf_init(&b, arena, 0);
        posts_buf_lit(&b, "x");

        CHECK_INT(posts_pack(&b, v, DEPTH), POSTS_OK);

        b.len--;
        block = malloc(b.len + offset);
        p = block + offset;
        memcpy(p, b.data + 1, b.len);

        if (!CHECK_INT(posts_pack_open(&w, posts_str_from(p, b.len), DEPTH),
                       POSTS_OK))
        {
            free(block);
            continue;
        }

        CHECK_STR_EQ(json(w), json(v));

        if (v.type != POSTS_FLOAT) {
            (void) walk(w);
        }

        CHECK_INT(posts_value_copy(&copy, arena, w, DEPTH), POSTS_OK);
        CHECK_STR_EQ(json(copy), json(v));

        /* a packed value packs to the same bytes */

        posts_buf_init(&b2, arena, 0);
        CHECK_INT(posts_pack(&b2, w, DEPTH), POSTS_OK);
        CHECK(b2.len == b.len && memcmp(b2.data, p, b2.len) == 0);
        CHECK_INT(posts_pack_open(&repacked, posts_buf_str(&b2), DEPTH),
                  POSTS_OK);

        /* less bytes than it says, each byte changed once in a while */

        CHECK_INT(posts_pack_open(&w, posts_str_from(p, roll((uint32_t) b.len)),
                                  DEPTH), POSTS_INVALID);

        for (k = 0; k < 40; k++) {
            at = roll((uint32_t) b.len);
            p[at] ^= (u_char) (1 + roll(255));

            rc = posts_pack_open(&w, posts_str_from(p, b.len), DEPTH);

            if (rc == POSTS_OK) {
                (void) walk(w);
            }

            if (roll(2)) {
                memcpy(p, b2.data, b.len);
            }
        }

        free(block);
    }
}


static void
large(void)
{
    char           key[16];
    size_t         i, n;
    posts_buf_t    b;
    posts_map_t   *map;
    posts_str_t    k;
    posts_value_t  v, w, found;

    posts_arena_reset(arena, 0);

    for (n = 0; n < 300; n += (n < 20) ? 1 : 97) {
        map = posts_map_create(arena, 0);

        for (i = 0; i < n; i++) {
            (void) snprintf(key, sizeof(key), "%zu", i * 7919 % 1000);
            k = posts_arena_str(arena, posts_str_c(key));
            CHECK_INT(posts_map_set(map, k, posts_value_int((int64_t) i)),
                      POSTS_OK);
        }

        v = posts_value_map(map);
        posts_buf_init(&b, arena, 0);
        CHECK_INT(posts_pack(&b, v, 1), POSTS_OK);
        CHECK_INT(posts_pack_open(&w, posts_buf_str(&b), 1), POSTS_OK);
        CHECK_INT(posts_value_len(w), n);

        for (i = 0; i < n; i++) {
            (void) snprintf(key, sizeof(key), "%zu", i * 7919 % 1000);
            CHECK(posts_value_find(w, posts_str_c(key), &found));
            CHECK_INT(found.u.integer, i);
            CHECK(posts_value_pair(w, i, &k, &found));
            CHECK_STR_EQ(k, posts_str_c(key));
        }

        CHECK(!posts_value_find(w, posts_str(""), NULL));
        CHECK(!posts_value_find(w, posts_str("x"), NULL));
        CHECK(!posts_value_find(w, posts_str("5000"), NULL));
    }
}


static void
bounds(void)
{
    size_t          i, n;
    uint32_t        word;
    posts_buf_t     b;
    posts_str_t     block;
    posts_value_t   v, w;
    posts_array_t  *array;

    posts_arena_reset(arena, 0);

    v = posts_value_nil();

    for (i = 0; i < DEPTH; i++) {
        array = posts_array_create(arena, 1);
        CHECK_INT(posts_array_push(array, v), POSTS_OK);
        v = posts_value_array(array);
    }

    posts_buf_init(&b, arena, 0);
    CHECK_INT(posts_pack(&b, v, DEPTH - 1), POSTS_LIMIT);

    posts_buf_init(&b, arena, 0);
    CHECK_INT(posts_pack(&b, v, DEPTH), POSTS_OK);

    block = posts_buf_str(&b);
    CHECK_INT(block.len, 8 + 16 + 16 * DEPTH);
    CHECK_INT(posts_pack_open(&w, block, DEPTH), POSTS_OK);
    CHECK(posts_value_eq(v, w, DEPTH));
    CHECK_INT(posts_pack_open(&w, block, DEPTH - 1), POSTS_INVALID);
    CHECK_INT(w.type, POSTS_NIL);
    CHECK_INT(posts_pack_open(&w, posts_str(""), DEPTH), POSTS_INVALID);

    /* the length counts, not what is behind */

    posts_buf_lit(&b, "more");
    CHECK_INT(posts_pack_open(&w, posts_buf_str(&b), DEPTH), POSTS_OK);

    word = (uint32_t) b.len;
    memcpy(b.data + 4, &word, sizeof(word));
    CHECK_INT(posts_pack_open(&w, posts_buf_str(&b), DEPTH), POSTS_INVALID);

    /* another magic number */

    posts_buf_init(&b, arena, 0);
    CHECK_INT(posts_pack(&b, v, DEPTH), POSTS_OK);
    b.data[0] ^= 1;
    CHECK_INT(posts_pack_open(&w, posts_buf_str(&b), DEPTH), POSTS_INVALID);

    /* two slots that refer to the same place */

    array = posts_array_create(arena, 2);
    CHECK_INT(posts_array_push(array, posts_value_str(posts_str("ab"))),
              POSTS_OK);
    CHECK_INT(posts_array_push(array, posts_value_str(posts_str(""))),
              POSTS_OK);
    posts_buf_init(&b, arena, 0);
    CHECK_INT(posts_pack(&b, posts_value_array(array), 1), POSTS_OK);
    CHECK_INT(posts_pack_open(&w, posts_buf_str(&b), 1), POSTS_OK);
    b.data[24 + 16 + 8] -= 2;
    b.data[24 + 16 + 4] += 2;
    CHECK_INT(posts_pack_open(&w, posts_buf_str(&b), 1), POSTS_INVALID);

    /* the buffer's own bound, and no memory */

    posts_buf_init(&b, arena, 30);
    CHECK_INT(posts_pack(&b, posts_value_array(array), 1), POSTS_LIMIT);

    state = 1234567;
    v = random_value(4);

    while (posts_value_len(v) < 5 || v.type != POSTS_MAP) {
        v = random_value(4);
    }

    n = posts_arena_requests(arena);
    posts_buf_init(&b, arena, 0);
    CHECK_INT(posts_pack(&b, v, DEPTH), POSTS_OK);
    n = posts_arena_requests(arena) - n;

    for (i = 1; i <= n; i++) {
        posts_buf_init(&b, arena, 0);
        posts_arena_fail_at(arena, i);
        CHECK_INT(posts_pack(&b, v, DEPTH), POSTS_LIMIT);
        posts_arena_fail_at(arena, 0);
    }
}


int
main(void)
{
    arena = posts_arena_create(64 * 1024 * 1024);

    generated();
    large();
    bounds();

    posts_arena_destroy(arena);

    return CHECK_END("pack");
}
