
/*
 * Copyright (C) the ngx_http_posts_module authors
 *
 * Loops over what a host makes only when it is asked, and what a turn costs.
 */


#include "check.h"
#include "template.h"


#define TEST_LAZY  100000


/* A lazy array of integers, or a map; it counts what it is asked for. */

typedef struct {
    posts_object_t  object;
    size_t          n;
    size_t          asked;
    size_t          least;
    size_t          most;
} test_lazy_t;


static void test_windows(void);
static void test_pairs(void);
static void test_memory(void);
static void test_limits(void);
static void test_tight(void);
static void test_include(void);
static void test_many(void);
static posts_value_t test_data(posts_arena_t *arena);
static void test_set(posts_map_t *map, const char *name, posts_value_t v);
static size_t test_len(posts_object_t *o);
static posts_value_t test_at(posts_object_t *o, size_t i);
static int test_find(posts_object_t *o, posts_str_t key, posts_value_t *out);
static int test_pair(posts_object_t *o, size_t i, posts_str_t *key,
    posts_value_t *value);


static const posts_object_class_t  test_array_class = {
    posts_string("Array"), POSTS_OBJECT_ARRAY, NULL, NULL, test_len, test_at,
    NULL
};


static const posts_object_class_t  test_map_class = {
    posts_string("Map"), POSTS_OBJECT_MAP, test_find, test_pair, test_len,
    NULL, NULL
};


static posts_limits_t  limits;
static template_run_t  run;
static test_lazy_t     lazy;
static test_lazy_t     lazy_map;


int
main(void)
{
    posts_limits_default(&limits);

    if (!template_init(&run, &limits)) {
        return 1;
    }

    test_windows();
    test_pairs();
    test_memory();
    test_limits();
    test_tight();
    test_include();
    test_many();

    template_done(&run);

    return CHECK_END("liquid_loop");
}


/* A loop asks for no member outside of its window, and for each just once. */

static void
test_windows(void)
{
    size_t            i;
    posts_arena_t    *arena;
    template_input_t  input;

    static const struct {
        const char  *text;
        const char  *want;
        size_t       asked;
        size_t       least;
        size_t       most;

    } windows[] = {
        { "{% for i in lazy limit: 3 offset: 500 %}{{ i }},{% endfor %}",
          "500,501,502,", 3, 500, 502 },
        { "{% for i in lazy reversed limit: 2 %}{{ i }},{% endfor %}",
          "1,0,", 2, 0, 1 },
        { "{% for i in lazy offset: 99998 %}{{ forloop.length }}{% endfor %}",
          "22", 2, 99998, 99999 },
        { "{% for i in lazy %}{{ i }}{% break %}{% endfor %}", "0", 1, 0, 0 },
        { "{% for i in lazy limit: 2 %}{% endfor %}"
          "{% for i in lazy offset: continue limit: 1 %}{{ i }}{% endfor %}",
          "2", 3, 0, 2 },
        { "{% for i in lazy limit: 0 %}{{ i }}{% else %}none{% endfor %}",
          "none", 0, SIZE_MAX, 0 },
        { "{% for i in lazy offset: 100000 %}x{% endfor %}", "", 0, SIZE_MAX,
          0 },
        { "{% tablerow i in lazy limit: 1 offset: 7 %}{{ i }}"
          "{% endtablerow %}",
          "<tr class=\"row1\">\n<td class=\"col1\">7</td></tr>\n", 1, 7, 7 },
        { "{{ lazy.size }} {{ lazy[3] }} {{ lazy.first }} {{ lazy.last }}",
          "100000 3 0 99999", 3, 0, 99999 }
    };

    arena = posts_arena_create(1024 * 1024);

    memset(&input, 0, sizeof(input));
    input.data = test_data(arena);

    for (i = 0; i < sizeof(windows) / sizeof(windows[0]); i++) {
        lazy.asked = 0;
        lazy.least = SIZE_MAX;
        lazy.most = 0;

        input.text = posts_str_c(windows[i].text);
        template_run(&run, &input);

        CHECK_INT(run.rc, POSTS_OK);

        if (!CHECK_STR_EQ(posts_buf_str(&run.out),
                          posts_str_c(windows[i].want))
            || !CHECK_INT(lazy.asked, windows[i].asked)
            || !CHECK_INT(lazy.least, windows[i].least)
            || !CHECK_INT(lazy.most, windows[i].most))
        {
            printf("%s\n", windows[i].text);
        }
    }

    posts_arena_destroy(arena);
}


static void
test_pairs(void)
{
    posts_arena_t    *arena;
    template_input_t  input;

    arena = posts_arena_create(1024 * 1024);

    memset(&input, 0, sizeof(input));
    input.data = test_data(arena);
    lazy_map.n = 3;

    input.text = posts_str("{% for p in map offset: 1 %}{{ p[0] }}={{ p[1] }}"
                           "{% assign last = p %} {% endfor %}{{ last }}");
    template_run(&run, &input);

    CHECK_STR(posts_buf_str(&run.out), "key=1 key=2 key2");

    /* what tells of the loop is an object, too, and stays what it was */

    input.text = posts_str("{% for i in (1..3) %}{% assign f = forloop %}"
                           "{% endfor %}{{ f }} {{ f.index }} {{ f.length }} "
                           "{{ f.rindex0 }} {{ f.name }} {{ forloop }}|");
    template_run(&run, &input);

    CHECK_STR(posts_buf_str(&run.out),
              "Liquid::ForloopDrop 4 3 -1 i-(1..3) |");

    posts_arena_destroy(arena);
}


/* A turn over an array, a range or a lazy array makes nothing that stays. */

static void
test_memory(void)
{
    size_t            i, memory;
    posts_arena_t    *arena;
    template_input_t  input;

    static const char *const  loops[] = {
        "{% for i in lazy %}{% if i == 1 %}{% endif %}{% endfor %}",
        "{% for i in (1..100000) %}{{ i | plus: 1 }} {% endfor %}",
        "{% for i in (1..100000) %}{% cycle 'a', 'b' %}{% endfor %}",
        "{% for i in (1..100000) %}{% cycle i: 'a', 'b' %}{% break %}"
        "{% endfor %}",
        "{% for i in (1..100000) %}{% if forloop.first %}a{% endif %}"
        "{{ forloop.index }}{% continue %}b{% endfor %}",
        "{% tablerow i in lazy cols: 3 %}{{ i }}{% endtablerow %}",
        "{% for i in lazy %}{{ 'now' | date: '%Y' }}{% endfor %}",
        "{% for i in lazy %}{{ '2020-08-15' | date_to_string }}{% endfor %}",
        "{% for i in lazy %}{{ i | times: 0.3333333333333333 }}{% endfor %}",
        "{% for i in lazy %}{{ i | jsonify }}{{ 'a<b' | inspect }}"
        "{% endfor %}",
        "{% for i in lazy %}{% include part-{{ i }}.html %}{% break %}"
        "{% endfor %}"
    };

    arena = posts_arena_create(1024 * 1024);

    memset(&input, 0, sizeof(input));
    input.data = test_data(arena);

    memory = limits.memory;
    limits.memory = 64 * 1024;

    for (i = 0; i < sizeof(loops) / sizeof(loops[0]); i++) {
        input.text = posts_str_c(loops[i]);
        template_run(&run, &input);

        if (!CHECK_INT(run.rc, POSTS_OK)) {
            printf("%s: %s\n", loops[i], run.error.message);
        }
    }

    limits.memory = memory;

    posts_arena_destroy(arena);
}


/* Nothing turns for ever, and no turn is for free. */

static void
test_limits(void)
{
    size_t            i, steps;
    template_input_t  input;

    static const char *const  loops[] = {
        "{% for i in (1..9223372036854775807) %}{% endfor %}",
        "{% for i in (-9223372036854775808..9223372036854775807) %}"
        "{% endfor %}",
        "{% tablerow i in (1..1000000000) %}{% endtablerow %}",
        "{% for i in (1..1000) %}{% for j in (1..1000) %}"
        "{% for k in (1..1000) %}{% endfor %}{% endfor %}{% endfor %}"
    };

    memset(&input, 0, sizeof(input));

    steps = limits.steps;
    limits.steps = 100000;

    for (i = 0; i < sizeof(loops) / sizeof(loops[0]); i++) {
        input.text = posts_str_c(loops[i]);
        template_run(&run, &input);

        if (!CHECK_INT(run.rc, POSTS_LIMIT)
            || !CHECK(strstr(run.error.message, "100000 steps") != NULL))
        {
            printf("%s\n", loops[i]);
        }
    }

    limits.steps = steps;
}


/* With any amount of memory: all of the output, or a limit's message. */

static void
test_tight(void)
{
    size_t             i, memory, ok;
    posts_arena_t     *arena;
    template_input_t   input;

    static const struct {
        const char  *text;
        const char  *want;

    } texts[] = {
        { "{% for p in map %}{{ p }}{% assign q = p %}{% endfor %}"
          "{% for a in lazy limit: 2 %}{% for b in lazy limit: 2 %}"
          "{% cycle a: b, 'x' %}{% cycle 'y', b %}{{ forloop.parentloop.index "
          "}}{% endfor %}{% endfor %}", "key0key1key20y1x110y2x12" },
        { "{% tablerow i in lazy limit: 1 %}{{ i }}{% endtablerow %}",
          "<tr class=\"row1\">\n<td class=\"col1\">0</td></tr>\n" },
        { "{{ 1 | divided_by: 3.0 | round: 4 }} {{ map | jsonify }} "
          "{{ map | inspect }}",
          "0.3333 {\"key\":0,\"key\":1,\"key\":2} {&quot;key&quot;=&gt;0, "
          "&quot;key&quot;=&gt;1, &quot;key&quot;=&gt;2}" },
        { "{{ '2020-08-15 13:24' | date: '%c' }} {{ '2020-08-15' | "
          "date_to_long_string: 'ordinal', 'US' }} {{ 0 | date_to_rfc822 }} "
          "{{ 0 | date_to_xmlschema }}",
          "Sat Aug 15 13:24:00 2020 August 15th, 2020 "
          "Thu, 01 Jan 1970 00:00:00 +0000 1970-01-01T00:00:00+00:00" },
        { "{% include part.html a=1 b='2' %}{% render 'part.html', a: 3 %}"
          "{% render 'part.html' for lazy3 as a %}"
          "{% include 'part.html' for lazy3 as a %}"
          "{% include part{{ nothing }}.html %}",
          "[|1][3|][0|][1|][2|][0|][1|][2|][|]" }
    };

    arena = posts_arena_create(1024 * 1024);

    memset(&input, 0, sizeof(input));
    input.data = test_data(arena);
    input.partials = posts_value_map(posts_map_create(arena, 1));
    test_set(input.partials.u.map, "part.html",
             posts_value_str(posts_str("[{{ a }}|{{ include.a }}]")));

    memory = limits.memory;

    for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        input.text = posts_str_c(texts[i].text);
        ok = 0;

        for (limits.memory = 0; limits.memory < 40000; limits.memory += 24) {
            template_run(&run, &input);

            if (run.rc == POSTS_OK) {
                ok++;

                if (!CHECK_STR_EQ(posts_buf_str(&run.out),
                                  posts_str_c(texts[i].want)))
                {
                    break;
                }

            } else if (!CHECK_INT(run.rc, POSTS_LIMIT)
                       || !CHECK(run.error.message[0] != '\0'))
            {
                printf("%s: %zu\n", texts[i].text, limits.memory);
                break;
            }
        }

        CHECK(ok > 0);
    }

    limits.memory = memory;

    posts_arena_destroy(arena);
}


/* Which of the two forms an include has, and what it asks the host for. */

static void
test_include(void)
{
    size_t             i;
    posts_arena_t     *arena;
    template_input_t   input;

    static const struct {
        const char  *text;
        const char  *want;

    } texts[] = {
        { "{% include named %}", "in a file" },
        { "{% include variable %}", "in a file" },
        { "{% include 'variable' %}",
          "Liquid error (line 1): No such template 'variable'" },
        { "{% include number %}",
          "Liquid error (line 1): Could not locate the included file 'number'"
          ". Ensure it exists and, if it is a symlink, does not point outside "
          "your site source." },
        { "{% include variable a=1 %}",
          "Liquid error (line 1): Could not locate the included file "
          "'variable'. Ensure it exists and, if it is a symlink, does not "
          "point outside your site source." },
        { "{% include variable with lazy3 %}", "in a filein a filein a file" },
        { "{% include variable, a: 1 %}", "in a file" },
        { "{% include 'value' with 5 as a %}", "5|" },
        { "{% include 'value' with 5 as a b: 6 %}", "5|6" },
        { "{% include 'value' a: 1, b: a, a: 2 %}", "2|2" },
        { "{% include 'deep/value' with 7 %}", "7" },
        { "{% include deep/value %}", "" },
        { "{% render 'deep/value' with 7 %}", "7" },
        { "{% render 'value', a: number, b: variable %}", "5|named" },
        { "{% render 'value', a: 1, b: a %}", "1|" },
        { "{% assign a = 9 %}{% render 'value' %}{% render 'sets', a: 1 %}"
          "{{ a }}{{ c }}", "|129" },
        { "{% increment n %}{% render 'counts' %}{% render 'counts' %}"
          "{% increment n %}", "0001" },
        { "{% render 'includes' %}", "Liquid error (includes line 1): include "
          "usage is not allowed in this context" },
        { "{% render 'breaks' for lazy3 %}{% for i in lazy3 %}"
          "{% render 'breaks' %}{% endfor %}", "xxxxxx" },
        { "{% for i in lazy3 %}{% include 'breaks' %}{% endfor %}", "x" },
        { "{% render 'loops' for lazy3 %}", "1/3 2/3 3/3 " },
        { "{% for i in (1..2) %}{% render 'loops' %}{% endfor %}", "/ / " },
        { "{% for i in (1..2) %}{% include 'loops' %}{% endfor %}",
          "1/2 2/2 " }
    };

    static const struct {
        const char  *name;
        const char  *text;

    } partials[] = {
        { "named", "in a file" },
        { "value", "{{ a }}|{{ b }}" },
        { "deep/value", "{{ value }}" },
        { "sets", "{{ a }}{% assign a = 2 %}{% assign c = 3 %}{{ a }}" },
        { "counts", "{% increment n %}" },
        { "includes", "{% include 'named' %}" },
        { "breaks", "x{% break %}y" },
        { "loops", "{{ forloop.index }}/{{ forloop.length }} " }
    };

    arena = posts_arena_create(1024 * 1024);

    memset(&input, 0, sizeof(input));
    input.data = test_data(arena);
    input.partials = posts_value_map(posts_map_create(arena, 0));

    for (i = 0; i < sizeof(partials) / sizeof(partials[0]); i++) {
        test_set(input.partials.u.map, partials[i].name,
                 posts_value_str(posts_str_c(partials[i].text)));
    }

    for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        input.text = posts_str_c(texts[i].text);
        template_run(&run, &input);

        CHECK_INT(run.rc, POSTS_OK);

        if (!CHECK_STR_EQ(posts_buf_str(&run.out),
                          posts_str_c(texts[i].want)))
        {
            printf("%s\n", texts[i].text);
        }
    }

    posts_arena_destroy(arena);
}


/* Parameters by the thousand are bound as a few are. */

static void
test_many(void)
{
    size_t            i, n;
    posts_buf_t       text, partial, want;
    posts_arena_t    *arena;
    template_input_t  input;

    static const size_t  counts[] = { 3, 64, 65, 66, 5000 };

    for (n = 0; n < sizeof(counts) / sizeof(counts[0]); n++) {
        arena = posts_arena_create(16 * 1024 * 1024);

        posts_buf_init(&text, arena, 0);
        posts_buf_init(&partial, arena, 0);
        posts_buf_init(&want, arena, 0);

        /* each is the one before it, but for k1, which is given anew */

        posts_buf_lit(&text, "{% include 'many', k0: 7");

        for (i = 0; i < counts[n]; i++) {
            posts_buf_fmt(&text, ", k%zu: k%zu", i + 1, i);
            posts_buf_fmt(&partial, "{{ k%zu }}", i);
            posts_buf_add(&want, i == 0 ? posts_str("7") : posts_str("8"));
        }

        posts_buf_lit(&text, ", many: 1, k1: 8 %}{{ k0 }}{{ k1 }}");
        posts_buf_lit(&partial, "{{ many }}{% assign k0 = 9 %}{{ k0 }}"
                      "{{ variable }}");
        posts_buf_lit(&want, "7named9");

        memset(&input, 0, sizeof(input));
        input.data = test_data(arena);
        input.text = posts_buf_str(&text);
        input.partials = posts_value_map(posts_map_create(arena, 1));
        test_set(input.partials.u.map, "many",
                 posts_value_str(posts_buf_str(&partial)));

        template_run(&run, &input);
        CHECK_INT(run.rc, POSTS_OK);

        if (!CHECK_STR_EQ(posts_buf_str(&run.out), posts_buf_str(&want))) {
            printf("%zu parameters\n", counts[n]);
        }

        posts_arena_destroy(arena);
    }
}


static posts_value_t
test_data(posts_arena_t *arena)
{
    posts_map_t         *data;
    static test_lazy_t   three;

    lazy.object.class = &test_array_class;
    lazy.n = TEST_LAZY;
    three.object.class = &test_array_class;
    three.n = 3;
    lazy_map.object.class = &test_map_class;
    lazy_map.n = 3;

    data = posts_map_create(arena, 8);

    test_set(data, "lazy", posts_value_object(&lazy.object));
    test_set(data, "lazy3", posts_value_object(&three.object));
    test_set(data, "map", posts_value_object(&lazy_map.object));
    test_set(data, "variable", posts_value_str(posts_str("named")));
    test_set(data, "number", posts_value_int(5));

    return posts_value_map(data);
}


static void
test_set(posts_map_t *map, const char *name, posts_value_t v)
{
    CHECK_INT(posts_map_set(map, posts_str_c(name), v), POSTS_OK);
}


static size_t
test_len(posts_object_t *o)
{
    return ((test_lazy_t *) o)->n;
}


static posts_value_t
test_at(posts_object_t *o, size_t i)
{
    test_lazy_t  *l;

    l = (test_lazy_t *) o;

    l->asked++;
    l->least = (i < l->least) ? i : l->least;
    l->most = (i > l->most) ? i : l->most;

    return posts_value_int((int64_t) i);
}


static int
test_find(posts_object_t *o, posts_str_t key, posts_value_t *out)
{
    (void) o;
    (void) key;
    (void) out;

    return 0;
}


static int
test_pair(posts_object_t *o, size_t i, posts_str_t *key, posts_value_t *value)
{
    if (i >= ((test_lazy_t *) o)->n) {
        return 0;
    }

    *key = posts_str("key");
    *value = posts_value_int((int64_t) i);

    return 1;
}
