
/*
 * Copyright (C) the ngx_http_posts_module authors
 */


#include "check.h"
#include "posts_json.h"


typedef struct {
    posts_str_t  text;
    posts_str_t  json;       /* what it is written as again */
} json_case_t;


typedef struct {
    posts_str_t  text;
    unsigned     line;
    unsigned     column;
    const char  *message;    /* what it begins with */
} json_error_t;


static const json_case_t  json_cases[] = {
    { posts_string("null"), posts_string("null") },
    { posts_string(" \t\r\ntrue \n"), posts_string("true") },
    { posts_string("false"), posts_string("false") },
    { posts_string("\xef\xbb\xbf" "1"), posts_string("1") },
    { posts_string("0"), posts_string("0") },
    { posts_string("-0"), posts_string("0") },
    { posts_string("-0.0"), posts_string("-0.0") },
    { posts_string("9223372036854775807"),
      posts_string("9223372036854775807") },
    { posts_string("-9223372036854775808"),
      posts_string("-9223372036854775808") },
    { posts_string("9223372036854775808"),
      posts_string("9.223372036854776e+18") },
    { posts_string("-9223372036854775809"),
      posts_string("-9.223372036854776e+18") },
    { posts_string("1.0"), posts_string("1.0") },
    { posts_string("1e2"), posts_string("100.0") },
    { posts_string("1E+2"), posts_string("100.0") },
    { posts_string("12.5e-1"), posts_string("1.25") },
    { posts_string("1e20"), posts_string("1.0e+20") },
    { posts_string("1e-5"), posts_string("1.0e-05") },
    { posts_string("0.1"), posts_string("0.1") },
    { posts_string("1e400"), posts_string("null") },
    { posts_string("1e-400"), posts_string("0.0") },
    { posts_string("\"\""), posts_string("\"\"") },
    { posts_string("\"a/b\""), posts_string("\"a/b\"") },
    { posts_string("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\""),
      posts_string("\"\\\"\\\\/\\b\\f\\n\\r\\t\"") },
    { posts_string("\"\\u0000\\u001f\\u007f\""),
      posts_string("\"\\u0000\\u001f\x7f\"") },
    { posts_string("\"\\u00e9\\u65E5\""),
      posts_string("\"\xc3\xa9\xe6\x97\xa5\"") },
    { posts_string("\"\\ud83d\\ude00\""),
      posts_string("\"\xf0\x9f\x98\x80\"") },
    { posts_string("\"\\ud83d\""), posts_string("\"\xef\xbf\xbd\"") },
    { posts_string("\"\\ude00x\""), posts_string("\"\xef\xbf\xbdx\"") },
    { posts_string("\"\\ud83d\\u0041\""),
      posts_string("\"\xef\xbf\xbd" "A\"") },
    { posts_string("\"\\ud83d\\ud83d\\ude00\""),
      posts_string("\"\xef\xbf\xbd\xf0\x9f\x98\x80\"") },
    { posts_string("\"\\ud83d\\n\""), posts_string("\"\xef\xbf\xbd\\n\"") },
    { posts_string("[]"), posts_string("[]") },
    { posts_string("{}"), posts_string("{}") },
    { posts_string("[ ]"), posts_string("[]") },
    { posts_string("{ }"), posts_string("{}") },
    { posts_string("[1, [2, [3]], {}]"), posts_string("[1,[2,[3]],{}]") },
    { posts_string("{\"b\" : 1 , \"a\":[ null ]}"),
      posts_string("{\"b\":1,\"a\":[null]}") },
    { posts_string("{\"a\":1,\"b\":2,\"a\":3}"),
      posts_string("{\"a\":3,\"b\":2}") },
    { posts_string("{\"\":0,\"\\u0061\":1}"),
      posts_string("{\"\":0,\"a\":1}") }
};


static const json_error_t  json_errors[] = {
    { posts_string(""), 1, 1, "the text ends where a value must be" },
    { posts_string(" \n "), 2, 2, "the text ends" },
    { posts_string("nul"), 1, 1, "there is no value" },
    { posts_string("nullx"), 1, 5, "there is more behind" },
    { posts_string("True"), 1, 1, "there is no value" },
    { posts_string("NaN"), 1, 1, "there is no value" },
    { posts_string("Infinity"), 1, 1, "there is no value" },
    { posts_string("-Infinity"), 1, 1, "a number must begin with a digit" },
    { posts_string("+1"), 1, 1, "there is no value" },
    { posts_string(".5"), 1, 1, "there is no value" },
    { posts_string("-"), 1, 1, "a number must begin" },
    { posts_string("01"), 1, 1, "a number must begin" },
    { posts_string("-01"), 1, 1, "a number must begin" },
    { posts_string("1."), 1, 1, "there is no digit behind the point" },
    { posts_string("1.e1"), 1, 1, "there is no digit behind the point" },
    { posts_string("1e"), 1, 1, "there is no digit in the exponent" },
    { posts_string("1e+"), 1, 1, "there is no digit in the exponent" },
    { posts_string("0x10"), 1, 2, "there is more behind" },
    { posts_string("1 2"), 1, 3, "there is more behind" },
    { posts_string("\"a"), 1, 1, "the string has no end" },
    { posts_string("\"a\\\""), 1, 1, "the string has no end" },
    { posts_string("\"a\\"), 1, 1, "the string has no end" },
    { posts_string("\"a\nb\""), 1, 3, "there is a control character" },
    { posts_string("\"a\0b\""), 1, 3, "there is a control character" },
    { posts_string("\"\xe6\x97\xa5\\x\""), 1, 3, "there is no such escape" },
    { posts_string("\"\\u12g4\""), 1, 2, "there are no four hexadecimal" },
    { posts_string("\"\\u123\""), 1, 2, "there are no four hexadecimal" },
    { posts_string("'a'"), 1, 1, "there is no value" },
    { posts_string("[1,]"), 1, 4, "there is no value" },
    { posts_string("[,1]"), 1, 2, "there is no value" },
    { posts_string("[1 2]"), 1, 4, "there is no \",\" or \"]\"" },
    { posts_string("[1"), 1, 3, "there is no \",\" or \"]\"" },
    { posts_string("[1}"), 1, 3, "there is no \",\" or \"]\"" },
    { posts_string("["), 1, 2, "the text ends" },
    { posts_string("]"), 1, 1, "there is no value" },
    { posts_string("{\"a\":1,}"), 1, 8, "there is no key" },
    { posts_string("{a:1}"), 1, 2, "there is no key" },
    { posts_string("{1:1}"), 1, 2, "there is no key" },
    { posts_string("{\"a\" 1}"), 1, 6, "there is no \":\"" },
    { posts_string("{\"a\":}"), 1, 6, "there is no value" },
    { posts_string("{\"a\":1 \"b\":2}"), 1, 8, "there is no \",\" or \"}\"" },
    { posts_string("{\"a\":1]"), 1, 7, "there is no \",\" or \"}\"" },
    { posts_string("{"), 1, 2, "there is no key" },
    { posts_string("{\n  \"a\": 1,\n  \"b\": x\n}"), 3, 8,
      "there is no value" },
    { posts_string("[1] // no"), 1, 5, "there is more behind" },
    { posts_string("\"\xff\""), 1, 2, "there are bytes that are not UTF-8" },
    { posts_string("\0"), 1, 1, "there is no value" }
};


static posts_arena_t  *arena;


static posts_rc_t
again(posts_buf_t *b, posts_str_t text, const posts_limits_t *limits,
    posts_error_t *error)
{
    posts_rc_t     rc;
    posts_value_t  v;

    posts_buf_init(b, arena, 0);

    rc = posts_json_parse(&v, arena, text, limits, error);

    if (rc == POSTS_OK) {
        posts_json_write(b, v, limits->depth);
        rc = b->rc;
    }

    return rc;
}


static void
table(const posts_limits_t *limits)
{
    size_t               i, k, n;
    posts_buf_t          b;
    posts_error_t        error;
    const json_case_t   *c;
    const json_error_t  *e;

    for (i = 0; i < sizeof(json_cases) / sizeof(json_cases[0]); i++) {
        c = &json_cases[i];

        posts_arena_reset(arena, 65536);
        CHECK_INT(again(&b, c->text, limits, NULL), POSTS_OK);
        CHECK_STR_EQ(posts_buf_str(&b), c->json);

        n = posts_arena_requests(arena);

        for (k = 1; k <= n; k++) {
            posts_arena_reset(arena, 65536);
            posts_arena_fail_at(arena, k);
            CHECK_INT(again(&b, c->text, limits, NULL), POSTS_LIMIT);
            posts_arena_fail_at(arena, 0);
        }
    }

    for (i = 0; i < sizeof(json_errors) / sizeof(json_errors[0]); i++) {
        e = &json_errors[i];

        posts_arena_reset(arena, 65536);
        posts_error_clear(&error);

        if (!CHECK_INT(again(&b, e->text, limits, &error), POSTS_INVALID)
            || !CHECK_INT(error.line, e->line)
            || !CHECK_INT(error.column, e->column)
            || !CHECK(posts_str_starts(posts_str_c(error.message),
                                       posts_str_c(e->message))))
        {
            printf("case %zu: %u:%u: %s\n", i, error.line, error.column,
                   error.message);
        }
    }
}


static void
types(const posts_limits_t *limits)
{
    posts_buf_t     b;
    posts_str_t     text;
    posts_time_t    t;
    posts_value_t   v;
    posts_array_t  *array;

    posts_arena_reset(arena, 65536);
    posts_buf_init(&b, arena, 0);

    t.sec = 1597497840;
    t.nsec = 0;
    t.offset = 28800;

    array = posts_array_create(arena, 0);

    CHECK_INT(posts_array_push(array, posts_value_time(t)), POSTS_OK);
    CHECK_INT(posts_array_push(array, posts_value_date(1597449600)),
              POSTS_OK);
    CHECK_INT(posts_array_push(array, posts_value_float(1.0 / 0.0)),
              POSTS_OK);
    CHECK_INT(posts_array_push(array, posts_value_float(0.0 / 0.0)),
              POSTS_OK);
    CHECK_INT(posts_array_push(array,
                               posts_value_str(posts_str("a\xff\xe6\x97z"))),
              POSTS_OK);

    posts_json_write(&b, posts_value_array(array), 1);
    CHECK_INT(b.rc, POSTS_OK);
    CHECK(posts_str_starts(posts_buf_str(&b),
          posts_str("[\"2020-08-15T21:24:00+08:00\",\"2020-08-15\",null,null,"
                    "\"a\xef\xbf\xbd")));
    CHECK(posts_str_ends(posts_buf_str(&b), posts_str("\xef\xbf\xbdz\"]")));

    posts_buf_init(&b, arena, 0);
    posts_json_write(&b, posts_value_array(array), 0);
    CHECK_INT(b.rc, POSTS_LIMIT);

    /* a string without escapes is not copied */

    text = posts_str("[\"abc\"]");

    CHECK_INT(posts_json_parse(&v, arena, text, limits, NULL), POSTS_OK);
    CHECK(posts_value_string(posts_value_at(v, 0)).data == text.data + 2);
}


static void
nesting(const posts_limits_t *limits)
{
    size_t         i;
    posts_buf_t    b, out;
    posts_error_t  error;

    posts_arena_reset(arena, 65536);
    posts_buf_init(&b, arena, 0);

    for (i = 0; i < limits->depth; i++) {
        posts_buf_lit(&b, "[");
    }

    for (i = 0; i < limits->depth; i++) {
        posts_buf_lit(&b, "]");
    }

    CHECK_INT(again(&out, posts_buf_str(&b), limits, NULL), POSTS_OK);
    CHECK_STR_EQ(posts_buf_str(&out), posts_buf_str(&b));

    posts_buf_init(&b, arena, 0);

    for (i = 0; i < 100000; i++) {
        posts_buf_lit(&b, "{\"a\":");
    }

    posts_error_clear(&error);
    CHECK_INT(again(&out, posts_buf_str(&b), limits, &error), POSTS_LIMIT);
    CHECK_INT(error.column, limits->depth * 5 + 1);
}


int
main(void)
{
    posts_limits_t  limits;

    posts_limits_default(&limits);
    arena = posts_arena_create(64 * 1024 * 1024);

    table(&limits);
    types(&limits);
    nesting(&limits);

    posts_arena_destroy(arena);

    return CHECK_END("json");
}
