
/*
 * Copyright (C) the authors of this project
 *
 * The pieces that Ruby's Liquid cuts markup into with regular expressions
 * where its strict parser has given up, or was never asked (include, cycle,
 * tablerow, ...).  Each function looks from *pos on, and moves it behind
 * what it has taken.
 */


#ifndef _POSTS_LIQUID_LAX_H_INCLUDED_
#define _POSTS_LIQUID_LAX_H_INCLUDED_


#include "posts_str.h"


/*
 * A "quoted fragment" that begins exactly at *pos: a string with its quotes,
 * or a row of anything but white space, commas, bars and lone quotes, in
 * which strings may stand.  1 and the fragment, or 0.
 */

int posts_liquid_lax_fragment(posts_str_t markup, size_t *pos,
    posts_str_t *fragment);

/* The same, the first one from *pos on. */

int posts_liquid_lax_find_fragment(posts_str_t markup, size_t *pos,
    posts_str_t *fragment);

/*
 * The next "key: fragment" from *pos on (\w[\w-]*\s*:\s*fragment), as Ruby's
 * scan with TagAttributes finds it.
 */

int posts_liquid_lax_attribute(posts_str_t markup, size_t *pos,
    posts_str_t *key, posts_str_t *value);

/* Behind white space; is it a letter, a digit or "_" (\w), or that or "-"? */

size_t posts_liquid_lax_space(posts_str_t markup, size_t pos);
int posts_liquid_lax_word(u_char c);
int posts_liquid_lax_segment(u_char c);


#endif /* _POSTS_LIQUID_LAX_H_INCLUDED_ */
