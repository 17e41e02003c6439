
/*
 * Copyright (C) the authors of this project
 *
 * Parts: what pages are made with, and is no page itself: layouts, includes,
 * data files.  The index holds them whole, so that a page is made from one
 * snapshot, with no file read but its own, and a part that is broken leaves
 * the last good one in force.  Jekyll: lib/jekyll/reader.rb,
 * readers/layout_reader.rb, readers/data_reader.rb, theme.rb.
 */


#ifndef _POSTS_PART_H_INCLUDED_
#define _POSTS_PART_H_INCLUDED_


#include "posts_config.h"


typedef enum {
    POSTS_PART_LAYOUT = 0,
    POSTS_PART_INCLUDE,
    POSTS_PART_DATA
} posts_part_e;


typedef struct {
    posts_part_e   kind;
    posts_str_t    name;         /* layout: "post", "docs/page"; include:
                                    "head.html"; data: its keys, joined by
                                    "/": "nav/main" */
    posts_str_t    path;         /* in the site, or in the theme */
    posts_str_t    content;      /* layout: behind its front matter; include:
                                    all of it; data: "" */
    uint32_t       content_line; /* of the first byte of it, in the file */
    posts_value_t  data;         /* layout: the front matter, a MAP; data:
                                    what the file holds */
    uint64_t       generation;   /* at which it last changed */
    unsigned       theme:1;      /* from the theme */
} posts_part_t;


/*
 * The name that a path gives ("_layouts/docs/page.html": "docs/page"); of a
 * data file with [^\w\s-] taken out and white space as "_" in each part.
 * "path" begins with the folder of the kind.  The text is in the arena, or
 * in "path"; .data is NULL without memory.  "" is no name: nothing of a data
 * file's is left.
 */

posts_str_t posts_part_name(posts_arena_t *arena, const posts_config_t *config,
    posts_part_e kind, posts_str_t path);

/*
 * Makes a part of a file's bytes: a layout's front matter, a data file's
 * YAML, JSON, CSV or TSV (by its extension; the first line of these two
 * names the columns, all values are strings).  kind, name, path and theme
 * are set before.  The content points into "source".  POSTS_INVALID,
 * POSTS_LIMIT: *error says where in the file; a layout whose front matter
 * can not be understood is then complete but for its data, which is empty.
 */

posts_rc_t posts_part_parse(posts_part_t *part, posts_arena_t *arena,
    const posts_config_t *config, posts_str_t source,
    const posts_limits_t *limits, posts_error_t *error);

/*
 * What "site.data" has for a file: the first part of its name, which a
 * dependency on it has (POSTS_DEP_DATA).
 */

posts_str_t posts_part_key(posts_str_t name);

/* As a block of the index, and back, read in place. */

posts_rc_t posts_part_pack(posts_buf_t *b, const posts_part_t *part);
posts_rc_t posts_part_unpack(posts_part_t *part, posts_str_t block);


#endif /* _POSTS_PART_H_INCLUDED_ */
