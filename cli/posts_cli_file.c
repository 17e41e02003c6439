
/*
 * Copyright (C) the ngx_http_posts_module authors
 */


#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "posts_cli_file.h"
#include "posts_command.h"


#define POSTS_CLI_FILE_CHUNK  65536


int
posts_cli_file_read(posts_buf_t *text, const char *name)
{
    int     rc;
    char    chunk[POSTS_CLI_FILE_CHUNK];
    FILE   *file;
    size_t  n;

    file = stdin;

    if (strcmp(name, "-") != 0) {
        file = fopen(name, "rb");

        if (file == NULL) {
            fprintf(stderr, "%s: %s\n", name, strerror(errno));
            return POSTS_EXIT_FAILED;
        }
    }

    rc = POSTS_EXIT_OK;

    do {
        n = fread(chunk, 1, sizeof(chunk), file);
        posts_buf_add(text, posts_str_from(chunk, n));

    } while (n == sizeof(chunk) && text->rc == POSTS_OK);

    if (ferror(file)) {
        fprintf(stderr, "%s: reading failed: %s\n", name, strerror(errno));
        rc = POSTS_EXIT_FAILED;

    } else if (text->rc != POSTS_OK) {
        fprintf(stderr, "%s: is larger than the limit \"source\" of %zu "
                "bytes\n", name, text->limit);
        rc = POSTS_EXIT_FAILED;
    }

    if (file != stdin) {
        (void) fclose(file);
    }

    return rc;
}


int
posts_cli_file_write(posts_str_t text, const char *command)
{
    if ((text.len != 0 && fwrite(text.data, 1, text.len, stdout) != text.len)
        || fflush(stdout) != 0)
    {
        fprintf(stderr, "posts %s: writing failed: %s\n", command,
                strerror(errno));
        return POSTS_EXIT_FAILED;
    }

    return POSTS_EXIT_OK;
}
