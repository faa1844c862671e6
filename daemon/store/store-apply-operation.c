/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-apply-operation.h"

#include "store-apply-place.h"
#include "store-sql-names.h"

enum
{
  VERBS_VERB,
  VERBS_ADDED_FLAGS,
  VERBS_REMOVED_FLAGS,
  VERBS_TARGET,
  VERBS_ACCOUNT,
  VERBS_BEGUN,
  VERBS_SOURCE,
};

gboolean
store_apply_try_operation (StoreTransaction *transaction, StoreChange *change, GError **error)
{
  g_autoptr (StoreStatement) statement
      = store_database_use (transaction->state, STATE_OPERATION_BEGIN);

  store_statement_bind_int64 (statement, ":id", change->operation);
  store_statement_bind_int64 (statement, ":uidvalidity", change->cursor.uidvalidity);
  store_statement_bind_int64 (statement, ":uidnext", change->cursor.uidnext);
  return store_statement_run (statement, error);
}

static gboolean
run_state (StoreTransaction *transaction, guint name, guint64 message, gint64 operation,
           GError **error)
{
  g_autoptr (StoreStatement) statement = store_database_use (transaction->state, name);

  store_statement_bind_int64 (statement, ":message", (gint64) message);
  store_statement_bind_int64 (statement, ":operation", operation);
  return store_statement_run (statement, error);
}

gboolean
store_apply_end_operation (StoreTransaction *transaction, StoreChange *change, GError **error)
{
  g_autoptr (StoreStatement) prune = store_database_use (transaction->state, STATE_OPERATION_PRUNE);

  for (guint i = 0; i < change->ids->len; i++)
    {
      guint64 id = g_array_index (change->ids, guint64, i);
      if (!run_state (transaction, STATE_OPERATION_MESSAGE_DELETE, id, change->operation, error))
        return FALSE;
      store_transaction_note_changed (transaction, id);
    }
  store_statement_bind_int64 (prune, ":id", change->operation);
  return store_statement_run (prune, error);
}

/* One that is shown elsewhere has been moved on here meanwhile. */
gboolean
store_apply_settle_message (StoreTransaction *transaction, guint64 id, gint64 folder, guint32 uid,
                            GError **error)
{
  gint64 shown = 0;
  gint64 at = 0;
  gboolean found = FALSE;

  if (!store_place_pair (transaction, MAIL_MESSAGE_FOLDER, id, &shown, &at, &found, error))
    return FALSE;
  if (!found)
    return TRUE;
  if (shown != folder)
    return store_place_put (transaction, MAIL_AWAY_PUT, id, folder, uid, error);
  store_transaction_note_changed (transaction, id);
  return store_place_run (transaction, MAIL_AWAY_DELETE, id, error)
         && store_place_put (transaction, MAIL_MESSAGE_PUT_AT, id, folder, uid, error);
}

/* What a check has already found under that UID is the same message, seen too early. */
static gboolean
clear_uid (StoreTransaction *transaction, gint64 folder, guint32 uid, guint64 except,
           GError **error)
{
  g_autoptr (StoreStatement) statement
      = store_database_use (transaction->mail, MAIL_MESSAGE_BY_UID);
  guint64 id = 0;
  StoreStep step;

  store_statement_bind_int64 (statement, ":folder", folder);
  store_statement_bind_int64 (statement, ":uid", uid);
  step = store_statement_step (statement, error);
  if (step == STORE_STEP_ROW)
    id = (guint64) store_statement_int64 (statement, 0);
  store_statement_finish (statement);
  if (step == STORE_STEP_FAILED)
    return FALSE;
  return id == 0 || id == except || store_apply_remove_message (transaction, id, error);
}

gboolean
store_apply_place_message (StoreTransaction *transaction, StoreChange *change, GError **error)
{
  guint64 id = g_array_index (change->ids, guint64, 0);

  if (!store_place_touch (transaction, change->folder, error)
      || !store_apply_leave_original (transaction, id, change->folder, FALSE, error))
    return FALSE;
  if (change->uid == 0)
    return store_apply_expect_message (transaction, id, change->folder, error);
  return clear_uid (transaction, change->folder, change->uid, id, error)
         && store_apply_settle_message (transaction, id, change->folder, change->uid, error);
}

gboolean
store_apply_drop_messages (StoreTransaction *transaction, StoreChange *change, GError **error)
{
  for (guint i = 0; i < change->ids->len; i++)
    {
      guint64 id = g_array_index (change->ids, guint64, i);
      gint64 folder = 0, uid = 0;
      gboolean found = FALSE;

      if (!store_place_pair (transaction, MAIL_MESSAGE_FOLDER, id, &folder, &uid, &found, error)
          || (found
              && (!store_place_touch (transaction, folder, error)
                  || !store_apply_remove_message (transaction, id, error))))
        return FALSE;
    }
  return TRUE;
}

/* A copy that its server does not have. */
static gboolean
drop_copy (StoreTransaction *transaction, guint64 id, GError **error)
{
  gint64 shown = STORE_NOWHERE, uid = 0;
  gboolean found = FALSE;

  if (!store_place_pair (transaction, MAIL_MESSAGE_FOLDER, id, &shown, &uid, &found, error))
    return FALSE;
  return !found
         || (store_place_touch (transaction, shown, error)
             && store_apply_remove_message (transaction, id, error));
}

typedef struct
{
  char *added, *removed;
} Flagging;

static void
flagging_free (gpointer data)
{
  Flagging *flagging = data;

  g_free (flagging->added);
  g_free (flagging->removed);
  g_free (flagging);
}

/* What flags ACCOUNT has not got yet. */
static GPtrArray *
flaggings_elsewhere (StoreTransaction *transaction, guint64 id, const char *account, GError **error)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func (flagging_free);
  g_autoptr (StoreStatement) statement
      = store_database_use (transaction->state, STATE_MESSAGE_VERBS);
  StoreStep step;

  store_statement_bind_int64 (statement, ":message", (gint64) id);
  while ((step = store_statement_step (statement, error)) == STORE_STEP_ROW)
    {
      Flagging *flagging;
      if (g_str_equal (store_statement_text (statement, VERBS_ACCOUNT), account))
        continue;
      flagging = g_new0 (Flagging, 1);
      flagging->added = store_statement_dup_text (statement, VERBS_ADDED_FLAGS);
      flagging->removed = store_statement_dup_text (statement, VERBS_REMOVED_FLAGS);
      g_ptr_array_add (all, flagging);
    }
  return step == STORE_STEP_DONE ? g_steal_pointer (&all) : NULL;
}

/* From another account: what was done to it there falls with that, and so do the copies made there;
 * but its flags are told here. */
static gboolean
come_home (StoreTransaction *transaction, guint64 id, gint64 shown, gint64 folder, GError **error)
{
  g_autoptr (GPtrArray) flaggings = NULL;
  const char *account = NULL, *other = NULL;

  if (!store_transaction_touch_folder (transaction, folder, &account, error)
      || !store_transaction_touch_folder (transaction, shown, &other, error))
    return FALSE;
  if (!account || !other || g_str_equal (account, other))
    return TRUE;
  flaggings = flaggings_elsewhere (transaction, id, account, error);
  if (!flaggings || !store_apply_forget_abroad (transaction, id, account, error))
    return FALSE;
  for (guint i = 0; i < flaggings->len; i++)
    {
      const Flagging *flagging = flaggings->pdata[i];
      if ((*flagging->added || *flagging->removed)
          && !store_apply_pend_flags (transaction, account, id, flagging->added, flagging->removed,
                                      error))
        return FALSE;
    }
  return TRUE;
}

gboolean
store_apply_return_message (StoreTransaction *transaction, guint64 id, GError **error)
{
  gint64 folder = 0, uid = 0, shown = 0, ignored = 0;
  gboolean found = FALSE;

  if (!store_place_pair (transaction, MAIL_MESSAGE_AWAY, id, &folder, &uid, &found, error))
    return FALSE;
  if (!found)
    return TRUE;
  if (folder == STORE_NOWHERE)
    return drop_copy (transaction, id, error);
  if (!store_place_pair (transaction, MAIL_MESSAGE_FOLDER, id, &shown, &ignored, &found, error)
      || !store_place_touch (transaction, shown, error)
      || !store_place_touch (transaction, folder, error)
      || !come_home (transaction, id, shown, folder, error)
      || !store_place_run (transaction, MAIL_AWAY_DELETE, id, error)
      || !store_place_put (transaction, MAIL_MESSAGE_PUT_AT, id, folder, uid, error))
    return FALSE;
  if (shown == STORE_NOWHERE)
    store_transaction_note_added (transaction, id);
  else
    store_transaction_note_changed (transaction, id);
  return TRUE;
}

gboolean
store_apply_return_messages (StoreTransaction *transaction, StoreChange *change, GError **error)
{
  for (guint i = 0; i < change->ids->len; i++)
    if (!store_apply_return_message (transaction, g_array_index (change->ids, guint64, i), error))
      return FALSE;
  return TRUE;
}

/* The usual answer is no, and is found once for each transaction. */
static gboolean
has_operations (StoreTransaction *transaction, gboolean *has, GError **error)
{
  g_autoptr (StoreStatement) statement = NULL;
  gint64 any = 0;

  if (transaction->has_operations < 0)
    {
      statement = store_database_use (transaction->state, STATE_OPERATION_ANY);
      if (!store_statement_value (statement, 0, &any, error))
        return FALSE;
      transaction->has_operations = any != 0;
    }
  *has = transaction->has_operations;
  return TRUE;
}

char *
store_apply_overlaid_flags (StoreTransaction *transaction, guint64 id, const char *flags,
                            GError **error)
{
  g_autofree char *shown = g_strdup (flags);
  g_autoptr (StoreStatement) statement = NULL;
  gboolean has = FALSE;
  StoreStep step;

  if (!has_operations (transaction, &has, error))
    return NULL;
  if (!has)
    return g_steal_pointer (&shown);
  statement = store_database_use (transaction->state, STATE_MESSAGE_VERBS);
  store_statement_bind_int64 (statement, ":message", (gint64) id);
  while ((step = store_statement_step (statement, error)) == STORE_STEP_ROW)
    {
      char *next
          = store_operation_overlay (shown, store_statement_text (statement, VERBS_ADDED_FLAGS),
                                     store_statement_text (statement, VERBS_REMOVED_FLAGS));
      g_free (shown);
      shown = next;
    }
  return step == STORE_STEP_DONE ? g_steal_pointer (&shown) : NULL;
}

typedef struct
{
  gboolean away; /* by the last of its operations that moves it */
  gboolean deleted;
  gboolean begun; /* all of them */
  char *account;
  char *target;
} Wanted;

static void
wanted_clear (Wanted *wanted)
{
  g_free (wanted->account);
  g_free (wanted->target);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Wanted, wanted_clear)

static void
want (Wanted *wanted, StoreStatement *statement)
{
  StoreVerb verb = STORE_VERB_FLAG;

  store_verb_parse (store_statement_text (statement, VERBS_VERB), &verb);
  if (verb == STORE_VERB_COPY && store_statement_int64 (statement, VERBS_SOURCE) != 0)
    wanted->begun = wanted->begun && store_statement_int64 (statement, VERBS_BEGUN);
  if (verb != STORE_VERB_MOVE && verb != STORE_VERB_DELETE)
    return;
  wanted_clear (wanted);
  wanted->away = TRUE;
  wanted->deleted = verb == STORE_VERB_DELETE;
  wanted->begun = wanted->begun && store_statement_int64 (statement, VERBS_BEGUN);
  wanted->account = store_statement_dup_text (statement, VERBS_ACCOUNT);
  wanted->target = store_statement_dup_text (statement, VERBS_TARGET);
}

static gboolean
find_wanted (StoreTransaction *transaction, guint64 id, Wanted *wanted, GError **error)
{
  g_autoptr (StoreStatement) statement
      = store_database_use (transaction->state, STATE_MESSAGE_VERBS);
  StoreStep step;

  wanted->begun = TRUE;
  store_statement_bind_int64 (statement, ":message", (gint64) id);
  while ((step = store_statement_step (statement, error)) == STORE_STEP_ROW)
    want (wanted, statement);
  return step == STORE_STEP_DONE;
}

static gboolean
show_wanted (StoreTransaction *transaction, guint64 id, const Wanted *wanted, GError **error)
{
  g_autoptr (StoreStatement) by_path = store_database_use (transaction->mail, MAIL_FOLDER_BY_PATH);
  gint64 folder = STORE_NOWHERE, shown = 0, uid = 0;
  gboolean found = FALSE;

  store_statement_bind_text (by_path, ":account", wanted->account);
  store_statement_bind_text (by_path, ":path", wanted->target);
  if (!wanted->deleted && !store_statement_value (by_path, STORE_NOWHERE, &folder, error))
    return FALSE;
  if (!store_place_pair (transaction, MAIL_MESSAGE_FOLDER, id, &shown, &uid, &found, error))
    return FALSE;
  /* Where the target is not known yet the message stays where it lies. */
  if (!found || shown == folder || (folder == STORE_NOWHERE && !wanted->deleted))
    return TRUE;
  return store_place_show_in (transaction, id, shown, folder, error);
}

static gboolean
overlay_row_flags (StoreTransaction *transaction, guint64 id, GError **error)
{
  g_auto (StorePlace) place = { 0 };
  g_autofree char *shown = NULL;

  if (!store_place_read (transaction, id, &place, error))
    return FALSE;
  shown = store_apply_overlaid_flags (transaction, id, place.flags, error);
  return shown
         && (g_str_equal (shown, place.flags)
             || store_apply_update_flags (transaction, id, shown, error));
}

/* A copy that had been begun has come while nothing here waited for it. */
static gboolean
end_copy (StoreTransaction *transaction, guint64 id, GError **error)
{
  g_auto (StorePlace) place = { 0 };

  return store_place_read (transaction, id, &place, error)
         && store_apply_end_begun (transaction, id, place.folder, error);
}

gboolean
store_apply_overlay_place (StoreTransaction *transaction, guint64 id, GError **error)
{
  g_auto (Wanted) wanted = { 0 };
  gboolean has = FALSE;

  if (!has_operations (transaction, &has, error))
    return FALSE;
  if (!has)
    return TRUE;
  return overlay_row_flags (transaction, id, error) && end_copy (transaction, id, error)
         && find_wanted (transaction, id, &wanted, error)
         && (!wanted.away || show_wanted (transaction, id, &wanted, error));
}

gboolean
store_apply_is_begun (StoreTransaction *transaction, guint64 id, gboolean *begun, GError **error)
{
  g_auto (Wanted) wanted = { 0 };

  if (!find_wanted (transaction, id, &wanted, error))
    return FALSE;
  *begun = wanted.begun;
  return TRUE;
}
