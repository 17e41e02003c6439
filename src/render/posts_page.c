
/*
 * Copyright (C) the authors of this project
 *
 * One column, no script, nothing loaded from elsewhere.  Without the style
 * it is a plain document in a sensible order; what is not the author's text
 * are signs and names of formats rather than words, so that a page in any
 * language is in one language.
 */


#include "posts_balance.h"
#include "posts_href.h"
#include "posts_media.h"
#include "posts_page.h"
#include "posts_slug.h"
#include "posts_style.h"
#include "posts_twin.h"


#define POSTS_PAGE_DOT  " <span aria-hidden=\"true\">·</span> "


#define POSTS_PAGE_UNTITLED  "Posts"


static void posts_page_open(posts_buf_t *b, posts_str_t lang,
    posts_str_t title, posts_str_t site);
static void posts_page_language(posts_buf_t *b, posts_str_t lang,
    posts_str_t around);
static int posts_page_leftward(posts_str_t lang);
static void posts_page_body(posts_buf_t *b);
static void posts_page_close(posts_buf_t *b, const posts_view_t *view);
static void posts_page_links(posts_buf_t *b, const posts_view_t *view);
static void posts_page_twin(posts_buf_t *b, posts_format_e format,
    const posts_view_t *view);
static void posts_page_about(posts_buf_t *b, posts_str_t name,
    posts_value_t text);
static void posts_page_relation(posts_buf_t *b, posts_str_t relation,
    posts_str_t url, const posts_view_t *view);
static void posts_page_home(posts_buf_t *b, const posts_view_t *view);
static void posts_page_meta(posts_buf_t *b, const posts_article_t *article,
    const posts_view_t *view);
static void posts_page_time(posts_buf_t *b, posts_time_t t);
static void posts_page_terms(posts_buf_t *b, const posts_article_t *article,
    const posts_view_t *view);
static size_t posts_page_kind(posts_buf_t *b, posts_list_e kind,
    posts_value_t names, size_t before, const posts_view_t *view);
static void posts_page_near(posts_buf_t *b, const posts_article_t *article,
    const posts_view_t *view);
static posts_rc_t posts_page_item(posts_buf_t *b,
    const posts_document_t *doc, posts_view_t *view, posts_arena_t *scratch,
    posts_error_t *error);
static posts_str_t posts_page_name(posts_buf_t *b,
    const posts_listing_t *list, const posts_view_t *view);
static void posts_page_pages(posts_buf_t *b, const posts_listing_t *list,
    const posts_view_t *view);
static posts_str_t posts_page_url(posts_buf_t *b,
    const posts_listing_t *list, size_t page, const posts_view_t *view);
static posts_str_t posts_page_site(const posts_config_t *config);
static posts_str_t posts_page_label(const posts_document_t *doc);
static posts_str_t posts_page_lang(const posts_article_t *article,
    const posts_view_t *view);
static int posts_page_bare(const posts_article_t *article);
static int posts_page_headed(const posts_article_t *article);
static posts_str_t posts_page_start(posts_str_t text);
static posts_rc_t posts_page_end(const posts_buf_t *b,
    posts_error_t *error);


/* Languages that are written from right to left, by ISO 639. */

static const posts_str_t  posts_page_rtl[] = {
    posts_string("ar"),
    posts_string("fa"),
    posts_string("he"),
    posts_string("ur"),
    posts_string("yi"),
    posts_string("ps"),
    posts_string("sd"),
    posts_string("ug"),
    posts_string("dv"),
    posts_string("ckb"),
    posts_null_string
};


posts_rc_t
posts_page_document(posts_buf_t *b, const posts_article_t *article,
    const posts_view_t *view, posts_error_t *error)
{
    posts_rc_t               rc;
    const posts_document_t  *doc;

    doc = article->document;

    if (posts_page_bare(article)) {
        rc = posts_article_content(b, article, view, error);
        return rc == POSTS_OK ? posts_page_end(b, error) : rc;
    }

    posts_page_open(b, posts_page_lang(article, view), doc->title,
                    posts_page_site(view->config));

    posts_page_about(b, posts_str("description"),
                     posts_value_get(doc->data, posts_str("description")));
    posts_page_about(b, posts_str("author"),
                     posts_value_str(posts_article_author(article, view)));

    posts_page_links(b, view);

    if (article->has_previous) {
        posts_page_relation(b, posts_str("prev"), article->previous.url, view);
    }

    if (article->has_next) {
        posts_page_relation(b, posts_str("next"), article->next.url, view);
    }

    posts_page_body(b);
    posts_page_home(b, view);

    posts_buf_lit(b, "<main>\n<article>\n<header>\n");

    if (doc->title.len != 0 && !posts_page_headed(article)) {
        posts_buf_lit(b, "<h1>");
        posts_buf_html(b, doc->title);
        posts_buf_lit(b, "</h1>\n");
    }

    posts_page_meta(b, article, view);

    posts_buf_lit(b, "</header>\n<div class=\"text\">\n");

    rc = posts_article_content(b, article, view, error);
    if (rc != POSTS_OK) {
        return rc;
    }

    posts_buf_lit(b, "</div>\n");
    posts_page_terms(b, article, view);
    posts_buf_lit(b, "</article>\n");
    posts_page_near(b, article, view);
    posts_buf_lit(b, "</main>\n");
    posts_page_close(b, view);

    return posts_page_end(b, error);
}


posts_rc_t
posts_page_list(posts_buf_t *b, const posts_listing_t *list,
    const posts_document_t *docs, size_t n, posts_view_t *view,
    posts_arena_t *scratch, posts_error_t *error)
{
    size_t       i;
    posts_rc_t   rc;
    posts_str_t  name, site;

    site = posts_page_site(view->config);
    name = posts_page_name(b, list, view);

    /* two posts may have the same heading, a page each id only once */

    view->markdown.header_ids = 0;

    posts_page_open(b, view->config->lang, name, site);

    if (list->kind == POSTS_LIST_ALL) {
        posts_page_about(b, posts_str("description"),
                         posts_value_str(view->config->description));
    }

    posts_page_links(b, view);

    if (list->page > 1) {
        posts_page_relation(b, posts_str("prev"),
                            posts_page_url(b, list, list->page - 1, view),
                            view);
    }

    if (list->page < list->pages) {
        posts_page_relation(b, posts_str("next"),
                            posts_page_url(b, list, list->page + 1, view),
                            view);
    }

    posts_page_body(b);

    if (list->kind == POSTS_LIST_ALL) {
        posts_buf_lit(b, "<header>\n<h1>");
        posts_buf_html(b, site);
        posts_buf_lit(b, "</h1>\n");

        if (view->config->description.len != 0) {
            posts_buf_lit(b, "<p class=\"about\">");
            posts_buf_html(b, view->config->description);
            posts_buf_lit(b, "</p>\n");
        }

        posts_buf_lit(b, "</header>\n<main class=\"list\">\n");

    } else {
        posts_page_home(b, view);
        posts_buf_lit(b, "<main class=\"list\">\n<h1>");
        posts_buf_html(b, name);
        posts_buf_lit(b, "</h1>\n");
    }

    for (i = 0; i < n; i++) {
        rc = posts_page_item(b, &docs[i], view, scratch, error);
        if (rc != POSTS_OK) {
            return rc;
        }
    }

    posts_page_pages(b, list, view);
    posts_buf_lit(b, "</main>\n");
    posts_page_close(b, view);

    return posts_page_end(b, error);
}


void
posts_page_problem(posts_buf_t *b, posts_str_t prefix, unsigned status,
    posts_str_t title, posts_str_t html)
{
    posts_page_open(b, posts_str("en"), title, posts_str(""));
    posts_page_body(b);

    posts_buf_lit(b, "<main>\n<h1>");
    posts_buf_int(b, status);
    posts_buf_lit(b, " ");
    posts_buf_html(b, title);
    posts_buf_lit(b, "</h1>\n");
    posts_buf_add(b, html);
    posts_buf_lit(b, "<p><a href=\"");
    posts_href_html(b, prefix, posts_str("/"));
    posts_buf_lit(b, "\">Home</a></p>\n</main>\n</body>\n</html>\n");
}


/* The language, and a direction that is not that of the text around it. */

static void
posts_page_language(posts_buf_t *b, posts_str_t lang, posts_str_t around)
{
    posts_buf_lit(b, " lang=\"");
    posts_buf_html(b, lang);
    posts_buf_lit(b, "\"");

    if (posts_page_leftward(lang) != posts_page_leftward(around)) {
        posts_buf_lit(b, " dir=\"");
        posts_buf_add(b, posts_page_leftward(lang) ? posts_str("rtl")
                                                   : posts_str("ltr"));
        posts_buf_lit(b, "\"");
    }
}


static int
posts_page_leftward(posts_str_t lang)
{
    ssize_t             region;
    const posts_str_t  *rtl;

    region = posts_str_chr(lang, '-');

    if (region != -1) {
        lang.len = (size_t) region;
    }

    for (rtl = posts_page_rtl; rtl->len != 0; rtl++) {
        if (posts_str_caseeq(lang, *rtl)) {
            return 1;
        }
    }

    return 0;
}


/* Up to what differs from page to page in the head. */

static void
posts_page_open(posts_buf_t *b, posts_str_t lang, posts_str_t title,
    posts_str_t site)
{
    posts_buf_lit(b, "<!DOCTYPE html>\n<html");
    posts_page_language(b, lang, posts_str("en"));
    posts_buf_lit(b, ">\n<head>\n<meta charset=\"utf-8\">\n"
                  "<meta name=\"viewport\" content=\"width=device-width, "
                  "initial-scale=1\">\n<title>");
    posts_buf_html(b, title);

    if (site.len != 0 && !posts_str_eq(site, title)) {

        if (title.len != 0) {
            posts_buf_lit(b, " — ");
        }

        posts_buf_html(b, site);
    }

    posts_buf_lit(b, "</title>\n");
}


static void
posts_page_body(posts_buf_t *b)
{
    posts_buf_lit(b, "<style>\n");
    posts_buf_add(b, posts_style);
    posts_buf_lit(b, "</style>\n</head>\n<body>\n");
}


/* The other representations, for a reader too. */

static void
posts_page_close(posts_buf_t *b, const posts_view_t *view)
{
    size_t           n;
    posts_format_e   f;

    /* ORDER posts_format_e */

    static const posts_str_t  names[] = {
        posts_string("HTML"),
        posts_string("JSON"),
        posts_string("Markdown")
    };

    n = 0;

    for (f = POSTS_FORMAT_HTML + 1; f < POSTS_FORMAT_NONE; f++) {

        if (!(view->offered & posts_format_bit(f))) {
            continue;
        }

        if (n++ == 0) {
            posts_buf_lit(b, "<footer>\n<p>");

        } else {
            posts_buf_lit(b, POSTS_PAGE_DOT);
        }

        posts_buf_lit(b, "<a");
        posts_page_twin(b, f, view);
        posts_buf_add(b, names[f]);
        posts_buf_lit(b, "</a>");
    }

    if (n != 0) {
        posts_buf_lit(b, "</p>\n</footer>\n");
    }

    posts_buf_lit(b, "</body>\n</html>\n");
}


static void
posts_page_links(posts_buf_t *b, const posts_view_t *view)
{
    posts_format_e  f;

    if (view->config->url.len != 0) {
        posts_buf_lit(b, "<link rel=\"canonical\" href=\"");
        posts_href_canonical(b, view->config, view->options->prefix,
                             view->url);
        posts_buf_lit(b, "\">\n");
    }

    for (f = POSTS_FORMAT_HTML + 1; f < POSTS_FORMAT_NONE; f++) {

        if (!(view->offered & posts_format_bit(f))) {
            continue;
        }

        posts_buf_lit(b, "<link");
        posts_page_twin(b, f, view);
        posts_buf_lit(b, "\n");
    }
}


/* The rest of a tag that refers to another representation. */

static void
posts_page_twin(posts_buf_t *b, posts_format_e format,
    const posts_view_t *view)
{
    size_t  from;

    posts_buf_lit(b, " rel=\"alternate\" type=\"");
    posts_buf_add(b, posts_formats[format].type);
    posts_buf_lit(b, "\" href=\"");

    from = b->len;
    posts_twin_url(b, view->href, format);
    posts_href_escape(b, from);

    posts_buf_lit(b, "\">");
}


static void
posts_page_about(posts_buf_t *b, posts_str_t name, posts_value_t text)
{
    posts_str_t  s;

    s = posts_value_string(text);

    if (s.len == 0) {
        return;
    }

    posts_buf_lit(b, "<meta name=\"");
    posts_buf_add(b, name);
    posts_buf_lit(b, "\" content=\"");
    posts_buf_html(b, s);
    posts_buf_lit(b, "\">\n");
}


static void
posts_page_relation(posts_buf_t *b, posts_str_t relation, posts_str_t url,
    const posts_view_t *view)
{
    posts_buf_lit(b, "<link rel=\"");
    posts_buf_add(b, relation);
    posts_buf_lit(b, "\" href=\"");
    posts_href_html(b, view->options->prefix, url);
    posts_buf_lit(b, "\">\n");
}


static void
posts_page_home(posts_buf_t *b, const posts_view_t *view)
{
    posts_buf_lit(b, "<header>\n<p class=\"home\"><a href=\"");
    posts_href_html(b, view->options->prefix, posts_str("/"));
    posts_buf_lit(b, "\">");
    posts_buf_html(b, posts_page_site(view->config));
    posts_buf_lit(b, "</a></p>\n</header>\n");
}


static void
posts_page_meta(posts_buf_t *b, const posts_article_t *article,
    const posts_view_t *view)
{
    int           dated;
    posts_str_t   author;
    posts_time_t  date;

    dated = posts_article_date(article, view, &date);
    author = posts_article_author(article, view);

    if (article->document->type == POSTS_DOCUMENT_PAGE && !dated) {
        return;
    }

    posts_buf_lit(b, "<p class=\"meta\">");

    if (article->document->type == POSTS_DOCUMENT_DRAFT) {
        posts_buf_lit(b, "<strong class=\"draft\">Draft</strong>"
                      POSTS_PAGE_DOT);
    }

    posts_page_time(b, date);

    if (author.len != 0) {
        posts_buf_lit(b, POSTS_PAGE_DOT);
        posts_buf_html(b, author);
    }

    posts_buf_lit(b, "</p>\n");
}


/* The day, which every language understands in this form. */

static void
posts_page_time(posts_buf_t *b, posts_time_t t)
{
    size_t       from, to;
    ssize_t      day;
    posts_str_t  text;

    posts_buf_lit(b, "<time datetime=\"");

    from = b->len;
    posts_time_xmlschema(b, t);
    to = b->len;

    posts_buf_lit(b, "\">");

    if (b->rc != POSTS_OK || posts_buf_reserve(b, to - from) != POSTS_OK) {
        return;
    }

    /* there is room for it: the text does not move while it is copied */

    text = posts_str_from(b->data + from, to - from);
    day = posts_str_chr(text, 'T');

    if (day != -1) {
        posts_buf_add(b, posts_str_slice(text, 0, (size_t) day));
    }

    posts_buf_lit(b, "</time>");
}


static void
posts_page_terms(posts_buf_t *b, const posts_article_t *article,
    const posts_view_t *view)
{
    size_t  n;

    if (article->document->type == POSTS_DOCUMENT_PAGE) {

        /* a page is in no list */

        return;
    }

    n = posts_page_kind(b, POSTS_LIST_CATEGORY, article->document->categories,
                        0, view);
    n = posts_page_kind(b, POSTS_LIST_TAG, article->document->tags, n, view);

    if (n != 0) {
        posts_buf_lit(b, "</ul>\n");
    }
}


static size_t
posts_page_kind(posts_buf_t *b, posts_list_e kind, posts_value_t names,
    size_t before, const posts_view_t *view)
{
    size_t       i, n;
    posts_str_t  name;
    posts_buf_t  slug, url;

    n = posts_value_len(names);

    if (names.type != POSTS_ARRAY) {
        return before;
    }

    for (i = 0; i < n && b->rc == POSTS_OK; i++) {
        name = posts_value_string(posts_value_at(names, i));

        posts_buf_init(&slug, view->arena, 0);
        posts_slug_term(&slug, name);

        if (slug.rc != POSTS_OK) {
            b->rc = slug.rc;
        }

        if (slug.len == 0) {

            /* has no list that a URL could name */

            continue;
        }

        posts_buf_init(&url, view->arena, 0);
        posts_listing_term(&url, kind, posts_buf_str(&slug));

        if (url.rc != POSTS_OK) {
            b->rc = url.rc;
        }

        if (before++ == 0) {
            posts_buf_lit(b, "<ul class=\"terms\">\n");
        }

        posts_buf_lit(b, "<li><a rel=\"tag\" href=\"");
        posts_href_html(b, view->options->prefix, posts_buf_str(&url));
        posts_buf_lit(b, "\">");

        if (kind == POSTS_LIST_TAG) {
            posts_buf_lit(b, "#");
        }

        posts_buf_html(b, name);
        posts_buf_lit(b, "</a></li>\n");
    }

    return before;
}


static void
posts_page_near(posts_buf_t *b, const posts_article_t *article,
    const posts_view_t *view)
{
    if (!article->has_previous && !article->has_next) {
        return;
    }

    posts_buf_lit(b, "<nav class=\"near\">\n");

    if (article->has_previous) {
        posts_buf_lit(b, "<a rel=\"prev\" href=\"");
        posts_href_html(b, view->options->prefix, article->previous.url);
        posts_buf_lit(b, "\">← ");
        posts_buf_html(b, posts_page_label(&article->previous));
        posts_buf_lit(b, "</a>\n");
    }

    if (article->has_next) {
        posts_buf_lit(b, "<a rel=\"next\" href=\"");
        posts_href_html(b, view->options->prefix, article->next.url);
        posts_buf_lit(b, "\">");
        posts_buf_html(b, posts_page_label(&article->next));
        posts_buf_lit(b, " →</a>\n");
    }

    posts_buf_lit(b, "</nav>\n");
}


static posts_rc_t
posts_page_item(posts_buf_t *b, const posts_document_t *doc,
    posts_view_t *view, posts_arena_t *scratch, posts_error_t *error)
{
    posts_rc_t     rc;
    posts_str_t    lang, summary;
    posts_article_t  article;

    /* a list shows no neighbours: no need to ask for them */

    rc = posts_article_init(&article, view, doc, 0, error);
    if (rc != POSTS_OK) {
        return rc;
    }

    lang = posts_page_lang(&article, view);

    posts_buf_lit(b, "<article");

    if (!posts_str_eq(lang, view->config->lang)) {
        posts_page_language(b, lang, view->config->lang);
    }

    posts_buf_lit(b, ">\n<h2><a href=\"");
    posts_href_html(b, view->options->prefix, doc->url);
    posts_buf_lit(b, "\">");
    posts_buf_html(b, posts_page_label(doc));
    posts_buf_lit(b, "</a></h2>\n");

    posts_page_meta(b, &article, view);

    summary = posts_article_summary(&article, view, scratch);

    if (summary.len != 0) {
        posts_buf_lit(b, "<div class=\"text\">\n");
        posts_balance(b, summary);
        posts_buf_lit(b, "</div>\n");
    }

    posts_buf_lit(b, "</article>\n");

    return POSTS_OK;
}


static posts_str_t
posts_page_name(posts_buf_t *b, const posts_listing_t *list,
    const posts_view_t *view)
{
    posts_buf_t  name;

    if (list->kind == POSTS_LIST_ALL) {
        return posts_page_site(view->config);
    }

    if (list->kind == POSTS_LIST_CATEGORY) {
        return list->term.name;
    }

    posts_buf_init(&name, view->arena, 0);
    posts_buf_lit(&name, "#");
    posts_buf_add(&name, list->term.name);

    if (name.rc != POSTS_OK) {
        b->rc = name.rc;
    }

    return posts_buf_str(&name);
}


static void
posts_page_pages(posts_buf_t *b, const posts_listing_t *list,
    const posts_view_t *view)
{
    if (list->pages == 1) {
        return;
    }

    posts_buf_lit(b, "<nav class=\"pages\">\n");

    if (list->page > 1) {
        posts_buf_lit(b, "<a rel=\"prev\" href=\"");
        posts_href_html(b, view->options->prefix,
                        posts_page_url(b, list, list->page - 1, view));
        posts_buf_lit(b, "\">← ");
        posts_buf_int(b, (int64_t) list->page - 1);
        posts_buf_lit(b, "</a>\n");
    }

    posts_buf_lit(b, "<span>");
    posts_buf_int(b, (int64_t) list->page);
    posts_buf_lit(b, " / ");
    posts_buf_int(b, (int64_t) list->pages);
    posts_buf_lit(b, "</span>\n");

    if (list->page < list->pages) {
        posts_buf_lit(b, "<a rel=\"next\" href=\"");
        posts_href_html(b, view->options->prefix,
                        posts_page_url(b, list, list->page + 1, view));
        posts_buf_lit(b, "\">");
        posts_buf_int(b, (int64_t) list->page + 1);
        posts_buf_lit(b, " →</a>\n");
    }

    posts_buf_lit(b, "</nav>\n");
}


/* Without memory the page's own buffer fails. */

static posts_str_t
posts_page_url(posts_buf_t *b, const posts_listing_t *list, size_t page,
    const posts_view_t *view)
{
    posts_buf_t  url;

    posts_buf_init(&url, view->arena, 0);
    posts_listing_url(&url, list, page);

    if (url.rc != POSTS_OK) {
        b->rc = url.rc;
    }

    return posts_buf_str(&url);
}


static posts_str_t
posts_page_site(const posts_config_t *config)
{
    return config->title.len != 0 ? config->title
                                  : posts_str(POSTS_PAGE_UNTITLED);
}


/* What a link to a document says. */

static posts_str_t
posts_page_label(const posts_document_t *doc)
{
    return doc->title.len != 0 ? doc->title : doc->url;
}


static posts_str_t
posts_page_lang(const posts_article_t *article, const posts_view_t *view)
{
    posts_str_t  lang;

    lang = posts_value_string(posts_value_get(article->document->data,
                                              posts_str("lang")));

    return lang.len != 0 ? lang : view->config->lang;
}


static int
posts_page_bare(const posts_article_t *article)
{
    posts_str_t    text;
    posts_value_t  layout;

    if (!posts_media_html(article->document->output_ext)) {
        return 1;
    }

    if (posts_value_find(article->document->data, posts_str("layout"),
                         &layout)
        && (!posts_value_true(layout)
            || posts_str_eq(posts_value_string(layout), posts_str("none"))))
    {
        return 1;
    }

    text = posts_page_start(article->content);

    return !article->document->markdown
           && (posts_str_caseeq(posts_str_slice(text, 0, 9),
                                posts_str("<!doctype"))
               || posts_str_caseeq(posts_str_slice(text, 0, 5),
                                   posts_str("<html")));
}


/* The content has the document's title as its own first heading. */

static int
posts_page_headed(const posts_article_t *article)
{
    posts_str_t  text;

    text = posts_page_start(article->content);

    return (article->document->markdown
            && posts_str_starts(text, posts_str("# ")))
           || posts_str_caseeq(posts_str_slice(text, 0, 3),
                               posts_str("<h1"));
}


/* From the first byte that is not white space. */

static posts_str_t
posts_page_start(posts_str_t text)
{
    size_t  i;

    for (i = 0; i < text.len; i++) {
        if (text.data[i] != ' '
            && (text.data[i] < '\t' || text.data[i] > '\r'))
        {
            break;
        }
    }

    return posts_str_slice(text, i, text.len);
}


static posts_rc_t
posts_page_end(const posts_buf_t *b, posts_error_t *error)
{
    if (b->rc == POSTS_OK) {
        return POSTS_OK;
    }

    return posts_error_set(error, b->rc, 0, 0,
                           "the output is larger than the limit \"output\" "
                           "or \"memory\"");
}
