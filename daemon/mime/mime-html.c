/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mime-html.h"

#include "mime-attachment.h"
#include "mime-body.h"
#include "mime-text.h"

#include <string.h>

#define HTML_LIMIT (2 * 1024 * 1024)
#define SAFE_LIMIT (6 * 1024 * 1024)
/* What tells a picture is in these octets of it. */
#define MARK_LIMIT 16

#define IMAGE_LIMIT (4 * 1024 * 1024)

typedef struct
{
  const MimeStructure *structure;
  GHashTable *nodes;  /* by Content-ID; NULL until one is asked for */
  GHashTable *images; /* data: addresses, "" for what is no picture, by Content-ID */
} Images;

typedef struct
{
  const char *type;
  gsize offset;
  const char *mark;
  gsize length;
} Format;

/* Pictures of pixels, told by their content, whatever they are said to be: nothing else can run
 * or load. */
static const Format formats[] = {
  { "image/png", 0, "\x89PNG\r\n\x1a\n", 8 },
  { "image/jpeg", 0, "\xff\xd8\xff", 3 },
  { "image/gif", 0, "GIF87a", 6 },
  { "image/gif", 0, "GIF89a", 6 },
  { "image/webp", 8, "WEBP", 4 },
};

static const char *
image_type (const GByteArray *content)
{
  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    if (content->len >= formats[i].offset + formats[i].length
        && memcmp (content->data + formats[i].offset, formats[i].mark, formats[i].length) == 0)
      return formats[i].type;
  return NULL;
}

const char *
mime_html_image_type (const MimeNode *node)
{
  g_autoptr (GByteArray) start = mime_body_decode (node, MARK_LIMIT);

  return image_type (start);
}

static char *
data_address (const MimeNode *node)
{
  g_autoptr (GByteArray) content = mime_body_decode (node, IMAGE_LIMIT + 1);
  const char *type = content->len <= IMAGE_LIMIT ? image_type (content) : NULL;
  g_autofree char *encoded = type ? g_base64_encode (content->data, content->len) : NULL;

  return type ? g_strdup_printf ("data:%s;base64,%s", type, encoded) : g_strdup ("");
}

/* Of two parts with one id the first counts. A mail inside the mail has ids of its own. */
static void
collect (Images *images, const MimeNode *node)
{
  g_autoptr (MimePartHeader) header = NULL;
  const char *id;

  for (guint i = 0; mime_node_is_multipart (node) && i < node->children->len; i++)
    collect (images, g_ptr_array_index (node->children, i));
  if (node->children)
    return;
  header = mime_part_header_new (node, images->structure->newline);
  id = header->content_id;
  if (id && !g_hash_table_contains (images->nodes, id))
    g_hash_table_insert (images->nodes, g_strdup (id), (gpointer) node);
}

static const char *
image (gpointer data, const char *id)
{
  Images *images = data;
  const MimeNode *node;
  char *address;

  if (!images->nodes)
    {
      images->nodes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
      collect (images, images->structure->root);
    }
  node = g_hash_table_lookup (images->nodes, id);
  if (!node)
    return NULL;
  address = g_hash_table_lookup (images->images, id);
  if (!address)
    {
      address = data_address (node);
      g_hash_table_insert (images->images, g_strdup (id), address);
    }
  return *address ? address : NULL;
}

char *
mime_html_make_safe (const MimeNode *node, const HtmlSafety *safety)
{
  g_autofree char *html = mime_text_decode_html (node, HTML_LIMIT);

  return html_safe (html, strlen (html), SAFE_LIMIT, safety);
}

char *
mime_html_decode (const MimeStructure *structure, const MimeNode *node, gboolean remote)
{
  g_autoptr (GHashTable) known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  Images images = { structure, NULL, known };
  HtmlSafety safety = { remote, image, &images };
  char *safe = mime_html_make_safe (node, &safety);

  g_clear_pointer (&images.nodes, g_hash_table_unref);
  return safe;
}
