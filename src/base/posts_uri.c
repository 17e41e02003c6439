
/*
 * Copyright (C) the authors of this project
 *
 * The parts are cut at RFC 3986's delimiters.  Then each is decoded, put in
 * Unicode's form KC, and encoded again but for the characters of its class.
 * Most parts need none of this; they are copied.  Decoded bytes that are no
 * UTF-8 are encoded by the class of all characters that a URI may have.
 */


#include "posts_uri.h"
#include "posts_utf8.h"


#define POSTS_URI_UNRESERVED  0x01u
#define POSTS_URI_PCHAR       0x02u    /* of a path's segment */
#define POSTS_URI_QUERY       0x04u
#define POSTS_URI_FRAGMENT    0x08u
#define POSTS_URI_HOST        0x10u
#define POSTS_URI_ANY         0x20u    /* reserved and unreserved */

#define POSTS_URI_LABEL       256      /* characters that are made Punycode */


typedef struct {
    posts_str_t  name;
    posts_str_t  port;
} posts_uri_scheme_t;


static size_t posts_uri_until(posts_str_t s, size_t i, const char *stop);
static int posts_uri_is_scheme(posts_str_t s);
static int posts_uri_is_ambiguous(posts_str_t path);
static const posts_uri_scheme_t *posts_uri_scheme(posts_str_t name);
static posts_rc_t posts_uri_parse_authority(posts_uri_t *uri,
    posts_str_t authority);
static int posts_uri_is_host(posts_str_t host);
static void posts_uri_authority(posts_buf_t *b, const posts_uri_t *uri,
    posts_str_t scheme);
static posts_rc_t posts_uri_reparse(posts_buf_t *b, size_t start);
static void posts_uri_host(posts_buf_t *b, posts_str_t host);
static void posts_uri_label(posts_buf_t *b, posts_str_t label);
static void posts_uri_punycode(posts_buf_t *b, const uint32_t *c, size_t n);
static void posts_uri_path(posts_buf_t *b, posts_str_t path);
static void posts_uri_query(posts_buf_t *b, posts_str_t query);
static size_t posts_uri_resolve(u_char *path, size_t len);
static size_t posts_uri_segments(u_char *path, size_t len);
static void posts_uri_component(posts_buf_t *b, posts_str_t s,
    unsigned class);
static posts_str_t posts_uri_decode(posts_arena_t *arena, posts_str_t s,
    int plus);
static void posts_uri_encode(posts_buf_t *b, posts_str_t s, unsigned class);
static int posts_uri_hex(u_char c);
static posts_str_t posts_uri_strip(posts_str_t s);


/* Their default ports; a URI of these must have a host or a path. */

static const posts_uri_scheme_t  posts_uri_schemes[] = {
    { posts_string("http"), posts_string("80") },
    { posts_string("https"), posts_string("443") },
    { posts_string("ftp"), posts_string("21") },
    { posts_string("tftp"), posts_string("69") },
    { posts_string("sftp"), posts_string("22") },
    { posts_string("ssh"), posts_string("22") },
    { posts_string("svn+ssh"), posts_string("22") },
    { posts_string("telnet"), posts_string("23") },
    { posts_string("nntp"), posts_string("119") },
    { posts_string("gopher"), posts_string("70") },
    { posts_string("wais"), posts_string("210") },
    { posts_string("ldap"), posts_string("389") },
    { posts_string("prospero"), posts_string("1525") },
    { posts_null_string, posts_null_string }
};


static const u_char  posts_uri_classes[256] = {
    ['a' ... 'z'] = 0x3f, ['A' ... 'Z'] = 0x3f, ['0' ... '9'] = 0x3f,
    ['-'] = 0x3f, ['.'] = 0x3f, ['_'] = 0x3f, ['~'] = 0x3f,

    ['!'] = 0x3e, ['$'] = 0x3e, ['\''] = 0x3e, ['('] = 0x3e, [')'] = 0x3e,
    ['*'] = 0x3e, ['+'] = 0x3e, [','] = 0x3e, ['='] = 0x3e,
    ['&'] = 0x3a, [';'] = 0x3a,

    [':'] = 0x3e, ['@'] = 0x2e, ['/'] = 0x2c, ['?'] = 0x2c,
    ['['] = 0x30, [']'] = 0x30, ['#'] = 0x20
};


posts_rc_t
posts_uri_parse(posts_uri_t *uri, posts_str_t text)
{
    size_t       i, n;
    posts_rc_t   rc;
    posts_str_t  rest;

    memset(uri, 0, sizeof(posts_uri_t));

    rest = text;
    i = posts_uri_until(rest, 0, ":/?#");

    if (i > 0 && i < rest.len && rest.data[i] == ':') {
        uri->scheme = posts_str_slice(rest, 0, i);
        rest = posts_str_slice(rest, i + 1, rest.len);

        if (!posts_uri_is_scheme(uri->scheme)) {
            return POSTS_INVALID;
        }
    }

    if (posts_str_starts(rest, posts_str("//"))) {
        i = posts_uri_until(rest, 2, "/?#");

        rc = posts_uri_parse_authority(uri, posts_str_slice(rest, 2, i));
        if (rc != POSTS_OK) {
            return rc;
        }

        rest = posts_str_slice(rest, i, rest.len);
    }

    n = (size_t) posts_str_chr(rest, '#');    /* -1: larger than any other */

    if (n < rest.len) {
        uri->fragment = posts_str_slice(rest, n + 1, rest.len);
        rest = posts_str_slice(rest, 0, n);

        n = (size_t) posts_str_chr(uri->fragment, '\n');
        uri->fragment = posts_str_slice(uri->fragment, 0, n);
    }

    n = (size_t) posts_str_chr(rest, '?');

    if (n < rest.len) {
        uri->query = posts_str_slice(rest, n + 1, rest.len);
        rest = posts_str_slice(rest, 0, n);
    }

    uri->path = rest;

    if (uri->scheme.data == NULL && posts_uri_is_ambiguous(uri->path)) {
        return POSTS_INVALID;
    }

    if (uri->scheme.data != NULL && uri->host.len == 0 && uri->path.len == 0
        && posts_uri_scheme(uri->scheme) != NULL)
    {
        return POSTS_INVALID;
    }

    return POSTS_OK;
}


/* Where the first of the bytes is from "i" on, or the end. */

static size_t
posts_uri_until(posts_str_t s, size_t i, const char *stop)
{
    while (i < s.len && (s.data[i] == '\0' || strchr(stop, s.data[i]) == NULL))
    {
        i++;
    }

    return i;
}


static int
posts_uri_is_scheme(posts_str_t s)
{
    size_t  i;
    u_char  c;

    for (i = 0; i < s.len; i++) {
        c = posts_lower(s.data[i]);

        if (c >= 'a' && c <= 'z') {
            continue;
        }

        if (i == 0 || !((c >= '0' && c <= '9') || c == '+' || c == '-'
                        || c == '.'))
        {
            return 0;
        }
    }

    return 1;
}


/*
 * Would a path be read as one behind a scheme?  A colon comes before the
 * first slash; to Ruby each line is a beginning.
 */

static int
posts_uri_is_ambiguous(posts_str_t path)
{
    int     before;
    size_t  i;

    before = 1;

    for (i = 0; i < path.len; i++) {

        switch (path.data[i]) {

        case ':':
            if (before) {
                return 1;
            }

            break;

        case '/':
            before = 0;
            break;

        case '\n':
            before = 1;
            break;

        default:
            break;
        }
    }

    return 0;
}


static const posts_uri_scheme_t *
posts_uri_scheme(posts_str_t name)
{
    const posts_uri_scheme_t  *s;

    for (s = posts_uri_schemes; s->name.len != 0; s++) {
        if (posts_str_caseeq(name, s->name)) {
            return s;
        }
    }

    return NULL;
}


/* user:password@host:port; brackets are only in the host. */

static posts_rc_t
posts_uri_parse_authority(posts_uri_t *uri, posts_str_t authority)
{
    size_t       at, i;
    ssize_t      colon;
    posts_str_t  info;

    at = authority.len;

    for (i = 0; i < authority.len && authority.data[i] != '['
         && authority.data[i] != ']'; i++)
    {
        if (authority.data[i] == '@') {
            at = i;
        }
    }

    uri->host = authority;
    uri->user = posts_str_from(NULL, 0);
    uri->password = posts_str_from(NULL, 0);
    uri->port = posts_str_from(NULL, 0);

    if (at < authority.len) {
        info = posts_uri_strip(posts_str_slice(authority, 0, at));
        uri->host = posts_str_slice(authority, at + 1, authority.len);

        colon = posts_str_chr(info, ':');

        if (colon < 0) {
            uri->user = info;

        } else {
            uri->user = posts_str_slice(info, 0, (size_t) colon);
            uri->password = posts_str_slice(info, (size_t) colon + 1,
                                            info.len);
        }
    }

    colon = posts_str_rchr(uri->host, ':');

    if (colon >= 0) {
        uri->port = posts_str_slice(uri->host, (size_t) colon + 1,
                                    uri->host.len);

        if (posts_str_chr(uri->port, ']') >= 0
            || posts_str_chr(uri->port, '[') >= 0
            || posts_str_chr(uri->port, '@') >= 0)
        {
            uri->port = posts_str_from(NULL, 0);

        } else {
            uri->host = posts_str_slice(uri->host, 0, (size_t) colon);
        }
    }

    for (i = 0; i < uri->port.len; i++) {
        if (uri->port.data[i] < '0' || uri->port.data[i] > '9') {
            return POSTS_INVALID;
        }
    }

    while (uri->port.len > 0 && uri->port.data[0] == '0') {
        uri->port = posts_str_slice(uri->port, 1, uri->port.len);
    }

    if (uri->port.len == 0) {
        uri->port = posts_str_from(NULL, 0);
    }

    return posts_uri_is_host(uri->host) ? POSTS_OK : POSTS_INVALID;
}


static int
posts_uri_is_host(posts_str_t host)
{
    size_t    i, pos;
    uint32_t  c;

    for (pos = 0; pos < host.len; /* void */ ) {
        c = posts_utf8_next(host, &pos);

        if (posts_utf8_is_space(c)
            || (c < 0x80 && c != 0
                && strchr("<>{}/\\?#@\"", (int) c) != NULL))
        {
            return 0;
        }
    }

    /* an address within brackets */

    if (host.len >= 2 && host.data[0] == '[' && host.data[host.len - 1] == ']')
    {
        for (i = 1; i < host.len - 1; i++) {
            if (host.data[i] == '[' || host.data[i] == ']'
                || (posts_uri_classes[host.data[i]] & POSTS_URI_HOST) == 0)
            {
                return 0;
            }
        }
    }

    return 1;
}


posts_rc_t
posts_uri_normalize(posts_buf_t *b, posts_str_t text)
{
    int           web;
    size_t        begin, start;
    posts_rc_t    rc;
    posts_buf_t   scheme;
    posts_str_t   name, path;
    posts_uri_t   uri;

    rc = posts_uri_parse(&uri, text);
    if (rc != POSTS_OK) {
        return rc;
    }

    begin = b->len;
    posts_buf_init(&scheme, b->arena, 0);

    if (uri.scheme.data != NULL) {
        posts_utf8_downcase(&scheme, uri.scheme);

        if (posts_str_eq(posts_buf_str(&scheme), posts_str("ssh+svn"))) {
            scheme.len = 0;
            posts_buf_lit(&scheme, "svn+ssh");
        }

        posts_buf_add(b, posts_buf_str(&scheme));
        posts_buf_lit(b, ":");
    }

    name = posts_buf_str(&scheme);

    if (uri.host.data != NULL) {
        posts_buf_lit(b, "//");
        start = b->len;
        posts_uri_authority(b, &uri, name);

        if (posts_uri_reparse(b, start) != POSTS_OK) {
            b->len = begin;
            return POSTS_INVALID;
        }
    }

    start = b->len;
    posts_uri_path(b, uri.path);

    if (b->rc != POSTS_OK || scheme.rc != POSTS_OK) {
        b->rc = POSTS_LIMIT;
        return POSTS_OK;
    }

    /* what has been decoded must not make another URI of it */

    path = posts_str_slice(posts_buf_str(b), start, b->len);

    if ((uri.scheme.data == NULL && posts_uri_is_ambiguous(path))
        || (uri.host.data == NULL
            && posts_str_starts(path, posts_str("//"))))
    {
        b->len = begin;
        return POSTS_INVALID;
    }

    if (b->len == start) {
        web = posts_str_eq(name, posts_str("http"))
              || posts_str_eq(name, posts_str("https"))
              || posts_str_eq(name, posts_str("ftp"))
              || posts_str_eq(name, posts_str("tftp"));

        if (web) {
            posts_buf_lit(b, "/");
        }
    }

    start = b->len;

    if (uri.query.len != 0) {
        posts_buf_lit(b, "?");
        posts_uri_query(b, uri.query);
    }

    if (b->len == start + 1) {
        b->len = start;
    }

    if (uri.fragment.len != 0) {
        posts_buf_lit(b, "#");
        posts_uri_component(b, uri.fragment, POSTS_URI_FRAGMENT);
    }

    return POSTS_OK;
}


void
posts_uri_escape(posts_buf_t *b, posts_str_t text)
{
    posts_uri_component(b, text, POSTS_URI_ANY);
}


static void
posts_uri_authority(posts_buf_t *b, const posts_uri_t *uri, posts_str_t scheme)
{
    posts_str_t                password, user;
    const posts_uri_scheme_t  *known;

    user = posts_uri_strip(uri->user);
    password = posts_uri_strip(uri->password);

    if (uri->user.data != NULL
        && (user.len != 0 || password.len != 0
            || !posts_str_starts(scheme, posts_str("http"))))
    {
        posts_uri_component(b, user, POSTS_URI_UNRESERVED);

        if (uri->password.data != NULL) {
            posts_buf_lit(b, ":");
            posts_uri_component(b, password, POSTS_URI_UNRESERVED);
        }

        posts_buf_lit(b, "@");
    }

    posts_uri_host(b, uri->host);

    if (uri->port.data != NULL) {
        known = posts_uri_scheme(scheme);

        if (known == NULL || !posts_str_eq(known->port, uri->port)) {
            posts_buf_lit(b, ":");
            posts_buf_add(b, uri->port);
        }
    }
}


/*
 * The authority from "start" on may have got another port: "a:8:" is a host
 * "a:8" and no port, and then a host and a port.
 */

static posts_rc_t
posts_uri_reparse(posts_buf_t *b, size_t start)
{
    posts_rc_t   rc;
    posts_str_t  authority;
    posts_uri_t  uri;

    authority = posts_str_slice(posts_buf_str(b), start, b->len);

    if (posts_str_ends(authority, posts_str(":"))) {
        return POSTS_INVALID;
    }

    rc = posts_uri_parse_authority(&uri, authority);

    if (rc != POSTS_OK || b->rc != POSTS_OK || authority.len == 0) {
        return rc;
    }

    b->len = (size_t) (uri.host.data - b->data) + uri.host.len;

    if (uri.port.len != 0) {
        b->data[b->len++] = ':';
        memmove(b->data + b->len, uri.port.data, uri.port.len);
        b->len += uri.port.len;
    }

    return POSTS_OK;
}


static void
posts_uri_host(posts_buf_t *b, posts_str_t host)
{
    size_t       end, i;
    posts_buf_t  lower, name;
    posts_str_t  s;

    posts_buf_init(&lower, b->arena, 0);
    posts_utf8_downcase(&lower, posts_uri_strip(host));
    s = posts_uri_decode(b->arena, posts_buf_str(&lower), 0);

    if (lower.rc != POSTS_OK || (s.data == NULL && lower.len != 0)) {
        b->rc = POSTS_LIMIT;
        return;
    }

    posts_buf_init(&name, b->arena, 0);

    if (posts_utf8_valid(s) == s.len && posts_utf8_count(s) != s.len) {

        /* beyond ASCII: label by label, none that is empty at the end */

        lower.len = 0;
        posts_utf8_downcase(&lower, s);
        s = posts_buf_str(&lower);

        while (s.len > 0 && s.data[s.len - 1] == '.') {
            s.len--;
        }

        for (i = 0; i < s.len; i = end + 1) {

            for (end = i; end < s.len && s.data[end] != '.'; end++) {
                /* void */
            }

            posts_uri_label(&name, posts_str_slice(s, i, end));

            if (end < s.len) {
                posts_buf_lit(&name, ".");
            }
        }

    } else {
        posts_buf_add(&name, s);
    }

    s = posts_buf_str(&name);

    if (s.len > 1 && s.data[s.len - 1] == '.' && s.data[s.len - 2] != '.') {
        s.len--;
    }

    if (name.rc != POSTS_OK) {
        b->rc = POSTS_LIMIT;
        return;
    }

    posts_uri_component(b, s, POSTS_URI_HOST);
}


static void
posts_uri_label(posts_buf_t *b, posts_str_t label)
{
    size_t        count, n, pos;
    uint32_t     *c;
    posts_buf_t   normal;
    posts_str_t   s;

    count = posts_utf8_count(label);

    if (count == label.len || count > POSTS_URI_LABEL) {
        posts_buf_add(b, label);
        return;
    }

    posts_buf_init(&normal, b->arena, 0);
    posts_utf8_nfkc(&normal, label);

    s = posts_buf_str(&normal);
    c = posts_arena_array(b->arena, s.len, sizeof(uint32_t));

    if (normal.rc != POSTS_OK || c == NULL) {
        b->rc = POSTS_LIMIT;
        return;
    }

    for (n = 0, pos = 0; pos < s.len; n++) {
        c[n] = posts_utf8_next(s, &pos);
    }

    posts_buf_lit(b, "xn--");
    posts_uri_punycode(b, c, n);
}


/* RFC 3492; n is small. */

static void
posts_uri_punycode(posts_buf_t *b, const uint32_t *c, size_t n)
{
    size_t    done, i, basic;
    uint32_t  bias, delta, k, least, q, t, now;

    static const u_char  digits[] = "abcdefghijklmnopqrstuvwxyz0123456789";

    for (basic = 0, i = 0; i < n; i++) {
        if (c[i] < 0x80) {
            posts_buf_addc(b, (u_char) c[i]);
            basic++;
        }
    }

    if (basic > 0) {
        posts_buf_lit(b, "-");
    }

    bias = 72;
    delta = 0;
    now = 0x80;

    for (done = basic; done < n; delta++, now++) {

        for (least = UINT32_MAX, i = 0; i < n; i++) {
            if (c[i] >= now && c[i] < least) {
                least = c[i];
            }
        }

        delta += (least - now) * (uint32_t) (done + 1);
        now = least;

        for (i = 0; i < n; i++) {

            if (c[i] < now) {
                delta++;
            }

            if (c[i] != now) {
                continue;
            }

            q = delta;

            for (k = 36; /* void */ ; k += 36) {
                t = (k <= bias) ? 1 : (k >= bias + 26) ? 26 : k - bias;

                if (q < t) {
                    break;
                }

                posts_buf_addc(b, digits[t + (q - t) % (36 - t)]);
                q = (q - t) / (36 - t);
            }

            posts_buf_addc(b, digits[q]);

            delta /= (done == basic) ? 700 : 2;
            done++;
            delta += delta / (uint32_t) done;

            for (k = 0; delta > 35 * 26 / 2; k += 36) {
                delta /= 35;
            }

            bias = k + 36 * delta / (delta + 38);
            delta = 0;
        }
    }
}


static void
posts_uri_path(posts_buf_t *b, posts_str_t path)
{
    size_t  from, i, start;

    path = posts_uri_strip(path);
    start = b->len;
    from = 0;

    for (i = 0; i <= path.len; i++) {

        if (i < path.len && path.data[i] != '/') {
            continue;
        }

        posts_uri_component(b, posts_str_slice(path, from, i),
                            POSTS_URI_PCHAR);

        if (i < path.len) {
            posts_buf_lit(b, "/");
        }

        from = i + 1;
    }

    if (b->rc == POSTS_OK && b->len > start) {
        b->len = start + posts_uri_resolve(b->data + start, b->len - start);
    }
}


/* The pairs of the query, each on its own; "+" stays as it is encoded. */

static void
posts_uri_query(posts_buf_t *b, posts_str_t query)
{
    size_t  from, i;

    from = 0;

    for (i = 0; i <= query.len; i++) {

        if (i < query.len && query.data[i] != '&') {
            continue;
        }

        posts_uri_component(b, posts_str_slice(query, from, i),
                            POSTS_URI_QUERY);

        if (i < query.len) {
            posts_buf_lit(b, "&");
        }

        from = i + 1;
    }
}


/*
 * Takes out "." and ".." segments, in place.  An absolute path has nothing
 * before its first segment; a relative one keeps that, with a ".." behind
 * it, but loses dots that it begins with.
 */

static size_t
posts_uri_resolve(u_char *path, size_t len)
{
    size_t  from;

    len = posts_uri_segments(path, len);

    if (len == 0 || path[0] != '.') {
        return len;
    }

    for (from = 0; from < len && path[from] == '.'; /* void */ ) {
        from += (from + 1 < len && path[from + 1] == '.') ? 2 : 1;
        from += (from < len && path[from] == '/');
    }

    memmove(path, path + from, len - from);

    return posts_uri_segments(path, len - from);
}


static size_t
posts_uri_segments(u_char *path, size_t len)
{
    size_t       end, first, from, out;
    posts_str_t  segment;

    for (first = 0; first < len && path[first] != '/'; first++) { /* void */ }

    out = first;

    for (from = first; from < len; from = end) {

        for (end = from + 1; end < len && path[end] != '/'; end++) {
            /* void */
        }

        segment = posts_str_from(path + from, end - from);

        if (posts_str_eq(segment, posts_str("/."))) {
            /* void */

        } else if (posts_str_eq(segment, posts_str("/.."))
                   && (out > first || first == 0))
        {
            while (out > first && path[out - 1] != '/') {
                out--;
            }

            out -= (out > first);

        } else {
            memmove(path + out, path + from, end - from);
            out += end - from;
            continue;
        }

        if (end == len) {
            path[out++] = '/';
        }
    }

    return out;
}


static void
posts_uri_component(posts_buf_t *b, posts_str_t s, unsigned class)
{
    size_t       i;
    posts_buf_t  normal;

    for (i = 0; i < s.len && (posts_uri_classes[s.data[i]] & class) != 0; i++)
    {
        /* void */
    }

    if (i == s.len) {
        posts_buf_add(b, s);
        return;
    }

    s = posts_uri_decode(b->arena, s, class == POSTS_URI_QUERY);

    if (s.data == NULL) {
        b->rc = POSTS_LIMIT;
        return;
    }

    if (posts_utf8_valid(s) != s.len) {
        posts_uri_encode(b, s, POSTS_URI_ANY);
        return;
    }

    if (posts_utf8_count(s) != s.len) {
        posts_buf_init(&normal, b->arena, 0);
        posts_utf8_nfkc(&normal, s);

        if (normal.rc != POSTS_OK) {
            b->rc = normal.rc;
            return;
        }

        s = posts_buf_str(&normal);
    }

    posts_uri_encode(b, s, class);
}


/* Decodes %xx, with "plus" all but a plus; NULL: no memory. */

static posts_str_t
posts_uri_decode(posts_arena_t *arena, posts_str_t s, int plus)
{
    int      c, high, low;
    u_char  *dst, *p;
    size_t   i;

    dst = posts_arena_alloc(arena, s.len);
    if (dst == NULL) {
        return posts_str_from(NULL, 0);
    }

    p = dst;

    for (i = 0; i < s.len; i++) {

        if (s.data[i] == '%' && s.len - i > 2) {
            high = posts_uri_hex(s.data[i + 1]);
            low = posts_uri_hex(s.data[i + 2]);
            c = high * 16 + low;

            if (high >= 0 && low >= 0 && !(plus && c == '+')) {
                *p++ = (u_char) c;
                i += 2;
                continue;
            }
        }

        *p++ = s.data[i];
    }

    return posts_str_from(dst, (size_t) (p - dst));
}


static void
posts_uri_encode(posts_buf_t *b, posts_str_t s, unsigned class)
{
    size_t  i;
    u_char  c, text[3];

    static const u_char  hex[] = "0123456789ABCDEF";

    for (i = 0; i < s.len; i++) {
        c = s.data[i];

        if ((posts_uri_classes[c] & class) != 0) {
            posts_buf_addc(b, c);
            continue;
        }

        text[0] = '%';
        text[1] = hex[c >> 4];
        text[2] = hex[c & 15];

        if (class == POSTS_URI_QUERY && c == '%' && s.len - i > 2
            && s.data[i + 1] == '2' && posts_lower(s.data[i + 2]) == 'b')
        {
            text[1] = '2';
            text[2] = 'B';
            i += 2;
        }

        posts_buf_add(b, posts_str_from(text, 3));
    }
}


static int
posts_uri_hex(u_char c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }

    c = posts_lower(c);

    return (c >= 'a' && c <= 'f') ? c - 'a' + 10 : -1;
}


/* Ruby's strip: the byte 0 is white space. */

static posts_str_t
posts_uri_strip(posts_str_t s)
{
    while (s.len > 0 && (posts_space(s.data[0]) || s.data[0] == '\0')) {
        s = posts_str_slice(s, 1, s.len);
    }

    while (s.len > 0
           && (posts_space(s.data[s.len - 1]) || s.data[s.len - 1] == '\0'))
    {
        s.len--;
    }

    return s;
}
