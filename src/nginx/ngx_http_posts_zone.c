
/*
 * Copyright (C) the ngx_http_posts_module authors
 */


#include "ngx_http_posts_zone.h"


/* processes beside twice the workers: old workers may send for hours */
#define NGX_HTTP_POSTS_ZONE_SLOTS      14
#define NGX_HTTP_POSTS_ZONE_MAX_SLOTS  1024


static ngx_int_t ngx_http_posts_zone_init(ngx_shm_zone_t *shm_zone,
    void *data);
static ngx_int_t ngx_http_posts_zone_format(ngx_http_posts_zone_t *zone,
    ngx_log_t *log);
static void ngx_http_posts_zone_lock(void *payload);
static void ngx_http_posts_zone_unlock(void *payload);
static int ngx_http_posts_zone_alive(uint64_t pid);


ngx_http_posts_zone_t *
ngx_http_posts_zone_add(ngx_conf_t *cf, ngx_str_t *name, size_t size)
{
    ngx_uint_t                    i;
    ngx_http_posts_zone_t        *zone, **zones;
    ngx_http_posts_main_conf_t   *pmcf;

    pmcf = ngx_http_conf_get_module_main_conf(cf, ngx_http_posts_module);

    zones = pmcf->zones.elts;
    zone = NULL;

    for (i = 0; i < pmcf->zones.nelts; i++) {
        if (zones[i]->name.len == name->len
            && ngx_strncmp(zones[i]->name.data, name->data, name->len) == 0)
        {
            zone = zones[i];
            break;
        }
    }

    if (zone == NULL) {
        zone = ngx_pcalloc(cf->pool, sizeof(ngx_http_posts_zone_t));
        if (zone == NULL) {
            return NULL;
        }

        zone->name = *name;
        zone->cycle = cf->cycle;
        zone->cache.slot = -1;

        zones = ngx_array_push(&pmcf->zones);
        if (zones == NULL) {
            return NULL;
        }

        *zones = zone;
    }

    if (size == 0) {
        return zone;
    }

    if (zone->defined) {
        ngx_conf_log_error(NGX_LOG_EMERG, cf, 0,
                           "posts zone \"%V\" is already defined", name);
        return NULL;
    }

    zone->shm_zone = ngx_shared_memory_add(cf, name, size,
                                           &ngx_http_posts_module);
    if (zone->shm_zone == NULL) {
        return NULL;
    }

    zone->shm_zone->init = ngx_http_posts_zone_init;
    zone->shm_zone->data = zone;
    zone->defined = 1;

    return zone;
}


ngx_int_t
ngx_http_posts_zone_finish(ngx_conf_t *cf)
{
    ngx_uint_t                    i;
    ngx_http_posts_zone_t       **zones;
    ngx_http_posts_main_conf_t   *pmcf;

    static ngx_str_t  name = ngx_string(NGX_HTTP_POSTS_ZONE_NAME);

    pmcf = ngx_http_conf_get_module_main_conf(cf, ngx_http_posts_module);

    zones = pmcf->zones.elts;

    for (i = 0; i < pmcf->zones.nelts; i++) {

        if (zones[i]->defined) {
            continue;
        }

        /* the one that locations use unasked is made unasked */

        if (zones[i]->name.len == name.len
            && ngx_strncmp(zones[i]->name.data, name.data, name.len) == 0)
        {
            if (ngx_http_posts_zone_add(cf, &name, NGX_HTTP_POSTS_ZONE_SIZE)
                == NULL)
            {
                return NGX_ERROR;
            }

            continue;
        }

        ngx_log_error(NGX_LOG_EMERG, cf->log, 0,
                      "unknown posts zone \"%V\": define it with "
                      "\"posts_zone %V:size\"", &zones[i]->name,
                      &zones[i]->name);
        return NGX_ERROR;
    }

    return NGX_OK;
}


void
ngx_http_posts_zone_claim(ngx_http_posts_zone_t *zone, ngx_log_t *log)
{
    if (zone->cache.shared == NULL || zone->cache.slot != -1 || zone->full) {
        return;
    }

    if (posts_cache_claim(&zone->cache, (uint64_t) ngx_pid,
                          ngx_http_posts_zone_alive)
        != POSTS_OK)
    {
        zone->full = 1;

        ngx_log_error(NGX_LOG_ALERT, log, 0,
                      "posts zone \"%V\" has no slot left: "
                      "this process works without a cache", &zone->name);
    }
}


void
ngx_http_posts_zone_leave(ngx_http_posts_zone_t *zone)
{
    if (zone->cache.shared != NULL) {
        posts_cache_leave(&zone->cache);
    }
}


static ngx_int_t
ngx_http_posts_zone_init(ngx_shm_zone_t *shm_zone, void *data)
{
    ngx_http_posts_zone_t  *ozone = data;

    ngx_http_posts_zone_t  *zone;

    zone = shm_zone->data;
    zone->shpool = (ngx_slab_pool_t *) shm_zone->shm.addr;

    if (ozone) {

        /*
         * A reload: old workers are serving from it, nothing is written.
         * Without a master this very process keeps its slot.
         */

        zone->cache = ozone->cache;
        zone->cache.payload = zone->shpool;

        return NGX_OK;
    }

    if (!shm_zone->shm.exists
        && ngx_http_posts_zone_format(zone, shm_zone->shm.log) != NGX_OK)
    {
        return NGX_ERROR;
    }

    if (posts_cache_attach(&zone->cache, zone->shpool->data,
                           ngx_http_posts_zone_lock,
                           ngx_http_posts_zone_unlock, zone->shpool)
        != POSTS_OK)
    {
        ngx_log_error(NGX_LOG_EMERG, shm_zone->shm.log, 0,
                      "posts zone \"%V\" has an unknown layout",
                      &shm_zone->shm.name);
        return NGX_ERROR;
    }

    return NGX_OK;
}


/* The cache gets all of the zone, in one piece. */

static ngx_int_t
ngx_http_posts_zone_format(ngx_http_posts_zone_t *zone, ngx_log_t *log)
{
    void             *memory;
    size_t            size;
    ngx_uint_t        slots;
    ngx_core_conf_t  *ccf;

    ccf = (ngx_core_conf_t *) ngx_get_conf(zone->cycle->conf_ctx,
                                           ngx_core_module);

    slots = 2 * ccf->worker_processes + NGX_HTTP_POSTS_ZONE_SLOTS;
    slots = ngx_min(slots, NGX_HTTP_POSTS_ZONE_MAX_SLOTS);

    size = zone->shpool->pfree * ngx_pagesize;
    memory = NULL;

    zone->shpool->log_nomem = 0;

    while (size >= ngx_pagesize && memory == NULL) {
        memory = ngx_slab_alloc(zone->shpool, size);

        if (memory == NULL) {
            size -= ngx_pagesize;
        }
    }

    if (memory == NULL
        || posts_cache_format(memory, size, slots) != POSTS_OK)
    {
        ngx_log_error(NGX_LOG_EMERG, log, 0,
                      "posts zone \"%V\" is too small",
                      &zone->shm_zone->shm.name);
        return NGX_ERROR;
    }

    zone->shpool->data = memory;

    return NGX_OK;
}


static void
ngx_http_posts_zone_lock(void *payload)
{
    ngx_slab_pool_t  *shpool = payload;

    ngx_shmtx_lock(&shpool->mutex);
}


static void
ngx_http_posts_zone_unlock(void *payload)
{
    ngx_slab_pool_t  *shpool = payload;

    ngx_shmtx_unlock(&shpool->mutex);
}


static int
ngx_http_posts_zone_alive(uint64_t pid)
{
    return kill((pid_t) pid, 0) == 0 || ngx_errno != ESRCH;
}
