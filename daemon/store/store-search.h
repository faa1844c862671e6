/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A list or a count whose filter asks the full text. Few matches are looked up and sorted; of many
 * the folders are walked in the order of the list, and what does not match is passed over.
 */
#pragma once

#include "store-database.h"
#include "store-filter.h"

/* guint64 ids. */
GArray *store_search_ids (StoreDatabase *text, StoreDatabase *mail, const StoreFilter *filter,
                          guint offset, guint limit, StoreSort sort, GError **error);

gboolean store_search_count (StoreDatabase *text, StoreDatabase *mail, const StoreFilter *filter,
                             guint *count, GError **error);
