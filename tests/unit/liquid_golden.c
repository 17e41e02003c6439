
/*
 * Copyright (C) the ngx_http_posts_module authors
 *
 * The public suite of Liquid templates (golden_liquid.json).  One rule: a
 * case that is "invalid" must be refused in the strict mode, by the parser or
 * by an error of the render; any other must give its result, or one of its
 * results, in the lax mode.  What differs on purpose is in
 * tests/spec/liquid_differences.txt, with the reason; a case there that
 * comes out right must leave the list.
 *
 * The suite lies beside the project, not in it: GOLDEN_LIQUID in the
 * environment names the file; without the file nothing is checked.
 */


#include "check.h"
#include "table.h"
#include "template.h"

#include "posts_json.h"


#define GOLDEN_FILE         "../shared/liquid/golden_liquid.json"
#define GOLDEN_DIFFERENCES  "tests/spec/liquid_differences.txt"
#define GOLDEN_SIZE         (8 * 1024 * 1024)
#define GOLDEN_ALLOWED      15


static posts_rc_t golden_read(posts_value_t *tests, posts_arena_t *arena,
    const posts_limits_t *limits, const char *name);
static posts_map_t *golden_differences(posts_arena_t *arena);
static int golden_case(template_run_t *run, posts_value_t test);
static int golden_result(template_run_t *run, posts_value_t test);
static void golden_show(template_run_t *run, posts_value_t test);


int
main(void)
{
    int              ok, listed;
    size_t           i, n, skipped;
    const char      *name;
    posts_map_t     *differences;
    posts_str_t      title;
    posts_value_t    tests, test;
    posts_arena_t   *arena;
    posts_limits_t   limits;
    template_run_t   run;

    name = getenv("GOLDEN_LIQUID");

    if (name == NULL) {
        name = GOLDEN_FILE;
    }

    posts_limits_default(&limits);

    arena = posts_arena_create(64 * 1024 * 1024);

    if (golden_read(&tests, arena, &limits, name) != POSTS_OK) {
        posts_arena_destroy(arena);
        return CHECK_END("liquid_golden");
    }

    differences = golden_differences(arena);

    if (!CHECK(template_init(&run, &limits))) {
        return CHECK_END("liquid_golden");
    }

    n = posts_value_len(tests);
    skipped = 0;

    CHECK(n != 0);

    for (i = 0; i < n; i++) {
        test = posts_value_at(tests, i);
        title = posts_value_string(posts_value_get(test, posts_str("name")));
        ok = golden_case(&run, test);
        listed = posts_value_find(posts_value_map(differences), title, NULL);

        if (!ok && listed) {
            skipped++;
            (void) posts_map_remove(differences, title);
            continue;
        }

        if (!CHECK(ok)) {
            golden_show(&run, test);
        }
    }

    /* what is left differs no more, or never was there */

    for (i = 0; i < differences->n; i++) {
        if (!CHECK(0)) {
            printf("    \"%.*s\" must leave %s\n",
                   posts_str_arg(differences->pairs[i].key),
                   GOLDEN_DIFFERENCES);
        }
    }

    printf("%zu cases, %zu differ on purpose\n", n, skipped);

    template_done(&run);
    posts_arena_destroy(arena);

    return CHECK_END("liquid_golden");
}


static posts_rc_t
golden_read(posts_value_t *tests, posts_arena_t *arena,
    const posts_limits_t *limits, const char *name)
{
    FILE           *file;
    size_t          n;
    u_char         *data;
    posts_error_t   error;
    posts_value_t   root;

    file = fopen(name, "rb");

    if (file == NULL) {
        printf("%s is not there: nothing is checked\n", name);
        return POSTS_NOTFOUND;
    }

    data = posts_arena_alloc(arena, GOLDEN_SIZE);

    if (!CHECK(data != NULL)) {
        fclose(file);
        return POSTS_LIMIT;
    }

    n = fread(data, 1, GOLDEN_SIZE, file);
    fclose(file);

    posts_error_clear(&error);

    if (!CHECK_INT(posts_json_parse(&root, arena, posts_str_from(data, n),
                                    limits, &error), POSTS_OK))
    {
        printf("    %s:%u: %s\n", name, error.line, error.message);
        return POSTS_INVALID;
    }

    *tests = posts_value_get(root, posts_str("tests"));

    return POSTS_OK;
}


static posts_map_t *
golden_differences(posts_arena_t *arena)
{
    table_t       table;
    posts_map_t  *map;

    map = posts_map_create(arena, GOLDEN_ALLOWED);

    table_open(&table, GOLDEN_DIFFERENCES);

    while (table_row(&table, 2)) {
        CHECK(table.field[1].len != 0);
        CHECK_INT(posts_map_set(map, posts_arena_str(arena, table.field[0]),
                                posts_value_bool(1)), POSTS_OK);
    }

    table_close(&table);

    CHECK(map->n <= GOLDEN_ALLOWED);

    return map;
}


static int
golden_case(template_run_t *run, posts_value_t test)
{
    template_input_t  input;

    input.text = posts_value_string(posts_value_get(test,
                                                    posts_str("template")));
    input.data = posts_value_get(test, posts_str("data"));
    input.partials = posts_value_get(test, posts_str("templates"));
    input.strict = posts_value_true(posts_value_get(test,
                                                    posts_str("invalid")));

    template_run(run, &input);

    if (input.strict) {
        return run->rc == POSTS_INVALID;
    }

    return run->rc == POSTS_OK && golden_result(run, test);
}


static int
golden_result(template_run_t *run, posts_value_t test)
{
    size_t         i;
    posts_str_t    got;
    posts_value_t  results;

    got = posts_buf_str(&run->out);

    if (posts_str_eq(got, posts_value_string(posts_value_get(test,
                                                       posts_str("result"))))
        && posts_value_find(test, posts_str("result"), NULL))
    {
        return 1;
    }

    results = posts_value_get(test, posts_str("results"));

    for (i = 0; i < posts_value_len(results); i++) {
        if (posts_str_eq(got, posts_value_string(posts_value_at(results, i))))
        {
            return 1;
        }
    }

    return 0;
}


static void
golden_show(template_run_t *run, posts_value_t test)
{
    posts_buf_t  text;

    posts_buf_init(&text, run->compiled, 0);
    posts_json_write(&text, test, 64);

    printf("    %.*s\n    gave %s\"%.*s\" %s\n",
           posts_str_arg(posts_buf_str(&text)),
           run->rc == POSTS_OK ? "" : "an error: ",
           posts_str_arg(posts_buf_str(&run->out)), run->error.message);
}
