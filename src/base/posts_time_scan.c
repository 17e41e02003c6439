
/*
 * Copyright (C) the ngx_http_posts_module authors
 *
 * Finds dates and times in text, as Ruby's Date._parse does.
 *
 * The text is a copy in which whatever is neither a letter or a digit nor
 * one of - + ' , . / : @ [ ] has become a space.  The name of a weekday and
 * a time of day are looked for first and cut out, a space in their place;
 * then the forms of a date are tried, each at every place, in an order that
 * decides what an ambiguous text means: "8/9/10" is a day in 2008.
 *
 * A form is a function that looks at one place and says where what it has
 * found ends.  None needs to go back further than its own code shows, so
 * that the work is bounded by forms x places x length, of 128 bytes at most.
 */


#include "posts_time_scan.h"
#include "posts_utf8.h"


#define POSTS_TIME_NUMBER_MAX  INT64_C(100000000000000000)


typedef struct {
    posts_time_fields_t  *fields;
    size_t                len;
    u_char                text[POSTS_TIME_SCAN_MAX];
} posts_time_scan_t;


/* A piece of the text; "data" is NULL if there is none. */

typedef posts_str_t  posts_time_part_t;

/* Where the form that is at "i" ends, or 0. */

typedef size_t (*posts_time_form_pt)(posts_time_scan_t *s, size_t i);


static void posts_time_clean(posts_time_scan_t *s, posts_str_t text);
static int posts_time_find(posts_time_scan_t *s, posts_time_form_pt form);
static size_t posts_time_weekday(posts_time_scan_t *s, size_t i);
static size_t posts_time_clock(posts_time_scan_t *s, size_t i);
static size_t posts_time_colons(posts_time_scan_t *s, size_t i,
    posts_time_part_t *minute, posts_time_part_t *second,
    posts_time_part_t *fraction);
static size_t posts_time_letters(posts_time_scan_t *s, size_t i,
    posts_time_part_t *minute, posts_time_part_t *second);
static size_t posts_time_noon(posts_time_scan_t *s, size_t i);
static size_t posts_time_zone(posts_time_scan_t *s, size_t i);
static size_t posts_time_zone_number(posts_time_scan_t *s, size_t i);
static size_t posts_time_zone_words(posts_time_scan_t *s, size_t i);
static size_t posts_time_zone_name(posts_time_scan_t *s, size_t i);
static size_t posts_time_day_month(posts_time_scan_t *s, size_t i);
static size_t posts_time_month_day(posts_time_scan_t *s, size_t i);
static size_t posts_time_iso(posts_time_scan_t *s, size_t i);
static size_t posts_time_japan(posts_time_scan_t *s, size_t i);
static size_t posts_time_day_dash(posts_time_scan_t *s, size_t i);
static size_t posts_time_month_dash(posts_time_scan_t *s, size_t i);
static size_t posts_time_slash(posts_time_scan_t *s, size_t i);
static size_t posts_time_dot(posts_time_scan_t *s, size_t i);
static size_t posts_time_week(posts_time_scan_t *s, size_t i);
static size_t posts_time_week_day(posts_time_scan_t *s, size_t i);
static size_t posts_time_no_year(posts_time_scan_t *s, size_t i);
static size_t posts_time_no_year_short(posts_time_scan_t *s, size_t i);
static size_t posts_time_ordinal(posts_time_scan_t *s, size_t i);
static size_t posts_time_ordinal_short(posts_time_scan_t *s, size_t i);
static size_t posts_time_apostrophe(posts_time_scan_t *s, size_t i);
static size_t posts_time_month_only(posts_time_scan_t *s, size_t i);
static size_t posts_time_day_only(posts_time_scan_t *s, size_t i);
static size_t posts_time_digits(posts_time_scan_t *s, size_t i);
static void posts_time_digits_date(posts_time_scan_t *s, const u_char *p,
    size_t len, int negative);
static void posts_time_digits_time(posts_time_scan_t *s, const u_char *p,
    size_t len, int negative);
static size_t posts_time_before(posts_time_scan_t *s, size_t i);
static void posts_time_rest(posts_time_scan_t *s);
static size_t posts_time_year_part(posts_time_scan_t *s, size_t i,
    int suffix, int comma, posts_time_part_t *year, int *bc);
static size_t posts_time_era(posts_time_scan_t *s, size_t i, unsigned n);
static size_t posts_time_signed(posts_time_scan_t *s, size_t i,
    const char *signs, posts_time_part_t *part);
static void posts_time_date(posts_time_scan_t *s, posts_time_part_t y,
    posts_time_part_t m, posts_time_part_t d);
static posts_time_part_t posts_time_count(posts_time_part_t part, int sign);
static int posts_time_long(posts_time_part_t part);
static void posts_time_set(posts_time_scan_t *s, posts_time_field_t field,
    int64_t value);
static void posts_time_set_zone(posts_time_scan_t *s, size_t from, size_t to);
static void posts_time_set_fraction(posts_time_scan_t *s,
    posts_time_part_t part);
static int64_t posts_time_int(posts_time_part_t part);
static posts_time_part_t posts_time_part(const posts_time_scan_t *s,
    size_t from, size_t to);
static unsigned posts_time_month_at(const posts_time_scan_t *s, size_t i);
static size_t posts_time_suffix(const posts_time_scan_t *s, size_t i);
static int posts_time_at(const posts_time_scan_t *s, size_t i,
    const char *word);
static int posts_time_word(const posts_time_scan_t *s, size_t i);
static int posts_time_edge(const posts_time_scan_t *s, size_t i);
static int posts_time_digit(const posts_time_scan_t *s, size_t i);
static size_t posts_time_run(const posts_time_scan_t *s, size_t i,
    size_t max);
static size_t posts_time_spaces(const posts_time_scan_t *s, size_t i);
static size_t posts_time_until(const posts_time_scan_t *s, size_t i,
    const char *stop);


static const char  posts_time_month_names[12][4] = {
    "jan", "feb", "mar", "apr", "may", "jun",
    "jul", "aug", "sep", "oct", "nov", "dec"
};


static const posts_str_t  posts_time_month_numbers[] = {
    posts_string("1"), posts_string("2"), posts_string("3"),
    posts_string("4"), posts_string("5"), posts_string("6"),
    posts_string("7"), posts_string("8"), posts_string("9"),
    posts_string("10"), posts_string("11"), posts_string("12")
};


static const char  posts_time_weekday_names[7][4] = {
    "sun", "mon", "tue", "wed", "thu", "fri", "sat"
};


/* Common and Christian era, the longer before what it begins with. */

static const char *const  posts_time_eras[] = {
    "ce", "c.e.", "bce", "b.c.e.", "ad", "a.d.", "bc", "b.c."
};


/* The first that is found counts. */

static const posts_time_form_pt  posts_time_forms[] = {
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


posts_rc_t
posts_time_scan(posts_time_fields_t *fields, posts_str_t text)
{
    size_t             i;
    int64_t            year;
    posts_time_scan_t  s;

    memset(fields, 0, sizeof(posts_time_fields_t));

    if (text.len > POSTS_TIME_SCAN_MAX || posts_utf8_valid(text) != text.len) {
        return POSTS_INVALID;
    }

    s.fields = fields;
    posts_time_clean(&s, text);

    (void) posts_time_find(&s, posts_time_weekday);
    (void) posts_time_find(&s, posts_time_clock);

    for (i = 0; i < POSTS_TIME_FORMS; i++) {
        if (posts_time_find(&s, posts_time_forms[i])) {
            break;
        }
    }

    (void) posts_time_find(&s, posts_time_before);
    posts_time_rest(&s);

    if (fields->refused) {
        return POSTS_INVALID;
    }

    if (posts_time_has(fields, POSTS_TIME_YEAR)) {
        year = fields->value[POSTS_TIME_YEAR];

        if (fields->bc) {
            year = 1 - year;
        }

        if (!fields->whole && year >= 0 && year <= 99) {
            year += (year >= 69) ? 1900 : 2000;
        }

        fields->value[POSTS_TIME_YEAR] = year;
    }

    return POSTS_OK;
}


static void
posts_time_clean(posts_time_scan_t *s, posts_str_t text)
{
    size_t    from, pos;
    uint32_t  c;

    s->len = 0;

    for (pos = 0; pos < text.len; /* void */ ) {
        from = pos;
        c = posts_utf8_next(text, &pos);

        if (c >= 0x80 ? posts_utf8_is_word(c)
                      : (posts_lower((u_char) c) >= 'a'
                         && posts_lower((u_char) c) <= 'z')
                        || (c >= '0' && c <= '9')
                        || (c != 0 && strchr("-+',./:@[]", (int) c) != NULL))
        {
            memcpy(s->text + s->len, text.data + from, pos - from);
            s->len += pos - from;

        } else if (s->len == 0 || s->text[s->len - 1] != ' ') {
            s->text[s->len++] = ' ';
        }
    }
}


/* Looks for the form from the left and cuts it out. */

static int
posts_time_find(posts_time_scan_t *s, posts_time_form_pt form)
{
    size_t  end, i;

    for (i = 0; i < s->len; i++) {
        end = form(s, i);

        if (end != 0) {
            s->text[i] = ' ';
            memmove(s->text + i + 1, s->text + end, s->len - end);
            s->len -= end - i - 1;

            return 1;
        }
    }

    return 0;
}


/* Saturday: it is not believed, but it must not stand in the way. */

static size_t
posts_time_weekday(posts_time_scan_t *s, size_t i)
{
    unsigned  n;

    if (!posts_time_edge(s, i)) {
        return 0;
    }

    for (n = 0; n < 7; n++) {
        if (posts_time_at(s, i, posts_time_weekday_names[n])) {
            return posts_time_until(s, i + 3, "-/0 ");
        }
    }

    return 0;
}


/* 13:24, 13:24:59.5, 13h 24m 59s, 1 pm, and a zone */

static size_t
posts_time_clock(posts_time_scan_t *s, size_t i)
{
    int                only;
    size_t             end, h, noon, zone;
    u_char             half;
    int64_t            hour;
    posts_time_part_t  fraction, minute, second;

    if (!posts_time_digit(s, i)) {
        return 0;
    }

    minute = (posts_time_part_t) posts_null_string;
    second = minute;
    fraction = minute;

    h = posts_time_run(s, i, POSTS_TIME_SCAN_MAX);
    end = posts_time_colons(s, h, &minute, &second, &fraction);
    only = 0;

    if (end == 0) {
        end = posts_time_letters(s, h, &minute, &second);

        /* Ruby reads "3 h 5" as three o'clock, "3h 5" as five past */

        only = (end != 0 && s->text[h] == ' ');
    }

    noon = posts_time_noon(s, end != 0 ? end : h);

    if (end == 0 && noon == 0) {
        return 0;
    }

    hour = posts_time_int(posts_time_part(s, i, h));

    if (noon != 0 && !only) {
        s->fields->refused = (hour > INT32_MAX);
        half = s->text[posts_time_spaces(s, end != 0 ? end : h)];
        hour = hour % 12 + (posts_lower(half) == 'p' ? 12 : 0);
    }

    posts_time_set(s, POSTS_TIME_HOUR, hour);

    if (minute.data != NULL && !only) {
        posts_time_set(s, POSTS_TIME_MINUTE, posts_time_int(minute));
    }

    if (second.data != NULL && !only) {
        posts_time_set(s, POSTS_TIME_SECOND, posts_time_int(second));
    }

    if (fraction.len != 0) {
        posts_time_set_fraction(s, fraction);
    }

    if (noon != 0) {
        end = noon;
    }

    zone = posts_time_zone(s, posts_time_spaces(s, end));

    return (zone != 0) ? zone : end;
}


/* The ":24:59.5" at "i". */

static size_t
posts_time_colons(posts_time_scan_t *s, size_t i, posts_time_part_t *minute,
    posts_time_part_t *second, posts_time_part_t *fraction)
{
    size_t  end, from;

    i = posts_time_spaces(s, i);

    if (!posts_time_at(s, i, ":")) {
        return 0;
    }

    from = posts_time_spaces(s, i + 1);
    end = posts_time_run(s, from, POSTS_TIME_SCAN_MAX);

    if (end == from) {
        return 0;
    }

    *minute = posts_time_part(s, from, end);

    i = posts_time_spaces(s, end);

    if (!posts_time_at(s, i, ":")) {
        return end;
    }

    from = posts_time_spaces(s, i + 1);
    i = posts_time_run(s, from, POSTS_TIME_SCAN_MAX);

    if (i == from) {
        return end;
    }

    *second = posts_time_part(s, from, i);

    if (!posts_time_at(s, i, ".") && !posts_time_at(s, i, ",")) {
        return i;
    }

    end = posts_time_run(s, i + 1, POSTS_TIME_SCAN_MAX);
    *fraction = posts_time_part(s, i + 1, end);

    return end;
}


/* The "h 24m 59s" at "i". */

static size_t
posts_time_letters(posts_time_scan_t *s, size_t i, posts_time_part_t *minute,
    posts_time_part_t *second)
{
    size_t  end, from;

    i = posts_time_spaces(s, i);

    if (!posts_time_at(s, i, "h")) {
        return 0;
    }

    from = posts_time_spaces(s, ++i);
    end = posts_time_run(s, from, POSTS_TIME_SCAN_MAX);

    if (end == from) {
        return i;
    }

    *minute = posts_time_part(s, from, end);

    i = end + (size_t) posts_time_at(s, end, "m");
    from = posts_time_spaces(s, i);
    end = posts_time_run(s, from, POSTS_TIME_SCAN_MAX);

    if (end == from) {
        return i;
    }

    *second = posts_time_part(s, from, end);

    return end + (size_t) posts_time_at(s, end, "s");
}


/* am, pm, a.m., p.m. */

static size_t
posts_time_noon(posts_time_scan_t *s, size_t i)
{
    i = posts_time_spaces(s, i);

    if (!posts_time_at(s, i, "a") && !posts_time_at(s, i, "p")) {
        return 0;
    }

    i++;

    if (posts_time_at(s, i, "m") && posts_time_edge(s, i + 1)) {
        return i + 1;
    }

    return posts_time_at(s, i, ".m.") ? i + 3 : 0;
}


static size_t
posts_time_zone(posts_time_scan_t *s, size_t i)
{
    size_t  end;

    end = posts_time_zone_number(s, i);

    if (end == 0) {
        end = posts_time_zone_words(s, i);
    }

    if (end == 0) {
        end = posts_time_zone_name(s, i);
    }

    if (end != 0) {
        posts_time_set_zone(s, i, end);
    }

    return end;
}


/* +8, -08:00, +08:00:00, UTC+8, GMT-3.5 */

static size_t
posts_time_zone_number(posts_time_scan_t *s, size_t i)
{
    size_t  end, from;

    if (posts_time_at(s, i, "gmt") || posts_time_at(s, i, "utc")) {
        i += 3;

    } else if (posts_time_at(s, i, "ut")) {
        i += 2;
    }

    if (!posts_time_at(s, i, "+") && !posts_time_at(s, i, "-")) {
        return 0;
    }

    from = i + 1;
    end = posts_time_run(s, from, POSTS_TIME_SCAN_MAX);

    if (end == from) {
        return 0;
    }

    if (!posts_time_at(s, end, ":") && !posts_time_at(s, end, ",")
        && !posts_time_at(s, end, "."))
    {
        return end;
    }

    from = end + 1;
    i = posts_time_run(s, from, POSTS_TIME_SCAN_MAX);

    if (i == from) {
        return end;
    }

    end = i;

    if (!posts_time_at(s, end, ":")) {
        return end;
    }

    from = end + 1;
    i = posts_time_run(s, from, POSTS_TIME_SCAN_MAX);

    return (i == from) ? end : i;
}


/* Central European Standard Time */

static size_t
posts_time_zone_words(posts_time_scan_t *s, size_t i)
{
    size_t  end, n;

    for (end = i; end < s->len; end++) {
        if (s->text[end] != '.' && s->text[end] != ' '
            && (!posts_time_word(s, end) || posts_time_digit(s, end)))
        {
            break;
        }
    }

    for ( /* void */ ; end > i; end--) {
        n = posts_time_at(s, end, "standard time") ? 13
            : posts_time_at(s, end, "daylight time") ? 13 : 0;

        if (n != 0 && posts_time_edge(s, end + n)) {
            return end + n;
        }
    }

    return 0;
}


/* CET, CET DST */

static size_t
posts_time_zone_name(posts_time_scan_t *s, size_t i)
{
    size_t  end;

    for (end = i; end < s->len; end++) {
        if (!posts_time_word(s, end) || posts_time_digit(s, end)) {
            break;
        }
    }

    if (end == i) {
        return 0;
    }

    if (posts_time_at(s, end, " dst") && posts_time_edge(s, end + 4)) {
        return end + 4;
    }

    return posts_time_edge(s, end) ? end : 0;
}


/* 15 August 2020, 15th Aug., 15aug20 */

static size_t
posts_time_day_month(posts_time_scan_t *s, size_t i)
{
    int                bc;
    size_t             end, from, m;
    unsigned           month;
    posts_time_part_t  day, year;

    end = posts_time_signed(s, i, "'", &day);

    if (end == 0) {
        return 0;
    }

    /* the suffix of the number may hide the month's name */

    from = end;
    end = posts_time_until(s, end, "-0 ");

    m = posts_time_spaces(s, end);
    month = posts_time_month_at(s, m);

    while (month == 0 && end > from) {
        m = --end;
        month = posts_time_month_at(s, m);
    }

    if (month == 0) {
        return 0;
    }

    end = posts_time_until(s, m + 3, "-0 '");
    end = posts_time_year_part(s, end, 1, 0, &year, &bc);

    s->fields->bc = (bc != 0);
    posts_time_date(s, year, posts_time_month_numbers[month - 1], day);

    return end;
}


/* August 15, 2020 */

static size_t
posts_time_month_day(posts_time_scan_t *s, size_t i)
{
    int                bc;
    size_t             end;
    unsigned           month;
    posts_time_part_t  day, year;

    month = posts_time_edge(s, i) ? posts_time_month_at(s, i) : 0;

    if (month == 0) {
        return 0;
    }

    end = posts_time_until(s, i + 3, "-0 '");
    end = posts_time_signed(s, posts_time_spaces(s, end), "'", &day);

    if (end == 0) {
        return 0;
    }

    end = posts_time_until(s, end, "-0 '");
    end = posts_time_year_part(s, end, 0, 1, &year, &bc);

    s->fields->bc = (bc != 0);
    posts_time_date(s, year, posts_time_month_numbers[month - 1], day);

    return end;
}


/*
 * The year behind a day and a month, with an era before it: where it ends,
 * or "i" if there is none.
 */

static size_t
posts_time_year_part(posts_time_scan_t *s, size_t i, int suffix, int comma,
    posts_time_part_t *year, int *bc)
{
    size_t    end, era, from;
    unsigned  n;

    *bc = 0;

    from = posts_time_spaces(s, i);

    if (comma) {
        from += (size_t) posts_time_at(s, from, ",");
        from = posts_time_spaces(s, from);
    }

    for (n = 0; n <= sizeof(posts_time_eras) / sizeof(char *); n++) {
        era = posts_time_era(s, from, n);

        if (era == 0) {
            continue;
        }

        end = posts_time_signed(s, posts_time_spaces(s, era), "'-", year);

        if (end == 0) {
            continue;
        }

        *bc = (era != from && posts_lower(s->text[from]) == 'b');

        if (suffix && posts_time_suffix(s, end) != 0) {
            end = posts_time_suffix(s, end);
            *year = posts_time_part(s, (size_t) (year->data - s->text), end);
        }

        return end;
    }

    *year = (posts_time_part_t) posts_null_string;

    return i;
}


/* Where the n-th era that is at "i" ends, 0 if it is not; the last is "". */

static size_t
posts_time_era(posts_time_scan_t *s, size_t i, unsigned n)
{
    if (n == sizeof(posts_time_eras) / sizeof(char *)) {
        return i;
    }

    return posts_time_at(s, i, posts_time_eras[n])
           ? i + strlen(posts_time_eras[n]) : 0;
}


/* 2020-08-15 */

static size_t
posts_time_iso(posts_time_scan_t *s, size_t i)
{
    size_t             end, from;
    posts_time_part_t  day, month, year;

    end = posts_time_signed(s, i, "'-+", &year);

    if (end == 0 || !posts_time_at(s, end, "-")) {
        return 0;
    }

    from = end + 1;
    end = posts_time_run(s, from, POSTS_TIME_SCAN_MAX);

    if (end == from || !posts_time_at(s, end, "-")) {
        return 0;
    }

    month = posts_time_part(s, from, end);
    end = posts_time_signed(s, end + 1, "'-", &day);

    if (end != 0) {
        posts_time_date(s, year, month, day);
    }

    return end;
}


/* h30.08.15: the year of an era of Japan, Meiji to Heisei */

static size_t
posts_time_japan(posts_time_scan_t *s, size_t i)
{
    size_t   end, from, n;
    int64_t  value[3];

    static const int64_t  starts[256] = {
        ['m'] = 1867, ['t'] = 1911, ['s'] = 1925, ['h'] = 1988
    };

    if (!posts_time_edge(s, i) || starts[posts_lower(s->text[i])] == 0) {
        return 0;
    }

    end = i;

    for (n = 0; n < 3; n++) {
        if (n > 0 && !posts_time_at(s, end, ".")) {
            return 0;
        }

        from = end + 1;
        end = posts_time_run(s, from, POSTS_TIME_SCAN_MAX);

        if (end == from) {
            return 0;
        }

        value[n] = posts_time_int(posts_time_part(s, from, end));
    }

    posts_time_set(s, POSTS_TIME_YEAR,
                   value[0] + starts[posts_lower(s->text[i])]);
    posts_time_set(s, POSTS_TIME_MONTH, value[1]);
    posts_time_set(s, POSTS_TIME_DAY, value[2]);

    return end;
}


/* 15-Aug-2020 */

static size_t
posts_time_day_dash(posts_time_scan_t *s, size_t i)
{
    size_t             end;
    unsigned           month;
    posts_time_part_t  day, year;

    end = posts_time_signed(s, i, "'-", &day);

    if (end == 0 || !posts_time_at(s, end, "-")) {
        return 0;
    }

    month = posts_time_month_at(s, end + 1);

    if (month == 0) {
        return 0;
    }

    end = posts_time_until(s, end + 4, "-/.");

    if (!posts_time_at(s, end, "-")) {
        return 0;
    }

    end = posts_time_signed(s, end + 1, "'-", &year);

    if (end != 0) {
        posts_time_date(s, year, posts_time_month_numbers[month - 1], day);
    }

    return end;
}


/* Aug-15-2020 */

static size_t
posts_time_month_dash(posts_time_scan_t *s, size_t i)
{
    size_t             end, last;
    unsigned           month;
    posts_time_part_t  day, year;

    month = posts_time_edge(s, i) ? posts_time_month_at(s, i) : 0;

    if (month == 0) {
        return 0;
    }

    end = posts_time_until(s, i + 3, "-/.");

    if (!posts_time_at(s, end, "-")) {
        return 0;
    }

    end = posts_time_signed(s, end + 1, "'-", &day);

    if (end == 0) {
        return 0;
    }

    year = (posts_time_part_t) posts_null_string;

    if (posts_time_at(s, end, "-")) {
        last = posts_time_signed(s, end + 1, "'-", &year);

        if (last != 0) {
            end = last;
        }
    }

    posts_time_date(s, year, posts_time_month_numbers[month - 1], day);

    return end;
}


/* 2020/8/15, 8/15 */

static size_t
posts_time_slash(posts_time_scan_t *s, size_t i)
{
    size_t             end, last;
    posts_time_part_t  day, month, year;

    end = posts_time_signed(s, i, "'-", &year);

    if (end == 0 || !posts_time_at(s, end, "/")) {
        return 0;
    }

    end = posts_time_signed(s, posts_time_spaces(s, end + 1), "'", &month);

    if (end == 0) {
        return 0;
    }

    day = (posts_time_part_t) posts_null_string;

    if (end < s->len && !posts_time_digit(s, end)) {

        /* any character parts them, of any length */

        last = end + 1;

        while (last < s->len && (s->text[last] & 0xc0) == 0x80) {
            last++;
        }

        last = posts_time_signed(s, posts_time_spaces(s, last), "'-", &day);

        if (last != 0) {
            end = last;
        }
    }

    posts_time_date(s, year, month, day);

    return end;
}


/* 15.8.2020 */

static size_t
posts_time_dot(posts_time_scan_t *s, size_t i)
{
    size_t             end;
    posts_time_part_t  day, month, year;

    end = posts_time_signed(s, i, "'-", &year);

    if (end == 0 || !posts_time_at(s, end, ".")) {
        return 0;
    }

    end = posts_time_signed(s, posts_time_spaces(s, end + 1), "'", &month);

    if (end == 0 || !posts_time_at(s, end, ".")) {
        return 0;
    }

    end = posts_time_signed(s, posts_time_spaces(s, end + 1), "'-", &day);

    if (end != 0) {
        posts_time_date(s, year, month, day);
    }

    return end;
}


/* 2020-W33-6: cut out, but no use is made of weeks */

static size_t
posts_time_week(posts_time_scan_t *s, size_t i)
{
    size_t    end, w;
    unsigned  n;

    static const size_t  widths[] = { 2, 4, 0 };

    if (!posts_time_edge(s, i)) {
        return 0;
    }

    for (n = 0; n < 3; n++) {
        if (posts_time_run(s, i, widths[n]) != i + widths[n]) {
            continue;
        }

        w = i + widths[n];
        w += (size_t) posts_time_at(s, w, "-");

        if (!posts_time_at(s, w, "w")
            || posts_time_run(s, w + 1, 2) != w + 3)
        {
            continue;
        }

        w += 3;
        end = w + (size_t) posts_time_at(s, w, "-");

        if (posts_time_digit(s, end) && posts_time_edge(s, end + 1)) {
            return end + 1;
        }

        if (posts_time_edge(s, w)) {
            return w;
        }
    }

    return 0;
}


/* -w-6 */

static size_t
posts_time_week_day(posts_time_scan_t *s, size_t i)
{
    return (posts_time_at(s, i, "-w-") && posts_time_digit(s, i + 3)
            && posts_time_edge(s, i + 4))
           ? i + 4 : 0;
}


/* --08-15, ---15 */

static size_t
posts_time_no_year(posts_time_scan_t *s, size_t i)
{
    size_t  d;

    if (!posts_time_at(s, i, "--")) {
        return 0;
    }

    d = posts_time_run(s, i + 2, 2);

    if (d != i + 4) {
        d = i + 2;
    }

    if (!posts_time_at(s, d, "-") || posts_time_run(s, d + 1, 2) != d + 3
        || !posts_time_edge(s, d + 3))
    {
        return 0;
    }

    if (d == i + 4) {
        posts_time_set(s, POSTS_TIME_MONTH,
                       posts_time_int(posts_time_part(s, i + 2, d)));
    }

    posts_time_set(s, POSTS_TIME_DAY,
                   posts_time_int(posts_time_part(s, d + 1, d + 3)));

    return d + 3;
}


/* --0815, --08 */

static size_t
posts_time_no_year_short(posts_time_scan_t *s, size_t i)
{
    size_t  end;

    if (!posts_time_at(s, i, "--")) {
        return 0;
    }

    end = posts_time_run(s, i + 2, 4);

    if ((end != i + 4 && end != i + 6) || !posts_time_edge(s, end)) {
        return 0;
    }

    posts_time_set(s, POSTS_TIME_MONTH,
                   posts_time_int(posts_time_part(s, i + 2, i + 4)));

    if (end == i + 6) {
        posts_time_set(s, POSTS_TIME_DAY,
                       posts_time_int(posts_time_part(s, i + 4, end)));
    }

    return end;
}


/* 2020-228, a year and its day; not behind a point */

static size_t
posts_time_ordinal(posts_time_scan_t *s, size_t i)
{
    size_t  d, j;

    d = posts_time_run(s, i, 4);

    if (!posts_time_edge(s, i) || (d != i + 2 && d != i + 4)
        || !posts_time_at(s, d, "-") || posts_time_run(s, d + 1, 3) != d + 4
        || !posts_time_edge(s, d + 4))
    {
        return 0;
    }

    /* a form like that behind a point anywhere: not a date at all */

    for (j = 0; j < s->len; j++) {
        if (s->text[j] == ',' || s->text[j] == '.') {
            d = posts_time_run(s, j + 1, 4);

            if ((d == j + 3 || d == j + 5) && posts_time_at(s, d, "-")
                && posts_time_run(s, d + 1, 3) == d + 4
                && posts_time_edge(s, d + 4))
            {
                return 0;
            }
        }
    }

    d = posts_time_run(s, i, 4);

    posts_time_set(s, POSTS_TIME_YEAR,
                   posts_time_int(posts_time_part(s, i, d)));
    posts_time_set(s, POSTS_TIME_YEARDAY,
                   posts_time_int(posts_time_part(s, d + 1, d + 4)));

    return d + 4;
}


/* -228 */

static size_t
posts_time_ordinal_short(posts_time_scan_t *s, size_t i)
{
    size_t  j;

    if (!posts_time_edge(s, i) || !posts_time_at(s, i, "-")
        || posts_time_run(s, i + 1, 3) != i + 4 || !posts_time_edge(s, i + 4))
    {
        return 0;
    }

    for (j = 0; j < s->len; j++) {
        if (posts_time_digit(s, j) && posts_time_at(s, j + 1, "-")
            && posts_time_run(s, j + 2, 3) == j + 5
            && posts_time_edge(s, j + 5))
        {
            return 0;
        }
    }

    posts_time_set(s, POSTS_TIME_YEARDAY,
                   posts_time_int(posts_time_part(s, i + 1, i + 4)));

    return i + 4;
}


/* '20 */

static size_t
posts_time_apostrophe(posts_time_scan_t *s, size_t i)
{
    size_t  end;

    if (!posts_time_at(s, i, "'")) {
        return 0;
    }

    end = posts_time_run(s, i + 1, POSTS_TIME_SCAN_MAX);

    if (end == i + 1 || !posts_time_edge(s, end)) {
        return 0;
    }

    posts_time_set(s, POSTS_TIME_YEAR,
                   posts_time_int(posts_time_part(s, i + 1, end)));

    return end;
}


static size_t
posts_time_month_only(posts_time_scan_t *s, size_t i)
{
    unsigned  month;

    month = posts_time_edge(s, i) ? posts_time_month_at(s, i) : 0;

    if (month == 0) {
        return 0;
    }

    posts_time_set(s, POSTS_TIME_MONTH, month);

    return posts_time_until(s, i + 3, " ");
}


/* 15th */

static size_t
posts_time_day_only(posts_time_scan_t *s, size_t i)
{
    size_t  end;

    end = posts_time_run(s, i, POSTS_TIME_SCAN_MAX);

    if (end == i || posts_time_suffix(s, end) == 0) {
        return 0;
    }

    posts_time_set(s, POSTS_TIME_DAY,
                   posts_time_int(posts_time_part(s, i, end)));

    return posts_time_suffix(s, end);
}


/* 20200815T132400.5+0800, and what is left of it when parts are missing */

static size_t
posts_time_digits(posts_time_scan_t *s, size_t i)
{
    int                negative, seconds;
    size_t             date, end, from, j, point, time, zone;
    posts_time_part_t  fraction;

    negative = posts_time_at(s, i, "-");
    from = i + (size_t) (negative || posts_time_at(s, i, "+"));
    date = posts_time_run(s, from, 14);

    if (date < from + 2) {
        return 0;
    }

    j = posts_time_spaces(s, date);
    j += (size_t) posts_time_at(s, j, "t");
    j = posts_time_spaces(s, j);

    time = posts_time_run(s, j, 6);

    if (time < j + 2) {
        time = j;
    }

    point = time;
    end = time;

    if (posts_time_at(s, point, ".") || posts_time_at(s, point, ",")) {
        end = posts_time_run(s, point + 1, POSTS_TIME_SCAN_MAX);
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
            posts_time_set(s, POSTS_TIME_HOUR,
                           posts_time_int(posts_time_part(s, j, j + 2)));

            if (time - j >= 4) {
                posts_time_set(s, POSTS_TIME_MINUTE,
                               posts_time_int(posts_time_part(s, j + 2,
                                                              j + 4)));
            }

            if (time - j == 6) {
                posts_time_set(s, POSTS_TIME_SECOND,
                               posts_time_int(posts_time_part(s, j + 4,
                                                              j + 6)));
            }
        }
    }

    if (seconds) {
        fraction = posts_time_part(s, point + 1, end);
        posts_time_set_fraction(s, fraction);
    }

    /* z, +0800, or a zone in brackets, with a name behind a colon */

    zone = posts_time_spaces(s, end);

    if (posts_time_at(s, zone, "z") && posts_time_edge(s, zone + 1)) {
        posts_time_set_zone(s, zone, zone + 1);
        return zone + 1;
    }

    if (posts_time_at(s, zone, "+") || posts_time_at(s, zone, "-")) {
        j = posts_time_run(s, zone + 1, 4);

        if (j > zone + 1 && posts_time_edge(s, j)) {
            posts_time_set_zone(s, zone, j);
            return j;
        }
    }

    if (posts_time_at(s, zone, "[")) {
        j = zone + 1;
        j += (size_t) (posts_time_at(s, j, "+") || posts_time_at(s, j, "-"));

        if (posts_time_digit(s, j)) {
            from = zone + 1;

            for (j = from; j < s->len && s->text[j] != ']'; j++) {
                if (s->text[j] == ':' && s->text[from - 1] == '[') {
                    from = j + 1;
                }
            }

            if (j < s->len) {
                posts_time_set_zone(s, from, j);
                return j + 1;
            }
        }
    }

    return end;
}


/* Digits of a date, the largest unit first: their number says which. */

static void
posts_time_digits_date(posts_time_scan_t *s, const u_char *p, size_t len,
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

        year = posts_time_int(posts_str_from(p + (first - form),
                                             (size_t) (last - first) + 1));

        if (units[n].unit == 'y' && negative) {
            year = -year;
        }

        posts_time_set(s, units[n].field, year);
    }

    if (len >= 8) {
        s->fields->whole = 1;
    }
}


/* Digits that end with seconds. */

static void
posts_time_digits_time(posts_time_scan_t *s, const u_char *p, size_t len,
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

        value = posts_time_int(posts_str_from(p + len - width, width));

        if (fields[n] == POSTS_TIME_YEAR && negative) {
            value = -value;
        }

        posts_time_set(s, fields[n], value);
        len -= width;
    }
}


/* BC somewhere behind the date */

static size_t
posts_time_before(posts_time_scan_t *s, size_t i)
{
    size_t    end;
    unsigned  n;

    static const char *const  words[] = { "bc", "bce", "b.c.", "b.c.e." };

    if (!posts_time_edge(s, i)) {
        return 0;
    }

    for (n = 0; n < 4; n++) {
        end = i + strlen(words[n]);

        if (posts_time_at(s, i, words[n])
            && (n >= 2 || posts_time_edge(s, end)))
        {
            s->fields->bc = 1;
            return end;
        }
    }

    return 0;
}


/* A number that is all that is left: the hour of a day or the day of one. */

static void
posts_time_rest(posts_time_scan_t *s)
{
    size_t   end, i;
    int64_t  n;

    i = posts_time_spaces(s, 0);
    end = posts_time_run(s, i, 2);

    if (end == i || posts_time_spaces(s, end) != s->len) {
        return;
    }

    n = posts_time_int(posts_time_part(s, i, end));

    if (posts_time_has(s->fields, POSTS_TIME_HOUR)
        && !posts_time_has(s->fields, POSTS_TIME_DAY) && n >= 1 && n <= 31)
    {
        posts_time_set(s, POSTS_TIME_DAY, n);
    }

    if (posts_time_has(s->fields, POSTS_TIME_DAY)
        && !posts_time_has(s->fields, POSTS_TIME_HOUR) && n <= 24)
    {
        posts_time_set(s, POSTS_TIME_HOUR, n);
    }
}


/* Digits with an apostrophe and a sign before them, as far as allowed. */

static size_t
posts_time_signed(posts_time_scan_t *s, size_t i, const char *signs,
    posts_time_part_t *part)
{
    size_t  end, from;

    from = i;
    i += (size_t) posts_time_at(s, i, "'");

    if (i < s->len && s->text[i] != '\'' && s->text[i] != '\0'
        && strchr(signs, s->text[i]) != NULL)
    {
        i++;
    }

    end = posts_time_run(s, i, POSTS_TIME_SCAN_MAX);

    if (end == i) {
        return 0;
    }

    *part = posts_time_part(s, from, end);

    return end;
}


/*
 * Takes three parts of a date for what they look like: a part with an
 * apostrophe or more than two digits is the year, wherever it stands.
 */

static void
posts_time_date(posts_time_scan_t *s, posts_time_part_t y,
    posts_time_part_t m, posts_time_part_t d)
{
    size_t             i;
    posts_time_part_t  n, t;

    n = (posts_time_part_t) posts_null_string;

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

        posts_time_set(s, POSTS_TIME_YEAR, posts_time_int(t));
    }

    t = posts_time_count(m, 0);

    if (t.data != NULL) {
        posts_time_set(s, POSTS_TIME_MONTH, posts_time_int(t));
    }

    t = posts_time_count(d, 0);

    if (t.data != NULL) {
        posts_time_set(s, POSTS_TIME_DAY, posts_time_int(t));
    }
}


/* The digits in a part, with the sign before them. */

static posts_time_part_t
posts_time_count(posts_time_part_t part, int sign)
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
        return (posts_time_part_t) posts_null_string;
    }

    from = i++;

    while (i < part.len && part.data[i] >= '0' && part.data[i] <= '9') {
        i++;
    }

    return posts_str_slice(part, from, i);
}


static int
posts_time_long(posts_time_part_t part)
{
    return part.len > 2 || (part.len > 0 && part.data[0] == '\'');
}


static void
posts_time_set(posts_time_scan_t *s, posts_time_field_t field, int64_t value)
{
    s->fields->value[field] = value;
    s->fields->set |= 1u << field;
}


static void
posts_time_set_zone(posts_time_scan_t *s, size_t from, size_t to)
{
    memcpy(s->fields->zone, s->text + from, to - from);
    s->fields->zone_len = to - from;
}


/* More than nine digits are cut. */

static void
posts_time_set_fraction(posts_time_scan_t *s, posts_time_part_t part)
{
    size_t   i;
    int64_t  n;

    n = 0;

    for (i = 0; i < 9; i++) {
        n = n * 10 + (i < part.len ? part.data[i] - '0' : 0);
    }

    posts_time_set(s, POSTS_TIME_NSEC, n);
}


/* A number; one that is too large for any use stays so. */

static int64_t
posts_time_int(posts_time_part_t part)
{
    size_t   i;
    int64_t  n;

    n = 0;
    i = (part.len > 0 && (part.data[0] == '-' || part.data[0] == '+'));

    for ( /* void */ ; i < part.len; i++) {
        n = n * 10 + part.data[i] - '0';

        if (n > POSTS_TIME_NUMBER_MAX) {
            n = POSTS_TIME_NUMBER_MAX;
            break;
        }
    }

    return (part.len > 0 && part.data[0] == '-') ? -n : n;
}


static posts_time_part_t
posts_time_part(const posts_time_scan_t *s, size_t from, size_t to)
{
    return posts_str_from(s->text + from, to - from);
}


/* 1 to 12, or 0 */

static unsigned
posts_time_month_at(const posts_time_scan_t *s, size_t i)
{
    unsigned  n;

    for (n = 0; n < 12; n++) {
        if (posts_time_at(s, i, posts_time_month_names[n])) {
            return n + 1;
        }
    }

    return 0;
}


/* Where an "st", "nd", "rd" or "th" at "i" ends, or 0. */

static size_t
posts_time_suffix(const posts_time_scan_t *s, size_t i)
{
    if ((posts_time_at(s, i, "st") || posts_time_at(s, i, "nd")
         || posts_time_at(s, i, "rd") || posts_time_at(s, i, "th"))
        && posts_time_edge(s, i + 2))
    {
        return i + 2;
    }

    return 0;
}


static int
posts_time_at(const posts_time_scan_t *s, size_t i, const char *word)
{
    for ( /* void */ ; *word != '\0'; word++, i++) {
        if (i >= s->len || posts_lower(s->text[i]) != (u_char) *word) {
            return 0;
        }
    }

    return 1;
}


/* What is beyond ASCII is letters: the rest of it has been cleaned away. */

static int
posts_time_word(const posts_time_scan_t *s, size_t i)
{
    u_char  c;

    if (i >= s->len) {
        return 0;
    }

    c = posts_lower(s->text[i]);

    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c >= 0x80;
}


/* Does a word begin or end at "i"? */

static int
posts_time_edge(const posts_time_scan_t *s, size_t i)
{
    return posts_time_word(s, i) != (i > 0 && posts_time_word(s, i - 1));
}


static int
posts_time_digit(const posts_time_scan_t *s, size_t i)
{
    return i < s->len && s->text[i] >= '0' && s->text[i] <= '9';
}


/* Behind the digits at "i", "max" of them at most. */

static size_t
posts_time_run(const posts_time_scan_t *s, size_t i, size_t max)
{
    size_t  n;

    for (n = 0; n < max && posts_time_digit(s, i + n); n++) { /* void */ }

    return i + n;
}


static size_t
posts_time_spaces(const posts_time_scan_t *s, size_t i)
{
    while (i < s->len && s->text[i] == ' ') {
        i++;
    }

    return i;
}


/* The first of the characters from "i" on; '0' means any digit. */

static size_t
posts_time_until(const posts_time_scan_t *s, size_t i, const char *stop)
{
    u_char  c;

    for ( /* void */ ; i < s->len; i++) {
        c = posts_time_digit(s, i) ? '0' : s->text[i];

        if (strchr(stop, c) != NULL) {
            break;
        }
    }

    return i;
}
