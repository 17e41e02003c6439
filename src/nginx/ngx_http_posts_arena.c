
/*
 * Copyright (C) the ngx_http_posts_module authors
 *
 * Most answers are with the client before the next request is looked at: the
 * arena comes back, and one serves them all.  Only slow clients keep one for
 * long, and these are few, and none is large.
 */


#include "ngx_http_posts_arena.h"


/* bytes of an arena that are kept for the next render */
#define NGX_HTTP_POSTS_ARENA_KEEP  (4 * 1024 * 1024)

/* arenas that are lent at a time, and what is in each of them */
#define NGX_HTTP_POSTS_ARENA_LENT  8
#define NGX_HTTP_POSTS_ARENA_FULL  (1024 * 1024)


posts_arena_t *
ngx_http_posts_arena(ngx_http_posts_process_t *process, size_t limit)
{
    if (process->arena == NULL) {
        process->arena = posts_arena_create(limit);
        return process->arena;
    }

    posts_arena_set_limit(process->arena, limit);

    return process->arena;
}


void
ngx_http_posts_arena_reset(ngx_http_posts_process_t *process)
{
    if (process->arena != NULL) {
        posts_arena_reset(process->arena, NGX_HTTP_POSTS_ARENA_KEEP);
    }
}


posts_arena_t *
ngx_http_posts_arena_lend(ngx_http_posts_process_t *process)
{
    posts_arena_t  *arena;

    arena = process->arena;

    if (process->lent == NGX_HTTP_POSTS_ARENA_LENT
        || posts_arena_used(arena) > NGX_HTTP_POSTS_ARENA_FULL)
    {
        return NULL;
    }

    posts_arena_trim(arena, NGX_HTTP_POSTS_ARENA_KEEP);

    process->arena = NULL;
    process->lent++;

    return arena;
}


void
ngx_http_posts_arena_return(ngx_http_posts_process_t *process,
    posts_arena_t *arena)
{
    process->lent--;

    if (process->arena != NULL) {
        posts_arena_destroy(arena);
        return;
    }

    process->arena = arena;

    ngx_http_posts_arena_reset(process);
}
