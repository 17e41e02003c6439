
/*
 * Copyright (C) the ngx_http_posts_module authors
 *
 * The filters of text beyond what tests/liquid/cases asks of them: texts
 * that would take quadratic time, strings that grow in loops, memory that
 * ends anywhere.
 */


#include "check.h"
#include "template.h"


/* what takes quadratic time takes ten times as long as it may */

#if (POSTS_ARENA_DEBUG)
#define LONG     (128 * 1024)
#define SECONDS  5
#else
#define LONG     (768 * 1024)
#define SECONDS  0.7
#endif


static void test_time(posts_arena_t *arena);
static void test_growing(posts_arena_t *arena);
static void test_shared(void);
static void test_memory(void);
static int test_run(const char *text, posts_value_t data, size_t memory,
    posts_str_t *out);
static posts_str_t test_repeat(posts_arena_t *arena, const char *text,
    size_t len);
static posts_value_t test_data(posts_arena_t *arena, posts_str_t text);


static template_run_t   test_template;
static posts_limits_t   test_limits;


int
main(void)
{
    posts_arena_t  *arena;

    arena = posts_arena_create(256 * 1024 * 1024);

    test_time(arena);
    test_growing(arena);
    test_shared();
    test_memory();

    posts_arena_destroy(arena);

    return CHECK_END("liquid_filter_text");
}


/* Each filter over a long text of each of these. */

static void
test_time(posts_arena_t *arena)
{
    double         seconds;
    size_t         i, n;
    clock_t        start;
    posts_str_t    out, text;
    posts_value_t  data;

    static const char *const  texts[] = {
        "<", "<a ", "<script ", "<!--", "<!-", "<style><script><!--", "</",
        "<a b=\"", "<b>", "<b x", "<div>\n", "<script>\n", "<?", "<div><?",
        "<s<!-- -->",
        "&", "&amp", "&#1", "\"", "'", "a'", "a", "ab", " ", "a ", "\n",
        "\r\n", "\xcc\x81\xcc\xa3", "\xe4\xb8\xad", "\xff", "%", "%41", "../",
        "--", "<<", "\\", "-", "/index.html\n"
    };

    static const char *const  filters[] = {
        "strip_html", "escape", "escape_once", "xml_escape", "smartify",
        "slugify", "slugify: 'pretty'", "slugify: 'latin'", "strip",
        "normalize_whitespace", "strip_newlines", "newline_to_br",
        "truncatewords: 100000", "truncate: 100000", "number_of_words",
        "number_of_words: 'auto'", "capitalize", "downcase", "upcase",
        "url_encode", "url_decode", "cgi_escape", "uri_escape",
        "relative_url", "absolute_url", "strip_index", "base64_encode",
        "base64_decode", "slice: -2, 2", "split: ' ' | size",
        "split: '' | size", "split: 'a' | size", "split: 'ab' | size",
        "remove: 'aa'", "remove_last: 'baaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'",
        "remove_last: half", "remove_last: other", "remove: half",
        "remove: other", "split: other | size", "replace_first: half, 'x'",
        "replace: 'a', 'bc'", "replace: '', '-'", "replace: 'a', '[\\0]'",
        "append: 'x' | size", "prepend: 'x' | size"
    };

    for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {

        posts_arena_reset(arena, LONG);

        text = test_repeat(arena, texts[i], LONG);
        data = test_data(arena, text);

        for (n = 0; n < sizeof(filters) / sizeof(filters[0]); n++) {
            char  template[128];

            (void) snprintf(template, sizeof(template), "{{ text | %s }}",
                            filters[n]);

            start = clock();

            (void) test_run(template, data, 0, &out);

            seconds = (double) (clock() - start) / CLOCKS_PER_SEC;

            if (!CHECK(seconds < SECONDS)) {
                printf("    %s of \"%s\"...: %.1f s\n", filters[n], texts[i],
                       seconds);
            }
        }
    }
}


static void
test_growing(posts_arena_t *arena)
{
    size_t       i;
    clock_t      start;
    posts_str_t  out, want;

    static const struct {
        const char  *template;
        const char  *want;
        size_t       len;
    } cases[] = {

        { "{% assign s = '' %}{% for i in (1..100000) %}"
          "{% assign s = s | append: 'xyz' %}{% endfor %}{{ s }}",
          "xyz", 300000 },

        { "{% assign s = '' %}{% for i in (1..100000) %}"
          "{% assign s = s | prepend: 'xyz' %}{% endfor %}{{ s }}",
          "xyz", 300000 },

        { "{% assign s = '' %}{% for i in (1..100000) %}"
          "{% assign s = s | append: 'y' | prepend: 'y' %}{% endfor %}"
          "{{ s }}", "y", 200000 },

        { "{% assign s = '' %}{% assign t = '' %}{% for i in (1..50000) %}"
          "{% assign s = s | append: 'xy' %}"
          "{% assign t = 'xy' | append: t %}{% endfor %}{{ s }}{{ t }}",
          "xy", 200000 },

        /* other strings are made in between */

        { "{% assign s = '' %}{% for i in (1..20000) %}"
          "{% assign s = s | append: 'xy' %}{% assign u = i | append: '-' "
          "| append: i | upcase | append: 'z' %}"
          "{% assign w = u | append: u | append: u %}{% endfor %}{{ s }}",
          "xy", 40000 },

        { "{% assign s = 'x' %}{% for i in (1..17) %}"
          "{% assign s = s | append: s %}{% endfor %}{{ s }}",
          "x", 131072 }
    };

    for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {

        posts_arena_reset(arena, LONG);

        want = test_repeat(arena, cases[i].want, cases[i].len);
        start = clock();

        CHECK_INT(test_run(cases[i].template, posts_value_nil(), 0, &out),
                  POSTS_OK);
        CHECK_INT(out.len, want.len);
        CHECK(posts_str_eq(out, want));
        CHECK((double) (clock() - start) / CLOCKS_PER_SEC < SECONDS);
    }
}


/* One that is continued twice stays what it was. */

static void
test_shared(void)
{
    posts_str_t  out;

    static const char  template[] =
        "{% assign s = '0123456789abcdef0123456789abcdef0123456789abcdef' %}"
        "{% assign s = s | append: s | append: s | append: s %}"
        "{% assign s = s | append: s | append: '!' %}"
        "{% assign t = s | append: 'T' %}"
        "{% assign u = s | append: 'U' %}"
        "{% assign v = t | prepend: 'V' %}"
        "{% assign w = t | append: 'W' %}"
        "{% assign x = v | append: 'X' %}"
        "{{ s | size }} {{ s | slice: -2, 2 }} {{ t | slice: -2, 2 }} "
        "{{ u | slice: -2, 2 }} {{ v | slice: 0, 2 }} {{ v | slice: -2, 2 }} "
        "{{ w | slice: -3, 3 }} {{ w | slice: 0 }} {{ x | slice: -3, 3 }} "
        "{{ x | slice: 0, 2 }} {{ x | size }}";

    CHECK_INT(test_run(template, posts_value_nil(), 0, &out), POSTS_OK);
    CHECK_STR(out, "385 f! !T !U V0 !T !TW 0 !TX V0 388");
}


static void
test_memory(void)
{
    size_t         i, memory;
    posts_rc_t     rc;
    posts_str_t    out;
    posts_value_t  data;
    posts_arena_t  *arena;

    static const char *const  templates[] = {
        "{% assign s = text | append: text | prepend: 'x' | append: text %}"
        "{% assign t = s | append: s %}{% assign u = t | prepend: s %}",
        "{{ text | replace: 'a', '[\\0]' }}{{ text | replace: 'b', 'longer' }}",
        "{{ text | split: '' | join: ',' }}{{ text | split: ' ' | join }}",
        "{{ text | escape }}{{ text | escape_once }}{{ text | xml_escape }}",
        "{{ text | smartify }}{{ text | strip_html }}",
        "{{ text | slugify: 'latin' }}{{ text | uri_escape }}",
        "{{ text | relative_url }}{{ '//\xc3\xa9.x/' | relative_url }}",
        "{{ text | absolute_url }}{{ text | url_encode | url_decode }}",
        "{{ text | base64_encode | base64_decode }}{{ text | upcase }}",
        "{{ text | truncatewords: 3 }}{{ text | truncate: 9 }}",
        "{{ text | normalize_whitespace }}{{ text | newline_to_br }}",
        "{{ text | split: 'a' | array_to_sentence_string }}",
        "{{ text | remove_last: 'a' }}{{ text | capitalize }}"
    };

    arena = posts_arena_create(1024 * 1024);
    data = test_data(arena, posts_str("/\xc3\xa9 a <b>\"q\"</b> %41 & b  "
                                      "a\n\xcc\x81\xcc\xa3 'n' -- a/../b?x"));

    for (i = 0; i < sizeof(templates) / sizeof(templates[0]); i++) {

        rc = POSTS_LIMIT;

        for (memory = 400; memory < 40000; memory += 16 + memory / 100) {
            rc = test_run(templates[i], data, memory, &out);

            if (rc != POSTS_LIMIT && !CHECK_INT(rc, POSTS_OK)) {
                break;
            }
        }

        if (!CHECK_INT(rc, POSTS_OK)) {
            printf("    %s\n", templates[i]);
        }
    }

    posts_arena_destroy(arena);
}


/* "memory" of the render; 0: enough. */

static int
test_run(const char *text, posts_value_t data, size_t memory,
    posts_str_t *out)
{
    posts_limits_t     limits;
    template_input_t   input;

    if (test_template.limits == NULL) {
        posts_limits_default(&test_limits);
        test_limits.memory = 256 * 1024 * 1024;
        CHECK(template_init(&test_template, &test_limits));
    }

    limits = test_limits;

    if (memory != 0) {
        limits.memory = memory;
    }

    test_template.limits = &limits;

    memset(&input, 0, sizeof(template_input_t));

    input.text = posts_str_c(text);
    input.data = data;

    template_run(&test_template, &input);

    test_template.limits = &test_limits;
    *out = posts_buf_str(&test_template.out);

    return test_template.rc;
}


static posts_str_t
test_repeat(posts_arena_t *arena, const char *text, size_t len)
{
    posts_buf_t  b;

    posts_buf_init(&b, arena, 0);

    while (b.rc == POSTS_OK && b.len < len) {
        posts_buf_add(&b, posts_str_c(text));
    }

    return posts_str_slice(posts_buf_str(&b), 0, len);
}


static posts_value_t
test_data(posts_arena_t *arena, posts_str_t text)
{
    u_char       *p;
    size_t        half;
    posts_map_t  *map, *site;

    /* a part that is not there, as only its end shows */

    half = text.len / 2;
    p = posts_arena_alloc(arena, half + 1);

    if (p == NULL) {
        return posts_value_nil();
    }

    memcpy(p, text.data, half);
    p[half] = '!';

    map = posts_map_create(arena, 0);
    site = posts_map_create(arena, 0);

    if (map == NULL || site == NULL
        || posts_map_set(map, posts_str("text"), posts_value_str(text))
        || posts_map_set(map, posts_str("half"),
                         posts_value_str(posts_str_slice(text, 0, half)))
        || posts_map_set(map, posts_str("other"),
                         posts_value_str(posts_str_from(p, half + 1)))
        || posts_map_set(map, posts_str("site"), posts_value_map(site))
        || posts_map_set(site, posts_str("url"),
                         posts_value_str(posts_str("http://x.org")))
        || posts_map_set(site, posts_str("baseurl"),
                         posts_value_str(posts_str("/b"))))
    {
        return posts_value_nil();
    }

    return posts_value_map(map);
}
