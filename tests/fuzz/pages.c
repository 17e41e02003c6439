
/*
 * Copyright (C) the ngx_http_posts_module authors
 *
 * A file that says it is LMDB's: whatever is in it, the check ends, and what
 * passes can be read by LMDB to its last entry.
 */


#define _GNU_SOURCE

#include <lmdb.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "posts_pages.h"


#define PAGES_MAX    (64 * 4096)
#define PAGES_STEPS  100000


int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);


static void
walk(MDB_txn *txn, MDB_dbi dbi, unsigned depth)
{
    MDB_dbi      named;
    MDB_val      k, v;
    unsigned     n;
    char         name[64];
    MDB_cursor  *cursor;

    if (mdb_cursor_open(txn, dbi, &cursor) != 0) {
        return;
    }

    for (n = 0; n < PAGES_STEPS; n++) {

        if (mdb_cursor_get(cursor, &k, &v, n == 0 ? MDB_FIRST : MDB_NEXT)
            != 0)
        {
            break;
        }

        if (depth == 0 && k.mv_size < sizeof(name)) {
            (void) snprintf(name, sizeof(name), "%.*s", (int) k.mv_size,
                            (char *) k.mv_data);

            if (mdb_dbi_open(txn, name, 0, &named) == 0) {
                walk(txn, named, 1);
            }
        }
    }

    mdb_cursor_close(cursor);
}


int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    int            fd;
    char           path[64];
    MDB_env       *env;
    MDB_txn       *txn;
    uint64_t       last;
    posts_error_t  error;

    if (size > PAGES_MAX) {
        return 0;
    }

    fd = memfd_create("pages", MFD_CLOEXEC);

    if (fd == -1 || write(fd, data, size) != (ssize_t) size) {
        return 0;
    }

    posts_error_clear(&error);

    if (posts_pages_last(fd, &last, &error) == POSTS_OK
        && posts_pages_check(fd, last, &error) == POSTS_OK)
    {
        (void) snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);

        if (mdb_env_create(&env) == 0) {
            (void) mdb_env_set_maxdbs(env, 16);
            (void) mdb_env_set_mapsize(env, 16 * 1024 * 1024);

            if (mdb_env_open(env, path, MDB_NOSUBDIR|MDB_RDONLY|MDB_NOLOCK,
                             0644)
                == 0
                && mdb_txn_begin(env, NULL, MDB_RDONLY, &txn) == 0)
            {
                walk(txn, 1, 0);
                mdb_txn_abort(txn);
            }

            mdb_env_close(env);
        }
    }

    (void) close(fd);

    return 0;
}
