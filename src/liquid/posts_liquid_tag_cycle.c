
/*
 * Copyright (C) the authors of this project
 *
 * cycle.  Whose turn it is in a group is kept by a key: the group's name; or
 * the literals of one without a name; or the tag itself where a variable is
 * among its values.  A byte 0 or 1 before the latter tells them from names.
 */


#include "posts_inspect.h"
#include "posts_liquid_lax.h"
#include "posts_liquid_value.h"


typedef struct {
    posts_liquid_node_t          node;
    posts_liquid_expression_t   *name;       /* of a computed key; or NULL */
    posts_str_t                  key;
    posts_liquid_expression_t  **values;
    size_t                       n;
    u_char                       own[1 + sizeof(void *)];
} posts_liquid_cycle_t;


static posts_rc_t posts_liquid_cycle_parse(posts_liquid_parser_t *p,
    const posts_liquid_piece_t *piece, posts_liquid_node_t **node);
static size_t posts_liquid_cycle_colon(posts_str_t markup,
    posts_str_t *name);
static posts_rc_t posts_liquid_cycle_values(posts_liquid_parser_t *p,
    posts_liquid_cycle_t *cycle, posts_str_t markup);
static posts_rc_t posts_liquid_cycle_unnamed(posts_liquid_parser_t *p,
    posts_liquid_cycle_t *cycle);
static void posts_liquid_cycle_key(posts_buf_t *b, posts_value_t name,
    size_t depth);
static posts_rc_t posts_liquid_cycle_render(posts_liquid_context_t *lc,
    const posts_liquid_node_t *node);


const posts_liquid_tag_t  posts_liquid_cycle_tags[] = {
    { posts_string("cycle"), posts_liquid_cycle_parse, 0 },
    { posts_null_string, NULL, 0 }
};


static posts_rc_t
posts_liquid_cycle_parse(posts_liquid_parser_t *p,
    const posts_liquid_piece_t *piece, posts_liquid_node_t **node)
{
    size_t                 colon;
    posts_rc_t             rc;
    posts_str_t            markup, name;
    posts_buf_t            b;
    posts_liquid_cycle_t  *cycle;

    cycle = posts_liquid_node(p, sizeof(posts_liquid_cycle_t),
                              posts_liquid_cycle_render);
    if (cycle == NULL) {
        return posts_liquid_parser_memory(p);
    }

    markup = posts_str_slice(piece->markup,
                             posts_liquid_lax_space(piece->markup, 0),
                             piece->markup.len);

    colon = posts_liquid_cycle_colon(markup, &name);

    if (name.len == 0) {
        return posts_liquid_syntax(p, posts_str(""),
                                   "Syntax Error in 'cycle' - Valid syntax: "
                                   "cycle [name :] var [, var2, var3 ...]");
    }

    if (colon == 0) {
        rc = posts_liquid_cycle_values(p, cycle, markup);

        if (rc == POSTS_OK) {
            rc = posts_liquid_cycle_unnamed(p, cycle);
        }

    } else {
        rc = posts_liquid_cycle_values(p, cycle,
                                       posts_str_slice(markup, colon + 1,
                                                       markup.len));

        if (rc == POSTS_OK) {
            rc = posts_liquid_lax_expression(p, name, 0, &cycle->name);
        }

        if (rc == POSTS_OK && cycle->name->type == POSTS_LIQUID_LITERAL) {
            posts_buf_init(&b, p->arena, 0);
            posts_liquid_cycle_key(&b, cycle->name->u.literal,
                                   p->limits->depth);

            cycle->name = NULL;
            cycle->key = posts_buf_str(&b);

            if (b.rc != POSTS_OK) {
                rc = posts_liquid_parser_memory(p);
            }
        }
    }

    if (rc == POSTS_OK) {
        *node = &cycle->node;
    }

    return rc;
}


/*
 * The fragment that the markup begins with, and where the colon is that
 * makes it a name, or 0.  An unquoted one takes colons in as long as another
 * one follows: "a:b:c" is "a:b" and then "c".
 */

static size_t
posts_liquid_cycle_colon(posts_str_t markup, posts_str_t *name)
{
    u_char  c, quote;
    size_t  i, pos, colon;

    pos = 0;

    if (!posts_liquid_lax_fragment(markup, &pos, name)) {
        *name = (posts_str_t) posts_null_string;
        return 0;
    }

    i = posts_liquid_lax_space(markup, pos);

    if (i < markup.len && markup.data[i] == ':') {
        return i;
    }

    if (name->data[0] == '"' || name->data[0] == '\'') {
        return 0;
    }

    colon = 0;
    quote = 0;

    for (i = 0; i < name->len; i++) {
        c = name->data[i];

        if (c == quote) {
            quote = 0;

        } else if (quote == 0 && (c == '"' || c == '\'')) {
            quote = c;

        } else if (quote == 0 && c == ':') {
            colon = i;
        }
    }

    if (colon != 0) {
        name->len = colon;
    }

    return colon;
}


/* What is between commas, in quotes or not; only its first fragment. */

static posts_rc_t
posts_liquid_cycle_values(posts_liquid_parser_t *p,
    posts_liquid_cycle_t *cycle, posts_str_t markup)
{
    size_t         i, from, pos, n;
    posts_rc_t     rc;
    posts_str_t    part, fragment;
    posts_value_t  v;

    n = 1;

    for (i = 0; i < markup.len; i++) {
        n += (markup.data[i] == ',');
    }

    cycle->values = posts_arena_array(p->arena, n,
                                      sizeof(posts_liquid_expression_t *));
    if (cycle->values == NULL) {
        return posts_liquid_parser_memory(p);
    }

    from = 0;

    for (i = 0; i <= markup.len; i++) {

        if (i < markup.len && markup.data[i] != ',') {
            continue;
        }

        part = posts_str_slice(markup, from, i);
        from = i + 1;
        pos = 0;

        if (!posts_liquid_lax_find_fragment(part, &pos, &fragment)) {
            continue;
        }

        rc = posts_liquid_lax_expression(p, fragment, 0,
                                         &cycle->values[cycle->n]);
        if (rc != POSTS_OK) {
            return rc;
        }

        /* Ruby leaves out a nil that is written as one */

        if (!posts_liquid_literal(fragment, 0, &v) || v.type != POSTS_NIL) {
            cycle->n++;
        }
    }

    return POSTS_OK;
}


static posts_rc_t
posts_liquid_cycle_unnamed(posts_liquid_parser_t *p,
    posts_liquid_cycle_t *cycle)
{
    size_t                            i;
    posts_buf_t                       b;
    const posts_liquid_expression_t  *e;

    posts_buf_init(&b, p->arena, 0);
    posts_buf_addc(&b, '\0');

    for (i = 0; i < cycle->n; i++) {
        e = cycle->values[i];

        if (e->type == POSTS_LIQUID_RANGE
            && e->u.range.first->type == POSTS_LIQUID_LITERAL
            && e->u.range.last->type == POSTS_LIQUID_LITERAL)
        {
            posts_buf_lit(&b, ", ");
            posts_inspect_value(&b, e->u.range.first->u.literal, 1);
            posts_buf_lit(&b, "..");
            posts_inspect_value(&b, e->u.range.last->u.literal, 1);
            continue;
        }

        if (e->type != POSTS_LIQUID_LITERAL) {
            cycle->own[0] = 1;
            memcpy(&cycle->own[1], &cycle, sizeof(void *));
            cycle->key = posts_str_from(cycle->own, sizeof(cycle->own));
            return POSTS_OK;
        }

        posts_buf_lit(&b, ", ");
        posts_inspect_value(&b, e->u.literal, p->limits->depth);
    }

    cycle->key = posts_buf_str(&b);

    return (b.rc == POSTS_OK) ? POSTS_OK : posts_liquid_parser_memory(p);
}


static void
posts_liquid_cycle_key(posts_buf_t *b, posts_value_t name, size_t depth)
{
    if (name.type == POSTS_STRING) {
        posts_buf_add(b, posts_value_string(name));
        return;
    }

    posts_buf_addc(b, '\0');
    posts_inspect_value(b, name, depth);
}


static posts_rc_t
posts_liquid_cycle_render(posts_liquid_context_t *lc,
    const posts_liquid_node_t *node)
{
    size_t                       turn;
    posts_rc_t                   rc;
    posts_str_t                  key;
    posts_buf_t                  b;
    posts_value_t                v;
    posts_arena_t               *arena;
    posts_arena_mark_t           mark;
    const posts_liquid_cycle_t  *cycle;

    cycle = (const posts_liquid_cycle_t *) node;

    if (lc->cycles == NULL) {
        lc->cycles = posts_map_create(lc->kept, 0);

        if (lc->cycles == NULL) {
            return posts_liquid_memory(lc);
        }
    }

    key = cycle->key;
    arena = lc->arena;
    mark = posts_arena_mark(lc->scratch);
    lc->arena = lc->scratch;
    rc = POSTS_OK;

    if (cycle->name != NULL) {
        rc = posts_liquid_evaluate(lc, cycle->name, &v);

        if (rc == POSTS_OK) {
            posts_buf_init(&b, lc->scratch, 0);
            posts_liquid_cycle_key(&b, v, lc->limits->depth);
            key = posts_buf_str(&b);

            rc = (b.rc == POSTS_OK)
                 ? posts_liquid_steps(lc, key.len / POSTS_LIQUID_STEP)
                 : posts_liquid_memory(lc);
        }
    }

    turn = 0;

    if (rc == POSTS_OK
        && posts_value_find(posts_value_map(lc->cycles), key, &v))
    {
        turn = (size_t) v.u.integer;

    } else if (cycle->name != NULL && key.len != 0) {

        /* it stays */

        key = posts_arena_str(lc->kept, key);

        if (key.data == NULL) {
            rc = posts_liquid_memory(lc);
        }
    }

    if (rc == POSTS_OK && turn < cycle->n) {
        rc = posts_liquid_evaluate(lc, cycle->values[turn], &v);

        if (rc == POSTS_OK) {
            rc = posts_liquid_write(lc, lc->out, v);
        }
    }

    if (rc == POSTS_OK) {
        turn = (turn + 1 < cycle->n) ? turn + 1 : 0;

        if (posts_map_set(lc->cycles, key, posts_value_int((int64_t) turn))
            != POSTS_OK)
        {
            rc = posts_liquid_memory(lc);
        }
    }

    posts_arena_rewind(lc->scratch, mark);
    lc->arena = arena;

    return rc;
}
