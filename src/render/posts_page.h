
/*
 * Copyright (C) the authors of this project
 *
 * The built-in HTML page: what a site without layouts looks like.
 */


#ifndef _POSTS_PAGE_H_INCLUDED_
#define _POSTS_PAGE_H_INCLUDED_


#include "posts_article.h"


/*
 * Appends the page of a document.  A document that wants no layout
 * ("layout: none", a source that is a whole HTML document) is its content
 * alone.
 */

posts_rc_t posts_page_document(posts_buf_t *b, const posts_article_t *article,
    const posts_view_t *view, posts_error_t *error);

/*
 * Appends a page of a list with n documents.  An excerpt that can not be
 * made is left out, and view->rc tells.
 */

posts_rc_t posts_page_list(posts_buf_t *b, const posts_listing_t *list,
    const posts_document_t *docs, size_t n, posts_view_t *view,
    posts_arena_t *scratch, posts_error_t *error);

/*
 * Appends the page of an error; "html" is what the page says, as HTML.
 */

void posts_page_problem(posts_buf_t *b, posts_str_t prefix,
    unsigned status, posts_str_t title, posts_str_t html);


#endif /* _POSTS_PAGE_H_INCLUDED_ */
