/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-reconcile.h"

#include "store-apply-operation.h"
#include "store-apply.h"
#include "store-links.h"
#include "store-registry.h"
#include "store-revisions.h"
#include "store-sql-names.h"

static GPtrArray *
accounts_in_mail (StoreTransaction *transaction, GError **error)
{
  g_autoptr (GPtrArray) accounts = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (StoreStatement) statement
      = store_database_use (transaction->mail, MAIL_KNOWN_ACCOUNTS);
  StoreStep step = STORE_STEP_DONE;

  while ((step = store_statement_step (statement, error)) == STORE_STEP_ROW)
    g_ptr_array_add (accounts, store_statement_dup_text (statement, 0));
  return step == STORE_STEP_DONE ? g_steal_pointer (&accounts) : NULL;
}

static gboolean
reconcile_account (StoreTransaction *transaction, const char *account, GError **error)
{
  gboolean exists = FALSE;

  if (!store_apply_account_exists (transaction, account, &exists, error))
    return FALSE;
  if (!exists)
    return store_apply_remove_mail (transaction, account, error);
  /* Its roles are looked at again when the transaction is completed. */
  store_transaction_note_account (transaction, account);
  return TRUE;
}

static gboolean
reconcile_accounts (StoreTransaction *transaction, GError **error)
{
  g_autoptr (GPtrArray) accounts = accounts_in_mail (transaction, error);

  for (guint i = 0; accounts && i < accounts->len; i++)
    if (!reconcile_account (transaction, accounts->pdata[i], error))
      return FALSE;
  return accounts != NULL;
}

/* An older copy of state.db may not know the newest ids that are in use. */
static gboolean
reconcile_ids (StoreTransaction *transaction, GError **error)
{
  g_autoptr (StoreStatement) statement = store_database_use (transaction->mail, MAIL_MESSAGE_LAST);
  gint64 last = 0;

  if (store_database_is_new (transaction->mail) && !store_registry_release_all (transaction, error))
    return FALSE;
  return store_statement_value (statement, 0, &last, error)
         && store_registry_advance (transaction, (guint64) last, error);
}

gboolean
store_reconcile (StoreDatabase *mail, StoreDatabase *state, StoreSynced *pending, GError **error)
{
  g_autoptr (StoreTransaction) transaction = store_transaction_begin (mail, state, pending, error);
  g_autoptr (StoreChanges) changes = NULL;
  gboolean half = FALSE;

  if (!transaction || !store_revisions_open (transaction, error)
      || !reconcile_ids (transaction, error) || !reconcile_accounts (transaction, error)
      || !store_apply_settle_told (transaction, error)
      || !store_links_reconcile (transaction, error))
    return FALSE;
  changes = store_transaction_commit (transaction, &half, error);
  return changes != NULL;
}
