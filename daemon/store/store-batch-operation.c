/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-batch-operation.h"

#include "store-change.h"

static StoreChange *
append_for_messages (StoreBatch *batch, StoreChangeKind kind, GArray *ids)
{
  StoreChange *change = store_batch_append (batch, kind);

  change->ids = g_array_copy (ids);
  return change;
}

static StoreChange *
append_operation (StoreBatch *batch, StoreVerb verb, GArray *ids, gint64 target)
{
  StoreChange *change = append_for_messages (batch, STORE_BEGIN_OPERATION, ids);

  change->verb = verb;
  change->folder = target;
  return change;
}

void
store_batch_flag (StoreBatch *batch, GArray *ids, const char *added, const char *removed)
{
  StoreChange *change = append_operation (batch, STORE_VERB_FLAG, ids, 0);

  change->flags = g_strdup (added);
  change->value = g_strdup (removed);
}

void
store_batch_move (StoreBatch *batch, GArray *ids, gint64 target)
{
  append_operation (batch, STORE_VERB_MOVE, ids, target);
}

void
store_batch_copy (StoreBatch *batch, GArray *ids, gint64 target)
{
  append_operation (batch, STORE_VERB_COPY, ids, target);
}

void
store_batch_delete (StoreBatch *batch, GArray *ids)
{
  append_operation (batch, STORE_VERB_DELETE, ids, 0);
}

void
store_batch_try_operation (StoreBatch *batch, const StoreOperation *operation)
{
  StoreChange *change = store_batch_append (batch, STORE_TRY_OPERATION);

  change->operation = operation->id;
  change->cursor.uidvalidity = operation->target_uidvalidity;
  change->cursor.uidnext = operation->target_uidnext;
}

void
store_batch_end_operation (StoreBatch *batch, gint64 operation, GArray *ids)
{
  append_for_messages (batch, STORE_END_OPERATION, ids)->operation = operation;
}

void
store_batch_place_message (StoreBatch *batch, guint64 id, gint64 folder, guint32 uid)
{
  StoreChange *change = store_batch_append (batch, STORE_PLACE_MESSAGE);

  change->folder = folder;
  change->ids = g_array_new (FALSE, FALSE, sizeof id);
  g_array_append_val (change->ids, id);
  change->uid = uid;
}

void
store_batch_drop_messages (StoreBatch *batch, GArray *ids)
{
  append_for_messages (batch, STORE_DROP_MESSAGES, ids);
}

void
store_batch_return_messages (StoreBatch *batch, GArray *ids)
{
  append_for_messages (batch, STORE_RETURN_MESSAGES, ids);
}
