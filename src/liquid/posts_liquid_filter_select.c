
/*
 * Copyright (C) the authors of this project
 *
 * Filters that choose among an array's elements, group them or add them up.
 *
 * Two families meet here.  Liquid's (has, find_index, reject, sum; where and
 * find with one argument) flatten their input and compare with ==.  Jekyll's
 * (where, find with two; group_by; *_exp) take a map's values, leave what is
 * not a collection as it is, and compare texts.  Where Jekyll's where or find
 * would only raise, Liquid's answers: no site that Jekyll builds can tell.
 */


#include "posts_liquid_filter.h"
#include "posts_liquid_group.h"
#include "posts_liquid_property.h"
#include "posts_liquid_sum.h"


/* What becomes of the elements that match. */

typedef enum {
    POSTS_LIQUID_SELECT_ALL = 0,
    POSTS_LIQUID_SELECT_OTHERS,
    POSTS_LIQUID_SELECT_FIRST,
    POSTS_LIQUID_SELECT_INDEX,
    POSTS_LIQUID_SELECT_ANY
} posts_liquid_select_e;


/* The work of group_by: the elements, and the group of each. */

typedef struct {
    posts_liquid_groups_t   groups;
    posts_value_t           elements;
    uint32_t               *numbers;
    size_t                  n;
} posts_liquid_grouping_t;


/* What it makes of a group. */

typedef struct {
    posts_array_t           items;
    posts_map_t             map;
    posts_pair_t            pairs[3];
} posts_liquid_grouped_t;


static posts_rc_t posts_liquid_where(posts_liquid_context_t *lc,
    posts_value_t *v, const posts_liquid_args_t *args);
static posts_rc_t posts_liquid_find(posts_liquid_context_t *lc,
    posts_value_t *v, const posts_liquid_args_t *args);
static posts_rc_t posts_liquid_has(posts_liquid_context_t *lc,
    posts_value_t *v, const posts_liquid_args_t *args);
static posts_rc_t posts_liquid_find_index(posts_liquid_context_t *lc,
    posts_value_t *v, const posts_liquid_args_t *args);
static posts_rc_t posts_liquid_reject(posts_liquid_context_t *lc,
    posts_value_t *v, const posts_liquid_args_t *args);
static posts_rc_t posts_liquid_sum(posts_liquid_context_t *lc,
    posts_value_t *v, const posts_liquid_args_t *args);
static posts_rc_t posts_liquid_where_exp(posts_liquid_context_t *lc,
    posts_value_t *v, const posts_liquid_args_t *args);
static posts_rc_t posts_liquid_find_exp(posts_liquid_context_t *lc,
    posts_value_t *v, const posts_liquid_args_t *args);
static posts_rc_t posts_liquid_group_by(posts_liquid_context_t *lc,
    posts_value_t *v, const posts_liquid_args_t *args);
static posts_rc_t posts_liquid_group_by_exp(posts_liquid_context_t *lc,
    posts_value_t *v, const posts_liquid_args_t *args);

static posts_rc_t posts_liquid_select(posts_liquid_context_t *lc,
    posts_value_t *v, const posts_liquid_args_t *args,
    posts_liquid_select_e how);
static posts_rc_t posts_liquid_select_jekyll(posts_liquid_context_t *lc,
    posts_value_t *v, const posts_liquid_args_t *args,
    posts_liquid_select_e how);
static int posts_liquid_matches(posts_liquid_context_t *lc, posts_value_t v,
    posts_value_t target, posts_str_t text);
static int posts_liquid_is_nothing(posts_liquid_context_t *lc,
    posts_value_t v, size_t depth);
static int posts_liquid_matches_time(posts_value_t v, posts_str_t text);
static int posts_liquid_matches_text(posts_liquid_context_t *lc,
    posts_value_t v, posts_str_t text);
static posts_rc_t posts_liquid_select_exp(posts_liquid_context_t *lc,
    posts_value_t *v, const posts_liquid_args_t *args,
    posts_liquid_select_e how);
static posts_rc_t posts_liquid_select_each(posts_liquid_context_t *lc,
    posts_value_t elements, const posts_liquid_condition_t *condition,
    size_t binding, posts_array_t *array, posts_value_t *first);
static posts_rc_t posts_liquid_group_each(posts_liquid_context_t *lc,
    const posts_liquid_filtered_t *filtered, size_t binding,
    posts_liquid_grouping_t *grouping);
static posts_rc_t posts_liquid_group_name(posts_liquid_context_t *lc,
    const posts_liquid_filtered_t *filtered, posts_liquid_groups_t *groups,
    size_t *number);
static posts_rc_t posts_liquid_group_init(posts_liquid_context_t *lc,
    posts_value_t v, posts_liquid_grouping_t *grouping);
static posts_rc_t posts_liquid_group_list(posts_liquid_context_t *lc,
    const posts_liquid_grouping_t *grouping, posts_value_t *out);
static posts_rc_t posts_liquid_bind_element(posts_liquid_context_t *lc,
    posts_value_t name, size_t *binding);
static posts_rc_t posts_liquid_values(posts_liquid_context_t *lc,
    posts_value_t v, posts_value_t *elements);
static posts_rc_t posts_liquid_pairs(posts_liquid_context_t *lc,
    posts_value_t v, posts_value_t *elements);
static posts_rc_t posts_liquid_sum_of(posts_liquid_context_t *lc,
    posts_liquid_sum_t *sum, posts_value_t v, size_t depth);


const posts_liquid_filter_t  posts_liquid_select_filters[] = {

    { posts_string("where"), posts_liquid_where, 1, 2, 0 },
    { posts_string("find"), posts_liquid_find, 1, 2, 0 },
    { posts_string("has"), posts_liquid_has, 1, 2, 0 },
    { posts_string("find_index"), posts_liquid_find_index, 1, 2, 0 },
    { posts_string("reject"), posts_liquid_reject, 1, 2, 0 },
    { posts_string("sum"), posts_liquid_sum, 0, 1, 0 },
    { posts_string("where_exp"), posts_liquid_where_exp, 2, 2,
      POSTS_LIQUID_FILTER_CONDITION },
    { posts_string("find_exp"), posts_liquid_find_exp, 2, 2,
      POSTS_LIQUID_FILTER_CONDITION },
    { posts_string("group_by"), posts_liquid_group_by, 1, 1, 0 },
    { posts_string("group_by_exp"), posts_liquid_group_by_exp, 2, 2,
      POSTS_LIQUID_FILTER_EXPRESSION },
    { posts_null_string, NULL, 0, 0, 0 }
};


static posts_rc_t
posts_liquid_where(posts_liquid_context_t *lc, posts_value_t *v,
    const posts_liquid_args_t *args)
{
    return (args->n == 1)
           ? posts_liquid_select(lc, v, args, POSTS_LIQUID_SELECT_ALL)
           : posts_liquid_select_jekyll(lc, v, args, POSTS_LIQUID_SELECT_ALL);
}


static posts_rc_t
posts_liquid_find(posts_liquid_context_t *lc, posts_value_t *v,
    const posts_liquid_args_t *args)
{
    return (args->n == 1)
           ? posts_liquid_select(lc, v, args, POSTS_LIQUID_SELECT_FIRST)
           : posts_liquid_select_jekyll(lc, v, args,
                                        POSTS_LIQUID_SELECT_FIRST);
}


static posts_rc_t
posts_liquid_has(posts_liquid_context_t *lc, posts_value_t *v,
    const posts_liquid_args_t *args)
{
    return posts_liquid_select(lc, v, args, POSTS_LIQUID_SELECT_ANY);
}


static posts_rc_t
posts_liquid_find_index(posts_liquid_context_t *lc, posts_value_t *v,
    const posts_liquid_args_t *args)
{
    return posts_liquid_select(lc, v, args, POSTS_LIQUID_SELECT_INDEX);
}


static posts_rc_t
posts_liquid_reject(posts_liquid_context_t *lc, posts_value_t *v,
    const posts_liquid_args_t *args)
{
    return posts_liquid_select(lc, v, args, POSTS_LIQUID_SELECT_OTHERS);
}


/* Liquid's: the property is the target, or is true if there is no target. */

static posts_rc_t
posts_liquid_select(posts_liquid_context_t *lc, posts_value_t *v,
    const posts_liquid_args_t *args, posts_liquid_select_e how)
{
    int                      match;
    size_t                   i, n;
    posts_rc_t               rc;
    posts_array_t           *array;
    posts_value_t            elements, e, of, target;
    posts_liquid_property_t  property;

    target = posts_liquid_arg(args, 1);
    array = NULL;

    rc = posts_liquid_to_array(lc, *v, &elements);

    if (rc != POSTS_OK) {
        return rc;
    }

    rc = posts_liquid_property_init(lc, &property, args->v[0]);

    if (rc != POSTS_OK) {
        return rc;
    }

    n = posts_value_len(elements);

    rc = posts_liquid_steps(lc, n);

    if (rc != POSTS_OK) {
        return rc;
    }

    if (how <= POSTS_LIQUID_SELECT_OTHERS) {
        array = posts_array_create(lc->arena, n);
        if (array == NULL) {
            return posts_liquid_memory(lc);
        }
    }

    for (i = 0; i < n; i++) {
        e = posts_value_at(elements, i);

        rc = posts_liquid_property_index(lc, &property, e, &of);

        if (rc == POSTS_NOTFOUND) {
            *v = posts_value_nil();
            return POSTS_OK;
        }

        if (rc != POSTS_OK) {
            return rc;
        }

        match = (target.type == POSTS_NIL) ? posts_value_true(of)
                                           : posts_liquid_eq(lc, of, target);

        if (lc->error->rc != POSTS_OK) {
            return lc->error->rc;
        }

        if (array != NULL) {

            if (match == (how == POSTS_LIQUID_SELECT_ALL)) {
                array->items[array->n++] = e;
            }

            continue;
        }

        if (match) {
            *v = (how == POSTS_LIQUID_SELECT_FIRST) ? e
                 : (how == POSTS_LIQUID_SELECT_INDEX)
                   ? posts_value_int((int64_t) i)
                   : posts_value_bool(1);
            return POSTS_OK;
        }
    }

    if (array != NULL) {
        *v = posts_value_array(array);
        v->flags |= POSTS_LIQUID_FLAT;

    } else {
        *v = (how == POSTS_LIQUID_SELECT_ANY) ? posts_value_bool(0)
                                              : posts_value_nil();
    }

    return POSTS_OK;
}


static posts_rc_t
posts_liquid_select_jekyll(posts_liquid_context_t *lc, posts_value_t *v,
    const posts_liquid_args_t *args, posts_liquid_select_e how)
{
    size_t                   i, n;
    int64_t                  first, last;
    posts_rc_t               rc;
    posts_str_t              text;
    posts_array_t           *array;
    posts_value_t            elements, e, of, target;
    posts_liquid_property_t  property;

    target = args->v[1];

    if (!posts_value_true(args->v[0])
        || posts_value_is_map(target)
        || (posts_value_is_array(target)
            && !posts_liquid_is_range(target, &first, &last))
        || !(posts_value_is_array(*v) || posts_value_is_map(*v)))
    {
        return POSTS_OK;
    }

    rc = posts_liquid_values(lc, *v, &elements);

    if (rc != POSTS_OK) {
        return rc;
    }

    rc = posts_liquid_to_s(lc, target, &text);

    if (rc != POSTS_OK) {
        return rc;
    }

    rc = posts_liquid_property_init(lc, &property, args->v[0]);

    if (rc != POSTS_OK) {
        return rc;
    }

    n = posts_value_len(elements);

    rc = posts_liquid_steps(lc, n);

    if (rc != POSTS_OK) {
        return rc;
    }

    array = posts_array_create(lc->arena,
                               how == POSTS_LIQUID_SELECT_ALL ? n : 0);
    if (array == NULL) {
        return posts_liquid_memory(lc);
    }

    for (i = 0; i < n; i++) {
        e = posts_value_at(elements, i);

        rc = posts_liquid_property_get(lc, &property, e, &of);

        if (lc->error->rc != POSTS_OK) {
            return lc->error->rc;
        }

        if (rc != POSTS_OK) {
            lc->soft = 0;
            return posts_liquid_select(lc, v, args, how);
        }

        if (!posts_liquid_matches(lc, of, target, text)) {

            if (lc->error->rc != POSTS_OK) {
                return lc->error->rc;
            }

            continue;
        }

        if (how == POSTS_LIQUID_SELECT_FIRST) {

            /* Jekyll cannot tell false from no match */

            *v = posts_value_true(e) ? e : posts_value_nil();
            return POSTS_OK;
        }

        array->items[array->n++] = e;
    }

    *v = (how == POSTS_LIQUID_SELECT_FIRST) ? posts_value_nil()
                                            : posts_value_array(array);

    return POSTS_OK;
}


/*
 * Is the property, or one of its members, the target's text?  Past the limit
 * of steps it is not, and lc->error is set.
 */

static int
posts_liquid_matches(posts_liquid_context_t *lc, posts_value_t v,
    posts_value_t target, posts_str_t text)
{
    size_t         i, n;
    posts_str_t    key;
    posts_array_t  pair;
    posts_value_t  members[2];

    if (target.type == POSTS_NIL) {
        return v.type == POSTS_NIL;
    }

    if (target.type == POSTS_STRING && target.flags & POSTS_LIQUID_NOTHING) {
        return posts_liquid_is_nothing(lc, v, lc->limits->depth);
    }

    switch (v.type) {

    case POSTS_NIL:
        return 0;

    case POSTS_STRING:
        return v.len == text.len
               && posts_liquid_count_text(lc, v) == POSTS_OK
               && posts_str_eq(posts_value_string(v), text);

    case POSTS_TIME:
        return posts_liquid_matches_time(v, text);

    default:
        break;
    }

    if (posts_value_is_array(v)) {
        n = posts_value_len(v);

        if (posts_liquid_steps(lc, n) != POSTS_OK) {
            return 0;
        }

        for (i = 0; i < n; i++) {
            if (posts_liquid_matches_text(lc, posts_value_at(v, i), text)) {
                return 1;
            }
        }

        return 0;
    }

    if (v.type != POSTS_MAP) {
        return posts_liquid_matches_text(lc, v, text);
    }

    /* Ruby's Array() of a map: its pairs */

    pair.items = members;
    pair.n = 2;
    pair.size = 2;
    pair.arena = NULL;

    for (i = 0; posts_value_pair(v, i, &key, &members[1]); i++) {
        members[0] = posts_value_str(key);

        if (posts_liquid_matches_text(lc, posts_value_array(&pair), text)) {
            return 1;
        }
    }

    return 0;
}


/* Nil, or an array whose members' texts are "" together. */

static int
posts_liquid_is_nothing(posts_liquid_context_t *lc, posts_value_t v,
    size_t depth)
{
    size_t  i, n;

    if (v.type == POSTS_NIL || v.type == POSTS_STRING
        || posts_value_is_map(v))
    {
        return posts_value_len(v) == 0;
    }

    if (!posts_value_is_array(v) || depth == 0) {
        return 0;
    }

    n = posts_value_len(v);

    if (posts_liquid_steps(lc, n) != POSTS_OK) {
        return 0;
    }

    for (i = 0; i < n; i++) {
        if (!posts_liquid_is_nothing(lc, posts_value_at(v, i), depth - 1)) {
            return 0;
        }
    }

    return 1;
}


/*
 * Ruby's Array() of a time: second, minute, hour, day, month, year, day of
 * the week and of the year.
 */

static int
posts_liquid_matches_time(posts_value_t v, posts_str_t text)
{
    size_t         i;
    int64_t        n, parts[8];
    posts_civil_t  civil;

    if (text.len == 0 || (text.len > 1 && text.data[0] == '0')) {
        return 0;
    }

    for (i = 0; i < text.len; i++) {
        if (text.data[i] < '0' || text.data[i] > '9') {
            return 0;
        }
    }

    posts_time_civil(posts_value_moment(v), &civil);

    parts[0] = civil.second;
    parts[1] = civil.minute;
    parts[2] = civil.hour;
    parts[3] = civil.day;
    parts[4] = civil.month;
    parts[5] = civil.year;
    parts[6] = civil.weekday;
    parts[7] = civil.yearday;

    n = posts_liquid_str_to_i(text);

    for (i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
        if (parts[i] == n) {
            return 1;
        }
    }

    return 0;
}


static int
posts_liquid_matches_text(posts_liquid_context_t *lc, posts_value_t v,
    posts_str_t text)
{
    int                 match;
    u_char              room[POSTS_LIQUID_INT_LEN];
    posts_str_t         s;
    posts_arena_mark_t  mark;

    switch (v.type) {

    case POSTS_NIL:
        return text.len == 0;

    case POSTS_STRING:
        return posts_str_eq(posts_value_string(v), text);

    case POSTS_INT:
        return posts_str_eq(text, posts_liquid_int_text(room, v.u.integer));

    case POSTS_BOOL:
        return posts_str_eq(text, v.u.integer ? posts_str("true")
                                              : posts_str("false"));

    default:
        break;
    }

    mark = posts_arena_mark(lc->arena);

    match = posts_liquid_to_s(lc, v, &s) == POSTS_OK && posts_str_eq(s, text);

    posts_arena_rewind(lc->arena, mark);

    return match;
}


static posts_rc_t
posts_liquid_where_exp(posts_liquid_context_t *lc, posts_value_t *v,
    const posts_liquid_args_t *args)
{
    return posts_liquid_select_exp(lc, v, args, POSTS_LIQUID_SELECT_ALL);
}


static posts_rc_t
posts_liquid_find_exp(posts_liquid_context_t *lc, posts_value_t *v,
    const posts_liquid_args_t *args)
{
    return posts_liquid_select_exp(lc, v, args, POSTS_LIQUID_SELECT_FIRST);
}


static posts_rc_t
posts_liquid_select_exp(posts_liquid_context_t *lc, posts_value_t *v,
    const posts_liquid_args_t *args, posts_liquid_select_e how)
{
    size_t                     n, binding;
    posts_rc_t                 rc;
    posts_str_t                text;
    posts_array_t             *array;
    posts_value_t              elements, first;
    posts_arena_t             *arena;
    posts_liquid_condition_t  *condition;

    if (!posts_value_is_array(*v) && !posts_value_is_map(*v)) {
        return POSTS_OK;
    }

    condition = args->call->condition;

    if (condition == NULL) {
        rc = posts_liquid_to_s(lc, args->v[1], &text);

        if (rc != POSTS_OK) {
            return rc;
        }

        rc = posts_liquid_condition_from(lc, text, &condition);

        if (rc != POSTS_OK) {
            return rc;
        }
    }

    rc = posts_liquid_values(lc, *v, &elements);

    if (rc != POSTS_OK) {
        return rc;
    }

    array = NULL;

    if (how == POSTS_LIQUID_SELECT_ALL) {
        n = posts_value_len(elements);

        rc = posts_liquid_steps(lc, n);

        if (rc != POSTS_OK) {
            return rc;
        }

        array = posts_array_create(lc->arena, n);
        if (array == NULL) {
            return posts_liquid_memory(lc);
        }
    }

    rc = posts_liquid_bind_element(lc, args->v[0], &binding);

    if (rc != POSTS_OK) {
        return rc;
    }

    arena = lc->arena;
    lc->arena = lc->scratch;

    rc = posts_liquid_select_each(lc, elements, condition, binding, array,
                                  &first);

    lc->arena = arena;
    posts_liquid_unbind(lc, binding);

    *v = (array == NULL) ? first : posts_value_array(array);

    return rc;
}


/* With lc->arena == lc->scratch, where a condition leaves nothing behind. */

static posts_rc_t
posts_liquid_select_each(posts_liquid_context_t *lc, posts_value_t elements,
    const posts_liquid_condition_t *condition, size_t binding,
    posts_array_t *array, posts_value_t *first)
{
    int            match;
    size_t         i, n;
    posts_rc_t     rc;
    posts_value_t  e;

    *first = posts_value_nil();

    n = posts_value_len(elements);

    for (i = 0; i < n; i++) {
        e = posts_value_at(elements, i);

        lc->bindings[binding].value = e;

        rc = posts_liquid_evaluate_condition(lc, condition, &match);

        if (rc != POSTS_OK) {
            return rc;
        }

        if (array == NULL) {

            rc = posts_liquid_steps(lc, 1);

            if (rc != POSTS_OK) {
                return rc;
            }

            if (match) {
                *first = e;
                return POSTS_OK;
            }

        } else if (match) {
            array->items[array->n++] = e;
        }
    }

    return POSTS_OK;
}


static posts_rc_t
posts_liquid_group_by(posts_liquid_context_t *lc, posts_value_t *v,
    const posts_liquid_args_t *args)
{
    size_t                   i, number;
    posts_rc_t               rc;
    posts_str_t              text;
    posts_value_t            of;
    posts_liquid_grouping_t  grouping;
    posts_liquid_property_t  property;

    if (!posts_value_is_array(*v) && !posts_value_is_map(*v)) {
        return POSTS_OK;
    }

    rc = posts_liquid_property_init(lc, &property, args->v[0]);

    if (rc != POSTS_OK) {
        return rc;
    }

    rc = posts_liquid_group_init(lc, *v, &grouping);

    if (rc != POSTS_OK) {
        return rc;
    }

    for (i = 0; i < grouping.n; i++) {
        rc = posts_liquid_property_get(lc, &property,
                                       posts_value_at(grouping.elements, i),
                                       &of);

        if (rc != POSTS_OK && rc != POSTS_NOTFOUND) {
            return rc;
        }

        rc = posts_liquid_to_s(lc, of, &text);

        if (rc != POSTS_OK) {
            return rc;
        }

        rc = posts_liquid_groups_find(lc, &grouping.groups,
                                      posts_value_str(text), &number);

        if (rc != POSTS_OK) {
            return rc;
        }

        grouping.numbers[i] = (uint32_t) number;
    }

    return posts_liquid_group_list(lc, &grouping, v);
}


static posts_rc_t
posts_liquid_group_by_exp(posts_liquid_context_t *lc, posts_value_t *v,
    const posts_liquid_args_t *args)
{
    size_t                    binding;
    posts_rc_t                rc;
    posts_str_t               text;
    posts_liquid_grouping_t   grouping;
    posts_liquid_filtered_t  *filtered;

    if (!posts_value_is_array(*v) && !posts_value_is_map(*v)) {
        return POSTS_OK;
    }

    filtered = args->call->filtered;

    if (filtered == NULL) {
        rc = posts_liquid_to_s(lc, args->v[1], &text);

        if (rc != POSTS_OK) {
            return rc;
        }

        rc = posts_liquid_filtered_from(lc, text, &filtered);

        if (rc != POSTS_OK) {
            return rc;
        }
    }

    rc = posts_liquid_group_init(lc, *v, &grouping);

    if (rc != POSTS_OK) {
        return rc;
    }

    rc = posts_liquid_bind_element(lc, args->v[0], &binding);

    if (rc != POSTS_OK) {
        return rc;
    }

    rc = posts_liquid_group_each(lc, filtered, binding, &grouping);

    posts_liquid_unbind(lc, binding);

    return (rc == POSTS_OK) ? posts_liquid_group_list(lc, &grouping, v) : rc;
}


static posts_rc_t
posts_liquid_group_each(posts_liquid_context_t *lc,
    const posts_liquid_filtered_t *filtered, size_t binding,
    posts_liquid_grouping_t *grouping)
{
    size_t              i, n, number;
    posts_rc_t          rc;
    posts_arena_mark_t  mark;

    for (i = 0; i < grouping->n; i++) {
        lc->bindings[binding].value = posts_value_at(grouping->elements, i);

        mark = posts_arena_mark(lc->scratch);
        n = grouping->groups.n;

        rc = posts_liquid_group_name(lc, filtered, &grouping->groups, &number);

        if (rc != POSTS_OK) {
            return rc;
        }

        /* what a new group is made of stays */

        if (lc->arena != lc->scratch || n == grouping->groups.n) {
            posts_arena_rewind(lc->scratch, mark);
        }

        grouping->numbers[i] = (uint32_t) number;
    }

    return POSTS_OK;
}


/*
 * A name is computed in lc->scratch, for mostly it is one that is there.  A
 * new one that is more than a string is computed again where it can stay.
 */

static posts_rc_t
posts_liquid_group_name(posts_liquid_context_t *lc,
    const posts_liquid_filtered_t *filtered, posts_liquid_groups_t *groups,
    size_t *number)
{
    posts_rc_t      rc;
    posts_str_t     text;
    posts_value_t   name;
    posts_arena_t  *arena;

    arena = lc->arena;
    lc->arena = lc->scratch;

    rc = posts_liquid_evaluate_filtered(lc, filtered, &name);

    lc->arena = arena;

    if (rc != POSTS_OK) {
        return rc;
    }

    rc = posts_liquid_groups_look_up(lc, groups, name, number);

    if (rc != POSTS_NOTFOUND) {
        return rc;
    }

    if (arena != lc->scratch) {

        if (name.type == POSTS_STRING) {
            text = posts_arena_str(arena, posts_value_string(name));
            if (text.data == NULL) {
                return posts_liquid_memory(lc);
            }

            name = posts_value_str(text);

        } else if (name.type > POSTS_STRING) {
            rc = posts_liquid_evaluate_filtered(lc, filtered, &name);

            if (rc != POSTS_OK) {
                return rc;
            }
        }
    }

    return posts_liquid_groups_find(lc, groups, name, number);
}


static posts_rc_t
posts_liquid_group_init(posts_liquid_context_t *lc, posts_value_t v,
    posts_liquid_grouping_t *grouping)
{
    posts_rc_t  rc;

    rc = posts_liquid_pairs(lc, v, &grouping->elements);

    if (rc != POSTS_OK) {
        return rc;
    }

    posts_liquid_groups_init(&grouping->groups);

    grouping->n = posts_value_len(grouping->elements);

    rc = posts_liquid_steps(lc, grouping->n);

    if (rc != POSTS_OK) {
        return rc;
    }

    grouping->numbers = posts_arena_array(lc->arena, grouping->n,
                                          sizeof(uint32_t));

    return (grouping->numbers == NULL) ? posts_liquid_memory(lc) : POSTS_OK;
}


/* [{"name": ..., "items": [...], "size": ...}, ...] */

static posts_rc_t
posts_liquid_group_list(posts_liquid_context_t *lc,
    const posts_liquid_grouping_t *grouping, posts_value_t *out)
{
    size_t                   i, n;
    posts_array_t           *array, *items;
    posts_value_t           *room;
    posts_liquid_grouped_t  *g;

    n = grouping->groups.n;

    array = posts_array_create(lc->arena, n);
    room = posts_arena_array(lc->arena, grouping->n, sizeof(posts_value_t));
    g = posts_arena_array(lc->arena, n, sizeof(posts_liquid_grouped_t));

    if (array == NULL || room == NULL || g == NULL) {
        return posts_liquid_memory(lc);
    }

    for (i = 0; i < grouping->n; i++) {
        g[grouping->numbers[i]].items.size++;
    }

    for (i = 0; i < n; i++) {
        g[i].items.arena = lc->arena;
        g[i].items.items = room;
        room += g[i].items.size;

        g[i].pairs[0].key = posts_str("name");
        g[i].pairs[0].value = grouping->groups.groups[i].value;
        g[i].pairs[1].key = posts_str("items");
        g[i].pairs[1].value = posts_value_array(&g[i].items);
        g[i].pairs[2].key = posts_str("size");
        g[i].pairs[2].value = posts_value_int((int64_t) g[i].items.size);

        g[i].map.arena = lc->arena;
        g[i].map.pairs = g[i].pairs;
        g[i].map.n = 3;
        g[i].map.size = 3;

        array->items[array->n++] = posts_value_map(&g[i].map);
    }

    for (i = 0; i < grouping->n; i++) {
        items = &g[grouping->numbers[i]].items;
        items->items[items->n++] = posts_value_at(grouping->elements, i);
    }

    *out = posts_value_array(array);

    return POSTS_OK;
}


/* A name for the element, nil at first; _unbind(*binding) takes it back. */

static posts_rc_t
posts_liquid_bind_element(posts_liquid_context_t *lc, posts_value_t name,
    size_t *binding)
{
    posts_rc_t           rc;
    posts_str_t          text;
    posts_liquid_name_t  variable;

    rc = posts_liquid_to_s(lc, name, &text);

    if (rc != POSTS_OK) {
        return rc;
    }

    variable = posts_liquid_name(text);
    *binding = lc->n;

    return posts_liquid_bind(lc, &variable, posts_value_nil());
}


/* An array as it is; of a map, its values. */

static posts_rc_t
posts_liquid_values(posts_liquid_context_t *lc, posts_value_t v,
    posts_value_t *elements)
{
    size_t          i, n;
    posts_rc_t      rc;
    posts_str_t     key;
    posts_array_t  *array;

    if (!posts_value_is_map(v)) {
        *elements = v;
        return POSTS_OK;
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

    for (i = 0; i < n && posts_value_pair(v, i, &key, &array->items[i]); i++) {
        array->n++;
    }

    *elements = posts_value_array(array);

    return POSTS_OK;
}


/* An array as it is; of a map, its pairs, each an array. */

static posts_rc_t
posts_liquid_pairs(posts_liquid_context_t *lc, posts_value_t v,
    posts_value_t *elements)
{
    size_t          i;
    posts_rc_t      rc;
    posts_str_t     key;
    posts_array_t  *array, *pair;
    posts_value_t   value;

    rc = posts_liquid_values(lc, v, elements);

    if (rc != POSTS_OK || !posts_value_is_map(v)) {
        return rc;
    }

    array = elements->u.array;

    for (i = 0; i < array->n && posts_value_pair(v, i, &key, &value); i++) {
        pair = posts_array_create(lc->arena, 2);
        if (pair == NULL) {
            return posts_liquid_memory(lc);
        }

        pair->items[0] = posts_value_str(key);
        pair->items[1] = value;
        pair->n = 2;

        array->items[i] = posts_value_array(pair);
    }

    return POSTS_OK;
}


static posts_rc_t
posts_liquid_sum(posts_liquid_context_t *lc, posts_value_t *v,
    const posts_liquid_args_t *args)
{
    size_t                   i, n;
    posts_rc_t               rc;
    posts_value_t            elements, of;
    posts_liquid_sum_t       sum;
    posts_liquid_property_t  property;

    rc = posts_liquid_to_array(lc, *v, &elements);

    if (rc != POSTS_OK) {
        return rc;
    }

    rc = posts_liquid_property_init(lc, &property, posts_liquid_arg(args, 0));

    if (rc != POSTS_OK) {
        return rc;
    }

    n = posts_value_len(elements);

    rc = posts_liquid_steps(lc, n);

    if (rc != POSTS_OK) {
        return rc;
    }

    posts_liquid_sum_init(&sum, lc->scratch);

    for (i = 0; i < n; i++) {
        of = posts_value_at(elements, i);

        if (property.key.type != POSTS_NIL) {
            rc = posts_liquid_property_index(lc, &property, of, &of);

            if (rc != POSTS_OK && rc != POSTS_NOTFOUND) {
                return rc;
            }
        }

        rc = posts_liquid_sum_of(lc, &sum, of, lc->limits->depth);

        if (rc != POSTS_OK) {
            return rc;
        }
    }

    return (posts_liquid_sum_value(&sum, v) == POSTS_OK)
           ? POSTS_OK : posts_liquid_memory(lc);
}


/* A property may be an array: what is in it counts. */

static posts_rc_t
posts_liquid_sum_of(posts_liquid_context_t *lc, posts_liquid_sum_t *sum,
    posts_value_t v, size_t depth)
{
    size_t      i, n;
    int64_t     first, last;
    posts_rc_t  rc;

    if (!posts_value_is_array(v) || posts_liquid_is_range(v, &first, &last)) {
        posts_liquid_sum_add(sum, v);
        return POSTS_OK;
    }

    if (depth == 0) {
        return posts_liquid_fail(lc, "arrays are nested too deeply");
    }

    n = posts_value_len(v);

    rc = posts_liquid_steps(lc, n);

    for (i = 0; i < n && rc == POSTS_OK; i++) {
        rc = posts_liquid_sum_of(lc, sum, posts_value_at(v, i), depth - 1);
    }

    return rc;
}
