
/*
 * Copyright (C) the ngx_http_posts_module authors
 *
 * Paths: their parts, patterns (tests/spec/match.txt, filled in by Ruby), and
 * what is read of a site.
 */


#include "check.h"
#include "posts_path.h"
#include "record.h"


#define CLASSIFY(path, folder, want)                                          \
    check_int(__FILE__, __LINE__, path,                                       \
              posts_path_classify(&config, posts_str(path), folder), want)


static void test_parts(void);
static void test_dated(void);
static void test_match(void);
static void test_match_time(void);
static void test_classify(posts_arena_t *arena);
static void test_classify_never(posts_arena_t *arena);
static void test_classify_settings(posts_arena_t *arena);
static void test_classify_places(posts_arena_t *arena);
static void test_config(posts_config_t *config, posts_arena_t *arena);
static void test_push(posts_value_t list, const char *s);


int
main(void)
{
    posts_arena_t  *arena;

    arena = posts_arena_create(1024 * 1024);

    test_parts();
    test_dated();
    test_match();
    test_match_time();
    test_classify(arena);
    test_classify_never(arena);
    test_classify_settings(arena);
    test_classify_places(arena);

    posts_arena_destroy(arena);

    return CHECK_END("path");
}


static void
test_parts(void)
{
    CHECK_STR(posts_path_dir(posts_str("a/b/c.md")), "a/b");
    CHECK_STR(posts_path_dir(posts_str("c.md")), "");
    CHECK_STR(posts_path_dir(posts_str("/c.md")), "");
    CHECK_STR(posts_path_dir(posts_str("")), "");

    CHECK_STR(posts_path_name(posts_str("a/b/c.md")), "c.md");
    CHECK_STR(posts_path_name(posts_str("c.md")), "c.md");
    CHECK_STR(posts_path_name(posts_str("a/")), "");

    /* File.extname */

    CHECK_STR(posts_path_ext(posts_str(".htaccess")), "");
    CHECK_STR(posts_path_ext(posts_str("a.")), ".");
    CHECK_STR(posts_path_ext(posts_str(".a.md")), ".md");
    CHECK_STR(posts_path_ext(posts_str("foo")), "");
    CHECK_STR(posts_path_ext(posts_str("/a.b/c")), "");
    CHECK_STR(posts_path_ext(posts_str("/foo/.bar")), "");
    CHECK_STR(posts_path_ext(posts_str("..foo")), "");
    CHECK_STR(posts_path_ext(posts_str("a.tar.gz")), ".gz");
    CHECK_STR(posts_path_ext(posts_str("...")), "");
    CHECK_STR(posts_path_ext(posts_str("")), "");

    CHECK_STR(posts_path_stem(posts_str("a/b.c.md")), "b.c");
    CHECK_STR(posts_path_stem(posts_str("a...md")), "a");
    CHECK_STR(posts_path_stem(posts_str("CNAME")), "CNAME");
}


static void
test_dated(void)
{
    posts_str_t  date, slug;

    CHECK(posts_path_dated(posts_str("a/2020-08-15-x.y.md"), &date, &slug));
    CHECK_STR(date, "2020-08-15");
    CHECK_STR(slug, "x.y");

    CHECK(posts_path_dated(posts_str("20-8-5-.md"), &date, &slug));
    CHECK_STR(date, "20-8-5");
    CHECK_STR(slug, "");

    CHECK(!posts_path_dated(posts_str("2020-08-15.md"), NULL, NULL));
    CHECK(!posts_path_dated(posts_str("2020-08-15-x"), NULL, NULL));
    CHECK(!posts_path_dated(posts_str("2020-08-15-x."), NULL, NULL));
    CHECK(!posts_path_dated(posts_str("12020-08-15-x.md"), NULL, NULL));
    CHECK(!posts_path_dated(posts_str("2-08-15-x.md"), NULL, NULL));
    CHECK(!posts_path_dated(posts_str("2020-008-15-x.md"), NULL, NULL));
    CHECK(!posts_path_dated(posts_str("2020-08-015-x.md"), NULL, NULL));
    CHECK(!posts_path_dated(posts_str("2020"), NULL, NULL));
    CHECK(!posts_path_dated(posts_str("a020-08-15-x.md"), NULL, NULL));
    CHECK(!posts_path_dated(posts_str("2020-a-15-x.md"), NULL, NULL));
    CHECK(!posts_path_dated(posts_str("2020-08-a-x.md"), NULL, NULL));
    CHECK(!posts_path_dated(posts_str("2020-08-15-"), NULL, NULL));
    CHECK(!posts_path_dated(posts_str("2020-08-15-x.md/a"), NULL, NULL));
    CHECK(!posts_path_dated(posts_str(""), NULL, NULL));
}


static void
test_match(void)
{
    size_t       pos, cases;
    unsigned     number;
    posts_str_t  text, line;

    text = record_read("tests/spec/match.txt");
    pos = 0;
    number = 0;
    cases = 0;

    while (record_line(text, &pos, &line)) {
        number++;

        if (line.len == 0 || line.data[0] == '#') {
            continue;
        }

        if (!CHECK_INT(posts_path_match(record_field(line, 0),
                                        record_field(line, 1)),
                       posts_str_eq(record_field(line, 2), posts_str("1"))))
        {
            printf("    match.txt:%u: %.*s\n", number, posts_str_arg(line));
        }

        cases++;
    }

    CHECK(cases > 200);

    free((void *) text.data);
}


/* A pattern that a recursive matcher needs forever for. */

static void
test_match_time(void)
{
    size_t  i;
    u_char  pattern[400], path[4000];

    for (i = 0; i < sizeof(pattern); i++) {
        pattern[i] = (i % 2 == 0) ? '*' : 'a';
    }

    memset(path, 'a', sizeof(path));
    path[sizeof(path) - 1] = 'b';

    CHECK(!posts_path_match(posts_str_from(pattern, sizeof(pattern)),
                            posts_str_from(path, sizeof(path))));
}


static void
test_classify(posts_arena_t *arena)
{
    posts_config_t  config;

    posts_arena_reset(arena, 0);
    test_config(&config, arena);

    CLASSIFY("", 1, POSTS_PATH_FOLDER);
    CLASSIFY("", 0, POSTS_PATH_HIDDEN);
    CLASSIFY("about.md", 0, POSTS_PATH_FILE);
    CLASSIFY("a/b/c.png", 0, POSTS_PATH_FILE);
    CLASSIFY("a/b", 1, POSTS_PATH_FOLDER);
    CLASSIFY("a b/\xc3\xbc", 1, POSTS_PATH_FOLDER);

    CLASSIFY("_posts", 1, POSTS_PATH_FOLDER);
    CLASSIFY("_posts", 0, POSTS_PATH_HIDDEN);
    CLASSIFY("a/b/_posts", 1, POSTS_PATH_FOLDER);
    CLASSIFY("_posts/a", 1, POSTS_PATH_FOLDER);
    CLASSIFY("_posts/2020-08-15-x.md", 0, POSTS_PATH_POST);
    CLASSIFY("a/_posts/b/2020-08-15-x.md", 0, POSTS_PATH_POST);
    CLASSIFY("_posts/2020-08-15-x.yml", 0, POSTS_PATH_HIDDEN);
    CLASSIFY("_posts/x.md", 0, POSTS_PATH_HIDDEN);
    CLASSIFY("_posts/pic.png", 0, POSTS_PATH_HIDDEN);
    CLASSIFY("_posts/2020-08-15-x.md~", 0, POSTS_PATH_HIDDEN);
    CLASSIFY("_posts/.2020-08-15-x.md", 0, POSTS_PATH_HIDDEN);
    CLASSIFY("_posts/a/.b/2020-08-15-x.md", 0, POSTS_PATH_HIDDEN);
    CLASSIFY("_posts/.b", 1, POSTS_PATH_HIDDEN);
    CLASSIFY("_posts/_b", 1, POSTS_PATH_HIDDEN);
    CLASSIFY("_posts/_b/2020-08-15-x.md", 0, POSTS_PATH_HIDDEN);
    CLASSIFY("_posts/a/_b/2020-08-15-x.md", 0, POSTS_PATH_POST);
    CLASSIFY("_posts/", 1, POSTS_PATH_HIDDEN);
    CLASSIFY("_posts//2020-08-15-x.md", 0, POSTS_PATH_HIDDEN);
    CLASSIFY("_posts/../2020-08-15-x.md", 0, POSTS_PATH_HIDDEN);

    CLASSIFY("_drafts", 1, POSTS_PATH_FOLDER);
    CLASSIFY("_drafts/x.md", 0, POSTS_PATH_DRAFT);
    CLASSIFY("a/_drafts/b/2020-01-01-x.md", 0, POSTS_PATH_DRAFT);
    CLASSIFY("_drafts/x", 0, POSTS_PATH_HIDDEN);
    CLASSIFY("_drafts/.x.md", 0, POSTS_PATH_HIDDEN);

    CLASSIFY("node_modules", 1, POSTS_PATH_HIDDEN);
    CLASSIFY("node_modules/a/b.js", 0, POSTS_PATH_HIDDEN);
    CLASSIFY("node_modules/_posts/2020-08-15-x.md", 0, POSTS_PATH_HIDDEN);
    CLASSIFY("Gemfile.lock", 0, POSTS_PATH_HIDDEN);
    CLASSIFY("a/Gemfile", 0, POSTS_PATH_FILE);
    CLASSIFY("vendor", 1, POSTS_PATH_FOLDER);
    CLASSIFY("vendor/bundle", 1, POSTS_PATH_HIDDEN);
    CLASSIFY("vendor/bundle", 0, POSTS_PATH_FILE);
    CLASSIFY("vendor/bundled", 1, POSTS_PATH_FOLDER);
    CLASSIFY("vendor/ruby/a.md", 0, POSTS_PATH_HIDDEN);
}


/* Whatever the configuration says. */

static void
test_classify_never(posts_arena_t *arena)
{
    size_t          i, len;
    posts_config_t  config;

    static const char *const  paths[] = {
        "..", "./", "./../x", "a/..", "a/./b", "a//b", "a/", "/a", "a.", "a./b",
        "../etc/passwd", "_posts/..", ".git", ".git/config", ".gitignore",
        "a/.git/config", ".svn/entries", ".hg/hgrc", ".htaccess",
        "a/.htaccess", ".htpasswd", ".env", ".env.local", "_config.yml",
        "_config.yaml", "a\0b"
    };

    posts_arena_reset(arena, 0);
    test_config(&config, arena);

    test_push(config.include, "*");
    test_push(config.include, "");
    test_push(config.include, ".git");
    test_push(config.include, "_config.yml");
    test_push(config.include, ".env");

    for (i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
        len = strlen(paths[i]);

        if (i + 1 == sizeof(paths) / sizeof(paths[0])) {
            len = 3;
        }

        if (!CHECK_INT(posts_path_classify(&config,
                                           posts_str_from(paths[i], len), 0),
                       POSTS_PATH_HIDDEN)
            || !CHECK_INT(posts_path_classify(&config,
                                              posts_str_from(paths[i], len),
                                              1),
                          POSTS_PATH_HIDDEN))
        {
            printf("    %s\n", paths[i]);
        }
    }

    /* and without settings */

    test_config(&config, arena);

    CLASSIFY("_x", 1, POSTS_PATH_HIDDEN);
    CLASSIFY("_x/y.md", 0, POSTS_PATH_HIDDEN);
    CLASSIFY("a/_x/y.md", 0, POSTS_PATH_HIDDEN);
    CLASSIFY("_site/index.html", 0, POSTS_PATH_HIDDEN);
    CLASSIFY("_sass/base.scss", 0, POSTS_PATH_HIDDEN);
    CLASSIFY("_recipes/cake.md", 0, POSTS_PATH_HIDDEN);
    CLASSIFY(".x", 1, POSTS_PATH_HIDDEN);
    CLASSIFY("a/.x/y", 0, POSTS_PATH_HIDDEN);
    CLASSIFY("#x#", 0, POSTS_PATH_HIDDEN);
    CLASSIFY("~x", 0, POSTS_PATH_HIDDEN);
    CLASSIFY("x~", 0, POSTS_PATH_HIDDEN);
    CLASSIFY("x~", 1, POSTS_PATH_HIDDEN);
}


static void
test_classify_settings(posts_arena_t *arena)
{
    posts_map_t     *data;
    posts_config_t   config;

    posts_arena_reset(arena, 0);
    test_config(&config, arena);

    test_push(config.include, "_pages");
    test_push(config.include, ".well-known");
    test_push(config.include, "keep.md");
    test_push(config.include, "Gemfile");
    test_push(config.include, "_a/b/c.md");
    test_push(config.exclude, "foo");
    test_push(config.exclude, "*.tmp");
    test_push(config.exclude, "docs/**/secret");
    test_push(config.exclude, "/top");
    test_push(config.exclude, "old/");
    test_push(config.exclude, "_posts/old");

    CLASSIFY("_pages/about.md", 0, POSTS_PATH_FILE);
    CLASSIFY("_pages/_x.md", 0, POSTS_PATH_HIDDEN);
    CLASSIFY("a/_pages/about.md", 0, POSTS_PATH_FILE);
    CLASSIFY(".well-known/security.txt", 0, POSTS_PATH_FILE);
    CLASSIFY("Gemfile", 0, POSTS_PATH_FILE);

    CLASSIFY("_a", 1, POSTS_PATH_FOLDER);
    CLASSIFY("_a/b", 1, POSTS_PATH_FOLDER);
    CLASSIFY("_a/b/c.md", 0, POSTS_PATH_FILE);
    CLASSIFY("_a/b/d.md", 0, POSTS_PATH_HIDDEN);
    CLASSIFY("_a/b/c.md", 1, POSTS_PATH_HIDDEN);
    CLASSIFY("_a/c", 1, POSTS_PATH_HIDDEN);

    /* a pattern is a prefix too */

    CLASSIFY("foo", 1, POSTS_PATH_HIDDEN);
    CLASSIFY("foobar.html", 0, POSTS_PATH_HIDDEN);
    CLASSIFY("a/foo", 1, POSTS_PATH_FOLDER);
    CLASSIFY("foo/keep.md", 0, POSTS_PATH_HIDDEN);

    CLASSIFY("a/b.tmp", 0, POSTS_PATH_HIDDEN);
    CLASSIFY("b.tmp/a", 0, POSTS_PATH_HIDDEN);
    CLASSIFY("docs/a/secret", 1, POSTS_PATH_HIDDEN);
    CLASSIFY("docs/a/secret/x", 0, POSTS_PATH_HIDDEN);
    CLASSIFY("docs/a/x", 0, POSTS_PATH_FILE);
    CLASSIFY("top/x", 0, POSTS_PATH_HIDDEN);
    CLASSIFY("old", 1, POSTS_PATH_HIDDEN);
    CLASSIFY("old", 0, POSTS_PATH_FILE);
    CLASSIFY("old/x", 0, POSTS_PATH_HIDDEN);
    CLASSIFY("older", 1, POSTS_PATH_FOLDER);
    CLASSIFY("_posts/old/2020-08-15-x.md", 0, POSTS_PATH_HIDDEN);
    CLASSIFY("_posts/new/2020-08-15-x.md", 0, POSTS_PATH_POST);
    CLASSIFY("_posts/new/2020-08-15-x.tmp", 0, POSTS_PATH_HIDDEN);

    /* folders that the configuration names */

    data = posts_map_create(arena, 0);
    config.data = posts_value_map(data);

    CHECK_INT(posts_map_set(data, posts_str("destination"),
                            posts_value_str(posts_str("./public/"))),
              POSTS_OK);

    CLASSIFY("public", 1, POSTS_PATH_HIDDEN);
    CLASSIFY("public/index.html", 0, POSTS_PATH_HIDDEN);
    CLASSIFY("a/public/index.html", 0, POSTS_PATH_FILE);
    CLASSIFY("publicity", 1, POSTS_PATH_FOLDER);

    config.collections_dir = posts_str("blog/");

    CLASSIFY("_posts/2020-08-15-x.md", 0, POSTS_PATH_HIDDEN);
    CLASSIFY("_posts", 1, POSTS_PATH_HIDDEN);
    CLASSIFY("blog/_posts/2020-08-15-x.md", 0, POSTS_PATH_POST);
    CLASSIFY("blog/a/_drafts/x.md", 0, POSTS_PATH_DRAFT);

    CHECK_STR(posts_path_relative(&config, posts_str("blog/_posts/x")),
              "_posts/x");
    CHECK_STR(posts_path_relative(&config, posts_str("blogs/_posts/x")),
              "blogs/_posts/x");
}


/* Folders with a meaning of their own, and a theme's. */

static void
test_classify_places(posts_arena_t *arena)
{
    posts_error_t    error;
    posts_config_t   config;
    posts_limits_t   limits;

    posts_arena_reset(arena, 0);
    posts_limits_default(&limits);
    posts_error_clear(&error);

    CHECK_INT(posts_config_parse(&config, arena,
                                 posts_str("collections: [recipes, data]\n"
                                           "exclude: [old, _recipes/x, "
                                           "\"*.bak\"]\n"
                                           "include: [_kept.md]\n"),
                                 posts_str("_config.yml"), &limits, NULL,
                                 NULL, &error), POSTS_OK);

    CLASSIFY("_layouts", 1, POSTS_PATH_FOLDER);
    CLASSIFY("_layouts", 0, POSTS_PATH_HIDDEN);
    CLASSIFY("_layouts/post.html", 0, POSTS_PATH_LAYOUT);
    CLASSIFY("_layouts/docs", 1, POSTS_PATH_FOLDER);
    CLASSIFY("_layouts/docs/page.html", 0, POSTS_PATH_LAYOUT);
    CLASSIFY("_layouts/post", 0, POSTS_PATH_HIDDEN);
    CLASSIFY("_layouts/_post.html", 0, POSTS_PATH_HIDDEN);
    CLASSIFY("_layouts/docs/_post.html", 0, POSTS_PATH_HIDDEN);
    CLASSIFY("_layouts/_docs", 1, POSTS_PATH_HIDDEN);
    CLASSIFY("_layouts/a/_docs", 1, POSTS_PATH_FOLDER);
    CLASSIFY("_layouts/a/_docs/x.html", 0, POSTS_PATH_LAYOUT);
    CLASSIFY("_layouts/post.html~", 0, POSTS_PATH_HIDDEN);
    CLASSIFY("_layouts/.post.html", 0, POSTS_PATH_HIDDEN);
    CLASSIFY("_layouts/a/.b", 1, POSTS_PATH_HIDDEN);
    CLASSIFY("_layouts/old.html", 0, POSTS_PATH_HIDDEN);
    CLASSIFY("_layouts/_kept.md", 0, POSTS_PATH_LAYOUT);
    CLASSIFY("a/_layouts/post.html", 0, POSTS_PATH_HIDDEN);

    CLASSIFY("_includes", 1, POSTS_PATH_FOLDER);
    CLASSIFY("_includes/head.html", 0, POSTS_PATH_INCLUDE);
    CLASSIFY("_includes/_x/head", 0, POSTS_PATH_INCLUDE);
    CLASSIFY("_includes/old", 0, POSTS_PATH_INCLUDE);
    CLASSIFY("_includes/.git/config", 0, POSTS_PATH_HIDDEN);

    CLASSIFY("_data", 1, POSTS_PATH_FOLDER);
    CLASSIFY("_data/nav.yml", 0, POSTS_PATH_DATA);
    CLASSIFY("_data/a/_b.csv", 0, POSTS_PATH_DATA);
    CLASSIFY("_data/a/b.json", 0, POSTS_PATH_DATA);
    CLASSIFY("_data/a/b.tsv", 0, POSTS_PATH_DATA);
    CLASSIFY("_data/nav.YML", 0, POSTS_PATH_HIDDEN);
    CLASSIFY("_data/nav.txt", 0, POSTS_PATH_HIDDEN);
    CLASSIFY("_data/.nav.yml", 0, POSTS_PATH_HIDDEN);
    CLASSIFY("_data/.a", 1, POSTS_PATH_HIDDEN);

    CLASSIFY("_recipes", 1, POSTS_PATH_FOLDER);
    CLASSIFY("_recipes", 0, POSTS_PATH_HIDDEN);
    CLASSIFY("_recipes/cake.md", 0, POSTS_PATH_MEMBER);
    CLASSIFY("_recipes/a/_b/cake", 0, POSTS_PATH_MEMBER);
    CLASSIFY("_recipes/_cake.md", 0, POSTS_PATH_HIDDEN);
    CLASSIFY("_recipes/a/_cake.md", 0, POSTS_PATH_HIDDEN);
    CLASSIFY("_recipes/_a", 1, POSTS_PATH_HIDDEN);
    CLASSIFY("_recipes/_posts/2020-01-01-x.md", 0, POSTS_PATH_HIDDEN);
    CLASSIFY("_recipes/xyz.md", 0, POSTS_PATH_HIDDEN);
    CLASSIFY("_recipes/a.bak", 0, POSTS_PATH_HIDDEN);
    CLASSIFY("_recipes/a/_kept.md", 0, POSTS_PATH_MEMBER);
    CLASSIFY("_recipes2/cake.md", 0, POSTS_PATH_HIDDEN);
    CLASSIFY("a/_recipes/cake.md", 0, POSTS_PATH_HIDDEN);

    CLASSIFY(".", 1, POSTS_PATH_FOLDER);
    CLASSIFY(".", 0, POSTS_PATH_HIDDEN);
    CLASSIFY("./_layouts", 1, POSTS_PATH_FOLDER);
    CLASSIFY("./_layouts/x.html", 0, POSTS_PATH_LAYOUT);
    CLASSIFY("./_includes/x.html", 0, POSTS_PATH_INCLUDE);
    CLASSIFY("./_data/x.yml", 0, POSTS_PATH_DATA);
    CLASSIFY("./assets/a/_b.css", 0, POSTS_PATH_FILE);
    CLASSIFY("./assets/.git/config", 0, POSTS_PATH_HIDDEN);
    CLASSIFY("./assets/../x", 0, POSTS_PATH_HIDDEN);
    CLASSIFY("./index.md", 0, POSTS_PATH_HIDDEN);
    CLASSIFY("./_posts", 1, POSTS_PATH_HIDDEN);

    /* other names */

    CHECK_INT(posts_config_parse(&config, arena,
                                 posts_str("collections: {recipes: {}}\n"
                                           "collections_dir: _c/d\n"
                                           "layouts_dir: ./_x/layouts/\n"),
                                 posts_str("_config.yml"), &limits, NULL,
                                 NULL, &error), POSTS_OK);

    CLASSIFY("_c", 1, POSTS_PATH_FOLDER);
    CLASSIFY("_c/d", 1, POSTS_PATH_FOLDER);
    CLASSIFY("_c/e", 1, POSTS_PATH_HIDDEN);
    CLASSIFY("_c/d/x.md", 0, POSTS_PATH_HIDDEN);
    CLASSIFY("_c/d/_recipes/x.md", 0, POSTS_PATH_MEMBER);
    CLASSIFY("_recipes/x.md", 0, POSTS_PATH_HIDDEN);
    CLASSIFY("_x", 1, POSTS_PATH_FOLDER);
    CLASSIFY("_x/layouts/y.html", 0, POSTS_PATH_LAYOUT);
    CLASSIFY("_layouts/y.html", 0, POSTS_PATH_HIDDEN);
    CLASSIFY("./_layouts/y.html", 0, POSTS_PATH_LAYOUT);
}


/* What posts_config.c has as defaults, as far as paths go. */

static void
test_config(posts_config_t *config, posts_arena_t *arena)
{
    memset(config, 0, sizeof(posts_config_t));

    config->data = posts_value_map(posts_map_create(arena, 0));
    config->include = posts_value_array(posts_array_create(arena, 8));
    config->exclude = posts_value_array(posts_array_create(arena, 8));
    config->layouts_dir = posts_str("_layouts/");
    config->includes_dir = posts_str("_includes/");
    config->data_dir = posts_str("_data/");

    test_push(config->include, ".htaccess");
    test_push(config->exclude, "gemfiles");
    test_push(config->exclude, "Gemfile");
    test_push(config->exclude, "Gemfile.lock");
    test_push(config->exclude, "node_modules");
    test_push(config->exclude, "vendor/bundle/");
    test_push(config->exclude, "vendor/ruby/");
}


static void
test_push(posts_value_t list, const char *s)
{
    CHECK_INT(posts_array_push(list.u.array,
                               posts_value_str(posts_str_c(s))),
              POSTS_OK);
}
