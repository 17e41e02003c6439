
/*
 * Copyright (C) the ngx_http_posts_module authors
 *
 * The cache alone, without a server: what a hit and a store cost, what a
 * second process costs both, and, with bodies of very different sizes and a
 * popularity as of real sites (Zipf), how much of the memory is used, how
 * many requests hit, and for how long a store holds the lock.
 *
 *     bench/cache [SECONDS a figure]
 */


#include <inttypes.h>
#include <math.h>
#include <sched.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "posts_cache.h"


#define BENCH_ZONE   (32 * 1024 * 1024)
#define BENCH_SLOTS  18
#define BENCH_KEYS   200000
#define BENCH_HOLDS  (1 << 22)


typedef struct {
    uint32_t  owner;
    uint32_t  go;
} bench_shared_t;


static void bench_open(void);
static posts_cache_t bench_attach(uint64_t pid);
static void bench_item(posts_cache_item_t *item, size_t len);
static void bench_key(posts_cache_key_t *key, uint64_t n, char *path);
static void bench_fill(posts_cache_t *cache, size_t len, uint64_t keys);
static double bench_hits(uint64_t pid, uint64_t from, uint64_t keys);
static void bench_pair(const char *name, uint64_t from, uint64_t keys);
static void bench_stores(size_t len);
static void bench_deaths(size_t len);
static void bench_mix(const char *name, size_t least, size_t most,
    double exponent, unsigned used);
static size_t bench_size(uint64_t n, size_t least, size_t most);
static uint64_t bench_zipf(const double *sum, uint64_t keys, double x);
static void bench_lock(void *payload);
static void bench_unlock(void *payload);
static int bench_alive(uint64_t pid);
static int bench_die(uint64_t pid);
static double bench_time(clockid_t clock);
static uint64_t bench_mixed(uint64_t x);
static int bench_compare(const void *one, const void *two);


static bench_shared_t  *bench_shared;
static u_char          *bench_memory;
static u_char          *bench_body;
static float           *bench_hold;
static size_t           bench_nholds;
static int              bench_watch;
static double           bench_since;
static double           bench_seconds;
static jmp_buf          bench_death;


int
main(int argc, char **argv)
{
    posts_cache_t  cache;

    bench_seconds = (argc > 1) ? strtod(argv[1], NULL) : 1;

    bench_shared = mmap(NULL, 4096 + BENCH_ZONE, PROT_READ | PROT_WRITE,
                        MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    bench_body = calloc(1, 16 * 1024 * 1024);
    bench_hold = malloc(BENCH_HOLDS * sizeof(float));

    if (bench_shared == MAP_FAILED || bench_body == NULL
        || bench_hold == NULL)
    {
        perror("memory");
        return 1;
    }

    memset(bench_body, 'x', 16 * 1024 * 1024);
    bench_memory = (u_char *) bench_shared + 4096;

    /* hits: one entry, and a thousand in turns */

    bench_open();
    cache = bench_attach(1);
    bench_fill(&cache, 10 * 1024, 2000);

    printf("find + release, 1 process, 1 key       %8.1f ns\n",
           bench_hits(1, 0, 1));
    printf("find + release, 1 process, 1,000 keys  %8.1f ns\n",
           bench_hits(1, 0, 1000));

    bench_pair("the same key", 0, 1);
    bench_pair("a key each", 1, 1);
    bench_pair("1,000 keys", 0, 1000);

    bench_stores(10 * 1024);
    bench_stores(100);

    bench_deaths(1024);
    bench_deaths(10 * 1024);

    bench_mix("1 KB - 1 MB", 1024, 1024 * 1024, 1.0, 0);
    bench_mix("1 KB - 1 MB, 64 in use", 1024, 1024 * 1024, 1.0, 64);
    bench_mix("300 B - 8 MB", 300, 8 * 1024 * 1024 - 4096, 0.8, 0);
    bench_mix("1 KB - 50 KB", 1024, 50 * 1024, 1.0, 0);
    bench_mix("300 B - 3 KB, 1 % 1 MB +", 300, 3000, 0.8, 0);

    return 0;
}


static void
bench_open(void)
{
    memset(bench_shared, 0, sizeof(bench_shared_t));

    if (posts_cache_format(bench_memory, BENCH_ZONE, BENCH_SLOTS) != POSTS_OK)
    {
        abort();
    }
}


static posts_cache_t
bench_attach(uint64_t pid)
{
    posts_cache_t  cache;

    if (posts_cache_attach(&cache, bench_memory, bench_lock, bench_unlock,
                           bench_shared) != POSTS_OK
        || posts_cache_claim(&cache, pid, bench_alive) != POSTS_OK)
    {
        abort();
    }

    return cache;
}


static void
bench_item(posts_cache_item_t *item, size_t len)
{
    static uint64_t  deps[6];

    memset(item, 0, sizeof(posts_cache_item_t));

    item->generation = 1;
    item->status = 200;
    item->deps = deps;
    item->ndeps = 6;
    item->strings[POSTS_CACHE_CONTENT_TYPE]
        = posts_str("text/html; charset=utf-8");
    item->strings[POSTS_CACHE_RESOURCE] = posts_str("post");
    item->body = posts_str_from(bench_body, len);
}


static void
bench_key(posts_cache_key_t *key, uint64_t n, char *path)
{
    key->site = 1;
    key->format = 0;
    key->path.data = (u_char *) path;
    key->path.len = (size_t) snprintf(path, 64, "/2020/08/15/post-%lu.html",
                                      (unsigned long) n);
    posts_cache_key(key);
}


static void
bench_fill(posts_cache_t *cache, size_t len, uint64_t keys)
{
    char                path[64];
    uint64_t            n;
    posts_entry_t      *entry;
    posts_cache_key_t   key;
    posts_cache_item_t  item;

    bench_item(&item, len);

    for (n = 0; n < keys; n++) {
        bench_key(&key, n, path);

        if (posts_cache_store(cache, &key, &item, 1, &entry) == POSTS_OK) {
            posts_cache_release(cache, entry);
        }
    }
}


/* Nanoseconds a hit, in the time that there is. */

static double
bench_hits(uint64_t pid, uint64_t from, uint64_t keys)
{
    char                (*path)[64];
    double              start, now;
    uint64_t            n, i;
    posts_cache_t       cache;
    posts_entry_t      *entry;
    posts_cache_key_t  *key;

    path = malloc(keys * sizeof(*path));
    key = malloc(keys * sizeof(posts_cache_key_t));

    if (path == NULL || key == NULL) {
        abort();
    }

    for (i = 0; i < keys; i++) {
        bench_key(&key[i], from + i * 7919 % keys, path[i]);
    }

    cache = bench_attach(pid);
    start = bench_time(CLOCK_MONOTONIC);
    n = 0;

    do {
        for (i = 0; i < 10000; i++, n++) {
            if (posts_cache_find(&cache, &key[n % keys], 1, 1, &entry)
                != POSTS_CACHE_HIT)
            {
                abort();
            }

            posts_cache_release(&cache, entry);
        }

        now = bench_time(CLOCK_MONOTONIC);

    } while (now - start < bench_seconds);

    posts_cache_leave(&cache);
    free(path);
    free(key);

    return (now - start) / (double) n * 1e9;
}


/* Two processes at once; the second begins at "from". */

static void
bench_pair(const char *name, uint64_t from, uint64_t keys)
{
    int     status;
    pid_t   pid;
    double  ns;

    bench_shared->go = 0;
    fflush(stdout);

    pid = fork();

    if (pid == 0) {
        bench_shared->go = 1;
        (void) bench_hits(3, from, keys);
        _exit(0);
    }

    while (__atomic_load_n(&bench_shared->go, __ATOMIC_ACQUIRE) == 0) {
        (void) sched_yield();
    }

    ns = bench_hits(2, 0, keys);

    (void) waitpid(pid, &status, 0);

    printf("find + release, 2 processes, %-10s%8.1f ns each\n", name, ns);
}


static void
bench_stores(size_t len)
{
    char                path[64];
    double              start, now;
    uint64_t            n, i, before;
    posts_cache_t       cache;
    posts_entry_t      *entry;
    posts_cache_key_t   key;
    posts_cache_item_t  item;
    posts_cache_stat_t  stat;

    bench_open();
    cache = bench_attach(1);
    bench_fill(&cache, len, BENCH_ZONE / len * 3 / 2);
    bench_item(&item, len);

    posts_cache_stat(&cache, &stat);
    before = stat.evictions;

    start = bench_time(CLOCK_MONOTONIC);
    n = 0;

    do {
        for (i = 0; i < 1000; i++, n++) {
            bench_key(&key, 1000000 + n, path);

            if (posts_cache_store(&cache, &key, &item, 1, &entry)
                != POSTS_OK)
            {
                abort();
            }

            posts_cache_release(&cache, entry);
        }

        now = bench_time(CLOCK_MONOTONIC);

    } while (now - start < bench_seconds);

    posts_cache_stat(&cache, &stat);

    printf("store of %5zu B, full cache             %8.1f ns, %.2f "
           "evictions each, %.1f %% of the memory used\n", len,
           (now - start) / (double) n * 1e9,
           (double) (stat.evictions - before) / (double) n,
           100.0 * (double) stat.used / (double) stat.size);
}


/* The lock is held for all of it: after a death only. */

static void
bench_deaths(size_t len)
{
    char                path[64];
    double              none, some, within;
    posts_cache_t       cache, other;
    posts_entry_t      *entry;
    posts_cache_key_t   key;
    posts_cache_item_t  item;
    posts_cache_stat_t  stat;

    bench_open();
    cache = bench_attach(1);
    other = bench_attach(2);
    bench_fill(&cache, len, BENCH_ZONE / len * 3 / 2);
    bench_item(&item, len);
    bench_key(&key, 10000000, path);

    none = bench_time(CLOCK_MONOTONIC);
    (void) posts_cache_claim(&cache, 1, bench_alive);
    none = bench_time(CLOCK_MONOTONIC) - none;

    if (posts_cache_store(&other, &key, &item, 1, &entry) != POSTS_OK) {
        abort();
    }

    some = bench_time(CLOCK_MONOTONIC);
    (void) posts_cache_claim(&other, 2, bench_alive);
    some = bench_time(CLOCK_MONOTONIC) - some;

    if (setjmp(bench_death) == 0) {
        (void) posts_cache_claim(&cache, 5, bench_die);
    }

    bench_shared->owner = 0;

    within = bench_time(CLOCK_MONOTONIC);
    posts_cache_stat(&cache, &stat);
    within = bench_time(CLOCK_MONOTONIC) - within;

    printf("a death, %5zu entries of %5zu B: %.0f us; with references "
           "%.0f us; within a change %.0f us\n", stat.entries, len,
           none * 1e6, some * 1e6, within * 1e6);
}


/*
 * Requests by Zipf's law; a miss stores.  A number of entries is held, each
 * for a while, as by slow clients.
 */

static void
bench_mix(const char *name, size_t least, size_t most, double exponent,
    unsigned used)
{
    char                 path[64];
    double              *sum, full, start, mean;
    size_t               i, n, fulls, refused;
    uint64_t             x, k, keys, hits, requests, bytes, asked, stores;
    posts_cache_t        cache;
    posts_entry_t       *entry, *held[64];
    posts_cache_key_t    key;
    posts_cache_item_t   item;
    posts_cache_stat_t   stat;

    bench_open();
    cache = bench_attach(1);
    memset(held, 0, sizeof(held));

    keys = BENCH_KEYS;
    sum = malloc(keys * sizeof(double));

    if (sum == NULL) {
        abort();
    }

    /* as many keys as have three times the cache's size */

    bytes = 0;

    for (k = 0; k < keys && bytes < 3 * (uint64_t) BENCH_ZONE; k++) {
        bytes += bench_size(k, least, most);
        sum[k] = pow((double) (k + 1), -exponent) + (k ? sum[k - 1] : 0);
    }

    keys = k;

    for (k = 0; k < keys; k++) {
        sum[k] /= sum[keys - 1];
    }

    hits = 0;
    asked = 0;
    requests = 0;
    stores = 0;
    refused = 0;
    full = 0;
    fulls = 0;
    bench_nholds = 0;
    x = 1;

    start = bench_time(CLOCK_MONOTONIC);

    while (bench_time(CLOCK_MONOTONIC) - start < 4 * bench_seconds) {

        for (i = 0; i < 500; i++) {
            x = bench_mixed(x);

            /* the popular are of any size */

            k = bench_zipf(sum, keys, (double) (x >> 11) * 0x1p-53);
            n = bench_size(k, least, most);

            bench_key(&key, k, path);
            entry = NULL;

            if (posts_cache_find(&cache, &key, 1, (int64_t) (requests / 1000),
                                 &entry) != POSTS_CACHE_MISS)
            {
                hits += (fulls != 0);

            } else {
                bench_item(&item, n);
                bench_watch = 1;

                if (posts_cache_store(&cache, &key, &item,
                                      (int64_t) (requests / 1000), &entry)
                    != POSTS_OK)
                {
                    refused++;
                }

                bench_watch = 0;
                stores++;
            }

            asked += (fulls != 0);
            requests++;

            if (entry == NULL) {
                continue;
            }

            if (used != 0 && i % 10 == 0) {
                k = (x >> 3) % used;

                if (held[k] != NULL) {
                    posts_cache_release(&cache, held[k]);
                }

                held[k] = entry;

            } else {
                posts_cache_release(&cache, entry);
            }
        }

        posts_cache_stat(&cache, &stat);

        if (stat.evictions > 0) {
            full += (double) stat.used / (double) stat.size;
            fulls++;
        }
    }

    if (posts_cache_verify(&cache) != 0) {
        abort();
    }

    qsort(bench_hold, bench_nholds, sizeof(float), bench_compare);

    mean = 0;

    for (i = 0; i < bench_nholds; i++) {
        mean += bench_hold[i];
    }

    printf("mix %-24s %" PRIu64 " keys, hits %.1f %%, memory used "
           "%.1f %%, %.2f evictions and %.2f locks a store, refused %zu\n"
           "    the lock is held for %.1f us, median %.1f, 99 %% %.1f, "
           "99.9 %% %.1f, most %.1f\n", name, keys,
           100.0 * (double) hits / (double) (asked + 1),
           100.0 * full / (double) (fulls + (fulls == 0)),
           (double) stat.evictions / (double) stores,
           (double) bench_nholds / (double) stores, refused,
           mean / (double) bench_nholds,
           bench_hold[bench_nholds / 2], bench_hold[bench_nholds * 99 / 100],
           bench_hold[bench_nholds * 999 / 1000],
           bench_hold[bench_nholds - 1]);

    free(sum);
}


/* Evenly distributed over the powers of two. */

static size_t
bench_size(uint64_t n, size_t least, size_t most)
{
    double  x;

    x = (double) (bench_mixed(n) >> 11) * 0x1p-53;

    if (most == 3000 && x > 0.99) {
        return 1024 * 1024 + (size_t) ((x - 0.99) * 400 * 1024 * 1024);
    }

    return (size_t) ((double) least
                     * pow((double) most / (double) least, x));
}


static uint64_t
bench_zipf(const double *sum, uint64_t keys, double x)
{
    uint64_t  low, high, middle;

    low = 0;
    high = keys - 1;

    while (low < high) {
        middle = (low + high) / 2;

        if (sum[middle] < x) {
            low = middle + 1;

        } else {
            high = middle;
        }
    }

    return low;
}


static void
bench_lock(void *payload)
{
    uint32_t   none, *owner;
    unsigned   n;

    owner = &((bench_shared_t *) payload)->owner;

    for (n = 1; /* void */ ; n++) {
        none = 0;

        if (__atomic_load_n(owner, __ATOMIC_RELAXED) == 0
            && __atomic_compare_exchange_n(owner, &none, 1, 0,
                                           __ATOMIC_ACQUIRE,
                                           __ATOMIC_RELAXED))
        {
            break;
        }

        if (n % 2048 == 0) {
            (void) sched_yield();
        }
    }

    if (bench_watch) {
        bench_since = bench_time(CLOCK_THREAD_CPUTIME_ID);
    }
}


static void
bench_unlock(void *payload)
{
    if (bench_watch && bench_nholds < BENCH_HOLDS) {
        bench_hold[bench_nholds++]
            = (float) ((bench_time(CLOCK_THREAD_CPUTIME_ID) - bench_since)
                       * 1e6);
    }

    __atomic_store_n(&((bench_shared_t *) payload)->owner, 0,
                     __ATOMIC_RELEASE);
}


static int
bench_alive(uint64_t pid)
{
    (void) pid;

    return 1;
}


static int
bench_die(uint64_t pid)
{
    (void) pid;

    longjmp(bench_death, 1);
}


static double
bench_time(clockid_t clock)
{
    struct timespec  ts;

    (void) clock_gettime(clock, &ts);

    return (double) ts.tv_sec + (double) ts.tv_nsec / 1e9;
}


static uint64_t
bench_mixed(uint64_t x)
{
    x += 0x9e3779b97f4a7c15ULL;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;

    return x ^ (x >> 31);
}


static int
bench_compare(const void *one, const void *two)
{
    float  a, b;

    a = *(const float *) one;
    b = *(const float *) two;

    return (a > b) - (a < b);
}
