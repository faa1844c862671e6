/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "error.h"
#include "store-apply-operation.h"
#include "store-apply.h"
#include "store-registry.h"
#include "store-sql-names.h"

enum
{
  CURSOR_UIDVALIDITY,
  CURSOR_UIDNEXT,
  CURSOR_HIGHESTMODSEQ,
  CURSOR_TOTAL,
};

/* FALSE without error: the folder is not there. */
static gboolean
read_cursor (StoreTransaction *transaction, gint64 folder, StoreCursor *cursor, gboolean *has_mail,
             GError **error)
{
  g_autoptr (StoreStatement) statement = store_database_use (transaction->mail, MAIL_FOLDER_CURSOR);

  store_statement_bind_int64 (statement, ":id", folder);
  if (store_statement_step (statement, error) != STORE_STEP_ROW)
    return FALSE;
  cursor->uidvalidity = (guint32) store_statement_int64 (statement, CURSOR_UIDVALIDITY);
  cursor->uidnext = (guint32) store_statement_int64 (statement, CURSOR_UIDNEXT);
  cursor->highestmodseq = (guint64) store_statement_int64 (statement, CURSOR_HIGHESTMODSEQ);
  *has_mail = store_statement_int64 (statement, CURSOR_TOTAL) > 0;
  return TRUE;
}

static gboolean
write_cursor (StoreTransaction *transaction, gint64 folder, const StoreCursor *cursor,
              GError **error)
{
  g_autoptr (StoreStatement) statement
      = store_database_use (transaction->mail, MAIL_FOLDER_SET_CURSOR);

  store_statement_bind_int64 (statement, ":id", folder);
  store_statement_bind_int64 (statement, ":uidvalidity", cursor->uidvalidity);
  store_statement_bind_int64 (statement, ":uidnext", cursor->uidnext);
  store_statement_bind_int64 (statement, ":highestmodseq", (gint64) cursor->highestmodseq);
  return store_statement_run (statement, error);
}

static gboolean
set_cursor (StoreTransaction *transaction, const StoreChange *change, GError **error)
{
  const StoreCursor *cursor = &change->cursor;
  StoreCursor old = { 0, 0, 0 };
  gboolean has_mail = FALSE;

  if (!read_cursor (transaction, change->folder, &old, &has_mail, error))
    return FALSE;
  if (has_mail && old.uidvalidity != 0 && old.uidvalidity != cursor->uidvalidity)
    {
      g_set_error (error, POSTHORN_ERROR, POSTHORN_ERROR_STORE,
                   "UIDVALIDITY of folder %" G_GINT64_FORMAT
                   " went from %u to %u under its mail: check the folder again",
                   change->folder, old.uidvalidity, cursor->uidvalidity);
      return FALSE;
    }
  if (old.uidvalidity == cursor->uidvalidity && old.uidnext == cursor->uidnext
      && old.highestmodseq == cursor->highestmodseq)
    return TRUE;
  return write_cursor (transaction, change->folder, cursor, error);
}

gboolean
store_apply_set_cursor (StoreTransaction *transaction, StoreChange *change, GError **error)
{
  const char *account = NULL;

  if (!store_transaction_touch_folder (transaction, change->folder, &account, error))
    return FALSE;
  if (!account)
    return TRUE;
  if (change->when > 0)
    store_synced_set_folder (transaction->synced, change->folder, change->when);
  return set_cursor (transaction, change, error)
         && (change->when == 0 || store_apply_drop_expected (transaction, change->folder, error));
}

static gboolean
park_in (StoreTransaction *transaction, guint statement_name, gint64 folder, guint32 old_uid,
         guint32 new_uid, GError **error)
{
  g_autoptr (StoreStatement) statement = store_database_use (transaction->mail, statement_name);

  store_statement_bind_int64 (statement, ":folder", folder);
  store_statement_bind_int64 (statement, ":old_uid", old_uid);
  store_statement_bind_int64 (statement, ":new_uid", new_uid);
  return store_statement_run (statement, error);
}

static gboolean
park (StoreTransaction *transaction, gint64 folder, guint32 old_uid, guint32 new_uid,
      GError **error)
{
  return park_in (transaction, MAIL_MESSAGE_PARK, folder, old_uid, new_uid, error)
         && park_in (transaction, MAIL_AWAY_PARK, folder, old_uid, new_uid, error);
}

static gboolean
unpark_in (StoreTransaction *transaction, guint statement_name, gint64 folder, GError **error)
{
  g_autoptr (StoreStatement) statement = store_database_use (transaction->mail, statement_name);

  store_statement_bind_int64 (statement, ":folder", folder);
  return store_statement_run (statement, error);
}

static gboolean
unpark (StoreTransaction *transaction, gint64 folder, GError **error)
{
  return unpark_in (transaction, MAIL_MESSAGES_UNPARK, folder, error)
         && unpark_in (transaction, MAIL_AWAYS_UNPARK, folder, error);
}

/* The named ones wait below zero, where no old UID is in their way, until the others are gone. */
static gboolean
rebind (StoreTransaction *transaction, const StoreChange *change, GError **error)
{
  for (guint i = 0; i < change->old_uids->len; i++)
    if (!park (transaction, change->folder, g_array_index (change->old_uids, guint32, i),
               g_array_index (change->new_uids, guint32, i), error))
      return FALSE;
  return store_apply_remove_range (transaction, change->folder, 1, G_MAXUINT32, error)
         && unpark (transaction, change->folder, error)
         && store_registry_prune (transaction, error);
}

gboolean
store_apply_rebind_folder (StoreTransaction *transaction, StoreChange *change, GError **error)
{
  const char *account = NULL;

  if (!store_transaction_touch_folder (transaction, change->folder, &account, error))
    return FALSE;
  return !account
         || (rebind (transaction, change, error)
             && write_cursor (transaction, change->folder, &change->cursor, error));
}
