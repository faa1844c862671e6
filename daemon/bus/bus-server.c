/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bus-server.h"

#include "bus-changes.h"
#include "bus-clients.h"
#include "bus-error.h"
#include "bus-outbox-news.h"
#include "bus-path.h"
#include "bus-rows.h"
#include "bus-tables.h"

#define ROWS_MOST   50 /* in one MessagesArrived */
#define LOG_CONTROL "/org/freedesktop/LogControl1"

struct _BusServer
{
  GObject parent_instance;
  GDBusConnection *connection;
  AccountManager *manager;
  Presence *presence;  /* the manager's */
  BusClients *clients; /* who has opened its sessions */
  BusChanges *changes;
  GPtrArray *fixed;                  /* BusInterface that are there for good */
  GDBusObjectManagerServer *objects; /* all below it */
  GHashTable *published;             /* Account, Folder, Job or session → GDBusObjectSkeleton */
};

G_DEFINE_FINAL_TYPE (BusServer, bus_server, G_TYPE_OBJECT)

const BusTable *const bus_tables[] = {
  &bus_manager_table,
  &bus_messages_table,
  &bus_account_table,
  &bus_folder_table,
  &bus_job_table,
  &bus_presence_table,
  &bus_presence_session_table,
  &bus_blacklist_table,
  &bus_crm_table,
  &bus_outbox_table,
  &bus_drafts_table,
  &bus_signatures_table,
  &bus_log_control_table,
  NULL,
};

static void
emit (BusServer *self, const char *signal, GVariant *arguments)
{
  g_dbus_connection_emit_signal (self->connection, NULL, BUS_ROOT, bus_manager_table.interface,
                                 signal, arguments, NULL);
}

static void
publish (BusServer *self, gpointer object, const BusTable *table)
{
  g_autofree char *path = bus_path_of (object);
  g_autoptr (BusInterface) interface = bus_interface_new (table, object, self->manager);
  g_autoptr (GDBusObjectSkeleton) skeleton = g_dbus_object_skeleton_new (path);

  g_dbus_object_skeleton_add_interface (skeleton, G_DBUS_INTERFACE_SKELETON (interface));
  g_dbus_object_manager_server_export (self->objects, skeleton);
  g_hash_table_insert (self->published, object, g_steal_pointer (&skeleton));
}

static void
unpublish (BusServer *self, gpointer object)
{
  GDBusObjectSkeleton *skeleton = g_hash_table_lookup (self->published, object);
  g_autoptr (GDBusObject) present = NULL;
  const char *path;

  if (!skeleton)
    return;
  path = g_dbus_object_get_object_path (G_DBUS_OBJECT (skeleton));
  present = g_dbus_object_manager_get_object (G_DBUS_OBJECT_MANAGER (self->objects), path);
  /* Two folders that swap roles may meet at one path for a moment; the later one stays. */
  if (present == G_DBUS_OBJECT (skeleton))
    g_dbus_object_manager_server_unexport (self->objects, path);
  g_hash_table_remove (self->published, object);
}

static void
on_folder_added (BusServer *self, Folder *folder)
{
  publish (self, folder, &bus_folder_table);
}

static void
on_folder_removed (BusServer *self, Folder *folder)
{
  unpublish (self, folder);
}

static int
compare_newest_first (gconstpointer a, gconstpointer b)
{
  const StoreMessage *first = *(const StoreMessage *const *) a;
  const StoreMessage *second = *(const StoreMessage *const *) b;

  if (first->received != second->received)
    return first->received > second->received ? -1 : 1;
  return first->id > second->id ? -1 : first->id < second->id;
}

static void
emit_arrived (BusServer *self, Folder *folder, GPtrArray *messages, guint first)
{
  g_autofree char *path = bus_path_of_folder (folder);
  g_auto (GVariantBuilder) rows = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("aa{sv}"));
  guint end = MIN (first + ROWS_MOST, messages->len);

  for (guint i = first; i < end; i++)
    g_variant_builder_add_value (&rows, bus_row_new (messages->pdata[i], folder, BUS_KEYS_DEFAULT));
  emit (self, "MessagesArrived", g_variant_new ("(oaa{sv})", path, &rows));
}

static void
on_arrived (BusServer *self, Folder *folder, GPtrArray *messages)
{
  g_autoptr (GPtrArray) sorted = g_ptr_array_copy (messages, NULL, NULL);

  g_ptr_array_set_free_func (sorted, NULL);
  g_ptr_array_sort (sorted, compare_newest_first);
  for (guint first = 0; first < sorted->len; first += ROWS_MOST)
    emit_arrived (self, folder, sorted, first);
}

static void
on_account_added (BusServer *self, Account *account)
{
  GPtrArray *folders = account_get_folders (account);

  publish (self, account, &bus_account_table);
  for (guint i = 0; i < folders->len; i++)
    on_folder_added (self, folders->pdata[i]);
  g_signal_connect_object (account, "folder-added", G_CALLBACK (on_folder_added), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (account, "folder-removed", G_CALLBACK (on_folder_removed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (account, "arrived", G_CALLBACK (on_arrived), self, G_CONNECT_SWAPPED);
}

static void
on_account_removed (BusServer *self, Account *account)
{
  GPtrArray *folders = account_get_folders (account);

  g_signal_handlers_disconnect_by_data (account, self);
  for (guint i = 0; i < folders->len; i++)
    on_folder_removed (self, folders->pdata[i]);
  unpublish (self, account);
}

static void
on_job_added (BusServer *self, Job *job)
{
  publish (self, job, &bus_job_table);
}

static void
on_job_ended (BusServer *self, Job *job)
{
  GDBusObjectSkeleton *skeleton = g_hash_table_lookup (self->published, job);
  g_autofree char *path = bus_path_of_job (job);

  /* Whoever hears the signal finds the final state in its cache. */
  if (skeleton)
    g_dbus_object_skeleton_flush (skeleton);
  emit (self, "JobFinished",
        g_variant_new ("(os@(ss))", path, job_state_name (job_get_state (job)),
                       bus_error_to_variant (job_get_error (job))));
}

static void
on_job_removed (BusServer *self, Job *job)
{
  unpublish (self, job);
}

static void
on_session_added (BusServer *self, PresenceSession *session)
{
  publish (self, session, &bus_presence_session_table);
}

static void
on_session_removed (BusServer *self, PresenceSession *session)
{
  unpublish (self, session);
}

static void
connect_domain (BusServer *self)
{
  const struct
  {
    gpointer object;
    const char *signal;
    GCallback callback;
  } handlers[] = {
    { self->manager, "account-added", G_CALLBACK (on_account_added) },
    { self->manager, "account-removed", G_CALLBACK (on_account_removed) },
    { self->manager, "job-added", G_CALLBACK (on_job_added) },
    { self->manager, "job-ended", G_CALLBACK (on_job_ended) },
    { self->manager, "job-removed", G_CALLBACK (on_job_removed) },
    { self->presence, "session-added", G_CALLBACK (on_session_added) },
    { self->presence, "session-removed", G_CALLBACK (on_session_removed) },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (handlers); i++)
    g_signal_connect_object (handlers[i].object, handlers[i].signal, handlers[i].callback, self,
                             G_CONNECT_SWAPPED);
}

static void
publish_present (BusServer *self)
{
  GPtrArray *accounts = account_manager_get_accounts (self->manager);
  GPtrArray *jobs = account_manager_get_jobs (self->manager);
  GPtrArray *sessions = presence_get_sessions (self->presence);

  for (guint i = 0; i < accounts->len; i++)
    on_account_added (self, accounts->pdata[i]);
  for (guint i = 0; i < jobs->len; i++)
    on_job_added (self, jobs->pdata[i]);
  for (guint i = 0; i < sessions->len; i++)
    on_session_added (self, sessions->pdata[i]);
}

static gboolean
export_at (BusServer *self, const char *path, const BusTable *table, gpointer object,
           gpointer context, GError **error)
{
  BusInterface *interface = bus_interface_new (table, object, context);

  g_ptr_array_add (self->fixed, interface);
  return g_dbus_interface_skeleton_export (G_DBUS_INTERFACE_SKELETON (interface), self->connection,
                                           path, error);
}

static gboolean
export_root (BusServer *self, GError **error)
{
  AccountManager *manager = self->manager;
  const struct
  {
    const BusTable *table;
    gpointer object;
  } rows[] = {
    { &bus_manager_table, manager },
    { &bus_messages_table, manager },
    { &bus_blacklist_table, account_manager_get_blacklist (manager) },
    { &bus_crm_table, account_manager_get_crm (manager) },
    { &bus_outbox_table, account_manager_get_outbox (manager) },
    { &bus_drafts_table, account_manager_get_drafts (manager) },
    { &bus_signatures_table, account_manager_get_signatures (manager) },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    if (!export_at (self, BUS_ROOT, rows[i].table, rows[i].object, manager, error))
      return FALSE;
  return export_at (self, BUS_ROOT, &bus_presence_table, self->presence, self->clients, error);
}

static void
bus_server_dispose (GObject *object)
{
  BusServer *self = BUS_SERVER (object);

  for (guint i = 0; self->fixed && i < self->fixed->len; i++)
    g_dbus_interface_skeleton_unexport (self->fixed->pdata[i]);
  g_clear_pointer (&self->fixed, g_ptr_array_unref);
  g_clear_object (&self->objects);
  g_clear_pointer (&self->published, g_hash_table_unref);
  g_clear_pointer (&self->changes, bus_changes_free);
  g_clear_pointer (&self->clients, bus_clients_free);
  g_clear_object (&self->presence);
  g_clear_object (&self->manager);
  g_clear_object (&self->connection);
  G_OBJECT_CLASS (bus_server_parent_class)->dispose (object);
}

static void
bus_server_class_init (BusServerClass *class)
{
  G_OBJECT_CLASS (class)->dispose = bus_server_dispose;
}

static void
bus_server_init (BusServer *self)
{
  self->fixed = g_ptr_array_new_with_free_func (g_object_unref);
  self->objects = g_dbus_object_manager_server_new (BUS_ROOT);
  self->published = g_hash_table_new_full (NULL, NULL, NULL, g_object_unref);
}

BusServer *
bus_server_new (GDBusConnection *connection, AccountManager *manager, GError **error)
{
  g_autoptr (BusServer) self = g_object_new (BUS_TYPE_SERVER, NULL);

  for (gsize i = 0; bus_tables[i]; i++)
    {
      g_autofree char *difference = bus_table_difference (bus_tables[i]);
      if (difference)
        g_error ("%s", difference);
    }
  self->connection = g_object_ref (connection);
  self->manager = g_object_ref (manager);
  self->presence = g_object_ref (account_manager_get_presence (manager));
  self->clients = bus_clients_new (connection, self->presence);
  self->changes = bus_changes_new (connection, account_manager_get_store (manager));
  bus_outbox_news_watch (account_manager_get_outbox (manager), connection);
  publish_present (self);
  connect_domain (self);
  g_dbus_object_manager_server_set_connection (self->objects, connection);
  if (!export_root (self, error)
      || !export_at (self, LOG_CONTROL, &bus_log_control_table, manager, manager, error))
    return NULL;
  return g_steal_pointer (&self);
}
