/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A folder of an account as clients see it: the store's row as an object that notifies. It holds
 * no mail and starts no check; its account does.
 *
 * Properties (read, each notifies): "name" s, "path" s, "role" s, "selected" b, "total" u,
 * "unread" u, "unprocessed" u, "last-sync" x. Counters of a disabled account or a folder not
 * selected read 0, and "unprocessed" of junk, trash, sent and drafts does, too.
 */
#pragma once

#include "store-folder.h"

#include <glib-object.h>

typedef struct _Account Account; /* account.h includes this file */

#define TYPE_FOLDER (folder_get_type ())
G_DECLARE_FINAL_TYPE (Folder, folder, POSTHORN, FOLDER, GObject)

Folder *folder_new (Account *account, const StoreFolder *row);

/* Valid until the next folder_update(). */
const StoreFolder *folder_get_row (Folder *folder);
Account *folder_get_account (Folder *folder); /* borrowed; outlives the folder's place on the bus */

/* Last element of the object path and last part of Id ("work/inbox"): the role where the folder
 * has one, else the escaped path; fixed for as long as the object is published. */
const char *folder_get_slug (Folder *folder);
char *folder_make_slug (const StoreFolder *row); /* the slug a folder with this row has */
char *folder_get_id (Folder *folder);            /* "work/inbox" */
char *folder_get_name (Folder *folder);          /* last part of the path */

/* Chosen by the person and able to hold mail: a parent of other folders only (\Noselect) is not. */
gboolean folder_is_synchronised (Folder *folder);

/* Whether its mail counts for the account: not junk, trash, sent or drafts, and selected. */
gboolean folder_counts (Folder *folder);

/* For the account: takes over the new ROW and notifies what differs. */
void folder_update (Folder *folder, const StoreFolder *row);
/* MUTED: the account is disabled, so counters read 0. */
void folder_set_muted (Folder *folder, gboolean muted);
