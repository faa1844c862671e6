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
  store_statement_bind_int64 (statement, ":octets", draft->octets);
  store_statement_bind_text (statement, ":subject", draft->subject);
  store_statement_bind_text (statement, ":recipients", draft->recipients);
  store_statement_bind_text (statement, ":message_id", draft->message_id);
  store_statement_bind_int64 (statement, ":changed", draft->changed);
  store_statement_bind_int64 (statement, ":revision", draft->revision);
  store_statement_bind_int64 (statement, ":placed", draft->placed);
  store_statement_bind_int64 (statement, ":uidvalidity", draft->uidvalidity);
  store_statement_bind_int64 (statement, ":uid", draft->uid);
  return store_statement_run (statement, error);
}

gboolean
store_apply_put_draft (StoreTransaction *transaction, StoreChange *change, GError **error)
{
  gint64 before = 0;

  return store_apply_find_octets (transaction, STATE_DRAFT_OCTETS, change->id, &before, error)
         && write_draft (transaction, change->draft, error)
         && store_apply_release_octets (transaction, before, error);
}

gboolean
store_apply_remove_draft (StoreTransaction *transaction, StoreChange *change, GError **error)
{
  gint64 before = 0;

  return store_apply_find_octets (transaction, STATE_DRAFT_OCTETS, change->id, &before, error)
         && run_for_id (transaction, STATE_DRAFT_DELETE, (gint64) change->id, error)
         && store_apply_release_octets (transaction, before, error);
}
