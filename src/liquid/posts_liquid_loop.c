
/*
 * Copyright (C) the authors of this project
 *
 * An object's members are rows of a table: a name and the function that
 * computes it.  Nothing is computed, nor allocated, before a template asks.
 */


#include "posts_liquid_loop.h"
#include "posts_liquid_value.h"


typedef posts_value_t (*posts_liquid_loop_pt)(const posts_liquid_loop_t *loop);


typedef struct {
    posts_str_t           name;
    posts_liquid_loop_pt  get;
} posts_liquid_loop_member_t;


static int posts_liquid_forloop_find(posts_object_t *o, posts_str_t key,
    posts_value_t *out);
static int posts_liquid_forloop_pair(posts_object_t *o, size_t i,
    posts_str_t *key, posts_value_t *value);
static size_t posts_liquid_forloop_len(posts_object_t *o);
static void posts_liquid_forloop_to_s(posts_object_t *o, posts_buf_t *b);
static int posts_liquid_tablerowloop_find(posts_object_t *o, posts_str_t key,
    posts_value_t *out);
static int posts_liquid_tablerowloop_pair(posts_object_t *o, size_t i,
    posts_str_t *key, posts_value_t *value);
static size_t posts_liquid_tablerowloop_len(posts_object_t *o);
static void posts_liquid_tablerowloop_to_s(posts_object_t *o, posts_buf_t *b);
static int posts_liquid_loop_find(const posts_liquid_loop_member_t *m,
    const posts_object_t *o, posts_str_t key, posts_value_t *out);
static posts_liquid_loop_t *posts_liquid_loop_create(
    posts_liquid_context_t *lc, const posts_object_class_t *class,
    size_t length);

static posts_value_t posts_liquid_loop_index(const posts_liquid_loop_t *loop);
static posts_value_t posts_liquid_loop_index0(const posts_liquid_loop_t *loop);
static posts_value_t posts_liquid_loop_rindex(const posts_liquid_loop_t *loop);
static posts_value_t posts_liquid_loop_rindex0(
    const posts_liquid_loop_t *loop);
static posts_value_t posts_liquid_loop_first(const posts_liquid_loop_t *loop);
static posts_value_t posts_liquid_loop_last(const posts_liquid_loop_t *loop);
static posts_value_t posts_liquid_loop_length(const posts_liquid_loop_t *loop);
static posts_value_t posts_liquid_loop_name(const posts_liquid_loop_t *loop);
static posts_value_t posts_liquid_loop_parent(const posts_liquid_loop_t *loop);
static posts_value_t posts_liquid_loop_col(const posts_liquid_loop_t *loop);
static posts_value_t posts_liquid_loop_col0(const posts_liquid_loop_t *loop);
static posts_value_t posts_liquid_loop_row(const posts_liquid_loop_t *loop);
static posts_value_t posts_liquid_loop_col_first(
    const posts_liquid_loop_t *loop);
static posts_value_t posts_liquid_loop_col_last(
    const posts_liquid_loop_t *loop);


/* What templates ask for most comes first. */

static const posts_liquid_loop_member_t  posts_liquid_forloop_members[] = {
    { posts_string("last"), posts_liquid_loop_last },
    { posts_string("first"), posts_liquid_loop_first },
    { posts_string("index"), posts_liquid_loop_index },
    { posts_string("index0"), posts_liquid_loop_index0 },
    { posts_string("length"), posts_liquid_loop_length },
    { posts_string("rindex"), posts_liquid_loop_rindex },
    { posts_string("rindex0"), posts_liquid_loop_rindex0 },
    { posts_string("parentloop"), posts_liquid_loop_parent },
    { posts_string("name"), posts_liquid_loop_name },
    { posts_null_string, NULL }
};


static const posts_liquid_loop_member_t
    posts_liquid_tablerowloop_members[] =
{
    { posts_string("last"), posts_liquid_loop_last },
    { posts_string("first"), posts_liquid_loop_first },
    { posts_string("index"), posts_liquid_loop_index },
    { posts_string("index0"), posts_liquid_loop_index0 },
    { posts_string("length"), posts_liquid_loop_length },
    { posts_string("rindex"), posts_liquid_loop_rindex },
    { posts_string("rindex0"), posts_liquid_loop_rindex0 },
    { posts_string("col"), posts_liquid_loop_col },
    { posts_string("col0"), posts_liquid_loop_col0 },
    { posts_string("col_first"), posts_liquid_loop_col_first },
    { posts_string("col_last"), posts_liquid_loop_col_last },
    { posts_string("row"), posts_liquid_loop_row },
    { posts_null_string, NULL }
};


#define posts_liquid_loop_count(members)                                      \
    (sizeof(members) / sizeof(members[0]) - 1)


static const posts_object_class_t  posts_liquid_forloop_class = {
    posts_string("Liquid::ForloopDrop"),
    POSTS_OBJECT_MAP,
    posts_liquid_forloop_find,
    posts_liquid_forloop_pair,
    posts_liquid_forloop_len,
    NULL,
    posts_liquid_forloop_to_s
};


static const posts_object_class_t  posts_liquid_tablerowloop_class = {
    posts_string("Liquid::TablerowloopDrop"),
    POSTS_OBJECT_MAP,
    posts_liquid_tablerowloop_find,
    posts_liquid_tablerowloop_pair,
    posts_liquid_tablerowloop_len,
    NULL,
    posts_liquid_tablerowloop_to_s
};


void
posts_liquid_series(posts_liquid_series_t *s, posts_value_t v)
{
    int64_t   last;
    uint64_t  n;

    memset(s, 0, sizeof(posts_liquid_series_t));
    s->value = v;

    switch (v.type) {

    case POSTS_STRING:
        s->single = 1;
        s->n = (v.len != 0);
        return;

    case POSTS_ARRAY:
        s->n = posts_value_len(v);

        if (!(v.flags & POSTS_VALUE_PACKED)) {
            s->items = v.u.array->items;
        }

        return;

    case POSTS_MAP:
        s->n = posts_value_len(v);
        return;

    case POSTS_OBJECT:
        break;

    default:
        return;
    }

    if (!posts_liquid_is_range(v, &s->first, &last)) {

        /* a loop has members, and is no list of them */

        if (v.u.object->class != &posts_liquid_forloop_class
            && v.u.object->class != &posts_liquid_tablerowloop_class)
        {
            s->n = posts_value_len(v);
        }

        return;
    }

    s->range = 1;

    if (last < s->first) {
        return;
    }

    /* of all 2^64 numbers the last one is left out */

    n = (uint64_t) last - (uint64_t) s->first;
    s->n = (n >= SIZE_MAX) ? SIZE_MAX : (size_t) n + 1;
}


posts_rc_t
posts_liquid_series_at(posts_liquid_context_t *lc,
    const posts_liquid_series_t *s, size_t i, posts_value_t *out)
{
    posts_str_t     key;
    posts_value_t   value;
    posts_array_t  *pair;

    if (s->items != NULL) {
        *out = s->items[i];
        return POSTS_OK;
    }

    if (s->range) {
        *out = posts_value_int((int64_t) ((uint64_t) s->first + i));
        return POSTS_OK;
    }

    if (s->single) {
        *out = s->value;
        return POSTS_OK;
    }

    if (!posts_value_is_map(s->value)) {
        *out = posts_value_at(s->value, i);
        return POSTS_OK;
    }

    key = posts_str("");
    value = posts_value_nil();
    (void) posts_value_pair(s->value, i, &key, &value);

    pair = posts_array_create(lc->kept, 2);

    if (pair == NULL
        || posts_array_push(pair, posts_value_str(key)) != POSTS_OK
        || posts_array_push(pair, value) != POSTS_OK)
    {
        return posts_liquid_memory(lc);
    }

    *out = posts_value_array(pair);

    return POSTS_OK;
}


posts_liquid_loop_t *
posts_liquid_forloop(posts_liquid_context_t *lc, const posts_str_t *name,
    size_t length)
{
    posts_liquid_loop_t  *loop;

    loop = posts_liquid_loop_create(lc, &posts_liquid_forloop_class, length);

    if (loop != NULL) {
        loop->u.forloop.name = name;

        if (lc->forloop.type == POSTS_OBJECT) {
            loop->u.forloop.parent
                = (posts_liquid_loop_t *) lc->forloop.u.object;
        }
    }

    return loop;
}


posts_liquid_loop_t *
posts_liquid_tablerowloop(posts_liquid_context_t *lc, size_t length,
    int64_t cols)
{
    posts_liquid_loop_t  *loop;

    loop = posts_liquid_loop_create(lc, &posts_liquid_tablerowloop_class,
                                    length);

    if (loop != NULL) {
        loop->u.tablerow.cols = cols;
        loop->u.tablerow.col = 1;
        loop->u.tablerow.row = 1;
    }

    return loop;
}


static posts_liquid_loop_t *
posts_liquid_loop_create(posts_liquid_context_t *lc,
    const posts_object_class_t *class, size_t length)
{
    posts_liquid_loop_t  *loop;

    loop = posts_arena_zalloc(lc->kept, sizeof(posts_liquid_loop_t));

    if (loop != NULL) {
        loop->object.class = class;
        loop->length = length;
    }

    return loop;
}


static int
posts_liquid_forloop_find(posts_object_t *o, posts_str_t key,
    posts_value_t *out)
{
    return posts_liquid_loop_find(posts_liquid_forloop_members, o, key, out);
}


static int
posts_liquid_forloop_pair(posts_object_t *o, size_t i, posts_str_t *key,
    posts_value_t *value)
{
    if (i >= posts_liquid_loop_count(posts_liquid_forloop_members)) {
        return 0;
    }

    *key = posts_liquid_forloop_members[i].name;
    *value = posts_liquid_forloop_members[i].get((posts_liquid_loop_t *) o);

    return 1;
}


static size_t
posts_liquid_forloop_len(posts_object_t *o)
{
    (void) o;

    return posts_liquid_loop_count(posts_liquid_forloop_members);
}


static void
posts_liquid_forloop_to_s(posts_object_t *o, posts_buf_t *b)
{
    posts_buf_add(b, o->class->name);
}


static int
posts_liquid_tablerowloop_find(posts_object_t *o, posts_str_t key,
    posts_value_t *out)
{
    return posts_liquid_loop_find(posts_liquid_tablerowloop_members, o, key,
                                  out);
}


static int
posts_liquid_tablerowloop_pair(posts_object_t *o, size_t i, posts_str_t *key,
    posts_value_t *value)
{
    const posts_liquid_loop_member_t  *m;

    if (i >= posts_liquid_loop_count(posts_liquid_tablerowloop_members)) {
        return 0;
    }

    m = &posts_liquid_tablerowloop_members[i];
    *key = m->name;
    *value = m->get((posts_liquid_loop_t *) o);

    return 1;
}


static size_t
posts_liquid_tablerowloop_len(posts_object_t *o)
{
    (void) o;

    return posts_liquid_loop_count(posts_liquid_tablerowloop_members);
}


static void
posts_liquid_tablerowloop_to_s(posts_object_t *o, posts_buf_t *b)
{
    posts_buf_add(b, o->class->name);
}


static int
posts_liquid_loop_find(const posts_liquid_loop_member_t *m,
    const posts_object_t *o, posts_str_t key, posts_value_t *out)
{
    for ( /* void */ ; m->get != NULL; m++) {

        if (posts_str_eq(m->name, key)) {

            if (out != NULL) {
                *out = m->get((const posts_liquid_loop_t *) o);
            }

            return 1;
        }
    }

    return 0;
}


static posts_value_t
posts_liquid_loop_index(const posts_liquid_loop_t *loop)
{
    return posts_value_int((int64_t) loop->index + 1);
}


static posts_value_t
posts_liquid_loop_index0(const posts_liquid_loop_t *loop)
{
    return posts_value_int((int64_t) loop->index);
}


static posts_value_t
posts_liquid_loop_rindex(const posts_liquid_loop_t *loop)
{
    return posts_value_int((int64_t) (loop->length - loop->index));
}


/* -1 where the loop is over, and its object still known by some name */

static posts_value_t
posts_liquid_loop_rindex0(const posts_liquid_loop_t *loop)
{
    return posts_value_int((int64_t) (loop->length - loop->index) - 1);
}


static posts_value_t
posts_liquid_loop_first(const posts_liquid_loop_t *loop)
{
    return posts_value_bool(loop->index == 0);
}


static posts_value_t
posts_liquid_loop_last(const posts_liquid_loop_t *loop)
{
    return posts_value_bool(loop->index + 1 == loop->length);
}


static posts_value_t
posts_liquid_loop_length(const posts_liquid_loop_t *loop)
{
    return posts_value_int((int64_t) loop->length);
}


static posts_value_t
posts_liquid_loop_name(const posts_liquid_loop_t *loop)
{
    return posts_value_str(*loop->u.forloop.name);
}


static posts_value_t
posts_liquid_loop_parent(const posts_liquid_loop_t *loop)
{
    return (loop->u.forloop.parent != NULL)
           ? posts_liquid_loop_value(loop->u.forloop.parent)
           : posts_value_nil();
}


static posts_value_t
posts_liquid_loop_col(const posts_liquid_loop_t *loop)
{
    return posts_value_int(loop->u.tablerow.col);
}


static posts_value_t
posts_liquid_loop_col0(const posts_liquid_loop_t *loop)
{
    return posts_value_int(loop->u.tablerow.col - 1);
}


static posts_value_t
posts_liquid_loop_row(const posts_liquid_loop_t *loop)
{
    return posts_value_int(loop->u.tablerow.row);
}


static posts_value_t
posts_liquid_loop_col_first(const posts_liquid_loop_t *loop)
{
    return posts_value_bool(loop->u.tablerow.col == 1);
}


static posts_value_t
posts_liquid_loop_col_last(const posts_liquid_loop_t *loop)
{
    return posts_value_bool(loop->u.tablerow.col == loop->u.tablerow.cols);
}
