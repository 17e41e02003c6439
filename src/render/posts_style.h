
/*
 * Copyright (C) the authors of this project
 *
 * The style of the built-in page.
 */


#ifndef _POSTS_STYLE_H_INCLUDED_
#define _POSTS_STYLE_H_INCLUDED_


#include "posts_str.h"


/* CSS for a <style> element: no "<" and no "&" in it. */

extern const posts_str_t  posts_style;


#endif /* _POSTS_STYLE_H_INCLUDED_ */
