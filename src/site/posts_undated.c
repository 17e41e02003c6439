
/*
 * Copyright (C) the authors of this project
 */


#include "posts_path.h"
#include "posts_undated.h"


#define POSTS_UNDATED_MEMORY  ((size_t) 1024 * 1024)


void
posts_undated_init(posts_plan_t *undated)
{
    posts_plan_init(undated, POSTS_UNDATED_MEMORY);
}


void
posts_undated_note(posts_plan_t *undated, const posts_config_t *config,
    posts_str_t path)
{
    if (posts_path_undated(config, path)) {
        (void) posts_plan_add(undated, path, 0);
    }
}


void
posts_undated_tell(posts_plan_t *undated, posts_report_pt report,
    void *payload)
{
    posts_str_t    path;
    posts_error_t  error;

    while (undated->next < undated->n) {
        path = undated->items[undated->next++].path;

        posts_error_clear(&error);
        (void) posts_error_set(&error, POSTS_INVALID, 0, 0,
                               "the name of a post begins with its date: "
                               "this one is left out; call it "
                               "YYYY-MM-DD-%.*s, or exclude it",
                               posts_str_arg(posts_path_name(path)));
        posts_error_file(&error, path);

        report(payload, POSTS_WARNING, &error);
    }
}
