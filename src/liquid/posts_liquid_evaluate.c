
/*
 * Copyright (C) the authors of this project
 *
 * Expressions, filters and conditions to values.
 */


#include "posts_liquid_context.h"
#include "posts_liquid_filter.h"
#include "posts_liquid_value.h"
#include "posts_search.h"


/* More arguments than any filter takes are evaluated into the arena. */

#define POSTS_LIQUID_ARGS  6


static posts_rc_t posts_liquid_evaluate_lookup(posts_liquid_context_t *lc,
    const posts_liquid_expression_t *e, posts_value_t *out);
static posts_rc_t posts_liquid_evaluate_range(posts_liquid_context_t *lc,
    const posts_liquid_expression_t *e, posts_value_t *out);
static posts_rc_t posts_liquid_evaluate_end(posts_liquid_context_t *lc,
    const posts_liquid_expression_t *e, int64_t *out);
static posts_rc_t posts_liquid_evaluate_call(posts_liquid_context_t *lc,
    const posts_liquid_call_t *call, posts_value_t *v);
static posts_rc_t posts_liquid_evaluate_keywords(posts_liquid_context_t *lc,
    const posts_liquid_call_t *call, posts_value_t *out);
static posts_rc_t posts_liquid_check_args(posts_liquid_context_t *lc,
    const posts_liquid_call_t *call, size_t given);
static posts_rc_t posts_liquid_undefined(posts_liquid_context_t *lc,
    posts_str_t name);
static int posts_liquid_equal(posts_liquid_context_t *lc, posts_value_t left,
    posts_value_t right);
static int posts_liquid_is_empty(posts_value_t v);
static int posts_liquid_is_blank(posts_value_t v);
static int posts_liquid_ordered(posts_value_t v);
static posts_rc_t posts_liquid_order_with(posts_liquid_context_t *lc,
    posts_liquid_operator_e op, posts_value_t left, posts_value_t right,
    int *out);
static posts_rc_t posts_liquid_contains(posts_liquid_context_t *lc,
    posts_value_t left, posts_value_t right, int *out);


posts_rc_t
posts_liquid_evaluate(posts_liquid_context_t *lc,
    const posts_liquid_expression_t *e, posts_value_t *out)
{
    switch (e->type) {

    case POSTS_LIQUID_LITERAL:
        *out = e->u.literal;
        return POSTS_OK;

    case POSTS_LIQUID_LOOKUP:
        return posts_liquid_evaluate_lookup(lc, e, out);

    default:
        return posts_liquid_evaluate_range(lc, e, out);
    }
}


posts_rc_t
posts_liquid_evaluate_kept(posts_liquid_context_t *lc,
    const posts_liquid_expression_t *e, posts_value_t *out)
{
    posts_rc_t      rc;
    posts_arena_t  *arena;

    arena = lc->arena;
    lc->arena = lc->kept;

    rc = posts_liquid_evaluate(lc, e, out);

    lc->arena = arena;

    return rc;
}


static posts_rc_t
posts_liquid_evaluate_lookup(posts_liquid_context_t *lc,
    const posts_liquid_expression_t *e, posts_value_t *out)
{
    int                         found;
    size_t                      i;
    posts_rc_t                  rc;
    posts_str_t                 text;
    posts_value_t               v, key;
    posts_liquid_name_t         name;
    const posts_liquid_step_t  *step;

    if (e->u.lookup.computed == NULL) {
        found = posts_liquid_variable(lc, &e->u.lookup.name, &v);
        text = e->u.lookup.name.text;

    } else {
        rc = posts_liquid_evaluate(lc, e->u.lookup.computed, &key);

        if (rc != POSTS_OK) {
            return rc;
        }

        /* a name is a string: [nil] and [1] are nothing */

        text = posts_value_string(key);
        name = posts_liquid_name(text);
        v = posts_value_nil();

        found = (key.type == POSTS_STRING
                 && posts_liquid_variable(lc, &name, &v));
    }

    if (!found && lc->host->strict_variables) {
        return posts_liquid_undefined(lc, text);
    }

    for (i = 0; i < e->u.lookup.n; i++) {
        step = &e->u.lookup.steps[i];

        if (step->index != NULL) {
            rc = posts_liquid_evaluate(lc, step->index, &key);

            if (rc != POSTS_OK) {
                return rc;
            }

            found = posts_liquid_get(v, key, &v);

        } else {
            key = posts_value_str(step->key);

            found = posts_value_find(v, step->key, &v)
                    || (step->member != POSTS_LIQUID_MEMBER_NONE
                        && posts_liquid_member(lc, v, step->member, &v));
        }

        if (!found) {

            if (lc->host->strict_variables) {
                rc = posts_liquid_to_s(lc, key, &text);

                return (rc == POSTS_OK) ? posts_liquid_undefined(lc, text)
                                        : rc;
            }

            *out = posts_value_nil();
            return POSTS_OK;
        }
    }

    *out = v;

    return POSTS_OK;
}


static posts_rc_t
posts_liquid_undefined(posts_liquid_context_t *lc, posts_str_t name)
{
    (void) posts_liquid_fail(lc, "undefined variable %.*s",
                             posts_str_arg(name));
    lc->silent = 1;

    return POSTS_INVALID;
}


static posts_rc_t
posts_liquid_evaluate_range(posts_liquid_context_t *lc,
    const posts_liquid_expression_t *e, posts_value_t *out)
{
    int64_t     first, last;
    posts_rc_t  rc;

    rc = posts_liquid_evaluate_end(lc, e->u.range.first, &first);

    if (rc == POSTS_OK) {
        rc = posts_liquid_evaluate_end(lc, e->u.range.last, &last);
    }

    if (rc != POSTS_OK) {
        return rc;
    }

    *out = posts_liquid_range(lc->arena, first, last);

    return (out->type == POSTS_NIL) ? posts_liquid_memory(lc) : POSTS_OK;
}


static posts_rc_t
posts_liquid_evaluate_end(posts_liquid_context_t *lc,
    const posts_liquid_expression_t *e, int64_t *out)
{
    posts_rc_t     rc;
    posts_value_t  v;

    rc = posts_liquid_evaluate(lc, e, &v);

    if (rc != POSTS_OK) {
        return rc;
    }

    switch (v.type) {

    case POSTS_NIL:
        *out = 0;
        return POSTS_OK;

    case POSTS_STRING:
        *out = posts_liquid_str_to_i(posts_value_string(v));
        return POSTS_OK;

    case POSTS_FLOAT:
        return posts_liquid_fail(lc, "invalid integer");

    default:
        return posts_liquid_to_integer(lc, v, out);
    }
}


posts_rc_t
posts_liquid_evaluate_filtered(posts_liquid_context_t *lc,
    const posts_liquid_filtered_t *f, posts_value_t *out)
{
    size_t      i;
    posts_rc_t  rc;

    if (f->expression == NULL) {
        *out = posts_value_nil();
        return POSTS_OK;
    }

    rc = posts_liquid_evaluate(lc, f->expression, out);

    for (i = 0; i < f->n && rc == POSTS_OK; i++) {
        rc = posts_liquid_evaluate_call(lc, &f->calls[i], out);
    }

    return rc;
}


static posts_rc_t
posts_liquid_evaluate_call(posts_liquid_context_t *lc,
    const posts_liquid_call_t *call, posts_value_t *v)
{
    size_t                i, n;
    posts_rc_t            rc;
    posts_value_t         values[POSTS_LIQUID_ARGS], *args;
    posts_liquid_args_t   a;

    rc = posts_liquid_steps(lc, 1);

    if (rc == POSTS_OK) {
        rc = posts_liquid_count_text(lc, *v);
    }

    if (rc != POSTS_OK) {
        return rc;
    }

    args = values;
    n = call->n + (call->nkeywords != 0);

    if (n > POSTS_LIQUID_ARGS) {
        args = posts_arena_array(lc->arena, n, sizeof(posts_value_t));
        if (args == NULL) {
            return posts_liquid_memory(lc);
        }
    }

    for (i = 0; i < call->n; i++) {
        rc = posts_liquid_evaluate(lc, call->args[i], &args[i]);

        if (rc != POSTS_OK) {
            return rc;
        }
    }

    a.v = args;
    a.n = n;
    a.call = call;
    a.keywords = posts_value_nil();

    /* in Ruby they are one more argument, the last: a hash */

    if (call->nkeywords != 0) {
        rc = posts_liquid_evaluate_keywords(lc, call, &a.keywords);

        if (rc != POSTS_OK) {
            return rc;
        }

        args[n - 1] = a.keywords;
    }

    if (call->filter == NULL) {

        if (lc->host->strict_filters || lc->host->strict) {
            (void) posts_liquid_fail(lc, "undefined filter %.*s",
                                     posts_str_arg(call->name));
            lc->silent = 1;

            return POSTS_INVALID;
        }

        return POSTS_OK;
    }

    if (n < call->filter->min || n > call->filter->max) {
        return posts_liquid_check_args(lc, call, n);
    }

    rc = call->filter->handler(lc, v, &a);

    return (rc == POSTS_OK) ? posts_liquid_count_text(lc, *v) : rc;
}


static posts_rc_t
posts_liquid_evaluate_keywords(posts_liquid_context_t *lc,
    const posts_liquid_call_t *call, posts_value_t *out)
{
    size_t          i;
    posts_rc_t      rc;
    posts_map_t    *map;
    posts_value_t   v;

    map = posts_map_create(lc->arena, call->nkeywords);
    if (map == NULL) {
        return posts_liquid_memory(lc);
    }

    for (i = 0; i < call->nkeywords; i++) {
        rc = posts_liquid_evaluate(lc, call->keywords[i].value, &v);

        if (rc != POSTS_OK) {
            return rc;
        }

        if (posts_map_set(map, call->keywords[i].name, v) != POSTS_OK) {
            return posts_liquid_memory(lc);
        }
    }

    *out = posts_value_map(map);

    return POSTS_OK;
}


/* Ruby counts the input, too. */

static posts_rc_t
posts_liquid_check_args(posts_liquid_context_t *lc,
    const posts_liquid_call_t *call, size_t given)
{
    const posts_liquid_filter_t  *filter;

    filter = call->filter;

    if (filter->min == filter->max) {
        return posts_liquid_fail(lc, "wrong number of arguments "
                                 "(given %zu, expected %d)",
                                 given + 1, filter->min + 1);
    }

    return posts_liquid_fail(lc, "wrong number of arguments "
                             "(given %zu, expected %d..%d)",
                             given + 1, filter->min + 1, filter->max + 1);
}


posts_rc_t
posts_liquid_evaluate_condition(posts_liquid_context_t *lc,
    const posts_liquid_condition_t *c, int *out)
{
    posts_rc_t          rc;
    posts_value_t       left, right;
    posts_arena_mark_t  mark;

    mark = posts_arena_mark(lc->scratch);

    do {
        rc = posts_liquid_evaluate(lc, c->left, &left);

        if (rc == POSTS_OK) {

            if (c->op == POSTS_LIQUID_OP_NONE) {
                *out = posts_value_true(left);

            } else {
                rc = posts_liquid_evaluate(lc, c->right, &right);

                if (rc == POSTS_OK) {
                    rc = (c->op == POSTS_LIQUID_OP_UNKNOWN)
                         ? posts_liquid_fail(lc, "Unknown operator %.*s",
                                             posts_str_arg(c->op_text))
                         : posts_liquid_compare_with(lc, c->op, left, right,
                                                     out);
                }
            }
        }

        if (rc != POSTS_OK) {
            break;
        }

        if (*out == (int) c->or) {
            break;                       /* true or ..., false and ... */
        }

        c = c->next;

    } while (c != NULL);

    if (lc->arena == lc->scratch) {
        posts_arena_rewind(lc->scratch, mark);
    }

    return rc;
}


posts_rc_t
posts_liquid_compare_with(posts_liquid_context_t *lc,
    posts_liquid_operator_e op, posts_value_t left, posts_value_t right,
    int *out)
{
    posts_rc_t  rc;

    rc = posts_liquid_count_text(lc, left);

    if (rc != POSTS_OK) {
        return rc;
    }

    switch (op) {

    case POSTS_LIQUID_OP_EQ:
        *out = posts_liquid_equal(lc, left, right);
        return lc->error->rc;

    case POSTS_LIQUID_OP_NE:
        *out = !posts_liquid_equal(lc, left, right);
        return lc->error->rc;

    case POSTS_LIQUID_OP_CONTAINS:
        return posts_liquid_contains(lc, left, right, out);

    default:
        return posts_liquid_order_with(lc, op, left, right, out);
    }
}


static int
posts_liquid_equal(posts_liquid_context_t *lc, posts_value_t left,
    posts_value_t right)
{
    posts_value_t  swap;

    if (left.type == POSTS_OBJECT && left.len == POSTS_OBJECT_SCALAR) {
        swap = left;
        left = right;
        right = swap;
    }

    if (right.type == POSTS_OBJECT && right.len == POSTS_OBJECT_SCALAR) {

        if (right.u.object == posts_liquid_empty.u.object) {
            return posts_liquid_is_empty(left);
        }

        if (right.u.object == posts_liquid_blank.u.object) {
            return posts_liquid_is_blank(left);
        }
    }

    return posts_liquid_eq(lc, left, right);
}


/* a range is neither, even if nothing is in it */

static int
posts_liquid_is_empty(posts_value_t v)
{
    int64_t  first, last;

    if (posts_liquid_is_range(v, &first, &last)) {
        return 0;
    }

    return (v.type == POSTS_STRING || posts_value_is_array(v)
            || posts_value_is_map(v))
           && posts_value_len(v) == 0;
}


static int
posts_liquid_is_blank(posts_value_t v)
{
    return !posts_value_true(v) || posts_liquid_is_empty(v)
           || (v.type == POSTS_STRING
               && posts_str_trim(posts_value_string(v)).len == 0);
}


/* Types that have < and > in Ruby. */

static int
posts_liquid_ordered(posts_value_t v)
{
    return v.type == POSTS_INT || v.type == POSTS_FLOAT
           || v.type == POSTS_STRING || v.type == POSTS_TIME
           || v.type == POSTS_DATE;
}


static posts_rc_t
posts_liquid_order_with(posts_liquid_context_t *lc, posts_liquid_operator_e op,
    posts_value_t left, posts_value_t right, int *out)
{
    int          order;
    posts_rc_t   rc;
    posts_str_t  text;

    *out = 0;

    if (!posts_liquid_ordered(left) || !posts_liquid_ordered(right)) {
        return POSTS_OK;
    }

    if (!posts_liquid_order(lc, left, right, &order)) {

        if (lc->error->rc != POSTS_OK) {
            return lc->error->rc;
        }

        /* NaN is not comparable, and no error */

        if ((left.type == POSTS_INT || left.type == POSTS_FLOAT)
            && (right.type == POSTS_INT || right.type == POSTS_FLOAT))
        {
            return POSTS_OK;
        }

        text = posts_liquid_class(right);

        if (right.type == POSTS_INT || right.type == POSTS_FLOAT) {
            rc = posts_liquid_to_s(lc, right, &text);

            if (rc != POSTS_OK) {
                return rc;
            }
        }

        return posts_liquid_fail(lc, "comparison of %.*s with %.*s failed",
                                 posts_str_arg(posts_liquid_class(left)),
                                 posts_str_arg(text));
    }

    switch (op) {

    case POSTS_LIQUID_OP_LT:
        *out = (order < 0);
        break;

    case POSTS_LIQUID_OP_GT:
        *out = (order > 0);
        break;

    case POSTS_LIQUID_OP_LE:
        *out = (order <= 0);
        break;

    default:
        *out = (order >= 0);
        break;
    }

    return POSTS_OK;
}


static posts_rc_t
posts_liquid_contains(posts_liquid_context_t *lc, posts_value_t left,
    posts_value_t right, int *out)
{
    size_t         i, n;
    int64_t        first, last;
    posts_rc_t     rc;
    posts_str_t    text, s;
    posts_value_t  member;

    *out = 0;

    if (!posts_value_true(left) || !posts_value_true(right)) {
        return POSTS_OK;
    }

    if (left.type == POSTS_STRING) {
        rc = posts_liquid_to_s(lc, right, &text);

        if (rc == POSTS_OK) {
            s = posts_value_string(left);
            *out = (posts_search(s, 0, text) >= 0);
        }

        return rc;
    }

    if (posts_value_is_map(left)) {
        *out = posts_liquid_get(left, right, &member);
        return POSTS_OK;
    }

    /* a range has all numbers between its ends */

    if (posts_liquid_is_range(left, &first, &last)) {

        if (right.type == POSTS_INT) {
            *out = (right.u.integer >= first && right.u.integer <= last);

        } else if (right.type == POSTS_FLOAT) {
            *out = (right.u.number >= (double) first
                    && right.u.number <= (double) last);
        }

        return POSTS_OK;
    }

    if (!posts_value_is_array(left)) {
        return POSTS_OK;
    }

    n = posts_value_len(left);

    rc = posts_liquid_steps(lc, n);

    for (i = 0; i < n && rc == POSTS_OK; i++) {

        if (posts_liquid_eq(lc, posts_value_at(left, i), right)) {
            *out = 1;
            break;
        }

        rc = lc->error->rc;
    }

    return rc;
}
