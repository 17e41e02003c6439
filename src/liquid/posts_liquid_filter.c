
/*
 * Copyright (C) the authors of this project
 */


#include "posts_liquid_filter.h"


static const posts_liquid_filter_t *const  posts_liquid_filters[] = {
    posts_liquid_string_filters,
    posts_liquid_replace_filters,
    posts_liquid_word_filters,
    posts_liquid_base64_filters,
    posts_liquid_html_filters,
    posts_liquid_url_filters,
    posts_liquid_array_filters,
    posts_liquid_select_filters,
    posts_liquid_sort_filters,
    posts_liquid_number_filters,
    posts_liquid_date_filters
};


const posts_liquid_filter_t *
posts_liquid_filter(posts_str_t name)
{
    size_t                        i;
    const posts_liquid_filter_t  *f;

    for (i = 0;
         i < sizeof(posts_liquid_filters) / sizeof(posts_liquid_filters[0]);
         i++)
    {
        for (f = posts_liquid_filters[i]; f->name.len != 0; f++) {
            if (posts_str_eq(f->name, name)) {
                return f;
            }
        }
    }

    return NULL;
}


posts_rc_t
posts_liquid_give_buf(posts_liquid_context_t *lc, posts_value_t *v,
    const posts_buf_t *b)
{
    if (b->rc != POSTS_OK) {
        return posts_liquid_memory(lc);
    }

    posts_arena_shrink(b->arena, b->data, b->size, b->len);

    return posts_liquid_give(v, posts_buf_str(b));
}
