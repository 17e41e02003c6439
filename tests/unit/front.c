
/*
 * Copyright (C) the ngx_http_posts_module authors
 *
 * The table says what Ruby finds with Jekyll's own regular expression (and
 * "opened" what has_yaml_header? says behind a byte order mark).
 */


#include "check.h"
#include "posts_front.h"


typedef struct {
    const char  *source;
    const char  *yaml;
    const char  *content;
    unsigned     line;
    unsigned     opened;
    unsigned     closed;
} front_case_t;


static const front_case_t  front_cases[] = {

    { "",
      "", "", 1, 0, 0 },
    { "-",
      "", "-", 1, 0, 0 },
    { "---",
      "", "---", 1, 0, 0 },
    { "---\n",
      "", "---\n", 1, 1, 0 },
    { "--- \n",
      "", "--- \n", 1, 1, 0 },
    { "--\n--\n",
      "", "--\n--\n", 1, 0, 0 },
    { "text\n",
      "", "text\n", 1, 0, 0 },
    { "text\n---\na: b\n---\n",
      "", "text\n---\na: b\n---\n", 1, 0, 0 },
    { "\n---\na: b\n---\nx",
      "", "\n---\na: b\n---\nx", 1, 0, 0 },
    { "--- a\nb: c\n---\nx",
      "", "--- a\nb: c\n---\nx", 1, 0, 0 },
    { "----\na: b\n---\nx",
      "", "----\na: b\n---\nx", 1, 0, 0 },
    { " ---\na: b\n---\nx",
      "", " ---\na: b\n---\nx", 1, 0, 0 },
    { "---\n---",
      "", "", 2, 1, 1 },
    { "---\n---\n",
      "", "", 3, 1, 1 },
    { "---\n---\nx",
      "", "x", 3, 1, 1 },
    { "---\n...\nx",
      "", "x", 3, 1, 1 },
    { "---\n\n---\nx",
      "\n", "x", 4, 1, 1 },
    { "---\n\n\n\n---\nx",
      "\n\n\n", "x", 6, 1, 1 },
    { "---\na: b\n---\nx\n",
      "a: b\n", "x\n", 4, 1, 1 },
    { "---\na: b\n...\nx\n",
      "a: b\n", "x\n", 4, 1, 1 },
    { "---  \t\na: b\n---  \t\nx\n",
      "a: b\n", "x\n", 4, 1, 1 },
    { "---\na: b\n---",
      "a: b\n", "", 3, 1, 1 },
    { "---\na: b\n--- ",
      "a: b\n", "", 3, 1, 1 },
    { "---\na: b\n---\r\n",
      "a: b\n", "", 4, 1, 1 },
    { "---\na: b\n",
      "", "---\na: b\n", 1, 1, 0 },
    { "---\r\na: b\r\n---\r\nx\r\n",
      "a: b\r\n", "x\r\n", 4, 1, 1 },
    { "---\r\na: b\r\n...\r\nx",
      "a: b\r\n", "x", 4, 1, 1 },
    { "---\r\na: b\r\n---\r\n\r\nx",
      "a: b\r\n", "x", 5, 1, 1 },
    { "---\ra: b\r---\rx",
      "", "---\ra: b\r---\rx", 1, 0, 0 },
    { "---\na: b\n---\n\nx",
      "a: b\n", "x", 5, 1, 1 },
    { "---\na: b\n---\n\n\n\nx",
      "a: b\n", "x", 7, 1, 1 },
    { "---\na: b\n---\n  x",
      "a: b\n", "  x", 4, 1, 1 },
    { "---\na: b\n---\n\n\n    code",
      "a: b\n", "    code", 6, 1, 1 },
    { "---\na: b\n---  \n \t\n  x",
      "a: b\n", "  x", 5, 1, 1 },
    { "---\na: b\n---\n \n \n",
      "a: b\n", "", 6, 1, 1 },
    { "---\na: b\n---\n   ",
      "a: b\n", "", 4, 1, 1 },
    { "---\na: b\n----\nc: d\n---\nx",
      "a: b\n----\nc: d\n", "x", 6, 1, 1 },
    { "---\na: b\n--- x\nc: d\n---\nx",
      "a: b\n--- x\nc: d\n", "x", 6, 1, 1 },
    { "---\na: b\n---x\n...y\n",
      "", "---\na: b\n---x\n...y\n", 1, 1, 0 },
    { "---\na: |\n  ---\n  x\n---\ny",
      "a: |\n  ---\n  x\n", "y", 6, 1, 1 },
    { "---\na: b\n ---\n---\nx",
      "a: b\n ---\n", "x", 5, 1, 1 },
    { "---\na: b\n....\n---\nx",
      "a: b\n....\n", "x", 5, 1, 1 },
    { "---\na: b\n...\n---\nx",
      "a: b\n", "---\nx", 4, 1, 1 },
    { "---\na: b\n---\n---\nx",
      "a: b\n", "---\nx", 4, 1, 1 },
    { "---\n\n\na: b\n\n\n---\nx",
      "\n\na: b\n\n\n", "x", 8, 1, 1 },
    { "---\n \n a: b\n---\nx",
      " \n a: b\n", "x", 5, 1, 1 },
    { "" "\xef" "" "\xbb" "" "\xbf" "---\na: b\n---\nx",
      "a: b\n", "x", 4, 1, 1 },
    { "" "\xef" "" "\xbb" "" "\xbf" "",
      "", "", 1, 0, 0 },
    { "" "\xef" "" "\xbb" "" "\xbf" "x",
      "", "x", 1, 0, 0 },
    { "" "\xef" "" "\xbb" "" "\xbf" "" "\xef" "" "\xbb" "" "\xbf"
      "---\na: b\n---\nx",
      "", "" "\xef" "" "\xbb" "" "\xbf" "---\na: b\n---\nx", 1, 0, 0 },
    { "---\nt: " "\xc3" "" "\xa9" "\n---\n" "\xc3" "" "\xa9" "\n",
      "t: " "\xc3" "" "\xa9" "\n", "" "\xc3" "" "\xa9" "\n", 4, 1, 1 },
    { "---\v\f\na: b\n---\f\v\nx",
      "a: b\n", "x", 4, 1, 1 },
    { "---\na: b\n---\n\fx",
      "a: b\n", "\fx", 4, 1, 1 },
    { "---\nnever closed\nx\n",
      "", "---\nnever closed\nx\n", 1, 1, 0 },
    { "---\n# a: b\n---\n# Title\n",
      "# a: b\n", "# Title\n", 4, 1, 1 },
    { "---\na: \"---\"\n---\n---\nb\n---\n",
      "a: \"---\"\n", "---\nb\n---\n", 4, 1, 1 },

};


static void
front_table(void)
{
    size_t               i;
    posts_str_t          source;
    posts_front_t        f;
    const front_case_t  *c;

    for (i = 0; i < sizeof(front_cases) / sizeof(front_cases[0]); i++) {
        c = &front_cases[i];
        source = posts_str_c(c->source);

        posts_front_split(&f, source);

        if (!CHECK_STR_EQ(f.yaml, posts_str_c(c->yaml))
            | !CHECK_STR_EQ(f.content, posts_str_c(c->content))
            | !CHECK_INT(f.content_line, c->line)
            | !CHECK_INT(f.yaml_line, c->closed ? 2 : 1)
            | !CHECK_INT(f.opened, c->opened)
            | !CHECK_INT(f.closed, c->closed))
        {
            printf("    in case %zu: \"%s\"\n", i, c->source);
        }

        /* both parts lie in the source */

        CHECK(f.yaml.data >= source.data
              && f.yaml.data + f.yaml.len <= source.data + source.len);
        CHECK(f.content.data >= source.data
              && f.content.data + f.content.len == source.data + source.len);
    }
}


/* Zero bytes and bytes that are not UTF-8 are text like any other. */

static void
front_bytes(void)
{
    posts_front_t  f;

    posts_front_split(&f, posts_str("---\na\0b: \xff\n---\n\0x"));
    CHECK_STR(f.yaml, "a\0b: \xff\n");
    CHECK_STR(f.content, "\0x");
    CHECK(f.closed);

    posts_front_split(&f, posts_str_from(NULL, 0));
    CHECK_INT(f.yaml.len, 0);
    CHECK_INT(f.content.len, 0);
    CHECK(!f.opened && !f.closed);
}


int
main(void)
{
    front_table();
    front_bytes();

    return CHECK_END("front");
}
