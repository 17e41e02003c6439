
/*
 * Copyright (C) the authors of this project
 *
 * Two numbers are added, compared and divided with rest at the smaller of
 * their powers of ten.  Where that does not fit, one of them is 10^19 times
 * the other, and does not notice it.
 */


#include <math.h>

#include "posts_float.h"
#include "posts_liquid_decimal.h"


#define POSTS_LIQUID_DECIMAL_DIGITS  18
#define POSTS_LIQUID_DECIMAL_WIDE    38

/* there is room for one digit more, and for a carry */

#define POSTS_LIQUID_DECIMAL_MAX     ((unsigned __int128) 1 << 123)

/* these and all below them are exact as a float */

#define POSTS_LIQUID_DECIMAL_EXACT   ((uint64_t) 1 << 53)
#define POSTS_LIQUID_DECIMAL_POWERS  22

/* any float is exactly one decimal number of so many digits, or none */

#define POSTS_LIQUID_DECIMAL_SURE    1e15
#define POSTS_LIQUID_DECIMAL_PLACES  8


static void posts_liquid_decimal_read(posts_liquid_decimal_t *d,
    posts_str_t s);
static void posts_liquid_decimal_reduce(posts_liquid_decimal_t *a,
    const posts_liquid_decimal_t *b);
static int posts_liquid_decimal_align(posts_liquid_decimal_t *a,
    posts_liquid_decimal_t *b);
static int posts_liquid_decimal_scale(posts_liquid_decimal_t *d,
    int64_t exponent);
static unsigned posts_liquid_decimal_text(unsigned __int128 n, u_char *text);


static const double  posts_liquid_decimal_tens[] = {
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13,
    1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22
};


posts_liquid_decimal_t
posts_liquid_decimal_int(int64_t i)
{
    posts_liquid_decimal_t  d;

    d.digits = (i < 0) ? 0 - (uint64_t) i : (uint64_t) i;
    d.exponent = 0;
    d.negative = (i < 0);

    return d;
}


posts_rc_t
posts_liquid_decimal_float(posts_liquid_decimal_t *d, double f,
    posts_arena_t *arena)
{
    double              n, ten;
    size_t              i;
    unsigned            negative;
    posts_buf_t         b;
    posts_arena_mark_t  mark;

    negative = (signbit(f) != 0);
    d->negative = negative;
    f = fabs(f);

    /* most floats are some digits long */

    for (i = 0; i <= POSTS_LIQUID_DECIMAL_PLACES; i++) {
        ten = posts_liquid_decimal_tens[i];
        n = rint(f * ten);

        if (n >= POSTS_LIQUID_DECIMAL_SURE) {
            break;
        }

        if (n / ten == f) {
            d->digits = (uint64_t) n;
            d->exponent = -(int64_t) i;
            return POSTS_OK;
        }
    }

    mark = posts_arena_mark(arena);

    posts_buf_init(&b, arena, 0);
    posts_float_write(&b, f);

    if (b.rc != POSTS_OK) {
        return POSTS_LIMIT;
    }

    posts_liquid_decimal_read(d, posts_buf_str(&b));
    d->negative = negative;

    posts_arena_rewind(arena, mark);

    return POSTS_OK;
}


int
posts_liquid_decimal_parse(posts_liquid_decimal_t *d, posts_str_t s)
{
    size_t    i, from;
    unsigned  n;

    i = (s.len != 0 && s.data[0] == '-');

    for (n = 0; n < 2; n++) {
        from = i;

        while (i < s.len && s.data[i] >= '0' && s.data[i] <= '9') {
            i++;
        }

        if (i == from || (n == 0 && (i == s.len || s.data[i] != '.'))) {
            return 0;
        }

        i += (n == 0);
    }

    if (i != s.len) {
        return 0;
    }

    posts_liquid_decimal_read(d, s);

    return 1;
}


/* -?digits(.digits)?(e[+-]digits)? */

static void
posts_liquid_decimal_read(posts_liquid_decimal_t *d, posts_str_t s)
{
    u_char    c;
    size_t    i;
    int64_t   e;
    unsigned  n, point;

    d->digits = 0;
    d->exponent = 0;
    d->negative = (s.len != 0 && s.data[0] == '-');

    n = 0;
    point = 0;

    for (i = d->negative; i < s.len; i++) {
        c = s.data[i];

        if (c == '.') {
            point = 1;
            continue;
        }

        if (c < '0' || c > '9') {
            break;
        }

        if (n == POSTS_LIQUID_DECIMAL_DIGITS) {
            d->exponent += !point;
            continue;
        }

        n += (n != 0 || c != '0');
        d->digits = d->digits * 10 + c - '0';
        d->exponent -= point;
    }

    if (i == s.len) {
        return;
    }

    e = 0;

    for (n = (unsigned) i + 2; n < s.len; n++) {
        e = e * 10 + s.data[n] - '0';
    }

    d->exponent += (s.data[i + 1] == '-') ? -e : e;
}


double
posts_liquid_decimal_to_float(posts_liquid_decimal_t d)
{
    double       f;
    u_char       text[64];
    int64_t      e;
    unsigned     n;
    posts_str_t  s;

    e = d.exponent;

    if (d.digits == 0) {
        f = 0;

    } else if (d.digits <= POSTS_LIQUID_DECIMAL_EXACT
               && e >= -POSTS_LIQUID_DECIMAL_POWERS
               && e <= POSTS_LIQUID_DECIMAL_POWERS)
    {
        f = (double) (uint64_t) d.digits;
        f = (e < 0) ? f / posts_liquid_decimal_tens[-e]
                    : f * posts_liquid_decimal_tens[e];

    } else {
        n = posts_liquid_decimal_text(d.digits, text);

        text[n++] = 'e';

        if (e < 0) {
            text[n++] = '-';
            e = -e;
        }

        /* more than this is 0, or infinite */

        n += posts_liquid_decimal_text((e > 99999) ? 99999 : (uint64_t) e,
                                       text + n);

        s = posts_str_from(text, n);

        if (posts_float_parse(&f, s) != POSTS_OK) {
            f = 0;
        }
    }

    return d.negative ? -f : f;
}


int
posts_liquid_decimal_to_int(posts_liquid_decimal_t d, int64_t *out)
{
    uint64_t  limit;

    if (!posts_liquid_decimal_scale(&d, 0)) {
        return 0;
    }

    limit = (uint64_t) INT64_MAX + d.negative;

    if (d.digits > limit) {
        return 0;
    }

    *out = (int64_t) (d.negative ? 0 - (uint64_t) d.digits
                                 : (uint64_t) d.digits);

    return 1;
}


posts_liquid_decimal_t
posts_liquid_decimal_add(posts_liquid_decimal_t a, posts_liquid_decimal_t b)
{
    if (!posts_liquid_decimal_align(&a, &b)) {
        return (a.exponent > b.exponent) ? a : b;
    }

    if (a.negative == b.negative) {
        a.digits += b.digits;
        return a;
    }

    if (a.digits < b.digits) {
        b.digits -= a.digits;
        return b;
    }

    a.digits -= b.digits;

    if (a.digits == 0) {
        a.negative = 0;
    }

    return a;
}


posts_liquid_decimal_t
posts_liquid_decimal_mul(posts_liquid_decimal_t a, posts_liquid_decimal_t b)
{
    a.digits *= b.digits;
    a.exponent += b.exponent;
    a.negative ^= b.negative;

    return a;
}


posts_liquid_decimal_t
posts_liquid_decimal_div(posts_liquid_decimal_t a, posts_liquid_decimal_t b)
{
    int                 more;
    unsigned __int128   rest;

    while (a.digits != 0 && a.digits < POSTS_LIQUID_DECIMAL_MAX / 10) {
        a.digits *= 10;
        a.exponent--;
    }

    rest = a.digits % b.digits;
    more = (rest != 0);

    /* one digit more says which side of a half it is on */

    a.digits = a.digits / b.digits * 10 + (unsigned) more;
    a.exponent -= b.exponent + 1;
    a.negative ^= b.negative;

    return a;
}


posts_liquid_decimal_t
posts_liquid_decimal_mod(posts_liquid_decimal_t a, posts_liquid_decimal_t b)
{
    unsigned  differ;

    differ = (a.negative != b.negative);

    if (!posts_liquid_decimal_align(&a, &b)) {

        if (a.exponent < b.exponent) {

            /* next to nothing, of one sign or the other */

            return (differ && a.digits != 0) ? b : a;
        }

        posts_liquid_decimal_reduce(&a, &b);
    }

    a.digits %= b.digits;
    a.negative = b.negative;

    if (a.digits == 0) {
        a.negative = 0;

    } else if (differ) {
        a.digits = b.digits - a.digits;
    }

    return a;
}


/* a * 10^n mod b, where a * 10^n has too many digits */

static void
posts_liquid_decimal_reduce(posts_liquid_decimal_t *a,
    const posts_liquid_decimal_t *b)
{
    while (a->exponent > b->exponent && a->digits != 0) {
        a->digits = a->digits % b->digits * 10;
        a->exponent--;
    }

    a->exponent = b->exponent;
}


int
posts_liquid_decimal_cmp(posts_liquid_decimal_t a, posts_liquid_decimal_t b)
{
    int  order;

    if (a.digits == 0 && b.digits == 0) {
        return 0;
    }

    if (a.negative != b.negative) {
        return a.negative ? -1 : 1;
    }

    if (!posts_liquid_decimal_align(&a, &b)) {
        order = (a.exponent > b.exponent) ? 1 : -1;

    } else {
        order = (a.digits > b.digits) - (a.digits < b.digits);
    }

    return a.negative ? -order : order;
}


posts_liquid_decimal_t
posts_liquid_decimal_round(posts_liquid_decimal_t d, int64_t places,
    posts_liquid_round_e how)
{
    int                 up;
    int64_t             i, drop;
    unsigned __int128   unit, rest;

    drop = -d.exponent - places;

    if (drop <= 0) {
        return d;
    }

    if (drop > POSTS_LIQUID_DECIMAL_WIDE) {
        rest = d.digits;
        unit = 0;
        d.digits = 0;

    } else {
        unit = 1;

        for (i = 0; i < drop; i++) {
            unit *= 10;
        }

        rest = d.digits % unit;
        d.digits /= unit;
    }

    switch (how) {

    case POSTS_LIQUID_ROUND_HALF:
        up = (unit != 0 && rest >= unit - rest);
        break;

    case POSTS_LIQUID_ROUND_FLOOR:
        up = (rest != 0 && d.negative);
        break;

    default:
        up = (rest != 0 && !d.negative);
    }

    d.digits += (unsigned) up;
    d.exponent = -places;

    return d;
}


/*
 * Brings both to the smaller exponent.  0: the digits do not suffice, and
 * the one with the larger exponent is by far the larger one.
 */

static int
posts_liquid_decimal_align(posts_liquid_decimal_t *a,
    posts_liquid_decimal_t *b)
{
    if (a->digits == 0) {
        a->exponent = b->exponent;
        return 1;
    }

    if (b->digits == 0) {
        b->exponent = a->exponent;
        return 1;
    }

    return (a->exponent < b->exponent)
           ? posts_liquid_decimal_scale(b, a->exponent)
           : posts_liquid_decimal_scale(a, b->exponent);
}


/* To a smaller exponent, or a larger one if only zeros are lost; or 0. */

static int
posts_liquid_decimal_scale(posts_liquid_decimal_t *d, int64_t exponent)
{
    posts_liquid_decimal_t  to;

    to = *d;

    if (to.digits == 0) {
        to.exponent = exponent;
    }

    while (to.exponent > exponent) {

        if (to.digits >= POSTS_LIQUID_DECIMAL_MAX / 10) {
            return 0;
        }

        to.digits *= 10;
        to.exponent--;
    }

    while (to.exponent < exponent) {

        if (to.digits % 10 != 0) {
            return 0;
        }

        to.digits /= 10;
        to.exponent++;
    }

    *d = to;

    return 1;
}


static unsigned
posts_liquid_decimal_text(unsigned __int128 n, u_char *text)
{
    u_char    digits[40], *p;
    unsigned  len;

    p = digits + sizeof(digits);

    do {
        *--p = (u_char) ('0' + (unsigned) (n % 10));
        n /= 10;
    } while (n != 0);

    len = (unsigned) (digits + sizeof(digits) - p);
    memcpy(text, p, len);

    return len;
}
