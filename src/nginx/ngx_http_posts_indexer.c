
/*
 * Copyright (C) the ngx_http_posts_module authors
 *
 * Each site's indexer has an event of its own, for its timer and for its
 * descriptor: whichever comes first calls posts_indexer_step() for a slice
 * of time, publishes what it brought and asks when to come again.
 */


#include "ngx_http_posts_indexer.h"
#include "ngx_http_posts_site.h"


/* ms: a slice where nobody else waits, and where requests do */
#define NGX_HTTP_POSTS_SLICE         100
#define NGX_HTTP_POSTS_SINGLE_SLICE  10

/* ms without an event that end a burst */
#define NGX_HTTP_POSTS_SETTLE        10

/* ms between two looks for new records, and after a failure */
#define NGX_HTTP_POSTS_LOOK          20
#define NGX_HTTP_POSTS_RETRY         1000


static void ngx_http_posts_indexer_look(ngx_event_t *ev);
static void ngx_http_posts_indexer_name(ngx_http_posts_process_t *process);
static void ngx_http_posts_indexer_open(ngx_http_posts_process_t *process,
    ngx_http_posts_site_t *site);
static ngx_int_t ngx_http_posts_indexer_follow(
    ngx_http_posts_process_t *process, ngx_http_posts_site_t *site);
static ngx_http_posts_process_t *ngx_http_posts_indexer_process(void);
static void ngx_http_posts_indexer_timer(ngx_event_t *ev);
static void ngx_http_posts_indexer_read(ngx_event_t *ev);
static void ngx_http_posts_indexer_step(ngx_http_posts_site_t *site);
static void ngx_http_posts_indexer_publish(ngx_http_posts_process_t *process,
    ngx_http_posts_site_t *site);
static void ngx_http_posts_indexer_watch(ngx_http_posts_site_t *site);
static void ngx_http_posts_indexer_report(void *payload,
    posts_severity_t severity, const posts_error_t *error);
static int64_t ngx_http_posts_indexer_now(void *payload);


ngx_msec_t
ngx_http_posts_indexer_manager(void *data)
{
    ngx_http_posts_main_conf_t  *pmcf = data;

    ngx_http_posts_indexer_start(pmcf);

    /* from here on the indexers have events of their own */

    return 3600 * 1000;
}


void
ngx_http_posts_indexer_start(ngx_http_posts_main_conf_t *pmcf)
{
    ngx_http_posts_process_t  *process;

    process = ngx_http_posts_process(pmcf, ngx_cycle->log);

    if (process == NULL) {
        return;
    }

    process->indexing = 1;

    /*
     * Records come by fixed paths, which are all named here, and by requests
     * for folders whose names have variables.
     */

    process->event.handler = ngx_http_posts_indexer_look;
    process->event.data = process;
    process->event.log = ngx_cycle->log;
    process->event.cancelable = 1;

    ngx_http_posts_indexer_look(&process->event);
}


static void
ngx_http_posts_indexer_look(ngx_event_t *ev)
{
    ngx_uint_t                 i, n;
    ngx_http_posts_site_t     *site;
    ngx_http_posts_process_t  *process;

    process = ev->data;

    ngx_http_posts_indexer_name(process);

    /* what is open of a site that was here goes before it is opened anew */

    ngx_http_posts_site_sweep(process, NULL);

    n = __atomic_load_n(&process->sites->n, __ATOMIC_ACQUIRE);

    for (i = 0; i < n; i++) {
        site = ngx_http_posts_site_number(process, i, ngx_cycle->log);

        if (site != NULL && site->indexer == NULL && !site->event.timer_set) {
            ngx_http_posts_indexer_open(process, site);
        }
    }

    if (!ev->timer_set) {
        ev->log = ngx_cycle->log;
        ngx_add_timer(ev, NGX_HTTP_POSTS_LOOK);
    }
}


/*
 * Once a second: the sites that the configuration names are in use, others
 * may not be.  Without a master the configuration may be another one by now.
 */

static void
ngx_http_posts_indexer_name(ngx_http_posts_process_t *process)
{
    ngx_uint_t                   i, status;
    ngx_atomic_uint_t            now;
    ngx_http_posts_fixed_t      *fixed;
    ngx_http_posts_main_conf_t  *pmcf;

    /* never 0 */

    now = ngx_current_msec / 1000 + 1;

    if (process->named == now) {
        return;
    }

    process->named = now;

    pmcf = ngx_http_cycle_get_module_main_conf(ngx_cycle,
                                               ngx_http_posts_module);

    if (pmcf == NULL || pmcf->process != process) {
        return;
    }

    fixed = pmcf->fixed.elts;

    for (i = 0; i < pmcf->fixed.nelts; i++) {
        (void) ngx_http_posts_site(process, &fixed[i].path,
                                   &fixed[i].indexing, 0, &status,
                                   ngx_cycle->log);
    }

    ngx_http_posts_site_expire(process);
}


static void
ngx_http_posts_indexer_open(ngx_http_posts_process_t *process,
    ngx_http_posts_site_t *site)
{
    posts_rc_t                  rc;
    posts_error_t               error;
    ngx_http_posts_indexing_t  *indexing;

    indexing = &site->indexing;

    site->options.site = (char *) site->path.data;
    site->options.dir = (char *) site->dir.data;
    site->options.theme = (indexing->theme[0] != '\0')
                          ? (char *) indexing->theme : NULL;
    site->options.limits = &indexing->limits;
    site->options.watch = (posts_watch_e) indexing->watch;
    site->options.poll = (unsigned) indexing->poll;
    site->options.settle = NGX_HTTP_POSTS_SETTLE;
    site->options.drafts = indexing->drafts != 0;
    site->options.future = indexing->future != 0;
    site->options.unpublished = indexing->unpublished != 0;
    site->options.report = ngx_http_posts_indexer_report;
    site->options.now = ngx_http_posts_indexer_now;
    site->options.payload = site;

    site->event.handler = ngx_http_posts_indexer_timer;
    site->event.data = site;
    site->event.log = ngx_cycle->log;
    site->event.cancelable = 1;

    posts_error_clear(&error);

    rc = posts_indexer_create(&site->indexer, &site->options, &error);

    if (rc == POSTS_OK) {

        if (site->record->state == NGX_HTTP_POSTS_SITE_FAILED) {
            ngx_http_posts_site_publish(process, site,
                                        NGX_HTTP_POSTS_SITE_NEW,
                                        site->record->generation,
                                        site->record->incarnation);
        }

        ngx_http_posts_indexer_publish(process, site);
        ngx_add_timer(&site->event, 1);
        return;
    }

    site->indexer = NULL;

    if (rc == POSTS_AGAIN) {

        /* the old cycle's manager has not left yet, or it is another nginx's */

        ngx_add_timer(&site->event,
                      ngx_http_posts_indexer_follow(process, site) == NGX_ERROR
                      ? NGX_HTTP_POSTS_RETRY : NGX_HTTP_POSTS_LOOK);
        return;
    }

    ngx_http_posts_site_log(NGX_LOG_ERR, ngx_cycle->log, site, &error);

    ngx_http_posts_site_publish(process, site, NGX_HTTP_POSTS_SITE_FAILED,
                                site->record->generation,
                                site->record->incarnation);

    ngx_add_timer(&site->event, NGX_HTTP_POSTS_RETRY);
}


/*
 * While another process writes the index, its changes are told to the workers
 * of this nginx.  The index is closed again: this process must not have it
 * open twice once it is the one that writes.
 */

static ngx_int_t
ngx_http_posts_indexer_follow(ngx_http_posts_process_t *process,
    ngx_http_posts_site_t *site)
{
    uint64_t                  generation;
    ngx_int_t                 rc;
    posts_snapshot_t         *snapshot;
    ngx_http_posts_record_t  *record;

    if (ngx_process == NGX_PROCESS_SINGLE) {
        return NGX_DECLINED;
    }

    rc = ngx_http_posts_site_snapshot(process, site, &snapshot,
                                      ngx_cycle->log);

    if (rc == NGX_OK) {
        generation = posts_snapshot_generation(snapshot);
        posts_snapshot_end(snapshot);

        record = site->record;

        if (record->incarnation != site->incarnation
            || record->generation < generation)
        {
            ngx_http_posts_site_publish(process, site,
                                        (ngx_http_posts_site_e) record->state,
                                        generation, site->incarnation);
        }
    }

    if (site->index != NULL) {
        posts_index_close(site->index);
        site->index = NULL;
    }

    return rc;
}


static void
ngx_http_posts_indexer_timer(ngx_event_t *ev)
{
    ngx_http_posts_site_t     *site;
    ngx_http_posts_process_t  *process;

    site = ev->data;

    if (site->indexer != NULL) {
        ngx_http_posts_indexer_step(site);
        return;
    }

    process = ngx_http_posts_indexer_process();

    if (process != NULL && ngx_http_posts_site_valid(site)) {
        ngx_http_posts_indexer_open(process, site);
    }
}


static ngx_http_posts_process_t *
ngx_http_posts_indexer_process(void)
{
    ngx_http_posts_main_conf_t  *pmcf;

    pmcf = ngx_http_cycle_get_module_main_conf(ngx_cycle,
                                               ngx_http_posts_module);

    return pmcf == NULL ? NULL : pmcf->process;
}


static void
ngx_http_posts_indexer_read(ngx_event_t *ev)
{
    ngx_connection_t  *c;

    c = ev->data;

    ngx_http_posts_indexer_step(c->data);
}


static void
ngx_http_posts_indexer_step(ngx_http_posts_site_t *site)
{
    int64_t                    wait, deadline;
    posts_rc_t                 rc;
    posts_error_t              error;
    ngx_http_posts_process_t  *process;

    process = ngx_http_posts_indexer_process();

    if (process == NULL || !ngx_http_posts_site_valid(site)) {

        /* nobody's any more: the next look closes it */

        return;
    }

    deadline = (ngx_process == NGX_PROCESS_SINGLE)
               ? NGX_HTTP_POSTS_SINGLE_SLICE : NGX_HTTP_POSTS_SLICE;
    deadline = ngx_http_posts_indexer_now(NULL) + deadline * 1000000;

    posts_error_clear(&error);

    rc = posts_indexer_step(site->indexer, deadline, &error);

    if (rc != POSTS_OK && rc != POSTS_AGAIN) {
        ngx_http_posts_site_log(NGX_LOG_ERR, ngx_cycle->log, site, &error);

        if (!posts_indexer_ready(site->indexer)) {
            ngx_http_posts_site_publish(process, site,
                                        NGX_HTTP_POSTS_SITE_FAILED,
                                        site->record->generation,
                                        site->record->incarnation);
        }
    }

    ngx_http_posts_indexer_publish(process, site);
    ngx_http_posts_indexer_watch(site);

    ngx_time_update();

    if (site->event.timer_set) {
        ngx_del_timer(&site->event);
    }

    site->event.log = ngx_cycle->log;

    if (rc == POSTS_AGAIN) {

        /* events of others come in between */

        ngx_add_timer(&site->event, 0);
        return;
    }

    wait = posts_indexer_wait(site->indexer);

    if (wait >= 0) {
        ngx_add_timer(&site->event,
                      (ngx_msec_t) ngx_min(wait, 24 * 3600 * 1000));
    }
}


/* Workers look at these at every request. */

static void
ngx_http_posts_indexer_publish(ngx_http_posts_process_t *process,
    ngx_http_posts_site_t *site)
{
    uint64_t  generation;

    if (!posts_indexer_ready(site->indexer)) {
        return;
    }

    generation = posts_indexer_generation(site->indexer);

    if (site->record->generation != generation) {
        ngx_log_debug2(NGX_LOG_DEBUG_HTTP, ngx_cycle->log, 0,
                       "http posts generation: %uL \"%V\"", generation,
                       &site->path);
    }

    ngx_http_posts_site_publish(process, site, NGX_HTTP_POSTS_SITE_READY,
                                generation,
                                posts_indexer_incarnation(site->indexer));
}


/* The descriptor may come, go and change as the indexer sees fit. */

static void
ngx_http_posts_indexer_watch(ngx_http_posts_site_t *site)
{
    int                fd;
    ngx_connection_t  *c;

    fd = posts_indexer_fd(site->indexer);
    c = site->connection;

    if (c != NULL) {

        if (c->fd == fd) {
            return;
        }

        /* closing a descriptor has taken it out of epoll already */

        c->read->active = 0;
        c->fd = (ngx_socket_t) -1;
        ngx_free_connection(c);

        site->connection = NULL;
    }

    if (fd == -1) {
        return;
    }

    c = ngx_get_connection(fd, ngx_cycle->log);

    if (c == NULL) {
        return;
    }

    c->data = site;
    c->read->handler = ngx_http_posts_indexer_read;
    c->read->log = ngx_cycle->log;
    c->write->log = ngx_cycle->log;

    /* as nginx's own channel: it is not a client's at shutdown */

    c->read->channel = 1;
    c->write->channel = 1;

    if (ngx_add_event(c->read, NGX_READ_EVENT, NGX_LEVEL_EVENT) != NGX_OK) {
        ngx_free_connection(c);
        return;
    }

    site->connection = c;
}


static void
ngx_http_posts_indexer_report(void *payload, posts_severity_t severity,
    const posts_error_t *error)
{
    ngx_http_posts_site_t  *site = payload;

    ngx_http_posts_site_log(severity == POSTS_FAULT ? NGX_LOG_ERR
                                                    : NGX_LOG_WARN,
                            ngx_cycle->log, site, error);
}


static int64_t
ngx_http_posts_indexer_now(void *payload)
{
    struct timespec  ts;

    (void) clock_gettime(CLOCK_REALTIME, &ts);

    return (int64_t) ts.tv_sec * 1000000000 + ts.tv_nsec;
}
