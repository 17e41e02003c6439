
/*
 * Copyright (C) the authors of this project
 *
 * Front matter defaults: what "defaults" in _config.yml says for documents
 * by path and type (Jekyll's lib/jekyll/frontmatter_defaults.rb).
 */


#ifndef _POSTS_DEFAULTS_H_INCLUDED_
#define _POSTS_DEFAULTS_H_INCLUDED_


#include "posts_document.h"


/*
 * Puts the defaults for a document (type and path are read) under its front
 * matter *data, a MAP: *data becomes a new map if there are any, and may then
 * point into the configuration.  Maps are merged; of "categories" all count.
 * POSTS_LIMIT: no memory, or nested too deep.
 */

posts_rc_t posts_defaults_apply(posts_value_t *data, posts_arena_t *arena,
    const posts_config_t *config, const posts_document_t *doc);

/*
 * A pattern of a scope's path, as Ruby's Dir.glob has it: "*" stays within a
 * name, "**" stands for any number of folders.  A folder that matches matches
 * all below it.
 */

int posts_defaults_glob(posts_str_t pattern, posts_str_t path);


#endif /* _POSTS_DEFAULTS_H_INCLUDED_ */
