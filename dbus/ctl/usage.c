/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usage.h"

#include <string.h>

#define MANY "…"

/* One form and the places in it that words may have led to: bit N is before token N. */
typedef struct
{
  GStrv tokens;
  guint64 places;
} Form;

static void
form_clear (Form *form)
{
  g_strfreev (form->tokens);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Form, form_clear)

gboolean
usage_is_kind (const char *token)
{
  return g_ascii_isupper (*token);
}

/* "[ACCOUNT|FOLDER…]" without what stands around it. */
static GStrv
alternatives (const char *token)
{
  const char *begin = token + (*token == '[');
  const char *end = strstr (begin, MANY);
  g_autofree char *bare = g_strndup (begin, end ? (gsize) (end - begin) : strcspn (begin, "]"));

  return g_strsplit (bare, "|", -1);
}

static gboolean
takes (const char *token, const char *word)
{
  g_auto (GStrv) words = alternatives (token);

  for (gsize i = 0; words[i] != NULL; i++)
    if (usage_is_kind (words[i]) || g_str_equal (words[i], word))
      return TRUE;
  return FALSE;
}

/* PLACE, and those behind it that are reached by leaving tokens out. */
static guint64
reach (const Form *form, gsize place)
{
  guint64 places = G_GUINT64_CONSTANT (1) << place;

  while (form->tokens[place] != NULL && *form->tokens[place] == '[')
    places |= G_GUINT64_CONSTANT (1) << ++place;
  return places;
}

static gboolean
is_at (const Form *form, gsize place)
{
  return form->places >> place & 1;
}

/* FALSE: WORD does not fit. */
static gboolean
step (Form *form, const char *word)
{
  guint64 places = 0;

  for (gsize i = 0; form->tokens[i] != NULL; i++)
    if (is_at (form, i) && takes (form->tokens[i], word))
      places |= reach (form, i + 1)
                | (strstr (form->tokens[i], MANY) ? G_GUINT64_CONSTANT (1) << i : 0);
  form->places = places;
  return places != 0;
}

/* How many of WORDS fit. */
static gsize
follow (Form *form, const char *text, const char *const *words)
{
  gsize n = 0;

  form->tokens = *text ? g_strsplit (text, " ", -1) : g_new0 (char *, 1);
  form->places = reach (form, 0);
  while (words[n] != NULL && step (form, words[n]))
    n++;
  return n;
}

gboolean
usage_fits (const char *const *forms, const char *const *words, const char **odd)
{
  gsize best = 0;

  for (; *forms != NULL; forms++)
    {
      g_auto (Form) form = { 0 };
      gsize n = follow (&form, *forms, words);

      if (words[n] == NULL && is_at (&form, g_strv_length (form.tokens)))
        return TRUE;
      best = MAX (best, n);
    }
  *odd = words[best];
  return FALSE;
}

static void
add_once (GStrvBuilder *builder, GHashTable *known, const char *token)
{
  g_auto (GStrv) words = alternatives (token);

  for (gsize i = 0; words[i] != NULL; i++)
    {
      if (!g_hash_table_contains (known, words[i]))
        g_strv_builder_add (builder, words[i]);
      g_hash_table_add (known, g_strdup (words[i]));
    }
}

GStrv
usage_next (const char *const *forms, const char *const *words)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autoptr (GHashTable) known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (; *forms != NULL; forms++)
    {
      g_auto (Form) form = { 0 };
      gsize n = follow (&form, *forms, words);

      for (gsize i = 0; words[n] == NULL && form.tokens[i] != NULL; i++)
        if (is_at (&form, i))
          add_once (builder, known, form.tokens[i]);
    }
  return g_strv_builder_end (builder);
}

char *
usage_describe (const char *command, const char *const *forms)
{
  GString *sentence = g_string_new ("posthornctl ");

  for (gsize i = 0; forms[i] != NULL; i++)
    g_string_append_printf (sentence, "%s%s%s%s%s", i > 0 ? ", or " : "", command,
                            forms[1] ? "" : " [OPTION…]", *forms[i] ? " " : "", forms[i]);
  return g_string_free (sentence, FALSE);
}
