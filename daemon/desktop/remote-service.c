/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "remote-service.h"

#include "log.h"

#define CALL_TIMEOUT 5000 /* milliseconds */

struct _RemoteService
{
  GDBusConnection *connection;
  char *name;
  char *owner; /* its unique name, NULL while it is not there */
  const RemoteEvents *events;
  gpointer data;
  guint watch;
  GCancellable *cancellable;
  GHashTable *subscriptions; /* id as pointer */
};

typedef struct
{
  RemoteService *service; /* gone when the call was cancelled */
  const RemoteMember *method;
  RemoteAnswer callback;
} Call;

typedef struct
{
  RemoteService *service;
  const RemoteMember *signal;
  RemoteSignal callback;
} Subscription;

static void
on_answer (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autofree Call *call = data;
  g_autoptr (GUnixFDList) fds = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) answer = g_dbus_connection_call_with_unix_fd_list_finish (
      G_DBUS_CONNECTION (source), &fds, result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (error)
    log_debug (NULL, NULL, "desktop", "%s of %s does not answer as it should: %s",
               call->method->name, call->service->name, error->message);
  if (call->callback)
    call->callback (answer, fds, call->service->data);
}

void
remote_service_start (RemoteService *service)
{
  g_dbus_connection_call (service->connection, "org.freedesktop.DBus", "/org/freedesktop/DBus",
                          "org.freedesktop.DBus", "StartServiceByName",
                          g_variant_new ("(su)", service->name, 0), NULL, G_DBUS_CALL_FLAGS_NONE,
                          -1, NULL, NULL, NULL);
}

void
remote_service_call (RemoteService *service, const char *path, const RemoteMember *method,
                     GVariant *arguments, RemoteAnswer callback)
{
  Call *call = g_new (Call, 1);

  *call = (Call){ service, method, callback };
  g_dbus_connection_call_with_unix_fd_list (
      service->connection, service->owner, path, method->interface, method->name, arguments,
      G_VARIANT_TYPE (method->type), G_DBUS_CALL_FLAGS_NO_AUTO_START, CALL_TIMEOUT, NULL,
      service->cancellable, on_answer, call);
}

static void
on_signal (GDBusConnection *connection, const char *sender, const char *path, const char *interface,
           const char *member, GVariant *arguments, gpointer data)
{
  Subscription *subscription = data;

  if (g_variant_is_of_type (arguments, G_VARIANT_TYPE (subscription->signal->type)))
    subscription->callback (arguments, subscription->service->data);
}

guint
remote_service_subscribe (RemoteService *service, const char *path, const RemoteMember *signal,
                          RemoteSignal callback)
{
  Subscription *subscription = g_new (Subscription, 1);
  guint id;

  *subscription = (Subscription){ service, signal, callback };
  id = g_dbus_connection_signal_subscribe (service->connection, service->owner, signal->interface,
                                           signal->name, path, NULL, G_DBUS_SIGNAL_FLAGS_NONE,
                                           on_signal, subscription, g_free);
  g_hash_table_add (service->subscriptions, GUINT_TO_POINTER (id));
  return id;
}

void
remote_service_unsubscribe (RemoteService *service, guint subscription)
{
  if (g_hash_table_remove (service->subscriptions, GUINT_TO_POINTER (subscription)))
    g_dbus_connection_signal_unsubscribe (service->connection, subscription);
}

void
remote_service_cancel (RemoteService *service)
{
  g_cancellable_cancel (service->cancellable);
  g_object_unref (service->cancellable);
  service->cancellable = g_cancellable_new ();
}

static void
forget_owner (RemoteService *service)
{
  GHashTableIter iter;
  gpointer id;

  remote_service_cancel (service);
  g_hash_table_iter_init (&iter, service->subscriptions);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    g_dbus_connection_signal_unsubscribe (service->connection, GPOINTER_TO_UINT (id));
  g_hash_table_remove_all (service->subscriptions);
  g_clear_pointer (&service->owner, g_free);
}

static void
on_appeared (GDBusConnection *connection, const char *name, const char *owner, gpointer data)
{
  RemoteService *service = data;

  forget_owner (service);
  service->owner = g_strdup (owner);
  service->events->appeared (service->data);
}

static void
on_vanished (GDBusConnection *connection, const char *name, gpointer data)
{
  RemoteService *service = data;

  forget_owner (service);
  service->events->vanished (service->data);
}

RemoteService *
remote_service_new (GDBusConnection *connection, const char *name, const RemoteEvents *events,
                    gpointer data)
{
  RemoteService *service = g_new0 (RemoteService, 1);

  service->connection = g_object_ref (connection);
  service->name = g_strdup (name);
  service->events = events;
  service->data = data;
  service->cancellable = g_cancellable_new ();
  service->subscriptions = g_hash_table_new (NULL, NULL);
  service->watch = g_bus_watch_name_on_connection (connection, name, G_BUS_NAME_WATCHER_FLAGS_NONE,
                                                   on_appeared, on_vanished, service, NULL);
  return service;
}

void
remote_service_free (RemoteService *service)
{
  g_bus_unwatch_name (service->watch);
  forget_owner (service);
  g_hash_table_unref (service->subscriptions);
  g_object_unref (service->cancellable);
  g_object_unref (service->connection);
  g_free (service->name);
  g_free (service);
}
