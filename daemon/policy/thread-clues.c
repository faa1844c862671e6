/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "thread-clues.h"

#include <string.h>

typedef struct
{
  const char *word; /* casefolded */
  gboolean is_reply;
} Prefix;

static const Prefix prefixes[] = {
  { "re", TRUE },    { "aw", TRUE },    { "antw", TRUE },    { "antwort", TRUE }, { "sv", TRUE },
  { "vs", TRUE },    { "ref", TRUE },   { "rif", TRUE },     { "r", TRUE },       { "res", TRUE },
  { "odp", TRUE },   { "ynt", TRUE },   { "vá", TRUE },      { "на", TRUE },      { "ответ", TRUE },
  { "回复", TRUE },  { "答复", TRUE },  { "回覆", TRUE },    { "返信", TRUE },    { "fwd", FALSE },
  { "fw", FALSE },   { "wg", FALSE },   { "vb", FALSE },     { "vl", FALSE },     { "tr", FALSE },
  { "rv", FALSE },   { "enc", FALSE },  { "doorst", FALSE }, { "pd", FALSE },     { "i", FALSE },
  { "转发", FALSE }, { "轉寄", FALSE }, { "転送", FALSE },   { "пересл", FALSE },
};

static const char *
skip_spaces (const char *text)
{
  while (g_unichar_isspace (g_utf8_get_char (text)))
    text = g_utf8_next_char (text);
  return text;
}

/* "[2]", "(2)", "^2": how many replies ago. TEXT where there is none. */
static const char *
skip_count (const char *text)
{
  gboolean is_open = *text == '[' || *text == '(' || *text == '^';
  gsize digits = is_open ? strspn (text + 1, "0123456789") : 0;
  const char *end = text + 1 + digits;

  if (digits == 0)
    return text;
  if (*text == '^')
    return end;
  return *end == (*text == '[' ? ']' : ')') ? end + 1 : text;
}

/* What follows PREFIX and its colon in TEXT; NULL when TEXT does not begin so. */
static const char *
skip_prefix (const char *text, const Prefix *prefix)
{
  if (!g_str_has_prefix (text, prefix->word))
    return NULL;
  text = skip_spaces (skip_count (skip_spaces (text + strlen (prefix->word))));
  if (*text == ':')
    return text + 1;
  return g_str_has_prefix (text, "：") ? text + strlen ("：") : NULL;
}

static const char *
skip_any_prefix (const char *text, gboolean *is_reply)
{
  for (gsize i = 0; i < G_N_ELEMENTS (prefixes); i++)
    {
      const char *rest = skip_prefix (text, &prefixes[i]);

      if (!rest)
        continue;
      *is_reply = *is_reply || prefixes[i].is_reply;
      return skip_spaces (rest);
    }
  return NULL;
}

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
  g_autofree char *folded = g_utf8_casefold (subject, -1);
  const char *text = skip_spaces (folded);
  const char *rest;

  *is_reply = FALSE;
  while ((rest = skip_any_prefix (text, is_reply)))
    text = rest;
  return with_single_spaces (text);
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
