
/*
 * Copyright (C) the authors of this project
 *
 * A site's configuration: _config.yml (or .yaml) over Jekyll's defaults
 * (lib/jekyll/configuration.rb).  "data" holds every key as the author wrote
 * it; the members beside it are what the core itself needs, checked and in
 * the form it needs them.
 *
 * One default is not Jekyll's: without "timezone", times are in UTC, not in
 * the machine's own zone, since the same site gives the same bytes wherever
 * it is served.
 */


#ifndef _POSTS_CONFIG_H_INCLUDED_
#define _POSTS_CONFIG_H_INCLUDED_


#include "posts_hash.h"
#include "posts_limits.h"
#include "posts_markdown.h"
#include "posts_value.h"


/* A collection, as collections: in _config.yml describes it. */

typedef struct {
    posts_str_t                label;      /* "recipes": folder _recipes */
    posts_str_t                permalink;  /* a template: its own, or the
                                              default one */
    posts_str_t                sort_by;    /* a key of the front matter, "" */
    posts_value_t              order;      /* MAP: names of files to their
                                              places, or nil */
    posts_value_t              metadata;   /* MAP: all of its keys */
    unsigned                   output:1;   /* its documents have URLs */
    unsigned                   future:1;
} posts_collection_t;


typedef struct {
    posts_value_t              data;       /* MAP */
    posts_str_t                title;      /* "" if not set */
    posts_str_t                description;
    posts_str_t                author;     /* the name, of a map too */
    posts_str_t                lang;       /* "en" if not set */
    posts_str_t                url;        /* "https://host", no slash */
    posts_str_t                baseurl;
    posts_str_t                permalink;  /* a template: styles expanded */
    posts_str_t                excerpt_separator;
    posts_value_t              exclude;    /* ARRAY of STRING, Jekyll's own
                                              additions included */
    posts_value_t              include;    /* ARRAY of STRING */
    posts_value_t              markdown_ext; /* ARRAY of STRING, no dot */
    posts_markdown_dialect_e   dialect;
    posts_markdown_options_t   markdown;   /* of jekyll-commonmark; else with
                                              raw_html set and no more */
    const posts_timezone_t    *timezone;
    size_t                     paginate;   /* posts on a list's page; 15 */
    const posts_collection_t  *collections;  /* "posts" among them */
    size_t                     ncollections;
    posts_str_t                collections_dir;  /* "" or "dir/" */
    posts_str_t                layouts_dir;      /* "_layouts/" */
    posts_str_t                includes_dir;
    posts_str_t                data_dir;
    posts_value_t              plugins;    /* ARRAY of STRING */
    unsigned                   paginated:1;  /* "paginate" is set: a Jekyll
                                              site without it has one page */
    unsigned                   present:1;  /* there is a _config.yml */
    unsigned                   drafts:1;   /* show_drafts */
    unsigned                   future:1;
    unsigned                   unpublished:1;
    posts_hash_t               hash;       /* of all that is above: another
                                              hash, another index */
} posts_config_t;


/*
 * Reads the configuration of the site in the folder "dir" (a zero-terminated
 * path).  No file: the defaults, present == 0.  A file that can not be read
 * or parsed: the rc says so, *out is not to be used; a value of the wrong
 * type is reported as POSTS_WARNING with its key and the default is used.
 * "report" may be NULL.  Everything lives in the arena.
 */

posts_rc_t posts_config_load(posts_config_t *out, posts_arena_t *arena,
    const char *dir, const posts_limits_t *limits, posts_report_pt report,
    void *payload, posts_error_t *error);

/*
 * The same from bytes, for tests and fuzzers; "file" is for messages.  _over
 * puts it over a theme's configuration (NULL: none), of which the keys count
 * that Jekyll has no default for.  A theme's that can not be understood is
 * reported as POSTS_WARNING and not used.
 */

posts_rc_t posts_config_parse(posts_config_t *out, posts_arena_t *arena,
    posts_str_t text, posts_str_t file, const posts_limits_t *limits,
    posts_report_pt report, void *payload, posts_error_t *error);
posts_rc_t posts_config_parse_over(posts_config_t *out, posts_arena_t *arena,
    const posts_str_t *theme, posts_str_t text, posts_str_t file,
    const posts_limits_t *limits, posts_report_pt report, void *payload,
    posts_error_t *error);


#endif /* _POSTS_CONFIG_H_INCLUDED_ */
