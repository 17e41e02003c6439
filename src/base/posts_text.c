
/*
 * Copyright (C) the authors of this project
 *
 * A text of 128 bytes at most, in which pieces are found and cut out.
 */


#include "posts_text.h"
#include "posts_utf8.h"


#define POSTS_TEXT_NUMBER_MAX  INT64_C(100000000000000000)


static const char  posts_text_months[12][4] = {
    "jan", "feb", "mar", "apr", "may", "jun",
    "jul", "aug", "sep", "oct", "nov", "dec"
};


void
posts_text_init(posts_text_t *s, posts_str_t text)
{
    size_t    from, pos;
    uint32_t  c;

    s->len = 0;

    for (pos = 0; pos < text.len; /* void */ ) {
        from = pos;
        c = posts_utf8_next(text, &pos);

        if (c >= 0x80 ? posts_utf8_is_word(c)
                      : (posts_lower((u_char) c) >= 'a'
                         && posts_lower((u_char) c) <= 'z')
                        || (c >= '0' && c <= '9')
                        || (c != 0 && strchr("-+',./:@[]", (int) c) != NULL))
        {
            memcpy(s->text + s->len, text.data + from, pos - from);
            s->len += pos - from;

        } else if (s->len == 0 || s->text[s->len - 1] != ' ') {
            s->text[s->len++] = ' ';
        }
    }
}


int
posts_text_cut(posts_text_t *s, posts_text_form_pt form)
{
    size_t  end, i;

    for (i = 0; i < s->len; i++) {
        end = form(s, i);

        if (end != 0) {
            s->text[i] = ' ';
            memmove(s->text + i + 1, s->text + end, s->len - end);
            s->len -= end - i - 1;

            return 1;
        }
    }

    return 0;
}


int
posts_text_at(const posts_text_t *s, size_t i, const char *word)
{
    for ( /* void */ ; *word != '\0'; word++, i++) {
        if (i >= s->len || posts_lower(s->text[i]) != (u_char) *word) {
            return 0;
        }
    }

    return 1;
}


int
posts_text_digit(const posts_text_t *s, size_t i)
{
    return i < s->len && s->text[i] >= '0' && s->text[i] <= '9';
}


/* What is beyond ASCII is letters: the rest of it has been cleaned away. */

int
posts_text_word(const posts_text_t *s, size_t i)
{
    u_char  c;

    if (i >= s->len) {
        return 0;
    }

    c = posts_lower(s->text[i]);

    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c >= 0x80;
}


int
posts_text_edge(const posts_text_t *s, size_t i)
{
    return posts_text_word(s, i) != (i > 0 && posts_text_word(s, i - 1));
}


size_t
posts_text_run(const posts_text_t *s, size_t i, size_t max)
{
    size_t  n;

    for (n = 0; n < max && posts_text_digit(s, i + n); n++) { /* void */ }

    return i + n;
}


size_t
posts_text_spaces(const posts_text_t *s, size_t i)
{
    while (i < s->len && s->text[i] == ' ') {
        i++;
    }

    return i;
}


size_t
posts_text_until(const posts_text_t *s, size_t i, const char *stop)
{
    u_char  c;

    for ( /* void */ ; i < s->len; i++) {
        c = posts_text_digit(s, i) ? '0' : s->text[i];

        if (strchr(stop, c) != NULL) {
            break;
        }
    }

    return i;
}


size_t
posts_text_signed(posts_text_t *s, size_t i, const char *signs,
    posts_str_t *part)
{
    size_t  end, from;

    from = i;
    i += (size_t) posts_text_at(s, i, "'");

    if (i < s->len && s->text[i] != '\'' && s->text[i] != '\0'
        && strchr(signs, s->text[i]) != NULL)
    {
        i++;
    }

    end = posts_text_run(s, i, POSTS_TIME_SCAN_MAX);

    if (end == i) {
        return 0;
    }

    *part = posts_text_part(s, from, end);

    return end;
}


unsigned
posts_text_month_at(const posts_text_t *s, size_t i)
{
    unsigned  n;

    /* most places are not the start of a word */

    if (i >= s->len || s->text[i] < 'A') {
        return 0;
    }

    for (n = 0; n < 12; n++) {
        if (posts_text_at(s, i, posts_text_months[n])) {
            return n + 1;
        }
    }

    return 0;
}


size_t
posts_text_suffix(const posts_text_t *s, size_t i)
{
    if ((posts_text_at(s, i, "st") || posts_text_at(s, i, "nd")
         || posts_text_at(s, i, "rd") || posts_text_at(s, i, "th"))
        && posts_text_edge(s, i + 2))
    {
        return i + 2;
    }

    return 0;
}


posts_str_t
posts_text_part(const posts_text_t *s, size_t from, size_t to)
{
    return posts_str_from(s->text + from, to - from);
}


int64_t
posts_text_int(posts_str_t part)
{
    size_t   i;
    int64_t  n;

    n = 0;
    i = (part.len > 0 && (part.data[0] == '-' || part.data[0] == '+'));

    for ( /* void */ ; i < part.len; i++) {
        n = n * 10 + part.data[i] - '0';

        if (n > POSTS_TEXT_NUMBER_MAX) {
            n = POSTS_TEXT_NUMBER_MAX;
            break;
        }
    }

    return (part.len > 0 && part.data[0] == '-') ? -n : n;
}


void
posts_text_set(posts_text_t *s, posts_time_field_t field, int64_t value)
{
    s->fields->value[field] = value;
    s->fields->set |= 1u << field;
}


void
posts_text_set_fraction(posts_text_t *s, posts_str_t part)
{
    size_t   i;
    int64_t  n;

    n = 0;

    for (i = 0; i < 9; i++) {
        n = n * 10 + (i < part.len ? part.data[i] - '0' : 0);
    }

    posts_text_set(s, POSTS_TIME_NSEC, n);
}


void
posts_text_set_zone(posts_text_t *s, size_t from, size_t to)
{
    memcpy(s->fields->zone, s->text + from, to - from);
    s->fields->zone_len = to - from;
}
