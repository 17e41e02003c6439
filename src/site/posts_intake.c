
/*
 * Copyright (C) the authors of this project
 *
 * The folder of the last path stays open: in a first build the next path
 * mostly is of the same.
 */


#define _GNU_SOURCE

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "posts_beneath.h"
#include "posts_intake.h"
#include "posts_place.h"


#define POSTS_INTAKE_PATH  4096
#define POSTS_INTAKE_HEAD  16


static int posts_intake_walked(const posts_intake_t *in);
static int posts_intake_open(posts_intake_t *in, int *link);
static posts_rc_t posts_intake_refused(posts_intake_t *in, int err,
    posts_error_t *error);
static posts_rc_t posts_intake_file(posts_intake_t *in, int fd,
    const struct stat *st, const posts_store_path_t *rec, int link,
    posts_error_t *error);
static void posts_intake_part(posts_intake_t *in, posts_store_path_t *file,
    posts_str_t source, posts_error_t *problem);
static int posts_intake_is_young(posts_intake_t *in,
    posts_plan_entry_t *entry, const struct stat *st);
static int posts_intake_front(int fd);
static posts_rc_t posts_intake_read(posts_intake_t *in, int fd,
    const struct stat *st, posts_str_t *source, posts_error_t *error);
static void posts_intake_broken(posts_intake_t *in, posts_document_t *doc,
    posts_store_path_t *file, const posts_store_path_t *rec,
    posts_error_t *problem);
static void posts_intake_gone(posts_intake_t *in);
static void posts_intake_report(void *payload, posts_severity_t severity,
    const posts_error_t *error);
static void posts_intake_name(const posts_intake_t *in, posts_error_t *error);
static int64_t posts_intake_mtime(const struct stat *st);


posts_rc_t
posts_intake(posts_intake_t *in, posts_plan_entry_t *entry,
    posts_error_t *error)
{
    int                   fd, link, err, known, same;
    posts_rc_t            rc;
    struct stat           st;
    posts_error_t         problem;
    posts_store_path_t    rec;
    posts_arena_mark_t    mark;

    in->path = entry->path;

    if (posts_place_is_theme(in->path) && in->theme->dir != NULL
        && in->theme->fd == -1)
    {
        /* what is known of a theme that is gone stays */

        return POSTS_OK;
    }

    if ((entry->flags & POSTS_PLAN_UNSEEN) != 0 && !posts_intake_walked(in)) {

        /* it may be there, but nothing leads to it any more */

        posts_intake_gone(in);
        return POSTS_OK;
    }

    rc = posts_writer_path(in->writer, in->path, &rec);

    if (rc != POSTS_OK && rc != POSTS_NOTFOUND) {
        return posts_error_set(error, POSTS_INVALID, 0, 0,
                               "the index is damaged: a path's record");
    }

    known = (rc == POSTS_OK);

    fd = posts_intake_open(in, &link);

    if (fd == -1) {
        err = errno;
        return posts_intake_refused(in, err, error);
    }

    if (fstat(fd, &st) == -1) {
        err = errno;
        (void) close(fd);
        return posts_error_io(error, err, "fstat() of a file failed");
    }

    if (link && posts_place_is_theme(in->path)
        && posts_str_starts(posts_place_path(in->path), posts_str("assets/")))
    {
        /* Jekyll passes over links among a theme's assets */

        (void) close(fd);
        posts_intake_gone(in);
        return POSTS_OK;
    }

    if (link && S_ISREG(st.st_mode)
        && posts_plan_add(in->links, in->path, 0) == NULL)
    {
        (void) close(fd);
        return posts_error_set(error, POSTS_LIMIT, 0, 0,
                               "no memory for symbolic links");
    }

    if (S_ISDIR(st.st_mode)
        && posts_watch_find(in->watch, in->path) == POSTS_WATCH_NONE)
    {
        /* the walk did not want to go there */

        (void) close(fd);

        posts_error_clear(&problem);
        (void) posts_error_set(&problem, POSTS_LIMIT, 0, 0,
                               "this folder is not read: it is nested more "
                               "than %d deep, or contains itself by a link",
                               POSTS_WATCH_DEPTH);
        posts_intake_name(in, &problem);

        posts_writer_remove(in->writer, in->path);

        if (posts_writer_problem(in->writer, in->path, &problem)) {
            posts_intake_report(in, POSTS_FAULT, &problem);
        }

        return POSTS_OK;
    }

    if (!S_ISREG(st.st_mode)) {
        (void) close(fd);
        posts_intake_gone(in);
        return POSTS_OK;
    }

    same = known && rec.size == (uint64_t) st.st_size
           && rec.inode == (uint64_t) st.st_ino
           && rec.mtime == posts_intake_mtime(&st);

    if (same && !in->force) {
        (void) close(fd);
        return POSTS_OK;
    }

    in->kind = (posts_path_e) entry->kind;

    if (entry->kind == -1) {
        in->kind = posts_document_classify(in->config, in->path, 0);
    }

    if (in->kind == POSTS_PATH_HIDDEN || in->kind == POSTS_PATH_FOLDER
        || (in->kind == POSTS_PATH_DRAFT && !in->config->drafts))
    {
        (void) close(fd);
        posts_intake_gone(in);
        return POSTS_OK;
    }

    /* what is read again for a reason of ours has been at rest */

    if (!same && posts_intake_is_young(in, entry, &st)) {
        (void) close(fd);
        return POSTS_AGAIN;
    }

    mark = posts_arena_mark(in->writer->scratch);

    rc = posts_intake_file(in, fd, &st, known ? &rec : NULL, link, error);

    posts_arena_rewind(in->writer->scratch, mark);
    (void) close(fd);

    if (rc == POSTS_AGAIN) {
        entry->looked = in->now;
        entry->mtime = 0;
    }

    return rc;
}


void
posts_intake_end(posts_intake_t *in)
{
    if (in->dir != -1) {
        (void) close(in->dir);
        in->dir = -1;
    }

    in->folder = posts_str("");
}


/* The last walk has come through the path's folder. */

static int
posts_intake_walked(const posts_intake_t *in)
{
    ssize_t  slash;

    slash = posts_str_rchr(in->path, '/');

    return posts_watch_find(in->watch,
                            posts_str_slice(in->path, 0, slash == -1 ? 0
                                            : (size_t) slash))
           != POSTS_WATCH_NONE;
}


/* *link: it was reached by a symbolic link. */

static int
posts_intake_open(posts_intake_t *in, int *link)
{
    int          fd, root;
    char         c[POSTS_INTAKE_PATH];
    ssize_t      slash;
    const char  *name;
    posts_str_t  folder;

    *link = 0;

    if (in->path.len >= sizeof(c) || in->path.len == 0) {
        errno = ENAMETOOLONG;
        return -1;
    }

    slash = posts_str_rchr(in->path, '/');
    folder = posts_str_slice(in->path, 0, slash == -1 ? 0 : (size_t) slash);

    if (in->dir == -1 || !posts_str_eq(folder, in->folder)) {
        posts_intake_end(in);

        memcpy(c, folder.data, folder.len);
        c[folder.len] = '\0';

        posts_arena_reset(in->arena, 64 * 1024);
        in->folder = posts_arena_str(in->arena, folder);

        if (in->folder.data == NULL) {
            errno = ENOMEM;
            return -1;
        }

        name = c;
        root = posts_theme_at(in->root, in->theme->fd, &name);

        in->dir = posts_beneath_open(root, name, O_RDONLY|O_DIRECTORY);

        if (in->dir == -1) {
            return -1;
        }
    }

    memcpy(c, in->path.data, in->path.len);
    c[in->path.len] = '\0';

    fd = openat(in->dir, c + (slash + 1),
                O_RDONLY|O_NOFOLLOW|O_NONBLOCK|O_NOCTTY|O_CLOEXEC);

    if (fd != -1 || errno != ELOOP) {
        return fd;
    }

    *link = 1;

    name = c;
    root = posts_theme_at(in->root, in->theme->fd, &name);

    return posts_beneath_open(root, name, O_RDONLY);
}


/*
 * What can not be opened is not served: who takes a file's permissions away
 * wants it hidden.
 */

static posts_rc_t
posts_intake_refused(posts_intake_t *in, int err, posts_error_t *error)
{
    posts_error_t  problem;

    switch (err) {

    case ENOENT:
    case ENOTDIR:
    case ENXIO:
    case ENODEV:
        posts_intake_gone(in);
        return POSTS_OK;

    case EMFILE:
    case ENFILE:
    case ENOMEM:
    case EINTR:
    case EIO:
    case ESTALE:
        posts_intake_name(in, error);
        return posts_error_io(error, err, "this file can not be opened");
    }

    posts_error_clear(&problem);
    posts_intake_name(in, &problem);

    if (err == EXDEV) {
        (void) posts_error_set(&problem, POSTS_INVALID, 0, 0,
                               "is not served: this symbolic link leads out "
                               "of the site");

    } else {
        (void) posts_error_io(&problem, err, "is not served");
    }

    posts_writer_remove(in->writer, in->path);

    if (posts_writer_problem(in->writer, in->path, &problem)) {
        posts_intake_report(in, POSTS_FAULT, &problem);
    }

    return POSTS_OK;
}


static posts_rc_t
posts_intake_file(posts_intake_t *in, int fd, const struct stat *st,
    const posts_store_path_t *rec, int link, posts_error_t *error)
{
    posts_rc_t            rc;
    posts_str_t           source;
    posts_error_t         problem;
    posts_document_t      doc;
    posts_store_path_t    file;

    memset(&file, 0, sizeof(file));

    file.kind = (uint8_t) in->kind;
    file.flags = link ? POSTS_STORE_LINK : 0;
    file.mtime = posts_intake_mtime(st);
    file.size = (uint64_t) st->st_size;
    file.inode = (uint64_t) st->st_ino;

    if (file.kind == POSTS_PATH_FILE && !posts_intake_front(fd)) {
        posts_writer_static(in->writer, in->path, NULL, &file);
        (void) posts_writer_problem(in->writer, in->path, NULL);
        return POSTS_OK;
    }

    memset(&doc, 0, sizeof(doc));

    doc.size = file.size;
    doc.inode = file.inode;
    doc.mtime = file.mtime;

    posts_error_clear(&problem);

    if (file.kind == POSTS_PATH_MEMBER && !posts_intake_front(fd)) {

        /* of any size: nothing of it is read */

        rc = posts_document_parse(&doc, in->writer->scratch, in->config,
                                  in->limits, in->kind, in->path,
                                  posts_str(""), NULL, NULL, &problem);
        goto parsed;
    }

    if (file.size > in->limits->source) {
        (void) posts_error_set(&problem, POSTS_LIMIT, 0, 0,
                               "this file has %llu bytes, more than the "
                               "limit \"source\" of %zu",
                               (unsigned long long) file.size,
                               in->limits->source);

        if (file.kind >= POSTS_PATH_LAYOUT) {
            posts_intake_part(in, &file, posts_str(""), &problem);
            return POSTS_OK;
        }

        posts_intake_broken(in, &doc, &file, rec, &problem);
        return POSTS_OK;
    }

    rc = posts_intake_read(in, fd, st, &source, error);

    if (rc != POSTS_OK) {
        return rc;
    }

    in->reads++;

    file.hash = posts_hash64(source);

    if (rec != NULL && !in->force && rec->hash == file.hash
        && rec->kind == file.kind && file.kind != POSTS_PATH_DRAFT
        && (rec->flags & (POSTS_STORE_DOCUMENT|POSTS_STORE_PART)) != 0)
    {
        posts_writer_touch(in->writer, in->path, &file);
        return POSTS_OK;
    }

    if (file.kind >= POSTS_PATH_LAYOUT) {
        posts_intake_part(in, &file, source, &problem);
        return POSTS_OK;
    }

    rc = posts_document_parse(&doc, in->writer->scratch, in->config,
                              in->limits, in->kind, in->path,
                              source, posts_intake_report, in, &problem);

parsed:

    switch (rc) {

    case POSTS_OK:
        (void) posts_writer_problem(in->writer, in->path, NULL);
        posts_writer_document(in->writer, &doc, &file);
        break;

    case POSTS_NOTFOUND:
        (void) posts_writer_problem(in->writer, in->path, NULL);
        posts_writer_static(in->writer, in->path,
                            in->kind == POSTS_PATH_MEMBER ? &doc : NULL,
                            &file);
        break;

    default:
        posts_intake_broken(in, &doc, &file, rec, &problem);
    }

    return POSTS_OK;
}


/*
 * A layout whose front matter is broken serves without it, as in Jekyll, if
 * there is no better one from before; any other part is then not there.
 */

static void
posts_intake_part(posts_intake_t *in, posts_store_path_t *file,
    posts_str_t source, posts_error_t *problem)
{
    int                  known, news;
    posts_rc_t           rc;
    posts_part_t         part;
    posts_store_path_t   rec;

    memset(&part, 0, sizeof(part));

    part.kind = (posts_part_e) (in->kind - POSTS_PATH_LAYOUT);
    part.path = posts_place_path(in->path);
    part.theme = posts_place_is_theme(in->path);
    part.name = posts_part_name(in->writer->scratch, in->config, part.kind,
                                part.path);

    if (part.name.data == NULL) {
        posts_writer_limit(in->writer);
        return;
    }

    if (problem->rc != POSTS_OK) {
        rc = problem->rc;

    } else if (part.name.len == 0) {
        rc = posts_error_set(problem, POSTS_INVALID, 0, 0,
                             "nothing of this file's name can be used: call "
                             "it by ASCII letters and digits");

    } else {
        rc = posts_part_parse(&part, in->writer->scratch, in->config, source,
                              in->limits, problem);
    }

    if (rc == POSTS_OK) {
        (void) posts_writer_problem(in->writer, in->path, NULL);
        posts_writer_part(in->writer, in->path, &part, file);
        return;
    }

    known = (posts_writer_path(in->writer, in->path, &rec) == POSTS_OK
             && (rec.flags & POSTS_STORE_PART) != 0);

    /* one without a record is met by each walk */

    posts_intake_name(in, problem);
    news = posts_writer_problem(in->writer, in->path, problem);

    if (news || known) {
        posts_intake_report(in, POSTS_FAULT, problem);
    }

    file->flags |= POSTS_STORE_BROKEN;

    if (known) {
        posts_writer_part(in->writer, in->path, NULL, file);

    } else if (part.kind == POSTS_PART_LAYOUT && part.content.len != 0) {
        posts_writer_part(in->writer, in->path, &part, file);

    } else {
        posts_writer_remove(in->writer, in->path);
    }
}


/*
 * Whether the file may be in the middle of being written.  Its time may be
 * that of another clock: one that rests from one look to the next is whole.
 */

static int
posts_intake_is_young(posts_intake_t *in, posts_plan_entry_t *entry,
    const struct stat *st)
{
    int64_t  mtime;

    if (in->young == 0 || (entry->flags & POSTS_PLAN_SURE) != 0) {
        return 0;
    }

    mtime = posts_intake_mtime(st);

    if (mtime <= in->now && in->now - mtime >= in->young) {
        return 0;
    }

    if (entry->looked != 0 && entry->mtime == mtime
        && entry->size == (uint64_t) st->st_size
        && in->now - entry->looked >= in->young)
    {
        return 0;
    }

    if (entry->looked == 0 || entry->mtime != mtime
        || entry->size != (uint64_t) st->st_size)
    {
        entry->looked = in->now;
        entry->mtime = mtime;
        entry->size = (uint64_t) st->st_size;
    }

    return 1;
}


/* Whether the file may have front matter: most that have none are large. */

static int
posts_intake_front(int fd)
{
    u_char       head[POSTS_INTAKE_HEAD];
    ssize_t      n;
    posts_str_t  s;

    n = pread(fd, head, sizeof(head), 0);
    s = posts_str_from(head, n > 0 ? (size_t) n : 0);

    if (posts_str_starts(s, posts_str("\xef\xbb\xbf"))) {
        s = posts_str_slice(s, 3, s.len);
    }

    return posts_str_starts(s, posts_str("---"));
}


/* POSTS_AGAIN: it changes while it is read. */

static posts_rc_t
posts_intake_read(posts_intake_t *in, int fd, const struct stat *st,
    posts_str_t *source, posts_error_t *error)
{
    int          err;
    u_char      *buf;
    size_t       size, got;
    ssize_t      n;
    struct stat  now;

    size = (size_t) st->st_size;
    buf = posts_arena_alloc(in->writer->scratch, size);

    if (buf == NULL) {
        return posts_error_set(error, POSTS_LIMIT, 0, 0,
                               "no memory to read a file");
    }

    got = 0;

    while (got < size) {
        n = read(fd, buf + got, size - got);

        if (n == -1) {
            err = errno;

            if (err == EINTR) {
                continue;
            }

            posts_intake_name(in, error);
            return posts_error_io(error, err, "read() failed");
        }

        if (n == 0) {
            break;
        }

        got += (size_t) n;
    }

    if (got != size || fstat(fd, &now) == -1
        || now.st_size != st->st_size
        || posts_intake_mtime(&now) != posts_intake_mtime(st))
    {
        return POSTS_AGAIN;
    }

    *source = posts_str_from(buf, got);

    return POSTS_OK;
}


/* The last good version stays, if there was one. */

static void
posts_intake_broken(posts_intake_t *in, posts_document_t *doc,
    posts_store_path_t *file, const posts_store_path_t *rec,
    posts_error_t *problem)
{
    posts_document_t  old;

    posts_intake_name(in, problem);

    (void) posts_writer_problem(in->writer, in->path, problem);
    posts_intake_report(in, POSTS_FAULT, problem);

    file->flags |= POSTS_STORE_BROKEN;

    if (rec != NULL && (rec->flags & POSTS_STORE_DOCUMENT) != 0
        && posts_writer_old(in->writer, rec, &old) == POSTS_OK)
    {
        old.broken = 1;
        old.published = old.published && doc->published;
        old.size = doc->size;
        old.inode = doc->inode;
        old.mtime = doc->mtime;
        old.content = doc->content;
        old.content_line = doc->content_line;

        posts_writer_document(in->writer, &old, file);
        return;
    }

    if (doc->url.len != 0) {
        posts_writer_document(in->writer, doc, file);
        return;
    }

    posts_writer_remove(in->writer, in->path);
}


static void
posts_intake_gone(posts_intake_t *in)
{
    posts_writer_remove(in->writer, in->path);
    (void) posts_writer_problem(in->writer, in->path, NULL);
}


static void
posts_intake_report(void *payload, posts_severity_t severity,
    const posts_error_t *error)
{
    posts_intake_t *in = payload;

    posts_error_t  named;

    if (in->report == NULL) {
        return;
    }

    named = *error;
    posts_intake_name(in, &named);

    in->report(in->payload, severity, &named);
}


/* A file of the theme is named with the theme's folder. */

static void
posts_intake_name(const posts_intake_t *in, posts_error_t *error)
{
    int          n;
    char         c[POSTS_INTAKE_PATH];
    posts_str_t  path;

    if (error == NULL) {
        return;
    }

    if (!posts_place_is_theme(in->path) || in->theme->dir == NULL) {
        posts_error_file(error, in->path);
        return;
    }

    path = posts_place_path(in->path);
    n = snprintf(c, sizeof(c), "%s/%.*s", in->theme->dir,
                 posts_str_arg(path));

    if (n > 0 && (size_t) n < sizeof(c)) {
        error->file[0] = '\0';
        posts_error_file(error, posts_str_from(c, (size_t) n));
    }
}


static int64_t
posts_intake_mtime(const struct stat *st)
{
    return (int64_t) st->st_mtim.tv_sec * 1000000000 + st->st_mtim.tv_nsec;
}
