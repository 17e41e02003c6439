
/*
 * Copyright (C) the authors of this project
 *
 * UTF-8 and what Unicode says of characters, by utf8proc.
 */


#ifndef _POSTS_UTF8_H_INCLUDED_
#define _POSTS_UTF8_H_INCLUDED_


#include "posts_buf.h"


#define POSTS_UTF8_BAD  0xfffdu


/*
 * Decodes the character at s[*pos] (*pos < s.len) and moves *pos behind it.
 * A byte that begins no valid sequence counts as one POSTS_UTF8_BAD.
 */

uint32_t posts_utf8_next(posts_str_t s, size_t *pos);

/* The bytes of the character at "pos" (pos < s.len). */

static inline size_t
posts_utf8_width(posts_str_t s, size_t pos)
{
    size_t  next;

    if (s.data[pos] < 0x80) {
        return 1;
    }

    next = pos;
    (void) posts_utf8_next(s, &next);

    return next - pos;
}


/* Writes 1 to 4 bytes to dst and returns how many. */

size_t posts_utf8_encode(uint32_t c, u_char *dst);

/* The place of the first byte that is not valid UTF-8, or s.len. */

size_t posts_utf8_valid(posts_str_t s);

/* Characters in s (a bad byte counts as one). */

size_t posts_utf8_count(posts_str_t s);

/* Line and column (from 1, in characters) of the byte at "pos" in s. */

void posts_utf8_position(posts_str_t s, size_t pos, unsigned *line,
    unsigned *column);

/*
 * Classes of Unicode's general categories, as in Ruby's regular expressions:
 * \p{L}, \p{M}, \p{Nd}, \p{Word} (L, M, Nd, Pc), [[:space:]].
 */

int posts_utf8_is_letter(uint32_t c);
int posts_utf8_is_mark(uint32_t c);
int posts_utf8_is_digit(uint32_t c);
int posts_utf8_is_word(uint32_t c);
int posts_utf8_is_space(uint32_t c);

/*
 * Appends s in lower (upper) case as Ruby's downcase (upcase) does: full
 * mapping, e.g. "ß" to "SS", "İ" to "i̇"; final sigma as Ruby has it.  Bad
 * bytes pass unchanged.
 */

void posts_utf8_downcase(posts_buf_t *b, posts_str_t s);
void posts_utf8_upcase(posts_buf_t *b, posts_str_t s);

/* The first character upper, the rest lower case: Ruby's capitalize. */

void posts_utf8_capitalize(posts_buf_t *b, posts_str_t s);

/*
 * Appends s in Unicode's normalization form KC.  Bad bytes become
 * POSTS_UTF8_BAD.  Linear, whatever the order of the marks.
 */

void posts_utf8_nfkc(posts_buf_t *b, posts_str_t s);


#endif /* _POSTS_UTF8_H_INCLUDED_ */
