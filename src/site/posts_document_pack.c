
/*
 * Copyright (C) the authors of this project
 *
 * A document as a block: a record of fixed size, that says where the strings
 * are; the strings; and the values (tags, categories, data) packed together.
 * Reading one is a copy of the record and a check of each place that it
 * names, so that a damaged block can not lead out of itself.
 */


#include "posts_document.h"
#include "posts_pack.h"


/* "PDO" and the number of the block's format. */

#define POSTS_DOCUMENT_MAGIC    0x504f4402u

/* More than limits->depth can be, with the array around the values. */

#define POSTS_DOCUMENT_DEPTH    1026

#define POSTS_DOCUMENT_STRINGS  9

#define POSTS_DOCUMENT_PUBLISHED  0x01
#define POSTS_DOCUMENT_FRONT      0x02
#define POSTS_DOCUMENT_MARKDOWN   0x04
#define POSTS_DOCUMENT_BROKEN     0x08
#define POSTS_DOCUMENT_DATED      0x10
#define POSTS_DOCUMENT_SERVED     0x20


typedef struct {
    uint32_t               pos;      /* from the block's first byte */
    uint32_t               len;
} posts_document_piece_t;


/* How a block begins; strings and a packed array of three values follow. */

typedef struct {
    uint32_t               magic;
    uint32_t               len;
    uint64_t               size;
    uint64_t               inode;
    int64_t                mtime;
    uint64_t               generation;
    int64_t                sec;
    uint32_t               nsec;
    int32_t                offset;
    uint32_t               number;
    uint32_t               content;
    uint32_t               content_line;
    uint8_t                type;
    uint8_t                flags;
    uint8_t                zero[2];
    posts_document_piece_t strings[POSTS_DOCUMENT_STRINGS];
    posts_document_piece_t values;
} posts_document_block_t;


static size_t posts_document_strings(posts_document_t *doc,
    posts_str_t *strings[POSTS_DOCUMENT_STRINGS]);


posts_rc_t
posts_document_pack(posts_buf_t *b, const posts_document_t *doc)
{
    size_t                  i, n, start, pos;
    posts_str_t            *strings[POSTS_DOCUMENT_STRINGS];
    posts_array_t          *values;
    posts_document_t        copy;
    posts_document_block_t  block;

    copy = *doc;
    n = posts_document_strings(&copy, strings);
    start = b->len;

    values = posts_array_create(b->arena, 3);

    if (values == NULL
        || posts_array_push(values, doc->tags) != POSTS_OK
        || posts_array_push(values, doc->categories) != POSTS_OK
        || posts_array_push(values, doc->data) != POSTS_OK)
    {
        return POSTS_LIMIT;
    }

    memset(&block, 0, sizeof(posts_document_block_t));

    block.magic = POSTS_DOCUMENT_MAGIC;
    block.size = doc->size;
    block.inode = doc->inode;
    block.mtime = doc->mtime;
    block.generation = doc->generation;
    block.sec = doc->date.sec;
    block.nsec = doc->date.nsec;
    block.offset = doc->date.offset;
    block.number = doc->number;
    block.content = doc->content;
    block.content_line = doc->content_line;
    block.type = (uint8_t) doc->type;
    block.flags = (uint8_t) ((doc->published ? POSTS_DOCUMENT_PUBLISHED : 0)
                             | (doc->front ? POSTS_DOCUMENT_FRONT : 0)
                             | (doc->markdown ? POSTS_DOCUMENT_MARKDOWN : 0)
                             | (doc->broken ? POSTS_DOCUMENT_BROKEN : 0)
                             | (doc->dated ? POSTS_DOCUMENT_DATED : 0)
                             | (doc->served ? POSTS_DOCUMENT_SERVED : 0));

    posts_buf_add(b, posts_str_from(&block, sizeof(posts_document_block_t)));

    for (i = 0; i < n; i++) {
        pos = b->len - start;

        posts_buf_add(b, *strings[i]);

        if (b->rc != POSTS_OK || b->len - start > UINT32_MAX) {
            return POSTS_LIMIT;
        }

        block.strings[i].pos = (uint32_t) pos;
        block.strings[i].len = (uint32_t) strings[i]->len;
    }

    pos = b->len - start;

    if (posts_pack(b, posts_value_array(values), POSTS_DOCUMENT_DEPTH)
        != POSTS_OK
        || b->rc != POSTS_OK || b->len - start > UINT32_MAX)
    {
        return POSTS_LIMIT;
    }

    block.values.pos = (uint32_t) pos;
    block.values.len = (uint32_t) (b->len - start - pos);
    block.len = (uint32_t) (b->len - start);

    memcpy(b->data + start, &block, sizeof(posts_document_block_t));

    return POSTS_OK;
}


posts_rc_t
posts_document_unpack(posts_document_t *doc, posts_str_t data)
{
    size_t                  i, n;
    posts_str_t            *strings[POSTS_DOCUMENT_STRINGS];
    posts_value_t           values;
    posts_document_block_t  block;

    if (data.len < sizeof(posts_document_block_t)) {
        return POSTS_INVALID;
    }

    /* the bytes may lie at any address */

    memcpy(&block, data.data, sizeof(posts_document_block_t));

    if (block.magic != POSTS_DOCUMENT_MAGIC || block.len != data.len
        || block.type > POSTS_DOCUMENT_MEMBER || block.nsec > 999999999
        || block.values.pos > block.len
        || block.values.len > block.len - block.values.pos)
    {
        return POSTS_INVALID;
    }

    n = posts_document_strings(doc, strings);

    for (i = 0; i < n; i++) {
        if (block.strings[i].pos > block.len
            || block.strings[i].len > block.len - block.strings[i].pos)
        {
            return POSTS_INVALID;
        }

        *strings[i] = posts_str_from(data.data + block.strings[i].pos,
                                     block.strings[i].len);
    }

    if (posts_pack_open(&values,
                        posts_str_from(data.data + block.values.pos,
                                       block.values.len),
                        POSTS_DOCUMENT_DEPTH)
        != POSTS_OK
        || values.type != POSTS_ARRAY || posts_value_len(values) != 3)
    {
        return POSTS_INVALID;
    }

    doc->tags = posts_value_at(values, 0);
    doc->categories = posts_value_at(values, 1);
    doc->data = posts_value_at(values, 2);

    if (doc->tags.type != POSTS_ARRAY || doc->categories.type != POSTS_ARRAY
        || doc->data.type != POSTS_MAP)
    {
        return POSTS_INVALID;
    }

    doc->type = (posts_document_type_e) block.type;
    doc->date.sec = block.sec;
    doc->date.nsec = block.nsec;
    doc->date.offset = block.offset;
    doc->size = block.size;
    doc->inode = block.inode;
    doc->mtime = block.mtime;
    doc->generation = block.generation;
    doc->number = block.number;
    doc->content = block.content;
    doc->content_line = block.content_line;
    doc->published = (block.flags & POSTS_DOCUMENT_PUBLISHED) != 0;
    doc->front = (block.flags & POSTS_DOCUMENT_FRONT) != 0;
    doc->markdown = (block.flags & POSTS_DOCUMENT_MARKDOWN) != 0;
    doc->broken = (block.flags & POSTS_DOCUMENT_BROKEN) != 0;
    doc->dated = (block.flags & POSTS_DOCUMENT_DATED) != 0;
    doc->served = (block.flags & POSTS_DOCUMENT_SERVED) != 0;

    return POSTS_OK;
}


/* ORDER strings of a block */

static size_t
posts_document_strings(posts_document_t *doc,
    posts_str_t *strings[POSTS_DOCUMENT_STRINGS])
{
    size_t  n;

    n = 0;

    strings[n++] = &doc->path;
    strings[n++] = &doc->url;
    strings[n++] = &doc->id;
    strings[n++] = &doc->slug;
    strings[n++] = &doc->ext;
    strings[n++] = &doc->output_ext;
    strings[n++] = &doc->title;
    strings[n++] = &doc->collection;
    strings[n++] = &doc->place;

    return n;
}
