
/*
 * Copyright (C) the authors of this project
 *
 * Tags and entities of HTML, as kramdown sees them.
 */


#ifndef _POSTS_LIQUID_SMARTY_TAG_H_INCLUDED_
#define _POSTS_LIQUID_SMARTY_TAG_H_INCLUDED_


#include "posts_str.h"


#define POSTS_SMARTY_SPAN   0x01u    /* in running text */
#define POSTS_SMARTY_BLOCK  0x02u    /* never there */
#define POSTS_SMARTY_VOID   0x04u    /* has no content */
#define POSTS_SMARTY_TEXT   0x08u    /* its content is text like any other */
#define POSTS_SMARTY_CODE   0x10u    /* its content is no HTML */
#define POSTS_SMARTY_KNOWN  0x20u


typedef struct {
    posts_str_t  name;
    posts_str_t  attributes;
    size_t       end;          /* behind the > */
    unsigned     kind;
    unsigned     closed:1;     /* with "/>" */
} posts_smarty_tag_t;


/* The start tag whose < is at "i"; 0: there is none. */

int posts_smarty_tag(posts_str_t s, size_t i, posts_smarty_tag_t *tag);

/*
 * Behind the attribute that white space at "i" is before; 0: there is none.
 * One without a value has an empty one.
 */

size_t posts_smarty_attribute(posts_str_t s, size_t i, posts_str_t *name,
    posts_str_t *value);

/* Behind the name at "i", with a colon at most (0: none); the white space. */

size_t posts_smarty_name(posts_str_t s, size_t i);
size_t posts_smarty_blank(posts_str_t s, size_t i);

/* The character that an entity's name stands for; 0: none. */

uint32_t posts_smarty_named(posts_str_t name);


#endif /* _POSTS_LIQUID_SMARTY_TAG_H_INCLUDED_ */
