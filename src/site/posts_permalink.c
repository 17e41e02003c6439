
/*
 * Copyright (C) the authors of this project
 *
 * A template becomes a URL in three steps, in Jekyll's order, since each can
 * be seen from outside: placeholders are replaced by %-encoded values; two
 * dots become a slash, "./" goes, slashes in a row become one; and what is
 * %-encoded then is decoded, by the author's hand or by the first step.
 *
 * Posts and pages differ in the first step.  A post's placeholders are words
 * of a fixed list, an unknown one is an error.  A page has three, which are
 * replaced one after the other wherever their letters stand, even within
 * what the one before has brought in.
 */


#include "posts_path.h"
#include "posts_permalink.h"
#include "posts_slug.h"


#define POSTS_PERMALINK_NAME  32


typedef posts_rc_t (*posts_permalink_value_pt)(posts_buf_t *b,
    const posts_document_t *doc, const posts_config_t *config);


typedef struct {
    posts_str_t  name;
    posts_str_t  template;
    posts_str_t  suffix;     /* of a page's URL */
} posts_permalink_style_t;


/* A placeholder: a format for the date, or a function of the document. */

typedef struct {
    posts_str_t               name;
    posts_str_t               format;
    posts_permalink_value_pt  value;
} posts_placeholder_t;


static posts_rc_t posts_permalink_expand(posts_buf_t *b,
    const posts_document_t *doc, posts_str_t template,
    const posts_config_t *config, posts_error_t *error);
static const posts_placeholder_t *posts_permalink_find(posts_str_t template,
    size_t *pos, posts_error_t *error);
static posts_rc_t posts_permalink_page(posts_buf_t *b,
    const posts_document_t *doc, posts_str_t template,
    const posts_config_t *config);
static posts_rc_t posts_permalink_replace(posts_str_t *s,
    posts_arena_t *arena, posts_str_t name, posts_str_t value);
static size_t posts_permalink_clean(u_char *p, size_t len);
static posts_rc_t posts_permalink_segments(posts_str_t url,
    posts_error_t *error);
static int posts_permalink_hex(u_char c);

static posts_rc_t posts_permalink_categories(posts_buf_t *b,
    const posts_document_t *doc, const posts_config_t *config);
static posts_rc_t posts_permalink_slugified_categories(posts_buf_t *b,
    const posts_document_t *doc, const posts_config_t *config);
static posts_rc_t posts_permalink_category_list(posts_buf_t *b,
    const posts_document_t *doc, int slugified);
static posts_rc_t posts_permalink_collection(posts_buf_t *b,
    const posts_document_t *doc, const posts_config_t *config);
static posts_rc_t posts_permalink_name(posts_buf_t *b,
    const posts_document_t *doc, const posts_config_t *config);
static posts_rc_t posts_permalink_output_ext(posts_buf_t *b,
    const posts_document_t *doc, const posts_config_t *config);
static posts_rc_t posts_permalink_path(posts_buf_t *b,
    const posts_document_t *doc, const posts_config_t *config);
static posts_rc_t posts_permalink_slug(posts_buf_t *b,
    const posts_document_t *doc, const posts_config_t *config);
static posts_rc_t posts_permalink_title(posts_buf_t *b,
    const posts_document_t *doc, const posts_config_t *config);


/*
 * "weekdate" came later than the rule for pages, which does not know it and
 * takes it for a template that ends in neither a slash nor an extension.
 */

static const posts_permalink_style_t  posts_permalink_styles[] = {

    { posts_string("date"),
      posts_string("/:categories/:year/:month/:day/:title:output_ext"),
      posts_string(":output_ext") },

    { posts_string("pretty"),
      posts_string("/:categories/:year/:month/:day/:title/"),
      posts_string("/") },

    { posts_string("none"),
      posts_string("/:categories/:title:output_ext"),
      posts_string(":output_ext") },

    { posts_string("ordinal"),
      posts_string("/:categories/:year/:y_day/:title:output_ext"),
      posts_string(":output_ext") },

    { posts_string("weekdate"),
      posts_string("/:categories/:year/W:week/:short_day/:title:output_ext"),
      posts_string("") }
};

#define POSTS_PERMALINK_STYLES                                                \
    (sizeof(posts_permalink_styles) / sizeof(posts_permalink_styles[0]))


static const posts_placeholder_t  posts_placeholders[] = {
    { posts_string("categories"),  posts_null_string,
      posts_permalink_categories },
    { posts_string("year"),        posts_string("%Y"), NULL },
    { posts_string("month"),       posts_string("%m"), NULL },
    { posts_string("day"),         posts_string("%d"), NULL },
    { posts_string("title"),       posts_null_string,
      posts_permalink_title },
    { posts_string("output_ext"),  posts_null_string,
      posts_permalink_output_ext },
    { posts_string("slug"),        posts_null_string,
      posts_permalink_slug },
    { posts_string("name"),        posts_null_string,
      posts_permalink_name },
    { posts_string("path"),        posts_null_string,
      posts_permalink_path },
    { posts_string("collection"),  posts_null_string,
      posts_permalink_collection },
    { posts_string("slugified_categories"), posts_null_string,
      posts_permalink_slugified_categories },
    { posts_string("hour"),        posts_string("%H"), NULL },
    { posts_string("minute"),      posts_string("%M"), NULL },
    { posts_string("second"),      posts_string("%S"), NULL },
    { posts_string("i_month"),     posts_string("%-m"), NULL },
    { posts_string("i_day"),       posts_string("%-d"), NULL },
    { posts_string("short_month"), posts_string("%b"), NULL },
    { posts_string("long_month"),  posts_string("%B"), NULL },
    { posts_string("short_year"),  posts_string("%y"), NULL },
    { posts_string("y_day"),       posts_string("%j"), NULL },
    { posts_string("w_year"),      posts_string("%G"), NULL },
    { posts_string("week"),        posts_string("%V"), NULL },
    { posts_string("w_day"),       posts_string("%u"), NULL },
    { posts_string("short_day"),   posts_string("%a"), NULL },
    { posts_string("long_day"),    posts_string("%A"), NULL }
};

#define POSTS_PLACEHOLDERS                                                    \
    (sizeof(posts_placeholders) / sizeof(posts_placeholders[0]))


posts_str_t
posts_permalink_style(posts_str_t style)
{
    size_t  i;

    for (i = 0; i < POSTS_PERMALINK_STYLES; i++) {
        if (posts_str_eq(style, posts_permalink_styles[i].name)) {
            return posts_permalink_styles[i].template;
        }
    }

    return style;
}


posts_rc_t
posts_permalink(posts_buf_t *b, const posts_document_t *doc,
    posts_str_t template, const posts_config_t *config, posts_error_t *error)
{
    posts_rc_t   rc;
    posts_buf_t  raw;

    posts_buf_init(&raw, b->arena, POSTS_PERMALINK_MAX);

    rc = posts_permalink_raw(&raw, doc, template, config, error);
    if (rc != POSTS_OK) {
        return rc;
    }

    return posts_permalink_decode(b, posts_buf_str(&raw), error);
}


posts_rc_t
posts_permalink_raw(posts_buf_t *b, const posts_document_t *doc,
    posts_str_t template, const posts_config_t *config, posts_error_t *error)
{
    posts_rc_t   rc;
    posts_buf_t  url;

    posts_buf_init(&url, b->arena, POSTS_PERMALINK_MAX);

    posts_buf_addc(&url, '/');

    if (doc->type == POSTS_DOCUMENT_PAGE) {
        rc = posts_permalink_page(&url, doc, template, config);

    } else {
        rc = posts_permalink_expand(&url, doc, template, config, error);
    }

    if (rc == POSTS_OK && url.rc == POSTS_OK) {
        url.len = posts_permalink_clean(url.data, url.len);
        posts_buf_add(b, posts_buf_str(&url));
        rc = b->rc;

    } else if (rc == POSTS_OK) {
        rc = url.rc;
    }

    if (rc == POSTS_LIMIT) {
        return posts_error_set(error, POSTS_LIMIT, 0, 0,
                               "no memory for the URL, or it is longer than "
                               "%d bytes: shorten the permalink",
                               POSTS_PERMALINK_MAX);
    }

    return rc;
}


posts_rc_t
posts_permalink_static(posts_buf_t *b, const posts_document_t *doc,
    posts_str_t template, const posts_config_t *config, posts_error_t *error)
{
    posts_rc_t   rc;
    posts_str_t  s;
    posts_buf_t  path, url;

    posts_buf_init(&path, b->arena, POSTS_PERMALINK_MAX);
    posts_buf_init(&url, b->arena, POSTS_PERMALINK_MAX);

    s = template;
    rc = posts_permalink_replace(&s, b->arena, posts_str(":collection"),
                                 doc->collection);

    if (rc == POSTS_OK) {
        rc = posts_permalink_path(&path, doc, config);
    }

    if (rc == POSTS_OK) {
        rc = posts_permalink_replace(&s, b->arena, posts_str(":path"),
                                     posts_buf_str(&path));
    }

    if (rc == POSTS_OK) {
        rc = posts_permalink_replace(&s, b->arena, posts_str(":output_ext"),
                                     posts_str(""));
    }

    if (rc == POSTS_OK) {
        rc = posts_permalink_replace(&s, b->arena, posts_str(":name"),
                                     posts_path_stem(doc->path));
    }

    if (rc == POSTS_OK) {
        rc = posts_permalink_replace(&s, b->arena, posts_str(":title"),
                                     posts_str(""));
    }

    if (rc == POSTS_OK) {
        posts_buf_addc(&url, '/');
        posts_buf_add(&url, s);
        rc = url.rc;
    }

    if (rc != POSTS_OK) {
        return posts_error_set(error, rc, 0, 0,
                               "no memory for the URL, or it is too long");
    }

    url.len = posts_permalink_clean(url.data, url.len);

    if (url.len != 0 && url.data[url.len - 1] == '/') {
        url.len--;
    }

    posts_buf_add(&url, doc->ext);

    if (url.rc != POSTS_OK) {
        return posts_error_set(error, POSTS_LIMIT, 0, 0,
                               "no memory for the URL, or it is too long");
    }

    return posts_permalink_decode(b, posts_buf_str(&url), error);
}


posts_rc_t
posts_permalink_decode(posts_buf_t *b, posts_str_t raw, posts_error_t *error)
{
    int     high, low;
    u_char  c;
    size_t  i, start;

    start = b->len;

    for (i = 0; i < raw.len; i++) {
        c = raw.data[i];

        if (c == '%' && raw.len - i > 2) {
            high = posts_permalink_hex(raw.data[i + 1]);
            low = posts_permalink_hex(raw.data[i + 2]);

            if (high >= 0 && low >= 0) {
                c = (u_char) (high << 4 | low);
                i += 2;
            }
        }

        posts_buf_addc(b, c);
    }

    if (b->rc != POSTS_OK) {
        return posts_error_set(error, POSTS_LIMIT, 0, 0,
                               "no memory for the URL");
    }

    return posts_permalink_segments(posts_str_from(b->data + start,
                                                   b->len - start), error);
}


posts_rc_t
posts_permalink_check(posts_str_t template, posts_error_t *error)
{
    size_t  pos;

    for (pos = 0; pos < template.len; pos++) {

        if (template.data[pos] != ':') {
            continue;
        }

        if (pos + 1 < template.len
            && (template.data[pos + 1] == '_'
                || (template.data[pos + 1] >= 'a'
                    && template.data[pos + 1] <= 'z'))
            && posts_permalink_find(template, &pos, error) == NULL)
        {
            return POSTS_INVALID;
        }
    }

    return POSTS_OK;
}


static posts_rc_t
posts_permalink_expand(posts_buf_t *b, const posts_document_t *doc,
    posts_str_t template, const posts_config_t *config, posts_error_t *error)
{
    u_char                      c;
    size_t                      pos;
    posts_buf_t                 value;
    posts_str_t                 s;
    const posts_placeholder_t  *p;

    posts_buf_init(&value, b->arena, POSTS_PERMALINK_MAX);

    for (pos = 0; pos < template.len && b->rc == POSTS_OK; pos++) {

        c = template.data[pos];

        if (c != ':' || pos + 1 == template.len
            || (template.data[pos + 1] != '_'
                && (template.data[pos + 1] < 'a'
                    || template.data[pos + 1] > 'z')))
        {
            posts_buf_addc(b, c);
            continue;
        }

        p = posts_permalink_find(template, &pos, error);
        if (p == NULL) {
            return POSTS_INVALID;
        }

        value.len = 0;

        if (p->value == NULL) {
            posts_time_format(&value, doc->date, NULL, p->format);

        } else if (p->value(&value, doc, config) != POSTS_OK) {
            return POSTS_LIMIT;
        }

        if (value.rc != POSTS_OK) {
            return value.rc;
        }

        s = posts_buf_str(&value);
        posts_buf_path(b, s);
    }

    return b->rc;
}


/*
 * The placeholder whose colon is at *pos, which moves to its last letter.
 * The letters may end in a "_" that does not belong to the name.
 */

static const posts_placeholder_t *
posts_permalink_find(posts_str_t template, size_t *pos, posts_error_t *error)
{
    size_t       i, end;
    posts_str_t  name;

    end = *pos + 1;

    while (end < template.len
           && (template.data[end] == '_'
               || (template.data[end] >= 'a' && template.data[end] <= 'z')))
    {
        end++;
    }

    name = posts_str_slice(template, *pos + 1, end);

    for ( ;; ) {
        for (i = 0; i < POSTS_PLACEHOLDERS; i++) {
            if (posts_str_eq(name, posts_placeholders[i].name)) {
                *pos += name.len;
                return &posts_placeholders[i];
            }
        }

        if (name.len == 0 || name.data[name.len - 1] != '_'
            || name.len < end - *pos - 1)
        {
            break;
        }

        name.len--;
    }

    name = posts_str_slice(template, *pos + 1, end);

    posts_error_set(error, POSTS_INVALID, 0, 0,
                    "the permalink has an unknown placeholder \":%.*s\"",
                    name.len > POSTS_PERMALINK_NAME ? POSTS_PERMALINK_NAME
                                                    : (int) name.len,
                    (const char *) name.data);

    return NULL;
}


static posts_rc_t
posts_permalink_page(posts_buf_t *b, const posts_document_t *doc,
    posts_str_t template, const posts_config_t *config)
{
    posts_rc_t   rc;
    posts_buf_t  t;
    posts_str_t  s, dir, stem;

    stem = posts_path_stem(doc->path);
    dir = posts_path_dir(doc->path);

    if (dir.len > 0) {
        /* the slash before it is a part of Jekyll's path */

        posts_buf_init(&t, b->arena, 0);
        posts_buf_addc(&t, '/');
        posts_buf_add(&t, dir);

        if (t.rc != POSTS_OK) {
            return t.rc;
        }

        dir = posts_buf_str(&t);
    }

    if (!posts_value_true(posts_value_get(doc->data,
                                          posts_str("permalink"))))
    {
        if (!posts_str_eq(doc->output_ext, posts_str(".html"))
            && !posts_str_eq(doc->output_ext, posts_str(".htm"))
            && !posts_str_eq(doc->output_ext, posts_str(".xhtml")))
        {
            template = posts_str("/:path/:basename:output_ext");

        } else if (posts_str_eq(stem, posts_str("index"))) {
            template = posts_str("/:path/");

        } else {
            posts_buf_init(&t, b->arena, 0);
            posts_buf_lit(&t, "/:path/:basename");
            posts_buf_add(&t, posts_permalink_suffix(config));

            if (t.rc != POSTS_OK) {
                return t.rc;
            }

            template = posts_buf_str(&t);
        }
    }

    s = template;

    rc = posts_permalink_replace(&s, b->arena, posts_str(":path"), dir);

    if (rc == POSTS_OK) {
        rc = posts_permalink_replace(&s, b->arena, posts_str(":basename"),
                                     stem);
    }

    if (rc == POSTS_OK) {
        rc = posts_permalink_replace(&s, b->arena, posts_str(":output_ext"),
                                     doc->output_ext);
    }

    if (rc != POSTS_OK) {
        return rc;
    }

    posts_buf_add(b, s);

    return b->rc;
}


/* Every "name" in *s becomes the value, %-encoded. */

static posts_rc_t
posts_permalink_replace(posts_str_t *s, posts_arena_t *arena,
    posts_str_t name, posts_str_t value)
{
    size_t       i, last;
    ssize_t      n;
    posts_buf_t  b;

    n = posts_str_chr(*s, ':');
    if (n == -1) {
        return POSTS_OK;
    }

    posts_buf_init(&b, arena, POSTS_PERMALINK_MAX);

    last = 0;
    i = (size_t) n;

    while (i < s->len && b.rc == POSTS_OK) {

        if (s->data[i] != ':'
            || !posts_str_starts(posts_str_slice(*s, i, s->len), name))
        {
            i++;
            continue;
        }

        posts_buf_add(&b, posts_str_slice(*s, last, i));
        posts_buf_path(&b, value);

        i += name.len;
        last = i;
    }

    posts_buf_add(&b, posts_str_slice(*s, last, s->len));

    *s = posts_buf_str(&b);

    return b.rc;
}


posts_str_t
posts_permalink_suffix(const posts_config_t *config)
{
    size_t       i;
    posts_str_t  style;

    style = posts_value_string(posts_value_get(config->data,
                                               posts_str("permalink")));

    if (style.len == 0) {
        style = posts_permalink_styles[0].name;
    }

    for (i = 0; i < POSTS_PERMALINK_STYLES; i++) {
        if (posts_str_eq(style, posts_permalink_styles[i].name)) {
            return posts_permalink_styles[i].suffix;
        }
    }

    if (posts_str_ends(style, posts_str("/"))) {
        return posts_str("/");
    }

    if (posts_str_ends(style, posts_str(":output_ext"))) {
        return posts_str(":output_ext");
    }

    return posts_str("");
}


/* In place; the result is never longer. */

static size_t
posts_permalink_clean(u_char *p, size_t len)
{
    size_t  i, n;

    for (i = 0, n = 0; i < len; i++) {

        if (p[i] == '.' && i + 1 < len && p[i + 1] == '.') {
            p[n++] = '/';
            i++;
            continue;
        }

        p[n++] = p[i];
    }

    len = n;

    for (i = 0, n = 0; i < len; i++) {

        if (p[i] == '.' && i + 1 < len && p[i + 1] == '/') {
            i++;
            continue;
        }

        p[n++] = p[i];
    }

    len = n;

    for (i = 0, n = 0; i < len; i++) {

        if (p[i] == '/' && n > 0 && p[n - 1] == '/') {
            continue;
        }

        p[n++] = p[i];
    }

    return n;
}


/*
 * An author can spell what the cleaning looks for as %2e or %2f.  Servers
 * resolve such a path before they look for it: nobody could ask for it.
 */

static posts_rc_t
posts_permalink_segments(posts_str_t url, posts_error_t *error)
{
    size_t  i, start, n;

    if (posts_str_chr(url, '\0') != -1) {
        return posts_error_set(error, POSTS_INVALID, 0, 0,
                               "the permalink has a zero byte (%%00)");
    }

    start = 1;

    for (i = 1; i <= url.len; i++) {

        if (i < url.len && url.data[i] != '/') {
            continue;
        }

        n = i - start;

        if ((n == 0 && i < url.len)
            || (n == 1 && url.data[start] == '.')
            || (n == 2 && url.data[start] == '.'
                && url.data[start + 1] == '.'))
        {
            return posts_error_set(error, POSTS_INVALID, 0, 0,
                                   "the permalink has a segment that is "
                                   "empty, \".\" or \"..\"");
        }

        start = i + 1;
    }

    return POSTS_OK;
}


static int
posts_permalink_hex(u_char c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }

    c = posts_lower(c);

    return (c >= 'a' && c <= 'f') ? c - 'a' + 10 : -1;
}


static posts_rc_t
posts_permalink_categories(posts_buf_t *b, const posts_document_t *doc,
    const posts_config_t *config)
{
    (void) config;

    return posts_permalink_category_list(b, doc, 0);
}


static posts_rc_t
posts_permalink_slugified_categories(posts_buf_t *b,
    const posts_document_t *doc, const posts_config_t *config)
{
    (void) config;

    return posts_permalink_category_list(b, doc, 1);
}


static posts_rc_t
posts_permalink_category_list(posts_buf_t *b, const posts_document_t *doc,
    int slugified)
{
    size_t        i, n;
    posts_map_t  *seen;
    posts_buf_t   name;
    posts_str_t   s;

    n = posts_value_len(doc->categories);
    if (n == 0) {
        return POSTS_OK;
    }

    seen = posts_map_create(b->arena, n);
    if (seen == NULL) {
        return POSTS_LIMIT;
    }

    for (i = 0; i < n; i++) {
        s = posts_value_string(posts_value_at(doc->categories, i));

        posts_buf_init(&name, b->arena, 0);

        if (slugified) {
            posts_slug(&name, s, POSTS_SLUG_DEFAULT, 0);

        } else {
            posts_utf8_downcase(&name, s);
        }

        if (name.rc != POSTS_OK) {
            return name.rc;
        }

        s = posts_buf_str(&name);

        if (posts_value_find(posts_value_map(seen), s, NULL)) {
            continue;
        }

        if (seen->n > 0) {
            posts_buf_addc(b, '/');
        }

        if (posts_map_set(seen, s, posts_value_nil()) != POSTS_OK) {
            return POSTS_LIMIT;
        }

        posts_buf_add(b, s);

        if (b->rc != POSTS_OK) {
            return b->rc;
        }
    }

    return POSTS_OK;
}


static posts_rc_t
posts_permalink_collection(posts_buf_t *b, const posts_document_t *doc,
    const posts_config_t *config)
{
    (void) config;

    posts_buf_add(b, doc->collection);

    return b->rc;
}


static posts_rc_t
posts_permalink_name(posts_buf_t *b, const posts_document_t *doc,
    const posts_config_t *config)
{
    posts_str_t  name;

    (void) config;

    name = posts_path_name(doc->path);
    name.len -= posts_path_ext(doc->path).len;

    posts_slug(b, name, POSTS_SLUG_DEFAULT, 0);

    return b->rc;
}


static posts_rc_t
posts_permalink_output_ext(posts_buf_t *b, const posts_document_t *doc,
    const posts_config_t *config)
{
    (void) config;

    posts_buf_add(b, doc->output_ext);

    return b->rc;
}


/* The path without its extension and its collection's folder. */

static posts_rc_t
posts_permalink_path(posts_buf_t *b, const posts_document_t *doc,
    const posts_config_t *config)
{
    size_t       i;
    posts_str_t  path, label;

    label = doc->collection;

    path = posts_path_relative(config, doc->path);
    path.len -= posts_path_ext(path).len;

    for (i = 0; i < path.len; i++) {
        if (path.data[i] == '_'
            && posts_str_starts(posts_str_slice(path, i + 1, path.len),
                                label))
        {
            posts_buf_add(b, posts_str_slice(path, 0, i));
            path = posts_str_slice(path, i + 1 + label.len, path.len);
            break;
        }
    }

    while (path.len > 0 && path.data[path.len - 1] == '.') {
        path.len--;
    }

    posts_buf_add(b, path);

    return b->rc;
}


static posts_rc_t
posts_permalink_slug(posts_buf_t *b, const posts_document_t *doc,
    const posts_config_t *config)
{
    (void) config;

    posts_slug(b, doc->slug, POSTS_SLUG_DEFAULT, 0);

    return b->rc;
}


static posts_rc_t
posts_permalink_title(posts_buf_t *b, const posts_document_t *doc,
    const posts_config_t *config)
{
    (void) config;

    posts_slug(b, doc->slug, POSTS_SLUG_PRETTY, 1);

    return b->rc;
}
