
/*
 * Copyright (C) the authors of this project
 *
 * include and render.
 *
 * "include" has two forms.  Liquid's names the partial by an expression, and
 * binds parameters as variables; Jekyll's gives the file's name as it is, or
 * with {{ }} in it, and the parameters are members of "include":
 *
 *     {% include 'card' with post as item, size: 3 %}
 *     {% include card.html post=page size="3" %}
 *
 * The markup alone mostly tells which one is meant.  A single word without
 * quotes does not: it is a file's name, unless there is no such file and a
 * variable of that name holds a string.
 */


#include "posts_liquid_lax.h"
#include "posts_liquid_loop.h"
#include "posts_liquid_value.h"


/* Parameters among which one of the same name is looked for. */

#define POSTS_LIQUID_PARAMS  64


/* A piece of a file's name: text, or what is in {{ }}. */

typedef struct posts_liquid_file_s  posts_liquid_file_t;

struct posts_liquid_file_s {
    posts_str_t                 text;
    posts_liquid_filtered_t    *output;      /* or NULL */
    posts_liquid_file_t        *next;
};


/* A parameter of either form. */

typedef struct posts_liquid_param_s  posts_liquid_param_t;

struct posts_liquid_param_s {
    posts_liquid_name_t         name;
    posts_liquid_expression_t  *value;
    posts_liquid_param_t       *next;
};


typedef struct {
    posts_liquid_node_t         node;
    posts_liquid_expression_t  *name;        /* Liquid's form; or NULL */
    posts_str_t                 literal;     /* render: what it is */
    posts_liquid_expression_t  *value;       /* with, for; or NULL */
    posts_liquid_name_t         alias;       /* as, or what the name says;
                                                "": it is not known yet */
    posts_liquid_file_t        *file;        /* Jekyll's form; or NULL */
    posts_liquid_param_t       *params;
    posts_liquid_param_t       *last;
    size_t                      n;
    unsigned                    each:1;      /* for */
    unsigned                    bound:1;     /* with or for */
    unsigned                    include:1;   /* Jekyll's: has parameters */
} posts_liquid_partial_t;


/* What {% render %} hides from a partial. */

typedef struct {
    size_t                      base;
    posts_map_t                *assigns;
    posts_map_t                *counters;
    posts_map_t                *cycles;
    posts_map_t                *offsets;
    posts_str_t                 changed;
    posts_value_t               globals;
    posts_value_t               forloop;
    posts_liquid_interrupt_e    interrupt;
    unsigned                    has_changed;
    unsigned                    isolated;
} posts_liquid_outside_t;


static posts_rc_t posts_liquid_include_parse(posts_liquid_parser_t *p,
    const posts_liquid_piece_t *piece, posts_liquid_node_t **node);
static posts_rc_t posts_liquid_include_liquid(posts_liquid_parser_t *p,
    posts_liquid_partial_t *partial, posts_str_t markup);
static posts_rc_t posts_liquid_include_jekyll(posts_liquid_parser_t *p,
    posts_liquid_partial_t *partial, posts_str_t markup);
static int posts_liquid_include_is_liquid(posts_str_t markup);
static posts_rc_t posts_liquid_include_file(posts_liquid_parser_t *p,
    posts_liquid_partial_t *partial, posts_str_t markup, size_t *pos);
static size_t posts_liquid_include_output(posts_str_t markup, size_t pos);
static posts_rc_t posts_liquid_include_params(posts_liquid_parser_t *p,
    posts_liquid_partial_t *partial, posts_str_t markup);
static size_t posts_liquid_include_value(posts_str_t markup, size_t pos);
static posts_rc_t posts_liquid_include_literal(posts_liquid_parser_t *p,
    posts_str_t quoted, posts_liquid_expression_t **e);

static posts_rc_t posts_liquid_render_parse(posts_liquid_parser_t *p,
    const posts_liquid_piece_t *piece, posts_liquid_node_t **node);
static posts_rc_t posts_liquid_partial_binding(posts_liquid_parser_t *p,
    posts_liquid_partial_t *partial, posts_str_t markup, size_t pos);
static posts_rc_t posts_liquid_partial_param(posts_liquid_parser_t *p,
    posts_liquid_partial_t *partial, posts_str_t name,
    posts_liquid_expression_t *value);
static posts_str_t posts_liquid_partial_base(posts_str_t name);

static posts_rc_t posts_liquid_include_render(posts_liquid_context_t *lc,
    const posts_liquid_node_t *node);
static posts_rc_t posts_liquid_include_by_file(posts_liquid_context_t *lc,
    const posts_liquid_partial_t *partial);
static posts_rc_t posts_liquid_include_file_named(posts_liquid_context_t *lc,
    const posts_liquid_partial_t *partial, posts_str_t name);
static posts_rc_t posts_liquid_include_file_name(posts_liquid_context_t *lc,
    const posts_liquid_partial_t *partial, posts_str_t *name);
static int posts_liquid_include_valid(posts_str_t name);
static posts_rc_t posts_liquid_include_bind(posts_liquid_context_t *lc,
    const posts_liquid_partial_t *partial);
static posts_rc_t posts_liquid_include_by_name(posts_liquid_context_t *lc,
    const posts_liquid_partial_t *partial, posts_str_t name);
static posts_rc_t posts_liquid_include_params_bind(
    posts_liquid_context_t *lc, const posts_liquid_partial_t *partial);
static posts_rc_t posts_liquid_include_each(posts_liquid_context_t *lc,
    const posts_liquid_template_t *template, posts_value_t v);

static posts_rc_t posts_liquid_render_render(posts_liquid_context_t *lc,
    const posts_liquid_node_t *node);
static posts_rc_t posts_liquid_render_isolated(posts_liquid_context_t *lc,
    const posts_liquid_partial_t *partial,
    const posts_liquid_template_t *template, const posts_value_t *params,
    posts_value_t v, posts_liquid_loop_t *object);

static posts_rc_t posts_liquid_partial_load(posts_liquid_context_t *lc,
    posts_str_t name, posts_liquid_partial_e how,
    const posts_liquid_template_t **template);


const posts_liquid_tag_t  posts_liquid_partial_tags[] = {
    { posts_string("include"), posts_liquid_include_parse, 0 },
    { posts_string("render"), posts_liquid_render_parse, 0 },
    { posts_null_string, NULL, 0 }
};


static posts_rc_t
posts_liquid_include_parse(posts_liquid_parser_t *p,
    const posts_liquid_piece_t *piece, posts_liquid_node_t **node)
{
    posts_rc_t               rc;
    posts_str_t              markup;
    posts_liquid_partial_t  *partial;

    partial = posts_liquid_node(p, sizeof(posts_liquid_partial_t),
                                posts_liquid_include_render);
    if (partial == NULL) {
        return posts_liquid_parser_memory(p);
    }

    markup = posts_str_slice(piece->markup,
                             posts_liquid_lax_space(piece->markup, 0),
                             piece->markup.len);

    rc = posts_liquid_include_is_liquid(markup)
         ? posts_liquid_include_liquid(p, partial, markup)
         : posts_liquid_include_jekyll(p, partial, markup);

    if (rc == POSTS_OK) {
        *node = &partial->node;
    }

    return rc;
}


/* A quoted name, or behind a name: with, for, as, or "key:". */

static int
posts_liquid_include_is_liquid(posts_str_t markup)
{
    size_t       i, pos, from;
    posts_str_t  word;

    static const posts_str_t  words[] = {
        posts_string("with"), posts_string("for"), posts_string("as"),
        posts_null_string
    };

    pos = 0;

    if (!posts_liquid_lax_fragment(markup, &pos, &word)) {

        /* nothing at all is Liquid's error */

        return markup.len == 0;
    }

    if (word.data[0] == '"' || word.data[0] == '\'') {
        return 1;
    }

    if (posts_str_starts(word, posts_str("{{"))) {
        return 0;
    }

    do {
        from = pos;
        pos = posts_liquid_lax_space(markup, pos);
        pos += (pos < markup.len && markup.data[pos] == ',');
    } while (pos != from);

    while (pos < markup.len && posts_liquid_lax_segment(markup.data[pos])) {
        pos++;
    }

    if (pos == from) {
        return 0;
    }

    word = posts_str_slice(markup, from, pos);
    pos = posts_liquid_lax_space(markup, pos);

    if (pos < markup.len && markup.data[pos] == ':') {
        return 1;
    }

    if (pos < markup.len && markup.data[pos] == '=') {
        return 0;
    }

    for (i = 0; words[i].len != 0; i++) {
        if (posts_str_eq(word, words[i])) {
            return 1;
        }
    }

    return 0;
}


static posts_rc_t
posts_liquid_include_liquid(posts_liquid_parser_t *p,
    posts_liquid_partial_t *partial, posts_str_t markup)
{
    size_t       pos;
    posts_rc_t   rc;
    posts_str_t  name;

    pos = 0;

    if (!posts_liquid_lax_find_fragment(markup, &pos, &name)) {
        return posts_liquid_syntax(p, posts_str(""),
                                   "Error in tag 'include' - Valid syntax: "
                                   "include '[template]' (with|for) "
                                   "[object|collection]");
    }

    rc = posts_liquid_lax_expression(p, name, 0, &partial->name);

    if (rc == POSTS_OK) {
        rc = posts_liquid_partial_binding(p, partial, markup, pos);
    }

    return rc;
}


/* (\s+(with|for)\s+fragment)?(\s+as\s+name)?, then attributes anywhere */

static posts_rc_t
posts_liquid_partial_binding(posts_liquid_parser_t *p,
    posts_liquid_partial_t *partial, posts_str_t markup, size_t pos)
{
    int                         each;
    size_t                      at, to;
    posts_rc_t                  rc;
    posts_str_t                 rest, key, value, name;
    posts_value_t               v;
    posts_liquid_expression_t  *e;

    at = posts_liquid_lax_space(markup, pos);
    rest = posts_str_slice(markup, at, markup.len);
    each = posts_str_starts(rest, posts_str("for"));

    if (at > pos && (each || posts_str_starts(rest, posts_str("with")))) {
        at += each ? 3 : 4;
        to = posts_liquid_lax_space(markup, at);

        if (to > at && posts_liquid_lax_fragment(markup, &to, &value)) {
            rc = posts_liquid_lax_expression(p, value, 0, &partial->value);
            if (rc != POSTS_OK) {
                return rc;
            }

            pos = to;

            if (posts_liquid_literal(value, 0, &v) && v.type == POSTS_NIL) {
                partial->value = NULL;         /* as if it were not there */

            } else {
                partial->bound = 1;
                partial->each = (each != 0);
            }
        }
    }

    /* what a partial's value is called */

    if (partial->name != NULL
        && partial->name->type == POSTS_LIQUID_LITERAL
        && partial->name->u.literal.type == POSTS_STRING)
    {
        name = posts_value_string(partial->name->u.literal);
        partial->alias = posts_liquid_name(posts_liquid_partial_base(name));
    }

    at = posts_liquid_lax_space(markup, pos);

    if (at > pos
        && posts_str_starts(posts_str_slice(markup, at, markup.len),
                            posts_str("as")))
    {
        pos = posts_liquid_lax_space(markup, at + 2);
        to = pos;

        while (to < markup.len && posts_liquid_lax_segment(markup.data[to])) {
            to++;
        }

        if (pos > at + 2 && to > pos) {
            partial->alias = posts_liquid_name(posts_str_slice(markup, pos,
                                                               to));
        }
    }

    pos = 0;

    while (posts_liquid_lax_attribute(markup, &pos, &key, &value)) {

        rc = posts_liquid_lax_expression(p, value, 0, &e);

        if (rc == POSTS_OK) {
            rc = posts_liquid_partial_param(p, partial, key, e);
        }

        if (rc != POSTS_OK) {
            return rc;
        }
    }

    return POSTS_OK;
}


/*
 * One more parameter, at the end; the last of a name counts.  So it does
 * when all are bound in turn: only the place in that turn is lost where a
 * name comes again behind very many others.
 */

static posts_rc_t
posts_liquid_partial_param(posts_liquid_parser_t *p,
    posts_liquid_partial_t *partial, posts_str_t name,
    posts_liquid_expression_t *value)
{
    size_t                 i;
    posts_liquid_param_t  *param;

    param = partial->params;

    for (i = 0; param != NULL && i < POSTS_LIQUID_PARAMS; i++) {

        if (posts_str_eq(param->name.text, name)) {
            param->value = value;
            return POSTS_OK;
        }

        param = param->next;
    }

    param = posts_arena_zalloc(p->arena, sizeof(posts_liquid_param_t));
    if (param == NULL) {
        return posts_liquid_parser_memory(p);
    }

    param->name = posts_liquid_name(name);
    param->value = value;

    if (partial->last == NULL) {
        partial->params = param;

    } else {
        partial->last->next = param;
    }

    partial->last = param;
    partial->n++;

    return POSTS_OK;
}


/* What is behind the last slash. */

static posts_str_t
posts_liquid_partial_base(posts_str_t name)
{
    while (name.len != 0 && name.data[name.len - 1] == '/') {
        name.len--;
    }

    return posts_str_slice(name, (size_t) (posts_str_rchr(name, '/') + 1),
                           name.len);
}


static posts_rc_t
posts_liquid_include_jekyll(posts_liquid_parser_t *p,
    posts_liquid_partial_t *partial, posts_str_t markup)
{
    size_t      pos;
    posts_rc_t  rc;

    while (markup.len != 0
           && posts_liquid_lax_space(markup, markup.len - 1) == markup.len)
    {
        markup.len--;
    }

    pos = 0;

    rc = posts_liquid_include_file(p, partial, markup, &pos);
    if (rc != POSTS_OK) {
        return rc;
    }

    /* a file's name that is computed always has parameters, if none */

    partial->include = (pos < markup.len || partial->file->next != NULL
                        || partial->file->output != NULL);

    pos = posts_liquid_lax_space(markup, pos);

    return posts_liquid_include_params(p, partial,
                                       posts_str_slice(markup, pos,
                                                       markup.len));
}


/* Up to white space that is not in {{ }}. */

static posts_rc_t
posts_liquid_include_file(posts_liquid_parser_t *p,
    posts_liquid_partial_t *partial, posts_str_t markup, size_t *pos)
{
    size_t                i, from, end;
    posts_rc_t            rc;
    posts_str_t           outputs;
    posts_liquid_file_t  *file, **last;

    last = &partial->file;
    i = 0;

    /* no {{ ends behind the last }}: what is there is not looked through */

    outputs = markup;

    while (outputs.len != 0 && !posts_str_ends(outputs, posts_str("}}"))) {
        outputs.len--;
    }

    do {
        file = posts_arena_zalloc(p->arena, sizeof(posts_liquid_file_t));
        if (file == NULL) {
            return posts_liquid_parser_memory(p);
        }

        *last = file;
        last = &file->next;
        from = i;

        end = posts_liquid_include_output(outputs, i);

        if (end != 0) {
            rc = posts_liquid_compile_filtered(p,
                                               posts_str_slice(markup, i + 2,
                                                               end - 2),
                                               &file->output);
            if (rc != POSTS_OK) {
                return rc;
            }

            i = end;
            continue;
        }

        do {
            i++;

        } while (i < markup.len && posts_liquid_lax_space(markup, i) == i
                 && posts_liquid_include_output(outputs, i) == 0);

        file->text = posts_str_slice(markup, from, i);

    } while (i < markup.len && posts_liquid_lax_space(markup, i) == i);

    *pos = i;

    return POSTS_OK;
}


/* Behind the "}}" of the "{{" at pos, or 0. */

static size_t
posts_liquid_include_output(posts_str_t markup, size_t pos)
{
    size_t  i;

    if (!posts_str_starts(posts_str_slice(markup, pos, markup.len),
                          posts_str("{{")))
    {
        return 0;
    }

    for (i = pos + 2; i + 1 < markup.len; i++) {
        if (markup.data[i] == '}' && markup.data[i + 1] == '}') {
            return i + 2;
        }
    }

    return 0;
}


/* key="value" key='value' key=variable, with white space between them */

static posts_rc_t
posts_liquid_include_params(posts_liquid_parser_t *p,
    posts_liquid_partial_t *partial, posts_str_t markup)
{
    u_char                      c;
    size_t                      pos, from, at, end;
    posts_rc_t                  rc;
    posts_str_t                 key, value;
    posts_liquid_expression_t  *e;

    pos = 0;

    while (pos < markup.len) {
        from = pos;

        while (pos < markup.len
               && posts_liquid_lax_segment(markup.data[pos]))
        {
            pos++;
        }

        key = posts_str_slice(markup, from, pos);
        at = posts_liquid_lax_space(markup, pos);
        end = 0;

        if (key.len != 0 && at < markup.len && markup.data[at] == '=') {
            at = posts_liquid_lax_space(markup, at + 1);
            end = posts_liquid_include_value(markup, at);
        }

        pos = posts_liquid_lax_space(markup, end);

        if (end == 0 || (pos == end && pos < markup.len)) {
            return posts_liquid_syntax(p, posts_str(""),
                                       "Invalid syntax for include tag: %.*s "
                                       "Valid syntax: {%% include file.ext "
                                       "param='value' param2='value' %%}",
                                       posts_str_arg(markup));
        }

        value = posts_str_slice(markup, at, end);
        c = value.data[0];

        rc = (c == '"' || c == '\'')
             ? posts_liquid_include_literal(p, value, &e)
             : posts_liquid_lax_expression(p, value, 0, &e);

        if (rc == POSTS_OK) {
            rc = posts_liquid_partial_param(p, partial, key, e);
        }

        if (rc != POSTS_OK) {
            return rc;
        }
    }

    return POSTS_OK;
}


/* Behind the value at pos, or 0 if there is none. */

static size_t
posts_liquid_include_value(posts_str_t markup, size_t pos)
{
    u_char  quote;
    size_t  i;

    if (pos >= markup.len) {
        return 0;
    }

    quote = markup.data[pos];

    if (quote != '"' && quote != '\'') {

        for (i = pos; i < markup.len; i++) {
            if (!posts_liquid_lax_segment(markup.data[i])
                && markup.data[i] != '.')
            {
                break;
            }
        }

        return (i > pos) ? i : 0;
    }

    for (i = pos + 1; i < markup.len; i++) {

        if (markup.data[i] == '\\') {
            i++;
            continue;
        }

        if (markup.data[i] == quote) {
            return i + 1;
        }
    }

    return 0;
}


/* In the quotes a backslash counts only before such a quote. */

static posts_rc_t
posts_liquid_include_literal(posts_liquid_parser_t *p, posts_str_t quoted,
    posts_liquid_expression_t **e)
{
    u_char        quote, *to;
    size_t        i, n;
    posts_str_t   text;

    quote = quoted.data[0];
    text = posts_str_slice(quoted, 1, quoted.len - 1);

    *e = posts_arena_zalloc(p->arena, sizeof(posts_liquid_expression_t));
    if (*e == NULL) {
        return posts_liquid_parser_memory(p);
    }

    (*e)->type = POSTS_LIQUID_LITERAL;

    if (posts_str_chr(text, '\\') != -1) {
        to = posts_arena_alloc(p->arena, text.len);
        if (to == NULL) {
            return posts_liquid_parser_memory(p);
        }

        n = 0;

        for (i = 0; i < text.len; i++) {
            if (text.data[i] == '\\' && i + 1 < text.len
                && text.data[i + 1] == quote)
            {
                i++;
            }

            to[n++] = text.data[i];
        }

        text = posts_str_from(to, n);
    }

    (*e)->u.literal = posts_value_str(text);

    return POSTS_OK;
}


static posts_rc_t
posts_liquid_render_parse(posts_liquid_parser_t *p,
    const posts_liquid_piece_t *piece, posts_liquid_node_t **node)
{
    u_char                   c;
    size_t                   i, pos;
    ssize_t                  end;
    posts_rc_t               rc;
    posts_str_t              markup, rest;
    posts_liquid_partial_t  *partial;

    partial = posts_liquid_node(p, sizeof(posts_liquid_partial_t),
                                posts_liquid_render_render);
    if (partial == NULL) {
        return posts_liquid_parser_memory(p);
    }

    markup = piece->markup;
    pos = 0;
    i = 0;

    for (i = 0; i < markup.len; i++) {
        c = markup.data[i];

        if (c != '"' && c != '\'') {
            continue;
        }

        rest = posts_str_slice(markup, i + 1, markup.len);
        end = posts_str_chr(rest, c);

        if (end != -1) {
            pos = i + 1 + (size_t) end + 1;
            break;
        }
    }

    if (pos == 0) {
        return posts_liquid_syntax(p, posts_str(""),
                                   "Syntax error in tag 'render' - Template "
                                   "name must be a quoted string");
    }

    rc = posts_liquid_lax_expression(p, posts_str_slice(markup, i, pos), 0,
                                     &partial->name);

    if (rc == POSTS_OK) {
        partial->literal = posts_value_string(partial->name->u.literal);

        rc = posts_liquid_partial_binding(p, partial, markup, pos);
    }

    if (rc == POSTS_OK) {
        *node = &partial->node;
    }

    return rc;
}


static posts_rc_t
posts_liquid_include_render(posts_liquid_context_t *lc,
    const posts_liquid_node_t *node)
{
    posts_rc_t                     rc;
    posts_value_t                  v;
    const posts_liquid_partial_t  *partial;

    partial = (const posts_liquid_partial_t *) node;

    if (lc->isolated) {
        return posts_liquid_fail(lc, "include usage is not allowed in this "
                                 "context");
    }

    if (partial->name == NULL) {
        return posts_liquid_include_by_file(lc, partial);
    }

    rc = posts_liquid_evaluate_kept(lc, partial->name, &v);
    if (rc != POSTS_OK) {
        return rc;
    }

    if (v.type != POSTS_STRING) {
        return posts_liquid_fail(lc, "Argument error in tag 'include' - "
                                 "Illegal template name");
    }

    return posts_liquid_include_by_name(lc, partial, posts_value_string(v));
}


/* Its name may be computed, and is needed no longer than the partial. */

static posts_rc_t
posts_liquid_include_by_file(posts_liquid_context_t *lc,
    const posts_liquid_partial_t *partial)
{
    posts_rc_t          rc;
    posts_str_t         name;
    posts_arena_mark_t  mark;

    mark = posts_arena_mark(lc->scratch);

    rc = posts_liquid_include_file_name(lc, partial, &name);

    if (rc == POSTS_OK) {
        rc = posts_liquid_include_file_named(lc, partial, name);
    }

    posts_arena_rewind(lc->scratch, mark);

    return rc;
}


static posts_rc_t
posts_liquid_include_file_named(posts_liquid_context_t *lc,
    const posts_liquid_partial_t *partial, posts_str_t name)
{
    int                             word;
    size_t                          n;
    posts_rc_t                      rc;
    posts_value_t                   v;
    posts_liquid_name_t             variable;
    const posts_liquid_template_t  *template;

    if (!posts_liquid_include_valid(name)) {
        return posts_liquid_fail(lc, "Invalid syntax for include tag. File "
                                 "contains invalid characters or sequences: "
                                 "%.*s Valid syntax: {%% include file.ext "
                                 "param='value' param2='value' %%}",
                                 posts_str_arg(name));
    }

    rc = posts_liquid_partial_load(lc, name, POSTS_LIQUID_INCLUDE, &template);

    if (rc == POSTS_NOTFOUND) {
        word = (partial->file->next == NULL && partial->file->output == NULL
                && partial->n == 0);

        variable = posts_liquid_name(name);

        if (word && posts_liquid_variable(lc, &variable, &v)
            && v.type == POSTS_STRING)
        {
            return posts_liquid_include_by_name(lc, partial,
                                                posts_value_string(v));
        }

        return posts_liquid_fail(lc, "Could not locate the included file "
                                 "'%.*s'. Ensure it exists and, if it is a "
                                 "symlink, does not point outside your site "
                                 "source.", posts_str_arg(name));
    }

    if (rc != POSTS_OK) {
        return rc;
    }

    n = lc->n;

    if (partial->include) {
        rc = posts_liquid_include_bind(lc, partial);
    }

    if (rc == POSTS_OK) {
        rc = posts_liquid_render_partial(lc, template);
    }

    posts_liquid_unbind(lc, n);

    return rc;
}


static posts_rc_t
posts_liquid_include_file_name(posts_liquid_context_t *lc,
    const posts_liquid_partial_t *partial, posts_str_t *name)
{
    posts_rc_t                  rc;
    posts_buf_t                 b;
    posts_value_t               v;
    const posts_liquid_file_t  *file;

    file = partial->file;

    if (file->next == NULL && file->output == NULL) {
        *name = file->text;
        return POSTS_OK;
    }

    posts_buf_init(&b, lc->scratch, 0);

    for ( /* void */ ; file != NULL; file = file->next) {

        if (file->output == NULL) {
            posts_buf_add(&b, file->text);
            continue;
        }

        rc = posts_liquid_evaluate_filtered(lc, file->output, &v);

        if (rc == POSTS_OK) {
            rc = posts_liquid_write(lc, &b, v);
        }

        if (rc != POSTS_OK) {
            return rc;
        }
    }

    *name = posts_buf_str(&b);

    return (b.rc == POSTS_OK) ? POSTS_OK : posts_liquid_memory(lc);
}


/* [\w/.\-()+~#@]+, and nowhere two of "." and "/" together */

static int
posts_liquid_include_valid(posts_str_t name)
{
    int     mark, before;
    u_char  c;
    size_t  i;

    before = 0;

    for (i = 0; i < name.len; i++) {
        c = name.data[i];
        mark = (c == '.' || c == '/');

        if (mark && before) {
            return 0;
        }

        before = mark;

        if (!mark && !posts_liquid_lax_segment(c)
            && posts_str_chr(posts_str("()+~#@"), c) == -1)
        {
            return 0;
        }
    }

    return name.len != 0;
}


/* The map "include" of Jekyll's form. */

static posts_rc_t
posts_liquid_include_bind(posts_liquid_context_t *lc,
    const posts_liquid_partial_t *partial)
{
    posts_rc_t                   rc;
    posts_map_t                 *map;
    posts_value_t                v;
    posts_liquid_name_t          name;
    const posts_liquid_param_t  *param;

    map = posts_map_create(lc->kept, partial->n);
    if (map == NULL) {
        return posts_liquid_memory(lc);
    }

    for (param = partial->params; param != NULL; param = param->next) {

        rc = posts_liquid_evaluate_kept(lc, param->value, &v);
        if (rc != POSTS_OK) {
            return rc;
        }

        if (posts_map_set(map, param->name.text, v) != POSTS_OK) {
            return posts_liquid_memory(lc);
        }
    }

    name = posts_liquid_name(posts_str("include"));

    return posts_liquid_bind(lc, &name, posts_value_map(map));
}


static posts_rc_t
posts_liquid_include_by_name(posts_liquid_context_t *lc,
    const posts_liquid_partial_t *partial, posts_str_t name)
{
    size_t                          n;
    posts_rc_t                      rc;
    posts_value_t                   v;
    posts_liquid_name_t             alias, own;
    const posts_liquid_template_t  *template;

    rc = posts_liquid_partial_load(lc, name, POSTS_LIQUID_INCLUDE, &template);

    if (rc == POSTS_NOTFOUND) {
        return posts_liquid_fail(lc, "No such template '%.*s'",
                                 posts_str_arg(name));
    }

    if (rc != POSTS_OK) {
        return rc;
    }

    alias = partial->alias;

    if (alias.text.len == 0) {
        alias = posts_liquid_name(posts_liquid_partial_base(name));
    }

    if (partial->bound) {
        rc = posts_liquid_evaluate_kept(lc, partial->value, &v);
        if (rc != POSTS_OK) {
            return rc;
        }

    } else {

        /* without a value it is the variable of the partial's own name */

        own = posts_liquid_name(name);
        (void) posts_liquid_variable(lc, &own, &v);
    }

    n = lc->n;

    rc = posts_liquid_include_params_bind(lc, partial);

    if (rc == POSTS_OK) {
        rc = posts_liquid_bind(lc, &alias, v);
    }

    if (rc == POSTS_OK) {
        rc = posts_liquid_include_each(lc, template, v);
    }

    posts_liquid_unbind(lc, n);

    return rc;
}


/* Each sees those before it.  Very many of them are not looked through. */

static posts_rc_t
posts_liquid_include_params_bind(posts_liquid_context_t *lc,
    const posts_liquid_partial_t *partial)
{
    posts_rc_t                   rc;
    posts_map_t                 *map;
    posts_value_t                v;
    posts_liquid_name_t          none;
    const posts_liquid_param_t  *param;

    map = NULL;

    if (partial->n > POSTS_LIQUID_PARAMS) {
        map = posts_map_create(lc->kept, partial->n);
        if (map == NULL) {
            return posts_liquid_memory(lc);
        }

        memset(&none, 0, sizeof(posts_liquid_name_t));

        rc = posts_liquid_bind(lc, &none, posts_value_map(map));
        if (rc != POSTS_OK) {
            return rc;
        }
    }

    for (param = partial->params; param != NULL; param = param->next) {

        rc = posts_liquid_evaluate_kept(lc, param->value, &v);

        if (rc == POSTS_OK && map == NULL) {
            rc = posts_liquid_bind(lc, &param->name, v);

        } else if (rc == POSTS_OK
                   && posts_map_set(map, param->name.text, v) != POSTS_OK)
        {
            rc = posts_liquid_memory(lc);
        }

        if (rc != POSTS_OK) {
            return rc;
        }
    }

    return POSTS_OK;
}


/* Once, or for each of an array's members. */

static posts_rc_t
posts_liquid_include_each(posts_liquid_context_t *lc,
    const posts_liquid_template_t *template, posts_value_t v)
{
    size_t                 i, slot;
    int64_t                first, last;
    posts_rc_t             rc;
    posts_liquid_series_t  series;

    if (!posts_value_is_array(v) || posts_liquid_is_range(v, &first, &last)) {
        return posts_liquid_render_partial(lc, template);
    }

    slot = lc->n - 1;
    posts_liquid_series(&series, v);

    for (i = 0; i < series.n && lc->interrupt == POSTS_LIQUID_GO_ON; i++) {

        rc = posts_liquid_steps(lc, 1);

        if (rc == POSTS_OK) {
            rc = posts_liquid_series_at(lc, &series, i,
                                        &lc->bindings[slot].value);
        }

        if (rc == POSTS_OK) {
            rc = posts_liquid_render_partial(lc, template);
        }

        if (rc != POSTS_OK) {
            return rc;
        }
    }

    return POSTS_OK;
}


static posts_rc_t
posts_liquid_render_render(posts_liquid_context_t *lc,
    const posts_liquid_node_t *node)
{
    size_t                          i;
    posts_rc_t                      rc;
    posts_str_t                     name;
    posts_value_t                   v, *params;
    posts_liquid_loop_t            *object;
    posts_liquid_series_t           series;
    const posts_liquid_param_t     *param;
    const posts_liquid_partial_t   *partial;
    const posts_liquid_template_t  *template;

    partial = (const posts_liquid_partial_t *) node;
    name = partial->literal;

    rc = posts_liquid_partial_load(lc, name, POSTS_LIQUID_RENDER, &template);

    if (rc == POSTS_NOTFOUND) {
        return posts_liquid_fail(lc, "No such template '%.*s'",
                                 posts_str_arg(name));
    }

    if (rc != POSTS_OK) {
        return rc;
    }

    v = posts_value_nil();

    if (partial->bound) {
        rc = posts_liquid_evaluate_kept(lc, partial->value, &v);
        if (rc != POSTS_OK) {
            return rc;
        }
    }

    params = NULL;

    if (partial->n != 0) {
        params = posts_arena_array(lc->kept, partial->n,
                                   sizeof(posts_value_t));
        if (params == NULL) {
            return posts_liquid_memory(lc);
        }
    }

    param = partial->params;

    for (i = 0; i < partial->n; i++) {

        rc = posts_liquid_evaluate_kept(lc, param->value, &params[i]);
        if (rc != POSTS_OK) {
            return rc;
        }

        param = param->next;
    }

    if (!partial->each
        || !(posts_value_is_array(v) || posts_value_is_map(v)))
    {
        return posts_liquid_render_isolated(lc, partial, template, params, v,
                                            NULL);
    }

    posts_liquid_series(&series, v);

    object = posts_liquid_forloop(lc, &partial->literal, series.n);
    if (object == NULL) {
        return posts_liquid_memory(lc);
    }

    /* of a loop outside, the partial knows nothing */

    object->u.forloop.parent = NULL;

    for (i = 0; i < series.n; i++) {

        rc = posts_liquid_steps(lc, 1);

        if (rc == POSTS_OK) {
            rc = posts_liquid_series_at(lc, &series, i, &v);
        }

        if (rc == POSTS_OK) {
            rc = posts_liquid_render_isolated(lc, partial, template, params,
                                              v, object);
        }

        if (rc != POSTS_OK) {
            return rc;
        }

        object->index++;
    }

    return POSTS_OK;
}


/*
 * In a world of its own: what the partial is given is as if it had been
 * assigned, since it may assign it anew.
 */

static posts_rc_t
posts_liquid_render_isolated(posts_liquid_context_t *lc,
    const posts_liquid_partial_t *partial,
    const posts_liquid_template_t *template, const posts_value_t *params,
    posts_value_t v, posts_liquid_loop_t *object)
{
    size_t                       i;
    posts_rc_t                   rc;
    posts_map_t                 *assigns, *counters;
    posts_liquid_outside_t       outside;
    const posts_liquid_param_t  *param;

    assigns = posts_map_create(lc->kept, partial->n + 2);
    counters = posts_map_create(lc->kept, 0);

    if (assigns == NULL || counters == NULL
        || (object != NULL
            && posts_map_set(assigns, posts_str("forloop"),
                             posts_liquid_loop_value(object)) != POSTS_OK))
    {
        return posts_liquid_memory(lc);
    }

    param = partial->params;

    for (i = 0; i < partial->n; i++) {

        if (posts_map_set(assigns, param->name.text, params[i]) != POSTS_OK) {
            return posts_liquid_memory(lc);
        }

        param = param->next;
    }

    if (v.type != POSTS_NIL
        && posts_map_set(assigns, partial->alias.text, v) != POSTS_OK)
    {
        return posts_liquid_memory(lc);
    }

    outside.base = lc->base;
    outside.assigns = lc->assigns;
    outside.counters = lc->counters;
    outside.cycles = lc->cycles;
    outside.offsets = lc->offsets;
    outside.changed = lc->changed;
    outside.globals = lc->globals;
    outside.forloop = lc->forloop;
    outside.interrupt = lc->interrupt;
    outside.has_changed = lc->has_changed;
    outside.isolated = lc->isolated;

    lc->base = lc->n;
    lc->assigns = assigns;
    lc->counters = counters;
    lc->cycles = NULL;
    lc->offsets = NULL;
    lc->changed = (posts_str_t) posts_null_string;
    lc->globals = posts_value_nil();
    lc->forloop = posts_value_nil();
    lc->has_changed = 0;
    lc->isolated = 1;

    rc = posts_liquid_render_partial(lc, template);

    lc->base = outside.base;
    lc->assigns = outside.assigns;
    lc->counters = outside.counters;
    lc->cycles = outside.cycles;
    lc->offsets = outside.offsets;
    lc->changed = outside.changed;
    lc->globals = outside.globals;
    lc->forloop = outside.forloop;
    lc->interrupt = outside.interrupt;
    lc->has_changed = (outside.has_changed != 0);
    lc->isolated = (outside.isolated != 0);

    return rc;
}


/* POSTS_NOTFOUND is left to the caller: the message is its own. */

static posts_rc_t
posts_liquid_partial_load(posts_liquid_context_t *lc, posts_str_t name,
    posts_liquid_partial_e how, const posts_liquid_template_t **template)
{
    posts_rc_t  rc;

    if (lc->host->load == NULL) {
        return posts_liquid_fail(lc, "This liquid context does not allow "
                                 "includes.");
    }

    rc = lc->host->load(lc->host->payload, template, name, how, lc->error);

    if (rc == POSTS_NOTFOUND) {
        posts_error_clear(lc->error);
    }

    if (rc == POSTS_INVALID && !lc->host->strict && lc->error->line != 0) {
        return posts_liquid_fail_syntax(lc);
    }

    return rc;
}
