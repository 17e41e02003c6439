
/*
 * Copyright (C) the authors of this project
 */


#include <fcntl.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "posts_notice.h"
#include "posts_place.h"
#include "posts_undated.h"


#define POSTS_NOTICE_PATH     4096
#define POSTS_NOTICE_MS       ((int64_t) 1000000)
#define POSTS_NOTICE_FAST     5            /* ms */
#define POSTS_NOTICE_FEW      4            /* files */
#define POSTS_NOTICE_REMOVED  4            /* settle times */
#define POSTS_NOTICE_BURST    10           /* settle times */
#define POSTS_NOTICE_READS    64
#define POSTS_NOTICE_LINKS    256          /* looked at in one second */


static void posts_notice_event(void *payload, uint32_t folder, uint32_t mask,
    posts_str_t name);
static void posts_notice_name(posts_notice_t *no, uint32_t mask,
    posts_str_t path, const char *c);


void
posts_notice_links(posts_notice_t *no)
{
    size_t               i;
    posts_plan_entry_t  *entry;

    for (i = 0; i < POSTS_NOTICE_LINKS && i < no->links.n; i++) {

        if (no->links.next >= no->links.n) {
            no->links.next = 0;
        }

        entry = &no->links.items[no->links.next++];

        posts_notice_path(no, entry->path, 0);
    }
}


void
posts_notice_drain(posts_notice_t *no)
{
    if (!no->watch->on) {
        return;
    }

    if (posts_watch_read(no->watch, POSTS_NOTICE_READS,
                         posts_notice_event, no)
        == -1)
    {
        posts_notice_rescan(no, posts_str(""));
    }
}


static void
posts_notice_event(void *payload, uint32_t folder, uint32_t mask,
    posts_str_t name)
{
    posts_notice_t *no = payload;

    char         c[POSTS_NOTICE_PATH];
    size_t       n;
    posts_str_t  dir;

    dir = no->watch->items[folder].path;

    if (name.len == 0) {

        /* of what happens to a folder, the one above tells the rest */

        if ((mask & (IN_DELETE_SELF|IN_MOVE_SELF|IN_UNMOUNT)) != 0) {

            if (dir.len == 0 || posts_str_eq(dir, posts_str("."))) {
                no->next_root = 0;

            } else {
                posts_notice_rescan(no, dir);
            }
        }

        return;
    }

    n = dir.len + (dir.len != 0) + name.len;

    if (n >= sizeof(c)) {
        return;
    }

    memcpy(c, dir.data, dir.len);
    n = dir.len;

    if (n != 0) {
        c[n++] = '/';
    }

    memcpy(c + n, name.data, name.len);
    n += name.len;
    c[n] = '\0';

    posts_notice_name(no, mask, posts_str_from(c, n), c);
}


/* "c" is the path with a zero byte. */

static void
posts_notice_name(posts_notice_t *no, uint32_t mask, posts_str_t path,
    const char *c)
{
    int                    at, known;
    struct stat            st;
    const posts_config_t  *config;

    if (posts_str_starts(posts_place_path(path), posts_str("_config."))) {
        no->check_config = 1;
        return;
    }

    config = no->config;

    if (config == NULL || no->root == -1) {
        return;
    }

    at = posts_theme_at(no->root, no->theme.fd, &c);
    known = (posts_watch_find(no->watch, path) != POSTS_WATCH_NONE);

    if ((mask & IN_ISDIR) != 0 || known) {

        /* another time of a folder, as tools that copy trees set, is none
           of ours; other permissions are, if it can not be read now */

        if ((mask & IN_ATTRIB) != 0 && known
            && faccessat(at, c, R_OK|X_OK, 0) == 0)
        {
            return;
        }

        if (!posts_scan_hidden(config, path, 1)) {
            posts_notice_rescan(no, path);
        }

        return;
    }

    if ((mask & (IN_CLOSE_WRITE|IN_MOVED_TO)) != 0) {
        posts_undated_note(&no->undated, config, path);
    }

    if (posts_scan_hidden(config, path, 0)
        && posts_scan_hidden(config, path, 1))
    {
        return;
    }

    if ((mask & (IN_DELETE|IN_MOVED_FROM)) != 0) {
        no->removed = 1;
        posts_notice_path(no, path, POSTS_PLAN_REMOVED);
        return;
    }

    if ((mask & (IN_CREATE|IN_MOVED_TO)) != 0) {

        if (fstatat(at, c, &st, AT_SYMLINK_NOFOLLOW) == -1) {
            return;
        }

        /* a link to a folder, or to a file: the walk finds out */

        if (S_ISLNK(st.st_mode)) {
            posts_notice_rescan(no, path);
            return;
        }

        /* a new file is told of again when it is closed, a hard link not */

        if ((mask & IN_CREATE) != 0) {

            if (S_ISREG(st.st_mode) && st.st_nlink > 1) {
                posts_notice_path(no, path, 0);
            }

            return;
        }
    }

    posts_notice_path(no, path, (mask & (IN_CLOSE_WRITE|IN_MOVED_TO)) != 0
                                ? POSTS_PLAN_SURE : 0);
}


void
posts_notice_path(posts_notice_t *no, posts_str_t path, unsigned flags)
{
    no->last_event = no->now(no->payload);

    if (no->first_event == 0) {
        no->first_event = no->last_event;
    }

    if (posts_plan_add(&no->plan, path, flags) == NULL) {

        /* too much to remember one by one */

        posts_notice_rescan(no, posts_str(""));
    }
}


void
posts_notice_rescan(posts_notice_t *no, posts_str_t scope)
{
    no->last_event = no->now(no->payload);

    if (no->first_event == 0) {
        no->first_event = no->last_event;
    }

    /* not even the whole site's name: a new root brings it about */

    if (posts_scan_add(no->scan, scope) != POSTS_OK && no->root != -1) {
        (void) close(no->root);
        no->root = -1;
    }
}


int64_t
posts_notice_burst(const posts_notice_t *no)
{
    int64_t   quiet, last, first;
    size_t    i;
    unsigned  all;

    if (no->plan.n == 0) {
        return INT64_MAX;
    }

    quiet = no->removed ? POSTS_NOTICE_REMOVED * no->settle : no->settle;

    if (no->plan.n <= POSTS_NOTICE_FEW) {
        all = POSTS_PLAN_SURE;

        for (i = 0; i < no->plan.n; i++) {
            all &= no->plan.items[i].flags;
        }

        if (all != 0 && quiet > POSTS_NOTICE_FAST * POSTS_NOTICE_MS) {
            quiet = POSTS_NOTICE_FAST * POSTS_NOTICE_MS;
        }
    }

    last = no->last_event + quiet;
    first = no->first_event + POSTS_NOTICE_BURST * no->settle;

    return (first < last) ? first : last;
}
