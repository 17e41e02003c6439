
/*
 * Copyright (C) the ngx_http_posts_module authors
 *
 * A site as the commands use it: indexed in this process, into a folder of
 * its own that is gone at the end, whatever the end is.
 */


#ifndef _POSTS_CLI_SITE_H_INCLUDED_
#define _POSTS_CLI_SITE_H_INCLUDED_


#include <getopt.h>

#include "posts_indexer.h"
#include "posts_render.h"


#define POSTS_CLI_PATH  4096


typedef struct {
    const char        *path;       /* the site's folder */
    const char        *dir;        /* of the index; NULL: a temporary one */
    const char        *theme;      /* a folder to fall back on, or NULL */
    posts_theme_e      theming;
    posts_limits_t     limits;
    posts_watch_e      watch;
    unsigned           poll;
    unsigned           drafts:1;
    unsigned           future:1;
    unsigned           unpublished:1;
    unsigned           warnings:1; /* are told too */

    /* instead of the usual report; the file's name has the site's before */

    posts_report_pt    report;
    void              *payload;

    /* the rest is the site's own */

    unsigned long      nwarnings;
    unsigned long      nfaults;
    int                folder;     /* the site's, open, or -1 */
    posts_indexer_t   *indexer;
    posts_index_t     *index;
    char               temporary[POSTS_CLI_PATH];

    posts_indexer_options_t  options;  /* read as long as the indexer is */
} posts_cli_site_t;


/* What all commands of a site understand, for getopt_long(). */

#define POSTS_CLI_SITE_OPTIONS                                                \
    { "drafts", no_argument, NULL, 'd' },                                     \
    { "future", no_argument, NULL, 'f' },                                     \
    { "unpublished", no_argument, NULL, 'u' },                                \
    { "index", required_argument, NULL, 'i' },                                \
    { "theme", required_argument, NULL, 'e' },                                \
    { "limit", required_argument, NULL, 'l' }


void posts_cli_site_init(posts_cli_site_t *site);

/* Takes one of those options: 0, or an exit status after a message. */

int posts_cli_site_option(posts_cli_site_t *site, const char *command, int c,
    const char *value);

/* Takes the NAME=N of --limit; the same. */

int posts_cli_limit(posts_limits_t *limits, const char *command,
    const char *value);

/*
 * Indexes the site and opens the index: 0, or an exit status after a
 * message.  posts_cli_site_close() is due in any case.
 */

int posts_cli_site_open(posts_cli_site_t *site, const char *command);

/* Tells a render of an open site where the site and its theme are. */

void posts_cli_site_render(const posts_cli_site_t *site,
    posts_render_options_t *options);

void posts_cli_site_close(posts_cli_site_t *site);

/* Works until the indexer has nothing to do; as posts_cli_site_open(). */

int posts_cli_site_step(posts_cli_site_t *site);

/* The number of the signal that asks for an end, or 0. */

int posts_cli_site_stopped(void);

/* Tells of an error as the commands do; "kind" is "" or "warning: ". */

void posts_cli_site_tell(const posts_cli_site_t *site, const char *kind,
    const posts_error_t *error);

/* Nanoseconds since the epoch. */

int64_t posts_cli_site_now(void *payload);


#endif /* _POSTS_CLI_SITE_H_INCLUDED_ */
