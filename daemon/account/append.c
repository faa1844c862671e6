/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "append.h"

#include "steps-run.h"

typedef struct
{
  AppendRequest request;
  AppendSteps *steps;
} Append;

static void
append_free (gpointer data)
{
  Append *append = data;

  append_steps_free (append->steps);
  g_free ((char *) append->request.path);
  g_free ((char *) append->request.flags);
  g_free ((char *) append->request.message_id);
  g_free (append);
}

void
append_result_clear (AppendResult *result)
{
  g_clear_pointer (&result->refusal, g_free);
}

static void
on_run (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;

  if (steps_run_finish (result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
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
  append->steps = append_steps_new (&append->request, imap_session_capabilities (session));
  g_task_set_task_data (task, append, append_free);
  g_task_set_check_cancellable (task, FALSE);
  steps_run_async (session, &append_steps_kind, append->steps, source, cancellable, on_run,
                   g_object_ref (task));
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
