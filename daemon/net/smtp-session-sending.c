/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "smtp-session-private.h"

#include "error.h"
#include "log.h"
#include "net-error.h"

/* As much of a message is in memory at a time, and once more on its way through each layer. */
#define PIECE (64 * 1024)

static void
free_result (gpointer result)
{
  smtp_result_free (result);
}

/* The caller may do with its stream what it likes once it has the result. */
static void
settle (SmtpSession *self)
{
  g_autoptr (GTask) task = NULL;

  if (!self->result || self->reading)
    return;
  task = g_steal_pointer (&self->sending);
  g_clear_pointer (&self->envelope, smtp_envelope_free);
  g_clear_object (&self->source);
  log_debug (NULL, NULL, "smtp", "%s: message %s", self->name,
             smtp_outcome_name (self->result->outcome));
  g_task_return_pointer (task, g_steal_pointer (&self->result), free_result);
}

void
smtp_session_finish_sending (SmtpSession *self, SmtpResult *result)
{
  self->content = FALSE;
  self->waiting = FALSE;
  self->result = result;
  if (self->reading)
    g_cancellable_cancel (self->reading);
  settle (self);
}

static void
finish_unsent (SmtpSession *self, SmtpOutcome outcome, GError *error)
{
  const char *const *recipients = (const char *const *) self->envelope->recipients;

  smtp_session_finish_sending (self, smtp_result_new_unsent (recipients, outcome, error));
}

void
smtp_session_end_sending (SmtpSession *self)
{
  SmtpResult *result;

  if (!self->sending || self->result)
    return;
  result = smtp_protocol_abandon (self->protocol, self->failure);
  if (result)
    smtp_session_finish_sending (self, result);
  else
    finish_unsent (self, SMTP_TEMPORARY, g_error_copy (self->failure));
}

static void
enter_phase (SmtpSession *self, SmtpPhase phase)
{
  self->phase = phase;
  self->waiting = TRUE;
  if (self->handler)
    self->handler (self, phase, self->handler_data);
  else
    smtp_session_go_on (self);
}

static GError *
source_error (SmtpSession *self, const GError *cause)
{
  if (cause->domain == POSTHORN_ERROR)
    return g_error_copy (cause);
  return g_error_new (POSTHORN_ERROR, POSTHORN_ERROR_STORE,
                      "The message for %s cannot be read (%s): check the disk", self->name,
                      cause->message);
}

static void
handle_piece (SmtpSession *self, GBytes *piece)
{
  gsize length;
  const guint8 *octets = g_bytes_get_data (piece, &length);

  if (length > 0)
    {
      smtp_protocol_write (self->protocol, octets, length, pump_time (self->pump));
      pump_wake (self->pump);
      return;
    }
  self->content = FALSE;
  if (smtp_protocol_wants_content (self->protocol))
    enter_phase (self, SMTP_PHASE_COMMIT);
}

static void
on_piece (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (SmtpSession) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) piece
      = g_input_stream_read_bytes_finish (G_INPUT_STREAM (source), result, &error);

  g_clear_object (&self->reading);
  if (self->result)
    settle (self);
  else if (piece)
    handle_piece (self, piece);
  else
    smtp_session_fail (self, source_error (self, error));
}

void
smtp_session_continue_content (SmtpSession *self)
{
  if (!self->content || self->reading || !smtp_protocol_wants_content (self->protocol))
    return;
  self->reading = g_cancellable_new ();
  g_input_stream_read_bytes_async (self->source, PIECE, G_PRIORITY_DEFAULT, self->reading, on_piece,
                                   g_object_ref (self));
}

void
smtp_session_begin_content (SmtpSession *self)
{
  self->content = TRUE;
  smtp_session_continue_content (self);
}

static gboolean
is_cancelled (SmtpSession *self)
{
  return g_cancellable_is_cancelled (g_task_get_cancellable (self->sending));
}

static void
begin (SmtpSession *self)
{
  GError *error = NULL;

  if (self->failure)
    finish_unsent (self, SMTP_TEMPORARY, g_error_copy (self->failure));
  else if (is_cancelled (self))
    finish_unsent (self, SMTP_TEMPORARY, net_error_cancelled (self->endpoint, "the message"));
  else if (!smtp_protocol_check (self->protocol, self->envelope, &error))
    finish_unsent (self, SMTP_PERMANENT, error);
  else
    enter_phase (self, SMTP_PHASE_ENVELOPE);
}

void
smtp_session_send_async (SmtpSession *self, const SmtpEnvelope *envelope, GInputStream *source,
                         GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  g_return_if_fail (!self->sending && !self->opening);
  self->sending = g_task_new (self, cancellable, callback, data);
  g_task_set_check_cancellable (self->sending, FALSE);
  self->envelope = smtp_envelope_copy (envelope);
  self->source = g_object_ref (source);
  begin (self);
}

SmtpResult *
smtp_session_send_finish (SmtpSession *self, GAsyncResult *result)
{
  return g_task_propagate_pointer (G_TASK (result), NULL);
}

void
smtp_session_go_on (SmtpSession *self)
{
  if (!self->waiting)
    return;
  if (self->phase == SMTP_PHASE_ENVELOPE && is_cancelled (self))
    {
      smtp_session_withdraw (self);
      return;
    }
  self->waiting = FALSE;
  if (self->phase == SMTP_PHASE_ENVELOPE)
    smtp_protocol_begin (self->protocol, self->envelope, pump_time (self->pump));
  else
    smtp_protocol_commit (self->protocol, pump_time (self->pump));
  pump_wake (self->pump);
}

const SmtpResult *
smtp_session_answers (SmtpSession *self)
{
  return smtp_protocol_answers (self->protocol);
}

void
smtp_session_withdraw (SmtpSession *self)
{
  GError *error;

  if (!self->waiting)
    return;
  self->waiting = FALSE;
  error = net_error_cancelled (self->endpoint, "the message");
  if (self->phase == SMTP_PHASE_ENVELOPE)
    finish_unsent (self, SMTP_TEMPORARY, error);
  else
    smtp_session_fail (self, error);
}
