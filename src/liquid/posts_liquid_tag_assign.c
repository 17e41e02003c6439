
/*
 * Copyright (C) the authors of this project
 *
 * assign, capture, increment, decrement, echo.
 */


#include "posts_liquid_context.h"
#include "posts_liquid_lax.h"


typedef struct {
    posts_liquid_node_t       node;
    posts_liquid_name_t       name;
    posts_liquid_filtered_t  *value;
} posts_liquid_assign_t;


typedef struct {
    posts_liquid_node_t       node;
    posts_liquid_name_t       name;
    posts_liquid_block_t      block;

    /* the block without {{ name }}, if it begins with that */

    posts_liquid_block_t      more;
    unsigned                  grows:1;
} posts_liquid_capture_t;


typedef struct {
    posts_liquid_node_t       node;
    posts_str_t               name;
    int                       step;      /* 1 or -1 */
} posts_liquid_counter_t;


static posts_rc_t posts_liquid_tag_assign(posts_liquid_parser_t *p,
    const posts_liquid_piece_t *piece, posts_liquid_node_t **node);
static posts_rc_t posts_liquid_tag_capture(posts_liquid_parser_t *p,
    const posts_liquid_piece_t *piece, posts_liquid_node_t **node);
static posts_rc_t posts_liquid_tag_counter(posts_liquid_parser_t *p,
    const posts_liquid_piece_t *piece, posts_liquid_node_t **node);
static posts_rc_t posts_liquid_tag_echo(posts_liquid_parser_t *p,
    const posts_liquid_piece_t *piece, posts_liquid_node_t **node);
static int posts_liquid_target(posts_str_t markup, size_t *pos,
    posts_str_t *name);

static posts_rc_t posts_liquid_render_assign(posts_liquid_context_t *lc,
    const posts_liquid_node_t *node);
static posts_rc_t posts_liquid_render_capture(posts_liquid_context_t *lc,
    const posts_liquid_node_t *node);
static posts_rc_t posts_liquid_render_counter(posts_liquid_context_t *lc,
    const posts_liquid_node_t *node);


const posts_liquid_tag_t  posts_liquid_assign_tags[] = {
    { posts_string("assign"), posts_liquid_tag_assign, 0 },
    { posts_string("capture"), posts_liquid_tag_capture, 1 },
    { posts_string("increment"), posts_liquid_tag_counter, 0 },
    { posts_string("decrement"), posts_liquid_tag_counter, 0 },
    { posts_string("echo"), posts_liquid_tag_echo, 0 },
    { posts_null_string, NULL, 0 }
};


static const posts_str_t  posts_liquid_capture_ends[] = {
    posts_string("endcapture"), posts_null_string
};


/*
 * The first name that has "=" behind it; the rest is the value.  A name may
 * have dots and brackets in it, which mean nothing.
 */

static posts_rc_t
posts_liquid_tag_assign(posts_liquid_parser_t *p,
    const posts_liquid_piece_t *piece, posts_liquid_node_t **out)
{
    size_t                  pos;
    posts_rc_t              rc;
    posts_str_t             markup, name;
    posts_liquid_assign_t  *node;

    markup = piece->markup;
    pos = 0;

    for ( ;; ) {

        if (!posts_liquid_target(markup, &pos, &name)) {
            return posts_liquid_syntax(p, posts_str(""), "Syntax Error in "
                       "'assign' - Valid syntax: assign [var] = [source]");
        }

        pos = posts_liquid_lax_space(markup, pos);

        if (pos < markup.len && markup.data[pos] == '=') {
            break;
        }
    }

    node = posts_liquid_node(p, sizeof(posts_liquid_assign_t),
                             posts_liquid_render_assign);
    if (node == NULL) {
        return posts_liquid_parser_memory(p);
    }

    node->node.blank = 1;
    node->name = posts_liquid_name(name);

    rc = posts_liquid_compile_filtered(p,
             posts_str_trim(posts_str_slice(markup, pos + 1, markup.len)),
             &node->value);

    *out = &node->node;

    return rc;
}


static posts_rc_t
posts_liquid_tag_capture(posts_liquid_parser_t *p,
    const posts_liquid_piece_t *piece, posts_liquid_node_t **out)
{
    size_t                   pos;
    posts_rc_t               rc;
    posts_str_t              name;
    posts_liquid_piece_t     end;
    posts_liquid_capture_t  *node;

    pos = 0;

    if (!posts_liquid_target(piece->markup, &pos, &name)) {
        return posts_liquid_syntax(p, posts_str(""), "Syntax Error in "
                                   "'capture' - Valid syntax: capture [var]");
    }

    node = posts_liquid_node(p, sizeof(posts_liquid_capture_t),
                             posts_liquid_render_capture);
    if (node == NULL) {
        return posts_liquid_parser_memory(p);
    }

    node->node.blank = 1;
    node->name = posts_liquid_name(name);
    *out = &node->node;

    rc = posts_liquid_block(p, &node->block, piece->name,
                            posts_liquid_capture_ends, &end);

    if (rc == POSTS_OK && node->block.first != NULL
        && posts_liquid_is_output(node->block.first, name))
    {
        node->grows = 1;
        node->more = node->block;
        node->more.first = node->block.first->next;
        node->more.n--;
    }

    return rc;
}


/* The next row of [\w.\[\]-], each with brackets around it or not. */

static int
posts_liquid_target(posts_str_t markup, size_t *pos, posts_str_t *name)
{
    u_char  c;
    size_t  i, at, begin;

    begin = markup.len;
    i = *pos;

    while (i < markup.len) {
        at = i + (markup.data[i] == '(');
        c = (at < markup.len) ? markup.data[at] : ' ';

        if (posts_liquid_lax_segment(c) || c == '.' || c == '[' || c == ']') {

            if (begin == markup.len) {
                begin = i;
            }

            i = at + 1;
            i += (i < markup.len && markup.data[i] == ')');
            continue;
        }

        if (begin < i) {
            break;
        }

        i++;
    }

    if (begin == markup.len) {
        *pos = markup.len;
        return 0;
    }

    *name = posts_str_slice(markup, begin, i);
    *pos = i;

    return 1;
}


static posts_rc_t
posts_liquid_tag_counter(posts_liquid_parser_t *p,
    const posts_liquid_piece_t *piece, posts_liquid_node_t **out)
{
    posts_liquid_counter_t  *node;

    node = posts_liquid_node(p, sizeof(posts_liquid_counter_t),
                             posts_liquid_render_counter);
    if (node == NULL) {
        return posts_liquid_parser_memory(p);
    }

    node->name = posts_str_trim(piece->markup);
    node->step = posts_str_eq(piece->name, posts_str("increment")) ? 1 : -1;
    *out = &node->node;

    return POSTS_OK;
}


static posts_rc_t
posts_liquid_tag_echo(posts_liquid_parser_t *p,
    const posts_liquid_piece_t *piece, posts_liquid_node_t **out)
{
    return posts_liquid_output(p, piece->markup, out);
}


static posts_rc_t
posts_liquid_render_assign(posts_liquid_context_t *lc,
    const posts_liquid_node_t *node)
{
    posts_rc_t                    rc;
    posts_arena_t                *arena;
    posts_value_t                 v;
    const posts_liquid_assign_t  *tag;

    tag = (const posts_liquid_assign_t *) node;

    arena = lc->arena;
    lc->arena = lc->kept;

    rc = posts_liquid_evaluate_filtered(lc, tag->value, &v);

    lc->arena = arena;

    return (rc == POSTS_OK) ? posts_liquid_assign(lc, &tag->name, v) : rc;
}


static posts_rc_t
posts_liquid_render_capture(posts_liquid_context_t *lc,
    const posts_liquid_node_t *node)
{
    posts_rc_t                     rc;
    posts_str_t                    text;
    posts_arena_t                 *arena;
    posts_value_t                  v;
    const posts_liquid_capture_t  *tag;

    tag = (const posts_liquid_capture_t *) node;

    if (tag->grows && posts_liquid_variable(lc, &tag->name, &v)
        && v.type == POSTS_STRING)
    {
        /* {% capture a %}{{ a }}more: as {% assign a = a | append: "more" %} */

        rc = posts_liquid_render_string(lc, &tag->more, &text);

        if (rc == POSTS_OK) {
            arena = lc->arena;
            lc->arena = lc->kept;

            rc = posts_liquid_growing_join(lc, posts_value_string(v), text,
                                           &text);
            lc->arena = arena;
        }

    } else {
        rc = posts_liquid_render_string(lc, &tag->block, &text);
    }

    if (rc != POSTS_OK) {
        return rc;
    }

    return posts_liquid_assign(lc, &tag->name, posts_value_str(text));
}


/*
 * A counter begins at what the host has under its name, or at 0, and is
 * seen under it, behind what was assigned.
 */

static posts_rc_t
posts_liquid_render_counter(posts_liquid_context_t *lc,
    const posts_liquid_node_t *node)
{
    int64_t                        n;
    posts_value_t                  v;
    const posts_liquid_counter_t  *tag;

    tag = (const posts_liquid_counter_t *) node;

    if (!posts_value_find(posts_value_map(lc->counters), tag->name, &v)) {
        v = posts_value_get(lc->globals, tag->name);
    }

    n = (v.type == POSTS_INT) ? v.u.integer : 0;

    /* increment writes and then counts, decrement the other way around */

    if (tag->step > 0) {
        posts_buf_int(lc->out, n);
    }

    if (n == INT64_MAX || n == INT64_MIN) {
        return posts_liquid_fail(lc, "the counter is at its end");
    }

    n += tag->step;

    if (tag->step < 0) {
        posts_buf_int(lc->out, n);
    }

    if (posts_map_set(lc->counters, tag->name, posts_value_int(n))
        != POSTS_OK)
    {
        return posts_liquid_memory(lc);
    }

    return POSTS_OK;
}
