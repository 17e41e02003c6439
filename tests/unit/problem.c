
/*
 * Copyright (C) the ngx_http_posts_module authors
 */


#include <stdio.h>
#include <string.h>

#include "check.h"
#include "posts_json.h"
#include "posts_render.h"


typedef struct {
    const char  *path;
    const char  *accept;
    unsigned     status;
    const char  *detail;
    const char  *type;
    unsigned     negotiated;
    const char  *body;       /* of HTML: a part of it */
} problem_case_t;


static const problem_case_t  problem_cases[] = {

    { "/x", "application/json", 405, "Only GET \"and\" HEAD.",
      "application/problem+json", 1,
      "{\"type\":\"about:blank\",\"title\":\"Method Not Allowed\","
      "\"status\":405,\"detail\":\"Only GET \\\"and\\\" HEAD.\","
      "\"instance\":\"/a%20b/x\"}\n" },

    { "/x y\n\"", "application/json", 503, "",
      "application/problem+json", 1,
      "{\"type\":\"about:blank\",\"title\":\"Service Unavailable\","
      "\"status\":503,\"instance\":\"/a%20b/x%20y%0A%22\"}\n" },

    { "/x.json", "*/*", 418, "", "application/problem+json", 1,
      "{\"type\":\"about:blank\",\"title\":\"Error\",\"status\":418,"
      "\"instance\":\"/a%20b/x.json\"}\n" },

    { "/x", "application/*", 404, "", "application/problem+json", 1, NULL },
    { "/x", "application/problem+json", 404, "", "application/problem+json",
      1, NULL },
    { "/x", "application/json;q=0, application/problem+json", 404, "",
      "application/problem+json", 1, NULL },

    { "/x", "text/markdown", 500, "Try *later*.",
      "text/markdown; charset=utf-8", 1,
      "# 500 Internal Server Error\n\nTry *later*.\n" },
    { "/x.md", "", 404, "", "text/markdown; charset=utf-8", 1,
      "# 404 Not Found\n" },

    /* a suffix counts where the field says nothing */

    { "/x.md", "text/html,application/xhtml+xml,application/xml;q=0.9,"
      "image/avif,image/webp,*/*;q=0.8", 404, "",
      "text/html; charset=utf-8", 1, "<h1>404 Not Found</h1>" },
    { "/x.json", "text/html", 404, "", "text/html; charset=utf-8", 1, NULL },
    { "/x.md", "application/json, text/plain, */*", 404, "",
      "application/problem+json", 1, NULL },
    { "/x.md", "*/*", 404, "", "text/markdown; charset=utf-8", 1, NULL },
    { "/x.md", "text/*", 404, "", "text/markdown; charset=utf-8", 1, NULL },
    { "/x.json", "text/*", 404, "", "text/html; charset=utf-8", 1, NULL },
    { "/x.md", "text/html, text/markdown", 404, "",
      "text/markdown; charset=utf-8", 1, NULL },
    { "/x.md", "image/png", 404, "", "text/markdown; charset=utf-8", 1,
      NULL },
    { "/x.json", "text/html;q=0.1, */*", 404, "",
      "application/problem+json", 1, NULL },
    { "/x.json", "application/problem+json, text/html", 404, "",
      "application/problem+json", 1, NULL },

    { "/<x>", "", 404, "<b>&", "text/html; charset=utf-8", 1,
      "<h1>404 Not Found</h1>\n<p>&lt;b&gt;&amp;</p>\n"
      "<p><a href=\"/a%20b/\">Home</a></p>" },
    { "/x.png", "image/png", 404, "", "text/html; charset=utf-8", 1,
      "<h1>404 Not Found</h1>\n<p><a" },

    { NULL, NULL, 0, NULL, NULL, 0, NULL }
};


static int problem_has(posts_str_t text, const char *part);


int
main(void)
{
    int                      ok;
    size_t                   n, requests;
    posts_rc_t               rc;
    posts_value_t            value;
    posts_error_t            error;
    posts_arena_t           *arena;
    posts_limits_t           limits;
    posts_answer_t           answer;
    posts_request_t          request;
    const problem_case_t    *c;
    posts_render_options_t   options;

    posts_limits_default(&limits);
    memset(&options, 0, sizeof(posts_render_options_t));

    options.prefix = posts_str("/a b");
    options.limits = &limits;

    arena = posts_arena_create(1024 * 1024);

    for (c = problem_cases; c->path != NULL; c++) {

        request.path = posts_str_c(c->path);
        request.accept = posts_str_c(c->accept);
        requests = 1;

        for (n = 0; n <= requests; n++) {
            posts_arena_reset(arena, 65536);
            posts_arena_fail_at(arena, n);

            rc = posts_render_error(&answer, arena, &options, &request,
                                    c->status, posts_str_c(c->detail));

            if (n == 0) {
                requests = posts_arena_requests(arena);

            } else if (rc != POSTS_OK) {
                CHECK_INT(rc, POSTS_LIMIT);
                CHECK_INT(answer.status, 0);
                continue;
            }

            ok = CHECK_INT(rc, POSTS_OK);
            ok &= CHECK_INT(answer.status, c->status);
            ok &= CHECK_STR_EQ(answer.content_type, posts_str_c(c->type));
            ok &= CHECK_INT(answer.negotiated, c->negotiated);
            ok &= CHECK_INT(answer.cacheable, 0);
            ok &= CHECK_STR(answer.resource, "error");

            if (c->body != NULL && c->type[5] == 'h') {
                ok &= CHECK(problem_has(answer.body, c->body));

            } else if (c->body != NULL) {
                ok &= CHECK_STR_EQ(answer.body, posts_str_c(c->body));
            }

            if (n == 0 && c->type[0] == 'a') {
                posts_error_clear(&error);
                ok &= CHECK_INT(posts_json_parse(&value, arena, answer.body,
                                                 &limits, &error), POSTS_OK);
            }

            if (!ok) {
                printf("    path: %s, accept: %s\n%.*s\n", c->path,
                       c->accept, posts_str_arg(answer.body));
            }
        }
    }

    posts_arena_destroy(arena);

    return CHECK_END("problem");
}


static int
problem_has(posts_str_t text, const char *part)
{
    size_t  i, n;

    n = strlen(part);

    for (i = 0; i + n <= text.len; i++) {
        if (memcmp(text.data + i, part, n) == 0) {
            return 1;
        }
    }

    return 0;
}
