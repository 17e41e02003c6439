
/*
 * Copyright (C) the authors of this project
 *
 * Collections: what _config.yml says of them, and where a document stands
 * among the others of its own (Jekyll's lib/jekyll/collection.rb,
 * configuration.rb).
 */


#ifndef _POSTS_COLLECTION_H_INCLUDED_
#define _POSTS_COLLECTION_H_INCLUDED_


#include "posts_document.h"


#define POSTS_COLLECTIONS_MAX  256


/*
 * Sets config->collections from "v", what "collections" has, and from the
 * site's permalink; "posts" is always the first one.  "warn" is told of what
 * is not used, a sentence without its subject.  POSTS_LIMIT: no memory.
 */

posts_rc_t posts_collections(posts_config_t *config, posts_arena_t *arena,
    posts_value_t v, void (*warn)(void *payload, const char *what),
    void *payload);

/* The collection with a label, or NULL. */

const posts_collection_t *posts_collection(const posts_config_t *config,
    posts_str_t label);

/*
 * The collection, other than posts, whose folder a path is or lies in, or
 * NULL; "below" gets the length of the folder's path.
 */

const posts_collection_t *posts_collection_of(const posts_config_t *config,
    posts_str_t path, size_t *below);

/*
 * Appends bytes that compare as "order" and "sort_by" order the documents;
 * those that compare equal are in the order of their dates and paths.
 */

void posts_collection_place(posts_buf_t *b, const posts_config_t *config,
    const posts_collection_t *collection, const posts_document_t *doc);


#endif /* _POSTS_COLLECTION_H_INCLUDED_ */
