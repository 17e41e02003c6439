
/*
 * Copyright (C) the ngx_http_posts_module authors
 */


#include <stdint.h>

#include "check.h"
#include "posts_arena.h"


#define LIMIT  (256 * 1024)


static void test_pieces(void);
static void test_limit(void);
static void test_realloc(void);
static void test_marks(void);
static void test_trim(void);
static void test_strings(void);
static void test_fail_at(void);


int
main(void)
{
    test_pieces();
    test_limit();
    test_realloc();
    test_marks();
    test_trim();
    test_strings();
    test_fail_at();

    return CHECK_END("arena");
}


static void
test_pieces(void)
{
    u_char         *p[2000];
    size_t          i, j, size;
    posts_arena_t  *arena;

    arena = posts_arena_create(4 * 1024 * 1024);

    if (!CHECK(arena != NULL)) {
        return;
    }

    for (i = 0; i < 2000; i++) {
        size = i % 700;
        p[i] = posts_arena_alloc(arena, size);

        if (!CHECK(p[i] != NULL)) {
            break;
        }

        CHECK((uintptr_t) p[i] % sizeof(void *) == 0);
        memset(p[i], (int) (i & 255), size);
    }

    for (i = 0; i < 2000; i++) {
        for (j = 0; j < i % 700; j++) {
            if (p[i][j] != (i & 255)) {
                break;
            }
        }

        CHECK_INT(j, i % 700);
    }

    CHECK(posts_arena_used(arena) >= 2000 * 300);
    CHECK_INT(posts_arena_requests(arena), 2000);

    posts_arena_reset(arena, 1024 * 1024);

    CHECK_INT(posts_arena_used(arena), 0);
    CHECK_INT(posts_arena_requests(arena), 0);

    p[0] = posts_arena_zalloc(arena, 5000);

    for (i = 0; p[0] != NULL && i < 5000; i++) {
        if (p[0][i] != 0) {
            break;
        }
    }

    CHECK_INT(i, 5000);

    posts_arena_destroy(arena);
    posts_arena_destroy(NULL);
}


static void
test_limit(void)
{
    size_t          n;
    posts_arena_t  *arena;

    arena = posts_arena_create(LIMIT);

    CHECK(posts_arena_alloc(arena, LIMIT + 1) == NULL);
    CHECK(posts_arena_alloc(arena, (size_t) -1) == NULL);
    CHECK(posts_arena_alloc(arena, (size_t) -20) == NULL);
    CHECK(posts_arena_array(arena, (size_t) -1 / 2, 3) == NULL);
    CHECK(posts_arena_cstr(arena, posts_str_from("", (size_t) -1)) == NULL);

    for (n = 0; n < LIMIT; n++) {
        if (posts_arena_alloc(arena, 100) == NULL) {
            break;
        }
    }

    /* most of the limit can be used, and no more */

    CHECK(n * 100 <= LIMIT);
#if !(POSTS_ARENA_DEBUG)
    CHECK(n * 112 > LIMIT * 3 / 4);
#endif

    /* what failed once can go on after more was allowed */

    posts_arena_set_limit(arena, 2 * LIMIT);
    CHECK(posts_arena_alloc(arena, 100) != NULL);

    /* a reset with nothing kept: all of the limit is there again */

    posts_arena_set_limit(arena, LIMIT);
    posts_arena_reset(arena, 0);
    CHECK(posts_arena_alloc(arena, LIMIT - 256) != NULL);
    CHECK(posts_arena_alloc(arena, 1024) == NULL);

    posts_arena_destroy(arena);
}


static void
test_realloc(void)
{
    u_char         *p, *q, *other;
    size_t          i, size;
    posts_arena_t  *arena;

    /* the debug mode frees nothing before a rewind */

    arena = posts_arena_create(16 * 1024 * 1024);

    p = posts_arena_realloc(arena, NULL, 0, 10);
    memcpy(p, "0123456789", 10);

    q = posts_arena_realloc(arena, p, 10, 1000);

#if !(POSTS_ARENA_DEBUG)
    CHECK(q == p);
#endif
    CHECK(memcmp(q, "0123456789", 10) == 0);

    other = posts_arena_alloc(arena, 16);
    memset(other, 'x', 16);

    p = posts_arena_realloc(arena, q, 1000, 2000);
    CHECK(p != q);
    CHECK(memcmp(p, "0123456789", 10) == 0);

    memset(p, 'y', 2000);
    CHECK(other[0] == 'x' && other[15] == 'x');

    /* shrinking the last piece gives room back */

#if !(POSTS_ARENA_DEBUG)
    size = posts_arena_used(arena);
    q = posts_arena_realloc(arena, p, 2000, 16);
    CHECK(q == p);
    CHECK(posts_arena_used(arena) < size);

    /* ... without a copy where it is not the last */

    p = posts_arena_alloc(arena, 1000);
    size = posts_arena_used(arena);
    posts_arena_shrink(arena, p, 1000, 17);
    CHECK_INT(size - posts_arena_used(arena), 1008 - 32);
    CHECK(posts_arena_alloc(arena, 16) == p + 32);

    size = posts_arena_used(arena);
    posts_arena_shrink(arena, p, 17, 1);
    CHECK_INT(posts_arena_used(arena), size);
#endif

    /* growing step by step keeps all bytes */

    p = NULL;

    for (size = 0; size < 100000; size += 777) {
        p = posts_arena_realloc(arena, p, size, size + 777);

        if (!CHECK(p != NULL)) {
            break;
        }

        memset(p + size, (int) (size / 777 & 255), 777);
    }

    for (i = 0; i < size; i++) {
        if (p[i] != (i / 777 & 255)) {
            break;
        }
    }

    CHECK_INT(i, size);

    /* at the limit the piece stays as it was */

    posts_arena_set_limit(arena, posts_arena_used(arena));
    CHECK(posts_arena_realloc(arena, p, size, 64 * 1024 * 1024) == NULL);
    CHECK_INT(p[0], 0);

    posts_arena_destroy(arena);
}


static void
test_marks(void)
{
    u_char              *p, *q;
    size_t               used, i;
    posts_arena_t       *arena;
    posts_arena_mark_t   outer, inner;

    arena = posts_arena_create(LIMIT);

    outer = posts_arena_mark(arena);

    p = posts_arena_alloc(arena, 100);
    memset(p, 'p', 100);
    used = posts_arena_used(arena);

    inner = posts_arena_mark(arena);

    /* a piece from before a mark must not grow over what comes after */

    q = posts_arena_realloc(arena, p, 100, 200);
    CHECK(q != p);

    for (i = 0; i < 100; i++) {
        CHECK(posts_arena_alloc(arena, 1000) != NULL);
    }

    posts_arena_rewind(arena, inner);
    CHECK_INT(posts_arena_used(arena), used);
    CHECK(p[0] == 'p' && p[99] == 'p');

    /* a loop of marks and rewinds stays within the limit */

    for (i = 0; i < 1000; i++) {
        inner = posts_arena_mark(arena);

        if (!CHECK(posts_arena_alloc(arena, 50000) != NULL)) {
            break;
        }

        posts_arena_rewind(arena, inner);
    }

    posts_arena_rewind(arena, outer);
    CHECK_INT(posts_arena_used(arena), 0);

    posts_arena_destroy(arena);
}


/* What is in use stays, and what was given back can be taken again. */

static void
test_trim(void)
{
    u_char              *p;
    posts_arena_t       *arena;
    posts_arena_mark_t   mark;

    arena = posts_arena_create(LIMIT);

    p = posts_arena_alloc(arena, 100);
    memset(p, 'x', 100);

    mark = posts_arena_mark(arena);
    CHECK(posts_arena_alloc(arena, LIMIT / 2) != NULL);
    posts_arena_rewind(arena, mark);

    posts_arena_trim(arena, LIMIT);
    posts_arena_trim(arena, 0);

    CHECK_INT(posts_arena_used(arena) >= 100, 1);
    CHECK(p[0] == 'x' && p[99] == 'x');
    CHECK(posts_arena_alloc(arena, LIMIT / 2) != NULL);

    posts_arena_destroy(arena);
}


static void
test_strings(void)
{
    char           *c;
    posts_str_t     s, copy;
    posts_arena_t  *arena;

    arena = posts_arena_create(LIMIT);

    s = posts_str("a\0b");
    copy = posts_arena_str(arena, s);

    CHECK(copy.data != s.data);
    CHECK(posts_str_eq(copy, s));

    c = posts_arena_cstr(arena, posts_str("path"));
    CHECK(c != NULL && strcmp(c, "path") == 0);

    copy = posts_arena_str(arena, posts_str_from(NULL, 0));
    CHECK(copy.data != NULL);
    CHECK_INT(copy.len, 0);

    posts_arena_destroy(arena);
}


static void
test_fail_at(void)
{
    posts_arena_t  *arena;

    arena = posts_arena_create(LIMIT);

    posts_arena_fail_at(arena, 3);

    CHECK(posts_arena_alloc(arena, 1) != NULL);
    CHECK(posts_arena_alloc(arena, 1) != NULL);
    CHECK(posts_arena_alloc(arena, 1) == NULL);
    CHECK(posts_arena_alloc(arena, 1) == NULL);
    CHECK(posts_arena_realloc(arena, NULL, 0, 1) == NULL);

    posts_arena_fail_at(arena, 0);
    CHECK(posts_arena_alloc(arena, 1) != NULL);

    posts_arena_destroy(arena);
}
