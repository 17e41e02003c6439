
/*
 * Copyright (C) the authors of this project
 *
 * Bytes as text, in the two alphabets of RFC 4648.  As in Ruby, a decoder
 * takes nothing but what an encoder writes: no other byte, the padding in
 * full (the URL's alphabet may go without), and no bits behind the end.
 */


#include "posts_liquid_filter.h"


static posts_rc_t posts_liquid_base64_encode(posts_liquid_context_t *lc,
    posts_value_t *v, const posts_liquid_args_t *args);
static posts_rc_t posts_liquid_base64_decode(posts_liquid_context_t *lc,
    posts_value_t *v, const posts_liquid_args_t *args);
static posts_rc_t posts_liquid_base64_url_safe_encode(
    posts_liquid_context_t *lc, posts_value_t *v,
    const posts_liquid_args_t *args);
static posts_rc_t posts_liquid_base64_url_safe_decode(
    posts_liquid_context_t *lc, posts_value_t *v,
    const posts_liquid_args_t *args);
static posts_rc_t posts_liquid_base64_to(posts_liquid_context_t *lc,
    posts_value_t *v, const u_char *alphabet);
static posts_rc_t posts_liquid_base64_from(posts_liquid_context_t *lc,
    posts_value_t *v, int url, const char *name);
static int posts_liquid_base64_digit(u_char c, int url);


const posts_liquid_filter_t  posts_liquid_base64_filters[] = {

    { posts_string("base64_encode"), posts_liquid_base64_encode, 0, 0, 0 },
    { posts_string("base64_decode"), posts_liquid_base64_decode, 0, 0, 0 },
    { posts_string("base64_url_safe_encode"),
      posts_liquid_base64_url_safe_encode, 0, 0, 0 },
    { posts_string("base64_url_safe_decode"),
      posts_liquid_base64_url_safe_decode, 0, 0, 0 },

    { posts_null_string, NULL, 0, 0, 0 }
};


static posts_rc_t
posts_liquid_base64_encode(posts_liquid_context_t *lc, posts_value_t *v,
    const posts_liquid_args_t *args)
{
    (void) args;

    return posts_liquid_base64_to(lc, v, (const u_char *)
               "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
               "0123456789+/");
}


static posts_rc_t
posts_liquid_base64_url_safe_encode(posts_liquid_context_t *lc,
    posts_value_t *v, const posts_liquid_args_t *args)
{
    (void) args;

    return posts_liquid_base64_to(lc, v, (const u_char *)
               "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
               "0123456789-_");
}


static posts_rc_t
posts_liquid_base64_decode(posts_liquid_context_t *lc, posts_value_t *v,
    const posts_liquid_args_t *args)
{
    (void) args;

    return posts_liquid_base64_from(lc, v, 0, "base64_decode");
}


static posts_rc_t
posts_liquid_base64_url_safe_decode(posts_liquid_context_t *lc,
    posts_value_t *v, const posts_liquid_args_t *args)
{
    (void) args;

    return posts_liquid_base64_from(lc, v, 1, "base64_url_safe_decode");
}


static posts_rc_t
posts_liquid_base64_to(posts_liquid_context_t *lc, posts_value_t *v,
    const u_char *alphabet)
{
    u_char       *dst, *p;
    size_t        i, left;
    uint32_t      bits;
    posts_rc_t    rc;
    posts_str_t   text;

    rc = posts_liquid_to_s(lc, *v, &text);
    if (rc != POSTS_OK) {
        return rc;
    }

    if (text.len > UINT32_MAX / 4 * 3 - 3) {
        return posts_liquid_memory(lc);
    }

    dst = posts_arena_alloc(lc->arena, (text.len + 2) / 3 * 4);
    if (dst == NULL) {
        return posts_liquid_memory(lc);
    }

    p = dst;

    for (i = 0; i < text.len; i += 3) {
        left = text.len - i;

        bits = (uint32_t) text.data[i] << 16;
        bits |= (left > 1) ? (uint32_t) text.data[i + 1] << 8 : 0;
        bits |= (left > 2) ? text.data[i + 2] : 0;

        *p++ = alphabet[bits >> 18];
        *p++ = alphabet[bits >> 12 & 63];
        *p++ = (left > 1) ? alphabet[bits >> 6 & 63] : '=';
        *p++ = (left > 2) ? alphabet[bits & 63] : '=';
    }

    return posts_liquid_give(v, posts_str_from(dst, (size_t) (p - dst)));
}


static posts_rc_t
posts_liquid_base64_from(posts_liquid_context_t *lc, posts_value_t *v, int url,
    const char *name)
{
    int           digit;
    u_char       *dst, *p;
    size_t        i, n;
    uint32_t      bits;
    posts_rc_t    rc;
    posts_str_t   text;

    rc = posts_liquid_to_s(lc, *v, &text);
    if (rc != POSTS_OK) {
        return rc;
    }

    n = text.len;

    if (n % 4 == 0) {
        n -= (n > 0 && text.data[n - 1] == '=');
        n -= (n % 4 == 3 && text.data[n - 1] == '=');

    } else if (!url || posts_str_ends(text, posts_str("="))) {
        goto invalid;
    }

    if (n % 4 == 1) {
        goto invalid;
    }

    dst = posts_arena_alloc(lc->arena, n / 4 * 3 + 3);
    if (dst == NULL) {
        return posts_liquid_memory(lc);
    }

    p = dst;
    bits = 0;

    for (i = 0; i < n; i++) {
        digit = posts_liquid_base64_digit(text.data[i], url);

        if (digit < 0) {
            goto invalid;
        }

        bits = bits << 6 | (uint32_t) digit;

        if (i % 4 == 3) {
            *p++ = (u_char) (bits >> 16);
            *p++ = (u_char) (bits >> 8);
            *p++ = (u_char) bits;
        }
    }

    if (n % 4 == 2) {
        *p++ = (u_char) (bits >> 4);

        if ((bits & 0x0f) != 0) {
            goto invalid;
        }
    }

    if (n % 4 == 3) {
        *p++ = (u_char) (bits >> 10);
        *p++ = (u_char) (bits >> 2);

        if ((bits & 0x03) != 0) {
            goto invalid;
        }
    }

    return posts_liquid_give(v, posts_str_from(dst, (size_t) (p - dst)));

invalid:

    return posts_liquid_fail(lc, "invalid base64 provided to %s", name);
}


/* The value of a digit, or -1; the URL's decoder knows both alphabets. */

static int
posts_liquid_base64_digit(u_char c, int url)
{
    if (c >= 'A' && c <= 'Z') {
        return c - 'A';
    }

    if (c >= 'a' && c <= 'z') {
        return c - 'a' + 26;
    }

    if (c >= '0' && c <= '9') {
        return c - '0' + 52;
    }

    if (c == '+' || (url && c == '-')) {
        return 62;
    }

    if (c == '/' || (url && c == '_')) {
        return 63;
    }

    return -1;
}
