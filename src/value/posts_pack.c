
/*
 * Copyright (C) the authors of this project
 *
 * What a slot refers to lies behind it, and everything lies in the order in
 * which a walk from the root meets it: a container's own slots, then, member
 * by member, the key's bytes and whatever the member refers to.  No two
 * references can therefore share bytes, and checking a block is a walk with
 * one moving position that every reference has to hit exactly: each byte is
 * passed once, however the block was made.
 *
 * The table of a large map holds, as u32, the numbers of its pairs in the
 * order of their keys.
 */


#include "posts_pack.h"


#define POSTS_PACK_MAGIC      0x31504b50u    /* "PKP1" in little endian */
#define POSTS_PACK_HEADER     8u
#define POSTS_PACK_DEPTH_MAX  1000


/* a slot is a value as it is in memory */

typedef char posts_pack_slot_size_t[
                      sizeof(posts_value_t) == POSTS_PACK_SLOT ? 1 : -1];


typedef struct {
    posts_buf_t   *b;
    size_t         begin;    /* of the block in the buffer */
} posts_pack_writer_t;


typedef struct {
    const u_char  *data;
    size_t         len;
    size_t         pos;      /* what has been passed */
} posts_pack_reader_t;


static void posts_pack_value(posts_pack_writer_t *w, size_t at,
    posts_value_t v, size_t depth);
static void posts_pack_array(posts_pack_writer_t *w, posts_value_t v,
    size_t depth);
static void posts_pack_map(posts_pack_writer_t *w, posts_value_t v,
    size_t depth);
static void posts_pack_sort(posts_pack_writer_t *w, posts_value_t v);
static void posts_pack_sift(uint32_t *numbers, const posts_str_t *keys,
    size_t i, size_t n);
static ssize_t posts_pack_room(posts_pack_writer_t *w, size_t n,
    size_t size);
static int posts_pack_check(posts_pack_reader_t *r, size_t at,
    size_t depth);
static int posts_pack_check_pairs(posts_pack_reader_t *r, size_t at,
    uint32_t n, size_t depth);
static int posts_pack_check_table(posts_pack_reader_t *r, size_t at,
    uint32_t n);
static posts_str_t posts_pack_key(const u_char *pair);


posts_rc_t
posts_pack(posts_buf_t *b, posts_value_t v, size_t depth)
{
    ssize_t              at;
    uint32_t             header[2];
    posts_pack_writer_t  w;

    w.b = b;
    w.begin = b->len;

    at = posts_pack_room(&w, 1, POSTS_PACK_HEADER + POSTS_PACK_SLOT);

    if (at < 0) {
        return b->rc;
    }

    if (depth > POSTS_PACK_DEPTH_MAX) {
        depth = POSTS_PACK_DEPTH_MAX;
    }

    posts_pack_value(&w, (size_t) at + POSTS_PACK_HEADER, v, depth);

    if (b->rc != POSTS_OK) {
        return b->rc;
    }

    header[0] = POSTS_PACK_MAGIC;
    header[1] = (uint32_t) (b->len - w.begin);

    memcpy(b->data + w.begin, header, sizeof(header));

    return POSTS_OK;
}


/* Fills the slot at "at" and appends what it refers to. */

static void
posts_pack_value(posts_pack_writer_t *w, size_t at, posts_value_t v,
    size_t depth)
{
    posts_buf_t    *b;
    posts_value_t   slot;

    b = w->b;

    slot = posts_value_nil();
    slot.type = v.type;

    switch (v.type) {

    case POSTS_BOOL:
        slot.u.integer = (v.u.integer != 0);
        break;

    case POSTS_INT:
    case POSTS_DATE:
        slot.u.integer = v.u.integer;
        break;

    case POSTS_FLOAT:
        slot.u.number = v.u.number;
        break;

    case POSTS_TIME:
        slot.offset = v.offset;
        slot.len = v.len;
        slot.u.integer = v.u.integer;
        break;

    case POSTS_STRING:
    case POSTS_ARRAY:
    case POSTS_MAP:
        slot.len = (uint32_t) posts_value_len(v);
        slot.u.integer = (int64_t) (b->len - at);
        break;

    default:
        slot.type = POSTS_NIL;
        break;
    }

    memcpy(b->data + at, &slot, POSTS_PACK_SLOT);

    if (v.type == POSTS_STRING) {
        if (posts_pack_room(w, 0, v.len) >= 0) {
            posts_buf_add(b, posts_value_string(v));
        }

        return;
    }

    if (v.type != POSTS_ARRAY && v.type != POSTS_MAP) {
        return;
    }

    if (depth == 0) {
        b->rc = POSTS_LIMIT;
        return;
    }

    if (v.type == POSTS_ARRAY) {
        posts_pack_array(w, v, depth - 1);

    } else {
        posts_pack_map(w, v, depth - 1);
    }
}


static void
posts_pack_array(posts_pack_writer_t *w, posts_value_t v, size_t depth)
{
    size_t   i, n;
    ssize_t  at;

    n = posts_value_len(v);
    at = posts_pack_room(w, n, POSTS_PACK_SLOT);

    if (at < 0) {
        return;
    }

    for (i = 0; i < n && w->b->rc == POSTS_OK; i++) {
        posts_pack_value(w, (size_t) at + i * POSTS_PACK_SLOT,
                         posts_value_at(v, i), depth);
    }
}


static void
posts_pack_map(posts_pack_writer_t *w, posts_value_t v, size_t depth)
{
    size_t         i, n, pair;
    ssize_t        at;
    uint32_t       head[2];
    posts_buf_t   *b;
    posts_str_t    key;
    posts_value_t  value;

    b = w->b;
    n = posts_value_len(v);

    at = posts_pack_room(w, n, POSTS_PACK_PAIR);

    if (at < 0) {
        return;
    }

    if (n > POSTS_PACK_SORTED) {
        posts_pack_sort(w, v);
    }

    for (i = 0; b->rc == POSTS_OK && posts_value_pair(v, i, &key, &value);
         i++)
    {
        pair = (size_t) at + i * POSTS_PACK_PAIR;

        if (posts_pack_room(w, 0, key.len) < 0) {
            return;
        }

        head[0] = (uint32_t) (b->len - pair);
        head[1] = (uint32_t) key.len;

        memcpy(b->data + pair, head, sizeof(head));

        posts_buf_add(b, key);

        if (b->rc == POSTS_OK) {
            posts_pack_value(w, pair + POSTS_PACK_KEY, value, depth);
        }
    }
}


/*
 * Appends the table of a map whose pairs' room is the last in the buffer.  A
 * heap sort: its time has a bound, and it needs no room beside the list.
 */

static void
posts_pack_sort(posts_pack_writer_t *w, posts_value_t v)
{
    size_t               i, n;
    ssize_t              table;
    uint32_t            *numbers, number;
    posts_str_t         *keys;
    posts_buf_t         *b;
    posts_value_t        value;
    posts_arena_mark_t   mark;

    b = w->b;
    n = posts_value_len(v);

    table = posts_pack_room(w, n, sizeof(uint32_t));

    if (table < 0) {
        return;
    }

    mark = posts_arena_mark(b->arena);

    keys = posts_arena_array(b->arena, n, sizeof(posts_str_t));
    numbers = posts_arena_array(b->arena, n, sizeof(uint32_t));

    if (keys == NULL || numbers == NULL) {
        posts_arena_rewind(b->arena, mark);
        b->rc = POSTS_LIMIT;
        return;
    }

    for (i = 0; i < n; i++) {
        numbers[i] = (uint32_t) i;
        (void) posts_value_pair(v, i, &keys[i], &value);
    }

    for (i = n / 2; i > 0; i--) {
        posts_pack_sift(numbers, keys, i - 1, n);
    }

    for (i = n - 1; i > 0; i--) {
        number = numbers[0];
        numbers[0] = numbers[i];
        numbers[i] = number;

        posts_pack_sift(numbers, keys, 0, i);
    }

    memcpy(b->data + table, numbers, n * sizeof(uint32_t));

    posts_arena_rewind(b->arena, mark);
}


/* Moves member i of the heap of n down to its place. */

static void
posts_pack_sift(uint32_t *numbers, const posts_str_t *keys, size_t i,
    size_t n)
{
    size_t    child;
    uint32_t  number;

    number = numbers[i];

    while (i < n / 2) {
        child = 2 * i + 1;

        if (child + 1 < n
            && posts_str_cmp(keys[numbers[child]],
                             keys[numbers[child + 1]]) < 0)
        {
            child++;
        }

        if (posts_str_cmp(keys[number], keys[numbers[child]]) >= 0) {
            break;
        }

        numbers[i] = numbers[child];
        i = child;
    }

    numbers[i] = number;
}


/*
 * Appends n pieces of "size" bytes, zeroed, and returns where they begin;
 * with n == 0, sees only whether "size" bytes have room.  -1: no room in the
 * buffer, or the block would be longer than its length can tell.
 */

static ssize_t
posts_pack_room(posts_pack_writer_t *w, size_t n, size_t size)
{
    size_t        at, room;
    posts_buf_t  *b;

    b = w->b;

    if (b->rc != POSTS_OK) {
        return -1;
    }

    room = UINT32_MAX - (b->len - w->begin);

    if (n == 0 ? size > room : n > room / size) {
        b->rc = POSTS_LIMIT;
        return -1;
    }

    if (posts_buf_reserve(b, n == 0 ? size : n * size) != POSTS_OK) {
        return -1;
    }

    at = b->len;

    if (n != 0) {
        memset(b->data + at, 0, n * size);
        b->len += n * size;
    }

    return (ssize_t) at;
}


posts_rc_t
posts_pack_open(posts_value_t *root, posts_str_t block, size_t depth)
{
    uint32_t             header[2];
    posts_value_t        v;
    posts_pack_reader_t  r;

    *root = posts_value_nil();

    if (block.len < POSTS_PACK_HEADER + POSTS_PACK_SLOT) {
        return POSTS_INVALID;
    }

    memcpy(header, block.data, sizeof(header));

    if (header[0] != POSTS_PACK_MAGIC
        || header[1] < POSTS_PACK_HEADER + POSTS_PACK_SLOT
        || header[1] > block.len)
    {
        return POSTS_INVALID;
    }

    if (depth > POSTS_PACK_DEPTH_MAX) {
        depth = POSTS_PACK_DEPTH_MAX;
    }

    r.data = block.data;
    r.len = header[1];
    r.pos = POSTS_PACK_HEADER + POSTS_PACK_SLOT;

    if (!posts_pack_check(&r, POSTS_PACK_HEADER, depth) || r.pos != r.len) {
        return POSTS_INVALID;
    }

    memcpy(&v, block.data + POSTS_PACK_HEADER, POSTS_PACK_SLOT);

    switch (v.type) {

    case POSTS_STRING:
        v.u.string = block.data + POSTS_PACK_HEADER + v.u.integer;
        break;

    case POSTS_ARRAY:
    case POSTS_MAP:
        v.u.packed = block.data + POSTS_PACK_HEADER + v.u.integer;
        v.flags = POSTS_VALUE_PACKED;
        break;

    default:
        break;
    }

    *root = v;

    return POSTS_OK;
}


/* Checks the slot at "at" and passes over what it refers to. */

static int
posts_pack_check(posts_pack_reader_t *r, size_t at, size_t depth)
{
    size_t         i, first;
    posts_value_t  v;

    memcpy(&v, r->data + at, POSTS_PACK_SLOT);

    if (v.flags != 0 || (v.type != POSTS_TIME && v.offset != 0)) {
        return 0;
    }

    switch (v.type) {

    case POSTS_NIL:
        return v.len == 0 && v.u.integer == 0;

    case POSTS_BOOL:
        return v.len == 0 && (v.u.integer == 0 || v.u.integer == 1);

    case POSTS_INT:
    case POSTS_FLOAT:
    case POSTS_DATE:
        return v.len == 0;

    case POSTS_TIME:
        return v.len < 1000000000;

    case POSTS_STRING:
    case POSTS_ARRAY:
    case POSTS_MAP:
        break;

    default:
        return 0;
    }

    if (v.u.integer < 0 || (uint64_t) v.u.integer != r->pos - at) {
        return 0;
    }

    if (v.type == POSTS_STRING) {
        if (v.len > r->len - r->pos) {
            return 0;
        }

        r->pos += v.len;
        return 1;
    }

    if (depth == 0) {
        return 0;
    }

    if (v.type == POSTS_MAP) {
        return posts_pack_check_pairs(r, r->pos, v.len, depth - 1);
    }

    if (v.len > (r->len - r->pos) / POSTS_PACK_SLOT) {
        return 0;
    }

    first = r->pos;
    r->pos += (size_t) v.len * POSTS_PACK_SLOT;

    for (i = 0; i < v.len; i++) {
        if (!posts_pack_check(r, first + i * POSTS_PACK_SLOT, depth - 1)) {
            return 0;
        }
    }

    return 1;
}


static int
posts_pack_check_pairs(posts_pack_reader_t *r, size_t at, uint32_t n,
    size_t depth)
{
    size_t    i, pair, size;
    uint32_t  key[2];

    size = POSTS_PACK_PAIR + (n > POSTS_PACK_SORTED ? sizeof(uint32_t) : 0);

    if (n > (r->len - r->pos) / size) {
        return 0;
    }

    r->pos += (size_t) n * size;

    for (i = 0; i < n; i++) {
        pair = at + i * POSTS_PACK_PAIR;

        memcpy(key, r->data + pair, sizeof(key));

        if (key[0] != r->pos - pair || key[1] > r->len - r->pos) {
            return 0;
        }

        r->pos += key[1];

        if (!posts_pack_check(r, pair + POSTS_PACK_KEY, depth)) {
            return 0;
        }
    }

    return n <= POSTS_PACK_SORTED || posts_pack_check_table(r, at, n);
}


/*
 * The keys in the table's order must rise: then no number is there twice,
 * and the search finds every key.
 */

static int
posts_pack_check_table(posts_pack_reader_t *r, size_t at, uint32_t n)
{
    size_t         i;
    uint32_t       number;
    posts_str_t    key, last;
    const u_char  *pairs, *table;

    pairs = r->data + at;
    table = pairs + (size_t) n * POSTS_PACK_PAIR;
    last = posts_str("");

    for (i = 0; i < n; i++) {
        memcpy(&number, table + i * sizeof(uint32_t), sizeof(uint32_t));

        if (number >= n) {
            return 0;
        }

        key = posts_pack_key(pairs + (size_t) number * POSTS_PACK_PAIR);

        if (i != 0 && posts_str_cmp(last, key) >= 0) {
            return 0;
        }

        last = key;
    }

    return 1;
}


static posts_str_t
posts_pack_key(const u_char *pair)
{
    uint32_t  key[2];

    memcpy(key, pair, sizeof(key));

    return posts_str_from(pair + key[0], key[1]);
}
