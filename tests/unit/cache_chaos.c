
/*
 * Copyright (C) the ngx_http_posts_module authors
 *
 * Several processes find, store and release at random and look at every bit
 * of what they hold; the parent kills them at any time and starts others, as
 * a master process does with its workers.  The lock knows its owner, so that
 * the parent can unlock what a killed child had locked.
 *
 *     cache_chaos [SECONDS [SEED]]
 */


#include <sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "check.h"
#include "sample.h"


#define CHAOS_SECONDS   2
#define CHAOS_CHILDREN  4
#define CHAOS_SLOTS     12
#define CHAOS_SIZE      (192 * 1024)
#define CHAOS_KEYS      400
#define CHAOS_REFS      24
#define CHAOS_LONGEST   6000


typedef struct {
    uint32_t       owner;         /* pid of who has the lock, or 0 */
    uint32_t       failed;
    uint64_t       generation;
    uint64_t       done;          /* by all children */
    uint64_t       held;          /* bytes that were looked at */
    char           message[128];
} chaos_shared_t;


typedef struct {
    posts_entry_t  *entry;
    uint64_t        n;
} chaos_ref_t;


static pid_t chaos_start(uint64_t seed);
static void chaos_child(uint64_t seed);
static void chaos_find(posts_cache_t *cache, uint64_t *state);
static void chaos_store(posts_cache_t *cache, uint64_t *state);
static void chaos_release(posts_cache_t *cache, size_t i);
static void chaos_reap(pid_t pid, int killed);
static void chaos_end(void);
static void chaos_fail(const char *message, uint64_t n);
static void chaos_lock(void *payload);
static void chaos_unlock(void *payload);
static int chaos_alive(uint64_t pid);
static int64_t chaos_now(void);


static chaos_shared_t  *chaos_shared;
static u_char          *chaos_memory;
static sample_t         chaos_sample;
static chaos_ref_t      chaos_refs[CHAOS_REFS];
static size_t           chaos_nrefs;
static pid_t            chaos_pid;


int
main(int argc, char **argv)
{
    int                  rc;
    pid_t                pid[CHAOS_CHILDREN];
    size_t               i;
    int64_t              end;
    uint64_t             state, seed;
    unsigned long        kills, stops;
    posts_cache_t        cache;
    posts_cache_stat_t   stat;

    end = chaos_now() + 1000 * (argc > 1 ? strtol(argv[1], NULL, 10)
                                         : CHAOS_SECONDS);
    seed = (argc > 2) ? strtoull(argv[2], NULL, 10)
                      : (uint64_t) chaos_now();
    state = seed;

    chaos_shared = mmap(NULL, 4096 + CHAOS_SIZE + 4096,
                        PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
                        -1, 0);

    if (!CHECK(chaos_shared != MAP_FAILED)
        || !CHECK(sample_init(&chaos_sample, CHAOS_LONGEST)))
    {
        return CHECK_END("cache_chaos");
    }

    chaos_memory = (u_char *) chaos_shared + 4096;
    chaos_shared->generation = 1;
    chaos_pid = getpid();

    memset(chaos_memory + CHAOS_SIZE, 0xa5, 4096);

    CHECK_INT(posts_cache_format(chaos_memory, CHAOS_SIZE, CHAOS_SLOTS),
              POSTS_OK);
    CHECK_INT(posts_cache_attach(&cache, chaos_memory, chaos_lock,
                                 chaos_unlock, chaos_shared), POSTS_OK);

    for (i = 0; i < CHAOS_CHILDREN; i++) {
        pid[i] = chaos_start(sample_random(&state));
    }

    kills = 0;
    stops = 0;

    while (chaos_now() < end && !chaos_shared->failed && check_failed == 0) {

        usleep((useconds_t) (sample_random(&state) % 1000));

        i = sample_random(&state) % CHAOS_CHILDREN;

        switch (sample_random(&state) % 16) {

        case 0:
            rc = posts_cache_verify(&cache);
            CHECK_INT(rc, 0);
            break;

        case 1:

            /* one that sleeps for a while, perhaps with the lock */

            (void) kill(pid[i], SIGSTOP);
            usleep((useconds_t) (sample_random(&state) % 1000));
            (void) kill(pid[i], SIGCONT);
            stops++;
            break;

        default:
            (void) kill(pid[i], SIGKILL);
            chaos_reap(pid[i], 1);
            pid[i] = chaos_start(sample_random(&state));
            kills++;
            break;
        }
    }

    for (i = 0; i < CHAOS_CHILDREN; i++) {
        (void) kill(pid[i], SIGKILL);
        chaos_reap(pid[i], 1);
    }

    if (!CHECK(!chaos_shared->failed)) {
        printf("    %s\n", chaos_shared->message);
    }

    chaos_end();

    posts_cache_stat(&cache, &stat);

    printf("%lu kills, %lu stops, %" PRIu64 " done, %" PRIu64 " MB looked "
           "at, %" PRIu64 " evictions, %" PRIu64 " recoveries, seed %"
           PRIu64 "\n", kills, stops, chaos_shared->done,
           chaos_shared->held >> 20, stat.evictions, stat.recoveries, seed);

    /* few under valgrind */

    CHECK(kills > 5);
    CHECK(chaos_shared->done > 100);

    for (i = 0; i < 4096; i++) {
        if (chaos_memory[CHAOS_SIZE + i] != 0xa5) {
            CHECK_INT(i, -1);
            break;
        }
    }

    free(chaos_sample.body);
    (void) munmap(chaos_shared, 4096 + CHAOS_SIZE + 4096);

    return CHECK_END("cache_chaos");
}


static pid_t
chaos_start(uint64_t seed)
{
    pid_t  pid;

    fflush(stdout);
    pid = fork();

    if (pid == 0) {
        chaos_pid = getpid();
        chaos_child(seed);
        _exit(0);
    }

    CHECK(pid != -1);

    return pid;
}


static void
chaos_child(uint64_t seed)
{
    uint64_t       state;
    posts_cache_t  cache;

    state = seed;

    if (posts_cache_attach(&cache, chaos_memory, chaos_lock, chaos_unlock,
                           chaos_shared) != POSTS_OK
        || posts_cache_claim(&cache, (uint64_t) chaos_pid, chaos_alive)
           != POSTS_OK)
    {
        chaos_fail("no slot for process", (uint64_t) chaos_pid);
    }

    for ( ;; ) {
        (void) __atomic_add_fetch(&chaos_shared->done, 1, __ATOMIC_RELAXED);

        switch (sample_random(&state) % 64) {

        case 0:

            /* a process that ends as it should, and one in its place */

            while (chaos_nrefs > 0) {
                chaos_release(&cache, chaos_nrefs - 1);
            }

            posts_cache_leave(&cache);

            if (posts_cache_claim(&cache, (uint64_t) chaos_pid, chaos_alive)
                != POSTS_OK)
            {
                chaos_fail("no slot again for", (uint64_t) chaos_pid);
            }

            break;

        case 1:
            chaos_nrefs = 0;
            posts_cache_leave(&cache);

            if (posts_cache_claim(&cache, (uint64_t) chaos_pid, chaos_alive)
                != POSTS_OK)
            {
                chaos_fail("no slot again for", (uint64_t) chaos_pid);
            }

            break;

        default:
            if (chaos_nrefs == CHAOS_REFS
                || (chaos_nrefs > 0 && sample_random(&state) % 2))
            {
                chaos_release(&cache, sample_random(&state) % chaos_nrefs);

            } else if (sample_random(&state) % 4) {
                chaos_find(&cache, &state);

            } else {
                chaos_store(&cache, &state);
            }
        }
    }
}


static void
chaos_find(posts_cache_t *cache, uint64_t *state)
{
    uint64_t             n, generation;
    posts_entry_t       *entry;
    posts_cache_find_e   rc;

    n = sample_random(state) % CHAOS_KEYS;
    n = n * n / CHAOS_KEYS;

    sample_key(&chaos_sample, n);

    generation = __atomic_load_n(&chaos_shared->generation, __ATOMIC_RELAXED);

    rc = posts_cache_find(cache, &chaos_sample.key, generation,
                          chaos_now() / 50, &entry);

    if (rc == POSTS_CACHE_MISS) {
        return;
    }

    if (!sample_holds(&chaos_sample, entry, n)) {
        chaos_fail("found, but wrong:", n);
    }

    if (rc == POSTS_CACHE_CHECK) {
        posts_cache_confirm(entry, generation);
    }

    chaos_refs[chaos_nrefs].entry = entry;
    chaos_refs[chaos_nrefs].n = n;
    chaos_nrefs++;
}


static void
chaos_store(posts_cache_t *cache, uint64_t *state)
{
    uint64_t        n, generation;
    posts_rc_t      rc;
    posts_entry_t  *entry;

    n = sample_random(state) % CHAOS_KEYS;
    n = n * n / CHAOS_KEYS;

    generation = __atomic_load_n(&chaos_shared->generation, __ATOMIC_RELAXED);

    if (sample_random(state) % 8 == 0) {
        generation = __atomic_add_fetch(&chaos_shared->generation, 1,
                                        __ATOMIC_RELAXED);
    }

    sample_item(&chaos_sample, n, generation);

    if (!posts_cache_begin(cache, &chaos_sample.key, chaos_now(), 20)) {
        return;
    }

    rc = posts_cache_store(cache, &chaos_sample.key, &chaos_sample.item,
                           chaos_now() / 50, &entry);
    posts_cache_end(cache);

    if (rc == POSTS_OK) {
        chaos_refs[chaos_nrefs].entry = entry;
        chaos_refs[chaos_nrefs].n = n;
        chaos_nrefs++;

    } else if (rc != POSTS_AGAIN && rc != POSTS_LIMIT) {
        chaos_fail("not stored:", n);
    }
}


static void
chaos_release(posts_cache_t *cache, size_t i)
{
    posts_cache_item_t  item;

    if (!sample_holds(&chaos_sample, chaos_refs[i].entry, chaos_refs[i].n)) {
        chaos_fail("changed while it was held:", chaos_refs[i].n);
    }

    posts_cache_read(chaos_refs[i].entry, &item);
    (void) __atomic_add_fetch(&chaos_shared->held, item.body.len,
                              __ATOMIC_RELAXED);

    posts_cache_release(cache, chaos_refs[i].entry);
    chaos_refs[i] = chaos_refs[--chaos_nrefs];
}


/* What a master does for a worker that is gone. */

static void
chaos_reap(pid_t pid, int killed)
{
    int       status;
    uint32_t  owner;

    if (waitpid(pid, &status, 0) != pid) {
        CHECK(0);
        return;
    }

    owner = (uint32_t) pid;

    (void) __atomic_compare_exchange_n(&chaos_shared->owner, &owner, 0, 0,
                                       __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);

    if (!chaos_shared->failed) {
        CHECK(killed && WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
    }
}


/* All are dead: the next process puts everything right. */

static void
chaos_end(void)
{
    uint64_t             n, i;
    posts_cache_t        cache;
    posts_entry_t       *entry;
    posts_cache_stat_t   stat;

    CHECK_INT(chaos_shared->owner, 0);

    CHECK_INT(posts_cache_attach(&cache, chaos_memory, chaos_lock,
                                 chaos_unlock, chaos_shared), POSTS_OK);
    CHECK_INT(posts_cache_verify(&cache), 0);
    CHECK_INT(posts_cache_claim(&cache, (uint64_t) chaos_pid, chaos_alive),
              POSTS_OK);
    CHECK_INT(posts_cache_verify(&cache), 0);

    /* zombies that nobody holds go with the next stores */

    posts_cache_stat(&cache, &stat);

    for (i = 0; i < stat.zombies + 2; i++) {
        sample_item(&chaos_sample, CHAOS_KEYS, i + 1);

        if (CHECK_INT(posts_cache_store(&cache, &chaos_sample.key,
                                        &chaos_sample.item, 1, &entry),
                      POSTS_OK))
        {
            posts_cache_release(&cache, entry);
        }
    }

    posts_cache_stat(&cache, &stat);
    CHECK_INT(stat.zombies, 0);

    for (n = 0; n < CHAOS_KEYS; n++) {
        sample_key(&chaos_sample, n);

        if (posts_cache_find(&cache, &chaos_sample.key, 0, 1, &entry)
            != POSTS_CACHE_MISS)
        {
            CHECK(sample_holds(&chaos_sample, entry, n));
            posts_cache_release(&cache, entry);
        }
    }

    CHECK_INT(posts_cache_verify(&cache), 0);
    posts_cache_leave(&cache);
    CHECK_INT(posts_cache_verify(&cache), 0);
}


static void
chaos_fail(const char *message, uint64_t n)
{
    snprintf(chaos_shared->message, sizeof(chaos_shared->message),
             "%s %" PRIu64, message, n);
    __atomic_store_n(&chaos_shared->failed, 1, __ATOMIC_SEQ_CST);

    for ( ;; ) {
        pause();
    }
}


static void
chaos_lock(void *payload)
{
    unsigned   n;
    uint32_t   none, *owner;

    owner = &((chaos_shared_t *) payload)->owner;

    for (n = 1; /* void */ ; n++) {
        none = 0;

        if (__atomic_compare_exchange_n(owner, &none, (uint32_t) chaos_pid, 0,
                                        __ATOMIC_ACQUIRE, __ATOMIC_RELAXED))
        {
            return;
        }

        if (n % 64 == 0) {
            (void) sched_yield();
        }
    }
}


static void
chaos_unlock(void *payload)
{
    __atomic_store_n(&((chaos_shared_t *) payload)->owner, 0,
                     __ATOMIC_RELEASE);
}


static int
chaos_alive(uint64_t pid)
{
    return kill((pid_t) pid, 0) == 0;
}


/* Milliseconds. */

static int64_t
chaos_now(void)
{
    struct timespec  ts;

    (void) clock_gettime(CLOCK_MONOTONIC, &ts);

    return (int64_t) ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}
