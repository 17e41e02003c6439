
/*
 * Copyright (C) the authors of this project
 *
 * A new environment is made whole before the state file names it, and what
 * it replaces is removed after that: whatever is killed in between, the
 * state file names one that is there.
 */


#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "posts_home.h"


#define POSTS_HOME_PATH    4096
#define POSTS_HOME_SECOND  ((int64_t) 1000000000)


static posts_rc_t posts_home_folders(char *path, posts_error_t *error);
static posts_rc_t posts_home_take(posts_home_t *home, int bad,
    posts_store_meta_t *meta, posts_error_t *error);
static posts_rc_t posts_home_new(posts_home_t *home, int64_t now,
    posts_store_meta_t *meta, posts_error_t *error);
static void posts_home_clean(posts_home_t *home);


posts_rc_t
posts_home_lock(posts_home_t *home, posts_error_t *error)
{
    int         n, err;
    char        path[POSTS_HOME_PATH];
    posts_rc_t  rc;

    n = snprintf(path, sizeof(path), "%s/lock", home->dir);

    if (n <= 0 || (size_t) n >= sizeof(path)) {
        return posts_error_io(error, ENAMETOOLONG, "index folder");
    }

    rc = posts_home_folders(path, error);

    if (rc != POSTS_OK) {
        return rc;
    }

    home->lock = open(path, O_RDWR|O_CREAT|O_CLOEXEC|O_NOCTTY, 0600);

    if (home->lock == -1) {
        err = errno;
        return posts_error_io(error, err, "open(\"%s\") failed", path);
    }

    if (flock(home->lock, LOCK_EX|LOCK_NB) == -1) {
        err = errno;

        if (err == EWOULDBLOCK) {
            return posts_error_set(error, POSTS_AGAIN, 0, 0,
                                   "another process writes the index in "
                                   "\"%s\"", home->dir);
        }

        return posts_error_io(error, err, "flock(\"%s\") failed", path);
    }

    return POSTS_OK;
}


posts_rc_t
posts_home_open(posts_home_t *home, int bad, int64_t now,
    posts_store_meta_t *meta, posts_report_pt report, void *payload,
    posts_error_t *error)
{
    posts_rc_t     rc;
    posts_error_t  local;

    posts_error_clear(&local);

    home->fresh = 0;

    rc = posts_home_take(home, bad, meta, &local);

    switch (rc) {

    case POSTS_OK:
        posts_home_clean(home);
        return POSTS_OK;

    case POSTS_INVALID:

        if (report != NULL) {
            posts_error_file(&local, posts_str_c(home->dir));
            report(payload, POSTS_WARNING, &local);
        }

        /* fall through */

    case POSTS_NOTFOUND:
        home->fresh = 1;

        return posts_home_new(home, now, meta, error);

    default:

        if (error != NULL && error->rc == POSTS_OK) {
            *error = local;
        }

        return rc;
    }
}


posts_rc_t
posts_home_check(posts_home_t *home, posts_error_t *error)
{
    int  dead;

    (void) mdb_reader_check(home->store.env, &dead);

    return posts_store_whole(&home->store, error);
}


posts_rc_t
posts_home_complete(posts_home_t *home, uint64_t generation,
    posts_error_t *error)
{
    home->state.flags |= POSTS_STATE_COMPLETE;
    home->state.generation = generation;

    return posts_state_write(&home->state, home->dir, error);
}


/*
 * Were the state not written, the index would be built anew after a crash of
 * the machine: no reason to stop.
 */

void
posts_home_sync(posts_home_t *home, uint64_t generation)
{
    MDB_envinfo    info;
    struct stat    st;
    posts_error_t  error;

    posts_error_clear(&error);

    /* the folder was deleted: what is there now is another indexer's */

    if (fstat(home->lock, &st) != 0 || st.st_nlink == 0) {
        return;
    }

    if (mdb_env_sync(home->store.env, 1) != 0
        || mdb_env_info(home->store.env, &info) != 0)
    {
        return;
    }

    home->state.synced = info.me_last_txnid;
    home->state.generation = generation;

    (void) posts_state_write(&home->state, home->dir, &error);
}


void
posts_home_close(posts_home_t *home)
{
    posts_store_close(&home->store);

    if (home->lock != -1) {
        (void) close(home->lock);
        home->lock = -1;
    }
}


/* Makes each folder on the way to the file "path". */

static posts_rc_t
posts_home_folders(char *path, posts_error_t *error)
{
    int    err;
    char  *p;

    for (p = strchr(path + 1, '/'); p != NULL; p = strchr(p + 1, '/')) {
        *p = '\0';

        if (mkdir(path, 0700) == -1 && errno != EEXIST) {
            err = errno;

            /* one above may be none of ours: it is there all the same */

            if (access(path, F_OK) == -1) {
                return posts_error_io(error, err, "mkdir(\"%s\") failed",
                                      path);
            }
        }

        *p = '/';
    }

    return POSTS_OK;
}


static posts_rc_t
posts_home_take(posts_home_t *home, int bad, posts_store_meta_t *meta,
    posts_error_t *error)
{
    int         rc;
    MDB_txn    *txn;
    posts_rc_t  prc;

    prc = posts_state_read(&home->state, home->dir, error);

    if (prc != POSTS_OK) {
        return prc;
    }

    if (bad) {
        return posts_error_set(error, POSTS_INVALID, 0, 0,
                               "the index is damaged");
    }

    prc = posts_store_open(&home->store, home->dir, &home->state, 1, 0,
                           home->map, error);

    if (prc != POSTS_OK) {
        return prc;
    }

    rc = mdb_txn_begin(home->store.env, NULL, MDB_RDONLY, &txn);

    if (rc != 0) {
        posts_store_close(&home->store);
        return posts_store_error(error, rc, "mdb_txn_begin()");
    }

    prc = posts_store_meta(&home->store, txn, meta);

    mdb_txn_abort(txn);

    if (prc != POSTS_OK || meta->incarnation != home->state.incarnation) {
        posts_store_close(&home->store);

        return posts_error_set(error, POSTS_INVALID, 0, 0,
                               "the index is damaged, or of another format");
    }

    /* the flag is written after the commit: a kill may have come between */

    if ((meta->flags & POSTS_STORE_COMPLETE) != 0
        && (home->state.flags & POSTS_STATE_COMPLETE) == 0)
    {
        return posts_home_complete(home, meta->generation, error);
    }

    return POSTS_OK;
}


/* Its generation is above that of any index that was here before. */

static posts_rc_t
posts_home_new(posts_home_t *home, int64_t now, posts_store_meta_t *meta,
    posts_error_t *error)
{
    int             rc;
    MDB_val         k, v;
    MDB_txn        *txn;
    posts_rc_t      prc;
    posts_state_t   state;

    memset(&state, 0, sizeof(state));

    state.incarnation = (uint64_t) now;
    state.generation = (uint64_t) (now / POSTS_HOME_SECOND) << 20;

    if (state.incarnation <= home->state.incarnation) {
        state.incarnation = home->state.incarnation + 1;
    }

    if (state.generation <= home->state.generation) {
        state.generation = home->state.generation + 1;
    }

    prc = posts_store_open(&home->store, home->dir, &state, 1, 1,
                           home->map, error);

    if (prc != POSTS_OK) {
        return prc;
    }

    memset(meta, 0, sizeof(posts_store_meta_t));

    meta->format = POSTS_STORE_FORMAT;
    meta->incarnation = state.incarnation;
    meta->generation = state.generation;
    meta->base = state.generation;
    meta->base_time = now / POSTS_HOME_SECOND;
    meta->changed = meta->base_time;
    meta->next = 1;

    k.mv_size = sizeof("meta") - 1;
    k.mv_data = "meta";
    v.mv_size = sizeof(posts_store_meta_t);
    v.mv_data = meta;

    rc = mdb_txn_begin(home->store.env, NULL, 0, &txn);

    if (rc == 0) {
        rc = mdb_put(txn, home->store.dbi[POSTS_STORE_META], &k, &v, 0);

        if (rc == 0) {
            rc = mdb_txn_commit(txn);

        } else {
            mdb_txn_abort(txn);
        }
    }

    if (rc != 0) {
        posts_store_close(&home->store);
        return posts_store_error(error, rc, "writing the index");
    }

    prc = posts_state_write(&state, home->dir, error);

    if (prc != POSTS_OK) {
        posts_store_close(&home->store);
        return prc;
    }

    home->state = state;
    posts_home_clean(home);

    return POSTS_OK;
}


/* Takes away what other environments have left in the folder. */

static void
posts_home_clean(posts_home_t *home)
{
    DIR            *dir;
    char            own[POSTS_STORE_NAME];
    size_t          n;
    struct dirent  *entry;

    (void) snprintf(own, sizeof(own), "index-%016llx.mdb",
                    (unsigned long long) home->store.incarnation);

    n = strlen(own);
    dir = opendir(home->dir);

    if (dir == NULL) {
        return;
    }

    for ( ;; ) {
        entry = readdir(dir);

        if (entry == NULL) {
            break;
        }

        if (strncmp(entry->d_name, "index-", 6) == 0
            && strstr(entry->d_name, ".mdb") != NULL
            && strncmp(entry->d_name, own, n) != 0)
        {
            (void) unlinkat(dirfd(dir), entry->d_name, 0);
        }
    }

    (void) closedir(dir);
}
