
/*
 * Copyright (C) the authors of this project
 *
 * SmartyPants, as Jekyll has it: kramdown's parser with all of its Markdown
 * left out.
 */


#ifndef _POSTS_LIQUID_SMARTY_H_INCLUDED_
#define _POSTS_LIQUID_SMARTY_H_INCLUDED_


#include "posts_buf.h"


/*
 * Appends the text with curly quotes, dashes, ellipses and guillemets, as
 * HTML: what is no tag, comment or entity is escaped, open elements are
 * closed.  Linear in the text's length.
 */

void posts_liquid_smarty(posts_buf_t *b, posts_str_t text);


#endif /* _POSTS_LIQUID_SMARTY_H_INCLUDED_ */
