
/*
 * Copyright (C) the authors of this project
 *
 * The forms of a date are tried one after the other, each at every place,
 * in an order that decides what an ambiguous text means: "8/9/10" is a day
 * in 2008.
 *
 * A form is a function that looks at one place and says where what it has
 * found ends.  None needs to go back further than its own code shows, so
 * that the work is bounded by forms x places x length, of 128 bytes at most.
 */


#include "posts_time_date.h"


static size_t posts_time_day_month(posts_text_t *s, size_t i);
static size_t posts_time_month_day(posts_text_t *s, size_t i);
static size_t posts_time_year_part(posts_text_t *s, size_t i, int suffix,
    int comma, posts_str_t *year, int *bc);
static size_t posts_time_era(posts_text_t *s, size_t i, unsigned n);
static size_t posts_time_iso(posts_text_t *s, size_t i);
static size_t posts_time_japan(posts_text_t *s, size_t i);
static size_t posts_time_day_dash(posts_text_t *s, size_t i);
static size_t posts_time_month_dash(posts_text_t *s, size_t i);
static size_t posts_time_slash(posts_text_t *s, size_t i);
static size_t posts_time_dot(posts_text_t *s, size_t i);
static size_t posts_time_week(posts_text_t *s, size_t i);
static size_t posts_time_week_day(posts_text_t *s, size_t i);
static size_t posts_time_no_year(posts_text_t *s, size_t i);
static size_t posts_time_no_year_short(posts_text_t *s, size_t i);
static size_t posts_time_ordinal(posts_text_t *s, size_t i);
static size_t posts_time_ordinal_short(posts_text_t *s, size_t i);
static size_t posts_time_apostrophe(posts_text_t *s, size_t i);
static size_t posts_time_month_only(posts_text_t *s, size_t i);
static size_t posts_time_day_only(posts_text_t *s, size_t i);
static size_t posts_time_digits(posts_text_t *s, size_t i);
static void posts_time_digits_date(posts_text_t *s, const u_char *p,
    size_t len, int negative);
static void posts_time_digits_time(posts_text_t *s, const u_char *p,
    size_t len, int negative);
static size_t posts_time_before(posts_text_t *s, size_t i);
static void posts_time_rest(posts_text_t *s);
static void posts_time_ymd(posts_text_t *s, posts_str_t y, posts_str_t m,
    posts_str_t d);
static posts_str_t posts_time_count(posts_str_t part, int sign);
static int posts_time_long(posts_str_t part);


static const posts_str_t  posts_time_month_numbers[] = {
    posts_string("1"), posts_string("2"), posts_string("3"),
    posts_string("4"), posts_string("5"), posts_string("6"),
    posts_string("7"), posts_string("8"), posts_string("9"),
    posts_string("10"), posts_string("11"), posts_string("12")
};


/* Common and Christian era, the longer before what it begins with. */

static const char *const  posts_time_eras[] = {
    "ce", "c.e.", "bce", "b.c.e.", "ad", "a.d.", "bc", "b.c."
};


/* The first that is found counts. */

static const posts_text_form_pt  posts_time_forms[] = {
    posts_time_day_month,
    posts_time_month_day,
    posts_time_iso,
    posts_time_japan,
    posts_time_day_dash,
    posts_time_month_dash,
    posts_time_slash,
    posts_time_dot,
    posts_time_week,
    posts_time_week_day,
    posts_time_no_year,
    posts_time_no_year_short,
    posts_time_ordinal,
    posts_time_ordinal_short,
    posts_time_apostrophe,
    posts_time_month_only,
    posts_time_day_only,
    posts_time_digits
};


#define POSTS_TIME_FORMS                                                      \
    (sizeof(posts_time_forms) / sizeof(posts_time_forms[0]))


void
posts_time_date(posts_text_t *s)
{
    size_t  i;

    for (i = 0; i < POSTS_TIME_FORMS; i++) {
        if (posts_text_cut(s, posts_time_forms[i])) {
            break;
        }
    }

    (void) posts_text_cut(s, posts_time_before);
    posts_time_rest(s);
}


/* 15 August 2020, 15th Aug., 15aug20 */

static size_t
posts_time_day_month(posts_text_t *s, size_t i)
{
    int          bc;
    size_t       end, from, m;
    unsigned     month;
    posts_str_t  day, year;

    end = posts_text_signed(s, i, "'", &day);

    if (end == 0) {
        return 0;
    }

    /* the suffix of the number may hide the month's name */

    from = end;
    end = posts_text_until(s, end, "-0 ");

    m = posts_text_spaces(s, end);
    month = posts_text_month_at(s, m);

    while (month == 0 && end > from) {
        m = --end;
        month = posts_text_month_at(s, m);
    }

    if (month == 0) {
        return 0;
    }

    end = posts_text_until(s, m + 3, "-0 '");
    end = posts_time_year_part(s, end, 1, 0, &year, &bc);

    s->fields->bc = (bc != 0);
    posts_time_ymd(s, year, posts_time_month_numbers[month - 1], day);

    return end;
}


/* August 15, 2020 */

static size_t
posts_time_month_day(posts_text_t *s, size_t i)
{
    int          bc;
    size_t       end;
    unsigned     month;
    posts_str_t  day, year;

    month = posts_text_edge(s, i) ? posts_text_month_at(s, i) : 0;

    if (month == 0) {
        return 0;
    }

    end = posts_text_until(s, i + 3, "-0 '");
    end = posts_text_signed(s, posts_text_spaces(s, end), "'", &day);

    if (end == 0) {
        return 0;
    }

    end = posts_text_until(s, end, "-0 '");
    end = posts_time_year_part(s, end, 0, 1, &year, &bc);

    s->fields->bc = (bc != 0);
    posts_time_ymd(s, year, posts_time_month_numbers[month - 1], day);

    return end;
}


/*
 * The year behind a day and a month, with an era before it: where it ends,
 * or "i" if there is none.
 */

static size_t
posts_time_year_part(posts_text_t *s, size_t i, int suffix, int comma,
    posts_str_t *year, int *bc)
{
    size_t    end, era, from;
    unsigned  n;

    *bc = 0;

    from = posts_text_spaces(s, i);

    if (comma) {
        from += (size_t) posts_text_at(s, from, ",");
        from = posts_text_spaces(s, from);
    }

    for (n = 0; n <= sizeof(posts_time_eras) / sizeof(char *); n++) {
        era = posts_time_era(s, from, n);

        if (era == 0) {
            continue;
        }

        end = posts_text_signed(s, posts_text_spaces(s, era), "'-", year);

        if (end == 0) {
            continue;
        }

        *bc = (era != from && posts_lower(s->text[from]) == 'b');

        if (suffix && posts_text_suffix(s, end) != 0) {
            end = posts_text_suffix(s, end);
            *year = posts_text_part(s, (size_t) (year->data - s->text), end);
        }

        return end;
    }

    *year = (posts_str_t) posts_null_string;

    return i;
}


/* Where the n-th era that is at "i" ends, 0 if it is not; the last is "". */

static size_t
posts_time_era(posts_text_t *s, size_t i, unsigned n)
{
    if (n == sizeof(posts_time_eras) / sizeof(char *)) {
        return i;
    }

    return posts_text_at(s, i, posts_time_eras[n])
           ? i + strlen(posts_time_eras[n]) : 0;
}


/* 2020-08-15 */

static size_t
posts_time_iso(posts_text_t *s, size_t i)
{
    size_t       end, from;
    posts_str_t  day, month, year;

    end = posts_text_signed(s, i, "'-+", &year);

    if (end == 0 || !posts_text_at(s, end, "-")) {
        return 0;
    }

    from = end + 1;
    end = posts_text_run(s, from, POSTS_TIME_SCAN_MAX);

    if (end == from || !posts_text_at(s, end, "-")) {
        return 0;
    }

    month = posts_text_part(s, from, end);
    end = posts_text_signed(s, end + 1, "'-", &day);

    if (end != 0) {
        posts_time_ymd(s, year, month, day);
    }

    return end;
}


/* h30.08.15: the year of an era of Japan, Meiji to Heisei */

static size_t
posts_time_japan(posts_text_t *s, size_t i)
{
    size_t   end, from, n;
    int64_t  value[3];

    static const int64_t  starts[256] = {
        ['m'] = 1867, ['t'] = 1911, ['s'] = 1925, ['h'] = 1988
    };

    if (!posts_text_edge(s, i) || starts[posts_lower(s->text[i])] == 0) {
        return 0;
    }

    end = i;

    for (n = 0; n < 3; n++) {
        if (n > 0 && !posts_text_at(s, end, ".")) {
            return 0;
        }

        from = end + 1;
        end = posts_text_run(s, from, POSTS_TIME_SCAN_MAX);

        if (end == from) {
            return 0;
        }

        value[n] = posts_text_int(posts_text_part(s, from, end));
    }

    posts_text_set(s, POSTS_TIME_YEAR,
                   value[0] + starts[posts_lower(s->text[i])]);
    posts_text_set(s, POSTS_TIME_MONTH, value[1]);
    posts_text_set(s, POSTS_TIME_DAY, value[2]);

    return end;
}


/* 15-Aug-2020 */

static size_t
posts_time_day_dash(posts_text_t *s, size_t i)
{
    size_t       end;
    unsigned     month;
    posts_str_t  day, year;

    end = posts_text_signed(s, i, "'-", &day);

    if (end == 0 || !posts_text_at(s, end, "-")) {
        return 0;
    }

    month = posts_text_month_at(s, end + 1);

    if (month == 0) {
        return 0;
    }

    end = posts_text_until(s, end + 4, "-/.");

    if (!posts_text_at(s, end, "-")) {
        return 0;
    }

    end = posts_text_signed(s, end + 1, "'-", &year);

    if (end != 0) {
        posts_time_ymd(s, year, posts_time_month_numbers[month - 1], day);
    }

    return end;
}


/* Aug-15-2020 */

static size_t
posts_time_month_dash(posts_text_t *s, size_t i)
{
    size_t       end, last;
    unsigned     month;
    posts_str_t  day, year;

    month = posts_text_edge(s, i) ? posts_text_month_at(s, i) : 0;

    if (month == 0) {
        return 0;
    }

    end = posts_text_until(s, i + 3, "-/.");

    if (!posts_text_at(s, end, "-")) {
        return 0;
    }

    end = posts_text_signed(s, end + 1, "'-", &day);

    if (end == 0) {
        return 0;
    }

    year = (posts_str_t) posts_null_string;

    if (posts_text_at(s, end, "-")) {
        last = posts_text_signed(s, end + 1, "'-", &year);

        if (last != 0) {
            end = last;
        }
    }

    posts_time_ymd(s, year, posts_time_month_numbers[month - 1], day);

    return end;
}


/* 2020/8/15, 8/15 */

static size_t
posts_time_slash(posts_text_t *s, size_t i)
{
    size_t       end, last;
    posts_str_t  day, month, year;

    end = posts_text_signed(s, i, "'-", &year);

    if (end == 0 || !posts_text_at(s, end, "/")) {
        return 0;
    }

    end = posts_text_signed(s, posts_text_spaces(s, end + 1), "'", &month);

    if (end == 0) {
        return 0;
    }

    day = (posts_str_t) posts_null_string;

    if (end < s->len && !posts_text_digit(s, end)) {

        /* any character parts them, of any length */

        last = end + 1;

        while (last < s->len && (s->text[last] & 0xc0) == 0x80) {
            last++;
        }

        last = posts_text_signed(s, posts_text_spaces(s, last), "'-", &day);

        if (last != 0) {
            end = last;
        }
    }

    posts_time_ymd(s, year, month, day);

    return end;
}


/* 15.8.2020 */

static size_t
posts_time_dot(posts_text_t *s, size_t i)
{
    size_t       end;
    posts_str_t  day, month, year;

    end = posts_text_signed(s, i, "'-", &year);

    if (end == 0 || !posts_text_at(s, end, ".")) {
        return 0;
    }

    end = posts_text_signed(s, posts_text_spaces(s, end + 1), "'", &month);

    if (end == 0 || !posts_text_at(s, end, ".")) {
        return 0;
    }

    end = posts_text_signed(s, posts_text_spaces(s, end + 1), "'-", &day);

    if (end != 0) {
        posts_time_ymd(s, year, month, day);
    }

    return end;
}


/* 2020-W33-6: cut out, but no use is made of weeks */

static size_t
posts_time_week(posts_text_t *s, size_t i)
{
    size_t    end, w;
    unsigned  n;

    static const size_t  widths[] = { 2, 4, 0 };

    if (!posts_text_edge(s, i)) {
        return 0;
    }

    for (n = 0; n < 3; n++) {
        if (posts_text_run(s, i, widths[n]) != i + widths[n]) {
            continue;
        }

        w = i + widths[n];
        w += (size_t) posts_text_at(s, w, "-");

        if (!posts_text_at(s, w, "w")
            || posts_text_run(s, w + 1, 2) != w + 3)
        {
            continue;
        }

        w += 3;
        end = w + (size_t) posts_text_at(s, w, "-");

        if (posts_text_digit(s, end) && posts_text_edge(s, end + 1)) {
            return end + 1;
        }

        if (posts_text_edge(s, w)) {
            return w;
        }
    }

    return 0;
}


/* -w-6 */

static size_t
posts_time_week_day(posts_text_t *s, size_t i)
{
    return (posts_text_at(s, i, "-w-") && posts_text_digit(s, i + 3)
            && posts_text_edge(s, i + 4))
           ? i + 4 : 0;
}


/* --08-15, ---15 */

static size_t
posts_time_no_year(posts_text_t *s, size_t i)
{
    size_t  d;

    if (!posts_text_at(s, i, "--")) {
        return 0;
    }

    d = posts_text_run(s, i + 2, 2);

    if (d != i + 4) {
        d = i + 2;
    }

    if (!posts_text_at(s, d, "-") || posts_text_run(s, d + 1, 2) != d + 3
        || !posts_text_edge(s, d + 3))
    {
        return 0;
    }

    if (d == i + 4) {
        posts_text_set(s, POSTS_TIME_MONTH,
                       posts_text_int(posts_text_part(s, i + 2, d)));
    }

    posts_text_set(s, POSTS_TIME_DAY,
                   posts_text_int(posts_text_part(s, d + 1, d + 3)));

    return d + 3;
}


/* --0815, --08 */

static size_t
posts_time_no_year_short(posts_text_t *s, size_t i)
{
    size_t  end;

    if (!posts_text_at(s, i, "--")) {
        return 0;
    }

    end = posts_text_run(s, i + 2, 4);

    if ((end != i + 4 && end != i + 6) || !posts_text_edge(s, end)) {
        return 0;
    }

    posts_text_set(s, POSTS_TIME_MONTH,
                   posts_text_int(posts_text_part(s, i + 2, i + 4)));

    if (end == i + 6) {
        posts_text_set(s, POSTS_TIME_DAY,
                       posts_text_int(posts_text_part(s, i + 4, end)));
    }

    return end;
}


/* 2020-228, a year and its day; not behind a point */

static size_t
posts_time_ordinal(posts_text_t *s, size_t i)
{
    size_t  d, j;

    d = posts_text_run(s, i, 4);

    if (!posts_text_edge(s, i) || (d != i + 2 && d != i + 4)
        || !posts_text_at(s, d, "-") || posts_text_run(s, d + 1, 3) != d + 4
        || !posts_text_edge(s, d + 4))
    {
        return 0;
    }

    /* a form like that behind a point anywhere: not a date at all */

    for (j = 0; j < s->len; j++) {
        if (s->text[j] == ',' || s->text[j] == '.') {
            d = posts_text_run(s, j + 1, 4);

            if ((d == j + 3 || d == j + 5) && posts_text_at(s, d, "-")
                && posts_text_run(s, d + 1, 3) == d + 4
                && posts_text_edge(s, d + 4))
            {
                return 0;
            }
        }
    }

    d = posts_text_run(s, i, 4);

    posts_text_set(s, POSTS_TIME_YEAR,
                   posts_text_int(posts_text_part(s, i, d)));
    posts_text_set(s, POSTS_TIME_YEARDAY,
                   posts_text_int(posts_text_part(s, d + 1, d + 4)));

    return d + 4;
}


/* -228 */

static size_t
posts_time_ordinal_short(posts_text_t *s, size_t i)
{
    size_t  j;

    if (!posts_text_edge(s, i) || !posts_text_at(s, i, "-")
        || posts_text_run(s, i + 1, 3) != i + 4 || !posts_text_edge(s, i + 4))
    {
        return 0;
    }

    for (j = 0; j < s->len; j++) {
        if (posts_text_digit(s, j) && posts_text_at(s, j + 1, "-")
            && posts_text_run(s, j + 2, 3) == j + 5
            && posts_text_edge(s, j + 5))
        {
            return 0;
        }
    }

    posts_text_set(s, POSTS_TIME_YEARDAY,
                   posts_text_int(posts_text_part(s, i + 1, i + 4)));

    return i + 4;
}


/* '20 */

static size_t
posts_time_apostrophe(posts_text_t *s, size_t i)
{
    size_t  end;

    if (!posts_text_at(s, i, "'")) {
        return 0;
    }

    end = posts_text_run(s, i + 1, POSTS_TIME_SCAN_MAX);

    if (end == i + 1 || !posts_text_edge(s, end)) {
        return 0;
    }

    posts_text_set(s, POSTS_TIME_YEAR,
                   posts_text_int(posts_text_part(s, i + 1, end)));

    return end;
}


static size_t
posts_time_month_only(posts_text_t *s, size_t i)
{
    unsigned  month;

    month = posts_text_edge(s, i) ? posts_text_month_at(s, i) : 0;

    if (month == 0) {
        return 0;
    }

    posts_text_set(s, POSTS_TIME_MONTH, month);

    return posts_text_until(s, i + 3, " ");
}


/* 15th */

static size_t
posts_time_day_only(posts_text_t *s, size_t i)
{
    size_t  end;

    end = posts_text_run(s, i, POSTS_TIME_SCAN_MAX);

    if (end == i || posts_text_suffix(s, end) == 0) {
        return 0;
    }

    posts_text_set(s, POSTS_TIME_DAY,
                   posts_text_int(posts_text_part(s, i, end)));

    return posts_text_suffix(s, end);
}


/* 20200815T132400.5+0800, and what is left of it when parts are missing */

static size_t
posts_time_digits(posts_text_t *s, size_t i)
{
    int          negative, seconds;
    size_t       date, end, from, j, point, time, zone;
    posts_str_t  fraction;

    negative = posts_text_at(s, i, "-");
    from = i + (size_t) (negative || posts_text_at(s, i, "+"));
    date = posts_text_run(s, from, 14);

    if (date < from + 2) {
        return 0;
    }

    j = posts_text_spaces(s, date);
    j += (size_t) posts_text_at(s, j, "t");
    j = posts_text_spaces(s, j);

    time = posts_text_run(s, j, 6);

    if (time < j + 2) {
        time = j;
    }

    point = time;
    end = time;

    if (posts_text_at(s, point, ".") || posts_text_at(s, point, ",")) {
        end = posts_text_run(s, point + 1, POSTS_TIME_SCAN_MAX);
    }

    /* a fraction counts from the right: 132400.5 are seconds */

    seconds = (end != point);

    if (seconds && time == j) {
        posts_time_digits_time(s, s->text + from, date - from, negative);

    } else {
        posts_time_digits_date(s, s->text + from, date - from, negative);
    }

    if (time != j && (time - j) % 2 == 0) {

        if (seconds) {
            posts_time_digits_time(s, s->text + j, time - j, 0);

        } else {
            posts_text_set(s, POSTS_TIME_HOUR,
                           posts_text_int(posts_text_part(s, j, j + 2)));

            if (time - j >= 4) {
                posts_text_set(s, POSTS_TIME_MINUTE,
                               posts_text_int(posts_text_part(s, j + 2,
                                                              j + 4)));
            }

            if (time - j == 6) {
                posts_text_set(s, POSTS_TIME_SECOND,
                               posts_text_int(posts_text_part(s, j + 4,
                                                              j + 6)));
            }
        }
    }

    if (seconds) {
        fraction = posts_text_part(s, point + 1, end);
        posts_text_set_fraction(s, fraction);
    }

    /* z, +0800, or a zone in brackets, with a name behind a colon */

    zone = posts_text_spaces(s, end);

    if (posts_text_at(s, zone, "z") && posts_text_edge(s, zone + 1)) {
        posts_text_set_zone(s, zone, zone + 1);
        return zone + 1;
    }

    if (posts_text_at(s, zone, "+") || posts_text_at(s, zone, "-")) {
        j = posts_text_run(s, zone + 1, 4);

        if (j > zone + 1 && posts_text_edge(s, j)) {
            posts_text_set_zone(s, zone, j);
            return j;
        }
    }

    if (posts_text_at(s, zone, "[")) {
        j = zone + 1;
        j += (size_t) (posts_text_at(s, j, "+") || posts_text_at(s, j, "-"));

        if (posts_text_digit(s, j)) {
            from = zone + 1;

            for (j = from; j < s->len && s->text[j] != ']'; j++) {
                if (s->text[j] == ':' && s->text[from - 1] == '[') {
                    from = j + 1;
                }
            }

            if (j < s->len) {
                posts_text_set_zone(s, from, j);
                return j + 1;
            }
        }
    }

    return end;
}


/* Digits of a date, the largest unit first: their number says which. */

static void
posts_time_digits_date(posts_text_t *s, const u_char *p, size_t len,
    int negative)
{
    size_t   n;
    int64_t  year;

    /* a letter for each unit, as many as it has digits */

    static const char *const  forms[] = {
        [2] = "dd", [3] = "jjj", [4] = "mmdd", [5] = "yyjjj",
        [6] = "yymmdd", [7] = "yyyyjjj", [8] = "yyyymmdd",
        [10] = "yyyymmddHH", [12] = "yyyymmddHHMM", [14] = "yyyymmddHHMMSS"
    };

    static const struct {
        char                unit;
        posts_time_field_t  field;

    } units[] = {
        { 'y', POSTS_TIME_YEAR }, { 'm', POSTS_TIME_MONTH },
        { 'd', POSTS_TIME_DAY }, { 'j', POSTS_TIME_YEARDAY },
        { 'H', POSTS_TIME_HOUR }, { 'M', POSTS_TIME_MINUTE },
        { 'S', POSTS_TIME_SECOND }
    };

    const char  *form, *first, *last;

    form = forms[len];

    if (form == NULL) {
        return;
    }

    for (n = 0; n < sizeof(units) / sizeof(units[0]); n++) {
        first = strchr(form, units[n].unit);
        last = strrchr(form, units[n].unit);

        if (first == NULL) {
            continue;
        }

        year = posts_text_int(posts_str_from(p + (first - form),
                                             (size_t) (last - first) + 1));

        if (units[n].unit == 'y' && negative) {
            year = -year;
        }

        posts_text_set(s, units[n].field, year);
    }

    if (len >= 8) {
        s->fields->whole = 1;
    }
}


/* Digits that end with seconds. */

static void
posts_time_digits_time(posts_text_t *s, const u_char *p, size_t len,
    int negative)
{
    size_t   n, width;
    int64_t  value;

    static const posts_time_field_t  fields[] = {
        POSTS_TIME_SECOND, POSTS_TIME_MINUTE, POSTS_TIME_HOUR,
        POSTS_TIME_DAY, POSTS_TIME_MONTH, POSTS_TIME_YEAR
    };

    if (len % 2 != 0 && len > 7) {
        return;
    }

    for (n = 0; n < 6 && len > 0; n++) {
        width = (len == 1) ? 1 : 2;

        if (fields[n] == POSTS_TIME_YEAR && len == 4) {
            width = 4;
            s->fields->whole = 1;
        }

        value = posts_text_int(posts_str_from(p + len - width, width));

        if (fields[n] == POSTS_TIME_YEAR && negative) {
            value = -value;
        }

        posts_text_set(s, fields[n], value);
        len -= width;
    }
}


/* BC somewhere behind the date */

static size_t
posts_time_before(posts_text_t *s, size_t i)
{
    size_t    end;
    unsigned  n;

    static const char *const  words[] = { "bc", "bce", "b.c.", "b.c.e." };

    if (!posts_text_edge(s, i)) {
        return 0;
    }

    for (n = 0; n < 4; n++) {
        end = i + strlen(words[n]);

        if (posts_text_at(s, i, words[n])
            && (n >= 2 || posts_text_edge(s, end)))
        {
            s->fields->bc = 1;
            return end;
        }
    }

    return 0;
}


/* A number that is all that is left: the hour of a day or the day of one. */

static void
posts_time_rest(posts_text_t *s)
{
    size_t   end, i;
    int64_t  n;

    i = posts_text_spaces(s, 0);
    end = posts_text_run(s, i, 2);

    if (end == i || posts_text_spaces(s, end) != s->len) {
        return;
    }

    n = posts_text_int(posts_text_part(s, i, end));

    if (posts_time_has(s->fields, POSTS_TIME_HOUR)
        && !posts_time_has(s->fields, POSTS_TIME_DAY) && n >= 1 && n <= 31)
    {
        posts_text_set(s, POSTS_TIME_DAY, n);
    }

    if (posts_time_has(s->fields, POSTS_TIME_DAY)
        && !posts_time_has(s->fields, POSTS_TIME_HOUR) && n <= 24)
    {
        posts_text_set(s, POSTS_TIME_HOUR, n);
    }
}


/*
 * Takes three parts of a date for what they look like: a part with an
 * apostrophe or more than two digits is the year, wherever it stands.
 */

static void
posts_time_ymd(posts_text_t *s, posts_str_t y,
    posts_str_t m, posts_str_t d)
{
    size_t       i;
    posts_str_t  n, t;

    n = (posts_str_t) posts_null_string;

    /* two parts are a month and a day */

    if (y.data != NULL && m.data != NULL && d.data == NULL) {
        d = m;
        m = y;
        y = n;
    }

    if (y.data == NULL && d.data != NULL && posts_time_long(d)) {
        y = d;
        d = n;
    }

    /* "20th" is no year */

    if (y.data != NULL) {
        t = posts_time_count(y, 1);

        if (t.data != NULL && t.data + t.len < y.data + y.len) {
            y = d;
            d = t;
        }
    }

    if (m.data != NULL && posts_time_long(m)) {
        t = y;
        y = m;
        m = d;
        d = t;
    }

    if (d.data != NULL && posts_time_long(d)) {
        t = y;
        y = d;
        d = t;
    }

    t = posts_time_count(y, 1);

    if (t.data != NULL) {
        i = (t.data[0] == '-' || t.data[0] == '+');

        if (i != 0 || t.len > 2) {
            s->fields->whole = 1;
        }

        posts_text_set(s, POSTS_TIME_YEAR, posts_text_int(t));
    }

    t = posts_time_count(m, 0);

    if (t.data != NULL) {
        posts_text_set(s, POSTS_TIME_MONTH, posts_text_int(t));
    }

    t = posts_time_count(d, 0);

    if (t.data != NULL) {
        posts_text_set(s, POSTS_TIME_DAY, posts_text_int(t));
    }
}


/* The digits in a part, with the sign before them. */

static posts_str_t
posts_time_count(posts_str_t part, int sign)
{
    size_t  from, i;

    for (i = 0; i < part.len; i++) {
        if ((part.data[i] >= '0' && part.data[i] <= '9')
            || (sign && (part.data[i] == '-' || part.data[i] == '+')))
        {
            break;
        }
    }

    if (i == part.len) {
        return (posts_str_t) posts_null_string;
    }

    from = i++;

    while (i < part.len && part.data[i] >= '0' && part.data[i] <= '9') {
        i++;
    }

    return posts_str_slice(part, from, i);
}


static int
posts_time_long(posts_str_t part)
{
    return part.len > 2 || (part.len > 0 && part.data[0] == '\'');
}
