
/*
 * Copyright (C) the ngx_http_posts_module authors
 *
 * Documents come from the index, lists from what the index counts, static
 * files from a walk; then all of them in the order of their URLs.  A list
 * has no source of its own: "-".
 */


#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "posts_cli_site.h"
#include "posts_command.h"
#include "posts_href.h"
#include "posts_jekyll.h"
#include "posts_route.h"
#include "posts_static.h"


#define POSTS_COMMAND_BATCH   64
#define POSTS_COMMAND_DEPTH   64
#define POSTS_COMMAND_MEMORY  ((size_t) 4 * 1024 * 1024 * 1024)


typedef struct {
    posts_str_t        url;      /* %-encoded */
    posts_str_t        source;
} posts_command_line_t;


typedef struct {
    posts_cli_site_t        site;
    posts_snapshot_t       *snapshot;
    const posts_config_t   *config;
    posts_arena_t          *arena;
    posts_command_line_t   *lines;
    size_t                  n;
    size_t                  size;
} posts_command_routes_t;


static int posts_command_routes_all(posts_command_routes_t *cr);
static int posts_command_routes_documents(posts_command_routes_t *cr);
static int posts_command_routes_lists(posts_command_routes_t *cr);
static int posts_command_routes_terms(posts_command_routes_t *cr,
    posts_list_e kind);
static int posts_command_routes_list(posts_command_routes_t *cr,
    posts_listing_t *list);
static int posts_command_routes_known(posts_command_routes_t *cr);
static int posts_command_routes_files(posts_command_routes_t *cr,
    int parent, posts_str_t path, unsigned depth);
static int posts_command_routes_name(posts_command_routes_t *cr, int dir,
    posts_str_t path, const struct dirent *de, unsigned depth);
static int posts_command_routes_add(posts_command_routes_t *cr,
    posts_str_t url, posts_str_t source);
static int posts_command_routes_print(posts_command_routes_t *cr);
static int posts_command_routes_order(const void *a, const void *b);
static int posts_command_routes_memory(void);


static const struct option  posts_command_routes_options[] = {
    POSTS_CLI_SITE_OPTIONS,
    { NULL, 0, NULL, 0 }
};


int
posts_command_routes(int argc, char **argv)
{
    int                     c, rc;
    posts_command_routes_t  cr;

    memset(&cr, 0, sizeof(posts_command_routes_t));
    posts_cli_site_init(&cr.site);

    opterr = 0;

    while ((c = getopt_long(argc, argv, ":", posts_command_routes_options,
                            NULL))
           != -1)
    {
        if (c == '?' || c == ':') {
            return posts_command_option(argv[0], c, argv);
        }

        rc = posts_cli_site_option(&cr.site, argv[0], c, optarg);
        if (rc != POSTS_EXIT_OK) {
            return rc;
        }
    }

    rc = posts_command_operands(argc, argv, 1, 1,
                                "a SITE is needed");
    if (rc != POSTS_EXIT_OK) {
        return rc;
    }

    cr.site.path = argv[optind];

    rc = posts_cli_site_open(&cr.site, argv[0]);

    if (rc == POSTS_EXIT_OK) {
        rc = posts_command_routes_all(&cr);
    }

    posts_cli_site_close(&cr.site);

    return rc;
}


static int
posts_command_routes_all(posts_command_routes_t *cr)
{
    int            rc;
    posts_error_t  error;

    posts_error_clear(&error);

    if (posts_snapshot_begin(&cr->snapshot, cr->site.index, &error)
        != POSTS_OK)
    {
        posts_cli_site_tell(&cr->site, "", &error);
        return POSTS_EXIT_FAILED;
    }

    cr->arena = posts_arena_create(POSTS_COMMAND_MEMORY);
    cr->config = posts_snapshot_config(cr->snapshot);

    if (cr->arena == NULL || cr->config == NULL) {
        rc = posts_command_routes_memory();
        goto done;
    }

    rc = posts_command_routes_documents(cr);

    if (rc == POSTS_EXIT_OK) {
        rc = posts_command_routes_lists(cr);
    }

    if (rc == POSTS_EXIT_OK) {
        rc = posts_command_routes_known(cr);
    }

    if (rc == POSTS_EXIT_OK) {
        rc = posts_command_routes_files(cr, cr->site.folder, posts_str(""),
                                        0);
    }

    if (rc == POSTS_EXIT_OK) {
        rc = posts_command_routes_print(cr);
    }

done:

    posts_arena_destroy(cr->arena);
    posts_snapshot_end(cr->snapshot);

    return rc;
}


static int
posts_command_routes_documents(posts_command_routes_t *cr)
{
    int               rc;
    size_t            i, got;
    posts_str_t       after;
    posts_document_t  winner, docs[POSTS_COMMAND_BATCH];

    after = posts_str("");

    for ( ;; ) {

        if (posts_cli_site_stopped()) {
            return POSTS_EXIT_FAILED;
        }

        if (posts_snapshot_documents(cr->snapshot, after,
                                     POSTS_COMMAND_BATCH, docs, &got)
            != POSTS_OK)
        {
            fprintf(stderr, "%s: the index is damaged\n", cr->site.path);
            return POSTS_EXIT_FAILED;
        }

        if (got == 0) {
            return POSTS_EXIT_OK;
        }

        for (i = 0; i < got; i++) {

            /* a member of a collection without output */

            if (!docs[i].served) {
                continue;
            }

            if (posts_snapshot_url(cr->snapshot, docs[i].url, &winner)
                == POSTS_OK
                && !posts_str_eq(winner.path, docs[i].path))
            {
                /* another source has this URL */

                continue;
            }

            rc = posts_command_routes_add(cr, docs[i].url, docs[i].path);
            if (rc != POSTS_EXIT_OK) {
                return rc;
            }
        }

        after = docs[got - 1].path;
    }
}


/* Static files whose URL the index knows: of collections, of the theme. */

static int
posts_command_routes_known(posts_command_routes_t *cr)
{
    int               rc;
    size_t            i, got, offset;
    posts_document_t  winner, docs[POSTS_COMMAND_BATCH];

    for (offset = 0; /* void */ ; offset += got) {

        if (posts_snapshot_list(cr->snapshot, POSTS_LIST_FILES,
                                posts_str(""), offset, POSTS_COMMAND_BATCH,
                                docs, &got)
            != POSTS_OK)
        {
            fprintf(stderr, "%s: the index is damaged\n", cr->site.path);
            return POSTS_EXIT_FAILED;
        }

        if (got == 0 || posts_cli_site_stopped()) {
            return POSTS_EXIT_OK;
        }

        for (i = 0; i < got; i++) {

            if ((docs[i].collection.len == 0
                 && !posts_str_starts(docs[i].path, posts_str("./")))
                || posts_snapshot_file(cr->snapshot, docs[i].url, &winner)
                   != POSTS_OK
                || !posts_str_eq(winner.path, docs[i].path))
            {
                continue;
            }

            rc = posts_command_routes_add(cr, docs[i].url, docs[i].path);
            if (rc != POSTS_EXIT_OK) {
                return rc;
            }
        }
    }
}


static int
posts_command_routes_lists(posts_command_routes_t *cr)
{
    int                      rc;
    posts_deps_t             deps;
    posts_error_t            error;
    posts_route_t            route;
    posts_listing_t          list;
    posts_render_options_t   options;

    memset(&options, 0, sizeof(posts_render_options_t));

    posts_cli_site_render(&cr->site, &options);

    if (posts_jekyll_site(cr->snapshot, &options)) {

        /* they are there as JSON alone */

        return POSTS_EXIT_OK;
    }

    options.formats = posts_format_bit(POSTS_FORMAT_HTML);

    memset(&list, 0, sizeof(posts_listing_t));

    posts_deps_init(&deps, cr->arena);
    posts_error_clear(&error);

    if (posts_route(&route, cr->arena, cr->snapshot, cr->config, &options,
                    posts_str("/"), &deps, &error)
        != POSTS_OK)
    {
        posts_cli_site_tell(&cr->site, "", &error);
        return POSTS_EXIT_FAILED;
    }

    list.kind = POSTS_LIST_ALL;
    list.claimed = (route.kind != POSTS_ROUTE_LIST);
    list.total = posts_snapshot_count(cr->snapshot, POSTS_LIST_ALL,
                                      posts_str(""));

    rc = posts_command_routes_list(cr, &list);

    if (rc == POSTS_EXIT_OK) {
        rc = posts_command_routes_terms(cr, POSTS_LIST_TAG);
    }

    if (rc == POSTS_EXIT_OK) {
        rc = posts_command_routes_terms(cr, POSTS_LIST_CATEGORY);
    }

    return rc;
}


static int
posts_command_routes_terms(posts_command_routes_t *cr, posts_list_e kind)
{
    int              rc;
    size_t           i, got, offset;
    posts_term_t     terms[POSTS_COMMAND_BATCH];
    posts_listing_t  list;

    memset(&list, 0, sizeof(posts_listing_t));
    list.kind = kind;

    for (offset = 0; /* void */ ; offset += got) {

        if (posts_snapshot_terms(cr->snapshot, kind, offset,
                                 POSTS_COMMAND_BATCH, terms, &got)
            != POSTS_OK)
        {
            fprintf(stderr, "%s: the index is damaged\n", cr->site.path);
            return POSTS_EXIT_FAILED;
        }

        if (got == 0) {
            return POSTS_EXIT_OK;
        }

        for (i = 0; i < got; i++) {
            list.term = terms[i];
            list.total = terms[i].count;

            rc = posts_command_routes_list(cr, &list);
            if (rc != POSTS_EXIT_OK) {
                return rc;
            }
        }
    }
}


static int
posts_command_routes_list(posts_command_routes_t *cr, posts_listing_t *list)
{
    int          rc;
    size_t       page;
    posts_buf_t  url;

    list->limit = posts_listing_limit(cr->config);
    list->pages = posts_listing_pages(list->total, list->limit);

    for (page = 1; page <= list->pages; page++) {
        posts_buf_init(&url, cr->arena, 0);
        posts_listing_url(&url, list, page);

        if (url.rc != POSTS_OK) {
            return posts_command_routes_memory();
        }

        rc = posts_command_routes_add(cr, posts_buf_str(&url),
                                      posts_str("-"));
        if (rc != POSTS_EXIT_OK) {
            return rc;
        }
    }

    return POSTS_EXIT_OK;
}


/* Symbolic links to folders are not walked: no walk goes round. */

static int
posts_command_routes_files(posts_command_routes_t *cr, int parent,
    posts_str_t path, unsigned depth)
{
    int             fd, rc;
    DIR            *dir;
    const char     *name;
    struct dirent  *de;

    if (depth == POSTS_COMMAND_DEPTH) {
        return POSTS_EXIT_OK;
    }

    name = (path.len == 0)
           ? "." : (const char *) path.data + posts_str_rchr(path, '/') + 1;

    fd = openat(parent, name, O_RDONLY|O_DIRECTORY|O_NOFOLLOW|O_CLOEXEC);
    dir = (fd == -1) ? NULL : fdopendir(fd);

    if (dir == NULL) {
        fprintf(stderr, "%s/%.*s: %s\n", cr->site.path, posts_str_arg(path),
                strerror(errno));

        if (fd != -1) {
            (void) close(fd);
        }

        return POSTS_EXIT_FAILED;
    }

    rc = POSTS_EXIT_OK;

    while (rc == POSTS_EXIT_OK && !posts_cli_site_stopped()) {
        de = readdir(dir);

        if (de == NULL) {
            break;
        }

        rc = posts_command_routes_name(cr, dirfd(dir), path, de, depth);
    }

    (void) closedir(dir);

    return rc;
}


static int
posts_command_routes_name(posts_command_routes_t *cr, int dir,
    posts_str_t path, const struct dirent *de, unsigned depth)
{
    posts_str_t        full;
    posts_buf_t        b;
    posts_document_t   doc;

    if (strcmp(de->d_name, ".") == 0 || strcmp(de->d_name, "..") == 0) {
        return POSTS_EXIT_OK;
    }

    posts_buf_init(&b, cr->arena, 0);
    posts_buf_lit(&b, "/");
    posts_buf_add(&b, path);

    if (path.len != 0) {
        posts_buf_lit(&b, "/");
    }

    posts_buf_add(&b, posts_str_c(de->d_name));
    posts_buf_addc(&b, '\0');

    if (b.rc != POSTS_OK) {
        return posts_command_routes_memory();
    }

    /* zero-terminated behind its end */

    full = posts_str_slice(posts_buf_str(&b), 1, b.len - 1);

    if (de->d_type == DT_DIR) {

        if (posts_document_classify(cr->config, full, 1)
            != POSTS_PATH_FOLDER)
        {
            return POSTS_EXIT_OK;
        }

        return posts_command_routes_files(cr, dir, full, depth + 1);
    }

    if (posts_static_find(cr->config, cr->site.path, cr->site.folder, full,
                          NULL)
        != POSTS_OK)
    {
        return POSTS_EXIT_OK;
    }

    b.len--;

    if (posts_snapshot_url(cr->snapshot, posts_buf_str(&b), &doc)
        == POSTS_OK)
    {
        /* a document has this URL */

        return POSTS_EXIT_OK;
    }

    return posts_command_routes_add(cr, posts_buf_str(&b), full);
}


static int
posts_command_routes_add(posts_command_routes_t *cr, posts_str_t url,
    posts_str_t source)
{
    size_t                 size;
    posts_buf_t            b;
    posts_command_line_t  *lines, *line;

    if (cr->n == cr->size) {
        size = cr->size * 2 + 256;
        lines = posts_arena_realloc(cr->arena, cr->lines,
                                    cr->size * sizeof(posts_command_line_t),
                                    size * sizeof(posts_command_line_t));
        if (lines == NULL) {
            return posts_command_routes_memory();
        }

        cr->lines = lines;
        cr->size = size;
    }

    posts_buf_init(&b, cr->arena, 0);
    posts_href(&b, posts_str(""), url);

    if (b.rc != POSTS_OK) {
        return posts_command_routes_memory();
    }

    line = &cr->lines[cr->n++];

    line->url = posts_buf_str(&b);
    line->source = source;

    return POSTS_EXIT_OK;
}


static int
posts_command_routes_print(posts_command_routes_t *cr)
{
    size_t                 i, j;
    posts_command_line_t  *line;

    if (cr->n != 0) {
        qsort(cr->lines, cr->n, sizeof(posts_command_line_t),
              posts_command_routes_order);
    }

    for (i = 0; i < cr->n; i++) {
        line = &cr->lines[i];

        (void) fwrite(line->url.data, 1, line->url.len, stdout);
        (void) putchar('\t');

        /* a line is a line, whatever a file is called */

        for (j = 0; j < line->source.len; j++) {
            (void) putchar(line->source.data[j] < ' '
                           ? '?' : line->source.data[j]);
        }

        (void) putchar('\n');
    }

    if (fflush(stdout) != 0 || ferror(stdout)) {
        fprintf(stderr, "posts routes: writing failed: %s\n",
                strerror(errno));
        return POSTS_EXIT_FAILED;
    }

    return POSTS_EXIT_OK;
}


static int
posts_command_routes_order(const void *a, const void *b)
{
    int                          rc;
    const posts_command_line_t  *x, *y;

    x = a;
    y = b;

    rc = posts_str_cmp(x->url, y->url);

    return rc != 0 ? rc : posts_str_cmp(x->source, y->source);
}


static int
posts_command_routes_memory(void)
{
    fprintf(stderr, "posts routes: no memory\n");

    return POSTS_EXIT_FAILED;
}
