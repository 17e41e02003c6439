
/*
 * Copyright (C) the ngx_http_posts_module authors
 *
 * What a unit test needs: checks that print "file:line: ..." when they fail
 * and go on, and an end that tells how many there were.
 *
 *     int
 *     main(void)
 *     {
 *         CHECK(p != NULL);
 *         CHECK_INT(n, 3);
 *         CHECK_STR(posts_buf_str(&b), "<p>");
 *
 *         return CHECK_END("buf");
 *     }
 */


#ifndef _POSTS_CHECK_H_INCLUDED_
#define _POSTS_CHECK_H_INCLUDED_


#include <inttypes.h>
#include <stdio.h>

#include "posts_str.h"


static unsigned long  check_count;
static unsigned long  check_failed;


static inline int
check_true(const char *file, int line, const char *text, int ok)
{
    check_count++;

    if (!ok) {
        check_failed++;
        printf("%s:%d: failed: %s\n", file, line, text);
    }

    return ok;
}


static inline int
check_int(const char *file, int line, const char *text, int64_t got,
    int64_t want)
{
    check_count++;

    if (got != want) {
        check_failed++;
        printf("%s:%d: %s is %" PRId64 ", not %" PRId64 "\n", file, line,
               text, got, want);
    }

    return got == want;
}


static inline int
check_str(const char *file, int line, const char *text, posts_str_t got,
    posts_str_t want)
{
    check_count++;

    if (!posts_str_eq(got, want)) {
        check_failed++;
        printf("%s:%d: %s is \"%.*s\" (%zu bytes), not \"%.*s\" (%zu)\n",
               file, line, text, posts_str_arg(got), got.len,
               posts_str_arg(want), want.len);
        return 0;
    }

    return 1;
}


static inline int
check_end(const char *name)
{
    if (check_failed != 0) {
        printf("not ok %s %lu of %lu checks failed\n", name, check_failed,
               check_count);
        return 1;
    }

    printf("ok %s %lu checks\n", name, check_count);

    return 0;
}


/* Each is an expression: true if the check held. */

#define CHECK(cond)  check_true(__FILE__, __LINE__, #cond, (cond) != 0)

#define CHECK_INT(got, want)                                                  \
    check_int(__FILE__, __LINE__, #got, (int64_t) (got), (int64_t) (want))

/* "want" is a literal, CHECK_STR_EQ takes a posts_str_t */

#define CHECK_STR(got, want)                                                  \
    check_str(__FILE__, __LINE__, #got, (got), posts_str(want))

#define CHECK_STR_EQ(got, want)                                               \
    check_str(__FILE__, __LINE__, #got, (got), (want))

/* The exit status: "return CHECK_END("name");" */

#define CHECK_END(name)  check_end(name)


#endif /* _POSTS_CHECK_H_INCLUDED_ */
