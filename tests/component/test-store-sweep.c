/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "error.h"
#include "store-connection.h"
#include "store-fixture.h"
#include "store-writer.h"

#define MESSAGES 2500

/* A writer without its thread, so that nothing is swept before the test says so. */
typedef struct
{
  Fixture files;
  StoreSynced *pending;
  StoreWriter *writer;
  StoreReader *reader;
  gint64 folder;
  gint64 other;
} Sweep;

static void
open_writer (Sweep *sweep)
{
  g_autofree char *set_aside = NULL;
  g_autoptr (GError) error = NULL;

  sweep->writer = store_writer_open (sweep->files.directory, sweep->pending, &set_aside, &error);
  g_assert_no_error (error);
  sweep->reader = store_reader_open (sweep->files.directory, sweep->pending, &error);
  g_assert_no_error (error);
}

static void
close_writer (Sweep *sweep)
{
  g_clear_pointer (&sweep->reader, store_reader_close);
  g_clear_pointer (&sweep->writer, store_writer_close);
}

static StoreChanges *
commit (Sweep *sweep, StoreBatch *batch)
{
  g_autoptr (GError) error = NULL;
  StoreChanges *changes = store_writer_commit (sweep->writer, batch, &error);

  store_batch_free (batch);
  g_assert_no_error (error);
  return changes;
}

static gint64
put_folder (Sweep *sweep, const char *path)
{
  StoreBatch *batch = store_batch_new ();
  g_autoptr (StoreChanges) changes = NULL;

  fixture_put_account (batch, "work");
  store_batch_put_folder (batch, "work", path, '/', TRUE, "none");
  changes = commit (sweep, batch);
  return fixture_folder_in (changes, path)->id;
}

static void
set_up (Sweep *sweep, gconstpointer data)
{
  StoreBatch *batch = store_batch_new ();
  g_autoptr (StoreChanges) changes = NULL;

  fixture_new_directory (&sweep->files, data);
  sweep->pending = store_synced_new ();
  open_writer (sweep);
  sweep->folder = put_folder (sweep, "Folder");
  sweep->other = put_folder (sweep, "Other");
  for (guint i = 1; i <= MESSAGES; i++)
    fixture_add (batch, sweep->folder, (Sample){ i, i });
  fixture_add (batch, sweep->other, (Sample){ MESSAGES + 1, 1 });
  changes = commit (sweep, batch);
  g_assert_cmpuint (changes->added->len, ==, MESSAGES + 1);
}

static void
tear_down (Sweep *sweep, gconstpointer data)
{
  close_writer (sweep);
  store_synced_free (sweep->pending);
  fixture_tear_down (&sweep->files, data);
}

static StoreChanges *
remove_folder (Sweep *sweep)
{
  StoreBatch *batch = store_batch_new ();

  store_batch_remove_folder (batch, sweep->folder);
  return commit (sweep, batch);
}

static void
remove_account (Sweep *sweep)
{
  StoreBatch *batch = store_batch_new ();

  store_batch_remove_account (batch, "work");
  store_changes_free (commit (sweep, batch));
}

static void
sweep_all (Sweep *sweep)
{
  while (store_writer_tidy (sweep->writer, TRUE))
    continue;
}

static guint
count (Sweep *sweep)
{
  StoreFilter filter = { .unread = -1, .flagged = -1, .has_attachments = -1, .since = 1 };
  guint messages = 0;

  g_assert_true (store_reader_count (sweep->reader, &filter, &messages, NULL));
  return messages;
}

static void
assert_no_message (Sweep *sweep, guint64 id)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) body_error = NULL;

  g_assert_null (store_reader_get (sweep->reader, &id, 1, STORE_COLUMNS_DETAILS, &error));
  g_assert_error (error, POSTHORN_ERROR, POSTHORN_ERROR_NOT_FOUND);
  g_assert_null (store_reader_body (sweep->reader, id, NULL, &body_error));
  g_assert_error (body_error, POSTHORN_ERROR, POSTHORN_ERROR_NOT_FOUND);
}

/* Nobody sees the messages though their rows are still there. */
static void
test_gone_at_once (Sweep *sweep, gconstpointer data)
{
  g_autoptr (StoreChanges) changes = remove_folder (sweep);
  g_autoptr (UidSet) uids = store_reader_uids (sweep->reader, sweep->folder, NULL);
  g_autoptr (GPtrArray) identities = store_reader_identities (sweep->reader, sweep->folder, NULL);

  g_assert_cmpuint (changes->removed->len, ==, 0);
  g_assert_cmpuint (changes->removed_folders->len, ==, 1);
  g_assert_cmpint (fixture_count (&sweep->files, "mail.db", "message"), ==, MESSAGES + 1);
  g_assert_cmpuint (count (sweep), ==, 1);
  g_assert_true (uid_set_is_empty (uids));
  g_assert_cmpuint (identities->len, ==, 0);
  assert_no_message (sweep, 1);
}

static void
test_changes_do_nothing (Sweep *sweep, gconstpointer data)
{
  StoreBatch *batch = store_batch_new ();
  g_autoptr (UidSet) uids = uid_set_new ();
  g_autoptr (StoreChanges) changes = NULL;

  store_changes_free (remove_folder (sweep));
  uid_set_add (uids, 2);
  store_batch_set_flags (batch, sweep->folder, 1, "\\Seen");
  store_batch_remove_messages (batch, sweep->folder, uids);
  fixture_add (batch, sweep->folder, (Sample){ 1, MESSAGES + 1 });
  changes = commit (sweep, batch);
  g_assert_cmpuint (changes->changed->len + changes->removed->len + changes->added->len, ==, 0);
  g_assert_cmpint (fixture_count (&sweep->files, "mail.db", "message"), ==, MESSAGES + 1);
}

static void
test_slices (Sweep *sweep, gconstpointer data)
{
  gint64 rows = 0;

  store_changes_free (remove_folder (sweep));
  g_assert_false (store_writer_tidy (sweep->writer, FALSE));
  g_assert_cmpint (fixture_count (&sweep->files, "mail.db", "message"), ==, MESSAGES + 1);
  g_assert_true (store_writer_tidy (sweep->writer, TRUE));
  rows = fixture_count (&sweep->files, "mail.db", "message");
  g_assert_cmpint (rows, <=, MESSAGES);
  g_assert_cmpint (rows, >=, MESSAGES / 2);

  close_writer (sweep);
  open_writer (sweep);
  sweep_all (sweep);
  g_assert_cmpint (fixture_count (&sweep->files, "mail.db", "message"), ==, 1);
  g_assert_cmpint (fixture_count (&sweep->files, "mail.db", "body_chunk"), ==, 1);
  g_assert_cmpint (fixture_count (&sweep->files, "mail.db", "removed_folder"), ==, 0);
  g_assert_cmpint (fixture_count (&sweep->files, "state.db", "message_name WHERE released > 0"), ==,
                   MESSAGES);
  g_assert_cmpuint (count (sweep), ==, 1);
}

/* Found again elsewhere before it was swept, a message has the id it had. */
static void
test_moved (Sweep *sweep, gconstpointer data)
{
  StoreBatch *batch = store_batch_new ();
  g_autoptr (StoreChanges) changes = NULL;
  g_autoptr (GBytes) body = NULL;

  store_changes_free (remove_folder (sweep));
  fixture_add (batch, sweep->other, (Sample){ 7, 2 });
  changes = commit (sweep, batch);
  g_assert_cmpuint (g_array_index (changes->added, guint64, 0), ==, 7);
  sweep_all (sweep);
  g_assert_cmpuint (count (sweep), ==, 2);
  body = store_reader_body (sweep->reader, 7, NULL, NULL);
  g_assert_cmpuint (g_bytes_get_size (body), ==, strlen ("raw 7"));
  g_assert_cmpint (fixture_count (&sweep->files, "state.db", "message_name WHERE released > 0"), ==,
                   MESSAGES - 1);
}

static void
test_added_and_removed (Sweep *sweep, gconstpointer data)
{
  StoreBatch *batch = store_batch_new ();
  g_autoptr (StoreChanges) changes = NULL;

  fixture_add (batch, sweep->folder, (Sample){ MESSAGES + 2, MESSAGES + 1, NULL, TRUE });
  store_batch_set_flags (batch, sweep->folder, 1, "\\Seen");
  store_batch_set_flags (batch, sweep->other, 1, "\\Seen");
  store_batch_remove_folder (batch, sweep->folder);
  changes = commit (sweep, batch);
  g_assert_cmpuint (changes->added->len, ==, 0);
  g_assert_cmpuint (changes->arrived->len, ==, 0);
  g_assert_cmpuint (changes->changed->len, ==, 1);
}

static void
test_account (Sweep *sweep, gconstpointer data)
{
  g_autoptr (GPtrArray) accounts = NULL;
  g_autoptr (GPtrArray) folders = NULL;

  remove_account (sweep);
  accounts = store_reader_accounts (sweep->reader, NULL);
  folders = store_reader_folders (sweep->reader, "work", NULL);
  g_assert_cmpuint (accounts->len + folders->len, ==, 0);
  g_assert_cmpuint (count (sweep), ==, 0);
  g_assert_cmpint (fixture_count (&sweep->files, "state.db", "message_name"), ==, MESSAGES + 1);

  sweep_all (sweep);
  g_assert_cmpint (fixture_count (&sweep->files, "mail.db", "message"), ==, 0);
  g_assert_cmpint (fixture_count (&sweep->files, "mail.db", "removed_folder"), ==, 0);
  g_assert_cmpint (fixture_count (&sweep->files, "state.db", "message_name"), ==, 0);
  g_assert_cmpint (fixture_count (&sweep->files, "state.db", "removed_account"), ==, 0);
}

/* What the new account of that name has must not be swept with what the old one had. */
static void
test_account_again (Sweep *sweep, gconstpointer data)
{
  StoreBatch *batch = store_batch_new ();
  g_autoptr (StoreChanges) changes = NULL;
  gint64 folder = 0;

  remove_account (sweep);
  folder = put_folder (sweep, "Folder");
  fixture_add (batch, folder, (Sample){ 7, 7 });
  changes = commit (sweep, batch);
  g_assert_cmpuint (g_array_index (changes->added, guint64, 0), ==, 7);
  sweep_all (sweep);
  g_assert_cmpuint (count (sweep), ==, 1);
  g_assert_cmpint (fixture_count (&sweep->files, "mail.db", "message"), ==, 1);
  g_assert_cmpint (fixture_count (&sweep->files, "state.db", "message_name WHERE released = 0"), ==,
                   1);
}

#define sweep_test(path, function) g_test_add (path, Sweep, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  sweep_test ("/store-sweep/gone-at-once", test_gone_at_once);
  sweep_test ("/store-sweep/changes-do-nothing", test_changes_do_nothing);
  sweep_test ("/store-sweep/slices", test_slices);
  sweep_test ("/store-sweep/moved", test_moved);
  sweep_test ("/store-sweep/added-and-removed", test_added_and_removed);
  sweep_test ("/store-sweep/account", test_account);
  sweep_test ("/store-sweep/account-again", test_account_again);
  return g_test_run ();
}
