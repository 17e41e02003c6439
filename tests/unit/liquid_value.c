
/*
 * Copyright (C) the ngx_http_posts_module authors
 *
 * Expected values are Ruby's: Integer(), to_i, ==, eql?, <=>, flatten.
 */


#include <math.h>

#include "check.h"
#include "posts_json.h"
#include "posts_liquid_value.h"


typedef struct {
    posts_str_t  text;
    int          valid;      /* Integer() takes it */
    int64_t      integer;
    int64_t      to_i;
} integer_t;


typedef struct {
    posts_str_t  a;
    posts_str_t  b;
    int          eq;
    int          eql;
    int          comparable;
    int          order;
} pair_t;


static const integer_t  integers[] = {
    { posts_string("0x1A"), 1, 26, 0 },
    { posts_string("0x_1"), 0, 0, 0 },
    { posts_string("0_7"), 1, 7, 7 },
    { posts_string("0__7"), 0, 0, 0 },
    { posts_string("1_000"), 1, 1000, 1000 },
    { posts_string("1__0"), 0, 0, 1 },
    { posts_string("1_"), 0, 0, 1 },
    { posts_string("_1"), 0, 0, 0 },
    { posts_string("0b11"), 1, 3, 0 },
    { posts_string("0O17"), 1, 15, 0 },
    { posts_string("017"), 1, 15, 17 },
    { posts_string("08"), 0, 0, 8 },
    { posts_string("0"), 1, 0, 0 },
    { posts_string("00"), 1, 0, 0 },
    { posts_string("0d10"), 1, 10, 0 },
    { posts_string("-0x1a"), 1, -26, 0 },
    { posts_string(" 12 "), 1, 12, 12 },
    { posts_string("\v12\f"), 1, 12, 12 },
    { posts_string("+5"), 1, 5, 5 },
    { posts_string("- 5"), 0, 0, 0 },
    { posts_string("12\0"), 0, 0, 12 },
    { posts_string("0x"), 0, 0, 0 },
    { posts_string("0_"), 0, 0, 0 },
    { posts_string("0a"), 0, 0, 0 },
    { posts_string("0x1_"), 0, 0, 0 },
    { posts_string("1 2"), 0, 0, 1 },
    { posts_string("+-1"), 0, 0, 0 },
    { posts_string("1.5"), 0, 0, 1 },
    { posts_string("-12abc"), 0, 0, -12 },
    { posts_string(""), 0, 0, 0 },
    { posts_string("9223372036854775807"), 1, INT64_MAX, INT64_MAX },
    { posts_string("-9223372036854775808"), 1, INT64_MIN, INT64_MIN },
    { posts_string("9223372036854775808"), 1, INT64_MAX, INT64_MAX },
    { posts_string("-9223372036854775809"), 1, INT64_MIN, INT64_MIN },
    { posts_string("99999999999999999999"), 1, INT64_MAX, INT64_MAX }
};


static const pair_t  pairs[] = {
    { posts_string("1"), posts_string("1"), 1, 1, 1, 0 },
    { posts_string("1"), posts_string("1.0"), 1, 0, 1, 0 },
    { posts_string("1"), posts_string("1.5"), 0, 0, 1, -1 },
    { posts_string("-1.5"), posts_string("-2"), 0, 0, 1, 1 },
    { posts_string("9007199254740993"), posts_string("9007199254740992.0"),
      0, 0, 1, 1 },
    { posts_string("1e300"), posts_string("9223372036854775807"),
      0, 0, 1, 1 },
    { posts_string("-1e300"), posts_string("1"), 0, 0, 1, -1 },
    { posts_string("1"), posts_string("\"1\""), 0, 0, 0, 0 },
    { posts_string("\"a\""), posts_string("\"a\""), 1, 1, 1, 0 },
    { posts_string("\"a\""), posts_string("\"B\""), 0, 0, 1, 1 },
    { posts_string("\"a\""), posts_string("\"ab\""), 0, 0, 1, -1 },
    { posts_string("null"), posts_string("null"), 1, 1, 1, 0 },
    { posts_string("null"), posts_string("false"), 0, 0, 0, 0 },
    { posts_string("null"), posts_string("1"), 0, 0, 0, 0 },
    { posts_string("true"), posts_string("true"), 1, 1, 1, 0 },
    { posts_string("true"), posts_string("false"), 0, 0, 0, 0 },
    { posts_string("[]"), posts_string("[]"), 1, 1, 1, 0 },
    { posts_string("[1,2]"), posts_string("[1,3]"), 0, 0, 1, -1 },
    { posts_string("[1,2]"), posts_string("[1]"), 0, 0, 1, 1 },
    { posts_string("[1,[2]]"), posts_string("[1,[2.0]]"), 1, 0, 1, 0 },
    { posts_string("[1,\"a\"]"), posts_string("[1,2]"), 0, 0, 0, 0 },
    { posts_string("[1,\"a\"]"), posts_string("[2,2]"), 0, 0, 1, -1 },
    { posts_string("{}"), posts_string("{}"), 1, 1, 1, 0 },
    { posts_string("{\"a\":1,\"b\":[2]}"), posts_string("{\"b\":[2],\"a\":1}"),
      1, 1, 1, 0 },
    { posts_string("{\"a\":1}"), posts_string("{\"a\":1.0}"), 1, 0, 1, 0 },
    { posts_string("{\"a\":1}"), posts_string("{\"b\":1}"), 0, 0, 0, 0 },
    { posts_string("{\"a\":1}"), posts_string("{\"a\":null}"), 0, 0, 0, 0 },
    { posts_string("{}"), posts_string("[]"), 0, 0, 0, 0 }
};


/* json, its size, first, last (or "-": there is no such thing) */

static const posts_str_t  members[][4] = {
    { posts_string("[1,2,3]"), posts_string("3"), posts_string("1"),
      posts_string("3") },
    { posts_string("[]"), posts_string("0"), posts_string(""),
      posts_string("") },
    { posts_string("{\"a\":1,\"b\":2}"), posts_string("2"),
      posts_string("[\"a\", 1]"), posts_string("-") },
    { posts_string("{}"), posts_string("0"), posts_string(""),
      posts_string("-") },
    { posts_string("\"h\xc3\xa9llo\""), posts_string("5"), posts_string("-"),
      posts_string("-") },
    { posts_string("7"), posts_string("8"), posts_string("-"),
      posts_string("-") },
    { posts_string("7.5"), posts_string("-"), posts_string("-"),
      posts_string("-") },
    { posts_string("null"), posts_string("-"), posts_string("-"),
      posts_string("-") },
    { posts_string("true"), posts_string("-"), posts_string("-"),
      posts_string("-") }
};


/* what to_array makes, as inspect shows it */

static const posts_str_t  arrays[][2] = {
    { posts_string("[1,2]"), posts_string("[1, 2]") },
    { posts_string("[1,[2,[3,[]]],[[4]]]"), posts_string("[1, 2, 3, 4]") },
    { posts_string("{\"a\":[1]}"), posts_string("[{\"a\"=>[1]}]") },
    { posts_string("null"), posts_string("[]") },
    { posts_string("\"abc\""), posts_string("[\"abc\"]") },
    { posts_string("5"), posts_string("[5]") },
    { posts_string("false"), posts_string("[false]") }
};


static posts_limits_t          limits;
static posts_error_t           error;
static posts_liquid_context_t  lc;
static posts_liquid_host_t     host;


static void begin(void);
static void end(void);
static posts_value_t json(posts_str_t text);
static posts_str_t inspect(posts_value_t v);
static void test_integers(void);
static void test_pairs(void);
static void test_members(void);
static void test_arrays(void);
static void test_gets(void);
static void test_ranges(void);
static void test_texts(void);
static void test_classes(void);
static void test_times(void);
static void test_shared(void);
static void test_documents(void);
static void test_long(void);
static void test_memory(void);


int
main(void)
{
    posts_limits_default(&limits);

    begin();
    test_integers();
    test_pairs();
    test_members();
    test_arrays();
    test_gets();
    test_ranges();
    test_texts();
    test_classes();
    test_times();
    test_shared();
    test_documents();
    end();

    test_long();
    test_memory();

    return CHECK_END("liquid_value");
}


static void
begin(void)
{
    memset(&lc, 0, sizeof(lc));
    memset(&host, 0, sizeof(host));
    posts_error_clear(&error);

    host.limits = &limits;

    lc.arena = posts_arena_create(64 * 1024 * 1024);
    lc.kept = lc.arena;
    lc.scratch = lc.arena;
    lc.limits = &limits;
    lc.error = &error;
    lc.host = &host;
}


static void
end(void)
{
    posts_arena_destroy(lc.arena);
}


static posts_value_t
json(posts_str_t text)
{
    posts_value_t  v;

    if (posts_json_parse(&v, lc.arena, text, &limits, &error) != POSTS_OK) {
        printf("%.*s: %s\n", posts_str_arg(text), error.message);
        CHECK(0);
    }

    return v;
}


static posts_str_t
inspect(posts_value_t v)
{
    posts_buf_t  b;

    posts_buf_init(&b, lc.arena, 0);
    posts_value_to_s(&b, v, 100);

    return posts_buf_str(&b);
}


static void
test_integers(void)
{
    size_t         i;
    int64_t        n;
    posts_value_t  v;

    for (i = 0; i < sizeof(integers) / sizeof(integers[0]); i++) {
        v = posts_value_str(integers[i].text);

        if (!CHECK_INT(posts_liquid_to_integer(&lc, v, &n),
                       integers[i].valid ? POSTS_OK : POSTS_INVALID)
            || (integers[i].valid && !CHECK_INT(n, integers[i].integer))
            || !CHECK_INT(posts_liquid_str_to_i(integers[i].text),
                          integers[i].to_i))
        {
            printf("    in \"%.*s\"\n", posts_str_arg(integers[i].text));
        }
    }

    CHECK_INT(posts_liquid_to_integer(&lc, posts_value_int(-3), &n), POSTS_OK);
    CHECK_INT(n, -3);

    CHECK_INT(posts_liquid_to_integer(&lc, posts_value_nil(), &n),
              POSTS_INVALID);
    CHECK(lc.soft);
    CHECK_STR(posts_str_c(lc.message), "invalid integer");
    CHECK_INT(posts_liquid_to_integer(&lc, posts_value_float(1.0), &n),
              POSTS_INVALID);
    CHECK_INT(posts_liquid_to_integer(&lc, posts_value_bool(1), &n),
              POSTS_INVALID);
}


static void
test_pairs(void)
{
    int            order, comparable;
    size_t         i;
    const pair_t  *p;
    posts_value_t  a, b;

    for (i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
        p = &pairs[i];
        a = json(p->a);
        b = json(p->b);

        if (!CHECK_INT(posts_liquid_eq(&lc, a, b), p->eq)
            || !CHECK_INT(posts_liquid_eq(&lc, b, a), p->eq)
            || !CHECK_INT(posts_liquid_eql(&lc, a, b), p->eql)
            || !CHECK_INT(posts_liquid_eql(&lc, b, a), p->eql)
            || (p->eql
                && !CHECK(posts_liquid_hash(a) == posts_liquid_hash(b)))
            || (!p->eql
                && !CHECK(posts_liquid_hash(a) != posts_liquid_hash(b))))
        {
            printf("    in %.*s and %.*s\n", posts_str_arg(p->a),
                   posts_str_arg(p->b));
        }

        comparable = posts_liquid_order(&lc, a, b, &order);

        if (!CHECK_INT(comparable, p->comparable)
            || (comparable
                && !CHECK_INT((order > 0) - (order < 0), p->order)))
        {
            printf("    in %.*s and %.*s\n", posts_str_arg(p->a),
                   posts_str_arg(p->b));
        }

        comparable = posts_liquid_order(&lc, b, a, &order);

        if (!CHECK_INT(comparable, p->comparable)
            || (comparable
                && !CHECK_INT((order > 0) - (order < 0), -p->order)))
        {
            printf("    in %.*s and %.*s\n", posts_str_arg(p->b),
                   posts_str_arg(p->a));
        }
    }

    a = posts_value_float(NAN);
    CHECK(!posts_liquid_eq(&lc, a, a));
    CHECK(!posts_liquid_order(&lc, a, a, &order));
    CHECK(!posts_liquid_order(&lc, a, posts_value_int(1), &order));

    a = posts_value_float(-0.0);
    b = posts_value_float(0.0);
    CHECK(posts_liquid_eql(&lc, a, b));
    CHECK(posts_liquid_hash(a) == posts_liquid_hash(b));
}


static void
test_members(void)
{
    size_t         i;
    posts_value_t  v, out;

    static const posts_liquid_member_e  kinds[] = {
        POSTS_LIQUID_MEMBER_SIZE,
        POSTS_LIQUID_MEMBER_FIRST,
        POSTS_LIQUID_MEMBER_LAST
    };

    size_t  k;

    for (i = 0; i < sizeof(members) / sizeof(members[0]); i++) {
        v = json(members[i][0]);

        for (k = 0; k < 3; k++) {

            if (!posts_liquid_member(&lc, v, kinds[k], &out)) {
                CHECK_INT(out.type, POSTS_NIL);
                CHECK_STR_EQ(posts_str("-"), members[i][k + 1]);
                continue;
            }

            CHECK_STR_EQ(inspect(out), members[i][k + 1]);
        }

        CHECK(!posts_liquid_member(&lc, v, POSTS_LIQUID_MEMBER_NONE, &out));
    }
}


static void
test_arrays(void)
{
    size_t         i;
    posts_str_t    deep;
    posts_value_t  v, out;

    for (i = 0; i < sizeof(arrays) / sizeof(arrays[0]); i++) {
        v = json(arrays[i][0]);

        CHECK_INT(posts_liquid_to_array(&lc, v, &out), POSTS_OK);
        CHECK_STR_EQ(inspect(out), arrays[i][1]);
    }

    /* what has no arrays in it is not copied */

    v = json(posts_str("[1,{\"a\":[2]}]"));
    CHECK_INT(posts_liquid_to_array(&lc, v, &out), POSTS_OK);
    CHECK(out.u.array == v.u.array);

    /* a range in an array stays one */

    v = json(posts_str("[[0]]"));
    v.u.array->items[0].u.array->items[0] = posts_liquid_range(lc.arena, 1, 2);
    CHECK_INT(posts_liquid_to_array(&lc, v, &out), POSTS_OK);
    CHECK_STR(inspect(out), "[1..2]");

    /* nested as deeply as there may be, and more */

    deep = posts_str("[[[[[[[[1]]]]]]]]");
    v = json(deep);
    limits.depth = 8;
    CHECK_INT(posts_liquid_to_array(&lc, v, &out), POSTS_OK);
    CHECK_STR(inspect(out), "[1]");
    limits.depth = 7;
    CHECK_INT(posts_liquid_to_array(&lc, v, &out), POSTS_INVALID);
    posts_limits_default(&limits);
}


static void
test_gets(void)
{
    posts_value_t  a, m, s, out;

    a = json(posts_str("[10,20,30]"));
    m = json(posts_str("{\"k\":1,\"2\":\"two\",\"-2\":3,\"n\":null}"));
    s = json(posts_str("\"abc\""));

    CHECK(posts_liquid_get(a, posts_value_int(0), &out));
    CHECK_INT(out.u.integer, 10);
    CHECK(posts_liquid_get(a, posts_value_int(-1), &out));
    CHECK_INT(out.u.integer, 30);
    CHECK(posts_liquid_get(a, posts_value_int(-3), &out));
    CHECK_INT(out.u.integer, 10);
    CHECK(!posts_liquid_get(a, posts_value_int(3), &out));
    CHECK_INT(out.type, POSTS_NIL);
    CHECK(!posts_liquid_get(a, posts_value_int(-4), &out));
    CHECK(!posts_liquid_get(a, posts_value_int(INT64_MIN), &out));
    CHECK(!posts_liquid_get(a, posts_value_int(INT64_MAX), &out));
    CHECK(!posts_liquid_get(a, posts_value_float(0), &out));
    CHECK(!posts_liquid_get(a, posts_value_str(posts_str("0")), &out));

    CHECK(posts_liquid_get(m, posts_value_str(posts_str("k")), &out));
    CHECK_INT(out.u.integer, 1);
    CHECK(posts_liquid_get(m, posts_value_str(posts_str("n")), &out));
    CHECK(!posts_liquid_get(m, posts_value_str(posts_str("x")), &out));
    CHECK(!posts_liquid_get(m, posts_value_nil(), &out));
    CHECK(!posts_liquid_get(s, posts_value_int(0), &out));

    /* YAML's keys 2 and -2 */

    CHECK(posts_liquid_get(m, posts_value_int(2), &out));
    CHECK_STR(posts_value_string(out), "two");
    CHECK(posts_liquid_get(m, posts_value_int(-2), &out));
    CHECK_INT(out.u.integer, 3);
    CHECK(!posts_liquid_get(m, posts_value_int(INT64_MIN), &out));
}


static void
test_ranges(void)
{
    int            order;
    int64_t        first, last;
    posts_value_t  r, out;

    r = posts_liquid_range(lc.arena, 1, 3);
    CHECK(posts_value_is_array(r));
    CHECK(posts_liquid_is_range(r, &first, &last));
    CHECK_INT(first, 1);
    CHECK_INT(last, 3);
    CHECK_INT(posts_value_len(r), 3);
    CHECK_INT(posts_value_at(r, 2).u.integer, 3);
    CHECK_STR(inspect(r), "1..3");
    CHECK(!posts_liquid_is_range(posts_value_int(1), &first, &last));

    CHECK_INT(posts_liquid_to_array(&lc, r, &out), POSTS_OK);
    CHECK(out.u.object == r.u.object);

    CHECK(posts_liquid_eq(&lc, r, posts_liquid_range(lc.arena, 1, 3)));
    CHECK(!posts_liquid_eq(&lc, r, posts_liquid_range(lc.arena, 1, 4)));
    CHECK(!posts_liquid_eq(&lc, r, json(posts_str("[1,2,3]"))));
    CHECK(!posts_liquid_eq(&lc, json(posts_str("[1,2,3]")), r));
    CHECK(posts_liquid_order(&lc, r, r, &order));
    CHECK(!posts_liquid_order(&lc, r, json(posts_str("[1,2,3]")), &order));
    CHECK(!posts_liquid_get(r, posts_value_int(0), &out));

    CHECK(posts_liquid_member(&lc, r, POSTS_LIQUID_MEMBER_LAST, &out));
    CHECK_INT(out.u.integer, 3);

    r = posts_liquid_range(lc.arena, 3, 1);
    CHECK_INT(posts_value_len(r), 0);
    CHECK(posts_liquid_member(&lc, r, POSTS_LIQUID_MEMBER_FIRST, &out));
    CHECK_INT(out.u.integer, 3);

    r = posts_liquid_range(lc.arena, INT64_MIN, INT64_MAX);
    CHECK(posts_value_len(r) == SIZE_MAX);
    CHECK(posts_liquid_member(&lc, r, POSTS_LIQUID_MEMBER_SIZE, &out));
    CHECK(posts_value_at(r, 0).u.integer == INT64_MIN);
}


static void
test_texts(void)
{
    posts_str_t    text;
    posts_value_t  v;

    v = posts_value_str(posts_str("abc"));
    CHECK_INT(posts_liquid_to_s(&lc, v, &text), POSTS_OK);
    CHECK(text.data == v.u.string);

    CHECK_INT(posts_liquid_to_s(&lc, posts_value_nil(), &text), POSTS_OK);
    CHECK_STR(text, "");

    v = posts_value_int(INT64_MIN);
    CHECK_INT(posts_liquid_to_s(&lc, v, &text), POSTS_OK);
    CHECK_STR(text, "-9223372036854775808");
    CHECK_INT(posts_liquid_to_s(&lc, posts_value_int(0), &text), POSTS_OK);
    CHECK_STR(text, "0");
    CHECK_INT(posts_liquid_to_s(&lc, posts_value_bool(1), &text), POSTS_OK);
    CHECK_STR(text, "true");
    CHECK_INT(posts_liquid_to_s(&lc, posts_value_float(2), &text), POSTS_OK);
    CHECK_STR(text, "2.0");

    v = json(posts_str("[1,null,\"a\",{\"b\":[]}]"));
    CHECK_INT(posts_liquid_to_s(&lc, v, &text), POSTS_OK);
    CHECK_STR(text, "[1, nil, \"a\", {\"b\"=>[]}]");

    limits.depth = 2;
    CHECK_INT(posts_liquid_to_s(&lc, v, &text), POSTS_LIMIT);
    CHECK_STR(text, "");
    posts_limits_default(&limits);
}


static void
test_classes(void)
{
    CHECK_STR(posts_liquid_class(posts_value_nil()), "NilClass");
    CHECK_STR(posts_liquid_class(posts_value_bool(1)), "TrueClass");
    CHECK_STR(posts_liquid_class(posts_value_bool(0)), "FalseClass");
    CHECK_STR(posts_liquid_class(posts_value_int(0)), "Integer");
    CHECK_STR(posts_liquid_class(json(posts_str("{}"))), "Hash");
    CHECK_STR(posts_liquid_class(posts_liquid_range(lc.arena, 1, 2)), "Range");
}


static void
test_times(void)
{
    int            order;
    posts_time_t   t;
    posts_value_t  a, b, day;

    t.sec = 1597497840;
    t.nsec = 0;
    t.offset = 0;
    a = posts_value_time(t);

    t.offset = 8 * 3600;
    b = posts_value_time(t);
    CHECK(posts_liquid_eq(&lc, a, b));
    CHECK(posts_liquid_hash(a) == posts_liquid_hash(b));
    CHECK(posts_liquid_order(&lc, a, b, &order));
    CHECK_INT(order, 0);

    t.nsec = 1;
    b = posts_value_time(t);
    CHECK(!posts_liquid_eq(&lc, a, b));
    CHECK(posts_liquid_order(&lc, a, b, &order));
    CHECK(order < 0);

    day = posts_value_date(1597449600);
    CHECK(!posts_liquid_eq(&lc, a, day));
    CHECK(!posts_liquid_order(&lc, a, day, &order));
    CHECK(posts_liquid_order(&lc, day, posts_value_date(0), &order));
    CHECK(order > 0);
}


/* [x, x] in [x, x] in ...: 2 ** 60 paths, 120 values */

static void
test_shared(void)
{
    int             order;
    size_t          i, k;
    posts_array_t  *array;
    posts_value_t   v[2];

    for (k = 0; k < 2; k++) {
        v[k] = posts_value_int(1);

        for (i = 0; i < 60; i++) {
            array = posts_array_create(lc.arena, 2);
            (void) posts_array_push(array, v[k]);
            (void) posts_array_push(array, v[k]);
            v[k] = posts_value_array(array);
        }
    }

    CHECK(!posts_liquid_eq(&lc, v[0], v[1]));
    CHECK(!posts_liquid_eql(&lc, v[0], v[1]));
    CHECK(!posts_liquid_order(&lc, v[0], v[1], &order));
    CHECK(posts_liquid_hash(v[0]) == posts_liquid_hash(v[1]));
}


/* Two objects of the host for one document. */

typedef struct {
    posts_object_t  object;
    posts_value_t   map;
} document_t;


static int
document_find(posts_object_t *o, posts_str_t key, posts_value_t *out)
{
    return posts_value_find(((document_t *) o)->map, key, out);
}


static int
document_pair(posts_object_t *o, size_t i, posts_str_t *key,
    posts_value_t *value)
{
    (void) o;
    (void) i;
    (void) key;
    (void) value;

    CHECK(!"all of a document was asked for");

    return 0;
}


static size_t
document_len(posts_object_t *o)
{
    return posts_value_len(((document_t *) o)->map);
}


static void
test_documents(void)
{
    int            order;
    size_t         i;
    document_t     d[3];
    posts_value_t  v[3];

    static const posts_object_class_t  class = {
        posts_string("Jekyll::Drops::DocumentDrop"), POSTS_OBJECT_MAP,
        document_find, document_pair, document_len, NULL, NULL
    };

    static const posts_str_t  texts[] = {
        posts_string("{\"date\":\"2020\",\"path\":\"a.md\"}"),
        posts_string("{\"date\":\"2020\",\"path\":\"a.md\",\"x\":[]}"),
        posts_string("{\"date\":\"2019\",\"path\":\"b.md\"}")
    };

    for (i = 0; i < 3; i++) {
        d[i].object.class = &class;
        d[i].map = json(texts[i]);
        v[i] = posts_value_object(&d[i].object);
    }

    CHECK(posts_liquid_eql(&lc, v[0], v[1]));
    CHECK(posts_liquid_hash(v[0]) == posts_liquid_hash(v[1]));
    CHECK(!posts_liquid_eql(&lc, v[0], v[2]));
    CHECK(posts_liquid_order(&lc, v[0], v[2], &order));
    CHECK(order > 0);
    CHECK(posts_liquid_order(&lc, v[0], v[1], &order));
    CHECK_INT(order, 0);
}


/* Only so many values are hashed: a long member must not take them all. */

static void
test_long(void)
{
    size_t          i;
    posts_array_t  *array, *pair[2];
    posts_value_t   v[2];

    begin();

    array = posts_array_create(lc.arena, 300);
    pair[0] = posts_array_create(lc.arena, 2);
    pair[1] = posts_array_create(lc.arena, 2);

    for (i = 0; i < 300; i++) {
        posts_array_push(array, posts_value_int((int64_t) i));
    }

    for (i = 0; i < 2; i++) {
        posts_array_push(pair[i], posts_value_array(array));
        posts_array_push(pair[i], posts_value_int((int64_t) i));
        v[i] = posts_value_array(pair[i]);
    }

    CHECK(posts_liquid_hash(v[0]) != posts_liquid_hash(v[1]));
    CHECK(!posts_liquid_eql(&lc, v[0], v[1]));
    CHECK(posts_liquid_eql(&lc, v[0], v[0]));

    end();
}


static void
test_memory(void)
{
    size_t         n, at;
    posts_rc_t     rc;
    posts_str_t    text;
    posts_value_t  v, out;

    for (at = 1; at < 100; at++) {
        begin();
        v = json(posts_str("[1,[2,[3]],{\"a\":1}]"));
        n = 0;

        posts_arena_fail_at(lc.arena, at);

        rc = posts_liquid_to_array(&lc, v, &out);
        n += (rc == POSTS_LIMIT);

        rc = posts_liquid_to_array(&lc, posts_value_nil(), &out);
        n += (rc == POSTS_LIMIT);

        rc = posts_liquid_to_s(&lc, v, &text);
        n += (rc == POSTS_LIMIT);

        n += (posts_liquid_range(lc.arena, 1, 2).type == POSTS_NIL);

        (void) posts_liquid_member(&lc, posts_value_at(v, 2),
                                   POSTS_LIQUID_MEMBER_FIRST, &out);
        n += (out.type == POSTS_NIL);

        CHECK_INT(error.rc, n == 0 ? POSTS_OK : POSTS_LIMIT);

        end();

        if (n == 0) {
            break;
        }
    }

    CHECK(at > 4 && at < 100);
}
