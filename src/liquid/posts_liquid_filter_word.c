
/*
 * Copyright (C) the authors of this project
 *
 * Filters for which a text is a row of words.
 */


#include "posts_liquid_filter.h"
#include "posts_swar.h"
#include "posts_utf8.h"


typedef struct {
    uint32_t  first;
    uint32_t  last;
} posts_liquid_interval_t;


static posts_rc_t posts_liquid_truncatewords(posts_liquid_context_t *lc,
    posts_value_t *v, const posts_liquid_args_t *args);
static posts_str_t posts_liquid_first_words(posts_str_t text, size_t n,
    int *single);
static posts_str_t posts_liquid_words(u_char *dst, posts_str_t text);
static posts_rc_t posts_liquid_number_of_words(posts_liquid_context_t *lc,
    posts_value_t *v, const posts_liquid_args_t *args);
static size_t posts_liquid_count_words(posts_str_t text);
static size_t posts_liquid_count_cjk(posts_str_t text, size_t *cjk);
static int posts_liquid_is_cjk(uint32_t c);
static posts_rc_t posts_liquid_array_to_sentence_string(
    posts_liquid_context_t *lc, posts_value_t *v,
    const posts_liquid_args_t *args);
static posts_rc_t posts_liquid_sentence_of_text(posts_liquid_context_t *lc,
    posts_value_t *v, posts_str_t connector);
static void posts_liquid_join_into(posts_buf_t *b, posts_value_t v,
    size_t depth);


const posts_liquid_filter_t  posts_liquid_word_filters[] = {

    { posts_string("truncatewords"), posts_liquid_truncatewords, 0, 2, 0 },
    { posts_string("number_of_words"), posts_liquid_number_of_words,
      0, 1, 0 },
    { posts_string("array_to_sentence_string"),
      posts_liquid_array_to_sentence_string, 0, 1, 0 },

    { posts_null_string, NULL, 0, 0, 0 }
};


/* Han, Katakana, Hiragana and Hangul, as Ruby's \p{...}; ascending. */

static const posts_liquid_interval_t  posts_liquid_cjk[] = {
    { 0x1100, 0x11ff }, { 0x2e80, 0x2e99 }, { 0x2e9b, 0x2ef3 },
    { 0x2f00, 0x2fd5 }, { 0x3005, 0x3005 }, { 0x3007, 0x3007 },
    { 0x3021, 0x3029 }, { 0x302e, 0x302f }, { 0x3038, 0x303b },
    { 0x3041, 0x3096 }, { 0x309d, 0x309f }, { 0x30a1, 0x30fa },
    { 0x30fd, 0x30ff }, { 0x3131, 0x318e }, { 0x31f0, 0x321e },
    { 0x3260, 0x327e }, { 0x32d0, 0x32fe }, { 0x3300, 0x3357 },
    { 0x3400, 0x4dbf }, { 0x4e00, 0x9ffc }, { 0xa960, 0xa97c },
    { 0xac00, 0xd7a3 }, { 0xd7b0, 0xd7c6 }, { 0xd7cb, 0xd7fb },
    { 0xf900, 0xfa6d }, { 0xfa70, 0xfad9 }, { 0xff66, 0xff6f },
    { 0xff71, 0xff9d }, { 0xffa0, 0xffbe }, { 0xffc2, 0xffc7 },
    { 0xffca, 0xffcf }, { 0xffd2, 0xffd7 }, { 0xffda, 0xffdc },
    { 0x16ff0, 0x16ff1 }, { 0x1b000, 0x1b11e }, { 0x1b150, 0x1b152 },
    { 0x1b164, 0x1b167 }, { 0x1f200, 0x1f200 }, { 0x20000, 0x2a6dd },
    { 0x2a700, 0x2b734 }, { 0x2b740, 0x2b81d }, { 0x2b820, 0x2cea1 },
    { 0x2ceb0, 0x2ebe0 }, { 0x2f800, 0x2fa1d }, { 0x30000, 0x3134a }
};

#define POSTS_LIQUID_CJK                                                      \
    (sizeof(posts_liquid_cjk) / sizeof(posts_liquid_cjk[0]))


/*
 * A text that goes on behind so many words, be it with white space, is cut
 * there.  What is behind is not looked at.
 */

static posts_rc_t
posts_liquid_truncatewords(posts_liquid_context_t *lc, posts_value_t *v,
    const posts_liquid_args_t *args)
{
    int           single;
    u_char       *p;
    int64_t       words;
    posts_rc_t    rc;
    posts_str_t   more, part, text;

    if (v->type == POSTS_NIL) {
        return POSTS_OK;
    }

    rc = posts_liquid_to_s(lc, *v, &text);
    if (rc != POSTS_OK) {
        return rc;
    }

    words = 15;
    more = posts_str("...");

    if (args->n > 0) {
        rc = posts_liquid_to_integer(lc, args->v[0], &words);
        if (rc != POSTS_OK) {
            return rc;
        }
    }

    if (words <= 0) {
        words = 1;
    }

    if (words >= INT32_MAX) {
        return posts_liquid_fail(lc, "integer %lld too big for truncatewords",
                                 (long long) words);
    }

    part = posts_liquid_first_words(text, (size_t) words, &single);

    if (part.data == NULL) {
        return posts_liquid_give(v, text);
    }

    if (args->n > 1) {
        rc = posts_liquid_to_s(lc, args->v[1], &more);
        if (rc != POSTS_OK) {
            return rc;
        }
    }

    if (part.len > UINT32_MAX - more.len) {
        return posts_liquid_memory(lc);
    }

    p = posts_arena_alloc(lc->arena, part.len + more.len);
    if (p == NULL) {
        return posts_liquid_memory(lc);
    }

    if (single) {
        memcpy(p, part.data, part.len);

    } else {
        part = posts_liquid_words(p, part);
    }

    if (more.len != 0) {
        memcpy(p + part.len, more.data, more.len);
    }

    return posts_liquid_give(v, posts_str_from(p, part.len + more.len));
}


/*
 * From the first word to the n-th one (n > 0), if something is behind it;
 * else .data is NULL.  "single": there is one space between any two of them.
 */

static posts_str_t
posts_liquid_first_words(posts_str_t text, size_t n, int *single)
{
    int       space;
    size_t    count, from, i;
    uint64_t  before, ends, odd, spaces, w;

    from = 0;

    while (from < text.len && posts_space(text.data[from])) {
        from++;
    }

    /* "before": which bytes have white space before them */

    i = from;
    odd = 0;
    before = 0;

    for ( /* void */ ; text.len - i >= POSTS_SWAR; i += POSTS_SWAR) {

        w = posts_swar_load(text.data + i);
        spaces = posts_swar_space(w);

        before |= spaces << 8;
        ends = spaces & ~before;
        w = spaces & (before | ~posts_swar_is(w, ' '));
        count = posts_swar_count(ends);

        if (count >= n) {

            for ( /* void */ ; n > 1; n--) {
                ends &= ends - 1;
            }

            /* what is odd from there on does not matter */

            ends &= 0 - ends;
            *single = ((odd | (w & (ends - 1))) == 0);

            return posts_str_slice(text, from, i + posts_swar_first(ends));
        }

        n -= count;
        odd |= w;
        before = spaces >> 56;
    }

    space = (before != 0);

    for ( /* void */ ; i < text.len; i++) {

        if (!posts_space(text.data[i])) {
            space = 0;
            continue;
        }

        if (!space) {
            n--;

            if (n == 0) {
                *single = (odd == 0);
                return posts_str_slice(text, from, i);
            }
        }

        odd |= (uint64_t) (space || text.data[i] != ' ');
        space = 1;
    }

    return posts_str_from(NULL, 0);
}


/* Copies the words with one space between them; none is at the ends. */

static posts_str_t
posts_liquid_words(u_char *dst, posts_str_t text)
{
    u_char  *p;
    size_t   from, i;

    p = dst;
    from = 0;

    for (i = 0; i < text.len; i++) {

        if (!posts_space(text.data[i])
            || (text.data[i] == ' ' && !posts_space(text.data[i + 1])))
        {
            continue;
        }

        memcpy(p, text.data + from, i - from);
        p += i - from;
        *p++ = ' ';

        while (posts_space(text.data[i + 1])) {
            i++;
        }

        from = i + 1;
    }

    memcpy(p, text.data + from, text.len - from);
    p += text.len - from;

    return posts_str_from(dst, (size_t) (p - dst));
}


static posts_rc_t
posts_liquid_number_of_words(posts_liquid_context_t *lc, posts_value_t *v,
    const posts_liquid_args_t *args)
{
    size_t       cjk, n;
    posts_str_t  mode, text;

    if (v->type != POSTS_STRING) {
        return posts_liquid_fail(lc, "internal");
    }

    text = posts_value_string(*v);
    mode = posts_value_string(posts_liquid_arg(args, 0));

    if (posts_str_eq(mode, posts_str("cjk"))) {
        n = posts_liquid_count_cjk(text, &cjk) + cjk;

    } else if (posts_str_eq(mode, posts_str("auto"))) {
        n = posts_liquid_count_cjk(text, &cjk) + cjk;

        if (cjk == 0) {
            n = posts_liquid_count_words(text);
        }

    } else {
        n = posts_liquid_count_words(text);
    }

    *v = posts_value_int((int64_t) n);

    return POSTS_OK;
}


static size_t
posts_liquid_count_words(posts_str_t text)
{
    int     space;
    size_t  i, n;

    n = 0;
    space = 1;

    for (i = 0; i < text.len; i++) {
        n += (size_t) (space & !posts_space(text.data[i]));
        space = posts_space(text.data[i]);
    }

    return n;
}


/* Rows of other characters than white space and those, which are counted. */

static size_t
posts_liquid_count_cjk(posts_str_t text, size_t *cjk)
{
    int       word;
    size_t    n, pos;
    uint32_t  c;

    *cjk = 0;
    n = 0;
    word = 0;

    for (pos = 0; pos < text.len; /* void */ ) {
        c = posts_utf8_next(text, &pos);

        if (c < 0x80) {
            if (posts_space((u_char) c)) {
                word = 0;
                continue;
            }

        } else if (posts_liquid_is_cjk(c)) {
            (*cjk)++;
            word = 0;
            continue;
        }

        n += (size_t) !word;
        word = 1;
    }

    return n;
}


static int
posts_liquid_is_cjk(uint32_t c)
{
    size_t  high, low, mid;

    low = 0;
    high = POSTS_LIQUID_CJK;

    while (low < high) {
        mid = low + (high - low) / 2;

        if (posts_liquid_cjk[mid].last < c) {
            low = mid + 1;

        } else {
            high = mid;
        }
    }

    return low < POSTS_LIQUID_CJK && posts_liquid_cjk[low].first <= c;
}


/* Ruby asks the input for its length and members: a text has them, too. */

static posts_rc_t
posts_liquid_array_to_sentence_string(posts_liquid_context_t *lc,
    posts_value_t *v, const posts_liquid_args_t *args)
{
    size_t       i, n;
    int64_t      first, last;
    posts_rc_t   rc;
    posts_buf_t  b;
    posts_str_t  connector;

    connector = posts_str("and");

    if (args->n > 0) {
        rc = posts_liquid_to_s(lc, args->v[0], &connector);
        if (rc != POSTS_OK) {
            return rc;
        }
    }

    if (v->type == POSTS_STRING) {
        return posts_liquid_sentence_of_text(lc, v, connector);
    }

    n = posts_value_len(*v);

    if (!(posts_value_is_array(*v) || (posts_value_is_map(*v) && n < 3))
        || posts_liquid_is_range(*v, &first, &last))
    {
        return posts_liquid_fail(lc, "internal");
    }

    rc = posts_liquid_steps(lc, n);
    if (rc != POSTS_OK) {
        return rc;
    }

    /* a map has no member 0 */

    posts_buf_init(&b, lc->arena, 0);

    for (i = 0; i < n && b.rc == POSTS_OK; i++) {

        if (i == n - 1 && n > 1) {
            posts_buf_add(&b, (n > 2) ? posts_str(", ") : posts_str(" "));
            posts_buf_add(&b, connector);
            posts_buf_lit(&b, " ");

        } else if (i > 0) {
            posts_buf_lit(&b, ", ");
        }

        if (i < n - 1 && n > 2) {
            posts_liquid_join_into(&b, posts_value_at(*v, i),
                                   lc->limits->depth);

        } else {
            posts_value_to_s(&b, posts_value_at(*v, i), lc->limits->depth);
        }
    }

    return posts_liquid_give_buf(lc, v, &b);
}


static posts_rc_t
posts_liquid_sentence_of_text(posts_liquid_context_t *lc, posts_value_t *v,
    posts_str_t connector)
{
    size_t       pos;
    posts_buf_t  b;
    posts_str_t  text;

    text = posts_value_string(*v);
    pos = 0;

    if (text.len != 0) {
        (void) posts_utf8_next(text, &pos);
    }

    if (pos == text.len) {
        return POSTS_OK;
    }

    posts_buf_init(&b, lc->arena, 0);

    posts_buf_add(&b, posts_str_slice(text, 0, pos));
    posts_buf_lit(&b, " ");
    posts_buf_add(&b, connector);
    posts_buf_lit(&b, " ");
    posts_buf_add(&b, posts_str_slice(text, pos, text.len));

    (void) posts_utf8_next(text, &pos);

    if (pos != text.len) {
        return posts_liquid_fail(lc, "internal");
    }

    return posts_liquid_give_buf(lc, v, &b);
}


/* Ruby's join(", "), which goes into arrays within arrays. */

static void
posts_liquid_join_into(posts_buf_t *b, posts_value_t v, size_t depth)
{
    size_t  i, n;

    if (!posts_value_is_array(v)) {
        posts_value_to_s(b, v, depth);
        return;
    }

    if (depth == 0) {
        b->rc = POSTS_LIMIT;
        return;
    }

    n = posts_value_len(v);

    for (i = 0; i < n && b->rc == POSTS_OK; i++) {

        if (i > 0) {
            posts_buf_lit(b, ", ");
        }

        posts_liquid_join_into(b, posts_value_at(v, i), depth - 1);
    }
}
