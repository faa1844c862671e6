/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "imap-session-private.h"

#include "error.h"
#include "imap-answer.h"
#include "log.h"
#include "net-error.h"
#include "source.h"

void
imap_session_forget_login (ImapSession *self)
{
  source_remove (&self->opening_timer);
  source_remove (&self->opening_cancel);
  g_clear_pointer (&self->login, imap_login_free);
  g_clear_error (&self->farewell);
}

static void
finish_opening (ImapSession *self)
{
  g_autoptr (GTask) task = g_steal_pointer (&self->opening);

  self->capabilities = imap_login_capabilities (self->login);
  imap_pump_set_literal_plus (self->pump, self->capabilities & IMAP_CAPABILITY_LITERAL_PLUS);
  imap_session_forget_login (self);
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
    imap_session_fail (self, error);
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
      imap_session_fail (self, error);
      return;
    }
  connection_start_tls_async (self->connection, self->abort, on_tls_started, g_object_ref (self));
}

static void
begin_deflate (ImapSession *self)
{
  if (imap_pump_has_pending_input (self->pump))
    {
      imap_session_fail (
          self, g_error_new (POSTHORN_ERROR, POSTHORN_ERROR_PROTOCOL,
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
        imap_session_send (self, command);
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
    imap_session_fail (self, error);
}

void
imap_session_handle_login_event (ImapSession *self, const ImapEvent *event)
{
  if (imap_session_is_farewell (event) && self->secure && !self->farewell)
    self->farewell = imap_answer_farewell (event->response, self->endpoint);
  else if (event->type == IMAP_EVENT_RESPONSE)
    imap_login_observe (self->login, event->response);
  else if (event->type == IMAP_EVENT_GREETING || event->type == IMAP_EVENT_COMPLETED)
    advance_login (self, event->response);
}

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
      imap_session_fail (self, error);
      return;
    }
  log_debug (NULL, NULL, "imap", "%s: connected", self->name);
  imap_session_start_pump (self);
}

static gboolean
on_opening_timeout (gpointer data)
{
  ImapSession *self = data;

  imap_session_fail (self, net_error_opening_timeout (self->endpoint, self->timeout,
                                                      self->connection != NULL, self->greeted));
  return G_SOURCE_REMOVE;
}

static gboolean
on_opening_cancelled (GCancellable *cancellable, gpointer data)
{
  ImapSession *self = data;

  imap_session_fail (self, net_error_cancelled (self->endpoint, "the login"));
  return G_SOURCE_REMOVE;
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
  self->opening_timer = source_after_seconds (options->timeout, on_opening_timeout, self);
  self->opening_cancel = source_watch_cancellable (cancellable, on_opening_cancelled, self);
  connection_open_async (endpoint, self->abort, on_connected, g_object_ref (self));
}

ImapSession *
imap_session_open_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
