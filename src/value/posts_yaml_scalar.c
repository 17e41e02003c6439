
/*
 * Copyright (C) the authors of this project
 *
 * The rules are those of Ruby's YAML loader (Psych 4), which Debian's Jekyll
 * uses; tests/spec/yaml.txt is what it says to some hundred scalars.  The
 * first byte decides which of the forms below can match at all.
 */


#include <math.h>

#include "posts_float.h"
#include "posts_yaml_scalar.h"


#define POSTS_YAML_SCALAR_NUMBER  1024   /* longer ones are strings */
#define POSTS_YAML_SCALAR_DAY     86400

/* times 3,600, and some, less than 2^63; and exact as a float */

#define POSTS_YAML_SCALAR_HOURS   2562047788015215.0


typedef enum {
    POSTS_YAML_SCALAR_STRING = 0,
    POSTS_YAML_SCALAR_WORD,
    POSTS_YAML_SCALAR_SIGN,
    POSTS_YAML_SCALAR_DIGIT,
    POSTS_YAML_SCALAR_POINT
} posts_yaml_scalar_first_e;


typedef struct {
    const u_char  *p;
    const u_char  *last;
} posts_yaml_scalar_text_t;


typedef struct {
    posts_str_t  word;
    uint8_t      type;       /* posts_value_type_e */
    uint8_t      integer;
} posts_yaml_scalar_word_t;


typedef struct {
    int64_t   year;
    int64_t   month;
    int64_t   day;
    int64_t   hour;
    int64_t   minute;
    int64_t   second;
    uint32_t  nsec;
    int64_t   offset;        /* seconds */
    unsigned  zone:1;        /* it has an offset */
} posts_yaml_scalar_time_t;


static int posts_yaml_scalar_word(posts_value_t *out, posts_str_t text);
static int posts_yaml_scalar_day(posts_value_t *out, posts_str_t text,
    const posts_timezone_t *timezone);
static int posts_yaml_scalar_clock(posts_yaml_scalar_time_t *t,
    posts_yaml_scalar_text_t *s);
static int posts_yaml_scalar_zone(posts_yaml_scalar_time_t *t,
    posts_yaml_scalar_text_t *s);
static int posts_yaml_scalar_date(posts_value_t *out,
    const posts_yaml_scalar_time_t *t);
static int posts_yaml_scalar_moment(posts_value_t *out,
    const posts_yaml_scalar_time_t *t, const posts_timezone_t *timezone);
static int posts_yaml_scalar_special(posts_value_t *out, posts_str_t text);
static int posts_yaml_scalar_sixty(posts_value_t *out, posts_str_t text);
static int posts_yaml_scalar_point(posts_value_t *out, posts_str_t text);
static int posts_yaml_scalar_int(posts_value_t *out, posts_str_t text);
static int posts_yaml_scalar_decimal(posts_yaml_scalar_text_t s);
static size_t posts_yaml_scalar_digits(posts_yaml_scalar_text_t *s,
    size_t max, int64_t *n);
static void posts_yaml_scalar_skip(posts_yaml_scalar_text_t *s);
static size_t posts_yaml_scalar_strip(u_char *dst, const u_char *p,
    const u_char *last, int single);
static int posts_yaml_scalar_value(u_char c);


/* ASCII in any case; NUL ends. */

static const posts_yaml_scalar_word_t  posts_yaml_scalar_words[] = {
    { posts_string("~"), POSTS_NIL, 0 },
    { posts_string("null"), POSTS_NIL, 0 },
    { posts_string("true"), POSTS_BOOL, 1 },
    { posts_string("yes"), POSTS_BOOL, 1 },
    { posts_string("on"), POSTS_BOOL, 1 },
    { posts_string("false"), POSTS_BOOL, 0 },
    { posts_string("no"), POSTS_BOOL, 0 },
    { posts_string("off"), POSTS_BOOL, 0 },
    { posts_null_string, 0, 0 }
};


static const uint8_t  posts_yaml_scalar_first[256] = {
    ['~'] = POSTS_YAML_SCALAR_WORD,
    ['n'] = POSTS_YAML_SCALAR_WORD, ['N'] = POSTS_YAML_SCALAR_WORD,
    ['t'] = POSTS_YAML_SCALAR_WORD, ['T'] = POSTS_YAML_SCALAR_WORD,
    ['y'] = POSTS_YAML_SCALAR_WORD, ['Y'] = POSTS_YAML_SCALAR_WORD,
    ['o'] = POSTS_YAML_SCALAR_WORD, ['O'] = POSTS_YAML_SCALAR_WORD,
    ['f'] = POSTS_YAML_SCALAR_WORD, ['F'] = POSTS_YAML_SCALAR_WORD,
    ['+'] = POSTS_YAML_SCALAR_SIGN, ['-'] = POSTS_YAML_SCALAR_SIGN,
    ['0' ... '9'] = POSTS_YAML_SCALAR_DIGIT,
    ['.'] = POSTS_YAML_SCALAR_POINT
};


/* A digit's value + 1. */

static const uint8_t  posts_yaml_scalar_base64[256] = {
    ['A'] = 1, ['B'] = 2, ['C'] = 3, ['D'] = 4, ['E'] = 5, ['F'] = 6,
    ['G'] = 7, ['H'] = 8, ['I'] = 9, ['J'] = 10, ['K'] = 11, ['L'] = 12,
    ['M'] = 13, ['N'] = 14, ['O'] = 15, ['P'] = 16, ['Q'] = 17, ['R'] = 18,
    ['S'] = 19, ['T'] = 20, ['U'] = 21, ['V'] = 22, ['W'] = 23, ['X'] = 24,
    ['Y'] = 25, ['Z'] = 26,
    ['a'] = 27, ['b'] = 28, ['c'] = 29, ['d'] = 30, ['e'] = 31, ['f'] = 32,
    ['g'] = 33, ['h'] = 34, ['i'] = 35, ['j'] = 36, ['k'] = 37, ['l'] = 38,
    ['m'] = 39, ['n'] = 40, ['o'] = 41, ['p'] = 42, ['q'] = 43, ['r'] = 44,
    ['s'] = 45, ['t'] = 46, ['u'] = 47, ['v'] = 48, ['w'] = 49, ['x'] = 50,
    ['y'] = 51, ['z'] = 52,
    ['0'] = 53, ['1'] = 54, ['2'] = 55, ['3'] = 56, ['4'] = 57, ['5'] = 58,
    ['6'] = 59, ['7'] = 60, ['8'] = 61, ['9'] = 62,
    ['+'] = 63, ['/'] = 64
};


int
posts_yaml_scalar(posts_value_t *out, posts_str_t text,
    const posts_timezone_t *timezone)
{
    if (text.len == 0) {
        *out = posts_value_nil();
        return 1;
    }

    switch (posts_yaml_scalar_first[text.data[0]]) {

    case POSTS_YAML_SCALAR_WORD:
        return posts_yaml_scalar_word(out, text);

    case POSTS_YAML_SCALAR_SIGN:
    case POSTS_YAML_SCALAR_DIGIT:
        return posts_yaml_scalar_day(out, text, timezone)
               || posts_yaml_scalar_int(out, text)
               || posts_yaml_scalar_point(out, text)
               || posts_yaml_scalar_sixty(out, text)
               || posts_yaml_scalar_special(out, text);

    case POSTS_YAML_SCALAR_POINT:
        return posts_yaml_scalar_point(out, text)
               || posts_yaml_scalar_special(out, text);

    default:
        return 0;
    }
}


static int
posts_yaml_scalar_word(posts_value_t *out, posts_str_t text)
{
    const posts_yaml_scalar_word_t  *w;

    if (text.len > 5) {
        return 0;
    }

    for (w = posts_yaml_scalar_words; w->word.len != 0; w++) {
        if (posts_str_caseeq(w->word, text)) {
            *out = posts_value_nil();
            out->type = w->type;
            out->u.integer = w->integer;
            return 1;
        }
    }

    return 0;
}


/* YYYY-M-D, alone or with a time of day that has seconds. */

static int
posts_yaml_scalar_day(posts_value_t *out, posts_str_t text,
    const posts_timezone_t *timezone)
{
    int                       negative;
    posts_yaml_scalar_text_t  s;
    posts_yaml_scalar_time_t  t;

    s.p = text.data;
    s.last = text.data + text.len;

    memset(&t, 0, sizeof(t));

    negative = (*s.p == '-');
    s.p += negative;

    if (posts_yaml_scalar_digits(&s, 4, &t.year) != 4
        || s.p == s.last || *s.p++ != '-'
        || posts_yaml_scalar_digits(&s, 2, &t.month) == 0
        || s.p == s.last || *s.p++ != '-'
        || posts_yaml_scalar_digits(&s, 2, &t.day) == 0)
    {
        return 0;
    }

    if (s.p == s.last) {
        return !negative && posts_yaml_scalar_date(out, &t);
    }

    if (negative) {
        t.year = -t.year;
    }

    return posts_yaml_scalar_clock(&t, &s)
           && posts_yaml_scalar_moment(out, &t, timezone);
}


static int
posts_yaml_scalar_clock(posts_yaml_scalar_time_t *t,
    posts_yaml_scalar_text_t *s)
{
    uint32_t  unit;

    if (posts_lower(*s->p) == 't') {
        s->p++;

    } else if (*s->p != ' ' && *s->p != '\t') {
        return 0;

    } else {
        while (s->p < s->last && (*s->p == ' ' || *s->p == '\t')) {
            s->p++;
        }
    }

    if (posts_yaml_scalar_digits(s, 2, &t->hour) == 0
        || s->p == s->last || *s->p++ != ':'
        || posts_yaml_scalar_digits(s, 2, &t->minute) != 2
        || s->p == s->last || *s->p++ != ':'
        || posts_yaml_scalar_digits(s, 2, &t->second) != 2)
    {
        return 0;
    }

    if (s->p < s->last && *s->p == '.') {
        s->p++;

        for (unit = 100000000;
             s->p < s->last && *s->p >= '0' && *s->p <= '9';
             unit /= 10)
        {
            t->nsec += (uint32_t) (*s->p++ - '0') * unit;
        }
    }

    if (s->p == s->last) {
        return 1;
    }

    while (s->p < s->last && (*s->p == ' ' || *s->p == '\t')) {
        s->p++;
    }

    return posts_yaml_scalar_zone(t, s);
}


/*
 * Z, or a sign and hours of one or two digits, a colon or none, and minutes
 * or none.  Three digits are two and one; minus zero hours are plus zero.
 */

static int
posts_yaml_scalar_zone(posts_yaml_scalar_time_t *t,
    posts_yaml_scalar_text_t *s)
{
    int      negative;
    size_t   n;
    int64_t  hours, minutes;

    if (s->p == s->last) {
        return 0;
    }

    t->zone = 1;

    if (*s->p == 'Z') {
        return s->p + 1 == s->last;
    }

    if (*s->p != '+' && *s->p != '-') {
        return 0;
    }

    negative = (*s->p++ == '-');

    if (posts_yaml_scalar_digits(s, 2, &hours) == 0) {
        return 0;
    }

    minutes = 0;

    if (s->p < s->last && *s->p == ':') {
        s->p++;
        n = posts_yaml_scalar_digits(s, 2, &minutes);

        if (n == 1) {
            return 0;
        }

    } else {
        (void) posts_yaml_scalar_digits(s, 2, &minutes);
    }

    if (s->p != s->last) {
        return 0;
    }

    t->offset = hours * 3600 + minutes * 60;

    if (negative && hours != 0) {
        t->offset = -t->offset;
    }

    return t->offset > -POSTS_YAML_SCALAR_DAY
           && t->offset < POSTS_YAML_SCALAR_DAY;
}


static int
posts_yaml_scalar_date(posts_value_t *out, const posts_yaml_scalar_time_t *t)
{
    int64_t        sec;
    posts_civil_t  civil;
    posts_time_t   moment;

    if (t->month < 1 || t->month > 12 || t->day < 1 || t->day > 31) {
        return 0;
    }

    /* the days that the change of calendars left out */

    if (t->year == 1582 && t->month == 10 && t->day > 4 && t->day < 15) {
        return 0;
    }

    sec = posts_time_utc(t->year, (unsigned) t->month, (unsigned) t->day, 0,
                         0, 0);

    if (t->day > 28) {
        moment.sec = sec;
        moment.nsec = 0;
        moment.offset = 0;

        posts_time_civil(moment, &civil);

        if (civil.day != t->day) {
            return 0;
        }
    }

    *out = posts_value_date(sec);

    return 1;
}


/* The 31st of a short month and the 60th second run over, as in Ruby. */

static int
posts_yaml_scalar_moment(posts_value_t *out,
    const posts_yaml_scalar_time_t *t, const posts_timezone_t *timezone)
{
    posts_time_t  moment;

    if (t->month < 1 || t->month > 12 || t->day < 1 || t->day > 31
        || t->hour > 24 || t->minute > 59 || t->second > 60
        || (t->hour == 24 && (t->minute != 0 || t->second != 0)))
    {
        return 0;
    }

    moment.sec = posts_time_utc(t->year, (unsigned) t->month, 1, 0, 0, 0)
                 + (t->day - 1) * POSTS_YAML_SCALAR_DAY
                 + t->hour * 3600 + t->minute * 60 + t->second - t->offset;
    moment.nsec = t->nsec;
    moment.offset = (int32_t) t->offset;

    if (!t->zone && timezone != NULL) {
        moment.offset = posts_timezone_offset(timezone, moment.sec, NULL);
    }

    *out = posts_value_time(moment);

    return 1;
}


static int
posts_yaml_scalar_special(posts_value_t *out, posts_str_t text)
{
    if (posts_str_caseeq(text, posts_str(".inf"))
        || posts_str_caseeq(text, posts_str("+.inf")))
    {
        return posts_yaml_scalar_float(out, posts_str("1e999"));
    }

    if (posts_str_caseeq(text, posts_str("-.inf"))) {
        return posts_yaml_scalar_float(out, posts_str("-1e999"));
    }

    if (posts_str_caseeq(text, posts_str(".nan"))) {
        *out = posts_value_float(NAN);
        return 1;
    }

    return 0;
}


/*
 * Two or three parts between colons, the last one perhaps with a fraction.
 * As in Ruby, the first part always counts 3,600, and a sign is the first
 * part's alone: 12:30 is 45,000 and -1:30 is -1,800.
 */

static int
posts_yaml_scalar_sixty(posts_value_t *out, posts_str_t text)
{
    int                       fraction;
    u_char                    number[POSTS_YAML_SCALAR_NUMBER];
    size_t                    i, n, digits;
    double                    f;
    int64_t                   parts[3];
    const u_char             *part, *first;
    posts_value_t             v, tail;
    posts_yaml_scalar_text_t  s;

    if (text.len > POSTS_YAML_SCALAR_NUMBER) {
        return 0;
    }

    s.p = text.data;
    s.last = text.data + text.len;

    if (*s.p == '-' || *s.p == '+') {
        s.p++;
    }

    if (s.p == s.last || *s.p < '0' || *s.p > '9') {
        return 0;
    }

    posts_yaml_scalar_skip(&s);

    first = s.p;
    part = s.p;
    parts[2] = 0;

    for (n = 1; n < 3 && s.p < s.last && *s.p == ':'; n++) {
        part = ++s.p;
        digits = posts_yaml_scalar_digits(&s, 2, &parts[n]);

        if (digits == 0 || (digits == 2 && *part > '5')) {
            return 0;
        }
    }

    if (n == 1) {
        return 0;
    }

    fraction = (s.p < s.last);

    if (fraction) {

        if (*s.p++ != '.') {
            return 0;
        }

        posts_yaml_scalar_skip(&s);

        if (s.p != s.last) {
            return 0;
        }
    }

    digits = posts_yaml_scalar_strip(number, text.data, first, 1);

    if (!posts_yaml_scalar_float(&v, posts_str_from(number, digits))) {
        return 0;
    }

    f = v.u.number;

    if (!fraction
        && f > -POSTS_YAML_SCALAR_HOURS && f < POSTS_YAML_SCALAR_HOURS)
    {
        *out = posts_value_int((int64_t) f * 3600 + parts[1] * 60 + parts[2]);
        return 1;
    }

    digits = posts_yaml_scalar_strip(number, part, s.last, 1);

    if (!posts_yaml_scalar_float(&tail, posts_str_from(number, digits))) {
        return 0;
    }

    f *= 3600;

    for (i = 1; i < n; i++) {
        f += (i == n - 1 ? tail.u.number : (double) parts[i])
             * (i == 1 ? 60 : 1);
    }

    *out = posts_value_float(f);

    return 1;
}


/* Digits with a point among them, perhaps an exponent with its sign. */

static int
posts_yaml_scalar_point(posts_value_t *out, posts_str_t text)
{
    u_char                    number[POSTS_YAML_SCALAR_NUMBER];
    size_t                    n;
    posts_yaml_scalar_text_t  s;

    if (text.len > POSTS_YAML_SCALAR_NUMBER) {
        return 0;
    }

    s.p = text.data;
    s.last = text.data + text.len;

    if (*s.p == '-' || *s.p == '+') {
        s.p++;
    }

    if (s.p < s.last && *s.p >= '0' && *s.p <= '9') {
        while (s.p < s.last
               && ((*s.p >= '0' && *s.p <= '9') || *s.p == '_'
                   || *s.p == ','))
        {
            s.p++;
        }
    }

    if (s.p == s.last || *s.p++ != '.') {
        return 0;
    }

    while (s.p < s.last && *s.p >= '0' && *s.p <= '9') {
        s.p++;
    }

    if (s.p < s.last) {

        if (posts_lower(*s.p++) != 'e'
            || s.p == s.last || (*s.p != '-' && *s.p != '+'))
        {
            return 0;
        }

        for (s.p++; s.p < s.last; s.p++) {
            if (*s.p < '0' || *s.p > '9') {
                return 0;
            }
        }
    }

    n = posts_yaml_scalar_strip(number, text.data, s.last, 0);

    return posts_yaml_scalar_float(out, posts_str_from(number, n));
}


/* Decimal, 0 octal, 0b binary, 0x hexadecimal; "_" and "," are passed over. */

static int
posts_yaml_scalar_int(posts_value_t *out, posts_str_t text)
{
    int                       negative, digit, wide, any;
    u_char                    number[POSTS_YAML_SCALAR_NUMBER];
    double                    f;
    size_t                    n;
    uint64_t                  u, base, max;
    posts_yaml_scalar_text_t  s;

    s.p = text.data;
    s.last = text.data + text.len;

    negative = (*s.p == '-');

    if (*s.p == '-' || *s.p == '+') {
        s.p++;
    }

    if (s.p == s.last) {
        return 0;
    }

    base = 10;
    any = 0;

    if (*s.p == '0' && s.p + 1 < s.last) {
        base = 8;
        any = 1;
        s.p++;

        if (*s.p == 'x' || *s.p == 'b') {
            base = (*s.p == 'x') ? 16 : 2;
            any = 0;
            s.p++;
        }

    } else if (!posts_yaml_scalar_decimal(s)) {
        return 0;
    }

    u = 0;
    f = 0;
    wide = 0;
    max = (uint64_t) INT64_MAX + (uint64_t) negative;

    for ( /* void */ ; s.p < s.last; s.p++) {

        if (*s.p == '_' || *s.p == ',') {
            continue;
        }

        digit = posts_yaml_scalar_value(*s.p);

        if (digit < 0 || (uint64_t) digit >= base) {
            return 0;
        }

        any = 1;
        f = f * (double) base + digit;

        if (u > (max - (uint64_t) digit) / base) {
            wide = 1;

        } else {
            u = u * base + (uint64_t) digit;
        }
    }

    if (!any) {
        return 0;
    }

    if (!wide) {
        *out = posts_value_int(negative ? (int64_t) (0 - u) : (int64_t) u);
        return 1;
    }

    if (base != 10) {
        *out = posts_value_float(negative ? -f : f);
        return 1;
    }

    if (text.len > POSTS_YAML_SCALAR_NUMBER) {
        return 0;
    }

    n = posts_yaml_scalar_strip(number, text.data, s.last, 0);

    return posts_yaml_scalar_float(out, posts_str_from(number, n));
}


/* 0, or digits with single "_" or "," between them that do not begin so. */

static int
posts_yaml_scalar_decimal(posts_yaml_scalar_text_t s)
{
    int  separator;

    if (*s.p == '0') {
        return s.p + 1 == s.last;
    }

    separator = 1;

    for ( /* void */ ; s.p < s.last; s.p++) {

        if (*s.p >= '0' && *s.p <= '9') {
            separator = 0;

        } else if (separator || (*s.p != '_' && *s.p != ',')) {
            return 0;

        } else {
            separator = 1;
        }
    }

    return !separator;
}


int
posts_yaml_scalar_float(posts_value_t *out, posts_str_t text)
{
    double  f;

    if (posts_float_parse(&f, text) != POSTS_OK) {
        return 0;
    }

    *out = posts_value_float(f);

    return 1;
}


void
posts_yaml_scalar_binary(posts_buf_t *b, posts_str_t text)
{
    int       value;
    size_t    i;
    unsigned  bits, n;

    bits = 0;
    n = 0;

    for (i = 0; i < text.len && text.data[i] != '='; i++) {
        value = posts_yaml_scalar_base64[text.data[i]] - 1;

        if (value < 0) {
            continue;
        }

        bits = ((bits << 6) | (unsigned) value) & 0xffff;
        n += 6;

        if (n >= 8) {
            n -= 8;
            posts_buf_addc(b, (u_char) (bits >> n));
        }
    }
}


/* Reads at most "max" digits and returns how many there were. */

static size_t
posts_yaml_scalar_digits(posts_yaml_scalar_text_t *s, size_t max, int64_t *n)
{
    size_t  i;

    *n = 0;

    for (i = 0;
         i < max && s->p < s->last && *s->p >= '0' && *s->p <= '9';
         i++)
    {
        *n = *n * 10 + (*s->p++ - '0');
    }

    return i;
}


static void
posts_yaml_scalar_skip(posts_yaml_scalar_text_t *s)
{
    while (s->p < s->last && ((*s->p >= '0' && *s->p <= '9') || *s->p == '_'))
    {
        s->p++;
    }
}


/*
 * Copies without "_" and ","; with "single", ends at a "_" that is not
 * between digits, as Ruby's to_i and to_f do.
 */

static size_t
posts_yaml_scalar_strip(u_char *dst, const u_char *p, const u_char *last,
    int single)
{
    size_t  n;

    for (n = 0; p < last; p++) {

        if (*p != '_' && *p != ',') {
            dst[n++] = *p;
            continue;
        }

        if (single
            && (p + 1 == last || p[1] < '0' || p[1] > '9' || n == 0
                || dst[n - 1] < '0' || dst[n - 1] > '9'))
        {
            break;
        }
    }

    return n;
}


static int
posts_yaml_scalar_value(u_char c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }

    c = posts_lower(c);

    return (c >= 'a' && c <= 'f') ? c - 'a' + 10 : -1;
}
