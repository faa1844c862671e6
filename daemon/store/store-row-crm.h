/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * From the columns of a statement to customers, records and tasks: the one place that knows in
 * which order the statements of sql/ name their columns. Addresses lie in tables of their own and
 * are read apart.
 */
#pragma once

#include "store-crm.h"
#include "store-links.h"

StoreEmployee *store_row_employee (StoreStatement *statement);
StoreCustomer *store_row_customer (StoreStatement *statement);
StoreRecord *store_row_record (StoreStatement *statement);
/* Without the message. KEY is valid until the next step. */
StoreTask *store_row_task (StoreStatement *statement, StoreLinkKey *key);

/* What they find, and the name of its mail, is for the caller; nothing is set when there is none.
 */
gboolean store_row_find_record (StoreDatabase *state, gint64 id, StoreRecord **record,
                                StoreLinkKey **key, GError **error);
gboolean store_row_find_task (StoreDatabase *state, gint64 id, StoreTask **task, StoreLinkKey **key,
                              GError **error);
/* NULL without error: there is none. */
StoreRecord *store_row_read_record (StoreDatabase *state, const StoreLinkKey *key, GError **error);
