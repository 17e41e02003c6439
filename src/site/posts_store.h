
/*
 * Copyright (C) the authors of this project
 *
 * The index's layout in LMDB, shared by the reader (posts_index.c) and the
 * writer (posts_writer.c).  Private to src/site.
 *
 * A folder of an index holds
 *
 *     state             which environment counts, and whether to trust it
 *     lock              held by the one writer (flock)
 *     index-NUMBER.mdb  the environment; NUMBER is its incarnation
 *     index-NUMBER.mdb-lock
 *
 * An environment that is thrown away gets a successor under another name:
 * whoever reads the old one goes on undisturbed until it opens anew.
 *
 * Databases in the environment:
 *
 *     meta    "meta" -> posts_store_meta_t, "config" -> text of _config.yml,
 *             "theme" -> that of the theme
 *     docs    number (u32) -> posts_document_pack()'s block
 *     paths   path -> posts_store_path_t
 *     urls    URL, rank, ... -> who claims it (posts_claims.h)
 *     lists   posts_store_list_key() -> number (u32)
 *     terms   kind, slug -> posts_store_term_t, name, slug
 *     stamps  dependency (u64) -> posts_store_stamp_t
 *     future  second (8 bytes, big endian), number (4) -> nothing
 *     errors  path -> what was last said about it
 *     parts   number (u32) -> posts_part_pack()'s block
 *     names   posts_store_name_key() -> number of a part; who comes last of
 *             a name has it
 */


#ifndef _POSTS_STORE_H_INCLUDED_
#define _POSTS_STORE_H_INCLUDED_


#include <lmdb.h>

#include "posts_index.h"
#include "posts_state.h"


#define POSTS_STORE_FORMAT    3

#define POSTS_STORE_KEY       511     /* LMDB's longest key */
#define POSTS_STORE_SLUG      144
#define POSTS_STORE_TIME      12
#define POSTS_STORE_NAME      64

#define POSTS_STORE_MAP       ((size_t) 8 << 30)
#define POSTS_STORE_MAP_MIN   ((size_t) 256 << 20)
#define POSTS_STORE_READERS   1024


typedef enum {
    POSTS_STORE_META = 0,
    POSTS_STORE_DOCS,
    POSTS_STORE_PATHS,
    POSTS_STORE_URLS,
    POSTS_STORE_LISTS,
    POSTS_STORE_TERMS,
    POSTS_STORE_STAMPS,
    POSTS_STORE_FUTURE,
    POSTS_STORE_ERRORS,
    POSTS_STORE_PARTS,
    POSTS_STORE_NAMES,
    POSTS_STORE_DBS
} posts_store_db_e;


/* flags of a site */

#define POSTS_STORE_COMPLETE     0x01  /* the first build is done */
#define POSTS_STORE_DRAFTS       0x02  /* the indexer's own options */
#define POSTS_STORE_FUTURE_SHOWN 0x04
#define POSTS_STORE_UNPUBLISHED  0x08
#define POSTS_STORE_CONFIG       0x10  /* there is a _config.yml */
#define POSTS_STORE_THEMED       0x20  /* ... and the theme has one */
#define POSTS_STORE_OPTIONS      (POSTS_STORE_DRAFTS                          \
                                  |POSTS_STORE_FUTURE_SHOWN                   \
                                  |POSTS_STORE_UNPUBLISHED)


typedef struct {
    uint32_t      format;
    uint32_t      flags;
    uint64_t      incarnation;
    uint64_t      generation;
    uint64_t      base;          /* generation of what has no stamp */
    int64_t       base_time;     /* seconds */
    int64_t       changed;       /* of "generation" */
    posts_hash_t  config;        /* posts_config_t's */
    uint64_t      config_generation;
    uint32_t      next;          /* number of the next path */
    uint32_t      layouts;       /* of the site's own */
} posts_store_meta_t;


/* flags of a path */

#define POSTS_STORE_DOCUMENT  0x01    /* there is a record in docs */
#define POSTS_STORE_PUBLIC    0x02    /* in lists and urls */
#define POSTS_STORE_BROKEN    0x04
#define POSTS_STORE_LINK      0x08    /* reached by a symbolic link */
#define POSTS_STORE_PART      0x10    /* there is a record in parts */
#define POSTS_STORE_NAMED     0x20    /* a static file with a record in docs,
                                         which has its URL */


typedef struct {
    uint32_t  number;
    uint8_t   kind;              /* posts_path_e */
    uint8_t   flags;
    uint16_t  len;               /* bytes of the whole path behind, if the
                                    key is cut; else 0 */
    int64_t   mtime;
    uint64_t  size;
    uint64_t  inode;
    uint64_t  hash;              /* of the file's bytes; documents only */
    int64_t   due;               /* key in future, or 0 */
} posts_store_path_t;


/* who comes later in Jekyll's order of writing wins a URL */

typedef enum {
    POSTS_STORE_RANK_THEME = 0,  /* a page or a file of the theme */
    POSTS_STORE_RANK_PAGE,
    POSTS_STORE_RANK_STATIC,
    POSTS_STORE_RANK_POST,
    POSTS_STORE_RANK_MEMBER
} posts_store_rank_e;


typedef struct {
    uint32_t  count;
    uint32_t  name;              /* bytes */
    uint32_t  slug;
    uint32_t  first;
} posts_store_term_t;


typedef struct {
    uint64_t  generation;
    int64_t   time;              /* seconds */
} posts_store_stamp_t;


typedef struct {
    size_t  len;
    u_char  data[POSTS_STORE_KEY + 1];
} posts_store_key_t;


typedef struct {
    MDB_env     *env;
    MDB_dbi      dbi[POSTS_STORE_DBS];
    uint64_t     incarnation;
    size_t       map;
    uint64_t     bytes;          /* that the file had at the last look */
} posts_store_t;


/* The name of an environment's file in "dir"; 0: too long. */

int posts_store_file(char *dst, size_t size, const char *dir,
    uint64_t incarnation, const char *suffix);

/*
 * Opens the environment that "state" names: its size, its meta pages and all
 * its pages are checked first.  With "create" a new one is made.  "map": the
 * size of the map, 0 for the default.  POSTS_INVALID: damaged.
 */

posts_rc_t posts_store_open(posts_store_t *store, const char *dir,
    const posts_state_t *state, int writable, int create, size_t map,
    posts_error_t *error);

void posts_store_close(posts_store_t *store);

/*
 * Has the file all that it had?  What somebody has cut off is still mapped,
 * and reading it is a signal: POSTS_INVALID.
 */

posts_rc_t posts_store_whole(posts_store_t *store, posts_error_t *error);

/* A posts_rc_t of what LMDB returns. */

posts_rc_t posts_store_error(posts_error_t *error, int rc, const char *what);

/* Look-up: POSTS_NOTFOUND; *value is good until the transaction changes. */

posts_rc_t posts_store_get(const posts_store_t *store, MDB_txn *txn,
    posts_store_db_e db, posts_str_t key, posts_str_t *value);

posts_rc_t posts_store_meta(const posts_store_t *store, MDB_txn *txn,
    posts_store_meta_t *meta);

/* Keys. */

void posts_store_cut(posts_store_key_t *key, size_t max, posts_str_t s);
void posts_store_time_key(u_char *dst, posts_time_t t);
void posts_store_term_key(posts_store_key_t *key, posts_list_e kind,
    posts_str_t slug);

/*
 * "doc" == NULL: the part that all entries of the list have in common.  Of a
 * static file, only the path and the collection are read.
 */

void posts_store_list_key(posts_store_key_t *key, posts_list_e kind,
    posts_str_t slug, const posts_document_t *doc);

/* "part" == NULL: the part that all of a name have in common. */

void posts_store_name_key(posts_store_key_t *key, posts_part_e kind,
    posts_str_t name, const posts_part_t *part);

void posts_store_future_key(posts_store_key_t *key, int64_t sec,
    uint32_t number);

static inline posts_str_t
posts_store_key(const posts_store_key_t *key)
{
    return posts_str_from(key->data, key->len);
}

/* A document by its number, read in place. */

posts_rc_t posts_store_document(const posts_store_t *store, MDB_txn *txn,
    uint32_t number, posts_document_t *doc);

/* A part by its number, read in place. */

posts_rc_t posts_store_part(const posts_store_t *store, MDB_txn *txn,
    uint32_t number, posts_part_t *part);

/* A path's record. */

posts_rc_t posts_store_path(const posts_store_t *store, MDB_txn *txn,
    posts_str_t path, posts_store_path_t *rec);

/* Reads a record of terms. */

posts_rc_t posts_store_term(posts_str_t value, posts_term_t *term);

/*
 * The writer's own index (posts_index.c): reads through "store", which it
 * does not close.  Before the environment is closed posts_index_detach()
 * gives back what the index keeps of it; 0: snapshots are open, not now.
 */

posts_index_t *posts_index_attach(posts_store_t *store);
int posts_index_detach(posts_index_t *index);


#endif /* _POSTS_STORE_H_INCLUDED_ */
