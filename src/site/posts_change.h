
/*
 * Copyright (C) the authors of this project
 *
 * What a change of one document means for lists, URLs and stamps.  Private
 * to src/site.
 */


#ifndef _POSTS_CHANGE_H_INCLUDED_
#define _POSTS_CHANGE_H_INCLUDED_


#include "posts_writer.h"


/*
 * A document as it was and as it is, each NULL if it is not public; both
 * have their number, and the record in docs is the new one's.
 */

void posts_change(posts_writer_t *w, const posts_document_t *old,
    const posts_document_t *doc);

/* A static file that has come (add) or gone; one of a collection. */

void posts_change_static(posts_writer_t *w, const posts_document_t *doc,
    int add);
void posts_change_file(posts_writer_t *w, posts_str_t path, uint32_t number,
    int listed, int add);

/* Its place in the list of static files alone. */

void posts_change_listed(posts_writer_t *w, const posts_document_t *doc,
    int add);

/* What is worked out once, when all documents are in. */

void posts_change_finish(posts_writer_t *w);


#endif /* _POSTS_CHANGE_H_INCLUDED_ */
