
/*
 * Copyright (C) the authors of this project
 *
 * The table of tags that Jekyll and its plugins add to Liquid.
 */


#include "posts_tag.h"


const posts_liquid_tag_t  posts_jekyll_tags[] = {
    { posts_string("link"), posts_tag_link, 0 },
    { posts_string("post_url"), posts_tag_post_url, 0 },
    { posts_string("highlight"), posts_tag_highlight, 1 },
    { posts_null_string, NULL, 0 }
};
