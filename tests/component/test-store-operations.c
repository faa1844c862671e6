/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "error.h"
#include "pending-fixture.h"

#include <string.h>

static void
test_flags_win_until_confirmed (Fixture *fixture, gconstpointer data)
{
  gint64 archive;
  guint64 id = pending_begin (fixture, &archive);

  pending_flag (fixture, id, "\\Seen", "");
  pending_assert_message (fixture, id, fixture->inbox, "\\Seen", "flag");
  pending_assert_folder (fixture, fixture->inbox, 1, 0, 1);
  pending_server_flags (fixture, 4, "\\Flagged");
  pending_assert_message (fixture, id, fixture->inbox, "\\Flagged \\Seen", "flag");
  pending_end (fixture, id);
  pending_assert_message (fixture, id, fixture->inbox, "\\Flagged \\Seen", "");
  pending_server_flags (fixture, 4, "\\Flagged");
  pending_assert_message (fixture, id, fixture->inbox, "\\Flagged", "");
}

static void
test_move (Fixture *fixture, gconstpointer data)
{
  gint64 archive;
  guint64 id = pending_begin (fixture, &archive);

  pending_move (fixture, id, archive);
  pending_assert_message (fixture, id, archive, "", "move");
  pending_assert_folder (fixture, fixture->inbox, 0, 0, 1);
  pending_assert_folder (fixture, archive, 1, 1, 0);
  pending_assert_uids (fixture, fixture->inbox, "4");
  pending_assert_uids (fixture, archive, "");
  pending_server_flags (fixture, 4, "\\Seen");
  pending_assert_message (fixture, id, archive, "\\Seen", "move");
  pending_place (fixture, id, archive, 77);
  pending_end (fixture, id);
  pending_assert_message (fixture, id, archive, "\\Seen", "");
  pending_assert_folder (fixture, fixture->inbox, 0, 0, 0);
  pending_assert_folder (fixture, archive, 1, 0, 1);
  pending_assert_uids (fixture, archive, "77");
}

static void
test_moved_on_meanwhile (Fixture *fixture, gconstpointer data)
{
  gint64 archive;
  guint64 id = pending_begin (fixture, &archive);

  pending_move (fixture, id, archive);
  pending_move (fixture, id, fixture->inbox);
  pending_place (fixture, id, archive, 77);
  pending_end (fixture, id);
  pending_assert_message (fixture, id, fixture->inbox, "", "move");
  pending_assert_uids (fixture, archive, "77");
  pending_assert_folder (fixture, archive, 0, 0, 1);
  pending_place (fixture, id, fixture->inbox, 9);
  pending_end (fixture, id);
  pending_assert_uids (fixture, archive, "");
  pending_assert_uids (fixture, fixture->inbox, "9");
}

static void
test_returned (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GArray) ids = NULL;
  StoreBatch *batch = store_batch_new ();
  gint64 archive;
  guint64 id = pending_begin (fixture, &archive);

  pending_delete (fixture, id);
  g_assert_null (pending_read (fixture, id));
  pending_assert_folder (fixture, fixture->inbox, 0, 0, 1);
  ids = pending_ids (id);
  store_batch_return_messages (batch, ids);
  fixture_apply (fixture, batch);
  pending_end (fixture, id);
  pending_assert_message (fixture, id, fixture->inbox, "", "");
  pending_assert_folder (fixture, fixture->inbox, 1, 1, 1);
}

static void
test_gone_elsewhere (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) all = NULL;
  gint64 archive;
  guint64 id = pending_begin (fixture, &archive);

  pending_move (fixture, id, archive);
  pending_flag (fixture, id, "\\Seen", "");
  fixture_remove_now (fixture, fixture->inbox, 4, 4);
  g_assert_null (pending_read (fixture, id));
  all = pending_operations (fixture);
  for (guint i = 0; i < all->len; i++)
    g_assert_cmpuint (((StoreOperation *) all->pdata[i])->messages->len, ==, 0);
  pending_assert_folder (fixture, archive, 0, 0, 0);
}

static void
complete (Fixture *fixture, gint64 folder)
{
  StoreBatch *batch = store_batch_new ();

  store_batch_set_cursor (batch, folder, 7, 1, 0, 100);
  fixture_apply (fixture, batch);
}

static void
try_oldest (Fixture *fixture)
{
  g_autoptr (GPtrArray) all = pending_operations (fixture);
  StoreBatch *batch = store_batch_new ();

  store_batch_try_operation (batch, all->pdata[0]);
  fixture_apply (fixture, batch);
}

/* A check comes between the server's move and the note of it here, as after kill -9. */
static void
test_gone_where_a_move_has_begun (Fixture *fixture, gconstpointer data)
{
  StoreBatch *batch = store_batch_new ();
  gint64 archive;
  guint64 id = pending_begin (fixture, &archive);

  pending_move (fixture, id, archive);
  pending_flag (fixture, id, "\\Seen", "");
  try_oldest (fixture);
  fixture_remove_now (fixture, fixture->inbox, 4, 4);
  pending_assert_message (fixture, id, archive, "\\Seen", "move flag");
  pending_assert_folder (fixture, fixture->inbox, 0, 0, 0);
  pending_assert_folder (fixture, archive, 1, 0, 1);
  fixture_add (batch, archive, (Sample){ 1, 12 });
  fixture_apply (fixture, batch);
  pending_assert_message (fixture, id, archive, "\\Seen", "flag");
  pending_assert_uids (fixture, archive, "12");
}

/* The same of one that was moved on here; it is in neither folder. */
static void
test_gone_behind_a_begun_move (Fixture *fixture, gconstpointer data)
{
  gint64 archive;
  guint64 id = pending_begin (fixture, &archive);

  pending_move (fixture, id, archive);
  pending_move (fixture, id, fixture->inbox);
  try_oldest (fixture);
  fixture_remove_now (fixture, fixture->inbox, 4, 4);
  pending_assert_message (fixture, id, fixture->inbox, "", "move move");
  pending_assert_folder (fixture, archive, 0, 0, 1);
  complete (fixture, archive);
  g_assert_null (pending_read (fixture, id));
}

/* UID of the inbox, which ID was, is seen by nobody and will be deleted there. */
static void
assert_original_to_be_deleted (Fixture *fixture, guint64 id, const char *uid)
{
  g_autoptr (GPtrArray) done = pending_operations (fixture);
  g_autoptr (GPtrArray) all = NULL;
  const StoreOperation *deletion;
  const StoreOperationMessage *original;

  g_assert_cmpuint (((StoreOperation *) done->pdata[0])->messages->len, ==, 0);
  all = store_reader_operations (fixture_reader (fixture), "work",
                                 ((StoreOperation *) done->pdata[0])->id, 9, NULL);
  g_assert_cmpuint (all->len, ==, 1);
  deletion = all->pdata[0];
  original = deletion->messages->pdata[0];
  g_assert_cmpint (deletion->verb, ==, STORE_VERB_DELETE);
  g_assert_cmpuint (original->id, !=, id);
  g_assert_cmpint (original->folder, ==, fixture->inbox);
  g_assert_null (pending_read (fixture, original->id));
  pending_assert_uids (fixture, fixture->inbox, uid);
  pending_assert_folder (fixture, fixture->inbox, 0, 0, 1);
}

/* The server has moved it and has not said where. */
static void
test_found_where_it_was_moved (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) all = NULL;
  StoreBatch *batch = store_batch_new ();
  gint64 archive;
  guint64 id = pending_begin (fixture, &archive);

  pending_move (fixture, id, archive);
  all = pending_operations (fixture);
  store_batch_try_operation (batch, all->pdata[0]);
  fixture_apply (fixture, batch);
  batch = store_batch_new ();
  fixture_add (batch, archive, (Sample){ 1, 12 });
  fixture_apply (fixture, batch);
  pending_assert_message (fixture, id, archive, "", "");
  pending_assert_uids (fixture, archive, "12");
  pending_assert_folder (fixture, archive, 1, 1, 1);
  assert_original_to_be_deleted (fixture, id, "4");
}

/* The same, and it was moved on here before a check could find it. */
static void
test_found_behind_another_move (Fixture *fixture, gconstpointer data)
{
  StoreBatch *batch = store_batch_new ();
  gint64 archive;
  guint64 id = pending_begin (fixture, &archive);

  pending_move (fixture, id, archive);
  pending_move (fixture, id, fixture->inbox);
  pending_place (fixture, id, archive, 0);
  pending_end (fixture, id);
  pending_assert_uids (fixture, archive, "");
  pending_assert_folder (fixture, archive, 0, 0, 1);
  fixture_add (batch, archive, (Sample){ 1, 12 });
  fixture_apply (fixture, batch);
  pending_assert_message (fixture, id, fixture->inbox, "", "move");
  pending_assert_uids (fixture, archive, "12");
  pending_assert_folder (fixture, archive, 0, 0, 1);
}

/* It was gone before the server was told. */
static void
test_not_found_where_it_was_moved (Fixture *fixture, gconstpointer data)
{
  gint64 archive;
  guint64 id = pending_begin (fixture, &archive);

  pending_move (fixture, id, archive);
  complete (fixture, archive);
  pending_assert_message (fixture, id, archive, "", "move");
  pending_assert_folder (fixture, archive, 1, 1, 0);
  pending_place (fixture, id, archive, 0);
  pending_end (fixture, id);
  pending_assert_folder (fixture, archive, 1, 1, 1);
  complete (fixture, archive);
  g_assert_null (pending_read (fixture, id));
  pending_assert_folder (fixture, archive, 0, 0, 0);
}

static void
test_not_found_behind_another_move (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) all = NULL;
  gint64 archive;
  guint64 id = pending_begin (fixture, &archive);

  pending_move (fixture, id, archive);
  pending_move (fixture, id, fixture->inbox);
  pending_place (fixture, id, archive, 0);
  pending_end (fixture, id);
  complete (fixture, archive);
  g_assert_null (pending_read (fixture, id));
  all = pending_operations (fixture);
  for (guint i = 0; i < all->len; i++)
    g_assert_cmpuint (((StoreOperation *) all->pdata[i])->messages->len, ==, 0);
}

static void
test_somebodys_copy_is_another_message (Fixture *fixture, gconstpointer data)
{
  gint64 archive;
  guint64 id = pending_begin (fixture, &archive);

  pending_move (fixture, id, archive);
  g_assert_cmpuint (fixture_add_now (fixture, archive, (Sample){ 1, 12 }), !=, id);
  pending_assert_folder (fixture, archive, 2, 2, 1);
}

static void
test_cache_is_fetched_again (Fixture *fixture, gconstpointer data)
{
  gint64 archive;
  guint64 id = pending_begin (fixture, &archive);
  guint64 other = fixture_add_now (fixture, fixture->inbox, (Sample){ 2, 5 });

  pending_move (fixture, id, archive);
  pending_flag (fixture, id, "\\Flagged", "");
  pending_delete (fixture, other);
  fixture_close (fixture);
  fixture_execute (
      fixture, "mail.db",
      "PRAGMA foreign_keys = ON; DELETE FROM message; DELETE FROM folder WHERE path <> 'Archive'");
  fixture_open (fixture);
  fixture->inbox = fixture_put_folder (fixture, "work", "INBOX", "inbox");
  {
    StoreBatch *batch = store_batch_new ();
    fixture_add (batch, fixture->inbox, (Sample){ 1, 4 });
    fixture_add (batch, fixture->inbox, (Sample){ 2, 5 });
    fixture_apply (fixture, batch);
  }
  pending_assert_message (fixture, id, archive, "\\Flagged", "move flag");
  g_assert_null (pending_read (fixture, other));
  pending_assert_uids (fixture, fixture->inbox, "4:5");
}

static void
test_folders_that_go (Fixture *fixture, gconstpointer data)
{
  gint64 archive;
  guint64 id = pending_begin (fixture, &archive);
  StoreBatch *batch = store_batch_new ();

  pending_move (fixture, id, archive);
  store_batch_remove_folder (batch, archive);
  fixture_apply (fixture, batch);
  pending_assert_message (fixture, id, fixture->inbox, "", "move");
  pending_assert_folder (fixture, fixture->inbox, 1, 1, 1);
}

static void
test_all_or_nothing (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GArray) ids = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) all = NULL;
  StoreBatch *batch = store_batch_new ();
  guint64 missing = 4711;
  gint64 archive;
  guint64 id = pending_begin (fixture, &archive);

  ids = pending_ids (id);
  g_array_append_val (ids, missing);
  store_batch_flag (batch, ids, "\\Seen", "");
  g_assert_null (fixture_try (fixture, batch, &error));
  g_assert_error (error, POSTHORN_ERROR, POSTHORN_ERROR_NOT_FOUND);
  g_assert_nonnull (strstr (error->message, "4711"));
  pending_assert_message (fixture, id, fixture->inbox, "", "");
  all = pending_operations (fixture);
  g_assert_cmpuint (all->len, ==, 0);
}

static void
test_survives_the_end (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) all = NULL;
  const StoreOperation *operation;
  const StoreOperationMessage *message;
  gint64 archive;
  guint64 id = pending_begin (fixture, &archive);

  pending_move (fixture, id, archive);
  fixture_reopen (fixture);
  all = pending_operations (fixture);
  g_assert_cmpuint (all->len, ==, 1);
  operation = all->pdata[0];
  g_assert_cmpint (operation->verb, ==, STORE_VERB_MOVE);
  g_assert_cmpstr (operation->target, ==, "Archive");
  g_assert_false (operation->begun);
  message = operation->messages->pdata[0];
  g_assert_cmpuint (message->id, ==, id);
  g_assert_cmpint (message->folder, ==, fixture->inbox);
  g_assert_cmpuint (message->uid, ==, 4);
}

static void
test_uidvalidity_changes (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GArray) old_uids = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr (GArray) new_uids = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr (GPtrArray) all = NULL;
  StoreBatch *batch = store_batch_new ();
  const StoreOperationMessage *message;
  guint32 old_uid = 4, new_uid = 40;
  gint64 archive;
  guint64 id = pending_begin (fixture, &archive);

  pending_move (fixture, id, archive);
  g_array_append_val (old_uids, old_uid);
  g_array_append_val (new_uids, new_uid);
  store_batch_rebind_folder (batch, fixture->inbox, 2, old_uids, new_uids);
  fixture_apply (fixture, batch);
  pending_assert_message (fixture, id, archive, "", "move");
  pending_assert_uids (fixture, fixture->inbox, "40");
  all = pending_operations (fixture);
  message = ((StoreOperation *) all->pdata[0])->messages->pdata[0];
  g_assert_cmpuint (message->uid, ==, 40);
  g_assert_cmpuint (message->uidvalidity, ==, 2);
}

static void
test_diverted (Fixture *fixture, gconstpointer data)
{
  const Sample sample = { .number = 3, .uid = 6 };
  g_autoptr (Summary) summary = fixture_summary (&sample);
  g_autoptr (StoreChanges) changes = NULL;
  StoreBatch *batch = store_batch_new ();
  StoreNewMessage message = { .uid = 6,
                              .flags = "",
                              .received = 1,
                              .size = 1,
                              .summary = summary_to_variant (summary),
                              .arrived = TRUE };
  gint64 archive;
  guint64 id = pending_begin (fixture, &archive);

  message.diverted = archive;
  store_batch_add_message (batch, fixture->inbox, &message);
  changes = fixture_commit (fixture, batch);
  g_assert_cmpuint (changes->arrived->len, ==, 0);
  pending_assert_message (fixture, id + 1, archive, "", "move");
  pending_assert_folder (fixture, fixture->inbox, 1, 1, 2);
  pending_assert_folder (fixture, archive, 1, 1, 0);
}

static void
assert_next (Fixture *fixture, gint64 *after, guint limit, guint expected)
{
  g_autoptr (GPtrArray) next
      = store_reader_operations (fixture_reader (fixture), "work", *after, limit, NULL);

  g_assert_nonnull (next);
  g_assert_cmpuint (next->len, ==, expected);
  if (next->len > 0)
    *after = ((StoreOperation *) next->pdata[next->len - 1])->id;
}

static void
test_those_of_one_kind_are_read_together (Fixture *fixture, gconstpointer data)
{
  gint64 archive, after = 0;
  guint64 id = pending_begin (fixture, &archive);
  guint64 other = fixture_add_now (fixture, fixture->inbox, (Sample){ 2, 5 });

  pending_flag (fixture, id, "\\Seen", "");
  pending_flag (fixture, other, "\\Seen", "");
  pending_flag (fixture, id, "\\Seen", "");
  pending_flag (fixture, id, "", "\\Seen");
  pending_flag (fixture, other, "\\Seen", "");
  pending_move (fixture, id, archive);
  pending_move (fixture, other, archive);
  assert_next (fixture, &after, 2, 2);
  assert_next (fixture, &after, 9, 1);
  assert_next (fixture, &after, 9, 1);
  assert_next (fixture, &after, 9, 1);
  assert_next (fixture, &after, 9, 2);
  assert_next (fixture, &after, 9, 0);
}

static void
test_ended_one_by_one (Fixture *fixture, gconstpointer data)
{
  gint64 archive;
  guint64 id = pending_begin (fixture, &archive);

  pending_flag (fixture, id, "\\Seen", "");
  pending_flag (fixture, id, "\\Flagged", "");
  pending_end (fixture, id);
  g_assert_cmpint (fixture_count (fixture, "state.db", "operation"), ==, 1);
  pending_assert_message (fixture, id, fixture->inbox, "\\Flagged \\Seen", "flag");
  pending_end (fixture, id);
  g_assert_cmpint (fixture_count (fixture, "state.db", "operation"), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  fixture_test ("/store-operations/flags", test_flags_win_until_confirmed);
  fixture_test ("/store-operations/move", test_move);
  fixture_test ("/store-operations/moved-on-meanwhile", test_moved_on_meanwhile);
  fixture_test ("/store-operations/returned", test_returned);
  fixture_test ("/store-operations/gone-elsewhere", test_gone_elsewhere);
  fixture_test ("/store-operations/gone-begun", test_gone_where_a_move_has_begun);
  fixture_test ("/store-operations/gone-behind-begun", test_gone_behind_a_begun_move);
  fixture_test ("/store-operations/found-where-it-was-moved", test_found_where_it_was_moved);
  fixture_test ("/store-operations/found-behind-another-move", test_found_behind_another_move);
  fixture_test ("/store-operations/not-found", test_not_found_where_it_was_moved);
  fixture_test ("/store-operations/not-found-behind-another-move",
                test_not_found_behind_another_move);
  fixture_test ("/store-operations/somebodys-copy", test_somebodys_copy_is_another_message);
  fixture_test ("/store-operations/cache-fetched-again", test_cache_is_fetched_again);
  fixture_test ("/store-operations/folders-that-go", test_folders_that_go);
  fixture_test ("/store-operations/all-or-nothing", test_all_or_nothing);
  fixture_test ("/store-operations/survives-the-end", test_survives_the_end);
  fixture_test ("/store-operations/diverted", test_diverted);
  fixture_test ("/store-operations/uidvalidity", test_uidvalidity_changes);
  fixture_test ("/store-operations/together", test_those_of_one_kind_are_read_together);
  fixture_test ("/store-operations/ended", test_ended_one_by_one);
  return g_test_run ();
}
