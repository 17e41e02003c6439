
/*
 * Copyright (C) the authors of this project
 */


#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "posts_beneath.h"
#include "posts_place.h"
#include "posts_source.h"


int
posts_source_open(int *fd, const char *site, int dir, posts_str_t path)
{
    int   err, folder;
    char  name[POSTS_SOURCE_PATH];

    if (path.len == 0 || path.len >= sizeof(name)) {
        return ENAMETOOLONG;
    }

    if (posts_str_chr(path, '\0') != -1) {
        return ENOENT;
    }

    memcpy(name, path.data, path.len);
    name[path.len] = '\0';

    folder = dir;

    if (dir == AT_FDCWD) {
        folder = open(site, O_PATH|O_CLOEXEC|O_DIRECTORY);
        if (folder == -1) {
            return errno;
        }
    }

    *fd = posts_beneath_open(folder, name, O_RDONLY);
    err = (*fd == -1) ? errno : 0;

    if (dir == AT_FDCWD) {
        (void) close(folder);
    }

    return err;
}


void
posts_source_folder(const char **site, int *dir, posts_str_t *path,
    const char *theme, int theme_dir)
{
    if (!posts_place_is_theme(*path)) {
        return;
    }

    /* an empty name is of no folder: there is nothing */

    *site = (theme != NULL) ? theme : "";
    *dir = (theme != NULL) ? theme_dir : AT_FDCWD;
    *path = posts_str_slice(*path, 2, path->len);
}


int
posts_source_absent(int err)
{
    return err == ENOENT || err == ENOTDIR || err == EXDEV || err == ELOOP
           || err == ENAMETOOLONG || err == EISDIR || err == ENXIO;
}


posts_rc_t
posts_source_read(posts_source_t *source, posts_arena_t *arena,
    const char *site, int dir, posts_str_t path,
    const posts_limits_t *limits, posts_error_t *error)
{
    int          fd, err;
    u_char      *data;
    size_t       n, size;
    ssize_t      got;
    posts_rc_t   rc;
    struct stat  st;

    err = posts_source_open(&fd, site, dir, path);

    if (err != 0) {
        if (posts_source_absent(err)) {
            rc = posts_error_set(error, POSTS_NOTFOUND, 0, 0,
                                 err == EXDEV ? "leads out of the site"
                                              : "the file is gone");

        } else {
            rc = posts_error_io(error, err, "open() failed");
        }

        posts_error_file(error, path);

        return rc;
    }

    if (fstat(fd, &st) == -1) {
        rc = posts_error_io(error, errno, "fstat() failed");
        goto done;
    }

    if (!S_ISREG(st.st_mode)) {
        rc = posts_error_set(error, POSTS_NOTFOUND, 0, 0,
                             "is not a regular file");
        goto done;
    }

    if ((uint64_t) st.st_size > limits->source) {
        rc = posts_error_set(error, POSTS_LIMIT, 0, 0,
                             "%lld bytes are more than the limit \"source\" "
                             "of %zu", (long long) st.st_size,
                             limits->source);
        goto done;
    }

    size = (size_t) st.st_size;
    data = posts_arena_alloc(arena, size);

    if (data == NULL) {
        rc = posts_error_set(error, POSTS_LIMIT, 0, 0,
                             "reading it takes more memory than the limit "
                             "\"memory\"");
        goto done;
    }

    for (n = 0; n < size; n += (size_t) got) {
        got = read(fd, data + n, size - n);

        if (got == -1) {
            if (errno == EINTR) {
                got = 0;
                continue;
            }

            rc = posts_error_io(error, errno, "read() failed");
            goto done;
        }

        if (got == 0) {
            break;
        }
    }

    source->bytes = posts_str_from(data, n);
    source->size = (uint64_t) st.st_size;
    source->inode = (uint64_t) st.st_ino;
    source->mtime = (int64_t) st.st_mtim.tv_sec * 1000000000
                    + st.st_mtim.tv_nsec;
    rc = POSTS_OK;

done:

    (void) close(fd);

    if (rc != POSTS_OK) {
        posts_error_file(error, path);
    }

    return rc;
}
