/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What only the store itself does with a reader: opening it, and keeping its snapshot.
 */
#pragma once

#include "store-reader.h"
#include "store-synced.h"

/* PENDING is borrowed. */
StoreReader *store_reader_open (const char *directory, StoreSynced *pending, GError **error);
void store_reader_close (StoreReader *reader);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (StoreReader, store_reader_close)

/* Between these the reader sees one state of each database. They nest. */
gboolean store_reader_begin (StoreReader *reader, GError **error);
void store_reader_end (StoreReader *reader);
