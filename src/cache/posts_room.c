
/*
 * Copyright (C) the authors of this project
 *
 * What was not used for longest goes first; if that leaves holes of which
 * none is long enough, the last of them is widened by what lies beside it.
 * Between two rounds the hole is kept as the block that the slot is filling:
 * nobody else takes it, and it is freed if its owner dies.
 */


#include "posts_room.h"


/* evictions in the order of use, before a hole is widened */
#define POSTS_ROOM_EVICT  16

/* entries that are looked at in one round */
#define POSTS_ROOM_STEPS  32

/* entries in use that are passed over before it is given up */
#define POSTS_ROOM_STUCK  256


static posts_place_t posts_room_widen(posts_cache_shared_t *sh,
    posts_place_t hole);


void
posts_room_init(posts_room_t *room, uint32_t units)
{
    room->units = units;
    room->evicted = 0;
    room->stuck = 0;

    /* no entry is shorter than two units */

    room->rounds = (units / 2 + POSTS_ROOM_EVICT + POSTS_ROOM_STUCK)
                   / POSTS_ROOM_STEPS + 1;
}


posts_rc_t
posts_room_find(posts_cache_shared_t *sh, unsigned number, posts_room_t *room)
{
    unsigned        i;
    posts_heap_t   *heap;
    posts_slot_t   *slot;
    posts_place_t   hole;
    posts_entry_t  *entry;

    heap = &sh->heap;
    slot = &sh->slot[number];
    hole = slot->filling;

    room->rounds--;

    if (hole != 0) {
        slot->filling = 0;
        hole = posts_heap_free(heap, hole);
    }

    for (i = 0; i < POSTS_ROOM_STEPS; i++) {

        if (hole != 0) {

            if (posts_heap_block(heap, hole)->units >= room->units) {
                posts_heap_take(heap, hole, room->units, number);
                goto found;
            }

            hole = posts_room_widen(sh, hole);
            continue;
        }

        hole = posts_heap_alloc(heap, room->units, number);

        if (hole != 0) {
            goto found;
        }

        if (sh->live.number == 0) {
            return POSTS_LIMIT;
        }

        entry = posts_entry_at(sh, sh->live.oldest);

        if (posts_entry_in_use(sh, entry)) {

            /* it keeps its memory in any case: let it stay */

            if (room->stuck++ == POSTS_ROOM_STUCK) {
                return POSTS_LIMIT;
            }

            posts_entry_remove(sh, &sh->live, entry);
            posts_entry_add(sh, &sh->live, entry);
            continue;
        }

        hole = posts_entry_evict(sh, entry);

        if (room->evicted++ < POSTS_ROOM_EVICT) {
            hole = 0;
        }
    }

    if (room->rounds == 0) {
        return POSTS_LIMIT;
    }

    if (hole != 0) {
        posts_heap_take(heap, hole, posts_heap_block(heap, hole)->units,
                        number);
        __atomic_store_n(&slot->filling, hole, __ATOMIC_RELEASE);
    }

    return POSTS_AGAIN;

found:

    /* the block is whole before it has an owner */

    __atomic_store_n(&slot->filling, hole, __ATOMIC_RELEASE);

    return POSTS_OK;
}


/*
 * Evicts that of a hole's neighbors which was not used for longer; returns
 * the hole that there is then, or 0 if neither can go.
 */

static posts_place_t
posts_room_widen(posts_cache_shared_t *sh, posts_place_t hole)
{
    unsigned        i;
    posts_place_t   beside[2];
    posts_entry_t  *entry, *found;

    beside[0] = posts_heap_next(&sh->heap, hole);
    beside[1] = hole - posts_heap_block(&sh->heap, hole)->before;

    found = NULL;

    for (i = 0; i < 2; i++) {
        entry = posts_entry_at(sh, beside[i]);

        if (beside[i] == 0 || entry->block.state != POSTS_BLOCK_LIVE
            || (found != NULL && entry->used >= found->used)
            || posts_entry_in_use(sh, entry))
        {
            continue;
        }

        found = entry;
    }

    return found == NULL ? 0 : posts_entry_evict(sh, found);
}
