/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Messages that are too large to be in memory whole, as streams: octets go to state.db piece by
 * piece, each in a transaction of its own, as they come, and come back the same way. What is
 * written and never kept is gone with the stream, or at the next start. Only for asynchronous use
 * in the main thread; nothing blocks. It knows nothing of what the octets mean.
 */
#pragma once

#include "store.h"

#define STORE_OCTETS_PIECE (256 * 1024)

#define STORE_TYPE_OCTETS_WRITER (store_octets_writer_get_type ())
G_DECLARE_FINAL_TYPE (StoreOctetsWriter, store_octets_writer, STORE, OCTETS_WRITER, GOutputStream)

/* A write ends when there is room for the next: back-pressure. Errors: STORE, DISK_FULL, TOO_LARGE
 * when there are more than MOST octets. */
StoreOctetsWriter *store_octets_writer_new (Store *store, guint64 most);
guint64 store_octets_writer_size (StoreOctetsWriter *writer); /* written so far */
gboolean store_octets_writer_is_ascii (StoreOctetsWriter *writer);
/* The first octets, at most PIECE of them. */
GBytes *store_octets_writer_head (StoreOctetsWriter *writer);

/* Puts what is not on disk yet into BATCH, which also has to refer to the id that is returned:
 * committed, both are there. Nothing can be written any more. */
gint64 store_octets_writer_keep (StoreOctetsWriter *writer, StoreBatch *batch);

/* Reads octets ID, SIZE of them, from their beginning. Errors: STORE, also when they go while they
 * are read: what is cut off is never taken for the whole. */
GInputStream *store_octets_reader_new (Store *store, gint64 id, guint64 size);
/* The same of a message of mail.db, whose pieces are smaller. */
GInputStream *store_body_reader_new (Store *store, guint64 message, guint64 size);
