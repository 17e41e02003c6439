
/*
 * Copyright (C) the ngx_http_posts_module authors
 *
 * Small templates that ask for more work than any machine does: each ends
 * with the limit of steps, and soon.
 */


#include "check.h"
#include "template.h"


#define TEST_STEPS  20000


/* 32 MiB, and an array that has it a thousand times. */

#define TEST_TEXT                                                             \
    "{% assign s = 'aaaaaaaa' %}"                                             \
    "{% for i in (1..22) %}{% assign s = s | append: s %}{% endfor %}"

#define TEST_TEXTS                                                            \
    TEST_TEXT "{% assign t = '' | split: ',' %}"                              \
    "{% for i in (1..1000) %}{% assign t = t | push: s %}{% endfor %}"

/* An array of two arrays that are one, and so on: 2^60 paths, no member. */

#define TEST_PATHS(name)                                                      \
    "{% assign " name " = '' | split: ',' %}{% for i in (1..60) %}"           \
    "{% assign " name " = '' | split: ',' | push: " name " | push: " name     \
    " %}{% endfor %}"


/* The same with fewer paths, which can be written: some 2 MiB. */

#define TEST_WIDE                                                             \
    "{% assign a = '' | split: ',' %}{% for i in (1..18) %}"                  \
    "{% assign a = '' | split: ',' | push: a | push: a %}{% endfor %}"


static const char *const  test_templates[] = {
    TEST_PATHS("a") "{{ a }}",
    TEST_PATHS("a") "{% cycle a, 1 %}",

    TEST_PATHS("a") TEST_PATHS("b") "{% if a == b %}{% endif %}",
    TEST_PATHS("a") TEST_PATHS("b") "{% if a != b %}{% endif %}",
    TEST_PATHS("a") TEST_PATHS("b") "{% case a %}{% when b %}{% endcase %}",
    TEST_PATHS("a") TEST_PATHS("b")
    "{% assign c = '1' | split: ',' | push: a %}"
    "{% if c contains b %}{% endif %}",
    TEST_PATHS("a") TEST_PATHS("b")
    "{% assign c = '' | split: ',' | push: a | push: b %}{{ c | sort }}",
    TEST_PATHS("a") TEST_PATHS("b")
    "{% assign c = 'x' | split: ',' | group_by_exp: 'i', 'a' %}"
    "{{ c | find: 'name', b }}{{ c | has: 'name', b }}",
    TEST_PATHS("a") TEST_PATHS("b")
    "{{ 'x,y' | split: ',' | group_by_exp: 'i', "
    "'a | push: i | pop' | map: 'name' }}",
    TEST_PATHS("a")
    "{% assign c = 'x' | split: ',' | group_by_exp: 'i', 'a' %}"
    "{{ c | where: 'name', empty }}",

    TEST_TEXT "{% for i in (1..100) %}{{ s | size }}{% endfor %}",
    TEST_TEXT "{% for i in (1..100) %}{{ s | replace: 'b', 'c' | size }}"
    "{% endfor %}",
    TEST_TEXT "{% for i in (1..100) %}{% if s contains 'b' %}{% endif %}"
    "{% endfor %}",
    TEST_TEXT "{% for i in (1..100) %}{% if s == s %}{% endif %}{% endfor %}",
    TEST_TEXTS "{{ t | sort | size }}",
    TEST_TEXTS "{{ t | sort_natural | size }}",
    TEST_TEXTS "{{ t | uniq | size }}",
    TEST_TEXTS "{{ t | map: 'b' | size }}",
    TEST_TEXTS "{{ t | where: 'b', 'c' | size }}",
    TEST_TEXTS "{{ t | where: 'b.c', 'c' | size }}",
    TEST_TEXT "{% assign u = s | slice: 1, 16777216 %}"
    "{% assign v = s | slice: 2, 16777216 %}"
    "{% for i in (1..100) %}{% case u %}{% when v %}{% endcase %}{% endfor %}",

    TEST_WIDE "{% for i in (1..1000) %}{% cycle a: 1, 2 %}{% endfor %}",
    TEST_WIDE "{% for i in (1..1000) %}{{ a | date_to_string }}{% endfor %}",
    TEST_WIDE "{% for i in (1..1000) %}{{ a | jsonify | size }}{% endfor %}"
};


int
main(void)
{
    size_t            i;
    posts_limits_t    limits;
    template_run_t    run;
    template_input_t  input;

    posts_limits_default(&limits);
    limits.steps = TEST_STEPS;

    if (!template_init(&run, &limits)) {
        return 1;
    }

    memset(&input, 0, sizeof(input));

    for (i = 0; i < sizeof(test_templates) / sizeof(test_templates[0]); i++) {
        input.text = posts_str_c(test_templates[i]);
        template_run(&run, &input);

        if (!CHECK_INT(run.rc, POSTS_LIMIT)
            || !CHECK(strstr(run.error.message, "20000 steps") != NULL))
        {
            printf("%s\n", test_templates[i]);
        }
    }

    template_done(&run);

    return CHECK_END("liquid_work");
}
