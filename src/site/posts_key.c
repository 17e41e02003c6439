
/*
 * Copyright (C) the authors of this project
 *
 * Keys of the outermost map begin in the first column in any YAML that
 * people write by hand; a text where they do not (a flow map) has no line to
 * tell, and the message does without.
 */


#include "posts_key.h"


static int posts_key_here(posts_str_t rest, posts_str_t key);


unsigned
posts_key_line(posts_str_t yaml, unsigned line, posts_str_t key)
{
    size_t       pos;
    ssize_t      n;
    unsigned     found;
    posts_str_t  rest;

    found = 0;
    pos = 0;

    while (pos < yaml.len) {
        rest = posts_str_slice(yaml, pos, yaml.len);

        if (posts_key_here(rest, key)) {
            found = line;
        }

        n = posts_str_chr(rest, '\n');
        if (n == -1) {
            break;
        }

        pos += (size_t) n + 1;
        line++;
    }

    return found;
}


static int
posts_key_here(posts_str_t rest, posts_str_t key)
{
    u_char  quote;
    size_t  i;

    i = 0;
    quote = 0;

    if (rest.data[0] == '"' || rest.data[0] == '\'') {
        quote = rest.data[0];
        i = 1;
    }

    if (!posts_str_starts(posts_str_slice(rest, i, rest.len), key)) {
        return 0;
    }

    i += key.len;

    if (quote != 0) {
        if (i == rest.len || rest.data[i] != quote) {
            return 0;
        }

        i++;
    }

    while (i < rest.len && (rest.data[i] == ' ' || rest.data[i] == '\t')) {
        i++;
    }

    return i < rest.len && rest.data[i] == ':';
}
