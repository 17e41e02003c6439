
/*
 * Copyright (C) the ngx_http_posts_module authors
 */


#include "ngx_http_posts_variable.h"


static ngx_int_t ngx_http_posts_variable_status(ngx_http_request_t *r,
    ngx_http_variable_value_t *v, uintptr_t data);
static ngx_int_t ngx_http_posts_variable_resource(ngx_http_request_t *r,
    ngx_http_variable_value_t *v, uintptr_t data);
static ngx_int_t ngx_http_posts_variable_format(ngx_http_request_t *r,
    ngx_http_variable_value_t *v, uintptr_t data);
static ngx_int_t ngx_http_posts_variable_generation(ngx_http_request_t *r,
    ngx_http_variable_value_t *v, uintptr_t data);
static ngx_int_t ngx_http_posts_variable_set(ngx_http_variable_value_t *v,
    u_char *data, size_t len);


static ngx_http_variable_t  ngx_http_posts_variables[] = {

    { ngx_string("posts_cache_status"), NULL,
      ngx_http_posts_variable_status, 0, NGX_HTTP_VAR_NOCACHEABLE, 0 },

    { ngx_string("posts_resource"), NULL,
      ngx_http_posts_variable_resource, 0, NGX_HTTP_VAR_NOCACHEABLE, 0 },

    { ngx_string("posts_format"), NULL,
      ngx_http_posts_variable_format, 0, NGX_HTTP_VAR_NOCACHEABLE, 0 },

    { ngx_string("posts_generation"), NULL,
      ngx_http_posts_variable_generation, 0, NGX_HTTP_VAR_NOCACHEABLE, 0 },

      ngx_http_null_variable
};


/* by ngx_http_posts_status_e */

static ngx_str_t  ngx_http_posts_variable_statuses[] = {
    ngx_null_string,
    ngx_string("MISS"),
    ngx_string("HIT"),
    ngx_string("EXPIRED"),
    ngx_string("STALE"),
    ngx_string("UPDATING"),
    ngx_string("REVALIDATED"),
    ngx_string("BYPASS")
};


ngx_int_t
ngx_http_posts_variable_add(ngx_conf_t *cf)
{
    ngx_http_variable_t  *var, *v;

    for (v = ngx_http_posts_variables; v->name.len; v++) {
        var = ngx_http_add_variable(cf, &v->name, v->flags);

        if (var == NULL) {
            return NGX_ERROR;
        }

        var->get_handler = v->get_handler;
        var->data = v->data;
    }

    return NGX_OK;
}


static ngx_int_t
ngx_http_posts_variable_status(ngx_http_request_t *r,
    ngx_http_variable_value_t *v, uintptr_t data)
{
    ngx_str_t             *status;
    ngx_http_posts_ctx_t  *ctx;

    ctx = ngx_http_get_module_ctx(r, ngx_http_posts_module);

    if (ctx == NULL) {
        return ngx_http_posts_variable_set(v, NULL, 0);
    }

    status = &ngx_http_posts_variable_statuses[ctx->status];

    return ngx_http_posts_variable_set(v, status->data, status->len);
}


static ngx_int_t
ngx_http_posts_variable_resource(ngx_http_request_t *r,
    ngx_http_variable_value_t *v, uintptr_t data)
{
    ngx_http_posts_ctx_t  *ctx;

    ctx = ngx_http_get_module_ctx(r, ngx_http_posts_module);

    if (ctx == NULL) {
        return ngx_http_posts_variable_set(v, NULL, 0);
    }

    return ngx_http_posts_variable_set(v, ctx->resource.data,
                                       ctx->resource.len);
}


static ngx_int_t
ngx_http_posts_variable_format(ngx_http_request_t *r,
    ngx_http_variable_value_t *v, uintptr_t data)
{
    const posts_format_t  *format;
    ngx_http_posts_ctx_t  *ctx;

    ctx = ngx_http_get_module_ctx(r, ngx_http_posts_module);

    if (ctx == NULL || ctx->format >= POSTS_FORMAT_NONE
        || ctx->resource.len == 0)
    {
        return ngx_http_posts_variable_set(v, NULL, 0);
    }

    format = &posts_formats[ctx->format];

    return ngx_http_posts_variable_set(v, (u_char *) format->name.data,
                                       format->name.len);
}


static ngx_int_t
ngx_http_posts_variable_generation(ngx_http_request_t *r,
    ngx_http_variable_value_t *v, uintptr_t data)
{
    u_char                *p;
    ngx_http_posts_ctx_t  *ctx;

    ctx = ngx_http_get_module_ctx(r, ngx_http_posts_module);

    if (ctx == NULL || ctx->generation == 0) {
        return ngx_http_posts_variable_set(v, NULL, 0);
    }

    p = ngx_pnalloc(r->pool, NGX_INT64_LEN);

    if (p == NULL) {
        return NGX_ERROR;
    }

    return ngx_http_posts_variable_set(v, p, ngx_sprintf(p, "%uL",
                                                         ctx->generation)
                                             - p);
}


static ngx_int_t
ngx_http_posts_variable_set(ngx_http_variable_value_t *v, u_char *data,
    size_t len)
{
    if (len == 0) {
        v->not_found = 1;
        return NGX_OK;
    }

    v->len = len;
    v->valid = 1;
    v->no_cacheable = 0;
    v->not_found = 0;
    v->data = data;

    return NGX_OK;
}
