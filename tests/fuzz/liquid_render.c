
/*
 * Copyright (C) the ngx_http_posts_module authors
 *
 * The input is a template; a line "---" ends it, what follows are partials
 * with the names p0, p1, ..., parted the same way.  A render ends within its
 * limits, and gives the same bytes when it is done again.
 */


#define _GNU_SOURCE

#include <stdint.h>
#include <stdlib.h>

#include "template.h"

#include "posts_json.h"


#define FUZZ_MEMORY    (16 * 1024 * 1024)
#define FUZZ_OUTPUT    (256 * 1024)
#define FUZZ_STEPS     20000
#define FUZZ_INCLUDES  20
#define FUZZ_TIME      60000         /* not met: what it ends is not repeated */
#define FUZZ_PARTIALS  8


int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static posts_value_t fuzz_data(posts_arena_t *arena,
    const posts_limits_t *limits);
static posts_value_t fuzz_partials(posts_arena_t *arena, posts_str_t text);
static posts_str_t fuzz_cut(posts_str_t *text);
static void fuzz_check(int ok);


static const char  fuzz_json[] =
    "{\"a\": \"text\", \"s\": \" H\\u00e9llo <b>W</b> \", \"n\": 3, "
    "\"f\": -2.5, \"t\": true, \"no\": false, \"nil\": null, \"e\": \"\", "
    "\"list\": [\"b\", \"A\", \"c\"], \"nums\": [3, 1.5, 2, -1], "
    "\"nested\": [[1, [2]], [], [3]], \"h\": {\"k\": \"v\", \"l\": 2}, "
    "\"ea\": [], \"eh\": {}, \"d\": \"2020-08-15 13:24:00 +0800\", "
    "\"posts\": [{\"title\": \"B\", \"n\": 2, \"tags\": [\"x\", \"y\"], "
    "\"draft\": true, \"m\": {\"k\": 1}}, {\"title\": \"a\", \"n\": 10, "
    "\"tags\": []}, {\"title\": null, \"n\": \"7\"}], "
    "\"site\": {\"url\": \"http://h.org\", \"baseurl\": \"/b\", "
    "\"data\": {\"x\": [1]}}}";


int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    posts_rc_t         rc;
    posts_str_t        text, first;
    posts_arena_t     *arena;
    posts_limits_t     limits;
    template_run_t     run;
    template_input_t   input;

    posts_limits_default(&limits);

    limits.memory = FUZZ_MEMORY;
    limits.output = FUZZ_OUTPUT;
    limits.steps = FUZZ_STEPS;
    limits.includes = FUZZ_INCLUDES;
    limits.time = FUZZ_TIME;

    arena = posts_arena_create(FUZZ_MEMORY);

    fuzz_check(arena != NULL && template_init(&run, &limits));

    text = posts_str_from(data, size);

    input.text = fuzz_cut(&text);
    input.data = fuzz_data(arena, &limits);
    input.partials = fuzz_partials(arena, text);
    input.strict = 0;

    template_run(&run, &input);

    rc = run.rc;
    first = posts_arena_str(arena, posts_buf_str(&run.out));

    if (rc == POSTS_OK) {
        fuzz_check(run.out.len <= FUZZ_OUTPUT);

    } else {
        fuzz_check(rc == POSTS_INVALID || rc == POSTS_LIMIT);
        fuzz_check(run.error.rc == rc && run.error.message[0] != '\0');
    }

    template_run(&run, &input);

    fuzz_check(run.rc == rc);
    fuzz_check(posts_str_eq(posts_buf_str(&run.out), first));

    /* and nobody has changed the data */

    input.strict = 1;
    template_run(&run, &input);

    input.strict = 0;
    template_run(&run, &input);

    fuzz_check(posts_str_eq(posts_buf_str(&run.out), first));

    template_done(&run);
    posts_arena_destroy(arena);

    return 0;
}


static posts_value_t
fuzz_data(posts_arena_t *arena, const posts_limits_t *limits)
{
    posts_value_t  v;

    fuzz_check(posts_json_parse(&v, arena, posts_str_c(fuzz_json), limits,
                                NULL) == POSTS_OK);

    return v;
}


static posts_value_t
fuzz_partials(posts_arena_t *arena, posts_str_t text)
{
    size_t        i;
    posts_map_t  *map;
    posts_str_t   one;

    static const char  names[] = "p0p1p2p3p4p5p6p7";

    map = posts_map_create(arena, FUZZ_PARTIALS);

    fuzz_check(map != NULL);

    for (i = 0; i < FUZZ_PARTIALS && text.len != 0; i++) {
        one = fuzz_cut(&text);
        fuzz_check(posts_map_set(map, posts_str_from(&names[i * 2], 2),
                                 posts_value_str(one)) == POSTS_OK);
    }

    return posts_value_map(map);
}


static posts_str_t
fuzz_cut(posts_str_t *text)
{
    size_t         at;
    posts_str_t    head;
    const u_char  *p;

    static const char  line[] = "\n---\n";

    head = *text;

    p = (text->len == 0) ? NULL
                         : memmem(text->data, text->len, line,
                                  sizeof(line) - 1);

    if (p == NULL) {
        text->len = 0;
        return head;
    }

    at = (size_t) (p - text->data);

    head.len = at;
    *text = posts_str_slice(*text, at + sizeof(line) - 1, text->len);

    return head;
}


static void
fuzz_check(int ok)
{
    if (!ok) {
        abort();
    }
}
