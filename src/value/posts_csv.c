
/*
 * Copyright (C) the authors of this project
 *
 * One pass over the bytes, field by field.  A map for each row would need a
 * look-up for each name; the names are the same in all rows, so which of
 * them count is found once.
 */


#include "posts_csv.h"
#include "posts_utf8.h"


typedef struct {
    posts_arena_t  *arena;
    posts_str_t     text;
    size_t          pos;
    posts_str_t     eol;     /* "": the text has one line */
    u_char          separator;
    posts_error_t  *error;
} posts_csv_t;


static posts_str_t posts_csv_eol(posts_str_t text);
static int posts_csv_ends(const posts_csv_t *csv);
static posts_rc_t posts_csv_row(posts_csv_t *csv, posts_array_t *row);
static posts_rc_t posts_csv_plain(posts_csv_t *csv, posts_value_t *v);
static posts_rc_t posts_csv_quoted(posts_csv_t *csv, posts_value_t *v);
static posts_rc_t posts_csv_map(posts_csv_t *csv, posts_value_t *out,
    const posts_array_t *names, const posts_array_t *row);
static posts_rc_t posts_csv_wrong(posts_csv_t *csv, size_t pos,
    const char *what);
static posts_rc_t posts_csv_memory(posts_csv_t *csv);


posts_rc_t
posts_csv_parse(posts_value_t *out, posts_arena_t *arena, posts_str_t text,
    u_char separator, int headers, posts_error_t *error)
{
    size_t          i;
    posts_rc_t      rc;
    posts_csv_t     csv;
    posts_value_t   v;
    posts_array_t  *rows, *row, *names;

    *out = posts_value_nil();

    csv.arena = arena;
    csv.text = text;
    csv.pos = 0;
    csv.eol = posts_csv_eol(text);
    csv.separator = separator;
    csv.error = error;

    i = posts_utf8_valid(text);

    if (i < text.len) {
        return posts_csv_wrong(&csv, i, "a byte that is not UTF-8: save the "
                                        "file as UTF-8");
    }

    rows = posts_array_create(arena, 0);
    names = NULL;

    if (rows == NULL) {
        return posts_csv_memory(&csv);
    }

    while (csv.pos < text.len) {

        row = posts_array_create(arena, names != NULL ? names->n : 0);

        if (row == NULL) {
            return posts_csv_memory(&csv);
        }

        rc = posts_csv_row(&csv, row);

        if (rc != POSTS_OK) {
            return rc;
        }

        if (headers && names == NULL) {
            names = row;
            continue;
        }

        v = posts_value_array(row);

        if (headers) {
            rc = posts_csv_map(&csv, &v, names, row);

            if (rc != POSTS_OK) {
                return rc;
            }
        }

        if (posts_array_push(rows, v) != POSTS_OK) {
            return posts_csv_memory(&csv);
        }
    }

    *out = posts_value_array(rows);

    return POSTS_OK;
}


/* The first one there is, in quotes or not. */

static posts_str_t
posts_csv_eol(posts_str_t text)
{
    size_t  i;

    for (i = 0; i < text.len; i++) {

        if (text.data[i] == '\n') {
            return posts_str("\n");
        }

        if (text.data[i] == '\r') {
            return (i + 1 < text.len && text.data[i + 1] == '\n')
                   ? posts_str("\r\n") : posts_str("\r");
        }
    }

    return posts_str("");
}


static int
posts_csv_ends(const posts_csv_t *csv)
{
    return csv->eol.len != 0
           && posts_str_starts(posts_str_slice(csv->text, csv->pos,
                                               csv->text.len),
                               csv->eol);
}


/* A line without anything is a row without fields. */

static posts_rc_t
posts_csv_row(posts_csv_t *csv, posts_array_t *row)
{
    posts_rc_t     rc;
    posts_value_t  v;

    if (posts_csv_ends(csv)) {
        csv->pos += csv->eol.len;
        return POSTS_OK;
    }

    for ( ;; ) {

        if (csv->pos < csv->text.len && csv->text.data[csv->pos] == '"') {
            rc = posts_csv_quoted(csv, &v);

        } else {
            rc = posts_csv_plain(csv, &v);
        }

        if (rc != POSTS_OK) {
            return rc;
        }

        if (posts_array_push(row, v) != POSTS_OK) {
            return posts_csv_memory(csv);
        }

        if (csv->pos == csv->text.len) {
            return POSTS_OK;
        }

        if (csv->text.data[csv->pos] == csv->separator) {
            csv->pos++;
            continue;
        }

        csv->pos += csv->eol.len;

        return POSTS_OK;
    }
}


static posts_rc_t
posts_csv_plain(posts_csv_t *csv, posts_value_t *v)
{
    u_char  c;
    size_t  start;

    start = csv->pos;

    while (csv->pos < csv->text.len) {
        c = csv->text.data[csv->pos];

        if (c == csv->separator || posts_csv_ends(csv)) {
            break;
        }

        if (c == '"') {
            return posts_csv_wrong(csv, csv->pos,
                                   "a quote within a field: put the whole "
                                   "field in quotes, and double this one");
        }

        if (c == '\n' || c == '\r') {
            return posts_csv_wrong(csv, csv->pos,
                                   "this line does not end as the first one "
                                   "does: use one kind of line ends");
        }

        csv->pos++;
    }

    *v = (csv->pos == start)
         ? posts_value_nil()
         : posts_value_str(posts_str_slice(csv->text, start, csv->pos));

    return POSTS_OK;
}


static posts_rc_t
posts_csv_quoted(posts_csv_t *csv, posts_value_t *v)
{
    size_t       start, from;
    posts_buf_t  b;

    start = csv->pos++;
    from = csv->pos;

    posts_buf_init(&b, csv->arena, 0);

    for ( ;; ) {

        if (csv->pos == csv->text.len) {
            return posts_csv_wrong(csv, start, "the field in quotes that "
                                               "begins here has no end");
        }

        if (csv->text.data[csv->pos] != '"') {
            csv->pos++;
            continue;
        }

        if (csv->pos + 1 == csv->text.len
            || csv->text.data[csv->pos + 1] != '"')
        {
            break;
        }

        /* one of the two quotes */

        posts_buf_add(&b, posts_str_slice(csv->text, from, csv->pos + 1));
        csv->pos += 2;
        from = csv->pos;
    }

    if (b.len == 0) {
        *v = posts_value_str(posts_str_slice(csv->text, from, csv->pos));

    } else {
        posts_buf_add(&b, posts_str_slice(csv->text, from, csv->pos));
        *v = posts_value_str(posts_buf_str(&b));
    }

    if (b.rc != POSTS_OK) {
        return posts_csv_memory(csv);
    }

    csv->pos++;

    if (csv->pos < csv->text.len
        && csv->text.data[csv->pos] != csv->separator
        && !posts_csv_ends(csv))
    {
        return posts_csv_wrong(csv, csv->pos,
                               "something stands between the end of a field "
                               "in quotes and the next separator");
    }

    return POSTS_OK;
}


static posts_rc_t
posts_csv_map(posts_csv_t *csv, posts_value_t *out,
    const posts_array_t *names, const posts_array_t *row)
{
    size_t        i, n;
    posts_map_t  *map;
    posts_str_t   name;

    map = posts_map_create(csv->arena, names->n);

    if (map == NULL) {
        return posts_csv_memory(csv);
    }

    /* of those behind the last name the first one counts */

    n = (row->n > names->n) ? names->n + 1 : names->n;

    for (i = 0; i < n; i++) {
        name = (i < names->n) ? posts_value_string(names->items[i])
                              : posts_str("");

        if (posts_value_find(posts_value_map(map), name, NULL)) {
            continue;
        }

        if (posts_map_set(map, name, i < row->n ? row->items[i]
                                                : posts_value_nil())
            != POSTS_OK)
        {
            return posts_csv_memory(csv);
        }
    }

    *out = posts_value_map(map);

    return POSTS_OK;
}


static posts_rc_t
posts_csv_wrong(posts_csv_t *csv, size_t pos, const char *what)
{
    unsigned  line, column;

    posts_utf8_position(csv->text, pos, &line, &column);

    return posts_error_set(csv->error, POSTS_INVALID, line, column, "%s",
                           what);
}


static posts_rc_t
posts_csv_memory(posts_csv_t *csv)
{
    return posts_error_set(csv->error, POSTS_LIMIT, 0, 0,
                           "no memory for a table");
}
