
/*
 * Copyright (C) the authors of this project
 *
 * Chunks form a list with the one in use at its head.  A piece is cut off
 * the head chunk; when it does not fit, the next chunk of the spare list is
 * taken if it is large enough, else a new one is made, twice as large as
 * the last up to POSTS_ARENA_CHUNK_MAX.  A rewind moves chunks back to the
 * spare list, so that a loop that marks and rewinds asks malloc() for
 * nothing.
 *
 * The limit counts the bytes of all chunks that hold pieces: memory that is
 * really there, not only what was asked for.
 */


#include <stdlib.h>
#include <string.h>

#include "posts_arena.h"


#define POSTS_ARENA_ALIGNMENT  16
#define POSTS_ARENA_CHUNK_MIN  (16 * 1024)
#define POSTS_ARENA_CHUNK_MAX  (1024 * 1024)


typedef struct posts_chunk_s  posts_chunk_t;

struct posts_chunk_s {
    posts_chunk_t  *next;
    size_t          size;    /* bytes behind the header */
    size_t          used;
    size_t          pad;     /* keeps what follows aligned */
};


struct posts_arena_s {
    posts_chunk_t  *head;    /* in use, the newest first */
    posts_chunk_t  *spare;
    u_char         *last;    /* the piece taken last, or NULL */
    size_t          limit;
    size_t          total;   /* bytes of the chunks in use */
    size_t          used;    /* bytes handed out */
    size_t          requests;
    size_t          fail_at; /* fails when requests reaches it; 0: never */
};


static size_t posts_arena_align(size_t size);
static int posts_arena_refuses(posts_arena_t *arena);
static posts_chunk_t *posts_arena_grow(posts_arena_t *arena, size_t size);
static void posts_arena_free_list(posts_chunk_t *chunk);


posts_arena_t *
posts_arena_create(size_t limit)
{
    posts_arena_t  *arena;

    arena = calloc(1, sizeof(posts_arena_t));
    if (arena == NULL) {
        return NULL;
    }

    arena->limit = limit;

    return arena;
}


void
posts_arena_destroy(posts_arena_t *arena)
{
    if (arena == NULL) {
        return;
    }

    posts_arena_free_list(arena->head);
    posts_arena_free_list(arena->spare);
    free(arena);
}


void
posts_arena_reset(posts_arena_t *arena, size_t keep)
{
    posts_arena_mark_t  mark;

    mark.chunk = NULL;
    mark.used = 0;
    mark.total = 0;

    posts_arena_rewind(arena, mark);
    posts_arena_trim(arena, keep);

    arena->requests = 0;
    arena->fail_at = 0;
}


void
posts_arena_trim(posts_arena_t *arena, size_t keep)
{
    size_t          kept;
    posts_chunk_t  *chunk, **p;

    kept = 0;

    for (p = &arena->spare; *p != NULL; /* void */ ) {
        chunk = *p;

        if (chunk->size > keep || kept > keep - chunk->size) {
            *p = chunk->next;
            free(chunk);
            continue;
        }

        kept += chunk->size;
        p = &chunk->next;
    }
}


void
posts_arena_set_limit(posts_arena_t *arena, size_t limit)
{
    arena->limit = limit;
}


void *
posts_arena_alloc(posts_arena_t *arena, size_t size)
{
    u_char         *p;
    posts_chunk_t  *chunk;

    if (posts_arena_refuses(arena)) {
        return NULL;
    }

    if (size > arena->limit) {
        return NULL;
    }

    size = posts_arena_align(size);
    chunk = arena->head;

#if (POSTS_ARENA_DEBUG)
    chunk = NULL;
#endif

    if (chunk == NULL || chunk->size - chunk->used < size) {
        chunk = posts_arena_grow(arena, size);

        if (chunk == NULL) {
            return NULL;
        }
    }

    p = (u_char *) (chunk + 1) + chunk->used;

    chunk->used += size;
    arena->used += size;
    arena->last = p;

    return p;
}


void *
posts_arena_zalloc(posts_arena_t *arena, size_t size)
{
    void  *p;

    p = posts_arena_alloc(arena, size);

    if (p != NULL) {
        memset(p, 0, size);
    }

    return p;
}


void *
posts_arena_array(posts_arena_t *arena, size_t n, size_t size)
{
    if (size != 0 && n > (size_t) -1 / size) {
        return NULL;
    }

    return posts_arena_zalloc(arena, n * size);
}


void *
posts_arena_realloc(posts_arena_t *arena, void *p, size_t old, size_t size)
{
    void           *copy;
    size_t          before, after;
    posts_chunk_t  *chunk;

#if !(POSTS_ARENA_DEBUG)

    if (p != NULL && p == arena->last && size <= arena->limit) {
        before = posts_arena_align(old);
        after = posts_arena_align(size);
        chunk = arena->head;

        if (after <= chunk->size - (chunk->used - before)) {

            if (posts_arena_refuses(arena)) {
                return NULL;
            }

            chunk->used = chunk->used - before + after;
            arena->used = arena->used - before + after;

            return p;
        }
    }

#else

    (void) before;
    (void) after;
    (void) chunk;

#endif

    copy = posts_arena_alloc(arena, size);

    if (copy != NULL && p != NULL) {
        memcpy(copy, p, old < size ? old : size);
    }

    return copy;
}


void
posts_arena_shrink(posts_arena_t *arena, const void *p, size_t old, size_t size)
{
#if !(POSTS_ARENA_DEBUG)

    size_t  given;

    if (p != NULL && p == arena->last && size < old) {
        given = posts_arena_align(old) - posts_arena_align(size);

        arena->head->used -= given;
        arena->used -= given;
    }

#else

    (void) arena;
    (void) p;
    (void) old;
    (void) size;

#endif
}


posts_str_t
posts_arena_str(posts_arena_t *arena, posts_str_t s)
{
    u_char  *p;

    p = posts_arena_alloc(arena, s.len);

    if (p == NULL) {
        return posts_str_from(NULL, 0);
    }

    if (s.len != 0) {
        memcpy(p, s.data, s.len);
    }

    return posts_str_from(p, s.len);
}


char *
posts_arena_cstr(posts_arena_t *arena, posts_str_t s)
{
    char  *p;

    if (s.len == (size_t) -1) {
        return NULL;
    }

    p = posts_arena_alloc(arena, s.len + 1);

    if (p == NULL) {
        return NULL;
    }

    if (s.len != 0) {
        memcpy(p, s.data, s.len);
    }

    p[s.len] = '\0';

    return p;
}


posts_arena_mark_t
posts_arena_mark(posts_arena_t *arena)
{
    posts_arena_mark_t  mark;

    mark.chunk = arena->head;
    mark.used = (arena->head != NULL) ? arena->head->used : 0;
    mark.total = arena->used;

    /* a piece from before the mark must not grow past it */

    arena->last = NULL;

    return mark;
}


void
posts_arena_rewind(posts_arena_t *arena, posts_arena_mark_t mark)
{
    posts_chunk_t  *chunk;

    while (arena->head != NULL && arena->head != mark.chunk) {
        chunk = arena->head;
        arena->head = chunk->next;
        arena->total -= sizeof(posts_chunk_t) + chunk->size;

#if (POSTS_ARENA_DEBUG)
        free(chunk);
#else
        chunk->next = arena->spare;
        arena->spare = chunk;
#endif
    }

    if (arena->head != NULL) {
        arena->head->used = mark.used;
    }

    arena->used = mark.total;
    arena->last = NULL;
}


size_t
posts_arena_used(const posts_arena_t *arena)
{
    return arena->used;
}


void
posts_arena_fail_at(posts_arena_t *arena, size_t n)
{
    arena->fail_at = (n == 0) ? 0 : arena->requests + n;
}


size_t
posts_arena_requests(const posts_arena_t *arena)
{
    return arena->requests;
}


/* Sizes are below the limit here, far from overflow, or not rounded. */

static size_t
posts_arena_align(size_t size)
{
#if (POSTS_ARENA_DEBUG)
    return size;
#else
    if (size == 0) {
        return POSTS_ARENA_ALIGNMENT;
    }

    if (size > (size_t) -1 - POSTS_ARENA_ALIGNMENT) {
        return size;
    }

    return (size + POSTS_ARENA_ALIGNMENT - 1)
           & ~(size_t) (POSTS_ARENA_ALIGNMENT - 1);
#endif
}


static int
posts_arena_refuses(posts_arena_t *arena)
{
    arena->requests++;

    return arena->fail_at != 0 && arena->requests >= arena->fail_at;
}


static posts_chunk_t *
posts_arena_grow(posts_arena_t *arena, size_t size)
{
    size_t          n, room;
    posts_chunk_t  *chunk, **p;

    for (p = &arena->spare; *p != NULL; p = &(*p)->next) {
        if ((*p)->size >= size) {
            break;
        }
    }

    room = (arena->total < arena->limit) ? arena->limit - arena->total : 0;

    if (room < sizeof(posts_chunk_t)) {
        return NULL;
    }

    room -= sizeof(posts_chunk_t);

    if (*p != NULL && (*p)->size <= room) {
        chunk = *p;
        *p = chunk->next;

    } else {

#if (POSTS_ARENA_DEBUG)

        n = size;

#else

        n = (arena->head != NULL) ? arena->head->size * 2
                                  : POSTS_ARENA_CHUNK_MIN;

        if (n > POSTS_ARENA_CHUNK_MAX) {
            n = POSTS_ARENA_CHUNK_MAX;
        }

        if (n > room) {
            n = room & ~(size_t) (POSTS_ARENA_ALIGNMENT - 1);
        }

        if (n < size) {
            n = size;
        }

#endif

        if (n > room) {
            return NULL;
        }

        chunk = malloc(sizeof(posts_chunk_t) + n);
        if (chunk == NULL) {
            return NULL;
        }

        chunk->size = n;
    }

    chunk->used = 0;
    chunk->next = arena->head;
    arena->head = chunk;
    arena->total += sizeof(posts_chunk_t) + chunk->size;

    return chunk;
}


static void
posts_arena_free_list(posts_chunk_t *chunk)
{
    posts_chunk_t  *next;

    for ( /* void */ ; chunk != NULL; chunk = next) {
        next = chunk->next;
        free(chunk);
    }
}
