
/*
 * Copyright (C) the authors of this project
 *
 * Eight places at a time are asked whether the pattern's first and last byte
 * are there; few that have both are not it.  Where many are ("aab" in
 * "aaaa..."), and comparing them has cost more than it should, the library's
 * memmem(), which never takes more than linear time, does the rest.
 */


#ifndef _GNU_SOURCE
#define _GNU_SOURCE    /* memmem() */
#endif

#include "posts_search.h"
#include "posts_swar.h"


#define POSTS_SEARCH_COST  8    /* compared bytes for each that is passed */


ssize_t
posts_search(posts_str_t text, size_t from, posts_str_t pattern)
{
    size_t         budget, end, i, k;
    uint64_t       first, last, mask;
    const u_char  *p;

    if (pattern.len == 0) {
        return (ssize_t) from;
    }

    if (text.len - from < pattern.len) {
        return -1;
    }

    if (pattern.len == 1) {
        p = memchr(text.data + from, pattern.data[0], text.len - from);
        return (p == NULL) ? -1 : p - text.data;
    }

    k = pattern.len - 1;
    first = POSTS_SWAR_ONES * pattern.data[0];
    last = POSTS_SWAR_ONES * pattern.data[k];
    budget = pattern.len * POSTS_SEARCH_COST;

    /* "end": of the places where it can be */

    end = text.len - k;

    for (i = from; end - i >= POSTS_SWAR; i += POSTS_SWAR) {

        mask = posts_swar_zero((posts_swar_load(text.data + i) ^ first)
                               | (posts_swar_load(text.data + i + k) ^ last));

        for ( /* void */ ; mask != 0; mask &= mask - 1) {
            p = text.data + i + posts_swar_first(mask);

            if (memcmp(p, pattern.data, pattern.len) == 0) {
                return p - text.data;
            }

            if (budget < pattern.len) {
                budget += (i - from) * POSTS_SEARCH_COST;
                from = i;

                if (budget < pattern.len) {
                    i = (size_t) (p - text.data);
                    goto linear;
                }
            }

            budget -= pattern.len;
        }
    }

linear:

    p = memmem(text.data + i, text.len - i, pattern.data, pattern.len);

    return (p == NULL) ? -1 : p - text.data;
}
