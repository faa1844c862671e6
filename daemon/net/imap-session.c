/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "imap-session.h"

#include "connection.h"
#include "error.h"
#include "imap-answer.h"
#include "imap-login.h"
#include "imap-pump.h"
#include "log.h"

#include <string.h>

struct _ImapSession
{
  GObject parent;
  Endpoint *endpoint;
  char *name; /* host:port */
  ImapLimits limits;
  Connection *connection;
  ImapPump *pump;
  ImapCapabilities capabilities;
  GQueue running;  /* GTask with a RunningCommand, in the order of sending */
  GError *failure; /* why it is closed; NULL = it is not */
  ImapSessionHandler handler;
  gpointer handler_data;

  /* Until the login is over */
  GTask *opening;
  GCancellable *abort;
  GSource *opening_timer;
  GSource *opening_cancel;
  guint timeout;
  ImapLogin *login;
  gboolean greeted;
  gboolean secure;  /* as secure as the endpoint wants it */
  GError *farewell; /* from a BYE, which often comes before the answer that says more */
};

typedef struct
{
  ImapSession *session; /* kept alive by the task */
  guint serial;
  char *name;
  GSource *cancel;
} RunningCommand;

G_DEFINE_FINAL_TYPE (ImapSession, imap_session, G_TYPE_OBJECT)

static void
remove_source (GSource **source)
{
  if (!*source)
    return;
  g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

static void
running_command_free (gpointer data)
{
  RunningCommand *running = data;

  remove_source (&running->cancel);
  g_free (running->name);
  g_free (running);
}

/* Wipes the password. */
static void
forget_login (ImapSession *self)
{
  remove_source (&self->opening_timer);
  remove_source (&self->opening_cancel);
  g_clear_pointer (&self->login, imap_login_free);
  g_clear_error (&self->farewell);
}

/* Takes ERROR over. Everybody who waits gets a copy, and nothing is called afterwards. */
static void
fail (ImapSession *self, GError *error)
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
  forget_login (self);
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
  g_object_unref (self);
}

static void
imap_session_dispose (GObject *object)
{
  ImapSession *self = IMAP_SESSION (object);

  imap_session_close (self);
  g_clear_object (&self->connection);
  g_clear_object (&self->abort);
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

static guint
send_command (ImapSession *self, ImapCommand *command)
{
  g_autofree char *command_name = g_strdup (imap_command_name (command));
  guint serial = imap_pump_send (self->pump, command);

  log_debug (NULL, NULL, "imap", "%s: %u %s", self->name, serial, command_name);
  return serial;
}

static void
finish_opening (ImapSession *self)
{
  g_autoptr (GTask) task = g_steal_pointer (&self->opening);

  self->capabilities = imap_login_capabilities (self->login);
  imap_pump_set_literal_plus (self->pump, self->capabilities & IMAP_CAPABILITY_LITERAL_PLUS);
  forget_login (self);
  log_debug (NULL, NULL, "imap", "%s: logged in", self->name);
  g_task_return_pointer (task, g_object_ref (self), g_object_unref);
}

static void begin_step (ImapSession *self);

static void
on_tls_started (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (ImapSession) self = data;
  GError *error = NULL;
  gboolean secure = connection_start_tls_finish (POSTHORN_CONNECTION (source), result, &error);

  if (self->failure)
    g_clear_error (&error);
  else if (!secure || !imap_login_tls_started (self->login, FALSE, &error))
    fail (self, error);
  else
    {
      self->secure = TRUE;
      imap_pump_restart (self->pump);
      begin_step (self);
    }
}

static void
begin_tls (ImapSession *self)
{
  GError *error = NULL;

  imap_pump_halt (self->pump);
  if (imap_pump_has_pending_input (self->pump))
    {
      imap_login_tls_started (self->login, TRUE, &error);
      fail (self, error);
      return;
    }
  connection_start_tls_async (self->connection, self->abort, on_tls_started, g_object_ref (self));
}

static void
begin_deflate (ImapSession *self)
{
  if (imap_pump_has_pending_input (self->pump))
    {
      fail (self, g_error_new (POSTHORN_ERROR, POSTHORN_ERROR_PROTOCOL,
                               "%s spoke out of turn when compression began: switch compression "
                               "off for this account",
                               self->name));
      return;
    }
  connection_start_deflate (self->connection);
  imap_login_deflate_started (self->login);
  begin_step (self);
}

static void
begin_step (ImapSession *self)
{
  ImapCommand *command;

  switch (imap_login_step (self->login))
    {
    case IMAP_LOGIN_SEND:
      while ((command = imap_login_command (self->login)))
        send_command (self, command);
      break;
    case IMAP_LOGIN_START_TLS:
      begin_tls (self);
      break;
    case IMAP_LOGIN_START_DEFLATE:
      begin_deflate (self);
      break;
    case IMAP_LOGIN_DONE:
      finish_opening (self);
      break;
    }
}

static void
advance_login (ImapSession *self, const ImapResponse *response)
{
  GError *error = NULL;

  self->greeted = TRUE;
  if (imap_login_advance (self->login, response, &error))
    begin_step (self);
  else
    fail (self, error);
}

static gboolean
is_farewell (const ImapEvent *event)
{
  return event->type == IMAP_EVENT_RESPONSE && event->response->type == IMAP_RESPONSE_STATUS
         && event->response->status == IMAP_STATUS_BYE;
}

static void
handle_login_event (ImapSession *self, const ImapEvent *event)
{
  if (is_farewell (event) && self->secure && !self->farewell)
    self->farewell = imap_answer_farewell (event->response, self->endpoint);
  else if (event->type == IMAP_EVENT_RESPONSE)
    imap_login_observe (self->login, event->response);
  else if (event->type == IMAP_EVENT_GREETING || event->type == IMAP_EVENT_COMPLETED)
    advance_login (self, event->response);
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

          remove_source (&running->cancel);
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

  if (is_farewell (event))
    farewell = imap_answer_farewell (event->response, self->endpoint);
  if (self->handler)
    self->handler (self, event, self->handler_data);
  if (event->type == IMAP_EVENT_COMPLETED)
    complete_command (self, event);
  if (farewell)
    fail (self, farewell);
}

static void
on_event (const ImapEvent *event, gpointer data)
{
  g_autoptr (ImapSession) self = g_object_ref (data);

  if (self->login)
    handle_login_event (self, event);
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
  fail (data, explain_failure (data, error));
}

static const ImapPumpCallbacks pump_callbacks = { on_event, on_failed };

static void
on_connected (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (ImapSession) self = data;
  GError *error = NULL;

  self->connection = connection_open_finish (result, &error);
  if (self->failure)
    {
      g_clear_error (&error);
      g_clear_object (&self->connection);
      return;
    }
  if (error)
    {
      fail (self, error);
      return;
    }
  log_debug (NULL, NULL, "imap", "%s: connected", self->name);
  self->pump = imap_pump_new (self->connection, &self->limits, &pump_callbacks, self);
}

static gboolean
on_opening_timeout (gpointer data)
{
  ImapSession *self = data;
  const char *what = "did not finish the login";
  const char *advice = "try again later";

  if (!self->connection)
    {
      what = "could not be reached";
      advice = "check the network, host and port";
    }
  else if (!self->greeted)
    {
      what = "sent no greeting";
      advice = self->endpoint->tls == TLS_MODE_IMPLICIT
                   ? "check host and port"
                   : "if it wants TLS from the first octet, set tls to implicit";
    }
  fail (self, g_error_new (POSTHORN_ERROR, POSTHORN_ERROR_TIMEOUT, "%s %s within %u seconds: %s",
                           self->name, what, self->timeout, advice));
  return G_SOURCE_REMOVE;
}

static GError *
cancelled_error (ImapSession *self, const char *what)
{
  return g_error_new (POSTHORN_ERROR, POSTHORN_ERROR_CANCELLED,
                      "%s: %s was given up because that was asked for", self->name, what);
}

static gboolean
on_opening_cancelled (GCancellable *cancellable, gpointer data)
{
  ImapSession *self = data;

  fail (self, cancelled_error (self, "the login"));
  return G_SOURCE_REMOVE;
}

static GSource *
watch_cancellable (GCancellable *cancellable, GCancellableSourceFunc function, gpointer data)
{
  GSource *source;

  if (!cancellable)
    return NULL;
  source = g_cancellable_source_new (cancellable);
  g_source_set_callback (source, G_SOURCE_FUNC (function), data, NULL);
  g_source_attach (source, NULL);
  return source;
}

static ImapLogin *
make_login (const Endpoint *endpoint, const ImapSessionOptions *options)
{
  ImapLoginOptions login_options = {
    .host = endpoint->host,
    .user = options->user,
    .password = options->password,
    .starttls = endpoint->tls == TLS_MODE_STARTTLS,
    .compress = options->compress,
  };

  return imap_login_new (&login_options);
}

void
imap_session_open_async (const Endpoint *endpoint, const ImapSessionOptions *options,
                         GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (ImapSession) self = g_object_new (IMAP_TYPE_SESSION, NULL);

  self->endpoint = endpoint_copy (endpoint);
  self->name = endpoint_name (endpoint);
  self->limits = options->limits;
  self->timeout = options->timeout;
  self->secure = endpoint->tls != TLS_MODE_STARTTLS;
  self->login = make_login (endpoint, options);
  self->opening = g_task_new (self, NULL, callback, data);
  self->opening_timer = g_timeout_source_new_seconds (options->timeout);
  g_source_set_callback (self->opening_timer, on_opening_timeout, self, NULL);
  g_source_attach (self->opening_timer, NULL);
  self->opening_cancel = watch_cancellable (cancellable, on_opening_cancelled, self);
  connection_open_async (endpoint, self->abort, on_connected, g_object_ref (self));
}

ImapSession *
imap_session_open_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
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

static gboolean
on_command_cancelled (GCancellable *cancellable, gpointer data)
{
  RunningCommand *running = data;
  ImapSession *self = running->session;
  g_autoptr (GTask) task = take_running (self, running->serial);

  g_task_return_error (task, cancelled_error (self, running->name));
  return G_SOURCE_REMOVE;
}

/* An error when nothing can be sent any more, or is no longer wanted. */
static GError *
refuse_command (ImapSession *self, const char *name, GCancellable *cancellable)
{
  if (self->failure)
    return g_error_copy (self->failure);
  if (g_cancellable_is_cancelled (cancellable))
    return cancelled_error (self, name);
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
  running->serial = send_command (self, command);
  running->cancel = watch_cancellable (cancellable, on_command_cancelled, running);
  g_queue_push_tail (&self->running, g_steal_pointer (&task));
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
      send_command (self, imap_command_simple ("LOGOUT"));
      imap_pump_flush (self->pump);
    }
  fail (self, g_error_new (POSTHORN_ERROR, POSTHORN_ERROR_CANCELLED,
                           "%s: the connection was closed because that was asked for", self->name));
}
