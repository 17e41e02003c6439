
/*
 * Copyright (C) the ngx_http_posts_module authors
 */


#include "ngx_http_posts_send.h"
#include "posts_beneath.h"


static ngx_int_t ngx_http_posts_send_headers(ngx_http_request_t *r,
    const posts_cache_item_t *item);
static ngx_int_t ngx_http_posts_send_etag(ngx_http_request_t *r,
    const u_char *etag);
static void ngx_http_posts_send_content_type(ngx_http_request_t *r,
    posts_str_t type);
static ngx_int_t ngx_http_posts_send_body(ngx_http_request_t *r,
    posts_str_t body);
static ngx_int_t ngx_http_posts_send_redirect(ngx_http_request_t *r,
    const posts_answer_t *answer);
static ngx_int_t ngx_http_posts_send_open(ngx_http_request_t *r,
    ngx_str_t *path, size_t from, ngx_open_file_info_t *of);
#if (NGX_HAVE_OPENAT)
static ngx_int_t ngx_http_posts_send_resolve(ngx_http_request_t *r,
    ngx_str_t *path, size_t from, ngx_fd_t folder, ngx_str_t *real);
#endif
static void ngx_http_posts_send_exten(ngx_http_request_t *r,
    ngx_str_t *path);
static ngx_str_t ngx_http_posts_send_copy(ngx_http_request_t *r,
    posts_str_t s);


ngx_int_t
ngx_http_posts_send_item(ngx_http_request_t *r,
    const posts_cache_item_t *item)
{
    ngx_int_t  rc;

    rc = ngx_http_posts_send_headers(r, item);

    if (rc != NGX_OK) {
        return rc;
    }

    return ngx_http_posts_send_body(r, item->body);
}


ngx_int_t
ngx_http_posts_send_answer(ngx_http_request_t *r,
    const posts_answer_t *answer, ngx_uint_t lasting)
{
    size_t               i;
    ngx_str_t            copy;
    posts_cache_item_t   item;

    if (answer->kind == POSTS_ANSWER_REDIRECT) {
        return ngx_http_posts_send_redirect(r, answer);
    }

    ngx_memzero(&item, sizeof(posts_cache_item_t));

    item.status = answer->status;
    item.negotiated = answer->negotiated;
    item.last_modified = answer->last_modified;

    ngx_memcpy(item.etag, answer->etag, POSTS_CACHE_ETAG);

    item.strings[POSTS_CACHE_CONTENT_TYPE] = answer->content_type;
    item.strings[POSTS_CACHE_CONTENT_LOCATION] = answer->content_location;
    item.strings[POSTS_CACHE_LINK] = answer->link;
    item.body = answer->body;

    if (lasting) {
        return ngx_http_posts_send_item(r, &item);
    }

    for (i = 0; i < POSTS_CACHE_STRINGS; i++) {
        copy = ngx_http_posts_send_copy(r, item.strings[i]);

        if (copy.data == NULL) {
            return NGX_HTTP_INTERNAL_SERVER_ERROR;
        }

        item.strings[i] = ngx_http_posts_str(copy);
    }

    if (r->method != NGX_HTTP_HEAD) {
        copy = ngx_http_posts_send_copy(r, item.body);

        if (copy.data == NULL) {
            return NGX_HTTP_INTERNAL_SERVER_ERROR;
        }

        item.body = ngx_http_posts_str(copy);
    }

    return ngx_http_posts_send_item(r, &item);
}


static ngx_int_t
ngx_http_posts_send_headers(ngx_http_request_t *r,
    const posts_cache_item_t *item)
{
    ngx_str_t                  value;
    ngx_table_elt_t           *h;
    const posts_str_t         *s;
    ngx_http_core_loc_conf_t  *clcf;

    r->headers_out.status = item->status;
    r->headers_out.content_length_n = item->body.len;

    ngx_http_posts_send_content_type(r,
                                     item->strings[POSTS_CACHE_CONTENT_TYPE]);

    if (item->negotiated) {
        ngx_str_set(&value, "Accept");

        if (ngx_http_posts_send_field(r, "Vary", value) == NULL) {
            return NGX_HTTP_INTERNAL_SERVER_ERROR;
        }
    }

    s = &item->strings[POSTS_CACHE_CONTENT_LENGTH];

    if (s->len != 0) {
        h = ngx_http_posts_send_field(r, "Content-Length",
                                      ngx_http_posts_ngx_str(*s));
        if (h == NULL) {
            return NGX_HTTP_INTERNAL_SERVER_ERROR;
        }

        r->headers_out.content_length = h;
    }

    s = &item->strings[POSTS_CACHE_CONTENT_LOCATION];

    if (s->len != 0
        && ngx_http_posts_send_field(r, "Content-Location",
                                     ngx_http_posts_ngx_str(*s))
           == NULL)
    {
        return NGX_HTTP_INTERNAL_SERVER_ERROR;
    }

    s = &item->strings[POSTS_CACHE_LINK];

    if (s->len != 0
        && ngx_http_posts_send_field(r, "Link", ngx_http_posts_ngx_str(*s))
           == NULL)
    {
        return NGX_HTTP_INTERNAL_SERVER_ERROR;
    }

    if (item->status == NGX_HTTP_OK) {

        /* the filters for ranges and conditions do the rest */

        r->allow_ranges = 1;

        if (item->last_modified != 0) {
            r->headers_out.last_modified_time = item->last_modified;
        }

        s = &item->strings[POSTS_CACHE_LAST_MODIFIED];

        if (s->len != 0) {
            h = ngx_http_posts_send_field(r, "Last-Modified",
                                          ngx_http_posts_ngx_str(*s));
            if (h == NULL) {
                return NGX_HTTP_INTERNAL_SERVER_ERROR;
            }

            r->headers_out.last_modified = h;
        }

        clcf = ngx_http_get_module_loc_conf(r, ngx_http_core_module);

        if (clcf->etag && item->etag[0] == '"'
            && ngx_http_posts_send_etag(r, item->etag) != NGX_OK)
        {
            return NGX_HTTP_INTERNAL_SERVER_ERROR;
        }
    }

    return NGX_OK;
}


static ngx_int_t
ngx_http_posts_send_etag(ngx_http_request_t *r, const u_char *etag)
{
    ngx_table_elt_t  *h;

    h = ngx_list_push(&r->headers_out.headers);

    if (h == NULL) {
        return NGX_ERROR;
    }

    h->hash = 1;
#if (nginx_version >= 1023000)
    h->next = NULL;
#endif
    ngx_str_set(&h->key, "ETag");

    /* the gzip filter makes a weak one of it: in a place of its own */

    h->value.len = POSTS_CACHE_ETAG;
    h->value.data = ngx_pnalloc(r->pool, POSTS_CACHE_ETAG);

    if (h->value.data == NULL) {
        h->hash = 0;
        return NGX_ERROR;
    }

    ngx_memcpy(h->value.data, etag, POSTS_CACHE_ETAG);

    r->headers_out.etag = h;

    return NGX_OK;
}


/*
 * nginx keeps the charset beside the type, so that the charset filter sees
 * it and gzip_types compares the type alone.
 */

static void
ngx_http_posts_send_content_type(ngx_http_request_t *r, posts_str_t type)
{
    static const posts_str_t  charset = posts_string("; charset=utf-8");

    if (posts_str_ends(type, charset)) {
        type.len -= charset.len;
        ngx_str_set(&r->headers_out.charset, "utf-8");
    }

    r->headers_out.content_type = ngx_http_posts_ngx_str(type);
    r->headers_out.content_type_len = type.len;
    r->headers_out.content_type_lowcase = NULL;
}


ngx_table_elt_t *
ngx_http_posts_send_field(ngx_http_request_t *r, const char *name,
    ngx_str_t value)
{
    ngx_table_elt_t  *h;

    h = ngx_list_push(&r->headers_out.headers);

    if (h == NULL) {
        return NULL;
    }

    h->hash = 1;
#if (nginx_version >= 1023000)
    h->next = NULL;
#endif
    h->key.data = (u_char *) name;
    h->key.len = ngx_strlen(name);
    h->value = value;

    return h;
}


static ngx_int_t
ngx_http_posts_send_body(ngx_http_request_t *r, posts_str_t body)
{
    ngx_int_t     rc;
    ngx_buf_t    *b;
    ngx_chain_t   out;

    if (r != r->main && body.len == 0) {
        return ngx_http_send_header(r);
    }

    b = ngx_calloc_buf(r->pool);

    if (b == NULL) {
        return NGX_HTTP_INTERNAL_SERVER_ERROR;
    }

    r->connection->log->action = "sending response to client";

    rc = ngx_http_send_header(r);

    if (rc == NGX_ERROR || rc > NGX_OK || r->header_only) {
        return rc;
    }

    b->pos = (u_char *) body.data;
    b->last = b->pos + body.len;

    /* read-only: shared with other requests and processes */

    b->memory = (body.len != 0) ? 1 : 0;
    b->last_buf = (r == r->main) ? 1 : 0;
    b->last_in_chain = 1;

    out.buf = b;
    out.next = NULL;

    return ngx_http_output_filter(r, &out);
}


static ngx_int_t
ngx_http_posts_send_redirect(ngx_http_request_t *r,
    const posts_answer_t *answer)
{
    u_char           *p;
    ngx_str_t         location;
    ngx_table_elt_t  *h;

    /* the query stays with the path */

    location.len = answer->location.len + (r->args.len ? r->args.len + 1 : 0);
    location.data = ngx_pnalloc(r->pool, location.len);

    if (location.data == NULL) {
        return NGX_HTTP_INTERNAL_SERVER_ERROR;
    }

    p = ngx_cpymem(location.data, answer->location.data,
                   answer->location.len);

    if (r->args.len) {
        *p++ = '?';
        ngx_memcpy(p, r->args.data, r->args.len);
    }

    ngx_http_clear_location(r);

    h = ngx_http_posts_send_field(r, "Location", location);

    if (h == NULL) {
        return NGX_HTTP_INTERNAL_SERVER_ERROR;
    }

    /* nginx writes the body, and may make the location absolute */

    r->headers_out.location = h;

    return answer->status;
}


ngx_int_t
ngx_http_posts_send_file(ngx_http_request_t *r, ngx_str_t *path, size_t from,
    ngx_fd_t folder)
{
    ngx_int_t                  rc;
    ngx_buf_t                 *b;
    ngx_log_t                 *log;
    ngx_uint_t                 level;
    ngx_chain_t                out;
    ngx_open_file_info_t       of;
    ngx_http_core_loc_conf_t  *clcf;
#if (NGX_HAVE_OPENAT)
    ngx_str_t                  real;
#endif

    log = r->connection->log;
    clcf = ngx_http_get_module_loc_conf(r, ngx_http_core_module);

    rc = ngx_http_posts_send_open(r, path, from, &of);

#if (NGX_HAVE_OPENAT)

    if (rc != NGX_OK && clcf->disable_symlinks == NGX_DISABLE_SYMLINKS_OFF
        && (of.err == NGX_ELOOP || of.err == NGX_EMLINK
            || of.err == NGX_ENOTDIR)
        && ngx_http_posts_send_resolve(r, path, from, folder, &real)
           == NGX_OK)
    {
        rc = ngx_http_posts_send_open(r, &real, from, &of);
    }

#endif

    if (rc != NGX_OK) {
        level = NGX_LOG_ERR;

        switch (of.err) {

        case 0:
            return NGX_HTTP_INTERNAL_SERVER_ERROR;

        case NGX_ENOENT:
        case NGX_ENOTDIR:
        case NGX_ENAMETOOLONG:
            rc = NGX_HTTP_NOT_FOUND;
            break;

        case NGX_EACCES:
#if (NGX_HAVE_OPENAT)
        case NGX_EMLINK:
        case NGX_ELOOP:
#endif
            rc = NGX_HTTP_FORBIDDEN;
            break;

        default:
            level = NGX_LOG_CRIT;
            rc = NGX_HTTP_INTERNAL_SERVER_ERROR;
            break;
        }

        if (rc != NGX_HTTP_NOT_FOUND || clcf->log_not_found) {
            ngx_log_error(level, log, of.err, "%s \"%V\" failed", of.failed,
                          path);
        }

        return rc;
    }

    if (!of.is_file) {
        return NGX_HTTP_NOT_FOUND;
    }

    r->root_tested = !r->error_page;
    log->action = "sending response to client";

    r->headers_out.status = NGX_HTTP_OK;
    r->headers_out.content_length_n = of.size;
    r->headers_out.last_modified_time = of.mtime;

    ngx_http_posts_send_exten(r, path);

    if (ngx_http_set_etag(r) != NGX_OK
        || ngx_http_set_content_type(r) != NGX_OK)
    {
        return NGX_HTTP_INTERNAL_SERVER_ERROR;
    }

    if (r != r->main && of.size == 0) {
        return ngx_http_send_header(r);
    }

    r->allow_ranges = 1;

    b = ngx_calloc_buf(r->pool);

    if (b == NULL) {
        return NGX_HTTP_INTERNAL_SERVER_ERROR;
    }

    b->file = ngx_pcalloc(r->pool, sizeof(ngx_file_t));

    if (b->file == NULL) {
        return NGX_HTTP_INTERNAL_SERVER_ERROR;
    }

    rc = ngx_http_send_header(r);

    if (rc == NGX_ERROR || rc > NGX_OK || r->header_only) {
        return rc;
    }

    b->file_pos = 0;
    b->file_last = of.size;

    b->in_file = (b->file_last != 0) ? 1 : 0;
    b->last_buf = (r == r->main) ? 1 : 0;
    b->last_in_chain = 1;

    b->file->fd = of.fd;
    b->file->name = *path;
    b->file->log = log;
    b->file->directio = of.is_directio;

    out.buf = b;
    out.next = NULL;

    return ngx_http_output_filter(r, &out);
}


/*
 * Between the look whether a file is in the site and its opening a name on
 * the way may have become a symbolic link to elsewhere: none is followed below
 * the site's folder.  nginx's own option may ask for more than that.
 */

static ngx_int_t
ngx_http_posts_send_open(ngx_http_request_t *r, ngx_str_t *path, size_t from,
    ngx_open_file_info_t *of)
{
    ngx_http_core_loc_conf_t  *clcf;

    clcf = ngx_http_get_module_loc_conf(r, ngx_http_core_module);

    ngx_memzero(of, sizeof(ngx_open_file_info_t));

    of->read_ahead = clcf->read_ahead;
    of->directio = clcf->directio;
    of->valid = clcf->open_file_cache_valid;
    of->min_uses = clcf->open_file_cache_min_uses;
    of->errors = clcf->open_file_cache_errors;
    of->events = clcf->open_file_cache_events;

    if (ngx_http_set_disable_symlinks(r, clcf, path, of) != NGX_OK) {
        return NGX_ERROR;
    }

#if (NGX_HAVE_OPENAT)

    if (of->disable_symlinks == NGX_DISABLE_SYMLINKS_OFF
        || (of->disable_symlinks == NGX_DISABLE_SYMLINKS_ON
            && of->disable_symlinks_from > from))
    {
        of->disable_symlinks = NGX_DISABLE_SYMLINKS_ON;
        of->disable_symlinks_from = from;
    }

#endif

    return ngx_open_cached_file(clcf->open_file_cache, path, of, r->pool);
}


#if (NGX_HAVE_OPENAT)

/* Links within the site are followed here, to a path that has none. */

static ngx_int_t
ngx_http_posts_send_resolve(ngx_http_request_t *r, ngx_str_t *path,
    size_t from, ngx_fd_t folder, ngx_str_t *real)
{
    char     resolved[PATH_MAX];
    size_t   len;
    u_char  *p;

    if (folder == NGX_INVALID_FILE
        || posts_beneath_resolve(folder, (char *) path->data + from + 1,
                                 resolved)
           == -1)
    {
        return NGX_DECLINED;
    }

    len = ngx_strlen(resolved);

    real->len = from + 1 + len;
    real->data = ngx_pnalloc(r->pool, real->len + 1);

    if (real->data == NULL) {
        return NGX_ERROR;
    }

    p = ngx_cpymem(real->data, path->data, from + 1);
    ngx_memcpy(p, resolved, len + 1);

    return NGX_OK;
}

#endif


/* The type is the file's, whatever the path is: "/about", or "/folder/". */

static void
ngx_http_posts_send_exten(ngx_http_request_t *r, ngx_str_t *path)
{
    u_char  *p, *last;

    last = path->data + path->len;

    for (p = last; p > path->data && p[-1] != '/'; p--) {

        if (p[-1] == '.' && p - 1 > path->data && p[-2] != '/') {
            r->exten.data = p;
            r->exten.len = last - p;
            return;
        }
    }

    ngx_str_null(&r->exten);
}


/* A copy in the request's pool; an empty string is never NULL. */

static ngx_str_t
ngx_http_posts_send_copy(ngx_http_request_t *r, posts_str_t s)
{
    ngx_str_t  copy;

    copy.len = s.len;

    if (s.len == 0) {
        copy.data = (u_char *) "";
        return copy;
    }

    copy.data = ngx_pnalloc(r->pool, s.len);

    if (copy.data != NULL) {
        ngx_memcpy(copy.data, s.data, s.len);
    }

    return copy;
}
