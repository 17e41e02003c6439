
/*
 * Copyright (C) the authors of this project
 */


#include "posts_listing.h"


#define POSTS_LISTING_DIGITS  9
#define POSTS_LISTING_LIMIT   15


typedef struct {
    posts_str_t  name;
    posts_str_t  prefix;     /* of its URLs */
    posts_dep_e  dep;
} posts_listing_kind_t;


static size_t posts_listing_page(posts_str_t *path);


/* ORDER posts_list_e */

static const posts_listing_kind_t  posts_listing_kinds[] = {
    { posts_string("index"), posts_string("/"), POSTS_DEP_POSTS },
    { posts_string("tag"), posts_string("/tag/"), POSTS_DEP_TAG },
    { posts_string("category"), posts_string("/category/"),
      POSTS_DEP_CATEGORY }
};


int
posts_listing_parse(posts_listing_path_t *lp, posts_str_t path, int whole)
{
    size_t        page;
    posts_str_t   rest;
    posts_list_e  kind;

    if (!posts_str_ends(path, posts_str("/"))) {
        return 0;
    }

    rest = path;
    page = whole ? 0 : posts_listing_page(&rest);

    lp->numbered = (page != 0);
    lp->page = lp->numbered ? page : 1;
    lp->kind = POSTS_LIST_ALL;
    lp->name = posts_str("");

    if (rest.len == 1) {
        return 1;
    }

    for (kind = POSTS_LIST_TAG; kind <= POSTS_LIST_CATEGORY; kind++) {

        if (posts_str_starts(rest, posts_listing_kinds[kind].prefix)) {
            lp->kind = kind;
            lp->name = posts_str_slice(rest,
                                       posts_listing_kinds[kind].prefix.len,
                                       rest.len - 1);
            return lp->name.len != 0;
        }
    }

    return 0;
}


/* The N of a path that ends with "/page/N/"; cuts the path before "page". */

static size_t
posts_listing_page(posts_str_t *path)
{
    size_t       i, n, end;
    posts_str_t  head;

    end = path->len - 1;
    n = 0;

    for (i = end; i > 0 && path->data[i - 1] != '/'; i--) {

        if (path->data[i - 1] < '0' || path->data[i - 1] > '9'
            || end - i >= POSTS_LISTING_DIGITS)
        {
            return 0;
        }
    }

    head = posts_str_slice(*path, 0, i);

    if (i == end || path->data[i] == '0'
        || !posts_str_ends(head, posts_str("/page/")))
    {
        return 0;
    }

    for (/* void */; i < end; i++) {
        n = n * 10 + (size_t) (path->data[i] - '0');
    }

    path->len = head.len - (sizeof("page/") - 1);

    return n;
}


size_t
posts_listing_limit(const posts_config_t *config)
{
    return config->paginate != 0 ? config->paginate : POSTS_LISTING_LIMIT;
}


size_t
posts_listing_pages(size_t total, size_t limit)
{
    return total == 0 ? 1 : (total - 1) / limit + 1;
}


void
posts_listing_url(posts_buf_t *b, const posts_listing_t *list, size_t page)
{
    posts_listing_term(b, list->kind, list->term.slug);

    if (page > 1 || (list->claimed && list->kind == POSTS_LIST_ALL)) {
        posts_buf_lit(b, "page/");
        posts_buf_int(b, (int64_t) page);
        posts_buf_lit(b, "/");
    }
}


void
posts_listing_term(posts_buf_t *b, posts_list_e kind, posts_str_t slug)
{
    posts_buf_add(b, posts_listing_kinds[kind].prefix);

    if (kind != POSTS_LIST_ALL) {
        posts_buf_add(b, slug);
        posts_buf_lit(b, "/");
    }
}


posts_str_t
posts_listing_name(posts_list_e kind)
{
    return posts_listing_kinds[kind].name;
}


void
posts_listing_depend(posts_deps_t *deps, posts_list_e kind, posts_str_t slug)
{
    posts_deps_add(deps, posts_listing_kinds[kind].dep, slug);
}
