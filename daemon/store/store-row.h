/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * From the columns of a statement to accounts, folders and messages: the one place that knows in
 * which order the statements of sql/ name their columns.
 */
#pragma once

#include "store-account.h"
#include "store-database.h"
#include "store-document.h"
#include "store-folder.h"
#include "store-message.h"

StoreAccount *store_row_account (StoreStatement *statement);
StoreFolder *store_row_folder (StoreStatement *statement);
StoreMessage *store_row_message (StoreStatement *statement, StoreColumns columns);

/* NULL without error: there is no such row. */
StoreFolder *store_row_read_folder (StoreDatabase *mail, gint64 folder, GError **error);
StoreMessage *store_row_read_message (StoreDatabase *mail, guint64 id, StoreColumns columns,
                                      GError **error);

/* What the row of message ID says to the full text; «gone» when there is none. */
StoreDocument *store_row_read_document (StoreDatabase *mail, guint64 id, gint64 received,
                                        GError **error);
/* The first LIMIT of FOLDER, whether or not that was removed; gint64. */
GArray *store_row_message_ids (StoreDatabase *mail, gint64 folder, guint limit, GError **error);
