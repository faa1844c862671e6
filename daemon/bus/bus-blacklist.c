/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bus-tables.h"
#include "stored-blacklist.h"

static void
on_changed (GObject *source, GAsyncResult *result, gpointer data)
{
  GError *error = NULL;

  stored_blacklist_change_finish ((StoredBlacklist *) source, result, &error);
  bus_call_answer (data, NULL, error);
}

static GVariant *
add (gpointer object, GVariant *arguments, BusCall *call, GError **error)
{
  g_autofree const char **entries = NULL;

  g_variant_get (arguments, "(^a&s)", &entries);
  stored_blacklist_add_async (object, entries, on_changed, bus_call_take (call));
  return NULL;
}

static GVariant *
remove_entries (gpointer object, GVariant *arguments, BusCall *call, GError **error)
{
  g_autofree const char **entries = NULL;

  g_variant_get (arguments, "(^a&s)", &entries);
  stored_blacklist_remove_async (object, entries, on_changed, bus_call_take (call));
  return NULL;
}

static const BusMethod methods[] = {
  { "Add", add },
  { "Remove", remove_entries },
  { NULL },
};

static const BusProperty properties[] = {
  { "Entries", .from = "entries" },
  { NULL },
};

const BusTable bus_blacklist_table = { "org.posthorn.Posthorn1.Blacklist", methods, properties };
