
/*
 * Copyright (C) the authors of this project
 *
 * Results and errors of the core.  A function that can fail returns a
 * posts_rc_t and fills the caller's posts_error_t once, at the deepest
 * point that knows what happened; callers add a file name or a line, they
 * never overwrite the message.  Nothing in the core logs.
 */


#ifndef _POSTS_ERROR_H_INCLUDED_
#define _POSTS_ERROR_H_INCLUDED_


#include "posts_str.h"


typedef enum {
    POSTS_OK       =  0,
    POSTS_INVALID  = -1,     /* the input is wrong; the author can mend it */
    POSTS_LIMIT    = -2,     /* a bound was hit: memory, size, depth, ... */
    POSTS_NOTFOUND = -3,     /* there is no such thing */
    POSTS_IO       = -4,     /* the system said no; errno in "err" */
    POSTS_AGAIN    = -5      /* not ready yet, or more to do: call again */
} posts_rc_t;


typedef struct {
    posts_rc_t  rc;          /* POSTS_OK: no error is set */
    int         err;         /* errno with POSTS_IO; ENOSPC with POSTS_LIMIT:
                                the index's map is full; else 0 */
    unsigned    line;        /* from 1; 0: not known */
    unsigned    column;      /* from 1, in characters; 0: not known */
    char        file[512];   /* "" if not known; a long name loses its head */
    char        message[256];
} posts_error_t;


/* How much a reported problem matters. */

typedef enum {
    POSTS_WARNING = 0,       /* served, but perhaps not as meant */
    POSTS_FAULT              /* something is not served, or served as it was */
} posts_severity_t;


/*
 * What a host gives to hear of problems that do not end the work.  The
 * error is good during the call only.
 */

typedef void (*posts_report_pt)(void *payload, posts_severity_t severity,
    const posts_error_t *error);


/*
 * Sets the error if none is set yet (the deepest one stays) and returns the
 * code that is set then, so that "return posts_error_set(...)" reads well.
 * "error" may be NULL.  The message is cut at the size of its field, at a
 * character's border; control bytes in it become '?'.
 */

posts_rc_t posts_error_set(posts_error_t *error, posts_rc_t rc,
    unsigned line, unsigned column, const char *fmt, ...)
    __attribute__((format(printf, 5, 6)));

/* The same for POSTS_IO: "what failed: strerror (errno)". */

posts_rc_t posts_error_io(posts_error_t *error, int err, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* Names the file if none is named yet; a long name keeps its tail. */

void posts_error_file(posts_error_t *error, posts_str_t file);

/* Back to POSTS_OK. */

void posts_error_clear(posts_error_t *error);

/*
 * Writes "file:line:column: message", leaving out what is not known, cut
 * and zero-terminated, into "dst" of "size" bytes; returns "dst".
 */

char *posts_error_text(const posts_error_t *error, char *dst, size_t size);


#endif /* _POSTS_ERROR_H_INCLUDED_ */
