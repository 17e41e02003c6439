
/*
 * Copyright (C) the ngx_http_posts_module authors
 *
 * The indexer reports what it can not understand; what only shows when a
 * page is made is found by making all of them.
 */


#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "posts_cli_site.h"
#include "posts_command.h"
#include "posts_render.h"


#define POSTS_COMMAND_BATCH  64


typedef struct {
    posts_error_t     error;
    posts_severity_t  severity;
    size_t            number;
} posts_command_finding_t;


typedef struct {
    posts_cli_site_t           site;
    posts_command_finding_t  **findings;
    size_t                     n;
    size_t                     size;
    size_t                     documents;
} posts_command_check_t;


static void posts_command_check_report(void *payload,
    posts_severity_t severity, const posts_error_t *error);
static int posts_command_check_documents(posts_command_check_t *cc);
static int posts_command_check_batch(posts_command_check_t *cc,
    posts_snapshot_t *snapshot, const posts_document_t *docs, size_t n);
static void posts_command_check_tell(posts_command_check_t *cc);
static int posts_command_check_order(const void *a, const void *b);


static const struct option  posts_command_check_options[] = {
    POSTS_CLI_SITE_OPTIONS,
    { NULL, 0, NULL, 0 }
};


int
posts_command_check(int argc, char **argv)
{
    int                    c, rc;
    posts_command_check_t  cc;

    memset(&cc, 0, sizeof(posts_command_check_t));
    posts_cli_site_init(&cc.site);

    opterr = 0;

    while ((c = getopt_long(argc, argv, ":", posts_command_check_options,
                            NULL))
           != -1)
    {
        if (c == '?' || c == ':') {
            return posts_command_option(argv[0], c, argv);
        }

        rc = posts_cli_site_option(&cc.site, argv[0], c, optarg);
        if (rc != POSTS_EXIT_OK) {
            return rc;
        }
    }

    rc = posts_command_operands(argc, argv, 1, 1,
                                "a SITE is needed");
    if (rc != POSTS_EXIT_OK) {
        return rc;
    }

    cc.site.path = argv[optind];
    cc.site.report = posts_command_check_report;
    cc.site.payload = &cc;

    rc = posts_cli_site_open(&cc.site, argv[0]);

    if (rc == POSTS_EXIT_OK) {
        rc = posts_command_check_documents(&cc);
    }

    posts_command_check_tell(&cc);

    if (rc == POSTS_EXIT_OK) {
        printf("%s: %zu documents, %lu errors, %lu warnings\n", cc.site.path,
               cc.documents, cc.site.nfaults, cc.site.nwarnings);

        if (cc.site.nfaults != 0) {
            rc = POSTS_EXIT_FAILED;
        }
    }

    posts_cli_site_close(&cc.site);

    return rc;
}


/* Kept, to be told in the order of the files. */

static void
posts_command_check_report(void *payload, posts_severity_t severity,
    const posts_error_t *error)
{
    posts_command_check_t *cc = payload;

    size_t                    size;
    posts_command_finding_t  *f, **findings;

    if (cc->n == cc->size) {
        size = cc->size * 2 + 64;
        findings = realloc(cc->findings,
                           size * sizeof(posts_command_finding_t *));

        if (findings == NULL) {
            return;
        }

        cc->findings = findings;
        cc->size = size;
    }

    f = malloc(sizeof(posts_command_finding_t));

    if (f == NULL) {
        return;
    }

    f->error = *error;
    f->severity = severity;
    f->number = cc->n;

    cc->findings[cc->n++] = f;
}


static int
posts_command_check_documents(posts_command_check_t *cc)
{
    int                rc;
    size_t             got;
    posts_str_t        after;
    posts_error_t      error;
    posts_snapshot_t  *snapshot;
    posts_document_t   docs[POSTS_COMMAND_BATCH];

    posts_error_clear(&error);

    if (posts_snapshot_begin(&snapshot, cc->site.index, &error)
        != POSTS_OK)
    {
        posts_cli_site_tell(&cc->site, "", &error);
        return POSTS_EXIT_FAILED;
    }

    rc = POSTS_EXIT_OK;
    after = posts_str("");

    do {
        if (posts_snapshot_documents(snapshot, after, POSTS_COMMAND_BATCH,
                                     docs, &got)
            != POSTS_OK)
        {
            fprintf(stderr, "%s: the index is damaged\n", cc->site.path);
            rc = POSTS_EXIT_FAILED;
            break;
        }

        if (got == 0) {
            break;
        }

        rc = posts_command_check_batch(cc, snapshot, docs, got);

        after = docs[got - 1].path;

    } while (rc == POSTS_EXIT_OK && !posts_cli_site_stopped());

    posts_snapshot_end(snapshot);

    return rc;
}


static int
posts_command_check_batch(posts_command_check_t *cc,
    posts_snapshot_t *snapshot, const posts_document_t *docs, size_t n)
{
    size_t                   i;
    posts_rc_t               rc;
    posts_error_t            error;
    posts_arena_t           *arena;
    posts_answer_t           answer;
    posts_request_t          request;
    posts_render_options_t   options;

    arena = posts_arena_create(cc->site.limits.memory);

    if (arena == NULL) {
        fprintf(stderr, "posts check: no memory\n");
        return POSTS_EXIT_FAILED;
    }

    memset(&options, 0, sizeof(posts_render_options_t));

    posts_cli_site_render(&cc->site, &options);

    options.prefix = posts_str("");
    options.formats = posts_format_bit(POSTS_FORMAT_NONE) - 1;
    options.dialect = -1;
    options.raw_html = 1;

    for (i = 0; i < n; i++) {
        cc->documents++;

        if (!docs[i].served) {
            continue;
        }

        /* JSON has both the content and the excerpt */

        request.path = docs[i].url;
        request.accept = posts_str("application/json");

        posts_error_clear(&error);

        rc = posts_render(&answer, arena, snapshot, &options, &request,
                          &error);

        if (rc != POSTS_OK) {
            cc->site.nfaults++;
            posts_command_check_report(cc, POSTS_FAULT, &error);
        }

        posts_arena_reset(arena, 1024 * 1024);
    }

    posts_arena_destroy(arena);

    return POSTS_EXIT_OK;
}


static void
posts_command_check_tell(posts_command_check_t *cc)
{
    size_t  i;

    if (cc->n != 0) {
        qsort(cc->findings, cc->n, sizeof(posts_command_finding_t *),
              posts_command_check_order);
    }

    for (i = 0; i < cc->n; i++) {
        posts_cli_site_tell(&cc->site,
                            cc->findings[i]->severity == POSTS_FAULT
                            ? "" : "warning: ",
                            &cc->findings[i]->error);
        free(cc->findings[i]);
    }

    free(cc->findings);
    cc->findings = NULL;
    cc->n = 0;
}


static int
posts_command_check_order(const void *a, const void *b)
{
    int                             rc;
    const posts_command_finding_t  *x, *y;

    x = *(posts_command_finding_t *const *) a;
    y = *(posts_command_finding_t *const *) b;

    rc = strcmp(x->error.file, y->error.file);

    if (rc != 0) {
        return rc;
    }

    if (x->error.line != y->error.line) {
        return x->error.line < y->error.line ? -1 : 1;
    }

    return x->number < y->number ? -1 : x->number > y->number;
}
