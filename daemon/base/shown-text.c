/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shown-text.h"

#include <string.h>

#define CHARACTER_OCTETS_MOST 4

char *
shown_text (const char *text, guint characters)
{
  gsize length = strnlen (text, CHARACTER_OCTETS_MOST * (gsize) characters);
  g_autofree char *valid = g_utf8_make_valid (text, (gssize) length);
  GString *shown = g_string_new (NULL);
  guint count = 0;

  for (const char *at = valid; *at && count < characters; at = g_utf8_next_char (at), count++)
    {
      gunichar character = g_utf8_get_char (at);
      gboolean is_plain = character == ' ' || g_unichar_isgraph (character);

      g_string_append_unichar (shown, is_plain ? character : 0xfffd);
    }
  if (text[length] || count == characters)
    g_string_append (shown, "…");
  return g_string_free (shown, FALSE);
}
