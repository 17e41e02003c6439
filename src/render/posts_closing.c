
/*
 * Copyright (C) the authors of this project
 *
 * Jekyll appends "{% endNAME %}" for each block's tag, from the last to the
 * first, unless the text has an end of that name at all: two "if"s with one
 * "endif" stay as they are (lib/jekyll/excerpt.rb).
 */


#include "posts_closing.h"


/* Tags of one excerpt; what is beyond stays open, and is reported. */

#define POSTS_CLOSING_MAX  64


static size_t posts_closing_blank(posts_str_t s, size_t pos);
static size_t posts_closing_word(posts_str_t s, size_t pos);
static int posts_closing_block(posts_str_t name);


static const posts_str_t  posts_closing_blocks[] = {
    posts_string("if"), posts_string("unless"), posts_string("case"),
    posts_string("for"), posts_string("tablerow"), posts_string("capture"),
    posts_string("raw"), posts_string("comment"), posts_string("ifchanged"),
    posts_string("highlight"), posts_null_string
};


posts_rc_t
posts_closing(posts_str_t *text, posts_arena_t *arena)
{
    size_t        pos, end, i, j, n, nends;
    posts_str_t   name, s, opened[POSTS_CLOSING_MAX], ends[POSTS_CLOSING_MAX];
    posts_buf_t   b;

    s = *text;
    n = 0;
    nends = 0;

    for (pos = 0; pos + 1 < s.len; pos++) {

        if (s.data[pos] != '{' || s.data[pos + 1] != '%') {
            continue;
        }

        pos += 2;
        pos += (pos < s.len && s.data[pos] == '-');
        pos = posts_closing_blank(s, pos);
        end = posts_closing_word(s, pos);
        name = posts_str_slice(s, pos, end);
        pos = (end > pos) ? end - 1 : pos - 1;

        if (posts_str_starts(name, posts_str("end"))) {
            name = posts_str_slice(name, 3, name.len);

            if (nends < POSTS_CLOSING_MAX && posts_closing_block(name)) {
                ends[nends++] = name;
            }

        } else if (n < POSTS_CLOSING_MAX && posts_closing_block(name)) {
            opened[n++] = name;
        }
    }

    if (n == 0) {
        return POSTS_OK;
    }

    posts_buf_init(&b, arena, 0);
    posts_buf_add(&b, s);

    for (i = n; i > 0; i--) {

        for (j = 0; j < nends; j++) {
            if (posts_str_eq(ends[j], opened[i - 1])) {
                break;
            }
        }

        if (j == nends) {
            posts_buf_add(&b, posts_str("\n{% end"));
            posts_buf_add(&b, opened[i - 1]);
            posts_buf_add(&b, posts_str(" %}"));

            if (nends < POSTS_CLOSING_MAX) {
                ends[nends++] = opened[i - 1];
            }
        }
    }

    *text = posts_buf_str(&b);

    return b.rc;
}


static size_t
posts_closing_blank(posts_str_t s, size_t pos)
{
    while (pos < s.len && (s.data[pos] == ' ' || s.data[pos] == '\t'
                           || s.data[pos] == '\n' || s.data[pos] == '\r'))
    {
        pos++;
    }

    return pos;
}


static size_t
posts_closing_word(posts_str_t s, size_t pos)
{
    while (pos < s.len && s.data[pos] >= 'a' && s.data[pos] <= 'z') {
        pos++;
    }

    return pos;
}


static int
posts_closing_block(posts_str_t name)
{
    const posts_str_t  *block;

    for (block = posts_closing_blocks; block->len != 0; block++) {
        if (posts_str_eq(*block, name)) {
            return 1;
        }
    }

    return 0;
}
