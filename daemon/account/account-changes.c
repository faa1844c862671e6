/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "account-changes.h"

static int
index_of_row (GPtrArray *folders, gint64 id)
{
  for (guint i = 0; i < folders->len; i++)
    if (folder_get_row (folders->pdata[i])->id == id)
      return (int) i;
  return -1;
}

static void
emit (Account *account, const char *signal, Folder *folder)
{
  g_signal_emit_by_name (account, signal, folder);
}

static void
remove_folders (Account *account, GPtrArray *folders, const StoreChanges *changes)
{
  for (guint i = 0; i < changes->removed_folders->len; i++)
    {
      int index = index_of_row (folders, g_array_index (changes->removed_folders, gint64, i));
      g_autoptr (Folder) folder = NULL;

      if (index < 0)
        continue;
      folder = g_object_ref (folders->pdata[index]);
      g_ptr_array_remove_index (folders, (guint) index);
      emit (account, "folder-removed", folder);
    }
}

/* A folder whose slug changes leaves the bus under the old one. */
static void
withdraw_moved (Account *account, GPtrArray *folders, const StoreChanges *changes, GPtrArray *moved)
{
  for (guint i = 0; i < changes->folders->len; i++)
    {
      const StoreFolder *row = changes->folders->pdata[i];
      int index = index_of_row (folders, row->id);
      g_autofree char *slug = folder_make_slug (row);

      if (index < 0 || g_str_equal (slug, folder_get_slug (folders->pdata[index])))
        continue;
      g_ptr_array_add (moved, g_object_ref (folders->pdata[index]));
      emit (account, "folder-removed", folders->pdata[index]);
    }
}

static void
update_folders (Account *account, GPtrArray *folders, const StoreChanges *changes, GPtrArray *added)
{
  for (guint i = 0; i < changes->folders->len; i++)
    {
      const StoreFolder *row = changes->folders->pdata[i];
      int index = index_of_row (folders, row->id);
      Folder *folder;

      if (!g_str_equal (row->account, account_get_id (account)))
        continue;
      if (index >= 0)
        {
          folder_update (folders->pdata[index], row);
          continue;
        }
      folder = folder_new (account, row);
      g_ptr_array_add (folders, folder);
      g_ptr_array_add (added, g_object_ref (folder));
    }
}

static GPtrArray *
arrived_in (const StoreChanges *changes, gint64 folder)
{
  GPtrArray *messages = g_ptr_array_new ();

  for (guint i = 0; i < changes->arrived->len; i++)
    {
      StoreMessage *message = changes->arrived->pdata[i];
      if (message->folder == folder)
        g_ptr_array_add (messages, message);
    }
  return messages;
}

static void
announce_arrived (Account *account, GPtrArray *folders, const StoreChanges *changes)
{
  for (guint i = 0; i < folders->len && changes->arrived->len > 0; i++)
    {
      g_autoptr (GPtrArray) messages = arrived_in (changes, folder_get_row (folders->pdata[i])->id);
      if (messages->len > 0)
        g_signal_emit_by_name (account, "arrived", folders->pdata[i], messages);
    }
}

void
account_changes_apply (Account *account, GPtrArray *folders, const StoreChanges *changes)
{
  g_autoptr (GPtrArray) added = g_ptr_array_new_with_free_func (g_object_unref);

  remove_folders (account, folders, changes);
  withdraw_moved (account, folders, changes, added);
  update_folders (account, folders, changes, added);
  for (guint i = 0; i < added->len; i++)
    emit (account, "folder-added", added->pdata[i]);
  announce_arrived (account, folders, changes);
}
