
/*
 * Copyright (C) the authors of this project
 *
 * A hash table of small arenas, one for each part: its text and what it was
 * compiled to.  A part of another generation replaces the one before it in
 * its place; the old arena goes at the next tidying, since a page may be in
 * the middle of rendering it.
 */


#include <stdlib.h>

#include "posts_hash.h"
#include "posts_template.h"


#define POSTS_TEMPLATES_SLOTS  256


typedef struct posts_compiled_s  posts_compiled_t;

struct posts_compiled_s {
    posts_arena_t            *arena;
    posts_compiled_t         *next;      /* in its slot, or among the old */
    uint64_t                  hash;      /* of kind, name and place */
    uint64_t                  generation;
    posts_part_e              kind;
    posts_str_t               name;
    posts_liquid_template_t  *template;
};


struct posts_templates_s {
    size_t                    limit;
    size_t                    used;
    uint64_t                  incarnation;
    posts_compiled_t         *old;
    posts_compiled_t         *slots[POSTS_TEMPLATES_SLOTS];
};


static posts_rc_t posts_templates_compile(posts_compiled_t **out,
    const posts_part_t *part, const posts_liquid_options_t *options,
    posts_error_t *error);
static void posts_templates_free(posts_compiled_t *compiled);


posts_templates_t *
posts_templates_create(size_t memory)
{
    posts_templates_t  *templates;

    templates = calloc(1, sizeof(posts_templates_t));

    if (templates != NULL) {
        templates->limit = memory;
    }

    return templates;
}


void
posts_templates_destroy(posts_templates_t *templates)
{
    size_t  i;

    if (templates == NULL) {
        return;
    }

    for (i = 0; i < POSTS_TEMPLATES_SLOTS; i++) {
        posts_templates_free(templates->slots[i]);
    }

    posts_templates_free(templates->old);
    free(templates);
}


void
posts_templates_tidy(posts_templates_t *templates, uint64_t incarnation)
{
    size_t  i;

    posts_templates_free(templates->old);
    templates->old = NULL;

    if (templates->used <= templates->limit
        && templates->incarnation == incarnation)
    {
        return;
    }

    for (i = 0; i < POSTS_TEMPLATES_SLOTS; i++) {
        posts_templates_free(templates->slots[i]);
        templates->slots[i] = NULL;
    }

    templates->used = 0;
    templates->incarnation = incarnation;
}


posts_rc_t
posts_templates_get(posts_templates_t *templates, const posts_part_t *part,
    const posts_liquid_options_t *options,
    const posts_liquid_template_t **out, posts_error_t *error)
{
    uint64_t            hash;
    posts_rc_t          rc;
    posts_compiled_t   *compiled, **slot;

    hash = posts_hash64_seed(part->name,
                             (uint64_t) part->kind * 2 + part->theme);

    for (slot = &templates->slots[hash % POSTS_TEMPLATES_SLOTS];
         *slot != NULL;
         slot = &(*slot)->next)
    {
        compiled = *slot;

        if (compiled->hash != hash || compiled->kind != part->kind
            || !posts_str_eq(compiled->name, part->name))
        {
            continue;
        }

        if (compiled->generation == part->generation) {
            *out = compiled->template;
            return POSTS_OK;
        }

        *slot = compiled->next;
        compiled->next = templates->old;
        templates->old = compiled;
        break;
    }

    compiled = NULL;
    rc = posts_templates_compile(&compiled, part, options, error);

    if (rc != POSTS_OK) {
        posts_error_file(error, part->path);
        return rc;
    }

    slot = &templates->slots[hash % POSTS_TEMPLATES_SLOTS];

    compiled->hash = hash;
    compiled->next = *slot;
    *slot = compiled;

    templates->used += posts_arena_used(compiled->arena);

    *out = compiled->template;

    return POSTS_OK;
}


static posts_rc_t
posts_templates_compile(posts_compiled_t **out, const posts_part_t *part,
    const posts_liquid_options_t *options, posts_error_t *error)
{
    posts_rc_t               rc;
    posts_str_t              path, content;
    posts_arena_t           *arena;
    posts_compiled_t        *compiled;
    posts_liquid_options_t   own;

    arena = posts_arena_create(options->limits->memory);
    if (arena == NULL) {
        goto memory;
    }

    compiled = posts_arena_zalloc(arena, sizeof(posts_compiled_t));
    if (compiled == NULL) {
        goto memory;
    }

    compiled->arena = arena;
    compiled->kind = part->kind;
    compiled->generation = part->generation;
    compiled->name = posts_arena_str(arena, part->name);

    /* the index's memory is good for this page only */

    path = posts_arena_str(arena, part->path);
    content = posts_arena_str(arena, part->content);

    if (compiled->name.data == NULL || path.data == NULL
        || content.data == NULL)
    {
        goto memory;
    }

    own = *options;
    own.name = path;
    own.line = part->content_line;

    rc = posts_liquid_compile(&compiled->template, arena, content, &own,
                              error);
    if (rc != POSTS_OK) {
        posts_arena_destroy(arena);
        return rc;
    }

    *out = compiled;

    return POSTS_OK;

memory:

    posts_arena_destroy(arena);

    return posts_error_set(error, POSTS_LIMIT, 0, 0,
                           "no memory for the template");
}


static void
posts_templates_free(posts_compiled_t *compiled)
{
    posts_compiled_t  *next;

    for ( /* void */ ; compiled != NULL; compiled = next) {
        next = compiled->next;
        posts_arena_destroy(compiled->arena);
    }
}
