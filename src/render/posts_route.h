
/*
 * Copyright (C) the authors of this project
 *
 * A path to the resource that it names.
 */


#ifndef _POSTS_ROUTE_H_INCLUDED_
#define _POSTS_ROUTE_H_INCLUDED_


#include "posts_listing.h"
#include "posts_render.h"


typedef enum {
    POSTS_ROUTE_NONE = 0,    /* nothing that is served */
    POSTS_ROUTE_DOCUMENT,
    POSTS_ROUTE_LIST,
    POSTS_ROUTE_FILE,
    POSTS_ROUTE_REDIRECT
} posts_route_e;


typedef struct {
    posts_route_e     kind;
    posts_str_t       url;   /* decoded: DOCUMENT, LIST: their own URL;
                                REDIRECT: the target; FILE: the path in the
                                site, without a leading slash */
    posts_format_e    format;  /* named by the path's suffix, or NONE */
    posts_document_t  document;  /* good until the snapshot is ended */
    posts_listing_t   listing;
} posts_route_t;


/*
 * Finds what "path" names: a document, then a static file, then what has
 * the path as another spelling (without ".html", a folder without its slash,
 * a twin), a list's page among them.  What was asked of the index is added
 * to "deps".  POSTS_OK with POSTS_ROUTE_NONE if there is nothing; another rc
 * if that could not be found out: POSTS_IO with POSTS_ROUTE_FILE is a file
 * that can not be read.
 */

posts_rc_t posts_route(posts_route_t *route, posts_arena_t *arena,
    posts_snapshot_t *snapshot, const posts_config_t *config,
    const posts_render_options_t *options, posts_str_t path,
    posts_deps_t *deps, posts_error_t *error);


#endif /* _POSTS_ROUTE_H_INCLUDED_ */
