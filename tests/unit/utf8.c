
/*
 * Copyright (C) the ngx_http_posts_module authors
 *
 * UTF-8, and case as Ruby has it.  All of Unicode has been compared with
 * Ruby 3.1 once: what differed were characters that Unicode 14 (utf8proc
 * 2.8) has and Unicode 13 (Ruby) has not.  The table has some of each kind.
 */


#include <utf8proc.h>

#include "posts_utf8.h"
#include "check.h"
#include "table.h"


#define MEMORY  (4 * 1024 * 1024)


static void test_decode(void);
static void test_encode(void);
static void test_valid(void);
static void test_position(void);
static void test_class(void);
static void test_ideographs(posts_arena_t *arena);
static void test_case(posts_arena_t *arena);
static void test_case_memory(posts_arena_t *arena);


int
main(void)
{
    posts_arena_t  *arena;

    arena = posts_arena_create(MEMORY);

    if (arena == NULL) {
        return 1;
    }

    test_decode();
    test_encode();
    test_valid();
    test_position();
    test_class();
    test_ideographs(arena);
    test_case(arena);
    test_case_memory(arena);

    posts_arena_destroy(arena);

    return CHECK_END("utf8");
}


static void
test_decode(void)
{
    size_t    i, n, pos;
    uint32_t  c;

    static const struct {
        posts_str_t  s;
        uint32_t     c[6];
        size_t       n;

    } cases[] = {
        { posts_string("a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80"),
          { 'a', 0xe9, 0x20ac, 0x1f600 }, 4 },
        { posts_string("\x00\x7f"), { 0, 0x7f }, 2 },

        /* the first and last of each length */

        { posts_string("\xc2\x80\xdf\xbf\xe0\xa0\x80\xef\xbf\xbf"
                       "\xf0\x90\x80\x80\xf4\x8f\xbf\xbf"),
          { 0x80, 0x7ff, 0x800, 0xffff, 0x10000, 0x10ffff }, 6 },

        /* around the surrogates */

        { posts_string("\xed\x9f\xbf\xee\x80\x80"), { 0xd7ff, 0xe000 }, 2 },
        { posts_string("\xed\xa0\x80"),
          { POSTS_UTF8_BAD, POSTS_UTF8_BAD, POSTS_UTF8_BAD }, 3 },

        /* too long forms, too large, cut off, in the middle */

        { posts_string("\xc0\x80"), { POSTS_UTF8_BAD, POSTS_UTF8_BAD }, 2 },
        { posts_string("\xc1\xbf"), { POSTS_UTF8_BAD, POSTS_UTF8_BAD }, 2 },
        { posts_string("\xe0\x9f\xbf"),
          { POSTS_UTF8_BAD, POSTS_UTF8_BAD, POSTS_UTF8_BAD }, 3 },
        { posts_string("\xf0\x8f\xbf\xbf"),
          { POSTS_UTF8_BAD, POSTS_UTF8_BAD, POSTS_UTF8_BAD,
            POSTS_UTF8_BAD }, 4 },
        { posts_string("\xf4\x90\x80\x80"),
          { POSTS_UTF8_BAD, POSTS_UTF8_BAD, POSTS_UTF8_BAD,
            POSTS_UTF8_BAD }, 4 },
        { posts_string("\xf5x"), { POSTS_UTF8_BAD, 'x' }, 2 },
        { posts_string("\xc3"), { POSTS_UTF8_BAD }, 1 },
        { posts_string("\xe2\x82"), { POSTS_UTF8_BAD, POSTS_UTF8_BAD }, 2 },
        { posts_string("\xe2x\x82"),
          { POSTS_UTF8_BAD, 'x', POSTS_UTF8_BAD }, 3 },
        { posts_string("\xf0\x9f\x98"),
          { POSTS_UTF8_BAD, POSTS_UTF8_BAD, POSTS_UTF8_BAD }, 3 },
        { posts_string("\x80\xff"), { POSTS_UTF8_BAD, POSTS_UTF8_BAD }, 2 }
    };

    for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        pos = 0;

        for (n = 0; pos < cases[i].s.len; n++) {
            c = posts_utf8_next(cases[i].s, &pos);

            if (n < cases[i].n) {
                CHECK_INT(c, cases[i].c[n]);
            }
        }

        CHECK_INT(n, cases[i].n);
        CHECK_INT(posts_utf8_count(cases[i].s), cases[i].n);
        CHECK_INT(pos, cases[i].s.len);
    }

    CHECK_INT(posts_utf8_count(posts_str("")), 0);
    CHECK_INT(posts_utf8_count(posts_str("0123456789\xc3\xa9" "0123456789")),
              21);
}


/* Every character there and back. */

static void
test_encode(void)
{
    u_char    text[4];
    size_t    len, pos;
    uint32_t  bad, c;

    bad = 0;

    for (c = 0; c <= 0x10ffff; c++) {
        len = posts_utf8_encode(c, text);
        pos = 0;

        if (c >= 0xd800 && c <= 0xdfff) {
            bad += posts_utf8_next(posts_str_from(text, len), &pos)
                   != POSTS_UTF8_BAD;
            continue;
        }

        bad += posts_utf8_next(posts_str_from(text, len), &pos) != c;
        bad += pos != len;
        bad += posts_utf8_valid(posts_str_from(text, len)) != len;
    }

    CHECK_INT(bad, 0);

    len = posts_utf8_encode(0x110000, text);
    CHECK_STR(posts_str_from(text, len), "\xef\xbf\xbd");
}


static void
test_valid(void)
{
    u_char       text[40];
    size_t       i, n;
    posts_str_t  s;

    CHECK_INT(posts_utf8_valid(posts_str("")), 0);
    CHECK_INT(posts_utf8_valid(posts_str("plain")), 5);
    CHECK_INT(posts_utf8_valid(posts_str("caf\xc3\xa9 noir")), 10);
    CHECK_INT(posts_utf8_valid(posts_str("caf\xe9 noir")), 3);
    CHECK_INT(posts_utf8_valid(posts_str("ab\xe2\x82")), 2);

    /* a bad byte at every place of a word that is read at once */

    for (i = 0; i < sizeof(text); i++) {
        memset(text, 'x', sizeof(text));
        text[i] = 0xff;
        s = posts_str_from(text, sizeof(text));

        CHECK_INT(posts_utf8_valid(s), i);
        CHECK_INT(posts_utf8_count(s), sizeof(text));
    }

    /* one at every place of a row of three bytes each, and of two */

    for (i = 0; i < 39; i++) {
        for (n = 0; n < 39; n++) {
            text[n] = (u_char) "\xe4\xb8\xad"[n % 3];
        }

        text[i] = 0xff;
        CHECK_INT(posts_utf8_valid(posts_str_from(text, 39)), i - i % 3);

        for (n = 0; n < 39; n++) {
            text[n] = (u_char) "\xc3\xa9"[n % 2];
        }

        text[i] = 'x';
        CHECK_INT(posts_utf8_valid(posts_str_from(text, 38)),
                  i == 38 ? 38 : i % 2 == 0 ? i + 1 : i - 1);
    }

    /* a surrogate, and a form too long, in such a row */

    for (i = 0; i < 36; i += 3) {
        for (n = 0; n < 39; n++) {
            text[n] = (u_char) "\xe4\xb8\xad"[n % 3];
        }

        memcpy(text + i, "\xed\xa0\x80", 3);
        CHECK_INT(posts_utf8_valid(posts_str_from(text, 39)), i);

        memcpy(text + i, "\xe0\x9f\xbf", 3);
        CHECK_INT(posts_utf8_valid(posts_str_from(text, 39)), i);

        memcpy(text + i, "\xed\x9f\xbf", 3);
        CHECK_INT(posts_utf8_valid(posts_str_from(text, 39)), 39);

        memcpy(text + i, "\xe0\xa0\x80", 3);
        CHECK_INT(posts_utf8_valid(posts_str_from(text, 39)), 39);
    }
}


static void
test_position(void)
{
    size_t    i;
    unsigned  line, column;

    static const posts_str_t  s =
        posts_string("one\ntw\xc3\xb6!\r\n\n\xff\xfe!");

    static const struct {
        size_t    pos;
        unsigned  line;
        unsigned  column;

    } cases[] = {
        { 0, 1, 1 }, { 2, 1, 3 }, { 3, 1, 4 }, { 4, 2, 1 }, { 6, 2, 3 },
        { 8, 2, 4 }, { 9, 2, 5 }, { 11, 3, 1 }, { 12, 4, 1 }, { 14, 4, 3 },
        { 15, 4, 4 }, { 1000, 4, 4 }
    };

    for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        posts_utf8_position(s, cases[i].pos, &line, &column);
        CHECK_INT(line, cases[i].line);
        CHECK_INT(column, cases[i].column);
    }

    posts_utf8_position(posts_str(""), 0, &line, &column);
    CHECK_INT(line, 1);
    CHECK_INT(column, 1);
}


static void
test_class(void)
{
    size_t  i;

    static const struct {
        uint32_t  c;
        int       letter;
        int       mark;
        int       digit;
        int       word;
        int       space;

    } cases[] = {
        { 'a',      1, 0, 0, 1, 0 },
        { 'Z',      1, 0, 0, 1, 0 },
        { '5',      0, 0, 1, 1, 0 },
        { '_',      0, 0, 0, 1, 0 },
        { '-',      0, 0, 0, 0, 0 },
        { ' ',      0, 0, 0, 0, 1 },
        { '\t',     0, 0, 0, 0, 1 },
        { '\v',     0, 0, 0, 0, 1 },
        { 0,        0, 0, 0, 0, 0 },
        { 0x1f,     0, 0, 0, 0, 0 },
        { 0x85,     0, 0, 0, 0, 1 },
        { 0xa0,     0, 0, 0, 0, 1 },
        { 0xaa,     1, 0, 0, 1, 0 },
        { 0xb2,     0, 0, 0, 0, 0 },
        { 0xdf,     1, 0, 0, 1, 0 },
        { 0x301,    0, 1, 0, 1, 0 },
        { 0x488,    0, 1, 0, 1, 0 },
        { 0x661,    0, 0, 1, 1, 0 },
        { 0x903,    0, 1, 0, 1, 0 },
        { 0x200b,   0, 0, 0, 0, 0 },
        { 0x2028,   0, 0, 0, 0, 1 },
        { 0x203f,   0, 0, 0, 1, 0 },
        { 0x2160,   0, 0, 0, 1, 0 },
        { 0x24b6,   0, 0, 0, 1, 0 },
        { 0x3000,   0, 0, 0, 0, 1 },
        { 0x4e2d,   1, 0, 0, 1, 0 },
        { 0x1f189,  0, 0, 0, 1, 0 },
        { 0x1f600,  0, 0, 0, 0, 0 },
        { 0x20000,  1, 0, 0, 1, 0 },
        { 0xd800,   0, 0, 0, 0, 0 },
        { 0xfffd,   0, 0, 0, 0, 0 },
        { 0x110000, 0, 0, 0, 0, 0 },
        { UINT32_MAX, 0, 0, 0, 0, 0 }
    };

    for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        CHECK_INT(posts_utf8_is_letter(cases[i].c), cases[i].letter);
        CHECK_INT(posts_utf8_is_mark(cases[i].c), cases[i].mark);
        CHECK_INT(posts_utf8_is_digit(cases[i].c), cases[i].digit);
        CHECK_INT(posts_utf8_is_word(cases[i].c), cases[i].word);
        CHECK_INT(posts_utf8_is_space(cases[i].c), cases[i].space);
    }
}


/* What is said of them without utf8proc is what utf8proc says. */

static void
test_ideographs(posts_arena_t *arena)
{
    u_char              text[4];
    size_t              len;
    uint32_t            c;
    posts_buf_t         b;
    posts_str_t         s;
    utf8proc_int32_t    one;

    posts_buf_init(&b, arena, 0);

    for (c = 0x2fff; c <= 0xa000; c++) {
        one = (utf8proc_int32_t) c;
        len = posts_utf8_encode(c, text);
        s = posts_str_from(text, len);

        CHECK_INT(utf8proc_tolower(one), one);
        CHECK_INT(utf8proc_toupper(one), one);
        CHECK_INT(utf8proc_totitle(one), one);

        b.len = 0;
        posts_utf8_downcase(&b, s);
        posts_utf8_upcase(&b, s);
        posts_utf8_capitalize(&b, s);

        CHECK_INT(b.len, 3 * len);
        CHECK(memcmp(b.data, text, len) == 0);
        CHECK(memcmp(b.data + 2 * len, text, len) == 0);

        if (c >= 0x4e00 && c <= 0x9fef) {
            CHECK_INT(utf8proc_category(one), UTF8PROC_CATEGORY_LO);
            CHECK_INT(posts_utf8_is_word(c), 1);
        }
    }

    /* a run of them, what is cut off, and what only looks like one */

    b.len = 0;
    posts_utf8_upcase(&b, posts_str("\xe4\xb8\xad" "a\xe4\xb8\xad\xe6\x96\x87"
                                    "\xe4\xb8" "b\xe3\x81" "c\xe9\xbf"));
    CHECK_STR(posts_buf_str(&b), "\xe4\xb8\xad" "A\xe4\xb8\xad\xe6\x96\x87"
                                 "\xe4\xb8" "B\xe3\x81" "C\xe9\xbf");

    posts_arena_reset(arena, MEMORY);
}


static void
test_case(posts_arena_t *arena)
{
    size_t       i;
    table_t      table;
    posts_buf_t  b;

    static const struct {
        const char  *name;
        void       (*map)(posts_buf_t *b, posts_str_t s);

    } maps[] = {
        { "downcase", posts_utf8_downcase },
        { "upcase", posts_utf8_upcase },
        { "capitalize", posts_utf8_capitalize }
    };

    table_open(&table, "tests/spec/case.txt");

    while (table_row(&table, 4)) {

        for (i = 0; i < 3; i++) {
            posts_buf_init(&b, arena, 0);
            maps[i].map(&b, table.field[0]);

            check_str(table.name, table.line, maps[i].name,
                      posts_buf_str(&b), table.field[i + 1]);
        }

        posts_arena_reset(arena, MEMORY);
    }

    table_close(&table);

    /* what is no character passes */

    posts_buf_init(&b, arena, 0);
    posts_utf8_upcase(&b, posts_str("a\xff\xc3\xa9\xe2\x82z\0b"));
    CHECK_STR(posts_buf_str(&b), "A\xff\xc3\x89\xe2\x82Z\0B");

    posts_buf_init(&b, arena, 0);
    posts_utf8_capitalize(&b, posts_str("\xffZ"));
    CHECK_STR(posts_buf_str(&b), "\xffz");

    posts_buf_init(&b, arena, 0);
    posts_utf8_capitalize(&b, posts_str(""));
    CHECK_INT(b.rc, POSTS_OK);
    CHECK_INT(b.len, 0);

    posts_arena_reset(arena, MEMORY);
}


static void
test_case_memory(posts_arena_t *arena)
{
    u_char       text[2000];
    size_t       i, n;
    posts_buf_t  b;

    for (i = 0; i < sizeof(text); i += 2) {
        text[i] = 0xc3;
        text[i + 1] = (i % 20 == 0) ? 0x9f : 0xa9;
    }

    posts_arena_reset(arena, MEMORY);
    posts_buf_init(&b, arena, 0);
    posts_utf8_upcase(&b, posts_str_from(text, sizeof(text)));
    CHECK_INT(b.rc, POSTS_OK);
    CHECK_INT(b.len, sizeof(text));

    n = posts_arena_requests(arena);
    CHECK(n > 1);

    for (i = 1; i <= n; i++) {
        posts_arena_reset(arena, MEMORY);
        posts_arena_fail_at(arena, i);
        posts_buf_init(&b, arena, 0);
        posts_utf8_upcase(&b, posts_str_from(text, sizeof(text)));
        CHECK_INT(b.rc, POSTS_LIMIT);
    }

    posts_arena_fail_at(arena, 0);
    posts_arena_reset(arena, MEMORY);
}
