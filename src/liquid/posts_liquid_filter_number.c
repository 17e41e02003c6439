
/*
 * Copyright (C) the authors of this project
 *
 * Arithmetic, and what shows a value: default, jsonify, inspect, to_integer.
 *
 * Ruby's Liquid computes with Integer where both operands are integers and
 * with BigDecimal otherwise; the result of the latter is shown as a Float.
 * An integer that does not fit into 64 bits becomes a float here.
 */


#include <math.h>

#include "posts_float.h"
#include "posts_inspect.h"
#include "posts_json.h"
#include "posts_liquid_decimal.h"
#include "posts_liquid_filter.h"


typedef enum {
    POSTS_LIQUID_INTEGER = 0,
    POSTS_LIQUID_DECIMAL,
    POSTS_LIQUID_SPECIAL                /* infinite, or not a number */
} posts_liquid_number_e;


/* An operand: what Ruby's Utils.to_number makes of a value. */

typedef struct {
    posts_liquid_number_e   type;
    int64_t                 integer;    /* INTEGER */
    posts_liquid_decimal_t  decimal;    /* INTEGER too */
    double                  special;
} posts_liquid_number_t;


typedef struct {
    int                   (*integers)(int64_t a, int64_t b, int64_t *out);
    posts_liquid_decimal_t  (*decimals)(posts_liquid_decimal_t a,
                                        posts_liquid_decimal_t b);
    double                (*specials)(double a, double b);
    unsigned                divides:1;  /* an integer 0 is an error */
    unsigned                rest:1;     /* and so is any other 0 */
} posts_liquid_arithmetic_t;


static posts_rc_t posts_liquid_filter_plus(posts_liquid_context_t *lc,
    posts_value_t *v, const posts_liquid_args_t *args);
static posts_rc_t posts_liquid_filter_minus(posts_liquid_context_t *lc,
    posts_value_t *v, const posts_liquid_args_t *args);
static posts_rc_t posts_liquid_filter_times(posts_liquid_context_t *lc,
    posts_value_t *v, const posts_liquid_args_t *args);
static posts_rc_t posts_liquid_filter_divided_by(posts_liquid_context_t *lc,
    posts_value_t *v, const posts_liquid_args_t *args);
static posts_rc_t posts_liquid_filter_modulo(posts_liquid_context_t *lc,
    posts_value_t *v, const posts_liquid_args_t *args);
static posts_rc_t posts_liquid_arithmetic(posts_liquid_context_t *lc,
    posts_value_t *v, const posts_liquid_args_t *args,
    const posts_liquid_arithmetic_t *op);

static posts_rc_t posts_liquid_filter_abs(posts_liquid_context_t *lc,
    posts_value_t *v, const posts_liquid_args_t *args);
static posts_rc_t posts_liquid_filter_ceil(posts_liquid_context_t *lc,
    posts_value_t *v, const posts_liquid_args_t *args);
static posts_rc_t posts_liquid_filter_floor(posts_liquid_context_t *lc,
    posts_value_t *v, const posts_liquid_args_t *args);
static posts_rc_t posts_liquid_filter_round(posts_liquid_context_t *lc,
    posts_value_t *v, const posts_liquid_args_t *args);
static posts_rc_t posts_liquid_round_to(posts_liquid_context_t *lc,
    posts_value_t *v, int64_t places, posts_liquid_round_e how);
static posts_rc_t posts_liquid_filter_at_least(posts_liquid_context_t *lc,
    posts_value_t *v, const posts_liquid_args_t *args);
static posts_rc_t posts_liquid_filter_at_most(posts_liquid_context_t *lc,
    posts_value_t *v, const posts_liquid_args_t *args);
static posts_rc_t posts_liquid_bound(posts_liquid_context_t *lc,
    posts_value_t *v, posts_value_t bound, int order);
static posts_rc_t posts_liquid_filter_to_integer(posts_liquid_context_t *lc,
    posts_value_t *v, const posts_liquid_args_t *args);

static posts_rc_t posts_liquid_filter_default(posts_liquid_context_t *lc,
    posts_value_t *v, const posts_liquid_args_t *args);
static posts_rc_t posts_liquid_filter_jsonify(posts_liquid_context_t *lc,
    posts_value_t *v, const posts_liquid_args_t *args);
static void posts_liquid_json(posts_buf_t *b, posts_value_t v, size_t depth);
static posts_rc_t posts_liquid_filter_inspect(posts_liquid_context_t *lc,
    posts_value_t *v, const posts_liquid_args_t *args);

static posts_rc_t posts_liquid_to_number(posts_liquid_context_t *lc,
    posts_value_t v, posts_liquid_number_t *n);
static posts_value_t posts_liquid_from_number(const posts_liquid_number_t *n);
static double posts_liquid_number_float(const posts_liquid_number_t *n);
static posts_value_t posts_liquid_from_integral(posts_liquid_decimal_t d);

static int posts_liquid_int_add(int64_t a, int64_t b, int64_t *out);
static int posts_liquid_int_sub(int64_t a, int64_t b, int64_t *out);
static int posts_liquid_int_mul(int64_t a, int64_t b, int64_t *out);
static int posts_liquid_int_div(int64_t a, int64_t b, int64_t *out);
static int posts_liquid_int_mod(int64_t a, int64_t b, int64_t *out);
static posts_liquid_decimal_t posts_liquid_decimal_sub(
    posts_liquid_decimal_t a, posts_liquid_decimal_t b);
static double posts_liquid_special_add(double a, double b);
static double posts_liquid_special_sub(double a, double b);
static double posts_liquid_special_mul(double a, double b);
static double posts_liquid_special_div(double a, double b);
static double posts_liquid_special_mod(double a, double b);


const posts_liquid_filter_t  posts_liquid_number_filters[] = {
    { posts_string("plus"), posts_liquid_filter_plus, 1, 1, 0 },
    { posts_string("minus"), posts_liquid_filter_minus, 1, 1, 0 },
    { posts_string("times"), posts_liquid_filter_times, 1, 1, 0 },
    { posts_string("divided_by"), posts_liquid_filter_divided_by, 1, 1, 0 },
    { posts_string("modulo"), posts_liquid_filter_modulo, 1, 1, 0 },
    { posts_string("abs"), posts_liquid_filter_abs, 0, 0, 0 },
    { posts_string("ceil"), posts_liquid_filter_ceil, 0, 0, 0 },
    { posts_string("floor"), posts_liquid_filter_floor, 0, 0, 0 },
    { posts_string("round"), posts_liquid_filter_round, 0, 1, 0 },
    { posts_string("at_least"), posts_liquid_filter_at_least, 1, 1, 0 },
    { posts_string("at_most"), posts_liquid_filter_at_most, 1, 1, 0 },
    { posts_string("to_integer"), posts_liquid_filter_to_integer, 0, 0, 0 },
    { posts_string("default"), posts_liquid_filter_default, 0, 2, 0 },
    { posts_string("jsonify"), posts_liquid_filter_jsonify, 0, 0, 0 },
    { posts_string("inspect"), posts_liquid_filter_inspect, 0, 0, 0 },
    { posts_null_string, NULL, 0, 0, 0 }
};


static const posts_liquid_arithmetic_t  posts_liquid_plus = {
    posts_liquid_int_add, posts_liquid_decimal_add,
    posts_liquid_special_add, 0, 0
};

static const posts_liquid_arithmetic_t  posts_liquid_minus = {
    posts_liquid_int_sub, posts_liquid_decimal_sub,
    posts_liquid_special_sub, 0, 0
};

static const posts_liquid_arithmetic_t  posts_liquid_times = {
    posts_liquid_int_mul, posts_liquid_decimal_mul,
    posts_liquid_special_mul, 0, 0
};

static const posts_liquid_arithmetic_t  posts_liquid_divided_by = {
    posts_liquid_int_div, posts_liquid_decimal_div,
    posts_liquid_special_div, 1, 0
};

static const posts_liquid_arithmetic_t  posts_liquid_modulo = {
    posts_liquid_int_mod, posts_liquid_decimal_mod,
    posts_liquid_special_mod, 1, 1
};


static posts_rc_t
posts_liquid_filter_plus(posts_liquid_context_t *lc, posts_value_t *v,
    const posts_liquid_args_t *args)
{
    return posts_liquid_arithmetic(lc, v, args, &posts_liquid_plus);
}


static posts_rc_t
posts_liquid_filter_minus(posts_liquid_context_t *lc, posts_value_t *v,
    const posts_liquid_args_t *args)
{
    return posts_liquid_arithmetic(lc, v, args, &posts_liquid_minus);
}


static posts_rc_t
posts_liquid_filter_times(posts_liquid_context_t *lc, posts_value_t *v,
    const posts_liquid_args_t *args)
{
    return posts_liquid_arithmetic(lc, v, args, &posts_liquid_times);
}


static posts_rc_t
posts_liquid_filter_divided_by(posts_liquid_context_t *lc, posts_value_t *v,
    const posts_liquid_args_t *args)
{
    return posts_liquid_arithmetic(lc, v, args, &posts_liquid_divided_by);
}


static posts_rc_t
posts_liquid_filter_modulo(posts_liquid_context_t *lc, posts_value_t *v,
    const posts_liquid_args_t *args)
{
    return posts_liquid_arithmetic(lc, v, args, &posts_liquid_modulo);
}


static posts_rc_t
posts_liquid_arithmetic(posts_liquid_context_t *lc, posts_value_t *v,
    const posts_liquid_args_t *args, const posts_liquid_arithmetic_t *op)
{
    int                     zero;
    double                  f;
    int64_t                 i;
    posts_rc_t              rc;
    posts_liquid_number_t   a, b;
    posts_liquid_decimal_t  d;

    rc = posts_liquid_to_number(lc, *v, &a);

    if (rc == POSTS_OK) {
        rc = posts_liquid_to_number(lc, args->v[0], &b);
    }

    if (rc != POSTS_OK) {
        return rc;
    }

    zero = (b.type != POSTS_LIQUID_SPECIAL && b.decimal.digits == 0);

    if (op->divides && zero
        && (op->rest || (a.type == POSTS_LIQUID_INTEGER
                         && b.type == POSTS_LIQUID_INTEGER)))
    {
        return posts_liquid_fail(lc, "divided by 0");
    }

    if (a.type == POSTS_LIQUID_INTEGER && b.type == POSTS_LIQUID_INTEGER
        && op->integers(a.integer, b.integer, &i))
    {
        *v = posts_value_int(i);
        return POSTS_OK;
    }

    if (a.type == POSTS_LIQUID_SPECIAL || b.type == POSTS_LIQUID_SPECIAL
        || (op->divides && zero))
    {
        f = op->specials(posts_liquid_number_float(&a),
                         posts_liquid_number_float(&b));

    } else {
        d = op->decimals(a.decimal, b.decimal);
        f = posts_liquid_decimal_to_float(d);
    }

    *v = posts_value_float(f);

    return POSTS_OK;
}


static posts_rc_t
posts_liquid_filter_abs(posts_liquid_context_t *lc, posts_value_t *v,
    const posts_liquid_args_t *args)
{
    posts_rc_t             rc;
    posts_liquid_number_t  n;

    (void) args;

    rc = posts_liquid_to_number(lc, *v, &n);
    if (rc != POSTS_OK) {
        return rc;
    }

    n.decimal.negative = 0;
    n.special = fabs(n.special);

    *v = (n.type == POSTS_LIQUID_INTEGER)
         ? posts_liquid_from_integral(n.decimal)
         : posts_liquid_from_number(&n);

    return POSTS_OK;
}


static posts_rc_t
posts_liquid_filter_ceil(posts_liquid_context_t *lc, posts_value_t *v,
    const posts_liquid_args_t *args)
{
    (void) args;

    return posts_liquid_round_to(lc, v, 0, POSTS_LIQUID_ROUND_CEIL);
}


static posts_rc_t
posts_liquid_filter_floor(posts_liquid_context_t *lc, posts_value_t *v,
    const posts_liquid_args_t *args)
{
    (void) args;

    return posts_liquid_round_to(lc, v, 0, POSTS_LIQUID_ROUND_FLOOR);
}


static posts_rc_t
posts_liquid_filter_round(posts_liquid_context_t *lc, posts_value_t *v,
    const posts_liquid_args_t *args)
{
    double                 f;
    int64_t                places;
    posts_rc_t             rc;
    posts_liquid_number_t  n;

    rc = posts_liquid_to_number(lc, posts_liquid_arg(args, 0), &n);
    if (rc != POSTS_OK) {
        return rc;
    }

    f = posts_liquid_number_float(&n);

    /* Ruby takes as many as an int holds */

    if (!(f >= -2147483648.0 && f < 2147483648.0)) {
        return posts_liquid_fail(lc, "internal");
    }

    places = (int64_t) f;

    return posts_liquid_round_to(lc, v, places, POSTS_LIQUID_ROUND_HALF);
}


/* With digits behind the point a float stays one. */

static posts_rc_t
posts_liquid_round_to(posts_liquid_context_t *lc, posts_value_t *v,
    int64_t places, posts_liquid_round_e how)
{
    posts_rc_t             rc;
    posts_liquid_number_t  n;

    rc = posts_liquid_to_number(lc, *v, &n);
    if (rc != POSTS_OK) {
        return rc;
    }

    if (n.type == POSTS_LIQUID_SPECIAL) {

        if (places > 0) {
            *v = posts_value_float(n.special);
            return POSTS_OK;
        }

        return posts_liquid_fail(lc, "Computation results in '%s'%s",
                                 isnan(n.special) ? "NaN"
                                 : n.special > 0 ? "Infinity" : "-Infinity",
                                 isnan(n.special) ? " (Not a Number)" : "");
    }

    n.decimal = posts_liquid_decimal_round(n.decimal, places, how);

    *v = (n.type == POSTS_LIQUID_INTEGER || places <= 0)
         ? posts_liquid_from_integral(n.decimal)
         : posts_liquid_from_number(&n);

    return POSTS_OK;
}


static posts_rc_t
posts_liquid_filter_at_least(posts_liquid_context_t *lc, posts_value_t *v,
    const posts_liquid_args_t *args)
{
    return posts_liquid_bound(lc, v, args->v[0], 1);
}


static posts_rc_t
posts_liquid_filter_at_most(posts_liquid_context_t *lc, posts_value_t *v,
    const posts_liquid_args_t *args)
{
    return posts_liquid_bound(lc, v, args->v[0], -1);
}


/* The bound, if its order to the number is this one; else the number. */

static posts_rc_t
posts_liquid_bound(posts_liquid_context_t *lc, posts_value_t *v,
    posts_value_t bound, int order)
{
    int                    cmp;
    double                 f, g;
    posts_rc_t             rc;
    posts_liquid_number_t  n, b;

    rc = posts_liquid_to_number(lc, bound, &b);

    if (rc == POSTS_OK) {
        rc = posts_liquid_to_number(lc, *v, &n);
    }

    if (rc != POSTS_OK) {
        return rc;
    }

    if (n.type == POSTS_LIQUID_SPECIAL || b.type == POSTS_LIQUID_SPECIAL) {
        f = posts_liquid_number_float(&n);
        g = posts_liquid_number_float(&b);
        cmp = (g > f) - (g < f);

    } else {
        cmp = posts_liquid_decimal_cmp(b.decimal, n.decimal);
    }

    *v = posts_liquid_from_number(cmp == order ? &b : &n);

    return POSTS_OK;
}


static posts_rc_t
posts_liquid_filter_to_integer(posts_liquid_context_t *lc, posts_value_t *v,
    const posts_liquid_args_t *args)
{
    (void) args;

    switch (v->type) {

    case POSTS_NIL:
        *v = posts_value_int(0);
        return POSTS_OK;

    case POSTS_BOOL:
    case POSTS_TIME:
        *v = posts_value_int(v->u.integer);
        return POSTS_OK;

    case POSTS_INT:
        return POSTS_OK;

    case POSTS_FLOAT:

        if (isfinite(v->u.number)) {
            return posts_liquid_round_to(lc, v, 0,
                                         v->u.number < 0
                                         ? POSTS_LIQUID_ROUND_CEIL
                                         : POSTS_LIQUID_ROUND_FLOOR);
        }

        return posts_liquid_fail(lc, "%s", isnan(v->u.number) ? "NaN"
                                 : v->u.number > 0 ? "Infinity"
                                                   : "-Infinity");

    case POSTS_STRING:
        *v = posts_value_int(posts_liquid_str_to_i(posts_value_string(*v)));
        return POSTS_OK;

    default:
        return posts_liquid_fail(lc, "undefined method `to_i' for an object "
                                 "of the class %.*s",
                                 posts_str_arg(posts_liquid_class(*v)));
    }
}


static posts_rc_t
posts_liquid_filter_default(posts_liquid_context_t *lc, posts_value_t *v,
    const posts_liquid_args_t *args)
{
    int            missing;
    int64_t        first, last;
    posts_value_t  allow;

    (void) lc;

    allow = posts_value_get(posts_liquid_arg(args, 1),
                            posts_str("allow_false"));

    missing = posts_value_true(allow) ? v->type == POSTS_NIL
                                      : !posts_value_true(*v);

    if (!missing
        && (v->type == POSTS_STRING || posts_value_is_array(*v)
            || posts_value_is_map(*v)))
    {
        missing = (posts_value_len(*v) == 0
                   && !posts_liquid_is_range(*v, &first, &last));
    }

    if (missing) {
        *v = (args->n > 0) ? args->v[0] : posts_value_str(posts_str(""));
    }

    return POSTS_OK;
}


static posts_rc_t
posts_liquid_filter_jsonify(posts_liquid_context_t *lc, posts_value_t *v,
    const posts_liquid_args_t *args)
{
    posts_buf_t  b;

    (void) args;

    posts_buf_init(&b, lc->arena, 0);
    posts_liquid_json(&b, *v, lc->limits->depth);

    return posts_liquid_give_buf(lc, v, &b);
}


/* As Ruby's to_json: a time is its to_s, a float as Ruby shows it. */

static void
posts_liquid_json(posts_buf_t *b, posts_value_t v, size_t depth)
{
    size_t         i, n, from;
    int64_t        first, last;
    posts_str_t    key;
    posts_buf_t    text;
    posts_value_t  member;

    if (depth == 0) {
        b->rc = POSTS_LIMIT;
        return;
    }

    if (v.type == POSTS_FLOAT) {

        if (isfinite(v.u.number)) {
            posts_float_write(b, v.u.number);

        } else {
            posts_buf_lit(b, "null");
        }

        return;
    }

    if (v.type == POSTS_TIME
        || (v.type == POSTS_OBJECT && v.len == POSTS_OBJECT_SCALAR)
        || posts_liquid_is_range(v, &first, &last))
    {
        posts_buf_init(&text, b->arena, 0);
        posts_value_to_s(&text, v, depth);
        posts_json_string(b, posts_buf_str(&text));

        if (text.rc != POSTS_OK) {
            b->rc = text.rc;
        }

        return;
    }

    if (posts_value_is_array(v)) {
        n = posts_value_len(v);
        posts_buf_addc(b, '[');

        for (i = 0; i < n && b->rc == POSTS_OK; i++) {
            posts_buf_add(b, i == 0 ? posts_str("") : posts_str(","));
            posts_liquid_json(b, posts_value_at(v, i), depth - 1);
        }

        posts_buf_addc(b, ']');
        return;
    }

    if (posts_value_is_map(v)) {
        from = b->len;
        posts_buf_addc(b, '{');

        for (i = 0; b->rc == POSTS_OK && posts_value_pair(v, i, &key, &member);
             i++)
        {
            posts_buf_add(b, b->len == from + 1 ? posts_str("")
                                                : posts_str(","));
            posts_json_string(b, key);
            posts_buf_addc(b, ':');
            posts_liquid_json(b, member, depth - 1);
        }

        posts_buf_addc(b, '}');
        return;
    }

    posts_json_write(b, v, depth);
}


static posts_rc_t
posts_liquid_filter_inspect(posts_liquid_context_t *lc, posts_value_t *v,
    const posts_liquid_args_t *args)
{
    u_char       c;
    size_t       i, from;
    posts_str_t  s, escape;
    posts_buf_t  b, out;

    (void) args;

    posts_buf_init(&b, lc->arena, 0);
    posts_inspect_value(&b, *v, lc->limits->depth);

    posts_buf_init(&out, lc->arena, 0);

    s = posts_buf_str(&b);
    from = 0;

    for (i = 0; i < s.len; i++) {
        c = s.data[i];

        escape = (c == '&') ? posts_str("&amp;")
                 : (c == '<') ? posts_str("&lt;")
                 : (c == '>') ? posts_str("&gt;")
                 : (c == '"') ? posts_str("&quot;")
                 : (c == '\'') ? posts_str("&apos;")
                 : posts_str("");

        if (escape.len != 0) {
            posts_buf_add(&out, posts_str_slice(s, from, i));
            posts_buf_add(&out, escape);
            from = i + 1;
        }
    }

    posts_buf_add(&out, posts_str_slice(s, from, s.len));

    return posts_liquid_give_buf(lc, v, b.rc == POSTS_OK ? &out : &b);
}


static posts_rc_t
posts_liquid_to_number(posts_liquid_context_t *lc, posts_value_t v,
    posts_liquid_number_t *n)
{
    posts_str_t  s;

    n->type = POSTS_LIQUID_INTEGER;
    n->integer = 0;
    n->special = 0;

    switch (v.type) {

    case POSTS_INT:
        n->integer = v.u.integer;
        break;

    case POSTS_FLOAT:

        if (!isfinite(v.u.number)) {
            n->type = POSTS_LIQUID_SPECIAL;
            n->special = v.u.number;
            break;
        }

        n->type = POSTS_LIQUID_DECIMAL;

        if (posts_liquid_decimal_float(&n->decimal, v.u.number, lc->arena)
            != POSTS_OK)
        {
            return posts_liquid_memory(lc);
        }

        return POSTS_OK;

    case POSTS_STRING:
        s = posts_value_string(v);

        if (posts_liquid_decimal_parse(&n->decimal, posts_str_trim(s))) {
            n->type = POSTS_LIQUID_DECIMAL;
            return POSTS_OK;
        }

        n->integer = posts_liquid_str_to_i(s);
        break;

    default:
        break;
    }

    n->decimal = posts_liquid_decimal_int(n->integer);

    return POSTS_OK;
}


static posts_value_t
posts_liquid_from_number(const posts_liquid_number_t *n)
{
    if (n->type == POSTS_LIQUID_INTEGER) {
        return posts_value_int(n->integer);
    }

    return posts_value_float(posts_liquid_number_float(n));
}


static double
posts_liquid_number_float(const posts_liquid_number_t *n)
{
    return (n->type == POSTS_LIQUID_SPECIAL)
           ? n->special
           : posts_liquid_decimal_to_float(n->decimal);
}


/* A number without a fraction: an integer as long as it fits. */

static posts_value_t
posts_liquid_from_integral(posts_liquid_decimal_t d)
{
    int64_t  i;

    if (posts_liquid_decimal_to_int(d, &i)) {
        return posts_value_int(i);
    }

    return posts_value_float(posts_liquid_decimal_to_float(d));
}


/* 1 and the result, or 0 where it does not fit. */

static int
posts_liquid_int_add(int64_t a, int64_t b, int64_t *out)
{
    return !__builtin_add_overflow(a, b, out);
}


static int
posts_liquid_int_sub(int64_t a, int64_t b, int64_t *out)
{
    return !__builtin_sub_overflow(a, b, out);
}


static int
posts_liquid_int_mul(int64_t a, int64_t b, int64_t *out)
{
    return !__builtin_mul_overflow(a, b, out);
}


static int
posts_liquid_int_div(int64_t a, int64_t b, int64_t *out)
{
    if (b == -1) {
        return posts_liquid_int_sub(0, a, out);
    }

    *out = a / b - (a % b != 0 && (a < 0) != (b < 0));

    return 1;
}


static int
posts_liquid_int_mod(int64_t a, int64_t b, int64_t *out)
{
    *out = (b == -1) ? 0 : a % b;

    if (*out != 0 && (*out < 0) != (b < 0)) {
        *out += b;
    }

    return 1;
}


static posts_liquid_decimal_t
posts_liquid_decimal_sub(posts_liquid_decimal_t a, posts_liquid_decimal_t b)
{
    b.negative = !b.negative;

    return posts_liquid_decimal_add(a, b);
}


static double
posts_liquid_special_add(double a, double b)
{
    return a + b;
}


static double
posts_liquid_special_sub(double a, double b)
{
    return a - b;
}


static double
posts_liquid_special_mul(double a, double b)
{
    return a * b;
}


static double
posts_liquid_special_div(double a, double b)
{
    return a / b;
}


static double
posts_liquid_special_mod(double a, double b)
{
    return a - b * floor(a / b);
}
