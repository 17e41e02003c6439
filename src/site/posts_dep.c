
/*
 * Copyright (C) the authors of this project
 *
 * The kind is the seed of the hash, so that a tag and a category of one slug
 * are two dependencies.  The set is kept in the order of its insertion and
 * searched from its end: a render asks for few, often the same again.
 */


#include "posts_dep.h"
#include "posts_hash.h"


#define POSTS_DEPS_FIRST  16


static int posts_deps_find(const posts_deps_t *deps, posts_dep_t dep);


posts_dep_t
posts_dep(posts_dep_e kind, posts_str_t name)
{
    return posts_hash64_seed(name, (uint64_t) kind + 1);
}


void
posts_deps_init(posts_deps_t *deps, posts_arena_t *arena)
{
    deps->items = NULL;
    deps->n = 0;
    deps->size = 0;
    deps->arena = arena;
    deps->rc = POSTS_OK;
}


void
posts_deps_add(posts_deps_t *deps, posts_dep_e kind, posts_str_t name)
{
    size_t        size;
    posts_dep_t   dep, any, *items;

    if (deps->rc != POSTS_OK) {
        return;
    }

    any = posts_dep(POSTS_DEP_ANY, posts_str(""));
    dep = (kind == POSTS_DEP_ANY) ? any : posts_dep(kind, name);

    /* ANY stands alone: nothing can be fresher than it */

    if (deps->n == 1 && deps->items[0] == any) {
        return;
    }

    if (deps->n != 0
        && (dep == any
            || (deps->n == POSTS_DEPS_MAX && !posts_deps_find(deps, dep))))
    {
        deps->items[0] = any;
        deps->n = 1;
        return;
    }

    if (posts_deps_find(deps, dep)) {
        return;
    }

    if (deps->n == deps->size) {
        size = (deps->size == 0) ? POSTS_DEPS_FIRST : deps->size * 2;

        items = posts_arena_realloc(deps->arena, deps->items,
                                    deps->size * sizeof(posts_dep_t),
                                    size * sizeof(posts_dep_t));
        if (items == NULL) {
            deps->rc = POSTS_LIMIT;
            return;
        }

        deps->items = items;
        deps->size = size;
    }

    deps->items[deps->n++] = dep;
}


static int
posts_deps_find(const posts_deps_t *deps, posts_dep_t dep)
{
    size_t  i;

    for (i = deps->n; i > 0; i--) {
        if (deps->items[i - 1] == dep) {
            return 1;
        }
    }

    return 0;
}
