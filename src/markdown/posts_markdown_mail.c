
/*
 * Copyright (C) the authors of this project
 *
 * The library looks for addresses in the finished tree, calls itself for
 * the rest of a text behind each one, copies that rest, and gives up after
 * the thousandth.  Here the renderer asks for them as it writes a text; the
 * rules are the same.
 *
 * Whatever is between two "@" is looked at once from each side: what is
 * before an "@" ends at the last one, what is behind ends at the next.
 */


#include "posts_markdown_mail.h"


static size_t posts_mail_before(posts_str_t text, size_t from, size_t at,
    unsigned *mailto, unsigned *xmpp);
static size_t posts_mail_behind(posts_str_t text, size_t at, unsigned xmpp);
static int posts_mail_scheme(posts_str_t text, size_t from, size_t end,
    posts_str_t scheme);
static inline int posts_mail_letter(u_char c);
static inline int posts_mail_alnum(u_char c);


int
posts_markdown_mail(posts_markdown_mail_t *mail, posts_str_t text,
    size_t from)
{
    size_t    at, start, begin, end;
    ssize_t   n;
    unsigned  mailto, xmpp;

    start = from;

    for ( ;; ) {
        n = posts_str_chr(posts_str_slice(text, from, text.len), '@');

        if (n < 0) {
            return 0;
        }

        at = from + (size_t) n;
        begin = posts_mail_before(posts_str_slice(text, start, text.len),
                                  from - start, at - start, &mailto, &xmpp)
                + start;

        if (begin < at) {
            end = posts_mail_behind(text, at, xmpp);

            if (end != 0) {
                mail->begin = begin;
                mail->end = end;
                mail->mailto = (mailto != 0);

                return 1;
            }
        }

        from = at + 1;
    }
}


/* Where the local part begins, with a scheme if there is one. */

static size_t
posts_mail_before(posts_str_t text, size_t from, size_t at,
    unsigned *mailto, unsigned *xmpp)
{
    u_char  c;
    size_t  pos;

    *mailto = 1;
    *xmpp = 0;

    for (pos = at; pos > from; pos--) {
        c = text.data[pos - 1];

        if (posts_mail_alnum(c) || c == '.' || c == '+' || c == '-'
            || c == '_')
        {
            continue;
        }

        if (c == ':') {
            if (posts_mail_scheme(text, 0, pos, posts_str("mailto:"))) {
                *mailto = 0;
                continue;
            }

            if (posts_mail_scheme(text, 0, pos, posts_str("xmpp:"))) {
                *mailto = 0;
                *xmpp = 1;
                continue;
            }
        }

        break;
    }

    return pos;
}


/* The scheme ends at "end" and is not the end of a longer word. */

static int
posts_mail_scheme(posts_str_t text, size_t from, size_t end,
    posts_str_t scheme)
{
    size_t  begin;

    if (end - from < scheme.len) {
        return 0;
    }

    begin = end - scheme.len;

    return memcmp(text.data + begin, scheme.data, scheme.len) == 0
           && (begin == from || !posts_mail_alnum(text.data[begin - 1]));
}


/* Where the domain ends, or 0 if it is none. */

static size_t
posts_mail_behind(posts_str_t text, size_t at, unsigned xmpp)
{
    u_char  c;
    size_t  pos, dots;

    dots = 0;

    for (pos = at + 1; pos < text.len; pos++) {
        c = text.data[pos];

        if (posts_mail_alnum(c) || c == '-' || c == '_') {
            continue;
        }

        if (c == '.' && pos + 1 < text.len
            && posts_mail_alnum(text.data[pos + 1]))
        {
            dots++;
            continue;
        }

        if (c == '@') {
            return 0;
        }

        if (c != '/' || !xmpp) {
            break;
        }
    }

    if (pos < at + 2 || dots == 0 || !posts_mail_letter(text.data[pos - 1])) {
        return 0;
    }

    return pos;
}


static inline int
posts_mail_letter(u_char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}


static inline int
posts_mail_alnum(u_char c)
{
    return posts_mail_letter(c) || (c >= '0' && c <= '9');
}
