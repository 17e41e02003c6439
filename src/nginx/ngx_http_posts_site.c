
/*
 * Copyright (C) the ngx_http_posts_module authors
 */


#include "ngx_http_posts_site.h"
#include "posts_hash.h"


/* bytes of compiled templates that a worker keeps for a site, about */
#define NGX_HTTP_POSTS_TEMPLATES  (8 * 1024 * 1024)


static ngx_int_t ngx_http_posts_site_zone_init(ngx_shm_zone_t *shm_zone,
    void *data);
static ngx_int_t ngx_http_posts_site_register(
    ngx_http_posts_process_t *process, ngx_str_t *path,
    ngx_http_posts_indexing_t *indexing, ngx_uint_t variable, ngx_uint_t *n);
static ngx_int_t ngx_http_posts_site_lookup(ngx_http_posts_sites_t *sites,
    ngx_str_t *path, uint64_t hash, ngx_uint_t *n);
static ngx_int_t ngx_http_posts_site_vacant(ngx_http_posts_sites_t *sites,
    ngx_uint_t *n);
static void ngx_http_posts_site_use(ngx_http_posts_record_t *record,
    ngx_uint_t variable);
static ngx_atomic_uint_t ngx_http_posts_site_unused(
    ngx_http_posts_record_t *record);
static void ngx_http_posts_site_close(ngx_http_posts_process_t *process,
    ngx_uint_t n);
static void ngx_http_posts_site_folder(ngx_http_posts_site_t *site,
    u_char *name, ngx_fd_t *fd, uint64_t *opened, time_t *time);
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
    ngx_http_posts_process_t  *process;

    process = pmcf->process;

    if (process == NULL) {
        return;
    }

    for (i = 0; i < NGX_HTTP_POSTS_RECORDS; i++) {
        ngx_http_posts_site_close(process, i);
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
    ngx_http_posts_indexing_t *indexing, ngx_uint_t variable,
    ngx_uint_t *status, ngx_log_t *log)
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

    rc = ngx_http_posts_site_register(process, path, indexing, variable, &n);

    if (rc != NGX_OK) {
        ngx_log_error(NGX_LOG_ERR, log, 0,
                      "more than %d sites are in use, \"%V\" is not served",
                      NGX_HTTP_POSTS_RECORDS, path);
        return NULL;
    }

    return ngx_http_posts_site_number(process, n, log);
}


ngx_http_posts_site_t *
ngx_http_posts_site_number(ngx_http_posts_process_t *process, ngx_uint_t n,
    ngx_log_t *log)
{
    size_t                    len;
    u_char                   *p;
    ngx_atomic_uint_t         serial;
    ngx_http_posts_site_t    *site;
    ngx_http_posts_record_t  *record;

    site = process->site[n];

    if (site != NULL) {

        if (ngx_http_posts_site_valid(site)) {
            return site;
        }

        ngx_http_posts_site_close(process, n);
    }

    record = &process->sites->records[n];

    serial = __atomic_load_n(&record->serial, __ATOMIC_ACQUIRE);
    len = ngx_min(record->len, NGX_HTTP_POSTS_SITE_LEN - 1);

    if (serial == 0) {
        return NULL;
    }

    site = ngx_calloc(sizeof(ngx_http_posts_site_t) + len + 1
                      + process->index_path.len + sizeof("/") + 16, log);
    if (site == NULL) {
        return NULL;
    }

    site->record = record;
    site->serial = serial;
    site->number = n;
    site->hash = record->hash;
    site->indexing = record->indexing;
    site->fd = NGX_INVALID_FILE;
    site->theme_fd = NGX_INVALID_FILE;

    p = (u_char *) (site + 1);

    site->path.data = p;
    site->path.len = len;
    p = ngx_cpymem(p, record->path, len) + 1;

    __atomic_thread_fence(__ATOMIC_ACQUIRE);

    if (!ngx_http_posts_site_valid(site)) {
        ngx_free(site);
        return NULL;
    }

    site->dir.data = p;
    p = ngx_sprintf(p, "%V/%016xL", &process->index_path,
                    (int64_t) site->hash);
    site->dir.len = p - site->dir.data;

    process->site[n] = site;

    return site;
}


ngx_http_posts_site_t *
ngx_http_posts_site_known(ngx_http_posts_process_t *process, ngx_uint_t n,
    ngx_atomic_uint_t serial)
{
    ngx_http_posts_site_t  *site;

    site = process->site[n];

    if (site == NULL || site->serial != serial
        || !ngx_http_posts_site_valid(site))
    {
        return NULL;
    }

    ngx_http_posts_site_use(site->record, 0);

    return site;
}


static ngx_int_t
ngx_http_posts_site_register(ngx_http_posts_process_t *process,
    ngx_str_t *path, ngx_http_posts_indexing_t *indexing, ngx_uint_t variable,
    ngx_uint_t *n)
{
    uint64_t                  hash;
    ngx_int_t                 rc;
    ngx_slab_pool_t          *shpool;
    ngx_http_posts_sites_t   *sites;
    ngx_http_posts_record_t  *record;

    sites = process->sites;

    hash = posts_hash64(posts_str_from(indexing,
                                       sizeof(ngx_http_posts_indexing_t)));
    hash = posts_hash64_seed(ngx_http_posts_str(*path), hash);

    if (ngx_http_posts_site_lookup(sites, path, hash, n) == NGX_OK) {
        ngx_http_posts_site_use(&sites->records[*n], variable);
        return NGX_OK;
    }

    shpool = ngx_http_posts_site_pool(sites);

    ngx_shmtx_lock(&shpool->mutex);

    rc = ngx_http_posts_site_lookup(sites, path, hash, n);

    if (rc == NGX_OK) {
        ngx_http_posts_site_use(&sites->records[*n], variable);
        goto done;
    }

    rc = ngx_http_posts_site_vacant(sites, n);

    if (rc != NGX_OK) {
        goto done;
    }

    record = &sites->records[*n];

    /* who reads it meanwhile sees that it is nobody's */

    __atomic_store_n(&record->serial, 0, __ATOMIC_SEQ_CST);
    __atomic_thread_fence(__ATOMIC_SEQ_CST);

    record->hash = hash;
    record->indexing = *indexing;
    record->len = path->len;
    record->generation = 0;
    record->incarnation = 0;
    record->state = NGX_HTTP_POSTS_SITE_NEW;
    record->variable = 0;
    ngx_memcpy(record->path, path->data, path->len);
    record->path[path->len] = '\0';

    ngx_http_posts_site_use(record, variable);

    __atomic_store_n(&record->serial, ++sites->serial, __ATOMIC_RELEASE);

    if (*n == sites->n) {
        __atomic_store_n(&sites->n, *n + 1, __ATOMIC_RELEASE);
    }

done:

    ngx_shmtx_unlock(&shpool->mutex);

    return rc;
}


static ngx_int_t
ngx_http_posts_site_lookup(ngx_http_posts_sites_t *sites, ngx_str_t *path,
    uint64_t hash, ngx_uint_t *n)
{
    ngx_uint_t                i, known;
    ngx_atomic_uint_t         serial;
    ngx_http_posts_record_t  *record;

    known = __atomic_load_n(&sites->n, __ATOMIC_ACQUIRE);

    for (i = 0; i < known; i++) {
        record = &sites->records[i];

        serial = __atomic_load_n(&record->serial, __ATOMIC_ACQUIRE);

        if (serial == 0 || record->hash != hash || record->len != path->len
            || ngx_memcmp(record->path, path->data, path->len) != 0)
        {
            continue;
        }

        __atomic_thread_fence(__ATOMIC_ACQUIRE);

        if (record->serial == serial) {
            *n = i;
            return NGX_OK;
        }
    }

    return NGX_DECLINED;
}


/* Under the lock: a free record, or else the one that was used least lately. */

static ngx_int_t
ngx_http_posts_site_vacant(ngx_http_posts_sites_t *sites, ngx_uint_t *n)
{
    ngx_uint_t          i;
    ngx_atomic_uint_t   unused, longest;

    for (i = 0; i < sites->n; i++) {
        if (sites->records[i].serial == 0) {
            *n = i;
            return NGX_OK;
        }
    }

    if (i < NGX_HTTP_POSTS_RECORDS) {
        *n = i;
        return NGX_OK;
    }

    longest = NGX_HTTP_POSTS_SITE_HELD;
    *n = NGX_HTTP_POSTS_RECORDS;

    for (i = 0; i < NGX_HTTP_POSTS_RECORDS; i++) {
        unused = ngx_http_posts_site_unused(&sites->records[i]);

        if (unused > longest) {
            longest = unused;
            *n = i;
        }
    }

    return *n < NGX_HTTP_POSTS_RECORDS ? NGX_OK : NGX_ERROR;
}


static void
ngx_http_posts_site_use(ngx_http_posts_record_t *record, ngx_uint_t variable)
{
    ngx_atomic_uint_t  now;

    now = ngx_current_msec / 1000;

    /* the line is shared by all: once a second is enough */

    if (record->used != now) {
        record->used = now;
    }

    if (variable && !record->variable) {
        record->variable = 1;
    }
}


/* Seconds; the time that this process knows may be an earlier one. */

static ngx_atomic_uint_t
ngx_http_posts_site_unused(ngx_http_posts_record_t *record)
{
    ngx_atomic_uint_t  now, used;

    now = ngx_current_msec / 1000;
    used = record->used;

    return (used < now) ? now - used : 0;
}


void
ngx_http_posts_site_expire(ngx_http_posts_process_t *process)
{
    ngx_uint_t                i;
    ngx_slab_pool_t          *shpool;
    ngx_http_posts_sites_t   *sites;
    ngx_http_posts_record_t  *record;

    sites = process->sites;
    shpool = ngx_http_posts_site_pool(sites);

    ngx_shmtx_lock(&shpool->mutex);

    for (i = 0; i < sites->n; i++) {
        record = &sites->records[i];

        if (record->serial != 0
            && ngx_http_posts_site_unused(record)
               > (ngx_atomic_uint_t) (record->variable
                                      ? NGX_HTTP_POSTS_SITE_IDLE
                                      : NGX_HTTP_POSTS_SITE_HELD))
        {
            ngx_log_debug1(NGX_LOG_DEBUG_HTTP, ngx_cycle->log, 0,
                           "http posts site is not used any more: \"%s\"",
                           record->path);

            __atomic_store_n(&record->serial, 0, __ATOMIC_SEQ_CST);
        }
    }

    ngx_shmtx_unlock(&shpool->mutex);
}


void
ngx_http_posts_site_publish(ngx_http_posts_process_t *process,
    ngx_http_posts_site_t *site, ngx_http_posts_site_e state,
    uint64_t generation, uint64_t incarnation)
{
    ngx_slab_pool_t          *shpool;
    ngx_http_posts_record_t  *record;

    record = site->record;

    if (record->state == (ngx_atomic_uint_t) state
        && record->generation == generation
        && record->incarnation == incarnation)
    {
        return;
    }

    shpool = ngx_http_posts_site_pool(process->sites);

    ngx_shmtx_lock(&shpool->mutex);

    if (record->serial == site->serial) {
        record->incarnation = incarnation;
        __atomic_store_n(&record->generation, generation, __ATOMIC_RELEASE);
        record->state = state;
    }

    ngx_shmtx_unlock(&shpool->mutex);
}


/*
 * Two of a process's sites may be of one folder, when its record was given
 * away and it has another one now.  An index must not be open twice: the old
 * one goes before the new one opens anything.
 */

void
ngx_http_posts_site_sweep(ngx_http_posts_process_t *process,
    ngx_http_posts_site_t *but)
{
    ngx_uint_t  i, n;

    n = __atomic_load_n(&process->sites->n, __ATOMIC_ACQUIRE);

    for (i = 0; i < n; i++) {
        if (process->site[i] != NULL && process->site[i] != but
            && !ngx_http_posts_site_valid(process->site[i]))
        {
            ngx_http_posts_site_close(process, i);
        }
    }
}


static void
ngx_http_posts_site_close(ngx_http_posts_process_t *process, ngx_uint_t n)
{
    ngx_connection_t       *c;
    ngx_http_posts_site_t  *site;

    site = process->site[n];

    if (site == NULL) {
        return;
    }

    process->site[n] = NULL;

    if (site->event.timer_set) {
        ngx_del_timer(&site->event);
    }

    c = site->connection;

    if (c != NULL) {

        /* the descriptor is the indexer's: only the slot is given back */

        if (c->read->posted) {
            ngx_delete_posted_event(c->read);
        }

        if (ngx_del_conn) {
            (void) ngx_del_conn(c, NGX_CLOSE_EVENT);

        } else {
            (void) ngx_del_event(c->read, NGX_READ_EVENT, NGX_CLOSE_EVENT);
        }

        ngx_free_connection(c);
        c->fd = (ngx_socket_t) -1;
    }

    if (site->indexer != NULL) {
        posts_indexer_destroy(site->indexer);

    } else if (site->index != NULL) {
        posts_index_close(site->index);
    }

    if (site->fd != NGX_INVALID_FILE) {
        (void) ngx_close_file(site->fd);
    }

    if (site->theme_fd != NGX_INVALID_FILE) {
        (void) ngx_close_file(site->theme_fd);
    }

    posts_templates_destroy(site->templates);

    ngx_free(site);
}


static ngx_slab_pool_t *
ngx_http_posts_site_pool(ngx_http_posts_sites_t *sites)
{
    return ((ngx_http_posts_table_t *)
            ((u_char *) sites - offsetof(ngx_http_posts_table_t, sites)))
           ->shpool;
}


ngx_int_t
ngx_http_posts_site_snapshot(ngx_http_posts_process_t *process,
    ngx_http_posts_site_t *site, posts_snapshot_t **snapshot,
    ngx_log_t *log)
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
            ngx_http_posts_site_sweep(process, site);

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

        if (site->record->generation == 0
            && ngx_http_posts_site_valid(site))
        {

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
    ngx_http_posts_site_folder(site, site->path.data, &site->fd,
                               &site->fd_generation, &site->fd_time);

    return site->fd;
}


ngx_fd_t
ngx_http_posts_site_theme_fd(ngx_http_posts_site_t *site)
{
    if (site->indexing.theme[0] != '\0') {
        ngx_http_posts_site_folder(site, site->indexing.theme,
                                   &site->theme_fd,
                                   &site->theme_fd_generation,
                                   &site->theme_fd_time);
    }

    return site->theme_fd;
}


static void
ngx_http_posts_site_folder(ngx_http_posts_site_t *site, u_char *name,
    ngx_fd_t *fd, uint64_t *opened, time_t *time)
{
    uint64_t  generation;

    generation = site->record->generation;

    if (*fd != NGX_INVALID_FILE && *opened == generation
        && *time == ngx_time())
    {
        return;
    }

    if (*fd != NGX_INVALID_FILE) {
        (void) ngx_close_file(*fd);
    }

    *fd = ngx_open_file(name, O_PATH|O_DIRECTORY|O_CLOEXEC, 0, 0);
    *opened = generation;
    *time = ngx_time();
}


posts_templates_t *
ngx_http_posts_site_templates(ngx_http_posts_site_t *site)
{
    if (site->templates == NULL) {
        site->templates = posts_templates_create(NGX_HTTP_POSTS_TEMPLATES);
    }

    return site->templates;
}


void
ngx_http_posts_site_log(ngx_uint_t level, ngx_log_t *log,
    ngx_http_posts_site_t *site, const posts_error_t *error)
{
    char  text[sizeof(posts_error_t)];

    ngx_log_error(level, log, 0, "%s, site \"%V\"",
                  posts_error_text(error, text, sizeof(text)), &site->path);
}
