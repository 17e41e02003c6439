
/*
 * Copyright (C) the authors of this project
 *
 * Filters that take an array for what it is: a row of members.  Those of
 * Liquid flatten it first (posts_liquid_to_array()), those of Jekyll (push,
 * pop, shift, unshift, sample) leave it, and anything else, as it is.
 *
 * A page must be the same each time it is made, so that sample does not
 * choose at random: a hash of the array's ends and length, of the page, of the
 * place in the template and of the loop's turn chooses.
 */


#include "posts_hash.h"
#include "posts_liquid_filter.h"
#include "posts_liquid_group.h"
#include "posts_liquid_list.h"
#include "posts_liquid_property.h"


#define POSTS_LIQUID_SAMPLE_LOOPS  8     /* loops around that count */


typedef posts_rc_t (*posts_liquid_joining_pt)(posts_liquid_context_t *lc,
    posts_value_t list, posts_value_t more, posts_value_t *out);


static posts_rc_t posts_liquid_size(posts_liquid_context_t *lc,
    posts_value_t *v, const posts_liquid_args_t *args);
static posts_rc_t posts_liquid_first(posts_liquid_context_t *lc,
    posts_value_t *v, const posts_liquid_args_t *args);
static posts_rc_t posts_liquid_last(posts_liquid_context_t *lc,
    posts_value_t *v, const posts_liquid_args_t *args);
static posts_rc_t posts_liquid_join(posts_liquid_context_t *lc,
    posts_value_t *v, const posts_liquid_args_t *args);
static posts_rc_t posts_liquid_reverse(posts_liquid_context_t *lc,
    posts_value_t *v, const posts_liquid_args_t *args);
static posts_rc_t posts_liquid_concat(posts_liquid_context_t *lc,
    posts_value_t *v, const posts_liquid_args_t *args);
static posts_rc_t posts_liquid_compact(posts_liquid_context_t *lc,
    posts_value_t *v, const posts_liquid_args_t *args);
static posts_rc_t posts_liquid_uniq(posts_liquid_context_t *lc,
    posts_value_t *v, const posts_liquid_args_t *args);
static posts_rc_t posts_liquid_map(posts_liquid_context_t *lc,
    posts_value_t *v, const posts_liquid_args_t *args);
static posts_rc_t posts_liquid_push(posts_liquid_context_t *lc,
    posts_value_t *v, const posts_liquid_args_t *args);
static posts_rc_t posts_liquid_add_member(posts_liquid_context_t *lc,
    posts_value_t *v, const posts_liquid_args_t *args,
    posts_liquid_joining_pt join);
static posts_rc_t posts_liquid_pop(posts_liquid_context_t *lc,
    posts_value_t *v, const posts_liquid_args_t *args);
static posts_rc_t posts_liquid_unshift(posts_liquid_context_t *lc,
    posts_value_t *v, const posts_liquid_args_t *args);
static posts_rc_t posts_liquid_shift(posts_liquid_context_t *lc,
    posts_value_t *v, const posts_liquid_args_t *args);
static posts_rc_t posts_liquid_sample(posts_liquid_context_t *lc,
    posts_value_t *v, const posts_liquid_args_t *args);

static posts_rc_t posts_liquid_elements(posts_liquid_context_t *lc,
    posts_value_t v, posts_value_t *elements, posts_array_t **out);
static posts_rc_t posts_liquid_take(posts_liquid_context_t *lc,
    posts_value_t v, const posts_liquid_args_t *args, size_t *n);
static int posts_liquid_is_ruby_array(posts_value_t v);
static uint64_t posts_liquid_sample_seed(posts_liquid_context_t *lc,
    posts_value_t v);
static uint64_t posts_liquid_sample_next(uint64_t *seed);


const posts_liquid_filter_t  posts_liquid_array_filters[] = {

    { posts_string("size"), posts_liquid_size, 0, 0, 0 },
    { posts_string("first"), posts_liquid_first, 0, 0, 0 },
    { posts_string("last"), posts_liquid_last, 0, 0, 0 },
    { posts_string("join"), posts_liquid_join, 0, 1, 0 },
    { posts_string("reverse"), posts_liquid_reverse, 0, 0, 0 },
    { posts_string("concat"), posts_liquid_concat, 1, 1, 0 },
    { posts_string("compact"), posts_liquid_compact, 0, 1, 0 },
    { posts_string("uniq"), posts_liquid_uniq, 0, 1, 0 },
    { posts_string("map"), posts_liquid_map, 1, 1, 0 },
    { posts_string("push"), posts_liquid_push, 1, 1, 0 },
    { posts_string("pop"), posts_liquid_pop, 0, 1, 0 },
    { posts_string("unshift"), posts_liquid_unshift, 1, 1, 0 },
    { posts_string("shift"), posts_liquid_shift, 0, 1, 0 },
    { posts_string("sample"), posts_liquid_sample, 0, 1, 0 },
    { posts_null_string, NULL, 0, 0, 0 }
};


static posts_rc_t
posts_liquid_size(posts_liquid_context_t *lc, posts_value_t *v,
    const posts_liquid_args_t *args)
{
    posts_value_t  size;

    (void) args;

    if (!posts_liquid_member(lc, *v, POSTS_LIQUID_MEMBER_SIZE, &size)) {
        size = posts_value_int(0);
    }

    *v = size;

    return POSTS_OK;
}


static posts_rc_t
posts_liquid_first(posts_liquid_context_t *lc, posts_value_t *v,
    const posts_liquid_args_t *args)
{
    posts_value_t  member;

    (void) args;

    (void) posts_liquid_member(lc, *v, POSTS_LIQUID_MEMBER_FIRST, &member);
    *v = member;

    return (lc->error->rc == POSTS_OK) ? POSTS_OK : lc->error->rc;
}


static posts_rc_t
posts_liquid_last(posts_liquid_context_t *lc, posts_value_t *v,
    const posts_liquid_args_t *args)
{
    posts_value_t  member;

    (void) args;

    (void) posts_liquid_member(lc, *v, POSTS_LIQUID_MEMBER_LAST, &member);
    *v = member;

    return POSTS_OK;
}


static posts_rc_t
posts_liquid_join(posts_liquid_context_t *lc, posts_value_t *v,
    const posts_liquid_args_t *args)
{
    size_t         i, n;
    posts_rc_t     rc;
    posts_buf_t    b;
    posts_str_t    glue;
    posts_value_t  elements, e;

    glue = posts_str(" ");

    if (args->n != 0) {
        rc = posts_liquid_to_s(lc, args->v[0], &glue);

        if (rc != POSTS_OK) {
            return rc;
        }
    }

    rc = posts_liquid_to_array(lc, *v, &elements);

    if (rc != POSTS_OK) {
        return rc;
    }

    n = posts_value_len(elements);

    rc = posts_liquid_steps(lc, n);

    if (rc != POSTS_OK) {
        return rc;
    }

    posts_buf_init(&b, lc->arena, 0);

    for (i = 0; i < n && b.rc == POSTS_OK; i++) {

        if (i != 0) {
            posts_buf_add(&b, glue);
        }

        e = posts_value_at(elements, i);

        if (e.type == POSTS_STRING) {
            posts_buf_add(&b, posts_value_string(e));

        } else {
            posts_value_to_s(&b, e, lc->limits->depth);
        }
    }

    return posts_liquid_give_buf(lc, v, &b);
}


static posts_rc_t
posts_liquid_reverse(posts_liquid_context_t *lc, posts_value_t *v,
    const posts_liquid_args_t *args)
{
    size_t          i;
    posts_rc_t      rc;
    posts_array_t  *array;
    posts_value_t   elements;

    (void) args;

    rc = posts_liquid_elements(lc, *v, &elements, &array);

    if (rc != POSTS_OK) {
        return rc;
    }

    for (i = array->size; i > 0; i--) {
        array->items[array->n++] = posts_value_at(elements, i - 1);
    }

    *v = posts_value_array(array);
    v->flags |= POSTS_LIQUID_FLAT;

    return POSTS_OK;
}


static posts_rc_t
posts_liquid_concat(posts_liquid_context_t *lc, posts_value_t *v,
    const posts_liquid_args_t *args)
{
    posts_rc_t     rc;
    posts_value_t  elements;

    if (!posts_liquid_is_ruby_array(args->v[0])) {
        return posts_liquid_fail(lc, "concat filter requires an array "
                                     "argument");
    }

    rc = posts_liquid_to_array(lc, *v, &elements);

    if (rc != POSTS_OK) {
        return rc;
    }

    return posts_liquid_list_append(lc, elements, args->v[0], v);
}


static posts_rc_t
posts_liquid_compact(posts_liquid_context_t *lc, posts_value_t *v,
    const posts_liquid_args_t *args)
{
    size_t                    i;
    posts_rc_t                rc;
    posts_array_t            *array;
    posts_value_t             elements, e, of;
    posts_liquid_property_t   property;

    rc = posts_liquid_elements(lc, *v, &elements, &array);

    if (rc != POSTS_OK) {
        return rc;
    }

    rc = posts_liquid_property_init(lc, &property, posts_liquid_arg(args, 0));

    if (rc != POSTS_OK) {
        return rc;
    }

    for (i = 0; i < array->size; i++) {
        e = posts_value_at(elements, i);
        of = e;

        if (property.key.type != POSTS_NIL) {
            rc = posts_liquid_property_index(lc, &property, e, &of);

            if (rc == POSTS_NOTFOUND) {
                *v = posts_value_nil();
                return POSTS_OK;
            }

            if (rc != POSTS_OK) {
                return rc;
            }
        }

        if (of.type != POSTS_NIL) {
            array->items[array->n++] = e;
        }
    }

    *v = posts_value_array(array);
    v->flags |= POSTS_LIQUID_FLAT;

    return POSTS_OK;
}


static posts_rc_t
posts_liquid_uniq(posts_liquid_context_t *lc, posts_value_t *v,
    const posts_liquid_args_t *args)
{
    size_t                    i, n, number;
    posts_rc_t                rc;
    posts_array_t            *array;
    posts_value_t             elements, e, of;
    posts_liquid_groups_t     groups;
    posts_liquid_property_t   property;

    rc = posts_liquid_elements(lc, *v, &elements, &array);

    if (rc != POSTS_OK) {
        return rc;
    }

    rc = posts_liquid_property_init(lc, &property, posts_liquid_arg(args, 0));

    if (rc != POSTS_OK) {
        return rc;
    }

    posts_liquid_groups_init(&groups);

    for (i = 0; i < array->size; i++) {
        e = posts_value_at(elements, i);
        of = e;

        /* of one element nothing is asked, in Ruby neither */

        if (property.key.type != POSTS_NIL && array->size > 1) {
            rc = posts_liquid_property_index(lc, &property, e, &of);

            if (rc == POSTS_NOTFOUND) {
                *v = posts_value_nil();
                return POSTS_OK;
            }

            if (rc != POSTS_OK) {
                return rc;
            }
        }

        n = groups.n;
        rc = posts_liquid_groups_find(lc, &groups, of, &number);

        if (rc != POSTS_OK) {
            return rc;
        }

        if (number == n) {
            array->items[array->n++] = e;
        }
    }

    *v = posts_value_array(array);
    v->flags |= POSTS_LIQUID_FLAT;

    return POSTS_OK;
}


static posts_rc_t
posts_liquid_map(posts_liquid_context_t *lc, posts_value_t *v,
    const posts_liquid_args_t *args)
{
    size_t                    i;
    posts_rc_t                rc;
    posts_array_t            *array;
    posts_value_t             elements;
    posts_liquid_property_t   property;

    if (posts_str_eq(posts_value_string(args->v[0]), posts_str("to_liquid"))) {
        return posts_liquid_to_array(lc, *v, v);
    }

    rc = posts_liquid_elements(lc, *v, &elements, &array);

    if (rc != POSTS_OK) {
        return rc;
    }

    rc = posts_liquid_property_init(lc, &property, args->v[0]);

    if (rc != POSTS_OK) {
        return rc;
    }

    for (i = 0; i < array->size; i++) {

        /* what has no properties at all gives nil */

        rc = posts_liquid_property_index(lc, &property,
                                         posts_value_at(elements, i),
                                         &array->items[i]);

        if (rc != POSTS_OK && rc != POSTS_NOTFOUND) {
            return rc;
        }
    }

    array->n = array->size;

    *v = posts_value_array(array);

    return POSTS_OK;
}


static posts_rc_t
posts_liquid_push(posts_liquid_context_t *lc, posts_value_t *v,
    const posts_liquid_args_t *args)
{
    return posts_liquid_add_member(lc, v, args, posts_liquid_list_append);
}


static posts_rc_t
posts_liquid_unshift(posts_liquid_context_t *lc, posts_value_t *v,
    const posts_liquid_args_t *args)
{
    return posts_liquid_add_member(lc, v, args, posts_liquid_list_prepend);
}


/* The argument as an array of one, at either end. */

static posts_rc_t
posts_liquid_add_member(posts_liquid_context_t *lc, posts_value_t *v,
    const posts_liquid_args_t *args, posts_liquid_joining_pt join)
{
    posts_array_t  more;

    if (!posts_liquid_is_ruby_array(*v)) {
        return POSTS_OK;
    }

    more.arena = NULL;
    more.items = (posts_value_t *) args->v;
    more.n = 1;
    more.size = 1;

    return join(lc, *v, posts_value_array(&more), v);
}


static posts_rc_t
posts_liquid_pop(posts_liquid_context_t *lc, posts_value_t *v,
    const posts_liquid_args_t *args)
{
    size_t      n;
    posts_rc_t  rc;

    if (!posts_liquid_is_ruby_array(*v)) {
        return POSTS_OK;
    }

    rc = posts_liquid_take(lc, *v, args, &n);

    if (rc != POSTS_OK) {
        return rc;
    }

    return posts_liquid_list_part(lc, *v, 0, posts_value_len(*v) - n, v);
}


static posts_rc_t
posts_liquid_shift(posts_liquid_context_t *lc, posts_value_t *v,
    const posts_liquid_args_t *args)
{
    size_t      n;
    posts_rc_t  rc;

    if (!posts_liquid_is_ruby_array(*v)) {
        return POSTS_OK;
    }

    rc = posts_liquid_take(lc, *v, args, &n);

    if (rc != POSTS_OK) {
        return rc;
    }

    return posts_liquid_list_part(lc, *v, n, posts_value_len(*v), v);
}


/* As many as there are, in an order that is as good as any. */

static posts_rc_t
posts_liquid_sample(posts_liquid_context_t *lc, posts_value_t *v,
    const posts_liquid_args_t *args)
{
    size_t          i, j, n;
    int64_t         num;
    uint64_t        seed;
    posts_rc_t      rc;
    posts_array_t  *array;
    posts_value_t   swap;

    if (!posts_liquid_is_ruby_array(*v)) {
        return POSTS_OK;
    }

    num = 1;

    if (args->n != 0
        && posts_liquid_to_integer(lc, args->v[0], &num) != POSTS_OK)
    {
        lc->soft = 0;        /* Jekyll takes one, then */
        num = 1;
    }

    n = posts_value_len(*v);
    seed = posts_liquid_sample_seed(lc, *v);

    if (num == 1) {
        *v = (n == 0) ? posts_value_nil()
                      : posts_value_at(*v, posts_liquid_sample_next(&seed) % n);
        return POSTS_OK;
    }

    if (num < 0) {
        return posts_liquid_fail(lc, "negative sample number");
    }

    rc = posts_liquid_steps(lc, n);

    if (rc != POSTS_OK) {
        return rc;
    }

    array = posts_array_create(lc->arena, n);
    if (array == NULL) {
        return posts_liquid_memory(lc);
    }

    for (i = 0; i < n; i++) {
        array->items[i] = posts_value_at(*v, i);
    }

    if ((uint64_t) num < n) {
        array->n = (size_t) num;

    } else {
        array->n = n;
    }

    for (i = 0; i < array->n; i++) {
        j = i + posts_liquid_sample_next(&seed) % (n - i);

        swap = array->items[i];
        array->items[i] = array->items[j];
        array->items[j] = swap;
    }

    *v = posts_value_array(array);

    return POSTS_OK;
}


/* What a filter iterates, and an empty array with room for all of it. */

static posts_rc_t
posts_liquid_elements(posts_liquid_context_t *lc, posts_value_t v,
    posts_value_t *elements, posts_array_t **out)
{
    size_t      n;
    posts_rc_t  rc;

    rc = posts_liquid_to_array(lc, v, elements);

    if (rc != POSTS_OK) {
        return rc;
    }

    n = posts_value_len(*elements);

    rc = posts_liquid_steps(lc, n);

    if (rc != POSTS_OK) {
        return rc;
    }

    *out = posts_array_create(lc->arena, n);

    return (*out == NULL) ? posts_liquid_memory(lc) : POSTS_OK;
}


/* How many members pop and shift take away. */

static posts_rc_t
posts_liquid_take(posts_liquid_context_t *lc, posts_value_t v,
    const posts_liquid_args_t *args, size_t *n)
{
    int64_t     num;
    posts_rc_t  rc;

    num = 1;

    if (args->n != 0) {
        rc = posts_liquid_to_integer(lc, args->v[0], &num);

        if (rc != POSTS_OK) {
            return rc;
        }

        if (num < 0) {
            return posts_liquid_fail(lc, "negative array size");
        }
    }

    *n = posts_value_len(v);

    if ((uint64_t) num < *n) {
        *n = (size_t) num;
    }

    return POSTS_OK;
}


/* An Array to Ruby: a range is none. */

static int
posts_liquid_is_ruby_array(posts_value_t v)
{
    int64_t  first, last;

    return posts_value_is_array(v)
           && !posts_liquid_is_range(v, &first, &last);
}


static uint64_t
posts_liquid_sample_seed(posts_liquid_context_t *lc, posts_value_t v)
{
    size_t               i, n;
    uint64_t             seed;
    posts_value_t        page, loop, path;
    posts_liquid_name_t  name;

    n = posts_value_len(v);
    seed = n;

    if (n != 0) {
        seed ^= posts_liquid_hash(posts_value_at(v, 0));
        seed += posts_liquid_hash(posts_value_at(v, n - 1));
    }

    if (lc->template != NULL) {
        seed = posts_hash64_seed(posts_liquid_template_name(lc->template),
                                 seed);
    }

    if (lc->node != NULL) {
        seed += (uint64_t) lc->node->line << 32 | lc->node->column;
    }

    name = posts_liquid_name(posts_str("page"));

    if (posts_liquid_variable(lc, &name, &page)) {
        path = posts_value_get(page, posts_str("path"));
        seed = posts_hash64_seed(posts_value_string(path), seed);
    }

    loop = lc->forloop;

    for (i = 0; i < POSTS_LIQUID_SAMPLE_LOOPS && loop.type != POSTS_NIL; i++) {
        seed = (seed ^ posts_liquid_hash(posts_value_get(loop,
                                                         posts_str("index"))))
               * UINT64_C(0x9e3779b97f4a7c15);
        loop = posts_value_get(loop, posts_str("parentloop"));
    }

    return seed;
}


/* splitmix64, by Sebastiano Vigna: a number of each number. */

static uint64_t
posts_liquid_sample_next(uint64_t *seed)
{
    uint64_t  z;

    *seed += UINT64_C(0x9e3779b97f4a7c15);

    z = *seed;
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);

    return z ^ z >> 31;
}
