
/*
 * Copyright (C) the ngx_http_posts_module authors
 *
 * The filters of dates in several zones: tests/spec/liquid_date.txt.
 */


#include "check.h"
#include "table.h"
#include "template.h"


static posts_rc_t test_row(const table_t *table, posts_timezone_t *tz);


static posts_arena_t   *arena;
static posts_limits_t   limits;
static posts_value_t    globals;


int
main(void)
{
    char               zone[64];
    table_t            table;
    posts_map_t       *map;
    posts_arena_t     *zones;
    posts_error_t      error;
    posts_timezone_t  *tz;

    posts_limits_default(&limits);

    arena = posts_arena_create(16 * 1024 * 1024);
    zones = posts_arena_create(16 * 1024 * 1024);
    map = posts_map_create(zones, 2);
    tz = NULL;
    zone[0] = '\0';

    /* 2020-08-15 23:30:05 +0800, and the day */

    CHECK_INT(posts_map_set(map, posts_str("moment"),
                            posts_value_time((posts_time_t)
                                             { 1597505405, 0, 28800 })),
              POSTS_OK);
    CHECK_INT(posts_map_set(map, posts_str("day"),
                            posts_value_date(1597449600)), POSTS_OK);

    globals = posts_value_map(map);

    table_open(&table, "tests/spec/liquid_date.txt");

    while (table_row(&table, 4)) {

        if (!posts_str_eq(posts_str_c(zone), table.field[0])) {
            (void) snprintf(zone, sizeof(zone), "%.*s",
                            posts_str_arg(table.field[0]));
            posts_error_clear(&error);

            CHECK_INT(posts_timezone_load(&tz, zones, table.field[0], NULL,
                                          &error),
                      POSTS_OK);
        }

        if (test_row(&table, tz) != POSTS_OK) {
            printf("%s:%d: %.*s | %.*s\n", table.name, table.line,
                   posts_str_arg(table.field[1]),
                   posts_str_arg(table.field[2]));
        }

        posts_arena_reset(arena, 65536);
    }

    table_close(&table);

    posts_arena_destroy(zones);
    posts_arena_destroy(arena);

    return CHECK_END("liquid_date");
}


static posts_rc_t
test_row(const table_t *table, posts_timezone_t *tz)
{
    posts_rc_t                rc;
    posts_buf_t               text, want, out;
    posts_error_t             error;
    posts_liquid_host_t       host;
    posts_liquid_options_t    options;
    posts_liquid_template_t  *t;

    posts_buf_init(&text, arena, 0);
    posts_buf_fmt(&text, "{{ %.*s | %.*s }}", posts_str_arg(table->field[1]),
                  posts_str_arg(table->field[2]));

    posts_buf_init(&want, arena, 0);

    if (posts_str_starts(table->field[3], posts_str("! "))) {
        posts_buf_lit(&want, "Liquid error (line 1): ");
        posts_buf_add(&want, posts_str_slice(table->field[3], 2,
                                             table->field[3].len));

    } else {
        posts_buf_add(&want, table->field[3]);
    }

    memset(&options, 0, sizeof(options));
    memset(&host, 0, sizeof(host));

    options.limits = &limits;

    host.globals = globals;
    host.now.sec = 1597497845;
    host.timezone = tz;
    host.limits = &limits;

    posts_error_clear(&error);
    posts_buf_init(&out, arena, 0);

    rc = posts_liquid_compile(&t, arena, posts_buf_str(&text), &options,
                              &error);

    if (rc == POSTS_OK) {
        rc = posts_liquid_render(&out, t, &host, &error);
    }

    if (!CHECK_INT(rc, POSTS_OK)
        || !CHECK_STR_EQ(posts_buf_str(&out), posts_buf_str(&want)))
    {
        return POSTS_INVALID;
    }

    return POSTS_OK;
}
