
/*
 * Copyright (C) the authors of this project
 *
 * Mail addresses in text, that become links.
 */


#ifndef _POSTS_MARKDOWN_MAIL_H_INCLUDED_
#define _POSTS_MARKDOWN_MAIL_H_INCLUDED_


#include "posts_str.h"


typedef struct {
    size_t    begin;         /* of the link's text */
    size_t    end;
    unsigned  mailto:1;      /* the URL needs "mailto:" before the text */
} posts_markdown_mail_t;


/*
 * The first address in the text from "from" on, as the extended autolinks
 * of GitHub's specification have it (with "mailto:" or "xmpp:" before it
 * that is part of the link).  0: there is none.  Linear.
 */

int posts_markdown_mail(posts_markdown_mail_t *mail, posts_str_t text,
    size_t from);


#endif /* _POSTS_MARKDOWN_MAIL_H_INCLUDED_ */
