/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "provider.h"

#include <string.h>

#define TABLE_NAME "posthorn/providers.conf"

GKeyFile *
provider_table_load (void)
{
  g_autoptr (GKeyFile) table = g_key_file_new ();

  if (g_key_file_load_from_data_dirs (table, TABLE_NAME, NULL, G_KEY_FILE_NONE, NULL)
      || g_key_file_load_from_file (table, PROVIDERS_FILE, G_KEY_FILE_NONE, NULL))
    return g_steal_pointer (&table);
  return NULL;
}

static gboolean
serves_domain (GKeyFile *table, const char *group, const char *domain)
{
  g_auto (GStrv) domains = g_key_file_get_string_list (table, group, "domains", NULL, NULL);

  for (gsize i = 0; domains != NULL && domains[i] != NULL; i++)
    if (g_ascii_strcasecmp (domains[i], domain) == 0)
      return TRUE;
  return FALSE;
}

char *
provider_find (GKeyFile *table, const char *address)
{
  g_auto (GStrv) groups = g_key_file_get_groups (table, NULL);
  const char *at = strrchr (address, '@');

  for (gsize i = 0; at != NULL && groups[i] != NULL; i++)
    if (serves_domain (table, groups[i], at + 1))
      return g_strdup (groups[i]);
  return NULL;
}
