/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "operation-push.h"

#include "account-session.h"
#include "credentials.h"
#include "error.h"
#include "operation-steps.h"
#include "store-batch-operation.h"

typedef struct
{
  OperationPushOptions options;
  StoreAccount *config;
  GPtrArray *operations; /* StoreOperation, as read last: each may move the messages of the next */
  const StoreOperation *operation; /* the current one */
  gint64 last;                     /* id of the one begun last */
  GHashTable *groups;              /* of the current one: gint64 folder → GPtrArray of messages */
  GList *folders;                  /* keys of GROUPS still to do */
  gint64 folder;
  OperationSteps *steps;
  ImapSession *session;
  OperationPushResult result;
} Push;

static void
push_free (gpointer data)
{
  Push *push = data;

  if (push->session)
    {
      imap_session_set_handler (push->session, NULL, NULL);
      imap_session_close (push->session);
      g_object_unref (push->session);
    }
  g_clear_pointer (&push->steps, operation_steps_free);
  g_list_free (push->folders);
  g_clear_pointer (&push->groups, g_hash_table_unref);
  g_clear_pointer (&push->operations, g_ptr_array_unref);
  store_account_free (push->config);
  account_services_unref (push->options.services);
  g_free (push);
}

static GPtrArray *
group (const Push *push)
{
  return g_hash_table_lookup (push->groups, &push->folder);
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

static void
place_all (Push *push, StoreBatch *batch)
{
  const StoreFolder *target = push->options.find_path (push->operation->target, push->options.data);
  GPtrArray *messages = group (push);

  for (guint i = 0; i < messages->len; i++)
    {
      const StoreOperationMessage *message = messages->pdata[i];
      guint32 uid = operation_steps_new_uid (push->steps, message->uid);
      if (target)
        store_batch_place_message (batch, message->id, target->id, uid);
      push->result.again |= uid == 0;
    }
}

static void
settle_done (Push *push, StoreBatch *batch, GArray *ids)
{
  StoreVerb verb = push->operation->verb;

  if (verb == STORE_VERB_MOVE)
    place_all (push, batch);
  else if (verb == STORE_VERB_DELETE)
    store_batch_drop_messages (batch, ids);
  push->result.again |= verb == STORE_VERB_COPY;
  store_batch_end_operation (batch, push->operation->id, ids);
}

static void
tell_refusal (Push *push)
{
  const StoreFolder *folder = push->options.find_folder (push->folder, push->options.data);
  g_autoptr (GError) error = g_error_new (
      POSTHORN_ERROR, POSTHORN_ERROR_SERVER_REJECTED,
      "The server would not %s %u message%s of %s (%s); it is as it was before",
      store_verb_name (push->operation->verb), group (push)->len, group (push)->len == 1 ? "" : "s",
      folder ? folder->path : "a folder", operation_steps_refusal (push->steps));

  push->options.refused (error, push->options.data);
}

static void
settle_refused (Push *push, StoreBatch *batch, GArray *ids)
{
  GPtrArray *messages = group (push);

  store_batch_return_messages (batch, ids);
  store_batch_end_operation (batch, push->operation->id, ids);
  for (guint i = 0; i < messages->len; i++)
    {
      const StoreOperationMessage *message = messages->pdata[i];
      const char *flags = operation_steps_flags (push->steps, message->uid);
      if (flags)
        store_batch_set_flags (batch, push->folder, message->uid, flags);
    }
  tell_refusal (push);
}

/* What came of the steps of one folder. */
static void
settle (GTask *task)
{
  Push *push = g_task_get_task_data (task);
  StoreBatch *batch = store_batch_new ();
  g_autoptr (GArray) ids = ids_of (group (push));

  push->result.n_told += operation_steps_outcome (push->steps) != OPERATION_LEFT;
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
  g_clear_pointer (&push->steps, operation_steps_free);
  commit (task, batch);
}

static void send (GTask *task);

static void
on_answered (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Push *push = g_task_get_task_data (task);
  g_autoptr (ImapResponse) response = NULL;
  GError *error = NULL;
  gboolean ok = imap_session_run_finish (IMAP_SESSION (source), result, &response, &error);

  if (!response)
    {
      g_task_return_error (task, error);
      return;
    }
  g_clear_error (&error);
  operation_steps_advance (push->steps, ok, response);
  send (task);
}

static void
send (GTask *task)
{
  Push *push = g_task_get_task_data (task);
  ImapCommand *command = operation_steps_command (push->steps);

  if (command)
    imap_session_run_async (push->session, command, g_task_get_cancellable (task), on_answered,
                            g_object_ref (task));
  else
    settle (task);
}

static void
on_event (ImapSession *session, const ImapEvent *event, gpointer data)
{
  Push *push = data;

  if (push->steps && event->type == IMAP_EVENT_RESPONSE)
    operation_steps_observe (push->steps, event->response);
}

static void
messages_free (gpointer data)
{
  g_ptr_array_unref (data);
}

/* Messages that are not at the server yet under a UID known here wait for the next check. */
static void
make_groups (Push *push, const StoreOperation *operation)
{
  g_clear_pointer (&push->groups, g_hash_table_unref);
  push->groups = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, messages_free);
  for (guint i = 0; i < operation->messages->len; i++)
    {
      StoreOperationMessage *message = operation->messages->pdata[i];
      GPtrArray *messages = g_hash_table_lookup (push->groups, &message->folder);

      if (message->uid == 0)
        {
          push->result.again = TRUE;
          continue;
        }
      if (!messages)
        {
          messages = g_ptr_array_new ();
          g_hash_table_insert (push->groups, g_memdup2 (&message->folder, sizeof message->folder),
                               messages);
        }
      g_ptr_array_add (messages, message);
    }
  push->folders = g_hash_table_get_keys (push->groups);
}

static gboolean
begin_group (Push *push)
{
  gint64 *key = push->folders->data;
  const StoreFolder *folder = push->options.find_folder (*key, push->options.data);
  guint32 uidvalidity;

  push->folder = *key;
  push->folders = g_list_delete_link (push->folders, push->folders);
  /* Not the folder's of now: a check may have found another folder by that name meanwhile. */
  uidvalidity = ((StoreOperationMessage *) group (push)->pdata[0])->uidvalidity;
  if (!folder || uidvalidity == 0)
    return FALSE;
  push->steps = operation_steps_new (push->operation, group (push), folder->path, uidvalidity,
                                     imap_session_capabilities (push->session));
  return TRUE;
}

static void
go_on (GTask *task)
{
  Push *push = g_task_get_task_data (task);

  while (push->folders && !push->steps)
    begin_group (push);
  if (push->steps)
    send (task);
  else
    read_operations_async (task);
}

/* A note that it may have been told goes before the first word of it. */
static void
begin_operation (GTask *task)
{
  Push *push = g_task_get_task_data (task);
  StoreBatch *batch = store_batch_new ();

  make_groups (push, push->operation);
  store_batch_try_operation (batch, push->operation->id);
  commit (task, batch);
}

static void
on_opened (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Push *push = g_task_get_task_data (task);
  GError *error = NULL;

  push->session = account_session_open_finish (result, &error);
  if (!push->session)
    {
      g_task_return_error (task, error);
      return;
    }
  imap_session_set_handler (push->session, on_event, push);
  begin_operation (task);
}

static void
on_password (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Push *push = g_task_get_task_data (task);
  GError *error = NULL;
  char *password = credentials_lookup_finish (result, &error);

  if (password)
    account_session_open_async (push->config, password, FALSE, g_task_get_cancellable (task),
                                on_opened, g_object_ref (task));
  else
    g_task_return_error (task, error);
  credentials_free_secret (password);
}

/* FALSE: all have been begun. */
static gboolean
take_next (Push *push)
{
  for (guint i = 0; i < push->operations->len; i++)
    {
      push->operation = push->operations->pdata[i];
      if (push->operation->id <= push->last)
        continue;
      push->last = push->operation->id;
      return TRUE;
    }
  return FALSE;
}

static void
on_operations (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Push *push = g_task_get_task_data (task);
  GError *error = NULL;

  g_clear_pointer (&push->groups, g_hash_table_unref);
  g_clear_pointer (&push->operations, g_ptr_array_unref);
  push->operations = store_read_finish (POSTHORN_STORE (source), result, &error);
  if (!push->operations)
    g_task_return_error (task, error);
  else if (!take_next (push))
    g_task_return_boolean (task, TRUE);
  else if (push->session)
    begin_operation (task);
  else
    credentials_lookup_async (push->config, "password", g_task_get_cancellable (task), on_password,
                              g_object_ref (task));
}

static gpointer
read_operations (StoreReader *reader, gpointer data, GError **error)
{
  return store_reader_operations (reader, data, error);
}

static void
read_operations_async (GTask *task)
{
  Push *push = g_task_get_task_data (task);

  store_read_async (push->options.services->store, read_operations, g_strdup (push->config->id),
                    g_free, (GDestroyNotify) g_ptr_array_unref, NULL, on_operations,
                    g_object_ref (task));
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
