/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "properties.h"

#include <string.h>

const char *
properties_string (GVariant *dictionary, const char *key)
{
  const char *value = "";

  if (!g_variant_lookup (dictionary, key, "&s", &value))
    g_variant_lookup (dictionary, key, "&o", &value);
  return value;
}

guint
properties_uint (GVariant *dictionary, const char *key)
{
  guint value = 0;

  g_variant_lookup (dictionary, key, "u", &value);
  return value;
}

guint64
properties_uint64 (GVariant *dictionary, const char *key)
{
  guint64 value = 0;

  g_variant_lookup (dictionary, key, "t", &value);
  return value;
}

gint64
properties_int64 (GVariant *dictionary, const char *key)
{
  gint64 value = 0;

  g_variant_lookup (dictionary, key, "x", &value);
  return value;
}

gboolean
properties_boolean (GVariant *dictionary, const char *key)
{
  gboolean value = FALSE;

  g_variant_lookup (dictionary, key, "b", &value);
  return value;
}

GStrv
properties_list (GVariant *dictionary, const char *key)
{
  GStrv words = NULL;

  return g_variant_lookup (dictionary, key, "^as", &words) ? words : g_new0 (char *, 1);
}

char *
properties_words (GVariant *dictionary, const char *key)
{
  g_auto (GStrv) words = properties_list (dictionary, key);

  return g_strjoinv (", ", words);
}

void
properties_pair (GVariant *dictionary, const char *key, const char **first, const char **second)
{
  *first = "";
  *second = "";
  g_variant_lookup (dictionary, key, "(&s&s)", first, second);
}

gboolean
properties_is_folder (const char *path)
{
  return strstr (path, "/folders/") != NULL;
}

/* The part of PATH after MARKER, up to the next slash; NULL without MARKER. */
static char *
path_part (const char *path, const char *marker)
{
  const char *start = strstr (path, marker);

  if (start == NULL)
    return NULL;
  start += strlen (marker);
  return g_strndup (start, strcspn (start, "/"));
}

char *
properties_label (const char *path)
{
  g_autofree char *account = path_part (path, "/accounts/");
  g_autofree char *folder = path_part (path, "/folders/");
  g_autofree char *job = path_part (path, "/jobs/");
  g_autofree char *session = path_part (path, "/presence/");

  if (account != NULL && folder != NULL)
    return g_strdup_printf ("%s/%s", account, folder);
  if (account != NULL)
    return g_steal_pointer (&account);
  if (job != NULL)
    return g_strdup_printf ("job %s", job);
  if (session != NULL)
    return g_strdup_printf ("session %s", session);
  return g_strdup ("posthorn");
}

char *
properties_folder_name (const char *path, GVariant *properties)
{
  g_autofree char *account = path_part (path, "/accounts/");
  const char *role = properties_string (properties, "Role");
  const char *name = properties_string (properties, "Path");

  if (account == NULL)
    return properties_label (path);
  if (*role != '\0' && !g_str_equal (role, "none"))
    name = role;
  return *name != '\0' ? g_strdup_printf ("%s/%s", account, name) : properties_label (path);
}
