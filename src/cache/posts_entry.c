
/*
 * Copyright (C) the authors of this project
 *
 * An entry's state says what it is: FILLING is its owner's alone, LIVE can
 * be found, ZOMBIE was found before and is still used.  Each change of it is
 * one store, made when all is true that the new state says; so what died in
 * between is put right by looking at the states alone.
 */


#include <stddef.h>

#include "posts_entry.h"


/* zombies that a sweep looks at */
#define POSTS_ENTRY_SWEEP  16


static int posts_entry_matches(const posts_entry_t *entry,
    const posts_cache_key_t *key);


size_t
posts_entry_head(const posts_cache_shared_t *sh)
{
    return (offsetof(posts_entry_t, refs) + sh->slots * sizeof(uint32_t) + 7)
           & ~(size_t) 7;
}


posts_entry_t *
posts_entry_search(posts_cache_shared_t *sh, const posts_cache_key_t *key)
{
    posts_place_t   place;
    posts_entry_t  *entry;

    if (sh->broken) {
        return NULL;
    }

    for (place = sh->bucket[key->hash & (sh->buckets - 1)]; place != 0;
         place = entry->chain)
    {
        entry = posts_entry_at(sh, place);

        if (posts_entry_matches(entry, key)) {
            return entry;
        }
    }

    return NULL;
}


static int
posts_entry_matches(const posts_entry_t *entry, const posts_cache_key_t *key)
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


int
posts_entry_ref(posts_cache_shared_t *sh, unsigned slot, posts_entry_t *entry)
{
    uint32_t  *refs, term, count;

    refs = &entry->refs[slot];
    term = sh->term[slot];
    count = (*refs >> 16 == term) ? (*refs & 0xffff) : 0;

    if (count == 0xffff) {
        return 0;
    }

    __atomic_store_n(refs, term << 16 | (count + 1), __ATOMIC_RELAXED);

    return 1;
}


void
posts_entry_unref(unsigned slot, posts_entry_t *entry)
{
    uint32_t  *refs;

    refs = &entry->refs[slot];

    __atomic_store_n(refs, *refs - 1, __ATOMIC_RELEASE);
}


int
posts_entry_in_use(const posts_cache_shared_t *sh, const posts_entry_t *entry)
{
    unsigned  i;
    uint32_t  refs;

    for (i = 0; i < sh->claimed; i++) {
        refs = __atomic_load_n(&entry->refs[i], __ATOMIC_ACQUIRE);

        if ((refs & 0xffff) != 0 && refs >> 16 == sh->term[i]) {
            return 1;
        }
    }

    return 0;
}


void
posts_entry_link(posts_cache_shared_t *sh, posts_entry_t *entry)
{
    posts_place_t  *head;

    head = &sh->bucket[entry->hash & (sh->buckets - 1)];

    entry->chain = *head;
    *head = posts_heap_place(&sh->heap, entry);

    posts_entry_add(sh, &sh->live, entry);
}


void
posts_entry_unlink(posts_cache_shared_t *sh, posts_entry_t *entry)
{
    posts_place_t   place, *p;

    place = posts_heap_place(&sh->heap, entry);

    for (p = &sh->bucket[entry->hash & (sh->buckets - 1)];
         *p != 0;
         p = &posts_entry_at(sh, *p)->chain)
    {
        if (*p == place) {
            *p = entry->chain;
            break;
        }
    }

    posts_entry_remove(sh, &sh->live, entry);
}


void
posts_entry_add(posts_cache_shared_t *sh, posts_order_t *order,
    posts_entry_t *entry)
{
    posts_place_t  place;

    place = posts_heap_place(&sh->heap, entry);

    entry->newer = 0;
    entry->older = order->newest;

    if (order->newest != 0) {
        posts_entry_at(sh, order->newest)->newer = place;

    } else {
        order->oldest = place;
    }

    order->newest = place;
    order->number++;
}


void
posts_entry_remove(posts_cache_shared_t *sh, posts_order_t *order,
    posts_entry_t *entry)
{
    if (entry->newer != 0) {
        posts_entry_at(sh, entry->newer)->older = entry->older;

    } else {
        order->newest = entry->older;
    }

    if (entry->older != 0) {
        posts_entry_at(sh, entry->older)->newer = entry->newer;

    } else {
        order->oldest = entry->newer;
    }

    order->number--;
}


int
posts_entry_verify_order(posts_cache_shared_t *sh,
    posts_order_t *order, posts_block_e state)
{
    uint32_t        left;
    posts_entry_t  *entry;
    posts_place_t   place, newer;

    newer = 0;
    left = order->number;

    for (place = order->newest; place != 0; place = entry->older) {
        entry = posts_entry_at(sh, place);

        if (left == 0 || entry->newer != newer || entry->block.state != state)
        {
            return 0;
        }

        newer = place;
        left--;
    }

    return left == 0 && order->oldest == newer;
}


void
posts_entry_drop(posts_cache_shared_t *sh, posts_entry_t *entry)
{
    posts_entry_unlink(sh, entry);

    /* before the counts are looked at: see posts_cache_release() */

    __atomic_store_n(&entry->block.state, POSTS_BLOCK_ZOMBIE,
                     __ATOMIC_SEQ_CST);

    posts_entry_add(sh, &sh->zombies, entry);

    if (!posts_entry_in_use(sh, entry)) {
        (void) posts_entry_bury(sh, entry);
    }
}


posts_place_t
posts_entry_evict(posts_cache_shared_t *sh, posts_entry_t *entry)
{
    posts_entry_unlink(sh, entry);
    sh->evictions++;

    return posts_heap_free(&sh->heap, posts_heap_place(&sh->heap, entry));
}


posts_place_t
posts_entry_bury(posts_cache_shared_t *sh, posts_entry_t *entry)
{
    posts_entry_remove(sh, &sh->zombies, entry);

    return posts_heap_free(&sh->heap, posts_heap_place(&sh->heap, entry));
}


void
posts_entry_sweep(posts_cache_shared_t *sh)
{
    uint32_t        n;
    posts_entry_t  *entry;

    n = sh->broken ? 0 : sh->zombies.number;

    if (n > POSTS_ENTRY_SWEEP) {
        n = POSTS_ENTRY_SWEEP;
    }

    for ( /* void */ ; n != 0; n--) {
        entry = posts_entry_at(sh, sh->zombies.oldest);

        if (posts_entry_in_use(sh, entry)) {
            posts_entry_remove(sh, &sh->zombies, entry);
            posts_entry_add(sh, &sh->zombies, entry);

        } else {
            (void) posts_entry_bury(sh, entry);
        }
    }
}


void
posts_entry_fill(posts_cache_shared_t *sh, unsigned slot,
    posts_entry_t *entry, const posts_cache_key_t *key,
    const posts_cache_item_t *item, int64_t now)
{
    size_t   i, head;
    u_char  *p;

    head = posts_entry_head(sh);

    memset((u_char *) entry + sizeof(posts_block_t), 0,
           head - sizeof(posts_block_t));

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
    entry->data = (uint32_t) head;
    entry->path = (uint32_t) key->path.len;
    entry->ndeps = (uint32_t) item->ndeps;
    entry->body = item->body.len;

    memcpy(entry->etag, item->etag, POSTS_CACHE_ETAG);

    p = (u_char *) entry + head;

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

    (void) posts_entry_ref(sh, slot, entry);
}
