
/*
 * Copyright (C) the ngx_http_posts_module authors
 *
 * Front matter defaults: patterns, and merging.  What Jekyll makes of them
 * is in document.c (tests/spec/defaults.txt).
 */


#include <stdlib.h>

#include "check.h"
#include "posts_defaults.h"
#include "posts_yaml.h"


static void test_glob(void);
static void test_merge(posts_arena_t *arena);
static void test_time(void);
static posts_value_t test_yaml(posts_arena_t *arena, const char *text);


static const char  test_sets[] =
    "defaults:\n"
    "- {scope: {path: _posts}, values: {m: {a: 1, b: {c: 2}}, n: 1}}\n"
    "- {scope: {path: ''}, values: {n: 2, o: 3, categories: x y}}\n";


int
main(void)
{
    posts_arena_t  *arena;

    arena = posts_arena_create(1024 * 1024);

    test_glob();
    test_merge(arena);
    test_time();

    posts_arena_destroy(arena);

    return CHECK_END("defaults");
}


static void
test_glob(void)
{
    size_t  i;

    static const char *const  match[][2] = {
        { "*", "a" }, { "*", "a/b/c.md" }, { "a/*", "a/b/c.md" },
        { "a/*", "a/x.md" }, { "*/b", "a/b/c/x.md" }, { "*.md", "x.md" },
        { "**/x.md", "x.md" }, { "**/x.md", "a/b/x.md" },
        { "a/**/x.md", "a/x.md" }, { "a/**/x.md", "a/b/c/x.md" },
        { "**", "x.md" }, { "a/**", "a/b/x.md" }, { "**/c", "a/b/c/x.md" },
        { "a/**/*", "a/b/x.md" }, { "**/**/x.md", "a/x.md" },
        { "[ab]/x.md", "b/x.md" }, { "a//b/*", "a/b/c" },
        { "**/b/**/d", "a/b/c/b/d/x" }, { ".a/*", ".a/b" }
    };

    static const char *const  other[][2] = {
        { "a/*", "a" }, { "a/*/x.md", "a/x.md" }, { "*.md", "a/x.md" },
        { "*", ".a" }, { "**/c", "a/b/d" }, { "b/**/x.md", "a/b/x.md" },
        { "a*b", "a/b" }, { "", "a" }, { "*", "" }, { "**/x", "" },
        { "**/b/c", "a/b/d/c" }
    };

    for (i = 0; i < sizeof(match) / sizeof(match[0]); i++) {
        if (!CHECK(posts_defaults_glob(posts_str_c(match[i][0]),
                                       posts_str_c(match[i][1]))))
        {
            printf("    %s %s\n", match[i][0], match[i][1]);
        }
    }

    for (i = 0; i < sizeof(other) / sizeof(other[0]); i++) {
        if (!CHECK(!posts_defaults_glob(posts_str_c(other[i][0]),
                                        posts_str_c(other[i][1]))))
        {
            printf("    %s %s\n", other[i][0], other[i][1]);
        }
    }
}


static void
test_merge(posts_arena_t *arena)
{
    posts_buf_t       b;
    posts_value_t     data;
    posts_config_t    config;
    posts_document_t  doc;

    memset(&config, 0, sizeof(posts_config_t));
    memset(&doc, 0, sizeof(posts_document_t));

    doc.path = posts_str("_posts/x.md");

    /* nothing to do: the map stays the one it was */

    config.data = test_yaml(arena, "{a: b}");
    data = test_yaml(arena, "{t: 1}");
    CHECK_INT(posts_defaults_apply(&data, arena, &config, &doc), POSTS_OK);
    CHECK_INT(posts_value_len(data), 1);

    /* maps grow together, nil does not count, categories add up */

    config.data = test_yaml(arena, test_sets);
    data = test_yaml(arena, "{m: {b: {d: 4}, e: 5}, o: ~, categories: [z]}");

    CHECK_INT(posts_defaults_apply(&data, arena, &config, &doc), POSTS_OK);

    posts_buf_init(&b, arena, 0);
    posts_value_to_s(&b, data, 10);
    CHECK_STR(posts_buf_str(&b),
              "{\"n\"=>1, \"o\"=>3, \"categories\"=>[\"x\", \"y\", \"z\"], "
              "\"m\"=>{\"a\"=>1, \"b\"=>{\"c\"=>2, \"d\"=>4}, \"e\"=>5}}");

    /* the configuration is not touched */

    CHECK(posts_value_eq(config.data, test_yaml(arena, test_sets), 10));
}


/* A pattern that is all "**", against a path as deep as there can be. */

static void
test_time(void)
{
    size_t  i;
    u_char  pattern[189], path[128];

    for (i = 0; i < sizeof(pattern); i += 3) {
        memcpy(pattern + i, i % 2 ? "a*/" : "**/", 3);
    }

    memcpy(pattern + sizeof(pattern) - 3, "c*/", 3);

    for (i = 0; i < sizeof(path); i += 2) {
        memcpy(path + i, "a/", 2);
    }

    path[sizeof(path) - 2] = 'b';

    CHECK(!posts_defaults_glob(posts_str_from(pattern, sizeof(pattern)),
                               posts_str_from(path, sizeof(path))));
}


static posts_value_t
test_yaml(posts_arena_t *arena, const char *text)
{
    posts_value_t         v;
    posts_limits_t        limits;
    posts_yaml_options_t  options;

    posts_limits_default(&limits);

    options.limits = &limits;
    options.timezone = &posts_timezone_utc;
    options.line = 1;

    CHECK_INT(posts_yaml_parse(&v, arena, posts_str_c(text), &options, NULL),
              POSTS_OK);

    return v;
}
