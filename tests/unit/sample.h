
/*
 * Copyright (C) the ngx_http_posts_module authors
 *
 * Entries for the tests of the cache: all that an entry holds follows from
 * its number and its generation, so that whoever has one can tell whether a
 * single bit of it is wrong.
 */


#ifndef _POSTS_SAMPLE_H_INCLUDED_
#define _POSTS_SAMPLE_H_INCLUDED_


#include <stdio.h>
#include <stdlib.h>

#include "posts_cache.h"


#define SAMPLE_DEPS    8
#define SAMPLE_STRING  40


typedef struct {
    posts_cache_key_t   key;
    posts_cache_item_t  item;
    size_t              max;         /* the longest body */
    u_char             *body;
    u_char              path[32];
    uint64_t            deps[SAMPLE_DEPS];
    u_char              text[POSTS_CACHE_STRINGS][SAMPLE_STRING];
} sample_t;


static inline uint64_t
sample_mix(uint64_t x)
{
    x += 0x9e3779b97f4a7c15ULL;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;

    return x ^ (x >> 31);
}


static inline uint64_t
sample_random(uint64_t *state)
{
    return sample_mix((*state)++);
}


static inline int
sample_init(sample_t *sample, size_t max)
{
    memset(sample, 0, sizeof(sample_t));

    sample->max = max;
    sample->body = malloc(max + sizeof(uint64_t));

    return sample->body != NULL;
}


static inline void
sample_key(sample_t *sample, uint64_t n)
{
    posts_cache_key_t  *key;

    key = &sample->key;

    key->site = n % 3;
    key->format = (unsigned) (n % 4);
    key->path.data = sample->path;
    key->path.len = (size_t) snprintf((char *) sample->path,
                                      sizeof(sample->path), "/%.*llu",
                                      (int) (n % 13),
                                      (unsigned long long) n);

    posts_cache_key(key);
}


/* Three in four bodies are short. */

static inline size_t
sample_length(const sample_t *sample, uint64_t n, uint64_t generation)
{
    uint64_t  mixed;

    mixed = sample_mix(n * 31 + generation);

    return (mixed >> 8) % ((mixed & 3) ? sample->max / 16 + 1
                                       : sample->max + 1);
}


static inline void
sample_item(sample_t *sample, uint64_t n, uint64_t generation)
{
    size_t               i, j;
    uint64_t             seed, word;
    posts_cache_item_t  *item;

    sample_key(sample, n);

    seed = sample_mix(sample_mix(n) ^ generation);
    item = &sample->item;

    item->generation = generation;
    item->last_modified = (int64_t) sample_mix(seed + 1);
    item->status = (unsigned) (seed % 600);
    item->format = sample->key.format;
    item->offered = (unsigned) (seed >> 32);
    item->negotiated = (unsigned) (seed >> 5 & 1);

    item->ndeps = seed % SAMPLE_DEPS;
    item->deps = sample->deps;

    for (i = 0; i < item->ndeps; i++) {
        sample->deps[i] = sample_mix(seed + 2 + i);
    }

    for (i = 0; i < POSTS_CACHE_ETAG; i++) {
        item->etag[i] = (u_char) sample_mix(seed + 20 + i);
    }

    for (i = 0; i < POSTS_CACHE_STRINGS; i++) {
        item->strings[i].data = sample->text[i];
        item->strings[i].len = sample_mix(seed + 60 + i) % SAMPLE_STRING;

        for (j = 0; j < item->strings[i].len; j++) {
            sample->text[i][j] = (u_char) sample_mix(seed + i * 50 + j);
        }
    }

    item->body.data = sample->body;
    item->body.len = sample_length(sample, n, generation);

    word = seed;

    for (i = 0; i < item->body.len; i += sizeof(uint64_t)) {
        word = word * 0xd1342543de82ef95ULL + 1;
        memcpy(sample->body + i, &word, sizeof(uint64_t));
    }
}


/* True if the entry is that of the number, and every bit of it is right. */

static inline int
sample_holds(sample_t *sample, const posts_entry_t *entry, uint64_t n)
{
    size_t               i;
    posts_cache_item_t   got, *want;

    posts_cache_read(entry, &got);
    sample_item(sample, n, got.generation);

    want = &sample->item;

    for (i = 0; i < POSTS_CACHE_STRINGS; i++) {
        if (!posts_str_eq(got.strings[i], want->strings[i])) {
            return 0;
        }
    }

    return got.last_modified == want->last_modified
           && got.status == want->status
           && got.format == want->format
           && got.offered == want->offered
           && got.negotiated == want->negotiated
           && got.ndeps == want->ndeps
           && (got.ndeps == 0
               || memcmp(got.deps, want->deps,
                         got.ndeps * sizeof(uint64_t)) == 0)
           && memcmp(got.etag, want->etag, POSTS_CACHE_ETAG) == 0
           && posts_str_eq(got.body, want->body);
}


#endif /* _POSTS_SAMPLE_H_INCLUDED_ */
