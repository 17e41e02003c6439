
/*
 * Copyright (C) the authors of this project
 *
 * site.data: the data files, by their names; folders are maps of what is in
 * them.  The values are read where they lie in the index.
 */


#include "posts_jekyll.h"


#define POSTS_DROP_PARTS  32


/* A folder of data files: "", "nav/", "nav/top/" */

typedef struct {
    posts_object_t    object;
    posts_jekyll_t   *jekyll;
    posts_str_t       prefix;
    posts_map_t      *members;       /* NULL: not read yet */
} posts_drop_folder_t;


static posts_value_t posts_drop_folder(posts_jekyll_t *jekyll,
    posts_str_t prefix);
static int posts_drop_folder_find(posts_object_t *o, posts_str_t key,
    posts_value_t *out);
static int posts_drop_folder_pair(posts_object_t *o, size_t i,
    posts_str_t *key, posts_value_t *value);
static size_t posts_drop_folder_len(posts_object_t *o);
static posts_rc_t posts_drop_folder_read(posts_drop_folder_t *folder);
static void posts_drop_folder_depend(posts_drop_folder_t *folder,
    posts_str_t key);


static const posts_object_class_t  posts_drop_folder_class = {
    posts_string("Hash"), POSTS_OBJECT_MAP,
    posts_drop_folder_find, posts_drop_folder_pair, posts_drop_folder_len,
    NULL, NULL
};


posts_value_t
posts_drop_data(posts_jekyll_t *jekyll)
{
    return posts_drop_folder(jekyll, posts_str(""));
}


static posts_value_t
posts_drop_folder(posts_jekyll_t *jekyll, posts_str_t prefix)
{
    posts_drop_folder_t  *folder;

    folder = posts_arena_zalloc(jekyll->view->arena,
                                sizeof(posts_drop_folder_t));
    if (folder == NULL) {
        return posts_drop_failed(jekyll, POSTS_LIMIT);
    }

    folder->object.class = &posts_drop_folder_class;
    folder->jekyll = jekyll;
    folder->prefix = prefix;

    return posts_value_object(&folder->object);
}


static int
posts_drop_folder_find(posts_object_t *o, posts_str_t key, posts_value_t *out)
{
    size_t                got;
    posts_rc_t            rc;
    posts_buf_t           name;
    posts_part_t          part;
    posts_view_t         *view;
    posts_drop_folder_t  *folder;

    folder = (posts_drop_folder_t *) o;
    view = folder->jekyll->view;

    posts_drop_folder_depend(folder, key);

    if (folder->members != NULL) {
        return posts_value_find(posts_value_map(folder->members), key, out);
    }

    posts_buf_init(&name, view->arena, 0);
    posts_buf_add(&name, folder->prefix);
    posts_buf_add(&name, key);

    if (name.rc != POSTS_OK) {
        *out = posts_drop_failed(folder->jekyll, POSTS_LIMIT);
        return 1;
    }

    rc = posts_snapshot_part(view->snapshot, POSTS_PART_DATA,
                             posts_buf_str(&name), &part);

    if (rc == POSTS_OK) {
        *out = part.data;
        return 1;
    }

    /* a folder of that name? */

    posts_buf_addc(&name, '/');

    if (rc == POSTS_NOTFOUND && name.rc == POSTS_OK) {
        rc = posts_snapshot_parts(view->snapshot, POSTS_PART_DATA,
                                  posts_buf_str(&name), 1, &part, &got);

        if (rc == POSTS_OK) {

            if (got == 0 || !posts_str_starts(part.name,
                                              posts_buf_str(&name)))
            {
                return 0;
            }

            *out = posts_drop_folder(folder->jekyll, posts_buf_str(&name));
            return 1;
        }
    }

    *out = posts_drop_failed(folder->jekyll,
                             (rc == POSTS_NOTFOUND) ? name.rc : rc);

    return 1;
}


static size_t
posts_drop_folder_len(posts_object_t *o)
{
    posts_rc_t            rc;
    posts_drop_folder_t  *folder;

    folder = (posts_drop_folder_t *) o;

    if (folder->members == NULL) {
        rc = posts_drop_folder_read(folder);

        if (rc != POSTS_OK) {
            folder->members = NULL;
            (void) posts_drop_failed(folder->jekyll, rc);
            return 0;
        }
    }

    return folder->members->n;
}


static int
posts_drop_folder_pair(posts_object_t *o, size_t i, posts_str_t *key,
    posts_value_t *value)
{
    if (i >= posts_drop_folder_len(o)) {
        return 0;
    }

    return posts_value_pair(posts_value_map(((posts_drop_folder_t *) o)
                                            ->members), i, key, value);
}


static posts_rc_t
posts_drop_folder_read(posts_drop_folder_t *folder)
{
    size_t          i, got;
    ssize_t         slash;
    posts_rc_t      rc;
    posts_str_t     after, key, prefix;
    posts_view_t   *view;
    posts_part_t    parts[POSTS_DROP_PARTS];
    posts_value_t   v;

    view = folder->jekyll->view;
    after = folder->prefix;

    posts_drop_folder_depend(folder, posts_str(""));

    folder->members = posts_map_create(view->arena, 0);
    if (folder->members == NULL) {
        return POSTS_LIMIT;
    }

    do {
        rc = posts_snapshot_parts(view->snapshot, POSTS_PART_DATA, after,
                                  POSTS_DROP_PARTS, parts, &got);

        for (i = 0; i < got && rc == POSTS_OK; i++) {
            after = parts[i].name;

            if (!posts_str_starts(after, folder->prefix)) {
                return POSTS_OK;
            }

            key = posts_str_slice(after, folder->prefix.len, after.len);
            slash = posts_str_chr(key, '/');
            v = parts[i].data;

            if (slash >= 0) {
                key.len = (size_t) slash;

                /* a file goes before the folder of its name */

                if (posts_value_find(posts_value_map(folder->members), key,
                                     NULL))
                {
                    continue;
                }

                prefix = posts_str_slice(after, 0,
                                         folder->prefix.len
                                         + (size_t) slash + 1);
                v = posts_drop_folder(folder->jekyll, prefix);
            }

            rc = posts_map_set(folder->members, key, v);
        }

    } while (rc == POSTS_OK && got == POSTS_DROP_PARTS);

    return rc;
}


/* A change is known by the first key; of all data: any change. */

static void
posts_drop_folder_depend(posts_drop_folder_t *folder, posts_str_t key)
{
    ssize_t        slash;
    posts_view_t  *view;

    view = folder->jekyll->view;
    slash = posts_str_chr(folder->prefix, '/');

    if (slash >= 0) {
        key = posts_str_slice(folder->prefix, 0, (size_t) slash);
    }

    if (key.len == 0) {
        posts_deps_add(view->deps, POSTS_DEP_ANY, posts_str(""));
        return;
    }

    posts_deps_add(view->deps, POSTS_DEP_DATA, key);
}
