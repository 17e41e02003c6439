
/*
 * Copyright (C) the authors of this project
 */


#include "posts_media.h"


typedef struct {
    posts_str_t  ext;
    posts_str_t  type;
} posts_media_t;


static const posts_media_t  posts_media[] = {
    { posts_string(".html"), posts_string("text/html; charset=utf-8") },
    { posts_string(".htm"), posts_string("text/html; charset=utf-8") },
    { posts_string(".xhtml"),
      posts_string("application/xhtml+xml; charset=utf-8") },
    { posts_string(".xml"), posts_string("application/xml; charset=utf-8") },
    { posts_string(".xsl"), posts_string("application/xml; charset=utf-8") },
    { posts_string(".atom"),
      posts_string("application/atom+xml; charset=utf-8") },
    { posts_string(".rss"),
      posts_string("application/rss+xml; charset=utf-8") },
    { posts_string(".rdf"),
      posts_string("application/rdf+xml; charset=utf-8") },
    { posts_string(".json"), posts_string("application/json") },
    { posts_string(".geojson"), posts_string("application/geo+json") },
    { posts_string(".jsonld"), posts_string("application/ld+json") },
    { posts_string(".webmanifest"),
      posts_string("application/manifest+json") },
    { posts_string(".css"), posts_string("text/css; charset=utf-8") },
    { posts_string(".js"), posts_string("text/javascript; charset=utf-8") },
    { posts_string(".mjs"), posts_string("text/javascript; charset=utf-8") },
    { posts_string(".txt"), posts_string("text/plain; charset=utf-8") },
    { posts_string(".text"), posts_string("text/plain; charset=utf-8") },
    { posts_string(".md"), posts_string("text/markdown; charset=utf-8") },
    { posts_string(".csv"), posts_string("text/csv; charset=utf-8") },
    { posts_string(".tsv"),
      posts_string("text/tab-separated-values; charset=utf-8") },
    { posts_string(".ics"), posts_string("text/calendar; charset=utf-8") },
    { posts_string(".vcf"), posts_string("text/vcard; charset=utf-8") },
    { posts_string(".vtt"), posts_string("text/vtt; charset=utf-8") },
    { posts_string(".svg"), posts_string("image/svg+xml; charset=utf-8") },
    { posts_string(".opml"),
      posts_string("text/x-opml+xml; charset=utf-8") },
    { posts_string(".yml"), posts_string("application/yaml") },
    { posts_string(".yaml"), posts_string("application/yaml") },
    { posts_null_string, posts_null_string }
};


posts_str_t
posts_media_type(posts_str_t ext)
{
    const posts_media_t  *m;

    for (m = posts_media; m->ext.len != 0; m++) {
        if (posts_str_caseeq(m->ext, ext)) {
            return m->type;
        }
    }

    return posts_str("");
}


int
posts_media_html(posts_str_t ext)
{
    return ext.len == 0
           || posts_str_caseeq(ext, posts_str(".html"))
           || posts_str_caseeq(ext, posts_str(".htm"));
}


posts_str_t
posts_media_ext(posts_str_t path)
{
    size_t  i;

    for (i = path.len; i > 0; i--) {

        if (path.data[i - 1] == '/') {
            break;
        }

        if (path.data[i - 1] == '.') {
            return posts_str_slice(path, i - 1, path.len);
        }
    }

    return posts_str("");
}
