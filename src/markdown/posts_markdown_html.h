
/*
 * Copyright (C) the authors of this project
 *
 * HTML from cmark-gfm's tree.  Only posts_markdown.c uses this.
 */


#ifndef _POSTS_MARKDOWN_HTML_H_INCLUDED_
#define _POSTS_MARKDOWN_HTML_H_INCLUDED_


#include "posts_heading.h"
#include "posts_markdown.h"


struct cmark_node;


typedef struct {
    const posts_markdown_options_t  *options;
    posts_arena_t                   *arena;   /* for the headings' ids */
    u_char                          *start;   /* where the HTML goes */
    u_char                          *pos;
    u_char                          *end;     /* room ends here */
    size_t                           missed;  /* bytes that found no room */
    size_t                           limit;   /* stop when this many are
                                                 wanted */
    size_t                           footnote;  /* number of the definition */
    size_t                           returned;  /* ... that has its links
                                                     back */
    size_t                           column;  /* in the table's row */
    const u_char                    *alignments;
    posts_headings_t                 headings;
    posts_buf_t                      text;    /* of a heading */
    u_char                           last;    /* the last byte missed */
    unsigned                         mails:1; /* addresses become links */
    unsigned                         link:1;  /* in a link */
    unsigned                         head:1;  /* in a table's first row */
    unsigned                         body:1;  /* <tbody> is open */
    unsigned                         stop:1;
} posts_markdown_html_t;


/*
 * Writes the HTML of the tree between "start" and "end".  What does not fit
 * is only counted: then "missed" is not 0, and start to pos with missed
 * added is the room that is needed, or more than "limit".  POSTS_LIMIT: no
 * memory for the ids.
 */

posts_rc_t posts_markdown_html(posts_markdown_html_t *h,
    struct cmark_node *root);


#endif /* _POSTS_MARKDOWN_HTML_H_INCLUDED_ */
