/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The databases and their threads: one writer (which also checkpoints), one that writes the full
 * text, and read-only readers on WAL snapshots. mail.db is a cache and is set aside and begun anew
 * when it is corrupt, text.db is made from it; state.db is precious and is never recreated: a
 * damaged or newer one is an error. It knows no network and no bus. Main thread only; the callbacks
 * run there.
 *
 * Signal: "text-stale", a commit has added or removed messages that the full text is to follow.
 * Signal: "intended", a commit has noted something that is to be told to another system.
 * Signal: "changed" (const StoreChanges *) for every commit that did something to messages, before
 * its callback runs.
 */
#pragma once

#include "store-batch.h"
#include "store-changes.h"
#include "store-reader.h"

#include <gio/gio.h>

#define TYPE_STORE (store_get_type ())
G_DECLARE_FINAL_TYPE (Store, store, POSTHORN, STORE, GObject)

/* Makes DIRECTORY (mode 0700) and what is missing in it, migrates what is old. Blocks: only at
 * start. Errors: POSTHORN_ERROR_STORE, _DISK_FULL, each naming the file and what to do. */
Store *store_open (const char *directory, GError **error);

/* Path of the mail.db that was set aside by this store_open(), NULL when none was. */
const char *store_set_aside (Store *store);

/* One transaction, in the order given, all or nothing; BATCH is taken over. When the callback
 * runs without an error everything is on disk: state.db synchronously, mail.db in the WAL. */
void store_commit_async (Store *store, StoreBatch *batch, GAsyncReadyCallback callback,
                         gpointer data);
/* Errors: STORE, DISK_FULL; nothing was changed then. */
StoreChanges *store_commit_finish (Store *store, GAsyncResult *result, GError **error);

/* Writes DOCUMENTS (StoreDocument, all from store_reader_unindexed(), their bodies put in) into the
 * full text; taken over. Afterwards store_batch_set_indexed() says that it was done: killed in
 * between, it is done again. Errors: STORE, DISK_FULL. */
void store_index_async (Store *store, GPtrArray *documents, GAsyncReadyCallback callback,
                        gpointer data);
gboolean store_index_finish (Store *store, GAsyncResult *result, GError **error);

/* Octets of message bodies handed over and not yet committed. */
gsize store_backlog (Store *store);

/* Runs FUNCTION in a reader's thread on a snapshot that stays the same while it runs. DATA is freed
 * with DESTROY in the main thread. The result is freed with RESULT_FREE if nobody takes it. */
typedef gpointer (*StoreReadFunction) (StoreReader *reader, gpointer data, GError **error);
void store_read_async (Store *store, StoreReadFunction function, gpointer data,
                       GDestroyNotify destroy, GDestroyNotify result_free,
                       GCancellable *cancellable, GAsyncReadyCallback callback,
                       gpointer callback_data);
/* Transfer full. NULL without error is a valid result of FUNCTION. */
gpointer store_read_finish (Store *store, GAsyncResult *result, GError **error);

/* A reader for the calling thread, for the few reads at start that may block. Borrowed. */
StoreReader *store_main_reader (Store *store);

/* Ends the threads after what is queued, checkpoints. Blocks. */
void store_close (Store *store);
