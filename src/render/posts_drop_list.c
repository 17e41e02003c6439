
/*
 * Copyright (C) the authors of this project
 *
 * A list is read from the index in two steps: the numbers of its documents,
 * a few first and then the rest, and a document when it is asked for.  The
 * front page of a large site reads what it shows.
 */


#include "posts_jekyll.h"
#include "posts_listing.h"


#define POSTS_DROP_FIRST  64


typedef struct {
    posts_object_t    object;
    posts_jekyll_t   *jekyll;
    posts_list_e      kind;
    posts_str_t       slug;
    size_t            n;
    size_t            known;         /* numbers that have been read */
    uint32_t         *numbers;
    posts_value_t    *drops;         /* nil: not made yet */
    unsigned          reverse:1;
} posts_drop_list_t;


static size_t posts_drop_list_len(posts_object_t *o);
static posts_value_t posts_drop_list_at(posts_object_t *o, size_t i);
static posts_rc_t posts_drop_list_read(posts_drop_list_t *list, size_t upto);
static posts_rc_t posts_drop_list_pick(posts_drop_list_t *list,
    posts_drop_only_pt only);


static const posts_object_class_t  posts_drop_list_class = {
    posts_string("Array"), POSTS_OBJECT_ARRAY,
    NULL, NULL, posts_drop_list_len, posts_drop_list_at, NULL
};


posts_value_t
posts_drop_list(posts_jekyll_t *jekyll, posts_list_e kind, posts_str_t slug,
    int reverse, posts_drop_only_pt only)
{
    posts_rc_t          rc;
    posts_arena_t      *arena;
    posts_drop_list_t  *list;

    arena = jekyll->view->arena;

    list = posts_arena_zalloc(arena, sizeof(posts_drop_list_t));
    if (list == NULL) {
        return posts_drop_failed(jekyll, POSTS_LIMIT);
    }

    list->object.class = &posts_drop_list_class;
    list->jekyll = jekyll;
    list->kind = kind;
    list->slug = slug;
    list->reverse = (reverse != 0);
    list->n = posts_snapshot_count(jekyll->view->snapshot, kind, slug);

    list->numbers = posts_arena_array(arena, list->n + 1, sizeof(uint32_t));
    list->drops = posts_arena_array(arena, list->n + 1,
                                    sizeof(posts_value_t));

    if (list->numbers == NULL || list->drops == NULL) {
        return posts_drop_failed(jekyll, POSTS_LIMIT);
    }

    if (only != NULL) {
        rc = posts_drop_list_pick(list, only);

        if (rc != POSTS_OK) {
            return posts_drop_failed(jekyll, rc);
        }
    }

    return posts_value_object(&list->object);
}


static size_t
posts_drop_list_len(posts_object_t *o)
{
    return ((posts_drop_list_t *) o)->n;
}


static posts_value_t
posts_drop_list_at(posts_object_t *o, size_t i)
{
    size_t              at;
    posts_rc_t          rc;
    posts_document_t    document;
    posts_drop_list_t  *list;

    list = (posts_drop_list_t *) o;

    if (list->drops[i].type != POSTS_NIL) {
        return list->drops[i];
    }

    at = list->reverse ? list->n - 1 - i : i;

    rc = posts_drop_list_read(list, at);

    if (rc == POSTS_OK) {
        rc = posts_snapshot_document(list->jekyll->view->snapshot,
                                     list->numbers[at], &document);
    }

    if (rc != POSTS_OK) {
        return posts_drop_failed(list->jekyll, rc);
    }

    list->drops[i] = posts_drop_document(list->jekyll, &document);

    return list->drops[i];
}


/* All numbers up to that place. */

static posts_rc_t
posts_drop_list_read(posts_drop_list_t *list, size_t upto)
{
    size_t      n, got;
    posts_rc_t  rc;

    if (upto < list->known) {
        return POSTS_OK;
    }

    n = (upto < POSTS_DROP_FIRST && list->n > POSTS_DROP_FIRST)
        ? POSTS_DROP_FIRST : list->n;

    rc = posts_snapshot_numbers(list->jekyll->view->snapshot, list->kind,
                                list->slug, list->known, n - list->known,
                                list->numbers + list->known, &got);

    if (rc == POSTS_OK && got != n - list->known) {
        rc = POSTS_INVALID;
    }

    list->known += got;

    return rc;
}


static posts_rc_t
posts_drop_list_pick(posts_drop_list_t *list, posts_drop_only_pt only)
{
    size_t            i, n;
    posts_rc_t        rc;
    posts_document_t  document;

    if (list->n == 0) {
        return POSTS_OK;
    }

    rc = posts_drop_list_read(list, list->n - 1);
    n = 0;

    for (i = 0; i < list->n && rc == POSTS_OK; i++) {
        rc = posts_snapshot_document(list->jekyll->view->snapshot,
                                     list->numbers[i], &document);

        if (rc == POSTS_OK && only(&document)) {
            list->numbers[n++] = list->numbers[i];
        }
    }

    list->n = n;
    list->known = n;

    return rc;
}
