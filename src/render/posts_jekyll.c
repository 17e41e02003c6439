
/*
 * Copyright (C) the authors of this project
 *
 * A page is made from the inside out: its own Liquid, its Markdown, then
 * layout after layout.  An error in a template ends the page, as it ends
 * Jekyll's build: what was good before stays, or the reader is told.
 */


#include <time.h>

#include "posts_closing.h"
#include "posts_excerpt.h"
#include "posts_jekyll.h"


#define POSTS_JEKYLL_LAYOUTS    32
#define POSTS_JEKYLL_TEMPLATES  ((size_t) 4 * 1024 * 1024)


static posts_rc_t posts_jekyll_load(void *payload,
    const posts_liquid_template_t **partial, posts_str_t name,
    posts_liquid_partial_e how, posts_error_t *error);
static posts_rc_t posts_jekyll_markdown(void *payload, posts_buf_t *html,
    posts_str_t text, posts_error_t *error);
static int64_t posts_jekyll_clock(void *payload);
static posts_rc_t posts_jekyll_text(posts_buf_t *b, posts_jekyll_t *jekyll,
    const posts_article_t *article, posts_str_t text, posts_error_t *error);
static posts_rc_t posts_jekyll_liquid(posts_str_t *text,
    posts_jekyll_t *jekyll, const posts_article_t *article,
    posts_error_t *error);
static posts_rc_t posts_jekyll_layouts(posts_buf_t *b, posts_jekyll_t *jekyll,
    posts_str_t name, posts_error_t *error);
static posts_rc_t posts_jekyll_globals(posts_value_t *globals,
    posts_jekyll_t *jekyll, posts_error_t *error);
static posts_str_t posts_jekyll_layout_name(posts_value_t data);
static posts_rc_t posts_jekyll_memory(posts_error_t *error);


int
posts_jekyll_site(posts_snapshot_t *snapshot,
    const posts_render_options_t *options)
{
    switch (options->theming) {

    case POSTS_THEME_BUILTIN:
        return 0;

    case POSTS_THEME_OFF:
    case POSTS_THEME_PATH:
        return 1;

    default:
        return posts_snapshot_jekyll(snapshot);
    }
}


posts_rc_t
posts_jekyll_begin(posts_jekyll_t *jekyll, posts_view_t *view,
    posts_error_t *error)
{
    memset(jekyll, 0, sizeof(posts_jekyll_t));

    jekyll->view = view;
    jekyll->templates = view->options->templates;

    if (jekyll->templates == NULL) {
        jekyll->templates = posts_templates_create(POSTS_JEKYLL_TEMPLATES);
        jekyll->own_templates = 1;

        if (jekyll->templates == NULL) {
            return posts_jekyll_memory(error);
        }
    }

    posts_templates_tidy(jekyll->templates,
                         posts_snapshot_incarnation(view->snapshot));

    jekyll->site = posts_drop_site(jekyll);

    if (jekyll->site.type == POSTS_NIL) {
        posts_jekyll_end(jekyll);
        return posts_jekyll_memory(error);
    }

    return POSTS_OK;
}


void
posts_jekyll_end(posts_jekyll_t *jekyll)
{
    if (jekyll->own_templates) {
        posts_templates_destroy(jekyll->templates);
        jekyll->own_templates = 0;
    }
}


posts_rc_t
posts_jekyll_document(posts_buf_t *b, posts_jekyll_t *jekyll,
    const posts_article_t *article, posts_error_t *error)
{
    posts_rc_t              rc;
    posts_buf_t             content;
    posts_str_t             layout;
    posts_drop_document_t  *drop;

    jekyll->document = article->document;
    jekyll->page = posts_drop_document(jekyll, article->document);

    if (jekyll->page.type == POSTS_NIL) {
        return posts_jekyll_memory(error);
    }

    layout = posts_jekyll_layout_name(article->document->data);

    if (layout.len == 0) {
        return posts_jekyll_content(b, jekyll, article, error);
    }

    posts_buf_init(&content, jekyll->view->arena,
                   jekyll->view->options->limits->output);

    drop = (posts_drop_document_t *) jekyll->page.u.object;
    drop->busy = 1;

    rc = posts_jekyll_content(&content, jekyll, article, error);

    drop->busy = 0;

    if (rc != POSTS_OK) {
        return rc;
    }

    jekyll->content = posts_value_str(posts_buf_str(&content));
    drop->content = jekyll->content;

    return posts_jekyll_layouts(b, jekyll, layout, error);
}


posts_rc_t
posts_jekyll_content(posts_buf_t *b, posts_jekyll_t *jekyll,
    const posts_article_t *article, posts_error_t *error)
{
    return posts_jekyll_text(b, jekyll, article, article->content, error);
}


posts_rc_t
posts_jekyll_excerpt(posts_buf_t *b, posts_jekyll_t *jekyll,
    const posts_article_t *article, posts_error_t *error)
{
    posts_rc_t   rc;
    posts_str_t  text;

    if (posts_article_quoted(article, &text)) {
        posts_buf_add(b, text);
        return (b->rc == POSTS_OK) ? POSTS_OK : posts_jekyll_memory(error);
    }

    rc = posts_article_head(&text, b->arena, article, jekyll->view, error);

    if (rc != POSTS_OK) {
        return rc;
    }

    if (text.len != article->content.len || article->content.len == 0) {
        rc = posts_closing(&text, b->arena);

        if (rc != POSTS_OK) {
            return posts_jekyll_memory(error);
        }
    }

    return posts_jekyll_text(b, jekyll, article, text, error);
}


/* The document's own Liquid, and Markdown. */

static posts_rc_t
posts_jekyll_text(posts_buf_t *b, posts_jekyll_t *jekyll,
    const posts_article_t *article, posts_str_t text, posts_error_t *error)
{
    posts_rc_t     rc;
    posts_value_t  on;

    on = posts_value_get(article->document->data,
                         posts_str("render_with_liquid"));

    if (!(on.type == POSTS_BOOL && on.u.integer == 0)) {
        rc = posts_jekyll_liquid(&text, jekyll, article, error);

        if (rc != POSTS_OK) {
            return rc;
        }
    }

    return posts_article_text(b, article, jekyll->view, text, error);
}


static posts_rc_t
posts_jekyll_liquid(posts_str_t *text, posts_jekyll_t *jekyll,
    const posts_article_t *article, posts_error_t *error)
{
    unsigned                  markdown;
    posts_rc_t                rc;
    posts_buf_t               b;
    posts_value_t             page;
    posts_arena_t            *arena;
    posts_liquid_options_t    options;
    posts_liquid_template_t  *template;

    if (!posts_jekyll_construct(*text)) {
        return POSTS_OK;
    }

    arena = jekyll->view->arena;

    posts_jekyll_options(jekyll, &options);

    options.name = article->document->path;
    options.line = article->document->content_line;

    rc = posts_liquid_compile(&template, arena, *text, &options, error);

    if (rc != POSTS_OK) {
        return rc;
    }

    posts_buf_init(&b, arena, jekyll->view->options->limits->output);

    /* "page" is the document whose content this is */

    page = jekyll->page;

    if (jekyll->document != article->document) {
        jekyll->page = posts_drop_document(jekyll, article->document);
    }

    markdown = jekyll->markdown;
    jekyll->markdown = article->document->markdown;

    rc = posts_jekyll_render(&b, jekyll, template, error);

    jekyll->markdown = markdown & 1;
    jekyll->page = page;
    *text = posts_buf_str(&b);

    return rc;
}


int
posts_jekyll_construct(posts_str_t text)
{
    size_t         rest;
    const u_char  *p, *end;

    p = text.data;
    end = text.data + text.len;

    for ( ;; ) {
        rest = (text.len == 0) ? 0 : (size_t) (end - p);
        p = (rest < 2) ? NULL : memchr(p, '{', rest - 1);

        if (p == NULL) {
            return 0;
        }

        if (p[1] == '{' || p[1] == '%') {
            return 1;
        }

        p++;
    }
}


/* From layout to layout; one that has been used ends the chain. */

static posts_rc_t
posts_jekyll_layouts(posts_buf_t *b, posts_jekyll_t *jekyll, posts_str_t name,
    posts_error_t *error)
{
    size_t                          i, n;
    posts_rc_t                      rc;
    posts_buf_t                     out;
    posts_str_t                     used[POSTS_JEKYLL_LAYOUTS];
    posts_part_t                    part;
    posts_error_t                   missing;
    posts_view_t                   *view;
    posts_liquid_options_t          options;
    const posts_liquid_template_t  *template;

    view = jekyll->view;
    jekyll->layout = posts_value_nil();

    posts_jekyll_options(jekyll, &options);

    for (n = 0; n < POSTS_JEKYLL_LAYOUTS && name.len != 0; n++) {

        for (i = 0; i < n; i++) {
            if (posts_str_eq(used[i], name)) {
                goto done;
            }
        }

        used[n] = name;

        rc = posts_jekyll_part(jekyll, POSTS_PART_LAYOUT, name, &part, error);

        if (rc == POSTS_NOTFOUND) {

            if (n == 0 && view->options->report != NULL) {
                posts_error_clear(&missing);
                (void) posts_error_set(&missing, POSTS_NOTFOUND, 0, 0,
                                       "layout \"%.*s\" does not exist",
                                       posts_str_arg(name));
                posts_error_file(&missing, jekyll->document->path);
                view->options->report(view->options->payload, POSTS_WARNING,
                                      &missing);
            }

            break;
        }

        if (rc == POSTS_OK) {
            rc = posts_templates_get(jekyll->templates, &part, &options,
                                     &template, error);
        }

        if (rc != POSTS_OK) {
            return rc;
        }

        /* the inner layout's data goes before the outer's */

        if (posts_value_merge(&jekyll->layout, view->arena, part.data,
                              jekyll->layout, view->options->limits->depth)
            != POSTS_OK)
        {
            return posts_jekyll_memory(error);
        }

        posts_buf_init(&out, view->arena, view->options->limits->output);
        jekyll->markdown = jekyll->document->markdown;

        rc = posts_jekyll_render(&out, jekyll, template, error);

        if (rc != POSTS_OK) {
            return rc;
        }

        jekyll->content = posts_value_str(posts_buf_str(&out));
        name = posts_jekyll_layout_name(part.data);
    }

done:

    posts_buf_add(b, posts_value_string(jekyll->content));

    return (b->rc == POSTS_OK) ? POSTS_OK : posts_jekyll_memory(error);
}


/* "none" and nothing at all: no layout. */

static posts_str_t
posts_jekyll_layout_name(posts_value_t data)
{
    posts_str_t    name;
    posts_value_t  v;

    v = posts_value_get(data, posts_str("layout"));
    name = posts_value_string(v);

    if (posts_str_eq(name, posts_str("none"))) {
        return posts_str("");
    }

    return name;
}


posts_rc_t
posts_jekyll_render(posts_buf_t *b, posts_jekyll_t *jekyll,
    const posts_liquid_template_t *template, posts_error_t *error)
{
    posts_rc_t            rc;
    posts_view_t         *view;
    posts_value_t         liquid;
    posts_liquid_host_t   host;

    view = jekyll->view;

    memset(&host, 0, sizeof(posts_liquid_host_t));

    rc = posts_jekyll_globals(&host.globals, jekyll, error);

    if (rc != POSTS_OK) {
        return rc;
    }

    liquid = posts_value_get(view->config->data, posts_str("liquid"));

    host.load = posts_jekyll_load;
    host.markdown = posts_jekyll_markdown;
    host.clock = posts_jekyll_clock;
    host.payload = jekyll;
    host.now.sec = posts_snapshot_changed(view->snapshot,
                                          posts_dep(POSTS_DEP_ANY,
                                                    posts_str("")));
    host.timezone = view->config->timezone;
    host.limits = view->options->limits;
    host.strict = 1;
    host.strict_variables =
        posts_value_true(posts_value_get(liquid,
                                         posts_str("strict_variables")));
    host.strict_filters =
        posts_value_true(posts_value_get(liquid,
                                         posts_str("strict_filters")));

    return posts_liquid_render(b, template, &host, error);
}


static posts_rc_t
posts_jekyll_globals(posts_value_t *globals, posts_jekyll_t *jekyll,
    posts_error_t *error)
{
    size_t          i;
    posts_map_t    *map, *own;
    posts_arena_t  *arena;

    arena = jekyll->view->arena;
    map = posts_map_create(arena, 8);
    own = posts_map_create(arena, 2);

    if (map == NULL || own == NULL
        || posts_map_set(own, posts_str("version"),
                         posts_value_str(posts_str(POSTS_JEKYLL_VERSION)))
           != POSTS_OK
        || posts_map_set(own, posts_str("environment"),
                         posts_value_str(posts_str("production")))
           != POSTS_OK)
    {
        return posts_jekyll_memory(error);
    }

    const posts_pair_t  members[] = {
        { posts_string("page"), jekyll->page },
        { posts_string("site"), jekyll->site },
        { posts_string("content"), jekyll->content },
        { posts_string("layout"), jekyll->layout },
        { posts_string("paginator"), jekyll->paginator },
        { posts_string("jekyll"), posts_value_map(own) }
    };

    for (i = 0; i < sizeof(members) / sizeof(members[0]); i++) {
        if (posts_map_set(map, members[i].key, members[i].value)
            != POSTS_OK)
        {
            return posts_jekyll_memory(error);
        }
    }

    *globals = posts_value_map(map);

    return POSTS_OK;
}


void
posts_jekyll_options(posts_jekyll_t *jekyll, posts_liquid_options_t *options)
{
    posts_value_t  liquid, mode;

    memset(options, 0, sizeof(posts_liquid_options_t));

    liquid = posts_value_get(jekyll->view->config->data, posts_str("liquid"));
    mode = posts_value_get(liquid, posts_str("error_mode"));

    options->strict = posts_str_eq(posts_value_string(mode),
                                   posts_str("strict"));
    options->tags = posts_jekyll_tags;
    options->limits = jekyll->view->options->limits;
    options->report = jekyll->view->options->report;
    options->payload = jekyll->view->options->payload;
}


posts_rc_t
posts_jekyll_part(posts_jekyll_t *jekyll, posts_part_e kind, posts_str_t name,
    posts_part_t *part, posts_error_t *error)
{
    posts_rc_t  rc;

    posts_deps_add(jekyll->view->deps,
                   (kind == POSTS_PART_LAYOUT) ? POSTS_DEP_LAYOUT
                                               : POSTS_DEP_INCLUDE,
                   name);

    rc = posts_snapshot_part(jekyll->view->snapshot, kind, name, part);

    if (rc != POSTS_OK && rc != POSTS_NOTFOUND) {
        return posts_error_set(error, rc, 0, 0,
                               "the index of the site is damaged");
    }

    return rc;
}


static posts_rc_t
posts_jekyll_load(void *payload, const posts_liquid_template_t **partial,
    posts_str_t name, posts_liquid_partial_e how, posts_error_t *error)
{
    posts_rc_t               rc;
    posts_part_t             part;
    posts_jekyll_t          *jekyll = payload;
    posts_liquid_options_t   options;

    (void) how;

    rc = posts_jekyll_part(jekyll, POSTS_PART_INCLUDE, name, &part, error);

    if (rc != POSTS_OK) {
        return rc;
    }

    posts_jekyll_options(jekyll, &options);

    return posts_templates_get(jekyll->templates, &part, &options, partial,
                               error);
}


static posts_rc_t
posts_jekyll_markdown(void *payload, posts_buf_t *html, posts_str_t text,
    posts_error_t *error)
{
    posts_jekyll_t  *jekyll = payload;

    return posts_markdown_render(html, text, &jekyll->view->markdown, error);
}


static int64_t
posts_jekyll_clock(void *payload)
{
    struct timespec  ts;

    (void) payload;

    clock_gettime(CLOCK_MONOTONIC, &ts);

    return (int64_t) ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}


static posts_rc_t
posts_jekyll_memory(posts_error_t *error)
{
    return posts_error_set(error, POSTS_LIMIT, 0, 0,
                           "the page takes more memory than the limits "
                           "\"memory\" and \"output\" allow");
}
