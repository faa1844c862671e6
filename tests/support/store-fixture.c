/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-fixture.h"

#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>

/* Milliseconds in which the writer lets go of what it has just done. */
#define PATIENCE 30000

typedef struct
{
  gboolean done;
  StoreChanges *changes;
  GError *error;
} Commit;

static void
fixture_committed (GObject *source, GAsyncResult *result, gpointer data)
{
  Commit *commit = data;
  commit->changes = store_commit_finish ((Store *) source, result, &commit->error);
  commit->done = TRUE;
}

StoreChanges *
fixture_try (Fixture *fixture, StoreBatch *batch, GError **error)
{
  Commit commit = { FALSE, NULL, NULL };

  store_commit_async (fixture->store, batch, fixture_committed, &commit);
  while (!commit.done)
    g_main_context_iteration (NULL, TRUE);
  if (commit.error)
    g_propagate_error (error, commit.error);
  return commit.changes;
}

StoreChanges *
fixture_commit (Fixture *fixture, StoreBatch *batch)
{
  GError *error = NULL;
  StoreChanges *changes = fixture_try (fixture, batch, &error);

  g_assert_no_error (error);
  g_assert_nonnull (changes);
  return changes;
}

void
fixture_apply (Fixture *fixture, StoreBatch *batch)
{
  store_changes_free (fixture_commit (fixture, batch));
}

void
fixture_open (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  fixture->store = store_open (fixture->directory, &error);
  g_assert_no_error (error);
  g_assert_nonnull (fixture->store);
}

void
fixture_close (Fixture *fixture)
{
  g_assert_nonnull (fixture->store);
  store_close (fixture->store);
  g_clear_object (&fixture->store);
}

void
fixture_reopen (Fixture *fixture)
{
  fixture_close (fixture);
  fixture_open (fixture);
}

StoreReader *
fixture_reader (Fixture *fixture)
{
  return store_main_reader (fixture->store);
}

void
fixture_put_account (StoreBatch *batch, const char *id)
{
  g_autoptr (StoreAccount) account = store_account_new ();

  g_free (account->id);
  account->id = g_strdup (id);
  account->enabled = TRUE;
  store_batch_put_account (batch, account);
}

StoreFolder *
fixture_folder_in (StoreChanges *changes, const char *path)
{
  for (guint i = 0; i < changes->folders->len; i++)
    {
      StoreFolder *folder = changes->folders->pdata[i];
      if (g_str_equal (folder->path, path))
        return folder;
    }
  g_error ("The batch did not touch %s", path);
}

gint64
fixture_put_folder (Fixture *fixture, const char *account, const char *path, const char *role)
{
  StoreBatch *batch = store_batch_new ();
  g_autoptr (StoreChanges) changes = NULL;

  store_batch_put_folder (batch, account, path, '/', TRUE, role);
  changes = fixture_commit (fixture, batch);
  return fixture_folder_in (changes, path)->id;
}

StoreFolder *
fixture_folder (Fixture *fixture, const char *account, gint64 id)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) folders = store_reader_folders (fixture_reader (fixture), account, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < folders->len; i++)
    if (((StoreFolder *) folders->pdata[i])->id == id)
      return store_folder_copy (folders->pdata[i]);
  g_error ("There is no folder %" G_GINT64_FORMAT, id);
}

Summary *
fixture_summary (const Sample *sample)
{
  Summary *summary = summary_new ();

  summary_take (&summary->subject, g_strdup_printf ("Subject %u", sample->number));
  summary_take (&summary->message_id, g_strdup_printf ("%u@example.org", sample->number));
  summary_take (&summary->snippet, g_strdup ("Grüße"));
  summary->date = 1000 + sample->number;
  g_ptr_array_add (summary->from, mail_address_new ("Ann", "ann@example.org"));
  g_ptr_array_add (summary->to, mail_address_new ("", "bob@example.org"));
  g_ptr_array_add (summary->to, mail_address_new ("Cy", "cy@example.org"));
  g_ptr_array_add (summary->warnings, g_strdup ("spoofed-name"));
  g_ptr_array_add (summary->warnings, g_strdup ("truncated"));
  if (sample->attachment)
    g_ptr_array_add (summary->attachments,
                     attachment_new ("2", "a.pdf", "application/pdf", 7, FALSE));
  return summary;
}

void
fixture_add_raw (StoreBatch *batch, gint64 folder, Sample sample, GBytes *raw)
{
  g_autoptr (Summary) summary = fixture_summary (&sample);
  StoreNewMessage message = { .uid = sample.uid,
                              .flags = sample.flags ? sample.flags : "",
                              .received = 100000 + sample.number,
                              .size = 50 + sample.number,
                              .summary = summary_to_variant (summary),
                              .raw = raw,
                              .arrived = sample.arrived };

  store_batch_add_message (batch, folder, &message);
}

void
fixture_add (StoreBatch *batch, gint64 folder, Sample sample)
{
  g_autofree char *text = g_strdup_printf ("raw %u", sample.number);
  g_autoptr (GBytes) raw = g_bytes_new (text, strlen (text));

  fixture_add_raw (batch, folder, sample, raw);
}

guint64
fixture_add_now (Fixture *fixture, gint64 folder, Sample sample)
{
  StoreBatch *batch = store_batch_new ();
  g_autoptr (StoreChanges) changes = NULL;

  fixture_add (batch, folder, sample);
  changes = fixture_commit (fixture, batch);
  g_assert_cmpuint (changes->added->len, ==, 1);
  return g_array_index (changes->added, guint64, 0);
}

void
fixture_remove_now (Fixture *fixture, gint64 folder, guint32 first, guint32 last)
{
  StoreBatch *batch = store_batch_new ();
  g_autoptr (UidSet) uids = uid_set_new ();

  uid_set_add_range (uids, first, last);
  store_batch_remove_messages (batch, folder, uids);
  fixture_apply (fixture, batch);
}

char *
fixture_path (Fixture *fixture, const char *name)
{
  return g_build_filename (fixture->directory, name, NULL);
}

GBytes *
fixture_file (Fixture *fixture, const char *name)
{
  g_autofree char *path = fixture_path (fixture, name);
  char *text = NULL;
  gsize length = 0;

  g_file_get_contents (path, &text, &length, NULL);
  return g_bytes_new_take (text, length);
}

void
fixture_new_directory (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->directory = g_dir_make_tmp ("posthorn-store-XXXXXX", &error);
  g_assert_no_error (error);
}

void
fixture_set_up (Fixture *fixture, gconstpointer data)
{
  StoreBatch *batch = store_batch_new ();

  fixture_new_directory (fixture, data);
  fixture_open (fixture);
  fixture_put_account (batch, "work");
  fixture_apply (fixture, batch);
  fixture->inbox = fixture_put_folder (fixture, "work", "INBOX", "inbox");
}

void
fixture_tear_down (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GDir) directory = NULL;
  const char *name = NULL;

  if (fixture->store)
    fixture_close (fixture);
  directory = g_dir_open (fixture->directory, 0, NULL);
  while ((name = g_dir_read_name (directory)))
    {
      g_autofree char *path = fixture_path (fixture, name);
      g_unlink (path);
    }
  g_rmdir (fixture->directory);
  g_free (fixture->directory);
}

void
fixture_execute (Fixture *fixture, const char *file, const char *sql)
{
  g_autofree char *path = fixture_path (fixture, file);
  sqlite3 *database = NULL;

  g_assert_cmpint (sqlite3_open (path, &database), ==, SQLITE_OK);
  sqlite3_busy_timeout (database, PATIENCE);
  g_assert_cmpint (sqlite3_exec (database, sql, NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (database);
}

gint64
fixture_query (Fixture *fixture, const char *file, const char *sql)
{
  g_autofree char *path = fixture_path (fixture, file);
  sqlite3 *database = NULL;
  sqlite3_stmt *statement = NULL;
  gint64 value = 0;

  g_assert_cmpint (sqlite3_open_v2 (path, &database, SQLITE_OPEN_READONLY, NULL), ==, SQLITE_OK);
  sqlite3_busy_timeout (database, PATIENCE);
  g_assert_cmpint (sqlite3_prepare_v2 (database, sql, -1, &statement, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_step (statement), ==, SQLITE_ROW);
  value = sqlite3_column_int64 (statement, 0);
  sqlite3_finalize (statement);
  sqlite3_close (database);
  return value;
}

gint64
fixture_count (Fixture *fixture, const char *file, const char *rows)
{
  g_autofree char *sql = g_strconcat ("SELECT count(*) FROM ", rows, NULL);
  return fixture_query (fixture, file, sql);
}
