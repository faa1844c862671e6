/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mime-text.h"

#include "html-text.h"
#include "mime-attachment.h"
#include "mime-body.h"
#include "mime-charset.h"
#include "mime-flowed.h"

#include <string.h>

#define SNIPPET_CHARACTERS 200
#define SNIPPET_OCTETS     4096

/* A text longer than this is not only white space. */
#define BLANK_LIMIT 1024

/* Markup needs more octets than the text in it; beyond this it is not worth reading. */
#define HTML_FACTOR 16
#define HTML_HEAD   1024

typedef struct
{
  MimeNode *plain;
  MimeNode *html;
} Readable;

static gboolean
is_html (const MimeNode *node)
{
  return g_mime_content_type_is_type (node->type, "text", "html");
}

/* Senders of HTML like to add an empty text for those who prefer text. */
static gboolean
is_blank (const MimeNode *node)
{
  g_autoptr (GByteArray) text = NULL;

  if (node->body_length > BLANK_LIMIT)
    return FALSE;
  text = mime_body_decode (node, BLANK_LIMIT);
  for (guint i = 0; i < text->len; i++)
    if (!g_ascii_isspace (text->data[i]))
      return FALSE;
  return TRUE;
}

static gboolean
is_attachment (const MimeNode *node, char newline)
{
  g_autoptr (MimePartHeader) header = mime_part_header_new (node, newline);

  return header->is_attachment;
}

static void
look_at_leaf (MimeNode *node, char newline, Readable *readable)
{
  gboolean is_plain = g_mime_content_type_is_type (node->type, "text", "plain");

  if ((!is_plain && !is_html (node)) || is_attachment (node, newline) || is_blank (node))
    return;
  if (is_plain && !readable->plain)
    readable->plain = node;
  if (!is_plain && !readable->html)
    readable->html = node;
}

/* All parts of an alternative say the same; of any others the first one is the text and what
 * comes after, such as the footer of a mailing list, is not. */
static void
look_at (MimeNode *node, char newline, Readable *readable)
{
  gboolean is_alternative = g_mime_content_type_is_type (node->type, "multipart", "alternative");

  if (!node->children)
    {
      look_at_leaf (node, newline, readable);
      return;
    }
  if (mime_node_is_message (node))
    return;
  for (guint i = 0; i < node->children->len; i++)
    {
      look_at (g_ptr_array_index (node->children, i), newline, readable);
      if (!is_alternative && (readable->plain || readable->html))
        return;
    }
}

static Readable
find (const MimeStructure *structure)
{
  Readable readable = { NULL, NULL };

  look_at (structure->root, structure->newline, &readable);
  return readable;
}

MimeNode *
mime_text_find (const MimeStructure *structure)
{
  Readable readable = find (structure);

  return readable.plain ? readable.plain : readable.html;
}

MimeNode *
mime_text_find_html (const MimeStructure *structure)
{
  return find (structure).html;
}

/* <meta charset=…> or <meta http-equiv … content="text/html; charset=…">, NULL when neither. */
static char *
html_label (const GByteArray *html)
{
  const char *head = (const char *) html->data;
  g_autofree char *start = g_strndup (head ? head : "", MIN (html->len, HTML_HEAD));
  g_autofree char *lower = g_ascii_strdown (start, -1);
  const char *label = strstr (lower, "charset=");

  if (!label)
    return NULL;
  label += strlen ("charset=");
  label += strspn (label, "\"' ");
  return g_strndup (label, strcspn (label, "\"'; />"));
}

char *
mime_text_decode_html (const MimeNode *node, gsize limit)
{
  const char *charset = g_mime_content_type_get_parameter (node->type, "charset");
  g_autoptr (GByteArray) octets = mime_body_decode (node, limit);
  g_autofree char *label = charset ? g_strdup (charset) : html_label (octets);
  g_autofree char *html = mime_charset_decode ((const char *) octets->data, octets->len, label);

  return mime_clean_text (html, G_MAXSIZE);
}

static char *
decode_html (const MimeNode *node, gsize limit)
{
  g_autofree char *html = mime_text_decode_html (node, limit * HTML_FACTOR);
  g_autofree char *text = html_text (html, strlen (html), limit);

  return mime_clean_text (text, limit);
}

static gboolean
has_parameter (const MimeNode *node, const char *name, const char *value)
{
  const char *found = g_mime_content_type_get_parameter (node->type, name);

  return found && g_ascii_strcasecmp (found, value) == 0;
}

char *
mime_text_decode (const MimeNode *node, gsize limit)
{
  const char *charset = g_mime_content_type_get_parameter (node->type, "charset");
  g_autoptr (GByteArray) octets = NULL;
  g_autofree char *text = NULL;
  g_autofree char *clean = NULL;

  if (is_html (node))
    return decode_html (node, limit);
  octets = mime_body_decode (node, limit);
  text = mime_charset_decode ((const char *) octets->data, octets->len, charset);
  clean = mime_clean_text (text, limit);
  if (has_parameter (node, "format", "flowed"))
    return mime_flowed_join (clean, has_parameter (node, "delsp", "yes"));
  return g_steal_pointer (&clean);
}

/* Addresses of links that html_text() put in angle brackets say little and take much room. */
static void
drop_addresses (char *text)
{
  char *to = text;

  for (const char *from = text; *from; from++)
    {
      const char *close = *from == '<' ? strchr (from, '>') : NULL;
      const char *scheme = close ? memmem (from, (gsize) (close - from), "://", 3) : NULL;

      if (scheme)
        from = close;
      else
        *to++ = *from;
    }
  *to = '\0';
}

char *
mime_text_snippet (const MimeNode *node)
{
  g_autofree char *text = NULL;

  if (!node)
    return g_strdup ("");
  text = mime_text_decode (node, SNIPPET_OCTETS);
  if (is_html (node))
    drop_addresses (text);
  return mime_clean_line (text, SNIPPET_CHARACTERS, TRUE);
}
