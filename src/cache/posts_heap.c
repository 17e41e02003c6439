
/*
 * Copyright (C) the authors of this project
 *
 * Free blocks are kept in lists by size class: four classes for each power
 * of two.  A few blocks of the request's own class are tried for one that
 * happens to fit; else any block of a class further up does, and the map of
 * the lists that are not empty leads to it.
 */


#include "posts_heap.h"


/* how many blocks of the request's own class are looked at */
#define POSTS_HEAP_TRIES  8


/* A free block: links of its bin's list behind the header. */

typedef struct {
    posts_block_t  block;
    posts_place_t  next;
    posts_place_t  prev;
} posts_free_t;


static unsigned posts_heap_bin(uint32_t units);
static posts_place_t posts_heap_search(posts_heap_t *heap, uint32_t units);
static void posts_heap_link(posts_heap_t *heap, posts_place_t place);
static void posts_heap_unlink(posts_heap_t *heap, posts_place_t place);
static void posts_heap_set_before(posts_heap_t *heap, posts_place_t place);


void
posts_heap_format(posts_heap_t *heap, void *base, posts_place_t first,
    posts_place_t end)
{
    posts_block_t  *block;

    memset(heap, 0, sizeof(posts_heap_t));

    heap->base = base;
    heap->first = first;
    heap->end = end;

    block = posts_heap_block(heap, first);

    block->units = end - first;
    block->before = 0;
    block->state = POSTS_BLOCK_FREE;
    block->owner = 0;

    posts_heap_link(heap, first);
}


posts_place_t
posts_heap_alloc(posts_heap_t *heap, uint32_t units, uint32_t owner)
{
    posts_place_t  place;

    if (units == 0) {
        return 0;
    }

    place = posts_heap_search(heap, units);

    if (place != 0) {
        posts_heap_take(heap, place, units, owner);
    }

    return place;
}


void
posts_heap_take(posts_heap_t *heap, posts_place_t place, uint32_t units,
    uint32_t owner)
{
    uint32_t        left;
    posts_block_t  *block, *rest;

    posts_heap_unlink(heap, place);

    block = posts_heap_block(heap, place);
    left = block->units - units;

    if (left != 0) {
        rest = posts_heap_block(heap, place + units);

        rest->units = left;
        rest->before = units;
        rest->state = POSTS_BLOCK_FREE;
        rest->owner = 0;

        /* the rest is whole before the chain leads to it */

        __atomic_store_n(&block->units, units, __ATOMIC_RELEASE);

        posts_heap_set_before(heap, place + units);
        posts_heap_link(heap, place + units);
    }

    block->owner = owner;
    __atomic_store_n(&block->state, POSTS_BLOCK_FILLING, __ATOMIC_RELEASE);

    heap->used += units;
}


posts_place_t
posts_heap_free(posts_heap_t *heap, posts_place_t place)
{
    posts_block_t  *block, *beside;
    posts_place_t   next;

    block = posts_heap_block(heap, place);

    heap->used -= block->units;
    __atomic_store_n(&block->state, POSTS_BLOCK_FREE, __ATOMIC_RELEASE);

    next = posts_heap_next(heap, place);

    if (next != 0) {
        beside = posts_heap_block(heap, next);

        if (beside->state == POSTS_BLOCK_FREE) {
            posts_heap_unlink(heap, next);
            __atomic_store_n(&block->units, block->units + beside->units,
                             __ATOMIC_RELEASE);
        }
    }

    if (block->before != 0) {
        beside = posts_heap_block(heap, place - block->before);

        if (beside->state == POSTS_BLOCK_FREE) {
            place -= block->before;

            posts_heap_unlink(heap, place);
            __atomic_store_n(&beside->units, beside->units + block->units,
                             __ATOMIC_RELEASE);
        }
    }

    posts_heap_set_before(heap, place);
    posts_heap_link(heap, place);

    return place;
}


posts_rc_t
posts_heap_recover(posts_heap_t *heap)
{
    uint32_t        before;
    posts_block_t  *block, *last;
    posts_place_t   place;

    heap->used = 0;

    memset(heap->bins, 0, sizeof(heap->bins));
    memset(heap->map, 0, sizeof(heap->map));

    /* two passes: the lists may only hold blocks that will not grow */

    before = 0;
    last = NULL;

    for (place = heap->first; place < heap->end; place += block->units) {
        block = posts_heap_block(heap, place);

        if (block->units == 0 || block->units > heap->end - place
            || block->state > POSTS_BLOCK_ZOMBIE)
        {
            return POSTS_INVALID;
        }

        if (last != NULL && last->state == POSTS_BLOCK_FREE
            && block->state == POSTS_BLOCK_FREE)
        {
            __atomic_store_n(&last->units, last->units + block->units,
                             __ATOMIC_RELEASE);
            before = last->units;
            continue;
        }

        block->before = before;
        before = block->units;
        last = block;
    }

    for (place = heap->first; place < heap->end; place += block->units) {
        block = posts_heap_block(heap, place);

        if (block->state == POSTS_BLOCK_FREE) {
            posts_heap_link(heap, place);

        } else {
            heap->used += block->units;
        }
    }

    return POSTS_OK;
}


int
posts_heap_verify(const posts_heap_t *heap)
{
    unsigned             bin;
    uint32_t             before, free, used;
    posts_place_t        place, prev;
    const posts_free_t  *item;

    before = 0;
    free = 0;
    used = 0;
    item = NULL;

    for (place = heap->first; place < heap->end; place += before) {

        if (item != NULL && item->block.state == POSTS_BLOCK_FREE
            && posts_heap_block(heap, place)->state == POSTS_BLOCK_FREE)
        {
            return 1;
        }

        item = (const posts_free_t *) posts_heap_block(heap, place);

        if (item->block.units == 0 || item->block.units > heap->end - place
            || item->block.state > POSTS_BLOCK_ZOMBIE)
        {
            return 2;
        }

        if (item->block.before != before) {
            return 3;
        }

        before = item->block.units;

        if (item->block.state == POSTS_BLOCK_FREE) {
            free++;

        } else {
            used += before;
        }
    }

    if (used != heap->used) {
        return 4;
    }

    for (bin = 0; bin < POSTS_HEAP_BINS; bin++) {
        place = heap->bins[bin];

        if ((place != 0) != (heap->map[bin / 64] >> (bin % 64) & 1)) {
            return 5;
        }

        for (prev = 0; place != 0; place = item->next) {

            if (free == 0 || place < heap->first || place >= heap->end) {
                return 6;
            }

            item = (const posts_free_t *) posts_heap_block(heap, place);

            if (item->block.state != POSTS_BLOCK_FREE || item->prev != prev
                || posts_heap_bin(item->block.units) != bin)
            {
                return 7;
            }

            prev = place;
            free--;
        }
    }

    return free == 0 ? 0 : 8;
}


/* The class of a block's length: all its members are at least as long. */

static unsigned
posts_heap_bin(uint32_t units)
{
    unsigned  log;

    if (units < 4) {
        return units;
    }

    log = 31 - (unsigned) __builtin_clz(units);

    return log * 4 + ((units >> (log - 2)) & 3);
}


static posts_place_t
posts_heap_search(posts_heap_t *heap, uint32_t units)
{
    unsigned       bin, own, tries, word;
    uint64_t       map;
    posts_place_t  place;

    own = posts_heap_bin(units);

    place = heap->bins[own];

    for (tries = 0; place != 0 && tries < POSTS_HEAP_TRIES; tries++) {
        if (posts_heap_block(heap, place)->units >= units) {
            return place;
        }

        place = ((posts_free_t *) posts_heap_block(heap, place))->next;
    }

    /* the first class in which every block is long enough */

    for (bin = own + 1; bin < POSTS_HEAP_BINS; bin = (word + 1) * 64) {
        word = bin / 64;
        map = heap->map[word] & ~(uint64_t) 0 << (bin % 64);

        if (map != 0) {
            return heap->bins[word * 64 + (unsigned) __builtin_ctzll(map)];
        }
    }

    return 0;
}


static void
posts_heap_link(posts_heap_t *heap, posts_place_t place)
{
    unsigned       bin;
    posts_free_t  *free, *next;

    free = (posts_free_t *) posts_heap_block(heap, place);
    bin = posts_heap_bin(free->block.units);

    free->prev = 0;
    free->next = heap->bins[bin];

    if (free->next != 0) {
        next = (posts_free_t *) posts_heap_block(heap, free->next);
        next->prev = place;
    }

    heap->bins[bin] = place;
    heap->map[bin / 64] |= (uint64_t) 1 << (bin % 64);
}


static void
posts_heap_unlink(posts_heap_t *heap, posts_place_t place)
{
    unsigned       bin;
    posts_free_t  *free, *beside;

    free = (posts_free_t *) posts_heap_block(heap, place);
    bin = posts_heap_bin(free->block.units);

    if (free->prev != 0) {
        beside = (posts_free_t *) posts_heap_block(heap, free->prev);
        beside->next = free->next;

    } else {
        heap->bins[bin] = free->next;
    }

    if (free->next != 0) {
        beside = (posts_free_t *) posts_heap_block(heap, free->next);
        beside->prev = free->prev;
    }

    if (heap->bins[bin] == 0) {
        heap->map[bin / 64] &= ~((uint64_t) 1 << (bin % 64));
    }
}


/* Tells the block behind how long this one is now. */

static void
posts_heap_set_before(posts_heap_t *heap, posts_place_t place)
{
    posts_place_t  next;

    next = posts_heap_next(heap, place);

    if (next != 0) {
        posts_heap_block(heap, next)->before
            = posts_heap_block(heap, place)->units;
    }
}
