/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "settings.h"

#include "connection.h"
#include "terminal.h"

#include <string.h>

/* Floating; NULL: TEXT is none of the type of MODEL. Text that nobody knows what to make of is left
 * to the daemon, which names the keys and words it takes. */
static GVariant *
parse_value (const char *text, GVariant *model)
{
  guint64 number;

  if (model != NULL && g_variant_is_of_type (model, G_VARIANT_TYPE_UINT32))
    return g_ascii_string_to_unsigned (text, 10, 0, G_MAXUINT32, &number, NULL)
               ? g_variant_new_uint32 ((guint32) number)
               : NULL;
  if (model != NULL && g_variant_is_of_type (model, G_VARIANT_TYPE_BOOLEAN))
    return g_str_equal (text, "yes") || g_str_equal (text, "no")
               ? g_variant_new_boolean (*text == 'y')
               : NULL;
  if (model != NULL && g_variant_is_of_type (model, G_VARIANT_TYPE_STRING_ARRAY))
    {
      g_auto (GStrv) list = g_strsplit (text, ",", -1);

      return g_variant_new_strv ((const char *const *) list, -1);
    }
  return g_variant_new_string (text);
}

static gboolean
parse_word (GVariant *now, const char *word, GVariantDict *changes, GError **error)
{
  const char *equals = strchr (word, '=');
  g_autofree char *key = equals ? g_strndup (word, (gsize) (equals - word)) : NULL;
  g_autoptr (GVariant) model = key ? g_variant_lookup_value (now, key, NULL) : NULL;
  GVariant *value;

  if (key == NULL)
    {
      g_set_error (error, CTL_ERROR, CTL_ERROR_USAGE,
                   "«%s» is no setting; write KEY=VALUE, for example port=993", word);
      return FALSE;
    }
  value = parse_value (equals + 1, model);
  if (value != NULL)
    g_variant_dict_insert_value (changes, key, value);
  else
    g_set_error (error, CTL_ERROR, CTL_ERROR_USAGE, "%s wants %s, not «%s»", key,
                 g_variant_is_of_type (model, G_VARIANT_TYPE_BOOLEAN) ? "yes or no" : "a number",
                 equals + 1);
  return value != NULL;
}

gboolean
settings_parse (GVariant *now, const char *const *words, GVariantDict *changes, GError **error)
{
  for (; *words != NULL; words++)
    if (!parse_word (now, *words, changes, error))
      return FALSE;
  return TRUE;
}

static char *
value_text (GVariant *value)
{
  g_autofree const char **list = NULL;

  if (g_variant_is_of_type (value, G_VARIANT_TYPE_STRING))
    return g_variant_dup_string (value, NULL);
  if (g_variant_is_of_type (value, G_VARIANT_TYPE_BOOLEAN))
    return g_strdup (g_variant_get_boolean (value) ? "yes" : "no");
  if (!g_variant_is_of_type (value, G_VARIANT_TYPE_STRING_ARRAY))
    return g_variant_print (value, FALSE);
  list = g_variant_get_strv (value, NULL);
  return g_strjoinv (",", (char **) list);
}

void
settings_print (GVariant *now)
{
  GVariantIter iter;
  const char *key;
  GVariant *value;

  g_variant_iter_init (&iter, now);
  while (g_variant_iter_loop (&iter, "{&sv}", &key, &value))
    {
      g_autofree char *text = value_text (value);

      if (*text != '\0')
        terminal_print_field (key, text);
    }
}
