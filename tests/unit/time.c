
/*
 * Copyright (C) the ngx_http_posts_module authors
 *
 * The calendar, and the tables of tests/spec that Ruby has filled: strftime
 * and Time.parse.
 */


#include "posts_timezone.h"
#include "check.h"
#include "table.h"


#define MEMORY  (16 * 1024 * 1024)


static void test_calendar(void);
static void test_week(void);
static void test_extremes(posts_arena_t *arena);
static void test_fixed(posts_arena_t *arena);
static void test_format(posts_arena_t *arena);
static void test_format_limits(posts_arena_t *arena);
static void test_format_memory(posts_arena_t *arena);
static void test_parse(posts_arena_t *arena);
static void test_parse_random(posts_arena_t *arena);
static void test_parse_iso(posts_arena_t *arena);
static posts_time_t moment(posts_str_t s);


int
main(void)
{
    posts_arena_t  *arena;

    arena = posts_arena_create(MEMORY);

    if (arena == NULL) {
        return 1;
    }

    test_calendar();
    test_week();
    test_extremes(arena);
    test_fixed(arena);
    test_format(arena);
    test_format_limits(arena);
    test_format_memory(arena);
    test_parse(arena);
    test_parse_random(arena);
    test_parse_iso(arena);

    posts_arena_destroy(arena);

    return CHECK_END("time");
}


/* Every day of 3,200 years, counted by hand. */

static void
test_calendar(void)
{
    int64_t        days, sec, year;
    unsigned       bad, day, last, month, weekday, yearday;
    posts_time_t   t;
    posts_civil_t  civil;

    static const unsigned  lengths[] = {
        31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31
    };

    bad = 0;
    days = posts_time_utc(-400, 1, 1, 0, 0, 0) / 86400;

    CHECK_INT(days, -865625);

    weekday = 6;

    for (year = -400; year < 2800; year++) {
        yearday = 1;

        for (month = 1; month <= 12; month++) {
            last = lengths[month - 1];

            if (month == 2
                && (year % 400 == 0 || (year % 4 == 0 && year % 100 != 0)))
            {
                last = 29;
            }

            for (day = 1; day <= last; day++) {
                sec = posts_time_utc(year, month, day, 23, 59, 58);

                t.sec = sec + 3600;
                t.nsec = 0;
                t.offset = -3600;

                posts_time_civil(t, &civil);

                if (sec != days * 86400 + 86398
                    || civil.year != year || civil.month != month
                    || civil.day != day || civil.hour != 23
                    || civil.minute != 59 || civil.second != 58
                    || civil.weekday != weekday || civil.yearday != yearday)
                {
                    bad++;
                }

                days++;
                yearday++;
                weekday = (weekday + 1) % 7;
            }
        }
    }

    CHECK_INT(bad, 0);

    /* months past the twelfth count on */

    CHECK_INT(posts_time_utc(2020, 13, 1, 0, 0, 0),
              posts_time_utc(2021, 1, 1, 0, 0, 0));
    CHECK_INT(posts_time_utc(2020, 2, 30, 0, 0, 0),
              posts_time_utc(2020, 3, 1, 0, 0, 0));
}


/*
 * ISO weeks: a week has seven days, and its year is the one of its
 * Thursday.
 */

static void
test_week(void)
{
    int64_t        days;
    unsigned       bad, isoday;
    posts_time_t   t;
    posts_civil_t  civil, thursday;

    bad = 0;
    t.nsec = 0;
    t.offset = 0;

    for (days = -300000; days < 300000; days++) {
        t.sec = days * 86400;
        posts_time_civil(t, &civil);

        isoday = (civil.weekday + 6) % 7;

        t.sec = (days + 3 - isoday) * 86400;
        posts_time_civil(t, &thursday);

        if (civil.iso_year != thursday.year
            || civil.iso_week != (thursday.yearday - 1) / 7 + 1)
        {
            bad++;
        }
    }

    CHECK_INT(bad, 0);
}


static void
test_extremes(posts_arena_t *arena)
{
    unsigned       i;
    posts_buf_t    b;
    posts_time_t   t;
    posts_civil_t  civil;

    static const int64_t  secs[] = { INT64_MIN, INT64_MIN + 1, -1, 0, 1,
                                     INT64_MAX - 1, INT64_MAX };
    static const int32_t  offsets[] = { INT32_MIN, -93600, -1, 0, 1, 93600,
                                        INT32_MAX };

    for (i = 0; i < 49; i++) {
        t.sec = secs[i / 7];
        t.nsec = 999999999;
        t.offset = offsets[i % 7];

        posts_time_civil(t, &civil);

        CHECK(civil.month >= 1 && civil.month <= 12);
        CHECK(civil.day >= 1 && civil.day <= 31);
        CHECK(civil.weekday <= 6);

        posts_buf_init(&b, arena, 0);
        posts_time_xmlschema(&b, t);
        posts_time_ruby(&b, t);
        posts_time_format(&b, t, NULL, posts_str("%c %+ %s %N %G %V %::z %C"));
        CHECK_INT(b.rc, POSTS_OK);
    }

    /* regression: the first day began before the first second there is */

    t.sec = INT64_MIN;
    t.offset = 0;
    posts_time_civil(t, &civil);
    CHECK_INT(civil.year, -292277022657);
    CHECK_INT(civil.month, 1);
    CHECK_INT(civil.day, 27);
    CHECK_INT(civil.hour * 3600 + civil.minute * 60 + civil.second, 30592);

    t.sec = INT64_MAX;
    posts_time_civil(t, &civil);
    CHECK_INT(civil.year, 292277026596);
    CHECK_INT(civil.month, 12);
    CHECK_INT(civil.day, 4);
    CHECK_INT(civil.hour * 3600 + civil.minute * 60 + civil.second, 55807);

    CHECK(posts_time_utc(INT64_MAX, 12, 31, 23, 59, 60) > INT64_C(9) << 59);
    CHECK(posts_time_utc(INT64_MIN, 1, 1, 0, 0, 0) < INT64_MIN / 2);
    CHECK(posts_time_utc(INT64_MAX, UINT32_MAX, UINT32_MAX, UINT32_MAX,
                         UINT32_MAX, UINT32_MAX) > 0);

    posts_arena_reset(arena, MEMORY);
}


static void
test_fixed(posts_arena_t *arena)
{
    unsigned      i;
    posts_buf_t   b;
    posts_time_t  t;

    static const struct {
        int64_t      sec;
        int32_t      offset;
        posts_str_t  xmlschema;
        posts_str_t  ruby;

    } cases[] = {
        { 1597497840, 0, posts_string("2020-08-15T13:24:00+00:00"),
                         posts_string("2020-08-15 13:24:00 +0000") },
        { 1597497840, 28800, posts_string("2020-08-15T21:24:00+08:00"),
                             posts_string("2020-08-15 21:24:00 +0800") },
        { 1597497840, -12600, posts_string("2020-08-15T09:54:00-03:30"),
                              posts_string("2020-08-15 09:54:00 -0330") },
        { 0, 29143, posts_string("1970-01-01T08:05:43+08:05"),
                    posts_string("1970-01-01 08:05:43 +0805") },
        { 0, -45, posts_string("1969-12-31T23:59:15-00:00"),
                  posts_string("1969-12-31 23:59:15 -0000") },
        { -62167219200, 0, posts_string("0000-01-01T00:00:00+00:00"),
                           posts_string("0000-01-01 00:00:00 +0000") },
        { -62324888155, 0, posts_string("-0005-01-02T03:04:05+00:00"),
                           posts_string("-0005-01-02 03:04:05 +0000") },
        { 327403468800, 0, posts_string("12345-01-02T00:00:00+00:00"),
                           posts_string("12345-01-02 00:00:00 +0000") }
    };

    for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        t.sec = cases[i].sec;
        t.nsec = 0;
        t.offset = cases[i].offset;

        posts_buf_init(&b, arena, 0);
        posts_time_xmlschema(&b, t);
        CHECK_STR_EQ(posts_buf_str(&b), cases[i].xmlschema);

        posts_buf_init(&b, arena, 0);
        posts_time_ruby(&b, t);
        CHECK_STR_EQ(posts_buf_str(&b), cases[i].ruby);
    }

    posts_arena_reset(arena, MEMORY);
}


static void
test_format(posts_arena_t *arena)
{
    table_t            table;
    posts_buf_t        b;
    posts_time_t       t;
    posts_timezone_t  *tz;

    table_open(&table, "tests/spec/strftime.txt");

    while (table_row(&table, 4)) {
        t = moment(table.field[0]);

        if (posts_timezone_load(&tz, arena, table.field[1], NULL, NULL)
            != POSTS_OK)
        {
            check_true(table.name, table.line, "the zone is known", 0);
            continue;
        }

        t = posts_time_in(t, tz);

        posts_buf_init(&b, arena, 0);
        posts_time_format(&b, t, tz, table.field[2]);

        check_str(table.name, table.line, "the time", posts_buf_str(&b),
                  table.field[3]);

        posts_arena_reset(arena, MEMORY);
    }

    table_close(&table);
}


static void
test_format_limits(posts_arena_t *arena)
{
    posts_buf_t   b;
    posts_time_t  t;

    t.sec = 1597497840;
    t.nsec = 0;
    t.offset = 3600;

    /* the widest there is, and one more */

    posts_buf_init(&b, arena, 0);
    posts_time_format(&b, t, NULL, posts_str("%1024d"));
    CHECK_INT(b.len, 1024);

    posts_buf_init(&b, arena, 0);
    posts_time_format(&b, t, NULL, posts_str("%1025d %2000000000d"));
    CHECK_STR(posts_buf_str(&b), "%1025d %2000000000d");

    /* Ruby refuses a "%" without a letter, here it is text */

    posts_buf_init(&b, arena, 0);
    posts_time_format(&b, t, NULL, posts_str("%Y %"));
    CHECK_STR(posts_buf_str(&b), "2020 %");

    posts_buf_init(&b, arena, 0);
    posts_time_format(&b, t, NULL, posts_str("%-%^%E"));
    CHECK_STR(posts_buf_str(&b), "%^%E");

    posts_buf_init(&b, arena, 0);
    posts_time_format(&b, t, NULL, posts_str("%-0_^#3"));
    CHECK_STR(posts_buf_str(&b), "%-0_^#3");

    posts_buf_init(&b, arena, 0);
    posts_time_format(&b, t, NULL, posts_str("%\0d"));
    CHECK_STR(posts_buf_str(&b), "%\0d");

    /* the name only of a zone that the time is shown in */

    posts_buf_init(&b, arena, 0);
    posts_time_format(&b, t, NULL, posts_str("[%Z]"));
    posts_time_format(&b, t, &posts_timezone_utc, posts_str("[%10Z]"));
    t.offset = 0;
    posts_time_format(&b, t, &posts_timezone_utc, posts_str("[%Z]"));
    CHECK_STR(posts_buf_str(&b), "[][][UTC]");

    /* a buffer's own limit holds */

    posts_buf_init(&b, arena, 100);
    posts_time_format(&b, t, NULL, posts_str("%99d%F"));
    CHECK_INT(b.rc, POSTS_LIMIT);
    CHECK(b.len <= 100);

    posts_arena_reset(arena, MEMORY);
}


static void
test_format_memory(posts_arena_t *arena)
{
    size_t        i, n;
    posts_buf_t   b;
    posts_time_t  t;

    static const posts_str_t  fmt =
        posts_string("%300c %300d %^300A %300Z %300N %300z %_300z %300F");

    t.sec = 1597497840;
    t.nsec = 0;
    t.offset = 0;

    posts_arena_reset(arena, MEMORY);
    posts_buf_init(&b, arena, 0);
    posts_time_format(&b, t, &posts_timezone_utc, fmt);
    CHECK_INT(b.rc, POSTS_OK);

    n = posts_arena_requests(arena);
    CHECK(n > 1);

    for (i = 1; i <= n; i++) {
        posts_arena_reset(arena, MEMORY);
        posts_arena_fail_at(arena, i);
        posts_buf_init(&b, arena, 0);
        posts_time_format(&b, t, &posts_timezone_utc, fmt);
        CHECK_INT(b.rc, POSTS_LIMIT);
    }

    posts_arena_fail_at(arena, 0);
    posts_arena_reset(arena, MEMORY);
}


static void
test_parse(posts_arena_t *arena)
{
    u_char             text[200];
    table_t            table;
    posts_rc_t         rc;
    posts_time_t       t, want;
    posts_timezone_t  *tz;

    table_open(&table, "tests/spec/time_parse.txt");

    while (table_row(&table, 5)) {

        if (posts_timezone_load(&tz, arena, table.field[0], NULL, NULL)
            != POSTS_OK)
        {
            check_true(table.name, table.line, "the zone is known", 0);
            continue;
        }

        rc = posts_time_parse(&t, table.field[2], tz,
                              table_int(table.field[1]));

        if (posts_str_eq(table.field[3], posts_str("-"))) {
            check_int(table.name, table.line, "the result", rc,
                      POSTS_INVALID);

        } else if (check_int(table.name, table.line, "the result", rc,
                             POSTS_OK))
        {
            want = moment(table.field[3]);

            check_int(table.name, table.line, "the second", t.sec, want.sec);
            check_int(table.name, table.line, "the nanosecond", t.nsec,
                      want.nsec);
            check_int(table.name, table.line, "the offset", t.offset,
                      table_int(table.field[4]));
        }

        posts_arena_reset(arena, MEMORY);
    }

    table_close(&table);

    /* Ruby refuses these too, a table of text can not show them */

    CHECK_INT(posts_time_parse(&t, posts_str("2020\xff-08-15"),
                               &posts_timezone_utc, 0), POSTS_INVALID);
    CHECK_INT(posts_time_parse(&t, posts_str_from(NULL, 0),
                               &posts_timezone_utc, 0), POSTS_INVALID);

    /* a zero byte is a character like others */

    CHECK_INT(posts_time_parse(&t, posts_str("2020-08-15\0" "13:24"),
                               &posts_timezone_utc, 0), POSTS_OK);
    CHECK_INT(t.sec, 1597497840);

    /* 128 bytes of everything that a form may begin with */

    memset(text, '9', sizeof(text));
    (void) posts_time_parse(&t, posts_str_from(text, 128),
                            &posts_timezone_utc, 0);
    CHECK_INT(posts_time_parse(&t, posts_str_from(text, 129),
                               &posts_timezone_utc, 0), POSTS_INVALID);

    /* Ruby counts years without end, here they end */

    CHECK_INT(posts_time_parse(&t, posts_str("290000000001-01-01"),
                               &posts_timezone_utc, 0), POSTS_INVALID);
    CHECK_INT(posts_time_parse(&t, posts_str("290000000000-01-01"),
                               &posts_timezone_utc, 0), POSTS_OK);
}


/* Pieces of dates in any order: nothing to compare, but it must hold. */

static void
test_parse_random(posts_arena_t *arena)
{
    size_t         i, len, n, parsed;
    u_char         text[160];
    uint32_t       random;
    posts_buf_t    b;
    posts_str_t    piece;
    posts_time_t   t;
    posts_civil_t  civil;

    static const posts_str_t  pieces[] = {
        posts_string("2020"), posts_string("08"), posts_string("15"),
        posts_string("-"), posts_string("/"), posts_string("."),
        posts_string(":"), posts_string(" "), posts_string("T"),
        posts_string("Z"), posts_string("aug"), posts_string("3pm"),
        posts_string("+0800"), posts_string("'20"), posts_string("th"),
        posts_string("bc"), posts_string("W33"), posts_string("[+8:x]"),
        posts_string("99999999999999999999"), posts_string(","),
        posts_string("\xc3\xa9"), posts_string("12:30:59.5"),
        posts_string("standard time"), posts_string("sat"), posts_string("h")
    };

    random = 1;
    parsed = 0;

    for (i = 0; i < 20000; i++) {
        len = 0;

        for (n = 0; n < 8; n++) {
            random = random * 1664525 + 1013904223;
            piece = pieces[(random >> 8) % (sizeof(pieces)
                                            / sizeof(pieces[0]))];
            memcpy(text + len, piece.data, piece.len);
            len += piece.len;
        }

        if (posts_time_parse(&t, posts_str_from(text, len),
                             &posts_timezone_utc, 1597497840)
            != POSTS_OK)
        {
            continue;
        }

        parsed++;
        posts_time_civil(t, &civil);
        posts_buf_init(&b, arena, 0);
        posts_time_xmlschema(&b, t);

        if (t.nsec > 999999999 || t.offset <= -86400 || t.offset >= 86400
            || b.rc != POSTS_OK || b.len < 25)
        {
            check_true(__FILE__, __LINE__, "a time in its bounds", 0);
        }

        posts_arena_reset(arena, MEMORY);
    }

    CHECK(parsed > 1000);
}


/* "seconds" or "seconds.nanoseconds" */

static posts_time_t
moment(posts_str_t s)
{
    ssize_t       dot;
    posts_time_t  t;

    dot = posts_str_chr(s, '.');

    t.sec = table_int(dot == -1 ? s : posts_str_slice(s, 0, (size_t) dot));
    t.nsec = 0;
    t.offset = 0;

    if (dot != -1) {
        t.nsec = (uint32_t) table_int(posts_str_slice(s, (size_t) dot + 1,
                                                      s.len));
    }

    return t;
}


/* The usual form has a way of its own; a space before it takes the other. */

static void
test_parse_iso(posts_arena_t *arena)
{
    int                len;
    char               text[64];
    size_t             i, zone;
    uint32_t           random;
    unsigned           n[7], j;
    posts_rc_t         rc, rc1;
    posts_str_t        s, s1;
    posts_time_t       t, t1;
    posts_timezone_t  *tz;

    static const unsigned  most[] = { 4000, 14, 33, 26, 62, 63, 9 };

    static const char *const  zones[] = {
        "", "Z", " Z", " +0000", "-0330", " +05:30", "+99:00", " +2400",
        " +08", "+080", " UTC", "+08:0", " +08000", "x", " ", "  -0700"
    };

    if (!CHECK_INT(posts_timezone_load(&tz, arena,
                                       posts_str("America/New_York"), NULL,
                                       NULL), POSTS_OK))
    {
        return;
    }

    random = 1;

    for (i = 0; i < 50000; i++) {

        for (j = 0; j < 7; j++) {
            random = random * 1664525 + 1013904223;
            n[j] = (random >> 8) % most[j];
        }

        zone = i % (sizeof(zones) / sizeof(zones[0]));

        switch (n[6]) {

        case 0:
            len = snprintf(text, sizeof(text), " %04u-%02u-%02u", n[0], n[1],
                           n[2]);
            break;

        case 1:
            len = snprintf(text, sizeof(text), " %04u-%02u-%02u %02u:%02u%s",
                           n[0], n[1], n[2], n[3], n[4], zones[zone]);
            break;

        default:
            len = snprintf(text, sizeof(text),
                           " %04u-%02u-%02u%c%02u:%02u:%02u%s", n[0], n[1],
                           n[2], n[6] & 1 ? 'T' : ' ', n[3], n[4], n[5],
                           zones[zone]);
            break;
        }

        s1 = posts_str_from(text, (size_t) len);
        s = posts_str_slice(s1, 1, s1.len);

        rc = posts_time_parse(&t, s, tz, 1597497840);
        rc1 = posts_time_parse(&t1, s1, tz, 1597497840);

        if (rc != rc1
            || (rc == POSTS_OK && (t.sec != t1.sec || t.nsec != t1.nsec
                                   || t.offset != t1.offset)))
        {
            printf("%s:\n", text);
            check_true(__FILE__, __LINE__, "both ways agree", 0);
        }
    }
}
