/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The changes of a batch that are about pending operations: what a person does to messages, and
 * what becomes of it at the server. As with all changes of a batch, nothing is read here.
 */
#pragma once

#include "store-batch.h"
#include "store-operation.h"

/* What a person does to messages, IDS of guint64: saved to be told to the servers, and in force
 * here at once; the messages of each account become one operation. An id that is not there fails
 * the batch with NOT_FOUND, naming it. ADDED and REMOVED flags are canonical. Moving to the folder
 * a message is in does nothing. TARGET is a folder, of any account: TOO_LARGE for a message that is
 * not here as a whole and would have to be given to another server. Copies have ids of their own.
 */
void store_batch_flag (StoreBatch *batch, GArray *ids, const char *added, const char *removed);
void store_batch_move (StoreBatch *batch, GArray *ids, gint64 target);
void store_batch_copy (StoreBatch *batch, GArray *ids, gint64 target);
void store_batch_delete (StoreBatch *batch, GArray *ids);

/* The way of an operation: it is about to be told to the server, for the first time with what is
 * known of its target; the server has done it for IDS, or never will. */
void store_batch_try_operation (StoreBatch *batch, const StoreOperation *operation);
void store_batch_end_operation (StoreBatch *batch, gint64 operation, GArray *ids);

/* The server has moved message ID into FOLDER, as UID; 0 = it did not say, and the next check of
 * FOLDER finds out. */
void store_batch_place_message (StoreBatch *batch, guint64 id, gint64 folder, guint32 uid);
void store_batch_drop_messages (StoreBatch *batch, GArray *ids);   /* they are gone for good */
void store_batch_return_messages (StoreBatch *batch, GArray *ids); /* to where they still lie */
