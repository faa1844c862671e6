/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-apply-operation.h"
#include "error.h"
#include "store-sql-names.h"

/* The folder that shows nothing. */
#define NOWHERE 0

typedef struct
{
  gint64 folder;
  gint64 uid;
  char *flags;
  char *account;
} Place;

static void
place_clear (Place *place)
{
  g_free (place->flags);
  g_free (place->account);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Place, place_clear)

static gboolean
run_mail (StoreTransaction *transaction, guint name, guint64 id, GError **error)
{
  g_autoptr (StoreStatement) statement = store_database_use (transaction->mail, name);

  store_statement_bind_int64 (statement, ":id", (gint64) id);
  return store_statement_run (statement, error);
}

static gboolean
run_mail_at (StoreTransaction *transaction, guint name, guint64 id, gint64 folder, gint64 uid,
             GError **error)
{
  g_autoptr (StoreStatement) statement = store_database_use (transaction->mail, name);

  store_statement_bind_int64 (statement, ":id", (gint64) id);
  store_statement_bind_int64 (statement, ":folder", folder);
  store_statement_bind_int64 (statement, ":uid", uid);
  return store_statement_run (statement, error);
}

/* FALSE in FOUND: there is no such row. */
static gboolean
read_pair (StoreTransaction *transaction, guint name, guint64 id, gint64 *folder, gint64 *uid,
           gboolean *found, GError **error)
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

static gboolean
touch (StoreTransaction *transaction, gint64 folder, GError **error)
{
  const char *account = NULL;

  return folder == NOWHERE || store_transaction_touch_folder (transaction, folder, &account, error);
}

/* From the folder that shows it to another; where it lies at the server is kept. */
static gboolean
show_in (StoreTransaction *transaction, guint64 id, gint64 from, gint64 folder, GError **error)
{
  g_autoptr (StoreStatement) statement
      = store_database_use (transaction->mail, MAIL_MESSAGE_SHOW_IN);

  transaction->expecting = 0;
  if (!touch (transaction, from, error) || !touch (transaction, folder, error)
      || !run_mail (transaction, MAIL_AWAY_KEEP, id, error))
    return FALSE;
  store_statement_bind_int64 (statement, ":id", (gint64) id);
  store_statement_bind_int64 (statement, ":folder", folder);
  if (!store_statement_run (statement, error))
    return FALSE;
  if (folder == NOWHERE)
    store_transaction_note_removed (transaction, id);
  else
    store_transaction_note_changed (transaction, id);
  return TRUE;
}

static gboolean
read_place (StoreTransaction *transaction, guint64 id, Place *place, GError **error)
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

static gboolean
read_target (StoreTransaction *transaction, gint64 folder, char **path, char **account,
             GError **error)
{
  g_autoptr (StoreStatement) by_path = store_database_use (transaction->mail, MAIL_FOLDER_PATH);
  g_autoptr (StoreStatement) owner = store_database_use (transaction->mail, MAIL_FOLDER_ACCOUNT);

  store_statement_bind_int64 (by_path, ":id", folder);
  store_statement_bind_int64 (owner, ":id", folder);
  if (store_statement_step (by_path, error) == STORE_STEP_ROW
      && store_statement_step (owner, error) == STORE_STEP_ROW)
    {
      *path = store_statement_dup_text (by_path, 0);
      *account = store_statement_dup_text (owner, 0);
      return TRUE;
    }
  if (error && !*error)
    g_set_error_literal (error, POSTHORN_ERROR, POSTHORN_ERROR_NOT_FOUND,
                         "The folder to move to is no longer there; choose another one");
  return FALSE;
}

static gboolean
insert_operation (StoreTransaction *transaction, const StoreChange *change, const char *account,
                  const char *target, gint64 *operation, GError **error)
{
  g_autoptr (StoreStatement) statement
      = store_database_use (transaction->state, STATE_OPERATION_INSERT);

  store_statement_bind_text (statement, ":account", account);
  store_statement_bind_text (statement, ":verb", store_verb_name (change->verb));
  store_statement_bind_text (statement, ":added_flags", change->flags ? change->flags : "");
  store_statement_bind_text (statement, ":removed_flags", change->value ? change->value : "");
  store_statement_bind_text (statement, ":target", target);
  if (!store_statement_run (statement, error))
    return FALSE;
  *operation = store_database_last_id (transaction->state);
  transaction->has_operations = TRUE;
  return TRUE;
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

static gboolean
take_effect (StoreTransaction *transaction, const StoreChange *change, guint64 id,
             const Place *place, GError **error)
{
  g_autofree char *flags = NULL;

  if (change->verb == STORE_VERB_MOVE)
    return show_in (transaction, id, place->folder, change->folder, error);
  if (change->verb == STORE_VERB_DELETE)
    return show_in (transaction, id, place->folder, NOWHERE, error);
  if (change->verb == STORE_VERB_COPY)
    return touch (transaction, place->folder, error);
  flags = store_operation_overlay (place->flags, change->flags, change->value);
  return touch (transaction, place->folder, error)
         && (g_str_equal (flags, place->flags)
             || store_apply_update_flags (transaction, id, flags, error));
}

typedef struct
{
  const StoreChange *change;
  char *target;           /* path, "" for none */
  char *account;          /* of the target, NULL for none */
  GHashTable *operations; /* account → gint64 */
} Beginning;

static void
beginning_clear (Beginning *beginning)
{
  g_free (beginning->target);
  g_free (beginning->account);
  g_clear_pointer (&beginning->operations, g_hash_table_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Beginning, beginning_clear)

static gboolean
find_operation (StoreTransaction *transaction, Beginning *beginning, const char *account,
                gint64 *operation, GError **error)
{
  gint64 *known = g_hash_table_lookup (beginning->operations, account);

  if (known)
    {
      *operation = *known;
      return TRUE;
    }
  if (!insert_operation (transaction, beginning->change, account, beginning->target, operation,
                         error))
    return FALSE;
  g_hash_table_insert (beginning->operations, g_strdup (account),
                       g_memdup2 (operation, sizeof *operation));
  return TRUE;
}

static gboolean
begin_for (StoreTransaction *transaction, Beginning *beginning, guint64 id, GError **error)
{
  g_auto (Place) place = { 0 };
  gint64 operation = 0;

  if (!read_place (transaction, id, &place, error))
    return FALSE;
  if (beginning->account && !g_str_equal (beginning->account, place.account))
    {
      g_set_error (error, POSTHORN_ERROR, POSTHORN_ERROR_NOT_SUPPORTED,
                   "Message %" G_GUINT64_FORMAT " is in account %s and cannot be put into a folder "
                   "of account %s; nothing was done",
                   id, place.account, beginning->account);
      return FALSE;
    }
  if (beginning->change->verb == STORE_VERB_MOVE && place.folder == beginning->change->folder)
    return TRUE;
  return find_operation (transaction, beginning, place.account, &operation, error)
         && run_state (transaction, STATE_OPERATION_MESSAGE_INSERT, id, operation, error)
         && take_effect (transaction, beginning->change, id, &place, error);
}

gboolean
store_apply_begin_operation (StoreTransaction *transaction, StoreChange *change, GError **error)
{
  g_auto (Beginning) beginning = { .change = change };
  gboolean has_target = change->verb == STORE_VERB_MOVE || change->verb == STORE_VERB_COPY;

  beginning.operations = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  if (has_target
      && !read_target (transaction, change->folder, &beginning.target, &beginning.account, error))
    return FALSE;
  if (!has_target)
    beginning.target = g_strdup ("");
  for (guint i = 0; i < change->ids->len; i++)
    if (!begin_for (transaction, &beginning, g_array_index (change->ids, guint64, i), error))
      return FALSE;
  return TRUE;
}

gboolean
store_apply_divert (StoreTransaction *transaction, guint64 id, gint64 folder, GError **error)
{
  StoreChange move = { .verb = STORE_VERB_MOVE, .folder = folder };
  gboolean moved;

  move.ids = g_array_new (FALSE, FALSE, sizeof id);
  g_array_append_val (move.ids, id);
  moved = store_apply_begin_operation (transaction, &move, error);
  g_array_unref (move.ids);
  return moved;
}

gboolean
store_apply_try_operation (StoreTransaction *transaction, StoreChange *change, GError **error)
{
  g_autoptr (StoreStatement) statement
      = store_database_use (transaction->state, STATE_OPERATION_BEGIN);

  store_statement_bind_int64 (statement, ":id", change->operation);
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

  if (!read_pair (transaction, MAIL_MESSAGE_FOLDER, id, &shown, &at, &found, error))
    return FALSE;
  if (!found)
    return TRUE;
  if (shown != folder)
    return run_mail_at (transaction, MAIL_AWAY_PUT, id, folder, uid, error);
  store_transaction_note_changed (transaction, id);
  return run_mail (transaction, MAIL_AWAY_DELETE, id, error)
         && run_mail_at (transaction, MAIL_MESSAGE_PUT_AT, id, folder, uid, error);
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

  if (!touch (transaction, change->folder, error))
    return FALSE;
  if (change->uid == 0)
    return run_mail (transaction, MAIL_AWAY_DELETE, id, error);
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

      if (!read_pair (transaction, MAIL_MESSAGE_FOLDER, id, &folder, &uid, &found, error)
          || (found
              && (!touch (transaction, folder, error)
                  || !store_apply_remove_message (transaction, id, error))))
        return FALSE;
    }
  return TRUE;
}

gboolean
store_apply_return_message (StoreTransaction *transaction, guint64 id, GError **error)
{
  gint64 folder = 0, uid = 0, shown = 0, ignored = 0;
  gboolean found = FALSE;

  if (!read_pair (transaction, MAIL_MESSAGE_AWAY, id, &folder, &uid, &found, error))
    return FALSE;
  if (!found)
    return TRUE;
  if (!read_pair (transaction, MAIL_MESSAGE_FOLDER, id, &shown, &ignored, &found, error)
      || !touch (transaction, shown, error) || !touch (transaction, folder, error)
      || !run_mail (transaction, MAIL_AWAY_DELETE, id, error)
      || !run_mail_at (transaction, MAIL_MESSAGE_PUT_AT, id, folder, uid, error))
    return FALSE;
  if (shown == NOWHERE)
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

enum
{
  VERBS_VERB,
  VERBS_ADDED_FLAGS,
  VERBS_REMOVED_FLAGS,
  VERBS_TARGET,
  VERBS_ACCOUNT,
  VERBS_BEGUN,
};

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
  gint64 folder = NOWHERE, shown = 0, uid = 0;
  gboolean found = FALSE;

  store_statement_bind_text (by_path, ":account", wanted->account);
  store_statement_bind_text (by_path, ":path", wanted->target);
  if (!wanted->deleted && !store_statement_value (by_path, NOWHERE, &folder, error))
    return FALSE;
  if (!read_pair (transaction, MAIL_MESSAGE_FOLDER, id, &shown, &uid, &found, error))
    return FALSE;
  /* Where the target is not known yet the message stays where it lies. */
  if (!found || shown == folder || (folder == NOWHERE && !wanted->deleted))
    return TRUE;
  return show_in (transaction, id, shown, folder, error);
}

static gboolean
overlay_row_flags (StoreTransaction *transaction, guint64 id, GError **error)
{
  g_auto (Place) place = { 0 };
  g_autofree char *shown = NULL;

  if (!read_place (transaction, id, &place, error))
    return FALSE;
  shown = store_apply_overlaid_flags (transaction, id, place.flags, error);
  return shown
         && (g_str_equal (shown, place.flags)
             || store_apply_update_flags (transaction, id, shown, error));
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
  return overlay_row_flags (transaction, id, error) && find_wanted (transaction, id, &wanted, error)
         && (!wanted.away || show_wanted (transaction, id, &wanted, error));
}

gboolean
store_apply_expects (StoreTransaction *transaction, gint64 folder, gboolean *expects,
                     GError **error)
{
  g_autoptr (StoreStatement) statement = NULL;
  gint64 any = 0;

  if (transaction->expecting != folder)
    {
      statement = store_database_use (transaction->mail, MAIL_MESSAGES_SHOWN_ONLY_IN);
      store_statement_bind_int64 (statement, ":folder", folder);
      if (!store_statement_value (statement, 0, &any, error))
        return FALSE;
      transaction->expecting = folder;
      transaction->expects = any != 0;
    }
  *expects = transaction->expects;
  return TRUE;
}

gboolean
store_apply_find_expected (StoreTransaction *transaction, gint64 folder, const char *message_id,
                           guint64 size, guint64 *id, GError **error)
{
  g_autoptr (StoreStatement) statement
      = store_database_use (transaction->mail, MAIL_MESSAGE_EXPECTED);
  g_auto (Wanted) wanted = { 0 };
  gint64 found = 0;

  *id = 0;
  store_statement_bind_int64 (statement, ":folder", folder);
  store_statement_bind_text (statement, ":message_id", message_id);
  store_statement_bind_int64 (statement, ":size", (gint64) size);
  if (!store_statement_value (statement, 0, &found, error)
      || (found != 0 && !find_wanted (transaction, (guint64) found, &wanted, error)))
    return FALSE;
  /* A copy that somebody else has made is another message while ours has not been told of. */
  if (found != 0 && wanted.begun)
    *id = (guint64) found;
  return TRUE;
}
