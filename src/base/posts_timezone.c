
/*
 * Copyright (C) the authors of this project
 *
 * A zone is a list of spans of time, each with an offset: those of its
 * file, then those that its rule ("EST5EDT,M3.2.0,M11.1.0") makes for ever.
 * All questions are answered by one function that finds the span of a
 * moment.
 *
 * A wall clock's time is looked up the other way round: each span near it
 * says at which moment its clock would show that time, and whether that
 * moment is in the span at all.  None fits a time that the clock skips, two
 * fit one that it shows twice.
 */


#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "posts_timezone.h"


#define POSTS_TIMEZONE_ZONEINFO  "/usr/share/zoneinfo"
#define POSTS_TIMEZONE_SPANS     64    /* that may lie in four days */


typedef struct {
    int64_t                       from;    /* the first moment */
    int64_t                       until;   /* the first one not in it */
    const posts_timezone_type_t  *type;
} posts_timezone_span_t;


static posts_rc_t posts_timezone_read(posts_str_t *out, posts_arena_t *arena,
    posts_str_t name, const char *zoneinfo, posts_error_t *error);
static void posts_timezone_span(const posts_timezone_t *tz, int64_t sec,
    posts_timezone_span_t *span);
static void posts_timezone_rule_span(const posts_timezone_rule_t *rule,
    int64_t sec, posts_timezone_span_t *span);
static int64_t posts_timezone_moment(const posts_timezone_day_t *day,
    int64_t year, int32_t offset);


const posts_timezone_t  posts_timezone_utc = {
    NULL, NULL, 0, NULL,
    { { 0, posts_string("UTC") }, { 0, posts_null_string },
      { 0, 0, 0, 0, 0 }, { 0, 0, 0, 0, 0 }, 0 },
    1
};


posts_rc_t
posts_timezone_load(posts_timezone_t **out, posts_arena_t *arena,
    posts_str_t name, const char *zoneinfo, posts_error_t *error)
{
    size_t         i;
    posts_rc_t     rc;
    posts_str_t    file;
    posts_error_t  own;

    *out = NULL;

    if (zoneinfo == NULL) {
        zoneinfo = POSTS_TIMEZONE_ZONEINFO;
    }

    /* the C library allows, and ignores, a colon before a name */

    if (name.len > 0 && name.data[0] == ':') {
        name = posts_str_slice(name, 1, name.len);
    }

    if (name.len == 0 || posts_str_eq(name, posts_str("UTC"))) {
        *out = posts_arena_alloc(arena, sizeof(posts_timezone_t));

        if (*out == NULL) {
            return posts_error_set(error, POSTS_LIMIT, 0, 0,
                                   "no memory for a time zone");
        }

        **out = posts_timezone_utc;

        return POSTS_OK;
    }

    if (name.len > POSTS_TIMEZONE_NAME || name.data[0] == '/') {
        return posts_error_set(error, POSTS_INVALID, 0, 0,
                               "\"%.*s\" is not the name of a time zone, "
                               "names look like \"Europe/Berlin\"",
                               posts_str_arg(name));
    }

    for (i = 0; i < name.len; i++) {
        if (name.data[i] == '\0'
            || (name.data[i] == '.' && i + 1 < name.len
                && name.data[i + 1] == '.'))
        {
            return posts_error_set(error, POSTS_INVALID, 0, 0,
                                   "the name of a time zone may have no "
                                   "\"..\" and no zero byte: \"%.*s\"",
                                   posts_str_arg(name));
        }
    }

    rc = posts_timezone_read(&file, arena, name, zoneinfo, error);

    if (rc == POSTS_OK) {
        posts_error_clear(&own);

        if (posts_timezone_tzif(out, arena, file, &own) == POSTS_OK) {
            return POSTS_OK;
        }

        return posts_error_set(error, own.rc, 0, 0, "time zone \"%.*s\": %s",
                               posts_str_arg(name), own.message);
    }

    if (rc != POSTS_NOTFOUND) {
        return rc;
    }

    file = posts_arena_str(arena, name);

    if (file.data == NULL) {
        return posts_error_set(error, POSTS_LIMIT, 0, 0,
                               "no memory for a time zone");
    }

    rc = posts_timezone_posix(out, arena, file, NULL);

    if (rc == POSTS_OK) {
        return POSTS_OK;
    }

    if (rc == POSTS_LIMIT) {
        return posts_error_set(error, rc, 0, 0, "no memory for a time zone");
    }

    return posts_error_set(error, POSTS_NOTFOUND, 0, 0,
                           "there is no time zone \"%.*s\" in \"%s\"",
                           posts_str_arg(name), zoneinfo);
}


/* The bytes of a zone's file; POSTS_NOTFOUND, without an error, if none. */

static posts_rc_t
posts_timezone_read(posts_str_t *out, posts_arena_t *arena, posts_str_t name,
    const char *zoneinfo, posts_error_t *error)
{
    int          fd, err;
    char        *path;
    u_char      *data;
    size_t       folder, size, len;
    ssize_t      n;
    posts_rc_t   rc;
    struct stat  st;

    folder = strlen(zoneinfo);
    path = posts_arena_alloc(arena, folder + 1 + name.len + 1);

    if (path == NULL) {
        return posts_error_set(error, POSTS_LIMIT, 0, 0,
                               "no memory for a time zone");
    }

    memcpy(path, zoneinfo, folder);
    path[folder] = '/';
    memcpy(path + folder + 1, name.data, name.len);
    path[folder + 1 + name.len] = '\0';

    fd = open(path, O_RDONLY|O_CLOEXEC|O_NONBLOCK|O_NOCTTY);

    if (fd == -1) {
        err = errno;

        if (err == ENOENT || err == ENOTDIR || err == ENAMETOOLONG) {
            return POSTS_NOTFOUND;
        }

        return posts_error_io(error, err, "could not open the time zone "
                              "\"%s\"", path);
    }

    if (fstat(fd, &st) == -1) {
        rc = posts_error_io(error, errno, "could not look at the time zone "
                            "\"%s\"", path);
        goto done;
    }

    if (!S_ISREG(st.st_mode)) {
        rc = POSTS_NOTFOUND;
        goto done;
    }

    if (st.st_size < 0 || st.st_size > POSTS_TIMEZONE_SIZE) {
        rc = posts_error_set(error, POSTS_INVALID, 0, 0,
                             "\"%s\" is too large for a time zone", path);
        goto done;
    }

    size = (size_t) st.st_size;
    data = posts_arena_alloc(arena, size);

    if (data == NULL) {
        rc = posts_error_set(error, POSTS_LIMIT, 0, 0,
                             "no memory for a time zone");
        goto done;
    }

    for (len = 0; len < size; len += (size_t) n) {
        n = read(fd, data + len, size - len);

        if (n == -1) {
            rc = posts_error_io(error, errno, "could not read the time zone "
                                "\"%s\"", path);
            goto done;
        }

        if (n == 0) {
            break;
        }
    }

    *out = posts_str_from(data, len);
    rc = POSTS_OK;

done:

    (void) close(fd);

    return rc;
}


int32_t
posts_timezone_offset(const posts_timezone_t *tz, int64_t sec,
    posts_str_t *abbr)
{
    posts_timezone_span_t  span;

    posts_timezone_span(tz, sec, &span);

    if (abbr != NULL) {
        *abbr = span.type->abbr;
    }

    return span.type->offset;
}


posts_time_t
posts_time_local(const posts_timezone_t *tz, const posts_civil_t *civil,
    uint32_t nsec)
{
    int64_t                wall, at, sec, from, until;
    unsigned               i, found;
    posts_time_t           t;
    posts_timezone_span_t  span;

    wall = posts_time_utc(civil->year, civil->month, civil->day, civil->hour,
                          civil->minute, civil->second);

    from = wall - POSTS_TIMEZONE_OFFSET;
    until = wall + POSTS_TIMEZONE_OFFSET;

    at = from;
    sec = wall;
    found = 0;

    for (i = 0; i < POSTS_TIMEZONE_SPANS; i++) {
        posts_timezone_span(tz, at, &span);

        t.sec = wall - span.type->offset;

        if (t.sec < span.until) {

            /*
             * Of two the later one stays.  So does Ruby, as long as there
             * are not more than two hours between them; beyond (a move of
             * the date line) its answer depends on what was asked before.
             */

            if (t.sec >= span.from) {
                sec = t.sec;
                found = 1;
            }

        } else if (!found) {

            /*
             * The span ends before its clock gets there: what it would
             * show if it went on is the answer if no other span has one.
             */

            sec = t.sec;
        }

        if (span.until > until) {
            break;
        }

        at = span.until;
    }

    t.sec = sec;
    t.nsec = nsec;
    t.offset = posts_timezone_offset(tz, sec, NULL);

    return t;
}


static void
posts_timezone_span(const posts_timezone_t *tz, int64_t sec,
    posts_timezone_span_t *span)
{
    size_t  low, high, mid;

    if (tz->has_rule && (tz->n == 0 || sec >= tz->changes[tz->n - 1])) {
        posts_timezone_rule_span(&tz->rule, sec, span);

        if (tz->n != 0 && span->from < tz->changes[tz->n - 1]) {
            span->from = tz->changes[tz->n - 1];
        }

        return;
    }

    /* how many changes there have been */

    low = 0;
    high = tz->n;

    while (low < high) {
        mid = low + (high - low) / 2;

        if (tz->changes[mid] <= sec) {
            low = mid + 1;

        } else {
            high = mid;
        }
    }

    span->from = (low == 0) ? INT64_MIN : tz->changes[low - 1];
    span->until = (low == tz->n) ? INT64_MAX : tz->changes[low];
    span->type = &tz->types[low == 0 ? 0 : tz->indices[low - 1]];
}


static void
posts_timezone_rule_span(const posts_timezone_rule_t *rule, int64_t sec,
    posts_timezone_span_t *span)
{
    int64_t        start, end, year;
    unsigned       i;
    posts_time_t   t;
    posts_civil_t  civil;

    span->from = INT64_MIN;
    span->until = INT64_MAX;
    span->type = &rule->std;

    if (!rule->has_dst) {
        return;
    }

    t.sec = sec;
    t.nsec = 0;
    t.offset = rule->std.offset;

    posts_time_civil(t, &civil);

    /*
     * The changes of the year and its neighbours, in any order: the last
     * one up to "sec" counts, and of two at one moment the later written.
     */

    for (i = 0; i < 3; i++) {
        year = civil.year - 1 + i;

        start = posts_timezone_moment(&rule->start, year, rule->std.offset);
        end = posts_timezone_moment(&rule->end, year, rule->dst.offset);

        if (start > sec) {
            if (start < span->until) {
                span->until = start;
            }

        } else if (start >= span->from) {
            span->from = start;
            span->type = &rule->dst;
        }

        if (end > sec) {
            if (end < span->until) {
                span->until = end;
            }

        } else if (end >= span->from) {
            span->from = end;
            span->type = &rule->std;
        }
    }
}


/* When the day of that year comes, for a clock with that offset. */

static int64_t
posts_timezone_moment(const posts_timezone_day_t *day, int64_t year,
    int32_t offset)
{
    int64_t   first, next, sec;
    unsigned  month;

    if (day->kind == 'M') {
        first = posts_time_utc(year, day->month, 1, 0, 0, 0) / 86400;
        next = posts_time_utc(year, day->month + 1u, 1, 0, 0, 0) / 86400;

        /* the first such weekday, 1970-01-01 was a Thursday, then weeks */

        sec = (day->day - 4 - first) % 7;
        sec = first + (sec < 0 ? sec + 7 : sec) + (day->week - 1) * 7;

        while (sec >= next) {
            sec -= 7;
        }

        sec *= 86400;

    } else if (day->kind == 'J') {

        /* 29 February is never counted: day 60 is always 1 March */

        month = (day->day < 60) ? 1 : 3;
        sec = posts_time_utc(year, month, day->day - (month == 3 ? 59u : 0),
                             0, 0, 0);

    } else {
        sec = posts_time_utc(year, 1, day->day + 1u, 0, 0, 0);
    }

    return sec + day->time - offset;
}
