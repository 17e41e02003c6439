
/*
 * Copyright (C) the authors of this project
 *
 * What is read of a site, decided by a path alone.  Jekyll walks from folder
 * to folder and asks of each entry; a path is taken apart here the same way,
 * from the top, so that it is hidden as soon as a folder on its way is.
 *
 * Where this is stricter than Jekyll, it is since a build copies files once
 * and under its author's eyes, while a server answers anyone: the folders of
 * version control, the files of a web server's own access rules and the
 * configuration stay hidden whatever "include" says, and Jekyll's default
 * of "include", ".htaccess", is of no use here.
 */


#include "posts_path.h"
#include "posts_place.h"
#include "posts_utf8.h"


#define POSTS_PATH_MAX  4096


static posts_path_e posts_path_walked(const posts_config_t *config,
    posts_str_t path, int folder, int dated);
static posts_path_e posts_path_named(const posts_config_t *config,
    posts_str_t path, int folder);
static posts_path_e posts_path_kind(const posts_config_t *config,
    posts_str_t path, int folder, int dated);
static posts_path_e posts_path_document(const posts_config_t *config,
    posts_str_t path, size_t below, int folder, int dated, posts_path_e kind);
static int posts_path_pattern(posts_str_t pattern, posts_str_t path,
    int folder);
static int posts_path_denied(posts_str_t name);
static int posts_path_outside(const posts_config_t *config,
    posts_str_t path);
static posts_str_t posts_path_setting(const posts_config_t *config,
    posts_str_t key);
static int posts_path_set(posts_str_t pattern, size_t *pos, uint32_t c);
static uint32_t posts_path_literal(posts_str_t pattern, size_t *pos);
static size_t posts_path_digits(posts_str_t s, size_t pos, size_t max);


/* Beginnings of names that no setting admits. */

static const posts_str_t  posts_path_denials[] = {
    posts_string(".ht"),
    posts_string(".git"),
    posts_string(".svn"),
    posts_string(".hg"),
    posts_string(".env"),
    posts_string("_config.")
};

#define POSTS_PATH_DENIALS                                                    \
    (sizeof(posts_path_denials) / sizeof(posts_path_denials[0]))


/* Digits of a year, a month and a day. */

static const struct {
    size_t  min;
    size_t  max;
} posts_path_date[] = {
    { 2, 4 },
    { 1, 2 },
    { 1, 2 }
};


posts_str_t
posts_path_dir(posts_str_t path)
{
    ssize_t  n;

    n = posts_str_rchr(path, '/');

    return posts_str_slice(path, 0, n == -1 ? 0 : (size_t) n);
}


posts_str_t
posts_path_name(posts_str_t path)
{
    ssize_t  n;

    n = posts_str_rchr(path, '/');

    return posts_str_slice(path, (size_t) (n + 1), path.len);
}


posts_str_t
posts_path_ext(posts_str_t path)
{
    size_t       lead;
    ssize_t      n;
    posts_str_t  name;

    name = posts_path_name(path);

    for (lead = 0; lead < name.len && name.data[lead] == '.'; lead++) {
        /* dots that begin a name begin no extension */
    }

    n = posts_str_rchr(name, '.');

    if (n == -1 || (size_t) n < lead) {
        return posts_str_slice(name, name.len, name.len);
    }

    return posts_str_slice(name, (size_t) n, name.len);
}


posts_str_t
posts_path_stem(posts_str_t path)
{
    posts_str_t  name;

    name = posts_path_name(path);
    name.len -= posts_path_ext(path).len;

    while (name.len > 0 && name.data[name.len - 1] == '.') {
        name.len--;
    }

    return name;
}


int
posts_path_dated(posts_str_t path, posts_str_t *date, posts_str_t *slug)
{
    size_t       i, n, pos;
    ssize_t      dot;
    posts_str_t  name;

    name = posts_path_name(path);
    pos = 0;

    for (i = 0; i < 3; i++) {
        n = posts_path_digits(name, pos, posts_path_date[i].max);
        pos += n;

        if (n < posts_path_date[i].min || pos == name.len
            || name.data[pos] != '-')
        {
            return 0;
        }

        pos++;
    }

    dot = posts_str_rchr(name, '.');

    if (dot == -1 || (size_t) dot < pos || (size_t) dot + 1 == name.len) {
        return 0;
    }

    if (date != NULL) {
        *date = posts_str_slice(name, 0, pos - 1);
    }

    if (slug != NULL) {
        *slug = posts_str_slice(name, pos, (size_t) dot);
    }

    return 1;
}


posts_str_t
posts_path_relative(const posts_config_t *config, posts_str_t path)
{
    if (config->collections_dir.len != 0
        && path.len > config->collections_dir.len
        && posts_str_starts(path, config->collections_dir))
    {
        return posts_str_slice(path, config->collections_dir.len, path.len);
    }

    return path;
}


posts_path_e
posts_path_classify(const posts_config_t *config, posts_str_t path,
    int folder)
{
    return posts_path_kind(config, path, folder, 1);
}


int
posts_path_undated(const posts_config_t *config, posts_str_t path)
{
    size_t       i, n;
    posts_str_t  ext;

    if (posts_path_dated(posts_path_name(path), NULL, NULL)) {
        return 0;
    }

    ext = posts_path_ext(path);

    if (!posts_str_eq(ext, posts_str(".html"))) {

        n = (ext.len > 1) ? posts_value_len(config->markdown_ext) : 0;

        for (i = 0; i < n; i++) {
            if (posts_str_eq(posts_str_slice(ext, 1, ext.len),
                             posts_value_string(
                                 posts_value_at(config->markdown_ext, i))))
            {
                break;
            }
        }

        if (i == n) {
            return 0;
        }
    }

    return posts_path_kind(config, path, 0, 0) == POSTS_PATH_POST;
}


static posts_path_e
posts_path_kind(const posts_config_t *config, posts_str_t path, int folder,
    int dated)
{
    posts_path_e   kind;
    posts_place_e  place;

    if (posts_place_is_theme(path)) {
        return posts_place_theme(config, path, folder);
    }

    if (path.len == 0) {
        return folder ? POSTS_PATH_FOLDER : POSTS_PATH_HIDDEN;
    }

    if (posts_path_hidden(path)) {
        return POSTS_PATH_HIDDEN;
    }

    place = posts_place(config, path, folder, &kind);

    if (place != POSTS_PLACE_KIND) {
        kind = posts_path_walked(config, path, folder, dated);

        if (place == POSTS_PLACE_WAY && kind == POSTS_PATH_HIDDEN) {
            kind = POSTS_PATH_FOLDER;
        }
    }

    return kind;
}


/* What the walk from folder to folder makes of it. */

static posts_path_e
posts_path_walked(const posts_config_t *config, posts_str_t path, int folder,
    int dated)
{
    int           dir;
    size_t        i, start;
    posts_str_t   name, upto, dest;
    posts_path_e  kind;

    kind = folder ? POSTS_PATH_FOLDER : POSTS_PATH_FILE;

    dest = posts_path_setting(config, posts_str("destination"));
    start = 0;

    for (i = 0; i <= path.len; i++) {

        if (i < path.len && path.data[i] != '/') {
            continue;
        }

        name = posts_str_slice(path, start, i);
        upto = posts_str_slice(path, 0, i);
        dir = (i < path.len) ? 1 : folder;
        start = i + 1;

        if (dir && posts_str_eq(name, posts_str("_posts"))) {
            return posts_path_document(config, path, i, folder, dated,
                                       POSTS_PATH_POST);
        }

        if (dir && posts_str_eq(name, posts_str("_drafts"))) {
            return posts_path_document(config, path, i, folder, dated,
                                       POSTS_PATH_DRAFT);
        }

        if (dir && dest.len > 0 && posts_str_eq(upto, dest)) {
            return POSTS_PATH_HIDDEN;
        }

        if (posts_path_listed(config->include, name, dir,
                              posts_value_nil()))
        {
            continue;
        }

        if (posts_path_special(name)
            || posts_path_listed(config->exclude, upto, dir,
                                 config->include))
        {
            return posts_path_named(config, path, folder);
        }
    }

    return kind;
}


int
posts_path_hidden(posts_str_t path)
{
    size_t       i, start;
    posts_str_t  name;

    if (path.len > POSTS_PATH_MAX || posts_str_chr(path, '\0') != -1) {
        return 1;
    }

    start = 0;

    for (i = 0; i <= path.len; i++) {

        if (i < path.len && path.data[i] != '/') {
            continue;
        }

        name = posts_str_slice(path, start, i);
        start = i + 1;

        if (name.len == 0 || name.data[name.len - 1] == '.'
            || posts_path_denied(name))
        {
            return 1;
        }
    }

    return 0;
}


/*
 * A file whose whole path "include" names is read wherever it is; folders on
 * the way to it are walked, but serve nothing else.
 */

static posts_path_e
posts_path_named(const posts_config_t *config, posts_str_t path, int folder)
{
    size_t       i, n;
    posts_str_t  name;

    n = posts_value_len(config->include);

    for (i = 0; i < n; i++) {
        name = posts_value_string(posts_value_at(config->include, i));

        if (name.len > 0 && name.data[0] == '/') {
            name = posts_str_slice(name, 1, name.len);
        }

        if (folder && name.len > path.len && name.data[path.len] == '/'
            && posts_str_starts(name, path))
        {
            return POSTS_PATH_FOLDER;
        }

        if (!folder && posts_str_eq(name, path)) {
            return POSTS_PATH_FILE;
        }
    }

    return POSTS_PATH_HIDDEN;
}


/*
 * A path within _posts or _drafts, whose name ends at "below".  Jekyll takes
 * all that is below at once and looks at a file's whole path and name, not
 * at each folder on the way.
 */

static posts_path_e
posts_path_document(const posts_config_t *config, posts_str_t path,
    size_t below, int folder, int dated, posts_path_e kind)
{
    size_t       i;
    posts_str_t  entry, name, ext;

    if (posts_path_outside(config, posts_str_slice(path, 0, below))) {
        return POSTS_PATH_HIDDEN;
    }

    if (below == path.len) {
        return POSTS_PATH_FOLDER;
    }

    entry = posts_str_slice(path, below + 1, path.len);

    for (i = 0; i < entry.len; i++) {

        if (i > 0 && entry.data[i - 1] != '/') {
            continue;
        }

        if (entry.data[i] == '.') {
            return POSTS_PATH_HIDDEN;
        }
    }

    name = posts_path_name(entry);

    if (folder) {
        if (posts_path_special(entry)
            && !posts_path_listed(config->include, entry, 1,
                                  posts_value_nil()))
        {
            return POSTS_PATH_HIDDEN;
        }

        return POSTS_PATH_FOLDER;
    }

    if (!posts_path_listed(config->include, entry, 0, posts_value_nil())
        && !posts_path_listed(config->include, name, 0, posts_value_nil())
        && (posts_path_special(entry) || posts_path_special(name)
            || posts_path_listed(config->exclude, path, 0,
                                 config->include)))
    {
        return POSTS_PATH_HIDDEN;
    }

    ext = posts_path_ext(name);

    /* a YAML file is all data: Jekyll never makes a post of it */

    if (ext.len < 2
        || posts_str_eq(ext, posts_str(".yml"))
        || posts_str_eq(ext, posts_str(".yaml"))
        || (kind == POSTS_PATH_POST && dated
            && !posts_path_dated(name, NULL, NULL)))
    {
        return POSTS_PATH_HIDDEN;
    }

    return kind;
}


int
posts_path_listed(posts_value_t list, posts_str_t path, int folder,
    posts_value_t except)
{
    size_t         i, k, n, m;
    posts_value_t  v;
    posts_str_t    pattern;

    n = posts_value_len(list);
    m = posts_value_len(except);

    for (i = 0; i < n; i++) {
        v = posts_value_at(list, i);

        if (v.type != POSTS_STRING) {
            continue;
        }

        pattern = posts_value_string(v);

        if (!posts_path_pattern(pattern, path, folder)) {
            continue;
        }

        for (k = 0; k < m; k++) {
            if (posts_str_eq(posts_value_string(posts_value_at(except, k)),
                             pattern))
            {
                break;
            }
        }

        if (k == m) {
            return 1;
        }
    }

    return 0;
}


/*
 * A pattern matches as a pattern, as the beginning of the path's text ("foo"
 * matches "foobar.html"), and, with a slash behind it, as the folder itself.
 */

static int
posts_path_pattern(posts_str_t pattern, posts_str_t path, int folder)
{
    size_t  i;

    if (pattern.len > 0 && pattern.data[0] == '/') {
        pattern = posts_str_slice(pattern, 1, pattern.len);
    }

    if (pattern.len == 0) {
        return 1;
    }

    /* most patterns are no match by their first letter, and no more work */

    switch (pattern.data[0]) {

    case '*':
    case '?':
    case '[':
    case '\\':
        break;

    default:
        if (path.len == 0 || pattern.data[0] != path.data[0]) {
            return 0;
        }
    }

    if (posts_str_starts(path, pattern)) {
        return 1;
    }

    if (folder && pattern.len == path.len + 1
        && pattern.data[path.len] == '/' && posts_str_starts(pattern, path))
    {
        return 1;
    }

    for (i = 0; i < pattern.len; i++) {
        switch (pattern.data[i]) {

        case '*':
        case '?':
        case '[':
        case '\\':
            return posts_path_match(pattern, path);

        default:
            break;
        }
    }

    return 0;
}


int
posts_path_match(posts_str_t pattern, posts_str_t path)
{
    int       ok;
    size_t    p, s, next, star, mark;
    uint32_t  c;

    /* "star": behind the last asterisk, "mark": where it has got to */

    star = (size_t) -1;
    mark = 0;
    p = 0;
    s = 0;

    for ( ;; ) {

        while (p < pattern.len && pattern.data[p] == '*') {
            p++;
            star = p;
            mark = s;
        }

        if (s == path.len) {
            return p == pattern.len;
        }

        next = s;
        c = posts_utf8_next(path, &next);
        ok = 0;

        if (p < pattern.len) {

            switch (pattern.data[p]) {

            case '?':
                p++;
                ok = 1;
                break;

            case '[':
                ok = posts_path_set(pattern, &p, c);
                break;

            default:
                ok = (posts_path_literal(pattern, &p) == c);
                break;
            }
        }

        if (ok) {
            s = next;
            continue;
        }

        if (star == (size_t) -1) {
            return 0;
        }

        /* the asterisk takes one character more */

        (void) posts_utf8_next(path, &mark);
        s = mark;
        p = star;
    }
}


/* Moves behind the set's bracket; a set that does not end has no members. */

static int
posts_path_set(posts_str_t pattern, size_t *pos, uint32_t c)
{
    int       in, not;
    size_t    p;
    uint32_t  low, high;

    in = 0;
    not = 0;
    p = *pos + 1;

    if (p < pattern.len && (pattern.data[p] == '!' || pattern.data[p] == '^'))
    {
        not = 1;
        p++;
    }

    while (p < pattern.len && pattern.data[p] != ']') {
        low = posts_path_literal(pattern, &p);
        high = low;

        if (p + 1 < pattern.len && pattern.data[p] == '-'
            && pattern.data[p + 1] != ']')
        {
            p++;
            high = posts_path_literal(pattern, &p);
        }

        /* the ends of a range count even if it runs backwards */

        if (c == low || c == high || (c > low && c < high)) {
            in = 1;
        }
    }

    if (p >= pattern.len) {
        return 0;
    }

    *pos = p + 1;

    return in != not;
}


static uint32_t
posts_path_literal(posts_str_t pattern, size_t *pos)
{
    if (pattern.data[*pos] == '\\' && *pos + 1 < pattern.len) {
        (*pos)++;
    }

    return posts_utf8_next(pattern, pos);
}


int
posts_path_special(posts_str_t name)
{
    switch (name.data[0]) {

    case '.':
    case '_':
    case '#':
    case '~':
        return 1;

    default:
        return name.data[name.len - 1] == '~';
    }
}


static int
posts_path_denied(posts_str_t name)
{
    size_t  i;

    for (i = 0; i < POSTS_PATH_DENIALS; i++) {
        if (posts_str_starts(name, posts_path_denials[i])) {
            return 1;
        }
    }

    return 0;
}


/* With a collections_dir, posts are read only there; a plain prefix. */

static int
posts_path_outside(const posts_config_t *config, posts_str_t path)
{
    posts_str_t  dir;

    dir = config->collections_dir;

    return dir.len > 0
           && !posts_str_starts(path, posts_str_slice(dir, 0, dir.len - 1));
}


/* A folder's name in the configuration, as a path of the site. */

static posts_str_t
posts_path_setting(const posts_config_t *config, posts_str_t key)
{
    posts_str_t  s;

    s = posts_value_string(posts_value_get(config->data, key));

    while (s.len > 0) {
        if (s.data[0] == '/') {
            s = posts_str_slice(s, 1, s.len);

        } else if (s.len > 1 && s.data[0] == '.' && s.data[1] == '/') {
            s = posts_str_slice(s, 2, s.len);

        } else {
            break;
        }
    }

    while (s.len > 0 && s.data[s.len - 1] == '/') {
        s.len--;
    }

    return posts_str_eq(s, posts_str(".")) ? posts_str("") : s;
}


static size_t
posts_path_digits(posts_str_t s, size_t pos, size_t max)
{
    size_t  n;

    for (n = 0; n < max && pos + n < s.len; n++) {
        if (s.data[pos + n] < '0' || s.data[pos + n] > '9') {
            break;
        }
    }

    return n;
}
