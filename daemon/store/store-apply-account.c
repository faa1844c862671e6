/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-apply.h"
#include "store-sql-names.h"

/* Seconds by which mail.db may be wrong about the last start. */
#define START_TOLERANCE 300

static void
bind_account (StoreStatement *statement, const StoreAccount *account)
{
  store_statement_bind_text (statement, ":id", account->id);
  store_statement_bind_text (statement, ":name", account->name);
  store_statement_bind_text (statement, ":address", account->address);
  store_statement_bind_text (statement, ":owner", account->owner);
  store_statement_bind_text (statement, ":protocol", account->protocol);
  store_statement_bind_text (statement, ":user", account->user);
  store_statement_bind_text (statement, ":host", account->host);
  store_statement_bind_int64 (statement, ":port", account->port);
  store_statement_bind_text (statement, ":tls", account->tls);
  store_statement_bind_text (statement, ":ca_file", account->ca_file);
  store_statement_bind_text (statement, ":pin", account->pin);
  store_statement_bind_text (statement, ":smtp_host", account->smtp_host);
  store_statement_bind_int64 (statement, ":smtp_port", account->smtp_port);
  store_statement_bind_text (statement, ":smtp_tls", account->smtp_tls);
  store_statement_bind_text (statement, ":smtp_user", account->smtp_user);
  store_statement_bind_text (statement, ":url", account->url);
  store_statement_bind_text (statement, ":route", account->route);
  store_statement_bind_text (statement, ":push", account->push);
  store_statement_bind_int64 (statement, ":history_days", account->history_days);
  store_statement_bind_int64 (statement, ":enabled", account->enabled != FALSE);
  store_statement_bind_int64 (statement, ":save_sent", account->save_sent != FALSE);
}

static gboolean
run_for_account (StoreDatabase *database, guint statement_name, const char *parameter,
                 const char *account, GError **error)
{
  g_autoptr (StoreStatement) statement = store_database_use (database, statement_name);

  store_statement_bind_text (statement, parameter, account);
  return store_statement_run (statement, error);
}

gboolean
store_apply_put_account (StoreTransaction *transaction, StoreChange *change, GError **error)
{
  g_autoptr (StoreStatement) statement = store_database_use (transaction->state, STATE_ACCOUNT_PUT);

  /* The ids its messages had, as far as they are still there, are theirs again. */
  if (!run_for_account (transaction->state, STATE_REMOVED_ACCOUNT_DELETE, ":id",
                        change->put_account->id, error))
    return FALSE;
  bind_account (statement, change->put_account);
  return store_statement_run (statement, error);
}

static GArray *
folders_of (StoreTransaction *transaction, const char *account, GError **error)
{
  g_autoptr (GArray) folders = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (StoreStatement) statement = store_database_use (transaction->mail, MAIL_FOLDER_IDS);
  StoreStep step = STORE_STEP_DONE;

  store_statement_bind_text (statement, ":account", account);
  while ((step = store_statement_step (statement, error)) == STORE_STEP_ROW)
    {
      gint64 folder = store_statement_int64 (statement, 0);
      g_array_append_val (folders, folder);
    }
  return step == STORE_STEP_DONE ? g_steal_pointer (&folders) : NULL;
}

gboolean
store_apply_remove_mail (StoreTransaction *transaction, const char *account, GError **error)
{
  g_autoptr (GArray) folders = folders_of (transaction, account, error);

  for (guint i = 0; folders && i < folders->len; i++)
    if (!store_apply_drop_folder (transaction, g_array_index (folders, gint64, i), error))
      return FALSE;
  store_synced_forget_account (transaction->pending, account);
  store_synced_forget_account (transaction->synced, account);
  return folders
         && run_for_account (transaction->mail, MAIL_ACCOUNT_SYNC_DELETE, ":account", account,
                             error);
}

/* What was written, or is to be sent on, with it. */
static gboolean
remove_writing (StoreTransaction *transaction, const char *account, GError **error)
{
  static const guint statements[]
      = { STATE_OCTETS_DELETE_OF_ACCOUNT, STATE_OUTBOX_DELETE_OF_ACCOUNT,
          STATE_DRAFTS_DELETE_OF_ACCOUNT, STATE_HANDOVERS_DELETE_OF_ACCOUNT };

  for (gsize i = 0; i < G_N_ELEMENTS (statements); i++)
    if (!run_for_account (transaction->state, statements[i], ":account", account, error))
      return FALSE;
  return TRUE;
}

gboolean
store_apply_remove_account (StoreTransaction *transaction, StoreChange *change, GError **error)
{
  const char *account = change->account;

  return run_for_account (transaction->state, STATE_REMOVED_ACCOUNT_PUT, ":id", account, error)
         && store_apply_remove_mail (transaction, account, error)
         && run_for_account (transaction->state, STATE_CHOICES_DELETE, ":account", account, error)
         && run_for_account (transaction->state, STATE_OPERATION_MESSAGES_DELETE, ":account",
                             account, error)
         && run_for_account (transaction->state, STATE_OPERATIONS_DELETE, ":account", account,
                             error)
         && remove_writing (transaction, account, error)
         && run_for_account (transaction->state, STATE_ACCOUNT_DELETE, ":id", account, error);
}

gboolean
store_apply_account_exists (StoreTransaction *transaction, const char *account, gboolean *exists,
                            GError **error)
{
  g_autoptr (StoreStatement) statement
      = store_database_use (transaction->state, STATE_ACCOUNT_EXISTS);
  gint64 found = 0;

  store_statement_bind_text (statement, ":id", account);
  if (!store_statement_value (statement, 0, &found, error))
    return FALSE;
  *exists = found != 0;
  return TRUE;
}

gboolean
store_apply_account_synced (StoreTransaction *transaction, StoreChange *change, GError **error)
{
  gboolean exists = FALSE;

  if (!store_apply_account_exists (transaction, change->account, &exists, error))
    return FALSE;
  if (exists)
    store_synced_set_account (transaction->synced, change->account, change->when);
  return TRUE;
}

static gboolean
write_start (StoreTransaction *transaction, StoreChange *change, GError **error)
{
  g_autoptr (StoreStatement) statement
      = store_database_use (transaction->mail, MAIL_ACCOUNT_START_PUT);

  store_statement_bind_text (statement, ":account", change->account);
  store_statement_bind_int64 (statement, ":last_start", change->when);
  return store_statement_run (statement, error);
}

gboolean
store_apply_account_started (StoreTransaction *transaction, StoreChange *change, GError **error)
{
  g_autoptr (StoreStatement) statement = store_database_use (transaction->mail, MAIL_ACCOUNT_START);
  gboolean exists = FALSE;
  gint64 stored = 0;

  store_statement_bind_text (statement, ":account", change->account);
  if (!store_apply_account_exists (transaction, change->account, &exists, error)
      || !store_statement_value (statement, 0, &stored, error))
    return FALSE;
  if (!exists)
    return TRUE;
  /* Also when it is written now: an earlier time that waits would overwrite it. */
  store_synced_set_start (transaction->synced, change->account, change->when);
  /* Back as well, after somebody has set the clock. */
  if (ABS (change->when - stored) <= START_TOLERANCE)
    return TRUE;
  return write_start (transaction, change, error);
}
