/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "error.h"
#include "store-apply-operation.h"
#include "store-apply-place.h"
#include "store-sql-names.h"

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
                  const char *target, const char *origin, gint64 *operation, GError **error)
{
  g_autoptr (StoreStatement) statement
      = store_database_use (transaction->state, STATE_OPERATION_INSERT);

  store_statement_bind_text (statement, ":account", account);
  store_statement_bind_text (statement, ":verb", store_verb_name (change->verb));
  store_statement_bind_text (statement, ":added_flags", change->flags ? change->flags : "");
  store_statement_bind_text (statement, ":removed_flags", change->value ? change->value : "");
  store_statement_bind_text (statement, ":target", target);
  store_statement_bind_text (statement, ":origin", origin);
  if (!store_statement_run (statement, error))
    return FALSE;
  *operation = store_database_last_id (transaction->state);
  transaction->has_operations = TRUE;
  return TRUE;
}

static gboolean
insert_message (StoreTransaction *transaction, guint64 id, guint64 source, gint64 operation,
                GError **error)
{
  g_autoptr (StoreStatement) statement
      = store_database_use (transaction->state, STATE_OPERATION_MESSAGE_INSERT);

  store_statement_bind_int64 (statement, ":message", (gint64) id);
  store_statement_bind_int64 (statement, ":operation", operation);
  store_statement_bind_int64 (statement, ":source", (gint64) source);
  return store_statement_run (statement, error);
}

gboolean
store_apply_pend_flags (StoreTransaction *transaction, const char *account, guint64 id, char *added,
                        char *removed, GError **error)
{
  const StoreChange flagging = { .verb = STORE_VERB_FLAG, .flags = added, .value = removed };
  gint64 operation = 0;

  return insert_operation (transaction, &flagging, account, "", "", &operation, error)
         && insert_message (transaction, id, 0, operation, error);
}

gboolean
store_apply_pend_deletion (StoreTransaction *transaction, const char *account, guint64 id,
                           GError **error)
{
  const StoreChange deletion = { .verb = STORE_VERB_DELETE };
  gint64 operation = 0;

  return insert_operation (transaction, &deletion, account, "", "", &operation, error)
         && insert_message (transaction, id, 0, operation, error);
}

static gboolean
take_effect (StoreTransaction *transaction, const StoreChange *change, guint64 id,
             const StorePlace *place, GError **error)
{
  g_autofree char *flags = NULL;

  if (change->verb == STORE_VERB_MOVE)
    return store_place_show_in (transaction, id, place->folder, change->folder, error);
  if (change->verb == STORE_VERB_DELETE)
    return store_place_show_in (transaction, id, place->folder, STORE_NOWHERE, error);
  flags = store_operation_overlay (place->flags, change->flags, change->value);
  return store_place_touch (transaction, place->folder, error)
         && (g_str_equal (flags, place->flags)
             || store_apply_update_flags (transaction, id, flags, error));
}

typedef struct
{
  const StoreChange *change;
  char *target;           /* path, "" for none */
  char *account;          /* of the target, NULL for none */
  GHashTable *operations; /* account of the messages → gint64 */
  GHashTable *copied;     /* guint64: one call makes one copy of each */
} Beginning;

static void
beginning_clear (Beginning *beginning)
{
  g_free (beginning->target);
  g_free (beginning->account);
  g_clear_pointer (&beginning->operations, g_hash_table_unref);
  g_clear_pointer (&beginning->copied, g_hash_table_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Beginning, beginning_clear)

/* To another account: its server is told, ACCOUNT being where the messages come from. */
static gboolean
goes_abroad (const Beginning *beginning, const char *account)
{
  return beginning->account && !g_str_equal (beginning->account, account);
}

static gboolean
find_operation (StoreTransaction *transaction, Beginning *beginning, const char *account,
                gint64 *operation, GError **error)
{
  gint64 *known = g_hash_table_lookup (beginning->operations, account);
  gboolean abroad = goes_abroad (beginning, account);

  if (known)
    {
      *operation = *known;
      return TRUE;
    }
  if (!insert_operation (transaction, beginning->change, abroad ? beginning->account : account,
                         beginning->target, abroad ? account : "", operation, error))
    return FALSE;
  g_hash_table_insert (beginning->operations, g_strdup (account),
                       g_memdup2 (operation, sizeof *operation));
  return TRUE;
}

/* What is not here as a whole cannot be given to another server. */
static gboolean
check_whole (StoreTransaction *transaction, guint64 id, GError **error)
{
  gboolean whole = FALSE;

  if (!store_apply_is_whole (transaction, id, &whole, error))
    return FALSE;
  if (!whole)
    g_set_error (error, POSTHORN_ERROR, POSTHORN_ERROR_TOO_LARGE,
                 "Message %" G_GUINT64_FORMAT " is not here as a whole and cannot be put into "
                 "another account; do it with another mail program. Nothing was done",
                 id);
  return whole;
}

static gboolean
begin_copy (StoreTransaction *transaction, Beginning *beginning, guint64 id, gint64 operation,
            GError **error)
{
  guint64 copy = 0;

  if (!g_hash_table_add (beginning->copied, g_memdup2 (&id, sizeof id)))
    return TRUE;
  return store_apply_copy_message (transaction, id, beginning->account, beginning->change->folder,
                                   &copy, error)
         && insert_message (transaction, copy, id, operation, error);
}

static gboolean
begin_for (StoreTransaction *transaction, Beginning *beginning, guint64 id, GError **error)
{
  StoreVerb verb = beginning->change->verb;
  g_auto (StorePlace) place = { 0 };
  gint64 operation = 0;

  if (!store_place_read (transaction, id, &place, error))
    return FALSE;
  if (verb == STORE_VERB_MOVE && place.folder == beginning->change->folder)
    return TRUE;
  if ((goes_abroad (beginning, place.account) && !check_whole (transaction, id, error))
      || !find_operation (transaction, beginning, place.account, &operation, error))
    return FALSE;
  if (verb == STORE_VERB_COPY)
    return begin_copy (transaction, beginning, id, operation, error);
  return insert_message (transaction, id, 0, operation, error)
         && take_effect (transaction, beginning->change, id, &place, error);
}

gboolean
store_apply_begin_operation (StoreTransaction *transaction, StoreChange *change, GError **error)
{
  g_auto (Beginning) beginning = { .change = change };
  gboolean has_target = change->verb == STORE_VERB_MOVE || change->verb == STORE_VERB_COPY;

  beginning.operations = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  beginning.copied = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
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
