/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-thread.h"

struct _StoreThread
{
  GThread *thread;
  GAsyncQueue *queue;
  StoreWorker worker;
};

/* Pushed to end a thread. */
static StoreJob stop_job;

/* GLib's locks order what the two threads do with a job, but a race detector does not see them;
 * it sees these. */
static void
hand_over (StoreJob *job)
{
  g_atomic_int_set (&job->handed_over, 1);
}

static void
take_over (StoreJob *job)
{
  (void) g_atomic_int_get (&job->handed_over);
}

static gboolean
deliver (gpointer data)
{
  StoreJob *job = data;

  take_over (job);
  job->done (job);
  return G_SOURCE_REMOVE;
}

static void
hand_back (StoreJob *job)
{
  g_autoptr (GMainContext) context = g_steal_pointer (&job->context);
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, deliver, job, NULL);
  hand_over (job);
  g_source_attach (source, context);
}

/* Rests until a job comes. */
static StoreJob *
next_job (StoreThread *self)
{
  gboolean unfinished = self->worker.rest != NULL;
  StoreJob *job = NULL;

  while (unfinished && !job)
    {
      job = g_async_queue_try_pop (self->queue);
      unfinished = self->worker.rest (self->worker.worker, job == NULL);
    }
  return job ? job : g_async_queue_pop (self->queue);
}

static gpointer
work (gpointer data)
{
  StoreThread *self = data;
  StoreJob *job = NULL;

  while ((job = next_job (self)) != &stop_job)
    {
      take_over (job);
      job->run (job, self->worker.worker);
      hand_back (job);
    }
  self->worker.end (self->worker.worker);
  return NULL;
}

StoreThread *
store_thread_start (const char *name, GAsyncQueue *queue, StoreWorker worker)
{
  StoreThread *self = g_new0 (StoreThread, 1);

  self->queue = queue;
  self->worker = worker;
  self->thread = g_thread_new (name, work, self);
  return self;
}

void
store_thread_push (GAsyncQueue *queue, StoreJob *job)
{
  job->context = g_main_context_ref_thread_default ();
  hand_over (job);
  g_async_queue_push (queue, job);
}

void
store_thread_stop (GAsyncQueue *queue)
{
  g_async_queue_push (queue, &stop_job);
}

void
store_thread_join (StoreThread *thread)
{
  g_thread_join (thread->thread);
  g_free (thread);
}
