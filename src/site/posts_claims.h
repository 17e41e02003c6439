
/*
 * Copyright (C) the ngx_http_posts_module authors
 *
 * The sources that claim one URL, as a record of the index: who comes last
 * in Jekyll's order of writing has it (pages by name, static files by path,
 * then posts by date; lib/jekyll/site.rb, each_site_file).  Private to
 * src/site.
 */


#ifndef _POSTS_CLAIMS_H_INCLUDED_
#define _POSTS_CLAIMS_H_INCLUDED_


#include "posts_store.h"


/* Appends the sort key of a claim; of "doc" path and date are read. */

void posts_claims_key(posts_buf_t *b, posts_store_rank_e rank,
    const posts_document_t *doc);

/*
 * Appends the record "was" ("": none) with the claim added or taken away;
 * nothing is appended if none is left.  A claim that is there already is
 * replaced.  POSTS_INVALID: "was" is damaged.
 */

posts_rc_t posts_claims_edit(posts_buf_t *b, posts_str_t was, uint32_t number,
    posts_str_t key, int add);

/* Warns of each source that does not get the URL. */

void posts_claims_report(posts_str_t record, posts_str_t url,
    posts_report_pt report, void *payload);


#endif /* _POSTS_CLAIMS_H_INCLUDED_ */
