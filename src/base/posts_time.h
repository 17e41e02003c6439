
/*
 * Copyright (C) the authors of this project
 *
 * Points in time, time zones, Ruby's strftime and Ruby's Time.parse, all
 * without the process's own time zone, locale or clock.
 */


#ifndef _POSTS_TIME_H_INCLUDED_
#define _POSTS_TIME_H_INCLUDED_


#include "posts_buf.h"


typedef struct {
    int64_t   sec;           /* since 1970-01-01T00:00:00Z */
    uint32_t  nsec;          /* 0 .. 999,999,999 */
    int32_t   offset;        /* seconds east of UTC in which it is shown */
} posts_time_t;


/* The same, broken down (proleptic Gregorian calendar). */

typedef struct {
    int64_t   year;
    unsigned  month;         /* 1 .. 12 */
    unsigned  day;           /* 1 .. 31 */
    unsigned  hour;          /* 0 .. 23 */
    unsigned  minute;
    unsigned  second;        /* 0 .. 60 */
    unsigned  weekday;       /* 0 is Sunday */
    unsigned  yearday;       /* 1 .. 366 */
    int64_t   iso_year;      /* ISO 8601 week date */
    unsigned  iso_week;      /* 1 .. 53 */
} posts_civil_t;


typedef struct posts_timezone_s  posts_timezone_t;


/*
 * Loads a zone of the IANA database (TZif files, RFC 8536) from the folder
 * "zoneinfo" (NULL: /usr/share/zoneinfo), e.g. "Asia/Shanghai"; "" and "UTC"
 * need no file.  POSIX strings ("EST5EDT", "<+08>-8") are understood too.
 * A name with ".." or a leading "/" is POSTS_INVALID, one that is not there
 * POSTS_NOTFOUND.  *out lives in the arena.
 */

posts_rc_t posts_timezone_load(posts_timezone_t **out, posts_arena_t *arena,
    posts_str_t name, const char *zoneinfo, posts_error_t *error);

/* UTC, without an arena. */

extern const posts_timezone_t  posts_timezone_utc;

/*
 * The offset and the abbreviation ("CST") in force at a moment.  "abbr" may
 * be NULL; what it gets lives as long as the zone.
 */

int32_t posts_timezone_offset(const posts_timezone_t *tz, int64_t sec,
    posts_str_t *abbr);

/*
 * A wall clock's time in the zone: year to second of "civil" are read.  A
 * time that the clock skips or shows twice is taken as Ruby's Time.local
 * takes it (glibc's mktime with unknown DST).
 */

posts_time_t posts_time_local(const posts_timezone_t *tz,
    const posts_civil_t *civil, uint32_t nsec);

/* The same moment, shown in the zone. */

posts_time_t posts_time_in(posts_time_t t, const posts_timezone_t *tz);

void posts_time_civil(posts_time_t t, posts_civil_t *civil);

/* Seconds since the epoch of a date and time of day in UTC. */

int64_t posts_time_utc(int64_t year, unsigned month, unsigned day,
    unsigned hour, unsigned minute, unsigned second);

/*
 * Appends the time as Ruby's Time#strftime writes it: all directives, flags
 * (- 0 ^ # _ :) and widths (at most 1,024).  An unknown directive is copied.
 * %Z takes its name from tz; NULL or a zone with another offset: "".
 */

void posts_time_format(posts_buf_t *b, posts_time_t t,
    const posts_timezone_t *tz, posts_str_t fmt);

/*
 * The forms that are needed all the time, without a format: 2020-08-15T13:24
 * :00+00:00 (XML Schema; "Z" is never written), and "2020-08-15 13:24:00
 * +0000" (Ruby's Time#to_s; a UTC moment is written with +0000 too).
 */

void posts_time_xmlschema(posts_buf_t *b, posts_time_t t);
void posts_time_ruby(posts_buf_t *b, posts_time_t t);

/*
 * What Ruby's Time.parse makes of the text: ISO 8601, RFC 2822, "15 August
 * 2020 3pm", "2020-08-15 13:24 +0800", ...  No offset in the text: a wall
 * clock's time in tz; a missing date is today's by "now".  The result is
 * shown in the text's offset.  POSTS_INVALID if there is no time in it.
 */

posts_rc_t posts_time_parse(posts_time_t *out, posts_str_t text,
    const posts_timezone_t *tz, int64_t now);


#endif /* _POSTS_TIME_H_INCLUDED_ */
