
/*
 * Copyright (C) the authors of this project
 */


#include "posts_audit.h"
#include "posts_claims.h"


#define POSTS_AUDIT_CLOCK  256       /* records between two looks at it */


typedef int (*posts_audit_pt)(posts_audit_t *audit, MDB_txn *txn,
    const MDB_val *k, const MDB_val *v);


typedef struct {
    posts_store_db_e  db;
    posts_audit_pt    record;
} posts_audit_part_t;


static posts_rc_t posts_audit_part(posts_audit_t *audit, MDB_txn *txn,
    int64_t deadline, posts_error_t *error);
static int posts_audit_path(posts_audit_t *audit, MDB_txn *txn,
    const MDB_val *k, const MDB_val *v);
static int posts_audit_list(posts_audit_t *audit, MDB_txn *txn,
    const MDB_val *k, const MDB_val *v);
static int posts_audit_url(posts_audit_t *audit, MDB_txn *txn,
    const MDB_val *k, const MDB_val *v);
static int posts_audit_term(posts_audit_t *audit, MDB_txn *txn,
    const MDB_val *k, const MDB_val *v);
static int posts_audit_future(posts_audit_t *audit, MDB_txn *txn,
    const MDB_val *k, const MDB_val *v);
static int posts_audit_stamp(posts_audit_t *audit, MDB_txn *txn,
    const MDB_val *k, const MDB_val *v);
static int posts_audit_name(posts_audit_t *audit, MDB_txn *txn,
    const MDB_val *k, const MDB_val *v);
static int posts_audit_known(const posts_audit_t *audit, uint32_t number);


/* paths come first: they tell which numbers there are */

static const posts_audit_part_t  posts_audit_parts[] = {
    { POSTS_STORE_PATHS, posts_audit_path },
    { POSTS_STORE_LISTS, posts_audit_list },
    { POSTS_STORE_URLS, posts_audit_url },
    { POSTS_STORE_TERMS, posts_audit_term },
    { POSTS_STORE_FUTURE, posts_audit_future },
    { POSTS_STORE_STAMPS, posts_audit_stamp },
    { POSTS_STORE_NAMES, posts_audit_name }
};

#define POSTS_AUDIT_PARTS                                                     \
    (sizeof(posts_audit_parts) / sizeof(posts_audit_parts[0]))


posts_rc_t
posts_audit_begin(posts_audit_t *audit)
{
    MDB_txn             *txn;
    posts_rc_t           rc;
    posts_store_meta_t   meta;

    posts_arena_reset(audit->arena, 0);

    audit->part = 0;
    audit->after.len = 0;

    if (mdb_txn_begin(audit->store->env, NULL, MDB_RDONLY, &txn) != 0) {
        return POSTS_IO;
    }

    rc = posts_store_meta(audit->store, txn, &meta);

    mdb_txn_abort(txn);

    if (rc != POSTS_OK) {
        return POSTS_INVALID;
    }

    audit->n = meta.next;
    audit->known = posts_arena_zalloc(audit->arena,
                                      (size_t) meta.next / 8 + 1);

    return (audit->known == NULL) ? POSTS_LIMIT : POSTS_OK;
}


posts_rc_t
posts_audit_step(posts_audit_t *audit, int64_t deadline,
    posts_error_t *error)
{
    int          rc;
    MDB_txn     *txn;
    posts_rc_t   prc;

    rc = mdb_txn_begin(audit->store->env, NULL, MDB_RDONLY, &txn);

    if (rc != 0) {
        return posts_store_error(error, rc, "mdb_txn_begin()");
    }

    prc = POSTS_OK;

    while (prc == POSTS_OK && audit->part < POSTS_AUDIT_PARTS) {
        prc = posts_audit_part(audit, txn, deadline, error);

        if (prc == POSTS_OK) {
            audit->part++;
            audit->after.len = 0;
        }
    }

    mdb_txn_abort(txn);

    if (prc != POSTS_AGAIN) {
        posts_arena_reset(audit->arena, 0);
    }

    return prc;
}


static posts_rc_t
posts_audit_part(posts_audit_t *audit, MDB_txn *txn, int64_t deadline,
    posts_error_t *error)
{
    int                        rc;
    MDB_val                    k, v;
    unsigned                   n;
    posts_rc_t                 prc;
    MDB_cursor                *cursor;
    const posts_audit_part_t  *part;

    part = &posts_audit_parts[audit->part];

    rc = mdb_cursor_open(txn, audit->store->dbi[part->db], &cursor);

    if (rc != 0) {
        return posts_store_error(error, rc, "mdb_cursor_open()");
    }

    k.mv_size = audit->after.len;
    k.mv_data = audit->after.data;

    rc = mdb_cursor_get(cursor, &k, &v,
                        audit->after.len == 0 ? MDB_FIRST : MDB_SET_RANGE);

    prc = POSTS_OK;

    for (n = 1; rc == 0; n++) {

        if (!part->record(audit, txn, &k, &v)) {
            prc = posts_error_set(error, POSTS_INVALID, 0, 0,
                                  "the index is damaged: a record of it is "
                                  "not what it should be");
            break;
        }

        rc = mdb_cursor_get(cursor, &k, &v, MDB_NEXT);

        if (n % POSTS_AUDIT_CLOCK == 0 && rc == 0
            && audit->now(audit->payload) > deadline)
        {
            audit->after.len = k.mv_size;
            memcpy(audit->after.data, k.mv_data, k.mv_size);

            prc = POSTS_AGAIN;
            break;
        }
    }

    mdb_cursor_close(cursor);

    if (prc != POSTS_OK || rc == MDB_NOTFOUND) {
        return prc;
    }

    return posts_store_error(error, rc, "mdb_cursor_get()");
}


static int
posts_audit_path(posts_audit_t *audit, MDB_txn *txn, const MDB_val *k,
    const MDB_val *v)
{
    posts_part_t         part;
    posts_store_key_t    key;
    posts_document_t     doc;
    posts_store_path_t   rec;

    if (v->mv_size < sizeof(rec)) {
        return 0;
    }

    memcpy(&rec, v->mv_data, sizeof(rec));

    if (v->mv_size != sizeof(rec) + rec.len || rec.number == 0) {
        return 0;
    }

    if ((rec.flags & POSTS_STORE_PART) != 0) {
        return posts_store_part(audit->store, txn, rec.number, &part)
               == POSTS_OK;
    }

    if ((rec.flags & (POSTS_STORE_DOCUMENT|POSTS_STORE_NAMED)) == 0) {
        return 1;
    }

    if (posts_store_document(audit->store, txn, rec.number, &doc) != POSTS_OK
        || doc.number != rec.number)
    {
        return 0;
    }

    key.len = 0;
    posts_store_cut(&key, POSTS_STORE_KEY, doc.path);

    if (key.len != k->mv_size
        || memcmp(key.data, k->mv_data, key.len) != 0)
    {
        return 0;
    }

    if (rec.number < audit->n) {
        audit->known[rec.number / 8] |= (u_char) (1u << rec.number % 8);
    }

    return 1;
}


static int
posts_audit_list(posts_audit_t *audit, MDB_txn *txn, const MDB_val *k,
    const MDB_val *v)
{
    uint32_t       number;
    const u_char  *p;

    (void) txn;

    p = k->mv_data;

    if (k->mv_size < 3 || p[0] > POSTS_LIST_FILES
        || (size_t) p[1] + 2 > k->mv_size)
    {
        return 0;
    }

    if (p[0] == POSTS_LIST_FILES) {
        return v->mv_size > sizeof(number) + 1;
    }

    if (v->mv_size != sizeof(number)) {
        return 0;
    }

    memcpy(&number, v->mv_data, sizeof(number));

    return posts_audit_known(audit, number);
}


static int
posts_audit_url(posts_audit_t *audit, MDB_txn *txn, const MDB_val *k,
    const MDB_val *v)
{
    posts_claim_t  claim;

    (void) txn;
    (void) k;

    if (posts_claims_read(v, &claim) != POSTS_OK) {
        return 0;
    }

    return claim.path.len != 0
           || posts_audit_known(audit, claim.number);
}


static int
posts_audit_term(posts_audit_t *audit, MDB_txn *txn, const MDB_val *k,
    const MDB_val *v)
{
    posts_term_t  term;

    (void) audit;
    (void) txn;

    return k->mv_size != 0
           && *(u_char *) k->mv_data <= POSTS_LIST_FILES
           && posts_store_term(posts_str_from(v->mv_data, v->mv_size), &term)
              == POSTS_OK
           && term.count != 0;
}


static int
posts_audit_future(posts_audit_t *audit, MDB_txn *txn, const MDB_val *k,
    const MDB_val *v)
{
    uint32_t       number;
    const u_char  *p;

    (void) txn;
    (void) v;

    if (k->mv_size != POSTS_STORE_TIME) {
        return 0;
    }

    p = k->mv_data;
    number = (uint32_t) p[8] << 24 | (uint32_t) p[9] << 16
             | (uint32_t) p[10] << 8 | p[11];

    return posts_audit_known(audit, number);
}


static int
posts_audit_stamp(posts_audit_t *audit, MDB_txn *txn, const MDB_val *k,
    const MDB_val *v)
{
    (void) audit;
    (void) txn;

    return k->mv_size == sizeof(posts_dep_t)
           && v->mv_size == sizeof(posts_store_stamp_t);
}


static int
posts_audit_name(posts_audit_t *audit, MDB_txn *txn, const MDB_val *k,
    const MDB_val *v)
{
    uint32_t       number;
    posts_part_t   part;

    if (k->mv_size < 2 || v->mv_size != sizeof(number)) {
        return 0;
    }

    memcpy(&number, v->mv_data, sizeof(number));

    return posts_store_part(audit->store, txn, number, &part) == POSTS_OK
           && *(u_char *) k->mv_data == part.kind;
}


/* A number that has come since the audit began is the writer's affair. */

static int
posts_audit_known(const posts_audit_t *audit, uint32_t number)
{
    return number >= audit->n
           || (audit->known[number / 8] & 1u << number % 8) != 0;
}
