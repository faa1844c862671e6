/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-octets.h"

#include "error.h"
#include "store-reader-outbox.h"

#include <string.h>

#define STORE_TYPE_OCTETS_READER (store_octets_reader_get_type ())
G_DECLARE_FINAL_TYPE (StoreOctetsReader, store_octets_reader, STORE, OCTETS_READER, GInputStream)

/* NULL without error: there is none. */
typedef GBytes *(*StoreReadPiece) (StoreReader *reader, gint64 id, guint sequence, GError **error);

struct _StoreOctetsReader
{
  GInputStream parent;
  Store *store;
  gint64 id;
  StoreReadPiece read;
  guint64 left;   /* octets that have to come yet */
  guint sequence; /* of the next piece */
  GBytes *piece;  /* NULL: none is at hand */
  gsize position; /* in it */
};

G_DEFINE_FINAL_TYPE (StoreOctetsReader, store_octets_reader, G_TYPE_INPUT_STREAM)

typedef struct
{
  gint64 id;
  guint sequence;
  StoreReadPiece read;
} Wanted;

typedef struct
{
  void *buffer;
  gsize count;
} Room;

static gssize
take (StoreOctetsReader *reader, void *buffer, gsize count)
{
  gsize length = 0;
  const guint8 *octets = g_bytes_get_data (reader->piece, &length);
  gsize taken = MIN (count, length - reader->position);

  memcpy (buffer, octets + reader->position, taken);
  reader->position += taken;
  reader->left -= MIN (taken, reader->left);
  if (reader->position == length)
    g_clear_pointer (&reader->piece, g_bytes_unref);
  return (gssize) taken;
}

static gpointer
read_piece (StoreReader *reader, gpointer data, GError **error)
{
  const Wanted *wanted = data;
  GError *failure = NULL;
  GBytes *piece = wanted->read (reader, wanted->id, wanted->sequence, &failure);

  if (!piece && !failure)
    g_set_error (&failure, POSTHORN_ERROR, POSTHORN_ERROR_STORE,
                 "What was to be given to the server is not here any more: compose it again, or "
                 "check the account again");
  if (failure)
    g_propagate_error (error, failure);
  return piece;
}

static void
on_read (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  StoreOctetsReader *reader = g_task_get_source_object (task);
  const Room *room = g_task_get_task_data (task);
  GError *error = NULL;

  reader->piece = store_read_finish ((Store *) source, result, &error);
  reader->position = 0;
  reader->sequence++;
  if (error)
    g_task_return_error (task, error);
  else
    g_task_return_int (task, take (reader, room->buffer, room->count));
}

static void
read_async (GInputStream *stream, void *buffer, gsize count, int priority,
            GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  StoreOctetsReader *reader = STORE_OCTETS_READER (stream);
  GTask *task = g_task_new (stream, cancellable, callback, data);
  Wanted wanted = { reader->id, reader->sequence, reader->read };
  Room room = { buffer, count };

  if (reader->piece || reader->left == 0)
    {
      g_task_return_int (task, reader->piece ? take (reader, buffer, count) : 0);
      g_object_unref (task);
      return;
    }
  g_task_set_task_data (task, g_memdup2 (&room, sizeof room), g_free);
  store_read_async (reader->store, read_piece, g_memdup2 (&wanted, sizeof wanted), g_free,
                    (GDestroyNotify) g_bytes_unref, cancellable, on_read, task);
}

static gssize
read_finish (GInputStream *stream, GAsyncResult *result, GError **error)
{
  return g_task_propagate_int (G_TASK (result), error);
}

static void
store_octets_reader_finalize (GObject *object)
{
  StoreOctetsReader *reader = STORE_OCTETS_READER (object);

  g_clear_pointer (&reader->piece, g_bytes_unref);
  g_object_unref (reader->store);
  G_OBJECT_CLASS (store_octets_reader_parent_class)->finalize (object);
}

static void
store_octets_reader_class_init (StoreOctetsReaderClass *class)
{
  G_OBJECT_CLASS (class)->finalize = store_octets_reader_finalize;
  G_INPUT_STREAM_CLASS (class)->read_async = read_async;
  G_INPUT_STREAM_CLASS (class)->read_finish = read_finish;
}

static void
store_octets_reader_init (StoreOctetsReader *reader)
{
}

static GInputStream *
new_reader (Store *store, gint64 id, guint64 size, StoreReadPiece read)
{
  StoreOctetsReader *reader = g_object_new (STORE_TYPE_OCTETS_READER, NULL);

  reader->store = g_object_ref (store);
  reader->id = id;
  reader->left = size;
  reader->read = read;
  return G_INPUT_STREAM (reader);
}

GInputStream *
store_octets_reader_new (Store *store, gint64 id, guint64 size)
{
  return new_reader (store, id, size, store_reader_octets);
}

GInputStream *
store_body_reader_new (Store *store, guint64 message, guint64 size)
{
  return new_reader (store, (gint64) message, size, store_reader_body_piece);
}
