
/*
 * Copyright (C) the ngx_http_posts_module authors
 */


#include <xxhash.h>

/*
 * Where the library chooses by the processor, as Debian's does, its header
 * for that is there, too.  Only long inputs are worth the choice.
 */

#ifdef __has_include
#if (__has_include(<xxh_x86dispatch.h>) && defined __x86_64__)
#define XXH_DISPATCH_DISABLE_REPLACE
#include <xxh_x86dispatch.h>
#define POSTS_HASH_DISPATCH  1
#endif
#endif

#include "posts_hash.h"


uint64_t
posts_hash64(posts_str_t s)
{
    return XXH3_64bits(s.data, s.len);
}


uint64_t
posts_hash64_seed(posts_str_t s, uint64_t seed)
{
    return XXH3_64bits_withSeed(s.data, s.len, seed);
}


posts_hash_t
posts_hash128(posts_str_t s)
{
    posts_hash_t   hash;
    XXH128_hash_t  h;

#if (POSTS_HASH_DISPATCH)
    h = XXH3_128bits_dispatch(s.data, s.len);
#else
    h = XXH3_128bits(s.data, s.len);
#endif

    hash.high = h.high64;
    hash.low = h.low64;

    return hash;
}


void
posts_hash_hex(posts_hash_t hash, u_char *dst)
{
    unsigned  i;

    static const u_char  hex[] = "0123456789abcdef";

    for (i = 0; i < 16; i++) {
        dst[i] = hex[hash.high >> (60 - 4 * i) & 15];
        dst[16 + i] = hex[hash.low >> (60 - 4 * i) & 15];
    }
}
