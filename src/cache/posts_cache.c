
/*
 * Copyright (C) the authors of this project
 *
 * The heap is the truth: an entry is one block that holds all of it, and
 * whatever leads to entries (hash chains, the order of use, the count) can
 * be built again by walking the heap.  A process that changes any of it sets
 * "changing" under the lock; if the lock is taken while that is set, its
 * owner has died in between, and everything derived is built anew.
 *
 * References are counted per entry and slot.  A count is changed by its own
 * process only, up under the lock, down without it; whoever wants to free an
 * entry looks at all of them under the lock.  A count tells for which term
 * of the slot it holds: those of a dead process count for nothing as soon as
 * the slot's next term begins.
 */


#include "posts_entry.h"
#include "posts_hash.h"
#include "posts_room.h"


#define POSTS_CACHE_MAGIC    0x31306568636163ULL
#define POSTS_CACHE_VERSION  2

#define POSTS_CACHE_SLOTS    1024


static void posts_cache_enter(posts_cache_t *cache);
static void posts_cache_change(posts_cache_t *cache);
static void posts_cache_done(posts_cache_t *cache);
static void posts_cache_recover(posts_cache_t *cache);
static void posts_cache_clean_slot(posts_cache_t *cache, unsigned slot);
static posts_rc_t posts_cache_reserve(posts_cache_t *cache, uint32_t units);


posts_rc_t
posts_cache_format(void *memory, size_t size, unsigned slots)
{
    size_t                 units, head, slot, term, bucket;
    uint32_t               buckets;
    posts_cache_shared_t  *sh;

    if (slots == 0 || slots > POSTS_CACHE_SLOTS) {
        return POSTS_LIMIT;
    }

    units = size / POSTS_HEAP_UNIT;

    if (units > UINT32_MAX) {
        units = UINT32_MAX;
    }

    /* a chain for every two kilobytes: entries are rarely smaller */

    buckets = 64;

    while (buckets < units / 32 && buckets < 0x40000000) {
        buckets *= 2;
    }

    head = sizeof(posts_cache_shared_t) + POSTS_HEAP_UNIT - 1;
    slot = head - head % POSTS_HEAP_UNIT;
    term = slot + slots * sizeof(posts_slot_t);
    bucket = term + (slots * sizeof(uint16_t) + 3) / 4 * 4;
    head = bucket + buckets * sizeof(posts_place_t);
    head = (head + POSTS_HEAP_UNIT - 1) / POSTS_HEAP_UNIT;

    if (units < head + 64) {
        return POSTS_LIMIT;
    }

    memset(memory, 0, head * POSTS_HEAP_UNIT);

    sh = memory;

    sh->version = POSTS_CACHE_VERSION;
    sh->slots = slots;
    sh->buckets = buckets;
    sh->slot = (posts_slot_t *) ((u_char *) memory + slot);
    sh->term = (uint16_t *) ((u_char *) memory + term);
    sh->bucket = (posts_place_t *) ((u_char *) memory + bucket);

    posts_heap_format(&sh->heap, memory, (posts_place_t) head,
                      (posts_place_t) units);

    __atomic_store_n(&sh->magic, POSTS_CACHE_MAGIC, __ATOMIC_RELEASE);

    return POSTS_OK;
}


posts_rc_t
posts_cache_attach(posts_cache_t *cache, void *memory, void (*lock)(void *),
    void (*unlock)(void *), void *payload)
{
    posts_cache_shared_t  *sh;

    sh = memory;

    if (__atomic_load_n(&sh->magic, __ATOMIC_ACQUIRE) != POSTS_CACHE_MAGIC
        || sh->version != POSTS_CACHE_VERSION
        || sh->heap.base != (u_char *) memory)
    {
        return POSTS_INVALID;
    }

    cache->shared = sh;
    cache->lock = lock;
    cache->unlock = unlock;
    cache->payload = payload;
    cache->slot = -1;

    return POSTS_OK;
}


posts_rc_t
posts_cache_claim(posts_cache_t *cache, uint64_t pid,
    int (*alive)(uint64_t pid))
{
    unsigned               i, found;
    posts_slot_t          *slot;
    posts_cache_shared_t  *sh;

    sh = cache->shared;

    posts_cache_enter(cache);
    posts_cache_change(cache);

    found = sh->slots;

    for (i = 0; i < sh->slots; i++) {
        slot = &sh->slot[i];

        /* a dead process' leavings are put away by whoever comes next */

        if (slot->pid != 0 && (slot->pid == pid || !alive(slot->pid))) {
            posts_cache_clean_slot(cache, i);
        }

        if (slot->pid == 0 && found == sh->slots) {
            found = i;
        }
    }

    posts_entry_sweep(sh);

    if (found < sh->slots) {
        sh->slot[found].pid = pid;
        cache->slot = (int) found;

        if (found >= sh->claimed) {
            sh->claimed = found + 1;
        }
    }

    posts_cache_done(cache);

    return found < sh->slots ? POSTS_OK : POSTS_LIMIT;
}


void
posts_cache_leave(posts_cache_t *cache)
{
    if (cache->slot == -1) {
        return;
    }

    posts_cache_enter(cache);
    posts_cache_change(cache);

    posts_cache_clean_slot(cache, (unsigned) cache->slot);
    posts_entry_sweep(cache->shared);

    posts_cache_done(cache);

    cache->slot = -1;
}


void
posts_cache_key(posts_cache_key_t *key)
{
    key->hash = posts_hash64_seed(key->path,
                                  key->site ^ ((uint64_t) key->format << 56));
}


posts_cache_find_e
posts_cache_find(posts_cache_t *cache, const posts_cache_key_t *key,
    uint64_t generation, int64_t now, posts_entry_t **out)
{
    posts_entry_t         *entry;
    posts_cache_find_e     rc;
    posts_cache_shared_t  *sh;

    sh = cache->shared;
    rc = POSTS_CACHE_MISS;

    if (cache->slot == -1) {
        return rc;
    }

    posts_cache_enter(cache);

    entry = posts_entry_search(sh, key);

    if (entry != NULL && posts_entry_ref(sh, (unsigned) cache->slot, entry)) {

        /* moved at most once a second: a hit is mostly one count */

        if (entry->used != now) {
            posts_cache_change(cache);

            entry->used = now;
            posts_entry_remove(sh, &sh->live, entry);
            posts_entry_add(sh, &sh->live, entry);
        }

        *out = entry;
        rc = POSTS_CACHE_CHECK;

        if (__atomic_load_n(&entry->checked, __ATOMIC_RELAXED) >= generation) {
            rc = POSTS_CACHE_HIT;
        }
    }

    posts_cache_done(cache);

    return rc;
}


void
posts_cache_confirm(posts_entry_t *entry, uint64_t generation)
{
    __atomic_store_n(&entry->checked, generation, __ATOMIC_RELAXED);
}


void
posts_cache_release(posts_cache_t *cache, posts_entry_t *entry)
{
    uint32_t               state;
    posts_cache_shared_t  *sh;

    if (cache->slot == -1) {
        return;
    }

    sh = cache->shared;

    /*
     * Once the count is down the entry may be gone, so look before.  One
     * that becomes a zombie in between waits for a sweep.
     */

    state = __atomic_load_n(&entry->block.state, __ATOMIC_RELAXED);

    if (state != POSTS_BLOCK_ZOMBIE) {
        posts_entry_unref((unsigned) cache->slot, entry);
        return;
    }

    posts_cache_enter(cache);
    posts_cache_change(cache);

    posts_entry_unref((unsigned) cache->slot, entry);

    if (!sh->broken && !posts_entry_in_use(sh, entry)) {
        (void) posts_entry_bury(sh, entry);
    }

    posts_cache_done(cache);
}


int
posts_cache_begin(posts_cache_t *cache, const posts_cache_key_t *key,
    int64_t now, int64_t age)
{
    int                    free;
    unsigned               i;
    uint64_t               since;
    posts_slot_t          *slot;
    posts_cache_shared_t  *sh;

    sh = cache->shared;

    if (cache->slot == -1) {
        return 1;
    }

    free = 1;

    posts_cache_enter(cache);

    for (i = 0; i < sh->claimed; i++) {
        slot = &sh->slot[i];

        if (i == (unsigned) cache->slot || slot->making != key->hash
            || !__atomic_load_n(&slot->busy, __ATOMIC_RELAXED))
        {
            continue;
        }

        /* another process' clock may be a little ahead */

        since = (now < slot->since)
                ? (uint64_t) slot->since - (uint64_t) now
                : (uint64_t) now - (uint64_t) slot->since;

        if (age > 0 && since < (uint64_t) age) {
            free = 0;
            break;
        }
    }

    if (free) {
        slot = &sh->slot[cache->slot];
        slot->making = key->hash;
        slot->since = now;
        __atomic_store_n(&slot->busy, 1, __ATOMIC_RELEASE);
    }

    posts_cache_done(cache);

    return free;
}


void
posts_cache_end(posts_cache_t *cache)
{
    if (cache->slot != -1) {
        __atomic_store_n(&cache->shared->slot[cache->slot].busy, 0,
                         __ATOMIC_RELEASE);
    }
}


posts_rc_t
posts_cache_store(posts_cache_t *cache, const posts_cache_key_t *key,
    const posts_cache_item_t *item, int64_t now, posts_entry_t **out)
{
    size_t                 i, size;
    posts_rc_t             rc;
    posts_slot_t          *slot;
    posts_place_t          place;
    posts_entry_t         *entry, *old;
    posts_cache_shared_t  *sh;

    sh = cache->shared;

    if (cache->slot == -1) {
        return POSTS_AGAIN;
    }

    if (key->path.len > UINT16_MAX || item->ndeps > UINT16_MAX) {
        return POSTS_LIMIT;
    }

    size = posts_entry_head(sh) + item->ndeps * sizeof(uint64_t)
           + key->path.len;

    for (i = 0; i < POSTS_CACHE_STRINGS; i++) {
        if (item->strings[i].len > UINT16_MAX) {
            return POSTS_LIMIT;
        }

        size += item->strings[i].len;
    }

    /* no sum overflows: all but the body is small */

    if (item->body.len > (size_t) sh->heap.end * POSTS_HEAP_UNIT) {
        return POSTS_LIMIT;
    }

    size = (size + item->body.len + POSTS_HEAP_UNIT - 1) / POSTS_HEAP_UNIT;

    if (size > (sh->heap.end - sh->heap.first) / 4) {
        return POSTS_LIMIT;
    }

    rc = posts_cache_reserve(cache, (uint32_t) size);

    if (rc != POSTS_OK) {
        return rc;
    }

    /* the block is ours alone until it is linked */

    slot = &sh->slot[cache->slot];
    place = slot->filling;
    entry = posts_entry_at(sh, place);

    posts_entry_fill(sh, (unsigned) cache->slot, entry, key, item, now);

    posts_cache_enter(cache);

    if (sh->broken) {
        posts_cache_done(cache);
        return POSTS_AGAIN;
    }

    posts_cache_change(cache);

    slot->filling = 0;

    old = posts_entry_search(sh, key);

    if (old != NULL && old->generation > item->generation) {

        /* somebody was faster, with a later state of the site */

        (void) posts_heap_free(&sh->heap, place);
        rc = POSTS_AGAIN;

    } else {

        if (old != NULL) {
            posts_entry_drop(sh, old);
        }

        __atomic_store_n(&entry->block.state, POSTS_BLOCK_LIVE,
                         __ATOMIC_RELEASE);
        posts_entry_link(sh, entry);

        *out = entry;
    }

    posts_cache_done(cache);

    return rc;
}


void
posts_cache_read(const posts_entry_t *entry, posts_cache_item_t *item)
{
    size_t         i;
    const u_char  *p;

    item->generation = entry->generation;
    item->last_modified = entry->last_modified;
    item->status = entry->status;
    item->format = entry->format;
    item->offered = entry->offered;
    item->negotiated = entry->negotiated;
    item->ndeps = entry->ndeps;

    memcpy(item->etag, entry->etag, POSTS_CACHE_ETAG);

    p = (const u_char *) entry + entry->data;

    item->deps = (const uint64_t *) (const void *) p;
    p += entry->ndeps * sizeof(uint64_t) + entry->path;

    for (i = 0; i < POSTS_CACHE_STRINGS; i++) {
        item->strings[i] = posts_str_from(p, entry->strings[i]);
        p += entry->strings[i];
    }

    item->body = posts_str_from(p, entry->body);
}


void
posts_cache_stat(posts_cache_t *cache, posts_cache_stat_t *stat)
{
    posts_cache_shared_t  *sh;

    sh = cache->shared;

    posts_cache_enter(cache);

    stat->entries = sh->live.number;
    stat->zombies = sh->zombies.number;
    stat->used = (size_t) sh->heap.used * POSTS_HEAP_UNIT;
    stat->size = (size_t) (sh->heap.end - sh->heap.first) * POSTS_HEAP_UNIT;
    stat->evictions = sh->evictions;
    stat->recoveries = sh->recoveries;

    posts_cache_done(cache);
}


int
posts_cache_verify(posts_cache_t *cache)
{
    int                    rc;
    unsigned               i;
    uint32_t               live, zombies, filling;
    posts_entry_t         *entry, *twin;
    posts_place_t          place;
    posts_cache_key_t      key;
    posts_cache_item_t     item;
    posts_cache_shared_t  *sh;

    sh = cache->shared;

    posts_cache_enter(cache);

    rc = 1;

    if (sh->broken || posts_heap_verify(&sh->heap) != 0) {
        goto done;
    }

    live = 0;
    zombies = 0;
    filling = 0;

    for (place = sh->heap.first; place != 0;
         place = posts_heap_next(&sh->heap, place))
    {
        entry = posts_entry_at(sh, place);

        switch (entry->block.state) {

        case POSTS_BLOCK_LIVE:
            live++;

            /* found by its key, and all of it within its block */

            posts_cache_read(entry, &item);

            key.site = entry->site;
            key.format = entry->format;
            key.hash = entry->hash;
            key.path = posts_str_from((u_char *) entry + entry->data
                                      + entry->ndeps * sizeof(uint64_t),
                                      entry->path);

            twin = posts_entry_search(sh, &key);
            rc = 2;

            if (twin != entry
                || item.body.data + item.body.len
                   > (u_char *) entry + entry->block.units * POSTS_HEAP_UNIT)
            {
                goto done;
            }

            break;

        case POSTS_BLOCK_ZOMBIE:
            zombies++;
            break;

        case POSTS_BLOCK_FILLING:
            filling++;
            break;

        default:
            break;
        }
    }

    rc = 3;

    if (live != sh->live.number || zombies != sh->zombies.number) {
        goto done;
    }

    rc = 4;

    if (!posts_entry_verify_order(sh, &sh->live, POSTS_BLOCK_LIVE)
        || !posts_entry_verify_order(sh, &sh->zombies, POSTS_BLOCK_ZOMBIE))
    {
        goto done;
    }

    rc = 5;

    for (i = 0; i < sh->buckets; i++) {
        for (place = sh->bucket[i]; place != 0; place = entry->chain) {
            entry = posts_entry_at(sh, place);

            if (live == 0 || entry->block.state != POSTS_BLOCK_LIVE
                || (entry->hash & (sh->buckets - 1)) != i)
            {
                goto done;
            }

            live--;
        }
    }

    rc = 6;

    if (live != 0) {
        goto done;
    }

    rc = 7;

    for (i = 0; i < sh->slots; i++) {
        place = sh->slot[i].filling;

        if (place == 0) {
            continue;
        }

        if (filling == 0 || posts_entry_at(sh, place)->block.state
                            != POSTS_BLOCK_FILLING)
        {
            goto done;
        }

        filling--;
    }

    rc = 8;

    if (filling != 0) {
        goto done;
    }

    rc = 9;

    for (place = sh->heap.first; place != 0;
         place = posts_heap_next(&sh->heap, place))
    {
        entry = posts_entry_at(sh, place);

        if (entry->block.state != POSTS_BLOCK_LIVE
            && entry->block.state != POSTS_BLOCK_ZOMBIE)
        {
            continue;
        }

        for (i = sh->claimed; i < sh->slots; i++) {
            if (entry->refs[i] != 0) {
                goto done;
            }
        }
    }

    rc = 0;

done:

    posts_cache_done(cache);

    return rc;
}


static void
posts_cache_enter(posts_cache_t *cache)
{
    cache->lock(cache->payload);

    if (cache->shared->changing) {
        posts_cache_recover(cache);
    }
}


/* From here on until posts_cache_done() what is derived may be wrong. */

static void
posts_cache_change(posts_cache_t *cache)
{
    __atomic_store_n(&cache->shared->changing, 1, __ATOMIC_SEQ_CST);

    /* the compiler may not begin the change any earlier */

    __atomic_signal_fence(__ATOMIC_SEQ_CST);
}


static void
posts_cache_done(posts_cache_t *cache)
{
    if (cache->shared->changing) {
        __atomic_store_n(&cache->shared->changing, 0, __ATOMIC_RELEASE);
    }

    cache->unlock(cache->payload);
}


/*
 * Somebody died within a change.  Entries that were complete come back in
 * the order of their places; what was about to be freed or linked is freed.
 */

static void
posts_cache_recover(posts_cache_t *cache)
{
    unsigned               i;
    posts_block_t         *block;
    posts_place_t          place;
    posts_entry_t         *entry;
    posts_cache_shared_t  *sh;

    sh = cache->shared;

    if (sh->broken) {
        return;
    }

    sh->recoveries++;

    memset(&sh->live, 0, sizeof(posts_order_t));
    memset(&sh->zombies, 0, sizeof(posts_order_t));
    memset(sh->bucket, 0, sh->buckets * sizeof(posts_place_t));

    /* a block that no slot is filling belongs to nobody */

    for (place = sh->heap.first; place < sh->heap.end;
         place += block->units)
    {
        block = posts_heap_block(&sh->heap, place);

        if (block->units == 0 || block->units > sh->heap.end - place) {
            break;
        }

        if (block->state == POSTS_BLOCK_FILLING) {

            for (i = 0; i < sh->slots; i++) {
                if (sh->slot[i].filling == place) {
                    break;
                }
            }

            if (i == sh->slots) {
                block->state = POSTS_BLOCK_FREE;
            }
        }
    }

    if (posts_heap_recover(&sh->heap) != POSTS_OK) {

        /* entries may be in use: leave all as it is, and use it no more */

        sh->broken = 1;
        __atomic_store_n(&sh->changing, 0, __ATOMIC_RELEASE);
        return;
    }

    for (place = sh->heap.first; place != 0;
         place = posts_heap_next(&sh->heap, place))
    {
        entry = posts_entry_at(sh, place);

        if (entry->block.state == POSTS_BLOCK_LIVE) {
            posts_entry_link(sh, entry);

        } else if (entry->block.state == POSTS_BLOCK_ZOMBIE) {
            posts_entry_add(sh, &sh->zombies, entry);
        }
    }

    __atomic_store_n(&sh->changing, 0, __ATOMIC_RELEASE);
}


/* Drops whatever the slot's owner had, and frees the slot. */

static void
posts_cache_clean_slot(posts_cache_t *cache, unsigned i)
{
    posts_place_t          place;
    posts_slot_t          *slot;
    posts_cache_shared_t  *sh;

    sh = cache->shared;
    slot = &sh->slot[i];

    if (!sh->broken && slot->filling != 0) {
        place = slot->filling;
        slot->filling = 0;
        (void) posts_heap_free(&sh->heap, place);
    }

    /* no reference of this term counts any more */

    sh->term[i]++;

    slot->busy = 0;

    /* the last store: a slot that is not clean yet has an owner */

    __atomic_store_n(&slot->pid, 0, __ATOMIC_RELEASE);
}


/*
 * A block for a new entry, noted as the one that this process is filling.
 * It may take the lock several times: what others wait for is always short.
 */

static posts_rc_t
posts_cache_reserve(posts_cache_t *cache, uint32_t units)
{
    posts_rc_t             rc;
    posts_room_t           room;
    posts_cache_shared_t  *sh;

    sh = cache->shared;

    posts_room_init(&room, units);

    do {
        posts_cache_enter(cache);

        if (sh->broken) {
            posts_cache_done(cache);
            return POSTS_AGAIN;
        }

        posts_cache_change(cache);

        posts_entry_sweep(sh);

        rc = posts_room_find(sh, (unsigned) cache->slot, &room);

        posts_cache_done(cache);

    } while (rc == POSTS_AGAIN);

    return rc;
}
