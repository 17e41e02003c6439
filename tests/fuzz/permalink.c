
/*
 * Copyright (C) the ngx_http_posts_module authors
 *
 * Four lines: a template, a path, a slug, a category.  A URL that comes out
 * can be asked for: it begins with a slash and has no empty or dot segments.
 */


#include <stdlib.h>

#include "posts_path.h"
#include "posts_permalink.h"


#define FUZZ_LINES  4


int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void fuzz_url(posts_arena_t *arena, const posts_document_t *doc,
    posts_str_t template, const posts_config_t *config);


int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    size_t             i;
    ssize_t            n;
    posts_str_t        rest, lines[FUZZ_LINES];
    posts_map_t       *map;
    posts_arena_t     *arena;
    posts_array_t     *categories;
    posts_config_t     config;
    posts_document_t   doc;

    arena = posts_arena_create(16 * 1024 * 1024);
    if (arena == NULL) {
        abort();
    }

    rest = posts_str_from(data, size);

    for (i = 0; i < FUZZ_LINES; i++) {
        n = posts_str_chr(rest, '\n');

        lines[i] = posts_str_slice(rest, 0, n == -1 ? rest.len : (size_t) n);
        rest = posts_str_slice(rest, lines[i].len + 1, rest.len);
    }

    memset(&config, 0, sizeof(posts_config_t));
    memset(&doc, 0, sizeof(posts_document_t));

    categories = posts_array_create(arena, 1);
    map = posts_map_create(arena, 1);

    if (categories == NULL || map == NULL
        || posts_array_push(categories, posts_value_str(lines[3]))
           != POSTS_OK)
    {
        abort();
    }

    config.permalink = lines[0];

    doc.path = lines[1];
    doc.ext = posts_path_ext(doc.path);
    doc.output_ext = posts_str(".html");
    doc.slug = lines[2];
    doc.categories = posts_value_array(categories);
    doc.data = posts_value_map(map);

    doc.type = POSTS_DOCUMENT_POST;
    fuzz_url(arena, &doc, lines[0], &config);

    doc.type = POSTS_DOCUMENT_PAGE;
    fuzz_url(arena, &doc, lines[0], &config);

    if (posts_map_set(map, posts_str("permalink"), posts_value_bool(1))
        != POSTS_OK)
    {
        abort();
    }

    fuzz_url(arena, &doc, lines[0], &config);

    posts_arena_destroy(arena);

    return 0;
}


static void
fuzz_url(posts_arena_t *arena, const posts_document_t *doc,
    posts_str_t template, const posts_config_t *config)
{
    size_t         i;
    posts_rc_t     rc;
    posts_buf_t    b;
    posts_str_t    url;
    posts_error_t  error;

    posts_error_clear(&error);
    posts_buf_init(&b, arena, 0);

    rc = posts_permalink(&b, doc, template, config, &error);

    if (rc != error.rc) {
        abort();
    }

    if (rc != POSTS_OK) {
        return;
    }

    if (doc->type == POSTS_DOCUMENT_POST
        && posts_permalink_check(template, NULL) != POSTS_OK)
    {
        abort();
    }

    url = posts_buf_str(&b);

    if (url.len == 0 || url.data[0] != '/' || url.len > POSTS_PERMALINK_MAX) {
        abort();
    }

    for (i = 0; i < url.len; i++) {

        if (url.data[i] == '\0'
            || (i > 0 && url.data[i] == '/' && url.data[i - 1] == '/'))
        {
            abort();
        }
    }

    if (posts_str_ends(url, posts_str("/.."))
        || posts_str_ends(url, posts_str("/.")))
    {
        abort();
    }
}
