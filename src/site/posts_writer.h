
/*
 * Copyright (C) the authors of this project
 *
 * One change of an index: a transaction that takes documents as they are
 * now, works out what that changes in lists, URLs and stamps, and is
 * committed as a whole.  Private to src/site.
 *
 * Errors are sticky: after the first one nothing more is written, and
 * posts_writer_commit() returns it.
 */


#ifndef _POSTS_WRITER_H_INCLUDED_
#define _POSTS_WRITER_H_INCLUDED_


#include "posts_store.h"


#define POSTS_WRITER_TERMS  4096      /* tags and categories of a document */


/* A tag's or category's list that the change has touched; ALL is one. */

typedef struct {
    posts_list_e  kind;
    posts_str_t   slug;
    int64_t       delta;         /* of its count */
    uint64_t      before;        /* the step that had it in the old ... */
    uint64_t      after;         /* ... and in the new document */
    unsigned      stamped:1;
    unsigned      rename:1;      /* its name may be another one now */
} posts_writer_term_t;


typedef struct {
    posts_store_t         *store;
    const posts_config_t  *config;
    posts_arena_t         *arena;    /* of the change */
    posts_arena_t         *scratch;  /* of one call */
    posts_report_pt        report;
    void                  *payload;
    int64_t                now;      /* seconds */

    MDB_txn               *txn;      /* NULL: none is open */
    posts_store_meta_t     meta;
    uint64_t               generation;  /* that the change will have */
    posts_rc_t             rc;
    posts_error_t          error;

    posts_writer_term_t  **terms;
    size_t                 nterms;
    size_t                 terms_size;
    uint32_t              *slots;    /* hash table over terms: place + 1 */
    size_t                 nslots;
    posts_writer_term_t  **step;     /* those of the document at hand */
    size_t                 nstep;
    uint64_t               steps;

    posts_str_t           *near;     /* keys in the list of all posts */
    size_t                 nnear;
    size_t                 near_size;

    posts_str_t           *urls;     /* now claimed by more than one */
    size_t                 nurls;
    size_t                 urls_size;

    unsigned               first:1;  /* the first build: no stamps */
    unsigned               dirty:1;  /* something was written */
    unsigned               changed:1;   /* ... that readers can see */
} posts_writer_t;


/*
 * Begins a change; store, config, arenas, report and now are set.  The
 * arenas are reset.
 */

posts_rc_t posts_writer_begin(posts_writer_t *w, posts_error_t *error);

/* Ends it; without anything written there is no transaction. */

posts_rc_t posts_writer_commit(posts_writer_t *w, posts_error_t *error);
void posts_writer_abort(posts_writer_t *w);

/* What is known of a path. */

posts_rc_t posts_writer_path(posts_writer_t *w, posts_str_t path,
    posts_store_path_t *rec);

/* The document of a path's record, copied to the scratch arena. */

posts_rc_t posts_writer_old(posts_writer_t *w, const posts_store_path_t *rec,
    posts_document_t *doc);

/*
 * A document, new or changed: kind, mtime, size, inode, hash and LINK,
 * BROKEN of "file" are taken.  Sets doc->number and generation.
 */

void posts_writer_document(posts_writer_t *w, posts_document_t *doc,
    const posts_store_path_t *file);

/*
 * A static file, new or changed; "doc" is NULL, or what is known of one of a
 * collection.
 */

void posts_writer_static(posts_writer_t *w, posts_str_t path,
    posts_document_t *doc, const posts_store_path_t *file);

/*
 * A part, new or changed, known by "path" ("./..." in the theme); with
 * "part" NULL the file is another one, but the last good part stays.
 */

void posts_writer_part(posts_writer_t *w, posts_str_t path,
    posts_part_t *part, const posts_store_path_t *file);

/* A file that was touched, its bytes the same: no change for readers. */

void posts_writer_touch(posts_writer_t *w, posts_str_t path,
    const posts_store_path_t *file);

/* A path that is not there any more. */

void posts_writer_remove(posts_writer_t *w, posts_str_t path);

/* Documents whose time has come. */

void posts_writer_publish(posts_writer_t *w);

/*
 * Notes what is wrong with a path (NULL: nothing); 1: that is news, and was
 * noted.
 */

int posts_writer_problem(posts_writer_t *w, posts_str_t path,
    const posts_error_t *error);

/*
 * Another configuration: nothing made before is fresh.  "text" == NULL: the
 * site has none, "theme" == NULL: the theme; "options" as in meta.flags.
 */

void posts_writer_config(posts_writer_t *w, const posts_str_t *text,
    const posts_str_t *theme, uint32_t options);

/* The first build is done. */

void posts_writer_complete(posts_writer_t *w);

/* The second at which a document is due next, or 0. */

int64_t posts_writer_due(posts_writer_t *w);

/* For posts_change.c: the transaction's own operations. */

void posts_writer_put(posts_writer_t *w, posts_store_db_e db,
    posts_str_t key, posts_str_t value, unsigned flags);
void posts_writer_del(posts_writer_t *w, posts_store_db_e db,
    posts_str_t key);
void posts_writer_stamp(posts_writer_t *w, posts_dep_e kind,
    posts_str_t name);
void posts_writer_failed(posts_writer_t *w, int rc, const char *what);
void posts_writer_limit(posts_writer_t *w);


#endif /* _POSTS_WRITER_H_INCLUDED_ */
