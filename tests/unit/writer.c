
/*
 * Copyright (C) the ngx_http_posts_module authors
 *
 * A change that runs out of memory, at each of its requests in turn: it is
 * refused as a whole and the index is as it was.
 */


#define _GNU_SOURCE

#include "posts_home.h"
#include "posts_writer.h"
#include "scene.h"


static posts_config_t  config;


static void
make(posts_document_t *doc, posts_arena_t *arena, const char *path,
    const char *text)
{
    posts_rc_t      rc;
    posts_error_t   error;
    posts_limits_t  limits;

    posts_error_clear(&error);
    posts_limits_default(&limits);
    memset(doc, 0, sizeof(posts_document_t));

    rc = posts_document_parse(doc, arena, &config, &limits, POSTS_PATH_POST,
                              posts_str_c(path), posts_str_c(text), NULL,
                              NULL, &error);
    CHECK_INT(rc, POSTS_OK);
}


/* Two posts change places, one goes, a file and a layout come. */

static posts_rc_t
change(posts_writer_t *w, posts_document_t *doc, posts_error_t *error)
{
    posts_part_t        part;
    posts_store_path_t  file;

    memset(&file, 0, sizeof(file));
    file.kind = POSTS_PATH_POST;
    file.mtime = 1;

    posts_writer_document(w, &doc[0], &file);
    posts_writer_document(w, &doc[1], &file);
    posts_writer_remove(w, posts_str("_posts/2020-01-03-three.md"));

    file.kind = POSTS_PATH_FILE;
    posts_writer_static(w, posts_str("dir/index.html"), NULL, &file);

    memset(&part, 0, sizeof(part));
    part.kind = POSTS_PART_LAYOUT;
    part.name = posts_str("post");
    part.path = posts_str("_layouts/post.html");
    part.content = posts_str("{{ content }}");

    file.kind = POSTS_PATH_LAYOUT;
    posts_writer_part(w, part.path, &part, &file);

    return posts_writer_commit(w, error);
}


static size_t
entries(posts_store_t *store)
{
    size_t    i, n;
    MDB_stat  stat;
    MDB_txn  *txn;

    n = 0;

    CHECK_INT(mdb_txn_begin(store->env, NULL, MDB_RDONLY, &txn), 0);

    for (i = 0; i < POSTS_STORE_DBS; i++) {
        CHECK_INT(mdb_stat(txn, store->dbi[i], &stat), 0);
        n += stat.ms_entries;
    }

    mdb_txn_abort(txn);

    return n;
}


int
main(void)
{
    size_t               n, before;
    unsigned             which, failed;
    posts_rc_t           rc;
    posts_home_t         home;
    posts_error_t        error;
    posts_limits_t       limits;
    posts_writer_t       w;
    posts_document_t     old[3], new[2];
    posts_store_meta_t   meta;
    posts_store_path_t   file;
    scene_t              sc;

    scene_open(&sc);

    memset(&home, 0, sizeof(home));
    home.dir = sc.dir;
    home.lock = -1;

    posts_error_clear(&error);
    posts_limits_default(&limits);

    CHECK_INT(posts_config_parse(&config, sc.arena, posts_str(""),
                                 posts_str("_config.yml"), &limits, NULL,
                                 NULL, &error), POSTS_OK);
    CHECK_INT(posts_home_lock(&home, &error), POSTS_OK);
    CHECK_INT(posts_home_open(&home, 0, scene_clock(), &meta, NULL, NULL,
                              &error), POSTS_OK);
    CHECK_INT(home.fresh, 1);

    memset(&w, 0, sizeof(w));
    w.store = &home.store;
    w.config = &config;
    w.now = scene_clock() / SCENE_SECOND;
    w.arena = posts_arena_create(64 * 1024 * 1024);
    w.scratch = posts_arena_create(64 * 1024 * 1024);

    make(&old[0], sc.arena, "_posts/2020-01-01-one.md",
         "---\ntitle: One\ntags: [a, b]\n---\n");
    make(&old[1], sc.arena, "_posts/2020-01-02-two.md",
         "---\ntitle: Two\ntags: [b, c]\n---\n");
    make(&old[2], sc.arena, "_posts/2020-01-03-three.md",
         "---\ntitle: Three\ncategory: x\n---\n");
    make(&new[0], sc.arena, "_posts/2020-01-01-one.md",
         "---\ntitle: Eins\ndate: 2020-02-01\ntags: [c]\n---\n");
    make(&new[1], sc.arena, "_posts/2020-01-02-two.md",
         "---\ntitle: Zwei\npermalink: /dir/\n---\n");

    memset(&file, 0, sizeof(file));
    file.kind = POSTS_PATH_POST;

    CHECK_INT(posts_writer_begin(&w, &error), POSTS_OK);
    posts_writer_complete(&w);

    for (n = 0; n < 3; n++) {
        posts_writer_document(&w, &old[n], &file);
    }

    CHECK_INT(posts_writer_commit(&w, &error), POSTS_OK);

    before = entries(&home.store);

    for (which = 0; which < 2; which++) {
        failed = 0;

        for (n = 1; n < 10000; n++) {
            posts_error_clear(&error);
            CHECK_INT(posts_writer_begin(&w, &error), POSTS_OK);

            posts_arena_fail_at(which ? w.scratch : w.arena, n);
            rc = change(&w, new, &error);
            posts_arena_fail_at(which ? w.scratch : w.arena, 0);

            if (rc == POSTS_OK) {
                break;
            }

            failed++;
            CHECK_INT(rc, POSTS_LIMIT);
            CHECK(error.message[0] != '\0');
            CHECK_INT(entries(&home.store), before);
        }

        CHECK(failed > 3);
        CHECK(entries(&home.store) != before);

        /* back to where it was, for the other arena */

        posts_error_clear(&error);
        CHECK_INT(posts_writer_begin(&w, &error), POSTS_OK);

        for (n = 0; n < 3; n++) {
            posts_writer_document(&w, &old[n], &file);
        }

        posts_writer_remove(&w, posts_str("dir/index.html"));
        posts_writer_remove(&w, posts_str("_layouts/post.html"));
        CHECK_INT(posts_writer_commit(&w, &error), POSTS_OK);
        before = entries(&home.store);
    }

    posts_arena_destroy(w.arena);
    posts_arena_destroy(w.scratch);
    posts_home_close(&home);
    scene_close(&sc);

    return CHECK_END("writer");
}
