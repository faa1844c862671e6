/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bus-options.h"

/* Of the year 9999: beyond it there is no date. */
#define LAST_SECOND G_GINT64_CONSTANT (253402300799)

static const BusOption *
find_known (const BusOption *known, const char *key)
{
  for (; known && known->key; known++)
    if (g_str_equal (known->key, key))
      return known;
  return NULL;
}

static void
set_unknown (const BusOption *known, const char *key, GError **error)
{
  g_autoptr (GString) keys = g_string_new (NULL);
  g_autofree char *shown = g_utf8_make_valid (key, MIN (strlen (key), 64));

  for (; known && known->key; known++)
    g_string_append_printf (keys, "%s%s", keys->len ? ", " : "", known->key);
  if (keys->len)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                 "%s: no such key here; the keys are %s", shown, keys->str);
  else
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                 "%s: no keys are known here yet, leave the options empty", shown);
}

static gboolean
check_entry (const BusOption *known, const char *key, GVariant *value, GHashTable *seen,
             GError **error)
{
  const BusOption *option = find_known (known, key);

  if (!option)
    {
      set_unknown (known, key, error);
      return FALSE;
    }
  if (!g_variant_is_of_type (value, G_VARIANT_TYPE (option->type)))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "%s: must be of type %s, not %s",
                   key, option->type, g_variant_get_type_string (value));
      return FALSE;
    }
  if (!g_hash_table_add (seen, (gpointer) option->key))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "%s: is given twice", key);
      return FALSE;
    }
  return TRUE;
}

gboolean
bus_options_check (GVariant *options, const BusOption *known, GError **error)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  gsize n = g_variant_n_children (options);

  for (gsize i = 0; i < n; i++)
    {
      g_autoptr (GVariant) value = NULL;
      const char *key;

      g_variant_get_child (options, i, "{&sv}", &key, &value);
      if (!check_entry (known, key, value, seen, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
bus_options_number (GVariant *options, const char *key, guint least, guint most, guint *value,
                    GError **error)
{
  guint number;

  if (!g_variant_lookup (options, key, "u", &number))
    return TRUE;
  if (number < least || number > most)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                   "%s: must be a number from %u to %u, not %u", key, least, most, number);
      return FALSE;
    }
  *value = number;
  return TRUE;
}

gboolean
bus_options_time (GVariant *options, const char *key, gint64 *value, GError **error)
{
  gint64 time;

  if (!g_variant_lookup (options, key, "x", &time))
    return TRUE;
  if (time < 0 || time > LAST_SECOND)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                   "%s: must be in Unix seconds, not %" G_GINT64_FORMAT, key, time);
      return FALSE;
    }
  *value = time;
  return TRUE;
}

const char *
bus_options_choose (const char *key, const char *word, const char *const *words, GError **error)
{
  g_autofree char *shown = NULL;
  g_autofree char *good = NULL;

  for (guint i = 0; words[i]; i++)
    if (g_str_equal (words[i], word))
      return words[i];
  shown = g_utf8_make_valid (word, MIN (strlen (word), 64));
  good = g_strjoinv (", ", (GStrv) words);
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "%s: must be one of %s, not «%s»",
               key, good, shown);
  return NULL;
}

gboolean
bus_options_word (GVariant *options, const char *key, const char *const *words, const char **value,
                  GError **error)
{
  const char *word;
  const char *chosen;

  if (!g_variant_lookup (options, key, "&s", &word))
    return TRUE;
  chosen = bus_options_choose (key, word, words, error);
  if (!chosen)
    return FALSE;
  *value = chosen;
  return TRUE;
}
