
/*
 * Copyright (C) the authors of this project
 *
 * Each of Jekyll's readers has its own idea of what it passes over: layouts
 * go through the entry filter as if they lay at the top of the site,
 * documents of a collection as if they lay there below the collection's
 * folder, data files have to have an extension and no dot in front, and any
 * file can be included.
 */


#include "posts_collection.h"
#include "posts_path.h"
#include "posts_place.h"


static posts_path_e posts_place_layout(const posts_config_t *config,
    posts_str_t entry, int folder);
static posts_path_e posts_place_data(posts_str_t entry, int folder);
static posts_path_e posts_place_part(const posts_config_t *config,
    posts_path_e kind, posts_str_t entry, int folder);
static posts_path_e posts_place_member(const posts_config_t *config,
    posts_str_t path, size_t below, int folder);
static int posts_place_dotted(posts_str_t entry);
static int posts_place_leads(posts_str_t path, posts_str_t dir);


static const posts_str_t  posts_place_data_exts[] = {
    posts_string(".yaml"),
    posts_string(".yml"),
    posts_string(".json"),
    posts_string(".csv"),
    posts_string(".tsv")
};

#define POSTS_PLACE_DATA_EXTS                                                 \
    (sizeof(posts_place_data_exts) / sizeof(posts_place_data_exts[0]))


static const struct {
    posts_str_t   dir;
    posts_path_e  kind;
} posts_place_themes[] = {
    { posts_string("_layouts/"),  POSTS_PATH_LAYOUT },
    { posts_string("_includes/"), POSTS_PATH_INCLUDE },
    { posts_string("_data/"),     POSTS_PATH_DATA },
    { posts_string("assets/"),    POSTS_PATH_FILE }
};

#define POSTS_PLACE_THEMES                                                    \
    (sizeof(posts_place_themes) / sizeof(posts_place_themes[0]))


posts_place_e
posts_place(const posts_config_t *config, posts_str_t path, int folder,
    posts_path_e *kind)
{
    size_t       i, below;
    posts_str_t  dir, dirs[3];

    static const posts_path_e  kinds[3] = {
        POSTS_PATH_LAYOUT, POSTS_PATH_INCLUDE, POSTS_PATH_DATA
    };

    dirs[0] = config->layouts_dir;
    dirs[1] = config->includes_dir;
    dirs[2] = config->data_dir;

    for (i = 0; i < 3; i++) {
        dir = dirs[i];

        if (dir.len == 0 || path.data[0] != dir.data[0]) {
            continue;
        }

        if (posts_str_starts(path, dir)) {
            *kind = posts_place_part(config, kinds[i],
                                     posts_str_slice(path, dir.len, path.len),
                                     folder);
            return POSTS_PLACE_KIND;
        }

        if (folder && posts_place_leads(path, dir)) {

            if (path.len + 1 < dir.len) {
                return POSTS_PLACE_WAY;
            }

            *kind = POSTS_PATH_FOLDER;

            return POSTS_PLACE_KIND;
        }
    }

    if (posts_collection_of(config, path, &below) != NULL) {

        if (below == path.len) {

            if (!folder) {
                return POSTS_PLACE_NONE;
            }

            *kind = POSTS_PATH_FOLDER;

            return POSTS_PLACE_KIND;
        }

        *kind = posts_place_member(config, path, below, folder);

        return POSTS_PLACE_KIND;
    }

    if (folder && config->ncollections > 1
        && posts_place_leads(path, config->collections_dir))
    {
        return POSTS_PLACE_WAY;
    }

    return POSTS_PLACE_NONE;
}


/* A theme's names do not depend on the site's configuration. */

posts_path_e
posts_place_theme(const posts_config_t *config, posts_str_t path, int folder)
{
    size_t       i;
    posts_str_t  dir;

    if (path.len == 1) {
        return folder ? POSTS_PATH_FOLDER : POSTS_PATH_HIDDEN;
    }

    path = posts_place_path(path);

    if (posts_path_hidden(path)) {
        return POSTS_PATH_HIDDEN;
    }

    for (i = 0; i < POSTS_PLACE_THEMES; i++) {
        dir = posts_place_themes[i].dir;

        if (posts_str_starts(path, dir)) {
            return posts_place_part(config, posts_place_themes[i].kind,
                                    posts_str_slice(path, dir.len, path.len),
                                    folder);
        }

        if (folder && posts_place_leads(path, dir)) {
            return POSTS_PATH_FOLDER;
        }
    }

    return POSTS_PATH_HIDDEN;
}


static posts_path_e
posts_place_part(const posts_config_t *config, posts_path_e kind,
    posts_str_t entry, int folder)
{
    switch (kind) {

    case POSTS_PATH_LAYOUT:
        return posts_place_layout(config, entry, folder);

    case POSTS_PATH_DATA:
        return posts_place_data(entry, folder);

    default:
        return folder ? POSTS_PATH_FOLDER : kind;
    }
}


static posts_path_e
posts_place_layout(const posts_config_t *config, posts_str_t entry,
    int folder)
{
    posts_str_t  name;

    name = posts_path_name(entry);

    if (posts_place_dotted(entry)) {
        return POSTS_PATH_HIDDEN;
    }

    if (posts_path_listed(config->include, entry, folder, posts_value_nil())
        || posts_path_listed(config->include, name, folder,
                             posts_value_nil()))
    {
        return folder ? POSTS_PATH_FOLDER : POSTS_PATH_LAYOUT;
    }

    if (posts_path_special(entry)
        || (!folder && posts_path_special(name))
        || posts_path_listed(config->exclude, entry, folder,
                             config->include))
    {
        return POSTS_PATH_HIDDEN;
    }

    if (folder) {
        return POSTS_PATH_FOLDER;
    }

    return (posts_str_chr(name, '.') == -1) ? POSTS_PATH_HIDDEN
                                            : POSTS_PATH_LAYOUT;
}


static posts_path_e
posts_place_data(posts_str_t entry, int folder)
{
    size_t       i;
    posts_str_t  ext;

    if (posts_place_dotted(entry)) {
        return POSTS_PATH_HIDDEN;
    }

    if (folder) {
        return POSTS_PATH_FOLDER;
    }

    ext = posts_path_ext(entry);

    for (i = 0; i < POSTS_PLACE_DATA_EXTS; i++) {
        if (posts_str_eq(ext, posts_place_data_exts[i])) {
            return POSTS_PATH_DATA;
        }
    }

    return POSTS_PATH_HIDDEN;
}


static posts_path_e
posts_place_member(const posts_config_t *config, posts_str_t path,
    size_t below, int folder)
{
    posts_str_t  entry, name;

    entry = posts_str_slice(path, below + 1, path.len);
    name = posts_path_name(entry);

    if (posts_path_listed(config->include, entry, folder, posts_value_nil())
        || posts_path_listed(config->include, name, folder,
                             posts_value_nil()))
    {
        return folder ? POSTS_PATH_FOLDER : POSTS_PATH_MEMBER;
    }

    /* a folder's name matters only at the top, as the filter sees paths */

    if (posts_path_special(entry) || (!folder && posts_path_special(name))
        || posts_path_listed(config->exclude,
                             posts_path_relative(config, path), folder,
                             config->include))
    {
        return POSTS_PATH_HIDDEN;
    }

    return folder ? POSTS_PATH_FOLDER : POSTS_PATH_MEMBER;
}


/* A name on the way begins with a dot: "*" does not match that. */

static int
posts_place_dotted(posts_str_t entry)
{
    size_t  i;

    for (i = 0; i < entry.len; i++) {
        if (entry.data[i] == '.' && (i == 0 || entry.data[i - 1] == '/')) {
            return 1;
        }
    }

    return 0;
}


/* "dir" ends with a slash: the path is that folder, or one above it. */

static int
posts_place_leads(posts_str_t path, posts_str_t dir)
{
    return dir.len > path.len && dir.data[path.len] == '/'
           && posts_str_starts(dir, path);
}
