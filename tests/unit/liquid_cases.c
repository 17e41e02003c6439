
/*
 * Copyright (C) the ngx_http_posts_module authors
 *
 * The cases of tests/liquid/cases, with what Ruby says of them; see
 * tests/liquid/README.md for their form.  Each of them is also run with its
 * data as objects of a host and as a packed block, which must make no
 * difference, and with requests for memory that fail, spread over all that it
 * makes.
 */


#include <dirent.h>
#include <stdlib.h>

#include "check.h"
#include "lazy.h"
#include "template.h"

#include "posts_json.h"
#include "posts_pack.h"


#define CASES_FOLDER   "tests/liquid/cases"
#define CASES_ROW      65536
#define CASES_FIELDS   4
#define CASES_FAILED   40           /* requests that fail, in each case */
#define CASES_MEMORY   65536        /* bytes, of the least that is enough */
#define CASES_SHOWN    40           /* failures, of each file */


typedef struct {
    const char        *name;
    unsigned           line;
    posts_arena_t     *arena;
    posts_limits_t     limits;
    template_run_t     run;
    template_input_t   input;
    posts_map_t       *partials;
    size_t             n;
    size_t             differ;
    size_t             failed;
    size_t             shown;
} cases_t;


static void cases_file(cases_t *cases, const char *name);
static int cases_directive(cases_t *cases, posts_str_t row);
static void cases_row(cases_t *cases, posts_str_t row);
static void cases_data(cases_t *cases, posts_str_t json);
static posts_str_t cases_unescape(cases_t *cases, posts_str_t s);
static int cases_right(template_run_t *run, posts_str_t raw,
    posts_str_t want);
static void cases_forms(cases_t *cases);
static void cases_fail(cases_t *cases);
static void cases_again(cases_t *cases, posts_rc_t rc, posts_str_t out,
    const char *what, size_t n);
static int cases_filter(const struct dirent *entry);


int
main(void)
{
    int              i, n;
    char             path[4096];
    cases_t          cases;
    struct dirent  **list;

    memset(&cases, 0, sizeof(cases));

    posts_limits_default(&cases.limits);

    cases.arena = posts_arena_create(256 * 1024 * 1024);

    n = scandir(CASES_FOLDER, &list, cases_filter, alphasort);

    if (!CHECK(n > 0) || !CHECK(template_init(&cases.run, &cases.limits))) {
        return CHECK_END("liquid_cases");
    }

    for (i = 0; i < n; i++) {
        (void) snprintf(path, sizeof(path), "%s/%s", CASES_FOLDER,
                        list[i]->d_name);
        cases_file(&cases, path);
        free(list[i]);
    }

    free(list);

    printf("%zu cases, %zu differ from Ruby on purpose, %zu failed\n",
           cases.n, cases.differ, cases.failed);

    template_done(&cases.run);
    posts_arena_destroy(cases.arena);

    return CHECK_END("liquid_cases");
}


static int
cases_filter(const struct dirent *entry)
{
    return posts_str_ends(posts_str_c(entry->d_name), posts_str(".txt"));
}


static void
cases_file(cases_t *cases, const char *name)
{
    char   row[CASES_ROW];
    FILE  *file;
    size_t len;

    file = fopen(name, "rb");

    if (!CHECK(file != NULL)) {
        return;
    }

    cases->name = name;
    cases->line = 0;
    cases->input.strict = 0;
    cases->shown = 0;

    posts_arena_reset(cases->arena, 1024 * 1024);

    cases->partials = posts_map_create(cases->arena, 0);
    cases_data(cases, posts_str("{}"));

    while (fgets(row, sizeof(row), file) != NULL) {
        cases->line++;
        len = strlen(row);

        if (!CHECK(len != 0 && row[len - 1] == '\n')) {
            break;
        }

        if (len == 1 || (row[0] == '#' && (row[1] == ' ' || row[1] == '\n'))) {
            continue;
        }

        if (row[0] != '@') {
            cases_row(cases, posts_str_from(row, len - 1));

        } else if (!CHECK(cases_directive(cases,
                                          posts_str_from(row, len - 1))))
        {
            printf("    %s:%u: what is this?\n", name, cases->line);
        }
    }

    fclose(file);
}


static int
cases_directive(cases_t *cases, posts_str_t row)
{
    ssize_t      space;
    posts_str_t  name, value;

    space = posts_str_chr(row, ' ');
    name = row;
    value = posts_str("");

    if (space != -1) {
        name = posts_str_slice(row, 0, (size_t) space);
        value = posts_str_slice(row, (size_t) space + 1, row.len);
    }

    if (posts_str_eq(name, posts_str("@data"))) {
        cases_data(cases, value);
        return 1;
    }

    if (posts_str_eq(name, posts_str("@none"))) {
        cases->partials = posts_map_create(cases->arena, 0);
        return 1;
    }

    if (posts_str_eq(name, posts_str("@strict"))) {
        cases->input.strict = posts_str_eq(value, posts_str("on"));
        return 1;
    }

    if (posts_str_eq(name, posts_str("@include"))) {
        return 1;                    /* which one the oracle takes */
    }

    if (!posts_str_eq(name, posts_str("@partial"))) {
        return 0;
    }

    space = posts_str_chr(value, ' ');
    name = value;
    value = posts_str("");

    if (space != -1) {
        value = posts_str_slice(name, (size_t) space + 1, name.len);
        name = posts_str_slice(name, 0, (size_t) space);
    }

    return posts_map_set(cases->partials, posts_arena_str(cases->arena, name),
                         posts_value_str(cases_unescape(cases, value)))
           == POSTS_OK;
}


static void
cases_data(cases_t *cases, posts_str_t json)
{
    posts_map_t    *site;
    posts_error_t   error;
    posts_value_t   data;

    posts_error_clear(&error);

    if (!CHECK_INT(posts_json_parse(&data, cases->arena,
                                    posts_arena_str(cases->arena, json),
                                    &cases->limits, &error), POSTS_OK))
    {
        printf("    %s:%u:%u: %s\n", cases->name, cases->line, error.column,
               error.message);
        return;
    }

    site = posts_map_create(cases->arena, 2);

    CHECK_INT(posts_map_set(site, posts_str("url"),
                            posts_value_str(posts_str("http://example.com"))),
              POSTS_OK);
    CHECK_INT(posts_map_set(site, posts_str("baseurl"),
                            posts_value_str(posts_str("/base"))), POSTS_OK);
    CHECK_INT(posts_map_set(data.u.map, posts_str("site"),
                            posts_value_map(site)), POSTS_OK);

    cases->input.data = data;
}


static posts_str_t
cases_unescape(cases_t *cases, posts_str_t s)
{
    size_t  i, n;
    u_char  c, *p;

    p = posts_arena_alloc(cases->arena, s.len);

    if (!CHECK(p != NULL)) {
        return posts_str("");
    }

    n = 0;

    for (i = 0; i < s.len; i++) {
        c = s.data[i];

        if (c == '\\' && i + 1 < s.len) {
            i++;
            c = s.data[i];
            c = (c == 'n') ? '\n' : (c == 't') ? '\t' : (c == 'r') ? '\r' : c;
        }

        p[n++] = c;
    }

    return posts_str_from(p, n);
}


/*
 * template, what Ruby gives[, what we give, why].  "! ..." is a template
 * that is refused.
 */

static void
cases_row(cases_t *cases, posts_str_t row)
{
    int                 ok;
    size_t              n;
    ssize_t             tab;
    posts_str_t         field[CASES_FIELDS], want;
    posts_arena_mark_t  mark;

    for (n = 0; n < CASES_FIELDS; n++) {
        tab = posts_str_chr(row, '\t');

        if (tab == -1) {
            field[n++] = row;
            break;
        }

        field[n] = posts_str_slice(row, 0, (size_t) tab);
        row = posts_str_slice(row, (size_t) tab + 1, row.len);
    }

    if (!CHECK(n == 2 || n == CASES_FIELDS)) {
        printf("    %s:%u: %zu fields\n", cases->name, cases->line, n);
        return;
    }

    mark = posts_arena_mark(cases->arena);

    cases->n++;
    cases->differ += (n == CASES_FIELDS);
    cases->input.partials = posts_value_map(cases->partials);
    cases->input.text = cases_unescape(cases, field[0]);

    template_run(&cases->run, &cases->input);

    want = cases_unescape(cases, field[n == 2 ? 1 : 2]);
    ok = cases_right(&cases->run, field[n == 2 ? 1 : 2], want);

    cases->failed += !ok;

    if (!ok && cases->shown++ >= CASES_SHOWN) {
        check_count++;
        check_failed++;

    } else if (!CHECK(ok)) {
        printf("    %s:%u: %.*s\n      want \"%.*s\"\n      got  %s\"%.*s\" "
               "%s\n", cases->name, cases->line, posts_str_arg(field[0]),
               posts_str_arg(want),
               cases->run.rc == POSTS_OK ? "" : "an error after ",
               posts_str_arg(posts_buf_str(&cases->run.out)),
               cases->run.error.message);
    }

    if (n == CASES_FIELDS
        && !CHECK(!cases_right(&cases->run, field[1],
                               cases_unescape(cases, field[1]))))
    {
        printf("    %s:%u: does not differ from Ruby: take the last two "
               "fields away\n", cases->name, cases->line);
    }

    cases_forms(cases);
    cases_fail(cases);

    posts_arena_rewind(cases->arena, mark);
}


static int
cases_right(template_run_t *run, posts_str_t raw, posts_str_t want)
{
    if (posts_str_starts(raw, posts_str("! "))) {
        return run->rc == POSTS_INVALID && run->error.line != 0;
    }

    return run->rc == POSTS_OK
           && posts_str_eq(posts_buf_str(&run->out), want);
}


/* Whatever form the data has, the page is the same. */

static void
cases_forms(cases_t *cases)
{
    posts_rc_t       rc;
    posts_str_t      out;
    posts_buf_t      block;
    posts_value_t    data;
    template_run_t  *run;

    run = &cases->run;
    rc = run->rc;
    data = cases->input.data;

    out = posts_arena_str(cases->arena, posts_buf_str(&run->out));

    cases->input.data = lazy_value(cases->arena, data);
    template_run(run, &cases->input);

    if (!CHECK_INT(run->rc, rc)
        || !CHECK_STR_EQ(posts_buf_str(&run->out), out))
    {
        printf("    %s:%u: with objects\n", cases->name, cases->line);
    }

    posts_buf_init(&block, cases->arena, 0);

    if (CHECK_INT(posts_pack(&block, data, 64), POSTS_OK)
        && CHECK_INT(posts_pack_open(&cases->input.data,
                                     posts_buf_str(&block), 64), POSTS_OK))
    {
        template_run(run, &cases->input);

        if (!CHECK_INT(run->rc, rc)
            || !CHECK_STR_EQ(posts_buf_str(&run->out), out))
        {
            printf("    %s:%u: with a packed block\n", cases->name,
                   cases->line);
        }
    }

    cases->input.data = data;
    template_run(run, &cases->input);
}


/*
 * Requests that fail, of the arenas of the caller; and less and less memory
 * for those that a render makes for itself.
 */

static void
cases_fail(cases_t *cases)
{
    size_t           i, n, step, requests[2];
    posts_str_t      out;
    posts_rc_t       rc;
    posts_arena_t   *arena;
    posts_limits_t   limits;
    template_run_t  *run;

    run = &cases->run;
    rc = run->rc;

    out = posts_arena_str(cases->arena, posts_buf_str(&run->out));

    requests[0] = posts_arena_requests(run->compiled);
    requests[1] = posts_arena_requests(run->rendered);

    for (i = 0; i < 2; i++) {
        arena = (i == 0) ? run->compiled : run->rendered;
        step = requests[i] / CASES_FAILED + 1;

        for (n = 1; n <= requests[i]; n += step) {
            run->fail = arena;
            run->fail_at = n;

            cases_again(cases, rc, out, "request", n);

            posts_arena_fail_at(arena, 0);
            run->fail = NULL;
        }
    }

    limits = cases->limits;
    run->limits = &limits;

    for (n = 64; n < CASES_MEMORY; n += n / 3) {
        limits.memory = n;
        cases_again(cases, rc, out, "memory", n);
    }

    run->limits = &cases->limits;
}


/* Any result but a wrong one will do: the same output, or an error. */

static void
cases_again(cases_t *cases, posts_rc_t rc, posts_str_t out, const char *what,
    size_t n)
{
    template_run_t  *run;

    run = &cases->run;

    template_run(run, &cases->input);

    if (run->rc == POSTS_LIMIT) {
        CHECK(run->error.message[0] != '\0');
        return;
    }

    /* not all requests are needed: a buffer may do with less */

    if (!CHECK_INT(run->rc, rc)
        || !CHECK_STR_EQ(posts_buf_str(&run->out), out))
    {
        printf("    %s:%u: with %s %zu\n", cases->name, cases->line, what, n);
    }
}
