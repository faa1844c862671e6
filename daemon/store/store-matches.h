/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which messages a full-text query finds. Where the indexes only say that a message may be one of
 * them its text is looked at, but not before somebody wants to know. Those that are not indexed
 * yet, the newest of them at least, are looked for by what their rows say. A match may be a
 * message that is not there any more. It knows no filter and no order of lists.
 */
#pragma once

#include "store-database.h"
#include "store-search-query.h"

typedef struct _StoreMatches StoreMatches;

/* All three are borrowed. */
StoreMatches *store_matches_find (StoreDatabase *text, StoreDatabase *mail,
                                  const StoreSearchQuery *query, GError **error);
/* Matches that are looked at one by one without asking an index: quicker when many messages match
 * and only the first ones are wanted. They are spent when too few of those that were looked at do.
 * There are none to go through. */
StoreMatches *store_matches_try (StoreDatabase *text, StoreDatabase *mail,
                                 const StoreSearchQuery *query);
gboolean store_matches_is_spent (const StoreMatches *matches);

/* Whether MOST messages or more, or a good part of them, have the words as such. */
gboolean store_matches_reach (StoreDatabase *text, const StoreSearchQuery *query, guint most,
                              gboolean *reached, GError **error);

void store_matches_free (StoreMatches *matches);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (StoreMatches, store_matches_free)

/* All that may match, ascending. */
guint store_matches_n (const StoreMatches *matches);
guint64 store_matches_id (const StoreMatches *matches, guint index);

/* Whether message ID matches. */
gboolean store_matches_accept (StoreMatches *matches, guint64 id, gboolean *accepted,
                               GError **error);

/* guint64 ids, the best first: those with the words as such by their rank, then all others, the
 * latest known first. */
GArray *store_matches_ranked (StoreMatches *matches, GError **error);
