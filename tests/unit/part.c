
/*
 * Copyright (C) the ngx_http_posts_module authors
 *
 * Parts: names, what is made of a layout's, an include's and a data file's
 * bytes (asked of Jekyll: tests/spec/data.txt), blocks of the index, and
 * memory that ends anywhere.
 */


#include "check.h"
#include "posts_inspect.h"
#include "posts_part.h"
#include "posts_path.h"
#include "record.h"


#define DEPTH  64


static posts_arena_t   *arena;
static posts_limits_t   limits;
static posts_config_t   config;


static void test_names(void);
static void test_data(void);
static void test_layouts(void);
static void test_includes(void);
static void test_places(void);
static void test_blocks(void);
static void test_memory(void);
static posts_rc_t part_make(posts_part_t *part, posts_part_e kind,
    const char *path, posts_str_t text, posts_error_t *error);
static posts_value_t part_nested(posts_str_t name, posts_value_t v);
static void part_config(posts_str_t text);


int
main(void)
{
    posts_limits_default(&limits);

    arena = posts_arena_create(64 * 1024 * 1024);

    test_names();
    test_data();
    test_layouts();
    test_includes();
    test_places();
    test_blocks();
    test_memory();

    posts_arena_destroy(arena);

    return CHECK_END("part");
}


static void
part_config(posts_str_t text)
{
    CHECK_INT(posts_config_parse(&config, arena, text,
                                 posts_str("_config.yml"), &limits, NULL,
                                 NULL, NULL), POSTS_OK);
}


static posts_rc_t
part_make(posts_part_t *part, posts_part_e kind, const char *path,
    posts_str_t text, posts_error_t *error)
{
    memset(part, 0, sizeof(posts_part_t));
    posts_error_clear(error);

    part->kind = kind;
    part->path = posts_str_c(path);
    part->name = posts_part_name(arena, &config, kind, part->path);

    if (part->name.data == NULL) {
        return posts_error_set(error, POSTS_LIMIT, 0, 0, "no memory");
    }

    return posts_part_parse(part, arena, &config, text, &limits, error);
}


static void
test_names(void)
{
    size_t  i;

    static const struct {
        posts_part_e   kind;
        const char    *path;
        const char    *name;
    } names[] = {
        { POSTS_PART_LAYOUT, "_layouts/post.html", "post" },
        { POSTS_PART_LAYOUT, "_layouts/docs/page.html", "docs/page" },
        { POSTS_PART_LAYOUT, "_layouts/a.b.html", "a.b" },
        { POSTS_PART_LAYOUT, "_layouts/a.b/c.html", "a.b/c" },
        { POSTS_PART_INCLUDE, "_includes/head.html", "head.html" },
        { POSTS_PART_INCLUDE, "_includes/a/b", "a/b" },
        { POSTS_PART_DATA, "_data/nav.yml", "nav" },
        { POSTS_PART_DATA, "_data/nav/main menu.json", "nav/main_menu" },
        { POSTS_PART_DATA, "_data/\xc3\xa9.yml", "" }
    };

    posts_arena_reset(arena, 0);
    part_config(posts_str(""));

    for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        CHECK_STR_EQ(posts_part_name(arena, &config, names[i].kind,
                                     posts_str_c(names[i].path)),
                     posts_str_c(names[i].name));
    }

    CHECK_STR(posts_part_key(posts_str("nav/main")), "nav");
    CHECK_STR(posts_part_key(posts_str("nav")), "nav");

    /* folders by other names, but for a theme's */

    part_config(posts_str("layouts_dir: a/b\ndata_dir: _d\n"));

    CHECK_STR(posts_part_name(arena, &config, POSTS_PART_LAYOUT,
                              posts_str("a/b/x.html")), "x");
    CHECK_STR(posts_part_name(arena, &config, POSTS_PART_LAYOUT,
                              posts_str("_layouts/x.html")), "x");
    CHECK_STR(posts_part_name(arena, &config, POSTS_PART_DATA,
                              posts_str("_d/x/y.yml")), "x/y");
}


/* The value as a member of site.data, as it lies in folders. */

static posts_value_t
part_nested(posts_str_t name, posts_value_t v)
{
    size_t       i, end;
    posts_map_t  *map;

    end = name.len;

    for (i = name.len + 1; i-- > 0; /* void */ ) {

        if (i != 0 && name.data[i - 1] != '/') {
            continue;
        }

        map = posts_map_create(arena, 1);
        CHECK_INT(posts_map_set(map, posts_str_slice(name, i, end), v),
                  POSTS_OK);

        v = posts_value_map(map);
        end = (i == 0) ? 0 : i - 1;
    }

    return v;
}


static void
test_data(void)
{
    char           path[1024];
    size_t         pos;
    unsigned       cases, number;
    posts_rc_t     rc;
    posts_buf_t    b;
    posts_str_t    text, line, want, got, file;
    posts_part_t   part;
    posts_error_t  error;

    text = record_read("tests/spec/data.txt");
    pos = 0;
    cases = 0;
    number = 0;

    while (record_line(text, &pos, &line)) {
        number++;

        if (line.len == 0 || line.data[0] == '#') {
            continue;
        }

        posts_arena_reset(arena, 1024 * 1024);
        part_config(record_unescape(arena, record_field(line, 2)));

        want = record_field(line, 4);

        if (want.len == 0) {
            want = record_field(line, 3);
        }

        want = record_unescape(arena, want);
        file = record_unescape(arena, record_field(line, 0));

        (void) snprintf(path, sizeof(path), "_data/%.*s",
                        posts_str_arg(file));

        posts_buf_init(&b, arena, 0);

        if (posts_path_classify(&config, posts_str_c(path), 0)
            != POSTS_PATH_DATA)
        {
            posts_buf_lit(&b, "{}");

        } else {
            rc = part_make(&part, POSTS_PART_DATA, path,
                           record_unescape(arena, record_field(line, 1)),
                           &error);

            if (rc != POSTS_OK) {
                CHECK_INT(error.rc, rc);
                CHECK(error.message[0] != '\0');
                CHECK_STR_EQ(posts_str_c(error.file), posts_str_c(path));
                posts_buf_lit(&b, "error");

            } else {
                posts_value_to_s(&b, part_nested(part.name, part.data),
                                 DEPTH);
            }
        }

        got = posts_buf_str(&b);

        if (!CHECK_STR_EQ(got, want)) {
            printf("    data.txt:%u: %.*s\n", number, posts_str_arg(line));
        }

        cases++;
    }

    CHECK(cases > 100);

    free((void *) text.data);
}


static void
test_layouts(void)
{
    posts_part_t   part;
    posts_error_t  error;

    posts_arena_reset(arena, 0);
    part_config(posts_str(""));

    CHECK_INT(part_make(&part, POSTS_PART_LAYOUT, "_layouts/x.html",
                        posts_str("---\nlayout: base\n---\n<p>\n"), &error),
              POSTS_OK);
    CHECK_STR(part.content, "<p>\n");
    CHECK_INT(part.content_line, 4);
    CHECK_STR(posts_value_string(posts_value_get(part.data,
                                                 posts_str("layout"))),
              "base");

    CHECK_INT(part_make(&part, POSTS_PART_LAYOUT, "_layouts/x.html",
                        posts_str("<p>\n"), &error), POSTS_OK);
    CHECK_STR(part.content, "<p>\n");
    CHECK_INT(part.content_line, 1);
    CHECK_INT(part.data.type, POSTS_MAP);

    CHECK_INT(part_make(&part, POSTS_PART_LAYOUT, "_layouts/x.html",
                        posts_str("---\n---\n<p>\n"), &error), POSTS_OK);
    CHECK_INT(part.data.type, POSTS_MAP);

    /* broken: all but the data is there */

    CHECK_INT(part_make(&part, POSTS_PART_LAYOUT, "_layouts/x.html",
                        posts_str("---\na: 1\nlayout: [\n---\n<p>\n"),
                        &error), POSTS_INVALID);
    CHECK(error.line >= 3);
    CHECK_STR(posts_str_c(error.file), "_layouts/x.html");
    CHECK_STR(part.content, "<p>\n");
    CHECK_INT(part.data.type, POSTS_MAP);
    CHECK_INT(posts_value_len(part.data), 0);

    CHECK_INT(part_make(&part, POSTS_PART_LAYOUT, "_layouts/x.html",
                        posts_str("---\n- a\n---\n<p>\n"), &error),
              POSTS_INVALID);
    CHECK_INT(error.line, 2);
    CHECK_INT(part.data.type, POSTS_MAP);

    CHECK_INT(part_make(&part, POSTS_PART_LAYOUT, "_layouts/x.html",
                        posts_str("a\nb\xff\n"), &error), POSTS_INVALID);
    CHECK_INT(error.line, 2);
    CHECK_INT(error.column, 2);

    limits.front_matter = 3;
    CHECK_INT(part_make(&part, POSTS_PART_LAYOUT, "_layouts/x.html",
                        posts_str("---\na: 1\n---\n<p>\n"), &error),
              POSTS_LIMIT);
    posts_limits_default(&limits);

    limits.source = 3;
    CHECK_INT(part_make(&part, POSTS_PART_LAYOUT, "_layouts/x.html",
                        posts_str("text"), &error), POSTS_LIMIT);
    posts_limits_default(&limits);
}


static void
test_includes(void)
{
    posts_part_t   part;
    posts_error_t  error;

    CHECK_INT(part_make(&part, POSTS_PART_INCLUDE, "_includes/x.html",
                        posts_str("---\na: 1\n---\n<p>\n"), &error),
              POSTS_OK);
    CHECK_STR(part.content, "---\na: 1\n---\n<p>\n");
    CHECK_INT(part.content_line, 1);
    CHECK_INT(part.data.type, POSTS_NIL);

    CHECK_INT(part_make(&part, POSTS_PART_INCLUDE, "_includes/x.html",
                        posts_str("\xef\xbb\xbf<p>"), &error), POSTS_OK);
    CHECK_STR(part.content, "<p>");

    CHECK_INT(part_make(&part, POSTS_PART_INCLUDE, "_includes/x.html",
                        posts_str("\xff"), &error), POSTS_INVALID);
}


/* Where an error of a data file is. */

static void
test_places(void)
{
    size_t         i;
    posts_part_t   part;
    posts_error_t  error;

    static const struct {
        const char  *path;
        const char  *text;
        unsigned     line;
        unsigned     column;
    } places[] = {
        { "_data/a.csv", "a,b\n1,x\"y\n", 2, 4 },
        { "_data/a.csv", "a,b\n1,2\n3,\"4\n5\n", 3, 3 },
        { "_data/a.csv", "a,b\n1,\"2\"3\n", 2, 6 },
        { "_data/a.csv", "a,b\n1,2\r\n", 2, 4 },
        { "_data/a.csv", "a,b\n1,\xff\n", 2, 3 },
        { "_data/a.tsv", "a\tb\n1\t\"\n", 2, 3 },
        { "_data/a.json", "{\"a\": [1,\n}", 2, 1 }
    };

    for (i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
        CHECK_INT(part_make(&part, POSTS_PART_DATA, places[i].path,
                            posts_str_c(places[i].text), &error),
                  POSTS_INVALID);
        CHECK_INT(error.line, places[i].line);
        CHECK_INT(error.column, places[i].column);
        CHECK_INT(part.data.type, POSTS_NIL);
    }
}


static void
test_blocks(void)
{
    size_t         i, at;
    u_char        *copy;
    posts_buf_t    b;
    posts_part_t   part, back;
    posts_error_t  error;

    posts_arena_reset(arena, 0);
    part_config(posts_str(""));

    CHECK_INT(part_make(&part, POSTS_PART_LAYOUT, "_layouts/x.html",
                        posts_str("---\na: {b: [1, x, ~]}\n---\n<p>\n"),
                        &error), POSTS_OK);

    part.generation = 77;
    part.theme = 1;

    posts_buf_init(&b, arena, 0);
    posts_buf_lit(&b, "x");
    CHECK_INT(posts_part_pack(&b, &part), POSTS_OK);

    /* wherever the bytes lie */

    for (at = 0; at < 9; at++) {
        copy = posts_arena_alloc(arena, b.len + at);
        memcpy(copy + at, b.data + 1, b.len - 1);

        memset(&back, 0xa5, sizeof(back));
        CHECK_INT(posts_part_unpack(&back, posts_str_from(copy + at,
                                                          b.len - 1)),
                  POSTS_OK);
        CHECK_INT(back.kind, POSTS_PART_LAYOUT);
        CHECK_STR(back.name, "x");
        CHECK_STR(back.path, "_layouts/x.html");
        CHECK_STR(back.content, "<p>\n");
        CHECK_INT(back.content_line, 4);
        CHECK_INT(back.generation, 77);
        CHECK_INT(back.theme, 1);
        CHECK(posts_value_eq(back.data, part.data, DEPTH));
    }

    copy = posts_arena_alloc(arena, b.len);

    for (i = 0; i < b.len - 1; i++) {
        memcpy(copy, b.data + 1, i);
        CHECK_INT(posts_part_unpack(&back, posts_str_from(copy, i)),
                  POSTS_INVALID);
    }

    /* a wrong byte anywhere never leads out of the block */

    for (i = 0; i < (b.len - 1) * 8; i++) {
        memcpy(copy, b.data + 1, b.len - 1);
        copy[i / 8] ^= (u_char) (1 << i % 8);

        if (posts_part_unpack(&back, posts_str_from(copy, b.len - 1))
            == POSTS_OK)
        {
            CHECK(back.content.len <= b.len);
            CHECK(posts_value_len(back.data) <= b.len);
        }
    }
}


static void
test_memory(void)
{
    size_t         i, n, failed;
    posts_rc_t     rc;
    posts_buf_t    b;
    posts_part_t   part;
    posts_error_t  error;

    static const struct {
        posts_part_e   kind;
        const char    *path;
        const char    *text;
    } cases[] = {
        { POSTS_PART_LAYOUT, "_layouts/x.html",
          "---\na: {b: [1, x, ~]}\n---\n<p>\n" },
        { POSTS_PART_DATA, "_data/x y.csv", "a,b\n1,\"2\"\"3\"\n,\n" },
        { POSTS_PART_DATA, "_data/x/y.json",
          "{\"a\":\"\\ud83d\\ude00\",\"b\":[1]}" },
        { POSTS_PART_DATA, "_data/x.yml", "- a: 1\n- b\n" }
    };

    for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        failed = 0;

        for (n = 1; n < 10000; n++) {
            posts_arena_reset(arena, 0);
            part_config(posts_str(""));
            posts_arena_fail_at(arena, n);

            rc = part_make(&part, cases[i].kind, cases[i].path,
                           posts_str_c(cases[i].text), &error);

            if (rc == POSTS_OK) {
                posts_buf_init(&b, arena, 0);
                rc = posts_part_pack(&b, &part);
            }

            posts_arena_fail_at(arena, 0);

            if (rc == POSTS_OK) {
                break;
            }

            failed++;
            CHECK_INT(rc, POSTS_LIMIT);
        }

        CHECK(failed > 2);
    }
}
