
/*
 * Copyright (C) the authors of this project
 *
 * highlight: Jekyll's wrapper around code, the code itself escaped and not
 * colored.  Jekyll: lib/jekyll/tags/highlight.rb.
 */


#include "posts_liquid_lax.h"
#include "posts_tag.h"


typedef struct {
    posts_liquid_node_t   node;
    posts_liquid_block_t  block;
    posts_str_t           lang;
    unsigned              numbers:1;       /* linenos */
} posts_tag_highlight_t;


static int posts_tag_highlight_options(posts_tag_highlight_t *tag,
    posts_str_t markup);
static posts_rc_t posts_tag_highlight_render(posts_liquid_context_t *lc,
    const posts_liquid_node_t *node);
static void posts_tag_highlight_table(posts_buf_t *b, posts_str_t code);
static void posts_tag_highlight_code(posts_buf_t *b, posts_str_t code);


static const posts_str_t  posts_tag_highlight_ends[] = {
    posts_string("endhighlight"), posts_null_string
};


posts_rc_t
posts_tag_highlight(posts_liquid_parser_t *p,
    const posts_liquid_piece_t *piece, posts_liquid_node_t **out)
{
    posts_liquid_piece_t    end;
    posts_tag_highlight_t  *node;

    node = posts_liquid_node(p, sizeof(posts_tag_highlight_t),
                             posts_tag_highlight_render);
    if (node == NULL) {
        return posts_liquid_parser_memory(p);
    }

    *out = &node->node;

    if (!posts_tag_highlight_options(node, posts_str_trim(piece->markup))) {
        return posts_liquid_syntax(p, piece->markup,
                                   "Syntax Error in tag 'highlight' - Valid "
                                   "syntax: highlight <lang> [linenos]");
    }

    return posts_liquid_block(p, &node->block, piece->name,
                              posts_tag_highlight_ends, &end);
}


/* [a-zA-Z0-9.+#_-]+, then words: "name", "name=word", "name=\"1 2\"" */

static int
posts_tag_highlight_options(posts_tag_highlight_t *tag, posts_str_t markup)
{
    u_char       c;
    size_t       pos, begin;
    posts_str_t  name;

    for (pos = 0; pos < markup.len; pos++) {
        c = markup.data[pos];

        if (!posts_liquid_lax_segment(c) && c != '.' && c != '+'
            && c != '#')
        {
            break;
        }
    }

    if (pos == 0) {
        return 0;
    }

    tag->lang = posts_str_slice(markup, 0, pos);

    while (pos < markup.len) {
        begin = posts_liquid_lax_space(markup, pos);

        if (begin == pos) {
            return 0;
        }

        for (pos = begin; pos < markup.len; pos++) {
            if (!posts_liquid_lax_word(markup.data[pos])) {
                break;
            }
        }

        if (pos == begin) {
            return 0;
        }

        name = posts_str_slice(markup, begin, pos);

        if (posts_str_eq(name, posts_str("linenos"))) {
            tag->numbers = 1;
        }

        if (pos == markup.len || markup.data[pos] != '=') {
            continue;
        }

        pos++;

        if (pos < markup.len && markup.data[pos] == '"') {

            for (pos++; pos < markup.len && markup.data[pos] != '"'; pos++) {
                c = markup.data[pos];

                if (c != ' ' && (c < '0' || c > '9')) {
                    return 0;
                }
            }

            if (pos == markup.len) {
                return 0;
            }

            pos++;
            continue;
        }

        begin = pos;

        while (pos < markup.len && posts_liquid_lax_word(markup.data[pos])) {
            pos++;
        }

        if (pos == begin) {
            return 0;
        }
    }

    return 1;
}


static posts_rc_t
posts_tag_highlight_render(posts_liquid_context_t *lc,
    const posts_liquid_node_t *node)
{
    size_t                        i;
    posts_rc_t                    rc;
    posts_str_t                   code;
    posts_buf_t                  *out;
    posts_jekyll_t               *jekyll;
    const posts_tag_highlight_t  *tag;

    tag = (const posts_tag_highlight_t *) node;
    jekyll = lc->host->payload;
    out = lc->out;

    rc = posts_liquid_render_string(lc, &tag->block, &code);

    if (rc != POSTS_OK) {
        return rc;
    }

    while (code.len > 0 && (code.data[0] == '\n' || code.data[0] == '\r')) {
        code = posts_str_slice(code, 1, code.len);
    }

    while (code.len > 0 && (code.data[code.len - 1] == '\n'
                            || code.data[code.len - 1] == '\r'))
    {
        code.len--;
    }

    /* Markdown must see a block, not a paragraph */

    if (jekyll->markdown) {
        posts_buf_addc(out, '\n');
    }

    posts_buf_lit(out, "<figure class=\"highlight\"><pre><code "
                       "class=\"language-");

    for (i = 0; i < tag->lang.len; i++) {
        posts_buf_addc(out, tag->lang.data[i] == '+'
                            ? '-' : posts_lower(tag->lang.data[i]));
    }

    posts_buf_lit(out, "\" data-lang=\"");

    for (i = 0; i < tag->lang.len; i++) {
        posts_buf_addc(out, posts_lower(tag->lang.data[i]));
    }

    posts_buf_lit(out, "\">");

    if (tag->numbers) {
        posts_tag_highlight_table(out, code);

    } else {
        posts_tag_highlight_code(out, code);
    }

    posts_buf_lit(out, "</code></pre></figure>");

    if (jekyll->markdown) {
        posts_buf_addc(out, '\n');
    }

    return POSTS_OK;
}


/* Rouge's table: a column of numbers, a column of code. */

static void
posts_tag_highlight_table(posts_buf_t *b, posts_str_t code)
{
    size_t   i, lines;

    lines = 1;

    for (i = 0; i < code.len; i++) {
        lines += (code.data[i] == '\n');
    }

    posts_buf_lit(b, "<table class=\"highlight\"><tbody><tr>"
                     "<td class=\"gutter gl\"><pre class=\"lineno\">");

    for (i = 1; i <= lines; i++) {
        posts_buf_fmt(b, "%zu\n", i);
    }

    posts_buf_lit(b, "</pre></td><td class=\"code\"><pre>");
    posts_tag_highlight_code(b, code);
    posts_buf_lit(b, "\n</pre></td></tr></tbody></table>");
}


/* Rouge escapes these three, and no quotes. */

static void
posts_tag_highlight_code(posts_buf_t *b, posts_str_t code)
{
    size_t  i, begin;

    begin = 0;

    for (i = 0; i < code.len; i++) {

        if (code.data[i] != '&' && code.data[i] != '<'
            && code.data[i] != '>')
        {
            continue;
        }

        posts_buf_add(b, posts_str_slice(code, begin, i));
        posts_buf_add(b, (code.data[i] == '&') ? posts_str("&amp;")
                         : (code.data[i] == '<') ? posts_str("&lt;")
                                                 : posts_str("&gt;"));
        begin = i + 1;
    }

    posts_buf_add(b, posts_str_slice(code, begin, code.len));
}
