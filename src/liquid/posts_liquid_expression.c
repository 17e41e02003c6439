
/*
 * Copyright (C) the authors of this project
 *
 * The strict way: recursive descent over the tokens, straight to the compiled
 * form.  Ruby's parser writes what it has read into a string and reads that
 * again with the regular expressions of its lax parser; what differs for
 * that (brackets within brackets) is right here.
 */


#include "posts_float.h"
#include "posts_hash.h"
#include "posts_liquid_expression.h"
#include "posts_liquid_filter.h"
#include "posts_liquid_lax.h"
#include "posts_liquid_parser.h"


static posts_rc_t posts_liquid_parse_lookup(posts_liquid_parser_t *p,
    posts_liquid_tokens_t *t, posts_liquid_expression_t *e);
static posts_rc_t posts_liquid_parse_range(posts_liquid_parser_t *p,
    posts_liquid_tokens_t *t, posts_liquid_expression_t *e);
static posts_rc_t posts_liquid_parse_call(posts_liquid_parser_t *p,
    posts_liquid_tokens_t *t, posts_liquid_call_t *call);
static posts_rc_t posts_liquid_parse_filtered(posts_liquid_parser_t *p,
    posts_liquid_tokens_t *t, posts_liquid_filtered_t *f);
static posts_rc_t posts_liquid_parse_comparison(posts_liquid_parser_t *p,
    posts_liquid_tokens_t *t, posts_liquid_condition_t *c);
static posts_rc_t posts_liquid_parse_operand(posts_liquid_parser_t *p,
    posts_liquid_tokens_t *t, posts_liquid_expression_t **e);
static posts_rc_t posts_liquid_expect(posts_liquid_parser_t *p,
    posts_liquid_tokens_t *t, posts_liquid_token_e type);
static posts_rc_t posts_liquid_prepare(posts_liquid_parser_t *p,
    posts_liquid_call_t *call);
static void *posts_liquid_grow(posts_liquid_parser_t *p, void *items, size_t n,
    size_t size);
static posts_rc_t posts_liquid_finish_calls(posts_liquid_parser_t *p,
    posts_liquid_filtered_t *f);
static void posts_liquid_nothing(posts_object_t *o, posts_buf_t *b);
static void posts_liquid_parser_at_run(posts_liquid_context_t *lc,
    posts_liquid_parser_t *p, posts_liquid_options_t *options,
    posts_error_t *error);
static posts_rc_t posts_liquid_from_failed(posts_liquid_context_t *lc,
    posts_rc_t rc, const posts_error_t *error);


/* x == empty, x == blank; anywhere else they are "" */

static const posts_object_class_t  posts_liquid_empty_class = {
    posts_string("Liquid::Expression::MethodLiteral"), POSTS_OBJECT_SCALAR,
    NULL, NULL, NULL, NULL, posts_liquid_nothing
};

static const posts_object_t  posts_liquid_empty_object = {
    &posts_liquid_empty_class
};

static const posts_object_t  posts_liquid_blank_object = {
    &posts_liquid_empty_class
};

const posts_value_t  posts_liquid_empty = {
    .type = POSTS_OBJECT, .len = POSTS_OBJECT_SCALAR,
    .u.object = (posts_object_t *) &posts_liquid_empty_object
};

const posts_value_t  posts_liquid_blank = {
    .type = POSTS_OBJECT, .len = POSTS_OBJECT_SCALAR,
    .u.object = (posts_object_t *) &posts_liquid_blank_object
};


/* The words that stand for a value, in this order of their values. */

static const struct {
    posts_str_t    word;
    posts_value_t  value;
    unsigned       condition:1;      /* only in conditions */
} posts_liquid_literals[] = {
    { posts_string("nil"), { .type = POSTS_NIL }, 0 },
    { posts_string("null"), { .type = POSTS_NIL }, 0 },
    { posts_string("true"), { .type = POSTS_BOOL, .u.integer = 1 }, 0 },
    { posts_string("false"), { .type = POSTS_BOOL }, 0 },
    { posts_string("empty"),
      { .type = POSTS_OBJECT, .len = POSTS_OBJECT_SCALAR,
        .u.object = (posts_object_t *) &posts_liquid_empty_object }, 1 },
    { posts_string("blank"),
      { .type = POSTS_OBJECT, .len = POSTS_OBJECT_SCALAR,
        .u.object = (posts_object_t *) &posts_liquid_blank_object }, 1 },
    { posts_string("empty"),
      { .type = POSTS_STRING, .flags = POSTS_LIQUID_NOTHING,
        .u.string = (const u_char *) "" }, 0 },
    { posts_string("blank"),
      { .type = POSTS_STRING, .flags = POSTS_LIQUID_NOTHING,
        .u.string = (const u_char *) "" }, 0 },
    { posts_null_string, { .type = POSTS_NIL }, 0 }
};


static const struct {
    posts_str_t              text;
    posts_liquid_operator_e  op;
} posts_liquid_operators[] = {
    { posts_string("=="), POSTS_LIQUID_OP_EQ },
    { posts_string("!="), POSTS_LIQUID_OP_NE },
    { posts_string("<>"), POSTS_LIQUID_OP_NE },
    { posts_string("<"), POSTS_LIQUID_OP_LT },
    { posts_string(">"), POSTS_LIQUID_OP_GT },
    { posts_string("<="), POSTS_LIQUID_OP_LE },
    { posts_string(">="), POSTS_LIQUID_OP_GE },
    { posts_string("contains"), POSTS_LIQUID_OP_CONTAINS },
    { posts_null_string, POSTS_LIQUID_OP_UNKNOWN }
};


static const struct {
    posts_str_t            word;
    posts_liquid_member_e  member;
} posts_liquid_members[] = {
    { posts_string("size"), POSTS_LIQUID_MEMBER_SIZE },
    { posts_string("first"), POSTS_LIQUID_MEMBER_FIRST },
    { posts_string("last"), POSTS_LIQUID_MEMBER_LAST },
    { posts_null_string, POSTS_LIQUID_MEMBER_NONE }
};


static void
posts_liquid_nothing(posts_object_t *o, posts_buf_t *b)
{
    (void) o;
    (void) b;
}


posts_liquid_name_t
posts_liquid_name(posts_str_t text)
{
    posts_liquid_name_t  name;

    name.text = text;
    name.hash = (uint32_t) posts_hash64(text);

    return name;
}


int
posts_liquid_literal(posts_str_t word, int condition, posts_value_t *v)
{
    size_t  i;

    for (i = 0; posts_liquid_literals[i].word.len != 0; i++) {

        if (posts_liquid_literals[i].condition && !condition) {
            continue;
        }

        if (posts_str_eq(posts_liquid_literals[i].word, word)) {
            *v = posts_liquid_literals[i].value;
            return 1;
        }
    }

    return 0;
}


/* An integer beyond 64 bits becomes a float, as everywhere in values. */

posts_rc_t
posts_liquid_number(posts_str_t text, posts_value_t *v)
{
    double    f;
    size_t    i;
    uint64_t  n, digit, negative;

    if (posts_str_chr(text, '.') < 0) {
        negative = (text.data[0] == '-');
        n = 0;

        for (i = negative; i < text.len; i++) {
            digit = (uint64_t) (text.data[i] - '0');

            if (n > ((uint64_t) INT64_MAX + negative - digit) / 10) {
                break;
            }

            n = n * 10 + digit;
        }

        if (i == text.len) {
            *v = posts_value_int((int64_t) (negative ? 0 - n : n));
            return POSTS_OK;
        }
    }

    if (posts_float_parse(&f, text) != POSTS_OK) {
        return POSTS_INVALID;
    }

    *v = posts_value_float(f);

    return POSTS_OK;
}


/* A word as a step: size, first and last are more than keys. */

void
posts_liquid_step(posts_liquid_step_t *step, posts_str_t key)
{
    size_t  i;

    step->key = key;
    step->index = NULL;

    for (i = 0; posts_liquid_members[i].word.len != 0; i++) {
        if (posts_str_eq(posts_liquid_members[i].word, key)) {
            break;
        }
    }

    step->member = posts_liquid_members[i].member;
}


/* Room for one more in an array of n, which grows when n is 2^k. */

static void *
posts_liquid_grow(posts_liquid_parser_t *p, void *items, size_t n, size_t size)
{
    if (n != 0 && (n & (n - 1)) != 0) {
        return items;
    }

    return posts_arena_realloc(p->arena, items, n * size,
                               (n == 0 ? 1 : 2 * n) * size);
}


posts_rc_t
posts_liquid_parse_expression(posts_liquid_parser_t *p,
    posts_liquid_tokens_t *t, posts_liquid_expression_t **out)
{
    posts_rc_t                  rc;
    posts_str_t                 text;
    posts_value_t               literal;
    posts_liquid_expression_t  *e;

    if (p->depth >= p->limits->includes) {
        return posts_error_set(p->error, POSTS_LIMIT, 0, 0,
                               "Nesting too deep");
    }

    e = posts_arena_zalloc(p->arena, sizeof(posts_liquid_expression_t));
    if (e == NULL) {
        return posts_liquid_parser_memory(p);
    }

    *out = e;

    text = t->token.text;
    rc = POSTS_OK;

    switch (t->token.type) {

    case POSTS_LIQUID_TOKEN_STRING:
        e->u.literal = posts_value_str(posts_str_slice(text, 1,
                                                       text.len - 1));
        posts_liquid_tokens_next(t);
        break;

    case POSTS_LIQUID_TOKEN_NUMBER:
        rc = posts_liquid_number(text, &e->u.literal);

        if (rc != POSTS_OK) {
            return posts_liquid_syntax(p, posts_str(""),
                                       "%.*s is not a number",
                                       posts_str_arg(text));
        }

        posts_liquid_tokens_next(t);
        break;

    case POSTS_LIQUID_TOKEN_ID:
        if (t->ahead.type != POSTS_LIQUID_TOKEN_DOT
            && t->ahead.type != POSTS_LIQUID_TOKEN_OPEN_SQUARE
            && posts_liquid_literal(text, 0, &literal))
        {
            e->u.literal = literal;
            posts_liquid_tokens_next(t);
            break;
        }

        /* fall through */

    case POSTS_LIQUID_TOKEN_OPEN_SQUARE:
        p->depth++;
        rc = posts_liquid_parse_lookup(p, t, e);
        p->depth--;
        break;

    case POSTS_LIQUID_TOKEN_OPEN_ROUND:
        p->depth++;
        rc = posts_liquid_parse_range(p, t, e);
        p->depth--;
        break;

    case POSTS_LIQUID_TOKEN_END:
        return posts_liquid_syntax(p, t->markup, "[:end_of_string] is not "
                                   "a valid expression");

    case POSTS_LIQUID_TOKEN_BAD:
        return posts_liquid_syntax(p, t->markup, "Unexpected character %.*s",
                                   posts_str_arg(text));

    default:
        return posts_liquid_syntax(p, t->markup,
                   "[:%.*s, \"%.*s\"] is not a valid expression",
                   posts_str_arg(posts_liquid_token_name(t->token.type)),
                   posts_str_arg(text));
    }

    return rc;
}


/* name or [expression], with .key and [expression] behind it */

static posts_rc_t
posts_liquid_parse_lookup(posts_liquid_parser_t *p, posts_liquid_tokens_t *t,
    posts_liquid_expression_t *e)
{
    size_t                n;
    posts_rc_t            rc;
    posts_liquid_step_t  *steps;

    e->type = POSTS_LIQUID_LOOKUP;

    if (t->token.type == POSTS_LIQUID_TOKEN_ID) {
        e->u.lookup.name = posts_liquid_name(t->token.text);
        posts_liquid_tokens_next(t);

    } else {
        posts_liquid_tokens_next(t);

        rc = posts_liquid_parse_expression(p, t, &e->u.lookup.computed);

        if (rc == POSTS_OK) {
            rc = posts_liquid_expect(p, t, POSTS_LIQUID_TOKEN_CLOSE_SQUARE);
        }

        if (rc != POSTS_OK) {
            return rc;
        }
    }

    for ( ;; ) {

        if (t->token.type != POSTS_LIQUID_TOKEN_DOT
            && t->token.type != POSTS_LIQUID_TOKEN_OPEN_SQUARE)
        {
            return POSTS_OK;
        }

        n = e->u.lookup.n;
        steps = posts_liquid_grow(p, e->u.lookup.steps, n,
                                  sizeof(posts_liquid_step_t));
        if (steps == NULL) {
            return posts_liquid_parser_memory(p);
        }

        e->u.lookup.steps = steps;
        e->u.lookup.n = n + 1;

        if (posts_liquid_tokens_skip(t, POSTS_LIQUID_TOKEN_DOT)) {
            posts_liquid_step(&steps[n], t->token.text);
            rc = posts_liquid_expect(p, t, POSTS_LIQUID_TOKEN_ID);

        } else {
            posts_liquid_tokens_next(t);

            steps[n].key = posts_str("");
            steps[n].member = POSTS_LIQUID_MEMBER_NONE;

            rc = posts_liquid_parse_expression(p, t, &steps[n].index);

            if (rc == POSTS_OK) {
                rc = posts_liquid_expect(p, t,
                                         POSTS_LIQUID_TOKEN_CLOSE_SQUARE);
            }
        }

        if (rc != POSTS_OK) {
            return rc;
        }
    }
}


static posts_rc_t
posts_liquid_parse_range(posts_liquid_parser_t *p, posts_liquid_tokens_t *t,
    posts_liquid_expression_t *e)
{
    posts_rc_t  rc;

    e->type = POSTS_LIQUID_RANGE;

    posts_liquid_tokens_next(t);

    rc = posts_liquid_parse_expression(p, t, &e->u.range.first);

    if (rc == POSTS_OK) {
        rc = posts_liquid_expect(p, t, POSTS_LIQUID_TOKEN_DOTDOT);
    }

    if (rc == POSTS_OK) {
        rc = posts_liquid_parse_expression(p, t, &e->u.range.last);
    }

    if (rc == POSTS_OK) {
        posts_liquid_range_ends(e);
        rc = posts_liquid_expect(p, t, POSTS_LIQUID_TOKEN_CLOSE_ROUND);
    }

    return rc;
}


/*
 * Ruby takes (1.5..3) as 1..3 at once; where one end is a look-up, both must
 * be integers by the time of the render.
 */

void
posts_liquid_range_ends(posts_liquid_expression_t *e)
{
    size_t                      i;
    double                      f;
    posts_liquid_expression_t  *ends[2];

    ends[0] = e->u.range.first;
    ends[1] = e->u.range.last;

    if (ends[0]->type != POSTS_LIQUID_LITERAL
        || ends[1]->type != POSTS_LIQUID_LITERAL)
    {
        return;
    }

    for (i = 0; i < 2; i++) {

        if (ends[i]->u.literal.type != POSTS_FLOAT) {
            continue;
        }

        f = ends[i]->u.literal.u.number;

        if (f > -9e18 && f < 9e18) {
            ends[i]->u.literal = posts_value_int((int64_t) f);
        }
    }
}


static posts_rc_t
posts_liquid_expect(posts_liquid_parser_t *p, posts_liquid_tokens_t *t,
    posts_liquid_token_e type)
{
    if (posts_liquid_tokens_skip(t, type)) {
        return POSTS_OK;
    }

    if (t->token.type == POSTS_LIQUID_TOKEN_BAD) {
        return posts_liquid_syntax(p, t->markup, "Unexpected character %.*s",
                                   posts_str_arg(t->token.text));
    }

    return posts_liquid_syntax(p, t->markup, "Expected %.*s but found %.*s",
               posts_str_arg(posts_liquid_token_name(type)),
               posts_str_arg(posts_liquid_token_name(t->token.type)));
}


posts_rc_t
posts_liquid_compile_filtered(posts_liquid_parser_t *p, posts_str_t markup,
    posts_liquid_filtered_t **out)
{
    posts_rc_t                rc;
    posts_liquid_tokens_t     t;
    posts_liquid_filtered_t  *f;

    f = posts_arena_zalloc(p->arena, sizeof(posts_liquid_filtered_t));
    if (f == NULL) {
        return posts_liquid_parser_memory(p);
    }

    *out = f;

    posts_liquid_tokens_init(&t, markup);

    rc = posts_liquid_parse_filtered(p, &t, f);

    if (rc == POSTS_INVALID) {
        rc = posts_liquid_relax(p);

        if (rc == POSTS_OK) {
            f->expression = NULL;
            f->calls = NULL;
            f->n = 0;

            rc = posts_liquid_lax_filtered(p, markup, f);
        }
    }

    if (rc == POSTS_OK) {
        rc = posts_liquid_finish_calls(p, f);
    }

    return rc;
}


static posts_rc_t
posts_liquid_parse_filtered(posts_liquid_parser_t *p, posts_liquid_tokens_t *t,
    posts_liquid_filtered_t *f)
{
    posts_rc_t            rc;
    posts_liquid_call_t  *call;

    if (t->token.type == POSTS_LIQUID_TOKEN_END) {
        return POSTS_OK;
    }

    rc = posts_liquid_parse_expression(p, t, &f->expression);

    while (rc == POSTS_OK
           && posts_liquid_tokens_skip(t, POSTS_LIQUID_TOKEN_PIPE))
    {
        call = posts_liquid_add_call(p, f, t->token.text);
        if (call == NULL) {
            return posts_liquid_parser_memory(p);
        }

        rc = posts_liquid_expect(p, t, POSTS_LIQUID_TOKEN_ID);

        if (rc == POSTS_OK
            && posts_liquid_tokens_skip(t, POSTS_LIQUID_TOKEN_COLON))
        {
            rc = posts_liquid_parse_call(p, t, call);
        }
    }

    if (rc == POSTS_OK) {
        rc = posts_liquid_expect(p, t, POSTS_LIQUID_TOKEN_END);
    }

    return rc;
}


/* The arguments: expressions and "key: expression", with commas between. */

static posts_rc_t
posts_liquid_parse_call(posts_liquid_parser_t *p, posts_liquid_tokens_t *t,
    posts_liquid_call_t *call)
{
    posts_rc_t                  rc;
    posts_str_t                 key;
    posts_liquid_expression_t  *e;

    do {
        key = posts_str("");

        if (t->token.type == POSTS_LIQUID_TOKEN_ID
            && t->ahead.type == POSTS_LIQUID_TOKEN_COLON)
        {
            key = t->token.text;
            posts_liquid_tokens_next(t);
            posts_liquid_tokens_next(t);
        }

        rc = posts_liquid_parse_expression(p, t, &e);

        if (rc == POSTS_OK) {
            rc = posts_liquid_add_argument(p, call, key, e);
        }

        if (rc != POSTS_OK) {
            return rc;
        }

    } while (posts_liquid_tokens_skip(t, POSTS_LIQUID_TOKEN_COMMA));

    return POSTS_OK;
}


posts_liquid_call_t *
posts_liquid_add_call(posts_liquid_parser_t *p, posts_liquid_filtered_t *f,
    posts_str_t name)
{
    posts_liquid_call_t  *calls;

    calls = posts_liquid_grow(p, f->calls, f->n, sizeof(posts_liquid_call_t));
    if (calls == NULL) {
        return NULL;
    }

    f->calls = calls;

    memset(&calls[f->n], 0, sizeof(posts_liquid_call_t));
    calls[f->n].name = name;

    return &calls[f->n++];
}


posts_rc_t
posts_liquid_add_argument(posts_liquid_parser_t *p, posts_liquid_call_t *call,
    posts_str_t key, posts_liquid_expression_t *e)
{
    posts_liquid_keyword_t      *keywords;
    posts_liquid_expression_t  **args;

    if (key.len == 0) {
        args = posts_liquid_grow(p, call->args, call->n, sizeof(*args));
        if (args == NULL) {
            return posts_liquid_parser_memory(p);
        }

        call->args = args;
        call->args[call->n++] = e;

        return POSTS_OK;
    }

    keywords = posts_liquid_grow(p, call->keywords, call->nkeywords,
                                 sizeof(posts_liquid_keyword_t));
    if (keywords == NULL) {
        return posts_liquid_parser_memory(p);
    }

    call->keywords = keywords;
    keywords[call->nkeywords].name = key;
    keywords[call->nkeywords].value = e;
    call->nkeywords++;

    return POSTS_OK;
}


/* The filters behind the names; once, whichever way they were read. */

static posts_rc_t
posts_liquid_finish_calls(posts_liquid_parser_t *p, posts_liquid_filtered_t *f)
{
    size_t                i;
    posts_rc_t            rc;
    posts_liquid_call_t  *call;

    rc = POSTS_OK;

    for (i = 0; i < f->n && rc == POSTS_OK; i++) {
        call = &f->calls[i];
        call->filter = posts_liquid_filter(call->name);

        if (call->filter == NULL) {
            rc = posts_liquid_unknown(p, "filter", call->name);

        } else if (call->filter->type != POSTS_LIQUID_FILTER_PLAIN) {
            rc = posts_liquid_prepare(p, call);
        }
    }

    return rc;
}


/*
 * where_exp: "item", "item.a == 1": a literal condition is compiled now.  One
 * that is wrong is left to the filter, which says so in the page.
 */

static posts_rc_t
posts_liquid_prepare(posts_liquid_parser_t *p, posts_liquid_call_t *call)
{
    int                     strict;
    posts_rc_t              rc;
    posts_str_t             text;
    posts_error_t           error, *outer;
    posts_liquid_tokens_t   t;

    if (call->n < 2 || call->args[1]->type != POSTS_LIQUID_LITERAL
        || call->args[1]->u.literal.type != POSTS_STRING)
    {
        return POSTS_OK;
    }

    text = posts_value_string(call->args[1]->u.literal);

    outer = p->error;
    strict = p->strict;
    posts_error_clear(&error);

    p->error = &error;
    p->strict = 1;

    posts_liquid_tokens_init(&t, text);

    if (call->filter->type == POSTS_LIQUID_FILTER_CONDITION) {
        rc = posts_liquid_parse_condition(p, &t, &call->condition);

        if (rc == POSTS_OK) {
            rc = posts_liquid_expect(p, &t, POSTS_LIQUID_TOKEN_END);
        }

        if (rc != POSTS_OK) {
            call->condition = NULL;
        }

    } else {
        p->strict = (strict != 0);             /* Jekyll's is lax here */

        rc = posts_liquid_compile_filtered(p, text, &call->filtered);

        if (rc != POSTS_OK) {
            call->filtered = NULL;
        }
    }

    p->error = outer;
    p->strict = (unsigned) strict & 1;

    if (rc == POSTS_LIMIT) {
        return posts_error_set(p->error, rc, 0, 0, "%s", error.message);
    }

    return POSTS_OK;
}


posts_rc_t
posts_liquid_compile_condition(posts_liquid_parser_t *p, posts_str_t markup,
    posts_liquid_condition_t **c)
{
    posts_rc_t             rc;
    posts_liquid_tokens_t  t;

    posts_liquid_tokens_init(&t, markup);

    rc = posts_liquid_parse_condition(p, &t, c);

    if (rc == POSTS_OK) {
        rc = posts_liquid_expect(p, &t, POSTS_LIQUID_TOKEN_END);
    }

    if (rc == POSTS_INVALID) {
        rc = posts_liquid_relax(p);

        if (rc == POSTS_OK) {
            rc = posts_liquid_lax_condition(p, markup, c);
        }
    }

    return rc;
}


posts_rc_t
posts_liquid_parse_condition(posts_liquid_parser_t *p,
    posts_liquid_tokens_t *t, posts_liquid_condition_t **out)
{
    posts_rc_t                 rc;
    posts_liquid_condition_t  *c, **next;

    next = out;

    for ( ;; ) {
        c = posts_arena_zalloc(p->arena, sizeof(posts_liquid_condition_t));
        if (c == NULL) {
            return posts_liquid_parser_memory(p);
        }

        *next = c;
        next = &c->next;

        rc = posts_liquid_parse_comparison(p, t, c);

        if (rc != POSTS_OK) {
            return rc;
        }

        if (posts_liquid_tokens_skip_id(t, posts_str("or"))) {
            c->or = 1;

        } else if (!posts_liquid_tokens_skip_id(t, posts_str("and"))) {
            return POSTS_OK;
        }
    }
}


static posts_rc_t
posts_liquid_parse_comparison(posts_liquid_parser_t *p,
    posts_liquid_tokens_t *t, posts_liquid_condition_t *c)
{
    posts_rc_t  rc;

    rc = posts_liquid_parse_operand(p, t, &c->left);

    if (rc != POSTS_OK || t->token.type != POSTS_LIQUID_TOKEN_COMPARISON) {
        return rc;
    }

    posts_liquid_operator(c, t->token.text);
    posts_liquid_tokens_next(t);

    return posts_liquid_parse_operand(p, t, &c->right);
}


/* An expression, but for "empty" and "blank", which are more here. */

static posts_rc_t
posts_liquid_parse_operand(posts_liquid_parser_t *p, posts_liquid_tokens_t *t,
    posts_liquid_expression_t **e)
{
    posts_str_t    text;
    posts_rc_t     rc;
    posts_value_t  literal;

    text = t->token.text;

    if (t->token.type != POSTS_LIQUID_TOKEN_ID) {
        return posts_liquid_parse_expression(p, t, e);
    }

    rc = posts_liquid_parse_expression(p, t, e);

    if (rc == POSTS_OK && (*e)->type == POSTS_LIQUID_LITERAL
        && posts_liquid_literal(text, 1, &literal))
    {
        (*e)->u.literal = literal;
    }

    return rc;
}


void
posts_liquid_operator(posts_liquid_condition_t *c, posts_str_t text)
{
    size_t  i;

    for (i = 0; posts_liquid_operators[i].text.len != 0; i++) {
        if (posts_str_eq(posts_liquid_operators[i].text, text)) {
            break;
        }
    }

    c->op = posts_liquid_operators[i].op;
    c->op_text = text;
}


posts_rc_t
posts_liquid_condition_from(posts_liquid_context_t *lc, posts_str_t text,
    posts_liquid_condition_t **c)
{
    posts_rc_t              rc;
    posts_error_t           error;
    posts_liquid_parser_t   p;
    posts_liquid_tokens_t   t;
    posts_liquid_options_t  options;

    posts_liquid_parser_at_run(lc, &p, &options, &error);

    posts_liquid_tokens_init(&t, text);

    rc = posts_liquid_parse_condition(&p, &t, c);

    if (rc == POSTS_OK) {
        rc = posts_liquid_expect(&p, &t, POSTS_LIQUID_TOKEN_END);
    }

    return posts_liquid_from_failed(lc, rc, &error);
}


posts_rc_t
posts_liquid_filtered_from(posts_liquid_context_t *lc, posts_str_t text,
    posts_liquid_filtered_t **f)
{
    posts_rc_t              rc;
    posts_error_t           error;
    posts_liquid_parser_t   p;
    posts_liquid_options_t  options;

    posts_liquid_parser_at_run(lc, &p, &options, &error);

    p.strict = lc->host->strict;

    rc = posts_liquid_compile_filtered(&p, text, f);

    return posts_liquid_from_failed(lc, rc, &error);
}


/* A strict parser for a text that is a value. */

static void
posts_liquid_parser_at_run(posts_liquid_context_t *lc,
    posts_liquid_parser_t *p, posts_liquid_options_t *options,
    posts_error_t *error)
{
    posts_error_clear(error);

    memset(options, 0, sizeof(posts_liquid_options_t));
    memset(p, 0, sizeof(posts_liquid_parser_t));

    p->arena = lc->arena;
    p->options = options;
    p->limits = lc->limits;
    p->error = error;
    p->strict = 1;
}


static posts_rc_t
posts_liquid_from_failed(posts_liquid_context_t *lc, posts_rc_t rc,
    const posts_error_t *error)
{
    switch (rc) {

    case POSTS_OK:
        return POSTS_OK;

    case POSTS_INVALID:
        (void) posts_liquid_fail(lc, "%s", error->message);
        lc->syntax = lc->node->line;

        return POSTS_INVALID;

    default:
        return posts_error_set(lc->error, rc, 0, 0, "%s", error->message);
    }
}
