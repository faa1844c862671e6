/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "notification-text.h"

#define ZERO_WIDTH_NON_JOINER 0x200c
#define ZERO_WIDTH_JOINER     0x200d

static gboolean
is_space (gunichar character)
{
  switch (g_unichar_type (character))
    {
    case G_UNICODE_SPACE_SEPARATOR:
    case G_UNICODE_LINE_SEPARATOR:
    case G_UNICODE_PARAGRAPH_SEPARATOR:
      return TRUE;
    default:
      return g_unichar_isspace (character);
    }
}

/* Controls, and what is of the category format: marks of direction, above all. */
static gboolean
is_hidden (gunichar character)
{
  GUnicodeType type = g_unichar_type (character);

  return type == G_UNICODE_CONTROL
         || (type == G_UNICODE_FORMAT && character != ZERO_WIDTH_JOINER
             && character != ZERO_WIDTH_NON_JOINER);
}

char *
notification_text (const char *text, guint characters)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  GString *shown = g_string_new (NULL);
  gboolean in_space = FALSE;
  guint count = 0;

  for (const char *at = valid; *at; at = g_utf8_next_char (at))
    {
      gunichar character = g_utf8_get_char (at);

      if (is_space (character))
        in_space = shown->len > 0;
      if (is_space (character) || is_hidden (character))
        continue;
      if (count + in_space >= characters)
        {
          g_string_append (shown, "…");
          break;
        }
      if (in_space)
        g_string_append_c (shown, ' ');
      g_string_append_unichar (shown, character);
      count += 1 + in_space;
      in_space = FALSE;
    }
  return g_string_free (shown, FALSE);
}
