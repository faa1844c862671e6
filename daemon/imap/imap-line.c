/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "imap-line.h"

#include "error.h"

#include <string.h>

#define KEEP_OCTETS (64 * 1024)

struct _ImapLine
{
  gsize limit;
  GByteArray *octets;
  gsize text_start; /* of the text added last */
  gboolean is_fetch;
  guint depth; /* of parentheses at the end of the text */
  gboolean has_stream;
  guint64 stream_size;
};

ImapLine *
imap_line_new (gsize limit)
{
  ImapLine *line = g_new0 (ImapLine, 1);

  line->limit = limit;
  line->octets = g_byte_array_new ();
  return line;
}

void
imap_line_free (ImapLine *line)
{
  if (line == NULL)
    return;
  g_byte_array_unref (line->octets);
  g_free (line);
}

static gboolean
check_room (const ImapLine *line, guint64 size, GError **error)
{
  if (size <= line->limit - line->octets->len)
    return TRUE;
  g_set_error (error, POSTHORN_ERROR, POSTHORN_ERROR_TOO_LARGE,
               "The server sent a response of more than %" G_GSIZE_FORMAT
               " octets; raise the limit if that is no mistake of the server",
               line->limit);
  return FALSE;
}

/* "* 12 FETCH " */
static gboolean
begins_fetch (const char *text, gsize length)
{
  gsize at = 2;

  if (length < 2 || text[0] != '*' || text[1] != ' ')
    return FALSE;
  while (at < length && g_ascii_isdigit (text[at]))
    at++;
  return at > 2 && length - at >= 7 && g_ascii_strncasecmp (text + at, " FETCH ", 7) == 0;
}

static guint
depth_behind (guint depth, const char *text, gsize length)
{
  gboolean quoted = FALSE;

  for (gsize i = 0; i < length; i++)
    {
      if (quoted && text[i] == '\\')
        i++;
      else if (text[i] == '"')
        quoted = !quoted;
      else if (!quoted && text[i] == '(')
        depth++;
      else if (!quoted && text[i] == ')' && depth > 0)
        depth--;
    }
  return depth;
}

gboolean
imap_line_add_text (ImapLine *line, const char *data, gsize length, GError **error)
{
  if (!check_room (line, length, error))
    return FALSE;
  if (line->octets->len == 0)
    line->is_fetch = begins_fetch (data, length);
  line->text_start = line->octets->len;
  g_byte_array_append (line->octets, (const guint8 *) data, (guint) length);
  return TRUE;
}

static void
count_depth (ImapLine *line)
{
  if (!line->is_fetch)
    return;
  line->depth = depth_behind (line->depth, (const char *) line->octets->data + line->text_start,
                              line->octets->len - line->text_start);
  line->text_start = line->octets->len;
}

gboolean
imap_line_begin_literal (ImapLine *line, guint64 size, GError **error)
{
  char start[32];
  int length;

  if (!check_room (line, size, error))
    return FALSE;
  count_depth (line);
  length = g_snprintf (start, sizeof start, "{%" G_GUINT64_FORMAT "}\r\n", size);
  if (!check_room (line, size + (guint64) length, error))
    return FALSE;
  g_byte_array_append (line->octets, (const guint8 *) start, (guint) length);
  return TRUE;
}

gboolean
imap_line_begin_stream (ImapLine *line, guint64 size, guint64 limit, GError **error)
{
  static const guint8 mark = IMAP_LINE_STREAMED;

  if (size > limit)
    {
      g_set_error (error, POSTHORN_ERROR, POSTHORN_ERROR_TOO_LARGE,
                   "The server sent a message of %" G_GUINT64_FORMAT
                   " octets; raise the limit of %" G_GUINT64_FORMAT " octets to fetch it",
                   size, limit);
      return FALSE;
    }
  if (!check_room (line, 1, error))
    return FALSE;
  line->has_stream = TRUE;
  line->stream_size = size;
  g_byte_array_append (line->octets, &mark, 1);
  return TRUE;
}

void
imap_line_add_octets (ImapLine *line, const char *data, gsize length)
{
  g_byte_array_append (line->octets, (const guint8 *) data, (guint) length);
}

/* LENGTH without a partial's "<0>" behind the section, and without spaces. */
static gsize
length_of_item (const char *text, gsize length)
{
  gsize end;

  while (length > 0 && text[length - 1] == ' ')
    length--;
  if (length == 0 || text[length - 1] != '>')
    return length;
  end = length - 1;
  while (end > 0 && g_ascii_isdigit (text[end - 1]))
    end--;
  return end > 0 && text[end - 1] == '<' ? end - 1 : length;
}

static gboolean
ends_in_item (const char *text, gsize length, const char *item)
{
  gsize size = strlen (item);

  return length > size && g_ascii_strncasecmp (text + length - size, item, size) == 0
         && strchr (" (", text[length - size - 1]) != NULL && text[length - size - 1] != '\0';
}

gboolean
imap_line_is_at_body (const ImapLine *line)
{
  static const char *const items[] = { "BODY[]", "BODY[HEADER]", "BINARY[]", "RFC822" };
  const char *text = (const char *) line->octets->data + line->text_start;
  gsize length = line->octets->len - line->text_start;
  gsize end;

  if (!line->is_fetch || line->has_stream || depth_behind (line->depth, text, length) != 1)
    return FALSE;
  end = length_of_item (text, length);
  for (gsize i = 0; i < G_N_ELEMENTS (items); i++)
    if (ends_in_item (text, end, items[i]))
      return TRUE;
  return FALSE;
}

guint64
imap_line_stream_size (const ImapLine *line)
{
  return line->stream_size;
}

const char *
imap_line_data (const ImapLine *line, gsize *length)
{
  *length = line->octets->len;
  return (const char *) line->octets->data;
}

gboolean
imap_line_is_empty (const ImapLine *line)
{
  return line->octets->len == 0;
}

void
imap_line_clear (ImapLine *line)
{
  if (line->octets->len > KEEP_OCTETS)
    {
      g_byte_array_unref (line->octets);
      line->octets = g_byte_array_new ();
    }
  g_byte_array_set_size (line->octets, 0);
  line->text_start = 0;
  line->is_fetch = FALSE;
  line->depth = 0;
  line->has_stream = FALSE;
  line->stream_size = 0;
}
