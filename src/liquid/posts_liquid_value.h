
/*
 * Copyright (C) the authors of this project
 *
 * What Ruby's Liquid does with values: text, numbers, order, members.
 */


#ifndef _POSTS_LIQUID_VALUE_H_INCLUDED_
#define _POSTS_LIQUID_VALUE_H_INCLUDED_


#include "posts_liquid_context.h"


/*
 * In the flags of an ARRAY: none of its members is an array, which saves the
 * search for them.
 */

#define POSTS_LIQUID_FLAT  2

/*
 * In the flags of a STRING: what "empty" and "blank" are outside conditions.
 * It is "", but Jekyll's where and find tell it from one.
 */

#define POSTS_LIQUID_NOTHING  2


/* 1..3: an OBJECT of the kind ARRAY, in the arena; nil: no memory. */

posts_value_t posts_liquid_range(posts_arena_t *arena, int64_t first,
    int64_t last);
int posts_liquid_is_range(posts_value_t v, int64_t *first, int64_t *last);

/*
 * The value's to_s: a string's own bytes, else text in lc->arena, of which
 * steps are counted.
 */

posts_rc_t posts_liquid_to_s(posts_liquid_context_t *lc, posts_value_t v,
    posts_str_t *text);

/* An integer's text, at the end of "room", which has this many bytes. */

#define POSTS_LIQUID_INT_LEN  24

posts_str_t posts_liquid_int_text(u_char *room, int64_t n);

/*
 * Ruby's Utils.to_integer: an INT, or a text that is one; else the soft
 * error "invalid integer".
 */

posts_rc_t posts_liquid_to_integer(posts_liquid_context_t *lc,
    posts_value_t v, int64_t *out);

/* Ruby's to_i of a string: the digits it begins with, or 0. */

int64_t posts_liquid_str_to_i(posts_str_t s);

/*
 * What filters over collections iterate (Ruby's InputIterator): an array
 * flattened, [map] for a map, [] for nil, [v] else; an array that has no
 * arrays in it as it is.  *out is an ARRAY or an OBJECT of that kind.
 */

posts_rc_t posts_liquid_to_array(posts_liquid_context_t *lc, posts_value_t v,
    posts_value_t *out);

/*
 * A member by a key of any type, as look-ups take it: .key, ["key"], [0],
 * [-1]; 0 if there is none (and *out is nil).  Not size, first, last.
 */

int posts_liquid_get(posts_value_t v, posts_value_t key, posts_value_t *out);

/* size, first, last of a value; 0 if it has no such thing. */

int posts_liquid_member(posts_liquid_context_t *lc, posts_value_t v,
    posts_liquid_member_e member, posts_value_t *out);

/*
 * Ruby's ==; and eql?, to which 1 is not 1.0.  Members of arrays and maps are
 * counted as steps: past the limit lc->error is set, and the result is 0.
 */

int posts_liquid_eq(posts_liquid_context_t *lc, posts_value_t a,
    posts_value_t b);
int posts_liquid_eql(posts_liquid_context_t *lc, posts_value_t a,
    posts_value_t b);

/* What eql? values have in common. */

uint64_t posts_liquid_hash(posts_value_t v);

/*
 * Ruby's <=>: 1 and *order (<0, 0, >0), or 0 where the two cannot be
 * compared.  Steps are counted as above.
 */

int posts_liquid_order(posts_liquid_context_t *lc, posts_value_t a,
    posts_value_t b, int *order);

/* Ruby's name of a value's class, for messages: String, Integer, ... */

posts_str_t posts_liquid_class(posts_value_t v);


#endif /* _POSTS_LIQUID_VALUE_H_INCLUDED_ */
