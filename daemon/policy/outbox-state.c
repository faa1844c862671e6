/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "outbox-state.h"

#include "error.h"
#include "summary.h"

/* Named in an error; the others are counted. */
#define NAMED_MOST 10

gboolean
outbox_state_is_uncertain (const OutboxMessage *message)
{
  return message->state == OUTBOX_SENDING && message->uncertain_since > 0;
}

gint64
outbox_state_due (const OutboxMessage *message, const OutboxOptions *options)
{
  gboolean is_held = message->waits_for == OUTBOX_WAITS_FOR_SECRET;

  if (outbox_state_is_uncertain (message))
    return MAX (message->uncertain_since + options->uncertain_wait, message->next_try);
  if ((message->state == OUTBOX_QUEUED || message->state == OUTBOX_DEFERRED) && !is_held)
    return MAX (message->begins, message->next_try);
  return G_MAXINT64;
}

gboolean
outbox_state_is_pending (const OutboxMessage *message)
{
  return message->state == OUTBOX_QUEUED || message->state == OUTBOX_SENDING
         || message->state == OUTBOX_DEFERRED;
}

gboolean
outbox_state_is_failed (const OutboxMessage *message)
{
  return message->state == OUTBOX_REJECTED || message->state == OUTBOX_UNKNOWN
         || (message->state == OUTBOX_SENT && *message->error);
}

gboolean
outbox_state_is_over (const OutboxMessage *message)
{
  return !outbox_state_is_pending (message) && !outbox_state_is_failed (message)
         && message->copy != OUTBOX_COPY_WANTED;
}

static void
set_error (OutboxMessage *message, const char *name, const char *text)
{
  summary_take (&message->error_name, g_strdup (name));
  summary_take (&message->error, g_strdup (text));
}

static void
set_recipient (OutboxRecipient *recipient, RecipientState state, const char *reason)
{
  recipient->state = state;
  summary_take (&recipient->reason, g_strdup (reason));
}

static guint
count (const OutboxMessage *message, RecipientState state)
{
  guint found = 0;

  for (guint i = 0; i < message->recipients->len; i++)
    found += ((OutboxRecipient *) message->recipients->pdata[i])->state == state;
  return found;
}

/* REASON NULL: what was said of each stays. */
static void
move (OutboxMessage *message, RecipientState from, RecipientState to, const char *reason)
{
  for (guint i = 0; i < message->recipients->len; i++)
    {
      OutboxRecipient *recipient = message->recipients->pdata[i];
      g_autofree char *said = g_strdup (reason ? reason : recipient->reason);
      if (recipient->state == from)
        set_recipient (recipient, to, said);
    }
}

/* "<a@x.org> (550 no such user), <b@x.org> (...)", or without what was said of each. */
static char *
name_all (const OutboxMessage *message, RecipientState state, gboolean with_reasons)
{
  g_autoptr (GString) names = g_string_new (NULL);
  guint n_named = 0;

  for (guint i = 0; i < message->recipients->len; i++)
    {
      const OutboxRecipient *recipient = message->recipients->pdata[i];
      if (recipient->state != state || n_named++ >= NAMED_MOST)
        continue;
      g_string_append_printf (names, "%s<%s>", names->len ? ", " : "", recipient->address);
      if (with_reasons && *recipient->reason)
        g_string_append_printf (names, " (%s)", recipient->reason);
    }
  if (n_named > NAMED_MOST)
    g_string_append_printf (names, " and %u more", n_named - NAMED_MOST);
  return g_string_free (g_steal_pointer (&names), FALSE);
}

/* Up to a tenth less, so that not all that failed together come back together. */
static gint64
after (gint64 delay, gint64 now, double jitter)
{
  return now + delay - (gint64) ((double) delay * jitter / 10);
}

static void
tell_waiting (OutboxMessage *message)
{
  g_autofree char *waiting = name_all (message, RECIPIENT_WAITING, TRUE);
  g_autofree char *text = g_strdup_printf ("%s: the server put off %s", message->account, waiting);

  set_error (message, posthorn_error_name (POSTHORN_ERROR_SERVER_UNAVAILABLE), text);
}

static void
set_deferred (OutboxMessage *message, const OutboxOptions *options, gint64 now, double jitter)
{
  guint doublings = MIN (MAX (message->attempts, 1) - 1, 31);
  gint64 delay = MIN ((gint64) options->retry_initial << doublings, (gint64) options->retry_max);

  summary_take (&message->error,
                g_strconcat (message->error, "; it is tried again by itself", NULL));
  message->state = OUTBOX_DEFERRED;
  message->uncertain_since = 0;
  message->next_try = after (delay, now, jitter);
}

static void
set_ended (OutboxMessage *message, OutboxState state)
{
  message->state = state;
  message->waits_for = OUTBOX_WAITS_FOR_TIME;
  message->uncertain_since = 0;
  message->next_try = 0;
}

static gboolean
has_one_reason (const OutboxMessage *message)
{
  const OutboxRecipient *first = message->recipients->pdata[0];

  for (guint i = 1; i < message->recipients->len; i++)
    if (!g_str_equal (((OutboxRecipient *) message->recipients->pdata[i])->reason, first->reason))
      return FALSE;
  return TRUE;
}

/* What the error of the whole already says is not said again for each. */
static char *
refusal (const OutboxMessage *message, gboolean some)
{
  gboolean is_whole = !some && *message->error && has_one_reason (message);
  g_autofree char *failed = name_all (message, RECIPIENT_FAILED, !is_whole);

  if (is_whole)
    return g_strdup_printf ("%s; it was not sent to %s: retry it when that is settled",
                            message->error, failed);
  return g_strdup_printf (
      "%s: %s: %s; correct what is named and send it again, or retry it when that is settled",
      message->account, some ? "it was sent, but not to" : "it was not sent to", failed);
}

static void
end_refused (OutboxMessage *message)
{
  gboolean some = count (message, RECIPIENT_ACCEPTED) > 0;
  g_autofree char *text = refusal (message, some);

  set_error (message,
             some || !*message->error_name ? posthorn_error_name (POSTHORN_ERROR_SERVER_REJECTED)
                                           : message->error_name,
             text);
}

/* Nobody waits for an answer any more, or patience is over for those who do. */
static void
end (OutboxMessage *message)
{
  gboolean some = count (message, RECIPIENT_ACCEPTED) > 0;

  set_ended (message, some ? OUTBOX_SENT : OUTBOX_REJECTED);
  if (count (message, RECIPIENT_FAILED) > 0)
    end_refused (message);
  else
    set_error (message, "", "");
}

static void
give_up (OutboxMessage *message, const OutboxOptions *options)
{
  for (guint i = 0; i < message->recipients->len; i++)
    {
      OutboxRecipient *recipient = message->recipients->pdata[i];
      const char *last = *recipient->reason ? recipient->reason : message->error;
      g_autofree char *reason
          = g_strdup_printf ("given up after %.3g days: %s", options->patience / 86400.0, last);
      if (recipient->state == RECIPIENT_WAITING)
        set_recipient (recipient, RECIPIENT_FAILED, reason);
    }
  summary_take (&message->error, g_strdup (""));
}

static gboolean
is_impatient (const OutboxMessage *message, const OutboxOptions *options, gint64 now)
{
  return now - message->begins >= options->patience;
}

static void
go_on (OutboxMessage *message, const OutboxOptions *options, gint64 now, double jitter)
{
  if (count (message, RECIPIENT_WAITING) > 0 && is_impatient (message, options, now))
    give_up (message, options);
  if (count (message, RECIPIENT_WAITING) == 0)
    end (message);
  else
    set_deferred (message, options, now, jitter);
}

void
outbox_state_begin (OutboxMessage *message)
{
  message->state = OUTBOX_SENDING;
  message->waits_for = OUTBOX_WAITS_FOR_TIME;
  message->uncertain_since = 0;
  message->next_try = 0;
  message->attempts++;
}

void
outbox_state_reach_end (OutboxMessage *message, gint64 now)
{
  message->uncertain_since = now;
}

void
outbox_state_take (OutboxRecipient *recipient)
{
  set_recipient (recipient, RECIPIENT_TAKEN, "");
}

void
outbox_state_put_off (OutboxRecipient *recipient, const char *reason)
{
  set_recipient (recipient, RECIPIENT_WAITING, reason);
}

void
outbox_state_refuse (OutboxRecipient *recipient, const char *reason)
{
  set_recipient (recipient, RECIPIENT_FAILED, reason);
}

void
outbox_state_conclude (OutboxMessage *message, gboolean accepted, const GError *error,
                       gboolean permanent, const OutboxOptions *options, gint64 now, double jitter)
{
  move (message, RECIPIENT_TAKEN, accepted ? RECIPIENT_ACCEPTED : RECIPIENT_WAITING, NULL);
  if (message->copy == OUTBOX_COPY_NONE && count (message, RECIPIENT_ACCEPTED) > 0)
    message->copy = message->kind == OUTBOX_ROUTED ? OUTBOX_COPY_FILED : OUTBOX_COPY_WANTED;
  message->waits_for = OUTBOX_WAITS_FOR_TIME;
  if (error)
    set_error (message, posthorn_error_name_of (error), error->message);
  else if (count (message, RECIPIENT_WAITING) > 0)
    tell_waiting (message);
  else
    set_error (message, "", "");
  if (error && permanent)
    move (message, RECIPIENT_WAITING, RECIPIENT_FAILED, error->message);
  go_on (message, options, now, jitter);
}

void
outbox_state_reject (OutboxMessage *message, const GError *error)
{
  move (message, RECIPIENT_WAITING, RECIPIENT_FAILED, error->message);
  set_ended (message, OUTBOX_REJECTED);
  set_error (message, posthorn_error_name_of (error), error->message);
}

/* What the wait for another attempt ends by, besides the time. */
static OutboxWait
wait_for (const GError *error)
{
  static const PosthornError secrets[]
      = { POSTHORN_ERROR_AUTH_FAILED, POSTHORN_ERROR_AUTH_NEEDED, POSTHORN_ERROR_KEYRING_LOCKED,
          POSTHORN_ERROR_KEYRING_UNAVAILABLE };

  for (gsize i = 0; i < G_N_ELEMENTS (secrets); i++)
    if (g_error_matches (error, POSTHORN_ERROR, secrets[i]))
      return OUTBOX_WAITS_FOR_SECRET;
  return OUTBOX_WAITS_FOR_NETWORK;
}

static gboolean
is_of_keyring (const GError *error)
{
  return g_error_matches (error, POSTHORN_ERROR, POSTHORN_ERROR_KEYRING_LOCKED)
         || g_error_matches (error, POSTHORN_ERROR, POSTHORN_ERROR_KEYRING_UNAVAILABLE);
}

void
outbox_state_postpone (OutboxMessage *message, const GError *error, const OutboxOptions *options,
                       gint64 now, double jitter)
{
  set_error (message, posthorn_error_name_of (error), error->message);
  move (message, RECIPIENT_TAKEN, RECIPIENT_WAITING, NULL);
  /* An attempt is one that had a password. */
  if (message->state != OUTBOX_SENDING && !is_of_keyring (error))
    message->attempts++;
  if (wait_for (error) == OUTBOX_WAITS_FOR_NETWORK)
    go_on (message, options, now, jitter);
  else
    {
      set_ended (message, is_of_keyring (error) ? OUTBOX_QUEUED : OUTBOX_DEFERRED);
      message->waits_for = OUTBOX_WAITS_FOR_SECRET;
    }
  if (message->state == OUTBOX_DEFERRED)
    message->waits_for = wait_for (error);
}

gboolean
outbox_state_release (OutboxMessage *message, OutboxWait what, gint64 now)
{
  if (message->waits_for != what || what == OUTBOX_WAITS_FOR_TIME)
    return FALSE;
  message->waits_for = OUTBOX_WAITS_FOR_TIME;
  message->next_try = now;
  return TRUE;
}

static void
queue_again (OutboxMessage *message)
{
  move (message, RECIPIENT_TAKEN, RECIPIENT_WAITING, NULL);
  set_ended (message, OUTBOX_QUEUED);
}

void
outbox_state_take_back (OutboxMessage *message)
{
  message->attempts--;
  queue_again (message);
}

gboolean
outbox_state_restart (OutboxMessage *message)
{
  if (message->state != OUTBOX_SENDING || outbox_state_is_uncertain (message))
    return FALSE;
  queue_again (message);
  return TRUE;
}

static void
set_unknown (OutboxMessage *message)
{
  g_autofree char *text = g_strdup_printf (
      "%s: the server did not answer after the end of the message, so it may have been sent or "
      "not: ask a recipient, then resolve it as sent or not-sent",
      message->account);

  set_ended (message, OUTBOX_UNKNOWN);
  set_error (message, posthorn_error_name (POSTHORN_ERROR_TIMEOUT), text);
}

void
outbox_state_look_later (OutboxMessage *message, const GError *error, const OutboxOptions *options,
                         gint64 now, double jitter)
{
  gint64 waited = now - message->uncertain_since;
  g_autofree char *text = g_strdup_printf (
      "%s; it may have been sent or not, and the folder of sent mail is looked into again",
      error->message);

  if (waited >= options->patience)
    {
      set_unknown (message);
      return;
    }
  set_error (message, posthorn_error_name_of (error), text);
  message->waits_for = wait_for (error);
  message->next_try
      = after (CLAMP (waited, options->retry_initial, options->retry_max), now, jitter);
}

void
outbox_state_settle (OutboxMessage *message, gboolean found, const OutboxOptions *options,
                     gint64 now, double jitter)
{
  if (!found)
    {
      set_unknown (message);
      return;
    }
  message->copy = OUTBOX_COPY_FILED;
  outbox_state_conclude (message, TRUE, NULL, FALSE, options, now, jitter);
}

gboolean
outbox_state_note_copy (OutboxMessage *message, const GError *error)
{
  const char *text = error ? error->message : "";

  if (error && g_str_equal (message->copy_error, text))
    return FALSE;
  if (!error)
    message->copy = OUTBOX_COPY_FILED;
  summary_take (&message->copy_error_name, g_strdup (error ? posthorn_error_name_of (error) : ""));
  summary_take (&message->copy_error, g_strdup (text));
  return TRUE;
}

static gboolean
refuse (const OutboxMessage *message, PosthornError code, const char *why, GError **error)
{
  g_set_error (error, POSTHORN_ERROR, code, "Message %" G_GINT64_FORMAT " of %s %s", message->id,
               message->account, why);
  return FALSE;
}

gboolean
outbox_state_cancel (OutboxMessage *message, GError **error)
{
  switch (message->state)
    {
    case OUTBOX_SENDING:
      return refuse (message, POSTHORN_ERROR_BUSY,
                     "is being sent and cannot be stopped any more: see what becomes of it", error);
    case OUTBOX_UNKNOWN:
      return refuse (message, POSTHORN_ERROR_FAILED,
                     "may have been sent already: resolve it as sent or not-sent", error);
    case OUTBOX_CANCELLED:
      return refuse (message, POSTHORN_ERROR_FAILED, "is cancelled already", error);
    case OUTBOX_SENT:
      if (!outbox_state_is_failed (message))
        return refuse (message, POSTHORN_ERROR_FAILED, "has been sent and cannot be stopped",
                       error);
      break;
    default:
      break;
    }
  move (message, RECIPIENT_WAITING, RECIPIENT_FAILED, "cancelled");
  set_ended (message, count (message, RECIPIENT_ACCEPTED) > 0 ? OUTBOX_SENT : OUTBOX_CANCELLED);
  set_error (message, "", "");
  return TRUE;
}

gboolean
outbox_state_retry (OutboxMessage *message, gint64 now, GError **error)
{
  switch (message->state)
    {
    case OUTBOX_SENDING:
      return refuse (message, POSTHORN_ERROR_BUSY, "is being sent", error);
    case OUTBOX_UNKNOWN:
      return refuse (message, POSTHORN_ERROR_FAILED,
                     "may have been sent already: resolve it as not-sent first", error);
    case OUTBOX_CANCELLED:
      return refuse (message, POSTHORN_ERROR_FAILED, "is cancelled: compose it again", error);
    case OUTBOX_SENT:
      if (!outbox_state_is_failed (message))
        return refuse (message, POSTHORN_ERROR_FAILED,
                       "has been sent: write it anew to send it again", error);
      break;
    case OUTBOX_REJECTED:
      if (message->octets == 0)
        return refuse (message, POSTHORN_ERROR_FAILED,
                       "cannot be sent from here, where nothing of it is kept: cancel it", error);
      break;
    default:
      break;
    }
  if (!outbox_state_is_pending (message))
    message->attempts = 0;
  move (message, RECIPIENT_FAILED, RECIPIENT_WAITING, "");
  set_ended (message, OUTBOX_QUEUED);
  set_error (message, "", "");
  message->begins = now;
  return TRUE;
}

static void
set_not_sent (OutboxMessage *message)
{
  move (message, RECIPIENT_TAKEN, RECIPIENT_FAILED, "not sent, as a person has found out");
  move (message, RECIPIENT_WAITING, RECIPIENT_FAILED, NULL);
  summary_take (&message->error, g_strdup (""));
  end (message);
}

gboolean
outbox_state_resolve (OutboxMessage *message, gboolean sent, const OutboxOptions *options,
                      gint64 now, double jitter, GError **error)
{
  if (message->state != OUTBOX_UNKNOWN)
    return refuse (message, POSTHORN_ERROR_FAILED,
                   "is not in the state unknown: there is nothing to resolve", error);
  if (sent)
    outbox_state_conclude (message, TRUE, NULL, FALSE, options, now, jitter);
  else
    set_not_sent (message);
  return TRUE;
}
