/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bus-changes.h"

#include "bus-path.h"
#include "bus-rows.h"
#include "bus-tables.h"
#include "change-pacer.h"

struct _BusChanges
{
  GDBusConnection *connection;
  Store *store;
  gulong handler;
  ChangePacer *pacer;
  guint timer;
};

static void
tell (BusChanges *self)
{
  g_autoptr (ChangeNews) news = change_pacer_take (self->pacer, g_get_monotonic_time ());

  if (news)
    g_dbus_connection_emit_signal (
        self->connection, NULL, BUS_ROOT, bus_messages_table.interface, "Changed",
        g_variant_new ("(t@at@at@at)", news->revision, bus_ids_new (news->added),
                       bus_ids_new (news->changed), bus_ids_new (news->removed)),
        NULL);
}

static gboolean on_due (gpointer data);

static void
wait (BusChanges *self)
{
  gint64 due = change_pacer_due (self->pacer);
  gint64 left = due - g_get_monotonic_time ();

  /* Rounded up, lest it comes too early. */
  if (due != G_MAXINT64 && self->timer == 0)
    self->timer = g_timeout_add ((guint) (MAX (left, 0) / 1000 + 1), on_due, self);
}

static gboolean
on_due (gpointer data)
{
  BusChanges *self = data;

  self->timer = 0;
  tell (self);
  wait (self);
  return G_SOURCE_REMOVE;
}

static void
on_changed (Store *store, const StoreChanges *changes, BusChanges *self)
{
  if (changes->unlisted)
    change_pacer_gather_unlisted (self->pacer, changes->revision);
  else
    change_pacer_gather (self->pacer, changes->revision, changes->added, changes->changed,
                         changes->removed);
  tell (self);
  wait (self);
}

BusChanges *
bus_changes_new (GDBusConnection *connection, Store *store)
{
  BusChanges *self = g_new0 (BusChanges, 1);

  self->connection = g_object_ref (connection);
  self->store = g_object_ref (store);
  self->pacer = change_pacer_new ();
  self->handler = g_signal_connect (store, "changed", G_CALLBACK (on_changed), self);
  return self;
}

void
bus_changes_free (BusChanges *self)
{
  g_clear_handle_id (&self->timer, g_source_remove);
  g_signal_handler_disconnect (self->store, self->handler);
  change_pacer_free (self->pacer);
  g_object_unref (self->store);
  g_object_unref (self->connection);
  g_free (self);
}
