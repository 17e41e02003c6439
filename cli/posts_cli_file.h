
/*
 * Copyright (C) the ngx_http_posts_module authors
 *
 * What commands read from a file or standard input, and write.
 */


#ifndef _POSTS_CLI_FILE_H_INCLUDED_
#define _POSTS_CLI_FILE_H_INCLUDED_


#include "posts_buf.h"


/*
 * Appends all of the file, or of standard input for "-", to the buffer,
 * whose limit is the limit "source": 0, or an exit status after a message.
 */

int posts_cli_file_read(posts_buf_t *text, const char *name);

/* Writes to standard output; as above. */

int posts_cli_file_write(posts_str_t text, const char *command);


#endif /* _POSTS_CLI_FILE_H_INCLUDED_ */
