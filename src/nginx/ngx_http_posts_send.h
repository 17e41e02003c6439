
/*
 * Copyright (C) the ngx_http_posts_module authors
 *
 * Answers out: from the cache where they lie, or from a render.
 */


#ifndef _NGX_HTTP_POSTS_SEND_H_INCLUDED_
#define _NGX_HTTP_POSTS_SEND_H_INCLUDED_


#include "ngx_http_posts.h"


/*
 * Sends a cached answer without copying it: the request's reference to the
 * entry lasts as long as its pool.
 */

ngx_int_t ngx_http_posts_send_item(ngx_http_request_t *r,
    const posts_cache_item_t *item);

/*
 * Sends a rendered answer; what the arena holds of it is copied, unless that
 * lasts as long as the request's pool.
 */

ngx_int_t ngx_http_posts_send_answer(ngx_http_request_t *r,
    const posts_answer_t *answer, ngx_uint_t lasting);

/*
 * Sends a file of the site, as nginx's static module does.  "path" is zero-
 * terminated; its first "from" bytes are the site's folder, which is open as
 * "folder".
 */

ngx_int_t ngx_http_posts_send_file(ngx_http_request_t *r, ngx_str_t *path,
    size_t from, ngx_fd_t folder);

/* Adds a header field to the answer; the value is not copied. */

ngx_table_elt_t *ngx_http_posts_send_field(ngx_http_request_t *r,
    const char *name, ngx_str_t value);


#endif /* _NGX_HTTP_POSTS_SEND_H_INCLUDED_ */
