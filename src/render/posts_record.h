
/*
 * Copyright (C) the authors of this project
 *
 * The JSON representations: of a document, of a page of a list.
 */


#ifndef _POSTS_RECORD_H_INCLUDED_
#define _POSTS_RECORD_H_INCLUDED_


#include "posts_article.h"


/*
 * Appends the document with excerpt and content as HTML.  The same source
 * gives the same bytes: no clock and no file times are in it.
 */

posts_rc_t posts_record_document(posts_buf_t *b, const posts_article_t *article,
    const posts_view_t *view, posts_error_t *error);

/*
 * Appends n documents without their content, and where in the list they
 * are.  An excerpt that can not be made is "", and view->rc tells.
 */

posts_rc_t posts_record_list(posts_buf_t *b, const posts_listing_t *list,
    const posts_document_t *docs, size_t n, posts_view_t *view,
    posts_arena_t *scratch, posts_error_t *error);


#endif /* _POSTS_RECORD_H_INCLUDED_ */
