/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "error.h"
#include "outbox-state.h"
#include "store-batch-outbox.h"
#include "store-fixture.h"
#include "store-octets.h"
#include "store-reader-outbox.h"
#include "summary.h"

#include <string.h>

/* What a call that is answered later has brought. */
typedef struct
{
  gboolean done;
  gssize length;
  GError *error;
} Answer;

static void
on_answer (GObject *source, GAsyncResult *result, gpointer data)
{
  Answer *answer = data;

  if (G_IS_OUTPUT_STREAM (source))
    answer->length
        = g_output_stream_write_finish ((GOutputStream *) source, result, &answer->error);
  else
    answer->length = g_input_stream_read_finish ((GInputStream *) source, result, &answer->error);
  answer->done = TRUE;
}

static gsize
wait_for (Answer *answer)
{
  while (!answer->done)
    g_main_context_iteration (NULL, TRUE);
  g_assert_no_error (answer->error);
  return (gsize) answer->length;
}

static void
write_all (StoreOctetsWriter *writer, const char *octets, gsize length)
{
  for (gsize done = 0; done < length;)
    {
      Answer answer = { 0 };
      g_output_stream_write_async (G_OUTPUT_STREAM (writer), octets + done, length - done, 0, NULL,
                                   on_answer, &answer);
      done += wait_for (&answer);
    }
}

static GByteArray *
read_all (Fixture *fixture, gint64 id, guint64 size)
{
  g_autoptr (GInputStream) stream = store_octets_reader_new (fixture->store, id, size);
  GByteArray *octets = g_byte_array_new ();
  guint8 buffer[100000];
  gsize length = 1;

  while (length > 0)
    {
      Answer answer = { 0 };
      g_input_stream_read_async (stream, buffer, sizeof buffer, 0, NULL, on_answer, &answer);
      length = wait_for (&answer);
      g_byte_array_append (octets, buffer, (guint) length);
    }
  return octets;
}

static char *
make_octets (gsize length)
{
  char *octets = g_malloc (length);

  for (gsize i = 0; i < length; i++)
    octets[i] = (char) (i * 7 + i / 1000);
  return octets;
}

static OutboxMessage *
make_message (gint64 id, gint64 octets)
{
  OutboxMessage *message = outbox_message_new ();

  message->id = id;
  message->octets = octets;
  message->size = 5;
  summary_take (&message->account, g_strdup ("work"));
  summary_take (&message->subject, g_strdup ("Hello"));
  summary_take (&message->message_id, g_strdup ("1@example.org"));
  outbox_message_add_recipient (message, "Ann", "ann@example.org");
  outbox_message_add_recipient (message, "", "bob@example.org");
  return message;
}

/* Writes LENGTH octets that message ID refers to; returns where they lie. */
static gint64
put_message (Fixture *fixture, gint64 id, gsize length)
{
  g_autoptr (StoreOctetsWriter) writer = store_octets_writer_new (fixture->store, G_MAXUINT64);
  g_autofree char *octets = make_octets (length);
  StoreBatch *batch = store_batch_new ();
  g_autoptr (OutboxMessage) message = NULL;

  write_all (writer, octets, length);
  g_assert_cmpuint (store_octets_writer_size (writer), ==, length);
  message = make_message (id, store_octets_writer_keep (writer, batch));
  store_batch_put_outbox (batch, message);
  fixture_apply (fixture, batch);
  return message->octets;
}

static OutboxMessage *
only_message (Fixture *fixture)
{
  g_autoptr (GPtrArray) messages = store_reader_outbox (fixture_reader (fixture), NULL);

  g_assert_cmpuint (messages->len, ==, 1);
  return outbox_message_copy (messages->pdata[0]);
}

static void
test_octets (Fixture *fixture, gconstpointer data)
{
  static const gsize lengths[]
      = { 1, STORE_OCTETS_PIECE - 1, STORE_OCTETS_PIECE, 3 * STORE_OCTETS_PIECE + 17 };

  for (guint i = 0; i < G_N_ELEMENTS (lengths); i++)
    {
      gint64 id = put_message (fixture, i + 1, lengths[i]);
      g_autoptr (GByteArray) octets = read_all (fixture, id, lengths[i]);
      g_autofree char *expected = make_octets (lengths[i]);
      g_assert_cmpmem (octets->data, octets->len, expected, lengths[i]);
    }
}

static void
test_octets_head (Fixture *fixture, gconstpointer data)
{
  g_autoptr (StoreOctetsWriter) writer = store_octets_writer_new (fixture->store, G_MAXUINT64);
  g_autofree char *octets = make_octets (2 * STORE_OCTETS_PIECE);
  g_autoptr (GBytes) begun = NULL;
  g_autoptr (GBytes) whole = NULL;

  write_all (writer, octets, 5);
  begun = store_octets_writer_head (writer);
  g_assert_cmpmem (g_bytes_get_data (begun, NULL), g_bytes_get_size (begun), octets, 5);
  write_all (writer, octets + 5, 2 * STORE_OCTETS_PIECE - 5);
  whole = store_octets_writer_head (writer);
  g_assert_cmpmem (g_bytes_get_data (whole, NULL), g_bytes_get_size (whole), octets,
                   STORE_OCTETS_PIECE);
}

static void
test_octets_unkept (Fixture *fixture, gconstpointer data)
{
  g_autoptr (StoreOctetsWriter) writer = store_octets_writer_new (fixture->store, G_MAXUINT64);
  g_autofree char *octets = make_octets (2 * STORE_OCTETS_PIECE);

  write_all (writer, octets, 2 * STORE_OCTETS_PIECE);
  g_assert_cmpint (fixture_count (fixture, "state.db", "octets"), ==, 2);
  g_clear_object (&writer);
  put_message (fixture, 1, 1);
  g_assert_cmpint (fixture_count (fixture, "state.db", "octets"), ==, 1);
}

static void
test_too_many_octets (Fixture *fixture, gconstpointer data)
{
  g_autoptr (StoreOctetsWriter) writer = store_octets_writer_new (fixture->store, 10);
  Answer answer = { 0 };

  write_all (writer, "0123456789", 10);
  g_output_stream_write_async (G_OUTPUT_STREAM (writer), "x", 1, 0, NULL, on_answer, &answer);
  while (!answer.done)
    g_main_context_iteration (NULL, TRUE);
  g_assert_error (answer.error, POSTHORN_ERROR, POSTHORN_ERROR_TOO_LARGE);
  g_assert_nonnull (strstr (answer.error->message, " 10 octets"));
  g_error_free (answer.error);
  g_assert_cmpuint (store_octets_writer_size (writer), ==, 10);
}

static void
test_octets_swept (Fixture *fixture, gconstpointer data)
{
  gint64 kept = put_message (fixture, 1, 10);
  StoreBatch *batch = store_batch_new ();
  g_autoptr (GBytes) piece = g_bytes_new_static ("lost", 4);
  g_autoptr (GByteArray) octets = NULL;

  store_batch_put_octets (batch, 4711, 0, piece);
  fixture_apply (fixture, batch);
  fixture_reopen (fixture);
  g_assert_cmpint (fixture_count (fixture, "state.db", "octets"), ==, 1);
  octets = read_all (fixture, kept, 10);
  g_assert_cmpuint (octets->len, ==, 10);
}

static void
assert_gone (GInputStream *stream)
{
  char buffer[10];
  Answer answer = { 0 };

  g_input_stream_read_async (stream, buffer, sizeof buffer, 0, NULL, on_answer, &answer);
  while (!answer.done)
    g_main_context_iteration (NULL, TRUE);
  g_assert_error (answer.error, POSTHORN_ERROR, POSTHORN_ERROR_STORE);
  g_error_free (answer.error);
}

static void
test_octets_missing (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GInputStream) stream = store_octets_reader_new (fixture->store, 99, 1);

  assert_gone (stream);
}

static void
test_octets_go_while_read (Fixture *fixture, gconstpointer data)
{
  gint64 id = put_message (fixture, 1, 2 * STORE_OCTETS_PIECE);
  g_autoptr (GInputStream) stream
      = store_octets_reader_new (fixture->store, id, 2 * STORE_OCTETS_PIECE);
  g_autofree guint8 *buffer = g_malloc (STORE_OCTETS_PIECE);
  StoreBatch *batch = store_batch_new ();
  Answer answer = { 0 };

  g_input_stream_read_async (stream, buffer, STORE_OCTETS_PIECE, 0, NULL, on_answer, &answer);
  g_assert_cmpuint (wait_for (&answer), ==, STORE_OCTETS_PIECE);
  store_batch_remove_outbox (batch, 1);
  fixture_apply (fixture, batch);
  assert_gone (stream);
}

static void
test_no_octets (Fixture *fixture, gconstpointer data)
{
  g_autoptr (StoreOctetsWriter) writer = store_octets_writer_new (fixture->store, G_MAXUINT64);
  StoreBatch *batch = store_batch_new ();
  gint64 id = store_octets_writer_keep (writer, batch);
  g_autoptr (GByteArray) octets = NULL;

  fixture_apply (fixture, batch);
  octets = read_all (fixture, id, 0);
  g_assert_cmpuint (octets->len, ==, 0);
}

static void
test_messages (Fixture *fixture, gconstpointer data)
{
  g_autoptr (OutboxMessage) message = NULL;
  g_autoptr (OutboxMessage) read = NULL;
  StoreBatch *batch = store_batch_new ();
  const OutboxRecipient *second = NULL;

  put_message (fixture, 7, 5);
  message = only_message (fixture);
  outbox_state_begin (message);
  outbox_state_reach_end (message, 1234);
  outbox_state_refuse (message->recipients->pdata[1], "550 no");
  summary_take (&message->error, g_strdup ("why"));
  message->copy = OUTBOX_COPY_WANTED;
  summary_take (&message->copy_error_name, g_strdup ("NoFolder"));
  summary_take (&message->copy_error, g_strdup ("no folder"));
  store_batch_put_outbox (batch, message);
  fixture_apply (fixture, batch);
  fixture_reopen (fixture);
  read = only_message (fixture);
  second = read->recipients->pdata[1];
  g_assert_cmpint (read->id, ==, 7);
  g_assert_cmpstr (read->subject, ==, "Hello");
  g_assert_cmpint (read->state, ==, OUTBOX_SENDING);
  g_assert_cmpint (read->uncertain_since, ==, 1234);
  g_assert_cmpuint (read->attempts, ==, 1);
  g_assert_cmpstr (read->error, ==, "why");
  g_assert_cmpint (read->copy, ==, OUTBOX_COPY_WANTED);
  g_assert_cmpstr (read->copy_error_name, ==, "NoFolder");
  g_assert_cmpstr (read->copy_error, ==, "no folder");
  g_assert_cmpuint (read->recipients->len, ==, 2);
  g_assert_cmpstr (((OutboxRecipient *) read->recipients->pdata[0])->name, ==, "Ann");
  g_assert_cmpint (second->state, ==, RECIPIENT_FAILED);
  g_assert_cmpstr (second->reason, ==, "550 no");
}

/* Octets live as long as something refers to them: an outbox row, a draft, or both for a moment. */
static void
test_references (Fixture *fixture, gconstpointer data)
{
  gint64 octets = put_message (fixture, 1, 5);
  g_autoptr (StoreDraft) draft = store_draft_new ();
  g_autoptr (OutboxMessage) message = make_message (1, 0);
  StoreBatch *batch = store_batch_new ();

  draft->id = 3;
  draft->octets = octets;
  summary_take (&draft->account, g_strdup ("work"));
  store_batch_put_draft (batch, draft);
  store_batch_put_outbox (batch, message);
  fixture_apply (fixture, batch);
  g_assert_cmpint (fixture_count (fixture, "state.db", "octets"), ==, 1);
  batch = store_batch_new ();
  store_batch_remove_draft (batch, 3);
  store_batch_remove_outbox (batch, 1);
  fixture_apply (fixture, batch);
  g_assert_cmpint (fixture_count (fixture, "state.db", "octets"), ==, 0);
  g_assert_cmpint (fixture_count (fixture, "state.db", "outbox_recipient"), ==, 0);
}

static void
test_removed_account (Fixture *fixture, gconstpointer data)
{
  g_autoptr (OutboxMessage) late = make_message (2, 0);
  StoreBatch *batch = store_batch_new ();

  put_message (fixture, 1, 5);
  store_batch_remove_account (batch, "work");
  /* What is on its way meanwhile comes too late. */
  store_batch_put_outbox (batch, late);
  fixture_apply (fixture, batch);
  g_assert_cmpint (fixture_count (fixture, "state.db", "outbox"), ==, 0);
  g_assert_cmpint (fixture_count (fixture, "state.db", "octets"), ==, 0);
}

static void
test_last_id (Fixture *fixture, gconstpointer data)
{
  StoreBatch *batch = store_batch_new ();
  gint64 id = -1;

  g_assert_true (store_reader_last_id (fixture_reader (fixture), "outbox", &id, NULL));
  g_assert_cmpint (id, ==, 0);
  put_message (fixture, 41, 5);
  store_batch_remove_outbox (batch, 41);
  fixture_apply (fixture, batch);
  g_assert_true (store_reader_last_id (fixture_reader (fixture), "outbox", &id, NULL));
  g_assert_cmpint (id, ==, 41);
}

static void
test_signatures (Fixture *fixture, gconstpointer data)
{
  g_autoptr (StoreSignature) first = store_signature_new (1, "", "a@x.org", "<p>a</p>", "a");
  g_autoptr (StoreSignature) second = store_signature_new (2, "B", "b@x.org", "", "b");
  g_autoptr (StoreSignature) changed = store_signature_new (2, "", "", "", "c");
  g_autoptr (GPtrArray) signatures = NULL;
  StoreBatch *batch = store_batch_new ();

  store_batch_put_signature (batch, second);
  store_batch_put_signature (batch, first);
  store_batch_put_signature (batch, changed);
  store_batch_remove_signature (batch, 1);
  fixture_apply (fixture, batch);
  signatures = store_reader_signatures (fixture_reader (fixture), NULL);
  g_assert_cmpuint (signatures->len, ==, 1);
  g_assert_cmpstr (((StoreSignature *) signatures->pdata[0])->text, ==, "c");
  g_assert_cmpstr (((StoreSignature *) signatures->pdata[0])->name, ==, "");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  fixture_test ("/store-outbox/octets", test_octets);
  fixture_test ("/store-outbox/octets-head", test_octets_head);
  fixture_test ("/store-outbox/octets-unkept", test_octets_unkept);
  fixture_test ("/store-outbox/too-many-octets", test_too_many_octets);
  fixture_test ("/store-outbox/octets-swept", test_octets_swept);
  fixture_test ("/store-outbox/octets-missing", test_octets_missing);
  fixture_test ("/store-outbox/octets-go-while-read", test_octets_go_while_read);
  fixture_test ("/store-outbox/no-octets", test_no_octets);
  fixture_test ("/store-outbox/messages", test_messages);
  fixture_test ("/store-outbox/references", test_references);
  fixture_test ("/store-outbox/removed-account", test_removed_account);
  fixture_test ("/store-outbox/last-id", test_last_id);
  fixture_test ("/store-outbox/signatures", test_signatures);
  return g_test_run ();
}
