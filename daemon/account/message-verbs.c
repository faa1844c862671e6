/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "message-verbs.h"

#include "account-manager-private.h"
#include "account-private.h"
#include "error.h"
#include "flags.h"
#include "store-batch-operation.h"

typedef struct
{
  MessageVerb verb;
  gboolean block;
  gint64 target;      /* 0: by role */
  GPtrArray *senders; /* addresses to put on the blacklist, or to take off */
  StoreBatch *batch;  /* not committed yet; or NULL */
} Filing;

static void
filing_free (gpointer data)
{
  Filing *filing = data;

  g_ptr_array_unref (filing->senders);
  g_clear_pointer (&filing->batch, store_batch_free);
  g_free (filing);
}

static const char *const *
senders_of (Filing *filing)
{
  return (const char *const *) filing->senders->pdata;
}

static void
on_committed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  g_autoptr (StoreChanges) changes = store_commit_finish (POSTHORN_STORE (source), result, &error);

  if (!changes)
    {
      g_task_return_error (task, error);
      return;
    }
  account_manager_distribute (g_task_get_source_object (task), changes, NULL);
  g_task_return_boolean (task, TRUE);
}

/* Takes TASK and BATCH. */
static void
commit (GTask *task, StoreBatch *batch)
{
  AccountManager *manager = g_task_get_source_object (task);

  store_commit_async (account_manager_get_store (manager), batch, on_committed, task);
}

void
message_verbs_flag_async (AccountManager *manager, GArray *ids, const char *added,
                          const char *removed, GAsyncReadyCallback callback, gpointer data)
{
  StoreBatch *batch = store_batch_new ();

  store_batch_flag (batch, ids, added, removed);
  commit (g_task_new (manager, NULL, callback, data), batch);
}

void
message_verbs_copy_async (AccountManager *manager, GArray *ids, Folder *target,
                          GAsyncReadyCallback callback, gpointer data)
{
  StoreBatch *batch = store_batch_new ();

  store_batch_copy (batch, ids, folder_get_row (target)->id);
  commit (g_task_new (manager, NULL, callback, data), batch);
}

void
message_verbs_delete_for_good_async (AccountManager *manager, GArray *ids,
                                     GAsyncReadyCallback callback, gpointer data)
{
  StoreBatch *batch = store_batch_new ();

  store_batch_delete (batch, ids);
  commit (g_task_new (manager, NULL, callback, data), batch);
}

static StoredBlacklist *
blacklist_of (GTask *task)
{
  return account_manager_get_services (g_task_get_source_object (task))->blacklist;
}

static void
on_unblocked (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;

  if (stored_blacklist_change_finish (POSTHORN_STORED_BLACKLIST (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
on_filed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Filing *filing = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (StoreChanges) changes = store_commit_finish (POSTHORN_STORE (source), result, &error);

  if (!changes)
    {
      g_task_return_error (task, error);
      return;
    }
  account_manager_distribute (g_task_get_source_object (task), changes, NULL);
  if (filing->verb == MESSAGE_VERB_NOT_SPAM && *senders_of (filing))
    stored_blacklist_remove_async (blacklist_of (task), senders_of (filing), on_unblocked,
                                   g_object_ref (task));
  else
    g_task_return_boolean (task, TRUE);
}

/* Takes TASK. */
static void
commit_filing (GTask *task)
{
  Filing *filing = g_task_get_task_data (task);

  store_commit_async (account_manager_get_store (g_task_get_source_object (task)),
                      g_steal_pointer (&filing->batch), on_filed, task);
}

static void
on_blocked (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;

  if (stored_blacklist_change_finish (POSTHORN_STORED_BLACKLIST (source), result, &error))
    commit_filing (g_steal_pointer (&task));
  else
    g_task_return_error (task, error);
}

/* Takes TASK. The blacklist may be full, which has to be known before anything is moved. */
static void
carry_out (GTask *task)
{
  Filing *filing = g_task_get_task_data (task);

  if (filing->verb == MESSAGE_VERB_SPAM && *senders_of (filing))
    stored_blacklist_add_async (blacklist_of (task), senders_of (filing), on_blocked, task);
  else
    commit_filing (task);
}

static const char *
role_for (MessageVerb verb)
{
  static const char *const roles[] = { "archive", "junk", "inbox", "trash" };

  return roles[verb];
}

static Folder *
find_role (Account *account, const char *role, GError **error)
{
  Folder *folder = account_folder_by_role (account, role);

  if (!folder)
    g_set_error (error, POSTHORN_ERROR, POSTHORN_ERROR_NO_FOLDER,
                 "%s: no folder has the role %s; give it to one by writing its property Role",
                 account_get_id (account), role);
  return folder;
}

/* Where each message goes: gint64 target, 0 = away for good → ids. */
static gboolean
sort_message (AccountManager *manager, GHashTable *targets, const StoreMessage *message,
              const Filing *filing, GError **error)
{
  Folder *folder = account_manager_folder_by_row (manager, message->folder);
  gboolean in_trash = folder && g_str_equal (folder_get_row (folder)->role, "trash");
  gint64 target = filing->target;
  Folder *found;
  GArray *ids;

  if (!folder)
    return TRUE;
  if (target == 0 && (filing->verb != MESSAGE_VERB_DELETE || !in_trash))
    {
      found = find_role (folder_get_account (folder), role_for (filing->verb), error);
      if (!found)
        return FALSE;
      target = folder_get_row (found)->id;
    }
  ids = g_hash_table_lookup (targets, &target);
  if (!ids)
    {
      ids = g_array_new (FALSE, FALSE, sizeof (guint64));
      g_hash_table_insert (targets, g_memdup2 (&target, sizeof target), ids);
    }
  g_array_append_val (ids, message->id);
  return TRUE;
}

static gboolean
is_own (AccountManager *manager, const char *address)
{
  GPtrArray *accounts = account_manager_get_accounts (manager);

  for (guint i = 0; i < accounts->len; i++)
    if (g_ascii_strcasecmp (account_get_config (accounts->pdata[i])->address, address) == 0)
      return TRUE;
  return FALSE;
}

/* Addresses that cannot be entries are passed over: the mail itself is filed all the same. */
static void
note_sender (AccountManager *manager, Filing *filing, const StoreMessage *message)
{
  const Blacklist *blacklist
      = stored_blacklist_get (account_manager_get_services (manager)->blacklist);
  const char *address = message->from ? message->from->address : "";
  g_autofree char *entry = blacklist_entry_parse (address, NULL);
  gboolean adds = filing->verb == MESSAGE_VERB_SPAM && filing->block;
  gboolean removes = filing->verb == MESSAGE_VERB_NOT_SPAM;

  if (!entry || *entry == '@' || !(adds || removes))
    return;
  if (adds ? !is_own (manager, address) : blacklist_has (blacklist, entry))
    g_ptr_array_add (filing->senders, g_steal_pointer (&entry));
}

static StoreBatch *
batch_for (GHashTable *targets)
{
  StoreBatch *batch = store_batch_new ();
  GHashTableIter iter;
  gpointer target, ids;

  g_hash_table_iter_init (&iter, targets);
  while (g_hash_table_iter_next (&iter, &target, &ids))
    if (*(gint64 *) target == 0)
      store_batch_delete (batch, ids);
    else
      store_batch_move (batch, ids, *(gint64 *) target);
  return batch;
}

static void
on_found (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  AccountManager *manager = g_task_get_source_object (task);
  Filing *filing = g_task_get_task_data (task);
  g_autoptr (GHashTable) targets
      = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, (GDestroyNotify) g_array_unref);
  GError *error = NULL;
  g_autoptr (GPtrArray) messages = store_read_finish (POSTHORN_STORE (source), result, &error);

  for (guint i = 0; messages && !error && i < messages->len; i++)
    {
      sort_message (manager, targets, messages->pdata[i], filing, &error);
      note_sender (manager, filing, messages->pdata[i]);
    }
  if (!error)
    {
      g_ptr_array_add (filing->senders, NULL);
      filing->batch = batch_for (targets);
      carry_out (task);
      return;
    }
  g_task_return_error (task, error);
  g_object_unref (task);
}

static gpointer
read_heads (StoreReader *reader, gpointer data, GError **error)
{
  GArray *ids = data;

  return store_reader_get (reader, (const guint64 *) (gpointer) ids->data, ids->len,
                           STORE_COLUMNS_HEAD, error);
}

/* Takes TASK and FILING. */
static void
file (GTask *task, GArray *ids, Filing *filing)
{
  AccountManager *manager = g_task_get_source_object (task);

  filing->senders = g_ptr_array_new_with_free_func (g_free);
  g_task_set_task_data (task, filing, filing_free);
  store_read_async (account_manager_get_store (manager), read_heads, g_array_ref (ids),
                    (GDestroyNotify) g_array_unref, (GDestroyNotify) g_ptr_array_unref, NULL,
                    on_found, task);
}

void
message_verbs_file_async (AccountManager *manager, GArray *ids, MessageVerb verb, gboolean block,
                          GAsyncReadyCallback callback, gpointer data)
{
  Filing *filing = g_new0 (Filing, 1);

  filing->verb = verb;
  filing->block = block;
  file (g_task_new (manager, NULL, callback, data), ids, filing);
}

static void
move_to_inbox (GTask *task, GArray *ids, gint64 target)
{
  Filing *filing = g_new0 (Filing, 1);

  filing->verb = MESSAGE_VERB_NOT_SPAM;
  filing->target = target;
  file (task, ids, filing);
}

void
message_verbs_move_async (AccountManager *manager, GArray *ids, Folder *target,
                          GAsyncReadyCallback callback, gpointer data)
{
  GTask *task = g_task_new (manager, NULL, callback, data);
  const StoreFolder *row = folder_get_row (target);
  StoreBatch *batch;

  if (g_str_equal (row->role, "inbox"))
    {
      move_to_inbox (task, ids, row->id);
      return;
    }
  batch = store_batch_new ();
  store_batch_move (batch, ids, row->id);
  commit (task, batch);
}

gboolean
message_verbs_finish (AccountManager *manager, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

typedef struct
{
  StoreFilter filter;
  guint count;
} Sweep;

static void
on_ids (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  Sweep *sweep = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GArray) ids = store_read_finish (POSTHORN_STORE (source), result, &error);
  StoreBatch *batch;

  if (!ids)
    {
      g_task_return_error (task, error);
      g_object_unref (task);
      return;
    }
  sweep->count = ids->len;
  batch = store_batch_new ();
  if (sweep->filter.unread == 1)
    store_batch_flag (batch, ids, FLAG_SEEN, "");
  else
    store_batch_delete (batch, ids);
  commit (task, batch);
}

static gpointer
read_ids (StoreReader *reader, gpointer data, GError **error)
{
  return store_reader_ids (reader, data, error);
}

static void
sweep_async (AccountManager *manager, Folder *folder, int unread, GAsyncReadyCallback callback,
             gpointer data)
{
  GTask *task = g_task_new (manager, NULL, callback, data);
  Sweep *sweep = g_new0 (Sweep, 1);

  sweep->filter = STORE_FILTER_ANY;
  sweep->filter.folder = folder_get_row (folder)->id;
  sweep->filter.unread = unread;
  g_task_set_task_data (task, sweep, g_free);
  store_read_async (account_manager_get_store (manager), read_ids,
                    g_memdup2 (&sweep->filter, sizeof sweep->filter), g_free,
                    (GDestroyNotify) g_array_unref, NULL, on_ids, task);
}

void
message_verbs_mark_all_read_async (AccountManager *manager, Folder *folder,
                                   GAsyncReadyCallback callback, gpointer data)
{
  sweep_async (manager, folder, 1, callback, data);
}

void
message_verbs_empty_async (AccountManager *manager, Folder *folder, GAsyncReadyCallback callback,
                           gpointer data)
{
  sweep_async (manager, folder, -1, callback, data);
}

gboolean
message_verbs_folder_finish (AccountManager *manager, GAsyncResult *result, guint *count,
                             GError **error)
{
  Sweep *sweep = g_task_get_task_data (G_TASK (result));

  *count = sweep->count;
  return g_task_propagate_boolean (G_TASK (result), error);
}
