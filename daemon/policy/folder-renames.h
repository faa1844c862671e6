/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Telling a folder that was renamed at the server from one deleted and another made, so that its
 * mail keeps its ids and is not fetched again. IMAP gives no folder ids without OBJECTID; what
 * does not change in a rename is UIDVALIDITY together with the UIDs already given out.
 */
#pragma once

#include <glib.h>

typedef struct
{
  const char *path;
  guint32 uidvalidity; /* 0 = unknown: never matched */
  guint32 uidnext;
} FolderIdentity;

/* For a folder GONE from the server: the index in MADE of what it became, -1 = it was deleted. A
 * match needs the same UIDVALIDITY, a UIDNEXT that did not go back, and to be the only one. */
int folder_renames_find (const FolderIdentity *gone, const FolderIdentity *made, gsize n_made);
