
/*
 * Copyright (C) the authors of this project
 *
 * The cache: answers already made, in memory that several processes share.
 *
 * It is given a piece of memory, mapped at the same address in each of them,
 * and a lock; it knows no other part of the system.  Every process claims a
 * slot; what it refers to, what it is filling and what it is rendering is
 * noted under that slot, so that the next process that takes over a dead
 * one's slot can put right what was left.
 *
 * An entry that is found is referenced: its bytes stay where they are until
 * the reference is released, even when the entry was replaced or evicted in
 * the meantime.
 *
 * Nothing is rendered, read or copied while the lock is held.
 */


#ifndef _POSTS_CACHE_H_INCLUDED_
#define _POSTS_CACHE_H_INCLUDED_


#include "posts_heap.h"
#include "posts_str.h"


#define POSTS_CACHE_ETAG  34    /* 32 hexadecimal digits and two quotes */


/*
 * The strings that an entry keeps beside its body.  The length and the time
 * are there as header fields have them: to write them costs more than
 * everything else that is done for a hit.
 */

typedef enum {
    POSTS_CACHE_CONTENT_TYPE = 0,
    POSTS_CACHE_CONTENT_LENGTH,
    POSTS_CACHE_CONTENT_LOCATION,
    POSTS_CACHE_LAST_MODIFIED,
    POSTS_CACHE_LINK,
    POSTS_CACHE_RESOURCE,
    POSTS_CACHE_STRINGS      /* their number */
} posts_cache_string_e;


/* What names an entry; the hash is of all that is before it. */

typedef struct {
    uint64_t     site;       /* the site with its rendering options */
    unsigned     format;
    posts_str_t  path;
    uint64_t     hash;       /* by posts_cache_key() */
} posts_cache_key_t;


/* What an entry holds, to store it and as it is read. */

typedef struct {
    uint64_t         generation;     /* of the index it was made from */
    int64_t          last_modified;  /* seconds since the epoch; 0: none */
    unsigned         status;
    unsigned         format;
    unsigned         offered;        /* mask of formats; if the key's format
                                        is not in it, the entry only says
                                        that: it has no body */
    unsigned         negotiated;
    const uint64_t  *deps;           /* posts_dep_t */
    size_t           ndeps;
    u_char           etag[POSTS_CACHE_ETAG];
    posts_str_t      strings[POSTS_CACHE_STRINGS];
    posts_str_t      body;
} posts_cache_item_t;


typedef struct posts_entry_s         posts_entry_t;
typedef struct posts_cache_shared_s  posts_cache_shared_t;


/* A process's own handle; filled by posts_cache_attach(). */

typedef struct {
    posts_cache_shared_t  *shared;
    void                 (*lock)(void *payload);
    void                 (*unlock)(void *payload);
    void                  *payload;
    int                    slot;     /* -1: none, the cache is not used */
} posts_cache_t;


typedef enum {
    POSTS_CACHE_MISS = 0,
    POSTS_CACHE_HIT,         /* referenced, and fresh at the generation */
    POSTS_CACHE_CHECK        /* referenced; its dependencies have to be
                                looked at */
} posts_cache_find_e;


typedef struct {
    size_t    entries;
    size_t    zombies;       /* out, but still referenced */
    size_t    used;          /* bytes of entries, live or still referenced */
    size_t    size;          /* bytes that entries can have */
    uint64_t  evictions;
    uint64_t  recoveries;    /* after a process died within a change */
} posts_cache_stat_t;


/*
 * Makes an empty cache of "size" bytes at "memory" (aligned to 64 bytes),
 * for up to "slots" processes at a time (1 .. 1024).  POSTS_LIMIT: too small
 * for anything.
 */

posts_rc_t posts_cache_format(void *memory, size_t size, unsigned slots);

/*
 * Begins to use a cache that posts_cache_format() made, perhaps long ago and
 * by another process.  POSTS_INVALID: it is not one, of another layout, or
 * not where it was made.
 */

posts_rc_t posts_cache_attach(posts_cache_t *cache, void *memory,
    void (*lock)(void *), void (*unlock)(void *), void *payload);

/*
 * Claims a slot for the process "pid".  A slot whose owner is no longer
 * "alive" is cleaned and reused.  POSTS_LIMIT: none is free; the cache then
 * finds and stores nothing in this process.
 */

posts_rc_t posts_cache_claim(posts_cache_t *cache, uint64_t pid,
    int (*alive)(uint64_t pid));

/* Gives the slot back; references that are left are dropped. */

void posts_cache_leave(posts_cache_t *cache);

/* Fills key->hash. */

void posts_cache_key(posts_cache_key_t *key);

/*
 * Looks for an entry.  "generation" is the site's now, "now" a time in
 * seconds (for the order of eviction only).  HIT and CHECK: *entry holds a
 * reference.
 */

posts_cache_find_e posts_cache_find(posts_cache_t *cache,
    const posts_cache_key_t *key, uint64_t generation, int64_t now,
    posts_entry_t **entry);

/* The entry was found to be fresh at "generation": the next find is a HIT. */

void posts_cache_confirm(posts_entry_t *entry, uint64_t generation);

/* The entry's content; it points into the entry. */

void posts_cache_read(const posts_entry_t *entry, posts_cache_item_t *item);

/* Gives a reference back. */

void posts_cache_release(posts_cache_t *cache, posts_entry_t *entry);

/*
 * Notes that this process now makes the entry of the key, so that others may
 * wait.  A process makes one at a time.  1: go on; 0: another one is at it,
 * since less than "age" ms ("now" in ms of a clock that all share).
 */

int posts_cache_begin(posts_cache_t *cache, const posts_cache_key_t *key,
    int64_t now, int64_t age);

/* The making has ended, with or without a posts_cache_store(). */

void posts_cache_end(posts_cache_t *cache);

/*
 * Stores a copy of the item, replacing an entry of the same key that was not
 * made from a later generation, and evicting what was not used for longest
 * if there is no room.  *entry gets a reference to the new one.
 *
 * POSTS_LIMIT: larger than a quarter of the cache, or everything around is
 * in use; POSTS_AGAIN: the cache can not be used by this process, or holds
 * a later one.
 */

posts_rc_t posts_cache_store(posts_cache_t *cache,
    const posts_cache_key_t *key, const posts_cache_item_t *item,
    int64_t now, posts_entry_t **entry);

void posts_cache_stat(posts_cache_t *cache, posts_cache_stat_t *stat);

/*
 * For tests: walks everything and compares what is derived with what it is
 * derived from.  0: consistent; else the number of the check that failed.
 */

int posts_cache_verify(posts_cache_t *cache);


#endif /* _POSTS_CACHE_H_INCLUDED_ */
