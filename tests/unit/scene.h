
/*
 * Copyright (C) the ngx_http_posts_module authors
 *
 * A site in a folder of its own and an indexer that works on it: what the
 * tests of the index have in common.  The clock is the system's plus
 * "ahead", so that a test can let time pass.
 */


#ifndef _POSTS_SCENE_H_INCLUDED_
#define _POSTS_SCENE_H_INCLUDED_


#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "check.h"
#include "posts_indexer.h"


#define SCENE_MS      ((int64_t) 1000000)
#define SCENE_SECOND  ((int64_t) 1000000000)


typedef struct {
    char                     root[64];
    char                     site[96];
    char                     dir[160];
    int64_t                  ahead;      /* ns */
    posts_limits_t           limits;
    posts_indexer_options_t  options;
    posts_indexer_t         *ix;
    posts_arena_t           *arena;
    unsigned                 reports;
    unsigned                 faults;
    char                     last[1024]; /* report */
    posts_error_t            error;      /* of the last step */
} scene_t;


static inline int64_t
scene_clock(void)
{
    struct timespec  ts;

    (void) clock_gettime(CLOCK_REALTIME, &ts);

    return (int64_t) ts.tv_sec * SCENE_SECOND + ts.tv_nsec;
}


static inline int64_t
scene_now(void *payload)
{
    return scene_clock() + ((scene_t *) payload)->ahead;
}


static inline void
scene_report(void *payload, posts_severity_t severity,
    const posts_error_t *error)
{
    scene_t *sc = payload;

    sc->reports++;
    sc->faults += (severity == POSTS_FAULT);

    (void) posts_error_text(error, sc->last, sizeof(sc->last));

    if (getenv("SCENE_VERBOSE") != NULL) {
        printf("# %s\n", sc->last);
    }
}


static inline void
scene_open(scene_t *sc)
{
    memset(sc, 0, sizeof(scene_t));

    (void) snprintf(sc->root, sizeof(sc->root), "%s/posts-XXXXXX",
                    getenv("TMPDIR") != NULL && strlen(getenv("TMPDIR")) < 40
                    ? getenv("TMPDIR") : "/tmp");

    if (mkdtemp(sc->root) == NULL) {
        perror("mkdtemp");
        exit(2);
    }

    (void) snprintf(sc->site, sizeof(sc->site), "%s/site", sc->root);
    (void) snprintf(sc->dir, sizeof(sc->dir), "%s/index", sc->root);
    (void) mkdir(sc->site, 0755);

    posts_limits_default(&sc->limits);

    sc->arena = posts_arena_create((size_t) 256 * 1024 * 1024);

    sc->options.site = sc->site;
    sc->options.dir = sc->dir;
    sc->options.limits = &sc->limits;
    sc->options.watch = POSTS_WATCH_INOTIFY;
    sc->options.poll = 100;
    sc->options.settle = 20;
    sc->options.report = scene_report;
    sc->options.now = scene_now;
    sc->options.payload = sc;
}


static inline int
scene_remove(const char *path, const struct stat *st, int type,
    struct FTW *ftw)
{
    (void) st;
    (void) type;
    (void) ftw;

    return remove(path);
}


static inline void
scene_rm(const char *path)
{
    (void) nftw(path, scene_remove, 16, FTW_DEPTH|FTW_PHYS);
}


static inline void
scene_close(scene_t *sc)
{
    posts_indexer_destroy(sc->ix);
    sc->ix = NULL;

    posts_arena_destroy(sc->arena);
    scene_rm(sc->root);
}


/* The path of something in the site, in a buffer of four that take turns. */

static inline const char *
scene_path(scene_t *sc, const char *fmt, ...)
{
    size_t           n;
    va_list          args;

    static char      buf[4][5000];
    static unsigned  turn;

    turn = (turn + 1) % 4;

    n = (size_t) snprintf(buf[turn], sizeof(buf[turn]), "%s/", sc->site);

    va_start(args, fmt);
    (void) vsnprintf(buf[turn] + n, sizeof(buf[turn]) - n, fmt, args);
    va_end(args);

    return buf[turn];
}


/* Makes the folders above a path. */

static inline void
scene_folders(const char *path)
{
    char  buf[5000], *p;

    (void) snprintf(buf, sizeof(buf), "%s", path);

    for (p = strchr(buf + 1, '/'); p != NULL; p = strchr(p + 1, '/')) {
        *p = '\0';
        (void) mkdir(buf, 0755);
        *p = '/';
    }
}


/* Writes a file in place, or renames it into place. */

static inline void
scene_write(scene_t *sc, const char *path, const char *text)
{
    int  fd;

    path = scene_path(sc, "%s", path);
    scene_folders(path);

    fd = open(path, O_WRONLY|O_CREAT|O_TRUNC, 0644);

    if (fd == -1 || write(fd, text, strlen(text)) != (ssize_t) strlen(text)) {
        perror(path);
    }

    (void) close(fd);
}


static inline void
scene_save(scene_t *sc, const char *path, const char *text)
{
    const char  *temp;

    scene_write(sc, ".temporary", text);

    temp = scene_path(sc, ".temporary");
    path = scene_path(sc, "%s", path);

    scene_folders(path);

    if (rename(temp, path) == -1) {
        perror(path);
    }
}


static inline void
scene_unlink(scene_t *sc, const char *path)
{
    (void) unlink(scene_path(sc, "%s", path));
}


static inline void
scene_rename(scene_t *sc, const char *from, const char *to)
{
    if (rename(scene_path(sc, "%s", from), scene_path(sc, "%s", to)) == -1) {
        perror(to);
    }
}


static inline posts_rc_t
scene_start(scene_t *sc)
{
    posts_error_clear(&sc->error);

    return posts_indexer_create(&sc->ix, &sc->options, &sc->error);
}


static inline void
scene_stop(scene_t *sc)
{
    posts_indexer_destroy(sc->ix);
    sc->ix = NULL;
}


/*
 * Steps until nothing is left to do but to look at the site's folder now and
 * then, and has been so for a moment; when polling, for some polls.
 */

static inline posts_rc_t
scene_settle(scene_t *sc)
{
    int64_t          wait, end, start, idle;
    posts_rc_t       rc;
    struct timespec  ts;

    start = scene_clock();
    end = start + 20 * SCENE_SECOND;
    idle = 0;

    for ( ;; ) {
        posts_error_clear(&sc->error);

        rc = posts_indexer_step(sc->ix, scene_now(sc) + 20 * SCENE_MS,
                                &sc->error);

        if (rc != POSTS_OK && rc != POSTS_AGAIN) {
            return rc;
        }

        if (scene_clock() > end) {
            printf("# the indexer does not come to rest\n");
            return POSTS_AGAIN;
        }

        wait = posts_indexer_wait(sc->ix);

        if (sc->options.watch == POSTS_WATCH_POLL) {

            if (rc == POSTS_OK && posts_indexer_ready(sc->ix)
                && scene_clock() - start > 350 * SCENE_MS)
            {
                return POSTS_OK;
            }

        } else if (rc == POSTS_OK && !posts_indexer_pending(sc->ix)
                   && (wait < 0 || wait > 100))
        {

            if (idle >= 9) {
                return POSTS_OK;
            }

            idle += 3;

        } else {
            idle = 0;
        }

        if (rc == POSTS_OK) {
            ts.tv_sec = 0;
            ts.tv_nsec = (wait == 0) ? SCENE_MS / 10 : 3 * SCENE_MS;
            (void) nanosleep(&ts, NULL);
        }
    }
}


/* All that a reader can see, as text in the scene's arena. */

static inline void
scene_dump_document(posts_buf_t *b, posts_snapshot_t *s,
    const posts_document_t *doc)
{
    size_t            i;
    posts_document_t  near;

    posts_buf_fmt(b, "%d %.*s url=%.*s id=%.*s title=%.*s date=%lld.%u",
                  (int) doc->type, posts_str_arg(doc->path),
                  posts_str_arg(doc->url), posts_str_arg(doc->id),
                  posts_str_arg(doc->title), (long long) doc->date.sec,
                  doc->date.nsec);

    posts_buf_fmt(b, " in %.*s dated=%d served=%d",
                  posts_str_arg(doc->collection), (int) doc->dated,
                  (int) doc->served);

    posts_buf_fmt(b, " size=%llu mtime=%lld ino=%llu content=%u broken=%d",
                  (unsigned long long) doc->size, (long long) doc->mtime,
                  (unsigned long long) doc->inode, doc->content,
                  (int) doc->broken);

    for (i = 0; i < posts_value_len(doc->tags); i++) {
        posts_buf_fmt(b, " tag=%.*s",
                      posts_str_arg(posts_value_string(
                                        posts_value_at(doc->tags, i))));
    }

    for (i = 0; i < posts_value_len(doc->categories); i++) {
        posts_buf_fmt(b, " category=%.*s",
                      posts_str_arg(posts_value_string(
                                        posts_value_at(doc->categories, i))));
    }

    posts_buf_lit(b, " data=");
    posts_value_to_s(b, doc->data, 64);

    if (posts_snapshot_previous(s, doc, &near) == POSTS_OK) {
        posts_buf_fmt(b, " previous=%.*s", posts_str_arg(near.path));
    }

    if (posts_snapshot_next(s, doc, &near) == POSTS_OK) {
        posts_buf_fmt(b, " next=%.*s", posts_str_arg(near.path));
    }

    if (posts_snapshot_url(s, doc->url, &near) == POSTS_OK) {
        posts_buf_fmt(b, " winner=%.*s", posts_str_arg(near.path));

    } else {
        posts_buf_lit(b, " winner=file");
    }

    posts_buf_lit(b, "\n");
}


static inline void
scene_dump_list(posts_buf_t *b, posts_snapshot_t *s, posts_list_e kind,
    posts_str_t slug)
{
    size_t            i, n, count, got;
    posts_document_t  docs[7];

    count = posts_snapshot_count(s, kind, slug);
    posts_buf_fmt(b, "list %d %.*s %zu:", (int) kind, posts_str_arg(slug),
                  count);

    for (i = 0; i < count + 7; i += got) {

        if (posts_snapshot_list(s, kind, slug, i, 7, docs, &got)
            != POSTS_OK)
        {
            posts_buf_lit(b, " ERROR");
            break;
        }

        for (n = 0; n < got; n++) {
            posts_buf_fmt(b, " %.*s", posts_str_arg(docs[n].path));
        }

        if (got == 0) {
            break;
        }
    }

    posts_buf_fmt(b, " (%zu)\n", i);
}


static inline void
scene_dump_parts(posts_buf_t *b, posts_snapshot_t *s)
{
    size_t        i, got;
    unsigned      kind;
    posts_str_t   after;
    posts_part_t  parts[3];

    posts_buf_fmt(b, "jekyll %d\n", posts_snapshot_jekyll(s));

    for (kind = POSTS_PART_LAYOUT; kind <= POSTS_PART_DATA; kind++) {
        after = posts_str("");

        for ( ;; ) {
            if (posts_snapshot_parts(s, kind, after, 3, parts, &got)
                != POSTS_OK)
            {
                posts_buf_lit(b, "ERROR\n");
                break;
            }

            if (got == 0) {
                break;
            }

            for (i = 0; i < got; i++) {
                posts_buf_fmt(b, "part %u %.*s %.*s %u %d: ", kind,
                              posts_str_arg(parts[i].name),
                              posts_str_arg(parts[i].path),
                              parts[i].content_line, (int) parts[i].theme);
                posts_value_to_s(b, parts[i].data, 64);
                posts_buf_lit(b, " ");
                posts_buf_add(b, parts[i].content);
                posts_buf_lit(b, "\n");
            }

            after = parts[got - 1].name;
        }
    }
}


static inline posts_str_t
scene_dump(scene_t *sc, posts_index_t *index)
{
    size_t             i, n, got;
    unsigned           kind;
    posts_buf_t        b;
    posts_str_t        after;
    posts_term_t       terms[5];
    posts_error_t      error;
    posts_snapshot_t  *s;
    posts_document_t   docs[5];

    posts_buf_init(&b, sc->arena, 0);
    posts_error_clear(&error);

    if (posts_snapshot_begin(&s, index, &error) != POSTS_OK) {
        posts_buf_fmt(&b, "no snapshot: ERROR %s\n", error.message);
        return posts_buf_str(&b);
    }

    after = posts_str("");

    for ( ;; ) {
        if (posts_snapshot_documents(s, after, 5, docs, &got) != POSTS_OK) {
            posts_buf_lit(&b, "ERROR\n");
            break;
        }

        for (n = 0; n < got; n++) {
            scene_dump_document(&b, s, &docs[n]);
        }

        if (got == 0) {
            break;
        }

        after = docs[got - 1].path;
    }

    scene_dump_list(&b, s, POSTS_LIST_ALL, posts_str(""));

    scene_dump_list(&b, s, POSTS_LIST_PAGES, posts_str(""));
    scene_dump_list(&b, s, POSTS_LIST_FILES, posts_str(""));
    scene_dump_parts(&b, s);

    for (kind = POSTS_LIST_TAG; kind <= POSTS_LIST_COLLECTION; kind++) {

        for (i = 0; /* void */ ; i += got) {

            if (posts_snapshot_terms(s, kind, i, 5, terms, &got) != POSTS_OK) {
                posts_buf_lit(&b, "ERROR\n");
                break;
            }

            if (got == 0) {
                break;
            }

            for (n = 0; n < got; n++) {
                posts_buf_fmt(&b, "term %u %.*s \"%.*s\" %zu ", kind,
                              posts_str_arg(terms[n].slug),
                              posts_str_arg(terms[n].name), terms[n].count);
                posts_buf_add(&b, terms[n].first);
                posts_buf_lit(&b, "\n");
                scene_dump_list(&b, s, kind, terms[n].slug);
            }
        }
    }

    posts_snapshot_end(s);

    /* a zero byte behind it, for strstr() */

    posts_buf_addc(&b, '\0');
    b.len--;

    return posts_buf_str(&b);
}


/* Who answers a URL, as a path; "" if none. */

static inline posts_str_t
scene_url(scene_t *sc, const char *url)
{
    posts_str_t        path;
    posts_error_t      error;
    posts_document_t   doc;
    posts_snapshot_t  *s;

    posts_error_clear(&error);

    if (posts_snapshot_begin(&s, posts_indexer_index(sc->ix), &error)
        != POSTS_OK)
    {
        return posts_str("");
    }

    path = posts_str("");

    if (posts_snapshot_url(s, posts_str_c(url), &doc) == POSTS_OK) {
        path = posts_arena_str(sc->arena, doc.path);
    }

    posts_snapshot_end(s);

    return path;
}


/* A document's title by its path; "" if it is not there. */

static inline posts_str_t
scene_title(scene_t *sc, const char *path)
{
    posts_str_t        title;
    posts_error_t      error;
    posts_document_t   doc;
    posts_snapshot_t  *s;

    posts_error_clear(&error);

    if (posts_snapshot_begin(&s, posts_indexer_index(sc->ix), &error)
        != POSTS_OK)
    {
        return posts_str("");
    }

    title = posts_str("");

    if (posts_snapshot_path(s, posts_str_c(path), &doc) == POSTS_OK) {
        title = posts_arena_str(sc->arena, doc.title);
    }

    posts_snapshot_end(s);

    return title;
}


static inline size_t
scene_count(scene_t *sc, posts_list_e kind, const char *slug)
{
    size_t             n;
    posts_error_t      error;
    posts_snapshot_t  *s;

    posts_error_clear(&error);

    if (posts_snapshot_begin(&s, posts_indexer_index(sc->ix), &error)
        != POSTS_OK)
    {
        return 0;
    }

    n = posts_snapshot_count(s, kind, posts_str_c(slug));

    posts_snapshot_end(s);

    return n;
}


#endif /* _POSTS_SCENE_H_INCLUDED_ */
