
/*
 * Copyright (C) the authors of this project
 *
 * A block is read piece by piece.  What a tag means is in its table's entry;
 * what is here is the same for all of them: white space control, the nodes
 * for text and {{ }}, {% liquid %}, and tags that are not there or not here.
 */


#include <stdarg.h>
#include <stdio.h>

#include "posts_liquid_context.h"
#include "posts_liquid_lax.h"
#include "posts_liquid_parser.h"
#include "posts_utf8.h"


typedef struct {
    posts_liquid_node_t       node;
    posts_liquid_filtered_t  *value;
} posts_liquid_output_t;


static posts_rc_t posts_liquid_nodes(posts_liquid_parser_t *p,
    posts_liquid_block_t *block, posts_str_t name, const posts_str_t *ends,
    posts_liquid_piece_t *end);
static posts_rc_t posts_liquid_piece(posts_liquid_parser_t *p,
    posts_liquid_piece_t *piece);
static const u_char *posts_liquid_begin(const posts_liquid_piece_t *piece);
static posts_rc_t posts_liquid_add_text(posts_liquid_parser_t *p,
    posts_liquid_block_t *block, posts_str_t text);
static posts_rc_t posts_liquid_add_output(posts_liquid_parser_t *p,
    posts_liquid_block_t *block, posts_str_t markup);
static posts_rc_t posts_liquid_add_tag(posts_liquid_parser_t *p,
    posts_liquid_block_t *block, posts_str_t name,
    const posts_liquid_piece_t *piece);
static void posts_liquid_add(posts_liquid_block_t *block,
    posts_liquid_node_t *node);
static posts_rc_t posts_liquid_lines(posts_liquid_parser_t *p,
    posts_liquid_block_t *block, posts_str_t markup);
static posts_rc_t posts_liquid_misplaced(posts_liquid_parser_t *p,
    posts_str_t block, const posts_liquid_piece_t *piece);
static const posts_liquid_tag_t *posts_liquid_tag(posts_liquid_parser_t *p,
    posts_str_t name);
static posts_rc_t posts_liquid_render_text(posts_liquid_context_t *lc,
    const posts_liquid_node_t *node);
static posts_rc_t posts_liquid_render_output(posts_liquid_context_t *lc,
    const posts_liquid_node_t *node);


static const posts_liquid_tag_t *const  posts_liquid_tags[] = {
    posts_liquid_branch_tags,
    posts_liquid_loop_tags,
    posts_liquid_cycle_tags,
    posts_liquid_assign_tags,
    posts_liquid_partial_tags,
    posts_liquid_text_tags
};


posts_rc_t
posts_liquid_compile(posts_liquid_template_t **template, posts_arena_t *arena,
    posts_str_t source, const posts_liquid_options_t *options,
    posts_error_t *error)
{
    posts_rc_t                rc;
    posts_limits_t            limits;
    posts_liquid_piece_t      end;
    posts_liquid_parser_t     p;
    posts_liquid_template_t  *t;

    t = posts_arena_zalloc(arena, sizeof(posts_liquid_template_t));

    memset(&p, 0, sizeof(posts_liquid_parser_t));

    p.arena = arena;
    p.options = options;
    p.limits = options->limits;
    p.template = t;
    p.error = error;
    p.strict = options->strict;
    p.lexer.source = source;
    p.line = (options->line == 0) ? 1 : options->line;
    p.column = 1;

    if (t == NULL) {
        return posts_liquid_parser_memory(&p);
    }

    if (p.limits == NULL) {
        posts_limits_default(&limits);
        p.limits = &limits;
    }

    t->name = options->name;
    t->source = source;
    t->line = p.line;

    rc = posts_liquid_nodes(&p, &t->root, posts_str(""), NULL, &end);

    if (rc != POSTS_OK) {
        if (error != NULL && error->line == 0) {
            error->line = p.line;
            error->column = p.column;
        }

        posts_error_file(error, t->name);
        return rc;
    }

    *template = t;

    return POSTS_OK;
}


posts_str_t
posts_liquid_template_name(const posts_liquid_template_t *t)
{
    return t->name;
}


posts_rc_t
posts_liquid_block(posts_liquid_parser_t *p, posts_liquid_block_t *block,
    posts_str_t name, const posts_str_t *ends, posts_liquid_piece_t *end)
{
    posts_rc_t  rc;

    if (p->depth >= p->limits->includes) {
        return posts_error_set(p->error, POSTS_LIMIT, p->line, p->column,
                               "Nesting too deep");
    }

    p->depth++;
    rc = posts_liquid_nodes(p, block, name, ends, end);
    p->depth--;

    return rc;
}


/* Without "ends": up to the end of the template, or of {% liquid %}. */

static posts_rc_t
posts_liquid_nodes(posts_liquid_parser_t *p, posts_liquid_block_t *block,
    posts_str_t name, const posts_str_t *ends, posts_liquid_piece_t *end)
{
    posts_rc_t            rc;
    const posts_str_t    *e;
    posts_liquid_node_t  *text;

    block->blank = 1;
    text = NULL;

    for ( ;; ) {
        rc = posts_liquid_piece(p, end);

        if (rc != POSTS_OK) {
            return rc;
        }

        switch (end->type) {

        case POSTS_LIQUID_TEXT:
            text = block->last;
            rc = posts_liquid_add_text(p, block, end->raw);
            text = (text != block->last) ? block->last : NULL;
            break;

        case POSTS_LIQUID_END:
            if (ends == NULL) {
                return POSTS_OK;
            }

            return posts_liquid_syntax(p, posts_str(""),
                                       "'%.*s' tag was never closed",
                                       posts_str_arg(name));

        default:

            /* a comment parts the text before it from what follows */

            if (end->trim_left && text != NULL && text == block->last) {
                posts_liquid_trim_right(&((posts_liquid_text_t *) text)
                                        ->text);
            }

            if (!posts_str_eq(end->name, posts_str("liquid"))) {
                text = NULL;
            }

            p->trim = end->trim_right;

            if (end->type == POSTS_LIQUID_OUTPUT) {
                rc = posts_liquid_add_output(p, block, end->markup);
                break;
            }

            for (e = ends; e != NULL && e->len != 0; e++) {
                if (posts_str_eq(*e, end->name)) {
                    return POSTS_OK;
                }
            }

            rc = posts_liquid_add_tag(p, block, name, end);
            break;
        }

        if (rc != POSTS_OK) {
            return rc;
        }
    }
}


/* The next piece, and where it is; only forward, so that it stays linear. */

static posts_rc_t
posts_liquid_piece(posts_liquid_parser_t *p, posts_liquid_piece_t *piece)
{
    size_t         offset;
    unsigned       line, column;
    posts_rc_t     rc;
    posts_str_t    source, passed;
    const u_char  *at;

    rc = posts_liquid_lexer_next(&p->lexer, piece, p->error);

    source = p->template->source;

    if (source.len == 0) {
        return rc;
    }

    at = piece->raw.data;

    if (piece->name.len != 0) {
        at = posts_liquid_begin(piece);
    }

    offset = (size_t) (at - source.data);

    if (offset > p->offset) {
        passed = posts_str_slice(source, p->offset, offset);
        posts_utf8_position(passed, passed.len, &line, &column);

        p->column = (line == 1) ? p->column + column - 1 : column;
        p->line += line - 1;
        p->offset = offset;
    }

    return rc;
}


/* The tag's name; or its markup, where that is on a line of its own. */

static const u_char *
posts_liquid_begin(const posts_liquid_piece_t *piece)
{
    size_t       i, n;
    posts_str_t  rest;

    rest.data = piece->name.data + piece->name.len;
    rest.len = (size_t) (piece->raw.data + piece->raw.len - rest.data);

    n = posts_liquid_lax_space(rest, 0);

    for (i = 0; i < n; i++) {
        if (rest.data[i] == '\n') {
            return rest.data + n;
        }
    }

    return piece->name.data;
}


static posts_rc_t
posts_liquid_add_text(posts_liquid_parser_t *p, posts_liquid_block_t *block,
    posts_str_t text)
{
    posts_liquid_text_t  *node;

    if (p->trim) {
        p->trim = 0;
        text = posts_str_slice(text, posts_liquid_lax_space(text, 0),
                               text.len);
    }

    if (text.len == 0) {
        return POSTS_OK;
    }

    node = posts_liquid_node(p, sizeof(posts_liquid_text_t),
                             posts_liquid_render_text);
    if (node == NULL) {
        return posts_liquid_parser_memory(p);
    }

    node->text = text;
    node->node.text = 1;
    node->node.blank = (posts_liquid_lax_space(text, 0) == text.len);

    posts_liquid_add(block, &node->node);

    return POSTS_OK;
}


static posts_rc_t
posts_liquid_add_output(posts_liquid_parser_t *p, posts_liquid_block_t *block,
    posts_str_t markup)
{
    posts_rc_t           rc;
    posts_liquid_node_t  *node;

    rc = posts_liquid_output(p, markup, &node);

    if (rc == POSTS_OK) {
        posts_liquid_add(block, node);
    }

    return rc;
}


posts_rc_t
posts_liquid_output(posts_liquid_parser_t *p, posts_str_t markup,
    posts_liquid_node_t **out)
{
    posts_liquid_output_t  *node;

    node = posts_liquid_node(p, sizeof(posts_liquid_output_t),
                             posts_liquid_render_output);
    if (node == NULL) {
        return posts_liquid_parser_memory(p);
    }

    *out = &node->node;

    return posts_liquid_compile_filtered(p, markup, &node->value);
}


int
posts_liquid_is_output(const posts_liquid_node_t *node, posts_str_t name)
{
    const posts_liquid_filtered_t    *value;
    const posts_liquid_expression_t  *e;

    if (node->render != posts_liquid_render_output) {
        return 0;
    }

    value = ((const posts_liquid_output_t *) node)->value;
    e = value->expression;

    return e != NULL && value->n == 0 && e->type == POSTS_LIQUID_LOOKUP
           && e->u.lookup.computed == NULL && e->u.lookup.n == 0
           && posts_str_eq(e->u.lookup.name.text, name);
}


static posts_rc_t
posts_liquid_add_tag(posts_liquid_parser_t *p, posts_liquid_block_t *block,
    posts_str_t name, const posts_liquid_piece_t *piece)
{
    posts_rc_t                 rc;
    posts_liquid_node_t       *node;
    const posts_liquid_tag_t  *tag;

    if (piece->name.len == 0) {
        return posts_liquid_syntax(p, posts_str(""),
                                   "Tag '%.*s' has no name",
                                   posts_str_arg(piece->raw));
    }

    if (posts_str_eq(piece->name, posts_str("liquid"))) {
        return posts_liquid_lines(p, block, piece->markup);
    }

    tag = posts_liquid_tag(p, piece->name);

    if (tag == NULL) {
        return posts_liquid_misplaced(p, name, piece);
    }

    node = NULL;
    rc = tag->parse(p, piece, &node);

    if (rc == POSTS_OK && node != NULL) {
        posts_liquid_add(block, node);
    }

    return rc;
}


static void
posts_liquid_add(posts_liquid_block_t *block, posts_liquid_node_t *node)
{
    if (block->last == NULL) {
        block->first = node;

    } else {
        block->last->next = node;
    }

    block->last = node;
    block->n++;
    block->blank &= node->blank;
}


/* The lines' tags go into the block that {% liquid %} is in. */

static posts_rc_t
posts_liquid_lines(posts_liquid_parser_t *p, posts_liquid_block_t *block,
    posts_str_t markup)
{
    unsigned              trim, blank;
    posts_rc_t            rc;
    posts_liquid_piece_t  end;
    posts_liquid_lexer_t  outer;

    if (p->depth >= p->limits->includes) {
        return posts_error_set(p->error, POSTS_LIMIT, p->line, p->column,
                               "Nesting too deep");
    }

    trim = p->trim;
    outer = p->lexer;
    blank = block->blank;

    p->lexer.source = markup;
    p->lexer.pos = 0;
    p->lexer.lines = 1;
    p->depth++;

    rc = posts_liquid_nodes(p, block, posts_str("liquid"), NULL, &end);

    p->depth--;
    p->lexer = outer;
    p->trim = trim & 1;
    block->blank &= blank & 1;

    return rc;
}


/*
 * There is no such tag.  The end of some other block, an else where none can
 * be: the template's structure is broken, and nothing can be guessed.
 */

static posts_rc_t
posts_liquid_misplaced(posts_liquid_parser_t *p, posts_str_t block,
    const posts_liquid_piece_t *piece)
{
    posts_str_t                name;
    const posts_liquid_tag_t  *tag;

    name = piece->name;

    if (posts_str_eq(name, posts_str("else"))) {

        if (block.len == 0) {
            return posts_liquid_syntax(p, posts_str(""),
                                       "Unexpected outer 'else' tag");
        }

        return posts_liquid_syntax(p, posts_str(""),
                                   "%.*s tag does not expect 'else' tag",
                                   posts_str_arg(block));
    }

    if (posts_str_starts(name, posts_str("end"))) {
        tag = posts_liquid_tag(p, posts_str_slice(name, 3, name.len));

        if (tag != NULL && tag->block) {

            if (block.len == 0) {
                return posts_liquid_syntax(p, posts_str(""),
                                           "Unknown tag '%.*s'",
                                           posts_str_arg(name));
            }

            return posts_liquid_syntax(p, posts_str(""),
                       "'%.*s' is not a valid delimiter for %.*s tags. "
                       "use end%.*s",
                       posts_str_arg(name), posts_str_arg(block),
                       posts_str_arg(block));
        }
    }

    if (posts_str_eq(name, posts_str("elsif"))
        || posts_str_eq(name, posts_str("when")))
    {
        return posts_liquid_syntax(p, posts_str(""), "Unknown tag '%.*s'",
                                   posts_str_arg(name));
    }

    return posts_liquid_unknown(p, "tag", name);
}


static const posts_liquid_tag_t *
posts_liquid_tag(posts_liquid_parser_t *p, posts_str_t name)
{
    size_t                     i;
    const posts_liquid_tag_t  *tag;

    for (tag = p->options->tags; tag != NULL && tag->name.len != 0; tag++) {
        if (posts_str_eq(tag->name, name)) {
            return tag;
        }
    }

    for (i = 0;
         i < sizeof(posts_liquid_tags) / sizeof(posts_liquid_tags[0]);
         i++)
    {
        for (tag = posts_liquid_tags[i]; tag->name.len != 0; tag++) {
            if (posts_str_eq(tag->name, name)) {
                return tag;
            }
        }
    }

    return NULL;
}


void *
posts_liquid_node(posts_liquid_parser_t *p, size_t size,
    posts_liquid_node_pt render)
{
    posts_liquid_node_t  *node;

    node = posts_arena_zalloc(p->arena, size);

    if (node != NULL) {
        node->render = render;
        node->line = p->line;
        node->column = p->column;
    }

    return node;
}


void
posts_liquid_block_strip(posts_liquid_block_t *block)
{
    posts_liquid_node_t  **next, *node;

    next = &block->first;
    block->last = NULL;

    for (node = block->first; node != NULL; node = node->next) {

        if (node->text) {
            block->n--;
            continue;
        }

        *next = node;
        next = &node->next;
        block->last = node;
    }

    *next = NULL;
}


/* White space as Ruby's rstrip has it: a zero byte is some, too. */

void
posts_liquid_trim_right(posts_str_t *text)
{
    u_char  c;

    while (text->len > 0) {
        c = text->data[text->len - 1];

        if (c != ' ' && c != '\0' && (c < '\t' || c > '\r')) {
            break;
        }

        text->len--;
    }
}


posts_rc_t
posts_liquid_syntax(posts_liquid_parser_t *p, posts_str_t markup,
    const char *fmt, ...)
{
    char     message[256];
    va_list  args;

    va_start(args, fmt);
    vsnprintf(message, sizeof(message), fmt, args);
    va_end(args);

    markup = posts_str_trim(markup);

    if (markup.len == 0) {
        return posts_error_set(p->error, POSTS_INVALID, p->line, p->column,
                               "%s", message);
    }

    return posts_error_set(p->error, POSTS_INVALID, p->line, p->column,
                           "%s in \"%.*s\"", message, posts_str_arg(markup));
}


posts_rc_t
posts_liquid_relax(posts_liquid_parser_t *p)
{
    if (p->strict) {
        return POSTS_INVALID;
    }

    if (p->options->report != NULL && p->error != NULL) {
        posts_error_file(p->error, p->template->name);
        p->options->report(p->options->payload, POSTS_WARNING, p->error);
    }

    posts_error_clear(p->error);

    return POSTS_OK;
}


posts_rc_t
posts_liquid_unknown(posts_liquid_parser_t *p, const char *what,
    posts_str_t name)
{
    (void) posts_liquid_syntax(p, posts_str(""), "Unknown %s '%.*s'", what,
                               posts_str_arg(name));

    return posts_liquid_relax(p);
}


posts_rc_t
posts_liquid_parser_memory(posts_liquid_parser_t *p)
{
    return posts_error_set(p->error, POSTS_LIMIT, p->line, p->column,
                           "the template needs more memory than allowed");
}


static posts_rc_t
posts_liquid_render_text(posts_liquid_context_t *lc,
    const posts_liquid_node_t *node)
{
    posts_buf_add(lc->out, ((const posts_liquid_text_t *) node)->text);

    return POSTS_OK;
}


static posts_rc_t
posts_liquid_render_output(posts_liquid_context_t *lc,
    const posts_liquid_node_t *node)
{
    posts_rc_t                    rc;
    posts_value_t                 v;
    posts_arena_mark_t            mark;
    const posts_liquid_output_t  *output;

    output = (const posts_liquid_output_t *) node;

    mark = posts_arena_mark(lc->scratch);

    rc = posts_liquid_evaluate_filtered(lc, output->value, &v);

    if (rc == POSTS_OK) {
        rc = posts_liquid_write(lc, lc->out, v);
    }

    posts_arena_rewind(lc->scratch, mark);

    return rc;
}
