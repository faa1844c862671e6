/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "panel-watch.h"

#include "properties.h"
#include "watching.h"

#include <stdio.h>

#define PAUSE_MILLISECONDS 100 /* between two looks, however much changes */

typedef struct
{
  GDBusConnection *bus;
  PanelFormat format;
  const char *account;
  char *shown;
  gboolean runs;
  guint look; /* source of the next one, 0 = none is needed */
} Panel;

static void
panel_clear (Panel *panel)
{
  g_clear_handle_id (&panel->look, g_source_remove);
  g_free (panel->shown);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Panel, panel_clear)

static gboolean
is_called (GVariant *account, const char *name)
{
  return g_str_equal (properties_string (account, "Id"), name)
         || g_str_equal (properties_string (account, "Name"), name)
         || g_str_equal (properties_string (account, "Address"), name);
}

static void
keep_called (GPtrArray *accounts, const char *name)
{
  for (guint i = accounts->len; name != NULL && i > 0; i--)
    if (!is_called (((RemoteObject *) g_ptr_array_index (accounts, i - 1))->properties, name))
      g_ptr_array_remove_index (accounts, i - 1);
}

static void
show (Panel *panel, GVariant *manager, GPtrArray *accounts)
{
  g_autofree char *line = panel->format (manager, accounts);

  if (g_strcmp0 (line, panel->shown) == 0)
    return;
  g_free (panel->shown);
  panel->shown = g_steal_pointer (&line);
  puts (panel->shown);
  fflush (stdout);
}

static void
show_stopped (Panel *panel)
{
  g_autoptr (GPtrArray) nobody = g_ptr_array_new ();

  show (panel, NULL, nobody);
}

static gboolean
show_all (Panel *panel, GError **error)
{
  g_autoptr (GVariant) manager
      = connection_properties (panel->bus, ROOT_PATH, IFACE ("Manager"), error);
  g_autoptr (GPtrArray) accounts
      = manager ? connection_objects (panel->bus, IFACE ("Account"), error) : NULL;

  if (accounts == NULL)
    return FALSE;
  keep_called (accounts, panel->account);
  if (accounts->len > 0 || panel->account == NULL)
    {
      show (panel, manager, accounts);
      return TRUE;
    }
  g_set_error (error, CTL_ERROR, CTL_ERROR_NOT_FOUND,
               "There is no account «%s»; posthornctl accounts shows those there are",
               panel->account);
  return FALSE;
}

/* The account that is to be told of is gone, or does not come. */
static void
show_missing (Panel *panel)
{
  g_autoptr (GPtrArray) nobody = g_ptr_array_new ();
  g_autoptr (GVariant) manager = g_variant_ref_sink (g_variant_new_parsed ("@a{sv} {}"));

  show (panel, manager, nobody);
}

/* A daemon that cannot answer is about to go, which is told by its name. */
static gboolean
look (gpointer data)
{
  Panel *panel = data;
  g_autoptr (GError) error = NULL;

  panel->look = 0;
  if (panel->runs && !show_all (panel, &error)
      && g_error_matches (error, CTL_ERROR, CTL_ERROR_NOT_FOUND))
    show_missing (panel);
  return G_SOURCE_REMOVE;
}

static void
on_signal (GDBusConnection *bus, const char *sender, const char *path, const char *interface,
           const char *signal, GVariant *parameters, gpointer data)
{
  Panel *panel = data;

  if (panel->look == 0)
    panel->look = g_timeout_add (PAUSE_MILLISECONDS, look, panel);
}

static void
on_appeared (GDBusConnection *bus, const char *name, const char *owner, gpointer data)
{
  Panel *panel = data;

  panel->runs = TRUE;
  look (panel);
}

static void
on_vanished (GDBusConnection *bus, const char *name, gpointer data)
{
  Panel *panel = data;

  panel->runs = FALSE;
  show_stopped (panel);
}

static guint
subscribe (Panel *panel, const char *interface, const char *first_argument)
{
  return g_dbus_connection_signal_subscribe (panel->bus, BUS_NAME, interface, NULL, NULL,
                                             first_argument, G_DBUS_SIGNAL_FLAGS_NONE, on_signal,
                                             panel, NULL);
}

gboolean
panel_watch (GDBusConnection *bus, PanelFormat format, const char *account, gboolean once,
             GError **error)
{
  g_auto (Panel) panel = { .bus = bus, .format = format, .account = account };
  guint subscriptions[3];
  guint watch;
  gboolean ok;

  if (once)
    return show_all (&panel, error);
  connection_start (bus);
  subscriptions[0] = subscribe (&panel, "org.freedesktop.DBus.Properties", IFACE ("Account"));
  subscriptions[1] = subscribe (&panel, "org.freedesktop.DBus.Properties", IFACE ("Manager"));
  subscriptions[2] = subscribe (&panel, "org.freedesktop.DBus.ObjectManager", NULL);
  watch = g_bus_watch_name_on_connection (bus, BUS_NAME, G_BUS_NAME_WATCHER_FLAGS_NONE, on_appeared,
                                          on_vanished, &panel, NULL);
  ok = watching_run (error);
  g_bus_unwatch_name (watch);
  for (gsize i = 0; i < G_N_ELEMENTS (subscriptions); i++)
    g_dbus_connection_signal_unsubscribe (bus, subscriptions[i]);
  return ok;
}
