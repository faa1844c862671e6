/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The report on a batch that is about to be committed, read from inside its transaction.
 */
#pragma once

#include "store-transaction.h"

StoreChanges *store_collect_changes (StoreTransaction *transaction, GError **error);
