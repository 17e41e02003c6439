
/*
 * Copyright (C) the authors of this project
 *
 * Dependencies: what a render read.  A dependency is the 64-bit hash of its
 * kind and name, so that a cache entry keeps a plain array of them and a
 * check needs no names; two that share a hash only cost a needless render.
 */


#ifndef _POSTS_DEP_H_INCLUDED_
#define _POSTS_DEP_H_INCLUDED_


#include "posts_arena.h"
#include "posts_error.h"


typedef enum {
    POSTS_DEP_ANY = 0,       /* any change of the site; no name */
    POSTS_DEP_CONFIG,        /* _config.yml; no name */
    POSTS_DEP_DOCUMENT,      /* one document, by its path */
    POSTS_DEP_NEAR,          /* its neighbours in time, by its path */
    POSTS_DEP_URL,           /* who answers a URL */
    POSTS_DEP_POSTS,         /* the list of all posts; no name */
    POSTS_DEP_TAG,           /* the list of a tag, by its slug */
    POSTS_DEP_CATEGORY,      /* the list of a category, by its slug */
    POSTS_DEP_FILE,          /* another source file, by its path */
    POSTS_DEP_LAYOUT,        /* who is a layout, an include, by its name: */
    POSTS_DEP_INCLUDE,       /* also one that is not there yet */
    POSTS_DEP_DATA,          /* a member of site.data, by its name */
    POSTS_DEP_COLLECTION,    /* the list of a collection, by its label */
    POSTS_DEP_PAGES,         /* the list of all pages; no name */
    POSTS_DEP_FILES          /* the list of static files; no name */
} posts_dep_e;


#define POSTS_DEPS_MAX  4096


typedef uint64_t  posts_dep_t;


/* A set that grows in an arena; more than POSTS_DEPS_MAX collapse to ANY. */

typedef struct {
    posts_dep_t    *items;
    size_t          n;
    size_t          size;
    posts_arena_t  *arena;
    posts_rc_t      rc;      /* sticky, as a buffer's */
} posts_deps_t;


posts_dep_t posts_dep(posts_dep_e kind, posts_str_t name);

void posts_deps_init(posts_deps_t *deps, posts_arena_t *arena);

/* Adds one; one that is there already is not added again. */

void posts_deps_add(posts_deps_t *deps, posts_dep_e kind, posts_str_t name);


#endif /* _POSTS_DEP_H_INCLUDED_ */
