
/*
 * Copyright (C) the ngx_http_posts_module authors
 *
 * URIs: tests/spec/uri.txt, which Ruby's Addressable has filled in; its
 * odder rules for paths whose ".." lead out of them are not ours.
 */


#include <time.h>

#include "check.h"
#include "posts_uri.h"
#include "posts_utf8.h"
#include "table.h"


#define LONG  400000


static void test_table(posts_arena_t *arena);
static void test_parse(void);
static void test_normal(posts_arena_t *arena);
static void test_long(posts_arena_t *arena);
static void test_memory(posts_arena_t *arena);
static posts_str_t test_repeat(posts_arena_t *arena, const char *head,
    const char *text);


int
main(void)
{
    posts_arena_t  *arena;

    arena = posts_arena_create(64 * 1024 * 1024);

    test_table(arena);
    test_parse();
    test_normal(arena);
    test_long(arena);
    test_memory(arena);

    posts_arena_destroy(arena);

    return CHECK_END("uri");
}


static void
test_table(posts_arena_t *arena)
{
    table_t      table;
    posts_rc_t   rc;
    posts_buf_t  b;

    table_open(&table, "tests/spec/uri.txt");

    while (table_row(&table, 3)) {
        posts_arena_reset(arena, 65536);

        posts_buf_init(&b, arena, 0);
        rc = posts_uri_normalize(&b, table.field[0]);

        if (rc == POSTS_INVALID) {
            CHECK_INT(b.len, 0);
            posts_buf_lit(&b, "!");
        }

        if (!CHECK_STR_EQ(posts_buf_str(&b), table.field[1])) {
            printf("    uri.txt:%d: \"%.*s\"\n", table.line,
                   posts_str_arg(table.field[0]));
        }

        posts_buf_init(&b, arena, 0);
        posts_uri_escape(&b, table.field[0]);

        if (!CHECK_STR_EQ(posts_buf_str(&b), table.field[2])) {
            printf("    uri.txt:%d: \"%.*s\"\n", table.line,
                   posts_str_arg(table.field[0]));
        }
    }

    CHECK(table.line > 700);

    table_close(&table);
}


static void
test_parse(void)
{
    posts_uri_t  uri;

    CHECK_INT(posts_uri_parse(&uri, posts_str("http://u:p@h:080/p?q#f")),
              POSTS_OK);
    CHECK_STR(uri.scheme, "http");
    CHECK_STR(uri.user, "u");
    CHECK_STR(uri.password, "p");
    CHECK_STR(uri.host, "h");
    CHECK_STR(uri.port, "80");
    CHECK_STR(uri.path, "/p");
    CHECK_STR(uri.query, "q");
    CHECK_STR(uri.fragment, "f");

    CHECK_INT(posts_uri_parse(&uri, posts_str("/p")), POSTS_OK);
    CHECK(uri.scheme.data == NULL);
    CHECK(uri.host.data == NULL);
    CHECK(uri.query.data == NULL);
    CHECK(uri.fragment.data == NULL);

    CHECK_INT(posts_uri_parse(&uri, posts_str("//h?#")), POSTS_OK);
    CHECK(uri.host.data != NULL);
    CHECK(uri.query.data != NULL);
    CHECK(uri.fragment.data != NULL);

    CHECK_INT(posts_uri_parse(&uri, posts_str("a\0b:c")), POSTS_INVALID);
    CHECK_INT(posts_uri_parse(&uri, posts_str_from(NULL, 0)), POSTS_OK);
}


/* What has been made is in its normal form already. */

static void
test_normal(posts_arena_t *arena)
{
    size_t       i;
    posts_buf_t  a, b;

    static const char *const  uris[] = {
        "HTTP://B\xc3\xbc" "cher.example:80/a/../%7eb/\xc3\xa9?x=\xc3\xa9#[",
        "/a b/\xc3\xa9", "//h/a%2Fb"
    };

    for (i = 0; i < sizeof(uris) / sizeof(uris[0]); i++) {
        posts_buf_init(&a, arena, 0);
        posts_buf_init(&b, arena, 0);

        CHECK_INT(posts_uri_normalize(&a, posts_str_c(uris[i])), POSTS_OK);
        CHECK_INT(posts_uri_normalize(&b, posts_buf_str(&a)), POSTS_OK);
        CHECK_STR_EQ(posts_buf_str(&b), posts_buf_str(&a));
    }

    /* it is appended */

    posts_buf_init(&b, arena, 0);
    posts_buf_lit(&b, "x");
    CHECK_INT(posts_uri_normalize(&b, posts_str("/a/../b")), POSTS_OK);
    CHECK_INT(posts_uri_normalize(&b, posts_str("/.//b")), POSTS_INVALID);
    CHECK_STR(posts_buf_str(&b), "x/b");
}


/* Marks out of order, dots, labels: what could cost quadratic time. */

static void
test_long(posts_arena_t *arena)
{
    double       seconds;
    size_t       i;
    clock_t      start;
    posts_buf_t  b;

    static const char *const  texts[][2] = {
        { "/a", "\xcc\x81\xcc\xa3" },
        { "/", "../" },
        { "/", "a/../" },
        { "", "../" },
        { "//", "\xc3\xa9" },
        { "//", "\xc3\xa9." },
        { "//", "a@" },
        { "//", ":" },
        { "//[", "[" },
        { "?", "&" },
        { "?", "%2B" },
        { "/", "%" }
    };

    for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        posts_arena_reset(arena, 65536);
        posts_buf_init(&b, arena, 0);

        start = clock();

        (void) posts_uri_normalize(&b, test_repeat(arena, texts[i][0],
                                                   texts[i][1]));

        seconds = (double) (clock() - start) / CLOCKS_PER_SEC;

        if (!CHECK(seconds < 2)) {
            printf("    %s%s...: %.1f s\n", texts[i][0], texts[i][1],
                   seconds);
        }
    }

    posts_arena_reset(arena, 65536);
}


static posts_str_t
test_repeat(posts_arena_t *arena, const char *head, const char *text)
{
    posts_buf_t  b;

    posts_buf_init(&b, arena, 0);
    posts_buf_add(&b, posts_str_c(head));

    while (b.rc == POSTS_OK && b.len < LONG) {
        posts_buf_add(&b, posts_str_c(text));
    }

    return posts_buf_str(&b);
}


static void
test_memory(posts_arena_t *arena)
{
    size_t       i, n;
    posts_rc_t   rc;
    posts_buf_t  b;

    static const char  uri[] =
        "http://u\xc3\xa9:p%41@b\xc3\xbc" "cher.x.org:81/a%20b/../\xef\xac\x81"
        "?a=\xc3\xa9&b#\xc3\xa9";

    posts_arena_reset(arena, 0);
    posts_buf_init(&b, arena, 0);
    CHECK_INT(posts_uri_normalize(&b, posts_str_c(uri)), POSTS_OK);
    CHECK_INT(b.rc, POSTS_OK);
    n = posts_arena_requests(arena);

    for (i = 1; i <= n; i++) {
        posts_arena_reset(arena, 0);
        posts_arena_fail_at(arena, i);
        posts_buf_init(&b, arena, 0);

        rc = posts_uri_normalize(&b, posts_str_c(uri));
        CHECK(rc != POSTS_OK || b.rc == POSTS_LIMIT);
    }

    posts_arena_fail_at(arena, 0);
}
