
/*
 * Copyright (C) the ngx_http_posts_module authors
 *
 * Any bytes are compiled, or refused with a message and a place; what the
 * strict mode takes, the lax one takes too.
 */


#define _GNU_SOURCE

#include <stdint.h>
#include <stdlib.h>

#include "template.h"


#define FUZZ_MEMORY  (16 * 1024 * 1024)


int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static posts_rc_t fuzz_compile(template_run_t *run, posts_str_t text,
    unsigned strict);


int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    posts_str_t     text;
    posts_limits_t  limits;
    template_run_t  run;

    posts_limits_default(&limits);

    limits.memory = FUZZ_MEMORY;

    if (!template_init(&run, &limits)) {
        abort();
    }

    text = posts_str_from(data, size);

    if (fuzz_compile(&run, text, 1) == POSTS_OK) {

        /* nothing to guess, but in the text of a group_by_exp */

        if (run.warnings != 0 || fuzz_compile(&run, text, 0) != POSTS_OK
            || (run.warnings != 0
                && (size == 0
                    || memmem(data, size, "group_by_exp", 12) == NULL)))
        {
            abort();
        }

    } else {
        (void) fuzz_compile(&run, text, 0);
    }

    template_done(&run);

    return 0;
}


static posts_rc_t
fuzz_compile(template_run_t *run, posts_str_t text, unsigned strict)
{
    posts_rc_t                rc;
    posts_error_t             error;
    posts_liquid_template_t  *compiled;

    run->strict = (strict != 0);
    run->warnings = 0;

    posts_error_clear(&error);

    rc = template_compile(run, &compiled, posts_str("t"), text, &error);

    if (rc == POSTS_OK) {
        return rc;
    }

    if (error.rc != rc || error.message[0] == '\0') {
        abort();
    }

    if (rc == POSTS_INVALID && (error.line == 0 || error.column == 0)) {
        abort();
    }

    return rc;
}
