
/*
 * Copyright (C) the authors of this project
 */


#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "posts_beneath.h"
#include "posts_settings.h"


#define POSTS_SETTINGS_MEMORY  ((size_t) 64 * 1024 * 1024)


static posts_rc_t posts_settings_load(posts_settings_t *settings, int fd,
    posts_str_t *text, const posts_limits_t *limits, posts_error_t *error);
static void posts_settings_clear(posts_settings_t *settings);


posts_rc_t
posts_settings_init(posts_settings_t *settings)
{
    memset(settings, 0, sizeof(posts_settings_t));

    settings->file = "_config.yml";
    settings->arena = posts_arena_create(POSTS_SETTINGS_MEMORY);

    return (settings->arena == NULL) ? POSTS_LIMIT : POSTS_OK;
}


void
posts_settings_destroy(posts_settings_t *settings)
{
    posts_arena_destroy(settings->arena);
    settings->arena = NULL;
}


posts_rc_t
posts_settings_read(posts_settings_t *settings, int root, int theme,
    const posts_limits_t *limits, posts_error_t *error)
{
    int         fd, err;
    unsigned    i;
    posts_rc_t  rc;

    static const char  *const files[] = { "_config.yml", "_config.yaml" };

    posts_settings_clear(settings);

    fd = (theme == -1) ? -1
                       : posts_beneath_open(theme, "_config.yml", O_RDONLY);

    if (fd != -1) {
        settings->themed = (posts_settings_load(settings, fd,
                                                &settings->theme, limits,
                                                NULL)
                            == POSTS_OK);
        (void) close(fd);
    }

    fd = -1;
    err = ENOENT;

    for (i = 0; i < 2 && fd == -1 && err == ENOENT; i++) {
        settings->file = files[i];
        fd = posts_beneath_open(root, files[i], O_RDONLY);
        err = errno;
    }

    if (fd != -1) {
        settings->present = 1;
        rc = posts_settings_load(settings, fd, &settings->text, limits,
                                 error);

        (void) close(fd);

        return rc;
    }

    if (err == ENOENT) {
        return POSTS_OK;
    }

    if (err == EXDEV) {
        return posts_error_set(error, POSTS_INVALID, 0, 0,
                               "this symbolic link leads out of the site");
    }

    return posts_error_io(error, err, "open() failed");
}


posts_rc_t
posts_settings_stored(posts_settings_t *settings, const posts_store_t *store)
{
    int                   rc;
    MDB_txn              *txn;
    posts_rc_t            prc;
    posts_str_t           text;
    posts_store_meta_t    meta;

    posts_settings_clear(settings);

    rc = mdb_txn_begin(store->env, NULL, MDB_RDONLY, &txn);

    if (rc != 0) {
        return posts_store_error(NULL, rc, "");
    }

    text = posts_str("");
    prc = posts_store_meta(store, txn, &meta);

    if (prc == POSTS_OK && meta.config_generation == 0) {
        prc = POSTS_NOTFOUND;
    }

    if (prc == POSTS_OK && (meta.flags & POSTS_STORE_CONFIG) != 0) {
        settings->present = 1;
        prc = posts_store_get(store, txn, POSTS_STORE_META,
                              posts_str("config"), &text);
    }

    if (prc == POSTS_OK) {
        settings->text = posts_arena_str(settings->arena, text);

        if (settings->text.data == NULL) {
            prc = POSTS_LIMIT;
        }
    }

    if (prc == POSTS_OK && (meta.flags & POSTS_STORE_THEMED) != 0) {
        settings->themed = 1;
        prc = posts_store_get(store, txn, POSTS_STORE_META,
                              posts_str("theme"), &text);

        settings->theme = posts_arena_str(settings->arena, text);

        if (prc == POSTS_OK && settings->theme.data == NULL) {
            prc = POSTS_LIMIT;
        }
    }

    mdb_txn_abort(txn);

    return prc;
}


posts_rc_t
posts_settings_parse(posts_settings_t *settings, uint32_t options,
    const posts_limits_t *limits, posts_report_pt report, void *payload,
    posts_error_t *error)
{
    posts_rc_t  rc;

    rc = posts_config_parse_over(&settings->config, settings->arena,
                                 settings->themed ? &settings->theme : NULL,
                                 settings->text, posts_str_c(settings->file),
                                 limits, report, payload, error);

    if (rc != POSTS_OK) {
        posts_error_file(error, posts_str_c(settings->file));
        return rc;
    }

    settings->config.present = settings->present;

    if (options & POSTS_STORE_DRAFTS) {
        settings->config.drafts = 1;
    }

    if (options & POSTS_STORE_FUTURE_SHOWN) {
        settings->config.future = 1;
    }

    if (options & POSTS_STORE_UNPUBLISHED) {
        settings->config.unpublished = 1;
    }

    return POSTS_OK;
}


int
posts_settings_same_text(const posts_settings_t *a, const posts_settings_t *b)
{
    return a->present == b->present && posts_str_eq(a->text, b->text)
           && a->themed == b->themed && posts_str_eq(a->theme, b->theme);
}


int
posts_settings_same(const posts_settings_t *a, const posts_settings_t *b)
{
    return a->present == b->present
           && a->config.hash.high == b->config.hash.high
           && a->config.hash.low == b->config.hash.low;
}


static posts_rc_t
posts_settings_load(posts_settings_t *settings, int fd, posts_str_t *text,
    const posts_limits_t *limits, posts_error_t *error)
{
    int          err;
    u_char      *buf;
    size_t       size, got;
    ssize_t      n;
    struct stat  st;

    if (fstat(fd, &st) == -1) {
        err = errno;
        return posts_error_io(error, err, "fstat() failed");
    }

    if (!S_ISREG(st.st_mode)) {
        return posts_error_set(error, POSTS_INVALID, 0, 0,
                               "this is not a file");
    }

    if ((uint64_t) st.st_size > limits->source) {
        return posts_error_set(error, POSTS_LIMIT, 0, 0,
                               "this file has %llu bytes, more than the "
                               "limit \"source\" of %zu",
                               (unsigned long long) st.st_size,
                               limits->source);
    }

    size = (size_t) st.st_size;
    buf = posts_arena_alloc(settings->arena, size);

    if (buf == NULL) {
        return posts_error_set(error, POSTS_LIMIT, 0, 0,
                               "no memory to read a file");
    }

    got = 0;

    while (got < size) {
        n = read(fd, buf + got, size - got);

        if (n == -1) {
            err = errno;

            if (err == EINTR) {
                continue;
            }

            return posts_error_io(error, err, "read() failed");
        }

        if (n == 0) {
            break;
        }

        got += (size_t) n;
    }

    *text = posts_str_from(buf, got);

    return POSTS_OK;
}


static void
posts_settings_clear(posts_settings_t *settings)
{
    posts_arena_reset(settings->arena, 0);

    settings->text = posts_str("");
    settings->theme = posts_str("");
    settings->present = 0;
    settings->themed = 0;
}
