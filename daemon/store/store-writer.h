/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The only connections that write: one to each database, used by one thread at a time. It carries
 * out batches and checkpoints; it knows nothing of threads or of who waits for what.
 */
#pragma once

#include "store-batch.h"
#include "store-changes.h"
#include "store-synced.h"

typedef struct _StoreWriter StoreWriter;

/* SET_ASIDE is the new path of a damaged mail.db, else NULL. PENDING is borrowed. */
StoreWriter *store_writer_open (const char *directory, StoreSynced *pending, char **set_aside,
                                GError **error);
void store_writer_close (StoreWriter *writer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (StoreWriter, store_writer_close)

StoreChanges *store_writer_commit (StoreWriter *writer, StoreBatch *batch, GError **error);

/* Whether opening it made mail.db. */
gboolean store_writer_mail_is_new (StoreWriter *writer);

/* Lets all messages be looked at by the full text, which is begun anew. */
gboolean store_writer_unindex (StoreWriter *writer, GError **error);

/* To be called when nobody waits; IDLE says that nothing else is queued. TRUE: it was idle and used
 * the time, and has use for more. */
gboolean store_writer_tidy (StoreWriter *writer, gboolean idle);
