
/*
 * Copyright (C) the ngx_http_posts_module authors
 *
 * Values, maps and arrays in memory; floats beside tests/spec/float.txt and
 * inspect beside what Ruby 3.1 says.
 */


#include "check.h"
#include "posts_float.h"
#include "posts_inspect.h"
#include "posts_value.h"


#define FLOATS   "tests/spec/float.txt"
#define KEYS     5000


typedef struct {
    posts_str_t  s;
    posts_str_t  inspect;
} inspect_case_t;


static const inspect_case_t  inspect_cases[] = {
    { posts_string(""), posts_string("\"\"") },
    { posts_string("plain"), posts_string("\"plain\"") },
    { posts_string("q\"b\\s"), posts_string("\"q\\\"b\\\\s\"") },
    { posts_string("a\tb\nc\rd\x1bz\az\bz\vz\fz"),
      posts_string("\"a\\tb\\nc\\rd\\ez\\az\\bz\\vz\\fz\"") },
    { posts_string("\0\x01\x1f\x7f"),
      posts_string("\"\\u0000\\u0001\\u001F\\u007F\"") },
    { posts_string("\xc2\x80\xc2\x85\xc2\x9f\xc2\xa0"),
      posts_string("\"\\u0080\xc2\x85\\u009F\xc2\xa0\"") },
    { posts_string("#"), posts_string("\"#\"") },
    { posts_string("#a #$x #@y #{z} #"),
      posts_string("\"#a \\#$x \\#@y \\#{z} #\"") },
    { posts_string("\xe2\x80\x8b\xc2\xad"),
      posts_string("\"\xe2\x80\x8b\xc2\xad\"") },
    { posts_string("\xe2\x80\xa8\xe2\x80\xa9\xe3\x80\x80"),
      posts_string("\"\\u2028\\u2029\xe3\x80\x80\"") },
    { posts_string("\xef\xbf\xbd\xee\x80\x80"),
      posts_string("\"\xef\xbf\xbd\xee\x80\x80\"") },
    { posts_string("\xf4\x8f\xbf\xbf\xf0\x9f\x98\x80"),
      posts_string("\"\\u{10FFFF}\xf0\x9f\x98\x80\"") },
    { posts_string("\xcd\xb8"), posts_string("\"\\u0378\"") },
    { posts_string("\xe6\x97"), posts_string("\"\\xE6\\x97\"") },
    { posts_string("a\xff" "b\xc0\xaf"),
      posts_string("\"a\\xFFb\\xC0\\xAF\"") },
    { posts_string("\xe6\x97\xa5\xef\xbb\xbf"),
      posts_string("\"\xe6\x97\xa5\xef\xbb\xbf\"") }
};


static posts_arena_t  *arena;


static posts_str_t
to_s(posts_value_t v)
{
    posts_buf_t  b;

    posts_buf_init(&b, arena, 0);
    posts_value_to_s(&b, v, 8);

    return (b.rc == POSTS_OK) ? posts_buf_str(&b) : posts_str("limit");
}


static posts_str_t
inspect(posts_value_t v)
{
    posts_buf_t  b;

    posts_buf_init(&b, arena, 0);
    posts_inspect_value(&b, v, 8);

    return (b.rc == POSTS_OK) ? posts_buf_str(&b) : posts_str("limit");
}


static posts_value_t
moment(int64_t sec, uint32_t nsec, int32_t offset)
{
    posts_time_t  t;

    t.sec = sec;
    t.nsec = nsec;
    t.offset = offset;

    return posts_value_time(t);
}


static void
strings(void)
{
    size_t                 i;
    posts_map_t           *map;
    posts_array_t         *array;
    posts_value_t          v;
    const inspect_case_t  *c;

    for (i = 0; i < sizeof(inspect_cases) / sizeof(inspect_cases[0]); i++) {
        c = &inspect_cases[i];
        CHECK_STR_EQ(inspect(posts_value_str(c->s)), c->inspect);
        CHECK_STR_EQ(to_s(posts_value_str(c->s)), c->s);
    }

    CHECK_STR(to_s(posts_value_nil()), "");
    CHECK_STR(to_s(posts_value_bool(7)), "true");
    CHECK_STR(to_s(posts_value_bool(0)), "false");
    CHECK_STR(to_s(posts_value_int(INT64_MIN)), "-9223372036854775808");
    CHECK_STR(to_s(posts_value_float(1)), "1.0");
    CHECK_STR(to_s(posts_value_float(0.0 / 0.0)), "NaN");
    CHECK_STR(to_s(posts_value_float(-1.0 / 0.0)), "-Infinity");
    CHECK_STR(to_s(moment(1597497840, 0, 0)), "2020-08-15 13:24:00 +0000");
    CHECK_STR(to_s(moment(1597497840, 500000000, 28800)),
              "2020-08-15 21:24:00 +0800");
    CHECK_STR(inspect(moment(1597497840, 500000000, 28800)),
              "2020-08-15 21:24:00.5 +0800");
    CHECK_STR(inspect(moment(-1, 123456789, -16200)),
              "1969-12-31 19:29:59.123456789 -0430");
    CHECK_STR(to_s(posts_value_date(1597449600)), "2020-08-15");
    CHECK_STR(inspect(posts_value_date(1597449600)),
              "#<Date: 2020-08-15 ((2459077j,0s,0n),+0s,2299161j)>");
    CHECK_STR(inspect(posts_value_date(-86400)),
              "#<Date: 1969-12-31 ((2440587j,0s,0n),+0s,2299161j)>");

    array = posts_array_create(arena, 0);
    map = posts_map_create(arena, 0);

    CHECK_STR(to_s(posts_value_array(array)), "[]");
    CHECK_STR(to_s(posts_value_map(map)), "{}");

    CHECK_INT(posts_array_push(array, posts_value_int(1)), POSTS_OK);
    CHECK_INT(posts_array_push(array, posts_value_nil()), POSTS_OK);
    CHECK_INT(posts_map_set(map, posts_str("a"), posts_value_array(array)),
              POSTS_OK);
    CHECK_INT(posts_map_set(map, posts_str("b\n"),
                            posts_value_str(posts_str("x"))), POSTS_OK);

    v = posts_value_map(map);

    CHECK_STR(to_s(v), "{\"a\"=>[1, nil], \"b\\n\"=>\"x\"}");

    /* eight levels, and nine */

    for (i = 0; i < 6; i++) {
        array = posts_array_create(arena, 1);
        CHECK_INT(posts_array_push(array, v), POSTS_OK);
        v = posts_value_array(array);
    }

    CHECK(!posts_str_eq(to_s(v), posts_str("limit")));

    array = posts_array_create(arena, 1);
    CHECK_INT(posts_array_push(array, v), POSTS_OK);
    CHECK_STR(to_s(posts_value_array(array)), "limit");
}


/* Text to number and back. */

static void
floats(void)
{
    int                 n;
    char                text[64];
    FILE               *f;
    double              want, got;
    uint64_t            bits;
    posts_buf_t         b;
    posts_str_t         s;
    size_t              i;

    static const char *const  bad[] = {
        "", ".", "-", "+", "e1", ".e1", "1e", "1e+", "1e1.0", "1.0.0", "x",
        "1x", " 1", "1 ", "--1", "0x1", "inf", "nan", "1,5"
    };

    f = fopen(FLOATS, "r");

    if (!CHECK(f != NULL)) {
        return;
    }

    for (n = 0; fscanf(f, "%" SCNx64 " %63s", &bits, text) == 2; n++) {
        memcpy(&want, &bits, sizeof(double));

        posts_buf_init(&b, arena, 0);
        posts_float_write(&b, want);
        check_str(FLOATS, n + 1, "the float", posts_buf_str(&b),
                  posts_str_c(text));

        got = 0;
        check_int(FLOATS, n + 1, "the parse",
                  posts_float_parse(&got, posts_str_c(text)), POSTS_OK);
        check_int(FLOATS, n + 1, "the bits",
                  memcmp(&got, &want, sizeof(double)), 0);
    }

    fclose(f);
    CHECK(n > 400);

    for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        if (!CHECK_INT(posts_float_parse(&got, posts_str_c(bad[i])),
                       POSTS_INVALID))
        {
            printf("\"%s\"\n", bad[i]);
        }
    }

    CHECK(posts_float_parse(&got, posts_str("+.5")) == POSTS_OK
          && got == 0.5);
    CHECK(posts_float_parse(&got, posts_str("5.")) == POSTS_OK && got == 5);
    CHECK(posts_float_parse(&got, posts_str("1e99999999999999999999"))
          == POSTS_OK && got == 1.0 / 0.0);
    CHECK(posts_float_parse(&got, posts_str("1e-99999999999999999999"))
          == POSTS_OK && got == 0);
    CHECK(posts_float_parse(&got, posts_str("000000000000000000001e0"))
          == POSTS_OK && got == 1);

    /* half way between two numbers, and a digit 1,000 places behind that */

    posts_buf_init(&b, arena, 0);
    posts_buf_lit(&b, "9007199254740993.");

    for (i = 0; i < 1000; i++) {
        posts_buf_addc(&b, '0');
    }

    s = posts_buf_str(&b);
    CHECK(posts_float_parse(&got, s) == POSTS_OK && got == 9007199254740992.0);

    posts_buf_addc(&b, '1');
    s = posts_buf_str(&b);
    CHECK(posts_float_parse(&got, s) == POSTS_OK && got == 9007199254740994.0);
}


static void
maps(void)
{
    char           key[16];
    size_t         i;
    posts_map_t   *map;
    posts_str_t    k;
    posts_value_t  v, found;

    map = posts_map_create(arena, 0);
    v = posts_value_map(map);

    CHECK(!posts_value_find(v, posts_str(""), NULL));
    CHECK(!posts_value_pair(v, 0, &k, &found));

    for (i = 0; i < KEYS; i++) {
        (void) snprintf(key, sizeof(key), "k%zu", i);
        k = posts_arena_str(arena, posts_str_c(key));
        CHECK_INT(posts_map_set(map, k, posts_value_int((int64_t) i)),
                  POSTS_OK);
    }

    CHECK_INT(posts_value_len(v), KEYS);

    /* an old key keeps its place */

    CHECK_INT(posts_map_set(map, posts_str("k3"), posts_value_int(-3)),
              POSTS_OK);
    CHECK_INT(posts_value_len(v), KEYS);
    CHECK(posts_value_pair(v, 3, &k, &found));
    CHECK_STR(k, "k3");
    CHECK_INT(found.u.integer, -3);
    CHECK_INT(posts_value_get(v, posts_str("k4999")).u.integer, 4999);
    CHECK(!posts_value_find(v, posts_str("k5000"), &found));

    /* removing keeps the order, and all others are found */

    for (i = 0; i < KEYS; i += 100) {
        (void) snprintf(key, sizeof(key), "k%zu", i);
        CHECK_INT(posts_map_remove(map, posts_str_c(key)), 1);
        CHECK_INT(posts_map_remove(map, posts_str_c(key)), 0);
    }

    CHECK_INT(posts_value_len(v), KEYS - KEYS / 100);
    CHECK(posts_value_pair(v, 0, &k, &found));
    CHECK_STR(k, "k1");
    CHECK(posts_value_pair(v, 99, &k, &found));
    CHECK_STR(k, "k101");

    for (i = 0; i < KEYS; i++) {
        (void) snprintf(key, sizeof(key), "k%zu", i);

        if (posts_value_find(v, posts_str_c(key), NULL) != (i % 100 != 0)) {
            CHECK_INT(i, -1);
        }
    }

    /* other types have no members */

    v = posts_value_str(posts_str("abc"));
    CHECK_INT(posts_value_len(v), 3);
    CHECK_INT(posts_value_len(posts_value_int(5)), 0);
    CHECK_INT(posts_value_at(v, 0).type, POSTS_NIL);
    CHECK_INT(posts_value_get(v, posts_str("a")).type, POSTS_NIL);
    CHECK(!posts_value_pair(v, 0, &k, &found));
    CHECK_STR(posts_value_string(posts_value_int(5)), "");
}


static posts_value_t
sample(posts_arena_t *a)
{
    char            key[16];
    size_t          i;
    posts_map_t    *map;
    posts_str_t     k;
    posts_array_t  *array;

    map = posts_map_create(a, 0);
    array = posts_array_create(a, 0);

    if (map == NULL || array == NULL) {
        return posts_value_nil();
    }

    for (i = 0; i < 20; i++) {
        (void) snprintf(key, sizeof(key), "key%zu", i);
        k = posts_arena_str(a, posts_str_c(key));

        if (k.data == NULL
            || posts_map_set(map, k, posts_value_int((int64_t) i))
               != POSTS_OK
            || posts_array_push(array, posts_value_str(k)) != POSTS_OK)
        {
            return posts_value_nil();
        }
    }

    if (posts_map_set(map, posts_str("list"), posts_value_array(array))
        != POSTS_OK)
    {
        return posts_value_nil();
    }

    return posts_value_map(map);
}


static void
equal(void)
{
    posts_map_t    *m, *n;
    posts_array_t  *a, *b;

    CHECK(posts_value_eq(posts_value_nil(), posts_value_nil(), 0));
    CHECK(!posts_value_eq(posts_value_nil(), posts_value_bool(0), 0));
    CHECK(posts_value_eq(posts_value_int(1), posts_value_float(1.0), 0));
    CHECK(posts_value_eq(posts_value_float(1.0), posts_value_int(1), 0));
    CHECK(!posts_value_eq(posts_value_int(1), posts_value_float(1.5), 0));
    CHECK(!posts_value_eq(posts_value_int(9007199254740993),
                          posts_value_float(9007199254740992.0), 0));
    CHECK(!posts_value_eq(posts_value_int(INT64_MAX),
                          posts_value_float(9223372036854775808.0), 0));
    CHECK(!posts_value_eq(posts_value_int(0),
                          posts_value_float(1.0 / 0.0), 0));
    CHECK(!posts_value_eq(posts_value_int(INT64_MIN),
                          posts_value_float(1e300), 0));
    CHECK(!posts_value_eq(posts_value_float(0.0 / 0.0),
                          posts_value_float(0.0 / 0.0), 0));
    CHECK(posts_value_eq(moment(5, 0, 0), moment(5, 0, 3600), 0));
    CHECK(!posts_value_eq(moment(5, 0, 0), moment(5, 1, 0), 0));
    CHECK(!posts_value_eq(moment(0, 0, 0), posts_value_date(0), 0));
    CHECK(!posts_value_eq(posts_value_int(0), posts_value_bool(0), 0));
    CHECK(!posts_value_eq(posts_value_str(posts_str("a")),
                          posts_value_str(posts_str("b")), 0));

    CHECK(posts_value_eq(sample(arena), sample(arena), 2));
    CHECK(!posts_value_eq(sample(arena), sample(arena), 1));

    m = posts_map_create(arena, 0);
    n = posts_map_create(arena, 0);
    CHECK_INT(posts_map_set(m, posts_str("a"), posts_value_int(1)), POSTS_OK);
    CHECK_INT(posts_map_set(m, posts_str("b"), posts_value_nil()), POSTS_OK);
    CHECK_INT(posts_map_set(n, posts_str("b"), posts_value_nil()), POSTS_OK);
    CHECK_INT(posts_map_set(n, posts_str("a"), posts_value_int(1)), POSTS_OK);
    CHECK(posts_value_eq(posts_value_map(m), posts_value_map(n), 1));
    CHECK_INT(posts_map_remove(n, posts_str("b")), 1);
    CHECK_INT(posts_map_set(n, posts_str("c"), posts_value_nil()), POSTS_OK);
    CHECK(!posts_value_eq(posts_value_map(m), posts_value_map(n), 1));

    a = posts_array_create(arena, 0);
    b = posts_array_create(arena, 0);
    CHECK_INT(posts_array_push(a, posts_value_int(1)), POSTS_OK);
    CHECK(!posts_value_eq(posts_value_array(a), posts_value_array(b), 1));
    CHECK_INT(posts_array_push(b, posts_value_int(2)), POSTS_OK);
    CHECK(!posts_value_eq(posts_value_array(a), posts_value_array(b), 1));

    CHECK(posts_value_true(posts_value_int(0)));
    CHECK(posts_value_true(posts_value_str(posts_str(""))));
    CHECK(!posts_value_true(posts_value_nil()));
    CHECK(!posts_value_true(posts_value_bool(0)));
}


static void
copies(void)
{
    size_t          i, n;
    posts_value_t   v, copy;
    posts_arena_t  *other;

    other = posts_arena_create(1024 * 1024);
    v = sample(other);

    CHECK_INT(posts_value_copy(&copy, arena, v, 1), POSTS_LIMIT);
    CHECK_INT(posts_value_copy(&copy, arena, v, 2), POSTS_OK);

    n = posts_arena_requests(arena);
    CHECK_INT(posts_value_copy(&copy, arena, v, 2), POSTS_OK);
    n = posts_arena_requests(arena) - n;

    for (i = 1; i <= n; i++) {
        posts_arena_fail_at(arena, i);
        CHECK_INT(posts_value_copy(&copy, arena, v, 2), POSTS_LIMIT);
        posts_arena_fail_at(arena, 0);
    }

    CHECK_INT(posts_value_copy(&copy, arena, v, 2), POSTS_OK);

    /* nothing of the copy is in the other arena */

    posts_arena_destroy(other);

    CHECK(posts_value_eq(copy, sample(arena), 2));

    /* making a value without memory ends, and tells */

    other = posts_arena_create(1024 * 1024);
    (void) sample(other);
    n = posts_arena_requests(other);

    for (i = 1; i <= n; i++) {
        posts_arena_reset(other, 0);
        posts_arena_fail_at(other, i);
        CHECK_INT(sample(other).type, POSTS_NIL);
        posts_arena_fail_at(other, 0);
    }

    posts_arena_destroy(other);
}


int
main(void)
{
    arena = posts_arena_create(64 * 1024 * 1024);

    strings();
    floats();
    maps();
    equal();
    copies();

    posts_arena_destroy(arena);

    return CHECK_END("value");
}
