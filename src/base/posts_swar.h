
/*
 * Copyright (C) the authors of this project
 *
 * Eight bytes at a time ("SIMD within a register").  A mask has the highest
 * bit set in each byte of which something is true, and no other bit.
 */


#ifndef _POSTS_SWAR_H_INCLUDED_
#define _POSTS_SWAR_H_INCLUDED_


#include "posts_str.h"


#define POSTS_SWAR       8
#define POSTS_SWAR_ONES  UINT64_C(0x0101010101010101)
#define POSTS_SWAR_HIGH  UINT64_C(0x8080808080808080)


/* Eight bytes, the first one lowest, wherever they are. */

static inline uint64_t
posts_swar_load(const u_char *p)
{
    uint64_t  w;

    memcpy(&w, p, sizeof(w));

#if (__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__)
    w = __builtin_bswap64(w);
#endif

    return w;
}


/* The bytes that are 0; that are "c". */

static inline uint64_t
posts_swar_zero(uint64_t w)
{
    return ~(((w & ~POSTS_SWAR_HIGH) + ~POSTS_SWAR_HIGH) | w)
           & POSTS_SWAR_HIGH;
}


static inline uint64_t
posts_swar_is(uint64_t w, u_char c)
{
    return posts_swar_zero(w ^ POSTS_SWAR_ONES * c);
}


/* The white space of posts_space(). */

static inline uint64_t
posts_swar_space(uint64_t w)
{
    uint64_t  low;

    low = w & ~POSTS_SWAR_HIGH;

    return posts_swar_is(w, ' ')
           | ((low + POSTS_SWAR_ONES * (0x80 - '\t'))
              & ~(low + POSTS_SWAR_ONES * (0x80 - '\r' - 1))
              & ~w & POSTS_SWAR_HIGH);
}


/* In how many bytes it is true. */

static inline size_t
posts_swar_count(uint64_t mask)
{
    return (size_t) (((mask >> 7) * POSTS_SWAR_ONES) >> 56);
}


/* Which byte is the first one of a mask that is not 0. */

static inline size_t
posts_swar_first(uint64_t mask)
{
    return (size_t) __builtin_ctzll(mask) / 8;
}


#endif /* _POSTS_SWAR_H_INCLUDED_ */
