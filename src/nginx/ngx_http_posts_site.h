
/*
 * Copyright (C) the ngx_http_posts_module authors
 *
 * Sites: which folders are served, and how far their indexes are.
 *
 * A table in shared memory has a record for each; the process that indexes
 * reads from it what to index and writes to it the generation that workers
 * compare their cache entries with.
 *
 * A record is in use as long as the configuration of the process that indexes
 * names its site, and as long as requests come for it, be it to workers of an
 * older configuration.  Then it is free for another site.  So a process knows
 * a site by the number of its record and the serial number that it had: once
 * that is another one, what the process has of the site is of no use.
 */


#ifndef _NGX_HTTP_POSTS_SITE_H_INCLUDED_
#define _NGX_HTTP_POSTS_SITE_H_INCLUDED_


#include "ngx_http_posts.h"


/* that a configuration can name, and with those of others and by variables */
#define NGX_HTTP_POSTS_SITES     256
#define NGX_HTTP_POSTS_RECORDS   512

#define NGX_HTTP_POSTS_SITE_LEN  1024

/*
 * Seconds without use until a record may be taken: when there is no free one,
 * or when nothing is known but that a configuration has named it; and for one
 * that requests have named, by variables.
 */
#define NGX_HTTP_POSTS_SITE_HELD  5
#define NGX_HTTP_POSTS_SITE_IDLE  600


typedef enum {
    NGX_HTTP_POSTS_SITE_NEW = 0,     /* nobody has looked at it yet */
    NGX_HTTP_POSTS_SITE_READY,       /* the index shows a complete site */
    NGX_HTTP_POSTS_SITE_FAILED       /* it can not be indexed, for now */
} ngx_http_posts_site_e;


/*
 * In shared memory.  Written under the zone's lock, but for "used"; what a
 * process reads without it counts if the serial number is the same afterwards.
 */

typedef struct {
    ngx_atomic_t               serial;       /* 0: the record is free */
    ngx_atomic_t               state;        /* ngx_http_posts_site_e */
    ngx_atomic_t               generation;   /* 0: not known */
    ngx_atomic_t               incarnation;  /* of the index's file */
    ngx_atomic_t               used;         /* seconds, of ngx_current_msec */
    ngx_atomic_t               variable;     /* a request named it */
    uint64_t                   hash;         /* of path and indexing */
    ngx_http_posts_indexing_t  indexing;
    size_t                     len;
    u_char                     path[NGX_HTTP_POSTS_SITE_LEN];
} ngx_http_posts_record_t;


typedef struct {
    ngx_atomic_t               n;            /* records that were ever used */
    ngx_atomic_t               serial;       /* the last one given */
    ngx_http_posts_record_t    records[NGX_HTTP_POSTS_RECORDS];
} ngx_http_posts_sites_t;


/* A process's view of a site. */

struct ngx_http_posts_site_s {
    ngx_http_posts_record_t   *record;
    ngx_atomic_uint_t          serial;       /* of the record, as it was */
    ngx_uint_t                 number;
    uint64_t                   hash;
    ngx_http_posts_indexing_t  indexing;
    posts_index_t             *index;        /* NULL: not open */
    posts_indexer_t           *indexer;      /* in the indexing process */
    uint64_t                   incarnation;  /* of the open index */
    ngx_fd_t                   fd;           /* of the folder, or invalid */
    uint64_t                   fd_generation;  /* when it was opened: */
    time_t                     fd_time;
    ngx_fd_t                   theme_fd;     /* of the theme's, the same way */
    uint64_t                   theme_fd_generation;
    time_t                     theme_fd_time;
    posts_templates_t         *templates;    /* compiled; NULL: none yet */
    ngx_event_t                event;        /* of the indexer */
    ngx_connection_t          *connection;   /* of its descriptor */
    posts_indexer_options_t    options;
    ngx_str_t                  path;         /* zero-terminated */
    ngx_str_t                  dir;          /* of the index */
};


/* What a process has; kept over a reload without a master. */

struct ngx_http_posts_process_s {
    ngx_http_posts_sites_t    *sites;
    posts_arena_t             *arena;        /* of the render under way, or
                                                NULL */
    ngx_uint_t                 lent;         /* arenas that requests have */
    ngx_event_t                event;        /* looks for new records */
    ngx_str_t                  index_path;
    ngx_atomic_uint_t          named;        /* when all fixed were used */
    unsigned                   indexing:1;   /* this process indexes */
    ngx_http_posts_site_t     *site[NGX_HTTP_POSTS_RECORDS];
};


/* Adds the table's zone to the configuration. */

ngx_int_t ngx_http_posts_site_zone(ngx_conf_t *cf,
    ngx_http_posts_main_conf_t *pmcf);

/*
 * The state of this process, made at the first call.  NULL: no memory, or
 * this is the master.
 */

ngx_http_posts_process_t *ngx_http_posts_process(
    ngx_http_posts_main_conf_t *pmcf, ngx_log_t *log);

/* Closes what the process has open. */

void ngx_http_posts_process_exit(ngx_http_posts_main_conf_t *pmcf);

/*
 * The site of a folder, registered if need be, and marked as used.  NULL with
 * *status 503: the table is full, or there is no memory; with 414: the path
 * is too long.  A site stays for as long as nothing here is asked for another
 * one: it is not kept over an event.
 */

ngx_http_posts_site_t *ngx_http_posts_site(ngx_http_posts_process_t *process,
    ngx_str_t *path, ngx_http_posts_indexing_t *indexing, ngx_uint_t variable,
    ngx_uint_t *status, ngx_log_t *log);

/* The same by its number in the table; NULL: the record is free. */

ngx_http_posts_site_t *ngx_http_posts_site_number(
    ngx_http_posts_process_t *process, ngx_uint_t n, ngx_log_t *log);

/*
 * The one with this number and serial number, marked as used.  NULL: it is
 * not open here, or its record is another site's by now.
 */

ngx_http_posts_site_t *ngx_http_posts_site_known(
    ngx_http_posts_process_t *process, ngx_uint_t n, ngx_atomic_uint_t serial);

/* Is the record still this site's? */

#define ngx_http_posts_site_valid(site)                                       \
    (__atomic_load_n(&(site)->record->serial, __ATOMIC_ACQUIRE)               \
     == (site)->serial)

/* Closes what is open of sites whose records are theirs no more. */

void ngx_http_posts_site_sweep(ngx_http_posts_process_t *process,
    ngx_http_posts_site_t *but);

/* Frees the records that nobody has used for long. */

void ngx_http_posts_site_expire(ngx_http_posts_process_t *process);

/* How far the site is, to all processes; not if its record is another's. */

void ngx_http_posts_site_publish(ngx_http_posts_process_t *process,
    ngx_http_posts_site_t *site, ngx_http_posts_site_e state,
    uint64_t generation, uint64_t incarnation);

/*
 * A snapshot of the site's index.  NGX_AGAIN: there is none yet; NGX_ERROR:
 * logged.
 */

ngx_int_t ngx_http_posts_site_snapshot(ngx_http_posts_process_t *process,
    ngx_http_posts_site_t *site, posts_snapshot_t **snapshot,
    ngx_log_t *log);

/*
 * A descriptor of the site's folder, or NGX_INVALID_FILE.  It is opened anew
 * after a change of the site and after a second: the path may lead elsewhere
 * by then.
 */

ngx_fd_t ngx_http_posts_site_fd(ngx_http_posts_site_t *site);

/* The same of the theme's; also invalid where there is no theme. */

ngx_fd_t ngx_http_posts_site_theme_fd(ngx_http_posts_site_t *site);

/* The site's compiled templates; NULL: no memory, each page has its own. */

posts_templates_t *ngx_http_posts_site_templates(ngx_http_posts_site_t *site);

/* Logs a problem of the core at the level. */

void ngx_http_posts_site_log(ngx_uint_t level, ngx_log_t *log,
    ngx_http_posts_site_t *site, const posts_error_t *error);


#endif /* _NGX_HTTP_POSTS_SITE_H_INCLUDED_ */
