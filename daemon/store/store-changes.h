/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a committed batch did, for those who keep their own picture of the store up to date. It is a
 * report and cannot be changed into another batch.
 */
#pragma once

#include "store-folder.h"
#include "store-message.h"

/* Ids are those of the bus. The messages of a removed folder are listed unless there were more than
 * STORE_LISTED_MOST of them: they may be millions, and they went with it. */
#define STORE_LISTED_MOST 1000

typedef struct
{
  guint64 revision;        /* after it, store-revisions.h; 0: no message changed */
  gboolean unlisted;       /* so many went with a folder that they are not in REMOVED */
  GArray *added;           /* guint64 */
  GArray *changed;         /* guint64 */
  GArray *removed;         /* guint64 */
  GPtrArray *arrived;      /* StoreMessage with all columns: those added as arrived */
  GPtrArray *folders;      /* StoreFolder as they now are: every folder the batch touched */
  GArray *removed_folders; /* gint64 */
  gint64 made;             /* the customer, record or task that it made or found; 0: none */
  gboolean is_new;         /* that was made by it */
  gboolean has_intents;    /* something is to be told to another system */
  guint left_out;          /* customers and employees told by one, for which there is no room */
} StoreChanges;

StoreChanges *store_changes_new (void); /* of a batch that did nothing */
void store_changes_free (StoreChanges *changes);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (StoreChanges, store_changes_free)
