
/*
 * Copyright (C) the ngx_http_posts_module authors
 *
 * The index as a thing on a disk: one writer, damage of every kind, writers
 * that are killed, readers beside a writer, and a disk that is full.
 */


#define _GNU_SOURCE

#include <dirent.h>
#include <signal.h>
#include <sys/resource.h>

#include "scene.h"


#define POST(title, rest)  "---\ntitle: " title "\n" rest "---\ntext\n"

#define MORE  3000

#define P1  "_posts/2020-01-01-one.md"


static void test_one_writer(void);
static void test_damage(void);
static void test_killed(void);
static void test_readers(void);
static void test_stale_reader(void);
static void test_full_disk(void);
static void test_full_map(void);
static void test_cut_off(void);

static void index_file(scene_t *sc, char *dst, size_t size);


int
main(void)
{
    test_one_writer();
    test_damage();
    test_killed();
    test_readers();
    test_stale_reader();
    test_full_disk();
    test_full_map();
    test_cut_off();

    return CHECK_END("home");
}


static void
test_one_writer(void)
{
    int               status;
    pid_t             pid;
    posts_error_t     error;
    posts_indexer_t  *other;
    scene_t           sc;

    scene_open(&sc);
    scene_write(&sc, P1, POST("One", ""));
    CHECK_INT(scene_start(&sc), POSTS_OK);

    posts_error_clear(&error);
    CHECK_INT(posts_indexer_create(&other, &sc.options, &error), POSTS_AGAIN);
    CHECK(other == NULL);
    scene_stop(&sc);

    /* the lock of a process that was killed is gone */

    pid = fork();

    if (pid == 0) {
        if (scene_start(&sc) != POSTS_OK || scene_settle(&sc) != POSTS_OK) {
            _exit(1);
        }

        (void) kill(getpid(), SIGKILL);
        _exit(1);
    }

    (void) waitpid(pid, &status, 0);
    CHECK(WIFSIGNALED(status));

    CHECK_INT(scene_start(&sc), POSTS_OK);
    CHECK_INT(posts_indexer_ready(sc.ix), 1);
    CHECK_STR(scene_title(&sc, P1), "One");

    scene_close(&sc);
}


static void
index_file(scene_t *sc, char *dst, size_t size)
{
    DIR            *dir;
    struct dirent  *entry;

    dir = opendir(sc->dir);
    dst[0] = '\0';

    for (entry = readdir(dir); entry != NULL; entry = readdir(dir)) {
        if (strncmp(entry->d_name, "index-", 6) == 0
            && strcmp(entry->d_name + strlen(entry->d_name) - 4, ".mdb") == 0)
        {
            (void) snprintf(dst, size, "%.150s/%.100s", sc->dir, entry->d_name);
        }
    }

    (void) closedir(dir);
}


/*
 * Garbage in any place: the reader says so or reads, and does not die; the
 * writer builds a new index or, where the place does not matter, keeps it.
 */

static void
test_damage(void)
{
    int             fd, status;
    char            file[512], name[64], state[256];
    u_char          garbage[512];
    pid_t           pid;
    size_t          i, j;
    unsigned        round, x;
    posts_rc_t      rc;
    posts_str_t     want;
    posts_error_t   error;
    posts_index_t  *index;
    struct stat     st;
    u_char         *bytes, *found;
    scene_t         sc;

    scene_open(&sc);

    for (i = 0; i < 300; i++) {
        (void) snprintf(name, sizeof(name), "_posts/2020-01-%02zu-p%03zu.md",
                        i % 28 + 1, i);
        scene_write(&sc, name, POST("Post", "tags: [a, b, c]\n"));
    }

    CHECK_INT(scene_start(&sc), POSTS_OK);
    CHECK_INT(scene_settle(&sc), POSTS_OK);
    want = scene_dump(&sc, posts_indexer_index(sc.ix));
    scene_stop(&sc);

    (void) snprintf(state, sizeof(state), "%s/state", sc.dir);
    x = 1;

    for (round = 0; round < 60; round++) {
        index_file(&sc, file, sizeof(file));
        CHECK_INT(stat(file, &st), 0);

        fd = open(file, O_RDWR);

        switch (round) {

        case 0:
            CHECK_INT(ftruncate(fd, st.st_size / 2), 0);
            break;

        case 1:
            CHECK_INT(ftruncate(fd, 100), 0);
            break;

        case 2:
            CHECK_INT(ftruncate(fd, 0), 0);
            break;

        case 3:
            (void) unlink(file);
            break;

        case 4:
            (void) unlink(state);
            break;

        case 5:
            CHECK_INT(truncate(state, 10), 0);
            break;

        case 6:

            /* another format */

            (void) close(fd);
            fd = open(state, O_RDWR);
            CHECK_INT(pwrite(fd, "\x63\0\0\0", 4, 8), 4);
            break;

        case 7:

            /* a bit of the state */

            (void) close(fd);
            fd = open(state, O_RDWR);
            CHECK_INT(pwrite(fd, "\x55", 1, 26), 1);
            break;

        case 8:
            CHECK_INT(pwrite(fd, "\0\0\0\0", 4, 16), 4);
            break;

        case 9:

            /* each place that names a file names another one */

            bytes = malloc((size_t) st.st_size);
            CHECK_INT(pread(fd, bytes, (size_t) st.st_size, 0), st.st_size);
            found = bytes;

            for (i = 0; /* void */ ; i++) {
                found = memmem(found, (size_t) (bytes + st.st_size - found),
                               "01-02-p001.md", 13);

                if (found == NULL) {
                    break;
                }

                name[0] = (char) ('A' + i % 26);
                CHECK_INT(pwrite(fd, name, 1, found - bytes), 1);
                found++;
            }

            free(bytes);
            CHECK(i > 1);
            break;

        default:
            for (i = 0; i < 20; i++) {
                for (j = 0; j < sizeof(garbage); j++) {
                    x = x * 1103515245 + 12345;
                    garbage[j] = (u_char) (x >> 16);
                }

                x = x * 1103515245 + 12345;

                (void) !pwrite(fd, garbage, round % 3 == 0 ? 512 : 16,
                               (off_t) ((x >> 8) % (unsigned) st.st_size));
            }
        }

        (void) close(fd);

        pid = fork();

        if (pid == 0) {
            posts_error_clear(&error);
            rc = posts_index_open(&index, sc.dir, &error);

            if (rc == POSTS_OK) {
                (void) scene_dump(&sc, index);
                posts_index_close(index);
            }

            _exit(0);
        }

        (void) waitpid(pid, &status, 0);

        if (!CHECK(WIFEXITED(status))) {
            printf("# the reader died, round %u\n", round);
        }

        sc.reports = 0;

        CHECK_INT(scene_start(&sc), POSTS_OK);
        rc = scene_settle(&sc);

        if (rc != POSTS_OK) {

            /* it was found at work: the next try has a new one */

            sc.ahead += 60 * SCENE_SECOND;
            rc = scene_settle(&sc);

            if (rc != POSTS_OK) {
                sc.ahead += 60 * SCENE_SECOND;
                rc = scene_settle(&sc);
            }
        }

        CHECK_INT(rc, POSTS_OK);
        CHECK_INT(posts_indexer_ready(sc.ix), 1);

        /* wherever it was: what is shown now is whole */

        CHECK(strstr((const char *) scene_dump(&sc,
                                               posts_indexer_index(sc.ix)).data,
                     "ERROR")
              == NULL);

        if (round < 10) {
            CHECK_STR_EQ(scene_dump(&sc, posts_indexer_index(sc.ix)), want);
            CHECK_INT(sc.reports, round == 4 ? 0 : 1);
        }

        scene_stop(&sc);

        /* a good one for the next round */

        if (round >= 10) {
            scene_rm(sc.dir);
            CHECK_INT(scene_start(&sc), POSTS_OK);
            CHECK_INT(scene_settle(&sc), POSTS_OK);
            scene_stop(&sc);
        }
    }

    scene_close(&sc);
}


/* The writer is killed at some moment, again and again. */

static void
test_killed(void)
{
    int              status;
    char             name[64], text[128];
    pid_t            pid;
    size_t           i, n;
    unsigned         round;
    posts_str_t      want;
    struct timespec  ts;
    scene_t          sc;

    scene_open(&sc);

    for (round = 0; round < 25; round++) {

        for (i = 0; i < 40; i++) {
            n = (round * 17 + i * 3) % 90;
            (void) snprintf(name, sizeof(name),
                            "_posts/2020-01-%02zu-p%02zu.md", n % 28 + 1, n);
            (void) snprintf(text, sizeof(text),
                            "---\ntitle: %u\ntags: [t%zu]\n---\n", round,
                            i % 5);

            if ((i + round) % 7 == 0) {
                scene_unlink(&sc, name);

            } else {
                scene_save(&sc, name, text);
            }
        }

        pid = fork();

        if (pid == 0) {
            if (scene_start(&sc) == POSTS_OK) {
                (void) scene_settle(&sc);
            }

            pause();
            _exit(0);
        }

        ts.tv_sec = 0;
        ts.tv_nsec = (long) ((round * 700) % 16000) * 1000;
        (void) nanosleep(&ts, NULL);
        (void) kill(pid, SIGKILL);
        (void) waitpid(pid, &status, 0);
    }

    CHECK_INT(scene_start(&sc), POSTS_OK);
    CHECK_INT(scene_settle(&sc), POSTS_OK);
    CHECK_INT(sc.reports, 0);
    want = scene_dump(&sc, posts_indexer_index(sc.ix));
    scene_stop(&sc);

    scene_rm(sc.dir);
    CHECK_INT(scene_start(&sc), POSTS_OK);
    CHECK_INT(scene_settle(&sc), POSTS_OK);
    CHECK_STR_EQ(want, scene_dump(&sc, posts_indexer_index(sc.ix)));

    scene_close(&sc);
}


/*
 * Readers in processes of their own: each snapshot is of one moment.  All
 * posts have the same title in each change, so a snapshot that shows two
 * has seen half of one.
 */

static int
reader(scene_t *sc)
{
    size_t             i, got;
    int64_t            end;
    uint64_t           last;
    unsigned           seen;
    posts_error_t      error;
    posts_index_t     *index;
    posts_document_t   docs[20];
    posts_snapshot_t  *s;

    posts_error_clear(&error);

    if (posts_index_open(&index, sc->dir, &error) != POSTS_OK) {
        return 10;
    }

    end = scene_clock() + 700 * SCENE_MS;
    last = 0;
    seen = 0;

    while (scene_clock() < end) {
        posts_error_clear(&error);

        if (posts_snapshot_begin(&s, index, &error) != POSTS_OK) {
            return 11;
        }

        if (posts_snapshot_generation(s) < last) {
            return 12;
        }

        seen += (posts_snapshot_generation(s) > last);
        last = posts_snapshot_generation(s);

        if (posts_snapshot_list(s, POSTS_LIST_ALL, posts_str(""), 0, 20, docs,
                                &got)
            != POSTS_OK)
        {
            return 13;
        }

        if (got != 20) {
            return 14;
        }

        for (i = 1; i < got; i++) {
            if (!posts_str_eq(docs[i].title, docs[0].title)) {
                return 15;
            }
        }

        posts_snapshot_end(s);
    }

    posts_index_close(index);

    return (seen > 2) ? 0 : 16;
}


static void
test_readers(void)
{
    int              status;
    char             name[64], text[64];
    pid_t            pid[3];
    size_t           i;
    int64_t          end;
    unsigned         round;
    scene_t          sc;

    scene_open(&sc);

    for (i = 0; i < 20; i++) {
        (void) snprintf(name, sizeof(name), "_posts/2020-01-01-p%02zu.md", i);
        scene_write(&sc, name, POST("Start", ""));
    }

    CHECK_INT(scene_start(&sc), POSTS_OK);
    CHECK_INT(scene_settle(&sc), POSTS_OK);

    for (i = 0; i < 3; i++) {
        pid[i] = fork();

        if (pid[i] == 0) {
            _exit(reader(&sc));
        }
    }

    end = scene_clock() + 600 * SCENE_MS;

    for (round = 0; scene_clock() < end; round++) {
        (void) snprintf(text, sizeof(text), "---\ntitle: %u\n---\n", round);

        for (i = 0; i < 20; i++) {
            (void) snprintf(name, sizeof(name),
                            "_posts/2020-01-01-p%02zu.md", i);
            scene_save(&sc, name, text);
        }

        CHECK_INT(scene_settle(&sc), POSTS_OK);
    }

    for (i = 0; i < 3; i++) {
        (void) waitpid(pid[i], &status, 0);
        CHECK(WIFEXITED(status));
        CHECK_INT(WEXITSTATUS(status), 0);
    }

    scene_close(&sc);
}


/* A reader that was killed within a snapshot holds no page for ever. */

static void
test_stale_reader(void)
{
    int                status, fds[2];
    char               file[512], text[64], c;
    pid_t              pid;
    unsigned           i;
    struct stat        before, after;
    posts_error_t      error;
    posts_index_t     *index;
    posts_snapshot_t  *s;
    scene_t            sc;

    scene_open(&sc);
    scene_write(&sc, P1, POST("One", ""));
    CHECK_INT(scene_start(&sc), POSTS_OK);
    CHECK_INT(scene_settle(&sc), POSTS_OK);
    CHECK_INT(pipe(fds), 0);

    pid = fork();

    if (pid == 0) {
        posts_error_clear(&error);

        if (posts_index_open(&index, sc.dir, &error) != POSTS_OK
            || posts_snapshot_begin(&s, index, &error) != POSTS_OK)
        {
            _exit(1);
        }

        (void) !write(fds[1], "x", 1);
        pause();
        _exit(0);
    }

    CHECK_INT(read(fds[0], &c, 1), 1);
    (void) kill(pid, SIGKILL);
    (void) waitpid(pid, &status, 0);
    (void) close(fds[0]);
    (void) close(fds[1]);

    sc.ahead += 5 * SCENE_SECOND;
    CHECK_INT(scene_settle(&sc), POSTS_OK);

    index_file(&sc, file, sizeof(file));
    CHECK_INT(stat(file, &before), 0);

    for (i = 0; i < 60; i++) {
        (void) snprintf(text, sizeof(text), "---\ntitle: %u\n---\n", i);
        scene_save(&sc, P1, text);
        CHECK_INT(scene_settle(&sc), POSTS_OK);
    }

    CHECK_INT(stat(file, &after), 0);
    CHECK(after.st_size < before.st_size + 60 * 4096);

    scene_close(&sc);
}


/* Somebody cuts the file off that is mapped: an error, and a new index. */

static void
test_cut_off(void)
{
    char               file[512];
    size_t             i;
    posts_rc_t         rc;
    posts_error_t      error;
    posts_snapshot_t  *s;
    scene_t            sc;

    scene_open(&sc);
    scene_write(&sc, P1, POST("One", ""));

    CHECK_INT(scene_start(&sc), POSTS_OK);
    CHECK_INT(scene_settle(&sc), POSTS_OK);
    CHECK_STR(scene_title(&sc, P1), "One");

    index_file(&sc, file, sizeof(file));
    CHECK_INT(truncate(file, 0), 0);

    posts_error_clear(&error);
    rc = posts_snapshot_begin(&s, posts_indexer_index(sc.ix), &error);
    CHECK_INT(rc, POSTS_INVALID);
    CHECK(strstr(error.message, "cut off") != NULL);

    for (i = 0; i < 4; i++) {
        sc.ahead += 2 * SCENE_SECOND;
        (void) scene_settle(&sc);
    }

    CHECK_STR(scene_title(&sc, P1), "One");

    scene_write(&sc, P1, POST("Two", ""));
    CHECK_INT(scene_settle(&sc), POSTS_OK);
    CHECK_STR(scene_title(&sc, P1), "Two");

    scene_close(&sc);
}


/* A reader of a map that has become too small: 0, or what went wrong. */

static int
full_map_reader(scene_t *sc, int from, int to)
{
    char               c;
    size_t             n;
    posts_error_t      error;
    posts_index_t     *index;
    posts_snapshot_t  *s;

    posts_error_clear(&error);

    if (posts_index_open(&index, sc->dir, &error) != POSTS_OK
        || posts_snapshot_begin(&s, index, &error) != POSTS_OK)
    {
        return 1;
    }

    n = posts_snapshot_count(s, POSTS_LIST_ALL, posts_str(""));
    posts_snapshot_end(s);

    if (n != 1 || write(to, "x", 1) != 1 || read(from, &c, 1) != 1) {
        return 2;
    }

    if (posts_snapshot_begin(&s, index, &error) != POSTS_OK) {
        return 3;
    }

    n = posts_snapshot_count(s, POSTS_LIST_ALL, posts_str(""));
    posts_snapshot_end(s);
    posts_index_close(index);

    return n == MORE + 1 ? 0 : 4;
}


/*
 * One change needs many times the room that there is: the map grows, more
 * than once, and a reader in another process goes on.
 */

static void
test_full_map(void)
{
    int      status, there[2], back[2];
    char     c, name[64], text[1024];
    pid_t    pid;
    size_t   i;
    scene_t  sc;

    scene_open(&sc);
    scene_write(&sc, P1, POST("One", ""));

    sc.options.map = 512 * 1024;

    CHECK_INT(scene_start(&sc), POSTS_OK);
    CHECK_INT(scene_settle(&sc), POSTS_OK);
    scene_stop(&sc);

    CHECK_INT(pipe(there), 0);
    CHECK_INT(pipe(back), 0);

    (void) fflush(stdout);
    pid = fork();

    if (pid == 0) {
        _exit(full_map_reader(&sc, there[0], back[1]));
    }

    CHECK_INT(read(back[0], &c, 1), 1);

    memset(text, 'x', sizeof(text));
    memcpy(text, "---\nlong: ", 10);
    memcpy(text + sizeof(text) - 6, "\n---\n", 6);
    text[sizeof(text) - 1] = '\0';

    CHECK_INT(scene_start(&sc), POSTS_OK);
    CHECK_INT(scene_settle(&sc), POSTS_OK);

    for (i = 0; i < MORE; i++) {
        (void) snprintf(name, sizeof(name), "_posts/2020-01-02-p%04zu.md", i);
        scene_write(&sc, name, text);
    }

    /* each time that it is full is an error, and a new try at once */

    for (i = 0; i < 10 && scene_settle(&sc) != POSTS_OK; i++) {
        CHECK_INT(sc.error.rc, POSTS_LIMIT);
    }

    CHECK(i > 1 && i < 10);
    CHECK_INT(scene_count(&sc, POSTS_LIST_ALL, ""), MORE + 1);

    CHECK_INT(write(there[1], "x", 1), 1);
    CHECK_INT(waitpid(pid, &status, 0), pid);
    CHECK(WIFEXITED(status));
    CHECK_INT(WEXITSTATUS(status), 0);

    (void) close(there[0]);
    (void) close(there[1]);
    (void) close(back[0]);
    (void) close(back[1]);

    scene_close(&sc);
}


/* A limit of the file's size stands for a disk that is full. */

static void
test_full_disk(void)
{
    int            status;
    char           file[512], name[64];
    pid_t          pid;
    size_t         i;
    posts_rc_t     rc;
    posts_str_t    before;
    struct stat    st;
    struct rlimit  limit;
    scene_t        sc;

    scene_open(&sc);
    scene_write(&sc, P1, POST("One", ""));

    CHECK_INT(scene_start(&sc), POSTS_OK);
    CHECK_INT(scene_settle(&sc), POSTS_OK);
    before = scene_dump(&sc, posts_indexer_index(sc.ix));
    scene_stop(&sc);

    index_file(&sc, file, sizeof(file));
    CHECK_INT(stat(file, &st), 0);

    for (i = 0; i < 200; i++) {
        (void) snprintf(name, sizeof(name), "_posts/2020-01-02-p%03zu.md", i);
        scene_write(&sc, name, POST("More", "tags: [a, b]\n"));
    }

    pid = fork();

    if (pid == 0) {
        (void) signal(SIGXFSZ, SIG_IGN);

        limit.rlim_cur = (rlim_t) st.st_size + 8192;
        limit.rlim_max = RLIM_INFINITY;
        (void) setrlimit(RLIMIT_FSIZE, &limit);

        if (scene_start(&sc) != POSTS_OK) {
            _exit(1);
        }

        rc = scene_settle(&sc);

        if (rc != POSTS_IO) {
            _exit(2);
        }

        if (!posts_str_eq(scene_dump(&sc, posts_indexer_index(sc.ix)),
                          before))
        {
            _exit(3);
        }

        /* again and again, less and less often, nothing else happens */

        if (posts_indexer_wait(sc.ix) < 500
            || posts_indexer_step(sc.ix, scene_now(&sc) + SCENE_SECOND, NULL)
               != POSTS_OK)
        {
            _exit(4);
        }

        sc.ahead += 2 * SCENE_SECOND;

        if (scene_settle(&sc) != POSTS_IO
            || posts_indexer_wait(sc.ix) < 1500)
        {
            _exit(5);
        }

        if (!posts_str_eq(scene_dump(&sc, posts_indexer_index(sc.ix)),
                          before))
        {
            _exit(6);
        }

        limit.rlim_cur = RLIM_INFINITY;
        (void) setrlimit(RLIMIT_FSIZE, &limit);

        sc.ahead += 60 * SCENE_SECOND;

        if (scene_settle(&sc) != POSTS_OK
            || scene_count(&sc, POSTS_LIST_ALL, "") != 201)
        {
            _exit(7);
        }

        _exit(0);
    }

    (void) waitpid(pid, &status, 0);
    CHECK(WIFEXITED(status));
    CHECK_INT(WEXITSTATUS(status), 0);

    scene_close(&sc);
}
