
/*
 * Copyright (C) the ngx_http_posts_module authors
 */


#include <stdio.h>

#include "check.h"
#include "posts_dep.h"


static void test_names(void);
static void test_set(posts_arena_t *arena);
static void test_collapse(posts_arena_t *arena);
static void test_memory(posts_arena_t *arena);


int
main(void)
{
    posts_arena_t  *arena;

    arena = posts_arena_create(1024 * 1024);

    test_names();
    test_set(arena);
    test_collapse(arena);
    test_memory(arena);

    posts_arena_destroy(arena);

    return CHECK_END("dep");
}


static void
test_names(void)
{
    CHECK(posts_dep(POSTS_DEP_TAG, posts_str("a"))
          != posts_dep(POSTS_DEP_CATEGORY, posts_str("a")));
    CHECK(posts_dep(POSTS_DEP_TAG, posts_str("a"))
          != posts_dep(POSTS_DEP_TAG, posts_str("b")));
    CHECK(posts_dep(POSTS_DEP_POSTS, posts_str(""))
          != posts_dep(POSTS_DEP_ANY, posts_str("")));
    CHECK(posts_dep(POSTS_DEP_URL, posts_str("/a"))
          == posts_dep(POSTS_DEP_URL, posts_str("/a")));
}


static void
test_set(posts_arena_t *arena)
{
    unsigned      i;
    posts_deps_t  deps;

    posts_deps_init(&deps, arena);
    CHECK_INT(deps.n, 0);

    for (i = 0; i < 3; i++) {
        posts_deps_add(&deps, POSTS_DEP_DOCUMENT, posts_str("a.md"));
        posts_deps_add(&deps, POSTS_DEP_NEAR, posts_str("a.md"));
        posts_deps_add(&deps, POSTS_DEP_POSTS, posts_str(""));
    }

    CHECK_INT(deps.n, 3);
    CHECK(deps.items[0] == posts_dep(POSTS_DEP_DOCUMENT, posts_str("a.md")));
    CHECK(deps.items[2] == posts_dep(POSTS_DEP_POSTS, posts_str("")));

    posts_deps_add(&deps, POSTS_DEP_ANY, posts_str("ignored"));
    CHECK_INT(deps.n, 1);
    CHECK(deps.items[0] == posts_dep(POSTS_DEP_ANY, posts_str("")));

    posts_deps_add(&deps, POSTS_DEP_DOCUMENT, posts_str("b.md"));
    CHECK_INT(deps.n, 1);
    CHECK_INT(deps.rc, POSTS_OK);
}


static void
test_collapse(posts_arena_t *arena)
{
    char          name[16];
    unsigned      i;
    posts_deps_t  deps;

    posts_deps_init(&deps, arena);

    for (i = 0; i < POSTS_DEPS_MAX; i++) {
        (void) snprintf(name, sizeof(name), "%u", i);
        posts_deps_add(&deps, POSTS_DEP_FILE, posts_str_c(name));
    }

    CHECK_INT(deps.n, POSTS_DEPS_MAX);

    posts_deps_add(&deps, POSTS_DEP_FILE, posts_str("0"));
    CHECK_INT(deps.n, POSTS_DEPS_MAX);

    posts_deps_add(&deps, POSTS_DEP_FILE, posts_str("one more"));
    CHECK_INT(deps.n, 1);
    CHECK(deps.items[0] == posts_dep(POSTS_DEP_ANY, posts_str("")));
}


static void
test_memory(posts_arena_t *arena)
{
    posts_deps_t  deps;

    posts_deps_init(&deps, arena);
    posts_arena_fail_at(arena, 1);
    posts_deps_add(&deps, POSTS_DEP_FILE, posts_str("a"));
    posts_arena_fail_at(arena, 0);

    CHECK_INT(deps.rc, POSTS_LIMIT);
    CHECK_INT(deps.n, 0);

    posts_deps_add(&deps, POSTS_DEP_FILE, posts_str("b"));
    CHECK_INT(deps.rc, POSTS_LIMIT);
    CHECK_INT(deps.n, 0);
}
