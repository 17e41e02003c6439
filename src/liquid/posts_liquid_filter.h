
/*
 * Copyright (C) the authors of this project
 *
 * What a filter is, and the tables of the families.
 */


#ifndef _POSTS_LIQUID_FILTER_H_INCLUDED_
#define _POSTS_LIQUID_FILTER_H_INCLUDED_


#include "posts_liquid_context.h"
#include "posts_liquid_value.h"


/* The arguments behind the colon. */

typedef struct {
    const posts_value_t        *v;
    size_t                      n;
    posts_value_t               keywords;   /* a MAP, or nil */
    const posts_liquid_call_t  *call;
} posts_liquid_args_t;


/*
 * Makes of the input *v what the filter gives, in lc->arena, or returns
 * posts_liquid_fail() for what Ruby's filter raises.  The engine has checked
 * the number of arguments.  A filter that goes over members counts them with
 * posts_liquid_steps().
 */

typedef posts_rc_t (*posts_liquid_filter_pt)(posts_liquid_context_t *lc,
    posts_value_t *v, const posts_liquid_args_t *args);


/* A second argument that is an expression, compiled with the template. */

typedef enum {
    POSTS_LIQUID_FILTER_PLAIN = 0,
    POSTS_LIQUID_FILTER_CONDITION,     /* where_exp, find_exp, ... */
    POSTS_LIQUID_FILTER_EXPRESSION     /* group_by_exp */
} posts_liquid_filter_e;


struct posts_liquid_filter_s {
    posts_str_t             name;
    posts_liquid_filter_pt  handler;
    uint8_t                 min;       /* arguments behind the input */
    uint8_t                 max;
    uint8_t                 type;      /* posts_liquid_filter_e */
};


/* The families, each to an empty name. */

extern const posts_liquid_filter_t  posts_liquid_string_filters[];
extern const posts_liquid_filter_t  posts_liquid_replace_filters[];
extern const posts_liquid_filter_t  posts_liquid_word_filters[];
extern const posts_liquid_filter_t  posts_liquid_base64_filters[];
extern const posts_liquid_filter_t  posts_liquid_html_filters[];
extern const posts_liquid_filter_t  posts_liquid_url_filters[];
extern const posts_liquid_filter_t  posts_liquid_array_filters[];
extern const posts_liquid_filter_t  posts_liquid_select_filters[];
extern const posts_liquid_filter_t  posts_liquid_sort_filters[];
extern const posts_liquid_filter_t  posts_liquid_number_filters[];
extern const posts_liquid_filter_t  posts_liquid_date_filters[];


/* The filter of that name, or NULL. */

const posts_liquid_filter_t *posts_liquid_filter(posts_str_t name);


/* Argument i, or nil if there are not so many. */

static inline posts_value_t
posts_liquid_arg(const posts_liquid_args_t *args, size_t i)
{
    return (i < args->n) ? args->v[i] : posts_value_nil();
}


/* The result is this text (in lc->arena, or static, or the input's). */

static inline posts_rc_t
posts_liquid_give(posts_value_t *v, posts_str_t s)
{
    *v = posts_value_str(s);

    return POSTS_OK;
}


/*
 * The result is what is in the buffer, which has been made in lc->arena;
 * POSTS_LIMIT with a message if it has failed.
 */

posts_rc_t posts_liquid_give_buf(posts_liquid_context_t *lc, posts_value_t *v,
    const posts_buf_t *b);


#endif /* _POSTS_LIQUID_FILTER_H_INCLUDED_ */
