
/*
 * Copyright (C) the ngx_http_posts_module authors
 *
 * Time zones: a table of wall clocks that Ruby has filled, files made here
 * to be wrong in one way each, and names.
 */


#include <sys/stat.h>
#include <unistd.h>

#include "posts_timezone.h"
#include "check.h"
#include "table.h"


#define MEMORY  (16 * 1024 * 1024)


typedef struct {
    size_t  len;
    u_char  data[1024];
} file_t;


static void test_table(posts_arena_t *arena);
static void test_names(posts_arena_t *arena);
static void test_folder(posts_arena_t *arena);
static void test_tzif(posts_arena_t *arena);
static void test_tzif_damaged(posts_arena_t *arena);
static void test_posix(posts_arena_t *arena);
static void test_rule(posts_arena_t *arena);
static void test_memory(posts_arena_t *arena);
static void example(file_t *file, u_char version, const char *rule);
static void put(file_t *file, uint64_t n, unsigned width);
static void block(file_t *file, u_char version, unsigned width,
    unsigned changes);


int
main(void)
{
    posts_arena_t  *arena;

    arena = posts_arena_create(MEMORY);

    if (arena == NULL) {
        return 1;
    }

    test_table(arena);
    test_names(arena);
    test_folder(arena);
    test_tzif(arena);
    test_tzif_damaged(arena);
    test_posix(arena);
    test_rule(arena);
    test_memory(arena);

    posts_arena_destroy(arena);

    return CHECK_END("timezone");
}


static void
test_table(posts_arena_t *arena)
{
    int                year;
    char               text[64];
    table_t            table;
    posts_str_t        abbr;
    posts_time_t       t;
    posts_civil_t      civil;
    posts_timezone_t  *tz;

    table_open(&table, "tests/spec/time_local.txt");

    while (table_row(&table, 5)) {

        if (posts_timezone_load(&tz, arena, table.field[0], NULL, NULL)
            != POSTS_OK)
        {
            check_true(table.name, table.line, "the zone is known", 0);
            continue;
        }

        memset(&civil, 0, sizeof(posts_civil_t));

        if (table.field[1].len >= sizeof(text)) {
            continue;
        }

        memcpy(text, table.field[1].data, table.field[1].len);
        text[table.field[1].len] = '\0';

        CHECK_INT(sscanf(text, "%d-%u-%u %u:%u:%u", &year, &civil.month,
                         &civil.day, &civil.hour, &civil.minute,
                         &civil.second), 6);
        civil.year = year;

        t = posts_time_local(tz, &civil, 7);

        check_int(table.name, table.line, "the second", t.sec,
                  table_int(table.field[2]));
        check_int(table.name, table.line, "the offset", t.offset,
                  table_int(table.field[3]));
        CHECK_INT(t.nsec, 7);

        CHECK_INT(posts_timezone_offset(tz, t.sec, &abbr), t.offset);
        check_str(table.name, table.line, "the abbreviation", abbr,
                  table.field[4]);

        posts_arena_reset(arena, MEMORY);
    }

    table_close(&table);
}


static void
test_names(posts_arena_t *arena)
{
    size_t             i;
    u_char             text[300];
    posts_str_t        abbr;
    posts_error_t      error;
    posts_timezone_t  *tz;

    static const struct {
        posts_str_t  name;
        posts_rc_t   rc;

    } cases[] = {
        { posts_string(""), POSTS_OK },
        { posts_string("UTC"), POSTS_OK },
        { posts_string(":UTC"), POSTS_OK },
        { posts_string("Europe/Berlin"), POSTS_OK },
        { posts_string(":Europe/Berlin"), POSTS_OK },
        { posts_string("EST5EDT"), POSTS_OK },
        { posts_string("<+08>-8"), POSTS_OK },
        { posts_string("/etc/passwd"), POSTS_INVALID },
        { posts_string("/"), POSTS_INVALID },
        { posts_string(":/etc/passwd"), POSTS_INVALID },
        { posts_string("../zoneinfo/UTC"), POSTS_INVALID },
        { posts_string("Europe/../Europe/Berlin"), POSTS_INVALID },
        { posts_string("Europe/Ber\0lin"), POSTS_INVALID },
        { posts_string("Europe/Berlin\0"), POSTS_INVALID },
        { posts_string("tzdata.zi"), POSTS_INVALID },
        { posts_string("Europe"), POSTS_NOTFOUND },
        { posts_string("Europe/"), POSTS_NOTFOUND },
        { posts_string("Europe/Berlin/"), POSTS_NOTFOUND },
        { posts_string("Europe/Entenhausen"), POSTS_NOTFOUND },
        { posts_string("EST"), POSTS_OK },
        { posts_string("XST"), POSTS_NOTFOUND },
        { posts_string(" "), POSTS_NOTFOUND },
        { posts_string("."), POSTS_NOTFOUND }
    };

    for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        posts_error_clear(&error);

        if (!check_int(__FILE__, __LINE__, (const char *) cases[i].name.data,
                       posts_timezone_load(&tz, arena, cases[i].name, NULL,
                                           &error), cases[i].rc))
        {
            continue;
        }

        CHECK_INT(error.rc, cases[i].rc);
        CHECK((tz != NULL) == (cases[i].rc == POSTS_OK));
        CHECK((error.message[0] != '\0') == (cases[i].rc != POSTS_OK));
    }

    memset(text, 'x', sizeof(text));
    CHECK_INT(posts_timezone_load(&tz, arena, posts_str_from(text, 255), NULL,
                                  NULL), POSTS_NOTFOUND);
    CHECK_INT(posts_timezone_load(&tz, arena, posts_str_from(text, 256), NULL,
                                  NULL), POSTS_INVALID);

    CHECK_INT(posts_timezone_offset(&posts_timezone_utc, INT64_MIN, &abbr), 0);
    CHECK_STR(abbr, "UTC");
    CHECK_INT(posts_timezone_offset(&posts_timezone_utc, INT64_MAX, NULL), 0);

    posts_arena_reset(arena, MEMORY);
}


/* A folder of zones of one's own: too large, unreadable, empty, a good one. */

static void
test_folder(posts_arena_t *arena)
{
    int                i;
    FILE              *fp;
    char               folder[] = "/tmp/posts-timezone-XXXXXX";
    char               path[64];
    file_t             file;
    posts_error_t      error;
    posts_timezone_t  *tz;

    static const char *const  names[] = { "Good", "Empty", "Large", "Fifo" };

    if (!CHECK(mkdtemp(folder) != NULL)) {
        return;
    }

    example(&file, '2', "AAA-1");

    for (i = 0; i < 3; i++) {
        snprintf(path, sizeof(path), "%s/%s", folder, names[i]);
        fp = fopen(path, "wb");

        if (!CHECK(fp != NULL)) {
            return;
        }

        if (i == 0) {
            fwrite(file.data, 1, file.len, fp);

        } else if (i == 2) {
            CHECK_INT(ftruncate(fileno(fp), POSTS_TIMEZONE_SIZE + 1), 0);
        }

        fclose(fp);
    }

    snprintf(path, sizeof(path), "%s/%s", folder, names[3]);
    CHECK_INT(mkfifo(path, 0600), 0);

    CHECK_INT(posts_timezone_load(&tz, arena, posts_str("Good"), folder, NULL),
              POSTS_OK);
    CHECK_INT(posts_timezone_offset(tz, 0, NULL), 3600);

    posts_error_clear(&error);
    CHECK_INT(posts_timezone_load(&tz, arena, posts_str("Empty"), folder,
                                  &error), POSTS_INVALID);
    CHECK_STR(posts_str_c(error.message),
              "time zone \"Empty\": not a time zone file, or a damaged one");

    CHECK_INT(posts_timezone_load(&tz, arena, posts_str("Large"), folder,
                                  NULL), POSTS_INVALID);
    CHECK_INT(posts_timezone_load(&tz, arena, posts_str("Fifo"), folder, NULL),
              POSTS_NOTFOUND);
    CHECK_INT(posts_timezone_load(&tz, arena, posts_str("Berlin"),
                                  "/no/such/folder", NULL), POSTS_NOTFOUND);

    /* a string needs no file */

    CHECK_INT(posts_timezone_load(&tz, arena, posts_str("AAA3"),
                                  "/no/such/folder", NULL), POSTS_OK);
    CHECK_INT(posts_timezone_offset(tz, 0, NULL), -10800);

    for (i = 0; i < 4; i++) {
        snprintf(path, sizeof(path), "%s/%s", folder, names[i]);
        unlink(path);
    }

    rmdir(folder);
    posts_arena_reset(arena, MEMORY);
}


static void
test_tzif(posts_arena_t *arena)
{
    file_t             file;
    posts_str_t        abbr;
    posts_timezone_t  *tz;

    /* version 1: the last type stays for ever */

    example(&file, '\0', NULL);
    CHECK_INT(posts_timezone_tzif(&tz, arena,
                                  posts_str_from(file.data, file.len), NULL),
              POSTS_OK);

    CHECK_INT(posts_timezone_offset(tz, INT64_MIN, &abbr), -450);
    CHECK_STR(abbr, "LMT");
    CHECK_INT(posts_timezone_offset(tz, -1001, NULL), -450);
    CHECK_INT(posts_timezone_offset(tz, -1000, &abbr), 3600);
    CHECK_STR(abbr, "AAA");
    CHECK_INT(posts_timezone_offset(tz, 999, NULL), 3600);
    CHECK_INT(posts_timezone_offset(tz, 1000, &abbr), 7200);
    CHECK_STR(abbr, "BBB");
    CHECK_INT(posts_timezone_offset(tz, INT64_MAX, NULL), 7200);

    /* version 2: what the first block says does not count, the rule does */

    example(&file, '2', "AAA-1BBB,M3.5.0,M10.5.0/3");
    CHECK_INT(posts_timezone_tzif(&tz, arena,
                                  posts_str_from(file.data, file.len), NULL),
              POSTS_OK);

    CHECK_INT(posts_timezone_offset(tz, -1001, NULL), -450);
    CHECK_INT(posts_timezone_offset(tz, 1000, &abbr), 3600);
    CHECK_STR(abbr, "AAA");
    CHECK_INT(posts_timezone_offset(tz, 1597497840, &abbr), 7200);
    CHECK_STR(abbr, "BBB");

    /* no rule */

    example(&file, '3', "");
    CHECK_INT(posts_timezone_tzif(&tz, arena,
                                  posts_str_from(file.data, file.len), NULL),
              POSTS_OK);
    CHECK_INT(posts_timezone_offset(tz, INT64_MAX, NULL), 7200);

    posts_arena_reset(arena, MEMORY);
}


static void
test_tzif_damaged(posts_arena_t *arena)
{
    size_t             i, n;
    file_t             file, damaged;
    posts_error_t      error;
    posts_timezone_t  *tz;

    /* where a byte is changed, and to what */

    static const struct {
        size_t  at;
        u_char  byte;

    } cases[] = {
        { 0, 't' }, { 4, '1' }, { 4, '5' }, { 20, 0xff }, { 23, 9 },
        { 24, 1 }, { 28, 1 }, { 32, 0xff }, { 35, 200 }, { 36, 1 },
        { 39, 0 }, { 40, 0x10 }, { 43, 0 },

        /* in the data: order, a type, an offset, an abbreviation */

        { 44, 0x7f }, { 52, 3 }, { 54, 0x7f }, { 54, 0x80 }, { 59, 12 },
        { 83, 'x' }
    };

    example(&file, '\0', NULL);

    for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        damaged = file;
        damaged.data[cases[i].at] = cases[i].byte;

        check_int(__FILE__, __LINE__, "the result for a damaged file",
                  posts_timezone_tzif(&tz, arena,
                                      posts_str_from(damaged.data,
                                                     damaged.len), NULL),
                  POSTS_INVALID);
    }

    /* leap seconds: the file is right, but time here has none */

    damaged = file;
    damaged.data[31] = 1;
    put(&damaged, 500, 4);
    put(&damaged, 1, 4);

    posts_error_clear(&error);
    CHECK_INT(posts_timezone_tzif(&tz, arena,
                                  posts_str_from(damaged.data, damaged.len),
                                  &error), POSTS_INVALID);
    CHECK(strstr(error.message, "leap") != NULL);

    /* cut off anywhere */

    example(&file, '2', "AAA-1BBB,M3.5.0,M10.5.0/3");

    for (n = 0; n < file.len; n++) {
        CHECK_INT(posts_timezone_tzif(&tz, arena,
                                      posts_str_from(file.data, n), NULL),
                  POSTS_INVALID);
        posts_arena_reset(arena, MEMORY);
    }

    /* every byte changed: no more is asked than that it ends well */

    for (n = 0; n < file.len; n++) {
        for (i = 0; i < 8; i++) {
            damaged = file;
            damaged.data[n] = (u_char) (damaged.data[n] ^ 1u << i);

            if (posts_timezone_tzif(&tz, arena,
                                    posts_str_from(damaged.data, damaged.len),
                                    NULL)
                == POSTS_OK)
            {
                (void) posts_timezone_offset(tz, 1597497840, NULL);
            }

            posts_arena_reset(arena, MEMORY);
        }
    }

    example(&file, '2', "AAA");
    CHECK_INT(posts_timezone_tzif(&tz, arena,
                                  posts_str_from(file.data, file.len), NULL),
              POSTS_INVALID);
}


static void
test_posix(posts_arena_t *arena)
{
    size_t             i;
    posts_timezone_t  *tz;

    static const posts_str_t  good[] = {
        posts_string("EST5"), posts_string("EST+5"), posts_string("EST-05:30"),
        posts_string("EST5:30:15"), posts_string("ABCDEFGH24:59:59"),
        posts_string("<-03>3"), posts_string("<A+1>1<B-2>2"),
        posts_string("EST5EDT"), posts_string("EST5EDT4:30"),
        posts_string("EST5EDT,J1,J365"), posts_string("EST5EDT,0,365"),
        posts_string("EST5EDT,M1.1.0/-167,M12.5.6/167:59:59")
    };

    static const posts_str_t  bad[] = {
        posts_string(""), posts_string("EST"), posts_string("ES5"),
        posts_string("5"), posts_string("EST5ED"), posts_string("EST25"),
        posts_string("EST5:60"), posts_string("EST5:30:60"),
        posts_string("EST--5"), posts_string("EST5:"), posts_string("<EST5"),
        posts_string("<E>5"), posts_string("<EST >5"), posts_string("EST5 "),
        posts_string("EST5EDT,"), posts_string("EST5EDT,M3.2.0"),
        posts_string("EST5EDT,M3.2.0,"), posts_string("EST5EDT,M0.2.0,J1"),
        posts_string("EST5EDT,M13.2.0,J1"), posts_string("EST5EDT,M3.0.0,J1"),
        posts_string("EST5EDT,M3.6.0,J1"), posts_string("EST5EDT,M3.2.7,J1"),
        posts_string("EST5EDT,M3.2,J1"), posts_string("EST5EDT,J0,J1"),
        posts_string("EST5EDT,J366,J1"), posts_string("EST5EDT,366,J1"),
        posts_string("EST5EDT,J1/168,J2"), posts_string("EST5EDT,J1,J2x"),
        posts_string("EST5EDT,J1/,J2"), posts_string("EST99999999999999"),
        posts_string("EST5\0"), posts_string("\xc3\xa9\xc3\xa9\xc3\xa9" "5")
    };

    for (i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
        check_int(__FILE__, __LINE__, (const char *) good[i].data,
                  posts_timezone_posix(&tz, arena, good[i], NULL), POSTS_OK);
    }

    for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        check_int(__FILE__, __LINE__, (const char *) bad[i].data,
                  posts_timezone_posix(&tz, arena, bad[i], NULL),
                  POSTS_INVALID);
        CHECK(tz == NULL);
    }

    posts_arena_reset(arena, MEMORY);
}


static void
test_rule(posts_arena_t *arena)
{
    int64_t            sec;
    unsigned           bad;
    posts_time_t       t;
    posts_civil_t      civil;
    posts_timezone_t  *tz;

    /* daylight time all the year: RFC 8536, 3.3.1 */

    CHECK_INT(posts_timezone_posix(&tz, arena,
                                   posts_str("XXX3EDT4,0/0,J365/23"), NULL),
              POSTS_OK);

    bad = 0;

    for (sec = 1577836800; sec < 1577836800 + 5 * 366 * 86400; sec += 1800) {
        bad += posts_timezone_offset(tz, sec, NULL) != -14400;
    }

    CHECK_INT(bad, 0);

    /* there and back, at all hours of years with both kinds of change */

    CHECK_INT(posts_timezone_posix(&tz, arena,
                                   posts_str("AAA-9:30BBB,M10.1.0,M4.1.0/3"),
                                   NULL), POSTS_OK);

    bad = 0;

    for (sec = 1577836800; sec < 1577836800 + 3 * 366 * 86400; sec += 900) {
        t.sec = sec;
        t.nsec = 0;
        t = posts_time_in(t, tz);
        posts_time_civil(t, &civil);
        t = posts_time_local(tz, &civil, 0);

        /* the doubled hour comes back as its second */

        bad += (t.sec != sec && t.sec != sec + 3600);
    }

    CHECK_INT(bad, 0);

    /* no moment is too far */

    CHECK_INT(posts_timezone_offset(tz, INT64_MAX, NULL) % 1800, 0);
    CHECK_INT(posts_timezone_offset(tz, INT64_MIN, NULL) % 1800, 0);

    memset(&civil, 0, sizeof(posts_civil_t));
    civil.year = INT64_MAX;
    civil.month = 12;
    civil.day = 31;
    t = posts_time_local(tz, &civil, 0);
    CHECK(t.sec > 0);

    civil.year = INT64_MIN;
    t = posts_time_local(tz, &civil, 0);
    CHECK(t.sec < 0);

    posts_arena_reset(arena, MEMORY);
}


static void
test_memory(posts_arena_t *arena)
{
    size_t             i, k, n;
    posts_rc_t         rc;
    posts_error_t      error;
    posts_timezone_t  *tz;

    static const posts_str_t  names[] = {
        posts_string("UTC"), posts_string("Europe/Berlin"),
        posts_string("AAA3BBB")
    };

    for (k = 0; k < 3; k++) {
        posts_arena_reset(arena, MEMORY);
        CHECK_INT(posts_timezone_load(&tz, arena, names[k], NULL, NULL),
                  POSTS_OK);

        n = posts_arena_requests(arena);
        CHECK(n > 0);

        for (i = 1; i <= n; i++) {
            posts_arena_reset(arena, MEMORY);
            posts_arena_fail_at(arena, i);
            posts_error_clear(&error);

            rc = posts_timezone_load(&tz, arena, names[k], NULL, &error);

            CHECK_INT(rc, POSTS_LIMIT);
            CHECK_INT(error.rc, POSTS_LIMIT);
            CHECK(tz == NULL);
        }

        posts_arena_fail_at(arena, 0);
    }

    posts_arena_reset(arena, MEMORY);
}


/*
 * A file of three types: -450 "LMT", from -1000 on 3600 "AAA", from 1000 on
 * 7200 "BBB".
 */

static void
example(file_t *file, u_char version, const char *rule)
{
    size_t  len;

    file->len = 0;

    if (version == '\0') {
        block(file, version, 4, 2);
        return;
    }

    block(file, version, 4, 0);
    block(file, version, 8, 2);

    len = strlen(rule);

    file->data[file->len++] = '\n';
    memcpy(file->data + file->len, rule, len);
    file->len += len;
    file->data[file->len++] = '\n';
}


static void
block(file_t *file, u_char version, unsigned width, unsigned changes)
{
    memcpy(file->data + file->len, "TZif", 4);
    file->len += 4;
    put(file, version, 1);
    memset(file->data + file->len, 0, 15);
    file->len += 15;

    put(file, 0, 4);
    put(file, 0, 4);
    put(file, 0, 4);
    put(file, changes, 4);
    put(file, 3, 4);
    put(file, 12, 4);

    if (changes != 0) {
        put(file, (uint64_t) -1000, width);
        put(file, 1000, width);
        put(file, 1, 1);
        put(file, 2, 1);
    }

    put(file, (uint64_t) -450, 4);
    put(file, 0, 1);
    put(file, 0, 1);

    put(file, 3600, 4);
    put(file, 0, 1);
    put(file, 4, 1);

    put(file, 7200, 4);
    put(file, 1, 1);
    put(file, 8, 1);

    memcpy(file->data + file->len, "LMT\0AAA\0BBB", 12);
    file->len += 12;
}


/* A number, the highest byte first. */

static void
put(file_t *file, uint64_t n, unsigned width)
{
    while (width-- > 0) {
        file->data[file->len++] = (u_char) (n >> width * 8);
    }
}
