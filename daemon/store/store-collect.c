/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-collect.h"

#include "store-registry.h"
#include "store-row.h"

static int
compare_ids (gconstpointer a, gconstpointer b)
{
  guint64 first = *(const guint64 *) a;
  guint64 second = *(const guint64 *) b;
  return first < second ? -1 : first > second;
}

static int
compare_folders (gconstpointer a, gconstpointer b)
{
  return compare_ids (&(*(StoreFolder *const *) a)->id, &(*(StoreFolder *const *) b)->id);
}

/* A message may have gone with its folder after the batch did something to it. */
static gboolean
is_there (StoreTransaction *transaction, guint64 id, StoreFate fate, gboolean *there,
          GError **error)
{
  *there = TRUE;
  return fate == STORE_FATE_REMOVED || transaction->removed_folders->len == 0
         || store_registry_is_live (transaction, id, there, error);
}

static gboolean
collect_messages (StoreChanges *changes, StoreTransaction *transaction, GError **error)
{
  GArray *const lists[] = { [STORE_FATE_ADDED] = changes->added,
                            [STORE_FATE_CHANGED] = changes->changed,
                            [STORE_FATE_REMOVED] = changes->removed };
  GHashTableIter iter;
  gpointer id, value;

  g_hash_table_iter_init (&iter, transaction->messages);
  while (g_hash_table_iter_next (&iter, &id, &value))
    {
      StoreFate fate = (StoreFate) GPOINTER_TO_INT (value);
      gboolean there = FALSE;
      if (!is_there (transaction, *(guint64 *) id, fate, &there, error))
        return FALSE;
      if (there)
        g_array_append_vals (lists[fate], id, 1);
    }
  g_array_sort (changes->added, compare_ids);
  g_array_sort (changes->changed, compare_ids);
  g_array_sort (changes->removed, compare_ids);
  return TRUE;
}

static gboolean
collect_arrived (StoreChanges *changes, StoreTransaction *transaction, GError **error)
{
  GError *failure = NULL;

  for (guint i = 0; i < transaction->arrived->len && !failure; i++)
    {
      guint64 id = g_array_index (transaction->arrived, guint64, i);
      StoreMessage *message
          = store_row_read_message (transaction->mail, id, STORE_COLUMNS_DETAILS, &failure);
      if (message)
        g_ptr_array_add (changes->arrived, message);
    }
  if (failure)
    g_propagate_error (error, failure);
  return failure == NULL;
}

static gboolean
collect_folders (StoreChanges *changes, StoreTransaction *transaction, GError **error)
{
  GHashTableIter iter;
  gpointer id;

  g_hash_table_iter_init (&iter, transaction->folders);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    {
      StoreFolder *folder = store_row_read_folder (transaction->mail, *(gint64 *) id, error);
      if (!folder)
        return FALSE;
      store_synced_overlay_folder (transaction->pending, folder);
      store_synced_overlay_folder (transaction->synced, folder);
      g_ptr_array_add (changes->folders, folder);
    }
  g_ptr_array_sort (changes->folders, compare_folders);
  return TRUE;
}

StoreChanges *
store_collect_changes (StoreTransaction *transaction, GError **error)
{
  g_autoptr (StoreChanges) changes = store_changes_new ();

  changes->unlisted = transaction->unlisted;
  changes->made = transaction->made;
  changes->is_new = transaction->is_new;
  changes->has_intents = transaction->has_intents;
  changes->left_out = transaction->left_out;
  g_array_append_vals (changes->removed_folders, transaction->removed_folders->data,
                       transaction->removed_folders->len);
  if (!collect_messages (changes, transaction, error)
      || !collect_arrived (changes, transaction, error)
      || !collect_folders (changes, transaction, error))
    return NULL;
  return g_steal_pointer (&changes);
}
