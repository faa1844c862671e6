/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "launcher-entry.h"

#define INTERFACE "com.canonical.Unity.LauncherEntry"
#define LAUNCHER  "com.canonical.Unity" /* owned by launchers, so that programs see them come */

static const char description[]
    = "<node><interface name='" INTERFACE "'>"
      "<method name='Query'>"
      "<arg name='app_uri' type='s' direction='out'/>"
      "<arg name='properties' type='a{sv}' direction='out'/>"
      "</method>"
      "<signal name='Update'>"
      "<arg name='app_uri' type='s'/><arg name='properties' type='a{sv}'/>"
      "</signal>"
      "</interface></node>";

struct _LauncherEntry
{
  GDBusConnection *connection;
  char *uri;
  char *path;
  guint count;
  guint object;
  guint watch;
};

static GVariant *
describe (const LauncherEntry *entry)
{
  g_auto (GVariantDict) properties = G_VARIANT_DICT_INIT (NULL);

  g_variant_dict_insert (&properties, "count", "x", (gint64) entry->count);
  g_variant_dict_insert (&properties, "count-visible", "b", entry->count > 0);
  return g_variant_new ("(s@a{sv})", entry->uri, g_variant_dict_end (&properties));
}

static void
tell (LauncherEntry *entry)
{
  g_dbus_connection_emit_signal (entry->connection, NULL, entry->path, INTERFACE, "Update",
                                 describe (entry), NULL);
}

static void
on_call (GDBusConnection *connection, const char *sender, const char *path, const char *interface,
         const char *method, GVariant *arguments, GDBusMethodInvocation *invocation, gpointer data)
{
  g_dbus_method_invocation_return_value (invocation, describe (data));
}

static void
on_launcher (GDBusConnection *connection, const char *name, const char *owner, gpointer data)
{
  tell (data);
}

LauncherEntry *
launcher_entry_new (GDBusConnection *session, const char *desktop_id)
{
  static const GDBusInterfaceVTable calls = { .method_call = on_call };
  g_autoptr (GDBusNodeInfo) node = g_dbus_node_info_new_for_xml (description, NULL);
  LauncherEntry *entry = g_new0 (LauncherEntry, 1);
  const char *end = g_str_has_suffix (desktop_id, ".desktop") ? "" : ".desktop";

  entry->connection = g_object_ref (session);
  entry->uri = g_strconcat ("application://", desktop_id, end, NULL);
  entry->path = g_strdup_printf ("/com/canonical/unity/launcherentry/%u", g_str_hash (entry->uri));
  entry->object = g_dbus_connection_register_object (session, entry->path, node->interfaces[0],
                                                     &calls, entry, NULL, NULL);
  entry->watch = g_bus_watch_name_on_connection (session, LAUNCHER, G_BUS_NAME_WATCHER_FLAGS_NONE,
                                                 on_launcher, NULL, entry, NULL);
  return entry;
}

void
launcher_entry_free (LauncherEntry *entry)
{
  launcher_entry_set_count (entry, 0);
  g_bus_unwatch_name (entry->watch);
  g_dbus_connection_unregister_object (entry->connection, entry->object);
  g_object_unref (entry->connection);
  g_free (entry->uri);
  g_free (entry->path);
  g_free (entry);
}

void
launcher_entry_set_count (LauncherEntry *entry, guint count)
{
  if (entry->count == count)
    return;
  entry->count = count;
  tell (entry);
}
