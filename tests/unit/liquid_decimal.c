
/*
 * Copyright (C) the ngx_http_posts_module authors
 */


#include "check.h"
#include "table.h"

#include "posts_float.h"
#include "posts_liquid_decimal.h"


static posts_arena_t  *arena;


static void test_table(void);
static void test_same(const table_t *table, const char *what,
    posts_liquid_decimal_t d, posts_str_t want);
static void test_parse(void);
static void test_float(void);
static void test_round(void);
static void test_int(void);
static posts_liquid_decimal_t test_number(const char *text);
static posts_str_t test_text(posts_liquid_decimal_t d);


int
main(void)
{
    arena = posts_arena_create(1024 * 1024);

    test_table();
    test_parse();
    test_float();
    test_round();
    test_int();

    posts_arena_destroy(arena);

    return CHECK_END("liquid_decimal");
}


static void
test_table(void)
{
    int                     order;
    table_t                 table;
    posts_liquid_decimal_t  a, b;

    table_open(&table, "tests/spec/decimal.txt");

    while (table_row(&table, 8)) {

        if (!CHECK(posts_liquid_decimal_parse(&a, table.field[0]))
            || !CHECK(posts_liquid_decimal_parse(&b, table.field[1])))
        {
            printf("%s:%d\n", table.name, table.line);
            continue;
        }

        test_same(&table, "+", posts_liquid_decimal_add(a, b),
                  table.field[2]);

        test_same(&table, "*", posts_liquid_decimal_mul(a, b),
                  table.field[4]);

        order = posts_liquid_decimal_cmp(a, b);
        CHECK_INT(order, table.field[7].len == 2 ? -1
                         : table.field[7].data[0] - '0');
        CHECK_INT(posts_liquid_decimal_cmp(b, a), -order);

        if (table.field[5].len != 0) {
            test_same(&table, "/", posts_liquid_decimal_div(a, b),
                      table.field[5]);
            test_same(&table, "%", posts_liquid_decimal_mod(a, b),
                      table.field[6]);
        }

        b.negative = !b.negative;
        test_same(&table, "-", posts_liquid_decimal_add(a, b),
                  table.field[3]);

        posts_arena_reset(arena, 65536);
    }

    table_close(&table);
}


static void
test_same(const table_t *table, const char *what, posts_liquid_decimal_t d,
    posts_str_t want)
{
    if (!CHECK_STR_EQ(test_text(d), want)) {
        printf("%s:%d: %.*s %s %.*s\n", table->name, table->line,
               posts_str_arg(table->field[0]), what,
               posts_str_arg(table->field[1]));
    }
}


static void
test_parse(void)
{
    size_t                  i;
    posts_liquid_decimal_t  d;

    static const char *const  bad[] = {
        "", "-", ".", "1", "1.", ".5", "-.5", "+1.5", "1.5x", "1.5 ", " 1.5",
        "1.5.5", "1e5", "1.5e5", "--1.5", "1_0.5", "0x1.5"
    };

    for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        if (!CHECK(!posts_liquid_decimal_parse(&d, posts_str_c(bad[i])))) {
            printf("\"%s\"\n", bad[i]);
        }
    }

    d = test_number("-0.0");
    CHECK(d.digits == 0 && d.negative);

    /* zeros do not count, digits past the eighteenth are cut */

    CHECK_STR(test_text(test_number("00000000000000000000000000000001.5")),
              "1.5");
    CHECK_STR(test_text(test_number("0.00000000000000000000000000000015")),
              "1.5e-31");
    CHECK_STR(test_text(test_number("123456789012345678999999.9")),
              "1.2345678901234569e+23");
}


/* A float is its own shortest text, by whatever way it is found. */

static void
test_float(void)
{
    double                  f;
    size_t                  i;
    posts_buf_t             b;
    posts_liquid_decimal_t  d;

    static const double  floats[] = {
        0.0, -0.0, 1.0, -1.0, 0.1, 0.3, 1.5, 2.675, 1e15, 1e16, 123456789.125,
        999999999999999.0, 99999999999999.9, 1e22, 1e23, 1e300, 1e-300,
        5e-324, 1.7976931348623157e308, 0.1 + 0.2, 1.0 / 3, 2.0 / 3,
        0.000000001, 0.12345678, 0.123456789, 9007199254740993.0
    };

    for (i = 0; i < sizeof(floats) / sizeof(floats[0]); i++) {
        CHECK_INT(posts_liquid_decimal_float(&d, floats[i], arena), POSTS_OK);

        posts_buf_init(&b, arena, 0);
        posts_float_write(&b, floats[i]);
        CHECK_STR_EQ(test_text(d), posts_buf_str(&b));

        f = posts_liquid_decimal_to_float(d);
        CHECK(memcmp(&f, &floats[i], sizeof(double)) == 0);
    }

    posts_arena_fail_at(arena, 1);
    CHECK_INT(posts_liquid_decimal_float(&d, 1.0 / 3, arena), POSTS_LIMIT);
    posts_arena_fail_at(arena, 0);
}


static void
test_round(void)
{
    size_t                  i;
    posts_liquid_decimal_t  d;

    static const struct {
        const char            *text;
        int64_t                places;
        posts_liquid_round_e   how;
        const char            *want;

    } rounds[] = {
        { "2.5", 0, POSTS_LIQUID_ROUND_HALF, "3.0" },
        { "-2.5", 0, POSTS_LIQUID_ROUND_HALF, "-3.0" },
        { "2.45", 1, POSTS_LIQUID_ROUND_HALF, "2.5" },
        { "2.44", 1, POSTS_LIQUID_ROUND_HALF, "2.4" },
        { "-0.04", 1, POSTS_LIQUID_ROUND_HALF, "-0.0" },
        { "1250.0", -2, POSTS_LIQUID_ROUND_HALF, "1300.0" },
        { "1249.9", -2, POSTS_LIQUID_ROUND_HALF, "1200.0" },
        { "1.5", 1000000000, POSTS_LIQUID_ROUND_HALF, "1.5" },
        { "1.5", -1000000000, POSTS_LIQUID_ROUND_HALF, "0.0" },
        { "5.0", -1, POSTS_LIQUID_ROUND_HALF, "10.0" },
        { "-5.4", 0, POSTS_LIQUID_ROUND_FLOOR, "-6.0" },
        { "5.4", 0, POSTS_LIQUID_ROUND_FLOOR, "5.0" },
        { "5.0", 0, POSTS_LIQUID_ROUND_FLOOR, "5.0" },
        { "-5.4", 0, POSTS_LIQUID_ROUND_CEIL, "-5.0" },
        { "5.4", 0, POSTS_LIQUID_ROUND_CEIL, "6.0" },
        { "0.000000000000000000000000000000000000000001", 0,
          POSTS_LIQUID_ROUND_CEIL, "1.0" },
        { "-0.000000000000000000000000000000000000000001", 0,
          POSTS_LIQUID_ROUND_FLOOR, "-1.0" }
    };

    for (i = 0; i < sizeof(rounds) / sizeof(rounds[0]); i++) {
        d = posts_liquid_decimal_round(test_number(rounds[i].text),
                                       rounds[i].places, rounds[i].how);

        if (!CHECK_STR_EQ(test_text(d), posts_str_c(rounds[i].want))) {
            printf("%s to %d\n", rounds[i].text, (int) rounds[i].places);
        }
    }
}


static void
test_int(void)
{
    size_t                  i;
    int64_t                 n;
    posts_liquid_decimal_t  d;

    static const int64_t  ints[] = { 0, 1, -1, INT64_MAX, INT64_MIN };

    for (i = 0; i < sizeof(ints) / sizeof(ints[0]); i++) {
        d = posts_liquid_decimal_int(ints[i]);

        if (CHECK(posts_liquid_decimal_to_int(d, &n))) {
            CHECK_INT(n, ints[i]);
        }
    }

    d.negative = 0;
    CHECK(!posts_liquid_decimal_to_int(d, &n));

    CHECK(posts_liquid_decimal_to_int(test_number("-12.0"), &n));
    CHECK_INT(n, -12);
    CHECK(!posts_liquid_decimal_to_int(test_number("12.5"), &n));

    d = posts_liquid_decimal_int(7);
    d.exponent = 18;
    CHECK(posts_liquid_decimal_to_int(d, &n));
    CHECK_INT(n, INT64_C(7000000000000000000));

    d.exponent = 19;
    CHECK(!posts_liquid_decimal_to_int(d, &n));
    d.exponent = 1000000;
    CHECK(!posts_liquid_decimal_to_int(d, &n));
    d.digits = 0;
    CHECK(posts_liquid_decimal_to_int(d, &n));
    CHECK_INT(n, 0);
}


static posts_liquid_decimal_t
test_number(const char *text)
{
    posts_liquid_decimal_t  d;

    memset(&d, 0, sizeof(d));

    if (!CHECK(posts_liquid_decimal_parse(&d, posts_str_c(text)))) {
        printf("\"%s\"\n", text);
    }

    return d;
}


static posts_str_t
test_text(posts_liquid_decimal_t d)
{
    posts_buf_t  b;

    posts_buf_init(&b, arena, 0);
    posts_float_write(&b, posts_liquid_decimal_to_float(d));

    return posts_buf_str(&b);
}
