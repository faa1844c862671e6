/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-apply-outbox.h"
#include "store-sql-names.h"

static gboolean
write_message (StoreTransaction *transaction, const OutboxMessage *message, GError **error)
{
  g_autoptr (StoreStatement) statement = store_database_use (transaction->state, STATE_OUTBOX_PUT);

  store_statement_bind_int64 (statement, ":id", message->id);
  store_statement_bind_text (statement, ":account", message->account);
  store_statement_bind_int64 (statement, ":octets", message->octets);
  store_statement_bind_int64 (statement, ":size", (gint64) message->size);
  store_statement_bind_int64 (statement, ":needs_8bit", message->needs_8bit);
  store_statement_bind_int64 (statement, ":needs_unicode", message->needs_unicode);
  store_statement_bind_text (statement, ":sender", message->sender);
  store_statement_bind_text (statement, ":subject", message->subject);
  store_statement_bind_text (statement, ":message_id", message->message_id);
  store_statement_bind_int64 (statement, ":original", (gint64) message->original);
  store_statement_bind_text (statement, ":original_flag", message->original_flag);
  store_statement_bind_text (statement, ":state", outbox_state_name (message->state));
  store_statement_bind_int64 (statement, ":uncertain_since", message->uncertain_since);
  store_statement_bind_int64 (statement, ":attempts", message->attempts);
  store_statement_bind_int64 (statement, ":begins", message->begins);
  store_statement_bind_int64 (statement, ":next_try", message->next_try);
  store_statement_bind_text (statement, ":error_name", message->error_name);
  store_statement_bind_text (statement, ":error", message->error);
  store_statement_bind_int64 (statement, ":copy", message->copy);
  store_statement_bind_text (statement, ":copy_error_name", message->copy_error_name);
  store_statement_bind_text (statement, ":copy_error", message->copy_error);
  store_statement_bind_int64 (statement, ":kind", message->kind);
  return store_statement_run (statement, error);
}

static gboolean
write_recipient (StoreTransaction *transaction, gint64 message, guint sequence,
                 const OutboxRecipient *recipient, GError **error)
{
  g_autoptr (StoreStatement) statement
      = store_database_use (transaction->state, STATE_OUTBOX_RECIPIENT_PUT);

  store_statement_bind_int64 (statement, ":message", message);
  store_statement_bind_int64 (statement, ":sequence", sequence);
  store_statement_bind_text (statement, ":name", recipient->name);
  store_statement_bind_text (statement, ":address", recipient->address);
  store_statement_bind_int64 (statement, ":state", recipient->state);
  store_statement_bind_text (statement, ":reason", recipient->reason);
  return store_statement_run (statement, error);
}

static gboolean
write_recipients (StoreTransaction *transaction, const OutboxMessage *message, GError **error)
{
  for (guint i = 0; i < message->recipients->len; i++)
    if (!write_recipient (transaction, message->id, i, message->recipients->pdata[i], error))
      return FALSE;
  return TRUE;
}

/* An account that was removed in the meantime takes its mail along. */
gboolean
store_apply_put_outbox (StoreTransaction *transaction, StoreChange *change, GError **error)
{
  const OutboxMessage *message = change->outbox;
  gboolean exists = FALSE;
  gint64 before = 0;

  if (!store_apply_account_exists (transaction, message->account, &exists, error))
    return FALSE;
  if (!exists)
    return store_apply_release_octets (transaction, message->octets, error);
  return store_apply_find_octets (transaction, STATE_OUTBOX_OCTETS, change->id, &before, error)
         && write_message (transaction, message, error)
         && write_recipients (transaction, message, error)
         && store_apply_release_octets (transaction, before, error);
}

static gboolean
delete_message (StoreTransaction *transaction, guint64 id, GError **error)
{
  g_autoptr (StoreStatement) statement
      = store_database_use (transaction->state, STATE_OUTBOX_DELETE);

  store_statement_bind_int64 (statement, ":id", (gint64) id);
  return store_statement_run (statement, error);
}

gboolean
store_apply_remove_outbox (StoreTransaction *transaction, StoreChange *change, GError **error)
{
  gint64 before = 0;

  return store_apply_find_octets (transaction, STATE_OUTBOX_OCTETS, change->id, &before, error)
         && delete_message (transaction, change->id, error)
         && store_apply_release_octets (transaction, before, error);
}

gboolean
store_apply_end_handover (StoreTransaction *transaction, StoreChange *change, GError **error)
{
  g_autoptr (StoreStatement) statement
      = store_database_use (transaction->state, STATE_HANDOVER_DELETE);

  store_statement_bind_int64 (statement, ":message", (gint64) change->id);
  return store_statement_run (statement, error);
}
