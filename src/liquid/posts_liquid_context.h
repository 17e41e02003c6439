
/*
 * Copyright (C) the authors of this project
 *
 * The state of a render: variables in their scopes, what loops and counters
 * remember, the limits; and the evaluation of expressions in it.
 *
 * Memory.  Two arenas: "kept" for what a variable may hold, until the render
 * ends; "scratch" for what an output or a condition computes, which is taken
 * back at once.  Filters take theirs from lc->arena, which is the right one
 * of the two.  So a value which is bound to a name must be computed with
 * lc->arena == lc->kept (posts_liquid_evaluate_kept() does that).
 *
 * Errors.  A soft error is what Ruby writes into the page: set it with
 * posts_liquid_fail(), return its POSTS_INVALID, and the node that was being
 * rendered writes it, or the render ends if it is strict.  Any other result
 * ends the render.
 */


#ifndef _POSTS_LIQUID_CONTEXT_H_INCLUDED_
#define _POSTS_LIQUID_CONTEXT_H_INCLUDED_


#include "posts_liquid_growing.h"
#include "posts_liquid_parser.h"


typedef struct {
    posts_liquid_name_t  name;
    posts_value_t        value;
} posts_liquid_binding_t;


typedef enum {
    POSTS_LIQUID_GO_ON = 0,
    POSTS_LIQUID_BREAK,
    POSTS_LIQUID_CONTINUE
} posts_liquid_interrupt_e;


struct posts_liquid_context_s {
    posts_arena_t                  *arena;
    posts_arena_t                  *kept;
    posts_arena_t                  *scratch;

    posts_buf_t                    *out;
    posts_error_t                  *error;
    const posts_liquid_host_t      *host;
    const posts_limits_t           *limits;

    const posts_liquid_template_t  *root;
    const posts_liquid_template_t  *template;  /* root, or a partial */
    const posts_liquid_node_t      *node;      /* being rendered */

    /*
     * Scopes: the names of loops and includes, innermost last, visible from
     * "base" on; then what assign and capture made; then counters; then the
     * host's globals (nil within {% render %}).
     */

    posts_liquid_binding_t         *bindings;
    size_t                          n;
    size_t                          size;
    size_t                          base;
    posts_map_t                    *assigns;
    posts_map_t                    *counters;
    posts_value_t                   globals;

    /* what tags remember from one time to the next, made on first use */

    posts_map_t                    *cycles;
    posts_map_t                    *offsets;   /* of loops: continue */
    posts_str_t                     changed;   /* of the last ifchanged */
    posts_value_t                   forloop;   /* the innermost; or nil */

    posts_liquid_growing_t          growing[POSTS_LIQUID_GROWING];
    uint64_t                        grown;     /* the time of their use */

    posts_liquid_interrupt_e        interrupt;
    size_t                          depth;     /* of blocks, all in all */
    size_t                          partials;  /* nesting of them */
    size_t                          steps;
    int64_t                         started;
    unsigned                        has_changed:1;
    unsigned                        isolated:1;  /* within {% render %} */
    unsigned                        soft:1;      /* "message" is set */
    unsigned                        silent:1;    /* and not to be written */
    unsigned                        reported:1;  /* and has been heard of */
    unsigned                        syntax;      /* the line of wrong markup,
                                                    or 0: another error */

    char                            message[512];
};


/*
 * The value of an expression; what it makes is in lc->arena.  A variable
 * that is not there is nil (a soft error with strict_variables).
 */

posts_rc_t posts_liquid_evaluate(posts_liquid_context_t *lc,
    const posts_liquid_expression_t *e, posts_value_t *out);

/* The same with the filters behind it; "f->expression" may be NULL: nil. */

posts_rc_t posts_liquid_evaluate_filtered(posts_liquid_context_t *lc,
    const posts_liquid_filtered_t *f, posts_value_t *out);

/* For what will be bound to a name: computed in lc->kept. */

posts_rc_t posts_liquid_evaluate_kept(posts_liquid_context_t *lc,
    const posts_liquid_expression_t *e, posts_value_t *out);

/* Whether the condition holds: 1 or 0 in *out. */

posts_rc_t posts_liquid_evaluate_condition(posts_liquid_context_t *lc,
    const posts_liquid_condition_t *c, int *out);

/* One comparison, as a condition makes it. */

posts_rc_t posts_liquid_compare_with(posts_liquid_context_t *lc,
    posts_liquid_operator_e op, posts_value_t left, posts_value_t right,
    int *out);


/*
 * Scopes.  _bind adds a name to the innermost scope; _unbind takes back all
 * since lc->n was "n".  A loop rebinds in place: the binding's index is what
 * lc->n was before _bind.  A MAP without a name (its text's data is NULL)
 * adds all of its members: for very many.  _assign sets a name in the
 * outermost scope.
 */

posts_rc_t posts_liquid_bind(posts_liquid_context_t *lc,
    const posts_liquid_name_t *name, posts_value_t v);
void posts_liquid_unbind(posts_liquid_context_t *lc, size_t n);
posts_rc_t posts_liquid_assign(posts_liquid_context_t *lc,
    const posts_liquid_name_t *name, posts_value_t v);

/* What a name stands for; 0 if it is nowhere (and *out is nil). */

int posts_liquid_variable(posts_liquid_context_t *lc,
    const posts_liquid_name_t *name, posts_value_t *out);


/* Renders a block's nodes; counts depth and steps. */

posts_rc_t posts_liquid_render_block(posts_liquid_context_t *lc,
    const posts_liquid_block_t *block);

/* The same, into a string in lc->kept. */

posts_rc_t posts_liquid_render_string(posts_liquid_context_t *lc,
    const posts_liquid_block_t *block, posts_str_t *text);

/*
 * Renders a partial's nodes: messages name it, and the depth is bounded.
 * POSTS_INVALID (soft) "Nesting too deep" past limits->includes.
 */

posts_rc_t posts_liquid_render_partial(posts_liquid_context_t *lc,
    const posts_liquid_template_t *partial);

/*
 * Appends a value to the output, or to "b", as {{ }} does; counts an array's
 * members as steps.
 */

posts_rc_t posts_liquid_write(posts_liquid_context_t *lc, posts_buf_t *b,
    posts_value_t v);


/* A soft error: Ruby's text behind "Liquid error: "; gives POSTS_INVALID. */

posts_rc_t posts_liquid_fail(posts_liquid_context_t *lc, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/*
 * A soft error of the error that is set: a partial does not compile.  It is
 * reported as it stands, and written as "Liquid syntax error".
 */

posts_rc_t posts_liquid_fail_syntax(posts_liquid_context_t *lc);

/* POSTS_LIMIT, with the message for it. */

posts_rc_t posts_liquid_memory(posts_liquid_context_t *lc);

/* Bytes of text that count as a step, where there are that many. */

#define POSTS_LIQUID_STEP  4096

/*
 * Counts n steps: nodes, turns of a loop, elements looked at by a filter.
 * POSTS_LIMIT past limits->steps or limits->time, or the error that an
 * object of the host has set.
 */

posts_rc_t posts_liquid_steps(posts_liquid_context_t *lc, size_t n);

/* Counts a text that is gone through; nothing, if it is not a long one. */

static inline posts_rc_t
posts_liquid_count_text(posts_liquid_context_t *lc, posts_value_t v)
{
    return (v.type == POSTS_STRING && v.len >= POSTS_LIQUID_STEP)
           ? posts_liquid_steps(lc, v.len / POSTS_LIQUID_STEP) : POSTS_OK;
}

/* Warns of something at the node being rendered. */

void posts_liquid_warn(posts_liquid_context_t *lc, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));


#endif /* _POSTS_LIQUID_CONTEXT_H_INCLUDED_ */
