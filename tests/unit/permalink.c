
/*
 * Copyright (C) the ngx_http_posts_module authors
 *
 * Permalinks: the functions one by one.  What comes out for a whole site is
 * held against Jekyll in document.c (tests/spec/permalink.txt).
 */


#include <stdio.h>
#include <stdlib.h>

#include "check.h"
#include "posts_permalink.h"


typedef struct {
    posts_arena_t     *arena;
    posts_config_t     config;
    posts_document_t   doc;
    posts_error_t      error;
    posts_rc_t         rc;
} test_ctx_t;


static void test_styles(void);
static void test_check(void);
static void test_decode(test_ctx_t *ctx);
static void test_raw(test_ctx_t *ctx);
static void test_page(test_ctx_t *ctx);
static void test_long(test_ctx_t *ctx);
static void test_memory(test_ctx_t *ctx);
static void test_start(test_ctx_t *ctx, posts_document_type_e type,
    const char *path);
static posts_str_t test_url(test_ctx_t *ctx, posts_str_t template);


int
main(void)
{
    test_ctx_t  ctx;

    memset(&ctx, 0, sizeof(test_ctx_t));

    ctx.arena = posts_arena_create(1024 * 1024);

    test_styles();
    test_check();
    test_decode(&ctx);
    test_raw(&ctx);
    test_page(&ctx);
    test_long(&ctx);
    test_memory(&ctx);

    posts_arena_destroy(ctx.arena);

    return CHECK_END("permalink");
}


static void
test_styles(void)
{
    CHECK_STR(posts_permalink_style(posts_str("none")),
              "/:categories/:title:output_ext");
    CHECK_STR(posts_permalink_style(posts_str("date")),
              "/:categories/:year/:month/:day/:title:output_ext");
    CHECK_STR(posts_permalink_style(posts_str("ordinal")),
              "/:categories/:year/:y_day/:title:output_ext");
    CHECK_STR(posts_permalink_style(posts_str("pretty")),
              "/:categories/:year/:month/:day/:title/");
    CHECK_STR(posts_permalink_style(posts_str("weekdate")),
              "/:categories/:year/W:week/:short_day/:title:output_ext");
    CHECK_STR(posts_permalink_style(posts_str("Pretty")), "Pretty");
    CHECK_STR(posts_permalink_style(posts_str("/:title")), "/:title");
    CHECK_STR(posts_permalink_style(posts_str("")), "");
}


static void
test_check(void)
{
    size_t         i;
    posts_error_t  error;

    static const char *const  good[] = {
        "", "/", ":", "::", "/:/", "/:title", "/:title:output_ext", "a:B",
        "/:month_:day", "/:year_", "http://x/:slug", ":i_month:w_day",
        "/:slugified_categories/:path/:name/:collection", "/:title:"
    };

    static const char *const  bad[] = {
        "/:nope", "/:titles", "/:title__", "/:_title", "/:_", "/:y_day_x",
        "/:title/:x", ":monthday"
    };

    for (i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
        if (!CHECK_INT(posts_permalink_check(posts_str_c(good[i]), NULL),
                       POSTS_OK))
        {
            printf("    %s\n", good[i]);
        }
    }

    for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        posts_error_clear(&error);

        if (!CHECK_INT(posts_permalink_check(posts_str_c(bad[i]), &error),
                       POSTS_INVALID)
            || !CHECK(strstr(error.message, "placeholder \":") != NULL))
        {
            printf("    %s: %s\n", bad[i], error.message);
        }
    }
}


static void
test_decode(test_ctx_t *ctx)
{
    size_t       i;
    posts_buf_t  b;

    static const char *const  good[][2] = {
        { "/", "/" },
        { "/a/b/", "/a/b/" },
        { "/%C3%bc%20x", "/\xc3\xbc x" },
        { "/100%", "/100%" },
        { "/100%2", "/100%2" },
        { "/%zz%4", "/%zz%4" },
        { "/%4g%g4", "/%4g%g4" },
        { "/%25", "/%" },
        { "/%252e%252e/", "/%2e%2e/" },
        { "/a%2Fb", "/a/b" },
        { "/...", "/..." },
        { "/.a/..b/c..", "/.a/..b/c.." }
    };

    static const char *const  bad[] = {
        "/%00", "/a%00b", "/%2e", "/%2E%2e/x", "/x/%2e%2e", "/.", "/..",
        "/a/./b", "/%2f", "/a%2f%2fb", "/a//b"
    };

    for (i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
        posts_arena_reset(ctx->arena, 65536);
        posts_buf_init(&b, ctx->arena, 0);
        posts_buf_lit(&b, "x");

        CHECK_INT(posts_permalink_decode(&b, posts_str_c(good[i][0]), NULL),
                  POSTS_OK);
        CHECK_STR_EQ(posts_str_slice(posts_buf_str(&b), 1, b.len),
                     posts_str_c(good[i][1]));
    }

    for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        posts_arena_reset(ctx->arena, 65536);
        posts_buf_init(&b, ctx->arena, 0);

        if (!CHECK_INT(posts_permalink_decode(&b, posts_str_c(bad[i]), NULL),
                       POSTS_INVALID))
        {
            printf("    %s\n", bad[i]);
        }
    }
}


static void
test_raw(test_ctx_t *ctx)
{
    posts_buf_t  b;

    test_start(ctx, POSTS_DOCUMENT_POST, "_posts/2020-08-15-x.md");
    ctx->doc.slug = posts_str("\xc3\xbc [x]#");

    posts_buf_init(&b, ctx->arena, 0);
    CHECK_INT(posts_permalink_raw(&b, &ctx->doc,
                                  posts_str("/\xc3\xbc%20/../:year//:title"),
                                  &ctx->config, &ctx->error), POSTS_OK);
    CHECK_STR(posts_buf_str(&b), "/\xc3\xbc%20/2020/%C3%BC-x");

    CHECK_STR(test_url(ctx, posts_str("/:year/:title:output_ext")),
              "/2020/\xc3\xbc-x.html");

    CHECK_STR(test_url(ctx, posts_str("/:nope")), "");
    CHECK_INT(ctx->rc, POSTS_INVALID);
    CHECK(strstr(ctx->error.message, "\":nope\"") != NULL);

    /* a long name in a message has an end */

    test_start(ctx, POSTS_DOCUMENT_POST, "_posts/2020-08-15-x.md");
    CHECK_STR(test_url(ctx, posts_str("/:aaaaaaaaaabbbbbbbbbbccccccccccdddd"
                                      "ddddddeeeeeeeeee")), "");
    CHECK(strstr(ctx->error.message, "ccdd\"") != NULL);
}


static void
test_page(test_ctx_t *ctx)
{
    posts_map_t  *data;

    test_start(ctx, POSTS_DOCUMENT_PAGE, "a/b/about.md");

    CHECK_STR(test_url(ctx, ctx->config.permalink), "/a/b/about.html");

    ctx->doc.output_ext = posts_str(".xml");
    CHECK_STR(test_url(ctx, ctx->config.permalink), "/a/b/about.xml");

    data = posts_map_create(ctx->arena, 0);
    ctx->config.data = posts_value_map(data);
    CHECK_INT(posts_map_set(data, posts_str("permalink"),
                            posts_value_str(posts_str("pretty"))), POSTS_OK);

    CHECK_STR(test_url(ctx, ctx->config.permalink), "/a/b/about.xml");

    ctx->doc.output_ext = posts_str(".html");
    CHECK_STR(test_url(ctx, ctx->config.permalink), "/a/b/about/");

    ctx->doc.path = posts_str("a/index.md");
    CHECK_STR(test_url(ctx, ctx->config.permalink), "/a/");

    ctx->doc.path = posts_str("index.md");
    CHECK_STR(test_url(ctx, ctx->config.permalink), "/");

    data = posts_map_create(ctx->arena, 0);
    ctx->doc.data = posts_value_map(data);
    ctx->doc.path = posts_str("a/about.md");
    CHECK_INT(posts_map_set(data, posts_str("permalink"),
                            posts_value_bool(1)), POSTS_OK);
    CHECK_STR(test_url(ctx, posts_str("/x/:path/:basename/:nope/")),
              "/x/a/about/:nope/");
}


static void
test_long(test_ctx_t *ctx)
{
    size_t       i;
    posts_buf_t  b;

    test_start(ctx, POSTS_DOCUMENT_POST, "_posts/2020-08-15-x.md");
    posts_buf_init(&b, ctx->arena, 0);

    for (i = 0; i < 10000; i++) {
        posts_buf_lit(&b, "/:year");
    }

    CHECK_STR(test_url(ctx, posts_buf_str(&b)), "");
    CHECK_INT(ctx->rc, POSTS_LIMIT);
    CHECK(strstr(ctx->error.message, "8192") != NULL);

    test_start(ctx, POSTS_DOCUMENT_PAGE, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaa/b.md");
    CHECK_INT(posts_map_set(ctx->doc.data.u.map, posts_str("permalink"),
                            posts_value_bool(1)), POSTS_OK);
    posts_buf_init(&b, ctx->arena, 0);

    for (i = 0; i < 10000; i++) {
        posts_buf_lit(&b, "/:path");
    }

    CHECK_STR(test_url(ctx, posts_buf_str(&b)), "");
    CHECK_INT(ctx->rc, POSTS_LIMIT);
}


static void
test_memory(test_ctx_t *ctx)
{
    size_t  i, n;

    n = 0;

    for (i = 0; i <= n; i++) {
        posts_arena_fail_at(ctx->arena, 0);
        test_start(ctx, POSTS_DOCUMENT_POST, "_posts/a/2020-08-15-x.md");
        posts_arena_fail_at(ctx->arena, i);

        (void) test_url(ctx, posts_str("/:categories/:slugified_categories/"
                                       ":title/:slug/:name/:path/:year"));

        if (i == 0) {
            CHECK_INT(ctx->rc, POSTS_OK);
            n = posts_arena_requests(ctx->arena);
            CHECK(n > 10);
            continue;
        }

        CHECK(ctx->rc == POSTS_LIMIT || ctx->rc == POSTS_OK);

        if (ctx->rc == POSTS_LIMIT) {
            CHECK(ctx->error.message[0] != '\0');
        }

        CHECK(i > 3 || ctx->rc == POSTS_LIMIT);
    }

    posts_arena_fail_at(ctx->arena, 0);
}


static void
test_start(test_ctx_t *ctx, posts_document_type_e type, const char *path)
{
    posts_array_t  *categories;

    posts_arena_reset(ctx->arena, 65536);
    posts_error_clear(&ctx->error);

    memset(&ctx->config, 0, sizeof(posts_config_t));
    memset(&ctx->doc, 0, sizeof(posts_document_t));

    categories = posts_array_create(ctx->arena, 2);
    CHECK(categories != NULL);
    CHECK_INT(posts_array_push(categories, posts_value_str(posts_str("B c"))),
              POSTS_OK);
    CHECK_INT(posts_array_push(categories, posts_value_str(posts_str("b c"))),
              POSTS_OK);

    ctx->config.data = posts_value_nil();
    ctx->config.permalink = posts_permalink_style(posts_str("date"));

    ctx->doc.type = type;
    ctx->doc.path = posts_str_c(path);
    ctx->doc.slug = posts_str("x");
    ctx->doc.ext = posts_str(".md");
    ctx->doc.output_ext = posts_str(".html");
    ctx->doc.date.sec = posts_time_utc(2020, 8, 15, 0, 0, 0);
    ctx->doc.categories = posts_value_array(categories);
    ctx->doc.data = posts_value_map(posts_map_create(ctx->arena, 1));
}


static posts_str_t
test_url(test_ctx_t *ctx, posts_str_t template)
{
    posts_buf_t  b;

    posts_error_clear(&ctx->error);
    posts_buf_init(&b, ctx->arena, 0);

    ctx->rc = posts_permalink(&b, &ctx->doc, template, &ctx->config,
                              &ctx->error);

    return (ctx->rc == POSTS_OK) ? posts_buf_str(&b) : posts_str("");
}
