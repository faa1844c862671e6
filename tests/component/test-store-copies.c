/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "error.h"
#include "pending-fixture.h"

static void
copy (Fixture *fixture, guint64 id, gint64 target)
{
  g_autoptr (GArray) ids = pending_ids (id);
  StoreBatch *batch = store_batch_new ();

  store_batch_copy (batch, ids, target);
  fixture_apply (fixture, batch);
}

/* The id of the only message of FOLDER. */
static guint64
only_in (Fixture *fixture, gint64 folder)
{
  StoreFilter filter = STORE_FILTER_ANY;
  g_autoptr (GArray) ids = NULL;

  filter.folder = folder;
  ids = store_reader_ids (fixture_reader (fixture), &filter, NULL);
  g_assert_cmpuint (ids->len, ==, 1);
  return g_array_index (ids, guint64, 0);
}

static void
give_back (Fixture *fixture, guint64 id)
{
  g_autoptr (GArray) ids = pending_ids (id);
  StoreBatch *batch = store_batch_new ();

  store_batch_return_messages (batch, ids);
  fixture_apply (fixture, batch);
}

static void
test_copy_shows_at_once (Fixture *fixture, gconstpointer data)
{
  gint64 archive;
  guint64 id = pending_begin (fixture, &archive), made;

  copy (fixture, id, archive);
  made = only_in (fixture, archive);
  g_assert_cmpuint (made, !=, id);
  pending_assert_message (fixture, made, archive, "", "copy");
  pending_assert_message (fixture, id, fixture->inbox, "", "");
  pending_assert_folder (fixture, archive, 1, 1, 0);
  pending_place (fixture, made, archive, 77);
  pending_end (fixture, made);
  pending_assert_message (fixture, made, archive, "", "");
  pending_assert_uids (fixture, archive, "77");
}

static void
test_refused_copy_goes (Fixture *fixture, gconstpointer data)
{
  gint64 archive;
  guint64 id = pending_begin (fixture, &archive), made;

  copy (fixture, id, archive);
  made = only_in (fixture, archive);
  give_back (fixture, made);
  g_assert_null (pending_read (fixture, made));
  pending_assert_folder (fixture, archive, 0, 0, 0);
  pending_assert_message (fixture, id, fixture->inbox, "", "");
}

static void
complete (Fixture *fixture, gint64 folder)
{
  StoreBatch *batch = store_batch_new ();

  store_batch_set_cursor (batch, folder, 7, 1, 0, 100);
  fixture_apply (fixture, batch);
}

/* A check that ends before the server is told of the copy is no word on it. */
static void
test_copy_is_awaited (Fixture *fixture, gconstpointer data)
{
  gint64 archive;
  guint64 id = pending_begin (fixture, &archive), made;

  copy (fixture, id, archive);
  made = only_in (fixture, archive);
  complete (fixture, archive);
  pending_assert_message (fixture, made, archive, "", "copy");
  pending_place (fixture, made, archive, 0);
  pending_end (fixture, made);
  pending_assert_folder (fixture, archive, 1, 1, 1);
  pending_assert_uids (fixture, archive, "");
  complete (fixture, archive);
  g_assert_null (pending_read (fixture, made));
}

/* Moved on here before its server has it. */
static void
test_copy_moved_on (Fixture *fixture, gconstpointer data)
{
  gint64 archive;
  guint64 id = pending_begin (fixture, &archive), made;

  copy (fixture, id, archive);
  made = only_in (fixture, archive);
  pending_delete (fixture, made);
  complete (fixture, archive);
  pending_assert_folder (fixture, archive, 0, 0, 0);
  pending_assert_uids (fixture, archive, "");
  g_assert_cmpint (fixture_count (fixture, "state.db", "operation_message"), ==, 2);
  give_back (fixture, made);
  g_assert_null (pending_read (fixture, made));
  pending_assert_folder (fixture, archive, 0, 0, 0);
}

static void
test_copy_goes_with_its_source (Fixture *fixture, gconstpointer data)
{
  gint64 archive;
  guint64 id = pending_begin (fixture, &archive);

  copy (fixture, id, archive);
  copy (fixture, only_in (fixture, archive), fixture->inbox);
  fixture_remove_now (fixture, fixture->inbox, 4, 4);
  pending_assert_folder (fixture, archive, 0, 0, 0);
  pending_assert_folder (fixture, fixture->inbox, 0, 0, 0);
}

static void
try_first (Fixture *fixture)
{
  g_autoptr (GPtrArray) all = pending_operations (fixture);
  StoreBatch *batch = store_batch_new ();

  store_batch_try_operation (batch, all->pdata[0]);
  fixture_apply (fixture, batch);
}

static void
assert_first_known (Fixture *fixture, guint32 uidvalidity, guint32 uidnext)
{
  g_autoptr (GPtrArray) all = pending_operations (fixture);
  const StoreOperation *first = all->pdata[0];

  g_assert_cmpuint (first->target_uidvalidity, ==, uidvalidity);
  g_assert_cmpuint (first->target_uidnext, ==, uidnext);
}

static void
check_archive (Fixture *fixture, gint64 archive, guint32 uid)
{
  StoreBatch *batch = store_batch_new ();

  fixture_add (batch, archive, (Sample){ 1, uid });
  store_batch_set_cursor (batch, archive, 7, uid + 1, 0, 100);
  fixture_apply (fixture, batch);
}

/* The server has made it and a check comes before this is known here. Moved on meanwhile, the copy
 * is not recognised: the next push still has to know where to look for it. */
static void
test_copy_found_by_a_check (Fixture *fixture, gconstpointer data)
{
  gint64 archive;
  guint64 id = pending_begin (fixture, &archive), made;

  check_archive (fixture, archive, 30);
  copy (fixture, id, archive);
  made = id + 2;
  pending_move (fixture, made, fixture->inbox);
  assert_first_known (fixture, 7, 31);
  try_first (fixture);
  check_archive (fixture, archive, 31);
  pending_assert_uids (fixture, archive, "30:31");
  assert_first_known (fixture, 7, 31);
  try_first (fixture);
  assert_first_known (fixture, 7, 31);
  pending_place (fixture, made, archive, 31);
  pending_end (fixture, made);
  pending_assert_message (fixture, made, fixture->inbox, "", "move");
  pending_assert_folder (fixture, archive, 1, 1, 2);
}

/* A copy that was made before this one is none of it, though no check has been there since. */
static void
test_copy_behind_a_copy (Fixture *fixture, gconstpointer data)
{
  gint64 archive;
  guint64 id = pending_begin (fixture, &archive), made;

  check_archive (fixture, archive, 30);
  copy (fixture, id, archive);
  made = id + 2;
  pending_place (fixture, made, archive, 31);
  pending_end (fixture, made);
  copy (fixture, id, archive);
  assert_first_known (fixture, 7, 32);
}

/* Message 1 of the inbox of account work, whole, and a folder of account home. */
static guint64
begin_two (Fixture *fixture, gint64 *abroad)
{
  g_autoptr (GBytes) raw = g_bytes_new_static ("octets", 6);
  StoreBatch *batch = store_batch_new ();

  fixture_put_account (batch, "home");
  fixture_add_raw (batch, fixture->inbox, (Sample){ 1, 4 }, raw);
  fixture_apply (fixture, batch);
  *abroad = fixture_put_folder (fixture, "home", "Archive", "archive");
  return only_in (fixture, fixture->inbox);
}

static void
test_move_to_another_account (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) theirs = NULL;
  const StoreOperation *operation;
  g_autoptr (GPtrArray) ours = NULL;
  gint64 abroad;
  guint64 id = begin_two (fixture, &abroad);

  pending_move (fixture, id, abroad);
  pending_assert_message (fixture, id, abroad, "", "move");
  theirs = store_reader_operations (fixture_reader (fixture), "home", 0, 9, NULL);
  operation = theirs->pdata[0];
  g_assert_cmpstr (operation->origin, ==, "work");
  g_assert_cmpuint (operation->messages->len, ==, 1);
  pending_place (fixture, id, abroad, 77);
  pending_assert_uids (fixture, abroad, "77");
  ours = pending_operations (fixture);
  g_assert_cmpuint (ours->len, ==, 1);
  g_assert_cmpint (((StoreOperation *) ours->pdata[0])->verb, ==, STORE_VERB_DELETE);
  pending_assert_uids (fixture, fixture->inbox, "4");
  pending_assert_folder (fixture, fixture->inbox, 0, 0, 1);
  g_assert_cmpint (
      fixture_count (fixture, "state.db", "message_name WHERE account = 'home' AND id = 1"), ==, 1);
}

/* What is to be told before is told before; what comes back is told of its flags at home. */
static void
test_back_from_another_account (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) theirs = NULL;
  g_autoptr (GPtrArray) ours = NULL;
  gint64 abroad;
  guint64 id = begin_two (fixture, &abroad);

  pending_flag (fixture, id, "\\Flagged", "");
  pending_move (fixture, id, abroad);
  pending_flag (fixture, id, "\\Seen", "");
  theirs = store_reader_operations (fixture_reader (fixture), "home", 0, 9, NULL);
  g_assert_cmpuint (((StoreOperation *) theirs->pdata[0])->messages->len, ==, 0);
  pending_end (fixture, id);
  give_back (fixture, id);
  pending_assert_message (fixture, id, fixture->inbox, "\\Flagged \\Seen", "flag");
  ours = pending_operations (fixture);
  g_assert_cmpuint (ours->len, ==, 1);
  g_assert_cmpstr (((StoreOperation *) ours->pdata[0])->added_flags, ==, "\\Seen");
}

/* Its account is removed before the server at home has been told of anything. */
static void
test_back_from_a_removed_account (Fixture *fixture, gconstpointer data)
{
  StoreBatch *batch;
  gint64 abroad;
  guint64 id = begin_two (fixture, &abroad), made;
  gint64 archive = fixture_put_folder (fixture, "work", "Archive", "archive");

  pending_flag (fixture, id, "\\Flagged", "");
  copy (fixture, id, archive);
  made = only_in (fixture, archive);
  pending_move (fixture, id, abroad);
  pending_flag (fixture, id, "\\Seen", "");
  copy (fixture, id, abroad);
  batch = store_batch_new ();
  store_batch_remove_account (batch, "home");
  fixture_apply (fixture, batch);
  pending_assert_message (fixture, id, fixture->inbox, "\\Flagged \\Seen", "flag flag");
  pending_assert_message (fixture, made, archive, "\\Flagged", "copy");
  g_assert_cmpint (fixture_count (fixture, "mail.db", "message"), ==, 2);
  g_assert_cmpint (fixture_count (fixture, "state.db", "operation_message"), ==, 3);
}

static void
test_only_whole_messages_leave (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) ids = NULL;
  StoreBatch *batch = store_batch_new ();
  gint64 abroad, archive;
  guint64 id = pending_begin (fixture, &archive);

  fixture_put_account (batch, "home");
  fixture_apply (fixture, batch);
  fixture_execute (fixture, "mail.db", "UPDATE message SET body = 1");
  abroad = fixture_put_folder (fixture, "home", "Archive", "archive");
  batch = store_batch_new ();
  ids = pending_ids (id);
  store_batch_move (batch, ids, abroad);
  g_assert_null (fixture_try (fixture, batch, &error));
  g_assert_error (error, POSTHORN_ERROR, POSTHORN_ERROR_TOO_LARGE);
  pending_assert_message (fixture, id, fixture->inbox, "", "");
}

/* A crash between the commits of both databases: state.db knows that the server was told. */
static void
lose_half (Fixture *fixture, const char *operations)
{
  g_autofree char *messages = g_strdup_printf ("DELETE FROM operation_message WHERE operation IN "
                                               "(SELECT id FROM operation WHERE %s)",
                                               operations);
  g_autofree char *sql = g_strdup_printf ("DELETE FROM operation WHERE %s", operations);

  fixture_close (fixture);
  fixture_execute (fixture, "state.db", messages);
  fixture_execute (fixture, "state.db", sql);
  fixture_open (fixture);
}

/* The next check finds it where it was to go, or not. */
static void
test_told_and_not_settled (Fixture *fixture, gconstpointer data)
{
  gint64 archive;
  guint64 id = pending_begin (fixture, &archive), made;

  copy (fixture, id, archive);
  made = only_in (fixture, archive);
  pending_move (fixture, id, archive);
  lose_half (fixture, "1");
  pending_assert_message (fixture, made, archive, "", "");
  pending_assert_message (fixture, id, archive, "", "");
  pending_assert_folder (fixture, fixture->inbox, 0, 0, 0);
  pending_assert_folder (fixture, archive, 2, 2, 2);
  complete (fixture, archive);
  pending_assert_folder (fixture, archive, 0, 0, 0);
}

static void
test_told_of_and_moved_on (Fixture *fixture, gconstpointer data)
{
  gint64 archive;
  guint64 id = pending_begin (fixture, &archive), made;

  copy (fixture, id, archive);
  made = only_in (fixture, archive);
  pending_delete (fixture, made);
  lose_half (fixture, "verb = 'copy'");
  g_assert_null (pending_read (fixture, made));
  g_assert_cmpint (fixture_count (fixture, "mail.db", "message"), ==, 1);
  g_assert_cmpint (fixture_count (fixture, "state.db", "operation_message"), ==, 0);
}

static void
test_pending_stays_pending (Fixture *fixture, gconstpointer data)
{
  gint64 archive;
  guint64 id = pending_begin (fixture, &archive), made;

  copy (fixture, id, archive);
  made = only_in (fixture, archive);
  pending_move (fixture, id, archive);
  lose_half (fixture, "0");
  pending_assert_message (fixture, made, archive, "", "copy");
  pending_assert_message (fixture, id, archive, "", "move");
  pending_assert_uids (fixture, fixture->inbox, "4");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  fixture_test ("/store-copies/copy", test_copy_shows_at_once);
  fixture_test ("/store-copies/copy-refused", test_refused_copy_goes);
  fixture_test ("/store-copies/copy-awaited", test_copy_is_awaited);
  fixture_test ("/store-copies/copy-moved-on", test_copy_moved_on);
  fixture_test ("/store-copies/found-by-a-check", test_copy_found_by_a_check);
  fixture_test ("/store-copies/behind-a-copy", test_copy_behind_a_copy);
  fixture_test ("/store-copies/copy-of-nothing", test_copy_goes_with_its_source);
  fixture_test ("/store-copies/abroad", test_move_to_another_account);
  fixture_test ("/store-copies/back", test_back_from_another_account);
  fixture_test ("/store-copies/back-from-a-removed-account", test_back_from_a_removed_account);
  fixture_test ("/store-copies/whole", test_only_whole_messages_leave);
  fixture_test ("/store-copies/told-and-not-settled", test_told_and_not_settled);
  fixture_test ("/store-copies/told-of-and-moved-on", test_told_of_and_moved_on);
  fixture_test ("/store-copies/pending", test_pending_stays_pending);
  return g_test_run ();
}
