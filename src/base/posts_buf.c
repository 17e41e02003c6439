
/*
 * Copyright (C) the authors of this project
 */


#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "posts_buf.h"


#define POSTS_BUF_MIN  256


static posts_rc_t posts_buf_grow(posts_buf_t *b, size_t n);


/* What HTML wants written otherwise; all other bytes stay. */

static const posts_str_t  posts_buf_entities[256] = {
    ['&'] = posts_string("&amp;"),
    ['<'] = posts_string("&lt;"),
    ['>'] = posts_string("&gt;"),
    ['"'] = posts_string("&quot;"),
    ['\''] = posts_string("&#39;")
};


/* RFC 3986: unreserved, sub-delims, ":" and "@", and the "/" between. */

static const u_char  posts_buf_pchar[256] = {
    ['a' ... 'z'] = 1, ['A' ... 'Z'] = 1, ['0' ... '9'] = 1,
    ['-'] = 1, ['.'] = 1, ['_'] = 1, ['~'] = 1,
    ['!'] = 1, ['$'] = 1, ['&'] = 1, ['\''] = 1, ['('] = 1, [')'] = 1,
    ['*'] = 1, ['+'] = 1, [','] = 1, [';'] = 1, ['='] = 1,
    [':'] = 1, ['@'] = 1, ['/'] = 1
};


void
posts_buf_init(posts_buf_t *b, posts_arena_t *arena, size_t limit)
{
    b->data = NULL;
    b->len = 0;
    b->size = 0;
    b->limit = (limit == 0) ? (size_t) -1 : limit;
    b->rc = POSTS_OK;
    b->arena = arena;
}


posts_rc_t
posts_buf_reserve(posts_buf_t *b, size_t n)
{
    if (b->rc != POSTS_OK) {
        return b->rc;
    }

    if (n > b->limit - b->len) {
        b->rc = POSTS_LIMIT;
        return b->rc;
    }

    return posts_buf_grow(b, n);
}


void
posts_buf_add_slowly(posts_buf_t *b, posts_str_t s)
{
    if (s.len == 0 || posts_buf_reserve(b, s.len) != POSTS_OK) {
        return;
    }

    memcpy(b->data + b->len, s.data, s.len);
    b->len += s.len;
}


void
posts_buf_addc(posts_buf_t *b, u_char c)
{
    posts_buf_add(b, posts_str_from(&c, 1));
}


void
posts_buf_int(posts_buf_t *b, int64_t n)
{
    u_char    *p, text[20];
    uint64_t   u;

    p = text + sizeof(text);
    u = (n < 0) ? 0 - (uint64_t) n : (uint64_t) n;

    do {
        *--p = (u_char) ('0' + u % 10);
        u /= 10;
    } while (u != 0);

    if (n < 0) {
        *--p = '-';
    }

    posts_buf_add(b, posts_str_from(p, (size_t) (text + sizeof(text) - p)));
}


void
posts_buf_fmt(posts_buf_t *b, const char *fmt, ...)
{
    int      n;
    size_t   room;
    va_list  args;

    if (b->rc != POSTS_OK || posts_buf_grow(b, 1) != POSTS_OK) {
        return;
    }

    room = b->size - b->len;

    va_start(args, fmt);
    n = vsnprintf((char *) b->data + b->len, room, fmt, args);
    va_end(args);

    if (n < 0 || (size_t) n > b->limit - b->len) {
        b->rc = POSTS_LIMIT;
        return;
    }

    if ((size_t) n >= room) {

        /* vsnprintf() wants a byte more for its zero */

        if (posts_buf_grow(b, (size_t) n + 1) != POSTS_OK) {
            return;
        }

        va_start(args, fmt);
        (void) vsnprintf((char *) b->data + b->len, (size_t) n + 1, fmt,
                         args);
        va_end(args);
    }

    b->len += (size_t) n;
}


void
posts_buf_html(posts_buf_t *b, posts_str_t s)
{
    u_char       *p;
    size_t        i, n;
    posts_str_t   entity;

    /* exactly as much room as it takes, then no more questions */

    n = s.len;

    for (i = 0; i < s.len; i++) {
        entity = posts_buf_entities[s.data[i]];
        n += entity.len - (entity.len != 0);
    }

    if (n == s.len) {
        posts_buf_add(b, s);
        return;
    }

    if (posts_buf_reserve(b, n) != POSTS_OK) {
        return;
    }

    p = b->data + b->len;

    for (i = 0; i < s.len; i++) {
        entity = posts_buf_entities[s.data[i]];

        if (entity.len == 0) {
            *p++ = s.data[i];
            continue;
        }

        memcpy(p, entity.data, entity.len);
        p += entity.len;
    }

    b->len += n;
}


void
posts_buf_path(posts_buf_t *b, posts_str_t s)
{
    u_char  *p;
    size_t   i, n;

    static const u_char  hex[] = "0123456789ABCDEF";

    n = s.len;

    for (i = 0; i < s.len; i++) {
        n += posts_buf_pchar[s.data[i]] ? 0 : 2;
    }

    if (n == s.len) {
        posts_buf_add(b, s);
        return;
    }

    if (posts_buf_reserve(b, n) != POSTS_OK) {
        return;
    }

    p = b->data + b->len;

    for (i = 0; i < s.len; i++) {

        if (posts_buf_pchar[s.data[i]]) {
            *p++ = s.data[i];
            continue;
        }

        *p++ = '%';
        *p++ = hex[s.data[i] >> 4];
        *p++ = hex[s.data[i] & 15];
    }

    b->len += n;
}


/* Room for n more bytes, of which the last may be behind the limit. */

static posts_rc_t
posts_buf_grow(posts_buf_t *b, size_t n)
{
    void    *p;
    size_t   size;

    if (n <= b->size - b->len) {
        return POSTS_OK;
    }

    if (n > (size_t) -1 - b->len) {
        b->rc = POSTS_LIMIT;
        return b->rc;
    }

    size = b->len + n;

    if (size < POSTS_BUF_MIN) {
        size = POSTS_BUF_MIN;
    }

    /* doubling keeps the cost of growing linear */

    if (b->size <= (size_t) -1 / 2 && size < b->size * 2) {
        size = b->size * 2;
    }

    p = posts_arena_realloc(b->arena, b->data, b->size, size);

    if (p == NULL && size > b->len + n) {

        /* near the arena's limit what is needed may still fit */

        size = b->len + n;
        p = posts_arena_realloc(b->arena, b->data, b->size, size);
    }

    if (p == NULL) {
        b->rc = POSTS_LIMIT;
        return b->rc;
    }

    b->data = p;
    b->size = size;

    return POSTS_OK;
}
