
/*
 * Copyright (C) the ngx_http_posts_module authors
 *
 * Collections, parts and a theme in the index: who is in which list at which
 * place, who answers a URL, what an edit changes for whom, what stays when
 * something is broken or gone.
 */


#define _GNU_SOURCE

#include "scene.h"


static void test_members(void);
static void test_orders(void);
static void test_static(void);
static void test_lists(void);
static void test_stamps(void);
static void test_broken(void);
static void test_jekyll(void);
static void test_theme(void);
static void test_theme_gone(void);
static void test_theme_dropped(void);
static void test_future(void);
static void test_random(void);

static const char *paths(scene_t *sc, posts_list_e kind, const char *slug);
static posts_str_t part(scene_t *sc, posts_part_e kind, const char *name);
static uint64_t generation(scene_t *sc);
static int fresh(scene_t *sc, posts_dep_e kind, const char *name,
    uint64_t since);
static posts_rc_t document(scene_t *sc, const char *path,
    posts_document_t *doc);
static int jekyll(scene_t *sc);
static unsigned pick(unsigned n);
static void random_step(scene_t *sc);
static void random_mend(scene_t *sc);
static void theme_write(scene_t *sc, const char *path, const char *text);


int
main(void)
{
    test_members();
    test_orders();
    test_static();
    test_lists();
    test_stamps();
    test_broken();
    test_jekyll();
    test_theme();
    test_theme_gone();
    test_theme_dropped();
    test_future();
    test_random();

    return CHECK_END("collection");
}


/* The paths of a list, with a space behind each. */

static const char *
paths(scene_t *sc, posts_list_e kind, const char *slug)
{
    size_t             i, n, got;
    posts_buf_t        b;
    posts_error_t      error;
    posts_document_t   docs[3];
    posts_snapshot_t  *s;

    posts_error_clear(&error);
    posts_buf_init(&b, sc->arena, 0);

    if (posts_snapshot_begin(&s, posts_indexer_index(sc->ix), &error)
        != POSTS_OK)
    {
        return "no snapshot";
    }

    for (i = 0; /* void */ ; i += got) {

        if (posts_snapshot_list(s, kind, posts_str_c(slug), i, 3, docs, &got)
            != POSTS_OK)
        {
            posts_buf_lit(&b, "ERROR");
            break;
        }

        if (got == 0) {
            break;
        }

        for (n = 0; n < got; n++) {
            posts_buf_add(&b, docs[n].path);
            posts_buf_addc(&b, ' ');
        }
    }

    if (posts_snapshot_count(s, kind, posts_str_c(slug)) != i) {
        posts_buf_lit(&b, "COUNT");
    }

    posts_snapshot_end(s);
    posts_buf_addc(&b, '\0');

    return (const char *) b.data;
}


/* A part's content; of data, its value. */

static posts_str_t
part(scene_t *sc, posts_part_e kind, const char *name)
{
    posts_buf_t        b;
    posts_part_t       p;
    posts_error_t      error;
    posts_snapshot_t  *s;

    posts_error_clear(&error);
    posts_buf_init(&b, sc->arena, 0);

    if (posts_snapshot_begin(&s, posts_indexer_index(sc->ix), &error)
        != POSTS_OK)
    {
        return posts_str("no snapshot");
    }

    switch (posts_snapshot_part(s, kind, posts_str_c(name), &p)) {

    case POSTS_OK:

        if (kind == POSTS_PART_DATA) {
            posts_value_to_s(&b, p.data, 64);

        } else {
            posts_buf_add(&b, p.content);
        }

        break;

    case POSTS_NOTFOUND:
        posts_buf_lit(&b, "none");
        break;

    default:
        posts_buf_lit(&b, "ERROR");
        break;
    }

    posts_snapshot_end(s);

    return posts_buf_str(&b);
}


static uint64_t
generation(scene_t *sc)
{
    return posts_indexer_generation(sc->ix);
}


static int
fresh(scene_t *sc, posts_dep_e kind, const char *name, uint64_t since)
{
    int                is;
    posts_dep_t        dep;
    posts_error_t      error;
    posts_snapshot_t  *s;

    posts_error_clear(&error);

    if (posts_snapshot_begin(&s, posts_indexer_index(sc->ix), &error)
        != POSTS_OK)
    {
        return -1;
    }

    dep = posts_dep(kind, posts_str_c(name));
    is = posts_snapshot_fresh(s, &dep, 1, since);

    posts_snapshot_end(s);

    return is;
}


/* Of strings, only what the test reads while it holds the arena. */

static posts_rc_t
document(scene_t *sc, const char *path, posts_document_t *doc)
{
    posts_rc_t         rc;
    posts_error_t      error;
    posts_snapshot_t  *s;

    posts_error_clear(&error);

    if (posts_snapshot_begin(&s, posts_indexer_index(sc->ix), &error)
        != POSTS_OK)
    {
        return POSTS_IO;
    }

    rc = posts_snapshot_path(s, posts_str_c(path), doc);

    if (rc == POSTS_OK) {
        doc->url = posts_arena_str(sc->arena, doc->url);
        doc->title = posts_arena_str(sc->arena, doc->title);
        doc->slug = posts_arena_str(sc->arena, doc->slug);
        doc->id = posts_arena_str(sc->arena, doc->id);
        doc->collection = posts_arena_str(sc->arena, doc->collection);
    }

    posts_snapshot_end(s);

    return rc;
}


static void
theme_write(scene_t *sc, const char *path, const char *text)
{
    char  full[512];

    (void) snprintf(full, sizeof(full), "../theme/%s", path);
    scene_write(sc, full, text);
}


#define MEMBER(rest)  "---\n" rest "---\ntext\n"
#define LIST(kind, slug, want)                                                \
    CHECK_STR_EQ(posts_str_c(paths(&sc, kind, slug)), posts_str(want))
#define PART(kind, name, want)  CHECK_STR(part(&sc, kind, name), want)


static void
test_members(void)
{
    posts_document_t   doc, near;
    posts_error_t      error;
    posts_snapshot_t  *s;
    scene_t            sc;

    scene_open(&sc);

    scene_write(&sc, "_config.yml",
                "collections:\n  recipes: {output: true, x: 1}\n"
                "  hidden:\n"
                "defaults:\n- scope: {type: recipes}\n"
                "  values: {kind: food}\n");
    scene_write(&sc, "_recipes/2020-01-02-cake.md", MEMBER(""));
    scene_write(&sc, "_recipes/sub/Pie.one.md",
                MEMBER("date: 2019-01-01\n"));
    scene_write(&sc, "_recipes/bread.md",
                MEMBER("permalink: /b/:title/\ntags: [t]\n"));
    scene_write(&sc, "_recipes/no.md", MEMBER("published: false\n"));
    scene_write(&sc, "_recipes/data.yml", "---\na: 1\ntitle: Data\n");
    scene_write(&sc, "_hidden/one.md", MEMBER(""));
    scene_write(&sc, "_other/one.md", MEMBER(""));

    CHECK_INT(scene_start(&sc), POSTS_OK);
    CHECK_INT(scene_settle(&sc), POSTS_OK);
    CHECK_INT(sc.reports, 0);

    CHECK_STR(scene_url(&sc, "/recipes/2020-01-02-cake.html"),
              "_recipes/2020-01-02-cake.md");
    CHECK_STR(scene_url(&sc, "/recipes/sub/Pie.one.html"),
              "_recipes/sub/Pie.one.md");
    CHECK_STR(scene_url(&sc, "/b/bread/"), "_recipes/bread.md");
    CHECK_STR(scene_url(&sc, "/hidden/one.html"), "");
    CHECK_STR(scene_url(&sc, "/other/one.html"), "");

    /* what has no date is as new as the site */

    LIST(POSTS_LIST_COLLECTION, "recipes",
         "_recipes/sub/Pie.one.md _recipes/2020-01-02-cake.md "
         "_recipes/bread.md _recipes/data.yml ");
    LIST(POSTS_LIST_COLLECTION, "hidden", "_hidden/one.md ");
    LIST(POSTS_LIST_ALL, "", "");
    LIST(POSTS_LIST_TAG, "t", "");

    CHECK_INT(document(&sc, "_recipes/2020-01-02-cake.md", &doc), POSTS_OK);
    CHECK_INT(doc.type, POSTS_DOCUMENT_MEMBER);
    CHECK_STR(doc.collection, "recipes");
    CHECK_STR(doc.title, "Cake");
    CHECK_STR(doc.slug, "cake");
    CHECK_STR(doc.id, "/recipes/cake");
    CHECK_INT(doc.dated, 1);
    CHECK_INT(doc.served, 1);
    CHECK_INT(doc.date.sec, 1577923200);

    CHECK_INT(document(&sc, "_recipes/data.yml", &doc), POSTS_OK);
    CHECK_STR(doc.title, "Data");
    CHECK_STR(doc.url, "/recipes/data.yml");
    CHECK_INT(doc.content, doc.size);

    CHECK_INT(document(&sc, "_hidden/one.md", &doc), POSTS_OK);
    CHECK_INT(doc.served, 0);
    CHECK_INT(doc.dated, 0);
    CHECK_STR(doc.url, "/hidden/one.html");

    /* defaults by type, and neighbors in the collection */

    posts_error_clear(&error);
    CHECK_INT(posts_snapshot_begin(&s, posts_indexer_index(sc.ix), &error),
              POSTS_OK);
    CHECK_INT(posts_snapshot_path(s, posts_str("_recipes/bread.md"), &doc),
              POSTS_OK);
    CHECK_STR(posts_value_string(posts_value_get(doc.data,
                                                 posts_str("kind"))),
              "food");
    CHECK_INT(posts_snapshot_previous(s, &doc, &near), POSTS_OK);
    CHECK_STR(near.path, "_recipes/2020-01-02-cake.md");
    CHECK_INT(posts_snapshot_next(s, &doc, &near), POSTS_OK);
    CHECK_STR(near.path, "_recipes/data.yml");
    CHECK_INT(posts_snapshot_next(s, &near, &doc), POSTS_NOTFOUND);
    CHECK_INT(posts_snapshot_path(s, posts_str("_hidden/one.md"), &doc),
              POSTS_OK);
    CHECK_INT(posts_snapshot_previous(s, &doc, &near), POSTS_NOTFOUND);
    CHECK_INT(posts_snapshot_next(s, &doc, &near), POSTS_NOTFOUND);
    posts_snapshot_end(s);

    /* the collection gets URLs, and another one is known */

    scene_save(&sc, "_config.yml",
               "collections: {hidden: {output: true, permalink: "
               "'/h/:name:output_ext'}, other: {}}\n");
    CHECK_INT(scene_settle(&sc), POSTS_OK);
    CHECK_STR(scene_url(&sc, "/h/one.html"), "_hidden/one.md");
    CHECK_STR(scene_url(&sc, "/recipes/2020-01-02-cake.html"), "");
    LIST(POSTS_LIST_COLLECTION, "recipes", "");
    LIST(POSTS_LIST_COLLECTION, "other", "_other/one.md ");

    scene_close(&sc);
}


static void
test_orders(void)
{
    scene_t  sc;

    scene_open(&sc);

    scene_write(&sc, "_config.yml",
                "collections_dir: c\n"
                "collections:\n  n: {sort_by: n}\n"
                "  o: {order: [b.md, sub/c.md, gone.md, a.md]}\n  d: {}\n");
    scene_write(&sc, "c/_n/a.md", MEMBER("n: 10\n"));
    scene_write(&sc, "c/_n/b.md", MEMBER("n: -2\n"));
    scene_write(&sc, "c/_n/c.md", MEMBER("n: 1.5\n"));
    scene_write(&sc, "c/_n/d.md", MEMBER(""));
    scene_write(&sc, "c/_n/e.md", MEMBER("n: 10\n"));
    scene_write(&sc, "c/_n/f.md", MEMBER("n: 9\n"));
    scene_write(&sc, "c/_o/a.md", MEMBER(""));
    scene_write(&sc, "c/_o/b.md", MEMBER(""));
    scene_write(&sc, "c/_o/sub/c.md", MEMBER(""));
    scene_write(&sc, "c/_o/z.md", MEMBER(""));
    scene_write(&sc, "c/_o/2020-01-01-y.md", MEMBER(""));
    scene_write(&sc, "c/_posts/2020-01-01-p.md", MEMBER(""));
    scene_write(&sc, "c/_posts/2020-01-02-q.md", MEMBER(""));
    scene_write(&sc, "_posts/2020-01-01-no.md", MEMBER(""));

    CHECK_INT(scene_start(&sc), POSTS_OK);
    CHECK_INT(scene_settle(&sc), POSTS_OK);

    LIST(POSTS_LIST_COLLECTION, "n",
         "c/_n/b.md c/_n/c.md c/_n/f.md c/_n/a.md c/_n/e.md c/_n/d.md ");
    LIST(POSTS_LIST_COLLECTION, "o",
         "c/_o/b.md c/_o/sub/c.md c/_o/a.md c/_o/2020-01-01-y.md c/_o/z.md ");
    LIST(POSTS_LIST_COLLECTION, "posts",
         "c/_posts/2020-01-01-p.md c/_posts/2020-01-02-q.md ");
    LIST(POSTS_LIST_ALL, "",
         "c/_posts/2020-01-02-q.md c/_posts/2020-01-01-p.md ");

    /* another value is another place */

    scene_save(&sc, "c/_n/a.md", MEMBER("n: zz\n"));
    scene_save(&sc, "c/_n/d.md", MEMBER("n: aa\n"));
    scene_unlink(&sc, "c/_n/b.md");
    CHECK_INT(scene_settle(&sc), POSTS_OK);
    LIST(POSTS_LIST_COLLECTION, "n",
         "c/_n/c.md c/_n/f.md c/_n/e.md c/_n/d.md c/_n/a.md ");

    /* another order of the same files */

    scene_save(&sc, "_config.yml",
               "collections_dir: c\n"
               "collections:\n  n: {order: [f.md]}\n  o: {sort_by: title}\n");
    CHECK_INT(scene_settle(&sc), POSTS_OK);
    LIST(POSTS_LIST_COLLECTION, "n",
         "c/_n/f.md c/_n/a.md c/_n/c.md c/_n/d.md c/_n/e.md ");
    LIST(POSTS_LIST_COLLECTION, "o",
         "c/_o/2020-01-01-y.md c/_o/a.md c/_o/b.md c/_o/sub/c.md "
         "c/_o/z.md ");

    scene_close(&sc);
}


static void
test_static(void)
{
    posts_error_t      error;
    posts_document_t   doc;
    posts_snapshot_t  *s;
    scene_t            sc;

    scene_open(&sc);

    scene_write(&sc, "_config.yml",
                "collections: {r: {output: true}, h: {}}\n");
    scene_write(&sc, "_r/a b/pic.png", "PNG");
    scene_write(&sc, "_r/x.md", "no front matter");
    scene_write(&sc, "_h/pic.png", "PNG");
    scene_write(&sc, "a/z.png", "PNG");
    scene_write(&sc, "b.css", "CSS");

    CHECK_INT(scene_start(&sc), POSTS_OK);
    CHECK_INT(scene_settle(&sc), POSTS_OK);
    CHECK_INT(sc.reports, 0);

    LIST(POSTS_LIST_FILES, "",
         "a/z.png b.css _h/pic.png _r/a b/pic.png _r/x.md ");
    LIST(POSTS_LIST_COLLECTION, "r", "");

    posts_error_clear(&error);
    CHECK_INT(posts_snapshot_begin(&s, posts_indexer_index(sc.ix), &error),
              POSTS_OK);

    CHECK_INT(posts_snapshot_file(s, posts_str("/r/a b/pic.png"), &doc),
              POSTS_OK);
    CHECK_STR(doc.path, "_r/a b/pic.png");
    CHECK_STR(doc.collection, "r");
    CHECK_STR(doc.ext, ".png");
    CHECK_INT(doc.size, 3);
    CHECK_INT(posts_snapshot_url(s, posts_str("/r/a b/pic.png"), &doc),
              POSTS_NOTFOUND);
    CHECK_INT(posts_snapshot_file(s, posts_str("/r/x.md"), &doc), POSTS_OK);
    CHECK_INT(posts_snapshot_file(s, posts_str("/h/pic.png"), &doc),
              POSTS_NOTFOUND);
    CHECK_INT(posts_snapshot_file(s, posts_str("/b.css"), &doc), POSTS_OK);
    CHECK_STR(doc.path, "b.css");
    CHECK_STR(doc.url, "/b.css");
    CHECK_STR(doc.collection, "");
    posts_snapshot_end(s);

    /* it becomes a document, and a file again */

    scene_save(&sc, "_r/x.md", MEMBER(""));
    CHECK_INT(scene_settle(&sc), POSTS_OK);
    LIST(POSTS_LIST_COLLECTION, "r", "_r/x.md ");
    CHECK_STR(scene_url(&sc, "/r/x.html"), "_r/x.md");

    scene_save(&sc, "_r/x.md", "again");
    scene_unlink(&sc, "_r/a b/pic.png");
    CHECK_INT(scene_settle(&sc), POSTS_OK);
    LIST(POSTS_LIST_COLLECTION, "r", "");
    LIST(POSTS_LIST_FILES, "", "a/z.png b.css _h/pic.png _r/x.md ");
    CHECK_STR(scene_url(&sc, "/r/x.html"), "");

    scene_close(&sc);
}


/* Lists of pages, and those of tags by their names. */

static void
test_lists(void)
{
    size_t             got;
    posts_term_t       terms[4];
    posts_error_t      error;
    posts_snapshot_t  *s;
    scene_t            sc;

    scene_open(&sc);

    scene_write(&sc, "b.md", MEMBER(""));
    scene_write(&sc, "z/a.md", MEMBER(""));
    scene_write(&sc, "a/b.md", MEMBER(""));
    scene_write(&sc, "no.md", MEMBER("published: false\n"));
    scene_write(&sc, "_posts/2020-01-01-x.md", MEMBER("tags: [zeta, C]\n"));
    scene_write(&sc, "_posts/2020-01-02-x.md", MEMBER("tags: [c, C]\n"));
    scene_write(&sc, "_posts/2020-01-03-x.md", MEMBER("tags: [c]\n"));

    CHECK_INT(scene_start(&sc), POSTS_OK);
    CHECK_INT(scene_settle(&sc), POSTS_OK);

    LIST(POSTS_LIST_PAGES, "", "z/a.md a/b.md b.md ");
    LIST(POSTS_LIST_TAG, "c", "_posts/2020-01-03-x.md "
         "_posts/2020-01-02-x.md _posts/2020-01-01-x.md ");
    LIST(POSTS_LIST_TAG_NAME, "c",
         "_posts/2020-01-03-x.md _posts/2020-01-02-x.md ");
    LIST(POSTS_LIST_TAG_NAME, "C",
         "_posts/2020-01-02-x.md _posts/2020-01-01-x.md ");

    posts_error_clear(&error);
    CHECK_INT(posts_snapshot_begin(&s, posts_indexer_index(sc.ix), &error),
              POSTS_OK);
    CHECK_INT(posts_snapshot_terms(s, POSTS_LIST_TAG_NAME, 0, 4, terms, &got),
              POSTS_OK);

    if (CHECK_INT(got, 3)) {
        CHECK_STR(terms[0].name, "C");
        CHECK_STR(terms[1].name, "c");
        CHECK_STR(terms[2].name, "zeta");
        CHECK_INT(terms[0].count, 2);

        /* as Ruby meets them: zeta, C, c */

        CHECK(posts_str_cmp(terms[2].first, terms[0].first) < 0);
        CHECK(posts_str_cmp(terms[0].first, terms[1].first) < 0);
    }

    posts_snapshot_end(s);

    scene_save(&sc, "_posts/2020-01-01-x.md", MEMBER("tags: [C, zeta]\n"));
    CHECK_INT(scene_settle(&sc), POSTS_OK);

    CHECK_INT(posts_snapshot_begin(&s, posts_indexer_index(sc.ix), &error),
              POSTS_OK);
    CHECK_INT(posts_snapshot_terms(s, POSTS_LIST_TAG_NAME, 0, 4, terms, &got),
              POSTS_OK);
    CHECK(got == 3 && posts_str_cmp(terms[0].first, terms[2].first) < 0);
    posts_snapshot_end(s);

    scene_close(&sc);
}


typedef struct {
    const char  *name;
    const char  *path;
    const char  *text;       /* NULL: removed */
    const char  *want;       /* the dependencies that change */
} stamps_case_t;


typedef struct {
    posts_dep_e  kind;
    const char  *name;
} stamps_dep_t;


static const stamps_dep_t  stamps_deps[] = {
    { POSTS_DEP_CONFIG, "" },
    { POSTS_DEP_POSTS, "" },
    { POSTS_DEP_PAGES, "" },
    { POSTS_DEP_FILES, "" },
    { POSTS_DEP_COLLECTION, "r" },
    { POSTS_DEP_LAYOUT, "x" },
    { POSTS_DEP_LAYOUT, "y" },
    { POSTS_DEP_INCLUDE, "i.html" },
    { POSTS_DEP_INCLUDE, "j" },
    { POSTS_DEP_DATA, "d" },
    { POSTS_DEP_DATA, "e" },
    { POSTS_DEP_NEAR, "_r/a.md" },
    { POSTS_DEP_NEAR, "_r/b.md" },
    { POSTS_DEP_NEAR, "_r/c.md" },
    { POSTS_DEP_DOCUMENT, "_r/b.md" },
    { POSTS_DEP_URL, "/r/b.html" },
    { POSTS_DEP_URL, "/r/p.png" },
    { POSTS_DEP_FILE, "_r/p.png" },
    { POSTS_DEP_FILE, "f.css" }
};


static const char *const  stamps_names[] = {
    "ANY", "CONFIG", "DOCUMENT", "NEAR", "URL", "POSTS", "TAG", "CATEGORY",
    "FILE", "LAYOUT", "INCLUDE", "DATA", "COLLECTION", "PAGES", "FILES"
};


static const stamps_case_t  stamps_cases[] = {
    { "a layout", "_layouts/x.html", "new", "LAYOUT:x " },
    { "the same bytes", "_layouts/x.html", "new", "" },
    { "a layout comes", "_layouts/y.html", "y", "LAYOUT:y " },
    { "a layout goes", "_layouts/y.html", NULL, "LAYOUT:y " },
    { "an include", "_includes/i.html", "new", "INCLUDE:i.html " },
    { "an include comes", "_includes/j", "new", "INCLUDE:j " },
    { "a data file", "_data/d/two.yml", "b", "DATA:d " },
    { "a data file comes", "_data/e.csv", "a\n1\n", "DATA:e " },
    { "a data file goes", "_data/d/two.yml", NULL, "DATA:d " },
    { "a member's text", "_r/b.md", "---\n---\nx\n", "DOCUMENT:_r/b.md " },
    { "a member's title", "_r/b.md", "---\ntitle: B2\n---\nx\n",
      "COLLECTION:r NEAR:_r/a.md NEAR:_r/c.md DOCUMENT:_r/b.md " },
    { "a member goes", "_r/b.md", NULL,
      "COLLECTION:r NEAR:_r/a.md NEAR:_r/c.md DOCUMENT:_r/b.md "
      "URL:/r/b.html " },
    { "a member comes", "_r/b.md", "---\n---\nx\n",
      "COLLECTION:r NEAR:_r/a.md NEAR:_r/b.md NEAR:_r/c.md "
      "DOCUMENT:_r/b.md URL:/r/b.html " },
    { "a file of the collection", "_r/p.png", "P2", "FILES: FILE:_r/p.png " },
    { "it goes", "_r/p.png", NULL, "FILES: URL:/r/p.png FILE:_r/p.png " },
    { "a file", "f.css", "new", "FILES: FILE:f.css " },
    { "a page's text", "p.md", "---\n---\nnew\n", "" },
    { "a page's title", "p.md", "---\ntitle: P\n---\nnew\n", "PAGES: " },
    { "a page comes", "q.md", "---\n---\nq\n", "PAGES: " },
    { "a broken layout", "_layouts/x.html", "---\na: [\n---\n", "" },
    { "a broken data file", "_data/d/one.yml", "a: [\n", "" }
};


static void
test_stamps(void)
{
    size_t                i, k;
    uint64_t              since;
    posts_buf_t           b;
    const stamps_case_t  *c;
    scene_t               sc;

    scene_open(&sc);

    scene_write(&sc, "_config.yml", "collections: {r: {output: true}}\n");
    scene_write(&sc, "_layouts/x.html", "x");
    scene_write(&sc, "_includes/i.html", "i");
    scene_write(&sc, "_data/d/one.yml", "a");
    scene_write(&sc, "_data/d/two.yml", "a");
    scene_write(&sc, "_r/a.md", MEMBER(""));
    scene_write(&sc, "_r/b.md", MEMBER(""));
    scene_write(&sc, "_r/c.md", MEMBER(""));
    scene_write(&sc, "_r/p.png", "P");
    scene_write(&sc, "f.css", "f");
    scene_write(&sc, "p.md", MEMBER(""));

    CHECK_INT(scene_start(&sc), POSTS_OK);
    CHECK_INT(scene_settle(&sc), POSTS_OK);

    for (i = 0; i < sizeof(stamps_cases) / sizeof(stamps_cases[0]); i++) {
        c = &stamps_cases[i];
        since = generation(&sc);

        if (c->text == NULL) {
            scene_unlink(&sc, c->path);

        } else {
            scene_save(&sc, c->path, c->text);
        }

        CHECK_INT(scene_settle(&sc), POSTS_OK);

        posts_buf_init(&b, sc.arena, 0);

        for (k = 0; k < sizeof(stamps_deps) / sizeof(stamps_deps[0]); k++) {
            if (!fresh(&sc, stamps_deps[k].kind, stamps_deps[k].name, since))
            {
                posts_buf_fmt(&b, "%s:%s ",
                              stamps_names[stamps_deps[k].kind],
                              stamps_deps[k].name);
            }
        }

        if (!CHECK_STR_EQ(b.len == 0 ? posts_str("") : posts_buf_str(&b),
                          posts_str_c(c->want)))
        {
            printf("    %s\n", c->name);
        }
    }

    scene_close(&sc);
}


static void
test_broken(void)
{
    scene_t  sc;

    scene_open(&sc);

    scene_write(&sc, "_layouts/a.html", "---\nlayout: base\n---\nA");
    scene_write(&sc, "_layouts/b.html", "---\nx: [\n---\nB");
    scene_write(&sc, "_data/good.yml", "a: 1\n");
    scene_write(&sc, "_data/bad.csv", "a,b\n1,\"2\n");
    scene_write(&sc, "_includes/i", "I");

    CHECK_INT(scene_start(&sc), POSTS_OK);
    CHECK_INT(scene_settle(&sc), POSTS_OK);
    CHECK_INT(sc.faults, 2);

    /* nothing better: a layout serves without its front matter */

    PART(POSTS_PART_LAYOUT, "b", "B");
    PART(POSTS_PART_DATA, "bad", "none");
    PART(POSTS_PART_DATA, "good", "{\"a\"=>1}");

    sc.faults = 0;
    scene_save(&sc, "_layouts/a.html", "---\nx: [\n---\nA2");
    scene_save(&sc, "_data/good.yml", "a:\n  b: [\n");
    scene_save(&sc, "_includes/i", "\xff");
    CHECK_INT(scene_settle(&sc), POSTS_OK);
    CHECK_INT(sc.faults, 3);
    PART(POSTS_PART_LAYOUT, "a", "A");
    PART(POSTS_PART_DATA, "good", "{\"a\"=>1}");
    PART(POSTS_PART_INCLUDE, "i", "I");

    /* a restart reads none of them again, and the good ones stay */

    scene_stop(&sc);
    CHECK_INT(scene_start(&sc), POSTS_OK);
    CHECK_INT(scene_settle(&sc), POSTS_OK);
    PART(POSTS_PART_LAYOUT, "a", "A");
    PART(POSTS_PART_DATA, "good", "{\"a\"=>1}");

    scene_save(&sc, "_layouts/a.html", "A3");
    scene_save(&sc, "_data/good.yml", "a: 3\n");
    scene_save(&sc, "_data/bad.csv", "a\n1\n");
    scene_unlink(&sc, "_includes/i");
    CHECK_INT(scene_settle(&sc), POSTS_OK);
    PART(POSTS_PART_LAYOUT, "a", "A3");
    PART(POSTS_PART_DATA, "good", "{\"a\"=>3}");
    PART(POSTS_PART_DATA, "bad", "[{\"a\"=>\"1\"}]");
    PART(POSTS_PART_INCLUDE, "i", "none");

    /* of two with one name, the one that Jekyll reads last */

    scene_save(&sc, "_data/good.json", "{\"a\":4}");
    scene_save(&sc, "_layouts/a.md", "A4");
    CHECK_INT(scene_settle(&sc), POSTS_OK);
    PART(POSTS_PART_DATA, "good", "{\"a\"=>4}");
    PART(POSTS_PART_LAYOUT, "a", "A4");

    scene_unlink(&sc, "_data/good.json");
    scene_unlink(&sc, "_layouts/a.md");
    CHECK_INT(scene_settle(&sc), POSTS_OK);
    PART(POSTS_PART_DATA, "good", "{\"a\"=>3}");
    PART(POSTS_PART_LAYOUT, "a", "A3");

    scene_close(&sc);
}


static int
jekyll(scene_t *sc)
{
    int                is;
    posts_error_t      error;
    posts_snapshot_t  *s;

    posts_error_clear(&error);

    if (posts_snapshot_begin(&s, posts_indexer_index(sc->ix), &error)
        != POSTS_OK)
    {
        return -1;
    }

    is = posts_snapshot_jekyll(s);
    posts_snapshot_end(s);

    return is;
}


static void
test_jekyll(void)
{
    uint64_t  since;
    scene_t   sc;

    scene_open(&sc);

    CHECK_INT(scene_start(&sc), POSTS_OK);
    CHECK_INT(scene_settle(&sc), POSTS_OK);
    CHECK_INT(jekyll(&sc), 0);

    /* what was made of a folder of posts is nothing for a Jekyll site */

    since = generation(&sc);
    scene_save(&sc, "_layouts/a.html", "A");
    CHECK_INT(scene_settle(&sc), POSTS_OK);
    CHECK_INT(jekyll(&sc), 1);
    CHECK_INT(fresh(&sc, POSTS_DEP_POSTS, "", since), 0);

    since = generation(&sc);
    scene_save(&sc, "_layouts/b.html", "B");
    CHECK_INT(scene_settle(&sc), POSTS_OK);
    CHECK_INT(jekyll(&sc), 1);
    CHECK_INT(fresh(&sc, POSTS_DEP_POSTS, "", since), 1);

    scene_unlink(&sc, "_layouts/a.html");
    scene_unlink(&sc, "_layouts/b.html");
    CHECK_INT(scene_settle(&sc), POSTS_OK);
    CHECK_INT(jekyll(&sc), 0);

    scene_save(&sc, "_config.yml", "");
    CHECK_INT(scene_settle(&sc), POSTS_OK);
    CHECK_INT(jekyll(&sc), 1);

    scene_close(&sc);
}


static void
test_theme(void)
{
    char                   theme[256];
    size_t                 got;
    posts_part_t           parts[4];
    posts_error_t          error;
    posts_document_t       doc;
    posts_snapshot_t      *s;
    const posts_config_t  *config;
    scene_t                sc;

    scene_open(&sc);

    (void) snprintf(theme, sizeof(theme), "%s/theme", sc.root);
    sc.options.theme = theme;

    theme_write(&sc, "_layouts/base.html", "T base");
    theme_write(&sc, "_layouts/post.html", "T post");
    theme_write(&sc, "_includes/head.html", "T head");
    theme_write(&sc, "_data/nav.yml", "a: 1\nb: 2\n");
    theme_write(&sc, "assets/main.css", "T css");
    theme_write(&sc, "assets/page.scss", "---\n---\nT page\n");
    theme_write(&sc, "assets/logo.svg", "T svg");
    theme_write(&sc, "index.md", MEMBER(""));
    theme_write(&sc, "_config.yml",
                "author: {name: T, mail: t}\npaginate: 3\n"
                "permalink: /t/:title\ncolor: red\n");
    scene_write(&sc, "_config.yml", "title: S\nauthor: {name: S}\n");
    scene_write(&sc, "_layouts/post.html", "S post");
    scene_write(&sc, "_data/nav.yml", "b: 3\n");
    scene_write(&sc, "assets/main.css", "S css");

    CHECK_INT(scene_start(&sc), POSTS_OK);
    CHECK_INT(scene_settle(&sc), POSTS_OK);
    CHECK_INT(sc.reports, 0);

    PART(POSTS_PART_LAYOUT, "base", "T base");
    PART(POSTS_PART_LAYOUT, "post", "S post");
    PART(POSTS_PART_INCLUDE, "head.html", "T head");
    PART(POSTS_PART_DATA, "nav", "{\"b\"=>3}");
    LIST(POSTS_LIST_FILES, "", "assets/main.css ./assets/logo.svg ");
    LIST(POSTS_LIST_PAGES, "", "./assets/page.scss ");
    CHECK_STR(scene_url(&sc, "/assets/page.css"), "./assets/page.scss");
    CHECK_STR(scene_url(&sc, "/index.html"), "");

    posts_error_clear(&error);
    CHECK_INT(posts_snapshot_begin(&s, posts_indexer_index(sc.ix), &error),
              POSTS_OK);

    CHECK_INT(posts_snapshot_parts(s, POSTS_PART_DATA, posts_str(""), 4,
                                   parts, &got), POSTS_OK);

    if (CHECK_INT(got, 2)) {
        CHECK_INT(parts[0].theme, 1);
        CHECK_INT(parts[1].theme, 0);
        CHECK_STR(parts[0].path, "_data/nav.yml");
    }

    CHECK_INT(posts_snapshot_parts(s, POSTS_PART_LAYOUT, posts_str(""), 4,
                                   parts, &got), POSTS_OK);

    if (CHECK_INT(got, 2)) {
        CHECK_STR(parts[0].name, "base");
        CHECK_INT(parts[0].theme, 1);
        CHECK_STR(parts[1].name, "post");
        CHECK_INT(parts[1].theme, 0);
    }

    CHECK_INT(posts_snapshot_file(s, posts_str("/assets/main.css"), &doc),
              POSTS_OK);
    CHECK_STR(doc.path, "assets/main.css");
    CHECK_INT(posts_snapshot_file(s, posts_str("/assets/logo.svg"), &doc),
              POSTS_OK);
    CHECK_STR(doc.path, "./assets/logo.svg");

    config = posts_snapshot_config(s);

    if (CHECK(config != NULL)) {
        CHECK_STR(posts_value_string(posts_value_get(config->data,
                                                     posts_str("color"))),
                  "red");
        CHECK_STR(config->author, "S");
        CHECK_STR(posts_value_string(
                      posts_value_get(posts_value_get(config->data,
                                                      posts_str("author")),
                                      posts_str("mail"))), "t");
        CHECK_STR(config->permalink,
                  "/:categories/:year/:month/:day/:title:output_ext");
    }

    posts_snapshot_end(s);

    /* the site's own comes and goes */

    scene_save(&sc, "assets/logo.svg", "S svg");
    scene_save(&sc, "assets/page.scss", "---\n---\nS page\n");
    scene_unlink(&sc, "_layouts/post.html");
    CHECK_INT(scene_settle(&sc), POSTS_OK);
    PART(POSTS_PART_LAYOUT, "post", "T post");
    LIST(POSTS_LIST_FILES, "", "assets/logo.svg assets/main.css ");
    LIST(POSTS_LIST_PAGES, "", "assets/page.scss ");
    CHECK_STR(scene_url(&sc, "/assets/page.css"), "assets/page.scss");

    scene_unlink(&sc, "assets/logo.svg");
    scene_unlink(&sc, "assets/page.scss");
    CHECK_INT(scene_settle(&sc), POSTS_OK);
    LIST(POSTS_LIST_FILES, "", "assets/main.css ./assets/logo.svg ");
    LIST(POSTS_LIST_PAGES, "", "./assets/page.scss ");

    /* so does the theme's */

    theme_write(&sc, "_layouts/base.html", "T base 2");
    theme_write(&sc, "_layouts/new.html", "T new");
    theme_write(&sc, "_config.yml", "color: blue\n");
    CHECK_INT(scene_settle(&sc), POSTS_OK);
    PART(POSTS_PART_LAYOUT, "base", "T base 2");
    PART(POSTS_PART_LAYOUT, "new", "T new");

    CHECK_INT(posts_snapshot_begin(&s, posts_indexer_index(sc.ix), &error),
              POSTS_OK);
    config = posts_snapshot_config(s);
    CHECK_STR(posts_value_string(posts_value_get(config->data,
                                                 posts_str("color"))),
              "blue");
    posts_snapshot_end(s);

    /* a theme's error is told with the theme's folder */

    theme_write(&sc, "_data/nav.yml", "a: [\n");
    CHECK_INT(scene_settle(&sc), POSTS_OK);
    CHECK(strncmp(sc.last, theme, strlen(theme)) == 0);
    CHECK(strstr(sc.last, "theme/_data/nav.yml:2:1") != NULL);

    scene_close(&sc);
}


/* What a theme has brought stays when its folder goes. */

static void
test_theme_gone(void)
{
    char     theme[256], other[256];
    scene_t  sc;

    scene_open(&sc);

    (void) snprintf(theme, sizeof(theme), "%s/theme", sc.root);
    (void) snprintf(other, sizeof(other), "%s/other", sc.root);
    sc.options.theme = theme;

    theme_write(&sc, "_layouts/base.html", "T base");
    theme_write(&sc, "assets/main.css", "T css");
    theme_write(&sc, "_config.yml", "color: red\n");

    CHECK_INT(scene_start(&sc), POSTS_OK);
    CHECK_INT(scene_settle(&sc), POSTS_OK);
    CHECK_INT(sc.reports, 0);
    CHECK_INT(jekyll(&sc), 0);

    CHECK_INT(rename(theme, other), 0);
    sc.ahead += 2 * SCENE_SECOND;
    CHECK_INT(scene_settle(&sc), POSTS_OK);
    sc.ahead += 2 * SCENE_SECOND;
    CHECK_INT(scene_settle(&sc), POSTS_OK);
    CHECK_INT(sc.faults, 1);
    PART(POSTS_PART_LAYOUT, "base", "T base");
    LIST(POSTS_LIST_FILES, "", "./assets/main.css ");

    /* also over a restart */

    scene_stop(&sc);
    CHECK_INT(scene_start(&sc), POSTS_OK);
    CHECK_INT(scene_settle(&sc), POSTS_OK);
    PART(POSTS_PART_LAYOUT, "base", "T base");

    /* another one in its place */

    theme_write(&sc, "_layouts/base.html", "T other");
    sc.ahead += 2 * SCENE_SECOND;
    CHECK_INT(scene_settle(&sc), POSTS_OK);
    CHECK_INT(scene_settle(&sc), POSTS_OK);
    PART(POSTS_PART_LAYOUT, "base", "T other");
    LIST(POSTS_LIST_FILES, "", "");

    scene_close(&sc);
}


/* An indexer without the theme forgets it. */

static void
test_theme_dropped(void)
{
    char     theme[256];
    scene_t  sc;

    scene_open(&sc);

    (void) snprintf(theme, sizeof(theme), "%s/theme", sc.root);
    sc.options.theme = theme;

    theme_write(&sc, "_layouts/base.html", "T base");
    theme_write(&sc, "assets/main.css", "T css");
    theme_write(&sc, "_config.yml", "color: red\n");

    CHECK_INT(scene_start(&sc), POSTS_OK);
    CHECK_INT(scene_settle(&sc), POSTS_OK);
    scene_stop(&sc);

    sc.options.theme = NULL;
    CHECK_INT(scene_start(&sc), POSTS_OK);
    CHECK_INT(scene_settle(&sc), POSTS_OK);
    PART(POSTS_PART_LAYOUT, "base", "none");
    LIST(POSTS_LIST_FILES, "", "");

    scene_close(&sc);
}


/* A member of the future is listed, and served when its time has come. */

static void
test_future(void)
{
    char       text[128];
    time_t     at;
    struct tm  tm;
    scene_t    sc;

    scene_open(&sc);

    at = (time_t) (scene_clock() / SCENE_SECOND) + 3600;
    (void) gmtime_r(&at, &tm);
    (void) strftime(text, sizeof(text),
                    "---\ndate: %Y-%m-%d %H:%M:%S +0000\n---\n", &tm);

    scene_write(&sc, "_config.yml", "collections: {r: {output: true}}\n");
    scene_write(&sc, "_r/a.md", text);

    CHECK_INT(scene_start(&sc), POSTS_OK);
    CHECK_INT(scene_settle(&sc), POSTS_OK);
    LIST(POSTS_LIST_COLLECTION, "r", "_r/a.md ");
    CHECK_STR(scene_url(&sc, "/r/a.html"), "");

    sc.ahead = 3602 * SCENE_SECOND;
    CHECK_INT(scene_settle(&sc), POSTS_OK);
    LIST(POSTS_LIST_COLLECTION, "r", "_r/a.md ");
    CHECK_STR(scene_url(&sc, "/r/a.html"), "_r/a.md");

    scene_close(&sc);
}


static unsigned  random_state;


static unsigned
pick(unsigned n)
{
    random_state = random_state * 1103515245 + 12345;

    return (random_state >> 16) % n;
}


static void
random_step(scene_t *sc)
{
    char         text[256];
    const char  *path;

    static const char *const  names[] = {
        "_config.yml", "_layouts/a.html", "_layouts/b/c.md",
        "_layouts/b/c.html", "_includes/i", "_includes/j/k", "_data/d.yml",
        "_data/d.csv", "_data/d/e.json", "_r/a.md", "_r/b.md",
        "_r/2020-01-01-c.md", "_r/p.png", "_s/x/a.md", "_s/x/b.yml",
        "_s/p", "assets/x.css", "assets/y.css", "p.md", "q/p.md", "f.txt",
        "_posts/2020-01-01-a.md", "_posts/2020-01-02-b.md",
        "../theme/_layouts/a.html", "../theme/_layouts/z.html",
        "../theme/_data/d.yml", "../theme/assets/x.css",
        "../theme/assets/y.css", "../theme/_config.yml",
        "../theme/_includes/i"
    };

    static const char *const  configs[] = {
        "collections: {r: {output: true}, s: {sort_by: n}}\n",
        "collections: [r, s]\n",
        "collections: {s: {output: true, order: [p, x/b.yml, x/a.md]}}\n",
        "collections: {r: {output: true, permalink: '/:title:output_ext'}}\n"
        "layouts_dir: _l\n",
        "a: [\n"
    };

    path = names[pick(sizeof(names) / sizeof(names[0]))];

    switch (pick(8)) {

    case 0:
        scene_unlink(sc, path);
        return;

    case 1:
        (void) snprintf(text, sizeof(text), "plain %u", pick(5));
        break;

    case 2:
        (void) snprintf(text, sizeof(text), "---\nn: [%u\n---\n", pick(5));
        break;

    default:
        (void) snprintf(text, sizeof(text),
                        "---\nn: %u\ntitle: t%u\ntags: [%c]\n%s---\nx%u\n",
                        pick(5), pick(3), "aAb"[pick(3)],
                        pick(5) == 0 ? "published: false\n" : "", pick(9));
        break;
    }

    if (strcmp(path, "_config.yml") == 0) {
        (void) snprintf(text, sizeof(text), "%s", configs[pick(5)]);
    }

    if (pick(2)) {
        scene_save(sc, path, text);

    } else {
        scene_write(sc, path, text);
    }
}


/*
 * A long row of changes ends where a new build ends.  What is broken is kept
 * from before by the one and not known to the other: it is mended first.
 */

static void
random_mend(scene_t *sc)
{
    char     text[64];
    FILE    *f;
    size_t   i, n;

    static const char *const  names[] = {
        "_config.yml", "_layouts/a.html", "_layouts/b/c.md",
        "_layouts/b/c.html", "_data/d.yml", "_data/d.csv", "_data/d/e.json",
        "_r/a.md", "_r/b.md", "_r/2020-01-01-c.md", "_r/p.png", "_s/x/a.md",
        "_s/x/b.yml", "_s/p", "assets/x.css", "assets/y.css", "p.md",
        "q/p.md", "f.txt", "_posts/2020-01-01-a.md",
        "_posts/2020-01-02-b.md", "../theme/_layouts/a.html",
        "../theme/_layouts/z.html", "../theme/_data/d.yml",
        "../theme/assets/x.css", "../theme/assets/y.css",
        "../theme/_config.yml"
    };

    for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        f = fopen(scene_path(sc, "%s", names[i]), "r");

        if (f == NULL) {
            continue;
        }

        n = fread(text, 1, sizeof(text) - 1, f);
        text[n] = '\0';
        (void) fclose(f);

        if (strstr(text, "[0\n") != NULL || strstr(text, "[1\n") != NULL
            || strstr(text, "[2\n") != NULL || strstr(text, "[3\n") != NULL
            || strstr(text, "[4\n") != NULL || strstr(text, "a: [\n") != NULL)
        {
            scene_save(sc, names[i],
                       strcmp(names[i], "_config.yml") == 0
                       ? "collections: [r]\n" : "---\nn: 1\n---\n");
        }
    }
}


static void
test_random(void)
{
    char         theme[256];
    unsigned     round, n;
    posts_str_t  got, want;
    scene_t      sc, other;

    scene_open(&sc);
    sc.options.settle = 5;

    (void) snprintf(theme, sizeof(theme), "%s/theme", sc.root);
    sc.options.theme = theme;
    theme_write(&sc, "_layouts/a.html", "T");

    random_state = 11;

    for (n = 0; n < 60; n++) {
        random_step(&sc);
    }

    random_mend(&sc);

    CHECK_INT(scene_start(&sc), POSTS_OK);
    CHECK_INT(scene_settle(&sc), POSTS_OK);

    for (round = 0; round < 40; round++) {

        for (n = pick(12) + 1; n > 0; n--) {
            random_step(&sc);

            if (pick(3) == 0) {
                (void) posts_indexer_step(sc.ix, scene_now(&sc) + SCENE_MS,
                                          NULL);
            }
        }

        if (pick(8) == 0) {
            scene_stop(&sc);

            for (n = pick(12); n > 0; n--) {
                random_step(&sc);
            }

            CHECK_INT(scene_start(&sc), POSTS_OK);
        }

        random_mend(&sc);
        CHECK_INT(scene_settle(&sc), POSTS_OK);

        other = sc;
        (void) snprintf(other.dir, sizeof(other.dir), "%s/fresh", sc.root);
        other.options.dir = other.dir;
        other.options.payload = &other;
        other.options.watch = POSTS_WATCH_OFF;
        other.ix = NULL;

        CHECK_INT(scene_start(&other), POSTS_OK);
        CHECK_INT(scene_settle(&other), POSTS_OK);

        got = scene_dump(&sc, posts_indexer_index(sc.ix));
        want = scene_dump(&sc, posts_indexer_index(other.ix));

        scene_stop(&other);
        scene_rm(other.dir);

        if (!CHECK(posts_str_eq(got, want))) {
            printf("# round %u, incremental:\n%.*s# rebuilt:\n%.*s", round,
                   posts_str_arg(got), posts_str_arg(want));
            break;
        }

        posts_arena_reset(sc.arena, 1024 * 1024);
    }

    scene_close(&sc);
}
