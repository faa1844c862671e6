/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mime-message.h"

#include "error.h"
#include "html-safe.h"
#include "mime-attachment.h"
#include "mime-body.h"
#include "mime-charset.h"
#include "mime-html.h"
#include "mime-structure.h"
#include "mime-summary.h"
#include "mime-text.h"

#define TEXT_LIMIT (1024 * 1024)

void
mime_init (void)
{
  static const char *charsets[] = { "utf-8", "windows-1252", NULL };

  g_mime_init ();
  mime_charset_load ();
  g_mime_parser_options_set_fallback_charsets (g_mime_parser_options_get_default (), charsets);
}

static MimeStructure *
structure_of (GBytes *raw)
{
  gsize length;
  const char *octets = g_bytes_get_data (raw, &length);

  return mime_structure_new (octets ? octets : "", length);
}

static void
warn_of_truncation (Summary *summary)
{
  if (!g_ptr_array_find_with_equal_func (summary->warnings, "truncated", g_str_equal, NULL))
    g_ptr_array_add (summary->warnings, g_strdup ("truncated"));
}

Summary *
mime_summarize (GBytes *raw)
{
  Summary *summary = summary_new ();
  g_autoptr (MimeStructure) structure = structure_of (raw);
  const MimeNode *body = mime_text_find (structure);

  mime_summary_read_header (summary, structure);
  summary_take (&summary->snippet, mime_text_snippet (body));
  mime_attachments_append (summary->attachments, structure, body);
  if (structure->is_truncated)
    warn_of_truncation (summary);
  return summary;
}

char *
mime_text (GBytes *raw)
{
  g_autoptr (MimeStructure) structure = structure_of (raw);
  const MimeNode *body = mime_text_find (structure);

  return body ? mime_text_decode (body, TEXT_LIMIT) : g_strdup ("");
}

char *
mime_html (GBytes *raw, gboolean remote)
{
  g_autoptr (MimeStructure) structure = structure_of (raw);
  const MimeNode *body = mime_text_find_html (structure);
  g_autofree char *text = NULL;

  if (body)
    return mime_html_decode (structure, body, remote);
  text = mime_text (raw);
  return html_safe_text (text);
}

static GBytes *
content_of (const MimeNode *node, GBytes *raw)
{
  const char *start = g_bytes_get_data (raw, NULL);
  gboolean is_encoded = node->encoding == GMIME_CONTENT_ENCODING_BASE64
                        || node->encoding == GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE
                        || node->encoding == GMIME_CONTENT_ENCODING_UUENCODE;

  if (node->body_length == 0)
    return g_bytes_new (NULL, 0);
  if (node->children || !is_encoded)
    return g_bytes_new_from_bytes (raw, (gsize) (node->body - start), node->body_length);
  return g_byte_array_free_to_bytes (mime_body_decode (node, G_MAXSIZE));
}

MimePart *
mime_part (GBytes *raw, const char *part, GError **error)
{
  g_autoptr (MimeStructure) structure = structure_of (raw);
  const MimeNode *node = mime_structure_find (structure, part);
  g_autoptr (MimePartHeader) header = NULL;
  MimePart *found;

  if (!node)
    {
      g_set_error (error, POSTHORN_ERROR, POSTHORN_ERROR_NOT_FOUND,
                   "it has no part «%s»; see the key «attachments» for those it has", part);
      return NULL;
    }
  header = mime_part_header_new (node, structure->newline);
  found = g_new0 (MimePart, 1);
  found->content = content_of (node, raw);
  found->type = mime_part_type (node);
  found->name = g_steal_pointer (&header->name);
  return found;
}
