
/*
 * Copyright (C) the ngx_http_posts_module authors
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
 */


#include <setjmp.h>

#include <cmark-gfm.h>
#include <cmark-gfm-extension_api.h>
#include <cmark-gfm-core-extensions.h>

#include "posts_markdown_html.h"
#include "posts_utf8.h"


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
    jmp_buf         refused;
} posts_markdown_memory_t;


/* What a text has that makes an extension worth its time. */

typedef struct {
    size_t    lines;
    size_t    pipes;
    unsigned  table:1;
    unsigned  strikethrough:1;
    unsigned  autolink:1;
    unsigned  tasklist:1;
    unsigned  footnotes:1;
    unsigned  invalid:1;
} posts_markdown_scan_t;


typedef struct {
    posts_str_t               name;
    posts_markdown_dialect_e  dialect;
} posts_markdown_name_t;


static posts_rc_t posts_markdown_once(posts_buf_t *out, posts_str_t text,
    const posts_markdown_options_t *options,
    const posts_markdown_scan_t *scan, size_t *size, posts_error_t *error);
static cmark_node *posts_markdown_tree(posts_markdown_memory_t *m,
    posts_str_t text, const posts_markdown_scan_t *scan);
static void posts_markdown_extend(cmark_parser *parser, const char *name);
static void posts_markdown_scan(posts_markdown_scan_t *scan, posts_str_t text,
    posts_markdown_dialect_e dialect);
static size_t posts_markdown_count(posts_str_t s, u_char c);
static int posts_markdown_has_table(posts_str_t s);
static int posts_markdown_has_autolink(posts_str_t s);
static void posts_markdown_scan_brackets(posts_markdown_scan_t *scan,
    posts_str_t s);

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

    posts_markdown_scan(&scan, text, options->dialect);

    size = text.len + text.len / 8 + 16 * scan.lines + 24 * scan.pipes + 256;

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
    memset(memory.freed, 0, sizeof(memory.freed));

    root = posts_markdown_tree(&memory, text, scan);

    if (root == NULL) {
        posts_arena_rewind(out->arena, mark);
        goto memory;
    }

    html.options = options;
    html.arena = out->arena;
    html.start = out->data + out->len;
    html.end = out->data + out->size;
    html.limit = room;

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


/* The tree of the text; NULL: no memory. */

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

    if (scan->invalid) {
        flags |= CMARK_OPT_VALIDATE_UTF8;
    }

    m->parser = cmark_parser_new_with_mem(flags, &posts_markdown_mem);

    /* in the order of the library's own programs */

    if (scan->table) {
        posts_markdown_extend(m->parser, "table");
    }

    if (scan->strikethrough) {
        posts_markdown_extend(m->parser, "strikethrough");
    }

    if (scan->autolink) {
        posts_markdown_extend(m->parser, "autolink");
    }

    if (scan->tasklist) {
        posts_markdown_extend(m->parser, "tasklist");
    }

    cmark_parser_feed(m->parser, (const char *) text.data, text.len);

    root = cmark_parser_finish(m->parser);

    posts_markdown_memory = NULL;

    return root;
}


static void
posts_markdown_extend(cmark_parser *parser, const char *name)
{
    cmark_syntax_extension  *extension;

    extension = cmark_find_syntax_extension(name);

    if (extension != NULL) {
        cmark_parser_attach_syntax_extension(parser, extension);
    }
}


/*
 * An extension costs time in every text: each "w" may begin an address, each
 * line a table.  What cannot occur in a text is left out.
 */

static void
posts_markdown_scan(posts_markdown_scan_t *scan, posts_str_t text,
    posts_markdown_dialect_e dialect)
{
    memset(scan, 0, sizeof(posts_markdown_scan_t));

    scan->lines = posts_markdown_count(text, '\n');
    scan->invalid = (posts_utf8_valid(text) != text.len);

    if (dialect == POSTS_MARKDOWN_COMMONMARK) {
        return;
    }

    scan->pipes = posts_markdown_count(text, '|');
    scan->table = (scan->pipes != 0 || posts_markdown_has_table(text));
    scan->strikethrough = (posts_str_chr(text, '~') >= 0);
    scan->autolink = (posts_markdown_has_autolink(text) != 0);

    posts_markdown_scan_brackets(scan, text);
}


static size_t
posts_markdown_count(posts_str_t s, u_char c)
{
    size_t         n;
    const u_char  *p, *end;

    n = 0;
    end = s.data + s.len;

    for (p = s.data; p < end; p++) {
        p = memchr(p, c, (size_t) (end - p));

        if (p == NULL) {
            break;
        }

        n++;
    }

    return n;
}


/*
 * A table of one column needs no pipe: its second line has a colon beside a
 * hyphen, or white space that no other construct takes.
 */

static int
posts_markdown_has_table(posts_str_t s)
{
    const u_char  *p, *end;

    if (posts_str_chr(s, '\v') >= 0 || posts_str_chr(s, '\f') >= 0) {
        return 1;
    }

    end = s.data + s.len;

    for (p = s.data; p < end; p++) {
        p = memchr(p, ':', (size_t) (end - p));

        if (p == NULL) {
            return 0;
        }

        if ((p > s.data && p[-1] == '-') || (p + 1 < end && p[1] == '-')) {
            return 1;
        }
    }

    return 0;
}


static int
posts_markdown_has_autolink(posts_str_t s)
{
    const u_char  *p, *end;

    if (posts_str_chr(s, '@') >= 0) {
        return 1;
    }

    end = s.data + s.len;

    for (p = s.data; end - p > 2; p++) {
        p = memchr(p, ':', (size_t) (end - p));

        if (p == NULL) {
            break;
        }

        if (end - p > 2 && p[1] == '/' && p[2] == '/') {
            return 1;
        }
    }

    for (p = s.data; end - p > 3; p++) {
        p = memchr(p + 3, '.', (size_t) (end - p) - 3);

        if (p == NULL) {
            break;
        }

        p -= 3;

        if (memcmp(p, "www", 3) == 0) {
            return 1;
        }
    }

    return 0;
}


/* Footnotes have "[^", tasks have "[ ]" or "[x]". */

static void
posts_markdown_scan_brackets(posts_markdown_scan_t *scan, posts_str_t s)
{
    const u_char  *p, *end;

    end = s.data + s.len;

    for (p = s.data; end - p > 2; p++) {
        p = memchr(p, '[', (size_t) (end - p));

        if (p == NULL || end - p <= 2) {
            return;
        }

        if (p[1] == '^') {
            scan->footnotes = 1;

        } else if (p[2] == ']') {
            scan->tasklist = 1;
        }

        if (scan->footnotes && scan->tasklist) {
            return;
        }
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
