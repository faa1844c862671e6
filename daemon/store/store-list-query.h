/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which messages a filter lets through, in order. Each folder has indexes that are walked in the
 * order of the list; a filter over several folders merges their walks, so that nothing is ever
 * sorted and a page costs the same in a folder of a thousand and of a million.
 */
#pragma once

#include "store-filter.h"
#include "store-matches.h"

typedef struct
{
  gint64 id;
  gint64 received;
  gint64 uid;
} StorePosition;

/* The order of all lists. */
gboolean store_position_is_newer (const StorePosition *a, const StorePosition *b);

/* Binds what FILTER says of a message itself; what STATEMENT does not ask is left out. */
void store_list_query_bind_marks (StoreStatement *statement, const StoreFilter *filter);

/* guint64 ids. Of MATCHES (NULL: of all) those that FILTER lets through, its words apart. */
GArray *store_list_query_ids (StoreDatabase *mail, const StoreFilter *filter, StoreMatches *matches,
                              guint offset, guint limit, StoreSort sort, GError **error);

/* FILTER asks no full text. */
gboolean store_list_query_count (StoreDatabase *mail, const StoreFilter *filter, guint *count,
                                 GError **error);
