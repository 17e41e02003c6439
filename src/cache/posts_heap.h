
/*
 * Copyright (C) the authors of this project
 *
 * A heap within a fixed piece of memory, made so that a process may be
 * killed at any instruction: the blocks follow each other without a gap,
 * each begins with its own length, and a length is only ever changed by one
 * store that keeps the chain whole.  All else (lists of free blocks, lengths
 * of the blocks before) can be derived from the chain again.
 *
 * Sizes and places count units of POSTS_HEAP_UNIT bytes; place 0 is none.
 * The caller serializes all calls.
 */


#ifndef _POSTS_HEAP_H_INCLUDED_
#define _POSTS_HEAP_H_INCLUDED_


#include "posts_error.h"


#define POSTS_HEAP_UNIT  64
#define POSTS_HEAP_BINS  128


typedef uint32_t  posts_place_t;


typedef enum {
    POSTS_BLOCK_FREE = 0,
    POSTS_BLOCK_FILLING,     /* taken; its owner is still writing it */
    POSTS_BLOCK_LIVE,
    POSTS_BLOCK_ZOMBIE       /* to be freed with its last reference */
} posts_block_e;


/* At the beginning of each block. */

typedef struct {
    uint32_t  units;         /* length, this header included */
    uint32_t  before;        /* length of the block before; 0: the first */
    uint32_t  state;         /* posts_block_e */
    uint32_t  owner;         /* slot of who fills it */
} posts_block_t;


typedef struct {
    u_char         *base;    /* address of place 0 */
    posts_place_t   first;   /* the first block */
    posts_place_t   end;     /* behind the last block */
    uint32_t        used;    /* units that are not free */
    posts_place_t   bins[POSTS_HEAP_BINS];
    uint64_t        map[POSTS_HEAP_BINS / 64];  /* bins that are not empty */
} posts_heap_t;


/*
 * Makes one free block of the units from "first" to before "end" of the
 * memory at "base" (aligned to a unit); first > 0.
 */

void posts_heap_format(posts_heap_t *heap, void *base, posts_place_t first,
    posts_place_t end);

static inline posts_block_t *
posts_heap_block(const posts_heap_t *heap, posts_place_t place)
{
    return (posts_block_t *) (heap->base + (size_t) place * POSTS_HEAP_UNIT);
}


static inline posts_place_t
posts_heap_place(const posts_heap_t *heap, const void *block)
{
    return (posts_place_t) ((size_t) ((const u_char *) block - heap->base)
                            / POSTS_HEAP_UNIT);
}


/* The block behind, or 0 at the end. */

static inline posts_place_t
posts_heap_next(const posts_heap_t *heap, posts_place_t place)
{
    posts_place_t  next;

    next = place + posts_heap_block(heap, place)->units;

    return next < heap->end ? next : 0;
}


/*
 * A block of "units" units, FILLING, of "owner"; 0 if no free one is known
 * to be that long: of those that may be up to a quarter longer or shorter
 * only a few are looked at.  In constant time.
 */

posts_place_t posts_heap_alloc(posts_heap_t *heap, uint32_t units,
    uint32_t owner);

/*
 * Takes the free block at "place", at least "units" long, as
 * posts_heap_alloc() would; what it is longer stays free.
 */

void posts_heap_take(posts_heap_t *heap, posts_place_t place, uint32_t units,
    uint32_t owner);

/*
 * Frees a block and joins it with free ones beside it; returns the place of
 * the free block that it became part of.
 */

posts_place_t posts_heap_free(posts_heap_t *heap, posts_place_t place);

/*
 * Derives everything from the chain of blocks again, joining free ones.
 * POSTS_INVALID: the chain itself is damaged.
 */

posts_rc_t posts_heap_recover(posts_heap_t *heap);

/*
 * For tests: compares what is derived with the chain.  0: consistent; else
 * the number of the check that failed.
 */

int posts_heap_verify(const posts_heap_t *heap);


#endif /* _POSTS_HEAP_H_INCLUDED_ */
