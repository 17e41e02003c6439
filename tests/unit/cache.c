
/*
 * Copyright (C) the ngx_http_posts_module authors
 *
 * What the cache promises, one promise a function; then a long random walk
 * of three processes' handles beside a model.  The three share one piece of
 * memory and live in one process here, so that each step can be followed by
 * a check of everything.
 */


#include <setjmp.h>

#include "check.h"
#include "sample.h"


#define CACHE_KEYS  200
#define CACHE_REFS  64


typedef struct {
    posts_entry_t  *entry;
    uint64_t        n;
    uint64_t        generation;
} cache_ref_t;


static void cache_test_format(void);
static void cache_test_fields(void);
static void cache_test_bounds(void);
static void cache_test_lengths(void);
static void cache_test_fresh(void);
static void cache_test_keys(void);
static void cache_test_replace(void);
static void cache_test_later(void);
static void cache_test_order(void);
static void cache_test_size(void);
static void cache_test_in_use(void);
static void cache_test_wide(void);
static void cache_test_full_count(void);
static void cache_test_slots(void);
static void cache_test_dead(void);
static void cache_test_orphan(void);
static void cache_test_begin(void);
static void cache_test_interrupted(void);
static void cache_test_damaged(void);
static void cache_test_random(uint64_t seed);
static void cache_open(size_t size, unsigned slots, unsigned handles);
static posts_rc_t cache_put(unsigned who, uint64_t n, uint64_t generation,
    int64_t now, posts_entry_t **entry);
static posts_cache_find_e cache_get(unsigned who, uint64_t n,
    uint64_t generation, int64_t now, posts_entry_t **entry);
static int cache_has(unsigned who, uint64_t n);
static void cache_set_body(sample_t *sample, uint64_t n, size_t len);
static void cache_lock(void *payload);
static void cache_unlock(void *payload);
static int cache_alive(uint64_t pid);
static int cache_die(uint64_t pid);


static u_char         *cache_memory;
static size_t          cache_size;
static posts_cache_t   cache_handle[4];
static int             cache_locked;
static uint64_t        cache_locks;
static uint64_t        cache_living;      /* bits by pid */
static jmp_buf         cache_death;
static sample_t        cache_sample;


int
main(void)
{
    uint64_t  seed;

    cache_size = 8 * 1024 * 1024;

    if (!CHECK(posix_memalign((void **) &cache_memory, 64, cache_size) == 0)
        || !CHECK(sample_init(&cache_sample, 4 * 1024 * 1024)))
    {
        return CHECK_END("cache");
    }

    cache_test_format();
    cache_test_fields();
    cache_test_bounds();
    cache_test_lengths();
    cache_test_fresh();
    cache_test_keys();
    cache_test_replace();
    cache_test_later();
    cache_test_order();
    cache_test_size();
    cache_test_in_use();
    cache_test_wide();
    cache_test_full_count();
    cache_test_slots();
    cache_test_dead();
    cache_test_orphan();
    cache_test_begin();
    cache_test_interrupted();
    cache_test_damaged();

    for (seed = 1; seed <= 12; seed++) {
        cache_test_random(seed);
    }

    CHECK_INT(cache_locked, 0);

    free(cache_sample.body);
    free(cache_memory);

    return CHECK_END("cache");
}


static void
cache_test_format(void)
{
    size_t              size;
    unsigned            slots;
    posts_cache_t       cache;
    posts_cache_stat_t  stat;

    CHECK_INT(posts_cache_format(cache_memory, cache_size, 0), POSTS_LIMIT);
    CHECK_INT(posts_cache_format(cache_memory, cache_size, 1025),
              POSTS_LIMIT);
    CHECK_INT(posts_cache_format(cache_memory, 0, 1), POSTS_LIMIT);
    CHECK_INT(posts_cache_format(cache_memory, 63, 1), POSTS_LIMIT);
    CHECK_INT(posts_cache_format(cache_memory, 4096, 1024), POSTS_LIMIT);
    CHECK_INT(posts_cache_format(cache_memory, cache_size, 1024), POSTS_OK);

    /* as small as it goes, and nothing behind the end is written */

    for (slots = 1; slots <= 1024; slots *= 4) {
        for (size = 4096; size < 256 * 1024; size += 64) {
            memset(cache_memory + size, 0xa5, 64);

            if (posts_cache_format(cache_memory, size, slots) == POSTS_OK) {
                break;
            }
        }

        CHECK(size < 256 * 1024);
        CHECK_INT(posts_cache_attach(&cache_handle[0], cache_memory,
                                     cache_lock, cache_unlock, &cache_locked),
                  POSTS_OK);
        CHECK_INT(posts_cache_verify(&cache_handle[0]), 0);

        posts_cache_stat(&cache_handle[0], &stat);

        CHECK_INT(stat.entries, 0);
        CHECK_INT(stat.zombies, 0);
        CHECK_INT(stat.used, 0);
        CHECK(stat.size >= 64 * 64 && stat.size < size);
        CHECK_INT(cache_memory[size], 0xa5);
        CHECK_INT(cache_memory[size + 63], 0xa5);
    }

    /* not a cache, another layout, elsewhere */

    memset(cache_memory, 0, 4096);
    CHECK_INT(posts_cache_attach(&cache, cache_memory, cache_lock,
                                 cache_unlock, NULL), POSTS_INVALID);

    CHECK_INT(posts_cache_format(cache_memory, 65536, 4), POSTS_OK);
    cache_memory[8]++;
    CHECK_INT(posts_cache_attach(&cache, cache_memory, cache_lock,
                                 cache_unlock, NULL), POSTS_INVALID);
    cache_memory[8]--;

    memcpy(cache_memory + 65536, cache_memory, 65536);
    CHECK_INT(posts_cache_attach(&cache, cache_memory + 65536, cache_lock,
                                 cache_unlock, NULL), POSTS_INVALID);
    CHECK_INT(posts_cache_attach(&cache, cache_memory, cache_lock,
                                 cache_unlock, NULL), POSTS_OK);
    CHECK_INT(cache.slot, -1);
}


static void
cache_test_fields(void)
{
    uint64_t            n;
    posts_entry_t      *entry, *found;
    posts_cache_stat_t  stat;

    cache_open(1024 * 1024, 4, 2);
    cache_sample.max = 8192;

    for (n = 0; n < 60; n++) {
        CHECK_INT(cache_get(0, n, 5, 1, &found), POSTS_CACHE_MISS);

        if (!CHECK_INT(cache_put(0, n, 5, 1, &entry), POSTS_OK)) {
            return;
        }

        CHECK(sample_holds(&cache_sample, entry, n));

        CHECK_INT(cache_get(1, n, 5, 1, &found), POSTS_CACHE_HIT);
        CHECK(found == entry);

        posts_cache_release(&cache_handle[1], found);
        posts_cache_release(&cache_handle[0], entry);
        CHECK_INT(posts_cache_verify(&cache_handle[0]), 0);
    }

    posts_cache_stat(&cache_handle[1], &stat);

    CHECK_INT(stat.entries, 60);
    CHECK_INT(stat.zombies, 0);
    CHECK_INT(stat.evictions, 0);
    CHECK_INT(stat.recoveries, 0);

    for (n = 0; n < 60; n++) {
        if (!CHECK_INT(cache_get(1, n, 5, 2, &found), POSTS_CACHE_HIT)) {
            return;
        }

        CHECK(sample_holds(&cache_sample, found, n));
        posts_cache_release(&cache_handle[1], found);
    }

    CHECK_INT(cache_get(1, 60, 5, 2, &found), POSTS_CACHE_MISS);
}


/* Every field at both ends of what it can hold; an entry without a body. */

static void
cache_test_bounds(void)
{
    unsigned             i;
    uint64_t             dep[2];
    posts_entry_t       *entry;
    posts_cache_key_t    key;
    posts_cache_item_t   item, got;

    cache_open(65536, 1, 1);

    for (i = 0; i < 2; i++) {
        memset(&key, 0, sizeof(key));
        memset(&item, i ? 0xff : 0, sizeof(item));
        memset(item.strings, 0, sizeof(item.strings));

        dep[0] = 0;
        dep[1] = UINT64_MAX;

        item.deps = i ? dep : NULL;
        item.ndeps = i ? 2 : 0;
        item.last_modified = i ? INT64_MAX : INT64_MIN;
        item.body = posts_str_from(NULL, 0);
        item.format = i ? UINT32_MAX : 0;

        key.site = i ? UINT64_MAX : 0;
        key.format = item.format;
        posts_cache_key(&key);

        if (!CHECK_INT(posts_cache_store(&cache_handle[0], &key, &item,
                                         i ? INT64_MAX : INT64_MIN, &entry),
                       POSTS_OK))
        {
            return;
        }

        posts_cache_release(&cache_handle[0], entry);

        CHECK_INT(posts_cache_find(&cache_handle[0], &key, item.generation,
                                   i ? INT64_MIN : INT64_MAX, &entry),
                  POSTS_CACHE_HIT);

        posts_cache_read(entry, &got);

        CHECK(got.generation == item.generation);
        CHECK(got.last_modified == item.last_modified);
        CHECK_INT(got.status, item.status);
        CHECK_INT(got.format, item.format);
        CHECK_INT(got.offered, item.offered);
        CHECK_INT(got.negotiated, item.negotiated);
        CHECK_INT(got.ndeps, item.ndeps);
        CHECK_INT(got.body.len, 0);
        CHECK(memcmp(got.etag, item.etag, POSTS_CACHE_ETAG) == 0);
        CHECK(i == 0 || (got.deps[0] == 0 && got.deps[1] == UINT64_MAX));

        CHECK_INT(posts_cache_find(&cache_handle[0], &key,
                                   i ? UINT64_MAX - 1 : 1, 0, &entry),
                  i ? POSTS_CACHE_HIT : POSTS_CACHE_CHECK);

        posts_cache_release(&cache_handle[0], entry);
        posts_cache_release(&cache_handle[0], entry);
        CHECK_INT(posts_cache_verify(&cache_handle[0]), 0);
    }
}


/* Path, strings and dependencies: none, the most, and one more. */

static void
cache_test_lengths(void)
{
    size_t               i, j;
    u_char              *text;
    uint64_t            *deps;
    posts_rc_t           rc;
    posts_entry_t       *entry;
    posts_cache_key_t    key;
    posts_cache_item_t   item, got;

    cache_open(cache_size, 2, 1);

    text = malloc(65536);
    deps = malloc(65536 * sizeof(uint64_t));

    if (!CHECK(text != NULL && deps != NULL)) {
        return;
    }

    for (i = 0; i < 65536; i++) {
        text[i] = (u_char) sample_mix(i);
        deps[i] = sample_mix(i);
    }

    memset(&key, 0, sizeof(key));
    memset(&item, 0, sizeof(item));

    for (i = 0; i < 2 + POSTS_CACHE_STRINGS; i++) {

        /* all at their most but one, which is too long; then the most */

        key.path = posts_str_from(text, i == 0 ? 65536 : 65535);
        item.deps = deps;
        item.ndeps = (i == 1) ? 65536 : 65535;

        for (j = 0; j < POSTS_CACHE_STRINGS; j++) {
            item.strings[j] = posts_str_from(text, i == 2 + j ? 65536 : 65535);
        }

        posts_cache_key(&key);

        CHECK_INT(posts_cache_store(&cache_handle[0], &key, &item, 0, &entry),
                  POSTS_LIMIT);
    }

    key.path.len = 65535;
    item.strings[POSTS_CACHE_RESOURCE].len = 65535;
    item.body = posts_str_from(text, 65536);
    posts_cache_key(&key);

    rc = posts_cache_store(&cache_handle[0], &key, &item, 0, &entry);

    if (CHECK_INT(rc, POSTS_OK)) {
        posts_cache_release(&cache_handle[0], entry);
        CHECK_INT(posts_cache_find(&cache_handle[0], &key, 0, 0, &entry),
                  POSTS_CACHE_HIT);

        posts_cache_read(entry, &got);

        CHECK_INT(got.ndeps, 65535);
        CHECK(memcmp(got.deps, deps, 65535 * sizeof(uint64_t)) == 0);
        CHECK_STR_EQ(got.body, item.body);

        for (i = 0; i < POSTS_CACHE_STRINGS; i++) {
            CHECK_STR_EQ(got.strings[i], item.strings[i]);
        }

        posts_cache_release(&cache_handle[0], entry);
    }

    /* a body so long that a sum of it could overflow */

    item.body.len = SIZE_MAX;
    CHECK_INT(posts_cache_store(&cache_handle[0], &key, &item, 0, &entry),
              POSTS_LIMIT);
    item.body.len = SIZE_MAX - 1024 * 1024;
    CHECK_INT(posts_cache_store(&cache_handle[0], &key, &item, 0, &entry),
              POSTS_LIMIT);

    CHECK_INT(posts_cache_verify(&cache_handle[0]), 0);

    free(text);
    free(deps);
}


static void
cache_test_fresh(void)
{
    posts_entry_t  *entry, *found;

    cache_open(65536, 2, 2);
    cache_sample.max = 100;

    CHECK_INT(cache_put(0, 1, 10, 1, &entry), POSTS_OK);
    CHECK_INT(cache_get(1, 1, 10, 1, &found), POSTS_CACHE_HIT);
    posts_cache_release(&cache_handle[1], found);

    CHECK_INT(cache_get(1, 1, 11, 1, &found), POSTS_CACHE_CHECK);
    posts_cache_confirm(found, 11);
    posts_cache_release(&cache_handle[1], found);

    CHECK_INT(cache_get(0, 1, 11, 1, &found), POSTS_CACHE_HIT);
    posts_cache_release(&cache_handle[0], found);

    /* a process that has not heard of 11 yet gets what is later */

    CHECK_INT(cache_get(1, 1, 10, 1, &found), POSTS_CACHE_HIT);
    posts_cache_release(&cache_handle[1], found);

    CHECK_INT(cache_get(1, 1, 12, 1, &found), POSTS_CACHE_CHECK);
    posts_cache_release(&cache_handle[1], found);

    posts_cache_release(&cache_handle[0], entry);
    CHECK_INT(posts_cache_verify(&cache_handle[0]), 0);
}


/* Keys that differ in one part only, all in one chain with one hash. */

static void
cache_test_keys(void)
{
    unsigned                  i, k;
    posts_entry_t            *entry[5];
    posts_cache_item_t        item;
    static posts_cache_key_t  keys[5] = {
        { 1, 1, posts_string("/a"), 0 },
        { 2, 1, posts_string("/a"), 0 },
        { 1, 2, posts_string("/a"), 0 },
        { 1, 1, posts_string("/b"), 0 },
        { 1, 1, posts_string("/"), 0 }
    };

    cache_open(65536, 2, 1);
    memset(&item, 0, sizeof(item));

    for (i = 0; i < 5; i++) {
        keys[i].hash = 0xfeedULL;
        item.status = i;

        CHECK_INT(posts_cache_find(&cache_handle[0], &keys[i], 0, 0,
                                   &entry[i]), POSTS_CACHE_MISS);
        CHECK_INT(posts_cache_store(&cache_handle[0], &keys[i], &item, 0,
                                    &entry[i]), POSTS_OK);

        for (k = 0; k < i; k++) {
            CHECK(entry[k] != entry[i]);
        }
    }

    for (i = 0; i < 5; i++) {
        posts_cache_release(&cache_handle[0], entry[i]);
        CHECK_INT(posts_cache_find(&cache_handle[0], &keys[i], 0, 1,
                                   &entry[i]), POSTS_CACHE_HIT);

        posts_cache_read(entry[i], &item);
        CHECK_INT(item.status, i);
        CHECK_INT(posts_cache_verify(&cache_handle[0]), 0);
    }

    for (i = 0; i < 5; i++) {
        posts_cache_key(&keys[i]);

        for (k = 0; k < i; k++) {
            CHECK(keys[k].hash != keys[i].hash);
        }
    }
}


/* What was replaced stays as it is for those who have it. */

static void
cache_test_replace(void)
{
    size_t              used;
    posts_entry_t      *old, *also, *fresh, *found;
    posts_cache_item_t  item;
    posts_cache_stat_t  stat;

    cache_open(1024 * 1024, 4, 3);
    cache_sample.max = 50000;

    CHECK_INT(cache_put(0, 7, 1, 1, &old), POSTS_OK);
    CHECK_INT(cache_get(1, 7, 1, 1, &also), POSTS_CACHE_HIT);
    CHECK(also == old);

    posts_cache_stat(&cache_handle[0], &stat);
    used = stat.used;

    CHECK_INT(cache_put(2, 7, 2, 1, &fresh), POSTS_OK);
    CHECK(fresh != old);
    CHECK(sample_holds(&cache_sample, old, 7));
    CHECK(sample_holds(&cache_sample, fresh, 7));

    CHECK_INT(cache_get(0, 7, 2, 1, &found), POSTS_CACHE_HIT);
    CHECK(found == fresh);
    posts_cache_release(&cache_handle[0], found);

    posts_cache_stat(&cache_handle[0], &stat);
    CHECK_INT(stat.entries, 1);
    CHECK_INT(stat.zombies, 1);
    CHECK(stat.used > used);
    CHECK_INT(posts_cache_verify(&cache_handle[0]), 0);

    posts_cache_release(&cache_handle[0], old);
    posts_cache_stat(&cache_handle[0], &stat);
    CHECK_INT(stat.zombies, 1);
    CHECK(sample_holds(&cache_sample, old, 7));
    posts_cache_read(old, &item);
    CHECK_INT(item.generation, 1);

    posts_cache_release(&cache_handle[1], also);
    posts_cache_stat(&cache_handle[0], &stat);
    CHECK_INT(stat.zombies, 0);
    CHECK_INT(stat.evictions, 0);

    posts_cache_release(&cache_handle[2], fresh);
    CHECK_INT(posts_cache_verify(&cache_handle[0]), 0);

    /* one that nobody has is gone at once */

    CHECK_INT(cache_put(2, 7, 3, 1, &fresh), POSTS_OK);
    posts_cache_release(&cache_handle[2], fresh);
    posts_cache_stat(&cache_handle[0], &stat);
    CHECK_INT(stat.entries, 1);
    CHECK_INT(stat.zombies, 0);
}


/* Nothing is replaced by what was made from an earlier generation. */

static void
cache_test_later(void)
{
    size_t              used;
    posts_entry_t      *entry, *found;
    posts_cache_stat_t  stat;

    cache_open(65536, 2, 2);
    cache_sample.max = 1000;

    CHECK_INT(cache_put(0, 3, 10, 1, &entry), POSTS_OK);
    posts_cache_release(&cache_handle[0], entry);
    posts_cache_stat(&cache_handle[0], &stat);
    used = stat.used;

    found = NULL;
    CHECK_INT(cache_put(1, 3, 9, 1, &found), POSTS_AGAIN);
    CHECK(found == NULL);

    posts_cache_stat(&cache_handle[0], &stat);
    CHECK_INT(stat.used, used);
    CHECK_INT(stat.entries, 1);
    CHECK_INT(posts_cache_verify(&cache_handle[0]), 0);

    CHECK_INT(cache_get(0, 3, 10, 1, &found), POSTS_CACHE_HIT);
    posts_cache_release(&cache_handle[0], found);

    CHECK_INT(cache_put(1, 3, 10, 1, &found), POSTS_OK);
    posts_cache_release(&cache_handle[1], found);
    CHECK_INT(cache_put(1, 3, UINT64_MAX, 1, &found), POSTS_OK);
    posts_cache_release(&cache_handle[1], found);
    CHECK_INT(cache_put(1, 3, 11, 1, &found), POSTS_AGAIN);

    posts_cache_stat(&cache_handle[0], &stat);
    CHECK_INT(stat.entries, 1);
    CHECK_INT(posts_cache_verify(&cache_handle[0]), 0);
}


/* What was not used for longest goes first. */

static void
cache_test_order(void)
{
    uint64_t            n, last, kept;
    posts_entry_t      *entry;
    posts_cache_item_t  item;
    posts_cache_stat_t  stat;

    cache_open(256 * 1024, 1, 1);
    memset(&item, 0, sizeof(item));

    /* all of one size: as many as fit */

    for (n = 0; ; n++) {
        cache_set_body(&cache_sample, n, 2000);

        if (!CHECK_INT(posts_cache_store(&cache_handle[0], &cache_sample.key,
                                         &cache_sample.item, (int64_t) n,
                                         &entry), POSTS_OK))
        {
            return;
        }

        posts_cache_release(&cache_handle[0], entry);
        posts_cache_stat(&cache_handle[0], &stat);

        if (stat.evictions != 0) {
            break;
        }
    }

    CHECK_INT(stat.evictions, 1);
    CHECK(n > 90);
    CHECK(!cache_has(0, 0));
    CHECK(cache_has(0, n));

    /* 1 .. 4 are used again: 5 is the oldest now */

    for (last = 1; last < 5; last++) {
        CHECK_INT(cache_get(0, last, 0, (int64_t) n + 1, &entry),
                  POSTS_CACHE_HIT);
        posts_cache_release(&cache_handle[0], entry);
    }

    for (kept = 5; kept < 20; kept++) {
        n++;
        cache_set_body(&cache_sample, n, 2000);

        CHECK_INT(posts_cache_store(&cache_handle[0], &cache_sample.key,
                                    &cache_sample.item, (int64_t) n + 2,
                                    &entry), POSTS_OK);
        posts_cache_release(&cache_handle[0], entry);

        posts_cache_stat(&cache_handle[0], &stat);
        CHECK_INT(stat.evictions, kept - 3);

        CHECK(!cache_has(0, kept));
    }

    for (last = 1; last < 5; last++) {
        CHECK(cache_has(0, last));
    }

    CHECK(cache_has(0, kept));
    CHECK_INT(posts_cache_verify(&cache_handle[0]), 0);
}


/* A quarter of the cache is the most. */

static void
cache_test_size(void)
{
    size_t              len;
    posts_entry_t      *entry;
    posts_cache_stat_t  stat;

    cache_open(1024 * 1024, 4, 1);
    posts_cache_stat(&cache_handle[0], &stat);

    len = stat.size / 4 - 64;

    cache_set_body(&cache_sample, 1, stat.size / 4);
    CHECK_INT(posts_cache_store(&cache_handle[0], &cache_sample.key,
                                &cache_sample.item, 0, &entry), POSTS_LIMIT);

    /* what is beside the body counts as well */

    cache_set_body(&cache_sample, 1, len);
    CHECK_INT(posts_cache_store(&cache_handle[0], &cache_sample.key,
                                &cache_sample.item, 0, &entry), POSTS_LIMIT);

    for ( /* void */ ; len > stat.size / 4 - 1024; len--) {
        cache_set_body(&cache_sample, 1, len);

        if (posts_cache_store(&cache_handle[0], &cache_sample.key,
                              &cache_sample.item, 0, &entry) == POSTS_OK)
        {
            break;
        }
    }

    posts_cache_stat(&cache_handle[0], &stat);
    CHECK_INT(stat.entries, 1);
    CHECK_INT(stat.used, stat.size / 4 / 64 * 64);
    posts_cache_release(&cache_handle[0], entry);
    CHECK_INT(posts_cache_verify(&cache_handle[0]), 0);
}


/* Nothing that is in use makes room, and it is still found. */

static void
cache_test_in_use(void)
{
    uint64_t            n, i;
    posts_entry_t      *entry[1000], *more;
    posts_cache_stat_t  stat;

    cache_open(512 * 1024, 4, 2);

    for (n = 0; n < 1000; n++) {
        cache_set_body(&cache_sample, n, 1500);

        if (posts_cache_store(&cache_handle[0], &cache_sample.key,
                              &cache_sample.item, 0, &entry[n]) != POSTS_OK)
        {
            break;
        }
    }

    CHECK(n > 200 && n < 1000);
    CHECK_INT(cache_locked, 0);
    CHECK_INT(posts_cache_verify(&cache_handle[0]), 0);

    posts_cache_stat(&cache_handle[0], &stat);
    CHECK_INT(stat.entries, n);
    CHECK_INT(stat.evictions, 0);
    CHECK_INT(stat.zombies, 0);

    for (i = 0; i < n; i++) {
        cache_set_body(&cache_sample, i, 1500);
        CHECK_INT(posts_cache_find(&cache_handle[1], &cache_sample.key, 0, 0,
                                   &more), POSTS_CACHE_HIT);
        CHECK(more == entry[i]);
        posts_cache_release(&cache_handle[1], more);
    }

    /* one is free now: it goes */

    posts_cache_release(&cache_handle[0], entry[n / 2]);

    cache_set_body(&cache_sample, 5000, 1500);
    CHECK_INT(posts_cache_store(&cache_handle[1], &cache_sample.key,
                                &cache_sample.item, 0, &more), POSTS_OK);
    CHECK(!cache_has(0, n / 2));

    for (i = 0; i < n; i++) {
        if (i != n / 2) {
            posts_cache_release(&cache_handle[0], entry[i]);
        }
    }

    posts_cache_release(&cache_handle[1], more);
    CHECK_INT(posts_cache_verify(&cache_handle[0]), 0);
}


/*
 * A cache full of small entries takes a large one, however the small ones
 * lie: all that nobody uses can go.
 */

static void
cache_test_wide(void)
{
    size_t              len;
    uint64_t            n, state, evictions, locks;
    posts_entry_t      *entry;
    posts_cache_stat_t  stat;

    cache_open(2 * 1024 * 1024, 4, 1);

    state = 1;
    n = 0;

    for (len = 100; len < 500000; len = len * 3 / 2) {
        do {
            cache_set_body(&cache_sample, n++, sample_random(&state) % 700);
            CHECK_INT(posts_cache_store(&cache_handle[0], &cache_sample.key,
                                        &cache_sample.item,
                                        (int64_t) (n % 5), &entry), POSTS_OK);
            posts_cache_release(&cache_handle[0], entry);
            posts_cache_stat(&cache_handle[0], &stat);

        } while (stat.used < stat.size - stat.size / 20);

        /* one in three is used again, so that the oldest are anywhere */

        for (state += 1000; sample_random(&state) % 500 != 0; /* void */ ) {
            (void) cache_has(0, n - sample_random(&state) % 1000);
        }

        cache_set_body(&cache_sample, n++, len);

        posts_cache_stat(&cache_handle[0], &stat);
        evictions = stat.evictions;
        cache_locks = 0;

        if (!CHECK_INT(posts_cache_store(&cache_handle[0], &cache_sample.key,
                                         &cache_sample.item, 0, &entry),
                       POSTS_OK))
        {
            return;
        }

        /* little is done while others wait for the lock */

        locks = cache_locks;
        posts_cache_stat(&cache_handle[0], &stat);
        CHECK(stat.evictions - evictions <= 32 * locks);

        posts_cache_release(&cache_handle[0], entry);
        CHECK(cache_has(0, n - 1));
        CHECK_INT(posts_cache_verify(&cache_handle[0]), 0);
    }
}


/* More references than can be counted: as if it was not there. */

static void
cache_test_full_count(void)
{
    unsigned            i;
    posts_entry_t      *old, *fresh, *found;
    posts_cache_stat_t  stat;

    cache_open(65536, 2, 2);
    cache_sample.max = 1000;

    CHECK_INT(cache_put(0, 1, 1, 1, &old), POSTS_OK);

    for (i = 1; i < 65535; i++) {
        if (cache_get(0, 1, 1, 1, &found) != POSTS_CACHE_HIT
            || found != old)
        {
            CHECK_INT(i, 0);
            return;
        }
    }

    CHECK_INT(cache_get(0, 1, 1, 1, &found), POSTS_CACHE_MISS);
    CHECK_INT(cache_get(1, 1, 1, 1, &found), POSTS_CACHE_HIT);
    posts_cache_release(&cache_handle[1], found);

    CHECK_INT(cache_put(0, 1, 1, 1, &fresh), POSTS_OK);
    CHECK(fresh != old);
    CHECK_INT(cache_get(0, 1, 1, 1, &found), POSTS_CACHE_HIT);
    CHECK(found == fresh);
    posts_cache_release(&cache_handle[0], fresh);
    posts_cache_release(&cache_handle[0], fresh);

    for (i = 0; i < 65535; i++) {
        posts_cache_stat(&cache_handle[0], &stat);

        if (stat.zombies != 1) {
            CHECK_INT(i, 0);
            return;
        }

        posts_cache_release(&cache_handle[0], old);
    }

    posts_cache_stat(&cache_handle[0], &stat);
    CHECK_INT(stat.zombies, 0);
    CHECK_INT(posts_cache_verify(&cache_handle[0]), 0);
}


/* A process without a slot sees nothing, and harms nothing. */

static void
cache_test_slots(void)
{
    posts_entry_t  *entry, *found;

    cache_open(65536, 2, 2);
    cache_sample.max = 1000;

    CHECK_INT(posts_cache_attach(&cache_handle[2], cache_memory, cache_lock,
                                 cache_unlock, &cache_locked), POSTS_OK);
    CHECK_INT(posts_cache_claim(&cache_handle[2], 3, cache_alive),
              POSTS_LIMIT);
    CHECK_INT(cache_handle[2].slot, -1);

    CHECK_INT(cache_put(0, 1, 1, 1, &entry), POSTS_OK);

    CHECK_INT(cache_get(2, 1, 1, 1, &found), POSTS_CACHE_MISS);
    CHECK_INT(cache_put(2, 1, 1, 1, &found), POSTS_AGAIN);
    CHECK_INT(posts_cache_begin(&cache_handle[2], &cache_sample.key, 0, 100),
              1);
    posts_cache_end(&cache_handle[2]);
    posts_cache_release(&cache_handle[2], entry);
    posts_cache_leave(&cache_handle[2]);

    CHECK(sample_holds(&cache_sample, entry, 1));
    CHECK_INT(posts_cache_verify(&cache_handle[0]), 0);

    /* one leaves: there is room for it */

    posts_cache_leave(&cache_handle[1]);
    CHECK_INT(cache_handle[1].slot, -1);
    CHECK_INT(posts_cache_claim(&cache_handle[2], 3, cache_alive), POSTS_OK);
    CHECK_INT(cache_handle[2].slot, 1);
    CHECK_INT(cache_get(2, 1, 1, 1, &found), POSTS_CACHE_HIT);
    posts_cache_release(&cache_handle[2], found);
    posts_cache_release(&cache_handle[0], entry);
    CHECK_INT(posts_cache_verify(&cache_handle[0]), 0);
}


/* The references of a dead process are dropped; those of others are not. */

static void
cache_test_dead(void)
{
    posts_entry_t      *entry, *mine, *found;
    posts_cache_stat_t  stat;

    cache_open(65536, 2, 2);
    cache_sample.max = 1000;

    CHECK_INT(cache_put(0, 1, 1, 1, &entry), POSTS_OK);
    CHECK_INT(cache_put(0, 2, 1, 1, &mine), POSTS_OK);
    CHECK_INT(cache_get(1, 2, 1, 1, &mine), POSTS_CACHE_HIT);
    CHECK_INT(posts_cache_begin(&cache_handle[0], &cache_sample.key, 0, 100),
              1);

    /* both become zombies */

    CHECK_INT(cache_put(1, 1, 2, 1, &found), POSTS_OK);
    posts_cache_release(&cache_handle[1], found);
    CHECK_INT(cache_put(1, 2, 2, 1, &found), POSTS_OK);
    posts_cache_release(&cache_handle[1], found);

    posts_cache_stat(&cache_handle[1], &stat);
    CHECK_INT(stat.zombies, 2);

    cache_living = 1 << 2;

    CHECK_INT(posts_cache_attach(&cache_handle[2], cache_memory, cache_lock,
                                 cache_unlock, &cache_locked), POSTS_OK);
    CHECK_INT(posts_cache_claim(&cache_handle[2], 3, cache_alive), POSTS_OK);
    CHECK_INT(cache_handle[2].slot, 0);

    posts_cache_stat(&cache_handle[1], &stat);
    CHECK_INT(stat.zombies, 1);
    CHECK_INT(posts_cache_verify(&cache_handle[1]), 0);
    CHECK(sample_holds(&cache_sample, mine, 2));

    /* what it was making is not waited for either */

    CHECK_INT(posts_cache_begin(&cache_handle[1], &cache_sample.key, 0, 100),
              1);

    /* the same pid again: the one before is dead, too */

    CHECK_INT(posts_cache_attach(&cache_handle[3], cache_memory, cache_lock,
                                 cache_unlock, &cache_locked), POSTS_OK);
    CHECK_INT(posts_cache_claim(&cache_handle[3], 2, cache_alive), POSTS_OK);
    posts_cache_stat(&cache_handle[3], &stat);
    CHECK_INT(stat.zombies, 0);
    CHECK_INT(stat.entries, 2);
    CHECK_INT(posts_cache_verify(&cache_handle[3]), 0);
}


/*
 * A zombie whose last reference went while it became one: the process saw
 * it as a live entry before and will not come back.
 */

static void
cache_test_orphan(void)
{
    uint64_t            n;
    posts_block_t      *block;
    posts_entry_t      *entry[40], *found;
    posts_cache_stat_t  stat;

    cache_open(256 * 1024, 2, 2);
    cache_sample.max = 1000;

    for (n = 0; n < 40; n++) {
        CHECK_INT(cache_put(0, n, 1, 1, &entry[n]), POSTS_OK);
        CHECK_INT(cache_put(1, n, 2, 1, &found), POSTS_OK);
        posts_cache_release(&cache_handle[1], found);
    }

    posts_cache_stat(&cache_handle[1], &stat);
    CHECK_INT(stat.zombies, 40);

    for (n = 0; n < 40; n++) {
        block = (posts_block_t *) entry[n];
        block->state = POSTS_BLOCK_LIVE;
        posts_cache_release(&cache_handle[0], entry[n]);
        block->state = POSTS_BLOCK_ZOMBIE;
    }

    for (n = 0; n < 3; n++) {
        CHECK_INT(posts_cache_verify(&cache_handle[1]), 0);
        CHECK_INT(cache_put(1, 100, n, 1, &found), POSTS_OK);
        posts_cache_release(&cache_handle[1], found);
    }

    posts_cache_stat(&cache_handle[1], &stat);
    CHECK_INT(stat.zombies, 0);
    CHECK_INT(posts_cache_verify(&cache_handle[1]), 0);
}


static void
cache_test_begin(void)
{
    unsigned           i;
    posts_cache_key_t  a, b;
    static const struct {
        int64_t  since;
        int64_t  now;
        int64_t  age;
        int      rc;
    } times[] = {
        { 1000, 1000, 100, 0 },
        { 1000, 1099, 100, 0 },
        { 1000, 1100, 100, 1 },
        { 1000, 1000, 0, 1 },
        { 1000, 1000, -1, 1 },
        { 1000, 1000, 1, 0 },

        /* clocks that do not agree */

        { 1000, 950, 100, 0 },
        { 1000, 900, 100, 1 },
        { INT64_MAX, INT64_MIN, 100, 1 },
        { INT64_MIN, INT64_MAX, 100, 1 },
        { INT64_MIN, INT64_MAX, INT64_MAX, 1 },
        { INT64_MAX, INT64_MAX, INT64_MAX, 0 },
        { 0, INT64_MAX - 1, INT64_MAX, 0 }
    };

    cache_open(65536, 4, 3);

    sample_key(&cache_sample, 1);
    a = cache_sample.key;
    sample_key(&cache_sample, 2);
    b = cache_sample.key;

    CHECK_INT(posts_cache_begin(&cache_handle[0], &a, 1000, 100), 1);
    CHECK_INT(posts_cache_begin(&cache_handle[1], &a, 1010, 100), 0);
    CHECK_INT(posts_cache_begin(&cache_handle[1], &b, 1010, 100), 1);
    CHECK_INT(posts_cache_begin(&cache_handle[2], &b, 1010, 100), 0);

    /* its own is not in its way */

    CHECK_INT(posts_cache_begin(&cache_handle[0], &a, 1010, 100), 1);

    posts_cache_end(&cache_handle[0]);
    CHECK_INT(posts_cache_begin(&cache_handle[2], &a, 1010, 100), 1);
    posts_cache_end(&cache_handle[2]);
    posts_cache_end(&cache_handle[1]);
    CHECK_INT(posts_cache_begin(&cache_handle[2], &b, 1010, 100), 1);
    posts_cache_end(&cache_handle[2]);

    for (i = 0; i < sizeof(times) / sizeof(times[0]); i++) {
        CHECK_INT(posts_cache_begin(&cache_handle[0], &a, times[i].since, 0),
                  1);

        if (!CHECK_INT(posts_cache_begin(&cache_handle[1], &a, times[i].now,
                                         times[i].age), times[i].rc))
        {
            printf("    case %u\n", i);
        }

        posts_cache_end(&cache_handle[0]);
        posts_cache_end(&cache_handle[1]);
    }

    /* one that left does not make any more */

    CHECK_INT(posts_cache_begin(&cache_handle[0], &a, 0, 100), 1);
    posts_cache_leave(&cache_handle[0]);
    CHECK_INT(posts_cache_begin(&cache_handle[1], &a, 0, 100), 1);
    CHECK_INT(posts_cache_verify(&cache_handle[1]), 0);
}


/* A process that dies while it claims a slot: within a change. */

static void
cache_test_interrupted(void)
{
    uint64_t             n;
    posts_entry_t       *entry[30], *found;
    posts_cache_stat_t   stat;

    cache_open(256 * 1024, 4, 2);
    cache_sample.max = 3000;

    for (n = 0; n < 30; n++) {
        CHECK_INT(cache_put(n % 2, n, 1, 1, &entry[n]), POSTS_OK);
    }

    CHECK_INT(cache_put(0, 4, 2, 1, &found), POSTS_OK);

    CHECK_INT(posts_cache_attach(&cache_handle[2], cache_memory, cache_lock,
                                 cache_unlock, &cache_locked), POSTS_OK);

    if (setjmp(cache_death) == 0) {
        (void) posts_cache_claim(&cache_handle[2], 3, cache_die);
    }

    /* who unlocks for the dead is the host's affair */

    CHECK_INT(cache_locked, 1);
    cache_locked = 0;

    posts_cache_stat(&cache_handle[0], &stat);

    CHECK_INT(stat.recoveries, 1);
    CHECK_INT(stat.entries, 30);
    CHECK_INT(stat.zombies, 1);
    CHECK_INT(posts_cache_verify(&cache_handle[0]), 0);

    for (n = 0; n < 30; n++) {
        CHECK(sample_holds(&cache_sample, entry[n], n));

        if (CHECK_INT(cache_get(0, n, n == 4 ? 2 : 1, 1, &found),
                      POSTS_CACHE_HIT))
        {
            posts_cache_release(&cache_handle[0], found);
        }

        posts_cache_release(&cache_handle[n % 2], entry[n]);
    }

    posts_cache_stat(&cache_handle[0], &stat);
    CHECK_INT(stat.recoveries, 1);
    CHECK_INT(stat.zombies, 0);
    CHECK_INT(posts_cache_verify(&cache_handle[0]), 0);
}


/* A chain that leads nowhere: nothing is found, stored or touched. */

static void
cache_test_damaged(void)
{
    posts_block_t       *block;
    posts_entry_t       *entry, *zombie, *found;
    posts_cache_stat_t   stat;

    cache_open(65536, 4, 2);
    cache_sample.max = 1000;

    CHECK_INT(cache_put(0, 1, 1, 1, &zombie), POSTS_OK);
    CHECK_INT(cache_put(0, 1, 2, 1, &entry), POSTS_OK);
    CHECK_INT(posts_cache_attach(&cache_handle[2], cache_memory, cache_lock,
                                 cache_unlock, &cache_locked), POSTS_OK);

    block = (posts_block_t *) entry;
    block->units = 0;

    if (setjmp(cache_death) == 0) {
        (void) posts_cache_claim(&cache_handle[2], 3, cache_die);
    }

    cache_locked = 0;

    CHECK_INT(cache_get(0, 1, 2, 1, &found), POSTS_CACHE_MISS);
    CHECK_INT(cache_put(0, 1, 2, 1, &found), POSTS_AGAIN);
    CHECK_INT(cache_put(1, 2, 2, 1, &found), POSTS_AGAIN);
    CHECK(posts_cache_verify(&cache_handle[0]) != 0);
    CHECK(sample_holds(&cache_sample, entry, 1));

    posts_cache_release(&cache_handle[0], entry);
    posts_cache_release(&cache_handle[0], zombie);
    posts_cache_stat(&cache_handle[0], &stat);
    CHECK_INT(stat.entries, 0);

    CHECK_INT(posts_cache_claim(&cache_handle[2], 3, cache_alive), POSTS_OK);
    posts_cache_leave(&cache_handle[2]);
    posts_cache_leave(&cache_handle[0]);
    CHECK_INT(cache_locked, 0);
    CHECK_INT(posts_cache_begin(&cache_handle[1], &cache_sample.key, 0, 1),
              1);
}


static void
cache_test_random(uint64_t seed)
{
    size_t               i, nrefs[3];
    unsigned             who, action;
    uint64_t             state, n, site, latest[CACHE_KEYS];
    posts_rc_t           rc;
    cache_ref_t         *ref, refs[3][CACHE_REFS];
    posts_entry_t       *entry;
    posts_cache_find_e   found;
    posts_cache_item_t   item;
    posts_cache_stat_t   stat;

    cache_open((seed % 3 + 1) * 48 * 1024, 5, 3);

    cache_sample.max = 4000 + seed % 4 * 2000;

    memset(nrefs, 0, sizeof(nrefs));
    memset(latest, 0, sizeof(latest));

    state = seed * 1000003;
    site = 1;

    for (i = 0; i < 6000; i++) {
        who = (unsigned) (sample_random(&state) % 3);
        action = (unsigned) (sample_random(&state) % 100);
        n = sample_random(&state) % CACHE_KEYS;
        n = n * n / CACHE_KEYS;

        if (action < 45 && nrefs[who] < CACHE_REFS) {
            found = cache_get(who, n, latest[n], (int64_t) i / 50, &entry);

            if (found == POSTS_CACHE_MISS) {
                continue;
            }

            ref = &refs[who][nrefs[who]++];
            ref->entry = entry;
            ref->n = n;

            posts_cache_read(entry, &item);
            ref->generation = item.generation;

            /* what is found is the last that was stored */

            if (!CHECK_INT(item.generation, latest[n])
                || !CHECK_INT(found, POSTS_CACHE_HIT)
                || !CHECK(sample_holds(&cache_sample, entry, n)))
            {
                return;
            }

        } else if (action < 70 && nrefs[who] < CACHE_REFS) {
            site += sample_random(&state) % 3;
            rc = cache_put(who, n, site, (int64_t) i / 50, &entry);

            if (rc == POSTS_OK) {
                latest[n] = site;

                ref = &refs[who][nrefs[who]++];
                ref->entry = entry;
                ref->n = n;
                ref->generation = site;

            } else if (!CHECK_INT(rc, POSTS_LIMIT)) {
                return;
            }

        } else if (action < 97 && nrefs[who] > 0) {
            ref = &refs[who][sample_random(&state) % nrefs[who]];

            posts_cache_read(ref->entry, &item);

            if (!CHECK_INT(item.generation, ref->generation)
                || !CHECK(sample_holds(&cache_sample, ref->entry, ref->n)))
            {
                return;
            }

            posts_cache_release(&cache_handle[who], ref->entry);
            *ref = refs[who][--nrefs[who]];

        } else if (action == 97) {

            /* it leaves, and comes back */

            posts_cache_leave(&cache_handle[who]);
            CHECK_INT(posts_cache_claim(&cache_handle[who], who + 1,
                                        cache_alive), POSTS_OK);
            nrefs[who] = 0;

        } else if (action == 98) {

            /* it is killed, and a new one is started */

            cache_living &= ~((uint64_t) 1 << (who + 1));
            cache_handle[who].slot = -1;
            CHECK_INT(posts_cache_claim(&cache_handle[who], who + 31,
                                        cache_alive), POSTS_OK);
            cache_handle[who].slot = -1;
            CHECK_INT(posts_cache_claim(&cache_handle[who], who + 1,
                                        cache_alive), POSTS_OK);
            cache_living |= (uint64_t) 1 << (who + 1);
            nrefs[who] = 0;
        }

        if (!CHECK_INT(posts_cache_verify(&cache_handle[who]), 0)) {
            return;
        }
    }

    for (who = 0; who < 3; who++) {
        while (nrefs[who] > 0) {
            ref = &refs[who][--nrefs[who]];
            CHECK(sample_holds(&cache_sample, ref->entry, ref->n));
            posts_cache_release(&cache_handle[who], ref->entry);
        }
    }

    posts_cache_stat(&cache_handle[0], &stat);
    CHECK_INT(stat.zombies, 0);
    CHECK_INT(stat.recoveries, 0);
    CHECK(stat.evictions > 100);
    CHECK_INT(posts_cache_verify(&cache_handle[0]), 0);
}


/* A new cache, with handles of processes 1, 2, 3, all alive. */

static void
cache_open(size_t size, unsigned slots, unsigned handles)
{
    unsigned  i;

    memset(cache_memory, 0xa5, size);
    cache_living = 0x7fffffff;

    CHECK_INT(posts_cache_format(cache_memory, size, slots), POSTS_OK);

    for (i = 0; i < handles; i++) {
        CHECK_INT(posts_cache_attach(&cache_handle[i], cache_memory,
                                     cache_lock, cache_unlock, &cache_locked),
                  POSTS_OK);
        CHECK_INT(posts_cache_claim(&cache_handle[i], i + 1, cache_alive),
                  POSTS_OK);
        CHECK_INT(cache_handle[i].slot, i);
    }

    CHECK_INT(posts_cache_verify(&cache_handle[0]), 0);
}


static posts_rc_t
cache_put(unsigned who, uint64_t n, uint64_t generation, int64_t now,
    posts_entry_t **entry)
{
    sample_item(&cache_sample, n, generation);

    return posts_cache_store(&cache_handle[who], &cache_sample.key,
                             &cache_sample.item, now, entry);
}


static posts_cache_find_e
cache_get(unsigned who, uint64_t n, uint64_t generation, int64_t now,
    posts_entry_t **entry)
{
    sample_key(&cache_sample, n);

    return posts_cache_find(&cache_handle[who], &cache_sample.key, generation,
                            now, entry);
}


static int
cache_has(unsigned who, uint64_t n)
{
    posts_entry_t  *entry;

    if (cache_get(who, n, 0, 0, &entry) == POSTS_CACHE_MISS) {
        return 0;
    }

    posts_cache_release(&cache_handle[who], entry);

    return 1;
}


/* Generation 0 of a number with a body of the length; its bytes are any. */

static void
cache_set_body(sample_t *sample, uint64_t n, size_t len)
{
    sample->max = 0;
    sample_item(sample, n, 0);

    sample->item.strings[0].len = 0;
    sample->item.strings[1].len = 0;
    sample->item.strings[2].len = 0;
    sample->item.strings[3].len = 0;
    sample->item.ndeps = 0;
    sample->item.body.len = len;
}


static void
cache_lock(void *payload)
{
    int  *locked;

    locked = payload;
    CHECK_INT(*locked, 0);
    *locked = 1;
    cache_locks++;
}


static void
cache_unlock(void *payload)
{
    int  *locked;

    locked = payload;
    CHECK_INT(*locked, 1);
    *locked = 0;
}


static int
cache_alive(uint64_t pid)
{
    return (int) (cache_living >> (pid % 32) & 1);
}


static int
cache_die(uint64_t pid)
{
    (void) pid;

    longjmp(cache_death, 1);
}
