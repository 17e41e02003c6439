
/*
 * Copyright (C) the ngx_http_posts_module authors
 */


#define _GNU_SOURCE

#include "scene.h"


static void test_first(void);


int
main(void)
{
    test_first();

    return CHECK_END("indexer");
}


static void
test_first(void)
{
    scene_t  sc;

    scene_open(&sc);

    scene_write(&sc, "_posts/2020-01-01-one.md",
                "---\ntitle: One\ntags: [a, B b]\n---\ntext\n");
    scene_write(&sc, "_posts/2020-01-02-two.md",
                "---\ntitle: Two\ntags: [a]\ncategory: x\n---\ntext\n");
    scene_write(&sc, "about.md", "---\ntitle: About\n---\ntext\n");
    scene_write(&sc, "image.png", "PNG");

    CHECK_INT(scene_start(&sc), POSTS_OK);
    CHECK_INT(scene_settle(&sc), POSTS_OK);
    CHECK_INT(posts_indexer_ready(sc.ix), 1);

    CHECK_STR(scene_url(&sc, "/2020/01/01/one.html"),
              "_posts/2020-01-01-one.md");
    CHECK_STR(scene_url(&sc, "/about.html"), "about.md");

    scene_close(&sc);
}
