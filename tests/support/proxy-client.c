/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A client whose proxies gdbus-codegen made from the installed interfaces: it prints the version of
 * the daemon and the subjects of the newest messages. */
#include "posthorn-proxies.h"

static GVariant *
options (void)
{
  GVariantDict dict;

  g_variant_dict_init (&dict, NULL);
  g_variant_dict_insert (&dict, "role", "s", "inbox");
  return g_variant_dict_end (&dict);
}

static void
print_subjects (GVariant *rows)
{
  GVariantIter iter;
  GVariant *row;

  g_variant_iter_init (&iter, rows);
  while (g_variant_iter_loop (&iter, "@a{sv}", &row))
    {
      const char *subject = NULL;
      if (g_variant_lookup (row, "subject", "&s", &subject))
        g_print ("%s\n", subject);
    }
}

static gboolean
print_all (GError **error)
{
  g_autoptr (PosthornManager) manager = NULL;
  g_autoptr (PosthornMessages) messages = NULL;
  g_autoptr (GVariant) rows = NULL;

  manager = posthorn_manager_proxy_new_for_bus_sync (G_BUS_TYPE_SESSION, G_DBUS_PROXY_FLAGS_NONE,
                                                     BUS_NAME, OBJECT_PATH, NULL, error);
  if (!manager)
    return FALSE;
  g_print ("%s\n", posthorn_manager_get_version (manager));
  messages = posthorn_messages_proxy_new_for_bus_sync (G_BUS_TYPE_SESSION, G_DBUS_PROXY_FLAGS_NONE,
                                                       BUS_NAME, OBJECT_PATH, NULL, error);
  if (!messages || !posthorn_messages_call_list_sync (messages, options (), &rows, NULL, error))
    return FALSE;
  print_subjects (rows);
  return TRUE;
}

int
main (void)
{
  g_autoptr (GError) error = NULL;

  if (print_all (&error))
    return 0;
  g_printerr ("%s\n", error->message);
  return 1;
}
