/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "outbox-queue.h"

#include "account-error.h"
#include "account-private.h"
#include "boot-clock.h"
#include "error.h"
#include "log.h"
#include "outbox-delivery.h"
#include "outbox-private.h"
#include "outbox-search.h"
#include "submission.h"

#define OPERATION "outbox"

/* How long a connection without work stays open. */
#define LINGER_SECONDS 5
/* In place of a timer that the system does not give, and of a disk that takes nothing. */
#define SPARE_TIMER_SECONDS 60

struct _OutboxQueue
{
  Outbox *outbox; /* borrowed; its owner */
  Account *account;
  GCancellable *cancellable; /* of whatever is under way */
  SmtpSession *session;
  gboolean is_warm;  /* the session was used or idle before */
  CheckSlots *slots; /* those its slot is of or is waited for; NULL = neither */
  gboolean has_slot;
  gboolean is_busy;    /* opens a connection, sends, searches or writes */
  gboolean is_sending; /* a message, that is */
  GSource *timer;
  guint linger;
};

/* Whoever waits for an answer keeps the queue, closed or not. */
static void
clear (gpointer data)
{
  OutboxQueue *queue = data;

  g_object_unref (queue->account);
  g_object_unref (queue->cancellable);
}

static void
unref (OutboxQueue *queue)
{
  g_rc_box_release_full (queue, clear);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (OutboxQueue, unref)

static gboolean
is_closed (OutboxQueue *queue)
{
  return g_cancellable_is_cancelled (queue->cancellable);
}

static void
clear_timers (OutboxQueue *queue)
{
  if (queue->timer)
    g_source_destroy (queue->timer);
  g_clear_pointer (&queue->timer, g_source_unref);
  g_clear_handle_id (&queue->linger, g_source_remove);
}

static void
give_slot_back (OutboxQueue *queue)
{
  CheckSlots *slots = g_steal_pointer (&queue->slots);

  if (slots && queue->has_slot)
    {
      queue->has_slot = FALSE;
      check_slots_release (slots);
    }
  else if (slots)
    check_slots_leave (slots, queue);
}

static void
close_session (OutboxQueue *queue)
{
  g_clear_handle_id (&queue->linger, g_source_remove);
  if (queue->session)
    {
      smtp_session_set_closed (queue->session, NULL, NULL);
      smtp_session_close (queue->session);
    }
  g_clear_object (&queue->session);
  give_slot_back (queue);
}

static gboolean
on_linger (gpointer data)
{
  OutboxQueue *queue = data;

  queue->linger = 0;
  close_session (queue);
  return G_SOURCE_REMOVE;
}

static gboolean
on_timer (gpointer data)
{
  outbox_queue_wake (data);
  return G_SOURCE_REMOVE;
}

static void
rest (OutboxQueue *queue, gint64 due)
{
  queue->is_warm = TRUE;
  if (queue->session && !queue->linger)
    queue->linger = g_timeout_add_seconds (LINGER_SECONDS, on_linger, queue);
  if (!queue->session)
    give_slot_back (queue);
  if (due == G_MAXINT64)
    return;
  queue->timer = boot_clock_timer_new (boot_clock_from_unix (due), NULL);
  if (!queue->timer)
    queue->timer = g_timeout_source_new_seconds (SPARE_TIMER_SECONDS);
  g_source_set_callback (queue->timer, on_timer, queue, NULL);
  g_source_attach (queue->timer, NULL);
}

static void
end_work (OutboxQueue *queue)
{
  queue->is_busy = FALSE;
  outbox_queue_wake (queue);
}

static void
on_put (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (OutboxQueue) queue = data;
  g_autoptr (GError) error = NULL;

  gboolean ok = outbox_put_finish (POSTHORN_OUTBOX (source), result, &error);

  if (is_closed (queue))
    return;
  if (ok)
    {
      end_work (queue);
      return;
    }
  log_warning (account_get_id (queue->account), NULL, OPERATION, "%s", error->message);
  queue->is_busy = FALSE;
  rest (queue, outbox_now () + SPARE_TIMER_SECONDS);
}

static gboolean
is_refused_sign_in (const GError *error)
{
  return g_error_matches (error, POSTHORN_ERROR, POSTHORN_ERROR_AUTH_FAILED)
         || g_error_matches (error, POSTHORN_ERROR, POSTHORN_ERROR_AUTH_NEEDED);
}

/* All that is due meets the same obstacle. */
static void
postpone_all (OutboxQueue *queue, const GError *cause)
{
  const char *id = account_get_id (queue->account);
  g_autoptr (GError) error = account_error (id, cause);
  GPtrArray *messages = outbox_get_messages (queue->outbox);
  const OutboxOptions *options = outbox_get_options (queue->outbox);
  g_autoptr (GPtrArray) next
      = g_ptr_array_new_with_free_func ((GDestroyNotify) outbox_message_free);
  gint64 now = outbox_now ();

  if (is_refused_sign_in (cause))
    account_set_last_error (queue->account, error);
  for (guint i = 0; i < messages->len; i++)
    {
      OutboxMessage *message = messages->pdata[i];
      if (!g_str_equal (message->account, id) || outbox_state_is_uncertain (message)
          || outbox_state_due (message, options) > now
          || outbox_is_writing (queue->outbox, message->id))
        continue;
      message = outbox_message_copy (message);
      outbox_state_postpone (message, error, options, now, g_random_double ());
      g_ptr_array_add (next, message);
    }
  log_info (id, NULL, OPERATION, "%u messages wait: %s", next->len, cause->message);
  outbox_put_all_async (queue->outbox, g_steal_pointer (&next), NULL, on_put,
                        g_rc_box_acquire (queue));
}

static void
on_closed (SmtpSession *session, const GError *error, gpointer data)
{
  OutboxQueue *queue = data;

  /* In the middle of a message its delivery hears of it. */
  if (!queue->is_busy)
    close_session (queue);
}

static void
on_open (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (OutboxQueue) queue = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (SmtpSession) session = submission_open_finish (result, &error);

  if (is_closed (queue))
    return;
  if (!session)
    {
      give_slot_back (queue);
      postpone_all (queue, error);
      return;
    }
  queue->session = g_steal_pointer (&session);
  queue->is_warm = FALSE;
  smtp_session_set_closed (queue->session, on_closed, queue);
  end_work (queue);
}

static void
open_session (OutboxQueue *queue)
{
  submission_open_async (account_get_config (queue->account), NULL, queue->cancellable, on_open,
                         g_rc_box_acquire (queue));
}

static void
on_slot (gpointer data)
{
  OutboxQueue *queue = data;

  queue->has_slot = TRUE;
  open_session (queue);
}

static void
connect_soon (OutboxQueue *queue)
{
  g_autofree char *server = submission_server (account_get_config (queue->account));

  close_session (queue);
  queue->is_busy = TRUE;
  queue->slots = outbox_get_slots (queue->outbox, server);
  queue->has_slot = check_slots_take (queue->slots, on_slot, queue);
  if (queue->has_slot)
    open_session (queue);
  else
    outbox_yield (queue->outbox, queue);
}

/* The disk did not take what had to be there first, so nothing has happened. */
static void
hold_back (OutboxQueue *queue, gint64 id, const GError *error)
{
  log_warning (account_get_id (queue->account), NULL, OPERATION, "message %" G_GINT64_FORMAT ": %s",
               id, error->message);
  outbox_hold_back (queue->outbox, id, error);
}

typedef struct
{
  OutboxQueue *queue;
  gint64 message;
} Sending;

static void
on_delivered (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autofree Sending *sending = data;
  g_autoptr (OutboxQueue) queue = sending->queue;
  g_autoptr (GError) error = NULL;
  gboolean ok = outbox_delivery_finish (POSTHORN_OUTBOX (source), result, &error);

  queue->is_sending = FALSE;
  if (is_closed (queue))
    return;
  if (!ok)
    hold_back (queue, sending->message, error);
  if (!smtp_session_is_open (queue->session))
    close_session (queue);
  end_work (queue);
}

static void
deliver (OutboxQueue *queue, gint64 id)
{
  Sending sending = { g_rc_box_acquire (queue), id };

  /* A long message must not be cut off by the end of an earlier rest. */
  g_clear_handle_id (&queue->linger, g_source_remove);
  queue->is_busy = TRUE;
  queue->is_sending = TRUE;
  outbox_delivery_async (queue->outbox, queue->session, queue->is_warm, id, queue->cancellable,
                         on_delivered, g_memdup2 (&sending, sizeof sending));
  queue->is_warm = TRUE;
}

static void
on_searched (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autofree Sending *searching = data;
  g_autoptr (OutboxQueue) queue = searching->queue;
  const OutboxOptions *options = outbox_get_options (queue->outbox);
  g_autoptr (GError) error = NULL;
  gboolean found = outbox_search_finish (result, &error);
  g_autoptr (OutboxMessage) next = NULL;

  if (is_closed (queue))
    return;
  next = outbox_message_copy (outbox_find (queue->outbox, searching->message));
  if (error)
    outbox_state_look_later (next, error, options, outbox_now (), g_random_double ());
  else
    outbox_state_settle (next, found, options, outbox_now (), g_random_double ());
  outbox_put_async (queue->outbox, next, NULL, on_put, g_rc_box_acquire (queue));
}

static void
search (OutboxQueue *queue, const OutboxMessage *message)
{
  Sending searching = { g_rc_box_acquire (queue), message->id };

  queue->is_busy = TRUE;
  outbox_search_async (queue->account, message, on_searched,
                       g_memdup2 (&searching, sizeof searching));
}

gboolean
outbox_queue_can_send (OutboxQueue *queue)
{
  const StoreAccount *config = account_get_config (queue->account);
  Conditions *conditions = outbox_get_services (queue->outbox)->conditions;
  gboolean is_local = endpoint_is_loopback (*config->smtp_host ? config->smtp_host : config->host);

  return config->enabled && !conditions_hold (conditions, CONDITION_SLEEPING)
         && (is_local || !conditions_hold (conditions, CONDITION_OFFLINE | CONDITION_NO_ROUTE));
}

static gboolean
may_work (OutboxQueue *queue)
{
  return !queue->is_busy && !is_closed (queue) && outbox_is_started (queue->outbox);
}

static void
send_next (OutboxQueue *queue)
{
  gint64 due = G_MAXINT64;
  const OutboxMessage *next = NULL;

  if (outbox_queue_can_send (queue))
    next = outbox_next (queue->outbox, account_get_id (queue->account), &due);
  else
    close_session (queue);
  if (!next)
    rest (queue, due);
  else if (queue->session)
    deliver (queue, next->id);
  else
    connect_soon (queue);
}

void
outbox_queue_wake (OutboxQueue *queue)
{
  const OutboxMessage *uncertain;

  if (!may_work (queue))
    return;
  if (queue->timer)
    g_source_destroy (queue->timer);
  g_clear_pointer (&queue->timer, g_source_unref);
  uncertain = outbox_next_uncertain (queue->outbox, account_get_id (queue->account));
  if (uncertain)
    search (queue, uncertain);
  else
    send_next (queue);
}

void
outbox_queue_expect (OutboxQueue *queue)
{
  if (may_work (queue) && !queue->session && outbox_queue_can_send (queue))
    connect_soon (queue);
}

void
outbox_queue_yield (OutboxQueue *queue)
{
  if (!queue->is_busy)
    close_session (queue);
}

Account *
outbox_queue_get_account (OutboxQueue *queue)
{
  return queue->account;
}

void
outbox_queue_tell (OutboxQueue *queue)
{
  account_tell (queue->account);
}

OutboxQueue *
outbox_queue_new (Outbox *outbox, Account *account)
{
  OutboxQueue *queue = g_rc_box_new0 (OutboxQueue);

  queue->outbox = outbox;
  queue->account = g_object_ref (account);
  queue->cancellable = g_cancellable_new ();
  return queue;
}

static gboolean
on_late (gpointer data)
{
  gboolean *is_late = data;

  *is_late = TRUE;
  return G_SOURCE_REMOVE;
}

void
outbox_queue_finish (OutboxQueue *queue, gint64 deadline)
{
  /* Its account may be removed meanwhile. */
  g_autoptr (OutboxQueue) kept = g_rc_box_acquire (queue);
  gint64 left = MAX (deadline - g_get_monotonic_time (), 0) / G_TIME_SPAN_MILLISECOND;
  gboolean is_late = FALSE;
  guint timer = g_timeout_add ((guint) left, on_late, &is_late);

  while (kept->is_sending && !is_late)
    g_main_context_iteration (NULL, TRUE);
  if (!is_late)
    g_source_remove (timer);
}

void
outbox_queue_close (OutboxQueue *queue)
{
  g_cancellable_cancel (queue->cancellable);
  clear_timers (queue);
  close_session (queue);
  unref (queue);
}
