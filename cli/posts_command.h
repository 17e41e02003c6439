
/*
 * Copyright (C) the ngx_http_posts_module authors
 *
 * The commands behind "posts NAME".
 */


#ifndef _POSTS_COMMAND_H_INCLUDED_
#define _POSTS_COMMAND_H_INCLUDED_


/* Exit statuses; they are a contract. */

#define POSTS_EXIT_OK      0
#define POSTS_EXIT_FAILED  1
#define POSTS_EXIT_USAGE   2

#define POSTS_VERSION      "0.1.0"


typedef int (*posts_command_pt)(int argc, char **argv);

typedef struct {
    const char        *name;
    posts_command_pt   run;
    const char        *synopsis;
    const char        *help;
} posts_command_t;


/* A command's arguments begin behind its name, which is argv[0]. */

int posts_command_render(int argc, char **argv);
int posts_command_check(int argc, char **argv);
int posts_command_routes(int argc, char **argv);
int posts_command_index(int argc, char **argv);
int posts_command_markdown(int argc, char **argv);
int posts_command_liquid(int argc, char **argv);

/*
 * Says what is wrong with the arguments and how the command is used; gives
 * POSTS_EXIT_USAGE.
 */

int posts_command_usage(const char *name, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/*
 * POSTS_EXIT_OK if there are so many arguments behind the options; "needed"
 * says what there are too few of.
 */

int posts_command_operands(int argc, char **argv, int least, int most,
    const char *needed);

/* The same for what getopt_long() has just refused with '?' or ':'. */

int posts_command_option(const char *name, int c, char **argv);


#endif /* _POSTS_COMMAND_H_INCLUDED_ */
