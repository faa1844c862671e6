/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-octets.h"

#include "error.h"
#include "store-batch-outbox.h"

struct _StoreOctetsWriter
{
  GOutputStream parent;
  Store *store;
  gint64 id;
  GByteArray *rest; /* not on disk */
  GBytes *head;     /* the first piece, once it is whole */
  guint pieces;     /* handed to the store */
  guint64 size;
  guint64 most;
  gboolean is_kept;
  gboolean has_8bit;
};

G_DEFINE_FINAL_TYPE (StoreOctetsWriter, store_octets_writer, G_TYPE_OUTPUT_STREAM)

static GBytes *
take_piece (StoreOctetsWriter *writer)
{
  GBytes *piece = g_byte_array_free_to_bytes (writer->rest);

  writer->rest = g_byte_array_new ();
  if (writer->pieces == 0)
    writer->head = g_bytes_ref (piece);
  return piece;
}

static void
put_piece (StoreOctetsWriter *writer, StoreBatch *batch)
{
  g_autoptr (GBytes) piece = take_piece (writer);

  store_batch_put_octets (batch, writer->id, writer->pieces++, piece);
}

static void
on_committed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  g_autoptr (StoreChanges) changes = store_commit_finish ((Store *) source, result, &error);

  if (changes)
    g_task_return_int (task, GPOINTER_TO_INT (g_task_get_task_data (task)));
  else
    g_task_return_error (task, error);
}

static gboolean
has_8bit (const guint8 *octets, gsize length)
{
  guint8 all = 0;

  for (gsize i = 0; i < length; i++)
    all |= octets[i];
  return all >= 0x80;
}

static void
write_async (GOutputStream *stream, const void *buffer, gsize count, int priority,
             GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  StoreOctetsWriter *writer = STORE_OCTETS_WRITER (stream);
  g_autoptr (GTask) task = g_task_new (stream, cancellable, callback, data);
  gsize taken = MIN (count, STORE_OCTETS_PIECE - writer->rest->len);
  StoreBatch *batch = NULL;

  if (count > writer->most - writer->size)
    {
      g_task_return_new_error (task, POSTHORN_ERROR, POSTHORN_ERROR_TOO_LARGE,
                               "There is room for %" G_GUINT64_FORMAT " octets of it and no more: "
                               "give less, or send or discard first what waits",
                               writer->most);
      return;
    }
  g_byte_array_append (writer->rest, buffer, (guint) taken);
  writer->size += taken;
  writer->has_8bit |= has_8bit (buffer, taken);
  if (writer->rest->len < STORE_OCTETS_PIECE)
    {
      g_task_return_int (task, (gssize) taken);
      return;
    }
  g_task_set_task_data (task, GINT_TO_POINTER ((int) taken), NULL);
  batch = store_batch_new ();
  put_piece (writer, batch);
  store_commit_async (writer->store, batch, on_committed, g_steal_pointer (&task));
}

static gssize
write_finish (GOutputStream *stream, GAsyncResult *result, GError **error)
{
  return g_task_propagate_int (G_TASK (result), error);
}

/* Nothing of it has to be waited for. */
static void
close_async (GOutputStream *stream, int priority, GCancellable *cancellable,
             GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (stream, cancellable, callback, data);

  g_task_return_boolean (task, TRUE);
}

static gboolean
close_finish (GOutputStream *stream, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
drop (StoreOctetsWriter *writer)
{
  StoreBatch *batch = store_batch_new ();

  store_batch_drop_octets (batch, writer->id);
  store_commit_async (writer->store, batch, NULL, NULL);
}

static void
store_octets_writer_finalize (GObject *object)
{
  StoreOctetsWriter *writer = STORE_OCTETS_WRITER (object);

  if (!writer->is_kept && writer->pieces > 0)
    drop (writer);
  g_byte_array_unref (writer->rest);
  g_clear_pointer (&writer->head, g_bytes_unref);
  g_object_unref (writer->store);
  G_OBJECT_CLASS (store_octets_writer_parent_class)->finalize (object);
}

static void
store_octets_writer_class_init (StoreOctetsWriterClass *class)
{
  GOutputStreamClass *stream = G_OUTPUT_STREAM_CLASS (class);

  G_OBJECT_CLASS (class)->finalize = store_octets_writer_finalize;
  stream->write_async = write_async;
  stream->write_finish = write_finish;
  stream->close_async = close_async;
  stream->close_finish = close_finish;
}

static void
store_octets_writer_init (StoreOctetsWriter *writer)
{
  writer->rest = g_byte_array_new ();
  /* Drawn, so that nobody has to count; 0 means none. */
  writer->id = ((gint64) (g_random_int () >> 1) << 32 | g_random_int ()) | 1;
}

StoreOctetsWriter *
store_octets_writer_new (Store *store, guint64 most)
{
  StoreOctetsWriter *writer = g_object_new (STORE_TYPE_OCTETS_WRITER, NULL);

  writer->store = g_object_ref (store);
  writer->most = most;
  return writer;
}

guint64
store_octets_writer_size (StoreOctetsWriter *writer)
{
  return writer->size;
}

gboolean
store_octets_writer_is_ascii (StoreOctetsWriter *writer)
{
  return !writer->has_8bit;
}

GBytes *
store_octets_writer_head (StoreOctetsWriter *writer)
{
  return writer->head ? g_bytes_ref (writer->head)
                      : g_bytes_new (writer->rest->data, writer->rest->len);
}

gint64
store_octets_writer_keep (StoreOctetsWriter *writer, StoreBatch *batch)
{
  if (writer->rest->len > 0)
    put_piece (writer, batch);
  writer->is_kept = TRUE;
  return writer->id;
}
