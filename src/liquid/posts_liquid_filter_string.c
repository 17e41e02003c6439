
/*
 * Copyright (C) the authors of this project
 *
 * Filters that make text of text.  Whatever the input is, it is taken as
 * Ruby's to_s writes it.  A result that is the input, or a part of it, is
 * not copied; any other one is made in one go, at its full size where that
 * is known.
 *
 * Lengths and places are characters.  What is found by its bytes (a pattern,
 * white space) needs no look at characters: in UTF-8 no character's bytes
 * are within another's.
 */


#include "posts_liquid_filter.h"
#include "posts_liquid_growing.h"
#include "posts_search.h"
#include "posts_swar.h"
#include "posts_utf8.h"


typedef void (*posts_liquid_case_pt)(posts_buf_t *b, posts_str_t s);


static posts_rc_t posts_liquid_append(posts_liquid_context_t *lc,
    posts_value_t *v, const posts_liquid_args_t *args);
static posts_rc_t posts_liquid_prepend(posts_liquid_context_t *lc,
    posts_value_t *v, const posts_liquid_args_t *args);
static posts_rc_t posts_liquid_capitalize(posts_liquid_context_t *lc,
    posts_value_t *v, const posts_liquid_args_t *args);
static posts_rc_t posts_liquid_downcase(posts_liquid_context_t *lc,
    posts_value_t *v, const posts_liquid_args_t *args);
static posts_rc_t posts_liquid_upcase(posts_liquid_context_t *lc,
    posts_value_t *v, const posts_liquid_args_t *args);
static posts_rc_t posts_liquid_case(posts_liquid_context_t *lc,
    posts_value_t *v, posts_liquid_case_pt map, u_char first);
static posts_rc_t posts_liquid_slice(posts_liquid_context_t *lc,
    posts_value_t *v, const posts_liquid_args_t *args);
static posts_rc_t posts_liquid_split(posts_liquid_context_t *lc,
    posts_value_t *v, const posts_liquid_args_t *args);
static posts_rc_t posts_liquid_strip(posts_liquid_context_t *lc,
    posts_value_t *v, const posts_liquid_args_t *args);
static posts_rc_t posts_liquid_lstrip(posts_liquid_context_t *lc,
    posts_value_t *v, const posts_liquid_args_t *args);
static posts_rc_t posts_liquid_rstrip(posts_liquid_context_t *lc,
    posts_value_t *v, const posts_liquid_args_t *args);
static posts_rc_t posts_liquid_strip_newlines(posts_liquid_context_t *lc,
    posts_value_t *v, const posts_liquid_args_t *args);
static posts_rc_t posts_liquid_newline_to_br(posts_liquid_context_t *lc,
    posts_value_t *v, const posts_liquid_args_t *args);
static posts_rc_t posts_liquid_normalize_whitespace(
    posts_liquid_context_t *lc, posts_value_t *v,
    const posts_liquid_args_t *args);
static posts_rc_t posts_liquid_squish(posts_liquid_context_t *lc,
    posts_value_t *v, const posts_liquid_args_t *args);
static posts_rc_t posts_liquid_truncate(posts_liquid_context_t *lc,
    posts_value_t *v, const posts_liquid_args_t *args);

static posts_rc_t posts_liquid_lines(posts_liquid_context_t *lc,
    posts_value_t *v, posts_str_t end);
static posts_rc_t posts_liquid_slice_array(posts_liquid_context_t *lc,
    posts_value_t *v, int64_t offset, int64_t length);
static int posts_liquid_slice_bounds(int64_t *offset, int64_t *length,
    size_t size);
static size_t posts_liquid_skip(posts_str_t s, size_t pos, size_t n);
static posts_rc_t posts_liquid_split_characters(posts_array_t *array,
    posts_str_t text);
static posts_rc_t posts_liquid_split_at(posts_array_t *array,
    posts_str_t text, u_char c);
static posts_rc_t posts_liquid_split_pattern(posts_array_t *array,
    posts_str_t text, posts_str_t pattern);
static inline posts_rc_t posts_liquid_push(posts_array_t *array,
    posts_str_t s, size_t from, size_t to);
static posts_rc_t posts_liquid_strip_sides(posts_liquid_context_t *lc,
    posts_value_t *v, int left, int right);
static posts_str_t posts_liquid_stripped(posts_str_t s, int left, int right);


const posts_liquid_filter_t  posts_liquid_string_filters[] = {

    { posts_string("append"), posts_liquid_append, 1, 1, 0 },
    { posts_string("prepend"), posts_liquid_prepend, 1, 1, 0 },
    { posts_string("capitalize"), posts_liquid_capitalize, 0, 0, 0 },
    { posts_string("downcase"), posts_liquid_downcase, 0, 0, 0 },
    { posts_string("upcase"), posts_liquid_upcase, 0, 0, 0 },
    { posts_string("slice"), posts_liquid_slice, 1, 2, 0 },
    { posts_string("split"), posts_liquid_split, 1, 1, 0 },
    { posts_string("strip"), posts_liquid_strip, 0, 0, 0 },
    { posts_string("lstrip"), posts_liquid_lstrip, 0, 0, 0 },
    { posts_string("rstrip"), posts_liquid_rstrip, 0, 0, 0 },
    { posts_string("strip_newlines"), posts_liquid_strip_newlines, 0, 0, 0 },
    { posts_string("newline_to_br"), posts_liquid_newline_to_br, 0, 0, 0 },
    { posts_string("normalize_whitespace"), posts_liquid_normalize_whitespace,
      0, 0, 0 },
    { posts_string("squish"), posts_liquid_squish, 0, 0, 0 },
    { posts_string("truncate"), posts_liquid_truncate, 0, 2, 0 },

    { posts_null_string, NULL, 0, 0, 0 }
};


static posts_rc_t
posts_liquid_append(posts_liquid_context_t *lc, posts_value_t *v,
    const posts_liquid_args_t *args)
{
    posts_rc_t   rc;
    posts_str_t  more, text;

    rc = posts_liquid_to_s(lc, *v, &text);
    if (rc != POSTS_OK) {
        return rc;
    }

    rc = posts_liquid_to_s(lc, posts_liquid_arg(args, 0), &more);
    if (rc != POSTS_OK) {
        return rc;
    }

    rc = posts_liquid_growing_join(lc, text, more, &text);
    if (rc != POSTS_OK) {
        return rc;
    }

    return posts_liquid_give(v, text);
}


static posts_rc_t
posts_liquid_prepend(posts_liquid_context_t *lc, posts_value_t *v,
    const posts_liquid_args_t *args)
{
    posts_rc_t   rc;
    posts_str_t  more, text;

    rc = posts_liquid_to_s(lc, *v, &text);
    if (rc != POSTS_OK) {
        return rc;
    }

    rc = posts_liquid_to_s(lc, posts_liquid_arg(args, 0), &more);
    if (rc != POSTS_OK) {
        return rc;
    }

    rc = posts_liquid_growing_join(lc, more, text, &text);
    if (rc != POSTS_OK) {
        return rc;
    }

    return posts_liquid_give(v, text);
}


static posts_rc_t
posts_liquid_capitalize(posts_liquid_context_t *lc, posts_value_t *v,
    const posts_liquid_args_t *args)
{
    (void) args;

    return posts_liquid_case(lc, v, posts_utf8_capitalize, 0);
}


static posts_rc_t
posts_liquid_downcase(posts_liquid_context_t *lc, posts_value_t *v,
    const posts_liquid_args_t *args)
{
    (void) args;

    return posts_liquid_case(lc, v, posts_utf8_downcase, 'A');
}


static posts_rc_t
posts_liquid_upcase(posts_liquid_context_t *lc, posts_value_t *v,
    const posts_liquid_args_t *args)
{
    (void) args;

    return posts_liquid_case(lc, v, posts_utf8_upcase, 'a');
}


/*
 * "first": of the 26 letters that change; a text of ASCII without any of
 * them is the result already.  0: it is not known which do.
 */

static posts_rc_t
posts_liquid_case(posts_liquid_context_t *lc, posts_value_t *v,
    posts_liquid_case_pt map, u_char first)
{
    size_t       i;
    posts_rc_t   rc;
    posts_buf_t  b;
    posts_str_t  text;

    rc = posts_liquid_to_s(lc, *v, &text);
    if (rc != POSTS_OK) {
        return rc;
    }

    i = 0;

    if (first != 0) {
        while (i < text.len && text.data[i] < 0x80
               && (u_char) (text.data[i] - first) >= 26)
        {
            i++;
        }
    }

    if (i == text.len) {
        return posts_liquid_give(v, text);
    }

    posts_buf_init(&b, lc->arena, 0);

    if (posts_buf_reserve(&b, text.len) == POSTS_OK) {
        map(&b, text);
    }

    return posts_liquid_give_buf(lc, v, &b);
}


static posts_rc_t
posts_liquid_slice(posts_liquid_context_t *lc, posts_value_t *v,
    const posts_liquid_args_t *args)
{
    size_t         count, from, to;
    int64_t        first, last, length, offset;
    posts_rc_t     rc;
    posts_str_t    text;
    posts_value_t  arg;

    rc = posts_liquid_to_integer(lc, posts_liquid_arg(args, 0), &offset);
    if (rc != POSTS_OK) {
        return rc;
    }

    length = 1;
    arg = posts_liquid_arg(args, 1);

    if (posts_value_true(arg)) {
        rc = posts_liquid_to_integer(lc, arg, &length);
        if (rc != POSTS_OK) {
            return rc;
        }
    }

    if (posts_value_is_array(*v) && !posts_liquid_is_range(*v, &first, &last))
    {
        return posts_liquid_slice_array(lc, v, offset, length);
    }

    rc = posts_liquid_to_s(lc, *v, &text);
    if (rc != POSTS_OK) {
        return rc;
    }

    /* all characters are counted only where it begins at the end */

    count = (offset < 0) ? posts_utf8_count(text) : text.len;

    if (!posts_liquid_slice_bounds(&offset, &length, count)) {
        return posts_liquid_give(v, posts_str(""));
    }

    from = posts_liquid_skip(text, 0, (size_t) offset);
    to = posts_liquid_skip(text, from, (size_t) length);

    return posts_liquid_give(v, posts_str_slice(text, from, to));
}


static posts_rc_t
posts_liquid_slice_array(posts_liquid_context_t *lc, posts_value_t *v,
    int64_t offset, int64_t length)
{
    size_t          i;
    posts_rc_t      rc;
    posts_array_t  *array;

    if (!posts_liquid_slice_bounds(&offset, &length, posts_value_len(*v))) {
        length = 0;
    }

    rc = posts_liquid_steps(lc, (size_t) length);
    if (rc != POSTS_OK) {
        return rc;
    }

    array = posts_array_create(lc->arena, (size_t) length);
    if (array == NULL) {
        return posts_liquid_memory(lc);
    }

    for (i = 0; i < (size_t) length; i++) {
        if (posts_array_push(array, posts_value_at(*v, (size_t) offset + i))
            != POSTS_OK)
        {
            return posts_liquid_memory(lc);
        }
    }

    *v = posts_value_array(array);

    return POSTS_OK;
}


/* Makes of Ruby's (offset, length) a part of 0..size; 0: it is outside. */

static int
posts_liquid_slice_bounds(int64_t *offset, int64_t *length, size_t size)
{
    if (*offset < 0) {
        *offset += (int64_t) size;
    }

    if (*offset < 0 || *offset > (int64_t) size || *length < 0) {
        return 0;
    }

    if (*length > (int64_t) size - *offset) {
        *length = (int64_t) size - *offset;
    }

    return 1;
}


/*
 * Ruby's split: " " is any row of white space, "" parts the characters; the
 * empty pieces at the end are dropped.
 */

static posts_rc_t
posts_liquid_split(posts_liquid_context_t *lc, posts_value_t *v,
    const posts_liquid_args_t *args)
{
    size_t          n;
    posts_rc_t      rc;
    posts_str_t     pattern, text;
    posts_array_t  *array;

    rc = posts_liquid_to_s(lc, *v, &text);
    if (rc != POSTS_OK) {
        return rc;
    }

    rc = posts_liquid_to_s(lc, posts_liquid_arg(args, 0), &pattern);
    if (rc != POSTS_OK) {
        return rc;
    }

    /* as many as there can be, or about as many as there will be */

    n = (pattern.len == 0) ? posts_utf8_count(text) : text.len / 16 + 1;

    array = posts_array_create(lc->arena, 0);
    if (array == NULL) {
        return posts_liquid_memory(lc);
    }

    if (n > (size_t) -1 / sizeof(posts_value_t)) {
        return posts_liquid_memory(lc);
    }

    array->items = posts_arena_alloc(lc->arena, n * sizeof(posts_value_t));
    if (array->items == NULL) {
        return posts_liquid_memory(lc);
    }

    array->size = n;

    if (pattern.len == 0) {
        rc = posts_liquid_split_characters(array, text);

    } else if (pattern.len == 1) {
        rc = posts_liquid_split_at(array, text, pattern.data[0]);

    } else {
        rc = posts_liquid_split_pattern(array, text, pattern);
    }

    if (rc != POSTS_OK) {
        return posts_liquid_memory(lc);
    }

    while (array->n > 0 && array->items[array->n - 1].len == 0) {
        array->n--;
    }

    rc = posts_liquid_steps(lc, array->n);
    if (rc != POSTS_OK) {
        return rc;
    }

    *v = posts_value_array(array);

    return POSTS_OK;
}


static posts_rc_t
posts_liquid_split_characters(posts_array_t *array, posts_str_t text)
{
    size_t      i, n;
    posts_rc_t  rc;

    rc = POSTS_OK;

    for (i = 0; i < text.len && rc == POSTS_OK; i += n) {
        n = posts_utf8_width(text, i);
        rc = posts_liquid_push(array, text, i, i + n);
    }

    return rc;
}


/* At each such byte; at a space: at white space, with no empty pieces. */

static posts_rc_t
posts_liquid_split_at(posts_array_t *array, posts_str_t text, u_char c)
{
    size_t      at, from, i;
    uint64_t    mask, w;
    posts_rc_t  rc;

    rc = POSTS_OK;
    from = 0;

    for (i = 0; text.len - i >= POSTS_SWAR && rc == POSTS_OK;
         i += POSTS_SWAR)
    {
        w = posts_swar_load(text.data + i);
        mask = (c == ' ') ? posts_swar_space(w) : posts_swar_is(w, c);

        for ( /* void */ ; mask != 0 && rc == POSTS_OK; mask &= mask - 1) {
            at = i + posts_swar_first(mask);

            if (at > from || c != ' ') {
                rc = posts_liquid_push(array, text, from, at);
            }

            from = at + 1;
        }
    }

    for ( /* void */ ; i < text.len && rc == POSTS_OK; i++) {

        if ((c == ' ') ? !posts_space(text.data[i]) : text.data[i] != c) {
            continue;
        }

        if (i > from || c != ' ') {
            rc = posts_liquid_push(array, text, from, i);
        }

        from = i + 1;
    }

    if (from < text.len && rc == POSTS_OK) {
        rc = posts_liquid_push(array, text, from, text.len);
    }

    return rc;
}


static posts_rc_t
posts_liquid_split_pattern(posts_array_t *array, posts_str_t text,
    posts_str_t pattern)
{
    size_t      from;
    ssize_t     at;
    posts_rc_t  rc;

    rc = POSTS_OK;

    for (from = 0; from < text.len && rc == POSTS_OK;
         from = (size_t) at + pattern.len)
    {
        at = posts_search(text, from, pattern);

        if (at < 0) {
            return posts_liquid_push(array, text, from, text.len);
        }

        rc = posts_liquid_push(array, text, from, (size_t) at);
    }

    return rc;
}


static inline posts_rc_t
posts_liquid_push(posts_array_t *array, posts_str_t s, size_t from, size_t to)
{
    posts_value_t  v;

    v = posts_value_str(posts_str_from(s.data + from, to - from));

    if (array->n < array->size) {
        array->items[array->n++] = v;
        return POSTS_OK;
    }

    return posts_array_push(array, v);
}


static posts_rc_t
posts_liquid_strip(posts_liquid_context_t *lc, posts_value_t *v,
    const posts_liquid_args_t *args)
{
    (void) args;

    return posts_liquid_strip_sides(lc, v, 1, 1);
}


static posts_rc_t
posts_liquid_lstrip(posts_liquid_context_t *lc, posts_value_t *v,
    const posts_liquid_args_t *args)
{
    (void) args;

    return posts_liquid_strip_sides(lc, v, 1, 0);
}


static posts_rc_t
posts_liquid_rstrip(posts_liquid_context_t *lc, posts_value_t *v,
    const posts_liquid_args_t *args)
{
    (void) args;

    return posts_liquid_strip_sides(lc, v, 0, 1);
}


static posts_rc_t
posts_liquid_strip_sides(posts_liquid_context_t *lc, posts_value_t *v,
    int left, int right)
{
    posts_rc_t   rc;
    posts_str_t  text;

    rc = posts_liquid_to_s(lc, *v, &text);
    if (rc != POSTS_OK) {
        return rc;
    }

    return posts_liquid_give(v, posts_liquid_stripped(text, left, right));
}


/* Ruby's strip takes the byte 0 for white space. */

static posts_str_t
posts_liquid_stripped(posts_str_t s, int left, int right)
{
    size_t  from, to;

    from = 0;
    to = s.len;

    while (left && from < to
           && (posts_space(s.data[from]) || s.data[from] == '\0'))
    {
        from++;
    }

    while (right && to > from
           && (posts_space(s.data[to - 1]) || s.data[to - 1] == '\0'))
    {
        to--;
    }

    return posts_str_slice(s, from, to);
}


static posts_rc_t
posts_liquid_strip_newlines(posts_liquid_context_t *lc, posts_value_t *v,
    const posts_liquid_args_t *args)
{
    (void) args;

    return posts_liquid_lines(lc, v, posts_str(""));
}


static posts_rc_t
posts_liquid_newline_to_br(posts_liquid_context_t *lc, posts_value_t *v,
    const posts_liquid_args_t *args)
{
    (void) args;

    return posts_liquid_lines(lc, v, posts_str("<br />\n"));
}


/* Puts "end" where a line ends, with \n or \r\n. */

static posts_rc_t
posts_liquid_lines(posts_liquid_context_t *lc, posts_value_t *v,
    posts_str_t end)
{
    size_t       from;
    ssize_t      at;
    posts_rc_t   rc;
    posts_buf_t  b;
    posts_str_t  text;

    rc = posts_liquid_to_s(lc, *v, &text);
    if (rc != POSTS_OK) {
        return rc;
    }

    at = posts_str_chr(text, '\n');

    if (at < 0) {
        return posts_liquid_give(v, text);
    }

    posts_buf_init(&b, lc->arena, 0);
    (void) posts_buf_reserve(&b, text.len + end.len);

    for (from = 0; at >= 0; from = (size_t) at + 1) {
        at = posts_search(text, from, posts_str("\n"));

        if (at < 0) {
            break;
        }

        if ((size_t) at > from && text.data[at - 1] == '\r') {
            posts_buf_add(&b, posts_str_slice(text, from, (size_t) at - 1));

        } else {
            posts_buf_add(&b, posts_str_slice(text, from, (size_t) at));
        }

        posts_buf_add(&b, end);
    }

    posts_buf_add(&b, posts_str_slice(text, from, text.len));

    return posts_liquid_give_buf(lc, v, &b);
}


/* A space for each row of white space, none at the ends. */

static posts_rc_t
posts_liquid_normalize_whitespace(posts_liquid_context_t *lc,
    posts_value_t *v, const posts_liquid_args_t *args)
{
    u_char       *p, *dst;
    size_t        from, i;
    posts_rc_t    rc;
    posts_str_t   text;

    (void) args;

    rc = posts_liquid_to_s(lc, *v, &text);
    if (rc != POSTS_OK) {
        return rc;
    }

    text = posts_liquid_stripped(text, 1, 1);

    /* there is always a character behind white space: the last one is none */

    for (i = 0; i < text.len; i++) {
        if (posts_space(text.data[i])
            && (text.data[i] != ' ' || posts_space(text.data[i + 1])))
        {
            break;
        }
    }

    if (i == text.len) {
        return posts_liquid_give(v, text);
    }

    dst = posts_arena_alloc(lc->arena, text.len);
    if (dst == NULL) {
        return posts_liquid_memory(lc);
    }

    memcpy(dst, text.data, i);
    p = dst + i;

    while (i < text.len) {
        *p++ = ' ';

        while (posts_space(text.data[i])) {
            i++;
        }

        from = i;

        while (i < text.len && !posts_space(text.data[i])) {
            i++;
        }

        memcpy(p, text.data + from, i - from);
        p += i - from;
    }

    return posts_liquid_give(v, posts_str_from(dst, (size_t) (p - dst)));
}


static posts_rc_t
posts_liquid_squish(posts_liquid_context_t *lc, posts_value_t *v,
    const posts_liquid_args_t *args)
{
    if (v->type == POSTS_NIL) {
        return POSTS_OK;
    }

    return posts_liquid_normalize_whitespace(lc, v, args);
}


static posts_rc_t
posts_liquid_truncate(posts_liquid_context_t *lc, posts_value_t *v,
    const posts_liquid_args_t *args)
{
    size_t       count, end, keep;
    int64_t      length;
    posts_rc_t   rc;
    posts_str_t  more, text;

    if (v->type == POSTS_NIL) {
        return POSTS_OK;
    }

    rc = posts_liquid_to_s(lc, *v, &text);
    if (rc != POSTS_OK) {
        return rc;
    }

    length = 50;
    more = posts_str("...");

    if (args->n > 0) {
        rc = posts_liquid_to_integer(lc, args->v[0], &length);
        if (rc != POSTS_OK) {
            return rc;
        }
    }

    if (args->n > 1) {
        rc = posts_liquid_to_s(lc, args->v[1], &more);
        if (rc != POSTS_OK) {
            return rc;
        }
    }

    /* no character is shorter than a byte */

    if (length >= (int64_t) text.len) {
        return posts_liquid_give(v, text);
    }

    count = posts_utf8_count(more);
    keep = (length > (int64_t) count) ? (size_t) length - count : 0;
    end = posts_liquid_skip(text, 0, keep);

    if (length >= 0
        && posts_liquid_skip(text, end, (size_t) length - keep) == text.len)
    {
        return posts_liquid_give(v, text);
    }

    text = posts_str_slice(text, 0, end);

    rc = posts_liquid_growing_join(lc, text, more, &text);
    if (rc != POSTS_OK) {
        return rc;
    }

    return posts_liquid_give(v, text);
}


/* Behind n characters from "pos" on, or the end. */

static size_t
posts_liquid_skip(posts_str_t s, size_t pos, size_t n)
{
    while (n > 0 && pos < s.len) {
        pos += posts_utf8_width(s, pos);
        n--;
    }

    return pos;
}
