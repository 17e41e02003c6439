
/*
 * Copyright (C) the authors of this project
 *
 * A page of a Jekyll site: the document's Liquid, its Markdown, the layouts
 * around it.  Jekyll: lib/jekyll/renderer.rb.
 */


#ifndef _POSTS_JEKYLL_H_INCLUDED_
#define _POSTS_JEKYLL_H_INCLUDED_


#include "posts_drop.h"
#include "posts_liquid_parser.h"
#include "posts_template.h"


#define POSTS_JEKYLL_VERSION  "4.3.1"


/* What all templates of one page share. */

struct posts_jekyll_s {
    posts_view_t            *view;
    posts_templates_t       *templates;
    const posts_document_t  *document;    /* the page itself */

    posts_value_t            site;
    posts_value_t            page;
    posts_value_t            paginator;   /* or nil */
    posts_value_t            layout;      /* merged data of the layouts */
    posts_value_t            content;     /* what a layout goes around */

    size_t                   nesting;     /* contents within contents */
    unsigned                 own_templates:1;
    unsigned                 markdown:1;  /* what is rendered becomes HTML
                                             by Markdown afterwards */
};


/*
 * 1: the site gets Jekyll's rules: pages by layouts or none, and of lists
 * only what it makes itself.  0: it gets the built-in theme.
 */

int posts_jekyll_site(posts_snapshot_t *snapshot,
    const posts_render_options_t *options);

/*
 * Begins a page; *jekyll must stay where it is until posts_jekyll_end().
 * The set of templates is the host's (view->options->templates), or made
 * for this page alone.
 */

posts_rc_t posts_jekyll_begin(posts_jekyll_t *jekyll, posts_view_t *view,
    posts_error_t *error);
void posts_jekyll_end(posts_jekyll_t *jekyll);

/*
 * Appends the page of a document, all its layouts around it.  A layout that
 * is not there is a warning, and the page goes without.
 */

posts_rc_t posts_jekyll_document(posts_buf_t *b, posts_jekyll_t *jekyll,
    const posts_article_t *article, posts_error_t *error);

/*
 * Appends the content alone, or the excerpt: Liquid, then Markdown; what
 * JSON, lists and feeds have.  Jekyll: lib/jekyll/excerpt.rb.
 */

posts_rc_t posts_jekyll_content(posts_buf_t *b, posts_jekyll_t *jekyll,
    const posts_article_t *article, posts_error_t *error);
posts_rc_t posts_jekyll_excerpt(posts_buf_t *b, posts_jekyll_t *jekyll,
    const posts_article_t *article, posts_error_t *error);

/* Renders a template with what the page's templates see. */

posts_rc_t posts_jekyll_render(posts_buf_t *b, posts_jekyll_t *jekyll,
    const posts_liquid_template_t *template, posts_error_t *error);

/* A layout, an include by its name (POSTS_NOTFOUND); noted, too. */

posts_rc_t posts_jekyll_part(posts_jekyll_t *jekyll, posts_part_e kind,
    posts_str_t name, posts_part_t *part, posts_error_t *error);

/* The tags that Jekyll and its plugins add, to an empty name. */

extern const posts_liquid_tag_t  posts_jekyll_tags[];

/* 1: there is something for Liquid in the text. */

int posts_jekyll_construct(posts_str_t text);

/* How this page's templates are compiled. */

void posts_jekyll_options(posts_jekyll_t *jekyll,
    posts_liquid_options_t *options);


#endif /* _POSTS_JEKYLL_H_INCLUDED_ */
