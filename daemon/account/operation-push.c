/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "operation-push.h"

#include "account-session.h"
#include "error.h"
#include "operation-append.h"
#include "operation-steps.h"
#include "steps-run.h"
#include "store-batch-operation.h"
#include "store-reader-operations.h"

/* Servers take lines of 8,000 octets (RFC 7162, 4), a range is 21 octets at most. */
#define MOST_RANGES 350

/* Bounds what is read and told at once. */
#define MOST_OPERATIONS 1000

typedef struct
{
  OperationPushOptions options;
  StoreAccount *config;
  GPtrArray *operations; /* StoreOperation told as one; each may move the messages of the next */
  const StoreOperation *operation; /* the first of them */
  gint64 last;                     /* id of the last one of them */
  gint64 alone_until;              /* the server refused them together: one by one up to this id */
  GPtrArray *messages;             /* theirs, by folder and UID; borrowed */
  guint next;                      /* of MESSAGES */
  GPtrArray *group;                /* of MESSAGES, in one folder: those being told of */
  gint64 folder;
  OperationSteps *steps;
  GError *refusal; /* told when what was refused is as it was before */
  ImapSession *session;
  OperationPushResult result;
} Push;

static void
push_free (gpointer data)
{
  Push *push = data;

  if (push->session)
    {
      imap_session_close (push->session);
      g_object_unref (push->session);
    }
  g_clear_error (&push->refusal);
  g_clear_pointer (&push->steps, operation_steps_free);
  g_ptr_array_unref (push->group);
  g_ptr_array_unref (push->messages);
  g_clear_pointer (&push->operations, g_ptr_array_unref);
  store_account_free (push->config);
  account_services_unref (push->options.services);
  g_free (push);
}

static void go_on (GTask *task);
static void read_operations_async (GTask *task);

static void
on_committed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Push *push = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (StoreChanges) changes = store_commit_finish (POSTHORN_STORE (source), result, &error);

  if (!changes)
    {
      g_task_return_error (task, error);
      return;
    }
  push->options.changed (changes, push->options.data);
  if (push->refusal)
    push->options.refused (push->refusal, push->options.data);
  g_clear_error (&push->refusal);
  go_on (task);
}

static void
commit (GTask *task, StoreBatch *batch)
{
  Push *push = g_task_get_task_data (task);

  store_commit_async (push->options.services->store, batch, on_committed, g_object_ref (task));
}

static GArray *
ids_of (GPtrArray *messages)
{
  GArray *ids = g_array_new (FALSE, FALSE, sizeof (guint64));

  for (guint i = 0; i < messages->len; i++)
    g_array_append_val (ids, ((StoreOperationMessage *) messages->pdata[i])->id);
  return ids;
}

/* What is no copy, or is a copy that shows already, has a place now. */
static void
place_all (Push *push, StoreBatch *batch)
{
  const StoreFolder *target = push->options.find_path (push->operation->target, push->options.data);
  gboolean copies = push->operation->verb == STORE_VERB_COPY;

  for (guint i = 0; i < push->group->len; i++)
    {
      const StoreOperationMessage *message = push->group->pdata[i];
      guint32 uid = operation_steps_new_uid (push->steps, message->uid);
      gboolean is_shown = !copies || message->source != 0;
      if (target && is_shown)
        store_batch_place_message (batch, message->id, target->id, uid);
      push->result.again |= uid == 0 || !is_shown;
    }
}

/* For all messages of the group. */
static void
end_operations (Push *push, StoreBatch *batch)
{
  g_autoptr (GHashTable) ended
      = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, (GDestroyNotify) g_array_unref);
  GHashTableIter iter;
  gpointer operation, ids;

  for (guint i = 0; i < push->group->len; i++)
    {
      StoreOperationMessage *message = push->group->pdata[i];
      ids = g_hash_table_lookup (ended, &message->operation);
      if (!ids)
        {
          ids = g_array_new (FALSE, FALSE, sizeof (guint64));
          g_hash_table_insert (ended, &message->operation, ids);
        }
      g_array_append_val ((GArray *) ids, message->id);
    }
  g_hash_table_iter_init (&iter, ended);
  while (g_hash_table_iter_next (&iter, &operation, &ids))
    store_batch_end_operation (batch, *(gint64 *) operation, ids);
}

static void
settle_done (Push *push, StoreBatch *batch, GArray *ids)
{
  StoreVerb verb = push->operation->verb;

  if (verb == STORE_VERB_MOVE || verb == STORE_VERB_COPY)
    place_all (push, batch);
  else if (verb == STORE_VERB_DELETE)
    store_batch_drop_messages (batch, ids);
  end_operations (push, batch);
}

static void
note_refusal (Push *push, const char *words)
{
  const StoreFolder *folder = push->options.find_folder (push->folder, push->options.data);
  const StoreOperation *operation = push->operation;
  const char *from = *operation->origin ? operation->origin : folder ? folder->path : "a folder";
  g_autofree char *target
      = *operation->target ? g_strdup_printf (" to %s", operation->target) : g_strdup ("");

  push->refusal
      = g_error_new (POSTHORN_ERROR, POSTHORN_ERROR_SERVER_REJECTED,
                     "The server would not %s %u message%s of %s%s (%s); it is as it was before",
                     store_verb_name (operation->verb), push->group->len,
                     push->group->len == 1 ? "" : "s", from, target, words);
}

static void
settle_refused (Push *push, StoreBatch *batch, GArray *ids)
{
  GPtrArray *messages = push->group;

  store_batch_return_messages (batch, ids);
  end_operations (push, batch);
  for (guint i = 0; i < messages->len; i++)
    {
      const StoreOperationMessage *message = messages->pdata[i];
      const char *flags = operation_steps_flags (push->steps, message->uid);
      if (flags)
        store_batch_set_flags (batch, push->folder, message->uid, flags);
    }
  note_refusal (push, operation_steps_refusal (push->steps));
}

/* One may be at fault for all: what the server refuses together is told to it one by one. */
static gboolean
takes_apart (Push *push)
{
  if (operation_steps_outcome (push->steps) != OPERATION_REFUSED || push->operations->len == 1)
    return FALSE;
  push->alone_until = push->last;
  push->last = push->operation->id - 1;
  push->next = push->messages->len;
  return TRUE;
}

static void
settle_group (Push *push, StoreBatch *batch)
{
  g_autoptr (GArray) ids = ids_of (push->group);

  switch (operation_steps_outcome (push->steps))
    {
    case OPERATION_DONE:
      settle_done (push, batch, ids);
      break;
    case OPERATION_REFUSED:
      settle_refused (push, batch, ids);
      break;
    default:
      push->result.again = TRUE;
    }
}

/* What came of the steps of one group. */
static void
settle (GTask *task)
{
  Push *push = g_task_get_task_data (task);
  StoreBatch *batch = store_batch_new ();

  push->result.n_told += operation_steps_outcome (push->steps) != OPERATION_LEFT;
  if (!takes_apart (push))
    settle_group (push, batch);
  g_clear_pointer (&push->steps, operation_steps_free);
  commit (task, batch);
}

static void
settle_appended (Push *push, StoreBatch *batch, const AppendResult *appended)
{
  const StoreFolder *target = push->options.find_path (push->operation->target, push->options.data);
  const StoreOperationMessage *message = push->group->pdata[0];
  g_autoptr (GArray) ids = ids_of (push->group);

  push->result.n_told += appended->outcome != OPERATION_LEFT;
  if (appended->outcome == OPERATION_LEFT)
    {
      push->result.again = TRUE;
      return;
    }
  if (appended->outcome == OPERATION_REFUSED)
    store_batch_return_messages (batch, ids);
  else if (target)
    store_batch_place_message (batch, message->id, target->id, appended->uid);
  push->result.again |= appended->outcome == OPERATION_DONE && appended->uid == 0;
  end_operations (push, batch);
  if (appended->outcome == OPERATION_REFUSED)
    note_refusal (push, appended->refusal);
}

static void
note_appended (GTask *task, const AppendResult *appended)
{
  StoreBatch *batch = store_batch_new ();

  settle_appended (g_task_get_task_data (task), batch, appended);
  commit (task, batch);
}

static void
on_appended (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  AppendResult appended = { 0 };
  GError *error = NULL;

  if (!operation_append_finish (result, &appended, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  note_appended (task, &appended);
  append_result_clear (&appended);
}

/* The message of the group comes from another account. */
static void
append_message (GTask *task)
{
  static const AppendResult no_folder
      = { .outcome = OPERATION_REFUSED, .refusal = (char *) "there is no such folder any more" };
  Push *push = g_task_get_task_data (task);

  if (push->options.find_path (push->operation->target, push->options.data))
    operation_append_async (push->options.services->store, push->session, push->operation,
                            push->group->pdata[0], g_task_get_cancellable (task), on_appended,
                            g_object_ref (task));
  else
    note_appended (task, &no_folder);
}

static void
on_run (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;

  if (steps_run_finish (result, &error))
    settle (task);
  else
    g_task_return_error (task, error);
}

static void
run_steps (GTask *task)
{
  Push *push = g_task_get_task_data (task);

  steps_run_async (push->session, &operation_steps_kind, push->steps, NULL,
                   g_task_get_cancellable (task), on_run, g_object_ref (task));
}

static int
compare_places (gconstpointer a, gconstpointer b)
{
  const StoreOperationMessage *one = *(const StoreOperationMessage *const *) a;
  const StoreOperationMessage *other = *(const StoreOperationMessage *const *) b;

  if (one->folder != other->folder)
    return one->folder < other->folder ? -1 : 1;
  return (one->uid > other->uid) - (one->uid < other->uid);
}

/* Messages that are not at the server yet under a UID known here wait for the next check. */
static void
gather_messages (Push *push)
{
  g_ptr_array_set_size (push->messages, 0);
  push->next = 0;
  for (guint i = 0; i < push->operations->len; i++)
    {
      const StoreOperation *operation = push->operations->pdata[i];
      for (guint k = 0; k < operation->messages->len; k++)
        {
          StoreOperationMessage *message = operation->messages->pdata[k];
          gboolean has_place = message->uid != 0 || *operation->origin;
          if (has_place)
            g_ptr_array_add (push->messages, message);
          push->result.again |= !has_place;
        }
    }
  g_ptr_array_sort (push->messages, compare_places);
}

static gboolean
comes_from_abroad (const Push *push)
{
  return *push->operation->origin != '\0';
}

static void
take_message (Push *push)
{
  StoreOperationMessage *message = push->messages->pdata[push->next++];

  push->folder = message->folder;
  g_ptr_array_add (push->group, message);
}

/* The next messages of one folder, as many as a command may name. Those from abroad, which need not
 * have a UID, go one by one. */
static void
take_group (Push *push)
{
  g_autoptr (UidSet) uids = uid_set_new ();

  g_ptr_array_set_size (push->group, 0);
  take_message (push);
  if (comes_from_abroad (push))
    return;
  uid_set_add (uids, ((StoreOperationMessage *) push->group->pdata[0])->uid);
  while (push->next < push->messages->len)
    {
      const StoreOperationMessage *message = push->messages->pdata[push->next];

      uid_set_add (uids, message->uid);
      if (message->folder != push->folder || uid_set_n_ranges (uids) > MOST_RANGES)
        return;
      take_message (push);
    }
}

static void
begin_group (Push *push)
{
  const StoreFolder *folder = push->options.find_folder (push->folder, push->options.data);
  const StoreOperationMessage *first = push->group->pdata[0];

  if (folder && first->uidvalidity != 0)
    push->steps = operation_steps_new (push->operation, push->group, folder->path,
                                       imap_session_capabilities (push->session));
}

static void
go_on (GTask *task)
{
  Push *push = g_task_get_task_data (task);

  while (push->next < push->messages->len)
    {
      take_group (push);
      if (comes_from_abroad (push))
        {
          append_message (task);
          return;
        }
      begin_group (push);
      if (push->steps)
        {
          run_steps (task);
          return;
        }
    }
  read_operations_async (task);
}

/* A note that they may have been told goes before the first word of them. Those whose messages are
 * all gone are over. */
static void
begin_operations (GTask *task)
{
  Push *push = g_task_get_task_data (task);
  g_autoptr (GArray) none = g_array_new (FALSE, FALSE, sizeof (guint64));
  StoreBatch *batch = store_batch_new ();

  push->operation = push->operations->pdata[0];
  gather_messages (push);
  for (guint i = 0; i < push->operations->len; i++)
    {
      const StoreOperation *operation = push->operations->pdata[i];
      push->last = operation->id;
      store_batch_try_operation (batch, operation);
      if (operation->messages->len == 0)
        store_batch_end_operation (batch, operation->id, none);
    }
  commit (task, batch);
}

static void
on_opened (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Push *push = g_task_get_task_data (task);
  GError *error = NULL;

  push->session = account_session_reach_finish (result, &error);
  if (!push->session)
    {
      g_task_return_error (task, error);
      return;
    }
  read_operations_async (task);
}

static void
on_operations (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Push *push = g_task_get_task_data (task);
  GError *error = NULL;

  g_clear_pointer (&push->operations, g_ptr_array_unref);
  push->operations = store_read_finish (POSTHORN_STORE (source), result, &error);
  if (!push->operations)
    g_task_return_error (task, error);
  else if (push->operations->len == 0)
    g_task_return_boolean (task, TRUE);
  else if (push->session)
    begin_operations (task);
  else
    account_session_reach_async (push->config, g_task_get_cancellable (task), on_opened,
                                 g_object_ref (task));
}

typedef struct
{
  char *account;
  gint64 after;
  guint limit;
} Reading;

static void
reading_free (gpointer data)
{
  Reading *reading = data;

  g_free (reading->account);
  g_free (reading);
}

static gpointer
read_operations (StoreReader *reader, gpointer data, GError **error)
{
  const Reading *reading = data;

  return store_reader_operations (reader, reading->account, reading->after, reading->limit, error);
}

/* Before there is a session it is only asked whether there is any. */
static void
read_operations_async (GTask *task)
{
  Push *push = g_task_get_task_data (task);
  gboolean one = !push->session || push->last < push->alone_until;
  Reading *reading = g_new0 (Reading, 1);

  reading->account = g_strdup (push->config->id);
  reading->after = push->last;
  reading->limit = one ? 1 : MOST_OPERATIONS;
  store_read_async (push->options.services->store, read_operations, reading, reading_free,
                    (GDestroyNotify) g_ptr_array_unref, NULL, on_operations, g_object_ref (task));
}

void
operation_push_async (const OperationPushOptions *options, GCancellable *cancellable,
                      GAsyncReadyCallback callback, gpointer data)
{
  Push *push = g_new0 (Push, 1);
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, data);

  push->options = *options;
  account_services_ref (options->services);
  push->config = store_account_copy (options->config);
  push->messages = g_ptr_array_new ();
  push->group = g_ptr_array_new ();
  g_task_set_task_data (task, push, push_free);
  read_operations_async (task);
}

gboolean
operation_push_finish (GAsyncResult *result, OperationPushResult *pushed, GError **error)
{
  Push *push = g_task_get_task_data (G_TASK (result));

  *pushed = push->result;
  return g_task_propagate_boolean (G_TASK (result), error);
}
