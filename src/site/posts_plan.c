
/*
 * Copyright (C) the authors of this project
 */


#include "posts_hash.h"
#include "posts_plan.h"


#define POSTS_PLAN_KEEP  ((size_t) 1024 * 1024)


static int posts_plan_slots(posts_plan_t *plan);


void
posts_plan_init(posts_plan_t *plan, size_t limit)
{
    memset(plan, 0, sizeof(posts_plan_t));

    plan->arena = posts_arena_create(limit);
}


void
posts_plan_destroy(posts_plan_t *plan)
{
    posts_arena_destroy(plan->arena);
    memset(plan, 0, sizeof(posts_plan_t));
}


void
posts_plan_reset(posts_plan_t *plan)
{
    posts_arena_reset(plan->arena, POSTS_PLAN_KEEP);

    plan->items = NULL;
    plan->n = 0;
    plan->size = 0;
    plan->slots = NULL;
    plan->nslots = 0;
    plan->next = 0;
}


posts_plan_entry_t *
posts_plan_add(posts_plan_t *plan, posts_str_t path, unsigned flags)
{
    size_t               i, size;
    posts_plan_entry_t  *items, *entry;

    if (plan->n * 2 >= plan->nslots && !posts_plan_slots(plan)) {
        return NULL;
    }

    i = posts_hash64(path) & (plan->nslots - 1);

    while (plan->slots[i] != 0) {
        entry = &plan->items[plan->slots[i] - 1];

        if (posts_str_eq(entry->path, path)) {

            /* a scan's findings do not count against an event */

            if ((entry->flags & POSTS_PLAN_SURE) == 0
                || (flags & (POSTS_PLAN_SURE|POSTS_PLAN_REMOVED)) != 0)
            {
                entry->flags = flags;
            }

            return entry;
        }

        i = (i + 1) & (plan->nslots - 1);
    }

    if (plan->n == plan->size) {

        if (plan->n >= UINT32_MAX / 2) {
            return NULL;
        }

        size = (plan->size == 0) ? 64 : plan->size * 2;

        items = posts_arena_realloc(plan->arena, plan->items,
                                    plan->size * sizeof(posts_plan_entry_t),
                                    size * sizeof(posts_plan_entry_t));
        if (items == NULL) {
            return NULL;
        }

        plan->items = items;
        plan->size = size;
    }

    path = posts_arena_str(plan->arena, path);

    if (path.data == NULL) {
        return NULL;
    }

    entry = &plan->items[plan->n++];

    memset(entry, 0, sizeof(posts_plan_entry_t));
    entry->path = path;
    entry->flags = flags;
    entry->kind = -1;

    plan->slots[i] = (uint32_t) plan->n;

    return entry;
}


static int
posts_plan_slots(posts_plan_t *plan)
{
    size_t     i, j, n;
    uint32_t  *slots;

    n = (plan->nslots == 0) ? 256 : plan->nslots * 2;

    slots = posts_arena_array(plan->arena, n, sizeof(uint32_t));

    if (slots == NULL) {
        return 0;
    }

    for (i = 0; i < plan->n; i++) {
        j = posts_hash64(plan->items[i].path) & (n - 1);

        while (slots[j] != 0) {
            j = (j + 1) & (n - 1);
        }

        slots[j] = (uint32_t) i + 1;
    }

    plan->slots = slots;
    plan->nslots = n;

    return 1;
}
