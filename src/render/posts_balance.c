
/*
 * Copyright (C) the authors of this project
 *
 * Authors may write raw HTML, and an excerpt ends where a separator is: in
 * the middle of their <div>, or of their comment.  One such post must not
 * take the list that it is in out of shape.
 *
 * This is no parser of HTML: it knows where tags begin and end, which
 * elements have no content and whose content is no markup, and a stack of
 * names.  What a browser would close by itself may be closed once more here;
 * that does no harm.
 */


#include "posts_balance.h"


#define POSTS_BALANCE_DEPTH  128


typedef struct {
    posts_buf_t  *b;
    posts_str_t   html;
    size_t        pos;
    size_t        copied;    /* up to here it is in the buffer */
    size_t        depth;
    size_t        foreign;   /* of the stack, where <svg> or <math> is + 1 */
    posts_str_t   stack[POSTS_BALANCE_DEPTH];
} posts_balance_t;


static int posts_balance_markup(posts_balance_t *p);
static int posts_balance_declaration(posts_balance_t *p);
static int posts_balance_start(posts_balance_t *p);
static int posts_balance_end(posts_balance_t *p);
static int posts_balance_tag(posts_balance_t *p, posts_str_t name,
    int *empty);
static int posts_balance_text(posts_balance_t *p, posts_str_t name);
static void posts_balance_drop(posts_balance_t *p, size_t from);
static void posts_balance_pop(posts_balance_t *p, size_t depth);
static posts_str_t posts_balance_name(posts_balance_t *p, size_t from);
static int posts_balance_listed(const posts_str_t *list, posts_str_t name);
static int posts_balance_letter(u_char c);
static int posts_balance_space(u_char c);


static const posts_str_t  posts_balance_void[] = {
    posts_string("br"),
    posts_string("img"),
    posts_string("hr"),
    posts_string("input"),
    posts_string("wbr"),
    posts_string("source"),
    posts_string("meta"),
    posts_string("link"),
    posts_string("col"),
    posts_string("embed"),
    posts_string("area"),
    posts_string("base"),
    posts_string("track"),
    posts_string("param"),
    posts_null_string
};


static const posts_str_t  posts_balance_raw[] = {
    posts_string("script"),
    posts_string("style"),
    posts_string("textarea"),
    posts_string("title"),
    posts_string("iframe"),
    posts_string("xmp"),
    posts_string("noembed"),
    posts_string("noframes"),
    posts_null_string
};


/* Within these "/>" ends an element. */

static const posts_str_t  posts_balance_foreign[] = {
    posts_string("svg"),
    posts_string("math"),
    posts_null_string
};


/* What nothing ends: dropped. */

static const posts_str_t  posts_balance_endless[] = {
    posts_string("plaintext"),
    posts_null_string
};


void
posts_balance(posts_buf_t *b, posts_str_t html)
{
    ssize_t          next;
    posts_balance_t  p;

    p.b = b;
    p.html = html;
    p.pos = 0;
    p.copied = 0;
    p.depth = 0;
    p.foreign = 0;

    while (p.pos < html.len) {
        next = posts_str_chr(posts_str_slice(html, p.pos, html.len), '<');

        if (next == -1) {
            p.pos = html.len;
            break;
        }

        p.pos += (size_t) next;

        if (!posts_balance_markup(&p)) {

            /* it has no end: what follows can not be told from it */

            p.html.len = p.pos;

            while (p.html.len > p.copied
                   && html.data[p.html.len - 1] == '<')
            {
                p.html.len--;
            }

            break;
        }
    }

    posts_buf_add(b, posts_str_slice(p.html, p.copied, p.html.len));

    while (p.depth > 0) {
        p.depth--;
        posts_buf_lit(b, "</");
        posts_buf_add(b, p.stack[p.depth]);
        posts_buf_lit(b, ">");
    }
}


/* At a "<"; moves behind what it begins, or, 0, leaves it where it is. */

static int
posts_balance_markup(posts_balance_t *p)
{
    u_char  c;

    if (p->pos + 1 == p->html.len) {
        return 0;
    }

    c = p->html.data[p->pos + 1];

    if (c == '/') {
        if (p->pos + 2 == p->html.len) {
            return 0;
        }

        if (posts_balance_letter(p->html.data[p->pos + 2])) {
            return posts_balance_end(p);
        }
    }

    if (c == '!' || c == '?' || c == '/') {

        /* a browser takes an end tag without a name for a comment */

        return posts_balance_declaration(p);
    }

    if (posts_balance_letter(c)) {
        return posts_balance_start(p);
    }

    p->pos++;

    return 1;
}


static int
posts_balance_declaration(posts_balance_t *p)
{
    size_t       i;
    posts_str_t  rest, end;

    rest = posts_str_slice(p->html, p->pos, p->html.len);
    end = posts_str_starts(rest, posts_str("<!--")) ? posts_str("-->")
                                                    : posts_str(">");

    /* "<!-->" is a whole comment */

    for (i = 2; i + end.len <= rest.len; i++) {

        if (rest.data[i + end.len - 1] == '>'
            && posts_str_ends(posts_str_slice(rest, 0, i + end.len), end))
        {
            p->pos += i + end.len;
            return 1;
        }
    }

    return 0;
}


static int
posts_balance_start(posts_balance_t *p)
{
    int          empty;
    size_t       from;
    posts_str_t  name;

    from = p->pos;
    name = posts_balance_name(p, from + 1);

    if (!posts_balance_tag(p, name, &empty)) {
        return 0;
    }

    if (posts_balance_listed(posts_balance_endless, name)) {
        posts_balance_drop(p, from);
        return 1;
    }

    if (posts_balance_listed(posts_balance_void, name)
        || (empty && p->foreign != 0))
    {
        return 1;
    }

    if (p->depth == POSTS_BALANCE_DEPTH) {
        p->pos = from;
        return 0;
    }

    p->stack[p->depth++] = name;

    if (p->foreign == 0 && posts_balance_listed(posts_balance_foreign, name))
    {
        p->foreign = p->depth;

        if (empty) {
            posts_balance_pop(p, p->depth - 1);
        }

        return 1;
    }

    if (p->foreign == 0 && posts_balance_listed(posts_balance_raw, name)) {
        return posts_balance_text(p, name);
    }

    return 1;
}


static int
posts_balance_end(posts_balance_t *p)
{
    int          empty;
    size_t       from, i;
    posts_str_t  name;

    from = p->pos;
    name = posts_balance_name(p, from + 2);

    if (!posts_balance_tag(p, name, &empty)) {
        return 0;
    }

    for (i = p->depth; i > 0; i--) {
        if (posts_str_caseeq(p->stack[i - 1], name)) {
            posts_balance_pop(p, i - 1);
            return 1;
        }
    }

    posts_balance_drop(p, from);

    return 1;
}


/* Moves behind the ">" of a tag, which may have others in quotes. */

static int
posts_balance_tag(posts_balance_t *p, posts_str_t name, int *empty)
{
    u_char  c, quote, last;
    size_t  i;

    quote = 0;
    last = 0;

    i = (size_t) (name.data + name.len - p->html.data);

    for (/* void */; i < p->html.len; i++) {
        c = p->html.data[i];

        if (quote != 0) {
            if (c == quote) {
                quote = 0;
                last = c;
            }

            continue;
        }

        if (c == '>') {
            *empty = (last == '/');
            p->pos = i + 1;
            return 1;
        }

        if ((c == '"' || c == '\'') && last == '=') {
            quote = c;
            continue;
        }

        if (!posts_balance_space(c)) {
            last = c;
        }
    }

    return 0;
}


/* Text that is no markup, up to its end tag. */

static int
posts_balance_text(posts_balance_t *p, posts_str_t name)
{
    size_t   from, i, n;
    ssize_t  next;

    for (i = p->pos; i < p->html.len; i = from + 1) {
        next = posts_str_chr(posts_str_slice(p->html, i, p->html.len), '<');

        if (next == -1) {
            break;
        }

        from = i + (size_t) next;
        n = from + 2 + name.len;

        if (n < p->html.len && p->html.data[from + 1] == '/'
            && posts_str_caseeq(posts_str_slice(p->html, from + 2, n), name)
            && (p->html.data[n] == '>' || p->html.data[n] == '/'
                || posts_balance_space(p->html.data[n])))
        {
            p->pos = from;
            return posts_balance_end(p);
        }
    }

    p->pos = p->html.len;

    return 1;
}


/* What is between "from" and here is left out. */

static void
posts_balance_drop(posts_balance_t *p, size_t from)
{
    posts_buf_add(p->b, posts_str_slice(p->html, p->copied, from));

    if (from > p->copied && p->html.data[from - 1] == '<') {

        /* it must not become the beginning of what follows */

        posts_buf_lit(p->b, "<!---->");
    }

    p->copied = p->pos;
}


static void
posts_balance_pop(posts_balance_t *p, size_t depth)
{
    p->depth = depth;

    if (p->foreign > depth) {
        p->foreign = 0;
    }
}


static posts_str_t
posts_balance_name(posts_balance_t *p, size_t from)
{
    u_char  c;
    size_t  i;

    for (i = from; i < p->html.len; i++) {
        c = p->html.data[i];

        if (c == '>' || c == '/' || posts_balance_space(c)) {
            break;
        }
    }

    return posts_str_slice(p->html, from, i);
}


static int
posts_balance_listed(const posts_str_t *list, posts_str_t name)
{
    for (/* void */; list->len != 0; list++) {
        if (posts_str_caseeq(*list, name)) {
            return 1;
        }
    }

    return 0;
}


static int
posts_balance_letter(u_char c)
{
    c = posts_lower(c);

    return c >= 'a' && c <= 'z';
}


static int
posts_balance_space(u_char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}
