
/*
 * Copyright (C) the authors of this project
 *
 * The library parses, posts_markdown_html.c writes.  All memory is the
 * arena's, in this order: room for the HTML, the mark, and above it the tree,
 * which a rewind to the mark takes away as a whole.  So the room is taken
 * before anything is known of the HTML, as large as texts usually need.
 * Where that is too small, the writer goes on counting, and all is done once
 * more with room of the right size.  That is rare, and never takes more
 * memory than is in use anyway.
 *
 * The library does not know memory to end.  When the arena refuses, the
 * allocator jumps back to posts_markdown_tree(), over the library's frames;
 * they own nothing but arena memory, and the one global thing that they
 * change, the table of characters that inlines begin with, is put back.
 * That table is why only one thread of a process may render at a time.
 *
 * The library's callbacks have no argument for a context: the memory of the
 * render that is under way is found by a thread-local pointer.
 *
 * Each line is matched against all blocks that are open, so nesting has a
 * bound; the only place to see blocks open is the allocator.  The library's
 * extensions are used as copies in the arena with something changed: the
 * autolinks' one looks for no mail address (posts_markdown_mail.c does) and
 * only for what the text has, the tables' one is asked only when a line and
 * the one before it make a table, and for no line with very many cells,
 * since it counts its way through a paragraph's lines and a row's cells.
 */


#include <setjmp.h>

#include <cmark-gfm.h>
#include <cmark-gfm-extension_api.h>
#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm/parser.h>
#include <cmark-gfm/syntax_extension.h>

#include "posts_markdown_html.h"
#include "posts_markdown_scan.h"


/* The variable that the library numbers its tables' nodes with. */

extern cmark_node_type  CMARK_NODE_TABLE;


/*
 * A string of the library's may have INT32_MAX / 2 bytes, it aborts beyond.
 * No string of its own is longer than three times the text: a byte that is
 * not UTF-8 becomes U+FFFD, case folding does no worse.
 */

#define POSTS_MARKDOWN_MAX      (256 * 1024 * 1024)

/* Memory is cut from blocks of the arena; larger pieces are its own. */

#define POSTS_MARKDOWN_BLOCK    (16 * 1024)
#define POSTS_MARKDOWN_LARGE    (4 * 1024)

/* Freed pieces of up to CLASSES * 8 bytes are kept for the next. */

#define POSTS_MARKDOWN_CLASSES  32

/* Blocks in blocks; a list is two of them, its item the other one. */

#define POSTS_MARKDOWN_DEPTH    100

/* Pipes in a line of a table. */

#define POSTS_MARKDOWN_COLUMNS  500


typedef struct posts_piece_s  posts_piece_t;

struct posts_piece_s {
    size_t          size;    /* bytes behind this member: a multiple of 8 */
    posts_piece_t  *next;    /* once it is freed */
};


typedef struct {
    posts_arena_t  *arena;
    cmark_parser   *parser;
    u_char         *pos;     /* free memory of the block */
    u_char         *end;
    posts_piece_t  *freed[POSTS_MARKDOWN_CLASSES + 1];
    cmark_open_block_func   open_table;   /* the library's */
    cmark_match_block_func  match_table;
    cmark_node     *wide;    /* a paragraph that is no table */
    int             line;    /* whose blocks are counted */
    int             depth;
    unsigned        blocks:1;  /* what is taken may be a block */
    unsigned        deep:1;  /* there are too many in each other */
    jmp_buf         refused;
} posts_markdown_memory_t;


typedef struct {
    posts_str_t               name;
    posts_markdown_dialect_e  dialect;
} posts_markdown_name_t;


static posts_rc_t posts_markdown_once(posts_buf_t *out, posts_str_t text,
    const posts_markdown_options_t *options,
    const posts_markdown_scan_t *scan, size_t *size, posts_error_t *error);
static cmark_node *posts_markdown_tree(posts_markdown_memory_t *m,
    posts_str_t text, const posts_markdown_scan_t *scan);
static void posts_markdown_feed(cmark_parser *parser, posts_str_t text);
static void posts_markdown_extend(posts_markdown_memory_t *m,
    const posts_markdown_scan_t *scan);
static cmark_syntax_extension *posts_markdown_extension(
    posts_markdown_memory_t *m, const char *name);
static cmark_node *posts_markdown_open_table(
    cmark_syntax_extension *extension, int indented, cmark_parser *parser,
    cmark_node *parent, u_char *input, int len);
static int posts_markdown_match_table(cmark_syntax_extension *extension,
    cmark_parser *parser, u_char *input, int len, cmark_node *parent);
static int posts_markdown_is_head(posts_markdown_memory_t *m,
    cmark_node *paragraph, size_t columns);
static int posts_markdown_is_delimiter(const u_char *p, const u_char *end);
static size_t posts_markdown_columns(const u_char *p, const u_char *end);
static const u_char *posts_markdown_blanks(const u_char *p,
    const u_char *end);
static void posts_markdown_block(posts_markdown_memory_t *m);

static void *posts_markdown_calloc(size_t n, size_t size);
static void *posts_markdown_realloc(void *p, size_t size);
static void posts_markdown_free(void *p);
static void *posts_markdown_take(posts_markdown_memory_t *m, size_t size);
static posts_piece_t *posts_markdown_grow(posts_markdown_memory_t *m,
    size_t size);


static const posts_markdown_name_t  posts_markdown_names[] = {
    { posts_string("gfm"), POSTS_MARKDOWN_GFM },
    { posts_string("commonmark"), POSTS_MARKDOWN_COMMONMARK },
    { posts_null_string, POSTS_MARKDOWN_GFM }
};


static cmark_mem  posts_markdown_mem = {
    posts_markdown_calloc,
    posts_markdown_realloc,
    posts_markdown_free
};


static __thread posts_markdown_memory_t  *posts_markdown_memory;


posts_rc_t
posts_markdown_dialect(posts_markdown_dialect_e *dialect, posts_str_t name)
{
    const posts_markdown_name_t  *n;

    for (n = posts_markdown_names; n->name.len != 0; n++) {
        if (posts_str_caseeq(n->name, name)) {
            *dialect = n->dialect;
            return POSTS_OK;
        }
    }

    return POSTS_NOTFOUND;
}


posts_rc_t
posts_markdown_render(posts_buf_t *out, posts_str_t text,
    const posts_markdown_options_t *options, posts_error_t *error)
{
    size_t                 size;
    posts_rc_t             rc;
    posts_markdown_scan_t  scan;

    if (out->rc != POSTS_OK) {
        return posts_error_set(error, out->rc, 0, 0,
                               "no room is left in the output");
    }

    if (text.len == 0) {
        return POSTS_OK;
    }

    if (text.len > POSTS_MARKDOWN_MAX) {
        out->rc = POSTS_LIMIT;
        return posts_error_set(error, POSTS_LIMIT, 0, 0,
                               "the Markdown has %zu bytes, more than %d",
                               text.len, POSTS_MARKDOWN_MAX);
    }

    /* registers once, in memory of its own that stays */

    cmark_gfm_core_extensions_ensure_registered();

    posts_markdown_scan(&scan, text, options);

    rc = posts_markdown_cost(&scan, text, error);

    if (rc != POSTS_OK) {
        out->rc = rc;
        return rc;
    }

    size = text.len + text.len / 4 + 16 * scan.lines + 24 * scan.pipes
           + 1024;

    rc = posts_markdown_once(out, text, options, &scan, &size, error);

    if (rc == POSTS_AGAIN) {
        rc = posts_markdown_once(out, text, options, &scan, &size, error);
    }

    if (rc != POSTS_OK) {
        out->rc = rc;
    }

    return rc;
}


/*
 * Appends the HTML if it has "size" bytes at most; POSTS_AGAIN: "size" is
 * what it has.
 */

static posts_rc_t
posts_markdown_once(posts_buf_t *out, posts_str_t text,
    const posts_markdown_options_t *options,
    const posts_markdown_scan_t *scan, size_t *size, posts_error_t *error)
{
    size_t                    room, written;
    unsigned                  line;
    cmark_node               *root;
    posts_rc_t                rc;
    posts_arena_mark_t        mark;
    posts_markdown_html_t     html;
    posts_markdown_memory_t   memory;

    room = out->limit - out->len;

    if (*size > room) {
        *size = room;
    }

    if (posts_buf_reserve(out, *size) != POSTS_OK) {
        goto memory;
    }

    mark = posts_arena_mark(out->arena);

    memory.arena = out->arena;
    memory.parser = NULL;
    memory.pos = NULL;
    memory.end = NULL;
    memory.wide = NULL;
    memory.line = -1;
    memory.depth = 0;
    memory.blocks = 0;
    memory.deep = 0;
    memset(memory.freed, 0, sizeof(memory.freed));

    root = posts_markdown_tree(&memory, text, scan);

    if (root == NULL) {
        line = memory.deep ? (unsigned) memory.parser->line_number : 0;

        posts_arena_rewind(out->arena, mark);

        if (!memory.deep) {
            goto memory;
        }

        return posts_error_set(error, POSTS_LIMIT, line, 0,
                               "quotes and lists are nested deeper than %d"
                               " blocks", POSTS_MARKDOWN_DEPTH);
    }

    html.options = options;
    html.arena = out->arena;
    html.start = out->data + out->len;
    html.end = out->data + out->size;
    html.limit = room;
    html.mails = scan->mail;

    if ((size_t) (html.end - html.start) > room) {
        html.end = html.start + room;
    }

    rc = posts_markdown_html(&html, root);

    posts_arena_rewind(out->arena, mark);

    if (rc != POSTS_OK) {
        goto memory;
    }

    written = (size_t) (html.pos - html.start);

    if (html.missed == 0) {
        out->len += written;
        return POSTS_OK;
    }

    if (html.missed > room - written) {
        return posts_error_set(error, POSTS_LIMIT, 0, 0,
                               "the HTML of the Markdown passes the limit"
                               " \"output\"");
    }

    *size = written + html.missed;

    return POSTS_AGAIN;

memory:

    return posts_error_set(error, POSTS_LIMIT, 0, 0,
                           "the Markdown needs more memory than the limit"
                           " \"memory\" allows");
}


/* The tree of the text; NULL: too deep (m->deep), or no memory. */

static cmark_node *
posts_markdown_tree(posts_markdown_memory_t *m, posts_str_t text,
    const posts_markdown_scan_t *scan)
{
    int          flags;
    cmark_node  *root;

    posts_markdown_memory = m;

    if (setjmp(m->refused) != 0) {

        if (m->parser != NULL) {
            cmark_manage_extensions_special_characters(m->parser, 0);
        }

        posts_markdown_memory = NULL;

        return NULL;
    }

    flags = CMARK_OPT_DEFAULT;

    if (scan->footnotes) {
        flags |= CMARK_OPT_FOOTNOTES;
    }

    if (scan->smart) {
        flags |= CMARK_OPT_SMART;
    }

    if (scan->invalid) {
        flags |= CMARK_OPT_VALIDATE_UTF8;
    }

    m->parser = cmark_parser_new_with_mem(flags, &posts_markdown_mem);

    posts_markdown_extend(m, scan);

    m->blocks = 1;

    posts_markdown_feed(m->parser, text);

    m->blocks = 0;

    root = cmark_parser_finish(m->parser);

    posts_markdown_memory = NULL;

    return root;
}


/*
 * The library looks at each byte of what it is fed, for the end of the line;
 * memchr() is faster.  Here a line is lent to its buffer for lines that come
 * in pieces, and the line feed is fed as the last piece.  That buffer is
 * only read and emptied then, and not written to as long as it says that it
 * owns nothing.
 */

static void
posts_markdown_feed(cmark_parser *parser, posts_str_t text)
{
    u_char        *own;
    const u_char  *p, *eol, *end;

    p = text.data;
    end = p + text.len;

    if (posts_str_chr(text, '\r') >= 0 || posts_str_chr(text, '\0') >= 0) {

        cmark_parser_feed(parser, (const char *) p, text.len);

        /* so that the last line's blocks are counted, too */

        if (end[-1] != '\n' && end[-1] != '\r') {
            cmark_parser_feed(parser, "\n", 1);
        }

        return;
    }

    own = parser->linebuf.ptr;

    for ( /* void */ ; p < end; p = eol + 1) {
        eol = memchr(p, '\n', (size_t) (end - p));

        if (eol == NULL) {
            eol = end;
        }

        parser->linebuf.ptr = (u_char *) p;
        parser->linebuf.size = (bufsize_t) (eol - p);
        parser->linebuf.asize = 0;

        cmark_parser_feed(parser, "\n", 1);
    }

    parser->linebuf.ptr = own;
}


/* In the order of the library's own programs. */

static void
posts_markdown_extend(posts_markdown_memory_t *m,
    const posts_markdown_scan_t *scan)
{
    cmark_llist             *chars;
    cmark_syntax_extension  *extension;

    if (scan->table) {
        extension = posts_markdown_extension(m, "table");

        m->open_table = extension->try_opening_block;
        m->match_table = extension->last_block_matches;

        extension->try_opening_block = posts_markdown_open_table;
        extension->last_block_matches = posts_markdown_match_table;
    }

    if (scan->strikethrough) {
        (void) posts_markdown_extension(m, "strikethrough");
    }

    if (scan->url || scan->www) {
        extension = posts_markdown_extension(m, "autolink");
        chars = NULL;

        if (scan->url) {
            chars = cmark_llist_append(&posts_markdown_mem, chars,
                                       (void *) (uintptr_t) ':');
        }

        if (scan->www) {
            chars = cmark_llist_append(&posts_markdown_mem, chars,
                                       (void *) (uintptr_t) 'w');
        }

        extension->special_inline_chars = chars;
        extension->postprocess_func = NULL;
    }

    if (scan->tasklist) {
        (void) posts_markdown_extension(m, "tasklist");
    }
}


/* A copy of the library's extension, attached to the parser. */

static cmark_syntax_extension *
posts_markdown_extension(posts_markdown_memory_t *m, const char *name)
{
    cmark_syntax_extension  *copy;

    copy = posts_markdown_calloc(1, sizeof(cmark_syntax_extension));

    *copy = *cmark_find_syntax_extension(name);

    cmark_parser_attach_syntax_extension(m->parser, copy);

    return copy;
}


static cmark_node *
posts_markdown_open_table(cmark_syntax_extension *extension, int indented,
    cmark_parser *parser, cmark_node *parent, u_char *input, int len)
{
    size_t                    columns;
    cmark_node               *node;
    const u_char             *line, *end;
    posts_markdown_memory_t  *m;

    if (indented) {
        return NULL;
    }

    m = posts_markdown_memory;

    line = input + parser->first_nonspace;
    end = input + len;

    if (parent->type == CMARK_NODE_PARAGRAPH) {

        if (!posts_markdown_is_delimiter(line, end)) {
            return NULL;
        }

        columns = posts_markdown_columns(line, end);

        if (columns > POSTS_MARKDOWN_COLUMNS
            || !posts_markdown_is_head(m, parent, columns))
        {
            return NULL;
        }

    } else if (parent->type != CMARK_NODE_TABLE
               || posts_markdown_columns(line, end) > POSTS_MARKDOWN_COLUMNS)
    {
        return NULL;
    }

    m->blocks = 0;

    node = m->open_table(extension, indented, parser, parent, input, len);

    m->blocks = 1;

    return node;
}


static int
posts_markdown_match_table(cmark_syntax_extension *extension,
    cmark_parser *parser, u_char *input, int len, cmark_node *parent)
{
    if (posts_markdown_columns(input + parser->first_nonspace, input + len)
        > POSTS_MARKDOWN_COLUMNS)
    {
        return 0;
    }

    return posts_markdown_memory->match_table(extension, parser, input, len,
                                              parent);
}


/*
 * Whether the last line of a paragraph is the head of a table with so many
 * columns.  It is not if a line before it, that the library goes through,
 * has too many: then the paragraph is remembered, not to be searched again.
 */

static int
posts_markdown_is_head(posts_markdown_memory_t *m, cmark_node *paragraph,
    size_t columns)
{
    const u_char  *line, *next, *begin, *end;

    begin = paragraph->content.ptr;
    end = begin + paragraph->content.size;

    for (line = end; line > begin; line--) {
        if (line[-1] == '\n' && line < end) {
            break;
        }
    }

    if (paragraph == m->wide || columns != posts_markdown_columns(line, end)) {
        return 0;
    }

    for (line = begin; line < end; line = next + 1) {

        if (posts_markdown_columns(line, end) > POSTS_MARKDOWN_COLUMNS) {
            m->wide = paragraph;
            return 0;
        }

        next = memchr(line, '\n', (size_t) (end - line));

        if (next == NULL) {
            break;
        }
    }

    return 1;
}


/* Whether the line may be the one below a table's head. */

static int
posts_markdown_is_delimiter(const u_char *p, const u_char *end)
{
    int  hyphen;

    hyphen = 0;

    for ( /* void */ ; p < end; p++) {

        switch (*p) {

        case '-':
            hyphen = 1;
            break;

        case '|':
        case ':':
        case ' ':
        case '\t':
        case '\v':
        case '\f':
        case '\r':
        case '\n':
            break;

        default:
            return 0;
        }
    }

    return hyphen;
}


/*
 * The cells that the library finds in a line.  A pipe with a backslash right
 * before it parts no cells, whatever is before the backslash.
 */

static size_t
posts_markdown_columns(const u_char *p, const u_char *end)
{
    size_t         n;
    const u_char  *begin;

    n = 0;

    if (p < end && *p == '|') {
        p = posts_markdown_blanks(p + 1, end);
    }

    while (p < end && *p != '\n' && *p != '\r') {

        for (begin = p; p < end; p++) {

            if (*p == '\n' || *p == '\r'
                || (*p == '|' && (p == begin || p[-1] != '\\')))
            {
                break;
            }
        }

        n++;

        if (p < end && *p == '|') {
            p = posts_markdown_blanks(p + 1, end);
        }
    }

    return n;
}


static const u_char *
posts_markdown_blanks(const u_char *p, const u_char *end)
{
    while (p < end && (*p == ' ' || *p == '\t' || *p == '\v' || *p == '\f'))
    {
        p++;
    }

    return p;
}


/*
 * A block is taken: the depth is that of the block that is open at the
 * line's begin and one more for each that the line has opened.
 */

static void
posts_markdown_block(posts_markdown_memory_t *m)
{
    cmark_node    *node;
    cmark_parser  *parser;

    parser = m->parser;

    if (m->line != parser->line_number) {
        m->line = parser->line_number;
        m->depth = 0;

        for (node = parser->current; node != NULL; node = node->parent) {
            m->depth++;
        }
    }

    m->depth++;

    if (m->depth > POSTS_MARKDOWN_DEPTH) {
        m->deep = 1;
        longjmp(m->refused, 1);
    }
}


static void *
posts_markdown_calloc(size_t n, size_t size)
{
    void                     *p;
    posts_markdown_memory_t  *m;

    m = posts_markdown_memory;

    if (size != 0 && n > (size_t) -1 / size) {
        longjmp(m->refused, 1);
    }

    if (size == sizeof(cmark_node) && m->blocks) {
        posts_markdown_block(m);
    }

    p = posts_markdown_take(m, n * size);

    memset(p, 0, n * size);

    return p;
}


static void *
posts_markdown_realloc(void *p, size_t size)
{
    void                     *copy;
    u_char                   *end;
    posts_piece_t            *piece;
    posts_markdown_memory_t  *m;

    m = posts_markdown_memory;

    if (p == NULL) {
        return posts_markdown_take(m, size);
    }

    piece = (posts_piece_t *) ((u_char *) p - sizeof(size_t));

    if (size <= piece->size) {
        return p;
    }

    end = (u_char *) p + piece->size;

    if (end == m->pos && size - piece->size <= (size_t) (m->end - m->pos)
        && size <= (size_t) -8)
    {
        size = (size + 7) & ~(size_t) 7;

        if (size - piece->size <= (size_t) (m->end - m->pos)) {
            m->pos += size - piece->size;
            piece->size = size;

            return p;
        }
    }

    copy = posts_markdown_take(m, size);

    memcpy(copy, p, piece->size);
    posts_markdown_free(p);

    return copy;
}


static void
posts_markdown_free(void *p)
{
    posts_piece_t            *piece;
    posts_markdown_memory_t  *m;

    if (p == NULL) {
        return;
    }

    m = posts_markdown_memory;
    piece = (posts_piece_t *) ((u_char *) p - sizeof(size_t));

    if ((u_char *) p + piece->size == m->pos) {
        m->pos = (u_char *) piece;
        return;
    }

    if (piece->size <= 8 * POSTS_MARKDOWN_CLASSES) {
        piece->next = m->freed[piece->size / 8];
        m->freed[piece->size / 8] = piece;
    }
}


/* A piece of "size" bytes; does not return if there is no memory. */

static void *
posts_markdown_take(posts_markdown_memory_t *m, size_t size)
{
    posts_piece_t  *piece;

    if (size > (size_t) -1 - sizeof(posts_piece_t)) {
        longjmp(m->refused, 1);
    }

    /* a piece that is freed needs room for a pointer */

    size = (size == 0) ? 8 : (size + 7) & ~(size_t) 7;

    if (size <= 8 * POSTS_MARKDOWN_CLASSES && m->freed[size / 8] != NULL) {
        piece = m->freed[size / 8];
        m->freed[size / 8] = piece->next;

        return &piece->next;
    }

    if (sizeof(size_t) + size <= (size_t) (m->end - m->pos)) {
        piece = (posts_piece_t *) m->pos;
        m->pos += sizeof(size_t) + size;

    } else {
        piece = posts_markdown_grow(m, size);
    }

    piece->size = size;

    return &piece->next;
}


static posts_piece_t *
posts_markdown_grow(posts_markdown_memory_t *m, size_t size)
{
    size_t   need;
    u_char  *p;

    need = sizeof(size_t) + size;

#if !(POSTS_ARENA_DEBUG)

    if (need <= POSTS_MARKDOWN_LARGE) {
        p = posts_arena_alloc(m->arena, POSTS_MARKDOWN_BLOCK);

        if (p != NULL) {
            m->pos = p + need;
            m->end = p + POSTS_MARKDOWN_BLOCK;

            return (posts_piece_t *) p;
        }
    }

#endif

    /* a large one, or all that is left */

    p = posts_arena_alloc(m->arena, need);

    if (p == NULL) {
        longjmp(m->refused, 1);
    }

    return (posts_piece_t *) p;
}
