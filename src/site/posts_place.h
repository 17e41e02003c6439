
/*
 * Copyright (C) the authors of this project
 *
 * Folders with a meaning of their own: those of layouts, includes, data and
 * collections, and what is read of a theme (Jekyll's readers).  A path of
 * the theme begins with "./": no path of the site does.
 */


#ifndef _POSTS_PLACE_H_INCLUDED_
#define _POSTS_PLACE_H_INCLUDED_


#include "posts_document.h"


typedef enum {
    POSTS_PLACE_NONE = 0,    /* a path as any other */
    POSTS_PLACE_WAY,         /* a folder that leads to one */
    POSTS_PLACE_KIND         /* *kind says what it is */
} posts_place_e;


/* Of a path of the site that is not hidden by its names alone. */

posts_place_e posts_place(const posts_config_t *config, posts_str_t path,
    int folder, posts_path_e *kind);

/* Of a path of the theme. */

posts_path_e posts_place_theme(const posts_config_t *config,
    posts_str_t path, int folder);

/* 1: the path lies in the theme; the path there, or as it is. */

static inline int
posts_place_is_theme(posts_str_t path)
{
    return path.len != 0 && path.data[0] == '.'
           && (path.len == 1 || path.data[1] == '/');
}

static inline posts_str_t
posts_place_path(posts_str_t path)
{
    return posts_place_is_theme(path) ? posts_str_slice(path, 2, path.len)
                                      : path;
}


#endif /* _POSTS_PLACE_H_INCLUDED_ */
