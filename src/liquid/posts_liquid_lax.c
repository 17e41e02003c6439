
/*
 * Copyright (C) the authors of this project
 */


#include "posts_liquid_lax.h"


static int posts_liquid_lax_white(u_char c);
static size_t posts_liquid_lax_string(posts_str_t markup, size_t pos);


int
posts_liquid_lax_fragment(posts_str_t markup, size_t *pos,
    posts_str_t *fragment)
{
    u_char  c;
    size_t  i, end;

    /* a string that the fragment begins with is all of it */

    i = posts_liquid_lax_string(markup, *pos);

    if (i > *pos) {
        *fragment = posts_str_slice(markup, *pos, i);
        *pos = i;
        return 1;
    }

    for (i = *pos; i < markup.len; i++) {
        c = markup.data[i];

        if (c == '"' || c == '\'') {
            end = posts_liquid_lax_string(markup, i);

            if (end == i) {
                break;
            }

            i = end - 1;
            continue;
        }

        if (c == ',' || c == '|' || posts_liquid_lax_white(c)) {
            break;
        }
    }

    if (i == *pos) {
        return 0;
    }

    *fragment = posts_str_slice(markup, *pos, i);
    *pos = i;

    return 1;
}


int
posts_liquid_lax_find_fragment(posts_str_t markup, size_t *pos,
    posts_str_t *fragment)
{
    for ( /* void */ ; *pos < markup.len; (*pos)++) {
        if (posts_liquid_lax_fragment(markup, pos, fragment)) {
            return 1;
        }
    }

    return 0;
}


int
posts_liquid_lax_attribute(posts_str_t markup, size_t *pos, posts_str_t *key,
    posts_str_t *value)
{
    size_t  i, begin, end;

    i = *pos;

    while (i < markup.len) {

        if (!posts_liquid_lax_word(markup.data[i])) {
            i++;
            continue;
        }

        begin = i;

        while (i < markup.len && posts_liquid_lax_segment(markup.data[i])) {
            i++;
        }

        end = i;
        i = posts_liquid_lax_space(markup, i);

        if (i < markup.len && markup.data[i] == ':') {
            i = posts_liquid_lax_space(markup, i + 1);

            if (posts_liquid_lax_fragment(markup, &i, value)) {
                *key = posts_str_slice(markup, begin, end);
                *pos = i;
                return 1;
            }
        }
    }

    *pos = markup.len;

    return 0;
}


/* Ruby's \s: no other white space than this counts */

size_t
posts_liquid_lax_space(posts_str_t markup, size_t pos)
{
    while (pos < markup.len && posts_liquid_lax_white(markup.data[pos])) {
        pos++;
    }

    return pos;
}


static int
posts_liquid_lax_white(u_char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}


int
posts_liquid_lax_word(u_char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')
           || (c >= '0' && c <= '9') || c == '_';
}


int
posts_liquid_lax_segment(u_char c)
{
    return posts_liquid_lax_word(c) || c == '-';
}


/* Behind the string that begins at "pos", or "pos" if there is none. */

static size_t
posts_liquid_lax_string(posts_str_t markup, size_t pos)
{
    u_char         c;
    const u_char  *p;

    if (pos >= markup.len) {
        return pos;
    }

    c = markup.data[pos];

    if (c != '"' && c != '\'') {
        return pos;
    }

    p = memchr(markup.data + pos + 1, c, markup.len - pos - 1);

    return (p == NULL) ? pos : (size_t) (p - markup.data) + 1;
}
