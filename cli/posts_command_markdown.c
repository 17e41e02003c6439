
/*
 * Copyright (C) the ngx_http_posts_module authors
 */


#include <getopt.h>
#include <stdio.h>

#include "posts_cli_file.h"
#include "posts_command.h"
#include "posts_markdown.h"


static int posts_command_markdown_write(posts_buf_t *text, const char *name,
    const posts_markdown_options_t *options, const posts_limits_t *limits);


static const struct option  posts_command_markdown_options[] = {
    { "dialect", required_argument, NULL, 'D' },
    { "no-raw-html", no_argument, NULL, 'R' },
    { "ids", no_argument, NULL, 'I' },
    { "no-ids", no_argument, NULL, 'N' },
    { NULL, 0, NULL, 0 }
};


int
posts_command_markdown(int argc, char **argv)
{
    int                        c, rc, ids;
    const char                *name;
    posts_buf_t                text;
    posts_arena_t             *arena;
    posts_limits_t             limits;
    posts_markdown_options_t   options;

    memset(&options, 0, sizeof(options));

    options.dialect = POSTS_MARKDOWN_GFM;
    options.raw_html = 1;
    ids = -1;

    opterr = 0;

    while ((c = getopt_long(argc, argv, ":", posts_command_markdown_options,
                            NULL))
           != -1)
    {
        switch (c) {

        case 'D':
            if (posts_markdown_dialect(&options.dialect,
                                       posts_str_c(optarg))
                != POSTS_OK)
            {
                return posts_command_usage(argv[0],
                                           "unknown dialect \"%s\"", optarg);
            }

            break;

        case 'R':
            options.raw_html = 0;
            break;

        case 'I':
            ids = 1;
            break;

        case 'N':
            ids = 0;
            break;

        default:
            return posts_command_option(argv[0], c, argv);
        }
    }

    if (argc - optind > 1) {
        return posts_command_usage(argv[0], "only one FILE can be named");
    }

    name = (optind < argc) ? argv[optind] : "-";

    if (ids == -1) {
        ids = (options.dialect == POSTS_MARKDOWN_GFM);
    }

    options.header_ids = (ids != 0);
    options.utf8 = 0;

    posts_limits_default(&limits);

    arena = posts_arena_create(limits.memory + limits.source);

    if (arena == NULL) {
        fprintf(stderr, "posts markdown: no memory\n");
        return POSTS_EXIT_FAILED;
    }

    posts_buf_init(&text, arena, limits.source);

    rc = posts_cli_file_read(&text, name);

    if (rc == POSTS_EXIT_OK) {
        rc = posts_command_markdown_write(&text, name, &options, &limits);
    }

    posts_arena_destroy(arena);

    return rc;
}


static int
posts_command_markdown_write(posts_buf_t *text, const char *name,
    const posts_markdown_options_t *options, const posts_limits_t *limits)
{
    char           message[1024];
    posts_buf_t    html;
    posts_error_t  error;

    posts_error_clear(&error);
    posts_buf_init(&html, text->arena, limits->output);

    if (posts_markdown_render(&html, posts_buf_str(text), options, &error)
        != POSTS_OK)
    {
        posts_error_file(&error, posts_str_c(name));
        fprintf(stderr, "%s\n",
                posts_error_text(&error, message, sizeof(message)));
        return POSTS_EXIT_FAILED;
    }

    return posts_cli_file_write(posts_buf_str(&html), "markdown");
}
