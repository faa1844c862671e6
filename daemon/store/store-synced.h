/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * When each folder and account was last checked and when the last check of an account began, as
 * far as it is not on disk yet. A check that found nothing new must write nothing, so its times
 * wait here for the next real change or for the end; readers lay them over what they read. Safe in
 * any thread. It knows no SQL.
 */
#pragma once

#include "store-account.h"
#include "store-folder.h"

typedef struct _StoreSynced StoreSynced;

StoreSynced *store_synced_new (void);
void store_synced_free (StoreSynced *synced);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (StoreSynced, store_synced_free)

void store_synced_set_folder (StoreSynced *synced, gint64 folder, gint64 when);
void store_synced_set_account (StoreSynced *synced, const char *account, gint64 when);
void store_synced_set_start (StoreSynced *synced, const char *account, gint64 when);
void store_synced_forget_account (StoreSynced *synced, const char *account);
void store_synced_clear (StoreSynced *synced);

/* What is known of SOURCE is known of SYNCED too. */
void store_synced_merge (StoreSynced *synced, StoreSynced *source);

/* Puts a later time into what was read. */
void store_synced_overlay_folder (StoreSynced *synced, StoreFolder *folder);
void store_synced_overlay_account (StoreSynced *synced, StoreAccount *account);

/* Copies: gint64 folder → gint64 time, char * account → gint64 time. */
GHashTable *store_synced_folders (StoreSynced *synced);
GHashTable *store_synced_accounts (StoreSynced *synced);
GHashTable *store_synced_starts (StoreSynced *synced);
