
/*
 * Copyright (C) the ngx_http_posts_module authors
 *
 * A content's hash is its ETag on every machine: whichever of the library's
 * functions computes it, for the processor at hand, gives this value.
 */


#include <xxhash.h>

#include "check.h"
#include "posts_hash.h"


#define LENGTH  5000


static void test_known(void);
static void test_lengths(void);


int
main(void)
{
    test_known();
    test_lengths();

    return CHECK_END("hash");
}


static void
test_known(void)
{
    size_t  i;
    u_char  text[LENGTH], hex[POSTS_HASH_HEX];

    for (i = 0; i < LENGTH; i++) {
        text[i] = (u_char) (i * 31 + i / 256);
    }

    posts_hash_hex(posts_hash128(posts_str("")), hex);
    CHECK_STR(posts_str_from(hex, POSTS_HASH_HEX),
              "99aa06d3014798d86001c324468d497f");

    posts_hash_hex(posts_hash128(posts_str_from(text, LENGTH)), hex);
    CHECK_STR(posts_str_from(hex, POSTS_HASH_HEX),
              "47aa050a1d2c0b8cc0dd97972a4d2de3");
}


/* The library has different ways for different lengths. */

static void
test_lengths(void)
{
    size_t         i;
    u_char         text[LENGTH];
    posts_hash_t   hash;
    XXH128_hash_t  want;

    for (i = 0; i < LENGTH; i++) {
        text[i] = (u_char) (i * 7 + i / 256);
    }

    for (i = 0; i < LENGTH; i += (i < 300) ? 1 : 97) {
        hash = posts_hash128(posts_str_from(text, i));
        want = XXH3_128bits(text, i);

        CHECK(hash.high == want.high64 && hash.low == want.low64);
    }
}
