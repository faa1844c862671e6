/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What happened to messages since a revision, in all: the answer to a client that was away. Read
 * from the log in mail.db (store-revisions.h), which it does not change.
 */
#pragma once

#include "store-database.h"

/* Ids are those of the bus, each in one list at most. A message that came and went since is in
 * none. COMPLETE FALSE: there is more, after REVISION; or nothing is known before it. */
typedef struct
{
  guint64 revision;
  GArray *added;   /* guint64 */
  GArray *changed; /* guint64 */
  GArray *removed; /* guint64 */
  gboolean complete;
} StoreChangeList;

StoreChangeList *store_change_list_read (StoreDatabase *mail, guint64 since, guint limit,
                                         GError **error);
void store_change_list_free (StoreChangeList *list);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (StoreChangeList, store_change_list_free)
