
/*
 * Copyright (C) the authors of this project
 *
 * A part's block is a record of fixed size, the strings and the packed
 * value, as a document's is.
 *
 * JSON in a data file goes through the YAML loader, as in Jekyll: YAML is
 * almost a superset, and what a number is then is YAML's affair.  What YAML
 * can not read (two halves of a character that JSON writes as \ud83d\ude00)
 * is read as JSON.
 */


#include "posts_csv.h"
#include "posts_front.h"
#include "posts_json.h"
#include "posts_pack.h"
#include "posts_part.h"
#include "posts_path.h"
#include "posts_utf8.h"
#include "posts_yaml.h"


/* "PPA" and the number of the block's format. */

#define POSTS_PART_MAGIC    0x50504101u

#define POSTS_PART_DEPTH    1026
#define POSTS_PART_STRINGS  3

#define POSTS_PART_THEME    0x01


typedef struct {
    uint32_t            pos;
    uint32_t            len;
} posts_part_piece_t;


typedef struct {
    uint32_t            magic;
    uint32_t            len;
    uint64_t            generation;
    uint32_t            content_line;
    uint8_t             kind;
    uint8_t             flags;
    uint8_t             zero[2];
    posts_part_piece_t  strings[POSTS_PART_STRINGS];
    posts_part_piece_t  value;
} posts_part_block_t;


static posts_str_t posts_part_below(const posts_config_t *config,
    posts_part_e kind, posts_str_t path);
static posts_str_t posts_part_data_name(posts_arena_t *arena,
    posts_str_t path);
static void posts_part_word(posts_buf_t *b, posts_str_t s);
static size_t posts_part_blank(posts_str_t s, size_t i);
static int posts_part_border(posts_str_t s, size_t i);
static int posts_part_letter(posts_str_t s, size_t i);
static int posts_part_space(u_char c);

static posts_rc_t posts_part_layout(posts_part_t *part, posts_arena_t *arena,
    const posts_config_t *config, posts_str_t source,
    const posts_limits_t *limits, posts_error_t *error);
static posts_rc_t posts_part_data(posts_part_t *part, posts_arena_t *arena,
    const posts_config_t *config, posts_str_t source,
    const posts_limits_t *limits, posts_error_t *error);
static int posts_part_ext(posts_str_t path, posts_str_t ext);
static void posts_part_strings(posts_part_t *part,
    posts_str_t *strings[POSTS_PART_STRINGS]);


/* ORDER posts_part_e */

static const posts_str_t  posts_part_folders[] = {
    posts_string("_layouts/"),
    posts_string("_includes/"),
    posts_string("_data/")
};


posts_str_t
posts_part_name(posts_arena_t *arena, const posts_config_t *config,
    posts_part_e kind, posts_str_t path)
{
    ssize_t  dot;

    path = posts_part_below(config, kind, path);

    switch (kind) {

    case POSTS_PART_LAYOUT:
        dot = posts_str_rchr(path, '.');

        return (dot == -1) ? path : posts_str_slice(path, 0, (size_t) dot);

    case POSTS_PART_DATA:
        return posts_part_data_name(arena, path);

    default:
        return path;
    }
}


posts_str_t
posts_part_key(posts_str_t name)
{
    ssize_t  slash;

    slash = posts_str_chr(name, '/');

    return (slash == -1) ? name : posts_str_slice(name, 0, (size_t) slash);
}


posts_rc_t
posts_part_parse(posts_part_t *part, posts_arena_t *arena,
    const posts_config_t *config, posts_str_t source,
    const posts_limits_t *limits, posts_error_t *error)
{
    size_t      bad;
    unsigned    line, column;
    posts_rc_t  rc;

    part->content = posts_str("");
    part->content_line = 1;
    part->data = posts_value_nil();

    if (source.len > limits->source || source.len > UINT32_MAX) {
        rc = posts_error_set(error, POSTS_LIMIT, 0, 0,
                             "the file is larger than %zu bytes (limit "
                             "\"source\")", limits->source);
        goto done;
    }

    bad = posts_utf8_valid(source);

    if (bad < source.len) {
        posts_utf8_position(source, bad, &line, &column);

        rc = posts_error_set(error, POSTS_INVALID, line, column,
                             "a byte that is not UTF-8 (0x%02x): save the "
                             "file as UTF-8", source.data[bad]);
        goto done;
    }

    switch (part->kind) {

    case POSTS_PART_LAYOUT:
        rc = posts_part_layout(part, arena, config, source, limits, error);
        break;

    case POSTS_PART_DATA:
        rc = posts_part_data(part, arena, config, source, limits, error);
        break;

    default:

        /* as Ruby reads it: a mark of the byte order is none of the text */

        if (posts_str_starts(source, posts_str("\xef\xbb\xbf"))) {
            source = posts_str_slice(source, 3, source.len);
        }

        part->content = source;
        rc = POSTS_OK;
        break;
    }

done:

    if (rc != POSTS_OK) {
        posts_error_file(error, part->path);
    }

    return rc;
}


posts_rc_t
posts_part_pack(posts_buf_t *b, const posts_part_t *part)
{
    size_t               i, start, pos;
    posts_str_t         *strings[POSTS_PART_STRINGS];
    posts_part_t         copy;
    posts_part_block_t   block;

    copy = *part;
    posts_part_strings(&copy, strings);
    start = b->len;

    memset(&block, 0, sizeof(posts_part_block_t));

    block.magic = POSTS_PART_MAGIC;
    block.generation = part->generation;
    block.content_line = part->content_line;
    block.kind = (uint8_t) part->kind;
    block.flags = part->theme ? POSTS_PART_THEME : 0;

    posts_buf_add(b, posts_str_from(&block, sizeof(posts_part_block_t)));

    for (i = 0; i < POSTS_PART_STRINGS; i++) {
        pos = b->len - start;

        posts_buf_add(b, *strings[i]);

        if (b->rc != POSTS_OK || b->len - start > UINT32_MAX) {
            return POSTS_LIMIT;
        }

        block.strings[i].pos = (uint32_t) pos;
        block.strings[i].len = (uint32_t) strings[i]->len;
    }

    pos = b->len - start;

    if (posts_pack(b, part->data, POSTS_PART_DEPTH) != POSTS_OK
        || b->rc != POSTS_OK || b->len - start > UINT32_MAX)
    {
        return POSTS_LIMIT;
    }

    block.value.pos = (uint32_t) pos;
    block.value.len = (uint32_t) (b->len - start - pos);
    block.len = (uint32_t) (b->len - start);

    memcpy(b->data + start, &block, sizeof(posts_part_block_t));

    return POSTS_OK;
}


posts_rc_t
posts_part_unpack(posts_part_t *part, posts_str_t data)
{
    size_t               i;
    posts_str_t         *strings[POSTS_PART_STRINGS];
    posts_part_block_t   block;

    if (data.len < sizeof(posts_part_block_t)) {
        return POSTS_INVALID;
    }

    memcpy(&block, data.data, sizeof(posts_part_block_t));

    if (block.magic != POSTS_PART_MAGIC || block.len != data.len
        || block.kind > POSTS_PART_DATA
        || block.value.pos > block.len
        || block.value.len > block.len - block.value.pos)
    {
        return POSTS_INVALID;
    }

    posts_part_strings(part, strings);

    for (i = 0; i < POSTS_PART_STRINGS; i++) {
        if (block.strings[i].pos > block.len
            || block.strings[i].len > block.len - block.strings[i].pos)
        {
            return POSTS_INVALID;
        }

        *strings[i] = posts_str_from(data.data + block.strings[i].pos,
                                     block.strings[i].len);
    }

    part->kind = (posts_part_e) block.kind;
    part->generation = block.generation;
    part->content_line = block.content_line;
    part->theme = (block.flags & POSTS_PART_THEME) != 0;

    return posts_pack_open(&part->data,
                           posts_str_from(data.data + block.value.pos,
                                          block.value.len),
                           POSTS_PART_DEPTH);
}


/* A theme's folders have the usual names, whatever the site calls its own. */

static posts_str_t
posts_part_below(const posts_config_t *config, posts_part_e kind,
    posts_str_t path)
{
    posts_str_t  dir;

    dir = (kind == POSTS_PART_LAYOUT) ? config->layouts_dir
          : (kind == POSTS_PART_INCLUDE) ? config->includes_dir
                                         : config->data_dir;

    if (!posts_str_starts(path, dir)) {
        dir = posts_part_folders[kind];
    }

    return posts_str_starts(path, dir)
           ? posts_str_slice(path, dir.len, path.len) : path;
}


/*
 * In each part of the path, white space becomes "_", and what is neither
 * that nor an ASCII letter, digit, "_" or "-" goes.
 */

static posts_str_t
posts_part_data_name(posts_arena_t *arena, posts_str_t path)
{
    size_t       i, start;
    posts_buf_t  b;
    posts_str_t  part;

    path.len -= posts_path_ext(path).len;
    start = 0;

    posts_buf_init(&b, arena, 0);

    for (i = 0; i <= path.len; i++) {

        if (i < path.len && path.data[i] != '/') {
            continue;
        }

        part = posts_str_slice(path, start, i);
        start = i + 1;

        posts_part_word(&b, part);

        if (i < path.len) {
            posts_buf_addc(&b, '/');
        }
    }

    if (b.rc != POSTS_OK) {
        return posts_str_from(NULL, 0);
    }

    return (b.len == 0) ? posts_str("") : posts_buf_str(&b);
}


/*
 * Jekyll's DataReader#sanitize_filename, whose first expression takes out
 * white space too where it stands at the beginning, or behind other white
 * space and before a word.
 */

static void
posts_part_word(posts_buf_t *b, posts_str_t s)
{
    int     blank;
    u_char  c;
    size_t  i, n;

    blank = 0;

    for (i = 0; i < s.len; /* void */ ) {
        c = s.data[i];

        if (posts_part_space(c)) {
            n = posts_part_blank(s, i);

            if (n != 0) {
                i += n;
                continue;
            }

            /* what is left of white space in a row is one "_" */

            if (!blank) {
                posts_buf_addc(b, '_');
                blank = 1;
            }

            i++;
            continue;
        }

        if (c == '_' || c == '-' || (c >= '0' && c <= '9')
            || (posts_lower(c) >= 'a' && posts_lower(c) <= 'z'))
        {
            posts_buf_addc(b, c);
            blank = 0;
        }

        i++;
    }
}


/* (?<=^|\b\s)\s+(?=$|\s?\b): the bytes that match at s[i], a space, or 0. */

static size_t
posts_part_blank(posts_str_t s, size_t i)
{
    size_t  end;

    if (i != 0
        && !(posts_part_space(s.data[i - 1]) && posts_part_border(s, i - 1)))
    {
        return 0;
    }

    for (end = i; end < s.len && posts_part_space(s.data[end]); end++) {
        /* as much as there is */
    }

    for ( /* void */ ; end > i; end--) {

        if (end == s.len || posts_part_border(s, end)
            || (posts_part_space(s.data[end])
                && posts_part_border(s, end + 1)))
        {
            return end - i;
        }
    }

    return 0;
}


/* A word begins or ends between s[i - 1] and s[i]. */

static int
posts_part_border(posts_str_t s, size_t i)
{
    int     before, behind;
    size_t  k;

    before = 0;
    behind = (i < s.len && posts_part_letter(s, i));

    if (i != 0) {

        for (k = i - 1; k > 0 && (s.data[k] & 0xc0) == 0x80; k--) {
            /* to the first byte of the character */
        }

        before = posts_part_letter(s, k);
    }

    return before != behind;
}


static int
posts_part_letter(posts_str_t s, size_t i)
{
    return posts_utf8_is_word(posts_utf8_next(s, &i));
}


static int
posts_part_space(u_char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}


static posts_rc_t
posts_part_layout(posts_part_t *part, posts_arena_t *arena,
    const posts_config_t *config, posts_str_t source,
    const posts_limits_t *limits, posts_error_t *error)
{
    posts_rc_t             rc;
    posts_map_t           *map;
    posts_front_t          front;
    posts_yaml_options_t   options;

    posts_front_split(&front, source);

    part->content = front.content;
    part->content_line = front.content_line;

    map = posts_map_create(arena, 0);

    if (map == NULL) {
        return posts_error_set(error, POSTS_LIMIT, 0, 0,
                               "no memory for a layout");
    }

    part->data = posts_value_map(map);

    if (!front.closed) {
        return POSTS_OK;
    }

    if (front.yaml.len > limits->front_matter) {
        return posts_error_set(error, POSTS_LIMIT, front.yaml_line, 1,
                               "the front matter is larger than %zu bytes "
                               "(limit \"front_matter\")",
                               limits->front_matter);
    }

    options.limits = limits;
    options.timezone = config->timezone;
    options.line = front.yaml_line;

    rc = posts_yaml_parse(&part->data, arena, front.yaml, &options, error);

    if (rc == POSTS_OK && part->data.type != POSTS_MAP
        && part->data.type != POSTS_NIL)
    {
        rc = posts_error_set(error, POSTS_INVALID, front.yaml_line, 1,
                             "the front matter is not a map of keys and "
                             "values (\"layout: base\")");
    }

    if (rc != POSTS_OK || part->data.type == POSTS_NIL) {
        part->data = posts_value_map(map);
    }

    return rc;
}


static posts_rc_t
posts_part_data(posts_part_t *part, posts_arena_t *arena,
    const posts_config_t *config, posts_str_t source,
    const posts_limits_t *limits, posts_error_t *error)
{
    int                    tsv;
    posts_rc_t             rc;
    posts_error_t          local;
    posts_value_t          headers;
    posts_yaml_options_t   options;

    tsv = posts_part_ext(part->path, posts_str(".tsv"));

    if (tsv || posts_part_ext(part->path, posts_str(".csv"))) {

        headers = posts_value_get(config->data,
                                  tsv ? posts_str("tsv_reader")
                                      : posts_str("csv_reader"));

        if (!posts_value_find(headers, posts_str("headers"), &headers)) {
            headers = posts_value_bool(1);
        }

        return posts_csv_parse(&part->data, arena, source, tsv ? '\t' : ',',
                               posts_value_true(headers), error);
    }

    options.limits = limits;
    options.timezone = config->timezone;
    options.line = 1;

    posts_error_clear(&local);

    rc = posts_yaml_parse(&part->data, arena, source, &options, &local);

    if (rc == POSTS_OK) {
        return POSTS_OK;
    }

    if (rc == POSTS_INVALID
        && posts_part_ext(part->path, posts_str(".json")))
    {
        rc = posts_json_parse(&part->data, arena, source, limits, NULL);

        if (rc == POSTS_OK) {
            return POSTS_OK;
        }
    }

    part->data = posts_value_nil();

    return posts_error_set(error, rc, local.line, local.column, "%s",
                           local.message);
}


static int
posts_part_ext(posts_str_t path, posts_str_t ext)
{
    return posts_str_caseeq(posts_path_ext(path), ext);
}


/* ORDER strings of a block */

static void
posts_part_strings(posts_part_t *part,
    posts_str_t *strings[POSTS_PART_STRINGS])
{
    strings[0] = &part->name;
    strings[1] = &part->path;
    strings[2] = &part->content;
}
