/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "smtp-session-private.h"

#include "log.h"
#include "net-error.h"
#include "source.h"

void
smtp_session_end_opening (SmtpSession *self)
{
  source_remove (&self->opening_timer);
  source_remove (&self->opening_cancel);
}

void
smtp_session_finish_opening (SmtpSession *self)
{
  g_autoptr (GTask) task = g_steal_pointer (&self->opening);

  smtp_session_end_opening (self);
  log_debug (NULL, NULL, "smtp", "%s: logged in", self->name);
  g_task_return_pointer (task, g_object_ref (self), g_object_unref);
}

static void
on_tls_started (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (SmtpSession) self = data;
  GError *error = NULL;
  gboolean secure = connection_start_tls_finish (POSTHORN_CONNECTION (source), result, &error);

  if (self->failure)
    g_clear_error (&error);
  else if (!secure)
    smtp_session_fail (self, error);
  else
    pump_restart (self->pump);
}

void
smtp_session_begin_tls (SmtpSession *self)
{
  GError *error = NULL;

  pump_halt (self->pump);
  if (smtp_protocol_start_tls (self->protocol, &error))
    connection_start_tls_async (self->connection, self->abort, on_tls_started, g_object_ref (self));
  else
    smtp_session_fail (self, error);
}

static void
on_connected (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (SmtpSession) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (Connection) connection = connection_open_finish (result, &error);

  if (self->failure)
    return;
  if (error)
    {
      smtp_session_fail (self, g_steal_pointer (&error));
      return;
    }
  log_debug (NULL, NULL, "smtp", "%s: connected", self->name);
  self->connection = g_steal_pointer (&connection);
  smtp_session_start_pump (self);
}

static gboolean
on_opening_timeout (gpointer data)
{
  SmtpSession *self = data;

  smtp_session_fail (self, net_error_opening_timeout (self->endpoint, self->timeout,
                                                      self->connection != NULL, self->greeted));
  return G_SOURCE_REMOVE;
}

static gboolean
on_opening_cancelled (GCancellable *cancellable, gpointer data)
{
  SmtpSession *self = data;

  smtp_session_fail (self, net_error_cancelled (self->endpoint, "the login"));
  return G_SOURCE_REMOVE;
}

static SmtpProtocol *
make_protocol (const char *name, const Endpoint *endpoint, const SmtpSessionOptions *options)
{
  SmtpLoginOptions login = {
    .server = name,
    .user = options->user,
    .password = options->password,
    .starttls = endpoint->tls == TLS_MODE_STARTTLS,
  };

  return smtp_protocol_new (&login, &options->limits);
}

void
smtp_session_open_async (const Endpoint *endpoint, const SmtpSessionOptions *options,
                         GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (SmtpSession) self = g_object_new (SMTP_TYPE_SESSION, NULL);

  self->endpoint = endpoint_copy (endpoint);
  self->endpoint->use = ENDPOINT_FOR_SENDING;
  self->name = endpoint_name (endpoint);
  self->timeout = options->timeout;
  self->protocol = make_protocol (self->name, endpoint, options);
  self->opening = g_task_new (self, NULL, callback, data);
  self->opening_timer = source_after_seconds (options->timeout, on_opening_timeout, self);
  self->opening_cancel = source_watch_cancellable (cancellable, on_opening_cancelled, self);
  connection_open_async (self->endpoint, self->abort, on_connected, g_object_ref (self));
}

SmtpSession *
smtp_session_open_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
