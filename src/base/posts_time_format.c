
/*
 * Copyright (C) the authors of this project
 *
 * Ruby's strftime.  A directive is "%", flags, a width, perhaps "E" or "O",
 * and a letter.  Each letter has a row in a table that says what kind of
 * thing it stands for; a number's row has the padding and the width that it
 * has by itself, a composite's the format that it is short for.  Whatever
 * is not such a directive is text.
 */


#include "posts_time.h"


#define POSTS_TIME_WIDTH  1024


typedef enum {
    POSTS_TIME_NONE = 0,
    POSTS_TIME_NUMBER,
    POSTS_TIME_FRACTION,
    POSTS_TIME_NAME,
    POSTS_TIME_CHAR,
    POSTS_TIME_OFFSET,
    POSTS_TIME_COMPOSITE
} posts_time_kind_t;


typedef struct {
    posts_time_kind_t  kind;
    u_char             pad;
    u_char             width;    /* of a number; digits of a fraction */
    posts_str_t        text;     /* of a composite or a single character */
} posts_time_directive_t;


/* A directive as it stands in the format. */

typedef struct {
    u_char    letter;
    u_char    pad;               /* '0' or ' ' by a flag, else 0 */
    unsigned  width;             /* 0: none given */
    unsigned  colons;
    unsigned  bare:1;            /* "-" */
    unsigned  upper:1;           /* "^" */
    unsigned  swap:1;            /* "#" */
} posts_time_spec_t;


typedef struct {
    posts_time_t             t;
    posts_civil_t            civil;
    const posts_timezone_t  *tz;
} posts_time_source_t;


static void posts_time_expand(posts_buf_t *b, const posts_time_source_t *src,
    posts_str_t fmt);
static size_t posts_time_simple(posts_buf_t *b,
    const posts_time_source_t *src, posts_str_t s);
static size_t posts_time_spec(posts_time_spec_t *spec, posts_str_t s);
static void posts_time_directive(posts_buf_t *b,
    const posts_time_source_t *src, const posts_time_spec_t *spec);
static void posts_time_composite(posts_buf_t *b,
    const posts_time_source_t *src, const posts_time_spec_t *spec);
static int64_t posts_time_value(const posts_time_source_t *src,
    u_char letter);
static void posts_time_number(posts_buf_t *b, int64_t n, unsigned width,
    u_char pad, int plus);
static void posts_time_fraction(posts_buf_t *b, uint32_t nsec,
    unsigned digits);
static void posts_time_name(posts_buf_t *b, const posts_time_source_t *src,
    const posts_time_spec_t *spec);
static void posts_time_text(posts_buf_t *b, posts_str_t s,
    const posts_time_spec_t *spec);
static void posts_time_offset(posts_buf_t *b, int32_t offset,
    const posts_time_spec_t *spec);
static void posts_time_pad(posts_buf_t *b, size_t n, u_char pad);
static int64_t posts_time_mod(int64_t n, int64_t d);


static const posts_str_t  posts_time_months[] = {
    posts_string("January"), posts_string("February"),
    posts_string("March"), posts_string("April"), posts_string("May"),
    posts_string("June"), posts_string("July"), posts_string("August"),
    posts_string("September"), posts_string("October"),
    posts_string("November"), posts_string("December")
};


static const posts_str_t  posts_time_weekdays[] = {
    posts_string("Sunday"), posts_string("Monday"), posts_string("Tuesday"),
    posts_string("Wednesday"), posts_string("Thursday"),
    posts_string("Friday"), posts_string("Saturday")
};


static const posts_time_directive_t  posts_time_directives[128] = {
    ['Y'] = { POSTS_TIME_NUMBER, '0', 4, posts_null_string },
    ['C'] = { POSTS_TIME_NUMBER, '0', 2, posts_null_string },
    ['y'] = { POSTS_TIME_NUMBER, '0', 2, posts_null_string },
    ['m'] = { POSTS_TIME_NUMBER, '0', 2, posts_null_string },
    ['d'] = { POSTS_TIME_NUMBER, '0', 2, posts_null_string },
    ['e'] = { POSTS_TIME_NUMBER, ' ', 2, posts_null_string },
    ['j'] = { POSTS_TIME_NUMBER, '0', 3, posts_null_string },
    ['H'] = { POSTS_TIME_NUMBER, '0', 2, posts_null_string },
    ['k'] = { POSTS_TIME_NUMBER, ' ', 2, posts_null_string },
    ['I'] = { POSTS_TIME_NUMBER, '0', 2, posts_null_string },
    ['l'] = { POSTS_TIME_NUMBER, ' ', 2, posts_null_string },
    ['M'] = { POSTS_TIME_NUMBER, '0', 2, posts_null_string },
    ['S'] = { POSTS_TIME_NUMBER, '0', 2, posts_null_string },
    ['u'] = { POSTS_TIME_NUMBER, '0', 1, posts_null_string },
    ['w'] = { POSTS_TIME_NUMBER, '0', 1, posts_null_string },
    ['G'] = { POSTS_TIME_NUMBER, '0', 4, posts_null_string },
    ['g'] = { POSTS_TIME_NUMBER, '0', 2, posts_null_string },
    ['V'] = { POSTS_TIME_NUMBER, '0', 2, posts_null_string },
    ['U'] = { POSTS_TIME_NUMBER, '0', 2, posts_null_string },
    ['W'] = { POSTS_TIME_NUMBER, '0', 2, posts_null_string },
    ['s'] = { POSTS_TIME_NUMBER, '0', 1, posts_null_string },

    ['L'] = { POSTS_TIME_FRACTION, '0', 3, posts_null_string },
    ['N'] = { POSTS_TIME_FRACTION, '0', 9, posts_null_string },

    ['a'] = { POSTS_TIME_NAME, ' ', 0, posts_null_string },
    ['A'] = { POSTS_TIME_NAME, ' ', 0, posts_null_string },
    ['b'] = { POSTS_TIME_NAME, ' ', 0, posts_null_string },
    ['B'] = { POSTS_TIME_NAME, ' ', 0, posts_null_string },
    ['h'] = { POSTS_TIME_NAME, ' ', 0, posts_null_string },
    ['p'] = { POSTS_TIME_NAME, ' ', 0, posts_null_string },
    ['P'] = { POSTS_TIME_NAME, ' ', 0, posts_null_string },
    ['Z'] = { POSTS_TIME_NAME, ' ', 0, posts_null_string },

    ['n'] = { POSTS_TIME_CHAR, ' ', 0, posts_string("\n") },
    ['t'] = { POSTS_TIME_CHAR, ' ', 0, posts_string("\t") },
    ['%'] = { POSTS_TIME_CHAR, ' ', 0, posts_string("%") },

    ['z'] = { POSTS_TIME_OFFSET, '0', 0, posts_null_string },

    ['c'] = { POSTS_TIME_COMPOSITE, ' ', 0,
              posts_string("%a %b %e %H:%M:%S %Y") },
    ['D'] = { POSTS_TIME_COMPOSITE, ' ', 0, posts_string("%m/%d/%y") },
    ['x'] = { POSTS_TIME_COMPOSITE, ' ', 0, posts_string("%m/%d/%y") },
    ['F'] = { POSTS_TIME_COMPOSITE, ' ', 0, posts_string("%Y-%m-%d") },
    ['T'] = { POSTS_TIME_COMPOSITE, ' ', 0, posts_string("%H:%M:%S") },
    ['X'] = { POSTS_TIME_COMPOSITE, ' ', 0, posts_string("%H:%M:%S") },
    ['R'] = { POSTS_TIME_COMPOSITE, ' ', 0, posts_string("%H:%M") },
    ['r'] = { POSTS_TIME_COMPOSITE, ' ', 0, posts_string("%I:%M:%S %p") },
    ['v'] = { POSTS_TIME_COMPOSITE, ' ', 0, posts_string("%e-%^b-%4Y") }
};


void
posts_time_format(posts_buf_t *b, posts_time_t t, const posts_timezone_t *tz,
    posts_str_t fmt)
{
    posts_time_source_t  src;

    src.t = t;
    src.tz = tz;
    posts_time_civil(t, &src.civil);

    posts_time_expand(b, &src, fmt);
}


static void
posts_time_expand(posts_buf_t *b, const posts_time_source_t *src,
    posts_str_t fmt)
{
    size_t             n;
    ssize_t            at;
    posts_time_spec_t  spec;

    while (fmt.len > 0) {
        at = posts_str_chr(fmt, '%');

        if (at == -1) {
            posts_buf_add(b, fmt);
            return;
        }

        posts_buf_add(b, posts_str_slice(fmt, 0, (size_t) at));
        fmt = posts_str_slice(fmt, (size_t) at, fmt.len);

        n = posts_time_simple(b, src, fmt);

        if (n == 0) {
            n = posts_time_spec(&spec, fmt);

            if (spec.letter == '\0') {
                posts_buf_add(b, posts_str_slice(fmt, 0, n));

            } else {
                posts_time_directive(b, src, &spec);
            }
        }

        if (b->rc != POSTS_OK) {
            return;
        }

        fmt = posts_str_slice(fmt, n, fmt.len);
    }
}


/*
 * The directives that most formats are made of, without flags but "%-d":
 * numbers of two digits and names.  Returns the length, or 0.
 */

static size_t
posts_time_simple(posts_buf_t *b, const posts_time_source_t *src,
    posts_str_t s)
{
    u_char                         c, text[2];
    size_t                         i;
    unsigned                       n;
    posts_str_t                    name;
    const posts_time_directive_t  *d;

    i = (s.len > 2 && s.data[1] == '-') ? 2 : 1;

    if (i >= s.len || s.data[i] >= 128) {
        return 0;
    }

    c = s.data[i];
    d = &posts_time_directives[c];

    if (d->kind == POSTS_TIME_NUMBER && d->width == 2 && d->pad == '0') {
        n = (unsigned) posts_time_value(src, c);

        if (n > 99) {
            return 0;
        }

        text[0] = (u_char) ('0' + n / 10);
        text[1] = (u_char) ('0' + n % 10);

        posts_buf_add(b, (i == 2 && n < 10) ? posts_str_from(text + 1, 1)
                                            : posts_str_from(text, 2));
        return i + 1;
    }

    if (i == 2) {
        return 0;
    }

    switch (c) {

    case 'a':
    case 'A':
        name = posts_time_weekdays[src->civil.weekday];
        break;

    case 'b':
    case 'B':
        name = posts_time_months[src->civil.month - 1];
        break;

    default:
        return 0;
    }

    posts_buf_add(b, (c < 'a') ? name : posts_str_slice(name, 0, 3));

    return 2;
}


/*
 * Reads the directive at the start of s and returns its length; one that
 * there is not has no letter, and the length of what is text for certain.
 */

static size_t
posts_time_spec(posts_time_spec_t *spec, posts_str_t s)
{
    u_char       c;
    size_t       i;
    posts_str_t  letters;

    memset(spec, 0, sizeof(posts_time_spec_t));

    for (i = 1; i < s.len; i++) {
        c = s.data[i];

        switch (c) {

        case '-':
            spec->bare = 1;
            spec->pad = 0;
            break;

        case '_':
            spec->pad = ' ';
            break;

        case '0':
            spec->pad = '0';
            break;

        case '^':
            spec->upper = 1;
            break;

        case '#':
            spec->swap = 1;
            break;

        default:
            goto width;
        }
    }

width:

    for ( /* void */ ; i < s.len; i++) {
        c = s.data[i];

        if (c < '0' || c > '9') {
            break;
        }

        spec->width = spec->width * 10 + c - '0';

        if (spec->width > POSTS_TIME_WIDTH) {
            return i;
        }
    }

    while (i < s.len && s.data[i] == ':') {
        spec->colons++;
        i++;
    }

    if (spec->colons != 0) {
        if (i < s.len && s.data[i] == 'z' && spec->colons <= 3) {
            spec->letter = 'z';
            return i + 1;
        }

        return i;
    }

    /* other calendars and digits, which are always the same here */

    if (i + 1 < s.len && (s.data[i] == 'E' || s.data[i] == 'O')) {
        letters = (s.data[i] == 'E') ? posts_str("cCxXyY")
                                     : posts_str("deHkIlmMSuUVwWy");
        i++;

        if (posts_str_chr(letters, s.data[i]) == -1) {
            return i;
        }
    }

    if (i == s.len) {
        return i;
    }

    c = s.data[i];

    if (c >= 128 || posts_time_directives[c].kind == POSTS_TIME_NONE) {

        /* a "%" that does not belong to it begins the next one */

        return i;
    }

    spec->letter = c;

    return i + 1;
}


static void
posts_time_directive(posts_buf_t *b, const posts_time_source_t *src,
    const posts_time_spec_t *spec)
{
    u_char                         pad;
    int64_t                        n;
    unsigned                       width;
    const posts_time_directive_t  *d;

    d = &posts_time_directives[spec->letter];

    switch (d->kind) {

    case POSTS_TIME_NUMBER:
        n = posts_time_value(src, spec->letter);
        pad = (spec->pad != 0) ? spec->pad : d->pad;
        width = spec->width;

        if (width == 0) {
            width = d->width;

            /* a year's sign does not count */

            if (width == 4 && n < 0) {
                width++;
            }
        }

        posts_time_number(b, n, spec->bare ? 1 : width, pad, 0);
        return;

    case POSTS_TIME_FRACTION:
        posts_time_fraction(b, src->t.nsec,
                            spec->width != 0 ? spec->width : d->width);
        return;

    case POSTS_TIME_NAME:
        posts_time_name(b, src, spec);
        return;

    case POSTS_TIME_CHAR:
        posts_time_text(b, d->text, spec);
        return;

    case POSTS_TIME_OFFSET:
        posts_time_offset(b, src->t.offset, spec);
        return;

    case POSTS_TIME_COMPOSITE:
        posts_time_composite(b, src, spec);
        return;

    default:
        return;
    }
}


/* Its format has no composite in it: this goes no deeper than once. */

static void
posts_time_composite(posts_buf_t *b, const posts_time_source_t *src,
    const posts_time_spec_t *spec)
{
    size_t  from, i, len, more;

    from = b->len;

    posts_time_expand(b, src, posts_time_directives[spec->letter].text);

    if (b->rc != POSTS_OK) {
        return;
    }

    if (spec->upper) {
        for (i = from; i < b->len; i++) {
            if (b->data[i] >= 'a' && b->data[i] <= 'z') {
                b->data[i] = (u_char) (b->data[i] - 0x20);
            }
        }
    }

    len = b->len - from;

    /* "-" has no say here */

    if (spec->width <= len) {
        return;
    }

    more = spec->width - len;

    posts_time_pad(b, more, ' ');

    if (b->rc != POSTS_OK) {
        return;
    }

    memmove(b->data + from + more, b->data + from, len);
    memset(b->data + from, spec->pad == '0' ? '0' : ' ', more);
}


static int64_t
posts_time_value(const posts_time_source_t *src, u_char letter)
{
    int64_t               year;
    unsigned              hour;
    const posts_civil_t  *civil;

    civil = &src->civil;
    year = (letter == 'g') ? civil->iso_year : civil->year;
    hour = (civil->hour + 11) % 12 + 1;

    switch (letter) {

    case 'Y':
        return year;

    case 'C':
        return (year - posts_time_mod(year, 100)) / 100;

    case 'y':
    case 'g':
        return posts_time_mod(year, 100);

    case 'm':
        return civil->month;

    case 'd':
    case 'e':
        return civil->day;

    case 'j':
        return civil->yearday;

    case 'H':
    case 'k':
        return civil->hour;

    case 'I':
    case 'l':
        return hour;

    case 'M':
        return civil->minute;

    case 'S':
        return civil->second;

    case 'u':
        return (civil->weekday + 6) % 7 + 1;

    case 'w':
        return civil->weekday;

    case 'G':
        return civil->iso_year;

    case 'V':
        return civil->iso_week;

    case 'U':
        return (civil->yearday + 6 - civil->weekday) / 7;

    case 'W':
        return (civil->yearday + 6 - (civil->weekday + 6) % 7) / 7;

    default: /* 's' */
        return src->t.sec;
    }
}


/* A sign is part of the width; zeros stand behind it, spaces before it. */

static void
posts_time_number(posts_buf_t *b, int64_t n, unsigned width, u_char pad,
    int plus)
{
    u_char   *p, text[24];
    size_t    len, more;
    uint64_t  u;

    p = text + sizeof(text);
    u = (n < 0) ? 0 - (uint64_t) n : (uint64_t) n;

    do {
        *--p = (u_char) ('0' + u % 10);
        u /= 10;
    } while (u != 0);

    len = (size_t) (text + sizeof(text) - p);
    plus = plus || n < 0;
    more = (width > len + (size_t) plus) ? width - len - (size_t) plus : 0;

    if (pad == ' ') {
        posts_time_pad(b, more, ' ');
    }

    if (plus) {
        posts_buf_addc(b, n < 0 ? '-' : '+');
    }

    if (pad != ' ') {
        posts_time_pad(b, more, '0');
    }

    posts_buf_add(b, posts_str_from(p, len));
}


static void
posts_time_fraction(posts_buf_t *b, uint32_t nsec, unsigned digits)
{
    u_char    text[9];
    unsigned  i;

    for (i = 9; i > 0; i--) {
        text[i - 1] = (u_char) ('0' + nsec % 10);
        nsec /= 10;
    }

    posts_buf_add(b, posts_str_from(text, digits < 9 ? digits : 9));

    if (digits > 9) {
        posts_time_pad(b, digits - 9, '0');
    }
}


static void
posts_time_name(posts_buf_t *b, const posts_time_source_t *src,
    const posts_time_spec_t *spec)
{
    size_t             i, from;
    posts_str_t        s;
    posts_time_spec_t  own;

    own = *spec;
    s = (posts_str_t) posts_null_string;

    switch (spec->letter) {

    case 'a':
    case 'A':
        s = posts_time_weekdays[src->civil.weekday];
        break;

    case 'b':
    case 'h':
    case 'B':
        s = posts_time_months[src->civil.month - 1];
        break;

    case 'p':
    case 'P':
        s = (src->civil.hour < 12) ? posts_str("AM") : posts_str("PM");
        own.swap = (spec->letter == 'p') ? spec->swap
                                         : !spec->swap && !spec->upper;
        break;

    default: /* 'Z' */
        if (src->tz == NULL
            || posts_timezone_offset(src->tz, src->t.sec, &s) != src->t.offset)
        {
            s = (posts_str_t) posts_null_string;
        }

        break;
    }

    if (posts_str_chr(posts_str("abh"), spec->letter) != -1) {
        s.len = 3;
    }

    /* "#" makes capitals small, and names that have both, large */

    from = b->len;

    if (posts_str_chr(posts_str("pPZ"), spec->letter) == -1) {
        own.upper |= own.swap;
        own.swap = 0;
    }

    posts_time_text(b, s, &own);

    if (b->rc != POSTS_OK) {
        return;
    }

    for (i = from; i < b->len; i++) {
        if (own.swap) {
            b->data[i] = posts_lower(b->data[i]);

        } else if (own.upper && b->data[i] >= 'a' && b->data[i] <= 'z') {
            b->data[i] = (u_char) (b->data[i] - 0x20);
        }
    }
}


static void
posts_time_text(posts_buf_t *b, posts_str_t s, const posts_time_spec_t *spec)
{
    if (!spec->bare && spec->width > s.len && s.len > 0) {
        posts_time_pad(b, spec->width - s.len, spec->pad == '0' ? '0' : ' ');
    }

    posts_buf_add(b, s);
}


/*
 * +hhmm, and with colons +hh:mm, +hh:mm:ss, or the shortest of these and
 * +hh.  A width makes the hours wider.
 */

static void
posts_time_offset(posts_buf_t *b, int32_t offset,
    const posts_time_spec_t *spec)
{
    int64_t   hours;
    unsigned  colons, n, rest, width;

    n = (offset < 0) ? 0 - (unsigned) offset : (unsigned) offset;
    colons = spec->colons;

    if (colons == 3) {
        colons = (n % 3600 == 0) ? 3 : (n % 60 == 0) ? 1 : 2;
    }

    rest = (colons == 3) ? 0 : (colons == 0) ? 2 : colons * 3;
    width = (spec->width > rest + 3) ? spec->width - rest : 3;
    hours = n / 3600;

    if (offset >= 0) {
        posts_time_number(b, hours, width, spec->pad, 1);

    } else if (hours != 0) {
        posts_time_number(b, -hours, width, spec->pad, 1);

    } else {

        /* no number has the sign of -0 */

        if (spec->pad == ' ') {
            posts_time_pad(b, width - 2, ' ');
            posts_buf_lit(b, "-0");

        } else {
            posts_buf_addc(b, '-');
            posts_time_pad(b, width - 1, '0');
        }
    }

    if (colons == 3) {
        return;
    }

    if (colons != 0) {
        posts_buf_addc(b, ':');
    }

    posts_time_number(b, n / 60 % 60, 2, '0', 0);

    if (colons == 2) {
        posts_buf_addc(b, ':');
        posts_time_number(b, n % 60, 2, '0', 0);
    }
}


static void
posts_time_pad(posts_buf_t *b, size_t n, u_char pad)
{
    if (n == 0 || posts_buf_reserve(b, n) != POSTS_OK) {
        return;
    }

    memset(b->data + b->len, pad, n);
    b->len += n;
}


/* The remainder that is never negative. */

static int64_t
posts_time_mod(int64_t n, int64_t d)
{
    n %= d;

    return (n < 0) ? n + d : n;
}
