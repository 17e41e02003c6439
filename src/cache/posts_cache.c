
/*
 * Copyright (C) the ngx_http_posts_module authors
 *
 * The heap is the truth: an entry is one block that holds all of it, and
 * whatever leads to entries (hash chains, the order of use, the count) can
 * be built again by walking the heap.  A process that changes any of it sets
 * "changing" under the lock; if the lock is taken while that is set, its
 * owner has died in between, and everything derived is built anew.
 *
 * References are counted per entry and slot.  A count is changed by its own
 * process only, up under the lock, down without it; whoever wants to free an
 * entry adds them up under the lock.  The counts of a dead process are
 * cleared by the one that takes over its slot.
 */


#include <stddef.h>

#include "posts_cache.h"
#include "posts_hash.h"


#define POSTS_CACHE_MAGIC    0x31306568636163ULL
#define POSTS_CACHE_VERSION  1

#define POSTS_CACHE_SLOTS    1024

/* evictions in the order of use for one store, before whole neighborhoods */
#define POSTS_CACHE_EVICT    16

/* neighborhoods that a store may clear, and blocks in one of them */
#define POSTS_CACHE_CLEAR    64
#define POSTS_CACHE_BLOCKS   1024


typedef struct {
    uint64_t       pid;      /* 0: free */
    uint64_t       making;   /* hash of the key that is being made */
    int64_t        since;    /* ms; of "making" */
    uint32_t       busy;     /* "making" holds */
    posts_place_t  filling;  /* block that is being written, or 0 */
} posts_slot_t;


struct posts_entry_s {
    posts_block_t  block;

    posts_place_t  chain;    /* the next of its hash chain; of the zombies */
    posts_place_t  newer;    /* neighbors in the order of use */
    posts_place_t  older;
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

    uint16_t       refs[];   /* by slot; then deps, path, strings, body */
};


struct posts_cache_shared_s {
    uint64_t       magic;
    uint32_t       version;
    uint32_t       slots;
    uint32_t       buckets;  /* a power of two */
    uint32_t       changing; /* a change is under way, under the lock */
    uint32_t       broken;   /* the heap's chain is damaged: not used */
    uint32_t       entries;
    posts_place_t  zombies;  /* entries that are out, but in use; by chain */
    posts_place_t  newest;   /* the order of use */
    posts_place_t  oldest;
    uint64_t       evictions;
    uint64_t       recoveries;
    posts_heap_t   heap;
    posts_slot_t  *slot;
    posts_place_t *bucket;
};


static void posts_cache_enter(posts_cache_t *cache);
static void posts_cache_change(posts_cache_t *cache);
static void posts_cache_done(posts_cache_t *cache);
static void posts_cache_recover(posts_cache_t *cache);
static void posts_cache_clean_slot(posts_cache_t *cache, unsigned slot);
static posts_entry_t *posts_cache_entry(const posts_cache_shared_t *sh,
    posts_place_t place);
static posts_entry_t *posts_cache_search(posts_cache_shared_t *sh,
    const posts_cache_key_t *key);
static int posts_cache_matches(const posts_entry_t *entry,
    const posts_cache_key_t *key);
static int posts_cache_ref(posts_cache_t *cache, posts_entry_t *entry);
static int posts_cache_in_use(const posts_cache_shared_t *sh,
    const posts_entry_t *entry);
static void posts_cache_link(posts_cache_shared_t *sh, posts_entry_t *entry);
static void posts_cache_unlink(posts_cache_shared_t *sh,
    posts_entry_t *entry);
static void posts_cache_drop(posts_cache_shared_t *sh, posts_entry_t *entry);
static void posts_cache_sweep(posts_cache_shared_t *sh);
static posts_place_t posts_cache_room(posts_cache_t *cache, uint32_t units);
static int posts_cache_clear_around(posts_cache_shared_t *sh,
    posts_place_t place, uint32_t units);
static size_t posts_cache_head(const posts_cache_shared_t *sh);


posts_rc_t
posts_cache_format(void *memory, size_t size, unsigned slots)
{
    size_t                 units, head;
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

    head = sizeof(posts_cache_shared_t) + slots * sizeof(posts_slot_t)
           + buckets * sizeof(posts_place_t);
    head = (head + POSTS_HEAP_UNIT - 1) / POSTS_HEAP_UNIT;

    if (units < head + 64) {
        return POSTS_LIMIT;
    }

    memset(memory, 0, head * POSTS_HEAP_UNIT);

    sh = memory;

    sh->version = POSTS_CACHE_VERSION;
    sh->slots = slots;
    sh->buckets = buckets;
    sh->slot = (posts_slot_t *) (sh + 1);
    sh->bucket = (posts_place_t *) (sh->slot + slots);

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

    if (sh->magic != POSTS_CACHE_MAGIC || sh->version != POSTS_CACHE_VERSION) {
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

    if (found < sh->slots) {
        sh->slot[found].pid = pid;
        cache->slot = (int) found;
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

    entry = posts_cache_search(sh, key);

    if (entry != NULL && posts_cache_ref(cache, entry)) {

        /* moved at most once a second: a hit is mostly one count */

        if (entry->used != now) {
            posts_cache_change(cache);

            posts_cache_unlink(sh, entry);
            entry->used = now;
            posts_cache_link(sh, entry);
        }

        *out = entry;
        rc = POSTS_CACHE_CHECK;

        if (__atomic_load_n(&entry->checked, __ATOMIC_RELAXED) == generation) {
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
    uint16_t  *refs;
    uint32_t   state;

    if (cache->slot == -1) {
        return;
    }

    refs = &entry->refs[cache->slot];

    /*
     * Once the count is down the entry may be gone, so look before.  One
     * that becomes a zombie in between waits for the next sweep.
     */

    state = __atomic_load_n(&entry->block.state, __ATOMIC_RELAXED);

    __atomic_store_n(refs, (uint16_t) (*refs - 1), __ATOMIC_RELEASE);

    if (state == POSTS_BLOCK_ZOMBIE) {
        posts_cache_enter(cache);
        posts_cache_change(cache);

        posts_cache_sweep(cache->shared);

        posts_cache_done(cache);
    }
}


int
posts_cache_begin(posts_cache_t *cache, const posts_cache_key_t *key,
    int64_t now, int64_t age)
{
    int                    free;
    unsigned               i;
    posts_slot_t          *slot;
    posts_cache_shared_t  *sh;

    sh = cache->shared;

    if (cache->slot == -1) {
        return 1;
    }

    free = 1;

    posts_cache_enter(cache);

    for (i = 0; i < sh->slots; i++) {
        slot = &sh->slot[i];

        if (slot->busy && slot->making == key->hash
            && i != (unsigned) cache->slot && now - slot->since < age)
        {
            free = 0;
            break;
        }
    }

    if (free) {
        slot = &sh->slot[cache->slot];
        slot->making = key->hash;
        slot->since = now;
        slot->busy = 1;
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
    u_char                *p;
    posts_rc_t             rc;
    posts_place_t          place;
    posts_entry_t         *entry, *old;
    posts_cache_shared_t  *sh;

    sh = cache->shared;

    if (cache->slot == -1 || sh->broken) {
        return POSTS_AGAIN;
    }

    if (key->path.len > UINT16_MAX || item->ndeps > UINT16_MAX) {
        return POSTS_LIMIT;
    }

    size = posts_cache_head(sh) + item->ndeps * sizeof(uint64_t)
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

    posts_cache_enter(cache);
    posts_cache_change(cache);

    posts_cache_sweep(sh);

    place = posts_cache_room(cache, (uint32_t) size);

    if (place != 0) {
        sh->slot[cache->slot].filling = place;
    }

    posts_cache_done(cache);

    if (place == 0) {
        return POSTS_LIMIT;
    }

    /* the block is ours alone until it is linked */

    entry = posts_cache_entry(sh, place);

    memset((u_char *) entry + sizeof(posts_block_t), 0,
           posts_cache_head(sh) - sizeof(posts_block_t));

    entry->format = key->format;
    entry->hash = key->hash;
    entry->site = key->site;
    entry->generation = item->generation;
    entry->checked = item->generation;
    entry->used = now;
    entry->last_modified = item->last_modified;
    entry->status = item->status;
    entry->offered = item->offered;
    entry->negotiated = item->negotiated;
    entry->data = (uint32_t) posts_cache_head(sh);
    entry->path = (uint32_t) key->path.len;
    entry->ndeps = (uint32_t) item->ndeps;
    entry->body = item->body.len;

    memcpy(entry->etag, item->etag, POSTS_CACHE_ETAG);

    p = (u_char *) entry + posts_cache_head(sh);

    if (item->ndeps != 0) {
        memcpy(p, item->deps, item->ndeps * sizeof(uint64_t));
        p += item->ndeps * sizeof(uint64_t);
    }

    if (key->path.len != 0) {
        memcpy(p, key->path.data, key->path.len);
        p += key->path.len;
    }

    for (i = 0; i < POSTS_CACHE_STRINGS; i++) {
        entry->strings[i] = (uint32_t) item->strings[i].len;

        if (item->strings[i].len != 0) {
            memcpy(p, item->strings[i].data, item->strings[i].len);
            p += item->strings[i].len;
        }
    }

    if (item->body.len != 0) {
        memcpy(p, item->body.data, item->body.len);
    }

    entry->refs[cache->slot] = 1;

    rc = POSTS_OK;

    posts_cache_enter(cache);
    posts_cache_change(cache);

    sh->slot[cache->slot].filling = 0;

    old = posts_cache_search(sh, key);

    if (old != NULL && old->generation > item->generation) {

        /* somebody was faster, with a later state of the site */

        (void) posts_heap_free(&sh->heap, place);
        rc = POSTS_AGAIN;

    } else {

        if (old != NULL) {
            posts_cache_drop(sh, old);
        }

        __atomic_store_n(&entry->block.state, POSTS_BLOCK_LIVE,
                         __ATOMIC_RELEASE);
        posts_cache_link(sh, entry);

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

    stat->entries = sh->entries;
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
    size_t                 live, zombies, linked, free;
    unsigned               i;
    uint32_t               before, used;
    posts_entry_t         *entry;
    posts_place_t          place, newer;
    posts_cache_shared_t  *sh;

    sh = cache->shared;
    rc = 0;

    posts_cache_enter(cache);

    live = 0;
    zombies = 0;
    free = 0;
    used = 0;
    before = 0;

    for (place = sh->heap.first; place != 0;
         place = posts_heap_next(&sh->heap, place))
    {
        entry = posts_cache_entry(sh, place);

        if (entry->block.units == 0 || entry->block.before != before) {
            rc = 1;
            goto done;
        }

        before = entry->block.units;

        switch (entry->block.state) {

        case POSTS_BLOCK_FREE:
            free++;
            break;

        case POSTS_BLOCK_LIVE:
            live++;
            break;

        case POSTS_BLOCK_ZOMBIE:
            zombies++;
            break;

        default:
            break;
        }

        used += (entry->block.state != POSTS_BLOCK_FREE) ? before : 0;
    }

    for (place = sh->zombies; place != 0 && zombies > 0; place = entry->chain)
    {
        entry = posts_cache_entry(sh, place);
        zombies--;
    }

    if (place != 0 || zombies != 0 || live != sh->entries
        || used != sh->heap.used)
    {
        rc = 2;
        goto done;
    }

    linked = 0;

    for (i = 0; i < sh->buckets; i++) {
        for (place = sh->bucket[i]; place != 0 && linked <= live;
             place = entry->chain)
        {
            entry = posts_cache_entry(sh, place);
            linked++;

            if ((entry->hash & (sh->buckets - 1)) != i
                || entry->block.state != POSTS_BLOCK_LIVE)
            {
                rc = 3;
                goto done;
            }
        }
    }

    if (linked != live) {
        rc = 4;
        goto done;
    }

    newer = 0;
    linked = 0;

    for (place = sh->newest; place != 0 && linked <= live;
         place = entry->older)
    {
        entry = posts_cache_entry(sh, place);
        linked++;

        if (entry->newer != newer) {
            rc = 5;
            goto done;
        }

        newer = place;
    }

    if (linked != live || sh->oldest != newer) {
        rc = 6;
        goto done;
    }

    for (i = 0; i < POSTS_HEAP_BINS; i++) {
        place = sh->heap.bins[i];

        if ((place != 0) != (sh->heap.map[i / 64] >> (i % 64) & 1)) {
            rc = 7;
            goto done;
        }

        while (place != 0 && free > 0) {
            free--;
            place = ((posts_place_t *)
                     (posts_heap_block(&sh->heap, place) + 1))[0];
        }
    }

    if (free != 0) {
        rc = 8;
    }

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
}


static void
posts_cache_done(posts_cache_t *cache)
{
    __atomic_store_n(&cache->shared->changing, 0, __ATOMIC_RELEASE);

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

    sh->recoveries++;
    sh->entries = 0;
    sh->zombies = 0;
    sh->newest = 0;
    sh->oldest = 0;

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
        entry = posts_cache_entry(sh, place);

        if (entry->block.state == POSTS_BLOCK_LIVE) {
            posts_cache_link(sh, entry);

        } else if (entry->block.state == POSTS_BLOCK_ZOMBIE) {
            entry->chain = sh->zombies;
            sh->zombies = place;
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
    posts_entry_t         *entry;
    posts_cache_shared_t  *sh;

    sh = cache->shared;
    slot = &sh->slot[i];

    if (!sh->broken) {

        if (slot->filling != 0) {
            place = slot->filling;
            slot->filling = 0;
            (void) posts_heap_free(&sh->heap, place);
        }

        for (place = sh->heap.first; place != 0;
             place = posts_heap_next(&sh->heap, place))
        {
            entry = posts_cache_entry(sh, place);

            if (entry->block.state == POSTS_BLOCK_LIVE
                || entry->block.state == POSTS_BLOCK_ZOMBIE)
            {
                entry->refs[i] = 0;
            }
        }

        posts_cache_sweep(sh);
    }

    slot->busy = 0;
    slot->pid = 0;
}


static posts_entry_t *
posts_cache_entry(const posts_cache_shared_t *sh, posts_place_t place)
{
    return (posts_entry_t *) posts_heap_block(&sh->heap, place);
}


/* Bytes of an entry before its dependencies. */

static size_t
posts_cache_head(const posts_cache_shared_t *sh)
{
    return (offsetof(posts_entry_t, refs) + sh->slots * sizeof(uint16_t) + 7)
           & ~(size_t) 7;
}


static posts_entry_t *
posts_cache_search(posts_cache_shared_t *sh, const posts_cache_key_t *key)
{
    posts_place_t   place;
    posts_entry_t  *entry;

    if (sh->broken) {
        return NULL;
    }

    for (place = sh->bucket[key->hash & (sh->buckets - 1)]; place != 0;
         place = entry->chain)
    {
        entry = posts_cache_entry(sh, place);

        if (posts_cache_matches(entry, key)) {
            return entry;
        }
    }

    return NULL;
}


static int
posts_cache_matches(const posts_entry_t *entry, const posts_cache_key_t *key)
{
    const u_char  *path;

    if (entry->hash != key->hash || entry->site != key->site
        || entry->format != key->format || entry->path != key->path.len)
    {
        return 0;
    }

    path = (const u_char *) entry + entry->data
           + entry->ndeps * sizeof(uint64_t);

    return key->path.len == 0
           || memcmp(path, key->path.data, key->path.len) == 0;
}


/* A count that is full is as good as an entry that is not there. */

static int
posts_cache_ref(posts_cache_t *cache, posts_entry_t *entry)
{
    uint16_t  *refs;

    refs = &entry->refs[cache->slot];

    if (*refs == UINT16_MAX) {
        return 0;
    }

    __atomic_store_n(refs, (uint16_t) (*refs + 1), __ATOMIC_RELAXED);

    return 1;
}


static int
posts_cache_in_use(const posts_cache_shared_t *sh, const posts_entry_t *entry)
{
    unsigned  i;

    for (i = 0; i < sh->slots; i++) {
        if (__atomic_load_n(&entry->refs[i], __ATOMIC_ACQUIRE) != 0) {
            return 1;
        }
    }

    return 0;
}


static void
posts_cache_link(posts_cache_shared_t *sh, posts_entry_t *entry)
{
    posts_place_t   place, *head;

    place = posts_heap_place(&sh->heap, entry);
    head = &sh->bucket[entry->hash & (sh->buckets - 1)];

    entry->chain = *head;
    *head = place;

    entry->newer = 0;
    entry->older = sh->newest;

    if (sh->newest != 0) {
        posts_cache_entry(sh, sh->newest)->newer = place;

    } else {
        sh->oldest = place;
    }

    sh->newest = place;
    sh->entries++;
}


static void
posts_cache_unlink(posts_cache_shared_t *sh, posts_entry_t *entry)
{
    posts_place_t   place, *p;

    place = posts_heap_place(&sh->heap, entry);

    for (p = &sh->bucket[entry->hash & (sh->buckets - 1)];
         *p != 0;
         p = &posts_cache_entry(sh, *p)->chain)
    {
        if (*p == place) {
            *p = entry->chain;
            break;
        }
    }

    if (entry->newer != 0) {
        posts_cache_entry(sh, entry->newer)->older = entry->older;

    } else {
        sh->newest = entry->older;
    }

    if (entry->older != 0) {
        posts_cache_entry(sh, entry->older)->newer = entry->newer;

    } else {
        sh->oldest = entry->newer;
    }

    sh->entries--;
}


/* Out of the cache at once; out of memory when nobody uses it any more. */

static void
posts_cache_drop(posts_cache_shared_t *sh, posts_entry_t *entry)
{
    posts_place_t  place;

    place = posts_heap_place(&sh->heap, entry);

    posts_cache_unlink(sh, entry);

    /* before the counts are looked at: see posts_cache_release() */

    __atomic_store_n(&entry->block.state, POSTS_BLOCK_ZOMBIE,
                     __ATOMIC_SEQ_CST);

    if (posts_cache_in_use(sh, entry)) {
        entry->chain = sh->zombies;
        sh->zombies = place;

    } else {
        (void) posts_heap_free(&sh->heap, place);
    }
}


/* Frees the zombies that nobody uses any more. */

static void
posts_cache_sweep(posts_cache_shared_t *sh)
{
    posts_place_t   place, *p;
    posts_entry_t  *entry;

    if (sh->broken) {
        return;
    }

    p = &sh->zombies;

    while (*p != 0) {
        place = *p;
        entry = posts_cache_entry(sh, place);

        if (posts_cache_in_use(sh, entry)) {
            p = &entry->chain;
            continue;
        }

        *p = entry->chain;
        (void) posts_heap_free(&sh->heap, place);
    }
}


/*
 * A block for a new entry.  What was not used for longest goes first; if
 * that leaves holes of which none is long enough, all that lies around one
 * of them goes, too.
 */

static posts_place_t
posts_cache_room(posts_cache_t *cache, uint32_t units)
{
    unsigned               i;
    posts_place_t          place, oldest;
    posts_cache_shared_t  *sh;

    sh = cache->shared;

    place = posts_heap_alloc(&sh->heap, units, (uint32_t) cache->slot);

    for (i = 0; place == 0 && sh->oldest != 0; i++) {

        if (i >= POSTS_CACHE_EVICT + POSTS_CACHE_CLEAR) {
            break;
        }

        oldest = sh->oldest;

        if (i < POSTS_CACHE_EVICT) {
            posts_cache_drop(sh, posts_cache_entry(sh, oldest));
            sh->evictions++;

        } else if (!posts_cache_clear_around(sh, oldest, units)) {
            continue;
        }

        place = posts_heap_alloc(&sh->heap, units, (uint32_t) cache->slot);
    }

    return place;
}


/*
 * Evicts the entry at "place" and what follows it until there is a hole of
 * the length.  0: something in use is in the way.
 */

static int
posts_cache_clear_around(posts_cache_shared_t *sh, posts_place_t place,
    uint32_t units)
{
    unsigned        i;
    posts_place_t   next;
    posts_entry_t  *entry;

    for (i = 0; place != 0 && i < POSTS_CACHE_BLOCKS; i++) {

        entry = posts_cache_entry(sh, place);

        if (entry->block.state == POSTS_BLOCK_LIVE) {

            if (posts_cache_in_use(sh, entry)) {

                /* so that the next try begins elsewhere */

                posts_cache_unlink(sh, entry);
                posts_cache_link(sh, entry);
                return 0;
            }

            posts_cache_unlink(sh, entry);
            sh->evictions++;
            place = posts_heap_free(&sh->heap, place);
            entry = posts_cache_entry(sh, place);
        }

        if (entry->block.state == POSTS_BLOCK_FREE) {

            if (entry->block.units >= units) {
                return 1;
            }

            next = posts_heap_next(&sh->heap, place);

            if (next == 0
                || posts_cache_entry(sh, next)->block.state
                   != POSTS_BLOCK_LIVE)
            {
                return 0;
            }

            place = next;
            continue;
        }

        return 0;
    }

    return 0;
}
