
/*
 * Copyright (C) the authors of this project
 */


#include <utf8proc.h>

#include "posts_float.h"
#include "posts_inspect.h"
#include "posts_utf8.h"


#define POSTS_INSPECT_JULIAN_DAY  2440588    /* of 1970-01-01 */
#define POSTS_INSPECT_DAY         86400


static void posts_inspect_nil(posts_buf_t *b, posts_value_t v, size_t depth);
static void posts_inspect_bool(posts_buf_t *b, posts_value_t v, size_t depth);
static void posts_inspect_int(posts_buf_t *b, posts_value_t v, size_t depth);
static void posts_inspect_float(posts_buf_t *b, posts_value_t v,
    size_t depth);
static void posts_inspect_str(posts_buf_t *b, posts_value_t v, size_t depth);
static void posts_inspect_time(posts_buf_t *b, posts_value_t v, size_t depth);
static void posts_inspect_date(posts_buf_t *b, posts_value_t v, size_t depth);
static void posts_inspect_array(posts_buf_t *b, posts_value_t v,
    size_t depth);
static void posts_inspect_map(posts_buf_t *b, posts_value_t v, size_t depth);
static void posts_inspect_object(posts_buf_t *b, posts_value_t v,
    size_t depth);
static int posts_inspect_printable(uint32_t c);


typedef void (*posts_inspect_pt)(posts_buf_t *b, posts_value_t v,
    size_t depth);


static const posts_inspect_pt  posts_inspect_types[] = {
    [POSTS_NIL] = posts_inspect_nil,
    [POSTS_BOOL] = posts_inspect_bool,
    [POSTS_INT] = posts_inspect_int,
    [POSTS_FLOAT] = posts_inspect_float,
    [POSTS_STRING] = posts_inspect_str,
    [POSTS_TIME] = posts_inspect_time,
    [POSTS_DATE] = posts_inspect_date,
    [POSTS_ARRAY] = posts_inspect_array,
    [POSTS_MAP] = posts_inspect_map,
    [POSTS_OBJECT] = posts_inspect_object
};


/* What a string's inspect writes with a backslash and one letter. */

static const u_char  posts_inspect_escapes[128] = {
    ['\a'] = 'a', ['\b'] = 'b', ['\t'] = 't', ['\n'] = 'n', ['\v'] = 'v',
    ['\f'] = 'f', ['\r'] = 'r', [0x1b] = 'e', ['"'] = '"', ['\\'] = '\\'
};


void
posts_inspect_value(posts_buf_t *b, posts_value_t v, size_t depth)
{
    if (b->rc == POSTS_OK && v.type <= POSTS_OBJECT) {
        posts_inspect_types[v.type](b, v, depth);
    }
}


static void
posts_inspect_nil(posts_buf_t *b, posts_value_t v, size_t depth)
{
    (void) v;
    (void) depth;

    posts_buf_lit(b, "nil");
}


static void
posts_inspect_bool(posts_buf_t *b, posts_value_t v, size_t depth)
{
    (void) depth;

    posts_buf_add(b, v.u.integer ? posts_str("true") : posts_str("false"));
}


static void
posts_inspect_int(posts_buf_t *b, posts_value_t v, size_t depth)
{
    (void) depth;

    posts_buf_int(b, v.u.integer);
}


static void
posts_inspect_float(posts_buf_t *b, posts_value_t v, size_t depth)
{
    (void) depth;

    posts_float_write(b, v.u.number);
}


static void
posts_inspect_str(posts_buf_t *b, posts_value_t v, size_t depth)
{
    (void) depth;

    posts_inspect_string(b, posts_value_string(v));
}


/* Unlike to_s, Time#inspect shows the fraction of a second. */

static void
posts_inspect_time(posts_buf_t *b, posts_value_t v, size_t depth)
{
    u_char        digits[9];
    size_t        n;
    uint32_t      nsec;
    posts_time_t  t;

    (void) depth;

    t = posts_value_moment(v);

    posts_time_format(b, t, NULL, posts_str("%Y-%m-%d %H:%M:%S"));

    if (t.nsec != 0) {
        nsec = t.nsec;

        for (n = sizeof(digits); n > 0; n--) {
            digits[n - 1] = (u_char) ('0' + nsec % 10);
            nsec /= 10;
        }

        for (n = sizeof(digits); digits[n - 1] == '0'; n--) { /* void */ }

        posts_buf_addc(b, '.');
        posts_buf_add(b, posts_str_from(digits, n));
    }

    posts_time_format(b, t, NULL, posts_str(" %z"));
}


static void
posts_inspect_date(posts_buf_t *b, posts_value_t v, size_t depth)
{
    int64_t  day;

    (void) depth;

    day = v.u.integer / POSTS_INSPECT_DAY;

    if (v.u.integer % POSTS_INSPECT_DAY < 0) {
        day--;
    }

    posts_buf_lit(b, "#<Date: ");
    posts_time_format(b, posts_value_moment(v), NULL, posts_str("%Y-%m-%d"));
    posts_buf_lit(b, " ((");
    posts_buf_int(b, day + POSTS_INSPECT_JULIAN_DAY);
    posts_buf_lit(b, "j,0s,0n),+0s,2299161j)>");
}


static void
posts_inspect_array(posts_buf_t *b, posts_value_t v, size_t depth)
{
    size_t  i, n;

    if (depth == 0) {
        b->rc = POSTS_LIMIT;
        return;
    }

    n = posts_value_len(v);

    posts_buf_addc(b, '[');

    for (i = 0; i < n && b->rc == POSTS_OK; i++) {

        if (i != 0) {
            posts_buf_lit(b, ", ");
        }

        posts_inspect_value(b, posts_value_at(v, i), depth - 1);
    }

    posts_buf_addc(b, ']');
}


static void
posts_inspect_map(posts_buf_t *b, posts_value_t v, size_t depth)
{
    size_t         i;
    posts_str_t    key;
    posts_value_t  value;

    if (depth == 0) {
        b->rc = POSTS_LIMIT;
        return;
    }

    posts_buf_addc(b, '{');

    for (i = 0;
         b->rc == POSTS_OK && posts_value_pair(v, i, &key, &value);
         i++)
    {
        if (i != 0) {
            posts_buf_lit(b, ", ");
        }

        posts_inspect_string(b, key);
        posts_buf_lit(b, "=>");
        posts_inspect_value(b, value, depth - 1);
    }

    posts_buf_addc(b, '}');
}


static void
posts_inspect_object(posts_buf_t *b, posts_value_t v, size_t depth)
{
    if (v.u.object->class->to_s != NULL) {
        v.u.object->class->to_s(v.u.object, b);

    } else if (v.len == POSTS_OBJECT_ARRAY) {
        posts_inspect_array(b, v, depth);

    } else if (v.len == POSTS_OBJECT_MAP) {
        posts_inspect_map(b, v, depth);

    } else {
        posts_buf_add(b, v.u.object->class->name);
    }
}


void
posts_inspect_string(posts_buf_t *b, posts_str_t s)
{
    u_char    next;
    size_t    pos, begin, done, i;
    uint32_t  c;

    posts_buf_addc(b, '"');

    done = 0;
    pos = 0;

    while (pos < s.len && b->rc == POSTS_OK) {
        begin = pos;
        c = posts_utf8_next(s, &pos);

        /* U+FFFD itself takes three bytes */

        if (c == POSTS_UTF8_BAD && pos - begin < 3) {
            posts_buf_add(b, posts_str_slice(s, done, begin));

            for (i = begin; i < pos; i++) {
                posts_buf_fmt(b, "\\x%02X", s.data[i]);
            }

            done = pos;
            continue;
        }

        next = (pos < s.len) ? s.data[pos] : '\0';

        if (c == '#') {
            if (next == '{' || next == '$' || next == '@') {
                posts_buf_add(b, posts_str_slice(s, done, begin));
                posts_buf_lit(b, "\\#");
                done = pos;
            }

            continue;
        }

        if (c < 128 && posts_inspect_escapes[c] != 0) {
            posts_buf_add(b, posts_str_slice(s, done, begin));
            posts_buf_addc(b, '\\');
            posts_buf_addc(b, posts_inspect_escapes[c]);
            done = pos;
            continue;
        }

        if (!posts_inspect_printable(c)) {
            posts_buf_add(b, posts_str_slice(s, done, begin));
            posts_buf_fmt(b, c > 0xffff ? "\\u{%X}" : "\\u%04X", c);
            done = pos;
        }
    }

    posts_buf_add(b, posts_str_slice(s, done, s.len));
    posts_buf_addc(b, '"');
}


/* Ruby's "print" class: it counts U+0085 as a space. */

static int
posts_inspect_printable(uint32_t c)
{
    if (c < 0x80) {
        return c >= 0x20 && c != 0x7f;
    }

    switch (utf8proc_category((utf8proc_int32_t) c)) {

    case UTF8PROC_CATEGORY_CC:
        return c == 0x85;

    case UTF8PROC_CATEGORY_CN:
    case UTF8PROC_CATEGORY_CS:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
        return 0;

    default:
        return 1;
    }
}
