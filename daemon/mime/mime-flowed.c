/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mime-flowed.h"

#include <string.h>

/* Of a line, in characters: with more it is broken, into pieces of at most so many and a space. */
#define LINE_LIMIT  78
#define PIECE_LIMIT 72

#define SIGNATURE_MARK "-- "

typedef struct
{
  gsize quotes;
  const char *text; /* behind the quote marks and the space that protects a line */
  gsize length;
  const char *next;
} Line;

static Line
read_line (const char *text)
{
  const char *end = text + strcspn (text, "\n");
  Line line = { strspn (text, ">"), NULL, 0, *end ? end + 1 : end };

  line.text = text + line.quotes;
  if (*line.text == ' ')
    line.text++;
  line.length = (gsize) (end - line.text);
  return line;
}

static gboolean
is_signature_mark (const Line *line)
{
  return line->length == 3 && memcmp (line->text, SIGNATURE_MARK, 3) == 0;
}

static gboolean
flows_on (const Line *line)
{
  gboolean ends_with_space = line->length > 0 && line->text[line->length - 1] == ' ';
  Line next;

  if (!ends_with_space || is_signature_mark (line) || *line->next == '\0')
    return FALSE;
  next = read_line (line->next);
  return next.quotes == line->quotes && !is_signature_mark (&next);
}

static void
append_quotes (GString *joined, gsize quotes)
{
  for (gsize i = 0; i < quotes; i++)
    g_string_append_c (joined, '>');
  if (quotes > 0)
    g_string_append_c (joined, ' ');
}

char *
mime_flowed_join (const char *text, gboolean delete_space)
{
  GString *joined = g_string_sized_new (strlen (text));
  gboolean is_start = TRUE;

  while (*text)
    {
      Line line = read_line (text);
      gboolean flows = flows_on (&line);

      if (is_start)
        append_quotes (joined, line.quotes);
      g_string_append_len (joined, line.text,
                           (gssize) (line.length - (flows && delete_space ? 1 : 0)));
      if (!flows && line.next[-1] == '\n')
        g_string_append_c (joined, '\n');
      is_start = !flows;
      text = line.next;
    }
  return g_string_free (joined, FALSE);
}

/* Where TEXT, of LENGTH octets, is broken: behind a space, before a word. LENGTH where it cannot
 * be. The first piece is never taken for the mark of a signature. */
static gsize
piece_length (const char *text, gsize length)
{
  gsize best = length;
  gsize characters = 0;

  for (gsize i = 0; i + 1 < length; i++)
    {
      characters += ((guchar) text[i] & 0xc0) != 0x80 ? 1 : 0;
      if (text[i] != ' ' || text[i + 1] == ' ' || i + 1 == strlen (SIGNATURE_MARK))
        continue;
      if (characters > PIECE_LIMIT && best < length)
        return best;
      best = i + 1;
      if (characters > PIECE_LIMIT)
        return best;
    }
  return best;
}

/* What would be changed on the way, or taken for a quotation, is protected by a space. */
static gboolean
needs_space (const char *text, gsize length, gsize quotes)
{
  if (quotes > 0)
    return length > 0;
  return length > 0
         && (*text == ' ' || *text == '>' || (length >= 5 && memcmp (text, "From ", 5) == 0));
}

/* Looks at as much of TEXT as that takes. */
static gboolean
is_long (const char *text, gsize length, gsize quotes)
{
  gsize looked_at = MIN (length, 4 * (LINE_LIMIT + 1));

  return (gsize) g_utf8_strlen (text, (gssize) looked_at) + quotes > LINE_LIMIT;
}

static void
append_line (GString *split, const Line *line)
{
  const char *text = line->text;
  gsize left = line->length;

  do
    {
      gsize length = is_long (text, left, line->quotes) ? piece_length (text, left) : left;

      for (gsize i = 0; i < line->quotes; i++)
        g_string_append_c (split, '>');
      if (needs_space (text, length, line->quotes))
        g_string_append_c (split, ' ');
      g_string_append_len (split, text, (gssize) length);
      g_string_append_c (split, '\n');
      text += length;
      left -= length;
    }
  while (left > 0);
}

/* As it was written: a space at its beginning protects nothing yet. */
static Line
written_line (const char *text)
{
  Line line = read_line (text);

  if (line.quotes == 0)
    {
      line.length += (gsize) (line.text - text);
      line.text = text;
    }
  return line;
}

char *
mime_flowed_split (const char *text)
{
  g_autoptr (GString) split = g_string_sized_new (strlen (text));

  while (*text)
    {
      Line line = written_line (text);

      if (line.length > 0 && line.text[line.length - 1] == ' ' && !is_signature_mark (&line))
        return NULL;
      append_line (split, &line);
      text = line.next;
    }
  return g_string_free (g_steal_pointer (&split), FALSE);
}
