
/*
 * Copyright (C) the authors of this project
 *
 * What Ruby's Liquid makes of markup that its strict parser refuses.  There
 * it is a handful of regular expressions which look for the pieces that they
 * know and pass over the rest; here are the same pieces, found by hand.
 */


#include "posts_float.h"
#include "posts_liquid_expression.h"
#include "posts_liquid_lax.h"
#include "posts_liquid_parser.h"


/* Brackets within brackets: more would not be compiled anyway. */

#define POSTS_LIQUID_LAX_BRACKETS  100


static int posts_liquid_lax_float(posts_str_t s, posts_value_t *v);
static int posts_liquid_lax_range(posts_str_t s, posts_str_t *first,
    posts_str_t *last);
static posts_rc_t posts_liquid_lax_lookup(posts_liquid_parser_t *p,
    posts_str_t s, posts_liquid_expression_t *e);
static int posts_liquid_lax_part(posts_str_t s, size_t *pos,
    posts_str_t *part);
static size_t posts_liquid_lax_bracket(posts_str_t s, size_t pos);
static posts_rc_t posts_liquid_lax_call(posts_liquid_parser_t *p,
    posts_liquid_filtered_t *f, posts_str_t chunk);
static posts_rc_t posts_liquid_lax_argument(posts_liquid_parser_t *p,
    posts_liquid_call_t *call, posts_str_t text);
static size_t posts_liquid_lax_chunk(posts_str_t s, size_t pos);
static posts_rc_t posts_liquid_lax_pieces(posts_liquid_parser_t *p,
    posts_str_t markup, posts_str_t **pieces, size_t *n);
static size_t posts_liquid_lax_join(posts_str_t s, size_t pos);
static posts_rc_t posts_liquid_lax_comparison(posts_liquid_parser_t *p,
    posts_str_t markup, posts_liquid_condition_t **c);


posts_rc_t
posts_liquid_lax_expression(posts_liquid_parser_t *p, posts_str_t markup,
    int condition, posts_liquid_expression_t **out)
{
    u_char                      c;
    size_t                      i;
    posts_rc_t                  rc;
    posts_str_t                 s, first, last;
    posts_liquid_expression_t  *e;

    e = posts_arena_zalloc(p->arena, sizeof(posts_liquid_expression_t));
    if (e == NULL) {
        return posts_liquid_parser_memory(p);
    }

    *out = e;

    s = posts_str_trim(markup);

    if (s.len == 0) {
        return POSTS_OK;
    }

    c = s.data[0];

    if ((c == '"' || c == '\'') && s.data[s.len - 1] == c) {
        e->u.literal = posts_value_str(posts_str_slice(s, 1, s.len - 1));
        return POSTS_OK;
    }

    for (i = (c == '-'); i < s.len && s.data[i] >= '0' && s.data[i] <= '9';
         i++)
    {
        /* void */
    }

    if (i == s.len && i > (size_t) (c == '-')) {
        return posts_liquid_number(s, &e->u.literal);
    }

    if (p->depth >= p->limits->includes) {
        return posts_error_set(p->error, POSTS_LIMIT, 0, 0,
                               "Nesting too deep");
    }

    if (posts_liquid_lax_range(s, &first, &last)) {
        e->type = POSTS_LIQUID_RANGE;
        p->depth++;

        rc = posts_liquid_lax_expression(p, first, 0, &e->u.range.first);

        if (rc == POSTS_OK) {
            rc = posts_liquid_lax_expression(p, last, 0, &e->u.range.last);
        }

        if (rc == POSTS_OK) {
            posts_liquid_range_ends(e);
        }

        p->depth--;
        return rc;
    }

    if (posts_liquid_lax_float(s, &e->u.literal)
        || posts_liquid_literal(s, condition, &e->u.literal))
    {
        return POSTS_OK;
    }

    p->depth++;
    rc = posts_liquid_lax_lookup(p, s, e);
    p->depth--;

    return rc;
}


/* -?\d[\d.]+, of which the number counts that it begins with */

static int
posts_liquid_lax_float(posts_str_t s, posts_value_t *v)
{
    double  f;
    size_t  i, begin, end, dots;

    begin = (s.data[0] == '-');
    end = s.len;
    dots = 0;

    for (i = begin; i < s.len; i++) {

        if (s.data[i] == '.' && i > begin) {
            dots++;

            if (end == s.len
                && (dots == 2 || i + 1 == s.len || s.data[i + 1] == '.'))
            {
                end = i;
            }

        } else if (s.data[i] < '0' || s.data[i] > '9') {
            return 0;
        }
    }

    if (dots == 0 || s.len - begin < 2
        || posts_float_parse(&f, posts_str_slice(s, 0, end)) != POSTS_OK)
    {
        return 0;
    }

    *v = posts_value_float(f);

    return 1;
}


/* ( first .. last ), neither with white space inside */

static int
posts_liquid_lax_range(posts_str_t s, posts_str_t *first, posts_str_t *last)
{
    size_t       i;
    posts_str_t  inner;

    if (s.len < 6 || s.data[0] != '(' || s.data[s.len - 1] != ')') {
        return 0;
    }

    inner = posts_str_trim(posts_str_slice(s, 1, s.len - 1));

    for (i = inner.len; i > 1; i--) {
        if (inner.data[i - 1] == '.' && inner.data[i - 2] == '.') {
            break;
        }
    }

    if (i < 2) {
        return 0;
    }

    *first = posts_str_trim(posts_str_slice(inner, 0, i - 2));
    *last = posts_str_trim(posts_str_slice(inner, i, inner.len));

    if (first->len == 0 || last->len == 0) {
        return 0;
    }

    for (i = 0; i < first->len; i++) {
        if (posts_liquid_lax_space(*first, i) > i) {
            return 0;
        }
    }

    for (i = 0; i < last->len; i++) {
        if (posts_liquid_lax_space(*last, i) > i) {
            return 0;
        }
    }

    return 1;
}


/* The words and brackets in it, whatever is between them. */

static posts_rc_t
posts_liquid_lax_lookup(posts_liquid_parser_t *p, posts_str_t s,
    posts_liquid_expression_t *e)
{
    size_t                pos, at, n;
    posts_rc_t            rc;
    posts_str_t           part;
    posts_liquid_step_t  *step;

    pos = 0;

    e->type = POSTS_LIQUID_LOOKUP;

    if (!posts_liquid_lax_part(s, &pos, &part)) {

        /* of nothing: [nil] */

        e->u.lookup.computed
            = posts_arena_zalloc(p->arena,
                                 sizeof(posts_liquid_expression_t));

        return (e->u.lookup.computed == NULL) ? posts_liquid_parser_memory(p)
                                              : POSTS_OK;
    }

    if (part.data[0] == '[') {
        rc = posts_liquid_lax_expression(p,
                 posts_str_slice(part, 1, part.len - 1), 0,
                 &e->u.lookup.computed);

        if (rc != POSTS_OK) {
            return rc;
        }

    } else {
        e->u.lookup.name = posts_liquid_name(part);
    }

    n = 0;

    at = pos;

    while (posts_liquid_lax_part(s, &at, &part)) {
        n++;
    }

    if (n == 0) {
        return POSTS_OK;
    }

    e->u.lookup.steps = posts_arena_array(p->arena, n,
                                          sizeof(posts_liquid_step_t));
    if (e->u.lookup.steps == NULL) {
        return posts_liquid_parser_memory(p);
    }

    while (posts_liquid_lax_part(s, &pos, &part)) {
        step = &e->u.lookup.steps[e->u.lookup.n++];

        if (part.data[0] != '[') {
            posts_liquid_step(step, part);
            continue;
        }

        rc = posts_liquid_lax_expression(p,
                 posts_str_slice(part, 1, part.len - 1), 0, &step->index);

        if (rc != POSTS_OK) {
            return rc;
        }
    }

    return POSTS_OK;
}


/* [...] with something inside, or a word, perhaps with "?" behind it */

static int
posts_liquid_lax_part(posts_str_t s, size_t *pos, posts_str_t *part)
{
    size_t  i, end;

    for (i = *pos; i < s.len; i++) {

        if (s.data[i] == '[') {
            end = posts_liquid_lax_bracket(s, i);

            if (end == i) {
                continue;
            }

            goto found;
        }

        if (posts_liquid_lax_segment(s.data[i])) {
            end = i;

            while (end < s.len && posts_liquid_lax_segment(s.data[end])) {
                end++;
            }

            if (end < s.len && s.data[end] == '?') {
                end++;
            }

            goto found;
        }
    }

    return 0;

found:

    *part = posts_str_slice(s, i, end);
    *pos = end;

    return 1;
}


/* Behind the bracket's end, others within it; "pos" if it has none. */

static size_t
posts_liquid_lax_bracket(posts_str_t s, size_t pos)
{
    size_t  i, depth;

    depth = 0;

    for (i = pos; i < s.len; i++) {

        if (s.data[i] == '[') {

            /* nor would many without an end be looked for in linear time */

            if (++depth > POSTS_LIQUID_LAX_BRACKETS) {
                break;
            }

        } else if (s.data[i] == ']' && --depth == 0) {
            return (i > pos + 1) ? i + 1 : pos;
        }
    }

    return pos;
}


posts_rc_t
posts_liquid_lax_filtered(posts_liquid_parser_t *p, posts_str_t markup,
    posts_liquid_filtered_t *f)
{
    size_t         pos, end;
    ssize_t        bar;
    posts_rc_t     rc;
    posts_str_t    fragment, rest;

    pos = 0;

    if (!posts_liquid_lax_find_fragment(markup, &pos, &fragment)) {
        return POSTS_OK;
    }

    rc = posts_liquid_lax_expression(p, fragment, 0, &f->expression);

    if (rc != POSTS_OK) {
        return rc;
    }

    rest = posts_str_slice(markup, pos, markup.len);
    bar = posts_str_chr(rest, '|');

    if (bar < 0) {
        return POSTS_OK;
    }

    rest = posts_str_slice(rest, (size_t) bar + 1, rest.len);

    for (pos = 0; pos < rest.len; pos = end) {
        end = posts_liquid_lax_chunk(rest, pos);

        if (end == pos) {
            end++;                             /* a bar, a lone quote */
            continue;
        }

        rc = posts_liquid_lax_call(p, f, posts_str_slice(rest, pos, end));

        if (rc != POSTS_OK) {
            return rc;
        }
    }

    return POSTS_OK;
}


/* Behind white space, fragments and commas, as many as there are. */

static size_t
posts_liquid_lax_chunk(posts_str_t s, size_t pos)
{
    size_t       next;
    posts_str_t  fragment;

    for ( ;; ) {
        next = posts_liquid_lax_space(s, pos);

        if (next == pos && pos < s.len && s.data[pos] == ',') {
            next++;
        }

        if (next == pos) {
            (void) posts_liquid_lax_fragment(s, &next, &fragment);
        }

        if (next == pos) {
            return pos;
        }

        pos = next;
    }
}


/* The first word is the filter; behind each colon or comma, an argument. */

static posts_rc_t
posts_liquid_lax_call(posts_liquid_parser_t *p, posts_liquid_filtered_t *f,
    posts_str_t chunk)
{
    size_t                i, begin, end, pos;
    posts_rc_t            rc;
    posts_str_t           fragment;
    posts_liquid_call_t  *call;

    for (begin = 0; begin < chunk.len; begin++) {
        if (posts_liquid_lax_word(chunk.data[begin])) {
            break;
        }
    }

    for (end = begin; end < chunk.len; end++) {
        if (!posts_liquid_lax_word(chunk.data[end])) {
            break;
        }
    }

    if (end == begin) {
        return POSTS_OK;
    }

    call = posts_liquid_add_call(p, f, posts_str_slice(chunk, begin, end));
    if (call == NULL) {
        return posts_liquid_parser_memory(p);
    }

    i = 0;

    while (i < chunk.len) {

        if (chunk.data[i] != ':' && chunk.data[i] != ',') {
            i++;
            continue;
        }

        begin = posts_liquid_lax_space(chunk, i + 1);

        /* "key :" before it, if a fragment follows */

        for (pos = begin; pos < chunk.len; pos++) {
            if (!posts_liquid_lax_word(chunk.data[pos])) {
                break;
            }
        }

        end = posts_liquid_lax_space(chunk, pos);

        if (pos > begin && end < chunk.len && chunk.data[end] == ':') {
            end = posts_liquid_lax_space(chunk, end + 1);

            if (posts_liquid_lax_fragment(chunk, &end, &fragment)) {
                goto found;
            }
        }

        end = begin;

        if (!posts_liquid_lax_fragment(chunk, &end, &fragment)) {
            i++;
            continue;
        }

    found:

        rc = posts_liquid_lax_argument(p, call,
                                       posts_str_slice(chunk, begin, end));
        if (rc != POSTS_OK) {
            return rc;
        }

        i = end;
    }

    return POSTS_OK;
}


static posts_rc_t
posts_liquid_lax_argument(posts_liquid_parser_t *p, posts_liquid_call_t *call,
    posts_str_t text)
{
    size_t                      pos;
    posts_rc_t                  rc;
    posts_str_t                 key, value;
    posts_liquid_expression_t  *e;

    pos = 0;

    if (!posts_liquid_lax_word(text.data[0])
        || !posts_liquid_lax_attribute(text, &pos, &key, &value)
        || pos != text.len || key.data != text.data)
    {
        key = posts_str("");
        value = text;
    }

    rc = posts_liquid_lax_expression(p, value, 0, &e);

    if (rc == POSTS_OK) {
        rc = posts_liquid_add_argument(p, call, key, e);
    }

    return rc;
}


/*
 * Read from the right: the last comparison, the word before it, the
 * comparison before that, ...
 */

posts_rc_t
posts_liquid_lax_condition(posts_liquid_parser_t *p, posts_str_t markup,
    posts_liquid_condition_t **out)
{
    size_t                     n;
    posts_rc_t                 rc;
    posts_str_t                op;
    posts_liquid_condition_t  *c, *next;
    posts_str_t               *pieces;

    n = 0;
    pieces = NULL;

    rc = posts_liquid_lax_pieces(p, markup, &pieces, &n);

    if (rc != POSTS_OK) {
        return rc;
    }

    next = NULL;

    for ( ;; ) {

        if (n == 0) {
            goto invalid;
        }

        c = NULL;
        rc = posts_liquid_lax_comparison(p, pieces[--n], &c);

        if (rc != POSTS_OK) {
            return rc;
        }

        c->next = next;

        if (next != NULL) {
            op = pieces[n + 1];

            if (posts_str_eq(op, posts_str("or"))) {
                c->or = 1;

            } else if (!posts_str_eq(op, posts_str("and"))) {
                goto invalid;
            }
        }

        if (n == 0) {
            *out = c;
            return POSTS_OK;
        }

        next = c;
        n--;

        pieces[n] = posts_str_trim(pieces[n]);
    }

invalid:

    return posts_liquid_syntax(p, markup, "Syntax Error in tag 'if' - Valid "
                               "syntax: if [expression]");
}


static posts_rc_t
posts_liquid_lax_pieces(posts_liquid_parser_t *p, posts_str_t markup,
    posts_str_t **out, size_t *n)
{
    size_t        pos, begin, end, next;
    posts_str_t   fragment;
    posts_str_t  *pieces;

    /* a piece has at least a byte, and white space or an end behind it */

    pieces = posts_arena_array(p->arena, markup.len / 2 + 2,
                               sizeof(posts_str_t));
    if (pieces == NULL) {
        return posts_liquid_parser_memory(p);
    }

    *out = pieces;
    *n = 0;

    begin = 0;
    pos = posts_liquid_lax_space(markup, 0);

    while (pos < markup.len) {
        end = posts_liquid_lax_join(markup, pos);

        if (end > pos) {

            if (pos > begin) {
                pieces[(*n)++] = posts_str_slice(markup, begin, pos);
            }

            pieces[(*n)++] = posts_str_slice(markup, pos, end);

            pos = posts_liquid_lax_space(markup, end);
            begin = pos;
            continue;
        }

        next = pos;

        if (!posts_liquid_lax_fragment(markup, &next, &fragment)) {

            while (next < markup.len
                   && posts_liquid_lax_space(markup, next) == next)
            {
                next++;
            }
        }

        pos = posts_liquid_lax_space(markup, next);
    }

    if (pos > begin) {
        pieces[(*n)++] = posts_str_slice(markup, begin, pos);
    }

    return POSTS_OK;
}


/* Behind "and" or "or" that stands as a word at "pos", or "pos". */

static size_t
posts_liquid_lax_join(posts_str_t s, size_t pos)
{
    size_t       end;
    posts_str_t  rest;

    rest = posts_str_slice(s, pos, s.len);

    if (posts_str_starts(rest, posts_str("and"))) {
        end = pos + 3;

    } else if (posts_str_starts(rest, posts_str("or"))) {
        end = pos + 2;

    } else {
        return pos;
    }

    if ((end < s.len && posts_liquid_lax_word(s.data[end]))
        || (pos > 0 && posts_liquid_lax_word(s.data[pos - 1])))
    {
        return pos;
    }

    return end;
}


/* The first fragment; behind it an operator and another, if they are there. */

static posts_rc_t
posts_liquid_lax_comparison(posts_liquid_parser_t *p, posts_str_t markup,
    posts_liquid_condition_t **out)
{
    u_char                     c;
    size_t                     pos, end;
    posts_rc_t                 rc;
    posts_str_t                left, right;
    posts_liquid_condition_t  *condition;

    condition = posts_arena_zalloc(p->arena,
                                   sizeof(posts_liquid_condition_t));
    if (condition == NULL) {
        return posts_liquid_parser_memory(p);
    }

    *out = condition;
    pos = 0;

    if (!posts_liquid_lax_find_fragment(markup, &pos, &left)) {
        return posts_liquid_syntax(p, markup, "Syntax Error in tag 'if' - "
                                   "Valid syntax: if [expression]");
    }

    rc = posts_liquid_lax_expression(p, left, 1, &condition->left);

    if (rc != POSTS_OK) {
        return rc;
    }

    pos = posts_liquid_lax_space(markup, pos);

    for (end = pos; end < markup.len; end++) {
        c = markup.data[end];

        if (c != '=' && c != '!' && c != '<' && c != '>' && c != '_'
            && (c < 'a' || c > 'z'))
        {
            break;
        }
    }

    if (end == pos) {
        return POSTS_OK;
    }

    posts_liquid_operator(condition, posts_str_slice(markup, pos, end));

    pos = posts_liquid_lax_space(markup, end);

    if (!posts_liquid_lax_fragment(markup, &pos, &right)) {
        right = posts_str("");
    }

    return posts_liquid_lax_expression(p, right, 1, &condition->right);
}
