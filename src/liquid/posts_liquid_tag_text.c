
/*
 * Copyright (C) the authors of this project
 *
 * raw, and what is not rendered: comment, doc, #.
 */


#include "posts_liquid_context.h"
#include "posts_liquid_lax.h"


typedef struct {
    posts_liquid_node_t  node;
    posts_str_t          text;
} posts_liquid_raw_t;


static posts_rc_t posts_liquid_tag_raw(posts_liquid_parser_t *p,
    const posts_liquid_piece_t *piece, posts_liquid_node_t **node);
static posts_rc_t posts_liquid_tag_doc(posts_liquid_parser_t *p,
    const posts_liquid_piece_t *piece, posts_liquid_node_t **node);
static posts_rc_t posts_liquid_tag_comment(posts_liquid_parser_t *p,
    const posts_liquid_piece_t *piece, posts_liquid_node_t **node);
static posts_rc_t posts_liquid_tag_hash(posts_liquid_parser_t *p,
    const posts_liquid_piece_t *piece, posts_liquid_node_t **node);
static posts_rc_t posts_liquid_verbatim(posts_liquid_parser_t *p,
    posts_str_t name, posts_str_t *text);
static posts_rc_t posts_liquid_bare(posts_liquid_parser_t *p,
    const posts_liquid_piece_t *piece);
static posts_rc_t posts_liquid_never_closed(posts_liquid_parser_t *p,
    posts_str_t name);
static size_t posts_liquid_delimiter(posts_str_t s, size_t pos,
    posts_str_t name, int *trim);
static posts_rc_t posts_liquid_render_raw(posts_liquid_context_t *lc,
    const posts_liquid_node_t *node);


const posts_liquid_tag_t  posts_liquid_text_tags[] = {
    { posts_string("raw"), posts_liquid_tag_raw, 1 },
    { posts_string("comment"), posts_liquid_tag_comment, 1 },
    { posts_string("doc"), posts_liquid_tag_doc, 1 },
    { posts_string("#"), posts_liquid_tag_hash, 0 },
    { posts_null_string, NULL, 0 }
};


static posts_rc_t
posts_liquid_tag_raw(posts_liquid_parser_t *p,
    const posts_liquid_piece_t *piece, posts_liquid_node_t **out)
{
    posts_rc_t           rc;
    posts_liquid_raw_t  *node;

    rc = posts_liquid_bare(p, piece);

    if (rc != POSTS_OK) {
        return rc;
    }

    node = posts_liquid_node(p, sizeof(posts_liquid_raw_t),
                             posts_liquid_render_raw);
    if (node == NULL) {
        return posts_liquid_parser_memory(p);
    }

    rc = posts_liquid_verbatim(p, piece->name, &node->text);

    node->node.blank = (node->text.len == 0);
    *out = &node->node;

    return rc;
}


static posts_rc_t
posts_liquid_tag_doc(posts_liquid_parser_t *p,
    const posts_liquid_piece_t *piece, posts_liquid_node_t **out)
{
    posts_rc_t   rc;
    posts_str_t  text;

    (void) out;

    rc = posts_liquid_bare(p, piece);

    return (rc == POSTS_OK) ? posts_liquid_verbatim(p, piece->name, &text)
                            : rc;
}


/* What it holds is read, as far as comments and raw in it go. */

static posts_rc_t
posts_liquid_tag_comment(posts_liquid_parser_t *p,
    const posts_liquid_piece_t *piece, posts_liquid_node_t **out)
{
    size_t                depth;
    posts_rc_t            rc;
    posts_str_t           text;
    posts_error_t         error;
    posts_liquid_piece_t  inner;

    (void) out;

    depth = 1;

    for ( ;; ) {
        posts_error_clear(&error);
        rc = posts_liquid_lexer_next(&p->lexer, &inner, &error);

        if (rc != POSTS_OK && inner.raw.len > 2) {

            /* {{ } is text here */

            p->lexer.pos += inner.raw.len;
            continue;
        }

        if (rc != POSTS_OK || inner.type == POSTS_LIQUID_END) {

            /* without a } in the rest there is no end either */

            return posts_liquid_never_closed(p, piece->name);
        }

        if (inner.type != POSTS_LIQUID_TAG) {
            continue;
        }

        if (posts_str_eq(inner.name, posts_str("comment"))) {
            depth++;

        } else if (posts_str_eq(inner.name, posts_str("raw"))) {
            rc = posts_liquid_verbatim(p, inner.name, &text);

            if (rc != POSTS_OK) {
                return rc;
            }

        } else if (posts_str_eq(inner.name, posts_str("endcomment"))) {

            if (--depth == 0) {
                p->trim = inner.trim_right;
                return POSTS_OK;
            }
        }
    }
}


/* {% # ... %}: every line of it begins with the sign */

static posts_rc_t
posts_liquid_tag_hash(posts_liquid_parser_t *p,
    const posts_liquid_piece_t *piece, posts_liquid_node_t **out)
{
    size_t       i, next;
    posts_str_t  markup;

    (void) out;

    markup = piece->markup;

    for (i = 0; i < markup.len; i++) {

        if (markup.data[i] != '\n') {
            continue;
        }

        next = posts_liquid_lax_space(markup, i + 1);

        if (next < markup.len && markup.data[next] != '#') {
            return posts_liquid_syntax(p, posts_str(""), "Syntax error in tag "
                       "'#' - Each line of comments must be prefixed by the "
                       "'#' character");
        }

        i = next - 1;
    }

    return POSTS_OK;
}


/* The text up to {% endNAME %}, whatever is in it. */

static posts_rc_t
posts_liquid_verbatim(posts_liquid_parser_t *p, posts_str_t name,
    posts_str_t *text)
{
    int            trim;
    size_t         begin, pos, end;
    posts_str_t    s;
    const u_char  *found;

    s = p->lexer.source;
    begin = p->lexer.pos;
    pos = begin;
    *text = posts_str("");

    while (!p->lexer.lines && pos < s.len) {
        found = memchr(s.data + pos, '{', s.len - pos);

        if (found == NULL) {
            break;
        }

        pos = (size_t) (found - s.data);
        end = posts_liquid_delimiter(s, pos, name, &trim);

        if (end == s.len + 1) {
            break;
        }

        if (end > pos) {
            *text = posts_str_slice(s, begin, pos);
            p->lexer.pos = end;
            p->trim = trim & 1;
            return POSTS_OK;
        }

        pos++;
    }

    return posts_liquid_never_closed(p, name);
}


/*
 * Behind {% endNAME ... %} if it is at "pos", else "pos"; s.len + 1 where
 * there is no %} for it, nor for any other.
 */

static size_t
posts_liquid_delimiter(posts_str_t s, size_t pos, posts_str_t name, int *trim)
{
    size_t       i;
    posts_str_t  rest;

    if (pos + 1 >= s.len || s.data[pos + 1] != '%') {
        return pos;
    }

    i = pos + 2;

    if (i < s.len && s.data[i] == '-') {
        i++;
    }

    i = posts_liquid_lax_space(s, i);
    rest = posts_str_slice(s, i, s.len);

    if (!posts_str_starts(rest, posts_str("end"))
        || !posts_str_starts(posts_str_slice(rest, 3, rest.len), name))
    {
        return pos;
    }

    i += 3 + name.len;

    if (i < s.len && posts_liquid_lax_word(s.data[i])) {
        return pos;
    }

    for ( /* void */ ; i + 1 < s.len; i++) {
        if (s.data[i] == '%' && s.data[i + 1] == '}') {
            *trim = (s.data[i - 1] == '-');
            return i + 2;
        }
    }

    return s.len + 1;
}


static posts_rc_t
posts_liquid_bare(posts_liquid_parser_t *p, const posts_liquid_piece_t *piece)
{
    if (posts_str_trim(piece->markup).len == 0) {
        return POSTS_OK;
    }

    return posts_liquid_syntax(p, posts_str(""),
                               "Syntax Error in '%.*s' - Valid syntax: %.*s",
                               posts_str_arg(piece->name),
                               posts_str_arg(piece->name));
}


static posts_rc_t
posts_liquid_never_closed(posts_liquid_parser_t *p, posts_str_t name)
{
    return posts_liquid_syntax(p, posts_str(""),
                               "'%.*s' tag was never closed",
                               posts_str_arg(name));
}


static posts_rc_t
posts_liquid_render_raw(posts_liquid_context_t *lc,
    const posts_liquid_node_t *node)
{
    posts_buf_add(lc->out, ((const posts_liquid_raw_t *) node)->text);

    return POSTS_OK;
}
