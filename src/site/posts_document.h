
/*
 * Copyright (C) the authors of this project
 *
 * A document: one source file with meaning of its own, and what is known of
 * it without rendering it.  Jekyll's rules: lib/jekyll/document.rb, page.rb,
 * url.rb, readers/post_reader.rb, publisher.rb.
 */


#ifndef _POSTS_DOCUMENT_H_INCLUDED_
#define _POSTS_DOCUMENT_H_INCLUDED_


#include "posts_config.h"


typedef enum {
    POSTS_DOCUMENT_POST = 0,
    POSTS_DOCUMENT_DRAFT,
    POSTS_DOCUMENT_PAGE,
    POSTS_DOCUMENT_MEMBER    /* of a collection other than posts */
} posts_document_type_e;


/* What kind of thing a path of the site is, by its name alone. */

typedef enum {
    POSTS_PATH_HIDDEN = 0,   /* nothing that is served, nor below it */
    POSTS_PATH_POST,
    POSTS_PATH_DRAFT,
    POSTS_PATH_FILE,         /* a page if it has front matter, else static */
    POSTS_PATH_FOLDER,       /* to be walked */
    POSTS_PATH_MEMBER,       /* of a collection; static without front matter */
    POSTS_PATH_LAYOUT,       /* parts: posts_part.h */
    POSTS_PATH_INCLUDE,
    POSTS_PATH_DATA
} posts_path_e;


typedef struct {
    posts_document_type_e  type;
    posts_str_t            path;     /* in the site: "_posts/2020-…-x.md";
                                        in the theme: "./assets/x.scss" */
    posts_str_t            collection;  /* its label: "posts", ...; "" for a
                                           page */
    posts_str_t            url;      /* decoded, begins with "/" */
    posts_str_t            id;       /* Jekyll's page.id; "" for a page */
    posts_str_t            slug;
    posts_str_t            ext;      /* of the source: ".md" */
    posts_str_t            output_ext;  /* ".html" */
    posts_str_t            title;
    posts_time_t           date;     /* in the site's zone; if "dated" */
    posts_value_t          tags;     /* ARRAY of STRING */
    posts_value_t          categories;
    posts_value_t          data;     /* MAP: the front matter, all of it,
                                        over the site's defaults for it */
    posts_str_t            place;    /* compares as "order" and "sort_by" of
                                        its collection say */

    uint64_t               size;     /* of the file, and its identity: */
    uint64_t               inode;
    int64_t                mtime;    /* nanoseconds since the epoch */

    uint64_t               generation;  /* at which it last changed */
    uint32_t               number;   /* in the index; 0: not in one */
    uint32_t               content;  /* offset of the content in the file */
    uint32_t               content_line;

    unsigned               published:1; /* not "published: false" */
    unsigned               dated:1;  /* not a page, nor a member without a
                                        date: its date is site.time */
    unsigned               served:1; /* in an index: it claims its URL; not a
                                        member of a collection without output,
                                        or of the future */
    unsigned               front:1;  /* has front matter */
    unsigned               markdown:1;  /* its content is Markdown */
    unsigned               broken:1; /* front matter was not understood: data
                                        and all from it are the last good
                                        ones, or empty */
} posts_document_t;


/*
 * Classifies a path relative to the site ("a/b.md", no leading slash) by its
 * name, by config->exclude and config->include and Jekyll's EntryFilter.
 * "folder" tells whether it is one.  A folder that holds posts at any depth
 * ("_posts", "a/_posts", "_drafts") is POSTS_PATH_FOLDER.
 */

posts_path_e posts_document_classify(const posts_config_t *config,
    posts_str_t path, int folder);

/*
 * Makes a document of a file's bytes.  "path" has been classified as "kind":
 * POST, DRAFT, MEMBER or FILE.  doc->size, inode and mtime are set before
 * the call (a draft's date is its mtime); generation and number are left
 * alone.
 * Strings live in the arena, in "source" or, where they come from the front
 * matter defaults of _config.yml, in the configuration.
 *
 *   POSTS_OK        a document
 *   POSTS_NOTFOUND  FILE or MEMBER without front matter: a static file; of a
 *                   MEMBER path, collection, ext and url are set all the same
 *   POSTS_INVALID   front matter that can not be parsed, bytes that are not
 *                   UTF-8, a post's name without a date that exists; *error
 *                   says where.  The document is then complete all the same,
 *                   as if its front matter were empty, with broken == 1,
 *                   unless doc->url is empty: then it can not be served.
 *   POSTS_LIMIT     too large, too deep, no memory: as POSTS_INVALID
 *
 * Problems beside that (a post without front matter, a date that can not be
 * understood) go to "report" as POSTS_WARNING.
 */

posts_rc_t posts_document_parse(posts_document_t *doc, posts_arena_t *arena,
    const posts_config_t *config, const posts_limits_t *limits,
    posts_path_e kind, posts_str_t path, posts_str_t source,
    posts_report_pt report, void *payload, posts_error_t *error);

/*
 * The document as a block for the index, and back: _unpack reads in place,
 * *doc is good for as long as the block is.  POSTS_INVALID: a damaged block.
 */

posts_rc_t posts_document_pack(posts_buf_t *b, const posts_document_t *doc);
posts_rc_t posts_document_unpack(posts_document_t *doc, posts_str_t block);

/*
 * Jekyll's publish rule for a moment in seconds since the epoch: published
 * (or unpublished shown), and not in the future (or future shown).  *next
 * gets the moment at which the answer changes by itself, or 0: never.  A
 * member is listed in its collection before its time, but not served.
 */

int posts_document_public(const posts_document_t *doc, int future,
    int unpublished, int64_t now, int64_t *next);

/* 1: a public document claims its URL, at a moment. */

int posts_document_serves(const posts_document_t *doc,
    const posts_config_t *config, int64_t now);


#endif /* _POSTS_DOCUMENT_H_INCLUDED_ */
