
/*
 * Copyright (C) the authors of this project
 *
 * Static files: what of a site's folder may leave it as it is.
 */


#ifndef _POSTS_STATIC_H_INCLUDED_
#define _POSTS_STATIC_H_INCLUDED_


#include "posts_document.h"


/*
 * Is there a file at "path" (decoded, without a leading slash) that is
 * served as it is?  Nothing hidden or excluded, no source of a document,
 * public or not, nothing out of the site's folder, only regular files.
 * POSTS_NOTFOUND; POSTS_IO: there is one, but it can not be read.
 */

posts_rc_t posts_static_find(const posts_config_t *config, const char *site,
    int dir, posts_str_t path, posts_error_t *error);


#endif /* _POSTS_STATIC_H_INCLUDED_ */
