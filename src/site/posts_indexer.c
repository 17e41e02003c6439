
/*
 * Copyright (C) the authors of this project
 *
 * What the one writer does, in the order of its importance:
 *
 *     events --+
 *     a scan --+-> plan: paths to look at -> (the burst is over) -> work ->
 *     a poll --+   one transaction -> readers see it -> the disk has it
 *
 * An event never says what has become of a file, only that a path is to be
 * looked at; what is there when its turn comes is what counts.  So events
 * may be late, doubled or about what is gone again, and when some were lost
 * a scan of all finds the same.
 *
 * A burst is over when nothing has come for "settle" ms.  One that is a few
 * saved files, closed or renamed into place, ends much sooner; one in which
 * something was removed lasts longer, since an editor may be about to put
 * the new file where the old one was.
 *
 * Everything that can not be done now (no disk space, no site folder) is
 * forgotten and found again by a scan of all, later and later.
 */


#include <errno.h>
#include <fcntl.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "posts_audit.h"
#include "posts_home.h"
#include "posts_indexer.h"
#include "posts_intake.h"
#include "posts_notice.h"
#include "posts_settings.h"
#include "posts_undated.h"


#define POSTS_INDEXER_MS        ((int64_t) 1000000)
#define POSTS_INDEXER_SECOND    ((int64_t) 1000000000)

#define POSTS_INDEXER_PATH      4096
#define POSTS_INDEXER_MEMORY    ((size_t) 1024 * 1024 * 1024)
#define POSTS_INDEXER_SCRATCH   ((size_t) 256 * 1024 * 1024)
#define POSTS_INDEXER_MAP_MAX   ((size_t) 1 << 40)

#define POSTS_INDEXER_SETTLE    25           /* ms */
#define POSTS_INDEXER_ROOT      POSTS_INDEXER_SECOND
#define POSTS_INDEXER_BACKOFF   (30 * POSTS_INDEXER_SECOND)
#define POSTS_INDEXER_CLOCK     16           /* files between two looks */
#define POSTS_INDEXER_BATCH     5000         /* files, in a first build */


struct posts_indexer_s {
    const posts_indexer_options_t  *options;
    posts_arena_t                  *arena;

    uint64_t                        dev;
    uint64_t                        ino;

    posts_home_t                    home;
    posts_index_t                  *index;
    posts_settings_t                settings[2];
    unsigned                        current;     /* of settings */
    uint64_t                        told;    /* hash of a failure's message */
    uint64_t                        bad_config;  /* hash of a text that was
                                                    told of */
    uint64_t                        generation;

    posts_notice_t                  notice;
    posts_watch_t                   watch;
    posts_scan_t                    scan;
    posts_plan_t                    work;    /* is done */
    posts_audit_t                   audit;
    posts_writer_t                  writer;
    posts_intake_t                  intake;

    int64_t                         next_poll;
    int64_t                         next_publish;  /* INT64_MAX: none */
    int64_t                         retry;   /* 0: not waiting */
    int64_t                         backoff;
    size_t                          batch;
    unsigned                        failures;    /* of one kind in a row */

    unsigned                        complete:1;  /* readers have an index */
    unsigned                        initial:1;   /* the first look */
    unsigned                        polling:1;
    unsigned                        has_config:1;
    unsigned                        new_config:1;  /* not in the index yet */
    unsigned                        force:1;
    unsigned                        round:1;     /* the plan is to be done */
    unsigned                        applying:1;
    unsigned                        writing:1;   /* a transaction is open */
    unsigned                        unsynced:1;
    unsigned                        auditing:1;  /* an index found here */
    unsigned                        no_site:1;   /* its folder is gone */
    unsigned                        lost:1;      /* all is looked at anew */
    unsigned                        suspect:1;   /* the index may be bad */
    unsigned                        quiet:1;     /* a second try: no reports */
};


static posts_rc_t posts_indexer_open(posts_indexer_t *ix, int bad,
    posts_error_t *error);
static posts_rc_t posts_indexer_config(posts_indexer_t *ix,
    posts_error_t *error);
static void posts_indexer_theme(posts_indexer_t *ix,
    const posts_settings_t *settings);
static uint32_t posts_indexer_option_flags(const posts_indexer_t *ix);
static void posts_indexer_drain(posts_indexer_t *ix);

static posts_rc_t posts_indexer_work(posts_indexer_t *ix, int64_t deadline,
    posts_error_t *error);
static void posts_indexer_turn(posts_indexer_t *ix);
static void posts_indexer_failed(posts_indexer_t *ix, posts_rc_t rc,
    const posts_error_t *error);
static posts_rc_t posts_indexer_reopen(posts_indexer_t *ix,
    posts_error_t *error);
static posts_rc_t posts_indexer_root(posts_indexer_t *ix,
    posts_error_t *error);
static posts_rc_t posts_indexer_apply(posts_indexer_t *ix, int64_t deadline,
    posts_error_t *error);
static posts_rc_t posts_indexer_begin(posts_indexer_t *ix,
    posts_error_t *error);
static posts_rc_t posts_indexer_commit(posts_indexer_t *ix, int complete,
    posts_error_t *error);
static posts_rc_t posts_indexer_publish(posts_indexer_t *ix,
    posts_error_t *error);


static int64_t posts_indexer_now(const posts_indexer_t *ix);
static int64_t posts_indexer_clock(void *payload);
static void posts_indexer_report(void *payload, posts_severity_t severity,
    const posts_error_t *error);


posts_rc_t
posts_indexer_create(posts_indexer_t **out,
    const posts_indexer_options_t *options, posts_error_t *error)
{
    unsigned          i;
    posts_rc_t        rc;
    struct stat       st;
    posts_error_t     local;
    posts_arena_t    *arena;
    posts_indexer_t  *ix;

    *out = NULL;

    arena = posts_arena_create(POSTS_INDEXER_MEMORY);
    ix = (arena == NULL) ? NULL
                         : posts_arena_zalloc(arena, sizeof(posts_indexer_t));

    if (ix == NULL) {
        posts_arena_destroy(arena);
        goto memory;
    }

    ix->arena = arena;
    ix->options = options;
    ix->home.dir = options->dir;
    ix->home.map = options->map;
    ix->home.lock = -1;
    ix->notice.root = -1;
    ix->notice.watch = &ix->watch;
    ix->notice.scan = &ix->scan;
    ix->notice.now = posts_indexer_clock;
    ix->notice.payload = ix;

    posts_theme_init(&ix->notice.theme, options->theme);
    ix->watch.fd = -1;
    ix->scan.dir = -1;
    ix->intake.dir = -1;
    ix->next_publish = INT64_MAX;
    ix->notice.settle = (int64_t) (options->settle != 0 ? options->settle
                                                 : POSTS_INDEXER_SETTLE)
                 * POSTS_INDEXER_MS;

    posts_plan_init(&ix->notice.plan, POSTS_INDEXER_MEMORY);
    posts_plan_init(&ix->work, POSTS_INDEXER_MEMORY);
    posts_plan_init(&ix->notice.links, POSTS_INDEXER_MEMORY);
    posts_undated_init(&ix->notice.undated);

    ix->writer.arena = posts_arena_create(POSTS_INDEXER_MEMORY);
    ix->writer.scratch = posts_arena_create(POSTS_INDEXER_SCRATCH);
    ix->intake.arena = posts_arena_create(POSTS_INDEXER_PATH * 16);
    ix->audit.arena = posts_arena_create(POSTS_INDEXER_MEMORY);

    for (i = 0; i < 2; i++) {
        if (posts_settings_init(&ix->settings[i]) != POSTS_OK) {
            posts_indexer_destroy(ix);
            goto memory;
        }
    }

    if (ix->notice.plan.arena == NULL || ix->work.arena == NULL
        || ix->notice.links.arena == NULL
        || ix->notice.undated.arena == NULL
        || ix->writer.arena == NULL
        || ix->writer.scratch == NULL || ix->intake.arena == NULL
        || ix->audit.arena == NULL)
    {
        posts_indexer_destroy(ix);
        goto memory;
    }

    rc = posts_home_lock(&ix->home, error);

    if (rc == POSTS_OK) {
        rc = posts_indexer_open(ix, 0, error);
    }

    if (rc == POSTS_OK) {
        rc = posts_scan_init(&ix->scan, error);
    }

    if (stat(options->dir, &st) == 0) {
        ix->scan.skip_dev = (uint64_t) st.st_dev;
        ix->scan.skip_ino = (uint64_t) st.st_ino;
    }

    if (rc != POSTS_OK) {
        posts_indexer_destroy(ix);
        return rc;
    }

    ix->index = posts_index_attach(&ix->home.store);

    if (ix->index == NULL) {
        posts_indexer_destroy(ix);
        goto memory;
    }

    posts_error_clear(&local);

    rc = posts_watch_init(&ix->watch, options->watch == POSTS_WATCH_INOTIFY,
                          &local);

    if (rc == POSTS_LIMIT) {
        posts_indexer_destroy(ix);
        goto memory;
    }

    if (rc != POSTS_OK) {

        /* no inotify here: polled then */

        posts_indexer_report(ix, POSTS_WARNING, &local);
    }

    ix->polling = options->watch == POSTS_WATCH_POLL
                  || (options->watch == POSTS_WATCH_INOTIFY
                      && !ix->watch.on);

    ix->writer.store = &ix->home.store;
    ix->writer.report = posts_indexer_report;
    ix->writer.payload = ix;

    ix->intake.limits = options->limits;
    ix->intake.writer = &ix->writer;
    ix->intake.watch = &ix->watch;
    ix->intake.links = &ix->notice.links;
    ix->intake.report = posts_indexer_report;
    ix->intake.payload = ix;

    ix->scan.site = options->site;
    ix->scan.store = &ix->home.store;
    ix->scan.watch = &ix->watch;
    ix->scan.plan = &ix->notice.plan;
    ix->scan.links = &ix->notice.links;
    ix->scan.undated = &ix->notice.undated;
    ix->scan.now = posts_indexer_clock;
    ix->scan.payload = ix;

    *out = ix;

    return POSTS_OK;

memory:

    return posts_error_set(error, POSTS_LIMIT, 0, 0,
                           "no memory for the indexer");
}


void
posts_indexer_destroy(posts_indexer_t *ix)
{
    unsigned  i;

    if (ix == NULL) {
        return;
    }

    posts_writer_abort(&ix->writer);
    posts_intake_end(&ix->intake);
    posts_scan_destroy(&ix->scan);

    if (ix->unsynced && ix->home.store.env != NULL) {
        posts_home_sync(&ix->home, ix->generation);
    }

    posts_index_close(ix->index);
    posts_home_close(&ix->home);
    posts_watch_destroy(&ix->watch);

    posts_plan_destroy(&ix->notice.plan);
    posts_plan_destroy(&ix->work);
    posts_plan_destroy(&ix->notice.links);
    posts_plan_destroy(&ix->notice.undated);

    posts_arena_destroy(ix->writer.arena);
    posts_arena_destroy(ix->writer.scratch);
    posts_arena_destroy(ix->intake.arena);
    posts_arena_destroy(ix->audit.arena);

    for (i = 0; i < 2; i++) {
        posts_settings_destroy(&ix->settings[i]);
    }

    posts_theme_close(&ix->notice.theme);

    if (ix->notice.root != -1) {
        (void) close(ix->notice.root);
    }

    posts_arena_destroy(ix->arena);
}


posts_rc_t
posts_indexer_step(posts_indexer_t *ix, int64_t deadline,
    posts_error_t *error)
{
    int64_t        now;
    uint64_t       told;
    posts_rc_t     rc;
    posts_error_t  local;

    if (error == NULL) {
        posts_error_clear(&local);
        error = &local;
    }

    now = posts_indexer_now(ix);

    if (ix->retry != 0) {

        if (now < ix->retry && ix->retry - now <= POSTS_INDEXER_BACKOFF) {
            posts_indexer_drain(ix);
            return POSTS_OK;
        }

        ix->retry = 0;
    }

    rc = posts_indexer_work(ix, deadline, error);

    switch (rc) {

    case POSTS_OK:
        ix->backoff = 0;
        ix->failures = 0;
        ix->quiet = 0;
        break;

    case POSTS_AGAIN:
        break;

    default:
        posts_indexer_failed(ix, rc, error);

        if (!ix->no_site && ix->has_config) {
            break;
        }

        /*
         * No site, or none that can be understood: soon looked for again,
         * and told of once.
         */

        ix->retry = now + POSTS_INDEXER_SECOND;
        told = posts_hash64(posts_str_c(error->message));

        if (told == ix->told) {
            return POSTS_OK;
        }

        ix->told = told;

        return rc;
    }

    if (rc != POSTS_AGAIN) {
        ix->told = 0;
    }

    return rc;
}


int64_t
posts_indexer_wait(const posts_indexer_t *ix)
{
    int64_t  now, next, burst;

    now = posts_indexer_now(ix);

    if (ix->retry != 0) {
        next = ix->retry;

    } else if (ix->applying || ix->round || ix->suspect
               || ix->notice.check_config || ix->auditing
               || posts_scan_pending(&ix->scan))
    {
        return 0;

    } else {
        next = ix->notice.next_root;

        if (ix->polling && ix->next_poll < next) {
            next = ix->next_poll;
        }

        if (ix->next_publish < next) {
            next = ix->next_publish;
        }

        burst = posts_notice_burst(&ix->notice);

        if (burst < next) {
            next = burst;
        }

        if (ix->unsynced && ix->notice.plan.n == 0) {
            next = now;
        }
    }

    if (next == INT64_MAX) {
        return -1;
    }

    if (next <= now) {
        return 0;
    }

    next = (next - now + POSTS_INDEXER_MS - 1) / POSTS_INDEXER_MS;

    /* the clock may be set meanwhile */

    return (next > 60 * 1000) ? 60 * 1000 : next;
}


int
posts_indexer_pending(const posts_indexer_t *ix)
{
    return ix->applying || ix->round || ix->notice.plan.n != 0
           || posts_scan_pending(&ix->scan);
}


int
posts_indexer_fd(const posts_indexer_t *ix)
{
    return ix->watch.fd;
}


int
posts_indexer_ready(const posts_indexer_t *ix)
{
    return ix->complete;
}


uint64_t
posts_indexer_generation(const posts_indexer_t *ix)
{
    return ix->generation;
}


uint64_t
posts_indexer_incarnation(const posts_indexer_t *ix)
{
    return ix->home.store.incarnation;
}


posts_index_t *
posts_indexer_index(posts_indexer_t *ix)
{
    return ix->index;
}


/* Whatever index there is to work with, and what is known from it. */

static posts_rc_t
posts_indexer_open(posts_indexer_t *ix, int bad, posts_error_t *error)
{
    posts_rc_t           rc;
    posts_settings_t    *settings;
    posts_store_meta_t   meta;

    rc = posts_home_open(&ix->home, bad, posts_indexer_now(ix), &meta,
                         posts_indexer_report, ix, error);

    if (rc != POSTS_OK) {
        return rc;
    }

    ix->audit.store = &ix->home.store;
    ix->audit.now = posts_indexer_clock;
    ix->audit.payload = ix;

    /* what can not be read at all is found by the walk */

    ix->auditing = !ix->home.fresh
                   && posts_audit_begin(&ix->audit) == POSTS_OK;

    ix->generation = meta.generation;
    ix->complete = (meta.flags & POSTS_STORE_COMPLETE) != 0;
    ix->initial = 1;
    ix->notice.check_config = 1;

    /* what the last writer has left unsynced */

    ix->unsynced = 1;

    /* looked at again when the configuration is there */

    ix->next_publish = ix->complete ? 0 : INT64_MAX;

    /* what the index was made with counts until the site's own is known */

    settings = &ix->settings[ix->current];

    if (posts_settings_stored(settings, &ix->home.store) == POSTS_OK
        && posts_settings_parse(settings, posts_indexer_option_flags(ix),
                                ix->options->limits, NULL, NULL, NULL)
           == POSTS_OK)
    {
        ix->has_config = 1;

        if ((meta.flags & POSTS_STORE_OPTIONS)
            != posts_indexer_option_flags(ix))
        {
            ix->new_config = 1;
            ix->force = 1;
        }

    } else {
        ix->has_config = 0;
    }

    return POSTS_OK;
}


/*
 * A configuration that can not be understood leaves the last one in force;
 * without one the site can not be shown: it would be with other URLs, and
 * with what it excludes.
 */

static posts_rc_t
posts_indexer_config(posts_indexer_t *ix, posts_error_t *error)
{
    posts_rc_t         rc;
    posts_error_t      local;
    posts_settings_t  *now, *old;

    old = &ix->settings[ix->current];
    now = &ix->settings[!ix->current];

    posts_error_clear(&local);

    rc = posts_settings_read(now, ix->notice.root, ix->notice.theme.fd,
                             ix->options->limits, &local);

    /* a theme that is gone stays in force */

    if (rc == POSTS_OK && ix->options->theme != NULL
        && ix->notice.theme.fd == -1 && ix->has_config && old->themed)
    {
        now->themed = 1;
        now->theme = posts_arena_str(now->arena, old->theme);

        if (now->theme.data == NULL) {
            rc = posts_error_set(&local, POSTS_LIMIT, 0, 0,
                                 "no memory for the theme's configuration");
        }
    }

    if (rc == POSTS_OK && ix->has_config
        && posts_settings_same_text(old, now))
    {
        ix->bad_config = 0;
        ix->notice.check_config = 0;

        return POSTS_OK;
    }

    if (rc == POSTS_OK) {
        rc = posts_settings_parse(now, posts_indexer_option_flags(ix),
                                  ix->options->limits, posts_indexer_report,
                                  ix, &local);
    }

    if (rc != POSTS_OK) {
        posts_error_file(&local, posts_str_c(now->file));

        if (!ix->has_config) {
            if (error != NULL && error->rc == POSTS_OK) {
                *error = local;
            }

            return rc;
        }

        ix->notice.check_config = 0;

        /* told once for each text of it */

        if (ix->bad_config != posts_hash64(now->text)) {
            ix->bad_config = posts_hash64(now->text);
            posts_indexer_report(ix, POSTS_FAULT, &local);
        }

        return POSTS_OK;
    }

    ix->bad_config = 0;
    ix->notice.check_config = 0;
    ix->current = !ix->current;

    posts_indexer_theme(ix, now);

    if (ix->has_config && posts_settings_same(old, now)) {

        /* a comment: what it says is the same */

        return POSTS_OK;
    }

    ix->has_config = 1;
    ix->new_config = 1;
    ix->force = 1;

    /* what was planned was so by the old one; the walk finds it again */

    posts_scan_stop(&ix->scan);
    posts_plan_reset(&ix->notice.plan);
    posts_plan_reset(&ix->work);

    ix->applying = 0;
    ix->round = 0;

    if (posts_scan_add(&ix->scan, posts_str("")) != POSTS_OK) {
        return posts_error_set(error, POSTS_LIMIT, 0, 0,
                               "no memory to walk the site");
    }

    return POSTS_OK;
}


/* A gem's folder is known to the gem's program alone. */

static void
posts_indexer_theme(posts_indexer_t *ix, const posts_settings_t *settings)
{
    posts_value_t  v;
    posts_error_t  error;

    v = posts_value_get(settings->config.data, posts_str("theme"));

    if (ix->options->theme != NULL || v.type != POSTS_STRING) {
        return;
    }

    posts_error_clear(&error);
    (void) posts_error_set(&error, POSTS_NOTFOUND, 0, 0,
                           "the theme \"%.*s\" is not used: the folder of "
                           "its gem is named by the directive posts_theme "
                           "(\"--theme\" of the command)",
                           posts_str_arg(posts_value_string(v)));
    posts_error_file(&error, posts_str_c(settings->file));

    posts_indexer_report(ix, POSTS_WARNING, &error);
}


static uint32_t
posts_indexer_option_flags(const posts_indexer_t *ix)
{
    return (ix->options->drafts ? POSTS_STORE_DRAFTS : 0)
           | (ix->options->future ? POSTS_STORE_FUTURE_SHOWN : 0)
           | (ix->options->unpublished ? POSTS_STORE_UNPUBLISHED : 0);
}


static void
posts_indexer_drain(posts_indexer_t *ix)
{
    ix->notice.config = ix->has_config ? &ix->settings[ix->current].config
                                       : NULL;

    posts_notice_drain(&ix->notice);
}


static posts_rc_t
posts_indexer_work(posts_indexer_t *ix, int64_t deadline,
    posts_error_t *error)
{
    int64_t        now;
    posts_rc_t     rc;
    posts_error_t  local;

    if (ix->suspect) {
        rc = posts_indexer_reopen(ix, error);

        if (rc != POSTS_OK) {
            return rc;
        }
    }

    /* what is due does not wait for a look at the site */

    now = posts_indexer_now(ix);

    if (ix->next_publish <= now && ix->complete && ix->has_config
        && !ix->writing && !ix->new_config)
    {
        rc = posts_indexer_publish(ix, error);

        if (rc != POSTS_OK) {
            return rc;
        }
    }

    if (ix->notice.root == -1 || ix->lost || ix->notice.next_root <= now
        || ix->notice.next_root - now > POSTS_INDEXER_ROOT)
    {
        rc = posts_indexer_root(ix, error);

        if (rc != POSTS_OK) {
            return rc;
        }
    }

    posts_indexer_drain(ix);

    if (ix->notice.check_config && !ix->writing) {
        rc = posts_indexer_config(ix, error);

        if (rc != POSTS_OK) {
            return rc;
        }
    }

    for ( ;; ) {
        posts_undated_tell(&ix->notice.undated, posts_indexer_report, ix);

        if (ix->applying) {
            rc = posts_indexer_apply(ix, deadline, error);

            /* also when it is done: a host tells of the new generation */

            return (rc == POSTS_OK) ? POSTS_AGAIN : rc;
        }

        now = posts_indexer_now(ix);

        if (posts_scan_pending(&ix->scan)) {

            if (now > deadline) {
                return POSTS_AGAIN;
            }

            ix->scan.root = ix->notice.root;
            ix->scan.theme = &ix->notice.theme;
            ix->scan.config = &ix->settings[ix->current].config;
            ix->scan.force = ix->force;

            rc = posts_scan_step(&ix->scan, deadline, error);

            if (rc != POSTS_OK) {
                return rc;
            }

            if (ix->watch.full && ix->watch.on) {
                posts_watch_stop(&ix->watch);
                ix->polling = 1;

                posts_error_clear(&local);
                (void) posts_error_set(&local, POSTS_LIMIT, 0, 0,
                                       "the system has no more inotify "
                                       "watches (fs.inotify.max_user_watches)"
                                       ": the site is polled");
                posts_indexer_report(ix, POSTS_WARNING, &local);
            }

            if (ix->initial || ix->polling || ix->force) {
                ix->round = 1;
            }

            continue;
        }

        if (ix->round || posts_notice_burst(&ix->notice) <= now) {
            posts_indexer_turn(ix);
            continue;
        }

        if (ix->polling
            && (ix->next_poll <= now
                || ix->next_poll - now
                   > (int64_t) ix->options->poll * POSTS_INDEXER_MS
                     + POSTS_INDEXER_SECOND))
        {
            ix->next_poll = now + (ix->options->poll < 100
                                   ? 100 : (int64_t) ix->options->poll)
                                  * POSTS_INDEXER_MS;

            ix->notice.check_config = 1;

            if (posts_scan_add(&ix->scan, posts_str("")) != POSTS_OK) {
                return posts_error_set(error, POSTS_LIMIT, 0, 0,
                                       "no memory to walk the site");
            }

            return POSTS_AGAIN;
        }

        if (ix->auditing) {
            rc = posts_audit_step(&ix->audit, deadline, error);

            if (rc != POSTS_OK) {

                /* no second look is needed to know */

                ix->failures += (rc == POSTS_INVALID);

                return rc;
            }

            ix->auditing = 0;
        }

        if (ix->unsynced && ix->notice.plan.n == 0) {

            if (now > deadline) {
                return POSTS_AGAIN;
            }

            posts_home_sync(&ix->home, ix->generation);
            ix->unsynced = 0;
        }

        return POSTS_OK;
    }
}


/* What was planned is to be done; a new plan begins. */

static void
posts_indexer_turn(posts_indexer_t *ix)
{
    posts_plan_t  plan;

    plan = ix->work;
    ix->work = ix->notice.plan;
    ix->notice.plan = plan;

    posts_plan_reset(&ix->notice.plan);

    ix->round = 0;
    ix->notice.removed = 0;
    ix->notice.first_event = 0;
    ix->notice.last_event = 0;
    ix->applying = 1;
}


/* Forgets what was under way; all is looked at again. */

static void
posts_indexer_failed(posts_indexer_t *ix, posts_rc_t rc,
    const posts_error_t *error)
{
    size_t       map;
    MDB_envinfo  info;

    posts_writer_abort(&ix->writer);
    posts_intake_end(&ix->intake);
    posts_scan_stop(&ix->scan);
    posts_plan_reset(&ix->notice.plan);
    posts_plan_reset(&ix->work);

    ix->applying = 0;
    ix->writing = 0;
    ix->round = 0;
    ix->notice.removed = 0;
    ix->quiet = 1;

    ix->lost = 1;

    ix->backoff = (ix->backoff == 0) ? POSTS_INDEXER_SECOND
                                     : ix->backoff * 2;

    if (ix->backoff > POSTS_INDEXER_BACKOFF) {
        ix->backoff = POSTS_INDEXER_BACKOFF;
    }

    ix->retry = posts_indexer_now(ix) + ix->backoff;
    ix->failures++;

    if (ix->home.store.env == NULL) {
        ix->suspect = 1;
        return;
    }

    if (rc == POSTS_INVALID && ix->has_config) {
        ix->suspect = 1;
        return;
    }

    if (rc != POSTS_LIMIT || error->err != ENOSPC
        || mdb_env_info(ix->home.store.env, &info) != 0)
    {
        return;
    }

    /* the map is full */

    map = info.me_mapsize * 2;

    if (map <= POSTS_INDEXER_MAP_MAX && posts_index_detach(ix->index)
        && mdb_env_set_mapsize(ix->home.store.env, map) == 0)
    {
        ix->home.store.map = map;
        ix->home.map = map;
        ix->retry = posts_indexer_now(ix);
    }
}


/*
 * After a failure that should not be: the same file once more, which checks
 * it; a new one when that did not help.
 */

static posts_rc_t
posts_indexer_reopen(posts_indexer_t *ix, posts_error_t *error)
{
    posts_rc_t  rc;

    if (!posts_index_detach(ix->index)) {
        return posts_error_set(error, POSTS_IO, 0, 0,
                               "the index is damaged, and in use: it can not "
                               "be built anew yet");
    }

    posts_store_close(&ix->home.store);

    rc = posts_indexer_open(ix, ix->failures > 1, error);

    if (rc == POSTS_OK) {
        ix->suspect = 0;
    }

    return rc;
}


/*
 * The site's folder, by its name: a deploy may have put another one in its
 * place, or made a link point elsewhere.
 */

static posts_rc_t
posts_indexer_root(posts_indexer_t *ix, posts_error_t *error)
{
    int          fd, err;
    struct stat  st;

    ix->no_site = 1;

    if (posts_theme_look(&ix->notice.theme, posts_indexer_report, ix)) {
        ix->notice.check_config = 1;
        posts_notice_rescan(&ix->notice, posts_str("."));
    }

    if (stat(ix->options->site, &st) == -1) {
        err = errno;
        return posts_error_io(error, err, "the site's folder \"%s\"",
                              ix->options->site);
    }

    ix->notice.next_root = (ix->options->watch == POSTS_WATCH_OFF)
                    ? INT64_MAX : posts_indexer_now(ix) + POSTS_INDEXER_ROOT;

    if (ix->notice.root != -1 && !ix->lost && ix->dev == (uint64_t) st.st_dev
        && ix->ino == (uint64_t) st.st_ino)
    {
        ix->no_site = 0;

        /* what lies behind links, and readers that were killed */

        ix->notice.check_config = 1;
        posts_notice_links(&ix->notice);

        return posts_home_check(&ix->home, error);
    }

    fd = open(ix->options->site, O_RDONLY|O_DIRECTORY|O_CLOEXEC);

    if (fd == -1 || fstat(fd, &st) == -1) {
        err = errno;

        if (fd != -1) {
            (void) close(fd);
        }

        return posts_error_io(error, err, "the site's folder \"%s\"",
                              ix->options->site);
    }

    if (ix->writing) {

        /* half of a change is of the other folder */

        posts_writer_abort(&ix->writer);
        ix->writing = 0;
    }

    posts_intake_end(&ix->intake);
    posts_scan_stop(&ix->scan);
    posts_plan_reset(&ix->notice.plan);
    posts_plan_reset(&ix->work);

    ix->applying = 0;
    ix->round = 0;

    if (ix->notice.root != -1) {
        (void) close(ix->notice.root);
    }

    ix->no_site = 0;
    ix->lost = 0;
    ix->notice.root = fd;
    ix->dev = (uint64_t) st.st_dev;
    ix->ino = (uint64_t) st.st_ino;
    ix->notice.check_config = 1;

    if (posts_scan_add(&ix->scan, posts_str("")) != POSTS_OK) {
        return posts_error_set(error, POSTS_LIMIT, 0, 0,
                               "no memory to walk the site");
    }

    return POSTS_OK;
}


static posts_rc_t
posts_indexer_apply(posts_indexer_t *ix, int64_t deadline,
    posts_error_t *error)
{
    int64_t              now;
    unsigned             n;
    posts_rc_t           rc;
    posts_plan_entry_t  *entry, *later;
    posts_arena_mark_t   mark;

    if (!ix->writing) {

        /* nothing to do, and nobody waits for it */

        if (ix->work.n == 0 && !ix->initial && !ix->new_config) {
            ix->applying = 0;
            return POSTS_OK;
        }

        rc = posts_indexer_begin(ix, error);

        if (rc != POSTS_OK) {
            return rc;
        }
    }

    now = posts_indexer_now(ix);

    ix->intake.root = ix->notice.root;
    ix->intake.theme = &ix->notice.theme;
    ix->intake.config = &ix->settings[ix->current].config;
    ix->intake.now = now;
    ix->intake.young = ix->initial ? 0 : ix->notice.settle;
    ix->intake.force = ix->force;

    for (n = 1; ix->work.next < ix->work.n; n++) {
        entry = &ix->work.items[ix->work.next];

        mark = posts_arena_mark(ix->writer.scratch);
        rc = posts_intake(&ix->intake, entry, error);
        posts_arena_rewind(ix->writer.scratch, mark);

        if (rc == POSTS_AGAIN) {
            posts_notice_path(&ix->notice, entry->path, entry->flags);
            later = posts_plan_add(&ix->notice.plan, entry->path,
                                   entry->flags);

            if (later != NULL) {
                later->looked = entry->looked;
                later->mtime = entry->mtime;
                later->size = entry->size;
            }

        } else if (rc != POSTS_OK) {
            posts_intake_end(&ix->intake);
            return rc;
        }

        if (ix->writer.rc != POSTS_OK) {
            break;
        }

        ix->work.next++;

        if (!ix->complete && ++ix->batch >= POSTS_INDEXER_BATCH) {
            ix->batch = 0;
            posts_intake_end(&ix->intake);

            rc = posts_indexer_commit(ix, 0, error);

            return (rc == POSTS_OK) ? POSTS_AGAIN : rc;
        }

        if (n % POSTS_INDEXER_CLOCK == 0
            && posts_indexer_now(ix) > deadline)
        {
            posts_intake_end(&ix->intake);
            return POSTS_AGAIN;
        }
    }

    posts_intake_end(&ix->intake);

    rc = posts_indexer_commit(ix, ix->initial && !ix->complete, error);

    if (rc != POSTS_OK) {
        return rc;
    }

    posts_plan_reset(&ix->work);

    ix->applying = 0;
    ix->initial = 0;
    ix->force = 0;

    return POSTS_OK;
}


static posts_rc_t
posts_indexer_begin(posts_indexer_t *ix, posts_error_t *error)
{
    posts_rc_t               rc;
    posts_settings_t  *c;

    c = &ix->settings[ix->current];

    ix->writer.config = &c->config;
    ix->writer.now = posts_indexer_now(ix) / POSTS_INDEXER_SECOND;

    rc = posts_writer_begin(&ix->writer, error);

    if (rc != POSTS_OK) {
        return rc;
    }

    ix->writing = 1;
    ix->batch = 0;

    if (ix->new_config) {
        posts_writer_config(&ix->writer, c->present ? &c->text : NULL,
                            c->themed ? &c->theme : NULL,
                            posts_indexer_option_flags(ix));
    }

    return POSTS_OK;
}


static posts_rc_t
posts_indexer_commit(posts_indexer_t *ix, int complete, posts_error_t *error)
{
    int64_t     due;
    posts_rc_t  rc;

    due = 0;

    if (ix->writer.rc == POSTS_OK) {

        if (complete) {
            posts_writer_complete(&ix->writer);
        }

        due = posts_writer_due(&ix->writer);
    }

    rc = posts_writer_commit(&ix->writer, error);

    ix->writing = 0;

    if (rc != POSTS_OK) {
        return rc;
    }

    ix->new_config = 0;
    ix->generation = ix->writer.meta.generation;

    ix->next_publish = (due <= 0 || due > INT64_MAX / POSTS_INDEXER_SECOND)
                       ? INT64_MAX : due * POSTS_INDEXER_SECOND;

    if (ix->writer.dirty) {
        ix->unsynced = 1;
    }

    if (complete) {
        ix->complete = 1;

        return posts_home_complete(&ix->home, ix->generation, error);
    }

    return POSTS_OK;
}


static posts_rc_t
posts_indexer_publish(posts_indexer_t *ix, posts_error_t *error)
{
    posts_rc_t  rc;

    rc = posts_indexer_begin(ix, error);

    if (rc != POSTS_OK) {
        return rc;
    }

    posts_writer_publish(&ix->writer);

    return posts_indexer_commit(ix, 0, error);
}


static int64_t
posts_indexer_now(const posts_indexer_t *ix)
{
    struct timespec  ts;

    if (ix->options->now != NULL) {
        return ix->options->now(ix->options->payload);
    }

    (void) clock_gettime(CLOCK_REALTIME, &ts);

    return (int64_t) ts.tv_sec * POSTS_INDEXER_SECOND + ts.tv_nsec;
}


static int64_t
posts_indexer_clock(void *payload)
{
    return posts_indexer_now(payload);
}


static void
posts_indexer_report(void *payload, posts_severity_t severity,
    const posts_error_t *error)
{
    posts_indexer_t *ix = payload;

    if (ix->options->report != NULL && !ix->quiet) {
        ix->options->report(ix->options->payload, severity, error);
    }
}
