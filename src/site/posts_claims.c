
/*
 * Copyright (C) the authors of this project
 *
 *     key    u8 length of the URL, the URL (cut), u8 rank,
 *            the time of a post; the name of a page and a zero byte; the path
 *     value  u32 number, u8 rank, the path of a static file or nothing
 *
 * A change touches its own entries only: thousands of sources with one URL,
 * as a mistake in a configuration makes them, cost no more than others.
 */


#include "posts_claims.h"


#define POSTS_CLAIMS_URL    200
#define POSTS_CLAIMS_HEAD   5
#define POSTS_CLAIMS_NAMED  16   /* losers that are told of */


static void posts_claims_prefix(posts_store_key_t *key, posts_str_t url);
static posts_str_t posts_claims_path(const posts_store_t *store,
    MDB_txn *txn, const posts_claim_t *claim);
static int posts_claims_is(const MDB_val *k, const posts_store_key_t *prefix);


void
posts_claims_key(posts_store_key_t *key, posts_str_t url,
    posts_store_rank_e rank, const posts_document_t *doc)
{
    u_char       zero;
    ssize_t      slash;
    posts_str_t  name;

    posts_claims_prefix(key, url);

    key->data[key->len++] = (u_char) rank;

    if (rank >= POSTS_STORE_RANK_POST) {
        posts_store_time_key(key->data + key->len, doc->date);
        key->len += POSTS_STORE_TIME;

    } else if (rank == POSTS_STORE_RANK_PAGE) {
        zero = '\0';
        slash = posts_str_rchr(doc->path, '/');
        name = posts_str_slice(doc->path, (size_t) (slash + 1),
                               doc->path.len);

        posts_store_cut(key, POSTS_STORE_KEY / 4, name);
        posts_store_cut(key, 1, posts_str_from(&zero, 1));
    }

    posts_store_cut(key, POSTS_STORE_KEY, doc->path);
}


void
posts_claims_value(posts_buf_t *b, uint32_t number, posts_store_rank_e rank,
    posts_str_t path)
{
    posts_buf_add(b, posts_str_from(&number, sizeof(number)));
    posts_buf_addc(b, (u_char) rank);
    posts_buf_add(b, path);
}


posts_rc_t
posts_claims_winner(MDB_cursor *cursor, posts_str_t url,
    posts_claim_t *claim, int *more)
{
    int                 rc;
    MDB_val             k, v;
    posts_rc_t          prc;
    posts_store_key_t   prefix;

    posts_claims_prefix(&prefix, url);

    /* behind the last one that there can be, then one back */

    prefix.data[prefix.len] = 0xff;

    k.mv_size = prefix.len + 1;
    k.mv_data = prefix.data;

    rc = mdb_cursor_get(cursor, &k, &v, MDB_SET_RANGE);
    rc = mdb_cursor_get(cursor, &k, &v,
                        (rc == MDB_NOTFOUND) ? MDB_LAST : MDB_PREV);

    if (rc != 0) {
        return posts_store_error(NULL, rc, "");
    }

    if (!posts_claims_is(&k, &prefix)) {
        return POSTS_NOTFOUND;
    }

    prc = posts_claims_read(&v, claim);

    if (more != NULL) {
        rc = mdb_cursor_get(cursor, &k, &v, MDB_PREV);
        *more = (rc == 0 && posts_claims_is(&k, &prefix));
    }

    return prc;
}


void
posts_claims_report(const posts_store_t *store, MDB_txn *txn,
    posts_str_t url, posts_report_pt report, void *payload)
{
    int                 rc, more;
    MDB_val             k, v;
    unsigned            n;
    MDB_cursor         *cursor;
    posts_str_t         path;
    posts_claim_t       winner, claim;
    posts_error_t       error;
    posts_store_key_t   prefix;

    if (mdb_cursor_open(txn, store->dbi[POSTS_STORE_URLS], &cursor) != 0) {
        return;
    }

    if (posts_claims_winner(cursor, url, &winner, &more) != POSTS_OK
        || !more)
    {
        mdb_cursor_close(cursor);
        return;
    }

    path = posts_claims_path(store, txn, &winner);
    posts_claims_prefix(&prefix, url);

    k.mv_size = prefix.len;
    k.mv_data = prefix.data;

    rc = mdb_cursor_get(cursor, &k, &v, MDB_SET_RANGE);

    for (n = 0; n < POSTS_CLAIMS_NAMED && rc == 0; n++) {

        if (!posts_claims_is(&k, &prefix)
            || posts_claims_read(&v, &claim) != POSTS_OK
            || claim.number == winner.number)
        {
            break;
        }

        if (claim.rank == POSTS_STORE_RANK_THEME) {

            /* the site has its own, as it should be */

            rc = mdb_cursor_get(cursor, &k, &v, MDB_NEXT);
            continue;
        }

        posts_error_clear(&error);
        posts_error_file(&error, posts_claims_path(store, txn, &claim));

        (void) posts_error_set(&error, POSTS_INVALID, 0, 0,
                               "is not served: its URL \"%.*s\" is that of "
                               "\"%.*s\" too, which comes later",
                               posts_str_arg(url), posts_str_arg(path));

        report(payload, POSTS_WARNING, &error);

        rc = mdb_cursor_get(cursor, &k, &v, MDB_NEXT);
    }

    mdb_cursor_close(cursor);
}


static void
posts_claims_prefix(posts_store_key_t *key, posts_str_t url)
{
    key->len = 1;
    posts_store_cut(key, POSTS_CLAIMS_URL, url);
    key->data[0] = (u_char) (key->len - 1);
}


posts_rc_t
posts_claims_read(const MDB_val *v, posts_claim_t *claim)
{
    const u_char  *p;

    p = v->mv_data;

    if (v->mv_size < POSTS_CLAIMS_HEAD || p[4] > POSTS_STORE_RANK_MEMBER) {
        return POSTS_INVALID;
    }

    memcpy(&claim->number, p, sizeof(claim->number));

    claim->rank = (posts_store_rank_e) p[4];
    claim->path = posts_str_from(p + POSTS_CLAIMS_HEAD,
                                 v->mv_size - POSTS_CLAIMS_HEAD);

    return POSTS_OK;
}


static posts_str_t
posts_claims_path(const posts_store_t *store, MDB_txn *txn,
    const posts_claim_t *claim)
{
    posts_document_t  doc;

    if (claim->path.len != 0) {
        return claim->path;
    }

    if (posts_store_document(store, txn, claim->number, &doc) != POSTS_OK) {
        return posts_str("");
    }

    return doc.path;
}


static int
posts_claims_is(const MDB_val *k, const posts_store_key_t *prefix)
{
    return k->mv_size > prefix->len
           && memcmp(k->mv_data, prefix->data, prefix->len) == 0;
}
