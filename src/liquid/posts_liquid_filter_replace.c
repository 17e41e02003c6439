
/*
 * Copyright (C) the authors of this project
 *
 * Filters that put something else, or nothing, for a part of a text.  To all
 * but the ones for the last part, a backslash in what is put there means
 * something, as in Ruby's gsub and sub.
 */


#include "posts_liquid_filter.h"
#include "posts_search.h"
#include "posts_utf8.h"


static posts_rc_t posts_liquid_replace(posts_liquid_context_t *lc,
    posts_value_t *v, const posts_liquid_args_t *args);
static posts_rc_t posts_liquid_replace_first(posts_liquid_context_t *lc,
    posts_value_t *v, const posts_liquid_args_t *args);
static posts_rc_t posts_liquid_replace_last(posts_liquid_context_t *lc,
    posts_value_t *v, const posts_liquid_args_t *args);
static posts_rc_t posts_liquid_remove(posts_liquid_context_t *lc,
    posts_value_t *v, const posts_liquid_args_t *args);
static posts_rc_t posts_liquid_remove_first(posts_liquid_context_t *lc,
    posts_value_t *v, const posts_liquid_args_t *args);
static posts_rc_t posts_liquid_remove_last(posts_liquid_context_t *lc,
    posts_value_t *v, const posts_liquid_args_t *args);
static posts_rc_t posts_liquid_substitute(posts_liquid_context_t *lc,
    posts_value_t *v, const posts_liquid_args_t *args, posts_value_t with,
    int all);
static posts_rc_t posts_liquid_substitute_last(posts_liquid_context_t *lc,
    posts_value_t *v, const posts_liquid_args_t *args, posts_value_t with);
static posts_rc_t posts_liquid_expand(posts_liquid_context_t *lc,
    posts_buf_t *b, posts_str_t with, posts_str_t text, size_t from,
    size_t to);
static posts_rc_t posts_liquid_rindex(posts_liquid_context_t *lc,
    posts_str_t text, posts_str_t pattern, ssize_t *at);


const posts_liquid_filter_t  posts_liquid_replace_filters[] = {

    { posts_string("replace"), posts_liquid_replace, 1, 2, 0 },
    { posts_string("replace_first"), posts_liquid_replace_first, 1, 2, 0 },
    { posts_string("replace_last"), posts_liquid_replace_last, 2, 2, 0 },
    { posts_string("remove"), posts_liquid_remove, 1, 1, 0 },
    { posts_string("remove_first"), posts_liquid_remove_first, 1, 1, 0 },
    { posts_string("remove_last"), posts_liquid_remove_last, 1, 1, 0 },

    { posts_null_string, NULL, 0, 0, 0 }
};


static posts_rc_t
posts_liquid_replace(posts_liquid_context_t *lc, posts_value_t *v,
    const posts_liquid_args_t *args)
{
    return posts_liquid_substitute(lc, v, args, posts_liquid_arg(args, 1), 1);
}


static posts_rc_t
posts_liquid_replace_first(posts_liquid_context_t *lc, posts_value_t *v,
    const posts_liquid_args_t *args)
{
    return posts_liquid_substitute(lc, v, args, posts_liquid_arg(args, 1), 0);
}


static posts_rc_t
posts_liquid_replace_last(posts_liquid_context_t *lc, posts_value_t *v,
    const posts_liquid_args_t *args)
{
    return posts_liquid_substitute_last(lc, v, args,
                                        posts_liquid_arg(args, 1));
}


static posts_rc_t
posts_liquid_remove(posts_liquid_context_t *lc, posts_value_t *v,
    const posts_liquid_args_t *args)
{
    return posts_liquid_substitute(lc, v, args, posts_value_nil(), 1);
}


static posts_rc_t
posts_liquid_remove_first(posts_liquid_context_t *lc, posts_value_t *v,
    const posts_liquid_args_t *args)
{
    return posts_liquid_substitute(lc, v, args, posts_value_nil(), 0);
}


static posts_rc_t
posts_liquid_remove_last(posts_liquid_context_t *lc, posts_value_t *v,
    const posts_liquid_args_t *args)
{
    return posts_liquid_substitute_last(lc, v, args, posts_value_nil());
}


/*
 * Ruby's gsub and sub with two strings.  The empty pattern is found before
 * each character and at the end.
 */

static posts_rc_t
posts_liquid_substitute(posts_liquid_context_t *lc, posts_value_t *v,
    const posts_liquid_args_t *args, posts_value_t with, int all)
{
    int          escapes;
    size_t       from, next;
    ssize_t      at;
    posts_rc_t   rc;
    posts_buf_t  b;
    posts_str_t  pattern, replacement, text;

    rc = posts_liquid_to_s(lc, *v, &text);
    if (rc != POSTS_OK) {
        return rc;
    }

    rc = posts_liquid_to_s(lc, posts_liquid_arg(args, 0), &pattern);
    if (rc != POSTS_OK) {
        return rc;
    }

    rc = posts_liquid_to_s(lc, with, &replacement);
    if (rc != POSTS_OK) {
        return rc;
    }

    at = posts_search(text, 0, pattern);

    if (at < 0 || pattern.len + replacement.len == 0) {
        return posts_liquid_give(v, text);
    }

    escapes = (posts_str_chr(replacement, '\\') >= 0);
    from = 0;

    posts_buf_init(&b, lc->arena, 0);

    if (replacement.len <= pattern.len) {
        (void) posts_buf_reserve(&b, text.len);
    }

    while (at >= 0 && b.rc == POSTS_OK) {
        posts_buf_add(&b, posts_str_slice(text, from, (size_t) at));

        from = (size_t) at + pattern.len;

        if (!escapes) {
            posts_buf_add(&b, replacement);

        } else {
            rc = posts_liquid_expand(lc, &b, replacement, text, (size_t) at,
                                     from);
            if (rc != POSTS_OK) {
                return rc;
            }
        }

        if (!all) {
            break;
        }

        if (pattern.len != 0) {
            at = posts_search(text, from, pattern);
            continue;
        }

        if (from == text.len) {
            break;
        }

        next = from + posts_utf8_width(text, from);
        posts_buf_add(&b, posts_str_slice(text, from, next));

        from = next;
        at = (ssize_t) next;
    }

    posts_buf_add(&b, posts_str_slice(text, from, text.len));

    return posts_liquid_give_buf(lc, v, &b);
}


/* Ruby's rindex, and the replacement as it is. */

static posts_rc_t
posts_liquid_substitute_last(posts_liquid_context_t *lc, posts_value_t *v,
    const posts_liquid_args_t *args, posts_value_t with)
{
    ssize_t      at;
    posts_rc_t   rc;
    posts_buf_t  b;
    posts_str_t  pattern, replacement, text;

    rc = posts_liquid_to_s(lc, *v, &text);
    if (rc != POSTS_OK) {
        return rc;
    }

    rc = posts_liquid_to_s(lc, posts_liquid_arg(args, 0), &pattern);
    if (rc != POSTS_OK) {
        return rc;
    }

    rc = posts_liquid_to_s(lc, with, &replacement);
    if (rc != POSTS_OK) {
        return rc;
    }

    rc = posts_liquid_rindex(lc, text, pattern, &at);
    if (rc != POSTS_OK) {
        return rc;
    }

    if (at < 0 || pattern.len + replacement.len == 0) {
        return posts_liquid_give(v, text);
    }

    if (replacement.len == 0 && (size_t) at + pattern.len == text.len) {
        return posts_liquid_give(v, posts_str_slice(text, 0, (size_t) at));
    }

    posts_buf_init(&b, lc->arena, 0);

    posts_buf_add(&b, posts_str_slice(text, 0, (size_t) at));
    posts_buf_add(&b, replacement);
    posts_buf_add(&b, posts_str_slice(text, (size_t) at + pattern.len,
                                      text.len));

    return posts_liquid_give_buf(lc, v, &b);
}


/*
 * Appends the replacement for text[from..to]: in Ruby a backslash means
 * something in it, even where the pattern is a plain string.
 */

static posts_rc_t
posts_liquid_expand(posts_liquid_context_t *lc, posts_buf_t *b,
    posts_str_t with, posts_str_t text, size_t from, size_t to)
{
    size_t  i, start;

    start = 0;

    for (i = 0; i + 1 < with.len; i++) {

        if (with.data[i] != '\\') {
            continue;
        }

        switch (with.data[i + 1]) {

        case '0':
        case '&':
            posts_buf_add(b, posts_str_slice(with, start, i));
            posts_buf_add(b, posts_str_slice(text, from, to));
            break;

        case '`':
            posts_buf_add(b, posts_str_slice(with, start, i));
            posts_buf_add(b, posts_str_slice(text, 0, from));
            break;

        case '\'':
            posts_buf_add(b, posts_str_slice(with, start, i));
            posts_buf_add(b, posts_str_slice(text, to, text.len));
            break;

        case '\\':
            posts_buf_add(b, posts_str_slice(with, start, i + 1));
            break;

        case '1': case '2': case '3': case '4': case '5':
        case '6': case '7': case '8': case '9': case '+':

            /* a plain string has no groups */

            posts_buf_add(b, posts_str_slice(with, start, i));
            break;

        case 'k':

            if (i + 2 < with.len && with.data[i + 2] == '<') {
                return posts_liquid_fail(lc, "internal");
            }

            i++;
            continue;

        default:
            i++;
            continue;
        }

        i++;
        start = i + 1;
    }

    posts_buf_add(b, posts_str_slice(with, start, with.len));

    return POSTS_OK;
}


/*
 * The last place of the pattern, or -1.  Comparing at each place is quick
 * for what people write and quadratic for "aaa..." in "aaaaaa...": when that
 * has cost more than it should, text and pattern are turned around, so that
 * the last place is the first one.
 */

static posts_rc_t
posts_liquid_rindex(posts_liquid_context_t *lc, posts_str_t text,
    posts_str_t pattern, ssize_t *at)
{
    size_t        cost, i;
    u_char       *p;
    posts_str_t   reversed;

    *at = -1;

    if (pattern.len > text.len) {
        return POSTS_OK;
    }

    cost = 0;

    for (i = text.len - pattern.len + 1; i > 0; i--) {

        if (pattern.len == 0
            || (text.data[i - 1] == pattern.data[0]
                && memcmp(text.data + i - 1, pattern.data, pattern.len) == 0))
        {
            *at = (ssize_t) i - 1;
            return POSTS_OK;
        }

        if (text.data[i - 1] != pattern.data[0]) {
            continue;
        }

        cost += pattern.len;

        if (cost / 16 > text.len) {
            break;
        }
    }

    if (i == 0) {
        return POSTS_OK;
    }

    p = posts_arena_alloc(lc->arena, text.len + pattern.len);
    if (p == NULL) {
        return posts_liquid_memory(lc);
    }

    for (i = 0; i < text.len; i++) {
        p[i] = text.data[text.len - 1 - i];
    }

    for (i = 0; i < pattern.len; i++) {
        p[text.len + i] = pattern.data[pattern.len - 1 - i];
    }

    reversed = posts_str_from(p, text.len);

    *at = posts_search(reversed, 0, posts_str_from(p + text.len, pattern.len));

    if (*at >= 0) {
        *at = (ssize_t) (text.len - pattern.len) - *at;
    }

    return POSTS_OK;
}
