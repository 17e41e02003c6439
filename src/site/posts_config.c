
/*
 * Copyright (C) the authors of this project
 *
 * The file's YAML is kept as it is, for those who read keys of their own; the
 * members that the core needs are set to Jekyll's defaults and then, key by
 * key from a table, to what the file says, if that is of the right type.  A
 * wrong one is worth a warning, never a site that is gone.
 */


#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "posts_collection.h"
#include "posts_json.h"
#include "posts_key.h"
#include "posts_permalink.h"
#include "posts_utf8.h"
#include "posts_yaml.h"


/* Another meaning of the same configuration needs another number. */

#define POSTS_CONFIG_FORMAT     2

#define POSTS_CONFIG_PAGINATE   15
#define POSTS_CONFIG_PER_PAGE   1000
#define POSTS_CONFIG_PATTERNS   1024
#define POSTS_CONFIG_DEPTH      1024


typedef struct {
    posts_config_t   *config;
    posts_arena_t    *arena;
    posts_str_t       text;
    posts_str_t       file;
    posts_str_t       key;   /* the one at hand */
    posts_report_pt   report;
    void             *payload;
} posts_config_ctx_t;


/* Takes the value of ctx->key; POSTS_LIMIT is the only way to fail. */

typedef posts_rc_t (*posts_config_set_pt)(posts_config_ctx_t *ctx,
    posts_value_t v, size_t offset);


typedef struct {
    posts_str_t          key;
    posts_config_set_pt  set;
    size_t               offset;
} posts_config_key_t;


typedef struct {
    posts_str_t               name;
    posts_markdown_dialect_e  dialect;
} posts_config_dialect_t;


static posts_rc_t posts_config_default(posts_config_t *out,
    posts_arena_t *arena);
static posts_hash_t posts_config_hash(posts_str_t text, unsigned present,
    const posts_str_t *theme);
static posts_rc_t posts_config_theme(posts_config_t *out,
    posts_arena_t *arena, posts_str_t theme, const posts_limits_t *limits,
    posts_report_pt report, void *payload);
static posts_rc_t posts_config_read(posts_str_t *out, posts_arena_t *arena,
    const char *name, const posts_limits_t *limits, posts_error_t *error);

static posts_rc_t posts_config_string(posts_config_ctx_t *ctx,
    posts_value_t v, size_t offset);
static posts_rc_t posts_config_author(posts_config_ctx_t *ctx,
    posts_value_t v, size_t offset);
static posts_rc_t posts_config_url(posts_config_ctx_t *ctx, posts_value_t v,
    size_t offset);
static posts_rc_t posts_config_baseurl(posts_config_ctx_t *ctx,
    posts_value_t v, size_t offset);
static posts_rc_t posts_config_permalink(posts_config_ctx_t *ctx,
    posts_value_t v, size_t offset);
static posts_rc_t posts_config_collections(posts_config_ctx_t *ctx,
    posts_value_t v, size_t offset);
static posts_rc_t posts_config_include(posts_config_ctx_t *ctx,
    posts_value_t v, size_t offset);
static posts_rc_t posts_config_exclude(posts_config_ctx_t *ctx,
    posts_value_t v, size_t offset);
static posts_rc_t posts_config_markdown_ext(posts_config_ctx_t *ctx,
    posts_value_t v, size_t offset);
static void posts_config_commonmark(posts_config_ctx_t *ctx);
static posts_rc_t posts_config_visible(posts_config_t *out,
    posts_arena_t *arena, const posts_limits_t *limits);
static posts_rc_t posts_config_markdown(posts_config_ctx_t *ctx,
    posts_value_t v, size_t offset);
static posts_rc_t posts_config_timezone(posts_config_ctx_t *ctx,
    posts_value_t v, size_t offset);
static posts_rc_t posts_config_paginate(posts_config_ctx_t *ctx,
    posts_value_t v, size_t offset);
static posts_rc_t posts_config_flag(posts_config_ctx_t *ctx, posts_value_t v,
    size_t offset);
static posts_rc_t posts_config_defaults(posts_config_ctx_t *ctx,
    posts_value_t v, size_t offset);
static posts_rc_t posts_config_folder(posts_config_ctx_t *ctx,
    posts_value_t v, size_t offset);
static posts_rc_t posts_config_plugins(posts_config_ctx_t *ctx,
    posts_value_t v, size_t offset);

static posts_rc_t posts_config_list(posts_config_ctx_t *ctx,
    posts_value_t v, posts_array_t *list);
static posts_rc_t posts_config_template(posts_config_ctx_t *ctx,
    posts_str_t template);
static int posts_config_text(posts_config_ctx_t *ctx, posts_value_t v,
    posts_str_t *s, posts_rc_t *rc);
static void posts_config_warn(posts_config_ctx_t *ctx, const char *what);
static void posts_config_warned(void *payload, const char *what);
static void posts_config_report(posts_config_ctx_t *ctx,
    posts_error_t *error);


/* In the order in which they are taken: "collections" overrules. */

static const posts_config_key_t  posts_config_keys[] = {
    { posts_string("title"),       posts_config_string,
      offsetof(posts_config_t, title) },
    { posts_string("description"), posts_config_string,
      offsetof(posts_config_t, description) },
    { posts_string("author"),      posts_config_author, 0 },
    { posts_string("lang"),        posts_config_string,
      offsetof(posts_config_t, lang) },
    { posts_string("url"),         posts_config_url, 0 },
    { posts_string("baseurl"),     posts_config_baseurl, 0 },
    { posts_string("permalink"),   posts_config_permalink, 0 },
    { posts_string("collections"), posts_config_collections, 0 },
    { posts_string("excerpt_separator"), posts_config_string,
      offsetof(posts_config_t, excerpt_separator) },
    { posts_string("include"),     posts_config_include, 0 },
    { posts_string("exclude"),     posts_config_exclude, 0 },
    { posts_string("markdown_ext"), posts_config_markdown_ext, 0 },
    { posts_string("markdown"),    posts_config_markdown, 0 },
    { posts_string("timezone"),    posts_config_timezone, 0 },
    { posts_string("paginate"),    posts_config_paginate, 0 },
    { posts_string("show_drafts"), posts_config_flag, 0 },
    { posts_string("future"),      posts_config_flag, 1 },
    { posts_string("unpublished"), posts_config_flag, 2 },
    { posts_string("defaults"),    posts_config_defaults, 0 },
    { posts_string("collections_dir"), posts_config_folder,
      offsetof(posts_config_t, collections_dir) },
    { posts_string("layouts_dir"), posts_config_folder,
      offsetof(posts_config_t, layouts_dir) },
    { posts_string("includes_dir"), posts_config_folder,
      offsetof(posts_config_t, includes_dir) },
    { posts_string("data_dir"),    posts_config_folder,
      offsetof(posts_config_t, data_dir) },
    { posts_string("plugins"),     posts_config_plugins, 0 }
};

#define POSTS_CONFIG_KEYS                                                     \
    (sizeof(posts_config_keys) / sizeof(posts_config_keys[0]))


/* Keys that Jekyll has defaults for: a theme's do not count. */

static const posts_str_t  posts_config_own[] = {
    posts_string("source"),
    posts_string("destination"),
    posts_string("collections_dir"),
    posts_string("cache_dir"),
    posts_string("plugins_dir"),
    posts_string("layouts_dir"),
    posts_string("data_dir"),
    posts_string("includes_dir"),
    posts_string("collections"),
    posts_string("safe"),
    posts_string("include"),
    posts_string("exclude"),
    posts_string("keep_files"),
    posts_string("encoding"),
    posts_string("markdown_ext"),
    posts_string("strict_front_matter"),
    posts_string("show_drafts"),
    posts_string("limit_posts"),
    posts_string("future"),
    posts_string("unpublished"),
    posts_string("whitelist"),
    posts_string("plugins"),
    posts_string("markdown"),
    posts_string("highlighter"),
    posts_string("lsi"),
    posts_string("excerpt_separator"),
    posts_string("incremental"),
    posts_string("detach"),
    posts_string("port"),
    posts_string("host"),
    posts_string("baseurl"),
    posts_string("show_dir_listing"),
    posts_string("permalink"),
    posts_string("paginate_path"),
    posts_string("timezone"),
    posts_string("quiet"),
    posts_string("verbose"),
    posts_string("defaults"),
    posts_string("liquid"),
    posts_string("kramdown")
};

#define POSTS_CONFIG_OWN                                                      \
    (sizeof(posts_config_own) / sizeof(posts_config_own[0]))


/* What Jekyll adds to every "exclude". */

static const posts_str_t  posts_config_excludes[] = {
    posts_string(".sass-cache"),
    posts_string(".jekyll-cache"),
    posts_string("gemfiles"),
    posts_string("Gemfile"),
    posts_string("Gemfile.lock"),
    posts_string("node_modules"),
    posts_string("vendor/bundle/"),
    posts_string("vendor/cache/"),
    posts_string("vendor/gems/"),
    posts_string("vendor/ruby/")
};

#define POSTS_CONFIG_EXCLUDES                                                 \
    (sizeof(posts_config_excludes) / sizeof(posts_config_excludes[0]))


/*
 * jekyll-commonmark without options of its own is plain CommonMark; the one
 * for GitHub Pages switches GitHub's extensions on.
 */

static const posts_config_dialect_t  posts_config_dialects[] = {
    { posts_string("kramdown"),          POSTS_MARKDOWN_GFM },
    { posts_string("gfm"),               POSTS_MARKDOWN_GFM },
    { posts_string("commonmarkghpages"), POSTS_MARKDOWN_GFM },
    { posts_string("commonmark"),        POSTS_MARKDOWN_COMMONMARK }
};

#define POSTS_CONFIG_DIALECTS                                                 \
    (sizeof(posts_config_dialects) / sizeof(posts_config_dialects[0]))


/* Jekyll's own (lib/jekyll/configuration.rb), but for the machine's. */

static const posts_str_t  posts_config_visibles = posts_string(
    "{\"collections_dir\": \"\", \"cache_dir\": \".jekyll-cache\","
    " \"plugins_dir\": \"_plugins\", \"layouts_dir\": \"_layouts\","
    " \"data_dir\": \"_data\", \"includes_dir\": \"_includes\","
    " \"safe\": false, \"include\": [\".htaccess\"],"
    " \"keep_files\": [\".git\", \".svn\"], \"encoding\": \"utf-8\","
    " \"markdown_ext\": \"markdown,mkdown,mkdn,mkd,md\","
    " \"strict_front_matter\": false, \"show_drafts\": null,"
    " \"limit_posts\": 0, \"future\": false, \"unpublished\": false,"
    " \"whitelist\": [], \"plugins\": [], \"markdown\": \"kramdown\","
    " \"highlighter\": \"rouge\", \"lsi\": false,"
    " \"excerpt_separator\": \"\\n\\n\", \"incremental\": false,"
    " \"detach\": false, \"port\": \"4000\", \"host\": \"127.0.0.1\","
    " \"baseurl\": null, \"show_dir_listing\": false,"
    " \"permalink\": \"date\", \"paginate_path\": \"/page:num\","
    " \"timezone\": null, \"quiet\": false, \"verbose\": false,"
    " \"defaults\": [],"
    " \"liquid\": {\"error_mode\": \"warn\", \"strict_filters\": false,"
    "  \"strict_variables\": false},"
    " \"kramdown\": {\"auto_ids\": true, \"toc_levels\": [1,2,3,4,5,6],"
    "  \"entity_output\": \"as_char\","
    "  \"smart_quotes\": \"lsquo,rsquo,ldquo,rdquo\","
    "  \"input\": \"GFM\", \"hard_wrap\": false, \"guess_lang\": true,"
    "  \"footnote_nr\": 1, \"show_warnings\": false}}");


/* Of jekyll-commonmark's "extensions" (0) and "options" (1). */

typedef struct {
    posts_str_t  name;
    unsigned     option;
    unsigned     with;
    unsigned     raw_html:1;
    unsigned     smart:1;
    unsigned     hard_breaks:1;
    unsigned     no_breaks:1;
} posts_config_commonmark_t;


static const posts_config_commonmark_t  posts_config_commonmark_names[] = {
    { posts_string("table"), 0, POSTS_MARKDOWN_TABLE, 0, 0, 0, 0 },
    { posts_string("strikethrough"), 0, POSTS_MARKDOWN_STRIKETHROUGH,
      0, 0, 0, 0 },
    { posts_string("autolink"), 0, POSTS_MARKDOWN_AUTOLINK, 0, 0, 0, 0 },
    { posts_string("tasklist"), 0, POSTS_MARKDOWN_TASKLIST, 0, 0, 0, 0 },
    { posts_string("footnotes"), 1, POSTS_MARKDOWN_FOOTNOTES, 0, 0, 0, 0 },
    { posts_string("unsafe"), 1, 0, 1, 0, 0, 0 },
    { posts_string("smart"), 1, 0, 0, 1, 0, 0 },
    { posts_string("hardbreaks"), 1, 0, 0, 0, 1, 0 },
    { posts_string("nobreaks"), 1, 0, 0, 0, 0, 1 }
};

#define POSTS_CONFIG_COMMONMARK                                               \
    (sizeof(posts_config_commonmark_names)                                    \
     / sizeof(posts_config_commonmark_names[0]))


static const posts_str_t  posts_config_markdown_exts[] = {
    posts_string("markdown"),
    posts_string("mkdown"),
    posts_string("mkdn"),
    posts_string("mkd"),
    posts_string("md")
};

#define POSTS_CONFIG_MARKDOWN_EXTS                                            \
    (sizeof(posts_config_markdown_exts)                                       \
     / sizeof(posts_config_markdown_exts[0]))


static const char *const  posts_config_files[] = {
    "_config.yml",
    "_config.yaml"
};

#define POSTS_CONFIG_FILES                                                    \
    (sizeof(posts_config_files) / sizeof(posts_config_files[0]))


posts_rc_t
posts_config_load(posts_config_t *out, posts_arena_t *arena,
    const char *dir, const posts_limits_t *limits, posts_report_pt report,
    void *payload, posts_error_t *error)
{
    char         *name;
    size_t        i, len, size;
    posts_rc_t    rc;
    posts_str_t   text, file;

    len = strlen(dir);

    for (i = 0; i < POSTS_CONFIG_FILES; i++) {
        file = posts_str_c(posts_config_files[i]);
        size = len + 1 + file.len + 1;

        name = posts_arena_alloc(arena, size);
        if (name == NULL) {
            return posts_error_set(error, POSTS_LIMIT, 0, 0,
                                   "no memory for the configuration");
        }

        (void) snprintf(name, size, "%s/%s", dir, posts_config_files[i]);

        rc = posts_config_read(&text, arena, name, limits, error);

        if (rc == POSTS_NOTFOUND) {
            continue;
        }

        if (rc != POSTS_OK) {
            posts_error_file(error, file);
            return rc;
        }

        return posts_config_parse(out, arena, text, file, limits, report,
                                  payload, error);
    }

    rc = posts_config_default(out, arena);

    if (rc != POSTS_OK) {
        return posts_error_set(error, rc, 0, 0,
                               "no memory for the configuration");
    }

    out->hash = posts_config_hash(posts_str(""), 0, NULL);

    return POSTS_OK;
}


posts_rc_t
posts_config_parse(posts_config_t *out, posts_arena_t *arena,
    posts_str_t text, posts_str_t file, const posts_limits_t *limits,
    posts_report_pt report, void *payload, posts_error_t *error)
{
    return posts_config_parse_over(out, arena, NULL, text, file, limits,
                                   report, payload, error);
}


posts_rc_t
posts_config_parse_over(posts_config_t *out, posts_arena_t *arena,
    const posts_str_t *theme, posts_str_t text, posts_str_t file,
    const posts_limits_t *limits, posts_report_pt report, void *payload,
    posts_error_t *error)
{
    size_t                     i;
    posts_rc_t                 rc;
    posts_value_t              v, data;
    posts_config_ctx_t         ctx;
    posts_yaml_options_t       options;
    const posts_config_key_t  *k;

    rc = posts_config_default(out, arena);

    if (rc != POSTS_OK) {
        rc = posts_error_set(error, rc, 0, 0,
                             "no memory for the configuration");
        goto failed;
    }

    out->present = 1;
    out->hash = posts_config_hash(text, 1, theme);

    if (text.len > limits->source) {
        rc = posts_error_set(error, POSTS_LIMIT, 0, 0,
                             "the configuration is larger than %zu bytes "
                             "(limit \"source\")", limits->source);
        goto failed;
    }

    options.limits = limits;
    options.timezone = &posts_timezone_utc;
    options.line = 1;

    rc = posts_yaml_parse(&data, arena, text, &options, error);
    if (rc != POSTS_OK) {
        goto failed;
    }

    if (data.type == POSTS_MAP) {
        out->data = data;

    } else if (data.type != POSTS_NIL) {
        rc = posts_error_set(error, POSTS_INVALID, 1, 1,
                             "the configuration is not a map of keys and "
                             "values (\"title: My site\")");
        goto failed;
    }

    if (theme != NULL
        && posts_config_theme(out, arena, *theme, limits, report, payload)
           != POSTS_OK)
    {
        rc = posts_error_set(error, POSTS_LIMIT, 0, 0,
                             "no memory for the theme's configuration");
        goto failed;
    }

    ctx.config = out;
    ctx.arena = arena;
    ctx.text = text;
    ctx.file = file;
    ctx.report = report;
    ctx.payload = payload;

    for (i = 0; i < POSTS_CONFIG_KEYS; i++) {
        k = &posts_config_keys[i];

        /* as in Jekyll, a key without a value is as if it were not there */

        v = posts_value_get(out->data, k->key);

        if (v.type == POSTS_NIL) {
            continue;
        }

        ctx.key = k->key;

        rc = k->set(&ctx, v, k->offset);

        if (rc != POSTS_OK) {
            rc = posts_error_set(error, rc, 0, 0,
                                 "no memory for the configuration's \"%.*s\"",
                                 posts_str_arg(k->key));
            goto failed;
        }
    }

    ctx.key = posts_str("collections");

    rc = posts_collections(out, arena, posts_value_get(out->data, ctx.key),
                           posts_config_warned, &ctx);

    if (rc == POSTS_OK && out->data.type == POSTS_MAP
        && posts_value_len(out->data) != 0)
    {
        rc = posts_config_visible(out, arena, limits);
    }

    if (rc == POSTS_OK) {
        return POSTS_OK;
    }

    rc = posts_error_set(error, rc, 0, 0, "no memory for the collections");

failed:

    posts_error_file(error, file);

    return rc;
}


/* What a template sees of keys that the author has not written. */

static posts_rc_t
posts_config_visible(posts_config_t *out, posts_arena_t *arena,
    const posts_limits_t *limits)
{
    size_t          i, n;
    posts_rc_t      rc;
    posts_value_t   under;
    posts_array_t  *array;
    posts_error_t   ignored;

    posts_error_clear(&ignored);

    rc = posts_json_parse(&under, arena, posts_config_visibles, limits,
                          &ignored);

    if (rc == POSTS_OK) {
        rc = posts_value_merge(&out->data, arena, under, out->data,
                               limits->depth);
    }

    if (rc != POSTS_OK) {
        return rc;
    }

    /* the author's names come first */

    array = posts_array_create(arena, posts_value_len(out->exclude));
    if (array == NULL) {
        return POSTS_LIMIT;
    }

    n = posts_value_len(out->exclude);

    for (i = 0; i < n; i++) {
        rc = posts_array_push(array,
                              posts_value_at(out->exclude,
                                             (i + POSTS_CONFIG_EXCLUDES) % n));
        if (rc != POSTS_OK) {
            return rc;
        }
    }

    return posts_map_set(out->data.u.map, posts_str("exclude"),
                         posts_value_array(array));
}


static posts_rc_t
posts_config_default(posts_config_t *out, posts_arena_t *arena)
{
    size_t          i;
    posts_map_t    *data;
    posts_array_t  *include, *exclude, *ext, *plugins;

    memset(out, 0, sizeof(posts_config_t));

    data = posts_map_create(arena, 0);
    include = posts_array_create(arena, 1);
    exclude = posts_array_create(arena, POSTS_CONFIG_EXCLUDES);
    ext = posts_array_create(arena, POSTS_CONFIG_MARKDOWN_EXTS);
    plugins = posts_array_create(arena, 0);

    if (data == NULL || include == NULL || exclude == NULL || ext == NULL
        || plugins == NULL)
    {
        return POSTS_LIMIT;
    }

    if (posts_array_push(include, posts_value_str(posts_str(".htaccess")))
        != POSTS_OK)
    {
        return POSTS_LIMIT;
    }

    for (i = 0; i < POSTS_CONFIG_EXCLUDES; i++) {
        if (posts_array_push(exclude,
                             posts_value_str(posts_config_excludes[i]))
            != POSTS_OK)
        {
            return POSTS_LIMIT;
        }
    }

    for (i = 0; i < POSTS_CONFIG_MARKDOWN_EXTS; i++) {
        if (posts_array_push(ext,
                             posts_value_str(posts_config_markdown_exts[i]))
            != POSTS_OK)
        {
            return POSTS_LIMIT;
        }
    }

    out->data = posts_value_map(data);
    out->title = posts_str("");
    out->description = posts_str("");
    out->author = posts_str("");
    out->lang = posts_str("en");
    out->url = posts_str("");
    out->baseurl = posts_str("");
    out->permalink = posts_permalink_style(posts_str("date"));
    out->excerpt_separator = posts_str("\n\n");
    out->exclude = posts_value_array(exclude);
    out->include = posts_value_array(include);
    out->markdown_ext = posts_value_array(ext);
    out->dialect = POSTS_MARKDOWN_GFM;
    out->markdown.raw_html = 1;
    out->timezone = &posts_timezone_utc;
    out->paginate = POSTS_CONFIG_PAGINATE;
    out->collections_dir = posts_str("");
    out->layouts_dir = posts_str("_layouts/");
    out->includes_dir = posts_str("_includes/");
    out->data_dir = posts_str("_data/");
    out->plugins = posts_value_array(plugins);

    return posts_collections(out, arena, posts_value_nil(), NULL, NULL);
}


/* Of the text, of there being one, and of what this file makes of it. */

static posts_hash_t
posts_config_hash(posts_str_t text, unsigned present,
    const posts_str_t *theme)
{
    size_t        i;
    u_char        bytes[34];
    posts_hash_t  hash, over;

    hash = posts_hash128(text);
    over = posts_hash128(theme != NULL ? *theme : posts_str(""));

    bytes[0] = POSTS_CONFIG_FORMAT;
    bytes[1] = (u_char) (present | (theme != NULL ? 2 : 0));

    for (i = 0; i < 8; i++) {
        bytes[2 + i] = (u_char) (hash.high >> (8 * i));
        bytes[10 + i] = (u_char) (hash.low >> (8 * i));
        bytes[18 + i] = (u_char) (over.high >> (8 * i));
        bytes[26 + i] = (u_char) (over.low >> (8 * i));
    }

    return posts_hash128(posts_str_from(bytes, sizeof(bytes)));
}


/* Puts the theme's keys under those of the site. */

static posts_rc_t
posts_config_theme(posts_config_t *out, posts_arena_t *arena,
    posts_str_t theme, const posts_limits_t *limits, posts_report_pt report,
    void *payload)
{
    size_t                 i;
    posts_rc_t             rc;
    posts_value_t          under, v;
    posts_error_t          error;
    posts_yaml_options_t   options;

    v = posts_value_get(out->data, posts_str("ignore_theme_config"));

    if (v.type == POSTS_BOOL && v.u.integer != 0) {
        return POSTS_OK;
    }

    options.limits = limits;
    options.timezone = &posts_timezone_utc;
    options.line = 1;

    posts_error_clear(&error);

    rc = posts_yaml_parse(&under, arena, theme, &options, &error);

    if (rc != POSTS_OK) {
        posts_error_file(&error, posts_str("theme's _config.yml"));

        if (report != NULL) {
            report(payload, POSTS_WARNING, &error);
        }

        return POSTS_OK;
    }

    if (under.type != POSTS_MAP) {
        return POSTS_OK;
    }

    for (i = 0; i < POSTS_CONFIG_OWN; i++) {
        (void) posts_map_remove(under.u.map, posts_config_own[i]);
    }

    return posts_value_merge(&out->data, arena, under, out->data,
                             POSTS_CONFIG_DEPTH);
}


static posts_rc_t
posts_config_read(posts_str_t *out, posts_arena_t *arena, const char *name,
    const posts_limits_t *limits, posts_error_t *error)
{
    int          fd;
    size_t       len, size;
    u_char      *p;
    ssize_t      n;
    posts_rc_t   rc;
    struct stat  st;

    /* not to wait for somebody who writes into a pipe of that name */

    fd = open(name, O_RDONLY|O_CLOEXEC|O_NONBLOCK);

    if (fd == -1) {
        if (errno == ENOENT) {
            return POSTS_NOTFOUND;
        }

        return posts_error_io(error, errno, "open() failed");
    }

    if (fstat(fd, &st) == -1) {
        rc = posts_error_io(error, errno, "fstat() failed");
        goto done;
    }

    if (!S_ISREG(st.st_mode)) {
        rc = posts_error_set(error, POSTS_INVALID, 0, 0,
                             "is not a regular file");
        goto done;
    }

    if (st.st_size < 0 || (uintmax_t) st.st_size > limits->source) {
        rc = posts_error_set(error, POSTS_LIMIT, 0, 0,
                             "the configuration is larger than %zu bytes "
                             "(limit \"source\")", limits->source);
        goto done;
    }

    size = (size_t) st.st_size;

    p = posts_arena_alloc(arena, size);

    if (p == NULL) {
        rc = posts_error_set(error, POSTS_LIMIT, 0, 0,
                             "no memory for the configuration");
        goto done;
    }

    len = 0;

    while (len < size) {
        n = read(fd, p + len, size - len);

        if (n == -1 && errno == EINTR) {
            continue;
        }

        if (n == -1) {
            rc = posts_error_io(error, errno, "read() failed");
            goto done;
        }

        if (n == 0) {
            break;
        }

        len += (size_t) n;
    }

    *out = posts_str_from(p, len);
    rc = POSTS_OK;

done:

    (void) close(fd);

    return rc;
}


static posts_rc_t
posts_config_string(posts_config_ctx_t *ctx, posts_value_t v, size_t offset)
{
    posts_rc_t   rc;
    posts_str_t  s;

    if (posts_config_text(ctx, v, &s, &rc)) {
        *(posts_str_t *) ((u_char *) ctx->config + offset) = s;
    }

    return rc;
}


/* A name, or a map that has one. */

static posts_rc_t
posts_config_author(posts_config_ctx_t *ctx, posts_value_t v, size_t offset)
{
    (void) offset;

    if (v.type == POSTS_MAP) {
        v = posts_value_get(v, posts_str("name"));

        if (v.type == POSTS_NIL) {
            return POSTS_OK;
        }
    }

    return posts_config_string(ctx, v, offsetof(posts_config_t, author));
}


static posts_rc_t
posts_config_url(posts_config_ctx_t *ctx, posts_value_t v, size_t offset)
{
    posts_rc_t   rc;
    posts_str_t  s;

    (void) offset;

    if (!posts_config_text(ctx, v, &s, &rc)) {
        return rc;
    }

    s = posts_str_trim(s);

    while (s.len > 0 && s.data[s.len - 1] == '/') {
        s.len--;
    }

    ctx->config->url = s;

    return POSTS_OK;
}


/* "", or "/path" without a slash behind it. */

static posts_rc_t
posts_config_baseurl(posts_config_ctx_t *ctx, posts_value_t v,
    size_t offset)
{
    posts_rc_t   rc;
    posts_buf_t  b;
    posts_str_t  s;

    (void) offset;

    if (!posts_config_text(ctx, v, &s, &rc)) {
        return rc;
    }

    s = posts_str_trim(s);

    while (s.len > 0 && s.data[s.len - 1] == '/') {
        s.len--;
    }

    /* two slashes would begin a host's name */

    while (s.len > 1 && s.data[0] == '/' && s.data[1] == '/') {
        s = posts_str_slice(s, 1, s.len);
    }

    if (s.len > 0 && s.data[0] != '/') {
        posts_buf_init(&b, ctx->arena, 0);
        posts_buf_addc(&b, '/');
        posts_buf_add(&b, s);

        if (b.rc != POSTS_OK) {
            return b.rc;
        }

        s = posts_buf_str(&b);
    }

    ctx->config->baseurl = s;

    return POSTS_OK;
}


static posts_rc_t
posts_config_permalink(posts_config_ctx_t *ctx, posts_value_t v,
    size_t offset)
{
    (void) offset;

    if (v.type != POSTS_STRING || v.len == 0) {
        posts_config_warn(ctx, "is not a style or a template; \"date\" is "
                               "used");
        return POSTS_OK;
    }

    return posts_config_template(ctx,
                                posts_permalink_style(posts_value_string(v)));
}


/* collections.posts.permalink: a template, never a style, as in Jekyll. */

static posts_rc_t
posts_config_collections(posts_config_ctx_t *ctx, posts_value_t v,
    size_t offset)
{
    (void) offset;

    v = posts_value_get(posts_value_get(v, posts_str("posts")),
                        posts_str("permalink"));

    if (!posts_value_true(v)) {
        return POSTS_OK;
    }

    if (v.type != POSTS_STRING || v.len == 0) {
        posts_config_warn(ctx, "has a permalink of posts that is not a "
                               "template; the site's is used");
        return POSTS_OK;
    }

    return posts_config_template(ctx, posts_value_string(v));
}


static posts_rc_t
posts_config_include(posts_config_ctx_t *ctx, posts_value_t v, size_t offset)
{
    posts_rc_t      rc;
    posts_array_t  *list;

    (void) offset;

    if (v.type != POSTS_ARRAY) {
        posts_config_warn(ctx, "is not a list; it is not used");
        return POSTS_OK;
    }

    list = posts_array_create(ctx->arena, 0);
    if (list == NULL) {
        return POSTS_LIMIT;
    }

    rc = posts_config_list(ctx, v, list);

    if (rc == POSTS_OK) {
        ctx->config->include = posts_value_array(list);
    }

    return rc;
}


static posts_rc_t
posts_config_exclude(posts_config_ctx_t *ctx, posts_value_t v, size_t offset)
{
    (void) offset;

    if (v.type != POSTS_ARRAY) {
        posts_config_warn(ctx, "is not a list; it is not used");
        return POSTS_OK;
    }

    /* behind Jekyll's own: the order does not matter */

    return posts_config_list(ctx, v, ctx->config->exclude.u.array);
}


static posts_rc_t
posts_config_markdown_ext(posts_config_ctx_t *ctx, posts_value_t v,
    size_t offset)
{
    size_t          i, start;
    posts_buf_t     b;
    posts_str_t     s, ext;
    posts_array_t  *list;

    (void) offset;

    if (v.type != POSTS_STRING) {
        posts_config_warn(ctx, "is not a string such as \"markdown,md\"; "
                               "the default is used");
        return POSTS_OK;
    }

    list = posts_array_create(ctx->arena, POSTS_CONFIG_MARKDOWN_EXTS);
    if (list == NULL) {
        return POSTS_LIMIT;
    }

    s = posts_value_string(v);
    start = 0;

    for (i = 0; i <= s.len; i++) {

        if (i < s.len && s.data[i] != ',') {
            continue;
        }

        ext = posts_str_trim(posts_str_slice(s, start, i));
        start = i + 1;

        if (ext.len == 0) {
            continue;
        }

        if (list->n == POSTS_CONFIG_PATTERNS) {
            posts_config_warn(ctx, "has too many members; the first 1024 "
                                   "are used");
            break;
        }

        posts_buf_init(&b, ctx->arena, 0);
        posts_utf8_downcase(&b, ext);

        if (b.rc != POSTS_OK
            || posts_array_push(list, posts_value_str(posts_buf_str(&b)))
               != POSTS_OK)
        {
            return POSTS_LIMIT;
        }
    }

    ctx->config->markdown_ext = posts_value_array(list);

    return POSTS_OK;
}


static posts_rc_t
posts_config_markdown(posts_config_ctx_t *ctx, posts_value_t v,
    size_t offset)
{
    size_t         i;
    posts_str_t  name;

    (void) offset;

    name = posts_value_string(v);

    for (i = 0; i < POSTS_CONFIG_DIALECTS; i++) {
        if (posts_str_caseeq(name, posts_config_dialects[i].name)) {
            ctx->config->dialect = posts_config_dialects[i].dialect;
            break;
        }
    }

    if (i == POSTS_CONFIG_DIALECTS) {
        posts_config_warn(ctx, "is none of kramdown, GFM, CommonMark and "
                               "CommonMarkGhPages; GFM is used");
        return POSTS_OK;
    }

    if (posts_str_caseeq(name, posts_str("commonmark"))) {
        posts_config_commonmark(ctx);
    }

    return POSTS_OK;
}


/*
 * jekyll-commonmark has what its configuration names: without UNSAFE it
 * leaves out HTML.  One of GitHub's extensions makes the dialect GFM without
 * the others.
 */

static void
posts_config_commonmark(posts_config_ctx_t *ctx)
{
    size_t                           i, j, k, n;
    posts_str_t                      name;
    posts_value_t                    own, list, v;
    posts_markdown_options_t        *markdown;
    const posts_config_commonmark_t *c;

    static const char *const  keys[] = { "extensions", "options" };

    markdown = &ctx->config->markdown;
    own = posts_value_get(ctx->config->data, posts_str("commonmark"));

    markdown->without = POSTS_MARKDOWN_ALL;
    markdown->raw_html = 0;
    markdown->omit = 1;
    markdown->commonmark = 1;

    for (i = 0; i < 2; i++) {
        list = posts_value_get(own, posts_str_c(keys[i]));
        n = posts_value_len(list);

        for (j = 0; list.type == POSTS_ARRAY && j < n; j++) {
            v = posts_value_at(list, j);
            name = posts_value_string(v);

            for (k = 0; k < POSTS_CONFIG_COMMONMARK; k++) {
                c = &posts_config_commonmark_names[k];

                if (c->option != i || !posts_str_caseeq(name, c->name)) {
                    continue;
                }

                markdown->without &= ~c->with;
                markdown->raw_html |= c->raw_html;
                markdown->smart |= c->smart;
                markdown->hard_breaks |= c->hard_breaks;
                markdown->no_breaks |= c->no_breaks;
            }
        }
    }

    if (markdown->without != POSTS_MARKDOWN_ALL) {
        ctx->config->dialect = POSTS_MARKDOWN_GFM;
    }
}


static posts_rc_t
posts_config_timezone(posts_config_ctx_t *ctx, posts_value_t v,
    size_t offset)
{
    posts_rc_t         rc;
    posts_str_t        name;
    posts_timezone_t  *tz;

    (void) offset;

    name = posts_value_string(v);

    if (name.len == 0) {
        posts_config_warn(ctx, "is not the name of a time zone such as "
                               "\"Europe/Berlin\"; UTC is used");
        return POSTS_OK;
    }

    rc = posts_timezone_load(&tz, ctx->arena, name, NULL, NULL);

    if (rc == POSTS_LIMIT) {
        return rc;
    }

    if (rc != POSTS_OK) {
        posts_config_warn(ctx, "is not in the system's time zone database "
                               "(Debian's package tzdata); UTC is used");
        return POSTS_OK;
    }

    ctx->config->timezone = tz;

    return POSTS_OK;
}


static posts_rc_t
posts_config_paginate(posts_config_ctx_t *ctx, posts_value_t v,
    size_t offset)
{
    (void) offset;

    if (v.type == POSTS_BOOL && v.u.integer == 0) {
        return POSTS_OK;
    }

    if (v.type != POSTS_INT || v.u.integer < 1
        || v.u.integer > POSTS_CONFIG_PER_PAGE)
    {
        posts_config_warn(ctx, "is not a number from 1 to 1000; 15 is used");
        return POSTS_OK;
    }

    ctx->config->paginate = (size_t) v.u.integer;
    ctx->config->paginated = 1;

    return POSTS_OK;
}


/* "offset" tells which: a bit field has no address */

static posts_rc_t
posts_config_flag(posts_config_ctx_t *ctx, posts_value_t v, size_t offset)
{
    unsigned  on;

    if (v.type != POSTS_BOOL) {
        posts_config_warn(ctx, "is neither true nor false; false is used");
        return POSTS_OK;
    }

    on = (v.u.integer != 0);

    switch (offset) {

    case 0:
        ctx->config->drafts = on & 1;
        break;

    case 1:
        ctx->config->future = on & 1;
        break;

    default:
        ctx->config->unpublished = on & 1;
        break;
    }

    return POSTS_OK;
}


/* Read where they lie by posts_defaults.c; here they are only checked. */

static posts_rc_t
posts_config_defaults(posts_config_ctx_t *ctx, posts_value_t v,
    size_t offset)
{
    size_t  i, n;

    (void) offset;

    if (v.type != POSTS_ARRAY) {
        posts_config_warn(ctx, "is not a list; it is not used");
        return POSTS_OK;
    }

    n = posts_value_len(v);

    for (i = 0; i < n; i++) {
        if (posts_value_get(posts_value_at(v, i), posts_str("values")).type
            != POSTS_MAP)
        {
            posts_config_warn(ctx, "has a member without a map of "
                                   "\"values\"; it is not used");
            break;
        }
    }

    return POSTS_OK;
}


/* "dir/", or "" for the site itself, which is only a collections_dir. */

static posts_rc_t
posts_config_folder(posts_config_ctx_t *ctx, posts_value_t v, size_t offset)
{
    size_t        i, start, end;
    posts_buf_t   b;
    posts_str_t   name, *folder;

    if (v.type != POSTS_STRING) {
        posts_config_warn(ctx, "is not the name of a folder; the default is "
                               "used");
        return POSTS_OK;
    }

    folder = (posts_str_t *) ((u_char *) ctx->config + offset);

    posts_buf_init(&b, ctx->arena, 0);

    for (start = 0; start < v.len; start = end + 1) {
        end = start;

        while (end < v.len && v.u.string[end] != '/') {
            end++;
        }

        name = posts_str_slice(posts_value_string(v), start, end);

        if (name.len == 0 || posts_str_eq(name, posts_str("."))) {
            continue;
        }

        for (i = 0; i < name.len && name.data[i] == '.'; i++) {
            /* void */
        }

        if (i == name.len) {
            posts_config_warn(ctx, "leads out of the site; the default is "
                                   "used");
            return POSTS_OK;
        }

        posts_buf_add(&b, name);
        posts_buf_addc(&b, '/');
    }

    if (b.rc != POSTS_OK) {
        return b.rc;
    }

    if (b.len != 0) {
        *folder = posts_buf_str(&b);

    } else if (offset == offsetof(posts_config_t, collections_dir)) {
        *folder = posts_str("");

    } else {
        posts_config_warn(ctx, "is the site's own folder; the default is "
                               "used");
    }

    return POSTS_OK;
}


static posts_rc_t
posts_config_plugins(posts_config_ctx_t *ctx, posts_value_t v, size_t offset)
{
    posts_rc_t      rc;
    posts_array_t  *list;

    (void) offset;

    if (v.type != POSTS_ARRAY) {
        posts_config_warn(ctx, "is not a list of names; it is not used");
        return POSTS_OK;
    }

    list = posts_array_create(ctx->arena, 0);

    if (list == NULL) {
        return POSTS_LIMIT;
    }

    rc = posts_config_list(ctx, v, list);

    if (rc == POSTS_OK) {
        ctx->config->plugins = posts_value_array(list);
    }

    return rc;
}


static posts_rc_t
posts_config_list(posts_config_ctx_t *ctx, posts_value_t v,
    posts_array_t *list)
{
    size_t         i, n, skipped;
    posts_value_t  item;

    n = posts_value_len(v);
    skipped = 0;

    for (i = 0; i < n; i++) {
        item = posts_value_at(v, i);

        if (item.type != POSTS_STRING) {
            skipped++;
            continue;
        }

        /* each path of the site is held against each of them */

        if (list->n == POSTS_CONFIG_PATTERNS) {
            posts_config_warn(ctx, "has too many members; the first 1024 "
                                   "are used");
            break;
        }

        if (posts_array_push(list, item) != POSTS_OK) {
            return POSTS_LIMIT;
        }
    }

    if (skipped > 0) {
        posts_config_warn(ctx, "has members that are not strings; they are "
                               "not used");
    }

    return POSTS_OK;
}


static posts_rc_t
posts_config_template(posts_config_ctx_t *ctx, posts_str_t template)
{
    posts_rc_t     rc;
    posts_error_t  error;

    posts_error_clear(&error);

    rc = posts_permalink_check(template, &error);

    if (rc != POSTS_OK) {
        posts_config_report(ctx, &error);
        return POSTS_OK;
    }

    ctx->config->permalink = template;

    return POSTS_OK;
}


/* A scalar's text; 0: there is none, *rc tells if that ends the work. */

static int
posts_config_text(posts_config_ctx_t *ctx, posts_value_t v, posts_str_t *s,
    posts_rc_t *rc)
{
    posts_buf_t  b;

    *rc = POSTS_OK;

    if (v.type == POSTS_STRING) {
        *s = posts_value_string(v);
        return 1;
    }

    if (v.type == POSTS_ARRAY || v.type == POSTS_MAP
        || v.type == POSTS_BOOL || v.type == POSTS_NIL)
    {
        posts_config_warn(ctx, "is not a string; the default is used");
        return 0;
    }

    posts_buf_init(&b, ctx->arena, 0);
    posts_value_to_s(&b, v, 1);

    *rc = b.rc;
    *s = posts_buf_str(&b);

    return *rc == POSTS_OK;
}


static void
posts_config_warn(posts_config_ctx_t *ctx, const char *what)
{
    posts_error_t  error;

    posts_error_clear(&error);
    posts_error_set(&error, POSTS_INVALID, 0, 0, "\"%.*s\" %s",
                    posts_str_arg(ctx->key), what);

    posts_config_report(ctx, &error);
}


static void
posts_config_warned(void *payload, const char *what)
{
    posts_config_warn(payload, what);
}


static void
posts_config_report(posts_config_ctx_t *ctx, posts_error_t *error)
{
    if (ctx->report == NULL) {
        return;
    }

    error->line = posts_key_line(ctx->text, 1, ctx->key);
    error->column = (error->line == 0) ? 0 : 1;

    posts_error_file(error, ctx->file);

    ctx->report(ctx->payload, POSTS_WARNING, error);
}
