/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which messages a filter lets through, in order. Each folder has indexes that are walked in the
 * order of the list; a filter over several folders merges their walks, so that nothing is ever
 * sorted and a page costs the same in a folder of a thousand and of a million.
 */
#pragma once

#include "store-database.h"
#include "store-filter.h"

/* guint64 ids. */
GArray *store_list_query_ids (StoreDatabase *mail, const StoreFilter *filter, guint offset,
                              guint limit, StoreSort sort, GError **error);

gboolean store_list_query_count (StoreDatabase *mail, const StoreFilter *filter, guint *count,
                                 GError **error);
