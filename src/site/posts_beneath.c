
/*
 * Copyright (C) the authors of this project
 *
 * Linux's openat2() does it in one call.  Where it is missing or forbidden
 * the path is walked name by name, each opened with O_NOFOLLOW; links are
 * read and put before what is left of the path, and ".." pops a stack of
 * the folders passed, so that nothing that moves meanwhile leads out.
 */


#define _GNU_SOURCE

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#if (__linux__)
#include <linux/openat2.h>
#endif

#include "posts_beneath.h"


#define POSTS_BENEATH_DEPTH  128
#define POSTS_BENEATH_LINKS  40
#define POSTS_BENEATH_STEPS  8192
#define POSTS_BENEATH_FLAGS  (O_CLOEXEC|O_NONBLOCK|O_NOCTTY)


static int posts_beneath_way(int root, const char *path, int flags,
    char *resolved);
static int posts_beneath_link(int fd, int flags);
static int posts_beneath_follow(int dir, const char *name, char *left,
    size_t size);


int
posts_beneath_open(int root, const char *path, int flags)
{
#if (__linux__ && defined SYS_openat2)

    int              fd, tries;
    struct open_how  how;

    memset(&how, 0, sizeof(how));

    how.flags = (uint64_t) (unsigned) (flags|POSTS_BENEATH_FLAGS);
    how.resolve = RESOLVE_BENEATH|RESOLVE_NO_MAGICLINKS;

    if (path[0] == '\0') {
        path = ".";
    }

    /* a rename nearby makes it EAGAIN now and then */

    for (tries = 0; tries < 8; tries++) {
        fd = (int) syscall(SYS_openat2, root, path, &how, sizeof(how));

        if (fd != -1 || (errno != EAGAIN && errno != EINTR)) {
            break;
        }
    }

    if (fd != -1
        || (errno != ENOSYS && errno != EPERM && errno != EINVAL
            && errno != EAGAIN && errno != E2BIG))
    {
        return fd;
    }

#endif

    return posts_beneath_walk(root, path, flags);
}


int
posts_beneath_walk(int root, const char *path, int flags)
{
    char  resolved[PATH_MAX];

    return posts_beneath_way(root, path, flags, resolved);
}


int
posts_beneath_resolve(int root, const char *path, char *resolved)
{
    int  fd;

    fd = posts_beneath_way(root, path, O_PATH, resolved);

    if (fd == -1) {
        return -1;
    }

    (void) close(fd);

    return 0;
}


/* Each folder on the stack is a name in "resolved", with a slash behind it. */

static int
posts_beneath_way(int root, const char *path, int flags, char *resolved)
{
    int       fd, err;
    int       stack[POSTS_BENEATH_DEPTH];
    char      left[PATH_MAX], name[NAME_MAX + 1], *p, *slash;
    size_t    len, n, end, before[POSTS_BENEATH_DEPTH];
    unsigned  depth, links, steps;

    resolved[0] = '\0';
    end = 0;

    len = strlen(path);

    if (len >= sizeof(left)) {
        errno = ENAMETOOLONG;
        return -1;
    }

    if (path[0] == '/') {
        errno = EXDEV;
        return -1;
    }

    memcpy(left, path, len + 1);

    depth = 0;
    links = 0;
    fd = -1;
    err = ELOOP;

    for (steps = 0; steps < POSTS_BENEATH_STEPS; steps++) {

        for (p = left; *p == '/'; p++) { /* void */ }

        if (*p == '\0') {

            /* the path ends in a folder that is open already */

            fd = openat(depth != 0 ? stack[depth - 1] : root, ".",
                        flags|POSTS_BENEATH_FLAGS);
            err = errno;
            break;
        }

        slash = strchr(p, '/');
        n = (slash != NULL) ? (size_t) (slash - p) : strlen(p);

        if (n > NAME_MAX) {
            err = ENAMETOOLONG;
            break;
        }

        memcpy(name, p, n);
        name[n] = '\0';

        memmove(left, p + n, strlen(p + n) + 1);

        if (strcmp(name, ".") == 0) {
            continue;
        }

        if (strcmp(name, "..") == 0) {

            if (depth == 0) {
                err = EXDEV;
                break;
            }

            (void) close(stack[--depth]);
            end = before[depth];
            resolved[end] = '\0';
            continue;
        }

        if (n + 2 > PATH_MAX - end) {
            err = ENAMETOOLONG;
            break;
        }

        if (left[0] == '\0') {
            fd = openat(depth != 0 ? stack[depth - 1] : root, name,
                        flags|O_NOFOLLOW|POSTS_BENEATH_FLAGS);

            if (fd != -1 && !posts_beneath_link(fd, flags)) {
                memcpy(resolved + end, name, n + 1);
                break;
            }

            if (fd != -1) {

                /* O_PATH opens the link itself */

                (void) close(fd);
                fd = -1;
                errno = ELOOP;
            }

        } else {

            if (depth == POSTS_BENEATH_DEPTH) {
                err = ELOOP;
                break;
            }

            stack[depth] = openat(depth != 0 ? stack[depth - 1] : root, name,
                                  O_RDONLY|O_DIRECTORY|O_NOFOLLOW
                                  |POSTS_BENEATH_FLAGS);

            if (stack[depth] != -1) {
                before[depth++] = end;
                memcpy(resolved + end, name, n);
                end += n;
                resolved[end++] = '/';
                resolved[end] = '\0';
                continue;
            }
        }

        err = errno;

        if (err != ELOOP && err != ENOTDIR) {
            break;
        }

        if (links++ == POSTS_BENEATH_LINKS) {
            err = ELOOP;
            break;
        }

        switch (posts_beneath_follow(depth != 0 ? stack[depth - 1] : root,
                                     name, left, sizeof(left)))
        {
        case 0:
            continue;

        case EINVAL:

            /* no link: what the open said holds */

            break;

        default:
            err = errno;
        }

        break;
    }

    while (depth > 0) {
        (void) close(stack[--depth]);
    }

    if (fd == -1) {
        errno = err;
    }

    return fd;
}


static int
posts_beneath_link(int fd, int flags)
{
    struct stat  st;

    return (flags & O_PATH) != 0
           && fstat(fd, &st) == 0
           && S_ISLNK(st.st_mode);
}


/* Puts the target of a link before what is left of the path. */

static int
posts_beneath_follow(int dir, const char *name, char *left, size_t size)
{
    char     target[PATH_MAX];
    size_t   len;
    ssize_t  n;

    n = readlinkat(dir, name, target, sizeof(target));

    if (n == -1) {
        return errno;
    }

    len = strlen(left);

    if ((size_t) n >= sizeof(target) || (size_t) n + 1 + len >= size) {
        errno = ENAMETOOLONG;
        return errno;
    }

    if (n == 0 || target[0] == '/') {
        errno = EXDEV;
        return errno;
    }

    /* "left" is empty or begins with a slash */

    memmove(left + n, left, len + 1);
    memcpy(left, target, (size_t) n);

    return 0;
}
