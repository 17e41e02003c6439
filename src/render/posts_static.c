
/*
 * Copyright (C) the authors of this project
 *
 * The file is opened without leaving the site, since most often there is
 * none and that is the quickest way to know.  Then its name is judged: each
 * folder on the way has to be one that Jekyll would walk, and the last
 * component a file that it would copy.  At last its first line is looked at:
 * with front matter it is the source of a document, perhaps of one that is
 * not public.
 */


#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "posts_source.h"
#include "posts_static.h"
#include "posts_utf8.h"


#define POSTS_STATIC_HEAD  256


static int posts_static_name(posts_str_t path);
static int posts_static_component(posts_str_t name);
static int posts_static_served(const posts_config_t *config,
    posts_str_t path);
static int posts_static_front(const u_char *p, size_t len);


posts_rc_t
posts_static_find(const posts_config_t *config, const char *site, int dir,
    posts_str_t path, posts_error_t *error)
{
    int          fd, err;
    u_char       head[POSTS_STATIC_HEAD];
    ssize_t      n;
    posts_rc_t   rc;
    struct stat  st;

    if (!posts_static_name(path)) {
        return POSTS_NOTFOUND;
    }

    err = posts_source_open(&fd, site, dir, path);

    if (err != 0) {
        if (posts_source_absent(err) || !posts_static_served(config, path)) {
            return POSTS_NOTFOUND;
        }

        rc = posts_error_io(error, err, "open() failed");
        posts_error_file(error, path);

        return rc;
    }

    rc = POSTS_NOTFOUND;

    if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode)
        && posts_static_served(config, path))
    {

        do {
            n = read(fd, head, sizeof(head));
        } while (n == -1 && errno == EINTR);

        if (n == -1) {
            rc = posts_error_io(error, errno, "read() failed");
            posts_error_file(error, path);

        } else if (!posts_static_front(head, (size_t) n)) {
            rc = POSTS_OK;
        }
    }

    (void) close(fd);

    return rc;
}


/* Components that could be of a file that is served, whatever is there. */

static int
posts_static_name(posts_str_t path)
{
    size_t  i, from;

    if (path.len == 0 || path.len >= POSTS_SOURCE_PATH
        || posts_utf8_valid(path) != path.len)
    {
        return 0;
    }

    from = 0;

    for (i = 0; i < path.len; i++) {

        if (path.data[i] < ' ' || path.data[i] == 0x7f
            || path.data[i] == '\\')
        {
            return 0;
        }

        if (path.data[i] == '/') {

            if (!posts_static_component(posts_str_slice(path, from, i))) {
                return 0;
            }

            from = i + 1;
        }
    }

    return posts_static_component(posts_str_slice(path, from, path.len));
}


static int
posts_static_component(posts_str_t name)
{
    return name.len != 0 && !posts_str_eq(name, posts_str("."))
           && !posts_str_eq(name, posts_str(".."));
}


/* What the site's rules say of each folder on the way, and of the file. */

static int
posts_static_served(const posts_config_t *config, posts_str_t path)
{
    size_t  i;

    for (i = 0; i < path.len; i++) {

        if (path.data[i] == '/'
            && posts_document_classify(config, posts_str_slice(path, 0, i), 1)
               != POSTS_PATH_FOLDER)
        {
            return 0;
        }
    }

    return posts_document_classify(config, path, 0) == POSTS_PATH_FILE;
}


/*
 * The first line is "---" and white space, behind a byte order mark or not;
 * one that has no end in what was read counts too.
 */

static int
posts_static_front(const u_char *p, size_t len)
{
    size_t  i;

    i = (len >= 3 && memcmp(p, "\xef\xbb\xbf", 3) == 0) ? 3 : 0;

    if (len < i + 3 || memcmp(p + i, "---", 3) != 0) {
        return 0;
    }

    for (i += 3; i < len; i++) {
        if (p[i] == '\n') {
            return 1;
        }

        if (p[i] != ' ' && (p[i] < '\t' || p[i] > '\r')) {
            return 0;
        }
    }

    return len == POSTS_STATIC_HEAD;
}
