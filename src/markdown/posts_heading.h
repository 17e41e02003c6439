
/*
 * Copyright (C) the authors of this project
 *
 * The ids of a document's headings, as GitHub makes them.
 */


#ifndef _POSTS_HEADING_H_INCLUDED_
#define _POSTS_HEADING_H_INCLUDED_


#include "posts_buf.h"


typedef struct {
    posts_str_t  id;         /* .data is NULL: the slot is free */
    size_t       next;       /* the number that a repetition tries first */
    uint64_t     hash;
} posts_heading_slot_t;


/* The ids that a document has given out so far: a hash table. */

typedef struct {
    posts_arena_t         *arena;
    posts_heading_slot_t  *slots;
    size_t                 size;   /* a power of two, or 0 */
    size_t                 n;
    posts_buf_t            text;   /* working space */
} posts_headings_t;


void posts_headings_init(posts_headings_t *h, posts_arena_t *arena);

/*
 * Gives the id of the next heading: its text in lower case, without all
 * that is not a word character, "-" or white space, blanks as "-"; "-1",
 * "-2", ... behind it if the document has that id already.  Empty: the
 * heading gets no id.  The id is good as long as the arena's memory.
 * POSTS_LIMIT: no memory.
 *
 * Constant time on average, however often a text is repeated.
 */

posts_rc_t posts_heading_id(posts_headings_t *h, posts_str_t *id,
    posts_str_t text);


#endif /* _POSTS_HEADING_H_INCLUDED_ */
