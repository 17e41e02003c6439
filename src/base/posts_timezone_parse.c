
/*
 * Copyright (C) the authors of this project
 *
 * The two forms in which time zones are written: the binary files of the
 * IANA database (TZif, RFC 8536) and POSIX's TZ strings, which are also the
 * last line of such a file.
 *
 * Neither is trusted: all counts are checked against the file's size before
 * anything is read, and all numbers against their range.
 */


#include "posts_timezone.h"


#define POSTS_TIMEZONE_HEADER    44
#define POSTS_TIMEZONE_TYPE      6     /* bytes of a type in the file */

/* a string with daylight time but no dates gets the United States' */

#define POSTS_TIMEZONE_DEFAULT   ",M3.2.0,M11.1.0"


/* The counts in the header of a TZif block, in their order there. */

typedef struct {
    size_t  ut;
    size_t  std;
    size_t  leaps;
    size_t  changes;
    size_t  types;
    size_t  chars;
} posts_timezone_counts_t;


static posts_rc_t posts_timezone_header(posts_timezone_counts_t *counts,
    posts_str_t s, size_t width, posts_str_t *block, posts_str_t *rest);
static uint32_t posts_timezone_32(const u_char *p);
static int64_t posts_timezone_64(const u_char *p);
static posts_rc_t posts_timezone_rule(posts_timezone_rule_t *rule,
    posts_str_t s);
static posts_rc_t posts_timezone_abbr(posts_str_t *abbr, posts_str_t *s);
static posts_rc_t posts_timezone_clock(int32_t *sec, posts_str_t *s,
    unsigned hours);
static posts_rc_t posts_timezone_day(posts_timezone_day_t *day,
    posts_str_t *s);
static posts_rc_t posts_timezone_number(unsigned *n, posts_str_t *s,
    unsigned max);
static int posts_timezone_skip(posts_str_t *s, u_char c);


posts_rc_t
posts_timezone_tzif(posts_timezone_t **out, posts_arena_t *arena,
    posts_str_t s, posts_error_t *error)
{
    size_t                   i, width;
    int32_t                  offset;
    posts_str_t              block, rest;
    const u_char            *p, *abbr, *end;
    posts_timezone_t        *tz;
    posts_timezone_counts_t  counts;

    *out = NULL;

    /*
     * The first block has moments of 32 bits; from version 2 on a second
     * one has the same and more in 64 bits, and a rule follows it.
     */

    width = 4;

    if (posts_timezone_header(&counts, s, width, &block, &rest) != POSTS_OK) {
        goto invalid;
    }

    if (s.data[4] >= '2') {
        width = 8;

        if (posts_timezone_header(&counts, rest, width, &block, &rest)
            != POSTS_OK)
        {
            goto invalid;
        }
    }

    if (counts.leaps != 0) {
        return posts_error_set(error, POSTS_INVALID, 0, 0,
                               "a time zone that counts leap seconds "
                               "(\"right/...\") can not be used");
    }

    tz = posts_arena_zalloc(arena, sizeof(posts_timezone_t));

    if (tz == NULL) {
        goto limit;
    }

    tz->types = posts_arena_array(arena, counts.types,
                                  sizeof(posts_timezone_type_t));
    tz->changes = posts_arena_array(arena, counts.changes, sizeof(int64_t));

    if (tz->types == NULL || tz->changes == NULL) {
        goto limit;
    }

    p = block.data;

    for (i = 0; i < counts.changes; i++) {
        tz->changes[i] = (width == 4) ? (int32_t) posts_timezone_32(p)
                                      : posts_timezone_64(p);

        if (i > 0 && tz->changes[i] <= tz->changes[i - 1]) {
            goto invalid;
        }

        p += width;
    }

    tz->n = counts.changes;
    tz->indices = p;

    for (i = 0; i < counts.changes; i++) {
        if (*p++ >= counts.types) {
            goto invalid;
        }
    }

    abbr = p + counts.types * POSTS_TIMEZONE_TYPE;

    for (i = 0; i < counts.types; i++) {
        offset = (int32_t) posts_timezone_32(p);

        if (offset < -POSTS_TIMEZONE_OFFSET || offset > POSTS_TIMEZONE_OFFSET
            || p[5] >= counts.chars)
        {
            goto invalid;
        }

        end = memchr(abbr + p[5], '\0', counts.chars - p[5]);

        if (end == NULL) {
            goto invalid;
        }

        tz->types[i].offset = offset;
        tz->types[i].abbr = posts_str_from(abbr + p[5],
                                           (size_t) (end - abbr) - p[5]);
        p += POSTS_TIMEZONE_TYPE;
    }

    if (width == 8) {

        /* the rule stands between two line feeds; none: the last type stays */

        if (rest.len < 2 || rest.data[0] != '\n') {
            goto invalid;
        }

        rest = posts_str_slice(rest, 1, rest.len);
        end = memchr(rest.data, '\n', rest.len);

        if (end == NULL) {
            goto invalid;
        }

        rest.len = (size_t) (end - rest.data);

        if (rest.len > 0) {
            if (posts_timezone_rule(&tz->rule, rest) != POSTS_OK) {
                goto invalid;
            }

            tz->has_rule = 1;
        }
    }

    *out = tz;

    return POSTS_OK;

limit:

    return posts_error_set(error, POSTS_LIMIT, 0, 0,
                           "no memory for a time zone");

invalid:

    return posts_error_set(error, POSTS_INVALID, 0, 0,
                           "not a time zone file, or a damaged one");
}


/*
 * Checks a block of "width" bytes a moment at the start of s: "block" are
 * its data behind the header, "rest" what follows them.
 */

static posts_rc_t
posts_timezone_header(posts_timezone_counts_t *counts, posts_str_t s,
    size_t width, posts_str_t *block, posts_str_t *rest)
{
    size_t         i, size;
    size_t        *count[6];
    const u_char  *p;

    if (s.len < POSTS_TIMEZONE_HEADER
        || memcmp(s.data, "TZif", 4) != 0
        || (s.data[4] != '\0' && (s.data[4] < '2' || s.data[4] > '4')))
    {
        return POSTS_INVALID;
    }

    count[0] = &counts->ut;
    count[1] = &counts->std;
    count[2] = &counts->leaps;
    count[3] = &counts->changes;
    count[4] = &counts->types;
    count[5] = &counts->chars;

    p = s.data + 20;

    for (i = 0; i < 6; i++) {
        *count[i] = posts_timezone_32(p);

        /* no sum below can overflow then */

        if (*count[i] > POSTS_TIMEZONE_SIZE) {
            return POSTS_INVALID;
        }

        p += 4;
    }

    if (counts->types == 0 || counts->types > 256 || counts->chars == 0
        || (counts->ut != 0 && counts->ut != counts->types)
        || (counts->std != 0 && counts->std != counts->types))
    {
        return POSTS_INVALID;
    }

    size = counts->changes * (width + 1)
           + counts->types * POSTS_TIMEZONE_TYPE + counts->chars
           + counts->leaps * (width + 4) + counts->std + counts->ut;

    if (size > s.len - POSTS_TIMEZONE_HEADER) {
        return POSTS_INVALID;
    }

    *block = posts_str_from(p, size);
    *rest = posts_str_slice(s, POSTS_TIMEZONE_HEADER + size, s.len);

    return POSTS_OK;
}


static uint32_t
posts_timezone_32(const u_char *p)
{
    return (uint32_t) p[0] << 24 | (uint32_t) p[1] << 16
           | (uint32_t) p[2] << 8 | p[3];
}


static int64_t
posts_timezone_64(const u_char *p)
{
    return (int64_t) ((uint64_t) posts_timezone_32(p) << 32
                      | posts_timezone_32(p + 4));
}


posts_rc_t
posts_timezone_posix(posts_timezone_t **out, posts_arena_t *arena,
    posts_str_t s, posts_error_t *error)
{
    posts_timezone_t      *tz;
    posts_timezone_rule_t  rule;

    *out = NULL;

    if (posts_timezone_rule(&rule, s) != POSTS_OK) {
        return posts_error_set(error, POSTS_INVALID, 0, 0,
                               "\"%.*s\" is not a POSIX time zone like "
                               "\"CET-1CEST,M3.5.0,M10.5.0/3\"",
                               posts_str_arg(s));
    }

    tz = posts_arena_zalloc(arena, sizeof(posts_timezone_t));

    if (tz == NULL) {
        return posts_error_set(error, POSTS_LIMIT, 0, 0,
                               "no memory for a time zone");
    }

    tz->rule = rule;
    tz->has_rule = 1;

    *out = tz;

    return POSTS_OK;
}


/* std offset [dst [offset] [,start[/time],end[/time]]] */

static posts_rc_t
posts_timezone_rule(posts_timezone_rule_t *rule, posts_str_t s)
{
    int32_t  west;

    memset(rule, 0, sizeof(posts_timezone_rule_t));

    if (posts_timezone_abbr(&rule->std.abbr, &s) != POSTS_OK
        || posts_timezone_clock(&west, &s, 24) != POSTS_OK)
    {
        return POSTS_INVALID;
    }

    rule->std.offset = -west;

    if (s.len == 0) {
        return POSTS_OK;
    }

    if (posts_timezone_abbr(&rule->dst.abbr, &s) != POSTS_OK) {
        return POSTS_INVALID;
    }

    rule->has_dst = 1;
    rule->dst.offset = rule->std.offset + 3600;

    if (s.len > 0 && s.data[0] != ',') {
        if (posts_timezone_clock(&west, &s, 24) != POSTS_OK) {
            return POSTS_INVALID;
        }

        rule->dst.offset = -west;
    }

    if (s.len == 0) {
        s = posts_str(POSTS_TIMEZONE_DEFAULT);
    }

    if (!posts_timezone_skip(&s, ',')
        || posts_timezone_day(&rule->start, &s) != POSTS_OK
        || !posts_timezone_skip(&s, ',')
        || posts_timezone_day(&rule->end, &s) != POSTS_OK
        || s.len != 0)
    {
        return POSTS_INVALID;
    }

    return POSTS_OK;
}


/* Three letters or more, or letters, digits and signs in "<" and ">". */

static posts_rc_t
posts_timezone_abbr(posts_str_t *abbr, posts_str_t *s)
{
    int     quoted;
    size_t  i;
    u_char  c;

    quoted = posts_timezone_skip(s, '<');

    for (i = 0; i < s->len; i++) {
        c = s->data[i];

        if (posts_lower(c) >= 'a' && posts_lower(c) <= 'z') {
            continue;
        }

        if (!quoted || !((c >= '0' && c <= '9') || c == '+' || c == '-')) {
            break;
        }
    }

    if (i < 3) {
        return POSTS_INVALID;
    }

    *abbr = posts_str_slice(*s, 0, i);
    *s = posts_str_slice(*s, i, s->len);

    if (quoted && !posts_timezone_skip(s, '>')) {
        return POSTS_INVALID;
    }

    return POSTS_OK;
}


/* [+-]hh[:mm[:ss]] */

static posts_rc_t
posts_timezone_clock(int32_t *sec, posts_str_t *s, unsigned hours)
{
    int       negative;
    unsigned  hour, minute, second;

    minute = 0;
    second = 0;
    negative = posts_timezone_skip(s, '-');

    if (!negative) {
        (void) posts_timezone_skip(s, '+');
    }

    if (posts_timezone_number(&hour, s, hours) != POSTS_OK) {
        return POSTS_INVALID;
    }

    if (posts_timezone_skip(s, ':')) {
        if (posts_timezone_number(&minute, s, 59) != POSTS_OK) {
            return POSTS_INVALID;
        }

        if (posts_timezone_skip(s, ':')
            && posts_timezone_number(&second, s, 59) != POSTS_OK)
        {
            return POSTS_INVALID;
        }
    }

    *sec = (int32_t) (hour * 3600 + minute * 60 + second);

    if (negative) {
        *sec = -*sec;
    }

    return POSTS_OK;
}


/* Jn, n or Mm.w.d, and /time; without a time it is two in the morning. */

static posts_rc_t
posts_timezone_day(posts_timezone_day_t *day, posts_str_t *s)
{
    unsigned  month, week, n;

    if (posts_timezone_skip(s, 'M')) {
        day->kind = 'M';

        if (posts_timezone_number(&month, s, 12) != POSTS_OK || month == 0
            || !posts_timezone_skip(s, '.')
            || posts_timezone_number(&week, s, 5) != POSTS_OK || week == 0
            || !posts_timezone_skip(s, '.')
            || posts_timezone_number(&n, s, 6) != POSTS_OK)
        {
            return POSTS_INVALID;
        }

        day->month = (u_char) month;
        day->week = (u_char) week;

    } else {
        day->kind = posts_timezone_skip(s, 'J') ? 'J' : 'N';

        if (posts_timezone_number(&n, s, 365) != POSTS_OK
            || (day->kind == 'J' && n == 0))
        {
            return POSTS_INVALID;
        }
    }

    day->day = (uint16_t) n;
    day->time = 2 * 3600;

    if (posts_timezone_skip(s, '/')) {
        return posts_timezone_clock(&day->time, s, 167);
    }

    return POSTS_OK;
}


static posts_rc_t
posts_timezone_number(unsigned *n, posts_str_t *s, unsigned max)
{
    size_t  i;

    *n = 0;

    for (i = 0; i < s->len && s->data[i] >= '0' && s->data[i] <= '9'; i++) {
        *n = *n * 10 + s->data[i] - '0';

        if (*n > max) {
            return POSTS_INVALID;
        }
    }

    *s = posts_str_slice(*s, i, s->len);

    return (i == 0) ? POSTS_INVALID : POSTS_OK;
}


static int
posts_timezone_skip(posts_str_t *s, u_char c)
{
    if (s->len == 0 || s->data[0] != c) {
        return 0;
    }

    s->data++;
    s->len--;

    return 1;
}
