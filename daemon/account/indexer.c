/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "indexer.h"

#include "log.h"

/* A slice: what is kept in memory at a time, but for one longer message. */
#define SLICE_MESSAGES 256
#define SLICE_OCTETS   (4 * 1024 * 1024)

struct _Indexer
{
  GObject parent;
  Store *store;
  Parser *parser;
  gboolean held;
  gboolean stopped;
  gboolean stale;   /* there may be something to do */
  gboolean running; /* a slice is on its way */
  gboolean worked;  /* since it last rested */
  GPtrArray *slice; /* StoreDocument */
  guint unread;     /* of the slice: bodies that the parser still has */
  StoreBatch *done; /* says that the slice was written */
};

G_DEFINE_FINAL_TYPE (Indexer, indexer, G_TYPE_OBJECT)

static guint rested;

static void
indexer_init (Indexer *indexer)
{
  indexer->held = TRUE;
  indexer->stale = TRUE;
}

static void
indexer_finalize (GObject *object)
{
  Indexer *indexer = (Indexer *) object;

  g_clear_pointer (&indexer->slice, g_ptr_array_unref);
  g_clear_pointer (&indexer->done, store_batch_free);
  g_object_unref (indexer->parser);
  g_object_unref (indexer->store);
  G_OBJECT_CLASS (indexer_parent_class)->finalize (object);
}

static void
indexer_class_init (IndexerClass *class)
{
  G_OBJECT_CLASS (class)->finalize = indexer_finalize;
  rested = g_signal_new ("rested", TYPE_INDEXER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                         G_TYPE_NONE, 0);
}

static void begin_slice (Indexer *indexer);

static void
end_slice (Indexer *indexer)
{
  g_clear_pointer (&indexer->slice, g_ptr_array_unref);
  g_clear_pointer (&indexer->done, store_batch_free);
  indexer->running = FALSE;
}

/* Tried again with the next change of the mail, at the latest after a restart. */
static void
give_up (Indexer *indexer, const GError *error)
{
  end_slice (indexer);
  if (!indexer->stopped)
    log_warning (NULL, NULL, "index", "the full text waits: %s", error->message);
}

static void
on_noted (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Indexer) indexer = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (StoreChanges) changes = store_commit_finish (POSTHORN_STORE (source), result, &error);

  if (!changes)
    {
      give_up (indexer, error);
      return;
    }
  end_slice (indexer);
  indexer->worked = indexer->stale = TRUE;
  begin_slice (indexer);
}

static void
on_written (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Indexer) indexer = data;
  g_autoptr (GError) error = NULL;

  if (store_index_finish (POSTHORN_STORE (source), result, &error))
    store_commit_async (indexer->store, g_steal_pointer (&indexer->done), on_noted,
                        g_object_ref (indexer));
  else
    give_up (indexer, error);
}

static void
write_slice (Indexer *indexer)
{
  indexer->done = store_batch_new ();
  for (guint i = 0; i < indexer->slice->len; i++)
    {
      const StoreDocument *document = indexer->slice->pdata[i];
      store_batch_set_indexed (indexer->done, document->id, document->received, document->gone);
    }
  store_index_async (indexer->store, g_steal_pointer (&indexer->slice), on_written,
                     g_object_ref (indexer));
}

typedef struct
{
  Indexer *indexer;
  StoreDocument *document; /* in the indexer's slice */
} Reading;

static void
on_text (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autofree Reading *reading = data;
  g_autoptr (Indexer) indexer = reading->indexer;
  char *text = parser_text_finish (POSTHORN_PARSER (source), result, NULL);

  /* What cannot be read is found by its subject and addresses. */
  if (text)
    store_document_take (reading->document, STORE_TEXT_BODY, text);
  g_clear_pointer (&reading->document->raw, g_bytes_unref);
  indexer->unread--;
  if (indexer->unread == 0)
    write_slice (indexer);
}

static void
read_body (Indexer *indexer, StoreDocument *document)
{
  Reading *reading = g_new0 (Reading, 1);

  reading->indexer = g_object_ref (indexer);
  reading->document = document;
  indexer->unread++;
  parser_text_async (indexer->parser, document->raw, NULL, on_text, reading);
}

static void
read_bodies (Indexer *indexer)
{
  for (guint i = 0; i < indexer->slice->len; i++)
    {
      StoreDocument *document = indexer->slice->pdata[i];
      if (document->raw && g_bytes_get_size (document->raw) > 0)
        read_body (indexer, document);
    }
  if (indexer->unread == 0)
    write_slice (indexer);
}

static void
rest (Indexer *indexer)
{
  end_slice (indexer);
  if (indexer->worked && !indexer->stale)
    g_signal_emit (indexer, rested, 0);
  indexer->worked = indexer->stale;
  begin_slice (indexer);
}

static void
on_slice (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Indexer) indexer = data;
  g_autoptr (GError) error = NULL;

  indexer->slice = store_read_finish (POSTHORN_STORE (source), result, &error);
  if (error)
    give_up (indexer, error);
  else if (indexer->slice->len > 0)
    read_bodies (indexer);
  else
    rest (indexer);
}

static gpointer
read_slice (StoreReader *reader, gpointer data, GError **error)
{
  return store_reader_unindexed (reader, SLICE_MESSAGES, SLICE_OCTETS, error);
}

static void
begin_slice (Indexer *indexer)
{
  if (indexer->running || indexer->held || indexer->stopped || !indexer->stale)
    return;
  indexer->running = TRUE;
  indexer->stale = FALSE;
  store_read_async (indexer->store, read_slice, NULL, NULL, (GDestroyNotify) g_ptr_array_unref,
                    NULL, on_slice, g_object_ref (indexer));
}

static void
on_stale (Indexer *indexer)
{
  indexer->stale = TRUE;
  begin_slice (indexer);
}

Indexer *
indexer_new (Store *store, Parser *parser)
{
  Indexer *indexer = g_object_new (TYPE_INDEXER, NULL);

  indexer->store = g_object_ref (store);
  indexer->parser = g_object_ref (parser);
  g_signal_connect_object (store, "text-stale", G_CALLBACK (on_stale), indexer, G_CONNECT_SWAPPED);
  return indexer;
}

void
indexer_set_held (Indexer *indexer, gboolean held)
{
  indexer->held = held;
  begin_slice (indexer);
}

void
indexer_stop (Indexer *indexer)
{
  indexer->stopped = TRUE;
}
