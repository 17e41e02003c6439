
/*
 * Copyright (C) the authors of this project
 *
 * Bytes to characters and back by hand, what Unicode says of a character by
 * utf8proc.  Most text is ASCII: its bytes are passed eight at a time where
 * nothing more is asked of them.
 *
 * utf8proc maps a character to one character.  Those that Unicode's full
 * mapping (SpecialCasing.txt, without its conditions, which Ruby ignores
 * too) makes into several are in a table here.
 */


#include <utf8proc.h>

#include "posts_utf8.h"


#define POSTS_UTF8_HIGH    UINT64_C(0x8080808080808080)


typedef enum {
    POSTS_UTF8_LOWER = 0,
    POSTS_UTF8_UPPER,
    POSTS_UTF8_TITLE
} posts_utf8_case_t;


typedef struct {
    uint16_t  c;
    uint16_t  upper[3];
    uint16_t  title[3];
} posts_utf8_special_t;


static size_t posts_utf8_sequence(posts_str_t s, size_t pos, uint32_t *c);
static size_t posts_utf8_ascii(posts_str_t s, size_t pos);
static size_t posts_utf8_caseless(posts_str_t s, size_t pos);
static unsigned posts_utf8_class(uint32_t c);
static void posts_utf8_order(utf8proc_int32_t *c, utf8proc_int32_t *spare,
    size_t n);
static unsigned posts_utf8_combining(utf8proc_int32_t c);
static void posts_utf8_map(posts_buf_t *b, posts_str_t s,
    posts_utf8_case_t to);
static void posts_utf8_map_ascii(posts_buf_t *b, posts_str_t s,
    posts_utf8_case_t to);
static void posts_utf8_map_one(posts_buf_t *b, uint32_t c,
    posts_utf8_case_t to);


/* Ascending. */

static const posts_utf8_special_t  posts_utf8_specials[] = {
    { 0x00df, { 0x0053, 0x0053 }, { 0x0053, 0x0073 } },
    { 0x0149, { 0x02bc, 0x004e }, { 0x02bc, 0x004e } },
    { 0x01f0, { 0x004a, 0x030c }, { 0x004a, 0x030c } },
    { 0x0390, { 0x0399, 0x0308, 0x0301 }, { 0x0399, 0x0308, 0x0301 } },
    { 0x03b0, { 0x03a5, 0x0308, 0x0301 }, { 0x03a5, 0x0308, 0x0301 } },
    { 0x0587, { 0x0535, 0x0552 }, { 0x0535, 0x0582 } },
    { 0x1e96, { 0x0048, 0x0331 }, { 0x0048, 0x0331 } },
    { 0x1e97, { 0x0054, 0x0308 }, { 0x0054, 0x0308 } },
    { 0x1e98, { 0x0057, 0x030a }, { 0x0057, 0x030a } },
    { 0x1e99, { 0x0059, 0x030a }, { 0x0059, 0x030a } },
    { 0x1e9a, { 0x0041, 0x02be }, { 0x0041, 0x02be } },
    { 0x1f50, { 0x03a5, 0x0313 }, { 0x03a5, 0x0313 } },
    { 0x1f52, { 0x03a5, 0x0313, 0x0300 }, { 0x03a5, 0x0313, 0x0300 } },
    { 0x1f54, { 0x03a5, 0x0313, 0x0301 }, { 0x03a5, 0x0313, 0x0301 } },
    { 0x1f56, { 0x03a5, 0x0313, 0x0342 }, { 0x03a5, 0x0313, 0x0342 } },
    { 0x1f80, { 0x1f08, 0x0399 }, { 0x1f88 } },
    { 0x1f81, { 0x1f09, 0x0399 }, { 0x1f89 } },
    { 0x1f82, { 0x1f0a, 0x0399 }, { 0x1f8a } },
    { 0x1f83, { 0x1f0b, 0x0399 }, { 0x1f8b } },
    { 0x1f84, { 0x1f0c, 0x0399 }, { 0x1f8c } },
    { 0x1f85, { 0x1f0d, 0x0399 }, { 0x1f8d } },
    { 0x1f86, { 0x1f0e, 0x0399 }, { 0x1f8e } },
    { 0x1f87, { 0x1f0f, 0x0399 }, { 0x1f8f } },
    { 0x1f88, { 0x1f08, 0x0399 }, { 0x1f88 } },
    { 0x1f89, { 0x1f09, 0x0399 }, { 0x1f89 } },
    { 0x1f8a, { 0x1f0a, 0x0399 }, { 0x1f8a } },
    { 0x1f8b, { 0x1f0b, 0x0399 }, { 0x1f8b } },
    { 0x1f8c, { 0x1f0c, 0x0399 }, { 0x1f8c } },
    { 0x1f8d, { 0x1f0d, 0x0399 }, { 0x1f8d } },
    { 0x1f8e, { 0x1f0e, 0x0399 }, { 0x1f8e } },
    { 0x1f8f, { 0x1f0f, 0x0399 }, { 0x1f8f } },
    { 0x1f90, { 0x1f28, 0x0399 }, { 0x1f98 } },
    { 0x1f91, { 0x1f29, 0x0399 }, { 0x1f99 } },
    { 0x1f92, { 0x1f2a, 0x0399 }, { 0x1f9a } },
    { 0x1f93, { 0x1f2b, 0x0399 }, { 0x1f9b } },
    { 0x1f94, { 0x1f2c, 0x0399 }, { 0x1f9c } },
    { 0x1f95, { 0x1f2d, 0x0399 }, { 0x1f9d } },
    { 0x1f96, { 0x1f2e, 0x0399 }, { 0x1f9e } },
    { 0x1f97, { 0x1f2f, 0x0399 }, { 0x1f9f } },
    { 0x1f98, { 0x1f28, 0x0399 }, { 0x1f98 } },
    { 0x1f99, { 0x1f29, 0x0399 }, { 0x1f99 } },
    { 0x1f9a, { 0x1f2a, 0x0399 }, { 0x1f9a } },
    { 0x1f9b, { 0x1f2b, 0x0399 }, { 0x1f9b } },
    { 0x1f9c, { 0x1f2c, 0x0399 }, { 0x1f9c } },
    { 0x1f9d, { 0x1f2d, 0x0399 }, { 0x1f9d } },
    { 0x1f9e, { 0x1f2e, 0x0399 }, { 0x1f9e } },
    { 0x1f9f, { 0x1f2f, 0x0399 }, { 0x1f9f } },
    { 0x1fa0, { 0x1f68, 0x0399 }, { 0x1fa8 } },
    { 0x1fa1, { 0x1f69, 0x0399 }, { 0x1fa9 } },
    { 0x1fa2, { 0x1f6a, 0x0399 }, { 0x1faa } },
    { 0x1fa3, { 0x1f6b, 0x0399 }, { 0x1fab } },
    { 0x1fa4, { 0x1f6c, 0x0399 }, { 0x1fac } },
    { 0x1fa5, { 0x1f6d, 0x0399 }, { 0x1fad } },
    { 0x1fa6, { 0x1f6e, 0x0399 }, { 0x1fae } },
    { 0x1fa7, { 0x1f6f, 0x0399 }, { 0x1faf } },
    { 0x1fa8, { 0x1f68, 0x0399 }, { 0x1fa8 } },
    { 0x1fa9, { 0x1f69, 0x0399 }, { 0x1fa9 } },
    { 0x1faa, { 0x1f6a, 0x0399 }, { 0x1faa } },
    { 0x1fab, { 0x1f6b, 0x0399 }, { 0x1fab } },
    { 0x1fac, { 0x1f6c, 0x0399 }, { 0x1fac } },
    { 0x1fad, { 0x1f6d, 0x0399 }, { 0x1fad } },
    { 0x1fae, { 0x1f6e, 0x0399 }, { 0x1fae } },
    { 0x1faf, { 0x1f6f, 0x0399 }, { 0x1faf } },
    { 0x1fb2, { 0x1fba, 0x0399 }, { 0x1fba, 0x0345 } },
    { 0x1fb3, { 0x0391, 0x0399 }, { 0x1fbc } },
    { 0x1fb4, { 0x0386, 0x0399 }, { 0x0386, 0x0345 } },
    { 0x1fb6, { 0x0391, 0x0342 }, { 0x0391, 0x0342 } },
    { 0x1fb7, { 0x0391, 0x0342, 0x0399 }, { 0x0391, 0x0342, 0x0345 } },
    { 0x1fbc, { 0x0391, 0x0399 }, { 0x1fbc } },
    { 0x1fc2, { 0x1fca, 0x0399 }, { 0x1fca, 0x0345 } },
    { 0x1fc3, { 0x0397, 0x0399 }, { 0x1fcc } },
    { 0x1fc4, { 0x0389, 0x0399 }, { 0x0389, 0x0345 } },
    { 0x1fc6, { 0x0397, 0x0342 }, { 0x0397, 0x0342 } },
    { 0x1fc7, { 0x0397, 0x0342, 0x0399 }, { 0x0397, 0x0342, 0x0345 } },
    { 0x1fcc, { 0x0397, 0x0399 }, { 0x1fcc } },
    { 0x1fd2, { 0x0399, 0x0308, 0x0300 }, { 0x0399, 0x0308, 0x0300 } },
    { 0x1fd3, { 0x0399, 0x0308, 0x0301 }, { 0x0399, 0x0308, 0x0301 } },
    { 0x1fd6, { 0x0399, 0x0342 }, { 0x0399, 0x0342 } },
    { 0x1fd7, { 0x0399, 0x0308, 0x0342 }, { 0x0399, 0x0308, 0x0342 } },
    { 0x1fe2, { 0x03a5, 0x0308, 0x0300 }, { 0x03a5, 0x0308, 0x0300 } },
    { 0x1fe3, { 0x03a5, 0x0308, 0x0301 }, { 0x03a5, 0x0308, 0x0301 } },
    { 0x1fe4, { 0x03a1, 0x0313 }, { 0x03a1, 0x0313 } },
    { 0x1fe6, { 0x03a5, 0x0342 }, { 0x03a5, 0x0342 } },
    { 0x1fe7, { 0x03a5, 0x0308, 0x0342 }, { 0x03a5, 0x0308, 0x0342 } },
    { 0x1ff2, { 0x1ffa, 0x0399 }, { 0x1ffa, 0x0345 } },
    { 0x1ff3, { 0x03a9, 0x0399 }, { 0x1ffc } },
    { 0x1ff4, { 0x038f, 0x0399 }, { 0x038f, 0x0345 } },
    { 0x1ff6, { 0x03a9, 0x0342 }, { 0x03a9, 0x0342 } },
    { 0x1ff7, { 0x03a9, 0x0342, 0x0399 }, { 0x03a9, 0x0342, 0x0345 } },
    { 0x1ffc, { 0x03a9, 0x0399 }, { 0x1ffc } },
    { 0xfb00, { 0x0046, 0x0046 }, { 0x0046, 0x0066 } },
    { 0xfb01, { 0x0046, 0x0049 }, { 0x0046, 0x0069 } },
    { 0xfb02, { 0x0046, 0x004c }, { 0x0046, 0x006c } },
    { 0xfb03, { 0x0046, 0x0046, 0x0049 }, { 0x0046, 0x0066, 0x0069 } },
    { 0xfb04, { 0x0046, 0x0046, 0x004c }, { 0x0046, 0x0066, 0x006c } },
    { 0xfb05, { 0x0053, 0x0054 }, { 0x0053, 0x0074 } },
    { 0xfb06, { 0x0053, 0x0054 }, { 0x0053, 0x0074 } },
    { 0xfb13, { 0x0544, 0x0546 }, { 0x0544, 0x0576 } },
    { 0xfb14, { 0x0544, 0x0535 }, { 0x0544, 0x0565 } },
    { 0xfb15, { 0x0544, 0x053b }, { 0x0544, 0x056b } },
    { 0xfb16, { 0x054e, 0x0546 }, { 0x054e, 0x0576 } },
    { 0xfb17, { 0x0544, 0x053d }, { 0x0544, 0x056d } }
};


uint32_t
posts_utf8_next(posts_str_t s, size_t *pos)
{
    size_t    n;
    uint32_t  c;

    n = posts_utf8_sequence(s, *pos, &c);

    if (n == 0) {
        (*pos)++;
        return POSTS_UTF8_BAD;
    }

    *pos += n;

    return c;
}


/*
 * The length of the valid sequence at "pos" (pos < s.len), 0 if there is
 * none.  Not valid are forms that are longer than need be, surrogates, and
 * what is beyond U+10FFFF.
 */

static size_t
posts_utf8_sequence(posts_str_t s, size_t pos, uint32_t *c)
{
    size_t         left;
    uint32_t       a, b, d;
    const u_char  *p;

    p = s.data + pos;
    left = s.len - pos;

    if (p[0] < 0x80) {
        *c = p[0];
        return 1;
    }

    /* the bytes that follow, each 0 to 0x3f if it is one that may */

    if (p[0] < 0xe0) {
        if (left < 2) {
            return 0;
        }

        a = p[1] ^ 0x80u;
        *c = (p[0] & 0x1fu) << 6 | a;

        return (p[0] < 0xc2 || a > 0x3f) ? 0 : 2;
    }

    if (p[0] < 0xf0) {
        if (left < 3) {
            return 0;
        }

        a = p[1] ^ 0x80u;
        b = p[2] ^ 0x80u;
        *c = (p[0] & 0x0fu) << 12 | a << 6 | b;

        return ((a | b) > 0x3f || *c < 0x800 || (*c >> 11) == 0x1b) ? 0 : 3;
    }

    if (left < 4 || p[0] > 0xf4) {
        return 0;
    }

    a = p[1] ^ 0x80u;
    b = p[2] ^ 0x80u;
    d = p[3] ^ 0x80u;
    *c = (p[0] & 0x07u) << 18 | a << 12 | b << 6 | d;

    return ((a | b | d) > 0x3f || *c < 0x10000 || *c > 0x10ffff) ? 0 : 4;
}


size_t
posts_utf8_encode(uint32_t c, u_char *dst)
{
    if (c < 0x80) {
        dst[0] = (u_char) c;
        return 1;
    }

    if (c < 0x800) {
        dst[0] = (u_char) (0xc0 | c >> 6);
        dst[1] = (u_char) (0x80 | (c & 0x3f));
        return 2;
    }

    if (c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff)) {
        c = POSTS_UTF8_BAD;
    }

    if (c < 0x10000) {
        dst[0] = (u_char) (0xe0 | c >> 12);
        dst[1] = (u_char) (0x80 | (c >> 6 & 0x3f));
        dst[2] = (u_char) (0x80 | (c & 0x3f));
        return 3;
    }

    dst[0] = (u_char) (0xf0 | c >> 18);
    dst[1] = (u_char) (0x80 | (c >> 12 & 0x3f));
    dst[2] = (u_char) (0x80 | (c >> 6 & 0x3f));
    dst[3] = (u_char) (0x80 | (c & 0x3f));

    return 4;
}


/*
 * Every text is checked before it is rendered: runs of ASCII and runs of
 * three bytes a character, which most other scripts in use need, have loops
 * of their own.
 */

size_t
posts_utf8_valid(posts_str_t s)
{
    size_t         n, pos;
    uint32_t       c;
    uint64_t       eight;
    const u_char  *p;

    /* two characters of three bytes, whatever the order of bytes */

    static const union {
        u_char    bytes[8];
        uint64_t  eight;
    } mask = { { 0xf0, 0xc0, 0xc0, 0xf0, 0xc0, 0xc0, 0, 0 } },
      want = { { 0xe0, 0x80, 0x80, 0xe0, 0x80, 0x80, 0, 0 } };

    pos = 0;

    while (pos < s.len) {
        pos += posts_utf8_ascii(s, pos);

        while (s.len - pos >= sizeof(eight)) {
            p = s.data + pos;

            memcpy(&eight, p, sizeof(eight));

            /* 0xe0 and 0xed have bounds of their own for the second byte */

            if ((eight & mask.eight) != want.eight
                || p[0] == 0xe0 || p[0] == 0xed
                || p[3] == 0xe0 || p[3] == 0xed)
            {
                break;
            }

            pos += 6;
        }

        if (pos == s.len) {
            break;
        }

        n = posts_utf8_sequence(s, pos, &c);

        if (n == 0) {
            break;
        }

        pos += n;
    }

    return pos;
}


size_t
posts_utf8_count(posts_str_t s)
{
    size_t    ascii, count, n, pos;
    uint32_t  c;

    pos = posts_utf8_ascii(s, 0);
    count = pos;

    while (pos < s.len) {

        do {
            n = posts_utf8_sequence(s, pos, &c);
            pos += n + (n == 0);
            count++;

        } while (pos < s.len && s.data[pos] >= 0x80);

        ascii = posts_utf8_ascii(s, pos);
        pos += ascii;
        count += ascii;
    }

    return count;
}


void
posts_utf8_position(posts_str_t s, size_t pos, unsigned *line,
    unsigned *column)
{
    size_t         count, from;
    const u_char  *p;

    s = posts_str_slice(s, 0, pos);

    *line = 1;
    from = 0;

    while (from < s.len) {
        p = memchr(s.data + from, '\n', s.len - from);

        if (p == NULL) {
            break;
        }

        from = (size_t) (p - s.data) + 1;

        if (*line < UINT32_MAX) {
            (*line)++;
        }
    }

    count = posts_utf8_count(posts_str_slice(s, from, s.len));

    *column = (count < UINT32_MAX) ? (unsigned) count + 1 : UINT32_MAX;
}


/* How many bytes from "pos" on are ASCII. */

static size_t
posts_utf8_ascii(posts_str_t s, size_t pos)
{
    size_t    i;
    uint64_t  eight;

    i = pos;

    while (s.len - i >= sizeof(eight)) {
        memcpy(&eight, s.data + i, sizeof(eight));

        if ((eight & POSTS_UTF8_HIGH) != 0) {
            break;
        }

        i += sizeof(eight);
    }

    while (i < s.len && s.data[i] < 0x80) {
        i++;
    }

    return i - pos;
}


/*
 * How many bytes from "pos" on are characters from U+3000 to U+9FFF, as in
 * Chinese and Japanese: none of them has a case.
 */

static size_t
posts_utf8_caseless(posts_str_t s, size_t pos)
{
    size_t         i;
    const u_char  *p;

    for (i = pos; s.len - i >= 3; i += 3) {
        p = s.data + i;

        if (p[0] < 0xe3 || p[0] > 0xe9
            || (p[1] & 0xc0) != 0x80 || (p[2] & 0xc0) != 0x80)
        {
            break;
        }
    }

    return i - pos;
}


/* A bit for the general category. */

static unsigned
posts_utf8_class(uint32_t c)
{
    if (c > 0x10ffff) {
        return 0;
    }

    return 1u << utf8proc_category((utf8proc_int32_t) c);
}


int
posts_utf8_is_letter(uint32_t c)
{
    return (posts_utf8_class(c)
            & (1u << UTF8PROC_CATEGORY_LU | 1u << UTF8PROC_CATEGORY_LL
               | 1u << UTF8PROC_CATEGORY_LT | 1u << UTF8PROC_CATEGORY_LM
               | 1u << UTF8PROC_CATEGORY_LO))
           != 0;
}


int
posts_utf8_is_mark(uint32_t c)
{
    return (posts_utf8_class(c)
            & (1u << UTF8PROC_CATEGORY_MN | 1u << UTF8PROC_CATEGORY_MC
               | 1u << UTF8PROC_CATEGORY_ME))
           != 0;
}


int
posts_utf8_is_digit(uint32_t c)
{
    return (posts_utf8_class(c) & 1u << UTF8PROC_CATEGORY_ND) != 0;
}


int
posts_utf8_is_word(uint32_t c)
{
    /* the ideographs: in their scripts most of what is asked for */

    if (c >= 0x4e00 && c <= 0x9fef) {
        return 1;
    }

    if ((posts_utf8_class(c)
         & (1u << UTF8PROC_CATEGORY_LU | 1u << UTF8PROC_CATEGORY_LL
            | 1u << UTF8PROC_CATEGORY_LT | 1u << UTF8PROC_CATEGORY_LM
            | 1u << UTF8PROC_CATEGORY_LO | 1u << UTF8PROC_CATEGORY_MN
            | 1u << UTF8PROC_CATEGORY_MC | 1u << UTF8PROC_CATEGORY_ME
            | 1u << UTF8PROC_CATEGORY_ND | 1u << UTF8PROC_CATEGORY_NL
            | 1u << UTF8PROC_CATEGORY_PC))
        != 0)
    {
        return 1;
    }

    /* letters in circles and squares: symbols, but alphabetic */

    return (c >= 0x24b6 && c <= 0x24e9) || (c >= 0x1f130 && c <= 0x1f149)
           || (c >= 0x1f150 && c <= 0x1f169)
           || (c >= 0x1f170 && c <= 0x1f189);
}


int
posts_utf8_is_space(uint32_t c)
{
    if (c < 0x80) {
        return c == ' ' || (c >= '\t' && c <= '\r');
    }

    return c == 0x85
           || (posts_utf8_class(c)
               & (1u << UTF8PROC_CATEGORY_ZS | 1u << UTF8PROC_CATEGORY_ZL
                  | 1u << UTF8PROC_CATEGORY_ZP))
              != 0;
}


void
posts_utf8_downcase(posts_buf_t *b, posts_str_t s)
{
    posts_utf8_map(b, s, POSTS_UTF8_LOWER);
}


void
posts_utf8_upcase(posts_buf_t *b, posts_str_t s)
{
    posts_utf8_map(b, s, POSTS_UTF8_UPPER);
}


void
posts_utf8_capitalize(posts_buf_t *b, posts_str_t s)
{
    size_t  first;

    if (s.len == 0) {
        return;
    }

    first = 0;
    (void) posts_utf8_next(s, &first);

    posts_utf8_map(b, posts_str_slice(s, 0, first), POSTS_UTF8_TITLE);
    posts_utf8_map(b, posts_str_slice(s, first, s.len), POSTS_UTF8_LOWER);
}


static void
posts_utf8_map(posts_buf_t *b, posts_str_t s, posts_utf8_case_t to)
{
    size_t    n, pos;
    uint32_t  c;

    for (pos = 0; pos < s.len && b->rc == POSTS_OK; pos += n) {
        n = posts_utf8_ascii(s, pos);

        if (n != 0) {
            posts_utf8_map_ascii(b, posts_str_slice(s, pos, pos + n), to);
            continue;
        }

        n = posts_utf8_caseless(s, pos);

        if (n != 0) {
            posts_buf_add(b, posts_str_slice(s, pos, pos + n));
            continue;
        }

        n = posts_utf8_sequence(s, pos, &c);

        if (n == 0) {
            n = 1;
            posts_buf_addc(b, s.data[pos]);
            continue;
        }

        posts_utf8_map_one(b, c, to);
    }
}


static void
posts_utf8_map_ascii(posts_buf_t *b, posts_str_t s, posts_utf8_case_t to)
{
    size_t  i;
    u_char  c, first, *p;

    if (posts_buf_reserve(b, s.len) != POSTS_OK) {
        return;
    }

    first = (to == POSTS_UTF8_LOWER) ? 'A' : 'a';
    p = b->data + b->len;

    for (i = 0; i < s.len; i++) {
        c = s.data[i];
        p[i] = (u_char) (c ^ ((u_char) (c - first) < 26) << 5);
    }

    b->len += s.len;
}


static void
posts_utf8_map_one(posts_buf_t *b, uint32_t c, posts_utf8_case_t to)
{
    u_char                       text[12];
    size_t                       high, i, len, low, mid;
    const uint16_t              *many;
    utf8proc_int32_t             one;
    const posts_utf8_special_t  *special;

    one = (utf8proc_int32_t) c;

    /*
     * Georgian has capitals for whole words only: a name begins with a
     * small letter, in Ruby even if it was written in capitals
     */

    if (to == POSTS_UTF8_TITLE && c >= 0x1c90 && c <= 0x1cbf) {
        to = POSTS_UTF8_LOWER;
    }

    if (to == POSTS_UTF8_LOWER) {

        /* the only one that has two in lower case: an i and its dot */

        if (c == 0x0130) {
            posts_buf_lit(b, "i\xcc\x87");
            return;
        }

        len = posts_utf8_encode((uint32_t) utf8proc_tolower(one), text);
        posts_buf_add(b, posts_str_from(text, len));

        return;
    }

    low = 0;
    high = sizeof(posts_utf8_specials) / sizeof(posts_utf8_specials[0]);

    while (low < high) {
        mid = low + (high - low) / 2;
        special = &posts_utf8_specials[mid];

        if (special->c < c) {
            low = mid + 1;
            continue;
        }

        if (special->c > c) {
            high = mid;
            continue;
        }

        many = (to == POSTS_UTF8_UPPER) ? special->upper : special->title;
        len = 0;

        for (i = 0; i < 3 && many[i] != 0; i++) {
            len += posts_utf8_encode(many[i], text + len);
        }

        posts_buf_add(b, posts_str_from(text, len));

        return;
    }

    one = (to == POSTS_UTF8_UPPER) ? utf8proc_toupper(one)
                                   : utf8proc_totitle(one);

    len = posts_utf8_encode((uint32_t) one, text);
    posts_buf_add(b, posts_str_from(text, len));
}


/*
 * utf8proc's own loop over a whole text takes quadratic time to put many
 * marks in order, so it is given characters one by one, and what is left to
 * it is to compose them.
 */

void
posts_utf8_nfkc(posts_buf_t *b, posts_str_t s)
{
    int                  bound;
    size_t               i, n, pos, room;
    u_char               text[4];
    utf8proc_ssize_t     rc;
    utf8proc_int32_t    *c;
    utf8proc_option_t    options;

    options = UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT;
    bound = 0;
    room = 0;

    for (pos = 0; pos < s.len; /* void */ ) {
        rc = utf8proc_decompose_char((utf8proc_int32_t)
                                         posts_utf8_next(s, &pos),
                                     NULL, 0, options, &bound);
        room += (rc > 0) ? (size_t) rc : 0;
    }

    /* its second half is to sort in */

    c = (room > (size_t) -1 / 8) ? NULL : posts_arena_alloc(b->arena, room * 8);

    if (c == NULL) {
        b->rc = POSTS_LIMIT;
        return;
    }

    n = 0;

    for (pos = 0; pos < s.len && n < room; /* void */ ) {
        rc = utf8proc_decompose_char((utf8proc_int32_t)
                                         posts_utf8_next(s, &pos),
                                     c + n, (utf8proc_ssize_t) (room - n),
                                     options, &bound);
        n += (rc > 0) ? (size_t) rc : 0;
    }

    posts_utf8_order(c, c + room, n);

    rc = utf8proc_normalize_utf32(c, (utf8proc_ssize_t) n, options);

    if (posts_buf_reserve(b, s.len) != POSTS_OK) {
        return;
    }

    for (i = 0; rc > 0 && i < (size_t) rc; i++) {
        n = posts_utf8_encode((uint32_t) c[i], text);
        posts_buf_add(b, posts_str_from(text, n));
    }
}


/*
 * Puts each run of marks in the order of their combining classes, those of
 * one class as they are: by counting, since there are 256 classes at most.
 */

static void
posts_utf8_order(utf8proc_int32_t *c, utf8proc_int32_t *spare, size_t n)
{
    int     ordered;
    size_t  at[257], from, i, to;

    for (from = 0; from < n; from = to) {
        to = from + 1;

        if (posts_utf8_combining(c[from]) == 0) {
            continue;
        }

        ordered = 1;

        for ( /* void */ ; to < n; to++) {

            if (posts_utf8_combining(c[to]) == 0) {
                break;
            }

            ordered &= (posts_utf8_combining(c[to - 1])
                        <= posts_utf8_combining(c[to]));
        }

        if (ordered) {
            continue;
        }

        memset(at, 0, sizeof(at));

        for (i = from; i < to; i++) {
            at[posts_utf8_combining(c[i]) + 1]++;
        }

        for (i = 1; i < 257; i++) {
            at[i] += at[i - 1];
        }

        for (i = from; i < to; i++) {
            spare[at[posts_utf8_combining(c[i])]++] = c[i];
        }

        memcpy(c + from, spare, (to - from) * sizeof(utf8proc_int32_t));
    }
}


static unsigned
posts_utf8_combining(utf8proc_int32_t c)
{
    return (c < 0x300) ? 0
                       : (unsigned) utf8proc_get_property(c)->combining_class
                         & 0xff;
}
