
/*
 * Copyright (C) the authors of this project
 *
 * The theme's folder as the indexer holds it: open, looked for again by its
 * name.  One that is gone leaves in the index what came from it.  Private to
 * src/site.
 */


#ifndef _POSTS_THEME_H_INCLUDED_
#define _POSTS_THEME_H_INCLUDED_


#include "posts_error.h"


typedef struct {
    const char  *dir;        /* NULL: the site has no theme */
    int          fd;         /* -1: it can not be had now */
    uint64_t     dev;
    uint64_t     ino;
    unsigned     told:1;     /* that it is not there */
} posts_theme_t;


void posts_theme_init(posts_theme_t *theme, const char *dir);
void posts_theme_close(posts_theme_t *theme);

/*
 * Looks for the folder; 1: it is another one than at the last look, or is
 * back.  One that is not there is reported once.
 */

int posts_theme_look(posts_theme_t *theme, posts_report_pt report,
    void *payload);

/*
 * The folder that *path, zero-terminated, is in: the theme's for "./...",
 * whose path there *path then is, else "root".
 */

static inline int
posts_theme_at(int root, int theme, const char **path)
{
    const char  *c;

    c = *path;

    if (c[0] != '.' || (c[1] != '/' && c[1] != '\0')) {
        return root;
    }

    if (c[1] == '/') {
        *path = c + 2;
    }

    return theme;
}


#endif /* _POSTS_THEME_H_INCLUDED_ */
