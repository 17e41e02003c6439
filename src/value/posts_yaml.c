
/*
 * Copyright (C) the authors of this project
 *
 * libyaml reads the text and tells what it meets as events; here they become
 * values.  Containers that are still open are frames on a stack, so that
 * nesting costs no recursion and is easy to bound.  libyaml takes memory
 * from malloc() (this file is its adapter) and all of it is given back before
 * posts_yaml_parse() returns, whatever happens.
 *
 * An alias does not copy what it stands for, it refers to the same value.
 * That alone would let some lines of text unfold into millions of nodes for
 * everybody who walks the value, so each value's number of nodes and height
 * are kept with its anchor, and an alias is charged for all of them.
 */


#include <yaml.h>

#include "posts_inspect.h"
#include "posts_utf8.h"
#include "posts_yaml.h"
#include "posts_yaml_scalar.h"


#define POSTS_YAML_FRAMES   8
#define POSTS_YAML_ANCHORS  8
#define POSTS_YAML_SHOWN    40       /* bytes of a name in a message */
#define POSTS_YAML_BOM      3
#define POSTS_YAML_TAGS     100      /* %TAG directives */


typedef enum {
    POSTS_YAML_SCALAR = 0,
    POSTS_YAML_ALIAS,
    POSTS_YAML_MAPPING,
    POSTS_YAML_SEQUENCE
} posts_yaml_kind_e;


/* A value with what an alias of it costs. */

typedef struct {
    posts_value_t      value;
    size_t             nodes;    /* with all below, aliases unfolded */
    size_t             height;   /* containers on the longest way down */
    posts_yaml_kind_e  kind;
    unsigned           open:1;   /* its end has not come yet */
    unsigned           string:1; /* tagged as a string: no merge key */
} posts_yaml_node_t;


typedef struct {
    posts_yaml_node_t  node;     /* so far */
    posts_str_t        key;      /* of the value to come */
    ssize_t            anchor;   /* its number, or -1 */
    unsigned           keyed:1;  /* the key has come */
    unsigned           merge:1;  /* and is a merge key */
} posts_yaml_frame_t;


typedef struct {
    yaml_parser_t               *parser;
    posts_arena_t               *arena;
    const posts_yaml_options_t  *options;
    posts_error_t               *error;
    posts_yaml_frame_t          *frames;
    size_t                       nframes;
    size_t                       frames_size;
    posts_yaml_node_t           *anchors;
    size_t                       nanchors;
    size_t                       anchors_size;
    posts_map_t                 *names;  /* of anchors, to their numbers */
    size_t                       unfolded;
    posts_yaml_node_t            root;
} posts_yaml_t;


typedef struct {
    const char  *problem;
    const char  *advice;
} posts_yaml_advice_t;


static posts_rc_t posts_yaml_check(posts_yaml_t *y, posts_str_t text);
static posts_rc_t posts_yaml_directives(posts_yaml_t *y, posts_str_t text);
static posts_rc_t posts_yaml_document(posts_yaml_t *y, posts_str_t text);
static posts_rc_t posts_yaml_event(posts_yaml_t *y, yaml_event_t *event);
static posts_rc_t posts_yaml_scalar_event(posts_yaml_t *y,
    yaml_event_t *event);
static posts_rc_t posts_yaml_tagged(posts_yaml_t *y, posts_yaml_node_t *node,
    const char *tag, posts_str_t text, const yaml_mark_t *mark);
static posts_rc_t posts_yaml_alias_event(posts_yaml_t *y,
    yaml_event_t *event);
static posts_rc_t posts_yaml_start(posts_yaml_t *y, yaml_event_t *event);
static posts_rc_t posts_yaml_end(posts_yaml_t *y, yaml_event_t *event);
static posts_rc_t posts_yaml_add(posts_yaml_t *y, posts_yaml_node_t *node,
    const yaml_mark_t *mark);
static posts_rc_t posts_yaml_key(posts_yaml_t *y, posts_yaml_frame_t *frame,
    posts_yaml_node_t *node, const yaml_mark_t *mark);
static posts_rc_t posts_yaml_merge(posts_yaml_t *y, posts_map_t *map,
    posts_str_t key, posts_yaml_node_t *node, const yaml_mark_t *mark);
static posts_rc_t posts_yaml_merge_pairs(posts_map_t *map, posts_value_t v);
static posts_rc_t posts_yaml_anchor(posts_yaml_t *y, const yaml_char_t *name,
    const posts_yaml_node_t *node, ssize_t *number, const yaml_mark_t *mark);
static posts_rc_t posts_yaml_tag(posts_yaml_t *y, const yaml_char_t *tag,
    const yaml_mark_t *mark);
static void *posts_yaml_grow(posts_yaml_t *y, void *p, size_t *size,
    size_t min, size_t item);
static posts_rc_t posts_yaml_problem(posts_yaml_t *y, posts_str_t text);
static unsigned posts_yaml_line(posts_yaml_t *y, size_t line);
static posts_rc_t posts_yaml_error(posts_yaml_t *y, posts_rc_t rc,
    const yaml_mark_t *mark, const char *message);


/* What to do about the faults that authors make most. */

static const posts_yaml_advice_t  posts_yaml_advices[] = {
    { "mapping values are not allowed in this context",
      "quote a value that has \": \" in it, and check the indent" },
    { "could not find expected ':'",
      "a key needs a colon and a space behind it" },
    { "found character that cannot start any token",
      "indent with spaces, and quote a value that begins with @, ` or %" },
    { "found a tab character that violates indentation",
      "indent with spaces" },
    { "found a tab character where an indentation space is expected",
      "indent with spaces" },
    { "did not find expected key",
      "check the indent, and the quotes of the line above" },
    { "did not find expected alphabetic or numeric character",
      "quote a value that begins with * or &" },
    { "did not find expected ',' or ']'",
      "close the list with ]" },
    { "did not find expected ',' or '}'",
      "close the map with }" },
    { "did not find expected '-' indicator",
      "give all items of a list the same indent" },
    { "block sequence entries are not allowed in this context",
      "quote a value that begins with \"- \", or put it on its own line" },
    { "found unexpected end of stream",
      "a quote is not closed" },
    { "found unexpected document indicator",
      "a quote is not closed" },
    { "found unknown escape character",
      "write \\\\ for a backslash, or use single quotes" },
    { "found undefined tag handle",
      "quote a value that begins with !" },
    { "control characters are not allowed",
      "remove the character" },
    { NULL, NULL }
};


posts_rc_t
posts_yaml_parse(posts_value_t *out, posts_arena_t *arena, posts_str_t text,
    const posts_yaml_options_t *options, posts_error_t *error)
{
    posts_rc_t     rc;
    posts_yaml_t   y;
    yaml_parser_t  parser;

    *out = posts_value_nil();

    memset(&y, 0, sizeof(posts_yaml_t));

    y.parser = &parser;
    y.arena = arena;
    y.options = options;
    y.error = error;

    rc = posts_yaml_check(&y, text);

    if (rc != POSTS_OK) {
        return rc;
    }

    if (posts_str_starts(text, posts_str("\xef\xbb\xbf"))) {
        text = posts_str_slice(text, POSTS_YAML_BOM, text.len);
    }

    if (text.len == 0) {
        return POSTS_OK;
    }

    if (!yaml_parser_initialize(&parser)) {
        return posts_error_set(error, POSTS_LIMIT, 0, 0,
                               "no memory for the YAML parser");
    }

    yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&parser, text.data, text.len);

    rc = posts_yaml_document(&y, text);

    yaml_parser_delete(&parser);

    if (rc == POSTS_OK) {
        *out = y.root.value;
    }

    return rc;
}


/* libyaml would take a NUL for the end, and tells bad bytes without a line. */

static posts_rc_t
posts_yaml_check(posts_yaml_t *y, posts_str_t text)
{
    size_t       bad;
    ssize_t      nul;
    unsigned     line, column;
    const char  *message;

    message = "there are bytes that are not UTF-8; save the file as UTF-8";
    bad = posts_utf8_valid(text);
    nul = posts_str_chr(posts_str_slice(text, 0, bad), '\0');

    if (nul >= 0) {
        message = "there is a NUL byte; remove it";
        bad = (size_t) nul;
    }

    if (bad == text.len) {
        return posts_yaml_directives(y, text);
    }

    posts_utf8_position(text, bad, &line, &column);

    return posts_error_set(y->error, POSTS_INVALID,
                           posts_yaml_line(y, line - 1), column, "%s",
                           message);
}


/*
 * libyaml compares each %TAG directive with all before it, so that 1 MB of
 * them would take many seconds.  What counts is any "%TAG" behind what may
 * be a line break.
 */

static posts_rc_t
posts_yaml_directives(posts_yaml_t *y, posts_str_t text)
{
    u_char        before;
    size_t        pos, n;
    ssize_t       next;
    unsigned      line, column;
    posts_str_t   rest;

    n = 0;

    for (pos = 0; pos < text.len; pos++) {
        rest = posts_str_slice(text, pos, text.len);
        next = posts_str_chr(rest, '%');

        if (next < 0) {
            break;
        }

        pos += (size_t) next;
        before = (pos == 0) ? '\n' : text.data[pos - 1];

        /* LF and CR, or the last byte of NEL, LS, PS or a mark */

        if ((before != '\n' && before != '\r' && before < 0x80)
            || !posts_str_starts(posts_str_slice(text, pos, text.len),
                                 posts_str("%TAG")))
        {
            continue;
        }

        if (++n > POSTS_YAML_TAGS) {
            posts_utf8_position(text, pos, &line, &column);

            return posts_error_set(y->error, POSTS_LIMIT,
                                   posts_yaml_line(y, line - 1), column,
                                   "there are more than %d %%TAG directives",
                                   POSTS_YAML_TAGS);
        }
    }

    return POSTS_OK;
}


static posts_rc_t
posts_yaml_document(posts_yaml_t *y, posts_str_t text)
{
    int           end;
    posts_rc_t    rc;
    yaml_event_t  event;

    do {
        if (!yaml_parser_parse(y->parser, &event)) {
            return posts_yaml_problem(y, text);
        }

        end = (event.type == YAML_DOCUMENT_END_EVENT
               || event.type == YAML_STREAM_END_EVENT);

        rc = posts_yaml_event(y, &event);

        yaml_event_delete(&event);

    } while (rc == POSTS_OK && !end);

    return rc;
}


static posts_rc_t
posts_yaml_event(posts_yaml_t *y, yaml_event_t *event)
{
    switch (event->type) {

    case YAML_SCALAR_EVENT:
        return posts_yaml_scalar_event(y, event);

    case YAML_ALIAS_EVENT:
        return posts_yaml_alias_event(y, event);

    case YAML_SEQUENCE_START_EVENT:
    case YAML_MAPPING_START_EVENT:
        return posts_yaml_start(y, event);

    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT:
        return posts_yaml_end(y, event);

    default:
        return POSTS_OK;
    }
}


static posts_rc_t
posts_yaml_scalar_event(posts_yaml_t *y, yaml_event_t *event)
{
    posts_rc_t          rc;
    const char         *tag;
    posts_str_t         text;
    posts_yaml_node_t   node;

    memset(&node, 0, sizeof(posts_yaml_node_t));

    node.nodes = 1;

    tag = (const char *) event->data.scalar.tag;
    text = posts_str_from(event->data.scalar.value,
                          event->data.scalar.length);

    if (tag != NULL) {
        rc = posts_yaml_tagged(y, &node, tag, text, &event->start_mark);

        if (rc != POSTS_OK) {
            return rc;
        }

    } else if (event->data.scalar.quoted_implicit
               || !posts_yaml_scalar(&node.value, text,
                                     y->options->timezone))
    {
        text = posts_arena_str(y->arena, text);

        if (text.data == NULL) {
            return posts_yaml_error(y, POSTS_LIMIT, &event->start_mark,
                                    "no memory for the value");
        }

        node.value = posts_value_str(text);
    }

    if (event->data.scalar.anchor != NULL) {
        rc = posts_yaml_anchor(y, event->data.scalar.anchor, &node, NULL,
                               &event->start_mark);

        if (rc != POSTS_OK) {
            return rc;
        }
    }

    return posts_yaml_add(y, &node, &event->start_mark);
}


/*
 * !!str, !!binary and !!float mean something; any other tag leaves the text
 * to be typed as if it were plain, even when it is quoted, as in Ruby.
 */

static posts_rc_t
posts_yaml_tagged(posts_yaml_t *y, posts_yaml_node_t *node, const char *tag,
    posts_str_t text, const yaml_mark_t *mark)
{
    posts_rc_t   rc;
    posts_buf_t  b;

    rc = posts_yaml_tag(y, (const yaml_char_t *) tag, mark);

    if (rc != POSTS_OK) {
        return rc;
    }

    if (strcmp(tag, YAML_STR_TAG) == 0 || strcmp(tag, "!str") == 0) {
        node->string = 1;

    } else if (strcmp(tag, "tag:yaml.org,2002:binary") == 0
               || strcmp(tag, "!binary") == 0)
    {
        posts_buf_init(&b, y->arena, 0);
        posts_yaml_scalar_binary(&b, text);

        if (b.rc != POSTS_OK) {
            return posts_yaml_error(y, POSTS_LIMIT, mark,
                                    "no memory for the value");
        }

        node->value = posts_value_str(posts_buf_str(&b));

        return POSTS_OK;

    } else if (strcmp(tag, YAML_FLOAT_TAG) == 0
               || strcmp(tag, "!float") == 0)
    {
        if (posts_yaml_scalar(&node->value, text, NULL)
            && node->value.type == POSTS_INT)
        {
            node->value =
                        posts_value_float((double) node->value.u.integer);
        }

        if (node->value.type == POSTS_FLOAT
            || posts_yaml_scalar_float(&node->value, text))
        {
            return POSTS_OK;
        }

        return posts_yaml_error(y, POSTS_INVALID, mark,
                                "a value with the tag !!float is no number");

    } else if (posts_yaml_scalar(&node->value, text, y->options->timezone)) {
        return POSTS_OK;
    }

    text = posts_arena_str(y->arena, text);

    if (text.data == NULL) {
        return posts_yaml_error(y, POSTS_LIMIT, mark,
                                "no memory for the value");
    }

    node->value = posts_value_str(text);

    return POSTS_OK;
}


static posts_rc_t
posts_yaml_alias_event(posts_yaml_t *y, yaml_event_t *event)
{
    size_t             max, depth;
    posts_str_t        name;
    posts_value_t      number;
    posts_yaml_node_t  node;

    name = posts_str_c((const char *) event->data.alias.anchor);

    if (y->names == NULL
        || !posts_value_find(posts_value_map(y->names), name, &number))
    {
        return posts_error_set(y->error, POSTS_INVALID,
                               posts_yaml_line(y, event->start_mark.line),
                               (unsigned) event->start_mark.column + 1,
                               "there is no anchor \"&%.*s\" for the alias;"
                               " quote a value that begins with *",
                               posts_str_arg(posts_str_slice(name, 0,
                                                       POSTS_YAML_SHOWN)));
    }

    node = y->anchors[number.u.integer];

    if (node.open) {
        return posts_yaml_error(y, POSTS_INVALID, &event->start_mark,
                                "an alias refers to the value it is in");
    }

    max = y->options->limits->aliases;

    if (node.nodes > max || y->unfolded > max - node.nodes) {
        return posts_error_set(y->error, POSTS_LIMIT,
                               posts_yaml_line(y, event->start_mark.line),
                               (unsigned) event->start_mark.column + 1,
                               "the aliases unfold to more than %zu values"
                               " (limit \"aliases\")", max);
    }

    y->unfolded += node.nodes;

    depth = y->options->limits->depth;

    if (node.height > depth || y->nframes > depth - node.height) {
        return posts_error_set(y->error, POSTS_LIMIT,
                               posts_yaml_line(y, event->start_mark.line),
                               (unsigned) event->start_mark.column + 1,
                               "the alias nests deeper than %zu levels"
                               " (limit \"depth\")", depth);
    }

    node.kind = POSTS_YAML_ALIAS;

    return posts_yaml_add(y, &node, &event->start_mark);
}


static posts_rc_t
posts_yaml_start(posts_yaml_t *y, yaml_event_t *event)
{
    void                *p;
    posts_rc_t           rc;
    posts_map_t         *map;
    posts_array_t       *array;
    posts_yaml_node_t   *node;
    const yaml_char_t   *anchor, *tag;
    posts_yaml_frame_t  *frame;

    if (y->nframes >= y->options->limits->depth) {
        return posts_error_set(y->error, POSTS_LIMIT,
                               posts_yaml_line(y, event->start_mark.line),
                               (unsigned) event->start_mark.column + 1,
                               "nested deeper than %zu levels"
                               " (limit \"depth\")",
                               y->options->limits->depth);
    }

    if (y->nframes == y->frames_size) {
        p = posts_yaml_grow(y, y->frames, &y->frames_size, POSTS_YAML_FRAMES,
                            sizeof(posts_yaml_frame_t));
        if (p == NULL) {
            goto failed;
        }

        y->frames = p;
    }

    frame = &y->frames[y->nframes];

    memset(frame, 0, sizeof(posts_yaml_frame_t));

    frame->anchor = -1;

    node = &frame->node;
    node->nodes = 1;
    node->height = 1;
    node->open = 1;

    if (event->type == YAML_MAPPING_START_EVENT) {
        anchor = event->data.mapping_start.anchor;
        tag = event->data.mapping_start.tag;

        map = posts_map_create(y->arena, 0);
        if (map == NULL) {
            goto failed;
        }

        node->kind = POSTS_YAML_MAPPING;
        node->value = posts_value_map(map);

    } else {
        anchor = event->data.sequence_start.anchor;
        tag = event->data.sequence_start.tag;

        array = posts_array_create(y->arena, 0);
        if (array == NULL) {
            goto failed;
        }

        node->kind = POSTS_YAML_SEQUENCE;
        node->value = posts_value_array(array);
    }

    if (tag != NULL) {
        rc = posts_yaml_tag(y, tag, &event->start_mark);

        if (rc != POSTS_OK) {
            return rc;
        }
    }

    if (anchor != NULL) {
        rc = posts_yaml_anchor(y, anchor, node, &frame->anchor,
                               &event->start_mark);

        if (rc != POSTS_OK) {
            return rc;
        }
    }

    y->nframes++;

    return POSTS_OK;

failed:

    return posts_yaml_error(y, POSTS_LIMIT, &event->start_mark,
                            "no memory for the value");
}


static posts_rc_t
posts_yaml_end(posts_yaml_t *y, yaml_event_t *event)
{
    posts_yaml_node_t    node;
    posts_yaml_frame_t  *frame;

    frame = &y->frames[--y->nframes];

    node = frame->node;
    node.open = 0;

    if (frame->anchor >= 0) {
        y->anchors[frame->anchor] = node;
    }

    return posts_yaml_add(y, &node, &event->start_mark);
}


/* Puts a complete value where it belongs. */

static posts_rc_t
posts_yaml_add(posts_yaml_t *y, posts_yaml_node_t *node,
    const yaml_mark_t *mark)
{
    posts_rc_t           rc;
    posts_map_t         *map;
    posts_yaml_frame_t  *frame;

    if (y->nframes == 0) {
        y->root = *node;
        return POSTS_OK;
    }

    frame = &y->frames[y->nframes - 1];

    frame->node.nodes += node->nodes;

    if (frame->node.height < node->height + 1) {
        frame->node.height = node->height + 1;
    }

    if (frame->node.kind == POSTS_YAML_SEQUENCE) {
        rc = posts_array_push(frame->node.value.u.array, node->value);

        goto done;
    }

    if (!frame->keyed) {
        return posts_yaml_key(y, frame, node, mark);
    }

    map = frame->node.value.u.map;

    frame->keyed = 0;

    if (frame->merge) {
        return posts_yaml_merge(y, map, frame->key, node, mark);
    }

    rc = posts_map_set(map, frame->key, node->value);

done:

    if (rc != POSTS_OK) {
        return posts_yaml_error(y, rc, mark, "no memory for the value");
    }

    return POSTS_OK;
}


static posts_rc_t
posts_yaml_key(posts_yaml_t *y, posts_yaml_frame_t *frame,
    posts_yaml_node_t *node, const yaml_mark_t *mark)
{
    posts_buf_t  b;

    frame->keyed = 1;
    frame->merge = 0;

    if (node->value.type == POSTS_STRING) {
        frame->key = posts_value_string(node->value);
        frame->merge = !node->string
                       && posts_str_eq(frame->key, posts_str("<<"));

        return POSTS_OK;
    }

    posts_buf_init(&b, y->arena, 0);
    posts_value_to_s(&b, node->value, y->options->limits->depth);

    if (b.rc != POSTS_OK) {
        return posts_yaml_error(y, POSTS_LIMIT, mark,
                                "no memory for the key");
    }

    frame->key = posts_buf_str(&b);

    return POSTS_OK;
}


/*
 * "<<: map" and "<<: [ map, ... ]".  As in Ruby's loader, what is merged
 * overrides what stands before it, the first map of a list overrides the
 * others, and what can not be merged is an ordinary value.
 */

static posts_rc_t
posts_yaml_merge(posts_yaml_t *y, posts_map_t *map, posts_str_t key,
    posts_yaml_node_t *node, const yaml_mark_t *mark)
{
    size_t          i;
    posts_rc_t      rc;
    posts_map_t    *all;
    posts_array_t  *array;

    rc = POSTS_OK;

    if (node->value.type == POSTS_MAP) {
        rc = posts_yaml_merge_pairs(map, node->value);

        goto done;
    }

    if (node->kind != POSTS_YAML_SEQUENCE) {
        rc = posts_map_set(map, key, node->value);

        goto done;
    }

    array = node->value.u.array;

    for (i = 0; i < array->n; i++) {
        if (array->items[i].type != POSTS_MAP) {
            rc = posts_map_set(map, key, node->value);

            goto done;
        }
    }

    all = posts_map_create(y->arena, 0);
    if (all == NULL) {
        rc = POSTS_LIMIT;

        goto done;
    }

    for (i = array->n; i > 0 && rc == POSTS_OK; i--) {
        rc = posts_yaml_merge_pairs(all, array->items[i - 1]);
    }

    if (rc == POSTS_OK) {
        rc = posts_yaml_merge_pairs(map, posts_value_map(all));
    }

done:

    if (rc != POSTS_OK) {
        return posts_yaml_error(y, rc, mark, "no memory for the merge");
    }

    return POSTS_OK;
}


static posts_rc_t
posts_yaml_merge_pairs(posts_map_t *map, posts_value_t v)
{
    size_t         i;
    posts_str_t    key;
    posts_value_t  value;

    for (i = 0; posts_value_pair(v, i, &key, &value); i++) {
        if (posts_map_set(map, key, value) != POSTS_OK) {
            return POSTS_LIMIT;
        }
    }

    return POSTS_OK;
}


/* A name may be given again: from there on it stands for the later value. */

static posts_rc_t
posts_yaml_anchor(posts_yaml_t *y, const yaml_char_t *name,
    const posts_yaml_node_t *node, ssize_t *number, const yaml_mark_t *mark)
{
    void         *p;
    posts_str_t   key;

    if (y->names == NULL) {
        y->names = posts_map_create(y->arena, 0);
        if (y->names == NULL) {
            goto failed;
        }
    }

    if (y->nanchors == y->anchors_size) {
        p = posts_yaml_grow(y, y->anchors, &y->anchors_size,
                            POSTS_YAML_ANCHORS, sizeof(posts_yaml_node_t));
        if (p == NULL) {
            goto failed;
        }

        y->anchors = p;
    }

    key = posts_arena_str(y->arena, posts_str_c((const char *) name));

    if (key.data == NULL
        || posts_map_set(y->names, key,
                         posts_value_int((int64_t) y->nanchors))
           != POSTS_OK)
    {
        goto failed;
    }

    if (number != NULL) {
        *number = (ssize_t) y->nanchors;
    }

    y->anchors[y->nanchors++] = *node;

    return POSTS_OK;

failed:

    return posts_yaml_error(y, POSTS_LIMIT, mark, "no memory for the anchor");
}


/* Tags that would make Ruby objects are refused, as by Jekyll. */

static posts_rc_t
posts_yaml_tag(posts_yaml_t *y, const yaml_char_t *tag,
    const yaml_mark_t *mark)
{
    posts_str_t  name;

    name = posts_str_c((const char *) tag);

    if (!posts_str_starts(name, posts_str("!ruby/"))) {
        return POSTS_OK;
    }

    return posts_error_set(y->error, POSTS_INVALID,
                           posts_yaml_line(y, mark->line),
                           (unsigned) mark->column + 1,
                           "the tag \"%.*s\" stands for a Ruby object;"
                           " remove it",
                           posts_str_arg(posts_str_slice(name, 0,
                                                       POSTS_YAML_SHOWN)));
}


static void *
posts_yaml_grow(posts_yaml_t *y, void *p, size_t *size, size_t min,
    size_t item)
{
    void    *grown;
    size_t   n;

    n = (*size == 0) ? min : *size * 2;

    if (n > (size_t) -1 / item) {
        return NULL;
    }

    grown = posts_arena_realloc(y->arena, p, *size * item, n * item);

    if (grown != NULL) {
        *size = n;
    }

    return grown;
}


/*
 * libyaml's fault with its place.  A key without a colon is found at the end
 * of what follows it; the key itself is the better place.
 */

static posts_rc_t
posts_yaml_problem(posts_yaml_t *y, posts_str_t text)
{
    unsigned                    line, column;
    const char                 *context;
    yaml_mark_t                 mark;
    yaml_parser_t              *parser;
    const posts_yaml_advice_t  *a;

    parser = y->parser;

    if (parser->error == YAML_MEMORY_ERROR || parser->problem == NULL) {
        return posts_error_set(y->error, POSTS_LIMIT, 0, 0,
                               "no memory for the YAML parser");
    }

    if (parser->error == YAML_READER_ERROR) {
        posts_utf8_position(text, parser->problem_offset > text.len
                                  ? text.len : parser->problem_offset,
                            &line, &column);
        line = posts_yaml_line(y, line - 1);

    } else {
        mark = parser->problem_mark;

        if (parser->context != NULL
            && strcmp(parser->context, "while scanning a simple key") == 0)
        {
            mark = parser->context_mark;
        }

        line = posts_yaml_line(y, mark.line);
        column = (unsigned) mark.column + 1;
    }

    for (a = posts_yaml_advices; a->problem != NULL; a++) {
        if (strcmp(a->problem, parser->problem) == 0) {
            break;
        }
    }

    context = (parser->context == NULL) ? "" : parser->context;

    return posts_error_set(y->error, POSTS_INVALID, line, column,
                           "%s%s%s%s%s", parser->problem,
                           *context == '\0' ? "" : " ", context,
                           a->advice == NULL ? "" : "; ",
                           a->advice == NULL ? "" : a->advice);
}


/* A line of libyaml's (from 0) as one of the file (from 1). */

static unsigned
posts_yaml_line(posts_yaml_t *y, size_t line)
{
    unsigned  first;

    first = (y->options->line == 0) ? 1 : y->options->line;

    return first + (unsigned) line;
}


static posts_rc_t
posts_yaml_error(posts_yaml_t *y, posts_rc_t rc, const yaml_mark_t *mark,
    const char *message)
{
    return posts_error_set(y->error, rc, posts_yaml_line(y, mark->line),
                           (unsigned) mark->column + 1, "%s", message);
}
