
/*
 * Copyright (C) the authors of this project
 *
 * Filters for URLs and their parts.  The site's own URL and base are those
 * of the host's variables, whatever a template has assigned to "site".
 */


#include "posts_liquid_filter.h"
#include "posts_uri.h"
#include "posts_utf8.h"


static posts_rc_t posts_liquid_url_encode(posts_liquid_context_t *lc,
    posts_value_t *v, const posts_liquid_args_t *args);
static posts_rc_t posts_liquid_url_decode(posts_liquid_context_t *lc,
    posts_value_t *v, const posts_liquid_args_t *args);
static posts_rc_t posts_liquid_cgi_escape(posts_liquid_context_t *lc,
    posts_value_t *v, const posts_liquid_args_t *args);
static posts_rc_t posts_liquid_uri_escape(posts_liquid_context_t *lc,
    posts_value_t *v, const posts_liquid_args_t *args);
static posts_rc_t posts_liquid_absolute_url(posts_liquid_context_t *lc,
    posts_value_t *v, const posts_liquid_args_t *args);
static posts_rc_t posts_liquid_relative_url(posts_liquid_context_t *lc,
    posts_value_t *v, const posts_liquid_args_t *args);
static posts_rc_t posts_liquid_strip_index(posts_liquid_context_t *lc,
    posts_value_t *v, const posts_liquid_args_t *args);

static posts_rc_t posts_liquid_form_encode(posts_liquid_context_t *lc,
    posts_value_t *v, posts_str_t text);
static int posts_liquid_hex_digit(u_char c);
static posts_rc_t posts_liquid_url_input(posts_liquid_context_t *lc,
    posts_value_t *v, posts_str_t *url, int *absolute);
static posts_rc_t posts_liquid_relative(posts_liquid_context_t *lc,
    posts_str_t url, posts_buf_t *b);
static int posts_liquid_is_plain_path(posts_str_t path);


const posts_liquid_filter_t  posts_liquid_url_filters[] = {

    { posts_string("url_encode"), posts_liquid_url_encode, 0, 0, 0 },
    { posts_string("url_decode"), posts_liquid_url_decode, 0, 0, 0 },
    { posts_string("cgi_escape"), posts_liquid_cgi_escape, 0, 0, 0 },
    { posts_string("uri_escape"), posts_liquid_uri_escape, 0, 0, 0 },
    { posts_string("absolute_url"), posts_liquid_absolute_url, 0, 0, 0 },
    { posts_string("relative_url"), posts_liquid_relative_url, 0, 0, 0 },
    { posts_string("strip_index"), posts_liquid_strip_index, 0, 0, 0 },

    { posts_null_string, NULL, 0, 0, 0 }
};


/* What a form leaves as it is: letters, digits, and - . _ ~ */

static const u_char  posts_liquid_form[256] = {
    ['a' ... 'z'] = 1, ['A' ... 'Z'] = 1, ['0' ... '9'] = 1,
    ['-'] = 1, ['.'] = 1, ['_'] = 1, ['~'] = 1
};


/* What no path is changed for, but for its dots. */

static const u_char  posts_liquid_path[256] = {
    ['a' ... 'z'] = 1, ['A' ... 'Z'] = 1, ['0' ... '9'] = 1,
    ['-'] = 1, ['.'] = 1, ['_'] = 1, ['~'] = 1, ['/'] = 1,
    ['!'] = 1, ['$'] = 1, ['&'] = 1, ['\''] = 1, ['('] = 1, [')'] = 1,
    ['*'] = 1, ['+'] = 1, [','] = 1, [';'] = 1, ['='] = 1,
    [':'] = 1, ['@'] = 1
};


static posts_rc_t
posts_liquid_url_encode(posts_liquid_context_t *lc, posts_value_t *v,
    const posts_liquid_args_t *args)
{
    posts_rc_t   rc;
    posts_str_t  text;

    (void) args;

    if (v->type == POSTS_NIL) {
        return POSTS_OK;
    }

    rc = posts_liquid_to_s(lc, *v, &text);
    if (rc != POSTS_OK) {
        return rc;
    }

    return posts_liquid_form_encode(lc, v, text);
}


static posts_rc_t
posts_liquid_cgi_escape(posts_liquid_context_t *lc, posts_value_t *v,
    const posts_liquid_args_t *args)
{
    (void) args;

    if (v->type != POSTS_STRING) {
        return posts_liquid_fail(lc, "internal");
    }

    return posts_liquid_form_encode(lc, v, posts_value_string(*v));
}


static posts_rc_t
posts_liquid_form_encode(posts_liquid_context_t *lc, posts_value_t *v,
    posts_str_t text)
{
    u_char       *dst, *p, c;
    size_t        i, n, same;
    posts_str_t   encoded;

    static const u_char  hex[] = "0123456789ABCDEF";

    n = 0;
    same = 0;

    for (i = 0; i < text.len; i++) {
        c = text.data[i];

        same += posts_liquid_form[c];
        n += (posts_liquid_form[c] || c == ' ') ? 1 : 3;
    }

    if (same == text.len) {
        return posts_liquid_give(v, text);
    }

    if (n > UINT32_MAX) {
        return posts_liquid_memory(lc);
    }

    dst = posts_arena_alloc(lc->arena, n);
    if (dst == NULL) {
        return posts_liquid_memory(lc);
    }

    p = dst;

    for (i = 0; i < text.len; i++) {
        c = text.data[i];

        if (posts_liquid_form[c] || c == ' ') {
            *p++ = (c == ' ') ? '+' : c;
            continue;
        }

        *p++ = '%';
        *p++ = hex[c >> 4];
        *p++ = hex[c & 15];
    }

    encoded = posts_str_from(dst, n);

    return posts_liquid_give(v, encoded);
}


static posts_rc_t
posts_liquid_url_decode(posts_liquid_context_t *lc, posts_value_t *v,
    const posts_liquid_args_t *args)
{
    int           high, low;
    u_char       *dst, *p;
    size_t        i;
    posts_rc_t    rc;
    posts_str_t   text;

    (void) args;

    if (v->type == POSTS_NIL) {
        return POSTS_OK;
    }

    rc = posts_liquid_to_s(lc, *v, &text);
    if (rc != POSTS_OK) {
        return rc;
    }

    if (posts_str_chr(text, '%') < 0 && posts_str_chr(text, '+') < 0) {
        return posts_liquid_give(v, text);
    }

    dst = posts_arena_alloc(lc->arena, text.len);
    if (dst == NULL) {
        return posts_liquid_memory(lc);
    }

    p = dst;

    for (i = 0; i < text.len; i++) {

        if (text.data[i] == '%' && text.len - i > 2) {
            high = posts_liquid_hex_digit(text.data[i + 1]);
            low = posts_liquid_hex_digit(text.data[i + 2]);

            if (high >= 0 && low >= 0) {
                *p++ = (u_char) (high * 16 + low);
                i += 2;
                continue;
            }
        }

        *p++ = (text.data[i] == '+') ? ' ' : text.data[i];
    }

    text = posts_str_from(dst, (size_t) (p - dst));

    if (posts_utf8_valid(text) != text.len) {
        return posts_liquid_fail(lc, "invalid byte sequence in UTF-8");
    }

    return posts_liquid_give(v, text);
}


static int
posts_liquid_hex_digit(u_char c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }

    c = posts_lower(c);

    return (c >= 'a' && c <= 'f') ? c - 'a' + 10 : -1;
}


static posts_rc_t
posts_liquid_uri_escape(posts_liquid_context_t *lc, posts_value_t *v,
    const posts_liquid_args_t *args)
{
    posts_buf_t  b;

    (void) args;

    if (v->type == POSTS_NIL) {
        return POSTS_OK;
    }

    if (v->type != POSTS_STRING) {
        return posts_liquid_fail(lc, "internal");
    }

    posts_buf_init(&b, lc->arena, 0);
    posts_uri_escape(&b, posts_value_string(*v));

    return posts_liquid_give_buf(lc, v, &b);
}


static posts_rc_t
posts_liquid_absolute_url(posts_liquid_context_t *lc, posts_value_t *v,
    const posts_liquid_args_t *args)
{
    int            absolute;
    posts_rc_t     rc;
    posts_buf_t    b, whole;
    posts_str_t    site, url;
    posts_value_t  value;

    (void) args;

    rc = posts_liquid_url_input(lc, v, &url, &absolute);

    if (rc != POSTS_OK || absolute) {
        return rc;
    }

    value = posts_value_get(posts_value_get(lc->host->globals,
                                            posts_str("site")),
                            posts_str("url"));

    rc = posts_liquid_to_s(lc, value, &site);
    if (rc != POSTS_OK) {
        return rc;
    }

    posts_buf_init(&b, lc->arena, 0);

    if (site.len == 0) {
        rc = posts_liquid_relative(lc, url, &b);

        return (rc != POSTS_OK) ? rc : posts_liquid_give_buf(lc, v, &b);
    }

    posts_buf_add(&b, site);

    rc = posts_liquid_relative(lc, url, &b);
    if (rc != POSTS_OK) {
        return rc;
    }

    posts_buf_init(&whole, lc->arena, 0);

    if (posts_uri_normalize(&whole, posts_buf_str(&b)) != POSTS_OK) {
        return posts_liquid_fail(lc, "internal");
    }

    if (b.rc != POSTS_OK) {
        whole.rc = b.rc;
    }

    return posts_liquid_give_buf(lc, v, &whole);
}


static posts_rc_t
posts_liquid_relative_url(posts_liquid_context_t *lc, posts_value_t *v,
    const posts_liquid_args_t *args)
{
    int          absolute;
    posts_rc_t   rc;
    posts_buf_t  b;
    posts_str_t  url;

    (void) args;

    rc = posts_liquid_url_input(lc, v, &url, &absolute);

    if (rc != POSTS_OK || absolute) {
        return rc;
    }

    posts_buf_init(&b, lc->arena, 0);

    rc = posts_liquid_relative(lc, url, &b);
    if (rc != POSTS_OK) {
        return rc;
    }

    return posts_liquid_give_buf(lc, v, &b);
}


/*
 * The input as a URL; a document is its own.  "absolute": *v is the result
 * already, since it is nil or has a scheme.
 */

static posts_rc_t
posts_liquid_url_input(posts_liquid_context_t *lc, posts_value_t *v,
    posts_str_t *url, int *absolute)
{
    size_t         i;
    posts_rc_t     rc;
    posts_uri_t    uri;
    posts_value_t  member;

    if (v->type == POSTS_OBJECT
        && posts_value_find(*v, posts_str("url"), &member))
    {
        *v = member;
    }

    *absolute = (v->type == POSTS_NIL);

    if (*absolute) {
        return POSTS_OK;
    }

    rc = posts_liquid_to_s(lc, *v, url);
    if (rc != POSTS_OK) {
        return rc;
    }

    /* most are paths, and then there is nothing to look at */

    i = (url->len > 0 && url->data[0] == '/');

    if (i == 1 && (url->len == 1 || url->data[1] != '/')) {
        return POSTS_OK;
    }

    if (posts_uri_parse(&uri, *url) != POSTS_OK) {
        return posts_liquid_fail(lc, "internal");
    }

    *absolute = (uri.scheme.data != NULL);

    return POSTS_OK;
}


/* Appends the site's base and the URL, both behind a slash. */

static posts_rc_t
posts_liquid_relative(posts_liquid_context_t *lc, posts_str_t url,
    posts_buf_t *b)
{
    size_t         start;
    posts_rc_t     rc;
    posts_buf_t    path;
    posts_str_t    base;
    posts_value_t  value;

    value = posts_value_get(posts_value_get(lc->host->globals,
                                            posts_str("site")),
                            posts_str("baseurl"));

    rc = posts_liquid_to_s(lc, value, &base);
    if (rc != POSTS_OK) {
        return rc;
    }

    if (posts_str_ends(base, posts_str("/"))) {
        base.len--;
    }

    start = b->len;
    (void) posts_buf_reserve(b, base.len + url.len + 2);

    if (base.len > 0 && base.data[0] != '/') {
        posts_buf_lit(b, "/");
    }

    posts_buf_add(b, base);

    if (url.len > 0 && url.data[0] != '/') {
        posts_buf_lit(b, "/");
    }

    posts_buf_add(b, url);

    if (b->rc != POSTS_OK) {
        return posts_liquid_memory(lc);
    }

    base = posts_str_slice(posts_buf_str(b), start, b->len);

    if (posts_liquid_is_plain_path(base)) {
        return POSTS_OK;
    }

    posts_buf_init(&path, lc->arena, 0);

    if (posts_uri_normalize(&path, base) != POSTS_OK) {
        return posts_liquid_fail(lc, "internal");
    }

    if (path.rc != POSTS_OK) {
        return posts_liquid_memory(lc);
    }

    b->len = start;
    posts_buf_add(b, posts_buf_str(&path));

    return POSTS_OK;
}


/* Is it in normal form, as can be seen at a glance? */

static int
posts_liquid_is_plain_path(posts_str_t path)
{
    size_t  i;
    u_char  before;

    before = 0;

    for (i = 0; i < path.len; i++) {

        if (!posts_liquid_path[path.data[i]]
            || (before == '/' && path.data[i] == '.')
            || (i == 1 && path.data[i] == '/'))
        {
            return 0;
        }

        before = path.data[i];
    }

    return path.len == 0 || path.data[0] == '/';
}


/* The first line that ends with /index.html, or .htm, ends with the slash. */

static posts_rc_t
posts_liquid_strip_index(posts_liquid_context_t *lc, posts_value_t *v,
    const posts_liquid_args_t *args)
{
    size_t       end, from, len;
    ssize_t      at;
    posts_rc_t   rc;
    posts_buf_t  b;
    posts_str_t  line, text;

    (void) args;

    rc = posts_liquid_to_s(lc, *v, &text);
    if (rc != POSTS_OK) {
        return rc;
    }

    if (text.len == 0) {
        *v = posts_value_nil();
        return POSTS_OK;
    }

    if (v->type != POSTS_STRING) {
        return posts_liquid_fail(lc, "internal");
    }

    for (from = 0; from <= text.len; from = end + 1) {
        line = posts_str_slice(text, from, text.len);
        at = posts_str_chr(line, '\n');

        end = (at < 0) ? text.len : from + (size_t) at;
        line = posts_str_slice(text, from, end);

        len = posts_str_ends(line, posts_str("/index.html")) ? 10
              : posts_str_ends(line, posts_str("/index.htm")) ? 9 : 0;

        if (len == 0) {
            continue;
        }

        if (end == text.len) {
            text.len -= len;
            return posts_liquid_give(v, text);
        }

        posts_buf_init(&b, lc->arena, 0);
        posts_buf_add(&b, posts_str_slice(text, 0, end - len));
        posts_buf_add(&b, posts_str_slice(text, end, text.len));

        return posts_liquid_give_buf(lc, v, &b);
    }

    return POSTS_OK;
}
