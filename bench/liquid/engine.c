
/*
 * Copyright (C) the ngx_http_posts_module authors
 *
 * This project's engine for bench/liquid/run:
 *
 *     engine FOLDER PAGE DATA [times]
 *
 * The commands of standard input are those of ruby.rb.  A render begins with
 * an empty arena, as that of a request does.
 */


#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif

#include <dirent.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "posts_json.h"
#include "posts_liquid.h"


#define ENGINE_FILES   16
#define ENGINE_MEMORY  ((size_t) 1 << 30)
#define ENGINE_KEEP    ((size_t) 64 << 20)


typedef struct {
    char                           name[256];
    posts_str_t                    source;
    const posts_liquid_template_t *template;
} engine_file_t;


typedef void (*engine_work_pt)(void);


static void engine_read(const char *folder, const char *page);
static posts_str_t engine_file(const char *path);
static void engine_data(const char *name, int times);
static void engine_time(posts_map_t *post, const char *key);
static posts_rc_t engine_load(void *payload,
    const posts_liquid_template_t **partial, posts_str_t name,
    posts_liquid_partial_e how, posts_error_t *error);
static void engine_parse(void);
static void engine_render(void);
static void engine_save(const char *name);
static double engine_measure(double seconds, engine_work_pt work);
static double engine_now(void);
static void engine_die(const char *what, const posts_error_t *error);
static int engine_order(const void *one, const void *two);


static engine_file_t         engine_files[ENGINE_FILES];
static size_t                engine_nfiles;
static posts_arena_t        *engine_arena;      /* what stays */
static posts_arena_t        *engine_once;       /* what is made anew */
static posts_buf_t           engine_out;
static posts_limits_t        engine_limits;
static posts_liquid_host_t   engine_host;


int
main(int argc, char **argv)
{
    char    line[1024], argument[1024];
    size_t  i;

    if (argc < 4) {
        fprintf(stderr, "usage: engine FOLDER PAGE DATA [times]\n");
        return 2;
    }

    engine_arena = posts_arena_create(ENGINE_MEMORY);
    engine_once = posts_arena_create(ENGINE_MEMORY);

    if (engine_arena == NULL || engine_once == NULL) {
        engine_die("memory", NULL);
    }

    posts_limits_default(&engine_limits);
    engine_limits.source = ENGINE_MEMORY;

    engine_host.load = engine_load;
    engine_host.limits = &engine_limits;

    engine_read(argv[1], argv[2]);
    engine_data(argv[3], argc > 4);

    /* what is rendered is compiled once; engine_parse() does it again */

    for (i = 0; i < engine_nfiles; i++) {
        posts_error_t             error = { 0 };
        posts_liquid_options_t    options = { 0 };
        posts_liquid_template_t  *t;

        options.name = posts_str_c(engine_files[i].name);

        if (posts_liquid_compile(&t, engine_arena, engine_files[i].source,
                                 &options, &error)
            != POSTS_OK)
        {
            engine_die(engine_files[i].name, &error);
        }

        engine_files[i].template = t;
    }

    while (fgets(line, sizeof(line), stdin) != NULL) {

        argument[0] = '\0';

        if (sscanf(line, "%*s %1000s", argument) < 1) {
            argument[0] = '\0';
        }

        if (strncmp(line, "render ", 7) == 0) {
            printf("%.0f\n", engine_measure(strtod(argument, NULL),
                                            engine_render));

        } else if (strncmp(line, "parse ", 6) == 0) {
            printf("%.0f\n", engine_measure(strtod(argument, NULL),
                                            engine_parse));

        } else if (strncmp(line, "save ", 5) == 0) {
            engine_save(argument);
            printf("saved\n");

        } else {
            printf("posts\n");
        }

        fflush(stdout);
    }

    posts_arena_destroy(engine_once);
    posts_arena_destroy(engine_arena);

    return 0;
}


/* The page is file 0, what it includes follows. */

static void
engine_read(const char *folder, const char *page)
{
    DIR            *dir;
    char            path[4096];
    struct dirent  *de;

    snprintf(path, sizeof(path), "%s/%s", folder, page);
    snprintf(engine_files[0].name, sizeof(engine_files[0].name), "%s", page);
    engine_files[0].source = engine_file(path);
    engine_nfiles = 1;

    if (strcmp(page, "post.html") != 0) {
        return;
    }

    snprintf(path, sizeof(path), "%s/includes", folder);

    dir = opendir(path);
    if (dir == NULL) {
        engine_die(path, NULL);
    }

    for (de = readdir(dir); de != NULL; de = readdir(dir)) {

        if (de->d_name[0] == '.' || engine_nfiles == ENGINE_FILES) {
            continue;
        }

        snprintf(path, sizeof(path), "%s/includes/%s", folder, de->d_name);
        snprintf(engine_files[engine_nfiles].name,
                 sizeof(engine_files[0].name), "%s", de->d_name);
        engine_files[engine_nfiles].source = engine_file(path);
        engine_nfiles++;
    }

    closedir(dir);

    qsort(&engine_files[1], engine_nfiles - 1, sizeof(engine_file_t),
          engine_order);
}


static posts_str_t
engine_file(const char *path)
{
    FILE    *file;
    long     size;
    u_char  *data;

    file = fopen(path, "rb");

    if (file == NULL || fseek(file, 0, SEEK_END) != 0) {
        engine_die(path, NULL);
    }

    size = ftell(file);
    data = size < 0 ? NULL : posts_arena_alloc(engine_arena, (size_t) size);

    if (data == NULL || fseek(file, 0, SEEK_SET) != 0
        || fread(data, 1, (size_t) size, file) != (size_t) size)
    {
        engine_die(path, NULL);
    }

    fclose(file);

    return posts_str_from(data, (size_t) size);
}


static void
engine_data(const char *name, int times)
{
    size_t         i;
    posts_str_t    text;
    posts_error_t  error = { 0 };
    posts_value_t  data, page, posts;

    text = engine_file(name);

    if (posts_json_parse(&data, engine_arena, text, &engine_limits, &error)
        != POSTS_OK)
    {
        engine_die(name, &error);
    }

    engine_host.globals = data;

    if (!times) {
        return;
    }

    page = posts_value_get(data, posts_str("page"));
    engine_time(page.u.map, "date");
    engine_time(page.u.map, "updated");

    posts = posts_value_get(posts_value_get(data, posts_str("site")),
                            posts_str("posts"));

    for (i = 0; i < posts_value_len(posts); i++) {
        engine_time(posts_value_at(posts, i).u.map, "date");
    }
}


static void
engine_time(posts_map_t *post, const char *key)
{
    posts_time_t   t;
    posts_value_t  v;

    v = posts_value_get(posts_value_map(post), posts_str_c(key));

    if (posts_time_parse(&t, posts_value_string(v), &posts_timezone_utc,
                         0)
        != POSTS_OK
        || posts_map_set(post, posts_str_c(key), posts_value_time(t))
           != POSTS_OK)
    {
        engine_die(key, NULL);
    }
}


static posts_rc_t
engine_load(void *payload, const posts_liquid_template_t **partial,
    posts_str_t name, posts_liquid_partial_e how, posts_error_t *error)
{
    size_t  i;

    (void) payload;
    (void) how;
    (void) error;

    for (i = 1; i < engine_nfiles; i++) {
        if (posts_str_eq(name, posts_str_c(engine_files[i].name))) {
            *partial = engine_files[i].template;
            return POSTS_OK;
        }
    }

    return POSTS_NOTFOUND;
}


static void
engine_parse(void)
{
    size_t                    i;
    posts_error_t             error = { 0 };
    posts_liquid_options_t    options = { 0 };
    posts_liquid_template_t  *t;

    posts_arena_reset(engine_once, ENGINE_KEEP);

    for (i = 0; i < engine_nfiles; i++) {
        if (posts_liquid_compile(&t, engine_once, engine_files[i].source,
                                 &options, &error)
            != POSTS_OK)
        {
            engine_die(engine_files[i].name, &error);
        }
    }
}


static void
engine_render(void)
{
    posts_error_t  error = { 0 };

    posts_arena_reset(engine_once, ENGINE_KEEP);
    posts_buf_init(&engine_out, engine_once, 0);

    if (posts_liquid_render(&engine_out, engine_files[0].template,
                            &engine_host, &error)
        != POSTS_OK)
    {
        engine_die("render", &error);
    }
}


static void
engine_save(const char *name)
{
    FILE  *file;

    engine_render();

    file = fopen(name, "wb");

    if (file == NULL
        || fwrite(engine_out.data, 1, engine_out.len, file) != engine_out.len
        || fclose(file) != 0)
    {
        engine_die(name, NULL);
    }
}


/* ns of one "work", done over and over for at least as long as that. */

static double
engine_measure(double seconds, engine_work_pt work)
{
    double    began, took;
    unsigned  n;

    began = engine_now();

    for (n = 1; ; n++) {
        work();

        took = engine_now() - began;

        if (took >= seconds) {
            return took * 1e9 / n;
        }
    }
}


/* The process's own time, in all engines alike. */

static double
engine_now(void)
{
    struct timespec  ts;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &ts);

    return (double) ts.tv_sec + (double) ts.tv_nsec / 1e9;
}


static void
engine_die(const char *what, const posts_error_t *error)
{
    char  text[1024];

    if (error == NULL) {
        perror(what);

    } else {
        fprintf(stderr, "%s: %s\n", what,
                posts_error_text(error, text, sizeof(text)));
    }

    exit(1);
}


static int
engine_order(const void *one, const void *two)
{
    const engine_file_t *a = one;
    const engine_file_t *b = two;

    return strcmp(a->name, b->name);
}
