/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-changes.h"

StoreChanges *
store_changes_new (void)
{
  StoreChanges *changes = g_new0 (StoreChanges, 1);

  changes->added = g_array_new (FALSE, FALSE, sizeof (guint64));
  changes->changed = g_array_new (FALSE, FALSE, sizeof (guint64));
  changes->removed = g_array_new (FALSE, FALSE, sizeof (guint64));
  changes->arrived = g_ptr_array_new_with_free_func ((GDestroyNotify) store_message_free);
  changes->folders = g_ptr_array_new_with_free_func ((GDestroyNotify) store_folder_free);
  changes->removed_folders = g_array_new (FALSE, FALSE, sizeof (gint64));
  return changes;
}

void
store_changes_free (StoreChanges *changes)
{
  if (!changes)
    return;
  g_array_unref (changes->added);
  g_array_unref (changes->changed);
  g_array_unref (changes->removed);
  g_ptr_array_unref (changes->arrived);
  g_ptr_array_unref (changes->folders);
  g_array_unref (changes->removed_folders);
  g_free (changes);
}
