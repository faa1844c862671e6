/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-search-query.h"

#include "store-search-text.h"

#include <string.h>

#define TRIGRAM 3

typedef struct
{
  char *needle;      /* folded */
  gboolean loose;    /* may begin inside a word */
  gboolean open_end; /* may end inside a word */
  gboolean sender_only;
} Term;

struct _StoreSearchQuery
{
  GPtrArray *terms;
  gboolean is_void;
};

static void
term_free (Term *term)
{
  g_free (term->needle);
  g_free (term);
}

void
store_search_query_free (StoreSearchQuery *query)
{
  g_ptr_array_unref (query->terms);
  g_free (query);
}

/* A word that begins with a character that stands alone begins at a word anyway. */
static gboolean
is_loose (const char *needle)
{
  return g_utf8_strlen (needle, -1) >= TRIGRAM
         && !store_search_text_stands_alone (g_utf8_get_char (needle));
}

/* NULL when there is no word in the LENGTH octets at TEXT. */
static Term *
term_new (const char *text, gsize length, gboolean quoted)
{
  g_autofree char *given = g_strndup (text, length);
  g_autofree char *needle = store_search_text_fold (given);
  Term *term = NULL;

  if (!*needle)
    return NULL;
  term = g_new0 (Term, 1);
  term->loose = !quoted && is_loose (needle);
  term->open_end = term->loose || (!quoted && length > 0 && text[length - 1] == '*');
  term->needle = g_steal_pointer (&needle);
  return term;
}

static const char *
skip_word (const char *text)
{
  while (*text && *text != '"' && !g_unichar_isspace (g_utf8_get_char (text)))
    text = g_utf8_next_char (text);
  return text;
}

static const char *
take_phrase (const char *text, Term **term)
{
  gsize length = strcspn (text, "\"");
  const char *end = text + length + (text[length] == '"');

  *term = term_new (text, length, TRUE);
  if (*end != '*')
    return end;
  if (*term)
    (*term)->open_end = TRUE;
  return end + 1;
}

/* TERM becomes NULL when what comes next has no word. */
static const char *
take_term (const char *text, Term **term)
{
  const char *end = NULL;

  *term = NULL;
  if (*text == '"')
    return take_phrase (text + 1, term);
  end = skip_word (text);
  if (end == text)
    return g_utf8_next_char (text);
  *term = term_new (text, (gsize) (end - text), FALSE);
  if (*term && !*end)
    (*term)->open_end = TRUE;
  return end;
}

static void
parse (StoreSearchQuery *query, const char *text, gboolean sender_only)
{
  guint before = query->terms->len;
  Term *term = NULL;

  while (text && *text)
    {
      text = take_term (text, &term);
      if (!term)
        continue;
      term->sender_only = sender_only;
      g_ptr_array_add (query->terms, term);
    }
  if (text && query->terms->len == before)
    query->is_void = TRUE;
}

StoreSearchQuery *
store_search_query_new (const char *text, const char *sender)
{
  StoreSearchQuery *query = g_new0 (StoreSearchQuery, 1);

  query->terms = g_ptr_array_new_with_free_func ((GDestroyNotify) term_free);
  parse (query, text, FALSE);
  parse (query, sender, TRUE);
  return query;
}

gboolean
store_search_query_is_void (const StoreSearchQuery *query)
{
  return query->is_void || query->terms->len == 0;
}

/* A folded needle has nothing that could end a string. */
static void
append_words (GString *expression, const Term *term, gboolean open_end)
{
  g_string_append_printf (expression, "%s%s\"%s\"%s", expression->len ? " AND " : "",
                          term->sender_only ? "sender : " : "", term->needle, open_end ? " *" : "");
}

static char *
string_or_null (GString *string)
{
  gboolean is_empty = string->len == 0;
  char *text = g_string_free (string, is_empty);

  return is_empty ? NULL : text;
}

static char *
all_words (const StoreSearchQuery *query, gboolean whole)
{
  GString *expression = g_string_new (NULL);

  for (guint i = 0; !query->is_void && i < query->terms->len; i++)
    {
      const Term *term = query->terms->pdata[i];
      append_words (expression, term, term->open_end && !whole);
    }
  return string_or_null (expression);
}

char *
store_search_query_words (const StoreSearchQuery *query)
{
  return all_words (query, FALSE);
}

char *
store_search_query_whole_words (const StoreSearchQuery *query)
{
  return all_words (query, TRUE);
}

static void
append_trigram (GString *expression, const char *text)
{
  const char *end = g_utf8_offset_to_pointer (text, TRIGRAM);

  g_string_append_printf (expression, "%s\"%.*s\"", expression->len ? " AND " : "",
                          (int) (end - text), text);
}

/* Each third trigram and the last one: more of them would hardly leave out more. */
static void
append_trigrams (GString *expression, const char *needle)
{
  glong last = g_utf8_strlen (needle, -1) - TRIGRAM;

  for (glong offset = 0; offset < last; offset += TRIGRAM)
    append_trigram (expression, g_utf8_offset_to_pointer (needle, offset));
  append_trigram (expression, g_utf8_offset_to_pointer (needle, last));
}

char *
store_search_query_trigrams (const StoreSearchQuery *query, char **strict)
{
  GString *expression = g_string_new (NULL);
  GString *others = g_string_new (NULL);

  for (guint i = 0; !query->is_void && i < query->terms->len; i++)
    {
      const Term *term = query->terms->pdata[i];
      if (term->loose)
        append_trigrams (expression, term->needle);
      else
        append_words (others, term, term->open_end);
    }
  *strict = string_or_null (others);
  return string_or_null (expression);
}

gboolean
store_search_query_is_exact (const StoreSearchQuery *query)
{
  for (guint i = 0; i < query->terms->len; i++)
    {
      const Term *term = query->terms->pdata[i];
      if (term->loose && (term->sender_only || g_utf8_strlen (term->needle, -1) > TRIGRAM))
        return FALSE;
    }
  return TRUE;
}

static gboolean
stands_in_bounds (const Term *term, const char *column, const char *found)
{
  char after = found[strlen (term->needle)];

  return (term->loose || found == column || found[-1] == ' ')
         && (term->open_end || after == '\0' || after == ' ');
}

static gboolean
column_has (const char *column, const Term *term)
{
  for (const char *found = strstr (column, term->needle); found;
       found = strstr (found + 1, term->needle))
    if (stands_in_bounds (term, column, found))
      return TRUE;
  return FALSE;
}

static gboolean
term_matches (const Term *term, const char *const *columns)
{
  guint n_columns = term->sender_only ? STORE_TEXT_SENDER + 1 : STORE_TEXT_COLUMNS;

  for (guint i = 0; i < n_columns; i++)
    if (column_has (columns[i], term))
      return TRUE;
  return FALSE;
}

gboolean
store_search_query_matches (const StoreSearchQuery *query, const char *const *columns)
{
  for (guint i = 0; i < query->terms->len; i++)
    if (!term_matches (query->terms->pdata[i], columns))
      return FALSE;
  return !store_search_query_is_void (query);
}
