
/*
 * Copyright (C) the ngx_http_posts_module authors
 *
 * A configuration's bytes.  What is taken from it is always fit for use, and
 * the same bytes give the same hash.
 */


#include <stdlib.h>

#include "posts_permalink.h"


int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void fuzz_report(void *payload, posts_severity_t severity,
    const posts_error_t *error);


int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    posts_rc_t       rc;
    posts_hash_t     hash;
    posts_arena_t   *arena;
    posts_error_t    error;
    posts_config_t   config;
    posts_limits_t   limits;

    posts_limits_default(&limits);
    posts_error_clear(&error);

    arena = posts_arena_create(16 * 1024 * 1024);
    if (arena == NULL) {
        abort();
    }

    rc = posts_config_parse(&config, arena, posts_str_from(data, size),
                            posts_str("_config.yml"), &limits, fuzz_report,
                            NULL, &error);

    if (rc != error.rc || (rc != POSTS_OK && error.message[0] == '\0')) {
        abort();
    }

    if (rc == POSTS_OK) {
        hash = config.hash;

        if (posts_permalink_check(config.permalink, NULL) != POSTS_OK
            || config.data.type != POSTS_MAP
            || config.include.type != POSTS_ARRAY
            || config.exclude.type != POSTS_ARRAY
            || config.markdown_ext.type != POSTS_ARRAY
            || config.timezone == NULL
            || config.paginate == 0)
        {
            abort();
        }

        (void) posts_document_classify(&config, posts_str("a/b/c.md"), 0);
        (void) posts_timezone_offset(config.timezone, 1600000000, NULL);

        posts_arena_reset(arena, 0);

        if (posts_config_parse(&config, arena, posts_str_from(data, size),
                               posts_str("_config.yml"), &limits, NULL, NULL,
                               NULL) != POSTS_OK
            || config.hash.high != hash.high || config.hash.low != hash.low)
        {
            abort();
        }
    }

    posts_arena_destroy(arena);

    return 0;
}


static void
fuzz_report(void *payload, posts_severity_t severity,
    const posts_error_t *error)
{
    (void) payload;

    if (severity != POSTS_WARNING || error->message[0] == '\0'
        || error->file[0] == '\0')
    {
        abort();
    }
}
