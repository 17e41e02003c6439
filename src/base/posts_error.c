
/*
 * Copyright (C) the authors of this project
 */


#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "posts_error.h"


static void posts_error_clean(char *s);


posts_rc_t
posts_error_set(posts_error_t *error, posts_rc_t rc, unsigned line,
    unsigned column, const char *fmt, ...)
{
    va_list  args;

    if (error == NULL) {
        return rc;
    }

    if (error->rc != POSTS_OK) {
        return error->rc;
    }

    error->rc = rc;
    error->err = 0;
    error->line = line;
    error->column = column;

    va_start(args, fmt);
    (void) vsnprintf(error->message, sizeof(error->message), fmt, args);
    va_end(args);

    posts_error_clean(error->message);

    return rc;
}


posts_rc_t
posts_error_io(posts_error_t *error, int err, const char *fmt, ...)
{
    int      n;
    char     text[128];
    va_list  args;

    if (error == NULL) {
        return POSTS_IO;
    }

    if (error->rc != POSTS_OK) {
        return error->rc;
    }

    error->rc = POSTS_IO;
    error->err = err;
    error->line = 0;
    error->column = 0;

    va_start(args, fmt);
    n = vsnprintf(error->message, sizeof(error->message), fmt, args);
    va_end(args);

    if (n < 0) {
        error->message[0] = '\0';
        n = 0;
    }

    if ((size_t) n < sizeof(error->message)) {

        /* the XSI or the GNU function, whichever is declared, fills text */

        text[0] = '\0';
#if defined(__GLIBC__) && defined(_GNU_SOURCE)
        (void) snprintf(text, sizeof(text), "%s",
                        strerror_r(err, text, sizeof(text)));
#else
        (void) !strerror_r(err, text, sizeof(text));
#endif
        (void) snprintf(error->message + n, sizeof(error->message) - (size_t) n,
                        ": %s (%d)", text, err);
    }

    posts_error_clean(error->message);

    return POSTS_IO;
}


void
posts_error_file(posts_error_t *error, posts_str_t file)
{
    size_t  size;

    if (error == NULL || error->file[0] != '\0' || file.len == 0) {
        return;
    }

    size = sizeof(error->file) - 1;

    if (file.len > size) {
        file = posts_str_slice(file, file.len - size, file.len);

        while (file.len > 0 && (file.data[0] & 0xc0) == 0x80) {
            file.data++;
            file.len--;
        }
    }

    memcpy(error->file, file.data, file.len);
    error->file[file.len] = '\0';

    posts_error_clean(error->file);
}


void
posts_error_clear(posts_error_t *error)
{
    error->rc = POSTS_OK;
    error->err = 0;
    error->line = 0;
    error->column = 0;
    error->file[0] = '\0';
    error->message[0] = '\0';
}


char *
posts_error_text(const posts_error_t *error, char *dst, size_t size)
{
    size_t       n;
    char         place[32];
    const char  *sep;

    if (size == 0) {
        return dst;
    }

    place[0] = '\0';

    if (error->line != 0 && error->column != 0) {
        (void) snprintf(place, sizeof(place), ":%u:%u", error->line,
                        error->column);

    } else if (error->line != 0) {
        (void) snprintf(place, sizeof(place), ":%u", error->line);
    }

    if (error->file[0] != '\0') {
        (void) snprintf(dst, size, "%s%s: %s", error->file, place,
                        error->message);

    } else {
        sep = (place[0] != '\0') ? ": " : "";
        n = (place[0] != '\0') ? 1 : 0;

        /* without a file the place begins with its number */

        (void) snprintf(dst, size, "%s%s%s", place + n, sep, error->message);
    }

    return dst;
}


/*
 * What comes from a source file must not break a log line or a terminal;
 * a text that was cut must not end within a character.
 */

static void
posts_error_clean(char *s)
{
    u_char  *p, *last;

    for (p = (u_char *) s; *p != '\0'; p++) {
        if (*p < 0x20 || *p == 0x7f) {
            *p = '?';
        }
    }

    last = p;

    while (p > (u_char *) s && (p[-1] & 0xc0) == 0x80) {
        p--;
    }

    if (p > (u_char *) s && p[-1] >= 0xc0) {
        p--;

        if ((size_t) (last - p) < (size_t) (*p >= 0xf0 ? 4
                                            : *p >= 0xe0 ? 3 : 2))
        {
            *p = '\0';
        }
    }
}
