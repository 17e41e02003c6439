
/*
 * Copyright (C) the authors of this project
 *
 * A growing buffer in an arena.  Its error is sticky: once an append has
 * failed (no memory, or past the buffer's own limit) every later append
 * does nothing, and the caller asks once, at the end.
 *
 *     posts_buf_init(&b, arena, limit);
 *     posts_buf_add(&b, posts_str("<p>"));
 *     posts_buf_html(&b, title);
 *     if (b.rc != POSTS_OK) { ... }
 *     body = posts_buf_str(&b);
 */


#ifndef _POSTS_BUF_H_INCLUDED_
#define _POSTS_BUF_H_INCLUDED_


#include "posts_arena.h"
#include "posts_error.h"


typedef struct {
    u_char         *data;    /* NULL until the first append */
    size_t          len;
    size_t          size;    /* bytes that data has room for */
    size_t          limit;   /* len never passes it */
    posts_rc_t      rc;      /* POSTS_OK or POSTS_LIMIT */
    posts_arena_t  *arena;
} posts_buf_t;


/* An empty buffer; a limit of 0 means: only the arena's. */

void posts_buf_init(posts_buf_t *b, posts_arena_t *arena, size_t limit);

/* Room for n more bytes, without changing len. */

posts_rc_t posts_buf_reserve(posts_buf_t *b, size_t n);

/* Appends. */

void posts_buf_add_slowly(posts_buf_t *b, posts_str_t s);


static inline void
posts_buf_add(posts_buf_t *b, posts_str_t s)
{
    /* mostly there is room: no call then */

    if (s.len != 0 && b->rc == POSTS_OK && s.len <= b->size - b->len
        && s.len <= b->limit - b->len)
    {
        memcpy(b->data + b->len, s.data, s.len);
        b->len += s.len;
        return;
    }

    posts_buf_add_slowly(b, s);
}


void posts_buf_addc(posts_buf_t *b, u_char c);
void posts_buf_int(posts_buf_t *b, int64_t n);
void posts_buf_fmt(posts_buf_t *b, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

#define posts_buf_lit(b, lit)  posts_buf_add(b, posts_str(lit))

/* Appends with & < > " and ' escaped for HTML text and attributes. */

void posts_buf_html(posts_buf_t *b, posts_str_t s);

/*
 * Appends a URL path with every byte %-encoded that RFC 3986 does not allow
 * in a path (pchar and "/"); "%" itself is encoded too: the input is the
 * decoded path.
 */

void posts_buf_path(posts_buf_t *b, posts_str_t s);

/* What is in the buffer; good until the next append. */

static inline posts_str_t
posts_buf_str(const posts_buf_t *b)
{
    return posts_str_from(b->data, b->len);
}


#endif /* _POSTS_BUF_H_INCLUDED_ */
