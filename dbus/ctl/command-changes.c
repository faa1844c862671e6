/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "commands.h"
#include "json-output.h"

#include <stdio.h>

static const char *const lists[] = { "added", "changed", "removed" };

/* One message a line, so that grep finds what it wants. */
static void
print_lists (GVariant *answer)
{
  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    {
      g_autoptr (GVariant) ids = g_variant_get_child_value (answer, i + 1);
      gsize count;
      const guint64 *values = g_variant_get_fixed_array (ids, &count, sizeof *values);

      for (gsize k = 0; k < count; k++)
        printf ("%s %" G_GUINT64_FORMAT "\n", lists[i], values[k]);
    }
}

static void
print_json (GVariant *answer, guint64 revision)
{
  g_auto (GVariantDict) document = G_VARIANT_DICT_INIT (NULL);

  g_variant_dict_insert (&document, "revision", "t", revision);
  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    {
      g_autoptr (GVariant) ids = g_variant_get_child_value (answer, i + 1);

      g_variant_dict_insert_value (&document, lists[i], ids);
    }
  json_output_line (g_variant_dict_end (&document));
}

/* One slice of what has changed; REVISION goes on to its end. */
static gboolean
print_slice (Client *client, guint64 *revision, gboolean *complete, GError **error)
{
  g_autoptr (GVariant) answer
      = connection_call (client->bus, ROOT_PATH, IFACE ("Messages"), "Changes",
                         g_variant_new ("(t@a{sv})", *revision, g_variant_new_parsed ("@a{sv} {}")),
                         "(tatatatb)", error);

  if (answer == NULL)
    return FALSE;
  g_variant_get (answer, "(t@at@at@atb)", revision, NULL, NULL, NULL, complete);
  if (client->json)
    print_json (answer, *revision);
  else
    print_lists (answer);
  return TRUE;
}

gboolean
command_changes (Client *client, GStrv *arguments, GError **error)
{
  guint64 revision = 0;
  gboolean complete = FALSE;
  const char *since;

  if (!command_begin (client, NULL, arguments, error))
    return FALSE;
  since = (*arguments)[0];
  if (since != NULL && !g_ascii_string_to_unsigned (since, 10, 1, G_MAXUINT64, &revision, NULL))
    {
      g_set_error (error, CTL_ERROR, CTL_ERROR_USAGE,
                   "«%s» is no revision; posthornctl changes tells the one of now", since);
      return FALSE;
    }
  do
    if (!print_slice (client, &revision, &complete, error))
      return FALSE;
  while (!complete && since != NULL);
  if (!client->json)
    printf ("revision %" G_GUINT64_FORMAT "\n", revision);
  return TRUE;
}
