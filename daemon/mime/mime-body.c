/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mime-body.h"

#include "mime-header.h"

#include <gmime/gmime-filter-basic.h>

#define STEP 4096

static gboolean
is_plain (const MimeNode *node)
{
  return node->encoding != GMIME_CONTENT_ENCODING_BASE64
         && node->encoding != GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE
         && node->encoding != GMIME_CONTENT_ENCODING_UUENCODE;
}

/* Returns the number of octets decoded; DECODED may be NULL to count only. */
static guint64
decode (const MimeNode *node, gsize limit, GByteArray *decoded)
{
  GMimeFilter *filter = g_mime_filter_basic_new (node->encoding, FALSE);
  guint64 total = 0;
  gsize done = 0;

  while (done < node->body_length && total < limit)
    {
      gsize length = MIN (STEP, node->body_length - done);
      char *input = (char *) node->body + done;
      char *output;
      gsize output_length;
      gsize reserved;

      done += length;
      if (done < node->body_length)
        g_mime_filter_filter (filter, input, length, 0, &output, &output_length, &reserved);
      else
        g_mime_filter_complete (filter, input, length, 0, &output, &output_length, &reserved);
      if (decoded)
        g_byte_array_append (decoded, (guint8 *) output, (guint) output_length);
      total += output_length;
    }
  g_object_unref (filter);
  return total;
}

GByteArray *
mime_body_decode (const MimeNode *node, gsize limit)
{
  GByteArray *decoded = g_byte_array_new ();

  if (is_plain (node))
    g_byte_array_append (decoded, (const guint8 *) node->body,
                         (guint) MIN (node->body_length, limit));
  else
    decode (node, limit, decoded);
  return decoded;
}

static guint64
base64_size (const MimeNode *node, char newline)
{
  const char *end = node->body + node->body_length;
  const char *next;
  guint64 digits = 0;

  for (const char *line = node->body; line < end; line = next)
    {
      next = mime_line_next (line, end, newline);
      digits += mime_line_length (line, next);
    }
  while (end > node->body && (g_ascii_isspace (end[-1]) || end[-1] == '='))
    {
      end--;
      digits -= *end == '=' ? 1 : 0;
    }
  return digits * 3 / 4;
}

guint64
mime_body_size (const MimeNode *node, char newline)
{
  if (is_plain (node))
    return node->body_length;
  if (node->encoding == GMIME_CONTENT_ENCODING_BASE64)
    return base64_size (node, newline);
  return decode (node, G_MAXSIZE, NULL);
}
