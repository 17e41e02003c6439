
/*
 * Copyright (C) the authors of this project
 *
 * What a text says of a time, before it is known which time that is: the
 * first half of posts_time_parse().
 */


#ifndef _POSTS_TIME_SCAN_H_INCLUDED_
#define _POSTS_TIME_SCAN_H_INCLUDED_


#include "posts_time.h"


#define POSTS_TIME_SCAN_MAX  128    /* bytes; Ruby refuses more, too */


typedef enum {
    POSTS_TIME_YEAR = 0,
    POSTS_TIME_MONTH,
    POSTS_TIME_DAY,
    POSTS_TIME_HOUR,
    POSTS_TIME_MINUTE,
    POSTS_TIME_SECOND,
    POSTS_TIME_YEARDAY,
    POSTS_TIME_NSEC,
    POSTS_TIME_FIELDS
} posts_time_field_t;


typedef struct {
    int64_t   value[POSTS_TIME_FIELDS];
    unsigned  set;           /* a bit for each field that is there */
    unsigned  bc:1;          /* the year is one before Christ */
    unsigned  whole:1;       /* 20 is the year 20, not 2020 */
    unsigned  refused:1;     /* a number that Ruby does not take */
    size_t    zone_len;      /* 0: none */
    u_char    zone[POSTS_TIME_SCAN_MAX];
} posts_time_fields_t;


/* POSTS_INVALID: too long, not UTF-8, or a number beyond all sense. */

posts_rc_t posts_time_scan(posts_time_fields_t *fields, posts_str_t text);


static inline int
posts_time_has(const posts_time_fields_t *fields, posts_time_field_t field)
{
    return (fields->set >> field & 1) != 0;
}


#endif /* _POSTS_TIME_SCAN_H_INCLUDED_ */
