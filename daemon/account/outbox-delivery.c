/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "outbox-delivery.h"

#include "account-error.h"
#include "error.h"
#include "log.h"
#include "outbox-private.h"
#include "store-octets.h"

#define DISK_PAUSE_SECONDS 5

typedef struct
{
  SmtpSession *session;
  gboolean is_warm;
  OutboxMessage *message; /* as it is on disk or about to be */
  GArray *asked;          /* guint: the recipients in the envelope, by their place in the message */
  GError *failure;        /* of the disk */
} Delivery;

static void
delivery_free (gpointer data)
{
  Delivery *delivery = data;

  g_object_unref (delivery->session);
  outbox_message_free (delivery->message);
  g_array_unref (delivery->asked);
  g_clear_error (&delivery->failure);
  g_free (delivery);
}

static OutboxRecipient *
asked_recipient (Delivery *delivery, guint i)
{
  return delivery->message->recipients->pdata[g_array_index (delivery->asked, guint, i)];
}

static SmtpEnvelope *
make_envelope (Delivery *delivery)
{
  SmtpEnvelope *envelope = g_new0 (SmtpEnvelope, 1);
  g_autoptr (GStrvBuilder) addresses = g_strv_builder_new ();

  for (guint i = 0; i < delivery->message->recipients->len; i++)
    if (((OutboxRecipient *) delivery->message->recipients->pdata[i])->state == RECIPIENT_WAITING)
      {
        g_array_append_val (delivery->asked, i);
        g_strv_builder_add (addresses,
                            asked_recipient (delivery, delivery->asked->len - 1)->address);
      }
  envelope->sender = g_strdup (delivery->message->sender);
  envelope->recipients = g_strv_builder_end (addresses);
  envelope->id = g_strdup (delivery->message->message_id);
  envelope->size = delivery->message->size;
  envelope->keeps_bcc = delivery->message->kind == OUTBOX_ROUTED;
  envelope->needs_8bit = delivery->message->needs_8bit;
  envelope->needs_unicode = delivery->message->needs_unicode;
  return envelope;
}

/* "550 5.1.1 no such user". */
static char *
reason_of (const SmtpRecipient *recipient, const SmtpResult *result)
{
  if (recipient->code == 0)
    return g_strdup (result->error ? result->error->message : "");
  return g_strdup_printf ("%u %s%s%s", recipient->code, recipient->status ? recipient->status : "",
                          recipient->status ? " " : "", recipient->text);
}

static void
note_recipient (OutboxRecipient *recipient, const SmtpRecipient *answer, const SmtpResult *result)
{
  g_autofree char *reason = reason_of (answer, result);

  switch (answer->outcome)
    {
    case SMTP_SENT:
      outbox_state_take (recipient);
      break;
    case SMTP_PERMANENT:
      outbox_state_refuse (recipient, reason);
      break;
    case SMTP_UNKNOWN:
      if (result->outcome == SMTP_UNKNOWN)
        outbox_state_take (recipient);
      else
        outbox_state_put_off (recipient, reason);
      break;
    default:
      outbox_state_put_off (recipient, reason);
    }
}

static void
note_recipients (Delivery *delivery, const SmtpResult *result)
{
  for (guint i = 0; i < delivery->asked->len; i++)
    note_recipient (asked_recipient (delivery, i), smtp_result_recipient (result, i), result);
}

static void
on_phase_written (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Delivery *delivery = g_task_get_task_data (task);

  if (outbox_put_finish (POSTHORN_OUTBOX (source), result, &delivery->failure))
    smtp_session_go_on (delivery->session);
  else
    smtp_session_withdraw (delivery->session);
}

static void
on_phase (SmtpSession *session, SmtpPhase phase, gpointer data)
{
  GTask *task = data;
  Delivery *delivery = g_task_get_task_data (task);

  if (phase == SMTP_PHASE_ENVELOPE)
    outbox_state_begin (delivery->message);
  else
    {
      note_recipients (delivery, smtp_session_answers (session));
      outbox_state_reach_end (delivery->message, outbox_now ());
    }
  outbox_put_async (g_task_get_source_object (task), delivery->message, NULL, on_phase_written,
                    g_object_ref (task));
}

/* The line dropped, or was never of use: nothing was answered about the message. */
static gboolean
is_unanswered (const SmtpResult *result)
{
  return result->outcome == SMTP_TEMPORARY && result->code == 0;
}

/* The server had closed the line before it heard of the message, or said so in its place. */
static gboolean
is_dropped (const SmtpResult *result)
{
  return result->outcome == SMTP_TEMPORARY
         && (result->code == 421
             || (result->code == 0
                 && g_error_matches (result->error, POSTHORN_ERROR,
                                     POSTHORN_ERROR_SERVER_UNAVAILABLE)));
}

static void
note_result (Outbox *outbox, Delivery *delivery, const SmtpResult *result)
{
  OutboxMessage *message = delivery->message;
  const OutboxOptions *options = outbox_get_options (outbox);
  g_autoptr (GError) error = result->error ? account_error (message->account, result->error) : NULL;
  gint64 now = outbox_now ();

  note_recipients (delivery, result);
  if (result->outcome == SMTP_UNKNOWN)
    return;
  if (delivery->is_warm && is_dropped (result))
    outbox_state_take_back (message);
  else if (is_unanswered (result))
    outbox_state_postpone (message, error, options, now, g_random_double ());
  else
    outbox_state_conclude (message, result->outcome == SMTP_SENT, error, FALSE, options, now,
                           g_random_double ());
}

static void write_result (GTask *task);

static gboolean
on_pause_over (gpointer data)
{
  GTask *task = data;

  if (!g_task_return_error_if_cancelled (task))
    write_result (task);
  return G_SOURCE_REMOVE;
}

/* What the server has answered must not be forgotten: there is nothing better to do than to try
 * again until the disk takes it. */
static void
on_result_written (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  const Delivery *delivery = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  if (outbox_put_finish (POSTHORN_OUTBOX (source), result, &error))
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  log_warning (delivery->message->account, NULL, "outbox", "%s", error->message);
  g_timeout_add_seconds_full (G_PRIORITY_DEFAULT, DISK_PAUSE_SECONDS, on_pause_over,
                              g_object_ref (task), g_object_unref);
}

static void
write_result (GTask *task)
{
  const Delivery *delivery = g_task_get_task_data (task);

  outbox_put_async (g_task_get_source_object (task), delivery->message, NULL, on_result_written,
                    g_object_ref (task));
}

static void
on_sent (GObject *source, GAsyncResult *answer, gpointer data)
{
  g_autoptr (GTask) task = data;
  Delivery *delivery = g_task_get_task_data (task);
  g_autoptr (SmtpResult) result = smtp_session_send_finish ((SmtpSession *) source, answer);

  /* Not later: the next delivery over this session sets one of its own, and may do so before this
   * one is freed. */
  smtp_session_set_phase_handler (delivery->session, NULL, NULL);
  if (g_task_return_error_if_cancelled (task))
    return;
  if (delivery->failure)
    {
      g_task_return_error (task, g_steal_pointer (&delivery->failure));
      return;
    }
  note_result (g_task_get_source_object (task), delivery, result);
  write_result (task);
}

void
outbox_delivery_async (Outbox *outbox, SmtpSession *session, gboolean is_warm, gint64 id,
                       GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  GTask *task = g_task_new (outbox, cancellable, callback, data);
  Delivery *delivery = g_new0 (Delivery, 1);
  g_autoptr (SmtpEnvelope) envelope = NULL;
  g_autoptr (GInputStream) source = NULL;

  delivery->session = g_object_ref (session);
  delivery->is_warm = is_warm;
  delivery->message = outbox_message_copy (outbox_find (outbox, id));
  delivery->asked = g_array_new (FALSE, FALSE, sizeof (guint));
  g_task_set_task_data (task, delivery, delivery_free);
  envelope = make_envelope (delivery);
  source = store_octets_reader_new (outbox_get_services (outbox)->store, delivery->message->octets,
                                    delivery->message->size);
  smtp_session_set_phase_handler (session, on_phase, task);
  smtp_session_send_async (session, envelope, source, cancellable, on_sent, task);
}

gboolean
outbox_delivery_finish (Outbox *outbox, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
