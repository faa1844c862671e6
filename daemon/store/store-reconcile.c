/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-reconcile.h"

#include "store-apply-operation.h"
#include "store-apply-place.h"
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

typedef struct
{
  gint64 id;
  gint64 folder; /* where it lies at the server; STORE_NOWHERE: it is a copy */
} Away;

static GArray *
read_aways (StoreTransaction *transaction, GError **error)
{
  g_autoptr (GArray) aways = g_array_new (FALSE, FALSE, sizeof (Away));
  g_autoptr (StoreStatement) statement = store_database_use (transaction->mail, MAIL_AWAYS);
  StoreStep step = STORE_STEP_DONE;

  while ((step = store_statement_step (statement, error)) == STORE_STEP_ROW)
    {
      Away away = { store_statement_int64 (statement, 0), store_statement_int64 (statement, 1) };
      g_array_append_val (aways, away);
    }
  return step == STORE_STEP_DONE ? g_steal_pointer (&aways) : NULL;
}

static gboolean
is_explained (StoreTransaction *transaction, const Away *away, gboolean *explained, GError **error)
{
  g_autoptr (StoreStatement) statement
      = store_database_use (transaction->state, STATE_OPERATION_EXPLAINS);
  gint64 found = 0;
  gboolean ok;

  store_statement_bind_int64 (statement, ":message", away->id);
  store_statement_bind_int64 (statement, ":lies", away->folder != STORE_NOWHERE);
  ok = store_statement_value (statement, 0, &found, error);
  *explained = found != 0;
  return ok;
}

/* The server has been told of everything that was pending. */
static gboolean
settle_told (StoreTransaction *transaction, const Away *away, GError **error)
{
  guint64 id = (guint64) away->id;
  gint64 shown = STORE_NOWHERE, uid = 0;
  gboolean found = FALSE;

  if (!store_place_pair (transaction, MAIL_MESSAGE_FOLDER, id, &shown, &uid, &found, error)
      || !store_place_touch (transaction, away->folder, error)
      || !store_place_touch (transaction, shown, error))
    return FALSE;
  if (shown == STORE_NOWHERE)
    return store_apply_remove_message (transaction, id, error);
  return store_apply_expect_message (transaction, id, shown, error);
}

/* Of what is shown elsewhere than its server has it, and nothing is pending to bring it there, the
 * server has been told. The next check finds it where it is shown, or not. */
static gboolean
reconcile_places (StoreTransaction *transaction, GError **error)
{
  g_autoptr (GArray) aways = read_aways (transaction, error);

  for (guint i = 0; aways && i < aways->len; i++)
    {
      const Away *away = &g_array_index (aways, Away, i);
      gboolean explained = TRUE;
      if (!is_explained (transaction, away, &explained, error)
          || (!explained && !settle_told (transaction, away, error)))
        return FALSE;
    }
  return aways != NULL;
}

gboolean
store_reconcile (StoreDatabase *mail, StoreDatabase *state, StoreSynced *pending, GError **error)
{
  g_autoptr (StoreTransaction) transaction = store_transaction_begin (mail, state, pending, error);
  g_autoptr (StoreChanges) changes = NULL;
  gboolean half = FALSE;

  if (!transaction || !store_revisions_open (transaction, error)
      || !reconcile_ids (transaction, error) || !reconcile_accounts (transaction, error)
      || !reconcile_places (transaction, error) || !store_links_reconcile (transaction, error))
    return FALSE;
  changes = store_transaction_commit (transaction, &half, error);
  return changes != NULL;
}
