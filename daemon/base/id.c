/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "id.h"

#include <string.h>

#define SLUG_MAX 32

gboolean
id_is_slug (const char *text)
{
  if (!g_ascii_islower (text[0]) || strlen (text) > SLUG_MAX)
    return FALSE;
  for (; *text; text++)
    if (!g_ascii_islower (*text) && !g_ascii_isdigit (*text) && *text != '_')
      return FALSE;
  return TRUE;
}

/* Letters and digits of TEXT up to "@", runs of anything else as one "_". */
static char *
slug_base (const char *text)
{
  GString *slug = g_string_new (NULL);

  for (; *text && *text != '@' && slug->len < SLUG_MAX - 4; text++)
    {
      char c = g_ascii_tolower (*text);
      if (g_ascii_islower (c) || (g_ascii_isdigit (c) && slug->len > 0))
        g_string_append_c (slug, c);
      else if (slug->len > 0 && slug->str[slug->len - 1] != '_')
        g_string_append_c (slug, '_');
    }
  if (slug->len > 0 && slug->str[slug->len - 1] == '_')
    g_string_truncate (slug, slug->len - 1);
  if (slug->len == 0)
    g_string_assign (slug, "mail");
  return g_string_free (slug, FALSE);
}

char *
id_slug (const char *address, const char *const *taken)
{
  g_autofree char *base = slug_base (address);
  char *slug = g_strdup (base);

  for (guint number = 2; taken && g_strv_contains (taken, slug); number++)
    {
      g_free (slug);
      slug = g_strdup_printf ("%s_%u", base, number);
    }
  return slug;
}

char *
id_escape (const char *name)
{
  GString *escaped = g_string_new (NULL);

  for (; *name; name++)
    if (g_ascii_isalnum (*name))
      g_string_append_c (escaped, *name);
    else
      g_string_append_printf (escaped, "_%02x", (guchar) *name);
  return g_string_free (escaped, FALSE);
}

static gboolean
is_lower_hex (char c)
{
  return g_ascii_isdigit (c) || (c >= 'a' && c <= 'f');
}

char *
id_unescape (const char *escaped)
{
  g_autoptr (GString) name = g_string_new (NULL);

  while (*escaped)
    {
      if (g_ascii_isalnum (*escaped))
        {
          g_string_append_c (name, *escaped++);
          continue;
        }
      if (escaped[0] != '_' || !is_lower_hex (escaped[1]) || !is_lower_hex (escaped[2]))
        return NULL;
      g_string_append_c (name, (char) (g_ascii_xdigit_value (escaped[1]) * 16
                                       + g_ascii_xdigit_value (escaped[2])));
      escaped += 3;
    }
  return g_strdup (name->str);
}
