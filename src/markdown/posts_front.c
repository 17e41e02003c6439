
/*
 * Copyright (C) the authors of this project
 *
 * Jekyll finds front matter with one regular expression:
 *
 *     \A(---\s*\n.*?\n?)^((---|\.\.\.)\s*$\n?)
 *
 * Read as a loop over lines that is: the first line is "---" and white
 * space; the first later line that is "---" or "..." and white space closes;
 * and since the "\s*" of the closing line is greedy and takes line feeds,
 * all blank lines behind it go with it, but not the indent of the first line
 * that has text.  A carriage return is nothing but white space here, which
 * is how CRLF files work.
 */


#include "posts_front.h"


static size_t posts_front_white(posts_str_t s, size_t pos);
static size_t posts_front_close(posts_str_t s, size_t pos);
static unsigned posts_front_lines(posts_str_t s, size_t from, size_t to);


void
posts_front_split(posts_front_t *front, posts_str_t source)
{
    size_t       first, pos, end;
    ssize_t      n;
    posts_str_t  s;

    s = source;

    if (posts_str_starts(s, posts_str("\xef\xbb\xbf"))) {
        s = posts_str_slice(s, 3, s.len);
    }

    front->yaml = posts_str_from(s.data, 0);
    front->content = s;
    front->yaml_line = 1;
    front->content_line = 1;
    front->opened = 0;
    front->closed = 0;

    if (!posts_str_starts(s, posts_str("---"))) {
        return;
    }

    n = posts_str_chr(s, '\n');

    if (n < 0 || posts_front_white(s, 3) < (size_t) n) {
        return;
    }

    front->opened = 1;
    first = (size_t) n + 1;

    for (pos = first; pos < s.len; pos += (size_t) n + 1) {
        end = posts_front_close(s, pos);

        if (end != 0) {
            front->closed = 1;
            front->yaml = posts_str_slice(s, first, pos);
            front->yaml_line = 2;
            front->content = posts_str_slice(s, end, s.len);
            front->content_line = 1 + posts_front_lines(s, 0, end);
            return;
        }

        n = posts_str_chr(posts_str_slice(s, pos, s.len), '\n');

        if (n < 0) {
            return;
        }
    }
}


/* The place of the first byte from "pos" on that is not white space. */

static size_t
posts_front_white(posts_str_t s, size_t pos)
{
    while (pos < s.len
           && (s.data[pos] == ' '
               || (s.data[pos] >= '\t' && s.data[pos] <= '\r')))
    {
        pos++;
    }

    return pos;
}


/*
 * Where the content begins if a closing line begins at "pos", else 0.  All
 * calls together look at a byte twice at most: white space is only walked
 * through behind "---" or "...", and a failure there ends on that line.
 */

static size_t
posts_front_close(posts_str_t s, size_t pos)
{
    size_t       end;
    posts_str_t  rest;

    rest = posts_str_slice(s, pos, s.len);

    if (!posts_str_starts(rest, posts_str("---"))
        && !posts_str_starts(rest, posts_str("...")))
    {
        return 0;
    }

    pos += 3;
    end = posts_front_white(s, pos);

    if (end == s.len) {
        return end;
    }

    while (end > pos) {
        if (s.data[end - 1] == '\n') {
            return end;
        }

        end--;
    }

    return 0;
}


static unsigned
posts_front_lines(posts_str_t s, size_t from, size_t to)
{
    ssize_t      n;
    unsigned     lines;
    posts_str_t  rest;

    lines = 0;
    rest = posts_str_slice(s, from, to);

    for ( ;; ) {
        n = posts_str_chr(rest, '\n');

        if (n < 0) {
            return lines;
        }

        lines++;
        rest = posts_str_slice(rest, (size_t) n + 1, rest.len);
    }
}
