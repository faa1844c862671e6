/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Deleting what nobody can see any more: the messages of removed folders, the ids of removed
 * accounts, the threads that are empty. There may be millions, so they go in slices, each a short
 * transaction of its own; what is left is found again after a restart. It does not know when there
 * is time for it.
 */
#pragma once

#include "store-transaction.h"

/* Deletes one slice. FALSE without error: nothing was left to delete. */
gboolean store_sweep (StoreTransaction *transaction, GError **error);
