
/*
 * Copyright (C) the ngx_http_posts_module authors
 *
 * The arena that a process renders in.  What no cache keeps is sent from
 * there: then the arena is the request's until its pool is gone, and the
 * next render gets another one.
 */


#ifndef _NGX_HTTP_POSTS_ARENA_H_INCLUDED_
#define _NGX_HTTP_POSTS_ARENA_H_INCLUDED_


#include "ngx_http_posts_site.h"


/* The arena for a render, with the limit on its memory; NULL: no memory. */

posts_arena_t *ngx_http_posts_arena(ngx_http_posts_process_t *process,
    size_t limit);

/* Forgets what is in it, unless it was lent. */

void ngx_http_posts_arena_reset(ngx_http_posts_process_t *process);

/*
 * Hands the arena over with all that is in it.  NULL: what is in it has to
 * be copied, since it is large, or too many are lent.
 */

posts_arena_t *ngx_http_posts_arena_lend(ngx_http_posts_process_t *process);

void ngx_http_posts_arena_return(ngx_http_posts_process_t *process,
    posts_arena_t *arena);


#endif /* _NGX_HTTP_POSTS_ARENA_H_INCLUDED_ */
