/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-apply-place.h"

#include "error.h"
#include "store-sql-names.h"

void
store_place_clear (StorePlace *place)
{
  g_free (place->flags);
  g_free (place->account);
}
gboolean
store_place_run (StoreTransaction *transaction, guint name, guint64 id, GError **error)
{
  g_autoptr (StoreStatement) statement = store_database_use (transaction->mail, name);

  store_statement_bind_int64 (statement, ":id", (gint64) id);
  return store_statement_run (statement, error);
}

gboolean
store_place_put (StoreTransaction *transaction, guint name, guint64 id, gint64 folder, gint64 uid,
                 GError **error)
{
  g_autoptr (StoreStatement) statement = store_database_use (transaction->mail, name);

  store_statement_bind_int64 (statement, ":id", (gint64) id);
  store_statement_bind_int64 (statement, ":folder", folder);
  store_statement_bind_int64 (statement, ":uid", uid);
  return store_statement_run (statement, error);
}

/* FALSE in FOUND: there is no such row. */
gboolean
store_place_pair (StoreTransaction *transaction, guint name, guint64 id, gint64 *folder,
                  gint64 *uid, gboolean *found, GError **error)
{
  g_autoptr (StoreStatement) statement = store_database_use (transaction->mail, name);
  StoreStep step;

  store_statement_bind_int64 (statement, ":id", (gint64) id);
  step = store_statement_step (statement, error);
  *found = step == STORE_STEP_ROW;
  if (*found)
    {
      *folder = store_statement_int64 (statement, 0);
      *uid = store_statement_int64 (statement, 1);
    }
  return step != STORE_STEP_FAILED;
}

gboolean
store_place_expect (StoreTransaction *transaction, guint64 id, gint64 folder, GError **error)
{
  g_autoptr (StoreStatement) statement = store_database_use (transaction->mail, MAIL_AWAY_EXPECT);

  transaction->expecting = 0;
  store_statement_bind_int64 (statement, ":id", (gint64) id);
  store_statement_bind_int64 (statement, ":folder", folder);
  return store_statement_run (statement, error);
}

gboolean
store_place_touch (StoreTransaction *transaction, gint64 folder, GError **error)
{
  const char *account = NULL;

  return folder == STORE_NOWHERE
         || store_transaction_touch_folder (transaction, folder, &account, error);
}

/* From the folder that shows it to another; where it lies at the server is kept. */
gboolean
store_place_show_in (StoreTransaction *transaction, guint64 id, gint64 from, gint64 folder,
                     GError **error)
{
  g_autoptr (StoreStatement) statement
      = store_database_use (transaction->mail, MAIL_MESSAGE_SHOW_IN);

  transaction->expecting = 0;
  if (!store_place_touch (transaction, from, error)
      || !store_place_touch (transaction, folder, error)
      || !store_place_run (transaction, MAIL_AWAY_KEEP, id, error))
    return FALSE;
  store_statement_bind_int64 (statement, ":id", (gint64) id);
  store_statement_bind_int64 (statement, ":folder", folder);
  if (!store_statement_run (statement, error))
    return FALSE;
  if (folder == STORE_NOWHERE)
    store_transaction_note_removed (transaction, id);
  else
    store_transaction_note_changed (transaction, id);
  return TRUE;
}

gboolean
store_place_read (StoreTransaction *transaction, guint64 id, StorePlace *place, GError **error)
{
  g_autoptr (StoreStatement) statement = store_database_use (transaction->mail, MAIL_MESSAGE_FIND);
  StoreStep step;

  store_statement_bind_int64 (statement, ":id", (gint64) id);
  step = store_statement_step (statement, error);
  if (step == STORE_STEP_DONE)
    g_set_error (error, POSTHORN_ERROR, POSTHORN_ERROR_NOT_FOUND,
                 "There is no message %" G_GUINT64_FORMAT "; nothing was done to the others", id);
  if (step != STORE_STEP_ROW)
    return FALSE;
  place->folder = store_statement_int64 (statement, 0);
  place->uid = store_statement_int64 (statement, 1);
  place->flags = store_statement_dup_text (statement, 2);
  place->account = store_statement_dup_text (statement, 3);
  return TRUE;
}
