/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store.h"

#include "error.h"
#include "store-connection.h"
#include "store-files.h"
#include "store-index.h"
#include "store-thread.h"
#include "store-writer.h"

#include <sqlite3.h>
#include <unistd.h>

#define N_READERS 2
/* What all page caches together should stay below. */
#define SOFT_HEAP_OCTETS (12 * 1024 * 1024)

/* One reading thread's own; the connection is made by its first job. */
typedef struct
{
  const char *directory;
  StoreSynced *pending;
  StoreReader *reader;
} ReadWorker;

struct _Store
{
  GObject parent;
  char *directory;
  int lock;
  char *set_aside;
  StoreSynced *pending;
  StoreWriter *writer; /* the writing thread's, once that has started */
  StoreIndex *index;   /* the indexing thread's, likewise */
  StoreReader *main_reader;
  GAsyncQueue *writes;
  GAsyncQueue *indexing;
  GAsyncQueue *reads;
  StoreThread *write_thread;
  StoreThread *index_thread;
  StoreThread *read_threads[N_READERS];
  gsize backlog;
};

static guint changed_signal;

G_DEFINE_FINAL_TYPE (Store, store, G_TYPE_OBJECT)

static guint text_stale;
static guint intended;

typedef struct
{
  StoreJob job;
  GTask *task;
  StoreBatch *batch;
  gsize octets;
  StoreChanges *changes;
  GError *error;
} WriteJob;

typedef struct
{
  StoreJob job;
  GTask *task;
  GPtrArray *documents;
  GError *error;
} IndexJob;

typedef struct
{
  StoreJob job;
  GTask *task;
  StoreReadFunction function;
  gpointer data;
  GDestroyNotify destroy;
  GDestroyNotify result_free;
  gpointer result;
  GError *error;
} ReadJob;

static void
store_init (Store *store)
{
  store->lock = -1;
  store->pending = store_synced_new ();
  store->writes = g_async_queue_new ();
  store->reads = g_async_queue_new ();
  store->indexing = g_async_queue_new ();
}

static void
store_finalize (GObject *object)
{
  Store *store = (Store *) object;

  store_close (store);
  store_synced_free (store->pending);
  g_async_queue_unref (store->writes);
  g_async_queue_unref (store->reads);
  g_async_queue_unref (store->indexing);
  g_free (store->directory);
  g_free (store->set_aside);
  G_OBJECT_CLASS (store_parent_class)->finalize (object);
}

static void
store_class_init (StoreClass *class)
{
  G_OBJECT_CLASS (class)->finalize = store_finalize;
  text_stale = g_signal_new ("text-stale", TYPE_STORE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                             G_TYPE_NONE, 0);
  intended = g_signal_new ("intended", TYPE_STORE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                           G_TYPE_NONE, 0);
  changed_signal = g_signal_new ("changed", TYPE_STORE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 1, G_TYPE_POINTER);
}

static gboolean
writer_rest (gpointer worker, gboolean idle)
{
  return store_writer_tidy (worker, idle);
}

static gboolean
index_rest (gpointer worker, gboolean idle)
{
  store_index_tidy (worker, idle);
  return FALSE;
}

static void
leave_open (gpointer worker)
{
  /* Closed by store_close(), after the last reader. */
}

static void
read_worker_end (gpointer data)
{
  ReadWorker *worker = data;

  store_reader_close (worker->reader);
  g_free (worker);
}

static void
start_threads (Store *store)
{
  StoreWorker writer = { store->writer, writer_rest, leave_open };
  StoreWorker indexer = { store->index, index_rest, leave_open };

  store->write_thread = store_thread_start ("store-writer", store->writes, writer);
  store->index_thread = store_thread_start ("store-indexer", store->indexing, indexer);
  for (guint i = 0; i < N_READERS; i++)
    {
      ReadWorker *worker = g_new0 (ReadWorker, 1);
      worker->directory = store->directory;
      worker->pending = store->pending;
      store->read_threads[i] = store_thread_start ("store-reader", store->reads,
                                                   (StoreWorker){ worker, NULL, read_worker_end });
    }
}

/* All messages are noted before there is a text.db again, so that being killed loses none. */
static gboolean
begin_index (Store *store, GError **error)
{
  return store_index_discard (store->directory, error)
         && store_writer_unindex (store->writer, error);
}

static gboolean
open_index (Store *store, GError **error)
{
  gboolean is_lost
      = store_writer_mail_is_new (store->writer) || store_index_is_lost (store->directory);
  g_autoptr (GError) failure = NULL;

  if (is_lost && !begin_index (store, error))
    return FALSE;
  store->index = store_index_open (store->directory, &failure);
  if (store->index)
    return TRUE;
  if (!store_index_is_lost (store->directory))
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  /* It was found to be damaged just now. */
  if (!begin_index (store, error))
    return FALSE;
  store->index = store_index_open (store->directory, error);
  return store->index != NULL;
}

Store *
store_open (const char *directory, GError **error)
{
  g_autoptr (Store) store = g_object_new (TYPE_STORE, NULL);

  sqlite3_soft_heap_limit64 (SOFT_HEAP_OCTETS);
  store->directory = g_strdup (directory);
  store->lock = store_files_lock (directory, error);
  if (store->lock < 0)
    return NULL;
  store->writer = store_writer_open (directory, store->pending, &store->set_aside, error);
  if (!store->writer || !open_index (store, error))
    return NULL;
  store->main_reader = store_reader_open (directory, store->pending, error);
  if (!store->main_reader)
    return NULL;
  start_threads (store);
  return g_steal_pointer (&store);
}

const char *
store_set_aside (Store *store)
{
  return store->set_aside;
}

gsize
store_backlog (Store *store)
{
  return store->backlog;
}

StoreReader *
store_main_reader (Store *store)
{
  return store->main_reader;
}

/* TRUE when TASK was answered, for the store is closed. */
static gboolean
refuse_when_closed (Store *store, GTask *task)
{
  if (store->write_thread)
    return FALSE;
  g_task_return_new_error (task, POSTHORN_ERROR, POSTHORN_ERROR_STORE,
                           "The store in %s is closed: start Posthorn again", store->directory);
  return TRUE;
}

static void
run_write (StoreJob *base, gpointer worker)
{
  WriteJob *job = (WriteJob *) base;

  job->changes = store_writer_commit (worker, job->batch, &job->error);
  g_clear_pointer (&job->batch, store_batch_free);
}

static gboolean
makes_text_stale (const StoreChanges *changes)
{
  return changes->added->len + changes->removed->len + changes->removed_folders->len > 0;
}

static void
write_done (StoreJob *base)
{
  WriteJob *job = (WriteJob *) base;
  Store *store = g_task_get_source_object (job->task);

  store->backlog -= job->octets;
  if (job->changes && makes_text_stale (job->changes))
    g_signal_emit (store, text_stale, 0);
  if (job->changes && job->changes->revision > 0)
    g_signal_emit (store, changed_signal, 0, job->changes);
  if (job->changes && job->changes->has_intents)
    g_signal_emit (store, intended, 0);
  if (job->error)
    g_task_return_error (job->task, job->error);
  else
    g_task_return_pointer (job->task, job->changes, (GDestroyNotify) store_changes_free);
  g_object_unref (job->task);
  g_free (job);
}

void
store_commit_async (Store *store, StoreBatch *batch, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (StoreBatch) owned = batch;
  g_autoptr (GTask) task = g_task_new (store, NULL, callback, data);
  WriteJob *job = NULL;

  g_task_set_source_tag (task, store_commit_async);
  if (refuse_when_closed (store, task))
    return;
  job = g_new0 (WriteJob, 1);
  job->job.run = run_write;
  job->job.done = write_done;
  job->octets = store_batch_octets (batch);
  job->batch = g_steal_pointer (&owned);
  job->task = g_steal_pointer (&task);
  store->backlog += job->octets;
  store_thread_push (store->writes, &job->job);
}

StoreChanges *
store_commit_finish (Store *store, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
run_index (StoreJob *base, gpointer worker)
{
  IndexJob *job = (IndexJob *) base;

  store_index_put (worker, job->documents, &job->error);
}

static void
index_done (StoreJob *base)
{
  IndexJob *job = (IndexJob *) base;

  if (job->error)
    g_task_return_error (job->task, job->error);
  else
    g_task_return_boolean (job->task, TRUE);
  g_ptr_array_unref (job->documents);
  g_object_unref (job->task);
  g_free (job);
}

void
store_index_async (Store *store, GPtrArray *documents, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GPtrArray) owned = documents;
  g_autoptr (GTask) task = g_task_new (store, NULL, callback, data);
  IndexJob *job = NULL;

  g_task_set_source_tag (task, store_index_async);
  if (refuse_when_closed (store, task))
    return;
  job = g_new0 (IndexJob, 1);
  job->job.run = run_index;
  job->job.done = index_done;
  job->documents = g_steal_pointer (&owned);
  job->task = g_steal_pointer (&task);
  store_thread_push (store->indexing, &job->job);
}

gboolean
store_index_finish (Store *store, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static gboolean
have_reader (ReadWorker *worker, GError **error)
{
  if (!worker->reader)
    worker->reader = store_reader_open (worker->directory, worker->pending, error);
  return worker->reader != NULL;
}

static void
run_read (StoreJob *base, gpointer data)
{
  ReadJob *job = (ReadJob *) base;
  ReadWorker *worker = data;
  GCancellable *cancellable = g_task_get_cancellable (job->task);

  if (g_cancellable_set_error_if_cancelled (cancellable, &job->error)
      || !have_reader (worker, &job->error) || !store_reader_begin (worker->reader, &job->error))
    return;
  job->result = job->function (worker->reader, job->data, &job->error);
  store_reader_end (worker->reader);
}

static void
read_done (StoreJob *base)
{
  ReadJob *job = (ReadJob *) base;

  if (job->error)
    g_task_return_error (job->task, job->error);
  else
    g_task_return_pointer (job->task, job->result, job->result_free);
  g_object_unref (job->task);
  if (job->destroy)
    job->destroy (job->data);
  g_free (job);
}

void
store_read_async (Store *store, StoreReadFunction function, gpointer data, GDestroyNotify destroy,
                  GDestroyNotify result_free, GCancellable *cancellable,
                  GAsyncReadyCallback callback, gpointer callback_data)
{
  g_autoptr (GTask) task = g_task_new (store, cancellable, callback, callback_data);
  ReadJob *job = NULL;

  g_task_set_source_tag (task, store_read_async);
  if (refuse_when_closed (store, task))
    {
      if (destroy)
        destroy (data);
      return;
    }
  job = g_new0 (ReadJob, 1);
  job->job.run = run_read;
  job->job.done = read_done;
  job->function = function;
  job->data = data;
  job->destroy = destroy;
  job->result_free = result_free;
  job->task = g_steal_pointer (&task);
  store_thread_push (store->reads, &job->job);
}

gpointer
store_read_finish (Store *store, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
stop_threads (Store *store)
{
  if (!store->write_thread)
    return;
  store_thread_stop (store->writes);
  store_thread_stop (store->indexing);
  for (guint i = 0; i < N_READERS; i++)
    store_thread_stop (store->reads);
  for (guint i = 0; i < N_READERS; i++)
    g_clear_pointer (&store->read_threads[i], store_thread_join);
  g_clear_pointer (&store->write_thread, store_thread_join);
  g_clear_pointer (&store->index_thread, store_thread_join);
}

void
store_close (Store *store)
{
  stop_threads (store);
  g_clear_pointer (&store->main_reader, store_reader_close);
  g_clear_pointer (&store->index, store_index_close);
  g_clear_pointer (&store->writer, store_writer_close);
  if (store->lock >= 0)
    close (store->lock);
  store->lock = -1;
}
