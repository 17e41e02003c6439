
/*
 * Copyright (C) the authors of this project
 *
 * The one dynamic type: what YAML, JSON and the index hold, what templates
 * compute with.  A value is 16 bytes and passed by value.  Scalars are in
 * it; strings, arrays and maps are pointed to and live in an arena, or, as
 * a "packed" value, in a block of bytes that is read where it lies (a page
 * of the index).  An "object" is what a host makes when it is asked: an array
 * or a map whose members are not there yet.  The reading functions take all
 * of them alike.
 *
 * Maps have string keys and keep the order of insertion, as Ruby's Hash.
 */


#ifndef _POSTS_VALUE_H_INCLUDED_
#define _POSTS_VALUE_H_INCLUDED_


#include "posts_time.h"


typedef enum {
    POSTS_NIL = 0,
    POSTS_BOOL,
    POSTS_INT,               /* 64 bits; wider integers become floats */
    POSTS_FLOAT,
    POSTS_STRING,
    POSTS_TIME,              /* a moment with the offset it is shown in */
    POSTS_DATE,              /* a day without time: Ruby's Date */
    POSTS_ARRAY,
    POSTS_MAP,
    POSTS_OBJECT             /* made by its class, member by member */
} posts_value_type_e;


#define POSTS_VALUE_PACKED  1


typedef struct posts_array_s   posts_array_t;
typedef struct posts_map_s     posts_map_t;
typedef struct posts_object_s  posts_object_t;


typedef struct {
    uint8_t             type;   /* posts_value_type_e */
    uint8_t             flags;
    int16_t             offset; /* TIME: minutes east of UTC */
    uint32_t            len;    /* STRING: bytes; TIME: nanoseconds;
                                   packed ARRAY, MAP: members; OBJECT: its
                                   posts_object_kind_e */
    union {
        int64_t         integer; /* BOOL: 0, 1; TIME: seconds; DATE: seconds
                                    of its midnight in UTC */
        double          number;
        const u_char   *string;
        posts_array_t  *array;
        posts_map_t    *map;
        const u_char   *packed;
        posts_object_t *object;
    } u;
} posts_value_t;


struct posts_array_s {
    posts_arena_t  *arena;
    posts_value_t  *items;
    size_t          n;
    size_t          size;
};


typedef struct {
    posts_str_t    key;
    posts_value_t  value;
} posts_pair_t;


struct posts_map_s {
    posts_arena_t  *arena;
    posts_pair_t   *pairs;
    uint32_t       *index;   /* hash table over pairs once there are many */
    size_t          n;
    size_t          size;
    size_t          slots;   /* of index: a power of two, or 0 */
};


/* What an object behaves as. */

typedef enum {
    POSTS_OBJECT_MAP = 0,
    POSTS_OBJECT_ARRAY,
    POSTS_OBJECT_SCALAR      /* neither: only to_s */
} posts_object_kind_e;


/*
 * The members of an object, made when they are asked for.  What a function
 * gives back lives at least as long as the object; the host that makes the
 * object sees to the memory, notes what was read, and keeps an error of its
 * own where something could not be made (it is nil then).
 */

typedef struct {
    posts_str_t            name;    /* as Ruby's class, for messages */
    posts_object_kind_e    kind;

    /* MAP: 1 and the member, or 0; how many pairs, and pair i */

    int                  (*find)(posts_object_t *o, posts_str_t key,
                                 posts_value_t *out);
    int                  (*pair)(posts_object_t *o, size_t i,
                                 posts_str_t *key, posts_value_t *value);

    /* MAP, ARRAY: how many members; ARRAY: member i, which is there */

    size_t               (*len)(posts_object_t *o);
    posts_value_t        (*at)(posts_object_t *o, size_t i);

    /* NULL: as an array or a map is written */

    void                 (*to_s)(posts_object_t *o, posts_buf_t *b);
} posts_object_class_t;


struct posts_object_s {
    const posts_object_class_t  *class;

    /* the host's own members follow */
};


static inline posts_value_t
posts_value_nil(void)
{
    return (posts_value_t) { .type = POSTS_NIL };
}


static inline posts_value_t
posts_value_bool(int b)
{
    return (posts_value_t) { .type = POSTS_BOOL, .u.integer = b != 0 };
}


static inline posts_value_t
posts_value_int(int64_t i)
{
    return (posts_value_t) { .type = POSTS_INT, .u.integer = i };
}


static inline posts_value_t
posts_value_float(double f)
{
    return (posts_value_t) { .type = POSTS_FLOAT, .u.number = f };
}


/* The bytes stay where they are; a string of 4 GiB and more becomes nil. */

static inline posts_value_t
posts_value_str(posts_str_t s)
{
    if (s.len > UINT32_MAX) {
        return posts_value_nil();
    }

    return (posts_value_t) { .type = POSTS_STRING, .len = (uint32_t) s.len,
                             .u.string = s.data };
}


static inline posts_value_t
posts_value_time(posts_time_t t)
{
    return (posts_value_t) { .type = POSTS_TIME, .len = t.nsec,
                             .offset = (int16_t) (t.offset / 60),
                             .u.integer = t.sec };
}


/* "sec": midnight of the day in UTC */

static inline posts_value_t
posts_value_date(int64_t sec)
{
    return (posts_value_t) { .type = POSTS_DATE, .u.integer = sec };
}


static inline posts_value_t
posts_value_array(posts_array_t *array)
{
    return (posts_value_t) { .type = POSTS_ARRAY, .u.array = array };
}


static inline posts_value_t
posts_value_map(posts_map_t *map)
{
    return (posts_value_t) { .type = POSTS_MAP, .u.map = map };
}


static inline posts_value_t
posts_value_object(posts_object_t *object)
{
    return (posts_value_t) { .type = POSTS_OBJECT, .len = object->class->kind,
                             .u.object = object };
}


/* Can it be read as an array, as a map? */

static inline int
posts_value_is_array(posts_value_t v)
{
    return v.type == POSTS_ARRAY
           || (v.type == POSTS_OBJECT && v.len == POSTS_OBJECT_ARRAY);
}


static inline int
posts_value_is_map(posts_value_t v)
{
    return v.type == POSTS_MAP
           || (v.type == POSTS_OBJECT && v.len == POSTS_OBJECT_MAP);
}


/* A string's bytes; the empty string for any other type. */

static inline posts_str_t
posts_value_string(posts_value_t v)
{
    if (v.type != POSTS_STRING) {
        return posts_str("");
    }

    return posts_str_from(v.u.string, v.len);
}


/* The moment of a TIME or a DATE (midnight UTC). */

static inline posts_time_t
posts_value_moment(posts_value_t v)
{
    posts_time_t  t;

    t.sec = v.u.integer;
    t.nsec = (v.type == POSTS_TIME) ? v.len : 0;
    t.offset = (v.type == POSTS_TIME) ? v.offset * 60 : 0;

    return t;
}


/*
 * New and empty, with room for "size" members (0 is fine) before they grow;
 * NULL at the arena's limit.
 */

posts_array_t *posts_array_create(posts_arena_t *arena, size_t size);
posts_map_t *posts_map_create(posts_arena_t *arena, size_t size);

/* Appends; POSTS_LIMIT if there is no memory. */

posts_rc_t posts_array_push(posts_array_t *array, posts_value_t v);

/*
 * Sets a member.  A key that is there keeps its place and gets the new value
 * (Ruby's Hash).  The key's bytes are not copied.  Constant time on average.
 */

posts_rc_t posts_map_set(posts_map_t *map, posts_str_t key, posts_value_t v);

/* Removes a member, keeping the others' order; linear.  1: it was there. */

int posts_map_remove(posts_map_t *map, posts_str_t key);

/*
 * The reading functions: an OBJECT is an ARRAY or a MAP to them, by its kind.
 * Members of an ARRAY or MAP, bytes of a STRING; 0 for any other type.
 */

size_t posts_value_len(posts_value_t v);

/* Member i of an ARRAY; nil past the end and for any other type. */

posts_value_t posts_value_at(posts_value_t v, size_t i);

/*
 * The member "key" of a MAP; nil if there is none and for any other type.
 * Not linear in the number of members, for large maps.
 */

posts_value_t posts_value_get(posts_value_t v, posts_str_t key);

/* The same, telling whether it is there (1) or not (0); "out" may be NULL. */

int posts_value_find(posts_value_t v, posts_str_t key, posts_value_t *out);

/* Pair i of a MAP in its order; 0 past the end and for any other type. */

int posts_value_pair(posts_value_t v, size_t i, posts_str_t *key,
    posts_value_t *value);

/* Ruby's truth: all but nil and false. */

static inline int
posts_value_true(posts_value_t v)
{
    return !(v.type == POSTS_NIL
             || (v.type == POSTS_BOOL && v.u.integer == 0));
}


/*
 * The same type and content, order of pairs aside; 1 == 1.0 as in Ruby.  An
 * OBJECT of the kind SCALAR is equal to itself alone.
 * Nesting beyond "depth" counts as different.
 */

int posts_value_eq(posts_value_t a, posts_value_t b, size_t depth);

/*
 * A deep copy into the arena (strings too, and an OBJECT as the array or map
 * that it is; SCALAR: its text): for what must outlive the place it was read
 * from.  POSTS_LIMIT: no memory, or nested deeper than "depth".
 */

posts_rc_t posts_value_copy(posts_value_t *out, posts_arena_t *arena,
    posts_value_t v, size_t depth);

/*
 * A new MAP of two, as Jekyll's Utils.deep_merge_hashes: where both have a
 * key "over" counts, unless it is nil; maps are merged in turn.  Members are
 * not copied.  POSTS_LIMIT: no memory, or nested deeper than "depth".
 */

posts_rc_t posts_value_merge(posts_value_t *out, posts_arena_t *arena,
    posts_value_t under, posts_value_t over, size_t depth);

/*
 * Appends what Ruby's to_s gives: "" for nil, 1.0 for a float that is whole,
 * 2020-08-15 13:24:00 +0000 for a time; arrays and maps as inspect does
 * ({"a"=>[1, nil]}).
 */

void posts_value_to_s(posts_buf_t *b, posts_value_t v, size_t depth);


#endif /* _POSTS_VALUE_H_INCLUDED_ */
