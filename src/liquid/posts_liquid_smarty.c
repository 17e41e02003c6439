
/*
 * Copyright (C) the authors of this project
 *
 * A quote is taken together with the character before it, since most rules
 * ask for both; the rules are tried in their order.  Elements that are not
 * closed are on a stack.  In those whose content is "raw" (code, scripts,
 * whatever is not known) nothing but tags is looked at.  An element that
 * begins a line and is none of those that stand in running text is a block:
 * raw as a whole, and on a line of its own.
 *
 * Lines end with \n, and the last one ends, too; the newline at the end of
 * all is Jekyll's to cut off.
 */


#include "posts_liquid_smarty.h"
#include "posts_liquid_smarty_tag.h"
#include "posts_utf8.h"


#define POSTS_SMARTY_DEPTH  64       /* elements within each other */


typedef struct {
    posts_str_t  name;
    unsigned     kind;
    unsigned     raw:1;
    unsigned     block:1;
} posts_smarty_element_t;


typedef struct {
    posts_buf_t             *b;
    posts_str_t              s;
    size_t                   pos;
    size_t                   n;
    posts_smarty_element_t   stack[POSTS_SMARTY_DEPTH];
    unsigned                 fresh:1;         /* a block has just ended */
    unsigned                 no_comment:1;    /* none has an end any more */
    unsigned                 no_instruction:1;
} posts_smarty_t;


typedef int (*posts_smarty_pt)(posts_smarty_t *p);


static posts_str_t posts_smarty_lines(posts_arena_t *arena, posts_str_t text);
static int posts_smarty_block(posts_smarty_t *p);
static void posts_smarty_trailing(posts_smarty_t *p);
static int posts_smarty_quote(posts_smarty_t *p);
static int posts_smarty_is_quote(posts_smarty_t *p, size_t i);
static int posts_smarty_is_word(posts_smarty_t *p, size_t i);
static int posts_smarty_is_ascii_word(posts_smarty_t *p, size_t i);
static int posts_smarty_is_space(posts_smarty_t *p, size_t i);
static int posts_smarty_is_emphasis(posts_smarty_t *p, size_t i);
static int posts_smarty_is_punctuation(posts_smarty_t *p, size_t i);
static int posts_smarty_closes(posts_smarty_t *p, size_t i);
static int posts_smarty_entity(posts_smarty_t *p);
static int posts_smarty_symbol(posts_smarty_t *p);
static int posts_smarty_markup(posts_smarty_t *p);
static int posts_smarty_verbatim(posts_smarty_t *p, const char *start,
    const char *stop, size_t *end);
static int posts_smarty_close(posts_smarty_t *p);
static int posts_smarty_open(posts_smarty_t *p, int block);
static void posts_smarty_pop(posts_smarty_t *p);
static void posts_smarty_attributes(posts_smarty_t *p,
    const posts_smarty_tag_t *tag);
static void posts_smarty_escape(posts_buf_t *b, posts_str_t s, int quotes);
static size_t posts_smarty_reference(posts_str_t s, size_t i);


/* In the order in which they are tried. */

static const posts_smarty_pt  posts_smarty_parsers[] = {
    posts_smarty_quote,
    posts_smarty_entity,
    posts_smarty_symbol,
    posts_smarty_markup
};


/* The bytes at which one of them may have something to do. */

static const u_char  posts_smarty_starts[256] = {
    ['"'] = 1, ['\''] = 1, ['&'] = 1, ['-'] = 1, ['.'] = 1, ['<'] = 1,
    ['>'] = 1, [' '] = 1, ['\\'] = 1
};


void
posts_liquid_smarty(posts_buf_t *b, posts_str_t text)
{
    size_t                   from, i, next;
    posts_smarty_t           p;
    posts_smarty_element_t  *e;

    memset(&p, 0, sizeof(posts_smarty_t));

    p.b = b;
    p.s = posts_smarty_lines(b->arena, text);

    if (p.s.data == NULL) {
        b->rc = POSTS_LIMIT;
        return;
    }

    (void) posts_buf_reserve(b, p.s.len);

    while (p.pos < p.s.len && b->rc == POSTS_OK) {

        e = (p.n == 0) ? NULL : &p.stack[p.n - 1];

        if ((e == NULL || !e->block)
            && (p.pos == 0 || p.fresh || p.s.data[p.pos - 1] == '\n'))
        {
            p.fresh = 1;

            if (posts_smarty_block(&p)) {
                continue;
            }
        }

        p.fresh = 0;

        if (e != NULL && e->raw) {

            if (p.s.data[p.pos] == '<' && posts_smarty_markup(&p)) {
                continue;
            }

            for (i = p.pos + 1; i < p.s.len && p.s.data[i] != '<'; i++) {
                /* void */
            }

            posts_smarty_escape(b, posts_str_slice(p.s, p.pos, i), 0);
            p.pos = i;

            continue;
        }

        for (i = 0; i < 4; i++) {
            if (posts_smarty_parsers[i](&p)) {
                break;
            }
        }

        if (i < 4) {
            continue;
        }

        /* up to where a parser may begin, or a quote is next, or a line */

        from = p.pos;
        next = from + posts_utf8_width(p.s, from);

        while (next < p.s.len && !posts_smarty_starts[p.s.data[next]]
               && p.s.data[next - 1] != '\n')
        {
            i = next + posts_utf8_width(p.s, next);

            if (i < p.s.len && posts_smarty_is_quote(&p, i)) {
                break;
            }

            next = i;
        }

        posts_smarty_escape(b, posts_str_slice(p.s, from, next), 0);
        p.pos = next;
    }

    while (p.n > 0) {
        posts_smarty_pop(&p);
    }

    if (b->rc == POSTS_OK && b->len > 0 && b->data[b->len - 1] == '\n') {
        b->len--;
    }
}


/* With \n at the end of each line; NULL: no memory. */

static posts_str_t
posts_smarty_lines(posts_arena_t *arena, posts_str_t text)
{
    u_char  *dst, *p;
    size_t   i;

    if (text.len == (size_t) -1) {
        return posts_str_from(NULL, 0);
    }

    dst = posts_arena_alloc(arena, text.len + 1);
    if (dst == NULL) {
        return posts_str_from(NULL, 0);
    }

    p = dst;

    for (i = 0; i < text.len; i++) {

        if (text.data[i] != '\r') {
            *p++ = text.data[i];
            continue;
        }

        if (i + 1 == text.len || text.data[i + 1] != '\n') {
            *p++ = '\n';
        }
    }

    if (p == dst || p[-1] != '\n') {
        *p++ = '\n';
    }

    return posts_str_from(dst, (size_t) (p - dst));
}


/*
 * At the beginning of a line: a comment, or a tag that is none of text.  The
 * elements of the text before it end there.
 */

static int
posts_smarty_block(posts_smarty_t *p)
{
    int                 comment;
    size_t              i, n;
    posts_smarty_tag_t  tag;

    i = p->pos;

    while (i < p->s.len && i < p->pos + 3 && p->s.data[i] == ' ') {
        i++;
    }

    if (i == p->s.len || p->s.data[i] != '<') {
        return 0;
    }

    comment = (i == p->pos && posts_smarty_verbatim(p, "<!--", "-->", &n));

    if (!comment
        && (!posts_smarty_tag(p->s, i, &tag)
            || (tag.kind & POSTS_SMARTY_SPAN) != 0))
    {
        return 0;
    }

    while (p->n > 0) {
        posts_smarty_pop(p);
    }

    if (!comment) {
        p->pos = i;
        return posts_smarty_open(p, 1);
    }

    posts_buf_add(p->b, posts_str_slice(p->s, p->pos, n));
    posts_buf_lit(p->b, "\n");

    p->pos = n;
    posts_smarty_trailing(p);

    return 1;
}


/* Goes behind white space and the line's end, if there is nothing else. */

static void
posts_smarty_trailing(posts_smarty_t *p)
{
    size_t  i;

    i = p->pos;

    while (i < p->s.len && (p->s.data[i] == ' ' || p->s.data[i] == '\t')) {
        i++;
    }

    if (i < p->s.len && p->s.data[i] == '\n') {
        p->pos = i + 1;
    }
}


static int
posts_smarty_quote(posts_smarty_t *p)
{
    size_t       at, width;
    u_char       c, quote;
    posts_str_t  s;

    static const char *const  left[] = { "\xe2\x80\x9c", "\xe2\x80\x98" };
    static const char *const  right[] = { "\xe2\x80\x9d", "\xe2\x80\x99" };

#define POSTS_SMARTY_LEFT(q)   posts_str_from(left[(q) == '\''], 3)
#define POSTS_SMARTY_RIGHT(q)  posts_str_from(right[(q) == '\''], 3)

    s = p->s;
    at = p->pos;
    c = s.data[at];
    width = posts_utf8_width(s, at);

    if (posts_smarty_is_quote(p, at)) {

        /* "_x_", and quotes before punctuation */

        if (posts_smarty_is_emphasis(p, at + 1)) {
            posts_buf_add(p->b, POSTS_SMARTY_LEFT(c));
            p->pos = at + 1;
            return 1;
        }

        if (posts_smarty_is_punctuation(p, at + 1)) {
            posts_buf_add(p->b, POSTS_SMARTY_RIGHT(c));
            p->pos = at + 1;
            return 1;
        }

    } else if (c == '\\' || !posts_smarty_is_quote(p, at + width)) {
        return 0;
    }

    /* one within another, decades: white space may be before them */

    if (posts_smarty_is_space(p, at)) {
        at++;
    }

    quote = s.data[at];

    if (posts_smarty_is_quote(p, at) && posts_smarty_is_quote(p, at + 1)
        && quote != s.data[at + 1] && posts_smarty_is_ascii_word(p, at + 2))
    {
        posts_buf_add(p->b, posts_str_slice(s, p->pos, at));
        posts_buf_add(p->b, POSTS_SMARTY_LEFT(quote));
        posts_buf_add(p->b, POSTS_SMARTY_LEFT(s.data[at + 1]));
        p->pos = at + 2;
        return 1;
    }

    if (quote == '\'' && at + 3 < s.len
        && s.data[at + 1] >= '0' && s.data[at + 1] <= '9'
        && s.data[at + 2] >= '0' && s.data[at + 2] <= '9'
        && s.data[at + 3] == 's')
    {
        posts_buf_add(p->b, posts_str_slice(s, p->pos, at));
        posts_buf_add(p->b, POSTS_SMARTY_RIGHT(quote));
        p->pos = at + 1;
        return 1;
    }

    if (at > p->pos && posts_smarty_is_quote(p, at)
        && posts_smarty_is_ascii_word(p, at + 1))
    {
        posts_buf_add(p->b, posts_str_slice(s, p->pos, at));
        posts_buf_add(p->b, POSTS_SMARTY_LEFT(quote));
        p->pos = at + 1;
        return 1;
    }

    /* behind what a quote can end */

    at = p->pos + width;

    if (posts_smarty_is_quote(p, at)
        && strchr(" \\\t\r\n[{(-", c == '\0' ? 'x' : c) == NULL)
    {
        posts_smarty_escape(p->b, posts_str_slice(s, p->pos, at), 0);
        posts_buf_add(p->b, POSTS_SMARTY_RIGHT(s.data[at]));
        p->pos = at + 1;
        return 1;
    }

    if (posts_smarty_is_quote(p, p->pos) && posts_smarty_closes(p, p->pos + 1))
    {
        posts_buf_add(p->b, POSTS_SMARTY_RIGHT(c));
        p->pos++;
        return 1;
    }

    /* the rest are opening ones; the single ones are looked for first */

    if (!posts_smarty_is_quote(p, at)
        || (c == '\'' && s.data[at] != '\''))
    {
        posts_buf_add(p->b, POSTS_SMARTY_LEFT(c));
        p->pos++;
        return 1;
    }

    posts_smarty_escape(p->b, posts_str_slice(s, p->pos, at), 0);
    posts_buf_add(p->b, POSTS_SMARTY_LEFT(s.data[at]));
    p->pos = at + 1;

    return 1;

#undef POSTS_SMARTY_LEFT
#undef POSTS_SMARTY_RIGHT
}


static int
posts_smarty_is_quote(posts_smarty_t *p, size_t i)
{
    return i < p->s.len && (p->s.data[i] == '"' || p->s.data[i] == '\'');
}


/* Ruby's \w, of ASCII alone, and the words of its \b. */

static int
posts_smarty_is_ascii_word(posts_smarty_t *p, size_t i)
{
    return i < p->s.len && p->s.data[i] < 0x80
           && posts_utf8_is_word(p->s.data[i]);
}


static int
posts_smarty_is_word(posts_smarty_t *p, size_t i)
{
    return i < p->s.len && posts_utf8_is_word(posts_utf8_next(p->s, &i));
}


static int
posts_smarty_is_space(posts_smarty_t *p, size_t i)
{
    return i < p->s.len && posts_space(p->s.data[i]);
}


/* One or two of _ and * with something behind them that is no space. */

static int
posts_smarty_is_emphasis(posts_smarty_t *p, size_t i)
{
    size_t  n;

    for (n = 0; n < 2; n++) {

        if (i + n >= p->s.len
            || (p->s.data[i + n] != '_' && p->s.data[i + n] != '*'))
        {
            return 0;
        }

        if (i + n + 1 < p->s.len && !posts_smarty_is_space(p, i + n + 1)) {
            return 1;
        }
    }

    return 0;
}


/* A mark without ".." behind it, and no word that begins or ends there. */

static int
posts_smarty_is_punctuation(posts_smarty_t *p, size_t i)
{
    u_char  c;

    if (i >= p->s.len) {
        return 0;
    }

    c = p->s.data[i];

    if (c <= ' ' || c >= 0x7f || c == '&'
        || (c != '_' && posts_smarty_is_ascii_word(p, i)))
    {
        return 0;
    }

    if (i + 2 < p->s.len && p->s.data[i + 1] == '.' && p->s.data[i + 2] == '.')
    {
        return 0;
    }

    return posts_smarty_is_word(p, i + 1) == (c == '_');
}


/* White space, an "s" at a word's end, or a line's end? */

static int
posts_smarty_closes(posts_smarty_t *p, size_t i)
{
    return i == p->s.len || posts_smarty_is_space(p, i)
           || (p->s.data[i] == 's' && !posts_smarty_is_word(p, i + 1));
}


static int
posts_smarty_entity(posts_smarty_t *p)
{
    size_t       end, i, len;
    u_char       text[4];
    uint32_t     c;
    posts_str_t  name;

    if (p->s.data[p->pos] != '&') {
        return 0;
    }

    end = posts_smarty_reference(p->s, p->pos);

    if (end == 0) {
        return 0;
    }

    name = posts_str_slice(p->s, p->pos + 1, end - 1);
    c = 0;

    if (name.data[0] == '#') {

        for (i = 1; i < name.len && c <= 0x10ffff; i++) {

            if (name.data[1] != 'x') {
                c = c * 10 + (name.data[i] - '0');

            } else if (i > 1) {
                c = c * 16 + (name.data[i] & 15)
                    + (name.data[i] > '9' ? 9 : 0);
            }
        }

    } else {
        c = posts_smarty_named(name);

        if (c == 0) {
            posts_buf_lit(p->b, "&amp;");
            p->pos++;
            return 1;
        }
    }

    /* these stay, and what is no character */

    if (c == '&' || c == '<' || c == '>' || c > 0x10ffff) {
        posts_buf_add(p->b, posts_str_slice(p->s, p->pos, end));

    } else {
        len = posts_utf8_encode(c, text);
        posts_buf_add(p->b, posts_str_from(text, len));
    }

    p->pos = end;

    return 1;
}


static int
posts_smarty_symbol(posts_smarty_t *p)
{
    size_t       i;
    posts_str_t  rest;

    /* the longer one of two that begin alike comes first */

    static const struct {
        posts_str_t  text;
        posts_str_t  symbol;
    } symbols[] = {
        { posts_string("---"), posts_string("\xe2\x80\x94") },
        { posts_string("--"), posts_string("\xe2\x80\x93") },
        { posts_string("..."), posts_string("\xe2\x80\xa6") },
        { posts_string("\\<<"), posts_string("&lt;&lt;") },
        { posts_string("\\>>"), posts_string("&gt;&gt;") },
        { posts_string("<< "), posts_string("\xc2\xab\xc2\xa0") },
        { posts_string(" >>"), posts_string("\xc2\xa0\xc2\xbb") },
        { posts_string("<<"), posts_string("\xc2\xab") },
        { posts_string(">>"), posts_string("\xc2\xbb") }
    };

    rest = posts_str_slice(p->s, p->pos, p->s.len);

    for (i = 0; i < sizeof(symbols) / sizeof(symbols[0]); i++) {
        if (posts_str_starts(rest, symbols[i].text)) {
            posts_buf_add(p->b, symbols[i].symbol);
            p->pos += symbols[i].text.len;
            return 1;
        }
    }

    return 0;
}


static int
posts_smarty_markup(posts_smarty_t *p)
{
    size_t  end;

    if (p->s.data[p->pos] != '<') {
        return 0;
    }

    if (posts_smarty_verbatim(p, "<!--", "-->", &end)
        || (p->n > 0 && p->stack[p->n - 1].block
            && posts_smarty_verbatim(p, "<?", "?>", &end)))
    {
        posts_buf_add(p->b, posts_str_slice(p->s, p->pos, end));
        p->pos = end;
        return 1;
    }

    return posts_smarty_close(p) || posts_smarty_open(p, 0);
}


/* Where what begins here and is taken as it is ends; 0: it does not. */

static int
posts_smarty_verbatim(posts_smarty_t *p, const char *start, const char *stop,
    size_t *end)
{
    size_t       i, n;
    posts_str_t  rest;

    rest = posts_str_slice(p->s, p->pos, p->s.len);

    if (!posts_str_starts(rest, posts_str_c(start))
        || (start[1] == '?' ? p->no_instruction : p->no_comment))
    {
        return 0;
    }

    n = strlen(stop);

    for (i = p->pos + strlen(start); p->s.len - i >= n; i++) {

        if (memcmp(p->s.data + i, stop, n) == 0) {
            *end = i + n;
            return 1;
        }
    }

    /* nor does any other one behind it */

    if (start[1] == '?') {
        p->no_instruction = 1;

    } else {
        p->no_comment = 1;
    }

    return 0;
}


/* The end tag of the innermost element; any other one is text. */

static int
posts_smarty_close(posts_smarty_t *p)
{
    int                      block, raw;
    size_t                   end, i;
    posts_str_t              name;
    posts_smarty_element_t  *e;

    i = p->pos + 1;

    if (i >= p->s.len || p->s.data[i] != '/') {
        return 0;
    }

    end = posts_smarty_name(p->s, i + 1);

    if (end == 0) {
        return 0;
    }

    name = posts_str_slice(p->s, i + 1, end);
    end = posts_smarty_blank(p->s, end);

    if (end == p->s.len || p->s.data[end] != '>') {
        return 0;
    }

    e = (p->n == 0) ? NULL : &p->stack[p->n - 1];

    if (e == NULL
        || !((e->kind & POSTS_SMARTY_KNOWN) != 0
             ? posts_str_caseeq(name, e->name) : posts_str_eq(name, e->name)))
    {
        posts_smarty_escape(p->b, posts_str_slice(p->s, p->pos, end + 1), 0);
        p->pos = end + 1;
        return 1;
    }

    block = e->block;
    raw = ((e->kind & POSTS_SMARTY_CODE) != 0);

    posts_smarty_pop(p);
    p->pos = end + 1;

    if (block && p->n == 0) {
        p->fresh = 1;

        if (!raw) {
            posts_smarty_trailing(p);
        }
    }

    return 1;
}


/* "block": at the beginning of a line. */

static int
posts_smarty_open(posts_smarty_t *p, int block)
{
    int                      raw;
    size_t                   i;
    posts_smarty_tag_t       tag;
    posts_smarty_element_t  *e;

    if (p->n == POSTS_SMARTY_DEPTH || !posts_smarty_tag(p->s, p->pos, &tag)) {
        return 0;
    }

    raw = block || (p->n > 0 && p->stack[p->n - 1].raw)
          || (tag.kind & POSTS_SMARTY_TEXT) == 0;

    if (!block && (tag.kind & POSTS_SMARTY_BLOCK) != 0
        && !(p->n > 0 && p->stack[p->n - 1].block))
    {
        /* it can not be there */

        posts_smarty_escape(p->b, posts_str_slice(p->s, p->pos, tag.end), 0);
        p->pos = tag.end;
        return 1;
    }

    posts_buf_lit(p->b, "<");

    if ((tag.kind & POSTS_SMARTY_KNOWN) != 0) {
        posts_utf8_downcase(p->b, tag.name);

    } else {
        posts_buf_add(p->b, tag.name);
    }

    posts_smarty_attributes(p, &tag);
    p->pos = tag.end;

    if ((tag.kind & POSTS_SMARTY_VOID) != 0
        || (tag.closed && (block || (p->n > 0 && p->stack[p->n - 1].block))))
    {
        posts_buf_add(p->b, block ? posts_str(" />\n") : posts_str(" />"));
        return 1;
    }

    posts_buf_lit(p->b, ">");

    e = &p->stack[p->n++];
    e->name = tag.name;
    e->kind = tag.kind;
    e->raw = raw;
    e->block = block || (p->n > 1 && p->stack[p->n - 2].block);

    if (tag.closed) {
        posts_smarty_pop(p);
        return 1;
    }

    if ((tag.kind & POSTS_SMARTY_CODE) == 0 || !e->block) {
        return 1;
    }

    /* up to its end tag nothing is HTML */

    for (i = p->pos; i < p->s.len; i++) {

        if (p->s.data[i] == '<' && i + 1 < p->s.len && p->s.data[i + 1] == '/'
            && posts_str_caseeq(posts_str_slice(p->s, i + 2,
                                                i + 2 + tag.name.len),
                                tag.name))
        {
            break;
        }
    }

    posts_buf_add(p->b, posts_str_slice(p->s, p->pos, i));
    p->pos = i;

    return 1;
}


static void
posts_smarty_pop(posts_smarty_t *p)
{
    posts_smarty_element_t  *e;

    e = &p->stack[--p->n];

    posts_buf_lit(p->b, "</");

    if ((e->kind & POSTS_SMARTY_KNOWN) != 0) {
        posts_utf8_downcase(p->b, e->name);

    } else {
        posts_buf_add(p->b, e->name);
    }

    posts_buf_lit(p->b, ">");

    if (e->block && p->n == 0) {
        posts_buf_lit(p->b, "\n");
    }
}


static void
posts_smarty_attributes(posts_smarty_t *p, const posts_smarty_tag_t *tag)
{
    size_t       i, line, next;
    posts_str_t  name, value;

    for (i = 0; i < tag->attributes.len; i = next) {

        next = posts_smarty_attribute(tag->attributes, i, &name, &value);

        if (next == 0) {
            break;
        }

        if (posts_str_caseeq(name, posts_str("markdown"))) {
            continue;
        }

        posts_buf_lit(p->b, " ");

        if ((tag->kind & POSTS_SMARTY_KNOWN) != 0) {
            posts_utf8_downcase(p->b, name);

        } else {
            posts_buf_add(p->b, name);
        }

        posts_buf_lit(p->b, "=\"");

        while (value.len > 0) {

            for (line = 0; line < value.len && value.data[line] != '\n';
                 line++)
            {
                /* void */
            }

            posts_smarty_escape(p->b, posts_str_slice(value, 0, line), 1);

            if (line < value.len) {
                posts_buf_lit(p->b, " ");
            }

            while (line < value.len && value.data[line] == '\n') {
                line++;
            }

            value = posts_str_slice(value, line, value.len);
        }

        posts_buf_lit(p->b, "\"");
    }
}


/* Escapes & < >, with "quotes" also ", but not what is escaped already. */

static void
posts_smarty_escape(posts_buf_t *b, posts_str_t s, int quotes)
{
    size_t       from, i;
    posts_str_t  entity;

    from = 0;

    for (i = 0; i < s.len; i++) {

        switch (s.data[i]) {

        case '&':
            if (posts_smarty_reference(s, i) != 0) {
                continue;
            }

            entity = posts_str("&amp;");
            break;

        case '<':
            entity = posts_str("&lt;");
            break;

        case '>':
            entity = posts_str("&gt;");
            break;

        case '"':
            if (!quotes) {
                continue;
            }

            entity = posts_str("&quot;");
            break;

        default:
            continue;
        }

        posts_buf_add(b, posts_str_slice(s, from, i));
        posts_buf_add(b, entity);
        from = i + 1;
    }

    posts_buf_add(b, posts_str_slice(s, from, s.len));
}


/* Behind the entity at "i", or 0: &name; &#1; &#x1; */

static size_t
posts_smarty_reference(posts_str_t s, size_t i)
{
    u_char  c;
    size_t  start;

    i++;

    if (i + 1 < s.len && s.data[i] == '#' && s.data[i + 1] == 'x') {
        i += 2;

        for (start = i; i < s.len; i++) {
            c = posts_lower(s.data[i]);

            if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) {
                break;
            }
        }

    } else if (i < s.len && s.data[i] == '#') {
        i++;

        for (start = i; i < s.len; i++) {
            if (s.data[i] < '0' || s.data[i] > '9') {
                break;
            }
        }

    } else {

        for (start = i; i < s.len; i++) {
            c = posts_lower(s.data[i]);

            if (!((c >= 'a' && c <= 'z') || c == '_' || c == ':'
                  || (c >= '0' && c <= '9')
                  || (i > start && (c == '-' || c == '.'))))
            {
                break;
            }
        }
    }

    return (i > start && i < s.len && s.data[i] == ';') ? i + 1 : 0;
}
