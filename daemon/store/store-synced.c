/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-synced.h"

struct _StoreSynced
{
  GMutex mutex;
  GHashTable *folders;
  GHashTable *accounts;
  GHashTable *starts; /* of accounts too */
};

static GHashTable *
new_folders (void)
{
  return g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
}

static GHashTable *
new_accounts (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

StoreSynced *
store_synced_new (void)
{
  StoreSynced *synced = g_new0 (StoreSynced, 1);

  g_mutex_init (&synced->mutex);
  synced->folders = new_folders ();
  synced->accounts = new_accounts ();
  synced->starts = new_accounts ();
  return synced;
}

void
store_synced_free (StoreSynced *synced)
{
  if (!synced)
    return;
  g_hash_table_unref (synced->folders);
  g_hash_table_unref (synced->accounts);
  g_hash_table_unref (synced->starts);
  g_mutex_clear (&synced->mutex);
  g_free (synced);
}

static gint64 *
dup_int64 (gint64 value)
{
  return g_memdup2 (&value, sizeof value);
}

void
store_synced_set_folder (StoreSynced *synced, gint64 folder, gint64 when)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&synced->mutex);
  g_hash_table_replace (synced->folders, dup_int64 (folder), dup_int64 (when));
}

void
store_synced_set_account (StoreSynced *synced, const char *account, gint64 when)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&synced->mutex);
  g_hash_table_replace (synced->accounts, g_strdup (account), dup_int64 (when));
}

void
store_synced_set_start (StoreSynced *synced, const char *account, gint64 when)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&synced->mutex);
  g_hash_table_replace (synced->starts, g_strdup (account), dup_int64 (when));
}

void
store_synced_forget_account (StoreSynced *synced, const char *account)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&synced->mutex);
  g_hash_table_remove (synced->accounts, account);
  g_hash_table_remove (synced->starts, account);
}

void
store_synced_clear (StoreSynced *synced)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&synced->mutex);

  g_hash_table_remove_all (synced->folders);
  g_hash_table_remove_all (synced->accounts);
  g_hash_table_remove_all (synced->starts);
}

GHashTable *
store_synced_folders (StoreSynced *synced)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&synced->mutex);
  GHashTable *copy = new_folders ();
  GHashTableIter iter;
  gpointer folder, when;

  g_hash_table_iter_init (&iter, synced->folders);
  while (g_hash_table_iter_next (&iter, &folder, &when))
    g_hash_table_insert (copy, dup_int64 (*(gint64 *) folder), dup_int64 (*(gint64 *) when));
  return copy;
}

static GHashTable *
copy_accounts (StoreSynced *synced, GHashTable *accounts)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&synced->mutex);
  GHashTable *copy = new_accounts ();
  GHashTableIter iter;
  gpointer account, when;

  g_hash_table_iter_init (&iter, accounts);
  while (g_hash_table_iter_next (&iter, &account, &when))
    g_hash_table_insert (copy, g_strdup (account), dup_int64 (*(gint64 *) when));
  return copy;
}

GHashTable *
store_synced_accounts (StoreSynced *synced)
{
  return copy_accounts (synced, synced->accounts);
}

GHashTable *
store_synced_starts (StoreSynced *synced)
{
  return copy_accounts (synced, synced->starts);
}

void
store_synced_merge (StoreSynced *synced, StoreSynced *source)
{
  g_autoptr (GHashTable) folders = store_synced_folders (source);
  g_autoptr (GHashTable) accounts = store_synced_accounts (source);
  g_autoptr (GHashTable) starts = store_synced_starts (source);
  GHashTableIter iter;
  gpointer key, when;

  g_hash_table_iter_init (&iter, folders);
  while (g_hash_table_iter_next (&iter, &key, &when))
    store_synced_set_folder (synced, *(gint64 *) key, *(gint64 *) when);
  g_hash_table_iter_init (&iter, accounts);
  while (g_hash_table_iter_next (&iter, &key, &when))
    store_synced_set_account (synced, key, *(gint64 *) when);
  g_hash_table_iter_init (&iter, starts);
  while (g_hash_table_iter_next (&iter, &key, &when))
    store_synced_set_start (synced, key, *(gint64 *) when);
}

void
store_synced_overlay_folder (StoreSynced *synced, StoreFolder *folder)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&synced->mutex);
  gint64 *when = g_hash_table_lookup (synced->folders, &folder->id);

  if (when)
    folder->last_sync = MAX (folder->last_sync, *when);
}

void
store_synced_overlay_account (StoreSynced *synced, StoreAccount *account)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&synced->mutex);
  gint64 *when = g_hash_table_lookup (synced->accounts, account->id);
  gint64 *start = g_hash_table_lookup (synced->starts, account->id);

  if (when)
    account->last_sync = MAX (account->last_sync, *when);
  if (start)
    account->last_start = MAX (account->last_start, *start);
}
