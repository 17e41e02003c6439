
/*
 * Copyright (C) the ngx_http_posts_module authors
 *
 * The first byte is the mask, the rest the field.  What is chosen was
 * offered, and offering only that chooses it again.
 */


#include <stdlib.h>

#include "posts_accept.h"


int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);


int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    unsigned        offered;
    posts_str_t     field;
    posts_format_e  format;

    if (size == 0) {
        return 0;
    }

    offered = data[0] & 7;
    field = posts_str_from(data + 1, size - 1);

    format = posts_accept(field, offered);

    if (format == POSTS_FORMAT_NONE) {
        return 0;
    }

    if (!(offered & posts_format_bit(format))
        || posts_accept(field, posts_format_bit(format)) != format)
    {
        abort();
    }

    return 0;
}
