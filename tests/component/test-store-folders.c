/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "error.h"
#include "store-fixture.h"

static void
choose (Fixture *fixture, const char *path, const char *role, int selected)
{
  StoreBatch *batch = store_batch_new ();

  store_batch_choose_folder (batch, "work", path, role, selected);
  fixture_apply (fixture, batch);
}

static void
assert_role (Fixture *fixture, gint64 id, const char *role)
{
  g_autoptr (StoreFolder) folder = fixture_folder (fixture, "work", id);
  g_assert_cmpstr (folder->role, ==, role);
}

static void
assert_selected (Fixture *fixture, gint64 id, gboolean selected)
{
  g_autoptr (StoreFolder) folder = fixture_folder (fixture, "work", id);
  g_assert_true (folder->selected == selected);
}

static void
test_account (Fixture *fixture, gconstpointer data)
{
  StoreBatch *batch = store_batch_new ();
  g_autoptr (StoreAccount) account = store_account_new ();
  g_autoptr (GPtrArray) accounts = NULL;
  StoreAccount *read = NULL;

  g_free (account->id);
  account->id = g_strdup ("home");
  g_free (account->smtp_user);
  account->smtp_user = g_strdup ("ann");
  g_free (account->push);
  account->push = g_strdup ("always");
  g_free (account->notify);
  account->notify = g_strdup ("all");
  account->port = 993;
  account->smtp_port = 465;
  account->history_days = 90;
  store_batch_put_account (batch, account);
  account->port = 143;
  store_batch_put_account (batch, account);
  fixture_apply (fixture, batch);
  fixture_reopen (fixture);

  accounts = store_reader_accounts (fixture_reader (fixture), NULL);
  g_assert_cmpuint (accounts->len, ==, 2);
  g_assert_cmpstr (((StoreAccount *) accounts->pdata[0])->id, ==, "work");
  g_assert_true (((StoreAccount *) accounts->pdata[0])->enabled);
  read = accounts->pdata[1];
  g_assert_cmpstr (read->id, ==, "home");
  g_assert_cmpstr (read->name, ==, "");
  g_assert_cmpstr (read->smtp_user, ==, "ann");
  g_assert_cmpstr (read->push, ==, "always");
  g_assert_cmpstr (read->notify, ==, "all");
  g_assert_cmpuint (read->port, ==, 143);
  g_assert_cmpuint (read->smtp_port, ==, 465);
  g_assert_cmpuint (read->history_days, ==, 90);
  g_assert_false (read->enabled);
}

static void
test_put (Fixture *fixture, gconstpointer data)
{
  gint64 id = fixture_put_folder (fixture, "work", "Müll", "trash");
  StoreBatch *batch = store_batch_new ();
  g_autoptr (StoreFolder) folder = fixture_folder (fixture, "work", id);
  g_autoptr (StoreFolder) after = NULL;

  g_assert_cmpstr (folder->path, ==, "Müll");
  g_assert_cmpint (folder->delimiter, ==, '/');
  g_assert_cmpstr (folder->role, ==, "trash");
  g_assert_true (folder->selectable);
  g_assert_true (folder->selected);
  g_assert_cmpuint (folder->uidvalidity, ==, 0);

  store_batch_put_folder (batch, "work", "Müll", 0, FALSE, NULL);
  fixture_apply (fixture, batch);
  after = fixture_folder (fixture, "work", id);
  g_assert_cmpint (after->delimiter, ==, 0);
  g_assert_false (after->selectable);
  g_assert_cmpstr (after->role, ==, "none");
}

static void
test_guessed_twice (Fixture *fixture, gconstpointer data)
{
  gint64 first = fixture_put_folder (fixture, "work", "Sent", "sent");
  gint64 second = fixture_put_folder (fixture, "work", "Sent Items", "sent");
  StoreBatch *batch = store_batch_new ();

  assert_role (fixture, first, "sent");
  assert_role (fixture, second, "none");
  store_batch_remove_folder (batch, first);
  fixture_apply (fixture, batch);
  assert_role (fixture, second, "sent");
}

static void
test_choice (Fixture *fixture, gconstpointer data)
{
  gint64 guessed = fixture_put_folder (fixture, "work", "Sent", "sent");
  gint64 other = fixture_put_folder (fixture, "work", "Sent Items", "none");
  gint64 third = fixture_put_folder (fixture, "work", "Third", "none");
  StoreBatch *batch = store_batch_new ();
  g_autoptr (StoreChanges) changes = NULL;

  store_batch_choose_folder (batch, "work", "Sent Items", "sent", -1);
  changes = fixture_commit (fixture, batch);
  g_assert_cmpuint (changes->folders->len, ==, 2);
  g_assert_cmpstr (fixture_folder_in (changes, "Sent")->role, ==, "none");
  g_assert_cmpstr (fixture_folder_in (changes, "Sent Items")->role, ==, "sent");
  assert_selected (fixture, other, TRUE);

  choose (fixture, "Third", "sent", -1);
  assert_role (fixture, other, "none");
  assert_role (fixture, third, "sent");
  choose (fixture, "Third", NULL, 0);
  assert_role (fixture, third, "sent");
  assert_selected (fixture, third, FALSE);
  choose (fixture, "Sent", "sent", -1);
  assert_role (fixture, guessed, "sent");
  assert_role (fixture, third, "none");
  fixture_reopen (fixture);
  assert_role (fixture, guessed, "sent");
  assert_selected (fixture, third, FALSE);
}

static void
test_choice_before_folder (Fixture *fixture, gconstpointer data)
{
  gint64 id = 0;

  choose (fixture, "Later", "archive", 0);
  id = fixture_put_folder (fixture, "work", "Later", "junk");
  assert_role (fixture, id, "archive");
  assert_selected (fixture, id, FALSE);
}

static void
test_rename (Fixture *fixture, gconstpointer data)
{
  gint64 id = fixture_put_folder (fixture, "work", "Old", "none");
  gint64 in_the_way = fixture_put_folder (fixture, "work", "New", "none");
  guint64 message = fixture_add_now (fixture, id, (Sample){ 1, 1 });
  StoreBatch *batch = store_batch_new ();
  g_autoptr (StoreChanges) changes = NULL;
  g_autoptr (GPtrArray) messages = NULL;

  choose (fixture, "Old", "archive", 0);
  choose (fixture, "New", "junk", 1);
  store_batch_rename_folder (batch, id, "New");
  changes = fixture_commit (fixture, batch);
  g_assert_cmpstr (fixture_folder_in (changes, "New")->role, ==, "archive");
  g_assert_cmpint (fixture_folder_in (changes, "New")->id, ==, id);
  g_assert_cmpuint (changes->removed_folders->len, ==, 1);
  g_assert_cmpint (g_array_index (changes->removed_folders, gint64, 0), ==, in_the_way);
  assert_selected (fixture, id, FALSE);
  messages = store_reader_get (fixture_reader (fixture), &message, 1, STORE_COLUMNS_HEAD, NULL);
  g_assert_cmpint (((StoreMessage *) messages->pdata[0])->folder, ==, id);
  fixture_put_folder (fixture, "work", "Old", "none");
  assert_role (fixture, id, "archive");
}

static void
test_remove (Fixture *fixture, gconstpointer data)
{
  gint64 id = fixture_put_folder (fixture, "work", "Gone", "none");
  guint64 message = fixture_add_now (fixture, id, (Sample){ 1, 1 });
  StoreBatch *batch = store_batch_new ();
  g_autoptr (StoreChanges) changes = NULL;
  g_autoptr (GError) error = NULL;

  choose (fixture, "Gone", "archive", -1);
  store_batch_remove_folder (batch, id);
  changes = fixture_commit (fixture, batch);
  g_assert_cmpuint (changes->folders->len, ==, 0);
  g_assert_cmpint (g_array_index (changes->removed_folders, gint64, 0), ==, id);
  g_assert_null (
      store_reader_get (fixture_reader (fixture), &message, 1, STORE_COLUMNS_HEAD, &error));
  g_assert_error (error, POSTHORN_ERROR, POSTHORN_ERROR_NOT_FOUND);

  /* It may come back: the choice is still there, the row is another. */
  g_assert_cmpint (fixture_put_folder (fixture, "work", "Gone", "none"), !=, id);
}

static void
test_remove_account (Fixture *fixture, gconstpointer data)
{
  StoreBatch *batch = store_batch_new ();
  g_autoptr (StoreChanges) changes = NULL;

  choose (fixture, "INBOX", NULL, 1);
  for (guint i = 1; i <= 5; i++)
    fixture_add (batch, fixture->inbox, (Sample){ i, i });
  store_batch_set_account_synced (batch, "work", 100);
  fixture_apply (fixture, batch);
  g_assert_cmpint (fixture_count (fixture, "mail.db", "body_chunk"), ==, 5);

  batch = store_batch_new ();
  store_batch_remove_account (batch, "work");
  changes = fixture_commit (fixture, batch);
  g_assert_cmpuint (changes->removed_folders->len, ==, 1);
  g_assert_cmpint (fixture_count (fixture, "mail.db", "folder"), ==, 0);
  g_assert_cmpint (fixture_count (fixture, "mail.db", "account_sync"), ==, 0);
  g_assert_cmpint (fixture_count (fixture, "state.db", "account"), ==, 0);
  g_assert_cmpint (fixture_count (fixture, "state.db", "folder_choice"), ==, 0);
  while (fixture_count (fixture, "mail.db", "removed_folder") > 0)
    g_thread_yield ();
  g_assert_cmpint (fixture_count (fixture, "mail.db", "message"), ==, 0);
  g_assert_cmpint (fixture_count (fixture, "mail.db", "body_chunk"), ==, 0);
  g_assert_cmpint (fixture_count (fixture, "state.db", "message_name"), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  fixture_test ("/store-folders/account", test_account);
  fixture_test ("/store-folders/put", test_put);
  fixture_test ("/store-folders/guessed-twice", test_guessed_twice);
  fixture_test ("/store-folders/choice", test_choice);
  fixture_test ("/store-folders/choice-before-folder", test_choice_before_folder);
  fixture_test ("/store-folders/rename", test_rename);
  fixture_test ("/store-folders/remove", test_remove);
  fixture_test ("/store-folders/remove-account", test_remove_account);
  return g_test_run ();
}
