/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "error.h"
#include "store-fixture.h"

#include <sqlite3.h>

static void
assert_counters (Fixture *fixture, guint total, guint unread)
{
  g_autoptr (StoreFolder) folder = fixture_folder (fixture, "work", fixture->inbox);

  g_assert_cmpuint (folder->total, ==, total);
  g_assert_cmpuint (folder->unread, ==, unread);
  g_assert_cmpuint (folder->unprocessed, ==, total);
}

static void
test_counters (Fixture *fixture, gconstpointer data)
{
  StoreBatch *batch = store_batch_new ();
  g_autoptr (StoreChanges) changes = NULL;
  StoreFolder *folder = NULL;

  for (guint i = 1; i <= 10; i++)
    fixture_add (batch, fixture->inbox, (Sample){ i, i, i % 2 ? "\\Seen" : "" });
  changes = fixture_commit (fixture, batch);
  g_assert_cmpuint (changes->added->len, ==, 10);
  g_assert_cmpuint (changes->changed->len, ==, 0);
  folder = fixture_folder_in (changes, "INBOX");
  g_assert_cmpuint (folder->total, ==, 10);
  g_assert_cmpuint (folder->unread, ==, 5);
  g_assert_cmpuint (folder->unprocessed, ==, 10);
  assert_counters (fixture, 10, 5);

  batch = store_batch_new ();
  store_batch_set_flags (batch, fixture->inbox, 2, "\\Seen");
  store_batch_set_flags (batch, fixture->inbox, 4, "$Work");
  store_batch_set_flags (batch, fixture->inbox, 1, "");
  store_batch_set_flags (batch, fixture->inbox, 3, "");
  fixture_apply (fixture, batch);
  assert_counters (fixture, 10, 6);

  fixture_remove_now (fixture, fixture->inbox, 1, 4);
  assert_counters (fixture, 6, 3);
}

static void
test_add_again (Fixture *fixture, gconstpointer data)
{
  guint64 id = fixture_add_now (fixture, fixture->inbox, (Sample){ 1, 7, "" });
  StoreBatch *batch = store_batch_new ();
  g_autoptr (StoreChanges) changes = NULL;
  g_autoptr (GPtrArray) messages = NULL;
  StoreMessage *message = NULL;

  fixture_add (batch, fixture->inbox, (Sample){ 2, 7, "\\Seen", TRUE });
  changes = fixture_commit (fixture, batch);
  g_assert_cmpuint (changes->added->len, ==, 0);
  g_assert_cmpuint (changes->arrived->len, ==, 0);
  g_assert_cmpuint (changes->changed->len, ==, 1);
  messages = store_reader_get (fixture_reader (fixture), &id, 1, STORE_COLUMNS_HEAD, NULL);
  message = messages->pdata[0];
  g_assert_cmpstr (message->subject, ==, "Subject 1");
  g_assert_cmpstr (message->flags, ==, "\\Seen");
  assert_counters (fixture, 1, 0);
}

static void
test_arrived (Fixture *fixture, gconstpointer data)
{
  StoreBatch *batch = store_batch_new ();
  g_autoptr (StoreChanges) changes = NULL;
  StoreMessage *message = NULL;

  fixture_add (batch, fixture->inbox, (Sample){ 1, 1 });
  fixture_add (batch, fixture->inbox,
               (Sample){ .number = 2, .uid = 2, .arrived = TRUE, .attachment = TRUE });
  changes = fixture_commit (fixture, batch);
  g_assert_cmpuint (changes->arrived->len, ==, 1);
  message = changes->arrived->pdata[0];
  g_assert_cmpuint (message->id, ==, g_array_index (changes->added, guint64, 1));
  g_assert_cmpuint (message->uid, ==, 2);
  g_assert_cmpstr (message->account, ==, "work");
  g_assert_cmpint (message->folder, ==, fixture->inbox);
  g_assert_cmpstr (message->subject, ==, "Subject 2");
  g_assert_cmpstr (message->from->address, ==, "ann@example.org");
  g_assert_cmpstr (((MailAddress *) message->to->pdata[1])->name, ==, "Cy");
  g_assert_cmpuint (message->cc->len, ==, 0);
  g_assert_true (message->has_attachments);
  g_assert_cmpstr (((Attachment *) message->attachments->pdata[0])->name, ==, "a.pdf");
  g_assert_cmpuint (((Attachment *) message->attachments->pdata[0])->size, ==, 7);
  g_assert_cmpstr (message->warnings[0], ==, "spoofed-name");
  g_assert_cmpstr (message->warnings[1], ==, "truncated");
  g_assert_null (message->warnings[2]);
  g_assert_cmpint (message->received, ==, 100002);
  g_assert_cmpint (message->date, ==, 1002);
}

static void
fill_same_check (Fixture *fixture, StoreBatch *batch, gint64 when)
{
  fixture_put_account (batch, "work");
  store_batch_put_folder (batch, "work", "INBOX", '/', TRUE, "inbox");
  store_batch_choose_folder (batch, "work", "INBOX", "inbox", 1);
  fixture_add (batch, fixture->inbox, (Sample){ 1, 1, "\\Seen" });
  store_batch_set_flags (batch, fixture->inbox, 1, "\\Seen");
  store_batch_set_cursor (batch, fixture->inbox, 9, 2, 77, when);
  store_batch_set_account_synced (batch, "work", when);
}

static gint64
account_synced (Fixture *fixture)
{
  g_autoptr (GPtrArray) accounts = store_reader_accounts (fixture_reader (fixture), NULL);
  return ((StoreAccount *) accounts->pdata[0])->last_sync;
}

static void
test_same_check_writes_nothing (Fixture *fixture, gconstpointer data)
{
  StoreBatch *batch = store_batch_new ();
  g_autoptr (GBytes) mail = NULL;
  g_autoptr (GBytes) state = NULL;
  g_autoptr (GBytes) mail_after = NULL;
  g_autoptr (GBytes) state_after = NULL;
  g_autoptr (StoreChanges) changes = NULL;
  g_autoptr (StoreFolder) folder = NULL;

  fill_same_check (fixture, batch, 1000);
  fixture_apply (fixture, batch);
  mail = fixture_file (fixture, "mail.db-wal");
  state = fixture_file (fixture, "state.db-wal");
  g_assert_cmpuint (g_bytes_get_size (mail), >, 0);

  batch = store_batch_new ();
  fill_same_check (fixture, batch, 2000);
  changes = fixture_commit (fixture, batch);
  g_assert_cmpuint (changes->added->len + changes->changed->len + changes->removed->len, ==, 0);
  g_assert_cmpint (fixture_folder_in (changes, "INBOX")->last_sync, ==, 2000);
  mail_after = fixture_file (fixture, "mail.db-wal");
  state_after = fixture_file (fixture, "state.db-wal");
  g_assert_true (g_bytes_equal (mail, mail_after));
  g_assert_true (g_bytes_equal (state, state_after));

  folder = fixture_folder (fixture, "work", fixture->inbox);
  g_assert_cmpint (folder->last_sync, ==, 2000);
  g_assert_cmpint (account_synced (fixture), ==, 2000);
  fixture_reopen (fixture);
  g_clear_pointer (&folder, store_folder_free);
  folder = fixture_folder (fixture, "work", fixture->inbox);
  g_assert_cmpint (folder->last_sync, ==, 2000);
  g_assert_cmpint (account_synced (fixture), ==, 2000);
}

static void
test_synced_goes_with_the_next_change (Fixture *fixture, gconstpointer data)
{
  StoreBatch *batch = store_batch_new ();
  g_autofree char *path = fixture_path (fixture, "mail.db");
  sqlite3 *database = NULL;
  sqlite3_stmt *statement = NULL;

  store_batch_set_cursor (batch, fixture->inbox, 0, 0, 0, 3000);
  fixture_apply (fixture, batch);
  fixture_add_now (fixture, fixture->inbox, (Sample){ 1, 1 });
  g_assert_cmpint (sqlite3_open_v2 (path, &database, SQLITE_OPEN_READONLY, NULL), ==, SQLITE_OK);
  sqlite3_prepare_v2 (database, "SELECT last_sync FROM folder", -1, &statement, NULL);
  g_assert_cmpint (sqlite3_step (statement), ==, SQLITE_ROW);
  g_assert_cmpint (sqlite3_column_int64 (statement, 0), ==, 3000);
  sqlite3_finalize (statement);
  sqlite3_close (database);
}

static void
start_check (Fixture *fixture, const char *account, gint64 when)
{
  StoreBatch *batch = store_batch_new ();

  store_batch_set_account_started (batch, account, when);
  fixture_apply (fixture, batch);
}

static void
assert_started (Fixture *fixture, gint64 told, gint64 on_disk)
{
  g_autoptr (GPtrArray) accounts = store_reader_accounts (fixture_reader (fixture), NULL);

  g_assert_cmpint (((StoreAccount *) accounts->pdata[0])->last_start, ==, told);
  g_assert_cmpint (fixture_query (fixture, "mail.db", "SELECT last_start FROM account_sync"), ==,
                   on_disk);
}

/* At once when it is more than five minutes from what is on disk. */
static void
test_started (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) before = NULL;
  g_autoptr (GBytes) after = NULL;

  start_check (fixture, "work", 10000);
  assert_started (fixture, 10000, 10000);
  before = fixture_file (fixture, "mail.db-wal");
  start_check (fixture, "work", 10150);
  start_check (fixture, "work", 10300);
  after = fixture_file (fixture, "mail.db-wal");
  g_assert_true (g_bytes_equal (before, after));
  assert_started (fixture, 10300, 10000);
  start_check (fixture, "work", 10301);
  assert_started (fixture, 10301, 10301);
}

static void
test_started_waits (Fixture *fixture, gconstpointer data)
{
  start_check (fixture, "work", 10000);
  start_check (fixture, "work", 10100);
  assert_started (fixture, 10100, 10000);
  fixture_add_now (fixture, fixture->inbox, (Sample){ 1, 1 });
  assert_started (fixture, 10100, 10100);
  start_check (fixture, "work", 10200);
  assert_started (fixture, 10200, 10100);
  fixture_reopen (fixture);
  assert_started (fixture, 10200, 10200);
}

/* Somebody has set the clock: a time to come would keep checks away. */
static void
test_started_back (Fixture *fixture, gconstpointer data)
{
  start_check (fixture, "work", 10000);
  start_check (fixture, "work", 10100);
  start_check (fixture, "work", 9699);
  assert_started (fixture, 9699, 9699);
}

static void
test_started_beside_synced (Fixture *fixture, gconstpointer data)
{
  StoreBatch *batch = store_batch_new ();

  store_batch_set_account_started (batch, "work", 10000);
  store_batch_set_account_synced (batch, "work", 10010);
  fixture_apply (fixture, batch);
  assert_started (fixture, 10000, 10000);
  g_assert_cmpint (account_synced (fixture), ==, 10010);
  start_check (fixture, "work", 20000);
  fixture_reopen (fixture);
  assert_started (fixture, 20000, 20000);
  g_assert_cmpint (account_synced (fixture), ==, 10010);
}

static void
test_started_account_gone (Fixture *fixture, gconstpointer data)
{
  StoreBatch *batch = store_batch_new ();
  g_autoptr (GPtrArray) accounts = NULL;

  start_check (fixture, "work", 10000);
  start_check (fixture, "work", 10100);
  store_batch_remove_account (batch, "work");
  fixture_apply (fixture, batch);
  start_check (fixture, "work", 20000);
  g_assert_cmpint (fixture_count (fixture, "mail.db", "account_sync"), ==, 0);
  batch = store_batch_new ();
  fixture_put_account (batch, "work");
  fixture_apply (fixture, batch);
  accounts = store_reader_accounts (fixture_reader (fixture), NULL);
  g_assert_cmpint (((StoreAccount *) accounts->pdata[0])->last_start, ==, 0);
}

static void
test_all_or_nothing (Fixture *fixture, gconstpointer data)
{
  StoreBatch *batch = store_batch_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (StoreFolder) folder = NULL;

  fixture_add (batch, fixture->inbox, (Sample){ 1, 1 });
  store_batch_set_cursor (batch, fixture->inbox, 5, 2, 10, 100);
  fixture_apply (fixture, batch);

  batch = store_batch_new ();
  fixture_put_account (batch, "other");
  fixture_add (batch, fixture->inbox, (Sample){ 2, 2 });
  store_batch_set_flags (batch, fixture->inbox, 1, "\\Seen");
  store_batch_set_cursor (batch, fixture->inbox, 6, 3, 11, 200);
  g_assert_null (fixture_try (fixture, batch, &error));
  g_assert_error (error, POSTHORN_ERROR, POSTHORN_ERROR_STORE);
  assert_counters (fixture, 1, 1);
  folder = fixture_folder (fixture, "work", fixture->inbox);
  g_assert_cmpuint (folder->uidvalidity, ==, 5);
  g_assert_cmpuint (folder->uidnext, ==, 2);
  g_assert_cmpuint (folder->highestmodseq, ==, 10);
  g_assert_cmpint (folder->last_sync, ==, 100);
  g_assert_cmpint (account_synced (fixture), ==, 0);

  fixture_add_now (fixture, fixture->inbox, (Sample){ 2, 2 });
  assert_counters (fixture, 2, 2);
}

static void
test_rebind (Fixture *fixture, gconstpointer data)
{
  StoreBatch *batch = store_batch_new ();
  const guint32 old_uids[] = { 1, 2, 3 };
  const guint32 new_uids[] = { 2, 3, 1 };
  g_autoptr (GArray) old_array = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr (GArray) new_array = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr (StoreChanges) before = NULL;
  g_autoptr (StoreChanges) changes = NULL;
  g_autoptr (GPtrArray) messages = NULL;
  StoreFolder *folder = NULL;

  for (guint i = 1; i <= 4; i++)
    fixture_add (batch, fixture->inbox, (Sample){ i, i });
  store_batch_set_cursor (batch, fixture->inbox, 5, 5, 10, 100);
  before = fixture_commit (fixture, batch);

  g_array_append_vals (old_array, old_uids, 3);
  g_array_append_vals (new_array, new_uids, 3);
  batch = store_batch_new ();
  store_batch_rebind_folder (batch, fixture->inbox, 6, old_array, new_array);
  changes = fixture_commit (fixture, batch);
  g_assert_cmpuint (changes->removed->len, ==, 1);
  g_assert_cmpuint (g_array_index (changes->removed, guint64, 0), ==,
                    g_array_index (before->added, guint64, 3));
  folder = fixture_folder_in (changes, "INBOX");
  g_assert_cmpuint (folder->uidvalidity, ==, 6);
  g_assert_cmpuint (folder->uidnext, ==, 0);
  g_assert_cmpuint (folder->highestmodseq, ==, 0);
  g_assert_cmpuint (folder->total, ==, 3);

  messages = store_reader_get (fixture_reader (fixture), (guint64 *) (gpointer) before->added->data,
                               3, STORE_COLUMNS_HEAD, NULL);
  for (guint i = 0; i < 3; i++)
    g_assert_cmpuint (((StoreMessage *) messages->pdata[i])->uid, ==, new_uids[i]);
}

static void
test_bodies (Fixture *fixture, gconstpointer data)
{
  const gsize sizes[] = { 0, 1, 1024 * 1024 - 1, 1024 * 1024, 1024 * 1024 + 1, 3 * 1024 * 1024 };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      StoreBatch *batch = store_batch_new ();
      guint8 *octets = g_malloc (sizes[i] + 1);
      g_autoptr (GBytes) raw = NULL;
      g_autoptr (GBytes) read = NULL;
      g_autoptr (StoreChanges) changes = NULL;
      g_autoptr (GError) error = NULL;

      for (gsize at = 0; at < sizes[i]; at++)
        octets[at] = (guint8) (at * 7 + at / 251);
      raw = g_bytes_new_take (octets, sizes[i]);
      fixture_add_raw (batch, fixture->inbox, (Sample){ i + 1, i + 1 }, raw);
      g_assert_cmpuint (store_batch_octets (batch), ==, sizes[i]);
      changes = fixture_commit (fixture, batch);
      read = store_reader_body (fixture_reader (fixture),
                                g_array_index (changes->added, guint64, 0), NULL, &error);
      g_assert_no_error (error);
      g_assert_true (g_bytes_equal (raw, read));
    }
}

static void
note_done (GObject *source, GAsyncResult *result, gpointer data)
{
  guint *done = data;
  g_autoptr (StoreChanges) changes = store_commit_finish ((Store *) source, result, NULL);

  g_assert_nonnull (changes);
  (*done)++;
}

static void
test_backlog (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) raw = g_bytes_new_take (g_malloc0 (1000), 1000);
  guint done = 0;

  g_assert_cmpuint (store_backlog (fixture->store), ==, 0);
  for (guint i = 1; i <= 3; i++)
    {
      StoreBatch *batch = store_batch_new ();
      fixture_add_raw (batch, fixture->inbox, (Sample){ i, i }, raw);
      store_commit_async (fixture->store, batch, note_done, &done);
      g_assert_cmpuint (store_backlog (fixture->store), ==, i * 1000);
    }
  while (done < 3)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (store_backlog (fixture->store), ==, 0);
  assert_counters (fixture, 3, 3);
}

static void
test_gone_folder (Fixture *fixture, gconstpointer data)
{
  StoreBatch *batch = store_batch_new ();
  g_autoptr (StoreChanges) changes = NULL;
  g_autoptr (UidSet) uids = uid_set_new ();

  uid_set_add_range (uids, 1, 9);
  fixture_add (batch, 999, (Sample){ 1, 1, NULL, TRUE });
  store_batch_set_flags (batch, 999, 1, "");
  store_batch_set_cursor (batch, 999, 1, 2, 3, 4);
  store_batch_set_folder_audited (batch, 999, 5);
  store_batch_remove_messages (batch, 999, uids);
  store_batch_rename_folder (batch, 999, "Elsewhere");
  store_batch_remove_folder (batch, 999);
  fixture_add (batch, fixture->inbox, (Sample){ 2, 2 });
  changes = fixture_commit (fixture, batch);
  g_assert_cmpuint (changes->added->len, ==, 1);
  g_assert_cmpuint (changes->arrived->len, ==, 0);
  g_assert_cmpuint (changes->folders->len, ==, 1);
  g_assert_cmpuint (changes->removed_folders->len, ==, 0);
}

static void
test_unknown_account (Fixture *fixture, gconstpointer data)
{
  StoreBatch *batch = store_batch_new ();
  g_autoptr (GError) error = NULL;

  store_batch_put_folder (batch, "nobody", "INBOX", '/', TRUE, "inbox");
  g_assert_null (fixture_try (fixture, batch, &error));
  g_assert_error (error, POSTHORN_ERROR, POSTHORN_ERROR_STORE);
  g_assert_nonnull (strstr (error->message, "nobody"));
}

static void
test_audited (Fixture *fixture, gconstpointer data)
{
  StoreBatch *batch = store_batch_new ();
  g_autoptr (StoreChanges) changes = NULL;
  g_autoptr (StoreFolder) before = fixture_folder (fixture, "work", fixture->inbox);
  g_autoptr (StoreFolder) after = NULL;

  g_assert_cmpint (before->audited, ==, 0);
  store_batch_set_folder_audited (batch, 999, 5000);
  store_batch_set_folder_audited (batch, fixture->inbox, 5000);
  changes = fixture_commit (fixture, batch);
  g_assert_cmpuint (changes->folders->len, ==, 1);
  g_assert_cmpint (fixture_folder_in (changes, "INBOX")->audited, ==, 5000);
  g_assert_cmpint (fixture_query (fixture, "mail.db", "SELECT audited FROM folder"), ==, 5000);
  after = fixture_folder (fixture, "work", fixture->inbox);
  g_assert_cmpint (after->audited, ==, 5000);
  g_assert_cmpint (after->last_sync, ==, before->last_sync);
}

static void
set_setting (Fixture *fixture, const char *name, const char *value)
{
  StoreBatch *batch = store_batch_new ();

  store_batch_set_setting (batch, name, value);
  fixture_apply (fixture, batch);
}

static void
assert_setting (Fixture *fixture, const char *name, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *value = store_reader_setting (fixture_reader (fixture), name, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (value, ==, expected);
}

static void
test_setting (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) before = NULL;
  g_autoptr (GBytes) after = NULL;

  assert_setting (fixture, "paused", NULL);
  set_setting (fixture, "paused", "yes");
  set_setting (fixture, "other", "");
  assert_setting (fixture, "paused", "yes");
  before = fixture_file (fixture, "state.db-wal");
  set_setting (fixture, "paused", "yes");
  after = fixture_file (fixture, "state.db-wal");
  g_assert_true (g_bytes_equal (before, after));
  set_setting (fixture, "paused", "no");
  fixture_reopen (fixture);
  assert_setting (fixture, "paused", "no");
  assert_setting (fixture, "other", "");
}

static void
assert_blacklist (Fixture *fixture, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) entries = store_reader_blacklist (fixture_reader (fixture), &error);
  g_autofree char *joined = entries ? g_strjoinv (" ", entries) : NULL;

  g_assert_no_error (error);
  g_assert_cmpstr (joined, ==, expected);
}

static void
change_blacklist (Fixture *fixture, const char *added, const char *removed)
{
  StoreBatch *batch = store_batch_new ();

  store_batch_add_to_blacklist (batch, added);
  store_batch_remove_from_blacklist (batch, removed);
  fixture_apply (fixture, batch);
}

static void
test_blacklist (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) before = NULL;
  g_autoptr (GBytes) after = NULL;

  assert_blacklist (fixture, "");
  change_blacklist (fixture, "eve@example.org", "nobody@example.org");
  change_blacklist (fixture, "@spam.example", "nobody@example.org");
  assert_blacklist (fixture, "@spam.example eve@example.org");
  before = fixture_file (fixture, "state.db-wal");
  change_blacklist (fixture, "eve@example.org", "nobody@example.org");
  after = fixture_file (fixture, "state.db-wal");
  g_assert_true (g_bytes_equal (before, after));
  change_blacklist (fixture, "adam@example.org", "@spam.example");
  fixture_reopen (fixture);
  assert_blacklist (fixture, "adam@example.org eve@example.org");
}

/* Entries go or come all together. */
static void
test_blacklist_whole (Fixture *fixture, gconstpointer data)
{
  StoreBatch *batch = store_batch_new ();
  g_autoptr (GError) error = NULL;

  store_batch_add_to_blacklist (batch, "eve@example.org");
  store_batch_put_folder (batch, "nobody", "INBOX", '/', TRUE, "inbox");
  g_assert_null (fixture_try (fixture, batch, &error));
  g_assert_nonnull (error);
  assert_blacklist (fixture, "");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  fixture_test ("/store-batch/counters", test_counters);
  fixture_test ("/store-batch/add-again-changes-flags-only", test_add_again);
  fixture_test ("/store-batch/arrived", test_arrived);
  fixture_test ("/store-batch/same-check-writes-nothing", test_same_check_writes_nothing);
  fixture_test ("/store-batch/synced-goes-with-the-next-change",
                test_synced_goes_with_the_next_change);
  fixture_test ("/store-batch/started", test_started);
  fixture_test ("/store-batch/started-waits", test_started_waits);
  fixture_test ("/store-batch/started-back", test_started_back);
  fixture_test ("/store-batch/started-beside-synced", test_started_beside_synced);
  fixture_test ("/store-batch/started-account-gone", test_started_account_gone);
  fixture_test ("/store-batch/all-or-nothing", test_all_or_nothing);
  fixture_test ("/store-batch/rebind", test_rebind);
  fixture_test ("/store-batch/bodies", test_bodies);
  fixture_test ("/store-batch/backlog", test_backlog);
  fixture_test ("/store-batch/audited", test_audited);
  fixture_test ("/store-batch/setting", test_setting);
  fixture_test ("/store-batch/blacklist", test_blacklist);
  fixture_test ("/store-batch/blacklist-whole", test_blacklist_whole);
  fixture_test ("/store-batch/gone-folder", test_gone_folder);
  fixture_test ("/store-batch/unknown-account", test_unknown_account);
  return g_test_run ();
}
