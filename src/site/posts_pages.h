
/*
 * Copyright (C) the authors of this project
 *
 * The pages of an LMDB file (data version 1, 64 bits), looked at from
 * outside.  LMDB itself trusts its file: a page that is damaged or missing
 * kills the process that reads it.  Private to src/site.
 */


#ifndef _POSTS_PAGES_H_INCLUDED_
#define _POSTS_PAGES_H_INCLUDED_


#include "posts_error.h"


/*
 * Whether every page that can be reached in the file is sound, as seen by
 * the transaction "txn" (a number): LMDB itself trusts its file and would
 * run out of it.
 */

posts_rc_t posts_pages_check(int fd, uint64_t txn, posts_error_t *error);

/*
 * The last transaction of a file, by its meta pages; POSTS_INVALID if these
 * are not LMDB's or the file is shorter than they say.
 */

posts_rc_t posts_pages_last(int fd, uint64_t *txn, posts_error_t *error);


#endif /* _POSTS_PAGES_H_INCLUDED_ */
