
/*
 * Copyright (C) the authors of this project
 *
 * Two lexers.  The outer one cuts a template at {{ }} and {% %}; the inner
 * one cuts the markup between them into the tokens of expressions.
 */


#ifndef _POSTS_LIQUID_LEXER_H_INCLUDED_
#define _POSTS_LIQUID_LEXER_H_INCLUDED_


#include "posts_error.h"


typedef enum {
    POSTS_LIQUID_TEXT = 0,
    POSTS_LIQUID_OUTPUT,         /* {{ markup }} */
    POSTS_LIQUID_TAG,            /* {% name markup %} */
    POSTS_LIQUID_END             /* of the template */
} posts_liquid_piece_e;


typedef struct {
    posts_liquid_piece_e  type;
    unsigned              trim_left:1;    /* {{- or {%- */
    unsigned              trim_right:1;   /* -}} or -%} */
    posts_str_t           raw;            /* all of it, delimiters included */
    posts_str_t           name;           /* TAG: "" if there is none */
    posts_str_t           markup;         /* TAG, OUTPUT: as it stands */
} posts_liquid_piece_t;


typedef struct {
    posts_str_t     source;
    size_t          pos;

    /* within {% liquid %}: each line is a tag */

    unsigned        lines:1;
} posts_liquid_lexer_t;


/*
 * The next piece.  POSTS_INVALID: {{ or {% without its end; the message is
 * set without line, and "piece" says where (its raw begins there).
 */

posts_rc_t posts_liquid_lexer_next(posts_liquid_lexer_t *lexer,
    posts_liquid_piece_t *piece, posts_error_t *error);


typedef enum {
    POSTS_LIQUID_TOKEN_END = 0,
    POSTS_LIQUID_TOKEN_ID,
    POSTS_LIQUID_TOKEN_STRING,       /* with its quotes */
    POSTS_LIQUID_TOKEN_NUMBER,
    POSTS_LIQUID_TOKEN_COMPARISON,
    POSTS_LIQUID_TOKEN_DOTDOT,
    POSTS_LIQUID_TOKEN_PIPE,
    POSTS_LIQUID_TOKEN_DOT,
    POSTS_LIQUID_TOKEN_COLON,
    POSTS_LIQUID_TOKEN_COMMA,
    POSTS_LIQUID_TOKEN_OPEN_SQUARE,
    POSTS_LIQUID_TOKEN_CLOSE_SQUARE,
    POSTS_LIQUID_TOKEN_OPEN_ROUND,
    POSTS_LIQUID_TOKEN_CLOSE_ROUND,
    POSTS_LIQUID_TOKEN_QUESTION,
    POSTS_LIQUID_TOKEN_DASH,
    POSTS_LIQUID_TOKEN_BAD           /* "Unexpected character" */
} posts_liquid_token_e;


typedef struct {
    posts_liquid_token_e  type;
    posts_str_t           text;
} posts_liquid_token_t;


/* The tokens of a piece's markup, one after the other, with one ahead. */

typedef struct {
    posts_str_t           markup;
    size_t                pos;
    posts_liquid_token_t  token;     /* the current one */
    posts_liquid_token_t  ahead;     /* the one behind it */
} posts_liquid_tokens_t;


/* Begins: "token" and "ahead" are there. */

void posts_liquid_tokens_init(posts_liquid_tokens_t *t, posts_str_t markup);

/* Moves on by one. */

void posts_liquid_tokens_next(posts_liquid_tokens_t *t);

/* Moves on if the current token is of the type, or is this ID; 1 if so. */

int posts_liquid_tokens_skip(posts_liquid_tokens_t *t,
    posts_liquid_token_e type);
int posts_liquid_tokens_skip_id(posts_liquid_tokens_t *t, posts_str_t id);

/* Ruby's name of a type, for messages: "end_of_string", "open_square", ... */

posts_str_t posts_liquid_token_name(posts_liquid_token_e type);


#endif /* _POSTS_LIQUID_LEXER_H_INCLUDED_ */
