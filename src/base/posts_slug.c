
/*
 * Copyright (C) the authors of this project
 *
 * A mode says which characters a slug keeps; every run of the others becomes
 * one hyphen.  Then one hyphen at each end goes (just one: the raw mode keeps
 * the author's own), and the whole is put into lower case as a string, not
 * character by character, since Unicode's final sigma looks around itself.
 *
 * The latin mode first spells Latin letters in ASCII, as Ruby's I18n does
 * without a locale of its own; any other character is then a question mark,
 * which the default mode turns into a hyphen.
 */


#include "posts_slug.h"


#define POSTS_SLUG_LATIN_FIRST  0xc0
#define POSTS_SLUG_LATIN_LAST   0x17e


typedef int (*posts_slug_keep_pt)(uint32_t c);


typedef struct {
    posts_str_t         name;
    posts_slug_mode_e   mode;
    posts_slug_keep_pt  keep;
} posts_slug_rule_t;


static int posts_slug_keep_raw(uint32_t c);
static int posts_slug_keep_default(uint32_t c);
static int posts_slug_keep_pretty(uint32_t c);
static int posts_slug_keep_ascii(uint32_t c);
static posts_str_t posts_slug_latin(posts_arena_t *arena, posts_str_t text);
static void posts_slug_case(posts_buf_t *b, posts_str_t s, int cased);


/* ORDER posts_slug_mode_e */

static const posts_slug_rule_t  posts_slug_rules[] = {
    { posts_string("default"), POSTS_SLUG_DEFAULT, posts_slug_keep_default },
    { posts_string("raw"),     POSTS_SLUG_RAW,     posts_slug_keep_raw },
    { posts_string("pretty"),  POSTS_SLUG_PRETTY,  posts_slug_keep_pretty },
    { posts_string("ascii"),   POSTS_SLUG_ASCII,   posts_slug_keep_ascii },
    { posts_string("latin"),   POSTS_SLUG_LATIN,   posts_slug_keep_default },
};

#define POSTS_SLUG_RULES                                                      \
    (sizeof(posts_slug_rules) / sizeof(posts_slug_rules[0]))


/* U+00C0 to U+017E; an empty one has no spelling (the division sign) */

static const char  posts_slug_spelling[][3] = {
    "A", "A", "A", "A", "A", "A", "AE", "C", "E", "E", "E", "E", "I", "I",
    "I", "I", "D", "N", "O", "O", "O", "O", "O", "x", "O", "U", "U", "U", "U",
    "Y", "Th", "ss", "a", "a", "a", "a", "a", "a", "ae", "c", "e", "e", "e",
    "e", "i", "i", "i", "i", "d", "n", "o", "o", "o", "o", "o", "", "o", "u",
    "u", "u", "u", "y", "th", "y", "A", "a", "A", "a", "A", "a", "C", "c",
    "C", "c", "C", "c", "C", "c", "D", "d", "D", "d", "E", "e", "E", "e", "E",
    "e", "E", "e", "E", "e", "G", "g", "G", "g", "G", "g", "G", "g", "H", "h",
    "H", "h", "I", "i", "I", "i", "I", "i", "I", "i", "I", "i", "IJ", "ij",
    "J", "j", "K", "k", "k", "L", "l", "L", "l", "L", "l", "L", "l", "L", "l",
    "N", "n", "N", "n", "N", "n", "'n", "NG", "ng", "O", "o", "O", "o", "O",
    "o", "OE", "oe", "R", "r", "R", "r", "R", "r", "S", "s", "S", "s", "S",
    "s", "S", "s", "T", "t", "T", "t", "T", "t", "U", "u", "U", "u", "U", "u",
    "U", "u", "U", "u", "U", "u", "W", "w", "Y", "y", "Y", "Z", "z", "Z", "z",
    "Z", "z",
};


posts_slug_mode_e
posts_slug_mode(posts_str_t name)
{
    size_t  i;

    if (name.len == 0) {
        return POSTS_SLUG_DEFAULT;
    }

    for (i = 0; i < POSTS_SLUG_RULES; i++) {
        if (posts_str_eq(name, posts_slug_rules[i].name)) {
            return posts_slug_rules[i].mode;
        }
    }

    return POSTS_SLUG_NONE;
}


void
posts_slug(posts_buf_t *b, posts_str_t text, posts_slug_mode_e mode,
    int cased)
{
    int                 gap;
    u_char             *dst, *p;
    size_t              pos, start;
    uint32_t            c;
    posts_str_t         slug;
    posts_slug_keep_pt  keep;

    if (b->rc != POSTS_OK) {
        return;
    }

    if ((size_t) mode >= POSTS_SLUG_RULES) {
        posts_slug_case(b, text, cased);
        return;
    }

    if (mode == POSTS_SLUG_LATIN) {
        text = posts_slug_latin(b->arena, text);

        if (text.data == NULL) {
            b->rc = POSTS_LIMIT;
            return;
        }
    }

    /* what replaces a character is never longer than it */

    dst = posts_arena_alloc(b->arena, text.len);
    if (dst == NULL) {
        b->rc = POSTS_LIMIT;
        return;
    }

    keep = posts_slug_rules[mode].keep;
    gap = 0;
    p = dst;

    for (pos = 0; pos < text.len; /* void */) {
        start = pos;
        c = posts_utf8_next(text, &pos);

        if (keep(c)) {
            memcpy(p, text.data + start, pos - start);
            p += pos - start;
            gap = 0;
            continue;
        }

        if (!gap) {
            *p++ = '-';
            gap = 1;
        }
    }

    slug = posts_str_from(dst, (size_t) (p - dst));

    if (slug.len > 0 && slug.data[0] == '-') {
        slug = posts_str_slice(slug, 1, slug.len);
    }

    if (slug.len > 0 && slug.data[slug.len - 1] == '-') {
        slug.len--;
    }

    posts_slug_case(b, slug, cased);
}


void
posts_slug_term(posts_buf_t *b, posts_str_t name)
{
    size_t       i, j, start;
    posts_buf_t  raw;
    posts_str_t  slug, part;

    posts_buf_init(&raw, b->arena, 0);
    posts_slug(&raw, name, POSTS_SLUG_RAW, 0);

    if (raw.rc != POSTS_OK) {
        b->rc = raw.rc;
        return;
    }

    slug = posts_buf_str(&raw);
    start = 0;

    for (i = 0; slug.len != 0 && i <= slug.len; i++) {

        if (i < slug.len && slug.data[i] != '/') {
            continue;
        }

        part = posts_str_slice(slug, start, i);

        if (start != 0) {
            posts_buf_lit(b, "/");
        }

        if (part.len == 0 || posts_str_eq(part, posts_str("."))
            || posts_str_eq(part, posts_str("..")))
        {
            for (j = 0; j < part.len || j == 0; j++) {
                posts_buf_lit(b, "-");
            }

        } else {
            posts_buf_add(b, part);
        }

        start = i + 1;
    }
}


void
posts_slug_title(posts_buf_t *b, posts_str_t slug)
{
    size_t       i, start;
    posts_str_t  word;

    /* the words behind the last hyphens are empty: Ruby's split drops them */

    while (slug.len > 0 && slug.data[slug.len - 1] == '-') {
        slug.len--;
    }

    start = 0;

    for (i = 0; i <= slug.len; i++) {

        if (i < slug.len && slug.data[i] != '-') {
            continue;
        }

        if (start > 0) {
            posts_buf_addc(b, ' ');
        }

        word = posts_str_slice(slug, start, i);
        posts_utf8_capitalize(b, word);

        start = i + 1;
    }
}


static int
posts_slug_keep_raw(uint32_t c)
{
    return !(c == ' ' || (c >= '\t' && c <= '\r'));
}


static int
posts_slug_keep_ascii(uint32_t c)
{
    return (c >= '0' && c <= '9')
           || (c >= 'A' && c <= 'Z')
           || (c >= 'a' && c <= 'z');
}


static int
posts_slug_keep_default(uint32_t c)
{
    if (c < 0x80) {
        return posts_slug_keep_ascii(c);
    }

    return posts_utf8_is_letter(c)
           || posts_utf8_is_mark(c)
           || posts_utf8_is_digit(c);
}


static int
posts_slug_keep_pretty(uint32_t c)
{
    if (c != 0 && c < 0x80 && strchr("._~!$&'()+,;=@", (int) c) != NULL) {
        return 1;
    }

    return posts_slug_keep_default(c);
}


static posts_str_t
posts_slug_latin(posts_arena_t *arena, posts_str_t text)
{
    u_char      *dst, *p;
    size_t       pos;
    uint32_t     c;
    const char  *s;

    /* two bytes of UTF-8 become at most two of ASCII */

    dst = posts_arena_alloc(arena, text.len);
    if (dst == NULL) {
        return posts_str_from(NULL, 0);
    }

    p = dst;

    for (pos = 0; pos < text.len; /* void */) {
        c = posts_utf8_next(text, &pos);

        if (c < 0x80) {
            *p++ = (u_char) c;
            continue;
        }

        s = "?";

        if (c >= POSTS_SLUG_LATIN_FIRST && c <= POSTS_SLUG_LATIN_LAST
            && posts_slug_spelling[c - POSTS_SLUG_LATIN_FIRST][0] != '\0')
        {
            s = posts_slug_spelling[c - POSTS_SLUG_LATIN_FIRST];
        }

        while (*s != '\0') {
            *p++ = (u_char) *s++;
        }
    }

    return posts_str_from(dst, (size_t) (p - dst));
}


static void
posts_slug_case(posts_buf_t *b, posts_str_t s, int cased)
{
    if (cased) {
        posts_buf_add(b, s);

    } else {
        posts_utf8_downcase(b, s);
    }
}
