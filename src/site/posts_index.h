
/*
 * Copyright (C) the authors of this project
 *
 * The index of a site: what is known of all its documents, in an LMDB
 * environment in a folder of its own.  One process writes (posts_indexer.h),
 * any number read, each through snapshots: what a snapshot shows does not
 * change while it is open, and its strings and values are good until it is
 * ended.
 *
 * The index is derived from the sources and may be thrown away at any time.
 * One that is damaged, or of another format, is never served from.
 */


#ifndef _POSTS_INDEX_H_INCLUDED_
#define _POSTS_INDEX_H_INCLUDED_


#include "posts_dep.h"
#include "posts_document.h"
#include "posts_part.h"


typedef struct posts_index_s     posts_index_t;
typedef struct posts_snapshot_s  posts_snapshot_t;


typedef enum {
    POSTS_LIST_ALL = 0,      /* every post */
    POSTS_LIST_TAG,          /* by slug: "C" and "c" are one list */
    POSTS_LIST_CATEGORY,
    POSTS_LIST_TAG_NAME,     /* by name, as Jekyll's site.tags has them */
    POSTS_LIST_CATEGORY_NAME,
    POSTS_LIST_COLLECTION,   /* by label: Jekyll's order (date, then path;
                                sort_by; order), the first one first */
    POSTS_LIST_PAGES,        /* Jekyll's site.pages: by file name, path */
    POSTS_LIST_FILES         /* site.static_files: by path; only path, ext,
                                size, mtime, collection of a document */
} posts_list_e;


/* A tag or a category. */

typedef struct {
    posts_str_t  name;       /* as the first post by date writes it */
    posts_str_t  slug;       /* slugify(name, raw): what its URL has */
    size_t       count;      /* of posts */
    posts_str_t  first;      /* of a list by name: compares as the places of
                                their first use, in Jekyll's site.tags */
} posts_term_t;


/*
 * Opens the index in "dir" (zero-terminated) for reading.  A process opens
 * an index once.  POSTS_NOTFOUND: none is there, or its first build is not
 * complete; POSTS_INVALID: damaged or of another format.  Both: try again
 * when the indexer has been at work.
 */

posts_rc_t posts_index_open(posts_index_t **out, const char *dir,
    posts_error_t *error);

void posts_index_close(posts_index_t *index);

/*
 * Names the file that is open: changes when the index was thrown away and
 * built anew, and a reader has to open it again.
 */

uint64_t posts_index_incarnation(const posts_index_t *index);

/*
 * A snapshot of the index as it is now; cheap (no system call once a thread
 * has had one).  End it soon: while it is open the writer can not reuse what
 * it shows.
 */

posts_rc_t posts_snapshot_begin(posts_snapshot_t **out, posts_index_t *index,
    posts_error_t *error);

void posts_snapshot_end(posts_snapshot_t *s);

/* posts_index_incarnation() of the index that it is of. */

uint64_t posts_snapshot_incarnation(const posts_snapshot_t *s);

/* Grows with every change; not below a clock's value at the first build. */

uint64_t posts_snapshot_generation(const posts_snapshot_t *s);

/*
 * The site's configuration, parsed; kept by the index and good until a
 * later snapshot's configuration is asked for.  NULL: no memory.
 */

const posts_config_t *posts_snapshot_config(posts_snapshot_t *s);

/*
 * The document that answers a (decoded) URL; one by its path in the site.
 * Only public ones are there.  POSTS_NOTFOUND; POSTS_INVALID: damaged.
 */

posts_rc_t posts_snapshot_url(posts_snapshot_t *s, posts_str_t url,
    posts_document_t *doc);
posts_rc_t posts_snapshot_path(posts_snapshot_t *s, posts_str_t path,
    posts_document_t *doc);

/*
 * Posts of a list, newest first (date, then path, as Jekyll's site.posts):
 * up to n of them from "offset" on into docs[]; *got says how many.  "slug"
 * names the tag or category.
 */

posts_rc_t posts_snapshot_list(posts_snapshot_t *s, posts_list_e kind,
    posts_str_t slug, size_t offset, size_t n, posts_document_t *docs,
    size_t *got);

/*
 * The same as numbers (doc->number), and the document of a number: for lists
 * that are walked from end to end, or read here and there.  Static files
 * have none.
 */

posts_rc_t posts_snapshot_numbers(posts_snapshot_t *s, posts_list_e kind,
    posts_str_t slug, size_t offset, size_t n, uint32_t *numbers,
    size_t *got);
posts_rc_t posts_snapshot_document(posts_snapshot_t *s, uint32_t number,
    posts_document_t *doc);

/* Posts in a list; 0 if there is no such list. */

size_t posts_snapshot_count(posts_snapshot_t *s, posts_list_e kind,
    posts_str_t slug);

/* A tag or category by its slug; all of them in the order of their slugs. */

posts_rc_t posts_snapshot_term(posts_snapshot_t *s, posts_list_e kind,
    posts_str_t slug, posts_term_t *term);
posts_rc_t posts_snapshot_terms(posts_snapshot_t *s, posts_list_e kind,
    size_t offset, size_t n, posts_term_t *terms, size_t *got);

/*
 * The static file that answers a URL: doc->path ("./assets/..." in a theme),
 * collection, ext, size, mtime; POSTS_NOTFOUND.
 */

posts_rc_t posts_snapshot_file(posts_snapshot_t *s, posts_str_t url,
    posts_document_t *doc);

/*
 * A part by its name; POSTS_NOTFOUND.  All parts of a kind in the order of
 * their names, n at a time, behind the name "after" ("": from the first);
 * of data, a theme's comes right before the site's of the same name (Jekyll
 * merges the two: posts_value_merge()), and n is at least 2.  What is in a
 * part is read in place.
 */

posts_rc_t posts_snapshot_part(posts_snapshot_t *s, posts_part_e kind,
    posts_str_t name, posts_part_t *part);
posts_rc_t posts_snapshot_parts(posts_snapshot_t *s, posts_part_e kind,
    posts_str_t after, size_t n, posts_part_t *parts, size_t *got);

/*
 * 1: a Jekyll site (it has a _config.yml or a layout of its own), which gets
 * Jekyll's rules and nothing else; 0: a folder of posts.
 */

int posts_snapshot_jekyll(posts_snapshot_t *s);

/*
 * The older and the newer post beside a post, or what is before and behind
 * a member in its collection; the rc of each: POSTS_NOTFOUND at the ends and
 * for what is neither.
 */

posts_rc_t posts_snapshot_previous(posts_snapshot_t *s,
    const posts_document_t *doc, posts_document_t *out);
posts_rc_t posts_snapshot_next(posts_snapshot_t *s,
    const posts_document_t *doc, posts_document_t *out);

/*
 * Every public document in the order of the paths, n at a time: for "posts
 * routes" and the like.  "after": the last path of the batch before, or "".
 */

posts_rc_t posts_snapshot_documents(posts_snapshot_t *s, posts_str_t after,
    size_t n, posts_document_t *docs, size_t *got);

/*
 * 1: none of the dependencies has changed after generation "since", as far
 * as this snapshot knows.  One look-up for each.
 */

int posts_snapshot_fresh(posts_snapshot_t *s, const posts_dep_t *deps,
    size_t n, uint64_t since);

/*
 * When a dependency last changed, in seconds since the epoch; the time of
 * the index's build if it has not changed since.
 */

int64_t posts_snapshot_changed(posts_snapshot_t *s, posts_dep_t dep);


#endif /* _POSTS_INDEX_H_INCLUDED_ */
