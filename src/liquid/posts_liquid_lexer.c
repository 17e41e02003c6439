
/*
 * Copyright (C) the authors of this project
 *
 * The outer lexer takes what Ruby's tokenizer takes: {{ runs to the first },
 * or }}, and {% to the first %}, whatever quotes are in between.
 */


#include "posts_liquid_lexer.h"
#include "posts_liquid_lax.h"


static posts_rc_t posts_liquid_lexer_output(posts_liquid_lexer_t *lexer,
    posts_liquid_piece_t *piece, posts_error_t *error);
static posts_rc_t posts_liquid_lexer_tag(posts_liquid_lexer_t *lexer,
    posts_liquid_piece_t *piece, posts_error_t *error);
static posts_rc_t posts_liquid_lexer_line(posts_liquid_lexer_t *lexer,
    posts_liquid_piece_t *piece);
static void posts_liquid_lexer_name(posts_liquid_piece_t *piece,
    posts_str_t inside);
static void posts_liquid_token_scan(posts_liquid_tokens_t *t,
    posts_liquid_token_t *token);
static size_t posts_liquid_token_comparison(posts_str_t markup, size_t pos);
static size_t posts_liquid_token_number(posts_str_t markup, size_t pos);


/* The tokens of one character. */

static const uint8_t  posts_liquid_specials[128] = {
    ['|'] = POSTS_LIQUID_TOKEN_PIPE,
    ['.'] = POSTS_LIQUID_TOKEN_DOT,
    [':'] = POSTS_LIQUID_TOKEN_COLON,
    [','] = POSTS_LIQUID_TOKEN_COMMA,
    ['['] = POSTS_LIQUID_TOKEN_OPEN_SQUARE,
    [']'] = POSTS_LIQUID_TOKEN_CLOSE_SQUARE,
    ['('] = POSTS_LIQUID_TOKEN_OPEN_ROUND,
    [')'] = POSTS_LIQUID_TOKEN_CLOSE_ROUND,
    ['?'] = POSTS_LIQUID_TOKEN_QUESTION,
    ['-'] = POSTS_LIQUID_TOKEN_DASH
};


static const posts_str_t  posts_liquid_token_names[] = {
    [POSTS_LIQUID_TOKEN_END] = posts_string("end_of_string"),
    [POSTS_LIQUID_TOKEN_ID] = posts_string("id"),
    [POSTS_LIQUID_TOKEN_STRING] = posts_string("string"),
    [POSTS_LIQUID_TOKEN_NUMBER] = posts_string("number"),
    [POSTS_LIQUID_TOKEN_COMPARISON] = posts_string("comparison"),
    [POSTS_LIQUID_TOKEN_DOTDOT] = posts_string("dotdot"),
    [POSTS_LIQUID_TOKEN_PIPE] = posts_string("pipe"),
    [POSTS_LIQUID_TOKEN_DOT] = posts_string("dot"),
    [POSTS_LIQUID_TOKEN_COLON] = posts_string("colon"),
    [POSTS_LIQUID_TOKEN_COMMA] = posts_string("comma"),
    [POSTS_LIQUID_TOKEN_OPEN_SQUARE] = posts_string("open_square"),
    [POSTS_LIQUID_TOKEN_CLOSE_SQUARE] = posts_string("close_square"),
    [POSTS_LIQUID_TOKEN_OPEN_ROUND] = posts_string("open_round"),
    [POSTS_LIQUID_TOKEN_CLOSE_ROUND] = posts_string("close_round"),
    [POSTS_LIQUID_TOKEN_QUESTION] = posts_string("question"),
    [POSTS_LIQUID_TOKEN_DASH] = posts_string("dash"),
    [POSTS_LIQUID_TOKEN_BAD] = posts_string("character")
};


posts_rc_t
posts_liquid_lexer_next(posts_liquid_lexer_t *lexer,
    posts_liquid_piece_t *piece, posts_error_t *error)
{
    size_t         i, rest;
    posts_str_t    s;
    const u_char  *p;

    memset(piece, 0, sizeof(posts_liquid_piece_t));

    if (lexer->lines) {
        return posts_liquid_lexer_line(lexer, piece);
    }

    s = lexer->source;

    if (lexer->pos >= s.len) {
        piece->type = POSTS_LIQUID_END;
        piece->raw = posts_str_slice(s, s.len, s.len);
        return POSTS_OK;
    }

    i = lexer->pos;

    for ( ;; ) {
        rest = s.len - i;
        p = (rest < 2) ? NULL : memchr(s.data + i, '{', rest - 1);

        if (p == NULL) {
            i = s.len;
            break;
        }

        i = (size_t) (p - s.data);

        if (p[1] == '{' || p[1] == '%') {
            break;
        }

        i++;
    }

    if (i > lexer->pos) {
        piece->type = POSTS_LIQUID_TEXT;
        piece->raw = posts_str_slice(s, lexer->pos, i);
        lexer->pos = i;
        return POSTS_OK;
    }

    if (s.data[i + 1] == '{') {
        return posts_liquid_lexer_output(lexer, piece, error);
    }

    return posts_liquid_lexer_tag(lexer, piece, error);
}


static posts_rc_t
posts_liquid_lexer_output(posts_liquid_lexer_t *lexer,
    posts_liquid_piece_t *piece, posts_error_t *error)
{
    size_t         begin, from, to, end;
    posts_str_t    s;
    const u_char  *p;

    s = lexer->source;
    begin = lexer->pos;

    piece->type = POSTS_LIQUID_OUTPUT;

    p = memchr(s.data + begin + 2, '}', s.len - begin - 2);

    if (p == NULL) {
        piece->raw = posts_str_slice(s, begin, begin + 2);
        goto unterminated;
    }

    to = (size_t) (p - s.data);
    end = to + 1;

    if (end == s.len || s.data[end] != '}') {
        piece->raw = posts_str_slice(s, begin, end);
        goto unterminated;
    }

    end++;
    from = begin + 2;

    piece->raw = posts_str_slice(s, begin, end);

    /* in {{-}} the dash counts for both sides */

    piece->trim_left = (s.data[from] == '-');
    piece->trim_right = (s.data[to - 1] == '-');

    if (piece->trim_left) {
        from++;
    }

    if (piece->trim_right && to > from) {
        to--;
    }

    piece->markup = posts_str_slice(s, from, to);
    lexer->pos = end;

    return POSTS_OK;

unterminated:

    return posts_error_set(error, POSTS_INVALID, 0, 0,
                           "Variable '%.*s' was not properly terminated; "
                           "close it with }}",
                           posts_str_arg(piece->raw));
}


static posts_rc_t
posts_liquid_lexer_tag(posts_liquid_lexer_t *lexer,
    posts_liquid_piece_t *piece, posts_error_t *error)
{
    size_t         begin, from, to, end;
    posts_str_t    s;
    const u_char  *p;

    s = lexer->source;
    begin = lexer->pos;
    end = begin + 2;

    piece->type = POSTS_LIQUID_TAG;

    for ( ;; ) {
        p = (end >= s.len) ? NULL : memchr(s.data + end, '%', s.len - end);

        if (p == NULL) {
            piece->raw = posts_str_slice(s, begin, begin + 2);

            return posts_error_set(error, POSTS_INVALID, 0, 0,
                                   "Tag '{%%' was not properly terminated; "
                                   "close it with %%}");
        }

        end = (size_t) (p - s.data) + 1;

        if (end < s.len && s.data[end] == '}') {
            break;
        }
    }

    from = begin + 2;
    to = end - 1;
    end++;

    piece->raw = posts_str_slice(s, begin, end);
    piece->trim_left = (s.data[from] == '-');
    piece->trim_right = (s.data[to - 1] == '-');

    if (piece->trim_left) {
        from++;
    }

    if (piece->trim_right && to > from) {
        to--;
    }

    posts_liquid_lexer_name(piece, posts_str_slice(s, from, to));

    lexer->pos = end;

    return POSTS_OK;
}


/* A line of {% liquid %}; empty ones are passed over. */

static posts_rc_t
posts_liquid_lexer_line(posts_liquid_lexer_t *lexer,
    posts_liquid_piece_t *piece)
{
    size_t         end, next;
    posts_str_t    s, line;
    const u_char  *p;

    s = lexer->source;

    while (lexer->pos < s.len) {
        p = memchr(s.data + lexer->pos, '\n', s.len - lexer->pos);
        end = (p == NULL) ? s.len : (size_t) (p - s.data);
        next = (p == NULL) ? end : end + 1;

        line = posts_str_slice(s, lexer->pos, end);
        lexer->pos = next;

        if (posts_liquid_lax_space(line, 0) == line.len) {
            continue;
        }

        piece->type = POSTS_LIQUID_TAG;
        piece->raw = posts_str_trim(line);
        posts_liquid_lexer_name(piece, piece->raw);

        return POSTS_OK;
    }

    piece->type = POSTS_LIQUID_END;
    piece->raw = posts_str_slice(s, s.len, s.len);

    return POSTS_OK;
}


/* A tag's name is a word, or "#". */

static void
posts_liquid_lexer_name(posts_liquid_piece_t *piece, posts_str_t inside)
{
    size_t  i, begin;

    begin = posts_liquid_lax_space(inside, 0);

    for (i = begin; i < inside.len; i++) {
        if (!posts_liquid_lax_word(inside.data[i])) {
            break;
        }
    }

    if (i == begin && i < inside.len && inside.data[i] == '#') {
        i++;
    }

    piece->name = posts_str_slice(inside, begin, i);
    piece->markup = posts_str_slice(inside, posts_liquid_lax_space(inside, i),
                                    inside.len);
}


void
posts_liquid_tokens_init(posts_liquid_tokens_t *t, posts_str_t markup)
{
    t->markup = markup;
    t->pos = 0;

    posts_liquid_token_scan(t, &t->token);
    posts_liquid_token_scan(t, &t->ahead);
}


void
posts_liquid_tokens_next(posts_liquid_tokens_t *t)
{
    t->token = t->ahead;
    posts_liquid_token_scan(t, &t->ahead);
}


int
posts_liquid_tokens_skip(posts_liquid_tokens_t *t, posts_liquid_token_e type)
{
    if (t->token.type != type) {
        return 0;
    }

    posts_liquid_tokens_next(t);

    return 1;
}


int
posts_liquid_tokens_skip_id(posts_liquid_tokens_t *t, posts_str_t id)
{
    if (t->token.type != POSTS_LIQUID_TOKEN_ID
        || !posts_str_eq(t->token.text, id))
    {
        return 0;
    }

    posts_liquid_tokens_next(t);

    return 1;
}


posts_str_t
posts_liquid_token_name(posts_liquid_token_e type)
{
    return posts_liquid_token_names[type];
}


static void
posts_liquid_token_scan(posts_liquid_tokens_t *t, posts_liquid_token_t *token)
{
    u_char         c;
    size_t         pos, end;
    posts_str_t    s;
    const u_char  *p;

    s = t->markup;
    pos = posts_liquid_lax_space(s, t->pos);

    if (pos == s.len) {
        t->pos = pos;
        token->type = POSTS_LIQUID_TOKEN_END;
        token->text = posts_str_slice(s, pos, pos);
        return;
    }

    c = s.data[pos];
    end = posts_liquid_token_comparison(s, pos);

    if (end > pos) {
        token->type = POSTS_LIQUID_TOKEN_COMPARISON;
        goto found;
    }

    if (c == '"' || c == '\'') {
        p = memchr(s.data + pos + 1, c, s.len - pos - 1);

        if (p != NULL) {
            end = (size_t) (p - s.data) + 1;
            token->type = POSTS_LIQUID_TOKEN_STRING;
            goto found;
        }
    }

    end = posts_liquid_token_number(s, pos);

    if (end > pos) {
        token->type = POSTS_LIQUID_TOKEN_NUMBER;
        goto found;
    }

    if (posts_liquid_lax_word(c)) {

        /* not a digit: that would be a number */

        for (end = pos + 1;
             end < s.len && posts_liquid_lax_segment(s.data[end]);
             end++)
        {
            /* void */
        }

        if (end < s.len && s.data[end] == '?') {
            end++;
        }

        token->type = POSTS_LIQUID_TOKEN_ID;
        goto found;
    }

    if (c == '.' && pos + 1 < s.len && s.data[pos + 1] == '.') {
        end = pos + 2;
        token->type = POSTS_LIQUID_TOKEN_DOTDOT;
        goto found;
    }

    /* a bad character, all of its bytes: the message cites it */

    end = pos + 1;

    if (c < 128 && posts_liquid_specials[c] != 0) {
        token->type = posts_liquid_specials[c];
        goto found;
    }

    while (end < s.len && c >= 0xc0 && (s.data[end] & 0xc0) == 0x80) {
        end++;
    }

    token->type = POSTS_LIQUID_TOKEN_BAD;

found:

    token->text = posts_str_slice(s, pos, end);
    t->pos = end;
}


/* == != <> < <= > >=, and "contains" with white space behind it */

static size_t
posts_liquid_token_comparison(posts_str_t markup, size_t pos)
{
    u_char       c, next;
    posts_str_t  rest;

    c = markup.data[pos];
    next = (pos + 1 < markup.len) ? markup.data[pos + 1] : '\0';

    switch (c) {

    case '=':
    case '!':
        return (next == '=') ? pos + 2 : pos;

    case '<':
        return (next == '=' || next == '>') ? pos + 2 : pos + 1;

    case '>':
        return (next == '=') ? pos + 2 : pos + 1;

    case 'c':
        rest = posts_str_slice(markup, pos, markup.len);

        if (posts_str_starts(rest, posts_str("contains"))
            && rest.len > 8 && posts_liquid_lax_space(rest, 8) > 8)
        {
            return pos + 8;
        }

        return pos;

    default:
        return pos;
    }
}


/* -?\d+(\.\d+)? */

static size_t
posts_liquid_token_number(posts_str_t markup, size_t pos)
{
    size_t  i, digits;

    i = pos + (markup.data[pos] == '-');
    digits = i;

    while (i < markup.len && markup.data[i] >= '0' && markup.data[i] <= '9') {
        i++;
    }

    if (i == digits) {
        return pos;
    }

    if (i + 1 < markup.len && markup.data[i] == '.'
        && markup.data[i + 1] >= '0' && markup.data[i + 1] <= '9')
    {
        i += 2;

        while (i < markup.len && markup.data[i] >= '0'
               && markup.data[i] <= '9')
        {
            i++;
        }
    }

    return i;
}
