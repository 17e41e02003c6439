
/*
 * Copyright (C) the authors of this project
 *
 * The forms in which dates are written.
 */


#ifndef _POSTS_TIME_DATE_H_INCLUDED_
#define _POSTS_TIME_DATE_H_INCLUDED_


#include "posts_text.h"


/* Finds the date in a text out of which the time of day has been cut. */

void posts_time_date(posts_text_t *s);


#endif /* _POSTS_TIME_DATE_H_INCLUDED_ */
