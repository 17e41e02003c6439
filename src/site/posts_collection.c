
/*
 * Copyright (C) the authors of this project
 *
 * Jekyll sorts a collection when it has read all of it, by comparing two
 * documents at a time.  Here each document gets a key that says its place
 * against any other, so that one that comes later finds it without the rest
 * being looked at.  A value that Ruby can not compare to another (a string
 * to a number) has its type's place among them.
 */


#include "posts_collection.h"
#include "posts_path.h"
#include "posts_permalink.h"


#define POSTS_COLLECTION_TEXT    160   /* bytes of a string in a key */
#define POSTS_COLLECTION_LAST    0xffff
#define POSTS_COLLECTION_LABEL   128

#define POSTS_COLLECTION_NUMBER  0x10
#define POSTS_COLLECTION_MOMENT  0x20
#define POSTS_COLLECTION_STRING  0x30
#define POSTS_COLLECTION_OTHER   0x40
#define POSTS_COLLECTION_NONE    0xf0


typedef struct {
    posts_config_t      *config;
    posts_arena_t       *arena;
    posts_collection_t  *items;
    size_t               n;
    size_t               size;
    void               (*warn)(void *payload, const char *what);
    void                *payload;
} posts_collections_t;


static posts_rc_t posts_collections_add(posts_collections_t *cs,
    posts_str_t name, posts_value_t metadata);
static posts_rc_t posts_collections_label(posts_collections_t *cs,
    posts_str_t *label, posts_str_t name);
static posts_rc_t posts_collections_posts(posts_collections_t *cs,
    posts_collection_t *c);
static posts_rc_t posts_collections_template(posts_collections_t *cs,
    posts_collection_t *c);
static posts_rc_t posts_collections_order(posts_collections_t *cs,
    posts_collection_t *c);
static void posts_collection_value(posts_buf_t *b, posts_value_t v);
static void posts_collection_number(posts_buf_t *b, double number);


posts_rc_t
posts_collections(posts_config_t *config, posts_arena_t *arena,
    posts_value_t v, void (*warn)(void *payload, const char *what),
    void *payload)
{
    size_t                i, n;
    posts_rc_t            rc;
    posts_str_t           key;
    posts_value_t         item;
    posts_collections_t   cs;

    n = posts_value_len(v);

    if (n > POSTS_COLLECTIONS_MAX) {
        warn(payload, "has too many members; the first 256 are used");
        n = POSTS_COLLECTIONS_MAX;
    }

    memset(&cs, 0, sizeof(posts_collections_t));

    cs.config = config;
    cs.arena = arena;
    cs.size = n + 1;
    cs.warn = warn;
    cs.payload = payload;

    cs.items = posts_arena_array(arena, cs.size, sizeof(posts_collection_t));

    if (cs.items == NULL) {
        return POSTS_LIMIT;
    }

    rc = posts_collections_add(&cs, posts_str("posts"),
                               posts_value_get(v, posts_str("posts")));

    if (v.type != POSTS_MAP && v.type != POSTS_ARRAY && v.type != POSTS_NIL) {
        warn(payload, "is neither a list of names nor a map; it is not used");
        n = 0;
    }

    for (i = 0; rc == POSTS_OK && i < n; i++) {

        if (v.type == POSTS_MAP) {

            if (!posts_value_pair(v, i, &key, &item)) {
                break;
            }

        } else {
            item = posts_value_at(v, i);

            if (item.type != POSTS_STRING) {
                warn(payload, "has a member that is not a name; it is not "
                              "used");
                continue;
            }

            key = posts_value_string(item);
            item = posts_value_nil();
        }

        if (!posts_str_eq(key, posts_str("posts"))) {
            rc = posts_collections_add(&cs, key, item);
        }
    }

    config->collections = cs.items;
    config->ncollections = cs.n;

    return rc;
}


const posts_collection_t *
posts_collection(const posts_config_t *config, posts_str_t label)
{
    size_t  i;

    for (i = 0; i < config->ncollections; i++) {
        if (posts_str_eq(config->collections[i].label, label)) {
            return &config->collections[i];
        }
    }

    return NULL;
}


const posts_collection_t *
posts_collection_of(const posts_config_t *config, posts_str_t path,
    size_t *below)
{
    size_t                     start, end;
    ssize_t                    slash;
    const posts_collection_t  *c;

    start = config->collections_dir.len;

    if (config->ncollections < 2 || path.len < start + 2
        || path.data[start] != '_'
        || !posts_str_starts(path, config->collections_dir))
    {
        return NULL;
    }

    slash = posts_str_chr(posts_str_slice(path, start, path.len), '/');
    end = (slash == -1) ? path.len : start + (size_t) slash;

    c = posts_collection(config, posts_str_slice(path, start + 1, end));

    /* posts are anywhere; Jekyll reads no collection called "data" */

    if (c == NULL || c == &config->collections[0]
        || posts_str_eq(c->label, posts_str("data")))
    {
        return NULL;
    }

    *below = end;

    return c;
}


void
posts_collection_place(posts_buf_t *b, const posts_config_t *config,
    const posts_collection_t *collection, const posts_document_t *doc)
{
    size_t         below;
    int64_t        place;
    posts_value_t  v;

    if (collection->order.type == POSTS_MAP) {
        place = POSTS_COLLECTION_LAST;
        below = config->collections_dir.len + collection->label.len + 2;

        if (posts_value_find(collection->order,
                             posts_str_slice(doc->path, below, doc->path.len),
                             &v))
        {
            place = v.u.integer;
        }

        posts_buf_addc(b, (u_char) (place >> 8));
        posts_buf_addc(b, (u_char) place);

        return;
    }

    if (collection->sort_by.len != 0) {
        posts_collection_value(b, posts_value_get(doc->data,
                                                  collection->sort_by));
    }
}


static posts_rc_t
posts_collections_add(posts_collections_t *cs, posts_str_t name,
    posts_value_t metadata)
{
    posts_rc_t           rc;
    posts_str_t          label;
    posts_map_t         *map;
    posts_value_t        v;
    posts_collection_t  *c;

    rc = posts_collections_label(cs, &label, name);

    if (rc != POSTS_OK || label.len == 0) {
        return rc;
    }

    if (metadata.type != POSTS_MAP) {

        if (metadata.type != POSTS_NIL) {
            cs->warn(cs->payload, "has a collection that is not a map of "
                                  "keys and values; the defaults are used");
        }

        map = posts_map_create(cs->arena, 0);

        if (map == NULL) {
            return POSTS_LIMIT;
        }

        metadata = posts_value_map(map);
    }

    c = &cs->items[cs->n++];

    c->label = label;
    c->metadata = metadata;
    c->sort_by = posts_value_string(posts_value_get(metadata,
                                                    posts_str("sort_by")));
    c->output = posts_value_true(posts_value_get(metadata,
                                                 posts_str("output")));

    v = posts_value_get(metadata, posts_str("future"));
    c->future = posts_value_true(v);

    if (cs->n == 1) {
        return posts_collections_posts(cs, c);
    }

    rc = posts_collections_template(cs, c);

    return (rc == POSTS_OK) ? posts_collections_order(cs, c) : rc;
}


/* What can stand in a folder's name: the rest of it is left out. */

static posts_rc_t
posts_collections_label(posts_collections_t *cs, posts_str_t *label,
    posts_str_t name)
{
    u_char       c;
    size_t       i;
    posts_buf_t  b;

    posts_buf_init(&b, cs->arena, 0);

    for (i = 0; i < name.len; i++) {
        c = posts_lower(name.data[i]);

        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'
            || c == '-' || c == '.')
        {
            posts_buf_addc(&b, name.data[i]);
        }
    }

    *label = (b.len == 0) ? posts_str("") : posts_buf_str(&b);

    if (b.rc == POSTS_OK
        && (label->len == 0 || label->len > POSTS_COLLECTION_LABEL))
    {
        cs->warn(cs->payload, "has a collection whose name is none; it is "
                              "not used");
        *label = posts_str("");
    }

    return b.rc;
}


/* They always have URLs, and the site's permalink. */

static posts_rc_t
posts_collections_posts(posts_collections_t *cs, posts_collection_t *c)
{
    posts_rc_t   rc;
    posts_map_t  *map;

    c->permalink = cs->config->permalink;
    c->output = 1;
    c->sort_by = posts_str("");

    map = posts_map_create(cs->arena, 2);

    if (map == NULL) {
        return POSTS_LIMIT;
    }

    rc = posts_map_set(map, posts_str("output"), posts_value_bool(1));

    if (rc == POSTS_OK) {
        rc = posts_map_set(map, posts_str("permalink"),
                           posts_value_str(c->permalink));
    }

    if (rc == POSTS_OK) {
        rc = posts_value_merge(&c->metadata, cs->arena, c->metadata,
                               posts_value_map(map), 1024);
    }

    return rc;
}


static posts_rc_t
posts_collections_template(posts_collections_t *cs, posts_collection_t *c)
{
    posts_buf_t    b;
    posts_value_t  v;

    v = posts_value_get(c->metadata, posts_str("permalink"));

    if (v.type == POSTS_STRING && v.len != 0) {

        if (posts_permalink_check(posts_value_string(v), NULL) == POSTS_OK) {
            c->permalink = posts_value_string(v);
            return POSTS_OK;
        }

        cs->warn(cs->payload, "has a permalink with an unknown placeholder; "
                              "the default is used");

    } else if (posts_value_true(v)) {
        cs->warn(cs->payload, "has a permalink that is not a template; the "
                              "default is used");
    }

    posts_buf_init(&b, cs->arena, 0);
    posts_buf_lit(&b, "/:collection/:path");
    posts_buf_add(&b, posts_permalink_suffix(cs->config));

    c->permalink = posts_buf_str(&b);

    return b.rc;
}


/* File names become a map to their places. */

static posts_rc_t
posts_collections_order(posts_collections_t *cs, posts_collection_t *c)
{
    size_t         i, n;
    posts_map_t   *map;
    posts_str_t    name;
    posts_value_t  v;

    v = posts_value_get(c->metadata, posts_str("order"));
    c->order = posts_value_nil();

    if (v.type != POSTS_ARRAY) {
        return POSTS_OK;
    }

    n = posts_value_len(v);

    if (n > POSTS_COLLECTION_LAST) {
        n = POSTS_COLLECTION_LAST;
    }

    map = posts_map_create(cs->arena, n);

    if (map == NULL) {
        return POSTS_LIMIT;
    }

    for (i = 0; i < n; i++) {
        name = posts_value_string(posts_value_at(v, i));

        while (name.len != 0 && name.data[0] == '/') {
            name = posts_str_slice(name, 1, name.len);
        }

        if (name.len != 0
            && !posts_value_find(posts_value_map(map), name, NULL)
            && posts_map_set(map, name, posts_value_int((int64_t) i))
               != POSTS_OK)
        {
            return POSTS_LIMIT;
        }
    }

    c->order = posts_value_map(map);

    return POSTS_OK;
}


static void
posts_collection_value(posts_buf_t *b, posts_value_t v)
{
    posts_str_t  s;

    switch (v.type) {

    case POSTS_NIL:
        posts_buf_addc(b, POSTS_COLLECTION_NONE);
        break;

    case POSTS_INT:
        posts_buf_addc(b, POSTS_COLLECTION_NUMBER);
        posts_collection_number(b, (double) v.u.integer);
        break;

    case POSTS_FLOAT:
        posts_buf_addc(b, POSTS_COLLECTION_NUMBER);
        posts_collection_number(b, v.u.number);
        break;

    case POSTS_TIME:
    case POSTS_DATE:
        posts_buf_addc(b, POSTS_COLLECTION_MOMENT);
        posts_collection_number(b, (double) v.u.integer);
        break;

    case POSTS_STRING:
        s = posts_str_slice(posts_value_string(v), 0, POSTS_COLLECTION_TEXT);

        posts_buf_addc(b, POSTS_COLLECTION_STRING);
        posts_buf_add(b, s);
        posts_buf_addc(b, '\0');
        break;

    default:
        posts_buf_addc(b, POSTS_COLLECTION_OTHER);
        break;
    }
}


/* Compares as bytes as the numbers do: negative ones are turned around. */

static void
posts_collection_number(posts_buf_t *b, double number)
{
    int       i;
    uint64_t  bits;

    if (number == 0) {
        number = 0;              /* there are two */
    }

    memcpy(&bits, &number, sizeof(bits));

    bits = (bits >> 63) ? ~bits : bits | (uint64_t) 1 << 63;

    for (i = 56; i >= 0; i -= 8) {
        posts_buf_addc(b, (u_char) (bits >> i));
    }
}
