
/*
 * Copyright (C) the authors of this project
 *
 * The sources that claim a URL, an entry for each, in Jekyll's order of
 * writing (pages by name, static files by path, then posts by date, then
 * other collections; lib/jekyll/site.rb, each_site_file): who comes last has
 * it.  What the theme brings comes before all that.  Private to src/site.
 */


#ifndef _POSTS_CLAIMS_H_INCLUDED_
#define _POSTS_CLAIMS_H_INCLUDED_


#include "posts_store.h"


typedef struct {
    uint32_t            number;
    posts_store_rank_e  rank;
    posts_str_t         path;    /* of a static file; "": a document */
} posts_claim_t;


/* The key of a source's entry; of "doc" path and date are read. */

void posts_claims_key(posts_store_key_t *key, posts_str_t url,
    posts_store_rank_e rank, const posts_document_t *doc);

/* The value of an entry; the buffer's error is sticky. */

void posts_claims_value(posts_buf_t *b, uint32_t number,
    posts_store_rank_e rank, posts_str_t path);

/* POSTS_INVALID: this is no entry. */

posts_rc_t posts_claims_read(const MDB_val *v, posts_claim_t *claim);

/*
 * Who has the URL, by a cursor over urls; *more (may be NULL): whether there
 * are others.  POSTS_NOTFOUND; POSTS_INVALID: damaged.
 */

posts_rc_t posts_claims_winner(MDB_cursor *cursor, posts_str_t url,
    posts_claim_t *claim, int *more);

/* Warns of the sources that do not get the URL. */

void posts_claims_report(const posts_store_t *store, MDB_txn *txn,
    posts_str_t url, posts_report_pt report, void *payload);


#endif /* _POSTS_CLAIMS_H_INCLUDED_ */
