
/*
 * Copyright (C) the authors of this project
 */


#include <errno.h>
#include <stdio.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "posts_hash.h"
#include "posts_watch.h"


#define POSTS_WATCH_MEMORY  ((size_t) 512 * 1024 * 1024)
#define POSTS_WATCH_PATH    4096
#define POSTS_WATCH_BUFFER  (64 * 1024)

#define POSTS_WATCH_MASK                                                      \
    (IN_CLOSE_WRITE|IN_MOVED_FROM|IN_MOVED_TO|IN_CREATE|IN_DELETE             \
     |IN_DELETE_SELF|IN_MOVE_SELF|IN_ATTRIB|IN_ONLYDIR|IN_EXCL_UNLINK)


static void posts_watch_inotify(posts_watch_t *watch, const char *site,
    int fd, uint32_t i);
static posts_rc_t posts_watch_rebuild(posts_watch_t *watch, uint32_t nslots);
static void posts_watch_enter_path(posts_watch_t *watch, uint32_t i);
static void posts_watch_enter_wd(posts_watch_t *watch, uint32_t i);
static uint32_t posts_watch_by_wd(const posts_watch_t *watch, int wd);
static uint32_t posts_watch_slot(const posts_watch_t *watch, int wd);


posts_rc_t
posts_watch_init(posts_watch_t *watch, int inotify, posts_error_t *error)
{
    int  err;

    memset(watch, 0, sizeof(posts_watch_t));

    watch->fd = -1;
    watch->arena = posts_arena_create(POSTS_WATCH_MEMORY);

    if (watch->arena == NULL
        || posts_watch_rebuild(watch, 256) != POSTS_OK)
    {
        return posts_error_set(error, POSTS_LIMIT, 0, 0,
                               "no memory for the watcher");
    }

    if (!inotify) {
        return POSTS_OK;
    }

    watch->fd = inotify_init1(IN_NONBLOCK|IN_CLOEXEC);

    if (watch->fd == -1) {
        err = errno;
        return posts_error_io(error, err, "inotify_init1() failed");
    }

    watch->on = 1;

    return POSTS_OK;
}


void
posts_watch_destroy(posts_watch_t *watch)
{
    if (watch->arena == NULL) {
        return;
    }

    if (watch->fd != -1) {
        (void) close(watch->fd);
    }

    posts_arena_destroy(watch->arena);
    memset(watch, 0, sizeof(posts_watch_t));

    watch->fd = -1;
}


void
posts_watch_stop(posts_watch_t *watch)
{
    uint32_t  i;

    for (i = 0; i < watch->n; i++) {
        if (watch->items[i].wd != -1) {
            (void) inotify_rm_watch(watch->fd, watch->items[i].wd);
            watch->items[i].wd = -1;
        }
    }

    watch->on = 0;

    (void) posts_watch_rebuild(watch, watch->nslots);
}


uint32_t
posts_watch_find(const posts_watch_t *watch, posts_str_t path)
{
    uint32_t  i;

    i = (uint32_t) posts_hash64(path) & (watch->nslots - 1);

    while (watch->paths[i] != 0) {

        if (posts_str_eq(watch->items[watch->paths[i] - 1].path, path)) {
            return watch->paths[i] - 1;
        }

        i = (i + 1) & (watch->nslots - 1);
    }

    return POSTS_WATCH_NONE;
}


posts_rc_t
posts_watch_add(posts_watch_t *watch, const char *site, int fd,
    const struct stat *st, posts_str_t path, uint32_t parent, uint64_t mark,
    uint32_t *out)
{
    uint32_t                i, p, depth, size;
    posts_watch_folder_t   *items, *folder;

    depth = 0;

    for (p = parent; p != POSTS_WATCH_NONE; p = watch->items[p].parent) {

        if (watch->items[p].dev == (uint64_t) st->st_dev
            && watch->items[p].ino == (uint64_t) st->st_ino)
        {
            return POSTS_INVALID;
        }

        if (++depth > POSTS_WATCH_DEPTH) {
            return POSTS_LIMIT;
        }
    }

    i = posts_watch_find(watch, path);

    if (i == POSTS_WATCH_NONE) {

        if (watch->n >= watch->nslots / 2
            && (watch->nslots >= UINT32_MAX / 4
                || posts_watch_rebuild(watch, watch->nslots * 2) != POSTS_OK))
        {
            return POSTS_LIMIT;
        }

        if (watch->n == watch->size) {
            size = (watch->size == 0) ? 64 : watch->size * 2;

            items = posts_arena_realloc(watch->arena, watch->items,
                                        watch->size * sizeof(*items),
                                        size * sizeof(*items));
            if (items == NULL) {
                return POSTS_LIMIT;
            }

            watch->items = items;
            watch->size = size;
        }

        path = posts_arena_str(watch->arena, path);

        if (path.data == NULL) {
            return POSTS_LIMIT;
        }

        i = watch->n++;
        folder = &watch->items[i];

        memset(folder, 0, sizeof(posts_watch_folder_t));

        folder->path = path;
        folder->wd = -1;
        folder->same = POSTS_WATCH_NONE;

        posts_watch_enter_path(watch, i);
    }

    folder = &watch->items[i];

    folder->parent = parent;
    folder->dev = st->st_dev;
    folder->ino = st->st_ino;
    folder->mark = mark;
    folder->depth = depth;

    if (watch->on) {
        posts_watch_inotify(watch, site, fd, i);
    }

    *out = i;

    return POSTS_OK;
}


/*
 * By the descriptor, so that what is watched is what was opened, wherever
 * it has been moved meanwhile; by its path where there is no /proc.
 */

static void
posts_watch_inotify(posts_watch_t *watch, const char *site, int fd,
    uint32_t i)
{
    int                    wd, was, n;
    char                   path[POSTS_WATCH_PATH];
    posts_watch_folder_t  *folder;

    folder = &watch->items[i];

    (void) snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);

    wd = inotify_add_watch(watch->fd, path, POSTS_WATCH_MASK);

    if (wd == -1 && errno == ENOENT) {
        n = snprintf(path, sizeof(path), "%s/%.*s", site,
                     posts_str_arg(folder->path));

        if (n > 0 && (size_t) n < sizeof(path)) {
            wd = inotify_add_watch(watch->fd, path, POSTS_WATCH_MASK);
        }
    }

    if (wd == -1 && (errno == ENOSPC || errno == ENOMEM)) {
        watch->full = 1;
    }

    was = folder->wd;

    if (wd == was) {
        return;
    }

    folder->wd = wd;

    if (was == -1) {
        posts_watch_enter_wd(watch, i);
        return;
    }

    /* another folder has taken the place of the one that was watched */

    (void) posts_watch_rebuild(watch, watch->nslots);

    if (posts_watch_by_wd(watch, was) == POSTS_WATCH_NONE) {
        (void) inotify_rm_watch(watch->fd, was);
    }
}


posts_rc_t
posts_watch_sweep(posts_watch_t *watch, posts_str_t path, uint64_t mark)
{
    uint32_t                i, j, k, gone, *place;
    posts_arena_t          *arena, *old;
    posts_watch_folder_t   *items, *was;

    gone = 0;

    for (i = 0; i < watch->n; i++) {
        if (watch->items[i].mark != mark
            && posts_watch_below(watch->items[i].path, path))
        {
            gone++;
        }
    }

    if (gone == 0) {
        return POSTS_OK;
    }

    /* what stays moves to a new arena: nothing is left behind in the old */

    arena = posts_arena_create(POSTS_WATCH_MEMORY);

    if (arena == NULL) {
        return POSTS_LIMIT;
    }

    items = posts_arena_array(arena, watch->n - gone + 64, sizeof(*items));
    place = posts_arena_array(arena, watch->n + 1, sizeof(*place));

    if (items == NULL || place == NULL) {
        posts_arena_destroy(arena);
        return POSTS_LIMIT;
    }

    j = 0;

    for (i = 0; i < watch->n; i++) {
        was = &watch->items[i];
        place[i] = POSTS_WATCH_NONE;

        if (was->mark != mark && posts_watch_below(was->path, path)) {
            continue;
        }

        items[j] = *was;
        items[j].path = posts_arena_str(arena, was->path);

        if (items[j].path.data == NULL) {
            posts_arena_destroy(arena);
            return POSTS_LIMIT;
        }

        place[i] = j++;
    }

    for (i = 0; i < j; i++) {
        if (items[i].parent != POSTS_WATCH_NONE) {
            items[i].parent = place[items[i].parent];
        }
    }

    /* a watch that no folder has any more */

    for (i = 0; i < watch->n; i++) {

        if (place[i] != POSTS_WATCH_NONE || watch->items[i].wd == -1) {
            continue;
        }

        for (k = posts_watch_by_wd(watch, watch->items[i].wd);
             k != POSTS_WATCH_NONE && place[k] == POSTS_WATCH_NONE;
             k = watch->items[k].same)
        {
            /* void */
        }

        if (k == POSTS_WATCH_NONE) {
            (void) inotify_rm_watch(watch->fd, watch->items[i].wd);
        }
    }

    old = watch->arena;

    watch->arena = arena;
    watch->items = items;
    watch->size = watch->n - gone + 64;
    watch->n = j;
    watch->paths = NULL;
    watch->wds = NULL;

    if (posts_watch_rebuild(watch, watch->nslots) != POSTS_OK) {

        /* without its tables nothing is found: as if nothing were known */

        watch->n = 0;
        posts_arena_destroy(old);

        return POSTS_LIMIT;
    }

    posts_arena_destroy(old);

    return POSTS_OK;
}


int
posts_watch_read(posts_watch_t *watch, unsigned max,
    posts_watch_event_pt handler, void *payload)
{
    int                    lost;
    char                   buf[POSTS_WATCH_BUFFER]
                           __attribute__((aligned(16)));
    size_t                 pos;
    ssize_t                n;
    uint32_t               i, next;
    posts_str_t            name;
    struct inotify_event   event;

    lost = 0;

    for ( /* void */ ; max > 0; max--) {
        n = read(watch->fd, buf, sizeof(buf));

        if (n <= 0) {
            return lost;
        }

        for (pos = 0; (size_t) n - pos >= sizeof(event);
             pos += sizeof(event) + event.len)
        {
            memcpy(&event, buf + pos, sizeof(event));

            if (event.len > (size_t) n - pos - sizeof(event)) {
                break;
            }

            if ((event.mask & IN_Q_OVERFLOW) != 0) {
                lost = -1;
                continue;
            }

            if ((event.mask & IN_IGNORED) != 0) {
                continue;
            }

            name = posts_str_from(buf + pos + sizeof(event),
                                  strnlen(buf + pos + sizeof(event),
                                          event.len));

            for (i = posts_watch_by_wd(watch, event.wd);
                 i != POSTS_WATCH_NONE;
                 i = next)
            {
                next = watch->items[i].same;
                handler(payload, i, event.mask, name);
            }
        }
    }

    return (lost != 0) ? lost : 1;
}


/* Both hash tables anew, with "nslots" places each. */

static posts_rc_t
posts_watch_rebuild(posts_watch_t *watch, uint32_t nslots)
{
    uint32_t  i, *paths, *wds;

    if (nslots == watch->nslots && watch->paths != NULL) {
        paths = watch->paths;
        wds = watch->wds;

        memset(paths, 0, nslots * sizeof(uint32_t));
        memset(wds, 0, nslots * sizeof(uint32_t));

    } else {
        paths = posts_arena_array(watch->arena, nslots, sizeof(uint32_t));
        wds = posts_arena_array(watch->arena, nslots, sizeof(uint32_t));

        if (paths == NULL || wds == NULL) {
            return POSTS_LIMIT;
        }
    }

    watch->paths = paths;
    watch->wds = wds;
    watch->nslots = nslots;

    for (i = 0; i < watch->n; i++) {
        posts_watch_enter_path(watch, i);
        posts_watch_enter_wd(watch, i);
    }

    return POSTS_OK;
}


static void
posts_watch_enter_path(posts_watch_t *watch, uint32_t i)
{
    uint32_t  s;

    s = (uint32_t) posts_hash64(watch->items[i].path) & (watch->nslots - 1);

    while (watch->paths[s] != 0) {
        s = (s + 1) & (watch->nslots - 1);
    }

    watch->paths[s] = i + 1;
}


/* At the head of the folders that have this watch. */

static void
posts_watch_enter_wd(posts_watch_t *watch, uint32_t i)
{
    uint32_t               s;
    posts_watch_folder_t  *folder;

    folder = &watch->items[i];
    folder->same = POSTS_WATCH_NONE;

    if (folder->wd == -1) {
        return;
    }

    s = posts_watch_slot(watch, folder->wd);

    if (watch->wds[s] != 0) {
        folder->same = watch->wds[s] - 1;
    }

    watch->wds[s] = i + 1;
}


static uint32_t
posts_watch_by_wd(const posts_watch_t *watch, int wd)
{
    uint32_t  s;

    s = posts_watch_slot(watch, wd);

    return (watch->wds[s] == 0) ? POSTS_WATCH_NONE : watch->wds[s] - 1;
}


/* The place of a watch, or the free one where it would be. */

static uint32_t
posts_watch_slot(const posts_watch_t *watch, int wd)
{
    uint32_t  s;

    s = ((uint32_t) wd * 2654435761u) & (watch->nslots - 1);

    while (watch->wds[s] != 0 && watch->items[watch->wds[s] - 1].wd != wd) {
        s = (s + 1) & (watch->nslots - 1);
    }

    return s;
}
