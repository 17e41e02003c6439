
/*
 * Copyright (C) the authors of this project
 *
 * A site's configuration as the indexer holds it: the file's text, what it
 * means, and the indexer's own options on top.  Private to src/site.
 */


#ifndef _POSTS_SETTINGS_H_INCLUDED_
#define _POSTS_SETTINGS_H_INCLUDED_


#include "posts_store.h"


typedef struct {
    posts_arena_t   *arena;
    posts_config_t   config;
    posts_str_t      text;
    posts_str_t      theme;      /* the text of the theme's, if "themed" */
    const char      *file;       /* the name that it was found under */
    unsigned         present:1;
    unsigned         themed:1;
} posts_settings_t;


posts_rc_t posts_settings_init(posts_settings_t *settings);
void posts_settings_destroy(posts_settings_t *settings);

/*
 * The text of the site's _config.yml, or .yaml, in the folder "root", and of
 * the _config.yml in the folder "theme" (-1: there is no theme); none is no
 * error, nor a theme's that can not be read.
 */

posts_rc_t posts_settings_read(posts_settings_t *settings, int root,
    int theme, const posts_limits_t *limits, posts_error_t *error);

/* The text that an index was made with; POSTS_NOTFOUND: it has none yet. */

posts_rc_t posts_settings_stored(posts_settings_t *settings,
    const posts_store_t *store);

/* What the text means; "options" are flags of posts_store_meta_t. */

posts_rc_t posts_settings_parse(posts_settings_t *settings, uint32_t options,
    const posts_limits_t *limits, posts_report_pt report, void *payload,
    posts_error_t *error);

/* 1: the same text; the same meaning. */

int posts_settings_same_text(const posts_settings_t *a,
    const posts_settings_t *b);
int posts_settings_same(const posts_settings_t *a, const posts_settings_t *b);


#endif /* _POSTS_SETTINGS_H_INCLUDED_ */
