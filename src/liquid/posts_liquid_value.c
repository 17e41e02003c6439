
/*
 * Copyright (C) the authors of this project
 *
 * A template can build values that share their parts ("a | push: a", again
 * and again), so that a small one has more paths than can be walked.  So each
 * value that is walked over is a step, and so is each POSTS_LIQUID_STEP bytes
 * of text; a hash is of the first values alone.
 */


#include <math.h>

#include "posts_hash.h"
#include "posts_liquid_value.h"
#include "posts_utf8.h"


#define POSTS_LIQUID_WALK_DEPTH  1000
#define POSTS_LIQUID_HASHED      256      /* values of one that are hashed */


typedef struct {
    posts_object_t  object;
    int64_t         first;
    int64_t         last;
} posts_liquid_range_t;


typedef struct {
    posts_liquid_context_t  *lc;
    unsigned                 strict:1;      /* 1 is not 1.0 */
} posts_liquid_walk_t;


static size_t posts_liquid_range_len(posts_object_t *o);
static posts_value_t posts_liquid_range_at(posts_object_t *o, size_t i);
static void posts_liquid_range_to_s(posts_object_t *o, posts_buf_t *b);
static int posts_liquid_parse_integer(posts_str_t s, int64_t *out);
static unsigned posts_liquid_digit(u_char c);
static int posts_liquid_is_white(u_char c);
static int64_t posts_liquid_shift_in(int64_t n, unsigned base, unsigned digit,
    int negative);
static int posts_liquid_is_nested(posts_value_t v);
static posts_rc_t posts_liquid_flatten(posts_liquid_context_t *lc,
    posts_array_t *out, posts_value_t v, size_t depth);
static int posts_liquid_walk_text(posts_liquid_walk_t *walk, posts_value_t a,
    posts_value_t b);
static int posts_liquid_same(posts_liquid_walk_t *walk, posts_value_t a,
    posts_value_t b, size_t depth);
static int posts_liquid_same_members(posts_liquid_walk_t *walk,
    posts_value_t a, posts_value_t b, size_t depth);
static int posts_liquid_path(posts_value_t v, posts_str_t *path);
static int posts_liquid_compare(posts_liquid_walk_t *walk, posts_value_t a,
    posts_value_t b, int *order, size_t depth);
static int posts_liquid_compare_numbers(posts_value_t a, posts_value_t b,
    int *order);
static int posts_liquid_compare_documents(posts_liquid_walk_t *walk,
    posts_value_t a, posts_value_t b, int *order, size_t depth);
static uint64_t posts_liquid_hash_into(posts_value_t v, uint64_t hash,
    size_t *left, size_t depth);
static uint64_t posts_liquid_hash_word(uint64_t hash, uint64_t word);


static const posts_object_class_t  posts_liquid_range_class = {
    posts_string("Range"),
    POSTS_OBJECT_ARRAY,
    NULL,
    NULL,
    posts_liquid_range_len,
    posts_liquid_range_at,
    posts_liquid_range_to_s
};


static const posts_str_t  posts_liquid_classes[] = {
    [POSTS_NIL] = posts_string("NilClass"),
    [POSTS_BOOL] = posts_string("FalseClass"),
    [POSTS_INT] = posts_string("Integer"),
    [POSTS_FLOAT] = posts_string("Float"),
    [POSTS_STRING] = posts_string("String"),
    [POSTS_TIME] = posts_string("Time"),
    [POSTS_DATE] = posts_string("Date"),
    [POSTS_ARRAY] = posts_string("Array"),
    [POSTS_MAP] = posts_string("Hash")
};


posts_value_t
posts_liquid_range(posts_arena_t *arena, int64_t first, int64_t last)
{
    posts_liquid_range_t  *range;

    range = posts_arena_alloc(arena, sizeof(posts_liquid_range_t));
    if (range == NULL) {
        return posts_value_nil();
    }

    range->object.class = &posts_liquid_range_class;
    range->first = first;
    range->last = last;

    return posts_value_object(&range->object);
}


int
posts_liquid_is_range(posts_value_t v, int64_t *first, int64_t *last)
{
    posts_liquid_range_t  *range;

    if (v.type != POSTS_OBJECT
        || v.u.object->class != &posts_liquid_range_class)
    {
        return 0;
    }

    range = (posts_liquid_range_t *) v.u.object;

    *first = range->first;
    *last = range->last;

    return 1;
}


static size_t
posts_liquid_range_len(posts_object_t *o)
{
    uint64_t               n;
    posts_liquid_range_t  *range;

    range = (posts_liquid_range_t *) o;

    if (range->last < range->first) {
        return 0;
    }

    n = (uint64_t) range->last - (uint64_t) range->first;

    return (n >= SIZE_MAX) ? SIZE_MAX : (size_t) n + 1;
}


static posts_value_t
posts_liquid_range_at(posts_object_t *o, size_t i)
{
    return posts_value_int((int64_t)
               ((uint64_t) ((posts_liquid_range_t *) o)->first + i));
}


static void
posts_liquid_range_to_s(posts_object_t *o, posts_buf_t *b)
{
    posts_buf_int(b, ((posts_liquid_range_t *) o)->first);
    posts_buf_lit(b, "..");
    posts_buf_int(b, ((posts_liquid_range_t *) o)->last);
}


posts_rc_t
posts_liquid_to_s(posts_liquid_context_t *lc, posts_value_t v,
    posts_str_t *text)
{
    u_char       *room;
    posts_buf_t   b;

    *text = posts_str("");

    switch (v.type) {

    case POSTS_NIL:
        return POSTS_OK;

    case POSTS_STRING:
        *text = posts_value_string(v);
        return POSTS_OK;

    case POSTS_BOOL:
        *text = v.u.integer ? posts_str("true") : posts_str("false");
        return POSTS_OK;

    case POSTS_INT:
        room = posts_arena_alloc(lc->arena, POSTS_LIQUID_INT_LEN);
        if (room == NULL) {
            return posts_liquid_memory(lc);
        }

        *text = posts_liquid_int_text(room, v.u.integer);
        return POSTS_OK;

    default:
        break;
    }

    posts_buf_init(&b, lc->arena, 0);
    posts_value_to_s(&b, v, lc->limits->depth);

    if (b.rc != POSTS_OK) {
        return posts_liquid_memory(lc);
    }

    *text = posts_buf_str(&b);

    return (b.len < POSTS_LIQUID_STEP)
           ? POSTS_OK : posts_liquid_steps(lc, b.len / POSTS_LIQUID_STEP);
}


posts_str_t
posts_liquid_int_text(u_char *room, int64_t n)
{
    size_t    i;
    uint64_t  rest;

    rest = (n < 0) ? 0 - (uint64_t) n : (uint64_t) n;
    i = POSTS_LIQUID_INT_LEN;

    do {
        room[--i] = (u_char) ('0' + rest % 10);
        rest /= 10;
    } while (rest != 0);

    if (n < 0) {
        room[--i] = '-';
    }

    return posts_str_from(room + i, POSTS_LIQUID_INT_LEN - i);
}


posts_rc_t
posts_liquid_to_integer(posts_liquid_context_t *lc, posts_value_t v,
    int64_t *out)
{
    *out = 0;

    if (v.type == POSTS_INT) {
        *out = v.u.integer;
        return POSTS_OK;
    }

    /* an integer of more than 64 bits, which is a float here, is cut */

    if (v.type == POSTS_FLOAT && (v.u.number >= 9223372036854775808.0
                                  || v.u.number <= -9223372036854775808.0)
        && isfinite(v.u.number))
    {
        *out = (v.u.number > 0) ? INT64_MAX : INT64_MIN;
        return POSTS_OK;
    }

    /* of the other types, none but a string is written as an integer */

    if (v.type != POSTS_STRING
        || !posts_liquid_parse_integer(posts_value_string(v), out))
    {
        return posts_liquid_fail(lc, "invalid integer");
    }

    return POSTS_OK;
}


/*
 * Ruby's Integer(): white space around, a sign, 0x, 0b, 0o, 0d or 0 for the
 * base, single underscores between digits.  What is too large is cut at the
 * type's end.
 */

static int
posts_liquid_parse_integer(posts_str_t s, int64_t *out)
{
    int       negative, digits;
    u_char    c;
    size_t    i, end;
    int64_t   n;
    unsigned  base;

    i = 0;
    end = s.len;

    while (i < end && posts_liquid_is_white(s.data[i])) {
        i++;
    }

    while (end > i && posts_liquid_is_white(s.data[end - 1])) {
        end--;
    }

    negative = (i < end && s.data[i] == '-');

    if (i < end && (s.data[i] == '-' || s.data[i] == '+')) {
        i++;
    }

    base = 10;

    if (end - i > 1 && s.data[i] == '0') {
        i++;
        c = posts_lower(s.data[i]);
        base = 8;

        if (c >= 'a' && c <= 'z') {
            base = (c == 'x') ? 16 : (c == 'b') ? 2 : (c == 'd') ? 10
                   : (c == 'o') ? 8 : 0;
            i++;

        } else if (c == '_') {
            i++;
        }
    }

    n = 0;
    digits = 0;

    for ( /* void */ ; i < end; i++) {
        c = s.data[i];

        if (c == '_') {
            if (!digits || i + 1 == end || s.data[i + 1] == '_') {
                return 0;
            }

            continue;
        }

        if (posts_liquid_digit(c) >= base) {
            return 0;
        }

        n = posts_liquid_shift_in(n, base, posts_liquid_digit(c), negative);
        digits = 1;
    }

    *out = n;

    return digits;
}


int64_t
posts_liquid_str_to_i(posts_str_t s)
{
    int      negative;
    size_t   i;
    int64_t  n;

    i = 0;

    while (i < s.len && posts_liquid_is_white(s.data[i])) {
        i++;
    }

    negative = (i < s.len && s.data[i] == '-');

    if (i < s.len && (s.data[i] == '-' || s.data[i] == '+')) {
        i++;
    }

    n = 0;

    while (i < s.len && s.data[i] >= '0' && s.data[i] <= '9') {
        n = posts_liquid_shift_in(n, 10, s.data[i] - '0', negative);
        i++;

        if (i + 1 < s.len && s.data[i] == '_') {
            i++;
        }
    }

    return n;
}


/* The value of a digit in any base; more than any base if it is none. */

static unsigned
posts_liquid_digit(u_char c)
{
    c = posts_lower(c);

    if (c >= '0' && c <= '9') {
        return c - '0';
    }

    return (c >= 'a' && c <= 'z') ? c - 'a' + 10u : 255;
}


static int
posts_liquid_is_white(u_char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}


/* Below zero from the start, for the least integer has no positive twin. */

static int64_t
posts_liquid_shift_in(int64_t n, unsigned base, unsigned digit, int negative)
{
    if (negative) {
        if (n < (INT64_MIN + (int64_t) digit) / (int64_t) base) {
            return INT64_MIN;
        }

        return n * (int64_t) base - (int64_t) digit;
    }

    if (n > (INT64_MAX - (int64_t) digit) / (int64_t) base) {
        return INT64_MAX;
    }

    return n * (int64_t) base + (int64_t) digit;
}


posts_rc_t
posts_liquid_to_array(posts_liquid_context_t *lc, posts_value_t v,
    posts_value_t *out)
{
    posts_rc_t      rc;
    posts_array_t  *array;

    if (posts_value_is_array(v)) {

        if (!posts_liquid_is_nested(v)) {
            *out = v;
            return POSTS_OK;
        }

        array = posts_array_create(lc->arena, posts_value_len(v));
        if (array == NULL) {
            return posts_liquid_memory(lc);
        }

        rc = posts_liquid_flatten(lc, array, v, lc->limits->depth);

        *out = posts_value_array(array);
        return rc;
    }

    array = posts_array_create(lc->arena, v.type == POSTS_NIL ? 0 : 1);
    if (array == NULL) {
        return posts_liquid_memory(lc);
    }

    if (v.type != POSTS_NIL) {
        array->items[array->n++] = v;
    }

    *out = posts_value_array(array);

    return POSTS_OK;
}


/*
 * Are there arrays in the array?  An object's members are all of one kind,
 * and may be dear to make: its first one tells.
 */

static int
posts_liquid_is_nested(posts_value_t v)
{
    size_t         i, n;
    int64_t        first, last;
    posts_value_t  member;

    if (v.type == POSTS_ARRAY && v.flags & POSTS_LIQUID_FLAT) {
        return 0;
    }

    if (posts_liquid_is_range(v, &first, &last)) {
        return 0;
    }

    n = posts_value_len(v);

    if (v.type == POSTS_OBJECT && n > 1) {
        n = 1;
    }

    for (i = 0; i < n; i++) {
        member = posts_value_at(v, i);

        if (member.type >= POSTS_ARRAY && posts_value_is_array(member)
            && !posts_liquid_is_range(member, &first, &last))
        {
            return 1;
        }
    }

    return 0;
}


static posts_rc_t
posts_liquid_flatten(posts_liquid_context_t *lc, posts_array_t *out,
    posts_value_t v, size_t depth)
{
    size_t         i, n;
    int64_t        first, last;
    posts_rc_t     rc;
    posts_value_t  member;

    if (depth == 0) {
        return posts_liquid_fail(lc, "arrays are nested too deeply");
    }

    n = posts_value_len(v);

    rc = posts_liquid_steps(lc, n);

    if (rc != POSTS_OK) {
        return rc;
    }

    for (i = 0; i < n; i++) {
        member = posts_value_at(v, i);

        if (!posts_value_is_array(member)
            || posts_liquid_is_range(member, &first, &last))
        {
            if (posts_array_push(out, member) != POSTS_OK) {
                return posts_liquid_memory(lc);
            }

            continue;
        }

        rc = posts_liquid_flatten(lc, out, member, depth - 1);

        if (rc != POSTS_OK) {
            return rc;
        }
    }

    return POSTS_OK;
}


int
posts_liquid_get(posts_value_t v, posts_value_t key, posts_value_t *out)
{
    u_char    room[POSTS_LIQUID_INT_LEN];
    size_t    n;
    int64_t   first, last;
    uint64_t  rest;

    *out = posts_value_nil();

    if (posts_value_is_map(v)) {

        if (key.type == POSTS_STRING) {
            return posts_value_find(v, posts_value_string(key), out);
        }

        if (key.type != POSTS_INT) {
            return 0;
        }

        /* YAML's key 2 is "2" here */

        return posts_value_find(v, posts_liquid_int_text(room,
                                                         key.u.integer), out);
    }

    if (!posts_value_is_array(v) || key.type != POSTS_INT
        || posts_liquid_is_range(v, &first, &last))
    {
        return 0;
    }

    n = posts_value_len(v);
    rest = (uint64_t) key.u.integer;

    if (key.u.integer < 0) {
        rest += n;           /* wraps, to what is past the end */
    }

    if (rest >= n) {
        return 0;
    }

    *out = posts_value_at(v, (size_t) rest);

    return 1;
}


int
posts_liquid_member(posts_liquid_context_t *lc, posts_value_t v,
    posts_liquid_member_e member, posts_value_t *out)
{
    size_t          n;
    int64_t         first, last;
    posts_str_t     key;
    posts_array_t  *pair;
    posts_value_t   value;

    *out = posts_value_nil();

    if (member == POSTS_LIQUID_MEMBER_SIZE) {

        if (v.type == POSTS_STRING) {
            n = posts_utf8_count(posts_value_string(v));

        } else if (v.type == POSTS_INT) {
            n = sizeof(int64_t);     /* Ruby's Integer#size */

        } else if (posts_value_is_array(v) || posts_value_is_map(v)) {
            n = posts_value_len(v);

        } else {
            return 0;
        }

        *out = posts_value_int(n > INT64_MAX ? INT64_MAX : (int64_t) n);

        return 1;
    }

    if (member != POSTS_LIQUID_MEMBER_FIRST
        && member != POSTS_LIQUID_MEMBER_LAST)
    {
        return 0;
    }

    if (posts_liquid_is_range(v, &first, &last)) {

        /* also of one that is empty, as in Ruby */

        *out = posts_value_int(member == POSTS_LIQUID_MEMBER_FIRST ? first
                                                                   : last);
        return 1;
    }

    if (posts_value_is_array(v)) {
        n = posts_value_len(v);

        if (n != 0) {
            *out = posts_value_at(v, member == POSTS_LIQUID_MEMBER_FIRST
                                     ? 0 : n - 1);
        }

        return 1;
    }

    if (!posts_value_is_map(v) || member == POSTS_LIQUID_MEMBER_LAST) {
        return 0;
    }

    if (!posts_value_pair(v, 0, &key, &value)) {
        return 1;
    }

    pair = posts_array_create(lc->arena, 2);

    if (pair == NULL) {
        (void) posts_liquid_memory(lc);
        return 1;
    }

    pair->items[0] = posts_value_str(key);
    pair->items[1] = value;
    pair->n = 2;

    *out = posts_value_array(pair);

    return 1;
}


int
posts_liquid_eq(posts_liquid_context_t *lc, posts_value_t a, posts_value_t b)
{
    posts_liquid_walk_t  walk;

    walk.lc = lc;
    walk.strict = 0;

    return posts_liquid_same(&walk, a, b, POSTS_LIQUID_WALK_DEPTH);
}


int
posts_liquid_eql(posts_liquid_context_t *lc, posts_value_t a, posts_value_t b)
{
    posts_liquid_walk_t  walk;

    walk.lc = lc;
    walk.strict = 1;

    return posts_liquid_same(&walk, a, b, POSTS_LIQUID_WALK_DEPTH);
}


/* Counts the text of which the two have as much; 0 past the limit. */

static int
posts_liquid_walk_text(posts_liquid_walk_t *walk, posts_value_t a,
    posts_value_t b)
{
    size_t  n;

    n = ((a.len < b.len) ? a.len : b.len) / POSTS_LIQUID_STEP;

    return n == 0 || posts_liquid_steps(walk->lc, n) == POSTS_OK;
}


static int
posts_liquid_same(posts_liquid_walk_t *walk, posts_value_t a, posts_value_t b,
    size_t depth)
{
    int          ap, bp;
    int64_t      af, al, bf, bl;
    posts_str_t  x, y;

    if (a.type == POSTS_STRING && b.type == POSTS_STRING) {
        return a.len == b.len && posts_liquid_walk_text(walk, a, b)
               && posts_str_eq(posts_value_string(a), posts_value_string(b));
    }

    if (a.type < POSTS_ARRAY || b.type < POSTS_ARRAY) {
        return (!walk->strict || a.type == b.type)
               && posts_value_eq(a, b, 1);
    }

    if (depth == 0) {
        return 0;
    }

    if (a.type == POSTS_OBJECT && b.type == POSTS_OBJECT
        && a.u.object == b.u.object)
    {
        return 1;
    }

    if (a.type == b.type && a.type != POSTS_OBJECT
        && a.u.array == b.u.array && a.flags == b.flags)
    {
        return 1;
    }

    if (posts_liquid_is_range(a, &af, &al)) {
        return posts_liquid_is_range(b, &bf, &bl) && af == bf && al == bl;
    }

    if (posts_liquid_is_range(b, &bf, &bl)) {
        return 0;
    }

    if (!(posts_value_is_array(a) && posts_value_is_array(b))
        && !(posts_value_is_map(a) && posts_value_is_map(b)))
    {
        return 0;
    }

    ap = posts_liquid_path(a, &x);
    bp = posts_liquid_path(b, &y);

    if (ap || bp) {
        return ap && bp && a.u.object->class == b.u.object->class
               && posts_str_eq(x, y);
    }

    return posts_liquid_same_members(walk, a, b, depth - 1);
}


/*
 * Objects with a path are documents and pages: the path says which one, and
 * spares the making of all the others.
 */

static int
posts_liquid_path(posts_value_t v, posts_str_t *path)
{
    posts_value_t  value;

    if (v.type != POSTS_OBJECT
        || !posts_value_find(v, posts_str("path"), &value)
        || value.type != POSTS_STRING)
    {
        return 0;
    }

    *path = posts_value_string(value);

    return 1;
}


static int
posts_liquid_same_members(posts_liquid_walk_t *walk, posts_value_t a,
    posts_value_t b, size_t depth)
{
    size_t         i, n;
    posts_str_t    key;
    posts_value_t  x, y;

    n = posts_value_len(a);

    if (n != posts_value_len(b)
        || posts_liquid_steps(walk->lc, n) != POSTS_OK)
    {
        return 0;
    }

    for (i = 0; i < n; i++) {

        if (posts_value_is_array(a)) {
            x = posts_value_at(a, i);
            y = posts_value_at(b, i);

        } else if (!posts_value_pair(a, i, &key, &x)
                   || !posts_value_find(b, key, &y))
        {
            return 0;
        }

        if (!posts_liquid_same(walk, x, y, depth)) {
            return 0;
        }
    }

    return 1;
}


int
posts_liquid_order(posts_liquid_context_t *lc, posts_value_t a,
    posts_value_t b, int *order)
{
    posts_liquid_walk_t  walk;

    walk.lc = lc;
    walk.strict = 0;

    return posts_liquid_compare(&walk, a, b, order, POSTS_LIQUID_WALK_DEPTH);
}


static int
posts_liquid_compare(posts_liquid_walk_t *walk, posts_value_t a,
    posts_value_t b, int *order, size_t depth)
{
    size_t         i, n, an, bn;
    int64_t        first, last;
    posts_value_t  x, y;

    *order = 0;

    if (a.type == POSTS_STRING && b.type == POSTS_STRING) {

        if (!posts_liquid_walk_text(walk, a, b)) {
            return 0;
        }

        *order = posts_str_cmp(posts_value_string(a), posts_value_string(b));
        return 1;
    }

    if ((a.type == POSTS_INT || a.type == POSTS_FLOAT)
        && (b.type == POSTS_INT || b.type == POSTS_FLOAT))
    {
        return posts_liquid_compare_numbers(a, b, order);
    }

    if ((a.type == POSTS_TIME || a.type == POSTS_DATE) && a.type == b.type) {

        if (a.u.integer != b.u.integer) {
            *order = (a.u.integer < b.u.integer) ? -1 : 1;

        } else if (a.type == POSTS_TIME) {
            *order = (a.len > b.len) - (a.len < b.len);
        }

        return 1;
    }

    if (depth == 0) {
        return 0;
    }

    if (posts_value_is_array(a) && posts_value_is_array(b)
        && !posts_liquid_is_range(a, &first, &last)
        && !posts_liquid_is_range(b, &first, &last))
    {
        an = posts_value_len(a);
        bn = posts_value_len(b);
        n = (an < bn) ? an : bn;

        if (posts_liquid_steps(walk->lc, n) != POSTS_OK) {
            return 0;
        }

        for (i = 0; i < n; i++) {
            x = posts_value_at(a, i);
            y = posts_value_at(b, i);

            if (!posts_liquid_compare(walk, x, y, order, depth - 1)) {
                return 0;
            }

            if (*order != 0) {
                return 1;
            }
        }

        *order = (an > bn) - (an < bn);

        return 1;
    }

    if (a.type == POSTS_OBJECT && b.type == POSTS_OBJECT
        && posts_liquid_compare_documents(walk, a, b, order, depth - 1))
    {
        return 1;
    }

    return posts_liquid_same(walk, a, b, depth);
}


static int
posts_liquid_compare_numbers(posts_value_t a, posts_value_t b, int *order)
{
    int            swapped;
    double         f;
    posts_value_t  swap;

    if (a.type == POSTS_INT && b.type == POSTS_INT) {
        *order = (a.u.integer > b.u.integer) - (a.u.integer < b.u.integer);
        return 1;
    }

    if (a.type == POSTS_FLOAT && b.type == POSTS_FLOAT) {

        if (isnan(a.u.number) || isnan(b.u.number)) {
            return 0;
        }

        *order = (a.u.number > b.u.number) - (a.u.number < b.u.number);
        return 1;
    }

    swapped = (a.type == POSTS_FLOAT);

    if (swapped) {
        swap = a;
        a = b;
        b = swap;
    }

    /* exactly: an integer may have more digits than a double */

    f = b.u.number;

    if (isnan(f)) {
        return 0;
    }

    if (f >= 9223372036854775808.0) {
        *order = -1;

    } else if (f < -9223372036854775808.0) {
        *order = 1;

    } else if (a.u.integer != (int64_t) floor(f)) {
        *order = (a.u.integer < (int64_t) floor(f)) ? -1 : 1;

    } else {
        *order = (f > floor(f)) ? -1 : 0;
    }

    if (swapped) {
        *order = -*order;
    }

    return 1;
}


/*
 * Documents have an order of their own: the date, then the path.  Other
 * objects of a host have no date, or no path.
 */

static int
posts_liquid_compare_documents(posts_liquid_walk_t *walk, posts_value_t a,
    posts_value_t b, int *order, size_t depth)
{
    posts_value_t  x, y, u, w;

    if (a.u.object->class != b.u.object->class
        || !posts_value_find(a, posts_str("date"), &x)
        || !posts_value_find(b, posts_str("date"), &y)
        || !posts_value_find(a, posts_str("path"), &u)
        || !posts_value_find(b, posts_str("path"), &w))
    {
        return 0;
    }

    if (posts_liquid_compare(walk, x, y, order, depth) && *order != 0) {
        return 1;
    }

    return posts_liquid_compare(walk, u, w, order, depth);
}


uint64_t
posts_liquid_hash(posts_value_t v)
{
    size_t  left;

    left = POSTS_LIQUID_HASHED;

    return posts_liquid_hash_into(v, 0, &left, POSTS_LIQUID_WALK_DEPTH);
}


static uint64_t
posts_liquid_hash_into(posts_value_t v, uint64_t hash, size_t *left,
    size_t depth)
{
    size_t         i, n, share, part;
    uint64_t       sum;
    posts_str_t    key;
    posts_value_t  member;

    if (*left == 0 || depth == 0) {
        return hash;
    }

    (*left)--;

    switch (v.type) {

    case POSTS_NIL:
        return posts_liquid_hash_word(hash, POSTS_NIL);

    case POSTS_STRING:
        key = posts_str_slice(posts_value_string(v), 0, POSTS_LIQUID_STEP);
        return posts_hash64_seed(key, hash);

    case POSTS_FLOAT:
        if (v.u.number == 0) {
            v.u.number = 0;  /* not -0.0 */
        }

        /* fall through */

    case POSTS_BOOL:
    case POSTS_INT:
    case POSTS_DATE:
    case POSTS_TIME:
        return posts_liquid_hash_word(hash + v.type, (uint64_t) v.u.integer);

    default:
        break;
    }

    if (posts_liquid_path(v, &key)) {
        return posts_hash64_seed(key, hash);
    }

    n = posts_value_len(v);

    if (posts_value_is_array(v)) {
        hash = posts_liquid_hash_word(hash + POSTS_ARRAY, n);

        /* a long first member leaves enough for those behind it */

        share = (n == 0 || n > *left) ? 1 : *left / n;

        for (i = 0; i < n && *left != 0; i++) {
            part = share;
            hash = posts_liquid_hash_into(posts_value_at(v, i), hash, &part,
                                          depth - 1);
            *left -= share - part;
        }

        return hash;
    }

    hash = posts_liquid_hash_word(hash + POSTS_MAP, n);

    if (n == 0 || n > *left) {
        return hash;
    }

    /* equal maps may differ in the order of their pairs */

    sum = 0;
    share = *left / n;
    *left -= n;

    for (i = 0; posts_value_pair(v, i, &key, &member); i++) {
        part = share;
        sum += posts_liquid_hash_into(member, posts_hash64(key), &part,
                                      depth - 1);
    }

    return posts_liquid_hash_word(hash, sum);
}


static uint64_t
posts_liquid_hash_word(uint64_t hash, uint64_t word)
{
    hash ^= word * UINT64_C(0x9e3779b97f4a7c15);
    hash = (hash ^ hash >> 32) * UINT64_C(0xd6e8feb86659fd93);

    return hash ^ hash >> 32;
}


posts_str_t
posts_liquid_class(posts_value_t v)
{
    if (v.type == POSTS_OBJECT) {
        return v.u.object->class->name;
    }

    if (v.type == POSTS_BOOL && v.u.integer != 0) {
        return posts_str("TrueClass");
    }

    return posts_liquid_classes[v.type];
}
