
/*
 * Copyright (C) the ngx_http_posts_module authors
 *
 * The folder of an index is deleted under its writer, and made again by
 * another one: the first must leave nothing of its own there when it ends.
 */


#define _GNU_SOURCE

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "check.h"
#include "posts_home.h"


#define NOW  ((int64_t) 1600000000 * 1000000000)


static void test_deleted(const char *dir);
static void delete(const char *dir);


int
main(void)
{
    char  dir[] = "/tmp/posts-home-XXXXXX";

    if (mkdtemp(dir) == NULL) {
        perror("mkdtemp()");
        return 1;
    }

    test_deleted(dir);
    delete(dir);

    return CHECK_END("home_deleted");
}


static void
test_deleted(const char *dir)
{
    posts_home_t        first, second;
    posts_error_t       error;
    posts_state_t       state;
    posts_store_meta_t  meta;

    memset(&first, 0, sizeof(first));
    memset(&second, 0, sizeof(second));

    first.dir = dir;
    second.dir = dir;

    posts_error_clear(&error);

    CHECK_INT(posts_home_lock(&first, &error), POSTS_OK);
    CHECK_INT(posts_home_open(&first, 0, NOW, &meta, NULL, NULL, &error),
              POSTS_OK);

    delete(dir);

    CHECK_INT(posts_home_lock(&second, &error), POSTS_OK);
    CHECK_INT(posts_home_open(&second, 0, NOW + 1000, &meta, NULL, NULL,
                              &error),
              POSTS_OK);

    posts_home_sync(&first, 1);
    posts_home_close(&first);

    CHECK_INT(posts_state_read(&state, dir, &error), POSTS_OK);
    CHECK_INT(state.incarnation, meta.incarnation);

    /* and what the second one says is heard */

    posts_home_sync(&second, meta.generation + 7);

    CHECK_INT(posts_state_read(&state, dir, &error), POSTS_OK);
    CHECK_INT(state.generation, meta.generation + 7);

    posts_home_close(&second);
}


/* All that an index's folder holds, and the folder. */

static void
delete(const char *dir)
{
    char  command[256];

    (void) snprintf(command, sizeof(command), "rm -rf '%s'", dir);

    CHECK_INT(system(command), 0);
}
