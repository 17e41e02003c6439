
/*
 * Copyright (C) the ngx_http_posts_module authors
 */


#include <errno.h>
#include <getopt.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "posts_cli_site.h"
#include "posts_command.h"


#define POSTS_COMMAND_WAIT  1000


typedef struct {
    posts_cli_site_t  site;
    unsigned          watch:1;
    unsigned          timing:1;
} posts_command_index_t;


static int posts_command_index_arguments(posts_command_index_t *ci,
    int argc, char **argv);
static int posts_command_index_watch(posts_command_index_t *ci);
static int posts_command_index_tell(posts_command_index_t *ci,
    int64_t began);


static const struct option  posts_command_index_options[] = {
    POSTS_CLI_SITE_OPTIONS,
    { "watch", no_argument, NULL, 'w' },
    { "poll", required_argument, NULL, 'p' },
    { "timing", no_argument, NULL, 't' },
    { NULL, 0, NULL, 0 }
};


int
posts_command_index(int argc, char **argv)
{
    int                    rc;
    int64_t                began;
    posts_command_index_t  ci;

    memset(&ci, 0, sizeof(posts_command_index_t));
    posts_cli_site_init(&ci.site);
    ci.site.warnings = 1;

    rc = posts_command_index_arguments(&ci, argc, argv);
    if (rc != POSTS_EXIT_OK) {
        return rc;
    }

    began = posts_cli_site_now(NULL);

    rc = posts_cli_site_open(&ci.site, argv[0]);

    if (rc == POSTS_EXIT_OK) {
        rc = posts_command_index_tell(&ci, began);
    }

    if (rc == POSTS_EXIT_OK && ci.watch) {
        rc = posts_command_index_watch(&ci);
    }

    posts_cli_site_close(&ci.site);

    return rc;
}


static int
posts_command_index_arguments(posts_command_index_t *ci, int argc,
    char **argv)
{
    int    c, rc;
    char  *end;
    long   n;

    opterr = 0;

    while ((c = getopt_long(argc, argv, ":", posts_command_index_options,
                            NULL))
           != -1)
    {
        rc = POSTS_EXIT_OK;

        switch (c) {

        case 'w':
            ci->watch = 1;

            if (ci->site.watch == POSTS_WATCH_OFF) {
                ci->site.watch = POSTS_WATCH_INOTIFY;
            }

            break;

        case 'p':
            errno = 0;
            n = strtol(optarg, &end, 10);

            if (*end != '\0' || end == optarg || errno != 0 || n < 100
                || n > 86400000)
            {
                return posts_command_usage(argv[0], "\"--poll=%s\" must be "
                                           "between 100 and 86400000 "
                                           "milliseconds", optarg);
            }

            ci->watch = 1;
            ci->site.watch = POSTS_WATCH_POLL;
            ci->site.poll = (unsigned) n;
            break;

        case 't':
            ci->timing = 1;
            break;

        case '?':
        case ':':
            return posts_command_option(argv[0], c, argv);

        default:
            rc = posts_cli_site_option(&ci->site, argv[0], c, optarg);
            break;
        }

        if (rc != POSTS_EXIT_OK) {
            return rc;
        }
    }

    rc = posts_command_operands(argc, argv, 2, 2,
                                "a SITE and a DIR are needed");
    if (rc != POSTS_EXIT_OK) {
        return rc;
    }

    ci->site.path = argv[optind];
    ci->site.dir = argv[optind + 1];

    return POSTS_EXIT_OK;
}


static int
posts_command_index_watch(posts_command_index_t *ci)
{
    int            fd, n;
    int64_t        wait, began;
    uint64_t       generation;
    struct pollfd  pfd;

    generation = posts_indexer_generation(ci->site.indexer);

    while (!posts_cli_site_stopped()) {

        wait = posts_indexer_wait(ci->site.indexer);
        fd = posts_indexer_fd(ci->site.indexer);

        if (wait < 0 || wait > POSTS_COMMAND_WAIT) {

            /* not longer: a signal may come just before the poll() */

            wait = POSTS_COMMAND_WAIT;
        }

        pfd.fd = fd;
        pfd.events = POLLIN;
        pfd.revents = 0;

        n = poll(&pfd, fd == -1 ? 0 : 1, (int) wait);

        if (n == -1 && errno != EINTR) {
            fprintf(stderr, "posts index: poll() failed: %s\n",
                    strerror(errno));
            return POSTS_EXIT_FAILED;
        }

        began = posts_cli_site_now(NULL);

        /* a round that failed has been told of; the next may do better */

        (void) posts_cli_site_step(&ci->site);

        if (posts_indexer_generation(ci->site.indexer) != generation) {
            generation = posts_indexer_generation(ci->site.indexer);
            (void) posts_command_index_tell(ci, began);
        }
    }

    return POSTS_EXIT_OK;
}


static int
posts_command_index_tell(posts_command_index_t *ci, int64_t began)
{
    size_t             posts;
    int64_t            spent;
    posts_error_t      error;
    posts_snapshot_t  *snapshot;

    spent = posts_cli_site_now(NULL) - began;

    posts_error_clear(&error);

    if (posts_snapshot_begin(&snapshot, ci->site.index, &error)
        != POSTS_OK)
    {
        posts_cli_site_tell(&ci->site, "", &error);
        return POSTS_EXIT_FAILED;
    }

    posts = posts_snapshot_count(snapshot, POSTS_LIST_ALL, posts_str(""));

    printf("%s: %zu posts, generation %llu", ci->site.path, posts,
           (unsigned long long) posts_snapshot_generation(snapshot));

    if (ci->timing) {
        printf(", %.3f ms", (double) spent / 1e6);
    }

    printf("\n");
    (void) fflush(stdout);

    posts_snapshot_end(snapshot);

    return POSTS_EXIT_OK;
}
