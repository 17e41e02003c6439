
/*
 * Copyright (C) the authors of this project
 *
 * The compiled form of what stands in markup: an expression is a literal, a
 * range or a look-up; "filtered" is an expression with filters behind it; a
 * condition is a chain of comparisons.  All of it is in the template's arena
 * and never changes.
 */


#ifndef _POSTS_LIQUID_EXPRESSION_H_INCLUDED_
#define _POSTS_LIQUID_EXPRESSION_H_INCLUDED_


#include "posts_liquid_lexer.h"
#include "posts_value.h"


typedef struct posts_liquid_context_s     posts_liquid_context_t;
typedef struct posts_liquid_expression_s  posts_liquid_expression_t;
typedef struct posts_liquid_condition_s   posts_liquid_condition_t;
typedef struct posts_liquid_filter_s      posts_liquid_filter_t;
typedef struct posts_liquid_parser_s      posts_liquid_parser_t;


/* A variable's name, with its hash: it is looked for in several scopes. */

typedef struct {
    posts_str_t  text;
    uint32_t     hash;
} posts_liquid_name_t;


/* Members every look-up knows, whether or not the value has such a key. */

typedef enum {
    POSTS_LIQUID_MEMBER_NONE = 0,
    POSTS_LIQUID_MEMBER_SIZE,
    POSTS_LIQUID_MEMBER_FIRST,
    POSTS_LIQUID_MEMBER_LAST
} posts_liquid_member_e;


/* One step of a look-up: .key, or [index] with an expression inside. */

typedef struct {
    posts_str_t                 key;
    posts_liquid_member_e       member;
    posts_liquid_expression_t  *index;    /* or NULL: "key" counts */
} posts_liquid_step_t;


typedef enum {
    POSTS_LIQUID_LITERAL = 0,
    POSTS_LIQUID_LOOKUP,
    POSTS_LIQUID_RANGE
} posts_liquid_expression_e;


struct posts_liquid_expression_s {
    posts_liquid_expression_e           type;

    union {
        posts_value_t                   literal;

        struct {
            posts_liquid_name_t         name;
            posts_liquid_expression_t  *computed;   /* [expr]: the name; or
                                                       NULL */
            posts_liquid_step_t        *steps;
            size_t                      n;
        } lookup;

        struct {
            posts_liquid_expression_t  *first;
            posts_liquid_expression_t  *last;
        } range;
    } u;
};


typedef struct {
    posts_str_t                 name;
    posts_liquid_expression_t  *value;
} posts_liquid_keyword_t;


/* A filter with its arguments, as it stands in the template. */

typedef struct posts_liquid_call_s {
    const posts_liquid_filter_t  *filter;     /* NULL: there is none */
    posts_str_t                   name;

    posts_liquid_expression_t   **args;
    size_t                        n;

    posts_liquid_keyword_t       *keywords;
    size_t                        nkeywords;

    /*
     * What a literal second argument of a filter with an expression
     * (where_exp, ...) is compiled to; or NULL
     */

    struct posts_liquid_condition_s  *condition;
    struct posts_liquid_filtered_s   *filtered;
} posts_liquid_call_t;


typedef struct posts_liquid_filtered_s {
    posts_liquid_expression_t  *expression;   /* NULL: nothing, as in {{ }} */
    posts_liquid_call_t        *calls;
    size_t                      n;
} posts_liquid_filtered_t;


typedef enum {
    POSTS_LIQUID_OP_NONE = 0,                 /* the left side alone */
    POSTS_LIQUID_OP_EQ,
    POSTS_LIQUID_OP_NE,
    POSTS_LIQUID_OP_LT,
    POSTS_LIQUID_OP_GT,
    POSTS_LIQUID_OP_LE,
    POSTS_LIQUID_OP_GE,
    POSTS_LIQUID_OP_CONTAINS,
    POSTS_LIQUID_OP_UNKNOWN                   /* an error when it is reached */
} posts_liquid_operator_e;


/* "a == b and c or d" is read from the right: a and (c or d). */

struct posts_liquid_condition_s {
    posts_liquid_expression_t  *left;
    posts_liquid_expression_t  *right;
    posts_liquid_operator_e     op;
    posts_str_t                 op_text;
    unsigned                    or:1;         /* how "next" is joined */
    posts_liquid_condition_t   *next;
};


/* The literals of conditions: x == empty, x == blank. */

extern const posts_value_t  posts_liquid_empty;
extern const posts_value_t  posts_liquid_blank;

posts_liquid_name_t posts_liquid_name(posts_str_t text);


/*
 * Compiling.  "posts_liquid_parse_..." read tokens as Ruby's strict parser
 * does and leave the token behind what they took; the whole-markup functions
 * below begin with that and, unless the parser is strict, warn and fall back
 * to what Ruby's lax parser makes of it.  All return POSTS_OK, POSTS_INVALID
 * (p->error is set; soft until the caller gives up) or POSTS_LIMIT.
 */

posts_rc_t posts_liquid_parse_expression(posts_liquid_parser_t *p,
    posts_liquid_tokens_t *t, posts_liquid_expression_t **e);
posts_rc_t posts_liquid_parse_condition(posts_liquid_parser_t *p,
    posts_liquid_tokens_t *t, posts_liquid_condition_t **c);

/* The whole markup of {{ }}, echo, the right side of assign. */

posts_rc_t posts_liquid_compile_filtered(posts_liquid_parser_t *p,
    posts_str_t markup, posts_liquid_filtered_t **f);

/* The whole markup of if, elsif, unless. */

posts_rc_t posts_liquid_compile_condition(posts_liquid_parser_t *p,
    posts_str_t markup, posts_liquid_condition_t **c);

/*
 * A piece of markup as Ruby's Liquid::Expression.parse takes it: always
 * succeeds but for memory.  "condition": empty and blank are the literals
 * of conditions, not "".
 */

posts_rc_t posts_liquid_lax_expression(posts_liquid_parser_t *p,
    posts_str_t markup, int condition, posts_liquid_expression_t **e);

/*
 * The lax ways for the whole markup; "f" is empty.  The parts that both ways
 * are made of: a word that stands for a value, a number, a step, a filter
 * (NULL: no memory), an argument (key: "" or a keyword), an operator.
 */

posts_rc_t posts_liquid_lax_filtered(posts_liquid_parser_t *p,
    posts_str_t markup, posts_liquid_filtered_t *f);
posts_rc_t posts_liquid_lax_condition(posts_liquid_parser_t *p,
    posts_str_t markup, posts_liquid_condition_t **c);

int posts_liquid_literal(posts_str_t word, int condition, posts_value_t *v);
posts_rc_t posts_liquid_number(posts_str_t text, posts_value_t *v);
void posts_liquid_step(posts_liquid_step_t *step, posts_str_t key);
void posts_liquid_range_ends(posts_liquid_expression_t *e);
posts_liquid_call_t *posts_liquid_add_call(posts_liquid_parser_t *p,
    posts_liquid_filtered_t *f, posts_str_t name);
posts_rc_t posts_liquid_add_argument(posts_liquid_parser_t *p,
    posts_liquid_call_t *call, posts_str_t key, posts_liquid_expression_t *e);
void posts_liquid_operator(posts_liquid_condition_t *c, posts_str_t text);


/*
 * At run time: the expression or condition in "text" (where_exp,
 * group_by_exp, ...), compiled into lc->arena, a condition strictly, as Jekyll
 * does.  POSTS_INVALID: a soft error, see posts_liquid_fail().
 */

posts_rc_t posts_liquid_condition_from(posts_liquid_context_t *lc,
    posts_str_t text, posts_liquid_condition_t **c);
posts_rc_t posts_liquid_filtered_from(posts_liquid_context_t *lc,
    posts_str_t text, posts_liquid_filtered_t **f);


#endif /* _POSTS_LIQUID_EXPRESSION_H_INCLUDED_ */
