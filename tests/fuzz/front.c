
/*
 * Copyright (C) the ngx_http_posts_module authors
 *
 * The two parts lie in the source, in this order, and the lines are counted.
 */


#include <stdlib.h>

#include "posts_front.h"


int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);


int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    size_t         i;
    unsigned       line;
    posts_front_t  f;

    posts_front_split(&f, posts_str_from(data, size));

    if (f.content.data + f.content.len != data + size
        || (f.closed && !f.opened)
        || (f.closed && f.yaml.data + f.yaml.len + 3 > f.content.data)
        || (!f.closed && f.yaml.len != 0))
    {
        abort();
    }

    line = 1;

    for (i = 0; i < (size_t) (f.content.data - data); i++) {
        line += (data[i] == '\n');
    }

    if (line != f.content_line) {
        abort();
    }

    return 0;
}
