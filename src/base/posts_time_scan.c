
/*
 * Copyright (C) the authors of this project
 *
 * Finds dates and times in text, as Ruby's Date._parse does.
 *
 * The name of a weekday and a time of day are looked for first and cut out
 * of the text, a space in their place; what is left is searched for a date.
 */


#include "posts_text.h"
#include "posts_time_date.h"
#include "posts_utf8.h"


static size_t posts_time_weekday(posts_text_t *s, size_t i);
static size_t posts_time_clock(posts_text_t *s, size_t i);
static size_t posts_time_colons(posts_text_t *s, size_t i, posts_str_t *minute,
    posts_str_t *second, posts_str_t *fraction);
static size_t posts_time_letters(posts_text_t *s, size_t i,
    posts_str_t *minute, posts_str_t *second);
static size_t posts_time_noon(posts_text_t *s, size_t i);
static size_t posts_time_zone(posts_text_t *s, size_t i);
static size_t posts_time_zone_number(posts_text_t *s, size_t i);
static size_t posts_time_zone_words(posts_text_t *s, size_t i);
static size_t posts_time_zone_name(posts_text_t *s, size_t i);


static const char  posts_time_weekday_names[7][4] = {
    "sun", "mon", "tue", "wed", "thu", "fri", "sat"
};


posts_rc_t
posts_time_scan(posts_time_fields_t *fields, posts_str_t text)
{
    int64_t       year;
    posts_text_t  s;

    memset(fields, 0, sizeof(posts_time_fields_t));

    if (text.len > POSTS_TIME_SCAN_MAX || posts_utf8_valid(text) != text.len) {
        return POSTS_INVALID;
    }

    s.fields = fields;
    posts_text_init(&s, text);

    (void) posts_text_cut(&s, posts_time_weekday);
    (void) posts_text_cut(&s, posts_time_clock);

    posts_time_date(&s);

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


/* Saturday: it is not believed, but it must not stand in the way. */

static size_t
posts_time_weekday(posts_text_t *s, size_t i)
{
    unsigned  n;

    if (s->text[i] < 'A' || !posts_text_edge(s, i)) {
        return 0;
    }

    for (n = 0; n < 7; n++) {
        if (posts_text_at(s, i, posts_time_weekday_names[n])) {
            return posts_text_until(s, i + 3, "-/0 ");
        }
    }

    return 0;
}


/* 13:24, 13:24:59.5, 13h 24m 59s, 1 pm, and a zone */

static size_t
posts_time_clock(posts_text_t *s, size_t i)
{
    int          only;
    size_t       end, h, noon, zone;
    u_char       half;
    int64_t      hour;
    posts_str_t  fraction, minute, second;

    if (!posts_text_digit(s, i)) {
        return 0;
    }

    minute = (posts_str_t) posts_null_string;
    second = minute;
    fraction = minute;

    h = posts_text_run(s, i, POSTS_TIME_SCAN_MAX);
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

    hour = posts_text_int(posts_text_part(s, i, h));

    if (noon != 0 && !only) {
        s->fields->refused = (hour > INT32_MAX);
        half = s->text[posts_text_spaces(s, end != 0 ? end : h)];
        hour = hour % 12 + (posts_lower(half) == 'p' ? 12 : 0);
    }

    posts_text_set(s, POSTS_TIME_HOUR, hour);

    if (minute.data != NULL && !only) {
        posts_text_set(s, POSTS_TIME_MINUTE, posts_text_int(minute));
    }

    if (second.data != NULL && !only) {
        posts_text_set(s, POSTS_TIME_SECOND, posts_text_int(second));
    }

    if (fraction.len != 0) {
        posts_text_set_fraction(s, fraction);
    }

    if (noon != 0) {
        end = noon;
    }

    zone = posts_time_zone(s, posts_text_spaces(s, end));

    return (zone != 0) ? zone : end;
}


/* The ":24:59.5" at "i". */

static size_t
posts_time_colons(posts_text_t *s, size_t i, posts_str_t *minute,
    posts_str_t *second, posts_str_t *fraction)
{
    size_t  end, from;

    i = posts_text_spaces(s, i);

    if (!posts_text_at(s, i, ":")) {
        return 0;
    }

    from = posts_text_spaces(s, i + 1);
    end = posts_text_run(s, from, POSTS_TIME_SCAN_MAX);

    if (end == from) {
        return 0;
    }

    *minute = posts_text_part(s, from, end);

    i = posts_text_spaces(s, end);

    if (!posts_text_at(s, i, ":")) {
        return end;
    }

    from = posts_text_spaces(s, i + 1);
    i = posts_text_run(s, from, POSTS_TIME_SCAN_MAX);

    if (i == from) {
        return end;
    }

    *second = posts_text_part(s, from, i);

    if (!posts_text_at(s, i, ".") && !posts_text_at(s, i, ",")) {
        return i;
    }

    end = posts_text_run(s, i + 1, POSTS_TIME_SCAN_MAX);
    *fraction = posts_text_part(s, i + 1, end);

    return end;
}


/* The "h 24m 59s" at "i". */

static size_t
posts_time_letters(posts_text_t *s, size_t i, posts_str_t *minute,
    posts_str_t *second)
{
    size_t  end, from;

    i = posts_text_spaces(s, i);

    if (!posts_text_at(s, i, "h")) {
        return 0;
    }

    from = posts_text_spaces(s, ++i);
    end = posts_text_run(s, from, POSTS_TIME_SCAN_MAX);

    if (end == from) {
        return i;
    }

    *minute = posts_text_part(s, from, end);

    i = end + (size_t) posts_text_at(s, end, "m");
    from = posts_text_spaces(s, i);
    end = posts_text_run(s, from, POSTS_TIME_SCAN_MAX);

    if (end == from) {
        return i;
    }

    *second = posts_text_part(s, from, end);

    return end + (size_t) posts_text_at(s, end, "s");
}


/* am, pm, a.m., p.m. */

static size_t
posts_time_noon(posts_text_t *s, size_t i)
{
    i = posts_text_spaces(s, i);

    if (!posts_text_at(s, i, "a") && !posts_text_at(s, i, "p")) {
        return 0;
    }

    i++;

    if (posts_text_at(s, i, "m") && posts_text_edge(s, i + 1)) {
        return i + 1;
    }

    return posts_text_at(s, i, ".m.") ? i + 3 : 0;
}


static size_t
posts_time_zone(posts_text_t *s, size_t i)
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
        posts_text_set_zone(s, i, end);
    }

    return end;
}


/* +8, -08:00, +08:00:00, UTC+8, GMT-3.5 */

static size_t
posts_time_zone_number(posts_text_t *s, size_t i)
{
    size_t  end, from;

    if (posts_text_at(s, i, "gmt") || posts_text_at(s, i, "utc")) {
        i += 3;

    } else if (posts_text_at(s, i, "ut")) {
        i += 2;
    }

    if (!posts_text_at(s, i, "+") && !posts_text_at(s, i, "-")) {
        return 0;
    }

    from = i + 1;
    end = posts_text_run(s, from, POSTS_TIME_SCAN_MAX);

    if (end == from) {
        return 0;
    }

    if (!posts_text_at(s, end, ":") && !posts_text_at(s, end, ",")
        && !posts_text_at(s, end, "."))
    {
        return end;
    }

    from = end + 1;
    i = posts_text_run(s, from, POSTS_TIME_SCAN_MAX);

    if (i == from) {
        return end;
    }

    end = i;

    if (!posts_text_at(s, end, ":")) {
        return end;
    }

    from = end + 1;
    i = posts_text_run(s, from, POSTS_TIME_SCAN_MAX);

    return (i == from) ? end : i;
}


/* Central European Standard Time */

static size_t
posts_time_zone_words(posts_text_t *s, size_t i)
{
    size_t  end, n;

    for (end = i; end < s->len; end++) {
        if (s->text[end] != '.' && s->text[end] != ' '
            && (!posts_text_word(s, end) || posts_text_digit(s, end)))
        {
            break;
        }
    }

    for ( /* void */ ; end > i; end--) {
        n = posts_text_at(s, end, "standard time") ? 13
            : posts_text_at(s, end, "daylight time") ? 13 : 0;

        if (n != 0 && posts_text_edge(s, end + n)) {
            return end + n;
        }
    }

    return 0;
}


/* CET, CET DST */

static size_t
posts_time_zone_name(posts_text_t *s, size_t i)
{
    size_t  end;

    for (end = i; end < s->len; end++) {
        if (!posts_text_word(s, end) || posts_text_digit(s, end)) {
            break;
        }
    }

    if (end == i) {
        return 0;
    }

    if (posts_text_at(s, end, " dst") && posts_text_edge(s, end + 4)) {
        return end + 4;
    }

    return posts_text_edge(s, end) ? end : 0;
}
