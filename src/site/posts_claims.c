
/*
 * Copyright (C) the ngx_http_posts_module authors
 */


#include "posts_claims.h"


/* a claim beyond that many is not noted; of the losers so many are named */

#define POSTS_CLAIMS_MAX    16384
#define POSTS_CLAIMS_NAMED  16


typedef struct {
    uint32_t     number;
    posts_str_t  key;
} posts_claim_t;


static int posts_claims_next(posts_str_t record, size_t *pos,
    posts_claim_t *claim);
static void posts_claims_add(posts_buf_t *b, const posts_claim_t *claim,
    size_t head);
static posts_str_t posts_claims_path(posts_str_t key);


void
posts_claims_key(posts_buf_t *b, posts_store_rank_e rank,
    const posts_document_t *doc)
{
    u_char   time[POSTS_STORE_TIME];
    ssize_t  slash;

    posts_buf_addc(b, (u_char) rank);

    if (rank == POSTS_STORE_RANK_POST) {
        posts_store_time_key(time, doc->date);
        posts_buf_add(b, posts_str_from(time, sizeof(time)));

    } else if (rank == POSTS_STORE_RANK_PAGE) {
        slash = posts_str_rchr(doc->path, '/');
        posts_buf_add(b, posts_str_slice(doc->path, (size_t) (slash + 1),
                                         doc->path.len));
        posts_buf_addc(b, '\0');
    }

    posts_buf_add(b, doc->path);
}


posts_rc_t
posts_claims_edit(posts_buf_t *b, posts_str_t was, uint32_t number,
    posts_str_t key, int add)
{
    int                    done;
    size_t                 pos, head;
    posts_claim_t          claim, mine;
    posts_store_claims_t   claims;

    memset(&claims, 0, sizeof(claims));
    head = b->len;

    posts_buf_add(b, posts_str_from(&claims, sizeof(claims)));

    if (key.len > UINT16_MAX) {
        return POSTS_LIMIT;
    }

    mine.number = number;
    mine.key = key;

    done = !add;
    pos = 0;

    if (was.len >= sizeof(claims)) {
        memcpy(&claims, was.data, sizeof(claims));
        done |= (claims.n >= POSTS_CLAIMS_MAX);
    }

    while (pos < was.len) {

        if (!posts_claims_next(was, &pos, &claim)) {
            return POSTS_INVALID;
        }

        if (claim.number == number && posts_str_eq(claim.key, key)) {
            continue;
        }

        if (!done && posts_str_cmp(claim.key, key) > 0) {
            posts_claims_add(b, &mine, head);
            done = 1;
        }

        posts_claims_add(b, &claim, head);
    }

    if (!done) {
        posts_claims_add(b, &mine, head);
    }

    if (b->rc != POSTS_OK) {
        return b->rc;
    }

    memcpy(&claims, b->data + head, sizeof(claims));

    if (claims.n == 0) {
        b->len = head;
    }

    return POSTS_OK;
}


void
posts_claims_report(posts_str_t record, posts_str_t url,
    posts_report_pt report, void *payload)
{
    size_t                 i, pos;
    posts_str_t            winner;
    posts_claim_t          claim;
    posts_error_t          error;
    posts_store_claims_t   claims;

    pos = 0;
    winner = posts_str("");

    while (pos < record.len) {

        if (!posts_claims_next(record, &pos, &claim)) {
            return;
        }

        winner = posts_claims_path(claim.key);
    }

    memcpy(&claims, record.data, sizeof(claims));

    pos = 0;

    for (i = 0; i < POSTS_CLAIMS_NAMED && i + 1 < claims.n; i++) {

        if (!posts_claims_next(record, &pos, &claim)) {
            return;
        }

        posts_error_clear(&error);
        posts_error_file(&error, posts_claims_path(claim.key));

        (void) posts_error_set(&error, POSTS_INVALID, 0, 0,
                               "is not served: its URL \"%.*s\" is that of "
                               "\"%.*s\" too, which comes later",
                               posts_str_arg(url), posts_str_arg(winner));

        report(payload, POSTS_WARNING, &error);
    }
}


/* The claim at *pos; 0 begins behind the head. */

static int
posts_claims_next(posts_str_t record, size_t *pos, posts_claim_t *claim)
{
    uint16_t  len;

    if (*pos == 0) {
        *pos = sizeof(posts_store_claims_t);
    }

    if (record.len < *pos
        || record.len - *pos < sizeof(claim->number) + sizeof(len))
    {
        return 0;
    }

    memcpy(&claim->number, record.data + *pos, sizeof(claim->number));
    *pos += sizeof(claim->number);

    memcpy(&len, record.data + *pos, sizeof(len));
    *pos += sizeof(len);

    if (record.len - *pos < len || len == 0) {
        return 0;
    }

    claim->key = posts_str_from(record.data + *pos, len);
    *pos += len;

    return 1;
}


/* Appends it and makes it the winner. */

static void
posts_claims_add(posts_buf_t *b, const posts_claim_t *claim, size_t head)
{
    uint16_t               len;
    posts_store_claims_t   claims;

    len = (uint16_t) claim->key.len;

    posts_buf_add(b, posts_str_from(&claim->number, sizeof(claim->number)));
    posts_buf_add(b, posts_str_from(&len, sizeof(len)));
    posts_buf_add(b, claim->key);

    if (b->rc != POSTS_OK) {
        return;
    }

    memcpy(&claims, b->data + head, sizeof(claims));

    claims.number = claim->number;
    claims.rank = claim->key.data[0];
    claims.n++;

    memcpy(b->data + head, &claims, sizeof(claims));
}


static posts_str_t
posts_claims_path(posts_str_t key)
{
    ssize_t  zero;

    switch (key.data[0]) {

    case POSTS_STORE_RANK_POST:
        return posts_str_slice(key, 1 + POSTS_STORE_TIME, key.len);

    case POSTS_STORE_RANK_PAGE:
        key = posts_str_slice(key, 1, key.len);
        zero = posts_str_chr(key, '\0');

        return posts_str_slice(key, (size_t) (zero + 1), key.len);

    default:
        return posts_str_slice(key, 1, key.len);
    }
}
