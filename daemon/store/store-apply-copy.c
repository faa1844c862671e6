/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-apply-operation.h"

#include "store-apply-place.h"
#include "store-registry.h"
#include "store-sql-names.h"
#include "store-threading.h"

enum
{
  THREADING_MESSAGE_ID,
  THREADING_IN_REPLY_TO,
  THREADING_REFERENCES,
  THREADING_SUBJECT,
  THREADING_RECEIVED,
  THREADING_DATE,
};

/* With a UID that no server gives. */
static gboolean
copy_row (StoreTransaction *transaction, guint64 id, gint64 folder, guint64 copy, GError **error)
{
  g_autoptr (StoreStatement) row = store_database_use (transaction->mail, MAIL_MESSAGE_COPY);
  g_autoptr (StoreStatement) chunks = store_database_use (transaction->mail, MAIL_CHUNKS_COPY);

  store_statement_bind_int64 (row, ":id", (gint64) id);
  store_statement_bind_int64 (row, ":folder", folder);
  store_statement_bind_int64 (row, ":copy", (gint64) copy);
  store_statement_bind_int64 (chunks, ":id", (gint64) id);
  store_statement_bind_int64 (chunks, ":copy", (gint64) copy);
  return store_statement_run (row, error) && store_statement_run (chunks, error);
}

static gboolean
place_in_thread (StoreTransaction *transaction, const char *account, guint64 id, GError **error)
{
  g_autoptr (StoreStatement) statement
      = store_database_use (transaction->mail, MAIL_MESSAGE_THREADING);
  StoreThreaded threaded = { .id = (gint64) id, .account = account };

  store_statement_bind_int64 (statement, ":id", (gint64) id);
  if (store_statement_step (statement, error) != STORE_STEP_ROW)
    return FALSE;
  threaded.message_id = store_statement_text (statement, THREADING_MESSAGE_ID);
  threaded.in_reply_to = store_statement_text (statement, THREADING_IN_REPLY_TO);
  threaded.references = store_statement_text (statement, THREADING_REFERENCES);
  threaded.subject = store_statement_text (statement, THREADING_SUBJECT);
  threaded.received = store_statement_int64 (statement, THREADING_RECEIVED);
  threaded.date = store_statement_int64 (statement, THREADING_DATE);
  return store_threading_place (transaction, &threaded, error);
}

gboolean
store_apply_copy_message (StoreTransaction *transaction, guint64 id, const char *account,
                          gint64 folder, guint64 *copy, GError **error)
{
  const char *touched = NULL;

  if (!store_transaction_touch_folder (transaction, folder, &touched, error)
      || !store_registry_copy (transaction, id, account, copy, error)
      || !copy_row (transaction, id, folder, *copy, error)
      || !store_place_expect (transaction, *copy, STORE_NOWHERE, error)
      || !place_in_thread (transaction, account, *copy, error))
    return FALSE;
  store_transaction_note_added (transaction, *copy);
  return TRUE;
}

static gboolean
leave_copies (StoreTransaction *transaction, guint64 id, const char *account, guint64 original,
              GError **error)
{
  g_autoptr (StoreStatement) statement
      = store_database_use (transaction->state, STATE_OPERATION_COPIES_LEAVE);

  store_statement_bind_int64 (statement, ":message", (gint64) id);
  store_statement_bind_text (statement, ":account", account);
  store_statement_bind_int64 (statement, ":original", (gint64) original);
  return store_statement_run (statement, error);
}

static gboolean
split (StoreTransaction *transaction, guint64 id, const char *account, gint64 folder, gint64 uid,
       const char *new_account, GError **error)
{
  guint64 original = 0;

  return store_registry_copy (transaction, id, account, &original, error)
         && store_place_run (transaction, MAIL_AWAY_DELETE, id, error)
         && copy_row (transaction, id, STORE_NOWHERE, original, error)
         && store_place_put (transaction, MAIL_AWAY_PUT, original, folder, uid, error)
         && leave_copies (transaction, id, account, original, error)
         && store_apply_pend_deletion (transaction, account, original, error)
         && store_registry_set_account (transaction, id, new_account, error);
}

gboolean
store_apply_leave_original (StoreTransaction *transaction, guint64 id, gint64 folder,
                            gboolean always, GError **error)
{
  const char *account = NULL, *old_account = NULL;
  gint64 old_folder = STORE_NOWHERE, uid = 0;
  gboolean found = FALSE;

  if (!store_place_pair (transaction, MAIL_MESSAGE_AWAY, id, &old_folder, &uid, &found, error)
      || !store_transaction_touch_folder (transaction, folder, &account, error)
      || !store_transaction_touch_folder (transaction, old_folder, &old_account, error))
    return FALSE;
  if (!found || !account || !old_account || old_folder == folder
      || (!always && g_str_equal (account, old_account)))
    return TRUE;
  return split (transaction, id, old_account, old_folder, uid, account, error);
}

gboolean
store_apply_end_begun (StoreTransaction *transaction, guint64 id, gint64 folder, GError **error)
{
  g_autoptr (StoreStatement) path = store_database_use (transaction->mail, MAIL_FOLDER_PATH);
  g_autoptr (StoreStatement) arrived
      = store_database_use (transaction->state, STATE_OPERATION_MESSAGE_ARRIVED);
  const char *account = NULL;

  store_statement_bind_int64 (path, ":id", folder);
  if (!store_transaction_touch_folder (transaction, folder, &account, error)
      || store_statement_step (path, error) != STORE_STEP_ROW)
    return FALSE;
  store_statement_bind_int64 (arrived, ":message", (gint64) id);
  store_statement_bind_text (arrived, ":account", account);
  store_statement_bind_text (arrived, ":target", store_statement_text (path, 0));
  return store_statement_run (arrived, error);
}

gboolean
store_apply_arrive (StoreTransaction *transaction, guint64 id, gint64 folder, guint32 uid,
                    GError **error)
{
  return store_apply_leave_original (transaction, id, folder, TRUE, error)
         && store_apply_end_begun (transaction, id, folder, error)
         && store_apply_settle_message (transaction, id, folder, uid, error);
}
