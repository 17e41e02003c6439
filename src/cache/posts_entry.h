
/*
 * Copyright (C) the authors of this project
 *
 * The cache's own: what its memory looks like, and what is done with one
 * entry.  Whoever calls any of this has the lock, but for what says that it
 * needs none.
 */


#ifndef _POSTS_ENTRY_H_INCLUDED_
#define _POSTS_ENTRY_H_INCLUDED_


#include "posts_cache.h"


/* In a cache line of its own, as one of each is written all the time. */

typedef struct {
    uint64_t       pid;      /* 0: free */
    uint64_t       making;   /* hash of the key that is being made */
    int64_t        since;    /* ms; of "making" */
    uint32_t       busy;     /* "making" holds */
    posts_place_t  filling;  /* block that is being written, or 0 */
    uint64_t       unused[4];
} posts_slot_t;


struct posts_entry_s {
    posts_block_t  block;

    posts_place_t  chain;    /* the next of its hash chain */
    posts_place_t  newer;    /* neighbors in the order of use, or among the */
    posts_place_t  older;    /* zombies */
    uint32_t       format;

    uint64_t       hash;
    uint64_t       site;
    uint64_t       generation;
    uint64_t       checked;  /* generation at which it is known to be fresh;
                                atomic */
    int64_t        used;     /* seconds */
    int64_t        last_modified;

    uint32_t       status;
    uint32_t       offered;
    uint32_t       negotiated;
    uint32_t       data;     /* distance of what follows the counts, */
    uint32_t       ndeps;    /* and the lengths of it */
    uint32_t       path;
    uint32_t       strings[POSTS_CACHE_STRINGS];
    uint64_t       body;
    u_char         etag[POSTS_CACHE_ETAG];

    uint32_t       refs[];   /* by slot, the term above the count; then
                                deps, path, strings, body */
};


/* Entries by when they were used, or became what they are. */

typedef struct {
    posts_place_t  newest;
    posts_place_t  oldest;
    uint32_t       number;
} posts_order_t;


struct posts_cache_shared_s {
    uint64_t       magic;
    uint32_t       version;
    uint32_t       slots;
    uint32_t       claimed;  /* slots from here on were never used */
    uint32_t       buckets;  /* a power of two */
    uint32_t       changing; /* a change is under way, under the lock */
    uint32_t       broken;   /* the heap's chain is damaged: not used */
    posts_order_t  live;     /* entries, in the order of use */
    posts_order_t  zombies;  /* entries that are out, but in use */
    uint64_t       evictions;
    uint64_t       recoveries;
    posts_heap_t   heap;
    posts_slot_t  *slot;
    uint16_t      *term;     /* by slot */
    posts_place_t *bucket;
};


/* The entry at a place that is that of an entry. */

static inline posts_entry_t *
posts_entry_at(const posts_cache_shared_t *sh, posts_place_t place)
{
    return (posts_entry_t *) posts_heap_block(&sh->heap, place);
}


/* Bytes of an entry before its dependencies. */

size_t posts_entry_head(const posts_cache_shared_t *sh);

/*
 * Writes all of an entry but its block's header, with one reference of the
 * slot.  Needs no lock while the block is the slot's own.
 */

void posts_entry_fill(posts_cache_shared_t *sh, unsigned slot,
    posts_entry_t *entry, const posts_cache_key_t *key,
    const posts_cache_item_t *item, int64_t now);

/* The entry of the key, or NULL. */

posts_entry_t *posts_entry_search(posts_cache_shared_t *sh,
    const posts_cache_key_t *key);

/* 0: the count is full, which is as good as an entry that is not there. */

int posts_entry_ref(posts_cache_shared_t *sh, unsigned slot,
    posts_entry_t *entry);

/* Needs no lock. */

void posts_entry_unref(unsigned slot, posts_entry_t *entry);
int posts_entry_in_use(const posts_cache_shared_t *sh,
    const posts_entry_t *entry);

/* Into, and out of, the hash chains and the order of use. */

void posts_entry_link(posts_cache_shared_t *sh, posts_entry_t *entry);
void posts_entry_unlink(posts_cache_shared_t *sh, posts_entry_t *entry);

/* Makes it the newest of an order, or none of it; in constant time. */

void posts_entry_add(posts_cache_shared_t *sh, posts_order_t *order,
    posts_entry_t *entry);
void posts_entry_remove(posts_cache_shared_t *sh, posts_order_t *order,
    posts_entry_t *entry);

/* Out of the cache at once; out of memory when nobody uses it any more. */

void posts_entry_drop(posts_cache_shared_t *sh, posts_entry_t *entry);

/*
 * Frees an entry that nobody uses: a live one, a zombie; returns the hole
 * that it became part of.
 */

posts_place_t posts_entry_evict(posts_cache_shared_t *sh,
    posts_entry_t *entry);
posts_place_t posts_entry_bury(posts_cache_shared_t *sh,
    posts_entry_t *entry);

/*
 * A zombie goes with its last reference, unless it became one while that was
 * given back, or whoever had it has died.  Some are looked at in turns.
 */

void posts_entry_sweep(posts_cache_shared_t *sh);

/* For tests: true if the order holds what it should. */

int posts_entry_verify_order(posts_cache_shared_t *sh, posts_order_t *order,
    posts_block_e state);


#endif /* _POSTS_ENTRY_H_INCLUDED_ */
