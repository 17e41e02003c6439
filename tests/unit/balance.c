
/*
 * Copyright (C) the ngx_http_posts_module authors
 */


#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "posts_balance.h"


static const char *const  balance_cases[][2] = {

    /* what is balanced stays */

    { "", "" },
    { "text", "text" },
    { "<p>a <b>b</b></p>\n", "<p>a <b>b</b></p>\n" },
    { "a<br>b<img src=x><hr/>", "a<br>b<img src=x><hr/>" },
    { "<P>x</p>", "<P>x</p>" },
    { "<!-- <div> --><p>x</p>", "<!-- <div> --><p>x</p>" },
    { "<a title=\"</p>\">x</a>", "<a title=\"</p>\">x</a>" },
    { "<a title='>' b>x</a >", "<a title='>' b>x</a >" },
    { "<a b=c'>x</a>", "<a b=c'>x</a>" },
    { "<script>a('<div>')</script>", "<script>a('<div>')</script>" },
    { "<style></styles><b></style>x", "<style></styles><b></style>x" },
    { "<title><b></title>x", "<title><b></title>x" },
    { "<svg><path d='x'/><g/></svg>", "<svg><path d='x'/><g/></svg>" },
    { "<svg/><p>x</p>", "<svg/><p>x</p>" },
    { "<x-y>x</x-y>", "<x-y>x</x-y>" },
    { "1 < 2 <3", "1 < 2 <3" },
    { "<!DOCTYPE html><?x?>", "<!DOCTYPE html><?x?>" },
    { "<!-->x", "<!-->x" },
    { "</>x", "</>x" },

    /* what is open is closed */

    { "<div dir=\"rtl\">\n", "<div dir=\"rtl\">\n</div>" },
    { "<div><p>x</p>", "<div><p>x</p></div>" },
    { "<ul><li><B>x", "<ul><li><B>x</B></li></ul>" },
    { "<div/>x", "<div/>x</div>" },
    { "<svg><g>", "<svg><g></g></svg>" },
    { "<svg></svg><i/>", "<svg></svg><i/></i>" },
    { "<script>a", "<script>a</script>" },
    { "<textarea></p></textarea",
      "<textarea></p></textarea</textarea>" },
    { "<b><i>x</b>y", "<b><i>x</b>y" },

    /* what closes another's is left out */

    { "</div>x", "x" },
    { "a</p></div>b<p>c</p></section>", "ab<p>c</p>" },
    { "<b>x</i></b>", "<b>x</b>" },
    { "</br>x", "x" },
    { "<</b>i>x", "<<!---->i>x" },

    /* what has no end is left out */

    { "a<!-- b", "a" },
    { "<p>a<!-- b</p>", "<p>a</p>" },
    { "a<b", "a" },
    { "a<", "a" },
    { "a</", "a" },
    { "a<<", "a" },
    { "</b><<", "" },
    { "<i>a</i", "<i>a</i>" },
    { "<p>a<b title=\">", "<p>a</p>" },
    { "a<!", "a" },
    { "<!--->x", "<!--->x" },
    { "x<plaintext>y</p>", "xy" }
};


static posts_str_t balance(posts_arena_t *arena, posts_str_t html);


int
main(void)
{
    char           *text;
    size_t          i;
    posts_str_t     got;
    posts_arena_t  *arena;

    arena = posts_arena_create(8 * 1024 * 1024);

    for (i = 0; i < sizeof(balance_cases) / sizeof(balance_cases[0]); i++) {
        got = balance(arena, posts_str_c(balance_cases[i][0]));

        CHECK_STR_EQ(got, posts_str_c(balance_cases[i][1]));

        /* once more changes nothing */

        CHECK_STR_EQ(balance(arena, got), got);
    }

    /* deeper than it goes: the rest is left out */

    text = malloc(300000);

    for (i = 0; i < 300000; i++) {
        text[i] = "<b>"[i % 3];
    }

    got = balance(arena, posts_str_from(text, 300000));

    CHECK_INT(got.len, 128 * 7);

    free(text);
    posts_arena_destroy(arena);

    return CHECK_END("balance");
}


static posts_str_t
balance(posts_arena_t *arena, posts_str_t html)
{
    posts_buf_t  b;

    posts_buf_init(&b, arena, 0);
    posts_balance(&b, html);

    CHECK_INT(b.rc, POSTS_OK);

    return posts_buf_str(&b);
}
