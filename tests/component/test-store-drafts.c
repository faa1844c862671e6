/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-batch-outbox.h"
#include "store-fixture.h"
#include "store-reader-outbox.h"
#include "summary.h"

static void
put_octets (Fixture *fixture, gint64 id)
{
  g_autoptr (GBytes) piece = g_bytes_new_static ("some", 4);
  StoreBatch *batch = store_batch_new ();

  store_batch_put_octets (batch, id, 0, piece);
  fixture_apply (fixture, batch);
}

/* With two attachments, where octets 11 and 12 lie, composed as octets 10. */
static StoreDraft *
make_draft (gint64 id)
{
  const StoreDraftPart parts[] = { { 11, 4 }, { 12, 4 } };
  StoreDraft *draft = store_draft_new ();

  draft->id = id;
  draft->changed = 950;
  draft->revision = 3;
  draft->placed = 2;
  draft->uidvalidity = 7;
  draft->uid = 17;
  draft->placing = 3;
  draft->octets = 10;
  draft->size = 4;
  summary_take (&draft->account, g_strdup ("work"));
  summary_take (&draft->placed_id, g_strdup ("1@x"));
  summary_take (&draft->placing_id, g_strdup ("2@x"));
  g_bytes_unref (draft->content);
  draft->content = g_bytes_new_static ("half\0a", 6);
  g_array_append_vals (draft->parts, parts, G_N_ELEMENTS (parts));
  return draft;
}

static void
put (Fixture *fixture, const StoreDraft *draft)
{
  StoreBatch *batch = store_batch_new ();

  store_batch_put_draft (batch, draft);
  fixture_apply (fixture, batch);
}

static StoreDraft *
put_sample (Fixture *fixture)
{
  StoreDraft *draft = make_draft (3);

  for (gint64 octets = 10; octets <= 12; octets++)
    put_octets (fixture, octets);
  put (fixture, draft);
  return draft;
}

static StoreDraft *
only_draft (Fixture *fixture)
{
  g_autoptr (GPtrArray) drafts = store_reader_drafts (fixture_reader (fixture), NULL);

  g_assert_cmpuint (drafts->len, ==, 1);
  return store_draft_copy (drafts->pdata[0]);
}

static void
assert_octets (Fixture *fixture, gint64 expected)
{
  g_assert_cmpint (fixture_count (fixture, "state.db", "octets"), ==, expected);
}

static void
test_all_of_it (Fixture *fixture, gconstpointer data)
{
  g_autoptr (StoreDraft) written = put_sample (fixture);
  g_autoptr (StoreDraft) read = NULL;

  fixture_reopen (fixture);
  assert_octets (fixture, 3);
  read = only_draft (fixture);
  g_assert_cmpint (read->id, ==, 3);
  g_assert_cmpstr (read->account, ==, "work");
  g_assert_true (g_bytes_equal (read->content, written->content));
  g_assert_cmpint (read->changed, ==, 950);
  g_assert_cmpint (read->revision, ==, 3);
  g_assert_false (read->is_gone);
  g_assert_cmpint (read->placed, ==, 2);
  g_assert_cmpstr (read->placed_id, ==, "1@x");
  g_assert_cmpuint (read->uidvalidity, ==, 7);
  g_assert_cmpuint (read->uid, ==, 17);
  g_assert_cmpint (read->placing, ==, 3);
  g_assert_cmpstr (read->placing_id, ==, "2@x");
  g_assert_cmpint (read->octets, ==, 10);
  g_assert_cmpuint (read->size, ==, 4);
  g_assert_cmpuint (read->parts->len, ==, 2);
  g_assert_cmpint (g_array_index (read->parts, StoreDraftPart, 1).octets, ==, 12);
  g_assert_cmpuint (g_array_index (read->parts, StoreDraftPart, 1).size, ==, 4);
}

/* What a change does not refer to any more goes from the disk with it, and nothing else does. */
static void
test_attachments_follow (Fixture *fixture, gconstpointer data)
{
  g_autoptr (StoreDraft) draft = put_sample (fixture);
  g_autoptr (StoreDraft) read = NULL;

  g_array_remove_index (draft->parts, 0);
  put (fixture, draft);
  assert_octets (fixture, 2);
  read = only_draft (fixture);
  g_assert_cmpuint (read->parts->len, ==, 1);
  g_assert_cmpint (g_array_index (read->parts, StoreDraftPart, 0).octets, ==, 12);
  draft->octets = 0;
  put (fixture, draft);
  assert_octets (fixture, 1);
}

/* Two drafts may have the same attachment, after a version of each was kept. */
static void
test_shared_attachment (Fixture *fixture, gconstpointer data)
{
  g_autoptr (StoreDraft) draft = put_sample (fixture);
  g_autoptr (StoreDraft) other = make_draft (4);
  StoreBatch *batch = store_batch_new ();

  put (fixture, other);
  store_batch_remove_draft (batch, draft->id);
  fixture_apply (fixture, batch);
  assert_octets (fixture, 3);
  batch = store_batch_new ();
  store_batch_remove_draft (batch, other->id);
  fixture_apply (fixture, batch);
  assert_octets (fixture, 0);
  g_assert_cmpint (fixture_count (fixture, "state.db", "draft_part"), ==, 0);
}

/* What was on its way while it was discarded does not bring it back. */
static void
test_discarded (Fixture *fixture, gconstpointer data)
{
  g_autoptr (StoreDraft) draft = put_sample (fixture);
  g_autoptr (StoreDraft) read = NULL;
  StoreBatch *batch = store_batch_new ();

  store_batch_discard_draft (batch, draft->id);
  fixture_apply (fixture, batch);
  draft->uid = 18;
  put (fixture, draft);
  read = only_draft (fixture);
  g_assert_true (read->is_gone);
  g_assert_cmpuint (read->uid, ==, 18);
}

static void
test_removed_account (Fixture *fixture, gconstpointer data)
{
  g_autoptr (StoreDraft) draft = put_sample (fixture);
  StoreBatch *batch = store_batch_new ();

  store_batch_remove_account (batch, "work");
  store_batch_put_draft (batch, draft);
  fixture_apply (fixture, batch);
  g_assert_cmpint (fixture_count (fixture, "state.db", "draft"), ==, 0);
  g_assert_cmpint (fixture_count (fixture, "state.db", "draft_part"), ==, 0);
  assert_octets (fixture, 0);
}

static void
test_ids_are_not_used_again (Fixture *fixture, gconstpointer data)
{
  g_autoptr (StoreDraft) draft = put_sample (fixture);
  StoreBatch *batch = store_batch_new ();
  gint64 id = 0;

  store_batch_remove_draft (batch, draft->id);
  fixture_apply (fixture, batch);
  g_assert_true (store_reader_last_id (fixture_reader (fixture), "draft", &id, NULL));
  g_assert_cmpint (id, ==, 3);
}

/* What a folder has is looked at for drafts from the first UID that may be new. */
static void
test_from_uid (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) found = NULL;
  const StoreFound *first = NULL;

  for (guint i = 1; i <= 3; i++)
    fixture_add_now (fixture, fixture->inbox, (Sample){ .number = i, .uid = i * 10 });
  found = store_reader_from_uid (fixture_reader (fixture), fixture->inbox, 20, NULL);
  g_assert_cmpuint (found->len, ==, 2);
  first = found->pdata[0];
  g_assert_cmpuint (first->uid, ==, 20);
  g_assert_cmpstr (first->message_id, ==, "2@example.org");
  g_assert_cmpstr (first->subject, ==, "Subject 2");
}

static void
test_has_message (Fixture *fixture, gconstpointer data)
{
  StoreReader *reader = fixture_reader (fixture);
  gboolean found = FALSE;

  fixture_add_now (fixture, fixture->inbox, (Sample){ .number = 1, .uid = 1 });
  g_assert_true (
      store_reader_has_message (reader, fixture->inbox, "1@example.org", 100000, &found, NULL));
  g_assert_true (found);
  g_assert_true (
      store_reader_has_message (reader, fixture->inbox, "1@example.org", 100001, &found, NULL));
  g_assert_false (found);
  g_assert_true (
      store_reader_has_message (reader, fixture->inbox, "2@example.org", 0, &found, NULL));
  g_assert_false (found);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  fixture_test ("/store-drafts/all-of-it", test_all_of_it);
  fixture_test ("/store-drafts/attachments-follow", test_attachments_follow);
  fixture_test ("/store-drafts/shared-attachment", test_shared_attachment);
  fixture_test ("/store-drafts/discarded", test_discarded);
  fixture_test ("/store-drafts/removed-account", test_removed_account);
  fixture_test ("/store-drafts/ids-are-not-used-again", test_ids_are_not_used_again);
  fixture_test ("/store-drafts/from-uid", test_from_uid);
  fixture_test ("/store-drafts/has-message", test_has_message);
  return g_test_run ();
}
