
/*
 * Copyright (C) the authors of this project
 */


#include "posts_float.h"
#include "posts_liquid_property.h"
#include "posts_liquid_value.h"
#include "posts_search.h"
#include "posts_utf8.h"


#define POSTS_LIQUID_PROPERTY_NEAR  32    /* pairs that are looked through */


static posts_rc_t posts_liquid_property_refuse(posts_liquid_context_t *lc,
    posts_liquid_property_t *p);
static posts_rc_t posts_liquid_property_of(posts_liquid_context_t *lc,
    posts_value_t item, posts_value_t key, size_t *hint, posts_value_t *out);
static void posts_liquid_property_of_map(posts_value_t item, posts_str_t key,
    size_t *hint, posts_value_t *out);
static posts_rc_t posts_liquid_property_of_string(posts_str_t s,
    posts_value_t key, posts_value_t *out);
static posts_rc_t posts_liquid_property_of_int(int64_t n, posts_value_t key,
    posts_value_t *out);
static int posts_liquid_property_is_number(posts_value_t key, int64_t *n);
static posts_value_t posts_liquid_property_number(posts_value_t v);


posts_rc_t
posts_liquid_property_init(posts_liquid_context_t *lc,
    posts_liquid_property_t *p, posts_value_t key)
{
    size_t       i, n, begin, end;
    posts_rc_t   rc;
    posts_str_t  s;

    p->key = key;
    p->parts = NULL;
    p->hints = NULL;
    p->n = 0;
    p->hint = 0;

    rc = posts_liquid_to_s(lc, key, &s);
    p->text = s;

    if (rc != POSTS_OK || posts_str_chr(s, '.') < 0) {
        return rc;
    }

    /* as Ruby's split(".") does: what is empty at the end is left out */

    end = s.len;

    while (end > 0 && s.data[end - 1] == '.') {
        end--;
    }

    n = (end != 0);

    for (i = 0; i < end; i++) {
        n += (s.data[i] == '.');
    }

    p->parts = posts_arena_array(lc->arena, n, sizeof(posts_value_t));
    p->hints = posts_arena_array(lc->arena, n, sizeof(size_t));

    if (p->parts == NULL || p->hints == NULL) {
        return posts_liquid_memory(lc);
    }

    begin = 0;

    for (i = 0; i < end; i++) {

        if (s.data[i] == '.') {
            p->parts[p->n++] = posts_value_str(posts_str_slice(s, begin, i));
            begin = i + 1;
        }
    }

    if (end != 0) {
        p->parts[p->n++] = posts_value_str(posts_str_slice(s, begin, end));
    }

    return POSTS_OK;
}


posts_rc_t
posts_liquid_property_index(posts_liquid_context_t *lc,
    posts_liquid_property_t *p, posts_value_t item, posts_value_t *out)
{
    posts_rc_t  rc;

    rc = posts_liquid_property_of(lc, item, p->key, &p->hint, out);

    return (rc == POSTS_INVALID) ? posts_liquid_property_refuse(lc, p) : rc;
}


posts_rc_t
posts_liquid_property_get(posts_liquid_context_t *lc,
    posts_liquid_property_t *p, posts_value_t item, posts_value_t *out)
{
    size_t         i;
    posts_rc_t     rc;
    posts_value_t  v;

    if (p->parts == NULL) {
        rc = posts_liquid_property_of(lc, item, posts_value_str(p->text),
                                      &p->hint, &v);

        *out = posts_liquid_property_number(v);

        return (rc == POSTS_INVALID) ? posts_liquid_property_refuse(lc, p)
                                     : rc;
    }

    v = item;

    for (i = 0; i < p->n; i++) {
        rc = posts_liquid_property_of(lc, v, p->parts[i], &p->hints[i], &v);

        if (lc->error->rc != POSTS_OK) {
            return lc->error->rc;
        }

        if (rc == POSTS_INVALID && i == 0) {
            *out = posts_value_nil();
            return posts_liquid_property_refuse(lc, p);
        }

        if (rc != POSTS_OK) {

            /*
             * in Ruby it is "respond_to?(:[]) && ...": not nil, but false;
             * what does have [] but not such a key is an error there
             */

            v = posts_value_bool(0);
        }
    }

    *out = posts_liquid_property_number(v);

    return POSTS_OK;
}


static posts_rc_t
posts_liquid_property_refuse(posts_liquid_context_t *lc,
    posts_liquid_property_t *p)
{
    return posts_liquid_fail(lc, "cannot select the property '%.*s'",
                             posts_str_arg(p->text));
}


/* Ruby's []; POSTS_INVALID is its TypeError. */

static posts_rc_t
posts_liquid_property_of(posts_liquid_context_t *lc, posts_value_t item,
    posts_value_t key, size_t *hint, posts_value_t *out)
{
    int64_t     first, last;
    posts_rc_t  rc;

    if (item.type == POSTS_MAP && key.type == POSTS_STRING) {
        posts_liquid_property_of_map(item, posts_value_string(key), hint, out);
        return POSTS_OK;
    }

    *out = posts_value_nil();

    if (posts_value_is_map(item)) {
        (void) posts_liquid_get(item, key, out);
        return POSTS_OK;
    }

    if (item.type == POSTS_STRING) {
        rc = posts_liquid_count_text(lc, item);

        if (rc != POSTS_OK) {
            return rc;
        }

        return posts_liquid_property_of_string(posts_value_string(item), key,
                                               out);
    }

    if (item.type == POSTS_INT) {
        return posts_liquid_property_of_int(item.u.integer, key, out);
    }

    if (posts_value_is_array(item)
        && !posts_liquid_is_range(item, &first, &last))
    {
        if (!posts_liquid_property_is_number(key, &first)) {
            return POSTS_INVALID;
        }

        (void) posts_liquid_get(item, posts_value_int(first), out);
        return POSTS_OK;
    }

    return POSTS_NOTFOUND;
}


static void
posts_liquid_property_of_map(posts_value_t item, posts_str_t key, size_t *hint,
    posts_value_t *out)
{
    size_t         i, n;
    posts_str_t    k;
    posts_pair_t  *pair;

    if (!(item.flags & POSTS_VALUE_PACKED)) {

        /* mostly, maps of one array have their keys in one order */

        if (*hint < item.u.map->n) {
            pair = &item.u.map->pairs[*hint];

            if (posts_str_eq(pair->key, key)) {
                *out = pair->value;
                return;
            }
        }

    } else if (posts_value_pair(item, *hint, &k, out) && posts_str_eq(k, key)) {
        return;
    }

    n = posts_value_len(item);

    if (n > POSTS_LIQUID_PROPERTY_NEAR) {
        *out = posts_value_get(item, key);
        return;
    }

    for (i = 0; posts_value_pair(item, i, &k, out); i++) {

        if (posts_str_eq(k, key)) {
            *hint = i;
            return;
        }
    }

    *out = posts_value_nil();
}


/* A part of the string that is the key, or the character at a place. */

static posts_rc_t
posts_liquid_property_of_string(posts_str_t s, posts_value_t key,
    posts_value_t *out)
{
    size_t       i, begin;
    int64_t      n;
    posts_str_t  part;

    if (key.type == POSTS_STRING) {
        part = posts_value_string(key);

        if (posts_search(s, 0, part) >= 0) {
            *out = key;
        }

        return POSTS_OK;
    }

    if (!posts_liquid_property_is_number(key, &n)) {
        return POSTS_INVALID;
    }

    if (n < 0) {
        n += (int64_t) posts_utf8_count(s);
    }

    if (n < 0) {
        return POSTS_OK;
    }

    for (i = 0; i < s.len; n--) {
        begin = i;
        (void) posts_utf8_next(s, &i);

        if (n == 0) {
            *out = posts_value_str(posts_str_slice(s, begin, i));
            break;
        }
    }

    return POSTS_OK;
}


/* Integer#[] is a bit of it. */

static posts_rc_t
posts_liquid_property_of_int(int64_t n, posts_value_t key, posts_value_t *out)
{
    int64_t  bit;

    if (!posts_liquid_property_is_number(key, &bit)) {
        return POSTS_INVALID;
    }

    if (bit < 0) {
        *out = posts_value_int(0);

    } else if (bit > 62) {
        *out = posts_value_int(n < 0);

    } else {
        *out = posts_value_int((int64_t) ((uint64_t) n >> bit & 1));
    }

    return POSTS_OK;
}


static int
posts_liquid_property_is_number(posts_value_t key, int64_t *n)
{
    if (key.type == POSTS_INT) {
        *n = key.u.integer;
        return 1;
    }

    if (key.type == POSTS_FLOAT && key.u.number > -9e18
        && key.u.number < 9e18)
    {
        *n = (int64_t) key.u.number;
        return 1;
    }

    return 0;
}


/*
 * Jekyll's parse_sort_input: \A\s*-?\d+\s*\Z is an integer,
 * \A\s*-?(?:\d+\.?\d*|\.\d+)\s*\Z a float.
 */

static posts_value_t
posts_liquid_property_number(posts_value_t v)
{
    double       f;
    size_t       begin, end, i, digits, points;
    posts_str_t  s;

    if (v.type != POSTS_STRING) {
        return v;
    }

    s = posts_value_string(v);
    begin = 0;
    end = s.len;

    while (begin < end
           && (s.data[begin] == ' '
               || (s.data[begin] >= '\t' && s.data[begin] <= '\r')))
    {
        begin++;
    }

    while (end > begin
           && (s.data[end - 1] == ' '
               || (s.data[end - 1] >= '\t' && s.data[end - 1] <= '\r')))
    {
        end--;
    }

    i = begin;
    i += (i < end && s.data[i] == '-');

    digits = 0;
    points = 0;

    for ( /* void */ ; i < end; i++) {

        if (s.data[i] >= '0' && s.data[i] <= '9') {
            digits++;

        } else if (s.data[i] == '.') {
            points++;

        } else {
            return v;
        }
    }

    if (digits == 0 || points > 1) {
        return v;
    }

    s = posts_str_slice(s, begin, end);

    if (points == 0 && digits <= 18) {
        return posts_value_int(posts_liquid_str_to_i(s));
    }

    return (posts_float_parse(&f, s) == POSTS_OK) ? posts_value_float(f) : v;
}
