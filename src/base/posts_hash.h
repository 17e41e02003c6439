
/*
 * Copyright (C) the authors of this project
 *
 * Content hashes, by XXH3 (libxxhash): fast, well spread, the same on every
 * machine.  Not cryptographic: they name what authors wrote, they do not
 * defend against an author.
 */


#ifndef _POSTS_HASH_H_INCLUDED_
#define _POSTS_HASH_H_INCLUDED_


#include "posts_str.h"


#define POSTS_HASH_HEX  32


typedef struct {
    uint64_t  high;
    uint64_t  low;
} posts_hash_t;


uint64_t posts_hash64(posts_str_t s);
uint64_t posts_hash64_seed(posts_str_t s, uint64_t seed);
posts_hash_t posts_hash128(posts_str_t s);

/* Writes POSTS_HASH_HEX lower-case digits, no zero byte. */

void posts_hash_hex(posts_hash_t hash, u_char *dst);


#endif /* _POSTS_HASH_H_INCLUDED_ */
