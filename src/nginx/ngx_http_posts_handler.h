
/*
 * Copyright (C) the ngx_http_posts_module authors
 *
 * A request's way: site, negotiation, cache, render.
 */


#ifndef _NGX_HTTP_POSTS_HANDLER_H_INCLUDED_
#define _NGX_HTTP_POSTS_HANDLER_H_INCLUDED_


#include "ngx_http_posts.h"


/* The content phase's handler. */

ngx_int_t ngx_http_posts_handler(ngx_http_request_t *r);


#endif /* _NGX_HTTP_POSTS_HANDLER_H_INCLUDED_ */
