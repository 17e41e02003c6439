
/*
 * Copyright (C) the authors of this project
 */


#include "posts_href.h"


void
posts_href(posts_buf_t *b, posts_str_t prefix, posts_str_t url)
{
    posts_buf_path(b, prefix);
    posts_buf_path(b, url);
}


void
posts_href_html(posts_buf_t *b, posts_str_t prefix, posts_str_t url)
{
    size_t  from;

    from = b->len;

    posts_buf_path(b, prefix);
    posts_buf_path(b, url);

    posts_href_escape(b, from);
}


void
posts_href_canonical(posts_buf_t *b, const posts_config_t *config,
    posts_str_t prefix, posts_str_t url)
{
    posts_str_t  base;

    if (config->url.len == 0) {
        return;
    }

    base = (config->baseurl.len != 0) ? config->baseurl : prefix;

    posts_buf_html(b, config->url);
    posts_href_html(b, base, url);
}


/*
 * Of what a path may have as it is, HTML wants "&" and "'" otherwise.  Both
 * are rare in a path: what was written is written again only then.
 */

void
posts_href_escape(posts_buf_t *b, size_t from)
{
    posts_str_t  text, copy;

    if (b->rc != POSTS_OK || b->len == from) {
        return;
    }

    text = posts_str_from(b->data + from, b->len - from);

    if (posts_str_chr(text, '&') == -1 && posts_str_chr(text, '\'') == -1) {
        return;
    }

    copy = posts_arena_str(b->arena, text);

    if (copy.data == NULL) {
        b->rc = POSTS_LIMIT;
        return;
    }

    b->len = from;
    posts_buf_html(b, copy);
}
