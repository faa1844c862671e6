/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "subject.h"

#include <string.h>

typedef struct
{
  const char *word; /* in small letters */
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

/* What follows WORD in TEXT, however it is capitalised; NULL when TEXT does not begin so. */
static const char *
skip_word (const char *text, const char *word)
{
  while (*word && g_unichar_tolower (g_utf8_get_char (text)) == g_utf8_get_char (word))
    {
      text = g_utf8_next_char (text);
      word = g_utf8_next_char (word);
    }
  return *word ? NULL : text;
}

/* What follows PREFIX and its colon in TEXT; NULL when TEXT does not begin so. */
static const char *
skip_prefix (const char *text, const Prefix *prefix)
{
  text = skip_word (text, prefix->word);
  if (!text)
    return NULL;
  text = skip_spaces (skip_count (skip_spaces (text)));
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

const char *
subject_without_prefixes (const char *subject, gboolean *is_reply)
{
  const char *text = skip_spaces (subject);
  const char *rest;

  *is_reply = FALSE;
  while ((rest = skip_any_prefix (text, is_reply)))
    text = rest;
  return text;
}
