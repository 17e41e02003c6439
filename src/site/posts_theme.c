
/*
 * Copyright (C) the authors of this project
 */


#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "posts_theme.h"


static void posts_theme_gone(posts_theme_t *theme, int err,
    posts_report_pt report, void *payload);


void
posts_theme_init(posts_theme_t *theme, const char *dir)
{
    memset(theme, 0, sizeof(posts_theme_t));

    theme->dir = dir;
    theme->fd = -1;
}


void
posts_theme_close(posts_theme_t *theme)
{
    if (theme->fd != -1) {
        (void) close(theme->fd);
        theme->fd = -1;
    }
}


int
posts_theme_look(posts_theme_t *theme, posts_report_pt report, void *payload)
{
    int          fd;
    struct stat  st;

    if (theme->dir == NULL) {
        return 0;
    }

    if (stat(theme->dir, &st) == -1) {
        posts_theme_gone(theme, errno, report, payload);
        return 0;
    }

    if (theme->fd != -1 && theme->dev == (uint64_t) st.st_dev
        && theme->ino == (uint64_t) st.st_ino)
    {
        return 0;
    }

    fd = open(theme->dir, O_RDONLY|O_DIRECTORY|O_CLOEXEC);

    if (fd == -1 || fstat(fd, &st) == -1) {
        posts_theme_gone(theme, errno, report, payload);

        if (fd != -1) {
            (void) close(fd);
        }

        return 0;
    }

    posts_theme_close(theme);

    theme->fd = fd;
    theme->dev = (uint64_t) st.st_dev;
    theme->ino = (uint64_t) st.st_ino;
    theme->told = 0;

    return 1;
}


static void
posts_theme_gone(posts_theme_t *theme, int err, posts_report_pt report,
    void *payload)
{
    posts_error_t  error;

    posts_theme_close(theme);

    if (theme->told) {
        return;
    }

    theme->told = 1;

    posts_error_clear(&error);
    (void) posts_error_io(&error, err, "the theme's folder can not be read; "
                                       "what the index has of it stays");
    posts_error_file(&error, posts_str_c(theme->dir));

    report(payload, POSTS_FAULT, &error);
}
