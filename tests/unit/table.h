
/*
 * Copyright (C) the ngx_http_posts_module authors
 *
 * Reads a table of tests/spec: a row a line, its fields parted by tabs; \n,
 * \t and \\ in a field stand for themselves; a line that begins with "#" is
 * a comment.  Tests run in the project's folder.
 *
 *     table_open(&table, "tests/spec/strftime.txt");
 *
 *     while (table_row(&table, 4)) {
 *         ... table.field[0] to table.field[3], table.line
 *     }
 *
 *     table_close(&table);
 */


#ifndef _POSTS_TABLE_H_INCLUDED_
#define _POSTS_TABLE_H_INCLUDED_


#include <stdio.h>
#include <stdlib.h>

#include "posts_str.h"


#define TABLE_FIELDS  8
#define TABLE_ROW     16384


typedef struct {
    FILE         *file;
    const char   *name;
    int           line;
    posts_str_t   field[TABLE_FIELDS];
    char          row[TABLE_ROW];
} table_t;


static inline void
table_open(table_t *table, const char *name)
{
    table->name = name;
    table->line = 0;
    table->file = fopen(name, "rb");

    if (table->file == NULL) {
        printf("%s: can not be opened\n", name);
        exit(1);
    }
}


/* The next row; one without exactly "fields" fields ends the test. */

static inline int
table_row(table_t *table, size_t fields)
{
    char    *p, *to, *from;
    size_t   n;

    do {
        table->line++;

        if (fgets(table->row, TABLE_ROW, table->file) == NULL) {
            return 0;
        }

    } while (table->row[0] == '#');

    n = 0;
    from = table->row;
    to = table->row;

    for (p = table->row; /* void */ ; p++) {

        if (*p == '\t' || *p == '\n' || *p == '\0') {
            if (n < TABLE_FIELDS) {
                table->field[n] = posts_str_from(from, (size_t) (to - from));
            }

            n++;

            if (*p != '\t') {
                break;
            }

            from = to;
            continue;
        }

        if (*p == '\\' && p[1] != '\0') {
            p++;
            *to++ = (*p == 'n') ? '\n' : (*p == 't') ? '\t' : *p;
            continue;
        }

        *to++ = *p;
    }

    if (n != fields || n > TABLE_FIELDS) {
        printf("%s:%d: %zu fields, not %zu\n", table->name, table->line, n,
               fields);
        exit(1);
    }

    return 1;
}


static inline void
table_close(table_t *table)
{
    fclose(table->file);
}


/* A field that is a whole number. */

static inline int64_t
table_int(posts_str_t s)
{
    char    text[32];
    size_t  len;

    len = (s.len < sizeof(text)) ? s.len : sizeof(text) - 1;

    if (len != 0) {
        memcpy(text, s.data, len);
    }

    text[len] = '\0';

    return strtoll(text, NULL, 10);
}


#endif /* _POSTS_TABLE_H_INCLUDED_ */
