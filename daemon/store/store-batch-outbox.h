/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The changes of a batch that are about what people write: octets, mail on its way out, signatures
 * and drafts. Ids are given by whoever puts, greater than store_reader_last_id(). As with all
 * changes of a batch, nothing is read here; what is put is copied.
 */
#pragma once

#include "outbox-message.h"
#include "store-batch.h"
#include "store-draft.h"
#include "store-signature.h"

/* Piece number SEQUENCE of the octets ID; see store-octets.h, which is what others use. */
void store_batch_put_octets (StoreBatch *batch, gint64 id, guint sequence, GBytes *data);
void store_batch_drop_octets (StoreBatch *batch, gint64 id);

/* New, or as it is now. Octets that nothing refers to after it are gone from the disk. */
void store_batch_put_outbox (StoreBatch *batch, const OutboxMessage *message);
void store_batch_remove_outbox (StoreBatch *batch, gint64 id);
/* MESSAGE is in the outbox from now on, to be sent on (store-handover.h). */
void store_batch_end_handover (StoreBatch *batch, guint64 message);
void store_batch_put_draft (StoreBatch *batch, const StoreDraft *draft);
/* Nobody sees it any more; nothing brings it back. */
void store_batch_discard_draft (StoreBatch *batch, gint64 id);
void store_batch_remove_draft (StoreBatch *batch, gint64 id);

void store_batch_put_signature (StoreBatch *batch, const StoreSignature *signature);
void store_batch_remove_signature (StoreBatch *batch, guint id);
