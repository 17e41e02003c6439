
/*
 * Copyright (C) the authors of this project
 *
 * Filters for text that is, or becomes, part of a page.  They are run over
 * whole posts, mostly to leave them as they are: the bytes that matter are
 * looked for eight at a time, and what lies between them is copied at once.
 */


#include "posts_liquid_filter.h"
#include "posts_liquid_smarty.h"
#include "posts_search.h"
#include "posts_slug.h"
#include "posts_swar.h"


#define POSTS_LIQUID_TAG  24    /* bytes that are looked at one by one */


/* No entity is longer than the eight bytes that are copied at once. */

typedef struct {
    u_char  text[8];
    size_t  len;
} posts_liquid_entity_t;


/* What strip_html takes out as a whole. */

typedef struct {
    posts_str_t  start;
    posts_str_t  end;
} posts_liquid_element_t;


/* Where a text is being read that has these cut out of it. */

typedef struct {
    posts_str_t  text;
    unsigned     missing;    /* a bit for each that has no end any more */
} posts_liquid_strip_t;


static posts_rc_t posts_liquid_escape(posts_liquid_context_t *lc,
    posts_value_t *v, const posts_liquid_args_t *args);
static posts_rc_t posts_liquid_escape_once(posts_liquid_context_t *lc,
    posts_value_t *v, const posts_liquid_args_t *args);
static posts_rc_t posts_liquid_xml_escape(posts_liquid_context_t *lc,
    posts_value_t *v, const posts_liquid_args_t *args);
static posts_rc_t posts_liquid_entities(posts_liquid_context_t *lc,
    posts_value_t *v, const posts_liquid_entity_t *entities, int once);
static size_t posts_liquid_special(posts_str_t s, size_t i);
static inline uint64_t posts_liquid_specials(const u_char *p);
static int posts_liquid_is_entity(posts_str_t s, size_t i);
static posts_rc_t posts_liquid_strip_html(posts_liquid_context_t *lc,
    posts_value_t *v, const posts_liquid_args_t *args);
static size_t posts_liquid_element_end(posts_liquid_strip_t *s, size_t i);
static size_t posts_liquid_tag_end(posts_liquid_strip_t *s, size_t i);
static posts_rc_t posts_liquid_markdownify(posts_liquid_context_t *lc,
    posts_value_t *v, const posts_liquid_args_t *args);
static posts_rc_t posts_liquid_smartify(posts_liquid_context_t *lc,
    posts_value_t *v, const posts_liquid_args_t *args);
static posts_rc_t posts_liquid_slugify(posts_liquid_context_t *lc,
    posts_value_t *v, const posts_liquid_args_t *args);


const posts_liquid_filter_t  posts_liquid_html_filters[] = {

    { posts_string("escape"), posts_liquid_escape, 0, 0, 0 },
    { posts_string("h"), posts_liquid_escape, 0, 0, 0 },
    { posts_string("escape_once"), posts_liquid_escape_once, 0, 0, 0 },
    { posts_string("xml_escape"), posts_liquid_xml_escape, 0, 0, 0 },
    { posts_string("strip_html"), posts_liquid_strip_html, 0, 0, 0 },
    { posts_string("markdownify"), posts_liquid_markdownify, 0, 0, 0 },
    { posts_string("smartify"), posts_liquid_smartify, 0, 0, 0 },
    { posts_string("slugify"), posts_liquid_slugify, 0, 1, 0 },

    { posts_null_string, NULL, 0, 0, 0 }
};


/* Which of the entities a byte becomes; 0: it stays. */

static const u_char  posts_liquid_entity_of[256] = {
    ['&'] = 1, ['<'] = 2, ['>'] = 3, ['"'] = 4, ['\''] = 5
};


static const posts_liquid_entity_t  posts_liquid_html_entities[] = {
    { "", 0 }, { "&amp;", 5 }, { "&lt;", 4 }, { "&gt;", 4 }, { "&quot;", 6 },
    { "&#39;", 5 }
};


static const posts_liquid_entity_t  posts_liquid_xml_entities[] = {
    { "", 0 }, { "&amp;", 5 }, { "&lt;", 4 }, { "&gt;", 4 }, { "&quot;", 6 },
    { "&apos;", 6 }
};


static const posts_liquid_element_t  posts_liquid_elements[] = {
    { posts_string("<script"), posts_string("</script>") },
    { posts_string("<!--"), posts_string("-->") },
    { posts_string("<style"), posts_string("</style>") }
};

#define POSTS_LIQUID_ELEMENTS                                                 \
    (sizeof(posts_liquid_elements) / sizeof(posts_liquid_elements[0]))


static posts_rc_t
posts_liquid_escape(posts_liquid_context_t *lc, posts_value_t *v,
    const posts_liquid_args_t *args)
{
    (void) args;

    if (v->type == POSTS_NIL) {
        return POSTS_OK;
    }

    return posts_liquid_entities(lc, v, posts_liquid_html_entities, 0);
}


static posts_rc_t
posts_liquid_escape_once(posts_liquid_context_t *lc, posts_value_t *v,
    const posts_liquid_args_t *args)
{
    (void) args;

    return posts_liquid_entities(lc, v, posts_liquid_html_entities, 1);
}


static posts_rc_t
posts_liquid_xml_escape(posts_liquid_context_t *lc, posts_value_t *v,
    const posts_liquid_args_t *args)
{
    (void) args;

    return posts_liquid_entities(lc, v, posts_liquid_xml_entities, 0);
}


/* "once": what is an entity already stays. */

static posts_rc_t
posts_liquid_entities(posts_liquid_context_t *lc, posts_value_t *v,
    const posts_liquid_entity_t *entities, int once)
{
    u_char                       *p;
    size_t                        i, n;
    uint64_t                      mask;
    posts_rc_t                    rc;
    posts_buf_t                   b;
    posts_str_t                   text;
    const posts_liquid_entity_t  *e;

    rc = posts_liquid_to_s(lc, *v, &text);
    if (rc != POSTS_OK) {
        return rc;
    }

    i = posts_liquid_special(text, 0);

    if (i == text.len) {
        return posts_liquid_give(v, text);
    }

    posts_buf_init(&b, lc->arena, 0);
    (void) posts_buf_reserve(&b, text.len + text.len / 8 + 32);
    posts_buf_add(&b, posts_str_slice(text, 0, i));

    while (i < text.len) {

        /* eight bytes are copied, and an entity over what is behind */

        if (b.rc != POSTS_OK || b.size - b.len < 2 * POSTS_SWAR) {
            if (posts_buf_reserve(&b, text.len - i + 64) != POSTS_OK) {
                break;
            }
        }

        p = b.data + b.len;

        if (text.len - i >= POSTS_SWAR) {
            memcpy(p, text.data + i, POSTS_SWAR);
            mask = posts_liquid_specials(text.data + i);

            if (mask == 0) {
                b.len += POSTS_SWAR;
                i += POSTS_SWAR;
                continue;
            }

            n = posts_swar_first(mask);

            b.len += n;
            i += n;
            p += n;
        }

        e = &entities[posts_liquid_entity_of[text.data[i]]];

        if (e->len == 0
            || (once && text.data[i] == '&'
                && posts_liquid_is_entity(text, i)))
        {
            *p = text.data[i++];
            b.len++;
            continue;
        }

        memcpy(p, e->text, sizeof(e->text));
        b.len += e->len;
        i++;
    }

    return posts_liquid_give_buf(lc, v, &b);
}


/* The first of & ' " < > from "i" on, or the end. */

static size_t
posts_liquid_special(posts_str_t s, size_t i)
{
    uint64_t  mask;

    for ( /* void */ ; s.len - i >= POSTS_SWAR; i += POSTS_SWAR) {
        mask = posts_liquid_specials(s.data + i);

        if (mask != 0) {
            return i + posts_swar_first(mask);
        }
    }

    while (i < s.len && posts_liquid_entity_of[s.data[i]] == 0) {
        i++;
    }

    return i;
}


/* Those of eight bytes.  & and ' differ in one bit, and so do < and >. */

static inline uint64_t
posts_liquid_specials(const u_char *p)
{
    uint64_t  w;

    w = posts_swar_load(p);

    return posts_swar_is(w | POSTS_SWAR_ONES, '\'')
           | posts_swar_is(w | POSTS_SWAR_ONES * 2, '>')
           | posts_swar_is(w, '"');
}


/* Letters, or # and digits, between the & at "i" and a semicolon? */

static int
posts_liquid_is_entity(posts_str_t s, size_t i)
{
    size_t  from;

    i++;

    if (i < s.len && s.data[i] == '#') {
        from = ++i;

        while (i < s.len && s.data[i] >= '0' && s.data[i] <= '9') {
            i++;
        }

    } else {
        from = i;

        while (i < s.len && posts_lower(s.data[i]) >= 'a'
               && posts_lower(s.data[i]) <= 'z')
        {
            i++;
        }
    }

    return i > from && i < s.len && s.data[i] == ';';
}


/*
 * Ruby takes out scripts, styles and comments as a whole, and then, of what
 * is left, all between < and the next >.  Here both are done at once: a tag
 * goes on behind an element that was within it.  A < without its > is text,
 * and so are all behind it.
 */

static posts_rc_t
posts_liquid_strip_html(posts_liquid_context_t *lc, posts_value_t *v,
    const posts_liquid_args_t *args)
{
    int                    tags;
    u_char                *dst, *p;
    size_t                 end, from, i;
    posts_rc_t             rc;
    const u_char          *lt;
    posts_liquid_strip_t   s;

    (void) args;

    rc = posts_liquid_to_s(lc, *v, &s.text);
    if (rc != POSTS_OK) {
        return rc;
    }

    lt = (s.text.len == 0) ? NULL : memchr(s.text.data, '<', s.text.len);

    if (lt == NULL) {
        return posts_liquid_give(v, s.text);
    }

    dst = posts_arena_alloc(lc->arena, s.text.len);
    if (dst == NULL) {
        return posts_liquid_memory(lc);
    }

    s.missing = 0;
    tags = 1;
    p = dst;
    from = 0;

    while (lt != NULL) {
        i = (size_t) (lt - s.text.data);
        end = posts_liquid_element_end(&s, i);

        if (end == 0 && tags) {
            end = posts_liquid_tag_end(&s, i);
            tags = (end != 0);
        }

        if (end == 0) {
            end = i + 1;

        } else {
            memcpy(p, s.text.data + from, i - from);
            p += i - from;
            from = end;
        }

        lt = (end == s.text.len) ? NULL : memchr(s.text.data + end, '<',
                                                 s.text.len - end);
    }

    memcpy(p, s.text.data + from, s.text.len - from);
    p += s.text.len - from;

    return posts_liquid_give(v, posts_str_from(dst, (size_t) (p - dst)));
}


/* Behind the element that begins with the < at "i"; 0: there is none. */

static size_t
posts_liquid_element_end(posts_liquid_strip_t *s, size_t i)
{
    size_t                         n;
    ssize_t                        at;
    const posts_liquid_element_t  *e;

    if (i + 1 == s->text.len
        || (s->text.data[i + 1] != 's' && s->text.data[i + 1] != '!'))
    {
        return 0;
    }

    for (n = 0; n < POSTS_LIQUID_ELEMENTS; n++) {
        e = &posts_liquid_elements[n];

        if ((s->missing & 1u << n) != 0
            || s->text.len - i < e->start.len
            || memcmp(s->text.data + i, e->start.data, e->start.len) != 0)
        {
            continue;
        }

        at = posts_search(s->text, i + e->start.len, e->end);

        if (at >= 0) {
            return (size_t) at + e->end.len;
        }

        s->missing |= 1u << n;
        break;
    }

    return 0;
}


/*
 * Behind the > for the < at "i", elements in between left out; 0: there is
 * none, and so for any < behind it.
 */

static size_t
posts_liquid_tag_end(posts_liquid_strip_t *s, size_t i)
{
    size_t         end;
    const u_char  *gt, *lt;

    i++;

    /* most tags are short: no call then */

    end = (s->text.len - i > POSTS_LIQUID_TAG) ? i + POSTS_LIQUID_TAG
                                               : s->text.len;

    for ( /* void */ ; i < end && s->text.data[i] != '<'; i++) {
        if (s->text.data[i] == '>') {
            return i + 1;
        }
    }

    gt = NULL;

    while (i < s->text.len) {

        if (gt == NULL || gt < s->text.data + i) {
            gt = memchr(s->text.data + i, '>', s->text.len - i);

            if (gt == NULL) {
                return 0;
            }
        }

        lt = memchr(s->text.data + i, '<',
                    (size_t) (gt - s->text.data) - i);

        if (lt == NULL) {
            return (size_t) (gt - s->text.data) + 1;
        }

        i = (size_t) (lt - s->text.data);
        end = posts_liquid_element_end(s, i);
        i = (end != 0) ? end : i + 1;
    }

    return 0;
}


static posts_rc_t
posts_liquid_markdownify(posts_liquid_context_t *lc, posts_value_t *v,
    const posts_liquid_args_t *args)
{
    posts_rc_t     rc;
    posts_buf_t    b;
    posts_str_t    text;
    posts_error_t  error;

    (void) args;

    if (lc->host->markdown == NULL) {
        return posts_liquid_fail(lc, "markdownify: there is no Markdown here");
    }

    rc = posts_liquid_to_s(lc, *v, &text);
    if (rc != POSTS_OK) {
        return rc;
    }

    posts_buf_init(&b, lc->arena, 0);
    posts_error_clear(&error);

    rc = lc->host->markdown(lc->host->payload, &b, text, &error);

    if (rc == POSTS_INVALID) {
        return posts_liquid_fail(lc, "markdownify: %s", error.message);
    }

    if (rc != POSTS_OK) {
        return posts_error_set(lc->error, rc, error.line, error.column,
                               "markdownify: %s", error.message);
    }

    return posts_liquid_give_buf(lc, v, &b);
}


static posts_rc_t
posts_liquid_smartify(posts_liquid_context_t *lc, posts_value_t *v,
    const posts_liquid_args_t *args)
{
    posts_rc_t   rc;
    posts_buf_t  b;
    posts_str_t  text;

    (void) args;

    rc = posts_liquid_to_s(lc, *v, &text);
    if (rc != POSTS_OK) {
        return rc;
    }

    posts_buf_init(&b, lc->arena, 0);
    posts_liquid_smarty(&b, text);

    return posts_liquid_give_buf(lc, v, &b);
}


static posts_rc_t
posts_liquid_slugify(posts_liquid_context_t *lc, posts_value_t *v,
    const posts_liquid_args_t *args)
{
    posts_buf_t        b;
    posts_value_t      arg;
    posts_slug_mode_e  mode;

    if (v->type == POSTS_NIL) {
        return POSTS_OK;
    }

    if (v->type != POSTS_STRING) {
        return posts_liquid_fail(lc, "internal");
    }

    mode = POSTS_SLUG_DEFAULT;
    arg = posts_liquid_arg(args, 0);

    if (posts_value_true(arg)) {
        mode = (arg.type == POSTS_STRING && arg.len != 0)
               ? posts_slug_mode(posts_value_string(arg)) : POSTS_SLUG_NONE;
    }

    posts_buf_init(&b, lc->arena, 0);
    posts_slug(&b, posts_value_string(*v), mode, 0);

    return posts_liquid_give_buf(lc, v, &b);
}
