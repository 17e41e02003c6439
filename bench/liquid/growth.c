
/*
 * Copyright (C) the ngx_http_posts_module authors
 *
 * Does the cost of an element depend on how many there are?
 *
 *     growth [NAME...]
 *
 * Every pattern is measured with 1,000, 10,000 and 100,000 elements; a line
 * has the ns that one takes, and how often the first goes into the last.
 * What grows more than threefold is marked: quadratic cost would grow a
 * hundredfold, the caches' misses alone make up to about three.  With NAMEs,
 * only patterns whose names begin with one of them.
 *
 * A pattern whose next size would take too long is not measured there.
 */


#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "posts_liquid.h"


#define GROWTH_SIZES    3
#define GROWTH_MEMORY   ((size_t) 8 << 30)
#define GROWTH_KEEP     ((size_t) 64 << 20)
#define GROWTH_SECONDS  0.05     /* of one measurement, at least */
#define GROWTH_RUNS     7        /* of it, at least, if they are not long */
#define GROWTH_MOST     4.0      /* of one run, about */
#define GROWTH_TIMES    3.0      /* from the first size to the last */


typedef enum {
    GROWTH_RENDER = 0,
    GROWTH_FAULT,                /* what it renders to may be an error */
    GROWTH_PARSE,
    GROWTH_REFUSE                /* what is parsed may be wrong */
} growth_what_e;


/*
 * The template is "before", "unit" once for each element with its number for
 * each "#" (where there is a unit), and "after".  What loops has n.
 */

typedef struct {
    const char     *name;
    growth_what_e   what;
    const char     *before;
    const char     *unit;
    const char     *after;
} growth_pattern_t;


static void growth_measure(const growth_pattern_t *p);
static double growth_once(const growth_pattern_t *p, size_t size);
static posts_str_t growth_source(posts_arena_t *arena,
    const growth_pattern_t *p, size_t n);
static int growth_run(const growth_pattern_t *p, posts_str_t source,
    const posts_liquid_template_t *t, size_t size);
static posts_liquid_template_t *growth_compile(posts_arena_t *arena,
    posts_str_t source);
static posts_rc_t growth_load(void *payload,
    const posts_liquid_template_t **partial, posts_str_t name,
    posts_liquid_partial_e how, posts_error_t *error);
static posts_value_t growth_data(size_t n);
static posts_value_t growth_text(size_t n, const char *unit, size_t every,
    const char *other);
static posts_value_t growth_string(const char *fmt, uint64_t n);
static uint64_t growth_mixed(uint64_t x);
static double growth_now(void);
static void growth_die(const char *what, const char *why);


static const growth_pattern_t  growth_patterns[] = {

    /* loops */

    { "for", GROWTH_RENDER,
      "{% for x in numbers %}{{ x }}{% endfor %}", NULL, "" },
    { "for, over a range", GROWTH_RENDER,
      "{% for i in (1..n) %}{{ i }}{% endfor %}", NULL, "" },
    { "for, over a map", GROWTH_RENDER,
      "{% for p in map %}{{ p[0] }}{{ p[1] }}{% endfor %}", NULL, "" },
    { "for, reversed", GROWTH_RENDER,
      "{% for x in numbers reversed %}{{ x }}{% endfor %}", NULL, "" },
    { "for, each with limit and offset", GROWTH_RENDER,
      "{% for i in (1..n) %}{% for x in numbers limit: 1 offset: i %}"
      "{{ x }}{% endfor %}{% endfor %}", NULL, "" },
    { "for, each with offset: continue", GROWTH_RENDER,
      "{% for i in (1..n) %}{% for x in numbers limit: 1 offset: continue %}"
      "{{ x }}{% endfor %}{% endfor %}", NULL, "" },
    { "for, reversed, each with limit", GROWTH_RENDER,
      "{% for i in (1..n) %}{% for x in numbers reversed limit: 1 %}"
      "{{ x }}{% endfor %}{% endfor %}", NULL, "" },
    { "for, left at once", GROWTH_RENDER,
      "{% for i in (1..n) %}{% for x in numbers %}{% break %}"
      "{% endfor %}{% endfor %}", NULL, "" },
    { "forloop's members", GROWTH_RENDER,
      "{% for x in numbers %}{{ forloop.index }}{{ forloop.rindex0 }}"
      "{% if forloop.first or forloop.last %}{{ forloop.length }}{% endif %}"
      "{% endfor %}", NULL, "" },
    { "forloop.parentloop", GROWTH_RENDER,
      "{% for x in numbers %}{% for i in (1..2) %}"
      "{{ forloop.parentloop.index }}{% endfor %}{% endfor %}", NULL, "" },
    { "tablerow", GROWTH_RENDER,
      "{% tablerow x in numbers cols: 10 %}{{ x }}{% endtablerow %}",
      NULL, "" },
    { "if, elsif, else", GROWTH_RENDER,
      "{% for x in numbers %}{% if x == 7 %}a{% elsif x > 100 and x < 200 %}"
      "b{% else %}c{% endif %}{% endfor %}", NULL, "" },
    { "case in a loop", GROWTH_RENDER,
      "{% for p in posts %}{% case p.category %}{% when 'c1', 'c2' %}a"
      "{% when 'c3' or 'c4' %}b{% else %}c{% endcase %}{% endfor %}",
      NULL, "" },
    { "case with n whens", GROWTH_RENDER,
      "{% case 'none' %}", "{% when 'v#' %}#", "{% endcase %}" },
    { "cycle", GROWTH_RENDER,
      "{% for x in numbers %}{% cycle 'a', 'b', 'c' %}{% endfor %}",
      NULL, "" },
    { "cycle, n groups", GROWTH_RENDER,
      "{% for i in (1..n) %}{% cycle i: 'a', 'b' %}{% endfor %}", NULL, "" },
    { "ifchanged", GROWTH_RENDER,
      "{% for p in posts %}{% ifchanged %}{{ p.category }}{% endifchanged %}"
      "{% endfor %}", NULL, "" },
    { "increment", GROWTH_RENDER,
      "{% for x in numbers %}{% increment a %}{% decrement b %}{% endfor %}",
      NULL, "" },
    { "include in a loop", GROWTH_RENDER,
      "{% for x in numbers %}{% include 'part' %}{% endfor %}", NULL, "" },
    { "include in a loop, with a parameter", GROWTH_RENDER,
      "{% for y in numbers %}{% include 'part', x: y %}{% endfor %}",
      NULL, "" },
    { "include for", GROWTH_RENDER,
      "{% include 'part' for numbers as x %}", NULL, "" },
    { "render in a loop", GROWTH_RENDER,
      "{% for y in numbers %}{% render 'part', x: y %}{% endfor %}",
      NULL, "" },
    { "render for", GROWTH_RENDER,
      "{% render 'part' for numbers as x %}", NULL, "" },

    /* variables */

    { "assign in a loop", GROWTH_RENDER,
      "{% for x in numbers %}{% assign y = x | plus: 1 %}{{ y }}{% endfor %}",
      NULL, "" },
    { "assign of n names", GROWTH_RENDER,
      "", "{% assign v# = # %}", "" },
    { "look-ups of n names", GROWTH_RENDER,
      "", "{% assign v# = # %}{{ v# }}", "" },
    { "increments of n names", GROWTH_RENDER,
      "", "{% increment v# %}", "" },
    { "capture in a loop", GROWTH_RENDER,
      "{% for x in numbers %}{% capture y %}<{{ x }}>{% endcapture %}{{ y }}"
      "{% endfor %}", NULL, "" },
    { "assign and append in a capture", GROWTH_RENDER,
      "{% capture all %}{% for x in numbers %}{% assign y = x | append: 'a' %}"
      "{{ y }}{% endfor %}{% endcapture %}{{ all }}", NULL, "" },
    { "index in a loop", GROWTH_RENDER,
      "{% for i in (1..n) %}{{ numbers[i] }}{% endfor %}", NULL, "" },
    { "key of a map in a loop", GROWTH_RENDER,
      "{% for w in words %}{{ map[w] }}{% endfor %}", NULL, "" },
    { "first, last, size in a loop", GROWTH_RENDER,
      "{% for i in (1..n) %}{{ numbers.first }}{{ numbers.last }}"
      "{{ numbers.size }}{% endfor %}", NULL, "" },
    { "push in a loop", GROWTH_RENDER,
      "{% assign a = '' | split: ',' %}{% for i in (1..n) %}"
      "{% assign a = a | push: i %}{% endfor %}{{ a.size }}", NULL, "" },
    { "unshift in a loop", GROWTH_RENDER,
      "{% assign a = '' | split: ',' %}{% for i in (1..n) %}"
      "{% assign a = a | unshift: i %}{% endfor %}{{ a.size }}", NULL, "" },
    { "pop in a loop", GROWTH_RENDER,
      "{% assign a = numbers %}{% for i in (1..n) %}"
      "{% assign a = a | pop %}{% endfor %}{{ a.size }}", NULL, "" },
    { "shift in a loop", GROWTH_RENDER,
      "{% assign a = numbers %}{% for i in (1..n) %}"
      "{% assign a = a | shift %}{% endfor %}{{ a.size }}", NULL, "" },
    { "concat in a loop", GROWTH_RENDER,
      "{% assign a = '' | split: ',' %}{% assign b = 'x,y' | split: ',' %}"
      "{% for i in (1..n) %}{% assign a = a | concat: b %}{% endfor %}"
      "{{ a.size }}", NULL, "" },
    { "append in a loop", GROWTH_RENDER,
      "{% assign s = '' %}{% for i in (1..n) %}"
      "{% assign s = s | append: 'x' %}{% endfor %}{{ s.size }}", NULL, "" },
    { "append of a number and a comma in a loop", GROWTH_RENDER,
      "{% assign s = '' %}{% for i in (1..n) %}"
      "{% assign s = s | append: i | append: ',' %}{% endfor %}"
      "{{ s.size }}", NULL, "" },
    { "prepend in a loop", GROWTH_RENDER,
      "{% assign s = '' %}{% for i in (1..n) %}"
      "{% assign s = s | prepend: 'x' %}{% endfor %}{{ s.size }}", NULL, "" },
    { "capture of itself in a loop", GROWTH_RENDER,
      "{% for i in (1..n) %}{% capture s %}{{ s }}x{% endcapture %}"
      "{% endfor %}{{ s.size }}", NULL, "" },

    /* filters of arrays */

    { "where, no value", GROWTH_RENDER,
      "{% assign a = posts | where: 'published' %}{{ a.size }}", NULL, "" },
    { "where", GROWTH_RENDER,
      "{% assign a = posts | where: 'category', 'c3' %}{{ a.size }}",
      NULL, "" },
    { "where, a dotted property", GROWTH_RENDER,
      "{% assign a = posts | where: 'author.name', 'x' %}{{ a.size }}",
      NULL, "" },
    { "where_exp", GROWTH_RENDER,
      "{% assign a = posts | where_exp: 'p', 'p.rank > 10 and p.category != "
      "\"c3\"' %}{{ a.size }}", NULL, "" },
    { "where_exp, a computed condition", GROWTH_RENDER,
      "{% assign c = 'p.rank > 10' %}"
      "{% assign a = posts | where_exp: 'p', c %}{{ a.size }}", NULL, "" },
    { "find", GROWTH_RENDER,
      "{% assign a = posts | find: 'category', 'none' %}{{ a }}", NULL, "" },
    { "find_exp", GROWTH_RENDER,
      "{% assign a = posts | find_exp: 'p', 'p.rank < 0' %}{{ a }}",
      NULL, "" },
    { "reject", GROWTH_RENDER,
      "{% assign a = posts | reject: 'category', 'c3' %}{{ a.size }}",
      NULL, "" },
    { "group_by, 20 groups", GROWTH_RENDER,
      "{% assign a = posts | group_by: 'category' %}{{ a.size }}", NULL, "" },
    { "group_by, n groups", GROWTH_RENDER,
      "{% assign a = posts | group_by: 'title' %}{{ a.size }}", NULL, "" },
    { "group_by_exp, n groups", GROWTH_RENDER,
      "{% assign a = posts | group_by_exp: 'p', 'p.title | upcase' %}"
      "{{ a.size }}", NULL, "" },
    { "sort, numbers", GROWTH_RENDER,
      "{% assign a = numbers | sort %}{{ a.size }}", NULL, "" },
    { "sort, texts", GROWTH_RENDER,
      "{% assign a = words | sort %}{{ a.size }}", NULL, "" },
    { "sort, sorted", GROWTH_RENDER,
      "{% assign a = sorted | sort %}{{ a.size }}", NULL, "" },
    { "sort, reversed", GROWTH_RENDER,
      "{% assign a = sorted | reverse | sort %}{{ a.size }}", NULL, "" },
    { "sort, all equal", GROWTH_RENDER,
      "{% assign a = same | sort %}{{ a.size }}", NULL, "" },
    { "sort, by a property", GROWTH_RENDER,
      "{% assign a = posts | sort: 'title' %}{{ a.size }}", NULL, "" },
    { "sort_natural", GROWTH_RENDER,
      "{% assign a = words | sort_natural %}{{ a.size }}", NULL, "" },
    { "sort_natural, by a property", GROWTH_RENDER,
      "{% assign a = posts | sort_natural: 'title' %}{{ a.size }}",
      NULL, "" },
    { "map", GROWTH_RENDER,
      "{% assign a = posts | map: 'title' %}{{ a.size }}", NULL, "" },
    { "uniq", GROWTH_RENDER,
      "{% assign a = words | uniq %}{{ a.size }}", NULL, "" },
    { "uniq, numbers", GROWTH_RENDER,
      "{% assign a = numbers | uniq %}{{ a.size }}", NULL, "" },
    { "uniq, maps", GROWTH_RENDER,
      "{% assign a = posts | uniq %}{{ a.size }}", NULL, "" },
    { "uniq, maps of arrays that begin alike", GROWTH_RENDER,
      "{% assign a = alike | uniq %}{{ a.size }}", NULL, "" },
    { "uniq, by a property", GROWTH_RENDER,
      "{% assign a = posts | uniq: 'title' %}{{ a.size }}", NULL, "" },
    { "compact", GROWTH_RENDER,
      "{% assign a = holes | compact %}{{ a.size }}", NULL, "" },
    { "concat", GROWTH_RENDER,
      "{% assign a = numbers | concat: words %}{{ a.size }}", NULL, "" },
    { "join", GROWTH_RENDER,
      "{{ words | join: ', ' }}", NULL, "" },
    { "array_to_sentence_string", GROWTH_RENDER,
      "{{ words | array_to_sentence_string }}", NULL, "" },
    { "reverse", GROWTH_RENDER,
      "{% assign a = numbers | reverse %}{{ a.size }}", NULL, "" },
    { "slice, an array", GROWTH_RENDER,
      "{% assign a = numbers | slice: 1, n %}{{ a.size }}", NULL, "" },
    { "first, last", GROWTH_RENDER,
      "{% for i in (1..n) %}{{ words | first }}{{ words | last }}"
      "{% endfor %}", NULL, "" },
    { "sum", GROWTH_RENDER,
      "{{ numbers | sum }}", NULL, "" },
    { "contains, an array", GROWTH_RENDER,
      "{% if words contains 'none' %}a{% endif %}", NULL, "" },
    { "arrays compared", GROWTH_RENDER,
      "{% assign a = words | compact %}{% if words == a %}a{% endif %}",
      NULL, "" },
    { "jsonify", GROWTH_RENDER,
      "{{ posts | jsonify }}", NULL, "" },
    { "inspect", GROWTH_RENDER,
      "{{ posts | inspect }}", NULL, "" },

    /* filters of texts */

    { "split", GROWTH_RENDER,
      "{% assign a = text | split: ' ' %}{{ a.size }}", NULL, "" },
    { "split, characters", GROWTH_RENDER,
      "{% assign a = text | split: '' %}{{ a.size }}", NULL, "" },
    { "contains, a text", GROWTH_RENDER,
      "{% if text contains 'none' %}a{% endif %}", NULL, "" },
    { "contains, nearly there", GROWTH_RENDER,
      "{% if as contains 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab' %}a{% endif %}",
      NULL, "" },
    { "contains, half of it nearly there", GROWTH_RENDER,
      "{% assign b = n | divided_by: 2 %}"
      "{% assign c = as | slice: 0, b | append: 'b' %}"
      "{% if as contains c %}a{% endif %}", NULL, "" },
    { "replace", GROWTH_RENDER,
      "{{ text | replace: ' ', '<br>' }}", NULL, "" },
    { "replace, nothing found", GROWTH_RENDER,
      "{{ as | replace: 'aaaaaaaaaaaaaaaaaaaaaaaaaaab', 'c' }}", NULL, "" },
    { "replace, by nothing, nothing", GROWTH_RENDER,
      "{{ text | replace: '', '-' }}", NULL, "" },
    { "replace_first, last", GROWTH_RENDER,
      "{{ text | replace_first: 'none', '' | replace_last: 'none', '' }}",
      NULL, "" },
    { "remove", GROWTH_RENDER,
      "{{ text | remove: ' ' }}", NULL, "" },
    { "strip_html", GROWTH_RENDER,
      "{{ html | strip_html }}", NULL, "" },
    { "strip_html, < without >", GROWTH_RENDER,
      "{{ less | strip_html }}", NULL, "" },
    { "strip_html, <script> without end", GROWTH_RENDER,
      "{{ script | strip_html }}", NULL, "" },
    { "strip_html, <style> without end", GROWTH_RENDER,
      "{{ style | strip_html }}", NULL, "" },
    { "strip_html, <!-- without end", GROWTH_RENDER,
      "{{ comment | strip_html }}", NULL, "" },
    { "truncatewords, few", GROWTH_RENDER,
      "{% for i in (1..n) %}{{ text | truncatewords: 5 }}{% endfor %}",
      NULL, "" },
    { "truncatewords, all", GROWTH_RENDER,
      "{{ text | truncatewords: n }}", NULL, "" },
    { "truncate, few, in a loop", GROWTH_RENDER,
      "{% for i in (1..n) %}{{ text | truncate: 9 }}{% endfor %}", NULL, "" },
    { "slice, first characters, in a loop", GROWTH_RENDER,
      "{% for i in (1..n) %}{{ text | slice: 2, 3 }}{% endfor %}", NULL, "" },
    { "escape", GROWTH_RENDER, "{{ html | escape }}", NULL, "" },
    { "escape, nothing to do", GROWTH_RENDER, "{{ text | escape }}", NULL,
      "" },
    { "escape_once", GROWTH_RENDER, "{{ html | escape_once }}", NULL, "" },
    { "escape_once, & without ;", GROWTH_RENDER,
      "{{ ands | escape_once }}", NULL, "" },
    { "xml_escape", GROWTH_RENDER, "{{ html | xml_escape }}", NULL, "" },
    { "cgi_escape", GROWTH_RENDER, "{{ html | cgi_escape }}", NULL, "" },
    { "uri_escape", GROWTH_RENDER, "{{ html | uri_escape }}", NULL, "" },
    { "url_encode, url_decode", GROWTH_RENDER,
      "{{ html | url_encode | url_decode }}", NULL, "" },
    { "base64", GROWTH_RENDER,
      "{{ html | base64_encode | base64_decode }}", NULL, "" },
    { "upcase, downcase, capitalize", GROWTH_RENDER,
      "{{ text | upcase | downcase | capitalize }}", NULL, "" },
    { "strip, spaces", GROWTH_RENDER,
      "{{ spaces | append: 'a' | append: spaces | strip }}", NULL, "" },
    { "strip, spaces within", GROWTH_RENDER,
      "{{ spaces | append: 'a' | prepend: 'a' | strip }}", NULL, "" },
    { "strip_newlines, newline_to_br", GROWTH_RENDER,
      "{{ lines | newline_to_br | strip_newlines }}", NULL, "" },
    { "normalize_whitespace", GROWTH_RENDER,
      "{{ spaces | append: text | normalize_whitespace }}", NULL, "" },
    { "number_of_words", GROWTH_RENDER,
      "{{ text | number_of_words }}", NULL, "" },
    { "slugify", GROWTH_RENDER, "{{ html | slugify }}", NULL, "" },
    { "smartify", GROWTH_RENDER, "{{ text | smartify }}", NULL, "" },
    { "smartify, quotes", GROWTH_RENDER, "{{ quotes | smartify }}", NULL,
      "" },
    { "size of a text", GROWTH_RENDER, "{{ text.size }}", NULL, "" },
    { "date", GROWTH_RENDER,
      "{% for p in posts %}{{ p.date | date: '%Y-%m-%d' }}{% endfor %}",
      NULL, "" },
    { "date, a long text", GROWTH_FAULT,
      "{{ text | date: '%Y-%m-%d' }}", NULL, "" },
    { "date, digits", GROWTH_FAULT,
      "{{ digits | date: '%Y-%m-%d' }}", NULL, "" },
    { "plus, digits", GROWTH_FAULT, "{{ digits | plus: 1 }}", NULL, "" },
    { "a filter n times", GROWTH_RENDER,
      "{{ 'a'", " | upcase", " }}" },
    { "a filter with n arguments", GROWTH_FAULT,
      "{{ 'a' | append: 'b'", ", 'c'", " }}" },
    { "a condition of n parts", GROWTH_FAULT,
      "{% if n == 0", " or n == 0", " %}a{% endif %}" },

    /* templates, parsed */

    { "parse: text without tags", GROWTH_PARSE, "", "A word and a ", "" },
    { "parse: outputs", GROWTH_PARSE, "", "{{ page.title | escape }}\n", "" },
    { "parse: tags", GROWTH_PARSE,
      "", "{% assign a = b | plus: 1 %}{% if a %}{{ a }}{% endif %}\n", "" },
    { "parse: the lines of liquid", GROWTH_PARSE,
      "{% liquid\n", "assign a = b\n", "%}" },
    { "parse: trims and white space", GROWTH_PARSE,
      "", " {{- a -}} \n", "" },
    { "parse: white space only", GROWTH_PARSE, "{{- a -}}", "    ",
      "{{- a -}}" },
    { "parse: {{ without end", GROWTH_REFUSE, "", "{{ a ", "" },
    { "parse: {% without end", GROWTH_REFUSE, "", "{% a ", "" },
    { "parse: {", GROWTH_REFUSE, "", "{", "" },
    { "parse: { and %", GROWTH_REFUSE, "", "{%", "" },
    { "parse: {{ and quotes", GROWTH_REFUSE, "{{ ", "'", " }}" },
    { "parse: }}", GROWTH_REFUSE, "", "}}", "" },
    { "parse: {{ }", GROWTH_REFUSE, "{{ ", "}", "" },
    { "parse: raw without end", GROWTH_REFUSE, "", "{% raw %}", "" },
    { "parse: raw, and endraw nearly", GROWTH_REFUSE, "{% raw %}",
      "{% endraw ", "" },
    { "parse: comment without end", GROWTH_REFUSE, "", "{% comment %}", "" },
    { "parse: comments", GROWTH_PARSE,
      "", "{% comment %}a{% endcomment %}", "" },
    { "parse: raws in a comment", GROWTH_REFUSE,
      "{% comment %}", "{% raw %}", "{% endcomment %}" },
    { "parse: doc without end", GROWTH_REFUSE, "", "{% doc %}", "" },
    { "parse: if in if in if", GROWTH_REFUSE, "", "{% if a %}", "" },
    { "parse: for without end", GROWTH_REFUSE, "",
      "{% for a in b %}", "" },
    { "parse: end of nothing", GROWTH_REFUSE, "{% if a %}",
      "{% endfor %}", "{% endif %}" },
    { "parse: else", GROWTH_REFUSE, "{% if a %}", "{% else %}",
      "{% endif %}" },
    { "parse: elsif", GROWTH_PARSE, "{% if a %}", "{% elsif b %}c",
      "{% endif %}" },
    { "parse: when", GROWTH_PARSE, "{% case a %}", "{% when # %}c",
      "{% endcase %}" },
    { "parse: values of when", GROWTH_PARSE, "{% case a %}{% when 1",
      ", #", " %}{% endcase %}" },
    { "parse: values of cycle", GROWTH_PARSE, "{% cycle 1", ", #", " %}" },
    { "parse: parts of a condition", GROWTH_REFUSE, "{% if a", " and b",
      " %}{% endif %}" },
    { "parse: filters", GROWTH_PARSE, "{{ a", " | upcase", " }}" },
    { "parse: arguments", GROWTH_REFUSE, "{{ a | slice: 1", ", #", " }}" },
    { "parse: keywords", GROWTH_REFUSE, "{{ a | default: 1", ", k#: #",
      " }}" },
    { "parse: parameters of include", GROWTH_PARSE, "{% include 'part'",
      ", k#: #", " %}" },
    { "parse: members", GROWTH_REFUSE, "{{ a", ".b", " }}" },
    { "parse: indices", GROWTH_REFUSE, "{{ a", "[0]", " }}" },
    { "parse: indices in indices", GROWTH_REFUSE, "{{ a", "[a", " }}" },
    { "parse: ranges in ranges", GROWTH_REFUSE, "{{ ", "(1..", "}}" },
    { "parse: brackets", GROWTH_REFUSE, "{{ ", "[", " }}" },
    { "parse: brackets, otherwise wrong", GROWTH_REFUSE, "{{ a&", "[",
      " }}" },
    { "parse: brackets in brackets, otherwise wrong", GROWTH_REFUSE,
      "{{ a&", "[a]", " }}" },
    { "parse: bars", GROWTH_REFUSE, "{{ a ", "| ", " }}" },
    { "parse: commas", GROWTH_REFUSE, "{{ a | b: ", ", ", " }}" },
    { "parse: dots", GROWTH_REFUSE, "{{ a", ".", " }}" },
    { "parse: signs", GROWTH_REFUSE, "{{ a ", "-", " }}" },
    { "parse: wrong characters", GROWTH_REFUSE, "{{ a ", "&", " }}" },
    { "parse: quotes in if", GROWTH_REFUSE, "{% if ", "'", " %}{% endif %}" },
    { "parse: words in if", GROWTH_REFUSE, "{% if ", "a ",
      " %}{% endif %}" },
    { "parse: words in for", GROWTH_REFUSE, "{% for a in ", "b ",
      " %}{% endfor %}" },
    { "parse: attributes of for", GROWTH_REFUSE, "{% for a in b ",
      "limit: 1 ", " %}{% endfor %}" },
    { "parse: attributes, colons only", GROWTH_REFUSE,
      "{% tablerow a in b ", "c:", " %}{% endtablerow %}" },
    { "parse: words in assign", GROWTH_REFUSE, "{% assign ", "a ", " %}" },
    { "parse: words in cycle", GROWTH_REFUSE, "{% cycle ", "a ", " %}" },
    { "parse: words in include", GROWTH_REFUSE, "{% include ", "a ",
      " %}" },
    { "parse: spaces in {{ }}", GROWTH_REFUSE, "{{ ", " ", "&a }}" },
    { "parse: spaces in filters", GROWTH_REFUSE, "{{ a& | b: ", " ",
      "&c }}" },
    { "parse: spaces in a range", GROWTH_REFUSE, "{% for a in (1..", " ",
      "9) %}{% endfor %}" },
    { "parse: spaces in if", GROWTH_REFUSE, "{% if a & ", " ",
      "b %}{% endif %}" },
    { "parse: spaces in tablerow", GROWTH_REFUSE, "{% tablerow a in b ", " ",
      "%}{% endtablerow %}" },
    { "parse: spaces in cycle", GROWTH_REFUSE, "{% cycle ", " ", "a %}" },
    { "parse: spaces in include", GROWTH_REFUSE, "{% include 'part' ", " ",
      "%}" },
    { "parse: spaces in assign", GROWTH_REFUSE, "{% assign a = ", " ",
      "&b %}" },
    { "parse: a long name", GROWTH_REFUSE, "{{ a", "b", " }}" },
    { "parse: a long number", GROWTH_REFUSE, "{{ 1", "1", " }}" },
    { "parse: a long string", GROWTH_PARSE, "{{ 'a", "b", "' }}" },
    { "parse: unknown tags", GROWTH_REFUSE, "", "{% none# %}", "" },
    { "parse: unknown filters", GROWTH_REFUSE, "", "{{ a | none# }}", "" },

    { NULL, GROWTH_RENDER, NULL, NULL, NULL }
};


static const size_t  growth_sizes[GROWTH_SIZES] = { 1000, 10000, 100000 };


static posts_arena_t                 *growth_arena;    /* what stays */
static posts_arena_t                 *growth_kept;     /* of a pattern */
static posts_arena_t                 *growth_scratch;  /* of a run */
static posts_limits_t                 growth_limits;
static posts_value_t                  growth_globals[GROWTH_SIZES];
static const posts_liquid_template_t *growth_part;
static unsigned                       growth_marked;
static char                           growth_why[1024];


int
main(int argc, char **argv)
{
    int                      i;
    size_t                   n;
    const growth_pattern_t  *p;

    growth_arena = posts_arena_create(GROWTH_MEMORY);
    growth_kept = posts_arena_create(GROWTH_MEMORY);
    growth_scratch = posts_arena_create(GROWTH_MEMORY);

    if (growth_arena == NULL || growth_kept == NULL || growth_scratch == NULL) {
        growth_die("arena", "no memory");
    }

    posts_limits_default(&growth_limits);
    growth_limits.source = GROWTH_MEMORY;
    growth_limits.memory = GROWTH_MEMORY / 2;
    growth_limits.output = GROWTH_MEMORY;
    growth_limits.steps = (size_t) 1 << 60;
    growth_limits.time = (size_t) 1 << 40;

    for (n = 0; n < GROWTH_SIZES; n++) {
        growth_globals[n] = growth_data(growth_sizes[n]);
    }

    growth_part = growth_compile(growth_arena, posts_str("<{{ x }}>"));

    if (growth_part == NULL) {
        growth_die("part", growth_why);
    }

    printf("\n## Liquid: ns an element\n\n"
           "| pattern | 1,000 | 10,000 | 100,000 | growth |\n"
           "| --- | --- | --- | --- | --- |\n");

    for (p = growth_patterns; p->name != NULL; p++) {

        for (i = 1; i < argc; i++) {
            if (strncmp(p->name, argv[i], strlen(argv[i])) == 0) {
                break;
            }
        }

        if (argc == 1 || i < argc) {
            growth_measure(p);
        }
    }

    printf("\n%u of them fail, or grow more than %.0f times\n", growth_marked,
           GROWTH_TIMES);

    posts_arena_destroy(growth_scratch);
    posts_arena_destroy(growth_kept);
    posts_arena_destroy(growth_arena);

    return 0;
}


static void
growth_measure(const growth_pattern_t *p)
{
    double  ns[GROWTH_SIZES], growth;
    size_t  i;

    printf("| `%s` |", p->name);

    for (i = 0; i < GROWTH_SIZES; i++) {

        /* what is quadratic would take a hundred times as long now */

        if (i > 0
            && ns[i - 1] * (double) growth_sizes[i - 1] * 1e-9
               * (i > 1 && ns[i - 1] > 3 * ns[i - 2] ? 100 : 10)
               > GROWTH_MOST)
        {
            printf("%s too long | **!** |\n", i == 1 ? " too long |" : "");
            growth_marked++;
            return;
        }

        ns[i] = growth_once(p, i);

        if (ns[i] < 0) {
            printf(" %s | **!** |\n", growth_why);
            growth_marked++;
            return;
        }

        printf(ns[i] < 10 ? " %.2f |" : " %.0f |", ns[i]);
        fflush(stdout);
    }

    growth = ns[GROWTH_SIZES - 1] / ns[0];

    if (growth > GROWTH_TIMES) {
        growth_marked++;
    }

    printf(growth > GROWTH_TIMES ? " **%.1f** |\n" : " %.1f |\n", growth);
}


/* The ns an element of the fastest of some runs; less than 0: it failed. */

static double
growth_once(const growth_pattern_t *p, size_t size)
{
    int                             ok;
    double                          began, took, least, all;
    unsigned                        runs;
    posts_str_t                     source;
    const posts_liquid_template_t  *t;

    posts_arena_reset(growth_kept, GROWTH_KEEP);

    source = growth_source(growth_kept, p, growth_sizes[size]);
    t = NULL;

    if (p->what == GROWTH_RENDER || p->what == GROWTH_FAULT) {
        t = growth_compile(growth_kept, source);

        if (t == NULL) {
            return -1;
        }
    }

    least = 0;
    all = 0;
    runs = 0;

    do {
        posts_arena_reset(growth_scratch, GROWTH_KEEP);

        began = growth_now();
        ok = growth_run(p, source, t, size);
        took = growth_now() - began;

        if (!ok) {
            return -1;
        }

        if (least == 0 || took < least) {
            least = took;
        }

        all += took;
        runs++;

    } while (all < GROWTH_SECONDS
             || (runs < GROWTH_RUNS && all < 10 * GROWTH_SECONDS));

    return least * 1e9 / (double) growth_sizes[size];
}


static posts_str_t
growth_source(posts_arena_t *arena, const growth_pattern_t *p, size_t n)
{
    size_t       i;
    posts_buf_t  b;
    const char  *c;

    posts_buf_init(&b, arena, 0);
    posts_buf_add(&b, posts_str_c(p->before));

    for (i = 0; p->unit != NULL && i < n; i++) {
        for (c = p->unit; *c != '\0'; c++) {
            if (*c == '#') {
                posts_buf_int(&b, (int64_t) i);

            } else {
                posts_buf_addc(&b, (u_char) *c);
            }
        }
    }

    posts_buf_add(&b, posts_str_c(p->after));

    if (b.rc != POSTS_OK) {
        growth_die(p->name, "no memory");
    }

    return posts_buf_str(&b);
}


/* 1, or 0 and what is wrong in growth_why. */

static int
growth_run(const growth_pattern_t *p, posts_str_t source,
    const posts_liquid_template_t *t, size_t size)
{
    posts_buf_t           out;
    posts_error_t         error = { 0 };
    posts_liquid_host_t   host = { 0 };

    if (p->what == GROWTH_PARSE || p->what == GROWTH_REFUSE) {
        return growth_compile(growth_scratch, source) != NULL
               || p->what == GROWTH_REFUSE;
    }

    host.globals = growth_globals[size];
    host.load = growth_load;
    host.limits = &growth_limits;
    host.strict = (p->what == GROWTH_RENDER);
    host.strict_filters = 1;

    posts_buf_init(&out, growth_scratch, 0);

    if (posts_liquid_render(&out, t, &host, &error) != POSTS_OK
        && p->what == GROWTH_RENDER)
    {
        posts_error_text(&error, growth_why, sizeof(growth_why));
        return 0;
    }

    return 1;
}


/* NULL, and what is wrong in growth_why, for what is not a template. */

static posts_liquid_template_t *
growth_compile(posts_arena_t *arena, posts_str_t source)
{
    posts_error_t             error = { 0 };
    posts_liquid_options_t    options = { 0 };
    posts_liquid_template_t  *t;

    options.limits = &growth_limits;

    if (posts_liquid_compile(&t, arena, source, &options, &error)
        == POSTS_OK)
    {
        return t;
    }

    posts_error_text(&error, growth_why, sizeof(growth_why));

    return NULL;
}


static posts_rc_t
growth_load(void *payload, const posts_liquid_template_t **partial,
    posts_str_t name, posts_liquid_partial_e how, posts_error_t *error)
{
    (void) payload;
    (void) name;
    (void) how;
    (void) error;

    *partial = growth_part;

    return POSTS_OK;
}


/* What the patterns name, with n elements, or an element n times. */

static posts_value_t
growth_data(size_t n)
{
    size_t          i;
    uint64_t        x;
    posts_map_t    *map, *member, *post, *long_one;
    posts_array_t  *numbers, *words, *sorted, *same, *holes, *posts, *alike;
    posts_array_t  *pair, *first;

    map = posts_map_create(growth_arena, 32);
    member = posts_map_create(growth_arena, n);
    numbers = posts_array_create(growth_arena, n);
    words = posts_array_create(growth_arena, n);
    sorted = posts_array_create(growth_arena, n);
    same = posts_array_create(growth_arena, n);
    holes = posts_array_create(growth_arena, n);
    posts = posts_array_create(growth_arena, n);
    alike = posts_array_create(growth_arena, n);
    first = posts_array_create(growth_arena, 300);

    if (map == NULL || member == NULL || numbers == NULL || words == NULL
        || sorted == NULL || same == NULL || holes == NULL || posts == NULL
        || alike == NULL || first == NULL)
    {
        growth_die("data", "no memory");
    }

    for (i = 0; i < 300; i++) {
        posts_array_push(first, posts_value_int((int64_t) i));
    }

    for (i = 0; i < n; i++) {
        x = growth_mixed(i);
        post = posts_map_create(growth_arena, 8);
        pair = posts_array_create(growth_arena, 2);
        long_one = posts_map_create(growth_arena, 1);

        if (post == NULL || pair == NULL || long_one == NULL) {
            growth_die("data", "no memory");
        }

        posts_array_push(numbers, posts_value_int((int64_t) (x % 1000000)));
        posts_array_push(words, growth_string("Word%06" PRIu64, x % 1000000));
        posts_array_push(sorted, posts_value_int((int64_t) i));
        posts_array_push(pair, posts_value_array(first));
        posts_array_push(pair, posts_value_int((int64_t) i));
        posts_map_set(long_one, posts_str("pair"), posts_value_array(pair));
        posts_array_push(alike, posts_value_map(long_one));
        posts_array_push(same, posts_value_str(posts_str("same")));
        posts_array_push(holes, i % 2 == 0 ? posts_value_nil()
                                : posts_value_int((int64_t) i));

        posts_map_set(post, posts_str("title"),
                      growth_string("Title %06" PRIu64, x % 1000000));
        posts_map_set(post, posts_str("rank"),
                      posts_value_int((int64_t) (x % 1000)));
        posts_map_set(post, posts_str("category"),
                      growth_string("c%" PRIu64, x % 20));
        posts_map_set(post, posts_str("published"),
                      posts_value_bool(x % 10 != 0));
        posts_map_set(post, posts_str("date"),
                      growth_string("2020-08-15 13:24:%02" PRIu64 " +0000",
                                    x % 60));
        posts_array_push(posts, posts_value_map(post));

        posts_map_set(member, posts_value_string(words->items[i]),
                      posts_value_int((int64_t) i));
    }

    posts_map_set(map, posts_str("n"), posts_value_int((int64_t) n));
    posts_map_set(map, posts_str("map"), posts_value_map(member));
    posts_map_set(map, posts_str("numbers"), posts_value_array(numbers));
    posts_map_set(map, posts_str("words"), posts_value_array(words));
    posts_map_set(map, posts_str("sorted"), posts_value_array(sorted));
    posts_map_set(map, posts_str("same"), posts_value_array(same));
    posts_map_set(map, posts_str("holes"), posts_value_array(holes));
    posts_map_set(map, posts_str("posts"), posts_value_array(posts));
    posts_map_set(map, posts_str("alike"), posts_value_array(alike));

    posts_map_set(map, posts_str("text"),
                  growth_text(n, "word ", 10, "\xc3\xa9t\xc3\xa9 "));
    posts_map_set(map, posts_str("lines"), growth_text(n, "word\n", 0, NULL));
    posts_map_set(map, posts_str("html"),
                  growth_text(n, "<b>x</b> ", 3, "<a href='x'>&amp;</a>\n"));
    posts_map_set(map, posts_str("less"), growth_text(n, "< ", 0, NULL));
    posts_map_set(map, posts_str("script"),
                  growth_text(n, "<script", 0, NULL));
    posts_map_set(map, posts_str("style"), growth_text(n, "<style", 0, NULL));
    posts_map_set(map, posts_str("comment"), growth_text(n, "<!--", 0, NULL));
    posts_map_set(map, posts_str("ands"), growth_text(n, "&a", 0, NULL));
    posts_map_set(map, posts_str("as"), growth_text(n, "a", 0, NULL));
    posts_map_set(map, posts_str("spaces"), growth_text(n, "  ", 7, "\n"));
    posts_map_set(map, posts_str("quotes"), growth_text(n, "\"", 2, "'a"));
    posts_map_set(map, posts_str("digits"), growth_text(n, "1", 0, NULL));

    return posts_value_map(map);
}


/* n times "unit", and each time the count divides by "every", "other". */

static posts_value_t
growth_text(size_t n, const char *unit, size_t every, const char *other)
{
    size_t       i;
    posts_buf_t  b;

    posts_buf_init(&b, growth_arena, 0);

    for (i = 0; i < n; i++) {
        posts_buf_add(&b, posts_str_c(every != 0 && i % every == every - 1
                                      ? other : unit));
    }

    if (b.rc != POSTS_OK) {
        growth_die("data", "no memory");
    }

    return posts_value_str(posts_buf_str(&b));
}


static posts_value_t
growth_string(const char *fmt, uint64_t n)
{
    char         text[64];
    posts_str_t  s;

    snprintf(text, sizeof(text), fmt, n);
    s = posts_arena_str(growth_arena, posts_str_c(text));

    if (s.data == NULL) {
        growth_die("data", "no memory");
    }

    return posts_value_str(s);
}


/* Numbers in no order, the same ones each time. */

static uint64_t
growth_mixed(uint64_t x)
{
    x = (x + 1) * 0x9e3779b97f4a7c15ull;
    x = (x ^ (x >> 31)) * 0xbf58476d1ce4e5b9ull;

    return x >> 20;
}


/* The process's own time: a long run is not charged for what others do. */

static double
growth_now(void)
{
    struct timespec  ts;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &ts);

    return (double) ts.tv_sec + (double) ts.tv_nsec / 1e9;
}


static void
growth_die(const char *what, const char *why)
{
    fprintf(stderr, "growth: %s: %s\n", what, why);
    exit(1);
}
