/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bus-error.h"
#include "bus-interface.h"
#include "bus-memory-file.h"
#include "bus-tables.h"
#include "error.h"
#include "folder.h"
#include "job.h"
#include "summary.h"

#include <fcntl.h>
#include <gio/gunixfdlist.h>
#include <glib-unix.h>
#include <string.h>
#include <unistd.h>

#define PATH       "/org/posthorn/Test"
#define PREFIX     "org.posthorn.Posthorn1."
#define FOLDER     PREFIX "Folder"
#define PROPERTIES "org.freedesktop.DBus.Properties"

/* Every XML file and every table name the same members. */
static void
test_tables (void)
{
  g_auto (GStrv) files = bus_interface_list_xml ();
  guint n_tables = 0;

  for (; bus_tables[n_tables]; n_tables++)
    {
      g_autofree char *difference = bus_table_difference (bus_tables[n_tables]);
      g_autofree char *file = g_strconcat (bus_tables[n_tables]->interface, ".xml", NULL);

      g_assert_cmpstr (difference, ==, NULL);
      g_assert_true (g_strv_contains ((const char *const *) files, file));
    }
  g_assert_cmpuint (g_strv_length (files), ==, n_tables);
}

static GVariant *
answer_nothing (gpointer object, GVariant *arguments, BusCall *call, GError **error)
{
  return NULL;
}

static void
assert_difference (const BusMethod *methods, const char *member)
{
  const BusTable table = { PREFIX "Messages", methods, NULL };
  g_autofree char *difference = bus_table_difference (&table);

  g_assert_nonnull (difference);
  g_assert_nonnull (strstr (difference, member));
}

static void
test_difference (void)
{
  const BusMethod missing[] = {
    { "List", answer_nothing },
    { "Count", answer_nothing },
    { "Get", answer_nothing },
    { "Open", answer_nothing },
    { NULL },
  };
  const BusMethod surplus[] = {
    { "List", answer_nothing },
    { "Count", answer_nothing },
    { "Get", answer_nothing },
    { "GetText", answer_nothing },
    { "Open", answer_nothing },
    { "Sing", answer_nothing },
    { NULL },
  };

  assert_difference (missing, "GetText has no handler");
  assert_difference (surplus, "Sing is not in the XML");
}

/* A folder on a private bus, with handlers of this test. */
typedef struct
{
  GDBusConnection *service;
  GDBusConnection *client;
  Folder *folder;
  BusInterface *interface;
  GPtrArray *changes; /* PropertiesChanged as the client saw them */
} Fixture;

static GTestDBus *bus; /* one for all */
static BusCall *waiting;

static StoreFolder *
make_row (guint total)
{
  StoreFolder *row = g_new0 (StoreFolder, 1);

  row->account = g_strdup ("work");
  row->path = g_strdup ("INBOX");
  row->role = g_strdup ("inbox");
  row->selected = TRUE;
  row->selectable = TRUE;
  row->total = total;
  return row;
}

static GVariant *
get_id (gpointer object)
{
  return g_variant_new_take_string (folder_get_id (object));
}

static GVariant *
get_account (gpointer object)
{
  return g_variant_new_object_path ("/");
}

/* Answers later: what a real write does. */
static GVariant *
set_role (gpointer object, GVariant *value, BusCall *call, GError **error)
{
  g_assert_cmpstr (g_variant_get_string (value, NULL), ==, "archive");
  g_assert_null (waiting);
  waiting = bus_call_take (call);
  return NULL;
}

static GVariant *
set_selected (gpointer object, GVariant *value, BusCall *call, GError **error)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "Selected: no");
  return NULL;
}

/* The options pick how it ends. */
static GVariant *
sync_folder (gpointer object, GVariant *arguments, BusCall *call, GError **error)
{
  g_autoptr (GVariant) options = g_variant_get_child_value (arguments, 0);
  g_autoptr (StoreFolder) row = NULL;

  g_assert_true (bus_call_get_context (call) == object);
  if (g_variant_lookup (options, "missing", "b", NULL))
    g_set_error_literal (error, POSTHORN_ERROR, POSTHORN_ERROR_NOT_FOUND, "Nothing is here");
  if (g_variant_lookup (options, "broken", "b", NULL))
    g_set_error_literal (error, G_FILE_ERROR, G_FILE_ERROR_IO, "caf\xe9");
  if (*error)
    return NULL;
  if (g_variant_lookup (options, "huge", "b", NULL))
    {
      g_autofree char *huge = g_strnfill (65 * 1024 * 1024, 'x');
      huge[0] = '/';
      return g_variant_new ("(o)", huge);
    }
  row = make_row (77);
  folder_update (object, row);
  return g_variant_new ("(o)", "/job");
}

static const BusMethod methods[] = { { "Sync", sync_folder }, { NULL } };

static const BusProperty properties[] = {
  { "Id", .get = get_id },
  { "Account", .get = get_account },
  { "Name", .from = "name" },
  { "Path", .from = "path" },
  { "Role", .from = "role", .set = set_role },
  { "Selected", .from = "selected", .set = set_selected },
  { "Unread", .from = "unread" },
  { "Total", .from = "total" },
  { "Unprocessed", .from = "unprocessed" },
  { "LastSync", .from = "last-sync" },
  { NULL },
};

static const BusTable table = { FOLDER, methods, properties };

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
on_changed (GDBusConnection *connection, const char *sender, const char *path,
            const char *interface, const char *signal, GVariant *arguments, gpointer data)
{
  g_ptr_array_add (data, g_variant_ref (arguments));
}

static void export(Fixture *fixture, const BusTable *which, GObject *object)
{
  g_autoptr (GError) error = NULL;

  g_clear_object (&fixture->interface);
  fixture->interface = bus_interface_new (which, object, object);
  g_dbus_interface_skeleton_export (G_DBUS_INTERFACE_SKELETON (fixture->interface),
                                    fixture->service, PATH, &error);
  g_assert_no_error (error);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (StoreFolder) row = make_row (5);

  fixture->service = open_connection ();
  fixture->client = open_connection ();
  fixture->folder = folder_new (NULL, row);
  fixture->changes = g_ptr_array_new_with_free_func ((GDestroyNotify) g_variant_unref);
  g_dbus_connection_signal_subscribe (fixture->client,
                                      g_dbus_connection_get_unique_name (fixture->service),
                                      PROPERTIES, "PropertiesChanged", PATH, NULL,
                                      G_DBUS_SIGNAL_FLAGS_NONE, on_changed, fixture->changes, NULL);
  export(fixture, &table, G_OBJECT (fixture->folder));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_dbus_interface_skeleton_unexport (G_DBUS_INTERFACE_SKELETON (fixture->interface));
  g_clear_object (&fixture->interface);
  g_clear_object (&fixture->folder);
  g_dbus_connection_close_sync (fixture->client, NULL, NULL);
  g_dbus_connection_close_sync (fixture->service, NULL, NULL);
  g_clear_object (&fixture->client);
  g_clear_object (&fixture->service);
  g_ptr_array_unref (fixture->changes);
}

static void
on_result (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **) data = g_object_ref (result);
}

static void
begin (Fixture *fixture, const char *interface, const char *method, GVariant *arguments,
       GUnixFDList *descriptors, GAsyncResult **result)
{
  *result = NULL;
  g_dbus_connection_call_with_unix_fd_list (
      fixture->client, g_dbus_connection_get_unique_name (fixture->service), PATH, interface,
      method, arguments, NULL, G_DBUS_CALL_FLAGS_NONE, -1, descriptors, NULL, on_result, result);
}

static GVariant *
end (Fixture *fixture, GAsyncResult **result, GUnixFDList **descriptors, GError **error)
{
  g_autoptr (GAsyncResult) owned = NULL;

  while (!*result)
    g_main_context_iteration (NULL, TRUE);
  owned = *result;
  return g_dbus_connection_call_with_unix_fd_list_finish (fixture->client, descriptors, owned,
                                                          error);
}

static GVariant *
call (Fixture *fixture, const char *interface, const char *method, GVariant *arguments,
      GError **error)
{
  GAsyncResult *result;

  begin (fixture, interface, method, arguments, NULL, &result);
  return end (fixture, &result, NULL, error);
}

static GVariant *
sync_options (const char *key)
{
  g_auto (GVariantDict) options = G_VARIANT_DICT_INIT (NULL);

  if (key)
    g_variant_dict_insert (&options, key, "b", TRUE);
  return g_variant_new ("(@a{sv})", g_variant_dict_end (&options));
}

static void
assert_error (Fixture *fixture, const char *interface, const char *method, GVariant *arguments,
              const char *name, const char *message)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) answer = call (fixture, interface, method, arguments, &error);
  g_autofree char *remote = error ? g_dbus_error_get_remote_error (error) : NULL;

  g_assert_null (answer);
  g_assert_cmpstr (remote, ==, name);
  g_dbus_error_strip_remote_error (error);
  g_assert_cmpstr (error->message, ==, message);
}

static void
test_errors (Fixture *fixture, gconstpointer data)
{
  assert_error (fixture, FOLDER, "Sync", sync_options ("missing"), PREFIX "Error.NotFound",
                "Nothing is here");
  assert_error (fixture, FOLDER, "Sync", sync_options ("broken"), PREFIX "Error.Failed",
                "caf\xef\xbf\xbd");
  assert_error (fixture, FOLDER, "Sync", sync_options ("huge"), PREFIX "Error.TooLarge",
                "The answer of Sync has over 64 MiB; ask for less at once, or use Open");
  assert_error (fixture, PROPERTIES, "Set",
                g_variant_new ("(ssv)", FOLDER, "Selected", g_variant_new_boolean (FALSE)),
                BUS_ERROR_INVALID_ARGS, "Selected: no");
}

static void
test_read (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) one
      = call (fixture, PROPERTIES, "Get", g_variant_new ("(ss)", FOLDER, "Total"), &error);
  g_autoptr (GVariant) all
      = call (fixture, PROPERTIES, "GetAll", g_variant_new ("(s)", FOLDER), &error);
  g_autoptr (GVariant) values = NULL;
  g_autofree char *text = NULL;
  const char *id;

  g_assert_no_error (error);
  text = g_variant_print (one, TRUE);
  g_assert_cmpstr (text, ==, "(<uint32 5>,)");
  values = g_variant_get_child_value (all, 0);
  g_assert_cmpuint (g_variant_n_children (values), ==, 10);
  g_assert_true (g_variant_lookup (values, "Id", "&s", &id));
  g_assert_cmpstr (id, ==, "work/inbox");
}

static void
test_read_only (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) answer
      = call (fixture, PROPERTIES, "Set",
              g_variant_new ("(ssv)", FOLDER, "Total", g_variant_new_uint32 (1)), &error);

  g_assert_null (answer);
  g_assert_error (error, G_DBUS_ERROR, G_DBUS_ERROR_INVALID_ARGS);
  g_clear_error (&error);
  answer = call (fixture, PROPERTIES, "Set",
                 g_variant_new ("(ssv)", FOLDER, "Role", g_variant_new_uint32 (1)), &error);
  g_assert_null (answer);
  g_assert_error (error, G_DBUS_ERROR, G_DBUS_ERROR_INVALID_ARGS);
}

static void
test_write_answers_later (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) answer = NULL;
  GAsyncResult *result;

  begin (fixture, PROPERTIES, "Set",
         g_variant_new ("(ssv)", FOLDER, "Role", g_variant_new_string ("archive")), NULL, &result);
  while (!waiting)
    g_main_context_iteration (NULL, TRUE);
  /* A later call is answered first: the write does not hold up the others. */
  answer = call (fixture, PROPERTIES, "Get", g_variant_new ("(ss)", FOLDER, "Total"), &error);
  g_assert_no_error (error);
  g_assert_null (result);
  bus_call_answer (g_steal_pointer (&waiting), NULL, NULL);
  g_clear_pointer (&answer, g_variant_unref);
  answer = end (fixture, &result, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (g_variant_get_type_string (answer), ==, "()");
}

static void
assert_change (GVariant *change, const char *expected)
{
  g_autofree char *text = g_variant_print (change, TRUE);
  g_assert_cmpstr (text, ==, expected);
}

static void
test_changes_coalesce (Fixture *fixture, gconstpointer data)
{
  g_autoptr (StoreFolder) first = make_row (6);
  g_autoptr (StoreFolder) second = make_row (7);

  second->unread = 2;
  folder_update (fixture->folder, first);
  folder_update (fixture->folder, second);
  while (fixture->changes->len == 0)
    g_main_context_iteration (NULL, TRUE);
  assert_change (fixture->changes->pdata[0],
                 "('" FOLDER "', {'Unread': <uint32 2>, 'Total': <uint32 7>}, @as [])");
}

/* Back to what was last announced within one turn, and a const property that changes: neither is
 * worth a signal. The signals of a method come before its answer. */
static void
test_changes_that_are_none (Fixture *fixture, gconstpointer data)
{
  g_autoptr (StoreFolder) there = make_row (6);
  g_autoptr (StoreFolder) back = make_row (5);
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) answer = NULL;

  folder_update (fixture->folder, there);
  folder_update (fixture->folder, back);
  answer = call (fixture, FOLDER, "Sync", sync_options (NULL), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (fixture->changes->len, ==, 1);
  assert_change (fixture->changes->pdata[0], "('" FOLDER "', {'Total': <uint32 77>}, @as [])");
  g_clear_pointer (&answer, g_variant_unref);
  summary_take (&back->role, g_strdup ("archive"));
  back->total = 77;
  folder_update (fixture->folder, back);
  answer = call (fixture, PROPERTIES, "Get", g_variant_new ("(ss)", FOLDER, "Id"), &error);
  g_assert_cmpuint (fixture->changes->len, ==, 2);
  assert_change (fixture->changes->pdata[1], "('" FOLDER "', {'Role': <'archive'>}, @as [])");
}

static void
test_job (Fixture *fixture, gconstpointer data)
{
  g_autoptr (Job) job = job_new ("sync", G_OBJECT (fixture->folder));
  g_autoptr (GError) error = g_error_new (POSTHORN_ERROR, POSTHORN_ERROR_AUTH_FAILED, "No entry");
  g_autoptr (GVariant) answer = NULL;
  const char *interface = PREFIX "Job";

  g_dbus_interface_skeleton_unexport (G_DBUS_INTERFACE_SKELETON (fixture->interface));
  export(fixture, &bus_job_table, G_OBJECT (job));
  job_start (job);
  job_end (job, error);
  answer = call (fixture, PROPERTIES, "Get", g_variant_new ("(ss)", interface, "Target"), NULL);
  assert_change (answer, "(<objectpath '/org/posthorn/Posthorn1/accounts/work/folders/inbox'>,)");
  g_assert_cmpuint (fixture->changes->len, ==, 1);
  assert_change (fixture->changes->pdata[0], "('org.posthorn.Posthorn1.Job', {'State': <'failed'>, "
                                             "'Error': <('AuthFailed', 'No entry')>}, @as [])");
}

/* Descriptors, both ways. */

static GVariant *
echo_descriptor (gpointer object, GVariant *arguments, BusCall *call, GError **error)
{
  g_autoptr (GBytes) content = NULL;
  char octets[16];
  guint64 id;
  gssize n;
  int descriptor = bus_call_get_descriptor (call, "content", 0, error);

  if (descriptor < 0)
    return NULL;
  g_variant_get (arguments, "(t&s)", &id, NULL);
  n = read (descriptor, octets, sizeof octets);
  close (descriptor);
  g_assert_cmpint (n, >, 0);
  content = g_bytes_new (octets, (gsize) n);
  return g_variant_new ("(ha{sv})",
                        bus_call_add_descriptor (call, bus_memory_file_new (content, error)), NULL);
}

static void
assert_sealed (int descriptor, const char *expected)
{
  char octets[16] = { 0 };

  g_assert_cmpint (read (descriptor, octets, sizeof octets - 1), ==, (int) strlen (expected));
  g_assert_cmpstr (octets, ==, expected);
  g_assert_cmpint (fcntl (descriptor, F_GET_SEALS), ==,
                   F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE);
  g_assert_cmpint (pwrite (descriptor, "x", 1, 0), ==, -1);
  close (descriptor);
}

static void
test_descriptors (Fixture *fixture, gconstpointer data)
{
  const BusMethod open_methods[] = { { "Open", echo_descriptor }, { NULL } };
  const BusTable open_table = { PREFIX "Messages", open_methods, NULL };
  g_autoptr (GUnixFDList) sent = g_unix_fd_list_new ();
  g_autoptr (GUnixFDList) received = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) answer = NULL;
  GAsyncResult *result;
  int ends[2];

  g_dbus_interface_skeleton_unexport (G_DBUS_INTERFACE_SKELETON (fixture->interface));
  export(fixture, &open_table, G_OBJECT (fixture->folder));
  g_assert_true (g_unix_open_pipe (ends, FD_CLOEXEC, NULL));
  g_assert_cmpint (write (ends[1], "raw", 3), ==, 3);
  close (ends[1]);
  g_unix_fd_list_append (sent, ends[0], NULL);
  close (ends[0]);
  begin (fixture, PREFIX "Messages", "Open", g_variant_new ("(ts)", (guint64) 1, ""), sent,
         &result);
  answer = end (fixture, &result, &received, &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_unix_fd_list_get_length (received), ==, 1);
  assert_sealed (g_unix_fd_list_get (received, 0, NULL), "raw");
  assert_error (fixture, PREFIX "Messages", "Open", g_variant_new ("(ts)", (guint64) 1, ""),
                BUS_ERROR_INVALID_ARGS, "content: no file descriptor number 0 came with the call");
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
  g_test_add_func ("/bus-interface/tables", test_tables);
  g_test_add_func ("/bus-interface/difference", test_difference);
  add ("/bus-interface/errors", test_errors);
  add ("/bus-interface/read", test_read);
  add ("/bus-interface/read-only", test_read_only);
  add ("/bus-interface/write-answers-later", test_write_answers_later);
  add ("/bus-interface/changes-coalesce", test_changes_coalesce);
  add ("/bus-interface/changes-that-are-none", test_changes_that_are_none);
  add ("/bus-interface/job", test_job);
  add ("/bus-interface/descriptors", test_descriptors);
  status = g_test_run ();
  g_test_dbus_down (bus);
  g_object_unref (bus);
  return status;
}
