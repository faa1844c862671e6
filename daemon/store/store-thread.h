/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A thread that does jobs from a queue, one after another, and hands each back to the main context
 * it came from. Several threads may share a queue. It knows nothing of databases.
 */
#pragma once

#include <glib.h>

typedef struct _StoreJob StoreJob;

/* The first member of whatever a job carries. */
struct _StoreJob
{
  void (*run) (StoreJob *job, gpointer worker); /* in the thread */
  void (*done) (StoreJob *job);                 /* in the main context; frees the job */
  GMainContext *context;
  int handed_over;
};

typedef struct
{
  gpointer worker;
  /* In the thread, at its start and after a job was handed back; IDLE says that no other waits.
   * TRUE when idle: it has more to do and is called again unless a job comes. May be NULL. */
  gboolean (*rest) (gpointer worker, gboolean idle);
  void (*end) (gpointer worker); /* in the thread, at its end */
} StoreWorker;

typedef struct _StoreThread StoreThread;

/* QUEUE is shared and outlives the thread. */
StoreThread *store_thread_start (const char *name, GAsyncQueue *queue, StoreWorker worker);
void store_thread_push (GAsyncQueue *queue, StoreJob *job);

/* Lets one thread of QUEUE end after what is queued now. */
void store_thread_stop (GAsyncQueue *queue);
void store_thread_join (StoreThread *thread);
