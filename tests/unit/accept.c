
/*
 * Copyright (C) the ngx_http_posts_module authors
 *
 * The table tests/spec/accept.txt, and what it can not say.
 */


#include <stdio.h>
#include <string.h>

#include "check.h"
#include "posts_accept.h"


#define ACCEPT_TABLE  "tests/spec/accept.txt"


static unsigned accept_mask(const char *text, size_t n);
static size_t accept_unescape(char *text);


int
main(void)
{
    char            line[4096], *field;
    FILE           *file;
    size_t          n, cases;
    unsigned        number, offered;
    posts_str_t     types[2];
    posts_format_e  got, want;

    file = fopen(ACCEPT_TABLE, "r");

    if (!CHECK(file != NULL)) {
        return CHECK_END("accept");
    }

    number = 0;
    cases = 0;

    while (fgets(line, sizeof(line), file) != NULL) {
        number++;
        line[strcspn(line, "\n")] = '\0';

        if (line[0] == '#' || line[0] == '\0') {
            continue;
        }

        n = strcspn(line + 2, " ");

        if (!CHECK(line[1] == ' ' && line[2 + n] == ' ')) {
            printf("%s:%u: malformed\n", ACCEPT_TABLE, number);
            continue;
        }

        want = POSTS_FORMAT_NONE;

        for (got = POSTS_FORMAT_HTML; got < POSTS_FORMAT_NONE; got++) {
            if (line[0] == (char) posts_formats[got].name.data[0]) {
                want = got;
            }
        }

        offered = accept_mask(line + 2, n);
        field = line + 2 + n + 1;
        n = accept_unescape(field);

        got = posts_accept(posts_str_from(field, n), offered);
        cases++;

        if (!CHECK_INT(got, want)) {
            printf("%s:%u: %s\n", ACCEPT_TABLE, number, line);
        }
    }

    fclose(file);

    CHECK(cases >= 100);

    /* the table's lines have no zero bytes */

    CHECK_INT(posts_accept(posts_str("text/markdown\0"), 7),
              POSTS_FORMAT_HTML);
    CHECK_INT(posts_accept(posts_str("a\0b, text/markdown"), 7),
              POSTS_FORMAT_MARKDOWN);
    CHECK_INT(posts_accept(posts_str("text/html;x=\"\\"), 7),
              POSTS_FORMAT_HTML);

    /* other types than the formats' */

    types[0] = posts_str("application/problem+json");
    types[1] = posts_str("image/png");

    CHECK_INT(posts_accept_choose(posts_str("image/*"), types, 2), 1);
    CHECK_INT(posts_accept_choose(posts_str("text/*"), types, 2), 2);
    CHECK_INT(posts_accept_choose(posts_str(""), types, 2), 0);
    CHECK_INT(posts_accept_choose(posts_str(""), types, 0), 0);

    return CHECK_END("accept");
}


static unsigned
accept_mask(const char *text, size_t n)
{
    size_t          i;
    unsigned        mask;
    posts_format_e  f;

    mask = 0;

    for (i = 0; i < n; i++) {
        for (f = POSTS_FORMAT_HTML; f < POSTS_FORMAT_NONE; f++) {
            if (text[i] == (char) posts_formats[f].name.data[0]) {
                mask |= posts_format_bit(f);
            }
        }
    }

    return mask;
}


static size_t
accept_unescape(char *text)
{
    char  *from, *to;

    to = text;

    for (from = text; *from != '\0'; from++) {
        if (from[0] == '\\' && from[1] == 't') {
            *to++ = '\t';
            from++;

        } else {
            *to++ = *from;
        }
    }

    return (size_t) (to - text);
}
