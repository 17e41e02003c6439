
/*
 * Copyright (C) the authors of this project
 *
 * The inside of a time zone, for the reader of its file, the tests and the
 * fuzzer; others use posts_time.h.
 */


#ifndef _POSTS_TIMEZONE_H_INCLUDED_
#define _POSTS_TIMEZONE_H_INCLUDED_


#include "posts_time.h"


#define POSTS_TIMEZONE_SIZE    (1024 * 1024)   /* bytes of a file */
#define POSTS_TIMEZONE_NAME    255             /* bytes of a name */
#define POSTS_TIMEZONE_OFFSET  93600           /* no zone is 26 hours away */


/* A kind of local time: what a clock shows between two changes. */

typedef struct {
    int32_t      offset;     /* seconds east of UTC */
    posts_str_t  abbr;
} posts_timezone_type_t;


/* A day of each year, as POSIX's TZ has it, and a time on that day. */

typedef struct {
    u_char    kind;          /* 'J', 'N' (from 0, with leap days), 'M' */
    u_char    month;         /* of 'M', 1 .. 12 */
    u_char    week;          /* of 'M', 1 .. 5; 5 is the last */
    uint16_t  day;           /* of 'M' 0 .. 6, else 0 or 1 .. 365 */
    int32_t   time;          /* seconds after midnight, may be negative */
} posts_timezone_day_t;


typedef struct {
    posts_timezone_type_t  std;
    posts_timezone_type_t  dst;
    posts_timezone_day_t   start;    /* of dst */
    posts_timezone_day_t   end;
    unsigned               has_dst:1;
} posts_timezone_rule_t;


struct posts_timezone_s {
    int64_t                *changes;   /* moments, ascending */
    const u_char           *indices;   /* the type from each moment on */
    size_t                  n;         /* changes */
    posts_timezone_type_t  *types;     /* [0]: before the first change */
    posts_timezone_rule_t   rule;      /* after the last change */
    unsigned                has_rule:1;
};


/*
 * Makes a zone from the bytes of a TZif file (RFC 8536, versions 1 to 4)
 * and from a POSIX TZ string.  The zone keeps pointers into "s", which has
 * to live as long.
 */

posts_rc_t posts_timezone_tzif(posts_timezone_t **out, posts_arena_t *arena,
    posts_str_t s, posts_error_t *error);
posts_rc_t posts_timezone_posix(posts_timezone_t **out, posts_arena_t *arena,
    posts_str_t s, posts_error_t *error);


#endif /* _POSTS_TIMEZONE_H_INCLUDED_ */
