
/*
 * Copyright (C) the ngx_http_posts_module authors
 *
 * A hit takes neither the disk nor the index: the path and the Accept field
 * name an entry, the site's generation in shared memory tells that it is
 * fresh.  The first hit after a change of the site asks the index whether
 * the entry's dependencies are among what has changed.
 *
 * An entry whose own format is not among those it says are offered is a
 * signpost: the resource does not have the format that the request came
 * with, and the negotiation is done again with what it does have.
 */


#include "ngx_http_posts_handler.h"
#include "ngx_http_posts_arena.h"
#include "ngx_http_posts_indexer.h"
#include "ngx_http_posts_send.h"
#include "ngx_http_posts_site.h"
#include "ngx_http_posts_zone.h"


/*
 * What is waited for has not come: a code that no filter returns.  NGX_AGAIN
 * of a filter says that the client has not taken all of the answer yet.
 */
#define NGX_HTTP_POSTS_LATER         NGX_BUSY

/* ms: between two looks whether what is waited for has come, and in all */
#define NGX_HTTP_POSTS_WAIT          3
#define NGX_HTTP_POSTS_WAIT_MAX      100
#define NGX_HTTP_POSTS_WAIT_RENDER   5000
#define NGX_HTTP_POSTS_WAIT_INDEX    30000
#define NGX_HTTP_POSTS_WAIT_RETRY    1500

/* ms: where nginx quits there may be nobody left who indexes */
#define NGX_HTTP_POSTS_WAIT_EXITING  1000

#define NGX_HTTP_POSTS_TIME          sizeof("Mon, 28 Sep 1970 06:00:00 GMT")


static ngx_int_t ngx_http_posts_find_site(ngx_http_request_t *r,
    ngx_http_posts_ctx_t *ctx, ngx_http_posts_process_t *process);
static ngx_int_t ngx_http_posts_variable_path(ngx_http_request_t *r,
    ngx_http_posts_loc_conf_t *plcf, ngx_str_t *path);
static ngx_int_t ngx_http_posts_serve(ngx_http_request_t *r,
    ngx_http_posts_ctx_t *ctx);
static ngx_int_t ngx_http_posts_find(ngx_http_request_t *r,
    ngx_http_posts_ctx_t *ctx, posts_cache_key_t *key,
    posts_cache_item_t *item);
static ngx_int_t ngx_http_posts_fresh(ngx_http_request_t *r,
    ngx_http_posts_ctx_t *ctx, const posts_cache_item_t *item);
static ngx_int_t ngx_http_posts_make(ngx_http_request_t *r,
    ngx_http_posts_ctx_t *ctx, posts_cache_key_t *key,
    posts_cache_item_t *stale);
static ngx_int_t ngx_http_posts_no_index(ngx_http_request_t *r,
    ngx_http_posts_ctx_t *ctx);
static ngx_int_t ngx_http_posts_answer(ngx_http_request_t *r,
    ngx_http_posts_ctx_t *ctx, posts_cache_key_t *key,
    posts_answer_t *answer, posts_cache_item_t *stale);
static ngx_int_t ngx_http_posts_store(ngx_http_request_t *r,
    ngx_http_posts_ctx_t *ctx, posts_cache_key_t *key,
    const posts_answer_t *answer, const posts_cache_item_t *stale,
    posts_entry_t **entry);
static ngx_int_t ngx_http_posts_send_stale(ngx_http_request_t *r,
    ngx_http_posts_ctx_t *ctx, posts_cache_item_t *item,
    ngx_http_posts_status_e status);
static ngx_int_t ngx_http_posts_file(ngx_http_request_t *r,
    ngx_http_posts_ctx_t *ctx, posts_str_t file);
static ngx_int_t ngx_http_posts_error(ngx_http_request_t *r,
    ngx_http_posts_ctx_t *ctx, ngx_uint_t status, const char *detail);
static ngx_uint_t ngx_http_posts_intercepted(ngx_http_request_t *r,
    ngx_uint_t status);
static ngx_int_t ngx_http_posts_request(ngx_http_request_t *r,
    posts_request_t *request);
static ngx_int_t ngx_http_posts_slash(ngx_http_request_t *r);
static ngx_int_t ngx_http_posts_accept(ngx_http_request_t *r,
    posts_str_t *accept);
static void ngx_http_posts_options(ngx_http_request_t *r,
    ngx_http_posts_ctx_t *ctx, posts_render_options_t *options);
static void ngx_http_posts_report(void *payload, posts_severity_t severity,
    const posts_error_t *error);
static void ngx_http_posts_release(ngx_http_posts_ctx_t *ctx);
static ngx_int_t ngx_http_posts_wait(ngx_http_request_t *r,
    ngx_http_posts_ctx_t *ctx);
static void ngx_http_posts_wait_handler(ngx_event_t *ev);
static void ngx_http_posts_cleanup(void *data);


ngx_int_t
ngx_http_posts_handler(ngx_http_request_t *r)
{
    ngx_int_t                    rc, found;
    ngx_str_t                    allow;
    ngx_pool_cleanup_t          *cln;
    ngx_http_posts_ctx_t        *ctx;
    ngx_http_posts_process_t    *process;
    ngx_http_posts_loc_conf_t   *plcf;
    ngx_http_posts_main_conf_t  *pmcf;

    plcf = ngx_http_get_module_loc_conf(r, ngx_http_posts_module);

    if (plcf->path == NULL) {
        return NGX_DECLINED;
    }

    pmcf = ngx_http_get_module_main_conf(r, ngx_http_posts_module);

    process = ngx_http_posts_process(pmcf, r->connection->log);

    if (process == NULL) {
        return NGX_HTTP_INTERNAL_SERVER_ERROR;
    }

    if (ngx_process == NGX_PROCESS_SINGLE && !process->indexing) {
        ngx_http_posts_indexer_start(pmcf);
    }

    /* the cleanup is there before there is anything to clean */

    cln = ngx_pool_cleanup_add(r->pool, sizeof(ngx_http_posts_ctx_t));

    if (cln == NULL) {
        return NGX_HTTP_INTERNAL_SERVER_ERROR;
    }

    ctx = cln->data;

    ngx_memzero(ctx, sizeof(ngx_http_posts_ctx_t));

    ctx->request = r;
    ctx->process = process;
    ctx->format = POSTS_FORMAT_NONE;

    found = ngx_http_posts_find_site(r, ctx, process);

    if (found == NGX_DECLINED) {
        return found;
    }

    cln->handler = ngx_http_posts_cleanup;
    ngx_http_set_ctx(r, ctx, ngx_http_posts_module);

    /* whatever the answer is: a body must not become the next request */

    rc = ngx_http_discard_request_body(r);

    if (rc != NGX_OK) {
        return rc;
    }

    rc = ngx_http_posts_request(r, &ctx->asked);

    if (rc != NGX_OK) {
        return rc;
    }

    if (!(r->method & (NGX_HTTP_GET|NGX_HTTP_HEAD))) {
        ngx_str_set(&allow, "GET, HEAD");

        if (ngx_http_posts_send_field(r, "Allow", allow) == NULL) {
            return NGX_HTTP_INTERNAL_SERVER_ERROR;
        }

        return ngx_http_posts_error(r, ctx, NGX_HTTP_NOT_ALLOWED,
                                    "This resource can only be read: "
                                    "use GET or HEAD.");
    }

    if (found != NGX_OK) {
        return ngx_http_posts_error(r, ctx, found, "");
    }

    if (ctx->asked.path.len == 0) {
        return ngx_http_posts_slash(r);
    }

    if (ctx->asked.path.data[0] != '/') {

        /* "/blogger" in "location /blog" */

        return ngx_http_posts_error(r, ctx, NGX_HTTP_NOT_FOUND, "");
    }

    if (plcf->cache != NULL) {
        ngx_http_posts_zone_claim(plcf->cache, r->connection->log);

        if (plcf->cache->cache.slot != -1) {
            ctx->cache = &plcf->cache->cache;
        }
    }

    r->connection->log->action = "making a post";

    rc = ngx_http_posts_serve(r, ctx);

    if (rc == NGX_HTTP_POSTS_LATER) {
        return ngx_http_posts_wait(r, ctx);
    }

    return rc;
}


/* NGX_DECLINED: there is none here; a status: it can not be served. */

static ngx_int_t
ngx_http_posts_find_site(ngx_http_request_t *r, ngx_http_posts_ctx_t *ctx,
    ngx_http_posts_process_t *process)
{
    ngx_int_t                   rc;
    ngx_str_t                   path;
    ngx_uint_t                  status, variable;
    ngx_http_posts_loc_conf_t  *plcf;

    plcf = ngx_http_get_module_loc_conf(r, ngx_http_posts_module);

    variable = (plcf->path->lengths != NULL);

    if (variable) {
        rc = ngx_http_posts_variable_path(r, plcf, &path);

        if (rc != NGX_OK) {
            return rc;
        }

    } else {
        ctx->site = ngx_http_posts_site_known(process, plcf->number,
                                              plcf->serial);
        if (ctx->site != NULL) {
            return NGX_OK;
        }

        path = plcf->path->value;
    }

    ctx->site = ngx_http_posts_site(process, &path, &plcf->indexing, variable,
                                    &status, r->connection->log);

    if (ctx->site == NULL) {
        return status;
    }

    if (!variable) {
        plcf->number = ctx->site->number;
        plcf->serial = ctx->site->serial;
    }

    return NGX_OK;
}


/*
 * A path with variables may be made of what a client sent: it must not lead
 * up, and name a folder that is there.
 */

static ngx_int_t
ngx_http_posts_variable_path(ngx_http_request_t *r,
    ngx_http_posts_loc_conf_t *plcf, ngx_str_t *path)
{
    size_t            n;
    u_char           *p, *src, *end, *last;
    ngx_file_info_t   fi;

    if (ngx_http_complex_value(r, plcf->path, path) != NGX_OK) {
        return NGX_HTTP_INTERNAL_SERVER_ERROR;
    }

    if (path->len == 0
        || (path->len == 3 && ngx_strncmp(path->data, "off", 3) == 0))
    {
        return NGX_DECLINED;
    }

    /*
     * A copy with a zero byte and with one spelling for each folder, below
     * nginx's prefix if it is relative: each spelling would be a site.
     */

    p = ngx_pnalloc(r->pool, path->len + 1);

    if (p == NULL) {
        return NGX_HTTP_INTERNAL_SERVER_ERROR;
    }

    src = path->data;
    last = src + path->len;
    path->data = p;

    if (*src == '/') {
        *p++ = '/';
    }

    for ( /* void */ ; src < last; src = end + 1) {

        end = ngx_strlchr(src, last, '/');

        if (end == NULL) {
            end = last;
        }

        n = end - src;

        if (n == 0 || (n == 1 && *src == '.')) {
            continue;
        }

        if ((n == 2 && src[0] == '.' && src[1] == '.')
            || ngx_strlchr(src, end, '\0') != NULL)
        {
            ngx_log_error(NGX_LOG_INFO, r->connection->log, 0,
                          "unsafe site path");
            return NGX_HTTP_NOT_FOUND;
        }

        if (p > path->data && p[-1] != '/') {
            *p++ = '/';
        }

        p = ngx_cpymem(p, src, n);
    }

    *p = '\0';
    path->len = p - path->data;

    if (path->len == 0) {
        return NGX_HTTP_NOT_FOUND;
    }

    if (ngx_get_full_name(r->pool, (ngx_str_t *) &ngx_cycle->prefix, path)
        != NGX_OK)
    {
        return NGX_HTTP_INTERNAL_SERVER_ERROR;
    }

    if (ngx_file_info(path->data, &fi) == NGX_FILE_ERROR || !ngx_is_dir(&fi)) {
        ngx_log_error(NGX_LOG_INFO, r->connection->log, ngx_errno,
                      "site \"%V\" not found", path);
        return NGX_HTTP_NOT_FOUND;
    }

    return NGX_OK;
}


/* LATER: the index, or another request's render, is not ready. */

static ngx_int_t
ngx_http_posts_serve(ngx_http_request_t *r, ngx_http_posts_ctx_t *ctx)
{
    ngx_int_t                   rc;
    posts_cache_key_t           key;
    posts_cache_item_t          item;
    ngx_http_posts_loc_conf_t  *plcf;

    plcf = ngx_http_get_module_loc_conf(r, ngx_http_posts_module);

    key.site = plcf->profile ^ ctx->site->hash;
    key.path = ctx->asked.path;

    ctx->generation = __atomic_load_n(&ctx->site->record->generation,
                                      __ATOMIC_ACQUIRE);

    if (!ngx_http_posts_site_valid(ctx->site)) {

        /* of another site, perhaps; this one is looked for again */

        return NGX_HTTP_POSTS_LATER;
    }

    if (ctx->cache == NULL) {
        ctx->status = NGX_HTTP_POSTS_BYPASS;
        return ngx_http_posts_make(r, ctx, &key, NULL);
    }

    rc = ngx_http_posts_find(r, ctx, &key, &item);

    if (rc == NGX_OK) {
        ctx->status = NGX_HTTP_POSTS_HIT;
        return ngx_http_posts_send_item(r, &item);
    }

    ctx->status = (ctx->entry != NULL) ? NGX_HTTP_POSTS_EXPIRED
                                       : NGX_HTTP_POSTS_MISS;

    if (!ctx->alone
        && !posts_cache_begin(ctx->cache, &key, (int64_t) ngx_current_msec,
                              NGX_HTTP_POSTS_WAIT_RENDER))
    {
        if (ctx->entry != NULL && (plcf->stale & NGX_HTTP_POSTS_STALE_UPDATING))
        {
            return ngx_http_posts_send_stale(r, ctx, &item,
                                             NGX_HTTP_POSTS_UPDATING);
        }

        ngx_http_posts_release(ctx);

        return NGX_HTTP_POSTS_LATER;
    }

    rc = ngx_http_posts_make(r, ctx, &key,
                             ctx->entry != NULL ? &item : NULL);

    posts_cache_end(ctx->cache);

    return rc;
}


/*
 * NGX_OK: a fresh entry; NGX_DECLINED: none, or, if ctx->entry is set, a
 * stale one.  The key is then that of what is to be made.
 */

static ngx_int_t
ngx_http_posts_find(ngx_http_request_t *r, ngx_http_posts_ctx_t *ctx,
    posts_cache_key_t *key, posts_cache_item_t *item)
{
    int                         negotiated;
    ngx_uint_t                  tries;
    posts_format_e              format;
    posts_cache_find_e          found;
    ngx_http_posts_loc_conf_t  *plcf;

    plcf = ngx_http_get_module_loc_conf(r, ngx_http_posts_module);

    format = posts_render_format(&ctx->asked, plcf->offered, &negotiated);

    for (tries = 0; tries < 2; tries++) {

        key->format = format;
        posts_cache_key(key);

        if (format == POSTS_FORMAT_NONE) {
            break;
        }

        found = posts_cache_find(ctx->cache, key, ctx->generation,
                                 (int64_t) ngx_time(), &ctx->entry);

        if (found == POSTS_CACHE_MISS) {
            break;
        }

        posts_cache_read(ctx->entry, item);

        if (found == POSTS_CACHE_CHECK
            && ngx_http_posts_fresh(r, ctx, item) != NGX_OK)
        {
            if (item->status == 0) {
                ngx_http_posts_release(ctx);
            }

            break;
        }

        if (item->status != 0) {
            ctx->format = format;
            ctx->resource = ngx_http_posts_ngx_str(
                                        item->strings[POSTS_CACHE_RESOURCE]);
            return NGX_OK;
        }

        /* a signpost */

        format = item->negotiated
                 ? posts_render_format(&ctx->asked, item->offered, &negotiated)
                 : (posts_format_e) item->format;

        ngx_http_posts_release(ctx);
    }

    return NGX_DECLINED;
}


/* Has anything changed that the entry was made from? */

static ngx_int_t
ngx_http_posts_fresh(ngx_http_request_t *r, ngx_http_posts_ctx_t *ctx,
    const posts_cache_item_t *item)
{
    int                          fresh;
    posts_snapshot_t            *snapshot;
    ngx_http_posts_main_conf_t  *pmcf;

    pmcf = ngx_http_get_module_main_conf(r, ngx_http_posts_module);

    if (ngx_http_posts_site_snapshot(pmcf->process, ctx->site, &snapshot,
                                     r->connection->log)
        != NGX_OK)
    {
        return NGX_DECLINED;
    }

    fresh = posts_snapshot_fresh(snapshot, item->deps, item->ndeps,
                                 item->generation);

    if (fresh) {
        posts_cache_confirm(ctx->entry, posts_snapshot_generation(snapshot));
    }

    posts_snapshot_end(snapshot);

    return fresh ? NGX_OK : NGX_DECLINED;
}


static ngx_int_t
ngx_http_posts_make(ngx_http_request_t *r, ngx_http_posts_ctx_t *ctx,
    posts_cache_key_t *key, posts_cache_item_t *stale)
{
    ngx_int_t                   rc;
    posts_rc_t                  prc;
    posts_error_t               error;
    posts_arena_t              *arena;
    posts_answer_t              answer;
    posts_snapshot_t           *snapshot;
    posts_render_options_t      options;
    ngx_http_posts_loc_conf_t  *plcf;

    plcf = ngx_http_get_module_loc_conf(r, ngx_http_posts_module);

    arena = ngx_http_posts_arena(ctx->process, plcf->limits.memory);

    if (arena == NULL) {
        return NGX_HTTP_INTERNAL_SERVER_ERROR;
    }

    rc = ngx_http_posts_site_snapshot(ctx->process, ctx->site, &snapshot,
                                      r->connection->log);

    if (rc == NGX_AGAIN) {
        if (ctx->site->record->state == NGX_HTTP_POSTS_SITE_FAILED) {
            return ngx_http_posts_no_index(r, ctx);
        }

        if (ctx->waiting
            && ngx_current_msec - ctx->started
               >= (ngx_exiting ? NGX_HTTP_POSTS_WAIT_EXITING
                               : NGX_HTTP_POSTS_WAIT_INDEX))
        {
            return ngx_http_posts_error(r, ctx, NGX_HTTP_SERVICE_UNAVAILABLE,
                                        "The index of this site is not ready "
                                        "yet.");
        }

        return NGX_HTTP_POSTS_LATER;
    }

    if (rc != NGX_OK) {
        return ngx_http_posts_error(r, ctx, NGX_HTTP_INTERNAL_SERVER_ERROR,
                                    "");
    }

    ngx_http_posts_options(r, ctx, &options);

    options.dir = ngx_http_posts_site_fd(ctx->site);
    options.theme_dir = ngx_http_posts_site_theme_fd(ctx->site);
    options.templates = ngx_http_posts_site_templates(ctx->site);
    options.report = ngx_http_posts_report;
    options.payload = r;

    posts_error_clear(&error);

    prc = posts_render(&answer, arena, snapshot, &options, &ctx->asked,
                       &error);

    posts_snapshot_end(snapshot);

    if (prc != POSTS_OK) {
        ngx_http_posts_site_log(NGX_LOG_ERR, r->connection->log, ctx->site,
                                &error);
    }

    if (answer.status == 0) {
        rc = NGX_HTTP_INTERNAL_SERVER_ERROR;

    } else {
        rc = ngx_http_posts_answer(r, ctx, key, &answer, stale);
    }

    ngx_http_posts_arena_reset(ctx->process);

    return rc;
}


/* The site can not be indexed: as a static site, if it is not there. */

static ngx_int_t
ngx_http_posts_no_index(ngx_http_request_t *r, ngx_http_posts_ctx_t *ctx)
{
    ngx_file_info_t  fi;

    if (ngx_file_info(ctx->site->path.data, &fi) != NGX_FILE_ERROR) {

        if (ngx_is_dir(&fi) && access((char *) ctx->site->path.data,
                                      R_OK|X_OK) == 0)
        {
            /* it may have come just now: the indexer will look again */

            if (!ctx->waiting
                || ngx_current_msec - ctx->started
                   < NGX_HTTP_POSTS_WAIT_RETRY)
            {
                return NGX_HTTP_POSTS_LATER;
            }

            return ngx_http_posts_error(r, ctx, NGX_HTTP_SERVICE_UNAVAILABLE,
                                        "This site can not be indexed now.");
        }

        return ngx_http_posts_error(r, ctx, ngx_is_dir(&fi)
                                            ? NGX_HTTP_FORBIDDEN
                                            : NGX_HTTP_NOT_FOUND, "");
    }

    return ngx_http_posts_error(r, ctx, ngx_errno == NGX_EACCES
                                        ? NGX_HTTP_FORBIDDEN
                                        : NGX_HTTP_NOT_FOUND, "");
}


static ngx_int_t
ngx_http_posts_answer(ngx_http_request_t *r, ngx_http_posts_ctx_t *ctx,
    posts_cache_key_t *key, posts_answer_t *answer,
    posts_cache_item_t *stale)
{
    ngx_int_t                   rc;
    posts_entry_t              *entry;
    posts_cache_item_t          item;
    ngx_http_posts_loc_conf_t  *plcf;

    plcf = ngx_http_get_module_loc_conf(r, ngx_http_posts_module);

    if (stale != NULL && answer->status >= NGX_HTTP_INTERNAL_SERVER_ERROR
        && (plcf->stale & NGX_HTTP_POSTS_STALE_ERROR))
    {
        return ngx_http_posts_send_stale(r, ctx, stale, NGX_HTTP_POSTS_STALE);
    }

    ctx->format = answer->format;
    ctx->generation = answer->generation;
    ctx->resource = ngx_http_posts_ngx_str(answer->resource);

    if (answer->kind == POSTS_ANSWER_FILE) {
        ngx_http_posts_release(ctx);

        return ngx_http_posts_file(r, ctx, answer->file);
    }

    if (ngx_http_posts_intercepted(r, answer->status)) {
        ngx_http_posts_release(ctx);

        return answer->status;
    }

    if (answer->status >= NGX_HTTP_BAD_REQUEST) {

        /* an error is made each time: the cache has no part in it */

        ctx->status = NGX_HTTP_POSTS_NONE;
    }

    if (stale != NULL && answer->status == NGX_HTTP_OK
        && ngx_memcmp(stale->etag, answer->etag, POSTS_CACHE_ETAG) == 0)
    {
        /* something it read has changed, but it has not */

        ctx->status = NGX_HTTP_POSTS_REVALIDATED;
        answer->last_modified = stale->last_modified;
    }

    rc = NGX_DECLINED;

    if (ctx->cache != NULL && answer->cacheable
        && answer->kind == POSTS_ANSWER_BODY)
    {
        rc = ngx_http_posts_store(r, ctx, key, answer, stale, &entry);
    }

    ngx_http_posts_release(ctx);

    if (rc == NGX_OK) {
        ctx->entry = entry;

        posts_cache_read(entry, &item);

        ctx->resource = ngx_http_posts_ngx_str(
                                         item.strings[POSTS_CACHE_RESOURCE]);

        return ngx_http_posts_send_item(r, &item);
    }

    ctx->arena = ngx_http_posts_arena_lend(ctx->process);

    return ngx_http_posts_send_answer(r, answer, ctx->arena != NULL);
}


static ngx_int_t
ngx_http_posts_store(ngx_http_request_t *r, ngx_http_posts_ctx_t *ctx,
    posts_cache_key_t *key, const posts_answer_t *answer,
    const posts_cache_item_t *stale, posts_entry_t **entry)
{
    u_char                     *p;
    posts_rc_t                  rc;
    posts_cache_item_t          item;
    ngx_http_posts_loc_conf_t  *plcf;
    u_char                      length[NGX_OFF_T_LEN];
    u_char                      modified[NGX_HTTP_POSTS_TIME];

    if (answer->deps.rc != POSTS_OK || answer->format >= POSTS_FORMAT_NONE) {
        return NGX_DECLINED;
    }

    ngx_memzero(&item, sizeof(posts_cache_item_t));

    item.generation = answer->generation;
    item.format = answer->format;
    item.offered = answer->offered;
    item.negotiated = answer->negotiated;
    item.deps = answer->deps.items;
    item.ndeps = answer->deps.n;

    if (key->format != answer->format && key->format < POSTS_FORMAT_NONE) {

        if (posts_cache_store(ctx->cache, key, &item, (int64_t) ngx_time(),
                              entry)
            == POSTS_OK)
        {
            posts_cache_release(ctx->cache, *entry);
        }
    }

    item.status = answer->status;
    item.last_modified = answer->last_modified;
    item.strings[POSTS_CACHE_CONTENT_TYPE] = answer->content_type;
    item.strings[POSTS_CACHE_CONTENT_LOCATION] = answer->content_location;
    item.strings[POSTS_CACHE_LINK] = answer->link;
    item.strings[POSTS_CACHE_RESOURCE] = answer->resource;
    item.body = answer->body;

    ngx_memcpy(item.etag, answer->etag, POSTS_CACHE_ETAG);

    p = ngx_sprintf(length, "%uz", item.body.len);
    item.strings[POSTS_CACHE_CONTENT_LENGTH] = posts_str_from(length,
                                                              p - length);

    if (item.last_modified != 0) {
        p = ngx_http_time(modified, item.last_modified);
        item.strings[POSTS_CACHE_LAST_MODIFIED] = posts_str_from(modified,
                                                                 p - modified);
    }

    key->format = answer->format;
    posts_cache_key(key);

    rc = posts_cache_store(ctx->cache, key, &item, (int64_t) ngx_time(),
                           entry);

    if (rc == POSTS_OK) {
        return NGX_OK;
    }

    if (rc == POSTS_LIMIT) {
        plcf = ngx_http_get_module_loc_conf(r, ngx_http_posts_module);

        ngx_log_error(NGX_LOG_WARN, r->connection->log, 0,
                      "posts zone \"%V\" is too small to keep %uz bytes",
                      &plcf->cache->name, item.body.len);
    }

    return NGX_DECLINED;
}


static ngx_int_t
ngx_http_posts_send_stale(ngx_http_request_t *r, ngx_http_posts_ctx_t *ctx,
    posts_cache_item_t *item, ngx_http_posts_status_e status)
{
    ctx->status = status;
    ctx->resource = ngx_http_posts_ngx_str(
                                        item->strings[POSTS_CACHE_RESOURCE]);
    ctx->format = (posts_format_e) item->format;

    return ngx_http_posts_send_item(r, item);
}


static ngx_int_t
ngx_http_posts_file(ngx_http_request_t *r, ngx_http_posts_ctx_t *ctx,
    posts_str_t file)
{
    u_char                      *p;
    ngx_fd_t                     fd;
    ngx_int_t                    rc;
    ngx_str_t                    path, folder, *index;
    ngx_http_posts_main_conf_t  *pmcf;

    folder = ctx->site->path;
    fd = ngx_http_posts_site_fd(ctx->site);

    if (file.len > 2 && file.data[0] == '.' && file.data[1] == '/') {

        /* the theme's */

        folder.data = ctx->site->indexing.theme;
        folder.len = ngx_strlen(folder.data);
        fd = ngx_http_posts_site_theme_fd(ctx->site);
        file = posts_str_slice(file, 2, file.len);
    }

    path.len = folder.len + 1 + file.len;
    path.data = ngx_pnalloc(r->pool, path.len + 1);

    if (path.data == NULL) {
        return NGX_HTTP_INTERNAL_SERVER_ERROR;
    }

    p = ngx_cpymem(path.data, folder.data, folder.len);
    *p++ = '/';
    p = ngx_cpymem(p, file.data, file.len);
    *p = '\0';

    /* the configuration's check does not see paths with variables */

    pmcf = ngx_http_get_module_main_conf(r, ngx_http_posts_module);
    index = &pmcf->process->index_path;

    if (path.len > index->len && path.data[index->len] == '/'
        && ngx_strncmp(path.data, index->data, index->len) == 0)
    {
        return ngx_http_posts_error(r, ctx, NGX_HTTP_NOT_FOUND, "");
    }

    /* it is what it is, and no representation of something */

    ctx->status = NGX_HTTP_POSTS_NONE;
    ctx->format = POSTS_FORMAT_NONE;
    ngx_str_set(&ctx->resource, "file");

    rc = ngx_http_posts_send_file(r, &path, folder.len, fd);

    if (rc >= NGX_HTTP_BAD_REQUEST && !r->header_sent) {
        return ngx_http_posts_error(r, ctx, rc, "");
    }

    return rc;
}


/* An error of the host's own, in the type that was asked for. */

static ngx_int_t
ngx_http_posts_error(ngx_http_request_t *r, ngx_http_posts_ctx_t *ctx,
    ngx_uint_t status, const char *detail)
{
    ngx_int_t                   rc;
    ngx_str_t                   value;
    posts_arena_t              *arena;
    posts_answer_t              answer;
    posts_render_options_t      options;
    ngx_http_posts_loc_conf_t  *plcf;

    ngx_http_posts_release(ctx);

    if (ngx_http_posts_intercepted(r, status)) {
        return status;
    }

    if (status == NGX_HTTP_SERVICE_UNAVAILABLE) {
        ngx_str_set(&value, "5");

        if (ngx_http_posts_send_field(r, "Retry-After", value) == NULL) {
            return NGX_HTTP_INTERNAL_SERVER_ERROR;
        }
    }

    plcf = ngx_http_get_module_loc_conf(r, ngx_http_posts_module);

    ngx_http_posts_options(r, ctx, &options);

    rc = (ngx_int_t) status;
    arena = ngx_http_posts_arena(ctx->process, plcf->limits.memory);

    if (arena != NULL
        && posts_render_error(&answer, arena, &options, &ctx->asked,
                              (unsigned) status, posts_str_c(detail))
           == POSTS_OK)
    {
        ctx->format = answer.format;
        ctx->status = NGX_HTTP_POSTS_NONE;
        ngx_str_set(&ctx->resource, "error");

        rc = ngx_http_posts_send_answer(r, &answer, 0);
    }

    ngx_http_posts_arena_reset(ctx->process);

    return rc;
}


/* The user's own error_page for a status goes before the module's. */

static ngx_uint_t
ngx_http_posts_intercepted(ngx_http_request_t *r, ngx_uint_t status)
{
    ngx_uint_t                 i;
    ngx_http_err_page_t       *page;
    ngx_http_core_loc_conf_t  *clcf;

    if (status < NGX_HTTP_BAD_REQUEST || r->error_page) {
        return 0;
    }

    clcf = ngx_http_get_module_loc_conf(r, ngx_http_core_module);

    if (clcf->error_pages == NULL) {
        return 0;
    }

    page = clcf->error_pages->elts;

    for (i = 0; i < clcf->error_pages->nelts; i++) {
        if ((ngx_uint_t) page[i].status == status) {
            return 1;
        }
    }

    return 0;
}


/*
 * The request as the core sees it: the path below the location's prefix,
 * empty if it is the prefix without its slash.
 */

static ngx_int_t
ngx_http_posts_request(ngx_http_request_t *r, posts_request_t *request)
{
    ngx_str_t                  *prefix;
    ngx_http_posts_loc_conf_t  *plcf;

    plcf = ngx_http_get_module_loc_conf(r, ngx_http_posts_module);

    prefix = &plcf->prefix;
    request->path = ngx_http_posts_str(r->uri);

    if (prefix->len != 0 && r->uri.len >= prefix->len
        && ngx_strncmp(r->uri.data, prefix->data, prefix->len) == 0)
    {
        request->path.data += prefix->len;
        request->path.len -= prefix->len;
    }

    return ngx_http_posts_accept(r, &request->accept);
}


/* "/blog/" for "/blog" */

static ngx_int_t
ngx_http_posts_slash(ngx_http_request_t *r)
{
    u_char     *p;
    uintptr_t   escape;
    ngx_str_t   location;

    escape = 2 * ngx_escape_uri(NULL, r->uri.data, r->uri.len,
                                NGX_ESCAPE_URI);

    location.len = r->uri.len + escape + 1;

    if (r->args.len) {
        location.len += 1 + r->args.len;
    }

    location.data = ngx_pnalloc(r->pool, location.len);

    if (location.data == NULL) {
        return NGX_HTTP_INTERNAL_SERVER_ERROR;
    }

    p = (escape == 0)
        ? ngx_cpymem(location.data, r->uri.data, r->uri.len)
        : (u_char *) ngx_escape_uri(location.data, r->uri.data, r->uri.len,
                                    NGX_ESCAPE_URI);
    *p++ = '/';

    if (r->args.len) {
        *p++ = '?';
        ngx_memcpy(p, r->args.data, r->args.len);
    }

    ngx_http_clear_location(r);

    r->headers_out.location = ngx_http_posts_send_field(r, "Location",
                                                        location);

    return r->headers_out.location == NULL ? NGX_HTTP_INTERNAL_SERVER_ERROR
                                           : NGX_HTTP_MOVED_PERMANENTLY;
}


/* The value of Accept; several lines are one list. */

static ngx_int_t
ngx_http_posts_accept(ngx_http_request_t *r, posts_str_t *accept)
{
    size_t            len;
    u_char           *p;
    ngx_uint_t        i, n, pass;
    ngx_list_part_t  *part;
    ngx_table_elt_t  *h, *first;

    first = NULL;
    len = 0;
    n = 0;
    p = NULL;

    for (pass = 0; pass < 2; pass++) {

        part = &r->headers_in.headers.part;
        h = part->elts;

        for (i = 0; /* void */ ; i++) {

            if (i >= part->nelts) {
                if (part->next == NULL) {
                    break;
                }

                part = part->next;
                h = part->elts;
                i = 0;
            }

            if (h[i].key.len != sizeof("Accept") - 1
                || ngx_strncasecmp(h[i].key.data, (u_char *) "Accept",
                                   sizeof("Accept") - 1)
                   != 0)
            {
                continue;
            }

            if (pass == 0) {
                first = &h[i];
                len += h[i].value.len + 2;
                n++;
                continue;
            }

            p = ngx_cpymem(p, h[i].value.data, h[i].value.len);
            *p++ = ',';
            *p++ = ' ';
        }

        if (n <= 1) {
            *accept = (n == 1) ? ngx_http_posts_str(first->value)
                               : posts_str("");
            return NGX_OK;
        }

        if (pass == 0) {
            p = ngx_pnalloc(r->pool, len);

            if (p == NULL) {
                return NGX_HTTP_INTERNAL_SERVER_ERROR;
            }

            *accept = posts_str_from(p, len - 2);
        }
    }

    return NGX_OK;
}


static void
ngx_http_posts_options(ngx_http_request_t *r, ngx_http_posts_ctx_t *ctx,
    posts_render_options_t *options)
{
    ngx_http_posts_loc_conf_t  *plcf;

    plcf = ngx_http_get_module_loc_conf(r, ngx_http_posts_module);

    ngx_memzero(options, sizeof(posts_render_options_t));

    options->site = (ctx->site != NULL) ? (char *) ctx->site->path.data : "";
    options->dir = AT_FDCWD;
    options->theme = (plcf->theming == POSTS_THEME_PATH)
                     ? (char *) plcf->theme.data : NULL;
    options->theme_dir = AT_FDCWD;
    options->theming = (posts_theme_e) plcf->theming;
    options->prefix = ngx_http_posts_str(plcf->prefix);
    options->formats = plcf->offered;
    options->limits = &plcf->limits;
    options->dialect = (int) plcf->markdown - 1;
    options->raw_html = plcf->raw_html ? 1 : 0;
}


/* What the templates of a page have to say, and the page is there. */

static void
ngx_http_posts_report(void *payload, posts_severity_t severity,
    const posts_error_t *error)
{
    ngx_http_request_t    *r;
    ngx_http_posts_ctx_t  *ctx;

    r = payload;
    ctx = ngx_http_get_module_ctx(r, ngx_http_posts_module);

    ngx_http_posts_site_log(severity == POSTS_WARNING ? NGX_LOG_WARN
                                                      : NGX_LOG_ERR,
                            r->connection->log, ctx->site, error);
}


static void
ngx_http_posts_release(ngx_http_posts_ctx_t *ctx)
{
    posts_entry_t  *entry;

    entry = ctx->entry;

    if (entry != NULL) {
        ctx->entry = NULL;
        posts_cache_release(ctx->cache, entry);
    }
}


static ngx_int_t
ngx_http_posts_wait(ngx_http_request_t *r, ngx_http_posts_ctx_t *ctx)
{
    ctx->waiting = 1;
    ctx->started = ngx_current_msec;

    ctx->wait.handler = ngx_http_posts_wait_handler;
    ctx->wait.data = ctx;
    ctx->wait.log = r->connection->log;

    /* what the client does meanwhile */

    if (r->connection->read->ready) {
        ngx_post_event(r->connection->read, &ngx_posted_events);

    } else if (ngx_handle_read_event(r->connection->read, 0) != NGX_OK) {
        return NGX_HTTP_INTERNAL_SERVER_ERROR;
    }

    r->read_event_handler = ngx_http_test_reading;
    r->write_event_handler = ngx_http_request_empty_handler;

    ngx_add_timer(&ctx->wait, NGX_HTTP_POSTS_WAIT);

    r->main->count++;

    return NGX_DONE;
}


static void
ngx_http_posts_wait_handler(ngx_event_t *ev)
{
    ngx_int_t                    rc;
    ngx_msec_t                   waited, next;
    ngx_connection_t            *c;
    ngx_http_request_t          *r;
    ngx_http_posts_ctx_t        *ctx;
    ngx_http_posts_main_conf_t  *pmcf;

    ctx = ev->data;
    r = ctx->request;
    c = r->connection;

    ngx_http_set_log_request(c->log, r);

    ngx_log_debug1(NGX_LOG_DEBUG_HTTP, c->log, 0, "http posts wait: \"%V\"",
                   &r->uri);

    waited = ngx_current_msec - ctx->started;

    ctx->alone = (waited >= NGX_HTTP_POSTS_WAIT_RENDER);

    /* its record may be another site's by now */

    pmcf = ngx_http_get_module_main_conf(r, ngx_http_posts_module);

    rc = ngx_http_posts_find_site(r, ctx, pmcf->process);

    if (rc == NGX_OK) {
        rc = ngx_http_posts_serve(r, ctx);

    } else {
        rc = ngx_http_posts_error(r, ctx, rc == NGX_DECLINED
                                          ? NGX_HTTP_NOT_FOUND : rc, "");
    }

    if (rc == NGX_HTTP_POSTS_LATER) {

        /* many may wait for long: who has waited longer looks more rarely */

        next = ngx_max(waited / 8, NGX_HTTP_POSTS_WAIT);

        ngx_add_timer(&ctx->wait, ngx_min(next, NGX_HTTP_POSTS_WAIT_MAX));
        return;
    }

    ngx_http_finalize_request(r, rc);
    ngx_http_run_posted_requests(c);
}


static void
ngx_http_posts_cleanup(void *data)
{
    ngx_http_posts_ctx_t  *ctx = data;

    if (ctx->wait.timer_set) {
        ngx_del_timer(&ctx->wait);
    }

    ngx_http_posts_release(ctx);

    if (ctx->arena != NULL) {
        ngx_http_posts_arena_return(ctx->process, ctx->arena);
    }
}
