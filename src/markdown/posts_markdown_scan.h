
/*
 * Copyright (C) the authors of this project
 *
 * A look at a text before it is parsed: what it has, and whether parsing it
 * would take too long.  Only posts_markdown.c uses this.
 */


#ifndef _POSTS_MARKDOWN_SCAN_H_INCLUDED_
#define _POSTS_MARKDOWN_SCAN_H_INCLUDED_


#include "posts_markdown.h"


/* What does not occur in a text needs no extension that looks for it. */

typedef struct {
    size_t       lines;
    size_t       pipes;
    unsigned     table:1;
    unsigned     strikethrough:1;
    unsigned     www:1;      /* "www." */
    unsigned     url:1;      /* "://" */
    unsigned     mail:1;     /* "@" */
    unsigned     tasklist:1;
    unsigned     footnotes:1;
    unsigned     smart:1;    /* asked for */
    unsigned     invalid:1;  /* bytes that are not UTF-8 */
} posts_markdown_scan_t;


/* Linear, and for most texts much faster than reading each byte. */

void posts_markdown_scan(posts_markdown_scan_t *scan, posts_str_t text,
    const posts_markdown_options_t *options);

/*
 * POSTS_LIMIT: the library would take time that grows with the square of
 * the text; the error tells where and why.  Linear.
 */

posts_rc_t posts_markdown_cost(const posts_markdown_scan_t *scan,
    posts_str_t text, posts_error_t *error);


#endif /* _POSTS_MARKDOWN_SCAN_H_INCLUDED_ */
