/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "outbox.h"

#include "account-manager-private.h"
#include "error.h"
#include "log.h"
#include "outbox-marking.h"
#include "outbox-private.h"
#include "outbox-routing.h"
#include "sent-copies.h"
#include "store-batch-outbox.h"
#include "store-reader-outbox.h"

#define OPERATION "outbox"

/* Connections to one server. */
#define CONNECTIONS_MOST 2
/* Messages that nothing can become of any more are told of until so many have come after them. */
#define OVER_MOST 1000
/* How long a stop waits for the answers to what is being sent. */
#define FINISH_TIME (2 * G_USEC_PER_SEC)

struct _Outbox
{
  GObject parent_instance;
  AccountManager *manager; /* borrowed; its owner */
  GPtrArray *messages;     /* OutboxMessage, by id */
  GHashTable *writing;     /* gint64, ids */
  GPtrArray *queues;       /* OutboxQueue */
  GHashTable *slots;       /* "host:port" → CheckSlots */
  gint64 last_id;
  gboolean is_started;
};

enum
{
  PROP_PENDING = 1,
  PROP_FAILED,
  N_PROPERTIES
};

static GParamSpec *properties[N_PROPERTIES];
static guint changed_signal;
static guint sent_signal;
static guint failed_signal;

G_DEFINE_FINAL_TYPE (Outbox, outbox, G_TYPE_OBJECT)

static guint
count (Outbox *outbox, gboolean (*test) (const OutboxMessage *message))
{
  guint found = 0;

  for (guint i = 0; i < outbox->messages->len; i++)
    found += test (outbox->messages->pdata[i]) != FALSE;
  return found;
}

static void
outbox_get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  Outbox *outbox = POSTHORN_OUTBOX (object);

  switch (id)
    {
    case PROP_PENDING:
      g_value_set_uint (value, count (outbox, outbox_state_is_pending));
      break;
    case PROP_FAILED:
      g_value_set_uint (value, count (outbox, outbox_state_is_failed));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, spec);
    }
}

static void
outbox_finalize (GObject *object)
{
  Outbox *outbox = POSTHORN_OUTBOX (object);

  g_ptr_array_unref (outbox->queues);
  g_ptr_array_unref (outbox->messages);
  g_hash_table_unref (outbox->writing);
  g_hash_table_unref (outbox->slots);
  G_OBJECT_CLASS (outbox_parent_class)->finalize (object);
}

static guint
new_signal (const char *name)
{
  return g_signal_new (name, TYPE_OUTBOX, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                       G_TYPE_POINTER);
}

static void
outbox_class_init (OutboxClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);

  object_class->get_property = outbox_get_property;
  object_class->finalize = outbox_finalize;
  properties[PROP_PENDING]
      = g_param_spec_uint ("pending", NULL, NULL, 0, G_MAXUINT, 0, G_PARAM_READABLE);
  properties[PROP_FAILED]
      = g_param_spec_uint ("failed", NULL, NULL, 0, G_MAXUINT, 0, G_PARAM_READABLE);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
  changed_signal = new_signal ("changed");
  sent_signal = new_signal ("sent");
  failed_signal = new_signal ("send-failed");
}

static void
outbox_init (Outbox *outbox)
{
  outbox->messages = g_ptr_array_new_with_free_func ((GDestroyNotify) outbox_message_free);
  outbox->writing = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  outbox->queues = g_ptr_array_new_with_free_func ((GDestroyNotify) outbox_queue_close);
  outbox->slots
      = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) check_slots_free);
}

AccountServices *
outbox_get_services (Outbox *outbox)
{
  return account_manager_get_services (outbox->manager);
}

AccountManager *
outbox_get_manager (Outbox *outbox)
{
  return outbox->manager;
}

const OutboxOptions *
outbox_get_options (Outbox *outbox)
{
  return &outbox_get_services (outbox)->configuration.outbox;
}

GPtrArray *
outbox_get_messages (Outbox *outbox)
{
  return outbox->messages;
}

gboolean
outbox_is_started (Outbox *outbox)
{
  return outbox->is_started;
}

gint64
outbox_now (void)
{
  return g_get_real_time () / G_USEC_PER_SEC;
}

gint64
outbox_take_id (Outbox *outbox)
{
  return ++outbox->last_id;
}

CheckSlots *
outbox_get_slots (Outbox *outbox, const char *server)
{
  CheckSlots *slots = g_hash_table_lookup (outbox->slots, server);

  if (!slots)
    {
      slots = check_slots_new (CONNECTIONS_MOST);
      g_hash_table_insert (outbox->slots, g_strdup (server), slots);
    }
  return slots;
}

/* Where the first message lies whose id is not less. */
static guint
place_of (Outbox *outbox, gint64 id)
{
  guint low = 0;
  guint high = outbox->messages->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;
      if (((OutboxMessage *) outbox->messages->pdata[middle])->id < id)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

static gboolean
is_at (Outbox *outbox, guint place, gint64 id)
{
  return place < outbox->messages->len
         && ((OutboxMessage *) outbox->messages->pdata[place])->id == id;
}

const OutboxMessage *
outbox_find (Outbox *outbox, gint64 id)
{
  guint place = place_of (outbox, id);

  return is_at (outbox, place, id) ? outbox->messages->pdata[place] : NULL;
}

gboolean
outbox_is_writing (Outbox *outbox, gint64 id)
{
  return g_hash_table_contains (outbox->writing, &id);
}

const OutboxMessage *
outbox_next (Outbox *outbox, const char *account, gint64 *due)
{
  gint64 now = outbox_now ();

  *due = G_MAXINT64;
  for (guint i = 0; i < outbox->messages->len; i++)
    {
      const OutboxMessage *message = outbox->messages->pdata[i];
      gint64 moment = outbox_state_due (message, outbox_get_options (outbox));
      if (!g_str_equal (message->account, account) || outbox_is_writing (outbox, message->id))
        continue;
      if (moment <= now && !outbox_state_is_uncertain (message))
        return message;
      *due = MIN (*due, moment);
    }
  return NULL;
}

const OutboxMessage *
outbox_next_uncertain (Outbox *outbox, const char *account)
{
  gint64 now = outbox_now ();

  for (guint i = 0; i < outbox->messages->len; i++)
    {
      const OutboxMessage *message = outbox->messages->pdata[i];
      if (g_str_equal (message->account, account) && outbox_state_is_uncertain (message)
          && outbox_state_due (message, outbox_get_options (outbox)) <= now
          && !outbox_is_writing (outbox, message->id))
        return message;
    }
  return NULL;
}

const OutboxMessage *
outbox_next_copy (Outbox *outbox, const char *account, gint64 after)
{
  for (guint i = place_of (outbox, after + 1); i < outbox->messages->len; i++)
    {
      const OutboxMessage *message = outbox->messages->pdata[i];
      if (message->copy == OUTBOX_COPY_WANTED && g_str_equal (message->account, account)
          && !outbox_is_writing (outbox, message->id))
        return message;
    }
  return NULL;
}

static OutboxQueue *
find_queue (Outbox *outbox, const char *account)
{
  for (guint i = 0; i < outbox->queues->len; i++)
    if (g_str_equal (account_get_id (outbox_queue_get_account (outbox->queues->pdata[i])), account))
      return outbox->queues->pdata[i];
  return NULL;
}

static void
wake (Outbox *outbox, const OutboxMessage *message)
{
  OutboxQueue *queue = find_queue (outbox, message->account);

  if (!queue)
    return;
  outbox_queue_wake (queue);
  /* A copy that was refused waits for the next check. */
  if (message->copy == OUTBOX_COPY_WANTED && !*message->copy_error)
    outbox_queue_tell (queue);
}

void
outbox_expect (Outbox *outbox, const char *account)
{
  OutboxQueue *queue = find_queue (outbox, account);

  if (queue)
    outbox_queue_expect (queue);
}

void
outbox_yield (Outbox *outbox, OutboxQueue *asker)
{
  for (guint i = 0; i < outbox->queues->len; i++)
    if (outbox->queues->pdata[i] != asker)
      outbox_queue_yield (outbox->queues->pdata[i]);
}

static void
tell (Outbox *outbox, const OutboxMessage *message, const OutboxMessage *before)
{
  gboolean is_new = !before || before->state != message->state;
  gboolean was_failed = before && outbox_state_is_failed (before);

  if (is_new || !g_str_equal (before->error, message->error))
    g_signal_emit (outbox, changed_signal, 0, message);
  if (is_new && message->state == OUTBOX_SENT)
    {
      log_info (message->account, NULL, OPERATION, "sent <%s>", message->message_id);
      g_signal_emit (outbox, sent_signal, 0, message);
    }
  if (outbox_state_is_failed (message) && !was_failed)
    {
      log_event (LOG_SEND_FAILED, message->account, NULL, OPERATION, "%s", message->error);
      g_signal_emit (outbox, failed_signal, 0, message);
    }
  if (message->state == OUTBOX_SENT && message->original != 0)
    outbox_marking_begin (outbox, message);
}

static void
notify (Outbox *outbox)
{
  g_object_notify_by_pspec (G_OBJECT (outbox), properties[PROP_PENDING]);
  g_object_notify_by_pspec (G_OBJECT (outbox), properties[PROP_FAILED]);
}

/* Takes MESSAGE over as the one of its id. */
static void
take_message (Outbox *outbox, OutboxMessage *message)
{
  guint place = place_of (outbox, message->id);
  g_autoptr (OutboxMessage) before = NULL;

  if (is_at (outbox, place, message->id))
    {
      before = outbox->messages->pdata[place];
      outbox->messages->pdata[place] = message;
    }
  else
    g_ptr_array_insert (outbox->messages, (int) place, message);
  tell (outbox, message, before);
}

void
outbox_hold_back (Outbox *outbox, gint64 id, const GError *error)
{
  OutboxMessage *next = outbox_message_copy (outbox_find (outbox, id));

  outbox_state_restart (next);
  if (!outbox_state_is_uncertain (next))
    outbox_state_postpone (next, error, outbox_get_options (outbox), outbox_now (),
                           g_random_double ());
  take_message (outbox, next);
  notify (outbox);
}

static void
set_writing (Outbox *outbox, GPtrArray *messages, gboolean is_writing)
{
  for (guint i = 0; i < messages->len; i++)
    {
      gint64 id = ((OutboxMessage *) messages->pdata[i])->id;
      if (is_writing)
        g_hash_table_add (outbox->writing, g_memdup2 (&id, sizeof id));
      else
        g_hash_table_remove (outbox->writing, &id);
    }
}

/* Those of an account that was removed meanwhile are gone with it. */
static void
take_all (Outbox *outbox, GPtrArray *messages)
{
  for (guint i = 0; i < messages->len; i++)
    if (find_queue (outbox, ((OutboxMessage *) messages->pdata[i])->account))
      take_message (outbox, outbox_message_copy (messages->pdata[i]));
  notify (outbox);
}

static void
wake_all (Outbox *outbox, GPtrArray *messages)
{
  for (guint i = 0; i < messages->len; i++)
    wake (outbox, messages->pdata[i]);
}

static void
on_committed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Outbox *outbox = g_task_get_source_object (task);
  GPtrArray *messages = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (StoreChanges) changes = store_commit_finish (POSTHORN_STORE (source), result, &error);

  set_writing (outbox, messages, FALSE);
  if (!changes)
    {
      g_task_return_error (task, error);
      return;
    }
  take_all (outbox, messages);
  g_task_return_boolean (task, TRUE);
  wake_all (outbox, messages);
}

/* The oldest of those that are over make way for one that has just become so. */
static void
prune (Outbox *outbox, StoreBatch *batch)
{
  guint n_over = count (outbox, outbox_state_is_over);

  for (guint i = 0; n_over > OVER_MOST && i < outbox->messages->len;)
    {
      OutboxMessage *message = outbox->messages->pdata[i];
      if (!outbox_state_is_over (message) || outbox_is_writing (outbox, message->id))
        {
          i++;
          continue;
        }
      store_batch_remove_outbox (batch, message->id);
      g_ptr_array_remove_index (outbox->messages, i);
      n_over--;
    }
}

void
outbox_put_all_async (Outbox *outbox, GPtrArray *messages, StoreBatch *given,
                      GAsyncReadyCallback callback, gpointer data)
{
  GTask *task = g_task_new (outbox, NULL, callback, data);
  StoreBatch *batch = given ? given : store_batch_new ();

  g_task_set_task_data (task, messages, (GDestroyNotify) g_ptr_array_unref);
  for (guint i = 0; i < messages->len; i++)
    {
      OutboxMessage *message = messages->pdata[i];
      if (outbox_state_is_over (message))
        message->octets = 0;
      store_batch_put_outbox (batch, message);
    }
  set_writing (outbox, messages, TRUE);
  prune (outbox, batch);
  store_commit_async (outbox_get_services (outbox)->store, batch, on_committed, task);
}

void
outbox_put_async (Outbox *outbox, const OutboxMessage *message, StoreBatch *batch,
                  GAsyncReadyCallback callback, gpointer data)
{
  GPtrArray *messages = g_ptr_array_new_with_free_func ((GDestroyNotify) outbox_message_free);

  g_ptr_array_add (messages, outbox_message_copy (message));
  outbox_put_all_async (outbox, messages, batch, callback, data);
}

gboolean
outbox_put_finish (Outbox *outbox, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
for_each_queue (Outbox *outbox, void (*function) (OutboxQueue *queue))
{
  for (guint i = 0; i < outbox->queues->len; i++)
    function (outbox->queues->pdata[i]);
}

/* In memory only: an attempt that is due at once is worth no writing. ACCOUNT NULL = any. */
static void
release (Outbox *outbox, OutboxWait what, const char *account)
{
  gint64 now = outbox_now ();

  for (guint i = 0; i < outbox->messages->len; i++)
    {
      OutboxMessage *message = outbox->messages->pdata[i];
      if ((!account || g_str_equal (message->account, account))
          && !outbox_is_writing (outbox, message->id))
        outbox_state_release (message, what, now);
    }
}

void
outbox_retry_secrets (Outbox *outbox, Account *account)
{
  release (outbox, OUTBOX_WAITS_FOR_SECRET, account ? account_get_id (account) : NULL);
  for_each_queue (outbox, outbox_queue_wake);
}

void
outbox_clock_set (Outbox *outbox)
{
  for_each_queue (outbox, outbox_queue_wake);
}

static void
on_conditions (Outbox *outbox, guint before)
{
  Conditions *conditions = outbox_get_services (outbox)->conditions;
  guint network = CONDITION_OFFLINE | CONDITION_NO_ROUTE | CONDITION_SLEEPING;

  if (before & network && !conditions_hold (conditions, before & network))
    release (outbox, OUTBOX_WAITS_FOR_NETWORK, NULL);
  for_each_queue (outbox, outbox_queue_wake);
}

static void
on_renewed (Outbox *outbox, Account *account)
{
  outbox_retry_secrets (outbox, account);
}

void
outbox_add_account (Outbox *outbox, Account *account)
{
  OutboxQueue *queue = outbox_queue_new (outbox, account);

  g_ptr_array_add (outbox->queues, queue);
  sent_copies_add_account (outbox, account);
  outbox_routing_add_account (outbox, account);
  g_signal_connect_object (account, "renewed", G_CALLBACK (on_renewed), outbox, G_CONNECT_SWAPPED);
  outbox_queue_wake (queue);
}

void
outbox_remove_account (Outbox *outbox, Account *account)
{
  const char *id = account_get_id (account);

  g_signal_handlers_disconnect_by_func (account, on_renewed, outbox);
  g_ptr_array_remove (outbox->queues, find_queue (outbox, id));
  for (guint i = outbox->messages->len; i > 0; i--)
    if (g_str_equal (((OutboxMessage *) outbox->messages->pdata[i - 1])->account, id))
      g_ptr_array_remove_index (outbox->messages, i - 1);
  notify (outbox);
}

gboolean
outbox_load (Outbox *outbox, GError **error)
{
  StoreReader *reader = store_main_reader (outbox_get_services (outbox)->store);
  g_autoptr (GPtrArray) messages = store_reader_outbox (reader, error);

  if (!messages || !store_reader_last_id (reader, "outbox", &outbox->last_id, error))
    return FALSE;
  /* On disk it stays as it is until something happens: another restart would do the same. */
  for (guint i = 0; i < messages->len; i++)
    outbox_state_restart (messages->pdata[i]);
  g_ptr_array_extend_and_steal (outbox->messages, g_steal_pointer (&messages));
  return TRUE;
}

void
outbox_start (Outbox *outbox)
{
  outbox->is_started = TRUE;
  outbox_marking_resume (outbox);
  for_each_queue (outbox, outbox_queue_wake);
}

void
outbox_stop (Outbox *outbox)
{
  gint64 deadline = g_get_monotonic_time () + FINISH_TIME;

  outbox->is_started = FALSE;
  g_signal_handlers_disconnect_by_data (outbox_get_services (outbox)->conditions, outbox);
  for (guint i = 0; i < outbox->queues->len; i++)
    outbox_queue_finish (outbox->queues->pdata[i], deadline);
  g_ptr_array_set_size (outbox->queues, 0);
}

Outbox *
outbox_new (AccountManager *manager)
{
  Outbox *outbox = g_object_new (TYPE_OUTBOX, NULL);
  AccountServices *services = account_manager_get_services (manager);

  outbox->manager = manager;
  g_signal_connect_object (services->conditions, "changed", G_CALLBACK (on_conditions), outbox,
                           G_CONNECT_SWAPPED);
  return outbox;
}
