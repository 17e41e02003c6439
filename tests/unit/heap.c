
/*
 * Copyright (C) the ngx_http_posts_module authors
 *
 * The heap beside a model of it: one letter a unit.  The model says what is
 * taken and where the holes are; the heap may put a block into any hole that
 * is long enough, but must find one if a class of its lists promises it.
 */


#include <stdlib.h>

#include "check.h"
#include "posts_heap.h"


#define HEAP_UNITS   4096
#define HEAP_FIRST   3
#define HEAP_BLOCKS  512


typedef struct {
    posts_place_t  place;
    uint32_t       units;
    u_char         fill;
} heap_taken_t;


static void heap_test_one(void);
static void heap_test_sizes(void);
static void heap_test_large(void);
static void heap_test_take(void);
static void heap_test_damaged(void);
static void heap_test_interrupted(void);
static void heap_test_random(uint64_t seed);
static posts_place_t heap_take(posts_heap_t *heap, uint32_t units,
    heap_taken_t *taken, u_char fill);
static int heap_is_filled(posts_heap_t *heap, heap_taken_t *taken);
static uint32_t heap_longest(const u_char *model);
static uint32_t heap_rest(uint32_t units);
static uint64_t heap_random(uint64_t *state);


static u_char        *heap_memory;
static u_char         heap_model[HEAP_UNITS];
static heap_taken_t   heap_taken[HEAP_BLOCKS];


int
main(void)
{
    uint64_t  seed;

    if (!CHECK(posix_memalign((void **) &heap_memory, POSTS_HEAP_UNIT,
                              HEAP_UNITS * POSTS_HEAP_UNIT) == 0))
    {
        return CHECK_END("heap");
    }

    heap_test_one();
    heap_test_sizes();
    heap_test_large();
    heap_test_take();
    heap_test_damaged();
    heap_test_interrupted();

    for (seed = 1; seed <= 20; seed++) {
        heap_test_random(seed);
    }

    free(heap_memory);

    return CHECK_END("heap");
}


/* One block, as long as all there is; nothing else fits beside it. */

static void
heap_test_one(void)
{
    posts_heap_t   heap;
    posts_place_t  place;

    posts_heap_format(&heap, heap_memory, HEAP_FIRST, HEAP_UNITS);
    CHECK_INT(posts_heap_verify(&heap), 0);
    CHECK_INT(heap.used, 0);

    CHECK_INT(posts_heap_alloc(&heap, 0, 1), 0);
    CHECK_INT(posts_heap_alloc(&heap, HEAP_UNITS - HEAP_FIRST + 1, 1), 0);
    CHECK_INT(posts_heap_alloc(&heap, UINT32_MAX, 1), 0);
    CHECK_INT(posts_heap_verify(&heap), 0);

    place = posts_heap_alloc(&heap, HEAP_UNITS - HEAP_FIRST, 7);

    CHECK_INT(place, HEAP_FIRST);
    CHECK_INT(posts_heap_block(&heap, place)->state, POSTS_BLOCK_FILLING);
    CHECK_INT(posts_heap_block(&heap, place)->owner, 7);
    CHECK_INT(posts_heap_next(&heap, place), 0);
    CHECK_INT(posts_heap_place(&heap, posts_heap_block(&heap, place)), place);
    CHECK_INT(heap.used, HEAP_UNITS - HEAP_FIRST);
    CHECK_INT(posts_heap_alloc(&heap, 1, 1), 0);
    CHECK_INT(posts_heap_verify(&heap), 0);

    CHECK_INT(posts_heap_free(&heap, place), HEAP_FIRST);
    CHECK_INT(heap.used, 0);
    CHECK_INT(posts_heap_verify(&heap), 0);
}


/* Each length, beside one that is taken; both neighbors are joined. */

static void
heap_test_sizes(void)
{
    uint32_t       units;
    posts_heap_t   heap;
    posts_place_t  a, b, c;

    for (units = 1; units < HEAP_UNITS - HEAP_FIRST - 2; units++) {
        posts_heap_format(&heap, heap_memory, HEAP_FIRST, HEAP_UNITS);

        a = posts_heap_alloc(&heap, 1, 1);
        b = posts_heap_alloc(&heap, units, 1);
        c = posts_heap_alloc(&heap, 1, 1);

        if (a == 0 || b == 0 || c == 0) {
            CHECK_INT(units, 0);
            return;
        }

        (void) posts_heap_free(&heap, a);
        (void) posts_heap_free(&heap, c);

        if (posts_heap_verify(&heap) != 0
            || posts_heap_free(&heap, b) != HEAP_FIRST
            || posts_heap_verify(&heap) != 0
            || posts_heap_block(&heap, HEAP_FIRST)->units
               != HEAP_UNITS - HEAP_FIRST)
        {
            CHECK_INT(units, 0);
            return;
        }
    }

    CHECK(units > 1);
}


/* The highest classes: only the headers of 64 MiB are ever touched. */

static void
heap_test_large(void)
{
    void           *memory;
    unsigned        i;
    uint32_t        units;
    posts_heap_t    heap;
    posts_place_t   place;

    units = 1 << 20;

    if (!CHECK(posix_memalign(&memory, POSTS_HEAP_UNIT,
                              (size_t) units * POSTS_HEAP_UNIT) == 0))
    {
        return;
    }

    posts_heap_format(&heap, memory, 1, units);

    for (i = 0; i < 20; i++) {
        place = posts_heap_alloc(&heap, 1u << i, 1);

        CHECK(place != 0);
        CHECK_INT(posts_heap_verify(&heap), 0);
        CHECK_INT(posts_heap_free(&heap, place), 1);
        CHECK_INT(posts_heap_verify(&heap), 0);
    }

    CHECK_INT(posts_heap_alloc(&heap, units, 1), 0);
    CHECK_INT(posts_heap_alloc(&heap, units - 1, 1), 1);

    free(memory);
}


static void
heap_test_take(void)
{
    posts_heap_t   heap;
    posts_place_t  a, b, c;

    posts_heap_format(&heap, heap_memory, HEAP_FIRST, HEAP_UNITS);

    a = posts_heap_alloc(&heap, 10, 1);
    b = posts_heap_alloc(&heap, 10, 1);
    c = posts_heap_alloc(&heap, 10, 1);

    b = posts_heap_free(&heap, b);

    posts_heap_take(&heap, b, 4, 2);

    CHECK_INT(posts_heap_verify(&heap), 0);
    CHECK_INT(posts_heap_block(&heap, b)->units, 4);
    CHECK_INT(posts_heap_block(&heap, b)->state, POSTS_BLOCK_FILLING);
    CHECK_INT(posts_heap_block(&heap, b)->owner, 2);
    CHECK_INT(posts_heap_block(&heap, c)->before, 6);
    CHECK_INT(heap.used, 24);

    b = posts_heap_free(&heap, b);
    posts_heap_take(&heap, b, 10, 3);

    CHECK_INT(posts_heap_verify(&heap), 0);
    CHECK_INT(posts_heap_block(&heap, b)->units, 10);
    CHECK_INT(posts_heap_block(&heap, c)->before, 10);

    (void) posts_heap_free(&heap, a);
    (void) posts_heap_free(&heap, c);
    CHECK_INT(posts_heap_free(&heap, b), HEAP_FIRST);
    CHECK_INT(posts_heap_verify(&heap), 0);
}


/* A chain that leads nowhere is told, not followed. */

static void
heap_test_damaged(void)
{
    posts_heap_t   heap;
    posts_place_t  a, b;

    posts_heap_format(&heap, heap_memory, HEAP_FIRST, HEAP_UNITS);

    a = posts_heap_alloc(&heap, 10, 1);
    b = posts_heap_alloc(&heap, 10, 1);

    posts_heap_block(&heap, a)->units = 0;
    CHECK_INT(posts_heap_recover(&heap), POSTS_INVALID);
    CHECK(posts_heap_verify(&heap) != 0);

    posts_heap_block(&heap, a)->units = HEAP_UNITS;
    CHECK_INT(posts_heap_recover(&heap), POSTS_INVALID);
    CHECK(posts_heap_verify(&heap) != 0);

    posts_heap_block(&heap, a)->units = UINT32_MAX;
    CHECK_INT(posts_heap_recover(&heap), POSTS_INVALID);
    CHECK(posts_heap_verify(&heap) != 0);

    posts_heap_block(&heap, a)->units = 10;
    posts_heap_block(&heap, b)->state = POSTS_BLOCK_ZOMBIE + 1;
    CHECK_INT(posts_heap_recover(&heap), POSTS_INVALID);
    CHECK(posts_heap_verify(&heap) != 0);

    posts_heap_block(&heap, b)->state = POSTS_BLOCK_LIVE;
    posts_heap_block(&heap, b)->before = 11;
    CHECK_INT(posts_heap_recover(&heap), POSTS_OK);
    CHECK_INT(posts_heap_verify(&heap), 0);
    CHECK_INT(posts_heap_block(&heap, b)->before, 10);
    CHECK_INT(heap.used, 20);
}


/* Blocks that were freed but not joined: runs of each length, at each end. */

static void
heap_test_interrupted(void)
{
    unsigned       i, from, to;
    posts_heap_t   heap;
    posts_place_t  place[12];

    for (from = 0; from < 12; from++) {
        for (to = from; to < 12; to++) {
            posts_heap_format(&heap, heap_memory, HEAP_FIRST,
                              HEAP_FIRST + 12 * 8);

            for (i = 0; i < 12; i++) {
                place[i] = posts_heap_alloc(&heap, 8, 1);
            }

            for (i = from; i <= to; i++) {
                posts_heap_block(&heap, place[i])->state = POSTS_BLOCK_FREE;
            }

            if (!CHECK_INT(posts_heap_recover(&heap), POSTS_OK)
                || !CHECK_INT(posts_heap_verify(&heap), 0)
                || !CHECK_INT(heap.used, (12 - (to - from + 1)) * 8)
                || !CHECK_INT(posts_heap_block(&heap, place[from])->units,
                              (to - from + 1) * 8))
            {
                return;
            }
        }
    }
}


static void
heap_test_random(uint64_t seed)
{
    size_t         i, n, step;
    uint32_t       units, used, longest;
    uint64_t       state;
    posts_heap_t   heap, copy;
    posts_place_t  place;

    posts_heap_format(&heap, heap_memory, HEAP_FIRST, HEAP_UNITS);

    memset(heap_model, 0, sizeof(heap_model));
    memset(heap_model, 1, HEAP_FIRST);

    state = seed * 0x9e3779b97f4a7c15ULL;
    used = 0;
    n = 0;

    for (step = 0; step < 3000; step++) {

        /* grows and shrinks in turns, so that it is full at times */

        if (n > 0 && (n == HEAP_BLOCKS
                      || heap_random(&state) % 100
                         < ((step / 500) % 2 ? 60u : 35u)))
        {
            i = heap_random(&state) % n;

            if (!CHECK(heap_is_filled(&heap, &heap_taken[i]))) {
                return;
            }

            place = posts_heap_free(&heap, heap_taken[i].place);

            memset(heap_model + heap_taken[i].place, 0, heap_taken[i].units);
            used -= heap_taken[i].units;

            /* the hole that it says: from the first free unit to the last */

            units = posts_heap_block(&heap, place)->units;

            if (!CHECK(place <= heap_taken[i].place)
                || !CHECK(heap_model[place] == 0)
                || !CHECK(heap_model[place - 1] != 0)
                || !CHECK(heap_model[place + units - 1] == 0)
                || !CHECK(place + units == HEAP_UNITS
                          || heap_model[place + units] != 0))
            {
                return;
            }

            heap_taken[i] = heap_taken[--n];

        } else {
            units = 1 + (uint32_t) (heap_random(&state)
                                    % (1u << (heap_random(&state) % 10)));

            longest = heap_longest(heap_model);
            place = heap_take(&heap, units, &heap_taken[n],
                              (u_char) heap_random(&state));

            if (place == 0) {

                /* only a hole of the request's own class may be missed */

                if (!CHECK(longest < heap_rest(units))) {
                    return;
                }

            } else {
                for (i = 0; i < units; i++) {
                    if (!CHECK(heap_model[place + i] == 0)) {
                        return;
                    }
                }

                memset(heap_model + place, 1, units);
                used += units;
                n++;
            }
        }

        if (!CHECK_INT(posts_heap_verify(&heap), 0)
            || !CHECK_INT(heap.used, used))
        {
            return;
        }

        /* what is derived again is as before */

        if (step % 100 == 0) {
            copy = heap;

            if (!CHECK_INT(posts_heap_recover(&heap), POSTS_OK)
                || !CHECK_INT(posts_heap_verify(&heap), 0)
                || !CHECK_INT(heap.used, used)
                || !CHECK(memcmp(heap.map, copy.map, sizeof(heap.map)) == 0))
            {
                return;
            }
        }
    }

    for (i = 0; i < n; i++) {
        CHECK(heap_is_filled(&heap, &heap_taken[i]));
        (void) posts_heap_free(&heap, heap_taken[i].place);
    }

    CHECK_INT(posts_heap_verify(&heap), 0);
    CHECK_INT(heap.used, 0);
    CHECK_INT(posts_heap_block(&heap, HEAP_FIRST)->units,
              HEAP_UNITS - HEAP_FIRST);
}


static posts_place_t
heap_take(posts_heap_t *heap, uint32_t units, heap_taken_t *taken,
    u_char fill)
{
    posts_block_t  *block;

    taken->place = posts_heap_alloc(heap, units, 1);
    taken->units = units;
    taken->fill = fill;

    if (taken->place != 0) {
        block = posts_heap_block(heap, taken->place);

        if (block->units != units) {
            CHECK_INT(block->units, units);
        }

        memset(block + 1, fill, units * POSTS_HEAP_UNIT - sizeof(*block));
    }

    return taken->place;
}


static int
heap_is_filled(posts_heap_t *heap, heap_taken_t *taken)
{
    size_t         i;
    const u_char  *p;

    p = (const u_char *) (posts_heap_block(heap, taken->place) + 1);

    for (i = 0; i < taken->units * POSTS_HEAP_UNIT - sizeof(posts_block_t);
         i++)
    {
        if (p[i] != taken->fill) {
            return 0;
        }
    }

    return 1;
}


static uint32_t
heap_longest(const u_char *model)
{
    uint32_t  i, run, longest;

    run = 0;
    longest = 0;

    for (i = 0; i < HEAP_UNITS; i++) {
        run = model[i] ? 0 : run + 1;
        longest = run > longest ? run : longest;
    }

    return longest;
}


/* From this length on a hole is found for sure: a quarter more at most. */

static uint32_t
heap_rest(uint32_t units)
{
    uint32_t  step;

    if (units < 4) {
        return units;
    }

    for (step = 1; units / step >= 8; step *= 2) { /* void */ }

    return (units / step + 1) * step;
}


static uint64_t
heap_random(uint64_t *state)
{
    uint64_t  x;

    *state += 0x9e3779b97f4a7c15ULL;

    x = *state;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;

    return x ^ (x >> 31);
}
