
/*
 * Copyright (C) the ngx_http_posts_module authors
 */


#include "check.h"
#include "posts_excerpt.h"
#include "table.h"


#define EXCERPT_MANY  20000


static void
excerpt_table(void)
{
    size_t          n;
    table_t         table;
    posts_rc_t      rc;
    posts_str_t     out;
    posts_arena_t  *arena;

    table_open(&table, "tests/spec/excerpt.txt");

    while (table_row(&table, 3)) {

        arena = posts_arena_create(1024 * 1024);

        rc = posts_excerpt(&out, arena, table.field[1], table.field[0]);

        if (!CHECK_INT(rc, POSTS_OK)
            || !CHECK_STR_EQ(out, table.field[2]))
        {
            printf("    in %s:%d\n", table.name, table.line);
        }

        n = posts_arena_requests(arena);
        posts_arena_destroy(arena);

        /* without memory: an error, or no copy was needed */

        for ( /* void */ ; n > 0; n--) {
            arena = posts_arena_create(1024 * 1024);
            posts_arena_fail_at(arena, n);

            rc = posts_excerpt(&out, arena, table.field[1], table.field[0]);
            CHECK_INT(rc, POSTS_LIMIT);

            posts_arena_destroy(arena);
        }
    }

    table_close(&table);
}


/* Jekyll's "." and "$" take a carriage return for a character. */

static void
excerpt_crlf(void)
{
    posts_str_t     out;
    posts_arena_t  *arena;

    arena = posts_arena_create(1024 * 1024);

    CHECK_INT(posts_excerpt(&out, arena,
                            posts_str("[a]\r\n\r\n[a]: /x\r\n"),
                            posts_str("\r\n\r\n")), POSTS_OK);
    CHECK_STR(out, "[a]\n\n[a]: /x\r");

    CHECK_INT(posts_excerpt(&out, arena, posts_str("[a]\r\n\r\n[a]: /x\r\n"),
                            posts_str("\n\n")), POSTS_OK);
    CHECK_STR(out, "[a]\r\n\r\n[a]: /x\r\n");

    /* a zero byte is a character like any other */

    CHECK_INT(posts_excerpt(&out, arena, posts_str("[\0]\n\n[\0]: \0\n"),
                            posts_str("\n\n")), POSTS_OK);
    CHECK_STR(out, "[\0]\n\n[\0]: \0");

    posts_arena_destroy(arena);
}


/* What is not needed is given back: only the copy stays. */

static void
excerpt_memory(void)
{
    posts_str_t     out;
    posts_arena_t  *arena;

    arena = posts_arena_create(1024 * 1024);

    CHECK_INT(posts_excerpt(&out, arena, posts_str("[a]\n\n[a]: /x\n"),
                            posts_str("\n\n")), POSTS_OK);
    CHECK_STR(out, "[a]\n\n[a]: /x");
    CHECK(posts_arena_used(arena) <= 32);

    posts_arena_destroy(arena);
}


/*
 * As many labels as definitions, and as many brackets that open and never
 * close: their product would take minutes.
 */

static void
excerpt_many(void)
{
    size_t          i, head;
    posts_buf_t     b;
    posts_str_t     out, content;
    posts_arena_t  *arena;

    arena = posts_arena_create(64 * 1024 * 1024);

    posts_buf_init(&b, arena, 0);

    for (i = 0; i < EXCERPT_MANY; i++) {
        posts_buf_fmt(&b, "[[%zu] ", i);
    }

    head = b.len;
    posts_buf_lit(&b, "\n\n");

    for (i = 0; i < EXCERPT_MANY; i++) {
        posts_buf_fmt(&b, "[%zu]: /%zu\n", i, i);
    }

    for (i = 0; i < EXCERPT_MANY; i++) {
        posts_buf_lit(&b, "[\n");
    }

    content = posts_buf_str(&b);

    CHECK_INT(posts_excerpt(&out, arena, content, posts_str("\n\n")),
              POSTS_OK);

    /* all of them, the last without its line feed */

    CHECK_INT(out.len, content.len - 2 * EXCERPT_MANY - 1);
    CHECK(posts_str_starts(posts_str_slice(out, head, out.len),
                           posts_str("\n\n[0]: /0\n[1]: /1\n")));

    posts_arena_destroy(arena);
}


int
main(void)
{
    excerpt_table();
    excerpt_crlf();
    excerpt_memory();
    excerpt_many();

    return CHECK_END("excerpt");
}
