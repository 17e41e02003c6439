
/*
 * Copyright (C) the authors of this project
 *
 * A URL to an answer: finds the resource that a path names, and makes one
 * representation of it.  Knows no protocol machinery: the host sends what
 * is in the answer.
 */


#ifndef _POSTS_RENDER_H_INCLUDED_
#define _POSTS_RENDER_H_INCLUDED_


#include "posts_accept.h"
#include "posts_index.h"
#include "posts_template.h"


/* Whose pages a folder gets (the directive posts_theme). */

typedef enum {
    POSTS_THEME_AUTO = 0,    /* Jekyll's rules for a Jekyll site, else the
                                built-in theme */
    POSTS_THEME_BUILTIN,
    POSTS_THEME_OFF,         /* Jekyll's rules, whatever the folder has */
    POSTS_THEME_PATH         /* the same, with a theme's folder beneath */
} posts_theme_e;


/* What a host sets once for a site and a location. */

typedef struct {
    const char                *site;      /* the folder, zero-terminated */
    int                        dir;       /* the same, open (O_DIRECTORY), or
                                             AT_FDCWD: files are opened by
                                             openat() without leaving it */
    const char                *theme;     /* the theme's folder, or NULL */
    int                        theme_dir; /* the same, open, or AT_FDCWD */
    posts_theme_e              theming;
    posts_str_t                prefix;    /* of the site's URLs in the host:
                                             "" or "/blog" */
    unsigned                   formats;   /* mask of those offered */
    const posts_limits_t      *limits;
    posts_templates_t         *templates; /* that the host keeps from page to
                                             page for this site, or NULL */
    posts_report_pt            report;    /* warnings of templates; or NULL */
    void                      *payload;
    int                        dialect;   /* posts_markdown_dialect_e, or -1:
                                             the site's */
    unsigned                   raw_html:1;
} posts_render_options_t;


/* What is asked for. */

typedef struct {
    posts_str_t     path;    /* decoded, below the prefix, begins with "/" */
    posts_str_t     accept;  /* the Accept field's value; "" if absent */
} posts_request_t;


typedef enum {
    POSTS_ANSWER_BODY = 0,   /* status and body */
    POSTS_ANSWER_REDIRECT,   /* 301 to "location" */
    POSTS_ANSWER_FILE        /* the site's file "file", by the host itself */
} posts_answer_e;


typedef struct {
    posts_answer_e   kind;
    unsigned         status;        /* 200, 301, 404, 406, 500, ... */
    posts_format_e   format;        /* what the negotiation chose */
    unsigned         offered;       /* mask: what this resource has */
    unsigned         negotiated:1;  /* by Accept and not by the suffix: the
                                       answer depends on it */
    unsigned         cacheable:1;   /* fresh while its dependencies are */
    posts_str_t      resource;      /* "post", "page", "draft", "index",
                                       "tag", "category", "file", "error" */
    posts_str_t      content_type;
    posts_str_t      body;
    u_char           etag[POSTS_HASH_HEX + 2];  /* with quotes; of a 200 */
    int64_t          last_modified; /* seconds; 0: none */
    posts_str_t      location;      /* of a redirect: path with the prefix,
                                       %-encoded */
    posts_str_t      content_location;  /* the representation's own URL, or
                                       "" */
    posts_str_t      link;          /* the Link field's value, or "" */
    posts_str_t      file;          /* path in the site, no leading slash;
                                       "./..." in the theme's folder */
    posts_deps_t     deps;
    uint64_t         generation;    /* of the snapshot that it was made from */
} posts_answer_t;


/*
 * Routes and renders.  Strings of the answer live in the arena, in the
 * request or in static storage: none in the snapshot, which may be ended.
 *
 * Always gives a complete answer, of an error too; the rc tells why it is
 * one that the log should hear of: POSTS_OK (also for 404 and 406),
 * POSTS_IO, POSTS_INVALID, POSTS_LIMIT with *error naming the source file.
 * Only when not even an error page fits the arena, status is 0: the host
 * answers with its own 500.
 */

posts_rc_t posts_render(posts_answer_t *answer, posts_arena_t *arena,
    posts_snapshot_t *snapshot, const posts_render_options_t *options,
    const posts_request_t *request, posts_error_t *error);

/*
 * Which representation the path's suffix and the Accept field ask for, by
 * themselves, of those in the mask: what a cache is asked for before there
 * is an answer.  *negotiated as in posts_answer_t.
 */

posts_format_e posts_render_format(const posts_request_t *request,
    unsigned offered, int *negotiated);

/*
 * An error's representation: HTML, problem+json (RFC 9457) or Markdown, as
 * asked for, among all formats whatever is offered.  The Accept field goes
 * before the path's suffix here, which counts where the field leaves it open.
 * "detail" is a sentence for the reader, or "".
 */

posts_rc_t posts_render_error(posts_answer_t *answer, posts_arena_t *arena,
    const posts_render_options_t *options, const posts_request_t *request,
    unsigned status, posts_str_t detail);


#endif /* _POSTS_RENDER_H_INCLUDED_ */
