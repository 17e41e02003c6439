
/*
 * Copyright (C) the authors of this project
 */


#include "posts_limits.h"


#define KB  ((size_t) 1024)
#define MB  (1024 * KB)


const posts_limit_t  posts_limits[] = {

    { posts_string("source"),
      offsetof(posts_limits_t, source), 8 * MB, 1 * KB, 256 * MB, 1 },

    { posts_string("front_matter"),
      offsetof(posts_limits_t, front_matter), 1 * MB, 1 * KB, 64 * MB, 1 },

    { posts_string("depth"),
      offsetof(posts_limits_t, depth), 64, 4, 1000, 0 },

    { posts_string("aliases"),
      offsetof(posts_limits_t, aliases), 10000, 0, 1000000, 0 },

    { posts_string("memory"),
      offsetof(posts_limits_t, memory), 64 * MB, 64 * KB, 4096 * MB, 1 },

    { posts_string("output"),
      offsetof(posts_limits_t, output), 32 * MB, 1 * KB, 1024 * MB, 1 },

    { posts_string("steps"),
      offsetof(posts_limits_t, steps), 10000000, 1000, 10000000000, 0 },

    { posts_string("includes"),
      offsetof(posts_limits_t, includes), 100, 1, 1000, 0 },

    { posts_string("time"),
      offsetof(posts_limits_t, time), 10000, 1, 3600000, 0 },

    { posts_null_string, 0, 0, 0, 0, 0 }
};


void
posts_limits_default(posts_limits_t *limits)
{
    const posts_limit_t  *l;

    for (l = posts_limits; l->name.len != 0; l++) {
        *(size_t *) ((u_char *) limits + l->offset) = l->value;
    }
}


posts_rc_t
posts_limits_set(posts_limits_t *limits, posts_str_t name, posts_str_t value,
    posts_error_t *error)
{
    size_t                i, n, unit;
    const posts_limit_t  *l;

    for (l = posts_limits; l->name.len != 0; l++) {
        if (posts_str_eq(l->name, name)) {
            break;
        }
    }

    if (l->name.len == 0) {
        return posts_error_set(error, POSTS_NOTFOUND, 0, 0,
                               "unknown limit \"%.*s\"", posts_str_arg(name));
    }

    unit = 1;

    if (l->bytes && value.len != 0) {
        switch (posts_lower(value.data[value.len - 1])) {

        case 'g':
            unit = 1024 * MB;
            break;

        case 'm':
            unit = MB;
            break;

        case 'k':
            unit = KB;
            break;

        default:
            break;
        }

        if (unit != 1) {
            value.len--;
        }
    }

    n = 0;

    for (i = 0; i < value.len; i++) {
        if (value.data[i] < '0' || value.data[i] > '9'
            || n > ((size_t) -1 - 9) / 10)
        {
            break;
        }

        n = n * 10 + (value.data[i] - '0');
    }

    if (value.len == 0 || i < value.len) {
        return posts_error_set(error, POSTS_INVALID, 0, 0,
                               "limit \"%.*s\" must be a number%s",
                               posts_str_arg(name),
                               l->bytes ? " of bytes (k, m, g)" : "");
    }

    if (n > (size_t) -1 / unit || n * unit < l->min || n * unit > l->max) {
        return posts_error_set(error, POSTS_INVALID, 0, 0,
                               "limit \"%.*s\" must be between %zu and %zu",
                               posts_str_arg(name), l->min, l->max);
    }

    *(size_t *) ((u_char *) limits + l->offset) = n * unit;

    return POSTS_OK;
}
