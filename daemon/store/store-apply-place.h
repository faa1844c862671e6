/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where a message is in mail.db: the folder and UID it is shown under, and those it still has at
 * the server while something is pending (table away). It knows no operation.
 */
#pragma once

#include "store-transaction.h"

/* The folder that shows nothing. */
#define STORE_NOWHERE 0

typedef struct
{
  gint64 folder;
  gint64 uid;
  char *flags;
  char *account;
} StorePlace;

void store_place_clear (StorePlace *place);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (StorePlace, store_place_clear)

/* Where ID is shown; NOT_FOUND says that nothing was done. */
gboolean store_place_read (StoreTransaction *transaction, guint64 id, StorePlace *place,
                           GError **error);

/* Statement NAME of mail.db with :id, and with :folder and :uid. */
gboolean store_place_run (StoreTransaction *transaction, guint name, guint64 id, GError **error);
gboolean store_place_put (StoreTransaction *transaction, guint name, guint64 id, gint64 folder,
                          gint64 uid, GError **error);
/* Its row of folder and UID. FALSE in FOUND: there is none. */
gboolean store_place_pair (StoreTransaction *transaction, guint name, guint64 id, gint64 *folder,
                           gint64 *uid, gboolean *found, GError **error);

/* ID, shown elsewhere, is to be found in FOLDER; STORE_NOWHERE: no server has it yet. */
gboolean store_place_expect (StoreTransaction *transaction, guint64 id, gint64 folder,
                             GError **error);
gboolean store_place_touch (StoreTransaction *transaction, gint64 folder, GError **error);
/* From the folder that shows it to another; where it lies at the server is kept. */
gboolean store_place_show_in (StoreTransaction *transaction, guint64 id, gint64 from, gint64 folder,
                              GError **error);
