/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-apply-outbox.h"
#include "store-sql-names.h"

static gboolean
run_for_id (StoreTransaction *transaction, guint name, gint64 id, GError **error)
{
  g_autoptr (StoreStatement) statement = store_database_use (transaction->state, name);

  store_statement_bind_int64 (statement, ":id", id);
  return store_statement_run (statement, error);
}

gboolean
store_apply_find_octets (StoreTransaction *transaction, guint statement_name, guint64 id,
                         gint64 *octets, GError **error)
{
  g_autoptr (StoreStatement) statement = store_database_use (transaction->state, statement_name);

  store_statement_bind_int64 (statement, ":id", (gint64) id);
  return store_statement_value (statement, 0, octets, error);
}

gboolean
store_apply_release_octets (StoreTransaction *transaction, gint64 octets, GError **error)
{
  return octets == 0 || run_for_id (transaction, STATE_OCTETS_RELEASE, octets, error);
}

gboolean
store_apply_put_octets (StoreTransaction *transaction, StoreChange *change, GError **error)
{
  g_autoptr (StoreStatement) statement = store_database_use (transaction->state, STATE_OCTETS_PUT);
  gsize length = 0;
  gconstpointer data = g_bytes_get_data (change->octets, &length);

  store_statement_bind_int64 (statement, ":id", (gint64) change->id);
  store_statement_bind_int64 (statement, ":sequence", change->sequence);
  store_statement_bind_octets (statement, ":data", data, length);
  return store_statement_run (statement, error);
}

gboolean
store_apply_drop_octets (StoreTransaction *transaction, StoreChange *change, GError **error)
{
  return run_for_id (transaction, STATE_OCTETS_DELETE, (gint64) change->id, error);
}

gboolean
store_apply_put_signature (StoreTransaction *transaction, StoreChange *change, GError **error)
{
  g_autoptr (StoreStatement) statement
      = store_database_use (transaction->state, STATE_SIGNATURE_PUT);
  const StoreSignature *signature = change->signature;

  store_statement_bind_int64 (statement, ":id", signature->id);
  store_statement_bind_text (statement, ":name", signature->name);
  store_statement_bind_text (statement, ":address", signature->address);
  store_statement_bind_text (statement, ":html", signature->html);
  store_statement_bind_text (statement, ":text", signature->text);
  return store_statement_run (statement, error);
}

gboolean
store_apply_remove_signature (StoreTransaction *transaction, StoreChange *change, GError **error)
{
  return run_for_id (transaction, STATE_SIGNATURE_DELETE, (gint64) change->id, error);
}

static gboolean
write_draft (StoreTransaction *transaction, const StoreDraft *draft, GError **error)
{
  g_autoptr (StoreStatement) statement = store_database_use (transaction->state, STATE_DRAFT_PUT);

  store_statement_bind_int64 (statement, ":id", draft->id);
  store_statement_bind_text (statement, ":account", draft->account);
  store_statement_bind_octets (statement, ":content", g_bytes_get_data (draft->content, NULL),
                               g_bytes_get_size (draft->content));
  store_statement_bind_int64 (statement, ":changed", draft->changed);
  store_statement_bind_int64 (statement, ":revision", draft->revision);
  store_statement_bind_int64 (statement, ":is_gone", draft->is_gone != FALSE);
  store_statement_bind_int64 (statement, ":placed", draft->placed);
  store_statement_bind_text (statement, ":placed_id", draft->placed_id);
  store_statement_bind_int64 (statement, ":uidvalidity", draft->uidvalidity);
  store_statement_bind_int64 (statement, ":uid", draft->uid);
  store_statement_bind_int64 (statement, ":placing", draft->placing);
  store_statement_bind_text (statement, ":placing_id", draft->placing_id);
  store_statement_bind_int64 (statement, ":octets", draft->octets);
  store_statement_bind_int64 (statement, ":size", (gint64) draft->size);
  return store_statement_run (statement, error);
}

static gboolean
write_part (StoreTransaction *transaction, gint64 draft, guint sequence, const StoreDraftPart *part,
            GError **error)
{
  g_autoptr (StoreStatement) statement
      = store_database_use (transaction->state, STATE_DRAFT_PART_INSERT);

  store_statement_bind_int64 (statement, ":draft", draft);
  store_statement_bind_int64 (statement, ":sequence", sequence);
  store_statement_bind_int64 (statement, ":octets", part->octets);
  store_statement_bind_int64 (statement, ":size", (gint64) part->size);
  return store_statement_run (statement, error);
}

static gboolean
write_parts (StoreTransaction *transaction, const StoreDraft *draft, GError **error)
{
  if (!run_for_id (transaction, STATE_DRAFT_PARTS_DELETE, draft->id, error))
    return FALSE;
  for (guint i = 0; i < draft->parts->len; i++)
    if (!write_part (transaction, draft->id, i, &g_array_index (draft->parts, StoreDraftPart, i),
                     error))
      return FALSE;
  return TRUE;
}

/* All that the draft refers to. */
static GArray *
octets_of_draft (StoreTransaction *transaction, gint64 id, GError **error)
{
  g_autoptr (GArray) octets = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (StoreStatement) statement
      = store_database_use (transaction->state, STATE_DRAFT_OCTETS);
  StoreStep step;

  store_statement_bind_int64 (statement, ":id", id);
  while ((step = store_statement_step (statement, error)) == STORE_STEP_ROW)
    {
      gint64 value = store_statement_int64 (statement, 0);
      g_array_append_val (octets, value);
    }
  return step == STORE_STEP_DONE ? g_steal_pointer (&octets) : NULL;
}

static gboolean
release_all (StoreTransaction *transaction, const GArray *octets, GError **error)
{
  for (guint i = 0; i < octets->len; i++)
    if (!store_apply_release_octets (transaction, g_array_index (octets, gint64, i), error))
      return FALSE;
  return TRUE;
}

/* An account that was removed in the meantime takes its drafts along. */
static gboolean
replace_draft (StoreTransaction *transaction, const StoreDraft *draft, GError **error)
{
  gboolean exists = FALSE;

  if (!store_apply_account_exists (transaction, draft->account, &exists, error))
    return FALSE;
  return !exists
         || (write_draft (transaction, draft, error) && write_parts (transaction, draft, error));
}

gboolean
store_apply_put_draft (StoreTransaction *transaction, StoreChange *change, GError **error)
{
  g_autoptr (GArray) before = octets_of_draft (transaction, (gint64) change->id, error);

  return before && replace_draft (transaction, change->draft, error)
         && release_all (transaction, before, error);
}

gboolean
store_apply_discard_draft (StoreTransaction *transaction, StoreChange *change, GError **error)
{
  return run_for_id (transaction, STATE_DRAFT_DISCARD, (gint64) change->id, error);
}

gboolean
store_apply_remove_draft (StoreTransaction *transaction, StoreChange *change, GError **error)
{
  g_autoptr (GArray) before = octets_of_draft (transaction, (gint64) change->id, error);

  return before && run_for_id (transaction, STATE_DRAFT_DELETE, (gint64) change->id, error)
         && release_all (transaction, before, error);
}
