/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "error.h"
#include "store-apply-operation.h"
#include "store-registry.h"
#include "store-row.h"
#include "store-sql-names.h"

enum
{
  BY_PATH_ID,
  BY_PATH_DELIMITER,
  BY_PATH_SELECTABLE,
  BY_PATH_GUESSED_ROLE,
};

/* ID is 0 when there is no such folder, SAME says that CHANGE has nothing new about it. */
static gboolean
find_folder (StoreTransaction *transaction, const char *account, const char *path,
             const StoreChange *change, gint64 *id, gboolean *same, GError **error)
{
  g_autoptr (StoreStatement) statement
      = store_database_use (transaction->mail, MAIL_FOLDER_BY_PATH);
  StoreStep step = STORE_STEP_DONE;

  *id = 0;
  *same = FALSE;
  store_statement_bind_text (statement, ":account", account);
  store_statement_bind_text (statement, ":path", path);
  step = store_statement_step (statement, error);
  if (step != STORE_STEP_ROW)
    return step == STORE_STEP_DONE;
  *id = store_statement_int64 (statement, BY_PATH_ID);
  *same = store_statement_int64 (statement, BY_PATH_DELIMITER) == (guchar) change->delimiter
          && store_statement_int64 (statement, BY_PATH_SELECTABLE) == change->selectable
          && g_strcmp0 (store_statement_text (statement, BY_PATH_GUESSED_ROLE), change->role) == 0;
  return TRUE;
}

static gboolean
write_folder (StoreTransaction *transaction, const StoreChange *change, gint64 *id, GError **error)
{
  g_autoptr (StoreStatement) statement
      = store_database_use (transaction->mail, *id ? MAIL_FOLDER_UPDATE : MAIL_FOLDER_INSERT);

  if (*id)
    {
      store_statement_bind_int64 (statement, ":id", *id);
    }
  else
    {
      store_statement_bind_text (statement, ":account", change->account);
      store_statement_bind_text (statement, ":path", change->path);
    }
  store_statement_bind_int64 (statement, ":delimiter", (guchar) change->delimiter);
  store_statement_bind_int64 (statement, ":selectable", change->selectable);
  store_statement_bind_text (statement, ":guessed_role", change->role);
  if (!store_statement_run (statement, error))
    return FALSE;
  if (!*id)
    *id = store_database_last_id (transaction->mail);
  return TRUE;
}

static gboolean
require_account (StoreTransaction *transaction, const char *account, GError **error)
{
  gboolean exists = FALSE;

  if (!store_apply_account_exists (transaction, account, &exists, error))
    return FALSE;
  if (!exists)
    g_set_error (error, POSTHORN_ERROR, POSTHORN_ERROR_STORE,
                 "Account %s is not stored, so its folders cannot be: add the account first",
                 account);
  return exists;
}

gboolean
store_apply_put_folder (StoreTransaction *transaction, StoreChange *change, GError **error)
{
  gint64 id = 0;
  gboolean same = FALSE;

  if (!require_account (transaction, change->account, error)
      || !find_folder (transaction, change->account, change->path, change, &id, &same, error)
      || (!same && !write_folder (transaction, change, &id, error)))
    return FALSE;
  store_transaction_note_folder (transaction, id, change->account);
  if (!same)
    store_transaction_note_account (transaction, change->account);
  return TRUE;
}

static gboolean
read_path (StoreTransaction *transaction, gint64 folder, char **path, GError **error)
{
  g_autoptr (StoreStatement) statement = store_database_use (transaction->mail, MAIL_FOLDER_PATH);

  store_statement_bind_int64 (statement, ":id", folder);
  if (store_statement_step (statement, error) != STORE_STEP_ROW)
    return FALSE;
  *path = store_statement_dup_text (statement, 0);
  return TRUE;
}

/* What lies at the new path is of a folder that went: one path is one folder. */
static gboolean
clear_path (StoreTransaction *transaction, const char *account, StoreChange *change, GError **error)
{
  gint64 id = 0;
  gboolean same = FALSE;

  if (!find_folder (transaction, account, change->path, change, &id, &same, error))
    return FALSE;
  return id == 0 || store_apply_drop_folder (transaction, id, error);
}

static gboolean
move_choice (StoreTransaction *transaction, const char *account, const char *path,
             const char *new_path, GError **error)
{
  g_autoptr (StoreStatement) statement
      = store_database_use (transaction->state, STATE_CHOICE_RENAME);

  store_statement_bind_text (statement, ":account", account);
  store_statement_bind_text (statement, ":path", path);
  store_statement_bind_text (statement, ":new_path", new_path);
  return store_statement_run (statement, error);
}

static gboolean
set_path (StoreTransaction *transaction, gint64 folder, const char *path, GError **error)
{
  g_autoptr (StoreStatement) statement = store_database_use (transaction->mail, MAIL_FOLDER_RENAME);

  store_statement_bind_int64 (statement, ":id", folder);
  store_statement_bind_text (statement, ":path", path);
  return store_statement_run (statement, error);
}

gboolean
store_apply_rename_folder (StoreTransaction *transaction, StoreChange *change, GError **error)
{
  const char *account = NULL;
  g_autofree char *path = NULL;

  if (!store_transaction_touch_folder (transaction, change->folder, &account, error))
    return FALSE;
  if (!account)
    return TRUE;
  if (!read_path (transaction, change->folder, &path, error))
    return FALSE;
  if (g_str_equal (path, change->path))
    return TRUE;
  store_transaction_note_account (transaction, account);
  return clear_path (transaction, account, change, error)
         && set_path (transaction, change->folder, change->path, error)
         && move_choice (transaction, account, path, change->path, error);
}

static gboolean
run_for_folder (StoreTransaction *transaction, guint statement_name, gint64 folder, GError **error)
{
  g_autoptr (StoreStatement) statement = store_database_use (transaction->mail, statement_name);

  store_statement_bind_int64 (statement, ":id", folder);
  return store_statement_run (statement, error);
}

static GArray *
messages_of (StoreTransaction *transaction, guint name, gint64 folder, GError **error)
{
  g_autoptr (StoreStatement) statement = store_database_use (transaction->mail, name);
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (guint64));
  StoreStep step;

  store_statement_bind_int64 (statement, ":folder", folder);
  while ((step = store_statement_step (statement, error)) == STORE_STEP_ROW)
    {
      guint64 id = (guint64) store_statement_int64 (statement, 0);
      g_array_append_val (ids, id);
    }
  return step == STORE_STEP_DONE ? g_steal_pointer (&ids) : NULL;
}

static gboolean
for_each (StoreTransaction *transaction, guint name, gint64 folder,
          gboolean (*function) (StoreTransaction *transaction, guint64 id, GError **error),
          GError **error)
{
  g_autoptr (GArray) ids = messages_of (transaction, name, folder, error);

  for (guint i = 0; ids && i < ids->len; i++)
    if (!function (transaction, g_array_index (ids, guint64, i), error))
      return FALSE;
  return ids != NULL;
}

/* What was moved out of FOLDER goes with it, what was moved into it comes back. */
static gboolean
settle (StoreTransaction *transaction, gint64 folder, GError **error)
{
  return for_each (transaction, MAIL_MESSAGES_AWAY_FROM, folder, store_apply_remove_message, error)
         && for_each (transaction, MAIL_MESSAGES_SHOWN_ONLY_IN, folder, store_apply_return_message,
                      error);
}

/* There may be millions: of those, it is only noted that there were many. */
static gboolean
note_messages (StoreTransaction *transaction, gint64 folder, GError **error)
{
  g_autoptr (GArray) ids
      = store_row_message_ids (transaction->mail, folder, STORE_LISTED_MOST + 1, error);

  if (!ids)
    return FALSE;
  if (ids->len > STORE_LISTED_MOST)
    transaction->unlisted = TRUE;
  for (guint i = 0; i < ids->len && ids->len <= STORE_LISTED_MOST; i++)
    store_transaction_note_removed (transaction, g_array_index (ids, guint64, i));
  return TRUE;
}

gboolean
store_apply_drop_folder (StoreTransaction *transaction, gint64 folder, GError **error)
{
  if (!settle (transaction, folder, error) || !note_messages (transaction, folder, error)
      || !run_for_folder (transaction, MAIL_FOLDER_DELETE, folder, error)
      || !run_for_folder (transaction, MAIL_REMOVED_FOLDER_PUT, folder, error))
    return FALSE;
  store_transaction_forget_folder (transaction, folder);
  return TRUE;
}

gboolean
store_apply_remove_folder (StoreTransaction *transaction, StoreChange *change, GError **error)
{
  const char *account = NULL;

  if (!store_transaction_touch_folder (transaction, change->folder, &account, error))
    return FALSE;
  if (!account)
    return TRUE;
  /* The role it had may fall to another folder. */
  store_transaction_note_account (transaction, account);
  return store_apply_drop_folder (transaction, change->folder, error)
         && store_registry_prune (transaction, error);
}

static gboolean
put_choice (StoreTransaction *transaction, const StoreChange *change, GError **error)
{
  g_autoptr (StoreStatement) statement = store_database_use (transaction->state, STATE_CHOICE_PUT);

  store_statement_bind_text (statement, ":account", change->account);
  store_statement_bind_text (statement, ":path", change->path);
  store_statement_bind_text (statement, ":role", change->role);
  if (change->selected >= 0)
    store_statement_bind_int64 (statement, ":selected", change->selected != 0);
  return store_statement_run (statement, error);
}

static gboolean
take_role (StoreTransaction *transaction, const StoreChange *change, GError **error)
{
  g_autoptr (StoreStatement) statement
      = store_database_use (transaction->state, STATE_CHOICE_TAKE_ROLE);

  store_statement_bind_text (statement, ":account", change->account);
  store_statement_bind_text (statement, ":path", change->path);
  store_statement_bind_text (statement, ":role", change->role);
  return store_statement_run (statement, error);
}

gboolean
store_apply_choose_folder (StoreTransaction *transaction, StoreChange *change, GError **error)
{
  gint64 id = 0;
  gboolean same = FALSE;

  if (!require_account (transaction, change->account, error)
      || !find_folder (transaction, change->account, change->path, change, &id, &same, error))
    return FALSE;
  if (id)
    store_transaction_note_folder (transaction, id, change->account);
  store_transaction_note_account (transaction, change->account);
  return (!change->role || take_role (transaction, change, error))
         && put_choice (transaction, change, error);
}

gboolean
store_apply_set_folder_audited (StoreTransaction *transaction, StoreChange *change, GError **error)
{
  g_autoptr (StoreStatement) statement
      = store_database_use (transaction->mail, MAIL_FOLDER_SET_AUDITED);
  const char *account = NULL;

  if (!store_transaction_touch_folder (transaction, change->folder, &account, error))
    return FALSE;
  store_statement_bind_int64 (statement, ":id", change->folder);
  store_statement_bind_int64 (statement, ":audited", change->when);
  return store_statement_run (statement, error);
}
