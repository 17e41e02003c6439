
/*
 * Copyright (C) the authors of this project
 *
 * The rule is that of GitHub and of kramdown's GFM parser.  They differ
 * where a numbered id meets a heading that has that text itself ("a", "a",
 * "a 1"): kramdown gives out "a-1" twice, GitHub looks for a free number,
 * and so does this.  The number where the search goes on is kept with the
 * id, so that ten thousand equal headings take ten thousand steps.
 *
 * A heading without word characters has an empty id, which HTML does not
 * know: the first one gets none, the next is "-1", as in kramdown's output.
 */


#include "posts_hash.h"
#include "posts_heading.h"
#include "posts_utf8.h"


#define POSTS_HEADING_SLOTS   16
#define POSTS_HEADING_DIGITS  20


static posts_rc_t posts_heading_slug(posts_headings_t *h, posts_str_t text);
static posts_heading_slot_t *posts_heading_find(posts_headings_t *h,
    posts_str_t id, uint64_t hash);
static posts_rc_t posts_heading_insert(posts_headings_t *h, posts_str_t id,
    uint64_t hash);
static posts_rc_t posts_heading_grow(posts_headings_t *h);


void
posts_headings_init(posts_headings_t *h, posts_arena_t *arena)
{
    h->arena = arena;
    h->slots = NULL;
    h->size = 0;
    h->n = 0;

    posts_buf_init(&h->text, arena, 0);
}


posts_rc_t
posts_heading_id(posts_headings_t *h, posts_str_t *id, posts_str_t text)
{
    size_t                 n, digits;
    u_char                *p, number[POSTS_HEADING_DIGITS];
    uint64_t               hash;
    posts_str_t            base, s;
    posts_heading_slot_t  *slot;

    if (posts_heading_slug(h, text) != POSTS_OK) {
        return POSTS_LIMIT;
    }

    base = posts_buf_str(&h->text);
    hash = posts_hash64(base);

    slot = posts_heading_find(h, base, hash);

    if (slot == NULL) {
        s = posts_arena_str(h->arena, base);

        if (s.data == NULL) {
            return POSTS_LIMIT;
        }

        *id = s;

        return posts_heading_insert(h, s, hash);
    }

    p = posts_arena_alloc(h->arena, base.len + 1 + POSTS_HEADING_DIGITS);

    if (p == NULL) {
        return POSTS_LIMIT;
    }

    if (base.len != 0) {
        memcpy(p, base.data, base.len);
    }

    p[base.len] = '-';

    do {
        digits = 0;

        for (n = slot->next; n != 0; n /= 10) {
            number[digits++] = (u_char) ('0' + n % 10);
        }

        for (n = 0; n < digits; n++) {
            p[base.len + 1 + n] = number[digits - 1 - n];
        }

        slot->next++;

        s = posts_str_from(p, base.len + 1 + digits);
        hash = posts_hash64(s);

    } while (posts_heading_find(h, s, hash) != NULL);

    *id = s;

    return posts_heading_insert(h, s, hash);
}


/* Leaves the id without a number in h->text. */

static posts_rc_t
posts_heading_slug(posts_headings_t *h, posts_str_t text)
{
    u_char        c, *p;
    size_t        pos, start;
    uint32_t      u;
    posts_str_t   s;

    h->text.len = 0;
    posts_utf8_downcase(&h->text, text);

    if (h->text.rc != POSTS_OK) {
        return POSTS_LIMIT;
    }

    /* what is left is never longer: it is made in place */

    s = posts_buf_str(&h->text);
    p = h->text.data;
    pos = 0;

    while (pos < s.len) {
        c = s.data[pos];

        if (c < 0x80) {
            pos++;

            if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'
                || c == '-')
            {
                *p++ = c;

            } else if (c == ' ' || c == '\t') {
                *p++ = '-';
            }

            continue;
        }

        start = pos;
        u = posts_utf8_next(s, &pos);

        if (posts_utf8_is_word(u)) {
            memmove(p, s.data + start, pos - start);
            p += pos - start;
        }
    }

    h->text.len = (p == NULL) ? 0 : (size_t) (p - h->text.data);

    return POSTS_OK;
}


/* The slot of the id, or NULL. */

static posts_heading_slot_t *
posts_heading_find(posts_headings_t *h, posts_str_t id, uint64_t hash)
{
    size_t                 i;
    posts_heading_slot_t  *slot;

    if (h->size == 0) {
        return NULL;
    }

    for (i = (size_t) hash & (h->size - 1); /* void */ ;
         i = (i + 1) & (h->size - 1))
    {
        slot = &h->slots[i];

        if (slot->id.data == NULL) {
            return NULL;
        }

        if (slot->hash == hash && posts_str_eq(slot->id, id)) {
            return slot;
        }
    }
}


/* Adds an id that is not there. */

static posts_rc_t
posts_heading_insert(posts_headings_t *h, posts_str_t id, uint64_t hash)
{
    size_t  i;

    if (h->n >= h->size / 2 && posts_heading_grow(h) != POSTS_OK) {
        return POSTS_LIMIT;
    }

    i = (size_t) hash & (h->size - 1);

    while (h->slots[i].id.data != NULL) {
        i = (i + 1) & (h->size - 1);
    }

    h->slots[i].id = id;
    h->slots[i].next = 1;
    h->slots[i].hash = hash;
    h->n++;

    return POSTS_OK;
}


static posts_rc_t
posts_heading_grow(posts_headings_t *h)
{
    size_t                 i, j, size;
    posts_heading_slot_t  *slots;

    size = (h->size == 0) ? POSTS_HEADING_SLOTS : h->size * 2;

    slots = posts_arena_array(h->arena, size, sizeof(posts_heading_slot_t));

    if (slots == NULL) {
        return POSTS_LIMIT;
    }

    for (i = 0; i < h->size; i++) {
        if (h->slots[i].id.data == NULL) {
            continue;
        }

        j = (size_t) h->slots[i].hash & (size - 1);

        while (slots[j].id.data != NULL) {
            j = (j + 1) & (size - 1);
        }

        slots[j] = h->slots[i];
    }

    h->slots = slots;
    h->size = size;

    return POSTS_OK;
}
