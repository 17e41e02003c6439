
/*
 * Copyright (C) the authors of this project
 *
 * A value as a block of bytes that is read where it lies: no parsing, no
 * copy.  References are relative to the place that holds them, so a block
 * may be anywhere in memory and at any alignment.  In the machine's byte
 * order: a block does not leave the machine that made it.
 *
 *   block   u32 magic, u32 length of the block; root slot; the rest
 *   slot    posts_value_t, with a reference instead of a pointer: the
 *           distance in bytes from the slot's first byte
 *   string  its bytes
 *   array   slots
 *   map     pairs of (u32 distance, u32 length) for the key and a slot;
 *           behind them, where there are many, a sorted table for look-up
 */


#ifndef _POSTS_PACK_H_INCLUDED_
#define _POSTS_PACK_H_INCLUDED_


#include "posts_value.h"


#define POSTS_PACK_SLOT    16u    /* sizeof(posts_value_t) */
#define POSTS_PACK_KEY     8u     /* distance and length of a key */
#define POSTS_PACK_PAIR    (POSTS_PACK_KEY + POSTS_PACK_SLOT)
#define POSTS_PACK_SORTED  8u     /* a map with more pairs has the table */


/*
 * Appends the block of "v" to "b".  POSTS_LIMIT: no room, or nested deeper
 * than "depth"; the buffer's content is then not to be used.
 */

posts_rc_t posts_pack(posts_buf_t *b, posts_value_t v, size_t depth);

/*
 * The root value of a block, to be read with the functions of posts_value.h
 * for as long as the bytes are there.  Every reference is checked before
 * (linear in the block's slots, bounded by "depth"): a block that passes can
 * not lead outside of itself.  POSTS_INVALID otherwise.  Bytes behind the
 * block's length are not looked at.
 */

posts_rc_t posts_pack_open(posts_value_t *root, posts_str_t block,
    size_t depth);


#endif /* _POSTS_PACK_H_INCLUDED_ */
