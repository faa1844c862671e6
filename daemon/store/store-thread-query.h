/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The half of store-list-query.h for a filter that names a thread: few messages in any folders,
 * found by the index of threads.
 */
#pragma once

#include "store-database.h"
#include "store-filter.h"

/* guint64 ids. */
GArray *store_thread_query_ids (StoreDatabase *mail, const StoreFilter *filter, guint offset,
                                guint limit, StoreSort sort, GError **error);

gboolean store_thread_query_count (StoreDatabase *mail, const StoreFilter *filter, guint *count,
                                   GError **error);
