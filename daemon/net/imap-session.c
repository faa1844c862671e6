/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "imap-session-private.h"

#include "error.h"
#include "imap-answer.h"
#include "log.h"
#include "net-error.h"
#include "source.h"

#include <string.h>

/* As much of a message is in memory at a time. */
#define PIECE (64 * 1024)

typedef struct
{
  ImapSession *session; /* kept alive by the task */
  guint serial;
  char *name;
  GSource *cancel;
} RunningCommand;

G_DEFINE_FINAL_TYPE (ImapSession, imap_session, G_TYPE_OBJECT)

static void
running_command_free (gpointer data)
{
  RunningCommand *running = data;

  source_remove (&running->cancel);
  g_free (running->name);
  g_free (running);
}

static gboolean
on_tell_closed (gpointer data)
{
  ImapSession *self = data;
  ImapSessionClosed closed = self->closed;

  self->closed = NULL;
  if (closed)
    closed (self, self->failure, self->closed_data);
  return G_SOURCE_REMOVE;
}

/* Behind the callbacks of the running commands, which come from the main loop in the same way. */
static void
tell_closed (ImapSession *self)
{
  if (self->closed && self->failure
      && !g_error_matches (self->failure, POSTHORN_ERROR, POSTHORN_ERROR_CANCELLED))
    source_call_soon (on_tell_closed, G_OBJECT (self));
}

void
imap_session_fail (ImapSession *self, GError *error)
{
  GQueue running = self->running;
  GTask *task;

  if (self->failure)
    {
      g_error_free (error);
      return;
    }
  g_object_ref (self);
  self->failure = error;
  self->handler = NULL;
  g_queue_init (&self->running);
  g_cancellable_cancel (self->abort);
  imap_session_forget_login (self);
  g_clear_pointer (&self->pump, imap_pump_free);
  if (self->connection)
    connection_close (self->connection);
  log_debug (NULL, NULL, "imap", "%s: closed, %s", self->name, posthorn_error_name_of (error));
  task = g_steal_pointer (&self->opening);
  if (task)
    g_queue_push_head (&running, task);
  while ((task = g_queue_pop_head (&running)))
    {
      g_task_return_error (task, g_error_copy (error));
      g_object_unref (task);
    }
  tell_closed (self);
  g_object_unref (self);
}

static void
imap_session_dispose (GObject *object)
{
  ImapSession *self = IMAP_SESSION (object);

  imap_session_close (self);
  g_clear_object (&self->connection);
  g_clear_object (&self->abort);
  g_clear_object (&self->source);
  G_OBJECT_CLASS (imap_session_parent_class)->dispose (object);
}

static void
imap_session_finalize (GObject *object)
{
  ImapSession *self = IMAP_SESSION (object);

  g_clear_pointer (&self->endpoint, endpoint_free);
  g_free (self->name);
  g_clear_error (&self->failure);
  G_OBJECT_CLASS (imap_session_parent_class)->finalize (object);
}

static void
imap_session_class_init (ImapSessionClass *class)
{
  G_OBJECT_CLASS (class)->dispose = imap_session_dispose;
  G_OBJECT_CLASS (class)->finalize = imap_session_finalize;
}

static void
imap_session_init (ImapSession *self)
{
  g_queue_init (&self->running);
  self->abort = g_cancellable_new ();
}

guint
imap_session_send (ImapSession *self, ImapCommand *command)
{
  g_autofree char *command_name = g_strdup (imap_command_name (command));
  guint serial = imap_pump_send (self->pump, command);

  log_debug (NULL, NULL, "imap", "%s: %u %s", self->name, serial, command_name);
  return serial;
}

gboolean
imap_session_is_farewell (const ImapEvent *event)
{
  return event->type == IMAP_EVENT_RESPONSE && event->response->type == IMAP_RESPONSE_STATUS
         && event->response->status == IMAP_STATUS_BYE;
}

static GTask *
take_running (ImapSession *self, guint serial)
{
  for (GList *link = self->running.head; link; link = link->next)
    {
      RunningCommand *running = g_task_get_task_data (link->data);

      if (running->serial == serial)
        {
          GTask *task = link->data;

          source_remove (&running->cancel);
          g_queue_delete_link (&self->running, link);
          return task;
        }
    }
  return NULL;
}

static const char *
status_name (ImapStatus status)
{
  static const char *const names[] = {
    [IMAP_STATUS_OK] = "OK",           [IMAP_STATUS_NO] = "NO",   [IMAP_STATUS_BAD] = "BAD",
    [IMAP_STATUS_PREAUTH] = "PREAUTH", [IMAP_STATUS_BYE] = "BYE",
  };

  return names[status];
}

static void
complete_command (ImapSession *self, const ImapEvent *event)
{
  g_autoptr (GTask) task = take_running (self, event->serial);

  log_debug (NULL, NULL, "imap", "%s: %u answered %s", self->name, event->serial,
             status_name (event->response->status));
  if (task)
    g_task_return_pointer (task, imap_response_copy_status (event->response),
                           (GDestroyNotify) imap_response_free);
}

static void
handle_event (ImapSession *self, const ImapEvent *event)
{
  GError *farewell = NULL;

  if (imap_session_is_farewell (event))
    farewell = imap_answer_farewell (event->response, self->endpoint);
  if (self->handler)
    self->handler (self, event, self->handler_data);
  if (event->type == IMAP_EVENT_COMPLETED)
    complete_command (self, event);
  if (farewell)
    imap_session_fail (self, farewell);
}

static void
on_event (const ImapEvent *event, gpointer data)
{
  g_autoptr (ImapSession) self = g_object_ref (data);

  if (self->login)
    imap_session_handle_login_event (self, event);
  else
    handle_event (self, event);
}

/* What a server says before TLS may be anybody's words, and the protocol quotes it. */
static GError *
explain_failure (ImapSession *self, GError *error)
{
  GError *better = NULL;

  if (self->farewell)
    better = g_error_copy (self->farewell);
  else if (self->login && !self->secure
           && (error->code == POSTHORN_ERROR_PROTOCOL || error->code == POSTHORN_ERROR_TOO_LARGE))
    better = g_error_new (POSTHORN_ERROR, error->code,
                          "%s does not speak IMAP as it should before STARTTLS: check host and "
                          "port, or set tls to implicit",
                          self->name);
  else if (!strstr (error->message, self->endpoint->host))
    better = g_error_new (POSTHORN_ERROR, error->code, "%s: %s", self->name, error->message);
  if (!better)
    return error;
  g_error_free (error);
  return better;
}

static void
on_failed (GError *error, gpointer data)
{
  imap_session_fail (data, explain_failure (data, error));
}

static void
fail_source (ImapSession *self, const GError *cause)
{
  if (cause && cause->domain == POSTHORN_ERROR)
    imap_session_fail (self, g_error_copy (cause));
  else
    imap_session_fail (self, g_error_new (POSTHORN_ERROR, POSTHORN_ERROR_STORE,
                                          "A message for %s cannot be read (%s): check the disk",
                                          self->name, cause ? cause->message : "it is cut off"));
}

static void
on_piece (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (ImapSession) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) piece
      = g_input_stream_read_bytes_finish (G_INPUT_STREAM (source), result, &error);

  self->is_reading = FALSE;
  if (self->failure)
    return;
  if (piece && g_bytes_get_size (piece) > 0)
    imap_pump_give (self->pump, piece);
  else
    fail_source (self, error);
}

static void
on_wanted (gsize octets, gpointer data)
{
  ImapSession *self = data;

  if (self->is_reading)
    return;
  self->is_reading = TRUE;
  g_input_stream_read_bytes_async (self->source, MIN (octets, PIECE), G_PRIORITY_DEFAULT, NULL,
                                   on_piece, g_object_ref (self));
}

void
imap_session_start_pump (ImapSession *self)
{
  static const ImapPumpCallbacks callbacks = { on_event, on_wanted, on_failed };

  self->pump = imap_pump_new (self->connection, &self->limits, &callbacks, self);
}

ImapCapabilities
imap_session_capabilities (ImapSession *self)
{
  return self->capabilities;
}

void
imap_session_set_handler (ImapSession *self, ImapSessionHandler handler, gpointer data)
{
  self->handler = handler;
  self->handler_data = data;
}

void
imap_session_set_closed (ImapSession *self, ImapSessionClosed closed, gpointer data)
{
  self->closed = closed;
  self->closed_data = data;
  tell_closed (self);
}

static gboolean
on_command_cancelled (GCancellable *cancellable, gpointer data)
{
  RunningCommand *running = data;
  ImapSession *self = running->session;
  g_autoptr (GTask) task = take_running (self, running->serial);

  g_task_return_error (task, net_error_cancelled (self->endpoint, running->name));
  return G_SOURCE_REMOVE;
}

/* An error when nothing can be sent any more, or is no longer wanted. */
static GError *
refuse_command (ImapSession *self, const char *name, GCancellable *cancellable)
{
  if (self->failure)
    return g_error_copy (self->failure);
  if (g_cancellable_is_cancelled (cancellable))
    return net_error_cancelled (self->endpoint, name);
  return NULL;
}

void
imap_session_run_async (ImapSession *self, ImapCommand *command, GCancellable *cancellable,
                        GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, data);
  RunningCommand *running = g_new0 (RunningCommand, 1);
  GError *error;

  running->session = self;
  running->name = g_strdup (imap_command_name (command));
  g_task_set_task_data (task, running, running_command_free);
  error = refuse_command (self, running->name, cancellable);
  if (error)
    {
      imap_command_free (command);
      g_task_return_error (task, error);
      return;
    }
  running->serial = imap_session_send (self, command);
  running->cancel = source_watch_cancellable (cancellable, on_command_cancelled, running);
  g_queue_push_tail (&self->running, g_steal_pointer (&task));
}

void
imap_session_run_with_source_async (ImapSession *self, ImapCommand *command, GInputStream *source,
                                    GCancellable *cancellable, GAsyncReadyCallback callback,
                                    gpointer data)
{
  g_set_object (&self->source, source);
  imap_session_run_async (self, command, cancellable, callback, data);
}

gboolean
imap_session_run_finish (ImapSession *self, GAsyncResult *result, ImapResponse **response,
                         GError **error)
{
  RunningCommand *running = g_task_get_task_data (G_TASK (result));
  g_autoptr (ImapResponse) answer = g_task_propagate_pointer (G_TASK (result), error);
  GError *refusal;

  if (!answer)
    return FALSE;
  refusal = imap_answer_error (answer, running->name, self->endpoint);
  if (refusal)
    g_propagate_error (error, refusal);
  if (response)
    *response = g_steal_pointer (&answer);
  return !refusal;
}

void
imap_session_end_idle (ImapSession *self)
{
  if (self->pump)
    imap_pump_end_idle (self->pump);
}

void
imap_session_set_paused (ImapSession *self, gboolean paused)
{
  if (self->pump)
    imap_pump_set_paused (self->pump, paused);
}

gboolean
imap_session_is_open (ImapSession *self)
{
  return !self->failure && !self->login;
}

void
imap_session_traffic (ImapSession *self, guint64 *octets_in, guint64 *octets_out)
{
  *octets_in = 0;
  *octets_out = 0;
  if (self->connection)
    connection_traffic (self->connection, octets_in, octets_out);
}

void
imap_session_close (ImapSession *self)
{
  if (self->failure || !self->name)
    return;
  if (self->pump && !self->login)
    {
      imap_pump_end_idle (self->pump);
      imap_session_send (self, imap_command_simple ("LOGOUT"));
      imap_pump_flush (self->pump);
    }
  imap_session_fail (self, net_error_cancelled (self->endpoint, "the connection"));
}
