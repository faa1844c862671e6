/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "append.h"

typedef struct
{
  AppendRequest request;
  AppendSteps *steps;
  GInputStream *source;
} Append;

static void
append_free (gpointer data)
{
  Append *append = data;

  append_steps_free (append->steps);
  g_free ((char *) append->request.path);
  g_free ((char *) append->request.flags);
  g_free ((char *) append->request.message_id);
  g_object_unref (append->source);
  g_free (append);
}

void
append_result_clear (AppendResult *result)
{
  g_clear_pointer (&result->refusal, g_free);
}

static void
on_event (ImapSession *session, const ImapEvent *event, gpointer data)
{
  Append *append = data;

  if (event->type == IMAP_EVENT_RESPONSE)
    append_steps_observe (append->steps, event->response);
}

static void send (GTask *task);

static void
on_answered (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Append *append = g_task_get_task_data (task);
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
  append_steps_advance (append->steps, ok, response);
  send (task);
}

static void
send (GTask *task)
{
  Append *append = g_task_get_task_data (task);
  ImapSession *session = g_task_get_source_object (task);
  ImapCommand *command = append_steps_command (append->steps);

  if (command)
    {
      imap_session_run_with_source_async (session, command, append->source,
                                          g_task_get_cancellable (task), on_answered,
                                          g_object_ref (task));
      return;
    }
  imap_session_set_handler (session, NULL, NULL);
  g_task_return_boolean (task, TRUE);
}

void
append_async (ImapSession *session, const AppendRequest *request, GInputStream *source,
              GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (session, cancellable, callback, data);
  Append *append = g_new0 (Append, 1);

  append->request = *request;
  append->request.path = g_strdup (request->path);
  append->request.flags = g_strdup (request->flags);
  append->request.message_id = g_strdup (request->message_id);
  append->source = g_object_ref (source);
  append->steps = append_steps_new (&append->request, imap_session_capabilities (session));
  g_task_set_task_data (task, append, append_free);
  g_task_set_check_cancellable (task, FALSE);
  imap_session_set_handler (session, on_event, append);
  send (task);
}

gboolean
append_finish (GAsyncResult *result, AppendResult *appended, GError **error)
{
  Append *append = g_task_get_task_data (G_TASK (result));

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;
  appended->outcome = append_steps_outcome (append->steps);
  appended->uid = append_steps_uid (append->steps);
  appended->refusal = g_strdup (append_steps_refusal (append->steps));
  return TRUE;
}
