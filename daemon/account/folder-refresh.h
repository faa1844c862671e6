/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The first part of a check: asks the server for its folders with their counters, in one round
 * trip where it can, how full they are in the same one, and brings the store's folders in line. It
 * opens none of them.
 */
#pragma once

#include "folder-listing.h"
#include "imap-session.h"
#include "store.h"

/* ROWS: path → StoreFolder, borrowed until the end, not changed. Takes the session's handler. */
void folder_refresh_async (ImapSession *session, Store *store, const StoreAccount *account,
                           GHashTable *rows, GAsyncReadyCallback callback, gpointer data);

/* What the commit changed, and through LISTING what the server said; both transfer full. */
StoreChanges *folder_refresh_finish (GAsyncResult *result, FolderListing **listing, GError **error);
