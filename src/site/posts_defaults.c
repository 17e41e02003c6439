
/*
 * Copyright (C) the authors of this project
 *
 * The sets of defaults that apply are merged in the order of the file, a set
 * on top of those before it if its scope is at least as narrow, underneath
 * otherwise.  A narrower scope is one with a longer path, or, with paths of
 * one length, one that names a type.
 *
 * Jekyll expands a pattern in a scope's path against the files that there
 * are; a path is held against it name by name here, so that nothing is read.
 */


#include "posts_defaults.h"
#include "posts_path.h"
#include "posts_place.h"
#include "posts_utf8.h"


#define POSTS_DEFAULTS_DEPTH  1024

/* Names in a pattern or a path; more is no match. */

#define POSTS_DEFAULTS_NAMES  64


typedef struct {
    posts_str_t  old;
    posts_str_t  type;
} posts_defaults_type_t;


static int posts_defaults_match(posts_value_t scope,
    const posts_config_t *config, const posts_document_t *doc,
    posts_str_t path);
static int posts_defaults_narrow(posts_value_t old, posts_value_t scope);
static posts_str_t posts_defaults_path(posts_value_t scope);
static posts_rc_t posts_defaults_categories(posts_value_t *out,
    posts_arena_t *arena, posts_value_t under, posts_value_t over);
static posts_rc_t posts_defaults_push(posts_array_t *list, posts_value_t v);
static size_t posts_defaults_split(posts_str_t s, posts_str_t *names);


/* Names of types that Jekyll once had. */

static const posts_defaults_type_t  posts_defaults_types[] = {
    { posts_string("page"),  posts_string("pages") },
    { posts_string("post"),  posts_string("posts") },
    { posts_string("draft"), posts_string("drafts") }
};

#define POSTS_DEFAULTS_TYPES                                                  \
    (sizeof(posts_defaults_types) / sizeof(posts_defaults_types[0]))


posts_rc_t
posts_defaults_apply(posts_value_t *data, posts_arena_t *arena,
    const posts_config_t *config, const posts_document_t *doc)
{
    int            any;
    size_t         i, n;
    posts_rc_t     rc;
    posts_str_t    path;
    posts_value_t  sets, set, scope, values, old, all, categories;

    sets = posts_value_get(config->data, posts_str("defaults"));

    if (sets.type != POSTS_ARRAY) {
        return POSTS_OK;
    }

    path = (doc->type == POSTS_DOCUMENT_PAGE)
           ? posts_place_path(doc->path)
           : posts_path_relative(config, doc->path);

    any = 0;
    all = posts_value_nil();
    old = posts_value_nil();
    n = posts_value_len(sets);

    for (i = 0; i < n; i++) {
        set = posts_value_at(sets, i);
        values = posts_value_get(set, posts_str("values"));
        scope = posts_value_get(set, posts_str("scope"));

        if (values.type != POSTS_MAP
            || !posts_defaults_match(scope, config, doc, path))
        {
            continue;
        }

        if (!any) {
            any = 1;
            all = values;
            old = scope;
            continue;
        }

        if (posts_defaults_narrow(old, scope)) {
            rc = posts_value_merge(&all, arena, all, values,
                                   POSTS_DEFAULTS_DEPTH);
            old = scope;

        } else {
            rc = posts_value_merge(&all, arena, values, all,
                                   POSTS_DEFAULTS_DEPTH);
        }

        if (rc != POSTS_OK) {
            return rc;
        }
    }

    if (!any) {
        return POSTS_OK;
    }

    categories = posts_value_get(*data, posts_str("categories"));

    rc = posts_defaults_categories(&categories, arena,
                                   posts_value_get(all,
                                                   posts_str("categories")),
                                   categories);
    if (rc != POSTS_OK) {
        return rc;
    }

    rc = posts_value_merge(data, arena, all, *data, POSTS_DEFAULTS_DEPTH);

    if (rc == POSTS_OK && categories.type != POSTS_NIL) {
        rc = posts_map_set(data->u.map, posts_str("categories"), categories);
    }

    return rc;
}


int
posts_defaults_glob(posts_str_t pattern, posts_str_t path)
{
    size_t       i, n, p, s, star, mark;
    posts_str_t  want[POSTS_DEFAULTS_NAMES], have[POSTS_DEFAULTS_NAMES];

    n = posts_defaults_split(pattern, want);
    s = posts_defaults_split(path, have);

    if (n == 0 || s == 0) {
        return 0;
    }

    /*
     * "**" is to names what "*" is to letters.  The end of the pattern is
     * enough: what is left of the path is below the folder that matched.
     */

    star = (size_t) -1;
    mark = 0;
    p = 0;
    i = 0;

    for ( ;; ) {

        if (p == n) {
            return 1;
        }

        /* at the pattern's end it stands for one name, as "*" does */

        if (posts_str_eq(want[p], posts_str("**")) && p + 1 < n) {
            p++;
            star = p;
            mark = i;
            continue;
        }

        if (i < s && have[i].data[0] != '.'
            && posts_path_match(want[p], have[i]))
        {
            p++;
            i++;
            continue;
        }

        if (i < s && posts_str_eq(want[p], have[i])) {
            p++;
            i++;
            continue;
        }

        if (star == (size_t) -1 || mark + 1 >= s) {
            return 0;
        }

        mark++;
        i = mark;
        p = star;
    }
}


static int
posts_defaults_match(posts_value_t scope, const posts_config_t *config,
    const posts_document_t *doc, posts_str_t path)
{
    size_t         i;
    posts_str_t    type;
    posts_value_t  v;

    if (posts_value_find(scope, posts_str("type"), &v)) {
        type = posts_value_string(v);

        for (i = 0; i < POSTS_DEFAULTS_TYPES; i++) {
            if (posts_str_eq(type, posts_defaults_types[i].old)) {
                type = posts_defaults_types[i].type;
                break;
            }
        }

        /* a draft is one of the posts */

        if (!posts_str_eq(type, doc->type == POSTS_DOCUMENT_PAGE
                                ? posts_str("pages") : doc->collection))
        {
            return 0;
        }
    }

    type = posts_value_string(posts_value_get(scope, posts_str("path")));

    if (type.len == 0) {
        return 1;
    }

    if (posts_str_chr(type, '*') != -1) {
        return posts_defaults_glob(posts_path_relative(config, type), path);
    }

    return posts_str_starts(path, posts_path_relative(config, type));
}


static int
posts_defaults_narrow(posts_value_t old, posts_value_t scope)
{
    size_t  a, b;

    a = posts_utf8_count(posts_defaults_path(old));
    b = posts_utf8_count(posts_defaults_path(scope));

    if (a != b) {
        return b > a;
    }

    return posts_value_find(scope, posts_str("type"), NULL)
           || !posts_value_find(old, posts_str("type"), NULL);
}


static posts_str_t
posts_defaults_path(posts_value_t scope)
{
    posts_str_t  path;

    path = posts_value_string(posts_value_get(scope, posts_str("path")));

    if (path.len > 0 && path.data[0] == '/') {
        path = posts_str_slice(path, 1, path.len);
    }

    return path;
}


/* Both lists, one behind the other; *out stays if there is just one. */

static posts_rc_t
posts_defaults_categories(posts_value_t *out, posts_arena_t *arena,
    posts_value_t under, posts_value_t over)
{
    posts_array_t  *list;

    if (under.type == POSTS_NIL || over.type == POSTS_NIL) {
        *out = posts_value_nil();
        return POSTS_OK;
    }

    list = posts_array_create(arena, 4);

    if (list == NULL || posts_defaults_push(list, under) != POSTS_OK
        || posts_defaults_push(list, over) != POSTS_OK)
    {
        return POSTS_LIMIT;
    }

    *out = posts_value_array(list);

    return POSTS_OK;
}


static posts_rc_t
posts_defaults_push(posts_array_t *list, posts_value_t v)
{
    size_t       i, n, start;
    posts_str_t  s;

    if (v.type == POSTS_ARRAY) {
        n = posts_value_len(v);

        for (i = 0; i < n; i++) {
            if (posts_array_push(list, posts_value_at(v, i)) != POSTS_OK) {
                return POSTS_LIMIT;
            }
        }

        return POSTS_OK;
    }

    if (v.type != POSTS_STRING) {
        return (v.type == POSTS_MAP) ? POSTS_OK : posts_array_push(list, v);
    }

    s = posts_value_string(v);
    start = 0;

    for (i = 0; i <= s.len; i++) {

        if (i < s.len && s.data[i] != ' '
            && (s.data[i] < '\t' || s.data[i] > '\r'))
        {
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


/* The names between slashes; 0 if there are none, or too many. */

static size_t
posts_defaults_split(posts_str_t s, posts_str_t *names)
{
    size_t       i, n, start;
    posts_str_t  name;

    n = 0;
    start = 0;

    for (i = 0; i <= s.len; i++) {

        if (i < s.len && s.data[i] != '/') {
            continue;
        }

        name = posts_str_slice(s, start, i);
        start = i + 1;

        if (name.len == 0) {
            continue;
        }

        if (n == POSTS_DEFAULTS_NAMES) {
            return 0;
        }

        names[n++] = name;
    }

    return n;
}
