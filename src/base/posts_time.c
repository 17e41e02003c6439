
/*
 * Copyright (C) the authors of this project
 *
 * The calendar.  Years are counted from March, so that a leap day is the
 * last day of its year and no month's length depends on the year; 400 of
 * them, an era, have always the same number of days.  A date is then a few
 * divisions by constants away from a count of days, and back, without a
 * loop or a table.
 */


#include "posts_time.h"


#define POSTS_TIME_DAY        86400
#define POSTS_TIME_ERA_DAYS   146097   /* in 400 years */
#define POSTS_TIME_EPOCH      719468   /* 0000-03-01 to 1970-01-01 */
#define POSTS_TIME_YEAR_MAX   INT64_C(290000000000)

/* a sign, 18 digits of a year, 15 bytes of the rest and 7 of the offset */

#define POSTS_TIME_TEXT       64


static u_char *posts_time_two(u_char *p, unsigned n);
static u_char *posts_time_year(u_char *p, int64_t year);
static int64_t posts_time_floor(int64_t n, int64_t d);
static int posts_time_long_year(int64_t year);


static const u_char  posts_time_digits[] =
    "00010203040506070809101112131415161718192021222324"
    "25262728293031323334353637383940414243444546474849"
    "50515253545556575859606162636465666768697071727374"
    "75767778798081828384858687888990919293949596979899";


int64_t
posts_time_utc(int64_t year, unsigned month, unsigned day, unsigned hour,
    unsigned minute, unsigned second)
{
    int64_t  era, days, from;

    if (year > POSTS_TIME_YEAR_MAX) {
        year = POSTS_TIME_YEAR_MAX;

    } else if (year < -POSTS_TIME_YEAR_MAX) {
        year = -POSTS_TIME_YEAR_MAX;
    }

    if (month - 1 > 11) {
        year += ((int64_t) month - 1) / 12;
        month = (month + 11) % 12 + 1;
    }

    year -= (month <= 2);
    era = posts_time_floor(year, 400);
    from = year - era * 400;

    days = ((month + 9) % 12 * 153 + 2) / 5 + (int64_t) day - 1;
    days += from * 365 + from / 4 - from / 100;
    days += era * POSTS_TIME_ERA_DAYS - POSTS_TIME_EPOCH;

    return days * POSTS_TIME_DAY + (int64_t) hour * 3600
           + (int64_t) minute * 60 + second;
}


void
posts_time_civil(posts_time_t t, posts_civil_t *civil)
{
    int64_t   days, era, local, year;
    unsigned  day, from, isoday, left, leap, month, week;

    local = t.sec;

    if (t.offset > 0 && local > INT64_MAX - t.offset) {
        local = INT64_MAX;

    } else if (t.offset < 0 && local < INT64_MIN - t.offset) {
        local = INT64_MIN;

    } else {
        local += t.offset;
    }

    days = posts_time_floor(local, POSTS_TIME_DAY);

    /* not local - days * 86400: the first of all days began before time */

    left = (unsigned) ((local % POSTS_TIME_DAY + POSTS_TIME_DAY)
                       % POSTS_TIME_DAY);

    civil->hour = left / 3600;
    civil->minute = left % 3600 / 60;
    civil->second = left % 60;

    /* 1970-01-01 was a Thursday */

    civil->weekday = (unsigned) (days - posts_time_floor(days + 4, 7) * 7 + 4);

    days += POSTS_TIME_EPOCH;
    era = posts_time_floor(days, POSTS_TIME_ERA_DAYS);
    day = (unsigned) (days - era * POSTS_TIME_ERA_DAYS);

    from = (day - day / 1460 + day / 36524 - day / 146096) / 365;
    day -= from * 365 + from / 4 - from / 100;

    month = (day * 5 + 2) / 153;
    year = era * 400 + from + (month >= 10);
    leap = (from % 4 == 0 && (from % 100 != 0 || from == 0));

    civil->year = year;
    civil->day = day - (month * 153 + 2) / 5 + 1;
    civil->month = (month < 10) ? month + 3 : month - 9;

    /*
     * "from" is this year after February: January and February are the
     * last 306 and more days of the year before
     */

    civil->yearday = (month >= 10) ? day - 305 : day + 60 + leap;

    isoday = (civil->weekday + 6) % 7 + 1;
    week = (civil->yearday + 10 - isoday) / 7;

    if (week == 0) {
        year--;
        week = 52 + (unsigned) posts_time_long_year(year);

    } else if (week == 53 && !posts_time_long_year(year)) {
        year++;
        week = 1;
    }

    civil->iso_year = year;
    civil->iso_week = week;
}


posts_time_t
posts_time_in(posts_time_t t, const posts_timezone_t *tz)
{
    t.offset = posts_timezone_offset(tz, t.sec, NULL);

    return t;
}


void
posts_time_xmlschema(posts_buf_t *b, posts_time_t t)
{
    u_char        *p, text[POSTS_TIME_TEXT];
    unsigned       offset;
    posts_civil_t  civil;

    posts_time_civil(t, &civil);

    p = posts_time_year(text, civil.year);
    *p++ = '-';
    p = posts_time_two(p, civil.month);
    *p++ = '-';
    p = posts_time_two(p, civil.day);
    *p++ = 'T';
    p = posts_time_two(p, civil.hour);
    *p++ = ':';
    p = posts_time_two(p, civil.minute);
    *p++ = ':';
    p = posts_time_two(p, civil.second);

    offset = (t.offset < 0) ? 0 - (unsigned) t.offset : (unsigned) t.offset;
    offset /= 60;

    *p++ = (t.offset < 0) ? '-' : '+';
    p = posts_time_two(p, offset / 60);
    *p++ = ':';
    p = posts_time_two(p, offset % 60);

    posts_buf_add(b, posts_str_from(text, (size_t) (p - text)));
}


void
posts_time_ruby(posts_buf_t *b, posts_time_t t)
{
    u_char        *p, text[POSTS_TIME_TEXT];
    unsigned       offset;
    posts_civil_t  civil;

    posts_time_civil(t, &civil);

    p = posts_time_year(text, civil.year);
    *p++ = '-';
    p = posts_time_two(p, civil.month);
    *p++ = '-';
    p = posts_time_two(p, civil.day);
    *p++ = ' ';
    p = posts_time_two(p, civil.hour);
    *p++ = ':';
    p = posts_time_two(p, civil.minute);
    *p++ = ':';
    p = posts_time_two(p, civil.second);
    *p++ = ' ';

    offset = (t.offset < 0) ? 0 - (unsigned) t.offset : (unsigned) t.offset;
    offset /= 60;

    *p++ = (t.offset < 0) ? '-' : '+';
    p = posts_time_two(p, offset / 60);
    p = posts_time_two(p, offset % 60);

    posts_buf_add(b, posts_str_from(text, (size_t) (p - text)));
}


static u_char *
posts_time_two(u_char *p, unsigned n)
{
    n %= 100;

    p[0] = posts_time_digits[n * 2];
    p[1] = posts_time_digits[n * 2 + 1];

    return p + 2;
}


/* At least four digits, after a "-" for the years before 0. */

static u_char *
posts_time_year(u_char *p, int64_t year)
{
    u_char   *q, text[20];
    uint64_t  n;

    n = (uint64_t) year;

    if (year < 0) {
        *p++ = '-';
        n = 0 - n;
    }

    if (n < 10000) {
        p = posts_time_two(p, (unsigned) n / 100);
        return posts_time_two(p, (unsigned) n % 100);
    }

    q = text + sizeof(text);

    do {
        *--q = (u_char) ('0' + n % 10);
        n /= 10;
    } while (n != 0);

    memcpy(p, q, (size_t) (text + sizeof(text) - q));

    return p + (text + sizeof(text) - q);
}


/* n / d, down; d is positive. */

static int64_t
posts_time_floor(int64_t n, int64_t d)
{
    return n / d - (n % d < 0);
}


/*
 * Has the ISO year 53 weeks?  It has if its 31 December is a Thursday, or
 * if that of the year before is a Wednesday.
 */

static int
posts_time_long_year(int64_t year)
{
    unsigned  last, before;

    last = (unsigned) (year - posts_time_floor(year, 400) * 400);
    before = (last + 399) % 400;

    last = (last + last / 4 - last / 100) % 7;
    before = (before + before / 4 - before / 100) % 7;

    return last == 4 || before == 3;
}
