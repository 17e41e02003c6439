
/*
 * Copyright (C) the ngx_http_posts_module authors
 *
 * What is appended to an excerpt whose blocks are cut.
 */


#include "check.h"
#include "posts_closing.h"


static const char *const  closing_cases[][2] = {
    { "", "" },
    { "text {{ x }} { % if %}", "text {{ x }} { % if %}" },
    { "{% if a %}x", "{% if a %}x\n{% endif %}" },
    { "{%- if a -%}x{% for b in c %}",
      "{%- if a -%}x{% for b in c %}\n{% endfor %}\n{% endif %}" },
    { "{% if a %}{% if b %}", "{% if a %}{% if b %}\n{% endif %}" },
    { "{% if a %}{% if b %}{% endif %}", "{% if a %}{% if b %}{% endif %}" },
    { "{% assign a = 1 %}{% include x %}",
      "{% assign a = 1 %}{% include x %}" },
    { "{% highlight c %}", "{% highlight c %}\n{% endhighlight %}" },
    { "{%", "{%" },
    { "{%-", "{%-" },
    { "{% if", "{% if\n{% endif %}" }
};


int
main(void)
{
    size_t          i, at;
    posts_rc_t      rc;
    posts_str_t     text;
    posts_arena_t  *arena;

    arena = posts_arena_create(1024 * 1024);

    for (i = 0; i < sizeof(closing_cases) / sizeof(closing_cases[0]); i++) {
        text = posts_str_c(closing_cases[i][0]);

        CHECK_INT(posts_closing(&text, arena), POSTS_OK);
        CHECK_STR_EQ(text, posts_str_c(closing_cases[i][1]));
    }

    /* without memory it is the limit, at each place */

    for (at = 1; at < 8; at++) {
        posts_arena_reset(arena, 0);
        posts_arena_fail_at(arena, at);

        text = posts_str("{% if a %}x");
        rc = posts_closing(&text, arena);

        CHECK(rc == POSTS_OK || rc == POSTS_LIMIT);
    }

    posts_arena_destroy(arena);

    return check_end("closing");
}
