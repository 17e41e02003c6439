
/*
 * Copyright (C) the authors of this project
 *
 * A source file of a site, opened without ever leaving the site's folder,
 * and read as a whole.
 */


#ifndef _POSTS_SOURCE_H_INCLUDED_
#define _POSTS_SOURCE_H_INCLUDED_


#include "posts_arena.h"
#include "posts_limits.h"


/* the longest path in a site, its zero byte included */

#define POSTS_SOURCE_PATH  4096


typedef struct {
    posts_str_t  bytes;      /* in the arena */
    uint64_t     size;
    uint64_t     inode;
    int64_t      mtime;      /* nanoseconds since the epoch */
} posts_source_t;


/*
 * Opens the file at "path" for reading, never blocking, where no component
 * of the path, no ".." and no symbolic link leads out of the folder: that
 * open as "dir", or "site" if dir is AT_FDCWD.  Returns 0 or an errno; of
 * these EXDEV says that the path left the folder.
 */

int posts_source_open(int *fd, const char *site, int dir, posts_str_t path);

/*
 * The folder that *path is in, as the index has it: the theme's ("theme",
 * NULL: there is none) for "./...", then made the path there, else as it is.
 */

void posts_source_folder(const char **site, int *dir, posts_str_t *path,
    const char *theme, int theme_dir);

/* 1: the errno says that there is no such file, as far as a site goes. */

int posts_source_absent(int err);

/*
 * Reads the regular file at "path".  POSTS_NOTFOUND: it is gone; POSTS_IO;
 * POSTS_LIMIT: larger than limits->source, or no memory.  The error names
 * the file.
 */

posts_rc_t posts_source_read(posts_source_t *source, posts_arena_t *arena,
    const char *site, int dir, posts_str_t path,
    const posts_limits_t *limits, posts_error_t *error);


#endif /* _POSTS_SOURCE_H_INCLUDED_ */
