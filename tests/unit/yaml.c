
/*
 * Copyright (C) the ngx_http_posts_module authors
 *
 * tests/spec/yaml.txt case by case, then what a table can not hold: errors
 * with their places, limits, bytes that are not text, no memory.
 */


#include <stdlib.h>

#include "check.h"
#include "posts_inspect.h"
#include "posts_yaml.h"


#define SPEC      "tests/spec/yaml.txt"
#define SPEC_MAX  (1024 * 1024)
#define CASE_MAX  4096


typedef struct {
    posts_str_t  text;
    posts_str_t  ruby;
    posts_str_t  own;        /* "" without one */
    unsigned     line;
} spec_case_t;


typedef struct {
    const char  *text;
    posts_rc_t   rc;
    unsigned     line;
    unsigned     column;
    const char  *message;    /* what it begins with */
} error_case_t;


static const char *const  type_names[] = {
    "Nil", "Boolean", "Integer", "Float", "String", "Time", "Date", "Array",
    "Hash"
};


static const error_case_t  error_cases[] = {
    { "a: 1\nb: x: y\n", POSTS_INVALID, 11, 5,
      "mapping values are not allowed in this context; quote" },
    { "title: [a\nb: c\n", POSTS_INVALID, 11, 2,
      "did not find expected ',' or ']' while parsing a flow sequence" },
    { "a: 1\nkey\nb: 2\n", POSTS_INVALID, 11, 1,
      "could not find expected ':' while scanning a simple key" },
    { "t: \xe6\x97\xa5 @\nb: @x\n", POSTS_INVALID, 11, 4,
      "found character that cannot start any token" },
    { "\xe6\x97\xa5: \"a\n", POSTS_INVALID, 11, 1,
      "found unexpected end of stream while scanning a quoted scalar" },
    { "a: b\n\tc: d\n", POSTS_INVALID, 11, 1,
      "found a tab character that violates indentation" },
    { "a: \xff\n", POSTS_INVALID, 10, 4, "there are bytes that are not" },
    { "a: b\n\xe6\x97\xa5\xe6\x97", POSTS_INVALID, 11, 2,
      "there are bytes that are not UTF-8" },
    { "a: *b\n", POSTS_INVALID, 10, 4, "there is no anchor \"&b\"" },
    { "a: &b [ *b ]\n", POSTS_INVALID, 10, 9, "an alias refers to the" },
    { "a: !ruby/object:Foo\n", POSTS_INVALID, 10, 4,
      "the tag \"!ruby/object:Foo\" stands for a Ruby object" },
    { "a: \x01\n", POSTS_INVALID, 10, 4,
      "control characters are not allowed; remove" },
    { "\xef\xbb\xbf" "a: *b\n", POSTS_INVALID, 10, 4, "there is no anchor" },
    { "a: !!float x\n", POSTS_INVALID, 10, 4,
      "a value with the tag !!float is no number" }
};


static posts_arena_t     *arena;
static posts_limits_t     limits;
static posts_timezone_t  *shanghai;


static posts_rc_t
parse(posts_value_t *v, posts_str_t text, posts_error_t *error)
{
    posts_yaml_options_t  options;

    options.limits = &limits;
    options.timezone = shanghai;
    options.line = 10;

    return posts_yaml_parse(v, arena, text, &options, error);
}


/* "Type inspect", or "error". */

static posts_str_t
show(posts_str_t text)
{
    posts_buf_t    b;
    posts_value_t  v;

    if (parse(&v, text, NULL) != POSTS_OK) {
        return posts_str("error");
    }

    posts_buf_init(&b, arena, 0);
    posts_buf_add(&b, posts_str_c(type_names[v.type]));
    posts_buf_addc(&b, ' ');
    posts_inspect_value(&b, v, 64);

    return posts_buf_str(&b);
}


static void
spec_one(spec_case_t *c)
{
    posts_str_t  got;

    got = show(c->text);

    if (c->own.len == 0) {
        check_str(SPEC, (int) c->line, "the value", got, c->ruby);
        return;
    }

    check_str(SPEC, (int) c->line, "the value", got, c->own);

    if (!check_true(SPEC, (int) c->line, "differs from Ruby",
                    !posts_str_eq(c->own, c->ruby)))
    {
        printf("the case passes now: remove its =\n");
    }
}


static size_t
spec(int fail)
{
    FILE         *f;
    char         *file;
    size_t        n, pos, len, count, i, requests;
    unsigned      line;
    posts_str_t   s, all;
    spec_case_t   c;
    posts_buf_t   text;
    posts_value_t v;

    file = malloc(SPEC_MAX);
    f = fopen(SPEC, "r");

    if (!CHECK(f != NULL && file != NULL)) {
        free(file);
        return 0;
    }

    n = fread(file, 1, SPEC_MAX, f);
    fclose(f);

    CHECK(n > 0 && n < SPEC_MAX);

    all = posts_str_from(file, n);
    line = 0;
    count = 0;

    memset(&c, 0, sizeof(c));
    posts_arena_reset(arena, 1024 * 1024);
    posts_buf_init(&text, arena, CASE_MAX);

    for (pos = 0; pos < n; pos += len + 1) {
        line++;

        s = posts_str_slice(all, pos, n);
        len = (posts_str_chr(s, '\n') < 0) ? s.len
                                           : (size_t) posts_str_chr(s, '\n');
        s.len = len;

        switch (len == 0 ? '\0' : s.data[0]) {

        case '<':
            if (c.line != 0) {
                posts_buf_addc(&text, '\n');
            }

            c.line = line;
            posts_buf_add(&text, posts_str_slice(s, 2, len));
            break;

        case '>':
            c.ruby = posts_str_slice(s, 2, len);
            break;

        case '=':
            c.own = posts_str_slice(s, 2, len);
            break;

        default:
            break;
        }

        if ((len != 0 && pos + len + 1 < n) || c.line == 0) {
            continue;
        }

        count++;
        c.text = posts_buf_str(&text);

        if (!fail) {
            spec_one(&c);

        } else {
            requests = posts_arena_requests(arena);
            (void) parse(&v, c.text, NULL);
            requests = posts_arena_requests(arena) - requests;

            for (i = 1; i <= requests; i++) {
                posts_arena_fail_at(arena, i);
                check_int(SPEC, (int) c.line, "no memory",
                          parse(&v, c.text, NULL), POSTS_LIMIT);
                posts_arena_fail_at(arena, 0);
            }
        }

        memset(&c, 0, sizeof(c));
        posts_arena_reset(arena, 1024 * 1024);
        posts_buf_init(&text, arena, CASE_MAX);
    }

    free(file);

    return count;
}


static void
errors(void)
{
    size_t               i;
    posts_value_t        v;
    posts_error_t        error;
    const error_case_t  *c;

    for (i = 0; i < sizeof(error_cases) / sizeof(error_cases[0]); i++) {
        c = &error_cases[i];

        posts_error_clear(&error);

        if (!CHECK_INT(parse(&v, posts_str_c(c->text), &error), c->rc)
            || !CHECK_INT(error.line, c->line)
            || !CHECK_INT(error.column, c->column)
            || !CHECK(posts_str_starts(posts_str_c(error.message),
                                       posts_str_c(c->message))))
        {
            printf("case %zu: %u:%u: %s\n", i, error.line, error.column,
                   error.message);
        }

        CHECK_INT(v.type, POSTS_NIL);
    }

    /* NUL bytes, wherever they are */

    posts_error_clear(&error);
    CHECK_INT(parse(&v, posts_str("a: b\nc: d\0e"), &error), POSTS_INVALID);
    CHECK_INT(error.line, 11);
    CHECK_INT(error.column, 5);
    CHECK_STR(posts_str_c(error.message), "there is a NUL byte; remove it");

    posts_error_clear(&error);
    CHECK_INT(parse(&v, posts_str("\0"), &error), POSTS_INVALID);
    CHECK_INT(error.line, 10);
    CHECK_INT(error.column, 1);
}


static void
documents(void)
{
    posts_value_t         v;
    posts_yaml_options_t  options;

    /* a byte order mark, CRLF, a lone CR */

    CHECK_STR(show(posts_str("\xef\xbb\xbf" "a: 1")), "Hash {\"a\"=>1}");
    CHECK_STR(show(posts_str("\xef\xbb\xbf")), "Nil nil");
    CHECK_STR(show(posts_str("a: 1\r\nb: x\r\nc: |\r\n  y\r\n  z\r\n")),
              "Hash {\"a\"=>1, \"b\"=>\"x\", \"c\"=>\"y\\nz\\n\"}");
    CHECK_STR(show(posts_str("a: 1\rb: 2")), "Hash {\"a\"=>1, \"b\"=>2}");
    CHECK_STR(show(posts_str("")), "Nil nil");

    /* white space at the ends, which the table can not show */

    CHECK_STR(show(posts_str("a: yes \nb: 1\t\n")),
              "Hash {\"a\"=>true, \"b\"=>1}");

    /* a line of 0 is the first one, and no zone is UTC */

    options.limits = &limits;
    options.timezone = NULL;
    options.line = 0;

    CHECK_INT(posts_yaml_parse(&v, arena, posts_str("2020-08-15 13:24:00"),
                               &options, NULL), POSTS_OK);
    CHECK_INT(v.type, POSTS_TIME);
    CHECK_INT(v.u.integer, 1597497840);
    CHECK_INT(v.offset, 0);

    /* the moment is the same in every zone */

    CHECK_INT(parse(&v, posts_str("2020-08-15 13:24:00"), NULL), POSTS_OK);
    CHECK_INT(v.u.integer, 1597497840);
    CHECK_INT(v.offset, 480);
}


static void
repeat(posts_buf_t *b, const char *text, size_t n)
{
    while (n-- > 0) {
        posts_buf_add(b, posts_str_c(text));
    }
}


static void
bounds(void)
{
    size_t         i;
    posts_buf_t    b;
    posts_value_t  v;
    posts_error_t  error;

    /* a thousand million laughs, in lists and in merge keys */

    posts_buf_init(&b, arena, 0);
    posts_buf_lit(&b, "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n");

    for (i = 1; i < 10; i++) {
        posts_buf_fmt(&b, "a%zu: &a%zu [", i, i);
        posts_buf_fmt(&b, "*a%zu,*a%zu,*a%zu,*a%zu,*a%zu,", i - 1, i - 1,
                      i - 1, i - 1, i - 1);
        posts_buf_fmt(&b, "*a%zu,*a%zu,*a%zu,*a%zu,*a%zu]\n", i - 1, i - 1,
                      i - 1, i - 1, i - 1);
    }

    posts_error_clear(&error);
    CHECK_INT(parse(&v, posts_buf_str(&b), &error), POSTS_LIMIT);
    CHECK_INT(error.line, 13);
    CHECK(posts_str_starts(posts_str_c(error.message),
                   posts_str("the aliases unfold to more than 10000 values"
                             " (limit \"aliases\")")));

    posts_buf_init(&b, arena, 0);
    posts_buf_lit(&b, "a0: &a0 {a: 1, b: 2}\n");

    for (i = 1; i < 40; i++) {
        posts_buf_fmt(&b, "a%zu: &a%zu {<<: *a%zu, x: *a%zu, y: *a%zu}\n", i,
                      i, i - 1, i - 1, i - 1);
    }

    CHECK_INT(parse(&v, posts_buf_str(&b), NULL), POSTS_LIMIT);

    /* as many as are allowed, and one more */

    limits.aliases = 6;
    CHECK_INT(parse(&v, posts_str("[&a [x, y], *a, *a]"), NULL), POSTS_OK);
    CHECK_INT(parse(&v, posts_str("[&a [x, y], *a, *a, *a]"), NULL),
              POSTS_LIMIT);
    limits.aliases = 0;
    CHECK_INT(parse(&v, posts_str("[&a 1, *a]"), NULL), POSTS_LIMIT);
    CHECK_INT(parse(&v, posts_str("[&a 1]"), NULL), POSTS_OK);
    limits.aliases = 10000;

    /* nesting, written out and by aliases */

    posts_buf_init(&b, arena, 0);
    repeat(&b, "[", limits.depth);
    repeat(&b, "]", limits.depth);
    CHECK_INT(parse(&v, posts_buf_str(&b), NULL), POSTS_OK);

    posts_buf_init(&b, arena, 0);
    repeat(&b, "[", limits.depth + 1);
    repeat(&b, "]", limits.depth + 1);
    posts_error_clear(&error);
    CHECK_INT(parse(&v, posts_buf_str(&b), &error), POSTS_LIMIT);
    CHECK_INT(error.column, limits.depth + 1);

    posts_buf_init(&b, arena, 0);
    repeat(&b, "[", 1000000);
    CHECK_INT(parse(&v, posts_buf_str(&b), NULL), POSTS_LIMIT);

    posts_buf_init(&b, arena, 0);
    repeat(&b, "- ", 100000);
    CHECK_INT(parse(&v, posts_buf_str(&b), NULL), POSTS_LIMIT);

    posts_buf_init(&b, arena, 0);
    repeat(&b, "? ", 100000);
    CHECK_INT(parse(&v, posts_buf_str(&b), NULL), POSTS_LIMIT);

    posts_buf_init(&b, arena, 0);
    posts_buf_lit(&b, "- &a0 []\n");

    for (i = 1; i < limits.depth; i++) {
        posts_buf_fmt(&b, "- &a%zu [*a%zu]\n", i, i - 1);
    }

    CHECK_INT(parse(&v, posts_buf_str(&b), NULL), POSTS_LIMIT);

    posts_buf_init(&b, arena, 0);
    posts_buf_lit(&b, "- &a0 []\n");

    for (i = 1; i < limits.depth - 1; i++) {
        posts_buf_fmt(&b, "- &a%zu [*a%zu]\n", i, i - 1);
    }

    CHECK_INT(parse(&v, posts_buf_str(&b), NULL), POSTS_OK);
    posts_arena_reset(arena, 0);
}


/* Long inputs: what takes more than linear time would be seen. */

static void
large(void)
{
    size_t         i, k, n;
    posts_buf_t    b;
    posts_error_t  error;
    posts_value_t  v;

    static const char *const  breaks[] = {
        "\n", "\r", "\r\n", "\xc2\x85", "\xe2\x80\xa8"
    };

    /* directives, which libyaml takes quadratic time for */

    for (k = 0; k < sizeof(breaks) / sizeof(breaks[0]); k++) {
        for (n = 100; n <= 40000; n += 39900) {
            posts_arena_reset(arena, 0);
            posts_buf_init(&b, arena, 0);

            for (i = 0; i < n; i++) {
                posts_buf_fmt(&b, "%%TAG !a%zu! x:%s", i, breaks[k]);
            }

            posts_buf_lit(&b, "--- !a99!b\na: 100 %TAG %TAG\n");

            posts_error_clear(&error);

            if (!CHECK_INT(parse(&v, posts_buf_str(&b), &error),
                           n == 100 ? POSTS_OK : POSTS_LIMIT)
                || !CHECK(n == 100 || posts_str_starts(
                                        posts_str_c(error.message),
                                        posts_str("there are more than 100"
                                                  " %TAG directives"))))
            {
                printf("break %zu: %u:%u: %s\n", k, error.line, error.column,
                       error.message);
            }
        }
    }

    posts_arena_reset(arena, 0);
    posts_buf_init(&b, arena, 0);

    for (i = 0; i < 50000; i++) {
        posts_buf_fmt(&b, "key%zu: &a%zu value\n", i, i);
    }

    CHECK_INT(parse(&v, posts_buf_str(&b), NULL), POSTS_OK);
    CHECK_INT(posts_value_len(v), 50000);
    CHECK_STR(posts_value_string(posts_value_get(v, posts_str("key49999"))),
              "value");

    posts_arena_reset(arena, 0);
    posts_buf_init(&b, arena, 0);

    for (i = 0; i < 50000; i++) {
        posts_buf_fmt(&b, "- %zu\n", i);
    }

    CHECK_INT(parse(&v, posts_buf_str(&b), NULL), POSTS_OK);
    CHECK_INT(posts_value_at(v, 49999).u.integer, 49999);

    posts_arena_reset(arena, 0);
    posts_buf_init(&b, arena, 0);
    repeat(&b, "1", 1000000);
    CHECK_INT(parse(&v, posts_buf_str(&b), NULL), POSTS_OK);
    CHECK_INT(v.type, POSTS_STRING);
    posts_arena_reset(arena, 0);
}


int
main(void)
{
    size_t          count;
    posts_arena_t  *zones;

    zones = posts_arena_create(1024 * 1024);
    arena = posts_arena_create(256 * 1024 * 1024);

    posts_limits_default(&limits);

    CHECK_INT(posts_timezone_load(&shanghai, zones,
                                  posts_str("Asia/Shanghai"), NULL, NULL),
              POSTS_OK);

    count = spec(0);
    CHECK(count > 600);
    (void) spec(1);

    errors();
    documents();
    bounds();
    large();

    posts_arena_destroy(arena);
    posts_arena_destroy(zones);

    return CHECK_END("yaml");
}
