
/*
 * Copyright (C) the authors of this project
 *
 * The front matter of a source file: where it is, without parsing it.
 * Jekyll's rules: lib/jekyll/document.rb (YAML_FRONT_MATTER_REGEXP) and
 * lib/jekyll/utils.rb (has_yaml_header?).
 */


#ifndef _POSTS_FRONT_H_INCLUDED_
#define _POSTS_FRONT_H_INCLUDED_


#include "posts_str.h"


typedef struct {
    posts_str_t  yaml;       /* between the lines of dashes */
    posts_str_t  content;    /* behind the closing line */
    unsigned     yaml_line;  /* line of the first byte of yaml, from 1 */
    unsigned     content_line;
    unsigned     opened:1;   /* the first line is "---" */
    unsigned     closed:1;   /* ... and a closing line was found: there is
                                front matter */
} posts_front_t;


/*
 * Splits a file's bytes; both parts point into "source".  A UTF-8 byte order
 * mark is skipped; lines end with LF or CRLF; the closing line is "---" or
 * "...".  Without front matter yaml is empty and content is all but a BOM.
 */

void posts_front_split(posts_front_t *front, posts_str_t source);


#endif /* _POSTS_FRONT_H_INCLUDED_ */
