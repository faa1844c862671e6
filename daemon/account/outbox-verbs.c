/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "error.h"
#include "outbox-private.h"

/* What message ID is, to be changed; NULL when it may not be now. */
static OutboxMessage *
copy_of (Outbox *outbox, gint64 id, GError **error)
{
  const OutboxMessage *message = outbox_find (outbox, id);

  if (!message)
    g_set_error (error, POSTHORN_ERROR, POSTHORN_ERROR_NOT_FOUND,
                 "There is no message %" G_GINT64_FORMAT " in the outbox: list it again", id);
  else if (outbox_is_writing (outbox, id))
    g_set_error (error, POSTHORN_ERROR, POSTHORN_ERROR_BUSY,
                 "Message %" G_GINT64_FORMAT " is just changing: try again", id);
  else
    return outbox_message_copy (message);
  return NULL;
}

static void
on_put (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;

  if (outbox_put_finish (POSTHORN_OUTBOX (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* Takes ERROR; without one, NEXT is what becomes of the message. */
static void
finish (GTask *task, OutboxMessage *next, GError *error)
{
  if (error)
    g_task_return_error (task, error);
  else
    outbox_put_async (g_task_get_source_object (task), next, NULL, on_put, g_object_ref (task));
}

void
outbox_cancel_async (Outbox *outbox, gint64 id, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (outbox, NULL, callback, data);
  GError *error = NULL;
  g_autoptr (OutboxMessage) next = copy_of (outbox, id, &error);

  if (next)
    outbox_state_cancel (next, &error);
  finish (task, next, error);
}

void
outbox_retry_async (Outbox *outbox, gint64 id, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (outbox, NULL, callback, data);
  GError *error = NULL;
  g_autoptr (OutboxMessage) next = copy_of (outbox, id, &error);

  if (next)
    outbox_state_retry (next, outbox_now (), &error);
  finish (task, next, error);
}

void
outbox_resolve_async (Outbox *outbox, gint64 id, gboolean sent, GAsyncReadyCallback callback,
                      gpointer data)
{
  g_autoptr (GTask) task = g_task_new (outbox, NULL, callback, data);
  GError *error = NULL;
  g_autoptr (OutboxMessage) next = copy_of (outbox, id, &error);

  if (next)
    outbox_state_resolve (next, sent, outbox_get_options (outbox), outbox_now (),
                          g_random_double (), &error);
  finish (task, next, error);
}

gboolean
outbox_verb_finish (Outbox *outbox, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
