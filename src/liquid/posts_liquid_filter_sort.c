
/*
 * Copyright (C) the authors of this project
 *
 * sort (Jekyll's) and sort_natural (Liquid's).  Keys are fetched once for
 * each element, and where they are of one type, what decides most comparisons
 * is put into one number, the rank: many are sorted by its bytes, the last
 * one first, and only those of one rank are compared.
 *
 * Ruby does not promise a stable sort, but has one where it runs on glibc's
 * qsort_r(), a merge sort.  This one splits and merges in the same way: equal
 * elements stay in order, and of two that cannot be compared the same pair is
 * met first and named in the message.
 */


#include <math.h>

#include "posts_liquid_filter.h"
#include "posts_liquid_property.h"


#define POSTS_LIQUID_SORT_MANY   64
#define POSTS_LIQUID_SORT_BYTES  sizeof(uint64_t)


/* Nils are before all others, or behind them. */

typedef enum {
    POSTS_LIQUID_SORT_BEFORE = 0,
    POSTS_LIQUID_SORT_AMONG,
    POSTS_LIQUID_SORT_BEHIND,
    POSTS_LIQUID_SORT_PLACES
} posts_liquid_sort_place_e;


typedef struct {
    uint64_t            rank;     /* decides if it differs */
    uint32_t            i;        /* of the element, and of its key's value */
    uint32_t            place;    /* posts_liquid_sort_place_e */
} posts_liquid_sort_key_t;


typedef struct posts_liquid_sort_s  posts_liquid_sort_t;

/* 1: b goes before a */

typedef int (*posts_liquid_sort_pt)(posts_liquid_sort_t *sort,
    const posts_liquid_sort_key_t *a, const posts_liquid_sort_key_t *b);


struct posts_liquid_sort_s {
    posts_liquid_context_t   *lc;
    posts_value_t             elements;
    posts_value_t            *values;
    posts_liquid_sort_key_t  *keys;
    posts_liquid_sort_key_t  *spare;
    size_t                    n;
    posts_liquid_sort_pt      swapped;
    size_t                    prefix;    /* bytes that all strings share */
    posts_rc_t                rc;
    unsigned                  texts:1;   /* what differs in type is compared
                                            as text */
    unsigned                  ranked:1;  /* there are ranks */
    unsigned                  exact:1;   /* they say it all */
    unsigned                  turned:1;  /* nils are in reverse order */
};


static posts_rc_t posts_liquid_sort(posts_liquid_context_t *lc,
    posts_value_t *v, const posts_liquid_args_t *args);
static posts_rc_t posts_liquid_sort_natural(posts_liquid_context_t *lc,
    posts_value_t *v, const posts_liquid_args_t *args);

static posts_rc_t posts_liquid_sort_elements(posts_liquid_context_t *lc,
    posts_value_t v, int property, posts_value_t *elements);
static posts_rc_t posts_liquid_sort_init(posts_liquid_sort_t *sort,
    posts_liquid_context_t *lc, posts_value_t elements);
static void posts_liquid_sort_rank(posts_liquid_sort_t *sort);
static posts_value_type_e posts_liquid_sort_type(posts_liquid_sort_t *sort);
static size_t posts_liquid_sort_prefix(posts_liquid_sort_t *sort, int fold);
static uint64_t posts_liquid_sort_rank_of(posts_value_t v,
    posts_value_type_e type, size_t prefix);
static uint64_t posts_liquid_sort_head(posts_str_t s, int fold);
static posts_rc_t posts_liquid_sort_give(posts_liquid_sort_t *sort,
    posts_value_t *v);
static void posts_liquid_sort_many(posts_liquid_sort_t *sort);
static void posts_liquid_sort_spread(posts_liquid_sort_t *sort,
    unsigned shift, uint32_t *counts);
static void posts_liquid_sort_places(posts_liquid_sort_t *sort);
static void posts_liquid_sort_ties(posts_liquid_sort_t *sort);
static void posts_liquid_sort_merge(posts_liquid_sort_t *sort, size_t begin,
    size_t n);
static int posts_liquid_sort_by_rank(posts_liquid_sort_t *sort,
    const posts_liquid_sort_key_t *a, const posts_liquid_sort_key_t *b);
static int posts_liquid_sort_by_value(posts_liquid_sort_t *sort,
    const posts_liquid_sort_key_t *a, const posts_liquid_sort_key_t *b);
static int posts_liquid_sort_by_case(posts_liquid_sort_t *sort,
    const posts_liquid_sort_key_t *a, const posts_liquid_sort_key_t *b);
static int posts_liquid_sort_by_text(posts_liquid_sort_t *sort,
    posts_value_t a, posts_value_t b);
static void posts_liquid_sort_refuse(posts_liquid_sort_t *sort,
    posts_value_t a, posts_value_t b);


const posts_liquid_filter_t  posts_liquid_sort_filters[] = {

    { posts_string("sort"), posts_liquid_sort, 0, 2, 0 },
    { posts_string("sort_natural"), posts_liquid_sort_natural, 0, 1, 0 },
    { posts_null_string, NULL, 0, 0, 0 }
};


static posts_rc_t
posts_liquid_sort(posts_liquid_context_t *lc, posts_value_t *v,
    const posts_liquid_args_t *args)
{
    size_t                      i;
    posts_rc_t                  rc;
    posts_str_t                 nils;
    posts_value_t               elements;
    posts_liquid_sort_t         sort;
    posts_value_t              *value;
    posts_liquid_property_t     property;
    posts_liquid_sort_place_e   place;

    rc = posts_liquid_property_init(lc, &property, posts_liquid_arg(args, 0));

    if (rc != POSTS_OK) {
        return rc;
    }

    place = POSTS_LIQUID_SORT_BEHIND;

    if (property.key.type != POSTS_NIL) {
        nils = posts_str("first");

        if (args->n > 1) {
            rc = posts_liquid_to_s(lc, args->v[1], &nils);

            if (rc != POSTS_OK) {
                return rc;
            }
        }

        if (posts_str_eq(nils, posts_str("first"))) {
            place = POSTS_LIQUID_SORT_BEFORE;

        } else if (!posts_str_eq(nils, posts_str("last"))) {
            return posts_liquid_fail(lc, "Invalid nils order: '%.*s' is not a "
                                         "valid nils order. It must be "
                                         "'first' or 'last'.",
                                     posts_str_arg(nils));
        }
    }

    rc = posts_liquid_sort_elements(lc, *v, property.key.type != POSTS_NIL,
                                    &elements);

    if (rc != POSTS_OK) {
        return rc;
    }

    rc = posts_liquid_sort_init(&sort, lc, elements);

    if (rc != POSTS_OK) {
        return rc;
    }

    sort.texts = (property.key.type != POSTS_NIL);

    for (i = 0; i < sort.n; i++) {
        value = &sort.values[i];
        *value = posts_value_at(elements, i);

        if (property.key.type != POSTS_NIL) {
            rc = posts_liquid_property_get(lc, &property, *value, value);

            if (rc == POSTS_NOTFOUND) {
                *v = posts_value_nil();
                return POSTS_OK;
            }

            if (rc != POSTS_OK) {
                return rc;
            }
        }

        if (value->type == POSTS_NIL) {
            sort.keys[i].place = place;
        }
    }

    posts_liquid_sort_rank(&sort);

    return posts_liquid_sort_give(&sort, v);
}


static posts_rc_t
posts_liquid_sort_natural(posts_liquid_context_t *lc, posts_value_t *v,
    const posts_liquid_args_t *args)
{
    int                       refused;
    size_t                    i;
    posts_rc_t                rc;
    posts_str_t               text;
    posts_value_t             elements;
    posts_liquid_sort_t       sort;
    posts_value_t            *value;
    posts_liquid_property_t   property;

    rc = posts_liquid_property_init(lc, &property, posts_liquid_arg(args, 0));

    if (rc != POSTS_OK) {
        return rc;
    }

    rc = posts_liquid_to_array(lc, *v, &elements);

    if (rc != POSTS_OK) {
        return rc;
    }

    rc = posts_liquid_sort_init(&sort, lc, elements);

    if (rc != POSTS_OK) {
        return rc;
    }

    refused = 0;

    for (i = 0; i < sort.n; i++) {
        value = &sort.values[i];
        *value = posts_value_at(elements, i);

        if (property.key.type != POSTS_NIL) {
            rc = posts_liquid_property_index(lc, &property, *value, value);

            if (rc == POSTS_NOTFOUND) {
                *v = posts_value_nil();
                return POSTS_OK;
            }

            /* Ruby asks all of them first whether they have members */

            if (rc == POSTS_INVALID && lc->soft) {
                lc->soft = 0;
                refused = 1;
                continue;
            }

            if (rc != POSTS_OK) {
                return rc;
            }
        }

        if (value->type == POSTS_NIL) {
            sort.keys[i].place = POSTS_LIQUID_SORT_BEHIND;
            continue;
        }

        rc = posts_liquid_to_s(lc, *value, &text);

        if (rc != POSTS_OK) {
            return rc;
        }

        *value = posts_value_str(text);
    }

    /* and of one nothing else */

    if (refused && sort.n > 1) {
        return posts_liquid_fail(lc, "cannot select the property '%.*s'",
                                 posts_str_arg(property.text));
    }

    sort.prefix = posts_liquid_sort_prefix(&sort, 1);

    for (i = 0; i < sort.n; i++) {
        text = posts_value_string(sort.values[i]);
        text = posts_str_slice(text, sort.prefix, text.len);

        sort.keys[i].rank = posts_liquid_sort_head(text, 1);
    }

    sort.swapped = posts_liquid_sort_by_case;
    sort.ranked = 1;
    sort.turned = 1;

    return posts_liquid_sort_give(&sort, v);
}


/*
 * Jekyll's sort takes an array as it is, and sorts a map's pairs if it has no
 * property to sort by.  The rest it refuses; Liquid does not.
 */

static posts_rc_t
posts_liquid_sort_elements(posts_liquid_context_t *lc, posts_value_t v,
    int property, posts_value_t *elements)
{
    size_t          i, n;
    posts_rc_t      rc;
    posts_str_t     key;
    posts_array_t  *array, *pair;
    posts_value_t   value;

    if (posts_value_is_array(v)) {
        *elements = v;
        return POSTS_OK;
    }

    if ((property && posts_value_len(v) != 0) || !posts_value_is_map(v)) {
        return posts_liquid_to_array(lc, v, elements);
    }

    n = posts_value_len(v);

    rc = posts_liquid_steps(lc, n);

    if (rc != POSTS_OK) {
        return rc;
    }

    array = posts_array_create(lc->arena, n);
    if (array == NULL) {
        return posts_liquid_memory(lc);
    }

    for (i = 0; i < n && posts_value_pair(v, i, &key, &value); i++) {
        pair = posts_array_create(lc->arena, 2);
        if (pair == NULL) {
            return posts_liquid_memory(lc);
        }

        pair->items[0] = posts_value_str(key);
        pair->items[1] = value;
        pair->n = 2;

        array->items[array->n++] = posts_value_array(pair);
    }

    *elements = posts_value_array(array);

    return POSTS_OK;
}


/* Room for keys, all of them of no rank and among the others. */

static posts_rc_t
posts_liquid_sort_init(posts_liquid_sort_t *sort, posts_liquid_context_t *lc,
    posts_value_t elements)
{
    size_t      i;
    posts_rc_t  rc;

    sort->lc = lc;
    sort->elements = elements;
    sort->n = posts_value_len(elements);
    sort->prefix = 0;
    sort->rc = POSTS_OK;
    sort->texts = 0;
    sort->ranked = 0;
    sort->exact = 0;
    sort->turned = 0;

    rc = posts_liquid_steps(lc, sort->n);

    if (rc != POSTS_OK) {
        return rc;
    }

    if (sort->n > UINT32_MAX) {
        return posts_liquid_memory(lc);
    }

    sort->values = posts_arena_array(lc->arena, sort->n,
                                     sizeof(posts_value_t));
    sort->keys = posts_arena_array(lc->arena, sort->n,
                                   sizeof(posts_liquid_sort_key_t));
    sort->spare = posts_arena_array(lc->arena, sort->n,
                                    sizeof(posts_liquid_sort_key_t));

    if (sort->values == NULL || sort->keys == NULL || sort->spare == NULL) {
        return posts_liquid_memory(lc);
    }

    for (i = 0; i < sort->n; i++) {
        sort->keys[i].i = (uint32_t) i;
        sort->keys[i].place = POSTS_LIQUID_SORT_AMONG;
    }

    return POSTS_OK;
}


/* Ranks can be compared if all keys that are not nil are of one type. */

static void
posts_liquid_sort_rank(posts_liquid_sort_t *sort)
{
    size_t              i;
    posts_value_type_e  type;

    sort->swapped = posts_liquid_sort_by_value;

    type = posts_liquid_sort_type(sort);

    if (type == POSTS_NIL) {
        return;
    }

    if (type == POSTS_STRING) {
        sort->prefix = posts_liquid_sort_prefix(sort, 0);
    }

    for (i = 0; i < sort->n; i++) {
        sort->keys[i].rank = posts_liquid_sort_rank_of(sort->values[i], type,
                                                       sort->prefix);
    }

    sort->swapped = posts_liquid_sort_by_rank;
    sort->ranked = 1;
    sort->exact = (type == POSTS_INT || type == POSTS_DATE);
}


/* NIL: they are of several types, or of one that has no ranks. */

static posts_value_type_e
posts_liquid_sort_type(posts_liquid_sort_t *sort)
{
    size_t              i;
    posts_value_t       v;
    posts_value_type_e  type;

    type = POSTS_NIL;

    for (i = 0; i < sort->n; i++) {
        v = sort->values[i];

        if (sort->keys[i].place != POSTS_LIQUID_SORT_AMONG) {
            continue;
        }

        if (v.type < POSTS_INT || v.type > POSTS_DATE
            || (v.type == POSTS_FLOAT && isnan(v.u.number)))
        {
            return POSTS_NIL;
        }

        if (type == POSTS_NIL || type == v.type) {
            type = v.type;

        } else if (type <= POSTS_FLOAT && v.type <= POSTS_FLOAT) {
            type = POSTS_FLOAT;

        } else {
            return POSTS_NIL;
        }
    }

    return type;
}


/* How many bytes all strings begin with: "/blog/", "The ", ... */

static size_t
posts_liquid_sort_prefix(posts_liquid_sort_t *sort, int fold)
{
    size_t       i, k, n;
    u_char       x, y;
    posts_str_t  s, first;

    n = SIZE_MAX;
    first = posts_str("");

    for (i = 0; i < sort->n && n != 0; i++) {

        if (sort->values[i].type != POSTS_STRING) {
            continue;
        }

        s = posts_value_string(sort->values[i]);

        if (n == SIZE_MAX) {
            first = s;
            n = s.len;
            continue;
        }

        if (s.len < n) {
            n = s.len;
        }

        if (n >= POSTS_LIQUID_STEP) {
            sort->rc = posts_liquid_steps(sort->lc, n / POSTS_LIQUID_STEP);

            if (sort->rc != POSTS_OK) {
                return 0;
            }
        }

        for (k = 0; k < n; k++) {
            x = fold ? posts_lower(s.data[k]) : s.data[k];
            y = fold ? posts_lower(first.data[k]) : first.data[k];

            if (x != y) {
                n = k;
            }
        }
    }

    return n;
}


/* An integer among floats is ranked as one. */

static uint64_t
posts_liquid_sort_rank_of(posts_value_t v, posts_value_type_e type,
    size_t prefix)
{
    double       f;
    uint64_t     bits;
    posts_str_t  s;

    if (v.type == POSTS_NIL) {
        return 0;
    }

    switch (type) {

    case POSTS_STRING:
        s = posts_value_string(v);

        return posts_liquid_sort_head(posts_str_slice(s, prefix, s.len), 0);

    case POSTS_FLOAT:
        f = (v.type == POSTS_INT) ? (double) v.u.integer : v.u.number;

        if (f == 0) {
            f = 0;           /* not -0.0 */
        }

        memcpy(&bits, &f, sizeof(uint64_t));

        return (bits >> 63) ? ~bits : bits ^ (uint64_t) 1 << 63;

    default:
        return (uint64_t) v.u.integer ^ (uint64_t) 1 << 63;
    }
}


/* Its first eight bytes, the first one highest. */

static uint64_t
posts_liquid_sort_head(posts_str_t s, int fold)
{
    size_t    i;
    uint64_t  rank;

    rank = 0;

    for (i = 0; i < sizeof(uint64_t); i++) {
        rank <<= 8;

        if (i < s.len) {
            rank |= fold ? posts_lower(s.data[i]) : s.data[i];
        }
    }

    return rank;
}


/* The elements in the order of their keys, once these have been sorted. */

static posts_rc_t
posts_liquid_sort_give(posts_liquid_sort_t *sort, posts_value_t *v)
{
    size_t          i;
    posts_array_t  *array;

    if (sort->rc != POSTS_OK) {
        return sort->rc;
    }

    if (sort->ranked && sort->n >= POSTS_LIQUID_SORT_MANY) {
        posts_liquid_sort_many(sort);

    } else {
        posts_liquid_sort_merge(sort, 0, sort->n);
    }

    if (sort->rc != POSTS_OK) {
        return sort->rc;
    }

    array = posts_array_create(sort->lc->arena, sort->n);
    if (array == NULL) {
        return posts_liquid_memory(sort->lc);
    }

    for (i = 0; i < sort->n; i++) {
        array->items[i] = posts_value_at(sort->elements, sort->keys[i].i);
    }

    array->n = sort->n;

    *v = posts_value_array(array);

    return POSTS_OK;
}


/* By the rank's bytes from the last to the first, but for those all share. */

static void
posts_liquid_sort_many(posts_liquid_sort_t *sort)
{
    size_t    i, k;
    uint32_t  counts[POSTS_LIQUID_SORT_BYTES][256];
    uint64_t  rank;

    memset(counts, 0, sizeof(counts));

    for (i = 0; i < sort->n; i++) {
        rank = sort->keys[i].rank;

        for (k = 0; k < POSTS_LIQUID_SORT_BYTES; k++) {
            counts[k][rank >> (8 * k) & 255]++;
        }
    }

    rank = sort->keys[0].rank;

    for (k = 0; k < POSTS_LIQUID_SORT_BYTES; k++) {

        if (counts[k][rank >> (8 * k) & 255] != sort->n) {
            posts_liquid_sort_spread(sort, (unsigned) (8 * k), counts[k]);
        }
    }

    posts_liquid_sort_places(sort);
    posts_liquid_sort_ties(sort);
}


static void
posts_liquid_sort_spread(posts_liquid_sort_t *sort, unsigned shift,
    uint32_t *counts)
{
    size_t                    i;
    uint32_t                  n, begin;
    posts_liquid_sort_key_t  *keys;

    begin = 0;

    for (i = 0; i < 256; i++) {
        n = counts[i];
        counts[i] = begin;
        begin += n;
    }

    for (i = 0; i < sort->n; i++) {
        sort->spare[counts[sort->keys[i].rank >> shift & 255]++]
            = sort->keys[i];
    }

    keys = sort->keys;
    sort->keys = sort->spare;
    sort->spare = keys;
}


static void
posts_liquid_sort_places(posts_liquid_sort_t *sort)
{
    size_t                    i, k, place;
    posts_liquid_sort_key_t  *keys;

    k = 0;

    for (place = 0; place < POSTS_LIQUID_SORT_PLACES; place++) {

        for (i = 0; i < sort->n; i++) {
            if (sort->keys[i].place == place) {
                sort->spare[k++] = sort->keys[i];
            }
        }

        if (place == 0 && k == sort->n) {
            break;
        }
    }

    keys = sort->keys;
    sort->keys = sort->spare;
    sort->spare = keys;
}


/* Those of one rank, each time. */

static void
posts_liquid_sort_ties(posts_liquid_sort_t *sort)
{
    size_t                    i, j, k;
    posts_liquid_sort_key_t  *keys, swap;

    keys = sort->keys;

    for (i = 0; i < sort->n && sort->rc == POSTS_OK; i = j) {

        for (j = i + 1; j < sort->n; j++) {
            if (keys[j].rank != keys[i].rank || keys[j].place != keys[i].place)
            {
                break;
            }
        }

        if (keys[i].place == POSTS_LIQUID_SORT_AMONG) {

            for (k = i + 1; k < j && !sort->exact; k++) {

                if (sort->swapped(sort, &keys[k - 1], &keys[k])
                    || sort->rc != POSTS_OK)
                {
                    posts_liquid_sort_merge(sort, i, j - i);
                    break;
                }
            }

            continue;
        }

        for (k = 0; sort->turned && k < (j - i) / 2; k++) {
            swap = keys[i + k];
            keys[i + k] = keys[j - 1 - k];
            keys[j - 1 - k] = swap;
        }
    }
}


/* Halves each time: as deep as a size has bits, at most. */

static void
posts_liquid_sort_merge(posts_liquid_sort_t *sort, size_t begin, size_t n)
{
    size_t                    i, j, k, half;
    posts_liquid_sort_key_t  *keys;

    if (n < 2 || sort->rc != POSTS_OK) {
        return;
    }

    half = n / 2;

    posts_liquid_sort_merge(sort, begin, half);
    posts_liquid_sort_merge(sort, begin + half, n - half);

    /* the left half makes room; the right one is never overtaken */

    keys = sort->keys + begin;
    memcpy(sort->spare, keys, half * sizeof(posts_liquid_sort_key_t));

    i = 0;
    j = half;
    k = 0;

    while (i < half && j < n && sort->rc == POSTS_OK) {

        if (sort->swapped(sort, &sort->spare[i], &keys[j])) {
            keys[k++] = keys[j++];

        } else {
            keys[k++] = sort->spare[i++];
        }
    }

    memcpy(keys + k, sort->spare + i,
           (half - i) * sizeof(posts_liquid_sort_key_t));
}


static int
posts_liquid_sort_by_rank(posts_liquid_sort_t *sort,
    const posts_liquid_sort_key_t *a, const posts_liquid_sort_key_t *b)
{
    int  order;

    if (a->place != b->place) {
        return a->place > b->place;
    }

    if (a->rank != b->rank) {
        return a->rank > b->rank;
    }

    if (posts_liquid_order(sort->lc, sort->values[a->i],
                           sort->values[b->i], &order)) {
        return order > 0;
    }

    sort->rc = sort->lc->error->rc;

    return 0;
}


static int
posts_liquid_sort_by_value(posts_liquid_sort_t *sort,
    const posts_liquid_sort_key_t *a, const posts_liquid_sort_key_t *b)
{
    int  order;

    if (a->place != b->place) {
        return a->place > b->place;
    }

    if (posts_liquid_order(sort->lc, sort->values[a->i],
                           sort->values[b->i], &order)) {
        return order > 0;
    }

    if (sort->lc->error->rc != POSTS_OK) {
        sort->rc = sort->lc->error->rc;
        return 0;
    }

    if (sort->texts) {
        return posts_liquid_sort_by_text(sort, sort->values[a->i],
                                         sort->values[b->i]);
    }

    posts_liquid_sort_refuse(sort, sort->values[a->i], sort->values[b->i]);

    return 0;
}


/* Ruby's casecmp(); of two nils, the second goes before the first. */

static int
posts_liquid_sort_by_case(posts_liquid_sort_t *sort,
    const posts_liquid_sort_key_t *a, const posts_liquid_sort_key_t *b)
{
    size_t       i, n;
    u_char       x, y;
    posts_str_t  s, t;

    if (a->place != b->place || a->place == POSTS_LIQUID_SORT_BEHIND) {
        return a->place >= b->place;
    }

    if (a->rank != b->rank) {
        return a->rank > b->rank;
    }

    s = posts_value_string(sort->values[a->i]);
    t = posts_value_string(sort->values[b->i]);
    n = (s.len < t.len) ? s.len : t.len;

    if (n >= POSTS_LIQUID_STEP) {
        sort->rc = posts_liquid_steps(sort->lc, n / POSTS_LIQUID_STEP);
    }

    for (i = sort->prefix; i < n; i++) {
        x = posts_lower(s.data[i]);
        y = posts_lower(t.data[i]);

        if (x != y) {
            return x > y;
        }
    }

    return s.len > t.len;
}


/* Rare: the texts are made for one comparison, and taken back. */

static int
posts_liquid_sort_by_text(posts_liquid_sort_t *sort, posts_value_t a,
    posts_value_t b)
{
    int                      order;
    posts_str_t              x, y;
    posts_arena_mark_t       mark;
    posts_liquid_context_t  *lc;

    lc = sort->lc;
    mark = posts_arena_mark(lc->arena);

    sort->rc = posts_liquid_to_s(lc, a, &x);

    if (sort->rc == POSTS_OK) {
        sort->rc = posts_liquid_to_s(lc, b, &y);
    }

    order = (sort->rc == POSTS_OK) ? posts_str_cmp(x, y) : 0;

    posts_arena_rewind(lc->arena, mark);

    return order > 0;
}


/* Ruby's message shows what is small, and names the class of what is not. */

static void
posts_liquid_sort_refuse(posts_liquid_sort_t *sort, posts_value_t a,
    posts_value_t b)
{
    posts_str_t  text;

    text = posts_liquid_class(b);

    switch (b.type) {

    case POSTS_NIL:
        text = posts_str("nil");
        break;

    case POSTS_BOOL:
    case POSTS_INT:
    case POSTS_FLOAT:
        sort->rc = posts_liquid_to_s(sort->lc, b, &text);

        if (sort->rc != POSTS_OK) {
            return;
        }

        break;

    default:
        break;
    }

    sort->rc = posts_liquid_fail(sort->lc,
                                 "comparison of %.*s with %.*s failed",
                                 posts_str_arg(posts_liquid_class(a)),
                                 posts_str_arg(text));
}
