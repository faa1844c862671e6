/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Bringing mail.db in line with state.db where they may have parted: at start, and after a batch of
 * which only the state.db half was committed. state.db is right.
 */
#pragma once

#include "store-transaction.h"

gboolean store_reconcile (StoreDatabase *mail, StoreDatabase *state, StoreSynced *pending,
                          GError **error);
