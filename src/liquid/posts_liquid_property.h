
/*
 * Copyright (C) the authors of this project
 *
 * A property that a filter asks of one element after the other.  It is
 * looked at once; and where it was found in one map, it is looked for first
 * in the next.
 */


#ifndef _POSTS_LIQUID_PROPERTY_H_INCLUDED_
#define _POSTS_LIQUID_PROPERTY_H_INCLUDED_


#include "posts_liquid_context.h"


typedef struct {
    posts_value_t   key;     /* as the template has it */
    posts_str_t     text;    /* its to_s */
    posts_value_t  *parts;   /* of a text with dots in it; else NULL */
    size_t         *hints;   /* for each of the parts */
    size_t          n;
    size_t          hint;    /* for the whole: the pair it was found in */
} posts_liquid_property_t;


/* Fills it in; takes memory from lc->arena where there are dots. */

posts_rc_t posts_liquid_property_init(posts_liquid_context_t *lc,
    posts_liquid_property_t *p, posts_value_t key);

/*
 * Ruby's item[key].  POSTS_NOTFOUND: the item has no [] at all (nil, true,
 * a float, ...); POSTS_INVALID: it does not take such a key, which is the
 * soft error "cannot select the property".
 */

posts_rc_t posts_liquid_property_index(posts_liquid_context_t *lc,
    posts_liquid_property_t *p, posts_value_t item, posts_value_t *out);

/*
 * The property as Jekyll's filters see it: with dots in it a path, and a
 * text that is a number is the number.  Results as above.
 */

posts_rc_t posts_liquid_property_get(posts_liquid_context_t *lc,
    posts_liquid_property_t *p, posts_value_t item, posts_value_t *out);


#endif /* _POSTS_LIQUID_PROPERTY_H_INCLUDED_ */
