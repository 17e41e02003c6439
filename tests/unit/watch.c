
/*
 * Copyright (C) the ngx_http_posts_module authors
 *
 * How the indexer notices changes: by inotify, by polling, and what neither
 * tells by itself.
 */


#define _GNU_SOURCE

#include <limits.h>
#include <sched.h>

#include "posts_beneath.h"
#include "scene.h"


#define POST(title)  "---\ntitle: " title "\n---\ntext\n"

#define P1  "_posts/2020-01-01-one.md"
#define P2  "_posts/2020-01-02-two.md"


static void test_files(posts_watch_e watch);
static void test_folders(posts_watch_e watch);
static void test_links(void);
static void test_root(posts_watch_e watch);
static void test_half(posts_watch_e watch);
static void test_burst(void);
static void test_latency(void);
static void test_overflow(void);
static void test_editors(void);
static void test_undated(posts_watch_e watch);
static void test_off(void);
static void test_inside(void);
static void test_full(void);
static void test_permissions(void);
static void test_beneath(void);

static void work_for(scene_t *sc, int64_t ms);


int
main(void)
{
    test_files(POSTS_WATCH_INOTIFY);
    test_files(POSTS_WATCH_POLL);
    test_folders(POSTS_WATCH_INOTIFY);
    test_folders(POSTS_WATCH_POLL);
    test_links();
    test_root(POSTS_WATCH_INOTIFY);
    test_root(POSTS_WATCH_POLL);
    test_half(POSTS_WATCH_INOTIFY);
    test_half(POSTS_WATCH_POLL);
    test_burst();
    test_latency();
    test_overflow();
    test_editors();
    test_undated(POSTS_WATCH_INOTIFY);
    test_undated(POSTS_WATCH_POLL);
    test_off();
    test_inside();
    test_full();
    test_permissions();
    test_beneath();

    return CHECK_END("watch");
}


/* Steps for a time, whatever there is to do. */

static void
work_for(scene_t *sc, int64_t ms)
{
    int64_t          end;
    struct timespec  ts;

    end = scene_clock() + ms * SCENE_MS;

    while (scene_clock() < end) {
        posts_error_clear(&sc->error);
        (void) posts_indexer_step(sc->ix, scene_now(sc) + 20 * SCENE_MS,
                                  &sc->error);
        ts.tv_sec = 0;
        ts.tv_nsec = SCENE_MS;
        (void) nanosleep(&ts, NULL);
    }
}


static void
test_files(posts_watch_e watch)
{
    scene_t  sc;

    scene_open(&sc);
    sc.options.watch = watch;

    scene_write(&sc, P1, POST("One"));

    CHECK_INT(scene_start(&sc), POSTS_OK);
    CHECK_INT(scene_settle(&sc), POSTS_OK);
    CHECK((posts_indexer_fd(sc.ix) != -1) == (watch == POSTS_WATCH_INOTIFY));
    CHECK_STR(scene_title(&sc, P1), "One");

    /* written, renamed into place, written again, appended to */

    scene_write(&sc, P2, POST("Two"));
    CHECK_INT(scene_settle(&sc), POSTS_OK);
    CHECK_STR(scene_title(&sc, P2), "Two");

    scene_save(&sc, P1, POST("Eins"));
    CHECK_INT(scene_settle(&sc), POSTS_OK);
    CHECK_STR(scene_title(&sc, P1), "Eins");

    scene_write(&sc, P1, POST("Uno"));
    CHECK_INT(scene_settle(&sc), POSTS_OK);
    CHECK_STR(scene_title(&sc, P1), "Uno");

    /* renamed, linked, removed */

    scene_rename(&sc, P1, "_posts/2020-01-03-three.md");
    CHECK_INT(scene_settle(&sc), POSTS_OK);
    CHECK_STR(scene_title(&sc, P1), "");
    CHECK_STR(scene_title(&sc, "_posts/2020-01-03-three.md"), "Uno");

    CHECK_INT(link(scene_path(&sc, P2), scene_path(&sc, P1)), 0);
    CHECK_INT(scene_settle(&sc), POSTS_OK);
    CHECK_STR(scene_title(&sc, P1), "Two");

    scene_unlink(&sc, P2);
    scene_unlink(&sc, P1);
    CHECK_INT(scene_settle(&sc), POSTS_OK);
    CHECK_STR(scene_title(&sc, P1), "");
    CHECK_STR(scene_title(&sc, P2), "");

    /* a name that is hidden and comes into view */

    scene_write(&sc, "_posts/.2020-01-02-two.md", POST("Two"));
    CHECK_INT(scene_settle(&sc), POSTS_OK);
    scene_rename(&sc, "_posts/.2020-01-02-two.md", P2);
    CHECK_INT(scene_settle(&sc), POSTS_OK);
    CHECK_STR(scene_title(&sc, P2), "Two");

    CHECK_INT(sc.reports, 0);

    scene_close(&sc);
}


static void
test_folders(posts_watch_e watch)
{
    scene_t  sc;

    scene_open(&sc);
    sc.options.watch = watch;

    CHECK_INT(scene_start(&sc), POSTS_OK);
    CHECK_INT(scene_settle(&sc), POSTS_OK);

    /* folders in folders, made at once */

    scene_write(&sc, "a/b/c/page.md", POST("Page"));
    scene_write(&sc, "a/b/_posts/2020-01-01-x.md", POST("Post"));
    CHECK_INT(scene_settle(&sc), POSTS_OK);
    CHECK_STR(scene_title(&sc, "a/b/c/page.md"), "Page");
    CHECK_STR(scene_title(&sc, "a/b/_posts/2020-01-01-x.md"), "Post");

    /* moved: what was in it is elsewhere, and watched there */

    scene_rename(&sc, "a/b", "d");
    CHECK_INT(scene_settle(&sc), POSTS_OK);
    CHECK_STR(scene_title(&sc, "a/b/c/page.md"), "");
    CHECK_STR(scene_title(&sc, "d/c/page.md"), "Page");
    CHECK_STR(scene_url(&sc, "/d/2020/01/01/x.html"),
              "d/_posts/2020-01-01-x.md");

    scene_save(&sc, "d/c/page.md", POST("Seite"));
    CHECK_INT(scene_settle(&sc), POSTS_OK);
    CHECK_STR(scene_title(&sc, "d/c/page.md"), "Seite");

    /* out of sight, and back */

    scene_rename(&sc, "d", "_d");
    CHECK_INT(scene_settle(&sc), POSTS_OK);
    CHECK_STR(scene_title(&sc, "d/c/page.md"), "");
    CHECK_INT(scene_count(&sc, POSTS_LIST_ALL, ""), 0);

    scene_save(&sc, "_d/c/page.md", POST("Hidden"));
    CHECK_INT(scene_settle(&sc), POSTS_OK);

    scene_rename(&sc, "_d", "e");
    CHECK_INT(scene_settle(&sc), POSTS_OK);
    CHECK_STR(scene_title(&sc, "e/c/page.md"), "Hidden");
    CHECK_INT(scene_count(&sc, POSTS_LIST_ALL, ""), 1);

    /* out of the site, and another one in */

    scene_write(&sc, "../new/page.md", POST("New"));
    scene_rename(&sc, "e", "../old");
    scene_rename(&sc, "../new", "e");
    CHECK_INT(scene_settle(&sc), POSTS_OK);
    CHECK_STR(scene_title(&sc, "e/page.md"), "New");
    CHECK_STR(scene_title(&sc, "e/c/page.md"), "");
    CHECK_INT(scene_count(&sc, POSTS_LIST_ALL, ""), 0);

    scene_save(&sc, "e/page.md", POST("Newer"));
    CHECK_INT(scene_settle(&sc), POSTS_OK);
    CHECK_STR(scene_title(&sc, "e/page.md"), "Newer");

    /* removed with all that is in it */

    scene_rm(scene_path(&sc, "e"));
    CHECK_INT(scene_settle(&sc), POSTS_OK);
    CHECK_STR(scene_title(&sc, "e/page.md"), "");

    /* a folder where a file was, and the other way round */

    scene_write(&sc, "x.md", POST("File"));
    CHECK_INT(scene_settle(&sc), POSTS_OK);
    CHECK_STR(scene_title(&sc, "x.md"), "File");

    scene_unlink(&sc, "x.md");
    scene_write(&sc, "x.md/page.md", POST("In"));
    CHECK_INT(scene_settle(&sc), POSTS_OK);
    CHECK_STR(scene_title(&sc, "x.md"), "");
    CHECK_STR(scene_title(&sc, "x.md/page.md"), "In");

    scene_rm(scene_path(&sc, "x.md"));
    scene_write(&sc, "x.md", POST("Again"));
    CHECK_INT(scene_settle(&sc), POSTS_OK);
    CHECK_STR(scene_title(&sc, "x.md"), "Again");
    CHECK_STR(scene_title(&sc, "x.md/page.md"), "");

    CHECK_INT(sc.reports, 0);

    scene_close(&sc);
}


static void
test_links(void)
{
    scene_t  sc;

    scene_open(&sc);

    scene_write(&sc, "_store/a.md", POST("A"));
    scene_write(&sc, "_store/b.md", POST("B"));
    scene_write(&sc, "_store/dir/c.md", POST("C"));
    scene_write(&sc, "x.md", POST("X"));

    CHECK_INT(scene_start(&sc), POSTS_OK);
    CHECK_INT(scene_settle(&sc), POSTS_OK);

    CHECK_INT(symlink("_store/a.md", scene_path(&sc, "link.md")), 0);
    CHECK_INT(symlink("_store/dir", scene_path(&sc, "dir")), 0);
    CHECK_INT(scene_settle(&sc), POSTS_OK);
    CHECK_STR(scene_title(&sc, "link.md"), "A");
    CHECK_STR(scene_title(&sc, "dir/c.md"), "C");

    /* the link goes elsewhere */

    CHECK_INT(symlink("_store/b.md", scene_path(&sc, ".new")), 0);
    scene_rename(&sc, ".new", "link.md");
    CHECK_INT(scene_settle(&sc), POSTS_OK);
    CHECK_STR(scene_title(&sc, "link.md"), "B");

    /* a file in a folder behind a link */

    scene_save(&sc, "_store/dir/c.md", POST("CC"));
    CHECK_INT(scene_settle(&sc), POSTS_OK);
    CHECK_STR(scene_title(&sc, "dir/c.md"), "CC");

    /* a file behind a link, where nothing is watched: within seconds */

    scene_save(&sc, "_store/b.md", POST("BB"));
    work_for(&sc, 1500);
    CHECK_STR(scene_title(&sc, "link.md"), "BB");

    /* and out of the site: gone, and told */

    CHECK_INT(sc.faults, 0);
    scene_unlink(&sc, "link.md");
    CHECK_INT(symlink("../index/state", scene_path(&sc, "link.md")), 0);
    CHECK_INT(scene_settle(&sc), POSTS_OK);
    CHECK_STR(scene_title(&sc, "link.md"), "");
    CHECK_INT(sc.faults, 1);

    scene_unlink(&sc, "dir");
    CHECK_INT(scene_settle(&sc), POSTS_OK);
    CHECK_STR(scene_title(&sc, "dir/c.md"), "");

    scene_close(&sc);
}


/* The site's folder itself: replaced, gone, back, a link that is turned. */

static void
test_root(posts_watch_e watch)
{
    char     link[128], site[128], other[128];
    scene_t  sc;

    scene_open(&sc);
    sc.options.watch = watch;

    (void) snprintf(site, sizeof(site), "%s/v1", sc.root);
    (void) snprintf(other, sizeof(other), "%s/v2", sc.root);
    (void) snprintf(link, sizeof(link), "%s/current", sc.root);

    scene_write(&sc, "../v1/" P1, POST("One"));
    scene_write(&sc, "../v2/" P1, POST("Eins"));
    scene_write(&sc, "../v2/" P2, POST("Zwei"));

    CHECK_INT(symlink("v1", link), 0);
    sc.options.site = link;

    CHECK_INT(scene_start(&sc), POSTS_OK);
    CHECK_INT(scene_settle(&sc), POSTS_OK);
    CHECK_STR(scene_title(&sc, P1), "One");

    CHECK_INT(symlink("v2", scene_path(&sc, "../next")), 0);
    CHECK_INT(rename(scene_path(&sc, "../next"), link), 0);

    work_for(&sc, 1300);
    CHECK_INT(scene_settle(&sc), POSTS_OK);
    CHECK_STR(scene_title(&sc, P1), "Eins");
    CHECK_STR(scene_title(&sc, P2), "Zwei");

    /* the new one is watched, the old one is not */

    scene_save(&sc, "../v2/" P2, POST("Due"));
    scene_save(&sc, "../v1/" P1, POST("Old"));
    CHECK_INT(scene_settle(&sc), POSTS_OK);
    CHECK_STR(scene_title(&sc, P2), "Due");
    CHECK_STR(scene_title(&sc, P1), "Eins");

    /* gone: all stays as it was, until it is back */

    CHECK_INT(rename(other, site) == -1, 1);
    (void) unlink(link);
    sc.ahead += 2 * SCENE_SECOND;
    CHECK_INT(scene_settle(&sc), POSTS_IO);
    CHECK_STR(scene_title(&sc, P1), "Eins");
    CHECK(posts_indexer_wait(sc.ix) > 0);

    sc.ahead += 2 * SCENE_SECOND;
    CHECK_INT(scene_settle(&sc), POSTS_OK);
    CHECK_STR(scene_title(&sc, P1), "Eins");

    CHECK_INT(symlink("v1", link), 0);
    sc.ahead += 60 * SCENE_SECOND;
    CHECK_INT(scene_settle(&sc), POSTS_OK);
    CHECK_STR(scene_title(&sc, P1), "Old");
    CHECK_STR(scene_title(&sc, P2), "");

    scene_close(&sc);
}


/* A file that is still being written does not count. */

static void
test_half(posts_watch_e watch)
{
    int      fd, i;
    scene_t  sc;

    scene_open(&sc);
    sc.options.watch = watch;

    /* much longer than a pause between two writes, on a busy machine too */

    sc.options.settle = 150;

    CHECK_INT(scene_start(&sc), POSTS_OK);
    scene_write(&sc, P1, POST("One"));
    CHECK_INT(scene_settle(&sc), POSTS_OK);

    fd = open(scene_path(&sc, P2), O_WRONLY|O_CREAT|O_TRUNC, 0644);
    CHECK_INT(write(fd, "---\ntitle: Ha", 13), 13);

    for (i = 0; i < 20; i++) {
        work_for(&sc, 10);
        CHECK_INT(write(fd, "l", 1), 1);
        CHECK_STR(scene_title(&sc, P2), "");
    }

    CHECK_INT(write(fd, "f\n---\n", 6), 6);
    (void) close(fd);

    CHECK_INT(scene_settle(&sc), POSTS_OK);
    CHECK_STR(scene_title(&sc, P2), "Hallllllllllllllllllllf");

    /* nor does one in a folder that has just come */

    (void) mkdir(scene_path(&sc, "dir"), 0755);
    fd = open(scene_path(&sc, "dir/page.md"), O_WRONLY|O_CREAT, 0644);
    CHECK_INT(write(fd, "---\ntitle: Ha", 13), 13);

    for (i = 0; i < 10; i++) {
        work_for(&sc, 10);
        CHECK_INT(write(fd, "l", 1), 1);
        CHECK_STR(scene_title(&sc, "dir/page.md"), "");
    }

    CHECK_INT(write(fd, "f\n---\n", 6), 6);
    (void) close(fd);
    CHECK_INT(scene_settle(&sc), POSTS_OK);
    CHECK_STR(scene_title(&sc, "dir/page.md"), "Hallllllllllf");

    CHECK_INT(sc.reports, 0);

    scene_close(&sc);
}


/*
 * Thousands of files at once are few changes: one for each time that a burst
 * may last at most, however long the writing takes, and those at its ends.
 */

static void
test_burst(void)
{
    char      name[64];
    int64_t   start, longest;
    unsigned  i;
    uint64_t  generation;
    scene_t   sc;

    scene_open(&sc);

    sc.options.settle = 100;
    longest = 10 * sc.options.settle * SCENE_MS;

    for (i = 0; i < 1500; i++) {
        (void) snprintf(name, sizeof(name), "_posts/2020-01-01-p%04u.md", i);
        scene_write(&sc, name, POST("Old"));
    }

    CHECK_INT(scene_start(&sc), POSTS_OK);
    CHECK_INT(scene_settle(&sc), POSTS_OK);
    CHECK_INT(scene_count(&sc, POSTS_LIST_ALL, ""), 1500);

    generation = posts_indexer_generation(sc.ix);
    start = scene_clock();

    for (i = 0; i < 3000; i++) {
        (void) snprintf(name, sizeof(name), "_posts/2020-01-01-p%04u.md", i);

        if (i % 3 == 2) {
            scene_unlink(&sc, name);

        } else {
            scene_save(&sc, name, POST("New"));
        }

        if (i % 100 == 0) {
            (void) posts_indexer_step(sc.ix, scene_now(&sc) + SCENE_MS, NULL);
        }
    }

    CHECK_INT(scene_settle(&sc), POSTS_OK);
    CHECK_INT(scene_count(&sc, POSTS_LIST_ALL, ""), 2000);
    CHECK((int64_t) (posts_indexer_generation(sc.ix) - generation)
          <= (scene_clock() - start) / longest + 3);

    scene_close(&sc);
}


/* A saved file is there in far less than the time of a burst. */

static void
test_latency(void)
{
    char             text[64];
    int64_t          start, sum;
    unsigned         i;
    uint64_t         generation;
    struct timespec  ts;
    scene_t          sc;

    scene_open(&sc);
    sc.options.settle = 200;

    scene_write(&sc, P1, POST("One"));
    CHECK_INT(scene_start(&sc), POSTS_OK);
    CHECK_INT(scene_settle(&sc), POSTS_OK);

    sum = 0;

    for (i = 0; i < 10; i++) {
        generation = posts_indexer_generation(sc.ix);
        (void) snprintf(text, sizeof(text), "---\ntitle: %u\n---\n", i);

        start = scene_clock();
        scene_save(&sc, P1, text);

        while (posts_indexer_generation(sc.ix) == generation
               && scene_clock() < start + SCENE_SECOND)
        {
            (void) posts_indexer_step(sc.ix, scene_now(&sc) + SCENE_MS, NULL);
            ts.tv_sec = 0;
            ts.tv_nsec = SCENE_MS / 4;
            (void) nanosleep(&ts, NULL);
        }

        sum += scene_clock() - start;
        CHECK_INT(scene_settle(&sc), POSTS_OK);
    }

    CHECK(sum / 10 < 100 * SCENE_MS);

    scene_close(&sc);
}


/* More events than the system keeps: all is walked. */

static void
test_overflow(void)
{
    FILE      *f;
    char       name[64];
    unsigned   i, max;
    scene_t    sc;

    max = 16384;
    f = fopen("/proc/sys/fs/inotify/max_queued_events", "r");

    if (f != NULL) {
        (void) !fscanf(f, "%u", &max);
        (void) fclose(f);
    }

    if (max > 40000) {
        printf("# the system keeps %u events: no overflow tested\n", max);
        return;
    }

    scene_open(&sc);
    scene_write(&sc, "noise/a", "x");
    CHECK_INT(scene_start(&sc), POSTS_OK);
    CHECK_INT(scene_settle(&sc), POSTS_OK);

    for (i = 0; i < max / 2 + 100; i++) {
        (void) snprintf(name, sizeof(name), "noise/%c", 'b' + i % 2);
        scene_rename(&sc, i == 0 ? "noise/a"
                                 : (i % 2 ? "noise/b" : "noise/c"), name);
    }

    scene_write(&sc, P1, POST("One"));
    scene_write(&sc, "a/b/page.md", POST("Page"));

    CHECK_INT(scene_settle(&sc), POSTS_OK);
    CHECK_STR(scene_title(&sc, P1), "One");
    CHECK_STR(scene_title(&sc, "a/b/page.md"), "Page");

    scene_save(&sc, "a/b/page.md", POST("Seite"));
    CHECK_INT(scene_settle(&sc), POSTS_OK);
    CHECK_STR(scene_title(&sc, "a/b/page.md"), "Seite");

    scene_close(&sc);
}


/* An editor that renames the old file away first: no moment without one. */

static void
test_editors(void)
{
    unsigned          i;
    posts_dep_t       dep;
    uint64_t          generation;
    posts_error_t     error;
    posts_snapshot_t  *s;
    scene_t           sc;

    scene_open(&sc);
    sc.options.settle = 100;

    scene_write(&sc, P1, POST("One"));
    CHECK_INT(scene_start(&sc), POSTS_OK);
    CHECK_INT(scene_settle(&sc), POSTS_OK);

    generation = posts_indexer_generation(sc.ix);

    scene_rename(&sc, P1, P1 "~");

    for (i = 0; i < 3; i++) {
        work_for(&sc, 10);
        CHECK_STR(scene_title(&sc, P1), "One");
    }

    scene_write(&sc, P1, POST("Two"));
    scene_unlink(&sc, P1 "~");
    CHECK_INT(scene_settle(&sc), POSTS_OK);
    CHECK_STR(scene_title(&sc, P1), "Two");
    CHECK(posts_indexer_generation(sc.ix) == generation + 1);

    /* it was one change of the document: its URL has not gone */

    posts_error_clear(&error);
    CHECK_INT(posts_snapshot_begin(&s, posts_indexer_index(sc.ix), &error),
              POSTS_OK);
    dep = posts_dep(POSTS_DEP_URL, posts_str("/2020/01/01/one.html"));
    CHECK_INT(posts_snapshot_fresh(s, &dep, 1, generation), 1);
    posts_snapshot_end(s);

    scene_close(&sc);
}


/* A post whose name has no date is left out, and told of once. */

static void
test_undated(posts_watch_e watch)
{
    scene_t  sc;

    scene_open(&sc);
    sc.options.watch = watch;

    scene_write(&sc, "_posts/undated.md", POST("Undated"));
    scene_write(&sc, "_posts/picture.png", "PNG");
    scene_write(&sc, "_drafts/draft.md", POST("Draft"));
    CHECK_INT(scene_start(&sc), POSTS_OK);
    CHECK_INT(scene_settle(&sc), POSTS_OK);
    CHECK_INT(sc.reports, 1);
    CHECK_INT(sc.faults, 0);
    CHECK(strstr(sc.last, "_posts/undated.md: ") != NULL);
    CHECK(strstr(sc.last, "YYYY-MM-DD-undated.md") != NULL);

    scene_save(&sc, "_posts/undated.md", POST("Undated again"));
    scene_save(&sc, P1, POST("One"));
    CHECK_INT(scene_settle(&sc), POSTS_OK);
    CHECK_INT(sc.reports, 1);
    CHECK_STR(scene_title(&sc, P1), "One");

    scene_save(&sc, "a/_posts/2020-1-x.markdown", POST("Odd"));
    CHECK_INT(scene_settle(&sc), POSTS_OK);
    CHECK_INT(sc.reports, 2);
    CHECK(strstr(sc.last, "a/_posts/2020-1-x.markdown: ") != NULL);

    scene_rename(&sc, "_posts/undated.md", P2);
    CHECK_INT(scene_settle(&sc), POSTS_OK);
    CHECK_INT(sc.reports, 2);
    CHECK_STR(scene_title(&sc, P2), "Undated again");

    scene_close(&sc);
}


static void
test_off(void)
{
    scene_t  sc;

    scene_open(&sc);
    sc.options.watch = POSTS_WATCH_OFF;
    scene_write(&sc, P1, POST("One"));

    CHECK_INT(scene_start(&sc), POSTS_OK);
    CHECK_INT(scene_settle(&sc), POSTS_OK);
    CHECK_INT(posts_indexer_wait(sc.ix), -1);
    CHECK_INT(posts_indexer_fd(sc.ix), -1);

    scene_write(&sc, P2, POST("Two"));
    sc.ahead += 100 * SCENE_SECOND;
    CHECK_INT(scene_settle(&sc), POSTS_OK);
    CHECK_STR(scene_title(&sc, P2), "");
    CHECK_STR(scene_title(&sc, P1), "One");

    scene_close(&sc);
}


/* An index that lies in the site is no part of it, and wakes nobody. */

static void
test_inside(void)
{
    uint64_t  generation;
    scene_t   sc;

    scene_open(&sc);
    (void) snprintf(sc.dir, sizeof(sc.dir), "%s/state/index", sc.site);
    scene_write(&sc, "state/page.md", POST("Page"));
    scene_write(&sc, P1, POST("One"));

    CHECK_INT(scene_start(&sc), POSTS_OK);
    CHECK_INT(scene_settle(&sc), POSTS_OK);
    CHECK_STR(scene_title(&sc, "state/page.md"), "Page");

    generation = posts_indexer_generation(sc.ix);
    work_for(&sc, 300);
    CHECK(posts_indexer_generation(sc.ix) == generation);

    scene_save(&sc, P1, POST("Two"));
    CHECK_INT(scene_settle(&sc), POSTS_OK);
    CHECK(posts_indexer_generation(sc.ix) == generation + 1);

    scene_close(&sc);
}


/* No more watches: the site is polled, and the user is told. */

static void
few_watches(scene_t *sc)
{
    CHECK_INT(scene_start(sc), POSTS_OK);
    work_for(sc, 300);
    CHECK_INT(sc->reports, 1);
    CHECK(strstr(sc->last, "max_user_watches") != NULL);
    CHECK_STR(scene_title(sc, "a/b/c/d/page.md"), "Page");

    scene_save(sc, "a/b/c/d/page.md", POST("Seite"));
    work_for(sc, 400);
    CHECK_STR(scene_title(sc, "a/b/c/d/page.md"), "Seite");
    CHECK_INT(sc->reports, 1);

    scene_stop(sc);
}


static void
test_full(void)
{
    int       status;
    FILE     *f;
    pid_t     pid;
    scene_t   sc;

    scene_open(&sc);
    scene_write(&sc, "a/b/c/d/page.md", POST("Page"));

    (void) fflush(stdout);
    pid = fork();

    if (pid == 0) {

        /* a user name space has a limit of its own */

        check_failed = 0;
        f = NULL;

        if (unshare(CLONE_NEWUSER) == 0) {
            f = fopen("/proc/sys/user/max_inotify_watches", "w");
        }

        if (f == NULL || fprintf(f, "3") < 0 || fclose(f) != 0) {
            printf("# no name space: running out of watches is not tested\n");
            (void) fflush(stdout);
            _exit(0);
        }

        few_watches(&sc);
        (void) fflush(stdout);
        _exit(check_failed != 0);
    }

    (void) waitpid(pid, &status, 0);
    CHECK(WIFEXITED(status));
    CHECK_INT(WEXITSTATUS(status), 0);

    scene_close(&sc);
}


/* What may not be read is not served, and is when it may be again. */

static void
permissions(scene_t *sc)
{
    CHECK_INT(scene_start(sc), POSTS_OK);
    CHECK_INT(scene_settle(sc), POSTS_OK);
    CHECK_STR(scene_title(sc, "a/page.md"), "Page");
    CHECK_STR(scene_title(sc, P1), "One");

    CHECK_INT(chmod(scene_path(sc, P1), 0), 0);
    CHECK_INT(scene_settle(sc), POSTS_OK);
    CHECK_STR(scene_title(sc, P1), "");
    CHECK_INT(sc->faults, 1);

    CHECK_INT(chmod(scene_path(sc, "a"), 0), 0);
    CHECK_INT(scene_settle(sc), POSTS_OK);
    CHECK_STR(scene_title(sc, "a/page.md"), "");
    CHECK_INT(sc->faults, 2);

    CHECK_INT(chmod(scene_path(sc, P1), 0600), 0);
    CHECK_INT(chmod(scene_path(sc, "a"), 0700), 0);
    CHECK_INT(scene_settle(sc), POSTS_OK);
    CHECK_STR(scene_title(sc, "a/page.md"), "Page");
    CHECK_STR(scene_title(sc, P1), "One");
    CHECK_INT(sc->faults, 2);

    scene_save(sc, "a/page.md", POST("Seite"));
    CHECK_INT(scene_settle(sc), POSTS_OK);
    CHECK_STR(scene_title(sc, "a/page.md"), "Seite");

    scene_stop(sc);
}


static void
test_permissions(void)
{
    int      status;
    pid_t    pid;
    scene_t  sc;

    scene_open(&sc);
    scene_write(&sc, "a/page.md", POST("Page"));
    scene_write(&sc, P1, POST("One"));

    if (geteuid() != 0) {
        permissions(&sc);
        scene_close(&sc);
        return;
    }

    /* root may read all: somebody else does it */

    (void) fflush(stdout);
    pid = fork();

    if (pid == 0) {
        check_failed = 0;

        (void) !chown(sc.root, 65534, 65534);
        (void) !chown(sc.site, 65534, 65534);
        (void) !chown(scene_path(&sc, "a"), 65534, 65534);
        (void) !chown(scene_path(&sc, "a/page.md"), 65534, 65534);
        (void) !chown(scene_path(&sc, "_posts"), 65534, 65534);
        (void) !chown(scene_path(&sc, P1), 65534, 65534);

        if (setresuid(65534, 65534, 65534) == -1) {
            _exit(1);
        }

        permissions(&sc);
        (void) fflush(stdout);
        _exit(check_failed != 0);
    }

    (void) waitpid(pid, &status, 0);
    CHECK(WIFEXITED(status));
    CHECK_INT(WEXITSTATUS(status), 0);

    scene_close(&sc);
}


/* Both ways of opening a path agree, and neither leaves the folder. */

static void
test_beneath(void)
{
    int          root, fd, err[2];
    char         resolved[PATH_MAX];
    size_t       i, len;
    unsigned     way;
    struct stat  st, want;
    scene_t      sc;

    static const struct {
        const char  *path;
        const char  *is;     /* the file that is opened; NULL: none */
        int          err;
    } cases[] = {
        { "", "", 0 },
        { ".", "", 0 },
        { "a", "a", 0 },
        { "a/", "a", 0 },
        { "a//b", "a/b", 0 },
        { "a/b/f", "a/b/f", 0 },
        { "a/../a/b/./f", "a/b/f", 0 },
        { "a/b/../../f", "f", 0 },
        { "..", NULL, EXDEV },
        { "a/../..", NULL, EXDEV },
        { "a/../../site/f", NULL, EXDEV },
        { "/etc/passwd", NULL, EXDEV },
        { "none", NULL, ENOENT },
        { "f/x", NULL, ENOTDIR },
        { "toa", "a", 0 },
        { "toa/b/f", "a/b/f", 0 },
        { "tof", "f", 0 },
        { "a/up", "f", 0 },
        { "a/totoa/b/f", "a/b/f", 0 },
        { "out", NULL, EXDEV },
        { "out/x", NULL, EXDEV },
        { "abs", NULL, EXDEV },
        { "circle", NULL, ELOOP },
        { "dangling", NULL, ENOENT }
    };

    scene_open(&sc);
    scene_write(&sc, "a/b/f", "x");
    scene_write(&sc, "f", "x");
    (void) symlink("a", scene_path(&sc, "toa"));
    (void) symlink("f", scene_path(&sc, "tof"));
    (void) symlink("../f", scene_path(&sc, "a/up"));
    (void) symlink("../toa", scene_path(&sc, "a/totoa"));
    (void) symlink("..", scene_path(&sc, "out"));
    (void) symlink(scene_path(&sc, "f"), scene_path(&sc, "abs"));
    (void) symlink("circle", scene_path(&sc, "circle"));
    (void) symlink("nothing", scene_path(&sc, "dangling"));

    root = open(sc.site, O_RDONLY|O_DIRECTORY);

    for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {

        for (way = 0; way < 2; way++) {
            errno = 0;
            fd = way ? posts_beneath_walk(root, cases[i].path, O_RDONLY)
                     : posts_beneath_open(root, cases[i].path, O_RDONLY);
            err[way] = errno;

            if (cases[i].is == NULL) {

                if (!CHECK_INT(fd, -1) || !CHECK_INT(err[way], cases[i].err))
                {
                    printf("# %s, way %u\n", cases[i].path, way);
                }

            } else if (!CHECK(fd != -1)) {
                printf("# %s, way %u: %s\n", cases[i].path, way,
                       strerror(err[way]));

            } else {
                CHECK_INT(fstat(fd, &st), 0);
                CHECK_INT(stat(scene_path(&sc, "%s", cases[i].is), &want), 0);

                if (!CHECK(st.st_ino == want.st_ino)) {
                    printf("# %s, way %u\n", cases[i].path, way);
                }
            }

            if (fd != -1) {
                (void) close(fd);
            }
        }
    }

    /* the path of what is opened has no links */

    for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        errno = 0;
        fd = posts_beneath_resolve(root, cases[i].path, resolved);

        if (cases[i].is == NULL) {
            CHECK_INT(fd, -1);
            CHECK_INT(errno, cases[i].err);
            continue;
        }

        CHECK_INT(fd, 0);

        /* a folder has a slash behind it, but where it is named last */

        len = strlen(resolved);

        if (len != 0 && resolved[len - 1] == '/') {
            resolved[len - 1] = '\0';
        }

        if (!CHECK_INT(strcmp(resolved, cases[i].is), 0)) {
            printf("# %s\n", cases[i].path);
        }
    }

    /* O_PATH is of the target, too */

    for (way = 0; way < 2; way++) {
        fd = way ? posts_beneath_walk(root, "tof", O_PATH)
                 : posts_beneath_open(root, "tof", O_PATH);
        CHECK(fd != -1);
        CHECK_INT(fstat(fd, &st), 0);
        CHECK(S_ISREG(st.st_mode));
        (void) close(fd);
    }

    (void) close(root);
    scene_close(&sc);
}
