
/*
 * Copyright (C) the authors of this project
 *
 * Opens what lies beneath a folder, by whatever way a path names it: a
 * symbolic link is followed as long as each step stays beneath; an absolute
 * one, or one that leads out, is refused.
 */


#ifndef _POSTS_BENEATH_H_INCLUDED_
#define _POSTS_BENEATH_H_INCLUDED_


#include "posts_str.h"


/*
 * Like openat(root, path, flags): the descriptor, or -1 with errno.  "path"
 * is relative and zero-terminated, "" and "." are the folder itself.
 * O_CLOEXEC, O_NONBLOCK and O_NOCTTY are added.  EXDEV: it leads out of
 * "root"; ELOOP: too many links.
 */

int posts_beneath_open(int root, const char *path, int flags);

/* The same without openat2(), for systems that have none, and for tests. */

int posts_beneath_walk(int root, const char *path, int flags);

/*
 * The path, below "root", of what is there now under another one: with no
 * link in it, no "." and no "..".  "resolved" is of PATH_MAX bytes.  0, or -1
 * with errno, as above.
 */

int posts_beneath_resolve(int root, const char *path, char *resolved);


#endif /* _POSTS_BENEATH_H_INCLUDED_ */
