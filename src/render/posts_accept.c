
/*
 * Copyright (C) the authors of this project
 *
 * One pass over the field.  For each offered type two qualities are kept:
 * that of the most specific range that matches it, and that of a range that
 * would match if it had not a parameter that says more than we know
 * ("application/json;version=2").  By the letter such a range names another
 * representation.  It counts only for a type of which no other range says
 * anything, and only when nothing else is acceptable: better what was
 * nearly asked for than a 406.
 */


#include "posts_accept.h"


#define POSTS_ACCEPT_UNSET  -1

/* of all types, of one type's subtypes, of one type; a charset aside */

#define posts_accept_closeness(specific)  (((specific) + 1) / 2)


typedef struct {
    posts_str_t  type;
    posts_str_t  subtype;
    int          quality;    /* in thousandths */
    unsigned     narrow:1;   /* a parameter other than charset=utf-8 */
    unsigned     charset:1;
} posts_accept_range_t;


typedef struct {
    int          quality;    /* of the range that decides, or UNSET */
    int          loose;      /* of the best narrow range, or UNSET */
    unsigned     specific;   /* of the range that decides */
} posts_accept_type_t;


static posts_str_t posts_accept_element(posts_str_t field, size_t *pos);
static int posts_accept_range(posts_accept_range_t *range,
    posts_str_t element);
static int posts_accept_parameter(posts_accept_range_t *range,
    posts_str_t element, size_t *pos);
static int posts_accept_quality(posts_str_t value);
static posts_str_t posts_accept_token(posts_str_t s, size_t *pos);
static int posts_accept_quoted(posts_str_t s, size_t *pos,
    posts_str_t *value);
static void posts_accept_space(posts_str_t s, size_t *pos);
static unsigned posts_accept_specific(const posts_accept_range_t *range,
    posts_str_t type);
static void posts_accept_apply(posts_accept_type_t *type,
    const posts_accept_range_t *range, unsigned specific);


const posts_format_t  posts_formats[POSTS_FORMAT_NONE] = {

    { posts_string("html"),
      posts_string("text/html"),
      posts_string("text/html; charset=utf-8"),
      posts_string(".html") },

    { posts_string("json"),
      posts_string("application/json"),
      posts_string("application/json"),
      posts_string(".json") },

    { posts_string("markdown"),
      posts_string("text/markdown"),
      posts_string("text/markdown; charset=utf-8"),
      posts_string(".md") }
};


/* RFC 9110, 5.6.2: tchar */

static const u_char  posts_accept_tchar[256] = {
    ['a' ... 'z'] = 1, ['A' ... 'Z'] = 1, ['0' ... '9'] = 1,
    ['!'] = 1, ['#'] = 1, ['$'] = 1, ['%'] = 1, ['&'] = 1, ['\''] = 1,
    ['*'] = 1, ['+'] = 1, ['-'] = 1, ['.'] = 1, ['^'] = 1, ['_'] = 1,
    ['`'] = 1, ['|'] = 1, ['~'] = 1
};


posts_format_e
posts_accept(posts_str_t field, unsigned offered)
{
    size_t          i, n;
    posts_str_t     types[POSTS_FORMAT_NONE];
    posts_format_e  formats[POSTS_FORMAT_NONE];

    n = 0;

    for (i = 0; i < POSTS_FORMAT_NONE; i++) {
        if (offered & posts_format_bit(i)) {

            if (field.len == 0) {
                return (posts_format_e) i;
            }

            types[n] = posts_formats[i].type;
            formats[n] = (posts_format_e) i;
            n++;
        }
    }

    i = posts_accept_choose(field, types, n);

    return i == n ? POSTS_FORMAT_NONE : formats[i];
}


size_t
posts_accept_choose(posts_str_t field, const posts_str_t *types, size_t n)
{
    int                   best, valid;
    size_t                i, pos, chosen, m;
    unsigned              specific;
    posts_str_t           element;
    posts_accept_type_t   found[POSTS_ACCEPT_MAX];
    posts_accept_range_t  range;

    m = (n < POSTS_ACCEPT_MAX) ? n : POSTS_ACCEPT_MAX;

    if (m == 0) {
        return n;
    }

    for (i = 0; i < m; i++) {
        found[i].quality = POSTS_ACCEPT_UNSET;
        found[i].loose = POSTS_ACCEPT_UNSET;
        found[i].specific = 0;
    }

    valid = 0;

    for (pos = 0; pos < field.len; /* void */ ) {
        element = posts_accept_element(field, &pos);

        if (!posts_accept_range(&range, element)) {
            continue;
        }

        valid = 1;

        for (i = 0; i < m; i++) {
            specific = posts_accept_specific(&range, types[i]);

            if (specific != 0) {
                posts_accept_apply(&found[i], &range, specific);
            }
        }
    }

    if (!valid) {
        return 0;
    }

    best = 0;
    chosen = n;

    for (i = 0; i < m; i++) {
        if (found[i].quality > best
            || (chosen != n && found[i].quality == best
                && posts_accept_closeness(found[i].specific)
                   > posts_accept_closeness(found[chosen].specific)))
        {
            best = found[i].quality;
            chosen = i;
        }
    }

    if (chosen != n) {
        return chosen;
    }

    for (i = 0; i < m; i++) {
        if (found[i].quality == POSTS_ACCEPT_UNSET && found[i].loose > best) {
            best = found[i].loose;
            chosen = i;
        }
    }

    return chosen;
}


/* What stands before the next comma that is not within quotes. */

static posts_str_t
posts_accept_element(posts_str_t field, size_t *pos)
{
    int     quoted;
    size_t  i, from;

    from = *pos;
    quoted = 0;

    for (i = from; i < field.len; i++) {

        switch (field.data[i]) {

        case '"':
            quoted = !quoted;
            break;

        case '\\':
            i += (size_t) quoted;
            break;

        case ',':
            if (!quoted) {
                goto done;
            }

            break;

        default:
            break;
        }
    }

done:

    *pos = i + 1;

    return posts_str_slice(field, from, i);
}


/* media-range *( ";" parameter ), the weight among them: 1 if well-formed */

static int
posts_accept_range(posts_accept_range_t *range, posts_str_t element)
{
    size_t  pos;

    pos = 0;
    element = posts_str_trim(element);

    range->quality = 1000;
    range->narrow = 0;
    range->charset = 0;

    range->type = posts_accept_token(element, &pos);

    if (range->type.len == 0 || pos == element.len
        || element.data[pos] != '/')
    {
        return 0;
    }

    pos++;

    range->subtype = posts_accept_token(element, &pos);

    if (range->subtype.len == 0) {
        return 0;
    }

    if (posts_str_eq(range->type, posts_str("*"))
        && !posts_str_eq(range->subtype, posts_str("*")))
    {
        return 0;
    }

    for ( ;; ) {
        posts_accept_space(element, &pos);

        if (pos == element.len) {
            return 1;
        }

        if (element.data[pos] != ';') {
            return 0;
        }

        pos++;

        posts_accept_space(element, &pos);

        if (pos == element.len || element.data[pos] == ';') {

            /* an empty parameter is allowed */

            continue;
        }

        if (!posts_accept_parameter(range, element, &pos)) {
            return 0;
        }
    }
}


static int
posts_accept_parameter(posts_accept_range_t *range, posts_str_t element,
    size_t *pos)
{
    posts_str_t  name, value;

    name = posts_accept_token(element, pos);

    if (name.len == 0 || *pos == element.len || element.data[*pos] != '=') {
        return 0;
    }

    (*pos)++;

    if (posts_str_caseeq(name, posts_str("q"))) {
        value = posts_accept_token(element, pos);
        range->quality = posts_accept_quality(value);

        return range->quality != POSTS_ACCEPT_UNSET;
    }

    if (*pos < element.len && element.data[*pos] == '"') {
        if (!posts_accept_quoted(element, pos, &value)) {
            return 0;
        }

    } else {
        value = posts_accept_token(element, pos);

        if (value.len == 0) {
            return 0;
        }
    }

    if (posts_str_caseeq(name, posts_str("charset"))
        && posts_str_caseeq(value, posts_str("utf-8")))
    {
        range->charset = 1;

    } else {
        range->narrow = 1;
    }

    return 1;
}


/* "0" [ "." 0*3DIGIT ] / "1" [ "." 0*3("0") ], in thousandths */

static int
posts_accept_quality(posts_str_t value)
{
    int     quality, unit;
    size_t  i;

    if (value.len == 0 || value.len > 5
        || (value.data[0] != '0' && value.data[0] != '1')
        || (value.len > 1 && value.data[1] != '.'))
    {
        return POSTS_ACCEPT_UNSET;
    }

    unit = 1000;
    quality = (value.data[0] - '0') * unit;

    for (i = 2; i < value.len; i++) {
        if (value.data[i] < '0' || value.data[i] > '9') {
            return POSTS_ACCEPT_UNSET;
        }

        unit /= 10;
        quality += (value.data[i] - '0') * unit;
    }

    return quality <= 1000 ? quality : POSTS_ACCEPT_UNSET;
}


static posts_str_t
posts_accept_token(posts_str_t s, size_t *pos)
{
    size_t  from;

    from = *pos;

    while (*pos < s.len && posts_accept_tchar[s.data[*pos]]) {
        (*pos)++;
    }

    return posts_str_slice(s, from, *pos);
}


/* The value is what stands between the quotes, escapes as they are. */

static int
posts_accept_quoted(posts_str_t s, size_t *pos, posts_str_t *value)
{
    size_t  i, from;

    from = *pos + 1;

    for (i = from; i < s.len; i++) {

        if (s.data[i] == '\\') {
            i++;
            continue;
        }

        if (s.data[i] == '"') {
            *value = posts_str_slice(s, from, i);
            *pos = i + 1;
            return 1;
        }
    }

    return 0;
}


static void
posts_accept_space(posts_str_t s, size_t *pos)
{
    while (*pos < s.len
           && (s.data[*pos] == ' ' || s.data[*pos] == '\t'))
    {
        (*pos)++;
    }
}


/* How closely the range fits the type; 0: not at all. */

static unsigned
posts_accept_specific(const posts_accept_range_t *range, posts_str_t type)
{
    size_t  n;

    if (posts_str_eq(range->type, posts_str("*"))) {
        return range->narrow || range->charset ? 2 : 1;
    }

    n = range->type.len;

    if (type.len <= n || type.data[n] != '/'
        || !posts_str_caseeq(range->type, posts_str_slice(type, 0, n)))
    {
        return 0;
    }

    if (posts_str_eq(range->subtype, posts_str("*"))) {
        return range->narrow || range->charset ? 4 : 3;
    }

    if (!posts_str_caseeq(range->subtype,
                          posts_str_slice(type, n + 1, type.len)))
    {
        return 0;
    }

    return range->charset ? 6 : 5;
}


static void
posts_accept_apply(posts_accept_type_t *type,
    const posts_accept_range_t *range, unsigned specific)
{
    if (range->narrow) {
        if (range->quality > type->loose) {
            type->loose = range->quality;
        }

        return;
    }

    if (specific > type->specific) {
        type->specific = specific;
        type->quality = range->quality;
        return;
    }

    /* said twice: the better counts */

    if (specific == type->specific && range->quality > type->quality) {
        type->quality = range->quality;
    }
}
