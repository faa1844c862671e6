/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server-text.h"

#define EXCERPT_CHARACTERS   80
#define OCTETS_PER_CHARACTER 4

static gboolean
is_plain (const char *data, gsize length)
{
  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isprint (data[i]))
      return FALSE;
  return TRUE;
}

char *
server_text_valid (const char *data, gsize length)
{
  g_autofree char *valid = NULL;
  GString *text = NULL;

  if (is_plain (data, length))
    return g_strndup (data, length);
  valid = g_utf8_make_valid (data, (gssize) length);
  text = g_string_sized_new (length);
  for (const char *at = valid; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      g_string_append_unichar (text, g_unichar_iscntrl (c) ? ' ' : c);
    }
  return g_string_free (text, FALSE);
}

char *
server_text_excerpt (const char *data, gsize length)
{
  g_autofree char *valid
      = server_text_valid (data, MIN (length, EXCERPT_CHARACTERS * OCTETS_PER_CHARACTER));
  GString *text = g_string_sized_new (EXCERPT_CHARACTERS);
  guint count = 0;

  for (const char *at = valid; *at != '\0' && count < EXCERPT_CHARACTERS; count++)
    {
      gunichar c = g_utf8_get_char (at);

      g_string_append_unichar (text, g_unichar_isprint (c) ? c : '.');
      at = g_utf8_next_char (at);
    }
  return g_string_free (text, FALSE);
}
