
/*
 * Copyright (C) the authors of this project
 */


#include <errno.h>
#include <sys/stat.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "posts_pages.h"
#include "posts_path.h"
#include "posts_place.h"
#include "posts_store.h"


#define POSTS_STORE_PATH  4096
#define POSTS_STORE_CUT   16
#define POSTS_STORE_FILE  160        /* bytes of a name in a key */


typedef struct {
    const char  *name;
    unsigned     flags;
} posts_store_def_t;


static posts_rc_t posts_store_sound(posts_store_t *store, MDB_txn *txn,
    const char *path, posts_error_t *error);
static posts_rc_t posts_store_dbs(posts_store_t *store, MDB_txn *txn,
    unsigned flags, posts_error_t *error);


/* ORDER posts_store_db_e */

static const posts_store_def_t  posts_store_defs[POSTS_STORE_DBS] = {
    { "meta", 0 },
    { "docs", MDB_INTEGERKEY },
    { "paths", 0 },
    { "urls", 0 },
    { "lists", 0 },
    { "terms", 0 },
    { "stamps", MDB_INTEGERKEY },
    { "future", 0 },
    { "errors", 0 },
    { "parts", MDB_INTEGERKEY },
    { "names", 0 }
};


int
posts_store_file(char *dst, size_t size, const char *dir,
    uint64_t incarnation, const char *suffix)
{
    int  n;

    n = snprintf(dst, size, "%s/index-%016llx.mdb%s", dir,
                 (unsigned long long) incarnation, suffix);

    return n > 0 && (size_t) n < size;
}


posts_rc_t
posts_store_open(posts_store_t *store, const char *dir,
    const posts_state_t *state, int writable, int create, size_t map,
    posts_error_t *error)
{
    int          fd, err, rc;
    char         path[POSTS_STORE_PATH];
    MDB_txn     *txn;
    uint64_t     last;
    unsigned     flags;
    posts_rc_t   prc;

    memset(store, 0, sizeof(posts_store_t));

    store->incarnation = state->incarnation;
    store->map = (map != 0) ? map : POSTS_STORE_MAP;

    if (!posts_store_file(path, sizeof(path), dir, state->incarnation, "")) {
        return posts_error_io(error, ENAMETOOLONG, "index folder");
    }

    if (!create) {
        fd = open(path, O_RDONLY|O_CLOEXEC|O_NONBLOCK|O_NOCTTY);

        if (fd == -1) {
            err = errno;

            if (err == ENOENT) {
                return posts_error_set(error, POSTS_INVALID, 0, 0,
                                       "the index's file is missing");
            }

            return posts_error_io(error, err, "open(\"%s\") failed", path);
        }

        prc = posts_pages_last(fd, &last, error);

        (void) close(fd);

        if (prc != POSTS_OK) {
            return prc;
        }

        if (!posts_state_trusted(state, last)) {
            return posts_error_set(error, POSTS_INVALID, 0, 0,
                                   "the index had not reached the disk when "
                                   "the machine stopped");
        }
    }

    flags = MDB_NOSUBDIR|MDB_NOTLS;
    flags |= writable ? MDB_NOSYNC : MDB_RDONLY;

    for ( ;; ) {
        rc = mdb_env_create(&store->env);

        if (rc != 0) {
            store->env = NULL;
            return posts_store_error(error, rc, "mdb_env_create()");
        }

        rc = mdb_env_set_maxdbs(store->env, POSTS_STORE_DBS);

        if (rc == 0) {
            rc = mdb_env_set_maxreaders(store->env, POSTS_STORE_READERS);
        }

        if (rc == 0) {
            rc = mdb_env_set_mapsize(store->env, store->map);
        }

        if (rc == 0) {
            rc = mdb_env_open(store->env, path, flags, 0644);
        }

        if (rc == 0) {
            break;
        }

        /* after a failure LMDB wants the environment closed */

        mdb_env_close(store->env);
        store->env = NULL;

        if (rc == ENOMEM && store->map / 2 >= POSTS_STORE_MAP_MIN) {
            store->map /= 2;
            continue;
        }

        return posts_store_error(error, rc, "mdb_env_open()");
    }

    txn = NULL;
    rc = mdb_txn_begin(store->env, NULL, create ? 0 : MDB_RDONLY, &txn);

    if (rc != 0) {
        prc = posts_store_error(error, rc, "mdb_txn_begin()");
        goto failed;
    }

    if (!create) {
        prc = posts_store_sound(store, txn, path, error);

        if (prc != POSTS_OK) {
            mdb_txn_abort(txn);
            goto failed;
        }
    }

    prc = posts_store_dbs(store, txn, create ? MDB_CREATE : 0, error);

    if (prc != POSTS_OK) {
        mdb_txn_abort(txn);
        goto failed;
    }

    /* a commit, of a reading one too, is what keeps the handles */

    rc = mdb_txn_commit(txn);

    if (rc != 0) {
        prc = posts_store_error(error, rc, "mdb_txn_commit()");
        goto failed;
    }

    return POSTS_OK;

failed:

    posts_store_close(store);

    return prc;
}


void
posts_store_close(posts_store_t *store)
{
    if (store->env != NULL) {
        mdb_env_close(store->env);
        store->env = NULL;
    }
}


posts_rc_t
posts_store_whole(posts_store_t *store, posts_error_t *error)
{
    int          fd;
    struct stat  st;

    if (mdb_env_get_fd(store->env, &fd) != 0 || fstat(fd, &st) == -1) {
        return posts_error_set(error, POSTS_IO, 0, 0,
                               "the index's file is not open");
    }

    if ((uint64_t) st.st_size < store->bytes) {
        return posts_error_set(error, POSTS_INVALID, 0, 0,
                               "the index is damaged: its file was cut off");
    }

    store->bytes = (uint64_t) st.st_size;

    return POSTS_OK;
}


posts_rc_t
posts_store_error(posts_error_t *error, int rc, const char *what)
{
    switch (rc) {

    case 0:
        return POSTS_OK;

    case MDB_NOTFOUND:
        return POSTS_NOTFOUND;

    case MDB_CORRUPTED:
    case MDB_PAGE_NOTFOUND:
    case MDB_INVALID:
    case MDB_VERSION_MISMATCH:
    case MDB_PANIC:
    case MDB_INCOMPATIBLE:
        return posts_error_set(error, POSTS_INVALID, 0, 0,
                               "the index is damaged: %s: %s", what,
                               mdb_strerror(rc));

    case MDB_MAP_FULL:
        (void) posts_error_set(error, POSTS_LIMIT, 0, 0,
                               "the index is full: %s: %s", what,
                               mdb_strerror(rc));

        if (error != NULL && error->rc == POSTS_LIMIT) {
            error->err = ENOSPC;
        }

        return POSTS_LIMIT;

    case MDB_MAP_RESIZED:
    case MDB_READERS_FULL:
        return posts_error_set(error, POSTS_AGAIN, 0, 0, "%s: %s", what,
                               mdb_strerror(rc));
    }

    if (rc > 0) {
        return posts_error_io(error, rc, "%s failed", what);
    }

    return posts_error_set(error, POSTS_IO, 0, 0, "%s: %s", what,
                           mdb_strerror(rc));
}


/*
 * The transaction is open before the pages are looked at: as long as it is,
 * the writer leaves its pages alone.  Its meta page lives for two commits.
 */

static posts_rc_t
posts_store_sound(posts_store_t *store, MDB_txn *txn, const char *path,
    posts_error_t *error)
{
    int         fd, err, rc;
    unsigned    i;
    posts_rc_t  prc;

    fd = -1;
    rc = mdb_env_get_fd(store->env, &fd);

    if (rc != 0) {
        return posts_store_error(error, rc, "mdb_env_get_fd()");
    }

    prc = POSTS_AGAIN;

    for (i = 0; i < 10 && prc == POSTS_AGAIN; i++) {

        if (i != 0) {
            mdb_txn_reset(txn);
            rc = mdb_txn_renew(txn);

            if (rc != 0) {
                return posts_store_error(error, rc, "mdb_txn_renew()");
            }
        }

        prc = posts_pages_check(fd, mdb_txn_id(txn), error);
    }

    if (prc == POSTS_AGAIN) {
        err = EAGAIN;
        return posts_error_io(error, err, "reading the index \"%s\" failed",
                              path);
    }

    return prc;
}


static posts_rc_t
posts_store_dbs(posts_store_t *store, MDB_txn *txn, unsigned flags,
    posts_error_t *error)
{
    int       rc;
    unsigned  i;

    for (i = 0; i < POSTS_STORE_DBS; i++) {
        rc = mdb_dbi_open(txn, posts_store_defs[i].name,
                          posts_store_defs[i].flags|flags, &store->dbi[i]);

        if (rc == MDB_NOTFOUND) {
            return posts_error_set(error, POSTS_INVALID, 0, 0,
                                   "the index is damaged: it has no \"%s\"",
                                   posts_store_defs[i].name);
        }

        if (rc != 0) {
            return posts_store_error(error, rc, "mdb_dbi_open()");
        }
    }

    return POSTS_OK;
}


posts_rc_t
posts_store_get(const posts_store_t *store, MDB_txn *txn,
    posts_store_db_e db, posts_str_t key, posts_str_t *value)
{
    int      rc;
    MDB_val  k, v;

    *value = posts_str("");

    k.mv_size = key.len;
    k.mv_data = (void *) key.data;

    rc = mdb_get(txn, store->dbi[db], &k, &v);

    if (rc != 0) {
        return posts_store_error(NULL, rc, "");
    }

    *value = posts_str_from(v.mv_data, v.mv_size);

    return POSTS_OK;
}


posts_rc_t
posts_store_meta(const posts_store_t *store, MDB_txn *txn,
    posts_store_meta_t *meta)
{
    posts_rc_t   rc;
    posts_str_t  value;

    rc = posts_store_get(store, txn, POSTS_STORE_META, posts_str("meta"),
                         &value);

    if (rc != POSTS_OK) {
        return rc;
    }

    if (value.len != sizeof(posts_store_meta_t)) {
        return POSTS_INVALID;
    }

    memcpy(meta, value.data, sizeof(posts_store_meta_t));

    if (meta->format != POSTS_STORE_FORMAT) {
        return POSTS_INVALID;
    }

    return POSTS_OK;
}


/* What is too long for a key keeps its head and ends with its hash. */

void
posts_store_cut(posts_store_key_t *key, size_t max, posts_str_t s)
{
    size_t        n;
    posts_hash_t  hash;

    if (max > POSTS_STORE_KEY - key->len) {
        max = POSTS_STORE_KEY - key->len;
    }

    if (s.len <= max) {
        if (s.len != 0) {
            memcpy(key->data + key->len, s.data, s.len);
        }

        key->len += s.len;

        return;
    }

    n = max - POSTS_STORE_CUT;
    hash = posts_hash128(s);

    memcpy(key->data + key->len, s.data, n);
    memcpy(key->data + key->len + n, &hash, POSTS_STORE_CUT);

    key->len += max;
}


/* Compares as bytes as the times do as numbers. */

void
posts_store_time_key(u_char *dst, posts_time_t t)
{
    uint64_t  sec;
    unsigned  i;

    sec = (uint64_t) t.sec ^ (uint64_t) 1 << 63;

    for (i = 0; i < 8; i++) {
        dst[i] = (u_char) (sec >> (56 - 8 * i));
    }

    for (i = 0; i < 4; i++) {
        dst[8 + i] = (u_char) (t.nsec >> (24 - 8 * i));
    }
}


void
posts_store_term_key(posts_store_key_t *key, posts_list_e kind,
    posts_str_t slug)
{
    key->data[0] = (u_char) kind;
    key->len = 1;

    posts_store_cut(key, POSTS_STORE_SLUG, slug);
}


void
posts_store_list_key(posts_store_key_t *key, posts_list_e kind,
    posts_str_t slug, const posts_document_t *doc)
{
    posts_str_t  zero;

    key->data[0] = (u_char) kind;
    key->len = 2;

    posts_store_cut(key, POSTS_STORE_SLUG, slug);
    key->data[1] = (u_char) (key->len - 2);

    if (doc == NULL) {
        return;
    }

    zero = posts_str_from((const u_char *) "", 1);

    switch (kind) {

    case POSTS_LIST_PAGES:
        key->data[key->len++] = posts_place_is_theme(doc->path) ? 1 : 0;

        posts_store_cut(key, POSTS_STORE_FILE, posts_path_name(doc->path));
        posts_store_cut(key, 1, zero);
        break;

    case POSTS_LIST_FILES:
        key->data[key->len++] = posts_place_is_theme(doc->path) ? 2
                                : (doc->collection.len != 0) ? 1 : 0;
        break;

    default:
        posts_store_cut(key, POSTS_STORE_FILE, doc->place);

        if (doc->type == POSTS_DOCUMENT_MEMBER && !doc->dated) {

            /* as new as the site is */

            memset(key->data + key->len, 0xff, POSTS_STORE_TIME);

        } else {
            posts_store_time_key(key->data + key->len, doc->date);
        }

        key->len += POSTS_STORE_TIME;
        break;
    }

    posts_store_cut(key, POSTS_STORE_KEY, doc->path);
}


/*
 * The name and a zero byte, so that keys are in the order of the names; the
 * site's behind the theme's, and of data files in Jekyll's order of reading.
 */

void
posts_store_name_key(posts_store_key_t *key, posts_part_e kind,
    posts_str_t name, const posts_part_t *part)
{
    size_t       i;
    posts_str_t  ext, zero;

    static const posts_str_t  exts[] = {
        posts_string(".yaml"), posts_string(".yml"), posts_string(".json"),
        posts_string(".csv")
    };

    zero = posts_str_from((const u_char *) "", 1);

    key->data[0] = (u_char) kind;
    key->len = 1;

    posts_store_cut(key, POSTS_STORE_KEY / 2, name);
    posts_store_cut(key, 1, zero);

    if (part == NULL) {
        return;
    }

    key->data[key->len++] = part->theme ? 0 : 1;

    ext = posts_path_ext(part->path);

    for (i = 0; kind == POSTS_PART_DATA && i < sizeof(exts) / sizeof(exts[0])
                && !posts_str_eq(ext, exts[i]); i++)
    {
        /* void */
    }

    key->data[key->len++] = (u_char) i;

    posts_store_cut(key, POSTS_STORE_KEY, part->path);
}


void
posts_store_future_key(posts_store_key_t *key, int64_t sec, uint32_t number)
{
    unsigned      i;
    posts_time_t  t;

    t.sec = sec;
    t.nsec = 0;
    t.offset = 0;

    posts_store_time_key(key->data, t);

    for (i = 0; i < 4; i++) {
        key->data[8 + i] = (u_char) (number >> (24 - 8 * i));
    }

    key->len = POSTS_STORE_TIME;
}


posts_rc_t
posts_store_document(const posts_store_t *store, MDB_txn *txn,
    uint32_t number, posts_document_t *doc)
{
    posts_rc_t   rc;
    posts_str_t  block;

    rc = posts_store_get(store, txn, POSTS_STORE_DOCS,
                         posts_str_from(&number, sizeof(number)), &block);

    if (rc != POSTS_OK) {
        return rc;
    }

    return posts_document_unpack(doc, block);
}


posts_rc_t
posts_store_part(const posts_store_t *store, MDB_txn *txn, uint32_t number,
    posts_part_t *part)
{
    posts_rc_t   rc;
    posts_str_t  block;

    rc = posts_store_get(store, txn, POSTS_STORE_PARTS,
                         posts_str_from(&number, sizeof(number)), &block);

    return (rc == POSTS_OK) ? posts_part_unpack(part, block) : rc;
}


posts_rc_t
posts_store_path(const posts_store_t *store, MDB_txn *txn, posts_str_t path,
    posts_store_path_t *rec)
{
    posts_rc_t         rc;
    posts_str_t        value;
    posts_store_key_t  key;

    key.len = 0;
    posts_store_cut(&key, POSTS_STORE_KEY, path);

    if (key.len == 0) {
        return POSTS_NOTFOUND;
    }

    rc = posts_store_get(store, txn, POSTS_STORE_PATHS, posts_store_key(&key),
                         &value);

    if (rc != POSTS_OK) {
        return rc;
    }

    if (value.len < sizeof(posts_store_path_t)) {
        return POSTS_INVALID;
    }

    memcpy(rec, value.data, sizeof(posts_store_path_t));

    if (value.len - sizeof(posts_store_path_t) != rec->len) {
        return POSTS_INVALID;
    }

    return POSTS_OK;
}


posts_rc_t
posts_store_term(posts_str_t value, posts_term_t *term)
{
    posts_store_term_t  rec;

    if (value.len < sizeof(rec)) {
        return POSTS_INVALID;
    }

    memcpy(&rec, value.data, sizeof(rec));

    if ((uint64_t) rec.name + rec.slug + rec.first
        != value.len - sizeof(rec))
    {
        return POSTS_INVALID;
    }

    term->count = rec.count;
    term->name = posts_str_from(value.data + sizeof(rec), rec.name);
    term->slug = posts_str_from(value.data + sizeof(rec) + rec.name,
                                rec.slug);
    term->first = posts_str_from(value.data + sizeof(rec) + rec.name
                                 + rec.slug, rec.first);

    return POSTS_OK;
}
