/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A folder as mail.db keeps it, with its counters and cursor. Owned by whoever holds it; strings
 * are UTF-8 and never NULL. It knows no SQL.
 */
#pragma once

#include <glib.h>

typedef struct
{
  gint64 id; /* row in mail.db, stable while the folder exists, through renames */
  char *account;
  char *path; /* at the server, UTF-8 */
  char delimiter;
  char *role;        /* "inbox" ... "none": the person's choice where there is one, else guessed */
  gboolean selected; /* the person's choice where there is one, else TRUE */
  gboolean selectable; /* FALSE: \Noselect, kept only as a parent */
  guint32 uidvalidity; /* 0 = never synchronised */
  guint32 uidnext;
  guint64 highestmodseq; /* 0 = no usable cursor */
  guint total;
  guint at_server; /* messages that the server is known to have there */
  guint unread;
  guint unprocessed;
  gint64 last_sync; /* Unix seconds, 0 = never, as is the next */
  gint64 audited;   /* when it was last compared in full with the server */
} StoreFolder;

StoreFolder *store_folder_copy (const StoreFolder *folder);
void store_folder_free (StoreFolder *folder);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (StoreFolder, store_folder_free)
