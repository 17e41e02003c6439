
/*
 * Copyright (C) the authors of this project
 *
 * The sum of many numbers.  Ruby's Liquid adds floats as decimal numbers, so
 * that 0.1 + 0.2 + 0.3 is 0.6; here they are added exactly, however many and
 * however different they are, and rounded once.
 */


#ifndef _POSTS_LIQUID_SUM_H_INCLUDED_
#define _POSTS_LIQUID_SUM_H_INCLUDED_


#include "posts_value.h"


#define POSTS_LIQUID_SUM_LIMBS  80


typedef struct {

    /*
     * a decimal number: limbs of nine digits, the least first, each with a
     * sign of its own until the end
     */

    int64_t              limbs[POSTS_LIQUID_SUM_LIMBS];
    size_t               added;        /* since limbs were carried */
    int64_t              integer;      /* the part that has fitted so far */
    double               special;      /* infinite, or not a number; or 0 */
    posts_buf_t          text;         /* of the last float */
    posts_arena_mark_t   mark;
    unsigned             decimal:1;    /* one number was, so is the sum */
    unsigned             wide:1;       /* limbs are in use */
} posts_liquid_sum_t;


/* Zero; floats are written into the arena, and taken back at the end. */

void posts_liquid_sum_init(posts_liquid_sum_t *sum, posts_arena_t *arena);

/* Adds what Ruby's to_number makes of the value: 0 of most. */

void posts_liquid_sum_add(posts_liquid_sum_t *sum, posts_value_t v);

/*
 * An INT if there were but integers and it is one of 64 bits; else a FLOAT.
 * POSTS_LIMIT: there was no memory for one of the numbers.
 */

posts_rc_t posts_liquid_sum_value(posts_liquid_sum_t *sum,
    posts_value_t *out);


#endif /* _POSTS_LIQUID_SUM_H_INCLUDED_ */
