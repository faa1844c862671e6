/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pending-fixture.h"

GArray *
pending_ids (guint64 id)
{
  GArray *ids = g_array_new (FALSE, FALSE, sizeof id);

  g_array_append_val (ids, id);
  return ids;
}

/* An archive, and message 1 as UID 4 of the inbox, unread. */
guint64
pending_begin (Fixture *fixture, gint64 *archive)
{
  *archive = fixture_put_folder (fixture, "work", "Archive", "archive");
  return fixture_add_now (fixture, fixture->inbox, (Sample){ 1, 4 });
}

void
pending_assert_folder (Fixture *fixture, gint64 id, guint total, guint unread, guint at_server)
{
  g_autoptr (StoreFolder) folder = fixture_folder (fixture, "work", id);

  g_assert_cmpuint (folder->total, ==, total);
  g_assert_cmpuint (folder->unread, ==, unread);
  g_assert_cmpuint (folder->at_server, ==, at_server);
}

void
pending_assert_uids (Fixture *fixture, gint64 folder, const char *expected)
{
  g_autoptr (UidSet) uids = store_reader_uids (fixture_reader (fixture), folder, NULL);
  g_autofree char *text = uid_set_to_string (uids);

  g_assert_cmpstr (text, ==, expected);
}

StoreMessage *
pending_read (Fixture *fixture, guint64 id)
{
  g_autoptr (GPtrArray) messages
      = store_reader_get (fixture_reader (fixture), &id, 1, STORE_COLUMNS_PENDING, NULL);

  return messages ? g_ptr_array_steal_index (messages, 0) : NULL;
}

void
pending_assert_message (Fixture *fixture, guint64 id, gint64 folder, const char *flags,
                        const char *pending)
{
  g_autoptr (StoreMessage) message = pending_read (fixture, id);
  g_autofree char *verbs = NULL;

  g_assert (message != NULL);
  verbs = g_strjoinv (" ", message->pending);
  g_assert_cmpint (message->folder, ==, folder);
  g_assert_cmpstr (message->flags, ==, flags);
  g_assert_cmpstr (verbs, ==, pending);
}

void
pending_flag (Fixture *fixture, guint64 id, const char *added, const char *removed)
{
  g_autoptr (GArray) ids = pending_ids (id);
  StoreBatch *batch = store_batch_new ();

  store_batch_flag (batch, ids, added, removed);
  fixture_apply (fixture, batch);
}

void
pending_move (Fixture *fixture, guint64 id, gint64 target)
{
  g_autoptr (GArray) ids = pending_ids (id);
  StoreBatch *batch = store_batch_new ();

  store_batch_move (batch, ids, target);
  fixture_apply (fixture, batch);
}

void
pending_delete (Fixture *fixture, guint64 id)
{
  g_autoptr (GArray) ids = pending_ids (id);
  StoreBatch *batch = store_batch_new ();

  store_batch_delete (batch, ids);
  fixture_apply (fixture, batch);
}

/* What the server says of UID in the inbox. */
void
pending_server_flags (Fixture *fixture, guint32 uid, const char *flags)
{
  StoreBatch *batch = store_batch_new ();

  store_batch_set_flags (batch, fixture->inbox, uid, flags);
  fixture_apply (fixture, batch);
}

GPtrArray *
pending_operations (Fixture *fixture)
{
  GPtrArray *all = store_reader_operations (fixture_reader (fixture), "work", 0, 100, NULL);

  g_assert_nonnull (all);
  return all;
}

/* The oldest operation is over for message ID. */
void
pending_end (Fixture *fixture, guint64 id)
{
  g_autoptr (GPtrArray) all = pending_operations (fixture);
  g_autoptr (GArray) ids = pending_ids (id);
  StoreBatch *batch = store_batch_new ();

  store_batch_end_operation (batch, ((StoreOperation *) all->pdata[0])->id, ids);
  fixture_apply (fixture, batch);
}

void
pending_place (Fixture *fixture, guint64 id, gint64 folder, guint32 uid)
{
  StoreBatch *batch = store_batch_new ();

  store_batch_place_message (batch, id, folder, uid);
  fixture_apply (fixture, batch);
}
