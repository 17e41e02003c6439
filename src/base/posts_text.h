
/*
 * Copyright (C) the authors of this project
 *
 * The text in which posts_time_parse() looks for a time, and the questions
 * that the forms of dates and times ask of it.  All of them take a place in
 * the text, which may be behind its end: nothing is there.
 */


#ifndef _POSTS_TEXT_H_INCLUDED_
#define _POSTS_TEXT_H_INCLUDED_


#include "posts_time_scan.h"


typedef struct {
    posts_time_fields_t  *fields;     /* what has been found so far */
    size_t                len;
    u_char                text[POSTS_TIME_SCAN_MAX];
} posts_text_t;


/* Where the form that is at "i" ends, or 0. */

typedef size_t (*posts_text_form_pt)(posts_text_t *s, size_t i);


/*
 * Copies the text; whatever is neither a letter or a digit nor one of
 * - + ' , . / : @ [ ] becomes a space, one for a row of them.
 */

void posts_text_init(posts_text_t *s, posts_str_t text);

/* Looks for the form from the left and cuts it out. */

int posts_text_cut(posts_text_t *s, posts_text_form_pt form);

/* Is the word, in lower case, at "i"?  Any case will do. */

int posts_text_at(const posts_text_t *s, size_t i, const char *word);

/* Is it a digit; a letter or a digit; does a word begin or end there? */

int posts_text_digit(const posts_text_t *s, size_t i);
int posts_text_word(const posts_text_t *s, size_t i);
int posts_text_edge(const posts_text_t *s, size_t i);

/* Behind the digits at "i", "max" of them at most; behind the spaces. */

size_t posts_text_run(const posts_text_t *s, size_t i, size_t max);
size_t posts_text_spaces(const posts_text_t *s, size_t i);

/* The first of the characters from "i" on; '0' means any digit. */

size_t posts_text_until(const posts_text_t *s, size_t i, const char *stop);

/*
 * Behind the digits at "i" with an apostrophe and one of the signs before
 * them; 0 if there are none.
 */

size_t posts_text_signed(posts_text_t *s, size_t i, const char *signs,
    posts_str_t *part);

/* The month that is named at "i", 1 to 12, or 0. */

unsigned posts_text_month_at(const posts_text_t *s, size_t i);

/* Behind an "st", "nd", "rd" or "th" at "i", or 0. */

size_t posts_text_suffix(const posts_text_t *s, size_t i);

/* A piece, and the number in one; one too large for any use stays so. */

posts_str_t posts_text_part(const posts_text_t *s, size_t from, size_t to);
int64_t posts_text_int(posts_str_t part);

/* Puts down what was found; more than nine digits of a fraction are cut. */

void posts_text_set(posts_text_t *s, posts_time_field_t field, int64_t value);
void posts_text_set_fraction(posts_text_t *s, posts_str_t part);
void posts_text_set_zone(posts_text_t *s, size_t from, size_t to);


#endif /* _POSTS_TEXT_H_INCLUDED_ */
