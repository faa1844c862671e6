/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "commands.h"
#include "json-output.h"
#include "terminal.h"
#include "text.h"

#include <stdio.h>

static gboolean
show (Client *client, GError **error)
{
  g_autoptr (GVariant) properties
      = connection_properties (client->bus, ROOT_PATH, IFACE ("Blacklist"), error);
  g_autofree const char **entries = NULL;

  if (properties == NULL)
    return FALSE;
  if (client->json)
    {
      json_output_document (json_output_object (ROOT_PATH, properties));
      return TRUE;
    }
  if (g_variant_lookup (properties, "Entries", "^a&s", &entries))
    for (gsize i = 0; entries[i] != NULL; i++)
      {
        g_autofree char *line = text_line (entries[i]);
        puts (line);
      }
  if ((entries == NULL || entries[0] == NULL) && terminal_width () > 0)
    puts ("Nobody is on the blacklist.");
  return TRUE;
}

static void
print_outcome (Client *client, const char *done, const char *const *entries)
{
  g_autofree char *list = text_enumeration (entries);
  g_autofree char *harmless = text_line (list);
  g_auto (GVariantDict) document = G_VARIANT_DICT_INIT (NULL);

  if (client->json)
    {
      g_variant_dict_insert (&document, done, "^as", entries);
      json_output_document (g_variant_dict_end (&document));
    }
  else if (g_str_equal (done, "added"))
    printf ("From now on mail from %s is unwanted.\n", harmless);
  else
    printf ("From now on mail from %s is welcome.\n", harmless);
}

static gboolean
change (Client *client, const char *method, const char *done, const char *const *entries,
        GError **error)
{
  g_autoptr (GVariant) answer
      = connection_call (client->bus, ROOT_PATH, IFACE ("Blacklist"), method,
                         g_variant_new ("(^as)", entries), "()", error);

  if (answer != NULL)
    print_outcome (client, done, entries);
  return answer != NULL;
}

gboolean
command_blacklist (Client *client, GStrv *arguments, GError **error)
{
  const char *const *entries;
  const char *what;

  if (!command_begin (client, NULL, arguments, error))
    return FALSE;
  what = (*arguments)[0];
  if (what == NULL)
    return show (client, error);
  entries = (const char *const *) *arguments + 1;
  if (g_str_equal (what, "add"))
    return change (client, "Add", "added", entries, error);
  return change (client, "Remove", "removed", entries, error);
}
