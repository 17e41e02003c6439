
/*
 * Copyright (C) the ngx_http_posts_module authors
 *
 * The buffer, and beside it the errors, limits, hashes and strings: each is
 * a handful of checks.
 */


#include <errno.h>
#include <stdio.h>

#include "check.h"
#include "posts_buf.h"
#include "posts_hash.h"
#include "posts_limits.h"


static void test_append(posts_arena_t *arena);
static void test_escape(posts_arena_t *arena);
static void test_sticky(posts_arena_t *arena);
static void test_errors(void);
static void test_limits(void);
static void test_hash(void);
static void test_str(void);


int
main(void)
{
    posts_arena_t  *arena;

    arena = posts_arena_create(1024 * 1024);

    test_append(arena);
    test_escape(arena);
    test_sticky(arena);
    test_errors();
    test_limits();
    test_hash();
    test_str();

    posts_arena_destroy(arena);

    return CHECK_END("buf");
}


static void
test_append(posts_arena_t *arena)
{
    size_t        i;
    posts_buf_t   b;

    posts_buf_init(&b, arena, 0);

    CHECK_INT(posts_buf_str(&b).len, 0);

    posts_buf_lit(&b, "n=");
    posts_buf_int(&b, 0);
    posts_buf_addc(&b, ' ');
    posts_buf_int(&b, INT64_MIN);
    posts_buf_addc(&b, ' ');
    posts_buf_int(&b, INT64_MAX);
    posts_buf_fmt(&b, " %s %04d", "x", 7);

    CHECK_INT(b.rc, POSTS_OK);
    CHECK_STR(posts_buf_str(&b),
              "n=0 -9223372036854775808 9223372036854775807 x 0007");

    /* a formatted piece that is longer than what was reserved for it */

    b.len = 0;
    posts_buf_fmt(&b, "%0300d", 1);
    CHECK_INT(b.len, 300);
    CHECK_INT(b.data[299], '1');

    posts_buf_init(&b, arena, 0);

    for (i = 0; i < 50000; i++) {
        posts_buf_addc(&b, (u_char) i);
    }

    for (i = 0; i < 50000; i++) {
        if (b.data[i] != (u_char) i) {
            break;
        }
    }

    CHECK_INT(i, 50000);
    CHECK_INT(b.len, 50000);
}


static void
test_escape(posts_arena_t *arena)
{
    posts_buf_t  b;

    posts_buf_init(&b, arena, 0);
    posts_buf_html(&b, posts_str("<a href=\"x\">'&'</a> \xe4\xb8\xad"));
    CHECK_STR(posts_buf_str(&b), "&lt;a href=&quot;x&quot;&gt;&#39;&amp;&#39;"
              "&lt;/a&gt; \xe4\xb8\xad");

    posts_buf_init(&b, arena, 0);
    posts_buf_path(&b, posts_str("/a b/%41?#[\xc3\xa9]~@:;=,'"));
    CHECK_STR(posts_buf_str(&b), "/a%20b/%2541%3F%23%5B%C3%A9%5D~@:;=,'");
}


static void
test_sticky(posts_arena_t *arena)
{
    posts_buf_t          b;
    posts_arena_mark_t   mark;

    posts_buf_init(&b, arena, 10);
    posts_buf_lit(&b, "0123456789");
    CHECK_INT(b.rc, POSTS_OK);

    posts_buf_addc(&b, 'x');
    CHECK_INT(b.rc, POSTS_LIMIT);
    CHECK_STR(posts_buf_str(&b), "0123456789");

    /* it stays, and nothing is appended any more */

    posts_buf_lit(&b, "");
    posts_buf_fmt(&b, "%d", 1);
    posts_buf_html(&b, posts_str("<"));
    CHECK_INT(b.rc, POSTS_LIMIT);
    CHECK_STR(posts_buf_str(&b), "0123456789");

    posts_buf_init(&b, arena, 10);
    posts_buf_fmt(&b, "%s", "0123456789");
    CHECK_INT(b.rc, POSTS_OK);
    CHECK_INT(b.len, 10);

    posts_buf_init(&b, arena, 10);
    posts_buf_fmt(&b, "%s", "01234567890");
    CHECK_INT(b.rc, POSTS_LIMIT);

    /* no memory */

    mark = posts_arena_mark(arena);
    posts_buf_init(&b, arena, 0);
    CHECK_INT(posts_buf_reserve(&b, 64 * 1024 * 1024), POSTS_LIMIT);
    CHECK_INT(posts_buf_reserve(&b, (size_t) -1), POSTS_LIMIT);
    posts_arena_rewind(arena, mark);

    posts_arena_fail_at(arena, 1);
    posts_buf_init(&b, arena, 0);
    posts_buf_lit(&b, "x");
    CHECK_INT(b.rc, POSTS_LIMIT);
    CHECK(b.data == NULL);
    posts_arena_fail_at(arena, 0);
}


static void
test_errors(void)
{
    char           text[1024], small[8];
    posts_error_t  error;

    posts_error_clear(&error);

    CHECK_INT(posts_error_set(&error, POSTS_INVALID, 3, 7, "bad \"%s\"", "x"),
              POSTS_INVALID);
    posts_error_file(&error, posts_str("_posts/a.md"));
    CHECK_STR(posts_str_c(posts_error_text(&error, text, sizeof(text))),
              "_posts/a.md:3:7: bad \"x\"");

    /* the deepest error stays */

    CHECK_INT(posts_error_set(&error, POSTS_LIMIT, 0, 0, "other"),
              POSTS_INVALID);
    CHECK_INT(posts_error_io(&error, ENOENT, "open"), POSTS_INVALID);
    posts_error_file(&error, posts_str("b.md"));
    CHECK_STR(posts_str_c(posts_error_text(&error, text, sizeof(text))),
              "_posts/a.md:3:7: bad \"x\"");

    CHECK_STR(posts_str_c(posts_error_text(&error, small, sizeof(small))),
              "_posts/");

    posts_error_clear(&error);
    CHECK_INT(posts_error_io(&error, ENOENT, "open(\"%s\") failed", "f"),
              POSTS_IO);
    CHECK_INT(error.err, ENOENT);
    CHECK_STR(posts_str_c(posts_error_text(&error, text, sizeof(text))),
              "open(\"f\") failed: No such file or directory (2)");

    /* without a file, and what is in a message can not break a log line */

    posts_error_clear(&error);
    posts_error_set(&error, POSTS_INVALID, 2, 0, "a\nb\x1b[31m");
    CHECK_STR(posts_str_c(posts_error_text(&error, text, sizeof(text))),
              "2: a?b?[31m");

    /* a message is cut between characters */

    posts_error_clear(&error);
    memset(text, 'a', sizeof(text));
    memcpy(text + 254, "\xe4\xb8\xad", 3);
    posts_error_set(&error, POSTS_INVALID, 0, 0, "%.300s", text);
    CHECK_INT(strlen(error.message), 254);

    posts_error_clear(&error);
    posts_error_file(&error, posts_str_from(text, 1000));
    CHECK_INT(strlen(error.file), sizeof(error.file) - 1);

    CHECK_INT(posts_error_set(NULL, POSTS_LIMIT, 0, 0, "x"), POSTS_LIMIT);
}


static void
test_limits(void)
{
    posts_error_t          error;
    posts_limits_t         limits;
    const posts_limit_t   *l;

    posts_limits_default(&limits);
    CHECK_INT(limits.source, 8 * 1024 * 1024);
    CHECK_INT(limits.depth, 64);

    for (l = posts_limits; l->name.len != 0; l++) {
        CHECK(l->min <= l->value && l->value <= l->max);
    }

    posts_error_clear(&error);
    CHECK_INT(posts_limits_set(&limits, posts_str("source"), posts_str("2m"),
                               &error), POSTS_OK);
    CHECK_INT(limits.source, 2 * 1024 * 1024);

    CHECK_INT(posts_limits_set(&limits, posts_str("depth"), posts_str("10"),
                               &error), POSTS_OK);
    CHECK_INT(limits.depth, 10);

    CHECK_INT(posts_limits_set(&limits, posts_str("depth"), posts_str("1k"),
                               NULL), POSTS_INVALID);
    CHECK_INT(posts_limits_set(&limits, posts_str("depth"), posts_str("0"),
                               NULL), POSTS_INVALID);
    CHECK_INT(posts_limits_set(&limits, posts_str("source"), posts_str(""),
                               NULL), POSTS_INVALID);
    CHECK_INT(posts_limits_set(&limits, posts_str("source"), posts_str("m"),
                               NULL), POSTS_INVALID);
    CHECK_INT(posts_limits_set(&limits, posts_str("source"), posts_str("-1"),
                               NULL), POSTS_INVALID);
    CHECK_INT(posts_limits_set(&limits, posts_str("source"),
                               posts_str("99999999999999999999"), NULL),
              POSTS_INVALID);
    CHECK_INT(posts_limits_set(&limits, posts_str("source"),
                               posts_str("18446744073709551615g"), NULL),
              POSTS_INVALID);
    CHECK_INT(posts_limits_set(&limits, posts_str("nothing"), posts_str("1"),
                               NULL), POSTS_NOTFOUND);
    CHECK_INT(limits.source, 2 * 1024 * 1024);
    CHECK_INT(limits.depth, 10);
}


static void
test_hash(void)
{
    u_char        hex[POSTS_HASH_HEX];
    posts_hash_t  hash;

    /* XXH3's own value for no input: the same on every machine */

    hash = posts_hash128(posts_str(""));
    posts_hash_hex(hash, hex);
    CHECK_STR(posts_str_from(hex, sizeof(hex)),
              "99aa06d3014798d86001c324468d497f");

    CHECK(posts_hash64(posts_str("a")) != posts_hash64(posts_str("b")));
    CHECK(posts_hash64_seed(posts_str("a"), 1)
          != posts_hash64_seed(posts_str("a"), 2));
}


static void
test_str(void)
{
    CHECK(posts_str_cmp(posts_str("a"), posts_str("ab")) < 0);
    CHECK(posts_str_cmp(posts_str("b"), posts_str("ab")) > 0);
    CHECK(posts_str_cmp(posts_str(""), posts_str("")) == 0);
    CHECK(posts_str_starts(posts_str("abc"), posts_str("ab")));
    CHECK(!posts_str_starts(posts_str("a"), posts_str("ab")));
    CHECK(posts_str_ends(posts_str("abc"), posts_str("bc")));
    CHECK(!posts_str_ends(posts_str("c"), posts_str("bc")));
    CHECK(posts_str_caseeq(posts_str("Accept"), posts_str("aCCEPT")));
    CHECK(!posts_str_caseeq(posts_str("a["), posts_str("A{")));
    CHECK_INT(posts_str_chr(posts_str("abcabc"), 'b'), 1);
    CHECK_INT(posts_str_rchr(posts_str("abcabc"), 'b'), 4);
    CHECK_INT(posts_str_chr(posts_str("abc"), 'x'), -1);
    CHECK_INT(posts_str_rchr(posts_str(""), 'x'), -1);
    CHECK_STR(posts_str_trim(posts_str(" \t\r\n a b \f\v")), "a b");
    CHECK_STR(posts_str_trim(posts_str("  ")), "");
    CHECK_STR(posts_str_slice(posts_str("abc"), 1, 9), "bc");
    CHECK_STR(posts_str_slice(posts_str("abc"), 9, 1), "");
}
