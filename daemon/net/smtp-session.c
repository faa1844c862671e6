/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "smtp-session-private.h"

#include "error.h"
#include "log.h"
#include "net-error.h"
#include "source.h"

G_DEFINE_FINAL_TYPE (SmtpSession, smtp_session, G_TYPE_OBJECT)

static gboolean
on_tell_closed (gpointer data)
{
  SmtpSession *self = data;
  SmtpSessionClosed closed = self->closed;

  self->closed = NULL;
  if (closed)
    closed (self, self->failure, self->closed_data);
  return G_SOURCE_REMOVE;
}

static void
tell_closed (SmtpSession *self)
{
  if (self->closed && self->failure
      && !g_error_matches (self->failure, POSTHORN_ERROR, POSTHORN_ERROR_CANCELLED))
    source_call_soon (on_tell_closed, G_OBJECT (self));
}

void
smtp_session_fail (SmtpSession *self, GError *error)
{
  g_autoptr (GTask) opening = NULL;

  if (self->failure)
    {
      g_error_free (error);
      return;
    }
  g_object_ref (self);
  self->failure = error;
  g_cancellable_cancel (self->abort);
  smtp_session_end_opening (self);
  g_clear_pointer (&self->pump, pump_free);
  if (self->connection)
    connection_close (self->connection);
  log_debug (NULL, NULL, "smtp", "%s: closed, %s", self->name, posthorn_error_name_of (error));
  opening = g_steal_pointer (&self->opening);
  if (opening)
    g_task_return_error (opening, g_error_copy (error));
  smtp_session_end_sending (self);
  tell_closed (self);
  g_object_unref (self);
}

static void
smtp_session_dispose (GObject *object)
{
  SmtpSession *self = SMTP_SESSION (object);

  smtp_session_close (self);
  g_clear_object (&self->connection);
  g_clear_object (&self->abort);
  G_OBJECT_CLASS (smtp_session_parent_class)->dispose (object);
}

static void
smtp_session_finalize (GObject *object)
{
  SmtpSession *self = SMTP_SESSION (object);

  g_clear_pointer (&self->endpoint, endpoint_free);
  g_clear_pointer (&self->protocol, smtp_protocol_free);
  g_free (self->name);
  g_clear_error (&self->failure);
  G_OBJECT_CLASS (smtp_session_parent_class)->finalize (object);
}

static void
smtp_session_class_init (SmtpSessionClass *class)
{
  G_OBJECT_CLASS (class)->dispose = smtp_session_dispose;
  G_OBJECT_CLASS (class)->finalize = smtp_session_finalize;
}

static void
smtp_session_init (SmtpSession *self)
{
  self->abort = g_cancellable_new ();
}

static void
handle_event (SmtpSession *self, SmtpEvent *event)
{
  switch (event->type)
    {
    case SMTP_EVENT_START_TLS:
      smtp_session_begin_tls (self);
      break;
    case SMTP_EVENT_READY:
      smtp_session_finish_opening (self);
      break;
    case SMTP_EVENT_CONTENT:
      smtp_session_begin_content (self);
      break;
    case SMTP_EVENT_RESULT:
      smtp_session_finish_sending (self, event->result);
      break;
    }
}

static void
feed (const guint8 *octets, gsize length, gint64 now, gpointer data)
{
  SmtpSession *self = data;

  self->greeted = TRUE;
  smtp_protocol_feed (self->protocol, octets, length, now);
}

static gboolean
deliver (gpointer data, GError **error)
{
  g_autoptr (SmtpSession) self = g_object_ref (data);
  SmtpEvent event;

  if (!smtp_protocol_next_event (self->protocol, &event, error))
    return FALSE;
  handle_event (self, &event);
  return TRUE;
}

static GBytes *
take_output (gpointer data)
{
  return smtp_protocol_take_output (((SmtpSession *) data)->protocol);
}

static void
on_written (gpointer data)
{
  g_autoptr (SmtpSession) self = g_object_ref (data);

  smtp_protocol_written (self->protocol, pump_time (self->pump));
  smtp_session_continue_content (self);
}

static gint64
deadline (gpointer data)
{
  return smtp_protocol_deadline (((SmtpSession *) data)->protocol);
}

static gboolean
tick (gint64 now, gpointer data, GError **error)
{
  return smtp_protocol_tick (((SmtpSession *) data)->protocol, now, error);
}

static void
on_failed (GError *error, gpointer data)
{
  smtp_session_fail (data, error);
}

void
smtp_session_start_pump (SmtpSession *self)
{
  static const PumpProtocol protocol
      = { feed, deliver, take_output, on_written, deadline, tick, on_failed };

  self->pump = pump_new (self->connection, &protocol, self, NULL);
}

void
smtp_session_set_phase_handler (SmtpSession *self, SmtpSessionPhase handler, gpointer data)
{
  self->handler = handler;
  self->handler_data = data;
}

void
smtp_session_set_closed (SmtpSession *self, SmtpSessionClosed closed, gpointer data)
{
  self->closed = closed;
  self->closed_data = data;
  tell_closed (self);
}

gboolean
smtp_session_is_open (SmtpSession *self)
{
  return !self->failure && !self->opening;
}

void
smtp_session_close (SmtpSession *self)
{
  if (self->failure || !self->name)
    return;
  if (self->pump)
    {
      smtp_protocol_quit (self->protocol);
      pump_flush (self->pump);
    }
  smtp_session_fail (self, net_error_cancelled (self->endpoint, "the connection"));
}
