
/*
 * Copyright (C) the ngx_http_posts_module authors
 *
 * The command "posts": what nginx does with a site, from the shell.
 */


#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "posts_command.h"


static const posts_command_t *posts_find(const char *name);
static void posts_help(FILE *file);
static int posts_help_asked(int argc, char **argv);
static void posts_help_command(const posts_command_t *command);
static void posts_help_site(FILE *file);


static const posts_command_t  posts_commands[] = {

    { "render", posts_command_render,
      "SITE URL [option ...]",
      "one representation on standard output\n"
      "      --accept=TYPE     as a request's Accept field\n"
      "      --headers         status and header fields before it\n"
      "      --prefix=PATH     of the site's URLs\n"
      "      --formats=LIST    html, json, markdown: those offered\n"
      "      --dialect=NAME    gfm or commonmark, whatever the site says\n"
      "      --no-raw-html     HTML in Markdown is escaped" },

    { "check", posts_command_check,
      "SITE [option ...]",
      "every error and warning of a site" },

    { "routes", posts_command_routes,
      "SITE [option ...]",
      "every URL with its source, tab-separated" },

    { "index", posts_command_index,
      "SITE DIR [option ...]",
      "make or renew a site's index in DIR\n"
      "      --watch           stay, and renew it with every change\n"
      "      --poll=MS         look every MS milliseconds instead of inotify\n"
      "      --timing          say how long it took" },

    { "markdown", posts_command_markdown,
      "[option ...] [FILE|-]",
      "HTML on standard output\n"
      "      --dialect=NAME    gfm (by default) or commonmark\n"
      "      --no-raw-html     HTML in Markdown is escaped\n"
      "      --[no-]ids        ids of headings (by default with gfm only)" },

    { "liquid", posts_command_liquid,
      "[option ...] [TEMPLATE|-]",
      "a Liquid template on standard output\n"
      "      --data=FILE       a JSON object: the variables\n"
      "      --includes=DIR    of the partials\n"
      "      --strict          any error ends it; nothing is guessed\n"
      "      --timezone=NAME   of dates without one (by default UTC)\n"
      "      --limit=NAME=N    as the directive \"posts_limit\"" },

    { NULL, NULL, NULL, NULL }
};


int
main(int argc, char **argv)
{
    const posts_command_t  *command;

    if (argc < 2) {
        posts_help(stderr);
        return POSTS_EXIT_USAGE;
    }

    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0
        || strcmp(argv[1], "help") == 0)
    {
        posts_help(stdout);
        return POSTS_EXIT_OK;
    }

    if (strcmp(argv[1], "--version") == 0 || strcmp(argv[1], "-V") == 0) {
        printf("posts %s\n", POSTS_VERSION);
        return POSTS_EXIT_OK;
    }

    command = posts_find(argv[1]);

    if (command == NULL) {
        fprintf(stderr, "posts: there is no command \"%s\"; see posts "
                "--help\n", argv[1]);
        return POSTS_EXIT_USAGE;
    }

    if (posts_help_asked(argc, argv)) {
        posts_help_command(command);
        return POSTS_EXIT_OK;
    }

    return command->run(argc - 1, argv + 1);
}


static const posts_command_t *
posts_find(const char *name)
{
    const posts_command_t  *c;

    for (c = posts_commands; c->name != NULL; c++) {
        if (strcmp(c->name, name) == 0) {
            return c;
        }
    }

    return NULL;
}


static void
posts_help(FILE *file)
{
    const posts_command_t  *c;

    fprintf(file, "usage:\n");

    for (c = posts_commands; c->name != NULL; c++) {
        fprintf(file, "  posts %s %s\n      %s\n", c->name, c->synopsis,
                c->help);
    }

    fprintf(file, "  posts --help, posts COMMAND --help, posts --version"
            "\n\n");

    posts_help_site(file);

    fprintf(file, "\nErrors go to standard error as file:line:column: "
            "message, with exit status 1;\nwrong usage has exit status 2."
            "\n");
}


static int
posts_help_asked(int argc, char **argv)
{
    int  i;

    for (i = 2; i < argc && strcmp(argv[i], "--") != 0; i++) {
        if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0) {
            return 1;
        }
    }

    return 0;
}


static void
posts_help_command(const posts_command_t *command)
{
    printf("usage: posts %s %s\n\n%s\n", command->name, command->synopsis,
           command->help);

    if (strncmp(command->synopsis, "SITE", 4) == 0) {
        printf("\n");
        posts_help_site(stdout);
    }
}


static void
posts_help_site(FILE *file)
{
    fprintf(file, "of a site:\n"
            "      --drafts, --future, --unpublished\n"
            "                        show what is not public\n"
            "      --theme=DIR       a folder of layouts, includes, data and "
                                    "assets\n"
            "                        to fall back on\n"
            "      --index=DIR       keep the index there for the next "
            "time\n"
            "      --limit=NAME=N    as the directive \"posts_limit\"\n");
}


int
posts_command_operands(int argc, char **argv, int least, int most,
    const char *needed)
{
    if (argc - optind < least) {
        return posts_command_usage(argv[0], "%s", needed);
    }

    if (argc - optind > most) {
        return posts_command_usage(argv[0], "unexpected argument \"%s\"",
                                   argv[optind + most]);
    }

    return POSTS_EXIT_OK;
}


int
posts_command_usage(const char *name, const char *fmt, ...)
{
    va_list                 args;
    const posts_command_t  *c;

    c = posts_find(name);

    fprintf(stderr, "posts %s: ", name);

    va_start(args, fmt);
    vfprintf(stderr, fmt, args);
    va_end(args);

    fprintf(stderr, "\nusage: posts %s %s\n", name,
            c != NULL ? c->synopsis : "");

    return POSTS_EXIT_USAGE;
}


int
posts_command_option(const char *name, int c, char **argv)
{
    return posts_command_usage(name, c == ':' ? "\"%s\" needs a value"
                                              : "unknown option \"%s\"",
                               argv[optind - 1]);
}
