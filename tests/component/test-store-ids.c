/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-fixture.h"

static void
test_small (Fixture *fixture, gconstpointer data)
{
  for (guint i = 1; i <= 5; i++)
    g_assert_cmpuint (fixture_add_now (fixture, fixture->inbox, (Sample){ i, i }), ==, i);
}

static void
test_move_elsewhere (Fixture *fixture, gconstpointer data)
{
  gint64 archive = fixture_put_folder (fixture, "work", "Archive", "archive");
  guint64 id = fixture_add_now (fixture, fixture->inbox, (Sample){ 1, 1 });

  fixture_add_now (fixture, fixture->inbox, (Sample){ 2, 2 });
  fixture_remove_now (fixture, fixture->inbox, 1, 1);
  g_assert_cmpuint (fixture_add_now (fixture, archive, (Sample){ 1, 77 }), ==, id);
}

static void
test_move_in_one_batch (Fixture *fixture, gconstpointer data)
{
  gint64 archive = fixture_put_folder (fixture, "work", "Archive", "archive");
  guint64 id = fixture_add_now (fixture, fixture->inbox, (Sample){ 1, 1 });
  StoreBatch *batch = store_batch_new ();
  g_autoptr (UidSet) uids = uid_set_new ();
  g_autoptr (StoreChanges) changes = NULL;

  uid_set_add (uids, 1);
  store_batch_remove_messages (batch, fixture->inbox, uids);
  fixture_add (batch, archive, (Sample){ 1, 5 });
  changes = fixture_commit (fixture, batch);
  g_assert_cmpuint (changes->added->len, ==, 0);
  g_assert_cmpuint (changes->removed->len, ==, 0);
  g_assert_cmpuint (changes->changed->len, ==, 1);
  g_assert_cmpuint (g_array_index (changes->changed, guint64, 0), ==, id);
}

static void
test_added_and_removed_in_one_batch (Fixture *fixture, gconstpointer data)
{
  StoreBatch *batch = store_batch_new ();
  g_autoptr (UidSet) uids = uid_set_new ();
  g_autoptr (StoreChanges) changes = NULL;

  uid_set_add (uids, 1);
  fixture_add (batch, fixture->inbox, (Sample){ .number = 1, .uid = 1, .arrived = TRUE });
  store_batch_remove_messages (batch, fixture->inbox, uids);
  changes = fixture_commit (fixture, batch);
  g_assert_cmpuint (changes->added->len + changes->removed->len + changes->changed->len, ==, 0);
  g_assert_cmpuint (changes->arrived->len, ==, 0);
}

static void
test_copies (Fixture *fixture, gconstpointer data)
{
  gint64 archive = fixture_put_folder (fixture, "work", "Archive", "archive");
  guint64 first = fixture_add_now (fixture, fixture->inbox, (Sample){ 1, 1 });
  guint64 second = fixture_add_now (fixture, archive, (Sample){ 1, 1 });
  guint64 third = fixture_add_now (fixture, archive, (Sample){ 1, 2 });

  g_assert_cmpuint (first, !=, second);
  g_assert_cmpuint (first, !=, third);
  g_assert_cmpuint (second, !=, third);
  fixture_remove_now (fixture, archive, 1, 2);
  g_assert_cmpuint (fixture_add_now (fixture, archive, (Sample){ 1, 3 }), ==, second);
}

static void
test_accounts_are_apart (Fixture *fixture, gconstpointer data)
{
  StoreBatch *batch = store_batch_new ();
  gint64 other = 0;
  guint64 id = fixture_add_now (fixture, fixture->inbox, (Sample){ 1, 1 });

  fixture_put_account (batch, "home");
  fixture_apply (fixture, batch);
  other = fixture_put_folder (fixture, "home", "INBOX", "inbox");
  fixture_remove_now (fixture, fixture->inbox, 1, 1);
  g_assert_cmpuint (fixture_add_now (fixture, other, (Sample){ 1, 1 }), !=, id);
}

static void
test_forgotten_but_never_reused (Fixture *fixture, gconstpointer data)
{
  guint64 old = fixture_add_now (fixture, fixture->inbox, (Sample){ 1, 1 });
  guint64 last = 0;

  fixture_remove_now (fixture, fixture->inbox, 1, 1);
  fixture_close (fixture);
  fixture_execute (fixture, "state.db", "UPDATE message_name SET released = 1000");
  fixture_open (fixture);
  last = fixture_add_now (fixture, fixture->inbox, (Sample){ 2, 2 });
  fixture_remove_now (fixture, fixture->inbox, 2, 2);
  g_assert_cmpuint (fixture_add_now (fixture, fixture->inbox, (Sample){ 1, 3 }), >, last);
  g_assert_cmpuint (last, >, old);
  g_assert_cmpuint (fixture_add_now (fixture, fixture->inbox, (Sample){ 2, 4 }), ==, last);
}

static void
test_older_state (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) older = NULL;
  g_autofree char *path = fixture_path (fixture, "state.db");
  guint64 last = 0;

  fixture_add_now (fixture, fixture->inbox, (Sample){ 1, 1 });
  fixture_close (fixture);
  older = fixture_file (fixture, "state.db");
  fixture_open (fixture);
  fixture_add_now (fixture, fixture->inbox, (Sample){ 2, 2 });
  last = fixture_add_now (fixture, fixture->inbox, (Sample){ 3, 3 });
  fixture_close (fixture);
  g_file_set_contents (path, g_bytes_get_data (older, NULL), (gssize) g_bytes_get_size (older),
                       NULL);
  fixture_open (fixture);
  g_assert_cmpuint (fixture_add_now (fixture, fixture->inbox, (Sample){ 4, 4 }), >, last);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  fixture_test ("/store-ids/small", test_small);
  fixture_test ("/store-ids/move-elsewhere", test_move_elsewhere);
  fixture_test ("/store-ids/move-in-one-batch", test_move_in_one_batch);
  fixture_test ("/store-ids/added-and-removed-in-one-batch", test_added_and_removed_in_one_batch);
  fixture_test ("/store-ids/copies", test_copies);
  fixture_test ("/store-ids/accounts-are-apart", test_accounts_are_apart);
  fixture_test ("/store-ids/forgotten-but-never-reused", test_forgotten_but_never_reused);
  fixture_test ("/store-ids/older-state", test_older_state);
  return g_test_run ();
}
