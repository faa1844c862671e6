/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "error.h"
#include "store-fixture.h"
#include "store-thread.h"

typedef struct
{
  gboolean done;
  gpointer result;
  GError *error;
} Read;

static void
note_read (GObject *source, GAsyncResult *result, gpointer data)
{
  Read *read = data;

  read->result = store_read_finish ((Store *) source, result, &read->error);
  read->done = TRUE;
}

static void
wait_for (Read *read)
{
  while (!read->done)
    g_main_context_iteration (NULL, TRUE);
}

/* What a reading function is given; counts how often it is freed, and where. */
typedef struct
{
  GThread *main;
  guint freed;
  GMutex mutex;
  GCond changed;
  int stage;
} Question;

static void
question_freed (gpointer data)
{
  Question *question = data;

  g_assert_true (g_thread_self () == question->main);
  question->freed++;
}

static guint
count (StoreReader *reader)
{
  StoreFilter filter = { .unread = -1, .flagged = -1, .has_attachments = -1, .since = 1 };
  guint messages = 0;
  g_autoptr (GError) error = NULL;

  store_reader_count (reader, &filter, &messages, &error);
  g_assert_no_error (error);
  return messages;
}

static gpointer
count_messages (StoreReader *reader, gpointer data, GError **error)
{
  Question *question = data;

  g_assert_false (g_thread_self () == question->main);
  return GUINT_TO_POINTER (count (reader));
}

static void
test_read (Fixture *fixture, gconstpointer data)
{
  Question question = { .main = g_thread_self () };
  Read reads[20] = { { FALSE, NULL, NULL } };

  fixture_add_now (fixture, fixture->inbox, (Sample){ 1, 1 });
  for (guint i = 0; i < G_N_ELEMENTS (reads); i++)
    store_read_async (fixture->store, count_messages, &question, question_freed, NULL, NULL,
                      note_read, &reads[i]);
  for (guint i = 0; i < G_N_ELEMENTS (reads); i++)
    {
      wait_for (&reads[i]);
      g_assert_no_error (reads[i].error);
      g_assert_cmpuint (GPOINTER_TO_UINT (reads[i].result), ==, 1);
    }
  while (question.freed < G_N_ELEMENTS (reads))
    g_main_context_iteration (NULL, FALSE);
}

static gpointer
fail (StoreReader *reader, gpointer data, GError **error)
{
  guint64 id = 99;
  return store_reader_get (reader, &id, 1, STORE_COLUMNS_HEAD, error);
}

static void
test_read_error (Fixture *fixture, gconstpointer data)
{
  Read read = { FALSE, NULL, NULL };

  store_read_async (fixture->store, fail, NULL, NULL, NULL, NULL, note_read, &read);
  wait_for (&read);
  g_assert_error (read.error, POSTHORN_ERROR, POSTHORN_ERROR_NOT_FOUND);
  g_error_free (read.error);
}

static void
set_stage (Question *question, int stage)
{
  g_mutex_lock (&question->mutex);
  question->stage = stage;
  g_cond_broadcast (&question->changed);
  g_mutex_unlock (&question->mutex);
}

static void
await_stage (Question *question, int stage)
{
  g_mutex_lock (&question->mutex);
  while (question->stage < stage)
    g_cond_wait (&question->changed, &question->mutex);
  g_mutex_unlock (&question->mutex);
}

/* Counts, lets the main thread commit, counts again. */
static gpointer
count_twice (StoreReader *reader, gpointer data, GError **error)
{
  Question *question = data;
  guint before = count (reader);

  set_stage (question, 1);
  await_stage (question, 2);
  g_assert_cmpuint (count (reader), ==, before);
  return GUINT_TO_POINTER (before);
}

static void
test_snapshot (Fixture *fixture, gconstpointer data)
{
  Question question = { .main = g_thread_self () };
  Read read = { FALSE, NULL, NULL };
  Read later = { FALSE, NULL, NULL };

  fixture_add_now (fixture, fixture->inbox, (Sample){ 1, 1 });
  store_read_async (fixture->store, count_twice, &question, NULL, NULL, NULL, note_read, &read);
  await_stage (&question, 1);
  fixture_add_now (fixture, fixture->inbox, (Sample){ 2, 2 });
  store_read_async (fixture->store, count_messages, &question, NULL, NULL, NULL, note_read, &later);
  wait_for (&later);
  g_assert_cmpuint (GPOINTER_TO_UINT (later.result), ==, 2);
  g_assert_false (read.done);
  set_stage (&question, 2);
  wait_for (&read);
  g_assert_cmpuint (GPOINTER_TO_UINT (read.result), ==, 1);
}

static void
test_cancelled (Fixture *fixture, gconstpointer data)
{
  Question question = { .main = g_thread_self () };
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Read read = { FALSE, NULL, NULL };

  g_cancellable_cancel (cancellable);
  store_read_async (fixture->store, count_messages, &question, question_freed, NULL, cancellable,
                    note_read, &read);
  wait_for (&read);
  g_assert_error (read.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_error_free (read.error);
  while (question.freed < 1)
    g_main_context_iteration (NULL, FALSE);
}

static void
note_commit (GObject *source, GAsyncResult *result, gpointer data)
{
  guint *committed = data;
  g_autoptr (GError) error = NULL;

  store_changes_free (store_commit_finish ((Store *) source, result, &error));
  g_assert_no_error (error);
  (*committed)++;
}

/* What was queued is done, and its callbacks still come. */
static void
test_close (Fixture *fixture, gconstpointer data)
{
  guint committed = 0;
  g_autoptr (Store) store = g_object_ref (fixture->store);
  g_autoptr (StoreFolder) folder = NULL;

  for (guint i = 1; i <= 10; i++)
    {
      StoreBatch *batch = store_batch_new ();
      fixture_add (batch, fixture->inbox, (Sample){ i, i });
      store_commit_async (store, batch, note_commit, &committed);
    }
  fixture_close (fixture);
  while (committed < 10)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (store_backlog (store), ==, 0);
  fixture_open (fixture);
  folder = fixture_folder (fixture, "work", fixture->inbox);
  g_assert_cmpuint (folder->total, ==, 10);
}

static void
test_closed (Fixture *fixture, gconstpointer data)
{
  Question question = { .main = g_thread_self () };
  Fixture closed = *fixture;
  StoreBatch *batch = store_batch_new ();
  Read read = { FALSE, NULL, NULL };
  g_autoptr (Store) store = g_object_ref (fixture->store);
  g_autoptr (GError) error = NULL;

  fixture_close (fixture);
  closed.store = store;
  fixture_add (batch, fixture->inbox, (Sample){ 1, 1 });
  g_assert_null (fixture_try (&closed, batch, &error));
  g_assert_error (error, POSTHORN_ERROR, POSTHORN_ERROR_STORE);
  store_read_async (store, count_messages, &question, question_freed, NULL, NULL, note_read, &read);
  wait_for (&read);
  g_assert_error (read.error, POSTHORN_ERROR, POSTHORN_ERROR_STORE);
  g_error_free (read.error);
  g_assert_cmpuint (question.freed, ==, 1);
}

typedef struct
{
  StoreJob job;
  int *ran;
} Flag;

static void
run_flag (StoreJob *job, gpointer worker)
{
  g_atomic_int_set (((Flag *) job)->ran, 1);
}

static void
flag_done (StoreJob *job)
{
  g_free (job);
}

/* Has always more to do, until the job ran. */
static gboolean
rest_until_flag (gpointer worker, gboolean idle)
{
  return g_atomic_int_get ((int *) worker) == 0;
}

static void
end_flag (gpointer worker)
{
  g_atomic_int_inc ((int *) worker);
}

/* A thread that found something to do in its idle time takes a job all the same. */
static void
test_job_before_rest (void)
{
  g_autoptr (GAsyncQueue) queue = g_async_queue_new ();
  int ran = 0;
  StoreWorker worker = { &ran, rest_until_flag, end_flag };
  StoreThread *thread = store_thread_start ("restless", queue, worker);
  Flag *flag = g_new0 (Flag, 1);

  flag->job.run = run_flag;
  flag->job.done = flag_done;
  flag->ran = &ran;
  store_thread_push (queue, &flag->job);
  store_thread_stop (queue);
  store_thread_join (thread);
  g_assert_cmpint (ran, ==, 2);
  while (g_main_context_iteration (NULL, FALSE))
    continue;
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  fixture_test ("/store-threads/read", test_read);
  fixture_test ("/store-threads/read-error", test_read_error);
  fixture_test ("/store-threads/snapshot", test_snapshot);
  fixture_test ("/store-threads/cancelled", test_cancelled);
  g_test_add_func ("/store-threads/job-before-rest", test_job_before_rest);
  fixture_test ("/store-threads/close", test_close);
  fixture_test ("/store-threads/closed", test_closed);
  return g_test_run ();
}
