/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What LIST and STATUS said of an account's folders, and what that means for ours: which are new,
 * renamed or gone, what they are for, and which must be opened; and how full all of them together
 * are. Pure: responses in, changes out.
 */
#pragma once

#include "imap-response.h"
#include "store-batch.h"
#include "store-folder.h"
#include "sync-plan.h"

#include <glib.h>

typedef struct _FolderListing FolderListing;

FolderListing *folder_listing_new (void);
void folder_listing_free (FolderListing *listing);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FolderListing, folder_listing_free)

/* LIST, STATUS and QUOTA responses; others are ignored. */
void folder_listing_observe (FolderListing *listing, const ImapResponse *response);

/* Paths that can be opened and have had no STATUS, to be asked one by one. Free the container. */
GPtrArray *folder_listing_paths_without_status (FolderListing *listing);

/* FALSE: a listing without an INBOX, or of more than 20,000 folders, is not believed, and no folder
 * is removed for it. */
gboolean folder_listing_is_plausible (FolderListing *listing);

/* Adds to BATCH what brings ROWS (path → StoreFolder) of ACCOUNT in line. */
void folder_listing_apply (FolderListing *listing, const char *account, GHashTable *rows,
                           StoreBatch *batch);

/* Puts into PATHS (char *, transfer full) the folders that must be opened, the inbox first: what
 * changed, and what is due for an audit at NOW (Unix seconds). Returns how many messages are
 * expected to be new. */
guint64 folder_listing_plan (FolderListing *listing, GHashTable *rows, gboolean condstore,
                             gint64 now, GQueue *paths);

/* The first that was told of. */
ImapQuota folder_listing_quota (FolderListing *listing);

/* Messages in PATH as STATUS said; -1 = it did not. */
gint64 folder_listing_messages (FolderListing *listing, const char *path);
