
/*
 * Copyright (C) the authors of this project
 *
 * The second half of Ruby's Time.parse: from what the text says to a moment.
 *
 * What is missing before the first part that is given is today's; what is
 * missing behind it is the first or 0.  A zone is an offset, one of the
 * names of RFC 822, or one that the local zone has in that year; any other
 * name is ignored.  As in Ruby, the 31st of a short month is a day of the
 * next, 24:00 is the next midnight, and everything else that is out of
 * range is refused.
 */


#include "posts_time_scan.h"


#define POSTS_TIME_YEAR_MAX  INT64_C(290000000000)


static int posts_time_iso(posts_time_t *out, posts_str_t text,
    const posts_timezone_t *tz);
static int posts_time_digits(posts_str_t text, size_t pos, size_t n,
    unsigned *value);
static posts_rc_t posts_time_make(posts_time_t *out,
    const posts_time_fields_t *fields, const posts_timezone_t *tz,
    int64_t now);
static void posts_time_shift(int64_t *v, int32_t offset);
static int posts_time_zone_offset(int32_t *offset, posts_str_t zone,
    const posts_timezone_t *tz, int64_t year);
static int posts_time_zone_digits(int32_t *offset, posts_str_t zone);
static int posts_time_zone_local(int32_t *offset, posts_str_t zone,
    const posts_timezone_t *tz, int64_t year, unsigned month);
static posts_rc_t posts_time_range(const int64_t *v);
static int64_t posts_time_days(int64_t year, int64_t month);


/* RFC 822; the letters but J are hours, A east to M, N west to Y. */

static const struct {
    posts_str_t  name;
    int32_t      hours;

} posts_time_zones[] = {
    { posts_string("UTC"), 0 }, { posts_string("UT"), 0 },
    { posts_string("GMT"), 0 }, { posts_string("EST"), -5 },
    { posts_string("EDT"), -4 }, { posts_string("CST"), -6 },
    { posts_string("CDT"), -5 }, { posts_string("MST"), -7 },
    { posts_string("MDT"), -6 }, { posts_string("PST"), -8 },
    { posts_string("PDT"), -7 }
};


static const char  posts_time_zone_letters[] = "YXWVUTSRQPONZABCDEFGHIKLM";


#define POSTS_TIME_ZONES                                                      \
    (sizeof(posts_time_zones) / sizeof(posts_time_zones[0]))


posts_rc_t
posts_time_parse(posts_time_t *out, posts_str_t text,
    const posts_timezone_t *tz, int64_t now)
{
    int64_t              day, month, yearday;
    posts_rc_t           rc;
    posts_civil_t        civil;
    posts_time_fields_t  fields;

    if (posts_time_iso(out, text, tz)) {
        return POSTS_OK;
    }

    if (posts_time_scan(&fields, text) != POSTS_OK || fields.set == 0) {
        return POSTS_INVALID;
    }

    if (!posts_time_has(&fields, POSTS_TIME_YEARDAY)) {
        return posts_time_make(out, &fields, tz, now);
    }

    /*
     * A day of the year: a guess, as if all months had 31 days, that is
     * never more than a week early or a day late, and the right day then.
     */

    yearday = fields.value[POSTS_TIME_YEARDAY];

    if (yearday < 1 || yearday > 366) {
        return POSTS_INVALID;
    }

    month = (yearday - 1) / 31 + 1;
    day = (yearday - 1) % 31 + 1;

    fields.set |= 1u << POSTS_TIME_MONTH | 1u << POSTS_TIME_DAY;
    fields.value[POSTS_TIME_MONTH] = month;
    fields.value[POSTS_TIME_DAY] = day;

    rc = posts_time_make(out, &fields, tz, now);

    if (rc != POSTS_OK) {
        return rc;
    }

    posts_time_civil(*out, &civil);

    if (civil.yearday == yearday) {
        return POSTS_OK;
    }

    day += yearday - civil.yearday;

    if (day > 28) {
        if (!posts_time_has(&fields, POSTS_TIME_YEAR)) {
            posts_time_civil(posts_time_in((posts_time_t) { now, 0, 0 }, tz),
                             &civil);
            fields.value[POSTS_TIME_YEAR] = civil.year;
        }

        if (day > posts_time_days(fields.value[POSTS_TIME_YEAR], month)) {
            day -= posts_time_days(fields.value[POSTS_TIME_YEAR], month);
            month++;
        }
    }

    fields.value[POSTS_TIME_MONTH] = month;
    fields.value[POSTS_TIME_DAY] = day;

    return posts_time_make(out, &fields, tz, now);
}


/*
 * Nearly all times are written in one way, which needs no search: 2020-08-15,
 * behind it perhaps " 13:24:00" or "T13:24:00", and then perhaps a zone.  0:
 * it is another text, or some part is not in its usual range.
 */

static int
posts_time_iso(posts_time_t *out, posts_str_t text,
    const posts_timezone_t *tz)
{
    size_t         pos;
    int32_t        offset;
    unsigned       year;
    posts_str_t    zone;
    posts_civil_t  civil;

    memset(&civil, 0, sizeof(posts_civil_t));

    if (text.len < 10 || text.data[4] != '-' || text.data[7] != '-'
        || !posts_time_digits(text, 0, 4, &year)
        || !posts_time_digits(text, 5, 2, &civil.month)
        || !posts_time_digits(text, 8, 2, &civil.day)
        || year < 1000 || civil.month < 1 || civil.month > 12
        || civil.day < 1 || civil.day > posts_time_days(year, civil.month))
    {
        return 0;
    }

    civil.year = year;
    pos = 10;

    if (text.len >= 19) {

        if ((text.data[10] != ' ' && text.data[10] != 'T')
            || text.data[13] != ':' || text.data[16] != ':'
            || !posts_time_digits(text, 11, 2, &civil.hour)
            || !posts_time_digits(text, 14, 2, &civil.minute)
            || !posts_time_digits(text, 17, 2, &civil.second)
            || civil.hour > 23 || civil.minute > 59 || civil.second > 59)
        {
            return 0;
        }

        pos = 19;
    }

    if (pos == text.len) {
        *out = posts_time_local(tz, &civil, 0);
        return 1;
    }

    if (pos != 19) {
        return 0;
    }

    zone = posts_str_slice(text, 19 + (text.data[19] == ' '), text.len);

    if (zone.len == 1 && zone.data[0] == 'Z') {
        offset = 0;

    } else if (zone.len < 5 || zone.len > 6
               || !posts_time_zone_digits(&offset, zone)
               || offset <= -86400 || offset >= 86400)
    {
        return 0;
    }

    out->sec = posts_time_utc(civil.year, civil.month, civil.day, civil.hour,
                              civil.minute, civil.second)
               - offset;
    out->nsec = 0;
    out->offset = offset;

    return 1;
}


static int
posts_time_digits(posts_str_t text, size_t pos, size_t n, unsigned *value)
{
    u_char  c;
    size_t  i;

    *value = 0;

    for (i = pos; i < pos + n; i++) {
        c = text.data[i];

        if (c < '0' || c > '9') {
            return 0;
        }

        *value = *value * 10 + c - '0';
    }

    return 1;
}


static posts_rc_t
posts_time_make(posts_time_t *out, const posts_time_fields_t *fields,
    const posts_timezone_t *tz, int64_t now)
{
    int            zoned;
    int32_t        offset;
    int64_t        v[POSTS_TIME_FIELDS], year;
    unsigned       i;
    posts_str_t    zone;
    posts_time_t   t;
    posts_civil_t  civil;

    t.sec = now;
    t.nsec = 0;
    t.offset = 0;
    t = posts_time_in(t, tz);
    posts_time_civil(t, &civil);

    year = posts_time_has(fields, POSTS_TIME_YEAR)
           ? fields->value[POSTS_TIME_YEAR] : civil.year;

    if (year > POSTS_TIME_YEAR_MAX || year < -POSTS_TIME_YEAR_MAX) {
        return POSTS_INVALID;
    }

    /* today's date is that of the text's zone, and may be another year's */

    zone = posts_str_from(fields->zone, fields->zone_len);
    zoned = posts_time_zone_offset(&offset, zone, tz, year);

    if (zoned) {
        if (offset <= -86400 || offset >= 86400) {
            return POSTS_INVALID;
        }

        t.offset = offset;
        posts_time_civil(t, &civil);
    }

    memset(v, 0, sizeof(v));
    v[POSTS_TIME_YEAR] = civil.year;
    v[POSTS_TIME_MONTH] = civil.month;
    v[POSTS_TIME_DAY] = civil.day;
    v[POSTS_TIME_HOUR] = civil.hour;
    v[POSTS_TIME_MINUTE] = civil.minute;
    v[POSTS_TIME_SECOND] = civil.second;

    for (i = 0; i < POSTS_TIME_YEARDAY; i++) {
        if (posts_time_has(fields, (posts_time_field_t) i)) {
            break;
        }
    }

    for ( /* void */ ; i < POSTS_TIME_YEARDAY; i++) {
        v[i] = posts_time_has(fields, (posts_time_field_t) i)
               ? fields->value[i] : (i <= POSTS_TIME_DAY ? 1 : 0);
    }

    if (v[POSTS_TIME_YEAR] != year) {
        zoned = posts_time_zone_offset(&offset, zone, tz, v[POSTS_TIME_YEAR]);
    }

    if (zoned) {
        posts_time_shift(v, offset);
    }

    if (posts_time_range(v) != POSTS_OK) {
        return POSTS_INVALID;
    }

    civil.year = v[POSTS_TIME_YEAR];
    civil.month = (unsigned) v[POSTS_TIME_MONTH];
    civil.day = (unsigned) v[POSTS_TIME_DAY];
    civil.hour = (unsigned) v[POSTS_TIME_HOUR];
    civil.minute = (unsigned) v[POSTS_TIME_MINUTE];
    civil.second = (unsigned) v[POSTS_TIME_SECOND];

    t.nsec = posts_time_has(fields, POSTS_TIME_NSEC)
             ? (uint32_t) fields->value[POSTS_TIME_NSEC] : 0;

    if (!zoned) {
        *out = posts_time_local(tz, &civil, t.nsec);
        return POSTS_OK;
    }

    t.sec = posts_time_utc(civil.year, civil.month, civil.day, civil.hour,
                           civil.minute, civil.second);
    t.offset = offset;

    *out = t;

    return POSTS_OK;
}


/*
 * From the zone's clock to UTC's, as Ruby does it, part by part: only parts
 * that the offset changes are brought into their range, and a day that is
 * past the month's end becomes the first of the next one.
 */

static void
posts_time_shift(int64_t *v, int32_t offset)
{
    int64_t   carry, left, sign;
    unsigned  i;

    static const struct {
        posts_time_field_t  field;
        int64_t             size;

    } parts[] = {
        { POSTS_TIME_SECOND, 60 }, { POSTS_TIME_MINUTE, 60 },
        { POSTS_TIME_HOUR, 24 }
    };

    sign = (offset < 0) ? 1 : -1;
    carry = (offset < 0) ? -(int64_t) offset : offset;

    for (i = 0; i < 3; i++) {
        left = carry % parts[i].size;
        carry /= parts[i].size;

        if (left == 0) {
            continue;
        }

        left = v[parts[i].field] + sign * left;
        v[parts[i].field] = left % parts[i].size;
        left /= parts[i].size;

        if (v[parts[i].field] < 0) {
            v[parts[i].field] += parts[i].size;
            left--;
        }

        carry += sign * left;
    }

    if (carry == 0) {
        return;
    }

    v[POSTS_TIME_DAY] += sign * carry;

    if (sign > 0) {
        if (v[POSTS_TIME_DAY] <= posts_time_days(v[POSTS_TIME_YEAR],
                                                 v[POSTS_TIME_MONTH]))
        {
            return;
        }

        v[POSTS_TIME_DAY] = 1;
        v[POSTS_TIME_MONTH]++;

        if (v[POSTS_TIME_MONTH] == 13) {
            v[POSTS_TIME_MONTH] = 1;
            v[POSTS_TIME_YEAR]++;
        }

    } else if (v[POSTS_TIME_DAY] < 1) {
        v[POSTS_TIME_MONTH]--;

        if (v[POSTS_TIME_MONTH] < 1) {
            v[POSTS_TIME_MONTH] = 12;
            v[POSTS_TIME_YEAR]--;
        }

        v[POSTS_TIME_DAY] = posts_time_days(v[POSTS_TIME_YEAR],
                                            v[POSTS_TIME_MONTH]);
    }
}


/* Is the zone one that is known, or an offset? */

static int
posts_time_zone_offset(int32_t *offset, posts_str_t zone,
    const posts_timezone_t *tz, int64_t year)
{
    u_char       c;
    size_t       i;
    const char  *p;

    if (zone.len == 0) {
        return 0;
    }

    if (posts_time_zone_digits(offset, zone)) {
        return 1;
    }

    for (i = 0; i < POSTS_TIME_ZONES; i++) {
        if (posts_str_caseeq(zone, posts_time_zones[i].name)) {
            *offset = posts_time_zones[i].hours * 3600;
            return 1;
        }
    }

    c = posts_lower(zone.data[0]);

    if (zone.len == 1 && c >= 'a' && c <= 'z') {
        p = strchr(posts_time_zone_letters, c - 0x20);

        if (p != NULL) {
            *offset = (int32_t) (p - posts_time_zone_letters - 12) * 3600;
            return 1;
        }
    }

    return posts_time_zone_local(offset, zone, tz, year, 1)
           || posts_time_zone_local(offset, zone, tz, year, 7);
}


/* +hh, +hhmm, +hh:mm, +hhmmss, +hh:mm:ss and no other */

static int
posts_time_zone_digits(int32_t *offset, posts_str_t zone)
{
    int       colons;
    size_t    i;
    int32_t   part[3];
    unsigned  n;

    if (zone.data[0] != '+' && zone.data[0] != '-') {
        return 0;
    }

    colons = (zone.len > 3 && zone.data[3] == ':');

    part[0] = 0;
    part[1] = 0;
    part[2] = 0;

    i = 1;

    for (n = 0; n < 3 && i < zone.len; n++) {
        if (n > 0 && colons) {
            if (zone.data[i] != ':') {
                return 0;
            }

            i++;
        }

        if (zone.len - i < 2
            || zone.data[i] < '0' || zone.data[i] > '9'
            || zone.data[i + 1] < '0' || zone.data[i + 1] > '9')
        {
            return 0;
        }

        part[n] = (zone.data[i] - '0') * 10 + zone.data[i + 1] - '0';
        i += 2;
    }

    if (i != zone.len || n == 0) {
        return 0;
    }

    *offset = part[0] * 3600 + part[1] * 60 + part[2];

    if (zone.data[0] == '-') {
        *offset = -*offset;
    }

    return 1;
}


/* Is that what the zone is called at the start of the month? */

static int
posts_time_zone_local(int32_t *offset, posts_str_t zone,
    const posts_timezone_t *tz, int64_t year, unsigned month)
{
    posts_str_t    abbr;
    posts_time_t   t;
    posts_civil_t  civil;

    memset(&civil, 0, sizeof(posts_civil_t));
    civil.year = year;
    civil.month = month;
    civil.day = 1;

    t = posts_time_local(tz, &civil, 0);

    *offset = posts_timezone_offset(tz, t.sec, &abbr);

    return posts_str_caseeq(zone, abbr);
}


static posts_rc_t
posts_time_range(const int64_t *v)
{
    int  midnight;

    midnight = (v[POSTS_TIME_HOUR] == 24 && v[POSTS_TIME_MINUTE] == 0
                && v[POSTS_TIME_SECOND] == 0);

    if (v[POSTS_TIME_YEAR] > POSTS_TIME_YEAR_MAX
        || v[POSTS_TIME_YEAR] < -POSTS_TIME_YEAR_MAX
        || v[POSTS_TIME_MONTH] < 1 || v[POSTS_TIME_MONTH] > 12
        || v[POSTS_TIME_DAY] < 1 || v[POSTS_TIME_DAY] > 31
        || v[POSTS_TIME_HOUR] < 0 || (v[POSTS_TIME_HOUR] > 23 && !midnight)
        || v[POSTS_TIME_MINUTE] < 0 || v[POSTS_TIME_MINUTE] > 59
        || v[POSTS_TIME_SECOND] < 0 || v[POSTS_TIME_SECOND] > 60)
    {
        return POSTS_INVALID;
    }

    return POSTS_OK;
}


/* To Ruby, month 0 is a December, and one past it never ends. */

static int64_t
posts_time_days(int64_t year, int64_t month)
{
    static const u_char  days[] = {
        31, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31
    };

    if (month < 0 || month > 12) {
        return INT64_MAX;
    }

    if (month == 2
        && year % 4 == 0 && (year % 100 != 0 || year % 400 == 0))
    {
        return 29;
    }

    return days[month];
}
