
/*
 * Copyright (C) the ngx_http_posts_module authors
 *
 * Documents, held against what Jekyll makes of the same files (the tables of
 * tests/spec that jekyll.rb fills in), and what Jekyll has no answer to:
 * broken files, limits, blocks of the index.
 */


#include "check.h"
#include "posts_document.h"
#include "posts_time.h"
#include "record.h"


#define TEST_MTIME  1600000000


typedef struct {
    unsigned       warnings;
    posts_error_t  last;
} test_report_t;


typedef struct {
    posts_arena_t     *arena;
    posts_config_t     config;
    posts_limits_t     limits;
    posts_document_t   doc;
    posts_rc_t         rc;
    posts_error_t      error;
    test_report_t      report;
} test_ctx_t;


static void test_table(test_ctx_t *ctx, const char *name, size_t least);
static void test_record(test_ctx_t *ctx, const char *name,
    const record_t *r);
static posts_str_t test_value(test_ctx_t *ctx, const char *key);
static posts_str_t test_join(test_ctx_t *ctx, posts_value_t list);
static void test_escape(posts_buf_t *b, posts_str_t s);
static posts_rc_t test_parse(test_ctx_t *ctx, const char *path,
    posts_str_t source);
static void test_fields(test_ctx_t *ctx);
static void test_warnings(test_ctx_t *ctx);
static void test_broken(test_ctx_t *ctx);
static void test_limits(test_ctx_t *ctx);
static void test_public(void);
static void test_pack(test_ctx_t *ctx);
static void test_damage(test_ctx_t *ctx);
static void test_memory(test_ctx_t *ctx);
static void test_report(void *payload, posts_severity_t severity,
    const posts_error_t *error);


int
main(void)
{
    test_ctx_t  ctx;

    memset(&ctx, 0, sizeof(test_ctx_t));

    ctx.arena = posts_arena_create(16 * 1024 * 1024);
    posts_limits_default(&ctx.limits);

    test_table(&ctx, "tests/spec/permalink.txt", 250);
    test_table(&ctx, "tests/spec/dates.txt", 180);
    test_table(&ctx, "tests/spec/document.txt", 130);
    test_table(&ctx, "tests/spec/entries.txt", 55);
    test_table(&ctx, "tests/spec/defaults.txt", 55);
    test_table(&ctx, "tests/spec/collections.txt", 60);

    test_fields(&ctx);
    test_warnings(&ctx);
    test_broken(&ctx);
    test_limits(&ctx);
    test_public();
    test_pack(&ctx);
    test_damage(&ctx);
    test_memory(&ctx);

    posts_arena_destroy(ctx.arena);

    return CHECK_END("document");
}


static void
test_table(test_ctx_t *ctx, const char *name, size_t least)
{
    size_t       pos, n;
    record_t     r;
    unsigned     lines;
    posts_str_t  text;

    text = record_read(name);
    pos = 0;
    lines = 0;
    n = 0;

    while (record_next(text, &pos, &lines, &r)) {
        test_record(ctx, name, &r);
        n++;
    }

    if (!CHECK(n >= least)) {
        printf("    %s: %zu records\n", name, n);
    }

    free((void *) text.data);
}


/*
 * Each of Jekyll's answers, or ours where the record says that we differ on
 * purpose.  A difference that is gone must leave the table.
 */

static void
test_record(test_ctx_t *ctx, const char *name, const record_t *r)
{
    char           ours[32];
    size_t         i, k;
    posts_buf_t    b;
    posts_str_t    file, s, got, want, source;
    posts_path_e   kind;
    posts_error_t  error;

    static const char *const  keys[] = {
        "skip", "url", "id", "title", "slug", "date", "categories", "tags",
        "output_ext", "published"
    };

    posts_arena_reset(ctx->arena, 1024 * 1024);
    posts_error_clear(&error);

    s = posts_str("");
    (void) record_find(r, "config", &s);

    if (posts_config_parse(&ctx->config, ctx->arena,
                           record_unescape(ctx->arena, s),
                           posts_str("_config.yml"), &ctx->limits,
                           test_report, &ctx->report, &error)
        != POSTS_OK)
    {
        CHECK_STR(posts_str_c(error.message), "");
        printf("    %s:%u\n", name, r->line);
        return;
    }

    CHECK(record_find(r, "file", &file));
    file = record_unescape(ctx->arena, file);

    posts_buf_init(&b, ctx->arena, 0);

    if (record_find(r, "source", &s)) {
        posts_buf_add(&b, record_unescape(ctx->arena, s));

    } else {
        s = posts_str("");
        (void) record_find(r, "front", &s);

        if (!posts_str_eq(s, posts_str("-"))) {
            posts_buf_lit(&b, "---\n");
            posts_buf_add(&b, record_unescape(ctx->arena, s));
            posts_buf_lit(&b, "\n---\n");
        }

        posts_buf_lit(&b, "text\n");
    }

    source = posts_buf_str(&b);
    kind = posts_document_classify(&ctx->config, file, 0);

    memset(&ctx->doc, 0, sizeof(posts_document_t));
    ctx->doc.mtime = (int64_t) TEST_MTIME * 1000000000;
    ctx->rc = POSTS_NOTFOUND;

    if (kind != POSTS_PATH_HIDDEN) {
        posts_error_clear(&ctx->error);
        ctx->rc = posts_document_parse(&ctx->doc, ctx->arena, &ctx->config,
                                       &ctx->limits, kind, file, source,
                                       test_report, &ctx->report,
                                       &ctx->error);
    }

    if (getenv("SHOW") != NULL) {
        printf("%s:%u", name, r->line);

        for (i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
            s = test_value(ctx, keys[i]);
            printf("|ours-%s: %.*s", keys[i], posts_str_arg(s));
        }

        printf("\n");
    }

    k = 0;

    for (i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
        got = test_value(ctx, keys[i]);
        want = posts_str("");

        (void) record_find(r, keys[i], &want);
        (void) snprintf(ours, sizeof(ours), "ours-%s", keys[i]);

        if (record_find(r, ours, &s)) {
            k++;

            if (!CHECK(!posts_str_eq(s, want))) {
                printf("    %s:%u: no difference in %s\n", name, r->line,
                       keys[i]);
            }

            want = s;

        } else if (record_find(r, "error", NULL)
                   || record_find(r, "ours-skip", NULL)
                   || (record_find(r, "skip", NULL)
                       && record_find(r, "why", NULL)))
        {
            continue;
        }

        if (!check_str(name, (int) r->line, keys[i], got, want)) {
            printf("    %.*s\n", posts_str_arg(source));
        }
    }

    /* where Jekyll gives up, the record says what we do, and why */

    CHECK_INT(record_find(r, "why", NULL), k > 0);

    if (record_find(r, "error", NULL) && !CHECK(k > 0)) {
        printf("    %s:%u\n", name, r->line);
    }
}


static posts_str_t
test_value(test_ctx_t *ctx, const char *key)
{
    int                k;
    posts_buf_t        b;
    posts_document_t  *d;

    d = &ctx->doc;

    if (strcmp(key, "skip") == 0) {
        return (ctx->rc == POSTS_NOTFOUND) ? posts_str("yes")
               : (d->url.len == 0) ? posts_str("broken") : posts_str("");
    }

    k = (ctx->rc == POSTS_NOTFOUND || d->url.len == 0) ? 0 : key[0];

    posts_buf_init(&b, ctx->arena, 0);

    switch (k) {

    case 'u':
        return d->url;

    case 'i':
        return d->id;

    case 't':
        if (key[1] == 'a') {
            return (d->type == POSTS_DOCUMENT_PAGE)
                   ? posts_str("") : test_join(ctx, d->tags);
        }

        test_escape(&b, d->title);
        break;

    case 's':
        if (d->type == POSTS_DOCUMENT_PAGE) {
            return posts_str("");
        }

        test_escape(&b, d->slug);
        break;

    case 'd':
        if (!d->dated) {
            return posts_str("");
        }

        posts_time_format(&b, d->date, NULL,
                          posts_str("%Y-%m-%dT%H:%M:%S%:z"));
        break;

    case 'c':
        return (d->type == POSTS_DOCUMENT_PAGE)
               ? posts_str("") : test_join(ctx, d->categories);

    case 'o':
        return d->output_ext;

    case 'p':
        return d->published ? posts_str("") : posts_str("no");

    default:
        return posts_str("");
    }

    return posts_buf_str(&b);
}


static posts_str_t
test_join(test_ctx_t *ctx, posts_value_t list)
{
    size_t         i;
    posts_buf_t    b;
    posts_value_t  v;

    posts_buf_init(&b, ctx->arena, 0);

    for (i = 0; i < posts_value_len(list); i++) {
        if (i > 0) {
            posts_buf_addc(&b, '|');
        }

        v = posts_value_at(list, i);
        CHECK_INT(v.type, POSTS_STRING);
        test_escape(&b, posts_value_string(v));
    }

    return posts_buf_str(&b);
}


static void
test_escape(posts_buf_t *b, posts_str_t s)
{
    size_t  i;

    for (i = 0; i < s.len; i++) {

        switch (s.data[i]) {

        case '\n':
            posts_buf_lit(b, "\\n");
            break;

        case '\r':
            posts_buf_lit(b, "\\r");
            break;

        case '\t':
            posts_buf_lit(b, "\\t");
            break;

        case '\\':
            posts_buf_lit(b, "\\\\");
            break;

        default:
            posts_buf_addc(b, s.data[i]);
            break;
        }
    }
}


static posts_rc_t
test_parse(test_ctx_t *ctx, const char *path, posts_str_t source)
{
    posts_path_e  kind;

    posts_arena_reset(ctx->arena, 1024 * 1024);
    posts_error_clear(&ctx->error);
    memset(&ctx->report, 0, sizeof(test_report_t));
    memset(&ctx->doc, 0, sizeof(posts_document_t));

    ctx->rc = posts_config_parse(&ctx->config, ctx->arena, posts_str(""),
                                 posts_str("_config.yml"), &ctx->limits,
                                 NULL, NULL, &ctx->error);
    if (ctx->rc != POSTS_OK) {
        return ctx->rc;
    }

    kind = posts_document_classify(&ctx->config, posts_str_c(path), 0);

    ctx->doc.mtime = (int64_t) TEST_MTIME * 1000000000;
    ctx->doc.size = source.len;
    ctx->doc.inode = 77;
    ctx->doc.generation = 5;
    ctx->doc.number = 6;

    ctx->rc = posts_document_parse(&ctx->doc, ctx->arena, &ctx->config,
                                   &ctx->limits, kind, posts_str_c(path),
                                   source, test_report, &ctx->report,
                                   &ctx->error);

    return ctx->rc;
}


static void
test_fields(test_ctx_t *ctx)
{
    posts_str_t  s;

    s = posts_str("\xef\xbb\xbf---\r\ntitle: T\r\nx: [1, a]\r\n---\r\nBody");

    CHECK_INT(test_parse(ctx, "_posts/2020-08-15-x.md", s), POSTS_OK);
    CHECK_INT(ctx->doc.type, POSTS_DOCUMENT_POST);
    CHECK_STR(ctx->doc.path, "_posts/2020-08-15-x.md");
    CHECK_STR(ctx->doc.ext, ".md");
    CHECK_STR(posts_str_slice(s, ctx->doc.content, s.len), "Body");
    CHECK_INT(ctx->doc.content_line, 5);
    CHECK_INT(ctx->doc.front, 1);
    CHECK_INT(ctx->doc.markdown, 1);
    CHECK_INT(ctx->doc.broken, 0);
    CHECK_INT(ctx->doc.published, 1);
    CHECK_INT(ctx->doc.size, s.len);
    CHECK_INT(ctx->doc.inode, 77);
    CHECK_INT(ctx->doc.generation, 5);
    CHECK_INT(ctx->doc.number, 6);
    CHECK_INT(posts_value_len(ctx->doc.data), 2);
    CHECK_INT(posts_value_len(posts_value_get(ctx->doc.data,
                                              posts_str("x"))), 2);
    CHECK_INT(ctx->report.warnings, 0);

    CHECK_INT(test_parse(ctx, "a/page.html", posts_str("---\n---\n")),
              POSTS_OK);
    CHECK_INT(ctx->doc.type, POSTS_DOCUMENT_PAGE);
    CHECK_INT(ctx->doc.markdown, 0);
    CHECK_STR(ctx->doc.id, "");
    CHECK_STR(ctx->doc.slug, "page");
    CHECK_INT(ctx->doc.date.sec, 0);
    CHECK_INT(ctx->doc.data.type, POSTS_MAP);
    CHECK_INT(ctx->doc.content, 8);
    CHECK_INT(ctx->doc.content_line, 3);

    CHECK_INT(test_parse(ctx, "a/page.html", posts_str("x")),
              POSTS_NOTFOUND);

    CHECK_INT(test_parse(ctx, "_drafts/x.md", posts_str("---\n---\n")),
              POSTS_OK);
    CHECK_INT(ctx->doc.type, POSTS_DOCUMENT_DRAFT);
    CHECK_INT(ctx->doc.date.sec, TEST_MTIME);
}


/* Problems that are told with their line, and what is taken instead. */

static void
test_warnings(test_ctx_t *ctx)
{
    static const char  name[] = "_posts/2020-08-15-x.md";

    CHECK_INT(test_parse(ctx, name, posts_str("text")), POSTS_OK);
    CHECK_INT(ctx->report.warnings, 1);
    CHECK_INT(ctx->report.last.line, 1);
    CHECK_STR(posts_str_c(ctx->report.last.file), "_posts/2020-08-15-x.md");
    CHECK(strstr(ctx->report.last.message, "no front matter") != NULL);
    CHECK_STR(ctx->doc.title, "X");
    CHECK_INT(ctx->doc.front, 0);
    CHECK_INT(ctx->doc.content, 0);

    CHECK_INT(test_parse(ctx, name, posts_str("---\ntitle: T\n")), POSTS_OK);
    CHECK_INT(ctx->report.warnings, 1);
    CHECK(strstr(ctx->report.last.message, "closing line") != NULL);

    CHECK_INT(test_parse(ctx, name,
                         posts_str("---\nt: 1\n\ndate: soon\n---\n")),
              POSTS_OK);
    CHECK_INT(ctx->report.warnings, 1);
    CHECK_INT(ctx->report.last.line, 4);
    CHECK(strstr(ctx->report.last.message, "date") != NULL);
    CHECK_INT(ctx->doc.date.sec, posts_time_utc(2020, 8, 15, 0, 0, 0));

    CHECK_INT(test_parse(ctx, name,
                         posts_str("---\n\"permalink\": /:nope/\n---\n")),
              POSTS_OK);
    CHECK_INT(ctx->report.warnings, 1);
    CHECK_INT(ctx->report.last.line, 2);
    CHECK(strstr(ctx->report.last.message, ":nope") != NULL);
    CHECK_STR(ctx->doc.url, "/2020/08/15/x.html");

    CHECK_INT(test_parse(ctx, "a.md",
                         posts_str("---\npermalink: /%2e%2e/\n---\n")),
              POSTS_OK);
    CHECK_INT(ctx->report.warnings, 1);
    CHECK_STR(ctx->doc.url, "/a.html");

    CHECK_INT(test_parse(ctx, "a.md",
                         posts_str("---\npermalink: /%00/\n---\n")),
              POSTS_OK);
    CHECK_INT(ctx->report.warnings, 1);
    CHECK_STR(ctx->doc.url, "/a.html");

    CHECK_INT(test_parse(ctx, name, posts_str("---\ntags: 2020\n---\n")),
              POSTS_OK);
    CHECK_INT(ctx->report.warnings, 1);
    CHECK_INT(ctx->report.last.line, 2);
}


/* Not understood, and a document with a URL all the same. */

static void
test_broken(test_ctx_t *ctx)
{
    static const char  name[] = "a/_posts/2020-08-15-my-post.md";

    CHECK_INT(test_parse(ctx, name,
                         posts_str("---\ntitle: A\nx: [1\n---\nbody\n")),
              POSTS_INVALID);
    CHECK_INT(ctx->doc.broken, 1);
    CHECK_INT(ctx->doc.front, 1);
    CHECK_STR(ctx->doc.title, "My Post");
    CHECK_STR(ctx->doc.url, "/a/2020/08/15/my-post.html");
    CHECK_INT(ctx->doc.data.type, POSTS_MAP);
    CHECK_INT(posts_value_len(ctx->doc.data), 0);
    CHECK_INT(ctx->doc.content, 23);
    CHECK_STR(posts_str_c(ctx->error.file), "a/_posts/2020-08-15-my-post.md");
    CHECK(ctx->error.line >= 3 && ctx->error.line <= 4);
    CHECK(ctx->error.column > 0);

    CHECK_INT(test_parse(ctx, name, posts_str("---\n- a\n---\nbody\n")),
              POSTS_INVALID);
    CHECK_INT(ctx->doc.broken, 1);
    CHECK_INT(ctx->error.line, 2);
    CHECK_STR(ctx->doc.title, "My Post");

    CHECK_INT(test_parse(ctx, name,
                         posts_str("---\ntitle: A\n---\n\xc3\xa4" "b\xff\n")),
              POSTS_INVALID);
    CHECK_INT(ctx->doc.broken, 1);
    CHECK_INT(ctx->error.line, 4);
    CHECK_INT(ctx->error.column, 3);
    CHECK_STR(ctx->doc.title, "My Post");

    CHECK_INT(test_parse(ctx, "p.md", posts_str("---\n- a\n---\nbody\n")),
              POSTS_INVALID);
    CHECK_STR(ctx->doc.url, "/p.html");

    /* no date, no URL */

    CHECK_INT(test_parse(ctx, "_posts/2020-13-45-x.md",
                         posts_str("---\n---\n")), POSTS_INVALID);
    CHECK_STR(ctx->doc.url, "");
    CHECK_INT(ctx->doc.broken, 1);
    CHECK(strstr(ctx->error.message, "2020-13-45") != NULL);

    CHECK_INT(test_parse(ctx, "_posts/2020-13-45-x.md",
                         posts_str("---\ndate: 2020-01-02\n---\n")),
              POSTS_OK);
    CHECK_STR(ctx->doc.url, "/2020/01/02/x.html");
}


static void
test_limits(test_ctx_t *ctx)
{
    size_t       i;
    posts_buf_t  b;

    static u_char  text[200000];

    posts_limits_set(&ctx->limits, posts_str("source"), posts_str("1k"),
                     NULL);

    memset(text, 'a', sizeof(text));
    memcpy(text, "---\ntitle: T\n---\n", 17);

    CHECK_INT(test_parse(ctx, "_posts/2020-08-15-x.md",
                         posts_str_from(text, 1024)), POSTS_OK);
    CHECK_INT(test_parse(ctx, "_posts/2020-08-15-x.md",
                         posts_str_from(text, 1025)), POSTS_LIMIT);
    CHECK_INT(ctx->doc.broken, 1);
    CHECK_STR(ctx->doc.url, "/2020/08/15/x.html");

    posts_limits_default(&ctx->limits);
    posts_limits_set(&ctx->limits, posts_str("front_matter"),
                     posts_str("1k"), NULL);

    memset(text, '#', 5000);
    memcpy(text, "---\n", 4);
    memcpy(text + 5000, "\n---\n", 5);

    CHECK_INT(test_parse(ctx, "_posts/2020-08-15-x.md",
                         posts_str_from(text, 6000)), POSTS_LIMIT);
    CHECK_INT(ctx->doc.broken, 1);
    CHECK_STR(ctx->doc.url, "/2020/08/15/x.html");

    posts_limits_default(&ctx->limits);

    /* a URL has an end; so has a title that is one placeholder after another */

    CHECK_INT(test_parse(ctx, "_posts/2020-08-15-x.md",
                         posts_str_from(text, 0)), POSTS_OK);

    memset(text, 'a', sizeof(text));
    memcpy(text, "---\npermalink: ", 15);
    memcpy(text + 10000, "\n---\n", 5);

    CHECK_INT(test_parse(ctx, "_posts/2020-08-15-x.md",
                         posts_str_from(text, 10100)), POSTS_OK);
    CHECK_INT(ctx->report.warnings, 1);
    CHECK_STR(ctx->doc.url, "/2020/08/15/x.html");

    memset(text, 'a', sizeof(text));
    memcpy(text, "---\ncategory: ", 14);
    memcpy(text + 10000, "\n---\n", 5);

    CHECK_INT(test_parse(ctx, "_posts/2020-08-15-x.md",
                         posts_str_from(text, 10100)), POSTS_LIMIT);
    CHECK_INT(ctx->doc.broken, 1);

    /* many categories, without quadratic time */

    posts_buf_init(&b, ctx->arena, 0);
    memcpy(text, "---\ntitle: T\npermalink: /x/\ncategories: ", 40);

    for (i = 40; i + 10 < sizeof(text); i += 6) {
        text[i] = (u_char) ('a' + i % 26);
        text[i + 1] = (u_char) ('a' + i / 26 % 26);
        text[i + 2] = (u_char) ('a' + i / 676 % 26);
        text[i + 3] = (u_char) ('a' + i / 17576 % 26);
        text[i + 4] = (u_char) ('a' + i % 7);
        text[i + 5] = ' ';
    }

    memcpy(text + i, "\n---\n", 5);

    CHECK_INT(test_parse(ctx, "_posts/2020-08-15-x.md",
                         posts_str_from(text, i + 5)), POSTS_OK);
    CHECK(posts_value_len(ctx->doc.categories) > 20000);
}


static void
test_public(void)
{
    int64_t           next;
    posts_document_t  doc;

    memset(&doc, 0, sizeof(posts_document_t));
    doc.published = 1;
    doc.date.sec = 1000;

    CHECK_INT(posts_document_public(&doc, 0, 0, 1000, &next), 1);
    CHECK_INT(next, 0);
    CHECK_INT(posts_document_public(&doc, 0, 0, 999, &next), 0);
    CHECK_INT(next, 1000);
    CHECK_INT(posts_document_public(&doc, 1, 0, 999, &next), 1);
    CHECK_INT(next, 0);
    CHECK_INT(posts_document_public(&doc, 0, 0, 999, NULL), 0);

    doc.published = 0;
    CHECK_INT(posts_document_public(&doc, 1, 0, 2000, &next), 0);
    CHECK_INT(next, 0);
    CHECK_INT(posts_document_public(&doc, 0, 1, 2000, &next), 1);
    CHECK_INT(posts_document_public(&doc, 0, 1, 999, &next), 0);
    CHECK_INT(next, 1000);

    doc.published = 1;
    doc.type = POSTS_DOCUMENT_PAGE;
    CHECK_INT(posts_document_public(&doc, 0, 0, 999, &next), 1);
    CHECK_INT(next, 0);
}


static void
test_pack(test_ctx_t *ctx)
{
    u_char            *copy;
    size_t             shift;
    posts_buf_t        b;
    posts_str_t        block;
    posts_document_t   doc;

    CHECK_INT(test_parse(ctx, "a/_posts/2020-08-15-x.md",
                         posts_str("---\ntitle: T\xc3\xa4\ntags: [p, q]\n"
                                   "n: {deep: [1, 2.5, null]}\n"
                                   "published: false\n---\nBody")),
              POSTS_OK);

    ctx->doc.date.nsec = 7;
    ctx->doc.date.offset = -3600;

    posts_buf_init(&b, ctx->arena, 0);
    posts_buf_lit(&b, "xyz");
    CHECK_INT(posts_document_pack(&b, &ctx->doc), POSTS_OK);

    block = posts_str_slice(posts_buf_str(&b), 3, b.len);

    /* a block may lie at any address */

    for (shift = 0; shift < 9; shift++) {
        copy = malloc(block.len + shift);
        memcpy(copy + shift, block.data, block.len);

        memset(&doc, 0xff, sizeof(posts_document_t));
        CHECK_INT(posts_document_unpack(&doc, posts_str_from(copy + shift,
                                                             block.len)),
                  POSTS_OK);

        CHECK_INT(doc.type, ctx->doc.type);
        CHECK_STR_EQ(doc.path, ctx->doc.path);
        CHECK_STR_EQ(doc.url, ctx->doc.url);
        CHECK_STR_EQ(doc.id, ctx->doc.id);
        CHECK_STR_EQ(doc.slug, ctx->doc.slug);
        CHECK_STR_EQ(doc.ext, ctx->doc.ext);
        CHECK_STR_EQ(doc.output_ext, ctx->doc.output_ext);
        CHECK_STR_EQ(doc.title, ctx->doc.title);
        CHECK_INT(doc.date.sec, ctx->doc.date.sec);
        CHECK_INT(doc.date.nsec, 7);
        CHECK_INT(doc.date.offset, -3600);
        CHECK(posts_value_eq(doc.tags, ctx->doc.tags, 9));
        CHECK(posts_value_eq(doc.categories, ctx->doc.categories, 9));
        CHECK(posts_value_eq(doc.data, ctx->doc.data, 9));
        CHECK_INT(posts_value_len(doc.tags), 2);
        CHECK_INT(posts_value_len(doc.categories), 1);
        CHECK_INT(doc.size, ctx->doc.size);
        CHECK_INT(doc.inode, 77);
        CHECK_INT(doc.mtime, (int64_t) TEST_MTIME * 1000000000);
        CHECK_INT(doc.generation, 5);
        CHECK_INT(doc.number, 6);
        CHECK_INT(doc.content, ctx->doc.content);
        CHECK_INT(doc.content_line, ctx->doc.content_line);
        CHECK_INT(doc.published, 0);
        CHECK_INT(doc.front, 1);
        CHECK_INT(doc.markdown, 1);
        CHECK_INT(doc.broken, 0);

        free(copy);
    }
}


/* Every byte wrong, every length too short: never outside of the block. */

static void
test_damage(test_ctx_t *ctx)
{
    u_char            *copy;
    size_t             i, k;
    posts_buf_t        b, text;
    posts_document_t   doc;

    CHECK_INT(test_parse(ctx, "_posts/2020-08-15-x.md",
                         posts_str("---\ntitle: T\ntags: [p, q]\n---\n")),
              POSTS_OK);

    posts_buf_init(&b, ctx->arena, 0);
    CHECK_INT(posts_document_pack(&b, &ctx->doc), POSTS_OK);

    for (i = 0; i < b.len; i++) {
        copy = malloc(i + 1);
        memcpy(copy, b.data, i);
        CHECK_INT(posts_document_unpack(&doc, posts_str_from(copy, i)),
                  POSTS_INVALID);
        free(copy);
    }

    copy = malloc(b.len);

    for (i = 0; i < b.len; i++) {
        for (k = 0; k < 4; k++) {
            static const u_char  flips[] = { 0x01, 0x80, 0xff, 0x10 };

            memcpy(copy, b.data, b.len);
            copy[i] ^= flips[k];

            if (posts_document_unpack(&doc, posts_str_from(copy, b.len))
                == POSTS_OK)
            {
                posts_buf_init(&text, ctx->arena, 0);
                posts_buf_add(&text, doc.path);
                posts_buf_add(&text, doc.url);
                posts_buf_add(&text, doc.title);
                posts_value_to_s(&text, doc.data, 100);
                posts_value_to_s(&text, doc.tags, 100);
                posts_value_to_s(&text, doc.categories, 100);
            }
        }
    }

    free(copy);
}


static void
test_memory(test_ctx_t *ctx)
{
    size_t            i, n, warned;
    posts_rc_t        rc;
    posts_buf_t       b;
    posts_str_t       s;
    posts_config_t    config;
    posts_error_t     error;
    posts_arena_t    *arena, *other;

    arena = posts_arena_create(1024 * 1024);
    other = posts_arena_create(1024 * 1024);

    CHECK_INT(posts_config_parse(&config, other,
                                 posts_str("defaults:\n"
                                           "- values: {n: {x: 1}}\n"
                                           "- values: {categories: b}\n"),
                                 posts_str("_config.yml"), &ctx->limits,
                                 NULL, NULL, NULL), POSTS_OK);

    s = posts_str("---\ntitle: T\ntags: [p, 2]\ncategories: \xc3\x84 b \xc3\x84"
                  "\npermalink: /:categories/:title/:name/:path/:slug/x%20y/"
                  ":slugified_categories/\ndate: 15 Aug 2020 3pm\n"
                  "n: {deep: [1, 2.5, null]}\n---\nBody");

    n = 0;
    warned = 0;

    for (i = 0; i <= n; i++) {
        posts_arena_reset(arena, 0);
        posts_arena_fail_at(arena, i);
        posts_error_clear(&error);
        memset(&ctx->doc, 0, sizeof(posts_document_t));
        memset(&ctx->report, 0, sizeof(test_report_t));

        rc = posts_document_parse(&ctx->doc, arena, &config, &ctx->limits,
                                  POSTS_PATH_POST,
                                  posts_str("a/_posts/2020-08-15-x.md"), s,
                                  test_report, &ctx->report, &error);

        if (i == 0) {
            CHECK_INT(rc, POSTS_OK);

            posts_buf_init(&b, arena, 0);
            CHECK_INT(posts_document_pack(&b, &ctx->doc), POSTS_OK);
            CHECK_STR(ctx->doc.url, "/a/b/\xc3\xa4/x/2020-08-15-x/a/"
                                    "2020-08-15-x/x/x y/a/b/\xc3\xa4/");
            CHECK_INT(posts_value_len(posts_value_get(ctx->doc.data,
                                                      posts_str("n"))), 2);

            n = posts_arena_requests(arena);
            CHECK(n > 20);
            continue;
        }

        if (rc == POSTS_OK) {
            posts_buf_init(&b, arena, 0);
            rc = posts_document_pack(&b, &ctx->doc);

        } else {
            CHECK_INT(ctx->doc.broken, 1);
            CHECK(error.message[0] != '\0');
        }

        if (!CHECK_INT(rc, POSTS_LIMIT)) {
            printf("    at %zu of %zu\n", i, n);
        }

        warned += ctx->report.warnings;
    }

    posts_arena_fail_at(arena, 0);
    posts_arena_destroy(arena);
    posts_arena_destroy(other);

    /* no memory is not the author's fault */

    CHECK_INT(warned, 0);
}


static void
test_report(void *payload, posts_severity_t severity,
    const posts_error_t *error)
{
    test_report_t  *report = payload;

    CHECK_INT(severity, POSTS_WARNING);

    report->warnings++;
    report->last = *error;
}
