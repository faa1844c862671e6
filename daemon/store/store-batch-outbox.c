/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-batch-outbox.h"

#include "store-change.h"

static StoreChange *
append_for_id (StoreBatch *batch, StoreChangeKind kind, gint64 id)
{
  StoreChange *change = store_batch_append (batch, kind);

  change->id = (guint64) id;
  return change;
}

void
store_batch_put_octets (StoreBatch *batch, gint64 id, guint sequence, GBytes *data)
{
  StoreChange *change = append_for_id (batch, STORE_PUT_OCTETS, id);

  change->sequence = sequence;
  change->octets = g_bytes_ref (data);
}

void
store_batch_drop_octets (StoreBatch *batch, gint64 id)
{
  append_for_id (batch, STORE_DROP_OCTETS, id);
}

void
store_batch_put_outbox (StoreBatch *batch, const OutboxMessage *message)
{
  append_for_id (batch, STORE_PUT_OUTBOX, message->id)->outbox = outbox_message_copy (message);
}

void
store_batch_remove_outbox (StoreBatch *batch, gint64 id)
{
  append_for_id (batch, STORE_REMOVE_OUTBOX, id);
}

void
store_batch_end_handover (StoreBatch *batch, guint64 message)
{
  append_for_id (batch, STORE_END_HANDOVER, (gint64) message);
}

void
store_batch_put_draft (StoreBatch *batch, const StoreDraft *draft)
{
  append_for_id (batch, STORE_PUT_DRAFT, draft->id)->draft = store_draft_copy (draft);
}

void
store_batch_discard_draft (StoreBatch *batch, gint64 id)
{
  append_for_id (batch, STORE_DISCARD_DRAFT, id);
}

void
store_batch_remove_draft (StoreBatch *batch, gint64 id)
{
  append_for_id (batch, STORE_REMOVE_DRAFT, id);
}

void
store_batch_put_signature (StoreBatch *batch, const StoreSignature *signature)
{
  append_for_id (batch, STORE_PUT_SIGNATURE, signature->id)->signature
      = store_signature_copy (signature);
}

void
store_batch_remove_signature (StoreBatch *batch, guint id)
{
  append_for_id (batch, STORE_REMOVE_SIGNATURE, id);
}
