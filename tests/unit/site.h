
/*
 * Copyright (C) the ngx_http_posts_module authors
 *
 * A small site in a temporary folder, indexed, for tests.
 */


#ifndef _POSTS_TEST_SITE_H_INCLUDED_
#define _POSTS_TEST_SITE_H_INCLUDED_


#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif

#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "posts_indexer.h"


/* 2026-01-01T00:00:00Z, for ever */

#define SITE_NOW  1767225600


typedef struct {
    const char        *path;
    const char        *text;
} site_file_t;


typedef struct {
    char               base[64];
    char               root[96];
    char               index[96];
    int                fd;
    size_t             reports;
    posts_limits_t     limits;
    posts_indexer_t   *indexer;
    posts_snapshot_t  *snapshot;

    posts_indexer_options_t  options;
} site_t;


static inline int64_t
site_now(void *payload)
{
    (void) payload;

    return (int64_t) SITE_NOW * 1000000000;
}


static inline void
site_report(void *payload, posts_severity_t severity,
    const posts_error_t *error)
{
    site_t *site = payload;

    (void) severity;
    (void) error;

    site->reports++;
}


static inline char *
site_path(site_t *site, const char *path, char *full, size_t size)
{
    (void) snprintf(full, size, "%s/%s", site->root, path);

    return full;
}


/* Writes a file of the site and makes the folders above it. */

static inline int
site_write_bytes(site_t *site, const char *path, const void *data, size_t n)
{
    char    full[4096], *p;
    FILE   *file;
    size_t  done;

    (void) site_path(site, path, full, sizeof(full));

    for (p = full + strlen(site->root) + 1; *p != '\0'; p++) {
        if (*p == '/') {
            *p = '\0';
            (void) mkdir(full, 0755);
            *p = '/';
        }
    }

    file = fopen(full, "wb");

    if (file == NULL) {
        perror(full);
        return 0;
    }

    done = fwrite(data, 1, n, file);

    return fclose(file) == 0 && done == n;
}


static inline int
site_write(site_t *site, const char *path, const char *text)
{
    return site_write_bytes(site, path, text, strlen(text));
}


/* Makes the folder and writes the files up to one without a path. */

static inline int
site_create(site_t *site, const site_file_t *files)
{
    memset(site, 0, sizeof(site_t));
    site->fd = -1;

    posts_limits_default(&site->limits);

    (void) snprintf(site->base, sizeof(site->base), "/tmp/posts-unit-XXXXXX");

    if (mkdtemp(site->base) == NULL) {
        perror(site->base);
        return 0;
    }

    (void) snprintf(site->root, sizeof(site->root), "%s/site", site->base);
    (void) snprintf(site->index, sizeof(site->index), "%s/index",
                    site->base);

    if (mkdir(site->root, 0755) == -1) {
        perror(site->root);
        return 0;
    }

    for (/* void */; files->path != NULL; files++) {
        if (!site_write(site, files->path, files->text)) {
            return 0;
        }
    }

    site->fd = open(site->root, O_PATH|O_DIRECTORY|O_CLOEXEC);

    return site->fd != -1;
}


/* Indexes the site and begins a snapshot. */

static inline int
site_index(site_t *site)
{
    posts_rc_t                rc;
    posts_error_t             error;
    posts_indexer_options_t  *options;

    options = &site->options;

    options->site = site->root;
    options->dir = site->index;
    options->limits = &site->limits;
    options->watch = POSTS_WATCH_OFF;
    options->poll = 1000;
    options->settle = 1;
    options->report = site_report;
    options->now = site_now;
    options->payload = site;

    posts_error_clear(&error);

    rc = posts_indexer_create(&site->indexer, options, &error);

    if (rc != POSTS_OK) {
        printf("indexer: %s\n", error.message);
        site->indexer = NULL;
        return 0;
    }

    do {
        rc = posts_indexer_step(site->indexer, INT64_MAX, &error);
    } while (rc == POSTS_AGAIN);

    if (rc != POSTS_OK
        || posts_snapshot_begin(&site->snapshot,
                                posts_indexer_index(site->indexer), &error)
           != POSTS_OK)
    {
        printf("indexer: %s\n", error.message);
        site->snapshot = NULL;
        return 0;
    }

    return 1;
}


static inline int
site_remove(const char *path, const struct stat *st, int type,
    struct FTW *ftw)
{
    (void) st;
    (void) type;
    (void) ftw;

    return remove(path);
}


static inline void
site_destroy(site_t *site)
{
    if (site->snapshot != NULL) {
        posts_snapshot_end(site->snapshot);
    }

    if (site->indexer != NULL) {
        posts_indexer_destroy(site->indexer);
    }

    if (site->fd != -1) {
        (void) close(site->fd);
    }

    if (site->base[0] != '\0') {
        (void) nftw(site->base, site_remove, 16, FTW_DEPTH|FTW_PHYS);
    }
}


#endif /* _POSTS_TEST_SITE_H_INCLUDED_ */
