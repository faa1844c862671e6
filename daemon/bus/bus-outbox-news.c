/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bus-outbox-news.h"

#include "bus-path.h"
#include "bus-tables.h"

static void
emit (GDBusConnection *connection, const char *signal, GVariant *arguments)
{
  g_dbus_connection_emit_signal (connection, NULL, BUS_ROOT, bus_outbox_table.interface, signal,
                                 arguments, NULL);
}

static void
on_changed (GDBusConnection *connection, const OutboxMessage *message)
{
  emit (connection, "Changed",
        g_variant_new ("(ts)", (guint64) message->id, outbox_state_name (message->state)));
}

static void
on_sent (GDBusConnection *connection, const OutboxMessage *message)
{
  emit (connection, "Sent", g_variant_new ("(ts)", (guint64) message->id, message->message_id));
}

static void
on_failed (GDBusConnection *connection, const OutboxMessage *message)
{
  emit (connection, "SendFailed",
        g_variant_new ("(t(ss))", (guint64) message->id, message->error_name, message->error));
}

void
bus_outbox_news_watch (Outbox *outbox, GDBusConnection *connection)
{
  g_signal_connect_object (outbox, "changed", G_CALLBACK (on_changed), connection,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (outbox, "sent", G_CALLBACK (on_sent), connection, G_CONNECT_SWAPPED);
  g_signal_connect_object (outbox, "send-failed", G_CALLBACK (on_failed), connection,
                           G_CONNECT_SWAPPED);
}
