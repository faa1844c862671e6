/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "thread-clues.h"

#include "subject.h"

#include <string.h>

static char *
with_single_spaces (const char *text)
{
  g_auto (GStrv) words = g_strsplit_set (text, " \t", -1);
  g_autoptr (GString) line = g_string_new (NULL);

  for (char **word = words; *word; word++)
    if (**word)
      g_string_append_printf (line, "%s%s", line->len ? " " : "", *word);
  return g_string_free (g_steal_pointer (&line), FALSE);
}

static char *
normalise (const char *subject, gboolean *is_reply)
{
  g_autofree char *folded = g_utf8_casefold (subject_without_prefixes (subject, is_reply), -1);

  return with_single_spaces (folded);
}

static void
add_id (GPtrArray *ids, const char *id)
{
  if (strchr (id, '@') && !g_ptr_array_find_with_equal_func (ids, id, g_str_equal, NULL))
    g_ptr_array_add (ids, g_strdup (id));
}

/* From the end, so that those looked at are few however many there are. */
static void
add_references (GPtrArray *ids, const char *references)
{
  const char *end = references + strlen (references);

  for (guint i = 0; i < THREAD_REFERENCES_MAX && end > references; i++)
    {
      const char *start = end;
      g_autofree char *id = NULL;

      while (start > references && start[-1] != ' ')
        start--;
      id = g_strndup (start, (gsize) (end - start));
      add_id (ids, id);
      end = start > references ? start - 1 : references;
    }
}

ThreadClues *
thread_clues_new (const char *message_id, const char *in_reply_to, const char *references,
                  const char *subject)
{
  ThreadClues *clues = g_new0 (ThreadClues, 1);
  gboolean is_reply = FALSE;
  guint own;

  clues->ids = g_ptr_array_new_with_free_func (g_free);
  add_id (clues->ids, message_id);
  own = clues->ids->len;
  add_id (clues->ids, in_reply_to);
  add_references (clues->ids, references);
  clues->subject = normalise (subject, &is_reply);
  clues->by_subject = is_reply && clues->ids->len == own && *clues->subject;
  return clues;
}

void
thread_clues_free (ThreadClues *clues)
{
  g_ptr_array_unref (clues->ids);
  g_free (clues->subject);
  g_free (clues);
}
