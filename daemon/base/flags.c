/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "flags.h"

#include <string.h>

static const char *const system_flags[]
    = { FLAG_ANSWERED, FLAG_DELETED, FLAG_DRAFT, FLAG_FLAGGED, FLAG_SEEN };

/* System flags compare without case (RFC 9051, 2.3.2); keywords keep the server's spelling. */
static const char *
usual_spelling (const char *flag)
{
  for (gsize i = 0; i < G_N_ELEMENTS (system_flags); i++)
    if (g_ascii_strcasecmp (flag, system_flags[i]) == 0)
      return system_flags[i];
  return flag;
}

static int
compare (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

char *
flags_canonical (const char *const *flags)
{
  g_autoptr (GPtrArray) sorted = g_ptr_array_new ();
  GString *text = g_string_new (NULL);

  for (; flags && *flags; flags++)
    if (**flags && g_ascii_strcasecmp (*flags, "\\Recent") != 0)
      g_ptr_array_add (sorted, (char *) usual_spelling (*flags));
  g_ptr_array_sort (sorted, compare);
  for (guint i = 0; i < sorted->len; i++)
    {
      if (i > 0 && g_str_equal (sorted->pdata[i], sorted->pdata[i - 1]))
        continue;
      if (text->len > 0)
        g_string_append_c (text, ' ');
      g_string_append (text, sorted->pdata[i]);
    }
  return g_string_free (text, FALSE);
}

gboolean
flags_contain (const char *canonical, const char *flag)
{
  gsize length = strlen (flag);

  for (const char *at = canonical; (at = strstr (at, flag)); at += length)
    if ((at == canonical || at[-1] == ' ') && (at[length] == ' ' || at[length] == '\0'))
      return TRUE;
  return FALSE;
}

GStrv
flags_split (const char *canonical)
{
  return *canonical ? g_strsplit (canonical, " ", -1) : g_new0 (char *, 1);
}
