
/*
 * Copyright (C) the ngx_http_posts_module authors
 *
 * The tables of tests/spec that tests/spec/jekyll.rb fills in: records of
 * "key: value" lines with an empty line between them.
 */


#ifndef _POSTS_RECORD_H_INCLUDED_
#define _POSTS_RECORD_H_INCLUDED_


#include <stdio.h>
#include <stdlib.h>

#include "posts_arena.h"


#define RECORD_PAIRS  32


typedef struct {
    posts_str_t  keys[RECORD_PAIRS];
    posts_str_t  values[RECORD_PAIRS];
    size_t       n;
    unsigned     line;
} record_t;


/* The whole file; "" if it can not be read. */

static inline posts_str_t
record_read(const char *name)
{
    FILE    *f;
    long     size;
    u_char  *p;
    size_t   n;

    f = fopen(name, "rb");
    if (f == NULL) {
        return posts_str("");
    }

    (void) fseek(f, 0, SEEK_END);
    size = ftell(f);
    (void) fseek(f, 0, SEEK_SET);

    p = malloc(size > 0 ? (size_t) size : 1);
    if (p == NULL) {
        abort();
    }

    n = fread(p, 1, size > 0 ? (size_t) size : 0, f);

    (void) fclose(f);

    return posts_str_from(p, n);
}


/* The next line without its end; 0 at the end of the text. */

static inline int
record_line(posts_str_t text, size_t *pos, posts_str_t *line)
{
    ssize_t  n;

    if (*pos >= text.len) {
        return 0;
    }

    *line = posts_str_slice(text, *pos, text.len);

    n = posts_str_chr(*line, '\n');
    if (n != -1) {
        line->len = (size_t) n;
    }

    *pos += line->len + 1;

    return 1;
}


/* The next record that has any pair. */

static inline int
record_next(posts_str_t text, size_t *pos, unsigned *lines, record_t *r)
{
    ssize_t      colon;
    posts_str_t  line;

    r->n = 0;
    r->line = 0;

    while (record_line(text, pos, &line)) {
        (*lines)++;

        if (line.len == 0) {
            if (r->n > 0) {
                return 1;
            }

            continue;
        }

        colon = posts_str_chr(line, ':');

        if (line.data[0] == '#' || colon == -1 || r->n == RECORD_PAIRS) {
            continue;
        }

        if (r->n == 0) {
            r->line = *lines;
        }

        r->keys[r->n] = posts_str_slice(line, 0, (size_t) colon);
        line = posts_str_slice(line, (size_t) colon + 1, line.len);

        if (line.len > 0 && line.data[0] == ' ') {
            line = posts_str_slice(line, 1, line.len);
        }

        r->values[r->n] = line;
        r->n++;
    }

    return r->n > 0;
}


static inline int
record_find(const record_t *r, const char *key, posts_str_t *value)
{
    size_t  i;

    for (i = 0; i < r->n; i++) {
        if (posts_str_eq(r->keys[i], posts_str_c(key))) {
            if (value != NULL) {
                *value = r->values[i];
            }

            return 1;
        }
    }

    return 0;
}


/* \n \r \t \xHH and \c for any other c. */

static inline posts_str_t
record_unescape(posts_arena_t *arena, posts_str_t s)
{
    char     hex[3];
    u_char  *p;
    size_t   i, n;

    p = posts_arena_alloc(arena, s.len);
    if (p == NULL) {
        abort();
    }

    n = 0;

    for (i = 0; i < s.len; i++) {

        if (s.data[i] != '\\' || i + 1 == s.len) {
            p[n++] = s.data[i];
            continue;
        }

        switch (s.data[++i]) {

        case 'n':
            p[n++] = '\n';
            break;

        case 'r':
            p[n++] = '\r';
            break;

        case 't':
            p[n++] = '\t';
            break;

        case 'x':
            if (s.len - i > 2) {
                hex[0] = (char) s.data[i + 1];
                hex[1] = (char) s.data[i + 2];
                hex[2] = '\0';
                p[n++] = (u_char) strtoul(hex, NULL, 16);
                i += 2;
                break;
            }

            /* fall through */

        default:
            p[n++] = s.data[i];
            break;
        }
    }

    return posts_str_from(p, n);
}


/* The n-th field of a line with tabs between. */

static inline posts_str_t
record_field(posts_str_t line, size_t n)
{
    ssize_t  tab;

    for ( ;; ) {
        tab = posts_str_chr(line, '\t');

        if (n == 0) {
            return posts_str_slice(line, 0,
                                   tab == -1 ? line.len : (size_t) tab);
        }

        if (tab == -1) {
            return posts_str("");
        }

        line = posts_str_slice(line, (size_t) tab + 1, line.len);
        n--;
    }
}


#endif /* _POSTS_RECORD_H_INCLUDED_ */
