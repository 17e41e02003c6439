
/*
 * Copyright (C) the authors of this project
 *
 * Every change of a document comes down to posts_change() with the
 * document as it was and as it is, each with whether it is public.  From
 * the difference follow the entries in lists and the claims of URLs; what
 * depends on the neighbours of other documents, on the counts and the names
 * of terms is done once, before the commit.
 *
 * A dependency is stamped when what it stands for is another thing for a
 * reader than before:
 *
 *     DOCUMENT  the file has other bytes, or is gone, or is public now
 *     URL       another source answers it, or none
 *     POSTS, TAG, CATEGORY  a member came, went, moved, or its front matter
 *               (all that a list shows of it without opening its file)
 *     NEAR      the post before or behind is another one, or has another
 *               title or URL
 *     FILE      a static file has other bytes, or is gone
 *     COLLECTION, PAGES, FILES  as POSTS, of the members of a collection,
 *               pages, static files
 *
 * The first build stamps nothing: what has no stamp has the generation of
 * that build.
 */


#include <stdlib.h>

#include "posts_change.h"
#include "posts_claims.h"
#include "posts_place.h"
#include "posts_slug.h"


#define POSTS_CHANGE_DEPTH  256


static void posts_change_lists(posts_writer_t *w,
    const posts_document_t *old, const posts_document_t *doc);
static int posts_change_shown(const posts_document_t *a,
    const posts_document_t *b);
static int posts_change_same_place(const posts_document_t *a,
    const posts_document_t *b);
static void posts_change_terms(posts_writer_t *w,
    const posts_document_t *doc, int after);
static void posts_change_values(posts_writer_t *w, posts_list_e kind,
    posts_value_t values, int after);
static void posts_change_mark(posts_writer_t *w, posts_list_e kind,
    posts_str_t slug, int after);
static posts_writer_term_t *posts_change_term(posts_writer_t *w,
    posts_list_e kind, posts_str_t slug);
static int posts_change_term_slots(posts_writer_t *w);
static uint64_t posts_change_term_hash(posts_list_e kind, posts_str_t slug);
static void posts_change_near(posts_writer_t *w, const posts_document_t *doc);
static void posts_change_claim(posts_writer_t *w, posts_str_t url,
    const posts_document_t *doc, posts_str_t file, uint32_t number,
    posts_store_rank_e rank, int add);
static uint32_t posts_change_winner(posts_writer_t *w, posts_str_t url,
    int *more);
static void posts_change_flush_terms(posts_writer_t *w);
static void posts_change_flush_term(posts_writer_t *w,
    posts_writer_term_t *term);
static posts_str_t posts_change_name(posts_writer_t *w,
    const posts_writer_term_t *term, posts_str_t *first);
static posts_store_rank_e posts_change_rank(const posts_document_t *doc);
static posts_list_e posts_change_own(const posts_document_t *doc,
    posts_str_t *slug);
static void posts_change_flush_near(posts_writer_t *w);
static int posts_change_push(posts_writer_t *w, posts_str_t **items,
    size_t *n, size_t *size, posts_str_t s);
static void posts_change_conflicts(posts_writer_t *w);
static int posts_change_cmp(const void *a, const void *b);


/* ORDER posts_list_e */

static const posts_dep_e  posts_change_deps[] = {
    POSTS_DEP_POSTS,
    POSTS_DEP_TAG,
    POSTS_DEP_CATEGORY,
    POSTS_DEP_ANY,               /* whoever reads lists by name reads all */
    POSTS_DEP_ANY,
    POSTS_DEP_COLLECTION,
    POSTS_DEP_PAGES,
    POSTS_DEP_FILES
};


/* "old" and "doc" are public, or NULL. */

void
posts_change(posts_writer_t *w, const posts_document_t *old,
    const posts_document_t *doc)
{
    posts_change_lists(w, old, doc);

    if (old != NULL && doc != NULL
        && posts_str_eq(old->url, doc->url)
        && old->served == doc->served
        && posts_change_rank(old) == posts_change_rank(doc)
        && posts_change_same_place(old, doc))
    {
        return;
    }

    if (old != NULL && old->served) {
        posts_change_claim(w, old->url, old, posts_str(""), old->number,
                           posts_change_rank(old), 0);
    }

    if (doc != NULL && doc->served) {
        posts_change_claim(w, doc->url, doc, posts_str(""), doc->number,
                           posts_change_rank(doc), 1);
    }
}


/* A static file of a collection, whose URL is its own. */

void
posts_change_static(posts_writer_t *w, const posts_document_t *doc, int add)
{
    if (doc->served) {
        posts_change_claim(w, doc->url, doc, doc->path, doc->number,
                           POSTS_STORE_RANK_STATIC, add);
    }

    posts_change_listed(w, doc, add);
}


/* The list of static files: what a reader needs stands in it. */

void
posts_change_listed(posts_writer_t *w, const posts_document_t *doc, int add)
{
    posts_buf_t           b;
    posts_store_key_t     key;
    posts_writer_term_t  *term;

    term = posts_change_term(w, POSTS_LIST_FILES, posts_str(""));

    if (term == NULL) {
        posts_writer_limit(w);
        return;
    }

    posts_store_list_key(&key, POSTS_LIST_FILES, posts_str(""), doc);

    if (add) {
        posts_buf_init(&b, w->scratch, 0);
        posts_buf_add(&b, posts_str_from(&doc->number, sizeof(doc->number)));

        if (!posts_place_is_theme(doc->path)) {
            posts_buf_addc(&b, '/');
        }

        posts_buf_add(&b, doc->path);

        if (b.rc != POSTS_OK) {
            posts_writer_limit(w);
            return;
        }

        posts_writer_put(w, POSTS_STORE_LISTS, posts_store_key(&key),
                         posts_buf_str(&b), 0);
        term->delta++;

    } else {
        posts_writer_del(w, POSTS_STORE_LISTS, posts_store_key(&key));
        term->delta--;
    }

    term->rename = 1;
}


static posts_store_rank_e
posts_change_rank(const posts_document_t *doc)
{
    switch (doc->type) {

    case POSTS_DOCUMENT_PAGE:
        return posts_place_is_theme(doc->path) ? POSTS_STORE_RANK_THEME
                                               : POSTS_STORE_RANK_PAGE;
    case POSTS_DOCUMENT_MEMBER:
        return POSTS_STORE_RANK_MEMBER;

    default:
        return POSTS_STORE_RANK_POST;
    }
}


/* The list that a document is in by what it is. */

static posts_list_e
posts_change_own(const posts_document_t *doc, posts_str_t *slug)
{
    *slug = posts_str("");

    switch (doc->type) {

    case POSTS_DOCUMENT_PAGE:
        return POSTS_LIST_PAGES;

    case POSTS_DOCUMENT_MEMBER:
        *slug = doc->collection;
        return POSTS_LIST_COLLECTION;

    default:
        return POSTS_LIST_ALL;
    }
}


void
posts_change_finish(posts_writer_t *w)
{
    posts_change_flush_terms(w);
    posts_change_flush_near(w);
    posts_change_conflicts(w);
}


static void
posts_change_lists(posts_writer_t *w, const posts_document_t *old,
    const posts_document_t *doc)
{
    int                   same, place, in, out;
    size_t                i;
    posts_dep_e           dep;
    posts_store_key_t     key;
    posts_writer_term_t  *term;

    w->steps++;
    w->nstep = 0;

    if (old != NULL) {
        posts_change_terms(w, old, 0);
    }

    if (doc != NULL) {
        posts_change_terms(w, doc, 1);
    }

    if (w->rc != POSTS_OK) {
        return;
    }

    place = (old != NULL && doc != NULL && posts_change_same_place(old, doc));
    same = (place && posts_change_shown(old, doc));

    if ((doc != NULL ? doc : old)->type == POSTS_DOCUMENT_PAGE) {
        /* a page stands beside nothing */

    } else if (!place) {
        if (old != NULL) {
            posts_change_near(w, old);
        }

        if (doc != NULL) {
            posts_change_near(w, doc);
            posts_writer_stamp(w, POSTS_DEP_NEAR, doc->path);
        }

    } else if (!posts_str_eq(old->title, doc->title)
               || !posts_str_eq(old->url, doc->url))
    {
        posts_change_near(w, doc);
    }

    for (i = 0; i < w->nstep; i++) {
        term = w->step[i];

        in = (term->before == w->steps);
        out = (term->after == w->steps);

        if (in && (!out || !place)) {
            posts_store_list_key(&key, term->kind, term->slug, old);
            posts_writer_del(w, POSTS_STORE_LISTS, posts_store_key(&key));
        }

        if (out && (!in || !place)) {
            posts_store_list_key(&key, term->kind, term->slug, doc);
            posts_writer_put(w, POSTS_STORE_LISTS, posts_store_key(&key),
                             posts_str_from(&doc->number,
                                            sizeof(doc->number)), 0);
        }

        if (in && out && same) {
            continue;
        }

        term->delta += out - in;
        term->rename = 1;

        dep = posts_change_deps[term->kind];

        if (term->stamped || dep == POSTS_DEP_ANY) {
            continue;
        }

        posts_writer_stamp(w, dep, term->slug);
        term->stamped = 1;
    }
}


/* Whether a list shows the same of both. */

static int
posts_change_shown(const posts_document_t *a, const posts_document_t *b)
{
    return a->type == b->type
           && posts_str_eq(a->url, b->url)
           && posts_str_eq(a->id, b->id)
           && posts_str_eq(a->slug, b->slug)
           && posts_str_eq(a->title, b->title)
           && a->date.offset == b->date.offset
           && a->served == b->served
           && posts_str_eq(a->ext, b->ext)
           && posts_str_eq(a->output_ext, b->output_ext)
           && a->markdown == b->markdown
           && posts_value_eq(a->tags, b->tags, POSTS_CHANGE_DEPTH)
           && posts_value_eq(a->categories, b->categories,
                             POSTS_CHANGE_DEPTH)
           && posts_value_eq(a->data, b->data, POSTS_CHANGE_DEPTH);
}


static int
posts_change_same_place(const posts_document_t *a, const posts_document_t *b)
{
    return a->date.sec == b->date.sec && a->date.nsec == b->date.nsec
           && a->dated == b->dated
           && posts_str_eq(a->place, b->place)
           && posts_str_eq(a->path, b->path);
}


static void
posts_change_terms(posts_writer_t *w, const posts_document_t *doc, int after)
{
    posts_str_t   slug;
    posts_list_e  kind;

    kind = posts_change_own(doc, &slug);

    posts_change_mark(w, kind, slug, after);

    if (kind == POSTS_LIST_ALL) {
        posts_change_values(w, POSTS_LIST_TAG, doc->tags, after);
        posts_change_values(w, POSTS_LIST_CATEGORY, doc->categories, after);
    }
}


static void
posts_change_values(posts_writer_t *w, posts_list_e kind,
    posts_value_t values, int after)
{
    size_t       i, n;
    posts_buf_t  b;
    posts_str_t  name;

    n = posts_value_len(values);

    if (n > POSTS_WRITER_TERMS) {
        n = POSTS_WRITER_TERMS;
    }

    posts_buf_init(&b, w->scratch, 0);

    for (i = 0; i < n; i++) {
        name = posts_value_string(posts_value_at(values, i));

        b.len = 0;
        posts_slug_term(&b, name);

        if (b.rc != POSTS_OK) {
            posts_writer_limit(w);
            return;
        }

        if (b.len != 0) {
            posts_change_mark(w, kind, posts_buf_str(&b), after);
        }

        posts_change_mark(w, kind == POSTS_LIST_TAG
                             ? POSTS_LIST_TAG_NAME : POSTS_LIST_CATEGORY_NAME,
                          name, after);
    }
}


/* The lists of one document, each once. */

static void
posts_change_mark(posts_writer_t *w, posts_list_e kind, posts_str_t slug,
    int after)
{
    posts_writer_term_t  *term;

    term = posts_change_term(w, kind, slug);

    if (term == NULL) {
        posts_writer_limit(w);
        return;
    }

    if (term->before != w->steps && term->after != w->steps) {

        if (w->step == NULL) {
            w->step = posts_arena_array(w->arena, 8 * POSTS_WRITER_TERMS + 2,
                                        sizeof(posts_writer_term_t *));
            if (w->step == NULL) {
                posts_writer_limit(w);
                return;
            }
        }

        w->step[w->nstep++] = term;
    }

    if (after) {
        term->after = w->steps;

    } else {
        term->before = w->steps;
    }
}


static posts_writer_term_t *
posts_change_term(posts_writer_t *w, posts_list_e kind, posts_str_t slug)
{
    size_t                 i, size;
    posts_writer_term_t   *term, **terms;

    if (w->nterms * 2 >= w->nslots && !posts_change_term_slots(w)) {
        return NULL;
    }

    i = posts_change_term_hash(kind, slug) & (w->nslots - 1);

    while (w->slots[i] != 0) {
        term = w->terms[w->slots[i] - 1];

        if (term->kind == kind && posts_str_eq(term->slug, slug)) {
            return term;
        }

        i = (i + 1) & (w->nslots - 1);
    }

    if (w->nterms == w->terms_size) {
        size = (w->terms_size == 0) ? 64 : w->terms_size * 2;

        terms = posts_arena_realloc(w->arena, w->terms,
                                    w->terms_size * sizeof(term),
                                    size * sizeof(term));
        if (terms == NULL) {
            return NULL;
        }

        w->terms = terms;
        w->terms_size = size;
    }

    term = posts_arena_zalloc(w->arena, sizeof(posts_writer_term_t));

    if (term == NULL) {
        return NULL;
    }

    term->kind = kind;
    term->slug = posts_arena_str(w->arena, slug);

    if (term->slug.data == NULL) {
        return NULL;
    }

    w->terms[w->nterms++] = term;
    w->slots[i] = (uint32_t) w->nterms;

    return term;
}


static int
posts_change_term_slots(posts_writer_t *w)
{
    size_t     i, j, n;
    uint32_t  *slots;

    n = (w->nslots == 0) ? 256 : w->nslots * 2;

    slots = posts_arena_array(w->arena, n, sizeof(uint32_t));

    if (slots == NULL) {
        return 0;
    }

    for (i = 0; i < w->nterms; i++) {
        j = posts_change_term_hash(w->terms[i]->kind, w->terms[i]->slug)
            & (n - 1);

        while (slots[j] != 0) {
            j = (j + 1) & (n - 1);
        }

        slots[j] = (uint32_t) i + 1;
    }

    w->slots = slots;
    w->nslots = n;

    return 1;
}


static uint64_t
posts_change_term_hash(posts_list_e kind, posts_str_t slug)
{
    return posts_hash64_seed(slug, (uint64_t) kind);
}


static void
posts_change_near(posts_writer_t *w, const posts_document_t *doc)
{
    posts_str_t        slug;
    posts_list_e       kind;
    posts_store_key_t  key;

    if (w->first) {
        return;
    }

    kind = posts_change_own(doc, &slug);

    posts_store_list_key(&key, kind, slug, doc);

    (void) posts_change_push(w, &w->near, &w->nnear, &w->near_size,
                             posts_store_key(&key));
}


static int
posts_change_push(posts_writer_t *w, posts_str_t **items, size_t *n,
    size_t *size, posts_str_t s)
{
    size_t        more;
    posts_str_t  *grown;

    if (*n == *size) {
        more = (*size == 0) ? 16 : *size * 2;

        grown = posts_arena_realloc(w->arena, *items,
                                    *size * sizeof(posts_str_t),
                                    more * sizeof(posts_str_t));
        if (grown == NULL) {
            posts_writer_limit(w);
            return 0;
        }

        *items = grown;
        *size = more;
    }

    s = posts_arena_str(w->arena, s);

    if (s.data == NULL) {
        posts_writer_limit(w);
        return 0;
    }

    (*items)[(*n)++] = s;

    return 1;
}


static void
posts_change_claim(posts_writer_t *w, posts_str_t url,
    const posts_document_t *doc, posts_str_t file, uint32_t number,
    posts_store_rank_e rank, int add)
{
    int                 more;
    uint32_t            was, now;
    posts_buf_t         b;
    posts_store_key_t   key;

    if (w->rc != POSTS_OK || url.len == 0) {
        return;
    }

    was = posts_change_winner(w, url, &more);

    posts_claims_key(&key, url, rank, doc);

    if (add) {
        posts_buf_init(&b, w->scratch, 0);
        posts_claims_value(&b, number, rank, file);

        if (b.rc != POSTS_OK) {
            posts_writer_limit(w);
            return;
        }

        posts_writer_put(w, POSTS_STORE_URLS, posts_store_key(&key),
                         posts_buf_str(&b), 0);

    } else {
        posts_writer_del(w, POSTS_STORE_URLS, posts_store_key(&key));
    }

    now = posts_change_winner(w, url, &more);

    if (was != now) {
        posts_writer_stamp(w, POSTS_DEP_URL, url);
    }

    if (more) {
        (void) posts_change_push(w, &w->urls, &w->nurls, &w->urls_size, url);
    }
}


/* The number of who has a URL, or 0. */

static uint32_t
posts_change_winner(posts_writer_t *w, posts_str_t url, int *more)
{
    int             rc;
    posts_rc_t      prc;
    MDB_cursor     *cursor;
    posts_claim_t   claim;

    *more = 0;

    if (w->rc != POSTS_OK) {
        return 0;
    }

    rc = mdb_cursor_open(w->txn, w->store->dbi[POSTS_STORE_URLS], &cursor);

    if (rc != 0) {
        posts_writer_failed(w, rc, "mdb_cursor_open()");
        return 0;
    }

    prc = posts_claims_winner(cursor, url, &claim, more);

    mdb_cursor_close(cursor);

    if (prc == POSTS_NOTFOUND) {
        return 0;
    }

    if (prc != POSTS_OK) {
        posts_writer_failed(w, MDB_CORRUPTED, "the claims of a URL");
        return 0;
    }

    return claim.number;
}


/* A file answers its path, and its folder's when it is the index there. */

void
posts_change_file(posts_writer_t *w, posts_str_t path, uint32_t number,
    int listed, int add)
{
    posts_buf_t          b;
    posts_document_t     doc;
    posts_store_rank_e   rank;

    memset(&doc, 0, sizeof(doc));
    doc.path = path;
    doc.number = number;

    rank = posts_place_is_theme(path) ? POSTS_STORE_RANK_THEME
                                      : POSTS_STORE_RANK_STATIC;

    if (listed) {
        posts_change_listed(w, &doc, add);
    }

    posts_buf_init(&b, w->scratch, 0);
    posts_buf_addc(&b, '/');
    posts_buf_add(&b, posts_place_path(path));

    if (b.rc != POSTS_OK) {
        posts_writer_limit(w);
        return;
    }

    posts_change_claim(w, posts_buf_str(&b), &doc, path, number, rank, add);

    if (posts_str_ends(posts_buf_str(&b), posts_str("/index.html"))) {
        b.len -= sizeof("index.html") - 1;

        posts_change_claim(w, posts_buf_str(&b), &doc, path, number, rank,
                           add);
    }
}


static void
posts_change_flush_terms(posts_writer_t *w)
{
    size_t              i;
    posts_arena_mark_t  mark;

    for (i = 0; i < w->nterms && w->rc == POSTS_OK; i++) {

        if (w->terms[i]->delta == 0 && !w->terms[i]->rename) {
            continue;
        }

        mark = posts_arena_mark(w->scratch);
        posts_change_flush_term(w, w->terms[i]);
        posts_arena_rewind(w->scratch, mark);
    }
}


static void
posts_change_flush_term(posts_writer_t *w, posts_writer_term_t *term)
{
    int64_t              count;
    posts_buf_t          b;
    posts_rc_t           rc;
    posts_str_t          value, name, first;
    posts_term_t         was;
    posts_store_key_t    key;
    posts_store_term_t   rec;

    posts_store_term_key(&key, term->kind, term->slug);

    rc = posts_store_get(w->store, w->txn, POSTS_STORE_TERMS,
                         posts_store_key(&key), &value);

    was.count = 0;

    if (rc == POSTS_OK) {
        rc = posts_store_term(value, &was);
    }

    count = (int64_t) was.count + term->delta;

    if ((rc != POSTS_OK && rc != POSTS_NOTFOUND) || count < 0
        || count > UINT32_MAX)
    {
        posts_writer_failed(w, MDB_CORRUPTED, "the posts of a tag");
        return;
    }

    if (count == 0) {
        posts_writer_del(w, POSTS_STORE_TERMS, posts_store_key(&key));
        return;
    }

    name = posts_change_name(w, term, &first);

    rec.count = (uint32_t) count;
    rec.name = (uint32_t) name.len;
    rec.slug = (uint32_t) term->slug.len;
    rec.first = (uint32_t) first.len;

    posts_buf_init(&b, w->scratch, 0);
    posts_buf_add(&b, posts_str_from(&rec, sizeof(rec)));
    posts_buf_add(&b, name);
    posts_buf_add(&b, term->slug);
    posts_buf_add(&b, first);

    if (b.rc != POSTS_OK) {
        posts_writer_limit(w);
        return;
    }

    posts_writer_put(w, POSTS_STORE_TERMS, posts_store_key(&key),
                     posts_buf_str(&b), 0);
}


/*
 * As the oldest post of the list writes it; "first": where in that post, and
 * in time, it is.
 */

static posts_str_t
posts_change_name(posts_writer_t *w, const posts_writer_term_t *term,
    posts_str_t *first)
{
    int                  tag, named;
    int                  rc;
    size_t               i, n;
    MDB_val              k, v;
    posts_buf_t          b;
    posts_str_t          name;
    MDB_cursor          *cursor;
    posts_value_t        values;
    posts_document_t     doc;
    posts_store_key_t    key;
    posts_store_path_t   find;

    *first = posts_str("");

    tag = (term->kind == POSTS_LIST_TAG
           || term->kind == POSTS_LIST_TAG_NAME);
    named = (term->kind == POSTS_LIST_TAG_NAME
             || term->kind == POSTS_LIST_CATEGORY_NAME);

    if (!tag && !named && term->kind != POSTS_LIST_CATEGORY) {
        return term->slug;
    }

    posts_store_list_key(&key, term->kind, term->slug, NULL);

    rc = mdb_cursor_open(w->txn, w->store->dbi[POSTS_STORE_LISTS], &cursor);

    if (rc != 0) {
        posts_writer_failed(w, rc, "mdb_cursor_open()");
        return posts_str("");
    }

    k.mv_size = key.len;
    k.mv_data = key.data;

    rc = mdb_cursor_get(cursor, &k, &v, MDB_SET_RANGE);

    if (rc == 0 && v.mv_size == sizeof(find.number)) {
        memcpy(&find.number, v.mv_data, sizeof(find.number));

    } else {
        rc = MDB_CORRUPTED;
    }

    mdb_cursor_close(cursor);

    if (rc != 0 || posts_writer_old(w, &find, &doc) != POSTS_OK) {
        posts_writer_failed(w, MDB_CORRUPTED, "the posts of a tag");
        return posts_str("");
    }

    values = tag ? doc.tags : doc.categories;
    n = posts_value_len(values);

    posts_buf_init(&b, w->scratch, 0);

    for (i = 0; i < n && i < POSTS_WRITER_TERMS; i++) {
        name = posts_value_string(posts_value_at(values, i));

        b.len = 0;

        if (named) {

            if (!posts_str_eq(name, term->slug)) {
                continue;
            }

            posts_store_list_key(&key, POSTS_LIST_ALL, posts_str(""), &doc);

            posts_buf_add(&b, posts_str_slice(posts_store_key(&key), 2,
                                              key.len));
            posts_buf_addc(&b, '\0');
            posts_buf_addc(&b, (u_char) (i >> 8));
            posts_buf_addc(&b, (u_char) i);

            if (b.rc != POSTS_OK) {
                posts_writer_limit(w);
            }

            *first = posts_buf_str(&b);

            return name;
        }

        posts_slug_term(&b, name);

        if (b.rc != POSTS_OK) {
            posts_writer_limit(w);
            break;
        }

        if (posts_str_eq(posts_buf_str(&b), term->slug)) {
            return name;
        }
    }

    return term->slug;
}


/*
 * A key that has come, gone or shows another title: whoever stands beside
 * it now has another neighbour.
 */

static void
posts_change_flush_near(posts_writer_t *w)
{
    int                 rc, found;
    size_t              i, prefix;
    MDB_val             k, v;
    unsigned            side;
    MDB_cursor         *cursor;
    posts_document_t    doc;
    posts_store_path_t  find;
    posts_arena_mark_t  mark;

    if (w->nnear == 0 || w->rc != POSTS_OK) {
        return;
    }

    for (i = 0; i < w->nnear && w->rc == POSTS_OK; i++) {

        for (side = 0; side < 2 && w->rc == POSTS_OK; side++) {

            rc = mdb_cursor_open(w->txn, w->store->dbi[POSTS_STORE_LISTS],
                                 &cursor);
            if (rc != 0) {
                posts_writer_failed(w, rc, "mdb_cursor_open()");
                return;
            }

            k.mv_size = w->near[i].len;
            k.mv_data = (void *) w->near[i].data;

            rc = mdb_cursor_get(cursor, &k, &v, MDB_SET_RANGE);

            found = (rc == 0 && k.mv_size == w->near[i].len
                     && memcmp(k.mv_data, w->near[i].data, k.mv_size) == 0);

            if (side == 0) {
                rc = mdb_cursor_get(cursor, &k, &v,
                                    rc == 0 ? MDB_PREV : MDB_LAST);

            } else if (found) {
                rc = mdb_cursor_get(cursor, &k, &v, MDB_NEXT);
            }

            /* of the same list */

            prefix = (size_t) w->near[i].data[1] + 2;

            found = (rc == 0 && k.mv_size > prefix && v.mv_size == 4
                     && memcmp(k.mv_data, w->near[i].data, prefix) == 0);

            if (found) {
                memcpy(&find.number, v.mv_data, sizeof(find.number));
            }

            mdb_cursor_close(cursor);

            if (!found) {
                continue;
            }

            mark = posts_arena_mark(w->scratch);

            if (posts_writer_old(w, &find, &doc) != POSTS_OK) {
                posts_writer_failed(w, MDB_CORRUPTED, "a neighbor");
                return;
            }

            posts_writer_stamp(w, POSTS_DEP_NEAR, doc.path);
            posts_arena_rewind(w->scratch, mark);
        }
    }
}


static void
posts_change_conflicts(posts_writer_t *w)
{
    size_t  i;

    if (w->report == NULL || w->rc != POSTS_OK) {
        return;
    }

    if (w->nurls != 0) {
        qsort(w->urls, w->nurls, sizeof(posts_str_t), posts_change_cmp);
    }

    for (i = 0; i < w->nurls; i++) {

        if (i != 0 && posts_str_eq(w->urls[i - 1], w->urls[i])) {
            continue;
        }

        posts_claims_report(w->store, w->txn, w->urls[i], w->report,
                            w->payload);
    }
}


static int
posts_change_cmp(const void *a, const void *b)
{
    return posts_str_cmp(*(const posts_str_t *) a, *(const posts_str_t *) b);
}
