/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "smtp-address.h"

#include <string.h>

#define LONGEST 254 /* with its angle brackets 256 octets (RFC 5321, 4.5.3.1.3) */

static gboolean
is_atom_character (gunichar c)
{
  return c >= 0x80 || (c < 0x80 && g_ascii_isalnum ((char) c))
         || (c != '\0' && strchr ("!#$%&'*+-/=?^_`{|}~", (int) c) != NULL);
}

static gboolean
is_domain_character (gunichar c)
{
  return c >= 0x80 || g_ascii_isalnum ((char) c) || c == '-' || c == '_';
}

/* Non-empty runs of characters between single dots. */
static gboolean
is_dotted (const char *text, const char *end, gboolean (*allowed) (gunichar))
{
  gboolean empty = TRUE;

  for (; text < end; text = g_utf8_next_char (text))
    {
      gboolean dot = *text == '.';

      if (dot ? empty : !allowed (g_utf8_get_char (text)))
        return FALSE;
      empty = dot;
    }
  return !empty;
}

/* Between two quotes: no quote or backslash but behind a backslash. Control characters have been
 * looked for. */
static gboolean
is_quoted (const char *text, const char *end)
{
  const char *last = end - 1;

  if (last <= text || *text != '"' || *last != '"')
    return FALSE;
  for (text++; text < last; text++)
    {
      if (*text == '"' || (*text == '\\' && ++text == last))
        return FALSE;
    }
  return TRUE;
}

static gboolean
is_literal (const char *text, const char *end)
{
  if (end - text < 3 || *text != '[' || end[-1] != ']')
    return FALSE;
  for (text++; text < end - 1; text++)
    if (!g_ascii_isalnum (*text) && strchr (":.-", *text) == NULL)
      return FALSE;
  return TRUE;
}

static gboolean
has_control (const char *address)
{
  for (; *address != '\0'; address = g_utf8_next_char (address))
    if (g_unichar_iscntrl (g_utf8_get_char (address)))
      return TRUE;
  return FALSE;
}

const char *
smtp_address_flaw (const char *address)
{
  const char *at = strrchr (address, '@');
  const char *end = address + strlen (address);

  if (!g_utf8_validate (address, -1, NULL))
    return "is not UTF-8";
  if (has_control (address))
    return "holds a line break or another control character";
  if (at == NULL)
    return "has no @";
  if (end - address > LONGEST)
    return "is longer than 254 characters";
  if (!is_dotted (address, at, is_atom_character) && !is_quoted (address, at))
    return "is malformed before the @";
  if (!is_dotted (at + 1, end, is_domain_character) && !is_literal (at + 1, end))
    return "is malformed behind the @";
  return NULL;
}

char *
smtp_address_xtext (const char *text)
{
  GString *out = g_string_new (NULL);

  for (; *text != '\0'; text++)
    {
      if (*text < '!' || *text > '~' || *text == '+' || *text == '=')
        g_string_append_printf (out, "+%02X", (guchar) *text);
      else
        g_string_append_c (out, *text);
    }
  return g_string_free (out, FALSE);
}
