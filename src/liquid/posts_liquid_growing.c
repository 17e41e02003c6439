
/*
 * Copyright (C) the authors of this project
 *
 * Only lc->kept has room to spare: what is in the other arena is taken back
 * with the output that it was computed for.  (A filter may take back what it
 * took of lc->kept itself, but no filter that was called in between.)  Short
 * strings are copied: they are most, and would push the growing ones out of
 * the few places.
 *
 * A string is known by its place and length.  One that has been made longer
 * already is not found any more, and is copied when it is asked for again.
 */


#include "posts_liquid_context.h"
#include "posts_liquid_growing.h"


#define POSTS_LIQUID_GROWING_MIN  256


static posts_liquid_growing_t *posts_liquid_growing_find(
    posts_liquid_context_t *lc, posts_str_t s);
static posts_liquid_growing_t *posts_liquid_growing_oldest(
    posts_liquid_context_t *lc);
static int posts_liquid_growing_room(posts_liquid_context_t *lc,
    posts_liquid_growing_t *g, size_t before, size_t behind);


posts_rc_t
posts_liquid_growing_join(posts_liquid_context_t *lc, posts_str_t a,
    posts_str_t b, posts_str_t *out)
{
    u_char                  *p;
    size_t                   len;
    posts_liquid_growing_t  *g;

    if (a.len == 0 || b.len == 0) {
        *out = (a.len == 0) ? b : a;
        return POSTS_OK;
    }

    if (a.len > UINT32_MAX || b.len > UINT32_MAX - a.len) {
        return posts_liquid_memory(lc);
    }

    len = a.len + b.len;
    g = NULL;

    if (len >= POSTS_LIQUID_GROWING_MIN && lc->arena == lc->kept) {

        g = posts_liquid_growing_find(lc, a);

        if (g != NULL) {

            if (posts_liquid_growing_room(lc, g, 0, b.len)) {
                memcpy(g->base + g->from + g->len, b.data, b.len);
                g->len = len;

                *out = posts_str_from(g->base + g->from, len);

                return POSTS_OK;
            }

            return posts_liquid_memory(lc);
        }

        g = posts_liquid_growing_find(lc, b);

        if (g != NULL) {

            if (posts_liquid_growing_room(lc, g, a.len, 0)) {
                g->from -= a.len;
                memcpy(g->base + g->from, a.data, a.len);
                g->len = len;

                *out = posts_str_from(g->base + g->from, len);

                return POSTS_OK;
            }

            return posts_liquid_memory(lc);
        }

        g = posts_liquid_growing_oldest(lc);
    }

    p = posts_arena_alloc(lc->arena, len);
    if (p == NULL) {
        return posts_liquid_memory(lc);
    }

    memcpy(p, a.data, a.len);
    memcpy(p + a.len, b.data, b.len);

    /* no more room than it needs: most strings are not made longer */

    if (g != NULL) {
        g->base = p;
        g->size = len;
        g->from = 0;
        g->len = len;
        g->used = ++lc->grown;
    }

    *out = posts_str_from(p, len);

    return POSTS_OK;
}


static posts_liquid_growing_t *
posts_liquid_growing_find(posts_liquid_context_t *lc, posts_str_t s)
{
    size_t                   i;
    posts_liquid_growing_t  *g;

    for (i = 0; i < POSTS_LIQUID_GROWING; i++) {
        g = &lc->growing[i];

        if (g->len == s.len && g->base != NULL && g->base + g->from == s.data)
        {
            g->used = ++lc->grown;
            return g;
        }
    }

    return NULL;
}


static posts_liquid_growing_t *
posts_liquid_growing_oldest(posts_liquid_context_t *lc)
{
    size_t                   i;
    posts_liquid_growing_t  *g;

    g = &lc->growing[0];

    for (i = 1; i < POSTS_LIQUID_GROWING; i++) {
        if (lc->growing[i].used < g->used) {
            g = &lc->growing[i];
        }
    }

    return g;
}


/*
 * Sees to it that so many bytes can be put before or behind the string.  The
 * room on that side becomes as long as the string will be, the room on the
 * other side stays: a string may grow at both ends.
 */

static int
posts_liquid_growing_room(posts_liquid_context_t *lc,
    posts_liquid_growing_t *g, size_t before, size_t behind)
{
    u_char  *p;
    size_t   extra, need;

    need = g->size - g->from - g->len;    /* the room behind */

    if (g->from >= before && need >= behind) {
        return 1;
    }

    need = (before != 0) ? before + g->len + need : g->from + g->len + behind;
    extra = before + g->len + behind;

    for ( ;; ) {

        /* what is the arena's last piece grows where it is */

        p = (before != 0)
            ? posts_arena_alloc(lc->kept, need + extra)
            : posts_arena_realloc(lc->kept, g->base, g->size, need + extra);

        if (p != NULL) {
            break;
        }

        if (extra == 0) {
            return 0;
        }

        extra = 0;
    }

    if (before != 0) {
        memcpy(p + extra + before, g->base + g->from, g->len);
        g->from = extra + before;
    }

    g->base = p;
    g->size = need + extra;

    return 1;
}
