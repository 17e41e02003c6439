
/*
 * Copyright (C) the ngx_http_posts_module authors
 */


#include "ngx_http_posts.h"
#include "ngx_http_posts_handler.h"
#include "ngx_http_posts_indexer.h"
#include "ngx_http_posts_site.h"
#include "ngx_http_posts_variable.h"
#include "ngx_http_posts_zone.h"


#define NGX_HTTP_POSTS_INDEX_PATH  "posts_index"

/* ms */
#define NGX_HTTP_POSTS_POLL_MIN    100

/* nginx marks a mask that is set by the lowest bit */
#define ngx_http_posts_format(f)   (posts_format_bit(f) << 1)


static void *ngx_http_posts_create_main_conf(ngx_conf_t *cf);
static void *ngx_http_posts_create_loc_conf(ngx_conf_t *cf);
static char *ngx_http_posts_merge_loc_conf(ngx_conf_t *cf, void *parent,
    void *child);
static void ngx_http_posts_set_place(ngx_conf_t *cf,
    ngx_http_posts_loc_conf_t *prev, ngx_http_posts_loc_conf_t *conf);
static char *ngx_http_posts_merge_limits(ngx_conf_t *cf,
    ngx_http_posts_loc_conf_t *conf);
static ngx_int_t ngx_http_posts_add_fixed(ngx_conf_t *cf,
    ngx_http_posts_loc_conf_t *conf);
static void ngx_http_posts_set_profile(ngx_http_posts_loc_conf_t *conf);
static char *ngx_http_posts(ngx_conf_t *cf, ngx_command_t *cmd, void *conf);
static char *ngx_http_posts_zone(ngx_conf_t *cf, ngx_command_t *cmd,
    void *conf);
static char *ngx_http_posts_cache(ngx_conf_t *cf, ngx_command_t *cmd,
    void *conf);
static char *ngx_http_posts_index_path(ngx_conf_t *cf, ngx_command_t *cmd,
    void *conf);
static char *ngx_http_posts_watch(ngx_conf_t *cf, ngx_command_t *cmd,
    void *conf);
static char *ngx_http_posts_theme(ngx_conf_t *cf, ngx_command_t *cmd,
    void *conf);
static char *ngx_http_posts_limit(ngx_conf_t *cf, ngx_command_t *cmd,
    void *conf);
static ngx_int_t ngx_http_posts_init(ngx_conf_t *cf);
static ngx_int_t ngx_http_posts_check_index_path(ngx_conf_t *cf,
    ngx_http_posts_main_conf_t *pmcf);
static ngx_int_t ngx_http_posts_init_process(ngx_cycle_t *cycle);
static void ngx_http_posts_exit_process(ngx_cycle_t *cycle);


static ngx_conf_enum_t  ngx_http_posts_markdowns[] = {
    { ngx_string("site"), 0 },
    { ngx_string("gfm"), POSTS_MARKDOWN_GFM + 1 },
    { ngx_string("commonmark"), POSTS_MARKDOWN_COMMONMARK + 1 },
    { ngx_null_string, 0 }
};


static ngx_conf_bitmask_t  ngx_http_posts_formats_mask[] = {
    { ngx_string("html"), ngx_http_posts_format(POSTS_FORMAT_HTML) },
    { ngx_string("json"), ngx_http_posts_format(POSTS_FORMAT_JSON) },
    { ngx_string("markdown"), ngx_http_posts_format(POSTS_FORMAT_MARKDOWN) },
    { ngx_null_string, 0 }
};


static ngx_conf_bitmask_t  ngx_http_posts_stale_mask[] = {
    { ngx_string("off"), NGX_HTTP_POSTS_STALE_OFF },
    { ngx_string("updating"), NGX_HTTP_POSTS_STALE_UPDATING },
    { ngx_string("error"), NGX_HTTP_POSTS_STALE_ERROR },
    { ngx_null_string, 0 }
};


static ngx_command_t  ngx_http_posts_commands[] = {

    { ngx_string("posts"),
      NGX_HTTP_MAIN_CONF|NGX_HTTP_SRV_CONF|NGX_HTTP_LOC_CONF
          |NGX_HTTP_LIF_CONF|NGX_CONF_TAKE1,
      ngx_http_posts,
      NGX_HTTP_LOC_CONF_OFFSET,
      0,
      NULL },

    { ngx_string("posts_zone"),
      NGX_HTTP_MAIN_CONF|NGX_CONF_TAKE1,
      ngx_http_posts_zone,
      0,
      0,
      NULL },

    { ngx_string("posts_cache"),
      NGX_HTTP_MAIN_CONF|NGX_HTTP_SRV_CONF|NGX_HTTP_LOC_CONF
          |NGX_HTTP_LIF_CONF|NGX_CONF_TAKE1,
      ngx_http_posts_cache,
      NGX_HTTP_LOC_CONF_OFFSET,
      0,
      NULL },

    { ngx_string("posts_index_path"),
      NGX_HTTP_MAIN_CONF|NGX_CONF_TAKE1,
      ngx_http_posts_index_path,
      NGX_HTTP_MAIN_CONF_OFFSET,
      0,
      NULL },

    { ngx_string("posts_watch"),
      NGX_HTTP_MAIN_CONF|NGX_HTTP_SRV_CONF|NGX_HTTP_LOC_CONF
          |NGX_HTTP_LIF_CONF|NGX_CONF_TAKE1,
      ngx_http_posts_watch,
      NGX_HTTP_LOC_CONF_OFFSET,
      0,
      NULL },

    { ngx_string("posts_drafts"),
      NGX_HTTP_MAIN_CONF|NGX_HTTP_SRV_CONF|NGX_HTTP_LOC_CONF
          |NGX_HTTP_LIF_CONF|NGX_CONF_FLAG,
      ngx_conf_set_flag_slot,
      NGX_HTTP_LOC_CONF_OFFSET,
      offsetof(ngx_http_posts_loc_conf_t, drafts),
      NULL },

    { ngx_string("posts_future"),
      NGX_HTTP_MAIN_CONF|NGX_HTTP_SRV_CONF|NGX_HTTP_LOC_CONF
          |NGX_HTTP_LIF_CONF|NGX_CONF_FLAG,
      ngx_conf_set_flag_slot,
      NGX_HTTP_LOC_CONF_OFFSET,
      offsetof(ngx_http_posts_loc_conf_t, future),
      NULL },

    { ngx_string("posts_unpublished"),
      NGX_HTTP_MAIN_CONF|NGX_HTTP_SRV_CONF|NGX_HTTP_LOC_CONF
          |NGX_HTTP_LIF_CONF|NGX_CONF_FLAG,
      ngx_conf_set_flag_slot,
      NGX_HTTP_LOC_CONF_OFFSET,
      offsetof(ngx_http_posts_loc_conf_t, unpublished),
      NULL },

    { ngx_string("posts_theme"),
      NGX_HTTP_MAIN_CONF|NGX_HTTP_SRV_CONF|NGX_HTTP_LOC_CONF
          |NGX_HTTP_LIF_CONF|NGX_CONF_TAKE1,
      ngx_http_posts_theme,
      NGX_HTTP_LOC_CONF_OFFSET,
      0,
      NULL },

    { ngx_string("posts_formats"),
      NGX_HTTP_MAIN_CONF|NGX_HTTP_SRV_CONF|NGX_HTTP_LOC_CONF
          |NGX_HTTP_LIF_CONF|NGX_CONF_1MORE,
      ngx_conf_set_bitmask_slot,
      NGX_HTTP_LOC_CONF_OFFSET,
      offsetof(ngx_http_posts_loc_conf_t, formats),
      &ngx_http_posts_formats_mask },

    { ngx_string("posts_markdown"),
      NGX_HTTP_MAIN_CONF|NGX_HTTP_SRV_CONF|NGX_HTTP_LOC_CONF
          |NGX_HTTP_LIF_CONF|NGX_CONF_TAKE1,
      ngx_conf_set_enum_slot,
      NGX_HTTP_LOC_CONF_OFFSET,
      offsetof(ngx_http_posts_loc_conf_t, markdown),
      &ngx_http_posts_markdowns },

    { ngx_string("posts_raw_html"),
      NGX_HTTP_MAIN_CONF|NGX_HTTP_SRV_CONF|NGX_HTTP_LOC_CONF
          |NGX_HTTP_LIF_CONF|NGX_CONF_FLAG,
      ngx_conf_set_flag_slot,
      NGX_HTTP_LOC_CONF_OFFSET,
      offsetof(ngx_http_posts_loc_conf_t, raw_html),
      NULL },

    { ngx_string("posts_stale"),
      NGX_HTTP_MAIN_CONF|NGX_HTTP_SRV_CONF|NGX_HTTP_LOC_CONF
          |NGX_HTTP_LIF_CONF|NGX_CONF_1MORE,
      ngx_conf_set_bitmask_slot,
      NGX_HTTP_LOC_CONF_OFFSET,
      offsetof(ngx_http_posts_loc_conf_t, stale),
      &ngx_http_posts_stale_mask },

    { ngx_string("posts_limit"),
      NGX_HTTP_MAIN_CONF|NGX_HTTP_SRV_CONF|NGX_HTTP_LOC_CONF
          |NGX_HTTP_LIF_CONF|NGX_CONF_1MORE,
      ngx_http_posts_limit,
      NGX_HTTP_LOC_CONF_OFFSET,
      0,
      NULL },

      ngx_null_command
};


static ngx_http_module_t  ngx_http_posts_module_ctx = {
    ngx_http_posts_variable_add,           /* preconfiguration */
    ngx_http_posts_init,                   /* postconfiguration */

    ngx_http_posts_create_main_conf,       /* create main configuration */
    NULL,                                  /* init main configuration */

    NULL,                                  /* create server configuration */
    NULL,                                  /* merge server configuration */

    ngx_http_posts_create_loc_conf,        /* create location configuration */
    ngx_http_posts_merge_loc_conf          /* merge location configuration */
};


ngx_module_t  ngx_http_posts_module = {
    NGX_MODULE_V1,
    &ngx_http_posts_module_ctx,            /* module context */
    ngx_http_posts_commands,               /* module directives */
    NGX_HTTP_MODULE,                       /* module type */
    NULL,                                  /* init master */
    NULL,                                  /* init module */
    ngx_http_posts_init_process,           /* init process */
    NULL,                                  /* init thread */
    NULL,                                  /* exit thread */
    ngx_http_posts_exit_process,           /* exit process */
    NULL,                                  /* exit master */
    NGX_MODULE_V1_PADDING
};


static void *
ngx_http_posts_create_main_conf(ngx_conf_t *cf)
{
    ngx_http_posts_main_conf_t  *pmcf;

    pmcf = ngx_pcalloc(cf->pool, sizeof(ngx_http_posts_main_conf_t));

    if (pmcf == NULL) {
        return NULL;
    }

    /*
     * set by ngx_pcalloc():
     *
     *     pmcf->index_path = NULL;
     *     pmcf->sites = NULL;
     *     pmcf->variable = 0;
     *     pmcf->process = NULL;
     */

    if (ngx_array_init(&pmcf->fixed, cf->pool, 4,
                       sizeof(ngx_http_posts_fixed_t))
        != NGX_OK
        || ngx_array_init(&pmcf->zones, cf->pool, 2,
                          sizeof(ngx_http_posts_zone_t *))
           != NGX_OK)
    {
        return NULL;
    }

    return pmcf;
}


static void *
ngx_http_posts_create_loc_conf(ngx_conf_t *cf)
{
    ngx_http_posts_loc_conf_t  *conf;

    conf = ngx_pcalloc(cf->pool, sizeof(ngx_http_posts_loc_conf_t));

    if (conf == NULL) {
        return NULL;
    }

    /*
     * set by ngx_pcalloc():
     *
     *     conf->path = NULL;
     *     conf->place, prefix = { 0, NULL };
     *     conf->cache = NULL;
     *     conf->stale = 0;
     *     conf->formats = 0;
     *     conf->theme = { 0, NULL };
     *     conf->limit = NULL;
     *     conf->offered, limits, indexing, profile = 0;
     *     conf->number, serial = 0;
     *     conf->path_set = 0;
     *     conf->cache_set = 0;
     */

    conf->markdown = NGX_CONF_UNSET_UINT;
    conf->raw_html = NGX_CONF_UNSET;
    conf->watch = NGX_CONF_UNSET_UINT;
    conf->poll = NGX_CONF_UNSET_MSEC;
    conf->drafts = NGX_CONF_UNSET;
    conf->future = NGX_CONF_UNSET;
    conf->unpublished = NGX_CONF_UNSET;
    conf->theming = NGX_CONF_UNSET_UINT;

    return conf;
}


static char *
ngx_http_posts_merge_loc_conf(ngx_conf_t *cf, void *parent, void *child)
{
    ngx_http_posts_loc_conf_t *prev = parent;
    ngx_http_posts_loc_conf_t *conf = child;

    ngx_http_posts_main_conf_t  *pmcf;

    static ngx_str_t  zone = ngx_string(NGX_HTTP_POSTS_ZONE_NAME);

    ngx_http_posts_set_place(cf, prev, conf);

    if (!conf->path_set) {
        conf->path = prev->path;
        conf->prefix = prev->prefix;
        conf->path_set = prev->path_set;
    }

    if (!conf->cache_set) {
        conf->cache = prev->cache;
        conf->cache_set = prev->cache_set;
    }

    ngx_conf_merge_bitmask_value(conf->stale, prev->stale,
                                 (NGX_CONF_BITMASK_SET
                                  |NGX_HTTP_POSTS_STALE_UPDATING
                                  |NGX_HTTP_POSTS_STALE_ERROR));

    if (conf->stale & NGX_HTTP_POSTS_STALE_OFF) {
        conf->stale = NGX_CONF_BITMASK_SET|NGX_HTTP_POSTS_STALE_OFF;
    }

    ngx_conf_merge_bitmask_value(conf->formats, prev->formats,
                          (NGX_CONF_BITMASK_SET
                           |ngx_http_posts_format(POSTS_FORMAT_HTML)
                           |ngx_http_posts_format(POSTS_FORMAT_JSON)
                           |ngx_http_posts_format(POSTS_FORMAT_MARKDOWN)));
    ngx_conf_merge_uint_value(conf->markdown, prev->markdown, 0);
    ngx_conf_merge_value(conf->raw_html, prev->raw_html, 1);
    ngx_conf_merge_uint_value(conf->watch, prev->watch, POSTS_WATCH_INOTIFY);
    ngx_conf_merge_msec_value(conf->poll, prev->poll, 1000);
    ngx_conf_merge_value(conf->drafts, prev->drafts, 0);
    ngx_conf_merge_value(conf->future, prev->future, 0);
    ngx_conf_merge_value(conf->unpublished, prev->unpublished, 0);

    if (conf->theming == NGX_CONF_UNSET_UINT) {
        conf->theming = (prev->theming == NGX_CONF_UNSET_UINT)
                        ? POSTS_THEME_AUTO : prev->theming;
        conf->theme = prev->theme;
    }

    ngx_conf_merge_ptr_value(conf->limit, prev->limit, NULL);

    if (conf->path == NULL) {
        return NGX_CONF_OK;
    }

    if (!conf->cache_set) {
        conf->cache = ngx_http_posts_zone_add(cf, &zone, 0);

        if (conf->cache == NULL) {
            return NGX_CONF_ERROR;
        }

        conf->cache_set = 1;
    }

    conf->offered = (unsigned) (conf->formats >> 1);

    if (ngx_http_posts_merge_limits(cf, conf) != NGX_CONF_OK) {
        return NGX_CONF_ERROR;
    }

    ngx_memzero(&conf->indexing, sizeof(ngx_http_posts_indexing_t));

    conf->indexing.watch = conf->watch;
    conf->indexing.poll = conf->poll;
    conf->indexing.drafts = conf->drafts;
    conf->indexing.future = conf->future;
    conf->indexing.unpublished = conf->unpublished;
    conf->indexing.limits = conf->limits;

    if (conf->theme.len != 0) {
        ngx_memcpy(conf->indexing.theme, conf->theme.data, conf->theme.len);
    }

    ngx_http_posts_set_profile(conf);

    if (conf->path->lengths == NULL) {
        return ngx_http_posts_add_fixed(cf, conf) == NGX_OK ? NGX_CONF_OK
                                                            : NGX_CONF_ERROR;
    }

    pmcf = ngx_http_conf_get_module_main_conf(cf, ngx_http_posts_module);
    pmcf->variable = 1;

    return NGX_CONF_OK;
}


/*
 * A location's name is not part of the site's paths.  An "if" has the name of
 * its location, but does not know what kind of name that is.
 */

static void
ngx_http_posts_set_place(ngx_conf_t *cf, ngx_http_posts_loc_conf_t *prev,
    ngx_http_posts_loc_conf_t *conf)
{
    ngx_str_t                 *place;
    ngx_http_core_loc_conf_t  *clcf;

    clcf = ngx_http_conf_get_module_loc_conf(cf, ngx_http_core_module);

    place = &conf->place;

    if (clcf->noname) {
        *place = prev->place;

    } else if (clcf->name.len != 0 && clcf->name.data[0] == '/'
#if (NGX_PCRE)
               && clcf->regex == NULL
#endif
               && !clcf->exact_match)
    {
        *place = clcf->name;

        if (place->data[place->len - 1] == '/') {
            place->len--;

            if (conf->path_set && conf->path != NULL) {

                /* "/blog" is sent on to "/blog/" by nginx itself */

                clcf->auto_redirect = (place->len != 0);
            }
        }
    }

    if (conf->path_set) {
        conf->prefix = *place;
    }
}


/* The names and values were checked where they are written. */

static char *
ngx_http_posts_merge_limits(ngx_conf_t *cf, ngx_http_posts_loc_conf_t *conf)
{
    ngx_uint_t      i;
    ngx_keyval_t   *limit;
    posts_error_t   error;

    posts_limits_default(&conf->limits);

    if (conf->limit == NULL) {
        return NGX_CONF_OK;
    }

    limit = conf->limit->elts;

    for (i = 0; i < conf->limit->nelts; i++) {

        posts_error_clear(&error);

        if (posts_limits_set(&conf->limits, ngx_http_posts_str(limit[i].key),
                             ngx_http_posts_str(limit[i].value), &error)
            != POSTS_OK)
        {
            ngx_conf_log_error(NGX_LOG_EMERG, cf, 0, "%s", error.message);
            return NGX_CONF_ERROR;
        }
    }

    return NGX_CONF_OK;
}


static ngx_int_t
ngx_http_posts_add_fixed(ngx_conf_t *cf, ngx_http_posts_loc_conf_t *conf)
{
    ngx_str_t                   *path;
    ngx_uint_t                   i;
    ngx_http_posts_fixed_t      *fixed;
    ngx_http_posts_main_conf_t  *pmcf;

    pmcf = ngx_http_conf_get_module_main_conf(cf, ngx_http_posts_module);

    path = &conf->path->value;
    fixed = pmcf->fixed.elts;

    for (i = 0; i < pmcf->fixed.nelts; i++) {
        if (fixed[i].path.len == path->len
            && ngx_memcmp(fixed[i].path.data, path->data, path->len) == 0
            && ngx_memcmp(&fixed[i].indexing, &conf->indexing,
                          sizeof(ngx_http_posts_indexing_t))
               == 0)
        {
            return NGX_OK;
        }
    }

    if (i == NGX_HTTP_POSTS_SITES) {
        ngx_log_error(NGX_LOG_EMERG, cf->log, 0, "more than %d sites",
                      NGX_HTTP_POSTS_SITES);
        return NGX_ERROR;
    }

    fixed = ngx_array_push(&pmcf->fixed);

    if (fixed == NULL) {
        return NGX_ERROR;
    }

    fixed->path = *path;
    fixed->indexing = conf->indexing;

    return NGX_OK;
}


/*
 * Locations that differ in what their answers look like do not share cache
 * entries, even of the same site.
 */

static void
ngx_http_posts_set_profile(ngx_http_posts_loc_conf_t *conf)
{
    struct {
        uint64_t        offered;
        uint64_t        markdown;
        uint64_t        raw_html;
        uint64_t        theming;
        posts_limits_t  limits;
    } shape;

    ngx_memzero(&shape, sizeof(shape));

    shape.offered = conf->offered;
    shape.markdown = conf->markdown;
    shape.raw_html = conf->raw_html;
    shape.theming = conf->theming;
    shape.limits = conf->limits;

    conf->profile = posts_hash64_seed(ngx_http_posts_str(conf->prefix),
                        posts_hash64(posts_str_from(&shape, sizeof(shape))));
}


static char *
ngx_http_posts(ngx_conf_t *cf, ngx_command_t *cmd, void *conf)
{
    ngx_http_posts_loc_conf_t *plcf = conf;

    ngx_str_t                         *value, path;
    ngx_http_compile_complex_value_t   ccv;

    if (plcf->path_set) {
        return "is duplicate";
    }

    value = cf->args->elts;

    plcf->path_set = 1;

    if (ngx_strcmp(value[1].data, "off") == 0) {
        return NGX_CONF_OK;
    }

    if (value[1].len == 0) {
        return "has an empty path";
    }

    /* a zero-terminated copy without slashes at its end */

    path.len = value[1].len;

    while (path.len > 1 && value[1].data[path.len - 1] == '/') {
        path.len--;
    }

    path.data = ngx_pnalloc(cf->pool, path.len + 1);

    if (path.data == NULL) {
        return NGX_CONF_ERROR;
    }

    (void) ngx_cpystrn(path.data, value[1].data, path.len + 1);

    plcf->path = ngx_palloc(cf->pool, sizeof(ngx_http_complex_value_t));

    if (plcf->path == NULL) {
        return NGX_CONF_ERROR;
    }

    ngx_memzero(&ccv, sizeof(ngx_http_compile_complex_value_t));

    ccv.cf = cf;
    ccv.value = &path;
    ccv.complex_value = plcf->path;

    /* a prefix before a variable would keep its value from being empty */

    ccv.root_prefix = (path.data[0] != '$');

    if (ngx_http_compile_complex_value(&ccv) != NGX_OK) {
        return NGX_CONF_ERROR;
    }

    if (plcf->path->lengths == NULL
        && plcf->path->value.len >= NGX_HTTP_POSTS_SITE_LEN)
    {
        return "has a path that is too long";
    }

    return NGX_CONF_OK;
}


static char *
ngx_http_posts_zone(ngx_conf_t *cf, ngx_command_t *cmd, void *conf)
{
    u_char     *p;
    ssize_t     size;
    ngx_str_t  *value, name, s;

    value = cf->args->elts;

    name = value[1];
    p = (u_char *) ngx_strchr(name.data, ':');

    if (p == NULL) {
        ngx_conf_log_error(NGX_LOG_EMERG, cf, 0,
                           "invalid zone \"%V\", it must be name:size",
                           &value[1]);
        return NGX_CONF_ERROR;
    }

    name.len = p - name.data;

    s.data = p + 1;
    s.len = value[1].data + value[1].len - s.data;

    size = ngx_parse_size(&s);

    if (name.len == 0 || size == NGX_ERROR) {
        ngx_conf_log_error(NGX_LOG_EMERG, cf, 0,
                           "invalid zone \"%V\", it must be name:size",
                           &value[1]);
        return NGX_CONF_ERROR;
    }

    if (size < (ssize_t) (8 * ngx_pagesize)) {
        ngx_conf_log_error(NGX_LOG_EMERG, cf, 0,
                           "zone \"%V\" is too small, the least is %uzk",
                           &value[1], (size_t) 8 * ngx_pagesize / 1024);
        return NGX_CONF_ERROR;
    }

    if (ngx_http_posts_zone_add(cf, &name, size) == NULL) {
        return NGX_CONF_ERROR;
    }

    return NGX_CONF_OK;
}


static char *
ngx_http_posts_cache(ngx_conf_t *cf, ngx_command_t *cmd, void *conf)
{
    ngx_http_posts_loc_conf_t *plcf = conf;

    ngx_str_t  *value;

    if (plcf->cache_set) {
        return "is duplicate";
    }

    value = cf->args->elts;

    plcf->cache_set = 1;

    if (ngx_strcmp(value[1].data, "off") == 0) {
        return NGX_CONF_OK;
    }

    if (value[1].len == 0) {
        return "has an empty zone name";
    }

    plcf->cache = ngx_http_posts_zone_add(cf, &value[1], 0);

    return plcf->cache == NULL ? NGX_CONF_ERROR : NGX_CONF_OK;
}


static char *
ngx_http_posts_index_path(ngx_conf_t *cf, ngx_command_t *cmd, void *conf)
{
    ngx_http_posts_main_conf_t *pmcf = conf;

    ngx_str_t  *value;

    if (pmcf->index_path) {
        return "is duplicate";
    }

    value = cf->args->elts;

    if (value[1].len == 0) {
        return "has an empty path";
    }

    pmcf->index_path = ngx_pcalloc(cf->pool, sizeof(ngx_path_t));

    if (pmcf->index_path == NULL) {
        return NGX_CONF_ERROR;
    }

    pmcf->index_path->name = value[1];

    if (value[1].len > 1 && value[1].data[value[1].len - 1] == '/') {
        pmcf->index_path->name.len--;
        pmcf->index_path->name.data[pmcf->index_path->name.len] = '\0';
    }

    if (ngx_conf_full_name(cf->cycle, &pmcf->index_path->name, 0) != NGX_OK) {
        return NGX_CONF_ERROR;
    }

    pmcf->index_path->conf_file = cf->conf_file->file.name.data;
    pmcf->index_path->line = cf->conf_file->line;

    return NGX_CONF_OK;
}


static char *
ngx_http_posts_watch(ngx_conf_t *cf, ngx_command_t *cmd, void *conf)
{
    ngx_http_posts_loc_conf_t *plcf = conf;

    ngx_int_t   poll;
    ngx_str_t  *value, s;

    if (plcf->watch != NGX_CONF_UNSET_UINT) {
        return "is duplicate";
    }

    value = cf->args->elts;

    if (ngx_strcmp(value[1].data, "inotify") == 0) {
        plcf->watch = POSTS_WATCH_INOTIFY;
        return NGX_CONF_OK;
    }

    if (ngx_strcmp(value[1].data, "off") == 0) {
        plcf->watch = POSTS_WATCH_OFF;
        return NGX_CONF_OK;
    }

    if (ngx_strncmp(value[1].data, "poll=", 5) == 0) {

        s.data = value[1].data + 5;
        s.len = value[1].len - 5;

        poll = ngx_parse_time(&s, 0);

        if (poll == NGX_ERROR || poll < NGX_HTTP_POSTS_POLL_MIN) {
            ngx_conf_log_error(NGX_LOG_EMERG, cf, 0,
                               "invalid poll time \"%V\", the least is %dms",
                               &s, NGX_HTTP_POSTS_POLL_MIN);
            return NGX_CONF_ERROR;
        }

        plcf->watch = POSTS_WATCH_POLL;
        plcf->poll = poll;

        return NGX_CONF_OK;
    }

    ngx_conf_log_error(NGX_LOG_EMERG, cf, 0,
                       "invalid value \"%V\", it must be \"inotify\", "
                       "\"poll=time\" or \"off\"", &value[1]);

    return NGX_CONF_ERROR;
}


/* A folder's name is a path: "./off" is one that is called so. */

static char *
ngx_http_posts_theme(ngx_conf_t *cf, ngx_command_t *cmd, void *conf)
{
    ngx_http_posts_loc_conf_t *plcf = conf;

    ngx_str_t   *value;
    ngx_uint_t   i;

    static ngx_conf_enum_t  names[] = {
        { ngx_string("auto"), POSTS_THEME_AUTO },
        { ngx_string("builtin"), POSTS_THEME_BUILTIN },
        { ngx_string("off"), POSTS_THEME_OFF },
        { ngx_null_string, 0 }
    };

    if (plcf->theming != NGX_CONF_UNSET_UINT) {
        return "is duplicate";
    }

    value = cf->args->elts;

    for (i = 0; names[i].name.len != 0; i++) {
        if (names[i].name.len == value[1].len
            && ngx_strcmp(names[i].name.data, value[1].data) == 0)
        {
            plcf->theming = names[i].value;
            return NGX_CONF_OK;
        }
    }

    if (value[1].len == 0) {
        return "has an empty path";
    }

    if (ngx_http_script_variables_count(&value[1]) != 0) {
        return "cannot have variables";
    }

    plcf->theming = POSTS_THEME_PATH;
    plcf->theme = value[1];

    while (plcf->theme.len > 1
           && plcf->theme.data[plcf->theme.len - 1] == '/')
    {
        plcf->theme.data[--plcf->theme.len] = '\0';
    }

    if (ngx_conf_full_name(cf->cycle, &plcf->theme, 0) != NGX_OK) {
        return NGX_CONF_ERROR;
    }

    if (plcf->theme.len >= NGX_HTTP_POSTS_THEME_LEN) {
        return "has a path that is too long";
    }

    return NGX_CONF_OK;
}


static char *
ngx_http_posts_limit(ngx_conf_t *cf, ngx_command_t *cmd, void *conf)
{
    ngx_http_posts_loc_conf_t *plcf = conf;

    u_char          *p;
    ngx_str_t       *value;
    ngx_uint_t       i;
    ngx_keyval_t    *limit;
    posts_error_t    error;
    posts_limits_t   limits;

    if (plcf->limit == NULL) {
        plcf->limit = ngx_array_create(cf->pool, 4, sizeof(ngx_keyval_t));

        if (plcf->limit == NULL) {
            return NGX_CONF_ERROR;
        }
    }

    posts_limits_default(&limits);

    value = cf->args->elts;

    for (i = 1; i < cf->args->nelts; i++) {

        p = (u_char *) ngx_strchr(value[i].data, '=');

        if (p == NULL) {
            ngx_conf_log_error(NGX_LOG_EMERG, cf, 0,
                               "invalid limit \"%V\", it must be name=value",
                               &value[i]);
            return NGX_CONF_ERROR;
        }

        limit = ngx_array_push(plcf->limit);

        if (limit == NULL) {
            return NGX_CONF_ERROR;
        }

        limit->key.data = value[i].data;
        limit->key.len = p - value[i].data;
        limit->value.data = p + 1;
        limit->value.len = value[i].data + value[i].len - limit->value.data;

        posts_error_clear(&error);

        if (posts_limits_set(&limits, ngx_http_posts_str(limit->key),
                             ngx_http_posts_str(limit->value), &error)
            != POSTS_OK)
        {
            ngx_conf_log_error(NGX_LOG_EMERG, cf, 0, "%s", error.message);
            return NGX_CONF_ERROR;
        }
    }

    return NGX_CONF_OK;
}


static ngx_int_t
ngx_http_posts_init(ngx_conf_t *cf)
{
    ngx_http_handler_pt         *h;
    ngx_http_core_main_conf_t   *cmcf;
    ngx_http_posts_main_conf_t  *pmcf;

    static ngx_str_t  index_path = ngx_string(NGX_HTTP_POSTS_INDEX_PATH);

    if (ngx_http_posts_zone_finish(cf) != NGX_OK) {
        return NGX_ERROR;
    }

    pmcf = ngx_http_conf_get_module_main_conf(cf, ngx_http_posts_module);

    if (pmcf->fixed.nelts == 0 && !pmcf->variable) {
        return NGX_OK;
    }

    if (pmcf->index_path == NULL) {

        pmcf->index_path = ngx_pcalloc(cf->pool, sizeof(ngx_path_t));

        if (pmcf->index_path == NULL) {
            return NGX_ERROR;
        }

        pmcf->index_path->name = index_path;

        if (ngx_conf_full_name(cf->cycle, &pmcf->index_path->name, 0)
            != NGX_OK)
        {
            return NGX_ERROR;
        }
    }

    if (ngx_http_posts_check_index_path(cf, pmcf) != NGX_OK) {
        return NGX_ERROR;
    }

    /* the cache manager will find it there, and index */

    pmcf->index_path->manager = ngx_http_posts_indexer_manager;
    pmcf->index_path->data = pmcf;

    if (ngx_add_path(cf, &pmcf->index_path) != NGX_OK) {
        return NGX_ERROR;
    }

    if (ngx_http_posts_site_zone(cf, pmcf) != NGX_OK) {
        return NGX_ERROR;
    }

    cmcf = ngx_http_conf_get_module_main_conf(cf, ngx_http_core_module);

    h = ngx_array_push(&cmcf->phases[NGX_HTTP_CONTENT_PHASE].handlers);

    if (h == NULL) {
        return NGX_ERROR;
    }

    *h = ngx_http_posts_handler;

    return NGX_OK;
}


/* An index within a site would be served with it. */

static ngx_int_t
ngx_http_posts_check_index_path(ngx_conf_t *cf,
    ngx_http_posts_main_conf_t *pmcf)
{
    ngx_str_t               *path;
    ngx_uint_t               i;
    ngx_http_posts_fixed_t  *fixed;

    path = &pmcf->index_path->name;
    fixed = pmcf->fixed.elts;

    for (i = 0; i < pmcf->fixed.nelts; i++) {

        if (path->len >= fixed[i].path.len
            && ngx_strncmp(path->data, fixed[i].path.data, fixed[i].path.len)
               == 0
            && (path->len == fixed[i].path.len
                || path->data[fixed[i].path.len] == '/'))
        {
            ngx_log_error(NGX_LOG_EMERG, cf->log, 0,
                          "posts_index_path \"%V\" is within the site \"%V\"",
                          path, &fixed[i].path);
            return NGX_ERROR;
        }
    }

    return NGX_OK;
}


static ngx_int_t
ngx_http_posts_init_process(ngx_cycle_t *cycle)
{
    ngx_uint_t                    i;
    ngx_http_posts_zone_t       **zones;
    ngx_http_posts_main_conf_t   *pmcf;

    if (ngx_process != NGX_PROCESS_WORKER && ngx_process != NGX_PROCESS_SINGLE)
    {
        return NGX_OK;
    }

    pmcf = ngx_http_cycle_get_module_main_conf(cycle, ngx_http_posts_module);

    if (pmcf == NULL || pmcf->sites == NULL) {
        return NGX_OK;
    }

    if (ngx_http_posts_process(pmcf, cycle->log) == NULL) {
        return NGX_ERROR;
    }

    /* at once, to clean up after the one whose place this process takes */

    zones = pmcf->zones.elts;

    for (i = 0; i < pmcf->zones.nelts; i++) {
        ngx_http_posts_zone_claim(zones[i], cycle->log);
    }

    if (ngx_process == NGX_PROCESS_SINGLE) {
        ngx_http_posts_indexer_start(pmcf);
    }

    return NGX_OK;
}


static void
ngx_http_posts_exit_process(ngx_cycle_t *cycle)
{
    ngx_uint_t                    i;
    ngx_http_posts_zone_t       **zones;
    ngx_http_posts_main_conf_t   *pmcf;

    pmcf = ngx_http_cycle_get_module_main_conf(cycle, ngx_http_posts_module);

    if (pmcf == NULL || pmcf->sites == NULL) {
        return;
    }

    zones = pmcf->zones.elts;

    for (i = 0; i < pmcf->zones.nelts; i++) {
        ngx_http_posts_zone_leave(zones[i]);
    }

    ngx_http_posts_process_exit(pmcf);
}
