
/*
 * Copyright (C) the ngx_http_posts_module authors
 *
 * The indexing process: nginx's cache manager, or the only process where
 * there is no master.  Runs an indexer for each site of the table.
 */


#ifndef _NGX_HTTP_POSTS_INDEXER_H_INCLUDED_
#define _NGX_HTTP_POSTS_INDEXER_H_INCLUDED_


#include "ngx_http_posts.h"


/* ngx_path_t's manager; "data" is the main configuration. */

ngx_msec_t ngx_http_posts_indexer_manager(void *data);

/* Begins to index in this process; does nothing if it does so already. */

void ngx_http_posts_indexer_start(ngx_http_posts_main_conf_t *pmcf);


#endif /* _NGX_HTTP_POSTS_INDEXER_H_INCLUDED_ */
