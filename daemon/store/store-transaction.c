/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-transaction.h"

#include "store-collect.h"
#include "store-links.h"
#include "store-revisions.h"
#include "store-roles.h"
#include "store-sql-names.h"

static GHashTable *
new_id_table (GDestroyNotify free_value)
{
  return g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, free_value);
}

static gboolean
begin_both (StoreTransaction *transaction, GError **error)
{
  return store_database_begin (transaction->state, error)
         && store_database_begin (transaction->mail, error);
}

StoreTransaction *
store_transaction_begin (StoreDatabase *mail, StoreDatabase *state, StoreSynced *pending,
                         GError **error)
{
  g_autoptr (StoreTransaction) transaction = g_new0 (StoreTransaction, 1);

  transaction->mail = mail;
  transaction->state = state;
  transaction->pending = pending;
  transaction->synced = store_synced_new ();
  transaction->now = g_get_real_time () / G_USEC_PER_SEC;
  transaction->has_operations = -1;
  transaction->has_links = -1;
  transaction->n_customers = -1;
  transaction->mail_changes_before = store_database_changes (mail);
  transaction->state_changes_before = store_database_changes (state);
  transaction->folders = new_id_table (g_free);
  transaction->accounts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  transaction->messages = new_id_table (NULL);
  transaction->arrived = g_array_new (FALSE, FALSE, sizeof (guint64));
  transaction->removed_folders = g_array_new (FALSE, FALSE, sizeof (gint64));
  if (!begin_both (transaction, error))
    return NULL;
  return g_steal_pointer (&transaction);
}

void
store_transaction_free (StoreTransaction *transaction)
{
  if (!transaction)
    return;
  store_database_rollback (transaction->mail);
  store_database_rollback (transaction->state);
  store_synced_free (transaction->synced);
  g_hash_table_unref (transaction->folders);
  g_hash_table_unref (transaction->accounts);
  g_hash_table_unref (transaction->messages);
  g_array_unref (transaction->arrived);
  g_array_unref (transaction->removed_folders);
  g_clear_pointer (&transaction->mailboxes, g_hash_table_unref);
  g_free (transaction);
}

void
store_transaction_note_folder (StoreTransaction *transaction, gint64 folder, const char *account)
{
  g_hash_table_replace (transaction->folders, g_memdup2 (&folder, sizeof folder),
                        g_strdup (account));
}

void
store_transaction_forget_folder (StoreTransaction *transaction, gint64 folder)
{
  g_hash_table_remove (transaction->folders, &folder);
  g_array_append_val (transaction->removed_folders, folder);
}

void
store_transaction_note_account (StoreTransaction *transaction, const char *account)
{
  g_hash_table_add (transaction->accounts, g_strdup (account));
}

static gboolean
look_up_folder (StoreTransaction *transaction, gint64 folder, GError **error)
{
  g_autoptr (StoreStatement) statement
      = store_database_use (transaction->mail, MAIL_FOLDER_ACCOUNT);
  StoreStep step = STORE_STEP_DONE;

  store_statement_bind_int64 (statement, ":id", folder);
  step = store_statement_step (statement, error);
  if (step == STORE_STEP_ROW)
    store_transaction_note_folder (transaction, folder, store_statement_text (statement, 0));
  return step != STORE_STEP_FAILED;
}

gboolean
store_transaction_touch_folder (StoreTransaction *transaction, gint64 folder, const char **account,
                                GError **error)
{
  *account = g_hash_table_lookup (transaction->folders, &folder);
  if (*account)
    return TRUE;
  if (!look_up_folder (transaction, folder, error))
    return FALSE;
  *account = g_hash_table_lookup (transaction->folders, &folder);
  return TRUE;
}

static StoreFate
fate_of (StoreTransaction *transaction, guint64 id)
{
  return (StoreFate) GPOINTER_TO_INT (g_hash_table_lookup (transaction->messages, &id));
}

static void
set_fate (StoreTransaction *transaction, guint64 id, StoreFate fate)
{
  g_hash_table_replace (transaction->messages, g_memdup2 (&id, sizeof id), GINT_TO_POINTER (fate));
}

/* A message removed here and added there in one batch has moved. */
void
store_transaction_note_added (StoreTransaction *transaction, guint64 id)
{
  set_fate (transaction, id,
            fate_of (transaction, id) == STORE_FATE_REMOVED ? STORE_FATE_CHANGED
                                                            : STORE_FATE_ADDED);
}

void
store_transaction_note_changed (StoreTransaction *transaction, guint64 id)
{
  if (fate_of (transaction, id) != STORE_FATE_ADDED)
    set_fate (transaction, id, STORE_FATE_CHANGED);
}

void
store_transaction_note_removed (StoreTransaction *transaction, guint64 id)
{
  if (fate_of (transaction, id) == STORE_FATE_ADDED)
    g_hash_table_remove (transaction->messages, &id);
  else
    set_fate (transaction, id, STORE_FATE_REMOVED);
}

static gboolean
update_roles (StoreTransaction *transaction, GError **error)
{
  GHashTableIter iter;
  gpointer account;

  g_hash_table_iter_init (&iter, transaction->accounts);
  while (g_hash_table_iter_next (&iter, &account, NULL))
    if (!store_roles_update (transaction, account, error))
      return FALSE;
  return TRUE;
}

static gboolean
write_folders_synced (StoreTransaction *transaction, GHashTable *folders, GError **error)
{
  GHashTableIter iter;
  gpointer folder, when;

  g_hash_table_iter_init (&iter, folders);
  while (g_hash_table_iter_next (&iter, &folder, &when))
    {
      g_autoptr (StoreStatement) statement
          = store_database_use (transaction->mail, MAIL_FOLDER_SET_SYNCED);
      store_statement_bind_int64 (statement, ":id", *(gint64 *) folder);
      store_statement_bind_int64 (statement, ":last_sync", *(gint64 *) when);
      if (!store_statement_run (statement, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
write_account_times (StoreTransaction *transaction, guint statement_name, const char *parameter,
                     GHashTable *accounts, GError **error)
{
  GHashTableIter iter;
  gpointer account, when;

  g_hash_table_iter_init (&iter, accounts);
  while (g_hash_table_iter_next (&iter, &account, &when))
    {
      g_autoptr (StoreStatement) statement = store_database_use (transaction->mail, statement_name);
      store_statement_bind_text (statement, ":account", account);
      store_statement_bind_int64 (statement, parameter, *(gint64 *) when);
      if (!store_statement_run (statement, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
store_transaction_write_synced (StoreTransaction *transaction, StoreSynced *synced, GError **error)
{
  g_autoptr (GHashTable) folders = store_synced_folders (synced);
  g_autoptr (GHashTable) accounts = store_synced_accounts (synced);
  g_autoptr (GHashTable) starts = store_synced_starts (synced);

  return write_folders_synced (transaction, folders, error)
         && write_account_times (transaction, MAIL_ACCOUNT_SYNC_PUT, ":last_sync", accounts, error)
         && write_account_times (transaction, MAIL_ACCOUNT_START_PUT, ":last_start", starts, error);
}

static gboolean
mail_changed (StoreTransaction *transaction)
{
  return store_database_changes (transaction->mail) != transaction->mail_changes_before;
}

static gboolean
state_changed (StoreTransaction *transaction)
{
  return store_database_changes (transaction->state) != transaction->state_changes_before;
}

static gboolean
commit_both (StoreTransaction *transaction, gboolean *half, GError **error)
{
  if (state_changed (transaction) && mail_changed (transaction)
      && !store_database_flush (transaction->mail, error))
    return FALSE;
  if (!store_database_commit (transaction->state, error))
    {
      store_database_withdraw (transaction->state);
      return FALSE;
    }
  if (store_database_commit (transaction->mail, error))
    return TRUE;
  *half = state_changed (transaction);
  return FALSE;
}

static gboolean
write_times (StoreTransaction *transaction, GError **error)
{
  if (!mail_changed (transaction))
    return TRUE;
  return store_transaction_write_synced (transaction, transaction->pending, error)
         && store_transaction_write_synced (transaction, transaction->synced, error);
}

/* All that is still to be written when every change was carried out. */
static StoreChanges *
complete (StoreTransaction *transaction, GError **error)
{
  g_autoptr (StoreChanges) changes = NULL;

  if (!update_roles (transaction, error) || !store_links_stamp (transaction, error))
    return NULL;
  changes = store_collect_changes (transaction, error);
  if (!changes || !store_revisions_record (transaction, changes, error)
      || !write_times (transaction, error))
    return NULL;
  return g_steal_pointer (&changes);
}

StoreChanges *
store_transaction_commit (StoreTransaction *transaction, gboolean *half, GError **error)
{
  g_autoptr (StoreChanges) changes = NULL;
  gboolean wrote = FALSE;

  *half = FALSE;
  changes = complete (transaction, error);
  wrote = mail_changed (transaction);
  if (!changes || !commit_both (transaction, half, error))
    return NULL;
  if (wrote)
    store_synced_clear (transaction->pending);
  else
    store_synced_merge (transaction->pending, transaction->synced);
  return g_steal_pointer (&changes);
}
