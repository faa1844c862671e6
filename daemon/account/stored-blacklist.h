/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The blacklist of all accounts: kept in state.db, held in memory so that every arriving mail can
 * be compared with it. What an entry means is policy/blacklist.h; what becomes of the mail is not
 * known here.
 *
 * Property (notifies): "entries" as, sorted. Signal: "changed" () after the entries changed.
 */
#pragma once

#include "blacklist.h"
#include "store.h"

#include <gio/gio.h>

#define TYPE_STORED_BLACKLIST (stored_blacklist_get_type ())
G_DECLARE_FINAL_TYPE (StoredBlacklist, stored_blacklist, POSTHORN, STORED_BLACKLIST, GObject)

StoredBlacklist *stored_blacklist_new (Store *store);

/* Reads the entries from the store; blocks, only at start. */
gboolean stored_blacklist_load (StoredBlacklist *blacklist, GError **error);

/* The entries in force; borrowed. */
const Blacklist *stored_blacklist_get (StoredBlacklist *blacklist);

/* ENTRIES as a person wrote them, all or none; they are on disk and in force when CALLBACK runs.
 * Adding what is there and removing what is not changes nothing. G_IO_ERROR_INVALID_ARGUMENT names
 * the first bad entry; TOO_LARGE for more than BLACKLIST_ENTRIES_MOST in all, or in one call;
 * STORE, DISK_FULL. */
void stored_blacklist_add_async (StoredBlacklist *blacklist, const char *const *entries,
                                 GAsyncReadyCallback callback, gpointer data);
void stored_blacklist_remove_async (StoredBlacklist *blacklist, const char *const *entries,
                                    GAsyncReadyCallback callback, gpointer data);
/* For both. */
gboolean stored_blacklist_change_finish (StoredBlacklist *blacklist, GAsyncResult *result,
                                         GError **error);
