
/*
 * Copyright (C) the authors of this project
 *
 * A string is a length and a pointer.  It is never terminated by a zero
 * byte, may hold any byte, and does not own what it points to: the bytes
 * live in an arena, in the index or in static storage, and whoever hands
 * out a string says for how long it is good.
 */


#ifndef _POSTS_STR_H_INCLUDED_
#define _POSTS_STR_H_INCLUDED_


#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/types.h>


/* The length comes first: a host that has such a type may copy one by one. */

typedef struct {
    size_t         len;
    const u_char  *data;
} posts_str_t;


/* an initializer, and a value, from a literal */

#define posts_string(lit)  { sizeof(lit) - 1, (const u_char *) (lit) }
#define posts_str(lit)                                                        \
    ((posts_str_t) { sizeof(lit) - 1, (const u_char *) (lit) })
#define posts_null_string  { 0, NULL }

/* the arguments of a printf's "%.*s"; what is longer than INT_MAX is cut */

#define posts_str_arg(s)                                                      \
    (int) ((s).len > 0x7fffffff ? 0x7fffffff : (s).len), (const char *) (s).data


static inline posts_str_t
posts_str_from(const void *data, size_t len)
{
    posts_str_t  s;

    s.len = len;
    s.data = data;

    return s;
}


/* A C string's bytes without the zero; NULL gives the empty string. */

static inline posts_str_t
posts_str_c(const char *c)
{
    return posts_str_from(c, c == NULL ? 0 : strlen(c));
}


/* The bytes from "from" (at most s.len) to before "to" (clipped). */

static inline posts_str_t
posts_str_slice(posts_str_t s, size_t from, size_t to)
{
    if (s.len == 0) {
        return s;            /* its data may be NULL */
    }

    if (from > s.len) {
        from = s.len;
    }

    if (to > s.len) {
        to = s.len;
    }

    /* nothing may be added to NULL, not even 0 */

    return posts_str_from(from == 0 ? s.data : s.data + from,
                          to > from ? to - from : 0);
}


static inline int
posts_str_eq(posts_str_t a, posts_str_t b)
{
    return a.len == b.len
           && (a.len == 0 || memcmp(a.data, b.data, a.len) == 0);
}


/* Byte order, the shorter first: <0, 0, >0. */

static inline int
posts_str_cmp(posts_str_t a, posts_str_t b)
{
    int     rc;
    size_t  n;

    n = a.len < b.len ? a.len : b.len;
    rc = (n == 0) ? 0 : memcmp(a.data, b.data, n);

    if (rc != 0 || a.len == b.len) {
        return rc;
    }

    return a.len < b.len ? -1 : 1;
}


static inline int
posts_str_starts(posts_str_t s, posts_str_t prefix)
{
    return s.len >= prefix.len
           && (prefix.len == 0 || memcmp(s.data, prefix.data, prefix.len) == 0);
}


static inline int
posts_str_ends(posts_str_t s, posts_str_t suffix)
{
    return s.len >= suffix.len
           && (suffix.len == 0
               || memcmp(s.data + s.len - suffix.len, suffix.data, suffix.len)
                  == 0);
}


/* The place of the first (last) byte "c", or -1. */

static inline ssize_t
posts_str_chr(posts_str_t s, u_char c)
{
    const u_char  *p;

    p = (s.len == 0) ? NULL : memchr(s.data, c, s.len);

    return p == NULL ? -1 : p - s.data;
}


static inline ssize_t
posts_str_rchr(posts_str_t s, u_char c)
{
    size_t  i;

    for (i = s.len; i > 0; i--) {
        if (s.data[i - 1] == c) {
            return (ssize_t) i - 1;
        }
    }

    return -1;
}


/* ASCII only: what HTTP and YAML keywords need. */

static inline u_char
posts_lower(u_char c)
{
    return (c >= 'A' && c <= 'Z') ? (u_char) (c | 0x20) : c;
}


/* ASCII white space: space, \t, \n, \v, \f, \r */

static inline int
posts_space(u_char c)
{
    return c == ' ' || (u_char) (c - '\t') < 5;
}


static inline int
posts_str_caseeq(posts_str_t a, posts_str_t b)
{
    size_t  i;

    if (a.len != b.len) {
        return 0;
    }

    for (i = 0; i < a.len; i++) {
        if (posts_lower(a.data[i]) != posts_lower(b.data[i])) {
            return 0;
        }
    }

    return 1;
}


/* Without white space at both ends. */

static inline posts_str_t
posts_str_trim(posts_str_t s)
{
    while (s.len > 0 && posts_space(s.data[0])) {
        s.data++;
        s.len--;
    }

    while (s.len > 0 && posts_space(s.data[s.len - 1])) {
        s.len--;
    }

    return s;
}


#endif /* _POSTS_STR_H_INCLUDED_ */
