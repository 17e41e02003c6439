
/*
 * Copyright (C) the ngx_http_posts_module authors
 *
 * What the indexer makes of a site: what changes for whom, what a restart
 * reads, what happens to broken sources, and that a long row of changes ends
 * where a new build ends.
 */


#define _GNU_SOURCE

#include "scene.h"


#define POST(title, rest)  "---\ntitle: " title "\n" rest "---\ntext\n"


static void test_first(void);
static void test_stamps(void);
static void test_touch(void);
static void test_publish(void);
static void test_restart(void);
static void test_claims(void);
static void test_broken(void);
static void test_config(void);
static void test_options(void);
static void test_sources(void);
static void test_terms(void);
static void test_random(void);


int
main(void)
{
    test_first();
    test_stamps();
    test_touch();
    test_publish();
    test_restart();
    test_claims();
    test_broken();
    test_config();
    test_options();
    test_sources();
    test_terms();
    test_random();

    return CHECK_END("indexer");
}


static void
test_first(void)
{
    posts_error_t   error;
    posts_index_t  *index;
    scene_t         sc;

    scene_open(&sc);

    scene_write(&sc, "_posts/2020-01-01-one.md", POST("One", "tags: [a, B]\n"));
    scene_write(&sc, "_posts/2020-01-02-two.md", POST("Two", "tags: [a]\n"));
    scene_write(&sc, "about.md", POST("About", ""));
    scene_write(&sc, "image.png", "PNG");
    scene_write(&sc, "_hidden/2020-01-02-no.md", POST("No", ""));
    scene_write(&sc, "_drafts/draft.md", POST("Draft", ""));
    scene_write(&sc, ".secret.md", POST("No", ""));

    posts_error_clear(&error);
    CHECK_INT(posts_index_open(&index, sc.dir, &error), POSTS_NOTFOUND);

    CHECK_INT(scene_start(&sc), POSTS_OK);
    CHECK_INT(posts_indexer_ready(sc.ix), 0);

    posts_error_clear(&error);
    CHECK_INT(posts_index_open(&index, sc.dir, &error), POSTS_NOTFOUND);

    CHECK_INT(scene_settle(&sc), POSTS_OK);
    CHECK_INT(posts_indexer_ready(sc.ix), 1);
    CHECK_INT(sc.reports, 0);

    CHECK_STR(scene_url(&sc, "/2020/01/01/one.html"),
              "_posts/2020-01-01-one.md");
    CHECK_STR(scene_url(&sc, "/about.html"), "about.md");
    CHECK_STR(scene_url(&sc, "/image.png"), "");
    CHECK_INT(scene_count(&sc, POSTS_LIST_ALL, ""), 2);
    CHECK_INT(scene_count(&sc, POSTS_LIST_TAG, "a"), 2);
    CHECK_INT(scene_count(&sc, POSTS_LIST_TAG, "b"), 1);
    CHECK_STR(scene_title(&sc, "_drafts/draft.md"), "");
    CHECK_STR(scene_title(&sc, "_hidden/2020-01-02-no.md"), "");

    /* an empty site is one too */

    scene_close(&sc);
    scene_open(&sc);

    CHECK_INT(scene_start(&sc), POSTS_OK);
    CHECK_INT(scene_settle(&sc), POSTS_OK);
    CHECK_INT(posts_indexer_ready(sc.ix), 1);
    CHECK_INT(scene_count(&sc, POSTS_LIST_ALL, ""), 0);

    scene_close(&sc);
}


/* What an edit changes, and nothing else. */

typedef struct {
    const char  *name;
    const char  *path;
    const char  *text;       /* NULL: removed */
    const char  *want;       /* the dependencies that change */
} stamps_case_t;


typedef struct {
    posts_dep_e  kind;
    const char  *name;
} stamps_dep_t;


#define P1  "_posts/2020-01-01-one.md"
#define P2  "_posts/2020-01-02-two.md"
#define P3  "_posts/2020-01-03-three.md"
#define P4  "_posts/2020-01-04-four.md"


static const stamps_dep_t  stamps_deps[] = {
    { POSTS_DEP_ANY, "" },
    { POSTS_DEP_CONFIG, "" },
    { POSTS_DEP_POSTS, "" },
    { POSTS_DEP_DOCUMENT, P1 },
    { POSTS_DEP_DOCUMENT, P2 },
    { POSTS_DEP_DOCUMENT, P3 },
    { POSTS_DEP_DOCUMENT, P4 },
    { POSTS_DEP_DOCUMENT, "page.md" },
    { POSTS_DEP_NEAR, P1 },
    { POSTS_DEP_NEAR, P2 },
    { POSTS_DEP_NEAR, P3 },
    { POSTS_DEP_NEAR, P4 },
    { POSTS_DEP_URL, "/2020/01/01/one.html" },
    { POSTS_DEP_URL, "/2020/01/02/two.html" },
    { POSTS_DEP_URL, "/2020/01/03/three.html" },
    { POSTS_DEP_URL, "/2020/01/04/four.html" },
    { POSTS_DEP_URL, "/page.html" },
    { POSTS_DEP_URL, "/other.html" },
    { POSTS_DEP_URL, "/file.txt" },
    { POSTS_DEP_URL, "/dir/" },
    { POSTS_DEP_TAG, "a" },
    { POSTS_DEP_TAG, "b" },
    { POSTS_DEP_TAG, "c" },
    { POSTS_DEP_CATEGORY, "a" },
    { POSTS_DEP_FILE, "file.txt" },
    { POSTS_DEP_FILE, "dir/index.html" }
};


/* each case starts from what the one before it has left */

static const stamps_case_t  stamps_cases[] = {

    { "the text of a post", P2,
      "---\ntitle: Two\ntags: [a, b]\n---\nanother text\n",
      "DOCUMENT:" P2 " " },

    { "the same bytes", P2,
      "---\ntitle: Two\ntags: [a, b]\n---\nanother text\n",
      "" },

    { "a key that only lists show", P2,
      "---\ntitle: Two\ntags: [a, b]\nx: 1\n---\nanother text\n",
      "POSTS: DOCUMENT:" P2 " TAG:a TAG:b " },

    { "a title", P2,
      "---\ntitle: Zwei\ntags: [a, b]\nx: 1\n---\nanother text\n",
      "POSTS: DOCUMENT:" P2 " NEAR:" P1 " NEAR:" P3 " TAG:a TAG:b " },

    { "a tag less", P2,
      "---\ntitle: Zwei\ntags: [a]\nx: 1\n---\nanother text\n",
      "POSTS: DOCUMENT:" P2 " TAG:a TAG:b " },

    { "a post at the end", P4,
      "---\ntitle: Four\ntags: [c]\n---\ntext\n",
      "POSTS: DOCUMENT:" P4 " NEAR:" P3 " NEAR:" P4
      " URL:/2020/01/04/four.html TAG:c " },

    { "the text of the last post", P4,
      "---\ntitle: Four\ntags: [c]\n---\ntext 2\n",
      "DOCUMENT:" P4 " " },

    { "it goes", P4, NULL,
      "POSTS: DOCUMENT:" P4 " NEAR:" P3 " URL:/2020/01/04/four.html TAG:c " },

    { "another URL", P1,
      "---\ntitle: One\ntags: [a]\npermalink: /other.html\n---\ntext\n",
      "POSTS: DOCUMENT:" P1 " NEAR:" P2
      " URL:/2020/01/01/one.html URL:/other.html TAG:a " },

    { "not published", P1,
      "---\ntitle: One\ntags: [a]\npublished: false\n---\ntext\n",
      "POSTS: DOCUMENT:" P1 " NEAR:" P2 " URL:/other.html TAG:a " },

    { "the text of what is not published", P1,
      "---\ntitle: One\ntags: [a]\npublished: false\n---\ntext 2\n",
      "" },

    { "published again", P1,
      "---\ntitle: One\ncategory: a\n---\ntext\n",
      "POSTS: DOCUMENT:" P1 " NEAR:" P1 " NEAR:" P2 " CATEGORY:a " },

    { "a page", "page.md", POST("Page", "tags: [a]\n"),
      "DOCUMENT:page.md URL:/page.html " },

    { "a page that gets no URL", "page.md",
      POST("Page", "permalink: /2020/01/02/two.html\n"),
      "DOCUMENT:page.md URL:/page.html " },

    { "and goes", "page.md", NULL,
      "DOCUMENT:page.md " },

    { "and is back", "page.md", POST("Page", "tags: [a]\n"),
      "DOCUMENT:page.md URL:/page.html " },

    { "a page's text", "page.md", POST("Page", "tags: [a]\n") "more\n",
      "DOCUMENT:page.md " },

    { "a page's URL", "page.md", POST("Page", "permalink: /other.html\n"),
      "DOCUMENT:page.md URL:/page.html URL:/other.html " },

    { "a page goes", "page.md", NULL,
      "DOCUMENT:page.md URL:/other.html " },

    { "a file", "file.txt", "text",
      "URL:/file.txt FILE:file.txt " },

    { "a file's bytes", "file.txt", "other text",
      "FILE:file.txt " },

    { "a file becomes a page", "file.txt",
      "---\npermalink: /other.html\n---\ntext",
      "URL:/other.html URL:/file.txt FILE:file.txt " },

    { "a page becomes a file", "file.txt", "text",
      "URL:/other.html URL:/file.txt FILE:file.txt " },

    { "a folder's index", "dir/index.html", "text",
      "URL:/dir/ FILE:dir/index.html " },

    { "a folder's index goes", "dir/index.html", NULL,
      "URL:/dir/ FILE:dir/index.html " }
};


static void
test_stamps(void)
{
    size_t             i, j;
    uint64_t           since;
    posts_dep_t        dep;
    posts_buf_t        b;
    posts_error_t      error;
    posts_snapshot_t  *s;
    scene_t            sc;

    static const char  *const kinds[] = {
        "ANY", "CONFIG", "DOCUMENT", "NEAR", "URL", "POSTS", "TAG",
        "CATEGORY", "FILE"
    };

    scene_open(&sc);

    scene_write(&sc, P1, POST("One", "tags: [a]\n"));
    scene_write(&sc, P2, POST("Two", "tags: [a, b]\n"));
    scene_write(&sc, P3, POST("Three", "tags: [b]\n"));

    CHECK_INT(scene_start(&sc), POSTS_OK);
    CHECK_INT(scene_settle(&sc), POSTS_OK);

    for (i = 0; i < sizeof(stamps_cases) / sizeof(stamps_cases[0]); i++) {
        since = posts_indexer_generation(sc.ix);

        if (stamps_cases[i].text != NULL) {
            scene_save(&sc, stamps_cases[i].path, stamps_cases[i].text);

        } else {
            scene_unlink(&sc, stamps_cases[i].path);
        }

        CHECK_INT(scene_settle(&sc), POSTS_OK);

        posts_error_clear(&error);
        CHECK_INT(posts_snapshot_begin(&s, posts_indexer_index(sc.ix),
                                       &error), POSTS_OK);

        CHECK(posts_snapshot_generation(s)
              == posts_indexer_generation(sc.ix));

        posts_buf_init(&b, sc.arena, 0);

        for (j = 0; j < sizeof(stamps_deps) / sizeof(stamps_deps[0]); j++) {
            dep = posts_dep(stamps_deps[j].kind,
                            posts_str_c(stamps_deps[j].name));

            if (!posts_snapshot_fresh(s, &dep, 1, since)) {

                if (stamps_deps[j].kind == POSTS_DEP_ANY) {
                    continue;
                }

                posts_buf_fmt(&b, "%s:%s ", kinds[stamps_deps[j].kind],
                              stamps_deps[j].name);
            }
        }

        if (!CHECK_STR_EQ(posts_buf_str(&b),
                          posts_str_c(stamps_cases[i].want)))
        {
            printf("# %s\n", stamps_cases[i].name);
        }

        dep = posts_dep(POSTS_DEP_ANY, posts_str(""));

        CHECK_INT(posts_snapshot_fresh(s, &dep, 1, since),
                  stamps_cases[i].want[0] == '\0');

        posts_snapshot_end(s);
    }

    scene_close(&sc);
}


static void
test_touch(void)
{
    uint64_t         generation;
    struct timespec  ts[2];
    scene_t          sc;

    scene_open(&sc);
    scene_write(&sc, P1, POST("One", ""));

    CHECK_INT(scene_start(&sc), POSTS_OK);
    CHECK_INT(scene_settle(&sc), POSTS_OK);

    generation = posts_indexer_generation(sc.ix);

    ts[0].tv_sec = 1000000000;
    ts[0].tv_nsec = 7;
    ts[1] = ts[0];

    CHECK_INT(utimensat(AT_FDCWD, scene_path(&sc, P1), ts, 0), 0);
    CHECK_INT(scene_settle(&sc), POSTS_OK);
    CHECK(posts_indexer_generation(sc.ix) == generation);

    /* but the index knows the file's new time */

    CHECK(strstr((const char *) scene_dump(&sc,
                                           posts_indexer_index(sc.ix)).data,
                 " mtime=1000000000000000007 ")
          != NULL);

    scene_close(&sc);
}


static void
test_publish(void)
{
    char             text[128];
    time_t           at;
    int64_t          wait;
    uint64_t         generation;
    struct tm        tm;
    scene_t          sc;

    scene_open(&sc);

    at = (time_t) (scene_clock() / SCENE_SECOND) + 3600;

    (void) gmtime_r(&at, &tm);
    (void) strftime(text, sizeof(text),
                    "---\ntitle: Soon\ndate: %Y-%m-%d %H:%M:%S +0000\n"
                    "permalink: /soon\n---\n", &tm);

    scene_write(&sc, "_posts/2020-01-01-soon.md", text);
    scene_write(&sc, P1, POST("One", ""));

    CHECK_INT(scene_start(&sc), POSTS_OK);
    CHECK_INT(scene_settle(&sc), POSTS_OK);

    CHECK_STR(scene_url(&sc, "/soon"), "");
    CHECK_INT(scene_count(&sc, POSTS_LIST_ALL, ""), 1);

    generation = posts_indexer_generation(sc.ix);

    sc.ahead = ((int64_t) at * SCENE_SECOND - scene_clock())
               - 300 * SCENE_MS;

    CHECK_INT(posts_indexer_step(sc.ix, scene_now(&sc) + SCENE_SECOND, NULL),
              POSTS_AGAIN - POSTS_AGAIN);
    CHECK_STR(scene_url(&sc, "/soon"), "");

    wait = posts_indexer_wait(sc.ix);
    CHECK(wait > 0 && wait <= 301);

    sc.ahead += 301 * SCENE_MS;

    CHECK_INT(scene_settle(&sc), POSTS_OK);
    CHECK_STR(scene_url(&sc, "/soon"), "_posts/2020-01-01-soon.md");
    CHECK_INT(scene_count(&sc, POSTS_LIST_ALL, ""), 2);
    CHECK(posts_indexer_generation(sc.ix) == generation + 1);

    /* one that is due while nobody is at work is there after the start */

    scene_stop(&sc);

    at += 7200;
    (void) gmtime_r(&at, &tm);
    (void) strftime(text, sizeof(text),
                    "---\ntitle: Later\ndate: %Y-%m-%d %H:%M:%S +0000\n"
                    "permalink: /later\n---\n", &tm);
    scene_write(&sc, "_posts/2020-01-01-later.md", text);

    CHECK_INT(scene_start(&sc), POSTS_OK);
    CHECK_INT(scene_settle(&sc), POSTS_OK);
    CHECK_STR(scene_url(&sc, "/later"), "");
    scene_stop(&sc);

    sc.ahead += 7300 * SCENE_SECOND;

    CHECK_INT(scene_start(&sc), POSTS_OK);
    CHECK_INT(posts_indexer_ready(sc.ix), 1);
    CHECK_INT(scene_settle(&sc), POSTS_OK);
    CHECK_STR(scene_url(&sc, "/later"), "_posts/2020-01-01-later.md");

    scene_close(&sc);
}


/*
 * That a file was not read is seen by changing its bytes and nothing else of
 * it: the index must not know.
 */

static void
test_restart(void)
{
    int              fd;
    uint64_t         generation;
    posts_str_t      before;
    struct stat      st;
    struct timespec  ts[2];
    scene_t          sc;

    scene_open(&sc);

    scene_write(&sc, P1, POST("One", ""));
    scene_write(&sc, P2, POST("Two", ""));
    scene_write(&sc, P3, POST("Three", ""));

    CHECK_INT(scene_start(&sc), POSTS_OK);
    CHECK_INT(scene_settle(&sc), POSTS_OK);

    before = scene_dump(&sc, posts_indexer_index(sc.ix));
    generation = posts_indexer_generation(sc.ix);
    scene_stop(&sc);

    /* ready at once, and nothing new */

    CHECK_INT(scene_start(&sc), POSTS_OK);
    CHECK_INT(posts_indexer_ready(sc.ix), 1);
    CHECK_STR_EQ(scene_dump(&sc, posts_indexer_index(sc.ix)), before);
    CHECK_INT(scene_settle(&sc), POSTS_OK);
    CHECK_STR_EQ(scene_dump(&sc, posts_indexer_index(sc.ix)), before);
    CHECK(posts_indexer_generation(sc.ix) == generation);
    scene_stop(&sc);

    CHECK_INT(stat(scene_path(&sc, P1), &st), 0);
    fd = open(scene_path(&sc, P1), O_WRONLY);
    CHECK_INT(pwrite(fd, "XXX", 3, 11), 3);
    (void) close(fd);
    ts[0] = st.st_atim;
    ts[1] = st.st_mtim;
    CHECK_INT(utimensat(AT_FDCWD, scene_path(&sc, P1), ts, 0), 0);

    scene_save(&sc, P2, POST("Zwei", ""));
    scene_unlink(&sc, P3);
    scene_write(&sc, P4, POST("Four", ""));

    CHECK_INT(scene_start(&sc), POSTS_OK);
    CHECK_INT(scene_settle(&sc), POSTS_OK);

    CHECK_STR(scene_title(&sc, P1), "One");
    CHECK_STR(scene_title(&sc, P2), "Zwei");
    CHECK_STR(scene_title(&sc, P3), "");
    CHECK_STR(scene_title(&sc, P4), "Four");
    CHECK(posts_indexer_generation(sc.ix) == generation + 1);

    scene_close(&sc);
}


static void
test_claims(void)
{
    char      name[64];
    size_t    i;
    unsigned  reports;
    scene_t   sc;

    scene_open(&sc);

    scene_write(&sc, P1, POST("One", "permalink: /x.html\n"));
    scene_write(&sc, P2, POST("Two", "permalink: /x.html\n"));
    scene_write(&sc, "b.md", POST("B", "permalink: /x.html\n"));

    CHECK_INT(scene_start(&sc), POSTS_OK);
    CHECK_INT(scene_settle(&sc), POSTS_OK);

    CHECK_STR(scene_url(&sc, "/x.html"), P2);
    CHECK_INT(sc.reports, 2);
    CHECK(strstr(sc.last, P1) != NULL);
    CHECK(strstr(sc.last, P2) != NULL);

    /* both are there, and in the lists */

    CHECK_STR(scene_title(&sc, P1), "One");
    CHECK_INT(scene_count(&sc, POSTS_LIST_ALL, ""), 2);

    /* told once: not again for another change of the loser */

    reports = sc.reports;
    scene_save(&sc, P1, POST("Eins", "permalink: /x.html\n"));
    CHECK_INT(scene_settle(&sc), POSTS_OK);
    CHECK_INT(sc.reports, reports);

    scene_unlink(&sc, P2);
    CHECK_INT(scene_settle(&sc), POSTS_OK);
    CHECK_STR(scene_url(&sc, "/x.html"), P1);

    /* a static file comes between pages and posts */

    scene_save(&sc, "x.html", "static");
    CHECK_INT(scene_settle(&sc), POSTS_OK);
    CHECK_STR(scene_url(&sc, "/x.html"), P1);

    scene_unlink(&sc, P1);
    CHECK_INT(scene_settle(&sc), POSTS_OK);
    CHECK_STR(scene_url(&sc, "/x.html"), "");

    scene_unlink(&sc, "x.html");
    CHECK_INT(scene_settle(&sc), POSTS_OK);
    CHECK_STR(scene_url(&sc, "/x.html"), "b.md");

    /* pages: by name, whatever their folder */

    scene_save(&sc, "z/a.md", POST("A", "permalink: /x.html\n"));
    CHECK_INT(scene_settle(&sc), POSTS_OK);
    CHECK_STR(scene_url(&sc, "/x.html"), "b.md");

    scene_save(&sc, "a/c.md", POST("C", "permalink: /x.html\n"));
    CHECK_INT(scene_settle(&sc), POSTS_OK);
    CHECK_STR(scene_url(&sc, "/x.html"), "a/c.md");

    scene_close(&sc);

    /* a mistake in the configuration: one URL for all */

    scene_open(&sc);
    scene_write(&sc, "_config.yml", "permalink: /same.html\n");

    for (i = 0; i < 3000; i++) {
        (void) snprintf(name, sizeof(name), "_posts/2020-01-01-p%04zu.md", i);
        scene_write(&sc, name, POST("Post", ""));
    }

    CHECK_INT(scene_start(&sc), POSTS_OK);
    CHECK_INT(scene_settle(&sc), POSTS_OK);
    CHECK_STR(scene_url(&sc, "/same.html"), "_posts/2020-01-01-p2999.md");
    CHECK_INT(sc.reports, 16);

    scene_unlink(&sc, "_posts/2020-01-01-p2999.md");
    CHECK_INT(scene_settle(&sc), POSTS_OK);
    CHECK_STR(scene_url(&sc, "/same.html"), "_posts/2020-01-01-p2998.md");

    scene_save(&sc, "_config.yml", "permalink: /:title.html\n");
    CHECK_INT(scene_settle(&sc), POSTS_OK);
    CHECK_STR(scene_url(&sc, "/same.html"), "");
    CHECK_STR(scene_url(&sc, "/p1234.html"), "_posts/2020-01-01-p1234.md");

    scene_close(&sc);
}


static void
test_broken(void)
{
    char     *big;
    scene_t   sc;

    scene_open(&sc);

    scene_write(&sc, P1, POST("One", "tags: [a]\npermalink: /one\n"));
    scene_write(&sc, P2, POST("Two", ""));

    CHECK_INT(scene_start(&sc), POSTS_OK);
    CHECK_INT(scene_settle(&sc), POSTS_OK);
    CHECK_INT(sc.faults, 0);

    /* the last good version stays */

    scene_save(&sc, P1, "---\ntitle: [\n---\nnew text\n");
    CHECK_INT(scene_settle(&sc), POSTS_OK);

    CHECK_INT(sc.faults, 1);
    CHECK(strncmp(sc.last, P1 ":", sizeof(P1)) == 0);
    CHECK_STR(scene_title(&sc, P1), "One");
    CHECK_STR(scene_url(&sc, "/one"), P1);
    CHECK_INT(scene_count(&sc, POSTS_LIST_TAG, "a"), 1);

    CHECK(strstr((const char *) scene_dump(&sc,
                                           posts_indexer_index(sc.ix)).data,
                 " broken=1 ")
          != NULL);

    /* ... over a restart, and is told of once */

    scene_stop(&sc);
    CHECK_INT(scene_start(&sc), POSTS_OK);
    CHECK_INT(scene_settle(&sc), POSTS_OK);
    CHECK_INT(sc.faults, 1);
    CHECK_STR(scene_title(&sc, P1), "One");

    scene_save(&sc, P1, POST("Uno", "permalink: /one\n"));
    CHECK_INT(scene_settle(&sc), POSTS_OK);
    CHECK_STR(scene_title(&sc, P1), "Uno");
    CHECK_INT(sc.faults, 1);

    /* a new one that is broken is there under its file's name */

    scene_save(&sc, P3, "---\na: {\n---\ntext\n");
    CHECK_INT(scene_settle(&sc), POSTS_OK);
    CHECK_INT(sc.faults, 2);
    CHECK_STR(scene_title(&sc, P3), "Three");

    /* larger than allowed: its size is told */

    big = malloc(9 * 1024 * 1024 + 1);
    memset(big, 'x', 9 * 1024 * 1024);
    big[9 * 1024 * 1024] = '\0';

    scene_save(&sc, P4, big);
    free(big);

    CHECK_INT(scene_settle(&sc), POSTS_OK);
    CHECK_INT(sc.faults, 3);
    CHECK(strstr(sc.last, "9437184") != NULL);
    CHECK_STR(scene_title(&sc, P4), "");

    scene_close(&sc);
}


static void
test_config(void)
{
    uint64_t           generation;
    posts_dep_t        dep;
    posts_str_t        title;
    posts_error_t      error;
    posts_snapshot_t  *s;
    scene_t            sc;

    scene_open(&sc);

    scene_write(&sc, "_config.yml", "title: A\nexclude: [no.md]\n");
    scene_write(&sc, P1, POST("One", ""));
    scene_write(&sc, "no.md", POST("Nope", ""));

    CHECK_INT(scene_start(&sc), POSTS_OK);
    CHECK_INT(scene_settle(&sc), POSTS_OK);
    CHECK_STR(scene_title(&sc, "no.md"), "");

    generation = posts_indexer_generation(sc.ix);

    scene_save(&sc, "_config.yml", "title: B\npermalink: /:title\n");
    CHECK_INT(scene_settle(&sc), POSTS_OK);

    CHECK(posts_indexer_generation(sc.ix) > generation);
    CHECK_STR(scene_url(&sc, "/one"), P1);
    CHECK_STR(scene_url(&sc, "/2020/01/01/one.html"), "");
    CHECK_STR(scene_title(&sc, "no.md"), "Nope");

    /* nothing from before is fresh, whatever it depended on */

    posts_error_clear(&error);
    CHECK_INT(posts_snapshot_begin(&s, posts_indexer_index(sc.ix), &error),
              POSTS_OK);
    dep = posts_dep(POSTS_DEP_DOCUMENT, posts_str("never there"));
    CHECK_INT(posts_snapshot_fresh(s, &dep, 1, generation), 0);

    CHECK_STR(posts_snapshot_config(s)->title, "B");
    CHECK_INT(posts_snapshot_config(s)->present, 1);
    posts_snapshot_end(s);

    /* the same text again is no change */

    generation = posts_indexer_generation(sc.ix);
    scene_save(&sc, "_config.yml", "title: B\npermalink: /:title\n");
    CHECK_INT(scene_settle(&sc), POSTS_OK);
    CHECK(posts_indexer_generation(sc.ix) == generation);

    /* a broken one leaves the last one in force, and is told of once */

    CHECK_INT(sc.faults, 0);
    scene_save(&sc, "_config.yml", "title: [\n");
    CHECK_INT(scene_settle(&sc), POSTS_OK);
    CHECK_INT(sc.faults, 1);
    CHECK(posts_indexer_generation(sc.ix) == generation);
    CHECK_STR(scene_url(&sc, "/one"), P1);

    scene_write(&sc, P2, POST("Two", ""));
    CHECK_INT(scene_settle(&sc), POSTS_OK);
    CHECK_STR(scene_url(&sc, "/two"), P2);
    CHECK_INT(sc.faults, 1);

    /* ... over a restart too */

    scene_stop(&sc);
    CHECK_INT(scene_start(&sc), POSTS_OK);
    CHECK_INT(posts_indexer_ready(sc.ix), 1);
    CHECK_INT(scene_settle(&sc), POSTS_OK);
    CHECK_STR(scene_url(&sc, "/two"), P2);
    title = scene_title(&sc, P2);
    CHECK_STR(title, "Two");

    /* no configuration any more */

    scene_unlink(&sc, "_config.yml");
    CHECK_INT(scene_settle(&sc), POSTS_OK);
    CHECK_STR(scene_url(&sc, "/2020/01/02/two.html"), P2);

    scene_close(&sc);

    /* a file as young as the new configuration is read by it all the same */

    scene_open(&sc);
    sc.options.settle = 300;
    scene_write(&sc, P1, POST("One", ""));
    CHECK_INT(scene_start(&sc), POSTS_OK);
    CHECK_INT(scene_settle(&sc), POSTS_OK);
    scene_save(&sc, "_config.yml", "permalink: /:title\n");
    CHECK_INT(scene_settle(&sc), POSTS_OK);
    CHECK_STR(scene_url(&sc, "/one"), P1);
    scene_close(&sc);

    /* without an index a broken one lets nothing out */

    scene_open(&sc);
    scene_write(&sc, "_config.yml", "title: [\n");
    scene_write(&sc, P1, POST("One", ""));
    CHECK_INT(scene_start(&sc), POSTS_OK);
    CHECK_INT(scene_settle(&sc), POSTS_INVALID);
    CHECK_STR(posts_str_c(sc.error.file), "_config.yml");
    CHECK_INT(posts_indexer_ready(sc.ix), 0);

    scene_save(&sc, "_config.yml", "title: A\n");
    sc.ahead += 60 * SCENE_SECOND;
    CHECK_INT(scene_settle(&sc), POSTS_OK);
    CHECK_INT(posts_indexer_ready(sc.ix), 1);
    CHECK_STR(scene_title(&sc, P1), "One");

    scene_close(&sc);
}


static void
test_options(void)
{
    scene_t  sc;

    scene_open(&sc);

    scene_write(&sc, P1, POST("One", ""));
    scene_write(&sc, P2, POST("Two", "published: false\n"));
    scene_write(&sc, "_posts/2999-01-01-far.md", POST("Far", ""));
    scene_write(&sc, "_drafts/idea.md", POST("Idea", ""));

    CHECK_INT(scene_start(&sc), POSTS_OK);
    CHECK_INT(scene_settle(&sc), POSTS_OK);
    CHECK_INT(scene_count(&sc, POSTS_LIST_ALL, ""), 1);
    scene_stop(&sc);

    sc.options.drafts = 1;
    sc.options.future = 1;
    sc.options.unpublished = 1;

    CHECK_INT(scene_start(&sc), POSTS_OK);
    CHECK_INT(scene_settle(&sc), POSTS_OK);
    CHECK_INT(scene_count(&sc, POSTS_LIST_ALL, ""), 4);
    CHECK_STR(scene_title(&sc, "_drafts/idea.md"), "Idea");
    scene_stop(&sc);

    sc.options.drafts = 0;
    sc.options.future = 0;
    sc.options.unpublished = 0;

    CHECK_INT(scene_start(&sc), POSTS_OK);
    CHECK_INT(scene_settle(&sc), POSTS_OK);
    CHECK_INT(scene_count(&sc, POSTS_LIST_ALL, ""), 1);
    CHECK_STR(scene_title(&sc, "_drafts/idea.md"), "");

    scene_close(&sc);
}


/* What may lie in a site's folder besides sources. */

static void
test_sources(void)
{
    char      deep[700];
    size_t    i;
    unsigned  faults;
    scene_t   sc;

    scene_open(&sc);

    scene_write(&sc, "_posts/2020-01-01-one.md", POST("One", ""));
    scene_write(&sc, "sub/page.md", POST("Page", ""));
    scene_write(&sc, "../outside.md", POST("Outside", ""));
    scene_write(&sc, "../out/page.md", POST("Outside", ""));

    CHECK_INT(symlink("sub/page.md", scene_path(&sc, "link.md")), 0);
    CHECK_INT(symlink("sub", scene_path(&sc, "folder")), 0);
    CHECK_INT(symlink("../outside.md", scene_path(&sc, "leak.md")), 0);
    CHECK_INT(symlink("../out", scene_path(&sc, "leaks")), 0);
    CHECK_INT(symlink("/etc/passwd", scene_path(&sc, "passwd")), 0);
    CHECK_INT(symlink("nowhere", scene_path(&sc, "dangling.md")), 0);
    CHECK_INT(symlink("circle.md", scene_path(&sc, "circle.md")), 0);
    CHECK_INT(symlink("..", scene_path(&sc, "sub/up")), 0);
    CHECK_INT(mkfifo(scene_path(&sc, "fifo.md"), 0644), 0);

    (void) snprintf(deep, sizeof(deep), "deep");

    for (i = 0; i < 70; i++) {
        (void) strcat(deep, "/d");
    }

    (void) strcat(deep, "/page.md");
    scene_write(&sc, deep, POST("Deep", ""));

    CHECK_INT(scene_start(&sc), POSTS_OK);
    CHECK_INT(scene_settle(&sc), POSTS_OK);

    CHECK_STR(scene_title(&sc, "sub/page.md"), "Page");
    CHECK_STR(scene_title(&sc, "link.md"), "Page");
    CHECK_STR(scene_title(&sc, "folder/page.md"), "Page");
    CHECK_STR(scene_title(&sc, "leak.md"), "");
    CHECK_STR(scene_title(&sc, "leaks/page.md"), "");
    CHECK_STR(scene_title(&sc, "dangling.md"), "");
    CHECK_STR(scene_title(&sc, "fifo.md"), "");
    CHECK_STR(scene_title(&sc, "sub/up/sub/page.md"), "");
    CHECK_STR(scene_title(&sc, deep), "");

    /* leak.md, leaks, passwd, circle.md, sub/up, folder/up, deep */

    CHECK_INT(sc.faults, 7);

    /* told once */

    faults = sc.faults;
    scene_stop(&sc);
    CHECK_INT(scene_start(&sc), POSTS_OK);
    CHECK_INT(scene_settle(&sc), POSTS_OK);
    CHECK_INT(sc.faults, faults);

    scene_close(&sc);

    /* names of every length that there can be */

    scene_open(&sc);

    (void) snprintf(deep, sizeof(deep), "%0200d/%0200d/%0200d.md", 1, 2, 3);
    scene_write(&sc, deep, POST("Long", ""));
    (void) snprintf(deep, sizeof(deep), "%0200d/%0200d/%0200d.md", 1, 2, 4);
    scene_write(&sc, deep, POST("Also long", ""));

    CHECK_INT(scene_start(&sc), POSTS_OK);
    CHECK_INT(scene_settle(&sc), POSTS_OK);
    CHECK_STR(scene_title(&sc, deep), "Also long");

    scene_unlink(&sc, deep);
    CHECK_INT(scene_settle(&sc), POSTS_OK);
    CHECK_STR(scene_title(&sc, deep), "");

    (void) snprintf(deep, sizeof(deep), "%0200d/%0200d/%0200d.md", 1, 2, 3);
    CHECK_STR(scene_title(&sc, deep), "Long");

    scene_rm(scene_path(&sc, "%0200d", 1));
    CHECK_INT(scene_settle(&sc), POSTS_OK);
    CHECK_STR(scene_title(&sc, deep), "");

    scene_close(&sc);
}


/* A tag is called as its oldest post calls it. */

static void
test_terms(void)
{
    size_t             got;
    posts_term_t       terms[4];
    posts_error_t      error;
    posts_snapshot_t  *s;
    scene_t            sc;

    scene_open(&sc);

    scene_write(&sc, P2, POST("Two", "tags: [C Plus, C  plus, x]\n"));
    scene_write(&sc, P3, POST("Three", "tags: [c plus]\n"));

    CHECK_INT(scene_start(&sc), POSTS_OK);
    CHECK_INT(scene_settle(&sc), POSTS_OK);

    posts_error_clear(&error);
    CHECK_INT(posts_snapshot_begin(&s, posts_indexer_index(sc.ix), &error),
              POSTS_OK);

    CHECK_INT(posts_snapshot_terms(s, POSTS_LIST_TAG, 0, 4, terms, &got),
              POSTS_OK);
    CHECK_INT(got, 2);
    CHECK_STR(terms[0].slug, "c-plus");
    CHECK_STR(terms[0].name, "C Plus");
    CHECK_INT(terms[0].count, 2);
    CHECK_STR(terms[1].slug, "x");

    CHECK_INT(posts_snapshot_terms(s, POSTS_LIST_TAG, 1, 4, terms, &got),
              POSTS_OK);
    CHECK_INT(got, 1);
    CHECK_INT(posts_snapshot_terms(s, POSTS_LIST_CATEGORY, 0, 4, terms, &got),
              POSTS_OK);
    CHECK_INT(got, 0);
    posts_snapshot_end(s);

    scene_save(&sc, P1, POST("One", "tags: [C PLUS]\n"));
    CHECK_INT(scene_settle(&sc), POSTS_OK);

    CHECK_INT(posts_snapshot_begin(&s, posts_indexer_index(sc.ix), &error),
              POSTS_OK);
    CHECK_INT(posts_snapshot_term(s, POSTS_LIST_TAG, posts_str("c-plus"),
                                  &terms[0]), POSTS_OK);
    CHECK_STR(terms[0].name, "C PLUS");
    CHECK_INT(terms[0].count, 3);
    CHECK_INT(posts_snapshot_term(s, POSTS_LIST_TAG, posts_str("none"),
                                  &terms[0]), POSTS_NOTFOUND);
    posts_snapshot_end(s);

    scene_unlink(&sc, P1);
    scene_unlink(&sc, P2);
    CHECK_INT(scene_settle(&sc), POSTS_OK);

    CHECK_INT(posts_snapshot_begin(&s, posts_indexer_index(sc.ix), &error),
              POSTS_OK);
    CHECK_INT(posts_snapshot_term(s, POSTS_LIST_TAG, posts_str("c-plus"),
                                  &terms[0]), POSTS_OK);
    CHECK_STR(terms[0].name, "c plus");
    CHECK_INT(terms[0].count, 1);
    CHECK_INT(posts_snapshot_term(s, POSTS_LIST_TAG, posts_str("x"),
                                  &terms[0]), POSTS_NOTFOUND);
    posts_snapshot_end(s);

    scene_close(&sc);
}


/*
 * Any row of changes ends where a new build ends.  The dates, the tags and
 * the URLs come from small sets, so that they meet.
 */

static unsigned  random_state;


static unsigned
pick(unsigned n)
{
    random_state = random_state * 1103515245 + 12345;

    return (random_state >> 16) % n;
}


static void
random_path(char *dst, size_t size)
{
    static const char  *const folders[] = { "", "a/", "b/", "a/c/" };

    switch (pick(6)) {

    case 0:
        (void) snprintf(dst, size, "%spage%u.md", folders[pick(4)], pick(4));
        break;

    case 1:
        (void) snprintf(dst, size, "%sfile%u.txt", folders[pick(4)], pick(4));
        break;

    default:
        (void) snprintf(dst, size, "%s_posts/2020-01-%02u-p%u.md",
                        folders[pick(4)], pick(6) + 1, pick(4));
    }
}


static void
random_text(char *dst, size_t size)
{
    static const char  *const tags[] = { "A", "a", "b b", "B  B", "c", "" };

    int  n;

    if (pick(8) == 0) {
        (void) snprintf(dst, size, "no front matter %u\n", pick(1000));
        return;
    }

    n = snprintf(dst, size, "---\ntitle: T%u\ntags: [\"%s\", \"%s\"]\n",
                 pick(5), tags[pick(6)], tags[pick(6)]);

    if (pick(3) == 0) {
        n += snprintf(dst + n, size - n, "categories: [\"%s\"]\n",
                      tags[pick(6)]);
    }

    if (pick(3) == 0) {
        n += snprintf(dst + n, size - n, "permalink: /u%u\n", pick(3));
    }

    if (pick(4) == 0) {
        n += snprintf(dst + n, size - n,
                      "date: 2020-01-0%u 10:00:00 +0000\n", pick(3) + 1);
    }

    if (pick(6) == 0) {
        n += snprintf(dst + n, size - n, "published: false\n");
    }

    (void) snprintf(dst + n, size - n, "---\ntext %u\n", pick(1000));
}


static void
random_step(scene_t *sc)
{
    char  path[128], other[128], text[512];

    random_path(path, sizeof(path));
    random_path(other, sizeof(other));
    random_text(text, sizeof(text));

    switch (pick(10)) {

    case 0:
    case 1:
        scene_unlink(sc, path);
        break;

    case 2:
        scene_folders(scene_path(sc, "%s", other));
        (void) rename(scene_path(sc, "%s", path),
                      scene_path(sc, "%s", other));
        break;

    case 3:

        /* a folder goes elsewhere */

        (void) rename(scene_path(sc, "a"), scene_path(sc, "moved"));
        (void) rename(scene_path(sc, "b"), scene_path(sc, "a"));
        (void) rename(scene_path(sc, "moved"), scene_path(sc, "b"));
        break;

    case 4:
        if (pick(4) == 0) {
            scene_rm(scene_path(sc, "%s", pick(2) ? "a/c" : "b"));
        }

        break;

    case 5:
        scene_write(sc, path, text);
        break;

    default:
        scene_save(sc, path, text);
    }
}


static void
test_random(void)
{
    unsigned      round, n;
    posts_str_t   got, want;
    scene_t       sc, fresh;

    scene_open(&sc);
    sc.options.settle = 5;
    random_state = 7;

    for (n = 0; n < 60; n++) {
        random_step(&sc);
    }

    CHECK_INT(scene_start(&sc), POSTS_OK);
    CHECK_INT(scene_settle(&sc), POSTS_OK);

    for (round = 0; round < 60; round++) {

        for (n = pick(12) + 1; n > 0; n--) {
            random_step(&sc);

            if (pick(3) == 0) {
                (void) posts_indexer_step(sc.ix, scene_now(&sc) + SCENE_MS,
                                          NULL);
            }
        }

        if (pick(8) == 0) {
            scene_stop(&sc);

            for (n = pick(12); n > 0; n--) {
                random_step(&sc);
            }

            CHECK_INT(scene_start(&sc), POSTS_OK);
        }

        CHECK_INT(scene_settle(&sc), POSTS_OK);

        /* the same site, another index */

        fresh = sc;
        (void) snprintf(fresh.dir, sizeof(fresh.dir), "%s/fresh", sc.root);
        fresh.options.dir = fresh.dir;
        fresh.options.payload = &fresh;
        fresh.options.watch = POSTS_WATCH_OFF;
        fresh.ix = NULL;

        CHECK_INT(scene_start(&fresh), POSTS_OK);
        CHECK_INT(scene_settle(&fresh), POSTS_OK);

        got = scene_dump(&sc, posts_indexer_index(sc.ix));
        want = scene_dump(&sc, posts_indexer_index(fresh.ix));

        scene_stop(&fresh);
        scene_rm(fresh.dir);

        if (!CHECK(posts_str_eq(got, want))) {
            printf("# round %u, incremental:\n%.*s# rebuilt:\n%.*s", round,
                   posts_str_arg(got), posts_str_arg(want));
            break;
        }

        posts_arena_reset(sc.arena, 1024 * 1024);
    }

    scene_close(&sc);
}
