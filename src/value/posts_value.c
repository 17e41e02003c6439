
/*
 * Copyright (C) the authors of this project
 *
 * A map is a list of pairs in their order.  With more than a few pairs it
 * gets a hash table beside it: slots that hold a pair's number + 1, probed
 * one after the other, at most half full.
 *
 * A packed value (posts_pack.h) is read with memcpy(), so that a block may
 * lie at any address.
 */


#include <math.h>

#include "posts_float.h"
#include "posts_hash.h"
#include "posts_inspect.h"
#include "posts_pack.h"


#define POSTS_VALUE_ARRAY_MIN  4
#define POSTS_VALUE_MAP_MIN    8
#define POSTS_VALUE_DEPTH_MAX  1000


static ssize_t posts_map_find(const posts_map_t *map, posts_str_t key);
static posts_rc_t posts_map_rehash(posts_map_t *map, size_t n);
static void posts_map_insert(posts_map_t *map, size_t i);
static ssize_t posts_value_packed_find(posts_value_t v, posts_str_t key);
static posts_value_t posts_value_slot(const u_char *slot);
static posts_str_t posts_value_packed_key(const u_char *pair);
static int posts_value_number_eq(posts_value_t a, posts_value_t b);


posts_array_t *
posts_array_create(posts_arena_t *arena, size_t size)
{
    posts_array_t  *array;

    array = posts_arena_alloc(arena, sizeof(posts_array_t));
    if (array == NULL) {
        return NULL;
    }

    array->arena = arena;
    array->items = NULL;
    array->n = 0;
    array->size = 0;

    if (size != 0) {
        array->items = posts_arena_array(arena, size, sizeof(posts_value_t));
        if (array->items == NULL) {
            return NULL;
        }

        array->size = size;
    }

    return array;
}


posts_map_t *
posts_map_create(posts_arena_t *arena, size_t size)
{
    posts_map_t  *map;

    map = posts_arena_zalloc(arena, sizeof(posts_map_t));
    if (map == NULL) {
        return NULL;
    }

    map->arena = arena;

    if (size != 0) {
        map->pairs = posts_arena_array(arena, size, sizeof(posts_pair_t));
        if (map->pairs == NULL) {
            return NULL;
        }

        map->size = size;
    }

    return map;
}


posts_rc_t
posts_array_push(posts_array_t *array, posts_value_t v)
{
    size_t          size;
    posts_value_t  *items;

    if (array->n == array->size) {

        if (array->size > UINT32_MAX / 2) {
            return POSTS_LIMIT;
        }

        size = (array->size == 0) ? POSTS_VALUE_ARRAY_MIN : array->size * 2;

        items = posts_arena_realloc(array->arena, array->items,
                                    array->size * sizeof(posts_value_t),
                                    size * sizeof(posts_value_t));
        if (items == NULL) {
            return POSTS_LIMIT;
        }

        array->items = items;
        array->size = size;
    }

    array->items[array->n++] = v;

    return POSTS_OK;
}


posts_rc_t
posts_map_set(posts_map_t *map, posts_str_t key, posts_value_t v)
{
    size_t         size;
    ssize_t        i;
    posts_pair_t  *pairs;

    i = posts_map_find(map, key);

    if (i >= 0) {
        map->pairs[i].value = v;
        return POSTS_OK;
    }

    if (map->n == map->size) {

        if (map->size > UINT32_MAX / 4) {
            return POSTS_LIMIT;
        }

        size = (map->size == 0) ? POSTS_VALUE_MAP_MIN : map->size * 2;

        pairs = posts_arena_realloc(map->arena, map->pairs,
                                    map->size * sizeof(posts_pair_t),
                                    size * sizeof(posts_pair_t));
        if (pairs == NULL) {
            return POSTS_LIMIT;
        }

        map->pairs = pairs;
        map->size = size;
    }

    if (map->n >= POSTS_VALUE_MAP_MIN && map->slots < (map->n + 1) * 2) {
        if (posts_map_rehash(map, map->n + 1) != POSTS_OK) {
            return POSTS_LIMIT;
        }
    }

    map->pairs[map->n].key = key;
    map->pairs[map->n].value = v;
    map->n++;

    if (map->slots != 0) {
        posts_map_insert(map, map->n - 1);
    }

    return POSTS_OK;
}


int
posts_map_remove(posts_map_t *map, posts_str_t key)
{
    size_t   j;
    ssize_t  i;

    i = posts_map_find(map, key);

    if (i < 0) {
        return 0;
    }

    memmove(&map->pairs[i], &map->pairs[i + 1],
            (map->n - (size_t) i - 1) * sizeof(posts_pair_t));
    map->n--;

    if (map->slots != 0) {
        memset(map->index, 0, map->slots * sizeof(uint32_t));

        for (j = 0; j < map->n; j++) {
            posts_map_insert(map, j);
        }
    }

    return 1;
}


static ssize_t
posts_map_find(const posts_map_t *map, posts_str_t key)
{
    size_t    i, slot;
    uint32_t  number;

    if (map->slots == 0) {

        for (i = 0; i < map->n; i++) {
            if (posts_str_eq(map->pairs[i].key, key)) {
                return (ssize_t) i;
            }
        }

        return -1;
    }

    slot = (size_t) posts_hash64(key) & (map->slots - 1);

    for ( ;; ) {
        number = map->index[slot];

        if (number == 0) {
            return -1;
        }

        if (posts_str_eq(map->pairs[number - 1].key, key)) {
            return (ssize_t) number - 1;
        }

        slot = (slot + 1) & (map->slots - 1);
    }
}


/* A table with room for n pairs, filled with those that are there. */

static posts_rc_t
posts_map_rehash(posts_map_t *map, size_t n)
{
    size_t     i, slots;
    uint32_t  *index;

    slots = POSTS_VALUE_MAP_MIN * 4;

    while (slots < n * 4) {
        slots *= 2;
    }

    index = posts_arena_array(map->arena, slots, sizeof(uint32_t));
    if (index == NULL) {
        return POSTS_LIMIT;
    }

    map->index = index;
    map->slots = slots;

    for (i = 0; i < map->n; i++) {
        posts_map_insert(map, i);
    }

    return POSTS_OK;
}


static void
posts_map_insert(posts_map_t *map, size_t i)
{
    size_t  slot;

    slot = (size_t) posts_hash64(map->pairs[i].key) & (map->slots - 1);

    while (map->index[slot] != 0) {
        slot = (slot + 1) & (map->slots - 1);
    }

    map->index[slot] = (uint32_t) (i + 1);
}


size_t
posts_value_len(posts_value_t v)
{
    switch (v.type) {

    case POSTS_STRING:
        return v.len;

    case POSTS_ARRAY:
        return (v.flags & POSTS_VALUE_PACKED) ? v.len : v.u.array->n;

    case POSTS_MAP:
        return (v.flags & POSTS_VALUE_PACKED) ? v.len : v.u.map->n;

    case POSTS_OBJECT:
        return (v.len == POSTS_OBJECT_SCALAR)
               ? 0 : v.u.object->class->len(v.u.object);

    default:
        return 0;
    }
}


posts_value_t
posts_value_at(posts_value_t v, size_t i)
{
    if (!posts_value_is_array(v) || i >= posts_value_len(v)) {
        return posts_value_nil();
    }

    if (v.type == POSTS_OBJECT) {
        return v.u.object->class->at(v.u.object, i);
    }

    if (v.flags & POSTS_VALUE_PACKED) {
        return posts_value_slot(v.u.packed + i * POSTS_PACK_SLOT);
    }

    return v.u.array->items[i];
}


posts_value_t
posts_value_get(posts_value_t v, posts_str_t key)
{
    posts_value_t  value;

    if (!posts_value_find(v, key, &value)) {
        return posts_value_nil();
    }

    return value;
}


int
posts_value_find(posts_value_t v, posts_str_t key, posts_value_t *out)
{
    ssize_t        i;
    posts_value_t  value;

    if (!posts_value_is_map(v)) {
        return 0;
    }

    if (v.type == POSTS_OBJECT) {

        if (!v.u.object->class->find(v.u.object, key, &value)) {
            return 0;
        }

    } else if (v.flags & POSTS_VALUE_PACKED) {
        i = posts_value_packed_find(v, key);

        if (i < 0) {
            return 0;
        }

        value = posts_value_slot(v.u.packed + (size_t) i * POSTS_PACK_PAIR
                                 + POSTS_PACK_KEY);

    } else {
        i = posts_map_find(v.u.map, key);

        if (i < 0) {
            return 0;
        }

        value = v.u.map->pairs[i].value;
    }

    if (out != NULL) {
        *out = value;
    }

    return 1;
}


int
posts_value_pair(posts_value_t v, size_t i, posts_str_t *key,
    posts_value_t *value)
{
    const u_char        *packed;
    const posts_pair_t  *pair;

    if (!posts_value_is_map(v) || i >= posts_value_len(v)) {
        return 0;
    }

    if (v.type == POSTS_OBJECT) {
        return v.u.object->class->pair(v.u.object, i, key, value);
    }

    if (v.flags & POSTS_VALUE_PACKED) {
        packed = v.u.packed + i * POSTS_PACK_PAIR;

        *key = posts_value_packed_key(packed);
        *value = posts_value_slot(packed + POSTS_PACK_KEY);

        return 1;
    }

    pair = &v.u.map->pairs[i];

    *key = pair->key;
    *value = pair->value;

    return 1;
}


/* A large packed map has its pairs' numbers in the order of keys behind. */

static ssize_t
posts_value_packed_find(posts_value_t v, posts_str_t key)
{
    int            rc;
    size_t         i, low, high;
    uint32_t       number;
    posts_str_t    k;
    const u_char  *table;

    if (v.len <= POSTS_PACK_SORTED) {

        for (i = 0; i < v.len; i++) {
            k = posts_value_packed_key(v.u.packed + i * POSTS_PACK_PAIR);

            if (posts_str_eq(k, key)) {
                return (ssize_t) i;
            }
        }

        return -1;
    }

    table = v.u.packed + (size_t) v.len * POSTS_PACK_PAIR;
    low = 0;
    high = v.len;

    while (low < high) {
        i = low + (high - low) / 2;

        memcpy(&number, table + i * sizeof(uint32_t), sizeof(uint32_t));

        k = posts_value_packed_key(v.u.packed
                                   + (size_t) number * POSTS_PACK_PAIR);
        rc = posts_str_cmp(key, k);

        if (rc == 0) {
            return (ssize_t) number;
        }

        if (rc < 0) {
            high = i;

        } else {
            low = i + 1;
        }
    }

    return -1;
}


static posts_value_t
posts_value_slot(const u_char *slot)
{
    posts_value_t  v;

    memcpy(&v, slot, POSTS_PACK_SLOT);

    switch (v.type) {

    case POSTS_STRING:
        v.u.string = slot + (size_t) v.u.integer;
        break;

    case POSTS_ARRAY:
    case POSTS_MAP:
        v.u.packed = slot + (size_t) v.u.integer;
        v.flags |= POSTS_VALUE_PACKED;
        break;

    default:
        break;
    }

    return v;
}


static posts_str_t
posts_value_packed_key(const u_char *pair)
{
    uint32_t  key[2];

    memcpy(key, pair, sizeof(key));

    return posts_str_from(pair + key[0], key[1]);
}


int
posts_value_eq(posts_value_t a, posts_value_t b, size_t depth)
{
    int            array;
    size_t         i, n;
    posts_str_t    key;
    posts_value_t  x, y;

    if ((a.type == POSTS_INT || a.type == POSTS_FLOAT)
        && (b.type == POSTS_INT || b.type == POSTS_FLOAT))
    {
        return posts_value_number_eq(a, b);
    }

    if (a.type == POSTS_OBJECT && b.type == POSTS_OBJECT
        && a.u.object == b.u.object)
    {
        return 1;
    }

    array = posts_value_is_array(a) && posts_value_is_array(b);

    if (!array && !(posts_value_is_map(a) && posts_value_is_map(b))
        && (a.type != b.type || a.type == POSTS_OBJECT))
    {
        return 0;
    }

    switch (a.type) {

    case POSTS_NIL:
        return 1;

    case POSTS_BOOL:
    case POSTS_DATE:
        return a.u.integer == b.u.integer;

    case POSTS_TIME:
        return a.u.integer == b.u.integer && a.len == b.len;

    case POSTS_STRING:
        return posts_str_eq(posts_value_string(a), posts_value_string(b));

    default:
        break;
    }

    n = posts_value_len(a);

    if (depth == 0 || n != posts_value_len(b)) {
        return 0;
    }

    if (depth > POSTS_VALUE_DEPTH_MAX) {
        depth = POSTS_VALUE_DEPTH_MAX;
    }

    for (i = 0; i < n; i++) {

        if (array) {
            x = posts_value_at(a, i);
            y = posts_value_at(b, i);

        } else if (!posts_value_pair(a, i, &key, &x)
                   || !posts_value_find(b, key, &y))
        {
            return 0;
        }

        if (!posts_value_eq(x, y, depth - 1)) {
            return 0;
        }
    }

    return 1;
}


/* Exactly: 2^53 + 1 is not the float 2^53, though it would be rounded to it. */

static int
posts_value_number_eq(posts_value_t a, posts_value_t b)
{
    double         f;
    posts_value_t  swap;

    if (a.type == b.type) {
        return (a.type == POSTS_INT) ? a.u.integer == b.u.integer
                                     : a.u.number == b.u.number;
    }

    if (a.type == POSTS_FLOAT) {
        swap = a;
        a = b;
        b = swap;
    }

    f = b.u.number;

    return f >= -9223372036854775808.0 && f < 9223372036854775808.0
           && floor(f) == f
           && (int64_t) f == a.u.integer;
}


posts_rc_t
posts_value_merge(posts_value_t *out, posts_arena_t *arena,
    posts_value_t under, posts_value_t over, size_t depth)
{
    size_t         i, n;
    posts_rc_t     rc;
    posts_str_t    key;
    posts_map_t   *map;
    posts_value_t  v, old;

    if (depth == 0) {
        return POSTS_LIMIT;
    }

    map = posts_map_create(arena,
                           posts_value_len(under) + posts_value_len(over));
    if (map == NULL) {
        return POSTS_LIMIT;
    }

    n = posts_value_len(under);

    for (i = 0; i < n; i++) {
        if (posts_value_pair(under, i, &key, &v)
            && posts_map_set(map, key, v) != POSTS_OK)
        {
            return POSTS_LIMIT;
        }
    }

    n = posts_value_len(over);

    for (i = 0; i < n; i++) {

        if (!posts_value_pair(over, i, &key, &v)) {
            continue;
        }

        if (posts_value_find(under, key, &old)) {

            if (v.type == POSTS_NIL) {
                continue;
            }

            if (posts_value_is_map(v) && posts_value_is_map(old)) {
                rc = posts_value_merge(&v, arena, old, v, depth - 1);
                if (rc != POSTS_OK) {
                    return rc;
                }
            }
        }

        if (posts_map_set(map, key, v) != POSTS_OK) {
            return POSTS_LIMIT;
        }
    }

    *out = posts_value_map(map);

    return POSTS_OK;
}


posts_rc_t
posts_value_copy(posts_value_t *out, posts_arena_t *arena, posts_value_t v,
    size_t depth)
{
    size_t          i, n;
    posts_rc_t      rc;
    posts_buf_t     text;
    posts_str_t     key;
    posts_map_t    *map;
    posts_array_t  *array;
    posts_value_t   value;

    *out = posts_value_nil();

    if (v.type == POSTS_STRING) {
        key = posts_arena_str(arena, posts_value_string(v));
        if (key.data == NULL) {
            return POSTS_LIMIT;
        }

        *out = posts_value_str(key);
        return POSTS_OK;
    }

    if (v.type == POSTS_OBJECT && v.len == POSTS_OBJECT_SCALAR) {
        posts_buf_init(&text, arena, 0);
        posts_value_to_s(&text, v, depth);

        *out = posts_value_str(posts_buf_str(&text));
        return text.rc;
    }

    if (!posts_value_is_array(v) && !posts_value_is_map(v)) {
        *out = v;
        return POSTS_OK;
    }

    if (depth == 0) {
        return POSTS_LIMIT;
    }

    if (depth > POSTS_VALUE_DEPTH_MAX) {
        depth = POSTS_VALUE_DEPTH_MAX;
    }

    n = posts_value_len(v);

    if (posts_value_is_array(v)) {
        array = posts_array_create(arena, n);
        if (array == NULL) {
            return POSTS_LIMIT;
        }

        for (i = 0; i < n; i++) {
            rc = posts_value_copy(&value, arena, posts_value_at(v, i),
                                  depth - 1);

            if (rc != POSTS_OK) {
                return rc;
            }

            if (posts_array_push(array, value) != POSTS_OK) {
                return POSTS_LIMIT;
            }
        }

        *out = posts_value_array(array);
        return POSTS_OK;
    }

    map = posts_map_create(arena, n);
    if (map == NULL) {
        return POSTS_LIMIT;
    }

    for (i = 0; posts_value_pair(v, i, &key, &value); i++) {
        key = posts_arena_str(arena, key);
        if (key.data == NULL) {
            return POSTS_LIMIT;
        }

        rc = posts_value_copy(&value, arena, value, depth - 1);

        if (rc != POSTS_OK) {
            return rc;
        }

        if (posts_map_set(map, key, value) != POSTS_OK) {
            return POSTS_LIMIT;
        }
    }

    *out = posts_value_map(map);

    return POSTS_OK;
}


void
posts_value_to_s(posts_buf_t *b, posts_value_t v, size_t depth)
{
    switch (v.type) {

    case POSTS_NIL:
        break;

    case POSTS_STRING:
        posts_buf_add(b, posts_value_string(v));
        break;

    case POSTS_TIME:
        posts_time_ruby(b, posts_value_moment(v));
        break;

    case POSTS_DATE:
        posts_time_format(b, posts_value_moment(v), NULL,
                          posts_str("%Y-%m-%d"));
        break;

    default:
        posts_inspect_value(b, v, depth);
        break;
    }
}
