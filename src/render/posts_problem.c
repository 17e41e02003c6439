
/*
 * Copyright (C) the authors of this project
 */


#include "posts_href.h"
#include "posts_json.h"
#include "posts_page.h"
#include "posts_problem.h"
#include "posts_twin.h"


typedef struct {
    posts_str_t                    title;
    posts_str_t                    detail;
    posts_str_t                    path;      /* as asked for, decoded */
    posts_str_t                    prefix;
    unsigned                       status;
    const posts_str_t             *alternatives;
    posts_arena_t                 *arena;
} posts_problem_t;


typedef struct {
    unsigned     status;
    posts_str_t  title;
} posts_problem_title_t;


typedef void (*posts_problem_pt)(posts_buf_t *b, const posts_problem_t *p);


static posts_str_t posts_problem_title(unsigned status);
static void posts_problem_html(posts_buf_t *b, const posts_problem_t *p);
static void posts_problem_json(posts_buf_t *b, const posts_problem_t *p);
static void posts_problem_markdown(posts_buf_t *b,
    const posts_problem_t *p);


/* RFC 9110, 15; the last one is for all that is not named. */

static const posts_problem_title_t  posts_problem_titles[] = {
    { 400, posts_string("Bad Request") },
    { 401, posts_string("Unauthorized") },
    { 403, posts_string("Forbidden") },
    { 404, posts_string("Not Found") },
    { 405, posts_string("Method Not Allowed") },
    { 406, posts_string("Not Acceptable") },
    { 410, posts_string("Gone") },
    { 413, posts_string("Content Too Large") },
    { 414, posts_string("URI Too Long") },
    { 416, posts_string("Range Not Satisfiable") },
    { 429, posts_string("Too Many Requests") },
    { 500, posts_string("Internal Server Error") },
    { 502, posts_string("Bad Gateway") },
    { 503, posts_string("Service Unavailable") },
    { 504, posts_string("Gateway Timeout") },
    { 0, posts_string("Error") }
};


/* ORDER posts_format_e */

static const posts_problem_pt  posts_problem_writers[] = {
    posts_problem_html,
    posts_problem_json,
    posts_problem_markdown
};


posts_rc_t
posts_render_error(posts_answer_t *answer, posts_arena_t *arena,
    const posts_render_options_t *options, const posts_request_t *request,
    unsigned status, posts_str_t detail)
{
    return posts_problem(answer, arena, options, request, status, detail,
                         NULL);
}


posts_rc_t
posts_problem(posts_answer_t *answer, posts_arena_t *arena,
    const posts_render_options_t *options, const posts_request_t *request,
    unsigned status, posts_str_t detail,
    const posts_str_t alternatives[POSTS_FORMAT_NONE])
{
    posts_buf_t      b;
    posts_format_e   format;
    posts_problem_t  p;

    format = posts_problem_format(request);

    p.title = posts_problem_title(status);
    p.detail = detail;
    p.path = request->path;
    p.prefix = options->prefix;
    p.status = status;
    p.alternatives = alternatives;
    p.arena = arena;

    posts_buf_init(&b, arena, 0);
    posts_problem_writers[format](&b, &p);

    memset(answer, 0, sizeof(posts_answer_t));

    answer->kind = POSTS_ANSWER_BODY;
    answer->format = format;
    answer->offered = posts_format_bit(POSTS_FORMAT_NONE) - 1;
    answer->negotiated = 1;
    answer->resource = posts_str("error");
    answer->content_type = (format == POSTS_FORMAT_JSON)
                           ? posts_str("application/problem+json")
                           : posts_formats[format].content_type;

    posts_deps_init(&answer->deps, arena);

    if (b.rc != POSTS_OK) {
        return b.rc;
    }

    answer->status = status;
    answer->body = posts_buf_str(&b);

    return POSTS_OK;
}


/*
 * What the Accept field asks for: there is nothing here that the suffix could
 * be a name of, and who follows a broken link to "/x.md" wants a page.  The
 * suffix decides where the field does not: it goes before all else of equal
 * quality, and where nothing is acceptable.
 */

posts_format_e
posts_problem_format(const posts_request_t *request)
{
    size_t          i, n;
    posts_str_t     base, types[POSTS_FORMAT_NONE + 1];
    posts_format_e  f, suffix, formats[POSTS_FORMAT_NONE + 1];

    suffix = posts_twin_format(request->path, (unsigned) -1, &base);
    suffix = (suffix == POSTS_FORMAT_NONE) ? POSTS_FORMAT_HTML : suffix;

    n = 0;

    for (i = 0; i <= POSTS_FORMAT_NONE; i++) {

        /* the suffix's first, then all in the server's order */

        f = (i == 0) ? suffix : (posts_format_e) (i - 1);

        if (i != 0 && f == suffix) {
            continue;
        }

        formats[n] = f;
        types[n++] = posts_formats[f].type;

        if (f == POSTS_FORMAT_JSON) {
            formats[n] = f;
            types[n++] = posts_str("application/problem+json");
        }
    }

    i = posts_accept_choose(request->accept, types, n);

    return i < n ? formats[i] : suffix;
}


static posts_str_t
posts_problem_title(unsigned status)
{
    const posts_problem_title_t  *t;

    for (t = posts_problem_titles; t->status != 0; t++) {
        if (t->status == status) {
            break;
        }
    }

    return t->title;
}


static void
posts_problem_html(posts_buf_t *b, const posts_problem_t *p)
{
    posts_buf_t     html;
    posts_format_e  f;

    posts_buf_init(&html, p->arena, 0);

    if (p->detail.len != 0) {
        posts_buf_lit(&html, "<p>");
        posts_buf_html(&html, p->detail);
        posts_buf_lit(&html, "</p>\n");
    }

    if (p->alternatives != NULL) {
        posts_buf_lit(&html, "<ul>\n");

        for (f = POSTS_FORMAT_HTML; f < POSTS_FORMAT_NONE; f++) {

            if (p->alternatives[f].len == 0) {
                continue;
            }

            posts_buf_lit(&html, "<li><a type=\"");
            posts_buf_html(&html, posts_formats[f].type);
            posts_buf_lit(&html, "\" href=\"");
            posts_buf_html(&html, p->alternatives[f]);
            posts_buf_lit(&html, "\">");
            posts_buf_html(&html, posts_formats[f].type);
            posts_buf_lit(&html, "</a></li>\n");
        }

        posts_buf_lit(&html, "</ul>\n");
    }

    posts_page_problem(b, p->prefix, p->status, p->title,
                       posts_buf_str(&html));

    if (html.rc != POSTS_OK) {
        b->rc = html.rc;
    }
}


static void
posts_problem_json(posts_buf_t *b, const posts_problem_t *p)
{
    size_t          n;
    posts_format_e  f;

    posts_buf_lit(b, "{\"type\":\"about:blank\",\"title\":");
    posts_json_string(b, p->title);
    posts_buf_lit(b, ",\"status\":");
    posts_buf_int(b, p->status);

    if (p->detail.len != 0) {
        posts_buf_lit(b, ",\"detail\":");
        posts_json_string(b, p->detail);
    }

    posts_buf_lit(b, ",\"instance\":\"");
    posts_href(b, p->prefix, p->path);
    posts_buf_lit(b, "\"");

    if (p->alternatives != NULL) {
        posts_buf_lit(b, ",\"alternatives\":[");
        n = 0;

        for (f = POSTS_FORMAT_HTML; f < POSTS_FORMAT_NONE; f++) {

            if (p->alternatives[f].len == 0) {
                continue;
            }

            if (n++ != 0) {
                posts_buf_lit(b, ",");
            }

            posts_buf_lit(b, "{\"type\":");
            posts_json_string(b, posts_formats[f].type);
            posts_buf_lit(b, ",\"url\":");
            posts_json_string(b, p->alternatives[f]);
            posts_buf_lit(b, "}");
        }

        posts_buf_lit(b, "]");
    }

    posts_buf_lit(b, "}\n");
}


static void
posts_problem_markdown(posts_buf_t *b, const posts_problem_t *p)
{
    posts_format_e  f;

    posts_buf_lit(b, "# ");
    posts_buf_int(b, p->status);
    posts_buf_lit(b, " ");
    posts_buf_add(b, p->title);
    posts_buf_lit(b, "\n");

    if (p->detail.len != 0) {
        posts_buf_lit(b, "\n");
        posts_buf_add(b, p->detail);
        posts_buf_lit(b, "\n");
    }

    if (p->alternatives == NULL) {
        return;
    }

    posts_buf_lit(b, "\n");

    for (f = POSTS_FORMAT_HTML; f < POSTS_FORMAT_NONE; f++) {

        if (p->alternatives[f].len != 0) {
            posts_buf_lit(b, "- [");
            posts_buf_add(b, posts_formats[f].type);
            posts_buf_lit(b, "](<");
            posts_buf_add(b, p->alternatives[f]);
            posts_buf_lit(b, ">)\n");
        }
    }
}
