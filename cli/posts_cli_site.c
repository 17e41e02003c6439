
/*
 * Copyright (C) the ngx_http_posts_module authors
 */


#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "posts_cli_site.h"
#include "posts_command.h"


#define POSTS_CLI_SLICE  ((int64_t) 100 * 1000 * 1000)
#define POSTS_CLI_FILES  16


static void posts_cli_site_theme(posts_cli_site_t *site, const char *value);
static int posts_cli_site_folder(posts_cli_site_t *site,
    const char *command);
static int posts_cli_site_temporary(posts_cli_site_t *site,
    const char *command);
static int posts_cli_site_indexer(posts_cli_site_t *site,
    const char *command);
static void posts_cli_site_report(void *payload, posts_severity_t severity,
    const posts_error_t *error);
static int posts_cli_site_remove(const char *path, const struct stat *st,
    int type, struct FTW *ftw);
static void posts_cli_site_signals(void);
static void posts_cli_site_signal(int number);


/* A handler can reach nothing but what is static. */

static volatile sig_atomic_t  posts_cli_site_ended;


void
posts_cli_site_init(posts_cli_site_t *site)
{
    memset(site, 0, sizeof(posts_cli_site_t));

    posts_limits_default(&site->limits);

    site->watch = POSTS_WATCH_OFF;
    site->poll = 1000;
    site->folder = -1;
}


int
posts_cli_site_option(posts_cli_site_t *site, const char *command, int c,
    const char *value)
{
    switch (c) {

    case 'd':
        site->drafts = 1;
        break;

    case 'f':
        site->future = 1;
        break;

    case 'u':
        site->unpublished = 1;
        break;

    case 'i':
        site->dir = value;
        break;

    case 'e':
        posts_cli_site_theme(site, value);
        break;

    case 'l':
        return posts_cli_limit(&site->limits, command, value);

    default:
        break;
    }

    return POSTS_EXIT_OK;
}


/* The words of the directive posts_theme, or a folder. */

static void
posts_cli_site_theme(posts_cli_site_t *site, const char *value)
{
    size_t  i;

    /* ORDER posts_theme_e */

    static const char *const  names[] = { "auto", "builtin", "off" };

    site->theme = NULL;

    for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (strcmp(value, names[i]) == 0) {
            site->theming = (posts_theme_e) i;
            return;
        }
    }

    site->theming = POSTS_THEME_PATH;
    site->theme = value;
}


void
posts_cli_site_render(const posts_cli_site_t *site,
    posts_render_options_t *options)
{
    options->site = site->path;
    options->dir = site->folder;
    options->theme = site->theme;
    options->theme_dir = AT_FDCWD;
    options->theming = site->theming;
    options->limits = &site->limits;
}


int
posts_cli_limit(posts_limits_t *limits, const char *command,
    const char *value)
{
    posts_str_t    name, number;
    const char    *equals;
    posts_error_t  error;

    equals = strchr(value, '=');

    if (equals == NULL) {
        return posts_command_usage(command, "\"--limit=%s\" must be "
                                   "--limit=NAME=N", value);
    }

    name = posts_str_from(value, (size_t) (equals - value));
    number = posts_str_c(equals + 1);

    posts_error_clear(&error);

    if (posts_limits_set(limits, name, number, &error) != POSTS_OK) {
        return posts_command_usage(command, "%s", error.message);
    }

    return POSTS_EXIT_OK;
}


int
posts_cli_site_open(posts_cli_site_t *site, const char *command)
{
    int  rc;

    posts_cli_site_signals();

    rc = posts_cli_site_folder(site, command);
    if (rc != POSTS_EXIT_OK) {
        return rc;
    }

    if (site->dir == NULL) {
        rc = posts_cli_site_temporary(site, command);
        if (rc != POSTS_EXIT_OK) {
            return rc;
        }
    }

    return posts_cli_site_indexer(site, command);
}


static int
posts_cli_site_folder(posts_cli_site_t *site, const char *command)
{
    site->folder = open(site->path, O_PATH|O_DIRECTORY|O_CLOEXEC);

    if (site->folder == -1) {
        fprintf(stderr, "%s: cannot be opened as a site's folder: %s\n",
                site->path, strerror(errno));
        return POSTS_EXIT_FAILED;
    }

    if (faccessat(site->folder, ".", R_OK|X_OK, AT_EACCESS) == -1) {
        fprintf(stderr, "%s: posts %s cannot read this folder: %s\n",
                site->path, command, strerror(errno));
        return POSTS_EXIT_FAILED;
    }

    return POSTS_EXIT_OK;
}


static int
posts_cli_site_temporary(posts_cli_site_t *site, const char *command)
{
    int          n;
    const char  *tmp;

    tmp = getenv("TMPDIR");

    if (tmp == NULL || tmp[0] == '\0') {
        tmp = "/tmp";
    }

    n = snprintf(site->temporary, sizeof(site->temporary),
                 "%s/posts-%s-XXXXXX", tmp, command);

    if (n < 0 || (size_t) n >= sizeof(site->temporary)
        || mkdtemp(site->temporary) == NULL)
    {
        fprintf(stderr, "%s: a temporary folder cannot be made here: %s\n",
                tmp, strerror(errno));
        site->temporary[0] = '\0';
        return POSTS_EXIT_FAILED;
    }

    site->dir = site->temporary;

    return POSTS_EXIT_OK;
}


static int
posts_cli_site_indexer(posts_cli_site_t *site, const char *command)
{
    int                       rc;
    posts_rc_t                prc;
    posts_error_t             error;
    posts_indexer_options_t  *options;

    options = &site->options;

    options->site = site->path;
    options->dir = site->dir;
    options->theme = site->theme;
    options->limits = &site->limits;
    options->watch = site->watch;
    options->poll = site->poll;
    options->settle = 20;
    options->drafts = site->drafts;
    options->future = site->future;
    options->unpublished = site->unpublished;
    options->report = posts_cli_site_report;
    options->now = posts_cli_site_now;
    options->payload = site;

    posts_error_clear(&error);

    prc = posts_indexer_create(&site->indexer, options, &error);

    if (prc == POSTS_AGAIN) {
        fprintf(stderr, "%s: another process is at work on this index; "
                "posts %s needs it for itself\n", site->dir, command);
        site->indexer = NULL;
        return POSTS_EXIT_FAILED;
    }

    if (prc != POSTS_OK) {
        posts_cli_site_tell(site, "", &error);
        site->indexer = NULL;
        return POSTS_EXIT_FAILED;
    }

    rc = posts_cli_site_step(site);
    if (rc != POSTS_EXIT_OK) {
        return rc;
    }

    site->index = posts_indexer_index(site->indexer);

    if (site->index == NULL || !posts_indexer_ready(site->indexer)) {
        fprintf(stderr, "%s: the site could not be indexed\n", site->path);
        return POSTS_EXIT_FAILED;
    }

    return POSTS_EXIT_OK;
}


int
posts_cli_site_step(posts_cli_site_t *site)
{
    posts_rc_t     rc;
    posts_error_t  error;

    do {
        if (posts_cli_site_stopped()) {
            return POSTS_EXIT_FAILED;
        }

        posts_error_clear(&error);

        rc = posts_indexer_step(site->indexer,
                                posts_cli_site_now(NULL) + POSTS_CLI_SLICE,
                                &error);

    } while (rc == POSTS_AGAIN);

    if (rc != POSTS_OK) {
        posts_cli_site_tell(site, "", &error);
        return POSTS_EXIT_FAILED;
    }

    return POSTS_EXIT_OK;
}


void
posts_cli_site_close(posts_cli_site_t *site)
{
    int  number;

    if (site->indexer != NULL) {
        posts_indexer_destroy(site->indexer);
        site->indexer = NULL;
    }

    if (site->temporary[0] != '\0') {
        (void) nftw(site->temporary, posts_cli_site_remove, POSTS_CLI_FILES,
                    FTW_DEPTH|FTW_PHYS);
        site->temporary[0] = '\0';
    }

    if (site->folder != -1) {
        (void) close(site->folder);
        site->folder = -1;
    }

    /* everything is cleaned up: end as the signal wanted it */

    number = posts_cli_site_stopped();

    if (number != 0) {
        (void) fflush(stdout);
        (void) signal(number, SIG_DFL);
        (void) raise(number);
    }
}


int
posts_cli_site_stopped(void)
{
    return posts_cli_site_ended;
}


static void
posts_cli_site_report(void *payload, posts_severity_t severity,
    const posts_error_t *error)
{
    posts_cli_site_t *site = payload;

    if (severity == POSTS_FAULT) {
        site->nfaults++;

    } else {
        site->nwarnings++;
    }

    if (site->report != NULL) {
        site->report(site->payload, severity, error);
        return;
    }

    if (severity == POSTS_FAULT) {
        posts_cli_site_tell(site, "", error);

    } else if (site->warnings) {
        posts_cli_site_tell(site, "warning: ", error);
    }
}


void
posts_cli_site_tell(const posts_cli_site_t *site, const char *kind,
    const posts_error_t *error)
{
    size_t  n;

    n = strlen(site->path);

    if (error->file[0] == '/') {
        fprintf(stderr, "%s", error->file);

    } else if (error->file[0] != '\0') {
        fprintf(stderr, "%s%s%s", site->path,
                n != 0 && site->path[n - 1] == '/' ? "" : "/", error->file);

    } else {
        fprintf(stderr, "%s", site->path);
    }

    if (error->line != 0) {
        fprintf(stderr, ":%u", error->line);

        if (error->column != 0) {
            fprintf(stderr, ":%u", error->column);
        }
    }

    fprintf(stderr, ": %s%s\n", kind, error->message);
}


int64_t
posts_cli_site_now(void *payload)
{
    struct timespec  ts;

    (void) payload;
    (void) clock_gettime(CLOCK_REALTIME, &ts);

    return (int64_t) ts.tv_sec * 1000000000 + ts.tv_nsec;
}


static int
posts_cli_site_remove(const char *path, const struct stat *st, int type,
    struct FTW *ftw)
{
    (void) st;
    (void) type;
    (void) ftw;

    (void) remove(path);

    return 0;
}


static void
posts_cli_site_signals(void)
{
    size_t            i;
    struct sigaction  sa;

    static const int  numbers[] = { SIGINT, SIGTERM, SIGHUP, SIGPIPE };

    memset(&sa, 0, sizeof(struct sigaction));
    (void) sigemptyset(&sa.sa_mask);
    sa.sa_handler = posts_cli_site_signal;

    for (i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
        (void) sigaction(numbers[i], &sa, NULL);
    }
}


static void
posts_cli_site_signal(int number)
{
    posts_cli_site_ended = number;
}
