
/*
 * Copyright (C) the authors of this project
 *
 * The layout is that of LMDB's data version 1: two meta pages, then B+trees
 * of pages with a 16 byte header, an array of 2 byte places and nodes that
 * grow from the page's end.  Both trees of a meta page are walked, with the
 * databases that the main one names.  A page may be reached once only: that
 * bounds the walk and finds cycles.
 *
 * The file may be shorter than its meta page says (LMDB does not write pages
 * that were taken and given back in one transaction); what counts is that
 * each page that is reached lies in it.
 */


#include <errno.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "posts_arena.h"
#include "posts_pages.h"


#define POSTS_PAGES_MAGIC     0xbeefc0de
#define POSTS_PAGES_VERSION   1
#define POSTS_PAGES_HEAD      16
#define POSTS_PAGES_NODE      8
#define POSTS_PAGES_DEPTH     32
#define POSTS_PAGES_NONE      ((uint64_t) -1)

#define POSTS_PAGES_BRANCH    0x01
#define POSTS_PAGES_LEAF      0x02
#define POSTS_PAGES_OVERFLOW  0x04
#define POSTS_PAGES_META      0x08
#define POSTS_PAGES_KINDS     0x6f

#define POSTS_PAGES_BIGDATA   0x01
#define POSTS_PAGES_SUBDATA   0x02
#define POSTS_PAGES_INTEGER   0x08     /* a database's flags: numbers as */
#define POSTS_PAGES_FLAGS     0x7e     /* keys; all that it may have */


typedef struct {
    uint64_t  number;
    uint16_t  pad;
    uint16_t  flags;
    uint16_t  lower;
    uint16_t  upper;
} posts_pages_head_t;


typedef struct {
    uint32_t  pad;           /* of the free list: the size of a page */
    uint16_t  flags;
    uint16_t  depth;
    uint64_t  branches;
    uint64_t  leaves;
    uint64_t  overflows;
    uint64_t  entries;
    uint64_t  root;
} posts_pages_tree_t;


typedef struct {
    uint32_t            magic;
    uint32_t            version;
    uint64_t            address;
    uint64_t            map;
    posts_pages_tree_t  free;
    posts_pages_tree_t  main;
    uint64_t            last;     /* page */
    uint64_t            txn;
} posts_pages_meta_t;


typedef enum {
    POSTS_PAGES_FREE = 0,
    POSTS_PAGES_MAIN,
    POSTS_PAGES_NAMED
} posts_pages_role_e;


typedef struct {
    const u_char  *map;
    size_t         size;     /* of a page */
    uint64_t       n;        /* pages in the file */
    uint64_t       last;     /* by the meta page */
    u_char        *seen;     /* a bit for each page */
    uint16_t       key;      /* bytes of an integer key in this tree */
} posts_pages_t;


/* a place on the way down a tree */

typedef struct {
    uint64_t  page;
    unsigned  next;          /* child */
} posts_pages_step_t;


static int posts_pages_meta(int fd, uint64_t txn, int any,
    posts_pages_meta_t *meta);
static int posts_pages_take(posts_pages_t *p, uint64_t page, uint64_t n);
static int posts_pages_walk(posts_pages_t *p, const posts_pages_tree_t *tree,
    posts_pages_role_e role);
static int posts_pages_integer(posts_pages_t *p,
    const posts_pages_tree_t *tree, uint16_t size);
static int posts_pages_branch(posts_pages_t *p,
    const posts_pages_tree_t *tree, uint64_t page, unsigned i,
    uint64_t *child);
static int posts_pages_leaf(posts_pages_t *p, const posts_pages_tree_t *tree,
    posts_pages_role_e role, uint64_t page, unsigned n);
static int posts_pages_idl(posts_pages_t *p, const u_char *data,
    uint64_t size);
static const u_char *posts_pages_node(posts_pages_t *p, uint64_t page,
    unsigned i, size_t *room);
static int posts_pages_head(posts_pages_t *p, uint64_t page,
    posts_pages_head_t *head, unsigned *n);


posts_rc_t
posts_pages_last(int fd, uint64_t *txn, posts_error_t *error)
{
    posts_pages_meta_t  meta;

    if (!posts_pages_meta(fd, 0, 1, &meta)) {
        return posts_error_set(error, POSTS_INVALID, 0, 0,
                               "the index is damaged: its head is not one");
    }

    *txn = meta.txn;

    return POSTS_OK;
}


posts_rc_t
posts_pages_check(int fd, uint64_t txn, posts_error_t *error)
{
    int                  err, ok;
    void                *map;
    posts_rc_t           rc;
    struct stat          st;
    posts_arena_t       *arena;
    posts_pages_t        p;
    posts_pages_meta_t   meta;

    if (!posts_pages_meta(fd, txn, 0, &meta)) {
        return POSTS_AGAIN;
    }

    if (fstat(fd, &st) == -1) {
        err = errno;
        return posts_error_io(error, err, "fstat() of the index failed");
    }

    p.size = meta.free.pad;
    p.n = (uint64_t) st.st_size / p.size;
    p.last = meta.last;

    map = mmap(NULL, (size_t) st.st_size, PROT_READ, MAP_SHARED, fd, 0);

    if (map == MAP_FAILED) {
        err = errno;
        return posts_error_io(error, err, "mmap() of the index failed");
    }

    (void) madvise(map, (size_t) st.st_size, MADV_WILLNEED);

    p.map = map;
    rc = POSTS_OK;

    arena = posts_arena_create((size_t) p.n / 8 + 64 * 1024);
    p.seen = (arena == NULL) ? NULL
                             : posts_arena_zalloc(arena,
                                                  (size_t) p.n / 8 + 1);

    if (p.seen == NULL) {
        rc = posts_error_set(error, POSTS_LIMIT, 0, 0,
                             "no memory to check the index");

    } else {
        ok = posts_pages_take(&p, 0, 2)
             && posts_pages_walk(&p, &meta.free, POSTS_PAGES_FREE)
             && posts_pages_walk(&p, &meta.main, POSTS_PAGES_MAIN);

        if (!ok) {
            rc = posts_error_set(error, POSTS_INVALID, 0, 0,
                                 "the index is damaged: a page of it is not "
                                 "what it should be");
        }
    }

    posts_arena_destroy(arena);
    (void) munmap(map, (size_t) st.st_size);

    return rc;
}


/* The meta page of "txn", or with "any" the newer one. */

static int
posts_pages_meta(int fd, uint64_t txn, int any, posts_pages_meta_t *meta)
{
    int                  found;
    off_t                size;
    unsigned             i;
    struct stat          st;
    posts_pages_head_t   head;
    posts_pages_meta_t   m;

    if (fstat(fd, &st) == -1 || !S_ISREG(st.st_mode)) {
        return 0;
    }

    found = 0;
    size = 0;

    for (i = 0; i < 2; i++) {

        if (pread(fd, &head, sizeof(head), (off_t) i * size)
            != (ssize_t) sizeof(head)
            || pread(fd, &m, sizeof(m), (off_t) i * size + POSTS_PAGES_HEAD)
               != (ssize_t) sizeof(m))
        {
            return 0;
        }

        if ((head.flags & POSTS_PAGES_META) == 0
            || m.magic != POSTS_PAGES_MAGIC
            || m.version != POSTS_PAGES_VERSION
            || m.free.pad < 512 || m.free.pad > 32768
            || (m.free.pad & (m.free.pad - 1)) != 0
            || m.last < 1
            || m.last > UINT64_MAX / 2 / m.free.pad
            || st.st_size / (off_t) m.free.pad < 2)
        {
            return 0;
        }

        if (i == 1 && (off_t) m.free.pad != size) {
            return 0;
        }

        size = (off_t) m.free.pad;

        if (any ? (!found || m.txn > meta->txn) : m.txn == txn) {
            *meta = m;
            found = 1;
        }
    }

    return found;
}


static int
posts_pages_take(posts_pages_t *p, uint64_t page, uint64_t n)
{
    uint64_t  i;

    if (page >= p->n || n > p->n - page || page + n - 1 > p->last) {
        return 0;
    }

    for (i = page; i < page + n; i++) {
        if ((p->seen[i / 8] & 1u << i % 8) != 0) {
            return 0;
        }

        p->seen[i / 8] |= (u_char) (1u << i % 8);
    }

    return 1;
}


/*
 * Depth first, with a stack of its own.  The databases that the main tree
 * names are walked from its leaves: one call deep, since they name none.
 */

static int
posts_pages_walk(posts_pages_t *p, const posts_pages_tree_t *tree,
    posts_pages_role_e role)
{
    unsigned             n, depth, flags;
    uint64_t             child;
    posts_pages_head_t   head;
    posts_pages_step_t   stack[POSTS_PAGES_DEPTH], *step;

    /* no other kind of database is in use here: LMDB would believe it */

    flags = tree->flags & POSTS_PAGES_FLAGS;

    if (role == POSTS_PAGES_FREE ? flags != POSTS_PAGES_INTEGER
        : role == POSTS_PAGES_MAIN ? flags != 0
        : (flags & ~POSTS_PAGES_INTEGER) != 0)
    {
        return 0;
    }

    if (tree->root == POSTS_PAGES_NONE) {
        return tree->entries == 0 && tree->depth == 0;
    }

    p->key = 0;

    if (tree->depth < 1 || tree->depth > POSTS_PAGES_DEPTH
        || !posts_pages_take(p, tree->root, 1))
    {
        return 0;
    }

    depth = 1;
    stack[0].page = tree->root;
    stack[0].next = 0;

    while (depth > 0) {
        step = &stack[depth - 1];

        if (!posts_pages_head(p, step->page, &head, &n)) {
            return 0;
        }

        if (depth == tree->depth) {
            if ((head.flags & POSTS_PAGES_KINDS) != POSTS_PAGES_LEAF
                || !posts_pages_leaf(p, tree, role, step->page, n))
            {
                return 0;
            }

            depth--;
            continue;
        }

        if ((head.flags & POSTS_PAGES_KINDS) != POSTS_PAGES_BRANCH || n == 0) {
            return 0;
        }

        if (step->next == n) {
            depth--;
            continue;
        }

        if (!posts_pages_branch(p, tree, step->page, step->next++, &child)
            || !posts_pages_take(p, child, 1))
        {
            return 0;
        }

        stack[depth].page = child;
        stack[depth].next = 0;
        depth++;
    }

    return 1;
}


/* Integer keys are all of one size, 4 or 8. */

static int
posts_pages_integer(posts_pages_t *p, const posts_pages_tree_t *tree,
    uint16_t size)
{
    if ((tree->flags & POSTS_PAGES_INTEGER) == 0) {
        return 1;
    }

    if (p->key == 0 && (size == 4 || size == 8)) {
        p->key = size;
    }

    return size == p->key;
}


static int
posts_pages_branch(posts_pages_t *p, const posts_pages_tree_t *tree,
    uint64_t page, unsigned i, uint64_t *child)
{
    size_t         room;
    uint16_t       word[4];
    const u_char  *node;

    node = posts_pages_node(p, page, i, &room);

    if (node == NULL) {
        return 0;
    }

    memcpy(word, node, sizeof(word));

    if (word[3] > room) {
        return 0;
    }

    if (i != 0 && !posts_pages_integer(p, tree, word[3])) {
        return 0;
    }

    *child = word[0] | (uint64_t) word[1] << 16 | (uint64_t) word[2] << 32;

    return 1;
}


static int
posts_pages_leaf(posts_pages_t *p, const posts_pages_tree_t *tree,
    posts_pages_role_e role, uint64_t page, unsigned n)
{
    size_t               room;
    uint32_t             count;
    uint64_t             size, first, pages;
    unsigned             i;
    uint16_t             word[4];
    const u_char        *node, *data;
    posts_pages_head_t   head;
    posts_pages_tree_t   named;

    for (i = 0; i < n; i++) {
        node = posts_pages_node(p, page, i, &room);

        if (node == NULL) {
            return 0;
        }

        memcpy(word, node, sizeof(word));
        size = word[0] | (uint64_t) word[1] << 16;

        if (word[3] > room || word[3] == 0) {
            return 0;
        }

        if (!posts_pages_integer(p, tree, word[3])) {
            return 0;
        }

        room -= word[3];
        data = node + POSTS_PAGES_NODE + word[3];

        if ((word[2] & POSTS_PAGES_BIGDATA) != 0) {

            if (room < sizeof(first)) {
                return 0;
            }

            memcpy(&first, data, sizeof(first));
            pages = (POSTS_PAGES_HEAD - 1 + size) / p->size + 1;

            if (!posts_pages_take(p, first, pages)) {
                return 0;
            }

            data = p->map + first * p->size;
            memcpy(&head, data, sizeof(head));
            count = head.lower | (uint32_t) head.upper << 16;

            if ((head.flags & POSTS_PAGES_KINDS) != POSTS_PAGES_OVERFLOW
                || head.number != first || count < pages)
            {
                return 0;
            }

            /* room that was larger once: LMDB keeps it */

            if (count > pages
                && !posts_pages_take(p, first + pages, count - pages))
            {
                return 0;
            }

            data += POSTS_PAGES_HEAD;

        } else if (size > room) {
            return 0;
        }

        if ((word[2] & ~(POSTS_PAGES_BIGDATA|POSTS_PAGES_SUBDATA)) != 0) {
            return 0;
        }

        if (role == POSTS_PAGES_FREE) {
            if (!posts_pages_idl(p, data, size)) {
                return 0;
            }

            continue;
        }

        if ((word[2] & POSTS_PAGES_SUBDATA) == 0) {

            if (role == POSTS_PAGES_MAIN) {
                return 0;
            }

            continue;
        }

        if (role != POSTS_PAGES_MAIN || size != sizeof(named)) {
            return 0;
        }

        memcpy(&named, data, sizeof(named));

        if (!posts_pages_walk(p, &named, POSTS_PAGES_NAMED)) {
            return 0;
        }
    }

    return 1;
}


/* A list of free pages: their number, then pages in descending order. */

static int
posts_pages_idl(posts_pages_t *p, const u_char *data, uint64_t size)
{
    uint64_t  i, n, id, prev;

    if (size < sizeof(n)) {
        return 0;
    }

    memcpy(&n, data, sizeof(n));

    if (n > size / sizeof(n) - 1) {
        return 0;
    }

    prev = p->last + 1;

    for (i = 1; i <= n; i++) {
        memcpy(&id, data + i * sizeof(id), sizeof(id));

        if (id >= prev || id < 2) {
            return 0;
        }

        if (id < p->n && !posts_pages_take(p, id, 1)) {
            return 0;
        }

        prev = id;
    }

    return 1;
}


/* Node i of a page whose head is sound; "room": bytes behind its head. */

static const u_char *
posts_pages_node(posts_pages_t *p, uint64_t page, unsigned i, size_t *room)
{
    uint16_t       at;
    const u_char  *base;

    base = p->map + page * p->size;
    memcpy(&at, base + POSTS_PAGES_HEAD + i * sizeof(at), sizeof(at));

    if ((at & 1) != 0 || at > p->size - POSTS_PAGES_NODE
        || at < POSTS_PAGES_HEAD)
    {
        return NULL;
    }

    *room = p->size - POSTS_PAGES_NODE - at;

    return base + at;
}


static int
posts_pages_head(posts_pages_t *p, uint64_t page, posts_pages_head_t *head,
    unsigned *n)
{
    memcpy(head, p->map + page * p->size, sizeof(posts_pages_head_t));

    if (head->number != page || head->lower < POSTS_PAGES_HEAD
        || head->upper < head->lower || head->upper > p->size
        || (head->lower & 1) != 0)
    {
        return 0;
    }

    *n = (unsigned) (head->lower - POSTS_PAGES_HEAD) / 2;

    return 1;
}
