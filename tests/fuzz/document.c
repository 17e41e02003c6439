
/*
 * Copyright (C) the ngx_http_posts_module authors
 *
 * The first byte chooses: a block of the index, that may be damaged; or a
 * path on the first line and a file's bytes behind it.  A document that was
 * made goes into a block and comes back the same.
 */


#include <stdlib.h>

#include "posts_document.h"


int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void fuzz_block(posts_arena_t *arena, posts_str_t block);
static void fuzz_file(posts_arena_t *arena, posts_str_t path,
    posts_str_t source);
static void fuzz_path(posts_str_t path, posts_path_e kind);
static void fuzz_document(posts_arena_t *arena, const posts_document_t *doc);
static void fuzz_report(void *payload, posts_severity_t severity,
    const posts_error_t *error);


int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    ssize_t         n;
    posts_str_t     rest;
    posts_arena_t  *arena;

    if (size == 0) {
        return 0;
    }

    arena = posts_arena_create(16 * 1024 * 1024);
    if (arena == NULL) {
        abort();
    }

    rest = posts_str_from(data + 1, size - 1);

    if (data[0] == 'b') {
        fuzz_block(arena, rest);

    } else {
        n = posts_str_chr(rest, '\n');

        if (n != -1) {
            fuzz_file(arena, posts_str_slice(rest, 0, (size_t) n),
                      posts_str_slice(rest, (size_t) n + 1, rest.len));
        }
    }

    posts_arena_destroy(arena);

    return 0;
}


static void
fuzz_block(posts_arena_t *arena, posts_str_t block)
{
    posts_buf_t       b;
    posts_document_t  doc;

    if (posts_document_unpack(&doc, block) != POSTS_OK) {
        return;
    }

    /* all that can be read in it */

    posts_buf_init(&b, arena, 0);
    posts_buf_add(&b, doc.path);
    posts_buf_add(&b, doc.url);
    posts_buf_add(&b, doc.id);
    posts_buf_add(&b, doc.slug);
    posts_buf_add(&b, doc.ext);
    posts_buf_add(&b, doc.output_ext);
    posts_buf_add(&b, doc.title);
    posts_value_to_s(&b, doc.tags, 64);
    posts_value_to_s(&b, doc.categories, 64);
    posts_value_to_s(&b, doc.data, 64);
}


static void
fuzz_file(posts_arena_t *arena, posts_str_t path, posts_str_t source)
{
    posts_rc_t        rc;
    posts_path_e      kind;
    posts_error_t     error;
    posts_config_t    config;
    posts_limits_t    limits;
    posts_document_t  doc;

    posts_limits_default(&limits);
    posts_error_clear(&error);

    if (posts_config_parse(&config, arena, posts_str(""),
                           posts_str("_config.yml"), &limits, NULL, NULL,
                           NULL) != POSTS_OK)
    {
        abort();
    }

    kind = posts_document_classify(&config, path, 1);
    fuzz_path(path, kind);

    kind = posts_document_classify(&config, path, 0);
    fuzz_path(path, kind);

    if (kind == POSTS_PATH_HIDDEN) {
        return;
    }

    memset(&doc, 0, sizeof(posts_document_t));
    doc.mtime = 1600000000LL * 1000000000;
    doc.size = source.len;

    rc = posts_document_parse(&doc, arena, &config, &limits, kind, path,
                              source, fuzz_report, NULL, &error);

    if (rc == POSTS_NOTFOUND) {
        if (kind != POSTS_PATH_FILE || error.rc != POSTS_OK) {
            abort();
        }

        return;
    }

    if (rc != error.rc || (rc != POSTS_OK) != doc.broken
        || (rc == POSTS_OK && doc.url.len == 0)
        || (rc != POSTS_OK && error.message[0] == '\0')
        || doc.content > source.len)
    {
        abort();
    }

    if (doc.url.len > 0) {
        fuzz_document(arena, &doc);
    }
}


/* Nothing hidden is ever served: the one promise of the classification. */

static void
fuzz_path(posts_str_t path, posts_path_e kind)
{
    size_t  i;
    u_char  c;

    if (kind == POSTS_PATH_HIDDEN) {
        return;
    }

    for (i = 0; i < path.len; i++) {
        c = path.data[i];

        if (c == '\0') {
            abort();
        }

        if (i > 0 && path.data[i - 1] != '/') {
            continue;
        }

        if (c == '.' || c == '/' || (c == '_' && kind == POSTS_PATH_FILE)) {
            abort();
        }
    }
}


static void
fuzz_document(posts_arena_t *arena, const posts_document_t *doc)
{
    posts_buf_t       b;
    posts_document_t  copy;

    posts_buf_init(&b, arena, 0);

    if (posts_document_pack(&b, doc) != POSTS_OK) {
        return;
    }

    if (posts_document_unpack(&copy, posts_buf_str(&b)) != POSTS_OK
        || !posts_str_eq(copy.path, doc->path)
        || !posts_str_eq(copy.url, doc->url)
        || !posts_str_eq(copy.id, doc->id)
        || !posts_str_eq(copy.slug, doc->slug)
        || !posts_str_eq(copy.title, doc->title)
        || copy.date.sec != doc->date.sec
        || copy.type != doc->type
        || copy.content != doc->content
        || copy.broken != doc->broken
        || posts_value_len(copy.tags) != posts_value_len(doc->tags)
        || posts_value_len(copy.data) != posts_value_len(doc->data)
        || doc->url.data[0] != '/')
    {
        abort();
    }
}


static void
fuzz_report(void *payload, posts_severity_t severity,
    const posts_error_t *error)
{
    (void) payload;

    if (severity != POSTS_WARNING || error->message[0] == '\0') {
        abort();
    }
}
