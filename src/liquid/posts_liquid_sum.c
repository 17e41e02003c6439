
/*
 * Copyright (C) the authors of this project
 *
 * A float is added by the digits of the shortest number that reads back as
 * it, which is what Ruby's BigDecimal(f.to_s) is.
 */


#include <math.h>

#include "posts_float.h"
#include "posts_liquid_sum.h"
#include "posts_liquid_value.h"


#define POSTS_LIQUID_SUM_BASE    1000000000
#define POSTS_LIQUID_SUM_DIGITS  9
#define POSTS_LIQUID_SUM_POINT   40           /* limbs behind the point */
#define POSTS_LIQUID_SUM_CARRY   1000000000   /* additions a limb can take */


static void posts_liquid_sum_int(posts_liquid_sum_t *sum, int64_t n);
static void posts_liquid_sum_float(posts_liquid_sum_t *sum, double f);
static void posts_liquid_sum_string(posts_liquid_sum_t *sum, posts_str_t s);
static void posts_liquid_sum_digits(posts_liquid_sum_t *sum, posts_str_t s);
static void posts_liquid_sum_digit(posts_liquid_sum_t *sum, int64_t place,
    int64_t digit);
static void posts_liquid_sum_carry(posts_liquid_sum_t *sum);
static int posts_liquid_sum_negate(posts_liquid_sum_t *sum);
static int posts_liquid_sum_to_int(posts_liquid_sum_t *sum, int negative,
    int64_t *out);
static double posts_liquid_sum_to_float(posts_liquid_sum_t *sum);


void
posts_liquid_sum_init(posts_liquid_sum_t *sum, posts_arena_t *arena)
{
    memset(sum, 0, sizeof(posts_liquid_sum_t));

    sum->mark = posts_arena_mark(arena);
    posts_buf_init(&sum->text, arena, 0);
}


void
posts_liquid_sum_add(posts_liquid_sum_t *sum, posts_value_t v)
{
    switch (v.type) {

    case POSTS_INT:
        posts_liquid_sum_int(sum, v.u.integer);
        break;

    case POSTS_FLOAT:
        posts_liquid_sum_float(sum, v.u.number);
        break;

    case POSTS_STRING:
        posts_liquid_sum_string(sum, posts_value_string(v));
        break;

    default:
        break;
    }
}


static void
posts_liquid_sum_int(posts_liquid_sum_t *sum, int64_t n)
{
    size_t   i;
    int64_t  part;

    if (!__builtin_add_overflow(sum->integer, n, &part)) {
        sum->integer = part;
        return;
    }

    part = sum->integer;

    for (i = POSTS_LIQUID_SUM_POINT; part != 0; i++) {
        sum->limbs[i] += part % POSTS_LIQUID_SUM_BASE;
        part /= POSTS_LIQUID_SUM_BASE;
    }

    sum->integer = n;
    sum->wide = 1;
    sum->added++;
}


static void
posts_liquid_sum_float(posts_liquid_sum_t *sum, double f)
{
    sum->decimal = 1;

    if (!isfinite(f)) {
        sum->special += f;
        return;
    }

    sum->text.len = 0;
    posts_float_write(&sum->text, f);
    posts_liquid_sum_digits(sum, posts_buf_str(&sum->text));
}


/* With a fraction it is decimal, else Ruby's to_i. */

static void
posts_liquid_sum_string(posts_liquid_sum_t *sum, posts_str_t s)
{
    size_t       i, digits, behind;
    posts_str_t  t;

    t = posts_str_trim(s);
    digits = 0;
    behind = 0;

    for (i = (t.len != 0 && t.data[0] == '-'); i < t.len; i++) {

        if (t.data[i] >= '0' && t.data[i] <= '9') {
            digits++;

        } else if (t.data[i] == '.' && digits != 0 && behind == 0) {
            behind = digits;

        } else {
            break;
        }
    }

    if (i == t.len && behind != 0 && digits > behind) {
        sum->decimal = 1;
        posts_liquid_sum_digits(sum, t);

    } else {
        posts_liquid_sum_int(sum, posts_liquid_str_to_i(s));
    }
}


/* -?digits[.digits][e[-+]digits], all of it known to be right */

static void
posts_liquid_sum_digits(posts_liquid_sum_t *sum, posts_str_t s)
{
    int      sign;
    size_t   i, point, end;
    int64_t  exponent;

    sign = (s.len != 0 && s.data[0] == '-') ? -1 : 1;

    point = s.len;
    end = s.len;
    exponent = 0;

    for (i = 0; i < s.len; i++) {

        if (s.data[i] == '.') {
            point = i;

        } else if (s.data[i] == 'e') {
            end = i;
            exponent = posts_liquid_str_to_i(posts_str_slice(s, i + 1, s.len));
            break;
        }
    }

    if (point > end) {
        point = end;
    }

    exponent += (int64_t) point;

    for (i = (sign < 0); i < end; i++) {

        if (i != point) {
            posts_liquid_sum_digit(sum, exponent - (int64_t) i - (i < point),
                                   sign * (s.data[i] - '0'));
        }
    }

    sum->wide = 1;
    sum->added++;

    if (sum->added >= POSTS_LIQUID_SUM_CARRY) {
        posts_liquid_sum_carry(sum);
    }
}


/* What is too small is nothing, what is too large infinite. */

static void
posts_liquid_sum_digit(posts_liquid_sum_t *sum, int64_t place, int64_t digit)
{
    int64_t  limb, rest;

    place += POSTS_LIQUID_SUM_POINT * POSTS_LIQUID_SUM_DIGITS;

    if (digit == 0 || place < 0) {
        return;
    }

    limb = place / POSTS_LIQUID_SUM_DIGITS;

    if (limb >= POSTS_LIQUID_SUM_LIMBS - 1) {
        sum->special = (digit < 0) ? -HUGE_VAL : HUGE_VAL;
        return;
    }

    for (rest = place % POSTS_LIQUID_SUM_DIGITS; rest > 0; rest--) {
        digit *= 10;
    }

    sum->limbs[limb] += digit;
}


/* Each limb has nine digits then, and still a sign of its own. */

static void
posts_liquid_sum_carry(posts_liquid_sum_t *sum)
{
    size_t  i;

    for (i = 0; i + 1 < POSTS_LIQUID_SUM_LIMBS; i++) {
        sum->limbs[i + 1] += sum->limbs[i] / POSTS_LIQUID_SUM_BASE;
        sum->limbs[i] %= POSTS_LIQUID_SUM_BASE;
    }

    sum->added = 0;
}


posts_rc_t
posts_liquid_sum_value(posts_liquid_sum_t *sum, posts_value_t *out)
{
    int            negative;
    double         f;
    posts_rc_t     rc;
    posts_value_t  i;

    rc = sum->text.rc;

    posts_arena_rewind(sum->text.arena, sum->mark);

    if (!sum->wide && !sum->decimal) {
        *out = posts_value_int(sum->integer);
        return POSTS_OK;
    }

    if (isnan(sum->special) || sum->special != 0) {
        *out = posts_value_float(sum->special);
        return rc;
    }

    /* what is there of integers by two: the least one has no positive twin */

    i = posts_value_int(sum->integer);
    sum->integer = 0;
    sum->limbs[POSTS_LIQUID_SUM_POINT] += i.u.integer % POSTS_LIQUID_SUM_BASE;
    i.u.integer /= POSTS_LIQUID_SUM_BASE;
    sum->limbs[POSTS_LIQUID_SUM_POINT + 1] += i.u.integer;

    posts_liquid_sum_carry(sum);
    negative = posts_liquid_sum_negate(sum);

    if (!sum->decimal && posts_liquid_sum_to_int(sum, negative, &i.u.integer))
    {
        *out = i;
        return rc;
    }

    f = posts_liquid_sum_to_float(sum);

    *out = posts_value_float(negative ? -f : f);

    return rc;
}


/* The sum is that of its highest limb: all of them positive; 1: it was not. */

static int
posts_liquid_sum_negate(posts_liquid_sum_t *sum)
{
    int     negative;
    size_t  i;

    i = POSTS_LIQUID_SUM_LIMBS - 1;

    while (i > 0 && sum->limbs[i] == 0) {
        i--;
    }

    negative = (sum->limbs[i] < 0);

    for (i = 0; negative && i < POSTS_LIQUID_SUM_LIMBS; i++) {
        sum->limbs[i] = -sum->limbs[i];
    }

    for (i = 0; i + 1 < POSTS_LIQUID_SUM_LIMBS; i++) {

        if (sum->limbs[i] < 0) {
            sum->limbs[i] += POSTS_LIQUID_SUM_BASE;
            sum->limbs[i + 1]--;
        }
    }

    return negative;
}


static int
posts_liquid_sum_to_int(posts_liquid_sum_t *sum, int negative, int64_t *out)
{
    size_t   i;
    int64_t  n;

    n = 0;

    for (i = POSTS_LIQUID_SUM_LIMBS; i > POSTS_LIQUID_SUM_POINT; i--) {

        if (__builtin_mul_overflow(n, POSTS_LIQUID_SUM_BASE, &n)
            || __builtin_sub_overflow(n, sum->limbs[i - 1], &n))
        {
            return 0;
        }
    }

    if (!negative && n == INT64_MIN) {
        return 0;
    }

    *out = negative ? n : -n;

    return 1;
}


static double
posts_liquid_sum_to_float(posts_liquid_sum_t *sum)
{
    u_char   text[POSTS_LIQUID_SUM_LIMBS * POSTS_LIQUID_SUM_DIGITS + 8];
    size_t   i, k, n;
    double   f;
    int64_t  limb;

    n = 0;

    for (i = POSTS_LIQUID_SUM_LIMBS; i > 0; i--) {
        limb = sum->limbs[i - 1];

        for (k = POSTS_LIQUID_SUM_DIGITS; k > 0; k--) {
            text[n + k - 1] = (u_char) ('0' + limb % 10);
            limb /= 10;
        }

        n += POSTS_LIQUID_SUM_DIGITS;

        if (i - 1 == POSTS_LIQUID_SUM_POINT) {
            text[n++] = '.';
        }
    }

    if (posts_float_parse(&f, posts_str_from(text, n)) != POSTS_OK) {
        return 0;
    }

    return f;
}
