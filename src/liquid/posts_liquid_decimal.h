
/*
 * Copyright (C) the authors of this project
 *
 * Decimal numbers: Ruby's Liquid computes with BigDecimal, so that 0.1 + 0.2
 * is 0.3.  Here a number is up to 38 digits and a power of ten, which is
 * enough for the sum, the product and the quotient of two floats to be
 * rounded to a float just once, at the end.
 */


#ifndef _POSTS_LIQUID_DECIMAL_H_INCLUDED_
#define _POSTS_LIQUID_DECIMAL_H_INCLUDED_


#include "posts_buf.h"


typedef struct {
    unsigned __int128  digits;
    int64_t            exponent;     /* the value is digits * 10^exponent */
    unsigned           negative:1;   /* zero has a sign too */
} posts_liquid_decimal_t;


typedef enum {
    POSTS_LIQUID_ROUND_HALF = 0,     /* away from zero */
    POSTS_LIQUID_ROUND_FLOOR,
    POSTS_LIQUID_ROUND_CEIL
} posts_liquid_round_e;


posts_liquid_decimal_t posts_liquid_decimal_int(int64_t i);

/*
 * The shortest decimal number that reads back as "f", which is finite.
 * POSTS_LIMIT: the arena has no memory.
 */

posts_rc_t posts_liquid_decimal_float(posts_liquid_decimal_t *d, double f,
    posts_arena_t *arena);

/*
 * -?\d+\.\d+ and nothing else; 0 if it is not that.  What is behind the
 * eighteenth significant digit is cut.
 */

int posts_liquid_decimal_parse(posts_liquid_decimal_t *d, posts_str_t s);

/* The nearest float; the number as an integer, 0 if it is none of 64 bits. */

double posts_liquid_decimal_to_float(posts_liquid_decimal_t d);
int posts_liquid_decimal_to_int(posts_liquid_decimal_t d, int64_t *out);

/*
 * Operands have at most 63 bits of digits: they come from the functions
 * above.  "b" is not zero in _div and _mod; the remainder has its sign.
 */

posts_liquid_decimal_t posts_liquid_decimal_add(posts_liquid_decimal_t a,
    posts_liquid_decimal_t b);
posts_liquid_decimal_t posts_liquid_decimal_mul(posts_liquid_decimal_t a,
    posts_liquid_decimal_t b);
posts_liquid_decimal_t posts_liquid_decimal_div(posts_liquid_decimal_t a,
    posts_liquid_decimal_t b);
posts_liquid_decimal_t posts_liquid_decimal_mod(posts_liquid_decimal_t a,
    posts_liquid_decimal_t b);

/* <0, 0, >0 */

int posts_liquid_decimal_cmp(posts_liquid_decimal_t a,
    posts_liquid_decimal_t b);

/* To "places" digits behind the point, or before it if that is negative. */

posts_liquid_decimal_t posts_liquid_decimal_round(posts_liquid_decimal_t d,
    int64_t places, posts_liquid_round_e how);


#endif /* _POSTS_LIQUID_DECIMAL_H_INCLUDED_ */
