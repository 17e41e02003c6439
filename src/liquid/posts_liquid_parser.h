
/*
 * Copyright (C) the authors of this project
 *
 * From pieces to nodes.  A tag's entry in a table has the function that
 * reads its markup, and the blocks behind it, and makes a node; the node has
 * the function that renders it.
 */


#ifndef _POSTS_LIQUID_PARSER_H_INCLUDED_
#define _POSTS_LIQUID_PARSER_H_INCLUDED_


#include "posts_liquid.h"
#include "posts_liquid_expression.h"


typedef struct posts_liquid_node_s  posts_liquid_node_t;

typedef posts_rc_t (*posts_liquid_node_pt)(posts_liquid_context_t *lc,
    const posts_liquid_node_t *node);


/* What every node begins with; a tag's own members follow. */

struct posts_liquid_node_s {
    posts_liquid_node_pt   render;
    posts_liquid_node_t   *next;
    uint32_t               line;       /* in the file, for messages */
    uint32_t               column;
    unsigned               blank:1;    /* writes white space at most; an
                                          error in it is not written */
    unsigned               text:1;     /* posts_liquid_text_t */
};


typedef struct {
    posts_liquid_node_t    node;
    posts_str_t            text;
} posts_liquid_text_t;


typedef struct {
    posts_liquid_node_t   *first;
    posts_liquid_node_t   *last;
    size_t                 n;
    unsigned               blank:1;    /* all of its nodes are */
} posts_liquid_block_t;


struct posts_liquid_template_s {
    posts_str_t            name;
    posts_str_t            source;
    unsigned               line;       /* of the first line */
    posts_liquid_block_t   root;
};


struct posts_liquid_parser_s {
    posts_arena_t                 *arena;
    const posts_liquid_options_t  *options;
    const posts_limits_t          *limits;
    posts_liquid_template_t       *template;
    posts_error_t                 *error;
    posts_liquid_lexer_t           lexer;
    size_t                         depth;
    unsigned                       strict:1;
    unsigned                       trim:1;    /* the next text, at its left */

    /* the piece at hand: where it is in the source, and in the file */

    size_t                         offset;
    unsigned                       line;
    unsigned                       column;
};


/*
 * Reads what stands behind the tag's name in "piece", and for a block tag
 * what follows up to its end, and makes the node.  *node stays NULL where
 * nothing is to be rendered (a comment).  POSTS_INVALID: p->error is set.
 */

typedef posts_rc_t (*posts_liquid_tag_pt)(posts_liquid_parser_t *p,
    const posts_liquid_piece_t *piece, posts_liquid_node_t **node);


struct posts_liquid_tag_s {
    posts_str_t            name;
    posts_liquid_tag_pt    parse;
    unsigned               block:1;    /* has an "end..." */
};


/* The tables of the families, each to an empty name. */

extern const posts_liquid_tag_t  posts_liquid_branch_tags[];
extern const posts_liquid_tag_t  posts_liquid_loop_tags[];
extern const posts_liquid_tag_t  posts_liquid_cycle_tags[];
extern const posts_liquid_tag_t  posts_liquid_assign_tags[];
extern const posts_liquid_tag_t  posts_liquid_partial_tags[];
extern const posts_liquid_tag_t  posts_liquid_text_tags[];


/* A node of "size" bytes, cleared, at the piece at hand; NULL: no memory. */

void *posts_liquid_node(posts_liquid_parser_t *p, size_t size,
    posts_liquid_node_pt render);

/*
 * Reads pieces into "block" until a tag whose name is in "ends" (to an empty
 * name; its first entry is the tag that closes the block, "endif"), and
 * gives that tag's piece.  "name": of the tag whose block it is, for
 * messages.  The end of the template, an "end" of another block, an "else"
 * that is not in "ends" are POSTS_INVALID.  {% liquid %} is spliced in.
 */

posts_rc_t posts_liquid_block(posts_liquid_parser_t *p,
    posts_liquid_block_t *block, posts_str_t name, const posts_str_t *ends,
    posts_liquid_piece_t *end);

/*
 * Takes the text nodes out of a block which is blank as a whole: Ruby writes
 * no white space for an "if" that only assigns.
 */

void posts_liquid_block_strip(posts_liquid_block_t *block);

/*
 * The node of {{ markup }}; whether a node is {{ name }}, the variable as it
 * is; what {%- does to the text before it.
 */

posts_rc_t posts_liquid_output(posts_liquid_parser_t *p, posts_str_t markup,
    posts_liquid_node_t **node);
int posts_liquid_is_output(const posts_liquid_node_t *node, posts_str_t name);
void posts_liquid_trim_right(posts_str_t *text);

/*
 * Sets a syntax error at the piece at hand, with Ruby's text; returns
 * POSTS_INVALID.  "markup" is cited behind the message (in "..."); an empty
 * one is not.
 */

posts_rc_t posts_liquid_syntax(posts_liquid_parser_t *p, posts_str_t markup,
    const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/*
 * After a POSTS_INVALID of a strict attempt: clears the error and reports it
 * as a warning, and returns POSTS_OK, so that the lax way can be tried; or
 * POSTS_INVALID where the parser is strict.
 */

posts_rc_t posts_liquid_relax(posts_liquid_parser_t *p);

/*
 * A tag or a filter (so "what") that there is not: an error for a strict
 * parser, else a warning and POSTS_OK.
 */

posts_rc_t posts_liquid_unknown(posts_liquid_parser_t *p, const char *what,
    posts_str_t name);

/* No memory, as an error. */

posts_rc_t posts_liquid_parser_memory(posts_liquid_parser_t *p);


#endif /* _POSTS_LIQUID_PARSER_H_INCLUDED_ */
