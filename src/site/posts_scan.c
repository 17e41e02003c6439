
/*
 * Copyright (C) the authors of this project
 */


#define _GNU_SOURCE

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "posts_beneath.h"
#include "posts_place.h"
#include "posts_scan.h"
#include "posts_undated.h"


#define POSTS_SCAN_MEMORY  ((size_t) 1024 * 1024 * 1024)
#define POSTS_SCAN_KEEP    ((size_t) 1024 * 1024)
#define POSTS_SCAN_PATH    4096
#define POSTS_SCAN_CLOCK   64        /* names between two looks at it */


static posts_rc_t posts_scan_begin(posts_scan_t *scan, posts_error_t *error);
static posts_rc_t posts_scan_open(posts_scan_t *scan, posts_str_t path,
    posts_error_t *error);
static posts_rc_t posts_scan_read(posts_scan_t *scan, posts_error_t *error);
static posts_rc_t posts_scan_name(posts_scan_t *scan, posts_str_t name,
    posts_error_t *error);
static posts_rc_t posts_scan_file(posts_scan_t *scan, posts_str_t path,
    const char *name, const struct stat *st, posts_error_t *error);
static posts_rc_t posts_scan_sweep(posts_scan_t *scan, int64_t deadline,
    posts_error_t *error);
static posts_rc_t posts_scan_plan(posts_scan_t *scan, posts_str_t path,
    unsigned flags, int kind, posts_error_t *error);
static void posts_scan_seen(posts_scan_t *scan, uint32_t number);
static posts_rc_t posts_scan_push(posts_arena_t *arena, posts_str_t **items,
    size_t *n, size_t *size, posts_str_t s);
static posts_rc_t posts_scan_memory(posts_error_t *error);
static int posts_scan_cmp(const void *a, const void *b);


posts_rc_t
posts_scan_init(posts_scan_t *scan, posts_error_t *error)
{
    scan->dir = -1;
    scan->arena = posts_arena_create(POSTS_SCAN_MEMORY);
    scan->names_arena = posts_arena_create(POSTS_SCAN_MEMORY);
    scan->queue_arena = posts_arena_create(POSTS_SCAN_MEMORY);

    if (scan->arena == NULL || scan->names_arena == NULL
        || scan->queue_arena == NULL)
    {
        return posts_scan_memory(error);
    }

    return POSTS_OK;
}


void
posts_scan_destroy(posts_scan_t *scan)
{
    if (scan->arena == NULL) {
        return;
    }

    posts_scan_stop(scan);

    posts_arena_destroy(scan->arena);
    posts_arena_destroy(scan->names_arena);
    posts_arena_destroy(scan->queue_arena);

    scan->arena = NULL;
}


posts_rc_t
posts_scan_add(posts_scan_t *scan, posts_str_t scope)
{
    size_t  i;

    for (i = 0; i < scan->nscopes; i++) {
        if (posts_watch_below(scope, scan->scopes[i])) {
            return POSTS_OK;
        }
    }

    if (scope.len == 0 || scan->nscopes >= 1024) {

        /* the whole site holds all that waits */

        posts_arena_reset(scan->queue_arena, POSTS_SCAN_KEEP);

        scan->scopes = NULL;
        scan->nscopes = 0;
        scan->scopes_size = 0;
        scope = posts_str("");
    }

    return posts_scan_push(scan->queue_arena, &scan->scopes, &scan->nscopes,
                           &scan->scopes_size, scope);
}


int
posts_scan_pending(const posts_scan_t *scan)
{
    return scan->active || scan->nscopes != 0;
}


void
posts_scan_stop(posts_scan_t *scan)
{
    if (scan->dir != -1) {
        (void) close(scan->dir);
        scan->dir = -1;
    }

    if (scan->txn != NULL) {
        mdb_txn_abort(scan->txn);
        scan->txn = NULL;
    }

    posts_arena_reset(scan->arena, 0);
    posts_arena_reset(scan->names_arena, 0);
    posts_arena_reset(scan->queue_arena, 0);

    scan->active = 0;
    scan->sweeping = 0;
    scan->scopes = NULL;
    scan->nscopes = 0;
    scan->scopes_size = 0;
}


int
posts_scan_hidden(const posts_config_t *config, posts_str_t path, int folder)
{
    posts_path_e  kind;

    kind = posts_document_classify(config, path, folder);

    if (folder) {
        return kind != POSTS_PATH_FOLDER;
    }

    return kind == POSTS_PATH_HIDDEN || kind == POSTS_PATH_FOLDER
           || (kind == POSTS_PATH_DRAFT && !config->drafts);
}


posts_rc_t
posts_scan_step(posts_scan_t *scan, int64_t deadline, posts_error_t *error)
{
    int         rc;
    unsigned    n;
    posts_rc_t  prc;

    prc = POSTS_OK;

    if (!posts_scan_pending(scan)) {
        return POSTS_OK;
    }

    rc = mdb_txn_begin(scan->store->env, NULL, MDB_RDONLY, &scan->txn);

    if (rc != 0) {
        scan->txn = NULL;
        return posts_store_error(error, rc, "mdb_txn_begin()");
    }

    n = 0;

    while (prc == POSTS_OK) {

        if (n++ % POSTS_SCAN_CLOCK == 0
            && scan->now(scan->payload) > deadline && n != 1)
        {
            prc = POSTS_AGAIN;
            break;
        }

        if (!scan->active) {

            if (scan->nscopes == 0) {
                break;
            }

            prc = posts_scan_begin(scan, error);

        } else if (scan->sweeping) {
            prc = posts_scan_sweep(scan, deadline, error);

        } else if (scan->dir == -1) {

            if (scan->nfolders == 0) {
                scan->sweeping = 1;
                scan->after.len = 0;
                continue;
            }

            prc = posts_scan_open(scan, scan->folders[--scan->nfolders],
                                  error);

        } else if (scan->next < scan->nnames) {
            prc = posts_scan_name(scan, scan->names[scan->next++], error);

        } else {
            (void) close(scan->dir);
            scan->dir = -1;
        }
    }

    mdb_txn_abort(scan->txn);
    scan->txn = NULL;

    return prc;
}


/* The last one queued is as good as the first. */

static posts_rc_t
posts_scan_begin(posts_scan_t *scan, posts_error_t *error)
{
    posts_store_meta_t  meta;

    posts_arena_reset(scan->arena, POSTS_SCAN_KEEP);

    scan->folders = NULL;
    scan->nfolders = 0;
    scan->folders_size = 0;

    if (posts_store_meta(scan->store, scan->txn, &meta) != POSTS_OK) {
        return posts_error_set(error, POSTS_INVALID, 0, 0,
                               "the index is damaged: it has no head");
    }

    scan->nseen = meta.next;
    scan->seen = posts_arena_zalloc(scan->arena, (size_t) meta.next / 8 + 1);
    scan->scope = posts_arena_str(scan->arena,
                                  scan->scopes[scan->nscopes - 1]);

    if (scan->seen == NULL || scan->scope.data == NULL
        || posts_scan_push(scan->arena, &scan->folders, &scan->nfolders,
                           &scan->folders_size, scan->scope)
           != POSTS_OK
        || (scan->scope.len == 0 && scan->theme->fd != -1
            && posts_scan_push(scan->arena, &scan->folders, &scan->nfolders,
                               &scan->folders_size, posts_str("."))
               != POSTS_OK))
    {
        return posts_scan_memory(error);
    }

    scan->nscopes--;
    scan->mark++;
    scan->active = 1;
    scan->sweeping = 0;

    return POSTS_OK;
}


/*
 * A folder that is gone, or out of reach, has no names: the sweep finds what
 * was in it.
 */

static posts_rc_t
posts_scan_open(posts_scan_t *scan, posts_str_t path, posts_error_t *error)
{
    int          fd, err;
    char         c[POSTS_SCAN_PATH];
    ssize_t      slash;
    uint32_t     parent;
    posts_rc_t   rc;
    const char  *name;
    struct stat  st;

    if (path.len >= sizeof(c)) {
        return POSTS_OK;
    }

    memcpy(c, path.data, path.len);
    c[path.len] = '\0';

    parent = POSTS_WATCH_NONE;

    if (path.len != 0 && !posts_str_eq(path, posts_str("."))) {
        slash = posts_str_rchr(path, '/');
        parent = posts_watch_find(scan->watch,
                                  posts_str_slice(path, 0, slash == -1 ? 0
                                                  : (size_t) slash));

        /* below a folder that is not walked nothing is */

        if (parent == POSTS_WATCH_NONE
            || posts_scan_hidden(scan->config, path, 1))
        {
            return POSTS_OK;
        }
    }

    name = c;
    fd = posts_theme_at(scan->root, scan->theme->fd, &name);
    fd = posts_beneath_open(fd, name, O_RDONLY|O_DIRECTORY);

    if (fd == -1) {
        err = errno;

        switch (err) {

        case ENOENT:
            return POSTS_OK;

        case ENFILE:
        case EMFILE:
        case ENOMEM:
        case EIO:
            posts_error_file(error, path);
            return posts_error_io(error, err, "opening this folder failed");
        }

        /*
         * a file, or a folder that can not be had: who works on the plan
         * finds out which, and says so
         */

        if (path.len != 0 && (err != ENOTDIR
                              || !posts_scan_hidden(scan->config, path, 0)))
        {
            return posts_scan_plan(scan, path, 0, -1, error);
        }

        return POSTS_OK;
    }

    if (fstat(fd, &st) == -1) {
        err = errno;
        (void) close(fd);
        return posts_error_io(error, err, "fstat() of a folder failed");
    }

    if ((uint64_t) st.st_dev == scan->skip_dev
        && (uint64_t) st.st_ino == scan->skip_ino)
    {
        (void) close(fd);
        return POSTS_OK;
    }

    rc = posts_watch_add(scan->watch, posts_place_is_theme(path)
                                      ? scan->theme->dir : scan->site,
                         fd, &st, path, parent, scan->mark, &scan->folder);

    if (rc != POSTS_OK) {
        (void) close(fd);

        /* a folder in itself is named once, by its plan */

        return posts_scan_plan(scan, path, 0, -1, error);
    }

    scan->dir = fd;

    return posts_scan_read(scan, error);
}


static posts_rc_t
posts_scan_read(posts_scan_t *scan, posts_error_t *error)
{
    int             fd, err;
    DIR            *dir;
    u_char          name[NAME_MAX + 2];
    size_t          len;
    posts_rc_t      rc;
    struct dirent  *entry;

    posts_arena_reset(scan->names_arena, POSTS_SCAN_KEEP);

    scan->names = NULL;
    scan->nnames = 0;
    scan->names_size = 0;
    scan->next = 0;

    fd = openat(scan->dir, ".", O_RDONLY|O_DIRECTORY|O_CLOEXEC);
    dir = (fd == -1) ? NULL : fdopendir(fd);

    if (dir == NULL) {
        err = errno;

        if (fd != -1) {
            (void) close(fd);
        }

        if (err == ENFILE || err == EMFILE || err == ENOMEM) {
            return posts_error_io(error, err, "opening a folder failed");
        }

        return POSTS_OK;
    }

    rc = POSTS_OK;

    for ( ;; ) {
        errno = 0;
        entry = readdir(dir);

        if (entry == NULL) {
            err = errno;

            if (err != 0 && err != ENOENT) {
                rc = posts_error_io(error, err, "reading a folder failed");
            }

            break;
        }

        len = strlen(entry->d_name);

        if (len > NAME_MAX
            || (entry->d_name[0] == '.'
                && (len == 1 || (len == 2 && entry->d_name[1] == '.'))))
        {
            continue;
        }

        name[0] = entry->d_type;
        memcpy(name + 1, entry->d_name, len + 1);

        rc = posts_scan_push(scan->names_arena, &scan->names, &scan->nnames,
                             &scan->names_size,
                             posts_str_from(name, len + 2));

        if (rc != POSTS_OK) {
            rc = posts_scan_memory(error);
            break;
        }
    }

    (void) closedir(dir);

    if (scan->nnames != 0) {
        qsort(scan->names, scan->nnames, sizeof(posts_str_t), posts_scan_cmp);
    }

    return rc;
}


/* "name": a byte of type, the name, a zero byte */

static posts_rc_t
posts_scan_name(posts_scan_t *scan, posts_str_t name, posts_error_t *error)
{
    int           fd, type;
    char          c[POSTS_SCAN_PATH];
    size_t        n;
    const char   *at;
    posts_str_t   folder, path;
    struct stat   st, *known;

    folder = scan->watch->items[scan->folder].path;
    n = folder.len + (folder.len != 0) + name.len - 2;

    if (n >= sizeof(c)) {
        return POSTS_OK;
    }

    memcpy(c, folder.data, folder.len);
    n = folder.len;

    if (n != 0) {
        c[n++] = '/';
    }

    memcpy(c + n, name.data + 1, name.len - 1);
    n += name.len - 2;

    path = posts_str_from(c, n);
    type = name.data[0];
    known = NULL;

    if (type == DT_UNKNOWN) {

        if (fstatat(scan->dir, (const char *) name.data + 1, &st,
                    AT_SYMLINK_NOFOLLOW)
            == -1)
        {
            return POSTS_OK;
        }

        known = &st;
        type = IFTODT(st.st_mode);
    }

    if (type == DT_LNK) {

        if (posts_scan_hidden(scan->config, path, 0)
            && posts_scan_hidden(scan->config, path, 1))
        {
            return POSTS_OK;
        }

        at = c;
        fd = posts_theme_at(scan->root, scan->theme->fd, &at);
        fd = posts_beneath_open(fd, at, O_PATH);

        if (fd == -1) {

            if (errno == ENOENT) {
                return POSTS_OK;
            }

            /* out of the site, or in a circle: to be told */

            return posts_scan_plan(scan, path, 0, -1, error);
        }

        n = (fstat(fd, &st) == 0);
        (void) close(fd);

        if (n == 0) {
            return POSTS_OK;
        }

        known = &st;
        type = IFTODT(st.st_mode);

        if (type == DT_REG && posts_plan_add(scan->links, path, 0) == NULL) {
            return posts_scan_memory(error);
        }
    }

    if (type == DT_DIR) {

        if (posts_scan_hidden(scan->config, path, 1)) {
            return POSTS_OK;
        }

        if (posts_scan_push(scan->arena, &scan->folders, &scan->nfolders,
                            &scan->folders_size, path)
            != POSTS_OK)
        {
            return posts_scan_memory(error);
        }

        return POSTS_OK;
    }

    if (type != DT_REG) {
        return POSTS_OK;
    }

    return posts_scan_file(scan, path, (const char *) name.data + 1, known,
                           error);
}


/* "st" is NULL where the system was not asked yet. */

static posts_rc_t
posts_scan_file(posts_scan_t *scan, posts_str_t path, const char *name,
    const struct stat *st, posts_error_t *error)
{
    posts_rc_t           rc;
    struct stat          own;
    posts_path_e         kind;
    posts_store_path_t   rec;

    rc = posts_store_path(scan->store, scan->txn, path, &rec);

    if (rc != POSTS_OK && rc != POSTS_NOTFOUND) {
        return posts_error_set(error, POSTS_INVALID, 0, 0,
                               "the index is damaged: a path's record");
    }

    if (rc == POSTS_NOTFOUND || scan->force) {

        kind = posts_document_classify(scan->config, path, 0);

        if (kind == POSTS_PATH_HIDDEN
            || (kind == POSTS_PATH_DRAFT && !scan->config->drafts))
        {
            posts_undated_note(scan->undated, scan->config, path);
            return POSTS_OK;
        }

        if (rc == POSTS_OK) {
            posts_scan_seen(scan, rec.number);
        }

        return posts_scan_plan(scan, path, 0, (int) kind, error);
    }

    if (st == NULL) {

        if (fstatat(scan->dir, name, &own, AT_SYMLINK_NOFOLLOW) == -1) {
            return POSTS_OK;
        }

        st = &own;
    }

    posts_scan_seen(scan, rec.number);

    if (rec.size == (uint64_t) st->st_size
        && rec.inode == (uint64_t) st->st_ino
        && rec.mtime == (int64_t) st->st_mtim.tv_sec * 1000000000
                        + st->st_mtim.tv_nsec)
    {
        return POSTS_OK;
    }

    return posts_scan_plan(scan, path, 0, -1, error);
}


/* Paths of the scope that are in the index and were not met. */

static posts_rc_t
posts_scan_sweep(posts_scan_t *scan, int64_t deadline, posts_error_t *error)
{
    int                  rc;
    MDB_val              k, v;
    unsigned             n;
    posts_rc_t           prc;
    MDB_cursor          *cursor;
    posts_str_t          path;
    posts_store_path_t   rec;

    rc = mdb_cursor_open(scan->txn, scan->store->dbi[POSTS_STORE_PATHS],
                         &cursor);

    if (rc != 0) {
        return posts_store_error(error, rc, "mdb_cursor_open()");
    }

    if (scan->after.len == 0) {
        posts_store_cut(&scan->after, POSTS_STORE_KEY, scan->scope);
    }

    k.mv_size = scan->after.len;
    k.mv_data = scan->after.data;

    rc = mdb_cursor_get(cursor, &k, &v,
                        scan->after.len == 0 ? MDB_FIRST : MDB_SET_RANGE);

    prc = POSTS_OK;
    n = 0;

    while (rc == 0) {
        path = posts_str_from(k.mv_data, k.mv_size);

        if (v.mv_size < sizeof(rec)) {
            prc = posts_error_set(error, POSTS_INVALID, 0, 0,
                                  "the index is damaged: a path's record");
            break;
        }

        memcpy(&rec, v.mv_data, sizeof(rec));

        if (rec.len != 0 && v.mv_size == sizeof(rec) + rec.len) {
            path = posts_str_from((u_char *) v.mv_data + sizeof(rec),
                                  rec.len);
        }

        if (!posts_str_starts(path, scan->scope)) {
            rc = MDB_NOTFOUND;
            break;
        }

        if (posts_watch_below(path, scan->scope)
            && !(scan->theme->dir != NULL && scan->theme->fd == -1
                 && posts_place_is_theme(path))
            && (rec.number >= scan->nseen
                || (scan->seen[rec.number / 8] & 1u << rec.number % 8) == 0))
        {
            prc = posts_scan_plan(scan, path, POSTS_PLAN_UNSEEN, -1, error);

            if (prc != POSTS_OK) {
                break;
            }
        }

        rc = mdb_cursor_get(cursor, &k, &v, MDB_NEXT);

        if (++n % 1024 == 0 && rc == 0
            && scan->now(scan->payload) > deadline)
        {
            scan->after.len = k.mv_size;
            memcpy(scan->after.data, k.mv_data, k.mv_size);

            prc = POSTS_AGAIN;
            break;
        }
    }

    mdb_cursor_close(cursor);

    if (prc != POSTS_OK) {
        return prc;
    }

    if (rc != MDB_NOTFOUND) {
        return posts_store_error(error, rc, "mdb_cursor_get()");
    }

    if (posts_watch_sweep(scan->watch, scan->scope, scan->mark) != POSTS_OK) {
        return posts_scan_memory(error);
    }

    scan->active = 0;
    scan->sweeping = 0;

    return POSTS_OK;
}


static posts_rc_t
posts_scan_plan(posts_scan_t *scan, posts_str_t path, unsigned flags,
    int kind, posts_error_t *error)
{
    posts_plan_entry_t  *entry;

    entry = posts_plan_add(scan->plan, path, flags);

    if (entry == NULL) {
        return posts_scan_memory(error);
    }

    entry->kind = kind;

    return POSTS_OK;
}


static void
posts_scan_seen(posts_scan_t *scan, uint32_t number)
{
    if (number < scan->nseen) {
        scan->seen[number / 8] |= (u_char) (1u << number % 8);
    }
}


static posts_rc_t
posts_scan_push(posts_arena_t *arena, posts_str_t **items, size_t *n,
    size_t *size, posts_str_t s)
{
    size_t        more;
    posts_str_t  *grown;

    if (*n == *size) {
        more = (*size == 0) ? 64 : *size * 2;

        grown = posts_arena_realloc(arena, *items,
                                    *size * sizeof(posts_str_t),
                                    more * sizeof(posts_str_t));
        if (grown == NULL) {
            return POSTS_LIMIT;
        }

        *items = grown;
        *size = more;
    }

    s = posts_arena_str(arena, s);

    if (s.data == NULL) {
        return POSTS_LIMIT;
    }

    (*items)[(*n)++] = s;

    return POSTS_OK;
}


static posts_rc_t
posts_scan_memory(posts_error_t *error)
{
    return posts_error_set(error, POSTS_LIMIT, 0, 0,
                           "no memory to walk the site");
}


static int
posts_scan_cmp(const void *a, const void *b)
{
    const posts_str_t  *s, *t;

    s = a;
    t = b;

    return posts_str_cmp(posts_str_slice(*s, 1, s->len),
                         posts_str_slice(*t, 1, t->len));
}
