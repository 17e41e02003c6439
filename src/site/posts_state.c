
/*
 * Copyright (C) the authors of this project
 */


#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "posts_hash.h"
#include "posts_state.h"


#define POSTS_STATE_FORMAT  1
#define POSTS_STATE_PATH    4096


static int posts_state_path(char *dst, size_t size, const char *dir,
    const char *name);
static void posts_state_boot(u_char *boot);
static uint64_t posts_state_checksum(const posts_state_t *state);


static const u_char  posts_state_magic[8] = "postsidx";


posts_rc_t
posts_state_read(posts_state_t *state, const char *dir, posts_error_t *error)
{
    int      fd, err;
    char     path[POSTS_STATE_PATH];
    ssize_t  n;

    memset(state, 0, sizeof(posts_state_t));

    if (!posts_state_path(path, sizeof(path), dir, "state")) {
        return posts_error_io(error, ENAMETOOLONG, "index folder");
    }

    fd = open(path, O_RDONLY|O_CLOEXEC|O_NONBLOCK|O_NOCTTY);

    if (fd == -1) {
        err = errno;

        if (err == ENOENT || err == ENOTDIR) {
            return posts_error_set(error, POSTS_NOTFOUND, 0, 0,
                                   "there is no index in this folder");
        }

        return posts_error_io(error, err, "open(\"%s\") failed", path);
    }

    n = read(fd, state, sizeof(posts_state_t));
    err = errno;

    (void) close(fd);

    if (n == -1) {
        return posts_error_io(error, err, "read(\"%s\") failed", path);
    }

    if (n != (ssize_t) sizeof(posts_state_t)
        || memcmp(state->magic, posts_state_magic, sizeof(posts_state_magic))
           != 0)
    {
        return posts_error_set(error, POSTS_INVALID, 0, 0,
                               "the index's state file is damaged");
    }

    if (state->format != POSTS_STATE_FORMAT) {
        return posts_error_set(error, POSTS_INVALID, 0, 0,
                               "the index has format %u, not %u",
                               (unsigned) state->format, POSTS_STATE_FORMAT);
    }

    if (state->checksum != posts_state_checksum(state)) {
        return posts_error_set(error, POSTS_INVALID, 0, 0,
                               "the index's state file is damaged");
    }

    return POSTS_OK;
}


posts_rc_t
posts_state_write(posts_state_t *state, const char *dir, posts_error_t *error)
{
    int      fd, err;
    char     path[POSTS_STATE_PATH], temp[POSTS_STATE_PATH];
    ssize_t  n;

    memcpy(state->magic, posts_state_magic, sizeof(posts_state_magic));
    state->format = POSTS_STATE_FORMAT;
    posts_state_boot(state->boot);
    state->checksum = posts_state_checksum(state);

    if (!posts_state_path(path, sizeof(path), dir, "state")
        || !posts_state_path(temp, sizeof(temp), dir, "state.new"))
    {
        return posts_error_io(error, ENAMETOOLONG, "index folder");
    }

    fd = open(temp, O_WRONLY|O_CREAT|O_TRUNC|O_CLOEXEC, 0644);

    if (fd == -1) {
        err = errno;
        return posts_error_io(error, err, "open(\"%s\") failed", temp);
    }

    n = write(fd, state, sizeof(posts_state_t));
    err = (n == -1) ? errno : ENOSPC;

    if (close(fd) == -1 && n != -1) {
        err = errno;
        n = -1;
    }

    if (n != (ssize_t) sizeof(posts_state_t)) {
        (void) unlink(temp);
        return posts_error_io(error, err, "write(\"%s\") failed", temp);
    }

    if (rename(temp, path) == -1) {
        err = errno;
        (void) unlink(temp);
        return posts_error_io(error, err, "rename(\"%s\") failed", path);
    }

    return POSTS_OK;
}


int
posts_state_trusted(const posts_state_t *state, uint64_t last)
{
    u_char  boot[POSTS_STATE_BOOT];

    posts_state_boot(boot);

    return (boot[0] != '\0'
            && memcmp(boot, state->boot, POSTS_STATE_BOOT) == 0)
           || state->synced == last;
}


static int
posts_state_path(char *dst, size_t size, const char *dir, const char *name)
{
    int  n;

    n = snprintf(dst, size, "%s/%s", dir, name);

    return n > 0 && (size_t) n < size;
}


/* All zeros where the system does not tell: then only a sync counts. */

static void
posts_state_boot(u_char *boot)
{
    int      fd;
    ssize_t  n;

    memset(boot, 0, POSTS_STATE_BOOT);

    fd = open("/proc/sys/kernel/random/boot_id", O_RDONLY|O_CLOEXEC);

    if (fd == -1) {
        return;
    }

    n = read(fd, boot, POSTS_STATE_BOOT - 1);

    (void) close(fd);

    if (n < 36) {
        memset(boot, 0, POSTS_STATE_BOOT);
    }
}


static uint64_t
posts_state_checksum(const posts_state_t *state)
{
    return posts_hash64(posts_str_from(state,
                                       offsetof(posts_state_t, checksum)));
}
