
/*
 * Copyright (C) the authors of this project
 *
 * The library has a renderer of its own, and this one gives the same HTML.
 * It is here since that one cannot be told to give headings their ids or to
 * escape raw HTML, aborts when its string passes a gigabyte, copies that
 * string as it grows, and finds a table cell's alignment by counting the
 * cells before it.
 *
 * The tree is walked by its links, without recursion.  It lies in the arena
 * above the place where the HTML goes, so that room cannot grow on the way:
 * see posts_markdown.c for what happens when it was too small.
 */


#include <cmark-gfm.h>
#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm/node.h>

#include "posts_markdown_html.h"
#include "posts_markdown_mail.h"


/* The variables that the library numbers its extensions' nodes with. */

extern cmark_node_type  CMARK_NODE_TABLE;
extern cmark_node_type  CMARK_NODE_TABLE_ROW;
extern cmark_node_type  CMARK_NODE_TABLE_CELL;
extern cmark_node_type  CMARK_NODE_STRIKETHROUGH;


/* Sixteen bytes at once, on machines that can; the same bytes on others. */

typedef u_char  posts_html_vector_t __attribute__((vector_size(16)));

#define POSTS_HTML_VECTOR(c)                                                  \
    { c, c, c, c, c, c, c, c, c, c, c, c, c, c, c, c }


#define posts_html_lit(h, lit)  posts_html_put(h, lit, sizeof(lit) - 1)


#define POSTS_HTML_OMITTED  "<!-- raw HTML omitted -->"


static inline void posts_html_put(posts_markdown_html_t *h, const void *data,
    size_t n);
static void posts_html_miss(posts_markdown_html_t *h, const u_char *data,
    size_t n);
static inline void posts_html_line(posts_markdown_html_t *h);
static void posts_html_text(posts_markdown_html_t *h,
    const cmark_chunk *chunk);
static void posts_html_bytes(posts_markdown_html_t *h, const u_char *p,
    size_t n);
static void posts_html_href(posts_markdown_html_t *h,
    const cmark_chunk *chunk);
static void posts_html_int(posts_markdown_html_t *h, size_t n);
static void posts_html_mails(posts_markdown_html_t *h, posts_str_t text);
static void posts_html_softbreak(posts_markdown_html_t *h);
static int posts_html_unsafe(const cmark_chunk *url);
static int posts_html_starts(const cmark_chunk *url, posts_str_t prefix);

static int posts_html_enter(posts_markdown_html_t *h, cmark_node *node);
static void posts_html_leave(posts_markdown_html_t *h, cmark_node *node);
static void posts_html_enter_extension(posts_markdown_html_t *h,
    cmark_node *node);
static void posts_html_leave_extension(posts_markdown_html_t *h,
    cmark_node *node);

static void posts_html_enter_list(posts_markdown_html_t *h,
    const cmark_node *node);
static void posts_html_enter_item(posts_markdown_html_t *h,
    const cmark_node *node);
static void posts_html_heading(posts_markdown_html_t *h, cmark_node *node);
static posts_rc_t posts_html_heading_text(posts_markdown_html_t *h,
    cmark_node *heading);
static void posts_html_code(posts_markdown_html_t *h, const cmark_node *node);
static void posts_html_raw_block(posts_markdown_html_t *h,
    const cmark_node *node);
static int posts_html_tight(const cmark_node *node);
static void posts_html_url(posts_markdown_html_t *h, const cmark_node *node);
static void posts_html_image(posts_markdown_html_t *h, cmark_node *image);
static void posts_html_reference(posts_markdown_html_t *h,
    const cmark_node *node);
static void posts_html_enter_definition(posts_markdown_html_t *h,
    const cmark_node *node);
static int posts_html_back(posts_markdown_html_t *h, const cmark_node *node);
static void posts_html_enter_row(posts_markdown_html_t *h, cmark_node *node);
static void posts_html_enter_cell(posts_markdown_html_t *h);
static cmark_node *posts_html_next(cmark_node *node, const cmark_node *root,
    int skip);


/* Numbers of posts_html_entities. */

static const u_char  posts_html_escape[256] = {
    ['"'] = 1, ['&'] = 2, ['<'] = 3, ['>'] = 4
};

static const posts_str_t  posts_html_entities[] = {
    posts_null_string,
    posts_string("&quot;"),
    posts_string("&amp;"),
    posts_string("&lt;"),
    posts_string("&gt;")
};


/* What stays as it is in an attribute with a URL. */

static const u_char  posts_html_href_safe[256] = {
    ['a' ... 'z'] = 1, ['A' ... 'Z'] = 1, ['0' ... '9'] = 1,
    ['-'] = 1, ['_'] = 1, ['.'] = 1, ['+'] = 1, ['!'] = 1, ['*'] = 1,
    ['('] = 1, [')'] = 1, [','] = 1, ['%'] = 1, ['#'] = 1, ['@'] = 1,
    ['?'] = 1, ['='] = 1, [';'] = 1, [':'] = 1, ['/'] = 1, ['$'] = 1,
    ['~'] = 1
};


static const posts_str_t  posts_html_unsafe_schemes[] = {
    posts_string("javascript:"),
    posts_string("vbscript:"),
    posts_string("file:"),
    posts_string("data:"),
    posts_null_string
};

static const posts_str_t  posts_html_safe_data[] = {
    posts_string("data:image/png"),
    posts_string("data:image/gif"),
    posts_string("data:image/jpeg"),
    posts_string("data:image/webp"),
    posts_null_string
};


posts_rc_t
posts_markdown_html(posts_markdown_html_t *h, cmark_node *root)
{
    cmark_node  *node;

    h->pos = h->start;
    h->missed = 0;
    h->footnote = 0;
    h->returned = 0;
    h->column = 0;
    h->alignments = NULL;
    h->last = '\n';
    h->head = 0;
    h->body = 0;
    h->link = 0;
    h->stop = 0;

    posts_headings_init(&h->headings, h->arena);
    posts_buf_init(&h->text, h->arena, 0);

    node = root;

    while (!h->stop) {

        if (posts_html_enter(h, node) && node->first_child != NULL) {
            node = node->first_child;
            continue;
        }

        for ( ;; ) {
            posts_html_leave(h, node);

            if (node == root) {
                h->stop = 1;
                break;
            }

            if (node->next != NULL) {
                node = node->next;
                break;
            }

            node = node->parent;
        }
    }

    if (h->footnote != 0) {
        posts_html_lit(h, "</ol>\n</section>\n");
    }

    return h->text.rc;
}


/* Begins a node; 1: its children are next. */

static int
posts_html_enter(posts_markdown_html_t *h, cmark_node *node)
{
    switch (node->type) {

    case CMARK_NODE_DOCUMENT:
        return 1;

    case CMARK_NODE_TEXT:
        if (h->mails && !h->link) {
            posts_html_mails(h, posts_str_from(node->as.literal.data,
                                             (size_t) node->as.literal.len));

        } else {
            posts_html_text(h, &node->as.literal);
        }

        return 0;

    case CMARK_NODE_SOFTBREAK:
        posts_html_softbreak(h);
        return 0;

    case CMARK_NODE_LINEBREAK:
        posts_html_lit(h, "<br />\n");
        return 0;

    case CMARK_NODE_CODE:
        posts_html_lit(h, "<code>");
        posts_html_text(h, &node->as.literal);
        posts_html_lit(h, "</code>");
        return 0;

    case CMARK_NODE_HTML_INLINE:
        if (h->options->raw_html) {
            posts_html_put(h, node->as.literal.data,
                           (size_t) node->as.literal.len);

        } else if (h->options->omit) {
            posts_html_lit(h, POSTS_HTML_OMITTED);

        } else {
            posts_html_text(h, &node->as.literal);
        }

        return 0;

    case CMARK_NODE_EMPH:
        posts_html_lit(h, "<em>");
        return 1;

    case CMARK_NODE_STRONG:
        posts_html_lit(h, "<strong>");
        return 1;

    case CMARK_NODE_LINK:
        posts_html_lit(h, "<a href=\"");
        posts_html_url(h, node);
        posts_html_lit(h, "\">");
        h->link = 1;
        return 1;

    case CMARK_NODE_IMAGE:
        posts_html_image(h, node);
        return 0;

    case CMARK_NODE_PARAGRAPH:
        if (!posts_html_tight(node)) {
            posts_html_line(h);
            posts_html_lit(h, "<p>");
        }

        return 1;

    case CMARK_NODE_BLOCK_QUOTE:
        posts_html_line(h);
        posts_html_lit(h, "<blockquote>\n");
        return 1;

    case CMARK_NODE_LIST:
        posts_html_enter_list(h, node);
        return 1;

    case CMARK_NODE_ITEM:
        posts_html_enter_item(h, node);
        return 1;

    case CMARK_NODE_HEADING:
        posts_html_heading(h, node);
        return 1;

    case CMARK_NODE_CODE_BLOCK:
        posts_html_code(h, node);
        return 0;

    case CMARK_NODE_HTML_BLOCK:
        posts_html_raw_block(h, node);
        return 0;

    case CMARK_NODE_THEMATIC_BREAK:
        posts_html_line(h);
        posts_html_lit(h, "<hr />\n");
        return 0;

    case CMARK_NODE_FOOTNOTE_DEFINITION:
        posts_html_enter_definition(h, node);
        return 1;

    case CMARK_NODE_FOOTNOTE_REFERENCE:
        posts_html_reference(h, node);
        return 0;

    default:
        posts_html_enter_extension(h, node);
        return 1;
    }
}


static void
posts_html_leave(posts_markdown_html_t *h, cmark_node *node)
{
    u_char  level;

    switch (node->type) {

    case CMARK_NODE_EMPH:
        posts_html_lit(h, "</em>");
        break;

    case CMARK_NODE_STRONG:
        posts_html_lit(h, "</strong>");
        break;

    case CMARK_NODE_LINK:
        posts_html_lit(h, "</a>");
        h->link = 0;
        break;

    case CMARK_NODE_PARAGRAPH:
        if (posts_html_tight(node)) {
            break;
        }

        if (node->next == NULL
            && node->parent->type == CMARK_NODE_FOOTNOTE_DEFINITION)
        {
            posts_html_lit(h, " ");
            (void) posts_html_back(h, node->parent);
        }

        posts_html_lit(h, "</p>\n");
        break;

    case CMARK_NODE_BLOCK_QUOTE:
        posts_html_line(h);
        posts_html_lit(h, "</blockquote>\n");
        break;

    case CMARK_NODE_LIST:
        if (node->as.list.list_type == CMARK_BULLET_LIST) {
            posts_html_lit(h, "</ul>\n");

        } else {
            posts_html_lit(h, "</ol>\n");
        }

        break;

    case CMARK_NODE_ITEM:
        posts_html_lit(h, "</li>\n");
        break;

    case CMARK_NODE_HEADING:
        level = (u_char) ('0' + node->as.heading.level);
        posts_html_lit(h, "</h");
        posts_html_put(h, &level, 1);
        posts_html_lit(h, ">\n");
        break;

    case CMARK_NODE_FOOTNOTE_DEFINITION:
        if (posts_html_back(h, node)) {
            posts_html_lit(h, "\n");
        }

        posts_html_lit(h, "</li>\n");
        break;

    default:
        if (node->extension != NULL) {
            posts_html_leave_extension(h, node);
        }

        break;
    }
}


static void
posts_html_enter_extension(posts_markdown_html_t *h, cmark_node *node)
{
    if (node->type == CMARK_NODE_TABLE_CELL) {
        posts_html_enter_cell(h);

    } else if (node->type == CMARK_NODE_TABLE_ROW) {
        posts_html_enter_row(h, node);

    } else if (node->type == CMARK_NODE_TABLE) {
        posts_html_line(h);
        posts_html_lit(h, "<table>");

        h->body = 0;
        h->alignments = cmark_gfm_extensions_get_table_alignments(node);

    } else if (node->type == CMARK_NODE_STRIKETHROUGH) {
        posts_html_lit(h, "<del>");
    }
}


static void
posts_html_leave_extension(posts_markdown_html_t *h, cmark_node *node)
{
    if (node->type == CMARK_NODE_TABLE_CELL) {
        if (h->head) {
            posts_html_lit(h, "</th>");

        } else {
            posts_html_lit(h, "</td>");
        }

    } else if (node->type == CMARK_NODE_TABLE_ROW) {
        posts_html_line(h);
        posts_html_lit(h, "</tr>");

        if (h->head) {
            posts_html_lit(h, "\n</thead>");
            h->head = 0;
        }

    } else if (node->type == CMARK_NODE_TABLE) {
        if (h->body) {
            posts_html_line(h);
            posts_html_lit(h, "</tbody>\n");
            h->body = 0;
        }

        posts_html_line(h);
        posts_html_lit(h, "</table>\n");

    } else if (node->type == CMARK_NODE_STRIKETHROUGH) {
        posts_html_lit(h, "</del>");
    }
}


static void
posts_html_enter_list(posts_markdown_html_t *h, const cmark_node *node)
{
    posts_html_line(h);

    if (node->as.list.list_type == CMARK_BULLET_LIST) {
        posts_html_lit(h, "<ul>\n");

    } else if (node->as.list.start == 1) {
        posts_html_lit(h, "<ol>\n");

    } else {
        posts_html_lit(h, "<ol start=\"");
        posts_html_int(h, (size_t) node->as.list.start);
        posts_html_lit(h, "\">\n");
    }
}


static void
posts_html_enter_item(posts_markdown_html_t *h, const cmark_node *node)
{
    posts_html_line(h);
    posts_html_lit(h, "<li>");

    if (node->extension == NULL) {
        return;
    }

    if (node->as.list.checked) {
        posts_html_lit(h, "<input type=\"checkbox\" checked=\"\""
                          " disabled=\"\" /> ");

    } else {
        posts_html_lit(h, "<input type=\"checkbox\" disabled=\"\" /> ");
    }
}


static void
posts_html_heading(posts_markdown_html_t *h, cmark_node *node)
{
    u_char       level;
    posts_str_t  id;

    level = (u_char) ('0' + node->as.heading.level);

    posts_html_line(h);
    posts_html_lit(h, "<h");
    posts_html_put(h, &level, 1);

    if (h->options->header_ids) {

        if (posts_html_heading_text(h, node) != POSTS_OK
            || posts_heading_id(&h->headings, &id, posts_buf_str(&h->text))
               != POSTS_OK)
        {
            h->text.rc = POSTS_LIMIT;
            h->stop = 1;
            return;
        }

        /* word characters, "-" and nothing else: no need to escape */

        if (id.len != 0) {
            posts_html_lit(h, " id=\"");
            posts_html_put(h, id.data, id.len);
            posts_html_lit(h, "\"");
        }
    }

    posts_html_lit(h, ">");
}


/* Text and code, but not what an image stands for, nor a footnote's number. */

static posts_rc_t
posts_html_heading_text(posts_markdown_html_t *h, cmark_node *heading)
{
    int          skip;
    cmark_node  *node;

    h->text.len = 0;
    skip = 0;

    for (node = posts_html_next(heading, heading, 0); node != NULL;
         node = posts_html_next(node, heading, skip))
    {
        skip = (node->type == CMARK_NODE_IMAGE);

        if (node->type == CMARK_NODE_TEXT || node->type == CMARK_NODE_CODE) {
            posts_buf_add(&h->text, posts_str_from(node->as.literal.data,
                                             (size_t) node->as.literal.len));
        }
    }

    return h->text.rc;
}


static void
posts_html_code(posts_markdown_html_t *h, const cmark_node *node)
{
    size_t              n;
    const cmark_chunk  *info;

    info = &node->as.code.info;

    posts_html_line(h);

    for (n = 0; n < (size_t) info->len; n++) {
        if (cmark_isspace((char) info->data[n])) {
            break;
        }
    }

    if (h->options->commonmark) {

        /* jekyll-commonmark's way; its colors are not */

        posts_html_lit(h, "<div class=\"");

        if (info->len != 0) {
            posts_html_lit(h, "language-");
            posts_html_bytes(h, info->data, n);
            posts_html_lit(h, " ");
        }

        posts_html_lit(h, "highlighter-rouge\"><div class=\"highlight\">"
                          "<pre class=\"highlight\"><code");

        if (info->len != 0) {
            posts_html_lit(h, " data-lang=\"");
            posts_html_bytes(h, info->data, n);
            posts_html_lit(h, "\"");
        }

        posts_html_lit(h, ">");
        posts_html_text(h, &node->as.code.literal);
        posts_html_lit(h, "</code></pre></div></div>\n");

        return;
    }

    if (info->len == 0) {
        posts_html_lit(h, "<pre><code>");

    } else {
        posts_html_lit(h, "<pre><code class=\"language-");
        posts_html_bytes(h, info->data, n);
        posts_html_lit(h, "\">");
    }

    posts_html_text(h, &node->as.code.literal);
    posts_html_lit(h, "</code></pre>\n");
}


static void
posts_html_raw_block(posts_markdown_html_t *h, const cmark_node *node)
{
    size_t         n;
    const u_char  *p;

    p = node->as.literal.data;
    n = (size_t) node->as.literal.len;

    posts_html_line(h);

    if (h->options->raw_html) {
        posts_html_put(h, p, n);
        posts_html_line(h);
        return;
    }

    if (h->options->omit) {
        posts_html_lit(h, POSTS_HTML_OMITTED "\n");
        return;
    }

    while (n > 0 && (p[n - 1] == '\n' || p[n - 1] == '\r')) {
        n--;
    }

    posts_html_lit(h, "<p>");
    posts_html_bytes(h, p, n);
    posts_html_lit(h, "</p>\n");
}


static void
posts_html_softbreak(posts_markdown_html_t *h)
{
    if (h->options->hard_breaks) {
        posts_html_lit(h, "<br />\n");

    } else if (h->options->no_breaks) {
        posts_html_lit(h, " ");

    } else {
        posts_html_lit(h, "\n");
    }
}


/* A paragraph of a list without blank lines has no tags. */

static int
posts_html_tight(const cmark_node *node)
{
    node = node->parent->parent;

    return node != NULL && node->type == CMARK_NODE_LIST
           && node->as.list.tight;
}


/* The URL, and the title if there is one, without the last quote. */

static void
posts_html_url(posts_markdown_html_t *h, const cmark_node *node)
{
    if (h->options->raw_html || !posts_html_unsafe(&node->as.link.url)) {
        posts_html_href(h, &node->as.link.url);
    }

    if (node->type == CMARK_NODE_LINK && node->as.link.title.len != 0) {
        posts_html_lit(h, "\" title=\"");
        posts_html_text(h, &node->as.link.title);
    }
}


/* What is in the brackets of an image is a text, without any markup. */

static void
posts_html_image(posts_markdown_html_t *h, cmark_node *image)
{
    cmark_node  *node;

    posts_html_lit(h, "<img src=\"");
    posts_html_url(h, image);
    posts_html_lit(h, "\" alt=\"");

    for (node = posts_html_next(image, image, 0); node != NULL;
         node = posts_html_next(node, image, 0))
    {
        switch (node->type) {

        case CMARK_NODE_TEXT:
        case CMARK_NODE_CODE:
        case CMARK_NODE_HTML_INLINE:
            posts_html_text(h, &node->as.literal);
            break;

        case CMARK_NODE_SOFTBREAK:
        case CMARK_NODE_LINEBREAK:
            posts_html_lit(h, " ");
            break;

        default:
            break;
        }
    }

    if (image->as.link.title.len != 0) {
        posts_html_lit(h, "\" title=\"");
        posts_html_text(h, &image->as.link.title);
    }

    posts_html_lit(h, "\" />");
}


static void
posts_html_reference(posts_markdown_html_t *h, const cmark_node *node)
{
    const cmark_chunk  *label;

    if (node->parent_footnote_def == NULL) {
        return;
    }

    label = &node->parent_footnote_def->as.literal;

    posts_html_lit(h, "<sup class=\"footnote-ref\"><a href=\"#fn-");
    posts_html_href(h, label);
    posts_html_lit(h, "\" id=\"fnref-");
    posts_html_href(h, label);

    if (node->footnote.ref_ix > 1) {
        posts_html_lit(h, "-");
        posts_html_int(h, (size_t) node->footnote.ref_ix);
    }

    posts_html_lit(h, "\" data-footnote-ref>");
    posts_html_href(h, &node->as.literal);
    posts_html_lit(h, "</a></sup>");
}


static void
posts_html_enter_definition(posts_markdown_html_t *h, const cmark_node *node)
{
    if (h->footnote == 0) {
        posts_html_lit(h, "<section class=\"footnotes\" data-footnotes>\n"
                          "<ol>\n");
    }

    h->footnote++;

    posts_html_lit(h, "<li id=\"fn-");
    posts_html_href(h, &node->as.literal);
    posts_html_lit(h, "\">\n");
}


/*
 * The links from a footnote back to where it is used, once: in its last
 * paragraph, or else at its end.
 */

static int
posts_html_back(posts_markdown_html_t *h, const cmark_node *node)
{
    int  i;

    if (h->returned >= h->footnote) {
        return 0;
    }

    h->returned = h->footnote;

    for (i = 1; i == 1 || (i <= node->footnote.def_count && !h->stop); i++) {

        if (i > 1) {
            posts_html_lit(h, " ");
        }

        posts_html_lit(h, "<a href=\"#fnref-");
        posts_html_href(h, &node->as.literal);

        if (i > 1) {
            posts_html_lit(h, "-");
            posts_html_int(h, (size_t) i);
        }

        posts_html_lit(h, "\" class=\"footnote-backref\""
                          " data-footnote-backref"
                          " aria-label=\"Back to content\">\xe2\x86\xa9");

        if (i > 1) {
            posts_html_lit(h, "<sup class=\"footnote-ref\">");
            posts_html_int(h, (size_t) i);
            posts_html_lit(h, "</sup>");
        }

        posts_html_lit(h, "</a>");
    }

    return 1;
}


static void
posts_html_enter_row(posts_markdown_html_t *h, cmark_node *node)
{
    posts_html_line(h);

    h->column = 0;

    if (cmark_gfm_extensions_get_table_row_is_header(node)) {
        h->head = 1;
        posts_html_lit(h, "<thead>\n");

    } else if (!h->body) {
        h->body = 1;
        posts_html_lit(h, "<tbody>\n");
    }

    posts_html_lit(h, "<tr>");
}


/* No row has more cells than its table has columns. */

static void
posts_html_enter_cell(posts_markdown_html_t *h)
{
    posts_html_line(h);

    if (h->head) {
        posts_html_lit(h, "<th");

    } else {
        posts_html_lit(h, "<td");
    }

    switch (h->alignments[h->column++]) {

    case 'l':
        posts_html_lit(h, " align=\"left\"");
        break;

    case 'c':
        posts_html_lit(h, " align=\"center\"");
        break;

    case 'r':
        posts_html_lit(h, " align=\"right\"");
        break;

    default:
        break;
    }

    posts_html_lit(h, ">");
}


/*
 * The node behind "node" in the order of the text, within "root"; "skip":
 * not one of its children.  NULL: there is none.
 */

static cmark_node *
posts_html_next(cmark_node *node, const cmark_node *root, int skip)
{
    if (node->first_child != NULL && !skip) {
        return node->first_child;
    }

    while (node != root) {

        if (node->next != NULL) {
            return node->next;
        }

        node = node->parent;
    }

    return NULL;
}


static inline void
posts_html_put(posts_markdown_html_t *h, const void *data, size_t n)
{
    if ((size_t) (h->end - h->pos) >= n) {
        memcpy(h->pos, data, n);
        h->pos += n;
        return;
    }

    posts_html_miss(h, data, n);
}


/* From the first byte that finds no room on nothing is written any more. */

static void
posts_html_miss(posts_markdown_html_t *h, const u_char *data, size_t n)
{
    h->end = h->pos;
    h->missed += n;
    h->last = data[n - 1];

    if (h->missed > h->limit) {
        h->stop = 1;
    }
}


/* Ends the line if one is begun. */

static inline void
posts_html_line(posts_markdown_html_t *h)
{
    u_char  last;

    if (h->missed != 0) {
        last = h->last;

    } else if (h->pos > h->start) {
        last = h->pos[-1];

    } else {
        return;
    }

    if (last != '\n') {
        posts_html_lit(h, "\n");
    }
}


static void
posts_html_text(posts_markdown_html_t *h, const cmark_chunk *chunk)
{
    posts_html_bytes(h, chunk->data, (size_t) chunk->len);
}


static void
posts_html_bytes(posts_markdown_html_t *h, const u_char *p, size_t n)
{
    u_char               c;
    const u_char        *from, *end;
    const posts_str_t   *entity;
    posts_html_vector_t  v;

    union {
        posts_html_vector_t  vector;
        uint64_t             words[2];
    } hit;

    static const posts_html_vector_t  quote = POSTS_HTML_VECTOR('"');
    static const posts_html_vector_t  amp = POSTS_HTML_VECTOR('&');
    static const posts_html_vector_t  lt = POSTS_HTML_VECTOR('<');
    static const posts_html_vector_t  gt = POSTS_HTML_VECTOR('>');

    /* the library leaves .data of what is empty NULL */

    if (n == 0) {
        return;
    }

    end = p + n;
    from = p;

    for ( /* void */ ; p < end; p++) {

        while ((size_t) (end - p) >= sizeof(posts_html_vector_t)) {
            memcpy(&v, p, sizeof(posts_html_vector_t));

            hit.vector = (posts_html_vector_t) ((v == quote) | (v == amp)
                                                | (v == lt) | (v == gt));

            if ((hit.words[0] | hit.words[1]) != 0) {
                break;
            }

            p += sizeof(posts_html_vector_t);
        }

        while (end - p >= 4
               && !(posts_html_escape[p[0]] | posts_html_escape[p[1]]
                    | posts_html_escape[p[2]] | posts_html_escape[p[3]]))
        {
            p += 4;
        }

        if (p == end) {
            break;
        }

        c = posts_html_escape[*p];

        if (c != 0) {
            entity = &posts_html_entities[c];

            posts_html_put(h, from, (size_t) (p - from));
            posts_html_put(h, entity->data, entity->len);

            from = p + 1;
        }
    }

    posts_html_put(h, from, (size_t) (p - from));
}


static void
posts_html_href(posts_markdown_html_t *h, const cmark_chunk *chunk)
{
    u_char         code[3];
    const u_char  *p, *from, *end;

    static const u_char  hex[] = "0123456789ABCDEF";

    if (chunk->len == 0) {
        return;
    }

    p = chunk->data;
    end = p + chunk->len;
    from = p;

    for ( /* void */ ; p < end; p++) {
        if (posts_html_href_safe[*p]) {
            continue;
        }

        posts_html_put(h, from, (size_t) (p - from));

        if (*p == '&') {
            posts_html_lit(h, "&amp;");

        } else if (*p == '\'') {
            posts_html_lit(h, "&#x27;");

        } else {
            code[0] = '%';
            code[1] = hex[*p >> 4];
            code[2] = hex[*p & 15];
            posts_html_put(h, code, 3);
        }

        from = p + 1;
    }

    posts_html_put(h, from, (size_t) (p - from));
}


/* A text with its mail addresses as links. */

static void
posts_html_mails(posts_markdown_html_t *h, posts_str_t text)
{
    size_t                  from;
    posts_str_t             s;
    cmark_chunk             url;
    posts_markdown_mail_t   mail;

    for (from = 0; posts_markdown_mail(&mail, text, from); from = mail.end) {

        posts_html_bytes(h, text.data + from, mail.begin - from);

        s = posts_str_slice(text, mail.begin, mail.end);

        url.data = (u_char *) s.data;
        url.len = (bufsize_t) s.len;

        posts_html_lit(h, "<a href=\"");

        if (mail.mailto) {
            posts_html_lit(h, "mailto:");
        }

        posts_html_href(h, &url);
        posts_html_lit(h, "\">");
        posts_html_bytes(h, s.data, s.len);
        posts_html_lit(h, "</a>");
    }

    posts_html_bytes(h, text.data + from, text.len - from);
}


static void
posts_html_int(posts_markdown_html_t *h, size_t n)
{
    u_char  *p, text[20];

    p = text + sizeof(text);

    do {
        *--p = (u_char) ('0' + n % 10);
        n /= 10;
    } while (n != 0);

    posts_html_put(h, p, (size_t) (text + sizeof(text) - p));
}


/* A URL that runs a script or reads a file; images as data are allowed. */

static int
posts_html_unsafe(const cmark_chunk *url)
{
    const posts_str_t  *s;

    for (s = posts_html_safe_data; s->len != 0; s++) {
        if (posts_html_starts(url, *s)) {
            return 0;
        }
    }

    for (s = posts_html_unsafe_schemes; s->len != 0; s++) {
        if (posts_html_starts(url, *s)) {
            return 1;
        }
    }

    return 0;
}


static int
posts_html_starts(const cmark_chunk *url, posts_str_t prefix)
{
    return (size_t) url->len >= prefix.len
           && posts_str_caseeq(posts_str_from(url->data, prefix.len), prefix);
}
