
/*
 * Copyright (C) the ngx_http_posts_module authors
 *
 * The filters of arrays, of selection and of sorting, each called alone, with
 * the rows of tests/spec/liquid_filters.txt: in both of a render's arenas,
 * with the array as it is and as an object of the host, without memory from
 * each request on, and with too few steps.
 */


#include "check.h"
#include "table.h"

#include "posts_inspect.h"
#include "posts_json.h"
#include "posts_liquid_filter.h"
#include "posts_utf8.h"


#define FILTER_REQUESTS  1000


typedef struct {
    posts_object_t  object;
    posts_value_t   array;
    size_t          made;      /* members that have been asked for */
} lazy_t;


typedef struct {
    posts_str_t     name;
    posts_str_t     input;     /* JSON */
    posts_str_t     args;      /* JSON: an array */
    posts_str_t     want;
} row_t;


static posts_limits_t          limits;
static posts_error_t           error;
static posts_arena_t          *data;      /* of inputs and results' texts */
static posts_liquid_host_t     host;
static posts_liquid_call_t     called;
static posts_liquid_node_t     node;
static posts_liquid_context_t  lc;


static void begin(int keep);
static void end(void);
static posts_value_t json(posts_str_t text);
static posts_rc_t run(posts_str_t name, posts_value_t *v,
    posts_value_t arguments);
static posts_str_t show(posts_rc_t rc, posts_value_t v);
static size_t lazy_len(posts_object_t *o);
static posts_value_t lazy_at(posts_object_t *o, size_t i);
static posts_value_t lazy(lazy_t *l, posts_value_t array);
static void test_rows(void);
static int test_row(const row_t *row, int keep, int as_object);
static int test_memory(const row_t *row, int keep);
static int test_steps(const row_t *row, int keep);
static void test_lazy(void);
static void test_ranges(void);
static void test_sample(void);
static void test_times(void);
static void test_deep(void);
static void test_many(void);
static int many_right(posts_value_t v, int natural, int last);
static void test_growing(void);
static void test_branches(void);


static const posts_object_class_t  lazy_class = {
    posts_string("Array"), POSTS_OBJECT_ARRAY, NULL, NULL, lazy_len, lazy_at,
    NULL
};


int
main(void)
{
    posts_limits_default(&limits);

    test_rows();
    test_lazy();
    test_ranges();
    test_sample();
    test_times();
    test_deep();
    test_many();
    test_growing();
    test_branches();

    return CHECK_END("liquid_filter");
}


static void
begin(int keep)
{
    memset(&lc, 0, sizeof(lc));
    memset(&host, 0, sizeof(host));
    posts_error_clear(&error);

    host.limits = &limits;

    data = posts_arena_create(64 * 1024 * 1024);

    lc.kept = posts_arena_create(limits.memory);
    lc.scratch = posts_arena_create(limits.memory);
    lc.arena = keep ? lc.kept : lc.scratch;
    lc.limits = &limits;
    lc.error = &error;
    lc.host = &host;
    lc.node = &node;
    lc.assigns = posts_map_create(lc.kept, 8);
    lc.counters = posts_map_create(lc.kept, 8);
}


static void
end(void)
{
    posts_arena_destroy(lc.kept);
    posts_arena_destroy(lc.scratch);
    posts_arena_destroy(data);
}


static posts_value_t
json(posts_str_t text)
{
    posts_str_t     copy;
    posts_value_t   v;
    posts_error_t   e;

    posts_error_clear(&e);

    copy = posts_arena_str(data, text);

    if (posts_json_parse(&v, data, copy, &limits, &e) != POSTS_OK) {
        printf("%.*s: %s\n", posts_str_arg(text), e.message);
        CHECK(0);
    }

    return v;
}


static posts_rc_t
run(posts_str_t name, posts_value_t *v, posts_value_t arguments)
{
    posts_rc_t                    rc;
    posts_liquid_args_t           args;
    const posts_liquid_filter_t  *filter;

    filter = posts_liquid_filter(name);

    if (!CHECK(filter != NULL)) {
        printf("    no filter %.*s\n", posts_str_arg(name));
        return POSTS_NOTFOUND;
    }

    memset(&called, 0, sizeof(called));
    memset(&args, 0, sizeof(args));

    args.n = posts_value_len(arguments);
    args.v = args.n ? arguments.u.array->items : NULL;
    args.call = &called;

    CHECK(args.n >= filter->min && args.n <= filter->max);

    lc.soft = 0;

    rc = filter->handler(&lc, v, &args);

    CHECK_INT(lc.n, 0);
    CHECK(rc != POSTS_INVALID || lc.soft);
    CHECK(rc != POSTS_OK || !lc.soft);

    return rc;
}


static posts_str_t
show(posts_rc_t rc, posts_value_t v)
{
    posts_buf_t  b;

    posts_buf_init(&b, data, 0);

    if (rc == POSTS_OK) {
        posts_inspect_value(&b, v, 1000);

    } else {
        posts_buf_lit(&b, "! ");
        posts_buf_add(&b, posts_str_c(rc == POSTS_INVALID ? lc.message
                                                          : error.message));
    }

    return posts_buf_str(&b);
}


static size_t
lazy_len(posts_object_t *o)
{
    return posts_value_len(((lazy_t *) o)->array);
}


static posts_value_t
lazy_at(posts_object_t *o, size_t i)
{
    CHECK(i < lazy_len(o));

    ((lazy_t *) o)->made++;

    return posts_value_at(((lazy_t *) o)->array, i);
}


static posts_value_t
lazy(lazy_t *l, posts_value_t array)
{
    l->object.class = &lazy_class;
    l->array = array;
    l->made = 0;

    return posts_value_object(&l->object);
}


static void
test_rows(void)
{
    int      ok, keep;
    row_t    row;
    table_t  table;

    table_open(&table, "tests/spec/liquid_filters.txt");

    while (table_row(&table, 4)) {
        row.name = table.field[0];
        row.input = table.field[1];
        row.args = table.field[2];
        row.want = table.field[3];

        ok = 1;

        for (keep = 0; keep < 2; keep++) {
            ok = test_row(&row, keep, 0) && ok;
            ok = test_row(&row, keep, 1) && ok;
            ok = test_memory(&row, keep) && ok;
            ok = test_steps(&row, keep) && ok;
        }

        if (!ok) {
            printf("    %s:%d\n", table.name, table.line);
        }
    }

    table_close(&table);
}


/* "as_object": the array is one of the host's; not all of them may be. */

static int
test_row(const row_t *row, int keep, int as_object)
{
    int            ok;
    lazy_t         l;
    posts_rc_t     rc;
    posts_value_t  v, input;

    begin(keep);

    input = json(row->input);

    if (as_object) {

        if (input.type != POSTS_ARRAY
            || posts_value_at(input, 0).type == POSTS_ARRAY
            || posts_value_at(input, 1).type == POSTS_ARRAY)
        {
            end();
            return 1;
        }

        input = lazy(&l, input);
    }

    v = input;
    rc = run(row->name, &v, json(row->args));

    if (posts_str_eq(row->want, posts_str("!"))) {
        ok = CHECK_INT(rc, POSTS_INVALID);

    } else {
        ok = CHECK_STR_EQ(show(rc, v), row->want);
    }

    end();

    return ok;
}


/* Each request for memory fails, and all behind it. */

static int
test_memory(const row_t *row, int keep)
{
    int            ok, done;
    size_t         at;
    posts_rc_t     rc;
    posts_str_t    want;
    posts_value_t  v, args;

    ok = 1;
    done = 0;

    for (at = 1; !done && at < FILTER_REQUESTS; at++) {
        begin(keep);

        v = json(row->input);
        args = json(row->args);
        posts_arena_fail_at(lc.arena, at);

        rc = run(row->name, &v, args);

        if (rc == POSTS_LIMIT) {
            ok = CHECK_INT(error.rc, POSTS_LIMIT) && ok;

        } else {
            done = 1;
            want = show(rc, v);

            ok = CHECK(posts_str_eq(row->want, posts_str("!"))
                       || posts_str_eq(want, row->want)) && ok;
        }

        end();
    }

    return CHECK(done) && ok;
}


static int
test_steps(const row_t *row, int keep)
{
    int            ok, done;
    size_t         steps;
    posts_rc_t     rc;
    posts_value_t  v;

    ok = 1;
    done = 0;

    for (steps = 0; !done && steps < FILTER_REQUESTS; steps++) {
        begin(keep);

        limits.steps = steps;
        v = json(row->input);

        rc = run(row->name, &v, json(row->args));

        if (rc == POSTS_LIMIT) {
            ok = CHECK_INT(error.rc, POSTS_LIMIT) && ok;

        } else {
            done = 1;
        }

        end();
    }

    posts_limits_default(&limits);

    return CHECK(done) && ok;
}


/* What does not need all of a lazy array does not ask for it. */

static void
test_lazy(void)
{
    size_t         i;
    lazy_t         l;
    posts_value_t  v, array;

    static const struct {
        posts_str_t  name;
        posts_str_t  args;
        size_t       made;
    } lazies[] = {
        { posts_string("size"), posts_string("[]"), 0 },
        { posts_string("first"), posts_string("[]"), 1 },
        { posts_string("last"), posts_string("[]"), 1 },
        { posts_string("sample"), posts_string("[]"), 3 },
        { posts_string("pop"), posts_string("[5]"), 1 },
        { posts_string("shift"), posts_string("[5]"), 1 },
        { posts_string("find"), posts_string("[\"a\",2]"), 2 },
        { posts_string("has"), posts_string("[\"a\",2]"), 3 },
        { posts_string("where"), posts_string("[\"a\",2]"), 6 },
        { posts_string("map"), posts_string("[\"a\"]"), 7 }
    };

    for (i = 0; i < sizeof(lazies) / sizeof(lazies[0]); i++) {
        begin(0);

        array = json(posts_str("[{\"a\":1},{\"a\":2},{\"a\":3},{\"a\":4},"
                               "{\"a\":5},{\"a\":6}]"));
        v = lazy(&l, array);

        CHECK_INT(run(lazies[i].name, &v, json(lazies[i].args)), POSTS_OK);

        if (!CHECK_INT(l.made, lazies[i].made)) {
            printf("    %.*s\n", posts_str_arg(lazies[i].name));
        }

        end();
    }
}


static void
test_ranges(void)
{
    size_t         i;
    posts_rc_t     rc;
    posts_value_t  v;

    static const struct {
        posts_str_t  name;
        int64_t      first;
        int64_t      last;
        posts_str_t  args;
        posts_str_t  want;
    } ranges[] = {
        { posts_string("size"), 1, 3, posts_string("[]"), posts_string("3") },
        { posts_string("first"), 3, 1, posts_string("[]"),
          posts_string("3") },
        { posts_string("last"), 3, 1, posts_string("[]"), posts_string("1") },
        { posts_string("join"), 1, 3, posts_string("[\"-\"]"),
          posts_string("\"1-2-3\"") },
        { posts_string("reverse"), 1, 3, posts_string("[]"),
          posts_string("[3, 2, 1]") },
        { posts_string("sort"), 1, 3, posts_string("[]"),
          posts_string("[1, 2, 3]") },
        { posts_string("concat"), 1, 2, posts_string("[[5]]"),
          posts_string("[1, 2, 5]") },
        { posts_string("push"), 1, 2, posts_string("[5]"),
          posts_string("1..2") },
        { posts_string("pop"), 1, 2, posts_string("[1]"),
          posts_string("1..2") },
        { posts_string("sample"), 1, 2, posts_string("[1]"),
          posts_string("1..2") },
        { posts_string("sum"), 1, 4, posts_string("[]"),
          posts_string("10") },
        { posts_string("where_exp"), 1, 4, posts_string("[\"x\",\"x > 2\"]"),
          posts_string("[3, 4]") },

        /* as many as there are integers: refused before it is begun */

        { posts_string("reverse"), INT64_MIN, INT64_MAX, posts_string("[]"),
          posts_string("!") },
        { posts_string("sort"), INT64_MIN, INT64_MAX, posts_string("[]"),
          posts_string("!") },
        { posts_string("join"), 0, INT64_MAX, posts_string("[]"),
          posts_string("!") },
        { posts_string("uniq"), 0, INT64_MAX, posts_string("[]"),
          posts_string("!") },
        { posts_string("concat"), 0, INT64_MAX, posts_string("[[1]]"),
          posts_string("!") },
        { posts_string("sum"), 0, INT64_MAX, posts_string("[]"),
          posts_string("!") },
        { posts_string("group_by_exp"), 0, INT64_MAX,
          posts_string("[\"x\",\"1\"]"), posts_string("!") },
        { posts_string("find_exp"), 0, INT64_MAX,
          posts_string("[\"x\",\"false\"]"), posts_string("!") }
    };

    limits.steps = 1000000;

    for (i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++) {
        begin(0);

        v = posts_liquid_range(data, ranges[i].first, ranges[i].last);
        rc = run(ranges[i].name, &v, json(ranges[i].args));

        if (posts_str_eq(ranges[i].want, posts_str("!"))) {
            CHECK_INT(rc, POSTS_LIMIT);

        } else {
            CHECK_STR_EQ(show(rc, v), ranges[i].want);
        }

        end();
    }

    posts_limits_default(&limits);
}


/* The same each time, another one elsewhere; each member once. */

static void
test_sample(void)
{
    size_t          i, k, different;
    int64_t         sum;
    posts_str_t     first;
    posts_value_t   v, args, numbers;
    posts_map_t    *page, *globals;

    begin(0);

    numbers = json(posts_str("[0,1,2,3,4,5,6,7,8,9]"));
    args = json(posts_str("[10]"));
    page = posts_map_create(data, 1);
    globals = posts_map_create(data, 1);

    first = posts_str("");
    different = 0;

    for (i = 0; i < 20; i++) {

        if (i > 9) {
            (void) posts_map_set(page, posts_str("path"),
                                 posts_value_str(posts_str_slice(
                                     posts_str("abcdefghijklmnopqrstuvwxyz"),
                                     0, i)));
            (void) posts_map_set(globals, posts_str("page"),
                                 posts_value_map(page));
            lc.globals = posts_value_map(globals);
        }

        v = numbers;
        CHECK_INT(run(posts_str("sample"), &v, args), POSTS_OK);
        CHECK_INT(posts_value_len(v), 10);

        sum = 0;

        for (k = 0; k < 10; k++) {
            sum += (int64_t) 1 << (posts_value_at(v, k).u.integer * 4);
        }

        CHECK_INT(sum, 0x1111111111);

        if (i == 0) {
            first = show(POSTS_OK, v);
        }

        if (i < 10) {
            CHECK_STR_EQ(show(POSTS_OK, v), first);

        } else {
            different += !posts_str_eq(show(POSTS_OK, v), first);
        }
    }

    CHECK(different > 8);
    CHECK_STR(show(POSTS_OK, numbers), "[0, 1, 2, 3, 4, 5, 6, 7, 8, 9]");

    end();
}


/* Ruby's Array(time) is its parts, so that "where: 'date', 2020" works. */

static void
test_times(void)
{
    size_t           i;
    posts_map_t     *map;
    posts_time_t     t;
    posts_array_t   *array;
    posts_value_t    v;

    static const struct {
        posts_str_t  name;
        posts_str_t  args;
        posts_str_t  want;
    } times[] = {
        { posts_string("where"), posts_string("[\"d\",2020]"),
          posts_string("[{\"d\"=>2020-08-15 13:24:00 +0000}]") },
        { posts_string("where"), posts_string("[\"d\",\"8\"]"),
          posts_string("[{\"d\"=>2020-08-15 13:24:00 +0000}]") },
        { posts_string("where"), posts_string("[\"d\",\"08\"]"),
          posts_string("[]") },
        { posts_string("where"), posts_string("[\"d\",\"\"]"),
          posts_string("[]") },
        { posts_string("where"), posts_string("[\"d\",\"2020-08-14\"]"),
          posts_string("[{\"d\"=>#<Date: 2020-08-14 "
                       "((2459076j,0s,0n),+0s,2299161j)>}]") },
        { posts_string("sort"), posts_string("[\"d\"]"),
          posts_string("[{\"d\"=>#<Date: 2020-08-14 "
                       "((2459076j,0s,0n),+0s,2299161j)>}, "
                       "{\"d\"=>2020-08-15 13:24:00 +0000}]") },
        { posts_string("group_by"), posts_string("[\"d\"]"),
          posts_string("[{\"name\"=>\"2020-08-15 13:24:00 +0000\", "
                       "\"items\"=>[{\"d\"=>2020-08-15 13:24:00 +0000}], "
                       "\"size\"=>1}, {\"name\"=>\"2020-08-14\", "
                       "\"items\"=>[{\"d\"=>#<Date: 2020-08-14 "
                       "((2459076j,0s,0n),+0s,2299161j)>}], "
                       "\"size\"=>1}]") }
    };

    for (i = 0; i < sizeof(times) / sizeof(times[0]); i++) {
        begin(0);

        array = posts_array_create(data, 2);

        t.sec = 1597497840;
        t.nsec = 0;
        t.offset = 0;

        map = posts_map_create(data, 1);
        (void) posts_map_set(map, posts_str("d"), posts_value_time(t));
        (void) posts_array_push(array, posts_value_map(map));

        map = posts_map_create(data, 1);
        (void) posts_map_set(map, posts_str("d"),
                             posts_value_date(1597363200));
        (void) posts_array_push(array, posts_value_map(map));

        v = posts_value_array(array);

        CHECK_STR_EQ(show(run(times[i].name, &v, json(times[i].args)), v),
                     times[i].want);

        end();
    }
}


/* An array in an array in ... */

static void
test_deep(void)
{
    size_t                        i;
    posts_rc_t                    rc;
    posts_array_t                *array;
    posts_value_t                 v, deep, args;
    const posts_liquid_filter_t  *f;

    static const posts_liquid_filter_t *const  families[] = {
        posts_liquid_array_filters,
        posts_liquid_select_filters,
        posts_liquid_sort_filters
    };

    begin(0);

    deep = posts_value_int(1);

    for (i = 0; i < 100000; i++) {
        array = posts_array_create(data, 1);
        (void) posts_array_push(array, deep);
        deep = posts_value_array(array);
    }

    for (i = 0; i < 3; i++) {

        for (f = families[i]; f->name.len != 0; f++) {
            args = json(f->min == 2 ? posts_str("[\"x\",\"x\"]")
                        : posts_str_eq(f->name, posts_str("concat"))
                        ? posts_str("[[]]")
                        : f->min ? posts_str("[\"x\"]") : posts_str("[]"));

            v = deep;
            rc = run(f->name, &v, args);

            if (!CHECK(rc == POSTS_OK || rc == POSTS_INVALID
                       || rc == POSTS_LIMIT))
            {
                printf("    %.*s\n", posts_str_arg(f->name));
            }

            posts_error_clear(&error);
        }
    }

    end();
}


/* Many elements are sorted in another way than few. */

static void
test_many(void)
{
    size_t         i, k, n;
    uint32_t       seed;
    posts_buf_t    b;
    posts_value_t  v;

    static const char *const  values[][8] = {
        { "0", "1", "-1", "255", "256", "-70000", "9223372036854775807",
          "-9223372036854775808" },
        { "0", "-0.0", "0.5", "-0.5", "1e300", "-1e300", "1", "-2" },
        { "1.5", "null", "9007199254740993", "9007199254740992.0", "null",
          "-1e-300", "3", "1.5" },
        { "\"prefix\"", "\"prefix-a\"", "\"prefix-B\"", "\"prefix-b\"",
          "\"prefix-long-and-a\"", "\"prefix-long-and-b\"",
          "\"prefix-long-and-A\"", "\"prefix-Ã©\"" },
        { "\"b\"", "null", "\"B\"", "\"\"", "\"ba\"", "null", "\"~\"",
          "\"_\"" },
        { "\"same as all the others\"", "\"same as all the others\"",
          "\"same as all the others\"", "\"same as all the others\"",
          "\"same as all the others\"", "\"same as all the others\"",
          "\"same as all the others\"", "\"same as all the others\"" },
        { "[2]", "[1,2]", "[1]", "null", "[]", "[3,\"x\"]", "[1,2]", "[0]" }
    };

    static const size_t  sizes[] = { 63, 64, 65, 1000 };

    seed = 1;

    for (k = 0; k < sizeof(values) / sizeof(values[0]); k++) {

        for (n = 0; n < sizeof(sizes) / sizeof(sizes[0]); n++) {
            begin(0);

            posts_buf_init(&b, data, 0);

            for (i = 0; i < sizes[n]; i++) {
                seed = seed * 1664525 + 1013904223;

                posts_buf_fmt(&b, "%c{\"n\":%s,\"i\":%zu}",
                              i == 0 ? '[' : ',', values[k][seed >> 29], i);
            }

            posts_buf_addc(&b, ']');

            v = json(posts_buf_str(&b));
            CHECK_INT(run(posts_str("sort"), &v, json(posts_str("[\"n\"]"))),
                      POSTS_OK);
            CHECK_INT(posts_value_len(v), sizes[n]);

            if (!CHECK(many_right(v, 0, 0))) {
                printf("    %zu of %s, ...\n", sizes[n], values[k][0]);
            }

            v = json(posts_buf_str(&b));
            CHECK_INT(run(posts_str("sort"), &v,
                          json(posts_str("[\"n\",\"last\"]"))), POSTS_OK);
            CHECK(many_right(v, 0, 1));

            if (values[k][0][0] == '"') {
                v = json(posts_buf_str(&b));
                CHECK_INT(run(posts_str("sort_natural"), &v,
                              json(posts_str("[\"n\"]"))), POSTS_OK);
                CHECK_INT(posts_value_len(v), sizes[n]);
                CHECK(many_right(v, 1, 1));
            }

            end();
        }
    }
}


/* In order, nils at their end, and what is equal as it was. */

static int
many_right(posts_value_t v, int natural, int last)
{
    int            order, turned;
    size_t         i;
    posts_buf_t    b;
    posts_value_t  x, y, p, q;

    p = posts_value_nil();
    x = posts_value_nil();

    for (i = 0; i < posts_value_len(v); i++) {
        y = posts_value_get(posts_value_at(v, i), posts_str("n"));
        q = posts_value_get(posts_value_at(v, i), posts_str("i"));

        if (natural) {
            posts_buf_init(&b, data, 0);
            posts_utf8_downcase(&b, posts_value_string(y));

            if (y.type == POSTS_STRING && b.len != 0) {
                y = posts_value_str(posts_buf_str(&b));
            }
        }

        if (i != 0) {
            turned = 0;

            if (x.type != POSTS_NIL && y.type != POSTS_NIL) {

                if (!posts_liquid_order(&lc, x, y, &order)) {
                    return 0;
                }

            } else if (x.type == POSTS_NIL && y.type == POSTS_NIL) {
                order = 0;
                turned = natural;

            } else {
                order = ((x.type == POSTS_NIL) == (last != 0)) ? 1 : -1;
            }

            if (order > 0
                || (order == 0
                    && (p.u.integer < q.u.integer) == (turned != 0)))
            {
                return 0;
            }
        }

        x = y;
        p = q;
    }

    return 1;
}


/* Adding to an array, time after time, takes memory for what is added. */

static void
test_growing(void)
{
    size_t         i, k;
    posts_value_t  v, args, before;

    static const posts_str_t  names[] = {
        posts_string("push"),
        posts_string("unshift"),
        posts_string("concat")
    };

    for (k = 0; k < 3; k++) {
        begin(1);

        args = json(k == 2 ? posts_str("[[7]]") : posts_str("[7]"));
        v = json(posts_str("[1]"));
        before = v;

        for (i = 0; i < 50000; i++) {

            if (!CHECK_INT(run(names[k], &v, args), POSTS_OK)) {
                printf("    %.*s %zu: %s\n", posts_str_arg(names[k]), i,
                       error.message);
                break;
            }

            if (i == 100) {
                before = v;
            }
        }

        CHECK_INT(posts_value_len(v), 50001);
        CHECK_INT(posts_value_at(v, k == 1 ? 50000 : 0).u.integer, 1);
        CHECK_INT(posts_value_at(v, k == 1 ? 0 : 50000).u.integer, 7);

        CHECK_INT(posts_value_len(before), 102);
        CHECK_INT(posts_value_at(before, k == 1 ? 101 : 0).u.integer, 1);

        CHECK(lc.steps < 300000);
        CHECK(posts_arena_used(lc.kept) < 16 * 1024 * 1024);

        end();
    }
}


/* Arrays that share memory do not see what the others get. */

static void
test_branches(void)
{
    posts_value_t  a, b, c, d, one, two, three;

    begin(1);

    one = json(posts_str("[1]"));
    two = json(posts_str("[2]"));
    three = json(posts_str("[[3]]"));

    a = json(posts_str("[0]"));
    CHECK_INT(run(posts_str("push"), &a, one), POSTS_OK);
    CHECK_INT(run(posts_str("push"), &a, one), POSTS_OK);

    b = a;
    CHECK_INT(run(posts_str("push"), &b, one), POSTS_OK);
    c = a;
    CHECK_INT(run(posts_str("push"), &c, two), POSTS_OK);
    d = a;
    CHECK_INT(run(posts_str("pop"), &d, json(posts_str("[2]"))), POSTS_OK);
    CHECK_INT(run(posts_str("push"), &d, two), POSTS_OK);

    CHECK_STR(show(POSTS_OK, a), "[0, 1, 1]");
    CHECK_STR(show(POSTS_OK, b), "[0, 1, 1, 1]");
    CHECK_STR(show(POSTS_OK, c), "[0, 1, 1, 2]");
    CHECK_STR(show(POSTS_OK, d), "[0, 2]");

    /* behind and before it, of one that has lost its first */

    d = b;
    CHECK_INT(run(posts_str("shift"), &d, json(posts_str("[3]"))), POSTS_OK);
    CHECK_INT(run(posts_str("push"), &d, two), POSTS_OK);
    CHECK_INT(run(posts_str("unshift"), &d, two), POSTS_OK);
    CHECK_STR(show(POSTS_OK, d), "[2, 1, 2]");
    CHECK_STR(show(POSTS_OK, b), "[0, 1, 1, 1]");

    /* an array among the members is found again when it must be */

    d = b;
    CHECK_INT(run(posts_str("push"), &d, three), POSTS_OK);
    CHECK_STR(show(POSTS_OK, d), "[0, 1, 1, 1, [3]]");
    CHECK_INT(run(posts_str("concat"), &d, three), POSTS_OK);
    CHECK_STR(show(POSTS_OK, d), "[0, 1, 1, 1, 3, 3]");
    CHECK_INT(run(posts_str("concat"), &d, three), POSTS_OK);
    CHECK_STR(show(POSTS_OK, d), "[0, 1, 1, 1, 3, 3, 3]");

    /* with itself */

    d = b;
    CHECK_INT(run(posts_str("push"), &d, two), POSTS_OK);
    one = posts_value_array(posts_array_create(data, 1));
    (void) posts_array_push(one.u.array, d);
    CHECK_INT(run(posts_str("concat"), &d, one), POSTS_OK);
    CHECK_STR(show(POSTS_OK, d), "[0, 1, 1, 1, 2, 0, 1, 1, 1, 2]");

    /* for an output alone: what a variable holds stays */

    b = d;
    CHECK_INT(run(posts_str("push"), &b, two), POSTS_OK);

    lc.arena = lc.scratch;
    c = b;
    CHECK_INT(run(posts_str("push"), &c, two), POSTS_OK);
    lc.arena = lc.kept;
    CHECK_INT(run(posts_str("push"), &b, three), POSTS_OK);
    CHECK_STR(show(POSTS_OK, c), "[0, 1, 1, 1, 2, 0, 1, 1, 1, 2, 2, 2]");
    CHECK_STR(show(POSTS_OK, b), "[0, 1, 1, 1, 2, 0, 1, 1, 1, 2, 2, [3]]");

    end();
}
