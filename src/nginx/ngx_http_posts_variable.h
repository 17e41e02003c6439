
/*
 * Copyright (C) the ngx_http_posts_module authors
 *
 * The module's variables: $posts_cache_status, $posts_resource,
 * $posts_format and $posts_generation.
 */


#ifndef _NGX_HTTP_POSTS_VARIABLE_H_INCLUDED_
#define _NGX_HTTP_POSTS_VARIABLE_H_INCLUDED_


#include "ngx_http_posts.h"


ngx_int_t ngx_http_posts_variable_add(ngx_conf_t *cf);


#endif /* _NGX_HTTP_POSTS_VARIABLE_H_INCLUDED_ */
