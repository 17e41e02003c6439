
/*
 * Copyright (C) the ngx_http_posts_module authors
 *
 * Slugs and titles: tests/spec/slug.txt, which Jekyll has filled in.
 */


#include "check.h"
#include "posts_slug.h"
#include "record.h"


static void test_table(posts_arena_t *arena);
static void test_modes(void);
static void test_terms(posts_arena_t *arena);
static void test_bytes(posts_arena_t *arena);
static void test_memory(posts_arena_t *arena);
static posts_rc_t test_all(posts_arena_t *arena);


int
main(void)
{
    posts_arena_t  *arena;

    arena = posts_arena_create(1024 * 1024);

    test_table(arena);
    test_modes();
    test_terms(arena);
    test_bytes(arena);
    test_memory(arena);

    posts_arena_destroy(arena);

    return CHECK_END("slug");
}


static void
test_table(posts_arena_t *arena)
{
    size_t       pos, cases;
    unsigned     number;
    posts_buf_t  b;
    posts_str_t  text, line, mode, slug, want;

    text = record_read("tests/spec/slug.txt");
    pos = 0;
    number = 0;
    cases = 0;

    while (record_line(text, &pos, &line)) {
        number++;

        if (line.len == 0 || line.data[0] == '#') {
            continue;
        }

        posts_arena_reset(arena, 65536);
        posts_buf_init(&b, arena, 0);

        mode = record_field(line, 0);
        want = record_unescape(arena, record_field(line, 3));

        if (posts_str_eq(mode, posts_str("title"))) {
            posts_slug_title(&b, record_unescape(arena,
                                                 record_field(line, 2)));

        } else {
            posts_slug(&b, record_unescape(arena, record_field(line, 2)),
                       posts_slug_mode(mode),
                       posts_str_eq(record_field(line, 1),
                                    posts_str("cased")));
        }

        slug = posts_buf_str(&b);

        if (!CHECK_STR_EQ(slug, want)) {
            printf("    slug.txt:%u: %.*s\n", number, posts_str_arg(line));
        }

        cases++;
    }

    CHECK(cases > 300);

    free((void *) text.data);
}


static void
test_modes(void)
{
    CHECK_INT(posts_slug_mode(posts_str("")), POSTS_SLUG_DEFAULT);
    CHECK_INT(posts_slug_mode(posts_str("default")), POSTS_SLUG_DEFAULT);
    CHECK_INT(posts_slug_mode(posts_str("raw")), POSTS_SLUG_RAW);
    CHECK_INT(posts_slug_mode(posts_str("pretty")), POSTS_SLUG_PRETTY);
    CHECK_INT(posts_slug_mode(posts_str("ascii")), POSTS_SLUG_ASCII);
    CHECK_INT(posts_slug_mode(posts_str("latin")), POSTS_SLUG_LATIN);
    CHECK_INT(posts_slug_mode(posts_str("Latin")), POSTS_SLUG_NONE);
    CHECK_INT(posts_slug_mode(posts_str("none")), POSTS_SLUG_NONE);
}


/* No name leads up, or is another's URL. */

static void
test_terms(posts_arena_t *arena)
{
    size_t       i;
    posts_buf_t  b;

    static const struct {
        const char  *name;
        const char  *slug;
    } cases[] = {
        { "", "" }, { "C#", "c#" }, { "Two  Words", "two-words" },
        { ".", "-" }, { "..", "--" }, { "...", "..." }, { "..a", "..a" },
        { "a/b", "a/b" }, { "/", "-/-" }, { "a//b", "a/-/b" },
        { "../..", "--/--" }, { "x/../y", "x/--/y" }, { "./", "-/-" }
    };

    for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        posts_arena_reset(arena, 65536);
        posts_buf_init(&b, arena, 0);
        posts_slug_term(&b, posts_str_c(cases[i].name));
        CHECK_STR_EQ(posts_buf_str(&b), posts_str_c(cases[i].slug));
    }
}


/* Bytes that are no UTF-8 are no letters; Ruby would raise an error. */

static void
test_bytes(posts_arena_t *arena)
{
    posts_buf_t  b;

    posts_buf_init(&b, arena, 0);
    posts_slug(&b, posts_str("a\xff\xfe" "b\xe4"), POSTS_SLUG_DEFAULT, 0);
    CHECK_STR(posts_buf_str(&b), "a-b");

    posts_buf_init(&b, arena, 0);
    posts_slug(&b, posts_str("a\0b"), POSTS_SLUG_PRETTY, 0);
    CHECK_STR(posts_buf_str(&b), "a-b");

    posts_buf_init(&b, arena, 0);
    posts_slug(&b, posts_str("\xff"), POSTS_SLUG_LATIN, 0);
    CHECK_STR(posts_buf_str(&b), "");

    /* what is appended follows what is there */

    posts_buf_init(&b, arena, 0);
    posts_buf_lit(&b, "x/");
    posts_slug(&b, posts_str("-A-"), POSTS_SLUG_DEFAULT, 0);
    CHECK_STR(posts_buf_str(&b), "x/a");
}


static void
test_memory(posts_arena_t *arena)
{
    size_t  i, n;

    posts_arena_reset(arena, 0);
    CHECK_INT(test_all(arena), POSTS_OK);
    n = posts_arena_requests(arena);
    CHECK(n > 3);

    for (i = 1; i <= n; i++) {
        posts_arena_reset(arena, 0);
        posts_arena_fail_at(arena, i);
        CHECK_INT(test_all(arena), POSTS_LIMIT);
    }

    posts_arena_fail_at(arena, 0);
}


static posts_rc_t
test_all(posts_arena_t *arena)
{
    unsigned     mode;
    posts_buf_t  b;

    posts_buf_init(&b, arena, 0);

    for (mode = POSTS_SLUG_DEFAULT; mode <= POSTS_SLUG_NONE; mode++) {
        posts_slug(&b, posts_str("\xc3\x84 b \xce\xa3"),
                   (posts_slug_mode_e) mode, 0);
    }

    posts_slug_title(&b, posts_str("a-b"));

    return b.rc;
}
