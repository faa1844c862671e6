/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "steps-run.h"

typedef struct
{
  const StepsKind *kind;
  gpointer steps;
  GInputStream *source;
} Run;

static void
run_free (gpointer data)
{
  Run *run = data;

  g_clear_object (&run->source);
  g_free (run);
}

static void
on_event (ImapSession *session, const ImapEvent *event, gpointer data)
{
  Run *run = data;

  if (event->type == IMAP_EVENT_RESPONSE)
    run->kind->observe (run->steps, event->response);
}

static void send_next (GTask *task);

static void
on_answered (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  const Run *run = g_task_get_task_data (task);
  ImapSession *session = IMAP_SESSION (source);
  g_autoptr (ImapResponse) response = NULL;
  GError *error = NULL;
  gboolean ok = imap_session_run_finish (session, result, &response, &error);

  if (!response)
    {
      imap_session_set_handler (session, NULL, NULL);
      g_task_return_error (task, error);
      return;
    }
  g_clear_error (&error);
  run->kind->advance (run->steps, ok, response);
  send_next (task);
}

static void
send_next (GTask *task)
{
  const Run *run = g_task_get_task_data (task);
  ImapSession *session = g_task_get_source_object (task);
  ImapCommand *command = run->kind->command (run->steps);

  if (command)
    {
      imap_session_run_with_source_async (session, command, run->source,
                                          g_task_get_cancellable (task), on_answered,
                                          g_object_ref (task));
      return;
    }
  imap_session_set_handler (session, NULL, NULL);
  g_task_return_boolean (task, TRUE);
}

void
steps_run_async (ImapSession *session, const StepsKind *kind, gpointer steps, GInputStream *source,
                 GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (session, cancellable, callback, data);
  Run *run = g_new0 (Run, 1);

  run->kind = kind;
  run->steps = steps;
  g_set_object (&run->source, source);
  g_task_set_task_data (task, run, run_free);
  g_task_set_check_cancellable (task, FALSE);
  imap_session_set_handler (session, on_event, run);
  send_next (task);
}

gboolean
steps_run_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
