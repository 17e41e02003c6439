
/*
 * Copyright (C) the authors of this project
 */


#include <xxhash.h>

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

    h = XXH3_128bits(s.data, s.len);

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
