
/*
 * Copyright (C) the ngx_http_posts_module authors
 *
 * A template that is not part of a site: its variables come from a JSON
 * file, its partials from a folder, each compiled when it is first asked
 * for.
 */


#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "posts_beneath.h"
#include "posts_cli_file.h"
#include "posts_cli_site.h"
#include "posts_command.h"
#include "posts_json.h"
#include "posts_liquid.h"
#include "posts_markdown.h"


/* The data may be larger than a template; it is all in memory. */

#define POSTS_COMMAND_LIQUID_DATA    ((size_t) 256 * 1024 * 1024)
#define POSTS_COMMAND_LIQUID_MEMORY  ((size_t) 4096 * 1024 * 1024)

#define POSTS_COMMAND_LIQUID_PATH    1024


/*
 * A partial that has been asked for; one that is not there has no path.  One
 * that could not be had says why each time.
 */

typedef struct posts_command_partial_s  posts_command_partial_t;

struct posts_command_partial_s {
    posts_str_t               name;
    posts_str_t               path;
    posts_liquid_template_t  *template;
    posts_rc_t                rc;
    posts_error_t             error;
    posts_command_partial_t  *next;
};


typedef struct {
    posts_arena_t                  *arena;    /* data, templates */
    posts_arena_t                  *rendered;
    posts_limits_t                  limits;
    posts_timezone_t               *timezone;
    const char                     *data;     /* the files' names, or NULL */
    const char                     *includes;
    const char                     *template;
    int                             folder;   /* of the partials, or -1 */
    posts_command_partial_t        *partials;
    unsigned long                   nfaults;
    unsigned                        strict:1;
} posts_command_liquid_t;


static int posts_command_liquid_options(posts_command_liquid_t *cl, int argc,
    char **argv);
static int posts_command_liquid_zone(posts_command_liquid_t *cl,
    const char *name, const char *command);
static int posts_command_liquid_run(posts_command_liquid_t *cl);
static int posts_command_liquid_data(posts_command_liquid_t *cl,
    posts_value_t *data);
static int posts_command_liquid_template(posts_command_liquid_t *cl,
    posts_liquid_template_t **template);
static int posts_command_liquid_render(posts_command_liquid_t *cl,
    const posts_liquid_template_t *template, posts_value_t data);
static posts_rc_t posts_command_liquid_compile(posts_command_liquid_t *cl,
    posts_liquid_template_t **template, posts_str_t name, posts_str_t text,
    posts_error_t *error);
static posts_rc_t posts_command_liquid_load(void *payload,
    const posts_liquid_template_t **partial, posts_str_t name,
    posts_liquid_partial_e how, posts_error_t *error);
static posts_rc_t posts_command_liquid_find(posts_command_liquid_t *cl,
    posts_command_partial_t *p, posts_error_t *error);
static posts_rc_t posts_command_liquid_read(posts_command_liquid_t *cl,
    const char *path, posts_str_t *text, posts_error_t *error);
static posts_rc_t posts_command_liquid_markdown(void *payload,
    posts_buf_t *html, posts_str_t text, posts_error_t *error);
static void posts_command_liquid_report(void *payload,
    posts_severity_t severity, const posts_error_t *error);
static int64_t posts_command_liquid_clock(void *payload);
static void posts_command_liquid_tell(const posts_command_liquid_t *cl,
    const char *kind, const posts_error_t *error);
static int posts_command_liquid_failed(const posts_command_liquid_t *cl,
    const posts_error_t *error);


static const struct option  posts_command_liquid_names[] = {
    { "data", required_argument, NULL, 'd' },
    { "includes", required_argument, NULL, 'i' },
    { "strict", no_argument, NULL, 's' },
    { "timezone", required_argument, NULL, 'z' },
    { "limit", required_argument, NULL, 'l' },
    { NULL, 0, NULL, 0 }
};


int
posts_command_liquid(int argc, char **argv)
{
    int                     rc;
    posts_command_liquid_t  cl;

    memset(&cl, 0, sizeof(posts_command_liquid_t));

    cl.folder = -1;
    cl.template = "-";

    posts_limits_default(&cl.limits);

    cl.arena = posts_arena_create(POSTS_COMMAND_LIQUID_MEMORY);

    if (cl.arena == NULL) {
        fprintf(stderr, "posts liquid: no memory\n");
        return POSTS_EXIT_FAILED;
    }

    rc = posts_command_liquid_options(&cl, argc, argv);

    if (rc == POSTS_EXIT_OK) {
        rc = posts_command_liquid_run(&cl);
    }

    if (cl.folder != -1) {
        (void) close(cl.folder);
    }

    posts_arena_destroy(cl.rendered);
    posts_arena_destroy(cl.arena);

    return rc;
}


static int
posts_command_liquid_options(posts_command_liquid_t *cl, int argc,
    char **argv)
{
    int  c, rc;

    opterr = 0;
    rc = POSTS_EXIT_OK;

    while ((c = getopt_long(argc, argv, ":", posts_command_liquid_names,
                            NULL))
           != -1)
    {
        switch (c) {

        case 'd':
            cl->data = optarg;
            break;

        case 'i':
            cl->includes = optarg;
            break;

        case 's':
            cl->strict = 1;
            break;

        case 'z':
            rc = posts_command_liquid_zone(cl, optarg, argv[0]);
            break;

        case 'l':
            rc = posts_cli_limit(&cl->limits, argv[0], optarg);
            break;

        default:
            return posts_command_option(argv[0], c, argv);
        }

        if (rc != POSTS_EXIT_OK) {
            return rc;
        }
    }

    if (argc - optind > 1) {
        return posts_command_usage(argv[0], "only one TEMPLATE can be named");
    }

    if (optind < argc) {
        cl->template = argv[optind];
    }

    return POSTS_EXIT_OK;
}


static int
posts_command_liquid_zone(posts_command_liquid_t *cl, const char *name,
    const char *command)
{
    posts_error_t  error;

    posts_error_clear(&error);

    if (posts_timezone_load(&cl->timezone, cl->arena, posts_str_c(name), NULL,
                            &error)
        != POSTS_OK)
    {
        return posts_command_usage(command, "%s", error.message);
    }

    return POSTS_EXIT_OK;
}


static int
posts_command_liquid_run(posts_command_liquid_t *cl)
{
    int                       rc;
    posts_value_t             data;
    posts_liquid_template_t  *template;

    cl->rendered = posts_arena_create(cl->limits.memory + cl->limits.output);

    if (cl->rendered == NULL) {
        fprintf(stderr, "posts liquid: no memory\n");
        return POSTS_EXIT_FAILED;
    }

    if (cl->includes != NULL) {
        cl->folder = open(cl->includes, O_RDONLY|O_DIRECTORY|O_CLOEXEC);

        if (cl->folder == -1) {
            fprintf(stderr, "%s: %s\n", cl->includes, strerror(errno));
            return POSTS_EXIT_FAILED;
        }
    }

    rc = posts_command_liquid_data(cl, &data);

    if (rc == POSTS_EXIT_OK) {
        rc = posts_command_liquid_template(cl, &template);
    }

    if (rc == POSTS_EXIT_OK) {
        rc = posts_command_liquid_render(cl, template, data);
    }

    return rc;
}


static int
posts_command_liquid_data(posts_command_liquid_t *cl, posts_value_t *data)
{
    int            rc;
    posts_buf_t    text;
    posts_error_t  error;

    *data = posts_value_nil();

    if (cl->data == NULL) {
        return POSTS_EXIT_OK;
    }

    posts_buf_init(&text, cl->arena, POSTS_COMMAND_LIQUID_DATA);

    rc = posts_cli_file_read(&text, cl->data);
    if (rc != POSTS_EXIT_OK) {
        return rc;
    }

    posts_error_clear(&error);

    if (posts_json_parse(data, cl->arena, posts_buf_str(&text), &cl->limits,
                         &error)
        != POSTS_OK)
    {
        posts_error_file(&error, posts_str_c(cl->data));
        return posts_command_liquid_failed(cl, &error);
    }

    if (data->type != POSTS_MAP) {
        (void) posts_error_set(&error, POSTS_INVALID, 1, 1, "the data is no "
                               "JSON object: the variables' names are missing");
        posts_error_file(&error, posts_str_c(cl->data));
        return posts_command_liquid_failed(cl, &error);
    }

    return POSTS_EXIT_OK;
}


static int
posts_command_liquid_template(posts_command_liquid_t *cl,
    posts_liquid_template_t **template)
{
    int            rc;
    posts_buf_t    text;
    posts_error_t  error;

    posts_buf_init(&text, cl->arena, cl->limits.source);

    rc = posts_cli_file_read(&text, cl->template);
    if (rc != POSTS_EXIT_OK) {
        return rc;
    }

    posts_error_clear(&error);

    if (posts_command_liquid_compile(cl, template, posts_str_c(cl->template),
                                     posts_buf_str(&text), &error)
        != POSTS_OK)
    {
        return posts_command_liquid_failed(cl, &error);
    }

    return POSTS_EXIT_OK;
}


static posts_rc_t
posts_command_liquid_compile(posts_command_liquid_t *cl,
    posts_liquid_template_t **template, posts_str_t name, posts_str_t text,
    posts_error_t *error)
{
    posts_rc_t              rc;
    posts_liquid_options_t  options;

    memset(&options, 0, sizeof(posts_liquid_options_t));

    options.name = name;
    options.strict = cl->strict;
    options.limits = &cl->limits;
    options.report = posts_command_liquid_report;
    options.payload = cl;

    rc = posts_liquid_compile(template, cl->arena, text, &options, error);

    if (rc != POSTS_OK) {
        posts_error_file(error, name);
    }

    return rc;
}


static int
posts_command_liquid_render(posts_command_liquid_t *cl,
    const posts_liquid_template_t *template, posts_value_t data)
{
    int                  rc;
    posts_buf_t          out;
    posts_error_t        error;
    struct timespec      now;
    posts_liquid_host_t  host;

    memset(&host, 0, sizeof(posts_liquid_host_t));

    (void) clock_gettime(CLOCK_REALTIME, &now);

    host.globals = data;
    host.load = (cl->folder != -1) ? posts_command_liquid_load : NULL;
    host.markdown = posts_command_liquid_markdown;
    host.report = posts_command_liquid_report;
    host.clock = posts_command_liquid_clock;
    host.payload = cl;
    host.now.sec = now.tv_sec;
    host.now.nsec = (uint32_t) now.tv_nsec;
    host.timezone = cl->timezone;
    host.limits = &cl->limits;
    host.strict = cl->strict;
    host.strict_filters = cl->strict;

    posts_buf_init(&out, cl->rendered, cl->limits.output);
    posts_error_clear(&error);

    if (posts_liquid_render(&out, template, &host, &error) != POSTS_OK) {
        posts_error_file(&error, posts_str_c(cl->template));
        return posts_command_liquid_failed(cl, &error);
    }

    rc = posts_cli_file_write(posts_buf_str(&out), "liquid");

    return (cl->nfaults != 0) ? POSTS_EXIT_FAILED : rc;
}


static posts_rc_t
posts_command_liquid_load(void *payload,
    const posts_liquid_template_t **partial, posts_str_t name,
    posts_liquid_partial_e how, posts_error_t *error)
{
    posts_command_liquid_t   *cl;
    posts_command_partial_t  *p;

    (void) how;

    cl = payload;

    for (p = cl->partials; p != NULL; p = p->next) {

        if (posts_str_eq(p->name, name)) {
            *partial = p->template;

            if (p->rc != POSTS_OK) {
                *error = p->error;
            }

            return p->rc;
        }
    }

    p = posts_arena_zalloc(cl->arena, sizeof(posts_command_partial_t));

    if (p != NULL) {
        p->name = posts_arena_str(cl->arena, name);
    }

    if (p == NULL || p->name.data == NULL) {
        return posts_error_set(error, POSTS_LIMIT, 0, 0, "no memory");
    }

    p->next = cl->partials;
    cl->partials = p;

    p->rc = posts_command_liquid_find(cl, p, error);
    p->error = *error;
    *partial = p->template;

    return p->rc;
}


/* The file of that name, NAME.liquid, or _NAME.liquid. */

static posts_rc_t
posts_command_liquid_find(posts_command_liquid_t *cl,
    posts_command_partial_t *p, posts_error_t *error)
{
    int          n;
    char         path[POSTS_COMMAND_LIQUID_PATH];
    size_t       i;
    posts_rc_t   rc;
    posts_str_t  text, base, folder;

    static const struct {
        const char  *before;
        const char  *behind;
    } forms[] = { { "", "" }, { "", ".liquid" }, { "_", ".liquid" } };

    i = (size_t) (posts_str_rchr(p->name, '/') + 1);
    folder = posts_str_slice(p->name, 0, i);
    base = posts_str_slice(p->name, i, p->name.len);

    if (base.len == 0 || posts_str_chr(p->name, '\0') != -1) {
        return POSTS_NOTFOUND;
    }

    for (i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {

        n = snprintf(path, sizeof(path), "%.*s%s%.*s%s",
                     posts_str_arg(folder), forms[i].before,
                     posts_str_arg(base), forms[i].behind);

        if (n < 0 || (size_t) n >= sizeof(path)) {
            return POSTS_NOTFOUND;
        }

        rc = posts_command_liquid_read(cl, path, &text, error);

        if (rc == POSTS_NOTFOUND) {
            continue;
        }

        if (rc != POSTS_OK) {
            return rc;
        }

        p->path = posts_arena_str(cl->arena,
                                  posts_str_from(path, (size_t) n));

        if (p->path.data == NULL) {
            return posts_error_set(error, POSTS_LIMIT, 0, 0, "no memory");
        }

        return posts_command_liquid_compile(cl, &p->template, p->name, text,
                                            error);
    }

    return POSTS_NOTFOUND;
}


static posts_rc_t
posts_command_liquid_read(posts_command_liquid_t *cl, const char *path,
    posts_str_t *text, posts_error_t *error)
{
    int           fd, err;
    u_char       *data;
    size_t        size, len;
    ssize_t       n;
    struct stat   st;

    fd = posts_beneath_open(cl->folder, path, O_RDONLY);

    if (fd == -1) {
        return POSTS_NOTFOUND;
    }

    if (fstat(fd, &st) == -1 || !S_ISREG(st.st_mode)) {
        (void) close(fd);
        return POSTS_NOTFOUND;
    }

    if (st.st_size > (off_t) cl->limits.source) {
        (void) close(fd);
        (void) posts_error_set(error, POSTS_LIMIT, 0, 0,
                               "is larger than the limit \"source\" of %zu "
                               "bytes", cl->limits.source);
        posts_error_file(error, posts_str_c(path));
        return POSTS_LIMIT;
    }

    size = (size_t) st.st_size;
    data = posts_arena_alloc(cl->arena, size);

    if (data == NULL) {
        (void) close(fd);
        return posts_error_set(error, POSTS_LIMIT, 0, 0, "no memory");
    }

    n = 0;

    for (len = 0; len < size; len += (size_t) n) {
        n = read(fd, data + len, size - len);

        if (n <= 0) {
            break;
        }
    }

    err = errno;
    (void) close(fd);

    if (n == -1) {
        (void) posts_error_io(error, err, "reading failed");
        posts_error_file(error, posts_str_c(path));
        return POSTS_IO;
    }

    *text = posts_str_from(data, len);

    return POSTS_OK;
}


static posts_rc_t
posts_command_liquid_markdown(void *payload, posts_buf_t *html,
    posts_str_t text, posts_error_t *error)
{
    posts_markdown_options_t  options;

    (void) payload;

    options.dialect = POSTS_MARKDOWN_GFM;
    options.raw_html = 1;
    options.header_ids = 1;

    return posts_markdown_render(html, text, &options, error);
}


static void
posts_command_liquid_report(void *payload, posts_severity_t severity,
    const posts_error_t *error)
{
    posts_command_liquid_t  *cl;

    cl = payload;
    cl->nfaults += (severity == POSTS_FAULT);

    posts_command_liquid_tell(cl, severity == POSTS_FAULT ? "" : "warning: ",
                              error);
}


/* A partial is known by the name that it was asked for: here by its file. */

static void
posts_command_liquid_tell(const posts_command_liquid_t *cl, const char *kind,
    const posts_error_t *error)
{
    posts_str_t                     file;
    const posts_command_partial_t  *p;

    file = posts_str_c(error->file);

    for (p = cl->partials; p != NULL; p = p->next) {

        if (p->path.len != 0 && posts_str_eq(p->name, file)) {
            fprintf(stderr, "%s/", cl->includes);
            file = p->path;
            break;
        }
    }

    if (file.len != 0) {
        fprintf(stderr, "%.*s:", posts_str_arg(file));
    }

    if (error->line != 0) {
        fprintf(stderr, "%u:", error->line);
    }

    if (error->line != 0 && error->column != 0) {
        fprintf(stderr, "%u:", error->column);
    }

    fprintf(stderr, "%s%s%s\n", file.len != 0 ? " " : "", kind,
            error->message);
}


static int64_t
posts_command_liquid_clock(void *payload)
{
    struct timespec  now;

    (void) payload;

    (void) clock_gettime(CLOCK_MONOTONIC, &now);

    return (int64_t) now.tv_sec * 1000 + now.tv_nsec / 1000000;
}


static int
posts_command_liquid_failed(const posts_command_liquid_t *cl,
    const posts_error_t *error)
{
    posts_command_liquid_tell(cl, "", error);

    return POSTS_EXIT_FAILED;
}
