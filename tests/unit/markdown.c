
/*
 * Copyright (C) the ngx_http_posts_module authors
 *
 * The cases of tests/spec/markdown.txt, each also without memory at every
 * request for some, and what bounds memory, output, depth and time.
 */


#include <stdlib.h>
#include <time.h>

#include "check.h"
#include "posts_markdown.h"


#define MARKDOWN_SPEC    "tests/spec/markdown.txt"
#define MARKDOWN_FENCE   "````````````````````````````````"

#define MARKDOWN_MEMORY  (64 * 1024 * 1024)

/* Of the processor: what only a loop that is not linear takes. */

#define MARKDOWN_SECONDS  20


typedef struct {
    const char  *name;
    const char  *begin;
    const char  *repeat;
    const char  *end;
    size_t       n;
    const char  *error;      /* what its message has; NULL: there is none */
    unsigned     line;
} markdown_hard_t;


static unsigned  markdown_cases;


static posts_str_t
markdown_file(const char *name)
{
    long     size;
    FILE    *file;
    u_char  *data;

    file = fopen(name, "rb");

    if (file == NULL || fseek(file, 0, SEEK_END) != 0) {
        printf("%s: can not be read\n", name);
        exit(1);
    }

    size = ftell(file);
    rewind(file);

    data = malloc((size_t) size + 1);

    if (data == NULL || fread(data, 1, (size_t) size, file) != (size_t) size) {
        printf("%s: can not be read\n", name);
        exit(1);
    }

    fclose(file);

    return posts_str_from(data, (size_t) size);
}


/* The next line without its line feed; 0 at the end. */

static int
markdown_line(posts_str_t *text, posts_str_t *line)
{
    ssize_t  n;

    if (text->len == 0) {
        return 0;
    }

    n = posts_str_chr(*text, '\n');

    if (n < 0) {
        n = (ssize_t) text->len;
    }

    *line = posts_str_slice(*text, 0, (size_t) n);
    *text = posts_str_slice(*text, (size_t) n + 1, text->len);

    return 1;
}


/* The lines up to "end", with tabs for the arrows that stand for them. */

static void
markdown_part(posts_buf_t *part, posts_str_t *text, posts_str_t end)
{
    size_t       i;
    posts_str_t  line, arrow;

    arrow = posts_str("\xe2\x86\x92");

    while (markdown_line(text, &line) && !posts_str_eq(line, end)) {

        for (i = 0; i < line.len; i++) {

            if (posts_str_starts(posts_str_slice(line, i, line.len), arrow)) {
                posts_buf_addc(part, '\t');
                i += arrow.len - 1;
                continue;
            }

            posts_buf_addc(part, line.data[i]);
        }

        posts_buf_addc(part, '\n');
    }
}


/* "before" stands for what the caller has put into the buffer already. */

static void
markdown_one(posts_str_t markdown, posts_str_t html,
    const posts_markdown_options_t *options)
{
    size_t          n, i;
    posts_rc_t      rc;
    posts_buf_t     out;
    posts_error_t   error;
    posts_arena_t  *arena;

    arena = posts_arena_create(MARKDOWN_MEMORY);
    posts_buf_init(&out, arena, 0);
    posts_buf_lit(&out, "before");
    posts_error_clear(&error);

    rc = posts_markdown_render(&out, markdown, options, &error);
    n = posts_arena_requests(arena);

    if (!CHECK_INT(rc, POSTS_OK)
        || !CHECK(posts_str_starts(posts_buf_str(&out), posts_str("before")))
        || !CHECK_STR_EQ(posts_str_slice(posts_buf_str(&out), 6, out.len),
                         html))
    {
        printf("    in the case that begins with: %.*s\n",
               posts_str_arg(markdown));
    }

    /* what the library took is given back; the buffer may have moved */

    CHECK(posts_arena_used(arena) <= 2 * out.size + 64);

    posts_arena_destroy(arena);

    /* "before" is the first request */

    for (i = 1; i < n; i++) {
        arena = posts_arena_create(MARKDOWN_MEMORY);
        posts_buf_init(&out, arena, 0);
        posts_buf_lit(&out, "before");
        posts_error_clear(&error);

        posts_arena_fail_at(arena, i);
        rc = posts_markdown_render(&out, markdown, options, &error);

        CHECK_INT(rc, POSTS_LIMIT);
        CHECK_INT(out.rc, POSTS_LIMIT);
        CHECK_INT(error.rc, POSTS_LIMIT);
        CHECK_STR(posts_buf_str(&out), "before");

        posts_arena_destroy(arena);
    }

    /* the library is as it was: nothing of a failure is left behind */

    arena = posts_arena_create(MARKDOWN_MEMORY);
    posts_buf_init(&out, arena, 0);
    posts_buf_lit(&out, "before");

    CHECK_INT(posts_markdown_render(&out, markdown, options, NULL), POSTS_OK);
    CHECK_STR_EQ(posts_str_slice(posts_buf_str(&out), 6, out.len), html);

    posts_arena_destroy(arena);

    markdown_cases++;
}


static int
markdown_has(posts_str_t s, posts_str_t part)
{
    size_t  i;

    for (i = 0; i + part.len <= s.len; i++) {
        if (memcmp(s.data + i, part.data, part.len) == 0) {
            return 1;
        }
    }

    return 0;
}


static void
markdown_spec(void)
{
    posts_str_t                file, text, line;
    posts_buf_t                markdown, html;
    posts_arena_t             *arena;
    posts_markdown_options_t   options;

    file = markdown_file(MARKDOWN_SPEC);
    text = file;

    while (markdown_line(&text, &line)) {

        if (!posts_str_starts(line, posts_str(MARKDOWN_FENCE " example"))) {
            continue;
        }

        memset(&options, 0, sizeof(options));

        options.dialect = markdown_has(line, posts_str("commonmark"))
                          ? POSTS_MARKDOWN_COMMONMARK : POSTS_MARKDOWN_GFM;
        options.raw_html = !markdown_has(line, posts_str("escaped"));
        options.header_ids = markdown_has(line, posts_str("ids")) != 0;

        arena = posts_arena_create(MARKDOWN_MEMORY);
        posts_buf_init(&markdown, arena, 0);
        posts_buf_init(&html, arena, 0);

        markdown_part(&markdown, &text, posts_str("."));
        markdown_part(&html, &text, posts_str(MARKDOWN_FENCE));

        markdown_one(posts_buf_str(&markdown), posts_buf_str(&html),
                     &options);

        posts_arena_destroy(arena);
    }

    CHECK(markdown_cases > 50);

    free((void *) file.data);
}


static void
markdown_dialects(void)
{
    posts_markdown_dialect_e  dialect;

    CHECK_INT(posts_markdown_dialect(&dialect, posts_str("gfm")), POSTS_OK);
    CHECK_INT(dialect, POSTS_MARKDOWN_GFM);

    CHECK_INT(posts_markdown_dialect(&dialect, posts_str("CommonMark")),
              POSTS_OK);
    CHECK_INT(dialect, POSTS_MARKDOWN_COMMONMARK);

    CHECK_INT(posts_markdown_dialect(&dialect, posts_str("gf")),
              POSTS_NOTFOUND);
    CHECK_INT(posts_markdown_dialect(&dialect, posts_str("")),
              POSTS_NOTFOUND);
}


/* Bytes that no text has. */

static void
markdown_bytes(void)
{
    static const posts_markdown_options_t  options = { .raw_html = 1 };

    markdown_one(posts_str(""), posts_str(""), &options);
    markdown_one(posts_str("a"), posts_str("<p>a</p>\n"), &options);
    markdown_one(posts_str("a\r\nb\rc\r\n\r\nd\r"),
                 posts_str("<p>a\nb\nc</p>\n<p>d</p>\n"), &options);
    markdown_one(posts_str("a\0b"), posts_str("<p>a\xef\xbf\xbd" "b</p>\n"),
                 &options);
    markdown_one(posts_str("a\xff" "b \xc3"),
                 posts_str("<p>a\xef\xbf\xbd" "b \xef\xbf\xbd</p>\n"),
                 &options);
    markdown_one(posts_str("\xed\xa0\x80\n"),
                 posts_str("<p>\xef\xbf\xbd</p>\n"),
                 &options);
    markdown_one(posts_str("\xef\xbb\xbf# a"), posts_str("<h1>a</h1>\n"),
                 &options);
    markdown_one(posts_str("> a\n> b"),
                 posts_str("<blockquote>\n<p>a\nb</p>\n</blockquote>\n"),
                 &options);
}


/*
 * HTML that is much longer than the text, so that it is made twice; and the
 * limit of the buffer, to the byte.
 */

static void
markdown_room(void)
{
    size_t          i, len, most;
    posts_rc_t      rc;
    posts_buf_t     text, out;
    posts_error_t   error;
    posts_arena_t  *arena;

    static const posts_markdown_options_t  options = { .raw_html = 1 };

    arena = posts_arena_create(MARKDOWN_MEMORY);
    posts_buf_init(&text, arena, 0);

    for (i = 0; i < 1000; i++) {
        posts_buf_lit(&text, "\"");
    }

    posts_buf_init(&out, arena, 0);

    CHECK_INT(posts_markdown_render(&out, posts_buf_str(&text), &options,
                                    NULL), POSTS_OK);
    CHECK_INT(out.len, 6 * 1000 + 8);
    CHECK(posts_str_starts(posts_buf_str(&out), posts_str("<p>&quot;")));
    CHECK(posts_str_ends(posts_buf_str(&out), posts_str("&quot;</p>\n")));

    len = out.len;

    for (most = 0; most <= len + 7; most += (most < len - 8) ? 97 : 1) {
        posts_buf_init(&out, arena, most);
        posts_buf_lit(&out, "ab");
        posts_error_clear(&error);

        rc = posts_markdown_render(&out, posts_buf_str(&text), &options,
                                   &error);

        /* no limit is not a limit of nothing */

        if (most == 0 || most >= len + 2) {
            CHECK_INT(rc, POSTS_OK);
            CHECK_INT(out.len, len + 2);

        } else {
            CHECK_INT(rc, POSTS_LIMIT);
            CHECK_INT(out.rc, POSTS_LIMIT);
            CHECK(out.len == 2 || most < 2);
            CHECK(strstr(error.message, "\"output\"") != NULL || most < 2);
        }
    }

    posts_arena_destroy(arena);
}


/* What is refused before anything is done. */

static void
markdown_refused(void)
{
    posts_buf_t     out;
    posts_error_t   error;
    posts_arena_t  *arena;

    static const posts_markdown_options_t  options = { .raw_html = 1 };

    arena = posts_arena_create(MARKDOWN_MEMORY);

    /* a buffer that has failed stays as it is */

    posts_buf_init(&out, arena, 1);
    posts_buf_lit(&out, "ab");
    posts_error_clear(&error);

    CHECK_INT(posts_markdown_render(&out, posts_str("a"), &options, &error),
              POSTS_LIMIT);
    CHECK_INT(error.rc, POSTS_LIMIT);
    CHECK_INT(out.len, 0);

    /* the bytes of a text that is too long are not looked at */

    posts_buf_init(&out, arena, 0);
    posts_error_clear(&error);

    CHECK_INT(posts_markdown_render(&out,
                                    posts_str_from("", 256 * 1024 * 1024 + 1),
                                    &options, &error), POSTS_LIMIT);
    CHECK_INT(out.rc, POSTS_LIMIT);
    CHECK(strstr(error.message, "268435457 bytes") != NULL);

    posts_arena_destroy(arena);
}


static void
markdown_memory(void)
{
    size_t          i;
    posts_buf_t     text, out;
    posts_error_t   error;
    posts_arena_t  *arena, *small;

    static const posts_markdown_options_t  options = { .raw_html = 1 };

    arena = posts_arena_create(MARKDOWN_MEMORY);
    posts_buf_init(&text, arena, 0);

    for (i = 0; i < 1000; i++) {
        posts_buf_lit(&text, "- *a* b\n");
    }

    small = posts_arena_create(256 * 1024);
    posts_buf_init(&out, small, 0);
    posts_buf_lit(&out, "before");
    posts_error_clear(&error);

    CHECK_INT(posts_markdown_render(&out, posts_buf_str(&text), &options,
                                    &error), POSTS_LIMIT);
    CHECK_STR(posts_buf_str(&out), "before");
    CHECK(strstr(error.message, "\"memory\"") != NULL);

    posts_arena_destroy(small);
    posts_arena_destroy(arena);
}


/* Each takes the library's time squared, or would without a bound. */

static const markdown_hard_t  markdown_hards[] = {
    { "quotes", "a\n\n", ">", "", 100000, "nested deeper", 3 },
    { "quotes, blanks", "", "> ", "a", 100000, "nested deeper", 1 },
    { "lists", "", "- ", "a\n\n\n", 100000, "nested deeper", 1 },
    { "mixed lists", "", "1. - > ", "a\n", 30000, "nested deeper", 1 },
    { "footnotes in each other", "", "[^a]: ", "", 30000,
      "nested deeper", 1 },
    { "indented lists", "- a\n  - b\n    - c\n      - d\n", "\n", "", 300000,
      NULL, 0 },
    { "brackets", "", "[", "", 100000, NULL, 0 },
    { "closing brackets", "", "a]", "", 100000, NULL, 0 },
    { "brackets and emphasis", "", "[ a_", "", 50000, NULL, 0 },
    { "emphasis", "", "*a **a ", "", 50000, NULL, 0 },
    { "emphasis that never opens", "", "a_ ", "", 100000, NULL, 0 },
    { "emphasis of three", "a**b", "c* ", "", 100000, NULL, 0 },
    { "backquotes", "", "`a``b```c````", "", 20000, NULL, 0 },
    { "unclosed backquotes", "", "`a ``", "", 50000, NULL, 0 },
    { "unclosed links", "", "[a](<b", "", 30000, NULL, 0 },
    { "links", "", "[a](b", "", 50000, NULL, 0 },
    { "link titles", "", "[a](b \"", "", 30000, NULL, 0 },
    { "comments", "</", "<!--", "", 50000, NULL, 0 },
    { "instructions", "a\n\n", "a <?", "", 50000, "not closed", 3 },
    { "declarations", "", "a <!A ", "", 50000, "not closed", 1 },
    { "CDATA", "", "a <![CDATA[", "", 30000, "not closed", 1 },
    { "closed instructions", "", "a <?b?> ", "", 20000, NULL, 0 },
    { "closed declarations", "", "a <!A b> ", "", 20000, NULL, 0 },
    { "closed CDATA", "", "a <![CDATA[a section that is closed]]> ", "",
      3700, NULL, 0 },
    { "lists and instructions", "", "- a <?\n\n", "", 20000, NULL, 0 },
    { "images", "", "![[]()", "", 50000, "images", 1 },
    { "closed images", "", "![a](b) ![c](d)\n\n", "", 20000, NULL, 0 },
    { "parentheses", "http://a", ")", "", 100000, "parentheses", 1 },
    { "parentheses apart", "http://a ", "(b) ", "", 30000, NULL, 0 },
    { "URLs", "", "http://a", "", 50000, NULL, 0 },
    { "mail addresses", "", "a@b.cd ", "", 30000, NULL, 0 },
    { "mail addresses behind a URL", "http://a.bc ", "a@b.cd ", "", 60000,
      NULL, 0 },
    { "at signs", "", "a@", "", 100000, NULL, 0 },
    { "table heads", "", "|a|\n|-|-|\n", "", 20000, NULL, 0 },
    { "table heads of one line", "", "a\n|-|-|\n", "", 20000, NULL, 0 },
    { "tables", "", "|a|b|\n|-|-|\n|c|d|\n\n", "", 10000, NULL, 0 },
    { "a table's cells", "|a|b|\n|-|-|\n", "c|", "", 100000, NULL, 0 },
    { "references", "[a]: /x\n\n", "[a]", "", 50000, NULL, 0 },
    { "definitions", "", "[a]: /x\n", "", 50000, NULL, 0 },
    { "definitions that never end", "", "[a]: <", "", 50000, NULL, 0 },
    { "footnotes", "[^1]: x\n\n", "[^1]", "", 20000, NULL, 0 },
    { "equal headings", "", "# a\n", "", 10000, NULL, 0 },
    { "entities", "", "&a", "", 100000, NULL, 0 },
    { "zero bytes", "", "\xff", "", 100000, NULL, 0 }
};


static void
markdown_hard(void)
{
    size_t                  i, n;
    clock_t                 start;
    posts_rc_t              rc;
    posts_buf_t             text, out;
    posts_error_t           error;
    posts_arena_t          *arena;
    const markdown_hard_t  *hard;

    static const posts_markdown_options_t  options = {
        .raw_html = 1, .header_ids = 1
    };

    for (i = 0; i < sizeof(markdown_hards) / sizeof(markdown_hards[0]); i++) {
        hard = &markdown_hards[i];

        arena = posts_arena_create(4 * (size_t) MARKDOWN_MEMORY);
        posts_buf_init(&text, arena, 0);
        posts_buf_init(&out, arena, 0);
        posts_error_clear(&error);

        posts_buf_add(&text, posts_str_c(hard->begin));

        for (n = 0; n < hard->n; n++) {
            posts_buf_add(&text, posts_str_c(hard->repeat));
        }

        posts_buf_add(&text, posts_str_c(hard->end));

        start = clock();

        rc = posts_markdown_render(&out, posts_buf_str(&text), &options,
                                   &error);

        if (!CHECK(clock() - start < MARKDOWN_SECONDS * CLOCKS_PER_SEC)
            | !CHECK_INT(rc, hard->error == NULL ? POSTS_OK : POSTS_LIMIT)
            | !CHECK(hard->error == NULL
                     || strstr(error.message, hard->error) != NULL)
            | !CHECK_INT(error.line, hard->line))
        {
            printf("    in \"%s\": %s\n", hard->name, error.message);
        }

        posts_arena_destroy(arena);
    }
}


/* As deep as is allowed, and one more. */

static void
markdown_depth(void)
{
    size_t          i, depth;
    posts_rc_t      rc;
    posts_buf_t     text, out;
    posts_error_t   error;
    posts_arena_t  *arena;

    static const posts_markdown_options_t  options = { .raw_html = 1 };

    for (depth = 90; depth < 110; depth++) {
        arena = posts_arena_create(MARKDOWN_MEMORY);
        posts_buf_init(&text, arena, 0);
        posts_buf_init(&out, arena, 0);
        posts_error_clear(&error);

        for (i = 0; i < depth; i++) {
            posts_buf_lit(&text, ">");
        }

        posts_buf_lit(&text, "a");

        rc = posts_markdown_render(&out, posts_buf_str(&text), &options,
                                   &error);

        /* the document and the paragraph are blocks as well */

        CHECK_INT(rc, depth <= 98 ? POSTS_OK : POSTS_LIMIT);

        posts_arena_destroy(arena);
    }

    /* what is closed again does not count, nor do a table's cells */

    arena = posts_arena_create(MARKDOWN_MEMORY);
    posts_buf_init(&text, arena, 0);
    posts_buf_init(&out, arena, 0);

    for (i = 0; i < 300; i++) {
        posts_buf_lit(&text, "> > - a\n\nb\n\n");
    }

    for (i = 0; i < 3 * 200; i++) {
        posts_buf_add(&text, i == 200 || i == 400 ? posts_str("\n")
                                                  : posts_str(""));
        posts_buf_add(&text, i / 200 == 1 ? posts_str("|-")
                                          : posts_str("|a"));
    }

    CHECK_INT(posts_markdown_render(&out, posts_buf_str(&text), &options,
                                    NULL), POSTS_OK);
    CHECK(markdown_has(posts_buf_str(&out), posts_str("<tbody>")));

    posts_arena_destroy(arena);
}


/*
 * After a failure the library's table of special characters is as before:
 * a "~" left in it would be passed over beside the "*".
 */

static void
markdown_special(void)
{
    size_t          i, n;
    posts_buf_t     out;
    posts_arena_t  *arena;

    static const posts_markdown_options_t  gfm = { .raw_html = 1 };
    static const posts_markdown_options_t  commonmark = {
        .dialect = POSTS_MARKDOWN_COMMONMARK
    };

    for (i = 1, n = 1; i <= n; i++) {
        arena = posts_arena_create(MARKDOWN_MEMORY);
        posts_buf_init(&out, arena, 0);
        posts_arena_fail_at(arena, i);

        (void) posts_markdown_render(&out,
                                     posts_str("~~a *b* www.c.d~~ *e* f"),
                                     &gfm, NULL);

        if (out.rc != POSTS_OK) {
            n = i + 1;
        }

        posts_arena_fail_at(arena, 0);
        posts_buf_init(&out, arena, 0);

        CHECK_INT(posts_markdown_render(&out, posts_str("a*~b~*c"),
                                        &commonmark, NULL), POSTS_OK);
        CHECK_STR(posts_buf_str(&out), "<p>a*~b~*c</p>\n");

        posts_arena_destroy(arena);
    }
}


/* A row of very many cells is no row: what it is a part of ends. */

static void
markdown_columns(void)
{
    size_t          i;
    clock_t         start;
    posts_buf_t     text, out;
    posts_arena_t  *arena;

    static const posts_markdown_options_t  options = { .raw_html = 1 };

    arena = posts_arena_create(MARKDOWN_MEMORY);
    posts_buf_init(&text, arena, 0);
    posts_buf_init(&out, arena, 0);

    posts_buf_lit(&text, "|a|\n|-|\n|b|\n");

    for (i = 0; i < 501; i++) {
        posts_buf_lit(&text, "|c");
    }

    CHECK_INT(posts_markdown_render(&out, posts_buf_str(&text), &options,
                                    NULL), POSTS_OK);
    CHECK(markdown_has(posts_buf_str(&out),
                       posts_str("<td>b</td>\n</tr>\n</tbody>\n</table>\n"
                                 "<p>|c|c")));

    /* nor is a line a head, below a paragraph with such a line */

    posts_buf_lit(&text, "\n\nd");

    for (i = 0; i < 501; i++) {
        posts_buf_lit(&text, "|d");
    }

    posts_buf_lit(&text, "\ne\n:-\n");
    out.len = 0;

    CHECK_INT(posts_markdown_render(&out, posts_buf_str(&text), &options,
                                    NULL), POSTS_OK);
    CHECK(posts_str_ends(posts_buf_str(&out), posts_str("|d\ne\n:-</p>\n")));

    /* which is not looked for again and again */

    text.len = 0;
    out.len = 0;

    for (i = 0; i < 150000; i++) {
        posts_buf_lit(&text, "x\n");
    }

    for (i = 0; i < 501; i++) {
        posts_buf_lit(&text, "|d");
    }

    for (i = 0; i < 40000; i++) {
        posts_buf_lit(&text, "\na\n:-");
    }

    start = clock();

    posts_arena_set_limit(arena, 8 * (size_t) MARKDOWN_MEMORY);

    CHECK_INT(posts_markdown_render(&out, posts_buf_str(&text), &options,
                                    NULL), POSTS_OK);
    CHECK(clock() - start < MARKDOWN_SECONDS * CLOCKS_PER_SEC);

    posts_arena_destroy(arena);
}


int
main(void)
{
    markdown_spec();
    markdown_dialects();
    markdown_bytes();
    markdown_room();
    markdown_refused();
    markdown_memory();
    markdown_hard();
    markdown_depth();
    markdown_special();
    markdown_columns();

    return CHECK_END("markdown");
}
