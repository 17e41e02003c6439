
/*
 * Copyright (C) the authors of this project
 */


#include <stdarg.h>
#include <stdio.h>

#include "posts_liquid_context.h"


/*
 * Blocks within blocks and partials within partials, all together: what the
 * machine's stack can bear, whatever the limits say.
 */

#define POSTS_LIQUID_DEPTH     1000

/* How many steps go by from one look at the clock to the next. */

#define POSTS_LIQUID_INTERVAL  1024

#define POSTS_LIQUID_BINDINGS  32


static posts_rc_t posts_liquid_caught(posts_liquid_context_t *lc,
    const posts_liquid_node_t *node);
static void posts_liquid_locate(posts_liquid_context_t *lc);
static posts_rc_t posts_liquid_look(posts_liquid_context_t *lc);
static void posts_liquid_report(posts_liquid_context_t *lc,
    posts_severity_t severity, const posts_liquid_node_t *node,
    const char *message);
static posts_rc_t posts_liquid_write_at(posts_liquid_context_t *lc,
    posts_buf_t *b, posts_value_t v, size_t depth);
static posts_rc_t posts_liquid_join(posts_liquid_context_t *lc,
    posts_buf_t *b, posts_value_t v, size_t depth);


posts_rc_t
posts_liquid_render(posts_buf_t *out, const posts_liquid_template_t *t,
    const posts_liquid_host_t *host, posts_error_t *error)
{
    size_t                  limit;
    posts_rc_t              rc;
    posts_error_t           own;
    posts_liquid_context_t  lc;

    if (error == NULL) {
        posts_error_clear(&own);
        error = &own;
    }

    /* the buffer may have a bound of its own, or none */

    limit = out->limit;

    if (limit - out->len > host->limits->output) {
        out->limit = out->len + host->limits->output;
    }

    memset(&lc, 0, sizeof(posts_liquid_context_t));

    lc.out = out;
    lc.error = error;
    lc.host = host;
    lc.limits = host->limits;
    lc.template = t;
    lc.root = t;
    lc.globals = host->globals;

    lc.kept = posts_arena_create(lc.limits->memory);
    lc.scratch = posts_arena_create(lc.limits->memory);
    lc.arena = lc.scratch;

    if (lc.kept == NULL || lc.scratch == NULL) {
        rc = posts_liquid_memory(&lc);
        goto done;
    }

    lc.assigns = posts_map_create(lc.kept, 8);
    lc.counters = posts_map_create(lc.kept, 0);

    if (lc.assigns == NULL || lc.counters == NULL) {
        rc = posts_liquid_memory(&lc);
        goto done;
    }

    if (host->clock != NULL) {
        lc.started = host->clock(host->payload);
    }

    rc = posts_liquid_render_block(&lc, &t->root);

    if (rc == POSTS_OK) {
        rc = posts_liquid_look(&lc);
    }

done:

    out->limit = limit;

    posts_arena_destroy(lc.kept);
    posts_arena_destroy(lc.scratch);

    return rc;
}


posts_rc_t
posts_liquid_render_block(posts_liquid_context_t *lc,
    const posts_liquid_block_t *block)
{
    posts_rc_t                  rc;
    const posts_liquid_node_t  *node;

    if (lc->depth >= POSTS_LIQUID_DEPTH) {
        return posts_liquid_fail(lc, "Nesting too deep");
    }

    lc->depth++;
    rc = posts_liquid_steps(lc, block->n);

    for (node = block->first; node != NULL && rc == POSTS_OK;
         node = node->next)
    {
        if (node->text) {
            posts_buf_add(lc->out,
                          ((const posts_liquid_text_t *) node)->text);
            continue;
        }

        lc->node = node;
        rc = node->render(lc, node);

        if (rc == POSTS_INVALID && lc->soft) {
            rc = posts_liquid_caught(lc, node);
        }

        if (lc->interrupt != POSTS_LIQUID_GO_ON) {
            break;
        }
    }

    lc->depth--;

    if (rc == POSTS_OK && lc->out->rc != POSTS_OK) {

        /* what is captured is kept */

        rc = (lc->out->arena == lc->kept)
             ? posts_liquid_memory(lc)
             : posts_error_set(lc->error, lc->out->rc, 0, 0,
                               "the output is larger than allowed");
    }

    if (rc != POSTS_OK && !lc->soft) {
        posts_liquid_locate(lc);
    }

    return rc;
}


/* An error that ends the render is named where it is. */

static void
posts_liquid_locate(posts_liquid_context_t *lc)
{
    if (lc->error->line != 0 || lc->error->file[0] != '\0'
        || lc->node == NULL)
    {
        return;
    }

    lc->error->line = lc->node->line;
    lc->error->column = lc->node->column;
    posts_error_file(lc->error, lc->template->name);
}


posts_rc_t
posts_liquid_render_string(posts_liquid_context_t *lc,
    const posts_liquid_block_t *block, posts_str_t *text)
{
    posts_rc_t    rc;
    posts_buf_t   b, *out;

    posts_buf_init(&b, lc->kept, lc->limits->output);

    out = lc->out;
    lc->out = &b;

    rc = posts_liquid_render_block(lc, block);

    lc->out = out;
    *text = posts_buf_str(&b);

    posts_arena_shrink(lc->kept, b.data, b.size, b.len);

    return rc;
}


posts_rc_t
posts_liquid_render_partial(posts_liquid_context_t *lc,
    const posts_liquid_template_t *partial)
{
    posts_rc_t                      rc;
    const posts_liquid_node_t      *node;
    const posts_liquid_template_t  *template;

    if (lc->partials >= lc->limits->includes) {
        return posts_liquid_fail(lc, "Nesting too deep");
    }

    node = lc->node;
    template = lc->template;

    lc->partials++;
    lc->template = partial;

    rc = posts_liquid_render_block(lc, &partial->root);

    lc->partials--;
    lc->template = template;
    lc->node = node;

    return rc;
}


/* Ruby's text goes into the page, where the node would have written. */

static posts_rc_t
posts_liquid_caught(posts_liquid_context_t *lc,
    const posts_liquid_node_t *node)
{
    posts_str_t  name;

    lc->soft = 0;

    if (lc->host->strict) {
        (void) posts_error_set(lc->error, POSTS_INVALID, node->line,
                               node->column, "%s", lc->message);
        posts_error_file(lc->error, lc->template->name);

        return POSTS_INVALID;
    }

    if (!lc->reported) {
        posts_liquid_report(lc, POSTS_FAULT, node, lc->message);
    }

    if (node->blank || lc->silent) {
        return POSTS_OK;
    }

    name = posts_str("");

    if (lc->template != lc->root) {
        name = lc->template->name;
    }

    posts_buf_fmt(lc->out, "Liquid %serror (",
                  lc->syntax == 0 ? "" : "syntax ");
    posts_buf_add(lc->out, name);
    posts_buf_fmt(lc->out, "%sline %u): ", name.len == 0 ? "" : " ",
                  lc->syntax == 0 ? node->line : lc->syntax);
    posts_buf_add(lc->out, posts_str_c(lc->message));

    return POSTS_OK;
}


static void
posts_liquid_report(posts_liquid_context_t *lc, posts_severity_t severity,
    const posts_liquid_node_t *node, const char *message)
{
    posts_error_t  error;

    if (lc->host->report == NULL) {
        return;
    }

    posts_error_clear(&error);

    (void) posts_error_set(&error, POSTS_INVALID,
                           node == NULL ? 0 : node->line,
                           node == NULL ? 0 : node->column, "%s", message);
    posts_error_file(&error, lc->template->name);

    lc->host->report(lc->host->payload, severity, &error);
}


posts_rc_t
posts_liquid_fail(posts_liquid_context_t *lc, const char *fmt, ...)
{
    int      n;
    size_t   len;
    va_list  args;

    va_start(args, fmt);
    n = vsnprintf(lc->message, sizeof(lc->message), fmt, args);
    va_end(args);

    if (n >= (int) sizeof(lc->message)) {

        /* it is cut, yet not within a character: it goes into the page */

        len = sizeof(lc->message) - 1;

        while (len > 0 && (lc->message[len - 1] & 0xc0) == 0x80) {
            len--;
        }

        if (len > 0 && (lc->message[len - 1] & 0x80) != 0) {
            lc->message[len - 1] = '\0';
        }
    }

    lc->soft = 1;
    lc->silent = 0;
    lc->syntax = 0;
    lc->reported = 0;

    return POSTS_INVALID;
}


posts_rc_t
posts_liquid_fail_syntax(posts_liquid_context_t *lc)
{
    if (lc->host->report != NULL) {
        lc->host->report(lc->host->payload, POSTS_FAULT, lc->error);
    }

    (void) posts_liquid_fail(lc, "%s", lc->error->message);

    lc->syntax = lc->error->line;
    lc->reported = 1;
    posts_error_clear(lc->error);

    return POSTS_INVALID;
}


void
posts_liquid_warn(posts_liquid_context_t *lc, const char *fmt, ...)
{
    char     message[256];
    va_list  args;

    va_start(args, fmt);
    vsnprintf(message, sizeof(message), fmt, args);
    va_end(args);

    posts_liquid_report(lc, POSTS_WARNING, lc->node, message);
}


posts_rc_t
posts_liquid_memory(posts_liquid_context_t *lc)
{
    return posts_error_set(lc->error, POSTS_LIMIT, 0, 0,
                           "the template needs more memory than allowed "
                           "(%zu bytes)", lc->limits->memory);
}


posts_rc_t
posts_liquid_steps(posts_liquid_context_t *lc, size_t n)
{
    size_t  before;

    before = lc->steps;

    if (n > lc->limits->steps - before) {
        return posts_error_set(lc->error, POSTS_LIMIT, 0, 0,
                               "the template takes more than %zu steps",
                               lc->limits->steps);
    }

    lc->steps = before + n;

    if (before / POSTS_LIQUID_INTERVAL == lc->steps / POSTS_LIQUID_INTERVAL) {
        return POSTS_OK;
    }

    return posts_liquid_look(lc);
}


/* Is there still time, and has the host had no error in between? */

static posts_rc_t
posts_liquid_look(posts_liquid_context_t *lc)
{
    int64_t  passed;

    if (lc->error->rc != POSTS_OK) {
        return lc->error->rc;
    }

    if (lc->host->clock != NULL) {
        passed = lc->host->clock(lc->host->payload) - lc->started;

        if (passed > (int64_t) lc->limits->time) {
            return posts_error_set(lc->error, POSTS_LIMIT, 0, 0,
                                   "the template takes more than %zu ms",
                                   lc->limits->time);
        }
    }

    return POSTS_OK;
}


posts_rc_t
posts_liquid_bind(posts_liquid_context_t *lc, const posts_liquid_name_t *name,
    posts_value_t v)
{
    size_t                   size;
    posts_liquid_binding_t  *bindings;

    if (lc->n == lc->size) {
        size = (lc->size == 0) ? POSTS_LIQUID_BINDINGS : 2 * lc->size;

        bindings = posts_arena_realloc(lc->kept, lc->bindings,
                       lc->size * sizeof(posts_liquid_binding_t),
                       size * sizeof(posts_liquid_binding_t));
        if (bindings == NULL) {
            return posts_liquid_memory(lc);
        }

        lc->bindings = bindings;
        lc->size = size;
    }

    lc->bindings[lc->n].name = *name;
    lc->bindings[lc->n].value = v;
    lc->n++;

    return POSTS_OK;
}


void
posts_liquid_unbind(posts_liquid_context_t *lc, size_t n)
{
    lc->n = n;
}


posts_rc_t
posts_liquid_assign(posts_liquid_context_t *lc,
    const posts_liquid_name_t *name, posts_value_t v)
{
    if (posts_map_set(lc->assigns, name->text, v) != POSTS_OK) {
        return posts_liquid_memory(lc);
    }

    return POSTS_OK;
}


int
posts_liquid_variable(posts_liquid_context_t *lc,
    const posts_liquid_name_t *name, posts_value_t *out)
{
    size_t                         i;
    const posts_liquid_binding_t  *b;

    for (i = lc->n; i > lc->base; i--) {
        b = &lc->bindings[i - 1];

        if (b->name.hash == name->hash
            && posts_str_eq(b->name.text, name->text))
        {
            *out = b->value;
            return 1;
        }

        if (b->name.text.data == NULL
            && posts_value_find(b->value, name->text, out))
        {
            return 1;
        }
    }

    if (lc->assigns->n != 0
        && posts_value_find(posts_value_map(lc->assigns), name->text, out))
    {
        return 1;
    }

    if (lc->counters->n != 0
        && posts_value_find(posts_value_map(lc->counters), name->text, out))
    {
        return 1;
    }

    if (posts_value_find(lc->globals, name->text, out)) {
        return 1;
    }

    *out = posts_value_nil();

    return 0;
}


posts_rc_t
posts_liquid_write(posts_liquid_context_t *lc, posts_buf_t *b,
    posts_value_t v)
{
    return posts_liquid_write_at(lc, b, v, lc->limits->depth);
}


static posts_rc_t
posts_liquid_write_at(posts_liquid_context_t *lc, posts_buf_t *b,
    posts_value_t v, size_t depth)
{
    switch (v.type) {

    case POSTS_STRING:
        posts_buf_add(b, posts_value_string(v));
        return POSTS_OK;

    case POSTS_INT:
        posts_buf_int(b, v.u.integer);
        return POSTS_OK;

    default:

        if (posts_value_is_array(v)
            && !(v.type == POSTS_OBJECT && v.u.object->class->to_s != NULL))
        {
            return posts_liquid_join(lc, b, v, depth);
        }

        posts_value_to_s(b, v, depth);

        return POSTS_OK;
    }
}


/*
 * Ruby's Array#join without a separator: arrays within are joined, too.  The
 * members are counted, for those that are empty arrays write nothing.
 */

static posts_rc_t
posts_liquid_join(posts_liquid_context_t *lc, posts_buf_t *b, posts_value_t v,
    size_t depth)
{
    size_t      i, n;
    posts_rc_t  rc;

    if (depth == 0) {
        return posts_liquid_fail(lc, "arrays are nested too deeply");
    }

    n = posts_value_len(v);

    rc = posts_liquid_steps(lc, n);

    for (i = 0; i < n && rc == POSTS_OK && b->rc == POSTS_OK; i++) {
        rc = posts_liquid_write_at(lc, b, posts_value_at(v, i), depth - 1);
    }

    return rc;
}
