
/*
 * Copyright (C) the authors of this project
 *
 * Drops: what templates see of a site, made member by member when it is
 * asked for (Liquid's word for such an object).  Whatever a drop reads in
 * the index it notes as a dependency of the page.  Jekyll: lib/jekyll/drops.
 */


#ifndef _POSTS_DROP_H_INCLUDED_
#define _POSTS_DROP_H_INCLUDED_


#include "posts_article.h"


typedef struct posts_drop_s  posts_drop_t;

typedef posts_value_t (*posts_drop_pt)(posts_drop_t *drop);


/* A member and what makes it; a table ends with an empty name. */

typedef struct {
    posts_str_t                 name;
    posts_drop_pt               make;
    unsigned                    hidden:1;  /* not in a walk over all pairs:
                                              from neighbor to neighbor it
                                              would have no end */
} posts_drop_member_t;


/* A drop that behaves as a map: its members, then those of "rest". */

struct posts_drop_s {
    posts_object_t              object;
    posts_jekyll_t             *jekyll;
    const posts_drop_member_t  *members;
    posts_value_t               rest;      /* a MAP, or nil */
};


typedef struct {
    posts_drop_t                drop;
    posts_document_t            document;
    posts_value_t               content;   /* nil: not made yet */
    posts_value_t               excerpt;
    unsigned                    busy:1;    /* its content is being made */
} posts_drop_document_t;


/*
 * All of these take memory from the page's arena; nil and an error in the
 * view without memory, or where the index is damaged.
 */

posts_value_t posts_drop_site(posts_jekyll_t *jekyll);

/* A document, whose strings and values stay good; of a page or a post. */

posts_value_t posts_drop_document(posts_jekyll_t *jekyll,
    const posts_document_t *document);

/* A static file. */

posts_value_t posts_drop_file(posts_jekyll_t *jekyll,
    const posts_document_t *file);

/*
 * The documents of a list as an array of drops, made one by one.  "reverse":
 * Jekyll's ascending order, for lists that are newest first.  "only" (or
 * NULL): which ones belong to it; then all are read at once.
 */

typedef int (*posts_drop_only_pt)(const posts_document_t *document);

posts_value_t posts_drop_list(posts_jekyll_t *jekyll, posts_list_e kind,
    posts_str_t slug, int reverse, posts_drop_only_pt only);

/* site.data */

posts_value_t posts_drop_data(posts_jekyll_t *jekyll);

/* site.tags, site.categories: name -> posts, newest first. */

posts_value_t posts_drop_terms(posts_jekyll_t *jekyll, posts_list_e kind);


/* For the files of the drops: a new one of "size" bytes, or NULL. */

void *posts_drop_new(posts_jekyll_t *jekyll, size_t size,
    const posts_drop_member_t *members, posts_value_t rest);

/* Notes an error of the index, or no memory; gives nil. */

posts_value_t posts_drop_failed(posts_jekyll_t *jekyll, posts_rc_t rc);

extern const posts_object_class_t  posts_drop_class;


#endif /* _POSTS_DROP_H_INCLUDED_ */
