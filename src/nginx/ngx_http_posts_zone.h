
/*
 * Copyright (C) the ngx_http_posts_module authors
 *
 * Cache zones: the core's cache in nginx's shared memory.
 */


#ifndef _NGX_HTTP_POSTS_ZONE_H_INCLUDED_
#define _NGX_HTTP_POSTS_ZONE_H_INCLUDED_


#include "ngx_http_posts.h"


#define NGX_HTTP_POSTS_ZONE_NAME  "posts"
#define NGX_HTTP_POSTS_ZONE_SIZE  (32 * 1024 * 1024)


struct ngx_http_posts_zone_s {
    posts_cache_t     cache;
    ngx_shm_zone_t   *shm_zone;
    ngx_slab_pool_t  *shpool;
    ngx_cycle_t      *cycle;
    ngx_str_t         name;
    unsigned          defined:1;   /* by a posts_zone directive */
    unsigned          full:1;      /* it was logged that there is no slot */
};


/* Adds a zone, or finds it; size 0: used before it is defined. */

ngx_http_posts_zone_t *ngx_http_posts_zone_add(ngx_conf_t *cf,
    ngx_str_t *name, size_t size);

/* Gives every zone that was used but not defined its size, or complains. */

ngx_int_t ngx_http_posts_zone_finish(ngx_conf_t *cf);

/* Takes and leaves this process's slots. */

void ngx_http_posts_zone_claim(ngx_http_posts_zone_t *zone, ngx_log_t *log);
void ngx_http_posts_zone_leave(ngx_http_posts_zone_t *zone);


#endif /* _NGX_HTTP_POSTS_ZONE_H_INCLUDED_ */
