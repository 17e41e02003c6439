
/*
 * Copyright (C) the ngx_http_posts_module authors
 */


#include "ngx_http_posts_site.h"
#include "posts_hash.h"


/* memory that a worker keeps for its next render */
#define NGX_HTTP_POSTS_ARENA  (64 * 1024 * 1024)


static ngx_int_t ngx_http_posts_site_zone_init(ngx_shm_zone_t *shm_zone,
    void *data);
static ngx_int_t ngx_http_posts_site_register(
    ngx_http_posts_process_t *process, ngx_str_t *path,
    ngx_http_posts_indexing_t *indexing, ngx_uint_t *n);
static ngx_slab_pool_t *ngx_http_posts_site_pool(
    ngx_http_posts_sites_t *sites);


/* The pool's address is known to the table itself. */

typedef struct {
    ngx_slab_pool_t         *shpool;
    ngx_http_posts_sites_t   sites;
} ngx_http_posts_table_t;


ngx_int_t
ngx_http_posts_site_zone(ngx_conf_t *cf, ngx_http_posts_main_conf_t *pmcf)
{
    size_t  size;

    /* no posts_zone can have a colon in its name */

    static ngx_str_t  name = ngx_string("posts:sites");

    size = sizeof(ngx_http_posts_table_t) + 16 * ngx_pagesize;

    pmcf->sites = ngx_shared_memory_add(cf, &name, ngx_align(size,
                                        ngx_pagesize),
                                        &ngx_http_posts_module);
    if (pmcf->sites == NULL) {
        return NGX_ERROR;
    }

    pmcf->sites->init = ngx_http_posts_site_zone_init;
    pmcf->sites->data = pmcf;

    return NGX_OK;
}


static ngx_int_t
ngx_http_posts_site_zone_init(ngx_shm_zone_t *shm_zone, void *data)
{
    ngx_http_posts_main_conf_t  *opmcf = data;

    ngx_slab_pool_t             *shpool;
    ngx_http_posts_table_t      *table;
    ngx_http_posts_main_conf_t  *pmcf;

    pmcf = shm_zone->data;

    if (opmcf) {

        /* without a master this very process goes on with what it has */

        pmcf->process = opmcf->process;
        return NGX_OK;
    }

    shpool = (ngx_slab_pool_t *) shm_zone->shm.addr;

    if (shm_zone->shm.exists) {
        return NGX_OK;
    }

    table = ngx_slab_calloc(shpool, sizeof(ngx_http_posts_table_t));
    if (table == NULL) {
        return NGX_ERROR;
    }

    table->shpool = shpool;
    shpool->data = table;

    return NGX_OK;
}


ngx_http_posts_process_t *
ngx_http_posts_process(ngx_http_posts_main_conf_t *pmcf, ngx_log_t *log)
{
    ngx_slab_pool_t           *shpool;
    ngx_http_posts_table_t    *table;
    ngx_http_posts_process_t  *process;

    if (pmcf->process != NULL) {
        return pmcf->process;
    }

    if (ngx_process == NGX_PROCESS_MASTER || pmcf->sites == NULL) {
        return NULL;
    }

    /* not of a pool: it outlives a cycle where there is no master */

    process = ngx_calloc(sizeof(ngx_http_posts_process_t)
                         + pmcf->index_path->name.len + 1, log);
    if (process == NULL) {
        return NULL;
    }

    process->arena = posts_arena_create(NGX_HTTP_POSTS_ARENA);

    if (process->arena == NULL) {
        ngx_free(process);
        return NULL;
    }

    shpool = (ngx_slab_pool_t *) pmcf->sites->shm.addr;
    table = shpool->data;

    process->sites = &table->sites;
    process->index_path.len = pmcf->index_path->name.len;
    process->index_path.data = (u_char *) (process + 1);
    ngx_memcpy(process->index_path.data, pmcf->index_path->name.data,
               process->index_path.len);

    pmcf->process = process;

    return process;
}


void
ngx_http_posts_process_exit(ngx_http_posts_main_conf_t *pmcf)
{
    ngx_uint_t                 i;
    ngx_http_posts_site_t     *site;
    ngx_http_posts_process_t  *process;

    process = pmcf->process;

    if (process == NULL) {
        return;
    }

    for (i = 0; i < NGX_HTTP_POSTS_SITES; i++) {
        site = process->site[i];

        if (site == NULL) {
            continue;
        }

        if (site->event.timer_set) {
            ngx_del_timer(&site->event);
        }

        if (site->connection != NULL) {

            /* the descriptor is the indexer's: only the slot is given back */

            if (ngx_del_conn) {
                (void) ngx_del_conn(site->connection, NGX_CLOSE_EVENT);

            } else {
                (void) ngx_del_event(site->connection->read, NGX_READ_EVENT,
                                     NGX_CLOSE_EVENT);
            }

            ngx_free_connection(site->connection);
            site->connection->fd = (ngx_socket_t) -1;
        }

        if (site->indexer != NULL) {
            posts_indexer_destroy(site->indexer);

        } else if (site->index != NULL) {
            posts_index_close(site->index);
        }

        if (site->fd != NGX_INVALID_FILE) {
            (void) ngx_close_file(site->fd);
        }

        ngx_free(site);
    }

    if (process->event.timer_set) {
        ngx_del_timer(&process->event);
    }

    posts_arena_destroy(process->arena);
    ngx_free(process);

    pmcf->process = NULL;
}


ngx_http_posts_site_t *
ngx_http_posts_site(ngx_http_posts_process_t *process, ngx_str_t *path,
    ngx_http_posts_indexing_t *indexing, ngx_uint_t *status, ngx_log_t *log)
{
    ngx_int_t   rc;
    ngx_uint_t  n;

    *status = NGX_HTTP_SERVICE_UNAVAILABLE;

    if (path->len >= NGX_HTTP_POSTS_SITE_LEN) {
        ngx_log_error(NGX_LOG_ERR, log, 0,
                      "site path \"%V\" is longer than %d bytes", path,
                      NGX_HTTP_POSTS_SITE_LEN - 1);
        *status = NGX_HTTP_REQUEST_URI_TOO_LARGE;
        return NULL;
    }

    rc = ngx_http_posts_site_register(process, path, indexing, &n);

    if (rc != NGX_OK) {
        ngx_log_error(NGX_LOG_ERR, log, 0,
                      "more than %d sites, \"%V\" is not served",
                      NGX_HTTP_POSTS_SITES, path);
        return NULL;
    }

    return ngx_http_posts_site_number(process, n, log);
}


ngx_http_posts_site_t *
ngx_http_posts_site_number(ngx_http_posts_process_t *process, ngx_uint_t n,
    ngx_log_t *log)
{
    u_char                   *p;
    ngx_http_posts_site_t    *site;
    ngx_http_posts_record_t  *record;

    if (process->site[n] != NULL) {
        return process->site[n];
    }

    record = &process->sites->records[n];

    site = ngx_calloc(sizeof(ngx_http_posts_site_t) + record->len + 1
                      + process->index_path.len + sizeof("/") + 16, log);
    if (site == NULL) {
        return NULL;
    }

    site->record = record;
    site->fd = NGX_INVALID_FILE;

    p = (u_char *) (site + 1);

    site->path.data = p;
    site->path.len = record->len;
    p = ngx_cpymem(p, record->path, record->len) + 1;

    site->dir.data = p;
    p = ngx_sprintf(p, "%V/%016xL", &process->index_path,
                    (int64_t) record->hash);
    site->dir.len = p - site->dir.data;

    process->site[n] = site;

    return site;
}


static ngx_int_t
ngx_http_posts_site_register(ngx_http_posts_process_t *process,
    ngx_str_t *path, ngx_http_posts_indexing_t *indexing, ngx_uint_t *n)
{
    uint64_t                  hash;
    ngx_int_t                 rc;
    ngx_uint_t                i, known;
    ngx_slab_pool_t          *shpool;
    ngx_http_posts_sites_t   *sites;
    ngx_http_posts_record_t  *record;

    sites = process->sites;

    hash = posts_hash64(posts_str_from(indexing,
                                       sizeof(ngx_http_posts_indexing_t)));
    hash = posts_hash64_seed(ngx_http_posts_str(*path), hash);

    shpool = NULL;
    i = 0;
    rc = NGX_OK;

    for ( ;; ) {

        /* what is counted does not change any more */

        known = __atomic_load_n(&sites->n, __ATOMIC_ACQUIRE);

        for ( /* void */ ; i < known; i++) {
            record = &sites->records[i];

            if (record->hash == hash && record->len == path->len
                && ngx_memcmp(record->path, path->data, path->len) == 0)
            {
                goto done;
            }
        }

        if (shpool != NULL) {
            break;
        }

        shpool = ngx_http_posts_site_pool(sites);
        ngx_shmtx_lock(&shpool->mutex);
    }

    if (i == NGX_HTTP_POSTS_SITES) {
        rc = NGX_ERROR;
        goto done;
    }

    record = &sites->records[i];

    record->hash = hash;
    record->indexing = *indexing;
    record->len = path->len;
    record->generation = 0;
    record->incarnation = 0;
    record->state = NGX_HTTP_POSTS_SITE_NEW;
    ngx_memcpy(record->path, path->data, path->len);
    record->path[path->len] = '\0';

    __atomic_store_n(&sites->n, i + 1, __ATOMIC_RELEASE);

done:

    if (shpool != NULL) {
        ngx_shmtx_unlock(&shpool->mutex);
    }

    *n = i;

    return rc;
}


static ngx_slab_pool_t *
ngx_http_posts_site_pool(ngx_http_posts_sites_t *sites)
{
    return ((ngx_http_posts_table_t *)
            ((u_char *) sites - offsetof(ngx_http_posts_table_t, sites)))
           ->shpool;
}


ngx_int_t
ngx_http_posts_site_snapshot(ngx_http_posts_site_t *site,
    posts_snapshot_t **snapshot, ngx_log_t *log)
{
    uint64_t        incarnation;
    posts_rc_t      rc;
    posts_error_t   error;
    posts_index_t  *index;

    posts_error_clear(&error);

    if (site->indexer != NULL || ngx_process == NGX_PROCESS_SINGLE) {

        /* a process must not open an index twice */

        if (site->indexer == NULL || !posts_indexer_ready(site->indexer)) {
            return NGX_AGAIN;
        }

        index = posts_indexer_index(site->indexer);

    } else {
        incarnation = site->record->incarnation;

        if (site->index != NULL && incarnation != 0
            && incarnation != site->incarnation)
        {
            posts_index_close(site->index);
            site->index = NULL;
        }

        if (site->index == NULL) {
            rc = posts_index_open(&site->index, (char *) site->dir.data,
                                  &error);

            if (rc != POSTS_OK) {
                site->index = NULL;

                if (rc == POSTS_NOTFOUND || rc == POSTS_INVALID
                    || rc == POSTS_AGAIN)
                {
                    return NGX_AGAIN;
                }

                goto failed;
            }

            site->incarnation = posts_index_incarnation(site->index);
        }

        index = site->index;
    }

    if (index == NULL) {
        return NGX_AGAIN;
    }

    rc = posts_snapshot_begin(snapshot, index, &error);

    if (rc == POSTS_OK) {

        if (site->record->generation == 0) {

            /* the indexer has not come to it yet: as it was is good enough */

            (void) ngx_atomic_cmp_set(&site->record->generation, 0,
                                      posts_snapshot_generation(*snapshot));
        }

        return NGX_OK;
    }

    if (rc == POSTS_NOTFOUND || rc == POSTS_INVALID || rc == POSTS_AGAIN) {

        if (site->indexer == NULL) {
            posts_index_close(site->index);
            site->index = NULL;
        }

        return NGX_AGAIN;
    }

failed:

    ngx_http_posts_site_log(NGX_LOG_ERR, log, site, &error);

    return NGX_ERROR;
}


ngx_fd_t
ngx_http_posts_site_fd(ngx_http_posts_site_t *site)
{
    uint64_t  generation;

    generation = site->record->generation;

    if (site->fd != NGX_INVALID_FILE && site->fd_generation == generation
        && site->fd_time == ngx_time())
    {
        return site->fd;
    }

    if (site->fd != NGX_INVALID_FILE) {
        (void) ngx_close_file(site->fd);
    }

    site->fd = ngx_open_file(site->path.data, O_PATH|O_DIRECTORY|O_CLOEXEC,
                             0, 0);
    site->fd_generation = generation;
    site->fd_time = ngx_time();

    return site->fd;
}


void
ngx_http_posts_site_log(ngx_uint_t level, ngx_log_t *log,
    ngx_http_posts_site_t *site, const posts_error_t *error)
{
    char  text[sizeof(posts_error_t)];

    ngx_log_error(level, log, 0, "%s, site \"%V\"",
                  posts_error_text(error, text, sizeof(text)), &site->path);
}
