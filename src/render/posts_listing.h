
/*
 * Copyright (C) the authors of this project
 *
 * One page of a list of posts: all, those of a tag, those of a category.
 *
 *     /   /page/2/   /tag/SLUG/   /tag/SLUG/page/2/   /category/SLUG/
 */


#ifndef _POSTS_LISTING_H_INCLUDED_
#define _POSTS_LISTING_H_INCLUDED_


#include "posts_index.h"


typedef struct {
    posts_list_e  kind;
    posts_term_t  term;      /* of a tag or category; else empty */
    size_t        page;      /* from 1 */
    size_t        pages;     /* at least 1 */
    size_t        limit;     /* posts on a page */
    size_t        total;     /* posts in the list */
    unsigned      claimed:1; /* "/" is another's: the first page of all
                                posts is /page/1/ */
} posts_listing_t;


/* What a path may say of a list, before anything is looked up. */

typedef struct {
    posts_list_e  kind;
    posts_str_t   name;      /* of a tag or category: a slug, or nearly */
    size_t        page;      /* from 1 */
    unsigned      numbered:1;  /* the path names the page */
} posts_listing_path_t;


/*
 * Reads the path of a list, which ends with a slash.  A tag may itself end
 * with "/page/2": "whole" takes all of it as the name.  0: no list's path.
 */

int posts_listing_parse(posts_listing_path_t *lp, posts_str_t path,
    int whole);

/* Posts on a page, and pages of a list of so many posts: at least 1. */

size_t posts_listing_limit(const posts_config_t *config);
size_t posts_listing_pages(size_t total, size_t limit);

/* Appends the decoded URL of a page of the list. */

void posts_listing_url(posts_buf_t *b, const posts_listing_t *list,
    size_t page);

/* Appends the decoded URL of the first page of a tag or a category. */

void posts_listing_term(posts_buf_t *b, posts_list_e kind, posts_str_t slug);

/* The word in the URL and in answers: "tag", "category"; of all: "index". */

posts_str_t posts_listing_name(posts_list_e kind);

/* The dependency on the list. */

void posts_listing_depend(posts_deps_t *deps, posts_list_e kind,
    posts_str_t slug);


#endif /* _POSTS_LISTING_H_INCLUDED_ */
