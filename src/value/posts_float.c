
/*
 * Copyright (C) the authors of this project
 *
 * The C library does the arithmetic, which it does correctly rounded; but
 * its printf() and strtod() take the decimal point from the locale that the
 * host has set.  So no point ever goes through them: strtod() is given an
 * integer with an exponent, and of what printf() makes with "%e" only digits
 * and the exponent are read.
 */


#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "posts_float.h"


#define POSTS_FLOAT_DIGITS    17

/*
 * No more decimal digits than this decide between two neighbors; if any of
 * the digits behind them is not zero, a 1 stands for them all.
 */

#define POSTS_FLOAT_DECIDING  800
#define POSTS_FLOAT_EXPONENT  100000


typedef struct {
    char      digits[POSTS_FLOAT_DIGITS + 1];
    unsigned  n;
    int       point;         /* the value is 0.digits * 10^point */
} posts_float_t;


static void posts_float_digits(posts_float_t *d, double f, int n);
static double posts_float_value(const posts_float_t *d);
static void posts_float_shortest(posts_float_t *d, double f);
static int posts_float_few(posts_float_t *d, double f);


posts_rc_t
posts_float_parse(double *out, posts_str_t text)
{
    int           negative, minus, point, any, sticky;
    char          number[POSTS_FLOAT_DECIDING + 32];
    u_char        c;
    double        f;
    size_t        i, n;
    int64_t       exponent, e;

    i = 0;
    n = 0;
    any = 0;
    point = 0;
    sticky = 0;
    exponent = 0;

    negative = (text.len > 0 && text.data[0] == '-');

    if (text.len > 0 && (text.data[0] == '-' || text.data[0] == '+')) {
        i++;
    }

    for ( /* void */ ; i < text.len; i++) {
        c = text.data[i];

        if (c == '.' && !point) {
            point = 1;
            continue;
        }

        if (c < '0' || c > '9') {
            break;
        }

        any = 1;

        if (n == 0 && c == '0') {
            exponent -= point;

        } else if (n < POSTS_FLOAT_DECIDING) {
            number[n++] = (char) c;
            exponent -= point;

        } else {
            sticky |= (c != '0');
            exponent += !point;
        }
    }

    if (!any) {
        return POSTS_INVALID;
    }

    if (i < text.len) {

        if (posts_lower(text.data[i++]) != 'e') {
            return POSTS_INVALID;
        }

        minus = (i < text.len && text.data[i] == '-');

        if (i < text.len && (text.data[i] == '-' || text.data[i] == '+')) {
            i++;
        }

        if (i == text.len) {
            return POSTS_INVALID;
        }

        e = 0;

        for ( /* void */ ; i < text.len; i++) {
            c = text.data[i];

            if (c < '0' || c > '9') {
                return POSTS_INVALID;
            }

            /* beyond any text's length: digits before can not outweigh it */

            if (e < INT64_MAX / 100) {
                e = e * 10 + (c - '0');
            }
        }

        exponent += minus ? -e : e;
    }

    if (n == 0) {
        *out = negative ? -0.0 : 0.0;
        return POSTS_OK;
    }

    if (sticky) {
        number[n++] = '1';
        exponent--;
    }

    if (exponent > POSTS_FLOAT_EXPONENT) {
        exponent = POSTS_FLOAT_EXPONENT;
    }

    if (exponent < -POSTS_FLOAT_EXPONENT) {
        exponent = -POSTS_FLOAT_EXPONENT;
    }

    (void) snprintf(number + n, sizeof(number) - n, "e%d", (int) exponent);

    f = strtod(number, NULL);

    *out = negative ? -f : f;

    return POSTS_OK;
}


void
posts_float_write(posts_buf_t *b, double f)
{
    size_t         zeros;
    posts_str_t    digits;
    posts_float_t  d;

    if (isnan(f)) {
        posts_buf_lit(b, "NaN");
        return;
    }

    if (signbit(f)) {
        posts_buf_addc(b, '-');
        f = -f;
    }

    if (isinf(f)) {
        posts_buf_lit(b, "Infinity");
        return;
    }

    if (f == 0) {
        posts_buf_lit(b, "0.0");
        return;
    }

    posts_float_shortest(&d, f);

    digits = posts_str_from(d.digits, d.n);

    if (d.point > 0 && (d.point <= 15 || digits.len > (size_t) d.point)) {

        if (digits.len <= (size_t) d.point) {
            zeros = (size_t) d.point - digits.len;

            posts_buf_add(b, digits);
            posts_buf_add(b, posts_str_slice(posts_str("00000000000000000"),
                                             0, zeros));
            posts_buf_lit(b, ".0");
            return;
        }

        posts_buf_add(b, posts_str_slice(digits, 0, (size_t) d.point));
        posts_buf_addc(b, '.');
        posts_buf_add(b, posts_str_slice(digits, (size_t) d.point,
                                         digits.len));
        return;
    }

    if (d.point <= 0 && d.point > -4) {
        posts_buf_lit(b, "0.");
        posts_buf_add(b, posts_str_slice(posts_str("000"), 0,
                                         (size_t) -d.point));
        posts_buf_add(b, digits);
        return;
    }

    posts_buf_add(b, posts_str_slice(digits, 0, 1));
    posts_buf_addc(b, '.');

    if (digits.len > 1) {
        posts_buf_add(b, posts_str_slice(digits, 1, digits.len));

    } else {
        posts_buf_addc(b, '0');
    }

    posts_buf_fmt(b, "e%+03d", d.point - 1);
}


/* The value rounded to n digits. */

static void
posts_float_digits(posts_float_t *d, double f, int n)
{
    int          exponent;
    char         text[64];
    const char  *p;

    (void) snprintf(text, sizeof(text), "%.*e", n - 1, f);

    d->n = 0;

    for (p = text; *p != 'e' && *p != '\0'; p++) {
        if (*p >= '0' && *p <= '9' && d->n < POSTS_FLOAT_DIGITS) {
            d->digits[d->n++] = *p;
        }
    }

    exponent = 0;

    if (*p == 'e') {
        for (p += 2; *p >= '0' && *p <= '9'; p++) {
            exponent = exponent * 10 + (*p - '0');
        }

        if (strstr(text, "e-") != NULL) {
            exponent = -exponent;
        }
    }

    d->point = exponent + 1;
}


static double
posts_float_value(const posts_float_t *d)
{
    char  text[POSTS_FLOAT_DIGITS + 32];

    (void) snprintf(text, sizeof(text), "%.*se%d", (int) d->n, d->digits,
                    d->point - (int) d->n);

    return strtod(text, NULL);
}


/*
 * 15 digits show every number of at most 15 digits, so they are tried
 * first; only numbers below DBL_MIN have less of them.  At a power of two
 * the numbers below are nearer to each other than those above, and the 16
 * digits that are nearest may miss where the next ones above hit.
 */

static void
posts_float_shortest(posts_float_t *d, double f)
{
    int            n, exponent;
    unsigned       i;
    posts_float_t  up;

    if (posts_float_few(d, f)) {
        return;
    }

    for (n = (f < 2.2250738585072014e-308) ? 1 : 15;
         n < POSTS_FLOAT_DIGITS;
         n++)
    {
        posts_float_digits(d, f, n);

        if (posts_float_value(d) == f) {
            break;
        }

        if (frexp(f, &exponent) != 0.5) {
            continue;
        }

        up = *d;

        for (i = up.n; i > 0; i--) {
            if (up.digits[i - 1] != '9') {
                up.digits[i - 1]++;
                break;
            }

            up.digits[i - 1] = '0';
        }

        if (i > 0 && posts_float_value(&up) == f) {
            *d = up;
            break;
        }
    }

    if (n == POSTS_FLOAT_DIGITS) {
        posts_float_digits(d, f, POSTS_FLOAT_DIGITS);
    }

    while (d->n > 1 && d->digits[d->n - 1] == '0') {
        d->n--;
    }
}


/*
 * The numbers that people write: if f is an integer of at most 15 digits
 * divided by 1, 10, ... 10^8, it is that number, since no other of so few
 * digits is as near.
 */

static int
posts_float_few(posts_float_t *d, double f)
{
    double    n;
    unsigned  i, places;
    uint64_t  u;

    static const double  tens[] = {
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8
    };

    for (places = 0; places < sizeof(tens) / sizeof(tens[0]); places++) {
        n = rint(f * tens[places]);

        if (n >= 1e15) {
            return 0;
        }

        if (n / tens[places] == f) {
            break;
        }
    }

    if (places == sizeof(tens) / sizeof(tens[0])) {
        return 0;
    }

    d->n = 0;

    for (u = (uint64_t) n; u != 0; u /= 10) {
        d->n++;
    }

    u = (uint64_t) n;

    for (i = d->n; i > 0; i--) {
        d->digits[i - 1] = (char) ('0' + u % 10);
        u /= 10;
    }

    d->point = (int) d->n - (int) places;

    while (d->n > 1 && d->digits[d->n - 1] == '0') {
        d->n--;
    }

    return 1;
}
