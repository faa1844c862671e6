/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-apply-operation.h"
#include "store-apply-place.h"
#include "store-sql-names.h"

gboolean
store_apply_expects (StoreTransaction *transaction, gint64 folder, gboolean *expects,
                     GError **error)
{
  g_autoptr (StoreStatement) statement = NULL;
  gint64 any = 0;

  if (transaction->expecting != folder)
    {
      statement = store_database_use (transaction->mail, MAIL_FOLDER_EXPECTS);
      store_statement_bind_int64 (statement, ":folder", folder);
      if (!store_statement_value (statement, 0, &any, error))
        return FALSE;
      transaction->expecting = folder;
      transaction->expects = any != 0;
    }
  *expects = transaction->expects;
  return TRUE;
}

static gboolean
find_by_identity (StoreTransaction *transaction, guint name, gint64 folder, const char *message_id,
                  guint64 size, gint64 *found, GError **error)
{
  g_autoptr (StoreStatement) statement = store_database_use (transaction->mail, name);

  store_statement_bind_int64 (statement, ":folder", folder);
  store_statement_bind_text (statement, ":message_id", message_id);
  store_statement_bind_int64 (statement, ":size", (gint64) size);
  return store_statement_value (statement, 0, found, error);
}

gboolean
store_apply_find_expected (StoreTransaction *transaction, gint64 folder, const char *message_id,
                           guint64 size, guint64 *id, GError **error)
{
  gboolean begun = TRUE;
  gint64 found = 0;

  *id = 0;
  if (!find_by_identity (transaction, MAIL_AWAY_EXPECTED, folder, message_id, size, &found, error))
    return FALSE;
  if (found == 0
      && (!find_by_identity (transaction, MAIL_MESSAGE_EXPECTED, folder, message_id, size, &found,
                             error)
          || (found != 0 && !store_apply_is_begun (transaction, (guint64) found, &begun, error))))
    return FALSE;
  /* A copy that somebody else has made is another message while ours has not been told of. */
  if (found != 0 && begun)
    *id = (guint64) found;
  return TRUE;
}

gboolean
store_apply_expect_message (StoreTransaction *transaction, guint64 id, gint64 folder,
                            GError **error)
{
  gint64 shown = 0, uid = 0;
  gboolean found = FALSE;

  if (!store_place_pair (transaction, MAIL_MESSAGE_FOLDER, id, &shown, &uid, &found, error))
    return FALSE;
  if (found && shown != folder)
    return store_place_expect (transaction, id, folder, error);
  transaction->expecting = 0;
  return store_place_run (transaction, MAIL_AWAY_DELETE, id, error);
}

/* The folder into which the server may have moved ID already; STORE_NOWHERE: none. */
static gboolean
find_begun_move (StoreTransaction *transaction, guint64 id, gint64 *folder, GError **error)
{
  g_autoptr (StoreStatement) begun
      = store_database_use (transaction->state, STATE_OPERATION_BEGUN_MOVE);
  g_autoptr (StoreStatement) by_path = store_database_use (transaction->mail, MAIL_FOLDER_BY_PATH);
  StoreStep step;

  *folder = STORE_NOWHERE;
  store_statement_bind_int64 (begun, ":message", (gint64) id);
  step = store_statement_step (begun, error);
  if (step != STORE_STEP_ROW)
    return step == STORE_STEP_DONE;
  store_statement_bind_text (by_path, ":account", store_statement_text (begun, 0));
  store_statement_bind_text (by_path, ":path", store_statement_text (begun, 1));
  return store_statement_value (by_path, STORE_NOWHERE, folder, error);
}

gboolean
store_apply_vanish_message (StoreTransaction *transaction, guint64 id, GError **error)
{
  gint64 folder = STORE_NOWHERE, uid = 0, target = STORE_NOWHERE;
  gboolean is_away = FALSE;

  if (!store_place_pair (transaction, MAIL_MESSAGE_AWAY, id, &folder, &uid, &is_away, error)
      || (is_away && !find_begun_move (transaction, id, &target, error)))
    return FALSE;
  if (target == STORE_NOWHERE || target == folder)
    return store_apply_remove_message (transaction, id, error);
  return store_place_touch (transaction, target, error)
         && store_apply_expect_message (transaction, id, target, error);
}

/* FOLDER is complete: what was to be found there is not. */
gboolean
store_apply_drop_expected (StoreTransaction *transaction, gint64 folder, GError **error)
{
  g_autoptr (StoreStatement) statement
      = store_database_use (transaction->mail, MAIL_MESSAGES_NOT_FOUND);
  StoreChange drop = { .ids = g_array_new (FALSE, FALSE, sizeof (guint64)) };
  StoreStep step;
  gboolean ok;

  store_statement_bind_int64 (statement, ":folder", folder);
  while ((step = store_statement_step (statement, error)) == STORE_STEP_ROW)
    {
      guint64 id = (guint64) store_statement_int64 (statement, 0);
      g_array_append_val (drop.ids, id);
    }
  store_statement_finish (statement);
  ok = step == STORE_STEP_DONE && store_apply_drop_messages (transaction, &drop, error);
  g_array_unref (drop.ids);
  return ok;
}
