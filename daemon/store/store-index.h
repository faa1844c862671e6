/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The full text of the mail, text.db: the only connection that writes it, used by one thread at a
 * time. It lies in a file of its own, so that damage to it is no damage to mail and writing it
 * never keeps a change of mail waiting; when it is damaged or missing it is begun anew. It does not
 * know which messages are still to be looked at.
 */
#pragma once

#include "store-document.h"

typedef struct _StoreIndex StoreIndex;

/* Whether text.db in DIRECTORY has to be begun anew: it is missing or known to be damaged. */
gboolean store_index_is_lost (const char *directory);
/* Removes what there is of it. */
gboolean store_index_discard (const char *directory, GError **error);

StoreIndex *store_index_open (const char *directory, GError **error);
void store_index_close (StoreIndex *index);

/* One transaction; DOCUMENTS (StoreDocument, which it folds) replace what was there of them. */
gboolean store_index_put (StoreIndex *index, GPtrArray *documents, GError **error);

/* To be called when nobody waits; IDLE says that nothing else is queued. */
void store_index_tidy (StoreIndex *index, gboolean idle);
