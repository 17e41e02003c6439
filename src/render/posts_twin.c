
/*
 * Copyright (C) the authors of this project
 */


#include "posts_twin.h"


void
posts_twin_url(posts_buf_t *b, posts_str_t url, posts_format_e format)
{
    posts_str_t  html;

    if (format == POSTS_FORMAT_HTML) {
        posts_buf_add(b, url);
        return;
    }

    html = posts_formats[POSTS_FORMAT_HTML].suffix;

    if (posts_str_ends(url, html)) {
        url.len -= html.len;
    }

    posts_buf_add(b, url);

    if (posts_str_ends(url, posts_str("/"))) {
        posts_buf_lit(b, "index");
    }

    posts_buf_add(b, posts_formats[format].suffix);
}


posts_format_e
posts_twin_format(posts_str_t path, unsigned mask, posts_str_t *base)
{
    posts_str_t     suffix;
    posts_format_e  f;

    for (f = POSTS_FORMAT_HTML + 1; f < POSTS_FORMAT_NONE; f++) {
        suffix = posts_formats[f].suffix;

        if ((mask & posts_format_bit(f)) && path.len > suffix.len
            && posts_str_ends(path, suffix)
            && path.data[path.len - suffix.len - 1] != '/')
        {
            *base = posts_str_slice(path, 0, path.len - suffix.len);
            return f;
        }
    }

    return POSTS_FORMAT_NONE;
}
