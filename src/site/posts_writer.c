
/*
 * Copyright (C) the authors of this project
 *
 * A change is an LMDB transaction.  This file keeps the records of paths and
 * documents; what follows from a document for lists, URLs and stamps is in
 * posts_change.c.
 */


#include "posts_change.h"
#include "posts_collection.h"
#include "posts_place.h"


static int posts_writer_known(posts_writer_t *w, posts_str_t path,
    unsigned sort, posts_store_path_t *rec);
static void posts_writer_put_document(posts_writer_t *w,
    const posts_document_t *doc, int known);
static void posts_writer_remove_part(posts_writer_t *w,
    const posts_store_path_t *rec);
static void posts_writer_stamp_part(posts_writer_t *w,
    const posts_part_t *part);
static void posts_writer_layouts(posts_writer_t *w, int delta);
static int posts_writer_shadowed(posts_writer_t *w, posts_str_t path,
    unsigned flags);
static void posts_writer_shadow(posts_writer_t *w, posts_str_t path);
static void posts_writer_put_path(posts_writer_t *w, posts_str_t path,
    const posts_store_path_t *rec);
static uint32_t posts_writer_number(posts_writer_t *w);
static void posts_writer_due_at(posts_writer_t *w, int64_t was, int64_t next,
    uint32_t number);
static int64_t posts_writer_next(posts_writer_t *w, uint32_t *number);
static void posts_writer_flush_meta(posts_writer_t *w);


posts_rc_t
posts_writer_begin(posts_writer_t *w, posts_error_t *error)
{
    int         rc;
    posts_rc_t  prc;

    posts_arena_reset(w->arena, 4 * 1024 * 1024);
    posts_arena_reset(w->scratch, 4 * 1024 * 1024);

    w->rc = POSTS_OK;
    posts_error_clear(&w->error);

    w->terms = NULL;
    w->nterms = 0;
    w->terms_size = 0;
    w->slots = NULL;
    w->nslots = 0;
    w->step = NULL;
    w->nstep = 0;
    w->steps = 0;
    w->near = NULL;
    w->nnear = 0;
    w->near_size = 0;
    w->urls = NULL;
    w->nurls = 0;
    w->urls_size = 0;
    w->dirty = 0;
    w->changed = 0;

    prc = posts_store_whole(w->store, error);

    if (prc != POSTS_OK) {
        return prc;
    }

    rc = mdb_txn_begin(w->store->env, NULL, 0, &w->txn);

    if (rc != 0) {
        w->txn = NULL;
        return posts_store_error(error, rc, "mdb_txn_begin()");
    }

    prc = posts_store_meta(w->store, w->txn, &w->meta);

    if (prc != POSTS_OK) {
        posts_writer_abort(w);

        return posts_error_set(error, POSTS_INVALID, 0, 0,
                               "the index is damaged: it has no head");
    }

    w->first = (w->meta.flags & POSTS_STORE_COMPLETE) == 0;
    w->generation = w->meta.generation + (w->first ? 0 : 1);

    return POSTS_OK;
}


posts_rc_t
posts_writer_commit(posts_writer_t *w, posts_error_t *error)
{
    int  rc;

    if (w->txn == NULL) {
        return POSTS_OK;
    }

    if (w->rc == POSTS_OK && w->dirty) {
        posts_change_finish(w);
        posts_writer_flush_meta(w);
    }

    if (w->rc != POSTS_OK) {
        posts_writer_abort(w);

        if (error != NULL && error->rc == POSTS_OK) {
            *error = w->error;
        }

        return w->rc;
    }

    if (!w->dirty) {
        posts_writer_abort(w);
        return POSTS_OK;
    }

    rc = mdb_txn_commit(w->txn);
    w->txn = NULL;

    if (rc != 0) {
        return posts_store_error(error, rc, "writing the index");
    }

    return POSTS_OK;
}


void
posts_writer_abort(posts_writer_t *w)
{
    if (w->txn != NULL) {
        mdb_txn_abort(w->txn);
        w->txn = NULL;
    }
}


posts_rc_t
posts_writer_path(posts_writer_t *w, posts_str_t path,
    posts_store_path_t *rec)
{
    return posts_store_path(w->store, w->txn, path, rec);
}


/* What lies in a page moves when the transaction writes: a copy. */

posts_rc_t
posts_writer_old(posts_writer_t *w, const posts_store_path_t *rec,
    posts_document_t *doc)
{
    posts_rc_t   rc;
    posts_str_t  block;

    rc = posts_store_get(w->store, w->txn, POSTS_STORE_DOCS,
                         posts_str_from(&rec->number, sizeof(rec->number)),
                         &block);

    if (rc != POSTS_OK) {
        return rc;
    }

    block = posts_arena_str(w->scratch, block);

    if (block.data == NULL) {

        /* not to be taken for damage by who asked */

        posts_writer_limit(w);
        return POSTS_LIMIT;
    }

    return posts_document_unpack(doc, block);
}


void
posts_writer_document(posts_writer_t *w, posts_document_t *doc,
    const posts_store_path_t *file)
{
    int                   known, public;
    int64_t               next;
    posts_rc_t            rc;
    posts_document_t      was, *old;
    posts_store_path_t    rec, new;

    if (w->rc != POSTS_OK) {
        return;
    }

    known = posts_writer_known(w, doc->path, POSTS_STORE_DOCUMENT, &rec);
    old = NULL;

    if (known && (rec.flags & POSTS_STORE_PUBLIC) != 0) {
        rc = posts_writer_old(w, &rec, &was);

        if (rc != POSTS_OK) {
            posts_writer_failed(w, MDB_CORRUPTED, "an old document");
            return;
        }

        old = &was;
    }

    public = posts_document_public(doc, w->config->future,
                                   w->config->unpublished, w->now, &next);

    if (doc->url.len == 0
        || posts_writer_shadowed(w, doc->path, POSTS_STORE_DOCUMENT
                                               |POSTS_STORE_PUBLIC))
    {
        public = 0;
    }

    doc->served = public && posts_document_serves(doc, w->config, w->now);

    new = *file;
    new.number = known ? rec.number : posts_writer_number(w);
    new.flags = (uint8_t) (POSTS_STORE_DOCUMENT
                           | (public ? POSTS_STORE_PUBLIC : 0)
                           | (file->flags
                              & (POSTS_STORE_LINK|POSTS_STORE_BROKEN)));
    new.due = next;

    doc->number = new.number;
    doc->generation = w->generation;

    posts_writer_put_document(w, doc, known);
    posts_writer_put_path(w, doc->path, &new);
    posts_writer_due_at(w, known ? rec.due : 0, next, new.number);

    if (public || old != NULL) {
        posts_writer_stamp(w, POSTS_DEP_DOCUMENT, doc->path);
        posts_change(w, old, public ? doc : NULL);
    }

    posts_writer_shadow(w, doc->path);
}


void
posts_writer_static(posts_writer_t *w, posts_str_t path,
    posts_document_t *doc, const posts_store_path_t *file)
{
    int                         known, listed;
    unsigned                    named;
    posts_document_t            old;
    posts_store_path_t          rec, new;
    const posts_collection_t   *c;

    if (w->rc != POSTS_OK) {
        return;
    }

    named = (doc != NULL) ? POSTS_STORE_NAMED : 0;
    known = posts_writer_known(w, path, named, &rec);

    new = *file;
    new.number = known ? rec.number : posts_writer_number(w);
    listed = !posts_writer_shadowed(w, path, 0);
    new.flags = (uint8_t) (named | (file->flags & POSTS_STORE_LINK)
                           | (listed ? POSTS_STORE_PUBLIC : 0));
    new.due = 0;

    posts_writer_put_path(w, path, &new);
    posts_writer_stamp(w, POSTS_DEP_FILE, path);
    posts_writer_stamp(w, POSTS_DEP_FILES, posts_str(""));

    if (doc == NULL) {

        if (!known) {
            posts_change_file(w, path, new.number, listed, 1);
            posts_writer_shadow(w, path);
        }

        return;
    }

    c = posts_collection(w->config, doc->collection);

    doc->number = new.number;
    doc->generation = w->generation;
    doc->served = (c != NULL && c->output && doc->url.len != 0);

    if (known) {

        if (posts_writer_old(w, &rec, &old) != POSTS_OK) {
            posts_writer_failed(w, MDB_CORRUPTED, "an old file");
            return;
        }

        if (old.served == doc->served && posts_str_eq(old.url, doc->url)) {
            posts_writer_put_document(w, doc, 1);
            return;
        }

        posts_change_static(w, &old, 0);
    }

    posts_writer_put_document(w, doc, known);
    posts_change_static(w, doc, 1);
}


void
posts_writer_part(posts_writer_t *w, posts_str_t path, posts_part_t *part,
    const posts_store_path_t *file)
{
    int                   known;
    posts_buf_t           b;
    posts_part_t          old;
    posts_store_key_t     key, was;
    posts_store_path_t    rec, new;

    if (w->rc != POSTS_OK) {
        return;
    }

    known = posts_writer_known(w, path, POSTS_STORE_PART, &rec);

    if (!known && part == NULL) {
        return;
    }

    new = *file;
    new.number = known ? rec.number : posts_writer_number(w);
    new.flags = (uint8_t) (POSTS_STORE_PART
                           | (file->flags
                              & (POSTS_STORE_LINK|POSTS_STORE_BROKEN)));
    new.due = 0;

    posts_writer_put_path(w, path, &new);

    if (part == NULL) {
        return;
    }

    part->generation = w->generation;
    posts_store_name_key(&key, part->kind, part->name, part);

    if (known) {

        if (posts_store_part(w->store, w->txn, rec.number, &old) != POSTS_OK) {
            posts_writer_failed(w, MDB_CORRUPTED, "an old part");
            return;
        }

        /* by another configuration it had another name */

        posts_store_name_key(&was, old.kind, old.name, &old);

        if (!posts_str_eq(posts_store_key(&was), posts_store_key(&key))) {
            posts_writer_remove_part(w, &rec);
            known = 0;
        }
    }

    posts_buf_init(&b, w->scratch, 0);

    if (posts_part_pack(&b, part) != POSTS_OK) {
        posts_writer_limit(w);
        return;
    }

    posts_writer_put(w, POSTS_STORE_PARTS,
                     posts_str_from(&new.number, sizeof(new.number)),
                     posts_buf_str(&b), 0);

    if (!known) {
        posts_writer_put(w, POSTS_STORE_NAMES, posts_store_key(&key),
                         posts_str_from(&new.number, sizeof(new.number)), 0);

        if (part->kind == POSTS_PART_LAYOUT && !part->theme) {
            posts_writer_layouts(w, 1);
        }
    }

    posts_writer_stamp_part(w, part);
}


/*
 * A page or a file of the theme is not one of the site's while the site has
 * its own of that path: one that has all of "flags", or with 0 a static one.
 */

static int
posts_writer_shadowed(posts_writer_t *w, posts_str_t path, unsigned flags)
{
    posts_store_path_t  rec;

    if (!posts_place_is_theme(path)
        || posts_writer_path(w, posts_place_path(path), &rec) != POSTS_OK)
    {
        return 0;
    }

    if (flags != 0) {
        return (rec.flags & flags) == flags;
    }

    return (rec.flags & (POSTS_STORE_DOCUMENT|POSTS_STORE_PART
                         |POSTS_STORE_NAMED))
           == 0;
}


/* A file of the site has come or gone: the theme's is looked at anew. */

static void
posts_writer_shadow(posts_writer_t *w, posts_str_t path)
{
    int                   listed;
    posts_buf_t           b;
    posts_document_t      doc;
    posts_store_path_t    rec;

    if (w->rc != POSTS_OK || !posts_str_starts(path, posts_str("assets/"))) {
        return;
    }

    posts_buf_init(&b, w->scratch, 0);
    posts_buf_lit(&b, "./");
    posts_buf_add(&b, path);

    if (b.rc != POSTS_OK) {
        posts_writer_limit(w);
        return;
    }

    path = posts_buf_str(&b);

    if (posts_writer_path(w, path, &rec) != POSTS_OK) {
        return;
    }

    if ((rec.flags & POSTS_STORE_DOCUMENT) != 0) {

        if (posts_writer_old(w, &rec, &doc) != POSTS_OK) {
            posts_writer_failed(w, MDB_CORRUPTED, "a theme's page");
            return;
        }

        posts_writer_document(w, &doc, &rec);
        return;
    }

    listed = !posts_writer_shadowed(w, path, 0);

    if (((rec.flags & POSTS_STORE_PUBLIC) != 0) == listed) {
        return;
    }

    memset(&doc, 0, sizeof(doc));
    doc.path = path;
    doc.number = rec.number;

    posts_change_listed(w, &doc, listed);

    rec.flags ^= POSTS_STORE_PUBLIC;
    posts_writer_put_path(w, path, &rec);
}


/*
 * Whether a path is known as what it is now: DOCUMENT, PART, NAMED or 0.
 * Known as something else, it is removed first.
 */

static int
posts_writer_known(posts_writer_t *w, posts_str_t path, unsigned sort,
    posts_store_path_t *rec)
{
    if (posts_writer_path(w, path, rec) != POSTS_OK) {
        return 0;
    }

    if ((rec->flags & (POSTS_STORE_DOCUMENT|POSTS_STORE_PART
                       |POSTS_STORE_NAMED))
        == sort)
    {
        return 1;
    }

    posts_writer_remove(w, path);

    return 0;
}


static void
posts_writer_put_document(posts_writer_t *w, const posts_document_t *doc,
    int known)
{
    posts_buf_t  b;

    posts_buf_init(&b, w->scratch, 0);

    if (posts_document_pack(&b, doc) != POSTS_OK) {
        posts_writer_limit(w);
        return;
    }

    posts_writer_put(w, POSTS_STORE_DOCS,
                     posts_str_from(&doc->number, sizeof(doc->number)),
                     posts_buf_str(&b), known ? 0 : MDB_APPEND);
}


static void
posts_writer_remove_part(posts_writer_t *w, const posts_store_path_t *rec)
{
    posts_part_t       part;
    posts_str_t        name;
    posts_store_key_t  key;

    if (posts_store_part(w->store, w->txn, rec->number, &part) != POSTS_OK) {
        posts_writer_failed(w, MDB_CORRUPTED, "an old part");
        return;
    }

    /* what lies in a page moves when the transaction writes */

    posts_store_name_key(&key, part.kind, part.name, &part);
    name = posts_arena_str(w->scratch, part.name);

    if (name.data == NULL) {
        posts_writer_limit(w);
        return;
    }

    part.name = name;

    posts_writer_del(w, POSTS_STORE_NAMES, posts_store_key(&key));
    posts_writer_del(w, POSTS_STORE_PARTS,
                     posts_str_from(&rec->number, sizeof(rec->number)));
    posts_writer_stamp_part(w, &part);

    if (part.kind == POSTS_PART_LAYOUT && !part.theme) {
        posts_writer_layouts(w, -1);
    }
}


static void
posts_writer_stamp_part(posts_writer_t *w, const posts_part_t *part)
{
    switch (part->kind) {

    case POSTS_PART_LAYOUT:
        posts_writer_stamp(w, POSTS_DEP_LAYOUT, part->name);
        break;

    case POSTS_PART_INCLUDE:
        posts_writer_stamp(w, POSTS_DEP_INCLUDE, part->name);
        break;

    default:
        posts_writer_stamp(w, POSTS_DEP_DATA, posts_part_key(part->name));
        break;
    }
}


/* With its first layout a folder of posts is a Jekyll site: all is other. */

static void
posts_writer_layouts(posts_writer_t *w, int delta)
{
    uint32_t  was;

    was = w->meta.layouts;
    w->meta.layouts += (uint32_t) delta;

    if ((was == 0) != (w->meta.layouts == 0)) {
        w->meta.base = w->generation;
        w->meta.base_time = w->now;
        w->changed = 1;
    }
}


void
posts_writer_touch(posts_writer_t *w, posts_str_t path,
    const posts_store_path_t *file)
{
    posts_document_t      doc;
    posts_store_path_t    rec;

    if (w->rc != POSTS_OK || posts_writer_path(w, path, &rec) != POSTS_OK) {
        return;
    }

    rec.mtime = file->mtime;
    rec.size = file->size;
    rec.inode = file->inode;

    posts_writer_put_path(w, path, &rec);

    if ((rec.flags & POSTS_STORE_DOCUMENT) == 0) {
        return;
    }

    if (posts_writer_old(w, &rec, &doc) != POSTS_OK) {
        posts_writer_failed(w, MDB_CORRUPTED, "an old document");
        return;
    }

    doc.mtime = file->mtime;
    doc.size = file->size;
    doc.inode = file->inode;

    posts_writer_put_document(w, &doc, 1);
}


void
posts_writer_remove(posts_writer_t *w, posts_str_t path)
{
    posts_document_t      old;
    posts_store_key_t     key;
    posts_store_path_t    rec;

    if (w->rc != POSTS_OK || posts_writer_path(w, path, &rec) != POSTS_OK) {
        return;
    }

    if ((rec.flags & POSTS_STORE_PART) != 0) {
        posts_writer_remove_part(w, &rec);

    } else if ((rec.flags & POSTS_STORE_DOCUMENT) == 0) {

        if ((rec.flags & POSTS_STORE_NAMED) == 0) {
            posts_change_file(w, path, rec.number,
                              (rec.flags & POSTS_STORE_PUBLIC) != 0, 0);

        } else if (posts_writer_old(w, &rec, &old) == POSTS_OK) {
            posts_change_static(w, &old, 0);
            posts_writer_del(w, POSTS_STORE_DOCS,
                             posts_str_from(&rec.number,
                                            sizeof(rec.number)));

        } else {
            posts_writer_failed(w, MDB_CORRUPTED, "an old file");
            return;
        }

        posts_writer_stamp(w, POSTS_DEP_FILE, path);
        posts_writer_stamp(w, POSTS_DEP_FILES, posts_str(""));

    } else {

        if ((rec.flags & POSTS_STORE_PUBLIC) != 0) {

            if (posts_writer_old(w, &rec, &old) != POSTS_OK) {
                posts_writer_failed(w, MDB_CORRUPTED, "an old document");
                return;
            }

            posts_change(w, &old, NULL);
            posts_writer_stamp(w, POSTS_DEP_DOCUMENT, path);
        }

        posts_writer_due_at(w, rec.due, 0, rec.number);
        posts_writer_del(w, POSTS_STORE_DOCS,
                         posts_str_from(&rec.number, sizeof(rec.number)));
    }

    key.len = 0;
    posts_store_cut(&key, POSTS_STORE_KEY, path);

    posts_writer_del(w, POSTS_STORE_PATHS, posts_store_key(&key));
    posts_writer_shadow(w, path);
}


/*
 * A due entry's key goes away or moves into the future with each turn, so
 * the loop ends.
 */

void
posts_writer_publish(posts_writer_t *w)
{
    int64_t              sec;
    uint32_t             number;
    posts_rc_t           rc;
    posts_document_t     doc;
    posts_store_path_t   rec, find;
    posts_arena_mark_t   mark;

    while (w->rc == POSTS_OK) {
        sec = posts_writer_next(w, &number);

        if (sec == 0 || sec > w->now) {
            return;
        }

        mark = posts_arena_mark(w->scratch);

        find.number = number;
        rc = posts_writer_old(w, &find, &doc);

        if (rc == POSTS_OK) {
            rc = posts_writer_path(w, doc.path, &rec);
        }

        if (rc != POSTS_OK || rec.number != number || rec.due != sec) {
            posts_writer_failed(w, MDB_CORRUPTED, "a document that is due");
            return;
        }

        posts_writer_document(w, &doc, &rec);
        posts_arena_rewind(w->scratch, mark);
    }
}


int
posts_writer_problem(posts_writer_t *w, posts_str_t path,
    const posts_error_t *error)
{
    char               text[1024];
    posts_rc_t         rc;
    posts_str_t        was, now;
    posts_store_key_t  key;

    if (w->rc != POSTS_OK) {
        return 0;
    }

    key.len = 0;
    posts_store_cut(&key, POSTS_STORE_KEY, path);

    if (key.len == 0) {
        return 1;
    }

    rc = posts_store_get(w->store, w->txn, POSTS_STORE_ERRORS,
                         posts_store_key(&key), &was);

    if (error == NULL) {

        if (rc == POSTS_OK) {
            posts_writer_del(w, POSTS_STORE_ERRORS, posts_store_key(&key));
        }

        return 0;
    }

    now = posts_str_c(posts_error_text(error, text, sizeof(text)));

    if (rc == POSTS_OK && posts_str_eq(was, now)) {
        return 0;
    }

    posts_writer_put(w, POSTS_STORE_ERRORS, posts_store_key(&key), now, 0);

    return 1;
}


void
posts_writer_config(posts_writer_t *w, const posts_str_t *text,
    const posts_str_t *theme, uint32_t options)
{
    int  rc;

    if (w->rc != POSTS_OK) {
        return;
    }

    w->meta.flags &= ~(uint32_t) (POSTS_STORE_OPTIONS|POSTS_STORE_CONFIG
                                  |POSTS_STORE_THEMED);
    w->meta.flags |= options & POSTS_STORE_OPTIONS;

    if (text != NULL) {
        w->meta.flags |= POSTS_STORE_CONFIG;
        posts_writer_put(w, POSTS_STORE_META, posts_str("config"), *text, 0);

    } else {
        posts_writer_del(w, POSTS_STORE_META, posts_str("config"));
    }

    if (theme != NULL) {
        w->meta.flags |= POSTS_STORE_THEMED;
        posts_writer_put(w, POSTS_STORE_META, posts_str("theme"), *theme, 0);

    } else {
        posts_writer_del(w, POSTS_STORE_META, posts_str("theme"));
    }

    if (w->rc == POSTS_OK && !w->first) {
        rc = mdb_drop(w->txn, w->store->dbi[POSTS_STORE_STAMPS], 0);

        if (rc != 0) {
            posts_writer_failed(w, rc, "mdb_drop()");
        }
    }

    w->meta.config = w->config->hash;
    w->meta.config_generation = w->generation;
    w->meta.base = w->generation;
    w->meta.base_time = w->now;
    w->dirty = 1;
    w->changed = 1;

    posts_writer_stamp(w, POSTS_DEP_CONFIG, posts_str(""));
}


void
posts_writer_complete(posts_writer_t *w)
{
    w->meta.flags |= POSTS_STORE_COMPLETE;
    w->meta.base_time = w->now;
    w->dirty = 1;
    w->changed = 1;
}


int64_t
posts_writer_due(posts_writer_t *w)
{
    uint32_t  number;

    return posts_writer_next(w, &number);
}


static int64_t
posts_writer_next(posts_writer_t *w, uint32_t *number)
{
    int           rc;
    u_char       *p;
    MDB_val       k, v;
    uint64_t      sec;
    unsigned      i;
    MDB_cursor   *cursor;

    rc = mdb_cursor_open(w->txn, w->store->dbi[POSTS_STORE_FUTURE], &cursor);

    if (rc != 0) {
        posts_writer_failed(w, rc, "mdb_cursor_open()");
        return 0;
    }

    sec = 0;
    *number = 0;

    rc = mdb_cursor_get(cursor, &k, &v, MDB_FIRST);

    if (rc == 0 && k.mv_size == POSTS_STORE_TIME) {
        p = k.mv_data;

        for (i = 0; i < 8; i++) {
            sec = sec << 8 | p[i];
        }

        for (i = 8; i < 12; i++) {
            *number = *number << 8 | p[i];
        }

        sec ^= (uint64_t) 1 << 63;
    }

    mdb_cursor_close(cursor);

    return (int64_t) sec;
}


void
posts_writer_put(posts_writer_t *w, posts_store_db_e db, posts_str_t key,
    posts_str_t value, unsigned flags)
{
    int      rc;
    MDB_val  k, v;

    if (w->rc != POSTS_OK) {
        return;
    }

    k.mv_size = key.len;
    k.mv_data = (void *) key.data;
    v.mv_size = value.len;
    v.mv_data = (void *) value.data;

    rc = mdb_put(w->txn, w->store->dbi[db], &k, &v, flags);

    if (rc != 0) {
        posts_writer_failed(w, rc, "mdb_put()");
        return;
    }

    w->dirty = 1;
}


void
posts_writer_del(posts_writer_t *w, posts_store_db_e db, posts_str_t key)
{
    int      rc;
    MDB_val  k;

    if (w->rc != POSTS_OK) {
        return;
    }

    k.mv_size = key.len;
    k.mv_data = (void *) key.data;

    rc = mdb_del(w->txn, w->store->dbi[db], &k, NULL);

    if (rc == MDB_NOTFOUND) {
        return;
    }

    if (rc != 0) {
        posts_writer_failed(w, rc, "mdb_del()");
        return;
    }

    w->dirty = 1;
}


void
posts_writer_stamp(posts_writer_t *w, posts_dep_e kind, posts_str_t name)
{
    posts_dep_t           dep;
    posts_store_stamp_t   stamp;

    w->changed = 1;

    if (w->first) {
        return;
    }

    dep = posts_dep(kind, name);

    stamp.generation = w->generation;
    stamp.time = w->now;

    posts_writer_put(w, POSTS_STORE_STAMPS,
                     posts_str_from(&dep, sizeof(dep)),
                     posts_str_from(&stamp, sizeof(stamp)), 0);
}


void
posts_writer_failed(posts_writer_t *w, int rc, const char *what)
{
    if (w->rc == POSTS_OK) {
        w->rc = posts_store_error(&w->error, rc, what);

        if (w->rc == POSTS_OK || w->rc == POSTS_NOTFOUND) {
            w->rc = POSTS_INVALID;
        }
    }
}


void
posts_writer_limit(posts_writer_t *w)
{
    if (w->rc == POSTS_OK) {
        w->rc = posts_error_set(&w->error, POSTS_LIMIT, 0, 0,
                                "no memory for a change of the index");
    }
}


static void
posts_writer_put_path(posts_writer_t *w, posts_str_t path,
    const posts_store_path_t *rec)
{
    size_t              n;
    u_char              value[sizeof(posts_store_path_t) + 4096];
    posts_store_key_t   key;
    posts_store_path_t  r;

    key.len = 0;
    posts_store_cut(&key, POSTS_STORE_KEY, path);

    r = *rec;
    r.len = 0;
    n = sizeof(r);

    if (path.len > POSTS_STORE_KEY && path.len <= sizeof(value) - n) {
        r.len = (uint16_t) path.len;
        memcpy(value + n, path.data, path.len);
        n += path.len;
    }

    memcpy(value, &r, sizeof(r));

    posts_writer_put(w, POSTS_STORE_PATHS, posts_store_key(&key),
                     posts_str_from(value, n), 0);
}


static uint32_t
posts_writer_number(posts_writer_t *w)
{
    if (w->meta.next == UINT32_MAX) {
        if (w->rc == POSTS_OK) {
            w->rc = posts_error_set(&w->error, POSTS_INVALID, 0, 0,
                                    "the index has no more numbers");
        }

        return 0;
    }

    return w->meta.next++;
}


static void
posts_writer_due_at(posts_writer_t *w, int64_t was, int64_t next,
    uint32_t number)
{
    posts_store_key_t  key;

    if (was == next) {
        return;
    }

    if (was != 0) {
        posts_store_future_key(&key, was, number);
        posts_writer_del(w, POSTS_STORE_FUTURE, posts_store_key(&key));
    }

    if (next != 0) {
        posts_store_future_key(&key, next, number);
        posts_writer_put(w, POSTS_STORE_FUTURE, posts_store_key(&key),
                         posts_str(""), 0);
    }
}


static void
posts_writer_flush_meta(posts_writer_t *w)
{
    if (w->changed) {
        w->meta.generation = w->generation;
        w->meta.changed = w->now;
    }

    posts_writer_put(w, POSTS_STORE_META, posts_str("meta"),
                     posts_str_from(&w->meta, sizeof(w->meta)), 0);
}
