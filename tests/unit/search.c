
/*
 * Copyright (C) the ngx_http_posts_module authors
 *
 * Every pattern in every text of a small alphabet, at every place; and what
 * would take quadratic time.
 */


#include <time.h>

#include "check.h"
#include "posts_search.h"
#include "posts_swar.h"


#define LONG  (1024 * 1024)


static void test_all(void);
static ssize_t test_slowly(posts_str_t text, size_t from,
    posts_str_t pattern);
static void test_borders(void);
static void test_long(void);
static void test_swar(void);


static u_char  test_text[LONG];
static u_char  test_pattern[LONG / 2];


int
main(void)
{
    test_all();
    test_borders();
    test_long();
    test_swar();

    return CHECK_END("search");
}


static void
test_all(void)
{
    u_char       a[20], b[8];
    size_t       from, i, len, n, wrong;
    unsigned     x;
    posts_str_t  pattern, text;

    x = 1;
    wrong = 0;

    for (n = 0; n < 60000; n++) {

        for (i = 0; i < sizeof(a); i++) {
            x = x * 1103515245 + 12345;
            a[i] = (u_char) ("ab\x80\xff"[x >> 16 & ((n & 1) ? 1 : 3)]);
        }

        len = x >> 8 & 7;

        for (i = 0; i < len; i++) {
            x = x * 1103515245 + 12345;
            b[i] = (u_char) ("ab\x80\xff"[x >> 16 & ((n & 1) ? 1 : 3)]);
        }

        text = posts_str_from(a, (n / 2) % (sizeof(a) + 1));
        from = (text.len == 0) ? 0 : (x >> 4) % (text.len + 1);
        pattern = posts_str_from(b, len);

        wrong += (posts_search(text, from, pattern)
                  != test_slowly(text, from, pattern));
    }

    CHECK_INT(wrong, 0);
}


static ssize_t
test_slowly(posts_str_t text, size_t from, posts_str_t pattern)
{
    size_t  i;

    for (i = from; i + pattern.len <= text.len; i++) {
        if (posts_str_eq(posts_str_slice(text, i, i + pattern.len), pattern))
        {
            return (ssize_t) i;
        }
    }

    return -1;
}


static void
test_borders(void)
{
    CHECK_INT(posts_search(posts_str_from(NULL, 0), 0, posts_str("")), 0);
    CHECK_INT(posts_search(posts_str_from(NULL, 0), 0, posts_str("a")), -1);
    CHECK_INT(posts_search(posts_str("abc"), 3, posts_str("")), 3);
    CHECK_INT(posts_search(posts_str("abc"), 3, posts_str("c")), -1);
    CHECK_INT(posts_search(posts_str("abc"), 1, posts_str("abc")), -1);
    CHECK_INT(posts_search(posts_str("abc"), 0, posts_str("abcd")), -1);
}


/* First and last byte are everywhere, one in between is nowhere. */

static void
test_long(void)
{
    size_t       i;
    clock_t      start;
    posts_str_t  pattern, text;

    memset(test_text, 'a', sizeof(test_text));
    memset(test_pattern, 'a', sizeof(test_pattern));

    text = posts_str_from(test_text, sizeof(test_text));

    for (i = 3; i <= sizeof(test_pattern); i *= 2) {

        pattern = posts_str_from(test_pattern, i);
        test_pattern[i - 2] = 'b';

        start = clock();
        CHECK_INT(posts_search(text, 0, pattern), -1);
        CHECK((double) (clock() - start) / CLOCKS_PER_SEC < 0.5);

        test_pattern[i - 2] = 'a';
    }
}


static void
test_swar(void)
{
    u_char    bytes[8];
    size_t    i;
    uint64_t  want;
    unsigned  c, d;

    for (c = 0; c < 256; c++) {
        for (d = 0; d < 256; d += 5) {

            /* neighbors must not matter */

            for (i = 0; i < 8; i++) {
                bytes[i] = (u_char) ((i & 1) ? c : d);
            }

            want = (posts_space((u_char) c) ? UINT64_C(0x8000800080008000) : 0)
                   | (posts_space((u_char) d) ? UINT64_C(0x0080008000800080)
                                              : 0);

            if (posts_swar_space(posts_swar_load(bytes)) != want) {
                CHECK_INT(c, -1);
            }

            want = UINT64_C(0x8000800080008000)
                   | (c == d ? UINT64_C(0x0080008000800080) : 0);

            if (posts_swar_is(posts_swar_load(bytes), (u_char) c) != want) {
                CHECK_INT(c, -1);
            }
        }
    }

    CHECK_INT(posts_swar_first(UINT64_C(0x8000000000800000)), 2);
}
