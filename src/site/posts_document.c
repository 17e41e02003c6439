
/*
 * Copyright (C) the authors of this project
 *
 * A file's bytes become a document in two steps.  The first reads: front
 * matter found and parsed.  The second derives what Jekyll derives: title,
 * slug, categories, tags, date, URL, in an order in which each finds what it
 * needs.  If the first step fails, the second does its work all the same, on
 * an empty front matter: a broken file is a document with a URL, so that the
 * site can go on serving its last good version there.
 *
 * Where Jekyll ends the whole build (a date that is none, a permalink with
 * an unknown placeholder), this warns and takes what it would have taken
 * without the value.
 */


#include "posts_collection.h"
#include "posts_defaults.h"
#include "posts_front.h"
#include "posts_key.h"
#include "posts_path.h"
#include "posts_permalink.h"
#include "posts_place.h"
#include "posts_slug.h"
#include "posts_yaml.h"


/* Of values in a front matter: more than limits->depth can be. */

#define POSTS_DOCUMENT_DEPTH  1024


typedef struct {
    posts_document_t      *doc;
    posts_arena_t         *arena;
    const posts_config_t  *config;
    const posts_limits_t  *limits;
    posts_front_t          front;
    posts_str_t            name_date;  /* of the file's name, or "" */
    posts_str_t            name_slug;
    const posts_collection_t  *collection;  /* of a member, or NULL */
    posts_report_pt        report;
    void                  *payload;
    unsigned               yaml:1;     /* a member that is all data */
} posts_document_ctx_t;


static posts_rc_t posts_document_read(posts_document_ctx_t *ctx,
    posts_str_t source, posts_error_t *error);
static posts_rc_t posts_document_derive(posts_document_ctx_t *ctx,
    posts_error_t *error);
static posts_rc_t posts_document_static(posts_document_ctx_t *ctx,
    posts_str_t path, posts_error_t *error);
static void posts_document_yaml(posts_document_ctx_t *ctx, posts_str_t path,
    posts_str_t source);
static int posts_document_withheld(posts_str_t text);
static posts_rc_t posts_document_names(posts_document_ctx_t *ctx);
static posts_rc_t posts_document_output(posts_document_ctx_t *ctx);
static posts_rc_t posts_document_terms(posts_document_ctx_t *ctx);
static posts_rc_t posts_document_folders(posts_document_ctx_t *ctx,
    posts_array_t *list);
static posts_rc_t posts_document_date(posts_document_ctx_t *ctx,
    posts_error_t *error);
static int posts_document_name_date(posts_document_ctx_t *ctx,
    posts_time_t *t);
static posts_rc_t posts_document_url(posts_document_ctx_t *ctx,
    posts_error_t *error);
static posts_rc_t posts_document_id(posts_document_ctx_t *ctx,
    posts_str_t raw);

static posts_rc_t posts_document_text(posts_document_ctx_t *ctx,
    posts_value_t v, posts_str_t *s);
static posts_rc_t posts_document_words(posts_array_t *list, posts_str_t s);
static posts_rc_t posts_document_flatten(posts_document_ctx_t *ctx,
    posts_array_t *list, posts_value_t v, size_t depth);
static posts_rc_t posts_document_unique(posts_document_ctx_t *ctx,
    posts_array_t *list, posts_array_t **out);
static posts_value_t posts_document_get(posts_document_ctx_t *ctx,
    posts_str_t key);
static void posts_document_warn(posts_document_ctx_t *ctx, unsigned line,
    const char *what);
static void posts_document_warn_key(posts_document_ctx_t *ctx,
    posts_str_t key, const char *what);


static const unsigned  posts_document_days[] = {
    31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31
};


posts_path_e
posts_document_classify(const posts_config_t *config, posts_str_t path,
    int folder)
{
    return posts_path_classify(config, path, folder);
}


posts_rc_t
posts_document_parse(posts_document_t *doc, posts_arena_t *arena,
    const posts_config_t *config, const posts_limits_t *limits,
    posts_path_e kind, posts_str_t path, posts_str_t source,
    posts_report_pt report, void *payload, posts_error_t *error)
{
    size_t                below;
    posts_rc_t            rc, derived;
    posts_map_t          *map;
    posts_arena_mark_t    mark;
    posts_document_ctx_t  ctx;

    ctx.collection = NULL;

    if (kind == POSTS_PATH_MEMBER) {
        ctx.collection = posts_collection_of(config, path, &below);
    }

    doc->type = (kind == POSTS_PATH_POST) ? POSTS_DOCUMENT_POST
                : (kind == POSTS_PATH_DRAFT) ? POSTS_DOCUMENT_DRAFT
                : (ctx.collection != NULL) ? POSTS_DOCUMENT_MEMBER
                : POSTS_DOCUMENT_PAGE;
    doc->collection = (ctx.collection != NULL) ? ctx.collection->label
                      : (doc->type == POSTS_DOCUMENT_PAGE)
                        ? posts_str("") : posts_str("posts");
    doc->path = posts_str("");
    doc->place = posts_str("");
    doc->url = posts_str("");
    doc->id = posts_str("");
    doc->slug = posts_str("");
    doc->ext = posts_str("");
    doc->output_ext = posts_str("");
    doc->title = posts_str("");
    doc->date.sec = 0;
    doc->date.nsec = 0;
    doc->date.offset = 0;
    doc->tags = posts_value_nil();
    doc->categories = posts_value_nil();
    doc->data = posts_value_nil();
    doc->content = 0;
    doc->content_line = 1;
    doc->published = 1;
    doc->dated = 0;
    doc->served = 0;
    doc->front = 0;
    doc->markdown = 0;
    doc->broken = 0;

    ctx.doc = doc;
    ctx.arena = arena;
    ctx.config = config;
    ctx.limits = limits;
    ctx.name_date = posts_str("");
    ctx.name_slug = posts_str("");
    ctx.report = report;
    ctx.payload = payload;

    ctx.yaml = 0;

    posts_front_split(&ctx.front, source);

    if (doc->type == POSTS_DOCUMENT_PAGE && !ctx.front.opened) {
        return POSTS_NOTFOUND;
    }

    if (ctx.collection != NULL) {

        if (!ctx.front.opened) {
            return posts_document_static(&ctx, path, error);
        }

        posts_document_yaml(&ctx, path, source);
    }

    doc->path = posts_arena_str(arena, path);

    if (doc->path.data == NULL) {
        doc->path = path;
        rc = posts_error_set(error, POSTS_LIMIT, 0, 0,
                             "no memory for the document");
        goto failed;
    }

    mark = posts_arena_mark(arena);

    rc = posts_document_read(&ctx, source, error);

    if (rc != POSTS_OK) {
        posts_arena_rewind(arena, mark);

        doc->broken = 1;
        doc->data = posts_value_nil();
    }

    if (doc->data.type != POSTS_MAP) {
        map = posts_map_create(arena, 0);

        if (map == NULL) {
            rc = posts_error_set(error, POSTS_LIMIT, 0, 0,
                                 "no memory for the document");
            goto failed;
        }

        doc->data = posts_value_map(map);
    }

    derived = posts_document_derive(&ctx, error);

    /* what was not to be seen is not shown because of a slip beside it */

    if ((doc->broken || (ctx.front.opened && !ctx.front.closed))
        && posts_document_withheld(ctx.front.closed ? ctx.front.yaml : source))
    {
        doc->published = 0;
    }

    if (derived != POSTS_OK) {
        doc->broken = 1;
        doc->url = posts_str("");

        if (rc == POSTS_OK) {
            rc = posts_error_set(error, derived, 0, 0,
                                 "no memory for the document");
        }
    }

    if (rc == POSTS_OK) {
        return POSTS_OK;
    }

failed:

    doc->broken = 1;

    posts_error_file(error, path);

    return rc;
}


int
posts_document_public(const posts_document_t *doc, int future,
    int unpublished, int64_t now, int64_t *next)
{
    if (next != NULL) {
        *next = 0;
    }

    if (!doc->published && !unpublished) {
        return 0;
    }

    /* a page has no date as far as publishing goes */

    if (doc->type == POSTS_DOCUMENT_PAGE
        || (doc->type == POSTS_DOCUMENT_MEMBER && !doc->dated)
        || future || doc->date.sec <= now)
    {
        return 1;
    }

    if (next != NULL) {
        *next = doc->date.sec;
    }

    return doc->type == POSTS_DOCUMENT_MEMBER;
}


int
posts_document_serves(const posts_document_t *doc,
    const posts_config_t *config, int64_t now)
{
    const posts_collection_t  *c;

    if (doc->url.len == 0) {
        return 0;
    }

    if (doc->type != POSTS_DOCUMENT_MEMBER) {
        return 1;
    }

    c = posts_collection(config, doc->collection);

    return c != NULL && c->output
           && (config->future || c->future || !doc->dated
               || doc->date.sec <= now);
}


/* A file of a collection without front matter: Jekyll's StaticFile#url. */

static posts_rc_t
posts_document_static(posts_document_ctx_t *ctx, posts_str_t path,
    posts_error_t *error)
{
    posts_buf_t        b;
    posts_rc_t         rc;
    posts_map_t       *data;
    posts_document_t  *doc;

    doc = ctx->doc;

    posts_buf_init(&b, ctx->arena, 0);

    doc->path = posts_arena_str(ctx->arena, path);
    doc->ext = posts_path_ext(doc->path);

    rc = (doc->path.data == NULL)
         ? POSTS_LIMIT
         : posts_permalink_static(&b, doc, ctx->collection->permalink,
                                  ctx->config, error);

    data = posts_map_create(ctx->arena, 0);
    doc->tags = posts_value_array(posts_array_create(ctx->arena, 0));
    doc->categories = doc->tags;

    if (rc == POSTS_OK && (data == NULL || doc->tags.u.array == NULL)) {
        rc = POSTS_LIMIT;
    }

    if (rc != POSTS_OK) {
        doc->path = path;
        return posts_error_set(error, rc, 0, 0, "no memory for a file");
    }

    doc->data = posts_value_map(data);
    doc->url = posts_buf_str(&b);

    return POSTS_NOTFOUND;
}


/* A YAML file with front matter is all front matter: its first document. */

static void
posts_document_yaml(posts_document_ctx_t *ctx, posts_str_t path,
    posts_str_t source)
{
    posts_str_t  ext;

    ext = posts_path_ext(path);

    if (!posts_str_eq(ext, posts_str(".yml"))
        && !posts_str_eq(ext, posts_str(".yaml")))
    {
        return;
    }

    ctx->yaml = 1;
    ctx->front.closed = 1;
    ctx->front.yaml = source;
    ctx->front.yaml_line = 1;
    ctx->front.content = posts_str_slice(source, source.len, source.len);
}


/* The front matter, into doc->data; where the content begins. */

static posts_rc_t
posts_document_read(posts_document_ctx_t *ctx, posts_str_t source,
    posts_error_t *error)
{
    size_t                 bad;
    unsigned               line, column;
    posts_rc_t             rc;
    posts_front_t         *front;
    posts_document_t      *doc;
    posts_yaml_options_t   options;

    doc = ctx->doc;
    front = &ctx->front;

    if (source.len > ctx->limits->source || source.len > UINT32_MAX) {
        return posts_error_set(error, POSTS_LIMIT, 0, 0,
                               "the file is larger than %zu bytes (limit "
                               "\"source\")", ctx->limits->source);
    }

    doc->content = (uint32_t) (front->content.data - source.data);
    doc->content_line = front->content_line;
    doc->front = front->closed;

    bad = posts_utf8_valid(source);

    if (bad < source.len) {
        posts_utf8_position(source, bad, &line, &column);

        return posts_error_set(error, POSTS_INVALID, line, column,
                               "a byte that is not UTF-8 (0x%02x): save the "
                               "file as UTF-8", source.data[bad]);
    }

    if (!front->closed) {

        if (front->opened) {
            posts_document_warn(ctx, 1, "the front matter has no closing "
                                        "line \"---\": all of the file is "
                                        "its content");

        } else {
            posts_document_warn(ctx, 1, "no front matter: begin the file "
                                        "with two lines \"---\"; the title "
                                        "is made of the file's name");
        }

        return POSTS_OK;
    }

    if (front->yaml.len > ctx->limits->front_matter) {
        return posts_error_set(error, POSTS_LIMIT, front->yaml_line, 1,
                               "the front matter is larger than %zu bytes "
                               "(limit \"front_matter\")",
                               ctx->limits->front_matter);
    }

    options.limits = ctx->limits;
    options.timezone = ctx->config->timezone;
    options.line = front->yaml_line;

    rc = posts_yaml_parse(&doc->data, ctx->arena, front->yaml, &options,
                          error);

    if (rc != POSTS_OK) {
        return rc;
    }

    if (doc->data.type != POSTS_MAP && doc->data.type != POSTS_NIL) {
        return posts_error_set(error, POSTS_INVALID, front->yaml_line, 1,
                               "the front matter is not a map of keys and "
                               "values (\"title: Hello\")");
    }

    return POSTS_OK;
}


static posts_rc_t
posts_document_derive(posts_document_ctx_t *ctx, posts_error_t *error)
{
    int                bare;
    posts_rc_t         rc;
    posts_buf_t        b;
    posts_value_t      v;
    posts_document_t  *doc;

    doc = ctx->doc;

    if (doc->type == POSTS_DOCUMENT_PAGE
        && posts_value_find(doc->data, posts_str("published"), &v))
    {
        doc->published = posts_value_true(v) ? 1 : 0;
    }

    /* a page's own nothing is no layout; a post's leaves the default */

    bare = (doc->type == POSTS_DOCUMENT_PAGE
            && posts_value_find(doc->data, posts_str("layout"), &v)
            && v.type == POSTS_NIL);

    rc = posts_defaults_apply(&doc->data, ctx->arena, ctx->config, doc);
    if (rc != POSTS_OK) {
        return rc;
    }

    if (bare && posts_value_find(doc->data, posts_str("layout"), &v)
        && v.type != POSTS_NIL)
    {
        rc = posts_map_set(doc->data.u.map, posts_str("layout"),
                           posts_value_nil());
        if (rc != POSTS_OK) {
            return rc;
        }
    }

    /*
     * Of a page, Jekyll asks the front matter alone if it is published; a
     * member is but for a plain "false".
     */

    if (doc->type != POSTS_DOCUMENT_PAGE
        && posts_value_find(doc->data, posts_str("published"), &v))
    {
        doc->published = (posts_value_true(v)
                          || (doc->type == POSTS_DOCUMENT_MEMBER
                              && v.type == POSTS_NIL)) ? 1 : 0;
    }

    rc = posts_document_names(ctx);
    if (rc != POSTS_OK) {
        return rc;
    }

    rc = posts_document_output(ctx);
    if (rc != POSTS_OK) {
        return rc;
    }

    rc = posts_document_terms(ctx);
    if (rc != POSTS_OK) {
        return rc;
    }

    if (doc->type != POSTS_DOCUMENT_PAGE) {
        doc->dated = 1;

        rc = posts_document_date(ctx, error);
        if (rc != POSTS_OK) {
            return rc;
        }
    }

    if (ctx->collection != NULL) {
        posts_buf_init(&b, ctx->arena, 0);
        posts_collection_place(&b, ctx->config, ctx->collection, doc);

        if (b.rc != POSTS_OK) {
            return b.rc;
        }

        doc->place = (b.len == 0) ? posts_str("") : posts_buf_str(&b);
    }

    return posts_document_url(ctx, error);
}


/* Extension, slug and title. */

static posts_rc_t
posts_document_names(posts_document_ctx_t *ctx)
{
    posts_rc_t         rc;
    posts_buf_t        b;
    posts_str_t        slug;
    posts_value_t      v;
    posts_document_t  *doc;

    doc = ctx->doc;
    doc->ext = posts_path_ext(doc->path);

    if (doc->type == POSTS_DOCUMENT_PAGE || ctx->yaml
        || !posts_path_dated(doc->path, &ctx->name_date, &ctx->name_slug))
    {
        ctx->name_slug = posts_path_name(doc->path);
        ctx->name_slug.len -= doc->ext.len;
    }

    slug = ctx->name_slug;

    while (slug.len > 0 && slug.data[slug.len - 1] == '.') {
        slug.len--;
    }

    doc->slug = slug;

    v = posts_document_get(ctx, posts_str("slug"));

    if (posts_value_true(v)) {
        rc = posts_document_text(ctx, v, &doc->slug);
        if (rc != POSTS_OK) {
            return rc;
        }
    }

    v = posts_document_get(ctx, posts_str("title"));

    if (posts_value_true(v)) {
        return posts_document_text(ctx, v, &doc->title);
    }

    if (doc->type == POSTS_DOCUMENT_PAGE || ctx->yaml) {
        return POSTS_OK;
    }

    posts_buf_init(&b, ctx->arena, 0);
    posts_slug_title(&b, slug);

    doc->title = posts_buf_str(&b);

    return b.rc;
}


/* What the content is, and the extension of what is made of it. */

static posts_rc_t
posts_document_output(posts_document_ctx_t *ctx)
{
    size_t             i, n;
    posts_buf_t        b;
    posts_str_t        ext, permalink;
    posts_document_t  *doc;

    doc = ctx->doc;
    doc->output_ext = doc->ext;

    if (doc->ext.len > 1) {
        posts_buf_init(&b, ctx->arena, 0);
        posts_utf8_downcase(&b, posts_str_slice(doc->ext, 1, doc->ext.len));

        if (b.rc != POSTS_OK) {
            return b.rc;
        }

        ext = posts_buf_str(&b);
        n = posts_value_len(ctx->config->markdown_ext);

        for (i = 0; i < n; i++) {
            if (posts_str_eq(ext, posts_value_string(
                              posts_value_at(ctx->config->markdown_ext, i))))
            {
                doc->markdown = 1;
                doc->output_ext = posts_str(".html");
                break;
            }
        }

        if (!doc->markdown && (posts_str_eq(ext, posts_str("scss"))
                               || posts_str_eq(ext, posts_str("sass"))))
        {
            doc->output_ext = posts_str(".css");
        }
    }

    permalink = posts_value_string(posts_document_get(ctx,
                                                     posts_str("permalink")));

    if (permalink.len > 0 && permalink.data[permalink.len - 1] != '/') {
        ext = posts_path_ext(permalink);

        if (ext.len > 0) {
            doc->output_ext = ext;
        }
    }

    return POSTS_OK;
}


/* Categories and tags. */

static posts_rc_t
posts_document_terms(posts_document_ctx_t *ctx)
{
    posts_rc_t         rc;
    posts_array_t     *list, *unique;
    posts_value_t      one, many;
    posts_document_t  *doc;

    doc = ctx->doc;

    list = posts_array_create(ctx->arena, 4);
    if (list == NULL) {
        return POSTS_LIMIT;
    }

    rc = POSTS_OK;

    if (doc->type != POSTS_DOCUMENT_PAGE && ctx->collection == NULL) {
        rc = posts_document_folders(ctx, list);
    }

    one = posts_document_get(ctx, posts_str("category"));
    many = posts_document_get(ctx, posts_str("categories"));

    if (rc == POSTS_OK && many.type == POSTS_STRING) {
        rc = posts_document_words(list, posts_value_string(many));

    } else if (many.type == POSTS_MAP) {
        posts_document_warn_key(ctx, posts_str("categories"),
                                "is a map, and is not used: write [a, b]");

    } else if (rc == POSTS_OK && many.type != POSTS_NIL) {
        rc = posts_document_flatten(ctx, list, many, POSTS_DOCUMENT_DEPTH);
    }

    if (rc == POSTS_OK && posts_value_true(one)) {
        rc = posts_document_flatten(ctx, list, one, POSTS_DOCUMENT_DEPTH);
    }

    if (rc == POSTS_OK) {
        rc = posts_document_unique(ctx, list, &unique);
    }

    if (rc != POSTS_OK) {
        return rc;
    }

    doc->categories = posts_value_array(unique);

    /* of tags, none is dropped for being there twice */

    list = posts_array_create(ctx->arena, 4);
    if (list == NULL) {
        return POSTS_LIMIT;
    }

    one = posts_document_get(ctx, posts_str("tag"));
    many = posts_document_get(ctx, posts_str("tags"));

    if (posts_value_true(one)) {
        rc = posts_document_flatten(ctx, list, one, POSTS_DOCUMENT_DEPTH);

    } else if (many.type == POSTS_STRING) {
        rc = posts_document_words(list, posts_value_string(many));

    } else if (many.type == POSTS_ARRAY) {
        rc = posts_document_flatten(ctx, list, many, POSTS_DOCUMENT_DEPTH);

    } else if (many.type != POSTS_NIL) {
        posts_document_warn_key(ctx, posts_str("tags"),
                                "is neither a string nor a list, and is not "
                                "used: write [value]");
    }

    doc->tags = posts_value_array(list);

    return rc;
}


/* Folders above _posts are categories: "a/b/_posts/c/x.md" has a and b. */

static posts_rc_t
posts_document_folders(posts_document_ctx_t *ctx, posts_array_t *list)
{
    size_t       i, start;
    posts_str_t  path, label, name;

    label = (ctx->doc->type == POSTS_DOCUMENT_DRAFT) ? posts_str("_drafts")
                                                     : posts_str("_posts");
    path = posts_path_relative(ctx->config, ctx->doc->path);
    start = 0;

    for (i = 0; i < path.len; i++) {

        /* the first place where the letters stand, in a name or not */

        if (posts_str_starts(posts_str_slice(path, i, path.len), label)) {
            break;
        }
    }

    path = posts_str_slice(path, 0, i);

    for (i = 0; i <= path.len; i++) {

        if (i < path.len && path.data[i] != '/') {
            continue;
        }

        name = posts_str_slice(path, start, i);
        start = i + 1;

        if (name.len > 0
            && posts_array_push(list, posts_value_str(name)) != POSTS_OK)
        {
            return POSTS_LIMIT;
        }
    }

    return POSTS_OK;
}


static posts_rc_t
posts_document_date(posts_document_ctx_t *ctx, posts_error_t *error)
{
    int                named;
    posts_rc_t         rc;
    posts_str_t        s;
    posts_time_t       t, name;
    posts_value_t      v;
    posts_civil_t      civil;
    posts_document_t  *doc;

    doc = ctx->doc;

    named = posts_document_name_date(ctx, &name);

    if (posts_value_find(doc->data, posts_str("date"), &v)) {

        switch (v.type) {

        case POSTS_TIME:
            /* Jekyll takes the way over text, which has no fractions */

            t = posts_value_moment(v);
            t.nsec = 0;
            doc->date = posts_time_in(t, ctx->config->timezone);
            return POSTS_OK;

        case POSTS_DATE:
            posts_time_civil(posts_value_moment(v), &civil);
            doc->date = posts_time_local(ctx->config->timezone, &civil, 0);
            return POSTS_OK;

        default:
            rc = posts_document_text(ctx, v, &s);
            if (rc != POSTS_OK) {
                return rc;
            }

            /*
             * What a text leaves open is taken from the file's name, or from
             * its last change, never from the clock.
             */

            if (posts_time_parse(&t, s, ctx->config->timezone,
                                 named ? name.sec
                                       : doc->mtime / 1000000000)
                == POSTS_OK)
            {
                t.nsec = 0;
                doc->date = posts_time_in(t, ctx->config->timezone);
                return POSTS_OK;
            }

            posts_document_warn_key(ctx, posts_str("date"),
                                    "is not a date that can be understood, "
                                    "and is not used: write 2020-08-15 or "
                                    "2020-08-15 13:24:00 +0800");
        }
    }

    if (named) {
        doc->date = name;
        return POSTS_OK;
    }

    if (doc->type == POSTS_DOCUMENT_DRAFT) {
        t.sec = doc->mtime / 1000000000;
        t.nsec = (uint32_t) (doc->mtime % 1000000000);
        t.offset = 0;

        doc->date = posts_time_in(t, ctx->config->timezone);
        return POSTS_OK;
    }

    if (doc->type == POSTS_DOCUMENT_MEMBER && ctx->name_date.len == 0) {
        doc->dated = 0;
        return POSTS_OK;
    }

    return posts_error_set(error, POSTS_INVALID, 0, 0,
                           "there is no such date as the one in the file's "
                           "name (%.*s): rename the file, or give it a "
                           "\"date\"", posts_str_arg(ctx->name_date));
}


/*
 * The date in the file's name, at midnight in the site's zone; 0 if there is
 * none.  As Ruby's Time.parse: a year of two digits is one from 1969 to 2068,
 * and a short month's 31st is a day of the next month.
 */

static int
posts_document_name_date(posts_document_ctx_t *ctx, posts_time_t *t)
{
    size_t         i, n, digits;
    unsigned       part[3];
    posts_str_t    s;
    posts_civil_t  civil;

    s = ctx->name_date;

    if (s.len == 0) {
        return 0;
    }

    memset(part, 0, sizeof(part));
    digits = 0;
    n = 0;

    for (i = 0; i < s.len; i++) {

        if (s.data[i] == '-') {
            if (n == 0) {
                digits = i;
            }

            n++;
            continue;
        }

        part[n] = part[n] * 10 + (unsigned) (s.data[i] - '0');
    }

    if (part[1] < 1 || part[1] > 12 || part[2] < 1 || part[2] > 31) {
        return 0;
    }

    if (digits == 2) {
        part[0] += (part[0] >= 69) ? 1900 : 2000;
    }

    n = posts_document_days[part[1] - 1];

    if (part[1] == 2 && part[0] % 4 == 0
        && (part[0] % 100 != 0 || part[0] % 400 == 0))
    {
        n = 29;
    }

    if (part[2] > n) {
        part[2] -= (unsigned) n;
        part[1]++;
    }

    memset(&civil, 0, sizeof(posts_civil_t));

    civil.year = part[0];
    civil.month = part[1];
    civil.day = part[2];

    *t = posts_time_local(ctx->config->timezone, &civil, 0);

    return 1;
}


static posts_rc_t
posts_document_url(posts_document_ctx_t *ctx, posts_error_t *error)
{
    int                own, failed;
    posts_rc_t         rc;
    posts_buf_t        raw, url;
    posts_str_t        standard, template;
    posts_error_t      e;
    posts_value_t      v;
    posts_document_t  *doc, plain;

    doc = ctx->doc;
    own = 0;
    failed = 0;
    standard = (ctx->collection != NULL) ? ctx->collection->permalink
                                         : ctx->config->permalink;
    template = standard;

    v = posts_document_get(ctx, posts_str("permalink"));

    if (v.type == POSTS_ARRAY || v.type == POSTS_MAP
        || (v.type == POSTS_STRING && v.len == 0))
    {
        posts_document_warn_key(ctx, posts_str("permalink"),
                                "is not a URL, and is not used");

    } else if (posts_value_true(v)) {
        own = 1;

        rc = posts_document_text(ctx, v, &template);
        if (rc != POSTS_OK) {
            return rc;
        }
    }

    posts_buf_init(&raw, ctx->arena, 0);
    posts_buf_init(&url, ctx->arena, 0);

    if (own) {
        posts_error_clear(&e);

        rc = posts_permalink_raw(&raw, doc, template, ctx->config, &e);

        if (rc == POSTS_OK) {
            rc = posts_permalink_decode(&url, posts_buf_str(&raw), &e);
        }

        if (rc != POSTS_OK) {
            own = 0;
            failed = 1;
            template = standard;
        }
    }

    if (!own) {
        /* without a permalink of its own, whatever it says */

        plain = *doc;
        plain.data = posts_value_nil();

        raw.len = 0;
        url.len = 0;

        rc = posts_permalink_raw(&raw, &plain, template, ctx->config, error);

        if (rc == POSTS_OK) {
            rc = posts_permalink_decode(&url, posts_buf_str(&raw), error);
        }

        if (rc != POSTS_OK) {
            return rc;
        }

        if (failed) {
            posts_document_warn(ctx, posts_key_line(ctx->front.yaml,
                                                    ctx->front.yaml_line,
                                                    posts_str("permalink")),
                                e.message);
        }
    }

    doc->url = posts_buf_str(&url);

    return posts_document_id(ctx, posts_buf_str(&raw));
}


/* The URL's folder, as the URL is written, and the slug. */

static posts_rc_t
posts_document_id(posts_document_ctx_t *ctx, posts_str_t raw)
{
    posts_buf_t        b;
    posts_str_t        slug;
    posts_document_t  *doc;

    doc = ctx->doc;

    if (doc->type == POSTS_DOCUMENT_PAGE) {
        return POSTS_OK;
    }

    if (raw.len > 1 && raw.data[raw.len - 1] == '/') {
        raw.len--;
    }

    slug = doc->slug;

    while (slug.len > 0 && slug.data[0] == '/') {
        slug = posts_str_slice(slug, 1, slug.len);
    }

    posts_buf_init(&b, ctx->arena, 0);

    posts_buf_add(&b, posts_path_dir(raw));
    posts_buf_addc(&b, '/');
    posts_buf_add(&b, slug);

    doc->id = posts_buf_str(&b);

    return b.rc;
}


/* Ruby's to_s. */

static posts_rc_t
posts_document_text(posts_document_ctx_t *ctx, posts_value_t v,
    posts_str_t *s)
{
    posts_buf_t  b;

    if (v.type == POSTS_STRING) {
        *s = posts_value_string(v);
        return POSTS_OK;
    }

    posts_buf_init(&b, ctx->arena, 0);
    posts_value_to_s(&b, v, POSTS_DOCUMENT_DEPTH);

    *s = (b.len == 0) ? posts_str("") : posts_buf_str(&b);

    return b.rc;
}


/* Ruby's split without arguments: white space divides, none of it stays. */

static posts_rc_t
posts_document_words(posts_array_t *list, posts_str_t s)
{
    size_t  i, start;
    u_char  c;

    start = 0;

    for (i = 0; i <= s.len; i++) {
        c = (i < s.len) ? s.data[i] : ' ';

        if (c != ' ' && c != '\0' && (c < '\t' || c > '\r')) {
            continue;
        }

        if (i > start
            && posts_array_push(list,
                                posts_value_str(posts_str_slice(s, start, i)))
               != POSTS_OK)
        {
            return POSTS_LIMIT;
        }

        start = i + 1;
    }

    return POSTS_OK;
}


/* The texts of a value and of all in it; what has no text is no name. */

static posts_rc_t
posts_document_flatten(posts_document_ctx_t *ctx, posts_array_t *list,
    posts_value_t v, size_t depth)
{
    size_t       i, n;
    posts_rc_t   rc;
    posts_str_t  s;

    if (depth == 0) {
        return POSTS_LIMIT;
    }

    if (v.type == POSTS_ARRAY) {
        n = posts_value_len(v);

        for (i = 0; i < n; i++) {
            rc = posts_document_flatten(ctx, list, posts_value_at(v, i),
                                        depth - 1);
            if (rc != POSTS_OK) {
                return rc;
            }
        }

        return POSTS_OK;
    }

    rc = posts_document_text(ctx, v, &s);

    if (rc != POSTS_OK || s.len == 0) {
        return rc;
    }

    return posts_array_push(list, posts_value_str(s));
}


static posts_rc_t
posts_document_unique(posts_document_ctx_t *ctx, posts_array_t *list,
    posts_array_t **out)
{
    size_t       i;
    posts_str_t  s;
    posts_map_t  *seen;

    *out = list;

    if (list->n < 2) {
        return POSTS_OK;
    }

    seen = posts_map_create(ctx->arena, list->n);
    *out = posts_array_create(ctx->arena, list->n);

    if (seen == NULL || *out == NULL) {
        return POSTS_LIMIT;
    }

    for (i = 0; i < list->n; i++) {
        s = posts_value_string(list->items[i]);

        if (posts_value_find(posts_value_map(seen), s, NULL)) {
            continue;
        }

        if (posts_map_set(seen, s, posts_value_nil()) != POSTS_OK
            || posts_array_push(*out, list->items[i]) != POSTS_OK)
        {
            return POSTS_LIMIT;
        }
    }

    return POSTS_OK;
}


static posts_value_t
posts_document_get(posts_document_ctx_t *ctx, posts_str_t key)
{
    return posts_value_get(ctx->doc->data, key);
}


static void
posts_document_warn(posts_document_ctx_t *ctx, unsigned line,
    const char *what)
{
    posts_error_t  error;

    if (ctx->report == NULL) {
        return;
    }

    posts_error_clear(&error);
    posts_error_set(&error, POSTS_INVALID, line, line == 0 ? 0 : 1, "%s",
                    what);
    posts_error_file(&error, ctx->doc->path);

    ctx->report(ctx->payload, POSTS_WARNING, &error);
}


static void
posts_document_warn_key(posts_document_ctx_t *ctx, posts_str_t key,
    const char *what)
{
    unsigned       line;
    posts_error_t  error;

    if (ctx->report == NULL) {
        return;
    }

    line = posts_key_line(ctx->front.yaml, ctx->front.yaml_line, key);

    posts_error_clear(&error);
    posts_error_set(&error, POSTS_INVALID, line, line == 0 ? 0 : 1,
                    "\"%.*s\" %s", posts_str_arg(key), what);
    posts_error_file(&error, ctx->doc->path);

    ctx->report(ctx->payload, POSTS_WARNING, &error);
}


/*
 * Whether a front matter that can not be parsed has a line that says
 * "published: false", before the first blank one.
 */

static int
posts_document_withheld(posts_str_t text)
{
    size_t       i;
    ssize_t      end;
    posts_str_t  line, value;

    static const posts_str_t  key = posts_string("published:");
    static const posts_str_t  no[] = {
        posts_string("false"), posts_string("no"), posts_string("off")
    };

    while (text.len != 0) {
        end = posts_str_chr(text, '\n');

        line = posts_str_slice(text, 0, end < 0 ? text.len : (size_t) end);
        text = posts_str_slice(text, line.len + 1, text.len);

        if (posts_str_trim(line).len == 0) {
            break;
        }

        if (!posts_str_starts(line, key)) {
            continue;
        }

        value = posts_str_trim(posts_str_slice(line, key.len, line.len));

        for (i = 0; i < sizeof(no) / sizeof(no[0]); i++) {
            if (posts_str_caseeq(value, no[i])) {
                return 1;
            }
        }
    }

    return 0;
}
