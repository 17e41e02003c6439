
/*
 * Copyright (C) the authors of this project
 */


#include "posts_liquid_smarty_tag.h"
#include "posts_utf8.h"


typedef struct {
    unsigned     kind;
    const char  *names;    /* each with a space at both sides */
} posts_smarty_kind_t;


static unsigned posts_smarty_kind(posts_str_t name);


static const posts_smarty_kind_t  posts_smarty_kinds[] = {

    { POSTS_SMARTY_SPAN | POSTS_SMARTY_TEXT,
      " a abbr acronym b bdo big button cite del dfn em i ins label q rb rbc"
      " rp rt rtc ruby select small span strong sub sup tt " },

    { POSTS_SMARTY_BLOCK | POSTS_SMARTY_TEXT,
      " address applet article aside blockquote body caption dd div dl dt"
      " fieldset figcaption footer form h1 h2 h3 h4 h5 h6 header hgroup"
      " iframe legend li main map menu nav optgroup p section summary td"
      " th " },

    { POSTS_SMARTY_VOID,
      " area base command embed keygen link meta param source track wbr " },

    { POSTS_SMARTY_SPAN | POSTS_SMARTY_VOID, " br img input " },

    { POSTS_SMARTY_SPAN, " code kbd mark option samp u var " },

    { POSTS_SMARTY_BLOCK | POSTS_SMARTY_VOID, " col hr " },

    { POSTS_SMARTY_BLOCK,
      " colgroup head html ol pre table tbody tfoot thead tr ul " },

    { POSTS_SMARTY_TEXT, " details figure noscript object " },

    { POSTS_SMARTY_CODE, " script style " },

    { 0, " math textarea " },

    { 0, NULL }
};


int
posts_smarty_tag(posts_str_t s, size_t i, posts_smarty_tag_t *tag)
{
    size_t       end, next;
    posts_str_t  name, value;

    end = posts_smarty_name(s, i + 1);

    if (end == 0) {
        return 0;
    }

    tag->name = posts_str_slice(s, i + 1, end);
    i = end;

    for ( ;; ) {
        next = posts_smarty_attribute(s, end, &name, &value);

        if (next == 0) {
            break;
        }

        end = next;
    }

    tag->attributes = posts_str_slice(s, i, end);
    end = posts_smarty_blank(s, end);

    tag->closed = (end < s.len && s.data[end] == '/');
    end += tag->closed;

    if (end >= s.len || s.data[end] != '>') {
        return 0;
    }

    tag->end = end + 1;
    tag->kind = posts_smarty_kind(tag->name);

    return 1;
}


size_t
posts_smarty_attribute(posts_str_t s, size_t i, posts_str_t *name,
    posts_str_t *value)
{
    size_t         end, start;
    const u_char  *p;

    start = posts_smarty_blank(s, i);

    if (start == i) {
        return 0;
    }

    end = posts_smarty_name(s, start);

    if (end == 0) {
        return 0;
    }

    *name = posts_str_slice(s, start, end);
    *value = posts_str("");

    i = posts_smarty_blank(s, end);

    if (i == s.len || s.data[i] != '=') {
        return end;
    }

    i = posts_smarty_blank(s, i + 1);

    if (i == s.len) {
        return end;
    }

    if (s.data[i] == '"' || s.data[i] == '\'') {
        p = (i + 1 == s.len) ? NULL
                             : memchr(s.data + i + 1, s.data[i],
                                      s.len - i - 1);

        if (p == NULL) {
            return end;
        }

        *value = posts_str_slice(s, i + 1, (size_t) (p - s.data));

        return (size_t) (p - s.data) + 1;
    }

    for (start = i; i < s.len; i += posts_utf8_width(s, i)) {
        end = i;

        if (!posts_utf8_is_word(posts_utf8_next(s, &end))) {
            break;
        }
    }

    *value = posts_str_slice(s, start, i);

    /* no value: not an attribute with one, so the tag fails at the "=" */

    return (i == start) ? (size_t) (name->data - s.data) + name->len : i;
}


size_t
posts_smarty_name(posts_str_t s, size_t i)
{
    int     colon, first;
    u_char  c;
    size_t  start;

    colon = 0;
    first = 1;
    start = i;

    for ( /* void */ ; i < s.len; i++) {
        c = posts_lower(s.data[i]);

        if ((c >= 'a' && c <= 'z') || c == '_' || c >= 0x80) {
            first = 0;
            continue;
        }

        if (first) {
            break;
        }

        if (c == ':' && !colon) {
            colon = 1;
            first = 1;
            continue;
        }

        if (!((c >= '0' && c <= '9') || c == '-' || c == '.')) {
            break;
        }
    }

    /* the colon is part of it only with a name behind it */

    i -= (size_t) (first && i > start);

    return (i > start) ? i : 0;
}


size_t
posts_smarty_blank(posts_str_t s, size_t i)
{
    while (i < s.len && posts_space(s.data[i])) {
        i++;
    }

    return i;
}


static unsigned
posts_smarty_kind(posts_str_t name)
{
    char                        text[16];
    size_t                      i;
    const posts_smarty_kind_t  *k;

    if (name.len > sizeof(text) - 3) {
        return 0;
    }

    text[0] = ' ';

    for (i = 0; i < name.len; i++) {
        text[i + 1] = (char) posts_lower(name.data[i]);
    }

    text[i + 1] = ' ';
    text[i + 2] = '\0';

    for (k = posts_smarty_kinds; k->names != NULL; k++) {
        if (strstr(k->names, text) != NULL) {
            return k->kind | POSTS_SMARTY_KNOWN;
        }
    }

    return 0;
}
