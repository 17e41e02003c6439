
/*
 * Copyright (C) the ngx_http_posts_module authors
 *
 * The built-in page, from documents made by hand; and the references and the
 * style in it.
 */


#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif

#include <stdio.h>
#include <string.h>

#include "check.h"
#include "posts_href.h"
#include "posts_media.h"
#include "posts_page.h"
#include "posts_style.h"
#include "posts_twin.h"


typedef struct {
    posts_arena_t           *arena;
    posts_limits_t           limits;
    posts_config_t           config;
    posts_render_options_t   options;
    posts_document_t         document;
    posts_article_t          article;
    posts_view_t             view;
    posts_error_t            error;
} page_t;


static void page_init(page_t *p, posts_arena_t *arena);
static void page_set(page_t *p, const char *key, posts_value_t value);
static posts_str_t page_make(page_t *p);
static int page_has(posts_str_t text, const char *part);
static void page_documents(posts_arena_t *arena);
static void page_hrefs(posts_arena_t *arena);
static void page_twins(posts_arena_t *arena);
static void page_media(void);


int
main(void)
{
    posts_arena_t  *arena;

    arena = posts_arena_create(4 * 1024 * 1024);

    page_documents(arena);
    page_hrefs(arena);
    page_twins(arena);
    page_media();

    /* as a <style> element's text it must not end it */

    CHECK_INT(posts_str_chr(posts_style, '<'), -1);
    CHECK_INT(posts_str_chr(posts_style, '&'), -1);
    CHECK(posts_style.len < 6000);

    posts_arena_destroy(arena);

    return CHECK_END("page");
}


static void
page_documents(posts_arena_t *arena)
{
    page_t       p;
    posts_str_t  html;

    page_init(&p, arena);
    html = page_make(&p);

    CHECK(page_has(html, "<html lang=\"en\">"));
    CHECK(page_has(html, "<title>Title — Posts</title>"));
    CHECK(page_has(html, "<a href=\"/\">Posts</a>"));
    CHECK(page_has(html, "<h1>Title</h1>"));
    CHECK(page_has(html, "<p>text</p>"));
    CHECK(!page_has(html, "<time"));
    CHECK(!page_has(html, "<nav"));
    CHECK(!page_has(html, "canonical"));
    CHECK(!page_has(html, "class=\"terms\""));

    /* languages */

    page_init(&p, arena);
    page_set(&p, "lang", posts_value_str(posts_str("ar-EG")));
    CHECK(page_has(page_make(&p), "<html lang=\"ar-EG\" dir=\"rtl\">"));

    page_init(&p, arena);
    page_set(&p, "lang", posts_value_str(posts_str("\"><script>")));
    CHECK(page_has(page_make(&p), "<html lang=\"&quot;&gt;&lt;script&gt;\">"));

    page_init(&p, arena);
    p.config.lang = posts_str("zh-CN");
    CHECK(page_has(page_make(&p), "<html lang=\"zh-CN\">"));

    /* a heading of its own */

    page_init(&p, arena);
    p.article.content = posts_str("\n# Own\n");
    html = page_make(&p);
    CHECK(page_has(html, "<h1 id=\"own\">Own</h1>"));
    CHECK(!page_has(html, "<h1>Title"));

    page_init(&p, arena);
    p.article.content = posts_str("#hash\n");
    CHECK(page_has(page_make(&p), "<h1>Title"));

    /* no title at all */

    page_init(&p, arena);
    p.document.title = posts_str("");
    html = page_make(&p);
    CHECK(page_has(html, "<title>Posts</title>"));
    CHECK(!page_has(html, "<h1>"));

    p.document.type = POSTS_DOCUMENT_POST;
    p.article.next = p.document;
    p.article.has_next = 1;
    CHECK(page_has(page_make(&p), "href=\"/x.html\">/x.html →</a>"));

    /* a draft, a post */

    page_init(&p, arena);
    p.document.type = POSTS_DOCUMENT_DRAFT;
    html = page_make(&p);
    CHECK(page_has(html, "<strong class=\"draft\">Draft</strong>"));
    CHECK(page_has(html, "<time datetime=\"1970-01-01T00:00:00+00:00\">"
                         "1970-01-01</time>"));

    /* the author, of the site or of the post */

    p.config.author = posts_str("A & B");
    html = page_make(&p);
    CHECK(page_has(html, "<meta name=\"author\" content=\"A &amp; B\">"));
    CHECK(page_has(html, "</span> A &amp; B</p>"));

    page_set(&p, "author", posts_value_str(posts_str("C")));
    CHECK(page_has(page_make(&p), "content=\"C\""));

    /* no layout is wanted */

    page_init(&p, arena);
    page_set(&p, "layout", posts_value_nil());
    CHECK_STR(page_make(&p), "<p>text</p>\n");

    page_init(&p, arena);
    page_set(&p, "layout", posts_value_str(posts_str("none")));
    CHECK_STR(page_make(&p), "<p>text</p>\n");

    page_init(&p, arena);
    page_set(&p, "layout", posts_value_str(posts_str("post")));
    CHECK(page_has(page_make(&p), "<title>"));

    page_init(&p, arena);
    p.document.markdown = 0;
    p.article.content = posts_str(" <!DocType html><p>x");
    CHECK_STR(page_make(&p), " <!DocType html><p>x");

    p.article.content = posts_str("<HTML><p>x");
    CHECK_STR(page_make(&p), "<HTML><p>x");

    p.article.content = posts_str("<p>x");
    CHECK(page_has(page_make(&p), "<title>"));

    /* what is in a URL is no markup */

    page_init(&p, arena);
    p.view.offered = 7;
    p.view.url = posts_str("/a\"b<c>&'d.html");
    p.options.prefix = posts_str("/\"p");
    html = page_make(&p);
    CHECK(page_has(html, "href=\"/%22p/a%22b%3Cc%3E&amp;&#39;d.json\""));
    CHECK(!page_has(html, "b<c>"));

    /* a heading in a raw title */

    page_init(&p, arena);
    p.document.title = posts_str("</title><script>");
    html = page_make(&p);
    CHECK(!page_has(html, "<script>"));
}


static void
page_init(page_t *p, posts_arena_t *arena)
{
    posts_arena_reset(arena, 65536);
    memset(p, 0, sizeof(page_t));

    posts_limits_default(&p->limits);

    p->arena = arena;
    p->config.lang = posts_str("en");
    p->config.timezone = &posts_timezone_utc;
    p->config.excerpt_separator = posts_str("\n\n");

    p->options.formats = 7;
    p->options.limits = &p->limits;

    p->document.type = POSTS_DOCUMENT_PAGE;
    p->document.title = posts_str("Title");
    p->document.url = posts_str("/x.html");
    p->document.path = posts_str("x.md");
    p->document.output_ext = posts_str(".html");
    p->document.markdown = 1;
    p->document.data = posts_value_map(posts_map_create(arena, 4));

    p->article.document = &p->document;
    p->article.content = posts_str("text\n");

    p->view.arena = arena;
    p->view.config = &p->config;
    p->view.options = &p->options;
    p->view.markdown.dialect = POSTS_MARKDOWN_GFM;
    p->view.markdown.raw_html = 1;
    p->view.markdown.header_ids = 1;
    p->view.url = p->document.url;
    p->view.error = &p->error;
}


static void
page_set(page_t *p, const char *key, posts_value_t value)
{
    CHECK_INT(posts_map_set(p->document.data.u.map, posts_str_c(key), value),
              POSTS_OK);
}


static posts_str_t
page_make(page_t *p)
{
    posts_buf_t  b, href;

    posts_buf_init(&href, p->arena, 0);
    posts_href(&href, p->options.prefix, p->view.url);

    p->view.href = posts_buf_str(&href);

    posts_buf_init(&b, p->arena, 0);

    CHECK_INT(posts_page_document(&b, &p->article, &p->view, &p->error),
              POSTS_OK);

    return posts_buf_str(&b);
}


static int
page_has(posts_str_t text, const char *part)
{
    return memmem(text.data, text.len, part, strlen(part)) != NULL;
}


static void
page_hrefs(posts_arena_t *arena)
{
    posts_buf_t     b;
    posts_config_t  config;

    memset(&config, 0, sizeof(posts_config_t));

    posts_buf_init(&b, arena, 0);
    posts_href(&b, posts_str("/a b"), posts_str("/\xc3\xa4 & 'c'?#%"));
    CHECK_STR(posts_buf_str(&b), "/a%20b/%C3%A4%20&%20'c'%3F%23%25");

    b.len = 0;
    posts_href_html(&b, posts_str("/&"), posts_str("/'x"));
    CHECK_STR(posts_buf_str(&b), "/&amp;/&#39;x");

    b.len = 0;
    posts_href_canonical(&b, &config, posts_str("/p"), posts_str("/x"));
    CHECK_STR(posts_buf_str(&b), "");

    config.url = posts_str("https://h\"");
    posts_href_canonical(&b, &config, posts_str("/p"), posts_str("/x"));
    CHECK_STR(posts_buf_str(&b), "https://h&quot;/p/x");

    b.len = 0;
    config.baseurl = posts_str("/base");
    posts_href_canonical(&b, &config, posts_str("/p"), posts_str("/x"));
    CHECK_STR(posts_buf_str(&b), "https://h&quot;/base/x");
}


static void
page_twins(posts_arena_t *arena)
{
    size_t       i;
    posts_buf_t  b;
    posts_str_t  base;

    static const char *const  cases[][3] = {
        { "/x.html", "/x.json", "/x.md" },
        { "/x.htm", "/x.htm.json", "/x.htm.md" },
        { "/x", "/x.json", "/x.md" },
        { "/x/", "/x/index.json", "/x/index.md" },
        { "/", "/index.json", "/index.md" },
        { "/index.html", "/index.json", "/index.md" }
    };

    for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        posts_buf_init(&b, arena, 0);
        posts_twin_url(&b, posts_str_c(cases[i][0]), POSTS_FORMAT_JSON);
        CHECK_STR_EQ(posts_buf_str(&b), posts_str_c(cases[i][1]));

        CHECK_INT(posts_twin_format(posts_buf_str(&b), 7, &base),
                  POSTS_FORMAT_JSON);

        b.len = 0;
        posts_twin_url(&b, posts_str_c(cases[i][0]), POSTS_FORMAT_MARKDOWN);
        CHECK_STR_EQ(posts_buf_str(&b), posts_str_c(cases[i][2]));

        b.len = 0;
        posts_twin_url(&b, posts_str_c(cases[i][0]), POSTS_FORMAT_HTML);
        CHECK_STR_EQ(posts_buf_str(&b), posts_str_c(cases[i][0]));
    }

    CHECK_INT(posts_twin_format(posts_str("/x.md"), 7, &base),
              POSTS_FORMAT_MARKDOWN);
    CHECK_STR(base, "/x");
    CHECK_INT(posts_twin_format(posts_str("/x.md"), 3, &base),
              POSTS_FORMAT_NONE);
    CHECK_INT(posts_twin_format(posts_str("/.md"), 7, &base),
              POSTS_FORMAT_NONE);
    CHECK_INT(posts_twin_format(posts_str(".md"), 7, &base),
              POSTS_FORMAT_NONE);
    CHECK_INT(posts_twin_format(posts_str("/x.html"), 7, &base),
              POSTS_FORMAT_NONE);
}


static void
page_media(void)
{
    CHECK_STR(posts_media_ext(posts_str("/a.b/c")), "");
    CHECK_STR(posts_media_ext(posts_str("/a/c.tar.gz")), ".gz");
    CHECK_STR(posts_media_ext(posts_str("/.x")), ".x");
    CHECK_STR(posts_media_type(posts_str(".XML")),
              "application/xml; charset=utf-8");
    CHECK_STR(posts_media_type(posts_str(".2")), "");
    CHECK_STR(posts_media_type(posts_str("")), "");
    CHECK(posts_media_html(posts_str(".HTML")));
    CHECK(posts_media_html(posts_str("")));
    CHECK(!posts_media_html(posts_str(".xhtml")));
}
