/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "http-message.h"

HttpAnswer *
http_answer_new (guint status)
{
  HttpAnswer *answer = g_new0 (HttpAnswer, 1);

  answer->status = status;
  answer->headers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return answer;
}

void
http_answer_free (HttpAnswer *answer)
{
  g_hash_table_unref (answer->headers);
  g_clear_pointer (&answer->body, g_bytes_unref);
  g_free (answer);
}

void
http_answer_add_header (HttpAnswer *answer, const char *name, const char *value)
{
  g_autofree char *key = g_ascii_strdown (name, -1);
  const char *before = g_hash_table_lookup (answer->headers, key);
  char *all = before ? g_strconcat (before, ", ", value, NULL) : g_strdup (value);

  g_hash_table_replace (answer->headers, g_steal_pointer (&key), all);
}

const char *
http_answer_header (const HttpAnswer *answer, const char *name)
{
  return g_hash_table_lookup (answer->headers, name);
}

gboolean
http_is_header_value (const char *value)
{
  for (; *value; value++)
    {
      if (g_ascii_iscntrl (*value) && *value != '\t')
        return FALSE;
    }
  return TRUE;
}
