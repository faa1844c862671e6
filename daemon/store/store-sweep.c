/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-sweep.h"

#include "store-registry.h"
#include "store-row.h"
#include "store-sql-names.h"
#include "store-threading.h"

/* Bounds a slice, and with it how long a batch may have to wait. */
#define SLICE_MESSAGES 1000
#define SLICE_NAMES    5000
#define SLICE_TIME     (50 * G_TIME_SPAN_MILLISECOND)

/* NULL without error: there is none. */
static char *
next_account (StoreTransaction *transaction, GError **error)
{
  g_autoptr (StoreStatement) statement
      = store_database_use (transaction->state, STATE_REMOVED_ACCOUNT_NEXT);

  if (store_statement_step (statement, error) != STORE_STEP_ROW)
    return NULL;
  return store_statement_dup_text (statement, 0);
}

static gboolean
forget_account (StoreTransaction *transaction, const char *account, GError **error)
{
  g_autoptr (StoreStatement) statement
      = store_database_use (transaction->state, STATE_REMOVED_ACCOUNT_DELETE);

  store_statement_bind_text (statement, ":id", account);
  return store_statement_run (statement, error);
}

static gboolean
delete_names (StoreTransaction *transaction, const char *account, GError **error)
{
  g_autoptr (StoreStatement) statement
      = store_database_use (transaction->state, STATE_NAMES_DELETE_SOME);
  gint64 before = store_database_changes (transaction->state);

  store_statement_bind_text (statement, ":account", account);
  store_statement_bind_int64 (statement, ":limit", SLICE_NAMES);
  if (!store_statement_run (statement, error))
    return FALSE;
  return store_database_changes (transaction->state) == before + SLICE_NAMES
         || forget_account (transaction, account, error);
}

static gboolean
next_folder (StoreTransaction *transaction, gint64 *folder, GError **error)
{
  g_autoptr (StoreStatement) statement
      = store_database_use (transaction->mail, MAIL_REMOVED_FOLDER_NEXT);

  return store_statement_value (statement, 0, folder, error);
}

static gboolean
run_with_id (StoreTransaction *transaction, guint statement_name, gint64 id, GError **error)
{
  g_autoptr (StoreStatement) statement = store_database_use (transaction->mail, statement_name);

  store_statement_bind_int64 (statement, ":id", id);
  return store_statement_run (statement, error);
}

static gboolean
delete_messages (StoreTransaction *transaction, gint64 folder, GError **error)
{
  gint64 until = g_get_monotonic_time () + SLICE_TIME;
  g_autoptr (GArray) ids = store_row_message_ids (transaction->mail, folder, SLICE_MESSAGES, error);

  for (guint i = 0; ids && i < ids->len && g_get_monotonic_time () < until; i++)
    {
      gint64 id = g_array_index (ids, gint64, i);
      if (!run_with_id (transaction, MAIL_MESSAGE_DELETE, id, error)
          || !store_registry_release (transaction, (guint64) id, error))
        return FALSE;
    }
  return ids
         && (ids->len > 0 || run_with_id (transaction, MAIL_REMOVED_FOLDER_DELETE, folder, error));
}

gboolean
store_sweep (StoreTransaction *transaction, GError **error)
{
  GError *failure = NULL;
  g_autofree char *account = next_account (transaction, &failure);
  gint64 folder = 0;

  if (failure)
    {
      g_propagate_error (error, failure);
      return FALSE;
    }
  /* The names go before the messages, which need not release them then. */
  if (account)
    return delete_names (transaction, account, error);
  if (!next_folder (transaction, &folder, error))
    return FALSE;
  return folder != 0 ? delete_messages (transaction, folder, error)
                     : store_threading_prune (transaction, error);
}
