
/*
 * Copyright (C) the ngx_http_posts_module authors
 */


#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif

#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "posts_cli_site.h"
#include "posts_command.h"
#include "posts_render.h"
#include "posts_source.h"


#define POSTS_COMMAND_MOVES  5


typedef struct {
    posts_cli_site_t        site;
    posts_render_options_t  options;
    posts_request_t         request;
    posts_arena_t          *arena;
    const char             *url;
    unsigned                headers:1;
} posts_command_render_t;


static int posts_command_render_arguments(posts_command_render_t *cr,
    int argc, char **argv);
static int posts_command_render_formats(posts_command_render_t *cr,
    const char *value);
static int posts_command_render_run(posts_command_render_t *cr);
static int posts_command_render_once(posts_command_render_t *cr,
    posts_snapshot_t *snapshot, int *moved);
static int posts_command_render_write(posts_command_render_t *cr,
    const posts_answer_t *answer);
static void posts_command_render_headers(const posts_answer_t *answer);
static void posts_command_render_header(const char *name, posts_str_t value);
static int posts_command_render_file(posts_command_render_t *cr,
    posts_str_t file);
static posts_str_t posts_command_render_decode(posts_arena_t *arena,
    posts_str_t url);
static int posts_command_render_digit(u_char c);


static const struct option  posts_command_render_options[] = {
    POSTS_CLI_SITE_OPTIONS,
    { "accept", required_argument, NULL, 'a' },
    { "headers", no_argument, NULL, 'h' },
    { "prefix", required_argument, NULL, 'p' },
    { "formats", required_argument, NULL, 'F' },
    { "dialect", required_argument, NULL, 'D' },
    { "no-raw-html", no_argument, NULL, 'R' },
    { NULL, 0, NULL, 0 }
};


int
posts_command_render(int argc, char **argv)
{
    int                     rc;
    posts_command_render_t  cr;

    memset(&cr, 0, sizeof(posts_command_render_t));

    posts_cli_site_init(&cr.site);

    cr.options.formats = posts_format_bit(POSTS_FORMAT_NONE) - 1;
    cr.options.dialect = -1;
    cr.options.raw_html = 1;
    cr.options.prefix = posts_str("");
    cr.request.accept = posts_str("");

    rc = posts_command_render_arguments(&cr, argc, argv);
    if (rc != POSTS_EXIT_OK) {
        return rc;
    }

    rc = posts_cli_site_open(&cr.site, argv[0]);

    if (rc == POSTS_EXIT_OK) {
        posts_cli_site_render(&cr.site, &cr.options);

        rc = posts_command_render_run(&cr);
    }

    posts_cli_site_close(&cr.site);

    return rc;
}


static int
posts_command_render_arguments(posts_command_render_t *cr, int argc,
    char **argv)
{
    int                        c, rc;
    posts_markdown_dialect_e   dialect;

    opterr = 0;

    while ((c = getopt_long(argc, argv, ":", posts_command_render_options,
                            NULL))
           != -1)
    {
        rc = POSTS_EXIT_OK;

        switch (c) {

        case 'a':
            cr->request.accept = posts_str_c(optarg);
            break;

        case 'h':
            cr->headers = 1;
            break;

        case 'p':
            cr->options.prefix = posts_str_c(optarg);

            while (posts_str_ends(cr->options.prefix, posts_str("/"))) {
                cr->options.prefix.len--;
            }

            break;

        case 'F':
            rc = posts_command_render_formats(cr, optarg);
            break;

        case 'D':
            if (posts_markdown_dialect(&dialect, posts_str_c(optarg))
                != POSTS_OK)
            {
                return posts_command_usage(argv[0],
                                           "unknown dialect \"%s\"", optarg);
            }

            cr->options.dialect = (int) dialect;
            break;

        case 'R':
            cr->options.raw_html = 0;
            break;

        case '?':
        case ':':
            return posts_command_option(argv[0], c, argv);

        default:
            rc = posts_cli_site_option(&cr->site, argv[0], c, optarg);
            break;
        }

        if (rc != POSTS_EXIT_OK) {
            return rc;
        }
    }

    rc = posts_command_operands(argc, argv, 2, 2,
                                "a SITE and a URL are needed");
    if (rc != POSTS_EXIT_OK) {
        return rc;
    }

    cr->site.path = argv[optind];
    cr->url = argv[optind + 1];

    if (cr->url[0] != '/') {
        return posts_command_usage(argv[0], "the URL \"%s\" must begin with "
                                   "\"/\"", cr->url);
    }

    return POSTS_EXIT_OK;
}


static int
posts_command_render_formats(posts_command_render_t *cr, const char *value)
{
    size_t          from, to;
    posts_str_t     list, name;
    posts_format_e  f;

    list = posts_str_c(value);
    cr->options.formats = 0;

    for (from = 0; from <= list.len; from = to + 1) {

        for (to = from; to < list.len && list.data[to] != ','; to++) {
            /* void */
        }

        name = posts_str_slice(list, from, to);

        for (f = POSTS_FORMAT_HTML; f < POSTS_FORMAT_NONE; f++) {
            if (posts_str_eq(posts_formats[f].name, name)) {
                break;
            }
        }

        if (f == POSTS_FORMAT_NONE) {
            return posts_command_usage("render", "unknown format \"%.*s\"",
                                       posts_str_arg(name));
        }

        cr->options.formats |= posts_format_bit(f);
    }

    return POSTS_EXIT_OK;
}


static int
posts_command_render_run(posts_command_render_t *cr)
{
    int                rc, moved;
    unsigned           n;
    posts_str_t        url;
    posts_error_t      error;
    posts_snapshot_t  *snapshot;

    posts_error_clear(&error);

    if (posts_snapshot_begin(&snapshot, cr->site.index, &error)
        != POSTS_OK)
    {
        posts_cli_site_tell(&cr->site, "", &error);
        return POSTS_EXIT_FAILED;
    }

    cr->arena = posts_arena_create(cr->site.limits.memory);

    if (cr->arena == NULL) {
        fprintf(stderr, "posts render: no memory\n");
        posts_snapshot_end(snapshot);
        return POSTS_EXIT_FAILED;
    }

    url = posts_str_c(cr->url);
    cr->request.path = posts_command_render_decode(cr->arena, url);

    n = 0;

    do {
        rc = posts_command_render_once(cr, snapshot, &moved);
    } while (rc == POSTS_EXIT_OK && moved && ++n < POSTS_COMMAND_MOVES);

    posts_arena_destroy(cr->arena);
    posts_snapshot_end(snapshot);

    return rc;
}


static int
posts_command_render_once(posts_command_render_t *cr,
    posts_snapshot_t *snapshot, int *moved)
{
    posts_rc_t      rc;
    posts_str_t     url;
    posts_error_t   error;
    posts_answer_t  answer;

    *moved = 0;

    posts_error_clear(&error);

    rc = posts_render(&answer, cr->arena, snapshot, &cr->options,
                      &cr->request, &error);

    if (rc != POSTS_OK) {
        posts_cli_site_tell(&cr->site, "", &error);
    }

    if (answer.kind == POSTS_ANSWER_REDIRECT && !cr->headers) {

        /* what a browser would do */

        fprintf(stderr, "%s: moved to %.*s\n", cr->url,
                posts_str_arg(answer.location));

        url = posts_command_render_decode(cr->arena, answer.location);
        cr->request.path = posts_str_slice(url, cr->options.prefix.len,
                                           url.len);
        *moved = 1;

        return POSTS_EXIT_OK;
    }

    if (answer.kind == POSTS_ANSWER_BODY && answer.status != 200
        && !cr->headers)
    {
        if (rc == POSTS_OK) {
            fprintf(stderr, "%s%s: status %u\n", cr->site.path, cr->url,
                    answer.status);
        }

        return POSTS_EXIT_FAILED;
    }

    if (posts_command_render_write(cr, &answer) != POSTS_EXIT_OK) {
        return POSTS_EXIT_FAILED;
    }

    return rc == POSTS_OK && answer.status < 400 ? POSTS_EXIT_OK
                                                 : POSTS_EXIT_FAILED;
}


static int
posts_command_render_write(posts_command_render_t *cr,
    const posts_answer_t *answer)
{
    if (cr->headers) {
        posts_command_render_headers(answer);
    }

    if (answer->kind == POSTS_ANSWER_FILE) {
        return posts_command_render_file(cr, answer->file);
    }

    if ((answer->body.len != 0
         && fwrite(answer->body.data, 1, answer->body.len, stdout)
            != answer->body.len)
        || fflush(stdout) != 0)
    {
        fprintf(stderr, "posts render: writing failed: %s\n",
                strerror(errno));
        return POSTS_EXIT_FAILED;
    }

    return POSTS_EXIT_OK;
}


static void
posts_command_render_headers(const posts_answer_t *answer)
{
    char       date[64];
    time_t     sec;
    struct tm  tm;

    printf("Status: %u\n", answer->status);

    posts_command_render_header("Content-Type", answer->content_type);
    posts_command_render_header("Location", answer->location);
    posts_command_render_header("Content-Location",
                                answer->content_location);
    posts_command_render_header("Link", answer->link);

    if (answer->status == 200 && answer->kind == POSTS_ANSWER_BODY) {
        posts_command_render_header("ETag",
                     posts_str_from(answer->etag, sizeof(answer->etag)));
    }

    sec = (time_t) answer->last_modified;

    if (sec != 0 && gmtime_r(&sec, &tm) != NULL
        && strftime(date, sizeof(date), "%a, %d %b %Y %H:%M:%S GMT", &tm)
           != 0)
    {
        posts_command_render_header("Last-Modified", posts_str_c(date));
    }

    if (answer->negotiated) {
        posts_command_render_header("Vary", posts_str("Accept"));
    }

    posts_command_render_header("X-Resource", answer->resource);
    printf("X-Cacheable: %s\n\n", answer->cacheable ? "yes" : "no");
}


static void
posts_command_render_header(const char *name, posts_str_t value)
{
    if (value.len != 0) {
        printf("%s: %.*s\n", name, posts_str_arg(value));
    }
}


static int
posts_command_render_file(posts_command_render_t *cr, posts_str_t file)
{
    int          fd, err, dir;
    char         buf[65536];
    ssize_t      n;
    const char  *site;

    site = cr->site.path;
    dir = cr->site.folder;

    posts_source_folder(&site, &dir, &file, cr->options.theme,
                        cr->options.theme_dir);

    err = posts_source_open(&fd, site, dir, file);

    if (err != 0) {
        fprintf(stderr, "%s/%.*s: %s\n", site, posts_str_arg(file),
                strerror(err));
        return POSTS_EXIT_FAILED;
    }

    for ( ;; ) {
        n = read(fd, buf, sizeof(buf));

        if (n == -1 && errno == EINTR && !posts_cli_site_stopped()) {
            continue;
        }

        if (n <= 0 || fwrite(buf, 1, (size_t) n, stdout) != (size_t) n) {
            break;
        }
    }

    (void) close(fd);

    if (n != 0 || fflush(stdout) != 0) {
        fprintf(stderr, "posts render: writing failed: %s\n",
                strerror(errno));
        return POSTS_EXIT_FAILED;
    }

    return POSTS_EXIT_OK;
}


/* Without the query, %XX decoded where it is one. */

static posts_str_t
posts_command_render_decode(posts_arena_t *arena, posts_str_t url)
{
    int      high, low;
    u_char  *p;
    size_t   i, n;

    p = posts_arena_alloc(arena, url.len);

    if (p == NULL) {
        return url;
    }

    n = 0;

    for (i = 0; i < url.len && url.data[i] != '?' && url.data[i] != '#';
         i++)
    {
        if (url.data[i] == '%' && i + 2 < url.len) {
            high = posts_command_render_digit(url.data[i + 1]);
            low = posts_command_render_digit(url.data[i + 2]);

            if (high != -1 && low != -1) {
                p[n++] = (u_char) (high * 16 + low);
                i += 2;
                continue;
            }
        }

        p[n++] = url.data[i];
    }

    return posts_str_from(p, n);
}


static int
posts_command_render_digit(u_char c)
{
    static const char  digits[] = "0123456789abcdef";

    const char  *p;

    p = (c == '\0') ? NULL : strchr(digits, posts_lower(c));

    return p == NULL ? -1 : (int) (p - digits);
}
