
/*
 * Copyright (C) the authors of this project
 */


#include "posts_hash.h"
#include "posts_liquid_group.h"
#include "posts_liquid_value.h"


#define POSTS_LIQUID_GROUPS_MIN    16
#define POSTS_LIQUID_GROUPS_ALIKE  256    /* steps */


static uint64_t posts_liquid_groups_hash(posts_value_t v);
static posts_rc_t posts_liquid_groups_look(posts_liquid_context_t *lc,
    const posts_liquid_groups_t *g, posts_value_t v, uint64_t hash,
    size_t *slot, size_t *number);
static posts_rc_t posts_liquid_groups_grow(posts_liquid_context_t *lc,
    posts_liquid_groups_t *g);
static size_t posts_liquid_groups_slot(const posts_liquid_groups_t *g,
    uint64_t hash);


void
posts_liquid_groups_init(posts_liquid_groups_t *g)
{
    g->groups = NULL;
    g->index = NULL;
    g->n = 0;
    g->size = 0;
}


posts_rc_t
posts_liquid_groups_look_up(posts_liquid_context_t *lc,
    const posts_liquid_groups_t *g, posts_value_t v, size_t *number)
{
    size_t  slot;

    return posts_liquid_groups_look(lc, g, v, posts_liquid_groups_hash(v),
                                    &slot, number);
}


posts_rc_t
posts_liquid_groups_find(posts_liquid_context_t *lc, posts_liquid_groups_t *g,
    posts_value_t v, size_t *number)
{
    size_t      slot;
    uint64_t    hash;
    posts_rc_t  rc;

    hash = posts_liquid_groups_hash(v);

    rc = posts_liquid_groups_look(lc, g, v, hash, &slot, number);

    if (rc != POSTS_NOTFOUND) {
        return rc;
    }

    if (g->n == g->size) {
        rc = posts_liquid_groups_grow(lc, g);

        if (rc != POSTS_OK) {
            return rc;
        }

        slot = posts_liquid_groups_slot(g, hash);

        while (g->index[slot] != 0) {
            slot = (slot + 1) & (g->size * 2 - 1);
        }
    }

    g->groups[g->n].value = v;
    g->groups[g->n].hash = hash;

    *number = g->n++;
    g->index[slot] = (uint32_t) g->n;

    return POSTS_OK;
}


/* Mostly they are strings, and few different ones. */

static uint64_t
posts_liquid_groups_hash(posts_value_t v)
{
    return (v.type == POSTS_STRING) ? posts_hash64(posts_value_string(v))
                                    : posts_liquid_hash(v);
}


/* The value's group; POSTS_NOTFOUND, and the slot that its number goes to. */

static posts_rc_t
posts_liquid_groups_look(posts_liquid_context_t *lc,
    const posts_liquid_groups_t *g, posts_value_t v, uint64_t hash,
    size_t *slot, size_t *number)
{
    posts_rc_t             rc;
    posts_liquid_group_t  *group;

    *slot = 0;
    *number = 0;

    rc = posts_liquid_count_text(lc, v);

    if (rc != POSTS_OK) {
        return rc;
    }

    if (g->size == 0) {
        return POSTS_NOTFOUND;
    }

    *slot = posts_liquid_groups_slot(g, hash);

    while (g->index[*slot] != 0) {
        *number = g->index[*slot] - 1;
        group = &g->groups[*number];

        if (group->hash == hash
            && ((v.type == POSTS_STRING && group->value.type == POSTS_STRING)
                ? posts_str_eq(posts_value_string(group->value),
                               posts_value_string(v))
                : posts_liquid_eql(lc, group->value, v)))
        {
            return POSTS_OK;
        }

        /*
         * Values of one hash are alike in all that is hashed, and long: what
         * it takes to tell them from each other counts.
         */

        if (group->hash == hash) {
            rc = posts_liquid_steps(lc, POSTS_LIQUID_GROUPS_ALIKE);

            if (rc != POSTS_OK) {
                return rc;
            }
        }

        *slot = (*slot + 1) & (g->size * 2 - 1);
    }

    /* they may have been too much to compare */

    return (lc->error->rc == POSTS_OK) ? POSTS_NOTFOUND : lc->error->rc;
}


static posts_rc_t
posts_liquid_groups_grow(posts_liquid_context_t *lc, posts_liquid_groups_t *g)
{
    size_t                 i, slot, size;
    uint32_t              *index;
    posts_liquid_group_t  *groups;

    size = (g->size == 0) ? POSTS_LIQUID_GROUPS_MIN : g->size * 2;

    if (size > UINT32_MAX / 4) {
        return posts_liquid_memory(lc);
    }

    groups = posts_arena_realloc(lc->arena, g->groups,
                                 g->size * sizeof(posts_liquid_group_t),
                                 size * sizeof(posts_liquid_group_t));
    if (groups == NULL) {
        return posts_liquid_memory(lc);
    }

    index = posts_arena_array(lc->arena, size * 2, sizeof(uint32_t));
    if (index == NULL) {
        return posts_liquid_memory(lc);
    }

    g->groups = groups;
    g->index = index;
    g->size = size;

    for (i = 0; i < g->n; i++) {
        slot = posts_liquid_groups_slot(g, g->groups[i].hash);

        while (g->index[slot] != 0) {
            slot = (slot + 1) & (g->size * 2 - 1);
        }

        g->index[slot] = (uint32_t) (i + 1);
    }

    return POSTS_OK;
}


static size_t
posts_liquid_groups_slot(const posts_liquid_groups_t *g, uint64_t hash)
{
    return (size_t) (hash ^ hash >> 29) & (g->size * 2 - 1);
}
