
/*
 * Copyright (C) the authors of this project
 *
 * for, tablerow, break and continue.
 *
 * A turn of a loop makes nothing: the loop's variable is bound once and then
 * rebound in its place, its object counts on.  Only a map's pairs have to be
 * made, since Ruby shows each as an array.
 */


#include "posts_liquid_lax.h"
#include "posts_liquid_loop.h"
#include "posts_liquid_value.h"


typedef struct {
    posts_liquid_node_t         node;
    posts_liquid_name_t         variable;
    posts_liquid_name_t         forloop;
    posts_str_t                 name;        /* "item-collection" */
    posts_liquid_expression_t  *collection;
    posts_liquid_expression_t  *offset;      /* or NULL */
    posts_liquid_expression_t  *limit;       /* or NULL */
    posts_liquid_block_t        body;
    posts_liquid_block_t        otherwise;   /* {% else %} */
    unsigned                    proceed:1;   /* offset: continue */
    unsigned                    reversed:1;
} posts_liquid_for_t;


typedef struct {
    posts_liquid_node_t         node;
    posts_liquid_name_t         variable;
    posts_liquid_name_t         tablerowloop;
    posts_liquid_expression_t  *collection;
    posts_liquid_expression_t  *offset;      /* these three: or NULL */
    posts_liquid_expression_t  *limit;
    posts_liquid_expression_t  *cols;
    posts_liquid_block_t        body;
} posts_liquid_tablerow_t;


/* What a loop is asked to leave out. */

typedef struct {
    size_t  from;
    size_t  n;
} posts_liquid_window_t;


static posts_rc_t posts_liquid_for_parse(posts_liquid_parser_t *p,
    const posts_liquid_piece_t *piece, posts_liquid_node_t **node);
static posts_rc_t posts_liquid_for_strict(posts_liquid_parser_t *p,
    posts_liquid_for_t *loop, posts_str_t markup);
static posts_rc_t posts_liquid_for_attribute(posts_liquid_parser_t *p,
    posts_liquid_for_t *loop, posts_liquid_tokens_t *t, posts_str_t markup);
static posts_rc_t posts_liquid_for_lax(posts_liquid_parser_t *p,
    posts_liquid_for_t *loop, posts_str_t markup);
static posts_rc_t posts_liquid_for_name(posts_liquid_parser_t *p,
    posts_liquid_for_t *loop, posts_str_t collection);
static posts_rc_t posts_liquid_for_render(posts_liquid_context_t *lc,
    const posts_liquid_node_t *node);
static posts_rc_t posts_liquid_for_window(posts_liquid_context_t *lc,
    const posts_liquid_for_t *loop, posts_liquid_series_t *series,
    posts_liquid_window_t *window);
static posts_rc_t posts_liquid_for_turns(posts_liquid_context_t *lc,
    const posts_liquid_for_t *loop, const posts_liquid_series_t *series,
    const posts_liquid_window_t *window, posts_liquid_loop_t *object);

static posts_rc_t posts_liquid_tablerow_parse(posts_liquid_parser_t *p,
    const posts_liquid_piece_t *piece, posts_liquid_node_t **node);
static posts_rc_t posts_liquid_tablerow_markup(posts_liquid_parser_t *p,
    posts_liquid_tablerow_t *loop, posts_str_t markup);
static posts_rc_t posts_liquid_tablerow_render(posts_liquid_context_t *lc,
    const posts_liquid_node_t *node);
static posts_rc_t posts_liquid_tablerow_turns(posts_liquid_context_t *lc,
    const posts_liquid_tablerow_t *loop, const posts_liquid_series_t *series,
    const posts_liquid_window_t *window, posts_liquid_loop_t *object);

static posts_rc_t posts_liquid_break_parse(posts_liquid_parser_t *p,
    const posts_liquid_piece_t *piece, posts_liquid_node_t **node);
static posts_rc_t posts_liquid_break_render(posts_liquid_context_t *lc,
    const posts_liquid_node_t *node);
static posts_rc_t posts_liquid_continue_parse(posts_liquid_parser_t *p,
    const posts_liquid_piece_t *piece, posts_liquid_node_t **node);
static posts_rc_t posts_liquid_continue_render(posts_liquid_context_t *lc,
    const posts_liquid_node_t *node);

static posts_rc_t posts_liquid_loop_series(posts_liquid_context_t *lc,
    const posts_liquid_expression_t *e, posts_liquid_series_t *series,
    posts_value_t *v);
static posts_rc_t posts_liquid_loop_number(posts_liquid_context_t *lc,
    const posts_liquid_expression_t *e, posts_value_t *v);
static posts_rc_t posts_liquid_loop_to_i(posts_liquid_context_t *lc,
    posts_value_t v, int64_t *out);
static void posts_liquid_loop_slice(const posts_liquid_series_t *series,
    int64_t from, const int64_t *limit, posts_liquid_window_t *window);
static posts_str_t posts_liquid_loop_fragments(posts_str_t markup,
    size_t *pos);


const posts_liquid_tag_t  posts_liquid_loop_tags[] = {
    { posts_string("for"), posts_liquid_for_parse, 1 },
    { posts_string("tablerow"), posts_liquid_tablerow_parse, 1 },
    { posts_string("break"), posts_liquid_break_parse, 0 },
    { posts_string("continue"), posts_liquid_continue_parse, 0 },
    { posts_null_string, NULL, 0 }
};


static const posts_str_t  posts_liquid_for_ends[] = {
    posts_string("endfor"),
    posts_string("else"),
    posts_null_string
};


static const posts_str_t  posts_liquid_else_ends[] = {
    posts_string("endfor"),
    posts_null_string
};


static const posts_str_t  posts_liquid_tablerow_ends[] = {
    posts_string("endtablerow"),
    posts_null_string
};


static posts_rc_t
posts_liquid_for_parse(posts_liquid_parser_t *p,
    const posts_liquid_piece_t *piece, posts_liquid_node_t **node)
{
    posts_rc_t             rc;
    posts_liquid_for_t    *loop;
    posts_liquid_piece_t   end;

    loop = posts_liquid_node(p, sizeof(posts_liquid_for_t),
                             posts_liquid_for_render);
    if (loop == NULL) {
        return posts_liquid_parser_memory(p);
    }

    loop->forloop = posts_liquid_name(posts_str("forloop"));

    rc = posts_liquid_for_strict(p, loop, piece->markup);

    if (rc == POSTS_INVALID) {
        rc = posts_liquid_relax(p);

        if (rc == POSTS_OK) {
            loop->offset = NULL;
            loop->limit = NULL;
            loop->proceed = 0;

            rc = posts_liquid_for_lax(p, loop, piece->markup);
        }
    }

    if (rc == POSTS_OK) {
        rc = posts_liquid_block(p, &loop->body, posts_str("for"),
                                posts_liquid_for_ends, &end);
    }

    if (rc != POSTS_OK) {
        return rc;
    }

    loop->node.blank = loop->body.blank;

    if (posts_str_eq(end.name, posts_str("else"))) {
        rc = posts_liquid_block(p, &loop->otherwise, posts_str("for"),
                                posts_liquid_else_ends, &end);

        if (rc != POSTS_OK) {
            return rc;
        }

        loop->node.blank = loop->body.blank && loop->otherwise.blank;
    }

    if (loop->node.blank) {
        posts_liquid_block_strip(&loop->body);
        posts_liquid_block_strip(&loop->otherwise);
    }

    *node = &loop->node;

    return POSTS_OK;
}


static posts_rc_t
posts_liquid_for_strict(posts_liquid_parser_t *p, posts_liquid_for_t *loop,
    posts_str_t markup)
{
    posts_rc_t             rc;
    const u_char          *from, *to;
    posts_liquid_tokens_t  t;

    posts_liquid_tokens_init(&t, markup);

    loop->variable = posts_liquid_name(t.token.text);

    if (t.token.type != POSTS_LIQUID_TOKEN_ID) {
        return posts_liquid_syntax(p, markup, "Expected id but found %.*s",
                       posts_str_arg(posts_liquid_token_name(t.token.type)));
    }

    posts_liquid_tokens_next(&t);

    if (!posts_liquid_tokens_skip_id(&t, posts_str("in"))) {
        return posts_liquid_syntax(p, markup,
                                   "For loops require an 'in' clause");
    }

    from = t.token.text.data;

    rc = posts_liquid_parse_expression(p, &t, &loop->collection);
    if (rc != POSTS_OK) {
        return rc;
    }

    to = (t.token.type == POSTS_LIQUID_TOKEN_END) ? markup.data + markup.len
                                                  : t.token.text.data;

    rc = posts_liquid_for_name(p, loop,
                               posts_str_from(from, (size_t) (to - from)));
    if (rc != POSTS_OK) {
        return rc;
    }

    loop->reversed = (posts_liquid_tokens_skip_id(&t, posts_str("reversed"))
                      != 0);

    while (t.token.type == POSTS_LIQUID_TOKEN_ID
           && t.ahead.type == POSTS_LIQUID_TOKEN_COLON)
    {
        rc = posts_liquid_for_attribute(p, loop, &t, markup);
        if (rc != POSTS_OK) {
            return rc;
        }
    }

    if (t.token.type != POSTS_LIQUID_TOKEN_END) {
        return posts_liquid_syntax(p, markup,
                       "Expected end_of_string but found %.*s",
                       posts_str_arg(posts_liquid_token_name(t.token.type)));
    }

    return POSTS_OK;
}


static posts_rc_t
posts_liquid_for_attribute(posts_liquid_parser_t *p, posts_liquid_for_t *loop,
    posts_liquid_tokens_t *t, posts_str_t markup)
{
    posts_str_t  key;

    key = t->token.text;

    posts_liquid_tokens_next(t);
    posts_liquid_tokens_next(t);

    if (posts_str_eq(key, posts_str("limit"))) {
        return posts_liquid_parse_expression(p, t, &loop->limit);
    }

    if (!posts_str_eq(key, posts_str("offset"))) {
        return posts_liquid_syntax(p, markup, "Invalid attribute in for loop. "
                                   "Valid attributes are limit and offset");
    }

    loop->proceed = (t->ahead.type != POSTS_LIQUID_TOKEN_DOT
                     && t->ahead.type != POSTS_LIQUID_TOKEN_OPEN_SQUARE
                     && posts_liquid_tokens_skip_id(t, posts_str("continue")));

    if (loop->proceed) {
        return POSTS_OK;
    }

    return posts_liquid_parse_expression(p, t, &loop->offset);
}


/* \A([\w-]+)\s+in\s+(fragment+)\s*(reversed)? */

static posts_rc_t
posts_liquid_for_lax(posts_liquid_parser_t *p, posts_liquid_for_t *loop,
    posts_str_t markup)
{
    size_t                      pos, from, to;
    posts_rc_t                  rc;
    posts_str_t                 key, value, collection;
    posts_liquid_expression_t  *e;

    pos = posts_liquid_lax_space(markup, 0);
    from = pos;

    while (pos < markup.len && posts_liquid_lax_segment(markup.data[pos])) {
        pos++;
    }

    loop->variable = posts_liquid_name(posts_str_slice(markup, from, pos));

    to = posts_liquid_lax_space(markup, pos);
    collection = (posts_str_t) posts_null_string;

    if (pos > from && to > pos
        && posts_str_starts(posts_str_slice(markup, to, markup.len),
                            posts_str("in")))
    {
        pos = posts_liquid_lax_space(markup, to + 2);

        if (pos > to + 2) {
            collection = posts_liquid_loop_fragments(markup, &pos);
        }
    }

    if (collection.len == 0) {
        return posts_liquid_syntax(p, posts_str(""),
                                   "Syntax Error in 'for loop' - Valid syntax: "
                                   "for [item] in [collection]");
    }

    rc = posts_liquid_lax_expression(p, collection, 0, &loop->collection);

    if (rc == POSTS_OK) {
        rc = posts_liquid_for_name(p, loop, collection);
    }

    pos = posts_liquid_lax_space(markup, pos);
    loop->reversed = posts_str_starts(posts_str_slice(markup, pos, markup.len),
                                      posts_str("reversed"));

    pos = 0;

    while (rc == POSTS_OK
           && posts_liquid_lax_attribute(markup, &pos, &key, &value))
    {
        rc = posts_liquid_lax_expression(p, value, 0, &e);

        if (posts_str_eq(key, posts_str("limit"))) {
            loop->limit = e;

        } else if (posts_str_eq(key, posts_str("offset"))) {
            loop->proceed = posts_str_eq(value, posts_str("continue"));
            loop->offset = e;
        }
    }

    return rc;
}


/* The name as Ruby has it: without white space but what is in quotes. */

static posts_rc_t
posts_liquid_for_name(posts_liquid_parser_t *p, posts_liquid_for_t *loop,
    posts_str_t collection)
{
    u_char       c, quote;
    size_t       i, next;
    posts_buf_t  b;

    posts_buf_init(&b, p->arena, 0);
    posts_buf_add(&b, loop->variable.text);
    posts_buf_addc(&b, '-');

    quote = 0;

    for (i = 0; i < collection.len; i++) {
        c = collection.data[i];

        if (quote == 0) {
            next = posts_liquid_lax_space(collection, i);

            if (next > i) {
                i = next - 1;
                continue;
            }

            if (c == '"' || c == '\'') {
                quote = c;
            }

        } else if (c == quote) {
            quote = 0;
        }

        posts_buf_addc(&b, c);
    }

    loop->name = posts_buf_str(&b);

    return (b.rc == POSTS_OK) ? POSTS_OK : posts_liquid_parser_memory(p);
}


static posts_rc_t
posts_liquid_for_render(posts_liquid_context_t *lc,
    const posts_liquid_node_t *node)
{
    size_t                     n;
    posts_rc_t                 rc;
    posts_value_t              outer;
    posts_liquid_loop_t       *object;
    posts_liquid_series_t      series;
    posts_liquid_window_t      window;
    const posts_liquid_for_t  *loop;

    loop = (const posts_liquid_for_t *) node;

    rc = posts_liquid_for_window(lc, loop, &series, &window);
    if (rc != POSTS_OK) {
        return rc;
    }

    if (window.n == 0) {
        return posts_liquid_render_block(lc, &loop->otherwise);
    }

    n = lc->n;
    outer = lc->forloop;

    object = posts_liquid_forloop(lc, &loop->name, window.n);
    if (object == NULL) {
        return posts_liquid_memory(lc);
    }

    lc->forloop = posts_liquid_loop_value(object);

    rc = posts_liquid_bind(lc, &loop->forloop, lc->forloop);

    if (rc == POSTS_OK) {
        rc = posts_liquid_bind(lc, &loop->variable, posts_value_nil());
    }

    if (rc == POSTS_OK) {
        rc = posts_liquid_for_turns(lc, loop, &series, &window, object);
    }

    posts_liquid_unbind(lc, n);
    lc->forloop = outer;

    return rc;
}


static posts_rc_t
posts_liquid_for_turns(posts_liquid_context_t *lc,
    const posts_liquid_for_t *loop, const posts_liquid_series_t *series,
    const posts_liquid_window_t *window, posts_liquid_loop_t *object)
{
    size_t                    i, at, slot;
    posts_rc_t                rc;
    posts_liquid_interrupt_e  interrupt;

    slot = lc->n - 1;

    for (i = 0; i < window->n; i++) {
        at = window->from + (loop->reversed ? window->n - 1 - i : i);

        rc = posts_liquid_steps(lc, 1);

        if (rc == POSTS_OK) {
            rc = posts_liquid_series_at(lc, series, at,
                                        &lc->bindings[slot].value);
        }

        if (rc == POSTS_OK) {
            rc = posts_liquid_render_block(lc, &loop->body);
        }

        if (rc != POSTS_OK) {
            return rc;
        }

        object->index++;

        interrupt = lc->interrupt;
        lc->interrupt = POSTS_LIQUID_GO_ON;

        if (interrupt == POSTS_LIQUID_BREAK) {
            break;
        }
    }

    return POSTS_OK;
}


static posts_rc_t
posts_liquid_for_window(posts_liquid_context_t *lc,
    const posts_liquid_for_t *loop, posts_liquid_series_t *series,
    posts_liquid_window_t *window)
{
    int64_t        from, limit;
    posts_rc_t     rc;
    posts_value_t  v;

    from = 0;

    if (loop->proceed) {
        if (lc->offsets != NULL) {
            v = posts_value_get(posts_value_map(lc->offsets), loop->name);
            from = (v.type == POSTS_INT) ? v.u.integer : 0;
        }

    } else if (loop->offset != NULL) {
        rc = posts_liquid_loop_number(lc, loop->offset, &v);

        if (rc == POSTS_OK && v.type != POSTS_NIL) {
            rc = posts_liquid_to_integer(lc, v, &from);
        }

        if (rc != POSTS_OK) {
            return rc;
        }
    }

    rc = posts_liquid_loop_series(lc, loop->collection, series, &v);
    if (rc != POSTS_OK) {
        return rc;
    }

    v = posts_value_nil();

    if (loop->limit != NULL) {
        rc = posts_liquid_loop_number(lc, loop->limit, &v);

        if (rc == POSTS_OK && v.type != POSTS_NIL) {
            rc = posts_liquid_to_integer(lc, v, &limit);
        }

        if (rc != POSTS_OK) {
            return rc;
        }
    }

    posts_liquid_loop_slice(series, from,
                            v.type != POSTS_NIL ? &limit : NULL, window);

    if (lc->offsets == NULL) {
        lc->offsets = posts_map_create(lc->kept, 0);
    }

    if (lc->offsets == NULL
        || posts_map_set(lc->offsets, loop->name,
                         posts_value_int((int64_t) ((uint64_t) from
                                                    + window->n)))
           != POSTS_OK)
    {
        return posts_liquid_memory(lc);
    }

    return POSTS_OK;
}


static posts_rc_t
posts_liquid_tablerow_parse(posts_liquid_parser_t *p,
    const posts_liquid_piece_t *piece, posts_liquid_node_t **node)
{
    posts_rc_t                rc;
    posts_liquid_piece_t      end;
    posts_liquid_tablerow_t  *loop;

    loop = posts_liquid_node(p, sizeof(posts_liquid_tablerow_t),
                             posts_liquid_tablerow_render);
    if (loop == NULL) {
        return posts_liquid_parser_memory(p);
    }

    loop->tablerowloop = posts_liquid_name(posts_str("tablerowloop"));

    rc = posts_liquid_tablerow_markup(p, loop, piece->markup);

    if (rc == POSTS_OK) {
        rc = posts_liquid_block(p, &loop->body, posts_str("tablerow"),
                                posts_liquid_tablerow_ends, &end);
    }

    if (rc == POSTS_OK) {
        loop->node.blank = loop->body.blank;
        *node = &loop->node;
    }

    return rc;
}


/* (\w+)\s+in\s+(fragment+), wherever it is; then the attributes. */

static posts_rc_t
posts_liquid_tablerow_markup(posts_liquid_parser_t *p,
    posts_liquid_tablerow_t *loop, posts_str_t markup)
{
    size_t                      pos, from, end, to;
    posts_rc_t                  rc;
    posts_str_t                 key, value, collection;
    posts_liquid_expression_t  *e;

    collection = (posts_str_t) posts_null_string;
    pos = 0;

    while (pos < markup.len && collection.len == 0) {

        from = pos;

        while (pos < markup.len && posts_liquid_lax_word(markup.data[pos])) {
            pos++;
        }

        if (pos == from) {
            pos++;
            continue;
        }

        end = pos;
        to = posts_liquid_lax_space(markup, end);

        if (to == end
            || !posts_str_starts(posts_str_slice(markup, to, markup.len),
                                 posts_str("in")))
        {
            continue;
        }

        pos = posts_liquid_lax_space(markup, to + 2);

        if (pos > to + 2) {
            collection = posts_liquid_loop_fragments(markup, &pos);
        }

        if (collection.len == 0) {

            /* the "in" itself may be the variable */

            pos = to;
            continue;
        }

        loop->variable = posts_liquid_name(posts_str_slice(markup, from, end));
    }

    if (collection.len == 0) {
        return posts_liquid_syntax(p, posts_str(""),
                                   "Syntax Error in 'table_row loop' - Valid "
                                   "syntax: table_row [item] in [collection] "
                                   "cols=3");
    }

    rc = posts_liquid_lax_expression(p, collection, 0, &loop->collection);

    pos = 0;

    while (rc == POSTS_OK
           && posts_liquid_lax_attribute(markup, &pos, &key, &value))
    {
        rc = posts_liquid_lax_expression(p, value, 0, &e);

        if (posts_str_eq(key, posts_str("cols"))) {
            loop->cols = e;

        } else if (posts_str_eq(key, posts_str("limit"))) {
            loop->limit = e;

        } else if (posts_str_eq(key, posts_str("offset"))) {
            loop->offset = e;
        }
    }

    return rc;
}


static posts_rc_t
posts_liquid_tablerow_render(posts_liquid_context_t *lc,
    const posts_liquid_node_t *node)
{
    size_t                          n;
    int64_t                         from, limit, cols;
    posts_rc_t                      rc;
    posts_value_t                   v, collection;
    posts_liquid_loop_t            *object;
    posts_liquid_series_t           series;
    posts_liquid_window_t           window;
    const posts_liquid_tablerow_t  *loop;

    loop = (const posts_liquid_tablerow_t *) node;
    from = 0;

    rc = posts_liquid_loop_series(lc, loop->collection, &series, &collection);
    if (rc != POSTS_OK || !posts_value_true(collection)) {
        return rc;
    }

    if (loop->offset != NULL) {
        rc = posts_liquid_loop_number(lc, loop->offset, &v);

        if (rc == POSTS_OK) {
            rc = posts_liquid_loop_to_i(lc, v, &from);
        }

        if (rc != POSTS_OK) {
            return rc;
        }
    }

    if (loop->limit != NULL) {
        rc = posts_liquid_loop_number(lc, loop->limit, &v);

        if (rc == POSTS_OK) {
            rc = posts_liquid_loop_to_i(lc, v, &limit);
        }

        if (rc != POSTS_OK) {
            return rc;
        }
    }

    posts_liquid_loop_slice(&series, from, loop->limit != NULL ? &limit : NULL,
                            &window);

    cols = (int64_t) window.n;

    if (loop->cols != NULL) {
        rc = posts_liquid_loop_number(lc, loop->cols, &v);

        if (rc == POSTS_OK) {
            rc = posts_liquid_loop_to_i(lc, v, &cols);
        }

        if (rc != POSTS_OK) {
            return rc;
        }
    }

    object = posts_liquid_tablerowloop(lc, window.n, cols);
    if (object == NULL) {
        return posts_liquid_memory(lc);
    }

    n = lc->n;

    rc = posts_liquid_bind(lc, &loop->tablerowloop,
                           posts_liquid_loop_value(object));

    if (rc == POSTS_OK) {
        rc = posts_liquid_bind(lc, &loop->variable, posts_value_nil());
    }

    if (rc == POSTS_OK) {
        posts_buf_lit(lc->out, "<tr class=\"row1\">\n");

        rc = posts_liquid_tablerow_turns(lc, loop, &series, &window, object);

        posts_buf_lit(lc->out, "</tr>\n");
    }

    posts_liquid_unbind(lc, n);

    return rc;
}


static posts_rc_t
posts_liquid_tablerow_turns(posts_liquid_context_t *lc,
    const posts_liquid_tablerow_t *loop, const posts_liquid_series_t *series,
    const posts_liquid_window_t *window, posts_liquid_loop_t *object)
{
    size_t                    i, slot;
    posts_rc_t                rc;
    posts_liquid_interrupt_e  interrupt;

    slot = lc->n - 1;

    for (i = 0; i < window->n; i++) {

        rc = posts_liquid_steps(lc, 1);

        if (rc == POSTS_OK) {
            rc = posts_liquid_series_at(lc, series, window->from + i,
                                        &lc->bindings[slot].value);
        }

        if (rc != POSTS_OK) {
            return rc;
        }

        posts_buf_lit(lc->out, "<td class=\"col");
        posts_buf_int(lc->out, object->u.tablerow.col);
        posts_buf_lit(lc->out, "\">");

        rc = posts_liquid_render_block(lc, &loop->body);
        if (rc != POSTS_OK) {
            return rc;
        }

        posts_buf_lit(lc->out, "</td>");

        interrupt = lc->interrupt;
        lc->interrupt = POSTS_LIQUID_GO_ON;

        if (interrupt == POSTS_LIQUID_BREAK) {
            break;
        }

        object->index++;

        if (object->u.tablerow.col != object->u.tablerow.cols) {
            object->u.tablerow.col++;
            continue;
        }

        object->u.tablerow.col = 1;
        object->u.tablerow.row++;

        if (object->index != object->length) {
            posts_buf_lit(lc->out, "</tr>\n<tr class=\"row");
            posts_buf_int(lc->out, object->u.tablerow.row);
            posts_buf_lit(lc->out, "\">");
        }
    }

    return POSTS_OK;
}


static posts_rc_t
posts_liquid_break_parse(posts_liquid_parser_t *p,
    const posts_liquid_piece_t *piece, posts_liquid_node_t **node)
{
    (void) piece;

    *node = posts_liquid_node(p, sizeof(posts_liquid_node_t),
                              posts_liquid_break_render);

    return (*node != NULL) ? POSTS_OK : posts_liquid_parser_memory(p);
}


static posts_rc_t
posts_liquid_break_render(posts_liquid_context_t *lc,
    const posts_liquid_node_t *node)
{
    (void) node;

    lc->interrupt = POSTS_LIQUID_BREAK;

    return POSTS_OK;
}


static posts_rc_t
posts_liquid_continue_parse(posts_liquid_parser_t *p,
    const posts_liquid_piece_t *piece, posts_liquid_node_t **node)
{
    (void) piece;

    *node = posts_liquid_node(p, sizeof(posts_liquid_node_t),
                              posts_liquid_continue_render);

    return (*node != NULL) ? POSTS_OK : posts_liquid_parser_memory(p);
}


static posts_rc_t
posts_liquid_continue_render(posts_liquid_context_t *lc,
    const posts_liquid_node_t *node)
{
    (void) node;

    lc->interrupt = POSTS_LIQUID_CONTINUE;

    return POSTS_OK;
}


/* A range lives no longer than it takes to learn its ends. */

static posts_rc_t
posts_liquid_loop_series(posts_liquid_context_t *lc,
    const posts_liquid_expression_t *e, posts_liquid_series_t *series,
    posts_value_t *v)
{
    posts_rc_t           rc;
    posts_arena_t       *arena;
    posts_arena_mark_t   mark;

    if (e->type != POSTS_LIQUID_RANGE) {
        rc = posts_liquid_evaluate_kept(lc, e, v);

        if (rc == POSTS_OK) {
            posts_liquid_series(series, *v);
        }

        return rc;
    }

    arena = lc->arena;
    mark = posts_arena_mark(lc->scratch);
    lc->arena = lc->scratch;

    rc = posts_liquid_evaluate(lc, e, v);

    if (rc == POSTS_OK) {
        posts_liquid_series(series, *v);
        *v = posts_value_bool(1);
    }

    posts_arena_rewind(lc->scratch, mark);
    lc->arena = arena;

    return rc;
}


/* What a number is computed from is not needed any longer than that. */

static posts_rc_t
posts_liquid_loop_number(posts_liquid_context_t *lc,
    const posts_liquid_expression_t *e, posts_value_t *v)
{
    if (e->type == POSTS_LIQUID_LITERAL) {
        *v = e->u.literal;
        return POSTS_OK;
    }

    return posts_liquid_evaluate(lc, e, v);
}


static posts_rc_t
posts_liquid_loop_to_i(posts_liquid_context_t *lc, posts_value_t v,
    int64_t *out)
{
    switch (v.type) {

    case POSTS_NIL:
        *out = 0;
        return POSTS_OK;

    case POSTS_INT:
        *out = v.u.integer;
        return POSTS_OK;

    case POSTS_FLOAT:
        if (v.u.number > -9e18 && v.u.number < 9e18) {
            *out = (int64_t) v.u.number;
            return POSTS_OK;
        }

        break;

    case POSTS_STRING:
        *out = posts_liquid_str_to_i(posts_value_string(v));
        return POSTS_OK;

    default:
        break;
    }

    return posts_liquid_fail(lc, "invalid integer");
}


/* A string has no parts that could be left out. */

static void
posts_liquid_loop_slice(const posts_liquid_series_t *series, int64_t from,
    const int64_t *limit, posts_liquid_window_t *window)
{
    size_t   to;
    int64_t  end;

    window->from = 0;
    window->n = series->n;

    if (series->single) {
        return;
    }

    if (from > 0) {
        window->from = ((uint64_t) from < series->n) ? (size_t) from
                                                     : series->n;
    }

    to = series->n;

    if (limit != NULL) {
        if (__builtin_add_overflow(from, *limit, &end)) {
            end = (*limit < 0) ? INT64_MIN : INT64_MAX;
        }

        if (end <= 0) {
            to = 0;

        } else if ((uint64_t) end < series->n) {
            to = (size_t) end;
        }
    }

    window->n = (to > window->from) ? to - window->from : 0;
}


/* One fragment and those that follow without a gap. */

static posts_str_t
posts_liquid_loop_fragments(posts_str_t markup, size_t *pos)
{
    size_t       from;
    posts_str_t  fragment;

    from = *pos;

    while (posts_liquid_lax_fragment(markup, pos, &fragment)) { /* void */ }

    return posts_str_slice(markup, from, *pos);
}
