/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bus-clients.h"

#include "error.h"

struct _BusClients
{
  GDBusConnection *connection;
  Presence *presence;
  GHashTable *clients; /* unique name → Client */
  GHashTable *owners;  /* PresenceSession → Client, borrowed */
};

/* Kept until it leaves the bus, also while it has no session: it may open the next one. */
typedef struct
{
  BusClients *clients;
  char *name;
  guint watch;
  GHashTable *sessions; /* set of PresenceSession; borrowed, owners hold them */
} Client;

static void
client_free (gpointer data)
{
  Client *client = data;

  g_bus_unwatch_name (client->watch);
  g_hash_table_unref (client->sessions);
  g_free (client->name);
  g_free (client);
}

static void
on_session_removed (BusClients *self, PresenceSession *session)
{
  Client *client = g_hash_table_lookup (self->owners, session);

  if (!client)
    return;
  g_hash_table_remove (client->sessions, session);
  g_hash_table_remove (self->owners, session);
}

static void
close_sessions (Client *client)
{
  guint n;
  g_autofree gpointer *sessions = g_hash_table_get_keys_as_array (client->sessions, &n);

  for (guint i = 0; i < n; i++)
    presence_session_close (sessions[i]);
}

static void
on_vanished (GDBusConnection *connection, const char *name, gpointer data)
{
  Client *client = data;

  close_sessions (client);
  g_hash_table_remove (client->clients->clients, client->name);
}

static Client *
find_client (BusClients *self, const char *name)
{
  Client *client = g_hash_table_lookup (self->clients, name);

  if (client)
    return client;
  client = g_new0 (Client, 1);
  client->clients = self;
  client->name = g_strdup (name);
  client->sessions = g_hash_table_new (NULL, NULL);
  /* Asks the bus who has the name once it listens, and so hears of one that has already gone. */
  client->watch = g_bus_watch_name_on_connection (
      self->connection, name, G_BUS_NAME_WATCHER_FLAGS_NONE, NULL, on_vanished, client, NULL);
  g_hash_table_insert (self->clients, client->name, client);
  return client;
}

static gboolean
has_room (BusClients *self, Client *client, GError **error)
{
  guint own = g_hash_table_size (client->sessions);
  guint all = g_hash_table_size (self->owners);

  if (own >= BUS_CLIENTS_SESSIONS_EACH)
    g_set_error (error, POSTHORN_ERROR, POSTHORN_ERROR_BUSY,
                 "This program has %u open sessions, and no program may have more; close some "
                 "before you open another",
                 own);
  else if (all >= BUS_CLIENTS_SESSIONS_ALL)
    g_set_error (error, POSTHORN_ERROR, POSTHORN_ERROR_BUSY,
                 "All programs together have %u open sessions, and there cannot be more; close "
                 "some before you open another",
                 all);
  else
    return TRUE;
  return FALSE;
}

PresenceSession *
bus_clients_open_session (BusClients *self, const char *sender, const char *employee,
                          const char *kind, GError **error)
{
  Client *client = find_client (self, sender);
  PresenceSession *session;

  if (!has_room (self, client, error))
    return NULL;
  session = presence_open_session (self->presence, employee, kind, error);
  if (!session)
    return NULL;
  g_hash_table_add (client->sessions, session);
  g_hash_table_insert (self->owners, g_object_ref (session), client);
  return session;
}

BusClients *
bus_clients_new (GDBusConnection *connection, Presence *presence)
{
  BusClients *self = g_new0 (BusClients, 1);

  self->connection = g_object_ref (connection);
  self->presence = g_object_ref (presence);
  self->clients = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, client_free);
  self->owners = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
  g_signal_connect_swapped (presence, "session-removed", G_CALLBACK (on_session_removed), self);
  return self;
}

void
bus_clients_free (BusClients *self)
{
  g_signal_handlers_disconnect_by_data (self->presence, self);
  g_hash_table_unref (self->owners);
  g_hash_table_unref (self->clients);
  g_object_unref (self->presence);
  g_object_unref (self->connection);
  g_free (self);
}
