/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bus-clients.h"
#include "error.h"

#include <glib/gstdio.h>
#include <string.h>

/* Two clients on a private bus, and the daemon's own connection that watches them. */
typedef struct
{
  char *directory;
  Store *store;
  Presence *presence;
  GDBusConnection *service;
  GDBusConnection *ada;
  GDBusConnection *bob;
  BusClients *clients;
} Fixture;

static GTestDBus *bus; /* one for all */

static GDBusConnection *
open_connection (void)
{
  g_autoptr (GError) error = NULL;
  GDBusConnection *connection = g_dbus_connection_new_for_address_sync (
      g_test_dbus_get_bus_address (bus),
      G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT
          | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
      NULL, NULL, &error);

  g_assert_no_error (error);
  return connection;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  const PresenceOptions options = { G_USEC_PER_SEC * 1440, G_USEC_PER_SEC * 600, FALSE };
  g_autoptr (GError) error = NULL;

  fixture->directory = g_dir_make_tmp ("ph-clients-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->store = store_open (fixture->directory, &error);
  g_assert_no_error (error);
  fixture->presence = presence_new (fixture->store, &options);
  fixture->service = open_connection ();
  fixture->ada = open_connection ();
  fixture->bob = open_connection ();
  fixture->clients = bus_clients_new (fixture->service, fixture->presence);
}

static void
close_connection (GDBusConnection **connection)
{
  if (!g_dbus_connection_is_closed (*connection))
    g_dbus_connection_close_sync (*connection, NULL, NULL);
  g_clear_object (connection);
}

static void
remove_directory (const char *path)
{
  g_autoptr (GDir) directory = g_dir_open (path, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (directory)))
    {
      g_autofree char *file = g_build_filename (path, name, NULL);
      g_remove (file);
    }
  g_rmdir (path);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_pointer (&fixture->clients, bus_clients_free);
  presence_stop (fixture->presence);
  g_clear_object (&fixture->presence);
  store_close (fixture->store);
  g_clear_object (&fixture->store);
  close_connection (&fixture->ada);
  close_connection (&fixture->bob);
  close_connection (&fixture->service);
  remove_directory (fixture->directory);
  g_free (fixture->directory);
}

static PresenceSession *
open_session (Fixture *fixture, GDBusConnection *client, const char *employee, GError **error)
{
  return bus_clients_open_session (fixture->clients, g_dbus_connection_get_unique_name (client),
                                   employee, "webmail", error);
}

static guint
count_sessions (Fixture *fixture)
{
  return presence_get_sessions (fixture->presence)->len;
}

static void
wait_for_sessions (Fixture *fixture, guint count)
{
  while (count_sessions (fixture) != count)
    g_main_context_iteration (NULL, TRUE);
}

/* The bus has told the daemon everything it has to tell so far. */
static void
settle (Fixture *fixture)
{
  g_autoptr (GVariant) answer = g_dbus_connection_call_sync (
      fixture->service, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
      "GetId", NULL, NULL, G_DBUS_CALL_FLAGS_NONE, -1, NULL, NULL);

  g_assert_nonnull (answer);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
test_end_with_their_client (Fixture *fixture, gconstpointer data)
{
  open_session (fixture, fixture->ada, "ada", NULL);
  open_session (fixture, fixture->ada, "ada", NULL);
  open_session (fixture, fixture->bob, "bob", NULL);
  settle (fixture);
  g_assert_cmpuint (count_sessions (fixture), ==, 3);
  g_dbus_connection_close_sync (fixture->ada, NULL, NULL);
  wait_for_sessions (fixture, 1);
  g_assert_false (presence_is_online (fixture->presence, "ada"));
  g_assert_true (presence_is_online (fixture->presence, "bob"));
}

/* Its call was read from the socket after it had left. */
static void
test_end_when_already_gone (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GDBusConnection) gone = g_object_ref (fixture->ada);

  g_dbus_connection_close_sync (gone, NULL, NULL);
  settle (fixture);
  g_assert_nonnull (open_session (fixture, gone, "ada", NULL));
  g_assert_cmpuint (count_sessions (fixture), ==, 1);
  wait_for_sessions (fixture, 0);
}

static void
test_closed_by_hand (Fixture *fixture, gconstpointer data)
{
  PresenceSession *session = open_session (fixture, fixture->ada, "ada", NULL);

  open_session (fixture, fixture->bob, "bob", NULL);
  presence_session_close (session);
  g_assert_cmpuint (count_sessions (fixture), ==, 1);
  g_dbus_connection_close_sync (fixture->ada, NULL, NULL);
  settle (fixture);
  g_assert_cmpuint (count_sessions (fixture), ==, 1);
}

static void
test_refused (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (open_session (fixture, fixture->ada, "", &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
  g_assert_cmpuint (count_sessions (fixture), ==, 0);
}

static void
assert_full (Fixture *fixture, GDBusConnection *client, const char *words)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (open_session (fixture, client, "ada", &error));
  g_assert_error (error, POSTHORN_ERROR, POSTHORN_ERROR_BUSY);
  g_assert_nonnull (strstr (error->message, words));
}

static void
test_limit_each (Fixture *fixture, gconstpointer data)
{
  PresenceSession *session = NULL;

  for (guint i = 0; i < BUS_CLIENTS_SESSIONS_EACH; i++)
    session = open_session (fixture, fixture->ada, "ada", NULL);
  assert_full (fixture, fixture->ada, "This program has 1024 open sessions");
  g_assert_nonnull (open_session (fixture, fixture->bob, "bob", NULL));
  presence_session_close (session);
  g_assert_nonnull (open_session (fixture, fixture->ada, "ada", NULL));
  assert_full (fixture, fixture->ada, "close some");
}

static void
test_limit_all (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < BUS_CLIENTS_SESSIONS_ALL; i++)
    {
      /* As many clients as the limit of each asks for; none of them is on the bus. */
      g_autofree char *name = g_strdup_printf (":9.%u", i / BUS_CLIENTS_SESSIONS_EACH);
      bus_clients_open_session (fixture->clients, name, "ada", "webmail", NULL);
    }
  g_assert_cmpuint (count_sessions (fixture), ==, BUS_CLIENTS_SESSIONS_ALL);
  assert_full (fixture, fixture->bob, "together have 10000 open sessions");
}

static void
add (const char *name, void (*test) (Fixture *, gconstpointer))
{
  g_test_add (name, Fixture, NULL, set_up, test, tear_down);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_test_dbus_up (bus);
  add ("/bus-clients/end-with-their-client", test_end_with_their_client);
  add ("/bus-clients/end-when-already-gone", test_end_when_already_gone);
  add ("/bus-clients/closed-by-hand", test_closed_by_hand);
  add ("/bus-clients/refused", test_refused);
  add ("/bus-clients/limit-each", test_limit_each);
  add ("/bus-clients/limit-all", test_limit_all);
  status = g_test_run ();
  g_test_dbus_down (bus);
  g_object_unref (bus);
  return status;
}
