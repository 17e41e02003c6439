
/*
 * Copyright (C) the authors of this project
 *
 * A document as the writers of representations see it: with its source, its
 * neighbours, and what its front matter leaves to rules.
 */


#ifndef _POSTS_ARTICLE_H_INCLUDED_
#define _POSTS_ARTICLE_H_INCLUDED_


#include "posts_listing.h"
#include "posts_render.h"


typedef struct posts_jekyll_s  posts_jekyll_t;


/* A rendering in progress: what all writers need. */

typedef struct {
    posts_arena_t                 *arena;
    posts_snapshot_t              *snapshot;
    const posts_config_t          *config;
    const posts_render_options_t  *options;
    posts_deps_t                  *deps;
    posts_markdown_options_t       markdown;
    posts_jekyll_t                *jekyll;   /* NULL: a folder of posts */
    posts_str_t                    url;      /* decoded: of the HTML */
    posts_str_t                    href;     /* the reference to it: with the
                                                prefix, %-encoded */
    unsigned                       offered;  /* mask of the resource's */
    posts_rc_t                     rc;       /* of what could be left out */
    posts_error_t                 *error;    /* of that and of all else */
} posts_view_t;


typedef struct {
    const posts_document_t  *document;
    posts_str_t              source;    /* the file's bytes */
    posts_str_t              content;   /* of them what is no front matter */
    int64_t                  mtime;     /* of the file, in seconds */
    posts_document_t         previous;  /* older */
    posts_document_t         next;      /* newer */
    unsigned                 has_previous:1;
    unsigned                 has_next:1;
    unsigned                 indexed:1;  /* these bytes, and without error */
} posts_article_t;


/*
 * Begins with a document, which has to stay, and asks the index for its
 * neighbours if "near" says that they are shown; the dependencies are noted.
 */

posts_rc_t posts_article_init(posts_article_t *article, posts_view_t *view,
    const posts_document_t *document, int near, posts_error_t *error);

/*
 * Reads the source into an arena.  A file that is not the one which was
 * indexed is split anew: content never has front matter in it.
 */

posts_rc_t posts_article_read(posts_article_t *article, posts_arena_t *arena,
    posts_view_t *view, posts_error_t *error);

/*
 * Appends the HTML of the content, or of the excerpt (the front matter's as
 * it stands).  The error names the source file.
 */

posts_rc_t posts_article_content(posts_buf_t *b, const posts_article_t *article,
    const posts_view_t *view, posts_error_t *error);
posts_rc_t posts_article_excerpt(posts_buf_t *b, const posts_article_t *article,
    const posts_view_t *view, posts_error_t *error);

/*
 * The parts of that: the excerpt's source, which may be a copy in the arena;
 * text of the document, Markdown or not, as HTML.
 */

posts_rc_t posts_article_head(posts_str_t *text, posts_arena_t *arena,
    const posts_article_t *article, const posts_view_t *view,
    posts_error_t *error);
posts_rc_t posts_article_text(posts_buf_t *b, const posts_article_t *article,
    const posts_view_t *view, posts_str_t text, posts_error_t *error);

/*
 * The excerpt of one of many: reads the source, too, and needs "scratch",
 * which it resets, for both; the excerpt is good until the next call.  It
 * can not fail: without an excerpt the rest is shown, and view->rc tells.
 */

posts_str_t posts_article_summary(posts_article_t *article, posts_view_t *view,
    posts_arena_t *scratch);

/* 1: the front matter says what the excerpt is. */

int posts_article_quoted(const posts_article_t *article, posts_str_t *excerpt);

/* 1: the document has a date. */

int posts_article_date(const posts_article_t *article, const posts_view_t *view,
    posts_time_t *date);

/* The author's name, or the site's, or "". */

posts_str_t posts_article_author(const posts_article_t *article,
    const posts_view_t *view);

/* "post", "draft", "page" */

posts_str_t posts_article_type(const posts_document_t *document);


#endif /* _POSTS_ARTICLE_H_INCLUDED_ */
