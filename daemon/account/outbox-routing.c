/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "outbox-routing.h"

#include "account-private.h"
#include "account-session.h"
#include "error.h"
#include "log.h"
#include "outbox-intake.h"
#include "outbox-private.h"
#include "store-batch-outbox.h"
#include "store-octets.h"
#include "store-reader-outbox.h"

#define OPERATION "routing"

typedef struct
{
  Outbox *outbox;
  Account *account;
  StoreHandover *handover; /* the one it is about */
  guint64 done;            /* up to this message all have had their turn */
} Routing;

static void
routing_free (gpointer data)
{
  Routing *routing = data;

  g_clear_pointer (&routing->handover, store_handover_free);
  g_object_unref (routing->account);
  g_object_unref (routing->outbox);
  g_free (routing);
}

static void route_next (GTask *task);

static void
leave (GTask *task)
{
  Routing *routing = g_task_get_task_data (task);

  routing->done = routing->handover->message;
  route_next (task);
}

static void
on_rejected (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;

  if (outbox_put_finish (POSTHORN_OUTBOX (source), result, &error))
    leave (task);
  else
    g_task_return_error (task, error);
}

/* Somebody has to be told, as of any mail that cannot be sent. */
static void
reject (GTask *task, const GError *error)
{
  const Routing *routing = g_task_get_task_data (task);
  const StoreHandover *handover = routing->handover;
  g_autoptr (OutboxMessage) message = outbox_message_new ();
  StoreBatch *batch = store_batch_new ();

  message->id = outbox_take_id (routing->outbox);
  message->kind = OUTBOX_ROUTED;
  message->begins = outbox_now ();
  summary_take (&message->account, g_strdup (account_get_id (routing->account)));
  summary_take (&message->subject, g_strdup (handover->subject));
  summary_take (&message->message_id, g_strdup (handover->message_id));
  outbox_message_add_recipient (message, "", handover->recipient);
  outbox_state_reject (message, error);
  store_batch_end_handover (batch, handover->message);
  outbox_put_async (routing->outbox, message, batch, on_rejected, g_object_ref (task));
}

static void
reject_partial (GTask *task)
{
  const Routing *routing = g_task_get_task_data (task);
  g_autofree char *most = g_format_size_full (ACCOUNT_MESSAGE_LIMIT, G_FORMAT_SIZE_IEC_UNITS);
  g_autoptr (GError) error = g_error_new (
      POSTHORN_ERROR, POSTHORN_ERROR_TOO_LARGE,
      "%s: message %" G_GUINT64_FORMAT " has more than %s, so that it is not here as a whole and "
      "was not sent on to <%s>: forward it with another mail program",
      account_get_id (routing->account), routing->handover->message, most,
      routing->handover->recipient);

  reject (task, error);
}

static void
on_taken_in (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;

  if (outbox_intake_finish (POSTHORN_OUTBOX (source), result, &error))
    leave (task);
  else
    g_task_return_error (task, error);
}

static void
send_on (GTask *task)
{
  const Routing *routing = g_task_get_task_data (task);
  const StoreHandover *handover = routing->handover;
  OutboxOrder order = { .account = routing->account };
  g_autoptr (GInputStream) rfc822 = store_body_reader_new (
      outbox_get_services (routing->outbox)->store, handover->message, handover->size);

  outbox_send_on_async (routing->outbox, rfc822, handover, &order, on_taken_in,
                        g_object_ref (task));
}

/* For another thread. */
typedef struct
{
  char *account;
  guint64 after;
} Wanted;

static void
wanted_free (gpointer data)
{
  Wanted *wanted = data;

  g_free (wanted->account);
  g_free (wanted);
}

static gpointer
read_next (StoreReader *reader, gpointer data, GError **error)
{
  const Wanted *wanted = data;

  return store_reader_handover (reader, wanted->account, wanted->after, error);
}

static void
on_read (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Routing *routing = g_task_get_task_data (task);
  GError *error = NULL;

  g_clear_pointer (&routing->handover, store_handover_free);
  routing->handover = store_read_finish (POSTHORN_STORE (source), result, &error);
  if (error)
    g_task_return_error (task, error);
  else if (!routing->handover)
    g_task_return_boolean (task, TRUE);
  else if (routing->handover->is_whole)
    send_on (task);
  else
    reject_partial (task);
}

static void
route_next (GTask *task)
{
  const Routing *routing = g_task_get_task_data (task);
  Wanted *wanted;

  if (g_task_return_error_if_cancelled (task))
    return;
  wanted = g_new (Wanted, 1);
  wanted->account = g_strdup (account_get_id (routing->account));
  wanted->after = routing->done;
  store_read_async (outbox_get_services (routing->outbox)->store, read_next, wanted, wanted_free,
                    (GDestroyNotify) store_handover_free, NULL, on_read, g_object_ref (task));
}

static void
run_async (gpointer account, gpointer outbox, GCancellable *cancellable,
           GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, data);
  Routing *routing = g_new0 (Routing, 1);

  routing->outbox = g_object_ref (outbox);
  routing->account = g_object_ref (account);
  g_task_set_task_data (task, routing, routing_free);
  route_next (task);
}

static gboolean
run_finish (gpointer account, gpointer outbox, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
on_arrived (Account *account, Folder *folder, GPtrArray *messages, gpointer errand)
{
  if (g_str_equal (account_get_config (account)->route, "forward"))
    errand_want (errand);
}

void
outbox_routing_add_account (Outbox *outbox, Account *account)
{
  static const ErrandKind kind = { OPERATION, run_async, run_finish };

  /* The account outlives its errands. */
  g_signal_connect (account, "arrived", G_CALLBACK (on_arrived),
                    account_add_errand (account, &kind, outbox));
}
