
/*
 * Copyright (C) the ngx_http_posts_module authors
 *
 * Death at every instruction.  A process does one thing to the cache, one
 * machine instruction at a time (ptrace); whenever one of them has changed
 * the shared memory, its owner could have been killed right there.  So the
 * memory is put aside, the parent does what the survivors would do with it
 * (unlock, find, take over the slot, store) and looks at everything; then
 * the memory is put back, and the next instruction follows.
 *
 *     cache_step [SECONDS [SEED]]
 *
 * goes on with other contents for that long.
 */


#include <signal.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "check.h"
#include "sample.h"


#define STEP_SECONDS  10
#define STEP_SIZE     (40 * 1024)
#define STEP_KEYS     96
#define STEP_REFS     12
#define STEP_LIMIT    2000000      /* instructions of one thing */
#define STEP_CHILD    2            /* its handle; 0 and 1 survive */
#define STEP_HANDLES  4
#define STEP_FRESH    1000         /* a number that is never in the cache */


typedef enum {
    STEP_FIND = 0,
    STEP_STORE,
    STEP_STORE_LARGE,
    STEP_REPLACE,
    STEP_REPLACE_USED,
    STEP_STORE_LATE,
    STEP_RELEASE,
    STEP_RELEASE_ZOMBIE,
    STEP_LEAVE,
    STEP_CLAIM,
    STEP_BEGIN,
    STEP_RECOVER,            /* of what one of the above has left */
    STEP_RECOVER_CLAIM,
    STEP_THINGS
} step_thing_e;


typedef struct {
    posts_entry_t  *entry;
    uint64_t        n;
} step_ref_t;


typedef struct {
    posts_cache_t   handle[STEP_HANDLES];
    size_t          nrefs[STEP_HANDLES];
    step_ref_t      refs[STEP_HANDLES][STEP_REFS];
    uint64_t        latest[STEP_KEYS];        /* generation; 0: none */
    uint64_t        generation;
    uint64_t        dead;                     /* bits by pid */
    uint64_t        target;
    int             evicts;                   /* others may be gone, too */
} step_state_t;


static void step_thing(step_thing_e thing, uint64_t seed);
static void step_prepare(step_thing_e thing, uint64_t seed);
static void step_target(step_thing_e thing, uint64_t *state);
static int step_run(step_thing_e thing, uint64_t seed, unsigned until);
static void step_child(step_thing_e thing);
static int step_check(const char *when);
static int step_survivors(void);
static int step_content(void);
static int step_put(unsigned who, uint64_t n, uint64_t generation);
static int step_get(unsigned who, uint64_t n);
static void step_drop(unsigned who, size_t i);
static void step_lock(void *payload);
static void step_unlock(void *payload);
static int step_alive(uint64_t pid);


static const char  *step_names[] = {
    "find", "store", "store large", "replace", "replace used", "store late",
    "release", "release zombie", "leave", "claim", "begin", "recover",
    "recover and claim"
};


static u_char        *step_memory;      /* the lock's word, then the cache */
static u_char         step_aside[64 + STEP_SIZE];
static u_char         step_last[64 + STEP_SIZE];
static step_state_t   step_now;
static sample_t       step_sample;
static sample_t       step_item;        /* what the child stores */
static int            step_denied;
static unsigned long  step_points;
static unsigned long  step_instructions;


int
main(int argc, char **argv)
{
    time_t       end;
    uint64_t     seed, last;
    const char  *preload;

    end = time(NULL) + (argc > 1 ? strtol(argv[1], NULL, 10) : STEP_SECONDS);
    seed = (argc > 2) ? strtoull(argv[2], NULL, 10) : 1;
    last = (argc > 1) ? UINT64_MAX : 2 * STEP_THINGS;

    preload = getenv("LD_PRELOAD");

    if (preload != NULL && strstr(preload, "vgpreload") != NULL) {
        printf("not under valgrind: it would go through its own steps\n");
        return 0;
    }

    step_memory = mmap(NULL, 64 + STEP_SIZE, PROT_READ | PROT_WRITE,
                       MAP_SHARED | MAP_ANONYMOUS, -1, 0);

    if (!CHECK(step_memory != MAP_FAILED)
        || !CHECK(sample_init(&step_sample, 1500))
        || !CHECK(sample_init(&step_item, STEP_SIZE / 4)))
    {
        return CHECK_END("cache_step");
    }

    do {
        step_thing((step_thing_e) (seed % STEP_THINGS), seed);

        if (seed % STEP_THINGS == STEP_RECOVER_CLAIM) {
            step_thing(STEP_RECOVER_CLAIM, seed * 1009);
            step_thing(STEP_RECOVER_CLAIM, seed * 2003);
        }

        seed++;

    } while (!step_denied && check_failed == 0 && seed <= last
             && time(NULL) < end);

    if (step_denied) {
        printf("ptrace is not allowed here: nothing was tested\n");

    } else {
        printf("%lu places to die in %lu instructions\n", step_points,
               step_instructions);
        CHECK(step_points > 100);
    }

    free(step_sample.body);
    free(step_item.body);

    return CHECK_END("cache_step");
}


static void
step_thing(step_thing_e thing, uint64_t seed)
{
    uint64_t      state, until;
    step_thing_e  before;

    if (thing < STEP_RECOVER) {
        step_prepare(thing, seed);
        (void) step_run(thing, seed, 0);
        return;
    }

    /* the one before dies somewhere; the next dies while it cleans up */

    state = seed * 7919;

    if (thing == STEP_RECOVER) {
        before = (step_thing_e) (sample_random(&state) % STEP_RECOVER);
        until = 1 + sample_random(&state) % 60;

    } else {

        /* in most cases while it fills its block */

        before = (sample_random(&state) % 2) ? STEP_REPLACE : STEP_STORE;
        until = 1 + sample_random(&state) % 120;
    }

    step_prepare(before, seed);

    if (step_run(before, seed, (unsigned) until)) {
        step_now.dead |= 1 << (STEP_CHILD + 1);
        (void) step_run(thing, seed, 0);
    }
}


/* Fills the cache, with references of all, zombies, and a dead process. */

static void
step_prepare(step_thing_e thing, uint64_t seed)
{
    size_t    n, i;
    unsigned  who;
    uint64_t  state;

    memset(&step_now, 0, sizeof(step_now));
    memset(step_memory, 0, 64 + STEP_SIZE);

    state = seed * 1000003 + 17;
    step_now.generation = 10;

    CHECK_INT(posts_cache_format(step_memory + 64, STEP_SIZE, 5), POSTS_OK);

    for (who = 0; who < STEP_HANDLES; who++) {
        CHECK_INT(posts_cache_attach(&step_now.handle[who], step_memory + 64,
                                     step_lock, step_unlock, step_memory),
                  POSTS_OK);
        CHECK_INT(posts_cache_claim(&step_now.handle[who], who + 1,
                                    step_alive), POSTS_OK);
    }

    /* many small entries are more than one round's work */

    step_sample.max = (thing == STEP_STORE_LARGE) ? 16 : 1500;

    /* the fourth has died before */

    n = (thing == STEP_STORE) ? 10 + sample_random(&state) % 60 : 200;

    for (i = 0; i < n; i++) {
        who = (unsigned) (sample_random(&state) % STEP_HANDLES);
        (void) step_put(who, sample_random(&state) % STEP_KEYS,
                        step_now.generation++);

        while (step_now.nrefs[who] > 2 + who) {
            step_drop(who, sample_random(&state) % step_now.nrefs[who]);
        }

        who = (unsigned) (sample_random(&state) % STEP_HANDLES);

        if (step_now.nrefs[who] < STEP_REFS / 2) {
            (void) step_get(who, sample_random(&state) % STEP_KEYS);
        }
    }

    if (thing == STEP_STORE_LARGE) {
        step_now.nrefs[0] = 0;
        step_now.nrefs[1] = 0;
        posts_cache_leave(&step_now.handle[0]);
        posts_cache_leave(&step_now.handle[1]);
        (void) posts_cache_claim(&step_now.handle[0], 1, step_alive);
        (void) posts_cache_claim(&step_now.handle[1], 2, step_alive);

        /* what the others have may be in the way, or not */

        for (who = 2; seed % 2 && who < STEP_HANDLES; who++) {
            while (step_now.nrefs[who] > 0) {
                step_drop(who, 0);
            }
        }
    }

    step_now.dead = 1 << 4;

    step_target(thing, &state);

    /* what is there before it begins */

    for (i = 0; i < STEP_KEYS; i++) {
        if (step_get(0, i)) {
            step_drop(0, step_now.nrefs[0] - 1);

        } else {
            step_now.latest[i] = 0;
        }
    }
}


/* What the thing is done to. */

static void
step_target(step_thing_e thing, uint64_t *state)
{
    uint64_t  n;

    do {
        n = sample_random(state) % STEP_KEYS;
    } while (!step_get(STEP_CHILD, n));

    step_drop(STEP_CHILD, step_now.nrefs[STEP_CHILD] - 1);

    switch (thing) {

    case STEP_STORE:
    case STEP_STORE_LARGE:
        n = STEP_FRESH;
        step_now.evicts = 1;
        break;

    case STEP_REPLACE_USED:
        while (step_now.nrefs[1] >= STEP_REFS) {
            step_drop(1, 0);
        }

        (void) step_get(1, n);
        step_now.evicts = 1;
        break;

    case STEP_REPLACE:
    case STEP_STORE_LATE:
        step_now.evicts = 1;
        break;

    case STEP_RELEASE:
    case STEP_RELEASE_ZOMBIE:
        while (step_now.nrefs[STEP_CHILD] > 0) {
            step_drop(STEP_CHILD, 0);
        }

        (void) step_get(STEP_CHILD, n);

        if (thing == STEP_RELEASE_ZOMBIE) {
            (void) step_put(0, n, step_now.generation++);
            step_drop(0, step_now.nrefs[0] - 1);
        }

        break;

    default:
        break;
    }

    step_now.target = n;

    step_item.max = (thing == STEP_STORE_LARGE) ? STEP_SIZE / 4 : 1500;
    sample_item(&step_item, n, thing == STEP_STORE_LATE
                               ? 1 : step_now.generation);

    if (thing == STEP_STORE_LARGE) {
        step_item.item.body.len = STEP_SIZE / 4 - 1500;
    }
}


/*
 * Runs a child through the thing.  until 0: checks at each change; else it
 * is killed at that one, with the memory as it is then.
 */

static int
step_run(step_thing_e thing, uint64_t seed, unsigned until)
{
    int       status;
    char      when[128];
    pid_t     pid;
    unsigned  steps, changes;

    fflush(stdout);
    pid = fork();

    if (!CHECK(pid != -1)) {
        return 0;
    }

    if (pid == 0) {
        if (ptrace(PTRACE_TRACEME, 0, NULL, NULL) == -1) {
            _exit(77);
        }

        raise(SIGSTOP);
        step_child(thing);
        raise(SIGSTOP);
        _exit(0);
    }

    steps = 0;
    changes = 0;

    if (waitpid(pid, &status, 0) != pid || !WIFSTOPPED(status)) {
        step_denied = WIFEXITED(status) && WEXITSTATUS(status) == 77;
        CHECK(step_denied);
        return 0;
    }

    memcpy(step_last, step_memory, sizeof(step_last));

    for ( ;; ) {

        if (ptrace(PTRACE_SINGLESTEP, pid, NULL, NULL) == -1
            || waitpid(pid, &status, 0) != pid || !WIFSTOPPED(status)
            || ++steps > STEP_LIMIT)
        {
            CHECK(0);
            break;
        }

        if (WSTOPSIG(status) == SIGSTOP) {

            /* it is through */

            snprintf(when, sizeof(when), "%s, seed %lu, at the end",
                     step_names[thing], (unsigned long) seed);

            if (until == 0) {
                (void) step_check(when);

                if ((thing == STEP_STORE
                     || (thing == STEP_STORE_LARGE && seed % 2))
                    && !CHECK(step_get(0, step_now.target)))
                {
                    printf("    %s\n", when);
                }
            }

            break;
        }

        if (WSTOPSIG(status) != SIGTRAP) {
            CHECK_INT(WSTOPSIG(status), SIGTRAP);
            break;
        }

        if (memcmp(step_last, step_memory, sizeof(step_last)) == 0) {
            continue;
        }

        memcpy(step_last, step_memory, sizeof(step_last));
        changes++;

        if (changes == until) {
            break;
        }

        if (until == 0) {
            snprintf(when, sizeof(when), "%s, seed %lu, change %u, "
                     "instruction %u", step_names[thing],
                     (unsigned long) seed, changes, steps);

            if (!step_check(when)) {
                break;
            }
        }
    }

    (void) kill(pid, SIGKILL);
    (void) waitpid(pid, &status, 0);

    step_points += changes;
    step_instructions += steps;

    /* the dead one's lock */

    memset(step_memory, 0, 64);

    return check_failed == 0;
}


static void
step_child(step_thing_e thing)
{
    posts_cache_t       *cache;
    posts_entry_t       *entry;
    posts_cache_stat_t   stat;

    cache = &step_now.handle[STEP_CHILD];

    switch (thing) {

    case STEP_FIND:
        (void) posts_cache_find(cache, &step_item.key, 1, 2, &entry);
        break;

    case STEP_STORE:
    case STEP_STORE_LARGE:
    case STEP_REPLACE:
    case STEP_REPLACE_USED:
    case STEP_STORE_LATE:
        (void) posts_cache_store(cache, &step_item.key, &step_item.item, 2,
                                 &entry);
        break;

    case STEP_RELEASE:
    case STEP_RELEASE_ZOMBIE:
        posts_cache_release(cache, step_now.refs[STEP_CHILD][0].entry);
        break;

    case STEP_LEAVE:
        posts_cache_leave(cache);
        break;

    case STEP_CLAIM:
    case STEP_RECOVER_CLAIM:
        cache->slot = -1;
        (void) posts_cache_claim(cache, 8, step_alive);
        break;

    case STEP_BEGIN:
        (void) posts_cache_begin(cache, &step_item.key, 1, 2);
        posts_cache_end(cache);
        break;

    default:
        posts_cache_stat(cache, &stat);
        break;
    }
}


/* What the survivors and the next process find. */

static int
step_check(const char *when)
{
    int                  ok;
    size_t               i;
    unsigned             who;
    uint64_t             used;
    posts_cache_t        next;
    posts_entry_t       *entry;
    step_state_t         state;
    posts_cache_stat_t   stat;

    memcpy(step_aside, step_memory, sizeof(step_aside));
    state = step_now;

    memset(step_memory, 0, 64);

    /* while nobody has taken over the slot */

    ok = CHECK(step_survivors());
    ok = CHECK_INT(posts_cache_verify(&step_now.handle[0]), 0) && ok;
    ok = CHECK(step_survivors()) && ok;
    ok = ok && CHECK(step_content());

    if (ok) {
        ok = CHECK(step_put(1, STEP_FRESH + 1, 1));
    }

    /* and then */

    step_now.dead |= 1 << (STEP_CHILD + 1) | 1 << 8;

    (void) posts_cache_attach(&next, step_memory + 64, step_lock,
                              step_unlock, step_memory);

    if (ok) {
        ok = CHECK_INT(posts_cache_claim(&next, 9, step_alive), POSTS_OK);
        ok = CHECK_INT(posts_cache_verify(&next), 0) && ok;
        ok = CHECK(step_survivors()) && ok;
    }

    /* all is given back: nothing is lost */

    for (who = 0; ok && who < 2; who++) {
        while (step_now.nrefs[who] > 0) {
            step_drop(who, 0);
        }
    }

    for (i = 0; ok && i < 10; i++) {
        sample_item(&step_sample, STEP_FRESH + 2 + i, 1);
        step_sample.item.body.len = 200;

        ok = CHECK_INT(posts_cache_store(&next, &step_sample.key,
                                         &step_sample.item, 9, &entry),
                       POSTS_OK);

        if (ok) {
            posts_cache_release(&next, entry);
        }
    }

    if (ok) {
        ok = CHECK_INT(posts_cache_verify(&next), 0);

        posts_cache_stat(&next, &stat);
        ok = CHECK_INT(stat.zombies, 0) && ok;

        /* what is left is entries that can go: the largest finds room */

        sample_item(&step_sample, STEP_FRESH + 20, 1);
        used = stat.size / 4 - 1000;
        step_sample.item.body.data = step_item.body;
        step_sample.item.body.len = used;

        ok = CHECK_INT(posts_cache_store(&next, &step_sample.key,
                                         &step_sample.item, 9, &entry),
                       POSTS_OK) && ok;
        ok = CHECK_INT(posts_cache_verify(&next), 0) && ok;
    }

    if (!ok) {
        printf("    %s\n", when);
    }

    step_now = state;
    memcpy(step_memory, step_aside, sizeof(step_aside));

    return ok;
}


static int
step_survivors(void)
{
    size_t       i;
    unsigned     who;
    step_ref_t  *ref;

    for (who = 0; who < 2; who++) {
        for (i = 0; i < step_now.nrefs[who]; i++) {
            ref = &step_now.refs[who][i];

            if (!sample_holds(&step_sample, ref->entry, ref->n)) {
                printf("    %lu of process %u is not what it was\n",
                       (unsigned long) ref->n, who);
                return 0;
            }
        }
    }

    return 1;
}


/* Every key is there, whole, but those that the thing may make go. */

static int
step_content(void)
{
    size_t              n;
    posts_entry_t      *entry;
    posts_cache_item_t  item;

    for (n = 0; n < STEP_KEYS; n++) {
        sample_key(&step_sample, n);

        if (posts_cache_find(&step_now.handle[0], &step_sample.key, 0, 2,
                             &entry) == POSTS_CACHE_MISS)
        {
            if (step_now.latest[n] != 0 && !step_now.evicts) {
                printf("    %zu is gone\n", n);
                return 0;
            }

            continue;
        }

        posts_cache_read(entry, &item);

        if (step_now.latest[n] == 0
            || (item.generation != step_now.latest[n]
                && (n != step_now.target
                    || item.generation != step_item.item.generation))
            || !sample_holds(&step_sample, entry, n))
        {
            printf("    %zu is not what was stored\n", n);
            return 0;
        }

        posts_cache_release(&step_now.handle[0], entry);
    }

    return 1;
}


static int
step_put(unsigned who, uint64_t n, uint64_t generation)
{
    step_ref_t     *ref;
    posts_entry_t  *entry;

    sample_item(&step_sample, n, generation);

    if (step_now.nrefs[who] == STEP_REFS
        || posts_cache_store(&step_now.handle[who], &step_sample.key,
                             &step_sample.item, 1, &entry) != POSTS_OK)
    {
        return 0;
    }

    if (n < STEP_KEYS) {
        step_now.latest[n] = generation;
    }

    ref = &step_now.refs[who][step_now.nrefs[who]++];
    ref->entry = entry;
    ref->n = n;

    return 1;
}


static int
step_get(unsigned who, uint64_t n)
{
    step_ref_t     *ref;
    posts_entry_t  *entry;

    sample_key(&step_sample, n);

    if (step_now.nrefs[who] == STEP_REFS
        || posts_cache_find(&step_now.handle[who], &step_sample.key, 0, 1,
                            &entry) == POSTS_CACHE_MISS)
    {
        return 0;
    }

    ref = &step_now.refs[who][step_now.nrefs[who]++];
    ref->entry = entry;
    ref->n = n;

    return 1;
}


static void
step_drop(unsigned who, size_t i)
{
    posts_cache_release(&step_now.handle[who], step_now.refs[who][i].entry);
    step_now.refs[who][i] = step_now.refs[who][--step_now.nrefs[who]];
}


/* One at a time runs, so the word is never waited for. */

static void
step_lock(void *payload)
{
    if (__atomic_load_n((uint32_t *) payload, __ATOMIC_ACQUIRE) != 0) {
        printf("the lock is taken twice\n");
        fflush(stdout);
        abort();
    }

    __atomic_store_n((uint32_t *) payload, 1, __ATOMIC_SEQ_CST);
}


static void
step_unlock(void *payload)
{
    __atomic_store_n((uint32_t *) payload, 0, __ATOMIC_RELEASE);
}


static int
step_alive(uint64_t pid)
{
    return !(step_now.dead >> pid & 1);
}
