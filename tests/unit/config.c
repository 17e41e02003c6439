
/*
 * Copyright (C) the ngx_http_posts_module authors
 *
 * The configuration: defaults, each key, each way to write it wrong.
 */


#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "check.h"
#include "posts_config.h"


typedef struct {
    posts_arena_t   *arena;
    posts_config_t   config;
    posts_limits_t   limits;
    posts_error_t    error;
    posts_rc_t       rc;
    unsigned         warnings;
    posts_error_t    last;
} test_ctx_t;


/* Text that is worth one warning, its line, and a piece of the message. */

typedef struct {
    const char      *text;
    unsigned         line;
    const char      *message;
} test_wrong_t;


static void test_defaults(test_ctx_t *ctx);
static void test_same_as_default(test_ctx_t *ctx);
static void test_keys(test_ctx_t *ctx);
static void test_permalinks(test_ctx_t *ctx);
static void test_dialects(test_ctx_t *ctx);
static void test_timezones(test_ctx_t *ctx);
static void test_wrong(test_ctx_t *ctx);
static void test_broken(test_ctx_t *ctx);
static void test_collections(test_ctx_t *ctx);
static void test_theme(test_ctx_t *ctx);
static void test_hash(test_ctx_t *ctx);
static void test_load(test_ctx_t *ctx);
static void test_memory(test_ctx_t *ctx);
static posts_rc_t test_parse(test_ctx_t *ctx, const char *text);
static posts_rc_t test_load_dir(test_ctx_t *ctx, const char *dir);
static void test_write(const char *dir, const char *name, const char *text);
static int test_has(posts_value_t list, const char *s);
static void test_report(void *payload, posts_severity_t severity,
    const posts_error_t *error);


int
main(void)
{
    test_ctx_t  ctx;

    memset(&ctx, 0, sizeof(test_ctx_t));

    ctx.arena = posts_arena_create(16 * 1024 * 1024);
    posts_limits_default(&ctx.limits);

    test_defaults(&ctx);
    test_same_as_default(&ctx);
    test_keys(&ctx);
    test_permalinks(&ctx);
    test_dialects(&ctx);
    test_timezones(&ctx);
    test_wrong(&ctx);
    test_broken(&ctx);
    test_collections(&ctx);
    test_theme(&ctx);
    test_hash(&ctx);
    test_load(&ctx);
    test_memory(&ctx);

    posts_arena_destroy(ctx.arena);

    return CHECK_END("config");
}


static void
test_defaults(test_ctx_t *ctx)
{
    CHECK_INT(test_parse(ctx, ""), POSTS_OK);
    CHECK_INT(ctx->warnings, 0);

    CHECK_INT(ctx->config.data.type, POSTS_MAP);
    CHECK_INT(posts_value_len(ctx->config.data), 0);
    CHECK_STR(ctx->config.title, "");
    CHECK_STR(ctx->config.description, "");
    CHECK_STR(ctx->config.author, "");
    CHECK_STR(ctx->config.lang, "en");
    CHECK_STR(ctx->config.url, "");
    CHECK_STR(ctx->config.baseurl, "");
    CHECK_STR(ctx->config.permalink,
              "/:categories/:year/:month/:day/:title:output_ext");
    CHECK_STR(ctx->config.excerpt_separator, "\n\n");
    CHECK_INT(posts_value_len(ctx->config.exclude), 10);
    CHECK(test_has(ctx->config.exclude, "node_modules"));
    CHECK(test_has(ctx->config.exclude, "vendor/bundle/"));
    CHECK_INT(posts_value_len(ctx->config.include), 1);
    CHECK(test_has(ctx->config.include, ".htaccess"));
    CHECK_INT(posts_value_len(ctx->config.markdown_ext), 5);
    CHECK(test_has(ctx->config.markdown_ext, "md"));
    CHECK_INT(ctx->config.dialect, POSTS_MARKDOWN_GFM);
    CHECK(ctx->config.timezone == &posts_timezone_utc);
    CHECK_INT(ctx->config.paginate, 15);
    CHECK_INT(ctx->config.present, 1);
    CHECK_INT(ctx->config.drafts, 0);
    CHECK_INT(ctx->config.future, 0);
    CHECK_INT(ctx->config.unpublished, 0);
}


/* A key without a value is as if it were not there. */

static void
test_same_as_default(test_ctx_t *ctx)
{
    CHECK_INT(test_parse(ctx, "title:\nlang: ~\npermalink:\nexclude:\n"
                              "include: null\nmarkdown:\ntimezone:\n"
                              "paginate:\nshow_drafts:\nfuture:\n"
                              "collections:\nexcerpt_separator:\n"
                              "markdown_ext:\nurl:\nbaseurl:\nauthor:\n"),
              POSTS_OK);
    CHECK_INT(ctx->warnings, 0);
    CHECK_STR(ctx->config.lang, "en");
    CHECK_STR(ctx->config.excerpt_separator, "\n\n");
    CHECK_INT(posts_value_len(ctx->config.exclude), 10);
    CHECK_INT(posts_value_len(ctx->config.include), 1);
    CHECK_INT(ctx->config.paginate, 15);

    CHECK_INT(test_parse(ctx, "# a comment\n"), POSTS_OK);
    CHECK_INT(posts_value_len(ctx->config.data), 0);
}


static void
test_keys(test_ctx_t *ctx)
{
    CHECK_INT(test_parse(ctx, "title: A B\ndescription: >\n  two\n  lines\n"
                              "author: Me\nlang: zh-CN\n"
                              "url: https://x.example/\nbaseurl: blog/\n"
                              "excerpt_separator: <!--more-->\n"
                              "exclude: [a, b]\ninclude: [_pages]\n"
                              "markdown_ext: 'TXT, md,'\npaginate: 7\n"
                              "show_drafts: true\nfuture: yes\n"
                              "unpublished: on\nother: {x: 1}\n"), POSTS_OK);
    CHECK_INT(ctx->warnings, 0);
    CHECK_STR(ctx->config.title, "A B");
    CHECK_STR(ctx->config.description, "two lines\n");
    CHECK_STR(ctx->config.author, "Me");
    CHECK_STR(ctx->config.lang, "zh-CN");
    CHECK_STR(ctx->config.url, "https://x.example");
    CHECK_STR(ctx->config.baseurl, "/blog");
    CHECK_STR(ctx->config.excerpt_separator, "<!--more-->");
    CHECK_INT(posts_value_len(ctx->config.exclude), 12);
    CHECK(test_has(ctx->config.exclude, "a"));
    CHECK(test_has(ctx->config.exclude, "node_modules"));
    CHECK_INT(posts_value_len(ctx->config.include), 1);
    CHECK(test_has(ctx->config.include, "_pages"));
    CHECK_INT(posts_value_len(ctx->config.markdown_ext), 2);
    CHECK(test_has(ctx->config.markdown_ext, "txt"));
    CHECK_INT(ctx->config.paginate, 7);
    CHECK_INT(ctx->config.drafts, 1);
    CHECK_INT(ctx->config.future, 1);
    CHECK_INT(ctx->config.unpublished, 1);
    CHECK_INT(posts_value_get(posts_value_get(ctx->config.data,
                                              posts_str("other")),
                              posts_str("x")).u.integer, 1);

    CHECK_INT(test_parse(ctx, "author: {name: N, email: e}\ntitle: 2020\n"
                              "baseurl: /\nexcerpt_separator: ''\n"
                              "paginate: false\n"), POSTS_OK);
    CHECK_INT(ctx->warnings, 0);
    CHECK_STR(ctx->config.author, "N");
    CHECK_STR(ctx->config.title, "2020");
    CHECK_STR(ctx->config.baseurl, "");
    CHECK_STR(ctx->config.excerpt_separator, "");
    CHECK_INT(ctx->config.paginate, 15);

    CHECK_INT(test_parse(ctx, "paginate: 1000\n"), POSTS_OK);
    CHECK_INT(ctx->config.paginate, 1000);
    CHECK_INT(test_parse(ctx, "paginate: 1\n"), POSTS_OK);
    CHECK_INT(ctx->config.paginate, 1);

    CHECK_INT(test_parse(ctx, "author: {email: e}\nbaseurl: //a//\n"),
              POSTS_OK);
    CHECK_STR(ctx->config.author, "");
    CHECK_STR(ctx->config.baseurl, "/a");
}


static void
test_permalinks(test_ctx_t *ctx)
{
    CHECK_INT(test_parse(ctx, "permalink: pretty\n"), POSTS_OK);
    CHECK_STR(ctx->config.permalink,
              "/:categories/:year/:month/:day/:title/");

    CHECK_INT(test_parse(ctx, "permalink: none\n"), POSTS_OK);
    CHECK_STR(ctx->config.permalink, "/:categories/:title:output_ext");

    CHECK_INT(test_parse(ctx, "permalink: ordinal\n"), POSTS_OK);
    CHECK_STR(ctx->config.permalink,
              "/:categories/:year/:y_day/:title:output_ext");

    CHECK_INT(test_parse(ctx, "permalink: weekdate\n"), POSTS_OK);
    CHECK_STR(ctx->config.permalink,
              "/:categories/:year/W:week/:short_day/:title:output_ext");

    CHECK_INT(test_parse(ctx, "permalink: /b/:title/\n"), POSTS_OK);
    CHECK_STR(ctx->config.permalink, "/b/:title/");

    CHECK_INT(test_parse(ctx, "permalink: pretty\ncollections:\n  posts:\n"
                              "    permalink: /p/:title\n"), POSTS_OK);
    CHECK_STR(ctx->config.permalink, "/p/:title");
    CHECK_INT(ctx->warnings, 0);

    CHECK_INT(test_parse(ctx, "collections: [posts, docs]\n"), POSTS_OK);
    CHECK_INT(ctx->warnings, 0);
}


static void
test_dialects(test_ctx_t *ctx)
{
    CHECK_INT(test_parse(ctx, "markdown: GFM\n"), POSTS_OK);
    CHECK_INT(ctx->config.dialect, POSTS_MARKDOWN_GFM);
    CHECK_INT(ctx->warnings, 0);
    CHECK_INT(test_parse(ctx, "markdown: Kramdown\n"), POSTS_OK);
    CHECK_INT(ctx->config.dialect, POSTS_MARKDOWN_GFM);
    CHECK_INT(ctx->warnings, 0);
    CHECK_INT(test_parse(ctx, "markdown: CommonMark\n"), POSTS_OK);
    CHECK_INT(ctx->config.dialect, POSTS_MARKDOWN_COMMONMARK);
    CHECK_INT(ctx->warnings, 0);
    CHECK_INT(test_parse(ctx, "markdown: CommonMarkGhPages\n"), POSTS_OK);
    CHECK_INT(ctx->config.dialect, POSTS_MARKDOWN_GFM);
    CHECK_INT(ctx->warnings, 0);

    CHECK_INT(test_parse(ctx, "markdown: CommonMark\ncommonmark:\n"
                              "  extensions: [table]\n"), POSTS_OK);
    CHECK_INT(ctx->config.dialect, POSTS_MARKDOWN_GFM);
    CHECK_INT(ctx->warnings, 0);
    CHECK_INT(test_parse(ctx, "markdown: CommonMark\ncommonmark:\n"
                              "  extensions: []\n"), POSTS_OK);
    CHECK_INT(ctx->config.dialect, POSTS_MARKDOWN_COMMONMARK);
    CHECK_INT(ctx->warnings, 0);
}


static void
test_timezones(test_ctx_t *ctx)
{
    CHECK_INT(test_parse(ctx, "timezone: Asia/Shanghai\n"), POSTS_OK);
    CHECK_INT(ctx->warnings, 0);
    CHECK_INT(posts_timezone_offset(ctx->config.timezone, 1600000000, NULL),
              8 * 3600);

    CHECK_INT(test_parse(ctx, "timezone: UTC\n"), POSTS_OK);
    CHECK_INT(ctx->warnings, 0);
    CHECK_INT(posts_timezone_offset(ctx->config.timezone, 1600000000, NULL),
              0);
}


static void
test_wrong(test_ctx_t *ctx)
{
    size_t  i;

    static const test_wrong_t  wrong[] = {
        { "title: [a]\n", 1, "\"title\" is not a string" },
        { "x: 1\n\nlang: {a: b}\n", 3, "\"lang\"" },
        { "title: [a]\n\"titles\": 5\ntitles: 6\n'titl': 7\n", 1,
          "\"title\"" },
        { "author: [a]\n", 1, "\"author\"" },
        { "author: {name: [a]}\n", 1, "\"author\"" },
        { "url: true\n", 1, "\"url\"" },
        { "baseurl: [x]\n", 1, "\"baseurl\"" },
        { "permalink: 5\n", 1, "\"permalink\"" },
        { "permalink: ''\n", 1, "\"permalink\"" },
        { "a: b\npermalink: /:nope/\n", 2, "\":nope\"" },
        { "collections:\n  posts:\n    permalink: [a]\n", 1,
          "\"collections\"" },
        { "collections:\n  posts:\n    permalink: /:x\n", 1, "\":x\"" },
        { "excerpt_separator: [a]\n", 1, "\"excerpt_separator\"" },
        { "include: x\n", 1, "\"include\"" },
        { "exclude: x\n", 1, "\"exclude\"" },
        { "exclude: [1, 2, [3]]\n", 1, "members that are not strings" },
        { "markdown_ext: [md]\n", 1, "\"markdown_ext\"" },
        { "markdown: rdiscount\n", 1, "\"markdown\"" },
        { "markdown: [GFM]\n", 1, "\"markdown\"" },
        { "timezone: No/Such\n", 1, "time zone" },
        { "timezone: ../../etc/passwd\n", 1, "time zone" },
        { "timezone: 5\n", 1, "time zone" },
        { "paginate: 0\n", 1, "\"paginate\"" },
        { "paginate: -1\n", 1, "\"paginate\"" },
        { "paginate: 1001\n", 1, "\"paginate\"" },
        { "paginate: ten\n", 1, "\"paginate\"" },
        { "paginate: 5.5\n", 1, "\"paginate\"" },
        { "defaults: {a: b}\n", 1, "\"defaults\" is not a list" },
        { "defaults:\n  - {values: {a: b}}\n  - scope: {path: ''}\n", 1,
          "\"values\"" },
        { "'future': 'true'\n", 1, "\"future\"" },
        { "\"show_drafts\" : 1\n", 1, "\"show_drafts\"" },
        { "{unpublished: x}\n", 0, "\"unpublished\"" },
        { "collections: x\n", 1, "\"collections\" is neither" },
        { "collections: [5]\n", 1, "not a name" },
        { "collections: ['!?']\n", 1, "whose name is none" },
        { "collections: {r: x}\n", 1, "not a map" },
        { "collections:\n  r: {permalink: [a]}\n", 1, "not a template" },
        { "a: b\ncollections:\n  r: {permalink: /:no}\n", 2,
          "unknown placeholder" },
        { "collections_dir: [x]\n", 1, "\"collections_dir\"" },
        { "layouts_dir: ../x\n", 1, "leads out of the site" },
        { "includes_dir: .\n", 1, "the site's own folder" },
        { "data_dir: 5\n", 1, "\"data_dir\"" },
        { "plugins: jekyll-feed\n", 1, "\"plugins\" is not a list" },
        { "plugins: [a, 5]\n", 1, "members that are not strings" }
    };

    for (i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        CHECK_INT(test_parse(ctx, wrong[i].text), POSTS_OK);

        if (!CHECK_INT(ctx->warnings, 1)
            || !CHECK_INT(ctx->last.line, wrong[i].line)
            || !CHECK(strstr(ctx->last.message, wrong[i].message) != NULL)
            || !CHECK_STR(posts_str_c(ctx->last.file), "_config.yml"))
        {
            printf("    %s    %s\n", wrong[i].text, ctx->last.message);
        }

        /* and what is wrong changes nothing */

        CHECK_STR(ctx->config.permalink,
                  "/:categories/:year/:month/:day/:title:output_ext");
        CHECK_STR(ctx->config.lang, "en");
        CHECK_STR(ctx->config.excerpt_separator, "\n\n");
        CHECK_INT(posts_value_len(ctx->config.exclude), 10);
        CHECK_INT(posts_value_len(ctx->config.include), 1);
        CHECK_INT(posts_value_len(ctx->config.markdown_ext), 5);
        CHECK_INT(ctx->config.paginate, 15);
        CHECK_INT(ctx->config.dialect, POSTS_MARKDOWN_GFM);
        CHECK_INT(ctx->config.future, 0);
        CHECK_INT(ctx->config.paginated, 0);
        CHECK_STR(ctx->config.collections_dir, "");
        CHECK_STR(ctx->config.layouts_dir, "_layouts/");
        CHECK_STR(ctx->config.includes_dir, "_includes/");
        CHECK_STR(ctx->config.data_dir, "_data/");
        CHECK_INT(posts_timezone_offset(ctx->config.timezone, 0, NULL), 0);
    }
}


static void
test_broken(test_ctx_t *ctx)
{
    CHECK_INT(test_parse(ctx, "a: 1\nb: [1\n"), POSTS_INVALID);
    CHECK_STR(posts_str_c(ctx->error.file), "_config.yml");
    CHECK(ctx->error.line >= 2);

    CHECK_INT(test_parse(ctx, "- a\n- b\n"), POSTS_INVALID);
    CHECK_INT(ctx->error.line, 1);

    CHECK_INT(test_parse(ctx, "text\n"), POSTS_INVALID);
    CHECK_INT(test_parse(ctx, "a: \xff\n"), POSTS_INVALID);

    posts_limits_set(&ctx->limits, posts_str("source"), posts_str("1k"),
                     NULL);
    ctx->error.rc = POSTS_OK;
    CHECK_INT(test_parse(ctx, "a: 1\n"), POSTS_OK);
    CHECK_INT(posts_config_parse(&ctx->config, ctx->arena,
                                 posts_str_from(ctx, 1025),
                                 posts_str("_config.yml"), &ctx->limits,
                                 NULL, NULL, NULL), POSTS_LIMIT);
    posts_limits_default(&ctx->limits);
}


/* Both forms of "collections", folders, plugins. */

static void
test_collections(test_ctx_t *ctx)
{
    const posts_collection_t  *c;

    CHECK_INT(test_parse(ctx, ""), POSTS_OK);
    CHECK_INT(ctx->config.ncollections, 1);
    CHECK_STR(ctx->config.collections[0].label, "posts");
    CHECK_INT(ctx->config.collections[0].output, 1);
    CHECK_INT(posts_value_len(ctx->config.plugins), 0);

    CHECK_INT(test_parse(ctx, "collections: [b, posts, \"a c!\"]\n"
                              "plugins: [jekyll-feed]\npaginate: 5\n"
                              "layouts_dir: /x//./y/\n"
                              "collections_dir: ./c\n"), POSTS_OK);
    CHECK_INT(ctx->warnings, 0);
    CHECK_INT(ctx->config.paginated, 1);
    CHECK_STR(ctx->config.layouts_dir, "x/y/");
    CHECK_STR(ctx->config.collections_dir, "c/");
    CHECK(test_has(ctx->config.plugins, "jekyll-feed"));

    if (CHECK_INT(ctx->config.ncollections, 3)) {
        c = ctx->config.collections;
        CHECK_STR(c[0].label, "posts");
        CHECK_STR(c[1].label, "b");
        CHECK_STR(c[2].label, "ac");
        CHECK_INT(c[1].output, 0);
        CHECK_STR(c[1].permalink, "/:collection/:path:output_ext");
        CHECK_INT(posts_value_len(c[1].metadata), 0);
    }

    CHECK_INT(test_parse(ctx, "permalink: pretty\n"
                              "collections:\n"
                              "  r: {output: true, sort_by: n, future: true,"
                              " order: [b, /a, b], x: y}\n"
                              "  s: {output: ~, permalink: /:name}\n"
                              "  posts: {output: false, z: 1}\n"), POSTS_OK);
    CHECK_INT(ctx->warnings, 0);

    if (CHECK_INT(ctx->config.ncollections, 3)) {
        c = ctx->config.collections;
        CHECK_INT(c[0].output, 1);
        CHECK_STR(c[0].permalink, "/:categories/:year/:month/:day/:title/");
        CHECK(posts_value_true(posts_value_get(c[0].metadata,
                                               posts_str("output"))));
        CHECK_INT(posts_value_get(c[0].metadata, posts_str("z")).u.integer,
                  1);
        CHECK_STR(c[1].label, "r");
        CHECK_INT(c[1].output, 1);
        CHECK_INT(c[1].future, 1);
        CHECK_STR(c[1].sort_by, "n");
        CHECK_STR(c[1].permalink, "/:collection/:path/");
        CHECK_INT(posts_value_get(c[1].order, posts_str("b")).u.integer, 0);
        CHECK_INT(posts_value_get(c[1].order, posts_str("a")).u.integer, 1);
        CHECK_STR(posts_value_string(posts_value_get(c[1].metadata,
                                                     posts_str("x"))), "y");
        CHECK_STR(c[2].permalink, "/:name");
        CHECK_INT(c[2].output, 0);
    }
}


/* A theme's keys count where Jekyll has no default, beneath the site's. */

static void
test_theme(test_ctx_t *ctx)
{
    posts_str_t   theme;
    posts_hash_t  a, b;

    theme = posts_str("permalink: pretty\nplugins: [x]\ntitle: T\n"
                      "lang: de\nm: {a: 1, b: 2}\n");

    posts_arena_reset(ctx->arena, 0);
    ctx->warnings = 0;

    CHECK_INT(posts_config_parse_over(&ctx->config, ctx->arena, &theme,
                                      posts_str("title: S\nm: {b: 3}\n"),
                                      posts_str("_config.yml"), &ctx->limits,
                                      test_report, ctx, &ctx->error),
              POSTS_OK);
    CHECK_INT(ctx->warnings, 0);
    CHECK_STR(ctx->config.title, "S");
    CHECK_STR(ctx->config.lang, "de");
    CHECK_STR(ctx->config.permalink,
              "/:categories/:year/:month/:day/:title:output_ext");
    CHECK_INT(posts_value_len(ctx->config.plugins), 0);
    CHECK_INT(posts_value_get(posts_value_get(ctx->config.data,
                                              posts_str("m")),
                              posts_str("a")).u.integer, 1);
    CHECK_INT(posts_value_get(posts_value_get(ctx->config.data,
                                              posts_str("m")),
                              posts_str("b")).u.integer, 3);
    a = ctx->config.hash;

    theme = posts_str("lang: fr\n");
    CHECK_INT(posts_config_parse_over(&ctx->config, ctx->arena, &theme,
                                      posts_str("title: S\nm: {b: 3}\n"),
                                      posts_str("_config.yml"), &ctx->limits,
                                      test_report, ctx, &ctx->error),
              POSTS_OK);
    b = ctx->config.hash;
    CHECK(a.high != b.high);

    CHECK_INT(posts_config_parse_over(&ctx->config, ctx->arena, &theme,
                                      posts_str("ignore_theme_config: "
                                                "true\n"),
                                      posts_str("_config.yml"), &ctx->limits,
                                      test_report, ctx, &ctx->error),
              POSTS_OK);
    CHECK_STR(ctx->config.lang, "en");

    /* one that is broken is told of, and none */

    theme = posts_str("a: [\n");
    ctx->warnings = 0;
    CHECK_INT(posts_config_parse_over(&ctx->config, ctx->arena, &theme,
                                      posts_str("title: S\n"),
                                      posts_str("_config.yml"), &ctx->limits,
                                      test_report, ctx, &ctx->error),
              POSTS_OK);
    CHECK_INT(ctx->warnings, 1);
    CHECK_STR(ctx->config.title, "S");
}


static void
test_hash(test_ctx_t *ctx)
{
    posts_hash_t  a, b;

    CHECK_INT(test_parse(ctx, "a: 1\n"), POSTS_OK);
    a = ctx->config.hash;
    CHECK_INT(test_parse(ctx, "a: 1\n"), POSTS_OK);
    b = ctx->config.hash;
    CHECK(a.high == b.high && a.low == b.low);

    CHECK_INT(test_parse(ctx, "a: 2\n"), POSTS_OK);
    b = ctx->config.hash;
    CHECK(a.high != b.high && a.low != b.low);
}


static void
test_load(test_ctx_t *ctx)
{
    int           fd;
    char          dir[] = "/tmp/posts-config-XXXXXX";
    char          path[64];
    posts_hash_t  none, empty;

    CHECK(mkdtemp(dir) != NULL);

    CHECK_INT(test_load_dir(ctx, dir), POSTS_OK);
    CHECK_INT(ctx->config.present, 0);
    CHECK_STR(ctx->config.lang, "en");
    none = ctx->config.hash;

    test_write(dir, "_config.yaml", "");
    CHECK_INT(test_load_dir(ctx, dir), POSTS_OK);
    CHECK_INT(ctx->config.present, 1);
    empty = ctx->config.hash;
    CHECK(none.low != empty.low);

    test_write(dir, "_config.yaml", "title: yaml\npaginate: x\n");
    CHECK_INT(test_load_dir(ctx, dir), POSTS_OK);
    CHECK_STR(ctx->config.title, "yaml");
    CHECK_INT(ctx->warnings, 1);
    CHECK_STR(posts_str_c(ctx->last.file), "_config.yaml");

    test_write(dir, "_config.yml", "title: yml\n");
    CHECK_INT(test_load_dir(ctx, dir), POSTS_OK);
    CHECK_STR(ctx->config.title, "yml");

    test_write(dir, "_config.yml", "title: [\n");
    CHECK_INT(test_load_dir(ctx, dir), POSTS_INVALID);
    CHECK_STR(posts_str_c(ctx->error.file), "_config.yml");

    posts_limits_set(&ctx->limits, posts_str("source"), posts_str("1k"),
                     NULL);
    (void) snprintf(path, sizeof(path), "%s/_config.yml", dir);
    fd = open(path, O_WRONLY);
    CHECK(fd != -1 && ftruncate(fd, 1025) == 0);
    close(fd);
    CHECK_INT(test_load_dir(ctx, dir), POSTS_LIMIT);
    CHECK_STR(posts_str_c(ctx->error.file), "_config.yml");
    posts_limits_default(&ctx->limits);

    /* nothing to wait for, nothing to read */

    CHECK_INT(unlink(path), 0);
    CHECK_INT(mkfifo(path, 0600), 0);
    CHECK_INT(test_load_dir(ctx, dir), POSTS_INVALID);
    CHECK_INT(unlink(path), 0);
    CHECK_INT(mkdir(path, 0700), 0);
    CHECK_INT(test_load_dir(ctx, dir), POSTS_INVALID);
    CHECK_INT(rmdir(path), 0);
    CHECK_INT(symlink("_config.yml", path), 0);
    CHECK_INT(test_load_dir(ctx, dir), POSTS_IO);
    CHECK(ctx->error.err != 0);
    CHECK_INT(unlink(path), 0);

    (void) snprintf(path, sizeof(path), "%s/_config.yaml", dir);
    CHECK_INT(unlink(path), 0);
    CHECK_INT(rmdir(dir), 0);

    /* a folder that is not there has no configuration */

    CHECK_INT(test_load_dir(ctx, dir), POSTS_OK);
    CHECK_INT(ctx->config.present, 0);
}


static void
test_memory(test_ctx_t *ctx)
{
    size_t       i, n;
    posts_rc_t   rc;
    posts_str_t  text;

    text = posts_str("title: 2020\ndescription: d\nauthor: {name: 5}\n"
                     "lang: de\nurl: u\nbaseurl: b\npermalink: /:title/\n"
                     "exclude: [a, b, c, d, e, f, g, h, i]\n"
                     "include: [a, b, c, d, e, f, g]\n"
                     "markdown_ext: a,b,c,d,e,f,g,h\nmarkdown: GFM\n"
                     "timezone: Europe/Berlin\npaginate: 3\nfuture: true\n");
    n = 0;

    for (i = 0; i <= n; i++) {
        posts_arena_reset(ctx->arena, 0);
        posts_arena_fail_at(ctx->arena, i);
        posts_error_clear(&ctx->error);
        ctx->warnings = 0;

        rc = posts_config_parse(&ctx->config, ctx->arena, text,
                                posts_str("_config.yml"), &ctx->limits,
                                test_report, ctx, &ctx->error);

        if (i == 0) {
            CHECK_INT(rc, POSTS_OK);
            n = posts_arena_requests(ctx->arena);
            CHECK(n > 20);
            continue;
        }

        if (!CHECK_INT(rc, POSTS_LIMIT)
            || !CHECK(ctx->error.message[0] != '\0')
            || !CHECK_INT(ctx->warnings, 0))
        {
            printf("    at %zu of %zu\n", i, n);
        }
    }

    posts_arena_fail_at(ctx->arena, 0);
}


static posts_rc_t
test_parse(test_ctx_t *ctx, const char *text)
{
    posts_arena_reset(ctx->arena, 1024 * 1024);
    posts_error_clear(&ctx->error);
    ctx->warnings = 0;

    return posts_config_parse(&ctx->config, ctx->arena, posts_str_c(text),
                              posts_str("_config.yml"), &ctx->limits,
                              test_report, ctx, &ctx->error);
}


static posts_rc_t
test_load_dir(test_ctx_t *ctx, const char *dir)
{
    posts_arena_reset(ctx->arena, 1024 * 1024);
    posts_error_clear(&ctx->error);
    ctx->warnings = 0;

    return posts_config_load(&ctx->config, ctx->arena, dir, &ctx->limits,
                             test_report, ctx, &ctx->error);
}


static void
test_write(const char *dir, const char *name, const char *text)
{
    FILE  *f;
    char   path[64];

    (void) snprintf(path, sizeof(path), "%s/%s", dir, name);

    f = fopen(path, "w");
    CHECK(f != NULL && fputs(text, f) >= 0 && fclose(f) == 0);
}


static int
test_has(posts_value_t list, const char *s)
{
    size_t  i;

    for (i = 0; i < posts_value_len(list); i++) {
        if (posts_str_eq(posts_value_string(posts_value_at(list, i)),
                         posts_str_c(s)))
        {
            return 1;
        }
    }

    return 0;
}


static void
test_report(void *payload, posts_severity_t severity,
    const posts_error_t *error)
{
    test_ctx_t  *ctx = payload;

    CHECK_INT(severity, POSTS_WARNING);

    ctx->warnings++;
    ctx->last = *error;
}
