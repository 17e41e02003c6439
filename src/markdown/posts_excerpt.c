
/*
 * Copyright (C) the authors of this project
 *
 * Jekyll finds the link reference definitions of the part that is cut off
 * with
 *
 *     ^ {0,3}(?:(\[[^\]]+\])(:.+))$
 *
 * and appends each one whose label, brackets included, occurs anywhere in
 * the excerpt.  A label may run over lines, the rest may not.
 *
 * A search of the excerpt for every label would take their product.  Here
 * the labels are in a hash table, and the excerpt is walked through once:
 * from each "]" back to the one before it, with the hash of what is between
 * growing on the way, since each "[" in there may begin a label.
 */


#include "posts_excerpt.h"


#define POSTS_EXCERPT_PRIME  0x9e3779b97f4a7c15u


typedef struct {
    posts_str_t  text;       /* the label and what defines it */
    size_t       label;      /* bytes of the label */
    uint64_t     hash;       /* of the label, from its last byte */
    size_t       first;      /* 1 + the first definition of this label */
    unsigned     used:1;     /* in the excerpt; kept with the first one */
} posts_excerpt_def_t;


typedef struct {
    posts_excerpt_def_t  *defs;
    size_t                n;
    size_t               *slots;   /* 1 + place in defs, or 0 */
    size_t                size;    /* a power of two */
} posts_excerpt_defs_t;


typedef struct {
    posts_str_t  s;
    size_t       pos;        /* where the next line is looked for */
    size_t       close;      /* the first "]" from the last label's begin */
} posts_excerpt_scan_t;


static ssize_t posts_excerpt_find(posts_str_t s, posts_str_t part);
static int posts_excerpt_next(posts_excerpt_scan_t *scan, posts_str_t *text,
    size_t *label);
static posts_rc_t posts_excerpt_collect(posts_excerpt_defs_t *d,
    posts_arena_t *arena, posts_str_t tail, size_t n);
static posts_excerpt_def_t *posts_excerpt_lookup(posts_excerpt_defs_t *d,
    posts_str_t label, uint64_t hash, size_t *slot);
static size_t posts_excerpt_mark(posts_excerpt_defs_t *d, posts_str_t head);
static uint64_t posts_excerpt_hash(uint64_t hash, u_char c);


posts_rc_t
posts_excerpt(posts_str_t *out, posts_arena_t *arena, posts_str_t content,
    posts_str_t separator)
{
    u_char                *p, *copy;
    size_t                 i, n, label, most, used;
    ssize_t                at;
    posts_str_t            head, tail, text;
    posts_arena_mark_t     mark;
    posts_excerpt_scan_t   scan;
    posts_excerpt_defs_t   d;

    if (separator.len == 0) {
        *out = posts_str_from(content.data, 0);
        return POSTS_OK;
    }

    *out = content;

    at = posts_excerpt_find(content, separator);

    if (at < 0) {
        return POSTS_OK;
    }

    head = posts_str_from(content.data, (size_t) at);
    tail = posts_str_slice(content, (size_t) at + separator.len, content.len);

    *out = head;

    if (posts_str_chr(head, ']') < 0) {
        return POSTS_OK;
    }

    /* how many there are, and the room for all of them */

    n = 0;
    most = head.len + 1;

    memset(&scan, 0, sizeof(posts_excerpt_scan_t));
    scan.s = tail;

    while (posts_excerpt_next(&scan, &text, &label)) {
        most += text.len + 1;
        n++;
    }

    if (n == 0) {
        return POSTS_OK;
    }

    /* the copy is below what is only needed to make it */

    copy = posts_arena_alloc(arena, most);

    if (copy == NULL) {
        return POSTS_LIMIT;
    }

    mark = posts_arena_mark(arena);

    if (posts_excerpt_collect(&d, arena, tail, n) != POSTS_OK) {
        posts_arena_rewind(arena, mark);
        return POSTS_LIMIT;
    }

    used = posts_excerpt_mark(&d, head);

    if (used != 0) {
        memcpy(copy, head.data, head.len);
        p = copy + head.len;
        *p++ = '\n';

        for (i = 0; i < d.n; i++) {

            if (!d.defs[d.defs[i].first - 1].used) {
                continue;
            }

            *p++ = '\n';
            memcpy(p, d.defs[i].text.data, d.defs[i].text.len);
            p += d.defs[i].text.len;
        }

        *out = posts_str_from(copy, (size_t) (p - copy));
    }

    posts_arena_rewind(arena, mark);

    return POSTS_OK;
}


/* The place of "part" (not empty) in s, or -1. */

static ssize_t
posts_excerpt_find(posts_str_t s, posts_str_t part)
{
    size_t   pos;
    ssize_t  n;

    for (pos = 0; pos + part.len <= s.len; pos++) {

        n = posts_str_chr(posts_str_slice(s, pos, s.len - part.len + 1),
                          part.data[0]);

        if (n < 0) {
            return -1;
        }

        pos += (size_t) n;

        if (memcmp(s.data + pos, part.data, part.len) == 0) {
            return (ssize_t) pos;
        }
    }

    return -1;
}


/*
 * The next definition, without its indent.  What is looked at twice is a
 * label over several lines in which other labels begin; the "]" that ends
 * them all is looked for once.
 */

static int
posts_excerpt_next(posts_excerpt_scan_t *scan, posts_str_t *text,
    size_t *label)
{
    size_t       pos, indent, end;
    ssize_t      n;
    posts_str_t  s;

    s = scan->s;

    while (scan->pos < s.len) {
        pos = scan->pos;

        n = posts_str_chr(posts_str_slice(s, pos, s.len), '\n');
        scan->pos = (n < 0) ? s.len : pos + (size_t) n + 1;

        for (indent = 0; indent < 3 && pos < s.len && s.data[pos] == ' ';
             indent++)
        {
            pos++;
        }

        if (pos == s.len || s.data[pos] != '[') {
            continue;
        }

        if (scan->close <= pos) {
            n = posts_str_chr(posts_str_slice(s, pos, s.len), ']');

            if (n < 0) {
                scan->pos = s.len;
                return 0;
            }

            scan->close = pos + (size_t) n;
        }

        end = scan->close + 1;

        if (end - pos < 3 || s.len - end < 2 || s.data[end] != ':'
            || s.data[end + 1] == '\n')
        {
            continue;
        }

        n = posts_str_chr(posts_str_slice(s, end, s.len), '\n');

        *label = end - pos;
        end = (n < 0) ? s.len : end + (size_t) n;
        *text = posts_str_slice(s, pos, end);

        scan->pos = (end < s.len) ? end + 1 : end;

        return 1;
    }

    return 0;
}


/* Fills the tables with the "n" definitions of the tail. */

static posts_rc_t
posts_excerpt_collect(posts_excerpt_defs_t *d, posts_arena_t *arena,
    posts_str_t tail, size_t n)
{
    size_t                 i, label, slot;
    posts_str_t            text;
    posts_excerpt_def_t   *def, *first;
    posts_excerpt_scan_t   scan;

    d->n = 0;
    d->size = 16;

    while (d->size / 2 < n) {
        d->size *= 2;
    }

    d->defs = posts_arena_array(arena, n, sizeof(posts_excerpt_def_t));
    d->slots = posts_arena_array(arena, d->size, sizeof(size_t));

    if (d->defs == NULL || d->slots == NULL) {
        return POSTS_LIMIT;
    }

    memset(&scan, 0, sizeof(posts_excerpt_scan_t));
    scan.s = tail;

    while (d->n < n && posts_excerpt_next(&scan, &text, &label)) {
        def = &d->defs[d->n++];

        def->text = text;
        def->label = label;

        for (i = label; i > 0; i--) {
            def->hash = posts_excerpt_hash(def->hash, text.data[i - 1]);
        }

        first = posts_excerpt_lookup(d, posts_str_slice(text, 0, label),
                                     def->hash, &slot);

        if (first == NULL) {
            d->slots[slot] = d->n;
            first = def;
        }

        def->first = (size_t) (first - d->defs) + 1;
    }

    return POSTS_OK;
}


/* The first definition of a label; NULL and the free slot if there is none. */

static posts_excerpt_def_t *
posts_excerpt_lookup(posts_excerpt_defs_t *d, posts_str_t label,
    uint64_t hash, size_t *slot)
{
    size_t                i;
    posts_excerpt_def_t  *def;

    i = (size_t) (hash >> 20) & (d->size - 1);

    while (d->slots[i] != 0) {
        def = &d->defs[d->slots[i] - 1];

        if (def->hash == hash
            && posts_str_eq(posts_str_slice(def->text, 0, def->label), label))
        {
            return def;
        }

        i = (i + 1) & (d->size - 1);
    }

    *slot = i;

    return NULL;
}


/* Marks the definitions whose label is in the head; how many labels. */

static size_t
posts_excerpt_mark(posts_excerpt_defs_t *d, posts_str_t head)
{
    size_t                i, from, slot, used;
    ssize_t               n;
    uint64_t              hash;
    posts_excerpt_def_t  *def;

    used = 0;

    for (from = 0; from < head.len; from += (size_t) n + 1) {

        n = posts_str_chr(posts_str_slice(head, from, head.len), ']');

        if (n < 0) {
            break;
        }

        hash = 0;

        for (i = from + (size_t) n + 1; i > from; i--) {
            hash = posts_excerpt_hash(hash, head.data[i - 1]);

            if (head.data[i - 1] != '[') {
                continue;
            }

            def = posts_excerpt_lookup(d,
                      posts_str_slice(head, i - 1, from + (size_t) n + 1),
                      hash, &slot);

            if (def != NULL && !def->used) {
                def->used = 1;
                used++;
            }
        }
    }

    return used;
}


static uint64_t
posts_excerpt_hash(uint64_t hash, u_char c)
{
    hash = (hash ^ c) * POSTS_EXCERPT_PRIME;

    return hash ^ (hash >> 29);
}
