
/*
 * Copyright (C) the ngx_http_posts_module authors
 *
 * The first byte has the options, and where the arena fails.  Without header
 * ids and with raw HTML the HTML is the one of the library's own renderer,
 * with memory from malloc().
 */


#include <stdlib.h>

#include <cmark-gfm.h>
#include <cmark-gfm-core-extensions.h>

#include "posts_markdown.h"
#include "posts_utf8.h"


#define FUZZ_COMMONMARK  1
#define FUZZ_ESCAPED     2
#define FUZZ_IDS         4
#define FUZZ_FAIL        8
#define FUZZ_UTF8        16  /* without FAIL: said to be, true or not */


int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void fuzz_compare(posts_str_t text, posts_str_t html, int flags);


static const char *const  fuzz_extensions[] = {
    "table", "strikethrough", "autolink", "tasklist"
};


int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    int                        flags;
    posts_rc_t                 rc;
    posts_str_t                text;
    posts_buf_t                out;
    posts_error_t              error;
    posts_arena_t             *arena;
    posts_markdown_options_t   options;

    if (size == 0) {
        return 0;
    }

    flags = data[0];
    text = posts_str_from(data + 1, size - 1);

    arena = posts_arena_create(64 * 1024 * 1024);

    if (arena == NULL) {
        return 0;
    }

    memset(&options, 0, sizeof(options));

    options.dialect = (flags & FUZZ_COMMONMARK) ? POSTS_MARKDOWN_COMMONMARK
                                                : POSTS_MARKDOWN_GFM;
    options.raw_html = !(flags & FUZZ_ESCAPED);
    options.header_ids = (flags & FUZZ_IDS) != 0;
    options.utf8 = (flags & (FUZZ_FAIL|FUZZ_UTF8)) == FUZZ_UTF8;

    posts_buf_init(&out, arena, 0);
    posts_error_clear(&error);

    if (flags & FUZZ_FAIL) {
        posts_arena_fail_at(arena, (size_t) flags >> 4);
    }

    rc = posts_markdown_render(&out, text, &options, &error);

    if (rc != out.rc || (rc != POSTS_OK && (out.len != 0 || error.rc != rc))) {
        abort();
    }

    /*
     * The library reads before a text's begin where it looks for a scheme
     * in front of a mail address.
     */

    if (rc == POSTS_OK && text.len != 0
        && !(flags & (FUZZ_ESCAPED|FUZZ_IDS))
        && text.len < 10000
        && (!options.utf8 || posts_utf8_valid(text) == text.len)
        && (posts_str_chr(text, '@') < 0 || posts_str_chr(text, ':') < 0))
    {
        fuzz_compare(text, posts_buf_str(&out), flags);
    }

    posts_arena_destroy(arena);

    return 0;
}


static void
fuzz_compare(posts_str_t text, posts_str_t html, int flags)
{
    int           options;
    char         *result;
    size_t        i;
    cmark_node   *root;
    cmark_parser *parser;

    options = CMARK_OPT_UNSAFE|CMARK_OPT_VALIDATE_UTF8;

    if (!(flags & FUZZ_COMMONMARK)) {
        options |= CMARK_OPT_FOOTNOTES;
    }

    parser = cmark_parser_new(options);

    for (i = 0; i < 4 && !(flags & FUZZ_COMMONMARK); i++) {
        cmark_parser_attach_syntax_extension(parser,
                            cmark_find_syntax_extension(fuzz_extensions[i]));
    }

    cmark_parser_feed(parser, (const char *) text.data, text.len);

    root = cmark_parser_finish(parser);
    result = cmark_render_html(root, options,
                               cmark_parser_get_syntax_extensions(parser));

    if (!posts_str_eq(posts_str_c(result), html)) {
        abort();
    }

    free(result);
    cmark_node_free(root);
    cmark_parser_free(parser);
}
