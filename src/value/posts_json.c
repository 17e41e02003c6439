
/*
 * Copyright (C) the authors of this project
 *
 * Containers that are open are frames on a stack, so that reading nests
 * without recursion.  What may come next is one of a few states; each token
 * is looked up by its first byte.
 */


#include "posts_float.h"
#include "posts_json.h"
#include "posts_utf8.h"


#define POSTS_JSON_FRAMES     16
#define POSTS_JSON_DEPTH_MAX  1000
#define POSTS_JSON_KEYS       64


typedef enum {
    POSTS_JSON_VALUE = 0,    /* a value must come */
    POSTS_JSON_FIRST,        /* the first member, or the end */
    POSTS_JSON_NEXT,         /* a comma, or the end */
    POSTS_JSON_KEY           /* a key must come */
} posts_json_state_e;


typedef struct {
    posts_value_t  value;    /* ARRAY or MAP */
    posts_str_t    key;
} posts_json_frame_t;


typedef struct {
    posts_str_t          text;
    size_t               pos;
    posts_arena_t       *arena;
    posts_json_frame_t  *frames;
    size_t               n;
    size_t               size;
    size_t               depth;
    posts_error_t       *error;

    /*
     * Keys of late, each at a place of its own: where all maps of an array
     * have the same ones, they share their bytes, and a look-up in one map
     * finds those in the processor's cache that the last one has left there.
     */

    posts_str_t          keys[POSTS_JSON_KEYS];
} posts_json_t;


typedef struct {
    posts_str_t  text;
    uint8_t      type;       /* posts_value_type_e */
    uint8_t      integer;
} posts_json_word_t;


static posts_rc_t posts_json_run(posts_json_t *j, posts_value_t *out);
static posts_rc_t posts_json_member(posts_json_t *j, posts_value_t *v,
    posts_json_state_e *state);
static posts_rc_t posts_json_open(posts_json_t *j, posts_value_t *v);
static posts_rc_t posts_json_add(posts_json_t *j, posts_value_t v);
static posts_rc_t posts_json_key(posts_json_t *j);
static posts_str_t posts_json_share(posts_json_t *j, posts_str_t key);
static posts_rc_t posts_json_number(posts_json_t *j, posts_value_t *v);
static posts_rc_t posts_json_word(posts_json_t *j, posts_value_t *v);
static posts_rc_t posts_json_text(posts_json_t *j, posts_str_t *out);
static posts_rc_t posts_json_unescape(posts_json_t *j, posts_str_t s,
    size_t begin, posts_str_t *out);
static int posts_json_hex(posts_str_t s, size_t pos, uint32_t *c);
static void posts_json_space(posts_json_t *j);
static size_t posts_json_digits(posts_json_t *j);
static int posts_json_peek(posts_json_t *j);
static posts_rc_t posts_json_error(posts_json_t *j, size_t pos,
    const char *message);
static posts_rc_t posts_json_memory(posts_json_t *j);
static void posts_json_write_time(posts_buf_t *b, posts_value_t v);
static void posts_json_write_array(posts_buf_t *b, posts_value_t v,
    size_t depth);
static void posts_json_write_object(posts_buf_t *b, posts_value_t v,
    size_t depth);
static void posts_json_write_map(posts_buf_t *b, posts_value_t v,
    size_t depth);
static void posts_json_bytes(posts_buf_t *b, posts_str_t s);


static const posts_json_word_t  posts_json_words[] = {
    { posts_string("null"), POSTS_NIL, 0 },
    { posts_string("true"), POSTS_BOOL, 1 },
    { posts_string("false"), POSTS_BOOL, 0 },
    { posts_null_string, 0, 0 }
};


/* What stands for the letter behind a backslash; "u" is its own case. */

static const u_char  posts_json_escapes[256] = {
    ['"'] = '"', ['\\'] = '\\', ['/'] = '/', ['b'] = '\b', ['f'] = '\f',
    ['n'] = '\n', ['r'] = '\r', ['t'] = '\t'
};


/* What is written behind a backslash: a letter, or "u" for a number. */

static const u_char  posts_json_escaped[256] = {
    [0 ... 7] = 'u', ['\b'] = 'b', ['\t'] = 't', ['\n'] = 'n', [0x0b] = 'u',
    ['\f'] = 'f', ['\r'] = 'r', [0x0e ... 0x1f] = 'u',
    ['"'] = '"', ['\\'] = '\\'
};


posts_rc_t
posts_json_parse(posts_value_t *out, posts_arena_t *arena, posts_str_t text,
    const posts_limits_t *limits, posts_error_t *error)
{
    size_t         bad;
    posts_rc_t     rc;
    posts_json_t   j;
    posts_value_t  v;

    *out = posts_value_nil();

    memset(&j, 0, sizeof(posts_json_t));

    j.text = text;
    j.arena = arena;
    j.depth = limits->depth;
    j.error = error;

    bad = posts_utf8_valid(text);

    if (bad < text.len) {
        return posts_json_error(&j, bad, "there are bytes that are not UTF-8;"
                                         " save the file as UTF-8");
    }

    if (posts_str_starts(text, posts_str("\xef\xbb\xbf"))) {
        j.pos = 3;
    }

    rc = posts_json_run(&j, &v);

    if (rc != POSTS_OK) {
        return rc;
    }

    posts_json_space(&j);

    if (j.pos < text.len) {
        return posts_json_error(&j, j.pos, "there is more behind the value;"
                                           " a text is one value");
    }

    *out = v;

    return POSTS_OK;
}


static posts_rc_t
posts_json_run(posts_json_t *j, posts_value_t *out)
{
    int                 c;
    posts_rc_t          rc;
    posts_value_t       v;
    posts_json_frame_t  *frame;
    posts_json_state_e  state;

    state = POSTS_JSON_VALUE;

    for ( ;; ) {
        posts_json_space(j);

        c = posts_json_peek(j);
        frame = (j->n == 0) ? NULL : &j->frames[j->n - 1];

        if (frame != NULL
            && (state == POSTS_JSON_FIRST || state == POSTS_JSON_NEXT)
            && c == (frame->value.type == POSTS_ARRAY ? ']' : '}'))
        {
            j->pos++;
            j->n--;
            v = frame->value;

            goto complete;
        }

        if (state == POSTS_JSON_NEXT) {

            if (c != ',') {
                return posts_json_error(j, j->pos,
                             frame->value.type == POSTS_ARRAY
                             ? "there is no \",\" or \"]\" behind the member"
                             : "there is no \",\" or \"}\" behind the member");
            }

            j->pos++;
            state = (frame->value.type == POSTS_ARRAY) ? POSTS_JSON_VALUE
                                                       : POSTS_JSON_KEY;
            continue;
        }

        if (state == POSTS_JSON_KEY
            || (state == POSTS_JSON_FIRST && frame->value.type == POSTS_MAP))
        {
            rc = posts_json_key(j);

            if (rc != POSTS_OK) {
                return rc;
            }

            state = POSTS_JSON_VALUE;
            continue;
        }

        rc = posts_json_member(j, &v, &state);

        if (rc != POSTS_OK) {
            return rc;
        }

        if (state == POSTS_JSON_FIRST) {
            continue;
        }

    complete:

        if (j->n == 0) {
            *out = v;
            return POSTS_OK;
        }

        rc = posts_json_add(j, v);

        if (rc != POSTS_OK) {
            return rc;
        }

        state = POSTS_JSON_NEXT;
    }
}


/* A scalar, or the begin of a container: the state is FIRST then. */

static posts_rc_t
posts_json_member(posts_json_t *j, posts_value_t *v,
    posts_json_state_e *state)
{
    int          c;
    posts_rc_t   rc;
    posts_str_t  s;

    c = posts_json_peek(j);

    *state = POSTS_JSON_NEXT;

    if (c == '"') {
        rc = posts_json_text(j, &s);

        if (rc == POSTS_OK) {
            *v = posts_value_str(s);
        }

        return rc;
    }

    if (c == '{' || c == '[') {
        *state = POSTS_JSON_FIRST;
        return posts_json_open(j, v);
    }

    if (c == '-' || (c >= '0' && c <= '9')) {
        return posts_json_number(j, v);
    }

    return posts_json_word(j, v);
}


static posts_rc_t
posts_json_open(posts_json_t *j, posts_value_t *v)
{
    size_t                size;
    unsigned              line, column;
    posts_map_t          *map;
    posts_array_t        *array;
    posts_json_frame_t   *frames;

    if (j->n >= j->depth) {
        posts_utf8_position(j->text, j->pos, &line, &column);

        return posts_error_set(j->error, POSTS_LIMIT, line, column,
                               "nested deeper than %zu levels"
                               " (limit \"depth\")", j->depth);
    }

    if (j->n == j->size) {
        size = (j->size == 0) ? POSTS_JSON_FRAMES : j->size * 2;

        frames = posts_arena_realloc(j->arena, j->frames,
                                     j->size * sizeof(posts_json_frame_t),
                                     size * sizeof(posts_json_frame_t));
        if (frames == NULL) {
            return posts_json_memory(j);
        }

        j->frames = frames;
        j->size = size;
    }

    if (j->text.data[j->pos] == '{') {
        map = posts_map_create(j->arena, 0);
        if (map == NULL) {
            return posts_json_memory(j);
        }

        *v = posts_value_map(map);

    } else {
        array = posts_array_create(j->arena, 0);
        if (array == NULL) {
            return posts_json_memory(j);
        }

        *v = posts_value_array(array);
    }

    j->frames[j->n].value = *v;
    j->frames[j->n].key = posts_str("");
    j->n++;
    j->pos++;

    return POSTS_OK;
}


static posts_rc_t
posts_json_add(posts_json_t *j, posts_value_t v)
{
    posts_rc_t           rc;
    posts_json_frame_t  *frame;

    frame = &j->frames[j->n - 1];

    if (frame->value.type == POSTS_ARRAY) {
        rc = posts_array_push(frame->value.u.array, v);

    } else {
        rc = posts_map_set(frame->value.u.map, frame->key, v);
    }

    return (rc == POSTS_OK) ? POSTS_OK : posts_json_memory(j);
}


static posts_rc_t
posts_json_key(posts_json_t *j)
{
    posts_rc_t   rc;
    posts_str_t  key;

    if (posts_json_peek(j) != '"') {
        return posts_json_error(j, j->pos, "there is no key in double quotes"
                                           " where one must be");
    }

    rc = posts_json_text(j, &key);

    if (rc != POSTS_OK) {
        return rc;
    }

    j->frames[j->n - 1].key = posts_json_share(j, key);

    posts_json_space(j);

    if (posts_json_peek(j) != ':') {
        return posts_json_error(j, j->pos,
                                "there is no \":\" behind the key");
    }

    j->pos++;

    return POSTS_OK;
}


static posts_str_t
posts_json_share(posts_json_t *j, posts_str_t key)
{
    posts_str_t  *k;

    if (key.len == 0) {
        return key;
    }

    k = &j->keys[(key.len + 7u * key.data[0] + 31u * key.data[key.len - 1])
                 % POSTS_JSON_KEYS];

    if (!posts_str_eq(*k, key)) {
        *k = key;
    }

    return *k;
}


static posts_rc_t
posts_json_number(posts_json_t *j, posts_value_t *v)
{
    int          c, whole, wide, negative;
    double       f;
    size_t       i, begin, zero, n;
    uint64_t     u, max, digit;
    posts_str_t  s;

    begin = j->pos;
    whole = 1;
    negative = (posts_json_peek(j) == '-');
    j->pos += (size_t) negative;

    zero = (posts_json_peek(j) == '0');
    n = posts_json_digits(j);

    if (n == 0 || (zero && n > 1)) {
        return posts_json_error(j, begin, "a number must begin with a digit,"
                                          " and not with a 0 that another"
                                          " digit follows");
    }

    if (posts_json_peek(j) == '.') {
        whole = 0;
        j->pos++;

        if (posts_json_digits(j) == 0) {
            return posts_json_error(j, begin, "there is no digit behind the"
                                              " point of the number");
        }
    }

    c = posts_json_peek(j);

    if (c == 'e' || c == 'E') {
        whole = 0;
        j->pos++;

        c = posts_json_peek(j);

        if (c == '-' || c == '+') {
            j->pos++;
        }

        if (posts_json_digits(j) == 0) {
            return posts_json_error(j, begin, "there is no digit in the"
                                              " exponent of the number");
        }
    }

    s = posts_str_slice(j->text, begin, j->pos);

    if (whole) {
        u = 0;
        wide = 0;
        max = (uint64_t) INT64_MAX + (uint64_t) negative;

        for (i = (size_t) negative; i < s.len && !wide; i++) {
            digit = (uint64_t) (s.data[i] - '0');
            wide = (u > (max - digit) / 10);
            u = u * 10 + digit;
        }

        if (!wide) {
            *v = posts_value_int(negative ? (int64_t) (0 - u) : (int64_t) u);
            return POSTS_OK;
        }
    }

    f = 0;
    (void) posts_float_parse(&f, s);

    *v = posts_value_float(f);

    return POSTS_OK;
}


static posts_rc_t
posts_json_word(posts_json_t *j, posts_value_t *v)
{
    posts_str_t               rest;
    const posts_json_word_t  *w;

    rest = posts_str_slice(j->text, j->pos, j->text.len);

    for (w = posts_json_words; w->text.len != 0; w++) {
        if (posts_str_starts(rest, w->text)) {
            *v = posts_value_nil();
            v->type = w->type;
            v->u.integer = w->integer;
            j->pos += w->text.len;

            return POSTS_OK;
        }
    }

    return posts_json_error(j, j->pos,
                            rest.len == 0 ? "the text ends where a value must"
                                            " be"
                                          : "there is no value where one must"
                                            " be");
}


/* The string that begins at j->pos; without a backslash, where it lies. */

static posts_rc_t
posts_json_text(posts_json_t *j, posts_str_t *out)
{
    int      escapes;
    u_char   c;
    size_t   begin, pos;

    begin = j->pos + 1;
    escapes = 0;

    for (pos = begin; pos < j->text.len; pos++) {
        c = j->text.data[pos];

        if (c == '"') {
            j->pos = pos + 1;
            *out = posts_str_slice(j->text, begin, pos);

            return escapes ? posts_json_unescape(j, *out, begin, out)
                           : POSTS_OK;
        }

        if (c == '\\') {
            escapes = 1;
            pos++;

        } else if (c < 0x20) {
            return posts_json_error(j, pos, "there is a control character in"
                                            " a string; write it as \\n, \\t"
                                            " or \\u00..");
        }
    }

    return posts_json_error(j, begin - 1, "the string has no end");
}


/* "begin": where s is in the text. */

static posts_rc_t
posts_json_unescape(posts_json_t *j, posts_str_t s, size_t begin,
    posts_str_t *out)
{
    u_char       c, *dst, *p;
    size_t       i;
    uint32_t     code, low;

    /* nothing is longer than what it is written as */

    dst = posts_arena_alloc(j->arena, s.len);
    if (dst == NULL) {
        return posts_json_memory(j);
    }

    p = dst;

    for (i = 0; i < s.len; /* void */ ) {
        c = s.data[i++];

        if (c != '\\') {
            *p++ = c;
            continue;
        }

        /* a backslash is never the last byte */

        c = s.data[i++];

        if (c != 'u') {

            if (posts_json_escapes[c] == 0) {
                return posts_json_error(j, begin + i - 2,
                                        "there is no such escape; write"
                                        " \\\\ for a backslash");
            }

            *p++ = posts_json_escapes[c];
            continue;
        }

        if (!posts_json_hex(s, i, &code)) {
            return posts_json_error(j, begin + i - 2, "there are no four"
                                    " hexadecimal digits behind \\u");
        }

        i += 4;

        if (code >= 0xd800 && code <= 0xdbff
            && i + 1 < s.len && s.data[i] == '\\' && s.data[i + 1] == 'u'
            && posts_json_hex(s, i + 2, &low)
            && low >= 0xdc00 && low <= 0xdfff)
        {
            code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
            i += 6;

        } else if (code >= 0xd800 && code <= 0xdfff) {
            code = POSTS_UTF8_BAD;
        }

        p += posts_utf8_encode(code, p);
    }

    *out = posts_str_from(dst, (size_t) (p - dst));

    return POSTS_OK;
}


static int
posts_json_hex(posts_str_t s, size_t pos, uint32_t *c)
{
    u_char  digit;
    size_t  i;

    if (s.len - pos < 4) {
        return 0;
    }

    *c = 0;

    for (i = pos; i < pos + 4; i++) {
        digit = posts_lower(s.data[i]);

        if (digit >= '0' && digit <= '9') {
            *c = *c * 16 + (uint32_t) (digit - '0');

        } else if (digit >= 'a' && digit <= 'f') {
            *c = *c * 16 + (uint32_t) (digit - 'a' + 10);

        } else {
            return 0;
        }
    }

    return 1;
}


static void
posts_json_space(posts_json_t *j)
{
    u_char  c;

    while (j->pos < j->text.len) {
        c = j->text.data[j->pos];

        if (c != ' ' && c != '\n' && c != '\r' && c != '\t') {
            return;
        }

        j->pos++;
    }
}


static size_t
posts_json_digits(posts_json_t *j)
{
    size_t  begin;

    begin = j->pos;

    while (j->pos < j->text.len
           && j->text.data[j->pos] >= '0' && j->text.data[j->pos] <= '9')
    {
        j->pos++;
    }

    return j->pos - begin;
}


static int
posts_json_peek(posts_json_t *j)
{
    return (j->pos < j->text.len) ? j->text.data[j->pos] : -1;
}


static posts_rc_t
posts_json_error(posts_json_t *j, size_t pos, const char *message)
{
    unsigned  line, column;

    posts_utf8_position(j->text, pos, &line, &column);

    return posts_error_set(j->error, POSTS_INVALID, line, column, "%s",
                           message);
}


static posts_rc_t
posts_json_memory(posts_json_t *j)
{
    unsigned  line, column;

    posts_utf8_position(j->text, j->pos, &line, &column);

    return posts_error_set(j->error, POSTS_LIMIT, line, column,
                           "no memory for the value");
}


void
posts_json_write(posts_buf_t *b, posts_value_t v, size_t depth)
{
    if (b->rc != POSTS_OK) {
        return;
    }

    if (depth > POSTS_JSON_DEPTH_MAX) {
        depth = POSTS_JSON_DEPTH_MAX;
    }

    switch (v.type) {

    case POSTS_BOOL:
        posts_buf_add(b, v.u.integer ? posts_str("true")
                                     : posts_str("false"));
        break;

    case POSTS_INT:
        posts_buf_int(b, v.u.integer);
        break;

    case POSTS_FLOAT:
        if (v.u.number - v.u.number == 0) {
            posts_float_write(b, v.u.number);

        } else {
            posts_buf_lit(b, "null");
        }

        break;

    case POSTS_STRING:
        posts_json_string(b, posts_value_string(v));
        break;

    case POSTS_TIME:
    case POSTS_DATE:
        posts_json_write_time(b, v);
        break;

    case POSTS_ARRAY:
        posts_json_write_array(b, v, depth);
        break;

    case POSTS_MAP:
        posts_json_write_map(b, v, depth);
        break;

    case POSTS_OBJECT:
        posts_json_write_object(b, v, depth);
        break;

    default:
        posts_buf_lit(b, "null");
        break;
    }
}


static void
posts_json_write_time(posts_buf_t *b, posts_value_t v)
{
    posts_buf_addc(b, '"');

    if (v.type == POSTS_TIME) {
        posts_time_xmlschema(b, posts_value_moment(v));

    } else {
        posts_time_format(b, posts_value_moment(v), NULL,
                          posts_str("%Y-%m-%d"));
    }

    posts_buf_addc(b, '"');
}


static void
posts_json_write_array(posts_buf_t *b, posts_value_t v, size_t depth)
{
    size_t  i, n;

    if (depth == 0) {
        b->rc = POSTS_LIMIT;
        return;
    }

    n = posts_value_len(v);

    posts_buf_addc(b, '[');

    for (i = 0; i < n && b->rc == POSTS_OK; i++) {

        if (i != 0) {
            posts_buf_addc(b, ',');
        }

        posts_json_write(b, posts_value_at(v, i), depth - 1);
    }

    posts_buf_addc(b, ']');
}


static void
posts_json_write_object(posts_buf_t *b, posts_value_t v, size_t depth)
{
    posts_buf_t  text;

    switch (v.len) {

    case POSTS_OBJECT_ARRAY:
        posts_json_write_array(b, v, depth);
        break;

    case POSTS_OBJECT_MAP:
        posts_json_write_map(b, v, depth);
        break;

    default:
        posts_buf_init(&text, b->arena, b->limit);
        posts_value_to_s(&text, v, depth);

        if (text.rc != POSTS_OK) {
            b->rc = text.rc;
            break;
        }

        posts_json_string(b, posts_buf_str(&text));
        break;
    }
}


static void
posts_json_write_map(posts_buf_t *b, posts_value_t v, size_t depth)
{
    size_t         i;
    posts_str_t    key;
    posts_value_t  value;

    if (depth == 0) {
        b->rc = POSTS_LIMIT;
        return;
    }

    posts_buf_addc(b, '{');

    for (i = 0;
         b->rc == POSTS_OK && posts_value_pair(v, i, &key, &value);
         i++)
    {
        if (i != 0) {
            posts_buf_addc(b, ',');
        }

        posts_json_string(b, key);
        posts_buf_addc(b, ':');
        posts_json_write(b, value, depth - 1);
    }

    posts_buf_addc(b, '}');
}


void
posts_json_string(posts_buf_t *b, posts_str_t s)
{
    size_t  pos, valid;

    posts_buf_addc(b, '"');

    pos = 0;

    while (pos < s.len && b->rc == POSTS_OK) {
        valid = posts_utf8_valid(posts_str_slice(s, pos, s.len));

        posts_json_bytes(b, posts_str_slice(s, pos, pos + valid));

        pos += valid;

        if (pos < s.len) {
            posts_buf_lit(b, "\xef\xbf\xbd");
            (void) posts_utf8_next(s, &pos);
        }
    }

    posts_buf_addc(b, '"');
}


static void
posts_json_bytes(posts_buf_t *b, posts_str_t s)
{
    u_char  c;
    size_t  i, done;

    done = 0;

    for (i = 0; i < s.len; i++) {
        c = posts_json_escaped[s.data[i]];

        if (c == 0) {
            continue;
        }

        posts_buf_add(b, posts_str_slice(s, done, i));

        if (c == 'u') {
            posts_buf_fmt(b, "\\u%04x", s.data[i]);

        } else {
            posts_buf_addc(b, '\\');
            posts_buf_addc(b, c);
        }

        done = i + 1;
    }

    posts_buf_add(b, posts_str_slice(s, done, s.len));
}
