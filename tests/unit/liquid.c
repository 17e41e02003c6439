
/*
 * Copyright (C) the ngx_http_posts_module authors
 *
 * The engine as a host uses it: templates for several threads, objects that
 * are made when asked for, partials, limits, and what is reported.
 */


#include <pthread.h>

#include "check.h"
#include "posts_json.h"
#include "posts_liquid_context.h"
#include "posts_utf8.h"


#define TEST_THREADS  4


typedef struct {
    posts_arena_t            *arena;
    posts_limits_t            limits;
    posts_liquid_options_t    options;
    posts_liquid_host_t       host;
    posts_error_t             error;
    posts_rc_t                rc;

    unsigned                  warnings;
    unsigned                  faults;
    posts_error_t             last;        /* that was reported */

    int64_t                   clock;
    const char               *partial;     /* what load() gives */
} test_t;


static void
test_report(void *payload, posts_severity_t severity,
    const posts_error_t *error)
{
    test_t  *t = payload;

    if (severity == POSTS_WARNING) {
        t->warnings++;

    } else {
        t->faults++;
    }

    t->last = *error;
}


static int64_t
test_clock(void *payload)
{
    test_t  *t = payload;

    return t->clock += 7;
}


static posts_rc_t
test_load(void *payload, const posts_liquid_template_t **partial,
    posts_str_t name, posts_liquid_partial_e how, posts_error_t *error)
{
    test_t                   *t = payload;
    posts_liquid_options_t    options;
    posts_liquid_template_t  *template;

    (void) how;

    if (t->partial == NULL) {
        return POSTS_NOTFOUND;
    }

    options = t->options;
    options.name = name;

    if (posts_liquid_compile(&template, t->arena, posts_str_c(t->partial),
                             &options, error)
        != POSTS_OK)
    {
        return error->rc;
    }

    *partial = template;

    return POSTS_OK;
}


static void
test_begin(test_t *t)
{
    memset(t, 0, sizeof(test_t));

    t->arena = posts_arena_create(64 * 1024 * 1024);
    posts_limits_default(&t->limits);

    t->options.name = posts_str("page.html");
    t->options.limits = &t->limits;
    t->options.report = test_report;
    t->options.payload = t;

    t->host.limits = &t->limits;
    t->host.report = test_report;
    t->host.load = test_load;
    t->host.payload = t;
}


static void
test_end(test_t *t)
{
    posts_arena_destroy(t->arena);
}


static void
test_data(test_t *t, const char *json)
{
    posts_error_clear(&t->error);

    CHECK_INT(posts_json_parse(&t->host.globals, t->arena, posts_str_c(json),
                               &t->limits, &t->error),
              POSTS_OK);
}


static posts_str_t
test_render(test_t *t, const char *source)
{
    posts_buf_t               out;
    posts_liquid_template_t  *template;

    posts_error_clear(&t->error);
    posts_error_clear(&t->last);
    posts_buf_init(&out, t->arena, t->limits.output);

    t->warnings = 0;
    t->faults = 0;

    t->rc = posts_liquid_compile(&template, t->arena, posts_str_c(source),
                                 &t->options, &t->error);

    if (t->rc == POSTS_OK) {
        t->rc = posts_liquid_render(&out, template, &t->host, &t->error);
    }

    CHECK_INT(t->rc, t->error.rc);

    return posts_buf_str(&out);
}


#define CHECK_RENDER(t, source, want)                                         \
    CHECK_STR(test_render(t, source), want);                                  \
    CHECK_INT((t)->rc, POSTS_OK)

#define CHECK_ERROR(t, source, code, at, text)                                \
    (void) test_render(t, source);                                            \
    CHECK_INT((t)->rc, code);                                                 \
    CHECK_INT((t)->error.line, at);                                           \
    CHECK(strstr((t)->error.message, text) != NULL)


static void
test_positions(void)
{
    test_t  t;

    test_begin(&t);

    /* a syntax error is named by file, line, column and markup */

    CHECK_ERROR(&t, "a\nb {% if %}x{% endif %}", POSTS_INVALID, 2, "'if'");
    CHECK_STR(posts_str_c(t.error.file), "page.html");
    CHECK_INT(t.error.column, 6);

    CHECK_ERROR(&t, "\n\n{{ x", POSTS_INVALID, 3, "}}");
    CHECK_ERROR(&t, "\n{% if x %}\n", POSTS_INVALID, 3, "never closed");
    CHECK_ERROR(&t, "{% if x %}\n{% endunless %}", POSTS_INVALID, 2,
                "use endif");

    /* what the lax parser guesses is a warning, and the page is there */

    test_data(&t, "{\"a\": \"x\"}");
    CHECK_RENDER(&t, "1\n2 {{ a b }}", "1\n2 x");
    CHECK_INT(t.warnings, 1);
    CHECK_INT(t.last.line, 2);
    CHECK_INT(t.last.column, 3);

    CHECK_RENDER(&t, "{% nosuch %}{{ a | nosuch }}", "x");
    CHECK_INT(t.warnings, 2);

    /* the same is an error for a strict one */

    t.options.strict = 1;
    CHECK_ERROR(&t, "1\n2 {{ a b }}", POSTS_INVALID, 2, "in \"a b\"");
    CHECK_ERROR(&t, "\n{% nosuch %}", POSTS_INVALID, 2, "Unknown tag");
    CHECK_ERROR(&t, "\n{{ a | nosuch }}", POSTS_INVALID, 2, "Unknown filter");
    t.options.strict = 0;

    /* an error of the render is in the page, with its line, and reported */

    CHECK_RENDER(&t, "a\n{% if a < 1 %}x{% endif %}b",
                 "a\nLiquid error (line 2): comparison of String with 1 "
                 "failed" "b");
    CHECK_INT(t.faults, 1);
    CHECK_INT(t.last.line, 2);
    CHECK_STR(posts_str_c(t.last.file), "page.html");

    /* or it ends the render */

    t.host.strict = 1;
    CHECK_ERROR(&t, "a\n{% if a < 1 %}x{% endif %}b", POSTS_INVALID, 2,
                "comparison");
    CHECK_STR(posts_str_c(t.error.file), "page.html");
    t.host.strict = 0;

    /* lines count from where the front matter ends */

    t.options.line = 5;
    CHECK_ERROR(&t, "\n{% if %}", POSTS_INVALID, 6, "'if'");

    test_end(&t);
}


/* What is wrong with one node is said in its place; the others are there. */

static void
test_messages(void)
{
    char         text[1024];
    size_t       i;
    test_t       t;
    posts_str_t  out;

    test_begin(&t);

    CHECK_RENDER(&t, "{% assign a = 'x' | split: ',' %}"
                     "{% for i in (1..70) %}"
                     "{% assign a = '' | split: ',' | push: a %}{% endfor %}"
                     "[{{ a }}]",
                 "[Liquid error (line 1): arrays are nested too deeply]");

    /* a message is cut between two characters */

    strcpy(text, "{{ 'a,b' | split: ',' | sort: 'a', 'x");

    for (i = 0; i < 300; i++) {
        strcat(text, "\xc3\xa9");
    }

    strcat(text, "' }}");

    out = test_render(&t, text);
    CHECK_INT(t.rc, POSTS_OK);
    CHECK_INT(posts_utf8_valid(out), out.len);
    CHECK(out.len > 500);

    test_end(&t);
}


static void
test_limits(void)
{
    size_t  i;
    char    deep[4096];
    test_t  t;

    test_begin(&t);

    t.limits.steps = 1000;
    CHECK_RENDER(&t, "{% for i in (1..200) %}{% endfor %}x", "x");
    CHECK_ERROR(&t, "\n{% for i in (1..99999999) %}{{ i }}{% endfor %}",
                POSTS_LIMIT, 2, "steps");
    t.limits.steps = 10000000;

    t.limits.output = 1000;
    CHECK_ERROR(&t, "{% for i in (1..9999) %}{{ i }}{% endfor %}",
                POSTS_LIMIT, t.error.line, "output");
    t.limits.output = 1000000;

    /* what is kept counts, what is written does not */

    t.limits.memory = 65536;
    (void) test_render(&t, "{% for i in (1..9999) %}"
                           "{{ i | append: 'abcdefgh' }}{% endfor %}");
    CHECK_INT(t.rc, POSTS_OK);
    CHECK_ERROR(&t, "{% for i in (1..9999) %}{% capture x %}{{ x }}12345678"
                    "{% endcapture %}{% endfor %}",
                POSTS_LIMIT, 1, "memory");

    /* what grows by a piece at a time takes little more than it is long */

    t.limits.memory = 8 * 1024 * 1024;
    CHECK_RENDER(&t, "{% for i in (1..9999) %}{% capture x %}{{ x }}12345678"
                     "{% endcapture %}{% endfor %}{{ x.size }}", "79992");
    CHECK_RENDER(&t, "{% for i in (1..9999) %}"
                     "{% assign x = x | append: '12345678' %}"
                     "{% endfor %}{{ x.size }}", "79992");

    /* ... and is read before the rest of its block sets it */

    CHECK_RENDER(&t, "{% assign x = 'a' %}{% capture x %}{{ x }}"
                     "{% assign x = 'b' %}{{ x }}{% endcapture %}{{ x }}"
                     "{% capture y %}{{ y }}{% endcapture %}<{{ y }}>"
                     "{% assign y = 5 %}{% capture y %}{{ y }}6"
                     "{% endcapture %}{{ y }}", "ab<>56");
    t.limits.memory = 64 * 1024 * 1024;

    /* time, by the host's clock */

    t.host.clock = test_clock;
    t.limits.time = 50;
    CHECK_ERROR(&t, "{% for i in (1..99999) %}{{ i }}{% endfor %}",
                POSTS_LIMIT, 1, "ms");
    t.host.clock = NULL;

    /* depth of blocks in the source */

    deep[0] = '\0';

    for (i = 0; i < 101; i++) {
        strcat(deep, "{% if 1 %}");
    }

    CHECK_ERROR(&t, deep, POSTS_LIMIT, 1, "deep");

    /* a partial in itself */

    t.partial = "({% include 'self' %})";
    t.limits.includes = 3;
    CHECK_RENDER(&t, "{% include 'self' %}",
                 "(((Liquid error (self line 1): Nesting too deep)))");

    test_end(&t);
}


/* An object whose members are counted as they are made. */

typedef struct {
    posts_object_t   object;
    test_t          *t;
    unsigned         asked;      /* members */
    unsigned         at;         /* elements */
    int              fails;
} test_object_t;


static int
test_object_find(posts_object_t *o, posts_str_t key, posts_value_t *out)
{
    test_object_t  *object = (test_object_t *) o;

    if (!posts_str_eq(key, posts_str("title"))) {
        return 0;
    }

    object->asked++;

    if (object->fails) {
        (void) posts_error_set(&object->t->error, POSTS_IO, 7, 0,
                               "the disk is gone");
        *out = posts_value_nil();
        return 1;
    }

    *out = posts_value_str(posts_str("T"));

    return 1;
}


static int
test_object_pair(posts_object_t *o, size_t i, posts_str_t *key,
    posts_value_t *value)
{
    if (i != 0) {
        return 0;
    }

    *key = posts_str("title");

    return test_object_find(o, *key, value);
}


static size_t
test_object_one(posts_object_t *o)
{
    (void) o;

    return 1;
}


static size_t
test_object_million(posts_object_t *o)
{
    (void) o;

    return 1000000;
}


static posts_value_t
test_object_at(posts_object_t *o, size_t i)
{
    ((test_object_t *) o)->at++;

    return posts_value_int((int64_t) i);
}


static const posts_object_class_t  test_map_class = {
    posts_string("Document"), POSTS_OBJECT_MAP,
    test_object_find, test_object_pair, test_object_one, NULL, NULL
};


static const posts_object_class_t  test_array_class = {
    posts_string("Array"), POSTS_OBJECT_ARRAY,
    NULL, NULL, test_object_million, test_object_at, NULL
};


static void
test_objects(void)
{
    test_t         t;
    posts_map_t   *globals;
    test_object_t  page, list;

    test_begin(&t);

    memset(&page, 0, sizeof(test_object_t));
    memset(&list, 0, sizeof(test_object_t));

    page.object.class = &test_map_class;
    page.t = &t;
    list.object.class = &test_array_class;

    globals = posts_map_create(t.arena, 0);
    (void) posts_map_set(globals, posts_str("page"),
                         posts_value_object(&page.object));
    (void) posts_map_set(globals, posts_str("list"),
                         posts_value_object(&list.object));
    t.host.globals = posts_value_map(globals);

    /* only what is read is made */

    CHECK_RENDER(&t, "{{ page.title }}{{ page.other }}{{ page['title'] }}",
                 "TT");
    CHECK_INT(page.asked, 2);

    CHECK_RENDER(&t, "{{ list.size }} {{ list.first }} {{ list.last }} "
                     "{{ list[3] }} {{ list[-1] }}",
                 "1000000 0 999999 3 999999");
    CHECK_INT(list.at, 4);

    list.at = 0;
    CHECK_RENDER(&t, "{% for i in list limit: 2 offset: 5 %}{{ i }},"
                     "{% endfor %}", "5,6,");
    CHECK_INT(list.at, 2);

    list.at = 0;
    CHECK_RENDER(&t, "{% for i in list %}{{ i }}{% if i == 2 %}{% break %}"
                     "{% endif %}{% endfor %}", "012");
    CHECK(list.at <= 4);

    list.at = 0;
    CHECK_RENDER(&t, "{% assign a = list | first %}{{ a }}"
                     "{{ list | size }}", "01000000");
    CHECK(list.at <= 1);

    CHECK_RENDER(&t, "{{ page | jsonify }}{{ page }}",
                 "{\"title\":\"T\"}{\"title\"=>\"T\"}");

    /* a member that cannot be made ends the render, with its error */

    page.fails = 1;
    CHECK_ERROR(&t, "{{ page.title }}", POSTS_IO, 7, "disk");

    test_end(&t);
}


typedef struct {
    const posts_liquid_template_t  *template;
    const posts_liquid_host_t      *host;
    uint64_t                        failed;
} test_thread_t;


static const char  test_thread_source[] =
    "{% for p in posts %}{% assign t = p.t | upcase %}{{ forloop.index }}"
    "{% if p.n > 1 %}{{ t }}{% else %}-{% endif %}{% cycle 'a', 'b' %}"
    "{% endfor %}{% increment c %}";


static void *
test_thread(void *data)
{
    size_t          i;
    posts_buf_t     out;
    posts_error_t   error;
    posts_arena_t  *arena;
    test_thread_t  *thread = data;

    arena = posts_arena_create(1024 * 1024);

    for (i = 0; i < 2000; i++) {
        posts_arena_reset(arena, 1024 * 1024);
        posts_buf_init(&out, arena, 0);
        posts_error_clear(&error);

        if (posts_liquid_render(&out, thread->template, thread->host, &error)
            != POSTS_OK
            || !posts_str_eq(posts_buf_str(&out), posts_str("1-a2Yb0")))
        {
            thread->failed++;
        }
    }

    posts_arena_destroy(arena);

    return NULL;
}


/* One template, rendered by several threads at the same time. */

static void
test_threads(void)
{
    size_t                    i;
    test_t                    t;
    pthread_t                 ids[TEST_THREADS];
    test_thread_t             threads[TEST_THREADS];
    posts_liquid_template_t  *template;

    test_begin(&t);
    test_data(&t, "{\"posts\": [{\"t\": \"x\", \"n\": 1},"
                  "             {\"t\": \"y\", \"n\": 2}]}");

    t.host.report = NULL;

    CHECK_INT(posts_liquid_compile(&template, t.arena,
                                   posts_str_c(test_thread_source),
                                   &t.options, &t.error),
              POSTS_OK);

    for (i = 0; i < TEST_THREADS; i++) {
        threads[i].template = template;
        threads[i].host = &t.host;
        threads[i].failed = 0;

        CHECK_INT(pthread_create(&ids[i], NULL, test_thread, &threads[i]), 0);
    }

    for (i = 0; i < TEST_THREADS; i++) {
        CHECK_INT(pthread_join(ids[i], NULL), 0);
        CHECK_INT(threads[i].failed, 0);
    }

    test_end(&t);
}


static posts_rc_t
test_tag_render(posts_liquid_context_t *lc, const posts_liquid_node_t *node)
{
    (void) node;

    posts_buf_lit(lc->out, "own");

    return POSTS_OK;
}


static posts_rc_t
test_tag(posts_liquid_parser_t *p, const posts_liquid_piece_t *piece,
    posts_liquid_node_t **node)
{
    (void) piece;

    *node = posts_liquid_node(p, sizeof(posts_liquid_node_t),
                              test_tag_render);

    return (*node == NULL) ? posts_liquid_parser_memory(p) : POSTS_OK;
}


static const posts_liquid_tag_t  test_tags[] = {
    { posts_string("mine"), test_tag, 0 },
    { posts_string("echo"), test_tag, 0 },
    { posts_null_string, NULL, 0 }
};


static void
test_own_tags(void)
{
    test_t  t;

    test_begin(&t);

    t.options.tags = test_tags;
    CHECK_RENDER(&t, "{% mine %} {% echo 'x' %}", "own own");
    CHECK_INT(t.warnings, 0);

    test_end(&t);
}


int
main(void)
{
    test_positions();
    test_messages();
    test_limits();
    test_objects();
    test_threads();
    test_own_tags();

    return CHECK_END("liquid");
}
