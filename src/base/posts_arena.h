
/*
 * Copyright (C) the authors of this project
 *
 * An arena: memory that is taken piece by piece and given back as a whole.
 *
 * Chunks come from malloc(), double in size up to a bound, and are kept by
 * posts_arena_reset() for the next use, so that a worker which renders page
 * after page takes nothing from the system.  All of an arena's memory
 * together stays below its limit; a request that would pass it gets NULL,
 * and every function of the core turns that into POSTS_LIMIT.
 *
 * An arena belongs to one thread at a time.
 *
 * Built with POSTS_ARENA_DEBUG (make asan does), every piece is a malloc()
 * of its own and a rewind frees at once, so that AddressSanitizer sees an
 * overrun or a use after a rewind.
 */


#ifndef _POSTS_ARENA_H_INCLUDED_
#define _POSTS_ARENA_H_INCLUDED_


#include "posts_str.h"


typedef struct posts_arena_s  posts_arena_t;

/* A savepoint; opaque, good until the arena is rewound past it. */

typedef struct {
    void    *chunk;
    size_t   used;
    size_t   total;
} posts_arena_mark_t;


/*
 * A new, empty arena that will hold at most "limit" bytes (its own book-
 * keeping included); NULL if the system has no memory.
 */

posts_arena_t *posts_arena_create(size_t limit);

/* Frees the arena and all that came from it; NULL is allowed. */

void posts_arena_destroy(posts_arena_t *arena);

/* Forgets all pieces; keeps up to "keep" bytes of chunks for the next use. */

void posts_arena_reset(posts_arena_t *arena, size_t keep);

/* Of the chunks that hold no piece keeps up to "keep" bytes. */

void posts_arena_trim(posts_arena_t *arena, size_t keep);

/* Another limit from now on; what is in use already stays. */

void posts_arena_set_limit(posts_arena_t *arena, size_t limit);

/*
 * "size" bytes aligned for any type, not cleared; a size of 0 gives a
 * pointer that must not be read.  NULL at the limit.  _zalloc clears,
 * _array checks n * size for overflow (and clears).
 */

void *posts_arena_alloc(posts_arena_t *arena, size_t size);
void *posts_arena_zalloc(posts_arena_t *arena, size_t size);
void *posts_arena_array(posts_arena_t *arena, size_t n, size_t size);

/*
 * A piece of "size" bytes with the first min(old, size) bytes of "p", which
 * had "old" bytes.  The last piece taken grows or shrinks in place.  "p"
 * may be NULL with old == 0.  NULL at the limit: "p" is then as it was.
 */

void *posts_arena_realloc(posts_arena_t *arena, void *p, size_t old,
    size_t size);

/*
 * Gives back all but the first "size" bytes of "p", which has "old", if "p"
 * is the last piece taken; else it stays as it is.
 */

void posts_arena_shrink(posts_arena_t *arena, const void *p, size_t old,
    size_t size);

/*
 * A copy of the bytes; a copy with a zero byte after them (a path for the
 * system: the caller sees to it that no zero byte is inside).  On failure
 * .data, or the result, is NULL.
 */

posts_str_t posts_arena_str(posts_arena_t *arena, posts_str_t s);
char *posts_arena_cstr(posts_arena_t *arena, posts_str_t s);

/* Takes a savepoint; gives back all that was taken since. */

posts_arena_mark_t posts_arena_mark(posts_arena_t *arena);
void posts_arena_rewind(posts_arena_t *arena, posts_arena_mark_t mark);

/* Bytes handed out since the last reset (with alignment). */

size_t posts_arena_used(const posts_arena_t *arena);

/*
 * For tests: the n-th request from now (1 is the next) fails, and all that
 * follow; 0 turns it off.  posts_arena_requests() counts the requests since
 * the arena was made or reset: a test runs once to learn the count, then
 * once for each n.
 */

void posts_arena_fail_at(posts_arena_t *arena, size_t n);
size_t posts_arena_requests(const posts_arena_t *arena);


#endif /* _POSTS_ARENA_H_INCLUDED_ */
