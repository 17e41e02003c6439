
/*
 * Copyright (C) the ngx_http_posts_module authors
 *
 * The input's first line is a path, the rest an Accept field; the site has
 * secrets in all places that must not be served.  An answer is complete, has
 * no secret in it and is found again by what it says of itself.
 */


#include "site.h"

#include "posts_render.h"
#include "posts_source.h"


#define ROUTE_SECRET  "T0PS3CR3T"


int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void route_setup(void);
static void route_teardown(void);
static void route_check(int ok);
static void route_file(posts_str_t file);


static const site_file_t  route_files[] = {
    { "_config.yml", "paginate: 1\npermalink: /:title:output_ext\n"
                     "include: [_pages]\nx: " ROUTE_SECRET "\n" },
    { "_posts/2020-01-01-a.md", "---\ntags: [T a, a/b]\n---\na" },
    { "_posts/2020-01-02-b.md", "---\ncategories: [T a]\n---\nb" },
    { "_posts/2020-01-03-c.md",
      "---\npublished: false\n---\n" ROUTE_SECRET },
    { "_posts/2999-01-03-d.md", "---\n---\n" ROUTE_SECRET },
    { "_posts/e.txt", ROUTE_SECRET },
    { "_drafts/f.md", "---\n---\n" ROUTE_SECRET },
    { "_pages/g.md", "---\n---\ng" },
    { "h.md", "---\npublished: false\n---\n" ROUTE_SECRET },
    { ".i", ROUTE_SECRET },
    { ".git/i", ROUTE_SECRET },
    { "_j/i", ROUTE_SECRET },
    { "i~", ROUTE_SECRET },
    { "k/index.html", "k" },
    { "l.md", "---\n---\nl" },
    { "m.txt", "m" },
    { "n/index.md", "---\n---\nn" },
    { "o.json", "---\n---\n{}" },
    { NULL, NULL }
};


static site_t                  route_site;
static posts_arena_t          *route_arena;
static posts_render_options_t  route_options;


int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    int              negotiated;
    ssize_t          line;
    posts_rc_t       rc;
    posts_str_t      input;
    posts_error_t    error;
    posts_answer_t   answer;
    posts_format_e   format;
    posts_request_t  request;

    if (route_arena == NULL) {
        route_setup();
    }

    /* an error's page repeats the path */

    if (size == 0
        || memmem(data, size, ROUTE_SECRET, sizeof(ROUTE_SECRET) - 1) != NULL)
    {
        return 0;
    }

    input = posts_str_from(data, size);
    line = posts_str_chr(input, '\n');

    if (line == -1) {
        line = (ssize_t) size;
    }

    request.path = posts_str_slice(input, 0, (size_t) line);
    request.accept = posts_str_slice(input, (size_t) line + 1, size);

    posts_error_clear(&error);
    posts_arena_reset(route_arena, 1024 * 1024);

    rc = posts_render(&answer, route_arena, route_site.snapshot,
                      &route_options, &request, &error);

    route_check(rc == POSTS_OK);
    route_check(answer.body.len == 0
                || memmem(answer.body.data, answer.body.len, ROUTE_SECRET,
                          sizeof(ROUTE_SECRET) - 1) == NULL);

    switch (answer.kind) {

    case POSTS_ANSWER_FILE:
        route_file(answer.file);
        break;

    case POSTS_ANSWER_REDIRECT:
        route_check(answer.status == 301);
        route_check(posts_str_starts(answer.location, posts_str("/p/")));
        route_check(posts_str_chr(answer.location, ' ') == -1);
        route_check(posts_str_chr(answer.location, '\n') == -1);
        break;

    default:
        route_check(answer.status == 200 || answer.status == 404
                    || answer.status == 406);
        route_check(answer.body.len != 0);

        if (answer.status == 200) {
            format = posts_render_format(&request, answer.offered,
                                         &negotiated);
            route_check(format == answer.format);
            route_check(negotiated == (int) answer.negotiated);
        }

        break;
    }

    return 0;
}


static void
route_setup(void)
{
    if (!site_create(&route_site, route_files) || !site_index(&route_site)) {
        abort();
    }

    (void) atexit(route_teardown);

    route_arena = posts_arena_create(16 * 1024 * 1024);

    route_options.site = route_site.root;
    route_options.dir = route_site.fd;
    route_options.prefix = posts_str("/p");
    route_options.formats = posts_format_bit(POSTS_FORMAT_NONE) - 1;
    route_options.limits = &route_site.limits;
    route_options.dialect = -1;
    route_options.raw_html = 1;
}


static void
route_teardown(void)
{
    posts_arena_destroy(route_arena);
    site_destroy(&route_site);
}


static void
route_check(int ok)
{
    if (!ok) {
        abort();
    }
}


static void
route_file(posts_str_t file)
{
    int      fd;
    char     text[256];
    ssize_t  n;

    route_check(posts_source_open(&fd, route_site.root, route_site.fd, file)
                == 0);

    n = read(fd, text, sizeof(text));
    close(fd);

    route_check(n != -1);
    route_check(memmem(text, (size_t) n, ROUTE_SECRET,
                       sizeof(ROUTE_SECRET) - 1) == NULL);
}
