
/*
 * Copyright (C) the authors of this project
 *
 * The tags that Jekyll and its plugins add to Liquid: what the table in
 * posts_tag.c is made of.  Each is a posts_liquid_tag_pt; at run time the
 * host's payload is the page's posts_jekyll_t.
 */


#ifndef _POSTS_TAG_H_INCLUDED_
#define _POSTS_TAG_H_INCLUDED_


#include "posts_jekyll.h"
#include "posts_liquid_context.h"


posts_rc_t posts_tag_link(posts_liquid_parser_t *p,
    const posts_liquid_piece_t *piece, posts_liquid_node_t **node);
posts_rc_t posts_tag_post_url(posts_liquid_parser_t *p,
    const posts_liquid_piece_t *piece, posts_liquid_node_t **node);
posts_rc_t posts_tag_highlight(posts_liquid_parser_t *p,
    const posts_liquid_piece_t *piece, posts_liquid_node_t **node);


#endif /* _POSTS_TAG_H_INCLUDED_ */
