
/*
 * Copyright (C) the authors of this project
 *
 * Markdown to HTML, by cmark-gfm.
 */


#ifndef _POSTS_MARKDOWN_H_INCLUDED_
#define _POSTS_MARKDOWN_H_INCLUDED_


#include "posts_buf.h"
#include "posts_limits.h"


typedef enum {
    POSTS_MARKDOWN_GFM = 0,  /* all extensions of cmark-gfm, footnotes */
    POSTS_MARKDOWN_COMMONMARK
} posts_markdown_dialect_e;


/* What GFM has and may be told to do without. */

#define POSTS_MARKDOWN_TABLE          0x01
#define POSTS_MARKDOWN_STRIKETHROUGH  0x02
#define POSTS_MARKDOWN_AUTOLINK       0x04
#define POSTS_MARKDOWN_TASKLIST       0x08
#define POSTS_MARKDOWN_FOOTNOTES      0x10
#define POSTS_MARKDOWN_ALL            0x1f


typedef struct {
    posts_markdown_dialect_e  dialect;
    unsigned                  raw_html:1;    /* passes; else is escaped, and
                                                URLs of unsafe schemes are
                                                dropped */
    unsigned                  header_ids:1;  /* as GitHub makes them */
    unsigned                  utf8:1;        /* the text is known to be: it
                                                is not looked through */
    unsigned                  omit:1;        /* without raw_html: a comment
                                                stands for it, as the library
                                                has it */
    unsigned                  smart:1;       /* quotes, dashes, ellipses */
    unsigned                  hard_breaks:1; /* a line's end is a <br /> */
    unsigned                  no_breaks:1;   /* ... or a space */
    unsigned                  commonmark:1;  /* as Jekyll's CommonMark has
                                                it: no ids */
    unsigned                  without;       /* mask of the above */
} posts_markdown_options_t;


/* The dialect called "name", or POSTS_NOTFOUND. */

posts_rc_t posts_markdown_dialect(posts_markdown_dialect_e *dialect,
    posts_str_t name);

/*
 * Appends the HTML of "text" to "out".  All memory comes from out->arena;
 * what cmark took is given back before the return, what was appended stays.
 * POSTS_LIMIT: the arena's or the buffer's limit; the message says which.
 * Never aborts.  Bytes that are not UTF-8 become U+FFFD.
 */

posts_rc_t posts_markdown_render(posts_buf_t *out, posts_str_t text,
    const posts_markdown_options_t *options, posts_error_t *error);


#endif /* _POSTS_MARKDOWN_H_INCLUDED_ */
