
/*
 * Copyright (C) the ngx_http_posts_module authors
 *
 * What the parts of the nginx side share: the configuration and the state of
 * a process.
 */


#ifndef _NGX_HTTP_POSTS_H_INCLUDED_
#define _NGX_HTTP_POSTS_H_INCLUDED_


#include <ngx_config.h>
#include <ngx_core.h>
#include <ngx_http.h>

#include "posts_cache.h"
#include "posts_indexer.h"
#include "posts_render.h"


/* the lowest bit is nginx's: the mask is set */
#define NGX_HTTP_POSTS_STALE_OFF       0x0002
#define NGX_HTTP_POSTS_STALE_UPDATING  0x0004
#define NGX_HTTP_POSTS_STALE_ERROR     0x0008

/* of a theme's folder, its zero byte included */
#define NGX_HTTP_POSTS_THEME_LEN       512


typedef struct ngx_http_posts_zone_s     ngx_http_posts_zone_t;
typedef struct ngx_http_posts_site_s     ngx_http_posts_site_t;
typedef struct ngx_http_posts_process_s  ngx_http_posts_process_t;


/*
 * What makes an index of a folder: equal ones share it.  Plain bytes, hashed
 * as a whole: cleared before it is filled.
 */

typedef struct {
    uint64_t          watch;       /* posts_watch_e */
    uint64_t          poll;        /* ms */
    uint64_t          drafts;
    uint64_t          future;
    uint64_t          unpublished;
    posts_limits_t    limits;
    u_char            theme[NGX_HTTP_POSTS_THEME_LEN];  /* a folder, or "" */
} ngx_http_posts_indexing_t;


typedef struct {
    ngx_path_t                *index_path;
    ngx_shm_zone_t            *sites;        /* table of sites */
    ngx_array_t                fixed;        /* sites whose path has no
                                                variable, of
                                                ngx_http_posts_fixed_t */
    ngx_array_t                zones;        /* ngx_http_posts_zone_t * */
    ngx_uint_t                 variable;     /* unsigned  variable:1; */
    ngx_http_posts_process_t  *process;      /* NULL in the master */
} ngx_http_posts_main_conf_t;


typedef struct {
    ngx_str_t                  path;         /* zero-terminated */
    ngx_http_posts_indexing_t  indexing;
} ngx_http_posts_fixed_t;


typedef struct {
    ngx_http_complex_value_t  *path;         /* NULL: off */
    ngx_str_t                  place;        /* of the location: its name, if
                                                that is a prefix, without a
                                                slash at its end */
    ngx_str_t                  prefix;       /* the place of the location
                                                that the path is from */
    ngx_http_posts_zone_t     *cache;        /* NULL: off */
    ngx_uint_t                 stale;
    ngx_uint_t                 formats;      /* as in the table of names */
    ngx_uint_t                 markdown;     /* posts_markdown_dialect_e + 1,
                                                0: the site's */
    ngx_flag_t                 raw_html;
    ngx_uint_t                 watch;
    ngx_msec_t                 poll;
    ngx_flag_t                 drafts;
    ngx_flag_t                 future;
    ngx_flag_t                 unpublished;
    ngx_uint_t                 theming;      /* posts_theme_e */
    ngx_str_t                  theme;        /* of POSTS_THEME_PATH */
    ngx_array_t               *limit;        /* ngx_keyval_t, as written */

    unsigned                   offered;      /* by merging: mask of formats */
    posts_limits_t             limits;
    ngx_http_posts_indexing_t  indexing;
    uint64_t                   profile;      /* hash of all that shapes a
                                                representation but the path */
    ngx_uint_t                 number;       /* of a fixed path's site, once
                                                this process knows it: */
    ngx_atomic_uint_t          serial;       /* of its record */

    unsigned                   path_set:1;
    unsigned                   cache_set:1;
} ngx_http_posts_loc_conf_t;


typedef enum {
    NGX_HTTP_POSTS_NONE = 0,
    NGX_HTTP_POSTS_MISS,
    NGX_HTTP_POSTS_HIT,
    NGX_HTTP_POSTS_EXPIRED,
    NGX_HTTP_POSTS_STALE,
    NGX_HTTP_POSTS_UPDATING,
    NGX_HTTP_POSTS_REVALIDATED,
    NGX_HTTP_POSTS_BYPASS
} ngx_http_posts_status_e;


/* A request's; also the data of its pool's cleanup. */

typedef struct {
    ngx_http_request_t         *request;
    posts_request_t             asked;       /* what of it the core sees */
    ngx_http_posts_site_t      *site;
    ngx_http_posts_process_t   *process;
    posts_arena_t              *arena;       /* lent by the process, or NULL */
    posts_cache_t              *cache;       /* NULL: not used */
    posts_entry_t              *entry;       /* referenced, or NULL */
    ngx_event_t                 wait;
    ngx_msec_t                  started;     /* when the waiting began */
    ngx_http_posts_status_e     status;
    ngx_str_t                   resource;
    posts_format_e              format;
    uint64_t                    generation;
    unsigned                    waiting:1;
    unsigned                    alone:1;     /* waits for nobody any more */
} ngx_http_posts_ctx_t;


extern ngx_module_t  ngx_http_posts_module;


static ngx_inline posts_str_t
ngx_http_posts_str(ngx_str_t s)
{
    return posts_str_from(s.data, s.len);
}


static ngx_inline ngx_str_t
ngx_http_posts_ngx_str(posts_str_t s)
{
    ngx_str_t  n;

    n.len = s.len;
    n.data = (u_char *) s.data;

    return n;
}


#endif /* _NGX_HTTP_POSTS_H_INCLUDED_ */
