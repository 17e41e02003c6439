
/*
 * Copyright (C) the authors of this project
 *
 * if, unless, case, ifchanged.
 */


#include "posts_liquid_context.h"
#include "posts_liquid_lax.h"


/* A condition and what it leads to; "else" has none. */

typedef struct posts_liquid_arm_s  posts_liquid_arm_t;

struct posts_liquid_arm_s {
    posts_liquid_condition_t   *condition;
    posts_liquid_block_t       *block;     /* shared by the values of a when */
    posts_liquid_arm_t         *next;
};


typedef struct {
    posts_liquid_node_t         node;
    posts_liquid_arm_t         *arms;
    unsigned                    unless:1;
} posts_liquid_if_t;


typedef struct {
    posts_liquid_node_t         node;
    posts_liquid_arm_t         *arms;
} posts_liquid_case_t;


typedef struct {
    posts_liquid_node_t         node;
    posts_liquid_block_t        block;
} posts_liquid_ifchanged_t;


static posts_rc_t posts_liquid_if(posts_liquid_parser_t *p,
    const posts_liquid_piece_t *piece, posts_liquid_node_t **node);
static posts_rc_t posts_liquid_case(posts_liquid_parser_t *p,
    const posts_liquid_piece_t *piece, posts_liquid_node_t **node);
static posts_rc_t posts_liquid_when(posts_liquid_parser_t *p,
    posts_liquid_expression_t *left, posts_str_t markup,
    posts_liquid_block_t *block, posts_liquid_arm_t ***next);
static posts_rc_t posts_liquid_ifchanged(posts_liquid_parser_t *p,
    const posts_liquid_piece_t *piece, posts_liquid_node_t **node);
static posts_liquid_arm_t *posts_liquid_arm(posts_liquid_parser_t *p,
    posts_liquid_block_t *block, posts_liquid_arm_t ***next);
static unsigned posts_liquid_arms_blank(posts_liquid_arm_t *arms);

static posts_rc_t posts_liquid_render_if(posts_liquid_context_t *lc,
    const posts_liquid_node_t *node);
static posts_rc_t posts_liquid_render_case(posts_liquid_context_t *lc,
    const posts_liquid_node_t *node);
static posts_rc_t posts_liquid_render_ifchanged(posts_liquid_context_t *lc,
    const posts_liquid_node_t *node);


const posts_liquid_tag_t  posts_liquid_branch_tags[] = {
    { posts_string("if"), posts_liquid_if, 1 },
    { posts_string("unless"), posts_liquid_if, 1 },
    { posts_string("case"), posts_liquid_case, 1 },
    { posts_string("ifchanged"), posts_liquid_ifchanged, 1 },
    { posts_null_string, NULL, 0 }
};


static const posts_str_t  posts_liquid_if_ends[] = {
    posts_string("endif"), posts_string("elsif"), posts_string("else"),
    posts_null_string
};

static const posts_str_t  posts_liquid_unless_ends[] = {
    posts_string("endunless"), posts_string("elsif"), posts_string("else"),
    posts_null_string
};

static const posts_str_t  posts_liquid_case_ends[] = {
    posts_string("endcase"), posts_string("when"), posts_string("else"),
    posts_null_string
};

static const posts_str_t  posts_liquid_ifchanged_ends[] = {
    posts_string("endifchanged"), posts_null_string
};


static posts_rc_t
posts_liquid_if(posts_liquid_parser_t *p, const posts_liquid_piece_t *piece,
    posts_liquid_node_t **out)
{
    posts_rc_t             rc;
    posts_str_t            name;
    const posts_str_t     *ends;
    posts_liquid_if_t     *node;
    posts_liquid_arm_t    *arm, **next;
    posts_liquid_piece_t   end;

    node = posts_liquid_node(p, sizeof(posts_liquid_if_t),
                             posts_liquid_render_if);
    if (node == NULL) {
        return posts_liquid_parser_memory(p);
    }

    name = piece->name;
    node->unless = posts_str_eq(name, posts_str("unless"));
    ends = node->unless ? posts_liquid_unless_ends : posts_liquid_if_ends;
    next = &node->arms;
    end = *piece;

    do {
        arm = posts_liquid_arm(p, NULL, &next);
        if (arm == NULL) {
            return posts_liquid_parser_memory(p);
        }

        if (!posts_str_eq(end.name, posts_str("else"))) {
            rc = posts_liquid_compile_condition(p, end.markup,
                                                &arm->condition);
            if (rc != POSTS_OK) {
                return rc;
            }
        }

        rc = posts_liquid_block(p, arm->block, name, ends, &end);

        if (rc != POSTS_OK) {
            return rc;
        }

    } while (!posts_str_eq(end.name, ends[0]));

    node->node.blank = posts_liquid_arms_blank(node->arms);
    *out = &node->node;

    return POSTS_OK;
}


static posts_rc_t
posts_liquid_case(posts_liquid_parser_t *p, const posts_liquid_piece_t *piece,
    posts_liquid_node_t **out)
{
    size_t                      pos;
    posts_rc_t                  rc;
    posts_str_t                 fragment;
    posts_liquid_arm_t         *arm, **next;
    posts_liquid_case_t        *node;
    posts_liquid_block_t        before, *block;
    posts_liquid_piece_t        end;
    posts_liquid_expression_t  *left;

    pos = 0;

    if (!posts_liquid_lax_find_fragment(piece->markup, &pos, &fragment)) {
        return posts_liquid_syntax(p, posts_str(""), "Syntax Error in 'case' "
                                   "- Valid syntax: case [condition]");
    }

    node = posts_liquid_node(p, sizeof(posts_liquid_case_t),
                             posts_liquid_render_case);
    if (node == NULL) {
        return posts_liquid_parser_memory(p);
    }

    rc = posts_liquid_lax_expression(p, fragment, 0, &left);

    if (rc != POSTS_OK) {
        return rc;
    }

    /* what stands before the first when is read, and never rendered */

    memset(&before, 0, sizeof(posts_liquid_block_t));
    block = &before;
    next = &node->arms;

    for ( ;; ) {
        rc = posts_liquid_block(p, block, posts_str("case"),
                                posts_liquid_case_ends, &end);

        if (rc != POSTS_OK) {
            return rc;
        }

        if (posts_str_eq(end.name, posts_str("endcase"))) {
            break;
        }

        block = posts_arena_zalloc(p->arena, sizeof(posts_liquid_block_t));
        if (block == NULL) {
            return posts_liquid_parser_memory(p);
        }

        if (posts_str_eq(end.name, posts_str("when"))) {
            rc = posts_liquid_when(p, left, end.markup, block, &next);

            if (rc != POSTS_OK) {
                return rc;
            }

            continue;
        }

        if (posts_str_trim(end.markup).len != 0) {
            return posts_liquid_syntax(p, posts_str(""), "Syntax Error in tag "
                                       "'case' - Valid else condition: "
                                       "{%% else %%} (no parameters) ");
        }

        arm = posts_liquid_arm(p, block, &next);
        if (arm == NULL) {
            return posts_liquid_parser_memory(p);
        }
    }

    node->node.blank = before.blank && posts_liquid_arms_blank(node->arms);
    *out = &node->node;

    return POSTS_OK;
}


/* a, b or c: an arm for each, with the same block */

static posts_rc_t
posts_liquid_when(posts_liquid_parser_t *p, posts_liquid_expression_t *left,
    posts_str_t markup, posts_liquid_block_t *block,
    posts_liquid_arm_t ***next)
{
    size_t                     pos, end;
    posts_rc_t                 rc;
    posts_str_t                fragment;
    posts_liquid_arm_t        *arm;
    posts_liquid_condition_t  *c;

    pos = 0;

    for ( ;; ) {

        if (!posts_liquid_lax_find_fragment(markup, &pos, &fragment)) {
            return posts_liquid_syntax(p, posts_str(""), "Syntax Error in tag "
                       "'case' - Valid when condition: {%% when [condition] "
                       "[or condition2...] %%}");
        }

        arm = posts_liquid_arm(p, block, next);
        c = posts_arena_zalloc(p->arena, sizeof(posts_liquid_condition_t));

        if (arm == NULL || c == NULL) {
            return posts_liquid_parser_memory(p);
        }

        arm->condition = c;
        c->left = left;
        c->op = POSTS_LIQUID_OP_EQ;
        c->op_text = posts_str("==");

        rc = posts_liquid_lax_expression(p, fragment, 1, &c->right);

        if (rc != POSTS_OK) {
            return rc;
        }

        /* only behind a comma or an "or" there is another */

        end = posts_liquid_lax_space(markup, pos);

        if (end < markup.len && markup.data[end] == ',') {
            end++;

        } else if (end > pos
                   && posts_str_starts(posts_str_slice(markup, end,
                                                       markup.len),
                                       posts_str("or"))
                   && posts_liquid_lax_space(markup, end + 2) > end + 2)
        {
            end += 2;

        } else {
            return POSTS_OK;
        }

        pos = posts_liquid_lax_space(markup, end);
        end = pos;

        if (!posts_liquid_lax_fragment(markup, &end, &fragment)) {
            return POSTS_OK;
        }
    }
}


static posts_rc_t
posts_liquid_ifchanged(posts_liquid_parser_t *p,
    const posts_liquid_piece_t *piece, posts_liquid_node_t **out)
{
    posts_rc_t                 rc;
    posts_liquid_piece_t       end;
    posts_liquid_ifchanged_t  *node;

    node = posts_liquid_node(p, sizeof(posts_liquid_ifchanged_t),
                             posts_liquid_render_ifchanged);
    if (node == NULL) {
        return posts_liquid_parser_memory(p);
    }

    rc = posts_liquid_block(p, &node->block, piece->name,
                            posts_liquid_ifchanged_ends, &end);

    node->node.blank = node->block.blank;
    *out = &node->node;

    return rc;
}


/* One more arm; with a block of its own where "block" is NULL. */

static posts_liquid_arm_t *
posts_liquid_arm(posts_liquid_parser_t *p, posts_liquid_block_t *block,
    posts_liquid_arm_t ***next)
{
    posts_liquid_arm_t  *arm;

    arm = posts_arena_zalloc(p->arena, sizeof(posts_liquid_arm_t));

    if (arm == NULL) {
        return NULL;
    }

    if (block == NULL) {
        block = posts_arena_zalloc(p->arena, sizeof(posts_liquid_block_t));

        if (block == NULL) {
            return NULL;
        }
    }

    arm->block = block;

    **next = arm;
    *next = &arm->next;

    return arm;
}


/* Where all arms are blank, their white space is not written. */

static unsigned
posts_liquid_arms_blank(posts_liquid_arm_t *arms)
{
    posts_liquid_arm_t  *arm;

    for (arm = arms; arm != NULL; arm = arm->next) {
        if (!arm->block->blank) {
            return 0;
        }
    }

    for (arm = arms; arm != NULL; arm = arm->next) {
        posts_liquid_block_strip(arm->block);
    }

    return 1;
}


static posts_rc_t
posts_liquid_render_if(posts_liquid_context_t *lc,
    const posts_liquid_node_t *node)
{
    int                        holds;
    posts_rc_t                 rc;
    const posts_liquid_if_t   *tag;
    const posts_liquid_arm_t  *arm;

    tag = (const posts_liquid_if_t *) node;

    for (arm = tag->arms; arm != NULL; arm = arm->next) {
        holds = 1;

        if (arm->condition != NULL) {
            rc = posts_liquid_evaluate_condition(lc, arm->condition, &holds);

            if (rc != POSTS_OK) {
                return rc;
            }

            /* of an unless, the first condition alone is turned around */

            if (tag->unless && arm == tag->arms) {
                holds = !holds;
            }
        }

        if (holds) {
            return posts_liquid_render_block(lc, arm->block);
        }
    }

    return POSTS_OK;
}


/* Every when that matches is rendered; an else if none has before it. */

static posts_rc_t
posts_liquid_render_case(posts_liquid_context_t *lc,
    const posts_liquid_node_t *node)
{
    int                        holds, matched;
    posts_rc_t                 rc;
    const posts_liquid_arm_t  *arm;

    matched = 0;

    for (arm = ((const posts_liquid_case_t *) node)->arms; arm != NULL;
         arm = arm->next)
    {
        holds = !matched;

        if (arm->condition != NULL) {
            rc = posts_liquid_evaluate_condition(lc, arm->condition, &holds);

            if (rc != POSTS_OK) {
                return rc;
            }

            matched |= holds;
        }

        if (holds) {
            rc = posts_liquid_render_block(lc, arm->block);

            if (rc != POSTS_OK || lc->interrupt != POSTS_LIQUID_GO_ON) {
                return rc;
            }
        }
    }

    return POSTS_OK;
}


static posts_rc_t
posts_liquid_render_ifchanged(posts_liquid_context_t *lc,
    const posts_liquid_node_t *node)
{
    posts_rc_t   rc;
    posts_str_t  text;

    rc = posts_liquid_render_string(lc,
             &((const posts_liquid_ifchanged_t *) node)->block, &text);

    if (rc == POSTS_OK && !(lc->has_changed
                            && posts_str_eq(text, lc->changed)))
    {
        lc->has_changed = 1;
        lc->changed = text;
        posts_buf_add(lc->out, text);
    }

    return rc;
}
