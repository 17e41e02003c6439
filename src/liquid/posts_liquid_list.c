
/*
 * Copyright (C) the authors of this project
 *
 * An array that is made longer for the first time is copied as it is; one
 * that comes of that gets as much room again, at the end where it grows.
 * What it takes of the room stays taken, even if the longer array was for
 * an output alone: then the next one is a copy.
 */


#include "posts_liquid_list.h"
#include "posts_liquid_value.h"


typedef struct {
    posts_value_t   array;
    posts_value_t   more;
    size_t          n;        /* members of array */
    size_t          m;        /* members of more */
    unsigned        front:1;  /* more goes before array */
} posts_liquid_joint_t;


static posts_rc_t posts_liquid_list_join(posts_liquid_context_t *lc,
    posts_liquid_joint_t *joint, posts_value_t *out);
static posts_value_t *posts_liquid_list_extend(posts_liquid_context_t *lc,
    const posts_liquid_joint_t *joint, posts_liquid_list_t *list);
static posts_value_t *posts_liquid_list_move(posts_liquid_context_t *lc,
    const posts_liquid_joint_t *joint, posts_liquid_list_t *list);
static int posts_liquid_list_fill(posts_value_t *items, posts_value_t v,
    size_t n);


posts_rc_t
posts_liquid_list_append(posts_liquid_context_t *lc, posts_value_t array,
    posts_value_t more, posts_value_t *out)
{
    posts_liquid_joint_t  joint;

    joint.array = array;
    joint.more = more;
    joint.front = 0;

    return posts_liquid_list_join(lc, &joint, out);
}


posts_rc_t
posts_liquid_list_prepend(posts_liquid_context_t *lc, posts_value_t array,
    posts_value_t more, posts_value_t *out)
{
    posts_liquid_joint_t  joint;

    joint.array = array;
    joint.more = more;
    joint.front = 1;

    return posts_liquid_list_join(lc, &joint, out);
}


static posts_rc_t
posts_liquid_list_join(posts_liquid_context_t *lc, posts_liquid_joint_t *joint,
    posts_value_t *out)
{
    int                   flat;
    size_t                begin;
    posts_rc_t            rc;
    posts_value_t        *items;
    posts_liquid_list_t  *list;

    joint->n = posts_value_len(joint->array);
    joint->m = posts_value_len(joint->more);

    if (joint->m > SIZE_MAX / 4 || joint->n > SIZE_MAX / 4) {
        return posts_liquid_memory(lc);
    }

    list = posts_arena_alloc(lc->arena, sizeof(posts_liquid_list_t));
    if (list == NULL) {
        return posts_liquid_memory(lc);
    }

    flat = (joint->array.flags & POSTS_LIQUID_FLAT) != 0;
    items = posts_liquid_list_extend(lc, joint, list);

    rc = posts_liquid_steps(lc, joint->m + (items == NULL ? joint->n : 0));

    if (rc != POSTS_OK) {
        return rc;
    }

    if (items == NULL) {
        items = posts_liquid_list_move(lc, joint, list);
        if (items == NULL) {
            return posts_liquid_memory(lc);
        }

        begin = joint->front ? joint->m : 0;
        flat = posts_liquid_list_fill(items + begin, joint->array, joint->n);
    }

    begin = joint->front ? 0 : joint->n;

    if (!posts_liquid_list_fill(items + begin, joint->more, joint->m)) {
        flat = 0;
    }

    list->array.arena = lc->arena;
    list->array.items = items;
    list->array.n = joint->n + joint->m;
    list->array.size = list->array.n;

    *out = posts_value_array(&list->array);
    out->flags |= POSTS_LIQUID_LIST | (flat ? POSTS_LIQUID_FLAT : 0);

    return POSTS_OK;
}


/*
 * Takes the room beside the array; NULL: there is none, or it is in memory
 * that is taken back before the result is.
 */

static posts_value_t *
posts_liquid_list_extend(posts_liquid_context_t *lc,
    const posts_liquid_joint_t *joint, posts_liquid_list_t *list)
{
    posts_array_t        *array;
    posts_liquid_room_t  *room;

    if (joint->array.type != POSTS_ARRAY
        || !(joint->array.flags & POSTS_LIQUID_LIST))
    {
        return NULL;
    }

    array = joint->array.u.array;
    room = ((posts_liquid_list_t *) array)->room;

    if (room->arena != lc->arena && room->arena != lc->kept) {
        return NULL;
    }

    list->room = room;

    if (joint->front) {

        if (array->items != room->items + room->from
            || room->from < joint->m)
        {
            return NULL;
        }

        room->from -= joint->m;

        return room->items + room->from;
    }

    if (array->items + array->n != room->items + room->to
        || room->size - room->to < joint->m)
    {
        return NULL;
    }

    room->to += joint->m;

    return array->items;
}


/* New room, and where the result begins in it; NULL: no memory. */

static posts_value_t *
posts_liquid_list_move(posts_liquid_context_t *lc,
    const posts_liquid_joint_t *joint, posts_liquid_list_t *list)
{
    size_t                spare;
    posts_liquid_room_t  *room;

    spare = 0;

    if (joint->array.type == POSTS_ARRAY
        && joint->array.flags & POSTS_LIQUID_LIST)
    {
        spare = joint->n + joint->m;
    }

    room = posts_arena_alloc(lc->arena, sizeof(posts_liquid_room_t));
    if (room == NULL) {
        return NULL;
    }

    room->arena = lc->arena;
    room->size = joint->n + joint->m + spare;
    room->from = joint->front ? spare : 0;
    room->to = room->from + joint->n + joint->m;

    /* without the clearing of posts_arena_array() */

    if (room->size > SIZE_MAX / sizeof(posts_value_t)) {
        return NULL;
    }

    room->items = posts_arena_alloc(lc->arena,
                                    room->size * sizeof(posts_value_t));
    if (room->items == NULL) {
        return NULL;
    }

    list->room = room;

    return room->items + room->from;
}


/* Copies the members; 1: none of them is an array. */

static int
posts_liquid_list_fill(posts_value_t *items, posts_value_t v, size_t n)
{
    int     flat;
    size_t  i;

    flat = 1;

    for (i = 0; i < n; i++) {
        items[i] = posts_value_at(v, i);

        if (items[i].type >= POSTS_ARRAY && posts_value_is_array(items[i])) {
            flat = 0;
        }
    }

    return flat;
}


posts_rc_t
posts_liquid_list_part(posts_liquid_context_t *lc, posts_value_t array,
    size_t from, size_t to, posts_value_t *out)
{
    posts_rc_t            rc;
    posts_array_t        *part;
    posts_liquid_list_t  *list;

    if (array.type == POSTS_ARRAY && !(array.flags & POSTS_VALUE_PACKED)) {

        list = posts_arena_alloc(lc->arena, sizeof(posts_liquid_list_t));
        if (list == NULL) {
            return posts_liquid_memory(lc);
        }

        list->array = *array.u.array;
        list->array.n = to - from;
        list->array.size = to - from;
        list->room = NULL;

        if (from != 0) {
            list->array.items += from;
        }

        if (array.flags & POSTS_LIQUID_LIST) {
            list->room = ((posts_liquid_list_t *) array.u.array)->room;
        }

        *out = posts_value_array(&list->array);
        out->flags = array.flags;

        return POSTS_OK;
    }

    rc = posts_liquid_steps(lc, to - from);

    if (rc != POSTS_OK) {
        return rc;
    }

    part = posts_array_create(lc->arena, to - from);
    if (part == NULL) {
        return posts_liquid_memory(lc);
    }

    while (from < to) {
        part->items[part->n++] = posts_value_at(array, from++);
    }

    *out = posts_value_array(part);

    return POSTS_OK;
}
