
/*
 * Copyright (C) the authors of this project
 *
 * The reader.  A snapshot is an LMDB transaction; ended ones are reset, not
 * freed, and kept with their cursor for the next use: beginning one then
 * costs neither a system call nor a lock.
 *
 * An index and its snapshots belong to one thread at a time.
 *
 * Whatever comes out of a record is checked before it is used: a record
 * that is not what it should be is POSTS_INVALID.
 */


#include <errno.h>
#include <lmdb.h>

#include "posts_claims.h"
#include "posts_path.h"
#include "posts_place.h"


#define POSTS_INDEX_MEMORY  ((size_t) 16 * 1024 * 1024)
#define POSTS_INDEX_CONFIG  ((size_t) 64 * 1024 * 1024)


struct posts_index_s {
    posts_store_t     *store;
    posts_store_t      own;
    posts_snapshot_t  *spare;         /* ended snapshots */
    size_t             open;          /* snapshots that are not ended */
    posts_arena_t     *arena;         /* of the index and its snapshots */
    posts_arena_t     *config_arena;
    posts_config_t     config;
    posts_limits_t     limits;        /* "config" points to them */
    uint64_t           config_generation;
    unsigned           has_config:1;
    unsigned           shared:1;      /* the store is the writer's */
};


/* documents that are looked up at a time */



struct posts_snapshot_s {
    posts_index_t       *index;
    posts_snapshot_t    *next;
    MDB_txn             *txn;
    MDB_cursor          *cursor;      /* over lists */
    MDB_cursor          *urls;
    posts_store_meta_t   meta;
};


static posts_index_t *posts_index_create(void);
static posts_rc_t posts_snapshot_txn(posts_snapshot_t *s,
    posts_error_t *error);
static int posts_snapshot_cursor(posts_snapshot_t *s, posts_store_db_e db,
    MDB_cursor **cursor);
static posts_rc_t posts_snapshot_public(posts_snapshot_t *s, uint32_t number,
    posts_document_t *doc);
static posts_rc_t posts_snapshot_seek(posts_snapshot_t *s,
    const posts_store_key_t *key, MDB_cursor_op op, MDB_val *k, MDB_val *v);
static posts_rc_t posts_snapshot_beside(posts_snapshot_t *s,
    const posts_document_t *doc, MDB_cursor_op op, posts_document_t *out);
static posts_rc_t posts_snapshot_walk(posts_snapshot_t *s, posts_list_e kind,
    posts_str_t slug, size_t offset, size_t n, uint32_t *numbers,
    posts_document_t *docs, size_t *got);
static posts_rc_t posts_snapshot_entry(posts_snapshot_t *s,
    posts_list_e kind, const MDB_val *v, posts_document_t *doc);
static posts_rc_t posts_snapshot_static(posts_snapshot_t *s,
    posts_str_t path, posts_str_t url, posts_document_t *doc);
static posts_rc_t posts_snapshot_number(const MDB_val *v, uint32_t *number);
static void posts_snapshot_alias(posts_list_e *kind, posts_str_t *slug);
static uint64_t posts_snapshot_stamp(posts_snapshot_t *s, posts_dep_t dep,
    int64_t *time);


posts_rc_t
posts_index_open(posts_index_t **out, const char *dir, posts_error_t *error)
{
    posts_rc_t           rc;
    posts_index_t       *index;
    posts_state_t        state;
    posts_snapshot_t    *s;

    *out = NULL;

    rc = posts_state_read(&state, dir, error);

    if (rc != POSTS_OK) {
        return rc;
    }

    if ((state.flags & POSTS_STATE_COMPLETE) == 0) {
        return posts_error_set(error, POSTS_NOTFOUND, 0, 0,
                               "the index is being built");
    }

    index = posts_index_create();

    if (index == NULL) {
        return posts_error_set(error, POSTS_LIMIT, 0, 0,
                               "no memory for the index");
    }

    rc = posts_store_open(&index->own, dir, &state, 0, 0, 0, error);

    if (rc != POSTS_OK) {
        posts_index_close(index);
        return rc;
    }

    index->store = &index->own;

    rc = posts_snapshot_begin(&s, index, error);

    if (rc != POSTS_OK) {
        posts_index_close(index);
        return rc;
    }

    posts_snapshot_end(s);

    *out = index;

    return POSTS_OK;
}


posts_index_t *
posts_index_attach(posts_store_t *store)
{
    posts_index_t  *index;

    index = posts_index_create();

    if (index != NULL) {
        index->store = store;
        index->shared = 1;
    }

    return index;
}


int
posts_index_detach(posts_index_t *index)
{
    posts_snapshot_t  *s;

    if (index->open != 0) {
        return 0;
    }

    for (s = index->spare; s != NULL; s = s->next) {

        if (s->cursor != NULL) {
            mdb_cursor_close(s->cursor);
            s->cursor = NULL;
        }

        if (s->urls != NULL) {
            mdb_cursor_close(s->urls);
            s->urls = NULL;
        }

        if (s->txn != NULL) {
            mdb_txn_abort(s->txn);
            s->txn = NULL;
        }
    }

    index->has_config = 0;

    return 1;
}


void
posts_index_close(posts_index_t *index)
{
    if (index == NULL) {
        return;
    }

    (void) posts_index_detach(index);

    if (!index->shared) {
        posts_store_close(&index->own);
    }

    posts_arena_destroy(index->config_arena);
    posts_arena_destroy(index->arena);
}


uint64_t
posts_index_incarnation(const posts_index_t *index)
{
    return index->store->incarnation;
}


posts_rc_t
posts_snapshot_begin(posts_snapshot_t **out, posts_index_t *index,
    posts_error_t *error)
{
    posts_rc_t         rc;
    posts_snapshot_t  *s;

    *out = NULL;

    rc = posts_store_whole(index->store, error);

    if (rc != POSTS_OK) {
        return rc;
    }

    s = index->spare;

    if (s != NULL) {
        index->spare = s->next;

    } else {
        s = posts_arena_zalloc(index->arena, sizeof(posts_snapshot_t));

        if (s == NULL) {
            return posts_error_set(error, POSTS_LIMIT, 0, 0,
                                   "too many snapshots are open");
        }

        s->index = index;
    }

    rc = posts_snapshot_txn(s, error);

    if (rc == POSTS_OK) {
        rc = posts_store_meta(index->store, s->txn, &s->meta);

        if (rc == POSTS_OK && (s->meta.flags & POSTS_STORE_COMPLETE) == 0) {
            rc = POSTS_NOTFOUND;
        }

        if (rc == POSTS_OK) {
            index->open++;
            *out = s;

            return POSTS_OK;
        }

        mdb_txn_reset(s->txn);

        if (rc == POSTS_NOTFOUND) {
            rc = posts_error_set(error, rc, 0, 0, "the index is being built");

        } else {
            rc = posts_error_set(error, POSTS_INVALID, 0, 0,
                                 "the index is damaged: it has no head");
        }
    }

    s->next = index->spare;
    index->spare = s;

    return rc;
}


void
posts_snapshot_end(posts_snapshot_t *s)
{
    posts_index_t  *index;

    if (s == NULL) {
        return;
    }

    index = s->index;

    mdb_txn_reset(s->txn);

    s->next = index->spare;
    index->spare = s;
    index->open--;
}


uint64_t
posts_snapshot_incarnation(const posts_snapshot_t *s)
{
    return s->index->store->incarnation;
}


uint64_t
posts_snapshot_generation(const posts_snapshot_t *s)
{
    return s->meta.generation;
}


const posts_config_t *
posts_snapshot_config(posts_snapshot_t *s)
{
    uint32_t        flags;
    posts_rc_t      rc;
    posts_str_t     text, theme;
    posts_index_t  *index;

    index = s->index;

    if (index->has_config
        && index->config_generation == s->meta.config_generation)
    {
        return &index->config;
    }

    index->has_config = 0;
    posts_arena_reset(index->config_arena, 0);

    flags = s->meta.flags;

    rc = posts_store_get(index->store, s->txn, POSTS_STORE_META,
                         posts_str("config"), &text);

    if (rc == POSTS_NOTFOUND) {
        text = posts_str("");

    } else if (rc != POSTS_OK) {
        return NULL;
    }

    /* the bytes must outlive the snapshot */

    text = posts_arena_str(index->config_arena, text);

    if (text.data == NULL) {
        return NULL;
    }

    theme = posts_str("");

    if (flags & POSTS_STORE_THEMED) {
        rc = posts_store_get(index->store, s->txn, POSTS_STORE_META,
                             posts_str("theme"), &theme);

        theme = posts_arena_str(index->config_arena, theme);

        if (rc != POSTS_OK || theme.data == NULL) {
            return NULL;
        }
    }

    rc = posts_config_parse_over(&index->config, index->config_arena,
                                 (flags & POSTS_STORE_THEMED) ? &theme : NULL,
                                 text, posts_str("_config.yml"),
                                 &index->limits, NULL, NULL, NULL);

    if (rc != POSTS_OK) {
        return NULL;
    }

    index->config.present = (flags & POSTS_STORE_CONFIG) != 0;

    if (flags & POSTS_STORE_DRAFTS) {
        index->config.drafts = 1;
    }

    if (flags & POSTS_STORE_FUTURE_SHOWN) {
        index->config.future = 1;
    }

    if (flags & POSTS_STORE_UNPUBLISHED) {
        index->config.unpublished = 1;
    }

    index->config_generation = s->meta.config_generation;
    index->has_config = 1;

    return &index->config;
}


posts_rc_t
posts_snapshot_url(posts_snapshot_t *s, posts_str_t url,
    posts_document_t *doc)
{
    posts_rc_t     rc;
    posts_claim_t  claim;

    rc = posts_claims_winner(s->urls, url, &claim, NULL);

    if (rc != POSTS_OK) {
        return rc;
    }

    if (claim.path.len != 0) {
        return POSTS_NOTFOUND;
    }

    rc = posts_snapshot_public(s, claim.number, doc);

    return (rc == POSTS_NOTFOUND) ? POSTS_INVALID : rc;
}


posts_rc_t
posts_snapshot_file(posts_snapshot_t *s, posts_str_t url,
    posts_document_t *doc)
{
    posts_rc_t     rc;
    posts_claim_t  claim;

    rc = posts_claims_winner(s->urls, url, &claim, NULL);

    if (rc != POSTS_OK) {
        return rc;
    }

    return (claim.path.len == 0)
           ? POSTS_NOTFOUND : posts_snapshot_static(s, claim.path, url, doc);
}


posts_rc_t
posts_snapshot_path(posts_snapshot_t *s, posts_str_t path,
    posts_document_t *doc)
{
    posts_rc_t           rc;
    posts_store_path_t   rec;

    rc = posts_store_path(s->index->store, s->txn, path, &rec);

    if (rc != POSTS_OK) {
        return rc;
    }

    if ((rec.flags & POSTS_STORE_DOCUMENT) == 0
        || (rec.flags & POSTS_STORE_PUBLIC) == 0)
    {
        return POSTS_NOTFOUND;
    }

    rc = posts_snapshot_public(s, rec.number, doc);

    return (rc == POSTS_NOTFOUND) ? POSTS_INVALID : rc;
}


/*
 * The first one is reached by stepping from the nearer end of the list; what
 * is before it is skipped without being read.
 */

posts_rc_t
posts_snapshot_list(posts_snapshot_t *s, posts_list_e kind, posts_str_t slug,
    size_t offset, size_t n, posts_document_t *docs, size_t *got)
{
    return posts_snapshot_walk(s, kind, slug, offset, n, NULL, docs, got);
}


posts_rc_t
posts_snapshot_numbers(posts_snapshot_t *s, posts_list_e kind,
    posts_str_t slug, size_t offset, size_t n, uint32_t *numbers,
    size_t *got)
{
    return posts_snapshot_walk(s, kind, slug, offset, n, numbers, NULL, got);
}


/* Into numbers[], or if that is NULL into docs[]. */

static posts_rc_t
posts_snapshot_walk(posts_snapshot_t *s, posts_list_e kind, posts_str_t slug,
    size_t offset, size_t n, uint32_t *numbers, posts_document_t *docs,
    size_t *got)
{
    int                 back, near;
    size_t              i, count;
    MDB_val             k, v;
    posts_rc_t          rc;
    MDB_cursor_op       op;
    posts_store_key_t   key;

    *got = 0;

    back = (kind < POSTS_LIST_COLLECTION);
    count = posts_snapshot_count(s, kind, slug);

    posts_snapshot_alias(&kind, &slug);

    if (offset >= count || n == 0) {
        return POSTS_OK;
    }

    if (n > count - offset) {
        n = count - offset;
    }

    posts_store_list_key(&key, kind, slug, NULL);

    near = (offset <= count / 2);
    i = near ? offset : count - 1 - offset;

    if (near == back) {

        /* behind the last one that there can be, then one back */

        memset(key.data + key.len, 0xff, POSTS_STORE_KEY - key.len);
        key.len = POSTS_STORE_KEY;

        rc = posts_snapshot_seek(s, &key, MDB_PREV, &k, &v);
        op = MDB_PREV;

    } else {
        rc = posts_snapshot_seek(s, &key, MDB_SET_RANGE, &k, &v);
        op = MDB_NEXT;
    }

    for ( /* void */ ; rc == POSTS_OK && i > 0; i--) {
        rc = posts_store_error(NULL, mdb_cursor_get(s->cursor, &k, &v, op),
                               "");
    }

    op = back ? MDB_PREV : MDB_NEXT;

    while (rc == POSTS_OK) {

        if (numbers == NULL) {
            rc = posts_snapshot_entry(s, kind, &v, &docs[*got]);

        } else if (kind == POSTS_LIST_FILES) {
            rc = POSTS_INVALID;

        } else {
            rc = posts_snapshot_number(&v, &numbers[*got]);
        }

        if (rc != POSTS_OK) {
            break;
        }

        (*got)++;

        if (*got == n) {
            return POSTS_OK;
        }

        rc = posts_store_error(NULL, mdb_cursor_get(s->cursor, &k, &v, op),
                               "");
    }

    /* there are fewer than counted */

    return (rc == POSTS_NOTFOUND) ? POSTS_INVALID : rc;
}


posts_rc_t
posts_snapshot_document(posts_snapshot_t *s, uint32_t number,
    posts_document_t *doc)
{
    return posts_snapshot_public(s, number, doc);
}


size_t
posts_snapshot_count(posts_snapshot_t *s, posts_list_e kind, posts_str_t slug)
{
    posts_term_t  term;

    posts_snapshot_alias(&kind, &slug);

    if (posts_snapshot_term(s, kind, slug, &term) != POSTS_OK) {
        return 0;
    }

    return term.count;
}


posts_rc_t
posts_snapshot_term(posts_snapshot_t *s, posts_list_e kind, posts_str_t slug,
    posts_term_t *term)
{
    posts_rc_t          rc;
    posts_str_t         value;
    posts_store_key_t   key;

    posts_store_term_key(&key, kind, slug);

    rc = posts_store_get(s->index->store, s->txn, POSTS_STORE_TERMS,
                         posts_store_key(&key), &value);

    if (rc != POSTS_OK) {
        return rc;
    }

    return posts_store_term(value, term);
}


posts_rc_t
posts_snapshot_terms(posts_snapshot_t *s, posts_list_e kind, size_t offset,
    size_t n, posts_term_t *terms, size_t *got)
{
    int           rc;
    u_char        first;
    MDB_val       k, v;
    posts_rc_t    prc;
    MDB_cursor   *cursor;

    *got = 0;

    if (n == 0) {
        return POSTS_OK;
    }

    rc = mdb_cursor_open(s->txn, s->index->store->dbi[POSTS_STORE_TERMS],
                         &cursor);

    if (rc != 0) {
        return posts_store_error(NULL, rc, "");
    }

    first = (u_char) kind;

    k.mv_size = 1;
    k.mv_data = &first;

    prc = POSTS_OK;
    rc = mdb_cursor_get(cursor, &k, &v, MDB_SET_RANGE);

    while (rc == 0 && k.mv_size > 0 && *(u_char *) k.mv_data == first) {

        if (offset > 0) {
            offset--;

        } else {
            prc = posts_store_term(posts_str_from(v.mv_data, v.mv_size),
                                   &terms[*got]);

            if (prc != POSTS_OK) {
                break;
            }

            (*got)++;

            if (*got == n) {
                break;
            }
        }

        rc = mdb_cursor_get(cursor, &k, &v, MDB_NEXT);
    }

    mdb_cursor_close(cursor);

    if (prc != POSTS_OK) {
        return prc;
    }

    return (rc == MDB_NOTFOUND) ? POSTS_OK : posts_store_error(NULL, rc, "");
}


posts_rc_t
posts_snapshot_part(posts_snapshot_t *s, posts_part_e kind, posts_str_t name,
    posts_part_t *part)
{
    int                 rc;
    size_t              prefix;
    MDB_val             k, v;
    uint32_t            number;
    posts_rc_t          prc;
    MDB_cursor         *cursor;
    posts_store_key_t   key;

    number = 0;

    rc = mdb_cursor_open(s->txn, s->index->store->dbi[POSTS_STORE_NAMES],
                         &cursor);

    if (rc != 0) {
        return posts_store_error(NULL, rc, "");
    }

    /* the last one of the name */

    posts_store_name_key(&key, kind, name, NULL);
    prefix = key.len;
    key.data[key.len++] = 0xff;

    k.mv_size = key.len;
    k.mv_data = key.data;

    rc = mdb_cursor_get(cursor, &k, &v, MDB_SET_RANGE);
    rc = mdb_cursor_get(cursor, &k, &v,
                        rc == MDB_NOTFOUND ? MDB_LAST : MDB_PREV);

    if (rc != 0) {
        prc = posts_store_error(NULL, rc, "");

    } else if (k.mv_size < prefix
               || memcmp(k.mv_data, key.data, prefix) != 0)
    {
        prc = POSTS_NOTFOUND;

    } else {
        prc = posts_snapshot_number(&v, &number);
    }

    mdb_cursor_close(cursor);

    if (prc != POSTS_OK) {
        return prc;
    }

    prc = posts_store_part(s->index->store, s->txn, number, part);

    return (prc == POSTS_NOTFOUND) ? POSTS_INVALID : prc;
}


/*
 * Of two parts with one name the later one counts; of data the last one of
 * the theme and the last one of the site do.
 */

posts_rc_t
posts_snapshot_parts(posts_snapshot_t *s, posts_part_e kind,
    posts_str_t after, size_t n, posts_part_t *parts, size_t *got)
{
    int                  rc;
    MDB_val              k, v;
    uint32_t             number;
    posts_rc_t           prc;
    MDB_cursor          *cursor;
    posts_part_t         part, *last;
    posts_store_key_t    key;

    *got = 0;

    rc = mdb_cursor_open(s->txn, s->index->store->dbi[POSTS_STORE_NAMES],
                         &cursor);

    if (rc != 0) {
        return posts_store_error(NULL, rc, "");
    }

    key.data[0] = (u_char) kind;
    key.len = 1;

    if (after.len != 0) {
        posts_store_name_key(&key, kind, after, NULL);
        key.data[key.len++] = 0xff;
    }

    k.mv_size = key.len;
    k.mv_data = key.data;

    prc = POSTS_OK;

    for (rc = mdb_cursor_get(cursor, &k, &v, MDB_SET_RANGE);
         rc == 0 && *(u_char *) k.mv_data == (u_char) kind;
         rc = mdb_cursor_get(cursor, &k, &v, MDB_NEXT))
    {
        prc = posts_snapshot_number(&v, &number);

        if (prc == POSTS_OK) {
            prc = posts_store_part(s->index->store, s->txn, number, &part);
        }

        if (prc != POSTS_OK) {
            break;
        }

        last = (*got == 0) ? NULL : &parts[*got - 1];

        if (last != NULL && posts_str_eq(last->name, part.name)
            && (kind != POSTS_PART_DATA || last->theme == part.theme))
        {
            *last = part;
            continue;
        }

        if (*got == n) {

            /* a theme's that stands alone comes again with the site's */

            if (posts_str_eq(last->name, part.name)) {
                (*got)--;
            }

            break;
        }

        parts[(*got)++] = part;
    }

    mdb_cursor_close(cursor);

    if (prc != POSTS_OK) {
        return (prc == POSTS_NOTFOUND) ? POSTS_INVALID : prc;
    }

    return (rc == 0 || rc == MDB_NOTFOUND)
           ? POSTS_OK : posts_store_error(NULL, rc, "");
}


int
posts_snapshot_jekyll(posts_snapshot_t *s)
{
    return (s->meta.flags & POSTS_STORE_CONFIG) != 0 || s->meta.layouts != 0;
}


posts_rc_t
posts_snapshot_previous(posts_snapshot_t *s, const posts_document_t *doc,
    posts_document_t *out)
{
    return posts_snapshot_beside(s, doc, MDB_PREV, out);
}


posts_rc_t
posts_snapshot_next(posts_snapshot_t *s, const posts_document_t *doc,
    posts_document_t *out)
{
    return posts_snapshot_beside(s, doc, MDB_NEXT, out);
}


posts_rc_t
posts_snapshot_documents(posts_snapshot_t *s, posts_str_t after, size_t n,
    posts_document_t *docs, size_t *got)
{
    int                  rc;
    MDB_val              k, v;
    posts_rc_t           prc;
    MDB_cursor          *cursor;
    posts_store_key_t    key;
    posts_store_path_t   rec;

    *got = 0;

    if (n == 0) {
        return POSTS_OK;
    }

    rc = mdb_cursor_open(s->txn, s->index->store->dbi[POSTS_STORE_PATHS],
                         &cursor);

    if (rc != 0) {
        return posts_store_error(NULL, rc, "");
    }

    key.len = 0;
    posts_store_cut(&key, POSTS_STORE_KEY, after);

    k.mv_size = key.len;
    k.mv_data = key.data;

    prc = POSTS_OK;

    if (key.len == 0) {
        rc = mdb_cursor_get(cursor, &k, &v, MDB_FIRST);

    } else {
        rc = mdb_cursor_get(cursor, &k, &v, MDB_SET_RANGE);

        if (rc == 0 && k.mv_size == key.len
            && memcmp(k.mv_data, key.data, key.len) == 0)
        {
            rc = mdb_cursor_get(cursor, &k, &v, MDB_NEXT);
        }
    }

    while (rc == 0) {

        if (v.mv_size < sizeof(rec)) {
            prc = POSTS_INVALID;
            break;
        }

        memcpy(&rec, v.mv_data, sizeof(rec));

        if ((rec.flags & POSTS_STORE_DOCUMENT) != 0
            && (rec.flags & POSTS_STORE_PUBLIC) != 0)
        {
            prc = posts_snapshot_public(s, rec.number, &docs[*got]);

            if (prc != POSTS_OK) {
                break;
            }

            /* its path is where the caller goes on: it must be the key's */

            key.len = 0;
            posts_store_cut(&key, POSTS_STORE_KEY, docs[*got].path);

            if (key.len != k.mv_size
                || memcmp(key.data, k.mv_data, key.len) != 0)
            {
                prc = POSTS_INVALID;
                break;
            }

            (*got)++;

            if (*got == n) {
                break;
            }
        }

        rc = mdb_cursor_get(cursor, &k, &v, MDB_NEXT);
    }

    mdb_cursor_close(cursor);

    if (prc != POSTS_OK) {
        return (prc == POSTS_NOTFOUND) ? POSTS_INVALID : prc;
    }

    return (rc == MDB_NOTFOUND) ? POSTS_OK : posts_store_error(NULL, rc, "");
}


int
posts_snapshot_fresh(posts_snapshot_t *s, const posts_dep_t *deps, size_t n,
    uint64_t since)
{
    size_t  i;

    if (s->meta.generation <= since) {
        return 1;
    }

    if (s->meta.base > since && n != 0) {
        return 0;
    }

    for (i = 0; i < n; i++) {
        if (posts_snapshot_stamp(s, deps[i], NULL) > since) {
            return 0;
        }
    }

    return 1;
}


int64_t
posts_snapshot_changed(posts_snapshot_t *s, posts_dep_t dep)
{
    int64_t  time;

    (void) posts_snapshot_stamp(s, dep, &time);

    return time;
}


static posts_index_t *
posts_index_create(void)
{
    posts_index_t  *index;
    posts_arena_t  *arena;

    arena = posts_arena_create(POSTS_INDEX_MEMORY);

    if (arena == NULL) {
        return NULL;
    }

    index = posts_arena_zalloc(arena, sizeof(posts_index_t));

    if (index == NULL) {
        posts_arena_destroy(arena);
        return NULL;
    }

    index->arena = arena;
    index->config_arena = posts_arena_create(POSTS_INDEX_CONFIG);

    if (index->config_arena == NULL) {
        posts_arena_destroy(arena);
        return NULL;
    }

    posts_limits_default(&index->limits);

    return index;
}


/* A transaction and its cursors, new or renewed. */

static posts_rc_t
posts_snapshot_txn(posts_snapshot_t *s, posts_error_t *error)
{
    int             rc;
    unsigned        tries;
    posts_index_t  *index;

    index = s->index;

    for (tries = 0; tries < 2; tries++) {

        if (s->txn != NULL) {
            rc = mdb_txn_renew(s->txn);

        } else {
            rc = mdb_txn_begin(index->store->env, NULL, MDB_RDONLY, &s->txn);

            if (rc != 0) {
                s->txn = NULL;
            }
        }

        if (rc != MDB_MAP_RESIZED || index->open != 0 || index->shared) {
            break;
        }

        /* the writer has a larger map now; no transaction is open here */

        rc = mdb_env_set_mapsize(index->store->env, 0);

        if (rc != 0) {
            break;
        }
    }

    if (rc != 0) {
        return posts_store_error(error, rc, "mdb_txn_begin()");
    }

    rc = posts_snapshot_cursor(s, POSTS_STORE_LISTS, &s->cursor);

    if (rc == 0) {
        rc = posts_snapshot_cursor(s, POSTS_STORE_URLS, &s->urls);
    }

    if (rc != 0) {
        mdb_txn_reset(s->txn);
        return posts_store_error(error, rc, "mdb_cursor_open()");
    }

    return POSTS_OK;
}


static int
posts_snapshot_cursor(posts_snapshot_t *s, posts_store_db_e db,
    MDB_cursor **cursor)
{
    if (*cursor != NULL) {
        return mdb_cursor_renew(s->txn, *cursor);
    }

    return mdb_cursor_open(s->txn, s->index->store->dbi[db], cursor);
}


static posts_rc_t
posts_snapshot_public(posts_snapshot_t *s, uint32_t number,
    posts_document_t *doc)
{
    return posts_store_document(s->index->store, s->txn, number, doc);
}


/*
 * MDB_SET_RANGE: the first entry from "key" on; MDB_PREV: the last one
 * before "key".
 */

static posts_rc_t
posts_snapshot_seek(posts_snapshot_t *s, const posts_store_key_t *key,
    MDB_cursor_op op, MDB_val *k, MDB_val *v)
{
    int  rc;

    k->mv_size = key->len;
    k->mv_data = (void *) key->data;

    rc = mdb_cursor_get(s->cursor, k, v, MDB_SET_RANGE);

    if (op == MDB_PREV) {
        rc = mdb_cursor_get(s->cursor, k, v,
                            (rc == MDB_NOTFOUND) ? MDB_LAST : MDB_PREV);
    }

    return posts_store_error(NULL, rc, "");
}


static posts_rc_t
posts_snapshot_beside(posts_snapshot_t *s, const posts_document_t *doc,
    MDB_cursor_op op, posts_document_t *out)
{
    size_t              prefix;
    MDB_val             k, v;
    uint32_t            number;
    posts_rc_t          rc;
    posts_str_t         slug;
    posts_list_e        kind;
    posts_store_key_t   key;

    if (doc->type == POSTS_DOCUMENT_PAGE) {
        return POSTS_NOTFOUND;
    }

    kind = POSTS_LIST_COLLECTION;
    slug = doc->collection;

    if (doc->type != POSTS_DOCUMENT_MEMBER) {
        kind = POSTS_LIST_ALL;
        slug = posts_str("");
    }

    posts_store_list_key(&key, kind, slug, NULL);
    prefix = key.len;

    posts_store_list_key(&key, kind, slug, doc);

    rc = posts_snapshot_seek(s, &key, MDB_SET_RANGE, &k, &v);

    if (rc != POSTS_OK) {
        return rc;
    }

    if (k.mv_size != key.len || memcmp(k.mv_data, key.data, key.len) != 0) {
        return POSTS_NOTFOUND;
    }

    rc = posts_store_error(NULL, mdb_cursor_get(s->cursor, &k, &v, op), "");

    if (rc != POSTS_OK) {
        return rc;
    }

    if (k.mv_size < prefix || memcmp(k.mv_data, key.data, prefix) != 0) {
        return POSTS_NOTFOUND;
    }

    rc = posts_snapshot_number(&v, &number);

    if (rc != POSTS_OK) {
        return rc;
    }

    rc = posts_snapshot_public(s, number, out);

    return (rc == POSTS_NOTFOUND) ? POSTS_INVALID : rc;
}


static posts_rc_t
posts_snapshot_entry(posts_snapshot_t *s, posts_list_e kind,
    const MDB_val *v, posts_document_t *doc)
{
    uint32_t     number;
    posts_rc_t   rc;
    posts_str_t  path, url;

    if (kind != POSTS_LIST_FILES) {
        rc = posts_snapshot_number(v, &number);

        return (rc == POSTS_OK) ? posts_snapshot_public(s, number, doc) : rc;
    }

    if (v->mv_size < sizeof(number) + 2) {
        return POSTS_INVALID;
    }

    /* "/path", or "./path" of the theme's */

    path = posts_str_from((u_char *) v->mv_data + sizeof(number),
                          v->mv_size - sizeof(number));
    url = path;

    if (posts_place_is_theme(path)) {
        url = posts_str_slice(path, 1, path.len);

    } else {
        path = posts_str_slice(path, 1, path.len);
    }

    rc = posts_snapshot_static(s, path, url, doc);

    return (rc == POSTS_NOTFOUND) ? POSTS_INVALID : rc;
}


static posts_rc_t
posts_snapshot_static(posts_snapshot_t *s, posts_str_t path, posts_str_t url,
    posts_document_t *doc)
{
    posts_rc_t           rc;
    posts_store_path_t   rec;

    rc = posts_store_path(s->index->store, s->txn, path, &rec);

    if (rc != POSTS_OK) {
        return rc;
    }

    if (rec.flags & POSTS_STORE_NAMED) {
        rc = posts_snapshot_public(s, rec.number, doc);

        if (rc != POSTS_OK) {
            return rc;
        }

    } else {
        memset(doc, 0, sizeof(posts_document_t));

        doc->type = POSTS_DOCUMENT_PAGE;
        doc->path = path;
        doc->url = url;
        doc->ext = posts_path_ext(path);
        doc->number = rec.number;
        doc->published = 1;
        doc->served = 1;
    }

    doc->size = rec.size;
    doc->inode = rec.inode;
    doc->mtime = rec.mtime;

    return POSTS_OK;
}


/* The collection of posts is the list of all of them. */

static void
posts_snapshot_alias(posts_list_e *kind, posts_str_t *slug)
{
    if (*kind == POSTS_LIST_COLLECTION
        && posts_str_eq(*slug, posts_str("posts")))
    {
        *kind = POSTS_LIST_ALL;
        *slug = posts_str("");
    }
}


static posts_rc_t
posts_snapshot_number(const MDB_val *v, uint32_t *number)
{
    if (v->mv_size != sizeof(*number)) {
        return POSTS_INVALID;
    }

    memcpy(number, v->mv_data, sizeof(*number));

    return POSTS_OK;
}


/* What was never stamped changed last when the index was built. */

static uint64_t
posts_snapshot_stamp(posts_snapshot_t *s, posts_dep_t dep, int64_t *time)
{
    posts_rc_t            rc;
    posts_str_t           value;
    posts_store_stamp_t   stamp;

    if (dep == posts_dep(POSTS_DEP_ANY, posts_str(""))) {
        stamp.generation = s->meta.generation;
        stamp.time = s->meta.changed;

    } else {
        rc = posts_store_get(s->index->store, s->txn, POSTS_STORE_STAMPS,
                             posts_str_from(&dep, sizeof(dep)), &value);

        if (rc == POSTS_OK && value.len == sizeof(stamp)) {
            memcpy(&stamp, value.data, sizeof(stamp));

        } else if (rc == POSTS_NOTFOUND) {
            stamp.generation = s->meta.base;
            stamp.time = s->meta.base_time;

        } else {
            stamp.generation = s->meta.generation;
            stamp.time = s->meta.changed;
        }
    }

    if (time != NULL) {
        *time = stamp.time;
    }

    return stamp.generation;
}
