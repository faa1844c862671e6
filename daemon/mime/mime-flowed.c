/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mime-flowed.h"

#include <string.h>

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
  return line->length == 3 && memcmp (line->text, "-- ", 3) == 0;
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
