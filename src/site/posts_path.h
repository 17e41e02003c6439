
/*
 * Copyright (C) the authors of this project
 *
 * Paths of a site's files, relative to its folder, without a leading slash:
 * their parts as Ruby's File has them, and Jekyll's rules of what is read
 * (lib/jekyll/entry_filter.rb, reader.rb).
 */


#ifndef _POSTS_PATH_H_INCLUDED_
#define _POSTS_PATH_H_INCLUDED_


#include "posts_document.h"


/* "a/b/c.md": "a/b" ("" at the top), "c.md", ".md" (File.extname). */

posts_str_t posts_path_dir(posts_str_t path);
posts_str_t posts_path_name(posts_str_t path);
posts_str_t posts_path_ext(posts_str_t path);

/* The name without its extension and without the dots before that. */

posts_str_t posts_path_stem(posts_str_t path);

/*
 * The name of a post, "2020-08-15-slug.md", as its parts; 0 if it is no such
 * name.  "date" and "slug" may be NULL.
 */

int posts_path_dated(posts_str_t path, posts_str_t *date, posts_str_t *slug);

/*
 * The path is in a folder of posts and has all that a post needs but a date
 * in its name, where Jekyll leaves it out without a word: a name that looks
 * like a document's, by its extension.
 */

int posts_path_undated(const posts_config_t *config, posts_str_t path);

/*
 * Ruby's File.fnmatch without flags: * and ? match a slash too, [a-z], [!a]
 * and [^a] are sets, a backslash quotes.  Time is bounded by the product of
 * the lengths.
 */

int posts_path_match(posts_str_t pattern, posts_str_t path);

/*
 * The path below the site's collections_dir, where the rules for posts look
 * at it (Document#relative_path); the path itself without such a folder.
 */

posts_str_t posts_path_relative(const posts_config_t *config,
    posts_str_t path);

/* 1: a name on the way is one that no site can serve, nor a setting admit. */

int posts_path_hidden(posts_str_t path);

/* 1: by its first letter, or its last, Jekyll passes over this entry. */

int posts_path_special(posts_str_t name);

/* 1: one of the list's patterns that is not also in "except" matches. */

int posts_path_listed(posts_value_t list, posts_str_t path, int folder,
    posts_value_t except);

/* What posts_document_classify() is. */

posts_path_e posts_path_classify(const posts_config_t *config,
    posts_str_t path, int folder);


#endif /* _POSTS_PATH_H_INCLUDED_ */
