
/*
 * Copyright (C) the authors of this project
 *
 * Version 0.29.0.gfm.6 of the library, the one of Debian 12, has some loops
 * that are not linear.  Where they can be avoided or bounded while parsing,
 * posts_markdown.c does that: nesting, tables, mail addresses.  Four are
 * out of reach, and a text that would run into one is refused:
 *
 *     a <? a <? a <?        raw HTML that never ends is looked for the end
 *                           of the paragraph from each of its beginnings
 *     ![[]() ![[]()         each link walks over all images still open
 *     *a [](b) *a [](b)     each link walks over all emphasis still open
 *     http://a)))))         each parenthesis at a URL's end counts all
 *                           parentheses of the URL
 *
 * The estimates are upper bounds, in steps, within one run of lines without
 * a blank one, which no paragraph is longer than.  The bounds are some tenths
 * of a second of the library's time, and thousands of times what a text
 * that is meant to be read needs.
 */


#include "posts_markdown_scan.h"
#include "posts_utf8.h"


/* No text of this size can take long. */

#define POSTS_MARKDOWN_SMALL     (16 * 1024)

#define POSTS_MARKDOWN_RAW       200000000u
#define POSTS_MARKDOWN_IMAGES    50000000u
#define POSTS_MARKDOWN_EMPHASIS  20000000u
#define POSTS_MARKDOWN_PARENS    1000000000u


static size_t posts_markdown_count(posts_str_t s, u_char c);
static int posts_markdown_has_table(posts_str_t s);
static void posts_markdown_scan_urls(posts_markdown_scan_t *scan,
    posts_str_t s);
static void posts_markdown_scan_brackets(posts_markdown_scan_t *scan,
    posts_str_t s);

static void posts_markdown_scan_without(posts_markdown_scan_t *scan,
    unsigned mask);
static int posts_markdown_cheap(posts_str_t s);
static posts_str_t posts_markdown_chunk(posts_str_t s, size_t *pos);
static uint64_t posts_markdown_cost_raw(posts_str_t s);
static uint64_t posts_markdown_cost_images(posts_str_t s);
static uint64_t posts_markdown_cost_emphasis(posts_str_t s);
static uint64_t posts_markdown_cost_parens(posts_str_t s);
static int posts_markdown_in_word(posts_str_t s, size_t i);
static int posts_markdown_ends_url(u_char c);


/* what a word is made of: letters, digits, all that is not ASCII */

static const u_char  posts_markdown_word[256] = {
    ['0' ... '9'] = 1, ['A' ... 'Z'] = 1, ['a' ... 'z'] = 1,
    [0x80 ... 0xff] = 1
};


void
posts_markdown_scan(posts_markdown_scan_t *scan, posts_str_t text,
    const posts_markdown_options_t *options)
{
    memset(scan, 0, sizeof(posts_markdown_scan_t));

    scan->lines = posts_markdown_count(text, '\n');
    scan->invalid = (!options->utf8 && posts_utf8_valid(text) != text.len);
    scan->smart = options->smart;

    if (options->dialect == POSTS_MARKDOWN_COMMONMARK) {
        return;
    }

    scan->pipes = posts_markdown_count(text, '|');
    scan->table = (scan->pipes != 0 || posts_markdown_has_table(text));
    scan->strikethrough = (posts_str_chr(text, '~') >= 0);
    scan->mail = (posts_str_chr(text, '@') >= 0);

    posts_markdown_scan_urls(scan, text);
    posts_markdown_scan_brackets(scan, text);

    if (options->without != 0) {
        posts_markdown_scan_without(scan, options->without);
    }
}


static void
posts_markdown_scan_without(posts_markdown_scan_t *scan, unsigned mask)
{
    if (mask & POSTS_MARKDOWN_TABLE) {
        scan->table = 0;
    }

    if (mask & POSTS_MARKDOWN_STRIKETHROUGH) {
        scan->strikethrough = 0;
    }

    if (mask & POSTS_MARKDOWN_AUTOLINK) {
        scan->url = 0;
        scan->www = 0;
        scan->mail = 0;
    }

    if (mask & POSTS_MARKDOWN_TASKLIST) {
        scan->tasklist = 0;
    }

    if (mask & POSTS_MARKDOWN_FOOTNOTES) {
        scan->footnotes = 0;
    }
}


static size_t
posts_markdown_count(posts_str_t s, u_char c)
{
    size_t         n;
    const u_char  *p, *end;

    n = 0;
    end = s.data + s.len;

    for (p = s.data; p < end; p++) {
        p = memchr(p, c, (size_t) (end - p));

        if (p == NULL) {
            break;
        }

        n++;
    }

    return n;
}


/*
 * A table of one column needs no pipe: its second line has a colon beside a
 * hyphen, or white space that no other construct takes.
 */

static int
posts_markdown_has_table(posts_str_t s)
{
    const u_char  *p, *end;

    if (posts_str_chr(s, '\v') >= 0 || posts_str_chr(s, '\f') >= 0) {
        return 1;
    }

    end = s.data + s.len;

    for (p = s.data; p < end; p++) {
        p = memchr(p, ':', (size_t) (end - p));

        if (p == NULL) {
            return 0;
        }

        if ((p > s.data && p[-1] == '-') || (p + 1 < end && p[1] == '-')) {
            return 1;
        }
    }

    return 0;
}


static void
posts_markdown_scan_urls(posts_markdown_scan_t *scan, posts_str_t s)
{
    const u_char  *p, *end;

    end = s.data + s.len;

    for (p = s.data; end - p > 2; p++) {
        p = memchr(p, ':', (size_t) (end - p) - 2);

        if (p == NULL) {
            break;
        }

        if (p[1] == '/' && p[2] == '/') {
            scan->url = 1;
            break;
        }
    }

    for (p = s.data; end - p > 3; p++) {
        p = memchr(p + 3, '.', (size_t) (end - p) - 3);

        if (p == NULL) {
            break;
        }

        p -= 3;

        if (memcmp(p, "www", 3) == 0) {
            scan->www = 1;
            break;
        }
    }
}


/* Footnotes have "[^", tasks have "[ ]" or "[x]". */

static void
posts_markdown_scan_brackets(posts_markdown_scan_t *scan, posts_str_t s)
{
    const u_char  *p, *end;

    end = s.data + s.len;

    for (p = s.data; end - p > 2; p++) {
        p = memchr(p, '[', (size_t) (end - p) - 2);

        if (p == NULL) {
            return;
        }

        if (p[1] == '^') {
            scan->footnotes = 1;

        } else if (p[2] == ']') {
            scan->tasklist = 1;
        }

        if (scan->footnotes && scan->tasklist) {
            return;
        }
    }
}


posts_rc_t
posts_markdown_cost(const posts_markdown_scan_t *scan, posts_str_t text,
    posts_error_t *error)
{
    size_t        pos, begin;
    uint64_t      raw, images, emphasis, parens;
    unsigned      line, column;
    const char   *what;
    posts_str_t   chunk;

    if (text.len < POSTS_MARKDOWN_SMALL || posts_markdown_cheap(text)) {
        return POSTS_OK;
    }

    raw = 0;
    images = 0;
    emphasis = 0;
    parens = 0;
    pos = 0;

    while (pos < text.len) {
        begin = pos;
        chunk = posts_markdown_chunk(text, &pos);

        raw += posts_markdown_cost_raw(chunk);
        images += posts_markdown_cost_images(chunk);
        emphasis += posts_markdown_cost_emphasis(chunk);

        if (scan->url || scan->www) {
            parens += posts_markdown_cost_parens(chunk);
        }

        if (raw > POSTS_MARKDOWN_RAW) {
            what = "beginnings of raw HTML that is not closed";

        } else if (images > POSTS_MARKDOWN_IMAGES) {
            what = "brackets of images";

        } else if (emphasis > POSTS_MARKDOWN_EMPHASIS) {
            what = "links among marks of emphasis";

        } else if (parens > POSTS_MARKDOWN_PARENS) {
            what = "parentheses behind a URL";

        } else {
            continue;
        }

        posts_utf8_position(text, begin, &line, &column);

        return posts_error_set(error, POSTS_LIMIT, line, column,
                               "the paragraph takes too long: too many"
                               " %s",
                               what);
    }

    return POSTS_OK;
}


/* Whether the text as one paragraph would be below all bounds. */

static int
posts_markdown_cheap(posts_str_t s)
{
    uint64_t  marks, brackets, stars, parens;

    marks = posts_markdown_count(s, '!') + posts_markdown_count(s, '?');
    brackets = posts_markdown_count(s, ']');
    stars = posts_markdown_count(s, '*') + posts_markdown_count(s, '_')
            + posts_markdown_count(s, '~');
    parens = posts_markdown_count(s, ')');

    return stars * brackets <= POSTS_MARKDOWN_EMPHASIS
           && marks * s.len <= POSTS_MARKDOWN_RAW
           && marks * brackets <= POSTS_MARKDOWN_IMAGES
           && parens * s.len <= POSTS_MARKDOWN_PARENS;
}


/* Lines up to a blank one; *pos moves behind it. */

static posts_str_t
posts_markdown_chunk(posts_str_t s, size_t *pos)
{
    size_t         i, begin, blank;
    const u_char  *p;

    begin = *pos;

    for (i = begin; i < s.len; /* void */ ) {
        p = memchr(s.data + i, '\n', s.len - i);

        if (p == NULL) {
            break;
        }

        i = (size_t) (p - s.data) + 1;

        for (blank = i; blank < s.len; blank++) {
            if (s.data[blank] != ' ' && s.data[blank] != '\t'
                && s.data[blank] != '\r')
            {
                break;
            }
        }

        if (blank < s.len && s.data[blank] == '\n') {
            *pos = blank + 1;
            return posts_str_slice(s, begin, i);
        }
    }

    *pos = s.len;

    return posts_str_slice(s, begin, s.len);
}


/*
 * The bytes that are read in vain: from each beginning behind the last end
 * of its kind on.
 */

static uint64_t
posts_markdown_cost_raw(posts_str_t s)
{
    size_t         i, left, ends[3];
    uint64_t       cost;
    const u_char  *p;

    enum { INSTRUCTION = 0, CDATA, DECLARATION };

    if (s.len < 4) {
        return 0;
    }

    memset(ends, 0, sizeof(ends));

    for (i = s.len - 1; i > 1; i--) {

        if (s.data[i] != '>') {
            continue;
        }

        if (ends[DECLARATION] == 0) {
            ends[DECLARATION] = i;
        }

        if (ends[INSTRUCTION] == 0 && s.data[i - 1] == '?') {
            ends[INSTRUCTION] = i;
        }

        if (ends[CDATA] == 0 && s.data[i - 1] == ']'
            && s.data[i - 2] == ']')
        {
            ends[CDATA] = i;
        }

        if (ends[INSTRUCTION] != 0 && ends[CDATA] != 0) {
            break;
        }
    }

    cost = 0;

    for (i = 0; i + 2 < s.len; i++) {
        p = memchr(s.data + i, '<', s.len - 2 - i);

        if (p == NULL) {
            break;
        }

        i = (size_t) (p - s.data);
        left = s.len - i;

        if (p[1] == '?') {
            cost += (i > ends[INSTRUCTION]) ? left : 0;

        } else if (p[1] == '!' && p[2] == '[') {
            cost += (i > ends[CDATA]) ? left : 0;

        } else if (p[1] == '!' && p[2] >= 'A' && p[2] <= 'Z') {
            cost += (i > ends[DECLARATION]) ? left : 0;
        }
    }

    return cost;
}


static uint64_t
posts_markdown_cost_images(posts_str_t s)
{
    uint64_t       images;
    const u_char  *p, *end;

    images = 0;
    end = s.data + s.len;

    for (p = s.data; end - p > 1; p++) {
        p = memchr(p, '!', (size_t) (end - p) - 1);

        if (p == NULL) {
            break;
        }

        images += (p[1] == '[');
    }

    if (images == 0) {
        return 0;
    }

    return images * posts_markdown_count(s, ']');
}


/*
 * All marks that may begin or end emphasis, for each link.  An underscore
 * within a word is none, and addresses are full of them.
 */

static uint64_t
posts_markdown_cost_emphasis(posts_str_t s)
{
    size_t    i;
    uint64_t  brackets, marks;

    brackets = posts_markdown_count(s, ']');

    if (brackets == 0) {
        return 0;
    }

    marks = posts_markdown_count(s, '*') + posts_markdown_count(s, '~');

    for (i = 0; i < s.len; i++) {
        marks += (s.data[i] == '_' && !posts_markdown_in_word(s, i));
    }

    return marks * brackets;
}


static int
posts_markdown_in_word(posts_str_t s, size_t i)
{
    return i > 0 && i + 1 < s.len
           && posts_markdown_word[s.data[i - 1]]
           && posts_markdown_word[s.data[i + 1]];
}


/* A word's length for each parenthesis at its end. */

static uint64_t
posts_markdown_cost_parens(posts_str_t s)
{
    size_t         n;
    uint64_t       cost;
    const u_char  *p, *q, *begin, *end, *last;

    cost = 0;
    last = s.data;
    end = s.data + s.len;

    for (p = s.data; p < end; p = q) {
        p = memchr(p, ')', (size_t) (end - p));

        if (p == NULL) {
            break;
        }

        for (begin = p; begin > last; begin--) {
            if (begin[-1] <= ' ' || begin[-1] == '<') {
                break;
            }
        }

        for (q = p; q < end && *q > ' ' && *q != '<'; q++) { /* void */ }

        n = 0;

        for (p = q; p > begin && posts_markdown_ends_url(p[-1]); p--) {
            n += (p[-1] == ')');
        }

        cost += (uint64_t) n * (size_t) (q - begin);
        last = q;
    }

    return cost;
}


/* What may be cut off the end of a URL, with the letters of an entity. */

static int
posts_markdown_ends_url(u_char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')
           || memchr("?!.,:*_~'\";&)", c, 13) != NULL;
}
