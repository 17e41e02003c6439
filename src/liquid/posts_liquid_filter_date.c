
/*
 * Copyright (C) the authors of this project
 *
 * Dates: Liquid's filter "date", and Jekyll's with a form of their own,
 * which show a moment in the site's zone.
 */


#include "posts_inspect.h"
#include "posts_liquid_filter.h"


/* More seconds than this are in no year that can be shown. */

#define POSTS_LIQUID_DATE_END  ((int64_t) 1 << 52)


static posts_rc_t posts_liquid_filter_date(posts_liquid_context_t *lc,
    posts_value_t *v, const posts_liquid_args_t *args);
static posts_rc_t posts_liquid_filter_date_to_string(
    posts_liquid_context_t *lc, posts_value_t *v,
    const posts_liquid_args_t *args);
static posts_rc_t posts_liquid_filter_date_to_long_string(
    posts_liquid_context_t *lc, posts_value_t *v,
    const posts_liquid_args_t *args);
static posts_rc_t posts_liquid_filter_date_to_xmlschema(
    posts_liquid_context_t *lc, posts_value_t *v,
    const posts_liquid_args_t *args);
static posts_rc_t posts_liquid_filter_date_to_rfc822(
    posts_liquid_context_t *lc, posts_value_t *v,
    const posts_liquid_args_t *args);

static posts_rc_t posts_liquid_date_in_words(posts_liquid_context_t *lc,
    posts_value_t *v, const posts_liquid_args_t *args, posts_str_t month);
static posts_str_t posts_liquid_date_ordinal(unsigned day);
static posts_rc_t posts_liquid_date_local(posts_liquid_context_t *lc,
    posts_value_t v, posts_time_t *t);
static int posts_liquid_date_nothing(posts_value_t v);
static int posts_liquid_date_time(posts_liquid_context_t *lc,
    posts_value_t v, posts_time_t *t);
static int posts_liquid_date_text(posts_liquid_context_t *lc, posts_str_t s,
    posts_time_t *t);
static const posts_timezone_t *posts_liquid_date_zone(
    const posts_liquid_context_t *lc);
static posts_rc_t posts_liquid_date_write(posts_liquid_context_t *lc,
    posts_value_t *v, posts_time_t t, posts_str_t format);


const posts_liquid_filter_t  posts_liquid_date_filters[] = {
    { posts_string("date"), posts_liquid_filter_date, 1, 1, 0 },
    { posts_string("date_to_string"), posts_liquid_filter_date_to_string,
      0, 2, 0 },
    { posts_string("date_to_long_string"),
      posts_liquid_filter_date_to_long_string, 0, 2, 0 },
    { posts_string("date_to_xmlschema"),
      posts_liquid_filter_date_to_xmlschema, 0, 0, 0 },
    { posts_string("date_to_rfc822"), posts_liquid_filter_date_to_rfc822,
      0, 0, 0 },
    { posts_null_string, NULL, 0, 0, 0 }
};


static posts_rc_t
posts_liquid_filter_date(posts_liquid_context_t *lc, posts_value_t *v,
    const posts_liquid_args_t *args)
{
    posts_rc_t    rc;
    posts_str_t   format;
    posts_time_t  t;

    rc = posts_liquid_to_s(lc, args->v[0], &format);
    if (rc != POSTS_OK) {
        return rc;
    }

    /* what is no date stays what it is */

    if (format.len == 0 || !posts_liquid_date_time(lc, *v, &t)) {
        return POSTS_OK;
    }

    return posts_liquid_date_write(lc, v, t, format);
}


static posts_rc_t
posts_liquid_filter_date_to_string(posts_liquid_context_t *lc,
    posts_value_t *v, const posts_liquid_args_t *args)
{
    return posts_liquid_date_in_words(lc, v, args, posts_str("%b"));
}


static posts_rc_t
posts_liquid_filter_date_to_long_string(posts_liquid_context_t *lc,
    posts_value_t *v, const posts_liquid_args_t *args)
{
    return posts_liquid_date_in_words(lc, v, args, posts_str("%B"));
}


static posts_rc_t
posts_liquid_filter_date_to_xmlschema(posts_liquid_context_t *lc,
    posts_value_t *v, const posts_liquid_args_t *args)
{
    posts_rc_t    rc;
    posts_buf_t   b;
    posts_time_t  t;

    (void) args;

    if (posts_liquid_date_nothing(*v)) {
        return POSTS_OK;
    }

    rc = posts_liquid_date_local(lc, *v, &t);
    if (rc != POSTS_OK) {
        return rc;
    }

    posts_buf_init(&b, lc->arena, 0);
    posts_time_xmlschema(&b, t);

    return posts_liquid_give_buf(lc, v, &b);
}


static posts_rc_t
posts_liquid_filter_date_to_rfc822(posts_liquid_context_t *lc,
    posts_value_t *v, const posts_liquid_args_t *args)
{
    posts_rc_t    rc;
    posts_time_t  t;

    (void) args;

    if (posts_liquid_date_nothing(*v)) {
        return POSTS_OK;
    }

    rc = posts_liquid_date_local(lc, *v, &t);
    if (rc != POSTS_OK) {
        return rc;
    }

    return posts_liquid_date_write(lc, v, t,
                                   posts_str("%a, %d %b %Y %T %z"));
}


/* 07 Nov 2008, "ordinal": 7th Nov 2008, "ordinal" and "US": Nov 7th, 2008 */

static posts_rc_t
posts_liquid_date_in_words(posts_liquid_context_t *lc, posts_value_t *v,
    const posts_liquid_args_t *args, posts_str_t month)
{
    int            us, ordinal;
    posts_rc_t     rc;
    posts_buf_t    format;
    posts_time_t   t;
    posts_civil_t  civil;

    if (posts_liquid_date_nothing(*v)) {
        return POSTS_OK;
    }

    rc = posts_liquid_date_local(lc, *v, &t);
    if (rc != POSTS_OK) {
        return rc;
    }

    ordinal = posts_str_eq(posts_value_string(posts_liquid_arg(args, 0)),
                           posts_str("ordinal"));
    us = ordinal && posts_str_eq(posts_value_string(posts_liquid_arg(args, 1)),
                                 posts_str("US"));

    posts_time_civil(t, &civil);
    posts_buf_init(&format, lc->arena, 0);

    if (us) {
        posts_buf_add(&format, month);
        posts_buf_lit(&format, " ");
    }

    if (ordinal) {
        posts_buf_int(&format, civil.day);
        posts_buf_add(&format, posts_liquid_date_ordinal(civil.day));
        posts_buf_add(&format, us ? posts_str(",") : posts_str(" "));

    } else {
        posts_buf_lit(&format, "%d ");
    }

    posts_buf_add(&format, us ? posts_str("") : month);
    posts_buf_lit(&format, " %Y");

    if (format.rc != POSTS_OK) {
        return posts_liquid_memory(lc);
    }

    return posts_liquid_date_write(lc, v, t, posts_buf_str(&format));
}


static posts_str_t
posts_liquid_date_ordinal(unsigned day)
{
    static const posts_str_t  suffixes[] = {
        posts_string("th"), posts_string("st"), posts_string("nd"),
        posts_string("rd")
    };

    if ((day >= 11 && day <= 13) || day % 10 > 3) {
        return suffixes[0];
    }

    return suffixes[day % 10];
}


/* A moment as the site's zone shows it; a day is its midnight there. */

static posts_rc_t
posts_liquid_date_local(posts_liquid_context_t *lc, posts_value_t v,
    posts_time_t *t)
{
    posts_rc_t     rc;
    posts_buf_t    b;
    posts_civil_t  civil;

    if (!posts_liquid_date_time(lc, v, t)) {
        posts_buf_init(&b, lc->arena, 0);
        posts_inspect_value(&b, v, lc->limits->depth);

        if (b.rc != POSTS_OK) {
            return posts_liquid_memory(lc);
        }

        rc = posts_liquid_steps(lc, b.len / POSTS_LIQUID_STEP);
        if (rc != POSTS_OK) {
            return rc;
        }

        return posts_liquid_fail(lc, "Invalid Date: '%.*s' is not a valid "
                                 "datetime.", posts_str_arg(posts_buf_str(&b)));
    }

    if (v.type == POSTS_DATE) {
        posts_time_civil(*t, &civil);
        *t = posts_time_local(posts_liquid_date_zone(lc), &civil, 0);
        return POSTS_OK;
    }

    *t = posts_time_in(*t, posts_liquid_date_zone(lc));

    return POSTS_OK;
}


/* Nothing to show, and no error. */

static int
posts_liquid_date_nothing(posts_value_t v)
{
    return v.type == POSTS_NIL || (v.type == POSTS_STRING && v.len == 0);
}


/* Ruby's Utils.to_date; 0 if there is no date in the value. */

static int
posts_liquid_date_time(posts_liquid_context_t *lc, posts_value_t v,
    posts_time_t *t)
{
    switch (v.type) {

    case POSTS_TIME:
    case POSTS_DATE:
        *t = posts_value_moment(v);
        return 1;

    case POSTS_INT:
        break;

    case POSTS_STRING:
        return posts_liquid_date_text(lc, posts_value_string(v), t);

    default:
        return 0;
    }

    if (v.u.integer < -POSTS_LIQUID_DATE_END
        || v.u.integer > POSTS_LIQUID_DATE_END)
    {
        return 0;
    }

    t->sec = v.u.integer;
    t->nsec = 0;
    t->offset = 0;
    *t = posts_time_in(*t, posts_liquid_date_zone(lc));

    return 1;
}


static int
posts_liquid_date_text(posts_liquid_context_t *lc, posts_str_t s,
    posts_time_t *t)
{
    size_t                   i;
    const posts_timezone_t  *tz;

    if (s.len == 0) {
        return 0;
    }

    tz = posts_liquid_date_zone(lc);

    if (posts_str_caseeq(s, posts_str("now"))
        || posts_str_caseeq(s, posts_str("today")))
    {
        *t = posts_time_in(lc->host->now, tz);
        return 1;
    }

    for (i = 0; i < s.len; i++) {
        if (s.data[i] < '0' || s.data[i] > '9') {
            break;
        }
    }

    if (i == s.len) {
        return posts_liquid_date_time(lc,
                           posts_value_int(posts_liquid_str_to_i(s)), t);
    }

    return posts_time_parse(t, s, tz, lc->host->now.sec) == POSTS_OK;
}


static const posts_timezone_t *
posts_liquid_date_zone(const posts_liquid_context_t *lc)
{
    return (lc->host->timezone != NULL) ? lc->host->timezone
                                        : &posts_timezone_utc;
}


static posts_rc_t
posts_liquid_date_write(posts_liquid_context_t *lc, posts_value_t *v,
    posts_time_t t, posts_str_t format)
{
    posts_buf_t  b;

    posts_buf_init(&b, lc->arena, 0);
    posts_time_format(&b, t, posts_liquid_date_zone(lc), format);

    return posts_liquid_give_buf(lc, v, &b);
}
